"""The rows of a county written as plainly as SQLite can: no key, no index, no guard, the same columns, each job flushed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeAlias

from askonce.adapters.sqlite.base import connect
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.work import Prepared
from askonce.invented.filling import Loading

#: By table: the rows of a job.
Tables: TypeAlias = Sequence[tuple[str, Sequence[Sequence[Any]]]]
_INSTANT: Final = SQLITE.into["instant"](datetime(2026, 11, 22, tzinfo=UTC))


def rows_of(prepared: Prepared, loading: Loading) -> Tables:
    """The rows of a job as the store keeps them."""
    found: list[tuple[str, list[list[Any]]]] = []
    for register, changes in groupby(loading.changes, key=lambda one: one.register):
        holding = prepared.holdings[register]
        rows = [holding.encode_new(one, _INSTANT, part) for part, one in enumerate(changes)]
        found.append((holding.table.kept_as, rows))
    for tie, links in groupby(loading.links, key=lambda one: (one.register, one.relation)):
        bond = prepared.bonds[tie]
        found.append((bond.table, [bond.encode_new(one, _INSTANT, part) for part, one in enumerate(links)]))
    return found


class Plain:
    """A file with a table for each register and relation."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, writes=True)
        self._made: set[str] = set()

    def write(self, tables: Tables) -> float:
        """Seconds to write the rows of a job and to flush them."""
        for name, rows in tables:
            if name not in self._made:
                columns = ", ".join(f"c{at}" for at in range(len(rows[0])))
                self._connection.execute(f"CREATE TABLE {quoted(name)} ({columns})")
                self._made.add(name)
        began = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        for name, rows in tables:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)
        self._connection.execute("COMMIT")
        return time.perf_counter() - began

    def empty(self) -> None:
        """Give the room of what was written back, so that the file stays small."""
        for name in self._made:
            self._connection.execute(f"DROP TABLE {quoted(name)}")
        self._made.clear()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
