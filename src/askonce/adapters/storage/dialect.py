"""What differs between the databases: names of types, how values go in and come out, and what guards the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import msgspec

from askonce.adapters.storage.layout import Kind, Laid

Turn: TypeAlias = Callable[[Any], Any]


class Dialect(msgspec.Struct, frozen=True):
    """One database's ways; a kind without a turn goes in or comes out as it is.

    `guards` and `unguards` put up and take down for good what guards a table, `pause` and `resume` within a transaction
    that keeps others out.
    """

    name: str
    types: Mapping[Kind, str]
    into: Mapping[Kind, Turn]
    out_of: Mapping[Kind, Turn]
    clustered: str
    guards: Callable[[Laid], Sequence[str]]
    unguards: Callable[[Laid], Sequence[str]]
    pause: Callable[[Laid], Sequence[str]]
    resume: Callable[[Laid], Sequence[str]]

    def create(self, table: Laid) -> list[str]:
        """The statements that make a table with its indexes, without what guards it."""
        columns = [
            f"{quoted(one.name)} {self.types[one.kind]}{'' if one.null else ' NOT NULL'}"
            for one in table.fields
        ]
        key = ", ".join(map(quoted, table.key))
        ends = self.clustered if table.clustered else self.clustered.replace("WITHOUT ROWID, ", "")
        made = [f"CREATE TABLE {quoted(table.name)} ({', '.join(columns)}, PRIMARY KEY ({key})){ends}"]
        for index in table.indexes:
            fields = ", ".join(map(quoted, index.fields))
            where = f" WHERE {index.where}" if index.where else ""
            made.append(f"CREATE INDEX {quoted(index.name)} ON {quoted(table.name)} ({fields}){where}")
        return made


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever it holds."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


class Base(Protocol):
    """One connection, within a transaction or without; parameters stand as `?`; `changed` once the transaction changes anything."""

    changed: bool

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The only row, or none."""

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row."""

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """How many rows a statement changed."""

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for many rows."""
