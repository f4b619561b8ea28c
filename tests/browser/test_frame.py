"""The frame: languages, narrow screens, large letters, the keyboard, pages that are not there."""

from __future__ import annotations

import pytest

from tests.browser.seeing import DESK, NARROW, PHONE, Opening


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("width", "zoom"), [(NARROW, 1.0), (PHONE, 1.0), (DESK, 1.0), (DESK, 2.0)])
def test_the_first_page_stands_at_every_width(
    page_for: Opening, language: str, width: int, zoom: float
) -> None:
    eyes = page_for(language=language, width=width, zoom=zoom)
    eyes.open("/")
    eyes.look("home")
    assert eyes.page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[language]


def test_a_language_is_chosen_and_kept(page_for: Opening) -> None:
    eyes = page_for(language="en", javascript=False)
    eyes.open("/")
    eyes.page.get_by_role("link", name="中文").click()
    assert eyes.page.locator("html").get_attribute("lang") == "zh-Hans"
    eyes.open("/")
    assert eyes.page.locator("html").get_attribute("lang") == "zh-Hans"
    assert "lang=" not in eyes.page.url


def test_the_keyboard_reaches_the_content_first(page_for: Opening) -> None:
    eyes = page_for()
    eyes.open("/")
    eyes.page.keyboard.press("Tab")
    assert eyes.page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    eyes.page.keyboard.press("Enter")
    assert eyes.page.evaluate("document.activeElement.id") == "main-content"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_that_is_not_there_is_said_so(page_for: Opening, language: str) -> None:
    eyes = page_for(language=language)
    eyes.open("/nothing/here")
    eyes.look("absent")
    assert (
        eyes.page.locator("h1").inner_text()
        == {"en": "There is no such page", "zh": "没有这个页面"}[language]
    )
