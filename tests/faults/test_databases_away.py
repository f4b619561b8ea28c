"""A database that goes away and comes back: clear refusals, nothing half done, and no restart."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.conformance.store.server import Server, served
from tests.faults.clients import Load, Receiver, asked
from tests.faults.houses import steady
from tests.faults.looking import looked
from tests.faults.moments import Stop
from tests.faults.served import REGISTERS, Served

pytestmark = pytest.mark.faults
_LOADED_SECONDS: Final = 1.0
_BACK_SECONDS: Final = 15.0
_STILL_SECONDS: Final = 8.0
LINE_SECONDS: Final = 20
#: So long the house waits for a file that somebody else holds; who waits longer may be refused.
WAITS_SECONDS: Final = 10
LINE: Final = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that no other test uses, since it is stopped."""
    with served(durable=True) as one:
        yield one


def are_clear(load: Load) -> set[str]:
    """The codes with which clients were refused, each in a problem that says what to do."""
    assert {(status, media) for status, _, media in load.refused} <= {(503, "application/problem+json")}
    assert all(body["detail"] for _, body, _ in load.refused)
    return {body["code"] for _, body, _ in load.refused}


def goes_on(one: Served, port: int, most: int, when: str) -> None:
    """Without a restart everything is done again, and what was asked before is answered."""
    after = Load(port, one.book, most=most)
    after.join()
    assert not after.refused
    assert not one.book.unanswered()
    one.look(when, live=True)


def test_a_server_that_stops_and_starts(
    own_server: Server, receiver: Receiver, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    one = Served(str(own_server.url("away")), tmp_path, receiver, 10)
    process = one.started()
    try:
        before = Load(process.port, one.book)
        time.sleep(_LOADED_SECONDS)
        own_server.stop()
        time.sleep(_LOADED_SECONDS)
        began = steady()
        assert asked(process.port, "/health")[0] == 200
        assert asked(process.port, "/ready")[0] == 503
        assert steady() - began < _LOADED_SECONDS * 2
        before.end()
        assert are_clear(before) == {"away"}
        own_server.start()
        ends = steady() + _BACK_SECONDS
        while asked(process.port, "/ready")[0] != 200:
            assert steady() < ends
        goes_on(one, process.port, 60, "with the server back")
    finally:
        process.kill()
    assert not one.seen, one.seen[:10]
    assert not one.faults()
    figures(f"a server away: {len(before.refused)} refused")


def test_a_server_that_stands_still(own_server: Server, receiver: Receiver, tmp_path: Path) -> None:
    """It is there and does not answer, as behind a network that swallows everything: nobody waits for ever."""
    one = Served(str(own_server.url("still")), tmp_path, receiver, 19)
    process = one.started(Stop(broken="nobody waits for long"))
    try:
        Load(process.port, one.book, most=20).join()
        with stopped(own_server):
            during = Load(process.port, one.book, most=4, clients=4)
            began = steady()
            assert asked(process.port, "/health")[0] == 200
            assert steady() - began < _LOADED_SECONDS
            assert asked(process.port, "/ready")[0] == 503
            assert steady() - began < _STILL_SECONDS
            during.join()
            assert steady() - began < _STILL_SECONDS
        assert are_clear(during) == {"away"}
        goes_on(one, process.port, 20, "once it moves again")
    finally:
        process.kill()
    assert not one.seen, one.seen[:10]
    assert not one.faults()


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """A server none of whose processes moves."""
    master = server._running.pid  # type: ignore[union-attr]  # noqa: SLF001 - nobody else stops it so
    found = [int(one.parent.name) for one in Path("/proc").glob("[0-9]*/stat") if parent_of(one) == master]
    for one in (master, *found):
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in (*found, master):
            os.kill(one, signal.SIGCONT)


def parent_of(stat: Path) -> int:
    """The parent of a process, from what the system says of it; 0 where it has ended meanwhile."""
    try:
        return int(stat.read_text("utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_a_line_that_breaks_after_the_commit(own_server: Server, receiver: Receiver, tmp_path: Path) -> None:
    """The house cannot know whether it was kept, and says that it is away; whoever repeats the request finds it done."""
    one = Served(str(own_server.url("severed")), tmp_path, receiver, 17)
    process = one.started(Stop(broken="lines break after the commit"))
    try:
        load = Load(process.port, one.book, most=60)
        load.join()
        assert are_clear(load) == {"away"}
        one.look("with lines that break", live=True)
        refused = {filing.key for filing in one.book.unanswered()}
        lines = len(looked(one.url, REGISTERS, live=True).lines)
        again = Load(process.port, one.book, most=0)
        again.join()
        one.look("after the repeats", live=True)
    finally:
        process.kill()
    assert refused
    assert lines > len(one.book.filings) - len(refused)  # some of what was refused had been kept
    one.answered()
    one.look("at the end")
    assert not one.seen, one.seen[:10]
    assert len(looked(one.url, REGISTERS, live=True).lines) == sum(
        bool(filing.cases) for filing in one.book.filings.values()
    )


def test_a_line_into_nowhere_ends(new_url: Callable[[str], str]) -> None:
    """A network that swallows everything cannot be made here; these are the settings by which the system notices one."""
    from askonce.adapters.postgres.base import connect

    with (
        closing(connect(new_url("postgres"), writes=True)) as connection,
        closing(socket.socket(fileno=os.dup(connection.fileno()))) as line,
    ):
        told = [line.getsockopt(socket.IPPROTO_TCP, one) for one in LINE]
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    idle, interval, count, unanswered_ms = told
    assert idle + interval * count <= LINE_SECONDS
    assert 0 < unanswered_ms <= LINE_SECONDS * 1000


@pytest.mark.parametrize("seconds", [2.0, 12.0])
def test_a_file_that_another_process_holds(seconds: float, receiver: Receiver, tmp_path: Path) -> None:
    """Whoever can wait waits; where it takes too long the clients are told, and what was refused is not done later."""
    one = Served(f"sqlite:///{tmp_path}/county.db", tmp_path, receiver, 11)
    process = one.started()
    try:
        before = Load(process.port, one.book)
        time.sleep(_LOADED_SECONDS)
        with closing(sqlite3.connect(tmp_path / "county.db", isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            ends = steady() + seconds
            while steady() < ends:
                began = steady()
                assert asked(process.port, "/health")[0] == 200
                assert asked(process.port, "/ready")[0] == 200  # reading goes on
                assert steady() - began < 1.0
                time.sleep(0.1)
            other.execute("ROLLBACK")
        time.sleep(_LOADED_SECONDS)
        before.end()
        assert are_clear(before) <= {"away"}
        assert seconds > WAITS_SECONDS or not before.refused
        after = Load(process.port, one.book, most=40)
        after.join()
        assert not after.refused
        assert not one.book.unanswered()
        one.look("with the file free", live=True)
    finally:
        process.kill()
    assert not one.seen, one.seen[:10]
    assert not one.faults()


def test_a_house_opens_for_nobody_while_its_database_is_away(
    own_server: Server, receiver: Receiver, tmp_path: Path
) -> None:
    """Somebody starts it before the database is there: one line, and an end that whoever starts it again notices."""
    one = Served(str(own_server.url("later")), tmp_path, receiver, 12)
    own_server.stop()
    with pytest.raises(AssertionError, match="says nothing"):
        one.started()
    said = one.log.read_text("utf-8")
    assert "the database does not answer" in said
    assert "Traceback" not in said
    own_server.start()
    process = one.started()
    load = Load(process.port, one.book, most=8)
    load.join()
    process.kill()
    assert not load.refused
