"""`rehearse`: whose outcome would change under a new text, counted, with an example of each kind."""

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.commands.compare import LANGUAGE_OPTION
from askonce.cli.houses import SETTINGS, opened
from askonce.cli.packs import JSON, check_whole, day, stop_if_unsound, today
from askonce.cli.terminal import Terminal
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up, and FEEL costs 0.07 s
    from askonce.norms.columns import Batch
    from askonce.norms.rehearsal.rehearse import Rehearsed, Selection, Wrong
    from askonce.norms.ruling import Book


def rehearse(arguments: Namespace, terminal: Terminal) -> int:
    """Decide the cases of a file, or of a database, by two packs, and show what changes."""
    from askonce.cases.wording.titles import Titles
    from askonce.cli.rehearsal import rehearsal_text
    from askonce.norms.rehearsal.rehearse import rehearse as rehearsed
    from askonce.norms.rehearsal.rehearsed import as_json, may_differ
    from askonce.norms.ruling import book_of

    if (arguments.facts is None) == (arguments.database is None):
        raise Stop("name the cases: either `--facts FILE` or `--database URL`")
    on = arguments.on or today()
    packs = [check_whole(name, terminal, on) for name in (arguments.old, arguments.new)]
    old, new = (book_of(one.bound) for one in packs)
    chosen = _chosen(arguments, old, new)
    for name, one in zip((arguments.old, arguments.new), packs, strict=True):
        stop_if_unsound(one, chosen.norms, name)
    made = rehearsed(
        old, new, chosen, _batches(arguments, chosen, old, new, terminal), on, named=bool(arguments.norm)
    )
    _refuse(made, arguments)
    if arguments.json:
        terminal.say(json.dumps(as_json(made), ensure_ascii=False, indent=2))
    else:
        was, now = (Titles(one.bound) for one in packs)
        terminal.say(rehearsal_text(made, was, now, on.isoformat(), arguments.language))
    return FINDINGS if any(map(may_differ, made.norms)) else CLEAN


def _chosen(arguments: Namespace, old: "Book", new: "Book") -> "Selection":
    """The norms to rehearse: those named, or those that differ; each must be fit to decide."""
    from askonce.norms.rehearsal.meaning import find_fault
    from askonce.norms.rehearsal.rehearse import Selection, select

    books = ((arguments.old, old), (arguments.new, new))
    named = tuple(dict.fromkeys(arguments.norm or ()))
    for name in named:
        for pack, book in books:
            if name not in book.norms:
                raise Stop("; ".join((f"`{pack}` has no norm `{name}`", *_hint(name, book))))
    chosen = Selection(named) if named else select(old, new)
    for name in chosen.norms:
        for pack, book in books:
            fault = find_fault(name, book)
            if fault is not None:
                raise Stop(
                    f"norm `{name}` of `{pack}` has errors ({fault.path}:{fault.line}); `askonce check {pack}` shows them"
                )
    return chosen


def _hint(name: str, book: "Book") -> list[str]:
    found = did_you_mean(name, book.norms)
    return [found] if found else []


def _batches(
    arguments: Namespace, chosen: "Selection", old: "Book", new: "Book", terminal: Terminal
) -> Iterator["Batch"]:
    from askonce.adapters.rows import UnreadableFile, read_rows
    from askonce.norms.rehearsal.rehearse import facts_wanted

    wanted = facts_wanted(chosen.norms, old, new)
    if arguments.database is not None:
        yield from _decided(arguments, chosen, wanted, terminal)
        return
    try:
        for portion in read_rows(Path(arguments.facts), wanted):
            yield portion.batch
            terminal.progress("rehearsing", portion.done, portion.of)
    except UnreadableFile as error:
        raise Stop(str(error)) from error


def _decided(
    arguments: Namespace, chosen: "Selection", wanted: "frozenset[str]", terminal: Terminal
) -> Iterator["Batch"]:
    """The decided cases of a house."""
    from askonce.assembly.past import decided_cases

    done = 0
    with opened(arguments) as house:
        for batch in decided_cases(house, chosen.norms, wanted):
            yield batch
            done += len(batch.rows)
            terminal.progress("rehearsing", done, 0)


def _refuse(made: "Rehearsed", arguments: Namespace) -> None:
    """Stop where the file cannot be judged as it is: nothing is half said."""
    name = arguments.facts or arguments.database
    if not made.rows:
        raise Stop(f"`{name}` holds no case")
    if not arguments.skip_bad:
        if made.unread.rows:
            raise Stop(_wrong(name, "line", made.rows, made.unread))
        for one in made.norms:
            if one.wrong.rows:
                raise Stop(f"norm `{one.norm.id}`: {_wrong(name, 'row', made.rows, one.wrong)}")
    empty = [one.norm.id for one in made.norms if not one.cases]
    if empty or made.unread.rows == made.rows:
        raise Stop(f"`{name}` has no row that can be read" + (f" for norm `{empty[0]}`" if empty else ""))
    if not made.norms:
        for left in made.left_out:
            if left.why == "needs_not_in_file":
                facts = ", ".join(f"`{fact}`" for fact in left.facts)
                raise Stop(
                    f"nothing can be rehearsed: norm `{left.norm}` needs {facts}, which `{name}` does not have"
                )


def _wrong(name: str, noun: str, rows: int, wrong: "Wrong") -> str:
    """How many rows are wrong, and the first of them, on one line."""
    first = "; ".join(
        f"{noun} {one.row}" + (f", `{one.column}`" if one.column else "") + f": {one.message}"
        for one in wrong.first
    )
    more = "; …" if wrong.rows > len(wrong.first) else ""
    return f"{wrong.rows:,} of the {rows:,} {noun}s of `{name}` cannot be taken: {first}{more} (--skip-bad leaves them out)"


REHEARSE = Command(
    "rehearse",
    "Say whose outcome would change under a new text: decide the cases of a file or a house by two packs, and count.",
    "askonce rehearse packs/qingshan packs/changed --facts cases.jsonl",
    (
        argument("old", says="the folder of the pack as it is", metavar="OLD"),
        argument("new", says="the folder of the pack as it will be", metavar="NEW"),
        argument(
            "--facts",
            says="the cases, one a row or line: facts by the names that norms have for them, and the dates"
            " `event`, `application` and `decision` where they are known (.parquet or .jsonl)",
            metavar="FILE",
        ),
        argument(
            "--database",
            says="instead of a file: the cases that a house has decided (sqlite:///county.db or postgresql://…)",
            metavar="URL",
        ),
        SETTINGS,
        argument(
            "--norm",
            says="a norm to rehearse, and so for several (all that differ)",
            metavar="NORM",
            action="append",
        ),
        argument(
            "--on",
            says="the day for dates that a case does not have (today)",
            type=day,
            metavar="DATE",
            default=None,
        ),
        argument(
            "--skip-bad", says="leave out rows that cannot be read, and count them", action="store_true"
        ),
        JSON,
        LANGUAGE_OPTION,
    ),
    rehearse,
)
