"""Small norms drawn at random, and every case of each: what trying them all says of what matters.

Nothing here knows how the residue is reckoned. A norm is a text, read as any pack's is; a case is a value for each
fact from a grid of its own, which holds every constant of the text with its neighbours, and null; what a case comes
to is what walking the text gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import prod
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated

from askonce.feel.values import Money, Value
from askonce.norms.binding import bind_norm
from askonce.norms.ruling import Book, Ruling, Unsettled, all_on, rule
from askonce.norms.walk import walk
from askonce.pack.symbols import Scope, Table
from tests.unit.norms.texts import norm_of

DAY = date(2026, 2, 28)
OPTIONS = ("a", "b", "c")
#: A norm with more cases than this is not drawn.
MOST_CASES = 800
HITS = (
    "unique", "any", "first", "priority", "rule order", "output order", "collect", "collect sum", "collect min",
    "collect max", "collect count",
)  # fmt: skip


@dataclass(frozen=True)
class SmallNorm:
    """A norm by its text, the norm it uses if it does, its facts with their kinds, and what it was made of."""

    text: str
    used: str | None
    kinds: Mapping[str, str]
    made_of: frozenset[str]
    wide: bool

    def ruling(self) -> Ruling:
        """Its ruling on the day."""
        bound = {}
        for text in (self.used, self.text):
            if text is not None:
                norm = norm_of(text)
                bound[norm.id] = bind_norm(norm, Scope(Table([])))
        found = rule("tried", Book(bound, {}), all_on(DAY))
        assert not isinstance(found, Unsettled), (found.message, self.text)
        return found

    def grid(self) -> dict[str, list[Value]]:
        """The values of each fact that are tried."""
        return {name: grid_of(kind, wide=self.wide) for name, kind in self.kinds.items()}


def grid_of(kind: str, *, wide: bool) -> list[Value]:
    """Values of a kind: all constants that a norm may hold, their neighbours, and null."""
    most = 15 if wide else 9
    if kind == "boolean":
        return [True, False, None]
    if kind == "choice":
        return [*OPTIONS, None]
    if kind == "integer":
        return [*(Decimal(number) for number in range(-8 if wide else -3, most)), None]
    if kind == "number":
        return [*(Decimal(half) / 2 for half in range(-4, 2 * most)), None]
    if kind == "money":
        numbers = {Decimal(half) / 2 for half in range(-14 if wide else -4, 2 * most)}
        numbers |= {Decimal(quarter) / 4 for quarter in range(20)} if wide else set()
        return [*(Money(number, "CNY") for number in sorted(numbers)), None]
    days = {DAY, date(2024, 2, 29)}
    for years in (17, 18, 19, 60, 61):
        days |= {DAY.replace(year=DAY.year - years), date(DAY.year - years, 3, 1)}
    days |= {DAY - timedelta(days=90), date(2008, 2, 29), date(2000, 1, 1), date(1960, 2, 29)}
    near = {day + timedelta(days=step) for day in days for step in (-1, 0, 1)}
    return [*sorted(near), date(1900, 1, 1), date(2100, 1, 1), None]


@dataclass
class Maker:
    """Draws one norm; `pairs` lets facts meet in one comparison."""

    rng: Random
    pairs: bool
    kinds: dict[str, str] = field(default_factory=dict)
    made_of: set[str] = field(default_factory=set)

    def norm(self) -> SmallNorm:
        """A norm over two to four facts."""
        self.facts()
        used = self.use() if self.rng.random() < 0.2 else None
        where = dict(self.derived()) if self.rng.random() < 0.5 else {}
        extra = [*where, *(["other"] if used else [])]
        body = self.table(extra) if self.rng.random() < 0.6 else self.formula(extra)
        needs = ", ".join(f"{name}: {self.written(kind)}" for name, kind in self.kinds.items())
        lines = ["norm: tried", f"needs: {{{needs}}}"]
        if used:
            lines.append("norms: {other: used}")
        if where or "age" in body:
            lines.append("where:")
            lines += [f"  {name}: '{text}'" for name, text in where.items()]
            lines.append(f"  leap_day: {self.rng.choice(['28 February', '1 March'])}")
        wide = bool(self.made_of & {"pair"})
        return SmallNorm("\n".join([*lines, body]), used, dict(self.kinds), frozenset(self.made_of), wide)

    def facts(self) -> None:
        """Facts of few and of many values, not more than can be tried."""
        kinds = ["boolean", "choice", "integer", "number", "money", "date"]
        count = self.rng.choice([2, 3, 3, 4])
        chosen = [self.rng.choice(kinds) for _ in range(count)]
        while not self.pairs and prod(len(grid_of(kind, wide=False)) for kind in chosen) > MOST_CASES:
            chosen[self.rng.randrange(count)] = self.rng.choice(["boolean", "choice"])
        if self.pairs:
            chosen = [kind for kind in chosen if kind == "boolean"][:1]
            kind = self.rng.choice(["integer", "money", "integer"])
            chosen += [kind, self.rng.choice([kind, "integer"])]
        self.rng.shuffle(chosen)
        self.kinds = {f"{kind[0]}{place}": kind for place, kind in enumerate(chosen)}

    def written(self, kind: str) -> str:
        """A kind as a pack writes it."""
        return {"choice": f"{{type: [{', '.join(OPTIONS)}]}}", "money": "money CNY"}.get(kind, kind)

    def named(self, *kinds: str) -> str | None:
        """A fact of one of these kinds."""
        found = [name for name, kind in self.kinds.items() if kind in kinds]
        return self.rng.choice(found) if found else None

    def number(self) -> int:
        """A constant."""
        return self.rng.randrange(0, 4)

    def condition(self, depth: int = 2) -> str:
        """A condition over facts."""
        if depth and self.rng.random() < 0.55:
            return self.compound(depth)
        name = self.rng.choice(list(self.kinds))
        if self.pairs and self.rng.random() < 0.5:
            found = self.pair()
            if found:
                return found
        return str(getattr(self, f"of_{self.kinds[name]}")(name))

    def compound(self, depth: int) -> str:
        """Conditions joined, turned, or correlated."""
        way = self.rng.choice(["and", "or", "not", "if", "same"])
        self.made_of.add(way)
        first = self.condition(depth - 1)
        if way == "not":
            return f"not({first})"
        if way == "same":
            return self.rng.choice(
                [f"({first} or not({first}))", f"({first} and not({first}))", f"({first}) = ({first})"]
            )
        second = self.condition(depth - 1)
        if way == "if":
            return f"(if {first} then {second} else {self.condition(depth - 1)})"
        return f"({first} {way} {second})"

    def of_boolean(self, name: str) -> str:
        other = self.named("boolean")
        return self.rng.choice(
            [
                name,
                f"not({name})",
                f"{name} = true",
                f"{name} = null",
                f"{name} != {other}",
                f"is defined({name})",
            ]
        )

    def of_choice(self, name: str) -> str:
        one = self.rng.choice(OPTIONS)
        return self.rng.choice(
            [f'{name} = "{one}"', f'{name} in ("a", "{one}")', f'{name} != "{one}"', f"{name} = null"]
        )

    def of_number(self, name: str, unit: str = "") -> str:
        low = self.number()
        high = low + self.rng.randrange(3)
        op = self.rng.choice(["<", "<=", ">", ">=", "=", "!="])
        return self.rng.choice([
            f"{name} {op} {low}{unit}", f"{low}{unit} {op} {name}", f"{name} in [{low}{unit}..{high}{unit})",
            f"{name} between {low}{unit} and {high}{unit}", f"{name} in ({low}{unit}, > {high}{unit})", f"{name} = null",
            f"{name} * 2 + 1{unit} {op} {high}{unit}", f"-{name} {op} -{low}{unit}", f"get or else({name}, 0{unit}) {op} {low}{unit}",
            f"floor({name} * 0.5) {op} {low}{unit}", f"max({name}, 1{unit}) {op} {low}{unit}",
        ])  # fmt: skip

    def of_integer(self, name: str) -> str:
        return self.of_number(name)

    def of_money(self, name: str) -> str:
        while "floor" in (found := self.of_number(name, " CNY")) or "max" in found:
            pass
        return found

    def of_date(self, name: str) -> str:
        self.made_of.add("age")
        op = self.rng.choice(["<", "<=", ">", ">=", "="])
        return self.rng.choice([
            f"age({name}, application) {op} {self.rng.choice([17, 18, 60])}", f'{name} {op} @"2000-01-01"',
            f'{name} + @"P18Y" {op} application', f"{name}.year {op} 2008", f"(application - {name}).days {op} 90",
            f"{name} = null", f"years and months duration({name}, application).years {op} 18",
        ])  # fmt: skip

    def pair(self) -> str | None:
        """A comparison in which two facts meet."""
        found = [name for name, kind in self.kinds.items() if kind in ("integer", "money")]
        if len(found) < 2:
            return None
        self.made_of.add("pair")
        one, other = self.rng.sample(found, 2)
        op = self.rng.choice(["<", "<=", ">", ">=", "="])
        alike = self.kinds[one] == self.kinds[other]
        unit = " CNY" if self.kinds[one] == "money" else ""
        if alike:
            return self.rng.choice([
                f"{one} {op} {other}", f"{one} - {other} {op} {self.number()}{unit}", f"{one} + {other} {op} {self.number() + 2}{unit}",
            ])  # fmt: skip
        if self.kinds[one] != "money":
            one, other = other, one
        return f"{one} / {other} {op} {self.number()} CNY"

    def derived(self) -> Iterator[tuple[str, str]]:
        """Facts that follow from others."""
        self.made_of.add("derived")
        yield "f1", self.condition(1)
        name = self.named("integer", "number")
        if name and self.rng.random() < 0.5:
            yield "f2", self.rng.choice([f"{name} + 1", f"if {self.condition(1)} then {name} else 0"])

    def use(self) -> str:
        """A norm that the norm uses, over some of the same facts."""
        self.made_of.add("uses")
        needs = ", ".join(f"{name}: {self.written(kind)}" for name, kind in self.kinds.items())
        return "\n".join([
            "norm: used", f"needs: {{{needs}}}", "where: {leap_day: 28 February}",
            f"result: 'if {self.condition(1)} then true else {self.condition(1)}'",
        ])  # fmt: skip

    def outcome(self, way: str, place: int) -> str:
        """An outcome of a row."""
        if way == "choice":
            return self.rng.choice(["p", "q", "r"])
        name = self.named("integer", "number")
        if name and self.rng.random() < 0.15:
            self.made_of.add("reckoned")
            return f'"{name} * 2 + {place}"'
        return str(self.rng.randrange(3))

    def table(self, extra: Sequence[str]) -> str:
        """A decision table."""
        hit = self.rng.choice(HITS)
        self.made_of.add(hit)
        columns = self.rng.sample(
            [*self.kinds, *extra], k=min(len(self.kinds) + len(extra), self.rng.choice([1, 2, 3]))
        )
        counts = hit.startswith("collect ") or self.rng.random() < 0.3
        way = "number" if counts else "choice"
        two = not hit.startswith("collect ") and self.rng.random() < 0.2
        kinds = {"choice": "[p, q, r]", "number": "number"}
        outs = f"{{o1: {kinds[way]}" + (", o2: number}" if two else "}")
        lines = [f"table:\n  hit: {hit}\n  when: [{', '.join(columns)}]\n  then: {outs}\n  rows:"]
        for place in range(self.rng.randrange(1, 5)):
            cells = (
                [self.cell(name) for name in columns]
                + [self.outcome(way, place)]
                + ([str(place)] if two else [])
            )
            lines.append(f"    - [{', '.join(cells)}]")
        if self.rng.random() < 0.5:
            lines.append(f"  otherwise: [{', '.join([self.outcome(way, 9), *(['9'] if two else [])])}]")
            self.made_of.add("otherwise")
        return "\n".join(lines)

    def cell(self, name: str) -> str:
        """A test of a column."""
        kind = self.kinds.get(name, "integer" if name == "f2" else "boolean")
        if self.rng.random() < 0.2:
            return '"-"'
        if kind == "boolean":
            return self.rng.choice(["true", "false", "not(true)", '"null"'])
        if kind == "choice":
            return self.rng.choice(['"a"', '"a, b"', "not(c)", '"null"'])
        if kind == "date":
            return self.rng.choice(
                [
                    "'< @\"2000-01-01\"'",
                    '\'[@"2000-01-01"..@"2008-02-29"]\'',
                    "'> application - @\"P18Y\"'",
                    '"null"',
                ]
            )
        unit = " CNY" if kind == "money" else ""
        low = self.number()
        high = low + self.rng.randrange(3)
        return self.rng.choice([
            f'"< {low}{unit}"', f'">= {low}{unit}"', f'"[{low}{unit}..{high}{unit}]"', f'"not({low}{unit}, > {high}{unit})"', f'"{low}{unit}"',
            f'"? > {low}{unit} and ? < {high}{unit}"',
        ])  # fmt: skip

    def formula(self, extra: Sequence[str]) -> str:
        """A formula of nested choices."""
        self.made_of.add("formula")
        parts = [self.condition() for _ in range(self.rng.randrange(1, 4))]
        parts += [name for name in extra if name != "f2"]
        self.rng.shuffle(parts)
        text = '"z"'
        for place, part in enumerate(parts):
            text = f'if {part} then "{"pqr"[place % 3]}" else {text}'
        if self.rng.random() < 0.15:
            text = self.condition()
        return f"result: '{text}'"


def small_norm(seed: int, *, pairs: bool = False) -> SmallNorm:
    """The norm of a seed."""
    return Maker(Random(seed), pairs).norm()  # noqa: S311 - a test draws by a seed


def key_of(value: Value) -> object:
    """What two equal outcomes have in common."""
    if isinstance(value, tuple):
        return ("list", *(key_of(item) for item in value))
    if isinstance(value, Mapping):
        return ("context", *sorted((name, key_of(held)) for name, held in value.items()))
    if isinstance(value, Decimal):
        return ("number", value + 0)
    return (type(value).__name__, value)


class Tried:
    """Every case of a norm with what it comes to."""

    def __init__(
        self,
        ruling: Ruling,
        grid: Mapping[str, Sequence[Value]],
        gathered: Callable[[Mapping[str, Value]], Mapping[str, Value]] = dict,
    ) -> None:
        self.names = list(grid)
        self.cases = [
            (case, key_of(walk(ruling, gathered(dict(zip(self.names, case, strict=True))))))
            for case in product(*grid.values())
        ]

    def among(self, known: Mapping[str, Value]) -> list[tuple[tuple[Value, ...], object]]:
        """The cases in which some facts have these values."""
        places = [(self.names.index(name), key_of(value)) for name, value in known.items()]
        return [one for one in self.cases if all(key_of(one[0][place]) == value for place, value in places)]

    def outcomes(self, known: Mapping[str, Value]) -> set[object]:
        """What the cases come to."""
        return {outcome for _, outcome in self.among(known)}

    def matters(self, known: Mapping[str, Value]) -> tuple[str, ...]:
        """The facts of which two values, all else alike, come to two outcomes."""
        cases = self.among(known)
        found = []
        for place, name in enumerate(self.names):
            by_others: dict[object, object] = {}
            if name not in known and any(
                by_others.setdefault(tuple(map(key_of, (*case[:place], *case[place + 1 :]))), outcome)
                != outcome
                for case, outcome in cases
            ):
                found.append(name)
        return tuple(found)
