"""Partial evaluation: what is left of an expression when some of its names have values and others not yet.

What is left gives, for every value of the names that are still open, null among them, what the whole would have
given. So nothing folds that null would undo: `x or not(x)` stays, unless x is known never to be null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import NoneType
from typing import Any, Final, TypeAlias

import msgspec

from askonce.feel import bounds
from askonce.feel.evaluate import Settings, evaluate, part
from askonce.feel.functions import BUILT_IN
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    Entries,
    Entry,
    Filter,
    For,
    If,
    In,
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
    TypeNode,
    UnaryTest,
    UnaryTests,
    children,
    without_places,
)
from askonce.feel.values import FunctionValue, Value

#: The trees that stand for names: a value, or another expression over names that are open.
Trees: TypeAlias = Mapping[str, Node]

_ORDERS: Final = frozenset(["<", "<=", ">", ">="])
_COMPARISONS: Final = _ORDERS | {"=", "!="}
#: What these give is null as soon as one of their arguments is.
_STRICT: Final = frozenset(
    ["sum", "mean", "min", "max", "median", "product", "age", "floor", "ceiling", "abs"]
)
#: A loop over more turns than this is left as it is.
MOST_TURNS: Final = 200
#: A tree with more values than these is not written out; a node counts for several, and so does a long text.
MOST_WRITTEN: Final = 20_000
_VALUES_A_NODE: Final = 10
_LETTERS_A_VALUE: Final = 64
_SMALL: Final = (bool, Decimal, NoneType)


def literal(value: Value) -> Literal:
    """The tree of a value."""
    return Literal(0, 0, value)


NULL: Final = literal(None)
TRUE: Final = Literal(0, 0, value=True)
FALSE: Final = Literal(0, 0, value=False)


def residual(tree: Node, known: Trees, settings: Settings, never_null: frozenset[str] = frozenset()) -> Node:
    """What is left of an expression; `never_null` are open names that cannot come out null.

    >>> from askonce.feel.source import source
    >>> from askonce.feel.syntax import parse
    >>> strict = Settings(leap_day=None, strict=True)
    >>> tree = parse("a > 3 and (b < 5 or c)").tree
    >>> source(residual(tree, {"a": literal(Decimal(4)), "c": FALSE}, strict))
    'b < 5'
    >>> (
    ...     source(residual(parse("b or not(b)").tree, {}, strict)),
    ...     source(residual(parse("b or not(b)").tree, {}, strict, frozenset("b"))),
    ... )
    ('b or not(b)', 'true')
    """
    return _Reducer(settings, never_null).left(without_places(tree), known)


def residual_test(
    tests: Node, subject: Node, known: Trees, settings: Settings, never_null: frozenset[str] = frozenset()
) -> Node:
    """What is left of a decision-table cell: a condition under which it holds, where null is no.

    >>> from askonce.feel.source import source
    >>> from askonce.feel.syntax import parse_unary_tests
    >>> strict = Settings(leap_day=None, strict=True)
    >>> source(residual_test(parse_unary_tests("< 60").tree, Name(0, 0, "age"), {}, strict))
    'age < 60'
    """
    listed = tests.tests if isinstance(tests, UnaryTests) else (UnaryTest(0, 0, "in", tests),)
    if not listed:
        return TRUE
    condition: Node = as_condition(subject, tuple(without_places(test) for test in listed))
    reducer = _Reducer(settings, never_null)
    found = reducer.left(condition, known)
    if not (isinstance(tests, UnaryTests) and tests.negated):
        return found
    # A negated cell holds where its tests come out false, and so does not where they are null.
    return reducer.left(Binary(0, 0, "=", found, FALSE), {})


def as_condition(subject: Node, tests: Sequence[UnaryTest]) -> Node:
    """The tests of a cell as one expression about its subject."""
    parts = [_one_test(subject, test) for test in tests]
    return parts[0] if len(parts) == 1 else Junction(0, 0, "or", tuple(parts))


def _one_test(subject: Node, test: UnaryTest) -> Node:
    if test.op == "?":
        return substitute(test.operand, {"?": subject})
    operand = substitute(test.operand, {"?": subject})
    if test.op in _COMPARISONS:
        return Binary(0, 0, test.op, subject, operand)
    return In(0, 0, subject, (UnaryTest(0, 0, test.op, operand),))


def substitute(tree: Node, trees: Trees) -> Node:
    """The tree with others in the place of names, but for names that it binds itself.

    >>> from askonce.feel.source import source
    >>> from askonce.feel.syntax import parse
    >>> source(substitute(parse("a + (for a in b return a)[1]").tree, {"a": TRUE, "b": NULL}))
    'true + (for a in null return a)[1]'
    """
    return _swapped(tree, trees) if trees else tree


def names_in(tree: Node) -> frozenset[str]:
    """Every name that a tree holds, whether it binds it itself or not."""
    return frozenset(node.name for node in _each_once(tree) if isinstance(node, Name))


def _each_once(tree: Node) -> Iterator[Node]:
    """All nodes of a tree; one that stands in several places counts once."""
    seen = {id(tree)}
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for child in children(node):
            if id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)


def is_too_long(tree: Node) -> bool:
    """Whether a tree is too long to be written out, each part counted as often as it stands there.

    >>> from askonce.feel.syntax import parse
    >>> tree = parse("x + 1").tree
    >>> for _ in range(60):
    ...     tree = Binary(0, 0, "+", tree, tree)
    >>> is_too_long(tree), is_too_long(parse("x + 1").tree)
    (True, False)
    """
    if isinstance(tree, Literal) and isinstance(tree.value, _SMALL):
        return False
    left = MOST_WRITTEN
    waiting: list[Node | Value] = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Node) and not is_value(one):
            inner: Sequence[Node | Value] = tuple(children(one))
        else:
            value = value_of(one) if isinstance(one, Node) else one
            inner = bounds.parts(value)
            left -= len(value) // _LETTERS_A_VALUE if isinstance(value, str) else 1
        left -= _VALUES_A_NODE if isinstance(one, Node) else 0
        if left < len(inner):
            return True
        waiting.extend(inner)
    return False


def is_value(tree: Node) -> bool:
    """Whether a tree is a value."""
    return isinstance(tree, Literal | Temporal)


def value_of(tree: Node) -> Value:
    """The value of a tree that is one."""
    return tree.value if isinstance(tree, Literal | Temporal) else None


def rebuilt(node: Node, parts: Sequence[Node]) -> Node:
    """A node with others in the place of its children, in their order."""
    left = iter(parts)
    changed: dict[str, object] = {}
    for field in node.__struct_fields__[2:]:
        held = getattr(node, field)
        if isinstance(held, Node):
            changed[field] = next(left)
        elif isinstance(held, tuple) and not isinstance(node, Literal | Temporal):
            changed[field] = tuple(next(left) if isinstance(item, Node) else item for item in held)
    return msgspec.structs.replace(node, **changed) if changed else node


def _swapped(tree: Node, trees: Trees) -> Node:
    match tree:
        case Name(name=name):
            return trees.get(name, tree)
        case Lambda(parameters=parameters, body=body):
            inner = _without(trees, [one.name for one in parameters])
            return msgspec.structs.replace(tree, body=_swapped(body, inner))
        case For(iterations=iterations, body=body) | Quantified(iterations=iterations, body=body):
            turned, inner = _swap_iterations(iterations, trees)
            return msgspec.structs.replace(tree, iterations=turned, body=_swapped(body, inner))
        case Filter(base=base, condition=condition):
            inner = _without(trees, ["item"])
            return msgspec.structs.replace(
                tree, base=_swapped(base, trees), condition=_swapped(condition, inner)
            )
        case Entries(entries=entries):
            return msgspec.structs.replace(tree, entries=_swap_entries(entries, trees))
        case Literal() | Temporal():
            return tree
        case _:
            return rebuilt(tree, [_swapped(child, trees) for child in children(tree)])


def _swap_iterations(iterations: Sequence[Iteration], trees: Trees) -> tuple[tuple[Iteration, ...], Trees]:
    turned = []
    for one in iterations:
        turned.append(msgspec.structs.replace(one, source=_swapped(one.source, trees)))
        trees = _without(trees, [one.name, "partial"])
    return tuple(turned), trees


def _swap_entries(entries: Sequence[Entry], trees: Trees) -> tuple[Entry, ...]:
    swapped = []
    for entry in entries:
        swapped.append(msgspec.structs.replace(entry, value=_swapped(entry.value, trees)))
        trees = _without(trees, [entry.key])
    return tuple(swapped)


def _without(trees: Trees, names: Sequence[str]) -> Trees:
    return {name: tree for name, tree in trees.items() if name not in names}


def folded(node: Node, settings: Settings) -> Node:
    """A node whose children are as simple as they can be, itself made as simple as it can be."""
    parts = list(children(node))
    if not isinstance(node, Name | Lambda | UnaryTest) and all(map(_is_fixed, parts)):
        return literal(evaluate(node, {}, settings))
    match node:
        case Binary(op=op, left=left, right=right):
            nothing = _is_null(left) or _is_null(right) or (op == "/" and _is_nought(right))
            return NULL if nothing and op not in ("=", "!=") else node
        case Negate(operand=operand):
            return NULL if _is_null(operand) else node
        case Path(base=base, name=name):
            return entry_of(base, name) or node
        case Call(function=Name(name=name), arguments=arguments):
            return _folded_call(name, arguments) or node
        case _:
            return node


def _is_fixed(node: Node) -> bool:
    """Whether a child can be evaluated where it stands; tests and entries are no expressions by themselves."""
    if isinstance(node, UnaryTest | Entry):
        return all(_is_fixed(child) for child in children(node))
    return (
        is_value(node)
        or (isinstance(node, Interval) and all(map(is_value, children(node))))
        or isinstance(node, TypeNode)
    )


def _is_null(node: Node) -> bool:
    return is_value(node) and value_of(node) is None


def _is_nought(node: Node) -> bool:
    value = value_of(node)
    return isinstance(value, Decimal) and not value


def entry_of(base: Node, name: str) -> Node | None:
    """The entry of a context that is written out, or of each in a list of them."""
    if isinstance(base, Entries):
        return next((entry.value for entry in base.entries if entry.key == name), NULL)
    if isinstance(base, Items):
        found = [entry_of(item, name) for item in base.items]
        return listed([one for one in found if one is not None]) if None not in found else None
    return literal(part(value_of(base), name)) if is_value(base) else None


def listed(items: Sequence[Node]) -> Node:
    """A list of trees: a value where all of them are."""
    if all(map(is_value, items)):
        return literal(tuple(map(value_of, items)))
    return Items(0, 0, tuple(items))


def context_tree(names: Sequence[str], trees: Sequence[Node]) -> Node:
    """A context of trees: a value where all of them are."""
    if all(map(is_value, trees)):
        return literal({name: value_of(tree) for name, tree in zip(names, trees, strict=True)})
    return Entries(0, 0, tuple(Entry(0, 0, name, tree) for name, tree in zip(names, trees, strict=True)))


def outcome_tree(names: Sequence[str], trees: Sequence[Node]) -> Node:
    """The outcomes of a row as one tree: the one outcome, or a context of several."""
    return trees[0] if len(trees) == 1 else context_tree(names, trees)


def _folded_call(name: str, arguments: tuple[Node, ...]) -> Node | None:
    only = arguments[0] if len(arguments) == 1 else None
    items = only.items if isinstance(only, Items) else arguments
    if name == "count" and isinstance(only, Items):
        return literal(Decimal(len(only.items)))
    if name in _STRICT and any(map(_is_null, items)):
        return NULL
    if name == "is defined" and isinstance(only, Items | Entries):
        return TRUE
    if (
        name == "not"
        and only is not None
        and isinstance(only, Call)
        and _is_negation(only)
        and is_truth(only.arguments[0])
    ):
        return only.arguments[0]
    return None


def _is_negation(node: Node) -> bool:
    return (
        isinstance(node, Call)
        and isinstance(node.function, Name)
        and node.function.name == "not"
        and len(node.arguments) == 1
    )


def is_truth(node: Node) -> bool:
    """Whether a tree gives true, false or null and nothing else, by its form alone."""
    match node:
        case Junction() | Quantified() | Between() | In():
            return True
        case Binary(op=op):
            return op in _COMPARISONS
        case Literal(value=value):
            return value is None or isinstance(value, bool)
        case If(consequent=consequent, alternative=alternative):
            return is_truth(consequent) and is_truth(alternative)
        case _:
            return _is_negation(node)


def junction(op: str, parts: Sequence[Node], never_null: frozenset[str] = frozenset()) -> Node:
    """`and` or `or` over parts, without those that cannot change it.

    >>> from askonce.feel.source import source
    >>> source(junction("and", [TRUE, Name(0, 0, "b"), TRUE]))
    'b and true'
    """
    stop, neutral = (FALSE, TRUE) if op == "and" else (TRUE, FALSE)
    kept: list[Node] = []
    for given in parts:
        if is_value(given) and value_of(given) is value_of(stop):
            return stop
        if is_value(given) and value_of(given) is value_of(neutral):
            continue
        one = NULL if is_value(given) else given
        if one not in kept:
            kept.append(one)
    if not kept:
        return neutral
    if _always(kept, never_null):
        return stop
    if len(kept) > 1:
        return Junction(0, 0, op, tuple(kept))
    # A part alone could be no truth at all, which `and` makes null.
    return (
        kept[0]
        if is_truth(kept[0]) or kept[0] == NULL or _never(kept[0], never_null)
        else Junction(0, 0, op, (kept[0], neutral))
    )


def _never(node: Node, never_null: frozenset[str]) -> bool:
    return isinstance(node, Name) and node.name in never_null


def _always(parts: Sequence[Node], never_null: frozenset[str]) -> bool:
    """Whether a part and its opposite stand side by side, where neither can be null."""
    held = [part.name for part in parts if isinstance(part, Name) and part.name in never_null]
    return any(Call(0, 0, Name(0, 0, "not"), (Name(0, 0, name),), ()) in parts for name in held)


def conditional(condition: Node, yes: Node, no: Node) -> Node:
    """`if` over parts that are as simple as they can be."""
    if is_value(condition):
        return yes if value_of(condition) is True else no
    return yes if repr(yes) == repr(no) else If(0, 0, condition, yes, no)


def items_of(source: Node) -> tuple[Node, ...] | None:
    """The items of a list that is known or written out, as trees; None where it is neither."""
    if isinstance(source, Items):
        return source.items if len(source.items) <= MOST_TURNS else None
    if is_value(source):
        value = value_of(source)
        if isinstance(value, tuple) and len(value) <= MOST_TURNS:
            return tuple(literal(item) for item in value)
    return None


def scope_of(item: Node) -> Trees | None:
    """The names that a filter's condition may have for an item and its entries; None where they cannot be told."""
    if isinstance(item, Entries):
        return {"item": item} | {entry.key: entry.value for entry in item.entries}
    if is_value(item):
        value = value_of(item)
        if isinstance(value, Mapping):
            return {"item": item} | {name: literal(held) for name, held in value.items()}
        if value is None or isinstance(value, bool | str | Decimal):
            return {"item": item}
    return None


class _Reducer:
    """Reduces each kind of node, its children first."""

    def __init__(self, settings: Settings, never_null: frozenset[str]) -> None:
        self.settings = settings
        self.never_null = never_null

    def left(self, node: Node, known: Trees) -> Node:
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node, known)
        parts = [self.left(child, known) for child in children(node)]
        return folded(rebuilt(node, parts), self.settings)

    def value(self, node: Literal | Temporal, known: Trees) -> Node:
        del known
        return literal(node.value)

    def name(self, node: Name, known: Trees) -> Node:
        return known.get(node.name, node)

    def junction(self, node: Junction, known: Trees) -> Node:
        return junction(node.op, [self.left(part, known) for part in node.parts], self.never_null)

    def if_(self, node: If, known: Trees) -> Node:
        condition = self.left(node.condition, known)
        if is_value(condition):
            return self.left(node.consequent if value_of(condition) is True else node.alternative, known)
        return conditional(condition, self.left(node.consequent, known), self.left(node.alternative, known))

    def call(self, node: Call, known: Trees) -> Node:
        function = node.function
        swapped = known.get(function.name) if isinstance(function, Name) else self.left(function, known)
        arguments = tuple(self.left(one, known) for one in node.arguments)
        if isinstance(function, Name) and (
            swapped is None or not isinstance(value_of(swapped), FunctionValue)
        ):
            made = Call(0, 0, Name(0, 0, function.name), arguments, node.labels)
            if all(map(is_value, arguments)) and function.name in BUILT_IN:
                return literal(evaluate(made, {}, self.settings))
            return _folded_call(function.name, arguments) or made if not node.labels else made
        made = Call(0, 0, swapped or function, arguments, node.labels)
        ready = isinstance(value_of(made.function), FunctionValue) and all(map(is_value, arguments))
        return literal(evaluate(made, {}, self.settings)) if ready else made

    def turns(self, iterations: Sequence[Iteration], known: Trees) -> list[Trees] | None:
        """The names of each turn of a loop, or None where its lists are not known."""
        if not iterations:
            return [known]
        items = items_of(self.left(iterations[0].source, known))
        if items is None:
            return None
        found: list[Trees] = []
        for item in items:
            inner = self.turns(iterations[1:], {**known, iterations[0].name: item})
            if inner is None or len(found) + len(inner) > MOST_TURNS:
                return None
            found.extend(inner)
        return found

    def quantified(self, node: Quantified, known: Trees) -> Node:
        turns = self.turns(node.iterations, known)
        if turns is None:
            return self.opened(node, known)
        parts = [self.left(node.body, turn) for turn in turns]
        return junction("or" if node.word == "some" else "and", parts, self.never_null)

    def for_(self, node: For, known: Trees) -> Node:
        turns = None if "partial" in names_in(node.body) else self.turns(node.iterations, known)
        if turns is None:
            return self.opened(node, known)
        return self.listed([self.left(node.body, turn) for turn in turns])

    def listed(self, items: Sequence[Node]) -> Node:
        return folded(Items(0, 0, tuple(items)), self.settings)

    def filter(self, node: Filter, known: Trees) -> Node:
        base = self.left(node.base, known)
        if is_value(base) and not self.free(node.condition, known):
            scope = {name: value_of(tree) for name, tree in known.items() if is_value(tree)}
            return literal(evaluate(Filter(0, 0, base, node.condition), scope, self.settings))
        items = items_of(base)
        if is_truth(node.condition) and (items == () or base == NULL):
            return literal(())
        conditions = self.conditions(items, node.condition, known) if items else None
        if not items or conditions is None or not all(map(is_value, conditions)):
            return Filter(0, 0, base, _swapped(node.condition, self.outside(base, known)))
        values = [value_of(one) for one in conditions]
        if any(value is not None and not isinstance(value, bool) for value in values):
            return self.place(items, values)
        return self.listed([item for item, value in zip(items, values, strict=True) if value is True])

    def place(self, items: Sequence[Node], values: Sequence[Value]) -> Node:
        """The item at a place in the list; the first condition that is a number says which."""
        number = next(value for value in values if isinstance(value, Decimal))
        index = int(number) - 1 if number > 0 else len(items) + int(number)
        return items[index] if 0 <= index < len(items) and number == int(number) and number else NULL

    def conditions(self, items: Sequence[Node], condition: Node, known: Trees) -> list[Node] | None:
        found = []
        for item in items:
            names = scope_of(item)
            if names is None:
                return None
            found.append(self.left(condition, {**known, **names}))
        return found

    def free(self, tree: Node, known: Trees) -> bool:
        """Whether a tree holds names that are known to be open."""
        return any(not is_value(known[name]) for name in names_in(tree) if name in known) or bool(
            names_in(tree) - known.keys()
        )

    def outside(self, base: Node, known: Trees) -> Trees:
        """The names that a filter's condition sees from outside: all but those that an item may bear."""
        items = items_of(base)
        scopes = None if items is None else [scope_of(item) for item in items]
        if scopes is None or None in scopes:
            return {}
        return _without(known, [name for scope in scopes if scope for name in scope])

    def opened(self, node: Node, known: Trees) -> Node:
        return _swapped(node, known)

    def entries(self, node: Entries, known: Trees) -> Node:
        found: list[Entry] = []
        for entry in node.entries:
            value = self.left(entry.value, known)
            found.append(Entry(0, 0, entry.key, value))
            known = {**known, entry.key: value}
        return folded(Entries(0, 0, tuple(found)), self.settings)

    def lambda_(self, node: Lambda, known: Trees) -> Node:
        return _swapped(node, known)


_RULES: Final[Mapping[type[Node], Callable[[_Reducer, Any, Trees], Node]]] = {
    Literal: _Reducer.value,
    Temporal: _Reducer.value,
    Name: _Reducer.name,
    Junction: _Reducer.junction,
    If: _Reducer.if_,
    Call: _Reducer.call,
    Quantified: _Reducer.quantified,
    For: _Reducer.for_,
    Filter: _Reducer.filter,
    Entries: _Reducer.entries,
    Lambda: _Reducer.lambda_,
}
