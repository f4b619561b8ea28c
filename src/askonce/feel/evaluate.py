"""Evaluates a tree by walking it: the meaning that every faster form must agree with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias
from typing import Literal as OneOf

import msgspec

from askonce.feel.annotations import resolve
from askonce.feel.builtin import bind, run
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
from askonce.feel.temporal import add_days, part_of
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
)
from askonce.feel.types import conforms
from askonce.feel.values import FunctionValue, Money, Range, Value, WorkingDays, days_time, is_whole

#: A range longer than this is no list to go through.
_MOST_STEPS: Final = 1_000_000
_COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])

Facts: TypeAlias = Mapping[str, Value]


class Settings(msgspec.Struct, frozen=True):
    """How to evaluate: the leap-day rule of ages, and whether an unknown name is a fault (strict) or null."""

    leap_day: OneOf["28 February", "1 March"] | None
    strict: bool


def evaluate(tree: Node, facts: Facts, settings: Settings) -> Value:
    """The value of an expression over the facts.

    A strict evaluation raises LookupError for a name that no fact bears and for an age without a leap-day
    rule: `infer` and its caller answer for both beforehand.

    >>> from askonce.feel.syntax import parse
    >>> evaluate(parse("1 + 2 * x").tree, {"x": Decimal(3)}, Settings(None, strict=True))
    Decimal('7')
    """
    return _Walker(settings).value(tree, facts)


def matches(tree: Node, subject: Value, facts: Facts, settings: Settings) -> bool:
    """Whether a decision-table cell holds for its subject; a test that comes out null does not.

    >>> from askonce.feel.syntax import parse_unary_tests
    >>> matches(parse_unary_tests("< 60").tree, Decimal(59), {}, Settings(None, strict=True))
    True
    """
    walker = _Walker(settings)
    tests = tree.tests if isinstance(tree, UnaryTests) else (UnaryTest(tree.start, tree.end, "in", tree),)
    if not tests:
        return True
    scope = {**facts, "?": subject}
    found = disjunction([walker.test(test, subject, scope) for test in tests])
    return found is (not (isinstance(tree, UnaryTests) and tree.negated))


class _Walker:
    """Gives each kind of node its value."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def value(self, node: Node, scope: Facts) -> Value:
        return _MEANINGS[type(node)](self, node, scope)

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
        for item in items or (None,):
            inner = {**scope, "item": item, **(item if isinstance(item, Mapping) else _parts(item))}
            found = self.value(node.condition, inner)
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
        return calculate(node.op, left, right)

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
            case "=":
                return Range(end, end, low_closed=True, high_closed=True)
            case _:
                return None

    def interval(self, node: Interval, scope: Facts) -> Value:
        low, high = self.value(node.low, scope), self.value(node.high, scope)
        if low is None or high is None or compare(low, high) is None:
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

    def turns(self, iterations: tuple[Iteration, ...], scope: Facts) -> Iterator[Facts] | None:
        """The scopes of a loop's turns, or None where there is nothing to go through."""
        if not iterations:
            return iter((scope,))
        first, rest = iterations[0], iterations[1:]
        items = steps(self.value(first.source, scope))
        if items is None:
            return None
        found: list[Iterator[Facts]] = []
        for item in items:
            inner = self.turns(rest, {**scope, first.name: item})
            if inner is None:
                return None
            found.append(inner)
        return (turn for turns in found for turn in turns)

    def for_(self, node: For, scope: Facts) -> Value:
        turns = self.turns(node.iterations, scope)
        if turns is None:
            return None
        found: list[Value] = []
        for turn in turns:
            found.append(
                self.value(node.body, {**turn, "partial": tuple(found)} if _names_partial(node) else turn)
            )
        return tuple(found)

    def quantified(self, node: Quantified, scope: Facts) -> Value:
        turns = self.turns(node.iterations, scope)
        if turns is None:
            return None
        found = [self.value(node.body, turn) for turn in turns]
        return disjunction(found) if node.word == "some" else conjunction(found)

    def lambda_(self, node: Lambda, scope: Facts) -> Value:
        if node.external:
            return None
        names = tuple(parameter.name for parameter in node.parameters)

        def apply(arguments: tuple[Value, ...]) -> Value:
            if len(arguments) != len(names):
                return None
            return self.value(node.body, {**scope, **dict(zip(names, arguments, strict=True))})

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
            if not function.needs_leap_day:
                return run(function, places, given)
            if self.settings.strict and self.settings.leap_day is None:
                raise LookupError("an age is asked for without a leap-day rule")
            return run(function, places, given, leap_day=self.settings.leap_day)
        return None

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
    return "partial" not in {iteration.name for iteration in node.iterations}


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
    "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "years", "months", "days",
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
    elif isinstance(low, date) and isinstance(high, date):
        found = _days(low, high)
    else:
        return None
    if found is None:
        return None
    begin = 0 if value.low_closed else 1
    return found[begin : len(found) if value.high_closed else -1]


def _whole_numbers(low: Decimal, high: Decimal) -> tuple[Value, ...] | None:
    if not is_whole(low) or not is_whole(high) or abs(high - low) > _MOST_STEPS:
        return None
    step = 1 if low <= high else -1
    return tuple(Decimal(number) for number in range(int(low), int(high) + step, step))


def _days(low: date, high: date) -> tuple[Value, ...] | None:
    if isinstance(low, datetime) or isinstance(high, datetime):
        return None
    gap = (high - low).days
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
