"""The interview of a service: which fact to find out next, and where its norms stand with those that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from askonce.cases.asking import Asked, BoundCase, Taken
from askonce.cases.wording.bilingual import Text, both, fill, same
from askonce.cases.wording.values import say_date
from askonce.feel.tree import Call, Name, walk
from askonce.feel.types import INTEGER, ContextType, ListType, Type
from askonce.feel.values import Value
from askonce.norms.explain import is_adverse
from askonce.norms.residue import Prepared, Residue, prepare, residue
from askonce.norms.residue.declining import need_of
from askonce.norms.residue.members import MOST_MEMBERS
from askonce.norms.residue.questions import Cost, next_question
from askonce.norms.ruling import Book, Dates, Ruling, Unsettled, rule, typed_of
from askonce.pack.shapes import Ref
from askonce.registers.fact import Fact, Facts, State
from askonce.registers.model import Concept
from askonce.registers.paths import Way
from askonce.registers.types import FILES, feel_type

DELICATE: Final = "special"


class Question(msgspec.Struct, frozen=True):
    """A fact that a service may have to find out: what it costs, and for what it is wanted.

    `norm` is the norm it may decide, none where a step or an output alone wants it (`wanted_by` names those). `past`
    marks a day that cannot lie in the future.
    """

    name: str
    type: Type | None
    cost: Cost
    asked: Asked | None
    taken: Taken | None
    norm: str | None
    past: bool = False

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
    dates: Dates

    @property
    def costs(self) -> dict[str, Cost]:
        """What each fact costs, for the choice of the next question."""
        return {name: question.cost for name, question in self.questions.items()}


class Answers(msgspec.Struct, frozen=True):
    """What an interview knows: the facts that were given before it, and the answers in the order of their questions.

    >>> from askonce.registers.fact import DECLINED, NONE
    >>> answers = Answers({}).told("wage", DECLINED).told("born", NONE).told("wage", NONE)
    >>> answers.order, answers.facts["wage"].state.value
    (('wage', 'born'), 'none')
    """

    given: Facts
    asked: tuple[tuple[str, Fact], ...] = ()

    @property
    def facts(self) -> dict[str, Fact]:
        """All of it; an answer stands before what was given."""
        return {**self.given, **dict(self.asked)}

    @property
    def order(self) -> tuple[str, ...]:
        """The names that were asked, in order."""
        return tuple(name for name, _ in self.asked)

    def told(self, name: str, fact: Fact) -> Answers:
        """With one more answer; one that was there is exchanged in its place, as if it had been given at once."""
        if name in self.order:
            changed = tuple((one, fact if one == name else old) for one, old in self.asked)
            return msgspec.structs.replace(self, asked=changed)
        if name in self.given:
            return msgspec.structs.replace(self, given={**self.given, name: fact})
        return msgspec.structs.replace(self, asked=(*self.asked, (name, fact)))

    def without(self, name: str) -> Answers:
        """Without one fact."""
        return Answers(
            {one: fact for one, fact in self.given.items() if one != name},
            tuple(one for one in self.asked if one[0] != name),
        )


class Progress(msgspec.Struct, frozen=True):
    """Where an interview stands.

    `residues` has each norm's standing by its name, as far as they were reached: a norm waits for the one before it, and
    after an outcome that refuses or burdens, or where there is none, no further norm is asked about. `next` is the fact to find out now, none when
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
    return Interview(case, tuple(norms), {one.name: one for one in _questions(case, norms, concepts)}, dates)


def progress(
    interview: Interview, facts: Facts, order: tuple[str, ...] = (), current: str | None = None
) -> Progress:
    """Where the interview stands with these facts; `order` names those that were asked, as their answers came.

    `current` is the question being shown: it stays while it matters and nothing cheaper has come up.
    """
    residues: dict[str, Residue] = {}
    idle: list[str] = []
    following: str | None = None
    still_open: tuple[str, ...] = ()
    for prepared in interview.norms:
        norm = prepared.ruling.norm
        left = residues[norm.id] = residue(prepared, facts, order)
        idle += [name for name in left.idle if need_of(name) in prepared.inputs]
        if not left.decided:
            following = next_question(prepared, facts, interview.costs, current)
            still_open = left.matters
            break
        if left.outcome is None or is_adverse(prepared.ruling, left.outcome):
            idle += [name for name, fact in facts.items() if not _is_unknown(fact)]
            break
    else:
        wanted = tuple(_wanted(interview, facts))
        still_open = wanted
        following = current if current in wanted else next(iter(wanted), None)
    used = _each(name for one in residues.values() for name in one.used)
    idle = [name for name in idle if name not in used]
    return Progress(residues, following, still_open, used, _each(iter(idle)))


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


def may_be_none(interview: Interview, name: str) -> bool:
    """Whether there may be no such datum; of what a person alone can say, and of a number of people, there is one."""
    return not name.endswith(".count") and not any(name in one.never_none for one in interview.norms)


def doubtful(interview: Interview, name: str, value: Value) -> Text | None:
    """Why a value is worth a second look, although it may be meant."""
    if question_type(interview, name) == INTEGER and isinstance(value, Decimal) and value < 0:
        return fill(BELOW_NOUGHT, number=same(str(value)))
    return None


def unlikely(interview: Interview, name: str, value: Value) -> Text | None:
    """Why a value cannot be, or cannot be asked about: so many members, a day in the past that has not come yet."""
    if name.endswith(".count") and isinstance(value, Decimal) and not 0 <= value <= MOST_MEMBERS:
        return fill(TOO_MANY, most=same(str(MOST_MEMBERS))) if value > 0 else NO_COUNT
    days = interview.dates
    latest = max((day for day in (days.event, days.application, days.decision) if day), default=None)
    past = interview.questions[need_of(name)].past
    if past and latest is not None and isinstance(value, date) and value > latest:
        return fill(NOT_YET, day=say_date(value), today=say_date(latest))
    return None


TOO_MANY = both(
    "at most {most} are asked about one by one here; an officer takes longer lists",
    "此处最多逐项询问{most}项，超过的请由工作人员办理",
)
NO_COUNT = both("there cannot be fewer than none", "数量不能小于零")
BELOW_NOUGHT = both(
    "{number} is below nought; type it once more if it is meant", "{number}小于零，如确为此数请再次输入"
)
NOT_YET = both("{day} has not come yet: the case is of {today}", "{day}尚未到来，本次办理日期为{today}")


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


def _questions(case: BoundCase, norms: list[Prepared], concepts: Mapping[str, Concept]) -> Iterator[Question]:
    asked = {one.name: one for one in case.asked}
    taken = {one.name: one for one in case.taken}
    kinds = {name: kind for prepared in reversed(norms) for name, kind in prepared.inputs.items()}
    owners = {name: prepared.ruling.norm.id for prepared in reversed(norms) for name in prepared.inputs}
    aged = {name for prepared in norms for name in _aged(prepared.ruling)}
    for name in dict.fromkeys([*kinds, *taken, *asked]):
        one, other = asked.get(name), taken.get(name)
        kind = kinds.get(name) or feel_type(one.type if one else _held_type(other))
        past = name in aged or _stays(other, concepts)
        yield Question(name, kind, _cost(one, other, concepts), one, other, owners.get(name), past)


def _held_type(taken: Taken | None) -> str | None:
    """The type of what a register holds."""
    way = taken.way if taken is not None else None
    if not isinstance(way, Way):
        return None
    return "integer" if way.counts else way.held.value.type if way.held is not None else None


def _stays(taken: Taken | None, concepts: Mapping[str, Concept]) -> bool:
    """Whether a register holds it and it never changes: then a day that it says has come."""
    way = taken.way if taken is not None else None
    held = way.held if isinstance(way, Way) else None
    concept = concepts.get(held.value.concept) if held is not None else None
    return concept is not None and concept.changes == "never"


def _aged(ruling: Ruling) -> Iterator[str]:
    """The facts whose age a ruling reckons, and which are births therefore."""
    for typed in typed_of(ruling.text):
        for node in walk(typed.tree):
            match node:
                case Call(function=Name(name="age"), arguments=(Name(name=born), *_)):
                    yield born
    for _, used in ruling.uses:
        yield from _aged(used)


def _cost(asked: Asked | None, taken: Taken | None, concepts: Mapping[str, Concept]) -> Cost:
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
