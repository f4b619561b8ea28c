"""Fills a database with an invented county: each row and link under the pseudonyms of the register's holder.

It is written in stretches of some villages, and a stretch register by register, each in the order of its own
pseudonyms: neither the time nor the order in which rows were written then tells which of two registers are of one person.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Final, Protocol, runtime_checkable

import msgspec

from askonce.cases.journal import Journal
from askonce.invented.county import County, Fault, faults
from askonce.invented.writing import Batch
from askonce.registers.model import Register
from askonce.registers.pseudonym import Pseudonyms
from askonce.registers.store import Change, Dispute, Linking
from askonce.text.collector import resting_collector

SOURCE: Final = "load:invented"
#: Jobs that may wait for the disk while the next stretch is made.
_AHEAD: Final = 4
#: Rows or links of one job: some hundredths of a second of the one writer.
_MOST_AT_ONCE: Final = 1_000
#: A stretch has about so many people or more, where there are as many: what lies in memory until it is written.
_STRETCH: Final = 2_500
_DISPUTED_DAYS: Final = 600

Write = Callable[[Callable[[Journal], None]], "Future[None]"]


class Filled(msgspec.Struct, frozen=True):
    """How much was written."""

    rows: int = 0
    links: int = 0
    disputes: int = 0


class Loading(msgspec.Struct, frozen=True):
    """What one job writes: rows and links of one register, or the disputes of a stretch."""

    changes: Sequence[Change] = ()
    links: Sequence[Linking] = ()
    disputes: Sequence[Dispute] = ()
    stretch: int = 0
    ends: bool = True  # whether it is the last of its stretch


Put = Callable[[Journal, Loading], None]


@runtime_checkable
class Together(Protocol):
    """A journal that can write many changes and links at once."""

    def write_all(self, changes: Sequence[Change]) -> None:
        """Write changes in their order."""

    def link_all(self, linkings: Sequence[Linking]) -> None:
        """Begin or end relations in their order."""


def put_together(journal: Journal, loading: Loading) -> None:
    """Write what one job holds at once where the journal can, else one after the other; both leave the same."""
    if isinstance(journal, Together):
        journal.write_all(loading.changes)
        journal.link_all(loading.links)
    else:
        for change in loading.changes:
            journal.write(change)
        for linking in loading.links:
            journal.link(linking)
    for dispute in loading.disputes:
        journal.dispute(dispute)


def fill(county: County, pseudonyms: Pseudonyms, write: Write, put: Put = put_together) -> Filled:
    """Write a county through a function such as `Database.write`; what a job raises comes out here.

    `put` writes what one job holds; a database may have a faster way for rows of which it knows none yet. A register
    that is a source outside is filled as the copy of it that the county keeps.
    """
    waiting: deque[Future[None]] = deque()
    rows = links = disputes = 0
    for job in loadings(county, pseudonyms):
        waiting.append(write(partial(_run, put, job)))
        if len(waiting) > _AHEAD:
            waiting.popleft().result()
        rows, links, disputes = (
            rows + len(job.changes), links + len(job.links), disputes + len(job.disputes),
        )  # fmt: skip
    for future in waiting:
        future.result()
    return Filled(rows, links, disputes)


def _run(put: Put, loading: Loading, journal: Journal) -> None:
    put(journal, loading)


class _Stretch:
    """What some villages hold: rows by register, links by register and relation, and disputes."""

    def __init__(self, registers: Sequence[str]) -> None:
        self.changes: dict[str, list[Change]] = {name: [] for name in registers}
        self.links: dict[str, defaultdict[str, list[Linking]]] = {
            name: defaultdict(list) for name in registers
        }
        self.disputes: list[Dispute] = []

    def parts(self, number: int) -> Iterator[Loading]:
        """The jobs that write it; of one subject what holds earlier comes first, as it was added."""
        for name, changes in self.changes.items():
            changes.sort(key=attrgetter("subject"))
            links: list[Linking] = []
            for _, some in sorted(self.links[name].items()):
                links += sorted(some, key=attrgetter("subject", "target"))
            yield from _cut(changes, links, number)
        self.disputes.sort(key=attrgetter("register", "subject"))
        yield Loading(disputes=self.disputes, stretch=number)


def _cut(changes: Sequence[Change], links: Sequence[Linking], number: int) -> Iterator[Loading]:
    """The jobs of one register; the last of its rows and the first of its links may share one."""
    count = len(changes)
    for start in range(0, count + len(links), _MOST_AT_ONCE):
        end = start + _MOST_AT_ONCE
        ties = links[max(start - count, 0) : max(end - count, 0)]
        yield Loading(changes[start:end], ties, stretch=number, ends=False)


def loadings(county: County, pseudonyms: Pseudonyms) -> Iterator[Loading]:
    """What the jobs write that make a county; each is small, so that none holds up others for long.

    The first stretch is the village of the cast and the firms of the zone's story, the second the rest of the zone.
    """
    kept = {name: kept_relations(register) for name, register in county.registers.items()}
    first, *others = _stretches(county)
    zone = [range(0)] if county.zone is not None else []
    for number, villages in enumerate([first, *zone, *others]):
        stretch = _Stretch(tuple(county.registers))
        with resting_collector():  # as `County.batches`
            if number < 1 + len(zone):
                _batches(county, county.zone_batches(story=number == 0), kept, pseudonyms, stretch)
        for village in villages:
            with resting_collector():
                _village(county, village, kept, pseudonyms, stretch)
        yield from stretch.parts(number)


def _stretches(county: County) -> Iterator[range]:
    """The numbers of the villages of each stretch: the first for itself, the rest in equal parts."""
    yield range(1)
    rest = county.size - 1
    parts = min(max(1, rest * county.people // (county.size * _STRETCH)), rest)
    for part in range(parts):
        yield range(1 + rest * part // parts, 1 + rest * (part + 1) // parts)


def _village(
    county: County,
    number: int,
    kept: Mapping[str, frozenset[str]],
    pseudonyms: Pseudonyms,
    stretch: _Stretch,
) -> None:
    village = county.village(number)
    _batches(county, county.held(village, tuple(county.registers)), kept, pseudonyms, stretch)
    stretch.disputes += _disputes(county, faults(village), pseudonyms)


def _batches(
    county: County,
    batches: Iterable[Batch],
    kept: Mapping[str, frozenset[str]],
    pseudonyms: Pseudonyms,
    stretch: _Stretch,
) -> None:
    """Add what some batches hold."""
    known: dict[str, _Names] = {}
    for batch in batches:
        register = county.registers[batch.register]
        holder = register.holder.id if register.holder else ""
        names = known.setdefault(holder, _Names(pseudonyms, holder))
        _add(batch, register, kept[batch.register], names, stretch)


def kept_relations(register: Register) -> frozenset[str]:
    """The relations under which links are kept: of two that are inverses in one register the first.

    A relation that is its own inverse is kept in both directions.
    """
    kept: set[str] = set()
    for name, relation in register.relations.items():
        within = relation.to is not None and relation.to.id == register.of
        if not (within and relation.inverse in kept and relation.inverse != name):
            kept.add(name)
    return frozenset(kept)


def _add(batch: Batch, register: Register, kept: frozenset[str], names: _Names, stretch: _Stretch) -> None:
    """Add what one register holds."""
    basis = register.basis.id if register.basis else ""
    held = batch.register
    changes, links = stretch.changes[held], stretch.links[held]
    for one in batch.holdings:
        subject = names[one.subject]
        if one.values:
            changes.append(Change(held, subject, one.values, one.valid_from, one.valid_to, SOURCE, basis))
        for relation, targets in one.relations.items():
            if relation in kept:
                links[relation] += [
                    Linking(held, relation, subject, names[target], since, source=SOURCE, basis=basis)
                    for target, since in targets
                ]


class _Names(dict[str, str]):
    """The names by which a holder knows subjects, each worked out once."""

    def __init__(self, pseudonyms: Pseudonyms, holder: str) -> None:
        super().__init__()
        self._pseudonyms = pseudonyms
        self._holder = holder

    def __missing__(self, subject: str) -> str:
        self[subject] = name = self._pseudonyms.of(self._holder, subject)
        return name


def _disputes(county: County, found: Iterator[Fault], pseudonyms: Pseudonyms) -> Iterator[Dispute]:
    """The disputes of a village, in every register that holds the concept of a person."""
    day = county.today.on - timedelta(days=_DISPUTED_DAYS)
    since = datetime(day.year, day.month, day.day, tzinfo=UTC)
    holding = _holding(county.registers)
    for fault in found:
        if fault.kind in ("disputed birth", "disputed value"):
            for register, attribute, holder in holding.get(fault.concept, ()):
                name = pseudonyms.of(holder, fault.subjects[0])
                yield Dispute(register, name, attribute, SOURCE, since)


def _holding(registers: Mapping[str, Register]) -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """By concept: the registers of persons that hold it, the attribute, and the holder."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for name, register in registers.items():
        for key, attribute in register.attributes.items() if register.of == "person" else ():
            if attribute.concept and register.holder:
                found.setdefault(attribute.concept.id, []).append((name, key, register.holder.id))
    return found
