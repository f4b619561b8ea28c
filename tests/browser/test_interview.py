"""Interviews in a browser: three pages to a meal, minimum income, a child, a firm, a birth, two devices, a dispute, a paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.seeing import DESK, PHONE, Eyes, Opening

SAYS = {
    "en": {
        "known": "What we know already", "check": "Check and send", "filed": "It is filed", "wrong": "This is wrong",
        "rather": "I would rather not say", "refused": "As things stand this would be refused", "elsewhere": "perhaps on another device",
        "error": "There is a problem", "readable": "Can this be read?", "would": "You would get", "disputed": "What you say is wrong",
    },
    "zh": {
        "known": "以下信息我们已经掌握", "check": "核对并提交", "filed": "已提交", "wrong": "此信息有误",
        "rather": "我不愿提供", "refused": "按目前情况将不予批准", "elsewhere": "可能来自另一台设备",
        "error": "填写有误", "readable": "内容看得清吗？", "would": "您可以享受", "disputed": "您认为有误的信息",
    },
}  # fmt: skip


def look(eyes: Eyes, name: str) -> None:
    """Look, and take away the empty attribute that making a picture leaves at a field: htmx would copy it."""
    eyes.look(name)
    if eyes.scripts:
        eyes.page.evaluate(
            "document.querySelectorAll('[style=\"\"]').forEach(one => one.removeAttribute('style'))"
        )


def press(page: Page, home: str, end: str = "") -> None:
    """Press the first button of the form that goes to an address of the interview."""
    page.locator(f"form[action='{home}{end}'] button[type=submit]").first.click()


def answer(page: Page, home: str, text: str) -> None:
    """Answer a question in a field of text."""
    page.fill("#q", text)
    press(page, home)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("language", "width", "who"), [("en", DESK, "p-elder"), ("zh", PHONE, "p-elder-husband")]
)
def test_a_meal_takes_three_pages(
    page_for: Opening, language: str, width: int, who: str, *, javascript: bool
) -> None:
    eyes, says, home = (
        page_for(who, language, width, javascript=javascript),
        SAYS[language],
        "/apply/elder-meal",
    )
    page = eyes.open(home)
    page.get_by_role("heading", name=re.compile(says["known"])).wait_for()
    expect(page.locator(".outcome")).to_contain_text("15")
    look(eyes, "1-known-and-asked")
    press(page, home)
    page.get_by_role("heading", name=says["error"]).wait_for()
    look(eyes, "1-error")
    page.locator(".govuk-error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "q"
    answer(page, home, "花生")
    page.get_by_role("heading", name=says["check"]).wait_for()
    assert page.url.endswith(home)
    look(eyes, "2-check")
    press(page, home, "/send")
    page.get_by_role("heading", name=says["filed"]).wait_for()
    assert "/done/case-" in page.url
    look(eyes, "3-filed")


def test_a_meal_by_keyboard_alone(page_for: Opening) -> None:
    eyes = page_for("p-carer")
    page = eyes.open("/apply/elder-meal")
    page.locator("#main-content").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("no nuts")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Check and send").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1", "who listens hears the new page"
    while page.evaluate("document.activeElement.textContent").strip() != "Send":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="It is filed").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("language", "width"), [("zh", PHONE), ("en", DESK)])
def test_minimum_income_with_a_paper(
    page_for: Opening, tmp_path: Path, language: str, width: int, *, javascript: bool
) -> None:
    eyes, says, home = (
        page_for("p-poor", language, width, javascript=javascript),
        SAYS[language],
        "/apply/minimum-income",
    )
    page = eyes.open(f"{home}?ask=minimum-income.other_income")
    page.get_by_role("button", name=says["rather"]).click()
    page.get_by_text(says["refused"]).wait_for()
    look(eyes, "declined")
    page.goto(eyes.county.url + f"{home}?ask=minimum-income.other_income")
    answer(page, home, "三百元")
    page.locator("input[type=file]").wait_for()
    look(eyes, "a-paper-is-wanted")
    bad = tmp_path / "paper.jpg"
    bad.write_bytes(b"<svg onload=alert(1)>")
    page.set_input_files("#q", bad)
    press(page, home, "/file")
    page.get_by_role("heading", name=says["error"]).wait_for()
    look(eyes, "no-picture")
    good = tmp_path / "paper.png"
    Image.new("RGB", (300, 200), (9, 90, 60)).save(good)
    page.set_input_files("#q", good)
    press(page, home, "/file")
    page.get_by_role("heading", name=says["readable"]).wait_for()
    expect(page.locator("main img").first).to_have_js_property("naturalWidth", 300)
    look(eyes, "to-be-read")
    page.locator("a.govuk-button").click()
    page.get_by_role("heading", name=says["check"]).wait_for()
    look(eyes, "check")
    press(page, home, "/send")
    page.get_by_role("heading", name=says["filed"]).wait_for()
    look(eyes, "filed")


@pytest.mark.parametrize(("language", "width"), [("en", PHONE), ("zh", DESK)])
def test_a_school_place_for_one_of_the_children(page_for: Opening, language: str, width: int) -> None:
    eyes, says, home = page_for("p-father", language, width), SAYS[language], "/apply/school-place"
    page = eyes.open(home)
    look(eyes, "which-child")
    press(page, home)
    page.get_by_role("heading", name=says["error"]).wait_for()
    page.get_by_label("p-twin-one").check()
    press(page, home)
    page.get_by_role("heading", name=says["check"]).wait_for()
    look(eyes, "check")
    page.goto(eyes.county.url + f"{home}?ask=_pick")
    expect(page.locator("input[value=p-twin-one]")).to_be_checked()
    page.get_by_label("p-twin-two").check()
    press(page, home)
    page.get_by_role("heading", name=says["check"]).wait_for()
    expect(page.get_by_text("p-twin-two")).to_be_visible()
    press(page, home, "/send")
    page.get_by_role("heading", name=says["filed"]).wait_for()


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_what_is_optional_may_be_left_open(page_for: Opening, language: str, width: int) -> None:
    eyes, says, home = page_for("p-owner", language, width), SAYS[language], "/apply/company-change"
    page = eyes.open(home)
    if page.locator("input[value=whom]").count():
        answer(page, home, "f-owner")
        expect(page.locator("input[value=whom]")).to_have_count(0)
    while not page.locator(
        f"form[action='{home}/send']"
    ).count():  # a mandate to pick where there are several, then the change
        question = page.locator("input[name=_name]").first.input_value()
        page.locator("input[name=q][type=radio]").first.check()
        press(page, home)
        expect(page.locator(f"input[name=_name][value='{question}']")).to_have_count(0)
    page.locator("a[href$='company-change.new_name']").click()
    look(eyes, "optional")
    answer(page, home, "青山竹林食品")
    expect(page.locator(".said-so-far")).to_contain_text("青山竹林食品")
    page.goto(eyes.county.url + f"{home}?ask=company-change.new_name")
    page.locator("button[name=_skip]").click()
    page.get_by_role("heading", name=says["check"]).wait_for()
    expect(page.get_by_text("青山竹林食品")).to_have_count(0)
    look(eyes, "check")


def test_a_firm_s_licence_by_mandate(page_for: Opening, tmp_path: Path) -> None:
    eyes, home = page_for("p-agent"), "/apply/food-licence"
    page = eyes.open(home)
    look(eyes, "which-firm")
    answer(page, home, "f-nobody")
    page.get_by_role("heading", name="There is a problem").wait_for()
    expect(page.locator(".govuk-error-message")).to_contain_text("mandate")
    look(eyes, "no-mandate")
    answer(page, home, "f-owner")
    page.locator("input[type=radio]").first.check()
    look(eyes, "question")
    press(page, home)
    page.locator("input[type=file]").wait_for()
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n")
    page.set_input_files("#q", plan)
    press(page, home, "/file")
    look(eyes, "a-pdf")
    page.locator("a.govuk-button").click()
    look(eyes, "check")
    press(page, home, "/send")
    page.get_by_role("heading", name="It is filed").wait_for()


@pytest.mark.parametrize(
    ("who", "language", "width", "javascript"),
    [("p-parent", "zh", PHONE, True), ("p-father", "en", DESK, False)],
)
def test_a_birth_is_one_interview(
    page_for: Opening, tmp_path: Path, who: str, language: str, width: int, *, javascript: bool
) -> None:
    eyes, says, home = (
        page_for(who, language, width, javascript=javascript),
        SAYS[language],
        "/life-events/birth/apply",
    )
    page = eyes.open(home)
    assert page.locator("input[value=p-twin-one]").count() == 0, (
        "all services agree on the newborn, so nobody is asked"
    )
    look(eyes, "1-known")
    paper = tmp_path / "paper.png"
    Image.new("RGB", (30, 20)).save(paper)
    asked: list[str] = []
    while not page.locator(f"form[action='{home}/send']").count():
        question = page.locator("input[name=_name]").first.input_value()
        assert question not in asked, "each is asked once"
        asked.append(question)
        _give(page, home, paper)
        expect(page.locator(f"input[name=_name][value='{question}']")).to_have_count(0)
    look(eyes, "2-check")
    press(page, home, "/send")
    page.get_by_role("heading", name=says["filed"]).wait_for()
    assert page.url.count("case-") > 1
    look(eyes, "3-filed")


def _give(page: Page, home: str, paper: Path) -> None:
    """Answer whatever is asked."""
    if page.locator("input[type=file]").count():
        page.set_input_files("#q", paper)
        press(page, home, "/file")
        page.locator("a.govuk-button").click()
        return
    if page.locator("input[name=q][type=radio]").count():
        page.locator("input[name=q][type=radio]").first.check()
    elif page.locator("#q-day").count():
        for part, text in {"day": "3", "month": "3", "year": "2026"}.items():
            page.fill(f"#q-{part}", text)
    else:
        page.fill("#q", "吴念安")
    press(page, home)


def test_a_draft_goes_on_on_another_device(page_for: Opening) -> None:
    home = "/apply/property-transfer"
    phone, desk = page_for("p-owner", "zh", PHONE), page_for("p-owner", "en", DESK)
    small = phone.open(home)
    answer(small, home, "330000199001011234")
    small.get_by_text("您目前填写的内容").wait_for()
    large = desk.open(home)
    expect(large.locator(".said-so-far")).to_contain_text("330000199001011234")
    look(desk, "goes-on")
    key = "property-transfer.buyer_number"
    for page in (small, large):
        page.goto(phone.county.url + f"{home}?ask={key}")
    answer(small, home, "330000199001015678")
    small.get_by_text("您目前填写的内容").wait_for()
    answer(large, home, "330000199001019999")
    expect(large.locator(".note")).to_contain_text("perhaps on another device")
    look(desk, "two-at-once")
    expect(large.locator(".said-so-far")).to_contain_text("330000199001019999")


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_a_wrong_datum_is_disputed_there_and_then(page_for: Opening, language: str, width: int) -> None:
    who = {"en": "p-wrong", "zh": "p-leap"}[language]
    eyes, says, home = page_for(who, language, width), SAYS[language], "/apply/elder-meal"
    page = eyes.open(home)
    page.get_by_role("link", name=says["wrong"]).click()
    look(eyes, "what-is-wrong")
    press(page, home, "/wrong")
    page.get_by_role("heading", name=says["error"]).wait_for()
    page.fill("#q", "The year is mistyped")
    page.fill("#q-claimed", "1957")
    press(page, home, "/wrong")
    page.get_by_role("heading", name=says["disputed"]).wait_for()
    look(eyes, "disputed")
    answer(page, home, "no nuts")
    page.get_by_role("heading", name=says["check"]).wait_for()
    press(page, home, "/send")
    page.get_by_role("heading", name=says["filed"]).wait_for()
    look(eyes, "filed")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_what_would_i_get_without_signing_in(
    page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    eyes, says = page_for(None, language, width, javascript=javascript), SAYS[language]
    page = eyes.open("/what")
    look(eyes, "1-topics")
    page.locator("a[href='/what?about=event%3Aretirement']").click()
    look(eyes, "2-first-question")
    for part, text in {"day": "12", "month": "3", "year": "1958"}.items():
        page.fill(f"#q-{part}", text)
    page.locator("form[action='/what'] button[type=submit]").first.click()
    expect(page.locator(".prospect.yes").filter(has_text="15").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(says["would"])).first).to_be_visible()
    look(eyes, "3-where-things-stand")
    assert "1958" not in page.url
    assert not [one for one in page.context.cookies() if "1958" in str(one["value"])]
    page.locator("button[name=_change]").first.click()
    expect(page.locator("#q-year")).to_have_value("1958")
