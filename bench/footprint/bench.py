"""`footprint`: the resident memory of every process that serves the county of 20,000, and its first answer.

Nobody has asked for its market yet; what it holds where somebody did is printed beside.
"""

from __future__ import annotations

import tempfile
import time
import urllib.request
from pathlib import Path

from bench.filing.county import make_county, serving
from bench.filing.loading import free_port
from bench.result import Bench, Goal, Result

PEOPLE = 20_000
IDLE_SECONDS = 5.0
#: Within these it is noted that somebody asked for a market, and a market is read.
NOTED_SECONDS, READ_SECONDS = 15.0, 10.0
STARTS = 3


def run() -> Result:
    """Serve it a few times, and look at it once it is idle."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        folder = Path(name)
        make_county(folder, PEOPLE)
        firsts, sizes, counts = [], [], []
        for _ in range(STARTS):
            with serving(folder, free_port()) as (process, first):
                time.sleep(IDLE_SECONDS)
                pids = processes(process.pid)
                firsts.append(first)
                counts.append(len(pids))
                sizes.append(sum(map(resident_mib, pids)))
        kept = _with_market(folder)
    goals = (
        Goal("resident MiB when idle", max(sizes), 150),
        Goal("seconds until the first answer", max(firsts), 3),
        Goal("processes", max(counts), 1),
    )
    beside = {
        "mib": [round(one, 1) for one in sizes],
        "seconds": [round(one, 2) for one in firsts],
        "mib, its market of a thousand firms kept ready": round(kept, 1),
    }
    return Result(goals, beside)


def _with_market(folder: Path) -> float:
    """What a process keeps in memory that was started after somebody asked for the market."""
    port = free_port()
    with serving(folder, port), urllib.request.urlopen(f"http://127.0.0.1:{port}/zone/map", timeout=60):
        time.sleep(NOTED_SECONDS)
    with serving(folder, free_port()) as (process, _):
        time.sleep(IDLE_SECONDS + READ_SECONDS)
        return sum(map(resident_mib, processes(process.pid)))


def processes(pid: int) -> list[int]:
    """A process and everything below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += processes(int(child))
    return found


def resident_mib(pid: int) -> float:
    """What a process keeps in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


FOOTPRINT = Bench("footprint", "memory and first answer of serving the county of 20,000", run)
