"""Counts the cases of one norm by what becomes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from askonce.feel.types import DATE
from askonce.feel.values import Value
from askonce.norms.binding import DATES
from askonce.norms.columns import Misfit
from askonce.norms.compiling.compiled import Undecided
from askonce.norms.rehearsal.examples import example_of
from askonce.norms.rehearsal.laid import Laid, Parsed, Sheet
from askonce.norms.rehearsal.model import (
    FIRST,
    LeftOut,
    Named,
    NormChanges,
    OutcomeChanges,
    Place,
    Sides,
    Wrong,
)
from askonce.norms.rehearsal.sides import Choice, Chooser, Days, Deciding, named_dates
from askonce.norms.rehearsal.tally import Tally, outcomes_by_name, same_value, stake_of
from askonce.norms.ruling import Book, Unsettled


class NormRun:
    """Counts the cases of one norm."""

    def __init__(self, name: str, old: Book, new: Book) -> None:
        self.norm = new.norms[name].norm
        before = old.norms[name].norm
        self.guarded = "adverse" in (before.effect, self.norm.effect)
        adverse = frozenset((*before.adverse_outcomes, *self.norm.adverse_outcomes))
        self.stake = stake_of(self.norm.effect if self.norm.effect == before.effect else None, adverse)
        self.chooser = Chooser(name, old, new)
        self.counts: Counter[str] = Counter()
        self.lacking: dict[str, Counter[str]] = {}
        self.tallies: dict[str, Tally] = {}
        self.reasons: dict[str, str] = {}
        self.chosen: dict[Choice, None] = {}
        self.wrong = 0
        self.first: list[Place] = []

    def run(self, sheet: Sheet) -> None:
        """Count the cases of a batch."""
        laid: dict[Choice, tuple[Laid, Laid]] = {}
        for place, days in enumerate(sheet.days):
            if place in sheet.bad_dates:
                self._wrong(sheet, place, {name: sheet.column(name, DATE) for name in DATES})
                continue
            choice = self.chooser.choose(days)
            if choice not in laid:
                laid[choice] = (sheet.laid(choice.before), sheet.laid(choice.after))
                self.chosen[choice] = None
            before, after = laid[choice]
            if place in before.misfits or place in after.misfits:
                self._wrong(sheet, place, {**before.columns, **after.columns})
                continue
            try:
                self._count(choice, laid[choice], place, days)
            except RecursionError:
                self.wrong += 1
                self._note(Place(sheet.batch.rows[place], "", "reckoning it takes too many steps"))

    def _count(self, choice: Choice, laid: tuple[Laid, Laid], place: int, days: Days) -> None:
        before, after = laid
        if isinstance(choice.before, Unsettled) or isinstance(choice.after, Unsettled):
            self._unruled(choice.before, choice.after)
        elif place in before.absent or place in after.absent:
            self._partly(choice.before, choice.after, laid, place, days)
        elif choice.alike:  # one text, said twice
            self.counts["same"] += 1
        else:
            self._decided(choice.before, choice.after, laid, place, days)

    def _note(self, place: Place) -> None:
        if len(self.first) < FIRST:
            self.first.append(place)

    def _wrong(self, sheet: Sheet, place: int, columns: Mapping[str, Parsed]) -> None:
        self.wrong += 1
        for name, one in columns.items():
            value = one.values[place]
            if isinstance(value, Misfit):
                self._note(Place(sheet.batch.rows[place], name, value.message))
                return

    def _unruled(self, before: Deciding | Unsettled, after: Deciding | Unsettled) -> None:
        sides = {"before": before, "after": after}
        unruled = [side for side, one in sides.items() if isinstance(one, Unsettled)]
        self.counts[f"unruled {_side(*unruled)}"] += 1
        for side, one in sides.items():
            if isinstance(one, Unsettled):
                self.reasons.setdefault(side, one.message)

    def _partly(
        self, before: Deciding, after: Deciding, laid: tuple[Laid, Laid], place: int, days: Days
    ) -> None:
        """A row that lacks facts is decided where those that it has are enough."""
        dates = named_dates(days)
        was, will = (
            side.compiled.decide(one.facts(place, dates))
            for side, one in zip((before, after), laid, strict=True)
        )
        if isinstance(was, Undecided) or isinstance(will, Undecided):
            lacking = [one.lacking(place) for one in laid]
            self._undecided(
                lacking[0] if isinstance(was, Undecided) else frozenset(),
                lacking[1] if isinstance(will, Undecided) else frozenset(),
            )
        else:
            self._compared((before, after), (was, will), lambda _: None)

    def _undecided(self, before: frozenset[str], after: frozenset[str]) -> None:
        sides = [side for side, lacks in (("before", before), ("after", after)) if lacks]
        self.counts[f"undecided {_side(*sides)}"] += 1
        for name in before | after:
            found = self.lacking.setdefault(name, Counter())
            found["both" if name in before & after else "before" if name in before else "after"] += 1

    def _decided(
        self, before: Deciding, after: Deciding, laid: tuple[Laid, Laid], place: int, days: Days
    ) -> None:
        dates = named_dates(days)
        first = laid[0].values(place, dates)
        second = first if laid[0] is laid[1] else laid[1].values(place, dates)
        outcomes = (before.compiled.value(first), after.compiled.value(second))
        self._compared((before, after), outcomes, partial(example_of, (before, after), (first, second)))

    def _compared(
        self, sides: tuple[Deciding, Deciding], values: tuple[Value, Value], example: Callable[[Named], Any]
    ) -> None:
        before, after = sides
        if before.outputs == after.outputs and same_value(*values):
            self.counts["same"] += 1
            return
        named = named_outcomes(values[0], before.outputs, values[1], after.outputs)
        was, will = named
        changed = [name for name in {**was, **will} if not same_value(was.get(name), will.get(name))]
        self.counts["changed" if changed else "same"] += 1
        refused = any(isinstance(value, str) and value in self.stake.adverse for value in will.values())
        for name in changed:
            tally = self.tallies.setdefault(name, Tally(self.stake))
            tally.add(was.get(name), will.get(name), partial(example, named), refused=refused)

    def result(self) -> NormChanges:
        """What came of it."""
        return NormChanges(
            self.norm,
            self.guarded,
            sum(self.counts.values()),
            self.counts["same"],
            self.counts["changed"],
            _sides(self.counts, "undecided "),
            _sides(self.counts, "unruled "),
            tuple(OutcomeChanges(name, tally.kinds()) for name, tally in self.tallies.items()),
            tuple((name, _sides(found)) for name, found in sorted(self.lacking.items())),
            *self._uses(),
            tuple(self.reasons.items()),
            Wrong(self.wrong, tuple(self.first)),
        )

    def _uses(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The facts that only the texts after look at, and those that only the texts before did."""
        before, after = self.looked_at("before"), self.looked_at("after")
        return tuple(sorted(after - before)), tuple(sorted(before - after))

    def looked_at(self, side: str) -> set[str]:
        """The facts that the texts of one side look at which were chosen."""
        sides = (choice.before if side == "before" else choice.after for choice in self.chosen)
        return {name for one in sides if isinstance(one, Deciding) for name in one.names}

    def left_out(self) -> LeftOut | None:
        """Why it should not be shown, where nobody asked for it by name."""
        lacking = tuple(
            sorted(name for name, found in self.lacking.items() if found["before"] + found["both"])
        )
        decided = self.counts["same"] + self.counts["changed"] + self.counts["undecided after"]
        if lacking and not decided:
            return LeftOut(self.norm.id, "needs_not_in_file", lacking)
        if self.chosen and all(_nothing_changes(choice) for choice in self.chosen):
            return LeftOut(self.norm.id, "dates_choose_no_change")
        return None


def _nothing_changes(choice: Choice) -> bool:
    return choice.alike or (isinstance(choice.before, Unsettled) and isinstance(choice.after, Unsettled))


def _side(*sides: str) -> str:
    return "both" if len(sides) > 1 else sides[0]


def _sides(counts: Mapping[str, int], prefix: str = "") -> Sides:
    return Sides(*(counts.get(f"{prefix}{side}", 0) for side in ("before", "after", "both")))


def named_outcomes(was: Value, before: tuple[str, ...], will: Value, after: tuple[str, ...]) -> Named:
    """The outcomes of both texts by name; one outcome answers one outcome, whatever either calls it.

    >>> named_outcomes(True, ("result",), False, ("entitled",))
    ({'entitled': True}, {'entitled': False})
    """
    names = after if len(before) == len(after) == 1 else before
    return outcomes_by_name(was, names), outcomes_by_name(will, after)
