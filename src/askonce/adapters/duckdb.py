"""Runs a norm over a file with DuckDB."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.dataset
import pyarrow.ipc

from askonce.adapters.run import (
    PEOPLE,
    Broken,
    Came,
    Job,
    Progress,
    Ran,
    Tally,
    Unfit,
    counted,
    in_order,
    unfit_by_queries,
)
from askonce.adapters.tables import Table
from askonce.feel.relational.sql import select

_BATCH_ROWS: Final = 122_880
_GLOB: Final = frozenset("*?[]{}")
_WAIT_SECONDS: Final = 0.1


def run(job: Job, table: Table, progress: Progress) -> Came:
    """Reckon a norm for each row of a file and write the outcomes."""
    try:
        with _connected() as base:
            _see(base, table)
            unfit = _unfit(base, job)
            if unfit is not None:
                return unfit
            query = select(job.plan.reckoning, "duckdb", PEOPLE, job.kept)
            tally = (
                _tally(base, job, query, progress)
                if job.plan.aggregates
                else _write(base, job, table, query, progress)
            )
    except (duckdb.Error, pa.ArrowException) as error:
        return Broken(str(error).splitlines()[0])
    except OSError as error:
        return Broken(error.strerror or str(error))
    return Ran(table.rows, counted(job.plan), tally)


@contextmanager
def _connected() -> Iterator[Any]:
    base = duckdb.connect(":memory:")
    try:
        base.execute("SET autoinstall_known_extensions = false")
        base.execute("SET autoload_known_extensions = false")
        base.execute(f"SET temp_directory = {_quoted(tempfile.gettempdir())}")
        yield base
    finally:
        base.close()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _see(base: Any, table: Table) -> None:
    """Let queries see a file as a view."""
    if table.format == "parquet" and not _GLOB & set(str(table.path)):
        base.execute(f"CREATE VIEW {PEOPLE} AS SELECT * FROM read_parquet({_quoted(str(table.path))})")
    else:
        format_ = "parquet" if table.format == "parquet" else "ipc"
        base.register(PEOPLE, pyarrow.dataset.dataset(table.path, format=format_))


def _unfit(base: Any, job: Job) -> Unfit | None:
    """The first column with values that are no facts of its type."""
    counting = "count(*) FILTER (WHERE {})"
    return unfit_by_queries(
        job.plan, "duckdb", counting, _column, lambda query: base.execute(query).fetchall()
    )


def _column(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write(base: Any, job: Job, table: Table, query: str, progress: Progress) -> Tally:
    if job.format == "parquet":
        copy = f"COPY ({query}) TO {_quoted(str(job.out))} (FORMAT parquet)"
        _watched(base, lambda: base.execute(copy), progress)
    else:
        _write_arrow(base, job, query, table.rows, progress)
    base.register(
        "written", pyarrow.dataset.dataset(job.out, format="parquet" if job.format == "parquet" else "ipc")
    )
    return _counts(base, job, "SELECT * FROM written")


def _write_arrow(base: Any, job: Job, query: str, rows: int, progress: Progress) -> None:
    reader = base.sql(query).to_arrow_reader(_BATCH_ROWS)
    done = 0
    with pa.OSFile(str(job.out), "wb") as sink, pyarrow.ipc.new_file(sink, reader.schema) as file:
        for batch in reader:
            file.write_batch(batch)
            done += batch.num_rows
            progress("reckoning", done, rows)


def _tally(base: Any, job: Job, query: str, progress: Progress) -> Tally:
    found: list[Any] = []
    _watched(base, lambda: found.extend(_counts(base, job, query)), progress)
    return tuple(found)


def _counts(base: Any, job: Job, query: str) -> Tally:
    names = ", ".join(map(_column, counted(job.plan)))
    if not names:
        return ()
    rows = base.execute(f"SELECT {names}, count(*) FROM ({query}) GROUP BY ALL").fetchall()
    return in_order((tuple(row[:-1]), int(row[-1])) for row in rows)


def _watched(base: Any, work: Callable[[], object], progress: Progress) -> None:
    """Do work beside a watch on how far the query has come; an interrupt stops the query."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            failed.append(error)

    worker = Thread(target=guarded)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(_WAIT_SECONDS)
            progress("reckoning", max(int(base.query_progress()), 0), 100)
    except KeyboardInterrupt:
        base.interrupt()
        worker.join()
        raise
    if failed:
        raise failed[0]
