"""What several commands share: the pack argument, the day, and a checked pack."""

from argparse import ArgumentTypeError
from datetime import date

from askonce.assembly import LANGUAGE
from askonce.cli.command import Argument, argument
from askonce.cli.files import existing_folder
from askonce.cli.terminal import Terminal
from askonce.pack.passes import Checked, check_folder
from askonce.text.diagnostic import Severity


def day(text: str) -> date:
    """Read a day of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"`{text}` is no date; write it like 2026-03-01") from error


PACK = argument("pack", says="the folder of the pack", metavar="PACK")
ON = argument("--on", says="the day for which it is checked (today)", type=day, metavar="DATE", default=None)
JSON = argument("--json", says="print JSON with stable keys", action="store_true")


def html(what: str) -> Argument:
    """An argument that names a page to write."""
    return argument("--html", says=f"write {what} as one offline page", metavar="FILE")


def today() -> date:
    """The day on this machine: the edge reads the clock and hands it inwards."""
    return date.today()  # noqa: DTZ011 - the day where the person sits


def check_whole(name: str, terminal: Terminal, on: date | None = None) -> Checked:
    """Check a pack anew and keep its definitions, for what looks at them; say where some could not be read."""
    checked = check_folder(
        existing_folder(name), LANGUAGE, on=on or today(), keep=True, progress=terminal.progress
    )
    unread = sum(
        1 for one in checked.findings if one.code.startswith("AO0") and one.severity is Severity.ERROR
    )
    if unread:
        errors = f"{unread:,} error{'' if unread == 1 else 's'}"
        terminal.warn(
            f"askonce: {errors} in the text of `{name}`: what they hide is left out; `askonce check {name}` shows them"
        )
    return checked
