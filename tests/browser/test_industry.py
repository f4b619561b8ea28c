"""The market: a firm looks at what fits, officers introduce, follow and judge, everybody looks at the zone from above."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser.seeing import DESK, NARROW, PHONE, County, Eyes, Opening

BUYER, MAKER = "p-buyer", "p-maker"
OFFICER_ROLE, CLERK_ROLE = "zone/officer", "zone/clerk"
BOXES, MADE = "n-boxes", "o-boxes"
HARNESS = "/zone/pair/n-harness/o-harness"
LOOKS: Final = [("en", DESK), ("zh", PHONE), ("zh", DESK), ("en", NARROW)]
_KEYS: Final = itertools.count()


@pytest.fixture(scope="module")
def officer(county: County) -> str:
    return county.with_role(OFFICER_ROLE)


def give(county: County, who: str, case: str, **command: Any) -> Any:
    token = county.token(who)
    headers = {"authorization": f"Bearer {token}"}
    seen = httpx.get(f"{county.url}/api/cases/{case}", headers=headers, timeout=30)
    events = seen.raise_for_status().json()["line"]["events"]
    more = {"idempotency-key": f"market-{next(_KEYS):06}", "if-match": f'"{events}"'}
    return county.post(f"/api/cases/{case}/commands", command, token, **more)


def brought(page: Page) -> list[int]:
    """What matches save, and what is ordered, a year."""
    return [
        round(float(re.sub(r"[^0-9.]", "", one.inner_text())))
        for one in page.locator(".zone-money dd").all()[:2]
    ]


def click(page: Page, selector: str, arrives: str | re.Pattern[str]) -> None:
    page.locator(selector).first.click()
    page.wait_for_url(arrives)


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_firm_sees_what_fits_and_why(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for(BUYER, language, width)
    page = eyes.open(f"/market/needs/{BOXES}")
    first = page.locator(".match-card").first
    assert "同兴纸箱" in first.inner_text()
    # the sign and the word say it, without the colour
    states = {one.inner_text().replace("\n", " ").strip() for one in first.locator(".check-state").all()}
    met = {"en": "✓ met", "zh": "✓ 符合"}[language]
    assert states == {met}
    assert {"en": "Register: Offers", "zh": "登记册：产品供应"}[language] in first.inner_text().replace(
        "数据来源", "登记册"
    )
    first.locator("summary").click()
    assert {"en": "Its score is", "zh": "得分"}[language] in first.inner_text()
    said = page.locator("main").inner_text()
    assert {"en": "No payment, no promotion", "zh": "不收费，不推广"}[language] in said
    assert "3.4" not in said, "what the firm pays stands on no list"
    eyes.look("fits")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_maker_sees_who_asks(page_for: Opening, *, javascript: bool) -> None:
    eyes = page_for(MAKER, javascript=javascript)
    page = eyes.open(f"/market/offers/{MADE}")
    assert "恒远变速箱" in page.locator(".match-list").first.inner_text()
    eyes.look("asked-for")
    page = eyes.open(f"/market/needs/{BOXES}")
    assert page.title().startswith("There is no such page")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_introduces_follows_and_ends_a_match(
    county: County, page_for: Opening, officer: str, *, javascript: bool
) -> None:
    path = f"/zone/pair/{BOXES}/{MADE}" if javascript else HARNESS
    language = "en" if javascript else "zh"
    eyes = page_for(officer, language, javascript=javascript)
    page = eyes.open("/zone/proposals")
    page.fill("#q", "纸箱")
    click(page, ".work-filter button", "**/zone/proposals?**")
    eyes.look("proposals")
    page = eyes.open(path)
    eyes.look("pair")
    page.locator("form[action$='/introduce'] button").click()
    page.locator(".govuk-error-summary").wait_for()
    eyes.look("pair-wrong")
    page.check("input[name=channel][value=telephone]")
    page.fill("#consent", "Ms Zheng, this morning")
    page.check("input[name=contact][value=yes]")
    page.locator("form[action$='/introduce'] button").click()
    page.wait_for_url(re.compile(r"/work/case-"))
    case = page.url.rpartition("/")[2]
    eyes.open("/zone")
    assert case in page.locator("main").inner_html()
    give(county, officer, case, do="take")
    page = eyes.open("/zone")
    owed = {"en": "Your own interests", "zh": "与任何一方企业的利害关系"}[language]
    assert owed in page.locator("main").inner_text()
    eyes.look("desk")
    answers = {"interests": "none", "maker_agrees": True, "maker_agreed_how": "Mr Chen, at the gate"}
    give(county, officer, case, do="answer", answers=answers)
    give(county, officer, case, do="step", step="introduction", then="specifications")
    page = eyes.open("/zone/matches")
    column = page.locator(
        ".board-column", has_text={"en": "Exchange of specifications", "zh": "交换技术规格"}[language]
    )
    assert case in column.inner_html()
    eyes.look("board")
    page = eyes.open("/zone/matches?as=table")
    assert case in page.locator("tbody").first.inner_html()
    eyes.look("board-table")
    if javascript:
        told = page_for(BUYER).open(f"/market/needs/{BOXES}").locator(".match-followed").first.inner_text()
        assert "0500 5550 0172" in told
        give(county, officer, case, do="step", step="specifications", then="ending")
        ending = {
            "reason": "in_production", "words": "runs well", "orders": "2040000 CNY", "saved": "396000 CNY",
        }  # fmt: skip
        before = brought(eyes.open("/zone"))
        give(county, officer, case, do="answer", answers=ending)
        give(county, officer, case, do="decide")
        after = brought(eyes.open("/zone"))
        assert [now - was for was, now in zip(before, after, strict=True)] == [396_000, 2_040_000]
        eyes.look("outcomes")


@pytest.mark.parametrize(("language", "width"), [("zh", PHONE), ("en", DESK)])
def test_an_officer_says_a_word_on_a_pair(page_for: Opening, officer: str, language: str, width: int) -> None:
    eyes = page_for(officer, language, width)
    page = eyes.open("/zone/proposals?order=saving")
    eyes.look("proposals-saving")
    page.locator(".pair-links a").first.click()
    page.wait_for_url(re.compile("/zone/pair/"))
    here = page.url
    page.check("input[name=verdict][value=not]")
    page.fill("#words", "Another kind of thing altogether")
    page.locator("form[action$='/word'] button").click()
    page.locator(".govuk-notification-banner").wait_for()
    assert "Another kind of thing" in page.locator("main").inner_text()
    eyes.look("said")
    page = eyes.open("/zone/proposals?order=saving")
    assert here.partition("/zone/pair/")[2] not in page.locator("#proposals").inner_html()


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_the_zone_at_a_glance(page_for: Opening, officer: str, language: str, width: int) -> None:
    eyes = page_for(officer, language, width)
    page = eyes.open("/zone/map?by=capacity")
    page.locator("#zone-map[data-drawn]").wait_for()
    assert page.locator("#zone-map").get_attribute("data-drawn") == "60"
    signs = {one.inner_text() for one in page.locator(".legend .swatch").all()}
    assert {one.inner_text() for one in page.locator("tbody .swatch").all()} <= signs
    eyes.look("map")
    # with the keyboard alone: a firm of the table is brought into the middle, and Enter says which it is
    first = page.locator(".find-place").first
    name = page.locator("tbody th").first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'zone-map'")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('map-said').textContent.length > 0")
    assert name in page.locator("#map-said").inner_text()


def test_the_map_is_sent_by_box_and_moves_by_keys(page_for: Opening) -> None:
    eyes = page_for(None)
    asked: list[str] = []
    eyes.page.on("request", lambda request: asked.append(request.url) if "/cells?" in request.url else None)
    page = eyes.open("/zone/map")
    page.locator("#zone-map[data-drawn]").wait_for()
    assert asked
    assert all(re.search(r"box=[-0-9.%C]+", one) for one in asked)
    page.locator("#zone-map").focus()
    before = page.locator("#zone-map canvas").first.evaluate("one => one.toDataURL()")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    page.wait_for_timeout(900)
    assert page.locator("#zone-map canvas").first.evaluate("one => one.toDataURL()") != before
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.activeElement.closest('#zone-map') !== null || document.activeElement.id !== 'zone-map'"
    )


def test_the_table_has_the_whole_map_without_scripts(county: County, page_for: Opening) -> None:
    eyes = page_for(None, javascript=False)
    page = eyes.open("/zone/map?by=need")
    assert page.locator("#zone-map").is_hidden()
    eyes.look("plain")
    names: list[str] = []
    while True:
        names += [one.inner_text() for one in page.locator("tbody th").all()]
        further = page.locator(".work-pages a[rel=next]")
        if not further.count():
            break
        click(page, ".work-pages a[rel=next]", "**page=**")
    cells = httpx.get(f"{county.url}/zone/map/cells?by=need&box=-1e6,-1e6,1e6,1e6", timeout=30).json()[
        "cells"
    ]
    assert sorted(names) == sorted(one["name"] for one in cells)
    page.select_option("#chain", "textiles")
    click(page, ".work-filter button", "**chain=textiles**")
    assert page.locator("tbody tr").count() < len(names)
    assert json.dumps(cells).count("capacity") == 0


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_the_chain_and_the_capacity_shared_out(
    page_for: Opening, officer: str, language: str, width: int
) -> None:
    eyes = page_for(officer, language, width)
    page = eyes.open("/zone/chain")
    assert page.locator("svg .box").count() > 3
    assert page.locator("tbody tr").count() > 3
    assert (
        page.locator("#holes ~ div .hole-makers li").count() > 3
    )  # whom to invite from the neighbouring zone
    assert page.locator("#neighbours + p + div tbody tr").count() == 1
    eyes.look("chain")
    page.locator("#classes summary").click()
    click(page, "#classes tbody a", re.compile("class="))
    eyes.look("chain-of-one")
    page = eyes.open("/zone/allocation?which=all")
    figures = [int(one.inner_text().replace(",", "")) for one in page.locator(".zone-figures dd").all()]
    possible, best, first, more = figures
    assert possible >= best >= first
    assert more == best - first
    eyes.look("allocation")


def test_the_desk_is_offered_to_its_officers_alone(county: County, page_for: Opening, officer: str) -> None:
    def links(eyes: Eyes, path: str) -> str:
        return eyes.open(path).locator("header").inner_html()

    assert 'href="/zone"' in links(page_for(officer), "/work")
    assert 'href="/zone"' not in links(page_for(county.with_role("street/clerk")), "/work")
    page = page_for(county.with_role("street/clerk")).open("/zone")
    assert "not open to you" in page.locator("h1").inner_text()
