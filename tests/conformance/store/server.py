"""A PostgreSQL of one's own for the tests of the store: a folder, a port, an end."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Server:
    """A server on this machine that can be stopped and started again."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        from tests.postgres.test_server import OWNER, PROGRAMS, free_port

        if PROGRAMS is None:
            pytest.skip("there is no PostgreSQL, version 15 or later: install postgresql")
        self._owner, self._programs, self._folder = OWNER, PROGRAMS, folder
        self.port = free_port()
        self._durable = durable
        self._running: subprocess.Popen[bytes] | None = None
        locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        makes: list[str | Path] = [
            PROGRAMS / "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
        ]
        subprocess.run([*makes, *locale], check=True, capture_output=True, cwd=folder, **OWNER)

    def start(self) -> None:
        from tests.postgres.test_server import connected

        settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self._folder}"]
        if not self._durable:
            settings.append("fsync=off")
        options = [word for setting in settings for word in ("-c", setting)]
        log = self._folder / "log"
        with log.open("ab") as written:
            self._running = subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", "-p", str(self.port), *options],
                cwd=self._folder,
                stdout=written,
                stderr=subprocess.STDOUT,
                **self._owner,
            )
        connected(self.port, self._running, log).close()

    def stop(self) -> None:
        if self._running is not None:
            self._running.send_signal(2)  # "fast": whoever is connected is sent away
            self._running.wait(60)
            self._running = None

    def url(self, schema: str) -> str:
        """An address whose tables lie in a schema of their own."""
        import psycopg

        place = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}".encode())
        return f"{place}?options=-csearch_path%3D{schema}"


@contextmanager
def served(*, durable: bool = False) -> Iterator[Server]:
    """A server that runs, ended by its own id."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: run `make test-postgres`")
    from tests.postgres.test_server import OWNER

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        folder = Path(made)
        if OWNER:
            shutil.chown(folder, "postgres", "postgres")
        server = Server(folder, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
