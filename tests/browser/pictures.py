"""Makes the pictures of the README: `python -m tests.browser.pictures docs/pictures`, or `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.seeing import LOCALES, County, browser_here, served

#: The name of the picture, who looks, in which language, at which width and height, and at which page.
PICTURES: Final = (
    ("first", None, "en", 1280, 860, "/"),
    ("sign-in", None, "en", 1280, 860, "/sign-in"),
    ("apply", "p-elder", "en", 1280, 860, "/apply/elder-meal"),
    ("apply-phone", "p-elder", "zh", 390, 860, "/apply/elder-meal"),
    ("affairs", "p-poor", "en", 1280, 860, "/me"),
    ("work", "street/clerk", "en", 1280, 860, "/work"),
    ("figures", None, "en", 1280, 1100, "/figures"),
    ("ledger", None, "en", 1280, 860, "/ledger"),
    ("fits", "p-buyer", "en", 1280, 1100, "/market/needs/n-boxes"),
    ("zone-map", "zone/officer", "en", 1280, 1100, "/zone/map?by=need"),
)
_SETTLE_MS: Final = 700
_COLOURS: Final = 128


def main(target: Path) -> int:
    """Make them all."""
    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as county,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_here(), args=["--no-sandbox"])
        for name, who, language, width, height, path in PICTURES:
            _take(browser, county, target / f"{name}.png", who, language, (width, height), path)
        browser.close()
    return 0


def _take(
    browser: Browser,
    county: County,
    file: Path,
    who: str | None,
    language: str,
    size: tuple[int, int],
    path: str,
) -> None:
    context = browser.new_context(locale=LOCALES[language], viewport={"width": size[0], "height": size[1]})
    if who is not None:
        token = county.token(county.with_role(who) if "/" in who else who)
        context.add_cookies([{"name": "askonce", "value": token, "url": county.url}])
    page: Page = context.new_page()
    page.goto(county.url + path)
    page.wait_for_timeout(_SETTLE_MS)
    page.screenshot(path=file)
    context.close()
    _smaller(file)


def _smaller(file: Path) -> None:
    """The same picture in few colours, as it lies in the repository."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(_COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
