"""Nodes: the tree of a file, each scalar still text, each node with its place."""

from typing import TypeAlias

import msgspec

from askonce.text.span import Span


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A piece of text as its author wrote it; `plain` is false where it was quoted."""

    text: str
    plain: bool
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str = ""
    style: str = ""

    @property
    def span(self) -> Span:
        """Where it stands, quotes left out so that a caret points at the word."""
        if self.style in {"'", '"'} and self.line == self.end_line:
            return Span(self.path, self.line, self.column + 1, self.end_line, self.end_column - 1, self.cell)
        return Span(self.path, self.line, self.column, self.end_line, self.end_column, self.cell)


class Sequence(msgspec.Struct, frozen=True, gc=False):
    """A list of nodes."""

    items: tuple["Node", ...]
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    flow: bool = False
    cell: str = ""

    @property
    def span(self) -> Span:
        """Where it begins; a finding about a whole list points at its first line."""
        return Span(self.path, self.line, self.column, self.line, self.column + 1, self.cell)


class Mapping(msgspec.Struct, frozen=True, gc=False):
    """Words and their values, in the author's order; each word keeps its own place."""

    entries: dict[str, tuple[Scalar, "Node"]]
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    flow: bool = False
    cell: str = ""

    @property
    def span(self) -> Span:
        """The place of the first word, which is what names the thing; of a row in a table, its first cell."""
        first = next(iter(self.entries.values()), None)
        if first is not None and first[0].line >= self.line:  # the head of a table stands above its rows
            return first[0].span
        return Span(self.path, self.line, self.column, self.line, self.column + 1, self.cell)

    def place(self, word: str) -> Span:
        """Where the value of a word stands; the mapping's own place where the word is absent."""
        entry = self.entries.get(word)
        return self.span if entry is None else entry[1].span

    def key_place(self, word: str) -> Span:
        """Where a word itself stands; the mapping's own place where it is absent."""
        entry = self.entries.get(word)
        return self.span if entry is None else entry[0].span


Node: TypeAlias = Scalar | Sequence | Mapping
