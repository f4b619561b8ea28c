"""The interview before a filing: what is known and from where, and the next question that still matters."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.cases.command import Filing
from askonce.cases.desk import Desk
from askonce.cases.event import Kept
from askonce.cases.gathering import ANSWER, Looked, candidates, fact_of, keep_answer, read_answers
from askonce.cases.helping import veiled
from askonce.cases.interview import Interview, progress
from askonce.cases.journal import Message
from askonce.cases.procedure.filing import Opening, find_out, first_roots, refuse_answers
from askonce.cases.procedure.proceeding import may_be_said, owed
from askonce.cases.ready import Role
from askonce.cases.refusing import refuse
from askonce.cases.running import Ready
from askonce.cases.showing import shown
from askonce.cases.sitting import sits_with
from askonce.cases.strangers import open_part, strange_roles
from askonce.cases.telling import is_person
from askonce.cases.view import Offered
from askonce.cases.wording.bilingual import both
from askonce.ledger.entry import Entry
from askonce.norms.ruling import Dates
from askonce.registers.days import Days
from askonce.registers.fact import Facts
from askonce.registers.pseudonym import LEDGER
from askonce.registers.refusal import Refusal

HELPING: Final = both(
    "somebody goes through a service with you; say so if you did not agree",
    "有人正在协助您了解一项服务，如未经您同意请告知我们",
)
_ENCODER: Final = msgspec.json.Encoder()


def offer(desk: Desk, ready: Ready, filing: Filing, case: str, opening: Opening) -> Offered | Refusal:
    """Where the interview stands with what registers know and what was answered so far."""
    days = Days(desk.today, filing.event or desk.today, desk.today, desk.today, opening.period)
    choose = _to_choose(desk, ready, filing, case, opening, days)
    if isinstance(choose, Refusal):
        return choose
    if choose:
        return Offered(ready.id, choose=choose)
    known = find_out(desk, ready, filing, case, opening)
    if isinstance(known, Refusal):
        return known
    fault = refuse_answers(desk, ready, filing.answers, known.looked, opening.applicant, filing.disputes)
    if fault is not None:
        return fault
    answers = read_answers(ready, filing.answers, ready.fields)
    if isinstance(answers, Refusal):
        return answers
    told = {name: keep_answer(desk, fact) for name, fact in answers.items()}
    strange = known.looked.strange
    kept: dict[str, Kept] = open_part({**known.looked.kept, **known.earlier, **told}, strange)
    facts = {name: fact_of(one) for name, one in kept.items()}
    dates = Dates(days.event, desk.today, desk.today)
    found = _standing(ready, dates, facts, kept, known.looked)
    return found if isinstance(found, Refusal) or desk.actor.kind == "person" else _for_helper(found)


def note_consent(desk: Desk, ready: Ready, filing: Filing, case: str, opening: Opening) -> None:
    """Put on record how a person agreed that somebody goes through a service with them, and tell them, once a day.

    Who sits with the person has had them told already. A firm hears of it once something is filed.
    """
    subject, hidden = desk.pseudonyms.of(LEDGER, opening.applicant), desk.hide(opening.applicant)
    what = {
        "do": "interview",
        "service": ready.id,
        "channel": filing.channel,
        "consent": filing.consent or "",
    }
    desk.journal.record(
        Entry("act", desk.now, desk.actor.name, subject, ready.office, case, ready.purpose, ready.basis, what)
    )
    if is_person(ready) and not sits_with(desk, hidden):
        key = f"interview/{desk.today.isoformat()}/{desk.actor.name}/{ready.id}/{hidden}"
        values = {"by": desk.actor.name, "channel": filing.channel, "service": ready.id}
        body = {"kind": "helped", "words": HELPING, "values": values}
        desk.journal.send(Message(key, "mail", f"person:{hidden}", _ENCODER.encode(body), case))


def _for_helper(found: Offered) -> Offered:
    """What a helper sees, or an officer who has no case: what is to be asked, not what registers say nor what comes of it."""
    facts = tuple(one if one.by == ANSWER else veiled(one) for one in found.facts)
    return msgspec.structs.replace(found, facts=facts, decided=False, outcome=())


def _standing(
    ready: Ready, dates: Dates, facts: Facts, kept: dict[str, Kept], looked: Looked
) -> Offered | Refusal:
    standing = ready.texts.stand(facts, dates)
    if standing.unsettled is not None:
        found = standing.unsettled
        return refuse("unsettled", both(found.message, found.chinese or found.message), ready.basis)
    missing = (field.name for field in owed(ready, facts, standing))
    still = tuple(dict.fromkeys(name for name in missing if name not in looked.strange))
    return Offered(
        ready.id,
        facts=tuple(shown(name, one) for name, one in kept.items()),
        next=_next(ready, dates, facts, still),
        open=still,
        decided=standing.decided,
        outcome=standing.norms if standing.decided else (),
        waits_for=looked.waits,
    )


def _next(ready: Ready, dates: Dates, facts: Facts, still: tuple[str, ...]) -> str | None:
    """The cheapest question first, as the interview of the norms would put it; then what steps and outputs want."""
    if len(still) <= 1:
        return next(iter(still), None)
    interview = ready.interview(dates)
    if isinstance(interview, Interview):
        askable = {name: fact for name, fact in facts.items() if not may_be_said(ready.fields[name], facts)}
        following = progress(interview, askable).next
        if following in still:
            return following
    return still[0]


def _to_choose(
    desk: Desk, ready: Ready, filing: Filing, case: str, opening: Opening, days: Days
) -> dict[str, tuple[str, ...]] | Refusal:
    """The subjects among whom the person still has to pick, by role, as far as those before are picked."""
    roots = first_roots(ready, opening.applicant, desk.actor.id if desk.actor.kind == "person" else "")
    found: dict[str, tuple[str, ...]] = {}
    strange = strange_roles(ready)
    for role in ready.roles.values():
        if role.name in strange:
            continue
        chosen = tuple(filing.choices.get(role.name, ()))
        there = () if chosen else candidates(desk, ready, case, role, roots, days)
        if isinstance(there, Refusal):
            return there
        if _is_open(role, chosen, there):
            found[role.name] = there or ()
        roots[role.name] = chosen or (there or ())
    return found


def _is_open(role: Role, chosen: tuple[str, ...], there: tuple[str, ...] | None) -> bool:
    return bool(role.choose) and not chosen and there is not None and len(there) > 1
