"""Rows of a snapshot on their way: kept in a file that has no name and ends with the process, ordered by subject."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from askonce.adapters.storage.values import decode_value, encode_value
from askonce.feel.values import Value

_AT_ONCE: Final = 5_000


class Staged(msgspec.Struct, frozen=True):
    """A row: the subject as the register's holder knows it, its line in the file, and its values."""

    subject: str
    line: int
    values: Mapping[str, Value]


class Staging:
    """A million rows without holding them; SQLite's own temporary file, unlinked from the beginning."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute("PRAGMA journal_mode = OFF")
        self._kept.execute("PRAGMA synchronous = OFF")
        self._kept.execute(
            "CREATE TABLE row (subject TEXT NOT NULL, line INTEGER NOT NULL, said TEXT NOT NULL)"
        )
        self._kept.execute("CREATE TABLE seen (subject TEXT PRIMARY KEY) WITHOUT ROWID")
        self._kept.execute("BEGIN")
        self._waiting: list[tuple[str, int, str]] = []

    def add(self, subject: str, line: int, values: Mapping[str, Value]) -> None:
        """Keep a row."""
        self._waiting.append((subject, line, encode_value(values)))
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def see(self, subject: str) -> None:
        """Note a subject whose row is refused: it is not missing."""
        self._kept.execute("INSERT OR IGNORE INTO seen VALUES (?)", (subject,))

    def absent(self, subjects: Sequence[str]) -> list[str]:
        """Which of some subjects stand in no row, refused or not."""
        if not subjects:
            return []
        self._flush()
        among = ", ".join("?" * len(subjects))
        found = self._kept.execute(
            f"SELECT subject FROM row WHERE subject IN ({among}) "
            f"UNION SELECT subject FROM seen WHERE subject IN ({among})",
            [*subjects, *subjects],
        )
        present = {subject for (subject,) in found}
        return [subject for subject in subjects if subject not in present]

    def _flush(self) -> None:
        self._kept.executemany("INSERT INTO row VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    def twins(self) -> Iterator[tuple[int, int, bool]]:
        """Lines whose subject stands on another line too, with that line, and whether both say the same.

        Of lines that say the same the first stays; of those that differ nobody knows which is right, so none does.
        """
        self._flush()
        self._kept.execute("CREATE INDEX IF NOT EXISTS row_subject ON row (subject, line)")
        self._kept.execute("CREATE INDEX IF NOT EXISTS row_line ON row (line)")
        found = self._kept.execute(
            "SELECT r.line, t.first, t.last, t.kinds = 1 FROM row r JOIN (SELECT subject, min(line) AS first, "
            "max(line) AS last, count(DISTINCT said) AS kinds FROM row GROUP BY subject HAVING count(*) > 1) t "
            "ON r.subject = t.subject ORDER BY r.line"
        ).fetchall()
        for line, first, last, same in found:
            if line != first:
                yield line, first, bool(same)
            elif not same:
                yield line, last, False

    def drop(self, lines: Sequence[int]) -> None:
        """Leave lines out; their subjects stay seen."""
        some = [(line,) for line in lines]
        self._kept.executemany("INSERT OR IGNORE INTO seen SELECT subject FROM row WHERE line = ?", some)
        self._kept.executemany("DELETE FROM row WHERE line = ?", some)

    def count(self) -> int:
        """How many rows there are."""
        self._flush()
        return int(self._kept.execute("SELECT count(*) FROM row").fetchone()[0])

    def rows(self) -> Iterator[Staged]:
        """The rows in the order of their subjects."""
        self._flush()
        self._kept.execute("CREATE INDEX IF NOT EXISTS row_subject ON row (subject, line)")
        for subject, line, said in self._kept.execute("SELECT subject, line, said FROM row ORDER BY subject"):
            yield Staged(subject, line, decode_value(said))  # type: ignore[arg-type]

    def close(self) -> None:
        """Let everything go."""
        self._kept.close()
