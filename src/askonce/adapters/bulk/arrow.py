"""One day's rows of a register as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import adbc_driver_sqlite.dbapi
import pyarrow as pa
import pyarrow.compute as pc

from askonce.adapters.bulk.known import known
from askonce.adapters.opening import POSTGRES, sqlite_path
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.staging import currency_of, staged_fields
from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.schema import Table
from askonce.cases.database import Unavailable
from askonce.registers.store import Unfit

_DIGITS: Final = 38
#: So many numbers are looked at for their places before all of them are.
_GUESSED: Final = 1_000
_BATCH_ROWS: Final = 65_536
_NO_TEXT: Final = pa.scalar(None, pa.string())


def to_arrow(url: str, register: str, valid: date, recorded: datetime | None = None) -> Any:
    """The rows of a register for a day as an Arrow table, as known at an instant or now, in no order.

    `subject` and the attributes under their names: dates, exact decimals, truths, texts; the currency of money in
    `NAME.currency`; lists and contexts as their JSON text. Null is what was not said, or said to be none.
    """
    _, table = known(url, register)
    if url.startswith(POSTGRES):
        from askonce.adapters.postgres.bulk import fetched  # its driver is not installed everywhere

        with fetched(url, table, valid, recorded) as reader:
            return _typed(table, reader)
    with _fetched(sqlite_path(url), table, valid, recorded) as reader:
        return _typed(table, reader, begins=1)


@contextmanager
def _fetched(path: Path | None, table: Table, valid: date, recorded: datetime | None) -> Iterator[Any]:
    """The columns as SQLite has them; a first row that is cut off again says their types, since the rows may be null."""
    if path is None:
        raise Unavailable("a database that is kept nowhere is read row by row")
    fields = staged_fields(table, none_said=False)
    kinds = ", ".join("0" if one.kind == "truth" else "''" for one in fields)
    columns = ", ".join(quoted(one.name) for one in fields)
    day = SQLITE.into["day"](valid)
    where, parameters = "recorded_to IS NULL", [day, day]
    if recorded is not None:
        where = "recorded_from <= ? AND (recorded_to IS NULL OR recorded_to > ?)"
        parameters += [SQLITE.into["instant"](recorded)] * 2
    with (
        adbc_driver_sqlite.dbapi.connect(f"{path.absolute().as_uri()}?mode=ro") as connection,
        connection.cursor() as cursor,
    ):
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_BATCH_ROWS)})
        cursor.execute(
            f"SELECT {kinds} UNION ALL SELECT {columns} FROM {quoted(table.kept_as)} "
            f"WHERE valid_from <= ? AND (valid_to IS NULL OR valid_to > ?) AND {where}",
            parameters,
        )
        yield cursor.fetch_record_batch()


def _typed(table: Table, reader: Any, begins: int = 0) -> Any:
    """The batches under the attributes' names and types, each turned while the next is read."""
    fields = [one.name for one in staged_fields(table, none_said=False)]
    with ThreadPoolExecutor(1) as pool:
        whole: list[Any] = []
        turned: list[Future[Any]] = []
        places: dict[str, int] | None = None
        for batch in reader:
            some = pa.Table.from_batches([batch]).slice(0 if whole else begins).rename_columns(fields)
            places = places or _all_places(table, some.slice(0, _GUESSED))
            whole.append(some)
            turned.append(pool.submit(_turned, table, some, places))
        if not whole:
            whole = [reader.schema.empty_table().rename_columns(fields)]
        try:
            if turned:
                return pa.concat_tables([one.result() for one in turned])
        except pa.ArrowInvalid:
            places = None  # a longer fraction came later: they are all turned anew
    found = pa.concat_tables(whole)
    try:
        return _turned(table, found, _all_places(table, found))
    except pa.ArrowInvalid as error:
        raise Unfit(
            f"`{table.register}`: a column of {_DIGITS} digits does not hold its numbers: {error}"
        ) from error


def _turned(table: Table, found: Any, places: Mapping[str, int]) -> Any:
    named = {"subject": found.column("subject").cast(pa.string())}
    for column in table.columns:
        values = found.column(column.kept_as)
        if column.form == "date":
            values = values.cast(pa.date32())
        elif column.form == "boolean":
            values = values.cast(pa.bool_())
        elif column.name in places:
            values = values.cast(pa.decimal128(_DIGITS, places[column.name]))
        named[column.name] = values
        if column.form == "money" and currency_of(column):
            named[f"{column.name}.currency"] = pc.if_else(pc.is_valid(values), currency_of(column), _NO_TEXT)
        elif column.form == "money":
            named[f"{column.name}.currency"] = found.column(column.currency).cast(pa.string())
    return pa.table(named)


def _all_places(table: Table, found: Any) -> dict[str, int]:
    exact = [one for one in table.columns if one.form in ("number", "integer", "money")]
    return {one.name: _places(found.column(one.kept_as)) for one in exact}


def _places(texts: Any) -> int:
    """How many digits stand after the point, at most; an exponent that makes a number small counts as they do."""
    parts = pc.extract_regex(texts, r"^-?\d*\.?(?P<places>\d*)(?:[Ee](?P<power>[-+]\d+))?$")
    places = pc.utf8_length(pc.struct_field(parts, "places"))
    powers = pc.struct_field(parts, "power")
    power = pc.if_else(pc.equal(powers, ""), "0", pc.utf8_ltrim(powers, "+")).cast(pa.int64())
    most = pc.max(pc.subtract(places, power)).as_py() or 0
    return min(max(most, 0), _DIGITS)
