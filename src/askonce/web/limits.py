"""How much one caller may ask: a bucket of requests that fills again, by token or by address."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_MOST_CALLERS: Final = 50_000
_MOST_HOPS: Final = 20


class Buckets:
    """A bucket for each caller; the callers seen longest ago are forgotten first, whose buckets are full again by then."""

    def __init__(self, a_minute: int, burst: int | None = None) -> None:
        self._rate = a_minute / 60
        self._most = float(burst or max(a_minute // 4, 1))
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str, now: float) -> float:
        """Take one request out of a bucket: 0, or the seconds to wait until there is one.

        >>> buckets = Buckets(60, burst=2)
        >>> [buckets.take("a", 0.0), buckets.take("a", 0.0), buckets.take("a", 0.5), buckets.take("b", 0.5)]
        [0.0, 0.0, 0.5, 0.0]
        """
        level, at = self._kept.get(caller, (self._most, now))
        level = min(self._most, level + max(now - at, 0.0) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._kept[caller] = (level if wait else level - 1, now)
        self._kept.move_to_end(caller)
        if len(self._kept) > _MOST_CALLERS:
            self._kept.popitem(last=False)
        return wait


def networks(words: Sequence[str]) -> tuple[Network, ...]:
    """The networks of proxies whose word is taken."""
    return tuple(ipaddress.ip_network(word, strict=False) for word in words)


def caller_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of whoever calls: the peer, or what trusted proxies say, read from the nearest outwards.

    A word that no trusted proxy wrote is not taken: anybody can send one.

    >>> proxies = networks(["10.0.0.0/8"])
    >>> caller_address("10.0.0.1", "6.6.6.6, 203.0.113.5, 10.0.0.2", proxies)
    '203.0.113.5'
    >>> caller_address("203.0.113.9", "6.6.6.6", proxies)
    '203.0.113.9'
    """
    current = peer
    if not trusted or not forwarded:
        return _bucket_of(current)
    for word in reversed(forwarded.split(",")[-_MOST_HOPS:]):
        if not _is_in(current, trusted):
            break
        found = _address(word.strip())
        if found is None:
            break
        current = found
    return _bucket_of(current)


def _address(word: str) -> str | None:
    try:
        return str(ipaddress.ip_address(word.strip("[]")))
    except ValueError:
        return None


def _is_in(address: str, trusted: Sequence[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)


def _bucket_of(address: str) -> str:
    """An address, of IPv6 its network of 64 bits: one household has as many addresses in it as it likes.

    >>> _bucket_of("2001:db8::1:2:3:4"), _bucket_of("203.0.113.9")
    ('2001:db8::/64', '203.0.113.9')
    """
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address
