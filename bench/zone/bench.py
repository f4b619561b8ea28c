"""`zone`: a thousand firms, all their needs with all their offers at once, one need over the API, and what was hidden found."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import mean, median

import httpx

from askonce.apps.economy.board import Board as Floor
from askonce.apps.economy.sight import OFFICER
from askonce.assembly.house import House
from askonce.assembly.markets.floor import Markets
from askonce.cases.journal import Journal
from askonce.feel.values import Value
from askonce.invented.county import SEED, County
from askonce.invented.filling import loadings, put_together
from askonce.invented.zone.zone import Zone, zone
from askonce.registers.store import Change, Linking
from askonce.web.addressing import in_address
from askonce.web.sessions import Session, hours, make_token
from bench.filing.county import open_county, serving, today
from bench.filing.loading import free_port, slowness
from bench.result import Bench, Goal, Result

MARKET = "zone-supply"
FIRMS = 1000
PEOPLE = 60
ROUNDS = 3
ASKED = 200
WRITTEN = 20
TEN = 10
ALL_SECONDS = 2.0
ONE_MS = 30.0
HIDDEN_FOUND = 0.95
LEAST_OFFERS, LEAST_NEEDS = 3000, 2000


@dataclass(frozen=True, slots=True)
class Timed:
    """How long something took, and how slow the machine was just then."""

    seconds: float
    slowness: float

    @property
    def calibrated(self) -> float:
        """The same, as it would be on the machine on which the goals were set."""
        return self.seconds / self.slowness


def run() -> Result:
    """Make the zone, match it in the process, then ask a server about single needs."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        folder = Path(name)
        house = open_county(folder)
        try:
            _fill(house)
            token = house.database.write(
                lambda journal: make_token(
                    journal, Session("officer", "bench.zone", journal.now + hours(4), ("zone/officer",))
                )
            ).result()
            read = _timed(lambda: _floor(house, Markets(house)))
            all_at_once = [_all_at_once(house) for _ in range(ROUNDS)]
            floor = _floor(house, Markets(house))
            found = _found(floor, zone(SEED, today(), FIRMS))
            new = _new_needs(house)
            needs = tuple(floor.zone(most=1))[:: max(1, len(floor.needs) // ASKED)]
            counts = len(floor.offers), len(floor.needs)
        finally:
            house.close()
        port = free_port()
        with serving(folder, port):
            one = _asked(port, token, needs)
    return _result(read, all_at_once, found, new, one, counts)


def _fill(house: House) -> None:
    """A village for its cast, and the zone."""
    bound = house.current.bound
    county = County(bound["register"], bound["concept"], on=today(), people=PEOPLE, firms=FIRMS)
    for loading in loadings(county, house.keys):
        house.database.write(lambda journal, one=loading: put_together(journal, one)).result()  # type: ignore[misc]


def _timed(work: Callable[[], object]) -> Timed:
    slow = [slowness()]
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    slow.append(slowness())
    return Timed(seconds, mean(slow))


def _floor(house: House, markets: Markets) -> Floor:
    return house.database.read(lambda journal: markets.floor(MARKET, journal))


def _all_at_once(house: House) -> Timed:
    """The ten best offers for each need, both of which nobody has looked at yet."""
    floor = _floor(house, Markets(house))
    return _timed(lambda: floor.zone(OFFICER, most=TEN))


def _found(floor: Floor, there: Zone) -> float:
    """Of the pairs that are known to fit the share that stands among the ten best."""
    lines = floor.zone(OFFICER, most=TEN)
    hits = [
        pair.offer in {line.offer for line in lines[pair.need]} for pair in there.pairs if pair.need in lines
    ]
    return mean(hits)


def _new_needs(house: House) -> Timed:
    """A need is written and matched: the time from the write until its matches are there, for one of some."""
    markets = Markets(house)
    floor = _floor(house, markets)
    holder, pattern = house.current.holder("needs"), next(iter(floor.needs.values()))
    names = [house.keys.of(holder, f"bench-need-{number}") for number in range(WRITTEN)]
    firm = house.keys.of(holder, pattern.firm)
    said: dict[str, Value] = {
        "need_product": " ".join(pattern.words), "need_class": pattern.classed, "need_published": True,
    }  # fmt: skip
    since = today() - timedelta(days=1)

    def write(journal: Journal, name: str) -> None:
        journal.write(Change("needs", name, said, since, source="load:bench", basis="zone-act/2"))
        journal.link(Linking("needs", "buyer", name, firm, since))

    def each() -> None:
        for number, name in enumerate(names):
            house.database.write(lambda journal, name=name: write(journal, name)).result()  # type: ignore[misc]
            found = _floor(house, markets).for_need(f"bench-need-{number}", OFFICER)
            if not found.matches:
                raise RuntimeError("a need that was just written has no match")

    taken = _timed(each)
    return Timed(taken.seconds / WRITTEN, taken.slowness)


def _asked(port: int, token: str, needs: Sequence[str]) -> list[Timed]:
    """Single needs over the API of a server, the first of which reads the market and is not counted."""
    headers = {"authorization": f"Bearer {token}"}
    found: list[Timed] = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
        for number, need in enumerate([needs[0], *needs]):
            path = f"/api/markets/{MARKET}/needs/{in_address(need)}/matches"
            began = time.perf_counter()
            client.get(path).raise_for_status()
            seconds = time.perf_counter() - began
            if number:
                found.append(Timed(seconds, 1.0))
            if number == 0:
                slow = slowness()
        slow = mean([slow, slowness()])
    return [Timed(one.seconds, slow) for one in found]


def _result(
    read: Timed,
    all_at_once: Sequence[Timed],
    found: float,
    new: Timed,
    one: Sequence[Timed],
    counts: tuple[int, int],
) -> Result:
    every = median(timed.calibrated for timed in all_at_once)
    p95 = sorted(timed.calibrated for timed in one)[int(len(one) * 0.95)] * 1000
    goals = (
        Goal("all matches of the zone (s)", every, ALL_SECONDS),
        Goal("one need over the API, 95 of 100 (ms)", p95, ONE_MS),
        Goal("hidden pairs that are not among ten", 1 - found, 1 - HIDDEN_FOUND),
        Goal("offers or needs too few", float(counts[0] < LEAST_OFFERS or counts[1] < LEAST_NEEDS), 0),
    )
    beside = {
        "offers": counts[0],
        "needs": counts[1],
        "calibration": "figures are divided by how much slower a fixed loop ran just then",
        "slowness": round(mean(timed.slowness for timed in all_at_once), 2),
        "all matches, as measured (s)": round(median(timed.seconds for timed in all_at_once), 2),
        "market read into memory (s)": round(read.calibrated, 2),
        "one need over the API, median (ms)": round(median(timed.calibrated for timed in one) * 1000, 1),
        "a new need written and matched (ms)": round(new.calibrated * 1000, 1),
        "hidden pairs among ten": round(found, 4),
    }
    return Result(goals, beside)


ZONE = Bench("zone", "a thousand firms: all matches at once, one need over the API, hidden pairs found", run)
