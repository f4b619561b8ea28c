"""Evaluates a tree by walking it: the meaning that every faster form must agree with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias
from typing import Literal as OneOf

import msgspec

from askonce.feel.annotations import resolve
from askonce.feel.bounds import is_too_large
from askonce.feel.builtin import Function, bind, fit, run
from askonce.feel.functions import BUILT_IN
from askonce.feel.operators import (
    calculate,
    compare,
    conjunction,
    contains,
    disjunction,
    equal,
    holds,
    negate,
)
from askonce.feel.temporal import Day, add_days, count_days, is_day, part_of
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    Entries,
    Filter,
    For,
    If,
    In,
    InstanceOf,
    Interval,
    Items,
    Iteration,
    Junction,
    Lambda,
    Literal,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    Temporal,
    UnaryTest,
    UnaryTests,
    walk,
)
from askonce.feel.types import ANY, conforms
from askonce.feel.values import (
    FarDate,
    FunctionValue,
    Moment,
    Money,
    Range,
    Value,
    WorkingDays,
    days_time,
    is_whole,
)

#: The nodes that one evaluation may evaluate and the items of lists that it may go through: some seconds.
MOST_STEPS: Final = 5_000_000
#: A loop over a longer range would not end in that.
_MOST_TURNS: Final = 1_000_000
_LETTERS_A_STEP: Final = 128
#: What calls a function that stands outside, as a knowledge model of DMN does, makes at least so many.
_STEPS_A_CALL: Final = 20
_COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])

Facts: TypeAlias = Mapping[str, Value]


class Settings(msgspec.Struct, frozen=True):
    """How to evaluate: the leap-day rule of ages, and whether an unknown name is a fault (strict) or null.

    `moment` is what `now()` gives; a strict evaluation has no clock, for a norm gets its dates as facts.
    """

    leap_day: OneOf["28 February", "1 March"] | None
    strict: bool
    moment: datetime | Moment | None = None


class Exhausted(RecursionError):  # noqa: N818  (no error of a program: the expression asks for too much)
    """An evaluation takes more steps than any rule needs; like a recursion without an end, it has no value."""


class Meter:
    """Counts the steps of one evaluation down; expressions that call each other share one."""

    __slots__ = ("left",)

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.left = most

    def spend(self, steps: int) -> None:
        """Takes steps off, and stops where none are left."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted("an evaluation takes too many steps")


def evaluate(tree: Node, facts: Facts, settings: Settings, meter: Meter | None = None) -> Value:
    """The value of an expression over the facts.

    A strict evaluation raises LookupError for a name that no fact bears, for an age without a leap-day rule and for
    the clock: `infer` and its caller answer for them beforehand. One that does not end, or makes a value beyond all
    bounds, raises RecursionError, of which `Exhausted` is a kind.

    >>> from askonce.feel.syntax import parse
    >>> evaluate(parse("1 + 2 * x").tree, {"x": Decimal(3)}, Settings(None, strict=True))
    Decimal('7')
    """
    found = _Walker(settings, meter or Meter()).value(tree, facts)
    if is_too_large(found):
        raise Exhausted("a value has too many parts")
    return found


def matches(tree: Node, subject: Value, facts: Facts, settings: Settings, meter: Meter | None = None) -> bool:
    """Whether a decision-table cell holds for its subject; a test that comes out null does not.

    >>> from askonce.feel.syntax import parse_unary_tests
    >>> matches(parse_unary_tests("< 60").tree, Decimal(59), {}, Settings(None, strict=True))
    True
    """
    walker = _Walker(settings, meter or Meter())
    tests = tree.tests if isinstance(tree, UnaryTests) else (UnaryTest(tree.start, tree.end, "in", tree),)
    if not tests:
        return True
    scope = {**facts, "?": subject}
    found = disjunction([walker.test(test, subject, scope) for test in tests])
    return found is (not (isinstance(tree, UnaryTests) and tree.negated))


class _Walker:
    """Gives each kind of node its value."""

    def __init__(self, settings: Settings, meter: Meter) -> None:
        self.settings = settings
        self.meter = meter
        self.weights: dict[int, int] = {}

    def value(self, node: Node, scope: Facts) -> Value:
        return _MEANINGS[type(node)](self, node, scope)

    def weight(self, body: Node) -> int:
        """How many nodes a turn of a loop, or a call of a function, may evaluate."""
        found = self.weights.get(id(body))
        if found is None:
            found = self.weights[id(body)] = sum(1 for _ in walk(body))
        return found

    def constant(self, node: Literal | Temporal, scope: Facts) -> Value:
        del scope
        return node.value

    def name(self, node: Name, scope: Facts) -> Value:
        if node.name in scope:
            return scope[node.name]
        if node.name in BUILT_IN:
            return self.built_in_value(node.name)
        if self.settings.strict:
            raise LookupError(f"no fact is named {node.name!r}")
        return None

    def built_in_value(self, name: str) -> FunctionValue:
        slots = tuple(slot.name for slot in BUILT_IN[name][0].slots)
        return FunctionValue(slots, lambda arguments: self.built_in(name, arguments, ()))

    def path(self, node: Path, scope: Facts) -> Value:
        return part(self.value(node.base, scope), node.name)

    def filter(self, node: Filter, scope: Facts) -> Value:
        base = self.value(node.base, scope)
        items = base if isinstance(base, tuple) else () if base is None else (base,)
        kept: list[Value] = []
        self.meter.spend(len(items) * self.weight(node.condition))
        for item in items or (None,):
            inner = {**scope, "item": item, **(item if isinstance(item, Mapping) else _parts(item))}
            try:
                found = self.value(node.condition, inner)
            except LookupError:
                if items:
                    raise
                return ()  # no item has the field that the condition names
            if isinstance(found, Decimal):
                return _item_at(items, found)
            if found is True and items:
                kept.append(item)
        return tuple(kept)

    def negate(self, node: Negate, scope: Facts) -> Value:
        return negate(self.value(node.operand, scope))

    def binary(self, node: Binary, scope: Facts) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if node.op in _COMPARISONS:
            return holds(node.op, left, right)
        found = calculate(node.op, left, right)
        return self.paid(found) if type(found) is str else found

    def paid(self, value: Value) -> Value:
        """A value of which a long text has been paid for in steps."""
        if isinstance(value, str) and len(value) > _LETTERS_A_STEP:
            self.meter.spend(len(value) // _LETTERS_A_STEP)
        return value

    def junction(self, node: Junction, scope: Facts) -> Value:
        stop = node.op == "or"
        found: list[Value] = []
        for one in node.parts:
            found.append(self.value(one, scope))
            if found[-1] is stop:
                return stop
        return disjunction(found) if stop else conjunction(found)

    def between(self, node: Between, scope: Facts) -> Value:
        subject = self.value(node.subject, scope)
        low = holds(">=", subject, self.value(node.low, scope))
        return conjunction([low, holds("<=", subject, self.value(node.high, scope))])

    def membership(self, node: In, scope: Facts) -> Value:
        subject = self.value(node.subject, scope)
        inner = {**scope, "?": subject}
        return disjunction([self.test(test, subject, inner) for test in node.tests])

    def test(self, test: UnaryTest, subject: Value, scope: Facts) -> Value:
        """Whether one unary test holds for a subject, three-valued."""
        found = self.value(test.operand, scope)
        if test.op == "?":
            return found
        if test.op != "in":
            return holds(test.op, subject, found)
        if isinstance(found, tuple):
            self.meter.spend(len(found))
        if found is None and isinstance(test.operand, Interval):
            return None
        if isinstance(found, Range):
            return equal(subject, found) if isinstance(subject, Range) else contains(found, subject)
        if isinstance(found, tuple) and not isinstance(subject, tuple):
            return disjunction([_is_in(item, subject) for item in found])
        if isinstance(found, tuple):
            return equal(subject, found) is True or any(equal(item, subject) is True for item in found)
        return equal(subject, found)

    def value_test(self, node: UnaryTest, scope: Facts) -> Value:
        end = self.value(node.operand, scope)
        match node.op:
            case "<" | "<=":
                return Range(None, end, low_closed=False, high_closed=node.op == "<=")
            case ">" | ">=":
                return Range(end, None, low_closed=node.op == ">=", high_closed=False)
            case "=" | "!=":
                closed = node.op == "="
                return Range(end, end, low_closed=closed, high_closed=closed, sign=node.op)
            case _:
                return None

    def interval(self, node: Interval, scope: Facts) -> Value:
        low, high = self.value(node.low, scope), self.value(node.high, scope)
        order = compare(low, high)
        if order is None or (order > 0 and not node.bare):
            return None
        return Range(low, high, node.low_closed, node.high_closed)

    def instance_of(self, node: InstanceOf, scope: Facts) -> Value:
        value, wanted = self.value(node.subject, scope), resolve(node.type)
        if wanted is None:
            return None
        return conforms(value, wanted) if value is not None else node.type.name in ("null", "Null")

    def if_(self, node: If, scope: Facts) -> Value:
        chosen = node.consequent if self.value(node.condition, scope) is True else node.alternative
        return self.value(chosen, scope)

    def turns(self, iterations: tuple[Iteration, ...], scope: Facts) -> Iterator[Facts | None]:
        """The scopes of a loop's turns one by one, or None where there is nothing to go through."""
        if not iterations:
            yield scope
            return
        first, rest = iterations[0], iterations[1:]
        items = steps(self.value(first.source, scope))
        if items is None:
            yield None
            return
        self.meter.spend(len(items))
        for item in items:
            yield from self.turns(rest, {**scope, first.name: item})

    def for_(self, node: For, scope: Facts) -> Value:
        found: list[Value] = []
        weight = self.weight(node.body)
        is_cumulative = _names_partial(node)
        for turn in self.turns(node.iterations, scope):
            if turn is None:
                return None
            self.meter.spend(weight)
            if is_cumulative:
                self.meter.spend(len(found))
                found.append(self.value(node.body, {**turn, "partial": tuple(found)}))
            else:
                found.append(self.value(node.body, turn))
        return tuple(found)

    def quantified(self, node: Quantified, scope: Facts) -> Value:
        found: list[Value] = []
        weight = self.weight(node.body)
        for turn in self.turns(node.iterations, scope):
            if turn is None:
                return None
            self.meter.spend(weight)
            found.append(self.value(node.body, turn))
        return disjunction(found) if node.word == "some" else conjunction(found)

    def lambda_(self, node: Lambda, scope: Facts) -> Value:
        if node.external:
            return None
        names = tuple(parameter.name for parameter in node.parameters)
        types = [ANY if one.type is None else resolve(one.type) or ANY for one in node.parameters]

        weight = self.weight(node.body)

        def apply(arguments: tuple[Value, ...]) -> Value:
            if len(arguments) != len(names):
                return None
            self.meter.spend(weight)
            given = (fit(one, wanted)[1] for one, wanted in zip(arguments, types, strict=True))
            return self.value(node.body, {**scope, **dict(zip(names, given, strict=True))})

        return FunctionValue(names, apply)

    def call(self, node: Call, scope: Facts) -> Value:
        arguments = tuple(self.value(argument, scope) for argument in node.arguments)
        given = node.function
        if (
            isinstance(given, Name)
            and given.name in BUILT_IN
            and not isinstance(scope.get(given.name), FunctionValue)
        ):
            return self.built_in(given.name, arguments, node.labels)
        function = self.value(given, scope)
        if not isinstance(function, FunctionValue):
            return None
        self.meter.spend(_STEPS_A_CALL)
        if not node.labels:
            return function.apply(arguments)
        if sorted(node.labels) != sorted(function.parameters):
            return None
        by_label = dict(zip(node.labels, arguments, strict=True))
        return function.apply(tuple(by_label[name] for name in function.parameters))

    def built_in(self, name: str, arguments: tuple[Value, ...], labels: tuple[str, ...]) -> Value:
        """What the first signature that takes the arguments gives for them."""
        for function in BUILT_IN[name]:
            places = function.arrange(len(arguments), labels)
            given = None if places is None else bind(function, places, arguments)
            if places is None or given is None:
                continue
            self.meter.spend(sum([len(one) for one in given if type(one) is tuple]))
            return self.paid(run(function, places, given, **self.asked_for(function)))
        return None

    def asked_for(self, function: Function) -> dict[str, Any]:
        """The settings that a function needs beside its arguments."""
        if function.is_plain:
            return {}
        if function.needs_leap_day:
            if self.settings.strict and self.settings.leap_day is None:
                raise LookupError("an age is asked for without a leap-day rule")
            return {"leap_day": self.settings.leap_day}
        if function.needs_moment:
            if self.settings.strict:
                raise LookupError("a norm asks for the clock")
            return {"moment": self.settings.moment}
        if function.needs_meter:
            return {"spend": self.meter.spend}
        return {}

    def items(self, node: Items, scope: Facts) -> Value:
        return tuple(self.value(item, scope) for item in node.items)

    def entries(self, node: Entries, scope: Facts) -> Value:
        made: dict[str, Value] = {}
        for entry in node.entries:
            if entry.key in made:
                return None
            made[entry.key] = self.value(entry.value, {**scope, **made})
        return made


def _names_partial(node: For) -> bool:
    if "partial" in {iteration.name for iteration in node.iterations}:
        return False
    return any(isinstance(inner, Name) and inner.name == "partial" for inner in walk(node.body))


def _is_in(item: Value, subject: Value) -> bool | None:
    if isinstance(item, Range) and not isinstance(subject, Range):
        return contains(item, subject)
    return equal(item, subject) is True


def _item_at(items: tuple[Value, ...], place: Decimal) -> Value:
    if not place or not is_whole(place):
        return None
    index = int(place) - 1 if place > 0 else len(items) + int(place)
    return items[index] if 0 <= index < len(items) else None


_PART_NAMES: Final = (
    "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone", "years", "months", "days",
    "hours", "minutes", "seconds", "amount", "currency", "start", "end", "start included", "end included",
)  # fmt: skip


def _parts(value: Value) -> dict[str, Value]:
    """The parts that a filter's condition may name of an item that is no context."""
    if value is None or isinstance(value, bool | str | Decimal | tuple):
        return {}
    return {name: found for name in _PART_NAMES if (found := part(value, name)) is not None}


def part(value: Value, name: str) -> Value:
    """The entry or part of a value under a name; of a list, the list of them.

    >>> part(({"y": True}, {"y": None}), "y")
    (True, None)
    """
    match value:
        case tuple():
            return tuple(part(item, name) for item in value)
        case Mapping():
            return value.get(name)
        case Money():
            return value.amount if name == "amount" else value.currency if name == "currency" else None
        case WorkingDays():
            return Decimal(value.days) if name == "days" else None
        case Range():
            ends: dict[str, Value] = {
                "start": value.low, "end": value.high,
                "start included": value.low_closed, "end included": value.high_closed,
            }  # fmt: skip
            return ends.get(name)
        case _:
            return part_of(value, name)


def steps(value: Value) -> tuple[Value, ...] | None:
    """The items of a list, or the whole numbers or days of a range, downwards where its ends are turned.

    >>> steps(Range(Decimal(3), Decimal(1), True, True))
    (Decimal('3'), Decimal('2'), Decimal('1'))
    """
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Range):
        return None if value is None else (value,)
    low, high = value.low, value.high
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        found = _whole_numbers(low, high)
    elif isinstance(low, date | FarDate) and isinstance(high, date | FarDate):
        found = _days(low, high)
    else:
        return None
    if found is None:
        return None
    begin = 0 if value.low_closed else 1
    return found[begin : len(found) if value.high_closed else -1]


def _whole_numbers(low: Decimal, high: Decimal) -> tuple[Value, ...] | None:
    if not is_whole(low) or not is_whole(high) or abs(high - low) > _MOST_TURNS:
        return None
    step = 1 if low <= high else -1
    return tuple(Decimal(number) for number in range(int(low), int(high) + step, step))


def _days(low: Day, high: Day) -> tuple[Value, ...] | None:
    if not is_day(low) or not is_day(high):
        return None
    gap = count_days(high) - count_days(low)
    if abs(gap) > _MOST_TURNS:
        return None
    step = 1 if gap >= 0 else -1
    return tuple(add_days(low, days_time(days=count)) for count in range(0, gap + step, step))


_MEANINGS: Final[Mapping[type[Node], Callable[[_Walker, Any, Facts], Value]]] = {
    Literal: _Walker.constant,
    Temporal: _Walker.constant,
    Name: _Walker.name,
    Path: _Walker.path,
    Filter: _Walker.filter,
    Negate: _Walker.negate,
    Binary: _Walker.binary,
    Junction: _Walker.junction,
    Between: _Walker.between,
    UnaryTest: _Walker.value_test,
    In: _Walker.membership,
    InstanceOf: _Walker.instance_of,
    If: _Walker.if_,
    For: _Walker.for_,
    Quantified: _Walker.quantified,
    Lambda: _Walker.lambda_,
    Call: _Walker.call,
    Items: _Walker.items,
    Entries: _Walker.entries,
    Interval: _Walker.interval,
}
