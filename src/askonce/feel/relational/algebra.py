"""The columns that an expression over a table is made of, each with the kind of value that it holds.

A column is total: it gives a value or null for every row, and never an error. Each number knows the least and
the greatest value that it can hold, so that no engine overflows and every result is exact.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

import msgspec

#: More digits than this an expression rounds (decimal128), so that a column of more would say something else.
MOST_DIGITS: Final = 34
#: What every engine divides exactly as whole numbers.
MOST_DIVIDED: Final = 31
#: The digits of the widest decimal that every engine has.
WIDEST: Final = 38
#: The digits of a number that is held in one machine word.
WORD_DIGITS: Final = 18


class Kind(msgspec.Struct, frozen=True):
    """What a column may hold beside null."""


class Nothing(Kind, frozen=True):
    """Null alone."""


class Truth(Kind, frozen=True):
    """True or false."""


class Words(Kind, frozen=True):
    """Text; `options` where only those are possible."""

    options: tuple[str, ...] = ()


class Day(Kind, frozen=True):
    """Days of the calendar between two, counted from the first of January of the year 1."""

    low: int
    high: int


class Divided(Kind, frozen=True):
    """What a division gives before it is rounded, which no engine holds exactly."""


class Exact(Kind, frozen=True):
    """Whole multiples of 10**-scale between two, given as these multiples.

    The `unit` of a duration is `days` or `months`; numbers and amounts of money have none.

    >>> Exact(2, -99_999, 99_999).digits
    5
    """

    scale: int
    low: int
    high: int
    unit: str = ""

    @property
    def digits(self) -> int:
        """How many digits the longest value has, fraction and all."""
        return max(len(str(max(abs(self.low), abs(self.high)))), self.scale + 1)

    @property
    def is_word(self) -> bool:
        """Whether every value is a whole number that is held in one machine word."""
        return not self.scale and self.digits <= WORD_DIGITS

    @property
    def written_digits(self) -> int:
        """The digits of its column in the file that is written, of two widths only."""
        return WORD_DIGITS if self.digits <= WORD_DIGITS else WIDEST


TRUTH: Final = Truth()
WORDS: Final = Words()
NOTHING: Final = Nothing()

#: A constant of a column: numbers are multiples of their kind's scale, days their count.
Scalar: TypeAlias = "bool | str | int | None"


class Column(msgspec.Struct, frozen=True):
    """A value for each row."""

    kind: Kind


class Fixed(Column, frozen=True):
    """The same value in each row."""

    value: Scalar


class Named(Column, frozen=True):
    """A column of the table, or one that was reckoned before; `nulls` says whether it may be null."""

    name: str
    nulls: bool = True


class Not(Column, frozen=True):
    """The opposite; null of null."""

    operand: Column


class Joint(Column, frozen=True):
    """`and` or `or` of three-valued parts."""

    op: str
    parts: tuple[Column, ...]


class Same(Column, frozen=True):
    """Whether two are the same, null and null too; never null."""

    left: Column
    right: Column


class Ordered(Column, frozen=True):
    """A comparison (= < <= > >=); null where a side is."""

    op: str
    left: Column
    right: Column


class Missing(Column, frozen=True):
    """Whether it is null; never null."""

    operand: Column


class Cases(Column, frozen=True):
    """The value behind the first condition that is true, or else the default; a null condition is not true."""

    branches: tuple[tuple[Column, Column], ...]
    default: Column


class Reckoned(Column, frozen=True):
    """Two numbers with + - *; exact."""

    op: str
    left: Column
    right: Column


class Quotient(Column, frozen=True):
    """How often the divisor (a whole number above nought) goes into the dividend (one not below)."""

    dividend: Column
    divisor: Column


class Reread(Column, frozen=True):
    """The same multiples under another scale, one of the two being nought: `12.34` as `1234`, or back."""

    operand: Column


class Extreme(Column, frozen=True):
    """The least (`min`) or greatest (`max`) of several; null where one is null."""

    op: str
    parts: tuple[Column, ...]


class Part(Column, frozen=True):
    """The year, month, day or weekday (Monday is 1) of a day."""

    name: str
    day: Column


class Moved(Column, frozen=True):
    """A day so many days later."""

    day: Column
    days: Column


class Gap(Column, frozen=True):
    """The days from the earlier to the later."""

    later: Column
    earlier: Column


class Dated(Column, frozen=True):
    """The day of a year, month and day that always make one."""

    year: Column
    month: Column
    day: Column


class Length(Column, frozen=True):
    """How many code points a text has."""

    text: Column


class Found(Column, frozen=True):
    """Whether a text `contains`, `starts with` or `ends with` another."""

    op: str
    text: Column
    match: Column


class Joined(Column, frozen=True):
    """One text behind the other."""

    left: Column
    right: Column


class Ratio(Column, frozen=True):
    """A division that waits to be rounded or compared, so that it is never carried out by itself.

    `most` is the greatest size that it can have, and `loss` how far the expression's own value, rounded to 34 digits
    at each step, can stand from the true one; both times the multiples in the bottom, which cancels it out of them.
    """

    top: Column
    bottom: Column
    most: Fraction
    loss: Fraction


NULL: Final = Fixed(NOTHING, None)


def parts_of(column: Column) -> tuple[Column, ...]:
    """The columns directly under a column.

    >>> [part.name for part in parts_of(Not(TRUTH, Named(TRUTH, "a")))]
    ['a']
    """
    found: list[Column] = []
    for field in column.__struct_fields__[1:]:
        held = getattr(column, field)
        if isinstance(held, Column):
            found.append(held)
        elif isinstance(held, tuple):
            for one in held:
                found.extend(one if isinstance(one, tuple) else (one,))
    return tuple(found)
