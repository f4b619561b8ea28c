"""What a source is: it answers about one subject, and says why where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import msgspec

from askonce.feel.values import Value
from askonce.registers.sources import Wanted


class Answer(msgspec.Struct, frozen=True):
    """What a source says of a subject; `values` is none where it has no row, `receipt` its own ledger's number.

    `stale` and `disputed` name attributes that are so over there.
    """

    values: Mapping[str, Value] | None
    relations: Mapping[str, tuple[str, ...]] = {}
    as_of: date | None = None
    receipt: int | None = None
    stale: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


class NoAnswer(msgspec.Struct, frozen=True):
    """Why a source does not answer, in words without data or secrets.

    `passing` where another try may go better at once. `theirs` where its fault makes it seem down: refusing to tell
    about one subject is none.
    """

    reason: str
    passing: bool = False
    theirs: bool = True


class Source(Protocol):
    """A register elsewhere. It may block for as long as its settings say, and is asked by several threads."""

    tries: int

    def ask(self, wanted: Wanted) -> Answer | NoAnswer:
        """Ask once."""

    def close(self) -> None:
        """Let go of connections."""
