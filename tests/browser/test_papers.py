"""Papers: a certificate is taken home and checked by anybody, a slip shows a case, a form asks only what is not known."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import httpx
import pytest

from tests.browser.seeing import DESK, NARROW, PHONE, County, Opening

CODE: Final = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}")
MEAL: Final = {"service": "elder-meal", "answers": {"diet": "no peanuts"}}
LOOKS: Final = [("en", DESK), ("zh", DESK), ("en", PHONE), ("zh", NARROW)]


@cache
def token(county: County, who: str) -> str:
    """A session of one of the cast, the same for all tests: a house gives one caller few of them."""
    return county.token(who)


def ask(county: County, path: str, token: str = "") -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = httpx.get(county.url + path, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


def filed(county: County, who: str, key: str) -> str:
    """The case of a meal that somebody asked for."""
    view = county.post("/api/cases", MEAL, token(county, who), **{"idempotency-key": f"papers-{key}"})
    return str(view["line"]["id"])


def served(county: County, who: str, key: str) -> str:
    """The case of a meal that the cook has carried out."""
    case = filed(county, who, key)
    cook = next(one["who"] for one in ask(county, "/api/demo/cast") if "street/cook" in one.get("roles", ()))
    signed = token(county, cook)
    for command in ({"do": "take"}, {"do": "step", "step": "cook", "then": "end"}):
        events = ask(county, f"/api/cases/{case}", signed)["line"]["events"]
        more = {"idempotency-key": f"papers-{key}-{command['do']}", "if-match": f'"{events}"'}
        county.post(f"/api/cases/{case}/commands", command, signed, **more)
    return case


def paper(county: County, path: str, who: str, language: str) -> httpx.Response:
    """A paper as a browser fetches it."""
    cookies = {"askonce": token(county, who)}
    return httpx.get(county.url + path, cookies=cookies, headers={"accept-language": language}, timeout=30)


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_slip_shows_how_a_case_stands_to_whoever_holds_it(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = filed(county, "p-elder-husband", f"slip-{language}-{width}")
    mine = page_for("p-elder-husband", language, width)
    page = mine.open(f"/papers/slip/{case}")
    mine.look("before")
    page.locator("main button").click()
    found = CODE.search(page.locator(".slip-code").inner_text())
    assert found is not None
    mine.look("slip")
    theirs = page_for(language=language, width=width)
    page = theirs.open(f"/slip?code={found[0]}")
    theirs.look("typed")
    page.locator("main button").click()
    theirs.look("state")
    told = page.locator("main").inner_text()
    assert {"en": "Meal for the elderly", "zh": "老年餐"}[language] in told
    assert not any(secret in told for secret in ("p-elder", "peanuts", "周建国", "15 CNY", "15元"))
    assert found[0] not in page.url


def test_a_slip_is_read_without_scripts_and_however_it_is_typed(county: County, page_for: Opening) -> None:
    case = filed(county, "p-elder-husband", "slip-plain")
    page = page_for("p-elder-husband", javascript=False).open(f"/papers/slip/{case}")
    page.locator("main button").click()
    code = page.locator(".slip-code").inner_text().removeprefix("Code:").strip()
    eyes = page_for(javascript=False)
    page = eyes.open("/slip")
    page.locator("#code").fill(code.lower().replace("-", " "))
    page.locator("main button").click()
    assert "Meal for the elderly" in page.locator("main").inner_text()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_code_that_opens_nothing_is_said_at_its_field(page_for: Opening, language: str) -> None:
    eyes = page_for(language=language)
    page = eyes.open("/slip")
    page.locator("#code").fill("2222-2222-2222")
    page.locator("main button").click()
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#code"
    eyes.look("wrong")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_certificate_is_printed_and_checked_by_anybody(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = served(county, "p-elder", f"card-{language}-{width}")
    answer = paper(county, f"/papers/certificate/{case}/meal-card", "p-elder", language)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert (
        answer.content == paper(county, f"/papers/certificate/{case}/meal-card", "p-elder", language).content
    )
    number = number_on(county, case)
    eyes = page_for(language=language, width=width)
    page = eyes.open("/check")
    eyes.look("check")
    page.locator("#number").fill(number.replace("-", "").lower())
    page.locator("main button").click()
    page.wait_for_url(f"**/check/{number}")
    eyes.look("valid")
    told = page.locator("main").inner_text()
    assert {"en": "This paper is valid", "zh": "此证件有效"}[language] in told
    assert not any(secret in told for secret in ("p-elder", "沈秀兰", "peanuts"))
    for holder, name in (("p-tenant", "differs"), ("p-elder", "fits")):
        page.locator("#holder").fill(holder)
        page.locator("main button").click()
        eyes.look(name)
    assert {"en": "Yes:", "zh": "是："}[language] in page.locator("main").inner_text()


def number_on(county: County, case: str) -> str:
    """The number that stands on the card of a case, read from the paper as a telephone's camera would not: by its text."""
    import shutil
    import subprocess

    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    pdf = paper(county, f"/papers/certificate/{case}/meal-card", "p-elder", "en").content
    done = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True)
    found = CODE.search(done.stdout.decode())
    assert found is not None
    return found[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_number_that_no_paper_has_is_said_to_be_unknown(page_for: Opening, language: str) -> None:
    eyes = page_for(language=language)
    page = eyes.open("/check/2222-2222-2222")
    eyes.look("unknown")
    assert {"en": "No paper has this number", "zh": "没有此编号的证件"}[language] == page.locator(
        "h1"
    ).inner_text().lstrip("✗ ")


def test_nobody_prints_the_certificate_of_another(county: County) -> None:
    case = served(county, "p-elder", "not-yours")
    for who in ("p-tenant", "helper.street", "lin.jing"):
        assert paper(county, f"/papers/certificate/{case}/meal-card", who, "en").status_code in {403, 404}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("service", ["elder-meal", "temporary-aid", "company-registration"])
def test_every_service_is_printed_as_a_form(county: County, service: str, language: str) -> None:
    headers = {"accept-language": language}
    anybody = httpx.get(f"{county.url}/papers/form/{service}", headers=headers, timeout=30)
    assert (anybody.status_code, anybody.headers["content-type"]) == (200, "application/pdf")
    theirs = paper(county, f"/papers/form/{service}", "p-elder", language)
    assert theirs.status_code == 200
