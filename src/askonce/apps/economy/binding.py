"""Binding a market: its paths followed to registers, its constraints to norms."""

from collections.abc import Iterator, Mapping

import msgspec

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
from askonce.apps.economy.wording import SORT, market_lines, market_parts
from askonce.cases.wording.arrangements import Line
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.norms.model import NormSeen
from askonce.pack.shapes import Path, Ref
from askonce.pack.symbols import Interface, Scope, Symbol
from askonce.registers.paths import Anchor, Closed, Lost, Way, closed_doors, follow, follow_to_subject
from askonce.text.span import Span


class Read(msgspec.Struct, frozen=True):
    """What a market reads: the path in full from its role, where it leads, and the doors that are shut to the purpose.

    `place` is where the author wrote it.
    """

    steps: tuple[str, ...]
    place: Span
    way: Way | Lost
    closed: tuple[Closed, ...] = ()

    @property
    def text(self) -> str:
        """The path in full."""
        return ".".join(self.steps)

    @property
    def found(self) -> Way | None:
        """Where it leads, or none where it is lost."""
        return self.way if isinstance(self.way, Way) else None

    @property
    def type(self) -> str:
        """The type of the datum in pack words, empty where there is none."""
        return self.way.type if isinstance(self.way, Way) else ""

    @property
    def sensitivity(self) -> str:
        """How closely the datum is kept; what is only counted is as public as its relation."""
        held = self.way.held if isinstance(self.way, Way) else None
        return held.value.sensitivity if held is not None else "public"

    @property
    def role(self) -> str:
        """The role that it begins with."""
        return self.steps[0]


class BoundSide(msgspec.Struct, frozen=True):
    """One side, bound; `of` is the kind of subject of its register, empty where there is none."""

    words: SideWords
    role: str
    register: str
    of: str
    firm: Read | None
    texts: tuple[Read, ...]
    part: Read | None
    classed: Read | None
    until: Read | None
    published: Read | None

    def reads(self) -> Iterator[Read]:
        """Every datum that it reads."""
        yield from self.texts
        yield from (one for one in (self.part, self.classed, self.until, self.published) if one is not None)


class BoundConstraint(msgspec.Struct, frozen=True):
    """A constraint with the ways to its facts, and its norm where there is one."""

    name: str
    words: ConstraintWords
    place: Span
    inputs: dict[str, Read]
    norm: Symbol[NormSeen] | None


class BoundNeighbour(msgspec.Struct, frozen=True):
    """A neighbouring zone, bound; `source` is how its register's data come here, empty where there is none."""

    name: str
    words: NeighbourWords
    register: str
    source: str
    texts: tuple[Read, ...]
    classed: Read | None
    maker: Read | None

    def reads(self) -> Iterator[Read]:
        """Every datum that is read of it."""
        yield from self.texts
        yield from (one for one in (self.classed, self.maker) if one is not None)


class BoundMarket(msgspec.Struct, frozen=True):
    """A market bound to registers and norms; what it leaves out is none."""

    market: Market
    offers: BoundSide | None
    needs: BoundSide | None
    constraints: tuple[BoundConstraint, ...]
    easting: Read | None
    northing: Read | None
    offered: Read | None
    paid: Read | None
    volume: Read | None
    capacity: Read | None
    memory: tuple[tuple[str, Read], ...]
    learnt_openly: tuple[Read, ...] = ()
    neighbours: tuple[BoundNeighbour, ...] = ()

    @property
    def id(self) -> str:
        """Its name."""
        return self.market.id

    @property
    def purpose(self) -> str:
        """The name of its purpose."""
        return self.market.purpose.id if self.market.purpose else ""

    @property
    def office(self) -> str:
        """The office whose officers see all of it, empty where its text names none."""
        return self.market.office.id if self.market.office is not None else ""

    @property
    def definition(self) -> Market:
        """The market as it was written."""
        return self.market

    @property
    def sort(self) -> Text:
        """What definitions of its kind are called."""
        return SORT

    def parts(self) -> frozenset[str]:
        """The parts that it has, for review and diff."""
        return market_parts(self.market)

    def arranged(self, titles: Titles) -> Iterator[Line]:
        """What it arranges, in words."""
        ways = {one.text: one.way for one in self.own_reads()}
        for neighbour in self.neighbours:  # two may call their data alike
            ways |= {f"{neighbour.name}.{one.text}": one.way for one in neighbour.reads()}
        return market_lines(self.market, ways, titles)

    @property
    def shared_for(self) -> str:
        """The purpose for which neighbours may ask what is published, empty where none may."""
        return self.market.shared_for.id if self.market.shared_for is not None else ""

    @property
    def sides(self) -> tuple[BoundSide, ...]:
        """The sides that it has."""
        return tuple(one for one in (self.offers, self.needs) if one is not None)

    def reads(self) -> Iterator[Read]:
        """Everything that it reads, the relations to firms and what neighbours published too."""
        yield from self.own_reads()
        for neighbour in self.neighbours:
            yield from neighbour.reads()

    def own_reads(self) -> Iterator[Read]:
        """Everything that it reads of its own firms, the relations to them too."""
        for side in self.sides:
            yield from () if side.firm is None else (side.firm,)
            yield from side.reads()
        for constraint in self.constraints:
            yield from constraint.inputs.values()
        singles = (self.easting, self.northing, self.offered, self.paid, self.volume, self.capacity)
        yield from (one for one in singles if one is not None)
        yield from (read for _, read in self.memory)
        yield from self.learnt_openly


class Constrains(Interface, frozen=True):
    """A fact: a market rests on a norm, whose one outcome has to be true or false."""

    market: str
    norm: str
    span: Span


def bind_market(market: Market, scope: Scope) -> BoundMarket:
    """Bind a market to the registers and norms that it names."""
    purpose = market.purpose.id if market.purpose else ""
    roles = {
        role: Anchor(_subject(side.register if side else None, scope), role)
        for role, side in ((NEED, market.needs), (OFFER, market.offers))
    }
    firm = {FIRM: Anchor(FIRM, FIRM)}
    remembered = {
        REMEMBERED: Anchor(_subject(market.memory.register if market.memory else None, scope), REMEMBERED)
    }

    def read(path: Path | None, known: Mapping[str, Anchor] = roles, role: str = "") -> Read | None:
        return None if path is None else _read(path, known, role, purpose, scope)

    distance, price, shared, memory = market.distance, market.price, market.allocates, market.memory
    columns = ("kind", "text", "other", "verdict")
    return BoundMarket(
        market,
        _side(market.offers, OFFER, roles, purpose, scope),
        _side(market.needs, NEED, roles, purpose, scope),
        tuple(
            _constraint(name, words, market, roles, purpose, scope)
            for name, words in market.constraints.items()
        ),
        read(distance.easting, firm, FIRM) if distance else None,
        read(distance.northing, firm, FIRM) if distance else None,
        read(price.offered) if price else None,
        read(price.paid) if price else None,
        read(shared.volume) if shared else None,
        read(shared.capacity) if shared else None,
        tuple(
            (name, found)
            for name in columns
            if memory is not None and (found := read(getattr(memory, name), remembered, REMEMBERED))
        ),
        tuple(
            found
            for path in (memory.public if memory is not None else ())
            if (found := read(path, remembered, REMEMBERED))
        ),
        tuple(_neighbour(name, words, purpose, scope) for name, words in market.neighbours.items()),
    )


def market_facts(bound: BoundMarket) -> Iterator[Constrains]:
    """What rules over a whole pack need of a market."""
    for constraint in bound.constraints:
        if constraint.words.norm is not None:
            yield Constrains(bound.id, constraint.words.norm.id, constraint.words.norm.span)


def _subject(register: Ref | None, scope: Scope) -> str:
    """The kind of subject that a register is about, empty where there is no such register."""
    seen = scope.value("register", register.id) if register is not None else None
    return getattr(seen, "of", "")


def _side(
    words: SideWords | None, role: str, roles: Mapping[str, Anchor], purpose: str, scope: Scope
) -> BoundSide | None:
    if words is None:
        return None

    def read(path: Path | None) -> Read | None:
        return None if path is None else _read(path, roles, role, purpose, scope)

    texts = [found for path in words.words if (found := read(path)) is not None]
    return BoundSide(
        words,
        role,
        words.register.id if words.register else "",
        roles[role].kind,
        None if words.firm is None else _read(words.firm, roles, role, purpose, scope, subject=True),
        tuple(texts),
        read(words.part),
        read(words.classed),
        read(words.until),
        read(words.published),
    )


def _neighbour(name: str, words: NeighbourWords, purpose: str, scope: Scope) -> BoundNeighbour:
    roles = {NEIGHBOUR: Anchor(_subject(words.register, scope), NEIGHBOUR)}
    seen = scope.value("register", words.register.id) if words.register is not None else None

    def read(path: Path | None) -> Read | None:
        return None if path is None else _read(path, roles, NEIGHBOUR, purpose, scope)

    texts = [found for path in words.words if (found := read(path)) is not None]
    return BoundNeighbour(
        name,
        words,
        words.register.id if words.register is not None else "",
        getattr(seen, "source", ""),
        tuple(texts),
        read(words.classed),
        read(words.maker),
    )


def _constraint(
    name: str,
    words: ConstraintWords,
    market: Market,
    roles: Mapping[str, Anchor],
    purpose: str,
    scope: Scope,
) -> BoundConstraint:
    inputs = {key: _read(path, roles, "", purpose, scope) for key, path in words.inputs.items()}
    norm = scope.one("norm", words.norm.id) if words.norm is not None else None
    return BoundConstraint(name, words, market.name_place("constraints", name), inputs, norm)


def _read(
    path: Path, roles: Mapping[str, Anchor], role: str, purpose: str, scope: Scope, *, subject: bool = False
) -> Read:
    """Follow a path that begins with its role, or after it where the role is given."""
    steps = (role, *path.steps) if role else path.steps
    whole = Path(steps, path.node)
    way = (follow_to_subject if subject else follow)(whole, roles, scope)
    if isinstance(way, Lost):
        return Read(steps, path.node.span, way)
    held = (way.held.value,) if way.held else ()
    return Read(steps, path.node.span, way, closed_doors(way.hops, held, purpose))
