"""A backup: every table as lines of JSON in one zip file, the same for both databases, with digests of all of it."""

from __future__ import annotations

import base64
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from askonce.adapters.storage.dialect import Base, Dialect, Turn, quoted
from askonce.adapters.storage.layout import Kind, Laid, laid_out
from askonce.adapters.storage.making import guard
from askonce.adapters.storage.schema import Schema
from askonce.adapters.storage.work import from_micros, micros
from askonce.methods.merkle import SHA256, Algorithm, Frontier, leaf_hash

#: Told the name of a table, how many of its rows are done, and how many there are.
Progress: TypeAlias = Callable[[str, int, int], None]
FORMAT: Final = 1
_AT_ONCE: Final = 5_000
_CONTENTS: Final = "contents.json"

#: How values stand in the lines: instants as microseconds since 1970, days and numbers as text, bytes in base 64.
_INTO: Final[Mapping[Kind, Turn]] = {
    "instant": micros, "day": date.isoformat, "number": str, "truth": bool,
    "bytes": lambda value: base64.b64encode(value).decode(),
}  # fmt: skip
_OUT_OF: Final[Mapping[Kind, Turn]] = {
    "instant": from_micros,
    "day": date.fromisoformat,
    "number": Decimal,
    "bytes": base64.b64decode,
}


class Damaged(Exception):  # noqa: N818 - a fact about the file, which the edge shows
    """A backup is not whole, or not one."""


class Content(msgspec.Struct, frozen=True):
    """One table of a backup: how many rows, and the SHA-256 of its lines."""

    rows: int
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What a backup holds."""

    format: int
    schema: Schema
    tables: dict[str, Content]


def dump(base: Base, dialect: Dialect, schema: Schema, path: Path, progress: Progress) -> Contents:
    """Write everything that one state of a database holds to a new file; FileExistsError where there is one."""
    tables: dict[str, Content] = {}
    with (
        open(path, "xb", opener=_private) as whole,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for table in laid_out(schema):
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                tables[table.name] = _lines(base, dialect, table, file.write, progress)
        contents = Contents(FORMAT, schema, tables)
        archive.writestr(_CONTENTS, msgspec.json.format(msgspec.json.encode(contents), indent=1))
    return contents


def _private(path: str, flags: int) -> int:
    """Open a file that is its owner's alone."""
    return os.open(path, flags, 0o600)


def _lines(
    base: Base, dialect: Dialect, table: Laid, write: Callable[[bytes], int], progress: Progress
) -> Content:
    counted = base.one(f"SELECT count(*) FROM {quoted(table.name)}")
    total = counted[0] if counted else 0
    digest, done = hashlib.sha256(), 0
    turns = [_both(dialect.out_of.get(field.kind), _INTO.get(field.kind)) for field in table.fields]
    for page in _pages(base, table):
        text = b"".join(
            msgspec.json.encode(
                [value if value is None else turn(value) for value, turn in zip(row, turns, strict=True)]
            )
            + b"\n"
            for row in page
        )
        digest.update(text)
        write(text)
        done += len(page)
        progress(table.name, done, total)
    return Content(done, digest.hexdigest())


def _pages(base: Base, table: Laid) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table in the order of its key, some at a time."""
    columns, key = ", ".join(map(quoted, table.names)), ", ".join(map(quoted, table.key))
    places = [table.names.index(one) for one in table.key]
    start, ends = f"SELECT {columns} FROM {quoted(table.name)}", f"ORDER BY {key} LIMIT {_AT_ONCE}"
    page = base.all(f"{start} {ends}")
    while page:
        yield page
        last = [page[-1][place] for place in places]
        page = base.all(f"{start} WHERE ({key}) > ({', '.join('?' * len(last))}) {ends}", last)


def _both(first: Turn | None, second: Turn | None) -> Turn:
    if first is None or second is None:
        return first or second or (lambda value: value)
    return lambda value: second(first(value))


def contents_of(path: Path) -> Contents:
    """What a backup holds; Damaged where the file is none, FileNotFoundError where there is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = msgspec.json.decode(archive.read(_CONTENTS), type=Contents)
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError) as error:
        raise Damaged(f"{path} is no backup: {error}") from error
    if contents.format != FORMAT:
        raise Damaged(f"{path} has format {contents.format}, and this is made for {FORMAT}")
    return contents


def load(
    base: Base, dialect: Dialect, path: Path, progress: Progress, algorithm: Algorithm = SHA256
) -> Contents:
    """Fill the tables of a new database that nothing guards yet, check all of it, and put up what guards it.

    Damaged where a line is missing or changed, or the ledger's tree is not that of its entries.
    """
    contents = contents_of(path)
    with zipfile.ZipFile(path) as archive:
        for table in laid_out(contents.schema):
            content = contents.tables.get(table.name)
            if content is None:
                raise Damaged(f"{path} lacks the table {table.name}")
            try:
                with archive.open(f"{table.name}.jsonl") as file:
                    _fill(base, dialect, table, content, file, progress)
            except (zipfile.BadZipFile, KeyError, EOFError, msgspec.DecodeError, ValueError) as error:
                raise Damaged(f"{path}: {table.name}: {error}") from error
    check_ledger(base, algorithm)
    guard(base, dialect, contents.schema)
    return contents


def _fill(
    base: Base, dialect: Dialect, table: Laid, content: Content, file: Iterator[bytes], progress: Progress
) -> None:
    columns, marks = ", ".join(map(quoted, table.names)), ", ".join("?" * len(table.names))
    insert = f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({marks})"
    turns = [_both(_OUT_OF.get(field.kind), dialect.into.get(field.kind)) for field in table.fields]
    digest, done = hashlib.sha256(), 0
    for lines in _some(file):
        for line in lines:
            digest.update(line)
        base.many(insert, [_row(line, turns) for line in lines])
        done += len(lines)
        progress(table.name, done, content.rows)
    if (done, digest.hexdigest()) != (content.rows, content.sha256):
        raise Damaged(f"{table.name} is not what was written")


def _some(file: Iterator[bytes]) -> Iterator[Sequence[bytes]]:
    some: list[bytes] = []
    for line in file:
        some.append(line)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _row(line: bytes, turns: Sequence[Turn]) -> list[Any]:
    values = msgspec.json.decode(line)
    return [value if value is None else turn(value) for value, turn in zip(values, turns, strict=True)]


def check_ledger(base: Base, algorithm: Algorithm = SHA256) -> None:
    """Damaged unless the tree is that of the commitments, one opening for each, as many as the head says."""
    counts = base.one(
        "SELECT (SELECT entries FROM head), (SELECT count(*) FROM leaf), (SELECT count(*) FROM opening), "
        "(SELECT coalesce(max(number) + 1, 0) FROM leaf), (SELECT count(*) FROM node)"
    )
    entries = counts[0] if counts else None
    if counts is None or entries is None or any(count != entries for count in counts[1:4]):
        raise Damaged("the ledger's entries are not as many as its head says")
    grown, made = Frontier(), 0
    for start in range(0, entries, _AT_ONCE):
        stop = start + _AT_ONCE
        leaves = base.all(
            "SELECT commitment FROM leaf WHERE number >= ? AND number < ? ORDER BY number", (start, stop)
        )
        wanted = []
        for (commitment,) in leaves:
            grown, completed = grown.append(leaf_hash(commitment, algorithm), algorithm)
            wanted += completed[1:]
        made += len(wanted)
        if not _has_nodes(base, wanted):
            raise Damaged(f"the ledger's tree is not that of its entries from {start} on")
    if made != counts[4]:
        raise Damaged("the ledger's tree has more nodes than its entries make")


def _has_nodes(base: Base, wanted: Sequence[tuple[int, int, bytes]]) -> bool:
    by_level: dict[int, list[tuple[int, bytes]]] = {}
    for level, place, digest in wanted:
        by_level.setdefault(level, []).append((place, digest))
    statement = "SELECT place, hash FROM node WHERE level = ? AND place >= ? AND place <= ? ORDER BY place"
    return all(
        base.all(statement, (level, nodes[0][0], nodes[-1][0])) == nodes for level, nodes in by_level.items()
    )
