"""The registers of a pack made ready for reading: for each attribute its door, for each relation where its links lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import msgspec

from askonce.feel.types import Type
from askonce.pack.shapes import Period, Ref
from askonce.registers.model import WEEKDAYS, Concept, Purpose, Register, Relation
from askonce.registers.types import feel_type

#: Of the kinds of subject this one is of people: what is read of them stands on record.
PERSON = "person"
#: The sources that are asked about one subject at a time.
ASKED = frozenset({"sql", "http"})


class Desk(msgspec.Struct, frozen=True):
    """A register: who answers for it, and where its data come from."""

    register: str
    holder: str
    of: str
    basis: str
    complete: bool
    source: str
    setting: str
    fresh_for: timedelta | None
    delay: timedelta
    closed: frozenset[int]

    @property
    def is_here(self) -> bool:
        """Whether the register itself lives here, so that nothing in it grows old."""
        return self.source == "here"

    @property
    def is_asked(self) -> bool:
        """Whether it is asked about one subject at a time."""
        return self.source in ASKED


class Door(msgspec.Struct, frozen=True):
    """An attribute: to whom it opens, who may write it, and of which times it is.

    `guarded` says that reading it needs a case and, where it is about a person, stands on record. `timeless` data
    never change, `open_to` has for each purpose the article that opens it.
    """

    desk: Desk
    attribute: str
    type: Type | None
    sensitivity: str
    open_to: Mapping[str, str]
    timeless: bool
    at: str
    written_by: frozenset[str]

    @property
    def guarded(self) -> bool:
        """Whether it is not for everybody."""
        return self.sensitivity != "public"

    def opens(self, purpose: str) -> bool:
        """Whether it may be read for a purpose: a personal one only where it says so."""
        if self.sensitivity == "public" or purpose in self.open_to:
            return True
        return self.sensitivity == "internal" and not self.open_to


class Seat(msgspec.Struct, frozen=True):
    """Where the links of a relation lie: under which name, and whether that name leads the other way.

    `both` is so where a relation is its own inverse: then each link is written in both directions.
    """

    desk: Desk
    relation: str
    backward: bool
    both: bool = False


class Hatch(msgspec.Struct, frozen=True):
    """A purpose, as the exchange needs it."""

    purpose: str
    basis: str
    adopted: bool
    consent: bool
    break_glass: frozenset[str]
    hidden_for: Period | None
    hidden_by: str
    asked_by: Mapping[str, str]


class Doors(msgspec.Struct, frozen=True):
    """All registers and purposes of one version of a pack; `backs` are the inverses that no register declares."""

    desks: Mapping[str, Desk]
    doors: Mapping[tuple[str, str], Door]
    relations: Mapping[tuple[str, str], Relation]
    purposes: Mapping[str, Hatch]
    seats: Mapping[tuple[str, str], Seat]
    backs: Mapping[tuple[str, str], Seat]

    def seat(self, register: str, relation: str, of: str | None = None) -> Seat:
        """Where links lie: a relation and its inverse in one register are one set, under the name declared first.

        What only its counterpart declares is read the other way; `of` is the kind of subject it begins at.
        """
        key = (register, relation)
        if key in self.seats and (of is None or of == self.desks[register].of):
            return self.seats[key]
        return self.backs[key]


def doors_of(
    registers: Iterable[Register], purposes: Iterable[Purpose], concepts: Iterable[Concept]
) -> Doors:
    """Make registers ready, once per version of a pack; a register that does not say whom it is about is left out."""
    known = {concept.id: concept for concept in concepts}
    desks: dict[str, Desk] = {}
    doors: dict[tuple[str, str], Door] = {}
    relations: dict[tuple[str, str], Relation] = {}
    seats: dict[tuple[str, str], Seat] = {}
    backs: dict[tuple[str, str], Seat] = {}
    for register in registers:
        if register.of is None:
            continue
        desk = desks[register.id] = _desk(register, register.of)
        for name in register.attributes:
            doors[register.id, name] = _door(desk, register, name, known)
        for name, relation in register.relations.items():
            relations[register.id, name] = relation
        _seat(desk, register, seats, backs)
    return Doors(desks, doors, relations, {one.id: _hatch(one) for one in purposes}, seats, backs)


def _desk(register: Register, of: str) -> Desk:
    source = register.source
    fresh = source.fresh_for if source else None
    delay = source.delay if source else None
    return Desk(
        register=register.id,
        holder=register.holder.id if register.holder else register.id,
        of=of,
        basis=_article(register.basis),
        complete=register.complete,
        source=source.kind if source else "here",
        setting=(source.setting if source else None) or register.id,
        fresh_for=None if fresh is None else timedelta(days=fresh.days),
        delay=timedelta(days=delay.days if delay else 0),
        closed=frozenset(WEEKDAYS.index(day) for day in source.closed) if source else frozenset(),
    )


def _door(desk: Desk, register: Register, name: str, concepts: Mapping[str, Concept]) -> Door:
    attribute = register.attributes[name]
    concept = concepts.get(attribute.concept.id) if attribute.concept else None
    return Door(
        desk=desk,
        attribute=name,
        type=feel_type(attribute.type or (concept.type if concept else None)),
        sensitivity=attribute.sensitivity,
        open_to={purpose: _article(ref) for purpose, ref in attribute.open_to.items()},
        timeless=concept is not None and concept.changes == "never",
        at=attribute.at,
        written_by=frozenset(ref.id for ref in attribute.written_by),
    )


def _seat(
    desk: Desk,
    register: Register,
    seats: dict[tuple[str, str], Seat],
    backs: dict[tuple[str, str], Seat],
) -> None:
    """Find where the links of each relation lie, and of each inverse that only its counterpart declares."""
    for name, relation in register.relations.items():
        inverse = relation.inverse
        seats.setdefault((register.id, name), Seat(desk, name, backward=False, both=inverse == name))
        if inverse is None or relation.to is None:
            continue
        back = Seat(desk, name, backward=True)
        if relation.to.id == register.of and inverse in register.relations:
            seats.setdefault((register.id, inverse), back)
        else:
            backs.setdefault((register.id, inverse), back)


def _hatch(purpose: Purpose) -> Hatch:
    hidden = purpose.disclosure
    return Hatch(
        purpose=purpose.id,
        basis=_article(purpose.basis),
        adopted=purpose.adopted is not None,
        consent=purpose.consent,
        break_glass=frozenset(ref.id for ref in purpose.break_glass),
        hidden_for=hidden.after if hidden else None,
        hidden_by=_article(hidden.basis) if hidden else "",
        asked_by={authority: _article(ref) for authority, ref in purpose.asked_by.items()},
    )


def _article(ref: object) -> str:
    return ref.id if isinstance(ref, Ref) else ""
