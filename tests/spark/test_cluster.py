"""The same norm over the same people on a Spark cluster of two workers and on DuckDB: equal rows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet
import pytest

from askonce.adapters import duckdb as by_duckdb
from askonce.adapters import spark
from askonce.adapters.run import Job, Ran, Unfit
from askonce.adapters.tables import Table, read_table
from askonce.norms.population.population import Plan, Refused, population
from tests.property.population_norms import Drawn, as_table, draw, people

pyspark = pytest.importorskip("pyspark", reason="Spark is not installed: run `make test-spark`")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(not spark.has_java(), reason="there is no Java: install openjdk-17-jre-headless"),
    pytest.mark.filterwarnings("ignore"),  # pyspark and py4j leave sockets to the garbage collector
]
NORMS, PERSONS = 5, 600
STARTED_SECONDS = 60


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def started(role: str, arguments: list[str], folder: Path) -> subprocess.Popen[bytes]:
    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_HOME": str(home),
        "PYSPARK_PYTHON": sys.executable,
    }
    with (folder / f"{role}.log").open("wb") as log:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}", *arguments]
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)


def wait_for(found: Callable[[], bool]) -> None:
    end = time.monotonic() + STARTED_SECONDS  # noqa: TID251 - waits for a server of its own
    while not found():
        assert time.monotonic() < end, "the cluster did not start"  # noqa: TID251 - as above
        time.sleep(0.3)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A master and two workers on this machine, ended by their own ids."""
    folder = tmp_path_factory.mktemp("spark")
    port, page = free_port(), free_port()
    address = f"spark://127.0.0.1:{port}"
    running = []
    try:
        running.append(
            started(
                "master.Master",
                ["--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page)],
                folder,
            )
        )
        for number in range(2):
            works = folder / f"worker{number}"
            works.mkdir()
            wait_for(lambda: b"Workers" in _page(page))
            options = [
                "--host",
                "127.0.0.1",
                "--webui-port",
                str(free_port()),
                "--cores",
                "1",
                "--memory",
                "1g",
            ]
            running.append(started("worker.Worker", [*options, "--work-dir", str(works), address], works))
        wait_for(lambda: _page(page).count(b"ALIVE") >= 3)
        yield address
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(20)


def _page(port: int) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bytes(answer.read())
    except OSError:
        return b""


def planned(drawn: Drawn, path: Path) -> tuple[Plan, Table] | None:
    pyarrow.parquet.write_table(as_table(people(7, PERSONS, drawn), drawn), path)
    table = read_table(path)
    assert isinstance(table, Table)
    plan = population(drawn.ruling, table.columns, table.full)
    return None if isinstance(plan, Refused) else (plan, table)


def silent(label: str, done: int, total: int) -> None:
    del label, done, total


def test_a_cluster_gives_the_rows_that_duckdb_gives(cluster: str, tmp_path: Path) -> None:
    run = spark.runner(cluster)
    tried = 0
    for seed in range(3 * NORMS):
        drawn = draw(seed)
        source = tmp_path / f"{seed}.parquet"
        found = planned(drawn, source)
        if found is None or tried == NORMS:
            continue
        plan, table = found
        outs = [tmp_path / f"{seed}-{engine}.parquet" for engine in ("spark", "duckdb")]
        jobs = [Job(plan, source, out, "parquet", ("i", "g")) for out in outs]
        came = run(jobs[0], table, silent), by_duckdb.run(jobs[1], table, silent)
        assert isinstance(came[0], Ran), (came[0], drawn.text)
        assert came[0] == came[1], drawn.text
        rows = [sorted(map(repr, pyarrow.parquet.read_table(out).to_pylist())) for out in outs]
        assert rows[0] == rows[1], drawn.text
        tried += 1
    assert tried == NORMS


def test_spark_shows_values_that_do_not_fit(tmp_path: Path) -> None:
    drawn = draw(0)
    persons = [{**one, "g": "elsewhere"} for one in people(7, 5, drawn)]
    source = tmp_path / "people.parquet"
    pyarrow.parquet.write_table(as_table(persons, drawn), source)
    table = read_table(source)
    assert isinstance(table, Table)
    plan = population(drawn.ruling, table.columns, table.full)
    assert isinstance(plan, Plan)
    came = spark.runner("local[1]")(Job(plan, source, tmp_path / "out.parquet", "parquet"), table, silent)
    assert came == Unfit("g", "one of `none`, `mild`, `severe`", 5, ("elsewhere",))
