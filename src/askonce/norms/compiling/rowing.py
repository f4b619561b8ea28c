"""Writes the lines of a decision table: rows tried in their order, and what its hit policy makes of those that match."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from askonce.feel.check import Typed
from askonce.feel.compiling.expressions import Expressions
from askonce.feel.compiling.operations import boxed, family
from askonce.feel.evaluate import matches
from askonce.feel.rewrite import is_plain, literals
from askonce.feel.source import source
from askonce.feel.tree import UnaryTests
from askonce.feel.types import ChoiceType
from askonce.methods.cover import find_overlaps
from askonce.norms import hits
from askonce.norms.binding import BoundTable
from askonce.norms.ruling import Ruling
from askonce.norms.tables.regions import cut, settled

#: Policies under which a case that only one row takes gets the outcome of that row.
_CHOOSING: Final = frozenset(["unique", "any", "first", "priority"])
#: Of larger tables it is not worth proving that no two rows take the same case: all are tried.
_MOST_PROVEN: Final = 300
#: Columns that are parted into groups of rows with the same test; the tests of further ones stand in a row.
_MOST_GROUPED: Final = 8


class Rows:
    """Writes one table; `give` ends a way through it with the code of an outcome and that of its rows."""

    def __init__(
        self,
        ruling: Ruling,
        table: BoundTable,
        expressions: Expressions,
        give: Callable[[str, str], None],
        *,
        traced: bool,
    ) -> None:
        self.ruling = ruling
        self.table = table
        self.expressions = expressions
        self.body = expressions.body
        self.give = give
        self.traced = traced
        self.names = [name for name, _ in table.outputs]
        self.one_decides = table.table.hit == "first" or (
            table.table.hit in _CHOOSING and are_disjoint(ruling, table)
        )

    def write(self) -> None:
        """Try the rows, then say what comes of none."""
        if not self.one_decides:
            self.body.emit("found = []")
            self.body.emit("rows = []")
        self._group(range(len(self.table.rows)), 0)
        if self.one_decides:
            self._give_none()
            return
        with self.body.block("if not found:"):
            self._give_none()
        ranks = [kind.options if isinstance(kind, ChoiceType) else () for _, kind in self.table.outputs]
        hold = self.body.space.hold
        given = f"{hold(self.table.table.hit)}, found, {hold(self.names)}, {hold(ranks)}"
        self.give(self.body.name(f"{hold(hits.decide)}({given})"), "tuple(rows)")

    def _give_none(self) -> None:
        """The outcome where no row matches."""
        if self.table.otherwise:
            self.give(self._outcome(self.table.otherwise), "()")
        else:
            self.give(self.body.constant(hits.decide(self.table.table.hit, [], self.names)).code, "()")

    def _group(self, numbers: Sequence[int], column: int) -> None:
        """Rows that follow one another with the same test in a column are tried behind that test."""
        if column == len(self.table.inputs) or column == _MOST_GROUPED:
            for number in numbers:
                self._row(number, column)
            return
        for _, group in groupby(numbers, lambda number: self._written(number, column)):
            rows = list(group)
            test = self.table.rows[rows[0]].tests[column]
            if len(rows) == 1 or test is None:
                for number in rows:
                    self._row(number, column)
            elif self._always(test):
                self._group(rows, column + 1)
            else:
                with self.body.block(f"if {self._cell(test, column)}:"):
                    self._group(rows, column + 1)

    def _written(self, number: int, column: int) -> str:
        test = self.table.rows[number].tests[column]
        return "" if test is None else source(test.tree)

    def _always(self, test: Typed) -> bool:
        return isinstance(test.tree, UnaryTests) and not test.tree.tests

    def _cell(self, test: Typed, column: int) -> str:
        subject = self.expressions.find(self.table.inputs[column][0])
        found = None if subject is None else self.expressions.cell(test.tree, subject)
        return "True" if found is None else found

    def _row(self, number: int, column: int) -> None:
        """One row, of which the tests before a column are known to hold."""
        row = self.table.rows[number]
        if None in row.tests:
            return
        tests = [
            partial(self._cell, test, place)
            for place, test in enumerate(row.tests)
            if place >= column and test is not None and not self._always(test)
        ]
        with self.body.block(f"if {self.body.chain('and', tests) if tests else 'True'}:"):
            self._matched(number)

    def _matched(self, number: int) -> None:
        outcomes = self.table.rows[number].outcomes
        if self.one_decides:
            self.give(self._outcome(outcomes), self.body.space.hold((number,)) if self.traced else "()")
            return
        self.body.emit(f"found.append({self._cells(outcomes)})")
        if self.traced:
            self.body.emit(f"rows.append({number})")

    def _outcome(self, cells: tuple[Typed | None, ...]) -> str:
        """Code for the outcome of a row: the one value, or a context of them."""
        found = [
            self.body.constant(None) if cell is None else self.expressions.value(cell.tree) for cell in cells
        ]
        if len(found) == 1:
            return boxed(self.body, found[0])
        values = [one.fixed.value for one in found if one.fixed is not None]
        if len(values) == len(found):
            return self.body.space.hold(dict(zip(self.names, values, strict=True)))
        entries = [
            f"{self.body.space.hold(name)}: {boxed(self.body, one)}"
            for name, one in zip(self.names, found, strict=True)
        ]
        return f"{{{', '.join(entries)}}}"

    def _cells(self, cells: tuple[Typed | None, ...]) -> str:
        codes = [
            "None" if cell is None else boxed(self.body, self.expressions.value(cell.tree)) for cell in cells
        ]
        return f"({''.join(f'{code}, ' for code in codes)})"


def are_disjoint(ruling: Ruling, table: BoundTable) -> bool:
    """Whether surely no case is taken by two rows, nulls included; a column that cannot be cut proves nothing."""
    boxes = list(zip(*_masks(ruling, table), strict=True))
    if not boxes:
        return len(table.rows) < 2
    return len(boxes) <= _MOST_PROVEN and next(find_overlaps(boxes), None) is None


def _masks(ruling: Ruling, table: BoundTable) -> Iterator[list[int]]:
    """For each column that can be cut, and each row, the regions that its test takes; null is one of them."""
    constants = dict(ruling.constants)
    for place, (_, kind) in enumerate(table.inputs):
        tests = [row.tests[place] for row in table.rows]
        trees = [settled(test.tree, constants) for test in tests if test is not None]
        if len(trees) < len(tests) or family(kind) is None or not all(map(is_plain, trees)):
            continue
        regions = cut(
            kind, {point for tree in trees for point in literals(tree)}, None, missing=True, reckoned=True
        )
        yield [
            regions.mask(literals(tree), lambda sample, tree=tree: matches(tree, sample, {}, ruling.settings))  # type: ignore[misc]
            for tree in trees
        ]
