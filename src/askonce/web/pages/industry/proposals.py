"""The pairs that an officer may propose: for each need the offer that fits best and that nobody follows yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import msgspec

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.matching import Verdict, saving
from askonce.apps.economy.sight import OFFICER
from askonce.assembly.markets.memory import turned_down
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.market import Seen, look, office_market
from askonce.web.pages.industry.telling import Card, Telling

if TYPE_CHECKING:
    from askonce.apps.economy.board import Board, Line

HOME: Final = "/zone/proposals"
PAGE: Final = 15
_LONGEST: Final = 80
_LINES: Final = 3
#: How proposals may be put in order.
ORDERS: Final[Mapping[str, str]] = {
    "fit": mark("What fits best"),
    "saving": mark("What saves most"),
    "distance": mark("What is nearest"),
}


class Proposal(msgspec.Struct, frozen=True):
    """A need with the offer that is proposed for it, and what it would save in a month, or for one where no volume is known."""

    need: Listed
    line: Line
    saves: float

    def key(self, order: str) -> tuple[float, ...]:
        """By what it is put in order; what surely fits goes before what may."""
        surely = 0.0 if self.line.verdict is Verdict.FEASIBLE else 1.0
        metres = float(self.line.distance_m) if self.line.distance_m is not None else float("inf")
        if order == "saving":
            return (surely, -self.saves, -self.line.score)
        return (
            (surely, metres, -self.line.score) if order == "distance" else (surely, -self.line.score, metres)
        )


_FOUND: Final[WeakKeyDictionary[Board, Mapping[str, tuple[Line, ...]]]] = WeakKeyDictionary()


def zone_lines(board: Board) -> Mapping[str, tuple[Line, ...]]:
    """The offers of the product that each need asks for, best first; kept as long as the market stays as it is."""
    found = _FOUND.get(board)
    if found is None:
        needs = [one for one in board.needs.values() if one.stands(board.day)]
        board.prepare(needs)
        lines = {one.id: board.fitting_lines(one)[:_LINES] for one in needs}
        found = _FOUND.setdefault(board, {name: some for name, some in lines.items() if some})
    return found


def proposals_of(seen: Seen, rejected: frozenset[tuple[str, str]]) -> Iterator[Proposal]:
    """One proposal for each need that nobody is being introduced for; not with what was tried or rejected before."""
    busy = {need for (need, _), one in seen.pairs.items() if not one.ended}
    for name, lines in zone_lines(seen.floor).items():
        if name in busy:
            continue
        pairs = ((name, one.offer) for one in lines)
        open_ = (
            one
            for one, pair in zip(lines, pairs, strict=True)
            if pair not in seen.pairs and pair not in rejected
        )
        line = next(open_, None)
        if line is not None:
            need = seen.floor.needs[name]
            yield Proposal(need, line, _saves(seen, need, seen.floor.offers[line.offer]))


def _saves(seen: Seen, need: Listed, offer: Listed) -> float:
    found = saving(seen.floor.terms, need, offer)
    if found is None:
        return 0.0
    return float((found.monthly or found.each).amount)


async def proposals(visit: Visit) -> Result:
    """A page of proposals."""
    market = office_market(visit)
    if isinstance(market, Refusal):
        return market
    order = visit.query.get("order", "")
    order = order if order in ORDERS else "fit"
    words, number = visit.query.get("q", "")[:_LONGEST].strip(), _number(visit.query.get("page", ""))

    def job(journal: Journal) -> dict[str, Any] | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        rejected = turned_down(visit.house, journal, seen.market)
        found = [one for one in proposals_of(seen, rejected) if _says(seen, one, words)]
        return _values(visit, seen, found, (order, words, number))

    found = await visit.read(job)
    return found if isinstance(found, Refusal) else Page("industry/proposals.html", found)


def _values(
    visit: Visit, seen: Seen, found: Sequence[Proposal], asked: tuple[str, str, int]
) -> dict[str, Any]:
    order, words, number = asked
    listed = sorted(found, key=lambda one: (*one.key(order), one.need.id))
    telling = Telling(visit, seen)
    cards: list[tuple[Card, Listed, str]] = [
        (
            telling.offer(seen.floor.pair(one.need.id, one.line.offer, OFFICER)),
            one.need,
            seen.firm(one.need.firm).name,
        )
        for one in listed[(number - 1) * PAGE : number * PAGE]
    ]
    pages = max(1, -(-len(listed) // PAGE))
    return {
        "cards": cards,
        "count": len(listed),
        "order": order,
        "orders": ORDERS,
        "words": words,
        "page": number,
        "pages": pages,
        "before": _address(order, words, number - 1) if number > 1 else "",
        "after": _address(order, words, number + 1) if number < pages else "",
    }


def _says(seen: Seen, one: Proposal, words: str) -> bool:
    """Whether the words stand in one of the products or in the name of one of the firms."""
    if not words:
        return True
    offer = seen.floor.offers[one.line.offer]
    firms = f"{seen.firm(one.need.firm).name} {seen.firm(offer.firm).name}"
    said = f"{one.need.said} {offer.said} {firms}".casefold()
    return all(part in said for part in words.casefold().split())


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < len("10000") else 1


def _address(order: str, words: str, number: int) -> str:
    query = {"order": order if order != "fit" else "", "q": words, "page": str(number) if number > 1 else ""}
    kept = {name: value for name, value in query.items() if value}
    return HOME + ("?" + urlencode(kept) if kept else "")
