"""Paths: where a way from a role over relations leads, and the normal form by which two ways are one."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from askonce.pack.shapes import Path
from askonce.pack.symbols import Scope, Symbol
from askonce.registers.model import ConceptSeen, Held, RelationSeen
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


class Link(msgspec.Struct, frozen=True):
    """A step of a way in normal form: a relation under the name that tells apart who is meant."""

    label: str
    hop: Hop


class Anchor(msgspec.Struct, frozen=True):
    """A role that paths begin with: the kind of subject in it, and how it is reached.

    `trail` is the way to it in normal form, `hops` all relations that were walked; `new` says that no register
    knows the subject yet, whatever registers there are of its kind.
    """

    kind: str
    root: str
    trail: tuple[Link, ...] = ()
    hops: tuple[Hop, ...] = ()
    new: bool = False

    @property
    def normal(self) -> str:
        """The way to the subject in normal form."""
        return written(self.root, self.trail)


def written(root: str, trail: Sequence[Link]) -> str:
    """Write a way in normal form."""
    return ".".join((root, *(step.label for step in trail)))


class Way(msgspec.Struct, frozen=True):
    """Where a path leads: a subject of a kind, or one datum about it.

    `normal` is the way to the subject in normal form; `many` says that it leads to several.
    """

    kind: str
    normal: str
    trail: tuple[Link, ...]
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
    walked = _Walk(anchor)
    for place, step in enumerate(path.steps[1:], start=1):
        last = place == len(path.steps) - 1
        key = f"{walked.kind}.{step}"
        relation = scope.one("relation", key) or scope.one("inverse", key)
        if relation is not None:
            walked.go(step, Hop(relation))
            continue
        if last and step == COUNT and walked.hops and walked.hops[-1].relation.many:
            return walked.end(counts=True)
        held = scope.one("attribute", key) if last else None
        if held is not None:
            typed = held.value if held.value.type else _typed_by_concept(held, scope)
            return walked.end(msgspec.structs.replace(held, value=typed))
        return Lost(step, _no_step(step, walked.kind, last=last), _suggest(step, walked.kind, scope))
    return walked.end()


def follow_to_subject(path: Path, roles: Mapping[str, Anchor], scope: Scope) -> Way | Lost:
    """Follow a path that must lead to subjects, not to a datum about them."""
    way = follow(path, roles, scope)
    if isinstance(way, Way) and (way.held is not None or way.counts):
        last = path.steps[-1]
        return Lost(
            last,
            f"`{last}` is a datum, where a subject should stand",
            "leave it out, so that the path ends at whom it is about",
        )
    return way


class _Walk:
    """A walk over relations: where it is, every step it took, and the same way in normal form."""

    def __init__(self, anchor: Anchor) -> None:
        self.anchor = anchor
        self.kind = anchor.kind
        self.hops = list(anchor.hops)
        self.trail = list(anchor.trail)

    def go(self, label: str, hop: Hop) -> None:
        """Take a step; one that only leads back to where the step before it began drops out of the normal form."""
        if self.trail and _leads_back(self.trail[-1].hop.relation, hop.relation):
            self.trail.pop()
        else:
            self.trail.append(Link(label, hop))
        self.hops.append(hop)
        self.kind = hop.relation.to

    def end(self, held: Symbol[Held] | None = None, *, counts: bool = False) -> Way:
        """The way so far; it leads to several where a step beyond the role does."""
        beyond = self.trail[len(self.anchor.trail) :]
        many = any(step.hop.relation.many for step in beyond)
        trail = tuple(self.trail)
        return Way(self.kind, written(self.anchor.root, trail), trail, tuple(self.hops), many, held, counts)


def _leads_back(before: RelationSeen, after: RelationSeen) -> bool:
    """Whether a step is the inverse of the one before it and leads to one subject alone."""
    return before.inverse == after.relation and before.to == after.of and not after.many


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


def suppliers(concept: str, kind: str, at: str, scope: Scope, purpose: str = "") -> tuple[Symbol[Held], ...]:
    """Find the attributes that give a concept about a subject at a time, itself or what it derives from; none is empty.

    An attribute gives the present; any time where its history is kept or its concept never changes; a period
    where its values are of that period. Of several ways to it, one that is open to the purpose comes first.
    Each concept is looked at once, by a list instead of recursion, so that neither a circle nor a long chain harms.
    """
    known: dict[str, tuple[Symbol[Held], ...]] = {}
    begun: set[str] = set()
    waiting = [concept]
    while waiting:
        one = waiting[-1]
        seen = scope.value("concept", one)
        direct = _direct(one, seen, kind, at, scope)
        opened = next((held for held in direct if is_open(held.value, purpose)), None)
        parts = seen.derives_from if seen is not None and opened is None else ()
        ahead = [part for part in parts if part not in known and part not in begun]
        if ahead and one not in begun:
            begun.add(one)
            waiting.extend(ahead)
            continue
        if one not in known:
            derived = _derived([known.get(part, ()) for part in parts])
            known[one] = (opened,) if opened is not None else _best(direct, derived, purpose)
        waiting.pop()
    return known[concept]


def _direct(concept: str, seen: ConceptSeen | None, kind: str, at: str, scope: Scope) -> list[Symbol[Held]]:
    if seen is None:
        return []
    held = scope.every("held", f"{kind}/{concept}")
    return [one for one in held if gives_time(one.value.at, at, seen.changes)]


def _best(
    direct: list[Symbol[Held]], derived: tuple[Symbol[Held], ...], purpose: str
) -> tuple[Symbol[Held], ...]:
    """What a concept follows from, where that is open or nothing holds it itself; else the attribute that does."""
    if derived and (not direct or all(is_open(one.value, purpose) for one in derived)):
        return derived
    return tuple(direct[:1])


def _derived(parts: list[tuple[Symbol[Held], ...]]) -> tuple[Symbol[Held], ...]:
    """All attributes from which a concept follows, or none where one of its parts is held nowhere."""
    if not all(parts):
        return ()
    return tuple({one.value.name: one for part in parts for one in part}.values())


def gives_time(held_at: str, wanted: str, changes: str) -> bool:
    """Whether an attribute of one time gives the datum of another.

    >>> gives_time("latest", "application", "often"), gives_time("latest", "event", "often")
    (True, False)
    >>> gives_time("latest", "event", "never")
    True
    """
    return changes == "never" or held_at in {"any", wanted} or (held_at == "latest" and wanted in NOW)
