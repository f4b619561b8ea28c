"""What holds of every expression: parsing ends, canonical text reads back, checked types are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.feel.check import infer, infer_unary
from askonce.feel.days import add_months_to_day, count_days, day_of_count, month_length, months_between
from askonce.feel.evaluate import Meter, Settings, evaluate, matches
from askonce.feel.lexer import tokens
from askonce.feel.operators import calculate, equal, holds, identity
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.source import source
from askonce.feel.syntax import Parsed, parse, parse_unary_tests
from askonce.feel.temporal import read_temporal, write_temporal
from askonce.feel.tree import Node, UnaryTests, walk, without_places
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
from askonce.feel.values import DaysTime, Money, Value, YearsMonths
from askonce.feel.writing import write

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
        value = stopped_or_value(found.tree, {"a": Decimal(1), "人": ("t", None)})
        assert equal(value, value) in (True, None)


def stopped_or_value(tree: Node, facts: Mapping[str, Value]) -> Value:
    """What a tree gives, null where it is stopped: it raises nothing else, and its value can be written."""
    rules = Settings("28 February", strict=False, moment=datetime(2026, 3, 1, tzinfo=UTC))
    try:
        if isinstance(tree, UnaryTests):
            return matches(tree, Decimal(1), facts, rules, Meter(50_000))
        value = evaluate(tree, facts, rules, Meter(50_000))
    except RecursionError:
        return None
    assert (write(value) is None) == (value is None)
    return value


#: Expressions over every construct and built-in; what breaks the engine stands a few letters beside one that works.
SEEDS = (
    "for i in 1..4, j in [i, 2] return if i = j then partial else {a: i, b: [j]}",
    'every d in @"2024-02-28"..@"2024-03-01" satisfies d + @"P1M" - @"P1D" >= date("2024-01-31")',
    '[{a: 1, b: "x"}, {a: null}][a > 0 or item.b instance of string].a[-1] between 0 and 2 ** 0.5',
    "(function(x: list<number>, y) sort(x, function(a, b) a > b)[y])(concatenate([3, 1], flatten([[2]])), 1)",
    'date and time("2018-03-25T01:30:00.5@Europe/Paris") + duration("PT1H") < @"-99999-12-31T24:00:00Z"',
    'replace(string join(split("a;b;c", ";"), "-"), "([a-c])-", "[$1]", "i") in ("[a][b]c", < "b", (= "c"))',
    'matches("Ab12", "^\\p{L}+[0-9-[5]]*$", "s") and not(contains("\\u0041", upper case("a")))',
    'context put(context merge([{a: {b: 1}}, {c: [1..5)}]), ["a", "b"], range("[1..3]")).a.b.end',
    "round half up(sum([1, 2.5]) / count([1]), 1) + modulo(-7, 3) * decimal(1 / 3, 4) - abs(-(2 ** 3))",
    "median([3, 1, 2]) = mean(1, 3) and overlaps([1..5], (3..9]) and list contains(mode([1, 1, 2]), 1)",
    'years and months duration(@"2024-02-29", today()).years + age(@"1960-02-29", @"2025-02-28") + time("10:30:00Z").hour',
    "distinct values(union([1, null], [null, {a: 1}])) != list replace([1, 2], function(o, n) o = 2, 3)",
)
PARTS = tuple(token.text for seed in SEEDS for token in tokens(seed)[:-1])


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A seed with pieces of others put in, taken out or exchanged, or letters changed."""
    pieces = [token.text for token in tokens(draw(st.sampled_from(SEEDS)))[:-1]]
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(pieces)))
        width = draw(st.integers(0, 3))
        put = draw(
            st.lists(st.sampled_from(PARTS), max_size=3) | st.text(max_size=2).map(lambda text: [text])
        )
        pieces[place : place + width] = put
    return " ".join(pieces)


@given(mutations())
@settings(max_examples=600, deadline=2000)
def test_no_expression_breaks_the_engine(text: str) -> None:
    for read in (parse, parse_unary_tests):
        found = read(text)
        check_shape(text, found)
        if found.tree is not None:
            infer(found.tree, SCOPE) if read is parse else infer_unary(found.tree, NUMBER, SCOPE)
            stopped_or_value(found.tree, {"item": None, "a": {"b": Decimal(1)}})


@pytest.mark.parametrize("text", SEEDS)
def test_each_seed_gives_a_value(text: str) -> None:
    tree = parse(text).tree
    assert tree is not None, parse(text).problems
    assert stopped_or_value(tree, {}) is not None


SCOPE: dict[str, Type] = {
    "n": INTEGER, "x": NUMBER, "t": TEXT, "ok": BOOLEAN, "d": DATE, "m": MoneyType("CNY"),
    "g": ChoiceType(("one", "two")),
    "ns": ListType(NUMBER), "ms": ListType(MoneyType("CNY")),
}  # fmt: skip
DAYS = st.integers(-40_000, 40_000).map(lambda days: date(2000, 2, 29) + timedelta(days=days))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000)
AMOUNTS = st.builds(Money, NUMBERS, st.just("CNY"))


def often(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """These values, and null now and then: what is null all through tells little."""
    return st.one_of(st.none(), *[values] * 4)


FACTS = st.fixed_dictionaries(
    {
        "n": often(st.integers(-5, 5).map(Decimal)),
        "x": often(NUMBERS),
        "t": often(st.text(max_size=3)),
        "ok": often(st.booleans()),
        "d": often(DAYS),
        "m": often(AMOUNTS),
        "g": often(st.sampled_from(["one", "two"])),
        "ns": often(st.lists(st.none() | NUMBERS, max_size=3).map(tuple)),
        "ms": often(st.lists(st.none() | AMOUNTS, max_size=3).map(tuple)),
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


#: Two numbers, whole ones and others: what mixes them goes wrong first.
MIXTURES = st.builds(
    "({} {} {})".format,
    *(
        st.sampled_from(["n", "x", "1", "2.5"]),
        st.sampled_from(["+", "-", "*", "/"]),
        st.sampled_from(["x", "n", "2.5"]),
    ),
)
#: Of each of the other types one that it is easy to go on from.
SUMS = st.sampled_from(
    ["(t + t)", "substring(t, 1)", "(d - d)", "(d + 60 days)", "(m + m)", "(m * x)", "(x > 1)"]
)


def expressions() -> st.SearchStrategy[str]:
    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        both = st.tuples(inner, OPERATORS, inner).map(lambda three: "({} {} {})".format(*three))
        return both | st.tuples(UNARY, inner).map(lambda two: two[0].format(two[1]))

    grown = st.recursive(st.one_of(ATOMS, ATOMS, MIXTURES, SUMS), grow, max_leaves=6)
    return st.one_of(MIXTURES, SUMS, *[grown] * 4)


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


FAR_DAYS = st.integers(-365_000_000_000, 365_000_000_000).map(day_of_count)
NEAR_DAYS = st.integers(1, 3_652_059).map(day_of_count)
CLOCKS = st.integers(0, 86_399_999_999_999).map(
    lambda ns: f"T{ns // 3_600_000_000_000:02d}:30:{ns % 60:02d}.{ns % 10**9:09d}"
)
PLACES = st.sampled_from(
    ["", "Z", "+08:00", "-05:30", "+01:02:03", "@Europe/Paris", "@Asia/Shanghai", "@Australia/Lord_Howe"]
)
MOMENTS = st.builds(
    lambda day, clock, place: read_temporal(f"{write_temporal(day)}{clock}{place}"),
    FAR_DAYS | NEAR_DAYS,
    CLOCKS,
    PLACES,
)


@given(MOMENTS, MOMENTS, st.integers(-(10**18), 10**18))
@settings(max_examples=300, deadline=None)
def test_moments_are_exact_in_every_year_and_zone(one: Value, other: Value, length: int) -> None:
    assert read_temporal(str(write(one))) == one
    assert (equal(one, other) is True) == (identity(one) == identity(other))
    gap = calculate("-", one, other)
    if gap is not None:
        assert isinstance(gap, DaysTime)
        assert holds("<", one, other) == (gap.nanoseconds < 0)
        assert equal(one, other) == (gap.nanoseconds == 0)
    moved = calculate("+", one, DaysTime(length))
    if moved is not None and "@" not in str(write(one)):
        assert calculate("-", moved, one) == DaysTime(length)
        assert equal(calculate("-", moved, DaysTime(length)), one) is True


@given(FAR_DAYS | NEAR_DAYS, st.integers(-100_000, 100_000))
@settings(max_examples=300, deadline=None)
def test_months_end_where_the_calendar_says(day: date, months: int) -> None:
    then = add_months_to_day(day, months)
    assert then is not None
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == min(day.day, month_length(then.year, then.month))
    assert months_between(day, then) == YearsMonths(months) or then.day < day.day
    assert day_of_count(count_days(then)) == then
    assert (count_days(then) > count_days(day)) == (months > 0)
