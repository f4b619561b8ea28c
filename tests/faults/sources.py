"""A department that answers about homes over HTTP: well, with nonsense, or not at all, as a test wants it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

SETTINGS: Final = """
[sources.homes]
kind = "http"
url = "http://127.0.0.1:{port}/{{subject}}"
seconds = {seconds}
tries = 1
"""
#: What is answered in each mood; an answer of none hangs.
ANSWERS: Final[dict[str, bytes | None]] = {
    "well": b'{"rooms": 1}',
    "hangs": None,
    "no JSON": b"<html>down for maintenance</html>",
    "another type": b'{"rooms": "one and a half"}',
    "another thing": b'{"weather": "fine"}',
    "endless": b'{"rooms": 1, "more": "' + b"x" * 3_000_000 + b'"}',
}


class Department:
    """What it is in the mood for, and how often it was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mood = "well"
        self.asked = 0
        self.hangs = threading.Event()


class _Desk(BaseHTTPRequestHandler):
    department: Department

    def do_GET(self) -> None:
        """Answer about a subject."""
        self.department.asked += 1
        body = ANSWERS[self.department.mood]
        if body is None:
            self.department.hangs.wait(30)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of those who went away."""


@contextmanager
def department() -> Iterator[Department]:
    """A department on a port of this machine."""
    found = Department(0)
    with _Server(("127.0.0.1", 0), type("Desk", (_Desk,), {"department": found})) as server:
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        found.hangs.set()
        server.shutdown()
