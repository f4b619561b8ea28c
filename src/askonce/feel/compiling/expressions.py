"""Writes the Python lines that give an expression its value, or tell whether a condition holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Protocol

from askonce.feel.check import infer
from askonce.feel.compiling.calls import applied, truncates, written_out
from askonce.feel.compiling.operations import (
    COMPARISONS,
    amount,
    boxed,
    calculated,
    compared,
    comparison,
    family,
    is_inline,
    negated,
    surely,
    within,
)
from askonce.feel.compiling.writer import Body, Coded, Line, absent
from askonce.feel.evaluate import Settings
from askonce.feel.functions import BUILT_IN
from askonce.feel.rewrite import Constant, constant
from askonce.feel.tree import (
    Between,
    Binary,
    Call,
    Entries,
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
    UnaryTest,
    UnaryTests,
    walk,
)
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    INTEGER,
    NULL,
    NUMBER,
    ContextType,
    ListType,
    MoneyType,
    Type,
    common,
    context_type,
    join,
)
from askonce.feel.typing_rules import parts as parts_of

_TRUTH_VALUED: Final = (Junction, Between, In)
_MANY: Final = 4
_DATE_PARTS: Final = frozenset(["year", "month", "day"])


class Names(Protocol):
    """Where an expression finds what is not its own: facts, parameters, derived facts."""

    def read(self, body: Body, name: str) -> Coded | None:
        """What a name stands for, with the lines that fetch it, or None where it stands for nothing."""

    def types(self) -> Mapping[str, Type]:
        """The types of all names."""


class Expressions:
    """Writes expressions into one body; `local` are the names that loops and contexts have bound."""

    def __init__(
        self, body: Body, names: Names, settings: Settings, local: Mapping[str, Coded] | None = None
    ) -> None:
        self.body = body
        self.names = names
        self.settings = settings
        self.local = dict(local or {})

    def with_names(self, bound: Mapping[str, Coded]) -> Expressions:
        """The same place with more names."""
        return Expressions(self.body, self.names, self.settings, {**self.local, **bound})

    def find(self, name: str) -> Coded | None:
        """What a name stands for here."""
        return self.local.get(name) or self.names.read(self.body, name)

    # -- values

    def value(self, node: Node) -> Coded:
        """Lines that give an expression its value."""
        write = None if self.body.is_deep else _VALUES.get(type(node))
        return self.walked(node) if write is None else write(self, node)

    def walked(self, node: Node) -> Coded:
        """A call that walks the tree: for what is rare, or too deep for Python's own limits."""
        scope, types = self.scope(node)
        code = f"_evaluate({self.body.space.hold(node)}, {scope}, {self.body.space.hold(self.settings)})"
        found = ANY if self.body.is_deep else self.type_of(node, types)
        return Coded(self.body.name(code), found)

    def type_of(self, node: Node, types: Mapping[str, Type]) -> Type:
        """The type of a node, ANY where it has a fault."""
        found = infer(node, types)
        return ANY if found.problems else found.type

    def scope(self, node: Node) -> tuple[str, dict[str, Type]]:
        """Code for the names that a node may take from here, and their types."""
        found: dict[str, Coded] = {}
        for name in dict.fromkeys(one.name for one in walk(node) if isinstance(one, Name)):
            one = self.find(name)
            if one is not None:
                found[name] = one
        entries = [f"{self.body.space.hold(name)}: {boxed(self.body, one)}" for name, one in found.items()]
        return f"{{{', '.join(entries)}}}", {name: one.type for name, one in found.items()}

    def constant(self, node: Literal | Temporal) -> Coded:
        """A constant."""
        return self.body.constant(node.value)

    def name(self, node: Name) -> Coded:
        """What a name stands for."""
        found = self.find(node.name)
        return self.walked_name(node) if found is None else found

    def walked_name(self, node: Name) -> Coded:
        """A name that stands for nothing here: a built-in function, or the fault of an unknown name."""
        code = f"_evaluate({self.body.space.hold(node)}, {{}}, {self.body.space.hold(self.settings)})"
        return Coded(self.body.name(code), ANY)

    def path(self, node: Path) -> Coded:
        """An entry or a part of a value."""
        base = self.value(node.base)
        if isinstance(base.type, MoneyType) and family(base.type) and node.name == "amount":
            return Coded(amount(self.body, base), NUMBER, nullable=base.nullable)
        key = self.body.space.hold(node.name)
        held = base.type.get(node.name) if isinstance(base.type, ContextType) else None
        if held is not None:
            return Coded(self.body.name(f"None if {base.code} is None else {base.code}.get({key})"), held)
        if base.type == DATE and node.name in _DATE_PARTS:
            code = f"{base.code}.{node.name}"
            code = f"None if {base.code} is None else {code}" if base.nullable else code
            return Coded(self.body.name(code), INTEGER, "int", nullable=base.nullable)
        code = self.body.name(f"_part({boxed(self.body, base)}, {key})")
        return Coded(code, self.part_type(base.type, node.name))

    def part_type(self, base: Type, name: str) -> Type:
        """The type of a part."""
        one = base.of if isinstance(base, ListType) else base
        found = parts_of(one).get(name, ANY)
        return ListType(found) if isinstance(base, ListType) and found != ANY else found

    def negate(self, node: Negate) -> Coded:
        """The opposite."""
        fixed = constant(node)
        return self.body.constant(fixed.value) if fixed else negated(self.body, self.value(node.operand))

    def binary(self, node: Binary) -> Coded:
        """Arithmetic or a comparison."""
        left, right = self.value(node.left), self.value(node.right)
        return (compared if node.op in COMPARISONS else calculated)(self.body, node.op, left, right)

    def junction(self, node: Junction) -> Coded:
        """A value of three, worked out no further than its first part that settles it."""
        stop = node.op == "or"
        first = self.value(node.parts[0]).code
        made = self.body.name(f"{first} if {first} is True or {first} is False else None")
        for part in node.parts[1:]:
            with self.body.block(f"if {made} is not {stop}:"):
                code = self.value(part).code
                self.body.emit(f"if {code} is {stop}: {made} = {stop}")
                self.body.emit(f"elif {code} is not {not stop}: {made} = None")
        return Coded(made, BOOLEAN)

    def settled(self, node: Node) -> Coded:
        """A condition as a value of three: true, false, or neither of the two."""
        body = self.body
        made = body.space.fresh()
        yes = self.truth(node, wanted=True)
        body.emit(f"if {yes}: {made} = True")
        with body.block("else:"):
            no = self.truth(node, wanted=False)
            body.emit(f"{made} = False if {no} else None")
        return Coded(made, BOOLEAN)

    # -- conditions

    def truth(self, node: Node, *, wanted: bool) -> str:
        """A condition in Python that holds where an expression comes out as true, or as false."""
        if self.body.is_deep:
            return f"{self.walked(node).code} is {wanted}"
        match node:
            case Binary(op=op) if op in COMPARISONS:
                return comparison(self.body, op, self.value(node.left), self.value(node.right), wanted=wanted)
            case Junction():
                word = (node.op == "and") == wanted
                parts = [partial(self.truth, part, wanted=wanted) for part in node.parts]
                return self.body.chain("and" if word else "or", parts)
            case Between():
                return self.between(node, wanted=wanted)
            case In():
                subject = self.value(node.subject)
                return self.any_test(node.tests, subject, wanted=wanted)
            case Call(function=Name(name="not"), arguments=(negand,), labels=()) if self.is_truth(negand):
                return self.truth(negand, wanted=not wanted)
            case _:
                found = self.value(node)
                return f"{found.code} is {wanted}"

    def is_truth(self, node: Node) -> bool:
        """Whether a node can only be true, false or null, so that `not` of it is its opposite."""
        match node:
            case Binary(op=op):
                return op in COMPARISONS
            case Name(name=name):
                found = self.find(name)
                return found is not None and found.type == BOOLEAN
            case _:
                return isinstance(node, _TRUTH_VALUED)

    def between(self, node: Between, *, wanted: bool) -> str:
        """A condition on a subject and two ends."""
        subject = self.value(node.subject)
        ends = ((">=", node.low), ("<=", node.high))

        def part(op: str, end: Node) -> str:
            return comparison(self.body, op, subject, self.value(end), wanted=wanted)

        return self.body.chain("and" if wanted else "or", [partial(part, op, end) for op, end in ends])

    def any_test(self, tests: tuple[UnaryTest, ...], subject: Coded, *, wanted: bool) -> str:
        """A condition that holds where one of the tests does, or where all come out as false."""
        if not tests:
            return str(not wanted)
        listed = self.listed(tests, subject)
        if listed is not None:
            return f"{subject.code} {'in' if wanted else 'not in'} {self.body.space.hold(listed)}"
        parts = [partial(self.test, test, subject, wanted=wanted) for test in tests]
        return self.body.chain("or" if wanted else "and", parts)

    def listed(self, tests: tuple[UnaryTest, ...], subject: Coded) -> frozenset[object] | None:
        """The texts among which a subject is looked for, where there are many and nothing else."""
        values = [
            test.operand.value for test in tests if isinstance(test.operand, Literal) and test.op == "in"
        ]
        if len(values) < max(len(tests), _MANY) or family(subject.type) != "text":
            return None
        return frozenset(values) if all(isinstance(value, str) for value in values) else None

    def test(self, test: UnaryTest, subject: Coded, *, wanted: bool) -> str:
        """A condition that holds where one test of a subject comes out as wanted."""
        operand = test.operand
        if test.op == "?":
            return self.with_names({"?": subject}).truth(operand, wanted=wanted)
        if test.op in COMPARISONS:
            return comparison(self.body, test.op, subject, self.asked(operand, subject), wanted=wanted)
        if isinstance(operand, Interval):
            return self.in_interval(test, operand, subject, wanted=wanted)
        if isinstance(operand, Items):
            return self.in_items(test, operand, subject, wanted=wanted)
        if isinstance(operand, UnaryTest):
            return self.any_walked(test, subject, wanted=wanted)
        found = self.asked(operand, subject)
        if not is_inline("=", subject, found) and found.type != NULL:
            return self.any_walked(test, subject, wanted=wanted)
        return comparison(self.body, "=", subject, found, wanted=wanted)

    def asked(self, node: Node, subject: Coded) -> Coded:
        """The value of a node in which `?` is the subject."""
        return self.with_names({"?": subject}).value(node)

    def in_interval(self, test: UnaryTest, node: Interval, subject: Coded, *, wanted: bool) -> str:
        """A condition that holds where a subject lies in an interval as wanted."""
        inner = self.with_names({"?": subject})
        low, high = inner.value(node.low), inner.value(node.high)
        if not (is_inline("<", subject, low) and is_inline("<", subject, high)):
            return self.any_walked(test, subject, wanted=wanted)
        return within(self.body, node, subject, (low, high), wanted=wanted)

    def in_items(self, test: UnaryTest, node: Items, subject: Coded, *, wanted: bool) -> str:
        """A condition that holds where a subject is in a list as wanted."""
        found = [
            self.asked(item, subject) for item in node.items if not isinstance(item, Interval | UnaryTest)
        ]
        inline = len(found) == len(node.items) > 0 and all(is_inline("=", subject, one) for one in found)
        if not inline:
            return self.any_walked(test, subject, wanted=wanted)
        conditions = [comparison(self.body, "=", subject, one, wanted=wanted) for one in found]
        return self.body.chain(
            "or" if wanted else "and", [partial(str, condition) for condition in conditions]
        )

    def any_walked(self, test: UnaryTest, subject: Coded, *, wanted: bool) -> str:
        """A test that is walked; one that is negated holds where it comes out as false."""
        tests = UnaryTests(test.start, test.end, (test,), negated=not wanted)
        scope, _ = self.scope(test)
        space = self.body.space
        given = f"{space.hold(tests)}, {boxed(self.body, subject)}, {scope}, {space.hold(self.settings)}"
        return self.body.name(f"_matches({given})")

    def cell(self, tree: Node, subject: Coded) -> str | None:
        """A condition that holds where a cell of a decision table matches, or None where it always does."""
        if not isinstance(tree, UnaryTests):
            return self.test(UnaryTest(tree.start, tree.end, "in", tree), subject, wanted=True)
        return self.any_test(tree.tests, subject, wanted=not tree.negated) if tree.tests else None

    # -- control

    def if_(self, node: If) -> Coded:
        """One `if` after another in one row of them, however many there are."""
        arms: list[tuple[Node, Node]] = [(node.condition, node.consequent)]
        last = node.alternative
        while isinstance(last, If):
            arms.append((last.condition, last.consequent))
            last = last.alternative
        body, made = self.body, self.body.space.fresh()
        first = self.truth(arms[0][0], wanted=True)
        written: list[tuple[list[Line], str, Coded, list[Line]]] = []
        with body.perhaps():
            body.depth += 1
            body.loops += 1
            for place, (condition, consequent) in enumerate((*arms, (None, last))):
                test, before = first, list[Line]()
                if place and condition is not None:
                    before, test = self.kept(condition, body)
                with body.apart() as lines:
                    body.depth += 1
                    found = self.value(consequent)
                    body.depth -= 1
                written.append((before, test if condition is not None else "True", found, lines))
            body.depth -= 1
            body.loops -= 1
        return self.joined_arms(made, written)

    def kept(self, condition: Node, body: Body) -> tuple[list[Line], str]:
        """The lines of a later condition and the condition; what they settle, later arms have."""
        lines, body.lines = body.lines, []
        test = self.truth(condition, wanted=True)
        kept, body.lines = body.lines, lines
        return kept, test

    def joined_arms(self, made: str, arms: list[tuple[list[Line], str, Coded, list[Line]]]) -> Coded:
        """The arms in a row, each of which leaves it with its value."""
        body = self.body
        result: Type | None = NULL
        for _, _, found, _ in arms:
            result = None if result is None else join(result, found.type)
        money = isinstance(result, MoneyType) and family(result) is not None
        with body.loop("while True:"):
            for before, test, found, lines in arms:
                body.put(before)
                with body.block(f"if {test}:"):
                    body.put(lines)
                    body.emit(f"{made} = {amount(body, found) if money else boxed(body, found)}")
                    body.emit("break")
        nullable = any(found.nullable for _, _, found, _ in arms)
        return Coded(made, result or ANY, "amount" if money else "value", nullable=nullable)

    def for_(self, node: For) -> Coded:
        """A loop over one list; what else a loop may be is walked, which counts its steps."""
        source = self.loop_source(node.iterations, node.body)
        if source is None or any(isinstance(one, Name) and one.name == "partial" for one in walk(node.body)):
            return self.walked(node)
        body, (items, item) = self.body, source
        made, found = body.name("None"), absent()
        with body.block(f"if {items} is not None:"):
            body.emit(f"{made} = []")
            one = body.space.fresh("x")
            with body.loop(f"for {one} in {items}:"):
                found = self.with_names({node.iterations[0].name: Coded(one, item)}).value(node.body)
                body.emit(f"{made}.append({boxed(body, found)})")
            body.emit(f"{made} = tuple({made})")
        return Coded(made, ListType(found.type))

    def loop_source(self, iterations: tuple[Iteration, ...], inner: Node) -> tuple[str, Type] | None:
        """The one list that a loop without a loop inside goes through, as a name, and the type of its items."""
        if len(iterations) > 1 or has_loop(inner):
            return None
        found = self.value(iterations[0].source)
        return (found.code, found.type.of) if isinstance(found.type, ListType) else None

    def quantified(self, node: Quantified) -> Coded:
        """`some` or `every`, gone through no further than needed."""
        source = self.loop_source(node.iterations, node.body)
        if source is None:
            return self.walked(node)
        body, stop, (items, item) = self.body, node.word == "some", source
        made = body.name("None")
        with body.block(f"if {items} is not None:"):
            body.emit(f"{made} = {not stop}")
            one = body.space.fresh("x")
            with body.loop(f"for {one} in {items}:"):
                inner = self.with_names({node.iterations[0].name: Coded(one, item)})
                code = inner.value(node.body).code
                with body.block(f"if {code} is {stop}:"):
                    body.emit(f"{made} = {stop}")
                    body.emit("break")
                body.emit(f"if {code} is not {not stop}: {made} = None")
        return Coded(made, BOOLEAN)

    def filter(self, node: Filter) -> Coded:
        """A loop over contexts whose fields the condition names; what else a filter may be is walked."""
        base = self.value(node.base)
        item = base.type.of if isinstance(base.type, ListType) else ANY
        fields = dict(item.fields) if isinstance(item, ContextType) else {}
        named = {one.name for one in walk(node.condition) if isinstance(one, Name)}
        if not fields or not self.is_filter(node.condition, fields):
            return self.walked(node)
        body = self.body
        made = body.name("None")
        one = body.space.fresh("x")
        strange = [body.space.hold(name) for name in sorted(named - fields.keys() - {"item"})]
        body.emit(f"{made} = []")
        with body.loop(f"for {one} in {base.code} or ():"):
            if strange:  # a field that the type does not know stands before what is outside
                outside = " or ".join(f"{name} in {one}" for name in strange)
                body.emit(f"if {outside}: raise KeyError")
            bound = {"item": Coded(one, item, nullable=False)}
            for name in sorted(named & fields.keys()):
                bound[name] = Coded(body.name(f"{one}[{body.space.hold(name)}]"), fields[name])
            condition = self.with_names(bound).truth(node.condition, wanted=True)
            body.emit(f"if {condition}: {made}.append({one})")
        body.emit(f"{made} = tuple({made})")
        return Coded(made, ListType(item), nullable=False)

    def is_filter(self, condition: Node, fields: Mapping[str, Type]) -> bool:
        """Whether a condition of a filter surely is one, and no place in the list."""
        plain = isinstance(condition, _TRUTH_VALUED) or (
            isinstance(condition, Binary) and condition.op in COMPARISONS
        )
        return plain and not has_loop(condition) and all(family(kind) is not None for kind in fields.values())

    def items(self, node: Items) -> Coded:
        """A list."""
        found = [self.value(item) for item in node.items]
        if all(one.fixed is not None for one in found):
            return self.body.constant(tuple(one.fixed.value for one in found if one.fixed is not None))
        codes = "".join(f"{boxed(self.body, one)}, " for one in found)
        kind = ListType(common([one.type for one in found]))
        return Coded(self.body.name(f"({codes})"), kind, nullable=False)

    def entries(self, node: Entries) -> Coded:
        """A context, in which an entry sees those before it."""
        if len({entry.key for entry in node.entries}) < len(node.entries):
            return absent()
        inner, found = self, dict[str, Coded]()
        for entry in node.entries:
            found[entry.key] = inner.value(entry.value)
            inner = inner.with_names({entry.key: found[entry.key]})
        codes = ", ".join(
            f"{self.body.space.hold(key)}: {boxed(self.body, one)}" for key, one in found.items()
        )
        kind = context_type({key: one.type for key, one in found.items()})
        return Coded(self.body.name(f"{{{codes}}}"), kind, nullable=False)

    # -- functions

    def call(self, node: Call) -> Coded:
        """A function applied."""
        if not isinstance(node.function, Name) or node.function.name not in BUILT_IN:
            return self.walked(node)
        fixed: Constant | None = constant(node)
        if fixed is not None:
            return self.body.constant(fixed.value)
        name = node.function.name
        given = self.local[name].type if name in self.local else self.names.types().get(name, NUMBER)
        return self.walked(node) if family(given) is None else self.built_in(node, name)

    def built_in(self, node: Call, name: str) -> Coded:
        """A built-in function applied: inline, or by what it runs where the types tell which signature it is."""
        found = [self.value(argument) for argument in node.arguments]
        inline = None if node.labels else written_out(self.body, name, found, self.settings)
        if inline is not None:
            return inline
        for function in BUILT_IN[name]:
            places = function.arrange(len(found), node.labels)
            if places is None:
                continue
            fits = all(
                place is None or surely(found[place].type, function.slot(index).type)
                for index, place in enumerate(places)
            )
            if not fits or not function.is_plain or truncates(function, places, found):
                break
            return applied(self.body, function, [None if place is None else found[place] for place in places])
        return self.walked(node)


def has_loop(node: Node) -> bool:
    """Whether something in an expression is gone through item by item, or called, as often as the facts have it."""
    return any(isinstance(one, For | Quantified | Filter | Lambda) for one in walk(node))


_VALUES: Final[Mapping[type[Node], Callable[[Expressions, Any], Coded]]] = {
    Literal: Expressions.constant,
    Temporal: Expressions.constant,
    Name: Expressions.name,
    Path: Expressions.path,
    Negate: Expressions.negate,
    Binary: Expressions.binary,
    Junction: Expressions.junction,
    Between: Expressions.settled,
    In: Expressions.settled,
    If: Expressions.if_,
    For: Expressions.for_,
    Quantified: Expressions.quantified,
    Filter: Expressions.filter,
    Items: Expressions.items,
    Entries: Expressions.entries,
    Call: Expressions.call,
}
