"""`diff` and `review`: what changes for people, and article beside rule, ready to be signed."""

import json
from argparse import Namespace

from askonce.cli.command import CLEAN, Command, argument
from askonce.cli.files import write_whole
from askonce.cli.packs import JSON, ON, PACK, check_whole, html
from askonce.cli.terminal import Terminal

LANGUAGE_OPTION = argument(
    "--language", says="the language of the words (en)", choices=("en", "zh"), default="en"
)


def diff(arguments: Namespace, terminal: Terminal) -> int:
    """Say what changes for residents and firms between two versions of a pack."""
    from askonce.cases.compare import as_json, as_text, compare

    old = check_whole(arguments.old, terminal, arguments.on)
    new = check_whole(arguments.new, terminal, arguments.on)
    changes = compare(old, new)
    if arguments.json:
        terminal.say(json.dumps(as_json(changes), ensure_ascii=False, indent=2))
    else:
        terminal.say(as_text(changes, arguments.language) or "nothing changes for residents and firms")
    return CLEAN


def review(arguments: Namespace, terminal: Terminal) -> int:
    """Lay article beside rule."""
    from askonce.cases.review import as_html, as_text
    from askonce.cases.review import review as reviewed

    made = reviewed(check_whole(arguments.pack, terminal, arguments.on))
    if arguments.html is not None:
        write_whole(arguments.html, as_html(made).encode())
        if arguments.html != "-":
            terminal.say(f"wrote {arguments.html}")
    else:
        terminal.say(as_text(made, arguments.language))
    return CLEAN


DIFF = Command(
    "diff",
    "Say what changes for residents and firms between two packs, service by service.",
    "askonce diff packs/before packs/qingshan",
    (
        argument("old", says="the folder of the pack as it is", metavar="OLD"),
        argument("new", says="the folder of the pack as it will be", metavar="NEW"),
        ON,
        JSON,
        LANGUAGE_OPTION,
    ),
    diff,
)
REVIEW = Command(
    "review",
    "Lay article beside rule, ready to be signed: what is draft, what is adopted, by whom.",
    "askonce review packs/qingshan --html review.html",
    (PACK, ON, html("the review"), LANGUAGE_OPTION),
    review,
)
