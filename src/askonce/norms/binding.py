"""Binding a norm: its expressions parsed and typed against the facts, parameters and norms that it names."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from askonce.feel.check import Typed, infer, infer_unary
from askonce.feel.syntax import Parsed, parse, parse_unary_tests
from askonce.feel.tree import Problem
from askonce.feel.types import ANY, BOOLEAN, DATE, ListType, Type, assignable, common, context_type, type_name
from askonce.norms.model import LEAP_DAY, DecisionTable, Need, Norm, Row, Version
from askonce.norms.sheets.cells import find_trap
from askonce.norms.sheets.sheet import lay_rows
from askonce.pack.shapes import Expression
from askonce.pack.symbols import Scope
from askonce.registers.types import feel_type
from askonce.text.span import Span
from askonce.text.suggest import did_you_mean

DATES: Mapping[str, Type] = {"event": DATE, "application": DATE, "decision": DATE}
ANY_VALUE = "-"


class Fault(msgspec.Struct, frozen=True):
    """Something wrong with an expression, at its place in a file; `code` is that of FEEL's problem."""

    code: str
    span: Span
    message: str
    help: str


class BoundRow(msgspec.Struct, frozen=True):
    """A row with its tests and outcomes typed; None stands for one that cannot be read."""

    row: Row
    tests: tuple[Typed | None, ...]
    outcomes: tuple[Typed | None, ...]


class BoundTable(msgspec.Struct, frozen=True):
    """A decision table with the types of its inputs and outcomes; `whole` where all its rows could be read."""

    table: DecisionTable
    inputs: tuple[tuple[str, Type], ...]
    outputs: tuple[tuple[str, Type], ...]
    rows: tuple[BoundRow, ...]
    otherwise: tuple[Typed | None, ...]
    whole: bool = True


class BoundText(msgspec.Struct, frozen=True):
    """One text of a norm, bound: the types of all names, its table or formula, and what is wrong."""

    version: Version
    scope: dict[str, Type]
    derived: dict[str, Typed]
    table: BoundTable | None
    result: Typed | None
    keeps_previous: Typed | None
    faults: tuple[Fault, ...]
    uses_age: bool
    leap_day: str | None


class BoundNorm(msgspec.Struct, frozen=True):
    """A norm with each of its texts bound; `constants` are the values that its parameters have now."""

    norm: Norm
    texts: tuple[BoundText, ...]

    @property
    def id(self) -> str:
        """Its name."""
        return self.norm.id


def bind_norm(norm: Norm, scope: Scope) -> BoundNorm:
    """Bind each text of a norm."""
    names = _names(norm, scope)
    return BoundNorm(norm, tuple(bind_text(version, names, scope) for version in norm.texts()))


def bind_text(version: Version, names: Mapping[str, Type], scope: Scope | None = None) -> BoundText:
    """Bind one text of a norm to the types of the names that it may use; its table may name a sheet of `scope`."""
    return _Text(version, dict(names), scope).bind()


def need_type(need: Need) -> Type:
    """The type of a fact that a norm needs; a list says what it needs of each one."""
    if need.each:
        return ListType(context_type({name: feel_type(words) or ANY for name, words in need.each.items()}))
    return feel_type(need.type) or ANY


def _names(norm: Norm, scope: Scope) -> dict[str, Type]:
    names = dict(DATES)
    for name, need in norm.needs.items():
        names[name] = need_type(need)
    for name, ref in norm.parameters.items():
        seen = scope.value("parameter", ref.id)
        names[name] = (feel_type(seen.type) if seen else None) or ANY
    for name, ref in norm.norms.items():
        other = scope.value("norm", ref.id)
        names[name] = (feel_type(other.result) if other and other.result else None) or ANY
    return names


class _Text:
    """Binds one text; faults gather while it does."""

    def __init__(self, version: Version, scope: dict[str, Type], pack: Scope | None) -> None:
        self.version = version
        self.scope = scope
        self.pack = pack
        self.faults: list[Fault] = []
        self.uses_age = False

    def bind(self) -> BoundText:
        """Bind derived facts first, in the order of their needs, then the table or formula."""
        derived = self._derive()
        table = None if self.version.table is None else self._table(self.version.table)
        result = None if self.version.result is None else self._expression(self.version.result, None)
        keeps_previous = self._keeps_previous()
        leap_day = self.version.where.get(LEAP_DAY)
        # With its rows taken from their sheet, the text can be bound again without the pack.
        version = msgspec.structs.replace(self.version, table=table.table) if table else self.version
        return BoundText(
            version,
            self.scope,
            derived,
            table,
            result,
            keeps_previous,
            tuple(self.faults),
            self.uses_age,
            leap_day.text.strip("\"'") if leap_day else None,
        )

    def _derive(self) -> dict[str, Typed]:
        waiting = {name: expression for name, expression in self.version.where.items() if name != LEAP_DAY}
        named = {name: self._free(expression) for name, expression in waiting.items()}
        derived: dict[str, Typed] = {}
        while waiting:
            ready = [name for name in waiting if not named[name] & waiting.keys()]
            for name in ready or list(waiting):
                typed = self._expression(waiting.pop(name), None)
                self.scope[name] = typed.type if typed else ANY
                if typed:
                    derived[name] = typed
        return derived

    def _keeps_previous(self) -> Typed | None:
        """The condition of a transition sees the three dates alone: which text holds cannot hang on its facts."""
        condition = self.version.keeps_previous
        if condition is None:
            return None
        everything, self.scope = self.scope, dict(DATES)
        typed = self._expression(condition, BOOLEAN)
        self.scope = everything
        return typed

    def _free(self, expression: Expression) -> frozenset[str]:
        tree = parse(expression.text).tree
        return infer(tree, {}).names if tree is not None else frozenset()

    def _table(self, table: DecisionTable) -> BoundTable:
        inputs = []
        for place, name in enumerate(table.inputs):
            known = self.scope.get(name)
            if known is None:
                self.faults.append(_unknown_input(table, place, name, self.scope))
            inputs.append((name, known or ANY))
        outputs = [(name, feel_type(words) if words else None) for name, words in table.outputs.items()]
        laid = lay_rows(table, inputs, outputs, self.pack)
        self.faults.extend(Fault("column", span, message, repair) for span, message, repair in laid.misfits)
        rows = tuple(self._row(split_row(row, len(inputs)), inputs, outputs) for row in laid.rows)
        otherwise = tuple(
            self._expression(cell, self._output(outputs, place)) for place, cell in enumerate(table.otherwise)
        )
        if table.otherwise and len(table.otherwise) != len(outputs):
            message = (
                f"`otherwise` has {len(table.otherwise)} cells where the table has {len(outputs)} outcomes"
            )
            self.faults.append(Fault("arity", table.key_place("otherwise"), message, "give each outcome"))
        found = tuple(
            (name, words or _column_type(rows, place)) for place, (name, words) in enumerate(outputs)
        )
        table = msgspec.structs.replace(table, rows=laid.rows)
        return BoundTable(table, tuple(inputs), found, rows, otherwise, laid.whole)

    def _row(
        self, row: Row, inputs: list[tuple[str, Type]], outputs: list[tuple[str, Type | None]]
    ) -> BoundRow:
        if len(row.when) != len(inputs) or len(row.then) != len(outputs):
            wanted = f"{len(inputs)} tests and {len(outputs)} outcomes"
            self.faults.append(
                Fault(
                    "arity",
                    row.node.span,
                    f"a row has {len(row.when) + len(row.then)} cells where the table has {wanted}",
                    "fill each column, with `-` where any value will do",
                )
            )
            return BoundRow(row, (None,) * len(inputs), (None,) * len(outputs))
        tests = tuple(self._test(cell, subject) for cell, (_, subject) in zip(row.when, inputs, strict=True))
        outcomes = tuple(
            self._outcome(cell, name, expected)
            for cell, (name, expected) in zip(row.then, outputs, strict=True)
        )
        return BoundRow(row, tests, outcomes)

    def _output(self, outputs: list[tuple[str, Type | None]], place: int) -> Type | None:
        return outputs[place][1] if place < len(outputs) else None

    def _test(self, cell: Expression, subject: Type) -> Typed | None:
        trap = find_trap(cell.text, subject, test=True)
        if trap is not None:
            self.faults.append(Fault("cell", cell.node.span, trap.message, trap.help))
            return None
        typed = _plain_test(cell.text, subject)
        if typed is None:
            parsed = parse_unary_tests(cell.text)
            typed = self._typed(
                parsed, cell, infer_unary(parsed.tree, subject, self.scope) if parsed.tree else None
            )
        return typed

    def _outcome(self, cell: Expression, name: str, expected: Type | None) -> Typed | None:
        trap = find_trap(cell.text, expected or ANY, test=False)
        if trap is not None:
            self.faults.append(Fault("cell", cell.node.span, trap.message, trap.help))
            return None
        if not cell.text:
            message = f"a row has no outcome `{name}`"
            self.faults.append(Fault("empty", cell.node.span, message, "write it, or delete the row"))
            return None
        return self._expression(cell, expected)

    def _expression(self, cell: Expression, expected: Type | None) -> Typed | None:
        parsed = parse(cell.text)
        typed = self._typed(parsed, cell, infer(parsed.tree, self.scope, expected) if parsed.tree else None)
        if typed and expected is not None and not typed.problems and not assignable(typed.type, expected):
            self.faults.append(
                Fault(
                    "type",
                    cell.node.span,
                    f"`{cell.text}` is {type_name(typed.type)} where {type_name(expected)} should stand",
                    "",
                )
            )
        return typed

    def _typed(self, parsed: Parsed, cell: Expression, typed: Typed | None) -> Typed | None:
        problems = parsed.problems + (typed.problems if typed else ())
        self.faults.extend(_fault(problem, cell) for problem in problems)
        if typed is not None:
            self.uses_age = self.uses_age or typed.uses_age
        return None if parsed.problems else typed


@lru_cache(maxsize=65_536)
def _plain_test(text: str, subject: Type) -> Typed | None:
    """A test without names and faults is the same in every norm; most cells of a pack are repeats of a few."""
    tree = parse_unary_tests(text).tree
    if tree is None:
        return None
    typed = infer_unary(tree, subject, {})
    return None if typed.problems or typed.names or typed.uses_age else typed


def split_row(row: Row, inputs: int) -> Row:
    """Part the cells of a row that was written as one list into tests and outcomes."""
    if row.then or row.states("then"):
        return row
    return msgspec.structs.replace(row, when=row.when[:inputs], then=row.when[inputs:])


def _column_type(rows: tuple[BoundRow, ...], place: int) -> Type:
    return common([typed.type for row in rows if (typed := row.outcomes[place]) is not None])


def _fault(problem: Problem, cell: Expression) -> Fault:
    # A cell that was read as FEEL has other places than its text.
    same = cell.text == cell.node.text
    place = cell.node.span.within(problem.start, problem.end) if same else cell.node.span
    return Fault(problem.code, place, problem.message, problem.help)


def _unknown_input(table: DecisionTable, place: int, name: str, scope: Mapping[str, Any]) -> Fault:
    entry = table.node.entries["when"][1]
    items = getattr(entry, "items", ())
    span = items[place].span if place < len(items) else entry.span
    return Fault(
        "unknown-name",
        span,
        f"`{name}` is no fact of this norm",
        did_you_mean(name, scope) or "add it to `needs` or `where`",
    )
