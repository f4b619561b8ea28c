"""The counter: a helper does with a person what the person would do alone, beside them, on record, for half an hour."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any, Final

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.seeing import DESK, NARROW, PHONE, County, Eyes, Opening

HELPER: Final = "helper.street"
CODE: Final = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}")
MEAL: Final = {"service": "elder-meal", "answers": {"diet": "no peanuts"}}
LOOKS: Final = [("en", DESK), ("zh", PHONE), ("zh", DESK), ("en", NARROW)]


@cache
def token(county: County, who: str) -> str:
    """A session of one of the cast, the same for all tests: a house gives one caller few of them."""
    return county.token(who)


def ask(county: County, path: str, token: str) -> Any:
    answer = httpx.get(county.url + path, headers={"authorization": f"Bearer {token}"}, timeout=30)
    answer.raise_for_status()
    return answer.json()


def served(county: County, who: str, key: str) -> str:
    """The case of a meal that somebody asked for themselves, and that the cook has carried out."""
    more = {"idempotency-key": f"counter-{key}"}
    case = str(county.post("/api/cases", MEAL, token(county, who), **more)["line"]["id"])
    cook = token(county, "ye.qiang")
    for command in ({"do": "take"}, {"do": "step", "step": "cook", "then": "end"}):
        events = ask(county, f"/api/cases/{case}", cook)["line"]["events"]
        more = {"idempotency-key": f"counter-{key}-{command['do']}", "if-match": f'"{events}"'}
        county.post(f"/api/cases/{case}/commands", command, cook, **more)
    return case


def sit(eyes: Eyes, number: str = "p-elder", channel: str = "counter", code: str = "") -> Page:
    """Begin a sitting with somebody, after whatever sitting there was."""
    page = eyes.open("/counter")
    if page.locator("form[action='/counter/finish'] button").count():
        page.locator("form[action='/counter/finish'] button").click()
    page.locator(f"input[name=channel][value={channel}]").check()
    page.locator(f"input[name=agreed][value={'code' if code else 'spoken'}]").check()
    page.locator("#code" if code else "#number").fill(code or number)
    page.locator("form[action='/counter'] button").click()
    page.locator("#services").wait_for()
    return page


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_sitting_begins_with_consent_and_ends_when_it_is_finished(
    page_for: Opening, language: str, width: int
) -> None:
    eyes = page_for(HELPER, language, width)
    page = eyes.open("/counter")
    eyes.look("begin")
    page.locator("form[action='/counter'] button").click()
    links = page.locator(".govuk-error-summary a")
    assert [links.nth(place).get_attribute("href") for place in range(3)] == [
        "#channel",
        "#agreed",
        "#number",
    ]
    eyes.look("wrong")
    sit(eyes)
    eyes.look("sitting")
    page.locator("form[action='/counter/finish'] button").click()
    assert page.locator("#number").count() == 1
    eyes.look("finished")


def test_a_number_that_is_nobodys_looks_like_any_other(page_for: Opening) -> None:
    eyes = page_for("helper.civil-affairs")
    told = []
    for number in ("p-leap", "nobody-at-all"):
        page = sit(eyes, number)
        told.append(re.sub(r"\d\d:\d\d", "", page.locator("main").inner_text()))
    assert told[0] == told[1]
    page = eyes.open("/counter/apply/elder-meal")
    assert page.locator("h1").inner_text() == "Nobody has this number"
    eyes.look("nobody")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_helper_tells_how_a_case_stands_and_makes_a_slip(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    served(county, "p-elder-husband", f"state-{language}-{width}")
    eyes = page_for(HELPER, language, width)
    page = sit(eyes, "p-elder-husband")
    eyes.look("cases")
    page.locator("table a").first.click()
    eyes.look("case")
    told = page.locator("main").inner_text()
    assert not any(secret in told for secret in ("peanuts", "周建国", "15 CNY", "15元"))
    page.locator("a[href*='/papers/slip/']").click()
    page.locator("main button").first.click()
    eyes.look("slip")
    found = CODE.search(page.locator(".slip-code").inner_text())
    assert found is not None
    page = sit(eyes, channel="telephone", code=found[0].lower())
    assert page.locator("table a").count() > 0
    eyes.look("telephone")


@pytest.mark.parametrize(
    ("who", "language", "width", "javascript"),
    [
        ("p-elder", "en", DESK, True),
        ("p-carer", "zh", PHONE, True),
        ("p-centenarian", "en", NARROW, False),
        ("p-poor", "zh", DESK, False),
    ],
)
def test_a_helper_objects_disputes_and_reviews_for_a_person(
    county: County, page_for: Opening, who: str, language: str, width: int, *, javascript: bool
) -> None:
    case = served(county, who, f"acts-{who}")
    eyes = page_for(HELPER, language, width, javascript=javascript)
    page = sit(eyes, who)
    for what, fields in (
        ("review", {"words": "kind people"}),
        ("dispute", {"reason": "I was born in May"}),
        ("object", {"reason": "too dear"}),
    ):
        page = eyes.open(f"/counter/cases/{case}/{what}")
        eyes.look(what)
        page.locator("main form button").last.click()
        assert page.locator(".govuk-error-summary").count() == 1
        eyes.look(f"{what}-wrong")
        for name, words in fields.items():
            page.locator(f"[name={name}]").fill(words)
        for name in {"review": ["stars"], "dispute": ["name"]}.get(what, []):
            page.locator(f"input[name={name}]").first.check()
        page.locator("main form button").last.click()
        page.wait_for_url(f"**/counter/cases/{case}")
        assert page.locator(".govuk-notification-banner").count() == 1
        eyes.look(f"{what}-done")
    history = ask(county, f"/api/cases/{case}", token(county, who))["history"]
    done = {one["kind"]: one["by"] for one in history}
    assert {done[one] for one in ("Reviewed", "Disputed", "Objected")} == {"helper:helper.street"}


def test_out_of_a_sitting_there_is_no_case(county: County, page_for: Opening) -> None:
    case = served(county, "p-elder", "out")
    eyes = page_for("helper.labour")
    page = eyes.open(f"/counter/cases/{case}")
    assert page.url.endswith("/counter")
    sit(eyes, "p-tenant")
    page = eyes.open(f"/counter/cases/{case}")
    eyes.look("not-theirs")
    assert "Meal" not in page.locator("main").inner_text()


def test_a_certificate_is_printed_at_the_counter(county: County, page_for: Opening) -> None:
    case = served(county, "p-elder", "print")
    eyes = page_for(HELPER)
    page = sit(eyes)
    page = eyes.open(f"/counter/cases/{case}")
    path = page.get_by_role("link", name="Card for the canteen").get_attribute("href")
    answer = page.request.get(f"{county.url}{path}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")


def test_the_whole_of_it_goes_by_keyboard(page_for: Opening) -> None:
    eyes = page_for("helper.police")
    page = eyes.open("/counter")
    page.locator("input[name=channel]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("p-rare")
    page.keyboard.press("Enter")
    page.locator("#services").wait_for()
    page.locator("#q").focus()
    page.keyboard.type("meal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter?q=meal")
    assert page.locator("#found a").count() > 0
    eyes.look("found")


def test_an_officer_without_a_counter_and_a_resident_have_none(county: County) -> None:
    for who, status in (("p-elder", 403), ("li.jing", 403), ("huang.lei", 200)):
        answer = httpx.get(f"{county.url}/counter", cookies={"askonce": token(county, who)}, timeout=30)
        assert answer.status_code == status
    anonymous = httpx.get(f"{county.url}/counter", timeout=30)
    assert anonymous.status_code == 303
    assert anonymous.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("language", "width", "channel", "javascript"),
    [
        ("en", DESK, "counter", True),
        ("zh", PHONE, "telephone", True),
        ("zh", DESK, "paper", False),
        ("en", NARROW, "counter", False),
    ],
)
def test_a_helper_files_for_a_person_and_gives_them_a_slip(
    county: County, page_for: Opening, language: str, width: int, channel: str, *, javascript: bool
) -> None:
    eyes = page_for("helper.market", language, width, javascript=javascript)
    page = sit(eyes, "p-carer", channel)
    page.locator("#q").fill({"en": "eldrely meel", "zh": "老人餐"}[language])
    page.locator("#q").press("Enter")
    page.wait_for_url("**/counter?q=**")
    page.locator("#found a[href='/counter/apply/elder-meal']").click()
    eyes.look("question")
    told = page.locator("main").inner_text()
    assert not any(secret in told for secret in ("毛春花", "1955"))
    page.locator("#q").fill("no peanuts")
    page.locator("main form button").first.click()
    page.locator("input[name=agreed]").wait_for()
    eyes.look("check")
    page.locator("form[action$='/send'] button").first.click()
    assert page.locator(".govuk-error-summary").count() == 1
    page.locator("input[name=agreed]").check()
    page.locator("form[action$='/send'] button").first.click()
    page.wait_for_url("**/counter/filed/**")
    eyes.look("filed")
    case = page.url.rpartition("/")[2]
    page.locator("form[action^='/papers/slip/'] button").click()
    assert CODE.search(page.locator(".slip-code").inner_text())
    eyes.look("slip")
    seen = ask(county, f"/api/cases/{case}", token(county, "p-carer"))
    assert (seen["channel"], seen["history"][0]["by"]) == (channel, "helper:helper.market")


def test_a_life_event_is_filed_at_the_counter(page_for: Opening) -> None:
    eyes = page_for("helper.education-health", "zh", DESK)
    page = sit(eyes, "p-parent")
    page.locator("a[href*='/counter/life-events/']").first.click()
    eyes.look("event")


@pytest.mark.parametrize(
    ("who", "language", "width", "javascript"),
    [("p-owner", "en", DESK, True), ("p-leap", "zh", PHONE, False)],
)
def test_a_helper_gives_what_is_missing(
    county: County, page_for: Opening, who: str, language: str, width: int, *, javascript: bool
) -> None:
    answers = {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"}
    filing = {"service": "temporary-aid", "answers": answers}
    more = {"idempotency-key": f"counter-missing-{who}"}
    case = str(county.post("/api/cases", filing, token(county, who), **more)["line"]["id"])
    officer = token(county, "zhou.ting")
    for command in ({"do": "take"}, {"do": "ask_more", "names": ["bills"], "reason": "page two is missing"}):
        events = ask(county, f"/api/cases/{case}", officer)["line"]["events"]
        more = {"idempotency-key": f"counter-{who}-{command['do']}", "if-match": f'"{events}"'}
        county.post(f"/api/cases/{case}/commands", command, officer, **more)
    eyes = page_for(HELPER, language, width, javascript=javascript)
    page = sit(eyes, who)
    page = eyes.open(f"/counter/cases/{case}")
    eyes.look("asked")
    page.locator(f"a[href='/counter/cases/{case}/answer']").click()
    eyes.look("paper")
    page.locator("#q").set_input_files(
        {"name": "bill.svg", "mimeType": "image/png", "buffer": b"<svg onload='alert(1)'/>"}
    )
    page.locator("main form button").first.click()
    assert page.locator(".govuk-error-summary").count() == 1
    eyes.look("harmful")
    page.locator("#q").set_input_files({"name": "bill.png", "mimeType": "image/png", "buffer": picture()})
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/counter/cases/{case}")
    eyes.look("given")
    seen = ask(county, f"/api/cases/{case}", token(county, who))
    assert seen["line"]["state"] == "open"
    assert next(one["by"] for one in seen["history"] if one["kind"] == "Resumed") == "helper:helper.street"


def picture() -> bytes:
    """A photograph of nothing."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_counter_stands_with_letters_twice_as_large(page_for: Opening, language: str) -> None:
    eyes = page_for("helper.labour", language, zoom=2.0)
    eyes.open("/counter")
    eyes.look("begin")
    sit(eyes, "p-agent")
    eyes.look("sitting")
    for path in ("/slip", "/check"):
        eyes.open(path)
        eyes.look(path[1:])
