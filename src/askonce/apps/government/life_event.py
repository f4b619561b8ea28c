"""The words of life events: a moment that calls for several services at once."""

from collections.abc import Iterator
from typing import Annotated

from askonce.pack.kinds import Definition
from askonce.pack.shapes import Ref, list_of, refers
from askonce.pack.symbols import Interface
from askonce.pack.words import Word
from askonce.text.span import Span


class LifeEvent(Definition, frozen=True, kw_only=True):
    """A moment in a life or a business that calls for several services at once."""

    filer: Annotated[
        Ref | None, Word(refers("subject"), "Whose moment it is.", "person", required=True, name="for")
    ] = None
    services: Annotated[
        tuple[Ref, ...],
        Word(
            list_of(refers("service")),
            "The services that it calls for, in the order in which a person needs them.",
            "[birth-entry, newborn-enrolment]",
            required=True,
        ),
    ] = ()


class EventFact(Interface, frozen=True):
    """A fact: the services that a life event calls for."""

    id: str
    services: tuple[str, ...]
    span: Span


def event_facts(event: LifeEvent) -> Iterator[EventFact]:
    """What rules over a whole pack need of a life event."""
    yield EventFact(event.id, tuple(ref.id for ref in event.services), event.name)
