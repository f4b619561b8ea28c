"""What is proposed out of words: in the units of the fields, never taken, and nothing that only the office may see in a text for all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from askonce.apps.economy.entries import Field, read_field
from askonce.apps.economy.proposing import propose
from askonce.apps.economy.visits import LASTS, LINK_LASTS, Firm, Note, find_firm, from_numbers, is_id
from askonce.cases.wording.bilingual import both
from askonce.feel.types import INTEGER, NUMBER, TEXT, ChoiceType, MoneyType
from askonce.methods.classification import Guess

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIELDS = (
    Field(name="product", title=both("Product", "产品"), type=TEXT, concept="product", optional=False, public=True),
    Field(name="text", title=both("Description", "说明"), type=TEXT, concept="product-text", public=True),
    Field(name="material", title=both("Material", "材料"), type=TEXT, concept="material", public=True),
    Field(name="thread", title=both("Thread", "螺纹"), type=TEXT, concept="thread", public=True),
    Field(name="standard", title=both("Standard", "标准"), type=TEXT, concept="wanted-standard", public=True),
    Field(name="tolerance", title=both("Tolerance in mm", "公差"), type=NUMBER, unit="mm", concept="tolerance", public=True),
    Field(name="dimension", title=both("Dimension in mm", "尺寸"), type=NUMBER, unit="mm", concept="dimension", public=True),
    Field(name="lead", title=both("Lead time in days", "交期"), type=INTEGER, unit="days", concept="lead-time", public=True),
    Field(name="unit", title=both("Unit", "单位"), type=ChoiceType(("piece", "kg")), concept="unit", public=True),
    Field(name="capacity", title=both("Capacity a month", "月产能"), type=NUMBER, monthly=True, concept="capacity"),
    Field(name="price", title=both("Price", "单价"), type=MoneyType("CNY"), concept="unit-price"),
)  # fmt: skip
CHINESE = "我们生产斜齿轮，材料20CrMnTi，公差±0.02mm，月产能5万件，交期15天，单价3.2元"
ENGLISH = "We make wheel hubs, 457.2 mm, M12×1.75, PA66-GF30, 10±0.1 mm, IATF 16949, 50,000 a month, ¥120 each, 3 weeks"


def test_words_in_either_language_say_the_same_fields() -> None:
    found = {name: one.answer for name, one in propose(CHINESE, FIELDS).items() if name != "text"}
    assert found == {
        "product": "斜齿轮", "material": "20CrMnTi", "tolerance": 0.02, "lead": 15, "unit": "piece", "capacity": 50_000,
        "price": "3.2 CNY",
    }  # fmt: skip
    found = {name: one.answer for name, one in propose(ENGLISH, FIELDS).items() if name != "text"}
    assert found == {
        "product": "wheel hubs", "material": "PA66-GF30", "thread": "M12x1.75", "standard": "IATF 16949", "tolerance": 0.1,
        "dimension": 457.2, "lead": 21, "unit": "piece", "capacity": 50_000, "price": "120 CNY",
    }  # fmt: skip


@pytest.mark.parametrize("words", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_a_description_for_all_holds_no_price_and_no_capacity(words: str) -> None:
    text = propose(words, FIELDS)["text"].text
    assert not any(secret in text for secret in ("5万", "50,000", "3.2", "120", "月产能"))
    assert "20CrMnTi" in text or "PA66-GF30" in text


@pytest.mark.parametrize("words", [CHINESE, ENGLISH, "", "？？", "gear", "1e99 mm", "m12", "3" * 60])
def test_a_proposal_reads_as_what_it_proposes_and_says_from_where(words: str) -> None:
    for name, one in propose(words, FIELDS).items():
        field = next(field for field in FIELDS if field.name == name)
        assert read_field(field, one.text) == one.answer
        assert one.because in words


def test_a_class_is_proposed_where_it_is_sure_and_by_its_product_alone() -> None:
    asked: list[str] = []

    def guess(words: str) -> Guess | None:
        asked.append(words)
        return Guess("848340", 3.0, 0.97, ("斜齿轮 helical gear",))

    classed = Field(name="hs", title=both("Class", "编码"), type=TEXT, concept="product-class", public=True)
    found = propose(CHINESE, (*FIELDS, classed), guess)["hs"]
    assert (found.answer, found.alike, asked) == ("848340", "斜齿轮 helical gear", ["斜齿轮"])
    assert "hs" not in propose(CHINESE, (*FIELDS, classed)), "nobody knows the like"


def note(**more: object) -> Note:
    return Note("0" * 32, "lin", "offer", "Gate 4", "gears", NOON, NOON, **more)  # type: ignore[arg-type]


def test_a_note_says_where_it_stands() -> None:
    assert note().state(NOON) == "draft"
    assert note(checked=True).state(NOON) == "draft", "of no firm that is sure"
    ready = note(checked=True, firm="f-1")
    assert ready.state(NOON) == "ready"
    sent = note(checked=True, firm="f-1", link="x", link_until=NOON + LINK_LASTS)
    assert sent.state(NOON) == "sent"
    assert sent.state(NOON + LINK_LASTS) == "ready", "a link that ended is none"
    assert note(filed="c-1").state(NOON) == "filed"
    assert note().until == NOON + LASTS
    assert timedelta(days=14) == LINK_LASTS


def test_the_numbers_of_a_note_go_to_the_fields_of_its_kind() -> None:
    said = from_numbers(note(numbers={"volume": "5万", "price": "3.2", "days": ""}), FIELDS)
    assert said == {"capacity": "5万", "price": "3.2"}


def test_a_firm_is_meant_for_certain_or_not_at_all() -> None:
    firms = (Firm("f-1", "宏远"), Firm("f-2", "宏远"), Firm("f-3", "Hub (Works)"))
    assert [find_firm(one, firms) for one in ("宏远", "宏远 (f-2)", "hub (works)", "Hub (Works) (f-3)", "", "f-4")] == [
        "", "f-2", "f-3", "f-3", "", "",
    ]  # fmt: skip
    assert not any(map(is_id, ("", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "\n", "../" + "0" * 29)))
