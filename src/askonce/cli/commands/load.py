"""`load`: a snapshot of a department's register, checked row by row, with a report of what was refused and why."""

from __future__ import annotations

import getpass
from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.files import existing_folder, write_whole
from askonce.cli.houses import DATABASE, SETTINGS, clear_stops, find_house, opened
from askonce.cli.packs import JSON, PACK, day, today
from askonce.cli.terminal import Terminal
from askonce.text.render import harmless
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up
    from askonce.adapters.loading.snapshot import Read
    from askonce.adapters.loading.staging import Staging
    from askonce.adapters.loading.writing import Bulk, Missing, Target, Written
    from askonce.assembly.house import House
    from askonce.registers.model import Register

MOST_SHOWN = 8


def count(text: str) -> int:
    """Read how many."""
    if not text.isascii() or not text.isdigit():
        raise ArgumentTypeError(f"`{text}` is no number of rows; write a whole number from 0 on")
    return int(text)


def load(arguments: Namespace, terminal: Terminal) -> int:
    """Read a file, and write what changed, unless more is wrong with it than was allowed."""
    from askonce.adapters.loading.lines import UnreadableFile
    from askonce.adapters.loading.staging import Staging

    _refuse_early(arguments)
    with opened(arguments, arguments.pack, new=True) as house, closing(Staging()) as staging:
        register = _register(house.current.bound.get("register", {}), arguments)
        try:
            read = _read(arguments, house, register, staging, terminal)
        except UnreadableFile as error:
            raise Stop(harmless(f"{arguments.file}: {error}; nothing was written")) from error
        _report(arguments, read)
        target = _target(arguments, register, read)
        _refuse_older(house, target)
        missing = _missing(house, staging, target, read)
        stopped = _too_many(arguments, read, missing)
        written = None if stopped else _write(arguments, house, staging, target, read, terminal)
    _say(arguments, read, missing, written, stopped, terminal)
    return CLEAN if written is not None and not read.refused else FINDINGS


def _refuse_early(arguments: Namespace) -> None:
    """Stop at a register or a file that is none before a house is made: a slip leaves no empty one behind."""
    from askonce.adapters.loading.heads import shape_of
    from askonce.adapters.loading.lines import UnreadableFile
    from askonce.adapters.loading.snapshot import check_heads
    from askonce.adapters.opening import POSTGRES, sqlite_path, stored_schema
    from askonce.assembly.versions import read_version

    url = find_house(arguments).place.database
    if not url.startswith(POSTGRES) and sqlite_path(url) is None:
        return
    with clear_stops():
        if stored_schema(url) is not None:
            return
        bound = read_version(existing_folder(arguments.pack), today()).checked.bound
    register = _register(bound.get("register", {}), arguments)
    shape = shape_of(register, bound.get("concept", {}), arguments.subject)
    try:
        check_heads(Path(arguments.file), shape)
    except UnreadableFile as error:
        raise Stop(harmless(f"{arguments.file}: {error}; nothing was written")) from error


def _register(registers: Mapping[str, Register], arguments: Namespace) -> Register:
    if arguments.register not in registers:
        known = did_you_mean(arguments.register, registers) or f"it has {', '.join(sorted(registers))}"
        raise Stop(f"`{arguments.pack}` has no register `{arguments.register}`; {known}")
    found = registers[arguments.register]
    if found.source is not None and found.source.kind in ("sql", "http"):
        raise Stop(
            f"register `{found.id}` is asked about one subject at a time (`source: {{kind: {found.source.kind}}}`); "
            "only one that lives here or is a snapshot is loaded"
        )
    return found


def _read(
    arguments: Namespace, house: House, register: Register, staging: Staging, terminal: Terminal
) -> Read:
    from askonce.adapters.loading.heads import shape_of
    from askonce.adapters.loading.snapshot import read_snapshot

    holder = house.current.exchange.doors.desks[register.id].holder
    return read_snapshot(
        Path(arguments.file),
        shape_of(register, house.current.bound.get("concept", {}), arguments.subject),
        staging,
        lambda subject: house.keys.of(holder, subject),
        empty_is_none=arguments.empty == "none",
        progress=lambda rows: terminal.progress("reading", rows, rows),
    )


def _target(arguments: Namespace, register: Register, read: Read) -> Target:
    from askonce.adapters.loading.writing import Target
    from askonce.pack.shapes import Ref

    basis = register.basis.id if isinstance(register.basis, Ref) else ""
    actor = f"system:{_account()}"
    on = arguments.valid_from or today()
    return Target(register.id, register.complete, on, read.columns, read.source, basis, actor)


def _refuse_older(house: House, target: Target) -> None:
    """A snapshot of an earlier day than the last would write over what is newer."""
    from askonce.adapters.loading.writing import last_load

    last = house.database.read(lambda journal: last_load(journal, target.register))
    if last is not None and target.valid_from < last:
        raise Stop(
            f"register `{target.register}` was loaded as of {last}; a snapshot of {target.valid_from} would write over "
            "what is newer; nothing was written"
        )


def _account() -> str:
    """Who is at the terminal, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return "load"


def _missing(house: House, staging: Staging, target: Target, read: Read) -> Missing:
    """Who would end: nobody where the register is not complete, or where a refused row may be about anybody."""
    from askonce.adapters.loading.writing import Missing, count_missing

    if not target.complete or read.nameless:
        return Missing(0, 0)
    return count_missing(house.database, staging, target)


def _too_many(arguments: Namespace, read: Read, missing: Missing) -> str:
    """Why nothing may be written, or nothing."""
    if read.refused > arguments.most_refused:
        allow = f"mend the file, or allow it with `--most-refused {read.refused}`"
        return (
            f"{_rows(read.refused)} of {read.rows:,} refused, more than {arguments.most_refused:,}; {allow}"
        )
    if missing.missing > arguments.most_missing:
        allow = f"if they are no more, say `--most-missing {missing.missing}`"
        known = f"{missing.missing:,} of {missing.known:,} subjects of the register are not in the file"
        return f"{known}, more than {arguments.most_missing:,}; {allow}"
    return ""


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _write(
    arguments: Namespace, house: House, staging: Staging, target: Target, read: Read, terminal: Terminal
) -> Written:
    from askonce.adapters.loading.writing import write_snapshot
    from askonce.registers.store import Unfit

    total = staging.count()
    try:
        return write_snapshot(
            house.database,
            staging,
            target,
            read,
            ends=target.complete and not read.nameless,
            bulk=_bulk(arguments, house, target),
            progress=lambda rows: terminal.progress("comparing", rows, total),
        )
    except Unfit as error:
        raise Stop(harmless(f"{arguments.file}: {error}; nothing was written")) from error


def _bulk(arguments: Namespace, house: House, target: Target) -> Bulk | None:
    """The way of the database to take many rows at once; none where it lies nowhere."""
    from askonce.adapters.bulk.loading import Snapshot, bulk_load
    from askonce.adapters.opening import sqlite_path
    from askonce.adapters.staging import stage_rows
    from askonce.adapters.storage.schema import schema_of

    url = find_house(arguments).place.database
    if url.startswith("sqlite") and sqlite_path(url) is None:
        return None
    bound = house.current.bound
    (table,) = schema_of([bound["register"][target.register]], bound.get("concept", {})).tables
    snapshot = Snapshot(target.register, target.valid_from, target.source, target.basis)
    return lambda rows: bulk_load(url, snapshot, stage_rows(table, rows))


def _report(arguments: Namespace, read: Read) -> None:
    import msgspec

    from askonce.adapters.loading.snapshot import as_csv

    if arguments.report is None:
        return
    as_json = arguments.report.lower().endswith(".json")
    content = msgspec.json.encode(read) if as_json else ("\ufeff" + as_csv(read)).encode()
    write_whole(arguments.report, content)


def _say(
    arguments: Namespace,
    read: Read,
    missing: Missing,
    written: Written | None,
    stopped: str,
    terminal: Terminal,
) -> None:
    import msgspec

    if arguments.json:
        said = {"read": read, "missing": missing, "written": written, "stopped": stopped or None}
        terminal.say(msgspec.json.encode(said).decode())
        return
    for note in read.notes:
        terminal.say(harmless(f"{read.file}: {note}"))
    for one in read.told[:MOST_SHOWN]:
        column = f", {one.column}" if one.column else ""
        terminal.say(harmless(f"{read.file}:{one.line}{column}: {one.reason}"))
    if read.refused > MOST_SHOWN:
        all_ = (
            f"`{arguments.report}` has them"
            if arguments.report
            else "`--report refused.csv` writes them down"
        )
        terminal.say(f"and {_rows(read.refused - MOST_SHOWN)} more refused; {all_}")
    if written is None:
        terminal.say(f"nothing was written: {stopped}")
        return
    nobody = f"; nobody ends, as {_rows(read.nameless)} may be about anybody" if read.nameless else ""
    terminal.say(
        f"register {arguments.register}: {written.new:,} new, {written.changed:,} changed, {written.same:,} the same, "
        f"{written.ended:,} ended, {read.refused:,} refused{nobody}"
    )


LOAD = Command(
    "load",
    "Load a snapshot of a department's register: checked, what changed and nothing else, with a report of what was refused.",
    "askonce load packs/qingshan insured insured.csv --database sqlite:///county.db --report refused.csv",
    (
        PACK,
        argument("register", says="the name of the register", metavar="REGISTER"),
        argument("file", says="the snapshot: .csv, .xlsx or .parquet, heads in its first line", metavar="FILE"),
        DATABASE,
        SETTINGS,
        argument("--valid-from", says="the day from which it holds (today)", type=day, metavar="DATE"),
        argument("--subject", says="the column that names the subject of a row (subject, person, id, …)", metavar="COLUMN"),
        argument(
            "--empty",
            says="what an empty cell says: that nothing is said, or that there is none (unsaid)",
            choices=("unsaid", "none"),
            default="unsaid",
        ),
        argument(
            "--most-refused", says="how many refused rows are allowed (0)", type=count, metavar="ROWS", default=0
        ),
        argument(
            "--most-missing",
            says="how many subjects of a complete register may be missing in the file, and end (0)",
            type=count,
            metavar="ROWS",
            default=0,
        ),
        argument("--report", says="write the refused rows to a file, .csv or .json", metavar="FILE"),
        JSON,
    ),
    load,
)  # fmt: skip
