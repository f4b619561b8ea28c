"""Minimisation: answers to the tests of a norm in the place of the value that they are about."""

from __future__ import annotations

from typing import Protocol

import msgspec

from askonce.feel.values import Value
from askonce.registers.fact import Fact, State


class Minimal(msgspec.Struct, frozen=True):
    """A stand-in for a value, and the tests that both answer alike, in words of FEEL."""

    value: Value
    tests: tuple[tuple[str, bool], ...]


class Enough(Protocol):
    """What a norm needs to know of a datum where it does not need its value."""

    def minimal(self, value: Value) -> Minimal | None:
        """The same stand-in for all values that the norm treats alike; none where only the value itself will do."""


def minimised(fact: Fact, enough: Enough | None) -> Fact:
    """A fact with the answers in the place of its value, where they are enough; the day it is of goes with it."""
    if enough is None or fact.state is not State.KNOWN:
        return fact
    found = enough.minimal(fact.value)
    if found is None:
        return fact
    return msgspec.structs.replace(fact, value=found.value, tests=found.tests, as_of=None)
