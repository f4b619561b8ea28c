"""Inspects a version of a pack: checked whole, with the lines of its files, so that a finding shows where it stands."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

import msgspec

from askonce.assembly import LANGUAGE
from askonce.pack.passes import Checked, check_sources
from askonce.text.diagnostic import Diagnostic, Severity
from askonce.text.source import BYTE_ORDER_MARK, Source, digest, split_lines
from askonce.text.span import Span

#: Lines that are shown above and below the one that a finding points at.
AROUND: Final = 2
#: Characters of a line that are shown; one that is longer is cut around its mark.
_WIDEST: Final = 200
_BEFORE: Final = 60
_WORKBOOK: Final = ".xlsx"


class Line(msgspec.Struct, frozen=True):
    """A line of a file: its number, and its text before, in and after what is marked; most have no mark."""

    number: int
    before: str
    marked: str = ""
    after: str = ""


class Excerpt(msgspec.Struct, frozen=True):
    """A place of a finding with the lines around it; a cell of a workbook has a name and no lines."""

    path: str
    line: int
    cell: str
    message: str
    lines: tuple[Line, ...]


class Inspected:
    """A version of a pack that was inspected."""

    def __init__(self, digest_text: str, checked: Checked, sources: Mapping[str, bytes]) -> None:
        self.digest = digest_text
        self.checked = checked
        self._sources = sources
        self._lines: dict[str, Sequence[str]] = {}

    @property
    def bound(self) -> Mapping[str, Mapping[str, Any]]:
        """Its definitions by kind and name."""
        return self.checked.bound

    @property
    def every(self) -> tuple[Diagnostic, ...]:
        """Findings and proposals, in the order of files."""
        return tuple(sorted((*self.checked.findings, *self.checked.proposals), key=lambda one: one.order))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each severity."""
        found = Counter(one.severity.value for one in self.every)
        return {severity.value: found[severity.value] for severity in Severity}

    @property
    def has_errors(self) -> bool:
        """Whether it cannot be put in force as it is."""
        return any(one.severity is Severity.ERROR for one in self.checked.findings)

    @property
    def is_whole(self) -> bool:
        """Whether it has a manifest, so that it is a pack at all."""
        return bool(self.bound.get("manifest"))

    def places(self, finding: Diagnostic) -> tuple[Excerpt, ...]:
        """Both places of a finding, or all that it has, each with the lines around it."""
        others = tuple(self._excerpt(one.span, one.message) for one in finding.related)
        return (self._excerpt(finding.span, ""), *others)

    def _excerpt(self, span: Span, message: str) -> Excerpt:
        lines = () if span.cell else tuple(self._around(span))
        return Excerpt(span.path, span.line, span.cell, message, lines)

    def _around(self, span: Span) -> Iterator[Line]:
        lines = self._of(span.path)
        for number in range(max(1, span.line - AROUND), min(len(lines), span.line + AROUND) + 1):
            text = lines[number - 1]
            yield _marked(number, text, span) if number == span.line else Line(number, text[:_WIDEST])

    def _of(self, path: str) -> Sequence[str]:
        if path not in self._lines:
            content = self._sources.get(path, b"")
            text = "" if path.lower().endswith(_WORKBOOK) else _text(content)
            self._lines[path] = split_lines(text) if text else ()
        return self._lines[path]


def inspect(archive: bytes, on: date) -> Inspected:
    """Check a version that is carried as one file, for a day, and keep what its pages show."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        sources = {name: opened.read(name) for name in opened.namelist()}
    read = (Source(path, content, digest(content)) for path, content in sources.items())
    checked = check_sources(read, LANGUAGE, on=on, keep=True)
    return Inspected(sha256(archive).hexdigest(), checked, sources)


def _text(content: bytes) -> str:
    return content.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace")


def _marked(number: int, text: str, span: Span) -> Line:
    """The line that a span begins on, cut around the mark where it is too long."""
    start = min(span.column - 1, len(text))
    end = len(text.rstrip()) if span.end_line > span.line else min(span.end_column - 1, len(text))
    end = max(end, start)
    low = max(0, start - _BEFORE) if len(text) > _WIDEST else 0
    high = low + _WIDEST
    before = ("…" if low else "") + text[low:start]
    after = text[end:high] + ("…" if len(text) > high else "")
    return Line(number, before, text[start : min(end, high)], after)
