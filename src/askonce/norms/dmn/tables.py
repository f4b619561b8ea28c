"""Decision tables of a model under evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from askonce.feel.values import Value
from askonce.norms.dmn.model import Input, Model, Output, Rule, TableLogic, Text, Variable
from askonce.norms.hits import decide


class Message(msgspec.Struct, frozen=True):
    """What went wrong in an evaluation, at its place in a model."""

    file: str
    line: int
    message: str


class Run(Protocol):
    """What a table needs of the evaluation around it."""

    def say(self, model: Model, line: int, message: str) -> None:
        """Note what went wrong."""

    def text(self, model: Model, text: Text, scope: Mapping[str, Value]) -> Value:
        """Give the value of an expression."""

    def fit(self, value: Value, model: Model, variable: Variable, what: str) -> Value:
        """Give a value as its type wants it, or null."""

    def holds(self, model: Model, test: Text, subject: Value, scope: Mapping[str, Value]) -> bool:
        """Say whether a cell's tests hold for a subject."""

    def ranked(self, model: Model, output: Output, type_ref: str) -> tuple[Value, ...]:
        """Give the values of an output, its own or its type's, the one that goes first at the front."""


def short(text: str) -> str:
    """Give a text on one line, cut where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57]}..."


class TableRun:
    """A decision table under evaluation."""

    def __init__(
        self, run: Run, model: Model, table: TableLogic, scope: Mapping[str, Value], owner: Variable | None
    ) -> None:
        self.run = run
        self.model = model
        self.table = table
        self.scope = scope
        self.owner = owner

    def value(self) -> Value:
        """The value of the table."""
        if not self.is_whole():
            self.run.say(
                self.model, self.table.line, "the rows of the table do not fit its columns, so it is null"
            )
            return None
        subjects = self.subjects()
        matched = [rule for rule in self.table.rules if self.is_matched(rule, subjects)]
        names = [output.name for output in self.table.outputs]
        if not matched and any(output.default is not None for output in self.table.outputs):
            defaults = tuple(
                None if output.default is None else self.cell(output.default, place)
                for place, output in enumerate(self.table.outputs)
            )
            return decide("first", [defaults], names)
        if not matched:
            return None
        outcomes = [
            tuple(self.cell(cell, place) for place, cell in enumerate(rule.outcomes)) for rule in matched
        ]
        self.say_broken(matched, outcomes)
        return decide(self.table.hit, outcomes, names, self.ranks())

    def is_whole(self) -> bool:
        """Whether each row has a cell for each column, and there is something to give."""
        inputs, outputs = len(self.table.inputs), len(self.table.outputs)
        return bool(outputs) and all(
            (len(rule.tests), len(rule.outcomes)) == (inputs, outputs) for rule in self.table.rules
        )

    def subjects(self) -> list[Value]:
        """What the columns test."""
        found: list[Value] = []
        for column in self.table.inputs:
            value = self.run.text(self.model, column.expression, self.scope)
            variable = Variable("", column.type_ref, column.expression.line)
            found.append(self.run.fit(value, self.model, variable, f"`{short(column.expression.text)}`"))
            if not self.allows(column, found[-1]):
                fact = f"`{short(column.expression.text)}` is not among the values of its column"
                self.run.say(self.model, column.expression.line, fact)
        return found

    def allows(self, column: Input, value: Value) -> bool:
        """Whether a value is among those that a column allows; null always is."""
        values = column.values
        return values is None or value is None or self.run.holds(self.model, values, value, self.scope)

    def is_matched(self, rule: Rule, subjects: Sequence[Value]) -> bool:
        """Whether each test of a row holds; `-` takes any value that its column allows (10.3.2.10), also null (8.2.7)."""
        for test, subject, column in zip(rule.tests, subjects, self.table.inputs, strict=False):
            if test.text.strip() in ("", "-"):
                if not self.allows(column, subject):
                    return False
            elif not self.run.holds(self.model, test, subject, self.scope):
                return False
        return True

    def cell(self, text: Text, place: int) -> Value:
        """An outcome, as its column's type wants it."""
        output = self.table.outputs[place]
        variable = Variable(output.name, output.type_ref, text.line)
        value = self.run.text(self.model, text, self.scope)
        return self.run.fit(value, self.model, variable, f"the outcome `{short(text.text)}`")

    def ranks(self) -> list[tuple[Value, ...]]:
        """The values of each output, the one that goes first at the front: its own, or its type's."""
        if self.table.hit not in ("priority", "output order"):
            return []
        found = []
        for output in self.table.outputs:
            type_ref = output.type_ref
            if not type_ref and len(self.table.outputs) == 1 and self.owner is not None:
                type_ref = self.owner.type_ref
            found.append(self.run.ranked(self.model, output, type_ref))
        return found

    def say_broken(self, matched: Sequence[Rule], outcomes: Sequence[tuple[Value, ...]]) -> None:
        """Say where several rows match and the policy allows but one, or only equal ones."""
        if len(matched) < 2 or self.table.hit not in ("unique", "any"):
            return
        if self.table.hit == "unique" or decide("any", outcomes, [""]) is None:
            lines = ", ".join(str(rule.line) for rule in matched)
            policy = self.table.hit
            self.run.say(
                self.model, self.table.line, f"the rows at lines {lines} match together, against {policy}"
            )
