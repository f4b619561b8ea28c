"""Fields for values of a known type, several on a page: outcomes of a decision, what an officer finds out, a corrected datum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec

from askonce.cases.answer import Unclear, read_answer
from askonce.cases.bounds import LONGEST_TEXT
from askonce.cases.wording.bilingual import EMPTY, Text, both
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import CURRENCIES
from askonce.feel.types import BOOLEAN, DATE, TEXT, ChoiceType, ContextType, ListType, MoneyType, Type
from askonce.norms.columns import Misfit, value_from
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.form import Form
from askonce.web.pages.frame.language import Language, mark, say
from askonce.web.pages.questions.reading import UNREAD, Unread, as_json, sentence
from askonce.web.pages.shown import phrase

Widget: TypeAlias = Literal["choice", "boolean", "line", "text", "lines"]
_DAY: Final = mark("Such as 2026-03-12")
_AMOUNT: Final = mark("Such as 1200.50")
_AMOUNT_IN: Final = mark("In %(unit)s, such as 1200.50")
_EACH: Final = mark("One on each line.")
_MOST_LINES: Final = 100


class Typed(msgspec.Struct, frozen=True):
    """A field: its id on the page, what it is called, how it is filled in, what stands in it."""

    id: str
    name: str
    title: Text
    type: Type
    widget: Widget
    options: tuple[tuple[str, Text], ...] = ()
    hint: Text = {}
    value: str = ""
    optional: bool = False


def typed(
    id_: str, name: str, title: Text, kind: Type, titles: Titles, value: Any = None, *, optional: bool = False
) -> Typed | None:
    """The field for a value of a type; none for values with several parts, which no single field takes."""
    inner = kind.of if isinstance(kind, ListType) else kind
    if isinstance(inner, ContextType | ListType):
        return None
    widget: Widget = "lines" if isinstance(kind, ListType) else _widget(kind)
    options = tuple((one, titles.word(one)) for one in kind.options) if isinstance(kind, ChoiceType) else ()
    hint = phrase(_EACH) if widget == "lines" else _hint(kind)
    return Typed(id_, name, title, kind, widget, options, hint, _written(value, kind), optional)


def read_typed(field: Typed, form: Form, language: Language, errors: Errors) -> Any | Unread:
    """What stands in a field as JSON; null where nothing does, which is said at it unless it may be left open."""
    raw = form.one(field.id)[: LONGEST_TEXT + 1].strip()
    if not raw:
        if not field.optional:
            errors.add(field.id, say(language, mark("Write or choose something")))
        return None
    if len(raw) > LONGEST_TEXT:
        errors.add(field.id, say(language, mark("Write at most %(most)s characters"), most=LONGEST_TEXT))
        return UNREAD
    if isinstance(field.type, ListType):
        lines = [one.strip() for one in raw.split("\n") if one.strip()][:_MOST_LINES]
        found = [_one(one, field.type.of, {}, field.id, language, errors) for one in lines]
        return UNREAD if any(one is UNREAD for one in found) else found
    return _one(raw, field.type, dict(field.options), field.id, language, errors)


def _one(
    raw: str, kind: Type, labels: Mapping[str, Text], at: str, language: Language, errors: Errors
) -> Any | Unread:
    if kind == TEXT:
        return raw
    if raw in labels:
        return raw
    said = read_answer(raw, kind, labels)
    if isinstance(said, Unclear):
        errors.add(at, sentence(said.reason[language]))
        return UNREAD
    found = as_json(said)
    if isinstance(value_from(found, kind), Misfit):
        errors.add(at, say(language, mark("This cannot be read. Write it in another way")))
        return UNREAD
    return found


def _widget(kind: Type) -> Widget:
    if isinstance(kind, ChoiceType):
        return "choice"
    if kind == BOOLEAN:
        return "boolean"
    return "text" if kind == TEXT else "line"


def _hint(kind: Type) -> Text:
    if kind == DATE:
        return phrase(_DAY)
    if not isinstance(kind, MoneyType):
        return EMPTY
    code = kind.currency
    return phrase(_AMOUNT_IN, unit=both(code, CURRENCIES.get(code, code))) if code else phrase(_AMOUNT)


def _written(value: Any, kind: Type) -> str:
    """A value of a view as its field shows it; the hint says the currency of an amount."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    if isinstance(kind, MoneyType) and kind.currency:
        return str(value).removesuffix(f" {kind.currency}")
    return str(value)
