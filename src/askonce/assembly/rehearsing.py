"""Rehearses over the closed cases of a house: a draft of the pack, or the pack in force without one of its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.assembly.house import House
from askonce.assembly.inspecting import Inspected
from askonce.assembly.past import decided_cases
from askonce.cases.desk import Desk, Work, load
from askonce.cases.gathering import fact_of
from askonce.cases.journal import Journal, Search
from askonce.cases.rehearse import REHEARSAL
from askonce.cases.ruled import Standing
from askonce.cases.running import Ready
from askonce.feel.types import BOOLEAN, ChoiceType
from askonce.feel.values import Value
from askonce.norms.columns import Batch
from askonce.norms.rehearsal.meaning import find_fault
from askonce.norms.rehearsal.model import LeftOut, Rehearsed, Selection
from askonce.norms.rehearsal.rehearse import facts_wanted, rehearse, select
from askonce.norms.rehearsal.rehearsed import SMALLEST, UNDER, Count, hide
from askonce.norms.rehearsal.tally import Shift, same_value, shift_of
from askonce.norms.ruling import RESULT, Dates, book_of
from askonce.norms.soundness import hindrances
from askonce.registers.fact import Fact, Facts, State, known

#: Says how many cases were rehearsed so far.
Told: TypeAlias = Callable[[int], None]
_PAGE: Final = 200
_DECIDED: Final = ("decided", "closed")
#: So many cases that would come out otherwise are named to those who handle them.
MOST_NAMED: Final = 50
HAS_ERRORS: Final = "has_errors"
#: What is taken in place of the answers: nothing, so that the norms have to do without.
NOTHING: Final = "nothing"


def rehearse_draft(house: House, draft: Inspected, on: date, told: Told) -> Rehearsed:
    """Decide every closed case by the pack in force and by a draft; what has errors in either is left out.

    Of no case is anything kept but counts, and every norm is guarded: no count is small enough to tell of whom it is.
    """
    old, new = house.current.book, book_of(draft.bound)
    chosen = select(old, new)
    faulty = [
        name for name in chosen.norms
        if find_fault(name, old) or find_fault(name, new) or hindrances(name, new, draft.checked.findings)
    ]  # fmt: skip
    norms = tuple(name for name in chosen.norms if name not in faulty)
    left = (*chosen.left_out, *(LeftOut(name, HAS_ERRORS) for name in faulty))
    batches = _counted(decided_cases(house, norms, facts_wanted(norms, old, new)), told) if norms else ()
    made = rehearse(old, new, Selection(norms, chosen.unchanged, left), batches, on)
    guarded = tuple(msgspec.structs.replace(one, guarded=True) for one in made.norms)
    return msgspec.structs.replace(made, norms=guarded)


def _counted(batches: Iterable[Batch], told: Told) -> Iterator[Batch]:
    done = 0
    for batch in batches:
        yield batch
        done += len(batch.rows)
        told(done)


Bar: TypeAlias = Literal["", "unknown", "no-norm", "not-looked-at"]


class Way(msgspec.Struct, frozen=True):
    """A way in which an outcome changes, and how many cases change so, at least ten; of rarer ways it is not said."""

    outcome: str
    shift: Shift
    cases: int


class Dropped(msgspec.Struct, frozen=True):
    """What becomes of the closed cases of a service without one of its questions.

    `same`, `changed`, `open` (it cannot be decided without it) and `apart` (the norms alone had not decided it) are the parts of
    `cases`. `named` are the first cases that would come out otherwise or not at all, for those who handle them.
    """

    cases: Count
    same: Count
    changed: Count
    open: Count
    apart: Count
    ways: tuple[Way, ...]
    other_ways: bool
    named: tuple[str, ...]


def why_not(ready: Ready | None, name: str) -> Bar:
    """Why it cannot be rehearsed that a question is dropped; empty where it can.

    What no norm looks at changes no outcome: it is wanted by a step or for something that is given.
    """
    if ready is None or name not in ready.fields:
        return "unknown"
    if not ready.texts.names:
        return "no-norm"
    return "" if name in ready.needs else "not-looked-at"


def instead_of(ready: Ready, name: str) -> tuple[str, ...]:
    """What may be taken in place of the answers: nothing, or one of the few answers that there are."""
    kind = ready.fields[name].type
    if kind == BOOLEAN:
        return (NOTHING, "true", "false")
    return (NOTHING, *kind.options) if isinstance(kind, ChoiceType) else (NOTHING,)


def rehearse_without(house: House, service: str, name: str, instead: str, told: Told) -> Dropped:
    """Decide every closed case of a service again without a fact, or with one answer for all.

    The text of the day decides, as it did; no register is read, as the cases keep what they were decided by.
    """
    tally = Tally(name, _taken(house.current.types[service], name, instead))
    after, done = "", 0
    while True:
        found, after = house.database.read(
            partial(_page, house=house, service=service, after=after, tally=tally)
        )
        done += found
        told(done)
        if not after:
            return tally.result()


def _taken(ready: Ready, name: str, instead: str) -> Fact:
    if instead == NOTHING or instead not in instead_of(ready, name):
        return Fact(State.NOT_ASKED)
    return known(instead == "true" if ready.fields[name].type == BOOLEAN else instead)


def _page(journal: Journal, house: House, service: str, after: str, tally: Tally) -> tuple[int, str]:
    handling = house.handling
    desk = Desk(journal, handling.running, handling.pseudonyms, REHEARSAL, handling.runnings)
    lines = journal.lines(Search(type=service, states=_DECIDED, after=after, limit=_PAGE))
    for line in lines:
        work = load(desk, line.id, REHEARSAL)
        if work is not None:
            tally.add(work)
    return len(lines), lines[-1].id if len(lines) == _PAGE else ""


class Tally:
    """Counts what becomes of cases."""

    def __init__(self, name: str, taken: Fact) -> None:
        self.name = name
        self.taken = taken
        self.counts: dict[str, int] = {"same": 0, "changed": 0, "open": 0, "apart": 0}
        self.ways: Counter[tuple[str, Shift]] = Counter()
        self.named: list[str] = []

    def add(self, work: Work) -> None:
        """One more case, by the text of its own version; one whose content is erased counts nowhere."""
        case, ready = work.case, work.ready
        if ready is None or case.erased or case.decided is None:
            return
        dates = Dates(case.event, case.application, work.desk.running.local_day(case.decided))
        facts = {name: fact_of(kept) for name, kept in case.facts.items()}
        was = ready.texts.stand(facts, dates)
        what = self._came(ready, facts, dates, was) if was.decided else "apart"
        self.counts[what] += 1
        if what in {"changed", "open"} and len(self.named) < MOST_NAMED:
            self.named.append(case.id)

    def _came(self, ready: Ready, facts: Facts, dates: Dates, was: Standing) -> str:
        less = {**facts, self.name: self.taken} if self.name in facts else facts
        will = ready.texts.stand(less, dates)
        if not will.decided:
            return "open"
        before, after = _outcomes(was), _outcomes(will)
        ways = [
            (outcome, shift_of(before.get(outcome), after.get(outcome)))
            for outcome in dict.fromkeys((*before, *after))
            if not same_value(before.get(outcome), after.get(outcome))
        ]
        self.ways.update(ways)
        return "changed" if ways else "same"

    def result(self) -> Dropped:
        """The counts as they may be shown: none of fewer than ten people, nor one that would tell it."""
        whole = sum(self.counts.values())
        if 0 < whole < SMALLEST:
            return Dropped(UNDER, UNDER, UNDER, UNDER, UNDER, (), False, tuple(self.named))  # noqa: FBT003
        cells = hide(self.counts, "same")
        ways = () if isinstance(cells["changed"], str) else tuple(self._shown())
        return Dropped(
            whole, cells["same"], cells["changed"], cells["open"], cells["apart"],
            ways, len(ways) < len(self.ways), tuple(self.named),
        )  # fmt: skip

    def _shown(self) -> Iterator[Way]:
        """The ways of each outcome that may be told; cases that change in another outcome alone are a cell too."""
        for outcome in dict.fromkeys(name for name, _ in self.ways):
            counts: dict[Shift | None, int] = {
                shift: count for (name, shift), count in self.ways.most_common() if name == outcome
            }
            cells = hide({**counts, None: self.counts["changed"] - sum(counts.values())})
            for shift in counts:
                count = cells[shift]
                if shift is not None and not isinstance(count, str):
                    yield Way(outcome, shift, count)


def _outcomes(standing: Standing) -> dict[str, Value]:
    """What came out under the names of outcomes; of two norms with one name the later stands."""
    found: dict[str, Value] = {}
    for ruled, value in zip(standing.norms, standing.values, strict=False):
        if isinstance(value, Mapping) and value.keys() >= ruled.outcome.keys():
            found |= {name: value[name] for name in ruled.outcome}
        else:
            found[next(iter(ruled.outcome), RESULT)] = value
    return found
