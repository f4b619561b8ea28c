"""Comparisons and arithmetic between what code has of two values, inline where their types allow it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from askonce.feel.compiling.writer import Body, Coded, Form
from askonce.feel.operators import calculate, holds, negate
from askonce.feel.tree import Interval
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    WORKING_DAYS,
    ChoiceType,
    ListType,
    MoneyType,
    RangeType,
    ScalarType,
    Type,
    assignable,
)
from askonce.feel.typing_rules import Clash, arithmetic
from askonce.feel.values import Money, is_whole

ORDER: Final = frozenset(["<", "<=", ">", ">="])
COMPARISONS: Final = ORDER | {"=", "!="}
_PYTHON: Final = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OPPOSITE: Final = {"=": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_FAMILIES: Final[Mapping[Type, str]] = {
    NUMBER: "number",
    INTEGER: "number",
    TEXT: "text",
    DATE: "date",
    BOOLEAN: "boolean",
    DAYS_DURATION: "days",
    MONTHS_DURATION: "months",
    WORKING_DAYS: "working days",
}
_METHODS: Final = {"+": "_add", "-": "_subtract", "*": "_multiply", "/": "_divide", "**": "_power"}
#: Above this a whole number is written as a decimal, for Python refuses to read very long ones.
_MOST_INT: Final = 10**15


def family(one: Type) -> str | None:
    """The word for types whose values Python compares as expressions do, or None.

    >>> from askonce.feel.types import TIME
    >>> family(ChoiceType(("a",))), family(MoneyType("CNY")), family(TIME)
    ('text', 'money CNY', None)
    """
    if isinstance(one, MoneyType):
        return f"money {one.currency}" if one.currency else None
    return "text" if isinstance(one, ChoiceType) else _FAMILIES.get(one)


def surely(source: Type, target: Type) -> bool:
    """Whether every value of the one type is one of the other: `assignable` without the benefit of doubt."""
    if target == ANY:
        return True
    if source == ANY:
        return False
    if source == target and isinstance(source, ScalarType):
        return True
    if isinstance(source, ListType | RangeType) and isinstance(target, ListType | RangeType):
        return type(source) is type(target) and surely(source.of, target.of)
    plain = family(source) is not None or not isinstance(target, ListType | RangeType)
    return plain and family(target) is not None and assignable(source, target)


def boxed(body: Body, one: Coded) -> str:
    """The value itself, where the code has only its amount or its count."""
    if one.form == "value" or one.code == "None":
        return one.code
    if one.form == "int":
        made = f"_Decimal({one.code})"
    else:
        currency = one.type.currency if isinstance(one.type, MoneyType) else ""
        made = f"_Money({one.code}, {body.space.hold(currency)})"
    return body.name(f"None if {one.code} is None else {made}" if one.nullable else made)


def amount(body: Body, one: Coded) -> str:
    """The amount of money, as a number."""
    if one.form == "amount" or one.code == "None":
        return one.code
    if one.fixed is not None and isinstance(one.fixed.value, Money):
        return body.space.hold(one.fixed.value.amount)
    return body.name(
        f"None if {one.code} is None else {one.code}.amount" if one.nullable else f"{one.code}.amount"
    )


def _compared(body: Body, one: Coded, other: Coded) -> str:
    """A side of a comparison: an amount for money, a count where both are whole numbers."""
    if isinstance(one.type, MoneyType):
        return amount(body, one)
    value = one.fixed.value if one.fixed is not None else None
    if other.form == "int" and isinstance(value, Decimal) and is_whole(value) and abs(value) < _MOST_INT:
        return str(int(value))
    return one.code


def is_inline(op: str, left: Coded, right: Coded) -> bool:
    """Whether Python's own comparison gives what that of expressions gives, nulls apart."""
    same = family(left.type) == family(right.type) is not None
    return same and not (op in ORDER and left.type == BOOLEAN)


def comparison(body: Body, op: str, left: Coded, right: Coded, *, wanted: bool) -> str:
    """A condition that holds where a comparison comes out as `wanted`, and not where it is null."""
    if op not in ORDER and "None" in (left.code, right.code):
        other = right.code if left.code == "None" else left.code
        return f"{other} is None" if (op == "=") == wanted else f"{other} is not None"
    if not is_inline(op, left, right):
        return f"_holds({body.space.hold(op)}, {boxed(body, left)}, {boxed(body, right)}) is {wanted}"
    a, b = _compared(body, left, right), _compared(body, right, left)
    test = f"{a} {_PYTHON[op] if wanted else _OPPOSITE[op]} {b}"
    if op not in ORDER and {a, b} & {"True", "False"}:  # there is one of each
        return f"{a} is {'' if (op == '=') == wanted else 'not '}{b}"
    if op not in ORDER:
        return test
    known = [f"{code} is not None" for code, one in ((a, left), (b, right)) if one.nullable]
    return f"({' and '.join([*known, test])})" if known else test


def within(body: Body, node: Interval, subject: Coded, ends: tuple[Coded, Coded], *, wanted: bool) -> str:
    """A condition that holds where a subject lies between two ends, or beside them; all three compare inline."""
    point = amount(body, subject) if isinstance(subject.type, MoneyType) else subject.code
    low, high = (_compared(body, end, subject) for end in ends)
    sides = ((point, subject), (low, ends[0]), (high, ends[1]))
    known = [f"{code} is not None" for code, one in sides if one.nullable]
    less = ("<=" if node.low_closed else "<", "<=" if node.high_closed else "<")
    if not wanted and not node.bare:  # an interval whose ends are turned is null
        known.append(f"{low} <= {high}")
    test = f"{low} {less[0]} {point} {less[1]} {high}"
    return f"({' and '.join([*known, test if wanted else f'not ({test})'])})"


def compared(body: Body, op: str, left: Coded, right: Coded) -> Coded:
    """A comparison as a value: true, false or null."""
    if left.fixed is not None and right.fixed is not None:
        return body.constant(holds(op, left.fixed.value, right.fixed.value))
    if op not in ORDER and ("None" in (left.code, right.code) or is_inline(op, left, right)):
        return Coded(body.name(comparison(body, op, left, right, wanted=True)), BOOLEAN, nullable=False)
    if not is_inline(op, left, right):
        code = f"_holds({body.space.hold(op)}, {boxed(body, left)}, {boxed(body, right)})"
        return Coded(body.name(code), BOOLEAN)
    a, b = _compared(body, left, right), _compared(body, right, left)
    nulls = [f"{code} is None" for code, one in ((a, left), (b, right)) if one.nullable]
    test = f"{a} {_PYTHON[op]} {b}"
    code = f"None if {' or '.join(nulls)} else {test}" if nulls else test
    return Coded(body.name(code), BOOLEAN, nullable=bool(nulls))


def calculated(body: Body, op: str, left: Coded, right: Coded) -> Coded:
    """A sum, product or the like."""
    if left.fixed is not None and right.fixed is not None:
        return body.constant(calculate(op, left.fixed.value, right.fixed.value))
    found = arithmetic(op, left.type, right.type)
    result = ANY if isinstance(found, Clash) else found
    sides = _plain_sides(body, op, left, right)
    if sides is None:
        code = f"_calculate({body.space.hold(op)}, {boxed(body, left)}, {boxed(body, right)})"
        return Coded(body.name(code), result)
    form: Form = "amount" if isinstance(result, MoneyType) else "value"
    call = f"{_METHODS[op]}({sides[0]}, {sides[1]})"
    nulls = [f"{code} is None" for code, one in zip(sides, (left, right), strict=True) if one.nullable]
    return Coded(_guarded(body, nulls, call), result, form)


def _plain_sides(body: Body, op: str, left: Coded, right: Coded) -> tuple[str, str] | None:
    """The two numbers that an operator takes, or None where it is no matter of numbers alone."""
    one, other = family(left.type), family(right.type)
    if one is None or other is None:
        return None
    if one == other == "number":
        return boxed(body, left), boxed(body, right)
    money, other_money = one.startswith("money"), other.startswith("money")
    if money and one == other and op in ("+", "-", "/"):
        return amount(body, left), amount(body, right)
    if money and other == "number" and op in ("*", "/"):
        return amount(body, left), boxed(body, right)
    if one == "number" and other_money and op == "*":
        return boxed(body, left), amount(body, right)
    return None


def _guarded(body: Body, nulls: list[str], call: str) -> str:
    """A name for the result of a call, null where an argument is null or the call has no result."""
    made = body.space.fresh()
    if nulls:
        body.emit(f"if {' or '.join(nulls)}: {made} = None")
        body.emit("else:")
        body.depth += 1
    body.emit(f"try: {made} = {call}")
    body.emit(f"except _unreckoned: {made} = None")
    body.depth -= bool(nulls)
    return made


def negated(body: Body, one: Coded) -> Coded:
    """The opposite."""
    if one.fixed is not None:
        return body.constant(negate(one.fixed.value))
    word = family(one.type)
    if word == "number" or (word is not None and word.startswith("money")):
        code = amount(body, one) if word != "number" else boxed(body, one)
        nulls = [f"{code} is None"] if one.nullable else []
        made = body.name(f"None if {nulls[0]} else _minus({code})" if nulls else f"_minus({code})")
        return Coded(made, one.type, "value" if word == "number" else "amount", nullable=one.nullable)
    return Coded(body.name(f"_negate({boxed(body, one)})"), one.type)


def extreme(body: Body, op: str, items: list[Coded], result: Type) -> Coded | None:
    """The least or greatest of several, inline, or None where they do not compare so."""
    if not all(is_inline("<", items[0], one) for one in items):
        return None
    money = isinstance(items[0].type, MoneyType)
    codes = [amount(body, one) if money else boxed(body, one) for one in items]
    made = body.space.fresh()
    nulls = [f"{code} is None" for code, one in zip(codes, items, strict=True) if one.nullable]
    if nulls:
        body.emit(f"if {' or '.join(nulls)}: {made} = None")
        body.emit("else:")
        body.depth += 1
    body.emit(f"{made} = {codes[0]}")
    for code in codes[1:]:
        body.emit(f"if {code} {op} {made}: {made} = {code}")
    body.depth -= bool(nulls)
    return Coded(made, result, "amount" if money else "value", nullable=bool(nulls))
