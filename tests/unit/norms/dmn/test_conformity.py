"""The types of models: what conforms, what is converted, what becomes null."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.feel.values import Value
from tests.unit.norms.dmn.models import decision, definitions, evaluation, item, literal, shown, value

ONE, TWO = Decimal(1), Decimal(2)
TYPES = (
    item("tList", "number", many=True),
    item("tLevel", "string", allowed='"low", "high"'),
    item("tLevels", "tLevel", many=True),
    item("tAlias", "tLevel"),
    item(
        "tPerson",
        inside=item("name", "string", word="itemComponent") + item("age", "number", word="itemComponent"),
    ),
    item("tPeople", "tPerson", many=True),
    item(
        "tShort", "number", many=True, inside="<typeConstraint><text>count(?) &lt; 3</text></typeConstraint>"
    ),
    item("tPick", "number", many=True, allowed="1, 2"),
    item(
        "tFunction",
        inside='<functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem>',
    ),
    item("tTree", inside=item("children", "tTree", many=True, word="itemComponent")),
)


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("", "1", ONE),
        ("Any", '"x"', "x"),
        ("number", "1", ONE),
        ("number", '"x"', None),
        ("number", "null", None),
        ("number", "[1]", ONE),
        ("number", "[1, 2]", None),
        ("number", '["x"]', None),
        ("tList", "1", (ONE,)),
        ("tList", "[1, 2]", (ONE, TWO)),
        ("tList", '[1, "x"]', None),
        ("tList", '"x"', None),
        ("tList", "[]", ()),
        ("tLevel", '"low"', "low"),
        ("tLevel", '"none"', None),
        ("tAlias", '"none"', None),
        ("tLevels", '["low", "none"]', None),
        ("tLevels", '"low"', ("low",)),
        ("tPerson", '{name: "a", age: 1}', {"name": "a", "age": ONE}),
        ("tPerson", '{name: "a", age: 1, more: 2}', {"name": "a", "age": ONE, "more": TWO}),
        ("tPerson", '{name: "a"}', None),
        ("tPerson", '{name: "a", age: null}', {"name": "a", "age": None}),
        ("tPeople", '{name: "a", age: 1}', ({"name": "a", "age": ONE},)),
        ("tShort", "[1, 2]", (ONE, TWO)),
        ("tShort", "[1, 2, 3]", None),
        ("tPick", "[1, 2]", (ONE, TWO)),
        ("tPick", "[1, 3]", None),
        ("tTree", "{children: [{children: []}]}", {"children": ({"children": ()},)}),
        ("tUnknown", "1", None),
    ],
    ids=shown,
)  # fmt: skip
def test_what_a_decision_gives_is_made_to_conform(type_ref: str, text: str, expected: Value) -> None:
    assert value(definitions(*TYPES, decision("d", literal(text), type_ref=type_ref)), "d") == expected


def test_a_date_becomes_midnight_in_universal_time_where_a_moment_is_wanted() -> None:
    day = '@"2026-03-01"'
    text = definitions(
        decision("d", literal(day), type_ref="date and time"),
        decision("e", literal('d = @"2026-03-01T00:00:00Z"'), "d_d"),
    )
    assert value(text, "e") is True
    assert value(definitions(decision("d", literal('@"2026-03-01T00:00:00Z"'), type_ref="date")), "d") is None


def test_a_function_must_take_as_many_arguments() -> None:
    for text, fits in (("function(n) n", True), ("function(n, m) n", False), ("1", False)):
        made = value(definitions(*TYPES, decision("d", literal(text), type_ref="tFunction")), "d")
        assert (made is not None) is fits, text


def test_types_of_a_model_may_be_asked_for() -> None:
    for text, expected in (
        ('{name: "a", age: 1} instance of tPerson', True),
        ('{name: "a"} instance of tPerson', False),
        ('[{name: "a", age: 1}] instance of list<tPerson>', True),
        ("1 instance of tPerson", False),
    ):
        assert value(definitions(*TYPES, decision("d", literal(text))), "d") is expected, text


def test_a_value_of_another_type_is_said_with_its_line() -> None:
    got = evaluation(definitions(decision("d", literal('"x"'), type_ref="number")), "d")
    assert (got.messages[0].line, got.messages[0].message) == (
        3,
        "what `d` gives is no `number`, so it is null",
    )


def test_a_type_that_rests_on_itself_ends_without_a_crash() -> None:
    text = definitions(item("tA", "tB"), item("tB", "tA"), decision("d", literal("1"), type_ref="tA"))
    assert value(text, "d") is None
