"""Paths: where a way from a role over relations leads, and the normal form by which two ways are one."""

from collections.abc import Mapping
from typing import Any

import msgspec

from askonce.pack.shapes import Path
from askonce.pack.symbols import Scope, Symbol
from askonce.registers.model import Held, RelationSeen
from askonce.text.suggest import did_you_mean

NOW = frozenset({"application", "decision", "latest"})
COUNT = "count"


class Hop(msgspec.Struct, frozen=True):
    """A step over a relation."""

    symbol: Symbol[RelationSeen]

    @property
    def relation(self) -> RelationSeen:
        """The relation itself."""
        return self.symbol.value


class Anchor(msgspec.Struct, frozen=True):
    """A role that paths begin with: the kind of subject in it, and how it is reached from the applicant.

    `new` says that no register knows the subject yet, whatever registers there are of its kind.
    """

    kind: str
    normal: str
    hops: tuple[Hop, ...] = ()
    many: bool = False
    new: bool = False


class Way(msgspec.Struct, frozen=True):
    """Where a path leads: a subject of a kind, or one datum about it.

    `normal` is the way to the subject in normal form; `many` says that it leads to several.
    """

    kind: str
    normal: str
    hops: tuple[Hop, ...]
    many: bool
    held: Symbol[Held] | None = None
    counts: bool = False

    @property
    def type(self) -> str:
        """The type of the datum in pack words, a list where the way leads to several subjects."""
        if self.counts:
            return "integer"
        own = self.held.value.type if self.held else None
        if own is None:
            return ""
        return f"list of {own}" if self.many else own


class Lost(msgspec.Struct, frozen=True):
    """A path that leads nowhere: which step, and why."""

    step: str
    message: str
    help: str


def follow(path: Path, roles: Mapping[str, Anchor], scope: Scope) -> Way | Lost:
    """Follow a path from its role; the last step may be an attribute, a relation, or `count` after one to many."""
    anchor = roles.get(path.steps[0])
    if anchor is None:
        return Lost(
            path.steps[0],
            f"`{path.steps[0]}` is no role of this case",
            did_you_mean(path.steps[0], roles) or f"the roles here are {', '.join(roles)}",
        )
    kind, hops, many = anchor.kind, list(anchor.hops), anchor.many
    normal = [anchor.normal]
    for place, step in enumerate(path.steps[1:], start=1):
        last = place == len(path.steps) - 1
        relation = scope.one("relation", f"{kind}.{step}") or scope.one("inverse", f"{kind}.{step}")
        if relation is not None:
            hop = Hop(relation)
            if not _cancels(hops, hop, len(normal)):
                normal.append(step)
            else:
                normal.pop()
            hops.append(hop)
            many = many or relation.value.many
            kind = relation.value.to
            continue
        if last and step == COUNT and hops and hops[-1].relation.many:
            return Way(kind, ".".join(normal), tuple(hops), many, counts=True)
        held = scope.one("attribute", f"{kind}.{step}") if last else None
        if held is not None:
            concept = held.value if held.value.type else _typed_by_concept(held, scope)
            return Way(
                kind, ".".join(normal), tuple(hops), many, msgspec.structs.replace(held, value=concept)
            )
        return Lost(step, _no_step(step, kind, last=last), _suggest(step, kind, scope))
    return Way(kind, ".".join(normal), tuple(hops), many)


def _cancels(hops: list[Hop], hop: Hop, length: int) -> bool:
    """Whether a step leads back to where the one before it began: its inverse, which leads to one subject alone."""
    if not hops or length < 2:
        return False
    before = hops[-1].relation
    return before.inverse == hop.relation.relation and before.to == hop.relation.of and not hop.relation.many


def _typed_by_concept(held: Symbol[Held], scope: Scope) -> Held:
    concept = scope.value("concept", held.value.concept)
    kind: Any = concept.type if concept is not None else None
    return msgspec.structs.replace(held.value, type=kind)


def _no_step(step: str, kind: str, *, last: bool) -> str:
    noun = "attribute or relation" if last else "relation"
    return f"no register of {kind} has {'an' if noun[0] == 'a' else 'a'} {noun} `{step}`"


def _suggest(step: str, kind: str, scope: Scope) -> str:
    prefix = f"{kind}."
    known = [
        name.removeprefix(prefix)
        for space in ("attribute", "relation", "inverse")
        for name in scope.names(space)
        if name.startswith(prefix)
    ]
    return did_you_mean(step, known) or (
        f"registers of {kind} hold {', '.join(sorted(known)[:12])}" if known else f"add a register of {kind}"
    )


class Closed(msgspec.Struct, frozen=True, array_like=True):
    """A door that is shut to a purpose: an attribute or a relation, and the office to ask."""

    register: str
    name: str
    holder: str


def closed_doors(hops: tuple[Hop, ...], held: tuple[Held, ...], purpose: str) -> tuple[Closed, ...]:
    """List the relations and attributes on a way that are not open to a purpose."""
    shut = [
        Closed(hop.relation.register, hop.relation.relation, hop.relation.holder)
        for hop in hops
        if hop.relation.restricted and purpose not in hop.relation.open_to
    ]
    shut += [Closed(one.register, one.attribute, one.holder) for one in held if not is_open(one, purpose)]
    return tuple(dict.fromkeys(shut))


def is_open(held: Held, purpose: str) -> bool:
    """Whether an attribute may be read for a purpose: a personal one only where it says so."""
    if held.sensitivity == "public" or purpose in held.open_to:
        return True
    return held.sensitivity == "internal" and not held.open_to


def suppliers(
    concept: str, kind: str, at: str, scope: Scope, trail: frozenset[str] = frozenset()
) -> tuple[Symbol[Held], ...]:
    """Find the attributes that give a concept about a subject at a time, itself or what it derives from; none is empty.

    An attribute gives the present; any time where its history is kept or its concept never changes; a period
    where its values are of that period.
    """
    seen = scope.value("concept", concept)
    for symbol in scope.every("held", f"{kind}/{concept}"):
        if seen is not None and gives_time(symbol.value.at, at, seen.changes):
            return (symbol,)
    if seen is None or not seen.derives_from or concept in trail:
        return ()
    found: list[Symbol[Held]] = []
    for part in seen.derives_from:
        some = suppliers(part, kind, at, scope, trail | {concept})
        if not some:
            return ()
        found.extend(some)
    return tuple({one.value.name: one for one in found}.values())


def gives_time(held_at: str, wanted: str, changes: str) -> bool:
    """Whether an attribute of one time gives the datum of another.

    >>> gives_time("latest", "application", "often"), gives_time("latest", "event", "often")
    (True, False)
    >>> gives_time("latest", "event", "never")
    True
    """
    return changes == "never" or held_at in {"any", wanted} or (held_at == "latest" and wanted in NOW)
