"""Shapes: what each takes and refuses, where it points, and that editors are told the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

import msgspec
import pytest

from askonce.cases.type import OutputsShape, VisitShape
from askonce.feel.values import Money
from askonce.norms.model import OutputsShape as OutcomesShape
from askonce.norms.model import RowShape
from askonce.pack.shapes import (
    UNSAID,
    Decoding,
    Expression,
    Localized,
    Path,
    Period,
    Ref,
    Shape,
    article,
    boolean,
    choice,
    either,
    expression,
    identifier,
    integer,
    list_of,
    localized,
    map_of,
    money,
    name,
    number,
    optional,
    path,
    period,
    refers,
    text,
    when,
)
from askonce.pack.words import Word, Words, record, words_of, words_schema
from askonce.registers.types import datum_type
from askonce.text.node import Mapping, Node, Scalar, Sequence
from tests.unit.pack.editor import complaints, read, value_of


class Trip(Words, frozen=True, kw_only=True):
    """A group of words to try records on."""

    to: Annotated[str, Word(name(), "Where it leads.", "street", required=True)] = ""
    trips: Annotated[int, Word(integer(1), "How many trips.", "1")] = 1
    starts: Annotated[date | None, Word(when(), "The first day.", "2026-01-01", name="from")] = None


def decode(shape: Shape, text: str) -> tuple[Any, Decoding]:
    into = Decoding("service tried")
    return shape.decode(read(text), into), into


def simple(value: Any) -> Any:
    """A decoded value without its places, to compare with."""
    match value:
        case Ref() | Expression() | Path():
            return value.id if isinstance(value, Ref) else value.text
        case Localized(texts=texts):
            return texts
        case Trip():
            return (value.to, value.trips, value.starts)
        case dict():
            return {key: simple(one) for key, one in value.items()}
        case tuple():
            return tuple(simple(one) for one in value)
        case _:
            return value


MARCH = date(2026, 3, 1)
TRIPS = "{to: street}"
GOOD: tuple[tuple[Shape, str, Any], ...] = (
    (text(), "some words", "some words"), (text(), "12", "12"), (text(), "true", "true"), (text(), '" 街道 "', "街道"),
    (text(), '"no"', "no"),
    (identifier(), "elder-meal", "elder-meal"), (identifier(), "助餐", "助餐"), (identifier(), "12", "12"),
    (identifier(), "a.b-c_d", "a.b-c_d"),
    (name(), "birth_date", "birth_date"), (name(), "出生日期", "出生日期"), (name(), "_x1", "_x1"),
    (boolean(), "true", True), (boolean(), "false", False),
    (when(), "2026-03-01", MARCH), (when(), '"2026-03-01"', MARCH), (when(), "2024-02-29", date(2024, 2, 29)),
    (integer(), "0", 0), (integer(), "12", 12), (integer(1), "1", 1),
    (number(), "0.5", Decimal("0.5")), (number(), "-3", Decimal(-3)), (number(), "12", Decimal(12)),
    (money(), "18 CNY", Money(Decimal(18), "CNY")), (money(), "-0.50EUR", Money(Decimal("-0.50"), "EUR")),
    (period(), "1 working day", Period(1, "working day")), (period(), "60 days", Period(60, "day")),
    (period(), "0 minutes", Period(0, "minute")),
    (choice("one", "true"), "one", "one"), (choice("one", "true"), "true", "true"),
    (refers("office"), "street", "street"), (refers("office"), "12", "12"), (article(), "canteen-rules/3.2", "canteen-rules/3.2"),
    (localized(), "{en: Street, zh: 街道}", {"en": "Street", "zh": "街道"}), (localized(), "{zh-Hans: 街}", {"zh-Hans": "街"}),
    (localized(), "{en: 12}", {"en": "12"}), (localized(), "{en: true}", {"en": "true"}),
    (expression(), '"age >= 60"', "age >= 60"), (expression(), "60", "60"), (expression(), "true", "true"),
    (expression(), "18 CNY", "18 CNY"), (expression(), "0.5", "0.5"), (expression(), "null", "null"),
    (path(), "applicant", "applicant"), (path(), "child.dwelling.members", "child.dwelling.members"),
    (path(), "申请人.出生日期", "申请人.出生日期"),
    (list_of(name()), "[a, b]", ("a", "b")), (list_of(name()), "[]", ()), (list_of(name(), single=True), "a", ("a",)),
    (map_of(name(), integer()), "{a: 1, b: 2}", {"a": 1, "b": 2}), (map_of(name(), integer()), "{}", {}),
    (map_of(refers("purpose"), optional(article()), names=True), "{meals: a/1}", {"meals": "a/1"}),
    (map_of(refers("purpose"), optional(article()), names=True), "[meals]", {"meals": UNSAID}),
    (optional(article()), "a/1", "a/1"), (optional(article()), "", UNSAID), (optional(article()), "null", UNSAID),
    (optional(article()), "~", UNSAID),
    (either(name(), list_of(name())), "a", "a"), (either(name(), list_of(name())), "[a]", ("a",)),
    (record(Trip), TRIPS, ("street", 1, None)), (record(Trip, lone="to"), "street", ("street", 1, None)),
    (record(Trip), "{to: a, trips: 2, from: 2026-03-01}", ("a", 2, MARCH)),
    (datum_type(), "date", "date"), (datum_type(), "money CNY", "money CNY"), (datum_type(), "[one, two]", "one | two"),
    (datum_type(), "list of date", "list of date"), (datum_type(), "photo", "photo"),
    (VisitShape(), "none", "none"),
)  # fmt: skip

# What only AskOnce can tell; an editor lets it pass.
UNSEEN = "unseen by editors"
BAD: tuple[tuple[Shape, str, str], ...] = (
    (text(), '""', UNSEEN), (text(), "[a]", ""), (text(), "{a: b}", ""), (text(), '" "', UNSEEN), (text(), "null", ""),
    (text(), "~", ""), (text(), "", ""),
    (identifier(), "a b", UNSEEN), (identifier(), "-a", UNSEEN), (identifier(), "a/b", UNSEEN), (identifier(), "[a]", ""),
    (identifier(), "null", ""),
    (name(), "1a", ""), (name(), "a-b", ""), (name(), "a b", ""), (name(), "12", ""), (name(), "[a]", ""),
    (boolean(), "True", UNSEEN), (boolean(), "1", ""), (boolean(), '"maybe"', ""), (boolean(), "[true]", ""),
    (when(), "2026-02-30", ""), (when(), "2026-3-1", ""), (when(), "20260301", ""), (when(), "2026-03-01T00:00", ""),
    (when(), "12", ""), (when(), "2025-02-29", ""),
    (integer(), "-1", ""), (integer(), "0.5", ""), (integer(1), "0", ""), (integer(), "a", ""), (integer(), "[1]", ""),
    (integer(), "9999999999999999999", UNSEEN),
    (number(), "a", ""), (number(), "1,5", ""), (number(), "[1]", ""), (number(), "true", ""),
    (money(), "18", ""), (money(), "18 yuan", ""), (money(), "CNY 18", ""), (money(), "18  CNY", ""), (money(), "[18 CNY]", ""),
    (period(), "5", ""), (period(), "5 workdays", ""), (period(), "1.5 days", ""), (period(), "five days", ""),
    (period(), "9999999 days", UNSEEN),
    (choice("one", "two"), "three", ""), (choice("one", "two"), "[one]", ""), (choice("one", "two"), "1", ""),
    (refers("office"), "[a]", ""), (refers("office"), "{a: b}", ""), (refers("office"), '""', UNSEEN),
    (refers("office"), "null", ""), (refers("office"), "", ""), (refers("office"), "true", ""),
    (localized(), "Street", ""), (localized(), "{}", ""), (localized(), "{english: Street}", ""), (localized(), "{en: [a]}", ""),
    (localized(), '{en: ""}', UNSEEN), (localized(), "{en: }", ""), (localized(), "{en: null}", ""), (localized(), "[a]", ""),
    (expression(), "[1]", ""), (expression(), '""', UNSEEN), (expression(), "{a: 1}", ""),
    (path(), "a.", ""), (path(), "a..b", ""), (path(), "a-b", ""), (path(), "a b", ""), (path(), "12", ""), (path(), "[a]", ""),
    (list_of(name()), "a", ""), (list_of(name()), "[a, 1]", ""), (list_of(name(), single=True), "1", ""),
    (list_of(name()), "{a: b}", ""), (list_of(integer()), "[1, [2]]", ""),
    (map_of(name(), integer()), "[a]", ""), (map_of(name(), integer()), "a", ""), (map_of(name(), integer()), "{a: b}", ""),
    (map_of(name(), integer()), "{a-b: 1}", UNSEEN), (map_of(name(), optional(integer()), names=True), "[[a]]", ""),
    (map_of(name(), optional(integer()), names=True), "[a, a]", UNSEEN),
    (optional(article()), "[a]", ""), (either(name(), list_of(name())), "1", ""), (either(name(), list_of(name())), "[1]", ""),
    (record(Trip), "street", ""), (record(Trip), "[street]", ""), (record(Trip), "{trips: 1}", ""),
    (record(Trip), "{to: a, too: b}", ""), (record(Trip), "{to: a, trips: 0}", ""), (record(Trip, lone="to"), "12", ""),
    (record(Trip, lone="to"), "[a]", ""), (record(Trip), "{to: a, starts: 2026-03-01}", ""),
    (datum_type(), "null", ""),
    (datum_type(), "datte", UNSEEN), (datum_type(), "[]", ""), (datum_type(), "[a, a]", UNSEEN), (datum_type(), "[[a]]", ""),
    (VisitShape(), "some", ""), (VisitShape(), "[none]", ""), (VisitShape(), "{to: street, trips: 0}", ""),
    (OutputsShape(), "[[a]]", ""), (OutcomesShape(), "a", ""), (OutcomesShape(), "{a: datte}", UNSEEN), (RowShape(), "a", ""),
)  # fmt: skip


def named(value: object) -> str:
    return value if isinstance(value, str) else type(value).__name__


@pytest.mark.parametrize(("shape", "text", "value"), GOOD, ids=named)
def test_a_good_value_is_read_and_editors_take_it(shape: Shape, text: str, value: Any) -> None:
    read_value, into = decode(shape, text)
    assert into.found == []
    assert simple(read_value) == value
    assert complaints(shape.schema(), value_of(read(text))) == []


@pytest.mark.parametrize(("shape", "text", "unseen"), BAD, ids=named)
def test_a_bad_value_is_found_at_its_place_and_editors_refuse_it(
    shape: Shape, text: str, unseen: str
) -> None:
    _, into = decode(shape, text)
    assert into.found
    for finding in into.found:
        assert finding.code in {"AO003", "AO010", "AO012", "AO013"}
        assert finding.about == "service tried"
        assert (finding.span.line, finding.span.path) == (1, "a.yaml")
        assert 6 <= finding.span.column <= 7 + len(text)
    assert bool(complaints(shape.schema(), value_of(read(text)))) == (not unseen)


@pytest.mark.parametrize("shape", dict.fromkeys(named(shape) for shape, _, _ in GOOD))
def test_each_shape_is_tried_with_bad_values_too(shape: str) -> None:
    assert shape in {named(bad) for bad, _, _ in BAD}


@pytest.mark.parametrize(("shape", "text", "value"), GOOD, ids=named)
def test_a_shape_says_in_a_few_words_what_it_is(shape: Shape, text: str, value: Any) -> None:
    del text, value
    assert shape.describe()
    assert not shape.describe().endswith(".")


@pytest.mark.parametrize(
    ("shape", "text"), [(integer(), '"12"'), (boolean(), '"true"'), (number(), '"0.5"')], ids=named
)
def test_a_number_in_quotes_is_one_to_editors_and_to_askonce_alike(shape: Shape, text: str) -> None:
    _, into = decode(shape, text)
    assert bool(into.found) == bool(complaints(shape.schema(), value_of(read(text))))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", "`2026-02-30` stands where a date should"), ("[a]", "a list stands where a date should"),
        ("{a: b}", "a group of words stands where a date should"), ("", "nothing stands where a date should"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_beside_what_should_stand_there(text: str, message: str) -> None:
    _, into = decode(when(), text)
    assert [finding.message for finding in into.found] == [message]
    assert into.found[0].help == "write it like `2026-03-01`"


def test_a_misspelt_choice_and_word_are_offered_the_closest() -> None:
    assert decode(choice("accept", "refuse"), "acept")[1].found[0].help == "did you mean `accept`?"
    assert decode(choice("accept", "refuse"), "zzz")[1].found[0].help == "write one of accept, refuse"
    assert decode(record(Trip), "{to: a, trps: 2}")[1].found[0].help == "did you mean `trips`?"
    assert decode(record(Trip), "{to: a, x: 2}")[1].found[0].help == "the words here are to, trips, from"


def test_a_missing_word_is_offered_as_its_example() -> None:
    (finding,) = decode(record(Trip), "{trips: 2}")[1].found
    assert (finding.code, finding.message) == ("AO013", "`to` is missing beside `trips`")
    assert finding.help == "add `to: street`"


def test_what_is_wrong_in_a_list_or_a_group_leaves_the_rest_to_be_read() -> None:
    assert simple(decode(list_of(integer()), "[1, a, 3]")[0]) == (1, 3)
    assert simple(decode(map_of(name(), integer()), "{a: 1, b: x, c: 3}")[0]) == {"a": 1, "c": 3}
    assert simple(decode(record(Trip), "{to: a, trips: x}")[0]) == ("a", 1, None)


def test_names_and_texts_are_gathered_on_the_way() -> None:
    _, into = decode(
        map_of(refers("purpose"), optional(article()), names=True), "{meals: rules/2, outings: }"
    )
    assert [(ref.kinds, ref.id) for ref in into.refs] == [
        (("purpose",), "meals"), (("article",), "rules/2"), (("purpose",), "outings"),
    ]  # fmt: skip
    assert into.refs[1].span.column == len("word: {meals: ") + 1
    _, into = decode(localized(), "{en: Street}")
    assert [text.texts for text in into.texts] == [{"en": "Street"}]


def test_a_cell_of_a_sheet_may_hold_one_item_of_a_list() -> None:
    cell = Scalar("a", plain=False, path="a.csv", line=2, column=1, end_line=2, end_column=2, cell="A2")
    into = Decoding("service tried")
    assert list_of(name()).decode(cell, into) == ("a",)
    assert into.found == []


class Place(NamedTuple):
    """A place by its line and columns."""

    line: int
    column: int
    end_column: int


def test_a_group_keeps_the_places_of_its_words_and_names() -> None:
    node = read("{to: street, trips: 2}")
    group, _ = record(Trip).decode(node, Decoding("")), None
    assert isinstance(group, Trip)

    def at(span: Any) -> Place:
        return Place(span.line, span.column, span.end_column)

    assert at(group.place("to")) == Place(1, 12, 18)
    assert at(group.key_place("trips")) == Place(1, 20, 25)
    assert at(group.place("from")) == at(group.key_place("to"))  # what is absent is shown at the first word
    assert (group.states("trips"), group.states("from")) == (True, False)


@pytest.mark.parametrize(("words", "column"), [("{a: 1, b: 2}", 20), ("[a, b]", 17), ("a", 13)])
def test_a_name_of_the_authors_own_is_found_as_a_word_or_as_an_item(words: str, column: int) -> None:
    node = read(f"{{to: {words}}}")
    assert isinstance(node, Mapping)
    group = Trip(node=node)
    assert group.name_place("to", "b").column == {20: 19, 17: 16, 13: 12}[column]
    assert group.name_place("trips", "b") == node.span


def test_a_group_of_words_is_read_off_its_class() -> None:
    table = words_of(Trip)
    assert list(table.words) == ["to", "trips", "from"]
    assert table.words["from"][0] == "starts"
    assert words_of(Trip) is table
    schema = words_schema(Trip)
    assert schema["required"] == ["to"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["from"]["description"] == "The first day."


@pytest.mark.parametrize(
    ("words", "days", "shown"),
    [("1 working day", 1.4, "1 working day"), ("2 weeks", 14, "2 weeks"), ("0 days", 0, "0 days"), ("48 hours", 2, "48 hours")],
)  # fmt: skip
def test_a_period_counts_as_days_and_is_shown_as_it_was_written(words: str, days: float, shown: str) -> None:
    length, _ = decode(period(), words)
    assert isinstance(length, Period)
    assert length.days == pytest.approx(days)
    assert str(length) == shown


def test_nodes_that_no_author_wrote_are_read_as_well() -> None:
    empty: list[Node] = [Mapping({}, "a.yaml", 1, 1, 1, 1), Sequence((), "a.yaml", 1, 1, 1, 1)]
    for node in empty:
        for shape in (text(), refers("office"), localized(), record(Trip)):
            into = Decoding("service tried")
            shape.decode(node, into)
            assert into.found, (shape, node)
            assert all(finding.span.line == 1 for finding in into.found)
            assert msgspec.structs.asdict(into.found[0])["code"].startswith("AO01")
