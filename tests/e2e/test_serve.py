"""`serve`, `demo` and the commands beside them, as a person runs them: processes of their own, over a real port."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import ROOT, Program

PACK = ROOT / "packs" / "qingshan"
SECONDS = 30.0
#: Ends a process that ought not to have begun to serve.
SOON = ("--stop-after", "1")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask(port: int, path: str, token: str = "", body: Any = None, **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {token}"} if token else {}),
        }
        | {name.replace("_", "-"): value for name, value in headers.items()},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@contextmanager
def running(
    program: Program, *arguments: str | Path, ends: int = 0
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A process that serves, once it answers; it ends by SIGTERM, in order, unless it is killed before."""
    port = free_port()
    process = program.begin(*arguments, "--port", str(port), "--stop-after", "120")
    try:
        began = time.monotonic()  # noqa: TID251 - waits for a process
        while time.monotonic() - began < SECONDS:  # noqa: TID251 - as above
            try:
                if process.poll() is not None or ask(port, "/health")[0] == 200:
                    break
            except OSError:
                time.sleep(0.02)
        assert process.poll() is None, process.communicate()
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        ran = program.end(process, codes=frozenset({0, -signal.SIGKILL}))
    assert ran.code == ends, ran.err


def test_a_demonstration_is_filed_in_and_kept(program: Program) -> None:
    with running(program, "demo", PACK, "--people", "100", "--folder", "kept") as (_, port):
        status, cast = ask(port, "/api/demo/cast")
        assert status == 200
        assert {"p-elder", "admin"} <= {one["who"] for one in cast}
        status, token = ask(port, "/api/demo/sign-in", body={"who": "p-elder"})
        assert status == 201
        filing = {"service": "elder-meal", "answers": {"diet": "no peanuts"}}
        status, view = ask(port, "/api/cases", token["access_token"], filing, Idempotency_Key="first-case")
        assert (status, view["decision"]["outcome"]) == (201, {"price": "15 CNY"})
        case = view["line"]["id"]
    # It is in the folder still: read from the terminal, backed up, verified.
    database = ("--database", "sqlite:///kept/county.db")
    shown = program("case", "show", case, "--as", "person:p-elder", "--json", *database)
    assert json.loads(shown.out)["line"]["id"] == case
    assert case in program("case", "list", "--as", "person:p-elder", *database).out
    missing = program("case", "show", case, "--as", "person:p-poor", *database)
    assert (missing.code, missing.out) == (1, "")
    assert "no-such-case" in missing.err
    assert program("ledger", "verify", *database).code == 0
    (program.folder / "head.txt").write_text(program("ledger", "head", *database).out)
    assert program("ledger", "export", "ledger.jsonl", *database).code == 0
    assert program("ledger", "verify", "ledger.jsonl").code == 0
    assert program("backup", "county.backup", *database).code == 0
    _rewrite(program.folder / "kept" / "county.db")
    assert program("ledger", "verify", "--head", "head.txt", *database).code == 1
    again = ("--database", "sqlite:///back.db")
    assert "keys" in program.stops("restore", "county.backup", *again)
    for end in (".keys", ".signing.pem"):
        (program.folder / "kept" / f"county.db{end}").rename(program.folder / f"back.db{end}")
    assert program("restore", "county.backup", *again).code == 0
    assert program("ledger", "verify", "--head", "head.txt", *again).code == 0


def _rewrite(path: Path) -> None:
    """Change a commitment as whoever has the file can."""
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE leaf SET commitment = zeroblob(32) WHERE number = 1")
    connection.commit()
    connection.close()


def test_another_version_of_the_pack_is_put_in_force_by_upgrade_alone(program: Program) -> None:
    pack = program.new()
    database = ("--database", "sqlite:///county.db")
    with running(program, "serve", pack, *database):
        pack = program.new("next")
        (pack / "pack.yaml").write_text((pack / "pack.yaml").read_text("utf-8") + "# another\n", "utf-8")
        ran = program("upgrade", pack, "--apply", *database)
        assert ran.code == 2
        assert "end it first" in ran.err
    assert "another jurisdiction" in program.stops("upgrade", PACK, *database)
    assert "upgrade" in program.stops("serve", pack, *database, *SOON)
    assert "nothing was changed" in program("upgrade", pack, *database).out
    assert "in force" in program("upgrade", pack, "--apply", *database).out
    with running(program, "serve", pack, *database) as (_, port):
        assert ask(port, "/api/services")[0] == 200


def test_what_cannot_be_served_is_one_line(program: Program) -> None:
    pack = program.new()
    (program.folder / "taken.toml").write_text("[web]\nprot = 1\n")
    assert "prot" in program.stops("serve", pack, "--settings", "taken.toml", *SOON)
    assert "no address of a database" in program.stops("serve", pack, "--database", "mysql://x", *SOON)
    (pack / "pack.yaml").write_text("nonsense: true\n")
    assert "askonce check" in program.stops("serve", pack, "--database", "sqlite:///county.db", *SOON)
    assert not (program.folder / "county.db").exists()
    assert "no database" in program.stops("ledger", "head", "--database", "sqlite:///none.db")
    assert "port" in program.stops("serve", pack, "--port", "99999")


def test_a_lost_key_file_is_never_replaced(program: Program) -> None:
    pack = program.new()
    database = ("--database", "sqlite:///county.db")
    with running(program, "serve", pack, *database):
        pass
    (program.folder / "county.db.keys").unlink()
    assert "county.db.keys" in program.stops("serve", pack, *database, *SOON)
    assert not (program.folder / "county.db.keys").exists()


def test_a_filing_that_was_acknowledged_outlives_a_kill(program: Program) -> None:
    arguments = ("demo", PACK, "--people", "100", "--folder", "kept")
    with running(program, *arguments, ends=-signal.SIGKILL) as (process, port):
        _, token = ask(port, "/api/demo/sign-in", body={"who": "p-elder"})
        filing = {"service": "elder-meal", "answers": {"diet": "no peanuts"}}
        cases = [
            ask(port, "/api/cases", token["access_token"], filing, Idempotency_Key=f"case-number-{one}")[1][
                "line"
            ]["id"]
            for one in range(5)
        ]
        process.kill()
        process.wait()
        listed = program(
            "case", "list", "--as", "person:p-elder", "--json", "--database", "sqlite:///kept/county.db"
        )
        assert sorted(one["id"] for one in json.loads(listed.out)) == sorted(cases)


def test_serving_loads_nothing_heavy(program: Program) -> None:
    code = (
        "import sys\n"
        "import askonce.web.site, askonce.web.server, askonce.web.warming, askonce.assembly.outside\n"
        "heavy = {'advanced_alchemy', 'duckdb', 'polars', 'pyarrow', 'sqlglot', 'highspy', 'sqlalchemy', 'psycopg', 'numpy'}\n"
        "heavy |= {'adbc_driver_manager', 'askonce.adapters.bulk.loading', 'askonce.adapters.bulk.arrow'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    import sys

    ran = subprocess.run([sys.executable, "-c", code], env=program.env, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
