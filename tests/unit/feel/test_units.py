"""Quantities in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.feel.units import read_quantity, write_quantity
from askonce.feel.values import DaysTime, Money, WorkingDays, YearsMonths, days_time


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Money(Decimal("18.50"), "CNY"), "18.5 CNY"), (WorkingDays(1), "1 working day"),
        (YearsMonths(24), "2 years"),
        (YearsMonths(13), "13 months"), (days_time(days=60), "60 days"), (days_time(hours=36), "36 hours"),
        (days_time(minutes=90), "90 minutes"), (YearsMonths(0), "0 months"),
    ],
)  # fmt: skip
def test_quantities_write_and_read(value: Money | WorkingDays | YearsMonths | DaysTime, words: str) -> None:
    assert write_quantity(value) == words
    number, _, unit = words.partition(" ")
    assert read_quantity(Decimal(number), unit)[0] == value


def test_what_fits_no_unit_has_no_words() -> None:
    assert write_quantity(DaysTime(1)) is None
    assert read_quantity(Decimal("0.5"), "days") == (None, 1)
    assert read_quantity(Decimal(1), "apple") == (None, 0)
