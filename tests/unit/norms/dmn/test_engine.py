"""What models give: every boxed expression, decision tables, functions, services and imports."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.feel.values import Value
from tests.unit.norms.dmn.models import (
    decision,
    definitions,
    evaluation,
    input_data,
    item,
    knowledge,
    literal,
    model,
    output,
    shown,
    table,
    value,
)

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def entry(logic: str, name: str = "", type_ref: str = "") -> str:
    stated = f' typeRef="{type_ref}"' if type_ref else ""
    variable = f'<variable name="{name}"{stated}/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def each(word: str, source: str, body: str) -> str:
    inner = "return" if word == "for" else "satisfies"
    return f'<{word} iteratorVariable="x y"><in>{literal(source)}</in><{inner}>{literal(body)}</{inner}></{word}>'


def given(condition: str) -> str:
    parts = zip(("if", "then", "else"), (condition, "1", "2"), strict=True)
    return (
        "<conditional>"
        + "".join(f"<{word}>{literal(text)}</{word}>" for word, text in parts)
        + "</conditional>"
    )


def kept(source: str, match: str) -> str:
    return f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>"


ADD = knowledge("add", literal("a + b"), "a:number", "b:number")


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (literal("1 + 1"), TWO),
        (f"<list>{literal('1')}{literal('1 + 1')}</list>", (ONE, TWO)),
        (
            ('<relation><column name="n"/><column name="f f"/>'
            f"<row>{literal('1')}{literal('true')}</row><row>{literal('2')}{literal('false')}</row></relation>"),
            ({"n": ONE, "f f": True}, {"n": TWO, "f f": False}),
        ),
        (f"<context>{entry(literal('1'), 'a b')}{entry(literal('a b + 1'), 'c')}</context>", {"a b": ONE, "c": TWO}),
        (f"<context>{entry(literal('1'), 'a')}{entry(literal('a + 1'))}</context>", TWO),
        (f"<context>{entry(literal('1'), 'a', 'string')}</context>", {"a": None}),
        (given("true"), ONE),
        (given("null"), TWO),
        (given('"yes"'), None),
        (each("for", "[1, 2]", "x y + 1"), (TWO, THREE)),
        (each("for", "[1..2]", "count(partial)"), (Decimal(0), ONE)),
        (each("for", "null", "x y"), None),
        (each("some", "[1, 2]", "x y > 1"), True),
        (each("every", "[1, 2]", "x y > 1"), False),
        (each("every", "[1, null]", "x y > 0"), None),
        (each("some", "[1, 2]", '"maybe"'), None),
        (kept("[1, 2, 3]", "item >= 2"), (TWO, THREE)),
        (kept("[{a: 1}, {a: 2}]", "a = 2"), ({"a": TWO},)),
        (kept("[1]", '"no"'), None),
        (kept("null", "true"), ()),
        (
            f"<invocation>{literal('f')}<binding><parameter name='x'/>{literal('2')}</binding></invocation>",
            None,  # nothing is called f
        ),
        (
            "<context>"
            + entry(f"<functionDefinition><formalParameter name='x' typeRef='number'/>{literal('x + 1')}</functionDefinition>", "f")
            + entry(f"<invocation>{literal('f')}<binding><parameter name='x'/>{literal('2')}</binding></invocation>")
            + "</context>",
            THREE,
        ),
        (
            "<context>"
            + entry(f"<functionDefinition><formalParameter name='x'/>{literal('x + 1')}</functionDefinition>", "f")
            + entry(f"<invocation>{literal('f')}<binding><parameter name='y'/>{literal('2')}</binding></invocation>")
            + "</context>",
            None,
        ),
        ('<functionDefinition kind="Java"/>', None),
        ('<literalExpression expressionLanguage="urn:python"><text>1</text></literalExpression>', None),
    ],
)  # fmt: skip
def test_boxed_expressions(logic: str, expected: Value) -> None:
    assert value(definitions(decision("d", logic)), "d") == expected


@pytest.mark.parametrize(
    ("hit", "expected"),
    [
        ("UNIQUE", None),
        ("ANY", None),
        ("FIRST", "low"),
        ("PRIORITY", "high"),
        ("RULE ORDER", ("low", "high")),
        ("OUTPUT ORDER", ("high", "low")),
        ("COLLECT", ("low", "high")),
        ("COLLECT+COUNT", TWO),
        ("COLLECT+MIN", "high"),
        ("COLLECT+MAX", "low"),
        ("COLLECT+SUM", "lowhigh"),
    ],
)
def test_hit_policies(hit: str, expected: Value) -> None:
    rows = (["> 0", '"low"'], ["> 1", '"high"'])
    text = definitions(
        input_data("n", "number"),
        decision("d", table(hit, ["n"], [output(values='"high", "low"')], *rows), "i_n"),
    )
    assert value(text, "d", {"n": 2}) == expected


def test_priority_goes_by_the_allowed_values_of_the_type() -> None:
    rows = (["> 0", '"low"'], ["> 1", '"high"'])
    text = definitions(
        item("tLevel", "string", allowed='"high", "low"'),
        input_data("n", "number"),
        decision("d", table("PRIORITY", ["n"], ["<output/>"], *rows), "i_n", type_ref="tLevel"),
    )
    assert value(text, "d", {"n": 2}) == "high"


def test_several_outputs_and_their_defaults() -> None:
    outputs = [output("level", default='"none"'), output("fee")]
    text = definitions(
        input_data("n", "number"),
        decision("d", table("UNIQUE", ["n"], outputs, ["> 0", '"low"', "n * 2"]), "i_n"),
    )
    assert value(text, "d", {"n": 1}) == {"level": "low", "fee": TWO}
    assert value(text, "d", {"n": 0}) == {"level": "none", "fee": None}


@pytest.mark.parametrize(
    "hit", ["UNIQUE", "PRIORITY", "COLLECT", "RULE ORDER", "COLLECT+COUNT", "COLLECT+SUM"]
)
def test_a_table_without_a_match_and_a_default_gives_null(hit: str) -> None:
    text = definitions(
        input_data("n", "number"), decision("d", table(hit, ["n"], ["<output/>"], ["> 0", "1"]), "i_n")
    )
    assert value(text, "d", {"n": 0}) is None
    assert value(text.replace("<output/>", output(default="7")), "d", {"n": 0}) == Decimal(7)


def test_a_value_that_its_column_does_not_allow_meets_no_irrelevant_cell() -> None:
    column = (
        "<input><inputExpression><text>n</text></inputExpression>"
        "<inputValues><text>[0..5]</text></inputValues></input>"
    )
    rows = (["> 6", "1"], ["-", "2"])
    text = definitions(
        input_data("n", "number"), decision("d", table("FIRST", [column], ["<output/>"], *rows), "i_n")
    )
    assert value(text, "d", {"n": 5}) == TWO
    assert value(text, "d", {"n": None}) == TWO
    assert value(text, "d", {"n": 7}) == ONE
    got = evaluation(text, "d", {"n": 6})
    assert got.value is None
    assert "not among the values of its column" in got.messages[0].message


def test_an_invocation_may_leave_arguments_out() -> None:
    call = f"<invocation>{literal('f')}<binding><parameter name='x'/>{literal('2')}</binding></invocation>"
    function = knowledge("f", literal("[x, y]"), "x", "y")
    assert value(definitions(function, decision("d", call, "k_f")), "d") == (TWO, None)


def test_empty_cells_take_any_value_and_others_see_the_scope() -> None:
    text = definitions(
        input_data("n", "number"),
        input_data("limit of n", "number"),
        decision(
            "d", table("FIRST", ["n"], ["<output/>"], ["> limit of n", "1"], ["", "2"]), "i_n", "i_limit of n"
        ),
    )
    assert value(text, "d", {"n": 3, "limit of n": 2}) == ONE
    assert value(text, "d", {"n": 1, "limit of n": 2}) == TWO


@pytest.mark.parametrize(
    ("outputs", "row"), [([], ["-"]), (["<output/>"], ["-", "1", "2"]), (["<output/>"], ["-"])]
)
def test_a_table_whose_rows_do_not_fit_is_null(outputs: list[str], row: list[str]) -> None:
    got = evaluation(definitions(decision("d", table("FIRST", ["1"], outputs, row))), "d")
    assert got.value is None
    assert "do not fit its columns" in got.messages[0].message


def test_broken_policies_name_the_rows() -> None:
    text = definitions(
        input_data("n"), decision("d", table("UNIQUE", ["n"], ["<output/>"], ["1", "1"], ["1", "1"]), "i_n")
    )
    assert "match together, against unique" in evaluation(text, "d", {"n": 1}).messages[0].message


def test_decisions_are_decided_once_and_only_where_needed() -> None:
    text = definitions(
        decision("unread", literal("1 +")),
        decision("a", literal("1")),
        decision("b", literal("a + a"), "d_a"),
        decision("c", literal("a + b"), "d_a", "d_b"),
    )
    got = evaluation(text, "c")
    assert (got.value, got.messages) == (THREE, ())


def test_functions_by_name_by_place_and_with_wrong_arguments() -> None:
    calls = {
        "add(1, 2)": THREE,
        "add(b: 2, a: 1)": THREE,
        'add(1, "2")': None,
        "add(1)": None,
        "add(a: 1, c: 2)": None,
    }
    for call, expected in calls.items():
        assert value(definitions(ADD, decision("d", literal(call), "k_add")), "d") == expected, call


def test_a_function_may_need_others() -> None:
    twice = knowledge("twice", literal("add(x, x)"), "x").replace(
        "</businessKnowledgeModel>",
        '<knowledgeRequirement><requiredKnowledge href="#k_add"/></knowledgeRequirement></businessKnowledgeModel>',
    )
    assert value(definitions(ADD, twice, decision("d", literal("twice(1)"), "k_twice")), "d") == TWO


SERVICE = definitions(
    input_data("n", "number"),
    decision("given", literal("100"), type_ref="number"),
    decision("a", literal("n + given"), "i_n", "d_given"),
    decision("b", literal("a * 2"), "d_a"),
    '<decisionService id="k_one" name="one"><variable name="one"/><outputDecision href="#d_b"/>'
    '<encapsulatedDecision href="#d_a"/><inputDecision href="#d_given"/><inputData href="#i_n"/></decisionService>',
    '<decisionService id="k_two" name="two"><variable name="two"/><outputDecision href="#d_a"/>'
    '<outputDecision href="#d_b"/><inputDecision href="#d_given"/><inputData href="#i_n"/></decisionService>',
    decision("call", literal("one(1, 2)"), "k_one"),
    decision("named", literal("two(given: 2, n: 1)"), "k_two"),
    decision("wrong", literal('one("x", 2)'), "k_one"),
)  # fmt: skip


def test_a_decision_service_takes_input_data_before_input_decisions() -> None:
    assert value(SERVICE, "call") == Decimal(6)
    assert value(SERVICE, "named") == {"a": THREE, "b": Decimal(6)}
    assert value(SERVICE, "wrong") is None
    assert value(SERVICE, "one", {"n": 1, "given": 2}) == Decimal(6)
    assert value(SERVICE, "b", {"n": 1}) == Decimal(202)


def test_a_service_asked_without_an_input_says_so() -> None:
    got = evaluation(SERVICE, "one", {"n": 1})
    assert got.value is None
    assert any("`given` is missing" in one.message for one in got.messages)


BASE = definitions(
    item("tAge", "number", allowed="[0..150]"),
    input_data("age", "tAge"),
    decision("of age", literal("age >= 18"), "i_age"),
    ADD,
    namespace="urn:base",
)
USING = definitions(
    '<import namespace="urn:base" name="the base" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
    item("tAges", "the base.tAge", many=True),
    input_data("ages", "tAges"),
    '<decision id="d" name="d"><variable name="d"/>'
    '<informationRequirement><requiredDecision href="urn:base#d_of age"/></informationRequirement>'
    '<knowledgeRequirement><requiredKnowledge href="urn:base#k_add"/></knowledgeRequirement>'
    f"{literal('if the base.of age then the base.add(1, 2) else 0')}</decision>",
    '<decision id="e" name="e"><variable name="e"/><informationRequirement><requiredInput href="#i_ages"/></informationRequirement>'
    f"{literal('count(ages)')}</decision>",
)  # fmt: skip


@pytest.mark.parametrize("inputs", [{"{urn:base}age": 20}, {"the base": {"age": 20}}])
def test_imported_models_by_the_name_of_the_import(inputs: dict[str, object]) -> None:
    assert value((USING, BASE), "d", inputs) == THREE
    assert value((USING, BASE), "e", {"ages": [1, 2]}) == TWO
    got = evaluation((USING, BASE), "e", {"ages": [1, 200]})
    assert "is no `tAges`" in got.messages[0].message


def test_an_import_without_a_name_brings_bare_names() -> None:
    using = USING.replace('name="the base"', 'name=""').replace("the base.", "")
    assert value((using, BASE), "d", {"{urn:base}age": 20}) == THREE


@pytest.mark.parametrize(
    "logic",
    [
        literal("{f: function(g) g(g), r: f(f)}.r"),
        literal("for a in 1..1000000, b in 1..1000000 return a"),
        each("for", "[1..1000000]", "for a in 1..1000000 return a"),
        f"<for iteratorVariable='a'><in>{literal('[1..1000000]')}</in><return>{each('every', '[1..1000000]', 'a > 0')}</return></for>",
        kept("for a in 1..1000000 return a", "count(for b in 1..1000000 return b) > 0"),
    ],
    ids=shown,
)
def test_what_does_not_end_is_said(logic: str) -> None:
    got = evaluation(definitions(decision("d", logic)), "d")
    assert got.value is None
    assert "does not end, or takes too many steps" in got.messages[0].message


def test_a_circle_of_requirements_is_null_and_said() -> None:
    text = definitions(decision("a", literal("b"), "d_b"), decision("b", literal("a"), "d_a"))
    got = evaluation(text, "a")
    assert got.value is None
    assert any("requires itself" in one.message for one in got.messages)


def test_missing_things_are_said_with_their_lines() -> None:
    text = definitions(input_data("n", "number"), decision("d", literal("n +\n 1 +"), "i_n", "i_other"))
    messages = {one.message: one.line for one in evaluation(text, "d").messages}
    assert messages["the input `n` is missing"] == 3
    assert messages["nothing has the id `i_other`"] == 4
    assert any("an operand is missing" in message for message in messages)
    assert "there is no decision" in evaluation(text, "x").messages[0].message


def test_a_decision_without_logic_is_null() -> None:
    assert value(definitions(decision("d", "")), "d") is None


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3", "1.4", "1.5"])
def test_every_version_is_read(version: str) -> None:
    assert model(definitions(decision("d", literal("1")), version=version)).version == version
