"""The words that a definition may say: a class whose annotations tell, word by word, what it holds, says and shows."""

from collections.abc import Iterable
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from askonce.pack.shapes import Decoding, Shape
from askonce.pack.wording import MISSING_WORD, UNKNOWN_WORD
from askonce.text.diagnostic import Diagnostic
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.span import Span
from askonce.text.suggest import did_you_mean


class Word(msgspec.Struct, frozen=True):
    """What a word of a definition may hold, what it says, and an example; `name` where Python keeps the word for itself."""

    shape: Any
    says: str
    example: str
    required: bool = False
    name: str = ""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A group of words as its author wrote it; `node` keeps every place."""

    node: Mapping

    def place(self, word: str) -> Span:
        """Where a word's value stands, or the group's own place where the word is absent."""
        return self.node.place(word)

    def key_place(self, word: str) -> Span:
        """Where a word itself stands."""
        return self.node.key_place(word)

    def name_place(self, word: str, name: str) -> Span:
        """Where a name of the author's own stands under a word, whether as a key or as an item of a list."""
        entry = self.node.entries.get(word)
        if entry is None:
            return self.node.span
        group = entry[1]
        if isinstance(group, Mapping):
            return group.key_place(name)
        if isinstance(group, Sequence):
            return next(
                (item.span for item in group.items if isinstance(item, Scalar) and item.text == name),
                group.span,
            )
        return group.span

    def states(self, word: str) -> bool:
        """Whether the author wrote the word at all."""
        return word in self.node.entries


class WordTable(msgspec.Struct, frozen=True):
    """The words of a group in order, each with the field that holds it."""

    group: type[Words]
    words: dict[str, tuple[str, Word]]
    required: tuple[str, ...]


_TABLES: dict[type[Words], WordTable] = {}


def words_of(group: type[Words]) -> WordTable:
    """Read a class's words from its annotations, once; the order is the class's own."""
    table = _TABLES.get(group)
    if table is None:
        hints = get_type_hints(group, include_extras=True)
        words = {}
        for field in group.__struct_fields__:
            hint = hints[field]
            if get_origin(hint) is Annotated:
                words.update(
                    {
                        extra.name or field: (field, extra)
                        for extra in get_args(hint)[1:]
                        if isinstance(extra, Word)
                    }
                )
        table = _TABLES[group] = WordTable(
            group, words, tuple(word for word, (_, spec) in words.items() if spec.required)
        )
    return table


class Group(msgspec.Struct, frozen=True):
    """A group of words of a class of its own; a scalar alone stands for its word `lone`."""

    of: Any
    lone: str = ""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the group into its class."""
        table = words_of(self.of)
        if (
            self.lone
            and isinstance(node, Scalar | Sequence)
            and (isinstance(node, Scalar) or self.accepts_list())
        ):
            key = _word(self.lone, node)
            node = Mapping(
                {self.lone: (key, node)}, node.path, node.line, node.column, node.end_line, node.end_column
            )
        if not isinstance(node, Mapping):
            into.wrong(node, self.describe())
            return None
        return decode_words(table, node, into)

    def accepts_list(self) -> bool:
        """Whether the lone word holds a list."""
        return getattr(words_of(self.of).words[self.lone][1].shape, "takes_list", False)

    def schema(self) -> dict[str, Any]:
        """An object of the group's words, or its lone word."""
        whole = words_schema(self.of)
        return (
            {"anyOf": [whole, words_of(self.of).words[self.lone][1].shape.schema()]} if self.lone else whole
        )

    def describe(self) -> str:
        """List the group's words."""
        words = ", ".join(f"`{word}`" for word in words_of(self.of).words)
        return f"a group of {words}"


def _word(text: str, node: Node) -> Scalar:
    """A word that its author left out, at the place of what follows it."""
    return Scalar(
        text,
        plain=True,
        path=node.path,
        line=node.line,
        column=node.column,
        end_line=node.end_line,
        end_column=node.end_column,
    )


def record(group: type[Words], *, lone: str = "") -> Shape:
    """A group of words; a scalar alone stands for its word `lone`."""
    return Group(group, lone)


def decode_words(
    table: WordTable, node: Mapping, into: Decoding, given: dict[str, Any] | None = None, skip: str = ""
) -> Any:
    """Read a mapping into its class; unknown words are findings, missing ones too where they are required."""
    values: dict[str, Any] = given or {}
    words = table.words
    for word, (key, value) in node.entries.items():
        known = words.get(word)
        if known is not None:
            decoded = known[1].shape.decode(value, into)
            if decoded is not None:
                values[known[0]] = decoded
        elif word != skip:
            into.found.append(_unknown_word(key, words, into.about))
    for word in table.required:
        if word not in node.entries:
            into.found.append(
                MISSING_WORD.at(
                    node.span,
                    f"`{word}` is missing{_beside(node)}",
                    about=into.about,
                    repair=f"add `{word}: {words[word][1].example}`",
                )
            )
    return table.group(node=node, **values)


def _beside(node: Mapping) -> str:
    return f" beside `{next(iter(node.entries))}`" if node.entries else ""


def _unknown_word(key: Scalar, known: Iterable[str], about: str) -> Diagnostic:
    known = list(known)
    repair = did_you_mean(key.text, known) or f"the words here are {', '.join(known)}"
    return UNKNOWN_WORD.at(key.span, f"`{key.text}` is no word here", about=about, repair=repair)


def words_schema(group: type[Words]) -> dict[str, Any]:
    """Describe a group of words in JSON Schema 2020-12."""
    words = words_of(group).words
    return {
        "type": "object",
        "properties": {
            word: {**spec.shape.schema(), "description": spec.says, "examples": [spec.example]}
            for word, (_, spec) in words.items()
        },
        "required": [word for word, (_, spec) in words.items() if spec.required],
        "additionalProperties": False,
    }
