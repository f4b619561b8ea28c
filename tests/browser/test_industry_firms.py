"""The firms of a match on their own pages: the maker agrees by a press or by a link, and each sees stage, next step and contact."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image
from playwright.sync_api import Page

from askonce.invented.zone.firms import BUYER as BUYING
from askonce.invented.zone.firms import COACH
from askonce.invented.zone.firms import MAKER as MAKING
from tests.browser.seeing import DESK, NARROW, PHONE, County, Opening
from tests.browser.test_industry import give

BUYER, MAKER = "p-buyer", "p-maker"
BOXES, MADE = "n-boxes", "o-boxes"
PAIR: Final = f"/zone/pair/{BOXES}/{MADE}"
ASKED: Final = {"en": "Somebody wants to be introduced to you", "zh": "有企业希望与您对接"}
AGREES: Final = {"en": "Your firm: agrees", "zh": "贵单位：同意"}
HARNESS: Final = "/zone/pair/n-harness/o-harness"
ITSELF: Final = {"en": "said so itself", "zh": "本企业自行答复"}
OVER: Final = {"en": "This link opens nothing", "zh": "此链接无效"}


@pytest.fixture(scope="module")
def officer(county: County) -> str:
    return county.with_role("zone/officer")


@pytest.fixture(scope="module")
def introduced(county: County, officer: str) -> str:
    """A match of the boxes of the story and one of its harness, in the hands of the officer; gives the case of the first."""
    token, cases = county.token(officer), []
    for firm, need, offer in ((BUYING, BOXES, MADE), (COACH, "n-harness", "o-harness")):
        filing: dict[str, Any] = {
            "service": "match", "applicant": firm, "answers": {"contact": True}, "channel": "telephone",
            "consent": "Ms Zheng", "choices": {"need": [need], "offer": [offer]},
        }  # fmt: skip
        key = {"idempotency-key": f"firms-{need}"}
        cases.append(str(county.post("/api/cases", filing, token, **key)["line"]["id"]))
        give(county, officer, cases[-1], do="take")
    return cases[0]


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
@pytest.mark.parametrize("javascript", [True, False])
def test_the_maker_finds_itself_asked_agrees_and_changes_its_mind(
    page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    """The demonstration's own match, which nobody has answered; each run answers otherwise than the one before."""
    eyes = page_for(MAKER, language, width, javascript=javascript)
    page = eyes.open(f"/firm/{MAKING}")
    card = page.locator("#introductions + .pair-list .pair-card").first
    asked = ASKED[language] in card.inner_text()
    eyes.look("firm")
    with page.expect_navigation():
        card.locator("a").first.click()
    assert "0500 5551" not in page.locator("main").inner_text() or not asked
    if not asked:
        page.locator("details summary").last.click()
    eyes.look("asked")
    with page.expect_navigation():
        page.locator("form button").last.click()
    if asked:
        page.locator(".govuk-error-summary").wait_for()
        eyes.look("asked-wrong")
    else:
        page.locator("details summary").last.click()
    page.locator("input[name=agree][value=yes]").focus()
    page.keyboard.press("Space")  # with the keyboard alone
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator(".govuk-notification-banner").wait_for()
    said = page.locator("main").inner_text()
    assert AGREES[language] in said
    assert "0500 5551" in said, "the buyer agreed before, so its contact is passed on"
    eyes.look("agreed")


def _link(page: Page) -> str:
    """The path of a new link, which the officer makes on the page of the pair."""
    with page.expect_navigation():
        page.locator("form[action$='/link'] button").click()
    address = page.locator("#address").input_value()
    return address[address.index("/zone/confirm/") :]


@pytest.mark.parametrize(("language", "width", "pair"), [("zh", PHONE, PAIR), ("en", NARROW, HARNESS)])
def test_a_maker_without_an_account_answers_by_a_link_once(
    page_for: Opening, officer: str, introduced: str, language: str, width: int, pair: str
) -> None:
    desk, guest = page_for(officer, language, width), page_for(None, language, width)
    first = _link(desk.open(pair))
    desk.look("link")
    path = _link(desk.open(pair))
    assert OVER[language] in guest.open(first).locator("h1").inner_text(), "the newer one ended it"
    guest.look("over")
    page = guest.open(path)
    assert ASKED[language] in page.locator("h1").inner_text()
    said = page.locator("main").inner_text()
    assert {"zh": "恒远变速箱", "en": "新程客车"}[language] in said
    assert not [one for one in ("3.4", "352", "60,000", "0500 5550") if one in said]
    guest.look("opened")
    page.check("input[name=agree][value=yes]")
    with page.expect_navigation():
        page.locator("main form button").click()
    guest.look("answered")
    assert OVER[language] in guest.open(path).locator("h1").inner_text()
    assert ITSELF[language] in desk.open(pair).locator("main").inner_text()
    if language == "zh":
        told = page_for(BUYER, language, width)
        page = told.open(f"/firm/{BUYING}/matches/{introduced}")
        assert "0500 5550 0172" in page.locator("main").inner_text()
        told.look("buyer")


def test_an_officer_is_reminded_and_writes_notes_with_a_file(
    page_for: Opening, officer: str, introduced: str, tmp_path: Path
) -> None:
    drawing = tmp_path / "drawing.png"
    Image.new("RGB", (40, 30), "white").save(drawing)
    eyes = page_for(officer, "zh", PHONE)
    page = eyes.open(PAIR)
    page.locator("#remind summary").click()
    with page.expect_navigation():
        page.locator("form[action$='/remind'] button").first.click()
    page.locator(".govuk-error-summary").wait_for()
    eyes.look("remind-wrong")
    today = date.fromisoformat(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.fill("#on", (today + timedelta(days=3)).isoformat())
    page.fill("#remember", "催寄样品")
    with page.expect_navigation():
        page.locator("form[action$='/remind'] button").first.click()
    assert page.locator("#reminders").count() == 0
    assert "催寄样品" not in eyes.open("/zone").locator("main").inner_text(), "not before its day"
    page = eyes.open(PAIR)
    page.locator("#remind summary").click()
    page.fill("#on", (today + timedelta(days=1)).isoformat())
    page.evaluate("document.querySelector('#on').type = 'text'")
    page.fill("#on", page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Shanghai'})"))
    with page.expect_navigation():
        page.locator("form[action$='/remind'] button").first.click()
    page = eyes.open("/zone")
    first = page.locator("main h2").first
    assert "到期提醒" in first.inner_text()
    assert "催寄样品" in page.locator("main").inner_text()
    eyes.look("desk-reminds")
    with page.expect_navigation(url=re.compile(re.escape(PAIR))):
        page.locator("#reminders + .pair-list a").first.click()
    page.locator("details", has=page.locator("#note")).locator("summary").click()
    page.fill("#note", "图纸已收到，公差待确认")
    page.set_input_files("#file", drawing)
    with page.expect_navigation():
        page.locator("form[action$='/note'] button").click()
    kept = page.locator(".match-notes li").first
    assert "公差待确认" in kept.inner_text()
    answered = page.request.get(kept.locator("a").evaluate("one => one.href"))
    assert (answered.status, answered.headers["content-type"]) == (200, "image/png")
    page = eyes.open(PAIR)
    eyes.look("notes")
    page.locator("#remind summary").click()
    with page.expect_navigation():
        page.locator("form[action$='/remind'] button").last.click()
    assert eyes.open("/zone").locator("#reminders").count() == 0
    del introduced


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", NARROW)])
def test_the_map_shows_how_matches_stand_to_officers_alone(
    page_for: Opening, officer: str, language: str, width: int
) -> None:
    eyes = page_for(officer, language, width)
    page = eyes.open("/zone/map?by=state")
    page.locator("#zone-map[data-drawn]").wait_for()
    legend = page.locator(".legend").inner_text()
    for words in {"en": ("stalled", "running", "orders came of it"), "zh": ("停滞", "跟进中", "已有订单")}[
        language
    ]:
        assert words in legend
    eyes.look("states")
    anybody = page_for(None, language, width)
    page = anybody.open("/zone/map?by=state")
    assert "state" not in page.locator("#by option").evaluate_all("all => all.map(one => one.value)")
    assert not {"stalled", "停滞"} & set(page.locator(".legend").inner_text().split())
