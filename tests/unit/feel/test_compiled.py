"""Compiled expressions: they give what walking the tree gives, and no author's text becomes code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from askonce.feel.check import Typed, infer
from askonce.feel.compiled import Given, compile_expression
from askonce.feel.compiling.expressions import Expressions
from askonce.feel.compiling.writer import Body, Space
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.syntax import parse
from askonce.feel.tree import Binary, If, Literal, Name, Node
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ListType, MoneyType, Type, context_type
from askonce.feel.values import FarDate, Money, Value

RULES = Settings("28 February", strict=True)
TYPES: dict[str, Type] = {
    "x": NUMBER, "n": INTEGER, "ok": BOOLEAN, "yes": BOOLEAN, "t": TEXT, "d": DATE, "e": DATE, "m": MoneyType("CNY"),
    "any_money": MoneyType(None), "ns": ListType(NUMBER),
    "home": ListType(context_type({"pay": MoneyType("CNY"), "old": BOOLEAN})),
}  # fmt: skip


def both(text: str, facts: Mapping[str, Value]) -> Value:
    tree = parse(text).tree
    assert tree is not None
    typed = infer(tree, TYPES)
    assert typed.problems == ()
    given = dict.fromkeys(TYPES) | dict(facts)
    found = compile_expression(typed, TYPES, RULES)(given)
    wanted = evaluate(typed.tree, given, RULES)
    assert (found, repr(found)) == (wanted, repr(wanted))
    return found


def source_of(text: str, types: Mapping[str, Type]) -> tuple[str, Mapping[str, object]]:
    tree = parse(text, frozenset(types)).tree
    assert tree is not None
    space = Space()
    body = Body(space)
    found = Expressions(body, Given(types), RULES).value(tree)
    body.emit(f"return {found.code}")
    return body.text("def run(f):"), space.held


ZERO, CENT = Decimal(0), Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "facts", "wanted"),
    [
        ("x / n", {"x": Decimal(1), "n": ZERO}, None), ("x + n", {"x": Decimal(1)}, None),
        ("x / n", {"x": Decimal(2), "n": Decimal(3)}, Decimal("0.6666666666666666666666666666666667")),
        ("x * x", {"x": Decimal("9E+6100")}, None), ("decimal(x, 0)", {"x": Decimal("2.5")}, Decimal(2)),
        ("decimal(m, 1)", {"m": Money(Decimal("0.25"), "CNY")}, Money(Decimal("0.2"), "CNY")),
        ("x < 1", {}, None), ("x = null", {}, True), ("x != null", {}, False), ("not(x < 1)", {}, None),
        ("ok and yes", {"yes": False}, False), ("ok and yes", {"yes": True}, None), ("ok or yes", {"yes": True}, True),
        ("ok or not(ok)", {}, None), ("0 * x", {}, None), ("x between 1 and 3", {}, None), ("x in (1, null)", {}, True),
        ("x in [3..n]", {"x": Decimal(1), "n": Decimal(1)}, None), ("x in [1..n]", {"x": Decimal(1), "n": Decimal(1)}, True),
        ("m + 1 CNY", {"m": Money(CENT, "CNY")}, Money(Decimal("1.01"), "CNY")), ("m < 1 CNY", {}, None),
        ("any_money < m", {"any_money": Money(ZERO, "EUR"), "m": Money(CENT, "CNY")}, None),
        ("any_money + m", {"any_money": Money(ZERO, "EUR"), "m": Money(CENT, "CNY")}, None),
        ("m / 2", {"m": Money(Decimal(1), "CNY")}, Money(Decimal("0.5"), "CNY")), ("-m", {}, None),
        ("min(x, n)", {"x": Decimal(1)}, None), ("max(m, 0 CNY)", {"m": Money(-CENT, "CNY")}, Money(ZERO, "CNY")),
        ("sum(x, n)", {"x": Decimal(1), "n": Decimal(2)}, Decimal(3)), ("sum(ns)", {"ns": ()}, None),
        ("count(ns)", {"ns": (None, CENT)}, Decimal(2)), ("count(home)", {}, None),
        ("age(d, e)", {"d": date(1960, 2, 29), "e": date(2025, 2, 28)}, Decimal(65)),
        ("age(d, e)", {"d": date(1960, 2, 29), "e": date(2025, 2, 27)}, Decimal(64)),
        ("age(d, e)", {"d": date(1960, 2, 29), "e": date(2024, 2, 28)}, Decimal(63)),
        ("age(d, e)", {"d": date(2025, 2, 28), "e": date(2025, 2, 27)}, None), ("age(d, e)", {"d": date(2025, 2, 28)}, None),
        ("age(d, e) + 0.5", {"d": date(2000, 1, 2), "e": date(2001, 1, 1)}, Decimal("0.5")),
        ("d.year = 2024", {"d": date(2024, 2, 29)}, True), ("d < e", {"d": date(2024, 2, 29), "e": FarDate(12024, 1, 1)}, True),
        ("some i in ns satisfies i > 1", {"ns": (None, Decimal(2))}, True),
        ("some i in ns satisfies i > 1", {"ns": (None, ZERO)}, None), ("every i in ns satisfies i > 1", {"ns": ()}, True),
        ("count(home[old and pay > m])", {"home": (), "m": Money(ZERO, "CNY")}, ZERO),
        ("count(home[old and pay > 1 CNY])", {"home": ({"pay": Money(Decimal(2), "CNY"), "old": True},)}, Decimal(1)),
        # A field that the type does not know stands before what is outside.
        ("count(home[pay > m])", {"home": ({"pay": Money(CENT, "CNY"), "old": None, "m": None},), "m": Money(ZERO, "CNY")}, ZERO),
        ("if ok then m else null", {"ok": True, "m": Money(CENT, "CNY")}, Money(CENT, "CNY")), ("if ok then 1 else 2", {}, Decimal(2)),
        ("{a: x, b: a + 1}.b", {"x": Decimal(1)}, Decimal(2)), ("[1, x][2]", {"x": Decimal(7)}, Decimal(7)),
        ('t in ("a", "b", "c", "d")', {"t": "d"}, True), ('not(t in ("a", "b", "c", "d"))', {}, True),
    ],
)  # fmt: skip
def test_a_compiled_expression_gives_what_the_walk_gives(
    text: str, facts: dict[str, Value], wanted: Value
) -> None:
    assert both(text, facts) == wanted


def test_an_amount_is_rounded_half_to_even() -> None:
    halves = [both("decimal(m, 1)", {"m": Money(Decimal(text), "CNY")}) for text in ("0.25", "0.35", "-0.45")]
    assert halves == [Money(Decimal(text), "CNY") for text in ("0.2", "0.4", "-0.4")]


def test_nothing_that_an_author_wrote_stands_in_the_source() -> None:
    name, words = "x'\\\n): import os #", 'end"\n    raise SystemExit("""'
    source, held = source_of("1", {})
    body = Body(space := Space())
    tree = Binary(0, 0, "=", Name(0, 0, name), Literal(0, 0, words))
    found = Expressions(body, Given({name: TEXT}), RULES).value(tree)
    body.emit(f"return {found.code}")
    source = body.text("def run(f):")
    assert {name, words} <= set(space.held.values())
    assert not any(piece in source for piece in ("import", "raise", "SystemExit"))
    run = compile_expression(
        Typed(BOOLEAN, (), frozenset([name]), uses_age=False, tree=tree), {name: TEXT}, RULES
    )
    assert (run({name: words}), run({name: "x"})) == (True, False)
    assert held is not None


def test_generated_code_reaches_no_built_in_that_could_do_harm() -> None:
    tree = parse("x + 1").tree
    assert tree is not None
    run = compile_expression(infer(tree, TYPES), TYPES, RULES)
    cell = next(
        one.cell_contents
        for one in run.__closure__ or ()
        if getattr(one.cell_contents, "__name__", "") == "run"
    )
    assert set(cell.__globals__["__builtins__"]) == {"len", "tuple", "KeyError"}


def test_three_thousand_arms_of_an_if_are_no_matter() -> None:
    tree: Node = Literal(0, 0, None)
    for number in range(3000, 0, -1):
        test = Binary(0, 0, "=", Name(0, 0, "x"), Literal(0, 0, Decimal(number)))
        tree = If(0, 0, test, Literal(0, 0, Decimal(number * 2)), tree)
    run = compile_expression(Typed(NUMBER, (), frozenset("x"), uses_age=False, tree=tree), TYPES, RULES)
    assert [run({"x": x}) for x in (Decimal(1), Decimal(3000), Decimal(3001), None)] == [
        Decimal(2),
        Decimal(6000),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("inner", "outer", "depth"),
    [
        ("x", "({} + 1)", 45), ("x > 1", "({} and ok)", 45), ("ok", "not({})", 45), ("x", "(if ok then {} else 1)", 35),
        ("x", "-({})", 40), ("ns", "(for i in {} return i)", 30), ("ok", "(if {} then yes else ok)", 30),
        ("x", "(if not(ok) or yes then (if yes then {} else 2) else 1)", 14),
    ],
)  # fmt: skip
def test_an_expression_as_deep_as_can_be_read_compiles(inner: str, outer: str, depth: int) -> None:
    text = inner
    for _ in range(depth):
        text = outer.format(text)
    for ok in (True, False, None):
        both(text, {"x": Decimal(2), "ok": ok, "yes": True, "ns": (Decimal(1), None)})


def test_a_long_junction_is_worked_out_no_further_than_needed() -> None:
    source, _ = source_of(" or ".join(f"(x + {number} > n)" for number in range(200)), TYPES)
    assert source.count("_add(") == 200
    assert both(" or ".join(f"x = {number}" for number in range(500)), {"x": Decimal(499)}) is True
