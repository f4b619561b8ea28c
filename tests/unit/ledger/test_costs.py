"""The benchmark of the ledger fails where verifying is slow, or skips its work."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from askonce.ledger.verify import Verified
from bench.__main__ import BENCHES
from bench.ledger import LEDGER
from bench.ledger.costs import Plan, measure, verify_file

SMALL = Plan(entries=600, rounds=2)


def test_the_goals_are_those_of_the_issue() -> None:
    assert LEDGER in BENCHES
    assert (Plan().verifying_at_most, Plan().appending_at_most) == (3.0, 0.1)


def test_slow_verifying_is_caught() -> None:
    def slowly(path: Path) -> Verified:
        time.sleep(0.5)
        return verify_file(path)

    assert not measure(SMALL, slowly).holds


def test_verifying_that_skips_its_work_is_caught() -> None:
    with pytest.raises(RuntimeError, match="the head is"):
        measure(SMALL, lambda path: msgspec.structs.replace(verify_file(path), root=bytes(32)))


def test_appending_is_held_against_a_filing_where_its_cost_is_known() -> None:
    goals = {goal.name: goal for goal in measure(Plan(entries=600, rounds=2, filing_seconds=1e-6)).goals}
    assert not goals["appending beside a filing"].holds
    assert "appending beside a filing" not in {goal.name for goal in measure(SMALL).goals}
