"""A person's own affairs: cases, decisions, disputes, objections, what waits for them, who looked, who acts for them."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from tests.browser.seeing import DESK, NARROW, PHONE, County, Eyes, Opening

MEAL: Final = {"service": "elder-meal", "answers": {"diet": "no peanuts"}}
CLERK, DIRECTOR, COOK, ASSESSOR = "wang.qiang", "li.lei", "ye.qiang", "ye.feng"
#: How a word of the pages reads in each language.
SAID: Final = {
    "object": {"en": "Object to the decision", "zh": "对决定提出异议"},
    "send-objection": {"en": "Send the objection", "zh": "提交异议"},
    "withdraw": {"en": "Take it back", "zh": "撤回"},
    "answer": {"en": "Answer now", "zh": "现在补充"},
    "send-answer": {"en": "Send the answer", "zh": "提交答复"},
    "speak": {"en": "Say what you think", "zh": "陈述您的意见"},
}


def file(county: County, who: str, filing: dict[str, Any] = MEAL) -> str:
    """File a case, and give its id."""
    found = county.post("/api/cases", filing, county.token(who), **{"idempotency-key": f"test-{uuid4()}"})
    return str(found["line"]["id"])


def view(county: County, who: str, case: str) -> dict[str, Any]:
    """A case as somebody sees it."""
    said = {"authorization": f"Bearer {county.token(who)}"}
    answer = httpx.get(f"{county.url}/api/cases/{case}", headers=said, timeout=30)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def do(county: County, who: str, case: str, **command: Any) -> dict[str, Any]:
    """Do something with a case as it stands."""
    events = view(county, who, case)["line"]["events"]
    said = {"idempotency-key": f"test-{uuid4()}", "if-match": f'"{events}"'}
    found: dict[str, Any] = county.post(f"/api/cases/{case}/commands", command, county.token(who), **said)
    return found


def pension(county: County, who: str = "p-elder") -> str:
    """A pension that an officer has in hand; the newest of them."""
    case = file(county, who, {"service": "pension"})
    do(county, CLERK, case, do="take")
    return case


def picture() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def press(eyes: Eyes, name: str) -> None:
    """Press a button or a link by what it says in the language of the page."""
    language = eyes.page.locator("html").get_attribute("lang") or "en"
    words = SAID[name]["zh" if language.startswith("zh") else "en"]
    found = eyes.page.get_by_role("button", name=words)
    (found if found.count() else eyes.page.get_by_role("link", name=words)).first.click()


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("en", DESK, True), ("zh", PHONE, True), ("zh", DESK, False), ("en", NARROW, False)],
)
def test_a_person_reads_a_decision_and_objects(
    county: County, page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    case = file(county, "p-elder-husband")
    eyes = page_for("p-elder-husband", language, width, javascript=javascript)
    page = eyes.open(f"/me/cases/{case}")
    eyes.look("decided")
    main = page.locator("main").inner_text()
    assert {"en": "15 CNY", "zh": "15元"}[language] in main
    assert {"en": "Canteen Rules, article 4", "zh": "《社区食堂规定》第4条"}[language] in main
    assert {"en": "60 or over", "zh": "满60岁"}[language] in main
    assert "2,02" not in main, "an age that was reckoned from a stand-in"
    press(eyes, "object")
    press(eyes, "send-objection")
    eyes.look("no-reason")
    assert page.locator("#reason-error").count() == 1
    page.fill("#reason", "My meal should cost nothing.")
    press(eyes, "send-objection")
    eyes.look("objected")
    assert page.url.endswith(f"/me/cases/{case}")
    assert view(county, "p-elder-husband", case)["concerned_by"]
    linked = {"en": "Objection to a decision", "zh": "对决定的异议"}[language]
    page.get_by_role("link", name=linked).click()
    eyes.look("objection")
    assert page.locator("h1").inner_text() == linked


@pytest.mark.parametrize(("language", "width"), [("en", PHONE), ("zh", DESK)])
def test_what_is_given_can_be_printed(county: County, page_for: Opening, language: str, width: int) -> None:
    case = file(county, "p-elder-husband")
    do(county, COOK, case, do="take")
    do(county, COOK, case, do="step", step="cook")
    eyes = page_for("p-elder-husband", language, width)
    page = eyes.open(f"/me/cases/{case}")
    eyes.look("closed")
    href = page.locator(f"a[href='/papers/certificate/{case}/meal-card']").first.get_attribute("href")
    paper = page.request.get(f"{county.url}{href}")
    assert paper.ok
    assert paper.body().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("who", "language", "javascript"), [("p-leap", "en", True), ("p-father", "zh", False)]
)
def test_a_wrong_datum_is_disputed_there_and_then(
    county: County, page_for: Opening, who: str, language: str, *, javascript: bool
) -> None:
    case = file(county, who)
    eyes = page_for(who, language, PHONE, javascript=javascript)
    page = eyes.open(f"/me/cases/{case}")
    page.locator(f"a[href='/me/cases/{case}/dispute/birth']").click()
    eyes.look("dispute")
    page.fill("#claimed", "1967-03-01")
    page.fill("#reason", "The book of births says the first of March.")
    page.locator("main form button").click()
    eyes.look("disputed")
    told = page.locator("#fact-birth").inner_text()
    assert {"en": "Disputed", "zh": "有异议"}[language] in told
    assert page.locator(f"a[href='/me/cases/{case}/dispute/birth']").count() == 0


def test_a_filing_is_taken_back_by_the_keyboard_alone(county: County, page_for: Opening) -> None:
    case = file(county, "p-elder", {"service": "pension"})
    eyes = page_for("p-elder")
    page = eyes.open("/me")
    eyes.look("home")

    def reach(wanted: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if wanted in page.evaluate("(document.activeElement.href || document.activeElement.textContent)"):
                return
        pytest.fail(f"the keyboard does not reach {wanted}")

    reach(f"/me/cases/{case}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/me/cases/{case}")
    reach("/withdraw")
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw")
    eyes.look("withdraw")
    reach("Take it back")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/me/cases/{case}")
    eyes.look("withdrawn")
    assert view(county, "p-elder", case)["line"]["state"] == "withdrawn"


@pytest.mark.parametrize(("language", "width", "javascript"), [("en", PHONE, True), ("zh", DESK, False)])
def test_a_request_for_more_waits_first_and_is_answered(
    county: County, page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    filing = {"service": "minimum-income", "answers": {"other_income": "200 CNY", "school_paper": "paper"}}
    case = file(county, "p-poor", filing)
    do(county, ASSESSOR, case, do="take")
    do(county, ASSESSOR, case, do="ask_more", names=["school_paper"], reason="The stamp cannot be read.")
    eyes = page_for("p-poor", language, width, javascript=javascript)
    page = eyes.open("/me")
    eyes.look("waiting")
    assert page.locator("section.waiting").count() == 1
    page.locator(f"section.waiting a[href='/me/cases/{case}/answer']").click()
    eyes.look("question")
    assert "The stamp cannot be read." in page.locator("main").inner_text()
    press(eyes, "send-answer")
    eyes.look("no-answer")
    assert page.locator(".govuk-error-summary").count() == 1
    page.set_input_files("#q", {"name": "school.png", "mimeType": "image/png", "buffer": picture()})
    press(eyes, "send-answer")
    eyes.look("answered")
    assert view(county, "p-poor", case)["line"]["state"] == "open"
    sent = page.request.get(county.url + f"/me/cases/{case}/files/school_paper")
    assert sent.headers["content-type"] == "image/png"
    assert sent.headers["content-security-policy"] == "default-src 'none'; sandbox"
    other = page_for("p-rare")
    assert other.page.request.get(county.url + f"/me/cases/{case}/files/school_paper").status == 404


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_before_a_decision_against_them_a_person_speaks(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = pension(county)
    do(county, DIRECTOR, case, do="take")
    do(county, DIRECTOR, case, do="notify", reason="Two years of contributions are not proved.")
    eyes = page_for("p-elder", language, width)
    page = eyes.open("/me")
    eyes.look("notice")
    page.locator(f"a[href='/me/cases/{case}/speak']").click()
    page.wait_for_url(f"**/me/cases/{case}/speak")
    eyes.look("speak")
    assert "Two years of contributions" in page.locator("main").inner_text()
    page.fill("#reason", "The canteen paid them in 1991.")
    page.locator("main form button").click()
    eyes.look("spoken")
    assert "The canteen paid them in 1991." in page.locator(".history").inner_text()
    assert any(one["kind"] == "Spoke" for one in view(county, DIRECTOR, case)["history"])


def test_who_looked_stands_in_the_list_with_the_reason(county: County, page_for: Opening) -> None:
    case = pension(county)
    view(county, CLERK, case)
    for language, width in (("en", DESK), ("zh", PHONE)):
        eyes = page_for("p-elder", language, width)
        page = eyes.open("/me/looks?by=others")
        eyes.look("others")
        told = page.locator(".looks").inner_text()
        assert {"en": "Officer wang.qiang", "zh": "工作人员wang.qiang"}[language] in told
        assert {"en": "Everything in your case", "zh": "您事项中的全部内容"}[language] in told
        assert {"en": "Labour and Pensions Act", "zh": "就业与养老保险条例"}[language] in told
        assert {"en": "You ", "zh": "您本人 "}[language] not in told
        page.locator("#withheld a").click()
        page.get_by_role("status").wait_for()
        eyes.look("withheld")


@pytest.mark.parametrize(
    ("who", "service", "javascript"),
    [("p-poor-wife", "disability-allowance", True), ("p-centenarian", "elder-allowance", False)],
)
def test_what_one_is_entitled_to_is_taken_with_one_press(
    county: County, page_for: Opening, who: str, service: str, *, javascript: bool
) -> None:
    eyes = page_for(who, "en", PHONE, javascript=javascript)
    page = eyes.open("/me")
    page.get_by_role("link", name="Look now").click()
    button = page.locator(f"form[action='/me/entitled/{service}'] button")
    button.wait_for()
    eyes.look("entitled")
    button.click()
    page.wait_for_url(re.compile(r"/me/cases/case-"))
    eyes.look("taken")
    case = page.url.rpartition("/")[2]
    assert view(county, who, case)["line"]["type"] == service
    eyes.open("/me/entitled")
    assert page.locator(f"form[action='/me/entitled/{service}']").count() == 0


def test_a_mandate_is_given_used_and_ended(county: County, page_for: Opening) -> None:
    eyes = page_for("p-wrong", "en", PHONE)
    page = eyes.open("/me/mandates")
    page.locator("main form").last.get_by_role("button").click()
    eyes.look("nothing-said")
    assert page.locator(".govuk-error-summary li").count() == 3
    page.locator(".govuk-error-summary a").last.click()
    assert page.evaluate("document.activeElement.id") == "until"
    page.fill("#agent", "p-wrong-son")
    page.select_option("#service", "elder-meal")
    for part, value in (("day", "30"), ("month", "6"), ("year", "2028")):
        page.fill(f"[name=until-{part}]", value)
    page.get_by_role("button", name="Let them act for me").click()
    eyes.look("given")
    assert "30 June 2028" in page.locator("main").inner_text()

    case = file(county, "p-wrong-son", {**MEAL, "applicant": "p-wrong"})
    son = page_for("p-wrong-son", "zh", DESK)
    son.open("/me/mandates")
    son.look("held")
    assert "p-wrong" in son.page.locator("main").inner_text()
    son.open(f"/me/cases/{case}")
    son.look("acting")
    assert "对方编号：p-wrong。" in son.page.locator("main").inner_text()
    eyes.open("/me/cases")
    eyes.look("mothers-cases")
    assert page.locator(f"a[href='/me/cases/{case}']").count() == 1

    eyes.open("/me/mandates")
    page.get_by_role("button", name=re.compile("End it now")).click()
    eyes.look("ended")
    assert son.page.goto(f"{county.url}/me/cases/{case}").status == 404  # type: ignore[union-attr]


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_a_person_says_how_it_went(county: County, page_for: Opening, language: str, width: int) -> None:
    case = file(county, "p-carer")
    do(county, COOK, case, do="take")
    do(county, COOK, case, do="step", step="cook")
    eyes = page_for("p-carer", language, width)
    page = eyes.open(f"/me/cases/{case}/review")
    page.locator("main form button").click()
    eyes.look("no-stars")
    assert page.locator("#stars-error").count() == 1
    page.check("[name=stars][value='2']")
    page.fill("#words", "<b>cold</b> soup")
    page.locator("main form button").click()
    eyes.look("reviewed")
    assert page.locator(".history q").first.inner_text() == "<b>cold</b> soup"
    assert page.locator("a[href$='/review']").count() == 0
    eyes.open(f"/me/cases/{case}/review")
    eyes.look("reviewed-already")
    assert page.locator("[role=alert]").count() == 1


def test_a_case_that_changed_meanwhile_is_shown_again(county: County, page_for: Opening) -> None:
    case = file(county, "p-tenant")
    eyes = page_for("p-tenant")
    page = eyes.open(f"/me/cases/{case}/object")
    do(county, "p-tenant", case, do="dispute", name="birth", reason="a day off")
    page.fill("#reason", "What I have written stays.")
    page.get_by_role("button", name="Send the objection").click()
    eyes.look("changed")
    assert "has changed since you opened this page" in page.locator("[role=alert]").inner_text()
    assert page.input_value("#reason") == "What I have written stays."
    page.get_by_role("button", name="Send the objection").click()
    page.wait_for_url(f"**/me/cases/{case}")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [NARROW, DESK])
def test_what_is_known_and_settled_can_be_read(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    file(county, "p-newcomer")
    eyes = page_for("p-newcomer", language, width)
    for name in ("known", "consents", "mandates", "address", "cases", "looks"):
        eyes.open(f"/me/{name}")
        eyes.look(name)
    page = eyes.open("/me/known")
    page.locator("details").first.click()
    eyes.look("known-open")
    page = eyes.open("/me/address")
    page.fill("#mail", "nobody")
    page.locator("main form button").first.click()
    eyes.look("no-address")
    page.fill("#mail", "fang@county.example")
    page.locator("main form button").first.click()
    eyes.look("address-kept")
    assert page.input_value("#mail") == "fang@county.example"
    page.locator("main form button").last.click()
    assert page.input_value("#mail") == ""


def test_a_case_of_somebody_else_is_one_that_is_not_there(county: County, page_for: Opening) -> None:
    case = file(county, "p-elder-husband")
    absent = f"{case[:-3]}ZZZ"
    eyes = page_for("p-rare")
    pages = []
    for name in (case, absent):
        for end in ("", "/object", "/answer", "/dispute/birth", "/files/diet", "/nothing"):
            answer = eyes.page.goto(f"{county.url}/me/cases/{name}{end}")
            assert answer is not None
            assert answer.status == 404
            pages.append(eyes.page.locator("main").inner_text())
    assert len(set(pages)) == 1
    eyes.look("absent")
    told = json.dumps(view(county, "p-elder-husband", case)["history"])
    assert "Objected" not in told
