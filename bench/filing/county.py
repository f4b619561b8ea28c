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
from askonce.assembly.house import KEYS, SIGNING, House, Place, open_house
from askonce.cases.journal import Journal
from askonce.registers.pseudonym import CASES
from askonce.web.sessions import Session, make_token

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "packs" / "qingshan"
_BEGIN_SECONDS = 60.0


def today() -> date:
    """The day on this machine."""
    return datetime.now(UTC).date()


def open_county(folder: Path, url: str = "") -> House:
    """The house in a folder, made where it is not there yet; its database lies elsewhere where an address is given."""
    place = Place(url or url_in(folder), *(folder / f"county.db{end}" for end in (KEYS, SIGNING)))
    return open_house(place, Settings(), today(), PACK)


def url_in(folder: Path) -> str:
    """The address of the database in a folder."""
    return f"sqlite:///{folder / 'county.db'}"


def make_county(folder: Path, people: int, url: str = "") -> None:
    """Make a county of so many people in a folder."""
    house = open_county(folder, url)
    try:
        Filling(house, today(), people).everything()
    finally:
        house.close()


def persons(house: House, count: int) -> list[str]:
    """Ids of people of the county whose birth its register knows, so that nothing is asked of them."""
    register = house.current.bound["register"]["people"]
    holder = register.holder.id
    rows = house.database.read(lambda journal: journal.every("people", today(), limit=2 * count))
    known = [row.subject for row in rows if row.values.get("birth_date") is not None]
    return [house.keys.subject(holder, one) for one in known[:count]]


def make_tokens(house: House, subjects: list[str]) -> list[str]:
    """A token for each person."""

    def job(journal: Journal) -> list[str]:
        expires = journal.now + timedelta(hours=4)
        return [
            make_token(journal, Session("person", house.keys.of(CASES, one), expires)) for one in subjects
        ]

    return house.database.write(job).result()


@contextmanager
def serving(folder: Path, port: int, url: str = "") -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The process that serves the county of a folder, and the seconds until it first answered."""
    settings = folder / "askonce.toml"
    keys = f'[database]\nkey_file = "{folder / "county.db"}{KEYS}"\n'
    settings.write_text(f"{keys}[limits]\nrequests_a_minute = 100000000\n", "utf-8")
    command = [sys.executable, "-m", "askonce", "serve", str(PACK), "--database", url or url_in(folder)]
    began = time.perf_counter()
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--settings", str(settings), "--port", str(port)], stdout=log, stderr=log, cwd=ROOT
        )
    try:
        yield process, _first_answer(process, port, began, folder / "serve.log")
    finally:
        process.terminate()
        process.wait(timeout=60)


def _first_answer(process: subprocess.Popen[bytes], port: int, began: float, log: Path) -> float:
    while time.perf_counter() - began < _BEGIN_SECONDS:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended before it answered: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/services", timeout=5) as answer:
                answer.read()
                return time.perf_counter() - began
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the server did not answer in time")
