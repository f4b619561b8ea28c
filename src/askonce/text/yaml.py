"""YAML read event by event: scalars stay text, places are kept, surprises become findings."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

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

from askonce.text.checks import BAD_SYNTAX, DUPLICATE_KEY, NOT_PLAIN, SURPRISE, TOO_LARGE
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.span import Span

DEEPEST = 100  # `yaml.compose` of the C library crashed on 100,000 brackets; nobody writes a hundred
SURPRISING_WORDS = frozenset(
    "no No NO yes Yes YES on On ON off Off OFF y Y n N = << .nan .NaN .NAN .inf .Inf .INF -.inf -.Inf -.INF".split()
)
SURPRISING_NUMBER = re.compile(
    r"[-+]?(0[0-7_]+|0[xX][0-9a-fA-F_]+|0[bB][01_]+|[0-9][0-9]*_[0-9_]*(\.[0-9_]*)?|[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)"
)
MAY_SURPRISE = frozenset("0123456789+-")
LEADING_ZERO = re.compile(r"0[0-7]+")


def read_yaml(path: str, text: str) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Read one YAML document into a node; an empty file is no node and no finding."""
    builder = _Builder(path)
    try:
        with resting_collector():
            builder.run(text)
    except yaml.YAMLError as error:
        builder.found.append(_unreadable(path, error))
        return (), tuple(builder.found)
    except _StopReading:
        return (), tuple(builder.found)
    return (() if builder.root is None else (builder.root,)), tuple(builder.found)


@contextmanager
def resting_collector() -> Iterator[None]:
    """Suspend the garbage collector, which otherwise walks the growing tree again and again (3 to 5 times slower)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _StopReading(Exception):  # noqa: N818 - not an error: the finding is already written down
    """The file is too deep to go on with."""


class _Builder:
    """Build the tree from events; findings gather in `found`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.found: list[Diagnostic] = []

    def run(self, text: str) -> None:
        """Read all events; nesting is a list, not recursion, so depth costs no stack."""
        path, found = self.path, self.found
        stack: list[tuple[object, list[Node]]] = []
        items: list[Node] = []
        documents = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            kind = type(event)
            if kind is ScalarEvent:
                start, end = event.start_mark, event.end_mark
                plain = not event.style
                value = event.value
                if event.anchor is not None or event.tag is not None:
                    self._not_plain(event)
                elif plain and value and (value[0] in MAY_SURPRISE or value in SURPRISING_WORDS):
                    is_word = bool(stack) and type(stack[-1][0]) is MappingStartEvent and len(items) % 2 == 0
                    if not is_word:  # a word such as `on:` is never read as a value
                        self._surprise(value, event)
                items.append(
                    Scalar(
                        value, plain, path, start.line + 1, start.column + 1, end.line + 1, end.column + 1,
                        "", event.style or "",
                    )
                )
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    self._not_plain(event)
                stack.append((event, items))
                items = []
                if len(stack) > DEEPEST:
                    found.append(
                        TOO_LARGE.at(
                            self._span(event), f"`{path}` nests more than {DEEPEST} levels deep",
                            repair="a pack needs no more than a dozen",
                        )
                    )
                    raise _StopReading
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                opened, outer = stack.pop()
                node = self._mapping(opened, event, items) if kind is MappingEndEvent else self._sequence(opened, event, items)
                outer.append(node)
                items = outer
            elif kind is AliasEvent:
                self._not_plain(event)
                raise _StopReading
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    found.append(
                        BAD_SYNTAX.at(
                            self._span(event), "`---` begins a second document",
                            repair="write one definition a file",
                        )
                    )
                    raise _StopReading
        if items:
            self.root = items[0]

    def _mapping(self, opened: object, closed: object, items: list[Node]) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for index in range(0, len(items) - 1, 2):
            key, value = items[index], items[index + 1]
            if not isinstance(key, Scalar):
                self.found.append(BAD_SYNTAX.at(key.span, "a word of a mapping is a list or a mapping itself", repair="write a word"))
                continue
            before = entries.get(key.text)
            if before is not None:
                self.found.append(
                    DUPLICATE_KEY.at(
                        key.span, f"`{key.text}` stands twice",
                        related=(Related(before[0].span, "the first one"),), repair="keep one of the two",
                    )
                )
                continue
            entries[key.text] = (key, value)
        start, end = opened.start_mark, closed.end_mark  # type: ignore[attr-defined]
        return Mapping(entries, self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1, opened.flow_style)  # type: ignore[attr-defined]

    def _sequence(self, opened: object, closed: object, items: list[Node]) -> Sequence:
        start, end = opened.start_mark, closed.end_mark  # type: ignore[attr-defined]
        return Sequence(tuple(items), self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1, opened.flow_style)  # type: ignore[attr-defined]

    def _span(self, event: object) -> Span:
        start = event.start_mark  # type: ignore[attr-defined]
        return Span(self.path, start.line + 1, start.column + 1, start.line + 1, start.column + 2)

    def _not_plain(self, event: object) -> None:
        if isinstance(event, AliasEvent):
            what, word = "an alias", f"*{event.anchor}"
        elif event.anchor is not None:  # type: ignore[attr-defined]
            what, word = "an anchor", f"&{event.anchor}"  # type: ignore[attr-defined]
        else:
            what, word = "a tag", str(event.tag)  # type: ignore[attr-defined]
        start = event.start_mark  # type: ignore[attr-defined]
        span = Span(self.path, start.line + 1, start.column + 1, start.line + 1, start.column + 1 + len(word))
        self.found.append(NOT_PLAIN.at(span, f"`{word}` is {what}", repair="write the text out"))

    def _surprise(self, value: str, event: object) -> None:
        if value not in SURPRISING_WORDS and not SURPRISING_NUMBER.fullmatch(value):
            return
        start = event.start_mark  # type: ignore[attr-defined]
        span = Span(self.path, start.line + 1, start.column + 1, start.line + 1, start.column + 1 + len(value))
        meant = "true or false, or put it in quotes" if value.isalpha() else "it in quotes if it is text"
        self.found.append(SURPRISE.at(span, f"`{value}` reads as something else in YAML 1.1", repair=f"write {meant}"))


def _unreadable(path: str, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return BAD_SYNTAX.at(
        Span(path, line, column, line, column + 1),
        f"`{path}` stops being YAML here: {str(problem).replace('`', chr(39))}",
        repair="look for a missing quote, bracket or indent just before",
    )
