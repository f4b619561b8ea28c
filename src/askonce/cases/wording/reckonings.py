"""The words for how an amount is reckoned: ×, the smaller of two, rounded to so many places."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from askonce.cases.wording.bilingual import Text, both, fill, join, same
from askonce.cases.wording.formulas import say_formula
from askonce.feel.rewrite import constant
from askonce.feel.tree import Binary, Call, If, Name, Node

SIGNS: Final[Mapping[str, str]] = MappingProxyType({"+": "+", "-": "−", "*": "×", "/": "÷"})
#: How tightly a sign binds; what is looser inside stands in brackets.
TIGHTNESS: Final[Mapping[str, int]] = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2})
MOST_TIGHT: Final = 3
CHOSEN: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "min": both("the least of {parts}", "{parts}中的最小值"),
        "max": both("the greatest of {parts}", "{parts}中的最大值"),
        "sum": both("the sum of {parts}", "{parts}之和"),
    }
)
ROUNDED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "round half up": both("{what}, rounded to {places}", "{what}，四舍五入{places}"),
        "round up": both("{what}, rounded up to {places}", "{what}，向上取整{places}"),
        "round down": both("{what}, rounded down to {places}", "{what}，向下取整{places}"),
    }
)
WHOLE: Final = both("a whole number", "取整数")
PLACES: Final = both("{count} decimal places", "保留{count}位小数")
EITHER: Final = both("{yes} where {condition}, otherwise {no}", "若{condition}则为{yes}，否则为{no}")


def say_reckoning(tree: Node, labels: Mapping[str, Text]) -> Text:
    """How an amount is reckoned, in words; what has no plain words stands as it was written.

    >>> from askonce.feel.syntax import parse
    >>> say_reckoning(
    ...     parse("round half up((line - a_head) * 2, 0)").tree,
    ...     {"line": same("line"), "a_head": same("income")},
    ... )["en"]
    '(“line” − “income”) × 2, rounded to a whole number'
    >>> say_reckoning(parse("min(rent, 160 CNY)").tree, {"rent": both("rent", "租金")})["zh"]
    '“租金”与160元中的较小值'
    """
    match tree:
        case Binary(op=op, left=left, right=right) if op in SIGNS:
            return _reckoned(op, left, right, labels)
        case Call(function=Name(name=name), arguments=parts, labels=()) if name in CHOSEN and len(parts) > 1:
            return _chosen(name, [_within(one, labels, MOST_TIGHT) for one in parts])
        case Call(function=Name(name=name), arguments=(what, places), labels=()) if name in ROUNDED:
            return _rounded(name, what, places, labels)
        case If(condition=condition, consequent=yes, alternative=no):
            return fill(
                EITHER, condition=say_formula(condition, labels),
                yes=say_reckoning(yes, labels), no=say_reckoning(no, labels),
            )  # fmt: skip
        case Name(name=name) if name in labels:
            return fill(both("“{name}”", "“{name}”"), name=labels[name])
    return say_formula(tree, labels)


def _reckoned(op: str, left: Node, right: Node, labels: Mapping[str, Text]) -> Text:
    tight = TIGHTNESS[op]
    return join(
        (_within(left, labels, tight), _within(right, labels, tight + (op in "-/"))),
        same(f" {SIGNS[op]} "),
    )


def _within(tree: Node, labels: Mapping[str, Text], tight: int) -> Text:
    words = say_reckoning(tree, labels)
    loose = TIGHTNESS.get(tree.op, 0) < tight if isinstance(tree, Binary) else isinstance(tree, If)
    called = tree.function if isinstance(tree, Call) else None
    long = isinstance(called, Name) and called.name in {*ROUNDED, *CHOSEN}
    return fill(both("({words})", "（{words}）"), words=words) if loose or long else words


def _chosen(name: str, parts: list[Text]) -> Text:
    if len(parts) == 2 and name != "sum":
        pattern = {
            "min": both("the smaller of {one} and {other}", "{one}与{other}中的较小值"),
            "max": both("the greater of {one} and {other}", "{one}与{other}中的较大值"),
        }[name]
        return fill(pattern, one=parts[0], other=parts[1])
    return fill(CHOSEN[name], parts=join(parts))


def _rounded(name: str, what: Node, places: Node, labels: Mapping[str, Text]) -> Text:
    fixed = constant(places)
    count = fixed.value if fixed is not None else None
    if not isinstance(count, Decimal):
        return say_formula(Call(0, 0, Name(0, 0, name), (what, places), ()), labels)
    to = WHOLE if count == 0 else fill(PLACES, count=same(str(count)))
    return fill(ROUNDED[name], what=say_reckoning(what, labels), places=to)
