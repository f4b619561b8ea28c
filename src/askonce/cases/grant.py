"""Those entitled who do not receive: found among people of a register, offered or granted without an application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from askonce.cases.command import Filing
from askonce.cases.desk import Desk
from askonce.cases.event import Kept
from askonce.cases.gathering import fact_of, find_subjects, look
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal, Message, Search
from askonce.cases.procedure.filing import first_roots, is_adopted
from askonce.cases.procedure.proceeding import owed
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Standing
from askonce.cases.running import Ready
from askonce.cases.view import View
from askonce.cases.wording.bilingual import both
from askonce.norms.ruling import Dates
from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.refusal import Refusal

OFFER: Final = both(
    "by what the registers say you are entitled to a service that you do not receive",
    "根据登记信息，您符合条件但尚未享受一项服务",
)
GRANTED, OFFERED, RECEIVES, NOT_ENTITLED, UNSURE = (
    "granted", "offered", "receives", "not_entitled", "unsure",
)  # fmt: skip
_ENCODER: Final = msgspec.json.Encoder()


class Tally(msgspec.Struct, frozen=True):
    """How many were granted it, were offered it, receive it already, are not entitled, or cannot be judged."""

    counts: Mapping[str, int]

    @property
    def people(self) -> int:
        """How many there were."""
        return sum(self.counts.values())


def people_in(
    handling: Handling, journal: Journal, register: str, after: str = "", limit: int = 500
) -> tuple[tuple[str, ...], str]:
    """The subjects of a register today, a page at a time, and the name after which the next page begins."""
    holder = handling.running.holder(register)
    rows = journal.every(register, handling.running.local_day(journal.now), after, limit)
    found = tuple(handling.pseudonyms.subject(holder, row.subject) for row in rows)
    return found, (rows[-1].subject if len(rows) == limit else "")


def may_grant(handling: Handling, service: str) -> Ready | Refusal:
    """The service, where its norms favour: burdens are never looked for among people."""
    ready = handling.running.types.get(service)
    if ready is None or ready.service is None:
        return refuse("no-such-service", service)
    if not is_adopted(ready):
        return refuse("draft", f"`{service}`", ready.basis)
    if not ready.bound.deciders or any(one.seen.effect != "favourable" for one in ready.bound.deciders):
        return refuse("outcome-wrong", service, ready.basis)
    return ready


def grant(
    handling: Handling, journal: Journal, service: str, subjects: Iterable[str], *, dry_run: bool = False
) -> Tally | Refusal:
    """Grant a service to those of some people who are entitled and do not receive it, or offer it to them.

    Who can be decided about without a question gets a case; who would have to be asked gets an offer, once a year. One
    who has an open case or a decision in their favour is left alone, whose data are disputed or stale is not judged. A
    dry run counts and writes nothing but the looks.
    """
    ready = may_grant(handling, service)
    if isinstance(ready, Refusal):
        return ready
    counts = dict.fromkeys((GRANTED, OFFERED, RECEIVES, NOT_ENTITLED, UNSURE), 0)
    desk = Desk(
        journal, handling.running, handling.pseudonyms, Actor("norm", f"grant-{service}"), handling.runnings
    )
    for subject in subjects:
        counts[_one(handling, desk, ready, subject, dry_run=dry_run)] += 1
    return Tally(counts)


def _one(handling: Handling, desk: Desk, ready: Ready, subject: str, *, dry_run: bool) -> str:
    if _receives(desk, ready, subject):
        return RECEIVES
    found = _judged(desk, ready, subject)
    if found is None:
        return UNSURE
    standing, kept = found
    if not standing.decided or standing.adverse:
        return UNSURE if standing.missing else NOT_ENTITLED
    facts = {name: fact_of(one) for name, one in kept.items()}
    asked = next(iter(owed(ready, facts, standing)), None) is not None
    if dry_run:
        return OFFERED if asked else GRANTED
    episode = str(desk.today.year)
    if not asked:
        opened = handling.open_by_norm(desk.journal, f"grant-{ready.id}", ready.id, subject, episode)
        return GRANTED if isinstance(opened, View) else RECEIVES if opened is None else UNSURE
    name = desk.hide(subject)
    if desk.journal.once(f"offer/{ready.id}/{name}/{episode}"):
        body = {"kind": "offer", "words": OFFER, "values": {"service": ready.id}}
        message = Message(
            f"offer/{ready.id}/{name}/{episode}", "mail", f"person:{name}", _ENCODER.encode(body)
        )
        desk.journal.send(message)
    return OFFERED


def _receives(desk: Desk, ready: Ready, subject: str) -> bool:
    """Whether a person has a case of the service that is open or was decided."""
    lines = desk.journal.lines(Search(type=ready.id, filer=desk.hide(subject), limit=1000))
    return any(line.state != "withdrawn" for line in lines)


def _judged(desk: Desk, ready: Ready, subject: str) -> tuple[Standing, Mapping[str, Kept]] | None:
    """Where the norms stand with what registers say; none where that is not sound enough to judge by."""
    days = Days(desk.today, desk.today, desk.today, desk.today)
    case = desk.journal.fresh("grant")
    roots = find_subjects(desk, ready, case, first_roots(ready, subject), Filing(ready.id).choices, days)
    if isinstance(roots, Refusal):
        return None
    looked = look(desk, ready, case, roots, days)
    if isinstance(looked, Refusal):
        return None
    standing = ready.texts.stand(looked.facts, Dates(desk.today, desk.today, desk.today))
    used = [looked.kept[name] for name in standing.used if name in looked.kept]
    if any(one.stale or one.disputed for one in used):
        return None
    return standing, looked.kept
