"""Calls of built-in functions in generated code: written out where that is short, else of what the function runs."""

from __future__ import annotations

from collections.abc import Sequence

from askonce.feel.builtin import Function
from askonce.feel.compiling.operations import boxed, calculated, extreme, family
from askonce.feel.compiling.writer import Body, Coded
from askonce.feel.evaluate import Settings
from askonce.feel.types import ANY, BOOLEAN, DATE, INTEGER, TEXT, ListType, Type, common


def written_out(body: Body, name: str, found: list[Coded], settings: Settings) -> Coded | None:
    """A call without a call, where a function and the types of its arguments allow it."""
    match name:
        case "not":
            return negation(body, found)
        case "count":
            return counted(body, found)
        case "min" | "max":
            return least(body, "<" if name == "min" else ">", found)
        case "sum":
            return added(body, found)
        case "age":
            return age(body, found, settings)
        case _:
            return None


def truncates(function: Function, places: Sequence[int | None], found: Sequence[Coded]) -> bool:
    """Whether a fraction may have to be cut off an argument."""
    return any(
        place is not None and function.slot(index).truncated and found[place].type != INTEGER
        for index, place in enumerate(places)
    )


def applied(body: Body, function: Function, given: list[Coded | None]) -> Coded:
    """A call of what a built-in function runs, null where an argument may not be."""
    codes = ["None" if one is None else boxed(body, one) for one in given]
    nulls = [
        f"{code} is None"
        for index, (code, one) in enumerate(zip(codes, given, strict=True))
        if one is not None and one.nullable and not function.slot(index).nullable
    ]
    if function.variadic:
        fixed = len(function.slots) - 1
        codes = [*codes[:fixed], f"({''.join(f'{code}, ' for code in codes[fixed:])})"]
    call = f"{body.space.hold(function.run)}({', '.join(codes)})"
    made = body.name(f"None if {' or '.join(nulls)} else {call}" if nulls else call)
    return Coded(made, _result(function, [one.type for one in given if one is not None]))


def negation(body: Body, found: list[Coded]) -> Coded | None:
    """`not` of a truth value."""
    if len(found) != 1 or found[0].type != BOOLEAN:
        return None
    code = found[0].code
    made = body.name(f"None if {code} is None else not {code}")
    return Coded(made, BOOLEAN, nullable=found[0].nullable)


def counted(body: Body, found: list[Coded]) -> Coded | None:
    """How many items a list has."""
    if len(found) != 1 or not isinstance(found[0].type, ListType):
        return None
    code = found[0].code
    made = body.name(f"None if {code} is None else len({code})" if found[0].nullable else f"len({code})")
    return Coded(made, INTEGER, "int", nullable=found[0].nullable)


def least(body: Body, op: str, found: list[Coded]) -> Coded | None:
    """The least or greatest of several arguments."""
    if len(found) < 2:
        return None
    result = common([one.type for one in found])
    return extreme(body, op, found, TEXT if family(result) == "text" else result)


def added(body: Body, found: list[Coded]) -> Coded | None:
    """The sum of several arguments."""
    if len(found) < 2 or not all(
        family(one.type) == family(found[0].type) not in (None, "text", "date", "boolean") for one in found
    ):
        return None
    total = found[0]
    for one in found[1:]:
        total = calculated(body, "+", total, one)
    return total


def age(body: Body, found: list[Coded], settings: Settings) -> Coded | None:
    """Whole years between two dates, counted without a call."""
    if [one.type for one in found] != [DATE, DATE] or settings.leap_day is None:
        return None
    birth, on = (one.code for one in found)
    nulls = [f"{one.code} is None" for one in found if one.nullable]
    years = body.name("None")
    early = f"{on}.day < {birth}.day"
    if settings.leap_day == "28 February":
        turned = f"{birth}.day == 29 and {on}.day == 28 and {on}.month == 2 and not _isleap({on}.year)"
        early += f" and not ({turned})"
    body.emit(f"if not ({' or '.join(nulls) or 'False'}):")
    body.depth += 1
    body.emit(f"{years} = {on}.year - {birth}.year")
    months = body.name(f"{on}.month - {birth}.month")
    body.emit(f"if {months} < 0 or ({months} == 0 and {early}): {years} -= 1")
    body.emit(f"if {years} < 0: {years} = None")
    body.depth -= 1
    return Coded(years, INTEGER, "int")


def _result(function: Function, types: list[Type]) -> Type:
    found = function.result(types) if callable(function.result) else function.result
    return ANY if isinstance(found, str) else found
