"""`backup`, `restore`, `upgrade`: a house that is kept for years."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.files import existing_folder
from askonce.cli.houses import DATABASE, SETTINGS, clear_stops, find_house
from askonce.cli.packs import PACK, today
from askonce.cli.terminal import Terminal

if TYPE_CHECKING:  # every command is imported at start-up
    from askonce.adapters.storage.migration import Plan


def backup(arguments: Namespace, terminal: Terminal) -> int:
    """Write one state of the database to a file, while others go on working with it."""
    from askonce.adapters.backup import backup as written

    found = find_house(arguments)
    try:
        with clear_stops():
            contents = written(found.place.database, Path(arguments.file), terminal.progress)
    except OSError as error:
        raise Stop(f"`{arguments.file}` cannot be written: {error.strerror or error}") from error
    rows = sum(one.rows for one in contents.tables.values())
    terminal.say(f"wrote {rows:,} rows to {arguments.file}")
    terminal.warn(
        f"askonce: the keys are not in it: keep a copy of `{found.place.keys}` and `{found.place.signing}` elsewhere"
    )
    return CLEAN


def restore(arguments: Namespace, terminal: Terminal) -> int:
    """Make a database of a backup, where none is yet."""
    from askonce.adapters.backup import restore as made
    from askonce.adapters.storage.archive import Damaged

    found = find_house(arguments)
    if not found.place.keys.exists():
        raise Stop(
            f"bring `{found.place.keys}` first: without the keys nobody in the backup can be recognised"
        )
    try:
        with clear_stops():
            contents = made(Path(arguments.file), found.place.database, terminal.progress)
    except Damaged as error:
        raise Stop(f"`{arguments.file}`: {error}") from error
    except OSError as error:
        raise Stop(
            f"`{error.filename or arguments.file}` cannot be read or written: {error.strerror}"
        ) from error
    rows = sum(one.rows for one in contents.tables.values())
    terminal.say(f"{rows:,} rows are back; `askonce ledger verify` compares them with a head that was kept")
    return CLEAN


def upgrade(arguments: Namespace, terminal: Terminal) -> int:
    """Show what another version of the pack changes, and put it in force where that is asked for."""
    from askonce.adapters.occupying import Occupied, Occupying
    from askonce.adapters.opening import plan_upgrade
    from askonce.adapters.opening import upgrade as carried_out
    from askonce.adapters.storage.migration import Refused
    from askonce.assembly.house import schema_for
    from askonce.assembly.versions import read_version

    found = find_house(arguments)
    folder = existing_folder(arguments.pack)
    with clear_stops():
        version = read_version(folder, today())
        schema, url = schema_for(version), found.place.database
        _refuse_other(url, version.name)
        plan = plan_upgrade(url, schema)
        _say(plan, terminal)
        if plan.refusals:
            terminal.warn(
                "askonce: nothing was changed; keep what would be lost in the pack, or move it first"
            )
            return FINDINGS
        if not arguments.apply:
            terminal.say("nothing was changed; --apply puts this version in force")
            return CLEAN
        try:
            with Occupying(found.place.signing, alone=True):
                carried_out(url, schema)
                _adopt(url, version, terminal)
        except Occupied as error:
            raise Stop(
                "somebody works on this house, a server say; end it first. Nothing was changed"
            ) from error
        except Refused as error:
            raise Stop(f"{error}; nothing was changed") from error
    return CLEAN


def _refuse_other(url: str, name: str) -> None:
    """A house stays the one of its manifest: its ledger and its heads carry that name."""
    from askonce.adapters.opening import open_database
    from askonce.assembly.versions import current_name

    database = open_database(url)
    try:
        there = database.read(current_name)
    finally:
        database.close()
    if there not in (None, name):
        raise Stop(
            f"the house is `{there}` and the pack `{name}`: another jurisdiction has a house of its own"
        )


def _adopt(url: str, version: object, terminal: Terminal) -> None:
    from askonce.adapters.opening import open_database
    from askonce.assembly.house import INSTALLER
    from askonce.assembly.versions import Version, adopt

    if not isinstance(version, Version):
        raise TypeError("this is no version of a pack")
    database = open_database(url)
    try:
        changed = database.write(lambda journal: adopt(journal, version, INSTALLER)).result()
    finally:
        database.close()
    terminal.say(
        f"version {version.digest[:12]} is in force; cases that run keep the one they began with"
        if changed
        else "this version is in force already"
    )


def _say(plan: "Plan", terminal: Terminal) -> None:
    for step in plan.steps:
        terminal.say(f"  {step.said}")
    if not plan.steps:
        terminal.say("the registers stay as they are")
    for loss in plan.refusals:
        terminal.say(f"  refused: {loss.step.said} would lose {loss.values:,} values")


BACKUP = Command(
    "backup",
    "Write one state of a house to a file, while it goes on serving; the keys are kept apart from it.",
    "askonce backup county.backup --database sqlite:///county.db",
    (argument("file", says="the file to write", metavar="FILE"), DATABASE, SETTINGS),
    backup,
)
RESTORE = Command(
    "restore",
    "Make a database of a backup, where none is yet.",
    "askonce restore county.backup --database sqlite:///county.db",
    (argument("file", says="the backup", metavar="FILE"), DATABASE, SETTINGS),
    restore,
)
UPGRADE = Command(
    "upgrade",
    "Show what another version of the pack changes, and with --apply put it in force; running cases keep theirs.",
    "askonce upgrade packs/qingshan --database sqlite:///county.db",
    (PACK, argument("--apply", says="put it in force", action="store_true"), DATABASE, SETTINGS),
    upgrade,
)
