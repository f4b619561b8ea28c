"""Built-in functions as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from askonce.feel.functions import BUILT_IN
from askonce.feel.relational.algebra import (
    NULL,
    TRUTH,
    Column,
    Day,
    Exact,
    Found,
    Length,
    Nothing,
    Words,
)
from askonce.feel.relational.calendar import (
    age,
    make_day,
    months_between,
)
from askonce.feel.relational.cells import Cells
from askonce.feel.relational.making import (
    Unsayable,
    exact,
    extreme,
    fixed,
    is_null,
    junction,
    opposite,
    ordered,
    same,
    whole,
)
from askonce.feel.relational.rounding import (
    absolute,
    divide,
    modulo,
    ratio_plus,
    rounded,
)
from askonce.feel.tree import (
    Call,
    Items,
    Name,
    Node,
)
from askonce.feel.values import Value

_ROUNDINGS: Final = frozenset(
    ["floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down", "round half even"]
)  # fmt: skip


class Calls(Cells):
    """Lowers calls."""

    def call(self, node: Call) -> Column:
        """A built-in function applied."""
        given = node.function
        if not isinstance(given, Name) or given.name not in BUILT_IN:
            raise Unsayable("calls a function that an expression made")
        if node.labels:
            raise Unsayable("names its arguments: write them in their order")
        name = given.name
        if name in _ROUNDINGS:
            return self._rounded(name, node)
        rule = _FUNCTIONS.get(name)
        if rule is None:
            raise Unsayable(f"uses `{name}`, which is not said as SQL")
        return rule(self, node)

    def _rounded(self, name: str, node: Call) -> Column:
        scale: Value = 0  # type: ignore[assignment]
        if len(node.arguments) > 1:
            if not self.is_closed(node.arguments[1]):
                raise Unsayable("rounds to a number of digits that is not the same for all")
            scale = self.constant(node.arguments[1])
        column = self.value(node.arguments[0])
        if scale is None:
            return NULL
        places = int(scale)  # type: ignore[arg-type]
        mode = "round half even" if name == "decimal" else name
        return rounded(mode, column, places, self.steps.keep)

    def _items(self, node: Call) -> list[Column]:
        nodes: Sequence[Node] = node.arguments
        if len(nodes) == 1 and isinstance(nodes[0], Items):
            nodes = nodes[0].items
        return [self.value(one) for one in nodes]

    def extreme(self, node: Call) -> Column:
        """The least or greatest."""
        name = node.function.name  # type: ignore[attr-defined]
        return extreme(name, [self.steps.keep(one) for one in self._items(node)])

    def total(self, node: Call) -> Column:
        """The sum of numbers."""
        items = self._items(node)
        if not items:
            return NULL
        found = items[0]
        if isinstance(found.kind, Words):
            raise Unsayable("adds up texts")
        for one in items[1:]:
            found = ratio_plus(found, one, 1)
        return found

    def mean(self, node: Call) -> Column:
        """The mean of numbers."""
        items = self._items(node)
        return divide(self.total(node), whole(len(items)), self.steps.keep) if items else NULL

    def count(self, node: Call) -> Column:
        """How many items a list has that is written out."""
        if isinstance(node.arguments[0], Items):
            return whole(len(node.arguments[0].items))
        raise Unsayable("counts a list that no table holds")

    def listed(self, node: Call) -> Column:
        """Whether an item is in a list."""
        items, element = node.arguments
        subject = self.value(element)
        if self.is_closed(items):
            values = self.constant(items)
            members: list[Column] = [fixed(one) for one in values] if isinstance(values, tuple) else []
            if not isinstance(values, tuple):
                return NULL if values is None else same(fixed(values), subject)
        elif isinstance(items, Items):
            members = [self.value(one) for one in items.items]
        else:
            raise Unsayable("looks into a list that no table holds")
        return junction("or", [self.equal(one, subject) for one in members])

    def every(self, node: Call) -> Column:
        """Whether all, or any, are true."""
        name = node.function.name  # type: ignore[attr-defined]
        return junction("and" if name == "all" else "or", self._items(node))

    def opposite(self, node: Call) -> Column:
        """The opposite of a truth."""
        return opposite(self.truth(node.arguments[0]))

    def absolute(self, node: Call) -> Column:
        """A number without its sign."""
        return absolute(self.value(node.arguments[0]), self.steps.keep)

    def modulo(self, node: Call) -> Column:
        """The rest of a division."""
        return modulo(self.value(node.arguments[0]), self.value(node.arguments[1]), self.steps.keep)

    def even_or_odd(self, node: Call) -> Column:
        """Whether a number is even, or odd."""
        rest = modulo(self.value(node.arguments[0]), whole(2), self.steps.keep)
        return ordered("=", rest, whole(int(node.function.name == "odd")))  # type: ignore[attr-defined]

    def age(self, node: Call) -> Column:
        """Whole years lived."""
        birth, on = self.value(node.arguments[0]), self.value(node.arguments[1])
        if self.settings.leap_day is None:
            raise Unsayable("has no leap-day rule")
        return self.steps.keep(age(birth, on, self.settings.leap_day, self.steps.keep))

    def months_between(self, node: Call) -> Column:
        """The whole months from one day to another."""
        return months_between(self.value(node.arguments[0]), self.value(node.arguments[1]), self.steps.keep)

    def date(self, node: Call) -> Column:
        """A day of its year, month and day."""
        found = [self.value(one) for one in node.arguments]
        if len(found) == 3:
            for one in found:
                if not is_null(one) and exact(one).scale:
                    raise Unsayable("makes a date of numbers that may not be whole")
            return make_day(found[0], found[1], found[2], self.steps.keep)
        if len(found) == 1 and isinstance(found[0].kind, Day | Nothing):
            return found[0]
        raise Unsayable("reads a date from a text")

    def length(self, node: Call) -> Column:
        """How many code points a text has."""
        found = self.value(node.arguments[0])
        return NULL if is_null(found) else Length(Exact(0, 0, 2**31), found)

    def search(self, node: Call) -> Column:
        """Whether a text has another in it."""
        name = node.function.name  # type: ignore[attr-defined]
        text, match = (self.value(one) for one in node.arguments)
        if is_null(text) or is_null(match):
            return NULL
        return Found(TRUTH, name, text, match)


_FUNCTIONS: Final[Mapping[str, Callable[[Calls, Call], Column]]] = {
    "min": Calls.extreme,
    "max": Calls.extreme,
    "sum": Calls.total,
    "mean": Calls.mean,
    "count": Calls.count,
    "list contains": Calls.listed,
    "all": Calls.every,
    "any": Calls.every,
    "not": Calls.opposite,
    "abs": Calls.absolute,
    "modulo": Calls.modulo,
    "even": Calls.even_or_odd,
    "odd": Calls.even_or_odd,
    "age": Calls.age,
    "years and months duration": Calls.months_between,
    "date": Calls.date,
    "string length": Calls.length,
    "contains": Calls.search,
    "starts with": Calls.search,
    "ends with": Calls.search,
}
