"""Before anybody is told, the disk has been told: each acknowledgement comes after a flush of all that was written.

A power cut loses what was written and not flushed. No test here can cut the power, so the order of system calls is
watched instead: it is what both databases promise durability by.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from askonce.adapters.opening import open_database
from askonce.ledger.verify import verify
from tests.faults import plain
from tests.faults.flushing import FILINGS
from tests.faults.houses import ROOT
from tests.faults.looking import damage, looked

pytestmark = pytest.mark.faults
STRACE: Final = shutil.which("strace")
_WRITES: Final = re.compile(r"(?:pwrite64|write|pwritev)\(\d+<[^>]*county\d*\.db(?:-wal)?>")
_FLUSHED: Final = re.compile(r"(?:fdatasync|fsync)(?:\(\d+<[^>]*county|( resumed))")
_TOLD: Final = re.compile(r'write\(1<[^>]*>, "acknowledged')
_FULL: Final = 2  # what SQLite calls synchronous=FULL


def unflushed(lines: Sequence[str]) -> tuple[int, int]:
    """How many acknowledgements there were, and how many of them came without a flush since the last, or a write after it."""
    told = early = 0
    flushed = False
    for line in lines:
        if _WRITES.search(line):
            flushed = False
        elif _FLUSHED.search(line) and "unfinished" not in line:
            flushed = True
        elif _TOLD.search(line):
            told += 1
            early += not flushed
            flushed = False
    return told, early


def traced(url: str, folder: Path, *more: str) -> tuple[int, int]:
    calls = folder / "calls"
    watch = [str(STRACE), "-f", "-y", "-e", "trace=write,pwrite64,pwritev,fdatasync,fsync", "-o", str(calls)]
    run = [sys.executable, "-m", "tests.faults.flushing", url, *more]
    subprocess.run([*watch, *run], check=True, cwd=ROOT, capture_output=True, timeout=120)
    return unflushed(calls.read_text("utf-8", "replace").splitlines())


@pytest.mark.skipif(STRACE is None, reason="strace is not installed, which shows the order of system calls")
def test_nobody_is_told_before_the_flush(new_url: Callable[[str], str], tmp_path: Path) -> None:
    assert traced(new_url("sqlite"), tmp_path) == (FILINGS, 0)


@pytest.mark.skipif(STRACE is None, reason="strace is not installed, which shows the order of system calls")
@pytest.mark.parametrize("broken", ["commits flush nothing", "told before the commit"])
def test_a_house_that_does_not_wait_is_noticed(
    broken: str, new_url: Callable[[str], str], tmp_path: Path
) -> None:
    told, early = traced(new_url("sqlite"), tmp_path, broken)
    assert told == FILINGS
    assert early > FILINGS / 2


@pytest.mark.skipif(STRACE is None, reason="strace is not installed, which lets system calls fail")
def test_a_disk_that_fails_to_flush(new_url: Callable[[str], str]) -> None:
    """Each third flush fails with an error of the disk: what waited for it is refused, and what was told is there."""
    url = new_url("sqlite")
    open_database(url, plain.SCHEMA).close()
    fails = ["-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=4+3"]
    ran = subprocess.run(
        [
            str(STRACE),
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            *fails,
            sys.executable,
            "-m",
            "tests.faults.flushing",
            url,
        ],
        check=True,
        cwd=ROOT,
        capture_output=True,
        timeout=120,
    )
    said = [line.split() for line in ran.stdout.decode().splitlines()]
    told = {f"p-{number}" for word, number in said if word == "acknowledged"}
    assert len(said) == FILINGS
    assert 5 <= len(told) < FILINGS
    tables = looked(url)
    assert not list(damage(tables))
    there = {json.loads(bytes(events[0][2]))["person"] for events in tables.events.values()}
    assert told <= there
    assert all([kind for _, kind, _ in events] == ["filed", "weighed"] for events in tables.events.values())
    with closing(open_database(url)) as base:
        assert base.read(verify).holds


def test_the_writer_of_sqlite_waits_for_the_disk(new_url: Callable[[str], str]) -> None:
    with closing(open_database(new_url("sqlite"), plain.SCHEMA)) as base:

        def asked(journal: Any) -> list[Any]:
            connection: sqlite3.Connection = journal._base.connection  # noqa: SLF001 - its settings, in its own thread
            return [
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
            ]

        assert base.write(asked).result(60) == ["wal", _FULL]


def test_postgresql_waits_for_the_disk(new_url: Callable[[str], str]) -> None:
    with closing(open_database(new_url("postgres"), plain.SCHEMA)) as base:

        def asked(journal: Any) -> list[Any]:
            return [
                journal._base.one(f"SHOW {name}")[0]  # noqa: SLF001 - as above
                for name in ("synchronous_commit", "fsync")
            ]

        assert base.write(asked).result(60) == ["on", "on"]
