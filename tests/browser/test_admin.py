"""Administration as an administrator does it: accounts, roles, sessions, mandates, messages."""

from __future__ import annotations

import pytest

from tests.browser.seeing import DESK, NARROW, PHONE, Opening

PATHS = ("", "/offices", "/accounts", "/new-account", "/sessions", "/mandates", "/messages")


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE), ("zh", DESK), ("en", NARROW)])
def test_every_page_stands_in_each_language_and_width(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for("admin", language, width)
    for path in PATHS:
        eyes.open(f"/admin{path}")
        eyes.look(f"admin{path.replace('/', '-')}")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_account_is_made_given_roles_and_closed(page_for: Opening, *, javascript: bool) -> None:
    eyes = page_for("admin", javascript=javascript)
    page = eyes.open("/admin/new-account")
    page.locator("main form button[type=submit]").last.click()
    assert page.locator(".govuk-error-summary li").count() == 2
    eyes.look("nothing-said")
    name = f"xu.{'scripts' if javascript else 'plain'}"
    page.locator("input[name=kind][value=helper]").check()
    page.locator("#name").fill(name)
    page.locator("summary").first.click()
    page.locator("input[name=role]:visible").first.check()
    page.locator("main form button[type=submit]").last.click()
    assert "/sign-in/link/" in page.locator(".code-letters").inner_text()
    eyes.look("link")
    page.get_by_role("button", name="I have handed it over").click()
    eyes.look("account")
    page.locator("details[open] input[name=role]").nth(1).check()
    page.get_by_role("button", name="Change the roles").click()
    assert page.locator(".govuk-notification-banner").is_visible()
    assert page.locator("input[name=role]:checked").count() == 2
    page.get_by_role("button", name="Close the account").click()
    eyes.look("closed")
    assert page.locator(".govuk-tag", has_text="Closed").is_visible()
    eyes.open("/sign-in")
    assert name not in page.content()


def test_a_session_is_ended_and_the_browser_that_had_it_is_out(page_for: Opening) -> None:
    officer, admin = page_for("lin.jing"), page_for("admin")
    officer.open("/me/security")
    assert officer.page.url.endswith("/me/security")
    page = admin.open("/admin/accounts/officer%3Alin.jing")
    page.get_by_role("button", name="Sign out everywhere").click()
    officer.open("/me/security")
    assert "/sign-in" in officer.page.url
    admin.look("ended")


def test_mandates_are_counted_and_read_of_one_person_on_record(page_for: Opening) -> None:
    county = page_for("admin")
    token = county.county.token("p-elder")
    county.county.post(
        "/api/me/mandates",
        {"agent": "p-elder-husband", "service": "elder-meal", "until": "2099-01-01"},
        token,
        **{"idempotency-key": "a mandate of the test".replace(" ", "-")},
    )
    page = county.open("/admin/mandates")
    page.locator("#person").fill("p-elder")
    page.locator("main form button").click()
    assert page.get_by_text("p-elder-husband").is_visible()
    county.look("of-one-person")
