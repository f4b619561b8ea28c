"""A server on this machine that answers as a test tells it, badly too: it hangs, drips, breaks off, redirects."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import msgspec

Behave = Callable[["Asked", socket.socket], None]
WAIT_SECONDS = 10


class Asked(msgspec.Struct, frozen=True):
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


class Told:
    """A server: what it was asked, in order, and how it answers; the last behaviour goes on for ever."""

    def __init__(self, *behaviours: Behave) -> None:
        self.asked: list[Asked] = []
        self._behaviours = list(behaviours)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._ended.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # else it goes on to take calls while it waits for one
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while not self._ended.is_set():
                connection, _ = self._listening.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(WAIT_SECONDS)
        with connection, suppress(OSError):
            asked = _read(connection)
            if asked is None:
                return
            behave = self._behaviours[min(len(self.asked), len(self._behaviours) - 1)]
            self.asked.append(asked)
            behave(asked, connection)


def _read(connection: socket.socket) -> Asked | None:
    text = b""
    while b"\r\n\r\n" not in text:
        piece = connection.recv(65_536)
        if not piece:
            return None
        text += piece
    head, _, body = text.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65_536)
    method, path, _ = first.split(" ")
    return Asked(method, path, headers, body)


@contextmanager
def server(*behaviours: Behave) -> Iterator[Told]:
    """A server that behaves so, request after request."""
    told = Told(*behaviours)
    try:
        yield told
    finally:
        told.close()


def reply(status: int = 200, body: bytes | object = b"", **headers: str) -> Behave:
    """Answer; what is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def behave(_: Asked, connection: socket.socket) -> None:
        named = {"Content-Length": str(len(content)), "Connection": "close", **_dashed(headers)}
        lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in named.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode("latin-1") + content)

    return behave


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def steady() -> float:
    """Seconds of a steady clock: whether a limit of time is kept is seen by the clock alone."""
    return time.monotonic()  # noqa: TID251 - as said above


def hang(_: Asked, connection: socket.socket) -> None:
    """Take the request and say nothing."""
    with suppress(OSError):
        connection.recv(1)


def break_off(_: Asked, connection: socket.socket) -> None:
    """Begin an answer, and end in the middle."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def drip_head(_: Asked, connection: socket.socket) -> None:
    """Say a head, one character at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(connection, b"a")


def drip_body(_: Asked, connection: socket.socket) -> None:
    """Say a body, one character at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    _drip(connection, b" ")


def _drip(connection: socket.socket, piece: bytes) -> None:
    pause = threading.Event()
    with suppress(OSError):
        while True:
            connection.sendall(piece)
            pause.wait(0.02)
