"""The chain of the zone: what it buys and nobody in it makes, who makes it next door, and who supplies whom as a picture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import msgspec

from askonce.apps.economy.chain import Chain, Hole, Node, Prior, chain_of, heading
from askonce.apps.economy.concepts import BOUGHT_DISTANCE, BOUGHT_FROM
from askonce.apps.economy.listing import Listed
from askonce.apps.economy.outside import Abroad, Elsewhere, Maker, Neighbour
from askonce.assembly.markets.firms import Profile
from askonce.cases.journal import Journal
from askonce.cases.wording.values import say_number
from askonce.registers.refusal import Refusal
from askonce.web.addressing import in_address
from askonce.web.pages.frame.language import Language, mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.drawing import draw
from askonce.web.pages.industry.market import Seen, look, office_market

if TYPE_CHECKING:
    from askonce.apps.economy.board import Board

HOME: Final = "/zone/chain"
#: In one picture no more arrows than these can be told apart; the table has them all.
MOST_ARROWS: Final = 30
#: So many holes stand open, the others behind a summary.
MOST_HOLES: Final = 15
_MOST_INVITED: Final = 3
_MOST_NEEDS: Final = 3
_HAN: Final = range(0x4E00, 0xA000)

NO_CLASS: Final = mark("Without a class")
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "hole": ("✕", mark("wanted, and nobody here makes it")),
    "beside": ("⇠", mark("wanted, and made in a neighbouring zone alone")),
    "part": ("!", mark("some needs are not met")),
    "unsure": ("?", mark("whether it fits is not known")),
    "met": ("✓", mark("met")),
    "made": ("○", mark("made, and nobody here asks for it")),
}


class Wanted(msgspec.Struct, frozen=True):
    """A need that nobody meets, and from where it is bought today."""

    id: str
    title: str
    firm: Profile
    today: str


class ZoneLine(msgspec.Struct, frozen=True):
    """A neighbouring zone that makes something: the makers that are named, and how many more there are."""

    neighbour: Neighbour
    found: Elsewhere
    makers: tuple[Maker, ...]
    more: int


class HoleLine(msgspec.Struct, frozen=True):
    """A hole in words: what it is called here, who wants it, whom to invite from next door, and who here makes what is near it."""

    hole: Hole
    title: str
    needs: int
    near: int
    buyers: int
    wanted: tuple[Wanted, ...]
    zones: tuple[ZoneLine, ...]
    nearby: tuple[Profile, ...]
    percent: float


class ClassLine(msgspec.Struct, frozen=True):
    """A class of products in words."""

    node: Node
    title: str
    state: str
    sign: str
    word: str


#: What is kept of a market's chain: of which prior and which neighbours it is.
_KEPT: Final[WeakKeyDictionary[Board, tuple[Prior | None, tuple[Abroad, ...], Chain]]] = WeakKeyDictionary()


def chain_here(board: Board, prior: Prior | None = None, abroad: tuple[Abroad, ...] = ()) -> Chain:
    """The chain of a market, kept as long as the market and what is known of its neighbours stay as they are."""
    found = _KEPT.get(board)
    same = found is not None and found[0] is prior and len(found[1]) == len(abroad)
    if found is None or not same or any(one is not two for one, two in zip(found[1], abroad, strict=True)):
        found = _KEPT[board] = (prior, abroad, chain_of(board, prior, abroad))
    return found[2]


async def chain(visit: Visit) -> Result:
    """The holes, the picture, and the table of it."""
    market = office_market(visit)
    if isinstance(market, Refusal):
        return market
    around = visit.query.get("class", "")

    def job(journal: Journal) -> dict[str, Any] | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        return _values(visit, seen, visit.service.neighbouring.abroad(seen.market, journal), around)

    found = await visit.read(job)
    return found if isinstance(found, Refusal) else Page("industry/chain.html", found)


def _values(visit: Visit, seen: Seen, abroad: tuple[Abroad, ...], around: str) -> dict[str, Any]:
    found = chain_here(seen.floor, visit.service.prior, abroad)
    titles = names_of(seen.floor, visit.language)
    beside = {one.classed for one in found.holes if one.elsewhere and not one.prior}
    lines = {one.classed: _line(visit, one, titles, beside) for one in found.nodes}
    around = around if around in lines else ""
    arrows = _arrows(found, around)
    drawn = draw(
        arrows,
        {
            one: (titles.get(one) or one, lines[one].state, f"{lines[one].sign} {one}")
            for arrow in arrows
            for one in arrow[:2]
        },
    )
    neighbours = {one.zone: one for one in found.neighbours}
    holes = [_hole(visit, seen, one, titles, neighbours) for one in found.holes]
    declared = sorted((one for one in holes if not one.hole.prior), key=lambda one: not one.hole.classed)
    return {
        "holes": declared[:MOST_HOLES],
        "more_holes": declared[MOST_HOLES:],
        "priors": [one for one in holes if one.hole.prior],
        "neighbours": found.neighbours,
        "unknown": [one for one in found.neighbours if one.as_of is None],
        "drawn": drawn,
        "left_out": max(0, len(found.flows) - len(arrows)) if not around else 0,
        "arrows": [(titles.get(one) or one, titles.get(two) or two, count) for one, two, count in arrows],
        "classes": sorted(
            lines.values(), key=lambda one: (-one.node.unmet, -one.node.needs, one.node.classed)
        ),
        "around": around,
        "around_title": titles.get(around, around),
        "supplies": len(found.supplies),
        "states": {name: (sign, visit.say(word)) for name, (sign, word) in _STATES.items()},
    }


def _arrows(found: Chain, around: str) -> list[tuple[str, str, int]]:
    """The arrows of the picture: those around a class, or those that most firms stand for."""
    flows = [one for one in found.flows if not around or around in (one.bought, one.made)]
    flows.sort(key=lambda one: (-one.firms, one.bought, one.made))
    return [(one.bought, one.made, one.firms) for one in flows[:MOST_ARROWS]]


def _line(visit: Visit, node: Node, titles: Mapping[str, str], beside: Collection[str]) -> ClassLine:
    state = state_of(node)
    if state == "hole" and node.classed in beside:
        state = "beside"
    sign, word = _STATES[state]
    return ClassLine(node, titles.get(node.classed) or node.classed, state, sign, visit.say(word))


def state_of(node: Node) -> str:
    """How a class of products stands in the zone.

    >>> state_of(Node("481910", 0, 2, 0, 3, 3, 0)), state_of(Node("481910", 1, 2, 4, 3, 0, 0))
    ('hole', 'met')
    """
    if not node.needs:
        return "made"
    if node.unmet == node.needs:
        return "hole"
    if node.unmet:
        return "part"
    return "unsure" if node.unsure else "met"


def _hole(
    visit: Visit, seen: Seen, hole: Hole, titles: Mapping[str, str], neighbours: Mapping[str, Neighbour]
) -> HoleLine:
    needs = [seen.floor.needs[one] for one in hole.needs]
    return HoleLine(
        hole,
        hole.name if hole.prior else titles.get(hole.classed) or hole.classed or visit.say(NO_CLASS),
        len(needs),
        len(hole.near),
        len({one.firm for one in needs}),
        tuple(_wanted(visit, seen, one) for one in needs[:_MOST_NEEDS]),
        tuple(_zone(neighbours[one.zone], one) for one in hole.elsewhere),
        tuple(seen.firm(one.firm) for one in hole.nearby[:_MOST_INVITED]),
        hole.share * 100,
    )


def _zone(neighbour: Neighbour, found: Elsewhere) -> ZoneLine:
    makers = found.makers[:_MOST_INVITED]
    return ZoneLine(neighbour, found, makers, found.firms - len(makers))


def _wanted(visit: Visit, seen: Seen, need: Listed) -> Wanted:
    where, far = (need.value(path_of(visit, seen, concept)) for concept in (BOUGHT_FROM, BOUGHT_DISTANCE))
    parts = [
        where if isinstance(where, str) else "",
        f"{say_number(far)} km" if isinstance(far, Decimal) else "",
    ]
    today = brackets_of(*parts, chinese=visit.language == "zh")
    return Wanted(in_address(need.id), "".join(need.words[:1]), seen.firm(need.firm), today)


def path_of(visit: Visit, seen: Seen, concept: str) -> str:
    """The path in full by which a need says something, by its concept; empty where its register does not."""
    side = seen.market.needs
    words = visit.running.bound["register"][side.register].attributes if side is not None else {}
    names = (name for name, one in words.items() if one.concept is not None and one.concept.id == concept)
    return next((f"need.{name}" for name in names), "")


def brackets_of(text: str, note: str, *, chinese: bool) -> str:
    """A text with a note behind it; either alone where there is only that.

    >>> brackets_of("Suzhou", "420 km", chinese=False), brackets_of("", "420 km", chinese=True)
    ('Suzhou (420 km)', '420 km')
    """
    if not text or not note:
        return text or note
    return f"{text}（{note}）" if chinese else f"{text} ({note})"


def names_of(board: Board, language: Language) -> dict[str, str]:
    """What each class is called here: the name that most offers and needs have for it, in a language where one does."""
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    both: Iterable[Listed] = (*board.offers.values(), *board.needs.values())
    for one in both:
        if one.published and one.words and one.words[0]:
            said[heading(one)][one.words[0]] += 1
    return {code: _name(names, language) for code, names in said.items() if code}


def _name(names: Counter[str], language: Language) -> str:
    ranked = sorted(
        names.items(), key=lambda one: (_is_chinese(one[0]) != (language == "zh"), -one[1], one[0])
    )
    return ranked[0][0]


def _is_chinese(text: str) -> bool:
    return any(ord(sign) in _HAN for sign in text)
