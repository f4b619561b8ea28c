"""`ledger`: check that nothing was removed or changed, prove an entry, and open what may be opened."""

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.files import write_parts
from askonce.cli.houses import AS, DATABASE, SETTINGS, actor_of, opened
from askonce.cli.packs import JSON
from askonce.cli.terminal import Terminal
from askonce.text.render import harmless

if TYPE_CHECKING:  # every command is imported at start-up
    from askonce.assembly.house import House
    from askonce.cases.journal import Journal
    from askonce.ledger.head import Head, Verifier
    from askonce.ledger.verify import Verified
    from askonce.ledger.view import Shown
    from askonce.registers.actor import Actor

_PAGE = 500


def verify(arguments: Namespace, terminal: Terminal) -> int:
    """Compute the ledger anew: that of the database, or an exported one."""
    texts = [_text(name) for name in arguments.head or ()]
    if arguments.file is not None:
        found = _verify_file(arguments, texts, terminal)
    else:
        from askonce.ledger.hashing import algorithm
        from askonce.ledger.verify import verify as computed

        with opened(arguments) as house:
            verifier = _verifier(arguments.key) if arguments.key else house.signer
            heads = [_believed(one, verifier) for one in texts]
            found = house.database.read(
                lambda journal: computed(
                    journal,
                    heads,
                    algorithm=algorithm(house.hash_name),
                    progress=lambda done, size: terminal.progress("verifying", done, size),
                )
            )
    return _say(found, arguments, terminal)


def _verify_file(arguments: Namespace, texts: list[str], terminal: Terminal) -> "Verified":
    from askonce.ledger.export import verify_export

    if texts:
        raise Stop("an exported ledger brings its heads with it; `--head` is for the database")
    verifier = _verifier(arguments.key) if arguments.key else None
    try:
        with Path(arguments.file).open("rb") as lines:
            return verify_export(
                lines, verifier, progress=lambda done, size: terminal.progress("verifying", done, size)
            )
    except OSError as error:
        raise Stop(f"`{arguments.file}` cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise Stop(f"`{arguments.file}`: {error}") from error


def _say(found: "Verified", arguments: Namespace, terminal: Terminal) -> int:
    import msgspec

    if arguments.json:
        terminal.say(msgspec.json.encode(found).decode())
    elif found.broken is None:
        more = f", {found.heads} published heads agree" if found.heads else ""
        terminal.say(
            f"{found.size:,} entries hold, root {found.root.hex()}{more}; {found.erased:,} openings are erased"
        )
    else:
        terminal.say(f"broken at entry {found.broken.number}: {found.broken.how}, by its {found.broken.what}")
    return CLEAN if found.holds else FINDINGS


def _text(name: str) -> str:
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"`{name}` cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _believed(text: str, verifier: "Verifier") -> "Head":
    from askonce.ledger.head import read

    try:
        signed = read(text)
    except ValueError as error:
        raise Stop(f"that is no head of a ledger: {error}") from error
    if not signed.is_by(verifier):
        raise Stop("a head is not signed by the key of this ledger")
    return signed.head


def _verifier(text: str) -> "Verifier":
    """What checks signatures of a public key as `head --key` says it: name, what names the key, and the key."""
    from base64 import b64decode

    from askonce.adapters.signing import verifier

    parts = text.split("+", 2)
    try:
        raw = b64decode(parts[2], validate=True) if len(parts) == 3 else b""
        return verifier("Ed25519", raw[1:])
    except ValueError as error:
        raise Stop("`--key` is no public key as `askonce ledger head --key` prints it") from error


def head(arguments: Namespace, terminal: Terminal) -> int:
    """Sign the head of the ledger as it stands."""
    with opened(arguments) as house:
        terminal.say(house.key_text if arguments.key else house.database.read(house.head))
    return CLEAN


def proof(arguments: Namespace, terminal: Terminal) -> int:
    """Prove that an entry is in the ledger."""
    import msgspec

    from askonce.ledger.proving import prove_inclusion

    with opened(arguments) as house:
        found = house.database.read(
            lambda journal: (
                prove_inclusion(journal, arguments.number, house.head(journal), opened=False)
                if 0 <= arguments.number < journal.size()
                else None
            )
        )
    if found is None:
        raise Stop(f"the ledger has no entry {arguments.number}")
    terminal.say(msgspec.json.encode(found).decode())
    return CLEAN


def of(arguments: Namespace, terminal: Terminal) -> int:
    """Show what the ledger says about somebody: to the person, or within a case that audits."""
    import msgspec

    with opened(arguments) as house:
        actor = actor_of(house, arguments.who)
        _let_in(house, actor, arguments)
        for one in _looks(house, arguments.subject):
            line = msgspec.json.encode(one).decode() if arguments.json else _line(one)
            terminal.say(line)
    return CLEAN


def _let_in(house: "House", actor: "Actor", arguments: Namespace) -> None:
    """Let the person in, or the officer who has an open case at hand; what that officer opens goes on record."""
    if actor.kind == "person" and actor.id == arguments.subject:
        return
    if actor.kind != "officer" or not arguments.case:
        raise Stop("this opens to the subject, or to an officer within a case at hand: name it by `--case`")
    if not house.database.write(lambda journal: _is_auditing(journal, house, actor, arguments)).result():
        raise Stop(f"case `{arguments.case}` is not at hand of `{actor.name}`, or not about that subject")


def _is_auditing(journal: "Journal", house: "House", actor: "Actor", arguments: Namespace) -> bool:
    from askonce.assembly.auditing import is_about
    from askonce.ledger.entry import Entry
    from askonce.registers.pseudonym import LEDGER

    line = journal.line(arguments.case)
    if line is None or line.officer != actor.id or line.state in ("closed", "withdrawn"):
        return False
    if not is_about(journal, house, line, arguments.subject):
        return False
    subject = house.keys.of(LEDGER, arguments.subject)
    what = {"register": LEDGER, "attribute": "entries"}
    journal.record(Entry("look", journal.now, actor.name, subject, line.office, case=line.id, what=what))
    return True


def _looks(house: "House", subject: str) -> "Iterator[Shown]":
    from askonce.ledger.view import Reader, view
    from askonce.registers.pseudonym import CASES, LEDGER

    own, about = house.keys.of(CASES, subject), house.keys.of(LEDGER, subject)

    def page(journal: "Journal", after: int) -> "tuple[tuple[Shown, ...], int | None]":
        def owns(case: str) -> bool:
            line = journal.line(case)
            return line is not None and own in (line.filer, line.applicant)

        reader = Reader(about, house.local_day(journal.now), house.disclosure, owns, house.zone)
        found = view(journal, reader, after=after, limit=_PAGE)
        return found.shown, found.after

    after: int | None = -1
    while after is not None:
        begin = after
        shown, after = house.database.read(lambda journal, begin=begin: page(journal, begin))  # type: ignore[misc]
        yield from shown


def _line(shown: "Shown") -> str:
    entry = shown.entry
    what = ", ".join(f"{name} {said}" for name, said in entry.what.items())
    why = " ".join(part for part in (entry.purpose, entry.basis) if part)
    return harmless(
        f"{shown.number}  {entry.at:%Y-%m-%d %H:%M}  {entry.kind} by {entry.actor}: {what} ({why or '-'})"
    )


def export(arguments: Namespace, terminal: Terminal) -> int:
    """Write the ledger as lines that anybody can check, with no more opened than is public."""
    from askonce.ledger.export import export as lines

    with opened(arguments) as house:
        count = house.database.read(
            lambda journal: write_parts(
                arguments.file,
                lines(journal, house.origin, [house.head(journal)], hash_name=house.hash_name),
            )
        )
        key = house.key_text
    if arguments.file != "-":
        terminal.say(json.dumps({"file": arguments.file, "bytes": count, "key": key}))
    return CLEAN


_SHARED = (DATABASE, SETTINGS)
VERIFY = Command(
    "ledger verify",
    "Compute a ledger anew, and say whether anything was removed or changed.",
    "askonce ledger verify --database sqlite:///county.db --head kept-last-year.txt",
    (
        argument(
            "file", says="an exported ledger; without it, that of the database", metavar="FILE", nargs="?"
        ),
        argument(
            "--head",
            says="a file with a head that was kept outside, and so for several",
            action="append",
            metavar="FILE",
        ),
        argument("--key", says="the public key that has to have signed heads", metavar="KEY"),
        JSON,
        *_SHARED,
    ),
    verify,
)
HEAD = Command(
    "ledger head",
    "Sign the head of the ledger as it stands, to be kept outside.",
    "askonce ledger head --database sqlite:///county.db",
    (argument("--key", says="print the public key that signs it instead", action="store_true"), *_SHARED),
    head,
)
PROOF = Command(
    "ledger proof",
    "Prove that an entry is in the ledger, without saying what it says.",
    "askonce ledger proof 42 --database sqlite:///county.db",
    (argument("number", says="the number of the entry", type=int, metavar="NUMBER"), *_SHARED),
    proof,
)
OF = Command(
    "ledger of",
    "Show who looked at somebody's data: to the person, or to an officer within a case at hand, on record.",
    "askonce ledger of p-elder --as person:p-elder --database sqlite:///county.db",
    (
        argument("subject", says="the id of the person", metavar="SUBJECT"),
        argument("--case", says="the case that audits, where an officer asks", metavar="CASE"),
        AS,
        JSON,
        *_SHARED,
    ),
    of,
)
LEDGER_EXPORT = Command(
    "ledger export",
    "Write the ledger as lines of JSON that anybody can check without this program.",
    "askonce ledger export ledger.jsonl --database sqlite:///county.db",
    (argument("file", says="the file to write, - for standard output", metavar="FILE"), *_SHARED),
    export,
)
