"""Decision tables: the analysis agrees with trying every case, and each case that it shows is one.

The trials share no code with the analysis: each cell is drawn as a text together with a Python function that says
what it means, and every value of a small domain is tried.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, groupby, product
from typing import Any, NamedTuple

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.feel.evaluate import Settings, matches
from askonce.feel.values import Money, Value
from askonce.methods.cover import TooLarge, find_hidden, find_overlaps, find_uncovered
from askonce.norms.binding import BoundText, bind_norm
from askonce.norms.kinds import NORM, ROWS
from askonce.norms.model import Norm, ParameterSeen
from askonce.norms.sheets.sheet import Sheet, sheet_interfaces
from askonce.norms.tables.analysis import Analysis, Case, analyse
from askonce.pack.symbols import Scope, Symbol, Table
from askonce.text.node import Mapping
from askonce.text.span import Span
from askonce.text.spreadsheet import read_xlsx
from askonce.text.yaml import read_yaml
from tests.property.coverage import Coverage
from tests.property.packs import Draw, titled, write

LIMIT = 3
SYMBOLS = [Symbol("parameter", "limit", Span("p.yaml"), ParameterSeen("integer", str(LIMIT)))]
SCOPE = Scope(Table(SYMBOLS))
CONSTANTS: dict[str, Value] = {"limit": Decimal(LIMIT)}
RULES = Settings("28 February", strict=True)
HITS = ("unique", "any", "first", "collect", "rule order")
OPTIONS = ("one", "two", "three")
OUTCOMES = ("a", "b", "c")
LEAP = date(2024, 2, 27)
NULL = -99  # the point of a fact that is missing: no comparison holds of it

Point = int
Means = Callable[[Point], bool]


class Sort(NamedTuple):
    """A sort of column: its type, its domain as points, and how a point is written and evaluated.

    A cell names points from 0 to 5. Between two of them nothing can change, so the points from -2 to 7 (and, for
    numbers, those halfway) are all that there is to try.
    """

    name: str
    kind: object
    domain: tuple[Point, ...]
    literal: Callable[[Point], str]
    value: Callable[[Point], Value]


# Numbers are counted in halves, so that what lies between two whole ones is tried too.
SORTS = (
    Sort("integer", "integer", tuple(range(-2, 8)), str, Decimal),
    Sort("number", "number", tuple(range(-4, 16)), str, lambda half: Decimal(half) / 2),
    Sort("age", "", tuple(range(8)), str, Decimal),
    Sort(
        "date", "date", tuple(range(-2, 8)),
        lambda day: f'@"{LEAP + timedelta(day)}"', lambda day: LEAP + timedelta(day),
    ),
    Sort(
        "money", "money CNY", tuple(range(-2, 8)),
        lambda cent: f"{Decimal(cent) / 100:.2f} CNY", lambda cent: Money(Decimal(cent) / 100, "CNY"),
    ),
    Sort("boolean", "boolean", (0, 1), lambda point: ("false", "true")[point], bool),
    Sort("choice", list(OPTIONS), (0, 1, 2), lambda point: f'"{OPTIONS[point]}"', lambda point: OPTIONS[point]),
)  # fmt: skip
ORDERED = {"integer", "number", "age", "date", "money"}


class Drawn(NamedTuple):
    """A table as text, with what each of its cells means."""

    sorts: tuple[Sort, ...]
    rows: tuple[tuple[tuple[str, Means], ...], ...]
    outcomes: tuple[str, ...]
    hit: str
    otherwise: str
    constructs: frozenset[str]


@st.composite
def cells(draw: Draw, sort: Sort) -> tuple[str, str, Means]:
    """A cell: which construct it is, its text and its meaning."""
    ordered = sort.name in ORDERED
    scale = 2 if sort.name == "number" else 1
    most = 5 if ordered else max(sort.domain)

    def write_point(point: Point) -> str:
        return sort.literal(point)

    low = draw(st.integers(0, most))
    high = draw(st.integers(low, most))
    one, other = write_point(low), write_point(high)
    low, high = low * scale, high * scale
    if draw(st.integers(0, 3)) == 0:
        return "-", "-", lambda _: True
    forms: list[tuple[str, str, Means]] = [
        ("equal", one, lambda point: point == low),
        ("list", f"{one}, {other}", lambda point: point in {low, high}),
        ("not", f"not({one})", lambda point: point != low),
        ("null", "null", lambda point: point == NULL),
        ("not null", "not(null)", lambda point: point != NULL),
    ]
    if ordered:
        forms += [
            ("<", f"< {one}", lambda point: NULL < point < low),
            ("<=", f"<= {one}", lambda point: NULL < point <= low),
            (">", f"> {other}", lambda point: point > high),
            (">=", f">= {other}", lambda point: point >= high),
            ("[..]", f"[{one}..{other}]", lambda point: low <= point <= high),
            ("[..)", f"[{one}..{other})", lambda point: low <= point < high),
            ("(..]", f"({one}..{other}]", lambda point: low < point <= high),
            ("(..)", f"({one}..{other})", lambda point: low < point < high),
            ("not <", f"not(< {one})", lambda point: point >= low),
            ("and", f"? > {one} and ? < {other}", lambda point: low < point < high),
            ("or", f"< {one}, > {other}", lambda point: NULL < point < low or point > high),
        ]
    if sort.name == "integer":
        forms.append(("parameter", "< limit", lambda point: NULL < point < LIMIT))
    return draw(st.sampled_from(forms))  # type: ignore[no-any-return]


@st.composite
def tables(draw: Draw) -> Drawn:
    sorts = tuple(
        draw(st.lists(st.sampled_from(SORTS), min_size=1, max_size=3, unique_by=lambda sort: sort.name))
    )
    rows = draw(st.lists(st.tuples(*(cells(sort) for sort in sorts)), min_size=1, max_size=6))
    outcomes = draw(st.lists(st.sampled_from(OUTCOMES), min_size=len(rows), max_size=len(rows)))
    constructs = {sort.name for sort in sorts} | {form for row in rows for form, _, _ in row}
    return Drawn(
        sorts,
        tuple(tuple((text, means) for _, text, means in row) for row in rows),
        tuple(outcomes),
        draw(st.sampled_from(HITS)),
        draw(st.sampled_from(["", "", "", "a"])),
        frozenset(constructs),
    )


def bind(drawn: Drawn, sheet: list[Symbol[Any]] | None = None) -> BoundText:
    """Bind a table, its rows in the norm or in a sheet called `drawn`."""
    table = {
        "hit": drawn.hit,
        "when": [sort.name for sort in drawn.sorts],
        "then": {"outcome": list(OUTCOMES)},
        "rows": "drawn" if sheet else [
            [*(text for text, _ in row), outcome]
            for row, outcome in zip(drawn.rows, drawn.outcomes, strict=True)
        ],
    }  # fmt: skip
    norm = {
        **titled("norm", "drawn"),
        "needs": {sort.name: {"type": sort.kind} for sort in drawn.sorts if sort.kind}
        | {"born": {"type": "date"}},
        "where": {"age": "age(born, application)", "leap_day": "28 February"},
        "parameters": {"limit": "limit"},
        "table": table | ({"otherwise": [drawn.otherwise]} if drawn.otherwise else {}),
    }
    (node,), found = read_yaml("norm.yaml", write(norm))
    assert isinstance(node, Mapping)
    assert not found
    model, into = NORM.decode(node)
    assert isinstance(model, Norm)
    assert not into.found, into.found
    text = bind_norm(model, Scope(Table([*SYMBOLS, *sheet])) if sheet else SCOPE).texts[0]
    assert not text.faults, text.faults
    return text


class Tried(NamedTuple):
    """What trying every case of the domain says of a table."""

    gaps: int
    overlaps: frozenset[tuple[int, int]]
    conflicts: frozenset[tuple[int, int]]
    dead: frozenset[int]
    unreached: frozenset[str]


def points(drawn: Drawn, place: int) -> tuple[Point, ...]:
    """The points of a column; a fact may be missing where a cell asks whether it is."""
    asked = any("null" in row[place][0] for row in drawn.rows)
    return (*drawn.sorts[place].domain, *([NULL] if asked else []))


def try_all(drawn: Drawn) -> Tried:
    cases = list(product(*(points(drawn, place) for place in range(len(drawn.sorts)))))
    taken = [
        frozenset(
            case for case in cases if all(means(point) for (_, means), point in zip(row, case, strict=True))
        )
        for row in drawn.rows
    ]
    overlaps = frozenset(
        (one, other) for one, other in combinations(range(len(taken)), 2) if taken[one] & taken[other]
    )
    before: set[tuple[Point, ...]] = set()
    dead = set()
    for number, own in enumerate(taken):
        if not own or (drawn.hit == "first" and own <= before):
            dead.add(number)
        before |= own
    needs_all = not drawn.otherwise and drawn.hit not in {"collect", "rule order"}
    return Tried(
        len(set(cases) - before) if needs_all else 0,
        overlaps,
        frozenset((one, other) for one, other in overlaps if drawn.outcomes[one] != drawn.outcomes[other]),
        frozenset(dead),
        frozenset({*OUTCOMES} - {*drawn.outcomes, drawn.otherwise}),
    )


def point_of(value: Value, sort: Sort, texts: Sequence[str]) -> Point:
    """The point of the domain that a value is, or stands for where it lies below or above all of them."""
    if value is None:
        return NULL
    known = [point for point in sort.domain if sort.value(point) == value]
    if known:
        return known[0]
    if all(text == "-" for text in texts):  # where no cell names a value, any value stands for all
        return sort.domain[0]
    ends = [point for point in (sort.domain[0], sort.domain[-1]) if sort.name in ORDERED]
    outside = [
        point
        for point, low in zip(ends, (True, False), strict=True)
        if below(value, sort.value(point)) == low
    ]
    assert len(outside) == 1, f"{value} lies between two values that there are"
    return outside[0]


def below(one: Any, other: Any) -> bool:
    """Whether a number, day or amount comes before another."""
    return bool(one.amount < other.amount if isinstance(one, Money) else one < other)


def takers(drawn: Drawn, text: BoundText, case: Case) -> list[int]:
    """The rows that take a case: as drawn, and as evaluated, which must agree."""
    values = dict(case.values)
    case_points = [
        point_of(values[sort.name], sort, [row[place][0] for row in drawn.rows])
        for place, sort in enumerate(drawn.sorts)
    ]
    as_drawn = [
        number
        for number, row in enumerate(drawn.rows)
        if all(means(point) for (_, means), point in zip(row, case_points, strict=True))
    ]
    assert text.table is not None
    as_evaluated = [
        number
        for number, row in enumerate(text.table.rows)
        if all(
            test is not None and matches(test.tree, values[sort.name], CONSTANTS, RULES)
            for test, sort in zip(row.tests, drawn.sorts, strict=True)
        )
    ]
    assert as_drawn == as_evaluated
    return as_drawn


def outcomes_of(found: Analysis) -> list[str]:
    return [
        *(["gap"] if found.gap else ["no gap"]),
        *(["overlap"] if found.overlaps else ["no overlap"]),
        *(["conflict"] if found.conflicts else []),
        *(["dead"] if found.dead else ["none dead"]),
        *(["unreached"] if found.unreached else []),
    ]


def test_the_analysis_of_a_table_agrees_with_trying_every_case() -> None:
    forms = (
        "-",
        "equal",
        "list",
        "not",
        "<",
        "<=",
        ">",
        ">=",
        "[..]",
        "[..)",
        "(..]",
        "(..)",
        "not <",
        "and",
        "or",
        "null",
        "not null",
    )
    kinds = (
        "gap",
        "no gap",
        "overlap",
        "no overlap",
        "conflict",
        "dead",
        "none dead",
        "unreached",
        "hidden by others",
    )
    seen = Coverage(
        *(sort.name for sort in SORTS), *forms, *HITS, *kinds, "parameter", "otherwise", "three columns"
    )

    @given(tables())
    @settings(max_examples=settings().max_examples * 3)
    def holds(drawn: Drawn) -> None:
        text = bind(drawn)
        assert text.table is not None
        found = analyse(text.table, text, CONSTANTS)
        assert found is not None
        assert (found.opaque, found.too_large) == ((), False)
        tried = try_all(drawn)
        assert (found.gap is not None) == (tried.gaps > 0)
        assert {(one, other) for one, other, _ in found.overlaps} == tried.overlaps
        assert {(one, other) for one, other, _ in found.conflicts} == tried.conflicts
        assert set(found.dead) == tried.dead
        assert {option for _, option in found.unreached} == tried.unreached
        if found.gap is not None:
            assert takers(drawn, text, found.gap) == []
        for one, other, case in found.overlaps:
            assert {one, other} <= set(takers(drawn, text, case))
        empty = {number for number in tried.dead if not any(number in pair for pair in tried.overlaps)}
        seen.saw(
            [*drawn.constructs, drawn.hit, *outcomes_of(found), *(["otherwise"] if drawn.otherwise else [])]
        )
        seen.saw(["hidden by others"] if tried.dead - empty else [])
        seen.saw(["three columns"] if len(drawn.sorts) == 3 else [])

    holds()
    seen.check()


@st.composite
def sheets(draw: Draw) -> tuple[Drawn, bytes, frozenset[str]]:
    """A table, a workbook that holds its rows, and what of a spreadsheet was used for it."""
    drawn = draw(tables())
    heads = draw(st.permutations([*(sort.name for sort in drawn.sorts), "outcome"]))
    book = openpyxl.Workbook()
    page: Any = book.active
    used = set(draw(st.sets(st.sampled_from(["title", "empty row", "empty column"]))))
    left, line = 1 + ("empty column" in used), 1
    if "title" in used:
        page.cell(line, left, "Drawn at random")
        line += 2
    page.cell(line, left, "rows")
    page.cell(line, left + 1, "drawn")
    line += 1 + ("empty row" in used)
    for place, head in enumerate(heads, start=left):
        page.cell(line, place, head)
        at = [sort.name for sort in drawn.sorts].index(head) if head != "outcome" else None
        cells = list(drawn.outcomes) if at is None else [row[at][0] for row in drawn.rows]
        shown = [draw(st.sampled_from(["", "-", "—"])) if cell == "-" else cell for cell in cells]
        used |= {"empty cell"} if "" in shown else set()
        for number, cell in enumerate(shown, start=line + 1):
            page.cell(number, place, cell or None)
        used |= {"merged"} if merge(page, place, line + 1, shown) else set()
    written = io.BytesIO()
    book.save(written)
    return drawn, written.getvalue(), frozenset(used)


def merge(page: Any, column: int, line: int, cells: list[str]) -> bool:
    """Merge each run of equal cells of a column."""
    merged = False
    for cell, run in groupby(enumerate(cells, start=line), key=lambda one: one[1]):
        lines = [number for number, _ in run]
        if cell and len(lines) > 1:
            page.merge_cells(start_row=lines[0], end_row=lines[-1], start_column=column, end_column=column)
            merged = True
    return merged


def test_a_table_decides_in_a_sheet_what_it_decides_in_yaml() -> None:
    seen = Coverage("title", "empty row", "empty column", "empty cell", "merged", *HITS)

    @given(sheets())
    @settings(max_examples=settings().max_examples // 2)
    def holds(one: tuple[Drawn, bytes, frozenset[str]]) -> None:
        drawn, content, used = one
        (node,), found = read_xlsx("drawn.xlsx", content)
        assert isinstance(node, Mapping)
        model, into = ROWS.decode(node)
        assert isinstance(model, Sheet)
        assert (found, into.found) == ((), [])
        plain, kept = bind(drawn), bind(drawn, list(sheet_interfaces(model)))
        assert plain.table is not None
        assert kept.table is not None
        for own, other in zip(plain.table.rows, kept.table.rows, strict=True):
            assert (own.tests, own.outcomes) == (other.tests, other.outcomes)
            assert other.row.node.span.cell
        assert analyse(kept.table, kept, CONSTANTS) == analyse(plain.table, plain, CONSTANTS)
        seen.saw([*used, drawn.hit])

    holds()
    seen.check()


class Grid(NamedTuple):
    """A small grid and boxes in it, each the set of regions that it takes in each column."""

    widths: tuple[int, ...]
    boxes: tuple[tuple[frozenset[int], ...], ...]


@st.composite
def grids(draw: Draw) -> Grid:
    widths = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    box = st.tuples(*(st.sampled_from(subsets(width)) for width in widths))
    return Grid(widths, tuple(draw(st.lists(box, max_size=8))))


def subsets(width: int) -> list[frozenset[int]]:
    return [frozenset(some) for size in range(width, -1, -1) for some in combinations(range(width), size)]


def masks(box: Sequence[frozenset[int]]) -> tuple[int, ...]:
    return tuple(sum(1 << region for region in regions) for regions in box)


def test_boxes_over_a_grid_are_covered_as_their_cells_are() -> None:
    seen = Coverage("uncovered", "covered", "overlap", "hidden", "hidden by several", "empty box", "no box")

    @given(grids())
    def holds(grid: Grid) -> None:
        boxes = [masks(box) for box in grid.boxes]
        taken = [frozenset(product(*box)) for box in grid.boxes]
        left = frozenset(product(*(range(width) for width in grid.widths))).difference(*taken)
        cell = find_uncovered(grid.widths, boxes)
        assert not isinstance(cell, TooLarge)
        assert (cell in left) if left else cell is None
        shared = {(one, other): cell for one, other, cell in find_overlaps(boxes)}
        assert set(shared) == {
            (one, other) for one, other in combinations(range(len(taken)), 2) if taken[one] & taken[other]
        }
        assert all(cell in taken[one] & taken[other] for (one, other), cell in shared.items())
        hidden = {
            number
            for number, own in enumerate(taken)
            if own and own <= frozenset[tuple[int, ...]]().union(*taken[:number])
        }
        assert set(find_hidden(grid.widths, boxes)) == hidden
        seen.saw(
            [
                "uncovered" if left else "covered",
                *(["overlap"] if shared else []),
                *(["hidden"] if hidden else []),
            ]
        )
        alone = {number for number in hidden if any(taken[number] <= one for one in taken[:number])}
        seen.saw(["hidden by several"] if hidden - alone else [])
        seen.saw(["empty box"] if not all(taken) else [])
        seen.saw([] if boxes else ["no box"])

    holds()
    seen.check()
