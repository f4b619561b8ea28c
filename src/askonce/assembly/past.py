"""Cases that were decided, as rows that a rehearsal decides again; nobody's name is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from askonce.cases.case import CLOSED, DECIDED, Case, begin, fold
from askonce.cases.database import Database
from askonce.cases.desk import read_case
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.keeping import kept_value
from askonce.feel.values import Money, Value
from askonce.norms.columns import ABSENT, Batch

_AT_ONCE: Final = 500


class Past(msgspec.Struct, frozen=True):
    """Some decided cases, and how many facts of them are known by the answer to a test alone, so that they are left out."""

    batch: Batch
    tested: int


def decided_cases(database: Database, wanted: Collection[str]) -> Iterator[Past]:
    """Every decided case of a database, some at a time: its facts and dates under the names that norms have for them."""
    after, first = "", 1
    while True:
        search = Search(states=(DECIDED, CLOSED), after=after, limit=_AT_ONCE)
        lines, cases = database.read(partial(_read, search=search))
        if not lines:
            return
        after = lines[-1].id
        told = [one for one in cases if not one.erased and one.decided is not None]
        if told:
            yield _past(told, first, wanted)
            first += len(told)


def _read(journal: Journal, search: Search) -> tuple[Sequence[Line], list[Case]]:
    lines = journal.lines(search)
    return lines, [fold(begin(one.id, one.type, one.version), read_case(journal, one.id)[0]) for one in lines]


def _past(cases: Sequence[Case], first: int, wanted: Collection[str]) -> Past:
    columns: dict[str, list[object]] = {}
    tested = 0
    for place, case in enumerate(cases):
        said: dict[str, object] = {"event": case.event, "application": case.application}
        if case.decided is not None:
            said["decision"] = case.decided.date()
        for name, fact in case.facts.items():
            if fact.tests:
                tested += name in wanted
            elif fact.state in ("known", "none"):
                said[name] = _raw(kept_value(fact.value))
        for name, value in said.items():
            if name in wanted:
                columns.setdefault(name, [ABSENT] * len(cases))[place] = value
    return Past(Batch(range(first, first + len(cases)), columns), tested)


def _raw(value: Value) -> Any:
    """A value as a row has it: money as text with its currency, lists as lists.

    >>> from decimal import Decimal
    >>> _raw((Money(Decimal(3), "CNY"), {"a": True}))
    ['3 CNY', {'a': True}]
    """
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, tuple):
        return [_raw(item) for item in value]
    return {name: _raw(item) for name, item in value.items()} if isinstance(value, dict) else value
