"""Prints columns as SQL for DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final
from typing import Literal as OneOf

from sqlglot import exp

from askonce.feel.relational.algebra import (
    WIDEST,
    WORD_DIGITS,
    Cases,
    Column,
    Dated,
    Day,
    Exact,
    Extreme,
    Fixed,
    Found,
    Gap,
    Joined,
    Joint,
    Kind,
    Length,
    Missing,
    Moved,
    Named,
    Not,
    Ordered,
    Part,
    Quotient,
    Reckoned,
    Reread,
    Same,
    Truth,
    Words,
)
from askonce.feel.relational.making import common_kind
from askonce.feel.relational.plan import Reckoning

Dialect = OneOf["duckdb", "postgres", "spark"]
DIALECTS: Final[tuple[Dialect, ...]] = ("duckdb", "postgres", "spark")
_COMPARISONS: Final[Mapping[str, type[exp.Binary]]] = {
    "=": exp.EQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
_ARITHMETIC: Final[Mapping[str, type[exp.Binary]]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


def select(plan: Reckoning, dialect: Dialect, source: str, kept: Sequence[str] = ()) -> str:
    """The query that gives the kept columns of each row of a table or view, then its outcomes."""
    printer = _Printer(dialect)
    reads = [
        exp.alias_(printer.cast(exp.column(one.name, quoted=True), one.kind), one.name, quoted=True)
        for one in plan.reads
    ]
    passed = [
        exp.alias_(exp.column(name, quoted=True), f"{KEPT}{name}", quoted=True) for name in kept
    ]  # under a name of its own, for a step may narrow a column that is also kept
    table: Any = exp.select(*reads, *passed).from_(exp.table_(source, quoted=True))
    if not reads and not passed:
        table = exp.select(exp.alias_(exp.Literal.number(1), KEPT, quoted=True)).from_(
            exp.table_(source, quoted=True)
        )
    for number, layer in enumerate(plan.layers, 1):
        made = [exp.alias_(printer.typed(column), name, quoted=True) for name, column in layer]
        table = exp.select(exp.Star(), *made).from_(printer.apart(table).subquery(f"layer{number}"))
    outcomes = [exp.alias_(printer.outcome(column), name, quoted=True) for name, column in plan.outcomes]
    back = [exp.alias_(exp.column(f"{KEPT}{name}", quoted=True), name, quoted=True) for name in kept]
    found = exp.select(*back, *outcomes).from_(printer.apart(table).subquery("reckoned"))
    return str(found.sql(dialect=dialect))


def condition(column: Column, dialect: Dialect) -> str:
    """A condition on the columns of a table as they are, or nothing where it is never true."""
    if isinstance(column, Fixed) and not column.value:
        return ""
    return str(_Printer(dialect).said(column).sql(dialect=dialect))


#: Stands before the name of a column that passes through.
KEPT: Final = "kept "


def sql_type(kind: Kind) -> str:
    """The type of a column while it is reckoned with.

    >>> sql_type(Exact(2, -(10**17), 10**17)), sql_type(Exact(0, 0, 150))
    ('DECIMAL(18, 2)', 'BIGINT')
    """
    match kind:
        case Exact() if kind.is_word:
            return "BIGINT"
        case Exact(scale=scale):
            return f"DECIMAL({kind.digits}, {scale})"
        case Day():
            return "DATE"
        case Truth():
            return "BOOLEAN"
        case _:
            return "TEXT"


def outcome_type(kind: Kind) -> str:
    """The type of a column in the file that is written, of a few widths only."""
    if isinstance(kind, Exact) and not kind.is_word:
        return f"DECIMAL({kind.written_digits}, {kind.scale})"
    return sql_type(kind)


class _Number:
    """A number in print, with the digits that its engine thinks it has; a word counts as a decimal of 19."""

    def __init__(self, said: Any, digits: int, scale: int, *, word: bool) -> None:
        self.said = said
        self.digits = digits
        self.scale = scale
        self.word = word


class _Printer:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.types: dict[str, exp.DataType] = {}

    def cast(self, said: Any, kind: Kind) -> Any:
        return self.cast_as(said, sql_type(kind))

    def cast_as(self, said: Any, words: str) -> Any:
        if words not in self.types:
            self.types[words] = exp.DataType.build(words)
        wanted = self.types[words]
        if isinstance(said, exp.Cast) and said.to == wanted:
            return said
        return exp.Cast(this=said, to=wanted.copy())

    def apart(self, table: Any) -> Any:
        """A layer that is reckoned once: PostgreSQL would write it out wherever it is named, doubling layer by layer."""
        return table.offset(0) if self.dialect == "postgres" else table

    def typed(self, column: Column) -> Any:
        """A column in the type of its kind."""
        if isinstance(column.kind, Exact):
            return self.cast(self.number(column).said, column.kind)
        return self.said(column)

    def outcome(self, column: Column) -> Any:
        return self.cast_as(self.said(column), outcome_type(column.kind))

    def said(self, column: Column) -> Any:
        if isinstance(column.kind, Exact):
            return self.number(column).said
        return _SAID[type(column)](self, column)

    # -- what is no number

    def fixed(self, column: Fixed) -> Any:
        if column.value is None:
            return self.cast(exp.Null(), column.kind)
        if isinstance(column.kind, Day):
            return self.cast_as(exp.Literal.string(date.fromordinal(int(column.value)).isoformat()), "DATE")
        if isinstance(column.kind, Truth):
            return exp.Boolean(this=bool(column.value))
        return exp.Literal.string(str(column.value))

    def named(self, column: Named) -> Any:
        return exp.column(column.name, quoted=True)

    def not_(self, column: Not) -> Any:
        return exp.Not(this=exp.Paren(this=self.said(column.operand)))

    def joint(self, column: Joint) -> Any:
        make = exp.And if column.op == "and" else exp.Or
        return balanced(make, [exp.Paren(this=self.said(one)) for one in column.parts])

    def same(self, column: Same) -> Any:
        return exp.NullSafeEQ(this=self.operand(column.left), expression=self.operand(column.right))

    def ordered(self, column: Ordered) -> Any:
        return _COMPARISONS[column.op](this=self.operand(column.left), expression=self.operand(column.right))

    def operand(self, column: Column) -> Any:
        """A side of a comparison; texts are put in order by their code points."""
        said = self.said(column)
        if isinstance(column.kind, Words) and self.dialect == "postgres":
            return exp.Collate(this=exp.Paren(this=said), expression=exp.Identifier(this="C", quoted=True))
        return exp.Paren(this=said) if isinstance(said, exp.Binary | exp.Not | exp.Is) else said

    def missing(self, column: Missing) -> Any:
        return exp.Is(this=exp.Paren(this=self.said(column.operand)), expression=exp.Null())

    def cases(self, column: Cases) -> Any:
        branches = [
            (self.said(condition), self.shaped(value, column.kind)) for condition, value in column.branches
        ]
        return self.case(branches, self.shaped(column.default, column.kind))

    def case(self, branches: Sequence[tuple[Any, Any]], default: Any) -> Any:
        return exp.Case(
            ifs=[exp.If(this=condition, true=value) for condition, value in branches], default=default
        )

    def shaped(self, value: Column, kind: Kind) -> Any:
        if isinstance(value, Fixed) and value.value is None:
            return self.cast(exp.Null(), kind)
        return self.said(value)

    def extreme(self, column: Extreme) -> Any:
        kind = common_kind(column.parts)  # wider than what is left of it: max(0, x) is never below nought
        said = [self.cast(self.said(one), kind) for one in column.parts]
        if isinstance(column.kind, Words) and self.dialect == "postgres":
            said = [exp.Collate(this=one, expression=exp.Identifier(this="C", quoted=True)) for one in said]
        return self.guarded(column, said)

    def guarded(self, column: Extreme, said: list[Any]) -> Any:
        """LEAST and GREATEST pass over nulls in some engines."""
        make = exp.Least if column.op == "min" else exp.Greatest
        missing = [
            exp.Is(this=exp.Paren(this=self.said(one)), expression=exp.Null())
            for one in column.parts
            if not isinstance(one, Fixed)
        ]
        found = make(this=said[0], expressions=said[1:])
        null = self.cast(exp.Null(), common_kind(column.parts))
        return self.case([(balanced(exp.Or, missing), null)], found) if missing else found

    def moved(self, column: Moved) -> Any:
        day, days = self.operand(column.day), self.cast_as(self.said(column.days), "INT")
        if self.dialect == "spark":
            return exp.Anonymous(this="DATE_ADD", expressions=[day, days])
        return exp.Add(this=day, expression=days)

    def dated(self, column: Dated) -> Any:
        parts = [self.cast_as(self.said(one), "INT") for one in (column.year, column.month, column.day)]
        return exp.Anonymous(this="MAKE_DATE", expressions=parts)

    def found(self, column: Found) -> Any:
        text, match = self.said(column.text), self.said(column.match)
        if self.dialect == "postgres" and column.op != "starts with":
            if column.op == "contains":
                place = exp.Anonymous(this="STRPOS", expressions=[text, match])
                return exp.GT(this=place, expression=exp.Literal.number(0))
            size = exp.Anonymous(this="CHAR_LENGTH", expressions=[match])
            end = exp.Anonymous(this="RIGHT", expressions=[text, size])
            empty = exp.EQ(this=match.copy(), expression=exp.Literal.string(""))
            same = exp.EQ(this=end, expression=match.copy())
            return exp.Or(
                this=exp.Paren(this=exp.And(this=empty, expression=_there(text))),
                expression=exp.Paren(this=same),
            )
        return exp.Anonymous(this=_SEARCHES[self.dialect][column.op], expressions=[text, match])

    def joined(self, column: Joined) -> Any:
        said = [exp.Paren(this=self.said(one)) for one in (column.left, column.right)]
        if self.dialect == "spark":
            return exp.Anonymous(this="CONCAT", expressions=said)
        return exp.DPipe(this=said[0], expression=said[1])

    # -- numbers

    def number(self, column: Column) -> _Number:
        return _NUMBERS[type(column)](self, column)

    def tight(self, column: Column) -> _Number:
        """A number in a type that is no wider than its kind."""
        found, kind = self.number(column), _exact(column)
        if kind.is_word:
            return found if found.word else _Number(self.cast(found.said, kind), 19, 0, word=True)
        if found.digits <= kind.digits and not found.word:
            return found
        return _Number(self.cast(found.said, kind), kind.digits, kind.scale, word=False)

    def decimal(self, column: Column, *, wide: bool) -> _Number:
        """A number as a decimal no wider than its kind, or of more digits than a word has where that is asked."""
        kind, found = _exact(column), self.number(column)
        digits = max(kind.digits, WORD_DIGITS + 1) if wide else kind.digits
        if not found.word and found.digits == digits:
            return found
        return _Number(
            self.cast_as(found.said, f"DECIMAL({digits}, {kind.scale})"), digits, kind.scale, word=False
        )

    def fixed_number(self, column: Fixed) -> _Number:
        kind = _exact(column)
        word = kind.is_word
        if column.value is None:
            return _Number(self.cast(exp.Null(), kind), 19 if word else kind.digits, kind.scale, word=word)
        size = str(abs(int(column.value))).rjust(kind.scale + 1, "0")
        text = f"{size[: -kind.scale]}.{size[-kind.scale :]}" if kind.scale else size
        said: Any = exp.Literal.number(text)
        if not word and not kind.scale:
            said = self.cast_as(exp.Literal.string(text), f"DECIMAL({kind.digits}, 0)")
        if int(column.value) < 0:
            said = exp.Paren(this=exp.Neg(this=said))
        return _Number(said, 19 if word else kind.digits, kind.scale, word=word)

    def named_number(self, column: Named) -> _Number:
        kind = _exact(column)
        word = kind.is_word
        return _Number(self.named(column), 19 if word else kind.digits, kind.scale, word=word)

    def reckoned(self, column: Reckoned) -> _Number:
        kind = _exact(column)
        make = _ARITHMETIC[column.op]
        kinds = [_exact(one) for one in (column.left, column.right)]
        if all(one.is_word for one in (kind, *kinds)):
            words = [exp.Paren(this=self.wide_word(one)) for one in (column.left, column.right)]
            return _Number(make(this=words[0], expression=words[1]), 19, 0, word=True)
        # DuckDB keeps the sum of two words a word, and fails where it outgrows one: so one of them is no word.
        wide = kind.digits > WORD_DIGITS
        widen_left = wide and kinds[0].digits >= kinds[1].digits
        left = self.decimal(column.left, wide=widen_left)
        right = self.decimal(column.right, wide=wide and not widen_left)
        said = make(this=exp.Paren(this=left.said), expression=exp.Paren(this=right.said))
        if column.op == "*":
            digits, scale = left.digits + right.digits + 1, left.scale + right.scale
        else:
            scale = max(left.scale, right.scale)
            digits = max(left.digits - left.scale, right.digits - right.scale) + scale + 1
        return self.narrowed(_Number(said, min(digits, WIDEST), scale, word=False), kind)

    def narrowed(self, found: _Number, kind: Exact) -> _Number:
        """A result in the width that its kind needs, so that what is reckoned with it stays narrow too."""
        return _Number(
            self.cast_as(found.said, f"DECIMAL({kind.digits}, {kind.scale})"),
            kind.digits,
            kind.scale,
            word=False,
        )

    def wide_word(self, column: Column) -> Any:
        found = self.number(column)
        return found.said if found.word else self.cast_as(found.said, "BIGINT")

    def cases_number(self, column: Cases) -> _Number:
        kind = _exact(column)
        return self.whole_number(self.cases_said(column), kind)

    def cases_said(self, column: Cases) -> Any:
        branches = [
            (self.said(condition), self.in_kind(value, column.kind)) for condition, value in column.branches
        ]
        return self.case(branches, self.in_kind(column.default, column.kind))

    def in_kind(self, value: Column, kind: Kind) -> Any:
        """A branch in the type of the whole, for engines agree on no other way to join two types."""
        if isinstance(value, Fixed) and value.value is None:
            return self.cast(exp.Null(), kind)
        if isinstance(value, Fixed) and sql_type(kind) == "BIGINT":
            return self.number(value).said
        held = value.kind
        if not isinstance(value, Fixed) and isinstance(held, Exact) and sql_type(held) == sql_type(kind):
            return self.typed(value) if not isinstance(value, Named) else self.named(value)
        return self.cast(self.said(value), kind)

    def whole_number(self, said: Any, kind: Exact) -> _Number:
        word = kind.is_word
        return _Number(said, 19 if word else kind.digits, kind.scale, word=word)

    def extreme_number(self, column: Extreme) -> _Number:
        return self.whole_number(self.cast(self.extreme(column), column.kind), _exact(column))

    def quotient(self, column: Quotient) -> _Number:
        kind = _exact(column)
        kinds = [_exact(column.dividend), _exact(column.divisor)]
        if all(one.digits <= WORD_DIGITS for one in kinds):
            words = [exp.Paren(this=self.wide_word(one)) for one in (column.dividend, column.divisor)]
            return _Number(self.divided(words, word=True), 19, 0, word=True)
        decimals = [
            exp.Paren(this=self.decimal(one, wide=False).said) for one in (column.dividend, column.divisor)
        ]
        return self.whole_number(self.cast(self.divided(decimals, word=False), kind), kind)

    def divided(self, said: list[Any], *, word: bool) -> Any:
        if self.dialect == "postgres" and not word:
            return exp.Anonymous(this="DIV", expressions=said)
        if self.dialect == "postgres":
            return exp.Anonymous(this="INT8DIV", expressions=said)
        if self.dialect == "spark" and not word:
            rest = exp.Paren(this=exp.Mod(this=said[0].copy(), expression=said[1].copy()))
            return exp.Div(
                this=exp.Paren(this=exp.Sub(this=said[0], expression=rest)), expression=said[1], typed=True
            )
        if word:
            return exp.IntDiv(this=said[0], expression=said[1])
        whole = [self.cast_as(one, "HUGEINT") for one in said]
        return exp.IntDiv(this=whole[0], expression=whole[1])

    def reread(self, column: Reread) -> _Number:
        kind, held = _exact(column), _exact(column.operand)
        by = max(kind.scale, held.scale)
        digits = min((held if held.scale else kind).digits + by + 1, WIDEST)
        found = self.decimal(column.operand, wide=digits > WORD_DIGITS)
        if held.scale:
            factor: Any = self.cast_as(exp.Literal.number(str(10**by)), f"DECIMAL({by + 1}, 0)")
        else:
            factor = self.cast_as(exp.Literal.string(f"0.{'0' * (by - 1)}1"), f"DECIMAL({by + 1}, {by})")
        said = exp.Mul(this=exp.Paren(this=found.said), expression=factor)
        return self.whole_number(self.cast(said, kind), kind)

    def part(self, column: Part) -> _Number:
        day = self.operand(column.day)
        said: Any
        if column.name == "weekday" and self.dialect == "spark":
            said = exp.Add(
                this=exp.Anonymous(this="WEEKDAY", expressions=[day]), expression=exp.Literal.number(1)
            )
        elif self.dialect == "postgres":
            field = {"weekday": "ISODOW"}.get(column.name, column.name.upper())
            said = exp.Extract(this=exp.Var(this=field), expression=day)
        else:
            field = {"weekday": "ISODOW"}.get(column.name, column.name.upper())
            said = exp.Anonymous(this=field, expressions=[day])
        return _Number(said if self.dialect == "duckdb" else self.cast_as(said, "BIGINT"), 19, 0, word=True)

    def gap(self, column: Gap) -> _Number:
        later, earlier = self.operand(column.later), self.operand(column.earlier)
        if self.dialect == "spark":
            said: Any = exp.Anonymous(this="DATEDIFF", expressions=[later, earlier])
        else:
            said = exp.Paren(this=exp.Sub(this=later, expression=earlier))
        return _Number(said if self.dialect == "duckdb" else self.cast_as(said, "BIGINT"), 19, 0, word=True)

    def length(self, column: Length) -> _Number:
        name = {"duckdb": "LENGTH", "postgres": "CHAR_LENGTH", "spark": "CHAR_LENGTH"}[self.dialect]
        said = exp.Anonymous(this=name, expressions=[self.said(column.text)])
        return _Number(said if self.dialect == "duckdb" else self.cast_as(said, "BIGINT"), 19, 0, word=True)


def balanced(make: type[exp.Connector], parts: Sequence[Any]) -> Any:
    """Many conditions as a tree of few levels, for engines go down such a tree by recursion."""
    while len(parts) > 1:
        pairs = [parts[place : place + 2] for place in range(0, len(parts), 2)]
        parts = [reduce(lambda a, b: exp.Paren(this=make(this=a, expression=b)), pair) for pair in pairs]
    return parts[0]


def _there(said: Any) -> Any:
    return exp.Not(this=exp.Is(this=said.copy(), expression=exp.Null()))


def _exact(column: Column) -> Exact:
    if not isinstance(column.kind, Exact):
        raise TypeError(f"{column} is no number")
    return column.kind


_SEARCHES: Final[Mapping[Dialect, Mapping[str, str]]] = {
    "duckdb": {"contains": "CONTAINS", "starts with": "STARTS_WITH", "ends with": "ENDS_WITH"},
    "postgres": {"starts with": "STARTS_WITH"},
    "spark": {"contains": "CONTAINS", "starts with": "STARTSWITH", "ends with": "ENDSWITH"},
}
_SAID: Final[Mapping[type[Column], Callable[[_Printer, Any], Any]]] = {
    Fixed: _Printer.fixed,
    Named: _Printer.named,
    Not: _Printer.not_,
    Joint: _Printer.joint,
    Same: _Printer.same,
    Ordered: _Printer.ordered,
    Missing: _Printer.missing,
    Cases: _Printer.cases,
    Extreme: _Printer.extreme,
    Moved: _Printer.moved,
    Dated: _Printer.dated,
    Found: _Printer.found,
    Joined: _Printer.joined,
}
_NUMBERS: Final[Mapping[type[Column], Callable[[_Printer, Any], _Number]]] = {
    Fixed: _Printer.fixed_number,
    Named: _Printer.named_number,
    Cases: _Printer.cases_number,
    Reckoned: _Printer.reckoned,
    Extreme: _Printer.extreme_number,
    Quotient: _Printer.quotient,
    Reread: _Printer.reread,
    Part: _Printer.part,
    Gap: _Printer.gap,
    Length: _Printer.length,
}
