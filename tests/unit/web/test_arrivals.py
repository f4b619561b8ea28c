"""Writes on their way back to the loop: each reaches who waits for it, and those of one commit wake the loop once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from askonce.cases.journal import Journal
from askonce.web import service
from tests.security.served import Served, served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


def held(house: Served) -> threading.Event:
    """Hold up all writes until the gate is opened."""
    gate = threading.Event()
    house.house.database.write(lambda _: gate.wait(30))
    return gate


def odd_ones_fail(number: int) -> Any:
    def job(_: Journal) -> int:
        if number % 2:
            raise LookupError(number)
        return number

    return job


def test_each_gets_its_own_and_one_commit_wakes_once(house: Served) -> None:
    woken: list[Any] = []

    async def many() -> list[Any]:
        loop = asyncio.get_running_loop()
        wake = loop.call_soon_threadsafe

        def counted(*args: Any, **more: Any) -> Any:
            woken.append(args)
            return wake(*args, **more)

        loop.call_soon_threadsafe = counted  # type: ignore[method-assign, assignment]
        gate = held(house)
        writes = [asyncio.ensure_future(house.service.write(odd_ones_fail(number))) for number in range(40)]
        await asyncio.sleep(0)
        gate.set()
        return await asyncio.gather(*writes, return_exceptions=True)

    found = asyncio.run(many())
    assert found[::2] == list(range(0, 40, 2))
    assert [error.args for error in found[1::2]] == [(number,) for number in range(1, 40, 2)]
    assert 1 <= len(woken) < 20
    assert asyncio.run(house.service.write(lambda _: "another loop")) == "another loop"


@pytest.mark.parametrize("cancelled", [False, True])
def test_what_nobody_waits_for_any_more_is_called_off(
    house: Served, monkeypatch: pytest.MonkeyPatch, *, cancelled: bool
) -> None:
    ran: list[int] = []

    async def late() -> None:
        gate = held(house)
        if not cancelled:
            monkeypatch.setattr(service, "_MOST_SECONDS", 0.05)
        write = asyncio.ensure_future(house.service.write(lambda _: ran.append(1)))
        await asyncio.sleep(0.01)
        if cancelled:
            write.cancel()
        with pytest.raises((TimeoutError, asyncio.CancelledError)):
            await write
        gate.set()
        monkeypatch.undo()
        await house.service.write(lambda _: None)

    asyncio.run(late())
    assert not ran
