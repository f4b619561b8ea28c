"""Whole registers at once: a snapshot loaded as one transaction, and one day's rows read as Arrow."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import adbc_driver_sqlite.dbapi
import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from askonce.adapters.opening import POSTGRES, Worksite, sqlite_path, stored_schema
from askonce.adapters.sqlite import database as sqlite
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.staging import (
    NONE_SAID,
    RUN_ROWS,
    currencies,
    currency_of,
    kept_fields,
    sorted_runs,
    staged_fields,
)
from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.heading import take_up
from askonce.adapters.storage.journal import Keeping
from askonce.adapters.storage.layout import Field, register_table
from askonce.adapters.storage.schema import Schema, Table
from askonce.adapters.storage.work import STEP, Prepared
from askonce.cases.database import Unavailable
from askonce.registers.store import Change, Unfit

_AT_ONCE: Final = 2_000
_DIGITS: Final = 38
#: So many numbers are looked at for their places before all of them are.
_GUESSED: Final = 1_000
_HASTY: Final = (
    "PRAGMA page_size = 65536",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
)
_BATCH_ROWS: Final = 65_536
_NO_TEXT: Final = pa.scalar(None, pa.string())


class Loaded(msgspec.Struct, frozen=True):
    """What a snapshot did: subjects that were new for its time, that changed, that were as before, that ended."""

    added: int
    changed: int
    same: int
    ended: int = 0


class Snapshot(msgspec.Struct, frozen=True):
    """What a snapshot says beside its rows: its register, the day from which it holds, who made it, by which article.

    `whole` ones say of every subject that they do not name that it is in the register no more.
    """

    register: str
    valid_from: date
    source: str
    basis: str = ""
    whole: bool = False


def bulk_load(
    url: str,
    snapshot: Snapshot,
    staged: Iterable[Any],
    *,
    clock: Callable[[], datetime] = sqlite.utc_now,
    chance: Callable[[int], bytes] = os.urandom,
) -> Loaded:
    """Load a snapshot as if each of its rows were written singly, in one transaction and much faster.

    `staged` are batches of `adapters.staging`. Who writes beside it waits until it ends. Unfit where a subject stands
    twice in it, or the database has no such register.
    """
    schema = stored_schema(url)
    if schema is None:
        raise Unavailable("there is no such database")
    table = _table(schema, snapshot.register)
    batches = sorted_runs(staged)
    first = list(islice(batches, 1))
    # known before a table is made for them: whether they say of anything that there is none
    none_said = not first or NONE_SAID in first[0].schema.names
    fields = staged_fields(table, none_said=none_said)
    with _staged(url, fields, chain(first, batches)) as (site, incoming):
        loading = _Loading(site, Prepared(schema, site.dialect), snapshot, incoming, fields, chance)
        return loading.run(clock)


class _Loading:
    """One load within its transaction; `incoming` is the table that the snapshot was put into."""

    def __init__(
        self,
        site: Worksite,
        prepared: Prepared,
        snapshot: Snapshot,
        incoming: str,
        fields: Sequence[Field],
        chance: Callable[[int], bytes],
    ) -> None:
        self._base, self._dialect = site
        self._prepared, self._snapshot, self._incoming = prepared, snapshot, incoming
        self._staged = {one.name for one in fields}
        self._holding = prepared.holdings[snapshot.register]
        self._laid = register_table(self._holding.table)
        self._journal = Keeping(self._base, prepared, chance)
        self._day = prepared.times.day_in(snapshot.valid_from)

    def run(self, clock: Callable[[], datetime]) -> Loaded:
        """Load, and say what was done."""
        take_up(self._journal)
        head = self._journal.head
        if head is None:
            raise RuntimeError("a transaction has begun without a head")
        self._journal.begin_job(max(clock(), head.instant + STEP))
        total = self._count(f"SELECT count(*) FROM {self._incoming}")
        known = self._base.one(f"SELECT 1 FROM {quoted(self._laid.name)} LIMIT 1") is not None
        if known or total > RUN_ROWS:  # one run alone is in order, and was looked through when it was sorted
            self._index()
        if known:
            self._set_apart()
        added = self._add(known=known)
        changed = self._change() if known else 0
        gone = self._end() if known and self._snapshot.whole else 0
        self._journal.leave_standing()
        return Loaded(added, changed, total - added - changed, gone)

    def _given(self) -> dict[str, str]:
        """By column of the register: what a row of `incoming` says, in SQL; what is not staged follows from the rest."""
        known = currencies(self._holding.table)
        found = {}
        for one in kept_fields(self._holding.table):
            if one.name in known:
                amount, currency = known[one.name]
                literal = currency.replace("'", "''")
                found[one.name] = f"CASE WHEN incoming.{quoted(amount)} IS NOT NULL THEN '{literal}' END"
            else:
                found[one.name] = f"incoming.{quoted(one.name)}" if one.name in self._staged else "''"
        return found

    def _index(self) -> None:
        """An index by subject, which also finds one that stands twice."""
        place, _, name = self._incoming.rpartition(".")
        index = f"{place}.by_subject" if place else "by_subject"
        twice = self._base.one(
            f"SELECT subject FROM {self._incoming} GROUP BY subject HAVING count(*) > 1 ORDER BY subject LIMIT 1"
        )
        if twice is not None:
            raise Unfit(f"`{twice[0]}` stands in it twice")
        self._base.run(f"CREATE INDEX {index} ON {name} (subject)")

    def _overlaps(self) -> str:
        """The rows that are known of an incoming subject for some of the snapshot's time; one mark, for its day."""
        return (
            f"SELECT 1 FROM {quoted(self._laid.name)} AS known WHERE known.subject = incoming.subject "
            "AND known.recorded_to IS NULL AND (known.valid_to IS NULL OR known.valid_to > ?)"
        )

    def _set_apart(self) -> None:
        """Put aside the subjects of whom something else is known: those alone are gone through one by one."""
        given = self._given()
        none_said = given.pop(NONE_SAID)
        same = "".join(
            f" AND ({said} IS NULL OR {said} = known.{quoted(name)})"
            for name, said in given.items()
            if name != "subject"
        )
        covered = (
            f"{self._overlaps()} AND known.valid_from <= ? AND known.valid_to IS NULL "
            f"AND ({none_said} = '' OR {none_said} = known.none_said){same}"
        )
        self._base.run(
            f"CREATE TEMP TABLE set_apart AS SELECT incoming.* FROM {self._incoming} AS incoming "
            f"WHERE EXISTS ({self._overlaps()}) AND NOT EXISTS ({covered})",
            (self._day, self._day, self._day),
        )
        self._base.run("CREATE INDEX apart_subject ON set_apart (subject)")

    def _add(self, *, known: bool) -> int:
        """Add the subjects of whom nothing is known for the time; what guards the table would look at each again."""
        said = self._given()
        into, given = ", ".join(map(quoted, said)), ", ".join(said.values())
        fresh = f" WHERE NOT EXISTS ({self._overlaps()})" if known else ""
        for statement in self._dialect.pause(self._laid):
            self._base.run(statement)
        added = self._base.run(
            f"INSERT INTO {quoted(self._laid.name)} ({into}, valid_from, recorded_from, part, source, basis) "
            f"SELECT {given}, ?, ?, 0, ?, ? FROM {self._incoming} AS incoming{fresh}",
            (
                self._day,
                self._prepared.times.instant_in(self._journal.now),
                self._snapshot.source,
                self._snapshot.basis,
                *([self._day] if known else []),
            ),
        )
        for statement in self._dialect.resume(self._laid):
            self._base.run(statement)
        return added

    def _change(self) -> int:
        """Write what is left as single changes; how many of them said something new."""
        columns = ", ".join(self._given().values())
        snapshot, changed, after = self._snapshot, 0, ""
        while True:
            page = self._base.all(
                f"SELECT {columns} FROM set_apart AS incoming "
                f"WHERE incoming.subject > ? ORDER BY incoming.subject LIMIT {_AT_ONCE}",
                (after,),
            )
            for kept in page:
                subject, values = kept[0], self._holding.decode_values(kept[1:])
                changed += self._journal.write_known(
                    Change(
                        snapshot.register,
                        subject,
                        values,
                        snapshot.valid_from,
                        None,
                        snapshot.source,
                        snapshot.basis,
                    )
                )
            if not page:
                return changed
            after = page[-1][0]

    def _end(self) -> int:
        """End the rows of subjects that a whole snapshot does not name."""
        gone, after = 0, ""
        while True:
            page = self._base.all(
                f"SELECT DISTINCT known.subject FROM {quoted(self._laid.name)} AS known "
                "WHERE known.recorded_to IS NULL AND (known.valid_to IS NULL OR known.valid_to > ?) "
                f"AND NOT EXISTS (SELECT 1 FROM {self._incoming} AS incoming WHERE incoming.subject = known.subject) "
                f"AND known.subject > ? ORDER BY known.subject LIMIT {_AT_ONCE}",
                (self._day, after),
            )
            for (subject,) in page:
                self._journal.end(self._snapshot.register, subject, self._snapshot.valid_from)
            if not page:
                return gone
            gone += len(page)
            after = page[-1][0]

    def _count(self, sql: str) -> int:
        kept = self._base.one(sql)
        return int(kept[0]) if kept else 0


@contextmanager
def _staged(url: str, fields: Sequence[Field], staged: Iterable[Any]) -> Iterator[tuple[Worksite, str]]:
    """A transaction beside which the snapshot lies in a table of its own."""
    if url.startswith(POSTGRES):
        from askonce.adapters.postgres.bulk import staging  # its driver is not installed everywhere
        from askonce.adapters.postgres.dialect import POSTGRES as DIALECT

        with staging(url, fields, staged) as base:
            yield Worksite(base, DIALECT), "incoming"
        return
    with tempfile.TemporaryDirectory(prefix="askonce-") as folder:
        beside = Path(folder) / "incoming.db"
        _ingest(beside, fields, staged)
        path = sqlite_path(url)
        if path is None:
            raise Unavailable("a database that is kept nowhere is loaded row by row")
        with sqlite.working(path, beside=beside) as kept:
            yield Worksite(kept, SQLITE), "beside.incoming"


def _ingest(beside: Path, fields: Sequence[Field], staged: Iterable[Any]) -> None:
    """Put the batches into a file that nobody else sees, so that it need not survive a crash."""
    columns = ", ".join(f"{quoted(one.name)} {SQLITE.types[one.kind]}" for one in fields)
    with (
        adbc_driver_sqlite.dbapi.connect(str(beside), autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        for setting in _HASTY:
            cursor.execute(setting)
            cursor.fetchall()
        cursor.execute(f"CREATE TABLE incoming ({columns})")
        for batch in staged:  # one by one: what a reader raises, ADBC would only repeat as text
            cursor.adbc_ingest("incoming", batch, mode="append")


def to_arrow(url: str, register: str, valid: date, recorded: datetime | None = None) -> Any:
    """The rows of a register for a day as an Arrow table, as known at an instant or now, in no order.

    `subject` and the attributes under their names: dates, exact decimals, truths, texts; the currency of money in
    `NAME.currency`; lists and contexts as their JSON text. Null is what was not said, or said to be none.
    """
    schema = stored_schema(url)
    if schema is None:
        raise Unavailable("there is no such database")
    table = _table(schema, register)
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


def _table(schema: Schema, register: str) -> Table:
    for table in schema.tables:
        if table.register == register:
            return table
    raise Unfit(f"the database has no register `{register}`")
