"""The store beside plain tables in the same file format, taking turns, and the disk's own speed in the same run."""

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import adbc_driver_sqlite.dbapi

from askonce.adapters.bulk.arrow import to_arrow
from askonce.adapters.bulk.loading import Snapshot, bulk_load
from askonce.adapters.opening import open_database
from askonce.adapters.sqlite.base import SqliteBase, connect
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.staging import kept_fields, stage_arrow
from askonce.adapters.storage.holding import Holding, Times
from askonce.cases.database import Database
from askonce.registers.store import Change
from bench.result import Bench, Goal, Result
from bench.store.beside import beside_it
from bench.store.people import DAY, PEOPLE, SCHEMA, SEED, people, plain

_SYNCS: Final = 200
_BLOCK: Final = 4096


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people, how many of them are looked up in a round, and in how many rounds the contenders take turns."""

    people: int = 1_000_000
    looks: int = 20_000
    rounds: int = 5
    look_at_most: float = 1.6
    load_at_most: float = 4.0  # a quarter of ADBC's plain rate
    arrow_at_most: float = 1.3


def measure(plan: Plan = Plan()) -> Result:
    """Load, look up and read in turns; what comes out has to be what went in."""
    typed = people(plan.people)
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as made:
        folder = Path(made)
        loads = [_load(folder, number, typed) for number in range(max(2, plan.rounds // 2) + 1)][1:]
        url, beside = f"sqlite:///{folder}/ours0.db", folder / "plain0.db"
        reads = [_read(url, beside) for _ in range(plan.rounds + 1)][1:]
        wrong = _wrong(url, typed)
        with closing(open_database(url)) as base:
            _second_year(base, typed, plan.looks)
            looks = _look_up(base, beside, typed, plan)
        syncs = fdatasyncs(folder)
    goals = (
        Goal("as-of look-up beside a plain row", _ratio(looks), plan.look_at_most),
        Goal("bulk load beside ADBC's plain load", _ratio(loads), plan.load_at_most),
        Goal("to Arrow beside ADBC's plain table", _ratio(reads), plan.arrow_at_most),
        Goal("rows unlike those that were loaded", wrong, 0),
    )
    found = {
        "people": plan.people,
        "fdatasync/s": round(syncs),
        "look-ups/s": round(plan.looks / median(ours for ours, _ in looks)),
        "seconds": {
            name: [round(median(one[place] for one in turns), 3) for place in (0, 1)]
            for name, turns in (("load", loads), ("to Arrow", reads))
        },
        "PostgreSQL": beside_it(typed, plan.looks),
    }
    return Result(goals, found)


def _ratio(turns: Sequence[tuple[float, float]]) -> float:
    """Ours beside theirs, turn by turn."""
    return median(ours / theirs for ours, theirs in turns)


def seconds(run: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _load(folder: Path, number: int, typed: Any) -> tuple[float, float]:
    """A snapshot into an empty register, and the same rows into a plain table without a key."""
    url = f"sqlite:///{folder}/ours{number}.db"
    open_database(url, SCHEMA).close()
    rows = plain(typed)

    def theirs() -> None:
        with (
            adbc_driver_sqlite.dbapi.connect(str(folder / f"plain{number}.db")) as base,
            base.cursor() as cursor,
        ):
            cursor.adbc_ingest("people", rows, mode="create")
            base.commit()

    def ours() -> None:
        bulk_load(url, Snapshot("people", DAY, "load"), stage_arrow(PEOPLE, typed.to_batches()))

    plainly = seconds(theirs)
    return seconds(ours), plainly


def _read(url: str, beside: Path) -> tuple[float, float]:
    def theirs() -> None:
        with adbc_driver_sqlite.dbapi.connect(str(beside)) as base, base.cursor() as cursor:
            cursor.execute("SELECT * FROM people")
            cursor.fetch_arrow_table()

    plainly = seconds(theirs)
    return seconds(lambda: to_arrow(url, "people", DAY)), plainly


def _wrong(url: str, typed: Any) -> int:
    """How many rows came out unlike those that went in."""
    found, wanted = to_arrow(url, "people", DAY).sort_by("subject"), typed.sort_by("subject")
    if found.num_rows != wanted.num_rows:
        return int(abs(found.num_rows - wanted.num_rows))
    unlike = 0
    for name in wanted.column_names:
        column = found.column(name).cast(wanted.column(name).type)
        unlike += sum(
            one != other
            for one, other in zip(column.to_pylist(), wanted.column(name).to_pylist(), strict=True)
        )
    return unlike


def _second_year(base: Database, typed: Any, count: int) -> None:
    """Some of them change, so that there is a history to look past."""
    subjects = typed.column("subject").to_pylist()[:count]
    for start in range(0, count, 1_000):
        some = subjects[start : start + 1_000]

        def job(journal: Any, some: Sequence[str] = some) -> None:
            for subject in some:
                journal.write(
                    Change("people", subject, {"district": "moved"}, DAY + timedelta(100), source="case:1")
                )

        base.write(job).result()


def _look_up(base: Database, beside: Path, typed: Any, plan: Plan) -> list[tuple[float, float]]:
    """People looked up one by one, by the store as of a day, and by key in a plain table; both give the same values."""
    chance = random.Random(SEED)  # noqa: S311 - which people, not secrets
    pool = typed.column("subject").to_pylist()
    subjects = chance.choices(pool[: plan.looks], k=plan.looks // 2) + chance.choices(pool, k=plan.looks // 2)
    columns = ", ".join(f'"{one.name}"' for one in kept_fields(PEOPLE))
    with closing(sqlite3.connect(beside)) as made:
        made.execute(f"CREATE TABLE keyed ({columns}, PRIMARY KEY (subject)) WITHOUT ROWID")
        made.execute(
            "INSERT INTO keyed SELECT subject, '', born, district, grade, income, 'CNY', members, name, resident "
            "FROM people ORDER BY subject"
        )
        made.commit()
    holding = Holding(PEOPLE, SQLITE, Times(SQLITE))
    statement = f"SELECT {columns} FROM keyed WHERE subject = ?"
    turns = []
    with closing(connect(beside, writes=False)) as connection:
        one = SqliteBase(connection, writes=False).one

        def theirs() -> None:
            connection.execute("BEGIN")
            for subject in subjects:
                kept = one(statement, (subject,))
                holding.decode_values((kept or ())[1:])
            connection.execute("COMMIT")

        def ours(journal: Any) -> None:
            for subject in subjects:
                journal.row("people", subject, DAY)

        for _ in range(plan.rounds + 1):
            plainly = seconds(theirs)
            turns.append((seconds(lambda: base.read(ours)), plainly))
    return turns[1:]


def fdatasyncs(folder: Path) -> float:
    """How many small writes a second the disk keeps, each flushed."""
    file = os.open(folder / "flushed", os.O_RDWR | os.O_CREAT)
    try:

        def flush() -> None:
            for number in range(_SYNCS):
                os.pwrite(file, bytes(_BLOCK), number * _BLOCK)
                os.fdatasync(file)

        return _SYNCS / seconds(flush)
    finally:
        os.close(file)


STORE: Final = Bench("store", "bitemporal rows beside plain ones: looked up, loaded, read as Arrow", measure)
