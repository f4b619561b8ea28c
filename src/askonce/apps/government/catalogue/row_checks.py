"""The checks of a catalogue's rows: cells that are missing, and names that stand twice or nowhere."""

from collections.abc import Iterator

from askonce.apps.government.catalogue.requirements import LETTER_OR_DIGIT, wrong_cell, wrong_requirement
from askonce.apps.government.catalogue.tables import AUTHORITIES, REQUIREMENTS, SERVICES, Row, Tables
from askonce.apps.government.checks.catalogue import DUPLICATE_NAME, MISSING_CELL, UNKNOWN_NAME
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.span import Span
from askonce.text.suggest import did_you_mean

ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
NEEDED_CELLS = {
    AUTHORITIES: ("authority", "name"),
    SERVICES: ("service", "title"),
    REQUIREMENTS: ("service", "number", "group"),
}


def check_rows(tables: Tables) -> Iterator[Diagnostic]:
    """Find everything wrong in the rows of the tables that have the right heads."""
    yield from _missing_cells(tables)
    yield from _duplicates(tables, AUTHORITIES, ("authority",))
    yield from _duplicates(tables, SERVICES, ("service",))
    yield from _duplicates(tables, REQUIREMENTS, ("service", "number"))
    yield from _unknown(tables, SERVICES, "authority", AUTHORITIES)
    yield from _unknown(tables, REQUIREMENTS, "service", SERVICES)
    yield from _unfit_names(tables, AUTHORITIES, "authority")
    yield from _unfit_names(tables, SERVICES, "service")
    for row in _rows(tables, SERVICES):
        if row.text("prefilled") not in {"", *ANSWERS}:
            yield wrong_cell(row, "prefilled", "`yes` or `no`", "write `yes` or `no`, or empty the cell")
    for row in _rows(tables, REQUIREMENTS):
        yield from wrong_requirement(row)


def _rows(tables: Tables, name: str) -> tuple[Row, ...]:
    return tables.by_name[name].rows if name in tables.by_name else ()


def _missing_cells(tables: Tables) -> Iterator[Diagnostic]:
    for name, columns in NEEDED_CELLS.items():
        for row in _rows(tables, name):
            for column in columns:
                if not row.text(column):
                    repair = f"fill `{column}`, or remove the row"
                    yield MISSING_CELL.at(row.span, f"a row of `{name}` has no `{column}`", repair=repair)


def _unfit_names(tables: Tables, name: str, column: str) -> Iterator[Diagnostic]:
    for row in _rows(tables, name):
        if row.text(column) and not LETTER_OR_DIGIT.search(row.text(column)):
            yield wrong_cell(row, column, "a name with a letter or a digit", "give it a name")


def _duplicates(tables: Tables, name: str, columns: tuple[str, ...]) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], Span] = {}
    for row in _rows(tables, name):
        key = tuple(row.text(column) for column in columns)
        if not all(key):
            continue
        place = row.place(columns[-1])
        if key in seen:
            shown = f"{columns[-1]} `{key[-1]}`" + (f" of {columns[0]} `{key[0]}`" if len(key) > 1 else "")
            first = Related(seen[key], "the first one")
            yield DUPLICATE_NAME.at(
                place, f"{shown} stands twice", related=(first,), repair="rename one of the two, or remove it"
            )
        seen.setdefault(key, place)


def _unknown(tables: Tables, name: str, column: str, defined_in: str) -> Iterator[Diagnostic]:
    if defined_in not in tables.by_name:
        return
    known = {row.text(column) for row in _rows(tables, defined_in)}
    for row in _rows(tables, name):
        text = row.text(column)
        if text and text not in known:
            repair = did_you_mean(text, known) or f"add `{text}` to the table `{defined_in}`"
            yield UNKNOWN_NAME.at(row.place(column), f"no {column} is called `{text}`", repair=repair)
