"""What several commands share: the pack argument, the day, and a checked pack."""

from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from askonce.assembly import LANGUAGE
from askonce.cli.command import Argument, Stop, argument
from askonce.cli.files import existing_folder
from askonce.cli.terminal import Terminal
from askonce.pack.passes import Checked, check_folder
from askonce.text.diagnostic import Severity
from askonce.text.render import harmless

if TYPE_CHECKING:  # every command is imported at start-up, and FEEL costs 0.07 s
    from askonce.norms.ruling import Unsettled


def day(text: str) -> date:
    """Read a day of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"`{text}` is no date; write it like 2026-03-01") from error


PACK = argument("pack", says="the folder of the pack", metavar="PACK")
ON = argument("--on", says="the day for which it is checked (today)", type=day, metavar="DATE", default=None)
#: The dates of a case beside `--on`, which stands for those that are not given.
CASE_DATES = (
    argument("--event", says="the day of the event, where it is another", type=day, metavar="DATE"),
    argument("--applied", says="the day of the application, where it is another", type=day, metavar="DATE"),
    argument("--decided", says="the day of the decision, where it is another", type=day, metavar="DATE"),
)
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


def stop_if_unsound(checked: Checked, norms: Iterable[str], pack: str) -> None:
    """Stop where a check found an error in a norm that is to be run, or in what it rests on."""
    from askonce.norms.ruling import book_of
    from askonce.norms.soundness import hindrances

    book = book_of(checked.bound)
    for norm in norms:
        found = hindrances(norm, book, checked.findings)
        if found:
            first = found[0]
            own = first.about in ("", f"norm {norm}")
            subject = f"the text of norm `{norm}`" if own else f"{first.about}, on which norm `{norm}` rests,"
            how_many = "" if len(found) == 1 else f", the first of {len(found):,}"
            raise Stop(
                harmless(
                    f"{first.span}: {subject} has errors: {first.message} ({first.code}{how_many}); "
                    f"`askonce check {pack}` shows them"
                )
            )


def unsettled(found: "Unsettled", language: str = "en") -> Stop:
    """Why no text of a norm rules, as the end of a command."""
    english = "; ".join(part for part in (found.message, found.help) if part)
    return Stop(harmless(f"{found.place}: {(language == 'zh' and found.chinese) or english}"))


@contextmanager
def within_limits(subject: str) -> Iterator[None]:
    """Say of a reckoning that asks for too much which norm or service it is and what was too large."""
    from askonce.feel.evaluate import Exhausted
    from askonce.norms.residue import CountError

    try:
        yield
    except Exhausted as error:
        raise Stop(f"{subject} cannot be worked out for these facts: {error}") from error
    except RecursionError as error:
        raise Stop(f"{subject} cannot be worked out: its expressions are nested too deep") from error
    except CountError as error:
        raise Stop(f"{subject} cannot be worked out for these facts: {error}") from error
