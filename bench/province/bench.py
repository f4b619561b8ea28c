"""`province`: a million offers in tantivy, what they cost to index, to search under hard constraints, and to add to."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final

from bench.measuring import exponent, run
from bench.result import Bench, Goal, Result


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of the curve, the last of which is judged, and what it may cost."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    index_seconds: float = 120.0
    mib: float = 1024.0
    p95_ms: float = 50.0
    add_seconds: float = 1.0
    hidden_found: float = 0.95


def measure(plan: Plan = Plan()) -> Result:
    """Each size in a process of its own, whose greatest memory, with that of its workers, is all that it ever held.

    Times bind as they would be on the machine on which the goals were set: beside a fixed loop of the same run. What was
    found is compared with all offers scored one by one, in another process: `recall_at_10` of some needs, of which none was
    made after an offer, and whether the offers for which the others were made stand among their ten (`hidden_found`).
    """
    curve = [_measured(size) for size in plan.sizes]
    last = curve[-1]
    during, after, later = last["slowness"]
    goals = (
        Goal(
            f"seconds to index {last['offers']}, calibrated",
            last["index_s"] / during,
            plan.index_seconds,
        ),
        Goal("MiB, the process and its worker at their greatest", last["mib"], plan.mib),
        Goal(
            "p95 of a need under constraints in ms, calibrated",
            last["p95_ms"] / mean((after, later)),
            plan.p95_ms,
        ),
        Goal("seconds until 100 new offers are found, calibrated", last["add_s"] / later, plan.add_seconds),
        Goal("sizes at which a new offer was not found", sum(not one["new_found"] for one in curve), 0),
        Goal("shown against a constraint", sum(one["violating"] for one in curve), 0),
        Goal(
            "hidden offers that are not among ten",
            1 - min(one["hidden_found"] for one in curve),
            1 - plan.hidden_found,
        ),
    )
    grown = exponent([(one["offers"], one["p95_ms"]) for one in curve])
    return Result(goals, {"curve": [_rounded(one) for one in curve], "exponent of p95": round(grown, 2)})


def _measured(offers: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as folder:
        done = run(
            [
                sys.executable,
                "-m",
                "bench.province.child",
                str(offers),
                str(Path(folder) / "offers"),
            ]
        )
    found: dict[str, Any] = json.loads(done.output)
    sample = json.dumps(found.pop("sample"))
    judged = subprocess.run(
        [sys.executable, "-m", "bench.province.oracle", str(offers)],
        input=sample.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return {**found, **json.loads(judged.stdout), "mib": done.mib + found["workers_mib"]}


def _rounded(one: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in one.items()}


PROVINCE: Final = Bench(
    "province", "a million offers: indexed, searched under hard constraints, added to", measure
)
