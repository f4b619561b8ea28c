"""The words of parameters and norms, and what other definitions see of them."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import msgspec

from askonce.pack.kinds import Grounded
from askonce.pack.shapes import (
    Decoding,
    Expression,
    Localized,
    Period,
    Ref,
    article,
    boolean,
    choice,
    either,
    expression,
    list_of,
    localized,
    map_of,
    name,
    period,
    refers,
    text,
    when,
)
from askonce.pack.symbols import Interface, Symbol
from askonce.pack.words import Word, Words, decode_words, record, words_of, words_schema
from askonce.registers.types import datum_type
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.span import Span

LEAP_DAY = "leap_day"
LEAP_DAYS = ("28 February", "1 March")


class Force(Words, frozen=True, kw_only=True):
    """The period in which a text binds, and the date that decides whether a case falls into it."""

    starts: Annotated[
        date | None, Word(when(), "The first day.", "2022-01-01", required=True, name="from")
    ] = None
    to: Annotated[date | None, Word(when(), "The last day; open where not said.", "2026-12-31")] = None
    governed_by: Annotated[
        str,
        Word(
            choice("event", "application", "decision"),
            "The date that chooses the version: of the event, of the application, or of the decision.",
            "application",
        ),
    ] = "application"


class Rate(Words, frozen=True, kw_only=True):
    """A value of a parameter for a period."""

    starts: Annotated[
        date | None, Word(when(), "The first day.", "2026-01-01", required=True, name="from")
    ] = None
    to: Annotated[
        date | None,
        Word(when(), "The last day; a rate that has run out is an error, it does not live on.", "2026-12-31"),
    ] = None
    value: Annotated[Expression | None, Word(expression(), "The value.", "18 CNY", required=True)] = None
    basis: Annotated[
        Ref | None,
        Word(article(), "The article that set it, where it is not the parameter's own.", "canteen-rules/4"),
    ] = None


class Parameter(Grounded, frozen=True, kw_only=True):
    """A rate or threshold that is set from time to time, apart from the norms that use it."""

    type: Annotated[str | None, Word(datum_type(), "The type of its values.", "money CNY", required=True)] = (
        None
    )
    values: Annotated[
        tuple[Rate, ...],
        Word(
            list_of(record(Rate)),
            "Its values by period.",
            "[{from: 2026-01-01, to: 2026-12-31, value: 18 CNY}]",
            required=True,
        ),
    ] = ()
    governed_by: Annotated[
        str | None,
        Word(
            choice("event", "application", "decision"),
            "The date that chooses its value, where it is not that of the norm that uses it.",
            "decision",
        ),
    ] = None


class Need(Words, frozen=True, kw_only=True):
    """A fact that a norm needs."""

    type: Annotated[str | None, Word(datum_type(), "The type of the fact.", "date", required=True)] = None
    title: Annotated[
        Localized | None, Word(localized(), "Its name for people.", "{en: Born, zh: 出生日期}")
    ] = None
    each: Annotated[
        dict[str, str],
        Word(
            map_of(name(), datum_type()),
            "What it needs of each one of a list, as of the members of a household; its type is `list`.",
            "{birth: date, income: money CNY}",
        ),
    ] = {}
    if_declined: Annotated[
        str | None, Word(text(), "The outcome where the person declines to say.", "refused")
    ] = None


class Row(Words, frozen=True, kw_only=True):
    """A row of a decision table: tests on the inputs, then the outcome."""

    when: Annotated[
        tuple[Expression, ...],
        Word(
            list_of(expression()),
            "A test for each input; `-` where any value will do.",
            '["< 60"]',
            required=True,
        ),
    ] = ()
    then: Annotated[
        tuple[Expression, ...], Word(list_of(expression()), "The outcome.", "[18 CNY]", required=True)
    ] = ()
    basis: Annotated[
        Ref | None,
        Word(article(), "The article of this row, where it has one of its own.", "canteen-rules/4"),
    ] = None
    because: Annotated[
        Localized | None,
        Word(localized(), "The reason in words.", "{en: under 60 pays the full price, zh: 未满六十岁按原价}"),
    ] = None


class RowShape(msgspec.Struct, frozen=True):
    """A row as a list of cells, or as a group of words; which cells are tests waits for the table's inputs."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the row; the cells of a list stand under `when` until the table parts them."""
        if isinstance(node, Sequence):
            cells = tuple(
                cell for cell in (CELL.decode(item, into) for item in node.items) if cell is not None
            )
            empty = Mapping({}, node.path, node.line, node.column, node.end_line, node.end_column)
            return Row(node=empty, when=cells)
        if isinstance(node, Mapping):
            return decode_words(words_of(Row), node, into)
        into.wrong(node, "a row", '["< 60", 18 CNY]')
        return None

    def schema(self) -> dict[str, Any]:
        """A list of cells, or the words of a row."""
        return {"anyOf": [{"type": "array", "items": CELL.schema()}, words_schema(Row)]}

    def describe(self) -> str:
        """Say what it is."""
        return "a row of cells, tests first"


CELL = expression()


class OutputsShape(msgspec.Struct, frozen=True):
    """The outcomes of a table: names alone, or names with their types."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the names; a name without a type takes that of its cells."""
        if isinstance(node, Sequence):
            return {
                item.text: "" for item in node.items if isinstance(item, Scalar) and NAME.decode(item, into)
            }
        if isinstance(node, Mapping):
            return MapOfTypes.decode(node, into)
        into.wrong(node, "the names of outcomes", "[price]")
        return {}

    def schema(self) -> dict[str, Any]:
        """A list of names, or names with types."""
        return {"anyOf": [{"type": "array", "items": {"type": "string"}}, MapOfTypes.schema()]}

    def describe(self) -> str:
        """Say what it is."""
        return "names of outcomes, with their types where the cells do not tell"


NAME = name()
MapOfTypes = map_of(name(), datum_type())
HITS = (
    "unique",
    "any",
    "first",
    "priority",
    "rule order",
    "output order",
    "collect",
    "collect sum",
    "collect min",
    "collect max",
    "collect count",
)


class DecisionTable(Words, frozen=True, kw_only=True):
    """Rows of tests and outcomes, and which row wins where several apply."""

    hit: Annotated[
        str,
        Word(choice(*HITS), "Which row wins where several apply (the hit policy).", "unique", required=True),
    ] = "unique"
    inputs: Annotated[
        tuple[str, ...],
        Word(list_of(name()), "The facts that the columns test.", "[age]", required=True, name="when"),
    ] = ()
    outputs: Annotated[
        dict[str, str],
        Word(
            OutputsShape(),
            "The outcomes, with their types where the cells do not tell.",
            "[price]",
            required=True,
            name="then",
        ),
    ] = {}
    rows: Annotated[
        tuple[Row, ...] | Ref,
        Word(
            either(refers("rows"), list_of(RowShape())),
            "The rows, or the name of the sheet that holds them.",
            '[["< 60", 18 CNY], [">= 60", 15 CNY]]',
            required=True,
        ),
    ] = ()
    otherwise: Annotated[
        tuple[Expression, ...], Word(list_of(expression()), "The outcome where no row applies.", "[refused]")
    ] = ()


# The words that a norm of one text shares with each text of a norm that has had several.
InForce = Annotated[
    Force | None,
    Word(record(Force), "The period in which it binds.", "{from: 2022-01-01, governed_by: application}"),
]
DerivedFacts = Annotated[
    dict[str, Expression],
    Word(
        map_of(name(), expression()),
        "Facts that follow from others; `leap_day` says when those born on 29 February come of age.",
        '{age: "age(birth, application)", leap_day: "28 February"}',
    ),
]
Deciding = Annotated[
    DecisionTable | None,
    Word(
        record(DecisionTable),
        "The decision table.",
        '{hit: unique, when: [age], then: [price], rows: [["< 60", 18 CNY], [">= 60", 15 CNY]]}',
    ),
]
Formula = Annotated[
    Expression | None,
    Word(expression(), "The formula, where no table decides.", '"if age >= 60 then 15 CNY else 18 CNY"'),
]


class Version(Words, frozen=True, kw_only=True):
    """A text of a norm for a period: derived facts, then a table or a formula."""

    in_force: InForce = None
    where: DerivedFacts = {}
    table: Deciding = None
    result: Formula = None
    transitional: Annotated[
        Localized | None,
        Word(
            localized(),
            "What holds for cases begun before.",
            "{en: Cases filed before keep the old price., zh: 此前申请仍按旧价。}",
        ),
    ] = None
    keeps_previous: Annotated[
        Expression | None,
        Word(
            expression(),
            "The cases for which the text before still holds: a condition on the three dates.",
            'event < date("2026-01-01")',
        ),
    ] = None


class Norm(Grounded, frozen=True, kw_only=True):
    """A rule with a basis, a period and an effect."""

    effect: Annotated[
        str | None,
        Word(
            choice("favourable", "adverse", "neutral"),
            "Whether it grants, burdens, or only reckons.",
            "favourable",
        ),
    ] = None
    adverse_outcomes: Annotated[
        tuple[str, ...],
        Word(list_of(text(), single=True), "Its outcomes that refuse or burden.", "[refused]"),
    ] = ()
    emergency: Annotated[
        bool, Word(boolean(), "Whether it is an emergency norm, which lives 30 days at most.", "true")
    ] = False
    population: Annotated[
        bool,
        Word(
            boolean(),
            "Whether it also runs over whole populations, so that it may only say what SQL can say faithfully.",
            "true",
        ),
    ] = False
    erases_after: Annotated[
        Period | None, Word(period(), "When the data of an emergency norm are erased.", "30 days")
    ] = None
    in_force: InForce = None
    needs: Annotated[
        dict[str, Need],
        Word(
            map_of(name(), record(Need, lone="type")),
            "The facts it needs, with their types.",
            "{birth: date}",
        ),
    ] = {}
    parameters: Annotated[
        dict[str, Ref],
        Word(
            map_of(name(), refers("parameter")),
            "The parameters it uses, by the names its expressions give them.",
            "{full_price: meal-price}",
        ),
    ] = {}
    norms: Annotated[
        dict[str, Ref],
        Word(
            map_of(name(), refers("norm")), "The norms whose outcomes it uses.", "{income: household-income}"
        ),
    ] = {}
    where: DerivedFacts = {}
    table: Deciding = None
    result: Formula = None
    versions: Annotated[
        tuple[Version, ...],
        Word(
            list_of(record(Version)),
            "Its texts by period, where it has had several.",
            "[{in_force: {from: 2022-01-01}, result: 18 CNY}]",
        ),
    ] = ()

    def texts(self) -> tuple[Version, ...]:
        """Its texts by period; a norm without versions is one."""
        if self.versions:
            return self.versions
        return (
            Version(
                node=self.node, in_force=self.in_force, where=self.where, table=self.table, result=self.result
            ),
        )


class NeedSeen(Interface, frozen=True):
    """A need as services see it."""

    type: str
    if_declined: str | None


class NormSeen(Interface, frozen=True):
    """A norm as others see it: what it needs, what it gives, and how it stands."""

    needs: dict[str, NeedSeen]
    outcomes: tuple[str, ...]
    result: str
    adopted: bool
    effect: str | None
    adverse: bool
    emergency: bool


class ParameterSeen(Interface, frozen=True):
    """A parameter as others see it, with the text of its last value."""

    type: str
    last: str


class Expires(Interface, frozen=True):
    """A fact: the last day of a norm or a parameter whose last text or value has one."""

    kind: str
    id: str
    day: str
    span: Span


class Gives(Interface, frozen=True):
    """A fact: the types of the outcomes of a norm, for each of its texts, in the words of packs."""

    norm: str
    outcomes: tuple[tuple[str, ...], ...]


class Rests(Interface, frozen=True):
    """A fact: the norms that a norm uses."""

    norm: str
    on: tuple[str, ...]
    span: Span


def norm_interfaces(norm: Norm) -> Iterator[Symbol[Any]]:
    """Let others see what a norm needs and gives."""
    needs = {key: NeedSeen(need.type or "", need.if_declined) for key, need in norm.needs.items()}
    last = norm.texts()[-1]
    outputs = last.table.outputs if last.table else {}
    result = next(iter(outputs.values())) if len(outputs) == 1 else ""
    seen = NormSeen(
        needs,
        tuple(outputs),
        result,
        norm.adopted is not None,
        norm.effect,
        norm.effect == "adverse" or bool(norm.adverse_outcomes),
        norm.emergency,
    )
    yield Symbol("norm", norm.id, norm.name, seen)


def parameter_interfaces(parameter: Parameter) -> Iterator[Symbol[Any]]:
    """Let norms see the type of a parameter and its last value."""
    valued = [rate for rate in parameter.values if rate.value is not None]
    newest = max(valued, key=lambda rate: rate.starts or date.min, default=None)
    last = newest.value.text if newest is not None and newest.value is not None else ""
    yield Symbol("parameter", parameter.id, parameter.name, ParameterSeen(parameter.type or "", last))
