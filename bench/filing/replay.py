"""The writes of filings alone: taken down statement by statement, then run again with one commit for each filing."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from askonce.adapters.sqlite.base import SqliteBase, connect
from askonce.assembly.house import House
from askonce.cases.command import Filing
from askonce.cases.journal import Journal
from askonce.registers.actor import Actor
from askonce.web.answer import ENCODER
from askonce.web.answered import Kept, Key, once

Statement = tuple[str, Sequence[Any]]
#: What is filed: a service that reads a register, asks a question and is decided by a norm.
FILED = Filing(service="elder-meal", answers={"diet": "no peanuts"})


@contextmanager
def taken_down() -> Iterator[list[Statement]]:
    """The statements that write while this lasts."""
    found: list[Statement] = []
    run, many = SqliteBase.run, SqliteBase.many

    def noting_run(base: SqliteBase, sql: str, parameters: Sequence[Any] = ()) -> int:
        found.append((sql, tuple(parameters)))
        return run(base, sql, parameters)

    def noting_many(base: SqliteBase, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        found.extend((sql, tuple(row)) for row in rows)
        many(base, sql, rows)

    SqliteBase.run, SqliteBase.many = noting_run, noting_many  # type: ignore[assignment]
    try:
        yield found
    finally:
        SqliteBase.run, SqliteBase.many = run, many  # type: ignore[method-assign]


def take_down(house: House, subjects: Sequence[str], count: int) -> list[list[Statement]]:
    """The statements of so many filings, each as the interface makes it."""
    filings = []
    with taken_down() as found:
        for number in range(count):
            actor = Actor("person", subjects[number % len(subjects)])
            key = Key("bench", f"taken-down-{number:08}", b"-" * 32)
            house.database.write(partial(once, key=key, job=filed(house, actor, FILED))).result()
            filings.append(list(found))
            found.clear()
    return filings


def filed(house: House, actor: Actor, filing: Filing) -> Callable[[Journal], Kept]:
    """The job of a filing, as the interface runs it."""

    def job(journal: Journal) -> Kept:
        view = house.handling.file(journal, actor, filing)
        return Kept(b"-" * 32, 201, ENCODER.encode(view))

    return job


def replay(before: Path, folder: Path, filings: Sequence[Sequence[Statement]]) -> float:
    """Filings a second where only their writes are run over the database as it was before, one commit for each."""
    path = folder / "replay.db"
    path.unlink(missing_ok=True)
    shutil.copyfile(before, path)
    with closing(connect(path, writes=True)) as connection:
        cursor = connection.cursor()
        began = time.perf_counter()
        for statements in filings:
            cursor.execute("BEGIN IMMEDIATE")
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
            cursor.execute("COMMIT")
        took = time.perf_counter() - began
    return len(filings) / took


def sync_seconds(folder: Path, count: int = 150) -> float:
    """The median time of an fdatasync after 4 KiB were appended to a file."""
    path = folder / "sync"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    times = []
    try:
        for _ in range(count):
            os.write(descriptor, b"x" * 4096)
            began = time.perf_counter()
            os.fdatasync(descriptor)
            times.append(time.perf_counter() - began)
    finally:
        os.close(descriptor)
        path.unlink()
    return median(times)
