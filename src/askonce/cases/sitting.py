"""Sittings: a person and somebody at a counter, or at the other end of a telephone, do something together for half an hour.

Only in a sitting may a helper act in cases that they did not file. It stands in the ledger, the person is told of it, and it ends by
itself. Whether the number that the person showed is anybody's is said to nobody when it begins.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from askonce.cases.bounds import is_id
from askonce.cases.desk import Desk, Work, load
from askonce.cases.journal import Message
from askonce.cases.refusing import refuse
from askonce.cases.slip import find_slip
from askonce.cases.wording.bilingual import both
from askonce.ledger.entry import Entry
from askonce.registers.pseudonym import LEDGER
from askonce.registers.refusal import Refusal

#: The room of sittings, by the account of who helps: one person at a time.
SITTINGS: Final = "sitting"
#: How people are here, and how they agree.
CHANNELS: Final = ("counter", "telephone", "paper")
SPOKEN, SIGNED, BY_CODE = "spoken", "signed", "code"
CONSENTS: Final = (SPOKEN, SIGNED, BY_CODE)
LASTS: Final = timedelta(minutes=30)
_SIT: Final = frozenset({"helper", "officer"})
_LONGEST_NOTE: Final = 500
_BEGAN: Final = both(
    "{by} helps you with your affairs from now on for half an hour at most; tell us if you did not agree",
    "{by}开始协助您办理事项，最长半小时，如未经您同意请告知我们",
)
_DID: Final = both(
    "{by} has done something in your case for you; tell us if you did not agree",
    "{by}已代您在事项中办理操作，如未经您同意请告知我们",
)
_NO_SLIP: Final = both("no case is opened by this code", "此查询码未对应任何事项")
_ENCODER: Final = msgspec.json.Encoder()


class Sitting(msgspec.Struct, frozen=True):
    """Who sits with whom: the applicant as a pseudonym of the holder `cases`, how they are here and how they agreed, until when.

    `name` is new for each sitting, so that what is begun in one is not gone on with in another.
    """

    name: str
    applicant: str
    channel: str
    agreed: str
    note: str
    began: datetime
    until: datetime

    @property
    def consent(self) -> str:
        """How the person agreed, as a filing says it."""
        return f"{self.agreed}: {self.note}" if self.note else self.agreed


class Consent(msgspec.Struct, frozen=True):
    """How somebody is here and how they agreed: `channel` of CHANNELS, `agreed` of CONSENTS, and a note if there is more to say."""

    channel: str
    agreed: str
    note: str = ""


def begin_sitting(desk: Desk, consent: Consent, *, number: str = "", code: str = "") -> Sitting | Refusal:
    """Begin a sitting with whoever has a number, or holds the slip of a case; the one before it ends.

    A number that is nobody's begins one too: only what is done in it shows whose it is.
    """
    if desk.actor.kind not in _SIT:
        return refuse("not-yours")
    if consent.channel not in CHANNELS:
        return refuse("channel-wrong")
    if consent.agreed not in CONSENTS or (consent.agreed == BY_CODE) != bool(code):
        return refuse("no-consent")
    if len(consent.note) > _LONGEST_NOTE:
        return refuse("too-long", str(_LONGEST_NOTE))
    applicant = (
        _by_code(desk, code)
        if code
        else desk.hide(number)
        if is_id(number)
        else refuse("bad-id", number[:20])
    )
    if isinstance(applicant, Refusal):
        return applicant
    sitting = Sitting(
        desk.journal.fresh("sitting"),
        applicant,
        consent.channel,
        consent.agreed,
        consent.note,
        desk.now,
        desk.now + LASTS,
    )
    desk.journal.put(SITTINGS, desk.actor.name, _ENCODER.encode(sitting))
    _record(desk, sitting, {"do": "sitting", "channel": sitting.channel, "consent": sitting.agreed})
    _tell(
        desk,
        sitting.name,
        sitting.applicant,
        {"kind": "helped", "words": _BEGAN, "values": {"by": desk.actor.name}},
    )
    return sitting


def _by_code(desk: Desk, code: str) -> str | Refusal:
    """The applicant of the case that a slip opens."""
    case = find_slip(desk.journal, desk.pseudonyms, code)
    work = load(desk, case) if case is not None else None
    if work is None or work.case.applicant is None:
        return Refusal("no-slip", _NO_SLIP)
    return work.case.applicant


def sitting_of(desk: Desk) -> Sitting | None:
    """The sitting in which the one who acts helps just now; none where it was finished or its time is over."""
    kept = desk.journal.get(SITTINGS, desk.actor.name)
    sitting = msgspec.json.decode(kept, type=Sitting) if kept is not None else None
    return sitting if sitting is not None and desk.now < sitting.until else None


def is_left_behind(desk: Desk) -> bool:
    """Whether a sitting of the one who acts is over by its time and has not been finished yet."""
    return sitting_of(desk) is None and desk.journal.get(SITTINGS, desk.actor.name) is not None


def sits_with(desk: Desk, applicant: str | None) -> bool:
    """Whether the one who acts sits with this person, whose pseudonym cases know, at this moment."""
    if desk.actor.kind not in _SIT or applicant is None:
        return False
    sitting = sitting_of(desk)
    return sitting is not None and sitting.applicant == applicant


def finish_sitting(desk: Desk) -> None:
    """End the sitting of the one who acts; nothing is left of it but its entry in the ledger."""
    kept = desk.journal.get(SITTINGS, desk.actor.name)
    if kept is None:
        return
    desk.journal.put(SITTINGS, desk.actor.name, None)
    _record(desk, msgspec.json.decode(kept, type=Sitting), {"do": "sitting over"})


def tell_of_help(work: Work, did: str) -> None:
    """Tell the person that somebody who helps has done something in their case."""
    if work.case.applicant is not None:
        body = {
            "kind": "helped",
            "words": _DID,
            "values": {"by": work.desk.actor.name, "about": did},
            "case": work.case.id,
        }
        _tell(work.desk, f"{work.case.id}/{work.case.count}/{did}", work.case.applicant, body, work.case.id)


def _record(desk: Desk, sitting: Sitting, what: dict[str, str]) -> None:
    office = next(iter(sorted(desk.actor.offices)), "")
    subject = desk.pseudonyms.of(LEDGER, desk.reveal(sitting.applicant))
    desk.journal.record(Entry("act", desk.now, desk.actor.name, subject, office, what=what))


def _tell(desk: Desk, key: str, applicant: str, body: dict[str, Any], case: str | None = None) -> None:
    desk.journal.send(Message(f"{key}/helped", "mail", f"person:{applicant}", _ENCODER.encode(body), case))
