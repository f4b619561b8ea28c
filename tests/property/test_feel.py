"""What holds of every expression: parsing ends, canonical text reads back, checked types are kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.feel.check import infer, infer_unary
from askonce.feel.evaluate import Settings, evaluate, matches
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.source import source
from askonce.feel.syntax import Parsed, parse, parse_unary_tests
from askonce.feel.tree import walk, without_places
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    ChoiceType,
    ListType,
    MoneyType,
    Type,
    conforms,
    type_name,
)
from askonce.feel.values import Money, Value

PIECES = st.sampled_from(
    ["a", "b", "?", "1", "2.5", '"t"', "18 CNY", "60 days", "1 working day", "true", "null",
     '@"2026-03-01"', "(", ")", "[", "]", "{",
     "}", ",", ":", ".", "..", "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", "and", "or", "not",
     "in", "between", "if", "then",
     "else", "for", "return", "some", "every", "satisfies", "instance", "of", "list<", "function(",
     "date and time(", "count(",
     "not(", "//", "/*", '"', "\\", "，", "人", "'", "\ud800"]
)  # fmt: skip


def check_shape(text: str, found: Parsed) -> None:
    assert (found.tree is None) == bool(found.problems)
    for problem in found.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
    for node in walk(found.tree) if found.tree is not None else ():
        assert 0 <= node.start <= node.end <= len(text)


@given(
    st.text(max_size=300)
    | st.lists(PIECES, max_size=60).map(" ".join)
    | st.lists(PIECES, max_size=60).map("".join)
)
@settings(max_examples=400, deadline=1000)
def test_the_parser_reads_or_refuses_any_text_and_what_it_reads_comes_back(text: str) -> None:
    for read in (parse, parse_unary_tests):
        found = read(text)
        check_shape(text, found)
        if found.tree is None:
            continue
        again = read(source(found.tree))
        assert again.tree is not None, source(found.tree)
        assert without_places(again.tree) == without_places(found.tree)
        infer(found.tree, {"a": NUMBER}) if read is parse else infer_unary(found.tree, NUMBER, {"a": NUMBER})
        literals(found.tree)
        is_plain(found.tree)


SCOPE: dict[str, Type] = {
    "n": INTEGER, "x": NUMBER, "t": TEXT, "ok": BOOLEAN, "d": DATE, "m": MoneyType("CNY"),
    "g": ChoiceType(("one", "two")),
    "ns": ListType(NUMBER), "ms": ListType(MoneyType("CNY")),
}  # fmt: skip
DAYS = st.integers(-40_000, 40_000).map(lambda days: date(2000, 2, 29) + timedelta(days=days))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000)
AMOUNTS = st.builds(Money, NUMBERS, st.just("CNY"))
FACTS = st.fixed_dictionaries(
    {
        "n": st.none() | st.integers(-5, 5).map(Decimal),
        "x": st.none() | NUMBERS,
        "t": st.none() | st.text(max_size=3),
        "ok": st.none() | st.booleans(),
        "d": st.none() | DAYS,
        "m": st.none() | AMOUNTS,
        "g": st.none() | st.sampled_from(["one", "two"]),
        "ns": st.none() | st.lists(st.none() | NUMBERS, max_size=3).map(tuple),
        "ms": st.none() | st.lists(st.none() | AMOUNTS, max_size=3).map(tuple),
    }
)
ATOMS = st.sampled_from(
    [*SCOPE, "1", "2.5", "0", '"one"', "true", "null", "5 CNY", "60 days", "2 months", '@"2024-02-29"']
)
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"])
UNARY = st.sampled_from(
    ["-{}", "not({})", "abs({})", "floor({})", "count({})", "sum({})", "max({})", "mean({})",
     "string length({})", "decimal({}, 1)",
     "age(d, {})", "[{}]", "{}[1]", "{}[item > 1]", "for i in {} return i", "some i in {} satisfies i > 1",
     "{{a: {}}}.a", "{}.year",
     "if {} then 1 else 2.5", "substring(t, {})", "append({}, 1)", "distinct values({})", "{}.days",
     "day of week({})", "{} between 1 and 2"]
)  # fmt: skip


def expressions() -> st.SearchStrategy[str]:
    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        both = st.tuples(inner, OPERATORS, inner).map(lambda three: "({} {} {})".format(*three))
        return both | st.tuples(UNARY, inner).map(lambda two: two[0].format(two[1]))

    return st.recursive(ATOMS, grow, max_leaves=6)


SEEN: set[str] = set()


@given(expressions(), FACTS)
@settings(max_examples=1500, deadline=None)
def test_a_checked_expression_gives_a_value_of_its_type(text: str, facts: dict[str, Value]) -> None:
    tree = parse(text).tree
    assert tree is not None, text
    found = infer(tree, SCOPE)
    rules = Settings("28 February", strict=not found.problems)
    value = evaluate(found.tree, facts, rules)
    if not found.problems:
        assert conforms(value, found.type), (text, value, found.type)
        if value is not None:
            SEEN.add(type_name(found.type))


def test_the_generator_reaches_many_types() -> None:
    test_a_checked_expression_gives_a_value_of_its_type()
    assert {"integer", "number", "boolean", "date", "money CNY", "text", "days duration"} <= SEEN


@given(
    st.sampled_from(["< {}", ">= {}", "{}", "not({})", "[{}..5]", "{}, 3", "? > {} and ? < 9", "= {}"]),
    NUMBERS,
    NUMBERS,
)
def test_a_plain_cell_changes_only_at_its_literals(cell: str, point: Decimal, subject: Decimal) -> None:
    tree = parse_unary_tests(cell.format(point)).tree
    assert tree is not None
    assert is_plain(tree)
    points = sorted(value for value in literals(tree) if isinstance(value, Decimal))
    near = next((value for value in points if value > subject), None)
    if subject not in points and near is not None:
        lower = max((value for value in points if value < subject), default=subject - 1)
        between = (max(lower, subject - 1) + near) / 2
        rules = Settings(None, strict=True)
        assert matches(tree, subject, {}, rules) == matches(tree, between, {}, rules)
