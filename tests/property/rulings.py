"""Norms drawn at random over all that packs may write, closed as rulings, and cases to put to them."""

from __future__ import annotations

from collections.abc import Mapping as Map
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from askonce.feel.evaluate import Settings
from askonce.feel.tree import walk as nodes
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
    context_type,
)
from askonce.feel.values import Money, Value
from askonce.norms.binding import bind_norm
from askonce.norms.kinds import NORM, PARAMETER
from askonce.norms.model import Norm, NormSeen, Parameter, ParameterSeen
from askonce.norms.ruling import Book, Ruling, all_on, rule, typed_of
from askonce.pack.symbols import Scope, Symbol, Table
from askonce.registers.fact import DECLINED, NOT_ASKED, UNAVAILABLE, Fact, known
from askonce.text.node import Mapping
from askonce.text.span import Span
from askonce.text.yaml import read_yaml
from tests.property.packs import Draw, titled, write

STRICT = Settings("28 February", strict=True)
ON = date(2025, 2, 28)
NEEDS: dict[str, Any] = {
    "n": "integer", "x": "number", "t": "text", "ok": "boolean", "d": "date", "m": "money CNY",
    "g": {"type": ["one", "two", "three"]},
    "ns": "list of number", "ms": "list of money CNY",
    "home": {"type": "list", "each": {"born": "date", "pay": "money CNY", "sort": "one of one, two"}},
}  # fmt: skip
PARAMETERS = {"limit": ("integer", "3"), "fee": ("money CNY", "18 CNY")}
OTHER = NormSeen({}, ("result",), "number", adopted=True, effect="neutral", adverse=False, emergency=False)
SCOPE = Scope(
    Table(
        [
            *(
                Symbol("parameter", name, Span("p.yaml"), ParameterSeen(*both))
                for name, both in PARAMETERS.items()
            ),
            Symbol("norm", "other", Span("n.yaml"), OTHER),
        ]
    )
)

#: The types of the facts, dates and parameters that expressions may name.
FACT_TYPES: dict[str, Type] = {
    "n": INTEGER, "x": NUMBER, "t": TEXT, "ok": BOOLEAN, "d": DATE, "m": MoneyType("CNY"),
    "g": ChoiceType(("one", "two", "three")), "ns": ListType(NUMBER), "ms": ListType(MoneyType("CNY")),
    "home": ListType(context_type({"born": DATE, "pay": MoneyType("CNY"), "sort": ChoiceType(("one", "two"))})),
    "application": DATE, "event": DATE, "limit": INTEGER, "fee": MoneyType("CNY"), "used": NUMBER,
}  # fmt: skip

# Expressions, each of a type; `{number}` and the like stand for one of that type.

ATOMS: dict[str, tuple[str, ...]] = {
    "number": ("n", "x", "limit", "0", "1", "2.5", "-3", "used", "0.1"),
    "truth": ("ok", "true", "ok = null"),
    "money": ("m", "fee", "5 CNY", "0 CNY"),
    "date": ("d", "application", '@"2024-02-29"', '@"2025-03-01"'),
    "word": ("g", '"one"', '"two"'),
}
GROWN: dict[str, tuple[str, ...]] = {
    "number": (
        "({number} + {number})", "({number} - {number})", "({number} * {number})", "({number} / {number})",
        "-{number}", "(n ** 2)", "abs({number})", "floor({number})", "decimal({number}, 1)", "modulo({number}, {number})",
        "min({number}, {number})", "max({number}, {number}, {number})", "sum({number}, {number})", "sum(ns)", "count(ns)",
        "max(ns)", "mean(ns)", "ns[1]", "sum(for i in ns return i * {number})", "d.year", "{date}.month",
        "age(d, application)", "age({date}, {date})", "({money} / {money})", "m.amount", "count(home)",
        'count(home[pay > {money} and sort != "two"])', "count(home[age(born, application) < limit])",
        "if {truth} then {number} else {number}", "if not({truth} and {truth}) then {number} else {number}",
        "if not({truth} or {truth}) then {number} else {number}",
        "if {truth} then {number} else if {truth} then {number} else null",
        "{{a: {number}, b: a + 1}}.b", "count([{number}, {number}])", "[{number}, {number}][1]", "max([{number}, 0])", "count(1..limit)", "string length(t)",
        "get or else({number}, {number})", "sum(for i in ns, j in [1, 2] return i * j)",
    ),
    "truth": (
        "({number} < {number})", "({number} >= {number})", "({number} = {number})", "({number} != {number})",
        "({money} <= {money})", "({money} = {money})", "({date} < {date})", "({date} = d)", "({word} = {word})",
        '(g in ("one", "two"))', "({number} in [0..limit])", "({number} in (< 0, > limit))", "({number} between 0 and {number})",
        "({truth} and {truth})", "({truth} or {truth})", "({truth} or {truth} or not({truth}))", "not({truth})",
        "(some i in ns satisfies i > {number})", "(every i in ns satisfies i > {number})",
        "(some one in home satisfies one.pay > {money})", "(every i in ns satisfies {truth})",
        "list contains(ns, {number})", "list contains([{number}, 1], {number})", "({money} = null)", "is defined({number})", "(x instance of number)", "({word} instance of string)", "({date} instance of date)",
        "({number} in ns)", "({date} in [d..application])", '(t = "a")', 'starts with(t, "a")', "(({number} + 1) in (2, 3))",
    ),
    "money": (
        "({money} + {money})", "({money} - {money})", "({money} * {number})", "({money} / {number})", "-{money}",
        "min({money}, {money})", "max({money}, 0 CNY)", "sum(ms)", "sum(home.pay)", "decimal({money}, 0)",
        "if {truth} then {money} else {money}", "if {truth} then {money} else null", 'sum(home[sort = "one"].pay)',
        "round half up({money}, 1)", "sum({money}, {money})", "sum([{money}, {money}])",
    ),
    "date": ("({date} + 1 month)", "({date} - 2 days)", "if {truth} then {date} else d"),
    "word": ('if {truth} then {word} else "three"',),
}  # fmt: skip
#: What seldom comes up among all patterns; it is drawn as often as all others together.
SELDOM = ("instance of", "{{", "[{", "between", "for ", " in ", "satisfies")
RARE = {
    kind: tuple(one for one in patterns if any(word in one for word in SELDOM)) or patterns
    for kind, patterns in GROWN.items()
}
CELLS: dict[str, tuple[str, ...]] = {
    "number": ("< 1", ">= 2", "[0..3)", "(1..limit]", "1, 2", "not(1)", "> limit", "null", "? > n", "not(< 0, > 2)", "!= 0"),
    "truth": ("true", "false", "not(true)", "null"),
    "money": ("< 5 CNY", ">= fee", "[0 CNY..5 CNY]", "5 CNY", "not(5 CNY)", "> m"),
    "date": ('< @"2024-02-29"', '>= @"2024-02-29"', '@"1960-02-29"', "<= application"),
    "word": ('"one"', '"one", "two"', 'not("one")', '"one", "two", "three", null', "null"),
}  # fmt: skip
KINDS = ("number", "truth", "money", "date", "word")
TYPES = {"number": "number", "truth": "boolean", "money": "money CNY", "date": "date", "word": "text"}
FACT_OF = {"number": ("n", "x"), "truth": ("ok",), "money": ("m",), "date": ("d",), "word": ("g",)}


class Drawn(NamedTuple):
    """A ruling, and what its generator drew for it."""

    ruling: Ruling
    constructs: frozenset[str]
    words: dict[str, Any]

    def __repr__(self) -> str:
        """Its words alone; a failing example prints them."""
        return repr(self.words)


@st.composite
def expressions(draw: Draw, kind: str, depth: int = 2) -> str:
    """An expression of a kind, as text."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(ATOMS[kind]))  # type: ignore[no-any-return]
    pattern = draw(st.sampled_from(GROWN[kind]) | st.sampled_from(RARE[kind]))
    pieces = pattern.replace("{{", "\0").replace("}}", "\1").split("{")
    found = pieces[0]
    for piece in pieces[1:]:
        inner, _, rest = piece.partition("}")
        found += draw(expressions(inner, depth - 1)) + rest
    return str(found).replace("\0", "{").replace("\1", "}")


@st.composite
def tables(draw: Draw, derived: Map[str, str], hit: str) -> dict[str, Any]:
    """A table of a hit policy over facts and derived facts."""
    columns = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    names = [
        draw(st.sampled_from([*FACT_OF[kind], *(name for name, one in derived.items() if one == kind)]))
        for kind in columns
    ]
    several = hit in ("unique", "any", "first", "priority", "collect", "rule order", "output order")
    outputs = draw(
        st.lists(
            st.sampled_from(KINDS if several else ("number", "money")),
            min_size=1,
            max_size=2 if several else 1,
        )
    )
    ranked = hit in ("priority", "output order")
    then = {
        f"out{place}": ["one", "two", "three"] if kind == "word" or ranked else TYPES[kind]
        for place, kind in enumerate(outputs)
    }

    def outcome() -> list[str]:
        words = st.sampled_from(["one", "two", "three"])
        return [
            draw(words) if then[f"out{place}"] == ["one", "two", "three"] else draw(expressions(kind, 1))
            for place, kind in enumerate(outputs)
        ]

    rows = []
    for _ in range(draw(st.integers(0, 5))):
        tests = [
            "-" if draw(st.integers(0, 3)) == 0 else draw(st.sampled_from(CELLS[kind])) for kind in columns
        ]
        rows.append([*tests, *outcome()])
    otherwise = {"otherwise": outcome()} if draw(st.integers(0, 2)) == 0 else {}
    return {"hit": hit, "when": names, "then": then, "rows": rows, **otherwise}


@st.composite
def rulings(draw: Draw, hit: str | None) -> Drawn:
    """A ruling over the facts of `NEEDS`, which may use another one: a table of a hit policy, or a formula."""
    derived: dict[str, str] = {}
    where: dict[str, str] = {}
    for place in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(KINDS))
        before = [name for name, one in derived.items() if one == "number"]
        text = draw(expressions(kind))
        if kind == "number" and before:
            text = f"({draw(st.sampled_from(before))} + {text})"
        derived[f"f{place}"], where[f"f{place}"] = kind, text
    body: dict[str, Any] = (
        {"table": draw(tables(derived, hit))}
        if hit is not None
        else {"result": draw(expressions(draw(st.sampled_from(KINDS)), 3))}
    )
    norm = {
        **titled("norm", "drawn"),
        "needs": NEEDS,
        "parameters": {name: name for name in PARAMETERS},
        "norms": {"used": "other"},
        "where": {**where, "leap_day": draw(st.sampled_from(["28 February", "1 March"]))},
        **body,
    }
    other = {
        **titled("norm", "other"), "needs": NEEDS,
        "where": {"half": "x / 2", "leap_day": "1 March"}, "result": "if ok then half else n",
    }  # fmt: skip
    ruled = rule("drawn", book(norm, other), all_on(ON))
    assume(isinstance(ruled, Ruling))
    assert isinstance(ruled, Ruling)
    table = ruled.text.table
    seen = {type(node).__name__ for typed in typed_of(ruled.text) for node in nodes(typed.tree)}
    seen |= {"table", table.table.hit} if table else {"formula"}
    seen |= {"otherwise"} if table and table.otherwise else set()
    seen |= {"derived"} if where else set()
    seen |= {"norm used"} if any("used" in typed.names for typed in typed_of(ruled.text)) else set()
    return Drawn(ruled, frozenset(seen), norm)


def book(*norms: dict[str, Any]) -> Book:
    """The norms as a pack has them, bound."""
    bound = {}
    for words in norms:
        norm = read(words, NORM)
        assert isinstance(norm, Norm)
        bound[norm.id] = bind_norm(norm, SCOPE)
    parameters = {}
    for name, (kind, value) in PARAMETERS.items():
        rates = [{"from": "2000-01-01", "value": value}]
        made = read({**titled("parameter", name), "type": kind, "values": rates}, PARAMETER)
        assert isinstance(made, Parameter)
        parameters[name] = made
    return Book(bound, parameters)


def read(words: dict[str, Any], kind: Any) -> Any:
    """A definition from its words, which read clean."""
    (node,), found = read_yaml("drawn.yaml", write(words))
    assert isinstance(node, Mapping)
    model, into = kind.decode(node)
    assert (found, into.found) == ((), []), into.found
    return model


# Cases

LEAP = date(1960, 2, 29)
DAYS = st.sampled_from([LEAP, date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)]) | st.integers(
    -30_000, 9_000
).map(lambda days: date(2000, 2, 29) + timedelta(days=days))
NUMBERS = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal("1E+30"), Decimal(1) / 3]) | st.decimals(
    allow_nan=False, allow_infinity=False, places=2, min_value=-9, max_value=9
)
AMOUNTS = st.builds(Money, NUMBERS, st.just("CNY"))
HOMES = st.lists(
    st.fixed_dictionaries(
        {
            "born": st.none() | DAYS,
            "pay": st.none() | AMOUNTS,
            "sort": st.none() | st.sampled_from(["one", "two"]),
        }
    ),
    max_size=3,
).map(tuple)
VALUES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {
        "n": st.none() | st.integers(-3, 5).map(Decimal), "x": st.none() | NUMBERS, "t": st.none() | st.sampled_from(["", "a"]),
        "ok": st.none() | st.booleans(), "d": st.none() | DAYS, "m": st.none() | AMOUNTS,
        "g": st.none() | st.sampled_from(["one", "two", "three"]),
        "ns": st.none() | st.lists(st.none() | NUMBERS, max_size=3).map(tuple),
        "ms": st.none() | st.lists(st.none() | AMOUNTS, max_size=3).map(tuple),
        "home": st.none() | HOMES,
        "application": st.just(ON) | DAYS, "event": st.none() | DAYS,
    }
)  # fmt: skip
HIDDEN = st.dictionaries(
    st.sampled_from(list(NEEDS)), st.sampled_from([NOT_ASKED, DECLINED, UNAVAILABLE]), max_size=4
)


def facts_of(values: Map[str, Value], hidden: Map[str, Fact]) -> dict[str, Fact]:
    """Values as facts, some of them hidden."""
    return {name: hidden.get(name) or known(value) for name, value in values.items()}
