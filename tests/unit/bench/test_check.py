"""The benchmark of the checker: it fails where a goal does not hold, whatever breaks it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.__main__ import BENCHES, main
from bench.check import CHANGES, Command, Plan, checker, loader, measure
from bench.measuring import run
from bench.result import Bench, Goal, Result

SMALL = Plan(
    services=8,
    rounds=2,
    compared=8,
    changes=CHANGES[:2],
    growth=((4, 1), (8, 1)),
    cold_at_most=1.5,  # a process of Python alone takes a good part of the loader's 0.6 s to start
    warm_at_most=1.0,
    exponent_at_most=9.0,  # so small a pack says nothing of growth
)
FEW = replace(SMALL, rounds=1, changes=(), growth=((1, 1), (2, 1)))
COUNT = "import os, sys, time; from pathlib import Path; files = sorted(Path(sys.argv[1]).glob('services/**/*.yaml')); "
# A checker that reads each service and says how many letters there are.
HONEST = COUNT + "print(sum(len(file.read_bytes()) for file in files)); "
FORGETFUL = COUNT + (
    "kept = Path(os.environ['ASKONCE_CACHE']); kept.mkdir(exist_ok=True); said = kept / 'said'; "
    "said.exists() or said.write_text(str(sum(len(file.read_bytes()) for file in files))); print(said.read_text())"
)


def python(program: str) -> Command:
    def command(pack: Path) -> Sequence[str]:
        return (sys.executable, "-S", "-c", program, str(pack))

    return command


SLEEP = "time.sleep(1.5 if len(files) == 8 else 0)"
SLEEP_WHEN_WARM = "kept = Path(os.environ['ASKONCE_CACHE']); time.sleep(1.2 if kept.exists() else 0); kept.mkdir(exist_ok=True)"
SLOW_LOADER = python("import time; time.sleep(0.6)")


def failing(result: Result) -> set[str]:
    return {goal.name for goal in result.goals if not goal.holds}


def test_the_goals_are_those_of_the_issue() -> None:
    plan = Plan()
    assert (plan.services, plan.cold_at_most, plan.warm_at_most, plan.mib_at_most) == (2961, 3.0, 0.3, 400.0)
    assert (plan.growth[0][0], plan.growth[-1][0]) == (300, 30_000)


def test_an_honest_and_fast_checker_holds() -> None:
    result = measure(SMALL, python(HONEST), SLOW_LOADER)
    assert failing(result) == set()
    assert result.holds


@pytest.mark.parametrize(
    ("program", "plan", "broken"),
    [
        (HONEST + SLEEP, FEW, {"cold", "warm, one service changed"}),
        (HONEST + SLEEP_WHEN_WARM, FEW, {"warm, one service changed"}),
        (HONEST + "held = bytearray(90 * 2**20)", replace(FEW, mib_at_most=80.0), {"MiB"}),
        (FORGETFUL, SMALL, {"changes after which the cache shows"}),
    ],
    ids=["slow", "slow when warm", "large", "forgetful"],
)
def test_sabotage_of_the_checker_is_caught(program: str, plan: Plan, broken: set[str]) -> None:
    result = measure(plan, python(program), SLOW_LOADER)
    assert failing(result) >= broken
    assert main(["check"], benches=(Bench("check", "", lambda: result),)) == 1


def test_cost_that_grows_with_the_square_is_caught() -> None:
    square = python(HONEST + "sum(range(len(files) ** 2 * 40_000))")
    result = measure(
        Plan(services=4, rounds=1, compared=4, changes=(), growth=((8, 1), (16, 1), (32, 1))),
        square,
        SLOW_LOADER,
    )
    assert "exponent" in failing(result)


def test_a_checker_that_fails_fails_the_benchmark() -> None:
    with pytest.raises(RuntimeError, match="ended with 3"):
        run((sys.executable, "-c", "raise SystemExit(3)"))


def test_the_real_commands_run_and_every_figure_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    result = measure(SMALL, checker, loader)
    main(["check"], benches=(Bench("check", "", lambda: result),))
    line = json.loads(capsys.readouterr().out)
    assert [goal["name"] for goal in line["goals"]] == [goal.name for goal in result.goals]
    assert set(line["seconds"]) == {"loaded", "cold", "unchanged", "leaf", "hub"}
    assert [point["services"] for point in line["growth"]] == [1, 4, 8]
    assert line["differing"] == []
    assert all(
        goal["ratio"] > 0
        for goal in line["goals"]
        if goal["name"] in {"cold", "warm, one service changed", "MiB"}
    )


def bench(name: str, figure: float) -> Bench:
    return Bench(name, "a test's", lambda: Result((Goal("ratio", figure, 1.0),)))


@pytest.mark.parametrize(
    ("arguments", "code", "lines"),
    [
        (["good"], 0, 1),
        (["bad"], 1, 1),
        (["all"], 1, 2),
        (["none"], 2, 0),
        ([], 2, 0),
        (["good", "bad"], 2, 0),
    ],
)
def test_the_exit_code_says_whether_goals_hold(
    arguments: list[str], code: int, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, benches=(bench("good", 1.0), bench("bad", 1.1))) == code
    assert len(capsys.readouterr().out.splitlines()) == lines


@pytest.mark.parametrize("broken", [lambda: Result(()), lambda: Result((Goal("a", float("nan"), 1.0),))])
def test_no_figure_is_no_goal_that_holds(broken: Callable[[], Result]) -> None:
    assert not broken().holds


def test_the_checker_is_among_the_benchmarks() -> None:
    assert "check" in [one.name for one in BENCHES]
