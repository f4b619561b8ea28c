"""YAML written as different authors lay it out: short groups in one line or in many, with their own quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from bench.vocabulary import REMARKS

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Words: TypeAlias = dict[str, Value]

# Text that YAML reads as itself, whatever stands around it.
PLAIN = re.compile(r"[^\W_][\w./+-]*(?: [\w./+()-]+)*")
TAKEN_FOR_ELSE = frozenset({"no", "yes", "on", "off", "y", "n", "null"})
NUMBER_LIKE = re.compile(r"0\d.*|\d[\d_]*_.*|\d+[eE]\d+")


@dataclass(frozen=True, slots=True)
class Author:
    """How somebody writes: the widest group kept in one line, the indent, the quote, how often they comment."""

    width: int
    indent: int
    quote: str
    remarks: float


def draw_author(rng: Random) -> Author:
    """An author at random."""
    return Author(
        width=rng.choice((60, 110, 120, 130, 130)),
        indent=rng.choice((2, 2, 2, 4)),
        quote=rng.choice('""\''),
        remarks=rng.choice((0.0, 0.02, 0.02, 0.06)),
    )


def write_yaml(words: Words, author: Author, rng: Random) -> str:
    """The text of a file, its words in the given order."""
    lines = _mapping(words, author, rng, 0)
    return "\n".join(
        [*([f"# {rng.choice(REMARKS)}"] if rng.random() < author.remarks * 5 else []), *lines, ""]
    )


def _mapping(words: Words, author: Author, rng: Random, depth: int) -> Iterator[str]:
    margin = " " * depth
    for word, value in words.items():
        if rng.random() < author.remarks:
            yield f"{margin}# {rng.choice(REMARKS)}"
        key = f"{margin}{scalar(word, author.quote)}:"
        line = None if depth == 0 and word in {"attributes", "articles"} else flow(value, author)
        if line is not None and (isinstance(value, str) or len(line) + depth <= author.width):
            yield f"{key} {line}"
            continue
        yield key
        if isinstance(value, dict):
            yield from _mapping(value, author, rng, depth + author.indent)
        elif isinstance(value, list):
            yield from _items(value, author, rng, depth + author.indent)


def _items(values: list[Value], author: Author, rng: Random, depth: int) -> Iterator[str]:
    margin = " " * depth
    for value in values:
        line = flow(value, author)
        if not isinstance(value, dict) or len(line) + depth <= author.width * 2:
            yield f"{margin}- {line}"
            continue
        first, *rest = _mapping(value, Author(author.width, author.indent, author.quote, 0.0), rng, depth + 2)
        yield f"{margin}- {first.lstrip()}"
        yield from rest


def flow(value: Value, author: Author) -> str:
    """A value in one line."""
    if isinstance(value, str):
        return scalar(value, author.quote)
    if isinstance(value, list):
        return f"[{', '.join(flow(one, author) for one in value)}]"
    return f"{{{', '.join(f'{scalar(word, author.quote)}: {flow(one, author)}' for word, one in value.items())}}}"


def scalar(text: str, quote: str = '"') -> str:
    r"""A text as YAML reads it back, in quotes only where it needs them.

    >>> scalar("18 CNY"), scalar("< 60"), scalar("no"), scalar('@"2026-01-01"', "'")
    ('18 CNY', '"< 60"', '"no"', '\'@"2026-01-01"\'')
    """
    if PLAIN.fullmatch(text) and text.lower() not in TAKEN_FOR_ELSE and not NUMBER_LIKE.fullmatch(text):
        return text
    if quote == "'" or '"' in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
