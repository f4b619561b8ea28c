"""A way made ready to be walked over and over: where the links of each step lie, and which doors stand in it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from askonce.pack.shapes import Ref
from askonce.registers.doors import PERSON, Door, Doors, Seat
from askonce.registers.paths import Anchor, Hop, Way

COUNT = "count"


class Step(msgspec.Struct, frozen=True):
    """A step over a relation; `open_to` has the article of each purpose, none where every purpose may go over it."""

    seat: Seat
    relation: str
    of: str
    to: str
    many: bool
    open_to: Mapping[str, str] | None

    @property
    def register(self) -> str:
        """The register that answers for it."""
        return self.seat.desk.register


class Route(msgspec.Struct, frozen=True):
    """A way from the subject of a role: its steps, and the door of the datum at its end, none where it ends at subjects.

    `at` is the time that is wanted, and `name` that of the use for which it is read.
    """

    role: str
    steps: tuple[Step, ...]
    door: Door | None
    counts: bool
    many: bool
    at: str
    name: str

    @property
    def register(self) -> str:
        """The register that answers last."""
        return self.door.desk.register if self.door else self.steps[-1].register if self.steps else ""

    @property
    def attribute(self) -> str:
        """What is read at its end: an attribute, a count, or a relation."""
        if self.counts:
            return COUNT
        return self.door.attribute if self.door else self.steps[-1].relation if self.steps else ""

    @property
    def recorded(self) -> str:
        """What the ledger says was read."""
        return f"{self.steps[-1].relation}.{COUNT}" if self.counts else self.attribute

    @property
    def guarded(self) -> bool:
        """Whether it needs a case: a datum that is not public, or a way that leads over somebody's relations."""
        return (self.door is not None and self.door.guarded) or any(
            PERSON in (step.of, step.to) for step in self.steps
        )


def route(doors: Doors, way: Way, role: str, anchor: Anchor | None, at: str, name: str) -> Route:
    """Make a way ready; it is walked in its normal form, where that begins at the role's own subject."""
    begun = anchor.trail if anchor else ()
    if way.trail[: len(begun)] == begun:
        hops = tuple(link.hop for link in way.trail[len(begun) :])
    else:  # it leads back to before the role: by the way that was written
        hops = way.hops[len(anchor.hops) if anchor else 0 :]
    held = way.held.value if way.held else None
    return Route(
        role=role,
        steps=tuple(_step(doors, hop) for hop in hops),
        door=doors.doors[held.register, held.attribute] if held else None,
        counts=way.counts,
        many=way.many,
        at=at,
        name=name,
    )


def _step(doors: Doors, hop: Hop) -> Step:
    seen = hop.relation
    seat = doors.seat(seen.register, seen.relation, seen.of)
    own = doors.relations.get((seen.register, seen.relation if seen.of == seat.desk.of else seat.relation))
    keys = own.open_to if own is not None else {}
    articles = {key: ref.id if isinstance(ref, Ref) else "" for key, ref in keys.items()}
    return Step(
        seat=seat,
        relation=seen.relation,
        of=seen.of,
        to=seen.to,
        many=seen.many,
        open_to={purpose: articles.get(purpose, "") for purpose in seen.open_to} if seen.restricted else None,
    )
