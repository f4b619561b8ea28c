"""A light process that files cases in closed loops: each client sends its next filing once the last was answered.

Run as `python load.py PORT CLIENTS SECONDS TOKENS PREFIX`; prints one line of JSON.
"""

import asyncio
import json
import sys
import time
from functools import partial
from pathlib import Path

BODY = json.dumps({"service": "elder-meal", "answers": {"diet": "no peanuts"}}).encode()
HEAD_END = b"\r\n\r\n"


class Client(asyncio.Protocol):
    """One connection that files until its time is over."""

    def __init__(self, name: str, tokens: list[str], until: float, done: "asyncio.Future[None]") -> None:
        self.name = name
        self.tokens = tokens
        self.until = until
        self.done = done
        self.seconds: list[float] = []
        self.failed = 0
        self._count = 0
        self._began = 0.0
        self._got = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._send()

    def data_received(self, data: bytes) -> None:
        """Take what came; once an answer is whole, send the next."""
        self._got += data
        head, end, rest = self._got.partition(HEAD_END)
        if not end or len(rest) < _length(head):
            return
        now = time.perf_counter()
        self.seconds.append(now - self._began)
        self.failed += not self._got.startswith(b"HTTP/1.1 201")
        self._got = b""
        if now < self.until:
            self._send()
        elif self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that it is over."""
        self.failed += exc is not None
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        self._count += 1
        token = self.tokens[self._count % len(self.tokens)]
        head = (
            "POST /api/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {self.name}-{self._count:08}\r\n"
            f"Content-Length: {len(BODY)}\r\n\r\n"
        )
        self._began = time.perf_counter()
        if self._transport is not None:
            self._transport.write(head.encode() + BODY)


def _same(client: Client) -> Client:
    return client


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def main(port: int, clients: int, seconds: float, tokens: list[str], prefix: str) -> None:
    """Let clients file for so many seconds, and print what came of it."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    made = []
    for number in range(clients):
        client = Client(f"{prefix}-{number}", tokens[number::clients], began + seconds, loop.create_future())
        await loop.create_connection(partial(_same, client), "127.0.0.1", port)
        made.append(client)
    await asyncio.gather(*(one.done for one in made))
    took = time.perf_counter() - began
    all_ = sorted(second for one in made for second in one.seconds)
    print(
        json.dumps(
            {
                "filings": len(all_),
                "failed": sum(one.failed for one in made),
                "a_second": len(all_) / took,
                "p50_ms": all_[len(all_) // 2] * 1000,
                "p99_ms": all_[len(all_) * 99 // 100] * 1000,
            }
        )
    )


if __name__ == "__main__":
    _, port_, clients_, seconds_, tokens_, prefix_ = sys.argv
    asyncio.run(
        main(int(port_), int(clients_), float(seconds_), Path(tokens_).read_text("utf-8").split(), prefix_)
    )
