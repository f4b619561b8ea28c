"""What other definitions see of concepts, purposes and registers: symbols, never their trees."""

from collections.abc import Iterator
from typing import Any

import msgspec

from askonce.pack.shapes import Ref
from askonce.pack.symbols import NOTHING, Interface, Symbol
from askonce.registers.words import Concept, Purpose, Register


class ConceptSeen(Interface, frozen=True):
    """What others see of a concept."""

    type: str | None
    changes: str
    derives_from: tuple[str, ...]
    special: str | None


class PurposeSeen(Interface, frozen=True):
    """What others see of a purpose."""

    adopted: bool


class Held(Interface, frozen=True):
    """An attribute as others see it: who holds it of whom, and to which purposes it is open by which article."""

    register: str
    holder: str
    of: str
    attribute: str
    concept: str
    type: str | None
    at: str
    sensitivity: str
    open_to: dict[str, str]
    disputed: bool
    complete: bool
    stale: bool

    @property
    def name(self) -> str:
        """The register and the attribute."""
        return f"{self.register}.{self.attribute}"


class RegisterSeen(Interface, frozen=True):
    """A register as others see it: the kind of subject it is about, and how its data come here."""

    of: str
    source: str = "here"


class RelationSeen(Interface, frozen=True):
    """A relation as others see it."""

    register: str
    holder: str
    of: str
    relation: str
    to: str
    many: bool
    inverse: str | None
    restricted: bool
    open_to: tuple[str, ...]


def concept_interfaces(concept: Concept) -> Iterator[Symbol[Any]]:
    """Let others see a concept."""
    derives = tuple(ref.id for ref in concept.derives_from)
    yield Symbol(
        "concept",
        concept.id,
        concept.name,
        ConceptSeen(concept.type, concept.changes, derives, concept.special),
    )


def purpose_interfaces(purpose: Purpose) -> Iterator[Symbol[Any]]:
    """Let others see a purpose."""
    yield Symbol("purpose", purpose.id, purpose.name, PurposeSeen(purpose.adopted is not None))


def register_interfaces(register: Register) -> Iterator[Symbol[Any]]:
    """Let others see the subject, the relations, and each attribute by its name and by its concept."""
    of = register.of
    if of is None:
        return  # said as a missing word; nothing can be found by a subject that has no name
    holder = register.holder.id if register.holder else ""
    source = register.source
    stale = source is not None and source.kind != "here"
    kind = source.kind if source is not None else "here"
    yield Symbol("register", register.id, register.name, RegisterSeen(of, kind))
    yield Symbol("subject", of, register.place("of"), NOTHING)
    for key, relation in register.relations.items():
        seen = RelationSeen(
            register.id,
            holder,
            of,
            key,
            relation.to.id if relation.to else "",
            relation.many,
            relation.inverse,
            relation.states("open_to"),
            tuple(relation.open_to),
        )
        yield Symbol("relation", f"{of}.{key}", register.name_place("relations", key), seen)
        if relation.inverse is not None and relation.to is not None:
            yield Symbol(
                "inverse", f"{seen.to}.{relation.inverse}", relation.place("inverse"), _way_back(seen)
            )
    for key, attribute in register.attributes.items():
        concept = attribute.concept.id if attribute.concept else ""
        open_to = {
            purpose: ref.id if isinstance(ref, Ref) else "" for purpose, ref in attribute.open_to.items()
        }
        held = Held(
            register.id,
            holder,
            of,
            key,
            concept,
            attribute.type,
            attribute.at,
            attribute.sensitivity,
            open_to,
            attribute.disputed is not None,
            register.complete,
            stale,
        )
        place = register.name_place("attributes", key)
        yield Symbol("attribute", f"{of}.{key}", place, held)
        if concept:
            yield Symbol("held", f"{of}/{concept}", place, held)


def _way_back(seen: RelationSeen) -> RelationSeen:
    """A relation that names its inverse defines it too: it leads back, to several as far as anybody knows."""
    return msgspec.structs.replace(
        seen, of=seen.to, relation=seen.inverse or "", to=seen.of, many=True, inverse=seen.relation
    )
