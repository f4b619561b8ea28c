"""Calls over HTTP that end in time, read no more than is allowed, follow no redirect and use no proxy."""

from __future__ import annotations

import asyncio
import ssl
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpcore
import msgspec

from askonce import VERSION
from askonce.adapters.calling.connecting import Connecting, ForbiddenAddressError
from askonce.adapters.calling.reply import NoReply, Reply

_AGENT: Final = f"askonce/{VERSION}"
_GZIP: Final = 16 + zlib.MAX_WBITS
_CONNECTIONS: Final = 64
_PATIENCE: Final = 2.0


class Call(msgspec.Struct, frozen=True):
    """A call: `seconds` is the time for the whole of it, `most_bytes` what the answer may have unpacked.

    `private` allows an address inside the house's network; `authority` is a file of certificates to trust instead
    of those of this machine.
    """

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes = b""
    seconds: float = 10.0
    most_bytes: int = 1_000_000
    private: bool = True
    authority: Path | None = None


class _TooLargeError(Exception):
    """An answer unpacks to more than is allowed."""


class _UnreadableError(Exception):
    """An answer is packed in a way that nobody asked for, or badly."""


class Caller:
    """Calls other machines from a thread of its own; any number of threads may ask it at once.

    A hard end: names, connecting, encryption, heads and body together take no longer than a call allows, however
    slowly the other side drips.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._pools: dict[tuple[bool, Path | None], httpcore.AsyncConnectionPool] = {}
        self._thread = threading.Thread(target=self._run, name="askonce-calls", daemon=True)
        self._thread.start()

    def call(self, call: Call) -> Reply | NoReply:
        """The answer to a call, or why there is none."""
        return asyncio.run_coroutine_threadsafe(self._call(call), self._loop).result()

    async def call_async(self, call: Call) -> Reply | NoReply:
        """The same for those who wait in a loop of their own."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._call(call), self._loop))

    def close(self) -> None:
        """Close all connections; calls that run get no answer."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(_PATIENCE)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    async def _finish(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for pool in self._pools.values():
            await pool.aclose()

    async def _call(self, call: Call) -> Reply | NoReply:
        try:
            async with asyncio.timeout(call.seconds):
                return await self._answer(call)
        except TimeoutError:
            return NoReply(f"no whole answer within {call.seconds:g} seconds")
        except ForbiddenAddressError:
            return NoReply("the name leads into a private network", passing=False, arrived=False)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            if "certificate" in str(error).lower():
                return NoReply("its certificate is not trusted", passing=False, arrived=False)
            return NoReply("it cannot be reached", arrived=False)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError):
            return NoReply("the connection broke off")
        except _TooLargeError:
            return NoReply(f"the answer is larger than {call.most_bytes:,} bytes", passing=False)
        except _UnreadableError:
            return NoReply("the answer is packed in a way that cannot be read", passing=False)
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError):
            return NoReply("its address cannot be called", passing=False, arrived=False)

    async def _answer(self, call: Call) -> Reply:
        headers = {"User-Agent": _AGENT, "Accept-Encoding": "gzip", **call.headers}
        if call.body or call.method in ("POST", "PUT"):
            headers["Content-Length"] = str(len(call.body))
        headers.setdefault("Host", urlsplit(call.url).netloc)
        async with self._pool(call).stream(
            call.method,
            call.url,
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()],
            content=call.body,
        ) as response:
            named = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
            }
            unpacked = _Unpacked(named.get("content-encoding", ""), call.most_bytes)
            async for chunk in response.aiter_stream():
                unpacked.add(chunk)
            return Reply(response.status, named, unpacked.body())

    def _pool(self, call: Call) -> httpcore.AsyncConnectionPool:
        key = (call.private, call.authority)
        if key not in self._pools:
            self._pools[key] = httpcore.AsyncConnectionPool(
                ssl_context=ssl.create_default_context(cafile=call.authority),
                max_connections=_CONNECTIONS,
                keepalive_expiry=30,
                network_backend=Connecting(private=call.private),
            )
        return self._pools[key]


class _Unpacked:
    """A body as it comes in, unpacked no further than is allowed."""

    def __init__(self, encoding: str, most: int) -> None:
        if encoding not in ("", "identity", "gzip"):
            raise _UnreadableError
        self._unpack = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
        self._most = most
        self._parts = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take another piece."""
        if self._unpack is None:
            self._parts += chunk
        else:
            try:
                self._parts += self._unpack.decompress(chunk, self._most + 1 - len(self._parts))
            except zlib.error:
                raise _UnreadableError from None
        if len(self._parts) > self._most:
            raise _TooLargeError

    def body(self) -> bytes:
        """All of it; what ends before its time cannot be read."""
        if self._unpack is not None and not self._unpack.eof:
            raise _UnreadableError
        return bytes(self._parts)
