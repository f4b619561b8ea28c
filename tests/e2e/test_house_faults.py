"""Faults of installing and keeping a house, as a person meets them: keys, rights on files, a port, an export without a key."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.e2e.program import ROOT, Program

PACK = ROOT / "packs" / "qingshan"
HERE = ("--database", "sqlite:///county.db")
BRIEFLY = ("--stop-after", "0.2")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@contextmanager
def taken() -> Iterator[int]:
    """A port on which somebody listens who would share it, as servers do."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def free() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def made(program: Program, name: str = "county") -> None:
    ran = program("serve", PACK, "--database", f"sqlite:///{name}.db", "--port", free(), *BRIEFLY)
    assert ran.code == 0, ran


def test_the_keys_of_another_house_open_nothing(program: Program) -> None:
    made(program)
    made(program, "other")
    size = json.loads(program("ledger", "verify", "--json", *HERE).out)["size"]
    for end in (".keys", ".signing.pem"):
        mine, theirs = (program.folder / f"{name}.db{end}" for name in ("county", "other"))
        kept = mine.read_bytes()
        mine.write_bytes(theirs.read_bytes())
        for command in (("serve", PACK, *HERE, "--port", free(), *BRIEFLY), ("ledger", "head", *HERE)):
            said = program.stops(*command)
            assert f"county.db{end}" in said
            assert "another house" in said
        mine.write_bytes(kept)
    assert json.loads(program("ledger", "verify", "--json", *HERE).out)["size"] == size


@pytest.mark.parametrize(
    "command",
    [("match", PACK, "n-boxes"), ("chain", PACK), ("grant", PACK, "elder-meal"), ("ledger", "verify")],
)
def test_who_mistypes_the_database_makes_none(program: Program, command: tuple[str, ...]) -> None:
    said = program.stops(*command, *HERE)
    assert "there is no database at sqlite:///county.db" in said
    assert not list(program.folder.glob("county*"))


def test_a_lost_signing_key_is_never_replaced(program: Program) -> None:
    made(program)
    signing = program.folder / "county.db.signing.pem"
    kept = signing.read_bytes()
    signing.unlink()
    assert "county.db.signing.pem" in program.stops("serve", PACK, *HERE, "--port", free(), *BRIEFLY)
    assert not signing.exists()
    signing.write_bytes(kept)
    signing.chmod(0o600)
    assert program("ledger", "head", *HERE).code == 0


def test_what_a_house_keeps_is_its_owner_s_alone(program: Program) -> None:
    seen: dict[str, int] = {}
    process = program.begin("serve", PACK, *HERE, "--port", free(), "--stop-after", "2")
    try:
        while process.poll() is None:  # SQLite removes what lies beside its file at the end
            for one in program.folder.glob("county.db*"):
                with suppress(FileNotFoundError):
                    seen[one.name] = seen.get(one.name, 0) | one.stat().st_mode & 0o077
            time.sleep(0.01)
    finally:
        program.end(process)
    assert seen.keys() >= {"county.db", "county.db-wal", "county.db-shm", "county.db.keys"}
    assert not any(seen.values()), seen
    assert program("backup", "county.backup", *HERE).code == 0
    for end in (".keys", ".signing.pem"):
        kept = (program.folder / f"county.db{end}").read_bytes()
        (program.folder / f"back.db{end}").write_bytes(kept)
        (program.folder / f"back.db{end}").chmod(0o600)
    assert program("restore", "county.backup", "--database", "sqlite:///back.db").code == 0
    found = [*program.folder.glob("*.db*"), program.folder / "county.backup"]
    assert {one.name for one in found} >= {"county.db", "back.db", "county.backup"}
    assert {one.name: oct(one.stat().st_mode & 0o077) for one in found} == {one.name: "0o0" for one in found}


def test_a_port_that_is_taken_is_one_line(program: Program) -> None:
    made(program)
    with taken() as port:
        said = program.stops("serve", PACK, *HERE, "--port", str(port), *BRIEFLY)
    assert f"port {port}" in said


def test_the_second_verifier_cannot_tell_without_the_key(program: Program) -> None:
    made(program)
    assert program("ledger", "export", "ledger.jsonl", *HERE).code == 0
    key = program("ledger", "head", "--key", *HERE).out.strip()
    tool = (sys.executable, str(ROOT / "tools" / "verify_ledger.py"), "export", "ledger.jsonl")
    ends = {}
    for name, more in (("with", (key,)), ("without", ())):
        ran = subprocess.run([*tool, *more], cwd=program.folder, capture_output=True, check=False, text=True)
        ends[name] = (ran.returncode, ran.stdout + ran.stderr)
    assert ends["with"][0] == 0, ends
    assert ends["without"][0] == 2, ends
    assert "NO SIGNATURE WAS CHECKED" in ends["without"][1]
