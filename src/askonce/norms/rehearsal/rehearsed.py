"""What a rehearsal shows: of norms that burden people no count from which one of them could be told."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias, TypeVar

import msgspec

from askonce.feel.values import NUMBERS, Value, plain_number
from askonce.feel.writing import write
from askonce.norms.model import Norm
from askonce.norms.rehearsal.model import Example, NormChanges, Rehearsed, Said, Sides
from askonce.norms.rehearsal.tally import Kind, Shift

#: Adverse norms give only aggregates, in cells of at least this many.
SMALLEST: Final = 10
UNDER: Final = "under 10"
#: A count that would tell a small one by subtraction.
WITHHELD: Final = "withheld"
CENTS: Final = Decimal("0.01")
#: A number, or in its place `under 10` or `withheld`.
Count: TypeAlias = int | str
K = TypeVar("K", bound=Hashable)


class ShownKind(msgspec.Struct, frozen=True):
    """A kind of change as it may be shown; all that may not are one, `hidden`. A burdened person is no example."""

    shift: Shift
    weight: str
    cases: Count
    before: Decimal | None
    after: Decimal | None
    example: Example | None

    @property
    def mean_difference(self) -> Decimal | None:
        """By how much it changes on average, to two places."""
        if self.before is None or self.after is None or isinstance(self.cases, str):
            return None
        return NUMBERS.divide(NUMBERS.subtract(self.after, self.before), self.cases).quantize(CENTS)


class ShownSides(msgspec.Struct, frozen=True):
    """Counts by the side whose text is the matter."""

    cases: Count
    before: Count
    after: Count
    both: Count


class ShownNorm(msgspec.Struct, frozen=True):
    """What becomes of a norm's cases, as it may be shown."""

    norm: Norm
    guarded: bool
    cases: Count
    same: Count
    changed: Count
    undecided: ShownSides
    unruled: ShownSides
    outcomes: tuple[tuple[str, tuple[ShownKind, ...]], ...]
    lacking: tuple[tuple[str, ShownSides], ...]
    newly_used: tuple[str, ...]
    no_longer_used: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    left_out_rows: int

    @property
    def few(self) -> bool:
        """Whether its cases are too few for anything to be said of them."""
        return self.cases == UNDER


def hide(cells: Mapping[K, int], besides: K | None = None) -> Mapping[K, Count]:
    """The cells of a whole that is known, without the small ones and one more, from which they would follow.

    `besides` is the one to withhold where that can be; otherwise the smallest of those that could be shown.

    >>> hide({"same": 990, "changed": 3, "undecided": 7}, "same")
    {'same': 'withheld', 'changed': 'under 10', 'undecided': 'under 10'}
    >>> hide({"same": 990, "changed": 10, "undecided": 0}, "same")
    {'same': 990, 'changed': 10, 'undecided': 0}
    >>> hide({"same": 0, "changed": 3})
    {'same': 'under 10', 'changed': 'under 10'}
    """
    small = [key for key, count in cells.items() if 0 < count < SMALLEST]
    if not small:
        return dict(cells)
    large = sorted((count, str(key), key) for key, count in cells.items() if count >= SMALLEST)
    if len(small) == 1 and not large:  # the whole is this cell: a nought elsewhere would tell it
        return dict.fromkeys(cells, UNDER)
    first = large[0][2] if large else None
    also = besides if besides is not None and cells.get(besides, 0) >= SMALLEST else first
    return {
        key: WITHHELD if key == also else UNDER if key in small else count for key, count in cells.items()
    }


def show(changes: NormChanges) -> ShownNorm:
    """The changes of a norm as they may be shown."""
    if changes.guarded and changes.cases < SMALLEST:
        return _few(changes)
    whole = {
        "same": changes.same,
        "changed": changes.changed,
        "undecided": changes.undecided.cases,
        "unruled": changes.unruled.cases,
    }
    cells: Mapping[str, Count] = hide(whole, "same") if changes.guarded else whole
    hidden = isinstance(cells["changed"], str)
    return ShownNorm(
        changes.norm,
        changes.guarded,
        changes.cases,
        cells["same"],
        cells["changed"],
        _sides(changes.undecided, cells["undecided"], guarded=changes.guarded),
        _sides(changes.unruled, cells["unruled"], guarded=changes.guarded),
        tuple(_outcomes(changes, hidden=hidden)),
        tuple((name, _lacking(one, guarded=changes.guarded)) for name, one in changes.lacking),
        changes.newly_used,
        changes.no_longer_used,
        () if changes.guarded else changes.reasons,
        changes.wrong.rows,
    )


def _few(changes: NormChanges) -> ShownNorm:
    """Of fewer than ten people nothing: any count would be that of some of them."""
    under = ShownSides(UNDER, UNDER, UNDER, UNDER)
    counts = (UNDER, UNDER, UNDER, under, under)
    return ShownNorm(changes.norm, True, *counts, (), (), (), (), (), changes.wrong.rows)  # noqa: FBT003


def may_differ(changes: NormChanges) -> bool:
    """Whether any case comes out otherwise, as far as that may be told: of fewer than ten it never is."""
    return changes.differs or show(changes).few


def is_few(rehearsed: Rehearsed) -> bool:
    """Whether nothing may be said of the cases, not even how many they are."""
    return bool(rehearsed.norms) and all(show(one).few for one in rehearsed.norms)


def _sides(sides: Sides, cases: Count, *, guarded: bool) -> ShownSides:
    counts = {"before": sides.before, "after": sides.after, "both": sides.both}
    shown: Mapping[str, Count] = hide(counts) if guarded else counts
    if isinstance(cases, str):
        shown = dict.fromkeys(counts, WITHHELD)
    return ShownSides(cases, **shown)


def _lacking(sides: Sides, *, guarded: bool) -> ShownSides:
    small = guarded and 0 < sides.cases < SMALLEST
    return _sides(sides, UNDER if small else sides.cases, guarded=guarded)


#: The kinds that may not be named, as one.
_HIDDEN: Final = ShownKind(Shift("hidden"), "", WITHHELD, None, None, None)


def _outcomes(changes: NormChanges, *, hidden: bool) -> Iterator[tuple[str, tuple[ShownKind, ...]]]:
    for one in changes.outcomes:
        if not changes.guarded:
            yield one.name, tuple(_kind(kind, kind.case) for kind in one.kinds)
        elif not hidden and (kinds := _named(one.kinds, changes.changed)):
            yield one.name, kinds


def _named(kinds: tuple[Kind, ...], changed: int) -> tuple[ShownKind, ...]:
    """The kinds that may be named, and one for the others; none where no kind may be.

    Cases that change in another outcome alone are a cell of their own: they are what the kinds leave of `changed`.
    """
    counts = {place: kind.cases for place, kind in enumerate(kinds)}
    cells = hide({**counts, -1: changed - sum(counts.values())})
    shown = tuple(_kind(kind, None) for place, kind in enumerate(kinds) if isinstance(cells[place], int))
    return (*shown, _HIDDEN) if shown and len(shown) < len(kinds) else shown


def _kind(one: Kind, example: Example | None) -> ShownKind:
    return ShownKind(one.shift, one.weight, one.cases, one.before, one.after, example)


def as_json(rehearsed: Rehearsed) -> dict[str, Any]:
    """A rehearsal as plain values for JSON.

    `rows`, `unread_rows`; `columns`: `used`, `ignored`, and `dates_assumed` (rows without each date); `norms`: for each
    `norm`, `title`, `effect`, `cases`, `same`, `changed`, `undecided` and `without_text` (each `cases`, `before`,
    `after`, `both`: the side whose text is the matter), `lacking` (such counts by fact), `newly_used`,
    `no_longer_used`, `reasons` (by side), `left_out_rows` and `outcomes`. An outcome has `name` and `kinds`; a kind
    `what`, `before` and `after` (words), `unit`, `for_people` (better, worse, or empty), `cases`, `sum_before`,
    `sum_after`, `mean_difference` and `example`. An example has `facts` (`name`, `value`, `used_by`) and, under
    `before` and `after`, `outcomes`, `rows` (`number`, `article`, `place`), `otherwise`, `reckoned`, `article` and
    `place`. `left_out` names norms with `why` and `facts`; `unchanged` those that read the same.

    A count may be `under 10` or `withheld`. Of a norm that burdens people there are no examples, and the kinds that may
    not be named are one whose `what` is `hidden`; of fewer than ten cases there is nothing. Numbers and sums are texts, so that no digit is lost; amounts are written
    with their currency and days as 2026-03-01.
    """
    few = is_few(rehearsed)
    return {
        "rows": UNDER if few else rehearsed.rows,
        "unread_rows": rehearsed.unread.rows,
        "columns": {
            "used": rehearsed.used,
            "ignored": rehearsed.ignored,
            "dates_assumed": {} if few else dict(rehearsed.assumed),
        },
        "norms": [_norm(show(one)) for one in rehearsed.norms],
        "left_out": [{"norm": one.norm, "why": one.why, "facts": one.facts} for one in rehearsed.left_out],
        "unchanged": rehearsed.unchanged,
    }


def _norm(one: ShownNorm) -> dict[str, Any]:
    return {
        "norm": one.norm.id,
        "title": one.norm.title.texts if one.norm.title else {},
        "effect": one.norm.effect,
        "cases": one.cases,
        "same": one.same,
        "changed": one.changed,
        "undecided": msgspec.to_builtins(one.undecided),
        "without_text": msgspec.to_builtins(one.unruled),
        "lacking": {name: msgspec.to_builtins(sides) for name, sides in one.lacking},
        "newly_used": one.newly_used,
        "no_longer_used": one.no_longer_used,
        "reasons": dict(one.reasons),
        "left_out_rows": one.left_out_rows,
        "outcomes": [
            {"name": name, "kinds": [_kind_json(kind) for kind in kinds]} for name, kinds in one.outcomes
        ],
    }


def _kind_json(one: ShownKind) -> dict[str, Any]:
    return {
        "what": one.shift.what,
        "before": one.shift.before,
        "after": one.shift.after,
        "unit": one.shift.unit,
        "for_people": one.weight,
        "cases": one.cases,
        "sum_before": _plain(one.before),
        "sum_after": _plain(one.after),
        "mean_difference": _plain(one.mean_difference),
        "example": one.example and _example(one.example),
    }


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else plain_number(number)


def _example(one: Example) -> dict[str, Any]:
    return {
        "facts": [
            {"name": name, "value": json_value(value), "used_by": whose} for name, value, whose in one.facts
        ],
        "before": _said(one.before),
        "after": _said(one.after),
    }


def _said(one: Said) -> dict[str, Any]:
    return {
        "outcomes": {name: json_value(value) for name, value in one.outcomes.items()},
        "rows": [
            {
                "number": row.number,
                "article": row.row.basis.id if row.row.basis else None,
                "place": f"{row.place.path}:{row.place.line}",
            }
            for row in one.rows
        ],
        "otherwise": one.otherwise,
        "reckoned": {name: json_value(value) for name, value in one.reckoned},
        "article": one.article,
        "place": f"{one.place.path}:{one.place.line}",
    }


def json_value(value: Value) -> Any:
    """A value for JSON: lists, contexts, texts, yes and no as they are, the rest as its text.

    >>> json_value((True, Decimal("1.50"), None))
    [True, '1.5', None]
    """
    if isinstance(value, tuple):
        return [json_value(item) for item in value]
    if isinstance(value, Mapping):
        return {name: json_value(item) for name, item in value.items()}
    return value if isinstance(value, bool | str | None) else write(value)
