"""The workshop of authors: one piece of work at a time, kept for who asks again, and no more of it than there is room for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from askonce.registers.refusal import Refusal
from askonce.web.pages.author import work
from askonce.web.pages.author.work import Errand, Workshop, wait


def workshop() -> Workshop:
    house: Any = SimpleNamespace(clocks=SimpleNamespace(now=lambda: datetime(2026, 11, 22, tzinfo=UTC)))
    return Workshop(house)


def begun(shop: Workshop, name: str, do: Callable[[Errand], Any], *, again: bool = False) -> Errand:
    found = shop.begin(name, do, again=again)
    assert isinstance(found, Errand)
    return found


def test_work_is_done_once_for_all_who_ask_and_one_after_the_other() -> None:
    shop = workshop()
    together: list[int] = []
    busy = threading.Lock()

    def slow(errand: Errand) -> int:
        assert busy.acquire(blocking=False), "two at once"
        time.sleep(0.02)
        errand.told(7)
        together.append(1)
        busy.release()
        return len(together)

    first = begun(shop, "a/1", slow)
    assert begun(shop, "a/1", slow) is first
    second = begun(shop, "a/2", slow)
    assert (first.found, second.found) == (1, 2)
    assert first.done == 7
    assert begun(shop, "a/1", slow) is first
    assert begun(shop, "a/1", slow, again=True).found == 3


def test_what_failed_is_said_and_tried_again() -> None:
    shop = workshop()

    def fails(errand: Errand) -> None:
        raise ValueError(str(errand.done))

    errand = begun(shop, "a/1", fails)
    with pytest.raises(ValueError, match="0"):
        errand.future.result()
    assert errand.failed
    assert begun(shop, "a/1", lambda _: "well").found == "well"


def test_no_more_waits_than_there_is_room_for() -> None:
    shop = workshop()
    go = threading.Event()
    for number in range(work.MOST_WAITING):
        begun(shop, f"a/{number}", lambda _: go.wait(10))
    refusal = shop.begin("a/more", lambda _: None)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "busy"
    joined = begun(shop, "a/0", lambda _: None)
    go.set()
    assert joined.found is True
    assert begun(shop, f"a/{work.MOST_WAITING - 1}", lambda _: None).found is True
    assert begun(shop, "a/more", lambda _: "now").found == "now"


def test_what_nobody_asked_for_is_forgotten_and_a_trial_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    class Tried:
        def __init__(self, name: str) -> None:
            self.name = name

        def close(self) -> None:
            closed.append(self.name)

    def open_it(name: str, errand: Errand) -> Tried:
        del errand
        return Tried(name)

    monkeypatch.setattr(work, "Trial", Tried)
    shop = workshop()
    for name in ("one", "two"):
        assert begun(shop, f"trial/{name}", partial(open_it, name)).found.name == name
    begun(shop, "trial/one", lambda _: None)
    assert begun(shop, "trial/three", lambda _: Tried("three")).found.name == "three"
    assert begun(shop, "other/1", lambda _: 1).found == 1, "which is done after the closing"
    assert closed == ["two"], "the one that was not asked for the longest"
    assert shop.peek("trial/two") is None


def test_a_page_waits_only_so_long() -> None:
    shop = workshop()
    go = threading.Event()
    errand = begun(shop, "a/1", lambda _: go.wait(10))

    async def page() -> None:
        async with asyncio.timeout(5):
            await wait(errand, 0.05)

    asyncio.run(page())
    assert not errand.ended
    go.set()
    assert errand.found is True
