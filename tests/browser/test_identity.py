"""Signing in as people do: as one of the cast, by a link with a password and an app, with a passkey, and out again."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.seeing import DESK, NARROW, PHONE, ROOT, County, Eyes, Opening

PASSWORD = "seven lanterns over the bridge"  # noqa: S105 - of an account that this test makes


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("en", DESK, True), ("zh", PHONE, True), ("zh", DESK, False), ("en", NARROW, False)],
)
def test_a_visitor_becomes_one_of_the_cast_by_a_press(
    page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    eyes = page_for(language=language, width=width, javascript=javascript)
    page = eyes.open("/sign-in")
    eyes.look("sign-in")
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator("button[value=p-carer]").is_visible()
    eyes.look("everybody")
    page.locator("button[value=p-elder]").first.click()
    eyes.open("/me/security")
    eyes.look("security")
    eyes.open("/me/security/sessions")
    eyes.look("sessions")
    eyes.open("/me/security")
    page.locator("form[action='/sign-out'] button").click()
    assert page.url.endswith("/signed-out")
    eyes.look("signed-out")
    eyes.open("/me/security")
    assert "/sign-in?then=" in page.url


def test_what_is_wrong_is_said_at_its_field_and_above(page_for: Opening) -> None:
    eyes = page_for(language="zh")
    page = eyes.open("/sign-in")
    page.locator("form[action='/sign-in'] button[type=submit]").last.click()
    assert page.title().startswith("有误")
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "name"
    eyes.look("empty")
    page.locator("#name").fill("nobody.at.all")
    page.locator("#password").fill("a password of nobody")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#name-error").is_visible()
    assert page.locator("#name").input_value() == "nobody.at.all"
    assert page.locator("#password").input_value() == ""
    eyes.look("wrong")


@pytest.fixture(scope="module")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[County, Path]]:
    """A house of its own, reached as `localhost`, where browsers make passkeys."""
    folder = tmp_path_factory.mktemp("house")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    (folder / "askonce.toml").write_text(f'[web]\nurl = "{url}"\nport = {port}\n', "utf-8")
    database = f"sqlite:///{folder / 'county.db'}"
    command = [
        sys.executable, "-m", "askonce", "serve", "packs/qingshan", "--database", database, "--stop-after", "300",
    ]  # fmt: skip
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process,
    ):
        try:
            _wait(port)
            yield County(url), folder
        finally:
            process.terminate()
            process.wait(30)


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the house did not begin")


def _link(folder: Path, who: str) -> str:
    command = [
        sys.executable, "-m", "askonce", "access", "link", who, "--database", f"sqlite:///{folder / 'county.db'}",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _enter(eyes: Eyes, link: str, *, looking: bool = False) -> str:
    """Come in by a link; gives the secret of the app."""
    page = eyes.page
    page.goto(link)
    if looking:
        eyes.look("link")
    page.locator("main form button").click()
    if looking:
        eyes.look("password")
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator("#again").press("Enter")
    if looking:
        eyes.look("app")
    secret = page.locator(".code-letters").inner_text().replace(" ", "")
    page.wait_for_function("document.querySelector('.code-picture').naturalWidth > 100")
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.locator("#code").press("Enter")
    assert page.locator(".code-list li").count() == 10
    if looking:
        eyes.look("codes")
    page.locator("main form button").click()
    return secret


def _say_passkeys(page: Page) -> None:
    """Give the browser a device that keeps passkeys and that its person unlocks."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_the_first_admin_comes_in_by_a_link_and_later_with_a_passkey(
    new_house: tuple[County, Path], browser: Browser, language: str, width: int
) -> None:
    county, folder = new_house
    opening = Opening(county, browser, "test_first_admin")
    try:
        eyes = opening(language=language, width=width)
        page = eyes.page
        _say_passkeys(page)
        _enter(eyes, _link(folder, f"admin:wang.{language}"), looking=True)
        eyes.open("/me/security/passkeys")
        page.locator("#passkey").fill("the desk")
        page.locator("[data-passkey]").click()
        page.get_by_text("the desk").wait_for()
        eyes.look("passkeys")
        eyes.open("/me/security")
        page.locator("form[action='/sign-out'] button").click()
        eyes.open("/sign-in")
        eyes.look("sign-in-with-passkey")
        page.locator("[data-passkey]").click()
        page.wait_for_url(re.compile(r"/admin$"))
        eyes.look("home")
    finally:
        opening.close()


def test_an_officer_signs_in_with_password_and_code_without_scripts(
    new_house: tuple[County, Path], browser: Browser
) -> None:
    county, folder = new_house
    opening = Opening(county, browser, "test_password_and_code")
    try:
        admin = opening()
        _enter(admin, _link(folder, "admin:chen"))
        page = admin.open("/admin/new-account")
        page.locator("input[name=kind][value=officer]").check()
        page.locator("#name").fill("lin.jing")
        page.locator("#shown_name").fill("林静")
        page.locator("summary").first.click()
        page.locator("input[name=role]:visible").nth(1).check()
        admin.look("new-account")
        page.locator("main form button[type=submit]").last.click()
        admin.look("link")
        officer = opening(javascript=False, width=PHONE)
        secret = _enter(officer, page.locator(".code-letters").inner_text())
        officer.look("in")
        time.sleep(30 - time.time() % 30)
        other = opening(javascript=False)
        page = other.open("/sign-in?then=/me/security")
        page.locator("#name").fill("LIN.JING")
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        other.look("code")
        page.locator("#code").fill(pyotp.TOTP(secret).now())
        page.locator("#code").press("Enter")
        assert page.url.endswith("/me/security")
        page.get_by_role("link", name="See where").click()
        page.get_by_role("button", name="Sign out everywhere else").click()
        officer.open("/me/security")
        assert "/sign-in" in officer.page.url
    finally:
        opening.close()
