"""Services as programs meet them: what each is, what it asks, and the JSON Schema of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from askonce.cases.asking import Asked, BoundCase, Taken
from askonce.cases.type import Service
from askonce.feel.types import ChoiceType, ContextType, ListType, MoneyType, Type
from askonce.pack.shapes import Localized
from askonce.registers.types import feel_type

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_MONEY: Final[Mapping[str, Any]] = {"type": ["string", "number"], "description": "such as `18 CNY`"}
_SCALARS: Final[Mapping[str, Mapping[str, Any]]] = {
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string"},
    "date and time": {"type": "string"},
    "text": {"type": "string", "maxLength": 100_000},
    "days duration": {"type": "string"},
    "months duration": {"type": "string"},
    "working days": {"type": "string"},
}


class Brief(msgspec.Struct, frozen=True, omit_defaults=True):
    """A service in a list."""

    id: str
    title: Mapping[str, str]
    filer: str = ""
    office: str = ""


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question that a service may put, and the article that allows it."""

    name: str
    title: Mapping[str, str]
    because: str = ""
    optional: bool = False


class Used(msgspec.Struct, frozen=True, omit_defaults=True):
    """A datum that a service takes from a register, so that nobody is asked."""

    name: str
    path: str
    if_unavailable: str = ""


class Described(msgspec.Struct, frozen=True, omit_defaults=True):
    """A service: whom it is for, what it takes and asks, how long it may take; `answers` is a JSON Schema."""

    id: str
    version: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    filer: str
    office: str
    basis: str
    promised: str
    legal: str
    visit: bool
    asks: tuple[Question, ...]
    uses: tuple[Used, ...]
    gives: tuple[str, ...]
    answers: Mapping[str, Any]


def briefs(bound: Mapping[str, Mapping[str, Any]]) -> tuple[Brief, ...]:
    """The services of a pack, in the order of their names."""
    services = (case.service for case in bound.get("service", {}).values())
    found = [one for one in services if one is not None]
    return tuple(
        Brief(one.id, _texts(one.title), _name(one.filer), _name(one.office))
        for one in sorted(found, key=_id)
    )


def describe(case: BoundCase, bound: Mapping[str, Mapping[str, Any]], version: str) -> Described | None:
    """A service in full; none where the case type is a report."""
    service = case.service
    if service is None:
        return None
    concepts = bound.get("concept", {})
    term = service.term
    return Described(
        id=service.id,
        version=version,
        title=_texts(service.title),
        about=_texts(service.about),
        filer=_name(service.filer),
        office=_name(service.office),
        basis=_name(service.basis),
        promised=str(term.promised or "") if term is not None else "",
        legal=str(term.legal or "") if term is not None else "",
        visit=service.visit not in (None, "none"),
        asks=tuple(_question(one, concepts) for one in case.asked),
        uses=tuple(map(_used, case.taken)),
        gives=tuple(service.gives),
        answers=schema(case),
    )


def schema(case: BoundCase) -> Mapping[str, Any]:
    """The JSON Schema of the answers that a case takes; null says that there is none."""
    properties: dict[str, Any] = {
        one.name: _or_none(shape_of(feel_type(one.type or None))) for one in case.asked
    }
    for taken in case.taken:  # what a register cannot give may be asked
        if taken.use.if_unavailable == "ask" and taken.name not in properties:
            properties[taken.name] = {}
    return {
        "$schema": _DRAFT,
        "title": case.id,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def shape_of(wanted: Type | None) -> Mapping[str, Any]:
    """The JSON Schema of a value of a type.

    >>> shape_of(ListType(ChoiceType(("low", "high"))))
    {'type': 'array', 'items': {'enum': ['low', 'high']}}
    """
    match wanted:
        case ListType(of=of):
            return {"type": "array", "items": shape_of(of)}
        case ContextType(fields=fields):
            names = [name for name, _ in fields]
            shapes = {name: _or_none(shape_of(of)) for name, of in fields}
            return {"type": "object", "properties": shapes, "required": names, "additionalProperties": False}
        case ChoiceType(options=options):
            return {"enum": list(options)}
        case MoneyType():
            return _MONEY
        case None:
            return {}
        case _:
            return _SCALARS.get(getattr(wanted, "word", ""), {})


def _or_none(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]} if shape else {}


def _question(asked: Asked, concepts: Mapping[str, Any]) -> Question:
    concept = concepts.get(asked.concept)
    title = asked.ask.title or (concept.title if concept is not None else None)
    return Question(
        asked.name, _texts(title) or {"en": asked.name}, _name(asked.ask.because), asked.ask.optional
    )


def _used(taken: Taken) -> Used:
    source = taken.use.source
    return Used(taken.name, source.text if source is not None else "", taken.use.if_unavailable or "")


def _texts(words: Localized | None) -> Mapping[str, str]:
    return words.texts if words is not None else {}


def _name(ref: Any) -> str:
    return ref.id if ref is not None else ""


def _id(service: Service) -> str:
    return service.id
