"""What the house counts of itself, in the text that Prometheus reads; no label says who or what it was about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Final

MEDIA: Final = b"text/plain; version=0.0.4"
BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts of requests by route and status, how long they took, and how many are being answered."""

    def __init__(self) -> None:
        self.open = 0
        self._counts: dict[tuple[str, int], int] = {}
        self._spread: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._loops: dict[tuple[str, str], int] = {}

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        key = (route, status)
        self._counts[key] = self._counts.get(key, 0) + 1
        spread = self._spread.get(route)
        if spread is None:
            spread = self._spread[route] = [0] * (len(BOUNDS) + 1)
        spread[bisect_left(BOUNDS, seconds)] += 1
        self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def rounded(self, loop: str, *, well: bool) -> None:
        """Count a round of a loop."""
        key = (loop, "well" if well else "failed")
        self._loops[key] = self._loops.get(key, 0) + 1

    def text(self, gauges: Mapping[str, float]) -> str:
        """All of it, with figures that were read for it."""
        return "".join(f"{line}\n" for line in self._lines(gauges))

    def _lines(self, gauges: Mapping[str, float]) -> Iterator[str]:
        yield "# TYPE askonce_requests_total counter"
        for (route, status), count in sorted(self._counts.items()):
            yield f'askonce_requests_total{{route="{_label(route)}",status="{status}"}} {count}'
        yield "# TYPE askonce_request_seconds histogram"
        for route, spread in sorted(self._spread.items()):
            yield from self._histogram(_label(route), spread, self._seconds[route])
        yield "# TYPE askonce_rounds_total counter"
        for (loop, how), count in sorted(self._loops.items()):
            yield f'askonce_rounds_total{{loop="{loop}",ended="{how}"}} {count}'
        for name, figure in {"requests_open": self.open, **gauges}.items():
            yield f"# TYPE askonce_{name} gauge"
            yield f"askonce_{name} {figure:g}"

    @staticmethod
    def _histogram(route: str, spread: list[int], seconds: float) -> Iterator[str]:
        running = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), spread, strict=True):
            running += count
            yield f'askonce_request_seconds_bucket{{route="{route}",le="{bound}"}} {running}'
        yield f'askonce_request_seconds_sum{{route="{route}"}} {seconds:.6f}'
        yield f'askonce_request_seconds_count{{route="{route}"}} {running}'


def _label(text: str) -> str:
    r"""A text as the value of a label.

    >>> _label('a"b')
    'a\\"b'
    """
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
