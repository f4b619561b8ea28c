"""The process that serves: one of it, which answers, runs the loops, and ends in order when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import resource
import signal
import socket
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from litestar.types import ASGIApp

from askonce.web.logs import HOUSE
from askonce.web.service import Service

_BACKLOG: Final = 4096
_HEADER_MILLISECONDS: Final = 10_000
#: How long answers that are under way may take once the process is told to end.
_DRAIN_SECONDS: Final = 20.0
_SPARE_FILES: Final = 200


class Running(Protocol):
    """What runs beside the answers."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Finish what is at hand, and end."""


def serve(
    app: ASGIApp,
    service: Service,
    loops: Sequence[Running],
    *,
    address: str,
    port: int,
    stop_after: float | None = None,
    begun: Callable[[], None] = lambda: None,
) -> None:
    """Serve until the process is told to end, or for so many seconds; `begun` is called once it listens.

    OSError where something listens there already.
    """
    _refuse_taken(address, port)
    _allow_files(service.house.settings.limits.connections + _SPARE_FILES)
    gc.collect()
    gc.freeze()  # what was read lives as long as the process: no later collection walks it
    asyncio.run(_serve(app, service, loops, address, port, stop_after, begun))


async def _serve(
    app: ASGIApp,
    service: Service,
    loops: Sequence[Running],
    address: str,
    port: int,
    stop_after: float | None,
    begun: Callable[[], None],
) -> None:
    server = Server(
        app,
        address=address,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS),
        websockets=False,
        log_enabled=False,
        backlog=_BACKLOG,
        backpressure=service.house.settings.limits.connections,
    )
    loop = asyncio.get_running_loop()

    def end() -> None:
        if not service.draining:
            service.draining = True
            HOUSE.info("told to end; finishing what is under way")
            loop.create_task(_drain(service, server))  # noqa: RUF006 - the loop lives until the server has ended

    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, end)
    if stop_after is not None:
        loop.call_later(stop_after, end)
    for one_loop in loops:
        one_loop.start()
    loop.call_soon(begun)
    try:
        await server.serve()
    finally:
        await asyncio.to_thread(_stop, loops)
        service.close()


def _refuse_taken(address: str, port: int) -> None:
    """Bind once as a server that shares its port with none: two houses would each get a part of the requests."""
    family, kind, protocol, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # else a port waits a minute for its next server
        probe.bind(place)


def _stop(loops: Sequence[Running]) -> None:
    for one in loops:
        one.stop()


async def _drain(service: Service, server: Server) -> None:
    """Let what is under way be answered, then let the server end."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            if service.metrics.open:
                await service.quiet.wait()
    server.stop()  # type: ignore[no-untyped-call]


def _allow_files(wanted: int) -> None:
    """As many open files as connections are wanted, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = hard if hard != resource.RLIM_INFINITY else wanted
    if soft < min(wanted, allowed):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, allowed), hard))
