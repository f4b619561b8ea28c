"""Looks at a database in plain SQL, and holds it against what clients saw; nothing here is shared with the house."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.faults.clients import Book, Filing, Receiver
from tests.faults.plain import SCHEMA

_PLAIN_EVENTS: Final = ["filed", "weighed"]
_PLAIN_ENTRIES: Final = ["look", "look", "act"]


class Tables(NamedTuple):
    """The rows of the tables that every house has, by case."""

    events: Mapping[str, list[tuple[Any, ...]]]
    lines: Mapping[str, tuple[Any, ...]]
    timers: Mapping[str, list[tuple[Any, ...]]]
    messages: Mapping[str, list[tuple[Any, ...]]]
    entries: Mapping[str, list[tuple[Any, ...]]]
    leaves: int
    registers: Sequence[Mapping[str, list[tuple[Any, ...]]]]
    integrity: str


_STATEMENTS: Final = (
    "SELECT case_id, number, kind, body FROM event ORDER BY case_id, number",
    "SELECT id, events, state, filer FROM case_line",
    "SELECT case_id, id, kind, state FROM timer ORDER BY id",
    "SELECT case_id, id, state, tries FROM message ORDER BY id",
    "SELECT case_id, number, kind, entry FROM opening ORDER BY number",
)
PLAIN: Final = (
    "SELECT subject, grade, recorded_to IS NULL, source FROM reg_people ORDER BY subject, recorded_from, part",
    f'SELECT subject, target, source FROM "{SCHEMA.tables[0].relation("lives_with")}" ORDER BY subject',
)


def looked(url: str, registers: Sequence[str] = PLAIN, *, live: bool = False) -> Tables:
    """What a database holds, as of one moment.

    An SQLite file that nobody serves is copied with its log first, so that it stays as the kill left it; where it is
    `live` a copy would be of two moments, and it is read in place.
    """
    if url.startswith("postgres"):
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return _tables(lambda sql: connection.execute(sql.encode()).fetchall(), "ok", registers)
    path = Path(url.removeprefix("sqlite:///"))
    if live:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("BEGIN")
            return _tables(lambda sql: file.execute(sql).fetchall(), "ok", registers)
    with tempfile.TemporaryDirectory() as folder:
        for one in (path, path.with_name(f"{path.name}-wal")):
            if one.exists():
                shutil.copy(one, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as file:
            (integrity,) = file.execute("PRAGMA integrity_check").fetchone()
            return _tables(lambda sql: file.execute(sql).fetchall(), integrity, registers)


def _tables(rows: Any, integrity: str, registers: Sequence[str]) -> Tables:
    events, lines, timers, messages, entries = (rows(sql) for sql in _STATEMENTS)
    ((leaves,),) = rows("SELECT count(*) FROM leaf")
    return Tables(
        _grouped(events),
        {one[0]: tuple(one) for one in lines},
        _grouped(timers),
        _grouped(messages),
        _grouped(entries),
        leaves,
        [_grouped(rows(sql)) for sql in registers],
        integrity,
    )


def _grouped(rows: Sequence[Sequence[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for case, *rest in rows:
        found[case].append(tuple(rest))
    return found


def damage(tables: Tables) -> Iterator[str]:
    """What is wrong with any house."""
    if tables.integrity != "ok":
        yield f"damaged: {tables.integrity}"
    if sum(map(len, tables.entries.values())) != tables.leaves:
        yield "ledger: openings and leaves are not as many"


def complaints(book: Book, tables: Tables) -> Iterator[str]:
    """What is wrong with a house of plain filings at any moment at all: before, between and after kills."""
    yield from damage(tables)
    by_key: dict[str, list[str]] = defaultdict(list)
    for case, events in tables.events.items():
        by_key[json.loads(bytes(events[0][2])).get("key", "")].append(case)
    for case in {*tables.lines, *tables.timers, *tables.entries, *tables.messages} - set(tables.events):
        yield f"half: {case} has rows and no event"
    for key, cases in by_key.items():
        one = book.filings.get(key)
        if one is None:
            yield f"stranger: {cases} of a key that nobody used"
            continue
        if len(cases) > 1:
            yield f"doubled: {key} has {sorted(cases)}"
        for case in cases:
            yield from _whole(one, case, tables)
    for key, one in book.filings.items():
        if len(one.cases) > 1:
            yield f"doubled: {key} was answered with {sorted(one.cases)}"
        for case in one.cases - set(by_key.get(key, ())):
            yield f"lost: {case} of {key} was acknowledged"


def _whole(one: Filing, case: str, tables: Tables) -> Iterator[str]:
    """Whether all that a filing writes is there, once."""
    events = tables.events[case]
    fired = sum(kind == "fired" for _, kind, _ in events)
    expected = {
        "events": [*enumerate(_PLAIN_EVENTS), *((number + 2, "fired") for number in range(fired))],
        "line": (case, 2 + fired, "late" if fired else "open", None),
        "timer": [(case, "promised", 1 if fired else 0)],
        "messages": [f"{case}/filed", *([f"{case}/fired"] if fired else [])],
        "entries": _PLAIN_ENTRIES + ["act"] * fired,
        "rows": [(one.body["before"], False), (one.body["after"], True)],
        "link": [(one.body["person"], f"case:{case}")],
    }
    source = f"case:{case}"
    person = one.body["person"]
    people, links = tables.registers
    found = {
        "events": [(number, kind) for number, kind, _ in events],
        "line": tables.lines.get(case),
        "timer": list(tables.timers.get(case, ())),
        "messages": sorted(row[0] for row in tables.messages.get(case, ())),
        "entries": [row[1] for row in tables.entries.get(case, ())],
        "rows": [(grade, bool(last)) for grade, last, by in people.get(person, ()) if by == source],
        "link": [row for row in links.get(person, ()) if row[1] == source],
    }
    if fired > 1:
        yield f"timer: {case} fired {fired} times"
    for name, wanted in expected.items():
        if found[name] != wanted and not (name == "link" and len(people.get(person, ())) > 2):
            yield f"half: the {name} of {case}: {found[name]} instead of {wanted}"


def numbers_acknowledged(book: Book, tables: Tables) -> Iterator[str]:
    """Whether each acknowledged entry of the ledger is that of its case."""
    owners = {row[0]: case for case, rows in tables.entries.items() for row in rows}
    for one in book.filings.values():
        for status, body in one.answers:
            if status == 201 and owners.get(body["entry"]) != body["case"]:
                yield f"ledger: entry {body['entry']} is not that of {body['case']}"


def settled(book: Book, tables: Tables, receiver: Receiver) -> Iterator[str]:
    """What is wrong once everything had time to come to its end."""
    for one in book.filings.values():
        if one.tries and not one.cases:
            yield f"unanswered: {one.key}"
        for case in one.cases:
            if [kind for _, kind, _ in tables.events.get(case, ())].count("fired") != 1:
                yield f"timer: {case} has not fired once"
    rows = [row for rows in tables.messages.values() for row in rows]
    for key, state, _ in rows:
        if state != 1:
            yield f"message: {key} waits still"
        if not receiver.came.get(key):
            yield f"message: {key} never came"
    for key in set(receiver.came) - {row[0] for row in rows}:
        yield f"message: {key} came and is not on record"


def kinds(found: Sequence[str]) -> Counter[str]:
    """How many complaints there are of each kind."""
    return Counter(one.partition(":")[0] for one in found)
