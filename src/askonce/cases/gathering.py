"""Gathers the facts of a case: from registers, from answers, from earlier answers that still hold; nothing is silently empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from askonce.cases.desk import Desk
from askonce.cases.event import Kept
from askonce.cases.keeping import keep_value, kept_value
from askonce.cases.ready import Field, Role, Source
from askonce.cases.refusing import refuse
from askonce.cases.running import Ready
from askonce.cases.strangers import strange_names, strange_roles
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.types import Type
from askonce.norms.reading import read_facts
from askonce.registers.ask import Ask
from askonce.registers.days import Days
from askonce.registers.exchange import Given
from askonce.registers.fact import UNAVAILABLE, Fact, State
from askonce.registers.refusal import Refusal

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_CONDITIONS: Final = Settings(leap_day="28 February", strict=True)
ANSWER, REGISTER, EARLIER = "answer", "register", "earlier"


class Looked(msgspec.Struct, frozen=True):
    """What registers gave: facts as the norms see them and as the case keeps them.

    `waits` are those that the case has to wait for, `askable` those that the person may say instead. `strange` are of
    somebody whom the person merely named: whatever a register says of those, nobody waits or is asked for them.
    """

    facts: Mapping[str, Fact]
    kept: Mapping[str, Kept]
    waits: tuple[str, ...]
    askable: tuple[str, ...]
    strange: frozenset[str] = frozenset()


def look(
    desk: Desk,
    ready: Ready,
    case: str | None,
    roots: Mapping[str, tuple[str, ...]],
    days: Days,
    *,
    disputed: Iterable[str] = (),
    only: Iterable[str] | None = None,
    whole: bool = False,
) -> Looked | Refusal:
    """Read what the service takes from registers, all of it or some by name; `disputed` are called wrong by the person.

    With `whole` the values themselves are read, even where tests of them would be enough.
    """
    ask = desk.ask(ready, case)
    wanted = None if only is None else frozenset(only)
    facts: dict[str, Fact] = {}
    kept: dict[str, Kept] = {}
    waits: list[str] = []
    askable: list[str] = []
    wrong = frozenset(disputed)
    applicant = next(iter(roots.get(next(iter(ready.bound.roles), "applicant"), ())), None)
    strange = strange_names(ready, roots, applicant)
    for source in ready.sources:
        if wanted is not None and source.name not in wanted:
            continue
        found = _read(desk, ask, source, roots, days, whole=whole)
        if isinstance(found, Refusal):
            return found
        fact, keeps = found
        if source.name in wrong and fact.is_settled:
            fact = msgspec.structs.replace(fact, disputed=True)
            keeps = msgspec.structs.replace(keeps, disputed=True)
        facts[source.name], kept[source.name] = fact, keeps
        what = "use" if source.name in strange else _what_then(source, fact)
        if what == "wait":
            waits.append(source.name)
        elif what == "ask":
            askable.append(source.name)
        elif what == "refuse":
            return refuse("register-refuses", f"`{source.name}`", ready.basis)
    return Looked(facts, kept, tuple(waits), tuple(askable), strange)


def _what_then(source: Source, fact: Fact) -> str:
    """What the text says is done with a datum as it stands; `use` where nothing is the matter with it."""
    use = source.use
    if fact.state is State.UNAVAILABLE:
        return use.if_unavailable or "wait"
    found = []
    if fact.stale:
        found.append(use.if_stale or "wait")
    if fact.disputed:
        found.append(use.if_disputed or "wait")
    return next((word for word in ("refuse", "wait", "ask") if word in found), "use")


def _read(
    desk: Desk,
    ask: Ask,
    source: Source,
    roots: Mapping[str, tuple[str, ...]],
    days: Days,
    *,
    whole: bool,
) -> tuple[Fact, Kept] | Refusal:
    """One datum; of several subjects in a role the values come as a list, in their order."""
    subjects = roots.get(source.role, ())
    route = msgspec.structs.replace(source.route, name="") if whole else source.route
    given: list[Given] = []
    for subject in subjects:
        found = desk.running.exchange.look(
            desk.journal, ask, route, {source.role: subject}, days, desk.fetched
        )
        if isinstance(found, Refusal):
            return found
        given.append(found)
    if not given:
        return UNAVAILABLE, Kept("unavailable", datum=source.datum)
    fact = given[0].fact if len(given) == 1 else _together([one.fact for one in given])
    return fact, _kept(desk, source, fact, given)


def _kept(desk: Desk, source: Source, fact: Fact, given: list[Given]) -> Kept:
    return Kept(
        state=fact.state.value,
        value=keep_value(fact.value),
        by=REGISTER,
        source=fact.source or given[0].register,
        as_of=fact.as_of,
        stale=fact.stale,
        disputed=fact.disputed,
        receipt=given[0].receipt,
        datum=source.datum,
        of=tuple(dict.fromkeys(desk.hide(one) for each in given for one in each.subjects)),
        tests=tuple(getattr(fact, "tests", ())),
    )


def _together(facts: list[Fact]) -> Fact:
    unknown = next((one for one in facts if not one.is_settled), None)
    if unknown is not None:
        return unknown
    return Fact(
        State.KNOWN,
        tuple(one.value for one in facts),
        facts[0].source,
        min((one.as_of for one in facts if one.as_of is not None), default=None),
        stale=any(one.stale for one in facts),
        disputed=any(one.disputed for one in facts),
    )


def fact_of(kept: Kept) -> Fact:
    """A fact as the norms see it, from how the case keeps it."""
    return Fact(
        State(kept.state),
        kept_value(kept.value),
        kept.source or None,
        kept.as_of,
        stale=kept.stale,
        disputed=kept.disputed,
        tests=kept.tests,
    )


def read_answers(
    ready: Ready, answers: Mapping[str, Any], fields: Mapping[str, Field]
) -> Mapping[str, Fact] | Refusal:
    """Answers as facts, each by the type of its question; a person says a value, null, or that they decline."""
    for name, raw in answers.items():
        field = fields.get(name)
        if field is None:
            return refuse("not-asked", name, ready.basis)
        if isinstance(raw, dict) and {"state", "value"} & raw.keys() and raw != {"state": "declined"}:
            return refuse("misread", name, ready.basis)
    types: dict[str, Type] = {name: kind for name in answers if (kind := fields[name].type) is not None}
    untyped = next((name for name in answers if name not in types), None)
    if untyped is not None:
        return refuse("not-asked", untyped, ready.basis)
    facts, wrong = read_facts(_ENCODER.encode(answers).decode(), types)
    if wrong:
        first = wrong[0]
        return refuse("misread", f"{first.pointer.lstrip('/')}: {first.message}", ready.basis)
    return facts


def keep_answer(desk: Desk, fact: Fact, by: str = ANSWER) -> Kept:
    """An answer as the case keeps it."""
    return Kept(fact.state.value, keep_value(fact.value), by, as_of=desk.today)


def find_subjects(
    desk: Desk,
    ready: Ready,
    case: str | None,
    roots: dict[str, tuple[str, ...]],
    picked: Mapping[str, list[str]],
    days: Days,
) -> dict[str, tuple[str, ...]] | Refusal:
    """The further subjects of a case by role: those there are, those that the person picked among them.

    A role whose subjects cannot be found because a register is silent has none. Refused where somebody is picked who is
    not there, or where one of several has to be picked and is not.
    """
    unknown = next((name for name in picked if name not in ready.roles), None)
    if unknown is not None:
        return refuse("bad-choice", unknown, ready.basis)
    found = dict(roots)
    strange = strange_roles(ready)
    for role in ready.roles.values():
        chosen = tuple(dict.fromkeys(picked.get(role.name, ())))
        if role.route is None:
            if len(chosen) > (0 if role.new else 1):
                return refuse("bad-choice", role.name, ready.basis)
            found[role.name] = chosen or ((f"{case}/{role.name}",) if role.new else ())
            continue
        there = candidates(desk, ready, case, role, found, days)
        if isinstance(there, Refusal):
            return there
        if there is None:
            found[role.name] = ()
            continue
        if role.name in strange:  # whether it was there is as much a secret as who is
            found[role.name] = tuple(one for one in there if one in chosen or not role.choose)
            continue
        told = _pick(role, there, chosen, ready.basis)
        if isinstance(told, Refusal):
            return told
        found[role.name] = told
    return found


def _pick(
    role: Role, there: tuple[str, ...], chosen: tuple[str, ...], basis: str
) -> tuple[str, ...] | Refusal:
    if not set(chosen) <= set(there) or (role.choose == "one" and len(chosen) > 1):
        return refuse("bad-choice", role.name, basis)
    if chosen:
        return chosen
    if role.choose and len(there) > 1:
        return refuse("choose", role.name, basis)
    return there


def candidates(
    desk: Desk, ready: Ready, case: str | None, role: Role, roots: Mapping[str, tuple[str, ...]], days: Days
) -> tuple[str, ...] | Refusal | None:
    """The subjects that may stand in a role; none where their register cannot say."""
    if role.route is None:
        return ()
    ask = desk.ask(ready, case)
    there: dict[str, None] = {}
    for root in roots.get(role.root, ()):
        found = desk.running.exchange.subjects(
            desk.journal, ask, role.route, {role.root: root}, days, desk.fetched
        )
        if isinstance(found, Refusal):
            return found
        if found.state is State.UNAVAILABLE:
            return None
        there |= dict.fromkeys(found.ids)
    if role.condition is None:
        return tuple(there)
    fitting = []
    for one in there:
        fits = _meets(desk, ask, role, one, days)
        if isinstance(fits, Refusal):
            return fits
        if fits:
            fitting.append(one)
    return tuple(fitting)


def _meets(desk: Desk, ask: Ask, role: Role, subject: str, days: Days) -> bool | Refusal:
    scope: dict[str, Any] = {
        "event": days.chosen("event"),
        "application": days.chosen("application"),
        "decision": days.chosen("decision"),
    }
    for name, route in role.tested:
        given = desk.running.exchange.look(desk.journal, ask, route, {role.name: subject}, days, desk.fetched)
        if isinstance(given, Refusal):
            return given
        if not given.fact.is_settled:
            return False
        scope[name] = given.fact.value
    if role.condition is None:
        return True
    return evaluate(role.condition, scope, _CONDITIONS) is True
