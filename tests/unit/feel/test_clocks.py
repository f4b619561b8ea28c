"""Times and moments: order, sameness and length across offsets, zones and changes of the clocks."""

from __future__ import annotations

import pytest

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.syntax import parse
from askonce.feel.values import Value
from askonce.feel.writing import write

LENIENT = Settings(None, strict=False)


def value(text: str) -> Value:
    tree = parse(text).tree
    assert tree is not None, text
    return evaluate(tree, {}, LENIENT)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('@"2018-10-08T00:00:00+02:00" = @"2018-10-08T00:00:00@Europe/Paris"', True),
        ('@"2018-02-08T00:00:00+01:00" = @"2018-02-08T00:00:00@Europe/Paris"', True),
        ('@"2018-02-08T00:00:00@Asia/Dhaka" = @"2018-02-08T00:00:00@Europe/Paris"', False),
        ('@"2018-02-08T00:00:00@Asia/Dhaka" < @"2018-02-08T00:00:00@Europe/Paris"', True),
        ('@"2018-12-08T00:00:00" = @"2018-12-08T00:00:00Z"', False),
        ('@"2018-12-08T00:00:00" < @"2018-12-08T00:00:01Z"', True),
        ('@"2018-12-08T00:00:00" <= @"2018-12-08T00:00:00Z"', False),
        ('@"10:30:00@Europe/Paris" = @"10:30:00@Europe/Paris"', True),
        ('@"10:30:00@Europe/Paris" = @"10:30:00+01:00"', False),
        ('@"10:30:00@Europe/Paris" < @"10:31:00@Asia/Dhaka"', None),
        ('@"10:30:00+01:00" = @"09:30:00Z"', True),
        ('@"10:30:00.000000001" > @"10:30:00"', True),
        ('@"10:30:00.000000001" = @"10:30:00.000000002"', False),
        ('@"99999-01-01T00:00:00" > @"9999-01-01T00:00:00"', True),
        ('@"-0001-01-01" < @"0001-01-01"', True),
        ('@"-0001-01-01" = @"-0001-01-01"', True),
        ('is(@"23:00:50Z", @"23:00:50+00:00")', True),
        ('is(@"2002-04-02T23:00:00@Australia/Melbourne", @"2002-04-02T23:00:00@Australia/Sydney")', False),
        ('@"2002-04-02T23:00:00@Australia/Melbourne" = @"2002-04-02T23:00:00@Australia/Sydney"', True),
        ('list contains([@"10:00:00Z"], @"11:00:00+01:00")', True),
        ('distinct values([@"10:00:00Z", @"11:00:00+01:00"]) = [@"10:00:00Z"]', True),
    ],
)  # fmt: skip
def test_order_and_sameness(text: str, *, holds: bool | None) -> None:
    assert value(text) is holds


@pytest.mark.parametrize(
    ("text", "then"),
    [
        # The clocks of Paris skip an hour on 25 March 2018 and repeat one on 28 October.
        ('@"2018-03-25T01:30:00@Europe/Paris" + @"PT1H"', "2018-03-25T03:30:00@Europe/Paris"),
        ('@"2018-03-24T12:00:00@Europe/Paris" + @"P1D"', "2018-03-25T13:00:00@Europe/Paris"),
        ('@"2018-03-24T12:00:00@Europe/Paris" + @"P1M"', "2018-04-24T12:00:00@Europe/Paris"),
        ('@"2018-10-28T00:30:00@Europe/Paris" + @"PT3H"', "2018-10-28T02:30:00@Europe/Paris"),
        ('@"2018-10-28T03:30:00@Europe/Paris" - @"2018-10-28T00:30:00@Europe/Paris"', "PT4H"),
        ('@"2021-01-02T10:10:10@Europe/Paris" - @"2021-01-01T10:10:10@Asia/Dhaka"', "P1DT5H"),
        ('@"2021-01-02T10:10:10@Europe/Paris" - @"2021-01-01"', "P1DT9H10M10S"),
        ('@"2021-01-02T10:10:10@Europe/Paris" - @"2021-01-01T00:00:00"', None),
        ('@"-2021-01-01T10:10:10+11:00" - @"P1D"', "-2022-12-31T10:10:10+11:00"),
        ('@"9999-12-31T23:59:59.999999999Z" + @"PT0.000000001S"', "10000-01-01T00:00:00Z"),
        ('@"10:15:00@Australia/Melbourne" - @"PT11H"', "23:15:00@Australia/Melbourne"),
        ('@"10:10:10@Australia/Melbourne" - @"11:10:10@Australia/Melbourne"', "-PT1H"),
        ('@"10:10:10@Australia/Melbourne" - @"11:10:10@Europe/Paris"', None),
        ('date and time(@"2017-09-05T10:20:00-01:00", @"09:15:30@Europe/Paris")', "2017-09-05T09:15:30@Europe/Paris"),
        ('time(@"2017-08-10T10:20:00@Europe/Paris")', "10:20:00@Europe/Paris"),
        ('time(@"2017-08-10")', "00:00:00Z"),
        ('time(11, 59, 45.000000001, duration("-PT2H45M55S"))', "11:59:45.000000001-02:45:55"),
        ('@"999999999-12-31T23:00:00" + @"PT2H"', None),
    ],
)  # fmt: skip
def test_moves_and_lengths(text: str, then: str | None) -> None:
    assert write(value(text)) == then


def test_an_hour_later_the_clocks_show_two_hours_more_or_none() -> None:
    assert write(value('@"2018-03-25T01:30:00@Europe/Paris" + @"PT1H"')) == "2018-03-25T03:30:00@Europe/Paris"
    assert write(value('@"2018-10-28T02:30:00@Europe/Paris" + @"PT1H"')) == "2018-10-28T02:30:00@Europe/Paris"
