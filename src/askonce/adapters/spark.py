"""Runs a norm over a file with Spark, on a cluster or on this machine alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from askonce.adapters.run import (
    PEOPLE,
    Broken,
    Came,
    Job,
    Progress,
    Ran,
    Unfit,
    counted,
    in_order,
    unfit_by_queries,
)
from askonce.adapters.tables import Table
from askonce.feel.relational.sql import select

#: Where the address of a cluster may stand.
MASTER: Final = "ASKONCE_SPARK_MASTER"
HERE: Final = "local[*]"
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.ansi.enabled": "true",  # what overflows fails, and is never null in silence
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.shuffle.partitions": "8",
    "spark.hadoop.fs.file.impl.disable.cache": "true",
}
_MISSING: Final = (
    "Spark is not installed: `make test-spark` installs it here, "
    "`pip install pyspark` anywhere; it runs on Java 17 or later"
)


def runner(master: str | None) -> Callable[[Job, Table, Progress], Came]:
    """What runs a job on the cluster of an address, or of the environment, or on this machine alone."""
    address = master or os.environ.get(MASTER) or HERE

    def run(job: Job, table: Table, progress: Progress) -> Came:
        if table.format != "parquet" or job.format != "parquet":
            return Broken("it reads and writes Parquet alone")
        return _run(address, job, table, progress)

    return run


def has_java() -> bool:
    """Whether a Java that runs can be found."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    return (
        found is not None
        and subprocess.run([found, "-version"], capture_output=True, check=False).returncode == 0
    )


def _run(address: str, job: Job, table: Table, progress: Progress) -> Came:
    if not has_java():
        return Broken("there is no Java here; Spark runs on Java 17 or later (openjdk-17-jre-headless)")
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        return Broken(_MISSING)
    session: Any = None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        builder = SparkSession.builder.master(address).appName(f"askonce {job.plan.norm}")
        for name, value in _SETTINGS.items():
            builder = builder.config(name, value)
        progress("starting Spark", 0, 1)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        return _reckon(session, job, table, progress)
    except (PySparkException, _java_error()) as error:
        return Broken(str(error).strip().splitlines()[0])
    except OSError as error:
        return Broken(error.strerror or str(error))
    finally:
        if session is not None:
            session.stop()


def _java_error() -> type[Exception]:
    from py4j.protocol import Py4JError

    return Py4JError  # type: ignore[no-any-return]


def _reckon(session: Any, job: Job, table: Table, progress: Progress) -> Came:
    session.read.parquet(_address(table.path)).createOrReplaceTempView(PEOPLE)
    unfit = _unfit(session, job)
    if unfit is not None:
        return unfit
    progress("reckoning", 0, table.rows)
    found = session.sql(select(job.plan.reckoning, "spark", PEOPLE, job.kept))
    names = counted(job.plan)
    if job.plan.aggregates:
        return Ran(table.rows, names, _counts(found, names))
    folder = job.out.with_name(f"{job.out.name}.parts")
    found.coalesce(1).write.parquet(_address(folder))
    progress("reckoning", table.rows, table.rows)
    part = next(folder.glob("part-*.parquet"))
    part.replace(job.out)
    with suppress(OSError):
        shutil.rmtree(folder)
    return Ran(table.rows, names, _counts(session.read.parquet(_address(job.out)), names))


def _address(path: Path) -> str:
    return path.resolve().as_uri()


def _counts(found: Any, names: Sequence[str]) -> Any:
    if not names:
        return ()
    columns = [_column(name) for name in names]
    rows = found.groupBy(*columns).count().collect()
    return in_order((tuple(row[:-1]), int(row[-1])) for row in rows)


def _unfit(session: Any, job: Job) -> Unfit | None:
    return unfit_by_queries(
        job.plan, "spark", "count_if({})", _column, lambda query: session.sql(query).collect()
    )


def _column(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
