"""The county that is filed in, its tokens, and the process that serves it."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from askonce.adapters.settings.model import Settings
from askonce.assembly.demonstration import Filling
from askonce.assembly.house import House, open_house, place_of
from askonce.cases.journal import Journal
from askonce.registers.pseudonym import CASES
from askonce.web.sessions import Session, make_token

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "packs" / "qingshan"
_BEGIN_SECONDS = 60.0


def today() -> date:
    """The day on this machine."""
    return datetime.now(UTC).date()


def open_county(folder: Path) -> House:
    """The house in a folder, made where it is not there yet."""
    return open_house(place_of(Settings(), url_in(folder)), Settings(), today(), PACK)


def url_in(folder: Path) -> str:
    """The address of the database in a folder."""
    return f"sqlite:///{folder / 'county.db'}"


def make_county(folder: Path, people: int) -> None:
    """Make a county of so many people in a folder."""
    house = open_county(folder)
    try:
        Filling(house, today(), people).everything()
    finally:
        house.close()


def persons(house: House, count: int) -> list[str]:
    """Ids of people of the county who were born long ago enough to live."""
    register = house.current.bound["register"]["people"]
    holder = register.holder.id
    rows = house.database.read(lambda journal: journal.every("people", today(), limit=count))
    return [house.keys.subject(holder, row.subject) for row in rows]


def make_tokens(house: House, subjects: list[str]) -> list[str]:
    """A token for each person."""

    def job(journal: Journal) -> list[str]:
        expires = journal.now + timedelta(hours=4)
        return [
            make_token(journal, Session("person", house.keys.of(CASES, one), expires)) for one in subjects
        ]

    return house.database.write(job).result()


@contextmanager
def serving(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The process that serves the county of a folder, and the seconds until it first answered."""
    settings = folder / "askonce.toml"
    settings.write_text("[limits]\nrequests_a_minute = 100000000\n", "utf-8")
    command = [sys.executable, "-m", "askonce", "serve", str(PACK), "--database", url_in(folder)]
    began = time.perf_counter()
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--settings", str(settings), "--port", str(port)], stdout=log, stderr=log, cwd=ROOT
        )
    try:
        yield process, _first_answer(process, port, began)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _first_answer(process: subprocess.Popen[bytes], port: int, began: float) -> float:
    while time.perf_counter() - began < _BEGIN_SECONDS:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/services", timeout=5) as answer:
                answer.read()
                return time.perf_counter() - began
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the server did not answer in time")
