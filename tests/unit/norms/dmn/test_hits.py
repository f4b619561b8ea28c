"""What a decision table gives by each hit policy, from the outcomes of the rows that matched."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.feel.values import Money, Value
from askonce.norms.hits import Outcome, decide, in_priority
from askonce.norms.model import HITS
from tests.unit.norms.dmn.models import shown

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)
RANKED = [("high", "low")]


@pytest.mark.parametrize(
    ("hit", "matched", "expected"),
    [
        ("unique", [(ONE,)], ONE),
        ("unique", [(ONE,), (ONE,)], None),
        ("any", [(ONE,), (Decimal("1.0"),)], ONE),
        ("any", [(ONE,), (TWO,)], None),
        ("any", [(None,), (None,)], None),
        ("first", [(TWO,), (ONE,)], TWO),
        ("priority", [("low",), ("high",)], "high"),
        ("priority", [("other",), ("low",)], "low"),
        ("rule order", [("low",), ("high",)], ("low", "high")),
        ("output order", [("other",), ("low",), ("high",), ("low",)], ("high", "low", "low", "other")),
        ("collect", [(TWO,), (ONE,), (TWO,)], (TWO, ONE, TWO)),
        ("collect sum", [(TWO,), (ONE,)], THREE),
        ("collect sum", [(Money(ONE, "CNY"),), (Money(TWO, "CNY"),)], Money(THREE, "CNY")),
        ("collect sum", [(ONE,), ("a",)], None),
        ("collect sum", [(ONE,), (None,)], None),
        ("collect min", [(TWO,), (ONE,), (THREE,)], ONE),
        ("collect max", [(TWO,), (THREE,), (ONE,)], THREE),
        ("collect max", [("a",), ("b",)], "b"),
        ("collect max", [(ONE,), ("b",)], None),
        ("collect min", [(None,)], None),
        ("collect count", [(ONE,), (ONE,)], TWO),
    ],
    ids=shown,
)
def test_each_policy_with_one_output(hit: str, matched: list[Outcome], expected: Value) -> None:
    assert decide(hit, matched, ["x"], RANKED) == expected


@pytest.mark.parametrize("hit", HITS)
def test_no_row_matched(hit: str) -> None:
    expected: Value = None
    if hit in ("collect", "rule order", "output order"):
        expected = ()
    if hit == "collect count":
        expected = Decimal(0)
    assert decide(hit, [], ["x"], RANKED) == expected


def test_several_outputs_make_a_context_by_name() -> None:
    rows: list[Outcome] = [("low", ONE), ("high", TWO)]
    assert decide("first", rows, ["level", "fee"]) == {"level": "low", "fee": ONE}
    assert decide("priority", rows, ["level", "fee"], [("high", "low"), ()]) == {"level": "high", "fee": TWO}
    assert decide("collect", rows, ["level", "fee"]) == (
        {"level": "low", "fee": ONE},
        {"level": "high", "fee": TWO},
    )


@pytest.mark.parametrize("hit", ["collect sum", "collect min", "collect max", "collect count"])
def test_an_aggregation_is_not_defined_over_several_outputs(hit: str) -> None:
    assert decide(hit, [(ONE, TWO)], ["a", "b"]) is None


def test_the_next_output_ranks_where_the_first_is_equal() -> None:
    rows: list[Outcome] = [("a", "late"), ("a", "early"), ("b", "late")]
    ranked = [("b", "a"), ("early", "late")]
    assert in_priority(rows, ranked) == [("b", "late"), ("a", "early"), ("a", "late")]


def test_rows_of_one_rank_keep_their_order() -> None:
    rows: list[Outcome] = [("x", ONE), ("x", TWO)]
    assert in_priority(rows, [("x",), ()]) == rows
