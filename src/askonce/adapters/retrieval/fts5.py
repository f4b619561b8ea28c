"""SQLite's FTS5 as an engine: the documents of a zone in one file, or in memory.

FTS5 is fed our own tokens. Its tokenizer `ascii`, told that every sign but the space belongs to a token, leaves them as
they are; `unicode61` would part them by the tables of its own, older Unicode.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Final, Self

from askonce.adapters.retrieval.reading import packed, unpacked
from askonce.methods.retrieval.documents import FIELDS, Document, Filter, Terms, View, analyse
from askonce.methods.retrieval.engine import telling
from askonce.methods.retrieval.scoring import VIEWS, Statistics

_SIGNS: Final = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum() and chr(code) != "'")
#: A column for each text. A token begins with the letter of its view, so that one count of documents is kept for each.
_TEXTS: Final = {field.text: field.weight for field in FIELDS}
_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS documents (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, fields BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS facts (
    document INTEGER NOT NULL, fact TEXT NOT NULL, value TEXT, number REAL, PRIMARY KEY (document, fact, value)
);
CREATE TABLE IF NOT EXISTS lengths (field INTEGER PRIMARY KEY, total INTEGER NOT NULL) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5(
    {", ".join(_TEXTS)}, content='', tokenize="ascii tokenchars '{_SIGNS.replace('"', '""')}'"
);
CREATE VIRTUAL TABLE IF NOT EXISTS known USING fts5vocab(terms, row);
"""
#: How many postings one query may read, at some 10 million a second: a zone's are all read.
_POSTINGS: Final = 400_000


class Fts5:
    """Documents in SQLite; one thread at a time uses it, as with any connection."""

    def __init__(self, path: str = ":memory:") -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def index(self, documents: Iterable[Document]) -> None:
        """Take documents in, all of them or, where one raises, none."""
        with self._transaction():
            for document in documents:
                self._forget(document.name)
                self._keep(document)

    def delete(self, names: Iterable[str]) -> None:
        """Forget documents."""
        with self._transaction():
            for name in names:
                self._forget(name)

    def candidates(self, query: Terms, filters: Sequence[Filter], k: int) -> Sequence[Terms]:
        """At most `k` documents that pass, the best by FTS5's own BM25."""
        match = _match(telling(query, self.snapshot(query), _POSTINGS))
        if not match:
            return []
        weights = ", ".join(map(str, _TEXTS.values()))
        conditions = [_condition(one) for one in filters]
        found = self._base.execute(
            "SELECT name, fields FROM terms JOIN documents ON id = terms.rowid WHERE terms MATCH ?"
            + "".join(f" AND {condition}" for condition, _ in conditions)
            + f" ORDER BY bm25(terms, {weights}), name LIMIT ?",
            [match, *(value for _, values in conditions for value in values), k],
        )
        return [unpacked(name, fields) for name, fields in found]

    def snapshot(self, query: Terms) -> Statistics:
        """The statistics of all that it holds, for the terms of a query."""
        count = int(self._base.execute("SELECT count(*) FROM documents").fetchone()[0])
        totals = dict(self._base.execute("SELECT field, total FROM lengths"))
        lengths = tuple(totals.get(place, 0) / count if count else 0.0 for place in range(len(FIELDS)))
        frequencies = {view: self._having(view, query.weights(view)) for view in View}
        return Statistics(count, lengths, frequencies)

    def words(self, beginning: str) -> Iterable[str]:
        """The words that begin so."""
        first = _marked(View.WORDS, beginning)
        found = self._base.execute(
            "SELECT term FROM known WHERE term >= ? AND term < ?", (first, f"{first}\U0010ffff")
        )
        return [str(term)[1:] for (term,) in found]

    def _having(self, view: View, terms: Iterable[str]) -> dict[str, int]:
        """How many documents have each term, of those that any has."""
        asked = json.dumps([_marked(view, term) for term in terms])
        found = self._base.execute(
            "SELECT term, doc FROM json_each(?) CROSS JOIN known ON term = json_each.value", (asked,)
        )
        return {str(term)[1:]: int(having) for term, having in found}

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        with ExitStack() as undoing:
            undoing.callback(self._base.execute, "ROLLBACK")
            yield
            undoing.pop_all()
        self._base.execute("COMMIT")

    def _keep(self, document: Document) -> None:
        terms = analyse(document)
        made = self._base.execute(
            "INSERT INTO documents (name, fields) VALUES (?, ?)", (terms.name, packed(terms))
        )
        number = made.lastrowid
        self._base.execute(
            f"INSERT INTO terms (rowid, {', '.join(_TEXTS)}) VALUES (?, ?, ?, ?, ?)",
            (number, *_columns(terms)),
        )
        self._add_lengths(terms, 1)
        self._base.executemany(
            "INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?)", _facts(number or 0, document)
        )

    def _forget(self, name: str) -> None:
        found = self._base.execute("SELECT id, fields FROM documents WHERE name = ?", (name,)).fetchone()
        if found is None:
            return
        number, terms = found[0], unpacked(name, found[1])
        self._base.execute(
            f"INSERT INTO terms (terms, rowid, {', '.join(_TEXTS)}) VALUES ('delete', ?, ?, ?, ?, ?)",
            (number, *_columns(terms)),
        )
        self._add_lengths(terms, -1)
        self._base.execute("DELETE FROM facts WHERE document = ?", (number,))
        self._base.execute("DELETE FROM documents WHERE id = ?", (number,))

    def _add_lengths(self, terms: Terms, sign: int) -> None:
        self._base.executemany(
            "INSERT INTO lengths VALUES (?, ?) ON CONFLICT DO UPDATE SET total = total + excluded.total",
            [(place, sign * len(field)) for place, field in enumerate(terms.fields) if field],
        )


def _match(chosen: Mapping[View, Sequence[str]]) -> str:
    """The query in FTS5's language, each term a string of it, so that no text of a user is ever syntax.

    Every string adds its score, so one of a view that counts double stands twice.
    """
    return " OR ".join(
        _quoted(_marked(view, term))
        for view, terms in chosen.items()
        for term in terms
        for _ in range(round(VIEWS[view]))
    )


def _marked(view: View, term: str) -> str:
    return view.value[0] + term


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _condition(one: Filter) -> tuple[str, list[str | float]]:
    """A filter as a condition on `documents.id`, and what it is asked with."""
    inner, values = _inner(one)
    held = f"EXISTS (SELECT 1 FROM facts WHERE document = id AND fact = ? AND ({inner}))"
    asked: list[str | float] = [one.fact, *values]
    if not one.unknown:
        return held, asked
    return f"({held} OR NOT EXISTS (SELECT 1 FROM facts WHERE document = id AND fact = ?))", [
        *asked,
        one.fact,
    ]


def _inner(one: Filter) -> tuple[str, list[str | float]]:
    bounds = [
        (f"number {sign} ?", bound)
        for sign, bound in ((">=", one.low), ("<=", one.high))
        if bound is not None
    ]
    numbers = " AND ".join(["number IS NOT NULL", *(text for text, _ in bounds)])
    values = ", ".join("?" * len(one.values))
    return f"({numbers}) OR value IN ({values})", [*(bound for _, bound in bounds), *one.values]


def _facts(number: int, document: Document) -> Iterator[tuple[int, str, str | None, float | None]]:
    for fact, known in document.facts.items():
        if isinstance(known, tuple):
            yield from ((number, fact, value, None) for value in known)
        else:
            yield number, fact, None, known


def _columns(terms: Terms) -> list[str]:
    """The tokens of each text, those of all views."""
    held: dict[str, list[str]] = {text: [] for text in _TEXTS}
    for field, tokens in zip(FIELDS, terms.fields, strict=True):
        held[field.text] += (_marked(field.view, token) for token in tokens)
    return [" ".join(tokens) for tokens in held.values()]
