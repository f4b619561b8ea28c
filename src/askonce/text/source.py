"""Sources: the files of a folder, their bytes, and the digest that tells whether one has changed."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from askonce.text.checks import BAD_ENCODING, TOO_LARGE
from askonce.text.diagnostic import Diagnostic
from askonce.text.span import Span

SUFFIXES = frozenset({".yaml", ".yml", ".csv", ".xlsx", ".md"})
MOST_BYTES = 8 * 1024 * 1024
MOST_FINDINGS = 100  # of reading one file; more of them say nothing new
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Control characters, the line breaks that only some programs know, half characters and stray marks.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# What moves the cursor, turns the reading direction or cannot be seen; the joiners of letters stay.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e007f]"
)
LINE_BREAK = re.compile(r"\r\n|\n|\r")
OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}

Lines: TypeAlias = Callable[[str], Sequence[str] | None]


class Source(msgspec.Struct, frozen=True):
    """One file of a pack: its path relative to the pack, its bytes and their digest."""

    path: str
    content: bytes
    digest: bytes

    def text(self) -> str | Diagnostic:
        """Decode the file, or say where it stops being text."""
        content = self.content.removeprefix(BYTE_ORDER_MARK)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            other = OTHER_ENCODINGS.get(content[:2])
            return BAD_ENCODING.at(
                _character(self.path, content[: error.start].decode("utf-8", "replace")),
                f"`{self.path}` is {other}, not UTF-8"
                if other
                else f"`{self.path}` is not UTF-8: byte {content[error.start]:#04x} stands where text should",
                repair="save it as UTF-8; a spreadsheet program calls that `CSV UTF-8`",
            )
        return unfit_character(self.path, text) or text


def unfit_character(path: str, text: str) -> Diagnostic | None:
    """Find the first character that is no text: one that controls a terminal, or breaks a line for some.

    >>> finding = unfit_character("a.yaml", "title: a" + chr(0))
    >>> str(finding.span), finding.message
    ('a.yaml:1:9', 'the character U+0000 stands in `a.yaml`, which is no text')
    """
    found = UNFIT.search(text)
    if found is None:
        return None
    return BAD_ENCODING.at(
        _character(path, text[: found.start()]),
        f"the character U+{ord(found[0]):04X} stands in `{path}`, which is no text",
        repair="delete it",
    )


def _character(path: str, before: str) -> Span:
    *above, last = split_lines(before)
    return Span(path, len(above) + 1, len(last) + 1, len(above) + 1, len(last) + 2)


def split_lines(text: str) -> list[str]:
    r"""Split a text where every program breaks a line, and nowhere else, so that spans count the same lines.

    >>> split_lines("a\r\nb\x0cc\rd\n")
    ['a', 'b\x0cc', 'd', '']
    """
    return LINE_BREAK.split(text)


def digest(content: bytes) -> bytes:
    """Give 16 bytes that change when the content does."""
    return hashlib.blake2b(content, digest_size=16).digest()


def walk(folder: Path) -> Iterator[str]:
    """List the relative paths of a pack's files, sorted, without hidden ones.

    What bears the name of a file but is none (a pipe, a link to nowhere or outside) and a folder that may not be
    opened are listed too, so that reading them says so.
    """
    root = os.fspath(folder.resolve())
    found: list[str] = []
    pending = [""]
    while pending:
        below = pending.pop()
        try:
            with os.scandir(f"{root}/{below}") as entries:
                for entry in entries:
                    if entry.name.startswith((".", "~$")):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(f"{below}{entry.name}/")
                    elif os.path.splitext(entry.name)[1].lower() in SUFFIXES:
                        found.append(below + entry.name)
        except OSError:
            if below:
                found.append(below[:-1])
    yield from sorted(found)


def _leads_out(folder: Path, full: str) -> bool:
    """Whether something is a link to a place outside the pack."""
    return os.path.islink(full) and not os.path.realpath(full).startswith(os.path.realpath(folder) + os.sep)


def _opener(path: str, flags: int) -> int:
    """Open without waiting, so that a pipe in a pack does not hold up its check."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read(folder: Path, path: str) -> Source | Diagnostic:
    """Read one file; one that is larger than a person writes is a finding and is not read."""
    shown = path.encode("utf-8", "replace").decode()
    if shown != path:
        return BAD_ENCODING.at(Span(shown), f"the file name `{shown}` is not UTF-8", repair="rename the file")
    full = f"{os.fspath(folder)}/{path}"
    if _leads_out(folder, full):
        return BAD_ENCODING.at(
            Span(path), f"`{path}` is a link that leads out of the pack", repair="put the file itself there"
        )
    try:
        # Without a buffer and without `Path`, 4,000 files are read in half the time.
        with open(full, "rb", buffering=0, opener=_opener) as file:
            status = os.fstat(file.fileno())
            size = status.st_size
            if not stat.S_ISREG(status.st_mode):
                return BAD_ENCODING.at(
                    Span(path), f"`{path}` is no file, whatever its name says", repair="remove it"
                )
            content = file.readall() if size <= MOST_BYTES else b""
    except OSError as error:
        return BAD_ENCODING.at(Span(path), f"`{path}` cannot be read: {error.strerror}")
    if size > MOST_BYTES:
        return TOO_LARGE.at(
            Span(path),
            f"`{path}` has {size:,} bytes; a file of a pack has at most {MOST_BYTES:,}",
            repair="split it into one file per definition",
        )
    return Source(path, content, digest(content))


def from_text(path: str, text: str) -> Source:
    """Make a source from a text in memory, as examples and tests do."""
    content = text.encode()
    return Source(path, content, digest(content))


def lines_in(folder: Path) -> Lines:
    """Give the lines of a pack's files by path, each file read once; a workbook or a lost file has none."""
    known: dict[str, Sequence[str] | None] = {}

    def lines(path: str) -> Sequence[str] | None:
        if path not in known:
            known[path] = _lines_of(folder, path)
        return known[path]

    return lines


def _lines_of(folder: Path, path: str) -> Sequence[str] | None:
    if path.lower().endswith(".xlsx"):
        return None
    source = read(folder, path)
    if isinstance(source, Diagnostic):
        return None
    return split_lines(source.content.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace"))
