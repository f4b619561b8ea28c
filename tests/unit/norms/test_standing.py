"""The periods of norms and parameters: one text on every day, whatever order they are written in."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from askonce.assembly import LANGUAGE
from askonce.norms.checks.examples import DISCOUNT
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay
from askonce.text.diagnostic import Diagnostic

ON = date(2026, 11, 21)
RATE = """--- parameters/rate.yaml
parameter: rate
title: {en: Rate, zh: 标准}
type: money CNY
basis: street-rules/3
values:
"""
ROWS = 'table: {hit: unique, when: [paid], then: {class: [a, b]}, rows: [["< rate", a], [">= rate", b]]}\n'
USES_RATE = DISCOUNT.replace("needs:", "parameters: {rate: rate}\nneeds:").replace(
    "result: if age >= 60 then paid else 0 CNY\n", ROWS
)


def found(periods: tuple[str, ...], rows: str = ROWS) -> list[Diagnostic]:
    values = "".join(
        f"  - {{{period}, value: {number}0 CNY}}\n" for number, period in enumerate(periods, start=1)
    )
    checked = check_sources(overlay(USES_RATE.replace(ROWS, rows) + RATE + values), LANGUAGE, on=ON)
    return list(checked.findings)


def codes(periods: tuple[str, ...], rows: str = ROWS) -> list[str]:
    return sorted(finding.code for finding in found(periods, rows))


FIRST, SECOND, LAST = (
    "from: 2020-01-01, to: 2021-12-31", "from: 2022-01-01, to: 2023-12-31", "from: 2024-01-01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ((LAST,), []),
        ((FIRST, SECOND, LAST), []),
        ((FIRST, LAST), ["AO211"]),
        ((FIRST, "from: 2021-12-31"), ["AO212"]),
        ((LAST, "from: 2025-01-01"), ["AO212"]),
        ((FIRST, FIRST, "from: 2022-01-01"), ["AO212"]),
        (("from: 2024-01-01, to: 2023-01-01",), ["AO210", "AO213"]),
        ((FIRST, SECOND), ["AO213"]),
        (
            ("from: 2020-01-01, to: 2030-12-31", "from: 2021-01-01, to: 2021-12-31", "from: 2031-01-01"),
            ["AO212"],
        ),
        (("from: 2020-01-01, to: 2023-12-31", "from: 2021-01-01, to: 2021-12-31", LAST), ["AO212"]),
    ],
)
def test_one_value_holds_on_every_day(periods: tuple[str, ...], expected: list[str]) -> None:
    assert codes(periods) == expected


@pytest.mark.parametrize("periods", [(FIRST, SECOND, LAST), (FIRST, LAST), (FIRST, "from: 2021-12-31")])
def test_the_order_in_which_values_are_written_does_not_matter(periods: tuple[str, ...]) -> None:
    assert len({tuple(codes(order)) for order in permutations(periods)}) == 1


def test_a_table_is_analysed_with_the_value_that_holds_last() -> None:
    rows = ROWS.replace('["< rate", a]', '["< 15 CNY", a], ["[15 CNY..rate)", a]')
    oldest_first = (
        "  - {from: 2020-01-01, to: 2021-12-31, value: 10 CNY}\n  - {from: 2022-01-01, value: 20 CNY}\n"
    )
    newest_first = (
        "  - {from: 2022-01-01, value: 20 CNY}\n  - {from: 2020-01-01, to: 2021-12-31, value: 10 CNY}\n"
    )
    for values in (oldest_first, newest_first):
        text = USES_RATE.replace(ROWS, rows) + RATE + values
        assert check_sources(overlay(text), LANGUAGE, on=ON).findings == ()
