"""Texts as people paste them, in two languages: what is proposed of each, to the letter; and what a description for all leaves out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.apps.economy.clauses import clauses, days
from askonce.apps.economy.entries import Field, read_field
from askonce.apps.economy.proposing import propose
from askonce.cases.wording.bilingual import both
from askonce.feel.types import DATE, INTEGER, NUMBER, TEXT, ChoiceType, MoneyType


def _field(name: str, en: str, zh: str, kind: Any, **more: Any) -> Field:
    return Field(name=name, title=both(en, zh), type=kind, **{"concept": name, "public": True, **more})


_BOTH: Final = (
    _field("product", "Product", "产品", TEXT, optional=False),
    _field("product-text", "Description of the product", "产品说明", TEXT),
    _field("part-number", "Part number", "零件号", TEXT),
    _field("thread", "Thread", "螺纹规格", TEXT),
    _field("material", "Material", "材料", TEXT),
    _field("tolerance", "Tolerance in mm", "公差（毫米）", NUMBER, unit="mm"),
    _field("dimension", "Main dimension in mm", "主要尺寸（毫米）", NUMBER, unit="mm"),
    _field("voltage", "Voltage in V", "电压（伏）", NUMBER, unit="V"),
    _field("unit", "Unit in which it is counted", "计量单位", ChoiceType(("piece", "set", "kg", "m", "m2"))),
    _field("lead-time", "Lead time in days", "交货周期（天）", INTEGER, unit="days"),
)
OFFER: Final = (
    *_BOTH,
    _field("minimum-order", "Minimum order", "最小起订量", NUMBER),
    _field("capacity", "Capacity a month", "月产能", NUMBER, monthly=True, public=False),
    _field("unit-price", "Price of one", "单价", MoneyType("CNY"), public=False),
)
NEED: Final = (
    *_BOTH,
    _field("wanted-standard", "Standard that the maker must be certified for", "要求供方持有的认证", TEXT),
    _field("needed-until", "Needed until", "需求有效期至", DATE),
    _field("wanted-volume", "Volume a month", "月采购量", NUMBER, monthly=True, public=False),
    _field("price-paid", "Price paid today for one", "现采购单价", MoneyType("CNY"), public=False),
    _field("price-limit", "Price of one at most", "最高可接受单价", MoneyType("CNY"), public=False),
    _field("bought-distance", "Distance from which it is bought now in km", "现采购距离（公里）", NUMBER, unit="km", public=False),
)  # fmt: skip
#: A text, the form it is pasted into, all that is proposed but the description, and words that the description has not.
PASTED: Final[tuple[tuple[str, tuple[Field, ...], dict[str, Any], tuple[str, ...]], ...]] = (
    ("我司生产汽车轮毂轴承单元，材质GCr15，外径72mm，公差±0.005mm，通过IATF 16949认证，月产能5万个/月，交期15天，单价85元", OFFER,
     {"product": "汽车轮毂轴承单元", "material": "GCr15", "dimension": 72, "tolerance": 0.005, "unit": "piece", "capacity": 50_000, "lead-time": 15, "unit-price": "85 CNY"}, ("5万", "85")),
    ("供应：六角法兰面螺栓 M12×1.75×45，10.9级，表面达克罗，月供30万件，起订量5000件，7天交货，含税0.86元/件", OFFER,
     {"product": "六角法兰面螺栓", "thread": "M12x1.75", "minimum-order": 5000, "unit": "piece", "capacity": 300_000, "lead-time": 7, "unit-price": "0.86 CNY"}, ("30万", "0.86")),
    ("采购：五层瓦楞纸箱，尺寸600×400×350mm，月用量2万个，目前从上海采购，单价6.8元，距离约420公里，目标价5.5元以内，要求FSC认证，2026年12月31日前", NEED,
     {"product": "五层瓦楞纸箱", "unit": "piece", "wanted-volume": 20_000, "price-paid": "6.8 CNY", "price-limit": "5.5 CNY", "bought-distance": 420, "needed-until": "2026-12-31"},
     ("2万", "6.8", "5.5", "420", "上海")),
    ("PA66-GF30 injection moulded gear housings, tolerance ±0.02 mm, 50,000 a month, lead time 3 weeks, ISO 9001 and IATF 16949 certified, MOQ 2,000 pcs", OFFER,
     {"product": "PA66-GF30 injection moulded gear housings", "material": "PA66-GF30", "tolerance": 0.02, "unit": "piece", "capacity": 50_000, "lead-time": 21, "minimum-order": 2000}, ("50,000",)),
    ("We need wiring harnesses for coaches, 24 V, 1,200 sets a month, by 30 June 2027, supplier must hold IATF 16949. We pay ¥320 a set today.", NEED,
     {"product": "wiring harnesses for coaches", "voltage": 24, "unit": "set", "wanted-volume": 1200, "needed-until": "2027-06-30", "wanted-standard": "IATF 16949", "price-paid": "320 CNY"}, ("1,200", "320")),
    ("MCB miniature circuit breakers 230/400V, 6 kA, C curve, DIN rail 35 mm, 120k pcs/month, delivery 10 working days", OFFER,
     {"product": "MCB miniature circuit breakers", "dimension": 35, "unit": "piece", "capacity": 120_000}, ("120k",)),
    ("求购 20CrMnTi 斜齿轮，模数3，精度±10µm，每月3000-5000件，不要铸造件，不接受中间商", NEED,
     {"product": "20CrMnTi 斜齿轮", "material": "20CrMnTi", "tolerance": 0.01, "unit": "piece"}, ("3000", "5000")),
    ("产品名称：304不锈钢法兰\n规格：DN50 PN16\n材质：304\n月产能：8000件\n交货周期：20天\n价格：45元/件\n起订量：100件", OFFER,
     {"product": "304不锈钢法兰", "material": "304", "unit": "piece", "capacity": 8000, "lead-time": 20, "unit-price": "45 CNY", "minimum-order": 100}, ("8000", "45元")),
    ("Product: Bamboo fibre tableware\nMaterial: bamboo fibre\nCapacity: 3 tons a month\nMOQ: 500 kg\nPrice: 18 CNY/kg\nLead time: 2-3 weeks", OFFER,
     {"product": "Bamboo fibre tableware", "material": "bamboo fibre", "unit": "kg", "capacity": 3000, "minimum-order": 500, "unit-price": "18 CNY"}, ("3 tons", "18")),
    ('Wanted: hex bolts 1/2"-13 UNC x 2", grade 8, zinc plated, 100k/month, not stainless, within 30 days', NEED,
     {"product": "hex bolts", "thread": "1/2-13 UNC", "unit": "piece", "wanted-volume": 100_000, "lead-time": 30}, ("100k",)),
    ("提供注塑加工服务，ABS、PC/ABS、POM，锁模力120T～800T，公差±5丝，月产60万件/年，周期25个工作日", OFFER,
     {"product": "注塑加工服务", "material": "ABS", "tolerance": 0.05, "unit": "piece", "capacity": 50_000}, ("60万",)),
    ("需要纯棉坯布 幅宽160cm 克重180g/m² 每月2.5万米 交期10天 OEKO-TEX Standard 100", NEED,
     {"product": "纯棉坯布", "dimension": 1600, "unit": "m", "wanted-volume": 25_000, "lead-time": 10}, ("2.5万",)),
    ("铝合金压铸件 ADC12，重量0.5-3kg，尺寸公差CT6，年产能120万件，模具周期35天，ISO9001认证", OFFER,
     {"product": "铝合金压铸件 ADC12", "material": "ADC12", "unit": "piece", "capacity": 100_000, "lead-time": 35}, ("120万",)),
    ("Looking for 1,000 m/month of 3×2.5 mm² H07RN-F cable, 450/750 V, no PVC sheath, delivery ≤ 14 days, budget 12.50 RMB/m", NEED,
     {"product": "H07RN-F cable", "unit": "m", "wanted-volume": 1000, "lead-time": 14, "price-limit": "12.5 CNY"}, ("1,000", "12.50")),
    ("微型断路器 额定电压400V 额定电流63A 分断能力6kA 执行标准GB/T 10963.1 月产能5万个/月 现货", OFFER,
     {"product": "微型断路器", "voltage": 400, "unit": "piece", "capacity": 50_000}, ("5万",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "fields", "answers", "hidden"), PASTED, ids=[one[0][:14] for one in PASTED]
)
def test_a_text_as_people_paste_it(
    words: str, fields: tuple[Field, ...], answers: dict[str, Any], hidden: tuple[str, ...]
) -> None:
    found = propose(words, fields)
    assert {name: one.answer for name, one in found.items() if name != "product-text"} == answers
    text = found["product-text"].text
    assert not [one for one in hidden if one in text]
    for name, one in found.items():
        field = next(field for field in fields if field.name == name)
        assert read_field(field, one.text) == one.answer, (
            "what stands in the field reads as what was proposed"
        )
        assert one.because in words


_PIECES: Final = st.sampled_from(
    [
        "斜齿轮", "gears", "材质20CrMnTi", "M12×1.75", "±0.02mm", "5万件/月", "月产能5万件", "价格：45元/件", "¥3.2", "capacity 50,000 a month",
        "每月3000-5000件", "budget 12 RMB", "交期15天", "2027年3月1日", "no PVC", "单价", "IATF 16949", "1,200 sets a month", "月用量：多", "年产能12万件",
    ]
)  # fmt: skip


@given(
    st.lists(_PIECES, min_size=1, max_size=6),
    st.lists(st.sampled_from(["，", ", ", "\n", "；", " ", ". "]), min_size=6, max_size=6),
)
def test_no_price_and_no_number_of_one_month_gets_into_a_description_for_all(
    pieces: list[str], marks: list[str]
) -> None:
    words = "".join(one + mark for one, mark in zip(pieces, marks, strict=False))
    for fields in (OFFER, NEED):
        found = propose(words, fields)
        text = found["product-text"].text if "product-text" in found else ""
        assert not re.search(r"万件|45元|3\.2|50,000|5000件|12 RMB|1,200", text), (words, text)


@given(st.text(alphabet="5万个/月 .,，:：-±mM×x元年2026中产能价格a\n", max_size=40))
def test_any_text_is_taken_apart_without_losing_or_doubling_a_part(words: str) -> None:
    found = clauses(words, OFFER)
    assert all(one.text == words[one.start : one.end] for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in found:
        assert all(one.start <= of.start <= of.end <= one.end for of in one.quantities)
    propose(words, OFFER)
    assert all(one.end <= other.start for one, other in pairwise(days(words)))
