"""Whether a need and an offer fit: each constraint passes, fails or is unknown, and together they make a verdict."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum, IntEnum
from typing import Final, NamedTuple

import msgspec

from askonce.apps.economy.listing import Listed, Place
from askonce.apps.economy.ranking import Scored, Share
from askonce.apps.economy.terms import Constraint, Input, Terms
from askonce.feel.values import Money, Value


class Mark(IntEnum):
    """How a constraint comes out; `SILENT` where the need does not ask for it."""

    PASS = 0
    FAIL = 1
    UNKNOWN = 2
    SILENT = 3


class Verdict(Enum):
    """How a pair comes out: `POSSIBLE` where something is unknown, `NEAR` where exactly one constraint fails."""

    FEASIBLE = "feasible"
    POSSIBLE = "possible"
    NEAR = "near"
    OUT = "out"


#: A look into an enumeration takes longer than all that is done with a mark.
_PASS, _FAIL, _UNKNOWN, _SILENT = Mark
WORDS: Final[Mapping[Mark, str]] = {Mark.PASS: "pass", Mark.FAIL: "fail", Mark.UNKNOWN: "unknown"}


class Said(NamedTuple):
    """A datum as a side says it: its path, its value, and the register and day of it."""

    path: str
    value: Value
    source: str
    as_of: date | None


class Check(msgspec.Struct, frozen=True):
    """One constraint of a pair: `state` is `pass`, `fail` or `unknown`.

    `source` and `as_of` name the register and the day that decide it: of what is missing where it is unknown, else of the
    offer.
    """

    name: str
    state: str
    asked: tuple[Said, ...]
    offered: tuple[Said, ...]
    source: str
    as_of: date | None
    article: str


class Saving(msgspec.Struct, frozen=True):
    """What a need would save: for one, and in a month where it says how many it wants."""

    each: Money
    monthly: Money | None


class Match(msgspec.Struct, frozen=True):
    """A need with an offer: the verdict, the constraints that apply, and why it stands where it does.

    `score` is from 0 to 1, and the parts of its shares add up to it. `distance_m` is in metres. `saving` is for officers.
    `alike` says whether the offer is of the product that the need asks for.
    """

    need: str
    offer: str
    verdict: Verdict
    checks: tuple[Check, ...]
    score: float
    shares: tuple[Share, ...]
    distance_m: int | None = None
    saving: Saving | None = None
    alike: bool = True


def match(
    terms: Terms, need: Listed, offer: Listed, scored: Scored, *, officer: bool, as_of: date | None = None
) -> Match:
    """One pair in full, as an officer or a firm is told of it; `as_of` is the day on which missing data were looked for."""
    checks, marks = [], []
    for constraint in terms.told(officer=officer):
        mark = mark_pair(constraint, need, offer)
        marks.append(mark)
        if mark is not Mark.SILENT:
            checks.append(_check(constraint, mark, need, offer, as_of))
    near = officer or terms.open_distance
    return Match(
        need.id,
        offer.id,
        verdict_of(marks),
        tuple(checks),
        scored.score,
        scored.shares,
        distance(need.place, offer.place) if near else None,
        saving(terms, need, offer) if officer else None,
    )


def mark_pair(constraint: Constraint, need: Listed, offer: Listed) -> Mark:
    """How one constraint comes out for one pair, by the compiled norm."""
    return mark_values(constraint, _values(constraint.of_need, need), _values(constraint.of_offer, offer))


def mark_values(constraint: Constraint, asked: Sequence[Value], offered: Sequence[Value]) -> Mark:
    """The same for the values of both sides, in the order of the constraint's own inputs."""
    if None in asked or None in offered:
        return _SILENT if all(value is None for value in asked) else _UNKNOWN
    values = {one.name: value for one, value in zip(constraint.of_need, asked, strict=True)}
    values |= {one.name: value for one, value in zip(constraint.of_offer, offered, strict=True)}
    return mark_of(constraint.value(values))


def mark_of(outcome: Value) -> Mark:
    """What an outcome says; one that is neither true nor false leaves it unknown."""
    return _PASS if outcome is True else _FAIL if outcome is False else _UNKNOWN


def verdict_of(marks: Iterable[Mark]) -> Verdict:
    """What the constraints of a pair come to together.

    >>> verdict_of([Mark.PASS, Mark.UNKNOWN]), verdict_of([Mark.FAIL, Mark.UNKNOWN])
    (<Verdict.POSSIBLE: 'possible'>, <Verdict.NEAR: 'near'>)
    """
    listed = list(marks)
    failed = listed.count(Mark.FAIL)
    if failed:
        return Verdict.NEAR if failed == 1 else Verdict.OUT
    return Verdict.POSSIBLE if Mark.UNKNOWN in listed else Verdict.FEASIBLE


def distance(one: Place | None, other: Place | None) -> int | None:
    """How far two firms are apart in whole metres, as the crow flies; none where one is nowhere.

    >>> from decimal import Decimal
    >>> distance(Place(Decimal(0), Decimal(0)), Place(Decimal(300), Decimal(400)))
    500
    """
    if one is None or other is None:
        return None
    east, north = one.easting - other.easting, one.northing - other.northing
    return round((east * east + north * north).sqrt())


def saving(terms: Terms, need: Listed, offer: Listed) -> Saving | None:
    """What the need would save by the offer, below nought where it costs more; none where a price is unknown."""
    if not terms.paid or not terms.offered:
        return None
    paid, offered = need.money(terms.paid), offer.money(terms.offered)
    if paid is None or offered is None or paid.currency != offered.currency:
        return None
    each = paid.amount - offered.amount
    volume = need.number(terms.volume) if terms.volume else None
    return Saving(Money(each, paid.currency), None if volume is None else Money(each * volume, paid.currency))


def _values(inputs: Sequence[Input], listed: Listed) -> tuple[Value, ...]:
    return tuple(listed.value(one.path) for one in inputs)


def _check(constraint: Constraint, mark: Mark, need: Listed, offer: Listed, looked: date | None) -> Check:
    asked = tuple(_said(one, need, looked) for one in constraint.of_need)
    offered = tuple(_said(one, offer, looked) for one in constraint.of_offer)
    lacking = next((one for one in (*offered, *asked) if one.value is None), None)
    decisive = lacking if mark is Mark.UNKNOWN and lacking is not None else offered[0]
    return Check(
        constraint.name,
        WORDS[mark],
        asked,
        offered,
        decisive.source,
        decisive.as_of,
        constraint.article,
    )


def _said(one: Input, listed: Listed, looked: date | None) -> Said:
    fact = listed.fact(one.path)
    return Said(one.path, listed.value(one.path), fact.source or "", fact.as_of or looked)
