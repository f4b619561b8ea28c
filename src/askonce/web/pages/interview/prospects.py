"""What somebody would get of several services, from their answers alone: each datum asked once, the most telling first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from askonce.assembly.preview import preview
from askonce.cases.command import Filing
from askonce.cases.running import Ready, Running
from askonce.cases.view import Offered
from askonce.norms.ruling import RESULT
from askonce.registers.paths import Way
from askonce.registers.refusal import Refusal

YES, NO, OPEN = "yes", "no", "open"
#: So many services are looked through at once at most.
MOST_SERVICES: Final = 80

#: The outcomes of norms that are given to the person, not asked of them.
_GIVEN: Final = frozenset({"amount", RESULT})
_NOUGHT: Final = re.compile(r"0(\.0+)? [A-Z]{3}\Z", re.ASCII)

Datum = tuple[str, str, str]


class Prospect(msgspec.Struct, frozen=True):
    """How a service stands: `yes`, `no` or still `open`, with what it would give; `refusal` where nothing can be said."""

    ready: Ready
    standing: str
    offered: Offered | None
    refusal: Refusal | None = None


class Looked(msgspec.Struct, frozen=True):
    """How all of them stand, the question to put now by its key, and how many are open at most."""

    prospects: tuple[Prospect, ...]
    next: str | None
    left: int


class Data:
    """The data that several services want: what is the same datum is asked once, under its first key."""

    def __init__(self, readies: Sequence[Ready]) -> None:
        self.readies = readies
        self._first: dict[Datum, str] = {}
        self._data: dict[str, Datum] = {}
        for ready in readies:
            for name, datum in _data(ready):
                key = f"{ready.id}.{name}"
                self._data[key] = datum
                self._first.setdefault(datum, key)

    def first(self, key: str) -> str:
        """The key under which the datum of a question is asked."""
        datum = self._data.get(key)
        return self._first[datum] if datum is not None else key

    def answers(self, ready: Ready, told: Mapping[str, Any]) -> dict[str, Any]:
        """What was told, as the answers of one service."""
        found = {}
        for name in ready.fields:
            key = self.first(f"{ready.id}.{name}")
            if key in told:
                found[name] = told[key]
        return found


def _data(ready: Ready) -> Iterator[tuple[str, Datum]]:
    for asked in ready.bound.asked:
        if asked.concept:
            yield asked.name, (asked.concept, f"{asked.kind}:{asked.subject}", asked.at)
    for taken in ready.bound.taken:
        way = taken.way
        if isinstance(way, Way) and way.held is not None and not way.counts:
            held = way.held.value
            at = "" if ready.running.changes(held.concept) == "never" else taken.use.at
            yield (
                taken.name,
                (held.concept or f"{held.register}.{held.attribute}", f"{way.kind}:{way.normal}", at),
            )


def look(
    running: Running,
    data: Data,
    told: Mapping[str, Any],
    passed: Iterable[str],
    today: date,
    event: date | None = None,
) -> Looked:
    """How the services stand with what was told; `passed` are questions that the visitor does not want to answer."""
    skipped = frozenset(passed)
    prospects = tuple(
        _prospect(running, ready, data.answers(ready, told), today, event) for ready in data.readies
    )
    counted: Counter[str] = Counter()
    for one in prospects:
        if one.standing != OPEN or one.offered is None:
            continue
        wanted = [name for name in one.offered.open if _matters(one.ready, name)]
        for name in wanted:
            # what a service would put next counts twice: it decides the soonest
            counted[data.first(f"{one.ready.id}.{name}")] += 2 if name == one.offered.next else 1
    for key in skipped:
        counted.pop(key, None)
    best = counted.most_common(1)
    return Looked(prospects, best[0][0] if best else None, len(counted))


def _matters(ready: Ready, name: str) -> bool:
    """Whether a norm hangs on it: what a step or an output wants is asked of who files, and of nobody before."""
    field = ready.fields[name]
    return name in ready.needs and not field.document and not field.file


def _prospect(
    running: Running, ready: Ready, answers: dict[str, Any], today: date, event: date | None
) -> Prospect:
    found = preview(running, Filing(service=ready.id, answers=answers, event=event), today)
    if isinstance(found, Refusal) and answers and found.code in {"not-asked", "misread"}:
        fitting = {
            name: value
            for name, value in answers.items()
            if not _is_unfit(running, ready, name, value, today)
        }
        found = preview(running, Filing(service=ready.id, answers=fitting, event=event), today)
    if isinstance(found, Refusal):
        return Prospect(ready, OPEN, None, found)
    if any(one.adverse for one in found.outcome) or _gives_nothing(running, found):
        return Prospect(ready, NO, found)
    wanted = any(_matters(ready, name) for name in found.open)
    return Prospect(ready, YES if found.decided and not wanted else OPEN, found)


def _gives_nothing(running: Running, found: Offered) -> bool:
    """Whether what a norm in the person's favour gives comes to no money; a price or a fee of nought is a good thing."""
    given = [
        value
        for one in found.outcome
        if running.book.norms[one.norm].norm.effect == "favourable"
        for name, value in one.outcome.items()
        if name in _GIVEN
    ]
    return bool(given) and all(isinstance(one, str) and _NOUGHT.match(one) for one in given)


def _is_unfit(running: Running, ready: Ready, name: str, value: Any, today: date) -> bool:
    return isinstance(preview(running, Filing(service=ready.id, answers={name: value}), today), Refusal)
