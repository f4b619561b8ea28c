"""Many needs and limited capacity: who supplies whom so that most are served, beside first come, first served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import msgspec

from askonce.apps.economy.allocation import Allocation, allocate
from askonce.apps.economy.chain import heading
from askonce.cases.journal import Journal
from askonce.cases.wording.values import say_number
from askonce.registers.refusal import Refusal
from askonce.web.addressing import in_address
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.chains import NO_CLASS, names_of
from askonce.web.pages.industry.market import Seen, look, office_market

if TYPE_CHECKING:
    from askonce.apps.economy.board import Board

HOME: Final = "/zone/allocation"
PAGE: Final = 30
#: Which needs are listed.
WHICH: Final[Mapping[str, str]] = {
    "other": mark("Those that come out differently"),
    "gained": mark("Served only in the best plan"),
    "lost": mark("Served only by first come, first served"),
    "all": mark("All that are served in one of the two"),
}


class Plan(msgspec.Struct, frozen=True):
    """What one way of sharing out gives a need: the offer, its product and its firm; all empty where it goes without."""

    offer: str = ""
    title: str = ""
    firm: str = ""


class Served(msgspec.Struct, frozen=True):
    """A need with its volume and what both ways give it."""

    need: str
    title: str
    firm: str
    volume: str
    best: Plan
    first: Plan

    @property
    def which(self) -> str:
        """How the two ways differ for it."""
        if self.best.offer == self.first.offer:
            return "same"
        return "gained" if not self.first.offer else "lost" if not self.best.offer else "moved"


class ByClass(msgspec.Struct, frozen=True):
    """A class of products: how many needs each way serves."""

    classed: str
    title: str
    best: int
    first: int


_KEPT: Final[WeakKeyDictionary[Board, Allocation]] = WeakKeyDictionary()


def allocation_of(board: Board) -> Allocation:
    """How a market would share out its capacity, kept as long as the market stays as it is."""
    found = _KEPT.get(board)
    if found is None:
        found = _KEPT.setdefault(board, allocate(board))
    return found


async def allocation(visit: Visit) -> Result:
    """Both ways beside each other."""
    market = office_market(visit)
    if isinstance(market, Refusal):
        return market
    which = visit.query.get("which", "")
    which = which if which in WHICH else "other"
    text = visit.query.get("page", "")
    number = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < len("10000") else 1

    def job(journal: Journal) -> dict[str, Any] | Refusal:
        seen = look(visit, journal, market)
        return seen if isinstance(seen, Refusal) else _values(visit, seen, which, number)

    found = await visit.read(job)
    return found if isinstance(found, Refusal) else Page("industry/allocation.html", found)


def _values(visit: Visit, seen: Seen, which: str, number: int) -> dict[str, Any]:
    found = allocation_of(seen.floor)
    names = dict.fromkeys((*found.served, *found.first_come))
    lines = [_served(seen, found, one) for one in names]
    wanted = [one for one in lines if _is_wanted(one, which)]
    wanted.sort(key=lambda one: (one.title, one.need))
    pages = max(1, -(-len(wanted) // PAGE))
    return {
        "found": found,
        "best": len(found.served),
        "first": len(found.first_come),
        "classes": _by_class(visit, seen, found),
        "lines": wanted[(number - 1) * PAGE : number * PAGE],
        "count": len(wanted),
        "which": which,
        "names": WHICH,
        "page": number,
        "pages": pages,
        "before": _address(which, number - 1) if number > 1 else "",
        "after": _address(which, number + 1) if number < pages else "",
    }


def _is_wanted(one: Served, which: str) -> bool:
    return one.which != "same" if which == "other" else which in {"all", one.which}


def _served(seen: Seen, found: Allocation, name: str) -> Served:
    need = seen.floor.needs[name]
    volume = need.number(seen.floor.terms.volume)
    return Served(
        in_address(name),
        "".join(need.words[:1]),
        seen.firm(need.firm).name,
        say_number(volume) if volume is not None else "",
        _plan(seen, found.served.get(name)),
        _plan(seen, found.first_come.get(name)),
    )


def _plan(seen: Seen, name: str | None) -> Plan:
    if name is None:
        return Plan()
    offer = seen.floor.offers[name]
    return Plan(in_address(name), "".join(offer.words[:1]), seen.firm(offer.firm).name)


def _by_class(visit: Visit, seen: Seen, found: Allocation) -> list[ByClass]:
    """The classes for which the two ways differ, those that gain most first."""
    titles, needs = names_of(seen.floor, visit.language), seen.floor.needs
    best = Counter(heading(needs[one]) for one in found.served)
    first = Counter(heading(needs[one]) for one in found.first_come)
    lines = [
        ByClass(one, titles.get(one) or one or visit.say(NO_CLASS), best[one], first[one])
        for one in {*best, *first}
        if best[one] != first[one]
    ]
    return sorted(lines, key=lambda one: (one.first - one.best, one.classed))


def _address(which: str, number: int) -> str:
    kept = [f"which={which}"] if which != "other" else []
    kept += [f"page={number}"] if number > 1 else []
    return HOME + ("?" + "&".join(kept) if kept else "")
