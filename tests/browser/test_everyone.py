"""Anybody: the first page, finding a service, life events, what the house says of itself."""

from __future__ import annotations

import pytest

from tests.browser.seeing import DESK, NARROW, PHONE, Opening


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE), ("en", NARROW), ("zh", DESK)])
def test_a_service_is_found_by_words_of_ones_own(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for(language=language, width=width)
    page = eyes.open("/")
    eyes.look("first")
    page.locator("#q").fill({"en": "eldrely meel", "zh": "老人餐"}[language])
    page.locator("#q").press("Enter")
    page.wait_for_url("**/services?q=**")
    eyes.look("found")
    page.get_by_role("link", name={"en": "Meal for the elderly", "zh": "老年餐"}[language]).first.click()
    eyes.look("service")
    assert page.url.endswith("/services/elder-meal")


def test_the_list_narrows_while_one_types(page_for: Opening) -> None:
    eyes = page_for()
    page = eyes.open("/services")
    every = page.locator(".services > li").count()
    page.locator("#q").press_sequentially("school transfre", delay=5)
    page.wait_for_url("**/services?q=**")
    page.get_by_role("status").filter(has_text="fit").wait_for()
    assert 0 < page.locator(".services > li").count() < every
    assert page.locator(".services h3 a").first.inner_text() == "Change of school"
    eyes.look("typed")


@pytest.mark.parametrize("javascript", [True, False])
def test_services_are_listed_by_office(page_for: Opening, *, javascript: bool) -> None:
    eyes = page_for(javascript=javascript)
    page = eyes.open("/services")
    page.get_by_role("link", name="Willow Street Office").click()
    assert "services of Willow Street Office" in page.get_by_role("status").inner_text()
    eyes.look("office")
    page.get_by_role("link", name="Show all").click()
    assert "office=" not in page.url


def test_what_nobody_offers_is_not_found(page_for: Opening) -> None:
    eyes = page_for(language="zh", width=PHONE)
    page = eyes.open("/services?q=%E9%A3%9E%E6%9C%BA%E7%A5%A8")
    assert page.locator(".services > li").count() == 0
    eyes.look("nothing")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("path", ["life-events", "life-events/birth", "about", "accessibility", "privacy"])
def test_a_page_for_everybody_stands(page_for: Opening, path: str, width: int, language: str) -> None:
    eyes = page_for(language=language, width=width)
    eyes.open(f"/{path}")
    eyes.look(path.replace("/", "-"))
