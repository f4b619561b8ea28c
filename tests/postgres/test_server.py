"""The queries printed for PostgreSQL, on a server of one's own that sorts by a language: the rows that walking gives."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from askonce.adapters.tables import kind_of
from askonce.feel.relational.sql import condition, select
from askonce.norms.population.population import Plan, Refused, population
from askonce.norms.ruling import Ruling
from askonce.norms.walk import walk
from tests.conformance.agreement.test_corpus import CORPUS, expected, laid_out, ruling_of
from tests.property.coverage import Coverage
from tests.property.population_norms import CONSTRUCTS, as_table, draw, people
from tests.property.test_agreement import by_walk, same

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: run `make test-postgres`")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest where there are several."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    kept = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((one.parent for one in kept), key=lambda one: int(one.parent.name), default=None)


PROGRAMS = programs()
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        PROGRAMS is None, reason="there is no PostgreSQL, version 15 or later: install postgresql"
    ),
]
NORMS, PERSONS = range(330), 30
STARTED_SECONDS = 60
#: A server refuses to run as root, so that it runs as the user that its package made.
OWNER: dict[str, Any] = (
    {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def connected(port: int, running: subprocess.Popen[bytes], log: Path) -> Any:
    end = time.monotonic() + STARTED_SECONDS  # noqa: TID251 - waits for a server of its own
    while True:
        try:
            return psycopg.connect(
                f"host=127.0.0.1 port={port} user=postgres dbname=postgres", autocommit=True
            )
        except psycopg.OperationalError:
            late = time.monotonic() > end  # noqa: TID251 - as above
            assert not late, log.read_text("utf-8")
            assert running.poll() is None, log.read_text("utf-8")
            time.sleep(0.2)


@pytest.fixture(scope="module")
def base() -> Iterator[Any]:
    """A connection to a server on this machine, in a folder of its own, ended by its own id."""
    assert PROGRAMS is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        folder = Path(made)
        if OWNER:
            shutil.chown(folder, "postgres", "postgres")
        # in the order of English `a` stands before `B`: only what asks for code points gets them
        locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        subprocess.run(
            [
                PROGRAMS / "initdb",
                "-D",
                folder / "data",
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                *locale,
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **OWNER,
        )
        port, log = free_port(), folder / "log"
        settings = ("listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "fsync=off")
        options = [word for setting in settings for word in ("-c", setting)]
        with log.open("wb") as written:
            running = subprocess.Popen(
                [PROGRAMS / "postgres", "-D", folder / "data", "-p", str(port), *options],
                cwd=folder,
                stdout=written,
                stderr=subprocess.STDOUT,
                **OWNER,
            )
        try:
            with connected(port, running, log) as connection:
                yield connection
        finally:
            running.terminate()
            running.wait(STARTED_SECONDS)


def held_as(kind: Any) -> str:
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    words = {
        pa.int64(): "bigint",
        pa.int32(): "integer",
        pa.date32(): "date",
        pa.string(): "text",
        pa.bool_(): "boolean",
    }
    return words[kind]


def planned(ruling: Ruling, table: Any) -> Plan | Refused:
    return population(ruling, {field.name: kind_of(field.type) for field in table.schema})


def rows_of(base: Any, plan: Plan, table: Any) -> Sequence[tuple[Any, ...]]:
    """What the printed query gives for a table, which the printed conditions find fit."""
    columns = ", ".join(f'"{field.name}" {held_as(field.type)}' for field in table.schema)
    base.execute("DROP TABLE IF EXISTS people")
    base.execute(f"CREATE TEMP TABLE people ({columns})")
    with base.cursor().copy("COPY people FROM STDIN") as copy:
        for row in table.to_pylist():
            copy.write_row(list(row.values()))
    for one in plan.inputs:
        unfit = condition(one.unfit, "postgres")
        if unfit:
            assert base.execute(f"SELECT count(*) FROM people WHERE {unfit}").fetchone() == (0,)  # noqa: S608 - a printed condition
    return base.execute(select(plan.reckoning, "postgres", "people")).fetchall()  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", CORPUS, ids=lambda one: one["found"])
def test_a_disagreement_that_was_found_is_gone_here_too(base: Any, case: dict[str, Any]) -> None:
    ruling = ruling_of(case["norm"])
    _, table = laid_out(ruling, case["people"])
    plan = planned(ruling, table)
    assert isinstance(plan, Plan), plan
    assert [row[0] for row in rows_of(base, plan, table)] == expected(case)


def test_every_query_gives_what_walking_gives(base: Any) -> None:
    coverage = Coverage(*CONSTRUCTS)
    refused = 0
    for seed in NORMS:
        drawn = draw(seed)
        persons = people(seed, PERSONS, drawn)
        table = as_table(persons, drawn)
        plan = planned(drawn.ruling, table)
        if isinstance(plan, Refused):
            refused += 1
            continue
        rows, truths = rows_of(base, plan, table), by_walk(drawn, persons)
        assert len(rows) == len(truths)
        wrong = [
            f"{row} where walking gives {truth}"
            for row, truth in zip(rows, truths, strict=True)
            if not same(row, truth)
        ]
        assert not wrong, f"seed {seed}\n{drawn.text}\n" + "\n".join(wrong[:5])
        coverage.saw(drawn.marks)
    assert refused <= len(NORMS) / 5
    coverage.check()


def test_what_is_built_on_many_steps_is_reckoned_step_by_step(base: Any) -> None:
    """Each derived fact names the one before it three times: written out, the last would be 20,000 times as long."""
    steps = 9
    where = "".join(
        f"  s{number}: 'if s{number - 1} > 5 then s{number - 1} - 3 else s{number - 1} + 4'\n"
        for number in range(1, steps + 1)
    )
    ruling = ruling_of(f"needs: {{x: integer}}\nwhere:\n  s0: x + 1\n{where}result: s{steps}\n")
    numbers = [*range(12), None]
    plan = planned(ruling, table := pa.table({"x": pa.array(numbers, pa.int64())}))
    assert isinstance(plan, Plan), plan
    given = [None if one is None else Decimal(one) for one in numbers]
    assert [row[0] for row in rows_of(base, plan, table)] == [walk(ruling, {"x": one}) for one in given]
    query = select(plan.reckoning, "postgres", "people")
    explained = base.execute(f"EXPLAIN (VERBOSE, COSTS OFF) {query}").fetchall()
    assert sum(len(line) for (line,) in explained) < 10 * len(query)


@pytest.mark.parametrize("result", ['t < "a"', 't in ["B".."a"]', 'min(t, "a")', 'max(t, "B", "é")'])
def test_texts_are_in_the_order_of_their_code_points(base: Any, result: str) -> None:
    assert base.execute("SELECT 'a' < 'B'").fetchone() == (True,)  # left alone, the server thinks otherwise
    texts = ["A", "a", "B", "ab", "Ab", "é", "Z", "z", "补", "", None]
    ruling = ruling_of(f"needs: {{t: text}}\nresult: '{result}'\n")
    plan = planned(ruling, table := pa.table({"t": pa.array(texts)}))
    assert isinstance(plan, Plan), plan
    assert [row[0] for row in rows_of(base, plan, table)] == [walk(ruling, {"t": text}) for text in texts]
