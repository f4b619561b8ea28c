"""Counts how the outcomes of cases change: a kind for each way, its sums, and the first case of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import msgspec

from askonce.feel.values import NUMBERS, DaysTime, Money, Value, WorkingDays, YearsMonths, kind
from askonce.feel.writing import write

#: Past this many pairs of outcomes a norm writes free text; what comes after is counted as one kind.
MOST_KINDS: Final = 100
BETTER, WORSE, NEITHER = "better", "worse", ""


class Shift(msgspec.Struct, frozen=True):
    """A way in which an outcome changes.

    `what` is `up`, `down`, `from_nothing` or `to_nothing` (nought) for amounts and numbers, `later` or `earlier`
    for days, `longer` or `shorter` for lengths of time, `begins` or `ends` where only one text gives an outcome, and
    `becomes` for words, with both in `before` and `after`. `unit` is a currency, or empty.
    """

    what: str
    unit: str = ""
    before: str | None = None
    after: str | None = None


class Stake(msgspec.Struct, frozen=True):
    """What a norm's outcomes mean for people: those that refuse or burden, and whether amounts are received or paid."""

    adverse: frozenset[str]
    received: bool
    paid: bool


def stake_of(effect: str | None, adverse: frozenset[str]) -> Stake:
    """Amounts are judged only where it is plain: a norm that grants or refuses gives them, an adverse one takes them.

    >>> stake_of("favourable", frozenset(["refused"])).received, stake_of("favourable", frozenset()).received
    (True, False)
    """
    return Stake(adverse, received=effect == "favourable" and bool(adverse), paid=effect == "adverse")


def same_value(one: Value, other: Value) -> bool:
    """Whether two outcomes are one; amounts and numbers are however they are written, a yes is no 1.

    >>> same_value(Decimal("1.0"), Decimal(1)), same_value(True, Decimal(1)), same_value(None, None)
    (True, False, True)
    """
    return one == other and (type(one) is type(other) or kind(one) == kind(other))


def shift_of(before: Value, after: Value) -> Shift:
    """The way in which one outcome becomes another that is not the same.

    >>> shift_of(Money(Decimal(0), "CNY"), Money(Decimal(60), "CNY"))
    Shift(what='from_nothing', unit='CNY', before=None, after=None)
    >>> shift_of("granted", "refused")
    Shift(what='becomes', unit='', before='granted', after='refused')
    """
    if before is None or after is None:
        return _one_sided(before, after)
    if isinstance(before, Money) and isinstance(after, Money) and before.currency == after.currency:
        return Shift(_of_numbers(before.amount, after.amount), before.currency)
    if kind(before) == kind(after):
        return _of_one_kind(before, after)
    return Shift("becomes", "", kind(before), kind(after))


def _one_sided(before: Value, after: Value) -> Shift:
    value, what = (after, "begins") if before is None else (before, "ends")
    if isinstance(value, Money):
        return Shift(what, value.currency)
    said = _said(value) if isinstance(value, str | bool) else None
    return Shift(what, "", None if what == "begins" else said, said if what == "begins" else None)


def _of_one_kind(before: Any, after: Any) -> Shift:
    match before:
        case bool() | str():
            return Shift("becomes", "", _said(before), _said(after))
        case Decimal():
            return Shift(_of_numbers(before, after))
        case date() | datetime() | time():
            return Shift(_in_order(before, after, "later", "earlier"))
        case YearsMonths() | DaysTime() | WorkingDays():
            return Shift(_in_order(before, after, "longer", "shorter"))
        case Money():
            return Shift("becomes", "", before.currency, after.currency)
        case _:
            return Shift("becomes")


def _of_numbers(before: Decimal, after: Decimal) -> str:
    if before == 0:
        return "from_nothing"
    return "to_nothing" if after == 0 else "up" if after > before else "down"


def _in_order(before: Any, after: Any, more: str, less: str) -> str:
    try:
        return more if after > before else less
    except TypeError:  # one has a zone, the other none
        return "becomes"


def _said(value: Value) -> str:
    return str(write(value))


def weigh(shift: Shift, before: Value, after: Value, stake: Stake, *, refused: bool) -> str:
    """Whether a change is better or worse for the person; `refused` says that the new text refuses them."""
    was, will = (isinstance(one, str) and one in stake.adverse for one in (before, after))
    if was != will and before is not None and after is not None:
        return BETTER if was else WORSE
    amounts = [one.amount if isinstance(one, Money) else None for one in (before, after)]
    if not shift.unit or None in amounts or not (stake.paid or (stake.received and not refused)):
        return NEITHER
    return BETTER if (amounts[1] > amounts[0]) != stake.paid else WORSE  # type: ignore[operator]


class Kind(msgspec.Struct, frozen=True):
    """How many cases of one outcome changed in one way; amounts and numbers with their sums before and after.

    `case` is what was kept of the first such case.
    """

    shift: Shift
    weight: str
    cases: int
    before: Decimal | None = None
    after: Decimal | None = None
    case: Any = None


class Tally:
    """Counts the changes of one outcome by kind."""

    def __init__(self, stake: Stake) -> None:
        self.stake = stake
        self._kinds: dict[tuple[Shift, str], Kind] = {}

    def add(self, before: Value, after: Value, case: Callable[[], Any], *, refused: bool = False) -> None:
        """Count a change; `case` gives what to keep of it, and is called until a case of its kind is kept."""
        shift = shift_of(before, after)
        weight = weigh(shift, before, after, self.stake, refused=refused)
        if (shift, weight) not in self._kinds and len(self._kinds) >= MOST_KINDS:
            shift = Shift("others")
        found = self._kinds.get((shift, weight)) or Kind(shift, weight, 0)
        kept = case() if found.case is None else found.case
        sums = _sum(found.before, before), _sum(found.after, after)
        self._kinds[shift, weight] = Kind(shift, weight, found.cases + 1, *sums, kept)

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds, the most frequent first."""
        return tuple(sorted(self._kinds.values(), key=_frequent))


def _frequent(one: Kind) -> tuple[Any, ...]:
    shift = one.shift
    return (-one.cases, shift.what, shift.unit, shift.before or "", shift.after or "", one.weight)


def _sum(total: Decimal | None, value: Value) -> Decimal | None:
    amount = value.amount if isinstance(value, Money) else value if isinstance(value, Decimal) else None
    if amount is None:
        return total
    return amount if total is None else NUMBERS.add(total, amount)


def outcomes_by_name(value: Value, names: tuple[str, ...]) -> Mapping[str, Value]:
    """Each outcome that a text gives by its name; a list of several counts as one.

    >>> outcomes_by_name({"decision": "granted", "amount": None}, ("decision", "amount"))["amount"] is None
    True
    """
    if len(names) == 1 or isinstance(value, tuple):
        return {", ".join(names): value}
    return {name: value.get(name) if isinstance(value, Mapping) else None for name in names}
