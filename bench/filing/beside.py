"""The same on PostgreSQL, printed beside and held to nothing, where its programs and driver are installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bench.filing.county import make_county, make_tokens, open_county, persons, serving
from bench.filing.loading import CLIENTS, free_port, load


def beside_it(folder: Path, people: int, seconds: float) -> Any:
    """Filings a second of 64 clients, their times, and that of one client; or why there are none."""
    try:
        import psycopg  # noqa: F401 - without it there is nothing to measure

        from tests.conformance.store.server import served
        from tests.postgres.test_server import PROGRAMS
    except ImportError as error:
        return f"not measured: {error.name} is not installed"
    if PROGRAMS is None:
        return "not measured: PostgreSQL is not installed"
    folder.mkdir()
    with served(durable=True) as server:
        url = server.url("bench")
        make_county(folder, people, url)
        house = open_county(folder, url)
        (folder / "tokens").write_text("\n".join(make_tokens(house, persons(house, 512))), "utf-8")
        house.close()
        port = free_port()
        with serving(folder, port, url):
            load(folder, port, 8, 1.0, "warm")
            many = load(folder, port, CLIENTS, seconds, "many")
            one = load(folder, port, 1, seconds, "one")
    shutil.rmtree(folder)
    return {
        "filings_a_second": round(many["a_second"], 1), "p50_ms": round(many["p50_ms"], 2),
        "p99_ms": round(many["p99_ms"], 2), "one_client_ms": round(one["p50_ms"], 2),
        "failed": many["failed"] + one["failed"],
    }  # fmt: skip
