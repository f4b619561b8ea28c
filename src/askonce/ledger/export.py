"""A ledger as a file of JSON lines that anybody can check without this program, and checking one.

The first line is the header; as many lines as it says are heads; then comes an entry a line. Bytes stand in base64. An entry
that is open has its salt and its canonical text, as text, so that nobody who checks has to write JSON as we do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from askonce.ledger import head as heads_of
from askonce.ledger.entry import Entry, canonical, read
from askonce.ledger.erasing import PERMANENT, erased_by
from askonce.ledger.hashing import algorithm
from askonce.ledger.head import Head, Verifier
from askonce.ledger.log import Log, Opening
from askonce.ledger.recomputing import (
    ADDED,
    BLOCK,
    CHANGED,
    Body,
    Break,
    Recomputing,
    check_block,
    first,
    nowhere,
)
from askonce.ledger.verify import Erasures, Progress, Verified, found, nothing_to_tell

FORMAT: Final = "askonce-ledger/1"


class Header(msgspec.Struct, frozen=True):
    """The first line: whose ledger it is, how many entries and heads follow, and how they are hashed."""

    format: str
    origin: str
    hash: str
    heads: int
    size: int


class HeadLine(msgspec.Struct, frozen=True):
    """A published head, by its text."""

    head: str


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry: its commitment, and its opening where it may be shown; `erased` says that there is none any more."""

    number: int
    commitment: bytes
    salt: bytes | None = None
    entry: str | None = None
    erased: bool = False


_ENCODER: Final = msgspec.json.Encoder()
_LINES: Final = msgspec.json.Decoder(Line)
_MAY_SAY_ERASED: Final = '"kind":"erasure"'


def about_nobody(entry: Entry) -> bool:
    """Whether an entry may be shown to everybody: what was erased, and which texts were in force.

    One of these kinds that names a subject or a case all the same is about somebody.
    """
    return entry.kind in PERMANENT and entry.subject is None and entry.case is None


def export(
    log: Log,
    origin: str,
    heads: Sequence[str],
    *,
    hash_name: str | None = None,
    show: Callable[[Entry], bool] = about_nobody,
) -> Iterator[bytes]:
    """The lines of an export, with signed heads by their texts; `show` says which openings the reader may have.

    What is about nobody is always shown: without it nobody could tell an erasure from a removal. The hash function is
    that of the last head where none is named.
    """
    size = log.size()
    if hash_name is None:
        hash_name = heads_of.read(heads[-1]).head.hash if heads else "SHA-256"
    yield _ENCODER.encode(Header(FORMAT, origin, hash_name, len(heads), size)) + b"\n"
    for head in heads:
        yield _ENCODER.encode(HeadLine(head)) + b"\n"
    for start in range(0, size, BLOCK):
        stop = min(start + BLOCK, size)
        openings = log.openings(after=start - 1, limit=stop - start)
        for opening, commitment in zip(openings, log.commitments(start, stop), strict=True):
            yield _ENCODER.encode(_line(opening, commitment, show)) + b"\n"


def _line(opening: Opening, commitment: bytes, show: Callable[[Entry], bool]) -> Line:
    if opening.entry is None:
        return Line(opening.number, commitment, erased=True)
    if not (about_nobody(opening.entry) or show(opening.entry)):
        return Line(opening.number, commitment)
    return Line(opening.number, commitment, opening.salt, canonical(opening.entry).decode())


def blocks(lines: Iterator[bytes], block: int = BLOCK) -> Iterator[list[Line]]:
    """The entries of the lines after the heads, parsed, in blocks; msgspec.DecodeError where a line is none."""
    while chunk := b"".join(islice(lines, block)):
        yield _LINES.decode_lines(chunk)


def verify_export(
    lines: Iterable[bytes],
    verifier: Verifier | None = None,
    *,
    block: int = BLOCK,
    progress: Progress = nothing_to_tell,
) -> Verified:
    """Compute an exported ledger anew, against its openings and the heads within; ValueError where it has no header.

    With a verifier every head has to be signed by its key; without one, heads are only held against the entries.
    """
    check_block(block)
    rest = iter(lines)
    header = _header(next(rest, b""))
    heads = [_believed(line, header, verifier) for line in islice(rest, header.heads)]
    done = Recomputing([head for head in heads if head is not None], algorithm(header.hash))
    erasures, hidden = Erasures(), 0
    if None in heads or len(heads) < header.heads:
        return found(done, erasures, hidden, Break(0, CHANGED, "head", max(header.size - 1, 0)))
    while (start := done.tree.size) < header.size:
        width = min(block, header.size - start)
        try:
            rows = next(blocks(rest, width), [])
            wrong = done.entries(_body(rows), width, nowhere)
            hidden += 0 if wrong else _account(rows, erasures)
        except msgspec.DecodeError:
            return found(done, erasures, hidden, Break(start, CHANGED, "number", start + width - 1))
        if len(rows) == width:
            wrong += done.grow([row.commitment for row in rows])
        if wrong:
            return found(done, erasures, hidden, first(wrong))
        progress(done.tree.size, header.size)
    more = any(line.strip() for line in rest)
    added = [Break(header.size, ADDED, "number", header.size)] if more else []
    return found(done, erasures, hidden, first([*erasures.unsaid(), *done.finish(), *added]))


def _body(rows: Sequence[Line]) -> Body:
    opened = [
        None
        if row.salt is None and row.entry is None
        else (b"", b"")
        if row.salt is None or row.entry is None or row.erased
        else (row.salt, row.entry.encode())
        for row in rows
    ]
    return Body([row.number for row in rows], [row.commitment for row in rows], opened)


def _account(rows: Sequence[Line], erasures: Erasures) -> int:
    """Note what is erased and what says so; how many of the rest are not shown."""
    hidden = 0
    for row in rows:
        if row.erased:
            erasures.gone(row.number)
        elif row.entry is None:
            hidden += 1
        elif _MAY_SAY_ERASED in row.entry:
            erasures.said(erased_by(read(row.entry), row.number))
    return hidden


def _header(line: bytes) -> Header:
    try:
        header = msgspec.json.decode(line, type=Header)
    except msgspec.DecodeError as error:
        raise ValueError(f"the file does not begin with the header of an exported ledger: {error}") from error
    if header.format != FORMAT:
        raise ValueError(f"`{header.format}` is not the format of an exported ledger: {FORMAT}")
    return header


def _believed(line: bytes, header: Header, verifier: Verifier | None) -> Head | None:
    """A head of this ledger, signed as it has to be; none where it is not."""
    try:
        signed = heads_of.read(msgspec.json.decode(line, type=HeadLine).head)
    except (ValueError, msgspec.DecodeError):
        return None
    if (signed.head.origin, signed.head.hash) != (header.origin, header.hash):
        return None
    return signed.head if verifier is None or signed.is_by(verifier) else None
