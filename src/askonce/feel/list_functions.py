"""Built-in functions over lists (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from decimal import Decimal
from functools import cmp_to_key, reduce
from typing import Final, TypeAlias

from askonce.feel.bounds import MOST_PARTS, is_too_large
from askonce.feel.builtin import Function, Slot, Typing
from askonce.feel.operators import calculate, compare, conjunction, disjunction, equal, holds, identity
from askonce.feel.types import (
    ANY,
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
    FunctionType,
    ListType,
    MoneyType,
    Type,
    assignable,
    common,
    join,
    type_name,
)
from askonce.feel.values import NUMBERS, FunctionValue, Value

List: TypeAlias = "tuple[Value, ...]"

_ORDERED: Final = (NUMBER, TEXT, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION, WORKING_DAYS)
_ADDED: Final = (NUMBER, DAYS_DURATION, MONTHS_DURATION, WORKING_DAYS)


def item_type(types: Sequence[Type]) -> Type:
    """The type of the items of a list, or of all arguments taken as one list."""
    if len(types) == 1 and isinstance(types[0], ListType):
        return types[0].of
    return common(types)


def _mixed(types: Sequence[Type]) -> bool:
    return item_type(types) == ANY and ANY not in types and ListType(ANY) not in types


def _found(types: Sequence[Type]) -> str | None:
    item = item_type(types[:1])
    if join(item, types[1]) is None:
        return f"a {type_name(types[1])} is never in a list of {type_name(item)}"
    return None


def _contained(types: Sequence[Type]) -> Type | str:
    return _found(types) or BOOLEAN


def _placed(types: Sequence[Type]) -> Type | str:
    return _found(types) or ListType(INTEGER)


def is_ordered(one: Type) -> bool:
    """Whether values of a type can be put in order."""
    return isinstance(one, MoneyType | ChoiceType) or any(assignable(one, kind) for kind in _ORDERED)


def _ordered(types: Sequence[Type]) -> Type | str:
    item = item_type(types)
    if _mixed(types):
        return "its arguments have no type in common"
    if is_ordered(item):
        return TEXT if isinstance(item, ChoiceType) and len(types) > 1 else item
    return f"a {type_name(item)} has no order"


def _added(types: Sequence[Type]) -> Type | str:
    item = item_type(types)
    if _mixed(types):
        return "its arguments have no type in common"
    if isinstance(item, MoneyType) or any(assignable(item, kind) for kind in _ADDED):
        return item
    return f"a {type_name(item)} cannot be added up"


def _averaged(types: Sequence[Type]) -> Type | str:
    found = _added(types)
    if found == WORKING_DAYS:
        return "a working days count has no average"
    return NUMBER if found == INTEGER else found


def _same(types: Sequence[Type]) -> Type | str:
    return types[0] if isinstance(types[0], ListType) else ListType(types[0])


def _joined(types: Sequence[Type]) -> Type | str:
    items = [one.of if isinstance(one, ListType) else one for one in types]
    return ListType(item_type(items) if len(items) > 1 else items[0])


def _appended(types: Sequence[Type]) -> Type | str:
    first = types[0].of if isinstance(types[0], ListType) else types[0]
    return ListType(item_type([first, *types[1:]]) if len(types) > 1 else first)


def _inserted(types: Sequence[Type]) -> Type | str:
    return _appended([types[0], types[2]])


def _replaced(types: Sequence[Type]) -> Type | str:
    third = types[2]
    return _appended([types[0], third.result if isinstance(third, FunctionType) else third])


def _flat(types: Sequence[Type]) -> Type | str:
    item = types[0]
    while isinstance(item, ListType):
        item = item.of
    return ListType(item)


def _extreme(op: str) -> Callable[[List], Value]:
    def run(items: List) -> Value:
        best = items[0] if items else None
        for item in items[1:]:
            if best is None or compare(item, best) is None:
                return None
            if holds(op, item, best):
                best = item
        return best

    return run


def total(items: List) -> Value:
    """The sum, or None where it has none: of no items, or with a null among them."""
    if not items or any(item is None or isinstance(item, str) for item in items):
        return None
    if len(items) == 1:
        return None if calculate("*", items[0], Decimal(1)) is None else items[0]
    return reduce(lambda left, right: calculate("+", left, right), items)


def _mean(items: List) -> Value:
    return calculate("/", total(items), Decimal(len(items)))


def _ascending(items: List) -> list[Value] | None:
    first = items[0] if items else None
    if isinstance(first, Decimal | str) and all(type(item) is type(first) for item in items):
        return sorted(items)  # type: ignore[type-var]
    if any(compare(item, first) is None for item in items):
        return None

    def order(left: Value, right: Value) -> int:
        return compare(left, right) or 0

    return sorted(items, key=cmp_to_key(order))


def _median(items: List) -> Value:
    ranked = _ascending(items)
    if not ranked or total(items) is None:
        return None
    half = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[half]
    return calculate("/", calculate("+", ranked[half - 1], ranked[half]), Decimal(2))


def _mode(items: List) -> Value:
    ranked = _ascending(items)
    if ranked is None:
        return None
    counts = Counter(map(identity, ranked))
    most = max(counts.values(), default=0)
    return distinct(tuple(item for item in ranked if counts[identity(item)] == most))


def _product(items: List) -> Value:
    if not items:
        return None
    start: Value = Decimal(1)
    return reduce(lambda left, right: calculate("*", left, right), items, start)


def _deviation(items: List) -> Value:
    mean = _mean(items)
    if not isinstance(mean, Decimal) or len(items) == 1:
        return None
    squares = (NUMBERS.power(NUMBERS.subtract(item, mean), 2) for item in items if isinstance(item, Decimal))
    return NUMBERS.sqrt(NUMBERS.divide(reduce(NUMBERS.add, squares), Decimal(len(items) - 1)))


def distinct(items: List) -> List | None:
    """The items without those that equal an earlier one."""
    if is_too_large(items):
        return None
    kept: dict[Hashable, Value] = {}
    for item in items:
        kept.setdefault(identity(item), item)
    return tuple(kept.values())


def _contains(items: List, element: Value) -> Value:
    return any(equal(item, element) is True for item in items)


def _index_of(items: List, match: Value) -> Value:
    return tuple(Decimal(place) for place, item in enumerate(items, 1) if equal(item, match) is True)


def _place(items: List, position: Decimal) -> int | None:
    place = int(position) - 1 if position > 0 else len(items) + int(position)
    return place if position and 0 <= place < len(items) else None


def sublist(items: List, start: Decimal, length: Decimal | None) -> Value:
    """Items from a place counted from one, or from the end when negative.

    >>> sublist((Decimal(4), Decimal(5), Decimal(6)), Decimal(-2), None)
    (Decimal('5'), Decimal('6'))
    """
    begin = _place(items, start)
    if begin is None:
        return None
    if length is None:
        return items[begin:]
    end = begin + int(length)
    return items[begin:end] if length >= 0 and end <= len(items) else None


def _insert(items: List, position: Decimal, element: Value) -> Value:
    place = len(items) if position == len(items) + 1 else _place(items, position)
    return None if place is None else (*items[:place], element, *items[place:])


def _remove(items: List, position: Decimal) -> Value:
    place = _place(items, position)
    return None if place is None else items[:place] + items[place + 1 :]


def _replace(items: List, where: Value, element: Value) -> Value:
    if isinstance(where, FunctionValue):
        chosen = [where.apply((item, element)) for item in items] if len(where.parameters) == 2 else [None]
        if not all(isinstance(choice, bool) for choice in chosen):
            return None
        return tuple(element if choice else item for item, choice in zip(items, chosen, strict=True))
    place = _place(items, where) if isinstance(where, Decimal) else None
    return None if place is None else (*items[:place], element, *items[place + 1 :])


def _concatenate(lists: tuple[Value, ...]) -> List | None:
    """The items of all in one list; null, as with texts, where that would be beyond all bounds."""
    if sum(len(one) if isinstance(one, tuple) else 1 for one in lists) >= MOST_PARTS:
        return None
    return tuple(item for one in lists for item in (one if isinstance(one, tuple) else (one,)))


def _union(lists: tuple[Value, ...]) -> Value:
    joined = _concatenate(lists)
    return None if joined is None else distinct(joined)


def flatten(value: Value) -> List | None:
    """All that is in nested lists, in one."""
    return None if is_too_large(value) else tuple(_leaves(value))


def _leaves(value: Value) -> Iterator[Value]:
    if not isinstance(value, tuple):
        yield value
        return
    for item in value:
        yield from _leaves(item)


def _sort(items: List, precedes: FunctionValue | None) -> Value:
    if precedes is None:
        ranked = _ascending(items)
        return None if ranked is None else tuple(ranked)

    def order(left: Value, right: Value) -> int:
        if precedes.apply((left, right)) is True:
            return -1
        return 1 if precedes.apply((right, left)) is True else 0

    return tuple(sorted(items, key=cmp_to_key(order)))


def _both(
    name: str, result: Type | Typing, run: Callable[[List], Value], item: Type = ANY
) -> tuple[Function, Function]:
    """A function that takes a list, or its items as arguments."""
    return (
        Function(name, (Slot("list", ListType(item)),), result, run),
        Function(name, (Slot("item", item, nullable=True),), result, run, variadic=True),
    )


_LIST: Final = Slot("list", ListType(ANY))
_NEW: Final = Slot("newItem", nullable=True)
_POSITION: Final = Slot("position", INTEGER)
_PRECEDES: Final = FunctionType((ANY, ANY), BOOLEAN)

LIST_FUNCTIONS: Final = (
    Function("list contains", (_LIST, Slot("element", nullable=True)), _contained, _contains),
    Function("count", (_LIST,), INTEGER, lambda items: Decimal(len(items))),
    *_both("min", _ordered, _extreme("<")),
    *_both("max", _ordered, _extreme(">")),
    *_both("sum", _added, total),
    *_both("mean", _averaged, _mean),
    *_both("median", _averaged, _median),
    *_both("mode", lambda types: ListType(item_type(types)), _mode),
    *_both("product", NUMBER, _product, NUMBER),
    *_both("stddev", NUMBER, _deviation, NUMBER),
    *_both("all", BOOLEAN, lambda items: conjunction(list(items)), BOOLEAN),
    *_both("any", BOOLEAN, lambda items: disjunction(list(items)), BOOLEAN),
    Function(
        "sublist",
        (_LIST, Slot("start position", INTEGER), Slot("length", INTEGER, optional=True, truncated=True)),
        _same, sublist,
    ),
    Function(
        "append", (_LIST, Slot("item", nullable=True)), _appended,
        lambda items, more: items + more, variadic=True,
    ),
    Function("concatenate", (_LIST,), _joined, _concatenate, variadic=True),
    Function("union", (_LIST,), _joined, _union, variadic=True),
    Function("insert before", (_LIST, _POSITION, _NEW), _inserted, _insert),
    Function("remove", (_LIST, _POSITION), _same, _remove),
    Function("list replace", (_LIST, Slot("position", INTEGER, truncated=True), _NEW), _replaced, _replace),
    Function("list replace", (_LIST, Slot("match", _PRECEDES), _NEW), _replaced, _replace),
    Function("reverse", (_LIST,), _same, lambda items: items[::-1]),
    Function("index of", (_LIST, Slot("match", nullable=True)), _placed, _index_of),
    Function("distinct values", (_LIST,), _same, distinct),
    Function("flatten", (_LIST,), _flat, flatten),
    Function("sort", (_LIST, Slot("precedes", _PRECEDES, optional=True)), _same, _sort),
)  # fmt: skip
