"""Verifying a ledger: everything in it is computed anew, block by block, and held against what was published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

import msgspec

from askonce.ledger.entry import Entry, canonical
from askonce.ledger.erasing import erased_by
from askonce.ledger.head import Head
from askonce.ledger.log import Filed, Log, Opening
from askonce.ledger.recomputing import (
    ADDED,
    BLOCK,
    CHANGED,
    DOUBLED,
    REMOVED,
    Body,
    Break,
    Recomputing,
    Seek,
    check_block,
    differing,
    first,
    nowhere,
)
from askonce.methods.merkle import SHA256, Algorithm

Progress = Callable[[int, int], None]


class Verified(msgspec.Struct, frozen=True):
    """What verifying found: the size and root of what was computed, and where it breaks; none where it holds.

    `heads` published heads agreed. `erased` openings are gone, `hidden` ones were not shown; `kept` are numbers whose
    erasure is on record although the opening is still there, as after an old backup was restored.
    """

    size: int
    root: bytes
    heads: int
    erased: int
    hidden: int
    kept: tuple[int, ...]
    broken: Break | None

    @property
    def holds(self) -> bool:
        """Whether nothing was removed, changed, doubled, reordered or added."""
        return self.broken is None


def found(done: Recomputing, erasures: Erasures, hidden: int, broken: Break | None) -> Verified:
    """What was found until the end, or until it broke."""
    tree, kept = done.tree, tuple(sorted(erasures.kept))
    root = tree.root(done.algorithm)
    return Verified(tree.size, root, done.held, erasures.erased, hidden, kept, broken)


def nothing_to_tell(done: int, size: int) -> None:
    """Progress that nobody watches."""


class Erasures:
    """Which openings are gone, and which of these an entry accounts for."""

    def __init__(self) -> None:
        self.erased = 0
        self.kept: set[int] = set()
        self._said: set[int] = set()
        self._unsaid: set[int] = set()

    def gone(self, number: int) -> None:
        """Note that an opening is erased."""
        self.erased += 1
        self._unsaid.add(number)

    def said(self, number: int | None) -> None:
        """Note that an entry says which earlier opening was erased."""
        if number in self._unsaid:
            self._unsaid.remove(number)
            self._said.add(number)
        elif number is not None and number not in self._said:
            self.kept.add(number)

    def unsaid(self) -> list[Break]:
        """The first opening that is gone without an entry that says so: somebody removed it."""
        return [Break(number, REMOVED, "opening", number) for number in sorted(self._unsaid)[:1]]


def verify(
    log: Log,
    heads: Iterable[Head] = (),
    *,
    algorithm: Algorithm = SHA256,
    block: int = BLOCK,
    progress: Progress = nothing_to_tell,
) -> Verified:
    """Compute a ledger anew from its commitments, against its openings, leaves and nodes and against published heads.

    Each opening has to be found under the subject, the case and the kind that its entry names.

    The heads have to be believed already (`SignedHead.is_by`). What came after the last of them is held against
    itself alone: somebody who rewrites all of that, commitments, leaves and nodes, is not found. `block` is a power of two; `progress` is told how many entries of how many are done.
    """
    check_block(block)
    size, done = log.size(), Recomputing(heads, algorithm)
    erasures = Erasures()
    while done.tree.size < size:
        start = done.tree.size
        wrong = _block(log, done, erasures, min(block, size - start))
        broken = first(wrong)
        if broken is not None:
            return found(done, erasures, 0, _sharpened(log, broken))
        progress(done.tree.size, size)
    broken = first([*erasures.unsaid(), *done.finish(), *_beyond(log, size)])
    return found(done, erasures, 0, broken and _sharpened(log, broken))


def _block(log: Log, done: Recomputing, erasures: Erasures, width: int) -> list[Break]:
    start = done.tree.size
    stop = start + width
    try:
        openings = log.openings(after=start - 1, limit=width)
    except msgspec.DecodeError:
        return [_unreadable(log, start, stop)]
    body = Body(
        [one.number for one in openings], log.commitments(start, stop), [_opened(one) for one in openings]
    )
    wrong = done.entries(body, width, _seeking(log.commitments, log.size()))
    if len(body.numbers) != width or len(body.commitments) != width:
        return wrong
    for one in openings:
        if one.entry is None:
            erasures.gone(one.number)
        else:
            erasures.said(erased_by(one.entry, one.number))
    wrong += _misfiled(openings, log.filed(start, stop))
    wrong += done.grow(body.commitments)
    leaves = done.levels[0]
    seek = _seeking(lambda low, high: log.nodes(0, low, high), log.size())
    wrong += differing(leaves, log.nodes(0, start, stop), start, "leaf", seek)
    for level, nodes in enumerate(done.levels[1:], 1):
        low = start >> level
        wrong += _nodes(level, low, nodes, log.nodes(level, low, low + len(nodes)))
    for level, place, node in done.joined:
        wrong += _nodes(level, place, [node], log.nodes(level, place, place + 1))
    return wrong


def _nodes(level: int, low: int, found: Sequence[bytes], wanted: Sequence[bytes]) -> list[Break]:
    """Where stored nodes of a level differ from the computed ones: each stands for a range of entries."""
    return [
        Break(
            one.number << level,
            CHANGED if len(wanted) == len(found) else REMOVED,
            "node",
            (one.number + 1 << level) - 1,
        )
        for one in differing(found, wanted, low, "node", nowhere)
    ]


def _misfiled(openings: Sequence[Opening], filed: Sequence[Filed]) -> list[Break]:
    """The first opening that is not found under the words of its entry: whoever asks by them is not shown it."""
    wrong = (
        Break(one.number, CHANGED, "index", one.number)
        for one, found in zip(openings, filed, strict=True)
        if found != _files(one.entry)
    )
    return list(islice(wrong, 1))


def _files(entry: Entry | None) -> Filed:
    return Filed(None, None, None) if entry is None else Filed(entry.subject, entry.case, entry.kind)


def _unreadable(log: Log, start: int, stop: int) -> Break:
    """The first opening of a block that is no entry any more; the whole block where each reads well alone."""
    for number in range(start, stop):
        try:
            log.opening(number)
        except msgspec.DecodeError:
            return Break(number, CHANGED, "opening", number)
    return Break(start, CHANGED, "opening", stop - 1)


def _opened(opening: Opening) -> tuple[bytes, bytes] | None:
    if opening.entry is None and opening.salt is None:
        return None
    if opening.entry is None or opening.salt is None:  # half an opening fits no commitment
        return (b"", b"")
    return (opening.salt, canonical(opening.entry))


def _beyond(log: Log, size: int) -> list[Break]:
    """What lies behind the end, where nothing may be."""
    more = (
        log.openings(after=size - 1, limit=1),
        log.commitments(size, size + 1),
        log.nodes(0, size, size + 1),
    )
    return [Break(size, ADDED, "opening", size)] if any(more) else []


def _seeking(rows: Callable[[int, int], Sequence[bytes]], size: int) -> Seek:
    """Look a hash up in the whole ledger; only done once it is known to be broken."""

    def seek(wanted: bytes) -> int | None:
        for start in range(0, size, BLOCK):
            row = rows(start, min(start + BLOCK, size))
            if wanted in row:
                return start + list(row).index(wanted)
        return None

    return seek


def _sharpened(log: Log, broken: Break) -> Break:
    """A break that only a head or a node shows, told more closely where an entry in its range stands there twice."""
    seen: set[bytes] = set()
    if broken.what not in {"head", "node"}:
        return broken
    for start in range(broken.number, min(broken.last + 1, log.size()), BLOCK):
        for place, one in enumerate(log.commitments(start, min(start + BLOCK, broken.last + 1))):
            if one in seen:
                return Break(start + place, DOUBLED, "opening", start + place)
            seen.add(one)
    return broken
