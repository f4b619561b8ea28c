"""A clock that jumps: instants only go forward, and what was to happen at one happens once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from askonce.adapters.opening import open_database
from askonce.cases.journal import Journal
from askonce.web.answered import Key
from tests.faults import plain
from tests.faults.clients import Load, Receiver
from tests.faults.served import DAY, Served

pytestmark = pytest.mark.faults
START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: An hour back, a day forward, back again, and on: as a machine does whose clock is set while it runs.
JUMPS: Final = (0, 1, -3600, -3599, 86_400, 86_401, 0, 90_000, 7200, 200_000)
HOURS: Final = 3600.0


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_instants_go_forward_and_timers_fire_once(kind: str, new_url: Callable[[str], str]) -> None:
    clock = {"now": START}
    instants: list[datetime] = []
    fired: list[str] = []
    with closing(open_database(new_url(kind), plain.SCHEMA, clock=lambda: clock["now"])) as base:

        def file(journal: Journal, number: int) -> None:
            instants.append(journal.now)
            key = Key("hall", f"key-{number:06d}", b"")
            plain.filing(journal, plain.Told(f"p-{number}", "none", "mild", 2 * HOURS), key)

        def round_of(journal: Journal) -> None:
            instants.append(journal.now)
            for timer in journal.due_timers(journal.now, 1000):
                assert timer.due <= journal.now
                plain.fire(journal, timer)
                fired.append(timer.id)

        for number, seconds in enumerate(JUMPS):
            clock["now"] = START + timedelta(seconds=seconds)
            for part in range(3):
                base.write(lambda journal, name=3 * number + part: file(journal, name)).result(60)  # type: ignore[misc]
            seen = base.read(lambda journal: journal.now)
            assert seen >= instants[-1]
            base.write(round_of).result(60)
        kept = base.read(lambda journal: [one.entry.at for one in journal.openings(limit=10**6) if one.entry])
    assert instants == sorted(set(instants))
    assert kept == sorted(kept)
    assert len(fired) == len(set(fired)) == 3 * len(JUMPS) - 3  # those of the last jump wait for another hour
    high = [max(JUMPS[: number + 1]) for number in range(len(JUMPS))]
    assert instants[-1] >= START + timedelta(seconds=high[-1])


def test_a_served_pack_whose_clock_jumps(receiver: Receiver, tmp_path: Path) -> None:
    """It is started a day ahead, then an hour behind, then ahead again: nothing is refused, and no term passes twice."""
    one = Served(f"sqlite:///{tmp_path}/county.db", tmp_path, receiver, 13)
    for clock in (0.0, DAY, DAY - HOURS, 0.0, 4 * DAY, 3 * DAY):
        process = one.started(clock=clock)
        load = Load(process.port, one.book, most=30)
        load.join()
        process.kill()
        one.book.turn()
        assert not load.refused
        one.look(f"with the clock {clock:g} seconds off")
    one.settle(30 * DAY)
    assert not one.seen, one.seen[:10]
    assert not one.faults()
    with closing(sqlite3.connect(tmp_path / "county.db")) as file:
        entries = file.execute("SELECT entry FROM opening ORDER BY number").fetchall()
        events = file.execute("SELECT instant FROM event ORDER BY case_id, number").fetchall()
    at = [datetime.fromisoformat(json.loads(bytes(entry))["at"]) for (entry,) in entries]
    assert at == sorted(at)
    assert len(events) > 180 * 4
