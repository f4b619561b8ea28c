"""What the inputs, decisions and types of a model are called in a pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import msgspec

from askonce.feel.lexer import KEYWORDS
from askonce.feel.syntax import parse_unary_tests
from askonce.feel.tree import Literal, UnaryTests
from askonce.norms.binding import DATES
from askonce.norms.dmn.exporting import WHOLE
from askonce.norms.dmn.model import Decision, Fault, Input, InputData, Item, Model, TableLogic, Text

Words: TypeAlias = "str | list[str]"
_TYPES: Final[Mapping[str, str]] = {
    "number": "number",
    "string": "text",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days duration",
    "dayTimeDuration": "days duration",
    "years and months duration": "months duration",
    "yearMonthDuration": "months duration",
}
_MOST_NESTED: Final = 8


def pack_name(name: str) -> str:
    """A name as expressions of a pack write it: one word.

    >>> pack_name("Monthly fee (EUR)"), pack_name("2nd child"), pack_name("出生 日期")
    ('monthly_fee_eur', 'n_2nd_child', '出生_日期')
    """
    word = re.sub(r"\W+", "_", name).strip("_").lower() or "unnamed"
    if not re.match(r"[^\W\d]", word):
        word = f"n_{word}"
    return f"{word}_" if word in KEYWORDS else word


#: Longer names are cut; in Chinese this many letters and what is put behind them still name a file.
MOST_LETTERS: Final = 80


def norm_name(name: str) -> str:
    """A name as a definition of a pack bears it, short enough for the name of its file.

    >>> norm_name("Monthly fee (EUR)"), len(norm_name("n" * 5000))
    ('monthly-fee-eur', 80)
    """
    return pack_name(name)[:MOST_LETTERS].strip("_").replace("_", "-")


class Leaf(msgspec.Struct, frozen=True):
    """A value of an input: the input itself, or a part of a structure by its path, and its name in the pack."""

    path: str
    name: str
    type_ref: str
    item: Item | None
    line: int


class Unsaid(Exception):  # noqa: N818  (a decision cannot be said in a pack; nobody's program is at fault)
    """Ends the reading of one decision at what a pack has no words for."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(line, message)


class Naming:
    """What a model's inputs, decisions and types are called in a pack."""

    def __init__(self, model: Model, languages: Sequence[str], on: date | None, file: str) -> None:
        self.model = model
        self.languages = languages
        self.on = on
        self.file = file
        self.leaves: dict[str, tuple[Leaf, ...]] = {}
        self.names = self.named()
        self.ids: dict[str, str] = {}
        for one in self.decisions():
            self.ids[one.id] = unused(norm_name(one.name), self.ids.values(), "-")

    def decisions(self) -> list[Decision]:
        """The model's decisions."""
        return [one for one in self.model.elements.values() if isinstance(one, Decision)]

    def named(self) -> dict[str, str]:
        """A pack's name for each input and decision, and for each part of a structure by its path.

        The dates of a pack stay what they are.
        """
        elements = self.model.elements.values()
        kept = [one.variable.name for one in elements if isinstance(one, InputData) and self.is_date(one)]
        found = {name: name for name in kept}
        for one in elements:
            paths = [one.variable.name] if isinstance(one, Decision) else []
            parts: list[tuple[str, str, Item | None, int]] = []
            if isinstance(one, InputData) and one.variable.name not in kept:
                parts = list(self.parts(one.variable.name, one.variable.type_ref, None, one.variable.line, 0))
                paths = [part[0] for part in parts]
            for path in paths:
                found[path] = unused(pack_name(path), {*found.values(), *DATES}, "_")
            self.leaves[one.id] = tuple(
                Leaf(path, found[path], type_ref, item, line) for path, type_ref, item, line in parts
            )
        return found

    def parts(
        self, path: str, type_ref: str, item: Item | None, line: int, depth: int
    ) -> Iterator[tuple[str, str, Item | None, int]]:
        """The values that an input is made of: itself, or the parts of a structure."""
        held = item or self.model.items.get(type_ref)
        if held is None or held.many or depth > _MOST_NESTED:
            yield path, type_ref, item, line
        elif held.components and held.constraint is None:
            for one in held.components:
                yield from self.parts(f"{path}.{one.name}", one.type_ref, one, one.line, depth + 1)
        elif held.allowed is None and held.constraint is None and held.type_ref in self.model.items:
            yield from self.parts(path, held.type_ref, None, line, depth + 1)
        else:
            yield path, type_ref, item, line

    def is_date(self, one: InputData) -> bool:
        """Whether an input is one of the three dates that every norm knows."""
        return one.variable.name in DATES and one.variable.type_ref == "date"

    def narrowed(self) -> dict[str, list[str]]:
        """Inputs of plain text that some column allows only certain texts."""
        found: dict[str, list[str]] = {}
        plain = {
            leaf.path
            for leaves in self.leaves.values()
            for leaf in leaves
            if leaf.type_ref == "string" and (leaf.item is None or self.item_words(leaf.item, 0) == "text")
        }
        for one in self.decisions():
            for column in one.logic.inputs if isinstance(one.logic, TableLogic) else ():
                name = tested(column)
                options = options_of(column.values)
                if name in plain and options:
                    found.setdefault(name, options)
        return found

    def needs(self, decision: Decision, seen: frozenset[str] = frozenset()) -> dict[str, Leaf]:
        """The values that a decision and those it needs may look at, by a pack's names, the dates left out."""
        found: dict[str, Leaf] = {}
        for need in decision.needs:
            target = self.model.elements.get(need.id)
            if isinstance(target, InputData):
                found |= {leaf.name: leaf for leaf in self.leaves[target.id]}
            elif isinstance(target, Decision) and target.id not in seen:
                found |= self.needs(target, seen | {decision.id})
        return found

    def leaf_words(self, leaf: Leaf) -> Words:
        """The type of a value in a pack's words."""
        if leaf.item is not None:
            return self.item_words(leaf.item, leaf.line)
        return self.type_words(leaf.type_ref, leaf.line)

    # -- types

    def type_words(self, type_ref: str, line: int) -> Words:
        """A type in a pack's words."""
        if type_ref in _TYPES:
            return _TYPES[type_ref]
        item = self.model.items.get(type_ref)
        if item is None:
            raise Unsaid(line, f"the type `{type_ref or 'Any'}` says too little for a pack")
        return self.item_words(item, line)

    def item_words(self, item: Item, line: int) -> Words:
        """A defined type in a pack's words."""
        if item.components or item.function is not None:
            what = "a structure" if item.components else "a function"
            raise Unsaid(line, f"the type `{item.name}` is {what}; a fact of a pack is one value")
        if item.constraint is not None:
            raise Unsaid(
                item.constraint.line,
                f"the type `{item.name}` constrains its values; a pack has no word for that",
            )
        words = self.type_words(item.type_ref, item.line)
        if item.allowed is not None:
            words = self.allowed_words(item, item.allowed, words)
        if not item.many:
            return words
        return f"list of {words if isinstance(words, str) else 'one of ' + ', '.join(words)}"

    def allowed_words(self, item: Item, allowed: Text, words: Words) -> Words:
        """A type with allowed values: a choice of texts, or whole numbers."""
        if words == "number" and " ".join(allowed.text.split()) == WHOLE:
            return "integer"
        options = options_of(allowed)
        if words == "text" and options:
            return options
        raise Unsaid(
            allowed.line,
            f"the type `{item.name}` allows only `{' '.join(allowed.text.split())}`; a pack lists texts",
        )


def tested(column: Input) -> str:
    """What a column tests, its spaces made single."""
    return " ".join(column.expression.text.split())


def unused(name: str, taken: Iterable[str], joint: str) -> str:
    """Give the name, or where it is taken the name with the first number that is free.

    >>> unused("fee", ["fee", "fee_2"], "_")
    'fee_3'
    """
    held = set(taken)
    made, count = name, 1
    while made in held:
        count += 1
        made = f"{name}{joint}{count}"
    return made


def options_of(text: Text | None) -> list[str]:
    """The texts that unary tests list; nothing where they do more."""
    tree = None if text is None else parse_unary_tests(text.text.strip()).tree
    if not isinstance(tree, UnaryTests) or tree.negated or not tree.tests:
        return []
    values = [
        test.operand.value for test in tree.tests if test.op == "in" and isinstance(test.operand, Literal)
    ]
    texts = [value for value in values if isinstance(value, str)]
    fit = all(text.strip() == text and text and not set(text) & set(',|"') for text in texts)
    return texts if len(texts) == len(tree.tests) == len(set(texts)) and fit else []
