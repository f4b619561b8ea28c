"""The workbench: officers take cases, ask for more, give opinions, hear people and decide, each look on record."""

from __future__ import annotations

import itertools
import re
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser.seeing import DESK, NARROW, PHONE, County, Eyes, Opening

OFFICER, DIRECTOR, STREET, REVIEWER = "zhou.ting", "xu.bo", "huang.lei", "wu.bo"
HOLDER, INSURER, NEIGHBOUR = "lin.hui", "wang.ting", "li.jing"
AID: Final = {"calamity": "other", "cost": "900 CNY", "bills": "bill-1", "aided": False}
LOOKS: Final = [("en", DESK), ("zh", PHONE), ("zh", DESK), ("en", NARROW)]
_KEYS: Final = itertools.count()


def ask(county: County, path: str, who: str) -> Any:
    headers = {"authorization": f"Bearer {county.token(who)}"}
    answer = httpx.get(county.url + path, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


def file(county: County, who: str, service: str, answers: Any, **choices: list[str]) -> str:
    body = {"service": service, "answers": answers, "choices": choices}
    more = {"idempotency-key": f"clerk-{next(_KEYS):06}"}
    return str(county.post("/api/cases", body, county.token(who), **more)["line"]["id"])


def give(county: County, who: str, case: str, **command: Any) -> Any:
    events = ask(county, f"/api/cases/{case}", who)["line"]["events"]
    more = {"idempotency-key": f"clerk-{next(_KEYS):06}", "if-match": f'"{events}"'}
    return county.post(f"/api/cases/{case}/commands", command, county.token(who), **more)


def aid(county: County, **answers: Any) -> str:
    return file(county, "p-poor", "temporary-aid", {**AID, **answers})


def take(eyes: Eyes, case: str) -> Page:
    page = eyes.open(f"/work/{case}")
    page.locator("form[action$='/do/take'] button").click()
    page.locator(".govuk-notification-banner").wait_for()
    return page


def act(eyes: Eyes, case: str, what: str) -> Page:
    """Go from the case to the page of one thing that is offered there."""
    page = eyes.open(f"/work/{case}")
    page.locator(f".work-acts a[href$='/do/{what}']").click()
    page.wait_for_url(f"**/do/{what}")
    return page


def send(page: Page) -> None:
    page.locator("main form button:not([name])").first.click()


def done(page: Page) -> None:
    page.locator(".govuk-notification-banner").wait_for()


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_the_list_says_what_is_due_and_nothing_of_people(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = aid(county)
    eyes = page_for(OFFICER, language, width)
    page = eyes.open("/work?list=free&service=temporary-aid")
    eyes.look("free")
    assert page.locator(f"a[href='/work/{case}']").count() == 1
    assert "p-poor" not in page.content()
    for which in ("mine", "joint", "objections", "corrections", "waiting", "all"):
        page.locator(f"#tab-{which}").click()
        page.locator(f"#tab-{which}[aria-current]").wait_for()
        eyes.look(which)
    page.select_option("#service", "temporary-aid")
    page.locator(".work-filter button").click()
    page.wait_for_url("**/work?service=temporary-aid")
    titles = set(page.locator(".work-what a").evaluate_all("all => all.map(one => one.firstChild.data)"))
    assert len(titles) == 1


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_nobody_sees_what_they_have_not_taken(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = aid(county)
    eyes = page_for(OFFICER, language, width)
    page = eyes.open(f"/work/{case}")
    eyes.look("not-taken")
    told = page.locator("main").inner_text()
    assert not any(secret in told for secret in ("900", "p-poor", "bill-1"))
    assert page.locator("main form button").count() == 1
    page = take(eyes, case)
    eyes.look("taken")
    assert page.evaluate("document.activeElement.classList.contains('govuk-notification-banner')")
    assert "900" in page.locator("main").inner_text()
    assert page.locator(".work-record").count() == 1
    looks = ask(county, "/api/me/looks", "p-poor")
    assert any(
        one.get("actor") == f"officer:{OFFICER}" and one.get("case") == case for one in _entries(looks)
    )


def _entries(looks: Any) -> list[dict[str, Any]]:
    found = looks if isinstance(looks, list) else next(one for one in looks.values() if isinstance(one, list))
    return [one.get("entry", one) for one in found]


def test_a_case_of_another_office_is_not_there(county: County, page_for: Opening) -> None:
    case = aid(county)
    told = []
    for name in (case, "case-00000000000000000000000000"):
        page = page_for("xu.feng").open(f"/work/{name}")
        told.append(page.locator("main").inner_text())
        assert page.locator("h1").count() == 1
    assert told[0] == told[1]
    for who, status in (("p-poor", 403), ("helper.street", 403), ("admin", 403)):
        answer = httpx.get(f"{county.url}/work/{case}", cookies={"askonce": county.token(who)}, timeout=30)
        assert answer.status_code == status, who


@pytest.mark.parametrize(
    ("language", "width", "javascript"), [("en", DESK, True), ("zh", PHONE, True), ("en", DESK, False)]
)
def test_more_is_asked_and_it_is_decided_otherwise_with_reasons(
    county: County, page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    case = aid(county)
    eyes = page_for(OFFICER, language, width, javascript=javascript)
    page = eyes.open(f"/work/{case}")
    page.locator("form[action$='/do/take'] button").click()
    done(page)
    page = act(eyes, case, "ask_more")
    eyes.look("ask")
    send(page)
    links = page.locator(".govuk-error-summary a")
    assert [links.nth(at).get_attribute("href") for at in range(links.count())] == ["#names", "#reason"]
    eyes.look("ask-wrong")
    page.locator("input[name=names][value=bills]").check()
    page.locator("#reason").fill("page two is missing")
    send(page)
    done(page)
    eyes.look("asked")
    assert ask(county, f"/api/cases/{case}", "p-poor")["asked"] == ["bills"]
    give(county, "p-poor", case, do="answer", answers={"bills": "bill-2"})
    give(county, STREET, case, do="join", office="street", agrees=True)
    page = act(eyes, case, "decide")
    eyes.look("decide")
    page.locator("input[name=how][value=otherwise]").check()
    page.locator("input[name='outcome-decision'][value=granted]").check()
    page.locator("#outcome-amount").fill("six hundred")
    page.locator("button[name=_preview]").click()
    page.locator("a[href='#outcome-amount']").first.wait_for()
    page.locator("#outcome-amount").fill("600")
    send(page)
    links = page.locator(".govuk-error-summary a")
    assert [links.nth(at).get_attribute("href") for at in range(links.count())] == ["#reason"]
    eyes.look("decide-wrong")
    page.locator("#reason").fill("the roof was gone")
    page.locator("button[name=_preview]").click()
    page.locator("#preview .outcome").wait_for()
    eyes.look("preview")
    assert ask(county, f"/api/cases/{case}", "p-poor").get("decision") is None
    send(page)
    done(page)
    eyes.look("decided")
    decision = ask(county, f"/api/cases/{case}", "p-poor")["decision"]
    assert decision["by"] == f"officer:{OFFICER}"
    assert decision["reason"] == "the roof was gone"
    assert decision["outcome"] == {"decision": "granted", "amount": "600 CNY"}


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_a_joint_office_reads_and_gives_its_opinion(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = aid(county)
    eyes = page_for(STREET, language, width)
    page = eyes.open("/work?list=joint&service=temporary-aid")
    page.locator(f"a[href='/work/{case}']").click()
    eyes.look("frame")
    assert "900" not in page.locator("main").inner_text()
    page.locator("a[href$='/do/join']").click()
    eyes.look("reading")
    told = page.locator("main").inner_text()
    assert "900" in told
    assert "QS0" not in told  # the account is for paying, not for an opinion
    page.locator("input[name=agrees][value=no]").check()
    send(page)
    assert page.locator(".govuk-error-summary a[href='#reason']").count() == 1
    page.locator("#reason").fill("the neighbours say otherwise")
    send(page)
    page.locator(".govuk-notification-banner").wait_for()
    page = eyes.open("/work?list=joint&service=temporary-aid")
    assert page.locator(f"a[href='/work/{case}']").count() == 0
    page = take(page_for(OFFICER, language, width), case)
    assert "the neighbours say otherwise" in page.locator("main").inner_text()
    answer = httpx.get(
        f"{county.url}/work/{case}/do/join", cookies={"askonce": county.token("lin.jing")}, timeout=30
    )
    assert "900" not in answer.text  # given once, there is nothing to read for


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_nobody_is_refused_without_notice_hearing_and_the_director(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = aid(county, aided=True)
    give(county, STREET, case, do="join", office="street", agrees=True)
    eyes = page_for(OFFICER, language, width)
    take(eyes, case)
    eyes.look("against")
    page = act(eyes, case, "decide")
    page.locator("input[name=how][value=proposed]").check()
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert "/" not in page.locator(".govuk-error-summary").inner_text()  # a role by its name, not by its id
    eyes.look("not-the-director")
    page = act(eyes, case, "notify")
    eyes.look("notify")
    page.locator("#reason").fill("you had aid in March")
    send(page)
    done(page)
    give(county, "p-poor", case, do="speak", words="my brother had it, not I")
    assert "my brother had it" in eyes.open(f"/work/{case}").locator("main").inner_text()
    page = act(eyes, case, "hear")
    page.locator("#reason").fill("that was for my brother")
    eyes.look("hear")
    send(page)
    done(page)
    director = page_for(DIRECTOR, language, width)
    take(director, case)
    page = act(director, case, "decide")
    director.look("director")
    page.locator("input[name=how][value=proposed]").check()
    send(page)
    done(page)
    director.look("refused")
    decision = ask(county, f"/api/cases/{case}", "p-poor")["decision"]
    assert (decision["adverse"], decision["by"]) == (True, f"officer:{DIRECTOR}")


@pytest.mark.parametrize(
    ("person", "language", "width", "stands"),
    [("p-elder", "en", DESK, False), ("p-elder-husband", "zh", PHONE, True)],
)
def test_the_holder_settles_a_disputed_datum(
    county: County, page_for: Opening, person: str, language: str, width: int, *, stands: bool
) -> None:
    case = file(county, person, "elder-meal", {"diet": "no peanuts"})
    view = give(
        county, person, case, do="dispute", name="birth", reason="I was born in May", claimed="1976-05-12"
    )
    correction = view["concerned_by"][0]
    eyes = page_for(HOLDER, language, width)
    page = eyes.open("/work?list=corrections")
    page.locator(f"a[href='/work/{correction}']").click()
    eyes.look("frame")
    assert "May" not in page.locator("main").inner_text()
    page = take(eyes, correction)
    eyes.look("taken")
    assert "I was born in May" in page.locator("main").inner_text()
    page = act(eyes, correction, "correct")
    send(page)
    eyes.look("wrong")
    assert page.locator(".govuk-error-summary a[href='#stands']").count() == 1
    page.locator(f"input[name=stands][value={'yes' if stands else 'no'}]").check()
    if not stands:
        page.locator("#value").fill("1976-05-12")
    page.locator("#reason").fill("the book of births")
    send(page)
    done(page)
    eyes.look("settled")
    history = ask(county, f"/api/cases/{case}", person)["history"]
    settled = [one for one in history if one["kind"] == "Settled"]
    assert [one["more"]["changed"] for one in settled] == [not stands]


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_an_objection_is_decided_where_nobody_decided_before(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    case = file(county, "p-centenarian", "elder-meal", {"diet": "soft"})
    view = give(county, "p-centenarian", case, do="object", reason="I am older than that")
    objection = view["concerned_by"][0]
    answer = httpx.get(
        f"{county.url}/work/{objection}", cookies={"askonce": county.token(STREET)}, timeout=30
    )
    assert answer.status_code == 404
    eyes = page_for(REVIEWER, language, width)
    page = eyes.open("/work?list=objections")
    page.locator(f"a[href='/work/{objection}']").click()
    page = take(eyes, objection)
    eyes.look("objection")
    assert "I am older than that" in page.locator("main").inner_text()
    page = act(eyes, objection, "decide")
    page.locator("input[name=upheld][value=yes]").check()
    page.locator("#reason").fill("the price was wrong")
    eyes.look("deciding")
    send(page)
    done(page)
    eyes.look("upheld")
    kinds = [one["kind"] for one in ask(county, f"/api/cases/{case}", "p-centenarian")["history"]]
    assert "Reopened" in kinds


def test_a_case_goes_to_a_colleague_and_to_another_office(county: County, page_for: Opening) -> None:
    case = aid(county)
    eyes = page_for(OFFICER)
    take(eyes, case)
    page = act(eyes, case, "give")
    page.locator("#officer").fill("nobody.at all!")
    send(page)
    assert page.locator(".govuk-error-summary a[href='#officer']").count() == 1
    eyes.look("give-wrong")
    page.locator("#officer").fill(STREET)
    send(page)
    done(page)
    assert page.url.endswith("/work")
    page = eyes.open(f"/work/{case}")
    eyes.look("given")
    assert "900" not in page.locator("main").inner_text()
    street = page_for(STREET)
    page = act(street, case, "hand_over")
    street.look("hand-over")
    page.locator("input[name=office]").first.check()
    page.locator("#reason").fill("they live there now")
    send(page)
    done(page)
    history = ask(county, f"/api/cases/{case}", "p-poor")["history"]
    assert [one["words"] for one in history if one["kind"] == "HandedOver"] == ["they live there now"]


@pytest.mark.parametrize(("language", "width", "javascript"), [("en", DESK, True), ("zh", PHONE, False)])
def test_a_case_is_copied_and_its_number_comes_back(
    county: County, page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    answers = {"bill": "1200 CNY", "place": "in_county", "treated_on": "2026-11-02", "bills": "bill-1"}
    case = file(county, "p-elder", "reimbursement", answers)
    eyes = page_for(INSURER, language, width, javascript=javascript)
    take(eyes, case)
    eyes.page.locator("a[href*='/copy/']").click()
    page = eyes.page
    eyes.look("copy")
    fields = page.locator(".work-copy input")
    assert fields.evaluate_all("all => all.map(one => one.value)")[2] == "1200 CNY"
    if javascript:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("[data-copies=value-3]").click()
        page.locator("#copied:not(:empty)").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == "1200 CNY"
    else:
        assert page.locator("[data-copies]:visible").count() == 0
    send(page)
    assert page.locator(".govuk-error-summary a[href='#number']").count() == 1
    eyes.look("copy-wrong")
    page.locator("#number").fill("PI-2026-77")
    send(page)
    done(page)
    assert "PI-2026-77" in page.locator("main").inner_text()


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("zh", False)])
def test_of_two_officers_at_once_the_second_sees_what_happened(
    county: County, page_for: Opening, language: str, *, javascript: bool
) -> None:
    case = aid(county)
    eyes = page_for(OFFICER, language, javascript=javascript)
    take(eyes, case)
    page = act(eyes, case, "hurry")
    page.locator("#reason").fill("no roof tonight")
    give(county, STREET, case, do="join", office="street", agrees=True)
    send(page)
    page.locator(".govuk-error-summary .history").wait_for()
    eyes.look("changed")
    assert page.locator("#reason").input_value() == "no roof tonight"
    assert ask(county, f"/api/cases/{case}", "p-poor")["line"].get("urgent", False) is False
    send(page)
    done(page)
    assert ask(county, f"/api/cases/{case}", "p-poor")["line"]["urgent"] is True
    page = eyes.open("/work?service=temporary-aid")
    lines = page.locator(".work-line")
    mine = page.locator(f".work-line:has(a[href='/work/{case}'])")
    at = lines.evaluate_all("(all, mine) => all.indexOf(mine)", mine.element_handle())
    urgent = [lines.nth(one).locator(".govuk-tag--red").count() for one in range(at + 1)]
    assert all(urgent)


def test_what_only_an_officer_finds_out_is_written_down_in_its_step(
    county: County, page_for: Opening
) -> None:
    case = file(county, "p-poor", "guardianship", {"doctor_finding": "paper-1"}, ward=["p-poor-wife"])
    eyes = page_for(NEIGHBOUR)
    page = eyes.open("/work?list=free&service=guardianship")
    page.locator(f"a[href='/work/{case}']").click()
    page = take(eyes, case)
    eyes.look("taken")
    page = act(eyes, case, "answer")
    eyes.look("finding")
    field = page.locator("[name='fact-finding']")
    if field.first.get_attribute("type") == "radio":
        field.first.check()
    else:
        field.fill("able to decide alone")
    send(page)
    done(page)
    facts = {one["name"] for one in ask(county, f"/api/cases/{case}", "p-poor")["facts"]}
    assert "finding" in facts
    page = act(eyes, case, "step")
    eyes.look("step")
    send(page)
    done(page)


def test_from_the_list_to_the_decision_by_keyboard_alone(county: County, page_for: Opening) -> None:
    case = aid(county)
    give(county, STREET, case, do="join", office="street", agrees=True)
    eyes = page_for(OFFICER)
    page = eyes.open("/work?list=free&service=temporary-aid")
    page.keyboard.press("j")
    links = [one.get_attribute("href") for one in page.locator(".work-what a").all()]
    for _ in range(links.index(f"/work/{case}")):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/work/{case}")
    _to(page, "form[action$='/do/take'] button")
    page.keyboard.press("Enter")
    done(page)
    page.keyboard.press("Tab")
    _to(page, ".work-acts a[href$='/do/decide']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/do/decide")
    _to(page, "input[name=how]")
    page.keyboard.press("Space")
    _to(page, "#reason")
    page.keyboard.type("as the rules have it")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    done(page)
    assert ask(county, f"/api/cases/{case}", "p-poor")["decision"]["outcome"]["decision"] == "visited"


def _to(page: Page, selector: str) -> None:
    """Tab until the focus is there; it is somewhere within forty steps, or it cannot be reached."""
    for _ in range(40):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {selector}")


def test_keys_can_be_switched_off_and_do_nothing_while_one_types(page_for: Opening) -> None:
    eyes = page_for(OFFICER)
    page = eyes.open("/work")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.work-what') !== null")
    page.locator("#service").focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "service"
    page.locator(".govuk-footer a").first.focus()
    page.keyboard.press("?")
    eyes.look("help")
    page.locator("#keys-on").uncheck()
    page = eyes.open("/work")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.work-what') === null")


def test_without_a_purpose_no_glass_is_broken(page_for: Opening) -> None:
    for language, width in LOOKS:
        eyes = page_for(OFFICER, language, width)
        page = eyes.open("/work/glass")
        eyes.look("glass")
        assert page.locator("main form").count() == 0


def test_the_list_knows_nothing_of_how_many_cases_a_clerk_has(page_for: Opening) -> None:
    page = page_for(OFFICER).open("/work?list=mine")
    heads = page.locator(".work-tabs, h1, h2").all_inner_texts()
    assert not re.search(r"\d", " ".join(heads))
