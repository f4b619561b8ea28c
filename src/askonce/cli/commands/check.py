"""`check`: the findings of a pack, for a person, a program or a code-scanning service."""

import gc
from argparse import Namespace
from pathlib import Path

from askonce import VERSION
from askonce.assembly import LANGUAGE
from askonce.cli.command import CLEAN, FINDINGS, Command, argument
from askonce.cli.files import existing_folder
from askonce.cli.packs import ON, PACK, today
from askonce.cli.terminal import Terminal
from askonce.pack.passes import Checked, check_folder
from askonce.text.collector import resting_collector
from askonce.text.source import lines_in


def check(arguments: Namespace, terminal: Terminal) -> int:
    """Check a pack and show its findings; proposals are shown but leave the exit code alone."""
    folder = existing_folder(arguments.pack)
    with resting_collector():
        checked = check_folder(
            folder,
            LANGUAGE,
            on=arguments.on or today(),
            cached=not arguments.no_cache,
            progress=terminal.progress,
        )
        terminal.say(_rendered(checked, folder, arguments, colour=terminal.colours))
        gc.freeze()  # what was read lives until the process ends; walking it then would cost 0.2 s
    return FINDINGS if checked.findings else CLEAN


def _rendered(checked: Checked, folder: Path, arguments: Namespace, *, colour: bool) -> str:
    everything = (*checked.findings, *checked.proposals)
    if arguments.format == "json":
        from askonce.text.render import render_json

        return render_json(everything, files=checked.files)
    if arguments.format == "sarif":
        from askonce.text.sarif import render_sarif

        return render_sarif(everything, lines_in(folder), rules=LANGUAGE.rules.values(), version=VERSION)
    from askonce.text.render import render_terminal

    return render_terminal(
        everything,
        lines_in(folder),
        files=checked.files,
        colour=colour,
        show_proposals=not arguments.no_proposals,
    )


CHECK = Command(
    "check",
    "Check a pack: what its text gets wrong, with both places and the repair.",
    "askonce check packs/qingshan --format sarif",
    (
        PACK,
        ON,
        argument(
            "--format",
            says="how to show the findings (text)",
            choices=("text", "json", "sarif"),
            default="text",
        ),
        argument("--no-proposals", says="leave out what could be opened by others", action="store_true"),
        argument("--no-cache", says="read every file anew", action="store_true"),
    ),
    check,
)
