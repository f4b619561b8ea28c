"""Columns that are put aside, each reckoned once and named."""

from __future__ import annotations

from askonce.feel.relational.algebra import (
    Column,
    Fixed,
    Named,
    Ratio,
)
from askonce.feel.relational.making import (
    may_be_null,
)


class Steps:
    """The columns put aside so far, each reckoned once and named; later ones may use earlier ones."""

    def __init__(self) -> None:
        self.made: dict[str, Column] = {}
        self._names: dict[Column, str] = {}

    def keep(self, column: Column) -> Column:
        """Put a column aside and give the name for it; a name or a constant needs no other."""
        if isinstance(column, Named | Fixed):
            return column
        if isinstance(column, Ratio):
            return Ratio(
                column.kind, self.keep(column.top), self.keep(column.bottom), column.most, column.loss
            )
        name = self._names.setdefault(column, f"#{len(self.made) + 1}")
        self.made.setdefault(name, column)
        return Named(column.kind, name, may_be_null(column))
