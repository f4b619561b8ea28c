"""Clients that file as fast as they are answered, and what they saw: all that the checks know of a house."""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated
from typing import Any, Final

CLIENTS: Final = 8
_SECONDS: Final = 60.0
_GRADES: Final = ("none", "mild", "severe")


@dataclass
class Filing:
    """What one client filed under one key, and each answer that it got."""

    key: str
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    tries: int = 0
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    @property
    def cases(self) -> set[str]:
        """The cases that were acknowledged."""
        return {case_of(body) for status, body in self.answers if status == 201}


def case_of(body: dict[str, Any]) -> str:
    """The case that an answer names."""
    return str(body["case"] if isinstance(body.get("case"), str) else body["line"]["id"])


def plain_filing(number: int, chance: Random) -> Filing:
    """A filing of a plain house, of a person of its own."""
    before, after = chance.sample(_GRADES, 2)
    body = {"person": f"p-{number:06d}", "before": before, "after": after, "due": chance.uniform(0.0, 1.0)}
    return Filing(f"key-{number:06d}-{chance.randrange(10**9)}", body)


@dataclass
class Book:
    """All filings there ever were, by key; the heads of the ledger that were published."""

    make: Callable[[int, Random], Filing]
    chance: Random
    filings: dict[str, Filing] = field(default_factory=dict)
    heads: list[Any] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    forgotten: int = 0

    def turn(self) -> None:
        """Repeat nothing that was filed so far: a key holds for a day alone."""
        self.forgotten = len(self.filings)

    def _lately(self) -> list[Filing]:
        return list(self.filings.values())[self.forgotten :]

    def new(self) -> Filing:
        """Another filing."""
        with self.lock:
            made = self.make(next(self.numbers), self.chance)
            self.filings[made.key] = made
            return made

    def unanswered(self) -> list[Filing]:
        """Filings that were sent and never acknowledged."""
        return [one for one in self._lately() if one.tries and not one.cases]

    def some_answered(self, count: int) -> list[Filing]:
        """A few that were."""
        there = [one for one in self._lately() if one.cases]
        return self.chance.sample(there, min(count, len(there)))


class Load:
    """Several clients at once, each in a closed loop, until the process ends or they are told to."""

    def __init__(self, port: int, book: Book, *, most: int = 10**9, clients: int = CLIENTS) -> None:
        self.book = book
        self.port = port
        self.refused: deque[tuple[int, dict[str, Any], str]] = deque()
        self._first = deque([*book.unanswered(), *book.some_answered(clients)])
        self._left = most
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(clients)]
        for one in self._threads:
            one.start()

    def end(self) -> None:
        """Let the clients end, and wait for them."""
        self._stop.set()
        self.join()

    def join(self) -> None:
        """Wait until the clients have ended."""
        for one in self._threads:
            one.join(_SECONDS)
            if one.is_alive():
                self.book.troubles.append(f"a client waits longer than {_SECONDS:g} s for an answer")

    def _next(self) -> Filing | None:
        with self._lock:
            if self._first:
                return self._first.popleft()
            self._left -= 1
            if self._left < 0:
                return None
        return self.book.new()

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        with closing(connection), suppress(OSError):
            while not self._stop.is_set():
                connection.connect()  # refused once the process was killed
                self._file_on(connection)
                connection.close()

    def _file_on(self, connection: http.client.HTTPConnection) -> None:
        """File over one connection until it breaks, or there is nothing left to file."""
        with suppress(OSError, http.client.HTTPException):
            while not self._stop.is_set():
                one = self._next()
                if one is None:
                    self._stop.set()
                    return
                self._file(connection, one)

    def _file(self, connection: http.client.HTTPConnection, one: Filing) -> None:
        one.tries += 1
        headers = {"Content-Type": "application/json", "Idempotency-Key": one.key, **one.headers}
        connection.request("POST", "/api/cases", json.dumps(one.body), headers)
        response = connection.getresponse()
        media = response.getheader("content-type") or ""
        body = json.loads(response.read() or b"{}")
        one.answers.append((response.status, body))
        if response.status != 201:
            self.refused.append((response.status, body, media))
            self._stop.wait(0.02)


def asked(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """The answer to a question; status 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    return 0, b""


class Receiver:
    """Takes messages, and counts each key once however often it comes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.came: dict[str, int] = {}
        self.bodies: dict[str, bytes] = {}
        self.lock = threading.Lock()

    def took(self, key: str, body: bytes) -> None:
        """Note a message."""
        with self.lock:
            self.came[key] = self.came.get(key, 0) + 1
            self.bodies[key] = body


class _Hook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.receiver.took(json.loads(body)["id"], body)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of senders that were killed."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that outlives every process that sends to it."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    receiver = Receiver(port)
    handler = type("Hook", (_Hook,), {"receiver": receiver})
    with _Server(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
