"""Five thousand connections at once: each is answered or clearly refused, and afterwards all is as before."""

from __future__ import annotations

import asyncio
import resource
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.faults.clients import Load, Receiver, asked
from tests.faults.houses import steady
from tests.faults.served import Served

pytestmark = pytest.mark.faults
CONNECTIONS: Final = 5000
_FILES: Final = CONNECTIONS + 1000
_SECONDS: Final = 60.0
_AT_ONCE: Final = 500
_HEALTH_SECONDS: Final = 2.0
_ASK: Final = b"GET /api/services HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
#: Connections come from several addresses of this machine, as its one address has no more ports than others leave.
_ADDRESSES: Final = [f"127.0.0.{number}" for number in range(2, 12)]


@pytest.fixture
def many_files() -> Iterator[None]:
    """As many open files as connections are made."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < _FILES:
        pytest.skip(f"this machine allows {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, _FILES), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Crowd:
    """Connections that are all open at the same time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: list[asyncio.StreamWriter] = []
        self.saw: Counter[str] = Counter()

    async def come(self, count: int) -> None:
        """Connect, ask once each, and stay."""
        gate = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._one(number, gate) for number in range(count)))

    async def _one(self, number: int, gate: asyncio.Semaphore) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                async with gate:
                    here = (_ADDRESSES[number % len(_ADDRESSES)], 0)
                    reader, writer = await asyncio.open_connection("127.0.0.1", self._port, local_addr=here)
                self._open.append(writer)
                writer.write(_ASK)
                line = await reader.readline()
                self.saw[line.decode().split(" ")[1] if line else "closed"] += 1
        except TimeoutError:
            self.saw["no answer"] += 1
        except OSError as error:
            self.saw[type(error).__name__] += 1

    def go(self) -> None:
        """Hang up, all at once and without a farewell."""
        for writer in self._open:
            one = writer.get_extra_info("socket")
            one.setsockopt(
                1, 13, struct.pack("ii", 1, 0)
            )  # SO_LINGER of no time: a reset, and no port left waiting
            writer.transport.abort()


@pytest.mark.usefixtures("many_files")
def test_five_thousand_connections_at_once(
    receiver: Receiver, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    one = Served(f"sqlite:///{tmp_path}/county.db", tmp_path, receiver, 16)
    process = one.started()
    try:
        figures(asyncio.run(crowded(one, process.port)))
        ends = steady() + _SECONDS
        while asked(process.port, "/ready")[0] != 200:
            assert steady() < ends
        load = Load(process.port, one.book, most=40)
        load.join()
        assert not load.refused
        one.look("after the crowd", live=True)
    finally:
        process.kill()
    assert not one.seen, one.seen[:10]
    assert not one.faults()


async def crowded(one: Served, port: int) -> str:
    """The crowd comes; meanwhile cases are filed, and health is asked; what was seen."""
    crowd = Crowd(port)
    began = steady()
    await crowd.come(CONNECTIONS - 100)  # within what the settings allow
    came = steady() - began
    began = steady()
    status, _ = await asyncio.to_thread(asked, port, "/health")
    health = steady() - began
    assert status == 200
    assert health < _HEALTH_SECONDS
    load = await asyncio.to_thread(lambda: Load(port, one.book, most=20))
    await asyncio.to_thread(load.join)
    assert not load.refused
    assert not one.book.unanswered()
    inside = crowd.saw.copy()
    assert sum(inside.values()) == CONNECTIONS - 100
    assert set(inside) <= {"200", "429", "503"}, inside
    beyond = Crowd(port)
    await asyncio.wait_for(beyond.come(600), _SECONDS * 2)  # beyond what the settings allow
    assert sum(beyond.saw.values()) == 600
    crowd.go()
    beyond.go()
    return f"{CONNECTIONS - 100} connections: {dict(inside)} within {came:.1f} s, health in {health * 1000:.0f} ms; 600 more: {dict(beyond.saw)}"
