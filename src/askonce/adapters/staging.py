"""Rows on their way into a register, checked and in the form that both databases read: text, whole numbers, nulls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.storage.holding import Holding, Times
from askonce.adapters.storage.layout import Field, register_table
from askonce.adapters.storage.schema import Column, Table
from askonce.adapters.storage.values import MOST_CHARACTERS
from askonce.feel.values import Value
from askonce.registers.store import Row, Unfit

#: Whether an empty cell says nothing, or says that there is none.
Nulls: TypeAlias = Literal["unsaid", "none"]
_AT_ONCE: Final = 50_000
#: So many rows are sorted in memory at once, some two hundred bytes each.
RUN_ROWS: Final = 1_000_000
_PART_ROWS: Final = 125_000
#: Where the marks of a row that a register says nothing of begin and end in its parameters (`Holding.encode`).
_SAID: Final = slice(7, -1)
_ANY_DAY: Final = date(2000, 1, 1)
_ANY_INSTANT: Final = datetime(2000, 1, 1, tzinfo=UTC)


def staged_fields(table: Table) -> tuple[Field, ...]:
    """The columns of what is staged: the subject, the names that were said to be none, the attributes."""
    times = {"valid_from", "valid_to", "recorded_from", "recorded_to", "part", "source", "basis"}
    return tuple(field for field in register_table(table).fields if field.name not in times)


def staged_schema(table: Table) -> Any:
    """The same as a schema of Arrow."""
    return pa.schema(
        [(one.name, pa.int64() if one.kind == "truth" else pa.string()) for one in staged_fields(table)]
    )


def stage_rows(table: Table, rows: Iterable[tuple[str, Mapping[str, Value]]]) -> Iterator[Any]:
    """Batches of Arrow for rows of a subject and its values; Unfit names the row that does not fit, from 1."""
    holding, schema = Holding(table, SQLITE, Times(SQLITE)), staged_schema(table)
    counted = enumerate(rows, 1)
    while some := list(islice(counted, _AT_ONCE)):
        kept = []
        for number, (subject, values) in some:
            row = Row(subject, values, _ANY_DAY, None, _ANY_INSTANT, None, "")
            try:
                parameters = holding.encode(row, 0)
            except Unfit as error:
                raise Unfit(f"row {number}: {error}") from error
            kept.append((parameters[0], *parameters[_SAID]))
        columns = [
            pa.array(values, kind) for values, kind in zip(zip(*kept, strict=True), schema.types, strict=True)
        ]
        yield pa.record_batch(columns, schema=schema)


def stage_arrow(table: Table, batches: Iterable[Any], nulls: Nulls = "unsaid") -> Iterator[Any]:
    """Batches of typed columns, made fit: `subject`, and the attributes under their names.

    Dates, decimals and whole numbers, truths and texts; the currency of money stands in `NAME.currency`, where the
    register does not say it. Unfit where a column is of another type, unknown, or missing as `subject` is.
    """
    schema = staged_schema(table)
    for batch in batches:
        columns: dict[str, Any] = {}
        given = dict(zip(batch.schema.names, batch.columns, strict=True))
        if "subject" not in given or given["subject"].null_count:
            raise Unfit("each row wants a `subject`")
        columns["subject"] = _text("subject", given.pop("subject"))
        for column in table.columns:
            columns.update(_column(column, given, batch.num_rows))
        if given:
            raise Unfit(f"register `{table.register}` has no attribute `{min(given)}`")
        columns["none_said"] = _none_said(table.columns, columns, batch.num_rows, nulls)
        yield pa.record_batch([columns[name] for name in schema.names], schema=schema)


def sorted_runs(staged: Iterable[Any]) -> Iterator[Any]:
    """The same rows in runs that are each sorted by subject: a table in the order of its key fills many times as fast.

    Unfit where a subject stands twice in one run; across runs the database finds it.
    """
    run: list[Any] = []
    count = 0
    for batch in staged:
        run.append(batch)
        count += batch.num_rows
        if count >= RUN_ROWS:
            yield from _sorted(run)
            run, count = [], 0
    if count:
        yield from _sorted(run)


def _sorted(run: Sequence[Any]) -> Iterator[Any]:
    """A run in order, in parts: each is put together while the one before is written."""
    whole = pa.Table.from_batches(run).combine_chunks()
    order = pc.sort_indices(whole.column("subject").combine_chunks())
    subjects = whole.column("subject").combine_chunks().take(order)
    twice = pc.equal(subjects.slice(1), subjects.slice(0, max(len(subjects) - 1, 0)))
    if pc.any(twice).as_py():
        raise Unfit(f"`{subjects.slice(1).filter(twice)[0].as_py()}` stands in it twice")
    columns = [one.combine_chunks() for one in whole.columns]

    def part(start: int) -> Any:
        taken = [one.take(order.slice(start, _PART_ROWS)) for one in columns]
        return pa.table(taken, schema=whole.schema)

    with ThreadPoolExecutor(1) as pool:
        parts = [pool.submit(part, start) for start in range(0, len(order), _PART_ROWS)]
        for one in parts:
            yield one.result()


def fetched_fields(table: Table) -> tuple[Field, ...]:
    """The columns that are read of a register; a currency that its type says is not read for each row."""
    known = {one.currency for one in table.columns if one.form == "money" and currency_of(one)}
    return tuple(one for one in staged_fields(table) if one.name != "none_said" and one.name not in known)


def currency_of(column: Column) -> str:
    """The currency that the type of an attribute names, or nothing."""
    return column.type.partition(" ")[2] if column.form == "money" else ""


def _column(column: Column, given: dict[str, Any], count: int) -> Iterator[tuple[str, Any]]:
    """The one column or the two in which an attribute is kept."""
    name = f"{column.name}"
    values = given.pop(name, None)
    if values is None:
        values = pa.nulls(count, pa.bool_() if column.form == "boolean" else pa.string())
        yield column.kept_as, values.cast(pa.int64()) if column.form == "boolean" else values
        if column.form == "money":
            yield column.currency, values
        return
    if column.form == "money":
        yield column.kept_as, _number(column, values)
        yield column.currency, _currency(column, values, given.pop(f"{name}.currency", None))
    elif column.form in ("number", "integer"):
        yield column.kept_as, _number(column, values)
    elif column.form == "text":
        yield column.kept_as, _text(name, values)
    elif column.form == "date" and pa.types.is_date(values.type):
        yield column.kept_as, values.cast(pa.date32()).cast(pa.string())
    elif column.form == "boolean" and pa.types.is_boolean(values.type):
        yield column.kept_as, values.cast(pa.int64())
    else:
        raise Unfit(f"`{name}` is {values.type} where `{column.type or column.form}` is wanted")


def _currency(column: Column, amounts: Any, said: Any) -> Any:
    wanted = currency_of(column)
    if said is None and wanted:
        return pc.if_else(pc.is_valid(amounts), pa.scalar(wanted), pa.scalar(None, pa.string()))
    if said is None or not pc.all(pc.equal(pc.is_valid(amounts), pc.is_valid(said))).as_py():
        raise Unfit(f"`{column.name}` wants its currency in `{column.name}.currency`")
    found = _text(f"{column.name}.currency", said)
    if wanted and pc.any(pc.not_equal(found, wanted)).as_py():
        raise Unfit(f"`{column.name}` wants {wanted}, and another currency stands there")
    return found


def _number(column: Column, values: Any) -> Any:
    if pa.types.is_integer(values.type):
        return values.cast(pa.string())
    if not pa.types.is_decimal(values.type):
        raise Unfit(f"`{column.name}` is {values.type}, and only decimals and whole numbers are exact")
    if column.form == "integer":
        try:
            values = values.cast(pa.decimal128(values.type.precision, 0))
        except pa.ArrowInvalid as error:
            raise Unfit(f"`{column.name}` wants whole numbers") from error
    return values.cast(pa.string())


def _text(name: str, values: Any) -> Any:
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        raise Unfit(f"`{name}` is {values.type} where text is wanted")
    values = values.cast(pa.string())
    if pc.any(pc.match_substring(values, "\0")).as_py():
        raise Unfit(f"`{name}`: a text holds the character NUL")
    longest = pc.max(pc.utf8_length(values)).as_py() or 0
    if longest > MOST_CHARACTERS:
        raise Unfit(f"`{name}`: a text of {longest} characters is longer than {MOST_CHARACTERS}")
    return values


def _none_said(columns: Sequence[Column], kept: Mapping[str, Any], count: int, nulls: Nulls) -> Any:
    """The names of the empty cells as JSON, where an empty cell says that there is none."""
    words = [
        pc.if_else(pc.is_null(kept[one.kept_as]), f"{msgspec.json.encode(one.name).decode()},", "")
        for one in columns
        if nulls == "none" and kept[one.kept_as].null_count
    ]
    nothing = pa.array([""], pa.string()).take(pa.array([0] * count, pa.int64()))
    if not words:
        return nothing
    joined = pc.utf8_rtrim(pc.binary_join_element_wise(*words, ""), ",")
    return pc.if_else(pc.equal(joined, ""), nothing, pc.binary_join_element_wise("[", joined, "]", ""))
