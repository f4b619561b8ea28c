"""XML read safely: no document type, no entities, nothing from outside, bounded in depth and size.

The parser underneath is Python's expat. Its events tell the line of each element, which the tree builders of the
standard library and of `defusedxml` do not hand on, and a document type is refused at its first sign, so that no
declaration is ever looked at: there is nothing left to defuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.parsers import expat

import msgspec

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ELEMENTS: Final = 400_000
#: Boxed expressions nest by some six elements a level; the kit's deepest model has 14.
DEEPEST: Final = 120


class Element(msgspec.Struct, frozen=True, gc=False):
    """An element by its local name; attributes of a foreign namespace stand under `namespace name`."""

    name: str
    namespace: str
    attributes: Mapping[str, str]
    children: tuple[Element, ...]
    text: str
    line: int

    def all(self, name: str) -> Iterator[Element]:
        """The children of a name, of this element's own namespace."""
        return (one for one in self.children if one.name == name and one.namespace == self.namespace)

    def first(self, name: str) -> Element | None:
        """The first child of a name, or None."""
        return next(self.all(name), None)

    def get(self, name: str) -> str:
        """An attribute, or an empty text."""
        return self.attributes.get(name, "").strip()


class Document(msgspec.Struct, frozen=True):
    """The root element of a file, and the namespaces behind its prefixes."""

    root: Element
    prefixes: Mapping[str, str]


class Unreadable(msgspec.Struct, frozen=True):
    """Why a file cannot be read, and at which line."""

    line: int
    reason: str


class _Refused(Exception):  # noqa: N818  (a file is refused; nobody's program is at fault)
    """Ends the reading of a file."""


class _Open:
    """An element whose end has not been seen."""

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Element] = []
        self.text: list[str] = []


class _Builder:
    """Makes elements of expat's events."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartNamespaceDeclHandler = self.prefix
        self.parser.StartDoctypeDeclHandler = self.refuse_type
        self.open: list[_Open] = []
        self.root: Element | None = None
        self.prefixes: dict[str, str] = {}
        self.count = 0

    def prefix(self, prefix: str | None, uri: str) -> None:
        self.prefixes.setdefault(prefix or "", uri or "")

    def refuse_type(self, *_: object) -> None:
        raise _Refused(
            "a document type (`<!DOCTYPE`) stands here; a model has none, and entities are never read"
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST:
            raise _Refused(f"elements are nested more than {DEEPEST} levels deep")
        if self.count > MOST_ELEMENTS:
            raise _Refused(f"there are more than {MOST_ELEMENTS:,} elements")
        self.open.append(_Open(name, attributes, self.parser.CurrentLineNumber))

    def end(self, name: str) -> None:
        del name
        done = self.open.pop()
        namespace, _, local = done.name.rpartition(" ")
        made = Element(local, namespace, done.attributes, tuple(done.children), "".join(done.text), done.line)
        if self.open:
            self.open[-1].children.append(made)
        else:
            self.root = made

    def characters(self, text: str) -> None:
        if self.open:
            self.open[-1].text.append(text)


def read_bounded(path: Path) -> bytes:
    """The bytes of a file, of one that is too large no more than show that."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def read_xml(content: bytes) -> Document | Unreadable:
    """The elements of a file, or why it cannot be read.

    >>> read_xml(b"<a><b>1</b></a>").root.first("b").text
    '1'
    >>> read_xml(b"<!DOCTYPE a><a/>").line
    1
    """
    if len(content) > MOST_BYTES:
        return Unreadable(1, f"it has more than {MOST_BYTES // 1024 // 1024} megabytes")
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)  # noqa: FBT003 - expat takes the flag by place only
    except _Refused as refused:
        return Unreadable(builder.parser.CurrentLineNumber, str(refused))
    except expat.ExpatError as error:
        return Unreadable(error.lineno, f"it is no well-formed XML: {expat.ErrorString(error.code)}")
    except (LookupError, ValueError) as error:  # an encoding that Python does not know, or not byte by byte
        return Unreadable(1, f"its encoding cannot be read: {error}")
    if builder.root is None:
        return Unreadable(1, "it holds no element")
    return Document(builder.root, builder.prefixes)
