"""Tables in files, Parquet or Arrow: what columns they hold, read from their heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
import pyarrow as pa
import pyarrow.compute
import pyarrow.ipc
import pyarrow.parquet

from askonce.adapters.run import Broken, Format, Tally
from askonce.feel.relational.algebra import TRUTH, WORDS, Day, Exact, Kind
from askonce.feel.types import BOOLEAN, Type

_MAGIC: Final[dict[bytes, Format]] = {b"PAR1": "parquet", b"ARRO": "arrow"}
#: What a name says of the format of its file.
SUFFIXES: Final[dict[str, Format]] = {
    ".parquet": "parquet", ".pq": "parquet", ".arrow": "arrow", ".feather": "arrow", ".ipc": "arrow",
}  # fmt: skip
_BATCH_ROWS: Final = 262_144
_ANY_DAY: Final = Day(-(2**31), 2**31)


class Table(msgspec.Struct, frozen=True):
    """A file of rows: its format, how many rows it has, what each column holds, and which hold no null."""

    path: Path
    format: Format
    rows: int
    columns: dict[str, Kind | str]
    full: frozenset[str] = frozenset()


def read_table(path: Path) -> Table | Broken:
    """The columns of a file, or why it is none that is understood."""
    try:
        with path.open("rb") as file:
            begins = file.read(4)
        found = _MAGIC.get(begins)
        if found is None:
            return Broken("is neither Parquet nor an Arrow file")
        schema, rows, ends, full = _of_parquet(path) if found == "parquet" else _of_arrow(path)
    except OSError as error:
        return Broken(error.strerror or str(error))
    except (pa.ArrowException, EOFError) as error:
        return Broken(f"is damaged: {str(error).splitlines()[0]}")
    twice = {name for name in schema.names if schema.names.count(name) > 1}
    if twice:
        return Broken(f"has two columns named `{min(twice)}`")
    columns = {field.name: kind_of(field.type) for field in schema}
    return Table(
        path, found, rows, {name: _between(kind, ends.get(name)) for name, kind in columns.items()}, full
    )


def _of_parquet(path: Path) -> _Head:
    with pyarrow.parquet.ParquetFile(path) as file:
        return file.schema_arrow, file.metadata.num_rows, _ends_in(file.metadata), _full_in(file.metadata)


_Head: TypeAlias = "tuple[Any, int, dict[str, tuple[Any, Any]], frozenset[str]]"


def _columns_in(metadata: Any) -> Iterator[tuple[str, list[Any]]]:
    """Each column with what a file says of it in each of its parts, where it says something in all."""
    for place in range(metadata.num_columns if metadata.num_row_groups else 0):
        groups = [metadata.row_group(group).column(place) for group in range(metadata.num_row_groups)]
        if all(one.is_stats_set for one in groups):
            yield groups[0].path_in_schema, [one.statistics for one in groups]


def _full_in(metadata: Any) -> frozenset[str]:
    return frozenset(
        name
        for name, said in _columns_in(metadata)
        if all(one.has_null_count and not one.null_count for one in said)
    )


def _ends_in(metadata: Any) -> dict[str, tuple[Any, Any]]:
    """The least and the greatest value of each column of which a file says so for all its parts."""
    return {
        name: (min(one.min for one in said), max(one.max for one in said))
        for name, said in _columns_in(metadata)
        if all(one.has_min_max for one in said)
    }


def _between(kind: Kind | str, ends: tuple[Any, Any] | None) -> Kind | str:
    """A kind that holds no more than lies between two values.

    >>> _between(Exact(1, -999, 999), (Decimal("-0.5"), Decimal("3.5")))
    Exact(scale=1, low=-5, high=35, unit='')
    """
    match kind, ends:
        case Exact(scale=scale), (int() | Decimal() as low, int() | Decimal() as high):
            up = 10**scale
            return Exact(scale, int(low * up), int(high * up))
        case Day(), (date() as low, date() as high):
            return Day(low.toordinal(), high.toordinal())
        case _:
            return kind


def _of_arrow(path: Path) -> _Head:
    with pa.memory_map(str(path)) as source, pyarrow.ipc.open_file(source) as file:
        rows = sum(file.get_batch(number).num_rows for number in range(file.num_record_batches))
        return file.schema, rows, {}, frozenset()


def kind_of(held: Any) -> Kind | str:
    """What a column of an Arrow type holds, or the name of a type that no fact has.

    >>> kind_of(pa.decimal128(10, 2)).digits, kind_of(pa.float64()), kind_of(pa.list_(pa.int8()))
    (10, 'double', 'a list')
    """
    types = pa.types
    if types.is_dictionary(held):
        return kind_of(held.value_type)
    if types.is_boolean(held):
        return TRUTH
    if types.is_string(held) or types.is_large_string(held) or types.is_string_view(held):
        return WORDS
    if types.is_date32(held):
        return _ANY_DAY
    if types.is_integer(held):
        return _whole(held)
    if types.is_decimal(held) and held.scale >= 0:
        most = 10**held.precision - 1
        return Exact(held.scale, -most, most)
    return _word(held)


def _whole(held: Any) -> Exact:
    if pa.types.is_unsigned_integer(held):
        return Exact(0, 0, 2**held.bit_width - 1)
    return Exact(0, -(2 ** (held.bit_width - 1)), 2 ** (held.bit_width - 1) - 1)


def _word(held: Any) -> str:
    types = pa.types
    if types.is_list(held) or types.is_large_list(held) or types.is_struct(held) or types.is_map(held):
        return "a list" if not types.is_struct(held) else "a group of columns"
    if types.is_null(held):
        return "a column without a type"
    return "a moment in time" if types.is_timestamp(held) or types.is_date64(held) else str(held)


def batches(table: Table, columns: Sequence[str]) -> Iterator[Any]:
    """The rows of a file, some at a time, with these columns or with all where none is named; at least one batch."""
    if table.format == "parquet":
        with pyarrow.parquet.ParquetFile(table.path) as file:
            if not table.rows:
                yield _none(file.schema_arrow, columns)
            yield from file.iter_batches(_BATCH_ROWS, columns=list(columns) or None)
        return
    with pa.memory_map(str(table.path)) as source, pyarrow.ipc.open_file(source) as file:
        if not file.num_record_batches:
            yield _none(file.schema, columns)
        for number in range(file.num_record_batches):
            batch = file.get_batch(number)
            yield batch.select(list(columns)) if columns else batch


def _none(schema: Any, columns: Sequence[str]) -> Any:
    batch = pa.RecordBatch.from_pylist([], schema=schema)
    return batch.select(list(columns)) if columns else batch


class Days(msgspec.Struct, frozen=True):
    """The first and the last day of a column, and how many rows have none."""

    first: date | None
    last: date | None
    missing: int


def days_of(table: Table, column: str) -> Days | Broken:
    """Between which days the dates of a column lie."""
    firsts, lasts, missing = [], [], 0
    try:
        for batch in batches(table, [column]):
            ends = pyarrow.compute.min_max(batch.column(0)).as_py()
            missing += batch.column(0).null_count
            if ends["min"] is not None:
                firsts.append(ends["min"])
                lasts.append(ends["max"])
    except (OSError, ValueError, OverflowError, pa.ArrowException) as error:
        return Broken(str(error).splitlines()[0])
    return Days(min(firsts, default=None), max(lasts, default=None), missing)


def write_cells(
    path: Path, format_: Format, outputs: Sequence[tuple[str, Type]], cells: Tally, *, rest: bool
) -> None:
    """Write counts by their outcomes, one row for each; of the `rest`, where there is one, a last row of nulls."""
    rows = [*cells, ((None,) * len(outputs), None)] if rest else cells
    columns = {
        name: pa.array([row[0][place] for row in rows], pa.bool_() if kind == BOOLEAN else pa.string())
        for place, (name, kind) in enumerate(outputs)
    }
    table = pa.table({**columns, PEOPLE: pa.array([count for _, count in rows], pa.int64())})
    if format_ == "parquet":
        pyarrow.parquet.write_table(table, path)
    else:
        with pa.OSFile(str(path), "wb") as sink, pyarrow.ipc.new_file(sink, table.schema) as file:
            file.write_table(table)


#: The column of counts in a table of aggregates.
PEOPLE: Final = "people"
