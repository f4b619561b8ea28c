"""How long one decision takes, beside the same norm written by hand, in CEL and for zen-engine."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any, Final

from askonce.feel.values import Money
from askonce.norms.compiling.compiled import compile_ruling
from bench.case import Person, facts_of, people, ruling
from bench.contenders import BY_HAND, Contender, cel, zen
from bench.result import Bench, Goal, Result

SEED: Final = 20260301


def ours() -> Contender:
    """The compiled norm, over facts with their states."""
    return Contender("askonce", facts_of, compile_ruling(ruling()).decide, _amount)


def _amount(found: Any) -> Decimal:
    if not isinstance(found, Money):
        raise TypeError(f"{found!r} is no amount")
    return found.amount


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: how many people all must answer for alike, and how often the timed ones are gone through."""

    people: int = 1000
    timed: int = 200
    rounds: int = 41
    by_hand_at_most: float = 2.0
    cel_at_most: float = 1.0
    zen_at_most: float = 1 / 20


def measure(
    plan: Plan = Plan(),
    own: Callable[[], Contender] = ours,
    others: Callable[[], tuple[Contender, Contender, Contender]] = lambda: (BY_HAND, cel(), zen()),
) -> Result:
    """Ask all for the same answers, then time them in turns and take the medians of the ratios."""
    contenders = (own(), *others())
    everybody = list(people(plan.people, SEED))
    wrong = wrong_answers(contenders, everybody)
    turns = [[_seconds(one, everybody[: plan.timed]) for one in contenders] for _ in range(plan.rounds + 1)][
        1:
    ]
    by_hand, against_cel, against_zen = (
        median(turn[0] / turn[place] for turn in turns) for place in (1, 2, 3)
    )
    goals = (
        Goal("beside an expression by hand", by_hand, plan.by_hand_at_most),
        Goal("beside CEL (Rust)", against_cel, plan.cel_at_most),
        Goal("beside zen-engine", against_zen, plan.zen_at_most),
        Goal("wrong answers", sum(wrong.values()), 0),
    )
    times = {
        one.name: round(median(turn[place] for turn in turns) / plan.timed * 1e6, 2)
        for place, one in enumerate(contenders)
    }
    return Result(
        goals,
        {
            "times as fast as zen-engine": round(1 / against_zen, 1),
            "microseconds": times,
            "people": plan.people,
            "wrong": wrong,
        },
    )


def wrong_answers(contenders: Sequence[Contender], everybody: Sequence[Person]) -> dict[str, int]:
    """How many people each contender answers for otherwise than the expression written by hand."""
    wanted = [BY_HAND.read(BY_HAND.decide(BY_HAND.prepare(person))) for person in everybody]
    return {
        one.name: sum(
            one.read(one.decide(one.prepare(person))) != amount
            for person, amount in zip(everybody, wanted, strict=True)
        )
        for one in contenders
    }


def _seconds(contender: Contender, everybody: Sequence[Person]) -> float:
    """The time for one case after another, what each contender takes being made beforehand."""
    prepared = [contender.prepare(person) for person in everybody]
    decide = contender.decide
    start = time.perf_counter()
    for one in prepared:
        decide(one)
    return time.perf_counter() - start


DECIDE: Final = Bench("decide", "one decision beside an expression by hand, CEL and zen-engine", measure)
