"""A ruling drawn as one diagram over its facts, cut into as many regions as its comparisons tell apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any, Final, TypeAlias

import msgspec

from askonce.feel.check import infer
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.residual import (
    FALSE,
    NULL,
    TRUE,
    is_too_long,
    is_value,
    literal,
    names_in,
    residual,
    value_of,
)
from askonce.feel.tree import Binary, Literal, Name, Node, transform
from askonce.feel.tree import walk as nodes_of
from askonce.feel.types import ANY, DATE, INTEGER, NUMBER, TEXT, ListType, MoneyType, Type, type_of
from askonce.feel.values import NUMBERS, Money, Value
from askonce.methods.diagram import Diagrams, Mark, OvergrownError
from askonce.norms.residue.building import Builder
from askonce.norms.residue.choices import (
    Observable,
    Spectrum,
    compared,
    finite_spectrum,
    is_finite,
    measured,
    opaque,
    sampled,
    spectrum,
    truth,
)
from askonce.norms.residue.crossing import MOST_TRIED, grid, is_steep, pair_lines
from askonce.norms.residue.cuts import Ruler, line_of, points_of, ruler_of, swayed_by, text_points
from askonce.norms.residue.whole import Whole
from askonce.norms.ruling import Ruling

#: Beyond so many ways in which parts of a norm can end together, it is not drawn.
MOST_WAYS: Final = 5_000
#: Nor where the ways in which all its expressions end are more, or where facts are asked more in all their regions.
MOST_ENDS: Final = 400_000
MOST_ANSWERS: Final = 6_000_000

_TRUTHS: Final = (TRUE, FALSE, NULL)
_MEMBER: Final = re.compile(r"\[[0-9]+\]")

Ends: TypeAlias = Mapping[Hashable, Node]


class Stage(msgspec.Struct, frozen=True):
    """The facts over which a ruling is drawn.

    `trees` says what each name stands for: a value that is given, a name that is open, a list of such; `kinds` the types of
    the open ones in the author's order; `counts` the open lists, with the name of the number of their items;
    `seen` has values that facts had in earlier cases, by which their regions are more and less likely.
    """

    trees: Mapping[str, Node]
    kinds: Mapping[str, Type]
    counts: Mapping[str, str]
    never_none: frozenset[str]
    seen: Mapping[str, Sequence[Value]] = {}


class Plan(msgspec.Struct, frozen=True):
    """The diagram of a ruling: for each level what it hangs on, and for each fact its level and regions.

    Each of the facts in `swaying` alone brings the expression of its level to any of its choices, that in
    `nones` by being null.

    `linked` are facts that meet others in one comparison: once such a fact is known, the ruling is drawn anew.
    `reckoned` are facts from which an outcome is reckoned. `memory` keeps what was once reckoned over the diagram.
    """

    stage: Stage
    diagrams: Diagrams
    root: Mark
    facts: tuple[frozenset[str], ...]
    swaying: tuple[frozenset[str], ...]
    nones: tuple[int, ...]
    spectra: Mapping[str, tuple[int, Spectrum]]
    weights: tuple[tuple[float, ...], ...]
    linked: frozenset[str]
    reckoned: frozenset[str]
    memory: dict[Hashable, Any]


def draw(ruling: Ruling, stage: Stage) -> Plan:
    """Draw a ruling; raises OvergrownError where it is too large to be drawn."""
    atoms = _gathered(ruling, stage)
    drawing = _Levels(ruling.settings, stage, atoms)
    algebra = _Drawn(drawing)
    whole = Whole(
        _builder(algebra, ruling, stage), {name: algebra.given(tree) for name, tree in stage.trees.items()}
    )
    root = _told(algebra.diagrams, whole.outcome(ruling), drawing, ruling.settings)
    return Plan(
        stage,
        algebra.diagrams,
        root,
        tuple(level.inputs for level in drawing.levels),
        tuple(level.swaying for level in drawing.levels),
        tuple(level.none for level in drawing.levels),
        {name: (place, drawing.spectra[name]) for name, place in drawing.places.items()},
        tuple(level.weights for level in drawing.levels),
        drawing.linked,
        frozenset(name for tree in algebra.diagrams.ends(root) for name in names_in(tree))
        & stage.kinds.keys(),
        {},
    )


def _told(diagrams: Diagrams, root: Mark, drawing: _Levels, settings: Settings) -> Mark:
    """The function with the value of a fact in its outcomes wherever its region is that value alone."""
    root = diagrams.restrict(root, {}, lambda tree: diagrams.terminal(mark_of(tree), tree))
    reckoned = {name for tree in diagrams.ends(root) for name in names_in(tree)}
    for name in reckoned & drawing.places.keys():
        level, regions = drawing.places[name], drawing.spectra[name].regions
        if level not in diagrams.support(root):
            continue
        parts = []
        for choice, region in enumerate(regions):
            below = diagrams.cofactor(root, level, choice)
            ends = _put(diagrams, name, literal(region.sample), settings)
            parts.append(diagrams.restrict(below, {}, ends) if region.alone else below)
        root = diagrams.branch(level, parts)
    return root


def _put(diagrams: Diagrams, name: str, value: Node, settings: Settings) -> Callable[[Node], Mark | None]:
    """What changes the outcomes of a function by giving a fact a value."""

    def changed(tree: Node) -> Mark | None:
        if name not in names_in(tree):
            return None
        left = residual(tree, {name: value}, settings)
        return diagrams.terminal(mark_of(left), left)

    return changed


def _builder(algebra: Any, ruling: Ruling, stage: Stage) -> Builder[Any]:
    return Builder(algebra, ruling.settings.leap_day, stage.counts, frozenset(stage.kinds))


def _gathered(ruling: Ruling, stage: Stage) -> dict[str, Node]:
    """Every comparison that hangs on open facts, by its text."""
    algebra = _Gathering(stage)
    whole = Whole(
        _builder(algebra, ruling, stage), {name: algebra.given(tree) for name, tree in stage.trees.items()}
    )
    whole.visit(ruling)
    return algebra.atoms


def mark_of(tree: Node) -> Hashable:
    """What two trees have in common where they are the same outcome."""
    plain = plain_mark(tree)
    found = None if is_value(tree) else sum_of(tree)
    return plain if found is None else found


def plain_mark(tree: Node) -> Hashable:
    """What two trees have in common where they say the same in the same words."""
    if is_too_long(tree):
        raise OvergrownError
    return ("value", value_mark(value_of(tree))) if is_value(tree) else ("tree", text_of(tree))


def sum_of(tree: Node) -> Hashable | None:
    """What two sums have in common that come to the same whatever their facts, null or not."""
    held = [value_of(node) for node in nodes_of(tree) if is_value(node)]
    divides = any(isinstance(node, Binary) and node.op == "/" for node in nodes_of(tree))
    line = None if divides or not all(isinstance(one, Decimal | Money) for one in held) else line_of(tree)
    if line is None:
        return None
    currencies = frozenset(one.currency for one in held if isinstance(one, Money))
    return ("sum", frozenset(line.items()), names_in(tree), currencies)


def text_of(tree: Node) -> str:
    """A text that two trees share where they say the same, whatever noughts their numbers end in."""
    return repr(transform(tree, _trimmed))


def _trimmed(node: Node) -> Node:
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        return literal(_plain(node.value))
    if isinstance(node, Literal) and isinstance(node.value, Money):
        return literal(Money(_plain(node.value.amount), node.value.currency))
    return node


def _plain(number: Decimal) -> Decimal:
    """A number in one way of writing it; there are two noughts, one below the other."""
    return NUMBERS.normalize(number) if number else Decimal(0)


def value_mark(value: Value) -> Hashable:
    """What two values have in common where they are equal and of one kind."""
    if isinstance(value, tuple):
        return ("list", *(value_mark(item) for item in value))
    if isinstance(value, Mapping):
        return ("context", *((name, value_mark(value[name])) for name in sorted(value)))
    return (type(value).__name__, value)


class _Gathering:
    """The algebra that forgets when what happens, and only gathers the ways in which expressions end."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.atoms: dict[str, Node] = {}
        self.left = MOST_ENDS
        self.values = {
            name: {mark_of(literal(one.sample)): literal(one.sample) for one in _finite(stage, name).regions}
            for name, kind in stage.kinds.items()
            if is_finite(kind)
        }

    def given(self, tree: Node) -> Ends:
        return (self.spread(tree.name) if isinstance(tree, Name) else None) or self.end(tree)

    def end(self, tree: Node) -> Ends:
        return {plain_mark(tree): tree}

    def spread(self, name: str) -> Ends | None:
        return self.values.get(name)

    def bind(self, marks: Sequence[Ends], meaning: Callable[[tuple[Node, ...]], Ends]) -> Ends:
        ways = 1
        for one in marks:
            ways *= len(one)
        self.left -= ways
        if ways > MOST_WAYS or self.left < 0:
            raise OvergrownError
        found: dict[Hashable, Node] = {}
        for trees in product(*(one.values() for one in marks)):
            found.update(meaning(trees))
        return found

    def atom(self, tree: Node) -> Ends:
        if is_too_long(tree):
            raise OvergrownError
        self.atoms.setdefault(text_of(tree), tree)
        return {mark_of(one): one for one in (truth(True), truth(False), truth(None))}  # noqa: FBT003


def _finite(stage: Stage, name: str) -> Spectrum:
    return finite_spectrum(stage.kinds[name], never_none=name in stage.never_none)


class _Level(msgspec.Struct, frozen=True):
    """One variable of the diagram: the facts it stands for, and how likely each of its choices is."""

    inputs: frozenset[str]
    weights: tuple[float, ...]
    swaying: frozenset[str] = frozenset()
    none: int = -1


class _Pair(msgspec.Struct, frozen=True):
    """Two facts that meet: samples of each, and what each comparison gives for two of them."""

    names: tuple[str, str]
    samples: tuple[Sequence[Value], Sequence[Value]]
    truths: Mapping[str, Mapping[tuple[Hashable, Hashable], Node]]

    def seen_from(self, name: str, value: Value) -> Hashable:
        """All that the comparisons give for a value of one of the facts."""
        place = self.names.index(name)
        mark = value_mark(value)
        others = [*map(value_mark, self.samples[1 - place]), value_mark(None)]
        keys = [(mark, other) if place == 0 else (other, mark) for other in others]
        return tuple(repr(value_of(truths[key])) for truths in self.truths.values() for key in keys)


class _Along:
    """Tells samples of a fact apart, taken in their order, by the truths of comparisons.

    Each comparison is asked again only where it can change: at its own points, and just behind them.
    """

    def __init__(
        self, ruler: Ruler | None, turning: Sequence[frozenset[Any]], ask: Callable[[int, Value], Node]
    ) -> None:
        self.ruler = ruler
        self.ask = ask
        self.truths = bytearray(len(turning))
        self.seen: dict[bytes, None] = {}
        self.changing: dict[Any, list[int]] = {}
        for place, points in enumerate(turning):
            for point in points:
                self.changing.setdefault(point, []).append(place)
        self.ahead = sorted(self.changing, reverse=True)
        self.due = list(range(len(turning)))

    def told(self, sample: Value) -> bytes:
        """All truths of a sample."""
        if sample is None:
            found = bytes(self._truth(place, None) for place in range(len(self.truths)))
        else:
            self._go_to(sample)
            found = bytes(self.truths)
        self.seen.setdefault(found)
        return found

    def _go_to(self, sample: Value) -> None:
        number: Any = sample if self.ruler is None else self.ruler.number(sample)
        due, self.due = self.due, []
        while self.ahead and self.ahead[-1] <= number:
            point = self.ahead.pop()
            due += self.changing[point]
            if point == number:
                self.due = self.changing[point]
        for place in due:
            self.truths[place] = self._truth(place, sample)

    def _truth(self, place: int, sample: Value) -> int:
        return _TRUTHS.index(self.ask(place, sample))


class _Levels:
    """Parts what the outcome hangs on into variables: facts cut at exact points, and expressions that cannot be."""

    def __init__(self, settings: Settings, stage: Stage, atoms: Mapping[str, Node]) -> None:
        self.settings = settings
        self.stage = stage
        self.spectra: dict[str, Spectrum] = {}
        self.answers: dict[str, tuple[int, tuple[Node, ...]]] = {}
        self.places: dict[str, int] = {}
        self.levels: list[_Level] = []
        own, shared = self._parted(atoms)
        self.pairs = dict(self._pairs(shared))
        crossing = {name for names in self.pairs for name in names}
        left = {
            key: atom
            for key, atom in shared.items()
            if not any(key in pair.truths for pair in self.pairs.values())
        }
        observables = list(self._observables(left))
        self.linked = frozenset(name for one in observables for name in one.inputs) | crossing
        self._arrange(own, observables)

    def _parted(self, atoms: Mapping[str, Node]) -> tuple[dict[str, dict[str, Binary]], dict[str, Node]]:
        """Comparisons of one fact whose turning points are known, and all others."""
        own: dict[str, dict[str, Binary]] = {}
        shared: dict[str, Node] = {}
        self.points: dict[str, set[Any]] = {}
        for key, atom in atoms.items():
            inputs = self._inputs(atom)
            points = self._points(atom, next(iter(inputs))) if len(inputs) == 1 else None
            if points is None:
                shared[key] = atom
            else:
                name = next(iter(inputs))
                own.setdefault(name, {})[key] = atom  # type: ignore[assignment]
                self.points.setdefault(name, set()).update(points)
        return own, shared

    def _inputs(self, tree: Node) -> frozenset[str]:
        return names_in(tree) & self.stage.kinds.keys()

    def _points(self, atom: Node, name: str) -> frozenset[Any] | None:
        kind = self.stage.kinds[name]
        if not isinstance(atom, Binary) or isinstance(kind, ListType):
            return None
        return text_points(atom, name) if kind == TEXT else points_of(atom, name, kind, self.settings)

    def _pairs(self, shared: Mapping[str, Node]) -> Iterator[tuple[tuple[str, str], _Pair]]:
        """Facts that meet one other fact each, in comparisons of sums alone, sampled finely enough to be told apart."""
        groups: dict[tuple[str, ...], dict[str, Any]] = {}
        for key, atom in shared.items():
            groups.setdefault(tuple(sorted(self._inputs(atom))), {})[key] = atom
        for names, atoms in groups.items():
            alone = all(other == names or not set(names) & set(other) for other in groups)
            if len(names) == 2 and alone:
                found = self._pair((names[0], names[1]), atoms)
                if found is not None:
                    yield (names[0], names[1]), found

    def _pair(self, names: tuple[str, str], atoms: Mapping[str, Any]) -> _Pair | None:
        kinds = [self.stage.kinds[name] for name in names]
        rulers = [
            ruler_of(kind) for kind in kinds if isinstance(kind, MoneyType) or kind in (INTEGER, NUMBER, DATE)
        ]
        lines = (
            pair_lines(atoms.values()) if all(isinstance(atom, Binary) for atom in atoms.values()) else None
        )
        if lines is None or len(rulers) != 2 or rulers[0] is None or rulers[1] is None:
            return None
        if rulers[0].whole and rulers[1].whole and any(map(is_steep, lines)):
            return None  # whole numbers beside a steep line are not all told apart by a few of them
        points = [frozenset(self.points.get(name, ())) for name in names]
        samples = grid(names, (rulers[0], rulers[1]), (points[0], points[1]), lines)
        if len(samples[0]) * len(samples[1]) * len(atoms) > MOST_TRIED:
            return None
        values = [
            [*map(ruler.value, found), None] for ruler, found in zip(rulers, samples, strict=True) if ruler
        ]
        truths: dict[str, dict[tuple[Hashable, Hashable], Node]] = {}
        for key, atom in atoms.items():
            truths[key] = {
                (value_mark(one), value_mark(other)): truth(
                    evaluate(atom, {names[0]: one, names[1]: other}, self.settings)
                )
                for one, other in product(*values)
            }
        return _Pair(names, (values[0][:-1], values[1][:-1]), truths)

    def _observables(self, shared: Mapping[str, Node]) -> Iterator[Observable]:
        groups: dict[tuple[str, str], dict[str, Node]] = {}
        for key, atom in shared.items():
            groups.setdefault(_subject(key, atom), {})[key] = atom
        for (way, subject), atoms in groups.items():
            inputs = frozenset(name for atom in atoms.values() for name in self._inputs(atom))
            found = self._observable(way, subject, atoms, inputs)
            if found is not None:
                yield found
            else:
                yield from (opaque(self._inputs(atom), key) for key, atom in atoms.items())

    def _observable(
        self, way: str, subject: str, atoms: Mapping[str, Any], inputs: frozenset[str]
    ) -> Observable | None:
        if way == "measured":
            first: Binary = next(iter(atoms.values()))
            tree, constant = (first.right, first.left) if is_value(first.left) else (first.left, first.right)
            kind = infer(tree, self.stage.kinds).type
            kind = type_of(value_of(constant)) if kind == ANY else kind
            found = measured(inputs, tree, atoms, kind, self.settings)
            return found and msgspec.structs.replace(found, swaying=self._swaying(tree))
        return (
            compared(inputs, atoms, subject.split("\0", maxsplit=1)[0], self.settings)
            if way == "compared"
            else None
        )

    def _swaying(self, tree: Node) -> frozenset[str]:
        return frozenset(
            name
            for name in swayed_by(tree) & self.stage.kinds.keys()
            if isinstance(self.stage.kinds[name], MoneyType) or self.stage.kinds[name] == NUMBER
        )

    def _arrange(self, own: Mapping[str, Mapping[str, Binary]], observables: Iterable[Observable]) -> None:
        """Give each variable its level: facts in the author's order, each expression after the last of its facts."""
        order = {name: place for place, name in enumerate(self.stage.kinds)}
        waiting = sorted(observables, key=lambda one: max(order[name] for name in one.inputs))
        for name, place in order.items():
            self._add_fact(name, own.get(name, {}))
            while waiting and max(order[one] for one in waiting[0].inputs) == place:
                self._add_observable(waiting.pop(0))

    def _add_fact(self, name: str, atoms: Mapping[str, Binary]) -> None:
        kind = self.stage.kinds[name]
        answered = None
        pair = next((one for names, one in self.pairs.items() if name in names), None)
        if is_finite(kind):
            self.spectra[name] = _finite(self.stage, name)
        elif pair is not None:
            self.spectra[name] = self._crossed(name, pair, list(atoms.values()))
        elif atoms:
            self.spectra[name], answered = self._cut(name, kind, list(atoms.values()))
        else:
            return
        level = self.places[name] = len(self.levels)
        regions = self.spectra[name].regions
        self.levels.append(_Level(frozenset([name]), self._weights(name)))
        if answered is None:
            answered = [
                tuple(self._answer(atom, name, region.sample) for region in regions)
                for atom in atoms.values()
            ]
        for key, answers in zip(atoms, answered, strict=True):
            self.answers[key] = (level, answers)

    def _weights(self, name: str) -> tuple[float, ...]:
        """How likely each region of a fact is: one case of each, and those that were seen."""
        found = self.spectra[name]
        weights = [region.weight for region in found.regions]
        for value in self.stage.seen.get(_MEMBER.sub("", name), ()):
            place = found.place(value)
            if place >= 0:
                weights[place] += 1
        return tuple(weights)

    def _cut(self, name: str, kind: Type, atoms: Sequence[Binary]) -> tuple[Spectrum, list[tuple[Node, ...]]]:
        """The regions of a fact, and for each comparison its truth in each of them."""
        if (2 * len(self.points[name]) + 1) * len(atoms) > MOST_ANSWERS:
            raise OvergrownError
        never_none = name in self.stage.never_none
        least = 0 if name in self.stage.counts.values() else None
        turning = [self._points(atom, name) or frozenset() for atom in atoms]
        ruler = None if kind == TEXT else ruler_of(kind)
        along = _Along(ruler, turning, lambda place, sample: self._answer(atoms[place], name, sample))
        found = spectrum(kind, frozenset(self.points[name]), along.told, never_none=never_none, least=least)
        return found, [tuple(map(_TRUTHS.__getitem__, column)) for column in zip(*along.seen, strict=True)]

    def _crossed(self, name: str, pair: _Pair, atoms: Sequence[Binary]) -> Spectrum:
        samples = pair.samples[pair.names.index(name)]

        def told(sample: Value) -> Hashable:
            own = tuple(repr(value_of(self._answer(atom, name, sample))) for atom in atoms)
            return (own, pair.seen_from(name, sample))

        ruler, points = ruler_of(self.stage.kinds[name]), self.points.get(name, set())

        def alone(sample: Value) -> bool:
            return ruler is not None and ruler.number(sample) in points

        return sampled(samples, told, alone, never_none=name in self.stage.never_none)

    def crossing(self, key: str) -> tuple[int, int, list[list[Node]]] | None:
        """The truth of a comparison in which two facts meet, by the regions of both."""
        for names, pair in self.pairs.items():
            if key in pair.truths:
                rows, columns = (
                    [value_mark(region.sample) for region in self.spectra[name].regions] for name in names
                )
                table = [[pair.truths[key][one, other] for other in columns] for one in rows]
                return self.places[names[0]], self.places[names[1]], table
        return None

    def _answer(self, atom: Binary, name: str, sample: Value) -> Node:
        return truth(evaluate(atom, {name: sample}, self.settings))

    def _add_observable(self, one: Observable) -> None:
        level = len(self.levels)
        self.levels.append(_Level(one.inputs, (1.0,) * one.size, one.swaying, one.none))
        for key, answers in one.answers.items():
            self.answers[key] = (level, answers)


def _subject(key: str, atom: Node) -> tuple[str, str]:
    """What a comparison is about: an expression against constants, two against each other, or only itself."""
    if not isinstance(atom, Binary):
        return "opaque", key
    if is_value(atom.right) or is_value(atom.left):
        return "measured", repr(atom.left if is_value(atom.right) else atom.right)
    return "compared", "\0".join(sorted((repr(atom.left), repr(atom.right))))


class _Drawn:
    """The algebra of diagrams."""

    def __init__(self, drawing: _Levels) -> None:
        self.drawing = drawing
        self.atoms: dict[str, Mark] = {}
        self.diagrams = Diagrams([len(level.weights) for level in drawing.levels])

    def given(self, tree: Node) -> Mark:
        found = self.spread(tree.name) if isinstance(tree, Name) else None
        return self.end(tree) if found is None else found

    def end(self, tree: Node) -> Mark:
        return self.diagrams.terminal(plain_mark(tree), tree)

    def spread(self, name: str) -> Mark | None:
        kind = self.drawing.stage.kinds.get(name)
        if kind is None or not is_finite(kind):
            return None
        regions = self.drawing.spectra[name].regions
        return self.diagrams.branch(
            self.drawing.places[name], [self.end(literal(region.sample)) for region in regions]
        )

    def bind(self, marks: Sequence[Mark], meaning: Callable[[tuple[Node, ...]], Mark]) -> Mark:
        return self.diagrams.bind(marks, meaning)

    def atom(self, tree: Node) -> Mark:
        key = text_of(tree)
        if key not in self.atoms:
            self.atoms[key] = self._atom(key)
        return self.atoms[key]

    def _atom(self, key: str) -> Mark:
        crossing = self.drawing.crossing(key)
        if crossing is not None:
            first, second, table = crossing
            rows = [self.diagrams.branch(second, [self.end(one) for one in row]) for row in table]
            return self.diagrams.branch(first, rows)
        level, answers = self.drawing.answers[key]
        ends = {id(one): self.end(one) for one in _TRUTHS}
        return self.diagrams.branch(level, [*map(ends.__getitem__, map(id, answers))])


__all__ = ["NULL", "TRUE", "Plan", "Stage", "draw", "mark_of", "value_mark"]
