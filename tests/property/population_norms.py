"""Norms that a table can say and people to try them on, drawn at random from a seed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated
from typing import Any, NamedTuple

import pyarrow as pa

from askonce.feel.values import DaysTime, Money, Value, YearsMonths, days_time
from askonce.norms.binding import bind_norm
from askonce.norms.kinds import NORM
from askonce.norms.model import Norm
from askonce.norms.ruling import Book, Dates, Ruling, rule
from askonce.pack.symbols import Scope, Table
from askonce.text.node import Mapping as Entries
from askonce.text.yaml import read_yaml

NEEDS = {
    "i": "integer", "k": "integer", "x": "number", "z": "number", "m": "money CNY", "w": "money CNY",
    "d": "date", "e": "date", "t": "text", "ok": "boolean", "well": "boolean",
    "span": "days duration", "term": "months duration",
}  # fmt: skip
CHOICE = ("none", "mild", "severe")
COLUMNS = {
    "i": pa.int64(), "k": pa.int32(), "x": pa.decimal128(14, 4), "z": pa.decimal128(12, 3),
    "m": pa.decimal128(18, 2), "w": pa.decimal128(18, 2), "d": pa.date32(), "e": pa.date32(), "t": pa.string(),
    "ok": pa.bool_(), "well": pa.bool_(), "span": pa.int32(), "term": pa.int32(), "g": pa.string(),
}  # fmt: skip
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "1960-02-29", "1964-02-29", "2000-02-29", "2004-02-29", "1959-12-31", "1960-02-28", "1960-03-01", "1990-03-01",
        "2008-02-28", "2024-01-31", "2024-02-29", "2025-02-28", "2025-03-01", "2026-02-28", "2026-03-01", "1900-02-28",
        "2100-03-01", "1985-08-31",
    )
)  # fmt: skip
DATES = (
    Dates(date(2025, 2, 28), date(2025, 2, 28), date(2025, 2, 28)),
    Dates(date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31)),
    Dates(date(2024, 2, 28), date(2024, 2, 29), date(2024, 12, 31)),
    Dates(date(2026, 1, 31), date(2026, 8, 31), date(2028, 2, 29)),
)
HITS = ("unique", "any", "first", "priority", "collect sum", "collect min", "collect max", "collect count")
ROUNDINGS = (
    "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down", "round half even",
)  # fmt: skip

#: Every construct that a table can say, by the mark that the generator leaves where it draws it.
CONSTRUCTS = (
    "=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "if", "between", "in", "interval", "list", "null", "+", "-", "*",
    "/ constant", "/ column", "negate", "min", "max", "sum", "mean", "abs", "modulo", "even", "odd", "age", "leap 28 February",
    "leap 1 March", "date + days", "date + months", "date - date", "years and months duration", "year", "month", "day",
    "weekday", "years", "months", "days", "date(y, m, d)", "string length", "contains", "starts with", "ends with", "text +",
    "list contains", "ratio compared", "ratio if", "derived", "formula", "table", "several outputs", "otherwise",
    "date column", "negated cell", "norm used", "days * n", ".amount", "all", "any of",
    *HITS, *ROUNDINGS,
)  # fmt: skip


class Drawn(NamedTuple):
    """A norm with its ruling, the constructs in it, and the text as an author would write it."""

    ruling: Ruling
    marks: frozenset[str]
    text: str
    date_columns: tuple[str, ...]


class Author:
    """Draws expressions of each type."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.marks: set[str] = set()
        self.names: dict[str, list[str]] = {
            "integer": ["i", "k"], "number": ["x", "z"], "money": ["m", "w"], "date": ["d", "e", "application"],
            "text": ["t", "g"], "boolean": ["ok", "well"], "days": ["span"], "months": ["term"],
        }  # fmt: skip

    def mark(self, *marks: str) -> None:
        self.marks.update(marks)

    def pick(self, *options: Any) -> Any:
        """One of several texts, or of several ways to write one."""
        return self.chance.choice(options)

    def word(self, *options: object) -> str:
        return str(self.chance.choice(options))

    def name(self, kind: str) -> str:
        return str(self.chance.choice(self.names[kind]))

    # -- by type

    def integer(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.1:
            return self.word(self.name("integer"), self.name("integer"), str(self.chance.randint(-6, 70)))
        return str(self.pick(
            self.i_sum, self.i_age, self.i_age, self.i_age, self.i_part, self.i_days, self.i_months, self.i_floor, self.i_length, self.i_if, self.i_modulo,
        )(depth - 1))  # fmt: skip

    def i_sum(self, depth: int) -> str:
        op = self.pick("+", "-", "*")
        self.mark(op)
        return f"({self.integer(depth)} {op} {self.pick(self.integer(0), self.chance.randint(-4, 9))})"

    def i_age(self, depth: int) -> str:
        del depth
        self.mark("age")
        on = self.pick(
            "application", "application", "event", self.name("date"), "date(application.year, 8, 31)"
        )
        return f"age({self.pick('d', 'e')}, {on})"

    def i_part(self, depth: int) -> str:
        part = self.pick("year", "month", "day", "weekday")
        self.mark(part)
        return f"{self.date(min(depth, 1))}.{part}"

    def i_days(self, depth: int) -> str:
        self.mark("days")
        return f"({self.days(depth)}).days"

    def i_months(self, depth: int) -> str:
        part = self.pick("years", "months")
        self.mark(part)
        return f"({self.months(depth)}).{part}"

    def i_floor(self, depth: int) -> str:
        mode = self.pick("floor", "ceiling")
        self.mark(mode)
        return f"{mode}({self.ratio(depth)})"

    def i_length(self, depth: int) -> str:
        self.mark("string length")
        return f"string length({self.text(depth)})"

    def i_if(self, depth: int) -> str:
        self.mark("if")
        return (
            f"(if {self.boolean(depth)} then {self.integer(depth)} else {self.pick(self.integer(0), 'null')})"
        )

    def i_modulo(self, depth: int) -> str:
        self.mark("modulo")
        divisor = self.pick(self.name("integer"), "3", "-3", "7", "0")
        return f"floor(modulo({self.integer(min(depth, 1))}, {divisor}))"

    def number(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.1:
            return self.word(
                self.name("number"), self.name("number"), self.pick("0", "1.5", "-2.25", "0.5", "12")
            )
        return str(
            self.pick(
                self.n_sum, self.n_rounded, self.n_modulo, self.n_if, self.n_abs, self.n_share, self.n_amount
            )(depth - 1)
        )

    def n_sum(self, depth: int) -> str:
        op = self.pick("+", "-", "*")
        self.mark(op)
        return f"({self.number(depth)} {op} {self.pick(self.number(0), '0.5', self.integer(0))})"

    def n_rounded(self, depth: int) -> str:
        mode = self.pick(*ROUNDINGS)
        self.mark(mode)
        return f"{mode}({self.ratio(depth)}, {self.pick('0', '1', '2', '3', '-1')})"

    def n_modulo(self, depth: int) -> str:
        self.mark("modulo")
        return f"modulo({self.number(min(depth, 0))}, {self.pick(self.name('number'), '3', '-3', '0.7', '-2.5', '0')})"

    def n_if(self, depth: int) -> str:
        self.mark("if")
        return f"(if {self.boolean(depth)} then {self.number(depth)} else {self.number(0)})"

    def n_abs(self, depth: int) -> str:
        self.mark("abs")
        return f"abs({self.number(depth)})"

    def n_share(self, depth: int) -> str:
        del depth
        self.mark("/ column", "round half even")
        return f"round half even({self.name('money')} / {self.name('money')}, {self.pick('0', '1', '2')})"

    def n_amount(self, depth: int) -> str:
        self.mark(".amount")
        return f"({self.money(min(depth, 1))}).amount"

    def ratio(self, depth: int) -> str:
        """A number that waits to be rounded: with a division, or as it is."""
        drawn = self.chance.random()
        if drawn < 0.3:
            self.mark("/ constant")
            return f"{self.number(min(depth, 1))} / {self.pick('3', '7', '-3', '4', '0.6', '1200', '0')}"
        if drawn < 0.55:
            self.mark("/ column")
            return f"{self.number(0)} / {self.pick(self.name('number'), self.name('integer'))}"
        if drawn < 0.65:
            self.mark("/ constant", "ratio if")
            return f"(if {self.boolean(0)} then {self.number(0)} else {self.number(0)} / 3)"
        if drawn < 0.75:
            self.mark("/ constant", "+")
            return f"({self.number(0)} / 3 {self.pick('+', '-')} {self.number(0)})"
        if drawn < 0.85:
            self.mark("mean")
            return f"mean({self.number(0)}, {self.number(0)}, {self.number(0)})"
        return self.number(depth)

    def money(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.1:
            return self.word(
                self.name("money"), self.name("money"), self.pick("0 CNY", "18 CNY", "0.05 CNY", "-2.5 CNY")
            )
        return str(
            self.pick(
                self.m_sum,
                self.m_times,
                self.m_rounded,
                self.m_extreme,
                self.m_if,
                self.m_negate,
                self.m_share,
            )(depth - 1)
        )

    def m_sum(self, depth: int) -> str:
        if self.chance.random() < 0.4:
            self.mark("sum")
            return f"sum({self.money(min(depth, 1))}, {self.money(0)}, {self.money(0)})"
        op = self.pick("+", "-")
        self.mark(op)
        return f"({self.money(depth)} {op} {self.money(0)})"

    def m_times(self, depth: int) -> str:
        del depth
        self.mark("*")
        return f"({self.money(0)} * {self.pick(self.name('integer'), '0.85', '0.5', self.name('number'))})"

    def m_rounded(self, depth: int) -> str:
        del depth
        mode = self.pick(*ROUNDINGS)
        self.mark(mode, "/ constant")
        divided = self.pick(
            f"{self.name('money')} / {self.pick('3', '8', '7', '-6', self.name('integer'))}",
            f"{self.name('money')} * {self.pick('0.333', '0.05', self.name('number'))}",
            f"{self.name('money')} * {self.name('integer')} / 1200 + 100 CNY",
        )
        return f"{mode}({divided}, {self.pick('2', '1', '0', '-1')})"

    def m_extreme(self, depth: int) -> str:
        op = self.pick("min", "max")
        self.mark(op)
        return f"{op}({self.money(depth)}, {self.money(0)})"

    def m_if(self, depth: int) -> str:
        self.mark("if")
        return f"(if {self.boolean(depth)} then {self.money(depth)} else {self.money(0)})"

    def m_negate(self, depth: int) -> str:
        self.mark("negate")
        return f"-({self.money(depth)})"

    def m_share(self, depth: int) -> str:
        self.mark("/ constant")
        return f"({self.money(min(depth, 1))} / {self.pick('2', '4', '5', '100')})"

    def date(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.15:
            return self.name("date")
        return str(self.pick(self.d_days, self.d_months, self.d_if, self.d_made, self.d_extreme)(depth - 1))

    def d_days(self, depth: int) -> str:
        self.mark("date + days")
        length = self.pick("60 days", "1 day", "-(400 days)", "span", f"({self.days(min(depth, 0))})")
        return f"({self.pick('d', 'e', 'application')} {self.pick('+', '-')} {length})"

    def d_months(self, depth: int) -> str:
        del depth
        self.mark("date + months")
        return f"({self.pick('d', 'e', 'application')} {self.pick('+', '-')} {self.pick('1 month', '18 years', '13 months', 'term')})"

    def d_if(self, depth: int) -> str:
        self.mark("if")
        return (
            f"(if {self.boolean(depth)} then {self.name('date')} else {self.pick(self.name('date'), 'null')})"
        )

    def d_made(self, depth: int) -> str:
        del depth
        self.mark("date(y, m, d)")
        return f"date({self.pick('d', 'e')}.year, {self.pick('2', '8', 'k', 'e.month')}, {self.pick('29', '31', 'i', 'd.day')})"

    def d_extreme(self, depth: int) -> str:
        del depth
        op = self.pick("min", "max")
        self.mark(op)
        return f"{op}({self.name('date')}, {self.name('date')})"

    def days(self, depth: int) -> str:
        drawn = self.chance.random()
        if drawn < 0.5:
            self.mark("date - date")
            return f"({self.date(min(depth, 1))} - {self.name('date')})"
        if drawn < 0.6:
            self.mark("days * n")
            return f"(span * {self.pick('2', '-1', '3')} + 5 days)"
        return self.word("span", "span", "60 days")

    def months(self, depth: int) -> str:
        del depth
        if self.chance.random() < 0.6:
            self.mark("years and months duration")
            return f"years and months duration({self.name('date')}, {self.name('date')})"
        return self.word("term", "(term + 7 months)", "(2 years - term)")

    def text(self, depth: int) -> str:
        if depth > 0 and self.chance.random() < 0.4:
            self.mark("text +")
            return f"({self.name('text')} + {self.pick(self.name('text'), json.dumps('a'), json.dumps('补贴', ensure_ascii=False))})"
        return self.word(
            self.name("text"),
            self.name("text"),
            json.dumps(self.pick("mild", "a", "", "补贴"), ensure_ascii=False),
        )

    def boolean(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.05:
            return self.word(
                self.name("boolean"),
                self.name("boolean"),
                f"{self.name('integer')} > {self.chance.randint(-3, 60)}",
            )
        return str(self.pick(
            self.b_compared, self.b_compared, self.b_equal, self.b_joined, self.b_not, self.b_between, self.b_in, self.b_null,
            self.b_text, self.b_parity, self.b_ratio, self.b_contained, self.b_contained,
        )(depth - 1))  # fmt: skip

    def kind(self) -> str:
        return str(self.pick("integer", "number", "money", "date", "days", "months"))

    def of(self, kind: str, depth: int) -> str:
        return str(getattr(self, kind)(depth))

    def b_compared(self, depth: int) -> str:
        op, kind = self.pick("<", "<=", ">", ">="), self.pick(self.kind(), self.kind(), "text")
        self.mark(op)
        return f"({self.of(kind, depth)} {op} {self.of(kind, 0)})"

    def b_equal(self, depth: int) -> str:
        op, kind = self.pick("=", "!="), self.pick(self.kind(), "text", "boolean")
        self.mark(op)
        return f"(({self.of(kind, depth)}) {op} ({self.of(kind, 0)}))"

    def b_joined(self, depth: int) -> str:
        op = self.pick("and", "or")
        self.mark(op)
        return f"({self.boolean(depth)} {op} {self.boolean(depth)} {op} {self.boolean(0)})"

    def b_not(self, depth: int) -> str:
        self.mark("not")
        return f"not({self.boolean(depth)})"

    def b_between(self, depth: int) -> str:
        kind = self.kind()
        self.mark("between")
        return f"({self.of(kind, depth)} between {self.of(kind, 0)} and {self.of(kind, 0)})"

    def b_in(self, depth: int) -> str:
        kind = self.kind()
        ends = [self.of(kind, 0), self.of(kind, 0)]
        if self.chance.random() < 0.5:
            self.mark("in", "interval")
            return f"({self.of(kind, depth)} in {self.pick('[', '(', ']')}{ends[0]}..{ends[1]}{self.pick(']', ')', '[')})"
        self.mark("in", "list")
        return f"({self.of(kind, depth)} in ({ends[0]}, {ends[1]}, < {self.of(kind, 0)}))"

    def b_null(self, depth: int) -> str:
        self.mark("null")
        return f"({self.of(self.pick(self.kind(), 'text', 'boolean'), depth)}) {self.pick('=', '!=')} null"

    def b_text(self, depth: int) -> str:
        function = self.pick("contains", "starts with", "ends with")
        self.mark(function)
        return f"{function}({self.text(depth)}, {self.text(0)})"

    def b_parity(self, depth: int) -> str:
        function = self.pick("even", "odd")
        self.mark(function)
        return f"{function}({self.pick(self.integer(min(depth, 1)), self.number(0))})"

    def b_ratio(self, depth: int) -> str:
        del depth
        self.mark("ratio compared", "/ column")
        over = f"{self.name('money')} / {self.name('money')}"
        return f"({over} {self.pick('<', '<=', '>', '>=')} {self.pick('0.5', '1', '0', '-2')})"

    def b_contained(self, depth: int) -> str:
        drawn = self.chance.random()
        if drawn < 0.3:
            self.mark("all")
            return f"all({self.boolean(depth)}, {self.boolean(0)})"
        if drawn < 0.6:
            self.mark("any of")
            return f"any({self.boolean(depth)}, {self.boolean(0)})"
        self.mark("list contains")
        return f'list contains(["none", {self.pick(chr(34) + "mild" + chr(34), "null", self.name("text"))}], {self.name("text")})'

    # -- cells

    def cell(self, kind: str) -> str:
        """A test of a table over a column of a kind."""
        drawn = self.chance.random()
        if drawn < 0.2:
            return "-"
        if drawn < 0.28:
            self.mark("null")
            return "null"
        if drawn < 0.36:
            self.mark("negated cell")
            return f"not({self.plain_cell(kind)})"
        return self.plain_cell(kind)

    def plain_cell(self, kind: str) -> str:
        if kind == "boolean":
            return str(self.pick("true", "false"))
        if kind == "text":
            return str(self.pick('"none"', '"mild"', '"mild", "severe"', "t", '? = "mild"'))
        if kind == "money" and self.chance.random() < 0.15:  # between two fen
            return str(self.pick("(2.50 CNY..2.51 CNY)", "> 2.50 CNY", "< 2.51 CNY", "[0.12 CNY..0.13 CNY]"))
        a, b = sorted(self.chance.sample(range(-3, 66), 2))
        low, high = (self.constant(kind, a), self.constant(kind, b))
        return str(self.pick(
            f"< {low}", f">= {high}", f"[{low}..{high})", f"{low}, {high}", f"> {self.name(kind)}", f"? > {low} and ? != {high}",
            f"]{low}..{high}]", f"= {low}",
        ))  # fmt: skip

    def constant(self, kind: str, number: int) -> str:
        match kind:
            case "money":
                return f"{number}.5 CNY" if number >= 0 else f"{number} CNY"
            case "number":
                return f"{number}.25"
            case "date":
                return f'@"{(date(1960, 2, 29) + timedelta(days=number * 365)).isoformat()}"'
            case _:
                return str(number)


def draw(seed: int) -> Drawn:
    """A norm by its seed: derived facts, then a formula or a table of any policy.

    What the checker refuses, as a text compared with an option that it never is, is no norm: another is drawn.
    """
    drawn = (_drawn(seed, attempt) for attempt in range(20))
    return next(one for one in drawn if one is not None)


def _drawn(seed: int, attempt: int) -> Drawn | None:
    chance = Random(seed + 1_000_003 * attempt)  # noqa: S311 - a test draws by a seed
    author = Author(chance)
    lines = [
        "norm: drawn",
        f"needs: {{{', '.join(f'{name}: {kind}' for name, kind in NEEDS.items())}, g: [{', '.join(CHOICE)}]}}",
    ]
    leap = chance.choice(["28 February", "1 March"])
    author.mark(f"leap {leap}")
    book: dict[str, Any] = {}
    if chance.random() < 0.25:
        author.mark("norm used")
        inner = Author(chance)
        used = "\n".join(
            [
                "norm: used",
                *lines[1:],
                f"where: {{leap_day: {leap}}}",
                f"result: {json.dumps(inner.money(2), ensure_ascii=False)}",
            ]
        )
        author.marks |= inner.marks
        book["used"] = _bound(used)
        lines.append("norms: {extra: used}")
        author.names["money"].append("extra")
    body = chance.choice([_facts, _facts, _formula, _table, _table])
    lines += _derived(author, chance, leap, 8 if body is _facts else chance.randint(0, 3))
    lines += body(author, chance)
    text = "\n".join(lines)
    book["drawn"] = _bound(text)
    columns: tuple[str, ...] = ()
    if chance.random() < 0.3:
        author.mark("date column")
        columns = ("application", "event")
    ruling = rule("drawn", Book(book, {}), chance.choice(DATES))
    if not isinstance(ruling, Ruling):
        return None
    return Drawn(ruling, frozenset(author.marks), text, columns)


def _derived(author: Author, chance: Random, leap: str, count: int) -> list[str]:
    lines = ["where:"]
    for number in range(count):
        author.mark("derived")
        kind = chance.choice(
            [
                "integer",
                "integer",
                "number",
                "number",
                "money",
                "date",
                "boolean",
                "boolean",
                "text",
                "days",
                "months",
            ]
        )
        name = f"f{number}"
        words = author.of(kind, chance.randint(2, 3))
        if kind == "text":
            words = f"({author.name('text')} + {words})"  # a text of one option compares with no other
        lines.append(f"  {name}: {json.dumps(words, ensure_ascii=False)}")
        author.names[kind].append(name)
    return [*lines, f"  leap_day: {leap}"]


def _facts(author: Author, chance: Random) -> list[str]:
    """A table that gives each derived fact as an outcome, so that none goes unseen."""
    del chance
    author.mark("first", "several outputs")
    names = ", ".join(f"o{number}" for number in range(8))
    cells = ", ".join(f"f{number}" for number in range(8))
    return ["table:", "  hit: first", "  when: [ok]", f"  then: [{names}]", f'  rows: [["-", {cells}]]']


def _formula(author: Author, chance: Random) -> list[str]:
    author.mark("formula")
    kind = chance.choice(["integer", "number", "money", "date", "boolean", "text", "days", "months"])
    return [f"result: {json.dumps(author.of(kind, chance.randint(1, 3)), ensure_ascii=False)}"]


def _table(author: Author, chance: Random) -> list[str]:
    author.mark("table")
    hit = chance.choice(HITS)
    author.mark(hit)
    kinds = [
        chance.choice(["integer", "number", "money", "date", "boolean", "text"])
        for _ in range(chance.randint(1, 3))
    ]
    inputs = [(author.name(kind), kind) for kind in kinds]
    outputs = _outputs(author, chance, hit)
    lines = [
        "table:",
        f"  hit: {hit}",
        f"  when: [{', '.join(name for name, _ in inputs)}]",
        "  then: {" + ", ".join(f"{name}: {words}" for name, words, _ in outputs) + "}",
        "  rows:",
    ]
    for _ in range(chance.randint(1, 5)):
        tests = [author.cell(kind) for _, kind in inputs]
        lines.append(
            f"    - {json.dumps([*tests, *(_outcome(author, chance, kind, hit) for _, _, kind in outputs)], ensure_ascii=False)}"
        )
    if chance.random() < 0.5:
        author.mark("otherwise")
        lines.append(
            f"  otherwise: {json.dumps([_outcome(author, chance, kind, hit) for _, _, kind in outputs], ensure_ascii=False)}"
        )
    return lines


def _outputs(author: Author, chance: Random, hit: str) -> list[tuple[str, str, str]]:
    if hit == "collect count":
        return [("out", "number", "number")]
    if hit.startswith("collect "):
        return [("out", *chance.choice([("money CNY", "money"), ("number", "number")]))]
    first = ("decision", "[granted, reviewed, refused]", "choice")
    if chance.random() < 0.4:
        author.mark("several outputs")
        return [first, ("amount", "money CNY", "money")]
    return [
        chance.choice(
            [first, ("amount", "money CNY", "money"), ("day", "date", "date"), ("yes", "boolean", "boolean")]
        )
    ]


def _outcome(author: Author, chance: Random, kind: str, hit: str) -> str:
    if kind == "choice":
        return str(chance.choice(["granted", "reviewed", "refused"]))
    if chance.random() < 0.1:
        return "null"
    if hit == "priority":
        return author.of(kind, 0)
    return author.of(kind, chance.randint(0, 2))


def _bound(text: str) -> Any:
    (node,), found = read_yaml("norm.yaml", text)
    assert isinstance(node, Entries)
    model, into = NORM.decode(node)
    assert isinstance(model, Norm)
    assert (found, into.found) == ((), []), (text, found, into.found)
    return bind_norm(model, Scope(Table([])))


def people(seed: int, count: int, drawn: Drawn) -> list[dict[str, Value]]:
    """People who stand where the constants of norms do: at nought, at halves, at the end of February, at nothing."""
    chance = Random(seed)  # noqa: S311 - a test draws by a seed
    names = [*COLUMNS, *drawn.date_columns]
    never_null = {name for name in names if chance.random() < 0.25}
    return [
        {
            name: None if name not in never_null and chance.random() < 0.12 else _fact(chance, name)
            for name in names
        }
        for _ in range(count)
    ]


def _fact(chance: Random, name: str) -> Value:
    match name:
        case "i" | "k":
            return Decimal(
                chance.choice([0, 1, -1, 2, 3, -5, 12, 29, 31, 59, 60, 61, 65, chance.randint(-40, 90)])
            )
        case "x" | "z":
            return chance.choice([Decimal(0), Decimal("0.5"), Decimal("1.5"), Decimal("2.5"), Decimal("-0.5"), Decimal("-2.5"),
                                  Decimal("0.125"), Decimal("1.005"), Decimal(chance.randint(-70_000, 70_000)) / 1000])  # fmt: skip
        case "m" | "w":
            return Money(chance.choice([Decimal(0), Decimal("0.05"), Decimal("0.15"), Decimal("0.25"), Decimal(18), Decimal("-0.05"),
                                        Decimal("2.5"), Decimal("3.5"), Decimal("-12.5"), Decimal("9999999999999999.99"),
                                        Decimal(chance.randint(-9_000, 9_000)) / 100]), "CNY")  # fmt: skip
        case "d" | "e" | "application" | "event":
            if chance.random() < 0.7:
                return chance.choice(DAYS)
            return date(1960, 1, 1) + timedelta(days=chance.randint(-9_000, 26_000))
        case "t":
            return chance.choice(["", "a", "mild", "b", "补贴", "补", "A", "ab", "🤦🏼", "none"])
        case "g":
            return chance.choice(CHOICE)
        case "span":
            return days_time(days=chance.choice([0, 1, -1, 28, 60, 365, 366, chance.randint(-900, 900)]))
        case "term":
            return YearsMonths(chance.choice([0, 1, -1, 11, 12, 13, -13, 24, chance.randint(-300, 300)]))
        case _:
            return chance.random() < 0.5


def as_table(persons: Sequence[Mapping[str, Value]], drawn: Drawn) -> Any:
    """People as an Arrow table, as a file would hold them."""
    types = COLUMNS | dict.fromkeys(drawn.date_columns, pa.date32())
    return pa.table(
        {name: pa.array([plain(one[name]) for one in persons], held) for name, held in types.items()}
    )


def plain(value: Value) -> Any:
    """A value as a table holds it: amounts and durations as their numbers."""
    match value:
        case Money(amount=amount):
            return amount
        case DaysTime():
            return value.whole_days
        case YearsMonths(months=months):
            return months
        case _:
            return value
