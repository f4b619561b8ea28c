"""The forms of what an officer does, read into commands; what is wrong is said at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from askonce.cases import command as commands
from askonce.cases.answer import Unclear, read_answer
from askonce.cases.case import OBJECTION
from askonce.cases.command import AnyCommand
from askonce.cases.wording.titles import Titles
from askonce.cases.workbench import Bench
from askonce.feel.types import DATE
from askonce.web.pages import shown
from askonce.web.pages.clerk.typed import Typed, read_typed, typed
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.questions.reading import UNREAD, sentence

LONGEST: Final = 5000
#: How a decision is meant: as the norms propose, or otherwise.
PROPOSED, OTHERWISE = "proposed", "otherwise"
_REASON: Final = mark("Write the reason")
_REASONS: Final = {
    "ask_more": mark("Write why it is needed"),
    "notify": mark("Write why you mean to decide against them"),
    "hear": mark("Write what the person said"),
    "hand_over": mark("Write why another office has to handle it"),
    "hurry": mark("Write why it goes before all others"),
    "calm": mark("Write why it goes in its turn again"),
    "correct": mark("Write what you found, and where"),
    "join": mark("Write why your office does not agree"),
}
_TOO_LONG: Final = mark("Write at most %(most)s characters")

Reader = Callable[[Visit, Bench, Errors], AnyCommand | None]


def reason_of(visit: Visit, errors: Errors, what: str = "", *, needed: bool = True) -> str:
    """The reason that was written."""
    reason = visit.form.one("reason")
    if needed and not reason:
        errors.add("reason", visit.say(_REASONS.get(what, _REASON)))
    if len(reason) > LONGEST:
        errors.add("reason", visit.say(_TOO_LONG, most=LONGEST))
    return reason


def outcome_fields(visit: Visit, found: Bench) -> tuple[Typed, ...]:
    """A field for each outcome that a decision may have, with what is proposed in it."""
    titles = Titles(shown.running_of(visit, found.view.line).bound)
    proposed = found.view.proposed.outcome if found.view.proposed is not None else {}
    made = (
        typed(
            f"outcome-{one.name}",
            one.name,
            titles.outcome(one.name),
            one.type,
            titles,
            proposed.get(one.name),
            optional=True,
        )
        for one in found.outcomes
    )
    return tuple(one for one in made if one is not None)


def open_fields(visit: Visit, found: Bench) -> tuple[Typed, ...]:
    """A field for each fact that the officer finds out, with what is known in it; nobody's word of themselves stands there for another."""
    ready = shown.ready_of(visit, found.view.line)
    if ready is None:
        return ()
    titles = Titles(ready.running.bound)
    known = {one.name: one.value for one in found.view.facts}
    made = (
        typed(
            f"fact-{one.name}", one.name, shown.label_of(ready, one.name, titles), one.type, titles,
            None if one.bars else known.get(one.name), optional=one.optional,
        )
        for one in found.open
        if one.type is not None
    )  # fmt: skip
    return tuple(one for one in made if one is not None)


def datum_field(visit: Visit, found: Bench) -> Typed | None:
    """The field for the right value of a disputed datum, with what the person says in it."""
    one = found.doubted
    if one is None or one.type is None:
        return None
    titles = Titles(shown.running_of(visit, found.view.line).bound)
    return typed(
        "value", one.attribute, titles.attribute(one.register, one.attribute), one.type, titles, one.claimed
    )


def outcome_of(visit: Visit, found: Bench, errors: Errors) -> dict[str, Any]:
    """What stands in the fields of the outcomes; what is left open stays as it was proposed."""
    read = {
        one.name: read_typed(one, visit.form, visit.language, errors) for one in outcome_fields(visit, found)
    }
    return {name: value for name, value in read.items() if value is not UNREAD and value is not None}


def _take(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    del visit, found, errors
    return commands.Take()


def _give(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    del found
    officer = visit.form.one("officer")
    if not officer:
        errors.add("officer", visit.say("Write the account of the colleague"))
    return commands.Take(officer=officer)


def _hand_over(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    office = visit.form.one("office")
    if office not in found.reachable:
        errors.add("office", visit.say("Choose an office"))
    return commands.HandOver(office=office, reason=reason_of(visit, errors, "hand_over"))


def _ask_more(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    names = [one for one in visit.form.all("names") if one in found.askable]
    if not names:
        errors.add("names", visit.say("Choose what the person is to say or send"))
    return commands.AskMore(names=names, reason=reason_of(visit, errors, "ask_more"))


def _step(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    then = visit.form.one("then") or (found.following[0] if len(found.following) == 1 else "")
    if then not in found.following:
        errors.add("then", visit.say("Choose what comes next"))
    note = reason_of(visit, errors, needed=False)
    return commands.Step(step=found.view.line.step or "", then=then, note=note)


def _join(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    agrees, office = visit.form.one("agrees"), visit.form.one("office") or next(iter(found.opine), "")
    if office not in found.opine:
        errors.add("office", visit.say("Choose an office"))
    if agrees not in {"yes", "no"}:
        errors.add("agrees", visit.say("Choose whether your office agrees"))
    reason = reason_of(visit, errors, "join", needed=agrees == "no")
    return commands.Join(office=office, agrees=agrees == "yes", reason=reason)


def _notify(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    del found
    return commands.Notify(reason=reason_of(visit, errors, "notify"))


def _hear(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    del found
    return commands.Hear(words=reason_of(visit, errors, "hear"))


def _decide(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    if found.view.line.type == OBJECTION:
        upheld = visit.form.one("upheld")
        if upheld not in {"yes", "no"}:
            errors.add("upheld", visit.say("Choose whether the objection is right"))
        return commands.Decide(outcome={"upheld": upheld == "yes"}, reason=reason_of(visit, errors))
    how = visit.form.one("how")
    if how == PROPOSED and found.view.proposed is not None:
        return commands.Decide(reason=reason_of(visit, errors, needed=False))
    if how != OTHERWISE:
        errors.add("how", visit.say("Choose how you decide"))
        return None
    outcome = outcome_of(visit, found, errors)
    if not outcome and not errors:
        errors.add("how", visit.say("Say what you decide instead"))
    return commands.Decide(outcome=outcome, reason=reason_of(visit, errors))


def _correct(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    stands, field = visit.form.one("stands"), datum_field(visit, found)
    if stands not in {"yes", "no"}:
        errors.add("stands", visit.say("Choose whether the record is right"))
    value, since = None, None
    if stands == "no":
        if field is None:
            errors.add(
                "stands",
                visit.say("This cannot be written here; the register's own program has to correct it"),
            )
        else:
            value = read_typed(field, visit.form, visit.language, errors)
        since = _day(visit, "since", errors)
    reason = reason_of(visit, errors, "correct")
    if errors or value is UNREAD:
        return None
    return commands.Correct(value=value, stands=stands == "yes", valid_from=since, reason=reason)


def _day(visit: Visit, name: str, errors: Errors) -> date | None:
    raw = visit.form.one(name)
    if not raw:
        return None
    said = read_answer(raw[:LONGEST], DATE)
    if isinstance(said, Unclear):
        errors.add(name, sentence(said.reason[visit.language]))
        return None
    return said if isinstance(said, date) else None


def _hurry(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    del found
    return commands.Hurry(reason=reason_of(visit, errors, "hurry"))


def _calm(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    del found
    return commands.Hurry(reason=reason_of(visit, errors, "calm"), urgent=False)


def _answer(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    answers = {
        one.name: read_typed(one, visit.form, visit.language, errors) for one in open_fields(visit, found)
    }
    left = {one.name for one in found.open if one.optional}
    return commands.Answer(
        answers={name: value for name, value in answers.items() if value is not None or name not in left}
    )


def _rekey(visit: Visit, found: Bench, errors: Errors) -> AnyCommand | None:
    del found
    number = visit.form.one("number")
    if not number:
        errors.add("number", visit.say("Write the number that the system gave"))
    return commands.Rekey(system=visit.form.one("system"), number=number)


READERS: Final[Mapping[str, Reader]] = {
    "take": _take, "give": _give, "hand_over": _hand_over, "ask_more": _ask_more, "step": _step, "join": _join,
    "notify": _notify, "hear": _hear, "decide": _decide, "correct": _correct, "hurry": _hurry, "calm": _calm,
    "answer": _answer, "rekey": _rekey,
}  # fmt: skip
#: At which field a refusal of the kernel is said; any other stands above the form.
AT: Final[Mapping[str, str]] = {
    "reason-needed": "reason", "too-long": "reason", "unknown-officer": "officer", "officer-missing": "office", "not-concerned": "office",
    "misread": "value", "outcome-wrong": "how", "no-such-step": "then", "not-asked": "names",
}  # fmt: skip
