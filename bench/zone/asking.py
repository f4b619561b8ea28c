"""What is asked of the server of a zone: pages and answers one after another, and offers that a firm files."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import mean, median
from typing import Any
from uuid import uuid4

import httpx

from askonce.apps.economy.listing import Listed
from askonce.invented.zone.firms import MAKER
from askonce.invented.zone.zone import BOXES_SOUGHT
from askonce.web.addressing import in_address
from bench.filing.loading import slowness

FILED = 100
_PAUSE = 0.01
_MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Times:
    """How long each of some answers took in milliseconds, as on the machine on which the goals were set, and how slow it was."""

    kind: str
    ms: tuple[float, ...]
    slowness: float

    def of(self, share: float) -> float:
        """The time that so many of them kept to."""
        return sorted(self.ms)[min(int(len(self.ms) * share), len(self.ms) - 1)]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: a name for the figures, and the token of their session."""

    name: str
    token: str

    def client(self, port: int) -> httpx.Client:
        """Their browser."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"accept": "text/html", "accept-language": "en"},
            cookies={"askonce": self.token},
            timeout=60,
        )


def pages(port: int, visitor: Visitor, kind: str, paths: Sequence[str], count: int) -> Times:
    """The pages at some addresses, each in full as HTML over one connection, so many in all."""
    with visitor.client(port) as client:
        return _timed(client, f"{kind}, {visitor.name}", islice(cycle(paths), count))


def answers(port: int, token: str, kind: str, paths: Sequence[str]) -> Times:
    """The answers of the API at some addresses."""
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
        return _timed(client, kind, paths)


def _timed(client: httpx.Client, kind: str, paths: Iterator[str] | Sequence[str]) -> Times:
    slow, seconds = [slowness()], []
    for path in paths:
        began = time.perf_counter()
        client.get(path).raise_for_status()
        seconds.append(time.perf_counter() - began)
    slow.append(slowness())
    return Times(kind, tuple(one / mean(slow) * 1000 for one in seconds), mean(slow))


def first_page(port: int, visitor: Visitor) -> float:
    """The seconds that a page takes for which the market has to be read first."""
    with visitor.client(port) as client:
        began = time.perf_counter()
        client.get(f"/market/needs/{BOXES_SOUGHT}").raise_for_status()
        return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Filed:
    """Offers that a firm filed: the seconds of filing them, and from the last of them until the page of a need showed it."""

    filing: float
    found: float
    missing: int


def filed(port: int, officer: Visitor, maker: Visitor, need: Listed) -> Filed:
    """File offers of a product that is needed, one after another, and look at the page of the need until it shows the last.

    The last is called as the need calls it, so that it comes before the others.
    """
    slow = [slowness()]
    products = [*(f"carton {number}" for number in range(FILED - 1)), need.words[0]]
    began = time.perf_counter()
    names = [_file(port, maker, product, need.classed) for product in products]
    filing = time.perf_counter() - began
    last = f"/{in_address(names[-1])}"
    with officer.client(port) as client:
        began = time.perf_counter()
        while last not in client.get(f"/market/needs/{in_address(need.id)}").raise_for_status().text:
            if time.perf_counter() - began > _MOST_SECONDS:
                raise RuntimeError("an offer that was filed is not on the page of the need that it fits")
            time.sleep(_PAUSE)
        found = time.perf_counter() - began
        slow.append(slowness())
        seen = [client.get(f"/market/offers/{in_address(one)}").status_code for one in names]
    return Filed(filing / mean(slow), found / mean(slow), len(seen) - seen.count(httpx.codes.OK))


def _file(port: int, maker: Visitor, product: str, classed: str) -> str:
    """The number of an offer once it is acknowledged."""
    said = {"product": product, "product_class": classed, "published": True}
    answer = httpx.post(
        f"http://127.0.0.1:{port}/api/cases",
        json={"service": "publish-offer", "applicant": MAKER, "answers": said},
        headers={"authorization": f"Bearer {maker.token}", "idempotency-key": f"bench-{uuid4()}"},
        timeout=60,
    )
    return f"{answer.raise_for_status().json()['line']['id']}/offer"


def calibrated(times: Sequence[Times]) -> dict[str, Any]:
    """The middle and 95 of 100 of each, to be read beside the goals."""
    return {one.kind: {"p50": round(median(one.ms), 1), "p95": round(one.of(0.95), 1)} for one in times}
