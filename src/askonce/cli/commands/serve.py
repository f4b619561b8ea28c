"""`serve`: answer for a pack over HTTP until told to end."""

import socket
from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, Command, Stop, argument
from askonce.cli.houses import DATABASE, SETTINGS, find_house, opened
from askonce.cli.packs import PACK
from askonce.cli.terminal import Terminal

if TYPE_CHECKING:  # every command is imported at start-up; what serves costs 0.4 s
    from collections.abc import Sequence

    from askonce.assembly.house import House
    from askonce.web.server import Running
    from askonce.web.service import CastMember


def port(text: str) -> int:
    """Read a port."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535):
        raise ArgumentTypeError(f"`{text}` is no port; write a number from 1 to 65535")
    return int(text)


def seconds(text: str) -> float:
    """Read a number of seconds."""
    try:
        found = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"`{text}` is no number of seconds") from error
    if not 0 < found < 1e7:
        raise ArgumentTypeError(f"`{text}` is no number of seconds that could be waited")
    return found


PORT = argument(
    "--port", says="the port to listen on (that of the settings, or 8000)", type=port, metavar="PORT"
)
HOST = argument(
    "--host", says="the address to listen on (that of the settings, or 127.0.0.1)", metavar="ADDRESS"
)
STOP_AFTER = argument(
    "--stop-after", says="end by itself after so many seconds", type=seconds, metavar="SECONDS", default=None
)


def serve(arguments: Namespace, terminal: Terminal) -> int:
    """Open a house, made where it is not there yet, and answer until told to end."""
    place = find_house(arguments).place
    new = not place.keys.exists()
    with opened(arguments, arguments.pack, new=True) as house:
        if new:
            terminal.warn(
                f"askonce: made `{place.keys}` and `{place.signing}`: keep a copy of both apart from the database; "
                "without the first nobody in it can be told apart"
            )
        run(house, arguments, terminal, ())
    return CLEAN


def run(
    house: "House",
    arguments: Namespace,
    terminal: Terminal,
    cast: "Sequence[CastMember]",
    beside: "Sequence[Running]" = (),
) -> None:
    """Answer for an open house until told to end."""
    from askonce.assembly.outside import Outside
    from askonce.web.logs import write_logs
    from askonce.web.loops import loops_of
    from askonce.web.server import serve as answer
    from askonce.web.service import Service
    from askonce.web.site import make_site
    from askonce.web.warming import warming

    write_logs()
    web = house.settings.web
    address, chosen = arguments.host or web.address, arguments.port or web.port
    outside = Outside(
        house, f"{socket.gethostname()}:{chosen}"
    )  # the same after a kill: it takes its lease back at once
    service = Service(house, outside, cast)
    service.url = web.url or f"http://{_shown(address)}:{chosen}"
    try:
        answer(
            make_site(service),
            service,
            (*loops_of(house, service.metrics, outside), warming(service), outside, *beside),
            address=address,
            port=chosen,
            stop_after=arguments.stop_after,
            begun=lambda: terminal.prompt(f"{house.origin} answers at {service.url}\n"),
        )
    except (OSError, RuntimeError) as error:
        raise Stop(f"it cannot listen at {address}, port {chosen}: {error}") from error


def _shown(address: str) -> str:
    return f"[{address}]" if ":" in address else address


SERVE = Command(
    "serve",
    "Answer for a pack over HTTP: cases, registers and the ledger, until told to end.",
    "askonce serve packs/qingshan --database sqlite:///county.db --port 8000",
    (PACK, DATABASE, SETTINGS, HOST, PORT, STOP_AFTER),
    serve,
)
