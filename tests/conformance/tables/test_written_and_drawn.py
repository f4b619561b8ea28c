"""What is wrong with a table is what its author expects and what trying every case finds, in YAML and in a sheet."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from askonce.feel.values import Money
from askonce.norms.binding import bind_norm
from askonce.norms.kinds import NORM, ROWS
from askonce.norms.model import Norm
from askonce.norms.sheets.sheet import Sheet, sheet_interfaces
from askonce.norms.tables.analysis import Analysis, Case, analyse
from askonce.pack.symbols import Scope, Symbol
from askonce.pack.symbols import Table as Symbols
from askonce.text.node import Mapping
from askonce.text.spreadsheet import read_csv
from askonce.text.yaml import read_yaml
from tests.conformance.tables import drawn, written
from tests.conformance.tables.trying import Value, takers, try_all, value_of
from tests.conformance.tables.written import Column, Expected, Table

WRITTEN = written.tables()
DRAWN = list(drawn.tables())
TOLD = re.compile(r"\w+ = [^,]+(, \w+ = [^,]+)*")


def norm_text(table: Table, rows: object) -> str:
    """The norm of a table, as JSON, which is YAML."""
    needs = {one.name: {"type": list(one.options) or one.kind} for one in table.inputs if one.kind != "age"}
    typed = all(one.kind for one in table.outputs)
    outputs: object = {one.name: list(one.options) or one.kind for one in table.outputs}
    body = {
        "hit": table.hit,
        "when": [one.name for one in table.inputs],
        "then": outputs if typed else [one.name for one in table.outputs],
        "rows": rows,
    }
    return json.dumps(
        {
            "norm": "tried",
            "needs": needs | {"born": {"type": "date"}},
            "where": {"age": "age(born, application)", "leap_day": "28 February"},
            "table": body | ({"otherwise": list(table.otherwise)} if table.otherwise else {}),
        }
    )


def analysis_of(text: str, symbols: list[Symbol[object]]) -> Analysis:
    (node,), found = read_yaml("norm.yaml", text)
    assert isinstance(node, Mapping)
    model, into = NORM.decode(node)
    assert isinstance(model, Norm)
    assert (found, into.found) == ((), [])
    bound = bind_norm(model, Scope(Symbols(symbols))).texts[0]
    assert bound.faults == ()
    assert bound.table is not None
    analysis = analyse(bound.table, bound, {})
    assert analysis is not None
    return analysis


def in_yaml(table: Table) -> Analysis:
    return analysis_of(norm_text(table, [list(row) for row in table.rows]), [])


def in_a_sheet(table: Table) -> Analysis:
    """The same table in a sheet, its columns the other way round and tests that take any value left empty."""
    lines = io.StringIO()
    names = [one.name for one in (*table.inputs, *table.outputs)]
    rows = [["" if cell == "-" else cell for cell in row] for row in table.rows]
    csv.writer(lines).writerows([["rows", "tried-rows"], names[::-1], *(row[::-1] for row in rows)])
    (node,), found = read_csv("rows.csv", lines.getvalue())
    assert isinstance(node, Mapping)
    model, into = ROWS.decode(node)
    assert isinstance(model, Sheet)
    assert (found, into.found) == ((), [])
    return analysis_of(norm_text(table, "tried-rows"), list(sheet_interfaces(model)))


def found_in(analysis: Analysis) -> Expected:
    assert (analysis.opaque, analysis.too_large) == ((), False)
    return Expected(
        analysis.gap is not None,
        frozenset((one + 1, other + 1) for one, other, _ in analysis.overlaps),
        frozenset((one + 1, other + 1) for one, other, _ in analysis.conflicts),
        frozenset(number + 1 for number in analysis.dead),
        frozenset(option for _, option in analysis.unreached),
    )


def values_in(case: Case) -> tuple[Value, ...]:
    return tuple(plain(value) for _, value in case.values)


def plain(value: object) -> Value:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Money):
        return Fraction(value.amount)
    if isinstance(value, date):
        return Fraction(value.toordinal())
    assert isinstance(value, Decimal)
    return Fraction(value)


def shows_true_cases(table: Table, analysis: Analysis) -> None:
    """The case of a gap is one that no row takes, that of an overlap one that both rows take."""
    if analysis.gap is not None:
        assert [name for name, _ in analysis.gap.values] == [one.name for one in table.inputs]
        assert takers(table, values_in(analysis.gap)) == []
    for one, other, case in (*analysis.overlaps, *analysis.conflicts):
        assert {one + 1, other + 1} <= set(takers(table, values_in(case)))


@pytest.mark.parametrize(
    ("table", "expected", "told"), WRITTEN, ids=[table.name.replace(" ", "-") for table, _, _ in WRITTEN]
)
def test_a_written_table_has_the_faults_that_its_author_tells(
    table: Table, expected: Expected, told: str
) -> None:
    assert try_all(table) == expected
    analysis = in_yaml(table)
    assert found_in(analysis) == expected
    shows_true_cases(table, analysis)
    if table.rows:  # a sheet without a row is a fault of its own
        assert in_a_sheet(table) == analysis
    if TOLD.fullmatch(told):
        assert takers(table, tuple(case_value(part) for part in told.split(", "))) == []


def case_value(told: str) -> Value:
    text = told.partition(" = ")[2]
    return value_of(f'@"{text}"' if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text)


@pytest.mark.parametrize("table", DRAWN, ids=[table.name.replace(" ", "-") for table in DRAWN])
def test_a_drawn_table_has_the_faults_that_trying_every_case_finds(table: Table) -> None:
    analysis = in_yaml(table)
    assert found_in(analysis) == try_all(table)
    shows_true_cases(table, analysis)
    assert in_a_sheet(table) == analysis


def test_there_are_enough_tables_and_each_fault_is_among_them() -> None:
    expected = [one for _, one, _ in WRITTEN]
    tried = [try_all(table) for table in DRAWN]
    assert len(expected) >= 60
    assert len(expected) + len(tried) >= 200
    assert len({table.name for table, _, _ in WRITTEN} | {table.name for table in DRAWN}) == len(
        expected
    ) + len(tried)
    for some in (expected, tried):
        for fault in Expected._fields:
            assert 5 <= sum(bool(getattr(one, fault)) for one in some) <= len(some) - 5, fault
    hits = {table.hit for table, _, _ in WRITTEN}
    assert hits >= {
        "unique",
        "any",
        "first",
        "priority",
        "rule order",
        "output order",
        "collect sum",
        "collect min",
    }
    kinds = {column.kind for table, _, _ in WRITTEN for column in table.inputs if not column.options}
    assert kinds == {"age", "integer", "number", "money CNY", "date", "boolean", "text"}


def test_a_column_is_read_with_its_choices() -> None:
    assert written.columns("sex [female, male], age age") == (
        Column("sex", "[female, male]", ("female", "male")),
        Column("age", "age"),
    )
