"""Reads comma-separated text line by line: UTF-8, UTF-16 or GB18030, with faults of quoting told one by one."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from askonce.adapters.loading.lines import Line, Spoilt, UnreadableFile

_BLOCK: Final = 1 << 20
_LONGEST: Final = 1 << 20
#: A quoted cell may hold breaks; one that goes on for longer was never closed.
_MOST_JOINED: Final = 50
_DELIMITERS: Final = ",\t;"
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class CsvFile:
    """A file of comma-separated text; tabs and semicolons are found by its first line."""

    is_ragged = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notes: list[str] = []
        self._encoding, self.digest = _encoding_and_digest(path)
        if self._encoding not in ("utf-8", "utf-8-sig"):
            self.notes.append(f"it is read as {self._encoding.upper()}")

    def lines(self) -> Iterator[Line | Spoilt]:
        """The lines; blank ones are nothing. A quote that is not closed spoils its own line alone."""
        limit = csv.field_size_limit(_LONGEST)  # one for the whole process, in which others read sheets too
        try:
            with self._path.open(encoding=self._encoding, newline="") as file:
                yield from _lines(_Source(file))
        finally:
            csv.field_size_limit(limit)


def _lines(source: _Source) -> Iterator[Line | Spoilt]:
    delimiter = ""
    while (text := source.next()) is not None:
        if not text.strip():
            continue
        delimiter = delimiter or _delimiter(text)
        yield _line(source, text, delimiter)


def _delimiter(text: str) -> str:
    return max(_DELIMITERS, key=text.count)


class _Source:
    """Physical lines with their numbers; lines can be put back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._back: list[str] = []
        self.number = 0

    def next(self) -> str | None:
        """The next line with its end, none at the end of the file; of one that is too long only the beginning."""
        self.number += 1
        if self._back:
            return self._back.pop()
        text = self._file.readline(_LONGEST)
        if not text:
            return None
        rest = text
        while len(rest) == _LONGEST and not rest.endswith(("\n", "\r")):
            rest = self._file.readline(_LONGEST)
        return text

    def put_back(self, lines: list[str]) -> None:
        """Give lines back, to be read again."""
        self._back.extend(reversed(lines))
        self.number -= len(lines)


def _line(source: _Source, text: str, delimiter: str) -> Line | Spoilt:
    first = source.number
    if len(text) >= _LONGEST:
        return Spoilt(first, f"it is longer than {_LONGEST:,} characters")
    if '"' not in text:
        return Line(first, text.rstrip("\r\n").split(delimiter))
    joined = [text]
    quotes = text.count('"')
    while quotes % 2 and len(joined) < _MOST_JOINED:
        more = source.next()
        if more is None:
            source.number -= 1
            break
        joined.append(more)
        quotes += more.count('"')
    if quotes % 2:
        source.put_back(joined[1:])
        return Spoilt(first, "a quote is opened and never closed")
    try:
        rows = list(csv.reader(joined, delimiter=delimiter, strict=True))
    except csv.Error:
        rows = []
    if len(rows) != 1:
        source.put_back(joined[1:])
        return Spoilt(first, "a quote stands inside a cell; double it, and quote the whole cell")
    return Line(first, rows[0])


def _encoding_and_digest(path: Path) -> tuple[str, str]:
    """How the bytes of a file are to be read, and their SHA-256."""
    digest = hashlib.sha256()
    decoders = {
        "utf-8": codecs.getincrementaldecoder("utf-8")(),
        "gb18030": codecs.getincrementaldecoder("gb18030")(),
    }
    start = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            start = start or block[:4]
            digest.update(block)
            if start[:2] in _UTF_16:
                decoders = (
                    {"utf-16": codecs.getincrementaldecoder("utf-16")()} if len(decoders) > 1 else decoders
                )
            _feed(decoders, block, final=False)
    _feed(decoders, b"", final=True)
    if not decoders:
        raise UnreadableFile(f"`{path}` is text neither in UTF-8 nor in GB18030; save it as UTF-8")
    encoding = next(iter(decoders))
    return ("utf-8-sig" if encoding == "utf-8" else encoding), digest.hexdigest()


def _feed(decoders: dict[str, codecs.IncrementalDecoder], block: bytes, *, final: bool) -> None:
    for name in list(decoders):
        try:
            decoders[name].decode(block, final)
        except UnicodeDecodeError:
            del decoders[name]
