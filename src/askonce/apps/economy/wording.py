"""A market in words, for those who review a pack or compare two: what is searched, what must fit, who sees what."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from askonce.apps.economy.market import (
    FIRM,
    NEED,
    NEIGHBOUR,
    OFFER,
    REMEMBERED,
    ConstraintWords,
    Market,
    NeighbourWords,
    SideWords,
)
from askonce.cases.wording.arrangements import Line
from askonce.cases.wording.bilingual import (
    AND_THEN,
    NOT_STATED,
    Text,
    after_colon,
    both,
    fill,
    in_brackets,
    join,
    plain,
)
from askonce.cases.wording.choices import YES_OR_NO
from askonce.cases.wording.titles import Titles
from askonce.pack.shapes import Path
from askonce.registers.paths import Lost, Way

SORT: Final = both("Market", "市场")
#: The data of one side, by their words in the text.
_OF_SIDE: Final[tuple[tuple[str, Text], ...]] = (
    ("firm", both("whose they are", "所属企业")),
    ("words", both("searched as words", "按文字检索")),
    ("part", both("part number", "件号")),
    ("classed", both("class of product", "产品类别")),
    ("until", both("stands until", "有效至")),
    ("published", both("seen by other firms where", "其他企业可见的条件")),
)
_SIDES: Final = {OFFER: both("Offers", "供给"), NEED: both("Needs", "需求")}
_ROLES: Final = {OFFER: both("offer", "供给"), NEED: both("need", "需求")}
_FITS: Final = both("Has to fit: {name}", "匹配要求：{name}")
_FOR_OFFICERS: Final = both("{name}: officers alone are told", "{name}：仅工作人员可知")
_READS: Final = both("{fact} is {what}", "{fact}＝{what}")
Say = Callable[[str, Path | None], Text]


def market_parts(market: Market) -> frozenset[str]:
    """The parts of a market that its lines may be of."""
    constraints = (f"constraint {name}" for name in market.constraints)
    return frozenset({"", OFFER, NEED, *constraints, *(f"neighbour {name}" for name in market.neighbours)})


def market_lines(market: Market, ways: Mapping[str, Way | Lost], titles: Titles) -> Iterator[Line]:
    """What a market arranges; `ways` says by path in full where each of its paths leads."""

    def say(role: str, path: Path | None) -> Text:
        """What a datum is called; one of a pair says of which side it is."""
        if path is None:
            return NOT_STATED
        steps = (role, *path.steps) if role else path.steps
        words = titles.datum(("applicant", *steps[1:]), ways.get(".".join(steps)) or Lost("", "", ""))
        return words if role else in_brackets(words, _ROLES.get(steps[0], plain(steps[0])))

    yield from _seen_for(market, titles)
    for role, side in ((OFFER, market.offers), (NEED, market.needs)):
        if side is not None:
            yield from _side(role, side, say, titles)
    for name, one in market.constraints.items():
        yield from _constraint(name, one, say, titles)
    yield from _figures(market, say)
    yield from _around(market, say, titles)


def _seen_for(market: Market, titles: Titles) -> Iterator[Line]:
    """Why data are read, and who sees all of it."""
    if market.purpose is not None:
        yield Line(
            "",
            "purpose",
            both("Purpose of reading data", "数据使用目的"),
            titles.title("purpose", market.purpose.id),
        )
    if market.office is not None:
        label = both("Officers who see all of it are of", "可查看全部内容的工作人员所属机关")
        yield Line("", "office", label, titles.role(market.office))


def _around(market: Market, say: Say, titles: Titles) -> Iterator[Line]:
    """What it learns from, what it shares with neighbours, where its matches are followed."""
    if market.memory is not None:
        yield Line("", "memory", both("Learns from", "学习来源"), _memory(market, say, titles))
    for name, neighbour in market.neighbours.items():
        yield _neighbour(name, neighbour, say, titles)
    if market.shared_for is not None:
        words = titles.title("purpose", market.shared_for.id)
        label = both("What is published is shared with neighbours for", "公开信息与邻区共享的目的")
        yield Line("", "shared_for", label, words)
    if market.followed_by is not None:
        words = titles.title("service", market.followed_by.id)
        yield Line("", "followed_by", both("A match is followed in", "对接跟进事项"), words)


def _side(role: str, side: SideWords, say: Say, titles: Titles) -> Iterator[Line]:
    thing = _SIDES[role]
    if side.register is not None:
        yield Line(role, "register", thing, titles.title("register", side.register.id))
    for word, label in _OF_SIDE:
        held: Path | tuple[Path, ...] | None = getattr(side, word)
        paths = held if isinstance(held, tuple) else (held,) if held is not None else ()
        if paths:
            yield Line(role, word, after_colon(thing, label), join(say(role, path) for path in paths))


def _constraint(name: str, one: ConstraintWords, say: Say, titles: Titles) -> Iterator[Line]:
    called, of = titles.word(name), f"constraint {name}"
    norm = titles.title("norm", one.norm.id) if one.norm is not None else NOT_STATED
    read = (fill(_READS, fact=titles.word(fact), what=say("", path)) for fact, path in one.inputs.items())
    yield Line(of, "constraints", fill(_FITS, name=called), in_brackets(norm, join(read, AND_THEN)))
    if one.confidential:
        yield Line(of, "confidential", fill(_FOR_OFFICERS, name=called), YES_OR_NO[True])


def _neighbour(name: str, one: NeighbourWords, say: Say, titles: Titles) -> Line:
    register = titles.title("register", one.register.id) if one.register is not None else NOT_STATED
    role = f"{name}.{NEIGHBOUR}"
    read = [say(role, path) for path in one.words]
    read += [say(role, path) for path in (one.classed, one.maker) if path is not None]
    label = fill(both("Neighbouring zone: {name}", "邻近园区：{name}"), name=titles.word(name))
    return Line(f"neighbour {name}", "neighbours", label, in_brackets(register, join(read)))


def _figures(market: Market, say: Say) -> Iterator[Line]:
    """What is counted with: where firms are, what things cost, how much is wanted and can be made."""
    distance, price, shared = market.distance, market.price, market.allocates
    if distance is not None:
        words = join((say(FIRM, distance.easting), say(FIRM, distance.northing)))
        yield Line("", "distance", both("Distance is counted from", "距离依据"), words)
    if price is not None:
        words = join((say("", price.offered), say("", price.paid)))
        yield Line("", "price", both("A saving is counted from", "节约金额依据"), words)
    if shared is not None:
        words = join((say("", shared.volume), say("", shared.capacity)))
        yield Line("", "allocates", both("Shares out", "分配依据"), words)


def _memory(market: Market, say: Say, titles: Titles) -> Text:
    memory = market.memory
    if memory is None:
        return NOT_STATED
    register = titles.title("register", memory.register.id) if memory.register is not None else NOT_STATED
    held = (memory.kind, memory.text, memory.other, memory.verdict, *memory.public)
    return in_brackets(register, join(say(REMEMBERED, path) for path in held))
