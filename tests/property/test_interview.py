"""Interviews of the example county's services, answered by people drawn at random, to their ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.cases.interview import (
    Answers,
    Interview,
    Progress,
    may_be_none,
    open_interview,
    progress,
    question_type,
)
from askonce.feel.rewrite import literals
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    Type,
)
from askonce.feel.values import Money, Value
from askonce.norms.explain import is_adverse
from askonce.norms.residue import Prepared, count_name, member_name
from askonce.norms.ruling import all_on, book_of, typed_of
from askonce.norms.walk import walk
from askonce.pack.passes import check_folder
from askonce.registers.fact import Fact, known
from tests.property.coverage import Coverage

QINGSHAN = Path(__file__).resolve().parents[2] / "packs" / "qingshan"
DAY = date(2026, 11, 21)
DAYS = (
    date(2026, 11, 1),
    date(2024, 2, 29),
    date(2018, 11, 21),
    date(1996, 11, 21),
    date(1966, 11, 21),
    date(1930, 1, 1),
)
#: More questions than this and an interview goes round in circles.
MOST_QUESTIONS = 120

COVERAGE = Coverage(
    "decided", "adverse", "several norms", "a later norm not reached", "list", "question left out", "given", "changed",
    "change opens another way", "none",
)  # fmt: skip


@cache
def bound() -> Any:
    return check_folder(QINGSHAN, LANGUAGE, on=DAY, keep=True).bound


@cache
def interview_of(service: str) -> Interview:
    found = open_interview(bound()["service"][service], book_of(bound()), all_on(DAY), bound()["concept"])
    assert isinstance(found, Interview)
    return found


def constants_of(interview: Interview) -> list[Value]:
    texts = [one.ruling.text for one in interview.norms]
    return [value for text in texts for typed in typed_of(text) for value in literals(typed.tree)]


class Somebody:
    """A person or firm with an answer to whatever is asked, always the same one."""

    def __init__(self, interview: Interview, seed: int) -> None:
        self.interview = interview
        self.rng = Random(seed)  # noqa: S311 - draws people, keeps no secrets
        self.said: dict[str, Value] = {}
        self.constants = constants_of(interview)

    def value(self, name: str) -> Value:
        if name not in self.said:
            kind = question_type(self.interview, name)
            none = may_be_none(self.interview, name) and self.rng.random() < 0.1
            self.said[name] = None if none else self.drawn(name, kind)
        return self.said[name]

    def drawn(self, name: str, kind: Type | None) -> Value:
        if name.endswith(".count"):
            return Decimal(self.rng.randrange(4))
        near = self.rng.choice(
            [value for value in self.constants if isinstance(value, Decimal)] or [Decimal(1)]
        )
        match kind:
            case ChoiceType(options=options):
                return self.rng.choice(options)
            case MoneyType(currency=currency):
                amounts = [one.amount for one in self.constants if isinstance(one, Money)] + [
                    Decimal(0),
                    Decimal(5000),
                ]
                return Money(self.rng.choice(amounts), currency or "CNY")
        if kind == BOOLEAN:
            return self.rng.random() < 0.5
        if kind == DATE:
            return self.rng.choice(DAYS)
        if kind in {INTEGER, NUMBER}:
            return max(Decimal(0), near.to_integral_value() + self.rng.randrange(-1, 3))
        return "in words"

    def values(self, prepared: Prepared, told: Mapping[str, Fact]) -> dict[str, Value]:
        """A value for each fact of a norm: what was told, and what would have been for what nobody asked."""
        return {
            name: self.members(name, kind, told) if isinstance(kind, ListType) else self.of(name, told)
            for name, kind in prepared.inputs.items()
        }

    def of(self, name: str, told: Mapping[str, Fact]) -> Value:
        return told[name].value if name in told else self.value(name)

    def members(self, name: str, kind: ListType, told: Mapping[str, Fact]) -> Value:
        count = self.of(count_name(name), told)
        assert isinstance(count, Decimal)
        places = range(1, int(count) + 1)
        if isinstance(kind.of, ContextType):
            return tuple(
                {field: self.of(member_name(name, place, field), told) for field, _ in kind.of.fields}
                for place in places
            )
        return tuple(self.of(member_name(name, place), told) for place in places)


def asked_to_the_end(interview: Interview, somebody: Somebody, answers: Answers) -> tuple[Answers, Progress]:
    """Ask until nothing is left to ask; each question must be new, must matter, and must not have been answered."""
    current = None
    for _ in range(MOST_QUESTIONS):
        standing = progress(interview, answers.facts, answers.order, current)
        name = current = standing.next
        if name is None:
            return answers, standing
        assert name not in answers.facts
        assert name in standing.open
        undecided = [left for left in standing.residues.values() if not left.decided]
        assert all(name in left.matters for left in undecided)
        answers = answers.told(name, known(somebody.value(name)))
    raise AssertionError(f"{interview.case.id}: still asking after {MOST_QUESTIONS} questions")


def check_outcomes(interview: Interview, somebody: Somebody, answers: Answers, standing: Progress) -> None:
    """Each norm that was reached came out as walking its text gives, and those not reached were not to be."""
    assert standing.decided
    ended = False
    for prepared in interview.norms:
        left = standing.residues.get(prepared.ruling.norm.id)
        assert (left is None) == ended
        if left is not None:
            outcome = walk(prepared.ruling, somebody.values(prepared, answers.facts))
            assert left.outcome == outcome
            ended = outcome is None or is_adverse(prepared.ruling, outcome)


def services() -> list[str]:
    return sorted(bound()["service"])


def listing() -> str:
    """A service that asks for a list: few do, so that chance alone may miss them all."""
    return next(
        one
        for one in services()
        if any(isinstance(question.type, ListType) for question in interview_of(one).questions.values())
    )


@given(st.sampled_from(services()), st.integers(0, 10**6), st.integers(0, 4))
@example(listing(), 3, 0)  # somebody whose list has members
def test_an_interview_ends_as_the_norm_says(service: str, seed: int, share: int) -> None:
    interview, rng = interview_of(service), Random(seed)  # noqa: S311 - draws people, keeps no secrets
    somebody = Somebody(interview, seed)
    plain = [name for name, one in interview.questions.items() if not isinstance(one.type, ListType)]
    given_before = {name: known(somebody.value(name)) for name in plain if rng.randrange(8) < share}
    answers, standing = asked_to_the_end(interview, somebody, Answers(given_before))
    assert not set(answers.order) & given_before.keys()
    assert set(standing.used) | set(standing.idle) <= answers.facts.keys()
    check_outcomes(interview, somebody, answers, standing)
    COVERAGE.saw(seen(interview, answers, standing))


@given(st.sampled_from(services()), st.integers(0, 10**6))
def test_another_answer_later_equals_having_given_it_at_once(service: str, seed: int) -> None:
    interview, rng = interview_of(service), Random(seed)  # noqa: S311 - draws people, keeps no secrets
    somebody = Somebody(interview, seed)
    answers, before = asked_to_the_end(interview, somebody, Answers({}))
    if not answers.order:
        return
    name = rng.choice(answers.order)
    other = Somebody(interview, seed + 1).value(name)
    changed = answers.told(name, known(other))
    at_once = Answers({})
    for one in answers.order:
        at_once = at_once.told(one, known(other) if one == name else answers.facts[one])
    assert changed == at_once
    somebody.said[name] = other
    answers, after = asked_to_the_end(interview, somebody, changed)
    check_outcomes(interview, somebody, answers, after)
    _, anew = asked_to_the_end(interview, somebody, Answers({}))
    assert {one: left.outcome for one, left in anew.residues.items()} == {
        one: left.outcome for one, left in after.residues.items()
    }
    ways = [{one: left.outcome for one, left in standing.residues.items()} for standing in (before, after)]
    COVERAGE.saw(["changed"] + ["change opens another way"] * (ways[0] != ways[1]))


def seen(interview: Interview, answers: Answers, standing: Progress) -> list[str]:
    reached = [one for one in interview.norms if one.ruling.norm.id in standing.residues]
    adverse = [
        one for one in reached if is_adverse(one.ruling, standing.residues[one.ruling.norm.id].outcome)
    ]
    words = ["decided"] * bool(reached) + ["adverse"] * bool(adverse) + ["given"] * bool(answers.given)
    words += ["several norms"] * (len(reached) > 1) + ["a later norm not reached"] * (
        len(reached) < len(interview.norms)
    )
    words += ["list"] * any(name.endswith("]") for name in answers.facts)
    words += ["question left out"] * any(name not in answers.facts for name in interview.questions)
    return words + ["none"] * any(fact.value is None for fact in answers.facts.values())


def test_the_generator_reaches_each_kind_of_interview() -> None:
    if not COVERAGE.counts:
        pytest.skip("the property tests did not run in this process")
    COVERAGE.check()
