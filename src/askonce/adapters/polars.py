"""Runs a norm over a file with polars, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from askonce.adapters.polars_columns import raw_condition, reckon
from askonce.adapters.run import (
    MOST_SHOWN,
    Broken,
    Came,
    Job,
    Progress,
    Ran,
    Unfit,
    counted,
    first_unfit,
    in_order,
)
from askonce.adapters.tables import Table, batches
from askonce.feel.relational.algebra import Fixed


def run(job: Job, table: Table, progress: Progress) -> Came:
    """Reckon a norm for each row of a file and write the outcomes."""
    try:
        unfit = _unfit(job, table, progress)
        return unfit if unfit is not None else _reckoned(job, table, progress)
    except (pl.exceptions.PolarsError, pa.ArrowException) as error:
        return Broken(str(error).splitlines()[0])
    except OSError as error:
        return Broken(error.strerror or str(error))


def _frames(table: Table, columns: list[str], progress: Progress, word: str) -> Iterator[Any]:
    done = 0
    for batch in batches(table, columns):
        frame = pl.from_arrow(pa.Table.from_batches([batch]))
        if columns:
            yield frame
        else:
            yield pl.DataFrame({"": range(batch.num_rows)})
        done += batch.num_rows
        progress(word, done, table.rows)


def _unfit(job: Job, table: Table, progress: Progress) -> Unfit | None:
    tested = [one for one in job.plan.inputs if not isinstance(one.unfit, Fixed)]
    if not tested:
        return None
    counts = {one.name: 0 for one in tested}
    shown: dict[str, set[object]] = {one.name: set() for one in tested}
    for frame in _frames(table, [one.name for one in tested], progress, "looking through"):
        for one in tested:
            wrong = frame.filter(raw_condition(one.unfit, frame.schema)).get_column(one.name)
            counts[one.name] += len(wrong)
            shown[one.name] |= set(wrong.unique().sort().head(MOST_SHOWN).to_list())
    return first_unfit(job.plan, counts, lambda name: sorted(shown[name], key=str))


def _reckoned(job: Job, table: Table, progress: Progress) -> Ran:
    wanted = list(dict.fromkeys([*(one.name for one in job.plan.reckoning.reads), *job.kept]))
    names = counted(job.plan)
    tallies: list[Any] = []
    with _sink(job) as write:
        for frame in _frames(table, wanted, progress, "reckoning"):
            found = reckon(frame, job.plan.reckoning, job.kept)
            if names:
                tallies.append(found.group_by(names).len("#count"))
            if not job.plan.aggregates:
                write(found)
    if not names:
        return Ran(table.rows, names, ())
    tally = pl.concat(tallies).group_by(names).agg(pl.col("#count").sum())
    return Ran(table.rows, names, in_order((row[:-1], int(row[-1])) for row in tally.iter_rows()))


@contextmanager
def _sink(job: Job) -> Iterator[Any]:
    """A file that frames are written to one after the other."""
    opened: list[Any] = []

    def write(frame: Any) -> None:
        found = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if not opened:
            make = pyarrow.parquet.ParquetWriter if job.format == "parquet" else pyarrow.ipc.new_file
            opened.append(make(str(job.out), found.schema))
        opened[0].write_table(found)

    try:
        yield write
    finally:
        for one in opened:
            one.close()
