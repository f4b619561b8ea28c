"""`import` and `export`: packs, catalogues and CPSV-AP in and out."""

import json
import re
from argparse import Namespace
from pathlib import Path

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.files import existing_folder, write_folder, write_whole
from askonce.cli.packs import ON, PACK, check_whole
from askonce.cli.terminal import Terminal
from askonce.text.diagnostic import Diagnostic

CODE = re.compile(r"[a-z]{2,3}")
CURRENCY = re.compile(r"[A-Z]{3}")


def import_catalogue(arguments: Namespace, terminal: Terminal) -> int:
    """Turn the spreadsheets of a catalogue into a pack."""
    from askonce.apps.government.catalogue.importing import import_catalogue as imported
    from askonce.text.render import render_terminal
    from askonce.text.source import Source, lines_in, read, walk

    if not CODE.fullmatch(arguments.language):
        raise Stop(f"`{arguments.language}` is no language code; write one such as `fr`")
    if not CURRENCY.fullmatch(arguments.currency):
        raise Stop(f"`{arguments.currency}` is no currency code; write one such as `EUR`")
    folder = existing_folder(arguments.dir)
    sources = [read(folder, path) for path in walk(folder)]
    unread = tuple(one for one in sources if isinstance(one, Diagnostic))
    readable = tuple(one for one in sources if isinstance(one, Source))
    made = unread or imported(
        readable,
        catalogue=arguments.name or folder.resolve().name,
        language=arguments.language,
        currency=arguments.currency,
    )
    if isinstance(made, tuple):
        terminal.warn(render_terminal(made, lines_in(folder), files=len(sources), colour=False))
        terminal.warn("nothing was written")
        return FINDINGS
    write_folder(arguments.into, made.files)
    for line in made.account.lines():
        terminal.say(line)
    terminal.say(f"wrote {len(made.files):,} files to {arguments.into}")
    return CLEAN


def import_pack(arguments: Namespace, terminal: Terminal) -> int:
    """Unpack a pack that was exported."""
    from askonce.pack.bundle import Refusal
    from askonce.pack.bundle import import_pack as unpack

    path = Path(arguments.file)
    if not path.is_file():
        raise Stop(f"there is no file `{arguments.file}`")
    into = Path(arguments.into or path.stem)
    made = unpack(path.read_bytes(), into)
    if isinstance(made, Refusal):
        raise Stop(f"`{arguments.file}` was not imported: {made.reason}; {made.repair}")
    terminal.say(f"wrote {len(made):,} files to {into}")
    return CLEAN


def export_pack(arguments: Namespace, terminal: Terminal) -> int:
    """Pack a folder into one file, the same folder always into the same bytes."""
    from askonce.pack.bundle import export_pack as pack

    made = pack(existing_folder(arguments.pack))
    if not isinstance(made, bytes):
        raise Stop(f"`{arguments.pack}` was not exported: {made.reason}; {made.repair}")
    write_whole(arguments.file, made)
    if arguments.file != "-":
        terminal.say(f"wrote {arguments.file}")
    return CLEAN


def export_cpsv_ap(arguments: Namespace, terminal: Terminal) -> int:
    """Print a pack's services as CPSV-AP, and beside it what CPSV-AP cannot say."""
    from askonce.apps.government.cpsv_ap import to_cpsv_ap

    document, lost = to_cpsv_ap(check_whole(arguments.pack, terminal, arguments.on))
    terminal.say(json.dumps(document, ensure_ascii=False, indent=2))
    for line in lost:
        terminal.warn(line)
    return CLEAN


IMPORT_CATALOGUE = Command(
    "import catalogue",
    "Turn spreadsheets of authorities, services and requirements (CSV or XLSX) into a pack.",
    "askonce import catalogue exports/2026 --into packs/imported",
    (
        argument("dir", says="the folder of the spreadsheets", metavar="DIR"),
        argument(
            "--into",
            says="the folder of the pack to write, which must not exist or be empty",
            required=True,
            metavar="PACK",
        ),
        argument(
            "--language", says="the language of the catalogue's texts (fr)", default="fr", metavar="CODE"
        ),
        argument("--currency", says="the currency of its amounts (EUR)", default="EUR", metavar="CODE"),
        argument(
            "--name", says="what the catalogue is called (its folder's name)", default=None, metavar="NAME"
        ),
    ),
    import_catalogue,
)
IMPORT_PACK = Command(
    "import pack",
    "Unpack a pack that was exported; exporting it again gives the same bytes.",
    "askonce import pack qingshan.zip --into packs/qingshan",
    (
        argument("file", says="the exported file", metavar="FILE"),
        argument("--into", says="the folder to write (the file's name)", default=None, metavar="PACK"),
    ),
    import_pack,
)
EXPORT_PACK = Command(
    "export pack",
    "Pack a folder into one file, the same folder always into the same bytes.",
    "askonce export pack packs/qingshan qingshan.zip",
    (PACK, argument("file", says="the file to write, or - for standard output", metavar="FILE")),
    export_pack,
)
EXPORT_CPSV_AP = Command(
    "export cpsv-ap",
    "Print a pack's services as CPSV-AP 3.2 in JSON-LD; what it cannot say goes to standard error.",
    "askonce export cpsv-ap packs/qingshan > services.jsonld",
    (PACK, ON),
    export_cpsv_ap,
)
