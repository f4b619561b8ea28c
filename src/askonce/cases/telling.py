"""Who is told of a case: whom it is for, who acts for them as long as they may, and by name an office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from askonce.cases.desk import Desk, Work
from askonce.cases.mandate import agents_of, may_act_for
from askonce.cases.running import Ready
from askonce.registers.actor import Actor

PERSON: Final = "person"
#: Who looks up who may act for somebody, so that a message goes to nobody else: no officer, but the rule that tells.
_NOTICES: Final = Actor("norm", "notices")


def tell(work: Work, kind: str, words: Mapping[str, str], to: str = "", **more: Any) -> None:
    """Send a message to whom the case is for once the transaction is kept, or to somebody else, by name."""
    said = {name: _say(value) for name, value in more.items()}
    for address in (to,) if to else addresses(work):
        body = {"kind": kind, "words": words, "values": said}
        work.send(f"{kind}/{to or PERSON}", "mail", address, body)


def tell_applicant(work: Work, kind: str, words: Mapping[str, str]) -> None:
    """Send a message to the person whom the case is for alone; a firm hears through those who act for it."""
    case = work.case
    if case.applicant is not None and is_person(work.grounds):
        work.send(
            f"{kind}/{PERSON}",
            "mail",
            f"person:{case.applicant}",
            {"kind": kind, "words": words, "values": {}},
        )


def addresses(work: Work) -> tuple[str, ...]:
    """Where messages about a case go: to the person whom it is for, and to who filed it while they may act for them.

    A firm reads through people: who filed while they may act, else all who may.
    """
    filer, applicant, ready = work.case.filer, work.case.applicant, work.grounds
    if filer is None or applicant is None:
        return ()
    own = is_person(ready)
    if ready is None or (own and filer == applicant):
        return (f"person:{applicant}",)
    desk = notices(work.desk)
    whom = desk.reveal(applicant)
    acts = filer != applicant and may_act_for(desk, ready, whom, work.case.id, desk.reveal(filer)) is True
    if own:
        told = [applicant, filer] if acts else [applicant]
    else:
        told = [filer] if acts else sorted(map(desk.hide, agents_of(desk, ready, whom, work.case.id)))
    return tuple(f"person:{one}" for one in told)


def is_person(ready: Ready | None) -> bool:
    """Whether a case of a type is for people, not for firms or things."""
    return ready is None or next((one.kind for one in ready.bound.roles.values()), PERSON) == PERSON


def notices(desk: Desk) -> Desk:
    """The same desk for the rule that tells; what was found out on one holds for the other."""
    there = Desk(desk.journal, desk.running, desk.pseudonyms, _NOTICES, desk.runnings, desk.fetched)
    there.acting = desk.acting
    return there


def _say(value: object) -> str:
    """A value of a message as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
