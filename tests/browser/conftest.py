"""What the tests in a browser share: a county that is served, Chromium, and eyes for each person."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.seeing import County, Opening, served

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the machine has it."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("Chromium is missing")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        )
        yield made
        made.close()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """A demonstration of three hundred people; the tests of a file leave their cases in it, for no other file."""
    with served(tmp_path_factory.mktemp("county")) as one:
        yield one


@pytest.fixture
def page_for(county: County, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Opens browsers for people of the county."""
    opening = Opening(county, browser, request.node.originalname or request.node.name)
    yield opening
    opening.close()
