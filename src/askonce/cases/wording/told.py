"""Values as views carry them, in JSON, said in words: by their type, and where only tests of a value were given, by those."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from askonce.cases.wording.bilingual import AND_THEN, EMPTY, LISTED, Text, after_colon, both, fill, join, same
from askonce.cases.wording.choices import YES_OR_NO
from askonce.cases.wording.conditions import AMOUNT, DAY, Bound, say_stretch
from askonce.cases.wording.formulas import say_formula
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_known, say_value
from askonce.feel.rewrite import constant
from askonce.feel.syntax import parse
from askonce.feel.tree import Binary, Name, Node
from askonce.feel.types import DATE, INTEGER, NUMBER, ChoiceType, ListType, Type
from askonce.feel.values import Value
from askonce.norms.columns import Misfit, value_from

#: A comparison turned round, and its contrary.
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_CONTRARY: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_LOW: Final = {">": False, ">=": True}
_HIGH: Final = {"<": False, "<=": True}


def read_told(raw: Any, kind: Type | None) -> Value:
    """The value that JSON of a view means under its type; a text that does not fit it stands as it is.

    >>> read_told("3", NUMBER), read_told("1958-03-12", DATE).isoformat()
    (Decimal('3'), '1958-03-12')
    """
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, list | tuple):
        of = kind.of if isinstance(kind, ListType) else None
        return tuple(read_told(one, of) for one in raw)
    if isinstance(raw, Mapping):
        fields = dict(getattr(kind, "fields", ()))
        return {name: read_told(one, fields.get(name)) for name, one in raw.items()}
    text = str(raw)
    if kind in {NUMBER, INTEGER}:
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    found = value_from(text, kind) if kind is not None else text
    return text if isinstance(found, Misfit) else found


def say_told(raw: Any, kind: Type | None, titles: Titles) -> Text:
    """JSON of a view in words."""
    return _say(read_told(raw, kind), kind, titles)


def _say(value: Value, kind: Type | None, titles: Titles) -> Text:
    if isinstance(value, tuple):
        of = kind.of if isinstance(kind, ListType) else None
        return join(_say(one, of, titles) for one in value) if value else say_value(None)
    if isinstance(value, Mapping):
        fields = dict(getattr(kind, "fields", ()))
        parts = (
            after_colon(titles.outcome(name), _say(one, fields.get(name), titles))
            for name, one in value.items()
        )
        return join(parts, AND_THEN)
    if isinstance(value, str):
        return titles.word(value) if isinstance(kind, ChoiceType) else same(value)
    return say_value(value)


def say_tests(name: str, tests: Mapping[str, bool], kind: Type | None) -> Text:
    """What answers to tests tell of a value: the stretch in which it lies, or each test with its answer.

    >>> say_tests("birth", {'birth >= @"1966-11-23"': False, 'birth >= @"2026-11-23"': False}, DATE)["en"]
    'before 23 November 1966'
    >>> say_tests("size", {"size > 2": True, "size > 4": False}, NUMBER)["en"]
    'over 2, at most 4'
    """
    how = DAY if kind == DATE else AMOUNT
    ends = [_end(name, parse(text).tree, holds=holds) for text, holds in tests.items()]
    told = [one for one in ends if one is not None]
    if not told or len(told) < len(ends):
        return join((_each(text, holds=holds) for text, holds in tests.items()), LISTED)
    low = max((one for one in told if one[0] in _LOW), key=_tightest_low, default=None)
    high = min((one for one in told if one[0] in _HIGH), key=_tightest_high, default=None)
    return say_stretch(how, _bound(low, _LOW), _bound(high, _HIGH))


def _tightest_low(end: tuple[str, Any]) -> tuple[Any, bool]:
    return (end[1], end[0] == ">")


def _tightest_high(end: tuple[str, Any]) -> tuple[Any, bool]:
    return (end[1], end[0] == "<=")


def _bound(end: tuple[str, Any] | None, closed: Mapping[str, bool]) -> Bound | None:
    return None if end is None else Bound(say_known(end[1], {}), closed[end[0]])


def _end(name: str, tree: Node | None, *, holds: bool) -> tuple[str, Any] | None:
    """A comparison of the fact with a value as an operator and the value; none where the test is another."""
    if not isinstance(tree, Binary) or tree.op not in _CONTRARY:
        return None
    op, value = tree.op, tree.right
    if isinstance(tree.right, Name):
        op, value = _TURNED[tree.op], tree.left
    named = tree.right if isinstance(tree.right, Name) else tree.left
    fixed = constant(value)
    if not isinstance(named, Name) or named.name != name or fixed is None:
        return None
    return (op if holds else _CONTRARY[op], fixed.value)


def _each(text: str, *, holds: bool) -> Text:
    tree = parse(text).tree
    words = say_formula(tree, {}) if tree is not None else EMPTY
    return fill(both("{words}: {answer}", "{words}：{answer}"), words=words, answer=YES_OR_NO[holds])
