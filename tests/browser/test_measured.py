"""Leader, auditor and anybody: figures from both sides, opened into what makes them up; the ledger verified with one press."""

from __future__ import annotations

import re

import pytest

from tests.browser.seeing import DESK, NARROW, PHONE, Opening

#: Of the county of three hundred: an auditor, a clerk of the office with the most cases, one of another.
AUDITOR, CLERK, OTHER = "wu.bo", "lin.jing", "zhu.jing"


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE), ("en", NARROW), ("zh", DESK)])
def test_anybody_opens_a_figure_down_to_one_service(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for(language=language, width=width)
    page = eyes.open("/figures")
    for picture in page.locator("img.measured-chart").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("one => one.complete && one.naturalWidth > 0", arg=picture.element_handle())
    eyes.look("figures")
    assert page.locator(".measured-figure").count() == 6
    page.locator(".measured-figure a").nth(1).click()
    eyes.look("part")
    page.locator("tbody tr:not(:has(.measured-few)) th a").first.click()
    eyes.look("service")
    assert page.locator(".measured-figure").count() == 6


def test_a_figure_stands_without_scripts_and_each_rate_shows_out_of_how_many(page_for: Opening) -> None:
    eyes = page_for(javascript=False)
    page = eyes.open("/figures")
    card = page.locator(".measured-figure").first.inner_text()
    assert re.search(r"\d+ of \d+", card), card
    page.get_by_label("Filed in").select_option("all")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("month=all")
    eyes.look("all")
    page.get_by_role("link", name="Willow Street Office").first.click()
    eyes.look("office")
    assert page.locator("h1").inner_text() == "Willow Street Office"


def test_a_clerk_opens_a_figure_into_the_cases_of_the_own_office_alone(page_for: Opening) -> None:
    eyes = page_for(CLERK)
    page = eyes.open("/figures/services/elder-meal")
    page.get_by_role("link", name="Open the figures into their cases").click()
    eyes.look("cases")
    assert page.locator("tbody tr").count() > 3
    page.get_by_label("What is counted").select_option("channel.counter")
    page.get_by_role("button", name="Show").click()
    eyes.look("counter")
    stranger = page_for(OTHER)
    stranger.open("/figures/services/elder-meal")
    assert stranger.page.get_by_role("link", name="Open the figures into their cases").count() == 0
    answer = stranger.page.goto(stranger.county.url + "/figures/services/elder-meal/cases?office=street")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_an_auditor_sees_looks_and_verifies_the_ledger(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for(AUDITOR, language=language, width=width)
    page = eyes.open("/audit")
    eyes.look("audit")
    page.locator("main form button").first.click()
    page.wait_for_url("**/ledger/verification")
    page.locator(".measured-good").wait_for()
    eyes.look("verified")


def test_whoever_audits_nothing_sees_no_audit(page_for: Opening) -> None:
    answer = page_for(CLERK).page.goto(page_for(CLERK).county.url + "/audit")
    assert answer is not None
    assert answer.status == 403
    eyes = page_for()
    assert "/sign-in" in eyes.open("/audit").url


@pytest.mark.parametrize("javascript", [True, False])
def test_a_head_that_somebody_kept_is_held_against_the_ledger(page_for: Opening, *, javascript: bool) -> None:
    eyes = page_for(javascript=javascript)
    page = eyes.open("/ledger")
    eyes.look("ledger")
    kept = page.locator("pre").first.inner_text()
    page.get_by_role("button", name="Verify the whole ledger").click()
    page.wait_for_url("**/ledger/verification")
    eyes.look("verified")
    assert page.locator("h1").inner_text() == "The ledger holds"
    page.get_by_role("link", name="Back to the ledger").click()
    page.get_by_label("The whole text of the head").fill(kept)
    page.get_by_role("button", name="Check it").click()
    assert "It holds" in page.locator(".measured-good").inner_text()
    eyes.look("kept")
    lines = kept.split("\n")
    page.get_by_label("The whole text of the head").fill("\n".join([lines[0], "7", *lines[2:]]))
    page.get_by_role("button", name="Check it").click()
    assert "does not hold" in page.locator(".measured-bad").inner_text()
    page.get_by_label("The whole text of the head").fill("nonsense")
    page.get_by_role("button", name="Check it").click()
    assert page.title().startswith("Error: ")
    eyes.look("nonsense")


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_the_plan_of_changes_is_reckoned_and_sorted(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for(language=language, width=width)
    page = eyes.open("/figures/plan")
    page.locator(".measured-table").wait_for(timeout=60_000)
    eyes.look("plan")
    page.locator("main nav a").first.click()
    page.wait_for_url("**by=visits")
    eyes.look("by-visits")


def test_it_all_works_by_keyboard(page_for: Opening) -> None:
    eyes = page_for()
    page = eyes.open("/figures")
    page.get_by_label("Filed in").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures?month=")
    link = page.locator(".measured-figure a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/parts/online")
    region = page.get_by_role("region").first
    region.focus()
    assert region.evaluate("one => one === document.activeElement")
