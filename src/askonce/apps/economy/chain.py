"""The chain of a market: who could supply whom, class by class, and what it buys and nobody here makes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.matching import Verdict
from askonce.apps.economy.outside import Abroad, Elsewhere, Neighbour, OutsideOffer
from askonce.apps.economy.ranking import ALIKE_DIGITS

if TYPE_CHECKING:
    from askonce.apps.economy.board import Board, Line

#: Shares of inputs below this are noise of the table.
LEAST_SHARE: Final = 0.005
MOST_PRIORS: Final = 20
#: What agrees in so many digits of its class is near, as a heading of the Harmonised System has it.
NEAR_DIGITS: Final = 4
#: So many firms of the zone are named that make what is near to a hole.
MOST_NEARBY: Final = 5


class Prior(msgspec.Struct, frozen=True):
    """What industries use, from an input-output table of some economy: a guess about this one.

    `industries` gives classes of products by their code as a table of trade knows them; `inputs` the share of each input
    in what an industry uses; `names` what codes of industries are called.
    """

    industries: Mapping[str, str]
    inputs: Mapping[str, Mapping[str, float]]
    names: Mapping[str, str]

    def industry(self, classed: str) -> str:
        """The industry that makes a class, by the longest beginning of its code that is known; empty where none is."""
        for end in range(len(classed), 3, -1):
            if classed[:end] in self.industries:
                return self.industries[classed[:end]]
        return ""


class Node(msgspec.Struct, frozen=True):
    """A class of products: how many firms make and buy it, how many needs there are, and how many nobody here meets.

    `unsure` are needs that somebody may meet of whom not all is known.
    """

    classed: str
    makers: int
    buyers: int
    offers: int
    needs: int
    unmet: int
    unsure: int


class Flow(msgspec.Struct, frozen=True):
    """That firms buy one class and make another, and how many do."""

    bought: str
    made: str
    firms: int


class Supply(msgspec.Struct, frozen=True):
    """That a firm could supply another with a class, for how many of its needs."""

    maker: str
    buyer: str
    classed: str
    needs: int


class Nearby(msgspec.Struct, frozen=True):
    """A firm of the market that makes what is near to a hole, and how many offers of it: it may widen what it makes."""

    firm: str
    offers: int


class Hole(msgspec.Struct, frozen=True):
    """Something that the market buys and nobody in it makes.

    Declared ones name their needs, and those of them that fail with somebody in one constraint alone. A `prior` names an industry
    of another economy's table instead, and its share in what industries like those here use: a guess. `elsewhere` are the neighbouring
    zones that make it, those with most makers first; `nearby` firms of the market itself that make something near it.
    """

    classed: str
    needs: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    prior: bool = False
    name: str = ""
    share: float = 0.0
    elsewhere: tuple[Elsewhere, ...] = ()
    nearby: tuple[Nearby, ...] = ()


class Chain(msgspec.Struct, frozen=True):
    """The chain of a market; holes that needs declare come first, by how many they are, guesses last.

    `neighbours` are the zones that were looked in, those too of which nothing is known.
    """

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    supplies: tuple[Supply, ...]
    holes: tuple[Hole, ...]
    neighbours: tuple[Neighbour, ...] = ()


def chain_of(board: Board, prior: Prior | None = None, abroad: Sequence[Abroad] = ()) -> Chain:
    """The chain of what stands in a market, as its officers see it, beside what neighbouring zones published."""
    needs = [one for one in board.needs.values() if one.stands(board.day)]
    offers = [one for one in board.offers.values() if one.stands(board.day)]
    board.prepare(needs)
    lines = {one.id: board.fitting_lines(one) for one in needs}
    unmet = [one for one in needs if not lines[one.id]]
    unsure = {one.id for one in needs if lines[one.id] and not any(_is_sure(line) for line in lines[one.id])}
    declared = sorted(_holes(board, unmet, offers, abroad), key=lambda hole: (-len(hole.needs), hole.classed))
    guesses = _guesses(prior, needs, offers, abroad) if prior is not None else ()
    return Chain(
        _nodes(needs, offers, {one.id for one in unmet}, unsure),
        _flows(needs, offers),
        _supplies(board, lines),
        (*declared, *guesses),
        tuple(one.neighbour for one in abroad),
    )


def heading(listed: Listed) -> str:
    """The class under which an offer or a need is counted."""
    return listed.classed[:ALIKE_DIGITS]


def _is_sure(line: Line) -> bool:
    return line.verdict is Verdict.FEASIBLE


def _nodes(
    needs: Iterable[Listed], offers: Iterable[Listed], unmet: set[str], unsure: set[str]
) -> tuple[Node, ...]:
    asked, made = _by_class(needs), _by_class(offers)
    return tuple(
        Node(
            code,
            len({one.firm for one in made[code]}),
            len({one.firm for one in asked[code]}),
            len(made[code]),
            len(asked[code]),
            sum(one.id in unmet for one in asked[code]),
            sum(one.id in unsure for one in asked[code]),
        )
        for code in sorted({*asked, *made})
    )


def _by_class(listed: Iterable[Listed]) -> defaultdict[str, list[Listed]]:
    found: defaultdict[str, list[Listed]] = defaultdict(list)
    for one in listed:
        found[heading(one)].append(one)
    return found


def _flows(needs: Iterable[Listed], offers: Iterable[Listed]) -> tuple[Flow, ...]:
    bought: defaultdict[str, set[str]] = defaultdict(set)
    for one in needs:
        bought[one.firm].add(heading(one))
    counted = Counter(
        (bought_class, made_class)
        for firm, made_class in {(one.firm, heading(one)) for one in offers}
        for bought_class in bought[firm]
        if bought_class and made_class and bought_class != made_class
    )
    return tuple(Flow(*pair, firms) for pair, firms in sorted(counted.items()))


def _supplies(board: Board, lines: Mapping[str, tuple[Line, ...]]) -> tuple[Supply, ...]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for need, found in lines.items():
        asked = board.needs[need]
        makers = {board.offers[line.offer].firm for line in found}
        counted.update((maker, asked.firm, heading(asked)) for maker in makers if maker and asked.firm)
    return tuple(Supply(*pair, needs) for pair, needs in sorted(counted.items()))


def _holes(
    board: Board, unmet: Iterable[Listed], offers: Iterable[Listed], abroad: Sequence[Abroad]
) -> Iterable[Hole]:
    made: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in offers:
        if one.firm and len(one.classed) >= NEAR_DIGITS:
            made[one.classed[:NEAR_DIGITS]][one.firm] += 1
    for code, needs in _by_class(unmet).items():
        yield Hole(
            code,
            tuple(one.id for one in needs),
            tuple(one.id for one in needs if board.nearly(one)),
            elsewhere=_elsewhere((zone, zone.listing.of_product(code, needs)) for zone in abroad),
            nearby=_nearby(made[code[:NEAR_DIGITS]], {one.firm for one in needs}),
        )


def _elsewhere(found: Iterable[tuple[Abroad, Sequence[OutsideOffer]]]) -> tuple[Elsewhere, ...]:
    zones = [one for zone, offers in found if (one := zone.elsewhere(offers)) is not None]
    return tuple(sorted(zones, key=lambda one: (-one.firms, one.zone)))


def _nearby(makers: Mapping[str, int], buyers: set[str]) -> tuple[Nearby, ...]:
    """Who makes most of what is near; who seeks it does not make it."""
    ranked = sorted((-count, firm) for firm, count in makers.items() if firm not in buyers)
    return tuple(Nearby(firm, -count) for count, firm in ranked[:MOST_NEARBY])


def _guesses(
    prior: Prior, needs: Iterable[Listed], offers: Iterable[Listed], abroad: Sequence[Abroad]
) -> tuple[Hole, ...]:
    """What industries like those here use, that nobody here makes and nobody here declared a need for."""
    made = Counter(prior.industry(one.classed) for one in offers)
    asked = {prior.industry(one.classed) for one in needs}
    made.pop("", None)
    total = sum(made.values())
    shares: Counter[str] = Counter()
    for industry, count in made.items():
        for used, share in prior.inputs.get(industry, {}).items():
            shares[used] += share * count / total  # type: ignore[assignment]
    goods = frozenset(prior.industries.values())
    missing = [
        (share, code)
        for code, share in shares.items()
        if code in goods and code not in made and code not in asked and share >= LEAST_SHARE
    ]
    industries = {code: prior.industry(code) for zone in abroad for code in zone.listing.classes}
    return tuple(
        Hole(
            code,
            prior=True,
            name=prior.names.get(code, code),
            share=round(share, 4),
            elsewhere=_elsewhere((zone, zone.listing.of_industry(code, industries)) for zone in abroad),
        )
        for share, code in sorted(missing, key=lambda one: (-one[0], one[1]))[:MOST_PRIORS]
    )
