"""The grammar of the types that an expression may name (DMN 1.5, 10.3.1.2, rules 66 to 68)."""

from __future__ import annotations

import re
from typing import Final

from askonce.feel.cursor import WORDS, Cursor, phrases
from askonce.feel.tree import TypeNode

_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")
_TYPE_PHRASES: Final = phrases(
    (
        "days and time duration", "years and months duration", "date and time", "date time", "days duration",
        "months duration", "working days",
    )
)  # fmt: skip


class TypeReader(Cursor):
    """Reads types."""

    def type_node(self) -> TypeNode:
        """A type as written."""
        self.deeper()
        first = self.tokens[self.place]
        if first.kind not in WORDS:
            raise self.surprise("a type is missing")
        name = self.type_name()
        of: tuple[TypeNode, ...] = ()
        fields: tuple[str, ...] = ()
        if self.kind() == "<" and name in ("list", "range", "context", "function"):
            of, fields = self.type_parts(name)
        if name == "function" and self.kind() == "->":
            self.take()
            of = (*of, self.type_node())
        self.depth -= 1
        return TypeNode(first.start, self.tokens[self.place - 1].end, name, of, fields)

    def type_parts(self, name: str) -> tuple[tuple[TypeNode, ...], tuple[str, ...]]:
        """What stands between `<` and `>`."""
        opened = self.take()
        of: list[TypeNode] = []
        fields: list[str] = []
        while self.kind() != ">":
            if of:
                self.expect(",", opened)
            if name == "context":
                fields.append(self.declared(":"))
                self.expect(":")
            of.append(self.type_node())
        self.expect(">", opened)
        return tuple(of), tuple(fields)

    def type_name(self) -> str:
        """The words of a type's name."""
        first = self.take()
        for name, rest in _TYPE_PHRASES.get(first.text, ()):
            if self.follows(rest):
                self.place += len(rest)
                return name
        name = first.text
        while self.kind() == "." and self.kind(1) == "word":
            self.take()
            name += f".{self.take().text}"
        while name != "money" and self.kind() == "word":
            name += f" {self.take().text}"
        if name == "money" and self.kind() == "word" and _CURRENCY.match(self.tokens[self.place].text):
            name += f" {self.take().text}"
        return name
