"""YAML read event by event: scalars stay text, places are kept, surprises become findings."""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from askonce.text.checks import BAD_ENCODING, BAD_SYNTAX, DUPLICATE_KEY, NOT_PLAIN, SURPRISE, TOO_LARGE
from askonce.text.collector import resting_collector
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import MOST_FINDINGS, UNFIT, split_lines, unfit_character
from askonce.text.span import Span

DEEPEST = 100  # `yaml.compose` of the C library crashed on 100,000 brackets; nobody writes a hundred
MOST_EVENTS = 1_000_000  # 8 MiB of `[a,a,…` are 4 million scalars, which take 1 GB
LONGEST_WORD = 150  # the C library reads no word of a mapping longer than 1,024 characters, escapes included
SURPRISING_WORDS = frozenset(
    {
        "no",
        "No",
        "NO",
        "yes",
        "Yes",
        "YES",
        "on",
        "On",
        "ON",
        "off",
        "Off",
        "OFF",
        "y",
        "Y",
        "n",
        "N",
        "=",
        "<<",
    }
    | {".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", "+.inf", "+.Inf", "+.INF"}
)
SURPRISING_NUMBER = re.compile(
    r"""[-+]?(?:
        0[0-9_]+                                      # 1.1: octal; 1.2: ten and more
        | 0o[0-7]+ | 0[xX][0-9a-fA-F_]+ | 0[bB][01_]+
        | [0-9]+_[0-9_]*(?:\.[0-9_]*)?                # 1.1: digits in groups
        | [1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)? # 1.1: hours and minutes to the base of 60
        | [0-9][0-9_]*\.?[0-9_]*[eE][-+]?[0-9]+       # 1.1 wants a point and a sign, 1.2 does not
    )""",
    re.VERBOSE,
)
MAY_SURPRISE = frozenset("0123456789+-")


def read_yaml(path: str, text: str) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read one YAML document into a node; an empty file is no node and no finding."""
    builder = _Builder(path)
    try:
        with resting_collector():
            builder.run(text)
    except _StopReading:
        return (), tuple(builder.found)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        return (), (*builder.found, unfit_character(path, text) or _unreadable(path, text, error))
    return (() if builder.root is None else (builder.root,)), tuple(builder.found)


class _StopReading(Exception):  # noqa: N818 - not an error: the finding is already written down
    """What stands in the file is not worth reading on."""


class _Builder:
    """Build the tree from events; findings gather in `found`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.found: list[Diagnostic] = []
        self.documents = 0

    def run(self, text: str) -> None:
        """Read all events; nesting is a list, not recursion, so depth costs no stack."""
        path = self.path
        stack: list[tuple[Any, list[Node]]] = []
        items: list[Node] = []
        events: Iterator[Any] = iter(
            yaml.CSafeLoader(text).get_event, None
        )  # `yaml.parse` takes half as long again
        for event in events if len(text) < MOST_EVENTS else self._counted(events):
            kind = type(event)
            if kind is ScalarEvent:
                value, style = event.value, event.style or ""
                if event.anchor is not None or event.tag is not None:
                    self._not_plain(event)
                elif not style and value and (value[0] in MAY_SURPRISE or value in SURPRISING_WORDS):
                    is_word = bool(stack) and type(stack[-1][0]) is MappingStartEvent and len(items) % 2 == 0
                    self._surprise(value, event, is_word=is_word)
                elif style == '"' and not value.isprintable():
                    self._escaped(value, event)
                start, end = event.start_mark, event.end_mark
                items.append(
                    Scalar(
                        value, not style, path,
                        start.line + 1, start.column + 1, end.line + 1, end.column + 1, "", style,
                    )
                )  # fmt: skip
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append((event, items))
                items = []
                self._opened(event, len(stack))
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                opened, outer = stack.pop()
                outer.append(self._closed(opened, event.end_mark, items))
                items = outer
            else:
                self._marked(event)
        if items:
            self.root = items[0]

    def _counted(self, events: Iterator[Any]) -> Iterator[Any]:
        for number, event in enumerate(events):
            if number == MOST_EVENTS:
                self._stop(
                    TOO_LARGE.at(self._span(event, 1), f"`{self.path}` holds more than {number:,} values")
                )
            yield event

    def _opened(self, event: Any, depth: int) -> None:
        if event.anchor is not None or event.tag is not None:
            self._not_plain(event)
        if depth > DEEPEST:
            self._stop(
                TOO_LARGE.at(
                    self._span(event, 1),
                    f"`{self.path}` nests more than {DEEPEST} levels deep",
                    repair="a pack needs no more than a dozen",
                )
            )

    def _marked(self, event: Any) -> None:
        """Look at an event between values: the start of a document, or an alias."""
        if isinstance(event, AliasEvent):
            self._not_plain(event)
            raise _StopReading
        if not isinstance(event, DocumentStartEvent):
            return
        self.documents += 1
        if self.documents > 1:
            self._stop(
                BAD_SYNTAX.at(
                    self._span(event, 3),
                    "`---` begins a second document",
                    repair="write one definition a file",
                )
            )
        if event.version or event.tags:
            self._find(
                NOT_PLAIN.at(self._span(event, 1), "`%` begins a directive of YAML", repair="remove the line")
            )

    def _closed(self, opened: Any, end: Any, items: list[Node]) -> Node:
        start = opened.start_mark
        where = (
            self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1, opened.flow_style,
        )  # fmt: skip
        if type(opened) is SequenceStartEvent:
            return Sequence(tuple(items), *where)
        entries: dict[str, tuple[Scalar, Node]] = {}
        for index in range(0, len(items) - 1, 2):
            key = items[index]
            if type(key) is not Scalar:
                self._find(
                    BAD_SYNTAX.at(
                        key.span, "a word of a mapping is a list or a mapping itself", repair="write a word"
                    )
                )
            elif key.text in entries:
                self._twice(key, entries[key.text][0])
            else:
                entries[key.text] = (key, items[index + 1])
                if len(key.text) > LONGEST_WORD:
                    self._find(
                        TOO_LARGE.at(
                            key.span,
                            f"`{key.text[:20]}…` is a word of {len(key.text)} characters",
                            repair=f"a word has at most {LONGEST_WORD}",
                        )
                    )
        return Mapping(entries, *where)

    def _twice(self, key: Scalar, first: Scalar) -> None:
        self._find(
            DUPLICATE_KEY.at(
                key.span,
                f"`{key.text}` stands twice",
                related=(Related(first.span, "the first one"),),
                repair="keep one of the two",
            )
        )

    def _not_plain(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            what, word = "an alias", f"*{event.anchor}"
        elif event.anchor is not None:
            what, word = "an anchor", f"&{event.anchor}"
        else:
            what, word = "a tag", str(event.tag)
        self._find(
            NOT_PLAIN.at(self._span(event, len(word)), f"`{word}` is {what}", repair="write the text out")
        )

    def _surprise(self, value: str, event: Any, *, is_word: bool) -> None:
        """Note what YAML 1.1 and 1.2 read differently; a word such as `on:` is never read as a value."""
        if is_word or (value not in SURPRISING_WORDS and not SURPRISING_NUMBER.fullmatch(value)):
            return
        meant = "true or false, or put it in quotes" if value.isalpha() else "it in quotes if it is text"
        self._find(
            SURPRISE.at(
                self._span(event, len(value)),
                f"`{value}` reads as something else in YAML 1.1",
                repair=f"write {meant}",
            )
        )

    def _escaped(self, value: str, event: Any) -> None:
        for unfit in UNFIT.findall(value)[:1]:
            self._find(
                BAD_ENCODING.at(
                    self._span(event, 1),
                    f"an escape stands for the character U+{ord(unfit):04X}, which is no text",
                    repair="delete it",
                )
            )

    def _span(self, event: Any, length: int) -> Span:
        start = event.start_mark
        return Span(self.path, start.line + 1, start.column + 1, start.line + 1, start.column + 1 + length)

    def _find(self, finding: Diagnostic) -> None:
        self.found.append(finding)
        if len(self.found) >= MOST_FINDINGS:
            raise _StopReading

    def _stop(self, finding: Diagnostic) -> None:
        self.found.append(finding)
        raise _StopReading


def _unreadable(path: str, text: str, error: yaml.YAMLError | UnicodeEncodeError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    span = Span(path, line, column, line, column + 1)
    lines = split_lines(text)
    if line <= len(lines) and lines[line - 1][column - 1 : column] == "\t":
        return BAD_SYNTAX.at(span, f"a tab stands before the words in `{path}`", repair="indent with spaces")
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    opened, doing = getattr(error, "context_mark", None), getattr(error, "context", None)
    related: tuple[Related, ...] = ()
    if opened is not None and doing and (opened.line + 1, opened.column + 1) != (line, column):
        place = Span(path, opened.line + 1, opened.column + 1, opened.line + 1, opened.column + 2)
        related = (Related(place, str(doing)),)
    return BAD_SYNTAX.at(
        span,
        f"`{path}` stops being YAML here: {str(problem).replace('`', chr(39))}",
        related=related,
        repair="look for a missing quote, bracket or indent just before",
    )
