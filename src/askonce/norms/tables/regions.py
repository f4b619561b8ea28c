"""The regions of a column: every point at which its tests can change their answer, and one sample of each stretch between."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import msgspec

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.tree import Binary, Literal, Name, Negate, Node, transform
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    TIME,
    WORKING_DAYS,
    ChoiceType,
    MoneyType,
    Type,
)
from askonce.feel.values import DaysTime, Money, Value, WorkingDays, YearsMonths

LENIENT = Settings(leap_day=None, strict=False)
SECOND = Decimal(1_000_000)
MICROSECONDS = (SECOND * 86_400, SECOND * 3_600, SECOND * 60, SECOND, Decimal(1))
DAY_END = SECOND * 86_400 - 1
FIRST_MOMENT = datetime(1, 1, 1)  # noqa: DTZ001 - a moment without a zone, as the tests of a column write it
LAST_MOMENT = datetime.max  # noqa: DTZ901 - as the first


class Scale(msgspec.Struct, frozen=True):
    """Values of a type as numbers: `steps` are differences from the handsomest to the least one that there is.

    No step at all says that there is a number between any two.
    """

    number: Callable[[Value], Decimal | None]
    value: Callable[[Decimal], Value]
    steps: tuple[Decimal, ...]
    least: Decimal | None = None
    most: Decimal | None = None


class Regions(msgspec.Struct, frozen=True):
    """The regions of a column, each with a sample value, and how they lie to one another.

    `rising` holds the numbers of regions in the order of their values, and `keys` the values by which they are
    ordered; both are empty where a column has no order. `key` gives that of a value, or none.
    """

    samples: tuple[Value, ...]
    rising: tuple[int, ...] = ()
    keys: tuple[Any, ...] = ()
    key: Callable[[Value], Any] = lambda _: None

    def mask(self, points: Sequence[Value], holds: Callable[[Value], bool]) -> int:
        """The regions in which a test holds that can change its answer only at `points`.

        It is asked once at each of the points and once in each stretch between two of them.
        """
        if not self.rising:
            return sum(1 << region for region, sample in enumerate(self.samples) if holds(sample))
        own = sorted({key for point in points if (key := self.key(point)) is not None})
        found, begin = 0, 0
        for point in [*own, None]:
            at = len(self.keys) if point is None else bisect_left(self.keys, point)
            beyond = at if point is None else bisect_right(self.keys, point)
            for low, high in ((begin, at), (at, beyond)):
                if low < high and holds(self.samples[self.rising[low]]):
                    found |= (1 << high) - (1 << low)
            begin = beyond
        unordered = sum(
            1 << region
            for region in range(len(self.rising), len(self.samples))
            if holds(self.samples[region])
        )
        return self._as_numbered(found) | unordered

    def _as_numbered(self, mask: int) -> int:
        """Turn places in the rising order into numbers of regions."""
        if self.rising == tuple(range(len(self.rising))):
            return mask
        every = (1 << len(self.rising)) - 1
        few = mask if 2 * mask.bit_count() <= len(self.rising) else every & ~mask
        moved = sum(1 << region for place, region in enumerate(self.rising) if few >> place & 1)
        return moved if few == mask else every & ~moved


def settled(tree: Node, constants: Mapping[str, Value]) -> Node:
    """A test with the values of parameters in the place of their names, and reckoning between constants done."""

    def settle(node: Node) -> Node:
        if isinstance(node, Name) and node.name in constants:
            return Literal(node.start, node.end, constants[node.name])
        parts = (
            (node.left, node.right)
            if isinstance(node, Binary)
            else (node.operand,)
            if isinstance(node, Negate)
            else ()
        )
        if parts and all(isinstance(part, Literal) for part in parts):
            return Literal(node.start, node.end, evaluate(node, {}, LENIENT))
        return node

    return transform(tree, settle)


def cut(
    kind: Type, points: set[Value], least: Decimal | None, *, missing: bool = False, reckoned: bool = False
) -> Regions:
    """The regions of a column: each point, and one value of each stretch below, between and above them.

    `least` is the least number that there is, where the column counts something; `missing` says that the fact may
    be null, which is a region behind all others; `reckoned` that an amount may have a part of a fen.

    >>> points = {Money(Decimal("0.12"), "CNY"), Money(Decimal("0.13"), "CNY")}
    >>> (
    ...     len(cut(MoneyType("CNY"), points, None).samples),
    ...     len(cut(MoneyType("CNY"), points, None, reckoned=True).samples),
    ... )
    (4, 5)
    """
    last = (None,) if missing else ()
    if isinstance(kind, ChoiceType) or kind == TEXT:
        options = kind.options if isinstance(kind, ChoiceType) else tuple(_texts({*map(_word, points)}))
        rising = tuple(sorted(range(len(options)), key=options.__getitem__))
        return Regions((*options, *last), rising, tuple(options[at] for at in rising), _word)
    if kind == BOOLEAN:
        return Regions((True, False, *last))
    scale = _scale(kind, points)
    if scale is not None and reckoned and isinstance(kind, MoneyType):
        scale = msgspec.structs.replace(scale, steps=())
    if scale is None:
        known = sorted((point for point in points if point is not None), key=repr)
        return Regions((*known, *last))
    if least is not None:
        scale = msgspec.structs.replace(scale, least=least)
    numbers = {number for point in points if (number := scale.number(point)) is not None}
    keys = tuple(_stretches(numbers, scale))
    samples = tuple(scale.value(number) for number in keys)
    return Regions((*samples, *last), tuple(range(len(keys))), keys, scale.number)


def _word(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _scale(kind: Type, points: set[Value]) -> Scale | None:
    if isinstance(kind, MoneyType):
        known = [point.currency for point in points if isinstance(point, Money)]
        return _money(kind.currency or (known[0] if known else "XXX"))
    return SCALES.get(kind)


def _money(currency: str) -> Scale:
    return Scale(
        lambda value: value.amount if isinstance(value, Money) else None,
        lambda number: Money(number, currency),
        (Decimal(1), Decimal("0.01")),
    )


def _plain(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _day(value: Value) -> Decimal | None:
    return Decimal(value.toordinal()) if isinstance(value, date) and not isinstance(value, datetime) else None


def _moment(value: Value) -> Decimal | None:
    if not isinstance(value, datetime) or value.tzinfo is not None:
        return None
    return Decimal((value - FIRST_MOMENT) // timedelta(microseconds=1))


def _clock(value: Value) -> Decimal | None:
    if not isinstance(value, time) or value.tzinfo is not None:
        return None
    return Decimal(((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond)


SCALES: Mapping[Type, Scale] = {
    NUMBER: Scale(_plain, lambda number: number, ()),
    INTEGER: Scale(_plain, lambda number: number, (Decimal(1),)),
    DATE: Scale(
        _day, lambda number: date.fromordinal(int(number)), (Decimal(1),), Decimal(1), Decimal(date.max.toordinal())
    ),
    MONTHS_DURATION: Scale(
        lambda value: Decimal(value.months) if isinstance(value, YearsMonths) else None,
        lambda number: YearsMonths(int(number)),
        (Decimal(1),),
    ),
    WORKING_DAYS: Scale(
        lambda value: Decimal(value.days) if isinstance(value, WorkingDays) else None,
        lambda number: WorkingDays(int(number)),
        (Decimal(1),),
    ),
    DAYS_DURATION: Scale(
        lambda value: Decimal(value.nanoseconds) if isinstance(value, DaysTime) else None,
        lambda number: DaysTime(int(number)),
        (*(step * 1000 for step in MICROSECONDS), Decimal(1)),
    ),
    TIME: Scale(
        _clock, lambda number: (FIRST_MOMENT + timedelta(microseconds=int(number))).time(), MICROSECONDS[1:], Decimal(0), DAY_END
    ),
    DATE_TIME: Scale(
        _moment,
        lambda number: FIRST_MOMENT + timedelta(microseconds=int(number)),
        MICROSECONDS,
        Decimal(0),
        Decimal((LAST_MOMENT - FIRST_MOMENT) // timedelta(microseconds=1)),
    ),
}  # fmt: skip


def _stretches(points: set[Decimal], scale: Scale) -> Iterator[Decimal]:
    """Each point that there is, and a number of each stretch below, between and above them."""
    least_step = scale.steps[-1] if scale.steps else None
    ordered = sorted(point for point in points if _within(point, scale))
    if not ordered:
        yield scale.least or Decimal(0)
        return
    below = _between(None, ordered[0], scale)
    if below is not None:
        yield below
    for low, high in zip(ordered, [*ordered[1:], None], strict=True):
        if least_step is None or low % least_step == 0:
            yield low
        inside = _between(low, high, scale)
        if inside is not None:
            yield inside


def _within(point: Decimal, scale: Scale) -> bool:
    return (scale.least is None or point >= scale.least) and (scale.most is None or point <= scale.most)


def _between(low: Decimal | None, high: Decimal | None, scale: Scale) -> Decimal | None:
    """A number above `low` and below `high`, the handsomest that there is, or none."""
    if low is None and high is None:
        return Decimal(0)
    for step in scale.steps or (Decimal(1),):
        found = _next(low, step, scale) if low is not None else _last(high or Decimal(0), step, scale)
        if (low is None or found > low) and (high is None or found < high) and _within(found, scale):
            return found
    if low is not None and high is not None and not scale.steps:
        return (low + high) / 2
    if low is None and scale.least is not None and high is not None and scale.least < high:
        return scale.least
    return None


def _next(low: Decimal, step: Decimal, scale: Scale) -> Decimal:
    if not scale.steps:
        return low + step
    least = scale.steps[-1]
    return (low / least).to_integral_value(ROUND_FLOOR) * least + step


def _last(high: Decimal, step: Decimal, scale: Scale) -> Decimal:
    if not scale.steps:
        return high - step
    least = scale.steps[-1]
    return (high / least).to_integral_value(ROUND_CEILING) * least - step


def _texts(points: set[str | None]) -> Iterator[str]:
    """Each text, and one of each stretch of the alphabet before, between and after them, the plainest first."""
    ordered = sorted(point for point in points if point is not None)
    yield from ordered
    stretches = [
        _text_between(low, high) for low, high in zip([None, *ordered], [*ordered, None], strict=True)
    ]
    yield from sorted(
        (one for one in stretches if one is not None), key=lambda one: (one != "another", one == "")
    )


def _text_between(low: str | None, high: str | None) -> str | None:
    for tried in ("another", "" if low is None else f"{low}'", "" if low is None else f"{low}\0"):
        if (low is None or tried > low) and (high is None or tried < high):
            return tried
    return None
