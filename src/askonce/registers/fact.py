"""A fact is what is known of a datum at a moment: its state, and its value where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Final, TypeAlias

import msgspec

from askonce.feel.values import Value


class State(Enum):
    """How a fact stands; never one null for all of them."""

    KNOWN = "known"
    NOT_ASKED = "not asked"
    DECLINED = "declined"
    NONE = "none"
    UNAVAILABLE = "unavailable"


class Fact(msgspec.Struct, frozen=True):
    """A fact with its state; `source` and `as_of` say who says so and since when.

    The value of a fact that is `none` is null; of one that is neither known nor none it says nothing. Where there
    are `tests`, the value is a stand-in: it answers these tests of the norm as the true one does, which was not given.
    Decide by it, and show the tests.
    """

    state: State
    value: Value = None
    source: str | None = None
    as_of: date | None = None
    stale: bool = False
    disputed: bool = False
    tests: tuple[tuple[str, bool], ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether an expression may use it: it is known, or known to be none."""
        return self.state is State.KNOWN or self.state is State.NONE


NOT_ASKED: Final = Fact(State.NOT_ASKED)
DECLINED: Final = Fact(State.DECLINED)
NONE: Final = Fact(State.NONE)
UNAVAILABLE: Final = Fact(State.UNAVAILABLE)

Facts: TypeAlias = Mapping[str, Fact]


def known(value: Value) -> Fact:
    """A fact that is known; null is known to be none.

    >>> known(True).state, known(None).state
    (<State.KNOWN: 'known'>, <State.NONE: 'none'>)
    """
    return NONE if value is None else Fact(State.KNOWN, value)
