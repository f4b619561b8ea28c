"""The interview before a filing: what is known and from where, and the next question that still matters."""

from __future__ import annotations

from askonce.cases.command import Filing
from askonce.cases.desk import Desk
from askonce.cases.event import Kept
from askonce.cases.gathering import candidates, fact_of, keep_answer, read_answers
from askonce.cases.interview import Interview, progress
from askonce.cases.procedure.filing import Opening, find_out, first_roots, refuse_answers
from askonce.cases.procedure.proceeding import may_be_said, owed
from askonce.cases.ready import Role
from askonce.cases.refusing import refuse
from askonce.cases.running import Ready
from askonce.cases.showing import shown
from askonce.cases.view import Offered
from askonce.cases.wording.bilingual import both
from askonce.norms.ruling import Dates
from askonce.registers.days import Days
from askonce.registers.fact import Facts
from askonce.registers.refusal import Refusal


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
    kept: dict[str, Kept] = {**known.looked.kept, **known.earlier, **told}
    facts = {name: fact_of(one) for name, one in kept.items()}
    return _standing(ready, Dates(days.event, desk.today, desk.today), facts, kept, known.looked.waits)


def _is_shown(ready: Ready, name: str) -> bool:
    """Whether the person may see a fact: not what registers say of somebody whom they only named."""
    source = next((one for one in ready.sources if one.name == name), None)
    role = ready.roles.get(source.role) if source is not None else None
    return role is None or not role.named


def _standing(
    ready: Ready, dates: Dates, facts: Facts, kept: dict[str, Kept], waits: tuple[str, ...]
) -> Offered | Refusal:
    standing = ready.texts.stand(facts, dates)
    if standing.unsettled is not None:
        found = standing.unsettled
        return refuse("unsettled", both(found.message, found.chinese or found.message), ready.basis)
    still = tuple(dict.fromkeys(field.name for field in owed(ready, facts, standing)))
    return Offered(
        ready.id,
        facts=tuple(shown(name, one) for name, one in kept.items() if _is_shown(ready, name)),
        next=_next(ready, dates, facts, still),
        open=still,
        decided=standing.decided,
        outcome=standing.norms if standing.decided else (),
        waits_for=waits,
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
    for role in ready.roles.values():
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
