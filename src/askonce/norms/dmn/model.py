"""What a decision model says: its types, inputs, decisions, knowledge and services, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

#: The words of packs for the hit policies and aggregations of the standard (DMN 1.5, 8.2.10).
HIT_WORDS: Final[Mapping[str, str]] = {
    "UNIQUE": "unique",
    "ANY": "any",
    "FIRST": "first",
    "PRIORITY": "priority",
    "RULE ORDER": "rule order",
    "OUTPUT ORDER": "output order",
    "COLLECT": "collect",
    "COLLECT SUM": "collect sum",
    "COLLECT MIN": "collect min",
    "COLLECT MAX": "collect max",
    "COLLECT COUNT": "collect count",
}


class Fault(msgspec.Struct, frozen=True):
    """Something that a model says wrongly, at its line."""

    line: int
    message: str


class Text(msgspec.Struct, frozen=True):
    """An expression or a test as written, and the line on which its element begins."""

    text: str
    line: int

    def line_at(self, start: int) -> int:
        r"""The line of a place in the text without the space around it.

        >>> Text("\n 1 +\n 2", 7).line_at(4)
        9
        """
        lead = len(self.text) - len(self.text.lstrip())
        return self.line + self.text.count("\n", 0, lead + start)


class Variable(msgspec.Struct, frozen=True):
    """A name with the type that its values must have; an empty type takes all."""

    name: str
    type_ref: str
    line: int


class Logic(msgspec.Struct, frozen=True, kw_only=True):
    """A boxed expression; an empty type takes all values."""

    line: int
    type_ref: str = ""


class LiteralLogic(Logic, frozen=True, kw_only=True):
    """An expression as text."""

    text: str


class Entry(msgspec.Struct, frozen=True):
    """An entry of a boxed context; one without a variable is the context's result."""

    variable: Variable | None
    logic: Logic


class ContextLogic(Logic, frozen=True, kw_only=True):
    """Named entries, each of which sees those before it."""

    entries: tuple[Entry, ...]


class ListLogic(Logic, frozen=True, kw_only=True):
    """A list of boxed expressions."""

    items: tuple[Logic, ...]


class RelationLogic(Logic, frozen=True, kw_only=True):
    """Rows of boxed expressions under named columns."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Logic, ...], ...]


class FunctionLogic(Logic, frozen=True, kw_only=True):
    """A function; a kind other than FEEL stands outside the model."""

    kind: str
    parameters: tuple[Variable, ...]
    body: Logic | None


class Binding(msgspec.Struct, frozen=True):
    """An argument of an invocation."""

    parameter: Variable
    logic: Logic


class InvocationLogic(Logic, frozen=True, kw_only=True):
    """A function applied to arguments by their names."""

    function: Logic
    bindings: tuple[Binding, ...]


class ConditionalLogic(Logic, frozen=True, kw_only=True):
    """If, then and else."""

    condition: Logic
    consequent: Logic
    alternative: Logic


class IteratorLogic(Logic, frozen=True, kw_only=True):
    """`for`, `some` or `every` over what `source` gives."""

    word: str
    variable: str
    source: Logic
    source_type: str
    body: Logic


class FilterLogic(Logic, frozen=True, kw_only=True):
    """The items of a list that match."""

    source: Logic
    match: Logic


class Input(msgspec.Struct, frozen=True):
    """A column of tests: what it tests, of which type, among which values."""

    expression: Text
    type_ref: str
    values: Text | None
    label: str


class Output(msgspec.Struct, frozen=True):
    """A column of outcomes: its name, type, ranked values, and its outcome where no row matches."""

    name: str
    type_ref: str
    values: Text | None
    default: Text | None
    line: int


class Rule(msgspec.Struct, frozen=True):
    """A row of a table."""

    tests: tuple[Text, ...]
    outcomes: tuple[Text, ...]
    annotations: tuple[str, ...]
    line: int


class TableLogic(Logic, frozen=True, kw_only=True):
    """A decision table; `hit` is its policy in the words of packs."""

    hit: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    annotations: tuple[str, ...] = ()


class Item(msgspec.Struct, frozen=True):
    """A type: another one, components or a function; perhaps a list of it; perhaps only some values of it."""

    name: str
    type_ref: str
    many: bool
    components: tuple[Item, ...]
    function: tuple[tuple[Variable, ...], str] | None
    allowed: Text | None
    constraint: Text | None
    line: int


class Need(msgspec.Struct, frozen=True):
    """That one element of the graph needs another, by its namespace and id."""

    namespace: str
    id: str
    line: int


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """An element of the graph of requirements."""

    id: str
    name: str
    variable: Variable
    line: int


class InputData(Graph, frozen=True, kw_only=True):
    """A value from outside."""


class Decision(Graph, frozen=True, kw_only=True):
    """A decision: what it needs, and its logic where it has any."""

    needs: tuple[Need, ...]
    knowledge: tuple[Need, ...]
    logic: Logic | None
    label: str = ""


class Knowledge(Graph, frozen=True, kw_only=True):
    """A business knowledge model: a function by name."""

    knowledge: tuple[Need, ...]
    function: FunctionLogic | None


class Service(Graph, frozen=True, kw_only=True):
    """A decision service: decisions as a function of input data and of other decisions."""

    outputs: tuple[Need, ...]
    decisions: tuple[Need, ...]
    inputs: tuple[Need, ...]


class Import(msgspec.Struct, frozen=True):
    """Another model under a name of this one."""

    namespace: str
    name: str
    line: int


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A file's model; `faults` are what it says wrongly, beside which the rest still stands."""

    file: str
    name: str
    namespace: str
    version: str
    imports: tuple[Import, ...]
    items: Mapping[str, Item]
    elements: Mapping[str, Graph]
    members: frozenset[str]
    faults: tuple[Fault, ...]

    def named(self, name: str, kind: type[Graph] = Graph) -> Graph | None:
        """The element of a name, or None."""
        return next(
            (one for one in self.elements.values() if one.name == name and isinstance(one, kind)), None
        )
