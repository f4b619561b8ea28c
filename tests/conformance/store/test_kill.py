"""A process that is killed loses nothing that it acknowledged, and leaves nothing half done."""

from __future__ import annotations

import os
import random  # noqa: TID251 - seeded
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from askonce.adapters.opening import open_database
from askonce.cases.journal import Journal, Search
from askonce.ledger.entry import canonical, commit
from askonce.methods.merkle import Frontier, frontier, leaf_hash
from tests.conformance.store.county import SCHEMA
from tests.conformance.store.filing import whole_filing

KILLS: Final = 6
PROGRAM: Final = Path(__file__).with_name("filing.py")


def started(url: str, when: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, PROGRAM, url, when], stdout=subprocess.PIPE)


def killed(process: subprocess.Popen[bytes], said: bytes = b"") -> list[str]:
    """What was acknowledged by the time that the process was killed."""
    process.send_signal(signal.SIGKILL)
    output, _ = process.communicate(timeout=60)
    whole = (said + output).decode()
    return whole[: whole.rfind("\n") + 1].split()


def looked_through(journal: Journal) -> set[str]:
    """The cases that are there; each is whole, and the ledger's tree is that of its entries."""
    cases = {line.id for line in journal.lines(Search(limit=1_000_000))}
    ends = journal.now + timedelta(1)
    assert {timer.id for timer in journal.due_timers(ends, 1_000_000)} == cases
    assert {one.message.key for one in journal.waiting(ends, 1_000_000)} == cases
    tree, seen = Frontier(), []
    for opening in journal.openings(limit=1_000_000):
        assert opening.entry is not None
        assert opening.salt is not None
        seen.append(opening.entry.case)
        tree, _ = tree.append(leaf_hash(commit(canonical(opening.entry), opening.salt)))
    assert sorted(map(str, seen)) == sorted([*cases] * 3)
    assert tree == frontier(journal.node, journal.size())
    for case in cases:
        assert [one.number for one in journal.events(case)] == [0, 1]
        assert [dict(row.values) for row in journal.history("people", case)] == [
            {"grade": "mild"},
            {"grade": "severe"},
        ]
    return cases


def test_a_kill_under_load(new_url: Callable[[], str]) -> None:
    url, chance = new_url(), random.Random(11)  # noqa: S311 - instants, not secrets
    open_database(url, SCHEMA).close()
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        process = started(url, "loaded")
        assert process.stdout is not None
        said = process.stdout.readline()  # it has begun
        time.sleep(chance.uniform(0.0, 0.3))
        came = killed(process, said)
        assert len(set(came)) == len(came)
        assert not acknowledged & set(came)
        acknowledged |= set(came)
        with closing(open_database(url, SCHEMA)) as base:
            kept = base.read(looked_through)
            assert acknowledged <= kept  # what was not acknowledged may be there too, and is whole
            assert base.write(whole_filing).result(60) not in kept
            acknowledged = kept | base.read(looked_through)
    assert len(acknowledged) > KILLS * 8


@pytest.mark.parametrize(("when", "kept"), [("before", 1), ("after", 2)])
def test_a_kill_between_a_write_and_its_acknowledgement(
    new_url: Callable[[], str], when: str, kept: int
) -> None:
    url = new_url()
    open_database(url, SCHEMA).close()
    process = started(url, when)
    assert process.stdout is not None
    first, ready = process.stdout.readline(), process.stdout.readline()
    assert ready == b"ready\n"
    assert killed(process) == []
    with closing(open_database(url, SCHEMA)) as base:
        cases = base.read(looked_through)
        assert len(cases) == kept
        assert first.decode().strip() in cases
        base.write(whole_filing).result(60)
        assert len(base.read(looked_through)) == kept + 1


def test_a_second_process_gets_its_turn(new_url: Callable[[], str]) -> None:
    """Somebody files from the terminal while a server is busy: nobody waits for long, and the ledger is one."""
    url = new_url()
    with closing(open_database(url, SCHEMA)) as base:
        process = started(url, "loaded")
        assert process.stdout is not None
        process.stdout.readline()
        try:
            waits = []
            for _ in range(30):
                began = time.monotonic()  # noqa: TID251 - how long a person waits
                base.write(whole_filing).result(60)
                waits.append(time.monotonic() - began)  # noqa: TID251 - as above
        finally:
            came = killed(process)
        assert len(came) > 30  # the other one was not shut out either
        assert sorted(waits)[len(waits) // 2] < 1
        assert set(came) <= base.read(looked_through)


FULL: Final = """
import os, resource, sys
sys.path.insert(0, {root!r})
from contextlib import closing
from askonce.adapters.opening import open_database
from askonce.cases.database import Unavailable
from tests.conformance.store.filing import whole_filing
from tests.conformance.store.test_kill import looked_through

url, path = sys.argv[1:]
with closing(open_database(url)) as base:
    first = base.write(whole_filing).result(60)
    size = os.path.getsize(path + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
    kept, refused = [first], 0
    for _ in range(200):
        futures = [base.write(whole_filing) for _ in range(5)]
        for future in futures:
            try:
                kept.append(future.result(60))
            except Unavailable:
                refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    kept.append(base.write(whole_filing).result(60))
    assert base.read(looked_through) == set(kept)
    print(len(kept), refused)
"""


def test_a_file_that_cannot_grow_refuses_and_goes_on(tmp_path: Path, root: Path) -> None:
    """The disk is full, as the system says it of a file at its limit; once there is room, all goes on by itself."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    path = tmp_path / "county.db"
    url = f"sqlite:///{path}"
    open_database(url, SCHEMA).close()
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL).format(root=str(root)), url, path],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert ran.returncode == 0, ran.stderr
    kept, refused = map(int, ran.stdout.split())
    assert kept >= 2
    assert refused > 500
