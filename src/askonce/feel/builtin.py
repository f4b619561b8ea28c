"""What a built-in function is: its parameters, the type it gives and what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any, TypeAlias

import msgspec

from askonce.feel.types import ANY, ListType, Type, conforms
from askonce.feel.values import Value

#: The result type for the argument types, or a text that states why the arguments do not go together.
Typing: TypeAlias = Callable[[Sequence[Type]], "Type | str"]


class Slot(msgspec.Struct, frozen=True):
    """A parameter of a built-in function; one that is `truncated` takes the whole part of a number."""

    name: str
    type: Type = ANY
    optional: bool = False
    nullable: bool = False
    truncated: bool = False


class Function(msgspec.Struct, frozen=True):
    """One signature of a built-in function; functions of one name are told apart by their arguments.

    `run` gets a value for each slot, of its type, or None for an optional slot left out; with `variadic`
    the last slot takes all further arguments, as a tuple. What it needs beside its arguments comes by keyword:
    `leap_day`, the rule for ages; `moment`, what the clock shows; `spend`, which takes steps off an evaluation.
    """

    name: str
    slots: tuple[Slot, ...]
    result: Type | Typing
    run: Callable[..., Value]
    variadic: bool = False
    needs_leap_day: bool = False
    needs_moment: bool = False
    needs_meter: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it needs nothing beside its arguments."""
        return not (self.needs_leap_day or self.needs_moment or self.needs_meter)

    @property
    def least(self) -> int:
        """The fewest arguments that it takes."""
        return sum(not slot.optional for slot in self.slots)

    @property
    def most(self) -> int:
        """The most arguments that it takes by place."""
        return 1_000_000 if self.variadic else len(self.slots)

    def slot(self, place: int) -> Slot:
        """The slot that the argument at a place goes to."""
        return self.slots[min(place, len(self.slots) - 1)]

    def arrange(self, count: int, labels: Sequence[str]) -> tuple[int | None, ...] | None:
        """For each slot the place of its argument, or None where this signature does not take them.

        >>> f = Function("f", (Slot("a"), Slot("b", optional=True)), ANY, max)
        >>> f.arrange(1, ()), f.arrange(2, ("b", "a")), f.arrange(1, ("b",))
        ((0, None), (1, 0), None)
        """
        if not labels:
            if not self.least <= count <= self.most:
                return None
            return tuple(range(count)) + (None,) * (len(self.slots) - count)
        names = [slot.name for slot in self.slots]
        if len(set(labels)) != len(labels) or not set(labels) <= set(names):
            return None
        places = tuple(labels.index(name) if name in labels else None for name in names)
        missing = any(
            place is None and not (slot.optional or slot.nullable)
            for place, slot in zip(places, self.slots, strict=True)
        )
        return None if missing else places


def fit(value: Value, wanted: Type) -> tuple[bool, Value]:
    """Whether a value goes into a slot, and as what: a list of one becomes its item (DMN 1.5, 10.3.2.9.4)."""
    from_list = isinstance(value, tuple) and len(value) == 1 and not _is_list(wanted)
    if conforms(value, wanted):
        return True, value
    if from_list and conforms(value[0], wanted):  # type: ignore[index]
        return True, value[0]  # type: ignore[index]
    to_list = _is_list(wanted) and not isinstance(value, tuple)
    if to_list and conforms((value,), wanted):
        return True, (value,)
    return False, None


def _is_list(wanted: Type) -> bool:
    return isinstance(wanted, ListType)


def _whole_part(value: Value) -> Value:
    """A number cut off behind the point, in a list of one too; anything else as it is."""
    if isinstance(value, tuple) and len(value) == 1:
        return _whole_part(value[0])
    return value.to_integral_value(ROUND_DOWN) if isinstance(value, Decimal) else value


def bind(
    function: Function, places: Sequence[int | None], arguments: Sequence[Value]
) -> tuple[Value, ...] | None:
    """The arguments in the order of the slots, or None where one does not fit."""
    given: list[Value] = []
    for index, place in enumerate(places):
        slot = function.slot(index)
        argument = None if place is None else arguments[place]
        fits, value = fit(_whole_part(argument) if slot.truncated else argument, slot.type)
        if not fits:
            return None
        given.append(value)
    return tuple(given)


def run(function: Function, places: Sequence[int | None], given: Sequence[Value], **settings: Any) -> Value:
    """What a function gives for the arguments bound to its slots."""
    for index, place in enumerate(places):
        if place is not None and given[index] is None and not function.slot(index).nullable:
            return None
    if function.variadic:
        fixed = len(function.slots) - 1
        return function.run(*given[:fixed], tuple(given[fixed:]), **settings)
    return function.run(*given, **settings)
