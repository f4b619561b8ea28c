"""The interview of a service: which fact to find out next, and where its norms stand with those that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from askonce.cases.asking import Asked, BoundCase, Taken
from askonce.feel.types import INTEGER, ContextType, ListType, Type
from askonce.feel.values import Value
from askonce.norms.questions import Cost, next_question
from askonce.norms.residue import Prepared, Residue, prepare, residue
from askonce.norms.residue.declining import need_of
from askonce.norms.ruling import Book, Dates, Ruling, Unsettled, rule
from askonce.pack.shapes import Ref
from askonce.registers.fact import Fact, Facts, State
from askonce.registers.model import Concept
from askonce.registers.paths import Way
from askonce.registers.types import FILES, feel_type

DELICATE: Final = "special"


class Question(msgspec.Struct, frozen=True):
    """A fact that a service may have to find out: what it costs, and for what it is wanted.

    `norm` is the norm it may decide, none where a step or an output alone wants it (`wanted_by` names those).
    """

    name: str
    type: Type | None
    cost: Cost
    asked: Asked | None
    taken: Taken | None
    norm: str | None

    @property
    def because(self) -> Ref | None:
        """The article that allows the question."""
        return self.asked.ask.because if self.asked is not None else None

    @property
    def wanted_by(self) -> tuple[str, ...]:
        """The steps and outputs that want it."""
        words = (self.asked.ask if self.asked else None) or (self.taken.use if self.taken else None)
        if words is None:
            return ()
        return tuple(one for one in (words.for_step, words.for_output) if one)

    @property
    def optional(self) -> bool:
        """Whether the person may leave it open without consequence."""
        return self.asked is not None and self.asked.ask.optional


class Interview(msgspec.Struct, frozen=True):
    """A service made ready to be asked through: its norms on the dates of the case, and all it may have to find out."""

    case: BoundCase
    norms: tuple[Prepared, ...]
    questions: Mapping[str, Question]

    @property
    def costs(self) -> dict[str, Cost]:
        """What each fact costs, for the choice of the next question."""
        return {name: question.cost for name, question in self.questions.items()}


class Progress(msgspec.Struct, frozen=True):
    """Where an interview stands.

    `residues` has each norm's standing by its name, as far as they were reached: a norm waits for the one before it, and
    after an outcome that refuses or burdens no further norm is asked about. `next` is the fact to find out now, none when
    all is said; `open` are all that still matter. `used` are the answers that mattered when they were given, `idle` the
    others.
    """

    residues: Mapping[str, Residue]
    next: str | None
    open: tuple[str, ...]
    used: tuple[str, ...]
    idle: tuple[str, ...]

    @property
    def decided(self) -> bool:
        """Whether every norm that was reached has come out."""
        return all(one.decided for one in self.residues.values())


def open_interview(
    case: BoundCase, book: Book, dates: Dates, concepts: Mapping[str, Concept]
) -> Interview | Unsettled:
    """Make a service ready to be asked through on these dates."""
    norms = []
    for decider in case.deciders:
        ruling = rule(decider.id, book, dates)
        if isinstance(ruling, Unsettled):
            return ruling
        norms.append(prepare(ruling, never_none=_answered(case, ruling)))
    return Interview(case, tuple(norms), {one.name: one for one in _questions(case, norms, concepts)})


def progress(
    interview: Interview, facts: Facts, order: tuple[str, ...] = (), current: str | None = None
) -> Progress:
    """Where the interview stands with these facts; `order` names those that were asked, as their answers came.

    `current` is the question being shown: it stays while it matters and nothing cheaper has come up.
    """
    residues: dict[str, Residue] = {}
    following: str | None = None
    still_open: tuple[str, ...] = ()
    for prepared in interview.norms:
        norm = prepared.ruling.norm
        left = residues[norm.id] = residue(prepared, facts, order)
        if not left.decided:
            following = next_question(prepared, facts, interview.costs, current)
            still_open = left.matters
            break
        if is_adverse(prepared.ruling, left.outcome):
            break
    else:
        wanted = tuple(_wanted(interview, facts))
        still_open = wanted
        following = current if current in wanted else next(iter(wanted), None)
    used = _each(name for one in residues.values() for name in one.used)
    idle = _each(name for one in residues.values() for name in one.idle if name not in used)
    return Progress(residues, following, still_open, used, idle)


def is_adverse(ruling: Ruling, outcome: Value) -> bool:
    """Whether an outcome refuses or burdens the person, as the norm says of its words."""
    values = outcome.values() if isinstance(outcome, Mapping) else (outcome,)
    return any(value in ruling.norm.adverse_outcomes for value in values if isinstance(value, str))


def question_type(interview: Interview, name: str) -> Type | None:
    """The type of the answer to a question: of a fact, of the number of a list's members, or of a fact of one."""
    question = interview.questions.get(need_of(name))
    kind = question.type if question is not None else None
    if not isinstance(kind, ListType) or name == need_of(name):
        return kind
    if name.endswith(".count"):
        return INTEGER
    _, _, field = name.partition("].")
    return kind.of.get(field) if field and isinstance(kind.of, ContextType) else kind.of


def _each(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _answered(case: BoundCase, ruling: Ruling) -> frozenset[str]:
    """Facts that only a person gives: an answer is a value, never null."""
    asked = {one.name for one in case.asked} - {one.name for one in case.taken}
    return frozenset(name for name, _ in ruling.inputs if name in asked)


def _wanted(interview: Interview, facts: Facts) -> Iterator[str]:
    """What steps and outputs want, and nobody has given or declined."""
    for name, question in interview.questions.items():
        if question.norm is None and _is_unknown(facts.get(name)):
            yield name


def _is_unknown(fact: Fact | None) -> bool:
    return fact is None or fact.state in {State.NOT_ASKED, State.UNAVAILABLE}


def _questions(case: BoundCase, norms: list[Prepared], concepts: Mapping[str, Any]) -> Iterator[Question]:
    asked = {one.name: one for one in case.asked}
    taken = {one.name: one for one in case.taken}
    kinds = {name: kind for prepared in reversed(norms) for name, kind in prepared.inputs.items()}
    owners = {name: prepared.ruling.norm.id for prepared in reversed(norms) for name in prepared.inputs}
    for name in dict.fromkeys([*kinds, *taken, *asked]):
        one, other = asked.get(name), taken.get(name)
        kind = kinds.get(name) or feel_type(one.type if one else None)
        yield Question(name, kind, _cost(one, other, concepts), one, other, owners.get(name))


def _cost(asked: Asked | None, taken: Taken | None, concepts: Mapping[str, Any]) -> Cost:
    if taken is not None:
        return Cost.REGISTER
    if asked is None:
        return Cost.CHEAP
    concept = concepts.get(asked.concept)
    if concept is not None and concept.special is not None:
        return Cost.SENSITIVE
    if any(one.value.sensitivity == DELICATE for one in asked.held):
        return Cost.SENSITIVE
    return Cost.DEAR if asked.type in FILES else Cost.CHEAP


def source_register(question: Question) -> str | None:
    """The register that would say it, where one does."""
    way = question.taken.way if question.taken is not None else None
    if not isinstance(way, Way):
        return None
    if way.held is not None:
        return way.held.value.register
    return way.hops[-1].relation.register if way.hops else None
