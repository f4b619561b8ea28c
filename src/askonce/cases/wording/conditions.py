"""The words for conditions on one fact: under 60, from 80 to under 90, yes, at work or on the way."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from askonce.cases.wording.bilingual import OR, Text, both, fill, join, same
from askonce.cases.wording.formulas import say_formula
from askonce.cases.wording.values import say_known
from askonce.feel.rewrite import constant
from askonce.feel.source import source
from askonce.feel.tree import Binary, Call, Interval, Name, Node, UnaryTest, UnaryTests, walk
from askonce.feel.types import DATE, INTEGER, NUMBER, Type
from askonce.norms.binding import BoundText

ANY = both("any", "不限")
AGE, DAY, AMOUNT = "age", "day", "amount"


class Bound(msgspec.Struct, frozen=True):
    """An end of a stretch, in words; `closed` where the end itself belongs to it."""

    words: Text
    closed: bool


def _four(least: Text, over: Text, most: Text, under: Text) -> Mapping[tuple[str, bool], Text]:
    return MappingProxyType(
        {("low", True): least, ("low", False): over, ("high", True): most, ("high", False): under}
    )


ONE_ENDED: Mapping[str, Mapping[tuple[str, bool], Text]] = MappingProxyType(
    {
        AGE: _four(
            both("{end} or over", "满{end}岁"), both("over {end}", "超过{end}岁"),
            both("{end} or under", "{end}岁及以下"), both("under {end}", "未满{end}岁"),
        ),
        DAY: _four(
            both("on or after {end}", "{end}及以后"), both("after {end}", "{end}之后"),
            both("on or before {end}", "{end}及以前"), both("before {end}", "{end}之前"),
        ),
        AMOUNT: _four(
            both("{end} or more", "不低于{end}"), both("over {end}", "超过{end}"),
            both("at most {end}", "不超过{end}"), both("under {end}", "低于{end}"),
        ),
    }
)  # fmt: skip
#: Keyed by whether the low and the high end belong to it.
TWO_ENDED: Mapping[str, Mapping[tuple[bool, bool], Text]] = MappingProxyType(
    {
        AGE: {
            (True, True): both("{low} to {high}", "满{low}岁至{high}岁"),
            (True, False): both("{low} to under {high}", "满{low}岁、未满{high}岁"),
            (False, True): both("over {low}, at most {high}", "超过{low}岁、不超过{high}岁"),
            (False, False): both("over {low}, under {high}", "超过{low}岁、未满{high}岁"),
        },
        DAY: {
            (True, True): both("from {low} to {high}", "{low}至{high}"),
            (True, False): both("from {low}, before {high}", "{low}及以后、{high}之前"),
            (False, True): both("after {low}, until {high}", "{low}之后、{high}及以前"),
            (False, False): both("after {low}, before {high}", "{low}之后、{high}之前"),
        },
        AMOUNT: {
            (True, True): both("{low} to {high}", "{low}至{high}"),
            (True, False): both("{low} to under {high}", "不低于{low}、低于{high}"),
            (False, True): both("over {low}, at most {high}", "超过{low}、不超过{high}"),
            (False, False): both("over {low}, under {high}", "超过{low}、低于{high}"),
        },
    }
)


def manner(column: str, kind: Type, text: BoundText) -> str:
    """How bounds of a column are said: as ages, days or amounts."""
    if kind == DATE:
        return DAY
    derived = text.derived.get(column)
    if kind in {INTEGER, NUMBER} and derived is not None and derived.uses_age and not _reckons(derived.tree):
        return AGE
    return AMOUNT


def _reckons(tree: Node) -> bool:
    """Whether more is done to an age than to choose one; then it is no longer a count of years."""
    return any(isinstance(node, Binary) and node.op in {"+", "-", "*", "/", "**"} for node in walk(tree))


def say_stretch(how: str, low: Bound | None, high: Bound | None) -> Text:
    """A stretch of values between two ends, or beyond one.

    >>> say_stretch(AGE, Bound(same("60"), closed=True), None)
    {'en': '60 or over', 'zh': '满60岁'}
    >>> say_stretch(AMOUNT, Bound(same("1"), closed=True), Bound(same("1"), closed=True))["en"]
    'exactly 1'
    """
    if low is not None and high is not None:
        if low.words == high.words:
            exact = both("exactly {end}", "{end}岁整") if how == AGE else both("exactly {end}", "恰为{end}")
            return fill(exact, end=low.words)
        return fill(TWO_ENDED[how][low.closed, high.closed], low=low.words, high=high.words)
    if low is not None:
        return fill(ONE_ENDED[how]["low", low.closed], end=low.words)
    if high is not None:
        return fill(ONE_ENDED[how]["high", high.closed], end=high.words)
    return ANY


def say_test(tree: Node, how: str, labels: Mapping[str, Text]) -> Text:
    """The words for a cell of a decision table; what has no plain words stands as it was written.

    >>> from askonce.feel.syntax import parse_unary_tests
    >>> say_test(parse_unary_tests("[80..90)").tree, AGE, {})["en"]
    '80 to under 90'
    >>> say_test(parse_unary_tests("not(true)").tree, AMOUNT, {})["zh"]
    '非是'
    """
    match tree:
        case UnaryTests(tests=()):
            return ANY
        case UnaryTests(tests=tests, negated=negated):
            words = join((_say_one(test, how, labels) for test in tests), OR)
            return fill(both("not {words}", "非{words}"), words=words) if negated else words
        case UnaryTest():
            return _say_one(tree, how, labels)
        case _:
            return same(source(tree))


def _say_one(test: UnaryTest, how: str, labels: Mapping[str, Text]) -> Text:
    operand = test.operand
    match test.op:
        case "<" | "<=":
            return say_stretch(how, None, Bound(_say_end(operand, labels), test.op == "<="))
        case ">" | ">=":
            return say_stretch(how, Bound(_say_end(operand, labels), test.op == ">="), None)
        case "!=":
            return fill(both("not {words}", "非{words}"), words=_say_end(operand, labels))
        case "in" | "=":
            return _say_in(operand, how, labels)
        case _:
            return say_formula(operand, labels)


def _say_in(operand: Node, how: str, labels: Mapping[str, Text]) -> Text:
    match operand:
        case Interval(low=low, high=high, low_closed=from_low, high_closed=to_high):
            return say_stretch(
                how, Bound(_say_end(low, labels), from_low), Bound(_say_end(high, labels), to_high)
            )
        case UnaryTest():
            return _say_one(operand, how, labels)
        case Call(function=Name(name="not"), arguments=(negand,)):
            return fill(both("not {words}", "非{words}"), words=_say_in(negand, how, labels))
        case _:
            return _say_end(operand, labels)


def _say_end(node: Node, labels: Mapping[str, Text]) -> Text:
    fixed = constant(node)
    return say_formula(node, labels) if fixed is None else say_known(fixed.value, labels)
