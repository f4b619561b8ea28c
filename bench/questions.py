"""Questions asked: the residue in every ordering of an author's conditions beside lazy evaluation in its best ordering.

A norm of seven facts is written in many orderings of its conditions. Lazy evaluation asks for a fact when it comes to
it and stops where a condition is settled; every ordering there is is tried for it, over all the people, and the one
with the fewest questions counts, which is an ordering chosen with hindsight. The residue never hears of an ordering but
through the text that it is given, nor of these people: how likely answers are it knows from earlier cases, which are
other people of the same county.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations, product
from random import Random
from statistics import mean, median
from typing import Any, Final

from askonce.feel.values import Money, Value
from askonce.norms.binding import bind_norm
from askonce.norms.kinds import NORM
from askonce.norms.model import Norm
from askonce.norms.residue import Prepared, prepare, residue
from askonce.norms.residue.questions import next_question
from askonce.norms.ruling import Book, Ruling, Unsettled, all_on, rule
from askonce.norms.walk import walk
from askonce.pack.symbols import Scope, Table
from askonce.registers.fact import Fact, known
from askonce.text.yaml import read_yaml
from bench.result import Bench, Goal, Result

DAY: Final = date(2026, 3, 1)
NEEDS: Final = (
    "resident: boolean, birth: date, disability: {type: [none, slight, severe, total]}, single: boolean,"
    " children: integer, income: money CNY, owns_home: boolean"
)
#: What the calibration loop took on the machine on which the goal of one millisecond was set.
NOMINAL_SECONDS: Final = 0.0100
_TURNS: Final = 200_000

Case = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition over one fact: its text, and what it says of a value; null says nothing."""

    fact: str
    text: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all must hold, or one."""

    word: str
    parts: tuple["Condition | Group", ...]


def _age(birth: date) -> int:
    return DAY.year - birth.year - ((DAY.month, DAY.day) < (birth.month, birth.day))


NORM_TREE: Final = Group(
    "and",
    (
        Condition("resident", "resident", lambda value: value is True),
        Group(
            "or",
            (
                Condition("birth", "age(birth, application) >= 65", lambda value: _age(value) >= 65),
                Condition(
                    "disability",
                    'disability in ("severe", "total")',
                    lambda value: value in ("severe", "total"),
                ),
                Group(
                    "and",
                    (
                        Condition("single", "single", lambda value: value is True),
                        Condition("children", "children >= 1", lambda value: value >= 1),
                    ),
                ),
            ),
        ),
        Condition("income", "income <= 3000 CNY", lambda value: value.amount <= 3000),
        Group(
            "or",
            (
                Condition("owns_home", "not(owns_home)", lambda value: value is False),
                Condition("birth", "age(birth, application) >= 80", lambda value: _age(value) >= 80),
            ),
        ),
    ),
)


def people(count: int, rng: Random) -> list[Case]:
    """People of an invented county, no two facts of a person tied to each other."""
    return [
        {
            "resident": rng.random() < 0.8,
            "birth": DAY - timedelta(days=rng.randrange(18 * 365, 95 * 365)),
            "disability": rng.choices(["none", "slight", "severe", "total"], [80, 10, 6, 4])[0],
            "single": rng.random() < 0.4,
            "children": Decimal(rng.choices([0, 1, 2, 3], [35, 30, 25, 10])[0]),
            "income": Money(Decimal(rng.randrange(0, 9000)), "CNY"),
            "owns_home": rng.random() < 0.6,
        }
        for _ in range(count)
    ]


def orderings(part: Condition | Group) -> Iterator[Condition | Group]:
    """Every order in which an author can write the conditions of each group."""
    if isinstance(part, Condition):
        yield part
        return
    for order in permutations(part.parts):
        yield from (Group(part.word, parts) for parts in product(*(list(orderings(one)) for one in order)))


def text_of(part: Condition | Group) -> str:
    """The conditions as an author writes them."""
    if isinstance(part, Condition):
        return part.text
    return "(" + f" {part.word} ".join(text_of(one) for one in part.parts) + ")"


def lazily(part: Condition | Group, case: Case, asked: set[str]) -> bool:
    """Whether a condition holds for a person, asking for each fact when it is come to."""
    if isinstance(part, Condition):
        asked.add(part.fact)
        return part.holds(case[part.fact])
    stop = part.word == "or"
    for one in part.parts:
        if lazily(one, case, asked) is stop:
            return stop
    return not stop


def lazy_mean(part: Condition | Group, cases: Sequence[Case]) -> float:
    """How many questions lazy evaluation asks a person of, on average."""
    total = 0
    for case in cases:
        asked: set[str] = set()
        lazily(part, case, asked)
        total += len(asked)
    return total / len(cases)


def ruling_of(part: Condition | Group) -> Ruling:
    """The norm with its conditions in an order."""
    text = f"norm: aid\nneeds: {{{NEEDS}}}\nwhere: {{leap_day: 28 February}}\nresult: '{text_of(part)}'\n"
    (node,), _ = read_yaml("aid.yaml", text)
    norm, _ = NORM.decode(node)  # type: ignore[arg-type]
    if not isinstance(norm, Norm):
        raise TypeError(text)
    found = rule("aid", Book({"aid": bind_norm(norm, Scope(Table([])))}, {}), all_on(DAY))
    if isinstance(found, Unsettled):
        raise TypeError(found.message)
    return found


@dataclass(frozen=True, slots=True)
class Interviews:
    """What the people were asked in one ordering: the mean, the wrong answers, and how long each next question took."""

    questions: float
    wrong: int
    seconds: list[float]


def interview(prepared: Prepared, cases: Sequence[Case]) -> Interviews:
    """Ask each person until the norm has come out."""
    asked, wrong, seconds = 0, 0, []
    for case in cases:
        facts: dict[str, Fact] = {}
        while True:
            start = time.perf_counter()
            name = next_question(prepared, facts, {})
            seconds.append(time.perf_counter() - start)
            if name is None:
                break
            facts[name] = known(case[name])
            asked += 1
        found = residue(prepared, facts)
        wrong += not found.decided or found.outcome is not walk(prepared.ruling, case)
    return Interviews(asked / len(cases), wrong, seconds)


def calibrate() -> float:
    """The seconds of a fixed loop in plain Python, the best of three: what the machine gives just now."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        total = 0
        for number in range(_TURNS):
            total += number & 7
        best = min(best, time.perf_counter() - start)
    return best


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people, and in how many orderings they are interviewed."""

    people: int = 500
    orderings: int = 24
    seed: int = 20260301


def measure(plan: Plan = Plan()) -> Result:
    """Interview all people in several orderings, beside lazy evaluation in all."""
    rng = Random(plan.seed)  # noqa: S311 - the same people on every run
    cases, earlier = people(plan.people, rng), people(plan.people, rng)
    seen = {fact: [case[fact] for case in earlier] for fact in cases[0]}
    every = list(orderings(NORM_TREE))
    lazy = [lazy_mean(part, cases) for part in every]
    tried = rng.sample(every, plan.orderings)
    done, slowness = [], []
    for part in tried:
        slowness.append(calibrate() / NOMINAL_SECONDS)
        done.append(interview(prepare(ruling_of(part), seen=seen), cases))
    ours = [one.questions for one in done]
    slow = median(slowness)
    times = [second / factor for one, factor in zip(done, slowness, strict=True) for second in one.seconds]
    goals = (
        Goal("worst ordering over lazy at its best", max(ours) / min(lazy), 1.0),
        Goal("wrong answers", sum(one.wrong for one in done), 0),
        Goal("milliseconds to the next question, median", median(times) * 1000, 1.0),
        Goal(
            "milliseconds to the next question, 99 of 100", sorted(times)[len(times) * 99 // 100] * 1000, 1.0
        ),
    )
    unaware = interview(prepare(ruling_of(tried[0])), cases)
    beside = {
        "mean questions without earlier cases": round(unaware.questions, 3),
        "mean questions": {"least": round(min(ours), 3), "most": round(max(ours), 3)},
        "lazy": {"best": round(min(lazy), 3), "mean": round(mean(lazy), 3), "worst": round(max(lazy), 3)},
        "orderings": {"lazy": len(every), "residue": len(tried)},
        "people": len(cases),
        "slowest milliseconds": round(max(times) * 1000, 2),
        "machine": round(slow, 2),
    }
    return Result(goals, beside)


QUESTIONS = Bench("questions", "questions asked beside lazy evaluation in its best ordering", measure)
