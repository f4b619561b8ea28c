"""What a filing costs without HTTP and without the disk, and how many entries it leaves in the ledger."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.web.answered import Key, once
from bench.filing.county import make_county, open_county, persons
from bench.filing.replay import FILED, filed

PEOPLE = 1_000
FILINGS = 400


@dataclass(frozen=True, slots=True)
class Alone:
    """Processor seconds of a filing in the thread that writes, and its entries."""

    seconds: float
    entries: int


def measure_alone() -> Alone:
    """File many times in a county of its own, each filing validated, authorised, decided and with its receipts."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        folder = Path(name)
        make_county(folder, PEOPLE)
        house = open_county(folder)
        try:
            _file(house, "warm", FILINGS // 4)
            before = house.database.read(lambda journal: journal.size())
            seconds = _file(house, "cold", FILINGS)
            entries, left = divmod(house.database.read(lambda journal: journal.size()) - before, FILINGS)
        finally:
            house.close()
    if left:
        raise RuntimeError("not every filing leaves as many entries")
    return Alone(median(seconds), entries)


def _file(house: House, prefix: str, count: int) -> list[float]:
    seconds: list[float] = []
    subjects = persons(house, 256)

    def timed(journal: Journal, number: int) -> None:
        began = time.thread_time()
        actor = Actor("person", subjects[number % len(subjects)])
        key = Key("bench", f"{prefix}-{number:08}", b"-" * 32)
        done = once(journal, key, filed(house, actor, FILED))
        seconds.append(time.thread_time() - began)
        if isinstance(done, Refusal):
            raise RuntimeError(f"a filing was refused: {done.code}")  # noqa: TRY004 - no caller gave a wrong type

    for one in [house.database.write(partial(timed, number=number)) for number in range(count)]:
        one.result()
    return seconds
