"""`filing`: 64 clients file cases over HTTP, beside a replay of the same writes with one commit for each filing."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.filing.beside import beside_it
from bench.filing.county import make_county, make_tokens, open_county, persons, serving
from bench.filing.loading import CLIENTS, cpu_seconds, free_port, load, slowness
from bench.filing.replay import replay, sync_seconds, take_down
from bench.result import Bench, Goal, Result

ROUNDS = 3
SECONDS = 5.0
PEOPLE = 2_000
TAKEN_DOWN = 600


def run() -> Result:
    """File and replay in turns."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        folder = Path(name)
        make_county(folder, PEOPLE)
        house = open_county(folder)
        subjects = persons(house, 512)
        (folder / "tokens").write_text("\n".join(make_tokens(house, subjects)), "utf-8")
        house.close()
        before = folder / "before.db"
        shutil.copyfile(folder / "county.db", before)
        house = open_county(folder)
        entries = house.database.read(lambda journal: journal.size())
        filings = take_down(house, subjects, TAKEN_DOWN)
        entries = house.database.read(lambda journal: journal.size()) - entries
        house.close()
        found = _result(_measure(folder, before, filings))
        beside = {
            **found.beside,
            "statements": round(mean(map(len, filings)), 1),
            "entries": round(entries / TAKEN_DOWN, 1),
            "postgresql": beside_it(folder / "postgresql", PEOPLE, SECONDS),
        }
        return Result(found.goals, beside)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round found: the figures of 64 clients and of one, and what the machine gave meanwhile.

    `slowness` says how many times as long as on the machine on which the goals were set a fixed loop took just before
    and just after, `replayed` how many filings a second were only written, `sync` the seconds of an fdatasync.
    """

    many: dict[str, Any]
    one: dict[str, Any]
    cpu_ms: float
    slowness: float
    replayed: float
    sync: float

    @property
    def may_ms(self) -> float:
        """What one client's filing may take: four times the disk, and three milliseconds of that machine."""
        return 4 * self.sync * 1000 + 3 * self.slowness

    @property
    def calibrated_ms(self) -> float:
        """The time of 99 of 100 filings, as it would be on that machine."""
        p99: float = self.many["p99_ms"]
        return p99 / self.slowness


def _measure(folder: Path, before: Path, filings: list[Any]) -> list[Round]:
    port = free_port()
    with serving(folder, port) as (process, _):
        load(folder, port, 8, 1.0, "warm")
        return [_round(folder, port, process.pid, number, (before, filings)) for number in range(ROUNDS)]


def _round(folder: Path, port: int, pid: int, number: int, writes: tuple[Path, list[Any]]) -> Round:
    before, filings = writes
    syncs = [sync_seconds(folder)]
    replayed = replay(before, folder, filings)
    slow, cpu = [slowness()], cpu_seconds(pid)
    many = load(folder, port, CLIENTS, SECONDS, f"many{number}")
    cpu = cpu_seconds(pid) - cpu
    slow.append(slowness())
    one = load(folder, port, 1, 2.0, f"one{number}")
    syncs.append(sync_seconds(folder))
    return Round(many, one, cpu / many["filings"] * 1000, mean(slow), replayed, mean(syncs))


def _result(rounds: list[Round]) -> Result:
    goals = (
        Goal(
            "replay / filings over HTTP",
            median(one.replayed / one.many["a_second"] for one in rounds),
            1 / 0.3,
        ),
        Goal(
            "p99 of 64 clients / 100 ms, calibrated", median(one.calibrated_ms for one in rounds) / 100, 1.0
        ),
        Goal(
            "one client / (4 fdatasyncs + 3 ms, calibrated)",
            median(one.one["p50_ms"] / one.may_ms for one in rounds),
            1.0,
        ),
        Goal("filings that failed", sum(one.many["failed"] + one.one["failed"] for one in rounds), 0),
    )
    beside = {
        "filings_a_second": [round(one.many["a_second"], 1) for one in rounds],
        "replayed_a_second": [round(one.replayed, 1) for one in rounds],
        "fdatasyncs_a_second": [round(1 / one.sync, 1) for one in rounds],
        "slowness": [round(one.slowness, 2) for one in rounds],
        "p50_ms": [round(one.many["p50_ms"], 2) for one in rounds],
        "p99_ms": [round(one.many["p99_ms"], 2) for one in rounds],
        "p99_ms_calibrated": [round(one.calibrated_ms, 2) for one in rounds],
        "one_client_ms": [round(one.one["p50_ms"], 2) for one in rounds],
        "one_client_may_ms": [round(one.may_ms, 2) for one in rounds],
        "one_client_may_ms_uncalibrated": [round(4000 * one.sync + 3, 2) for one in rounds],
        "server_cpu_ms_a_filing": [round(one.cpu_ms, 3) for one in rounds],
    }
    return Result(goals, beside)


FILING = Bench("filing", "cases filed over HTTP, beside a replay of the same writes alone", run)
