"""`decide`: what a norm decides about one case, by which text, rows and articles."""

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.commands.compare import LANGUAGE_OPTION
from askonce.cli.packs import (
    CASE_DATES,
    JSON,
    PACK,
    check_whole,
    day,
    stop_if_unsound,
    unsettled,
    within_limits,
)
from askonce.cli.terminal import Terminal
from askonce.text.render import escaped, harmless
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up, and FEEL costs 0.07 s
    from askonce.feel.types import Type
    from askonce.norms.ruling import Book, Dates, Ruling
    from askonce.pack.passes import Checked
    from askonce.registers.fact import Fact

#: The facts of one case; more than this is no case.
MOST_BYTES = 16 * 1024 * 1024


def decide(arguments: Namespace, terminal: Terminal) -> int:
    """Decide one case; 1 where facts are missing, or where the norm gives no outcome for them."""
    from askonce.cases.wording.titles import Titles
    from askonce.cli.deciding import as_json, decision_text
    from askonce.norms.decide import decide as decided
    from askonce.norms.decide import inputs_of
    from askonce.norms.explain import Foreseen, explain
    from askonce.norms.residue import prepare
    from askonce.norms.ruling import book_of

    checked = check_whole(arguments.pack, terminal, arguments.on)
    book = book_of(checked.bound)
    ruling = _ruling(arguments, checked, book)
    facts = read_facts_of(arguments.facts, inputs_of(ruling))
    with within_limits(f"norm `{arguments.norm}`"):
        prospects = Foreseen(prepare(ruling))
        made = decided(ruling, facts, book, prospects)
        explanation = explain(ruling, facts, prospects) if arguments.explain and not arguments.json else None
    if made.adopted is None:
        terminal.warn(f"askonce: norm `{arguments.norm}` is a draft: previews only")
    if arguments.json:
        terminal.say(escaped(json.dumps(as_json(made), ensure_ascii=False, indent=2)))
    else:
        terminal.say(decision_text(made, Titles(checked.bound), arguments.language, explanation))
    return CLEAN if made.decided and not made.no_outcome else FINDINGS


def _ruling(arguments: Namespace, checked: "Checked", book: "Book") -> "Ruling":
    """The text that rules on the dates of the case."""
    from askonce.norms.ruling import Ruling, rule

    if arguments.norm not in book.norms:
        known = did_you_mean(arguments.norm, book.norms) or "`askonce check` lists what it cannot read"
        raise Stop(f"`{arguments.pack}` has no norm `{arguments.norm}`; {known}")
    stop_if_unsound(checked, (arguments.norm,), arguments.pack)
    with within_limits(f"norm `{arguments.norm}`"):
        found = rule(arguments.norm, book, dates_of(arguments, arguments.on))
    if not isinstance(found, Ruling):
        raise unsettled(found, arguments.language)
    return found


def dates_of(arguments: Namespace, on: date) -> "Dates":
    """The three dates of a case: those given, and one day for the others."""
    from askonce.norms.ruling import Dates

    return Dates(arguments.event or on, arguments.applied or on, arguments.decided or on)


def read_facts_of(file: str, wanted: "Mapping[str, Type]") -> "dict[str, Fact]":
    """The facts in a file (`-` is standard input), all of which must fit their types."""
    from askonce.norms.reading import read_facts

    name = "standard input" if file == "-" else file
    facts, misread = read_facts(_text(file), wanted)
    if misread:
        shown = [
            f"{name}:{one.line}:{one.column}: {one.message}" + (f"; {one.help}" if one.help else "")
            for one in misread[:8]
        ]
        more = f"; and {len(misread) - 8} more" if len(misread) > 8 else ""
        raise Stop(harmless("; ".join(shown) + more))
    return facts


def _text(name: str) -> str:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        raise Stop(f"`{name}` cannot be read: {why}") from error
    if len(raw) > MOST_BYTES:
        raise Stop(
            f"`{name}` is larger than {MOST_BYTES // 1024 // 1024} MiB; it should hold the facts of one case"
        )
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Stop(f"`{name}` is no text in UTF-8: byte {error.start + 1} is not") from error


DECIDE = Command(
    "decide",
    "Decide one case by a norm: the outcome, the text that ruled, the rows and articles.",
    "askonce decide packs/qingshan meal-price --facts facts.json --on 2026-03-01",
    (
        PACK,
        argument("norm", says="the name of the norm", metavar="NORM"),
        argument(
            "--facts",
            says='the facts of the case as a JSON object such as {"birth": "1960-02-29"}; `-` reads standard input',
            metavar="FACTS",
            required=True,
        ),
        argument(
            "--on", says="the day of the event, the application and the decision", type=day, metavar="DATE",
            required=True,
        ),
        *CASE_DATES,
        argument("--explain", says="show the facts and rates too, and say why in sentences", action="store_true"),
        LANGUAGE_OPTION,
        JSON,
    ),
    decide,
)  # fmt: skip
