"""The fields of an officer's forms: what is written is read as its type, what cannot be read is said at its own field."""

from __future__ import annotations

from typing import Any

import pytest

from askonce.cases.wording.bilingual import same
from askonce.cases.wording.titles import Titles
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    Type,
)
from askonce.norms.columns import Misfit, value_from
from askonce.web.pages.clerk.forms import READERS
from askonce.web.pages.clerk.routes import NOTICES, PAGES
from askonce.web.pages.clerk.typed import Typed, read_typed, typed
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.form import Form
from askonce.web.pages.questions.reading import UNREAD

CHOICE = ChoiceType(("granted", "refused"))
GOOD: list[tuple[Type, str, Any]] = [
    (BOOLEAN, "yes", True),
    (BOOLEAN, "no", False),
    (CHOICE, "refused", "refused"),
    (MoneyType("CNY"), "1,200.50", "1200.50 CNY"),
    (MoneyType("CNY"), "600元", "600 CNY"),
    (NUMBER, "3.5", 3.5),
    (INTEGER, "12", 12),
    (DATE, "1958-03-12", "1958-03-12"),
    (DATE, "1958年3月12日", "1958-03-12"),
    (TEXT, "the roof\nwas gone", "the roof\nwas gone"),
    (ListType(TEXT), "a\n\n b ", ["a", "b"]),
    (ListType(NUMBER), "1\n2", [1, 2]),
]
BAD: list[tuple[Type, str]] = [
    (BOOLEAN, "perhaps"),
    (CHOICE, "given"),
    (MoneyType("CNY"), "much"),
    (MoneyType("CNY"), "5 USD"),
    (NUMBER, "1e999999999"),
    (INTEGER, "1.5"),
    (DATE, "2026-02-30"),
    (ListType(NUMBER), "1\ntwo"),
    (TEXT, "x" * 100_000),
]


def field(kind: Type, value: Any = None, *, optional: bool = False) -> Typed:
    found = typed("f", "f", same("F"), kind, Titles({}), value, optional=optional)
    assert found is not None
    return found


def read(kind: Type, text: str, *, optional: bool = False) -> tuple[Any, list[tuple[str, str]]]:
    errors = Errors()
    found = read_typed(field(kind, optional=optional), Form({"f": (text,)}), "en", errors)
    return found, list(errors)


@pytest.mark.parametrize(("kind", "text", "wanted"), GOOD)
def test_what_is_written_is_read_as_its_type(kind: Type, text: str, wanted: Any) -> None:
    found, errors = read(kind, text)
    assert (found, errors) == (wanted, [])
    assert not isinstance(value_from(found, kind), Misfit)


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_what_cannot_be_read_is_said_at_its_field(kind: Type, text: str) -> None:
    found, errors = read(kind, text)
    assert found is UNREAD
    assert [at for at, _ in errors] == ["f"]


@pytest.mark.parametrize(("kind", "text", "wanted"), GOOD)
def test_what_stands_in_a_field_is_read_back_as_it_was(kind: Type, text: str, wanted: Any) -> None:
    del text
    shown = field(kind, wanted).value
    assert read(kind, shown) == (wanted, [])


def test_a_field_that_is_left_open() -> None:
    assert read(NUMBER, " ", optional=True) == (None, [])
    found, errors = read(NUMBER, " ")
    assert found is None
    assert [at for at, _ in errors] == ["f"]


def test_a_value_with_several_parts_has_no_field() -> None:
    parts = ContextType((("a", TEXT),))
    assert typed("f", "f", same("F"), parts, Titles({})) is None
    assert typed("f", "f", same("F"), ListType(parts), Titles({})) is None


def test_every_page_is_for_officers_and_every_act_leaves_a_notice() -> None:
    assert {kind for page in PAGES for kind in page.kinds} == {"officer"}

    assert {f"clerk.{what}" for what in READERS} == set(NOTICES)
