"""Sources: the files of a folder, their bytes, and the digest that tells whether one has changed."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from askonce.text.checks import BAD_ENCODING, TOO_LARGE
from askonce.text.diagnostic import Diagnostic
from askonce.text.span import Span

SUFFIXES = frozenset({".yaml", ".yml", ".csv", ".xlsx", ".md"})
MOST_BYTES = 8 * 1024 * 1024


class Source(msgspec.Struct, frozen=True):
    """One file of a pack: its path relative to the pack, its bytes and their digest."""

    path: str
    content: bytes
    digest: bytes

    def text(self) -> str | Diagnostic:
        """Decode the file, or say where its bytes stop being UTF-8."""
        content = self.content.removeprefix(b"\xef\xbb\xbf")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            before = content[: error.start].decode("utf-8", "replace")
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            return BAD_ENCODING.at(
                Span(self.path, line, column, line, column + 1),
                f"`{self.path}` is not UTF-8: byte {content[error.start]:#04x} stands where text should",
                repair="save the file as UTF-8",
            )


def digest(content: bytes) -> bytes:
    """Give 16 bytes that change when the content does."""
    return hashlib.blake2b(content, digest_size=16).digest()


def walk(folder: Path) -> Iterator[str]:
    """List the relative paths of a pack's files, sorted, leaving out hidden ones and links that lead outside."""
    root = os.fspath(folder.resolve())
    found = []
    for base, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.startswith((".", "~$")) or os.path.splitext(name)[1].lower() not in SUFFIXES:
                continue
            full = os.path.join(base, name)
            if os.path.islink(full) and not os.path.realpath(full).startswith(root + os.sep):
                continue
            if not os.path.isfile(full):
                continue
            found.append(full[len(root) + 1 :].replace(os.sep, "/"))
    yield from sorted(found)


def read(folder: Path, path: str) -> Source | Diagnostic:
    """Read one file; one that is larger than a person writes is a finding and is not read."""
    full = os.path.join(folder, path)
    try:
        with open(full, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        return BAD_ENCODING.at(Span(path), f"`{path}` cannot be read: {error.strerror}")
    if len(content) > MOST_BYTES:
        size = os.path.getsize(full)
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
