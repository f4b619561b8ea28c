"""Compiles a ruling into Python functions that decide as walking it does: over facts with their states, or plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

import msgspec

from askonce.feel.check import Typed
from askonce.feel.compiled import SURPRISES, define
from askonce.feel.compiling.expressions import Expressions
from askonce.feel.compiling.operations import boxed
from askonce.feel.compiling.writer import Body, Coded, Space
from askonce.feel.types import MoneyType, Type, type_of
from askonce.feel.values import Value
from askonce.norms.binding import DATES, BoundTable
from askonce.norms.compiling.rowing import Rows
from askonce.norms.ruling import Ruling, outcome_type
from askonce.norms.walk import rows_taken, walk, walk_scope
from askonce.registers.fact import NOT_ASKED, Fact, Facts, State, known

#: A text of more derived facts works them out in their order, as the walk does: none waits for another's call.
_MOST_DERIVED: Final = 40
#: So often a derived fact is worked out in line where it may not be needed; elsewhere a function is called.
_MOST_COPIES: Final = 3
_MOST_COPIED_DEPTH: Final = 12


class Undecided(msgspec.Struct, frozen=True):
    """A case that was not decided on the way taken: these facts, which it needed next, are not settled.

    What is left of the norm (the residue) may be decided all the same.
    """

    facts: tuple[str, ...]


class Traced(NamedTuple):
    """An outcome and the rows that matched, counted from zero; none where a formula or `otherwise` decided."""

    value: Value
    rows: tuple[int, ...]


class Lacking(Exception):  # noqa: N818 - a way out of generated code, which ends as `Undecided`
    """A fact that is not settled was needed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Compiled:
    """The functions of a ruling, each written and compiled when it is first asked for.

    Facts and values are of the types that the ruling's inputs have. A date of the case that is not among them is
    that of the ruling.
    """

    def __init__(self, ruling: Ruling) -> None:
        self.ruling = ruling

    @cached_property
    def decide(self) -> Callable[[Facts], Value | Undecided]:
        """The outcome for facts with their states; only facts that are looked at need be settled."""
        return self._function(_Unit(states=True, traced=False), self._slowly_decided)

    @cached_property
    def trace(self) -> Callable[[Facts], Traced | Undecided]:
        """The outcome with the rows that matched."""
        run = self._function(_Unit(states=True, traced=True), self._slowly_decided)

        def trace(facts: Facts) -> Traced | Undecided:
            found = run(facts)
            return found if isinstance(found, Undecided) else Traced(*found)

        return trace

    @cached_property
    def value(self) -> Callable[[Mapping[str, Value]], Value]:
        """The outcome for plain values, null standing for a fact that is none."""
        return self._function(_Unit(states=False, traced=False), self._slowly_valued)

    def _function(self, unit: _Unit, slowly: Callable[[_Unit, Any, Any], Any]) -> Callable[[Any], Any]:
        source = unit.source(self.ruling)
        held = {**unit.space.held, "_slowly": lambda facts: slowly(unit, run, facts)}
        run: Callable[[Any], Any] = define(source, {**_RUNNING, **held})["decide"]
        return run

    def _slowly_valued(self, unit: _Unit, run: Callable[[Any], Value], values: Mapping[str, Value]) -> Value:
        """Dates that were left out are those of the ruling; values that are not as their types promise are walked."""
        del unit
        complete = {**self.ruling.dates.values(), **values}
        return run(complete) if len(complete) > len(values) else walk(self.ruling, values)

    def _slowly_decided(self, unit: _Unit, run: Callable[[Facts], Any], facts: Facts) -> Any:
        """Facts that were left out are not asked yet; values that are not as their types promise are walked."""
        complete = {**_left_out(self.ruling), **facts}
        if len(complete) > len(facts):
            return run(complete)
        waiting = tuple(name for name, fact in complete.items() if not fact.is_settled)
        if waiting:
            return Undecided(waiting)
        values = {name: fact.value for name, fact in complete.items()}
        return _walked(self.ruling, values) if unit.traced else walk(self.ruling, values)


def compile_ruling(ruling: Ruling) -> Compiled:
    """The functions that decide as the ruling says."""
    return Compiled(ruling)


def _left_out(ruling: Ruling) -> dict[str, Fact]:
    """What facts are where nobody gave them: the dates are known, the others not asked."""
    found = {name: known(value) for name, value in ruling.dates.values().items()}
    for _, used in ruling.uses:
        found |= _left_out(used)
    return found | {name: NOT_ASKED for name, _ in ruling.inputs}


def _walked(ruling: Ruling, values: Mapping[str, Value]) -> tuple[Value, tuple[int, ...]]:
    table = ruling.text.table
    rows = rows_taken(ruling, table, walk_scope(ruling, values)) if table is not None else []
    return walk(ruling, values), tuple(rows)


def _settle(fact: Fact, name: str) -> None:
    """Null for a fact that is none; the others end the way taken."""
    if fact.state is not State.NONE:
        raise Lacking(name)


_RUNNING: Final[Mapping[str, object]] = {
    "_known": State.KNOWN,
    "_settle": _settle,
    "_lacking": Lacking,
    "_surprises": SURPRISES,
    "_undecided": lambda lacking: Undecided((lacking.name,)),
}


class _Function(NamedTuple):
    """A function that works out a derived fact or another norm; what it found is remembered in a slot of `m`."""

    name: str
    slot: int
    found: Coded
    body: Body


class _Unit:
    """The source of one function and of those that it calls."""

    def __init__(self, *, states: bool, traced: bool) -> None:
        self.space = Space()
        self.states = states
        self.traced = traced
        self.functions: dict[tuple[str, str], _Function] = {}
        self.slots: dict[tuple[str, str], int] = {}

    def source(self, ruling: Ruling) -> str:
        """The source of `decide` and of all that it calls."""
        body = Body(self.space)
        body.emit("m = [_unset] * 0")
        body.emit("try:")
        body.depth += 1
        self.write(ruling, body, lambda code, rows: body.emit(self.returned(code, rows)))
        body.depth -= 1
        if self.states:
            body.emit("except _lacking as lacking: return _undecided(lacking)")
        body.emit("except _surprises: return _slowly(f)")
        return self.finished(body)

    def returned(self, code: str, rows: str) -> str:
        """The line that ends `decide`."""
        return f"return {code}, {rows}" if self.traced else f"return {code}"

    def finished(self, body: Body) -> str:
        """All functions as source; where only one place asks for a result, nothing is remembered."""
        bodies = [body, *(function.body for function in self.functions.values())]
        shared = set()
        for function in self.functions.values():
            call, store = f" = {function.name}(f, m)", f"m[{function.slot}] = "
            askers = sum(any(line.endswith(call) for _, line in one.lines) for one in bodies)
            inlined = any(
                line.startswith(store) for one in bodies if one is not function.body for _, line in one.lines
            )
            shared |= {function.slot} if askers > 1 or inlined else set()
        for one in bodies:
            one.lines = [line for line in one.lines if not _remembers(line[1]) or _slot(line[1]) in shared]
        body.lines[0] = (0, f"m = [_unset] * {len(self.slots)}" if shared else "m = None")
        functions = [one.body.text(f"def {one.name}(f, m):") for one in self.functions.values()]
        return "\n".join([*functions, body.text("def decide(f):")])

    def write(self, ruling: Ruling, body: Body, give: Callable[[str, str], None]) -> None:
        """The lines that decide by a ruling; `give` ends them with an outcome and the rows it comes from."""
        names = _Names(self, ruling, len(ruling.text.derived))
        if len(ruling.text.derived) > _MOST_DERIVED:
            names.derive_all(body)
        expressions = Expressions(body, names, ruling.settings)
        if isinstance(ruling.body, Typed):
            give(boxed(body, expressions.value(ruling.body.tree)), "()")
        else:
            Rows(ruling, ruling.body, expressions, give, traced=self.traced).write()

    def slot(self, ruling: Ruling, name: str) -> int:
        """The place where a derived fact or a norm that is used is remembered."""
        return self.slots.setdefault((ruling.norm.id, name), len(self.slots))

    def derived(self, ruling: Ruling, place: int, name: str) -> _Function:
        """The function of a derived fact."""
        key = (ruling.norm.id, name)
        if key not in self.functions:
            body, slot = self.begin(ruling, name)
            expressions = Expressions(body, _Names(self, ruling, place), ruling.settings)
            found = expressions.value(ruling.text.derived[name].tree)
            _remember(body, slot, found.code)
            self.functions[key] = _Function(self.space.fresh("g"), slot, found, body)
        return self.functions[key]

    def used(self, ruling: Ruling) -> _Function:
        """The function of a norm that others use."""
        key = (ruling.norm.id, "")
        if key not in self.functions:
            body, slot = self.begin(ruling, "")
            self.write(ruling, body, lambda code, _: _remember(body, slot, code))
            name = self.space.fresh("g")
            self.functions[key] = _Function(name, slot, Coded(name, outcome_type(ruling)), body)
        return self.functions[key]

    def begin(self, ruling: Ruling, name: str) -> tuple[Body, int]:
        """A body that begins by looking whether its result is remembered."""
        body, slot = Body(self.space), self.slot(ruling, name)
        body.emit(f"if m[{slot}] is not _unset: return m[{slot}]")
        return body, slot


def _remember(body: Body, slot: int, code: str) -> None:
    body.emit(f"r = {code}")
    body.emit(f"m[{slot}] = r")
    body.emit("return r")


def _remembers(line: str) -> bool:
    return line.startswith(("m[", "if m["))


def _slot(line: str) -> int:
    return int(line.partition("[")[2].partition("]")[0])


class _Names:
    """The names of a ruling in one body; of its derived facts those before a place."""

    def __init__(
        self,
        unit: _Unit,
        ruling: Ruling,
        upto: int,
        inlined: dict[str, Coded] | None = None,
        copies: Counter[str] | None = None,
    ) -> None:
        self.unit = unit
        self.ruling = ruling
        self.upto = upto
        self.inlined: dict[str, Coded] = {} if inlined is None else inlined
        self.copies: Counter[str] = Counter() if copies is None else copies
        self.places = {name: place for place, name in enumerate(ruling.text.derived)}
        self.constants = dict(ruling.constants)
        self.uses = dict(ruling.uses)
        self.facts: dict[str, Type] = {**DATES, **dict(ruling.inputs)}

    def types(self) -> Mapping[str, Type]:
        """The types of all names."""
        derived = {name: typed.type for name, typed in list(self.ruling.text.derived.items())[: self.upto]}
        uses = {name: outcome_type(used) for name, used in self.uses.items()}
        return self.facts | {name: type_of(value) for name, value in self.constants.items()} | uses | derived

    def read(self, body: Body, name: str) -> Coded | None:
        """What a name stands for: a derived fact before a norm used, a parameter before a fact."""
        if self.places.get(name, self.upto) < self.upto:
            return self.derived(body, name)
        if name in self.uses:
            return self.used(body, name)
        if name in self.constants:
            return body.constant(self.constants[name])
        return self.fact(body, name) if name in self.facts else None

    def fact(self, body: Body, name: str) -> Coded:
        """A fact; of money in one currency the amount alone."""
        kind = self.facts[name]
        money = isinstance(kind, MoneyType) and kind.currency is not None
        key = body.space.hold(name)
        variable = f"v{key}"

        def write() -> None:
            body.emit(f"{variable} = f[{key}]")
            if self.unit.states:
                value = f"{variable}.value{'.amount' if money else ''}"
                body.emit(
                    f"{variable} = {value} if {variable}.state is _known else _settle({variable}, {key})"
                )
            elif money:
                body.emit(f"if {variable} is not None: {variable} = {variable}.amount")

        body.once(variable, write)
        return Coded(variable, kind, "amount" if money else "value")

    def derived(self, body: Body, name: str) -> Coded:
        """A derived fact: in line where it is surely needed, else by a call."""
        place = self.places[name]
        variable = f"d{place}"
        if variable in body.settled:
            return self.inlined[name]
        if (body.conditional or variable in body.lazy) and not self._may_copy(body, name):
            function = self.unit.derived(self.ruling, place, name)
            if function.found.fixed is not None:
                return body.constant(function.found.fixed.value)
            body.once(variable, lambda: body.emit(f"{variable} = {function.name}(f, m)"))
            self.inlined[name] = msgspec.structs.replace(function.found, code=variable)
            return self.inlined[name]
        self.copies[name] += 1
        names = _Names(self.unit, self.ruling, place, self.inlined, self.copies)

        def write() -> None:
            tree = self.ruling.text.derived[name].tree
            found = Expressions(body, names, self.ruling.settings).value(tree)
            body.emit(f"{variable} = {found.code}")
            body.emit(f"m[{self.unit.slot(self.ruling, name)}] = {variable}")
            self.inlined[name] = msgspec.structs.replace(found, code=variable)

        body.once(variable, write)
        return self.inlined[name]

    def _may_copy(self, body: Body, name: str) -> bool:
        """Whether a derived fact that is perhaps not needed is worked out in line here: in a few places at most."""
        return self.copies[name] < _MOST_COPIES and body.depth < _MOST_COPIED_DEPTH

    def used(self, body: Body, name: str) -> Coded:
        """What a norm gives that is used."""
        function = self.unit.used(self.uses[name])
        variable = f"u{function.name}"
        body.once(variable, lambda: body.emit(f"{variable} = {function.name}(f, m)"))
        return Coded(variable, function.found.type)

    def derive_all(self, body: Body) -> None:
        """Work out all derived facts that the text reaches, in their order."""
        derived = self.ruling.text.derived
        reached = _reached(self.ruling.body) & derived.keys()
        for name in reversed(derived):
            if name in reached:
                reached |= derived[name].names & derived.keys()
        for name in derived:
            if name in reached:
                _Names(self.unit, self.ruling, self.places[name] + 1, self.inlined, self.copies).read(
                    body, name
                )


def _reached(body: BoundTable | Typed) -> frozenset[str]:
    if isinstance(body, Typed):
        return body.names
    cells = [cell for row in body.rows for cell in (*row.tests, *row.outcomes)] + list(body.otherwise)
    names = frozenset(name for cell in cells if cell is not None for name in cell.names)
    return names | {name for name, _ in body.inputs}
