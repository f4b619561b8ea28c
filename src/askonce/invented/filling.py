"""Fills a database with an invented county: each row and link under the pseudonyms of the register's holder."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final, Protocol, TypeVar, runtime_checkable

import msgspec

from askonce.cases.journal import Journal
from askonce.invented.county import County, Fault, faults
from askonce.invented.writing import Batch, Holding
from askonce.registers.model import Register
from askonce.registers.pseudonym import Pseudonyms
from askonce.registers.store import Change, Dispute, Linking
from askonce.text.collector import resting_collector

SOURCE: Final = "load:invented"
#: Jobs that may wait for the disk while the next village is made.
_AHEAD: Final = 4
#: Rows or links of one job: some hundredths of a second of the one writer.
_MOST_AT_ONCE: Final = 500
_DISPUTED_DAYS: Final = 600
T = TypeVar("T")

Write = Callable[[Callable[[Journal], None]], "Future[None]"]


class Filled(msgspec.Struct, frozen=True):
    """How much was written."""

    rows: int = 0
    links: int = 0
    disputes: int = 0


class Loading(msgspec.Struct, frozen=True):
    """What one job writes: rows by register, links by relation, and disputes."""

    changes: tuple[Change, ...] = ()
    links: tuple[Linking, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    village: int = 0
    ends: bool = True  # whether it is the last of its village


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


def loadings(county: County, pseudonyms: Pseudonyms) -> Iterator[Loading]:
    """What the jobs write that make a county, village by village; each is small, so that none holds up others for long."""
    kept = {name: kept_relations(register) for name, register in county.registers.items()}
    for number in range(county.size):
        with resting_collector():  # as `County.batches`
            loading = _village(county, number, kept, pseudonyms)
        yield from _parts(loading)


def _parts(whole: Loading) -> Iterator[Loading]:
    changes = [Loading(changes=some, village=whole.village, ends=False) for some in _cut(whole.changes)]
    links = [Loading(links=some, village=whole.village, ends=False) for some in _cut(whole.links)]
    yield from changes
    yield from links
    yield Loading(disputes=whole.disputes, village=whole.village)


def _cut(things: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    return (things[start : start + _MOST_AT_ONCE] for start in range(0, len(things), _MOST_AT_ONCE))


def _village(
    county: County, number: int, kept: Mapping[str, frozenset[str]], pseudonyms: Pseudonyms
) -> Loading:
    village = county.village(number)
    changes: list[Change] = []
    links: list[Linking] = []
    for batch in county.held(village, tuple(county.registers)):
        register = county.registers[batch.register]
        _add(batch, register, kept[batch.register], pseudonyms, changes, links)
    disputes = _disputes(county, faults(village), pseudonyms)
    return Loading(tuple(changes), tuple(links), tuple(disputes), number)


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


def _add(
    batch: Batch,
    register: Register,
    kept: frozenset[str],
    pseudonyms: Pseudonyms,
    changes: list[Change],
    links: list[Linking],
) -> None:
    """Add what one register holds, links in the order in which their tables lie."""
    holder = register.holder.id if register.holder else ""
    basis = register.basis.id if register.basis else ""
    names = _Names(pseudonyms, holder)
    for one in batch.holdings:
        if one.values:
            subject = names[one.subject]
            changes.append(
                Change(batch.register, subject, one.values, one.valid_from, one.valid_to, SOURCE, basis)
            )
    links += sorted(
        (
            Linking(
                batch.register, relation, names[one.subject], names[target], since, source=SOURCE, basis=basis
            )
            for one in batch.holdings
            for relation, target, since in _ties(one, kept)
        ),
        key=lambda tie: (tie.relation, tie.subject),
    )


class _Names(dict[str, str]):
    """The names by which a holder knows subjects, each worked out once."""

    def __init__(self, pseudonyms: Pseudonyms, holder: str) -> None:
        super().__init__()
        self._pseudonyms = pseudonyms
        self._holder = holder

    def __missing__(self, subject: str) -> str:
        self[subject] = name = self._pseudonyms.of(self._holder, subject)
        return name


def _ties(one: Holding, kept: frozenset[str]) -> Iterator[tuple[str, str, date]]:
    for relation, targets in one.relations.items():
        if relation in kept:
            for target, since in targets:
                yield relation, target, since


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
