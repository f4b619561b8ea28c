"""`filing`: 64 clients file cases over HTTP, beside a replay of the same writes with one commit for each filing."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.filing.county import make_county, make_tokens, open_county, persons, serving
from bench.filing.replay import replay, sync_seconds, take_down
from bench.result import Bench, Goal, Result

CLIENTS = 64
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
        filings = take_down(house, subjects, TAKEN_DOWN)
        house.close()
        return _measure(folder, before, filings)


def _measure(folder: Path, before: Path, filings: list[Any]) -> Result:
    port = free_port()
    many, one, replays, syncs = [], [], [], []
    with serving(folder, port):
        _load(folder, port, 8, 1.0, "warm")
        for number in range(ROUNDS):
            syncs.append(sync_seconds(folder))
            replays.append(replay(before, folder, filings))
            many.append(_load(folder, port, CLIENTS, SECONDS, f"many{number}"))
            one.append(_load(folder, port, 1, 2.0, f"one{number}"))
            syncs.append(sync_seconds(folder))
    rate, replayed, sync = median(m["a_second"] for m in many), median(replays), median(syncs)
    single = median(o["p50_ms"] for o in one)
    allowed = 4 * sync * 1000 + 3
    failed = sum(m["failed"] for m in (*many, *one))
    goals = (
        Goal("replay / filings over HTTP", replayed / rate, 1 / 0.3),
        Goal("p99 of 64 clients / 100 ms", median(m["p99_ms"] for m in many) / 100, 1.0),
        Goal("one client / (4 fdatasyncs + 3 ms)", single / allowed, 1.0),
        Goal("filings that failed", failed, 0),
    )
    beside = {
        "filings_a_second": round(rate, 1), "replayed_a_second": round(replayed, 1),
        "fdatasyncs_a_second": round(1 / sync, 1), "p50_ms": round(median(m["p50_ms"] for m in many), 2),
        "p99_ms": round(median(m["p99_ms"] for m in many), 2), "one_client_ms": round(single, 2),
        "one_client_may_ms": round(allowed, 2), "statements": round(mean(map(len, filings)), 1),
        "rounds": [round(m["a_second"], 1) for m in many], "replays": [round(r, 1) for r in replays],
    }  # fmt: skip
    return Result(goals, beside)


def _load(folder: Path, port: int, clients: int, seconds: float, prefix: str) -> dict[str, Any]:
    load = Path(__file__).with_name("load.py")
    ran = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            str(load),
            str(port),
            str(clients),
            str(seconds),
            str(folder / "tokens"),
            prefix,
        ],
        capture_output=True,
        check=True,
        timeout=seconds + 60,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


FILING = Bench("filing", "cases filed over HTTP, beside a replay of the same writes alone", run)
