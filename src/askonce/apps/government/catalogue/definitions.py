"""The definitions of a pack that a catalogue's rows become."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec

from askonce.apps.government.catalogue.concepts import WELL_KNOWN, Compared
from askonce.apps.government.catalogue.conditions import Conditions, Question, find_conditions
from askonce.apps.government.catalogue.naming import identifiers
from askonce.apps.government.catalogue.plain import plain_text
from askonce.apps.government.catalogue.requirements import Requirement
from askonce.apps.government.catalogue.row_checks import ANSWERS
from askonce.apps.government.catalogue.tables import AUTHORITIES, SERVICES, Row, Tables

NULL = "null"  # what a program writes into a cell for want of a value: it is not stated
BENEFIT = ("kind", "amount", "unit", "frequency")
ADDRESSES = {"online": "online_url", "paper_form": "paper_form_url", "information": "information_url"}


class Origin(msgspec.Struct, frozen=True):
    """What the catalogue is called, the language of its texts, and the currency of its amounts."""

    catalogue: str
    language: str
    currency: str


class Phrases(msgspec.Struct, frozen=True):
    """The few words that a catalogue lacks and a pack needs, in one language."""

    other: str
    attestation: str
    purpose: str
    conditions: str


PHRASES = {
    "en": Phrases("other", "Attestation by the person", "Requests to {}", "Conditions: {}"),
    "fr": Phrases("autre", "Attestation sur l’honneur", "Demandes à : {}", "Conditions : {}"),
    "zh": Phrases("其他", "本人承诺", "向{}提出的申请", "条件：{}"),
}


class Draft(msgspec.Struct, frozen=True):
    """A definition as words and values, before it is written as text."""

    kind: str
    id: str
    words: dict[str, Any]


class Drafts(msgspec.Struct, frozen=True):
    """The drafts of a pack.

    `placed` are the requirements that stand in a norm, `renamed` the names that had to change, by table.
    """

    definitions: tuple[Draft, ...]
    placed: tuple[Requirement, ...]
    renamed: dict[str, dict[str, str]]


def draft_definitions(
    tables: Tables, requirements: tuple[Requirement, ...], concepts: dict[str, Compared], origin: Origin
) -> Drafts:
    """Draft manifest, offices, purposes, concepts, services and norms."""
    return _Drafting(tables, concepts, origin).draft(requirements)


class _Drafting:
    """One import: the names that its rows get, and the words of its language."""

    def __init__(self, tables: Tables, concepts: dict[str, Compared], origin: Origin) -> None:
        self.authorities = tables.by_name[AUTHORITIES].rows
        self.services = tables.by_name[SERVICES].rows
        self.concepts = concepts
        self.origin = origin
        self.phrases = PHRASES.get(origin.language, PHRASES["en"])
        self.offices = identifiers(row.text("authority") for row in self.authorities)
        self.service_ids = identifiers(row.text("service") for row in self.services)
        known = {WELL_KNOWN[name].concept: WELL_KNOWN[name] for name in concepts if name in WELL_KNOWN}
        self.bases = {name: base for name, base in known.items() if name not in concepts}
        self.concept_ids = identifiers(concepts, taken=self.bases)
        taken = {*self.concept_ids.values(), *self.bases}
        self.attestation = identifiers(["attestation"], taken=taken)["attestation"]

    def draft(self, requirements: tuple[Requirement, ...]) -> Drafts:
        """Draft every definition; a service's norm stands beside it."""
        by_service = {name: tuple(some) for name, some in groupby(requirements, lambda one: one.service)}
        conditions = {name: find_conditions(some, self.concepts) for name, some in by_service.items()}
        drafts = [
            self._manifest(),
            *(self._office(row) for row in self.authorities),
            *self._purposes(),
            *self._concepts(attested=any(one.comparison is None for one in requirements)),
            *(self._service(row, conditions.get(row.text("service"))) for row in self.services),
            *(
                self._norm(row, conditions[row.text("service")])
                for row in self.services
                if row.text("service") in conditions
            ),
        ]
        placed = tuple(one for row in self.services for one in by_service.get(row.text("service"), ()))
        names = {AUTHORITIES: self.offices, SERVICES: self.service_ids, "concepts": self.concept_ids}
        renamed = {
            table: {old: new for old, new in some.items() if old != new} for table, some in names.items()
        }
        return Drafts(tuple(drafts), placed, renamed)

    def _said(self, text: str) -> dict[str, str]:
        return {self.origin.language: text}

    def _draft(self, kind: str, identifier: str, title: str, words: dict[str, Any]) -> Draft:
        stated = {word: value for word, value in words.items() if value not in ("", {})}
        return Draft(
            kind, identifier, {"title": self._said(title), **stated, "imported_from": self.origin.catalogue}
        )

    def _manifest(self) -> Draft:
        name = self.origin.catalogue
        words = {"languages": [self.origin.language], "currency": self.origin.currency}
        return self._draft("manifest", identifiers([name])[name] or "catalogue", name, words)

    def _office(self, row: Row) -> Draft:
        words = {"level": row.text("level"), "code": row.text("code")}
        return self._draft("office", self.offices[row.text("authority")], plain_text(row.text("name")), words)

    def _purposes(self) -> Iterator[Draft]:
        serving = {row.text("authority") for row in self.services}
        for row in self.authorities:
            if row.text("authority") in serving:
                title = self.phrases.purpose.format(plain_text(row.text("name")))
                yield self._draft("purpose", self.offices[row.text("authority")], title, {})

    def _concepts(self, *, attested: bool) -> Iterator[Draft]:
        for name, concept in self.concepts.items():
            known = WELL_KNOWN.get(name)
            words = {"type": self._type(concept), "derives_from": known.concept if known else ""}
            yield self._draft("concept", self.concept_ids[name], name.replace("_", " "), words)
        for known in self.bases.values():
            title = known.title.get(self.origin.language, known.title["en"])
            yield self._draft("concept", known.concept, title, {"type": known.type, "changes": known.changes})
        if attested:
            yield self._draft("concept", self.attestation, self.phrases.attestation, {"type": "boolean"})

    def _type(self, concept: Compared) -> str | list[str]:
        """A choice lists the words that the catalogue compares with, and one for everybody else."""
        if concept.type != "choice":
            return concept.type
        return list(dict.fromkeys((*concept.options, self.phrases.other)))

    def _service(self, row: Row, conditions: Conditions | None) -> Draft:
        name = self.service_ids[row.text("service")]
        office = self.offices.get(row.text("authority"), "")
        benefit = {word: row.text(word) for word in BENEFIT if row.text(word) not in {"", NULL}}
        asks = (
            {} if conditions is None else {key: self._ask(one) for key, one in conditions.questions.items()}
        )
        words: dict[str, Any] = {
            "about": self._said(about) if (about := plain_text(row.text("description"))) else "",
            "for": "person",
            "purpose": office,
            "office": office,
            "asks": asks,
            "decides": "" if conditions is None else norm_id(name),
            **{word: row.text(column) for word, column in ADDRESSES.items() if row.text(column) != NULL},
            "prefilled": ANSWERS.get(row.text("prefilled"), ""),
            "benefit": benefit,
        }
        return self._draft("service", name, plain_text(row.text("title")), words)

    def _ask(self, question: Question) -> dict[str, Any]:
        if not question.concept:
            return {"concept": self.attestation, "title": self._said(plain_text(question.prose))}
        ask: dict[str, Any] = {"concept": self.concept_ids[question.concept]}
        if question.period:
            ask["at"] = question.period
        if question.prose:
            ask["title"] = self._said(f"{question.concept.replace('_', ' ')} ({plain_text(question.prose)})")
        return ask

    def _norm(self, row: Row, conditions: Conditions) -> Draft:
        needs = {name: self._need(question) for name, question in conditions.questions.items()}
        words = {"effect": "favourable", "needs": needs, "result": conditions.formula}
        title = self.phrases.conditions.format(plain_text(row.text("title")))
        return self._draft("norm", norm_id(self.service_ids[row.text("service")]), title, words)

    def _need(self, question: Question) -> Any:
        needed = self._type(self.concepts[question.concept]) if question.concept else "boolean"
        return needed if isinstance(needed, str) else {"type": needed}


def norm_id(service: str) -> str:
    """The name of the norm that decides an imported service."""
    return f"{service}-eligibility"


def texts_with_markup(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[str]:
    """The cells whose text is not what the pack says, because it held HTML."""
    for row in rows:
        for column in columns:
            if plain_text(row.text(column)) != row.text(column):
                yield row.text(column)
