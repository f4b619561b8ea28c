"""A person's own affairs against the curious: cases, looks and mandates of others are as if they were not there."""

from __future__ import annotations

import re
from typing import Final

import httpx
import pytest

from tests.security.served import Served
from tests.security.test_pages import get, post

ME, OTHER = "p-elder", "p-poor"
_ONE_TIME: Final = re.compile(r'(value="[^"]*"|/static/[^"]*)')


def opened(house: Served, session: str, path: str) -> tuple[str, str]:
    """A page's form: its token, and the mark by which it is done once."""
    page = get(house, path, session).text
    token = re.search(r'name="_token" value="([^"]+)"', page)
    once = re.search(r'name="_once" value="([^"]+)"', page)
    assert token is not None
    assert once is not None
    return token[1], once[1]


def send(
    house: Served, session: str, path: str, fields: dict[str, str], at: str = "/me/mandates"
) -> httpx.Response:
    """Send a form with the token of a page of one's own."""
    token, once = opened(house, session, at)
    return post(house, path, {"_token": token, "_once": once, **fields}, session)


def filed(house: Served, who: str) -> str:
    """A case of somebody."""
    answer = house.file(house.token("person", who))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["line"]["id"])


def plain(answer: httpx.Response) -> str:
    """A page without what is new each time."""
    return _ONE_TIME.sub("", answer.text)


@pytest.mark.parametrize(
    "end",
    ["", "/object", "/withdraw", "/review", "/answer", "/speak", "/dispute/birth", "/files/birth", "/other"],
)
def test_a_case_of_another_is_as_one_that_is_not_there(house: Served, end: str) -> None:
    case, session = filed(house, ME), house.token("person", OTHER)
    theirs = get(house, f"/me/cases/{case}{end}", session)
    none = get(house, f"/me/cases/{case[:-4]}AAAA{end}", session)
    long = get(house, f"/me/cases/{'A' * 500}{end}", session)
    assert theirs.status_code == none.status_code == long.status_code == 404
    assert plain(theirs) == plain(none) == plain(long)


@pytest.mark.parametrize(
    ("end", "fields"),
    [
        ("/object", {"reason": "mine now"}), ("/withdraw", {}), ("/review", {"stars": "1"}), ("/answer", {"q": "x"}),
        ("/speak", {"reason": "x"}), ("/dispute/birth", {"reason": "x"}),
    ],
)  # fmt: skip
def test_nothing_is_done_to_a_case_of_another(house: Served, end: str, fields: dict[str, str]) -> None:
    case, session = filed(house, ME), house.token("person", OTHER)
    owner = house.token("person", ME)
    before = house.ask("GET", f"/api/cases/{case}", owner).json()
    answer = send(
        house, session, f"/me/cases/{case}{end}", {"events": str(before["line"]["events"]), **fields}
    )
    assert answer.status_code == 404
    assert house.ask("GET", f"/api/cases/{case}", owner).json() == before


def test_looks_name_no_case_of_another(house: Served) -> None:
    case = filed(house, ME)
    mine = get(house, "/me/looks", house.token("person", ME)).text
    theirs = get(house, "/me/looks?before=999999999", house.token("person", OTHER)).text
    assert case in mine
    assert case not in theirs
    assert get(house, "/me/looks?before=%00&by=x", house.token("person", ME)).status_code == 200


def test_a_mandate_says_not_whether_there_is_such_a_person(house: Served) -> None:
    session = house.token("person", ME)
    pages = []
    for agent in (OTHER, "p-nobody"):
        day = {"until-day": "1", "until-month": "12", "until-year": "2028"}
        answer = send(house, session, "/me/mandates", {"agent": agent, "service": "elder-meal", **day})
        assert answer.status_code == 303
        page = get(house, "/me/mandates", session).text
        assert agent in page
        pages.append(_ONE_TIME.sub("", page).replace(agent, "X"))
        send(house, session, "/me/mandates/end", {"agent": agent, "service": "elder-meal"})
    assert pages[0] == pages[1]


def test_nobody_ends_or_gives_a_mandate_of_another(house: Served) -> None:
    giver, agent = house.token("person", ME), house.token("person", "p-carer")
    day = {"until-day": "1", "until-month": "12", "until-year": "2028"}
    send(house, giver, "/me/mandates", {"agent": "p-carer", "service": "elder-meal", **day})
    send(house, agent, "/me/mandates/end", {"agent": "p-carer", "service": "elder-meal"})
    send(house, agent, "/me/mandates/end", {"agent": ME, "service": "elder-meal", "giver": ME})
    assert ME in get(house, "/me/mandates", agent).text
    send(house, giver, "/me/mandates/end", {"agent": "p-carer", "service": "elder-meal"})
    assert f"<strong>{ME}</strong>" not in get(house, "/me/mandates", agent).text


def test_who_acts_for_a_person_says_nothing_of_their_account(house: Served) -> None:
    giver, agent = house.token("person", ME), house.token("person", "p-carer")
    day = {"until-day": "1", "until-month": "12", "until-year": "2028"}
    send(house, giver, "/me/mandates", {"agent": "p-carer", "service": "pension", **day})
    answer = house.file(agent, {"service": "pension", "applicant": ME})
    assert answer.status_code == 201, answer.text
    case = answer.json()["line"]["id"]
    page = get(house, f"/me/cases/{case}", agent)
    assert page.status_code == 200
    told = send(house, agent, f"/me/cases/{case}/dispute/account", {"reason": "another", "events": "4"})
    assert told.status_code in {403, 404, 409}
    seen = house.ask("GET", f"/api/cases/{case}", giver).json()
    assert not any(one["kind"] == "Disputed" for one in seen["history"])


def test_what_somebody_wrote_is_no_markup(house: Served) -> None:
    case, session = filed(house, ME), house.token("person", ME)
    events = house.ask("GET", f"/api/cases/{case}", session).json()["line"]["events"]
    path = f"/me/cases/{case}/dispute/birth"
    token, once = opened(house, session, path)
    words = "<script>alert(1)</script>"
    sent = {"_token": token, "_once": once, "events": str(events), "reason": words, "claimed": words}
    assert post(house, path, sent, session).status_code == 303
    for shown in (f"/me/cases/{case}", "/me", "/me/looks", "/me/known"):
        assert words not in get(house, shown, session).text


def test_a_form_pressed_twice_objects_once(house: Served) -> None:
    case, session = filed(house, ME), house.token("person", ME)
    events = house.ask("GET", f"/api/cases/{case}", session).json()["line"]["events"]
    path = f"/me/cases/{case}/object"
    token, once = opened(house, session, path)
    sent = {"_token": token, "_once": once, "events": str(events), "reason": "too dear"}
    assert [post(house, path, sent, session).status_code for _ in range(2)] in ([303, 303], [303, 409])
    seen = house.ask("GET", f"/api/cases/{case}", session).json()
    assert len(seen["concerned_by"]) == 1


def test_a_service_that_there_is_not_is_not_taken(house: Served) -> None:
    session = house.token("person", ME)
    assert send(house, session, "/me/entitled/none", {}).status_code == 404
    assert send(house, session, "/me/entitled/monthly-round", {}).status_code == 404
