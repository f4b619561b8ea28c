"""A question of a service as people meet it: its words, its reason with the article, the field that fits its type."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import msgspec

from askonce.cases.asking import Asked, Demanded, Taken
from askonce.cases.datum_words import Ask
from askonce.cases.interview import DELICATE
from askonce.cases.ready import Field
from askonce.cases.running import Ready, Running
from askonce.cases.type import Document
from askonce.cases.wording.bilingual import EMPTY, LISTED, Text, join, plain, said
from askonce.cases.wording.titles import Titles
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    WORKING_DAYS,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    Type,
)
from askonce.pack.shapes import Localized, Ref
from askonce.registers.paths import Way

Widget: TypeAlias = Literal[
    "line",
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "money",
    "choice",
    "days",
    "months",
    "lines",
    "rows",
    "file",
]

#: The name of a question's field on its page; parts of it follow after a hyphen.
FIELD: Final = "q"
_WIDGETS: Final[dict[Type, Widget]] = {
    BOOLEAN: "boolean", DATE: "date", NUMBER: "number", INTEGER: "integer",
    DAYS_DURATION: "days", WORKING_DAYS: "days", MONTHS_DURATION: "months",
}  # fmt: skip
#: What browsers fill in by themselves, for data about the one who types (HTML, 4.10.18.7).
_AUTOCOMPLETE: Final = {
    "full-name": "name",
    "birth-date": "bday",
    "address": "street-address",
    "sex": "sex",
    "telephone": "tel",
    "mail": "email",
}
#: Texts that are one line by their nature, by the last word of their concept.
_LINES: Final = frozenset(
    {"name", "number", "code", "account", "plate", "county", "village", "bank", "exhibition"}
)


class Part(msgspec.Struct, frozen=True):
    """A field of one member of a list whose members have several."""

    name: str
    title: Text
    type: Type | None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a service.

    `key` is `service.name`. `reason` is the article that allows it, in words, `needed` what hangs on it. `declinable` says that
    the norm states what follows where the person would rather not say, `may_be_none` that there may be no such thing.
    `instead_of` names the register that should have said it, `document` marks a paper that is sent as a file.
    """

    key: str
    title: Text
    widget: Widget
    type: Type | None
    reason: Text
    needed: Text
    options: tuple[tuple[str, Text], ...] = ()
    parts: tuple[Part, ...] = ()
    currency: str = ""
    autocomplete: str = ""
    optional: bool = False
    own: bool = False
    sensitive: bool = False
    declinable: bool = False
    may_be_none: bool = False
    document: bool = False
    original: bool = False
    instead_of: Text = msgspec.field(default_factory=lambda: EMPTY)

    @property
    def service(self) -> str:
        """The service that asks."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """Its name in the service."""
        return self.key.partition(".")[2]

    @property
    def labels(self) -> dict[str, Text]:
        """What its options are called."""
        return dict(self.options)


def question_of(running: Running, ready: Ready, name: str) -> Question | None:
    """A question of a service by its name; none where it is not for a person to answer."""
    field = ready.fields.get(name)
    if (
        field is None
        or field.by_officer
        or field.type is None
        or not (field.asked or field.taken is not None)
    ):
        return None
    titles = Titles(running.bound)
    asked = next((one for one in ready.bound.asked if one.name == name), None)
    taken = next((one for one in ready.bound.taken if one.name == name), None)
    demanded = next((one for one in ready.bound.demanded if one.name == name), None)
    kind = field.type
    return Question(
        key=f"{ready.id}.{name}",
        title=_title(titles, name, asked, taken, demanded),
        widget=_widget(field, kind),
        type=kind,
        reason=titles.article(_because(ready, asked, demanded)),
        needed=_needed(titles, ready, name, asked, demanded, taken),
        options=_options(titles, kind),
        parts=_parts(titles, kind),
        currency=(kind.currency or "") if isinstance(kind, MoneyType) else "",
        autocomplete=_autocomplete(field),
        optional=field.optional,
        own=field.own,
        sensitive=_is_sensitive(running, asked, taken),
        declinable=_is_declinable(running, ready, name),
        may_be_none=taken is not None,
        document=field.document,
        original=demanded is not None and demanded.document.original,
        instead_of=titles.register_of(taken.way) if taken is not None else EMPTY,
    )


def _title(
    titles: Titles, name: str, asked: Asked | None, taken: Taken | None, demanded: Demanded | None
) -> Text:
    if asked is not None:
        return titles.question(asked)
    if demanded is not None:
        return titles.document(demanded)
    return titles.taken(taken) if taken is not None else plain(name)


def _because(ready: Ready, asked: Asked | None, demanded: Demanded | None) -> Ref | None:
    words: Ask | Document | None = (
        asked.ask if asked is not None else demanded.document if demanded is not None else None
    )
    found = words.because if words is not None else None
    return found or ready.words.basis


def _needed(
    titles: Titles,
    ready: Ready,
    name: str,
    asked: Asked | None,
    demanded: Demanded | None,
    taken: Taken | None,
) -> Text:
    """What hangs on it: norms, a step, what is given."""
    norms = [titles.title("norm", one.id) for one in ready.bound.deciders if name in one.seen.needs]
    words = asked.ask if asked is not None else taken.use if taken is not None else None
    found = list(norms)
    if words is not None and words.for_step:
        step = ready.words.steps.get(words.for_step)
        found += _called(titles, step.title if step is not None else None, words.for_step)
    if words is not None and words.for_output:
        output = ready.outputs.get(words.for_output)
        found += _called(titles, output.title if output is not None else None, words.for_output)
    if demanded is not None and not found:
        found.append(titles.title("service", ready.id))
    return join(found, LISTED)


def _called(titles: Titles, title: Localized | None, name: str) -> list[Text]:
    """What a step or an output is called; a name that only the pack's authors know says nothing to a person."""
    if title is not None:
        return [said(title)]
    return [titles.word(name)] if name in titles.every("word") else []


def _widget(field: Field, kind: Type) -> Widget:
    if field.document or field.file:
        return "file"
    match kind:
        case ChoiceType():
            return "choice"
        case MoneyType():
            return "money"
        case ListType(of=ContextType()):
            return "rows"
        case ListType():
            return "lines"
    short = bool(_autocomplete(field)) or field.concept.rpartition("-")[2] in _LINES
    return _WIDGETS.get(kind, "line" if short or getattr(kind, "word", "") != "text" else "text")


def _options(titles: Titles, kind: Type) -> tuple[tuple[str, Text], ...]:
    inner = kind.of if isinstance(kind, ListType) else kind
    return tuple((one, titles.word(one)) for one in inner.options) if isinstance(inner, ChoiceType) else ()


def _parts(titles: Titles, kind: Type) -> tuple[Part, ...]:
    inner = kind.of if isinstance(kind, ListType) else kind
    if not isinstance(inner, ContextType):
        return ()
    return tuple(Part(name, titles.word(name), of) for name, of in inner.fields)


def _autocomplete(field: Field) -> str:
    return _AUTOCOMPLETE.get(field.concept, "") if field.role in ("", "applicant") else ""


def _is_sensitive(running: Running, asked: Asked | None, taken: Taken | None) -> bool:
    concept = running.bound.get("concept", {}).get(asked.concept) if asked is not None else None
    if concept is not None and concept.special is not None:
        return True
    held = [one.value for one in asked.held] if asked is not None else []
    way = taken.way if taken is not None else None
    if isinstance(way, Way) and way.held is not None:
        held.append(way.held.value)
    return any(one.sensitivity == DELICATE for one in held)


def _is_declinable(running: Running, ready: Ready, name: str) -> bool:
    for one in ready.bound.deciders:
        need = running.book.norms[one.id].norm.needs.get(name)
        if need is not None and need.if_declined is not None:
            return True
    return False
