"""The zone at a glance: its firms on a grid, coloured by what one wants to see, with the same in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from askonce.apps.economy.listing import Listed, Place
from askonce.assembly.markets.firms import FRESH, Profile
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.market import Seen, any_market, look
from askonce.web.pages.industry.states import NO_MATCH, STATES, states_of
from askonce.web.pages.shown import phrase
from askonce.web.problem import refused

HOME: Final = "/zone/map"
PAGE: Final = 40
_LONGEST: Final = 80
#: A firm stands in a cell of so many metres.
CELL: Final = 120
_MOST_CELLS: Final = 5_000
_BOX: Final = 4
_FEW: Final = 3
_JSON: Final = b"application/json"
#: By what cells may be coloured; what is of capacity or of matches is for the office alone.
CHAIN, NEED, FRESHNESS, STATE, CAPACITY = "chain", "need", "fresh", "state", "capacity"
_OFFICE_ALONE: Final = frozenset({CAPACITY, STATE})
KINDS: Final[Mapping[str, str]] = {
    CHAIN: mark("Chain"),
    NEED: mark("What it seeks"),
    STATE: mark("State of its matches"),
    FRESHNESS: mark("How fresh its profile is"),
    CAPACITY: mark("Capacity"),
}
_UNKNOWN: Final = mark("not known")
_SEEKS: Final = (
    mark("seeks nothing"),
    mark("seeks one or two products"),
    mark("seeks three products or more"),
)
_FRESH: Final = (mark("confirmed within half a year"), mark("confirmed longer ago"), mark("never confirmed"))
_BANDS: Final = (
    (Decimal(1_000), mark("up to 1,000 a month")),
    (Decimal(10_000), mark("up to 10,000 a month")),
    (Decimal(100_000), mark("up to 100,000 a month")),
    (Decimal("Infinity"), mark("more than 100,000 a month")),
)
_NO_STATES: Final[Mapping[str, int]] = MappingProxyType({})
#: The signs by which groups are told apart beside their colours.
SIGNS: Final = "ABCDEFGHKLMNPRSTUWXY"


class Group(msgspec.Struct, frozen=True):
    """A group of the legend: its number, from which its colour comes, its sign, and how many firms are in it."""

    number: int
    sign: str
    title: Text
    count: int


class Dot(msgspec.Struct, frozen=True):
    """A firm on the map and in the table; `groups` has its group by what cells are coloured by."""

    firm: Profile
    needs: int
    offers: int
    capacity: Decimal | None
    groups: Mapping[str, int]


class Sheet(msgspec.Struct, frozen=True):
    """All firms that a visitor asked for, and what their groups are called, by what they are coloured by."""

    dots: tuple[Dot, ...]
    titles: Mapping[str, Sequence[Text]]
    extent: tuple[Decimal, Decimal, Decimal, Decimal] | None

    def legend(self, by: str) -> tuple[Group, ...]:
        """The legend, groups without a firm left out."""
        counts = Counter(one.groups[by] for one in self.dots)
        return tuple(
            Group(number, SIGNS[number % len(SIGNS)], title, counts[number])
            for number, title in enumerate(self.titles[by])
            if counts[number]
        )


def kinds_for(*, officer: bool) -> dict[str, str]:
    """By what a visitor may have cells coloured."""
    return {name: text for name, text in KINDS.items() if officer or name not in _OFFICE_ALONE}


async def glance(visit: Visit) -> Result:
    """The map with its table."""
    found = await _sheet(visit)
    if isinstance(found, Refusal):
        return found
    sheet, officer = found
    kinds = kinds_for(officer=officer)
    by = visit.query.get("by", "")
    by = by if by in kinds else CHAIN
    number = _number(visit.query.get("page", ""))
    pages = max(1, -(-len(sheet.dots) // PAGE))
    shown = sheet.dots[(number - 1) * PAGE : number * PAGE]
    signs = {one.number: one for one in sheet.legend(by)}
    values: dict[str, Any] = {
        "dots": [(one, signs[one.groups[by]]) for one in shown],
        "count": len(sheet.dots),
        "legend": sheet.legend(by),
        "by": by,
        "kinds": kinds,
        "chains": _chains(visit),
        "chain": visit.query.get("chain", ""),
        "words": _words(visit),
        "page": number,
        "pages": pages,
        "before": _address(visit, by, number - 1) if number > 1 else "",
        "after": _address(visit, by, number + 1) if number < pages else "",
        "cells": _address(visit, by, 1, "/zone/map/cells"),
        "extent": " ".join(str(one) for one in sheet.extent) if sheet.extent is not None else "",
        "cell": CELL,
        "officer": officer,
        "states": {one: sheet.titles[FRESHNESS][one] for one in range(len(_FRESH))},
        "chain_titles": {one.firm.id: sheet.titles[CHAIN][one.groups[CHAIN]] for one in shown},
    }
    return Page("industry/map.html", values)


async def cells(visit: Visit) -> Result:
    """The firms within a box, as JSON: west, south, east and north in metres."""
    box = _box(visit.query.get("box", ""))
    if box is None:
        return refused("no-such-thing")
    found = await _sheet(visit)
    if isinstance(found, Refusal):
        return found
    sheet, officer = found
    by = visit.query.get("by", "")
    by = by if by in kinds_for(officer=officer) else CHAIN
    signs = {one.number: one for one in sheet.legend(by)}
    said = [
        {
            "id": one.firm.id,
            "name": one.firm.name,
            "east": float(place.easting),
            "north": float(place.northing),
            "group": one.groups[by],
            "sign": signs[one.groups[by]].sign,
            "says": visit.words(signs[one.groups[by]].title),
            "needs": one.needs,
            "offers": one.offers,
        }
        for one in sheet.dots
        if (place := one.firm.place) is not None and _is_within(place, box)
    ]
    return Answer(
        200, msgspec.json.encode({"cells": said[:_MOST_CELLS]}), (("cache-control", "no-store"),), _JSON
    )


async def _sheet(visit: Visit) -> tuple[Sheet, bool] | Refusal:
    market = any_market(visit)
    if isinstance(market, Refusal):
        return market
    chain, words = visit.query.get("chain", ""), _words(visit)

    def job(journal: Journal) -> tuple[Sheet, bool] | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        wanted = seen.viewer.officer and visit.query.get("by") == STATE
        states = states_of(visit, journal, seen) if wanted else {}
        return sheet_of(seen, Titles(visit.running.bound), chain, words, states), seen.viewer.officer

    return await visit.read(job)


def sheet_of(
    seen: Seen,
    titles: Titles,
    chain: str = "",
    words: str = "",
    states: Mapping[str, int] = _NO_STATES,
) -> Sheet:
    """The firms of a market as a visitor may see them; of one chain, or with some words in name or number, where asked for.

    `states` says how the matches of each firm stand; only officers are shown it.
    """
    needs = Counter(one.firm for one in seen.floor.visible_needs(seen.viewer))
    offers = Counter(one.firm for one in seen.floor.visible_offers(seen.viewer))
    room = _rooms(seen) if seen.viewer.officer else {}
    chains = sorted({one.chain for one in seen.profiles.values() if one.chain})
    at = {name: number for number, name in enumerate(chains)}
    dots = []
    for firm in sorted(seen.profiles.values(), key=lambda one: (one.name, one.id)):
        if (chain and firm.chain != chain) or not all(
            part in f"{firm.name} {firm.id}".casefold() for part in words.casefold().split()
        ):
            continue
        groups = {
            CHAIN: at.get(firm.chain, len(chains)),
            NEED: _seeks(needs[firm.id]),
            FRESHNESS: _freshness(firm.confirmed, seen.floor.day),
        }
        if seen.viewer.officer:
            groups[CAPACITY] = _band(room.get(firm.id))
            groups[STATE] = states.get(firm.id, NO_MATCH)
        dots.append(Dot(firm, needs[firm.id], offers[firm.id], room.get(firm.id), groups))
    named = {
        CHAIN: [*(titles.word(one) for one in chains), phrase(_UNKNOWN)],
        NEED: [phrase(one) for one in _SEEKS],
        FRESHNESS: [phrase(one) for one in _FRESH],
        STATE: [phrase(one) for one in STATES],
        CAPACITY: [*(phrase(text) for _, text in _BANDS), phrase(_UNKNOWN)],
    }
    return Sheet(tuple(dots), named, _extent(dots))


def _rooms(seen: Seen) -> dict[str, Decimal]:
    """The largest capacity that an offer of each firm says."""
    found: dict[str, Decimal] = {}
    path = seen.floor.terms.capacity
    listed: Iterable[Listed] = seen.floor.offers.values() if path else ()
    for one in listed:
        number = one.number(path)
        if number is not None:
            found[one.firm] = max(number, found.get(one.firm, number))
    return found


def _seeks(count: int) -> int:
    return 0 if not count else 1 if count < _FEW else 2


def _freshness(confirmed: date | None, today: date) -> int:
    if confirmed is None:
        return 2
    return 0 if today - confirmed <= FRESH else 1


def _band(capacity: Decimal | None) -> int:
    if capacity is None:
        return len(_BANDS)
    return next(number for number, (most, _) in enumerate(_BANDS) if capacity <= most)


def _extent(dots: Sequence[Dot]) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    places = [one.firm.place for one in dots if one.firm.place is not None]
    if not places:
        return None
    east, north = [one.easting for one in places], [one.northing for one in places]
    return min(east) - CELL, min(north) - CELL, max(east) + CELL, max(north) + CELL


def _is_within(place: Place, box: tuple[Decimal, ...]) -> bool:
    """Whether any of a cell lies in a box."""
    half = Decimal(CELL) / 2
    west, south, east, north = box
    return west - half <= place.easting <= east + half and south - half <= place.northing <= north + half


def _box(text: str) -> tuple[Decimal, ...] | None:
    """The four numbers of a box; none where they are no box.

    >>> _box("0,0,10,20")
    (Decimal('0'), Decimal('0'), Decimal('10'), Decimal('20'))
    >>> _box("0,0,nan,1"), _box("3,0,1,1"), _box("1,2")
    (None, None, None)
    """
    parts = text.split(",") if len(text) <= _LONGEST else []
    try:
        found = tuple(Decimal(part) for part in parts)
    except ArithmeticError:
        return None
    if len(found) != _BOX or not all(one.is_finite() for one in found):
        return None
    return found if found[0] <= found[2] and found[1] <= found[3] else None


def _chains(visit: Visit) -> dict[str, Text]:
    """The chains that there are in words: the words of the choice that the pack has for it."""
    titles = Titles(visit.running.bound)
    concept = titles.every("concept").get(CHAIN)
    options = [one.strip() for one in (concept.type or "").split("|")] if concept is not None else []
    return {one: titles.word(one) for one in options if one}


def _words(visit: Visit) -> str:
    return visit.query.get("q", "")[:_LONGEST].strip()


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < len("10000") else 1


def _address(visit: Visit, by: str, number: int, path: str = HOME) -> str:
    query = {
        "by": by if by != CHAIN else "",
        "chain": visit.query.get("chain", ""),
        "q": _words(visit),
        "page": str(number) if number > 1 else "",
    }
    kept = {name: value for name, value in query.items() if value}
    return path + ("?" + urlencode(kept) if kept else "")
