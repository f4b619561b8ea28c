"""Charts as SVG: each drawn once by a process of its own, and kept as long as others are not asked for more."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import msgspec

_MOST_KEPT: Final = 128
_MOST_WAITING: Final = 24
_SECONDS: Final = 30.0
_DRAWN: Final = "askonce.web.pages.measured.drawn"


class NotDrawnError(Exception):
    """The chart could not be drawn; the table beside it says the same."""


class Drawing:
    """Draws charts one after the other; so few may wait that nobody can make the house draw all day."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._waiting: dict[bytes, Future[bytes]] = {}
        self._pool = ThreadPoolExecutor(1, "askonce-drawing")

    async def draw(self, chart: Mapping[str, Any]) -> bytes:
        """The SVG of a Vega-Lite description; NotDrawnError where it cannot be had now."""
        described = msgspec.json.encode(chart, order="deterministic")
        known = self._kept.get(described)
        if known is not None:
            self._kept.move_to_end(described)
            return known
        waits = self._waiting.get(described)
        if waits is None:
            if len(self._waiting) >= _MOST_WAITING:
                raise NotDrawnError("others are drawn first")
            waits = self._waiting[described] = self._pool.submit(_run, described)
            waits.add_done_callback(partial(self._drawn, described))
        return await asyncio.shield(asyncio.wrap_future(waits))

    def _drawn(self, described: bytes, drawn: Future[bytes]) -> None:
        """Keep a chart, also where whoever asked for it has gone."""
        self._waiting.pop(described, None)
        if drawn.exception() is None:
            self._kept[described] = drawn.result()
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


def _run(described: bytes) -> bytes:
    command = [sys.executable, "-m", _DRAWN]
    try:
        done = subprocess.run(command, input=described, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 - our own module
    except (OSError, subprocess.SubprocessError) as error:
        raise NotDrawnError(type(error).__name__) from error
    return done.stdout


DRAWING: Final = Drawing()
