"""A sheet of a stranger's spreadsheet as texts, with what is the matter with single cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

#: Why a cell has no value that can be read.
FORMULA_ERROR: Final = "formula-error"
UNSAVED_FORMULA: Final = "unsaved-formula"
LONG_NUMBER: Final = "long-number"


class Grid(msgspec.Struct, frozen=True):
    """A sheet as texts: its name (empty where a file has one alone), its rows, and what is the matter with cells by (row, column).

    A merged cell says its text in each place that it covers. Rows and columns count from 0. `hidden` are rows that whoever opens
    the file does not see.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    faults: Mapping[tuple[int, int], str] = {}
    hidden: frozenset[int] = frozenset()
