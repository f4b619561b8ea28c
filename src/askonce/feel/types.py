"""The types of expressions, and the words that authors write for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from askonce.feel.values import FunctionValue, Money, Range, Value, is_whole, kind

#: A choice of more texts than this is text: no message could list them.
MOST_OPTIONS: Final = 64


class Type(msgspec.Struct, frozen=True):
    """What an expression may give; null belongs to every type."""


class ScalarType(Type, frozen=True):
    """A type without parts, under the word that authors write."""

    word: str


class MoneyType(Type, frozen=True):
    """Money of one currency, or of any where that is None."""

    currency: str | None = None


class ChoiceType(Type, frozen=True):
    """Text that is one of these options; a text literal is a choice of one."""

    options: tuple[str, ...]


class ListType(Type, frozen=True):
    """A list whose items have one type."""

    of: Type


class RangeType(Type, frozen=True):
    """An interval between two values of one type."""

    of: Type


class ContextType(Type, frozen=True):
    """Named values; more entries than these do no harm."""

    fields: tuple[tuple[str, Type], ...]

    def get(self, name: str) -> Type | None:
        """The type of one entry, or None."""
        return dict(self.fields).get(name)


class FunctionType(Type, frozen=True):
    """A function of these parameters."""

    parameters: tuple[Type, ...]
    result: Type


ANY: Final = ScalarType("any")
NULL: Final = ScalarType("null")
NUMBER: Final = ScalarType("number")
INTEGER: Final = ScalarType("integer")
TEXT: Final = ScalarType("text")
BOOLEAN: Final = ScalarType("boolean")
DATE: Final = ScalarType("date")
TIME: Final = ScalarType("time")
DATE_TIME: Final = ScalarType("date and time")
DAYS_DURATION: Final = ScalarType("days duration")
MONTHS_DURATION: Final = ScalarType("months duration")
WORKING_DAYS: Final = ScalarType("working days")
MONEY: Final = MoneyType(None)

SCALARS: Final = (
    ANY, NULL, NUMBER, INTEGER, TEXT, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION,
    WORKING_DAYS,
)  # fmt: skip

#: The standard's own words for types that packs name otherwise (DMN 1.5, 10.3.1.2, rule 68).
_WORDS: Final[Mapping[str, Type]] = {scalar.word: scalar for scalar in SCALARS} | {
    "Any": ANY,
    "Null": NULL,
    "string": TEXT,
    "money": MONEY,
    "list": ListType(ANY),
    "range": RangeType(ANY),
    "context": ContextType(()),
    "function": FunctionType((), ANY),
    "days and time duration": DAYS_DURATION,
    "years and months duration": MONTHS_DURATION,
    "year month duration": MONTHS_DURATION,
    "day time duration": DAYS_DURATION,
    "dateTime": DATE_TIME,
    "date time": DATE_TIME,
}
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")
_NESTED: Final = re.compile(r"(list|range) of (.+)\Z", re.DOTALL)
_MOST_NESTED: Final = 8


def context_type(fields: Mapping[str, Type]) -> ContextType:
    """A context of these fields; their order does not matter."""
    return ContextType(tuple(sorted(fields.items())))


def parse_type(text: str) -> Type | None:
    """The type that an author's words name, or None.

    >>> parse_type("list of money CNY")
    ListType(of=MoneyType(currency='CNY'))
    >>> parse_type("one of low, high")
    ChoiceType(options=('low', 'high'))
    >>> parse_type("birthday") is None
    True
    """
    return _parse_type(" ".join(text.split()), _MOST_NESTED)


def _parse_type(words: str, depth: int) -> Type | None:
    if words in _WORDS:
        return _WORDS[words]
    head, _, rest = words.partition(" ")
    if head == "money":
        return MoneyType(rest) if _CURRENCY.match(rest) else None
    if words.startswith("one of "):
        options = tuple(option.strip().strip('"') for option in words.removeprefix("one of ").split(","))
        return ChoiceType(options) if all(options) and len(set(options)) == len(options) else None
    found = _NESTED.match(words)
    if found is None or depth == 0:
        return None
    inner = _parse_type(found[2], depth - 1)
    if inner is None:
        return None
    return ListType(inner) if found[1] == "list" else RangeType(inner)


def type_name(shown: Type) -> str:
    """The words for a type.

    >>> type_name(ListType(MoneyType("CNY"))), type_name(ChoiceType(("low", "high")))
    ('list of money CNY', 'one of "low", "high"')
    """
    match shown:
        case ScalarType(word=word):
            return word
        case MoneyType(currency=currency):
            return f"money {currency}" if currency else "money"
        case ChoiceType(options=options):
            return "one of " + ", ".join(f'"{option}"' for option in options)
        case ListType(of=of):
            return "list" if of == ANY else f"list of {type_name(of)}"
        case RangeType(of=of):
            return "range" if of == ANY else f"range of {type_name(of)}"
        case FunctionType():
            return "function"
        case _:
            return "context"


def assignable(source: Type, target: Type) -> bool:
    """Whether a value of the one type may stand where the other is asked for.

    An unknown type goes anywhere: the mistake that made it unknown has its own finding.

    >>> assignable(INTEGER, NUMBER), assignable(NUMBER, INTEGER), assignable(TEXT, ChoiceType(("a",)))
    (True, False, False)
    """
    if source in (target, NULL) or ANY in (source, target):
        return True
    match source, target:
        case ScalarType(), ScalarType():
            return source == INTEGER and target == NUMBER
        case MoneyType(), MoneyType(currency=currency):
            return currency is None
        case ChoiceType(), ScalarType():
            return target == TEXT
        case ChoiceType(options=some), ChoiceType(options=options):
            return set(some) <= set(options)
        case (ListType(of=one), ListType(of=other)) | (RangeType(of=one), RangeType(of=other)):
            return assignable(one, other)
        case ContextType(), ContextType(fields=fields):
            return all(
                (has := source.get(name)) is not None and assignable(has, wanted) for name, wanted in fields
            )
        case FunctionType(), FunctionType():
            return _assignable_function(source, target)
        case _:
            return False


def _assignable_function(source: FunctionType, target: FunctionType) -> bool:
    if target == _WORDS["function"] or source == _WORDS["function"]:
        return True
    if len(source.parameters) != len(target.parameters) or not assignable(source.result, target.result):
        return False
    return all(
        assignable(wanted, had) for had, wanted in zip(source.parameters, target.parameters, strict=True)
    )


def join(one: Type, other: Type) -> Type | None:
    """The narrowest type that holds both, or None where they have nothing in common.

    >>> join(INTEGER, NUMBER) is NUMBER, join(ChoiceType(("a",)), ChoiceType(("b",)))
    (True, ChoiceType(options=('a', 'b')))
    """
    if ANY in (one, other):
        return ANY
    # Parts are joined before the whole is compared: an unknown part goes anywhere, but what it holds is unknown.
    match one, other:
        case ListType(of=first), ListType(of=second):
            item = join(first, second)
            return None if item is None else ListType(item)
        case RangeType(of=first), RangeType(of=second):
            end = join(first, second)
            return None if end is None else RangeType(end)
        case ContextType(fields=fields), ContextType():
            return _join_contexts(dict(fields), other)
    if assignable(one, other):
        return other
    if assignable(other, one):
        return one
    match one, other:
        case ChoiceType(options=some), ChoiceType(options=more):
            options = tuple(dict.fromkeys(some + more))
            return ChoiceType(options) if len(options) <= MOST_OPTIONS else TEXT
        case _:
            return None


def _join_contexts(fields: Mapping[str, Type], other: ContextType) -> ContextType:
    common: dict[str, Type] = {}
    for name, first in fields.items():
        second = other.get(name)
        both = None if second is None else join(first, second)
        if both is not None:
            common[name] = both
    return context_type(common)


def type_of(value: Value) -> Type:
    """The narrowest type of a value.

    >>> from decimal import Decimal
    >>> type_of(Decimal(3)), type_of("low"), type_of((Decimal(3), None))
    (ScalarType(word='integer'), ChoiceType(options=('low',)), ListType(of=ScalarType(word='integer')))
    """
    word = kind(value)
    match value:
        case str():
            return ChoiceType((value,))
        case Money(currency=currency):
            return MoneyType(currency)
        case tuple():
            return ListType(common([type_of(item) for item in value]))
        case Range():
            return RangeType(common([type_of(value.low), type_of(value.high)]))
        case Mapping():
            return context_type({name: type_of(held) for name, held in value.items()})
        case Decimal() if is_whole(value):
            return INTEGER
        case FunctionValue():
            return FunctionType(tuple(ANY for _ in value.parameters), ANY)
        case _:
            return _WORDS[word]


def common(types: Sequence[Type]) -> Type:
    """The narrowest type that holds all of these, ANY where there is none."""
    found: Type | None = NULL if types else ANY
    for one in types:
        found = None if found is None else join(found, one)
    return ANY if found is None else found


def conforms(value: Value, wanted: Type) -> bool:
    """Whether a value is of a type; null is of every type.

    >>> from decimal import Decimal
    >>> conforms(Decimal("1.5"), INTEGER), conforms(None, DATE), conforms(True, NUMBER)
    (False, True, False)
    """
    if value is None or wanted == ANY:
        return True
    match wanted:
        case ScalarType(word="integer"):
            return kind(value) == "number" and is_whole(value)  # type: ignore[arg-type]
        case ScalarType(word=word):
            return kind(value) == word
        case MoneyType(currency=currency):
            return isinstance(value, Money) and currency in (None, value.currency)
        case ChoiceType(options=options):
            return isinstance(value, str) and value in options
        case ListType(of=of):
            return isinstance(value, tuple) and all(conforms(item, of) for item in value)
        case RangeType(of=of):
            return isinstance(value, Range) and conforms(value.low, of) and conforms(value.high, of)
        case ContextType(fields=fields):
            return isinstance(value, Mapping) and all(
                name in value and conforms(value[name], of) for name, of in fields
            )
        case _:
            return kind(value) == "function"
