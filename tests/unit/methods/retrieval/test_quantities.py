"""Quantities, threads, materials and standards as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.methods.retrieval import designations
from askonce.methods.retrieval.quantities import quantity, read
from askonce.methods.retrieval.units import BASES, UNITS, convert, find_unit

_AMOUNTS = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(99_999), places=3)


def canonical(text: str) -> list[str]:
    return [one.canonical for one in read(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.02 mm", ["length=0.00002"]),
        ("20 µm", ["length=0.00002"]),
        ("20μm", ["length=0.00002"]),
        ("0,02mm", ["length=0.00002"]),
        ("２０微米", ["length=0.00002"]),
        ("5万个/月", ["count/month=50000"]),
        ("50,000 a month", ["count/month=50000"]),
        ("50k pcs per month", ["count/month=50000"]),
        ("五万件/月", ["count/month=50000"]),
        ("月产能：5万件", ["count/month=50000"]),
        ("600,000 pieces a year", ["count/month=50000"]),
        ("10±0.05 mm", ["length=0.00995..0.01005"]),
        ("10 mm ± 50 µm", ["length=0.00995..0.01005"]),
        ("±0.02mm", ["±length=-0.00002..0.00002"]),
        ("10-20 kg", ["mass=10..20"]),
        ("500 g to 2 kg", ["mass=0.5..2"]),
        ("-40~125°C", ["temperature=233.15..398.15"]),
        ("68 °F", ["temperature=293.15"]),
        (">=85% cotton", ["share=0.85.."]),
        ("not exceeding 100 g/m2", ["grammage=..0.1"]),
        ("100G/M2", ["grammage=0.1"]),
        ("厚度不超过1.5毫米", ["length=..0.0015"]),
        ("超过1.5毫米", ["length=0.0015.."]),
        ("3个月内", ["time=7884000"]),
        ("30天以内", ["time=..2592000"]),
        ("1 1/2 inch", ["length=0.0381"]),
        ("12.5元/件", ["money/count=12.5"]),
        ("¥12.50/件", ["money/count=12.5"]),
        ("200万元", ["money=2000000"]),
        ("120 MPA", ["pressure=120000000"]),
        ("5 mPa·s, 5 mPa, 5 MPa", ["viscosity=0.005", "pressure=0.005", "pressure=5000000"]),
        ("220V 10A", ["voltage=220", "current=10"]),
        ("10 in the box, 2019年5月, tel 13800001111, M12×1.75", []),
        ("1/0 inch", []),
        ("1e400 mm", []),
    ],
)
def test_a_quantity_is_read_into_its_base_unit(text: str, found: list[str]) -> None:
    assert canonical(text) == found


@given(_AMOUNTS, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_equal_quantities_in_other_units_read_equal(amount: Decimal, source: str, target: str) -> None:
    one, other = UNITS[source], UNITS[target]
    if one.dimension != other.dimension or one.shift or other.shift:
        return
    exact = convert(amount, source, target)
    if exact * other.factor != amount * one.factor:
        return  # a factor without an end cannot be written down
    first, second = quantity(f"{amount:f} {source}"), quantity(f"{exact:f} {target}")
    if (
        first is None or second is None
    ):  # one letter in the wrong case, or a sign that means more than one unit
        return
    assert first.canonical == second.canonical


@pytest.mark.parametrize("spelling", sorted(UNITS))
def test_every_unit_is_read_as_itself(spelling: str) -> None:
    unit = find_unit(spelling)
    assert unit == UNITS[spelling]
    found = quantity(f"7 {spelling}")
    assert found is not None
    assert (found.dimension, found.start, found.end) == (unit.dimension, 0, len(f"7 {spelling}"))
    assert unit.dimension in BASES


@given(
    st.text(st.sampled_from("0123456789.,-~±/万个件月年 mkgµ％%°CM×每不超过以上\0\ud800⅓㎜½"), max_size=40)
)
def test_whatever_is_written_a_span_holds_it(text: str) -> None:
    end = 0
    for one in read(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end
        assert one.low is None or one.high is None or one.low <= one.high
        assert one.low is not None or one.high is not None


def test_a_megabyte_is_read_in_time() -> None:
    assert read("1" * 1_000_000) == []
    assert len(read("5 mm, " * 200_000)) > 1_000
    assert designations.read("M" * 1_000_000) == []


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (("M12×1.75", "M12x1.75", "M12*1.75-6g", "Ｍ１２×１．７５", "M12", "M12x60 bolt"), "M12×1.75"),
        (("螺纹M12×1.75的螺栓", "细牙M12x1.75"), "M12×1.75"),
        (("M12×1.25", "M12 X 1.25"), "M12×1.25"),
        (("M10-1.5", "M10"), "M10×1.5"),
        (("PA66-GF30", "PA66+GF30", "pa66 GF30", "PA66+30%GF"), "PA66-GF30"),
        (("IATF 16949", "iatf16949", "IATF-16949:2016"), "IATF 16949"),
        (("通过IATF16949认证",), "IATF 16949"),
        (("管螺纹G1/2接头", "G 1/2"), "G 1/2"),
        (("GB/T 307.1-2017", "gb/t307.1"), "GB/T 307.1"),
        (("6061-T6铝",), "6061-T6"),
        (("45#钢", "45号钢"), "45"),
        (("G1/2",), "G 1/2"),
        (("1/4-20 UNC",), "1/4-20 UNC"),
    ],
)
def test_spellings_of_a_designation_are_one(spellings: tuple[str, ...], name: str) -> None:
    for text in spellings:
        assert [one.name for one in designations.read(text)] == [name], text


def test_a_designation_tells_its_edition_and_place() -> None:
    text = "轴承 GB/T 307.1-2017, Ｍ１２"
    first, second = designations.read(text)
    assert (first.sort, first.edition, text[first.start : first.end]) == (
        "standard",
        "2017",
        "GB/T 307.1-2017",
    )
    assert (second.name, text[second.start : second.end]) == ("M12×1.75", "Ｍ１２")


@pytest.mark.parametrize(
    "text", ["100 G/M2", "100 M2 of floor", "as 400 people", "is 9001 enough", "chapter 84"]
)
def test_what_only_looks_so_is_no_designation(text: str) -> None:
    assert designations.read(text) == []
