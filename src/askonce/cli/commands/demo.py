"""`demo`: an invented county, served, with tokens for the cast."""

import json
import os
import tempfile
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, Command, Stop, argument
from askonce.cli.commands.serve import HOST, PORT, STOP_AFTER, run
from askonce.cli.files import existing_folder
from askonce.cli.houses import clear_stops
from askonce.cli.packs import today
from askonce.cli.terminal import Terminal

if TYPE_CHECKING:  # every command is imported at start-up
    from askonce.assembly.house import House
    from askonce.cases.journal import Journal
    from askonce.web.service import CastMember

_PACK = "packs/qingshan"
_HOURS = 12
_CASES = 240
_MOST_CASES = 20_000
#: Whose tokens are printed: those with whom a newcomer begins. Everybody else signs in by name.
_SHOWN = ("p-elder", "p-poor", "p-parent", "p-agent")


def people(text: str) -> int:
    """Read how many people."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 2_000_000):
        raise ArgumentTypeError(f"`{text}` is no number of people from 1 to 2,000,000")
    return int(text)


def past_cases(text: str) -> int:
    """Read how many cases."""
    if not (
        text.isascii()
        and text.isdigit()
        and int(text[:8]) <= _MOST_CASES
        and len(text) <= len(str(_MOST_CASES))
    ):
        raise ArgumentTypeError(f"`{text}` is no number of cases from 0 to {_MOST_CASES:,}")
    return int(text)


def demo(arguments: Namespace, terminal: Terminal) -> int:
    """Invent a county, serve it, and print how to sign in."""
    from askonce.adapters.settings.model import Settings
    from askonce.adapters.sqlite.database import utc_now
    from askonce.assembly.demonstration import Filling
    from askonce.assembly.house import open_house, place_of
    from askonce.assembly.lived import DAYS, Clock, live

    pack = existing_folder(arguments.pack)
    with _folder(arguments.folder) as folder, clear_stops():
        database = f"sqlite:///{folder / 'county.db'}"
        clock = Clock(utc_now, utc_now() - timedelta(days=DAYS))
        if arguments.cases == 0 or (folder / "county.db").exists():
            clock.let_go()
        house = open_house(place_of(Settings(), database), Settings(), today(), pack, clock)
        try:
            full = partial(terminal.prompt, f"All {arguments.people:,} people are there.\n")
            filling = Filling(house, today(), arguments.people, full)
            filling.first_village()
            if clock.stands:
                said = partial(terminal.progress, "living through the last months")
                live(house, clock, today(), arguments.people, arguments.cases, said)
            cast = _cast(house)
            tokens = house.database.write(lambda journal: _tokens(journal, house, cast)).result()
            _say(arguments, terminal, database, tokens, cast)
            run(house, arguments, terminal, cast, (filling,))
        finally:
            house.close()
    return CLEAN


@contextmanager
def _folder(name: str | None) -> Iterator[Path]:
    """The folder that was named, or one that is gone at the end."""
    if name is None:
        with tempfile.TemporaryDirectory(prefix="askonce-demo-") as made:
            yield Path(made)
        return
    try:
        Path(name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"`{name}` cannot be made: {error.strerror or error}") from error
    if not os.access(name, os.W_OK):
        raise Stop(f"`{name}` cannot be written to")
    yield Path(name).resolve()


def _cast(house: "House") -> "tuple[CastMember, ...]":
    from askonce.assembly.demonstration import accounts, persons
    from askonce.web.service import CastMember

    found = [CastMember(who, "person", name, part) for who, name, part in persons()]
    for one in accounts(house):
        if one.kind in ("officer", "helper"):
            roles = tuple(sorted(one.roles))
            part = {"en": ", ".join(roles), "zh": "、".join(roles)}
            found.append(CastMember(one.account, one.kind, one.name, part, roles))
    found.append(CastMember("admin", "admin", "管理员", {"en": "keeps the house", "zh": "系统管理员"}))
    return tuple(found)


def _tokens(journal: "Journal", house: "House", cast: "tuple[CastMember, ...]") -> dict[str, str]:
    """Accounts for everybody, and tokens for those who are shown: persons, a clerk, the admin."""
    from askonce.registers.pseudonym import CASES
    from askonce.web.sessions import Account, Session, keep_account, make_token

    expires = journal.now + timedelta(hours=_HOURS)
    made: dict[str, str] = {}
    for one in cast:
        if one.kind != "person":
            keep_account(journal, Account(one.kind, one.who, one.roles))
        if one.who in _SHOWN or "street/clerk" in one.roles or one.kind == "admin":
            name = house.keys.of(CASES, one.who) if one.kind == "person" else one.who
            made[one.who] = make_token(journal, Session(one.kind, name, expires, one.roles))
    return made


def _say(
    arguments: Namespace,
    terminal: Terminal,
    database: str,
    tokens: dict[str, str],
    cast: "tuple[CastMember, ...]",
) -> None:
    address = f"http://{arguments.host or '127.0.0.1'}:{arguments.port or 8000}"
    terminal.say(
        f"An invented county of {arguments.people:,} people; nobody in it exists. It is in {database}."
    )
    by_name = {one.who: one for one in cast}
    for who, token in tokens.items():
        one = by_name[who]
        terminal.say(f"  {who:16} {one.name}  {one.part['en']}\n    {token}")
    filing = json.dumps({"service": "elder-meal", "answers": {"diet": "no peanuts"}})
    terminal.say(
        "File as the first of them:\n"
        f"  curl -H 'Authorization: Bearer {tokens[_SHOWN[0]]}' -H 'Idempotency-Key: my-first-case' \\\n"
        f"    -H 'Content-Type: application/json' -d '{filing}' {address}/api/cases"
    )


DEMO = Command(
    "demo",
    "Serve an invented county with its people, offices and registers, to be tried out.",
    "askonce demo --people 20000 --port 8000",
    (
        argument("pack", says=f"the folder of the pack ({_PACK})", metavar="PACK", nargs="?", default=_PACK),
        argument(
            "--people", says="how many people live there (20000)", type=people, default=20_000, metavar="N"
        ),
        argument(
            "--cases",
            says="how many cases it has had in the last months (240; 0 for none)",
            type=past_cases,
            default=_CASES,
            metavar="N",
        ),
        argument("--folder", says="keep it in this folder (one that is gone at the end)", metavar="FOLDER"),
        HOST,
        PORT,
        STOP_AFTER,
    ),
    demo,
)
