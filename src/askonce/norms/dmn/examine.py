"""What can be found wrong with a model without running it: references, types, circles, texts that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from askonce.feel.check import Typed, infer, infer_unary
from askonce.feel.syntax import parse, parse_unary_tests
from askonce.feel.tree import Name, Problem, walk
from askonce.feel.types import ANY
from askonce.methods.graph import find_cycles
from askonce.norms.dmn.library import Library
from askonce.norms.dmn.model import (
    ContextLogic,
    Decision,
    Fault,
    FilterLogic,
    FunctionLogic,
    Graph,
    InputData,
    Item,
    IteratorLogic,
    Knowledge,
    LiteralLogic,
    Logic,
    Model,
    Need,
    Service,
    TableLogic,
    Text,
    Variable,
)


def examine(library: Library, model: Model) -> tuple[Fault, ...]:
    """What is wrong with a model, by line."""
    found = [
        *model.faults,
        *_imports(library, model),
        *_references(library, model),
        *_names(model),
        *_types(library, model),
        *_circles(library, model),
        *_Texts(library, model).find(),
    ]
    return tuple(dict.fromkeys(sorted(found, key=lambda fault: (fault.line, fault.message))))


def _imports(library: Library, model: Model) -> Iterator[Fault]:
    for one in model.imports:
        if one.namespace not in library.models:
            yield Fault(one.line, f"no model beside this one has the namespace `{one.namespace}`")


#: What each list of references may point at.
_POINTS: Final[Mapping[str, tuple[type[Graph], ...]]] = {
    "needs": (InputData, Decision),
    "knowledge": (Knowledge, Service),
    "outputs": (Decision,),
    "decisions": (Decision,),
    "inputs": (InputData,),
}


def _references(library: Library, model: Model) -> Iterator[Fault]:
    for element in model.elements.values():
        for word, kinds in _POINTS.items():
            for need in getattr(element, word, ()):
                target = library.element(need)
                if target is None:
                    yield Fault(need.line, f"`{element.name}` needs `{need.id}`, and nothing has that id")
                elif not isinstance(target[1], kinds):
                    yield Fault(
                        need.line, f"`{element.name}` needs `{target[1].name}`, which is of another kind"
                    )


def _names(model: Model) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for element in model.elements.values():
        if element.name in seen:
            first = seen[element.name]
            yield Fault(element.line, f"`{element.name}` is the name of another element too, at line {first}")
        seen.setdefault(element.name, element.line)
        if element.variable.name != element.name:
            yield Fault(
                element.variable.line,
                f"the variable of `{element.name}` is called `{element.variable.name}`",
            )


# -- types


def _types(library: Library, model: Model) -> Iterator[Fault]:
    for variable in _variables(model):
        if not library.is_known(model, variable.type_ref):
            yield Fault(variable.line, f"`{variable.type_ref}` is no known type")
    for item in model.items.values():
        yield from _item(library, model, item)
    bases = {item.name: [item.type_ref] for item in model.items.values() if item.type_ref in model.items}
    for circle in find_cycles(bases):
        yield Fault(model.items[circle[0]].line, f"the type `{circle[0]}` rests on itself")


def _item(library: Library, model: Model, item: Item) -> Iterator[Fault]:
    if not library.is_known(model, item.type_ref):
        yield Fault(item.line, f"`{item.type_ref}` is no known type")
    for one in item.components:
        yield from _item(library, model, one)
    for variable in (*item.function[0], Variable("", item.function[1], item.line)) if item.function else ():
        if not library.is_known(model, variable.type_ref):
            yield Fault(variable.line, f"`{variable.type_ref}` is no known type")


def _variables(model: Model) -> Iterator[Variable]:
    """Everything of a model that names a type."""
    for element in model.elements.values():
        yield element.variable
        for held in inside(element):
            if isinstance(held, Variable):
                yield held
            elif isinstance(held, Logic):
                yield Variable("", held.type_ref, held.line)
            if isinstance(held, TableLogic):
                yield from (Variable("", one.type_ref, one.expression.line) for one in held.inputs)
                yield from (Variable("", one.type_ref, one.line) for one in held.outputs)


def inside(element: Graph) -> Iterator[msgspec.Struct]:
    """Every part of an element's logic, the outer ones first."""
    first = element.logic if isinstance(element, Decision) else None
    first = element.function if isinstance(element, Knowledge) else first
    waiting: list[object] = [first]
    while waiting:
        held = waiting.pop()
        if isinstance(held, msgspec.Struct):
            yield held
            waiting.extend(getattr(held, field) for field in held.__struct_fields__)
        elif isinstance(held, tuple):
            waiting.extend(held)


# -- circles


def _circles(library: Library, model: Model) -> Iterator[Fault]:
    """Elements that need themselves by way of others (DMN 1.5, 6.3.7: a graph of requirements has no circle)."""
    edges: dict[str, list[str]] = {}
    known: dict[str, tuple[Model, Graph]] = {}
    for one in library.models.values():
        for element in one.elements.values():
            key = f"{one.namespace}\n{element.id}"
            known[key] = (one, element)
            edges[key] = [
                f"{need.namespace}\n{need.id}"
                for need in needs_of(element)
                if library.element(need) is not None
            ]
    for circle in find_cycles(edges):
        elements = [known[key] for key in circle]
        own = next((element for held, element in elements if held is model), None)
        if own is not None:
            names = " needs ".join(f"`{element.name}`" for _, element in (*elements, elements[0]))
            yield Fault(own.line, f"{names}: requirements run in a circle")


def needs_of(element: Graph) -> Iterable[Need]:
    """What an element needs to have a value: of a service its decisions."""
    match element:
        case Decision():
            return (*element.needs, *element.knowledge)
        case Knowledge():
            return element.knowledge
        case Service():
            return element.outputs
        case _:
            return ()


# -- texts


class _Texts:
    """Reads every text of a model with the names that it sees."""

    def __init__(self, library: Library, model: Model) -> None:
        self.library = library
        self.model = model
        self.members = library.members(model)
        self.found: list[Fault] = []

    def find(self) -> list[Fault]:
        """What is wrong with them."""
        for item in self.model.items.values():
            self.item(item)
        for element in self.model.elements.values():
            scope = self.scope(element)
            if isinstance(element, Decision):
                self.logic(element.logic, scope)
            elif isinstance(element, Knowledge):
                self.logic(element.function, scope)
        return self.found

    def scope(self, element: Graph) -> frozenset[str]:
        """The names that an element's requirements bring."""
        names = set()
        for need in needs_of(element):
            target = self.library.element(need)
            if target is not None:
                alias = self.library.alias(self.model, target[0].namespace)
                names.add(alias or target[1].variable.name)
        return frozenset(names)

    def item(self, item: Item) -> None:
        """A type's tests."""
        for tests in (item.allowed, item.constraint):
            if tests is not None:
                self.tests(tests, frozenset())
        for one in item.components:
            self.item(one)

    def logic(self, logic: Logic | None, scope: frozenset[str]) -> None:
        """A boxed expression."""
        match logic:
            case None:
                return
            case LiteralLogic():
                self.text(Text(logic.text, logic.line), scope)
            case TableLogic():
                self.table(logic, scope)
            case ContextLogic():
                for entry in logic.entries:
                    self.logic(entry.logic, scope)
                    scope |= {entry.variable.name} if entry.variable else set()
            case FunctionLogic(kind="FEEL"):
                self.logic(logic.body, scope | {one.name for one in logic.parameters})
            case FunctionLogic():
                self.found.append(
                    Fault(logic.line, f"a function of kind `{logic.kind}` stands outside the model")
                )
            case IteratorLogic():
                self.logic(logic.source, scope)
                self.logic(logic.body, scope | {logic.variable, "partial"})
            case FilterLogic():
                self.logic(logic.source, scope)
                self.logic(logic.match, scope | {"item"} | self.members)
            case _:
                self.parts(logic, scope)

    def parts(self, held: object, scope: frozenset[str]) -> None:
        """The boxed expressions directly inside another that brings no names."""
        if isinstance(held, tuple):
            for one in held:
                self.parts(one, scope) if isinstance(one, tuple) else self.part(one, scope)
        elif isinstance(held, msgspec.Struct):
            for field in held.__struct_fields__:
                value = getattr(held, field)
                self.parts(value, scope) if isinstance(value, tuple) else self.part(value, scope)

    def part(self, held: object, scope: frozenset[str]) -> None:
        """One thing inside another."""
        if isinstance(held, Logic):
            self.logic(held, scope)
        elif isinstance(held, msgspec.Struct) and not isinstance(held, Variable | Text):
            self.parts(held, scope)

    def table(self, table: TableLogic, scope: frozenset[str]) -> None:
        """A decision table."""
        for column in table.inputs:
            self.text(column.expression, scope)
            if column.values is not None:
                self.tests(column.values, scope)
        for output in table.outputs:
            if output.values is not None:
                self.tests(output.values, frozenset())
            if output.default is not None:
                self.text(output.default, scope)
        for rule in table.rules:
            for test in rule.tests:
                if test.text.strip():
                    self.tests(test, scope)
            for outcome in rule.outcomes:
                self.text(outcome, scope)

    def text(self, text: Text, scope: frozenset[str]) -> None:
        """An expression."""
        parsed = parse(text.text.strip(), self.members | scope)
        self.say(text, parsed.problems)
        if parsed.tree is not None:
            self.names(
                text, infer(self.library.with_types(self.model, parsed.tree), dict.fromkeys(scope, ANY))
            )

    def tests(self, text: Text, scope: frozenset[str]) -> None:
        """Unary tests."""
        parsed = parse_unary_tests(text.text.strip(), self.members | scope)
        self.say(text, parsed.problems)
        if parsed.tree is not None:
            self.names(text, infer_unary(parsed.tree, ANY, dict.fromkeys(scope, ANY)))

    def names(self, text: Text, typed: Typed) -> None:
        """The names that an expression takes from nowhere; a filter's condition may name members of its items."""
        unknown = {node.name for node in walk(typed.tree) if isinstance(node, Name)} - self.members
        stripped = text.text.strip()
        self.say(
            text,
            [
                one
                for one in typed.problems
                if one.code == "unknown-name" and stripped[one.start : one.end] in unknown
            ],
        )

    def say(self, text: Text, problems: Iterable[Problem]) -> None:
        """Note problems at their lines."""
        for problem in problems:
            repair = f"; {problem.help}" if problem.help else ""
            self.found.append(Fault(text.line_at(problem.start), f"{problem.message}{repair}"))
