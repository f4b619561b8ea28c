"""The benchmark of decisions: its goals are those of the issue, and a slow or a wrong contender fails it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bench.__main__ import BENCHES
from bench.case import BORN_ON_A_LEAP_DAY, people, ruling
from bench.contenders import BY_HAND, Contender
from bench.decide import DECIDE, SEED, Plan, measure, ours, wrong_answers

SMALL = Plan(people=60, timed=20, rounds=3, by_hand_at_most=50.0)


def slowed(seconds: float) -> Contender:
    def decide(one: Any) -> Any:
        time.sleep(seconds)
        return BY_HAND.decide(one)

    return replace(BY_HAND, decide=decide)


def three(cel: float = 0.0005, zen: float = 0.005) -> Callable[[], tuple[Contender, Contender, Contender]]:
    return lambda: (BY_HAND, slowed(cel), slowed(zen))


def failing(plan: Plan = SMALL, **others: Any) -> set[str]:
    return {goal.name for goal in measure(plan, **others).goals if not goal.holds}


def test_the_goals_are_those_of_the_issue() -> None:
    plan = Plan()
    assert (plan.people, plan.by_hand_at_most, plan.cel_at_most, plan.zen_at_most) == (1000, 2.0, 1.0, 0.05)
    assert DECIDE in BENCHES


def test_the_norm_has_twenty_rows_seven_facts_and_people_born_on_29_february() -> None:
    made = ruling()
    assert made.text.table is not None
    assert (len(made.text.table.rows), len(made.inputs)) == (20, 7)
    assert sum((one.birth.month, one.birth.day) == (2, 29) for one in people(1000, SEED)) >= 100
    assert BORN_ON_A_LEAP_DAY.day == 29


def test_all_give_the_right_answers_and_fast_ones_hold() -> None:
    assert failing(others=three()) == set()


def test_a_slow_decision_fails() -> None:
    assert failing(own=lambda: slowed(0.001), others=three()) >= {"beside CEL (Rust)", "beside zen-engine"}
    assert "beside an expression by hand" in failing(replace(SMALL, by_hand_at_most=0.01), others=three())


def test_a_wrong_answer_fails_whoever_gives_it() -> None:
    def wrong(found: Any) -> Decimal:
        return Decimal(found) + 1

    assert "wrong answers" in failing(own=lambda: replace(BY_HAND, name="wrong", read=wrong), others=three())
    assert "wrong answers" in failing(
        others=lambda: (BY_HAND, replace(BY_HAND, name="wrong", read=wrong), slowed(0.005))
    )


def test_the_contenders_of_others_agree_where_they_are_installed() -> None:
    pytest.importorskip("cel")
    pytest.importorskip("zen")
    from bench.contenders import cel, zen

    found = wrong_answers((ours(), BY_HAND, cel(), zen()), list(people(300, SEED)))
    assert found == {"askonce": 0, "by hand": 0, "CEL (Rust)": 0, "zen-engine": 0}
