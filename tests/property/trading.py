"""Generated needs and offers as people write them, and an oracle that decides pairs from what was meant, sharing no code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import strategies as st

from askonce.apps.economy.listing import Listed, Place
from askonce.feel.values import Money, Value
from askonce.methods.retrieval.designations import read as designations
from askonce.methods.retrieval.quantities import quantity
from askonce.registers.fact import NONE, UNAVAILABLE, Fact, known

#: What is meant, and how people write it.
THREADS = (
    ("12-1.75", ("M12×1.75", "M12*1.75", "M12 x 1.75", "M12")),
    ("12-1.25", ("M12×1.25", "M12X1.25")),
    ("8-1.25", ("M8", "M8×1.25")),
    ("10-1.5", ("M10", "M10*1.5")),
)
STANDARDS = (
    ("16949", ("IATF 16949", "IATF16949")),
    ("9001", ("ISO 9001", "ISO9001")),
    ("14001", ("ISO 14001", "ISO14001")),
)
#: Lengths in nanometres: the numbers are drawn, the unit is chosen, and both spell one length.
LENGTHS = (("mm", 1_000_000), ("µm", 1_000), ("um", 1_000))
VOLTS = (("V", 1_000), ("kV", 1_000_000), ("mV", 1))
FIRST = date(2026, 11, 1)


class Side(NamedTuple):
    """One side of a pair: what is meant, none where nobody said; and the same as the market holds it."""

    meant: Mapping[str, Any]
    listed: Listed

    def __repr__(self) -> str:
        """In short: an example has dozens."""
        return self.listed.id


def _spelled(meanings: Any) -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from([(meant, way) for meant, ways in meanings for way in ways])


_LENGTH = st.tuples(st.sampled_from([5, 10, 15, 20, 25, 50, 100]), st.sampled_from(LENGTHS))
_VOLT = st.tuples(st.sampled_from([110, 220, 230, 380, 400, 10_000]), st.sampled_from(VOLTS))


def _length(drawn: tuple[int, tuple[str, int]]) -> tuple[Fraction, str]:
    """So many thousandths of a millimetre, written in a unit."""
    micrometres, (unit, size) = drawn
    written = Decimal(micrometres * 1_000) / size
    return Fraction(micrometres * 1_000), f"{written.normalize():f} {unit}"


def _volt(drawn: tuple[int, tuple[str, int]]) -> tuple[Fraction, str]:
    volts, (unit, size) = drawn
    written = Decimal(volts * 1_000) / size
    return Fraction(volts), f"{written.normalize():f} {unit}"


def _maybe(drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), drawn, drawn)


_DAYS = st.integers(0, 12)
_COUNTS = st.sampled_from([500, 10_000, 50_000, 120_000])
_MONTHLY = ("{} a month", "{}个/月", "{}/month")
_PRICES = st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.25"), Decimal("1.250"), Decimal("2.00")])
_UNITS = st.sampled_from(["piece", "set"])


def _read(text: str, scale: Decimal) -> Decimal:
    """What the edge makes of a quantity: its value in the unit of its attribute."""
    found = quantity(text)
    assert found is not None, text
    assert found.value is not None, text
    return found.value * scale


def _name(text: str) -> str:
    (found, *_) = designations(text)
    return found.name


def _fact(value: Value, draw: Any) -> Fact:
    """A fact that is known; nothing is either none or not to be had."""
    return known(value) if value is not None else draw(st.sampled_from([NONE, UNAVAILABLE]))


_COMMON = st.fixed_dictionaries(
    {
        "size": _maybe(st.integers(1, 4)),
        "thread": _maybe(_spelled(THREADS)),
        "tolerance": _maybe(_LENGTH),
        "unit": _maybe(_UNITS),
        "amount": _maybe(st.tuples(_COUNTS, st.sampled_from(_MONTHLY))),
        "limit": _maybe(_PRICES),
        "day": _maybe(_DAYS),
        "price": _maybe(_PRICES),
        "place": _maybe(st.tuples(st.integers(0, 3000), st.integers(0, 3000))),
        "words": st.lists(st.sampled_from(["steel", "bolt", "纸箱", "齿轮", "harness", "box"]), max_size=4),
        "class": st.sampled_from(["", "731815", "731816", "481910", "48191000"]),
        "published": st.booleans(),
        "firm": st.sampled_from(["f-1", "f-2", "f-3", "f-4"]),
        "volt": _maybe(_VOLT),
        "high": _maybe(_VOLT),
        "standard": _maybe(_spelled(STANDARDS)),
        "held": _maybe(st.lists(_spelled(STANDARDS), max_size=3)),
    }
)


@st.composite
def sides(draw: Any, role: str, number: int) -> Side:
    """An offer or a need."""
    said = draw(_COMMON)
    tolerance = None if said["tolerance"] is None else _length(said["tolerance"])
    volt, high = (None if said[name] is None else _volt(said[name]) for name in ("volt", "high"))
    amount = said["amount"]
    meant: dict[str, Any] = {
        "size": said["size"],
        "thread": said["thread"][0] if said["thread"] else None,
        "tolerance": tolerance[0] if tolerance else None,
        "unit": said["unit"],
        "amount": amount[0] if amount else None,
        "limit": said["limit"],
        "day": said["day"],
        "volt": volt[0] if volt else None,
        "high": high[0] if high else None,
        "standard": said["standard"][0] if said["standard"] else None,
        "held": None if said["held"] is None else {one for one, _ in said["held"]},
        "price": said["price"],
        "class": said["class"],
        "published": said["published"],
        "firm": said["firm"],
        "place": said["place"],
    }
    values: dict[str, Value] = {
        f"{role}.{role}_size": None if said["size"] is None else Decimal(said["size"]),
        f"{role}.{role}_thread": _name(said["thread"][1]) if said["thread"] else None,
        f"{role}.{role}_tolerance": _read(tolerance[1], Decimal(1000)) if tolerance else None,
        f"{role}.{role}_unit": said["unit"],
        f"{role}.{role}_limit": Money(said["limit"], "CNY") if said["limit"] is not None else None,
        f"{role}.{role}_price": Money(said["price"], "CNY") if said["price"] is not None else None,
    }
    count = _read(amount[1].format(f"{amount[0]:,}"), Decimal(1)) if amount else None
    day = FIRST + timedelta(said["day"]) if said["day"] is not None else None
    if role == "need":
        values |= {
            "need.need_voltage": _read(volt[1], Decimal(1)) if volt else None,
            "need.need_standard": _name(said["standard"][1]) if said["standard"] else None,
            "need.need_day": day,
            "need.need_volume": count,
        }
    else:
        values |= {
            "offer.offer_low": _read(volt[1], Decimal(1)) if volt else None,
            "offer.offer_high": _read(high[1], Decimal(1)) if high else None,
            "offer.maker.held_standards": (
                None if said["held"] is None else tuple(_name(way) for _, way in said["held"])
            ),
            "offer.maker.ready_on": day,
            "offer.offer_capacity": count,
        }
    listed = Listed(
        f"{role}-{number}",
        said["firm"],
        (" ".join(said["words"]),),
        "",
        said["class"],
        None,
        said["published"],
        Place(*map(Decimal, said["place"])) if said["place"] else None,
        {path: _fact(value, draw) for path, value in values.items()},
    )
    return Side(meant, listed)


def oracle(need: Mapping[str, Any], offer: Mapping[str, Any]) -> dict[str, str]:
    """How each constraint comes out by what was meant; what the need does not ask for is left out."""
    found: dict[str, str] = {}

    def put(name: str, asked: Any, made: Any, holds: Any) -> None:
        if asked is not None:
            lacking = any(one is None for one in made)
            found[name] = "unknown" if lacking else "pass" if holds(asked, *made) else "fail"

    put("size", need["size"], [offer["size"]], lambda one, other: one == other)
    put("thread", need["thread"], [offer["thread"]], lambda one, other: one == other)
    put("tolerance", need["tolerance"], [offer["tolerance"]], lambda one, other: other <= one)
    put(
        "voltage",
        need["volt"],
        [offer["volt"], offer["high"]],
        lambda one, low, high: low <= one <= high,
    )
    put("certificate", need["standard"], [offer["held"]], lambda one, held: one in held)
    put("ready", need["day"], [offer["day"]], lambda one, other: other <= one)
    put("unit", need["unit"], [offer["unit"]], lambda one, other: one == other)
    put("capacity", need["amount"], [offer["amount"]], lambda one, other: other >= one)
    put("price", need["limit"], [offer["limit"]], lambda one, other: other <= one)
    return found
