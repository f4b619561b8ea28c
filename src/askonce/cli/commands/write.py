"""`new` and `format`: a pack to begin with, and one canonical text for every file."""

from argparse import Namespace
from pathlib import Path

from askonce.assembly import LANGUAGE
from askonce.cli.command import CLEAN, FINDINGS, Command, argument
from askonce.cli.files import existing_folder, write_folder, write_whole
from askonce.cli.packs import PACK
from askonce.cli.terminal import Terminal
from askonce.pack.starter import starter_files
from askonce.text.diagnostic import Diagnostic
from askonce.text.render import render_terminal
from askonce.text.source import lines_in, read, walk

TEXTS = (".yaml", ".yml", ".csv")


def new(arguments: Namespace, terminal: Terminal) -> int:
    """Write the starter pack into a new folder."""
    write_folder(arguments.dir, starter_files())
    terminal.say(
        f"{arguments.dir} holds a pack that checks clean. Next: askonce check {arguments.dir}, then change services/meal.yaml"
    )
    return CLEAN


def format_pack(arguments: Namespace, terminal: Terminal) -> int:
    """Format every file of a pack that can be read; the others are findings and stay as they are."""
    from askonce.pack.format import format_text

    folder = existing_folder(arguments.pack)
    found: list[Diagnostic] = []
    changed: list[tuple[Path, str]] = []
    for path in walk(folder):
        if not path.endswith(TEXTS):
            continue
        source = read(folder, path)
        text = source if isinstance(source, Diagnostic) else source.text()
        formatted = (text,) if isinstance(text, Diagnostic) else format_text(LANGUAGE, path, text)
        if isinstance(formatted, str):
            if not isinstance(source, Diagnostic) and formatted.encode() != source.content:
                changed.append((folder / path, formatted))
        else:
            found.extend(formatted)
    for file, formatted in changed if not arguments.check else ():
        write_whole(str(file), formatted.encode())
    if found:
        terminal.warn(render_terminal(found, lines_in(folder), files=len(found)))
    verb = "would change" if arguments.check else "changed"
    terminal.say(f"{verb} {len(changed)} file{'' if len(changed) == 1 else 's'}")
    return FINDINGS if found or (arguments.check and changed) else CLEAN


NEW = Command(
    "new",
    "Write a starter pack that checks clean.",
    "askonce new my-county",
    (argument("dir", says="the folder to write, which must not exist or be empty", metavar="DIR"),),
    new,
)
FORMAT = Command(
    "format",
    "Write each file of a pack in its one canonical text, comments kept.",
    "askonce format packs/qingshan",
    (
        PACK,
        argument(
            "--check", says="change nothing, and end with 1 where something would change", action="store_true"
        ),
    ),
    format_pack,
)
