"""A norm over a whole population: what each engine is to reckon for a file of rows, or why no table can say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias

import msgspec

from askonce.feel.check import Typed
from askonce.feel.evaluate import Settings
from askonce.feel.relational.algebra import (
    NULL,
    TRUTH,
    WORDS,
    Column,
    Day,
    Exact,
    Fixed,
    Kind,
    Named,
    Ordered,
    Truth,
    Words,
)
from askonce.feel.relational.lowering import Lowering
from askonce.feel.relational.making import (
    FIRST_DAY,
    LAST_DAY,
    Unsayable,
    fixed,
    junction,
    opposite,
    ordered,
)
from askonce.feel.relational.plan import Reckoning, reckoning
from askonce.feel.relational.steps import Steps
from askonce.feel.tree import Problem
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    ChoiceType,
    MoneyType,
    Type,
    type_name,
)
from askonce.feel.values import Value
from askonce.norms.binding import DATES, BoundTable, BoundText
from askonce.norms.model import Norm
from askonce.norms.population.tables import Taken, look_through, settle
from askonce.norms.ruling import Ruling, outcomes_of
from askonce.pack.shapes import Expression
from askonce.text.span import Span

#: Digits before the point that a column may use; with them products of two columns stay exact.
WHOLE_DIGITS: Final[Mapping[str, int]] = {"integer": 12, "number": 10, "money": 16, "days": 6, "months": 5}
#: Decimals where no file says how many there are.
_SCALES: Final[Mapping[str, int]] = {"number": 4, "money": 2}
_MOST_DECIMALS: Final = 6

#: What a file holds: a kind for each column, or the word for a type that none of ours holds.
Schema: TypeAlias = Mapping[str, "Kind | str"]


class Refusal(msgspec.Struct, frozen=True):
    """What a table cannot say faithfully, at its place in the pack."""

    place: Span
    message: str
    help: str = ""


class Refused(msgspec.Struct, frozen=True):
    """Why a norm does not run over a population: in the pack, or in the file."""

    refusals: tuple[Refusal, ...]


class Input(msgspec.Struct, frozen=True):
    """A column that is read: the fact's type, and `unfit`, which is true of a row whose value is none of that type."""

    name: str
    type: Type
    unfit: Column
    wanted: str


class Plan(msgspec.Struct, frozen=True):
    """What to reckon for each row of a file; `aggregates` says that of its outcomes only counts may be shown."""

    norm: str
    inputs: tuple[Input, ...]
    outputs: tuple[tuple[str, Type], ...]
    reckoning: Reckoning
    aggregates: bool


def population(ruling: Ruling, schema: Schema, full: frozenset[str] = frozenset()) -> Plan | Refused:
    """The plan of a norm over a file of these columns, or what stands in its way; `full` are those without nulls."""
    uncounted = tuple(find_uncountable(ruling.norm, ruling.text))
    if uncounted:
        return Refused(uncounted)
    inputs = _inputs_of(ruling)
    mismatched = tuple(_mismatches(ruling, inputs, schema))
    if mismatched:
        return Refused(mismatched)
    columns: dict[str, Column] = {
        name: Named(_kind(kind, schema[name]), name, name not in full) for name, kind in inputs.items()
    }
    columns |= {
        name: Named(_kind(DATE, schema[name]), name, name not in full) for name in DATES if name in schema
    }
    steps = Steps()
    outcomes, refusals = lower_ruling(ruling, columns, steps)
    if refusals:
        return Refused(refusals)
    reads = tuple(column for column in columns.values() if isinstance(column, Named))
    return Plan(
        ruling.norm.id,
        tuple(_read(name, kind, schema[name]) for name, kind in _read_of(inputs, schema)),
        ruling.outputs,
        reckoning(reads, steps.made, tuple((name, outcomes[name]) for name, _ in ruling.outputs)),
        ruling.norm.effect == "adverse",
    )


def _read_of(inputs: Mapping[str, Type], schema: Schema) -> Iterator[tuple[str, Type]]:
    yield from inputs.items()
    yield from ((name, DATE) for name in DATES if name in schema and name not in inputs)


def lower_ruling(
    ruling: Ruling, columns: Mapping[str, Column], steps: Steps
) -> tuple[Mapping[str, Column], tuple[Refusal, ...]]:
    """The outcomes of a ruling as columns, with those of the norms that it uses beneath."""
    names: dict[str, Column | Mapping[str, Column]] = dict(columns)
    refusals: list[Refusal] = []
    for name, used in ruling.uses:
        found, refused = lower_ruling(used, columns, steps)
        kept = {key: steps.keep(column) for key, column in found.items()}
        names[name] = next(iter(kept.values())) if len(kept) == 1 else kept
        refusals.extend(refused)
    constants = {
        **{name: day for name, day in ruling.dates.values().items() if name not in columns},
        **dict(ruling.constants),
    }
    outcomes, refused = lower_text(ruling.text, names, constants, ruling.settings, steps)
    return outcomes, (*refusals, *refused)


def lower_text(
    text: BoundText,
    names: Mapping[str, Column | Mapping[str, Column]],
    constants: Mapping[str, Value],
    settings: Settings,
    steps: Steps,
) -> tuple[Mapping[str, Column], tuple[Refusal, ...]]:
    """The outcomes of a text as columns, and what of it no table can say."""
    lowering = _Text(text, Lowering(names, constants, settings, steps), constants, settings, steps)
    return lowering.outcomes(), tuple(lowering.refusals)


class _Text:
    """Lowers one text of a norm; refusals gather while it does."""

    def __init__(
        self,
        text: BoundText,
        lowering: Lowering,
        constants: Mapping[str, Value],
        settings: Settings,
        steps: Steps,
    ) -> None:
        self.text = text
        self.lowering = lowering
        self.constants = constants
        self.settings = settings
        self.steps = steps
        self.refusals: list[Refusal] = []

    def outcomes(self) -> Mapping[str, Column]:
        """Derived facts first, each put aside, then the table or the formula."""
        for name, typed in self.text.derived.items():
            column = self.lowering.lower(typed.tree)
            self.gather(self.text.version.where[name])
            self.lowering.name(name, self.steps.keep(column))
        if self.text.table is not None:
            return self.table(self.text.table)
        if self.text.result is None or self.text.version.result is None:
            return {}
        found = self.lowering.outcome(self.text.result.tree)
        self.gather(self.text.version.result)
        return {"result": found}

    def gather(self, cell: Expression) -> None:
        """Place what was refused since the last expression."""
        for problem in self.lowering.problems:
            self.refusals.append(_placed(problem, cell))
        self.lowering.problems.clear()

    def table(self, bound: BoundTable) -> Mapping[str, Column]:
        subjects = [self.lowering.look_up(name) for name, _ in bound.inputs]
        asked, found = [], []
        for row in bound.rows:
            tests = [
                self.cell(test, cell, subject)
                for test, cell, subject in zip(row.tests, row.row.when, subjects, strict=True)
            ]
            asked.append(tuple(tests))
            found.append(
                tuple(self.outcome(one, cell) for one, cell in zip(row.outcomes, row.row.then, strict=True))
            )
        if bound.otherwise:
            pairs = zip(bound.otherwise, bound.table.otherwise, strict=True)
            otherwise = tuple(self.outcome(typed, cell) for typed, cell in pairs)
        else:
            otherwise = (NULL,) * len(bound.outputs)
        if self.refusals:
            return {}
        rows = Taken(tuple(asked), tuple(found), otherwise, bool(bound.otherwise))
        try:
            plain = look_through(bound, subjects, self.constants, self.settings)
            settled = settle(bound, rows, plain, self.steps.keep)
        except Unsayable as why:
            place = bound.table.place("hit")
            self.refusals.append(Refusal(place, f"the table {why}"))
            return {}
        return {name: column for (name, _), column in zip(bound.outputs, settled, strict=True)}

    def cell(self, test: Typed | None, cell: Expression, subject: Column) -> Column:
        if test is None:
            return NULL
        found = self.lowering.test(test.tree, subject)
        self.gather(cell)
        return found

    def outcome(self, typed: Typed | None, cell: Expression) -> Column:
        if typed is None:
            return NULL
        found = self.lowering.outcome(typed.tree)
        self.gather(cell)
        return found


def _placed(problem: Problem, cell: Expression) -> Refusal:
    return Refusal(cell.node.span.within(problem.start, problem.end), problem.message, problem.help)


# -- what a pack's check asks


def find_unsayable(norm: Norm, text: BoundText, rates: Mapping[str, Value], day: date) -> tuple[Refusal, ...]:
    """What of a text no table can say, with rates of any day and decided on some day.

    What another norm gives is taken as a fact here: whether that one can be said is a question of its own.
    """
    names: dict[str, Column | Mapping[str, Column]] = {}
    refusals: list[Refusal] = []
    needed = {name for name in (*norm.needs, *norm.parameters, *norm.norms) if name not in rates}
    for name in needed:
        kind = column_kind(text.scope[name]) if name in text.scope else None
        if name in norm.needs and kind is None:
            refusals.append(_no_column(norm, name, text.scope[name]))
        names[name] = Named(kind or WORDS, name)
    constants: dict[str, Value] = {**dict.fromkeys(DATES, day), **rates}
    settings = Settings(leap_day=text.leap_day, strict=True)  # type: ignore[arg-type]
    if refusals:
        return tuple(refusals)
    return lower_text(text, names, constants, settings, Steps())[1]


def _no_column(norm: Norm, name: str, wanted: Type) -> Refusal:
    repair = "say which currency" if isinstance(wanted, MoneyType) else ""
    place = norm.needs[name].node.span if name in norm.needs else norm.name
    return Refusal(place, f"`{name}` is {type_name(wanted)}, which no column of a table holds", repair)


def find_uncountable(norm: Norm, text: BoundText) -> Iterator[Refusal]:
    """The outcomes of an adverse norm of which there may be more than a few, so that each may be one person's."""
    if norm.effect != "adverse":
        return
    for name, kind in outcomes_of(text):
        if kind != BOOLEAN and not isinstance(kind, ChoiceType):
            yield Refusal(
                norm.place("population"),
                f"`{name}` of adverse norm `{norm.id}` has too many values to be counted in cells of ten",
                "give it a few outcomes to choose from, or leave `population` out",
            )


# -- what a file must hold


def _inputs_of(ruling: Ruling) -> dict[str, Type]:
    found = dict(ruling.inputs)
    for _, used in ruling.uses:
        found = _inputs_of(used) | found
    return found


def column_kind(kind: Type) -> Kind | None:
    """The kind of a column that holds facts of a type, or none.

    >>> column_kind(BOOLEAN), column_kind(MoneyType(None)) is None
    (Truth(), True)
    """
    match kind:
        case ChoiceType(options=options):
            return Words(options)
        case MoneyType(currency=currency):
            return _number("money", _SCALES["money"]) if currency else None
        case _:
            return _KINDS.get(kind)


def _number(word: str, scale: int) -> Exact:
    most = 10 ** (WHOLE_DIGITS[word] + scale) - 1
    return Exact(scale, -most, most, word if word in ("days", "months") else "")


_KINDS: Final[Mapping[Type, Kind]] = {
    BOOLEAN: TRUTH,
    TEXT: WORDS,
    DATE: Day(FIRST_DAY, LAST_DAY),
    INTEGER: _number("integer", 0),
    NUMBER: _number("number", _SCALES["number"]),
    DAYS_DURATION: _number("days", 0),
    MONTHS_DURATION: _number("months", 0),
}


def _kind(wanted: Type, held: Kind | str) -> Kind:
    """The kind of a fact's column: with the decimals that the file has, and no wider than what it holds."""
    kind = column_kind(wanted)
    if isinstance(kind, Exact) and isinstance(held, Exact):
        if wanted != INTEGER and not kind.unit:
            kind = _number("money" if isinstance(wanted, MoneyType) else "number", held.scale)
        low, high = max(kind.low, held.low), min(kind.high, held.high)
        return Exact(kind.scale, low, high, kind.unit) if low <= high else kind
    if isinstance(kind, Day) and isinstance(held, Day):
        low, high = max(kind.low, held.low), min(kind.high, held.high)
        return Day(low, high) if low <= high else kind
    return kind or TRUTH


def _widest(wanted: Type, held: Kind | str) -> Kind:
    """The kind of a fact's column, whatever a file holds within it."""
    scale = held.scale if isinstance(held, Exact) else 0
    return _kind(wanted, Exact(scale, -(10**38), 10**38) if isinstance(held, Exact) else _ANY_DAY)


_ANY_DAY: Final = Day(FIRST_DAY, LAST_DAY)


def _mismatches(ruling: Ruling, inputs: Mapping[str, Type], schema: Schema) -> Iterator[Refusal]:
    """The facts that a file has no column for, or one of another type."""
    for name, wanted in (*inputs.items(), *((day, DATE) for day in DATES if day in schema)):
        place = ruling.norm.needs[name].node.span if name in ruling.norm.needs else ruling.norm.name
        kind = column_kind(wanted)
        if kind is None:
            yield _no_column(ruling.norm, name, wanted)
        elif name not in schema:
            yield Refusal(place, f"the file has no column `{name}` ({_column_words(wanted)})")
        elif not _fits(wanted, kind, schema[name]):
            said = _held_words(schema[name])
            yield Refusal(
                place,
                f"column `{name}` is {said} where {_column_words(wanted)} should stand",
                f"write `CAST({name} AS {_cast(wanted)}) AS {name}` where the file is made",
            )


def _fits(wanted: Type, kind: Kind, held: Kind | str) -> bool:
    if isinstance(held, str) or type(held) is not type(kind):
        return False
    if isinstance(held, Exact):
        return held.scale <= (
            0
            if column_kind(wanted) == _number("integer", 0) or wanted in (DAYS_DURATION, MONTHS_DURATION)
            else _MOST_DECIMALS
        )
    return True


def _column_words(wanted: Type) -> str:
    """The type of a column as a message names it.

    >>> _column_words(MoneyType("CNY")), _column_words(DAYS_DURATION)
    ('decimal(18, 2) for money CNY', 'bigint for days duration')
    """
    if isinstance(wanted, ChoiceType):
        return "text"
    return f"{_cast(wanted).lower()} for {type_name(wanted)}"


def _cast(wanted: Type) -> str:
    if isinstance(wanted, MoneyType):
        return "DECIMAL(18, 2)"
    return _CASTS.get(wanted, "TEXT" if isinstance(wanted, ChoiceType) else "BIGINT")


_CASTS: Final[Mapping[Type, str]] = {
    BOOLEAN: "BOOLEAN",
    DATE: "DATE",
    NUMBER: "DECIMAL(14, 4)",
    TEXT: "TEXT",
}


def _held_words(held: Kind | str) -> str:
    match held:
        case str():
            return held
        case Truth():
            return "boolean"
        case Day():
            return "date"
        case Exact(scale=0):
            return "a whole number"
        case Exact(scale=scale):
            return f"a decimal with {scale} decimals"
        case _:
            return "text"


def _read(name: str, wanted: Type, held: Kind | str) -> Input:
    """A column with the condition under which a value is no fact of its type."""
    kind, raw = _widest(wanted, held), Named(held if isinstance(held, Kind) else TRUTH, name)
    unfit: Column = NULL
    if isinstance(kind, Words) and kind.options:
        unfit = opposite(junction("or", [ordered("=", raw, fixed(option)) for option in kind.options]))
        return Input(name, wanted, unfit, f"one of {', '.join(f'`{one}`' for one in kind.options[:6])}")
    if isinstance(kind, Day) and isinstance(held, Day):
        unfit = _outside(raw, kind, held)
        return Input(name, wanted, unfit, "a date from 1600 to 2599")
    if isinstance(kind, Exact) and isinstance(held, Exact):
        unfit = _outside(raw, kind, held)
        return Input(
            name, wanted, unfit, f"a number of at most {kind.digits - kind.scale} digits before the point"
        )
    return Input(name, wanted, unfit, "")


def _outside(raw: Named, kind: Exact | Day, held: Exact | Day) -> Column:
    ends: list[Column] = []
    for op, end, beyond in (("<", kind.low, held.low < kind.low), (">", kind.high, held.high > kind.high)):
        if beyond:
            ends.append(Ordered(TRUTH, op, raw, _end(kind, end)))
    return junction("or", ends) if ends else NULL


def _end(kind: Exact | Day, end: int) -> Column:
    held = Exact(kind.scale, end, end, kind.unit) if isinstance(kind, Exact) else Day(end, end)
    return Fixed(held, end)
