"""Closed cases as rows for a rehearsal: which decisions would come out otherwise under tomorrow's text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from askonce.cases.desk import Desk, Work, load
from askonce.cases.gathering import fact_of, look
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal, Search
from askonce.cases.procedure.subjects import roots_of
from askonce.feel.values import Value
from askonce.feel.writing import write
from askonce.norms.columns import ABSENT, Batch
from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.refusal import Refusal

REHEARSAL: Final = Actor("norm", "rehearsal")
_PAGE: Final = 500
_DECIDED: Final = ("decided", "closed")


def decided_cases(
    handling: Handling,
    journal: Journal,
    types: Sequence[str],
    after: str = "",
    first: int = 1,
    limit: int = _PAGE,
    wanted: Collection[str] | None = None,
) -> tuple[Batch, str]:
    """Decided cases of some types as columns of facts with the dates that chose their texts, and the last one's name.

    `first` is the number of the first row; `wanted` names the facts that are asked for, all where it is none. To be
    called page by page, each in a job of its own, until no name comes back. Of a fact of which the decision had only a test the value itself is read again where it is wanted,
    under the case that it was read for: another text may draw its line elsewhere. What was erased is absent.
    """
    desk = Desk(journal, handling.running, handling.pseudonyms, REHEARSAL, handling.runnings)
    lines = journal.lines(Search(states=_DECIDED, after=after, limit=limit))
    rows: list[dict[str, Any]] = []
    for line in lines:
        work = load(desk, line.id, REHEARSAL) if line.type in types else None
        if work is not None and not work.case.erased and work.case.decided is not None:
            rows.append(_row(work, wanted))
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name, ABSENT) for row in rows] for name in names}
    return Batch(range(first, first + len(rows)), columns), (lines[-1].id if len(lines) == limit else "")


def every_batch(handling: Handling, journal: Journal, types: Sequence[str]) -> Iterator[Batch]:
    """All decided cases of some types, a page at a time, within one job."""
    after, first = "", 1
    while True:
        batch, after = decided_cases(handling, journal, types, after, first)
        first += len(batch.rows)
        if batch.rows:
            yield batch
        if not after:
            return


def _row(work: Work, wanted: Collection[str] | None) -> dict[str, Any]:
    case = work.case
    decided = work.desk.running.local_day(case.decided) if case.decided is not None else work.desk.today
    row: dict[str, Any] = {
        "event": case.event, "application": case.application, "decision": decided
    }  # fmt: skip
    kept_facts = {name: one for name, one in case.facts.items() if wanted is None or name in wanted}
    whole = _whole(work, [name for name, kept in kept_facts.items() if kept.tests])
    for name, kept in kept_facts.items():
        fact = fact_of(kept)
        if name in whole:
            row[name] = _raw(whole[name])
        elif fact.is_settled and not kept.tests:
            row[name] = _raw(fact.value)
    return row


def _raw(value: Value) -> Any:
    """A value as a column holds it: money as text, days and numbers as they are."""
    if isinstance(value, tuple):
        return [_raw(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _raw(one) for name, one in value.items()}
    return value if isinstance(value, bool | str | Decimal | date | None) else write(value)


def _whole(work: Work, tested: Sequence[str]) -> dict[str, Value]:
    """The values of facts of which the case knows tests alone."""
    case, ready = work.case, work.ready
    if ready is None or not tested:
        return {}
    days = Days(work.desk.today, case.event, case.application, work.desk.today)
    found = look(work.desk, ready, case.id, roots_of(work), days, only=tested, whole=True)
    if isinstance(found, Refusal):
        return {}
    return {name: fact.value for name, fact in found.facts.items() if fact.is_settled}
