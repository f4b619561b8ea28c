"""Files that are sent, against those who mean to stall a house or to leave something behind; and doors that open to nobody."""

from __future__ import annotations

import asyncio
import re
import threading
from concurrent.futures import Future
from typing import Any

import httpx
import pytest

from askonce.cases.database import Busy
from askonce.cases.files import FILES
from askonce.web.limits import Buckets
from tests.security.served import Served
from tests.security.test_affairs import opened, send
from tests.security.test_pages import get

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
DAY = {"until-day": "1", "until-month": "12", "until-year": "2028"}


def test_files_that_are_looked_at_hold_up_no_page_and_too_many_are_told_to_come_again(house: Served) -> None:
    gate = threading.Event()
    names: set[str] = set()

    def slow() -> bool:
        names.add(threading.current_thread().name)
        return gate.wait(30)

    async def many() -> tuple[list[Any], httpx.Response]:
        sent = [asyncio.ensure_future(house.service.sift(slow)) for _ in range(12)]
        await asyncio.sleep(0)
        transport = httpx.ASGITransport(house.site)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            page = await asyncio.wait_for(client.get("/services", headers={"accept": "text/html"}), 20)
            assert await asyncio.wait_for(house.service.read(lambda _: 1), 20) == 1
        sent[7].cancel()  # who left makes room
        await asyncio.sleep(0)
        sent.append(asyncio.ensure_future(house.service.sift(slow)))
        await asyncio.sleep(0)
        gate.set()
        return await asyncio.gather(*sent, return_exceptions=True), page

    found, page = asyncio.run(many())
    assert page.status_code == 200
    assert [one is True for one in found] == [True] * 7 + [False] * 5 + [True]
    assert all(isinstance(one, Busy) for one in found[8:12])
    assert len(names) == 1


def waiting(house: Served, who: str) -> str:
    """A case in which an officer asked for the paper of the school again."""
    filing = {"service": "minimum-income", "answers": {"other_income": "200 CNY", "school_paper": "paper"}}
    answer = house.file(house.token("person", who), filing)
    assert answer.status_code == 201, answer.text
    case = str(answer.json()["line"]["id"])
    assessor = house.token("officer", "ye.feng", "civil-affairs/assessor")
    for number, command in enumerate(
        ({"do": "take"}, {"do": "ask_more", "names": ["school_paper"], "reason": "The stamp cannot be read."})
    ):
        seen = house.ask("GET", f"/api/cases/{case}", assessor).json()
        said = {"idempotency-key": f"{case}-{number}-key", "if-match": f'"{seen["line"]["events"]}"'}
        done = house.ask("POST", f"/api/cases/{case}/commands", assessor, json=command, headers=said)
        assert done.status_code < 300, done.text
    return case


def kept(house: Served, case: str) -> list[str]:
    """The files of a case."""
    found: Future[list[str]] = house.house.database.write(
        lambda journal: list(journal.keys(FILES, f"{case}/"))
    )
    return found.result()


def test_a_file_sent_twice_is_kept_once_and_another_is_not_taken_for_it(house: Served) -> None:
    case, session = waiting(house, "p-poor"), house.token("person", "p-poor")
    path = f"/me/cases/{case}/answer"
    token, once = opened(house, session, path)
    events = str(house.ask("GET", f"/api/cases/{case}", session).json()["line"]["events"])

    def pressed(*bodies: bytes) -> list[int]:
        headers = {"accept": "text/html", "cookie": f"askonce={session}", "sec-fetch-site": "same-origin"}
        fields = {"_token": token, "_once": once, "events": events}
        more = [
            {"data": fields, "files": {"q": ("paper.pdf", one, "application/pdf")}, "headers": headers}
            for one in bodies
        ]
        return [one.status_code for one in house.ask_all([("POST", path, "", one) for one in more])]

    found = pressed(PDF, PDF, PDF, PDF + b"%%EOF\n")  # all of them see the case as it was before
    assert found in ([303, 303, 303, 409], [409, 409, 409, 303])
    assert len(kept(house, case)) == 1
    # the same form once more, when all is done: it leads where it led
    same, other = (PDF, PDF + b"%%EOF\n") if found.count(303) > 1 else (PDF + b"%%EOF\n", PDF)
    assert pressed(same) == [303]
    assert pressed(other) == [409]
    assert len(kept(house, case)) == 1


@pytest.mark.parametrize("path", ["/services/elder-meal", "/life-events/retirement"])
def test_only_who_may_apply_is_shown_where(house: Served, path: str) -> None:
    begins = {
        "": "/",
        house.token("person", "p-elder"): "/",
        house.token("helper", "aunt-li", "street"): "/counter/",
        house.token("officer", "wang.fang", "street/clerk"): None,
        house.token("admin", "root"): None,
    }
    for session, prefix in begins.items():
        page = get(house, path, session)
        assert page.status_code == 200
        links = re.findall(r'href="(/[^"]*apply[^"]*)"', page.text)
        assert [one.startswith("/counter/") for one in links] == ([] if prefix is None else [prefix != "/"])
        assert all(get(house, one, session).status_code in {200, 303} for one in links)


@pytest.mark.parametrize("agent", ["*", "../..", "a b", "p-carer/..", "-", "x" * 300])
def test_a_mandate_is_for_what_can_be_a_number(house: Served, agent: str) -> None:
    session = house.token("person", "p-elder")
    answer = send(house, session, "/me/mandates", {"agent": agent, "service": "elder-meal", **DAY})
    assert answer.status_code == 422
    assert 'id="agent-error"' in answer.text
    assert f"<strong>{agent}</strong>" not in get(house, "/me/mandates", session).text


def test_two_who_load_the_ledger_at_once_both_get_it(house: Served) -> None:
    answers = house.ask_all([("GET", "/api/ledger/export", "", {})] * 2)
    assert [one.status_code for one in answers] == [200, 200]
    assert all(one.content for one in answers)


def test_who_waits_too_long_for_the_ledger_is_told_to_come_again(
    house: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askonce.web.doing.record._EXPORT_SECONDS", 0.05)
    monkeypatch.setattr(house.service, "exporting", asyncio.Semaphore(0))
    assert house.ask("GET", "/api/ledger/export").status_code == 503


def test_what_one_would_get_leads_on_only_where_one_may_apply(house: Served) -> None:
    house.service.few = Buckets(1_000_000)

    def links(session: str) -> list[str]:
        events = set(re.findall(r"/what\?about=[^\"]+", get(house, "/what", session).text))
        pages = [get(house, one, session) for one in sorted(events)]
        assert pages
        assert all(one.status_code == 200 for one in pages)
        return [link for one in pages for link in re.findall(r'href="(/[^"]*apply/[^"]*)"', one.text)]

    own = links("")
    assert own
    assert all(one.startswith("/apply/") for one in own)
    assert links(house.token("person", "p-elder")) == own
    assert links(house.token("helper", "aunt-li", "street")) == [f"/counter{one}" for one in own]
    assert links(house.token("officer", "wang.fang", "street/clerk")) == []
