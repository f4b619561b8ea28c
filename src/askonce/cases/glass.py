"""Breaking the glass: a datum read without a case, by few, with a reason, and whom it is about is told in the same job."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.cases.command import Glass
from askonce.cases.desk import Desk
from askonce.cases.event import Kept
from askonce.cases.gathering import REGISTER
from askonce.cases.journal import Message
from askonce.cases.keeping import keep_value
from askonce.cases.letters import send_letter
from askonce.cases.refusing import refuse
from askonce.cases.showing import shown
from askonce.cases.view import Glimpse
from askonce.cases.wording.bilingual import both
from askonce.registers.ask import Ask
from askonce.registers.days import Days
from askonce.registers.fact import Fact
from askonce.registers.glass import Notice
from askonce.registers.refusal import Refusal
from askonce.registers.route import Route

READ: Final = both(
    "your data were read without a case, in an emergency; the reason stands in this message",
    "有工作人员因紧急情况在没有办件的情况下查看了您的信息，理由见本通知",
)
_ENCODER: Final = msgspec.json.Encoder()
_ROLE: Final = "subject"


def break_glass(desk: Desk, glass: Glass) -> Glimpse | Refusal:
    """Read what `glass` names, and send the notices that belong to it."""
    route = _route(desk, glass.datum)
    if route is None:
        return refuse("no-such-datum", glass.datum)
    exchange = desk.running.exchange
    hatch = exchange.doors.purposes.get(glass.purpose)
    roles = sorted(hatch.break_glass) if hatch is not None else []
    office = next((one.partition("/")[0] for one in roles if desk.actor.may_act_as(one)), "")
    ask = Ask(glass.purpose, hatch.basis if hatch is not None else "-", None, desk.actor, office)
    days = Days(desk.today, desk.today, desk.today, desk.today)
    found = exchange.glass(
        desk.journal, ask, glass.reason, route, {route.role: glass.subject}, days, desk.fetched
    )
    if isinstance(found, Refusal):
        return found
    purpose = desk.running.bound.get("purpose", {}).get(glass.purpose)
    for notice in found.notices:  # told as long as the purpose keeps what was read
        kept = purpose.retention if purpose is not None else None
        send_letter(desk.journal, _message(desk, notice), desk.today, kept)
    return Glimpse(shown(glass.datum, _kept(found.given.fact)), found.given.receipts)


def _route(desk: Desk, datum: str) -> Route | None:
    """The way to `register.attribute` from its subject, or to what a service uses, as `service.name`, from that of its role."""
    first, _, second = datum.partition(".")
    door = desk.running.exchange.doors.doors.get((first, second))
    if door is not None:
        return Route(_ROLE, (), door, counts=False, many=False, at="latest", name="")
    ready = desk.running.types.get(first)
    source = next((one for one in ready.sources if one.name == second), None) if ready is not None else None
    return None if source is None else msgspec.structs.replace(source.route, name="")


def _kept(fact: Fact) -> Kept:
    return Kept(
        fact.state.value,
        keep_value(fact.value),
        REGISTER,
        fact.source or "",
        fact.as_of,
        fact.stale,
        fact.disputed,
    )


def _message(desk: Desk, notice: Notice) -> Message:
    said = {
        "office": notice.office,
        "datum": f"{notice.register}.{notice.attribute}",
        "reason": notice.reason,
        "basis": notice.basis,
        "receipt": str(notice.receipt),
    }
    body = {"kind": "glass", "words": READ, "values": said}
    return Message(notice.key, "mail", f"person:{desk.hide(notice.subject)}", _ENCODER.encode(body))
