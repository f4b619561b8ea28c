"""`county`: half a million people made, and a house filled with the first of them, beside the same rows written plainly."""

from __future__ import annotations

import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from askonce.adapters.keys import Keys
from askonce.adapters.opening import open_database
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.schema import schema_of
from askonce.adapters.storage.work import Prepared
from askonce.assembly import LANGUAGE
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.invented.county import County
from askonce.invented.filling import Loading, loadings, put_together
from askonce.pack.passes import check_folder
from bench.county.plain import Plain, rows_of
from bench.result import Bench, Goal, Result

PACK: Final = Path(__file__).resolve().parents[2] / "packs" / "qingshan"
DAY: Final = date(2026, 11, 22)
_KEYS: Final = Keys(b"keys of a county nobody lives in")
_MIB: Final = 2**20
#: `ru_maxrss` counts KiB, on macOS bytes.
_UNIT: Final = 1 if sys.platform == "darwin" else 1024
#: The register in which everybody who lives there has a row.
_LIVING: Final = "residence"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people are made, with how many of them at least a house is filled, and what making them may cost.

    A quarter of the plain rate is what the store's own benchmark asks of a load.
    """

    people: int = 500_000
    filled: int = 20_000
    make_at_most: float = 4.0


@dataclass(slots=True)
class Spent:
    """Seconds and counts, as far as the county is made; `beside` is the plain writing of what the house was filled with."""

    making: float = 0.0
    plain: float = 0.0
    filling: float = 0.0
    beside: float = 0.0
    people: int = 0
    rows: int = 0
    people_filled: int = 0
    rows_filled: int = 0


def run(plan: Plan = Plan()) -> Result:
    """Make a county stretch by stretch; each is written plainly, the first of them into a house as well."""
    bound = check_folder(PACK, LANGUAGE, on=DAY, keep=True).bound
    registers, concepts = bound["register"], bound["concept"]
    county = County(registers, concepts, on=DAY, people=plan.people)
    schema = schema_of(registers.values(), concepts)
    prepared = Prepared(schema, SQLITE)
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        file = Path(name) / "county.db"
        with (
            closing(Plain(Path(name) / "plain.db")) as plain,
            closing(open_database(f"sqlite:///{file}", schema)) as house,
        ):
            spent = _make(plan, county, prepared, plain, house)
        lost = abs(_rows_in(file, prepared) - spent.rows_filled)
        mib = file.stat().st_size / _MIB
    goals = (
        Goal("making beside writing the rows plainly", spent.making / spent.plain, plan.make_at_most),
        Goal("rows of the house too few or too many", lost, 0),
    )
    return Result(goals, _beside(spent, mib))


def _beside(spent: Spent, mib: float) -> dict[str, float]:
    return {
        "people": spent.people,
        "rows": spent.rows,
        "people made/s": round(spent.people / spent.making),
        "resident MiB at most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / _MIB),
        "people filled in": spent.people_filled,
        "people filled in/s": round(spent.people_filled / spent.filling),
        "filling beside writing the rows plainly": round(spent.filling / spent.beside, 2),
        "MiB of the house": round(mib),
    }


def _make(plan: Plan, county: County, prepared: Prepared, plain: Plain, house: Database) -> Spent:
    spent = Spent()
    for _, jobs in groupby(_timed(loadings(county, _KEYS), spent), key=lambda job: job.stretch):
        fills = spent.people_filled < plan.filled
        for job in jobs:
            seconds, rows = plain.write(rows_of(prepared, job)), len(job.changes) + len(job.links)
            spent.plain += seconds
            spent.rows += rows
            spent.people += sum(one.register == _LIVING for one in job.changes)
            if fills:
                began = time.perf_counter()
                house.write(partial(_fill, job)).result()
                spent.filling += time.perf_counter() - began
                spent.beside += seconds
                spent.rows_filled += rows
        spent.people_filled = spent.people if fills else spent.people_filled
        plain.empty()
    return spent


def _timed(jobs: Iterator[Loading], spent: Spent) -> Iterator[Loading]:
    """The jobs, and on the account of their making the time until each came."""
    while True:
        began = time.perf_counter()
        job = next(jobs, None)
        spent.making += time.perf_counter() - began
        if job is None:
            return
        yield job


def _fill(job: Loading, journal: Journal) -> None:
    put_together(journal, job)


def _rows_in(file: Path, prepared: Prepared) -> int:
    """How many rows all registers and relations of a file hold."""
    tables = [one.table.kept_as for one in prepared.holdings.values()]
    tables += [bond.table for bond in prepared.bonds.values()]
    with closing(sqlite3.connect(file)) as base:
        return sum(base.execute(f"SELECT count(*) FROM {quoted(one)}").fetchone()[0] for one in tables)


COUNTY: Final = Bench(
    "county", "half a million invented people made, and a house filled with the first of them", run
)
