"""`zone`: a thousand firms: all needs with all offers at once, the pages of one, what was hidden found, what is filed seen."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import mean, median

from askonce.apps.economy.board import Board as Floor
from askonce.apps.economy.listing import Listed
from askonce.apps.economy.sight import OFFICER
from askonce.assembly.house import House
from askonce.assembly.markets.floor import Markets
from askonce.cases.journal import Journal
from askonce.feel.values import Value
from askonce.invented.county import SEED, County
from askonce.invented.filling import loadings, put_together
from askonce.invented.zone.firms import BUYER, MAKER
from askonce.invented.zone.zone import BOXES_SOUGHT, Zone, zone
from askonce.registers.pseudonym import CASES
from askonce.registers.store import Change, Linking
from askonce.web.addressing import in_address
from askonce.web.sessions import Session, hours, make_token
from bench.filing.county import open_county, serving, today
from bench.filing.loading import free_port, slowness
from bench.result import Bench, Goal, Result
from bench.zone.asking import FILED, Filed, Times, Visitor, answers, calibrated, filed, first_page, pages

MARKET = "zone-supply"
FIRMS = 1000
PEOPLE = 60
ROUNDS = 3
ASKED = 200
WRITTEN = 20
#: After somebody has asked for a market for the first time it is made ready beside the serving: pages of then are shown beside
#: the others, which begin when that is over.
EARLY, READY_SECONDS = 60, 6.0
TEN = 10
ALL_SECONDS = 2.0
ONE_MS = 30.0
FOUND_SECONDS = 1.0
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


@dataclass(frozen=True, slots=True)
class _House:
    """What was found in the process: figures, tokens of an officer, a buyer and a maker, and what they are to ask for."""

    read: Timed
    all_at_once: tuple[Timed, ...]
    found: float
    new: Timed
    counts: tuple[int, int]
    tokens: tuple[str, str, str]
    needs: tuple[str, ...]
    offers: tuple[str, ...]
    bought: tuple[str, ...]
    made: tuple[str, ...]
    boxes: Listed


@dataclass(frozen=True, slots=True)
class _Served:
    """What was found from outside."""

    first: float
    early: Times
    pages: tuple[Times, ...]
    api: Times
    filed: Filed


def run() -> Result:
    """Make the zone, match it in the process, then visit it as an officer and as firms."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        folder = Path(name)
        house = open_county(folder)
        try:
            _fill(house)
            held = _inside(house)
        finally:
            house.close()
        port = free_port()
        with serving(folder, port):
            served = _served(port, held)
    return _result(held, served)


def _inside(house: House) -> _House:
    tokens = house.database.write(lambda journal: _tokens(house, journal)).result()
    read = _timed(lambda: _floor(house, Markets(house)))
    all_at_once = tuple(_all_at_once(house) for _ in range(ROUNDS))
    floor = _floor(house, Markets(house))
    needs, offers = floor.needs, floor.offers
    return _House(
        read,
        all_at_once,
        _found(floor, zone(SEED, today(), FIRMS)),
        _new_needs(house),
        (len(offers), len(needs)),
        tokens,
        tuple(needs)[:: max(1, len(needs) // ASKED)],
        tuple(offers)[:: max(1, len(offers) // ASKED)],
        tuple(one.id for one in needs.values() if one.firm == BUYER),
        tuple(one.id for one in offers.values() if one.firm == MAKER),
        needs[BOXES_SOUGHT],
    )


def _tokens(house: House, journal: Journal) -> tuple[str, str, str]:
    until = journal.now + hours(4)
    buyer, maker = (
        make_token(journal, Session("person", house.keys.of(CASES, one), until))
        for one in ("p-buyer", "p-maker")
    )
    return make_token(journal, Session("officer", "bench.zone", until, ("zone/officer",))), buyer, maker


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


def _served(port: int, house: _House) -> _Served:
    """What a server of the zone takes: its first page, pages of needs and offers for an officer and for firms, new offers."""
    officer, buyer, maker = (
        Visitor(*one) for one in zip(("officer", "firm buying", "firm making"), house.tokens, strict=True)
    )
    first = first_page(port, officer)
    needs = [_need(one) for one in house.needs]
    early = pages(port, officer, "need", needs, EARLY)
    time.sleep(READY_SECONDS)
    paths = [f"/api/markets/{MARKET}/needs/{in_address(one)}/matches" for one in house.needs]
    asked = (
        pages(port, officer, "need", needs, ASKED),
        pages(port, officer, "offer", [_offer(one) for one in house.offers], ASKED),
        pages(port, buyer, "need", [_need(one) for one in house.bought], ASKED),
        pages(port, maker, "offer", [_offer(one) for one in house.made], ASKED),
    )
    return _Served(
        first,
        early,
        asked,
        answers(port, officer.token, "need over the API", paths),
        filed(port, officer, maker, house.boxes),
    )


def _need(name: str) -> str:
    return f"/market/needs/{in_address(name)}"


def _offer(name: str) -> str:
    return f"/market/offers/{in_address(name)}"


def _result(held: _House, served: _Served) -> Result:
    every = median(timed.calibrated for timed in held.all_at_once)
    new = served.filed
    goals = (
        Goal("all matches of the zone (s)", every, ALL_SECONDS),
        *(Goal(f"{one.kind}: one page, 95 of 100 (ms)", one.of(0.95), ONE_MS) for one in served.pages),
        Goal("one need over the API, 95 of 100 (ms)", served.api.of(0.95), ONE_MS),
        Goal(
            f"{FILED} offers that a firm filed: until the page of a need shows the last (s)",
            new.found,
            FOUND_SECONDS,
        ),
        Goal(f"of {FILED} offers that a firm filed those that are not there", new.missing, 0),
        Goal("hidden pairs that are not among ten", 1 - held.found, 1 - HIDDEN_FOUND),
        Goal(
            "offers or needs too few", float(held.counts[0] < LEAST_OFFERS or held.counts[1] < LEAST_NEEDS), 0
        ),
    )
    beside = {
        "offers": held.counts[0],
        "needs": held.counts[1],
        "calibration": "figures are divided by how much slower a fixed loop ran just then",
        "slowness": round(mean(timed.slowness for timed in held.all_at_once), 2),
        "slowness of pages": [round(one.slowness, 2) for one in served.pages],
        "all matches, as measured (s)": round(median(timed.seconds for timed in held.all_at_once), 2),
        "market read into memory (s)": round(held.read.calibrated, 2),
        "page that waits until it is read, as measured (s)": round(served.first, 2),
        "pages and answers (ms)": calibrated((*served.pages, served.api)),
        "need, officer, while the market is made ready (ms)": calibrated((served.early,)),
        "a new need written and matched (ms)": round(held.new.calibrated * 1000, 1),
        f"{FILED} offers filed one after another (s)": round(new.filing, 2),
        "hidden pairs among ten": round(held.found, 4),
    }
    return Result(goals, beside)


ZONE = Bench(
    "zone",
    "a thousand firms: all matches at once, pages of needs and offers, hidden pairs found, offers filed",
    run,
)
