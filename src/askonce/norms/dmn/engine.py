"""Evaluates decisions and decision services of models, each needed decision once, with what went wrong beside the value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec

from askonce.feel.evaluate import Meter, Settings, evaluate, matches, steps
from askonce.feel.operators import conjunction, disjunction
from askonce.feel.syntax import Parsed, parse, parse_unary_tests
from askonce.feel.tree import Node, UnaryTests
from askonce.feel.values import FunctionValue, Value
from askonce.norms.dmn.conformity import Conformity
from askonce.norms.dmn.library import Library
from askonce.norms.dmn.model import (
    ConditionalLogic,
    ContextLogic,
    Decision,
    FilterLogic,
    FunctionLogic,
    Graph,
    InputData,
    InvocationLogic,
    IteratorLogic,
    Knowledge,
    ListLogic,
    LiteralLogic,
    Logic,
    Model,
    Need,
    Output,
    RelationLogic,
    Service,
    TableLogic,
    Text,
    Variable,
)
from askonce.norms.dmn.tables import Message, TableRun, short

#: A boxed expression costs about as much as so many steps of one in text.
_STEPS_A_BOX: Final = 10
#: The namespace and id of an element.
Key: TypeAlias = tuple[str, str]
Scope: TypeAlias = Mapping[str, Value]


class Evaluation(msgspec.Struct, frozen=True):
    """The value of a decision or service, and what went wrong on the way."""

    value: Value
    messages: tuple[Message, ...]


class Engine:
    """Evaluates the models of a library; it remembers what it has parsed. `moment` is what `now()` gives."""

    def __init__(self, library: Library, moment: datetime | None = None) -> None:
        self.library = library
        self.settings = Settings(leap_day=None, strict=False, moment=moment)
        self.meter = Meter()
        self.types = Conformity(library, self.allows)
        self._members: dict[str, frozenset[str]] = {}
        self._trees: dict[tuple[str, str, frozenset[str], bool], Parsed] = {}

    def evaluate(self, model: Model, name: str, inputs: Scope) -> Evaluation:
        """What the decision or decision service of a name gives for inputs by their names.

        An input of an imported model stands under `{namespace}name`, or as an entry of the import's name.
        """
        self.meter = Meter()
        run = _Run(self, _given(self, model, inputs))
        found = model.named(name, Decision) or model.named(name, Service)
        if found is None:
            message = Message(model.file, 1, f"there is no decision and no decision service `{name}`")
            return Evaluation(None, (message,))
        try:
            value = (
                run.serve(model, found, inputs) if isinstance(found, Service) else run.element(model, found)
            )
        except RecursionError:
            run.say(model, found.line, f"`{name}` does not end, or takes too many steps")
            value = None
        return Evaluation(value, tuple(run.messages))

    def parsed(self, model: Model, text: Text, scope: Iterable[str], *, unary: bool = False) -> Parsed:
        """An expression or tests of a model as a tree, its own types spelt out."""
        members = self._members.get(model.namespace)
        if members is None:
            members = self._members[model.namespace] = self.library.members(model)
        names = members.union(scope)
        key = (model.namespace, text.text, names, unary)
        found = self._trees.get(key)
        if found is None:
            found = (parse_unary_tests if unary else parse)(text.text.strip(), names)
            if found.tree is not None:
                found = Parsed(self.library.with_types(model, found.tree), found.problems)
            self._trees[key] = found
        return found

    def allows(self, model: Model, text: Text, value: Value) -> bool:
        """Whether a value passes unary tests that look at nothing else."""
        tree = self.parsed(model, text, (), unary=True).tree
        return tree is None or matches(tree, value, {}, self.settings, self.meter)

    def ranked(self, model: Model, text: Text) -> tuple[Value, ...]:
        """The values that unary tests list, in their order."""
        tree = self.parsed(model, text, (), unary=True).tree
        if not isinstance(tree, UnaryTests):
            return ()
        return tuple(
            evaluate(test.operand, {}, self.settings, self.meter) for test in tree.tests if test.op == "in"
        )


def _given(engine: Engine, model: Model, inputs: Scope) -> dict[Key, Value]:
    """The inputs by the elements that they are for."""
    found: dict[Key, Value] = {}
    for one in engine.library.models.values():
        alias = engine.library.alias(model, one.namespace)
        held = inputs.get(alias) if alias else None
        under = held if isinstance(held, Mapping) else {}
        own = inputs if one.namespace == model.namespace else under
        for element in one.elements.values():
            if not isinstance(element, InputData):
                continue
            qualified = f"{{{one.namespace}}}{element.name}"
            if qualified in inputs:
                found[one.namespace, element.id] = inputs[qualified]
            elif element.name in own:
                found[one.namespace, element.id] = own[element.name]
    return found


class _Run:
    """One evaluation: what is given, what has been decided, what went wrong."""

    def __init__(
        self,
        engine: Engine,
        given: Mapping[Key, Value],
        messages: list[Message] | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.engine = engine
        self.given = given
        self.known: dict[Key, Value] = {}
        self.busy: set[Key] = set()
        self.messages: list[Message] = [] if messages is None else messages
        self.meter = meter or Meter()

    def say(self, model: Model, line: int, message: str) -> None:
        """Note what went wrong, once."""
        found = Message(model.file, line, message)
        if found not in self.messages:
            self.messages.append(found)

    def fit(self, value: Value, model: Model, variable: Variable | Logic, what: str) -> Value:
        """A value as its type wants it, or null where it is of another."""
        return self.fits(value, model, variable, what)[1]

    def fits(self, value: Value, model: Model, variable: Variable | Logic, what: str) -> tuple[bool, Value]:
        """Whether a value is what its type wants, and what it is then."""
        fits, made = self.engine.types.convert(value, model, variable.type_ref)
        if not fits:
            self.say(model, variable.line, f"{what} is no `{variable.type_ref}`, so it is null")
        return fits, made

    def arguments(
        self,
        model: Model,
        parameters: Sequence[tuple[Model, Variable]],
        values: Sequence[Value],
        what: str,
        line: int,
    ) -> tuple[Value, ...] | None:
        """Arguments as the parameters want them, or None where a function is not applied to them."""
        if len(values) != len(parameters):
            self.say(model, line, f"{what} takes {len(parameters)} arguments, not {len(values)}")
            return None
        found = [
            self.fits(value, held, one, f"the argument `{one.name}`")
            for (held, one), value in zip(parameters, values, strict=True)
        ]
        return tuple(value for _, value in found) if all(fits for fits, _ in found) else None

    # -- the graph

    def scope(self, model: Model, needs: Iterable[Need]) -> dict[str, Value]:
        """The values of needed elements by their names; those of an import under the import's name."""
        found: dict[str, Value] = {}
        for need in needs:
            target = self.engine.library.element(need)
            if target is None:
                self.say(model, need.line, f"nothing has the id `{need.id}`")
                continue
            other, element = target
            value = self.element(other, element)
            alias = self.engine.library.alias(model, other.namespace)
            if alias:
                held = found.get(alias)
                under: Mapping[str, Value] = held if isinstance(held, Mapping) else {}
                found[alias] = {**under, element.variable.name: value}
            else:
                found[element.variable.name] = value
        return found

    def element(self, model: Model, element: Graph) -> Value:
        """The value of an element, found once."""
        key = (model.namespace, element.id)
        if key not in self.known:
            if key in self.busy:
                self.say(model, element.line, f"`{element.name}` requires itself")
                return None
            self.busy.add(key)
            self.known[key] = self._value(model, element, key)
            self.busy.discard(key)
        return self.known[key]

    def _value(self, model: Model, element: Graph, key: Key) -> Value:
        if key in self.given or isinstance(element, InputData):
            if key not in self.given:
                self.say(model, element.line, f"the input `{element.name}` is missing")
            return self.fit(self.given.get(key), model, element.variable, f"`{element.name}`")
        match element:
            case Knowledge():
                return self._knowledge(model, element)
            case Service():
                return self._service(model, element)
            case Decision(logic=None):
                self.say(model, element.line, f"the decision `{element.name}` has no logic")
                return None
            case Decision():
                return self._decision(model, element)
            case _:
                return None

    def _decision(self, model: Model, decision: Decision) -> Value:
        scope = self.scope(model, (*decision.needs, *decision.knowledge))
        value = self.logic(model, decision.logic, scope, decision.variable)
        return self.fit(value, model, decision.variable, f"what `{decision.name}` gives")

    def _knowledge(self, model: Model, knowledge: Knowledge) -> Value:
        function = knowledge.function
        if function is None:
            return None
        scope = self.scope(model, knowledge.knowledge)
        made = self._function(model, function, scope, knowledge.name)
        return None if made is None else self._typed_result(model, made, knowledge)

    def _typed_result(self, model: Model, made: FunctionValue, invocable: Graph) -> FunctionValue:
        """The function, giving what the variable's type says: a type of functions, or of their results."""
        found = self.engine.library.item(model, invocable.variable.type_ref)
        variable = invocable.variable
        if found is not None and found[1].function is not None:
            model = found[0]
            variable = Variable(variable.name, found[1].function[1], variable.line)
        if variable.type_ref in ("", "Any"):
            return made

        def apply(arguments: tuple[Value, ...]) -> Value:
            return self.fit(made.apply(arguments), model, variable, f"what `{invocable.name}` gives")

        return FunctionValue(made.parameters, apply)

    def _service(self, model: Model, service: Service) -> Value:
        targets = [self.engine.library.element(need) for need in (*service.inputs, *service.decisions)]
        known = [target for target in targets if target is not None]
        names = tuple(element.variable.name for _, element in known)

        parameters = [(other, element.variable) for other, element in known]

        def apply(arguments: tuple[Value, ...]) -> Value:
            made = self.arguments(model, parameters, arguments, f"`{service.name}`", service.line)
            if made is None:
                return None
            keys = [(other.namespace, element.id) for other, element in known]
            return self._outputs(model, service, dict(zip(keys, made, strict=True)))

        return self._typed_result(model, FunctionValue(names, apply), service)

    def serve(self, model: Model, service: Service, inputs: Scope) -> Value:
        """What a service gives when it is asked itself, with its inputs by name."""
        made = self.element(model, service)
        if not isinstance(made, FunctionValue):
            return None
        for name in made.parameters:
            if name not in inputs:
                self.say(model, service.line, f"the input `{name}` is missing")
        return made.apply(tuple(inputs.get(name) for name in made.parameters))

    def _outputs(self, model: Model, service: Service, given: Mapping[Key, Value]) -> Value:
        """The service's decisions, decided anew from nothing but its parameters."""
        run = _Run(self.engine, given, self.messages, self.meter)
        found: dict[str, Value] = {}
        for need in service.outputs:
            target = self.engine.library.element(need)
            if target is None:
                self.say(model, need.line, f"nothing has the id `{need.id}`")
                continue
            found[target[1].variable.name] = run.element(*target)
        return next(iter(found.values())) if len(found) == 1 else found

    # -- boxed expressions

    def logic(self, model: Model, logic: Logic | None, scope: Scope, owner: Variable | None = None) -> Value:
        """The value of a boxed expression."""
        if logic is None:
            return None
        self.engine.meter.spend(_STEPS_A_BOX)
        value: Value
        if isinstance(logic, TableLogic):
            value = TableRun(self, model, logic, scope, owner).value()
        else:
            value = _MEANINGS[type(logic)](self, model, logic, scope)
        if isinstance(logic, FunctionLogic):
            return value
        return self.fit(value, model, logic, "the value")

    def text(self, model: Model, text: Text, scope: Scope) -> Value:
        """The value of an expression as text."""
        tree = self.tree(model, text, scope)
        return None if tree is None else evaluate(tree, scope, self.engine.settings, self.meter)

    def tree(self, model: Model, text: Text, scope: Scope, *, unary: bool = False) -> Node | None:
        """The tree of a text, or None with a message."""
        parsed = self.engine.parsed(model, text, scope, unary=unary)
        for problem in parsed.problems:
            self.say(model, text.line_at(problem.start), f"`{short(text.text)}`: {problem.message}")
        return parsed.tree

    def holds(self, model: Model, test: Text, subject: Value, scope: Scope) -> bool:
        """Whether a cell's tests hold for a subject."""
        tree = self.tree(model, test, scope, unary=True)
        return tree is not None and matches(tree, subject, scope, self.engine.settings, self.meter)

    def ranked(self, model: Model, output: Output, type_ref: str) -> tuple[Value, ...]:
        """The values of an output, its own or its type's, the one that goes first at the front."""
        values = output.values
        item = self.engine.library.item(model, type_ref)
        if values is None and item is not None:
            model, values = item[0], item[1].allowed
        return () if values is None else self.engine.ranked(model, values)

    def literal_value(self, model: Model, logic: LiteralLogic, scope: Scope) -> Value:
        return self.text(model, Text(logic.text, logic.line), scope)

    def context_value(self, model: Model, logic: ContextLogic, scope: Scope) -> Value:
        found: dict[str, Value] = {}
        for entry in logic.entries:
            inner = {**scope, **found}
            value = self.logic(model, entry.logic, inner, entry.variable)
            if entry.variable is None:
                return value
            name = entry.variable.name
            found[name] = self.fit(value, model, entry.variable, f"the entry `{name}`")
        return found

    def list_value(self, model: Model, logic: ListLogic, scope: Scope) -> Value:
        return tuple(self.logic(model, one, scope) for one in logic.items)

    def relation_value(self, model: Model, logic: RelationLogic, scope: Scope) -> Value:
        return tuple(
            {
                column.name: self.fit(
                    self.logic(model, cell, scope), model, column, f"a cell of `{column.name}`"
                )
                for column, cell in zip(logic.columns, row, strict=False)
            }
            for row in logic.rows
        )

    def function_value(self, model: Model, logic: FunctionLogic, scope: Scope) -> Value:
        return self._function(model, logic, scope, "the function")

    def _function(self, model: Model, logic: FunctionLogic, scope: Scope, name: str) -> FunctionValue | None:
        if logic.kind != "FEEL":
            self.say(model, logic.line, f"{name} is of kind `{logic.kind}`, which stands outside the model")
            return None
        parameters = tuple(one.name for one in logic.parameters)
        typed = [(model, one) for one in logic.parameters]

        def apply(arguments: tuple[Value, ...]) -> Value:
            made = self.arguments(model, typed, arguments, name, logic.line)
            if made is None:
                return None
            inner = {**scope, **dict(zip(parameters, made, strict=True))}
            return self.fit(self.logic(model, logic.body, inner), model, logic, f"what {name} gives")

        return FunctionValue(parameters, apply)

    def invocation_value(self, model: Model, logic: InvocationLogic, scope: Scope) -> Value:
        function = self.logic(model, logic.function, scope)
        if not isinstance(function, FunctionValue):
            self.say(model, logic.line, "what is invoked is no function")
            return None
        given = {one.parameter.name: one for one in logic.bindings}
        if not set(given) <= set(function.parameters):
            names, known = ", ".join(given), ", ".join(function.parameters)
            self.say(model, logic.line, f"the arguments `{names}` are not among the parameters `{known}`")
            return None
        bound = [given.get(name) for name in function.parameters]
        values = [None if one is None else self.logic(model, one.logic, scope) for one in bound]
        typed = [
            (model, Variable(name, "", logic.line) if one is None else one.parameter)
            for name, one in zip(function.parameters, bound, strict=True)
        ]
        arguments = self.arguments(model, typed, values, "what is invoked", logic.line)
        return None if arguments is None else function.apply(arguments)

    def conditional_value(self, model: Model, logic: ConditionalLogic, scope: Scope) -> Value:
        chosen = self.logic(model, logic.condition, scope)
        if not isinstance(chosen, bool | None):
            self.say(model, logic.condition.line, "what `if` gives is neither true nor false")
            return None
        return self.logic(model, logic.consequent if chosen else logic.alternative, scope)

    def iterator_value(self, model: Model, logic: IteratorLogic, scope: Scope) -> Value:
        source = Variable("in", logic.source_type, logic.source.line)
        items = steps(self.fit(self.logic(model, logic.source, scope), model, source, "what `in` gives"))
        if items is None:
            return None
        found: list[Value] = []
        for item in items:
            inner = {"partial": tuple(found)} if logic.word == "for" else {}
            found.append(self.logic(model, logic.body, {**scope, **inner, logic.variable: item}))
        if logic.word == "for":
            return tuple(found)
        if not all(isinstance(one, bool | None) for one in found):
            self.say(model, logic.body.line, "what `satisfies` gives is neither true nor false")
            return None
        return disjunction(found) if logic.word == "some" else conjunction(found)

    def filter_value(self, model: Model, logic: FilterLogic, scope: Scope) -> Value:
        source = self.logic(model, logic.source, scope)
        items = source if isinstance(source, tuple) else () if source is None else (source,)
        kept: list[Value] = []
        for item in items:
            inner = {**scope, **(item if isinstance(item, Mapping) else {}), "item": item}
            found = self.logic(model, logic.match, inner)
            if not isinstance(found, bool | None):
                self.say(model, logic.match.line, "what `match` gives is neither true nor false")
                return None
            if found is True:
                kept.append(item)
        return tuple(kept)


_MEANINGS: Final[Mapping[type[Logic], Callable[[_Run, Model, Any, Scope], Value]]] = {
    LiteralLogic: _Run.literal_value,
    ContextLogic: _Run.context_value,
    ListLogic: _Run.list_value,
    RelationLogic: _Run.relation_value,
    FunctionLogic: _Run.function_value,
    InvocationLogic: _Run.invocation_value,
    ConditionalLogic: _Run.conditional_value,
    IteratorLogic: _Run.iterator_value,
    FilterLogic: _Run.filter_value,
}
