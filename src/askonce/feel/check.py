"""Infers the type of an expression, strictly, and finds what cannot be meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from askonce.feel.annotations import resolve
from askonce.feel.builtin import Function
from askonce.feel.functions import BUILT_IN
from askonce.feel.range_functions import read_range
from askonce.feel.rewrite import TEMPORAL_READERS
from askonce.feel.source import source
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
    Problem,
    Quantified,
    Temporal,
    UnaryTest,
    UnaryTests,
    transform,
)
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    INTEGER,
    NULL,
    NUMBER,
    ChoiceType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    assignable,
    context_type,
    join,
    type_of,
)
from askonce.feel.typing_rules import Clash, arithmetic, comparison, described, is_ordered, negated, parts
from askonce.feel.values import FarDate, Moment, Value

_MOST_QUOTED: Final = 40
#: Functions that make a constant of one text, which is read beforehand.
_READERS: Final = {**TEMPORAL_READERS, "range": read_range}
_COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])


class Typed(msgspec.Struct, frozen=True):
    """What is known of an expression without running it.

    `names` are the names it takes from the scope. `tree` is the tree to evaluate: bare words that stand for
    options of a choice have become texts.
    """

    type: Type
    problems: tuple[Problem, ...]
    names: frozenset[str]
    uses_age: bool
    tree: Node


def infer(tree: Node, scope: Mapping[str, Type], expected: Type | None = None) -> Typed:
    """The type of an expression; where a choice is `expected`, its options may be written as bare words.

    >>> from askonce.feel.syntax import parse
    >>> infer(parse("birht > 60").tree, {"birth": DATE}).problems[0].help
    'did you mean `birth`'
    """
    checker = _Checker(scope)
    return checker.typed(checker.infer(tree, expected), tree)


def infer_unary(tree: Node, subject: Type, scope: Mapping[str, Type]) -> Typed:
    """The type of a decision-table cell that tests a subject: boolean, with what is wrong in it.

    >>> from askonce.feel.syntax import parse_unary_tests
    >>> infer_unary(parse_unary_tests("< 60").tree, DATE, {}).problems[0].message
    'the subject (date) and `60` (integer) do not compare'
    """
    checker = _Checker(scope, {"?": subject})
    tests = tree.tests if isinstance(tree, UnaryTests) else (UnaryTest(tree.start, tree.end, "in", tree),)
    for test in tests:
        checker.test(test, subject, None)
    return checker.typed(BOOLEAN, tree)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The help for a name that is not known, or nothing where none is near.

    >>> did_you_mean("incme", ["income", "birth"])
    'did you mean `income`'
    """
    candidates = list(known)
    folded = next((one for one in candidates if one.casefold() == name.casefold()), None)
    near = [folded] if folded else difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`" if near else ""


def _quoted(node: Node | None) -> str:
    if node is None:
        return "the subject"
    text = source(node)
    return f"`{text}`" if len(text) <= _MOST_QUOTED else f"`{text[: _MOST_QUOTED - 3]}...`"


class _Checker:
    """Walks one tree and gathers what it finds."""

    def __init__(self, scope: Mapping[str, Type], bound: Mapping[str, Type] | None = None) -> None:
        self.scope = scope
        self.bound = dict(bound or {})
        self.problems: list[Problem] = []
        self.names: set[str] = set()
        self.words: dict[tuple[int, int], str] = {}
        self.uses_age = False

    def typed(self, found: Type, tree: Node) -> Typed:
        problems = tuple(sorted(self.problems, key=lambda problem: (problem.start, problem.end)))
        return Typed(found, problems, frozenset(self.names), self.uses_age, self.with_words(tree))

    def with_words(self, tree: Node) -> Node:
        if not self.words:
            return tree

        def literal(node: Node) -> Node:
            if isinstance(node, Name) and (node.start, node.end) in self.words:
                return Literal(node.start, node.end, node.name)
            return node

        return transform(tree, literal)

    def report(self, node: Node, message: str, code: str, hint: str = "") -> Type:
        self.problems.append(Problem(message, node.start, node.end, code, hint))
        return ANY

    def infer(self, node: Node, expected: Type | None = None) -> Type:
        if isinstance(node, Name):
            return self.name(node, expected)
        if isinstance(node, If):
            return self.if_(node, expected)
        if isinstance(node, Items):
            return self.items(node, expected)
        return _RULES[type(node)](self, node)

    def within(self, node: Node, bound: Mapping[str, Type]) -> Type:
        """The type of a node that sees more names than stand outside it."""
        before = self.bound
        self.bound = {**before, **bound}
        found = self.infer(node)
        self.bound = before
        return found

    def known(self, name: str) -> Type | None:
        return self.bound.get(name) or self.scope.get(name)

    # -- names and constants

    def name(self, node: Name, expected: Type | None = None) -> Type:
        name = node.name
        if name in self.bound:
            return self.bound[name]
        found = self.scope.get(name)
        if found is not None:
            self.names.add(name)
            return found
        choice = expected.of if isinstance(expected, ListType | RangeType) else expected
        if isinstance(choice, ChoiceType) and name in choice.options:
            self.words[node.start, node.end] = name
            return ChoiceType((name,))
        if name in BUILT_IN:
            return FunctionType((), ANY)
        self.names.add(name)
        options = choice.options if isinstance(choice, ChoiceType) else ()
        message = f"`{name}` is no option and no known name" if options else f"`{name}` is no known name"
        return self.report(
            node, message, "unknown-name", did_you_mean(name, [*self.bound, *self.scope, *options])
        )

    def literal(self, node: Literal) -> Type:
        return type_of(node.value)

    def temporal(self, node: Temporal) -> Type:
        if node.value is None:
            return self.report(node, f"`{node.text}` is no date, time or duration", "type")
        return self.near(node, node.text, node.value)

    def near(self, node: Node, text: str, value: Value) -> Type:
        """The type of a constant, if its year is one that the registers of a pack can hold."""
        if isinstance(value, FarDate) or (isinstance(value, Moment) and isinstance(value.day, FarDate)):
            return self.report(node, f"`{text}` lies outside the years 1 to 9999", "type")
        return type_of(value)

    def path(self, node: Path) -> Type:
        base = self.infer(node.base)
        one = base.of if isinstance(base, ListType) else base
        if one == ANY:
            return ANY
        found = parts(one).get(node.name)
        if found is None:
            message = f"{_quoted(node.base)} ({described(base)}) has no `{node.name}`"
            last = Name(max(node.base.end, node.end - len(node.name)), node.end, node.name)
            return self.report(last, message, "unknown-name", did_you_mean(node.name, parts(one)))
        return ListType(found) if isinstance(base, ListType) else found

    # -- operators

    def binary(self, node: Binary) -> Type:
        if node.op in _COMPARISONS:
            left, right = self.pair(node.left, node.right)
            self.compare(node.op, node, (node.left, left), (node.right, right))
            return BOOLEAN
        left, right = self.infer(node.left), self.infer(node.right)
        return self.settled(node, arithmetic(node.op, left, right), (node.left, left), (node.right, right))

    def pair(self, left: Node, right: Node) -> tuple[Type, Type]:
        """The types of two sides, of which either may be a bare word that the other side explains."""
        if isinstance(left, Name) and self.known(left.name) is None:
            second = self.infer(right)
            return self.infer(left, second), second
        first = self.infer(left)
        return first, self.infer(right, first)

    def compare(
        self, op: str, place: Node, left: tuple[Node | None, Type], right: tuple[Node | None, Type]
    ) -> None:
        clash = comparison(op, left[1], right[1])
        if clash is not None:
            self.settled(place, clash, left, right)

    def settled(self, place: Node, found: Type | Clash, *sides: tuple[Node | None, Type]) -> Type:
        if not isinstance(found, Clash):
            return found
        both = " and ".join(f"{_quoted(node)} ({described(side)})" for node, side in sides)
        return self.report(place, f"{both} {found.reason}", found.code)

    def negate(self, node: Negate) -> Type:
        operand = self.infer(node.operand)
        return self.settled(node, negated(operand), (node.operand, operand))

    def boolean(self, node: Node, where: str) -> None:
        found = self.infer(node)
        if not assignable(found, BOOLEAN):
            message = f"{_quoted(node)} ({described(found)}) stands {where}, where true or false is needed"
            self.report(node, message, "type")

    def junction(self, node: Junction) -> Type:
        for part in node.parts:
            self.boolean(part, f"beside `{node.op}`")
        return BOOLEAN

    def between(self, node: Between) -> Type:
        subject = self.infer(node.subject)
        for end in (node.low, node.high):
            self.compare("<=", end, (node.subject, subject), (end, self.infer(end, subject)))
        return BOOLEAN

    def membership(self, node: In) -> Type:
        subject = self.infer(node.subject)
        before = self.bound
        self.bound = {**before, "?": subject}
        for test in node.tests:
            self.test(test, subject, node.subject)
        self.bound = before
        return BOOLEAN

    def test(self, test: UnaryTest, subject: Type, node: Node | None) -> None:
        """Checks one unary test of a subject (written as `node`, if it is)."""
        if test.op == "?":
            self.boolean(test.operand, "as a test")
            return
        found = self.infer(test.operand, subject)
        if test.op != "in":
            self.compare(test.op, test, (node, subject), (test.operand, found))
        elif isinstance(found, RangeType):
            self.compare("<=", test, (node, subject), (test.operand, found.of))
        elif isinstance(found, ListType) and not isinstance(subject, ListType):
            item = found.of.of if isinstance(found.of, RangeType) else found.of
            self.compare("=", test, (node, subject), (test.operand, item))
        else:
            self.compare("=", test, (node, subject), (test.operand, found))

    def value_test(self, node: UnaryTest) -> Type:
        found = self.infer(node.operand)
        if node.op not in ("=", "!=") and not is_ordered(found):
            return self.report(node, f"{_quoted(node.operand)} ({described(found)}) bounds no range", "type")
        return RangeType(found)

    def interval(self, node: Interval) -> Type:
        low, high = self.pair(node.low, node.high)
        clash = comparison("<=", low, high)
        if clash is not None:
            return self.settled(node, clash, (node.low, low), (node.high, high))
        return RangeType(join(low, high) or ANY)

    def instance_of(self, node: InstanceOf) -> Type:
        self.infer(node.subject)
        if resolve(node.type) is None:
            self.report(node.type, f"{_quoted(node.type)} is no known type", "unknown-name")
        return BOOLEAN

    # -- control

    def if_(self, node: If, expected: Type | None = None) -> Type:
        self.boolean(node.condition, "after `if`")
        yes = self.infer(node.consequent, expected)
        no = self.infer(node.alternative, expected or yes)
        found = join(yes, no)
        if found is None:
            clash = Clash("have no type in common")
            return self.settled(node, clash, (node.consequent, yes), (node.alternative, no))
        return found

    def iterations(self, iterations: Sequence[Iteration]) -> dict[str, Type]:
        bound: dict[str, Type] = {}
        for one in iterations:
            over = self.within(one.source, bound)
            if isinstance(over, ListType) or (
                isinstance(over, RangeType) and over.of in (INTEGER, DATE, ANY)
            ):
                bound[one.name] = over.of
            elif over == ANY:
                bound[one.name] = ANY
            else:
                message = f"{_quoted(one.source)} ({described(over)}) is nothing to go through item by item"
                bound[one.name] = self.report(one.source, message, "type")
        return bound

    def for_(self, node: For) -> Type:
        bound = self.iterations(node.iterations)
        return ListType(self.within(node.body, {"partial": ListType(ANY), **bound}))

    def quantified(self, node: Quantified) -> Type:
        before = self.bound
        self.bound = {**before, **self.iterations(node.iterations)}
        self.boolean(node.body, "after `satisfies`")
        self.bound = before
        return BOOLEAN

    def filter(self, node: Filter) -> Type:
        base = self.infer(node.base)
        item = base.of if isinstance(base, ListType) else base
        condition = self.within(node.condition, {"item": item, **parts(item)})
        if condition == ANY:
            return ANY
        if assignable(condition, BOOLEAN):
            return ListType(item)
        if assignable(condition, NUMBER):
            return item
        message = (
            f"{_quoted(node.condition)} ({described(condition)}) is neither a condition nor a place in a list"
        )
        return self.report(node.condition, message, "type")

    # -- lists, contexts and functions

    def items(self, node: Items, expected: Type | None = None) -> Type:
        found: Type = NULL if node.items else ANY
        for item in node.items:
            one = self.infer(item, expected.of if isinstance(expected, ListType) else expected)
            both = join(found, one)
            if both is None:
                message = f"{_quoted(item)} ({described(one)}) stands in a list of {described(found)}"
                return ListType(self.report(item, message, "type"))
            found = both
        return ListType(found)

    def entries(self, node: Entries) -> Type:
        fields: dict[str, Type] = {}
        for entry in node.entries:
            found = self.within(entry.value, fields)
            if entry.key in fields:
                self.report(entry, f"`{entry.key}` is given twice", "syntax")
            fields[entry.key] = found
        return context_type(fields)

    def lambda_(self, node: Lambda) -> Type:
        bound: dict[str, Type] = {}
        for parameter in node.parameters:
            wanted = ANY if parameter.type is None else resolve(parameter.type)
            if wanted is None and parameter.type is not None:
                wanted = self.report(
                    parameter.type, f"{_quoted(parameter.type)} is no known type", "unknown-name"
                )
            bound[parameter.name] = wanted or ANY
        if node.external:
            return FunctionType(
                tuple(bound.values()), self.report(node, "a function calls outside code", "type")
            )
        return FunctionType(tuple(bound.values()), self.within(node.body, bound))

    def call(self, node: Call) -> Type:
        given = node.function
        if isinstance(given, Name) and not isinstance(self.known(given.name), FunctionType):
            if given.name in BUILT_IN:
                return self.built_in(node, given.name)
            if self.known(given.name) is None:
                for argument in node.arguments:
                    self.infer(argument)
                message = f"`{given.name}` is no known function"
                return self.report(given, message, "unknown-name", did_you_mean(given.name, BUILT_IN))
        function = self.infer(given)
        found = [self.infer(argument) for argument in node.arguments]
        if not isinstance(function, FunctionType):
            if function == ANY:
                return ANY
            return self.report(given, f"{_quoted(given)} ({described(function)}) is no function", "type")
        if function == FunctionType((), ANY):
            return ANY
        return self.defined(node, function, found)

    def defined(self, node: Call, function: FunctionType, found: list[Type]) -> Type:
        wanted = function.parameters
        if len(found) != len(wanted):
            message = f"{_quoted(node.function)} takes {_counted(len(wanted))}, not {len(found)}"
            return self.report(node, message, "arity")
        if node.labels:
            return function.result
        for argument, one, other in zip(node.arguments, found, wanted, strict=True):
            if not assignable(one, other):
                message = f"{_quoted(argument)} ({described(one)}) stands where {described(other)} is needed"
                return self.report(argument, message, "type")
        return function.result

    def built_in(self, node: Call, name: str) -> Type:
        reader = _READERS.get(name)
        if reader is not None and len(node.arguments) == 1 and not node.labels:
            only = node.arguments[0]
            if isinstance(only, Literal) and isinstance(only.value, str):
                value = reader(only.value)
                if value is None:
                    return self.report(only, f"`{only.value}` is no {name}", "type")
                return self.near(only, only.value, value)
        found = [self.infer(argument) for argument in node.arguments]
        overloads = BUILT_IN[name]
        self.uses_age = self.uses_age or any(one.needs_leap_day for one in overloads)
        if overloads[0].needs_moment:
            hint = "take the day as a fact, under `needs`"
            return self.report(
                node, f"`{name}` reads the clock, which decides otherwise tomorrow", "type", hint
            )
        arranged = [
            (one, places) for one in overloads if (places := one.arrange(len(found), node.labels)) is not None
        ]
        if not arranged:
            return self.report(node, _arity(name, overloads, node), "arity")
        fitting = [(one, places) for one, places in arranged if _misfit(one, places, found) is None]
        if not fitting:
            return self.misfit(node, *arranged[0], found)
        function, places = fitting[0]
        if not callable(function.result):
            return function.result
        result = function.result([found[place] for place in places if place is not None])
        if isinstance(result, str):
            return self.report(node, f"{_quoted(node)} has no result, for {result}", "type")
        return result

    def misfit(
        self, node: Call, function: Function, places: Sequence[int | None], found: Sequence[Type]
    ) -> Type:
        index, place = _misfit(function, places, found) or (0, 0)
        slot = function.slot(index)
        argument = node.arguments[place]
        message = f"{_quoted(argument)} ({described(found[place])}) is `{slot.name}` of `{function.name}`"
        return self.report(argument, f"{message}, where {described(slot.type)} is needed", "type")


def _misfit(
    function: Function, places: Sequence[int | None], found: Sequence[Type]
) -> tuple[int, int] | None:
    """The first slot, with the place of its argument, whose type the argument has not."""
    for index, place in enumerate(places):
        if place is not None and not assignable(found[place], function.slot(index).type):
            return index, place
    return None


def _arity(name: str, overloads: Sequence[Function], node: Call) -> str:
    names = {slot.name for one in overloads for slot in one.slots}
    strange = [label for label in node.labels if label not in names]
    if strange:
        return f"`{name}` has no parameter `{strange[0]}`"
    counts = sorted(
        {count for one in overloads for count in range(one.least, min(one.most, one.least + 3) + 1)}
    )
    listed = " or ".join(str(count) for count in counts)
    wanted = _counted(counts[0]) if len(counts) == 1 else f"{listed} arguments"
    return f"`{name}` takes {wanted}, not {len(node.arguments)}"


def _counted(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


_RULES: Final[Mapping[type[Node], Callable[[_Checker, Any], Type]]] = {
    Literal: _Checker.literal,
    Temporal: _Checker.temporal,
    Path: _Checker.path,
    Filter: _Checker.filter,
    Negate: _Checker.negate,
    Binary: _Checker.binary,
    Junction: _Checker.junction,
    Between: _Checker.between,
    UnaryTest: _Checker.value_test,
    In: _Checker.membership,
    InstanceOf: _Checker.instance_of,
    For: _Checker.for_,
    Quantified: _Checker.quantified,
    Lambda: _Checker.lambda_,
    Call: _Checker.call,
    Entries: _Checker.entries,
    Interval: _Checker.interval,
}
