"""Rows on their way into a register, checked and in the form that both databases read: text, whole numbers, nulls."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import islice, takewhile
from operator import itemgetter
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
_WORD: Final = 8
#: The column of the names that were said to be none; batches without it say so of nothing.
NONE_SAID: Final = "none_said"
#: Where the marks of a row that a register says nothing of begin and end in its parameters (`Holding.encode`).
_SAID: Final = slice(7, -1)
_ANY_DAY: Final = date(2000, 1, 1)
_ANY_INSTANT: Final = datetime(2000, 1, 1, tzinfo=UTC)


def kept_fields(table: Table) -> tuple[Field, ...]:
    """The columns that say something of a subject: itself, the names that were said to be none, the attributes."""
    times = {"valid_from", "valid_to", "recorded_from", "recorded_to", "part", "source", "basis"}
    return tuple(field for field in register_table(table).fields if field.name not in times)


def staged_fields(table: Table, *, none_said: bool) -> tuple[Field, ...]:
    """Those of them that are staged or read for each row: no currency that its type says, `none_said` if wanted."""
    known = currencies(table)
    return tuple(
        one for one in kept_fields(table) if one.name not in known and (none_said or one.name != NONE_SAID)
    )


def currencies(table: Table) -> dict[str, tuple[str, str]]:
    """The columns of currencies that their types say: of each the amount's column, and the currency."""
    found = [(one, currency_of(one)) for one in table.columns]
    return {one.currency: (one.kept_as, said) for one, said in found if said}


def staged_schema(table: Table, *, none_said: bool) -> Any:
    """The same as a schema of Arrow."""
    return pa.schema(
        [
            (one.name, pa.int64() if one.kind == "truth" else pa.string())
            for one in staged_fields(table, none_said=none_said)
        ]
    )


def stage_rows(table: Table, rows: Iterable[tuple[str, Mapping[str, Value]]]) -> Iterator[Any]:
    """Batches of Arrow for rows of a subject and its values; Unfit names the row that does not fit, from 1."""
    holding, schema = Holding(table, SQLITE, Times(SQLITE)), staged_schema(table, none_said=True)
    names = [one.name for one in kept_fields(table)]
    wanted = itemgetter(*(names.index(name) for name in schema.names))
    counted = enumerate(rows, 1)
    while some := list(islice(counted, _AT_ONCE)):
        kept = []
        for number, (subject, values) in some:
            row = Row(subject, values, _ANY_DAY, None, _ANY_INSTANT, None, "")
            try:
                parameters = holding.encode(row, 0)
            except Unfit as error:
                raise Unfit(f"row {number}: {error}") from error
            kept.append(wanted((parameters[0], *parameters[_SAID])))
        columns = [
            pa.array(values, kind) for values, kind in zip(zip(*kept, strict=True), schema.types, strict=True)
        ]
        yield pa.record_batch(columns, schema=schema)


def stage_arrow(table: Table, batches: Iterable[Any], nulls: Nulls = "unsaid") -> Iterator[Any]:
    """Batches of typed columns, made fit: `subject`, and the attributes under their names.

    Dates, decimals and whole numbers, truths and texts; the currency of money stands in `NAME.currency`, where the
    register does not say it. Unfit where a column is of another type, unknown, or missing as `subject` is.
    """
    schema = staged_schema(table, none_said=nulls == "none")
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
        if nulls == "none":
            columns[NONE_SAID] = _none_said(table.columns, columns, batch.num_rows)
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
    subjects = _in_one(whole.column("subject"))
    order, subjects = _order(subjects)
    twice = pc.equal(subjects.slice(1), subjects.slice(0, max(len(subjects) - 1, 0)))
    if pc.any(twice).as_py():
        raise Unfit(f"`{subjects.slice(1).filter(twice)[0].as_py()}` stands in it twice")
    columns = {name: _in_one(whole.column(name)) for name in whole.column_names if name != "subject"}

    def part(start: int) -> Any:
        these = order.slice(start, _PART_ROWS)
        taken = [one.take(these) for one in columns.values()]
        return pa.table([subjects.slice(start, _PART_ROWS), *taken], schema=whole.schema)

    with ThreadPoolExecutor(1) as pool:
        parts = [pool.submit(part, start) for start in range(0, len(order), _PART_ROWS)]
        for one in parts:
            yield one.result()


def _in_one(column: Any) -> Any:
    """A column as one array; one that is one already is not copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _order(subjects: Any) -> tuple[Any, Any]:
    """The places of subjects in their order, and the subjects so ordered.

    Two numbers made of the first letters sort several times as fast as texts, and pseudonyms differ within those: it
    is tried, and kept where it came out in order.
    """
    ends = pc.min_max(subjects).as_py()
    pairs = zip(ends["min"].encode(), ends["max"].encode(), strict=False)
    begins = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if pc.min(pc.binary_length(subjects)).as_py() >= begins + 2 * _WORD:
        letters = subjects.cast(pa.binary())
        words = {str(at): _word(letters, at) for at in (begins, begins + _WORD)}
        order = pc.sort_indices(pa.record_batch(words), sort_keys=[(name, "ascending") for name in words])
        ordered = subjects.take(order)
        if pc.all(pc.less(ordered.slice(0, len(ordered) - 1), ordered.slice(1))).as_py():
            return order, ordered
    order = pc.sort_indices(subjects)
    return order, subjects.take(order)


def _word(letters: Any, begins: int) -> Any:
    """Eight bytes of each text as a number that sorts as they do, the first byte its highest."""
    turned = pc.binary_slice(letters, begins, begins + _WORD)
    turned = pc.binary_reverse(turned) if sys.byteorder == "little" else turned
    return pa.Array.from_buffers(pa.uint64(), len(turned), [None, turned.buffers()[2]])


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
        if column.form == "money" and not currency_of(column):
            yield column.currency, values
        return
    if column.form == "money":
        yield column.kept_as, _number(column, values)
        yield from _currency(column, values, given.pop(f"{name}.currency", None))
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


def _currency(column: Column, amounts: Any, said: Any) -> Iterator[tuple[str, Any]]:
    wanted = currency_of(column)
    if said is None and wanted:
        return
    if said is None or not pc.all(pc.equal(pc.is_valid(amounts), pc.is_valid(said))).as_py():
        raise Unfit(f"`{column.name}` wants its currency in `{column.name}.currency`")
    found = _text(f"{column.name}.currency", said)
    if wanted and pc.any(pc.not_equal(found, wanted)).as_py():
        raise Unfit(f"`{column.name}` wants {wanted}, and another currency stands there")
    if not wanted:
        yield column.currency, found


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


def _none_said(columns: Sequence[Column], kept: Mapping[str, Any], count: int) -> Any:
    """The names of the empty cells as JSON."""
    words = [
        pc.if_else(pc.is_null(kept[one.kept_as]), f"{msgspec.json.encode(one.name).decode()},", "")
        for one in columns
        if kept[one.kept_as].null_count
    ]
    nothing = pa.array([""], pa.string()).take(pa.array([0] * count, pa.int64()))
    if not words:
        return nothing
    joined = pc.utf8_rtrim(pc.binary_join_element_wise(*words, ""), ",")
    return pc.if_else(pc.equal(joined, ""), nothing, pc.binary_join_element_wise("[", joined, "]", ""))
