"""What a process does that serves and is there to be killed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

import msgspec
from granian.server.embed import Server

from askonce.adapters.opening import open_database
from askonce.assembly import house
from askonce.cli.main import main as command
from askonce.web import answered, service, site
from tests.faults import plain
from tests.faults.moments import Moments, Stop, lay_around


class Told(msgspec.Struct, frozen=True):
    """What is served where, and which moment of it is the last.

    With a pack it is served by `askonce serve` on a port, without one by a plain house on any. `clock` is how many
    seconds the clock is off.
    """

    url: str
    receiver: int = 0
    stop: Stop = Stop()
    clock: float = 0.0
    pack: str = ""
    port: int = 0
    settings: str = ""


def serve_plain(told: Told, moments: Moments, clock: Callable[[], datetime]) -> None:
    """Serve a plain house."""
    base = open_database(told.url, plain.SCHEMA, clock=clock)
    plain.serve(base, told.receiver, lambda: moments.reach("told"), moments.ready)


def serve_pack(told: Told, moments: Moments, clock: Callable[[], datetime]) -> int:
    """Serve a pack by the command that everybody serves with."""
    _put(house, "open_database", lambda *given: open_database(*given, clock=clock))
    _put(service, "now", clock)
    make_site = site.make_site
    _put(site, "make_site", lambda of: _told(make_site(of), moments))
    serve = Server.serve

    async def announced(self: Any, *given: Any, **named: Any) -> Any:
        moments.ready(told.port)
        return await serve(self, *given, **named)

    _put(Server, "serve", announced)
    where = ["--database", told.url, "--settings", told.settings, "--port", str(told.port)]
    return command(["serve", told.pack, *where])


def _told(app: Any, moments: Moments) -> Any:
    """An app that can be stopped before the answer to a filing leaves."""

    async def outer(scope: Any, receive: Any, send: Any) -> None:
        async def sends(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] == 201:
                moments.reach("told")
            await send(message)

        await app(scope, receive, sends)

    return outer


def _put(owner: Any, name: str, value: Any) -> None:
    setattr(owner, name, value)


def main(told: Told, pipe: Connection, log: str) -> None:
    """Serve for ever; `pipe` is told the port, and later the moment."""
    with open(log, "ab") as file:  # noqa: PTH123 - as the lines below, for the whole process
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    moments = Moments(told.stop, pipe)
    lay_around(moments, told.stop.broken)
    once = answered.once

    def asked(journal: Any, key: Any, job: Any, again: Any = None) -> Any:
        moments.asked()
        return once(journal, key, job, again)

    for owner in (answered, service):
        _put(owner, "once", asked)
    off = timedelta(seconds=told.clock)
    (serve_pack if told.pack else serve_plain)(told, moments, lambda: datetime.now(UTC) + off)  # noqa: TID251 - the edge of a house
