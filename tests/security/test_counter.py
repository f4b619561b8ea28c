"""Slips, papers and counters against those who guess, look up, carry on, or read along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest

from askonce.cases.counter import Counter
from askonce.cases.slip import SLIPS, keep_slip
from askonce.registers.actor import Actor
from tests.security.browsing import Browsing
from tests.security.served import Served, served

CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){2}")
WRONG = "2222-2222-2222"
_ONCE = count()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("counter"), demo=True) as made:
        yield made


def browser(
    house: Served, kind: str = "", name: str = "", *roles: str, address: str = "203.0.113.7"
) -> Browsing:
    made = Browsing(house, address=address)
    if kind:
        made.cookies["askonce"] = house.token(kind, name, *roles)
    return made


def behind(house: Served, name: str = "aunt-li") -> Browsing:
    return browser(house, "helper", name, "street")


def case_of(house: Served, who: str = "p-elder") -> str:
    return str(house.file(house.token("person", who)).json()["line"]["id"])


def begin(at: Browsing, number: str, **more: str) -> str:
    at.get("/counter")
    if "/counter/finish" in at.page.text:
        at.post("/counter/finish")
    said = {
        "channel": "counter",
        "agreed": "spoken",
        "number": number,
        "code": "",
        "note": "",
        "_once": f"once-{next(_ONCE)}",
    }
    return at.post("/counter", **{**said, **more}).text


def bare(text: str) -> str:
    """A page without what is another each time: tokens, instants."""
    return re.sub(r"\d\d:\d\d|value=\"[^\"]{8,}\"", "", text)


def test_codes_are_not_guessed_at_leisure(house: Served) -> None:
    one = browser(house, address="203.0.113.99")
    one.get("/slip")
    found = [one.send("POST", "/slip", {"code": WRONG}).status_code for _ in range(25)]
    assert found[0] == 422
    assert found[-1] == 429
    other = browser(house, address="203.0.113.98")
    other.get("/slip")
    assert other.send("POST", "/slip", {"code": WRONG}).status_code == 422


def test_numbers_of_papers_are_not_guessed_at_leisure(house: Served) -> None:
    one = browser(house, address="203.0.113.97")
    found = [one.send("GET", f"/check/{WRONG}").status_code for _ in range(25)]
    assert (found[0], found[-1]) == (404, 429)


def test_a_code_stands_in_no_log_no_address_and_no_cache(
    house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    person, case = browser(house, "person", "p-elder", address="203.0.113.81"), case_of(house)
    person.get(f"/papers/slip/{case}")
    made = person.send("POST", f"/papers/slip/{case}", {"_once": "x"})
    code = CODE.findall(made.text)[0]
    assert made.headers["cache-control"] == "no-store"
    anybody = browser(house, address="203.0.113.80")
    anybody.get("/slip")
    shown = anybody.send("POST", "/slip", {"code": code})
    assert shown.status_code == 200
    assert "location" not in shown.headers
    assert code not in caplog.text
    assert code not in shown.text


def test_a_slip_says_nothing_of_the_person(house: Served) -> None:
    case = case_of(house)
    code = house.house.database.write(lambda journal: keep_slip(journal, house.house.keys, case)).result()
    anybody = browser(house, address="203.0.113.79")
    anybody.get("/slip")
    shown = anybody.send("POST", "/slip", {"code": code}).text
    assert "Meal for the elderly" in shown
    assert not any(one in shown for one in ("p-elder", "沈秀兰", "peanuts", "15 CNY", case))


def test_the_database_holds_no_code(house: Served) -> None:
    case = case_of(house)
    code = house.house.database.write(lambda journal: keep_slip(journal, house.house.keys, case)).result()
    kept = house.house.database.read(
        lambda journal: [(key, journal.get(SLIPS, key) or b"") for key in journal.keys(SLIPS)]
    )
    plain = code.replace("-", "")
    assert kept
    assert not any(
        one in key.upper() + value.decode().upper() for key, value in kept for one in (code, plain)
    )


@pytest.mark.parametrize("number", ["nobody-at-all", "p-elder' OR '1'='1", "p-elder\u202e", "9" * 200])
def test_known_and_unknown_numbers_are_answered_alike(house: Served, number: str) -> None:
    known, unknown = behind(house, "helper-one"), behind(house, "helper-two")
    pages = bare(begin(known, "p-rare")), bare(begin(unknown, number))
    if "govuk-error-summary" in pages[1]:  # what can be the number of nobody is said so for its form alone
        assert "\u202e" in number
        return
    assert pages[0] == pages[1]


def test_a_helper_sees_cases_only_of_the_one_who_sits_there(house: Served) -> None:
    mine, case = behind(house), case_of(house)
    begin(mine, "p-tenant")
    for path in (
        f"/counter/cases/{case}",
        f"/counter/filed/{case}",
        f"/counter/cases/{case}/object",
        f"/papers/slip/{case}",
    ):
        assert mine.send("GET", path).status_code == 404, path
    mine.get("/counter")
    assert (
        mine.send("POST", f"/counter/cases/{case}/object", {"reason": "x", "events": "1"}).status_code == 404
    )
    absent = mine.send("GET", "/counter/cases/case-there-is-none")
    there = mine.send("GET", f"/counter/cases/{case}")
    assert bare(absent.text.replace("case-there-is-none", "")) == bare(there.text.replace(case, ""))


def test_after_finish_the_next_person_finds_nothing(house: Served) -> None:
    mine, case = behind(house, "helper-three"), case_of(house)
    begin(mine, "p-elder")
    assert mine.send("GET", f"/counter/cases/{case}").status_code == 200
    mine.get("/counter")
    mine.post("/counter/finish")
    after = mine.send("GET", f"/counter/cases/{case}")
    assert (after.status_code, after.headers["location"]) == (303, "/counter")
    assert mine.send("GET", f"/papers/slip/{case}").status_code in {403, 404}
    assert mine.send("GET", "/counter/apply/elder-meal").headers["location"] == "/counter"


def test_a_sitting_of_one_helper_is_none_of_another(house: Served) -> None:
    mine, other, case = behind(house, "helper-four"), behind(house, "helper-five"), case_of(house)
    begin(mine, "p-elder")
    assert other.send("GET", f"/counter/cases/{case}").status_code == 303
    token = house.token("helper", "helper-five", "street")
    assert house.ask("GET", f"/api/cases/{case}", token).status_code == 404


def test_without_consent_nothing_begins(house: Served) -> None:
    mine = behind(house, "helper-six")
    page = begin(mine, "p-elder", agreed="")
    assert 'href="#agreed"' in page
    handling = house.house.handling
    found = house.house.database.read(
        lambda journal: Counter(handling).sitting(journal, Actor("helper", "helper-six"))
    )
    assert found is None


def test_another_site_begins_no_sitting(house: Served) -> None:
    mine = behind(house, "helper-seven")
    mine.get("/counter")
    fields = {"channel": "counter", "agreed": "spoken", "number": "p-elder"}
    answer = mine.send(
        "POST", "/counter", fields, {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_the_certificate_of_another_is_as_absent_as_one_that_is_not(house: Served) -> None:
    case = case_of(house)
    other = browser(house, "person", "p-tenant", address="203.0.113.70")
    there = other.send("GET", f"/papers/certificate/{case}/meal-card")
    absent = other.send("GET", "/papers/certificate/case-none/meal-card")
    assert (there.status_code, bare(there.text.replace(case, ""))) == (
        absent.status_code, bare(absent.text.replace("case-none", "")),
    )  # fmt: skip


@pytest.mark.parametrize(
    "number", ["%00", "..%2f..%2fetc", "<script>alert(1)</script>", "7" * 3000, "%E2%80%AE"]
)
def test_a_hostile_number_is_only_unknown(house: Served, number: str) -> None:
    answer = browser(house, address="203.0.113.60").send("GET", f"/check/{number}")
    assert answer.status_code in {400, 404}
    assert "<script>alert" not in answer.text
