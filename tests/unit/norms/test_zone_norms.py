"""What must fit between a need and an offer of the zone, as its norms say it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from askonce.feel.values import Money, Value
from askonce.norms.decide import decide
from askonce.norms.ruling import Book, Dates, Ruling, book_of, rule
from askonce.registers.fact import known
from tests.unit.invented.counties import bound

DAY = date(2026, 6, 4)


def number(text: str) -> Decimal:
    return Decimal(text)


def yuan(text: str) -> Money:
    return Money(Decimal(text), "CNY")


NEXT, LAST = date(2026, 6, 4), date(2026, 6, 3)
CASES: tuple[tuple[str, dict[str, Value], bool], ...] = (
    ("same-thread", {"asked": "M12x1.75", "made": "M12x1.75"}, True),
    ("same-thread", {"asked": "M12x1.75", "made": "M12x1.5"}, False),
    ("same-material", {"asked": "PA66-GF30", "made": "PA66-GF30"}, True),
    ("same-material", {"asked": "PA66-GF30", "made": "PA6"}, False),
    ("precise-enough", {"asked": number("0.02"), "made": number("0.02")}, True),
    ("precise-enough", {"asked": number("0.02"), "made": number("0.005")}, True),
    ("precise-enough", {"asked": number("0.02"), "made": number("0.021")}, False),
    ("within-dimension", {"asked": number("400"), "allowed": number("4"), "made": number("404")}, True),
    ("within-dimension", {"asked": number("400"), "allowed": number("4"), "made": number("396")}, True),
    ("within-dimension", {"asked": number("400"), "allowed": number("4"), "made": number("404.1")}, False),
    ("within-dimension", {"asked": number("400"), "allowed": number("4"), "made": number("395.9")}, False),
    ("same-voltage", {"asked": number("400"), "made": number("400")}, True),
    ("same-voltage", {"asked": number("400"), "made": number("230")}, False),
    ("certified", {"asked": "ISO 9001", "held": "IATF 16949; ISO 9001", "until": NEXT}, True),
    ("certified", {"asked": "IATF 16949", "held": "IATF 16949; ISO 9001", "until": NEXT}, True),
    ("certified", {"asked": "ISO 900", "held": "IATF 16949; ISO 9001", "until": NEXT}, False),
    ("certified", {"asked": "SO 9001", "held": "IATF 16949; ISO 9001", "until": NEXT}, False),
    ("certified", {"asked": "ISO 9001", "held": "ISO 9001", "until": LAST}, False),
    ("same-unit", {"asked": "kg", "made": "kg"}, True),
    ("same-unit", {"asked": "kg", "made": "piece"}, False),
    ("enough", {"asked": number("50000"), "made": number("50000")}, True),
    ("enough", {"asked": number("50000"), "made": number("49999")}, False),
    ("in-time", {"asked": number("7"), "made": number("7")}, True),
    ("in-time", {"asked": number("7"), "made": number("8")}, False),
    ("affordable", {"asked": yuan("3.20"), "made": yuan("3.20")}, True),
    ("affordable", {"asked": yuan("3.20"), "made": yuan("3.21")}, False),
    ("above-minimum", {"asked": number("500"), "least": number("500")}, True),
    ("above-minimum", {"asked": number("499"), "least": number("500")}, False),
)


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of(bound("qingshan"))


@pytest.mark.parametrize(("name", "facts", "expected"), CASES)
def test_a_requirement_is_met_or_not(book: Book, name: str, facts: dict[str, Any], *, expected: bool) -> None:
    ruling = rule(name, book, Dates(DAY, DAY, DAY))
    assert isinstance(ruling, Ruling)
    made = decide(ruling, {key: known(value) for key, value in facts.items()}, book)
    assert made.outputs == (("result", expected),)


def test_each_constraint_of_the_market_has_its_norm_tried_both_ways() -> None:
    market = bound("qingshan")["market"]["zone-supply"].market
    norms = {one.norm.id for one in market.constraints.values()}
    assert norms == {name for name, _, _ in CASES}
    for name in norms:
        assert {expected for one, _, expected in CASES if one == name} == {True, False}
