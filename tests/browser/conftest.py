"""What the tests in a browser share: a county that is served, Chromium, and eyes for each person."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.seeing import County, Opening, browser_here, served

_HERE = f"{Path(__file__).parent}{os.sep}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if str(item.path).startswith(_HERE):  # asked of ten thousand
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the machine has it."""
    found = os.environ.get("CHROMIUM") or browser_here()
    if found is None:
        pytest.skip("Chromium is missing")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        )
        yield made
        made.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration of three hundred people that has ended; each file of tests goes on from a copy."""
    folder = tmp_path_factory.mktemp("filled")
    with served(folder):
        return folder


@pytest.fixture(scope="module")
def county(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """A demonstration of three hundred people; the tests of a file leave their cases in it, for no other file."""
    folder = tmp_path_factory.mktemp("county") / "of-file"
    shutil.copytree(filled, folder)
    with served(folder) as one:
        yield one


@pytest.fixture
def page_for(county: County, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Opens browsers for people of the county."""
    opening = Opening(county, browser, request.node.originalname or request.node.name)
    yield opening
    opening.close()
