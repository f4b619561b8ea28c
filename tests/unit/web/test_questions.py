"""What pages send back for a question of each type, read as the JSON that a filing takes; and hostile input, refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.cases.wording.bilingual import both, same
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    WORKING_DAYS,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    Type,
)
from askonce.norms.columns import Misfit, value_from
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.form import Form
from askonce.web.pages.questions.filling import fields_of, words_of
from askonce.web.pages.questions.question import Part, Question, Widget
from askonce.web.pages.questions.reading import UNREAD, read

MEMBER = ContextType((("age", INTEGER), ("name", TEXT)))
KINDS: tuple[tuple[Widget, Type], ...] = (
    ("line", TEXT), ("text", TEXT), ("number", NUMBER), ("integer", INTEGER), ("boolean", BOOLEAN), ("date", DATE),
    ("money", MoneyType("CNY")), ("choice", ChoiceType(("single", "married"))), ("days", DAYS_DURATION),
    ("days", WORKING_DAYS), ("months", MONTHS_DURATION), ("lines", ListType(INTEGER)), ("rows", ListType(MEMBER)),
)  # fmt: skip


def asked(widget: Widget, kind: Type, **more: Any) -> Question:
    """A question of a kind."""
    options = tuple((one, both(one, f"“{one}”")) for one in getattr(kind, "options", ()))
    inner = kind.of if isinstance(kind, ListType) else kind
    parts = tuple(Part(name, same(name), of) for name, of in getattr(inner, "fields", ()))
    return Question(
        key="s.q", title=same("?"), widget=widget, type=kind, reason=same(""), needed=same(""), options=options,
        parts=parts, **more,
    )  # fmt: skip


def told(widget: Widget, kind: Type, **fields: str | list[str]) -> tuple[Any, dict[str, str]]:
    """What fields say, with the errors at them."""
    errors = Errors()
    sent = {
        name.replace("_", "-"): tuple(text) if isinstance(text, list) else (text,)
        for name, text in fields.items()
    }
    return read(asked(widget, kind), Form(sent), "en", errors), dict(errors)


@pytest.mark.parametrize(
    ("widget", "kind", "fields", "answer"),
    [
        ("line", TEXT, {"q": " Wang "}, "Wang"),
        ("text", TEXT, {"q": "one\r\ntwo\x07".replace("\r\n", "\n")}, "one\ntwo"),
        ("number", NUMBER, {"q": "１２，５００.５"}, 12500.5),
        ("integer", INTEGER, {"q": "三十二"}, 32),
        ("money", MoneyType("CNY"), {"q": "三千元"}, "3000 CNY"),
        ("money", MoneyType("CNY"), {"q": "1,200.50"}, "1200.50 CNY"),
        ("boolean", BOOLEAN, {"q": "yes"}, True),
        ("boolean", BOOLEAN, {"q": "否"}, False),
        ("choice", ChoiceType(("single", "married")), {"q": "married"}, "married"),
        ("date", DATE, {"q_day": "12", "q_month": "3", "q_year": "1958"}, "1958-03-12"),
        ("date", DATE, {"q_day": "１２日", "q_month": "三月".replace("三", "3"), "q_year": "1958年"}, "1958-03-12"),
        ("date", DATE, {"q_year": "1958年3月12日"}, "1958-03-12"),
        ("date", DATE, {"q_day": "1958-03-12", "q_month": "", "q_year": ""}, "1958-03-12"),
        ("date", DATE, {"q_day": "12", "q_month": "March", "q_year": "1958"}, "1958-03-12"),
        ("days", DAYS_DURATION, {"q": "14"}, "P14D"),
        ("days", WORKING_DAYS, {"q": "5"}, 5),
        ("months", MONTHS_DURATION, {"q_years": "2", "q_months": ""}, "P2Y0M"),
        ("lines", ListType(INTEGER), {"q": "1\n\n２\n三"}, [1, 2, 3]),
        ("lines", ListType(ChoiceType(("a", "b"))), {"q": ["b", "b"]}, ["b"]),
        ("rows", ListType(MEMBER), {"q_0_name": "Li", "q_0_age": "7", "q_2_name": "", "q_2_age": ""}, [{"name": "Li", "age": 7}]),
    ],
)  # fmt: skip
def test_it_is_understood_as_people_write_it(
    widget: Widget, kind: Type, fields: dict[str, Any], answer: Any
) -> None:
    options = (
        {"options": tuple((one, same(one)) for one in ("a", "b"))} if fields.get("q") == ["b", "b"] else {}
    )
    errors = Errors()
    sent = {
        name.replace("_", "-"): tuple(text) if isinstance(text, list) else (text,)
        for name, text in fields.items()
    }
    question = asked(widget, kind)
    if options:
        question = Question(
            **{name: getattr(question, name) for name in question.__struct_fields__} | options
        )
    assert read(question, Form(sent), "en", errors) == answer
    assert not errors


@pytest.mark.parametrize(
    ("widget", "kind", "fields", "field", "says"),
    [
        ("line", TEXT, {}, "q", "Write an answer"),
        ("integer", INTEGER, {"q": "1.5"}, "q", "“1.5” is no whole number"),
        ("number", NUMBER, {"q": "1,5"}, "q", "“1,5” is no number"),
        ("number", NUMBER, {"q": "9" * 60}, "q", "digits"),
        ("number", NUMBER, {"q": "nan"}, "q", "no number"),
        ("number", NUMBER, {"q": "1e999999999"}, "q", "no number"),
        ("money", MoneyType("CNY"), {"q": "3 USD"}, "q", "in USD; give the amount in CNY"),
        ("boolean", BOOLEAN, {"q": "perhaps"}, "q", "neither yes nor no"),
        ("choice", ChoiceType(("single", "married")), {"q": "1"}, "q", "Choose one of the answers"),
        ("choice", ChoiceType(("single", "married")), {}, "q", "Choose an answer"),
        ("date", DATE, {}, "q-day", "Write the day"),
        ("date", DATE, {"q_day": "12", "q_year": "1958"}, "q-month", "Write the month too"),
        ("date", DATE, {"q_day": "31", "q_month": "2", "q_year": "1958"}, "q-day", "There is no such day"),
        ("date", DATE, {"q_day": "1", "q_month": "2", "q_year": "58"}, "q-year", "four digits"),
        ("date", DATE, {"q_day": "1", "q_month": "<script>", "q_year": "1958"}, "q-month", "is no date"),
        ("days", DAYS_DURATION, {"q": "-1"}, "q", "Write a whole number"),
        ("months", MONTHS_DURATION, {"q_years": "x"}, "q-years", "Write a whole number"),
        ("lines", ListType(INTEGER), {"q": "1\nx"}, "q", "“x” is no number"),
        ("lines", ListType(INTEGER), {"q": "1\n" * 41}, "q", "at most 40"),
        ("rows", ListType(MEMBER), {"q_0_name": "Li", "q_0_age": ""}, "q-0-age", "Write an answer"),
        ("rows", ListType(MEMBER), {}, "q-0-age", "Write at least one"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_field(
    widget: Widget, kind: Type, fields: dict[str, str], field: str, says: str
) -> None:
    answer, errors = told(widget, kind, **fields)
    assert answer is UNREAD
    assert says in errors[field]
    assert "`" not in errors[field]


def test_a_person_may_rather_not_say_only_where_the_norm_says_what_follows() -> None:
    form = Form({"_decline": ("1",), "_none": ("1",)})
    assert read(asked("line", TEXT, declinable=True), form, "en", Errors()) == {"state": "declined"}
    assert read(asked("line", TEXT, may_be_none=True), form, "en", Errors()) is None
    assert read(asked("line", TEXT), form, "en", Errors()) is UNREAD


@given(
    st.sampled_from(KINDS),
    st.dictionaries(
        st.sampled_from(
            ["q", "q-day", "q-month", "q-year", "q-years", "q-months", "q-0-age", "q-0-name", "q-39-age"]
        ),
        st.text(max_size=40)
        | st.sampled_from(["1958年3月12日", "٣", "²", "1" * 30, "P1Y", "-0", "1_000", "０", "Ⅷ", "十十"]),
    ),
)
def test_whatever_is_sent_is_read_as_the_type_wants_or_refused(
    kind: tuple[Widget, Type], sent: dict[str, str]
) -> None:
    errors = Errors()
    question = asked(*kind)
    answer = read(question, Form({name: (text,) for name, text in sent.items()}), "zh", errors)
    if answer is UNREAD:
        assert errors
        return
    assert not errors
    assert not isinstance(value_from(answer, kind[1]), Misfit)
    assert words_of(answer, kind[1], question.labels)["zh"] or answer == ""
    again = {name: (text,) for name, text in fields_of(question, answer).items() if isinstance(text, str)}
    if answer != "" and not (isinstance(answer, str) and "\n" in answer):
        assert read(question, Form(again), "zh", Errors()) == answer, "what is shown again says the same"
