"""Rehearses a change of text: decides every case by the text before and after, and counts whose outcome changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias

import msgspec

from askonce.feel.tree import Node, UnaryTests
from askonce.feel.types import DATE, Type
from askonce.feel.values import Value
from askonce.norms.binding import DATES, BoundTable, BoundText
from askonce.norms.columns import Batch, ColumnReader, Misfit, Unread
from askonce.norms.compiling.compiled import Undecided
from askonce.norms.model import Norm, Row
from askonce.norms.rehearsal.laid import Laid, Parsed, Sheet
from askonce.norms.rehearsal.meaning import (
    dates_used,
    meaning_of_norm,
    names_reached,
    norms_below,
)
from askonce.norms.rehearsal.sides import Choice, Chooser, Days, Deciding, named_dates
from askonce.norms.rehearsal.tally import Kind, Tally, outcomes_by_name, same_value, stake_of
from askonce.norms.ruling import Book, Unsettled
from askonce.norms.walk import rows_taken, walk_scope
from askonce.text.span import Span

FIRST: Final = 3
_SIDES: Final = ("before", "after")

Named: TypeAlias = tuple[Mapping[str, Value], Mapping[str, Value]]


class LeftOut(msgspec.Struct, frozen=True):
    """A norm that was not rehearsed, and why.

    `why` is `only_before`, `only_after`, `needs_not_in_file` (with the `facts` that the text before needs) or
    `dates_choose_no_change` (its texts differ, but not on the dates of these cases).
    """

    norm: str
    why: str
    facts: tuple[str, ...] = ()


class Selection(msgspec.Struct, frozen=True):
    """The norms to rehearse, those whose texts are the same in both packs, and those that are left out."""

    norms: tuple[str, ...]
    unchanged: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """Something wrong in a row: its number, the column, and what is the matter."""

    row: int
    column: str
    message: str


class Wrong(msgspec.Struct, frozen=True):
    """How many rows have something wrong, and the first of them."""

    rows: int
    first: tuple[Place, ...]


class Said(msgspec.Struct, frozen=True):
    """How one text decides an example: what came out, by which rows, and what it reckoned on the way.

    `rows` are counted from one; a formula and `otherwise` have none. `reckoned` holds derived facts, rates and the
    outcomes of norms that are used, by the names that the text has for them.
    """

    text: BoundText
    outcomes: Mapping[str, Value]
    rows: tuple[RowSaid, ...]
    otherwise: bool
    reckoned: tuple[tuple[str, Value], ...]
    article: str | None
    place: Span


class RowSaid(msgspec.Struct, frozen=True):
    """A row that decided: its number, the tests that it makes, and its place in the pack."""

    number: int
    row: Row
    tests: tuple[tuple[str, Type, Node], ...]
    place: Span


class Example(msgspec.Struct, frozen=True):
    """A case that changes: the facts that either text looks at, each with the texts that do, and both outcomes.

    `facts` holds name, value and `both`, `before` or `after`. It has nothing else of the row.
    """

    facts: tuple[tuple[str, Value, str], ...]
    before: Said
    after: Said


class Sides(msgspec.Struct, frozen=True):
    """A count of cases by whether the matter is with the text before alone, the one after alone, or both."""

    before: int = 0
    after: int = 0
    both: int = 0

    @property
    def cases(self) -> int:
        """All of them."""
        return self.before + self.after + self.both


class OutcomeChanges(msgspec.Struct, frozen=True):
    """How one outcome of a norm changes, by kind."""

    name: str
    kinds: tuple[Kind, ...]


class NormChanges(msgspec.Struct, frozen=True):
    """What a change of text does to the cases of a norm.

    `cases` = `same` + `changed` + `undecided` + `unruled`: the last two are cases for which a text lacks facts, and
    those on whose dates no text or rate holds. `lacking` says for each fact how many cases lack it for which text;
    `newly_used` are facts that only the text after looks at. `reasons` say why no text holds, one for each side.
    A norm that burdens people is `guarded`: of its cases no small number is shown.
    """

    norm: Norm
    guarded: bool
    cases: int
    same: int
    changed: int
    undecided: Sides
    unruled: Sides
    outcomes: tuple[OutcomeChanges, ...]
    lacking: tuple[tuple[str, Sides], ...]
    newly_used: tuple[str, ...]
    no_longer_used: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    wrong: Wrong

    @property
    def differs(self) -> bool:
        """Whether any case comes out otherwise, or is decided by one of the texts only."""
        one_sided = (self.undecided.before, self.undecided.after, self.unruled.before, self.unruled.after)
        return self.changed > 0 or any(one_sided)


class Rehearsed(msgspec.Struct, frozen=True):
    """A rehearsal: how many rows there were, the columns by use, and what becomes of each norm's cases.

    `assumed` says for how many rows each date was not in the file.
    """

    rows: int
    unread: Wrong
    norms: tuple[NormChanges, ...]
    left_out: tuple[LeftOut, ...]
    unchanged: tuple[str, ...]
    used: tuple[str, ...]
    ignored: tuple[str, ...]
    assumed: tuple[tuple[str, int], ...]


def select(old: Book, new: Book) -> Selection:
    """The norms that both packs have and that do not say the same in both."""
    left = [LeftOut(name, "only_before") for name in sorted(old.norms.keys() - new.norms.keys())]
    left += [LeftOut(name, "only_after") for name in sorted(new.norms.keys() - old.norms.keys())]
    shared = sorted(old.norms.keys() & new.norms.keys())
    differ = tuple(name for name in shared if meaning_of_norm(name, old) != meaning_of_norm(name, new))
    return Selection(differ, tuple(name for name in shared if name not in differ), tuple(left))


def facts_wanted(names: Iterable[str], *books: Book) -> frozenset[str]:
    """Every column that may matter to these norms: their needs, those of norms that they use, and the dates."""
    below = [bound for book in books for name in names for bound in norms_below(name, book).values()]
    return frozenset(DATES) | {need for bound in below for need in bound.norm.needs}


def rehearse(
    old: Book, new: Book, selection: Selection, batches: Iterable[Batch], on: date, *, named: bool = False
) -> Rehearsed:
    """Decide every case by both packs' texts and count the changes; `on` stands for dates that a row does not have.

    Each case is decided by the texts and rates that its own dates choose in either pack. Norms of the selection
    whose needs the rows do not have, or whose texts do not differ on any of their dates, are left out, unless they
    were `named`.
    """
    return _Rehearsal(old, new, selection, on).run(batches, named=named)


class _NormRun:
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
        self._compared((before, after), outcomes, partial(_example, (before, after), (first, second)))

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


def _example(
    sides: tuple[Deciding, Deciding],
    facts: tuple[Mapping[str, Value], Mapping[str, Value]],
    outcomes: Named,
) -> Example | None:
    """The case as an example, or None where telling it takes more steps than deciding it."""
    try:
        return _told(sides, facts, outcomes)
    except RecursionError:
        return None


def _told(
    sides: tuple[Deciding, Deciding],
    facts: tuple[Mapping[str, Value], Mapping[str, Value]],
    outcomes: Named,
) -> Example:
    before, after = ({*one.names, *dates_used(one.ruling)} for one in sides)
    ordered = [*DATES, *sides[1].names, *sides[0].names]
    used = [
        (name, facts[0][name] if name in before else facts[1][name], _whose(name in before, name in after))
        for name in dict.fromkeys(ordered)
        if name in before | after
    ]
    told = [_said(*one) for one in zip(sides, facts, outcomes, strict=True)]
    return Example(tuple(used), *told)


def _whose(before: bool, after: bool) -> str:  # noqa: FBT001 - two sides of one question
    return "both" if before and after else "before" if before else "after"


def _said(side: Deciding, facts: Mapping[str, Value], outcomes: Mapping[str, Value]) -> Said:
    ruling, scope = side.ruling, walk_scope(side.ruling, facts)
    reached = names_reached(ruling.text)
    names = [*dict(ruling.uses), *ruling.text.derived, *dict(ruling.constants)]
    body = ruling.body
    taken = rows_taken(ruling, body, scope) if isinstance(body, BoundTable) else []
    shown = [taken[0]] if taken and isinstance(body, BoundTable) and body.table.hit == "first" else taken
    rows = tuple(_row(body, number) for number in shown if isinstance(body, BoundTable))
    return Said(
        ruling.text,
        outcomes,
        rows,
        isinstance(body, BoundTable) and not taken,
        tuple((name, scope[name]) for name in names if name in reached),
        ruling.norm.basis.id if ruling.norm.basis else None,
        ruling.text.version.node.span,
    )


def _row(table: BoundTable, number: int) -> RowSaid:
    row = table.rows[number].row
    first = next((cell.node.span for cell in (*row.when, *row.then)), row.node.span)
    tests = zip(table.inputs, table.rows[number].tests, strict=True)
    made = tuple(
        (name, kind, test.tree) for (name, kind), test in tests if test is not None and not _is_any(test.tree)
    )
    return RowSaid(number + 1, row, made, first)


def _is_any(tree: Node) -> bool:
    return isinstance(tree, UnaryTests) and not tree.tests


class _Rehearsal:
    """One run over a file."""

    def __init__(self, old: Book, new: Book, selection: Selection, on: date) -> None:
        self.selection = selection
        self.on = on
        self.norms = [_NormRun(name, old, new) for name in selection.norms]
        self.readers: dict[tuple[str, Type], ColumnReader] = {}
        self.rows = self.unread = 0
        self.first: list[Unread] = []
        self.names: dict[str, None] = {}
        self.assumed: Counter[str] = Counter()

    def run(self, batches: Iterable[Batch], *, named: bool) -> Rehearsed:
        """Go through the file once."""
        for batch in batches:
            self.rows += len(batch.rows) + len(batch.unread)
            self.unread += len(batch.unread)
            self.first.extend(batch.unread[: FIRST - len(self.first)])
            self.names.update(dict.fromkeys((*batch.columns, *batch.others)))
            if batch.rows:
                sheet = Sheet(batch, self.readers, self.on)
                self.assumed.update(sheet.assumed)
                for norm in self.norms:
                    norm.run(sheet)
        return self.result(named=named)

    def result(self, *, named: bool) -> Rehearsed:
        """What came of it."""
        left = {one: None if named else one.left_out() for one in self.norms}
        kept = [one for one, why in left.items() if why is None]
        used = DATES.keys() | {name for one in kept for side in _SIDES for name in one.looked_at(side)}
        return Rehearsed(
            self.rows,
            Wrong(self.unread, tuple(Place(one.row, "", one.message) for one in self.first)),
            tuple(one.result() for one in kept),
            (*self.selection.left_out, *(why for why in left.values() if why is not None)),
            self.selection.unchanged,
            tuple(name for name in self.names if name in used),
            tuple(name for name in self.names if name not in used),
            tuple((name, self.assumed[name]) for name in DATES),
        )
