"""What commands share that work on a house: its database and settings, and who acts."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from askonce.cli.command import Stop, argument
from askonce.cli.files import existing_folder
from askonce.cli.packs import today

if TYPE_CHECKING:  # every command is imported at start-up; what serves costs 0.4 s
    from askonce.adapters.settings.model import Settings
    from askonce.assembly.house import House, Place
    from askonce.registers.actor import Actor

DATABASE = argument(
    "--database",
    says="where everything is kept: sqlite:///county.db or postgresql://… (that of the settings)",
    metavar="URL",
)
SETTINGS = argument(
    "--settings", says="the file of the settings (askonce.toml beside the database)", metavar="FILE"
)
AS = argument(
    "--as",
    says="who acts: person:ID, or the account of an officer or helper such as officer:lin",
    metavar="ACCOUNT",
    required=True,
    dest="who",
)


class Found(NamedTuple):
    """The settings of a house, and where it keeps things."""

    settings: "Settings"
    place: "Place"


def find_house(arguments: Namespace) -> Found:
    """Where a house is, without opening it."""
    from askonce.adapters.settings.reading import UnfitSettings
    from askonce.assembly.house import place_of, settings_for

    try:
        settings, _ = settings_for(arguments.settings, arguments.database, os.environ)
        return Found(settings, place_of(settings, arguments.database))
    except (UnfitSettings, ValueError) as error:
        raise Stop(" / ".join(str(error).splitlines())) from error


@contextmanager
def opened(arguments: Namespace, folder: str | None = None, *, new: bool = False) -> Iterator["House"]:
    """A house, closed again at the end; what keeps it from opening, or from answering, is one clear line.

    One that is not there is made only where it may be `new`: who reads would else make one by a slip of the pen.
    """
    from askonce.adapters.opening import is_there, shown
    from askonce.assembly.house import open_house

    found = find_house(arguments)
    with clear_stops():
        if not new and not is_there(found.place.database):
            raise Stop(
                f"there is no database at {shown(found.place.database)}; `askonce serve PACK` makes one"
            )
        house = open_house(
            found.place, found.settings, today(), existing_folder(folder) if folder is not None else None
        )
        try:
            yield house
        finally:
            house.close()


@contextmanager
def clear_stops() -> Iterator[None]:
    """What a house can meet, as the end of a command."""
    from askonce.adapters.keys import KeyFileError
    from askonce.assembly.markets.prior import UnfitPrior
    from askonce.assembly.versions import UnfitPack
    from askonce.cases.database import Unavailable

    try:
        yield
    except (KeyFileError, UnfitPack, UnfitPrior) as error:
        raise Stop(str(error)) from error
    except Unavailable as error:
        raise Stop(f"the database does not answer: {error}") from error
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith(("psycopg", "adbc_driver_postgresql")):
            raise
        raise Stop(
            f"PostgreSQL needs `{error.name}`, which is not installed: pip install 'psycopg[binary]'"
        ) from error


def actor_of(house: "House", who: str) -> "Actor":
    """Who acts from the terminal: a person by id, an officer or helper by an account of this house."""
    from askonce.registers.actor import Actor
    from askonce.web.sessions import find_account

    kind, _, name = who.partition(":")
    if not name or kind not in ("person", "officer", "helper"):
        raise Stop(f"`{who}` is nobody: write person:ID, officer:NAME or helper:NAME")
    if kind == "person":
        return Actor("person", name)
    account = house.database.read(lambda journal: find_account(journal, who))
    if account is None:
        raise Stop(f"there is no account `{who}`; `askonce access token {who} --role OFFICE/ROLE` makes it")
    return Actor(kind, name, frozenset(account.roles))
