"""Opens connections of calls, to addresses that a call may reach and to no others."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore

from askonce.adapters.settings.addresses import is_loopback


class ForbiddenAddressError(OSError):
    """A name leads to an address inside the house's network, where this call may not go."""


class Connecting(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was looked at, so that a name cannot lead elsewhere a moment later."""

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._under = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature that httpcore calls
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of a host that answers."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name is not known") from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self._private and not is_loopback(host) and not all(map(_is_public, addresses)):
            raise ForbiddenAddressError
        failed: Exception = httpcore.ConnectError("the name has no address")
        for address in addresses:
            try:
                return await self._under.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def sleep(self, seconds: float) -> None:
        """Wait, as the pool asks for it between attempts."""
        await self._under.sleep(seconds)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_global) and not found.is_multicast
