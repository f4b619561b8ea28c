"""Expressions in the words of the standard, and what it has no words for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from askonce.feel.check import Typed
from askonce.feel.functions import BUILT_IN
from askonce.feel.source import source
from askonce.feel.syntax import parse
from askonce.feel.temporal import write_temporal
from askonce.feel.tree import Call, Literal, Name, Node, Path, Temporal, TypeNode, transform
from askonce.feel.values import DaysTime, Money, WorkingDays, YearsMonths
from askonce.norms.dmn.writing import Tag, tag
from askonce.norms.ruling import Ruling

_WORDS: Final[Mapping[str, str]] = {
    "text": "string",
    "days duration": "days and time duration",
    "months duration": "years and months duration",
}
#: Built-in functions that the standard does not have.
_OURS: Final = frozenset({"age", "is defined", "round half even"})


class Texts:
    """Writes the expressions of one ruling in the words of the standard."""

    def __init__(self, ruling: Ruling, uses: Mapping[str, str], refuse: Callable[[str], None]) -> None:
        self.ruling = ruling
        self.uses = uses
        self.refuse = refuse

    def name(self, name: str) -> str:
        """A name as the model calls it."""
        return self.uses.get(name, name)

    def literal(self, typed: Typed) -> Tag:
        """A formula."""
        return tag("literalExpression", {}, tag("text", {}, self.text(typed.tree)))

    def cell(self, typed: Typed | None) -> Tag:
        """A cell of a table."""
        return tag("text", {}, "null" if typed is None else self.text(typed.tree))

    def text(self, tree: Node) -> str:
        """An expression, or the tests of a cell."""
        made = transform(tree, self.change)
        return source(made)

    def change(self, node: Node) -> Node:
        """A node in the words of the standard."""
        match node:
            case Literal():
                return self.value(node)
            case Name(name=name) if name in self.uses:
                return Name(0, 0, self.uses[name])
            case Path(name="amount" | "currency"):
                self.refuse(f"asks for the {node.name} of money, and the standard has no money")
            case TypeNode(name=name):
                return self.type(node, name)
            case Call(function=Name(name=name)) if name in _OURS and name in BUILT_IN:
                return self.call(node, name)
            case _:
                pass
        return node

    def value(self, node: Literal) -> Node:
        """A constant; durations become at-literals and money a number."""
        value = node.value
        match value:
            case Money(amount=amount):
                return Literal(0, 0, amount)
            case YearsMonths() | DaysTime():
                return Temporal(0, 0, write_temporal(value), value)
            case WorkingDays():
                self.refuse("counts working days, which the standard does not know")
            case _:
                pass
        return node

    def type(self, node: TypeNode, name: str) -> Node:
        """A type that an expression names."""
        if name == "money" or name.startswith("money "):
            return TypeNode(0, 0, "number")
        if name in ("integer", "working days"):
            self.refuse(f"asks for the type {name}, which the standard does not have")
        return TypeNode(0, 0, _WORDS.get(name, name), node.of, node.fields)

    def call(self, node: Call, name: str) -> Node:
        """A function that the standard does not have, in its words."""
        if name == "round half even":
            return Call(0, 0, Name(0, 0, "decimal"), node.arguments, ("n", "scale") if node.labels else ())
        if name == "age" and len(node.arguments) == 2 and not node.labels:
            return self.age(*node.arguments)
        self.refuse(f"uses `{name}`, which the standard does not have")
        return node

    def age(self, birth: Node, on: Node) -> Node:
        """Whole years lived, the leap-day rule written out."""
        rule = _AGES[self.ruling.text.leap_day == "28 February"]
        tree = parse(rule).tree
        if tree is None:
            raise ValueError("the rule of an age cannot be read")
        parts = {"birth": birth, "on": on}
        return transform(tree, lambda one: parts.get(one.name, one) if isinstance(one, Name) else one)


_AGES: Final = {
    False: "if on < birth then null else years and months duration(birth, on).years",
    True: (
        "if on < birth then null"
        ' else if birth.month = 2 and birth.day = 29 and on.month = 2 and on.day = 28 and (on + @"P1D").month = 3'
        " then on.year - birth.year"
        " else years and months duration(birth, on).years"
    ),
}
