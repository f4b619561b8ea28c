"""Files that people send with a filing: how an answer names one, and where it lies until its case is erased."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from askonce.cases.journal import Journal

#: The room of files: under the case, or under the draft of an interview, and the file's own name.
FILES: Final = "files"
_SAID: Final = re.compile(r"file:([0-9a-f]{32}):(pdf|jpeg|png):(.{1,100})\Z")


class FileNote(msgspec.Struct, frozen=True):
    """A file that was sent: its id, what it is (`pdf`, `jpeg` or `png`), and what the person calls it."""

    id: str
    kind: str
    name: str

    @property
    def said(self) -> str:
        """The answer that names it.

        >>> FileNote("0" * 32, "pdf", "school paper.pdf").said[-20:]
        'pdf:school paper.pdf'
        """
        return f"file:{self.id}:{self.kind}:{self.name}"


def file_of(answer: Any) -> FileNote | None:
    """The file that an answer names; none where it is another answer.

    >>> file_of("file:" + "0" * 32 + ":png:garden.png").name, file_of("a letter"), file_of(3)
    ('garden.png', None, None)
    """
    found = _SAID.match(answer) if isinstance(answer, str) else None
    return FileNote(found[1], found[2], found[3]) if found is not None else None


def forget_files(journal: Journal, owner: str) -> None:
    """Forget every file of a case or of a draft; within a write job."""
    for key in journal.keys(FILES, f"{owner}/"):
        journal.put(FILES, key, None)
