"""Visits at a steady rate, whoever waits: requests leave on time, and a late answer is as late as it is."""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

_HEADERS = {
    "accept": "text/html",
    "accept-encoding": "gzip",
    "accept-language": "en",
    "connection": "keep-alive",
}
_FORM = re.compile(r'<form action="([^"]+)" method="post"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ASKED = re.compile(r'<textarea[^>]* name="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Came:
    """What came back: the status, the bytes as they were on the wire, the seconds since it was due."""

    kind: str
    status: int
    packed: int
    seconds: float
    text: str = field(repr=False, default="")


class Lines:
    """Connections that stay open, as those of browsers do."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(
        self, method: str, path: str, cookie: str, body: bytes = b""
    ) -> tuple[int, int, bytes, Mapping[str, str]]:
        """One request: the status, the bytes on the wire, the body, the headers."""
        reader, writer = await self._open()
        said = dict(_HEADERS)
        if cookie:
            said["cookie"] = f"askonce={cookie}"
        if body:
            said |= {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        writer.write(f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        status, headers = _read(head)
        answer = await reader.readexactly(int(headers.get("content-length", "0")))
        self._idle.append((reader, writer))
        wire = len(head) + len(answer)
        return (
            status,
            wire,
            gzip.decompress(answer) if headers.get("content-encoding") == "gzip" else answer,
            headers,
        )

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection that is idle, and that the server has not closed meanwhile as it does after ten seconds."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self._port)

    def close(self) -> None:
        """Close them."""
        for _, writer in self._idle:
            writer.close()


def _read(head: bytes) -> tuple[int, dict[str, str]]:
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in rest if ": " in line)
    return int(first.split(" ")[1]), headers


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that is to be made: of which kind of page, how, where, as whom."""

    kind: str
    method: str
    path: str
    cookie: str = ""
    body: bytes = b""


async def at_a_rate(port: int, asks: Callable[[int], Ask], a_second: float, seconds: float) -> list[Came]:
    """Make requests at a rate for so long; none waits for the answer of another."""
    lines = Lines(port)
    began = time.perf_counter()
    made = []
    for number in range(int(a_second * seconds)):
        due = began + number / a_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        made.append(asyncio.create_task(_one(lines, asks(number), due)))
    came = await asyncio.gather(*made)
    lines.close()
    return came


async def _one(lines: Lines, ask: Ask, due: float) -> Came:
    status, wire, _, _ = await lines.ask(ask.method, ask.path, ask.cookie, ask.body)
    return Came(ask.kind, status, wire, time.perf_counter() - due)


def filled_form(html: str, words: str) -> tuple[str, bytes] | None:
    """The first form of a page that asks for words, filled in: where it goes, and its body."""
    for action, inside in _FORM.findall(html):
        asked = _ASKED.search(inside)
        if asked is not None:
            fields = {unescape(name): unescape(value) for name, value in _HIDDEN.findall(inside)}
            return unescape(action), urlencode({**fields, unescape(asked[1]): words}).encode()
    return None


def loads(html: str) -> list[str]:
    """What a page loads: its styles, scripts and icon."""
    return re.findall(r'<(?:link rel="(?:stylesheet|icon)" href|script src)="([^"]+)"', html)
