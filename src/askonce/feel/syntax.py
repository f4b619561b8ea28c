"""Reads an expression or a decision-table cell into a tree, with a hand-written Pratt parser."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec

from askonce.feel.cursor import Stopped, phrases
from askonce.feel.functions import FUNCTIONS
from askonce.feel.grammar import Parser
from askonce.feel.lexer import is_plain_name
from askonce.feel.tree import MOST_LEVELS, Node, Problem, levels

#: A pack holds some 41,000 expressions, most of them repeats of a few thousand.
_MOST_REMEMBERED: Final = 65_536
#: Ten times the longest expression of a published model.
_MOST_LETTERS: Final = 200_000
_NO_NAMES: Final[frozenset[str]] = frozenset()

_BUILT_IN: Final = phrases(tuple(sorted({entry.name for entry in FUNCTIONS if " " in entry.name})))


class Parsed(msgspec.Struct, frozen=True):
    """A tree, or None and the problem that kept the text from being one."""

    tree: Node | None
    problems: tuple[Problem, ...]


def parse(text: str, names: frozenset[str] = _NO_NAMES) -> Parsed:
    """The expression that a text writes; `names` is needed only for names that are more than one word.

    >>> parse("age(birth, application) >= 60").problems
    ()
    >>> parse("18 +").problems[0].message
    'an operand is missing at the end'
    """
    return _parse(text, _wide(names), unary=False)


def parse_unary_tests(text: str, names: frozenset[str] = _NO_NAMES) -> Parsed:
    """The tests that a decision-table cell writes, as a `UnaryTests` tree.

    >>> parse_unary_tests("< 60, [65..70)").problems
    ()
    """
    return _parse(text, _wide(names), unary=True)


@lru_cache(maxsize=1024)
def _wide(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if not is_plain_name(name))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _parse(text: str, names: frozenset[str], *, unary: bool) -> Parsed:
    if len(text) > _MOST_LETTERS:
        message = f"an expression is longer than {_MOST_LETTERS} letters"
        return Parsed(None, (Problem(message, 0, len(text), "depth", "name a part of it and use the name"),))
    parser = Parser(text, _BUILT_IN, phrases(tuple(sorted(names))))
    try:
        tree = parser.read_tests() if unary else parser.read_expression()
    except Stopped as stop:
        return Parsed(None, (stop.problem,))
    if len(parser.tokens) > MOST_LEVELS and levels(tree) > MOST_LEVELS:
        message = f"an expression is nested more than {MOST_LEVELS} levels deep"
        return Parsed(None, (Problem(message, 0, len(text), "depth", "name a part of it and use the name"),))
    return Parsed(tree, ())
