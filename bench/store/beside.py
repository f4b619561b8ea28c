"""The same on PostgreSQL, printed beside and held to nothing, where its programs and drivers are installed."""

import time
from contextlib import closing
from typing import Any

from askonce.adapters.bulk.arrow import to_arrow
from askonce.adapters.bulk.loading import Snapshot, bulk_load
from askonce.adapters.opening import open_database
from askonce.adapters.staging import stage_arrow
from bench.store.people import DAY, PEOPLE, SCHEMA


def beside_it(typed: Any, looks: int) -> Any:
    """Seconds to load and to read as Arrow, and look-ups a second; or why there are none."""
    try:
        import adbc_driver_postgresql  # noqa: F401 - without it there is nothing to measure
        import psycopg  # noqa: F401 - as above

        from tests.conformance.store.server import served
        from tests.postgres.test_server import PROGRAMS
    except ImportError as error:
        return f"not measured: {error.name} is not installed"
    if PROGRAMS is None:
        return "not measured: PostgreSQL is not installed"
    with served(durable=True) as server:
        url = server.url("bench")
        open_database(url, SCHEMA).close()
        start = time.perf_counter()
        bulk_load(url, Snapshot("people", DAY, "load"), stage_arrow(PEOPLE, typed.to_batches()))
        loaded = time.perf_counter()
        to_arrow(url, "people", DAY)
        read = time.perf_counter()
        some = typed.column("subject")[: looks // 4].to_pylist()
        with closing(open_database(url)) as base:
            base.read(lambda journal: [journal.row("people", one, DAY) for one in some])
        ends = time.perf_counter()
    return {
        "load seconds": round(loaded - start, 3),
        "to Arrow seconds": round(read - loaded, 3),
        "look-ups/s": round(len(some) / (ends - read)),
    }
