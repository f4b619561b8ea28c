"""Asks neighbouring zones what their firms published, beside all other work, and lays it into the registers of their lists."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple, TypeAlias

import msgspec

from askonce.adapters.settings.model import Neighbour as Settings
from askonce.adapters.sources.listing import CLASSED, MAKER, WORDS
from askonce.apps.economy.binding import BoundMarket, BoundNeighbour
from askonce.assembly.fetching import Fetching
from askonce.assembly.house import House
from askonce.assembly.markets.neighbours.known import ASKED, LastAsked, asked_at, brought_at
from askonce.cases.journal import Journal
from askonce.feel.types import conforms
from askonce.feel.values import Value
from askonce.ledger.entry import Entry
from askonce.registers.doors import Desk
from askonce.registers.fetching import SYSTEM
from askonce.registers.sources import Fetched, Wanted

#: A neighbour is asked anew once what it gave is no longer fresh, or after a day where its register says nothing of it.
_USUAL: Final = timedelta(days=1)
#: One that gave no answer is asked again after so long.
_AGAIN: Final = timedelta(hours=1)
_WAITING: Final = "it has not answered yet"
_MOST_WORDS: Final = 200
#: How often whoever waits for an answer looks whether to go on.
_GLANCE_SECONDS: Final = 0.2


#: The rows of a list, by a name that follows from what they say.
_Rows: TypeAlias = Mapping[str, Mapping[str, Value]]


class _Candidate(NamedTuple):
    """A neighbour that can be asked, for which market, and its register."""

    market: BoundMarket
    neighbour: BoundNeighbour
    desk: Desk


class _Due(NamedTuple):
    """A neighbour to be asked, and what it is asked."""

    neighbour: BoundNeighbour
    wanted: Wanted


def ask_neighbours(
    house: House,
    fetching: Fetching,
    *,
    every: bool = False,
    may_go_on: Callable[[], bool] = lambda: True,
) -> tuple[str, ...]:
    """Ask the neighbours whose lists are no longer fresh, or `every` one; gives why some gave none, each by its name.

    What they publish is asked whole, never for a product, so that nobody there learns what is missing here. It may take long, and is
    left off at once where it may not go on; nothing else waits for it. A list that does not come leaves the last one in force.
    """
    candidates = tuple(_candidates(house))
    if not candidates or not house.database.read(partial(_any_due, candidates, every=every)):
        return ()
    due = house.database.write(partial(_begin, candidates, every=every)).result()
    failures = []
    for one, answer in zip(due, fetching.ask([each.wanted for each in due]), strict=True):
        fetched = _awaited(answer, may_go_on)
        if fetched is None:
            break  # the house ends: whoever comes after it asks again
        failure = fetched.failure or _keep(house, one, fetched)
        house.database.write(partial(_note, house, one, fetched, failure)).result()
        if failure:
            failures.append(f"{one.neighbour.name}: {failure}")
    return tuple(failures)


def _candidates(house: House) -> Iterator[_Candidate]:
    """The neighbours that this house can ask, each register once."""
    running = house.current
    markets: Mapping[str, BoundMarket] = running.bound.get("market", {})
    seen: set[str] = set()
    for market in markets.values():
        for one in market.neighbours:
            desk = running.exchange.doors.desks[one.register]
            if one.register not in seen and isinstance(house.settings.sources.get(desk.setting), Settings):
                seen.add(one.register)
                yield _Candidate(market, one, desk)


def _any_due(candidates: Sequence[_Candidate], journal: Journal, *, every: bool) -> bool:
    return any(every or _is_due(journal, one.desk) for one in candidates)


def _begin(candidates: Sequence[_Candidate], journal: Journal, *, every: bool) -> tuple[_Due, ...]:
    """The neighbours to be asked now, each with its entry in the ledger and noted as asked, so that nobody else asks it too."""
    found = []
    for one in candidates:
        if every or _is_due(journal, one.desk):
            found.append(_Due(one.neighbour, _wanted(journal, one.market, one.desk)))
            _put(journal, one.desk.register, _WAITING)
    return tuple(found)


def _is_due(journal: Journal, desk: Desk) -> bool:
    asked, brought = asked_at(journal, desk.register), brought_at(journal, desk.register)
    if asked is not None and asked.failure:
        return journal.now >= asked.at + _AGAIN
    return brought is None or journal.now >= brought.at + (desk.fresh_for or _USUAL)


def _wanted(journal: Journal, market: BoundMarket, desk: Desk) -> Wanted:
    basis = market.market.basis.id if market.market.basis is not None else ""
    columns = (WORDS, CLASSED, MAKER)
    said = {"event": "asked", "register": desk.register, "attribute": ",".join(columns)}
    entry = Entry(
        "source", journal.now, SYSTEM, office=market.office, purpose=market.shared_for, basis=basis, what=said
    )
    return Wanted(
        desk.register, desk.setting, desk.source, "", columns, (), market.shared_for, basis, None,
        market.office, journal.record(entry),
    )  # fmt: skip


def _awaited(answer: Future[Fetched], may_go_on: Callable[[], bool]) -> Fetched | None:
    """An answer, none where it may no longer be waited for."""
    while may_go_on():
        try:
            return answer.result(_GLANCE_SECONDS)
        except LateError:
            continue
    return None


def _note(house: House, due: _Due, fetched: Fetched, failure: str, journal: Journal) -> None:
    """Put on record how a neighbour answered."""
    desk = house.current.exchange.doors.desks[due.wanted.register]
    what = {"event": "failed", "failure": failure[:_MOST_WORDS]} if failure else {"event": "answered"}
    if not failure and fetched.receipt is not None:
        what["their_number"] = str(fetched.receipt)
    said = {"register": desk.register, **what}
    journal.record(Entry("source", journal.now, SYSTEM, None, desk.holder, basis=desk.basis, what=said))
    _put(journal, desk.register, failure[:_MOST_WORDS])


def _put(journal: Journal, register: str, failure: str) -> None:
    journal.put(ASKED, register, msgspec.json.encode(LastAsked(journal.now, failure)))


def _keep(house: House, due: _Due, fetched: Fetched) -> str:
    """Lay a list into its register, as a snapshot of its day; gives why it cannot be."""
    desk = house.current.exchange.doors.desks[due.wanted.register]
    today = house.local_day(fetched.at)
    day = min(fetched.as_of or today, today)  # clocks differ; nobody can tell of tomorrow
    before = house.database.read(lambda journal: brought_at(journal, desk.register))
    if before is not None and day < before.as_of:
        return f"its list is of {day}, and the one that is here is of {before.as_of}"
    rows = dict(_rows(due.neighbour, fetched.values or {}))
    if not all(_fits(house, desk.register, values) for values in rows.values()):
        return "its answer is nonsense: a value is not of the type that the register holds"
    _write(house, due, desk, day, rows)
    return ""


def _write(house: House, due: _Due, desk: Desk, day: date, rows: _Rows) -> None:
    """Write what is new in a list, and end what is no more in it."""
    # readers of spreadsheets come with it, which a house that has no neighbours needs not hold
    from askonce.adapters.loading.snapshot import Read
    from askonce.adapters.loading.staging import Staging
    from askonce.adapters.loading.writing import Target, write_snapshot

    names = tuple(dict.fromkeys(one.steps[-1] for one in due.neighbour.reads()))
    source = f"source:{desk.setting}"
    target = Target(desk.register, True, day, names, source, desk.basis, SYSTEM)  # noqa: FBT003 - as its words say
    digest = hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()
    with closing(Staging()) as staging:
        for line, (subject, values) in enumerate(sorted(rows.items()), start=1):
            staging.add(house.keys.of(desk.holder, subject), line, values)
        read = Read("", digest, len(rows), 0, (), names, ())
        write_snapshot(house.database, staging, target, read, ends=True)


def _rows(neighbour: BoundNeighbour, columns: Mapping[str, Value]) -> Iterator[tuple[str, dict[str, Value]]]:
    """The offers of a list as rows; one that stands there twice is one."""
    listed = (_column(columns, name) for name in (WORDS, CLASSED, MAKER))
    for words, classed, maker in zip(*listed, strict=True):
        values: dict[str, Value] = {}
        for read, text in zip(neighbour.texts, _texts(words), strict=False):
            values[read.steps[-1]] = text
        for one, value in ((neighbour.classed, classed), (neighbour.maker, maker)):
            if one is not None and value:
                values[one.steps[-1]] = value
        said = msgspec.json.encode(sorted(values.items(), key=lambda each: each[0]))
        yield hashlib.sha256(said).hexdigest()[:32], values


def _column(columns: Mapping[str, Value], name: str) -> Sequence[Value]:
    found = columns.get(name)
    return found if isinstance(found, tuple) else ()


def _texts(value: Value) -> Sequence[Value]:
    return value if isinstance(value, tuple) else ()


def _fits(house: House, register: str, values: Mapping[str, Value]) -> bool:
    doors = house.current.exchange.doors.doors
    for name, value in values.items():
        held = doors[register, name].type
        if held is not None and not conforms(value, held):
            return False
    return True
