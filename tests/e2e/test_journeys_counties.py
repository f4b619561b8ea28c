"""Two counties that exchange, each served, each with a ledger of its own that names the other's entry."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.county import Clock, County, county
from tests.faults.houses import steady

OWN = """
identifiers = "{scheme}"
[limits]
requests_a_minute = 1000000
"""
ASKING = """
[sources.hill]
kind = "askonce"
url = "http://127.0.0.1:{port}"
client = "lake"
secret = "{secret}"
seconds = {seconds}
tries = 1
"""


class Two:
    """A county that asks and one that is asked."""

    def __init__(self, lake: County, hill: County, secret: str) -> None:
        self.lake, self.hill, self.secret = lake, hill, secret

    @contextmanager
    def settled(
        self, scheme: str = "resident-number", secret: str = "", port: int = 0, seconds: float = 2
    ) -> Iterator[County]:
        """The county that asks, begun anew with settings of another kind for a while."""
        before = self.lake.settings.read_text("utf-8")
        asking = ASKING.format(port=port or self.hill.port, secret=secret or self.secret, seconds=seconds)
        self.lake.settings.write_text(OWN.format(scheme=scheme) + asking, "utf-8")
        self.lake.again()
        try:
            yield self.lake
        finally:
            self.lake.settings.write_text(before, "utf-8")
            self.lake.again()

    def failures(self) -> list[str]:
        """Why the neighbour gave nothing, as the ledger has it."""
        return [entry.what["failure"] for _, entry in self.lake.entries(kind="source", event="failed")]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    clock, folder = Clock(), tmp_path_factory.mktemp("two")
    own = OWN.format(scheme="resident-number")
    with county(folder / "hill", "hill", clock=clock, settings=own) as hill:
        secret = hill.client("lake")
        asking = ASKING.format(port=hill.port, secret=secret, seconds=2)
        with county(folder / "lake", clock=clock, settings=own + asking) as lake:
            for number in range(20):
                hill.put("homes", f"p-{number}", rooms=Decimal(1 if number % 2 else 3))
            yield Two(lake, hill, secret)


def test_each_ledger_names_the_entry_of_the_other(both: Two) -> None:
    view = both.lake.filed(both.lake.token("person:p-1"), "move-wait")
    assert view["decision"]["outcome"] == {"result": True}
    ((asked, asking),) = both.lake.entries(kind="source", event="asked")
    ((_, answered),) = both.lake.entries(kind="source", event="answered")
    ((theirs, look),) = both.hill.entries(kind="look", register="homes")
    assert (answered.what["their_number"], look.what["their_number"]) == (str(theirs), str(asked))
    assert (look.actor, look.basis, look.purpose) == ("system:lake", "hill-rules/2", "moving")
    # Whom it is about reads of it in both counties, under no name that the two have in common.
    assert look.subject != asking.subject
    for one, number in ((both.lake, asked), (both.hill, theirs)):
        seen = one.ask("GET", "/api/me/looks", one.token("person:p-1")).said["shown"]
        assert number in {entry["number"] for entry in seen}
        assert one.ask("GET", "/api/me/looks", one.token("person:p-2")).said["shown"] == []
        one.verify()


def test_what_is_fresh_is_not_asked_again(both: Two) -> None:
    person = both.lake.token("person:p-3")
    both.lake.filed(person, "move-wait")
    asked = len(both.hill.entries(kind="look"))
    both.lake.filed(person, "move-ask")
    assert len(both.hill.entries(kind="look")) == asked
    both.lake.clock.forward(days=1, hours=1)
    both.lake.filed(
        person, "move-ask"
    )  # no longer fresh; and the token of the day before has ended over there
    assert len(both.hill.entries(kind="look")) == asked + 1


def test_an_interview_and_a_life_event_ask_too(both: Two) -> None:
    person = both.lake.token("person:p-5")
    offered = both.lake.ask("POST", "/api/interview", person, {"service": "move-ask"}).said
    assert (offered["decided"], offered["facts"][0]["value"]) == (True, {"rooms > 1": False})
    moment = both.lake.ask("POST", "/api/life-events/start/interview", both.lake.token("person:p-7"), {})
    assert moment.status == 200, moment.body
    assert ["move-ask", "rooms"] not in moment.said.get("open", [])
    assert moment.said["services"][0]["decided"]
    other = both.lake.token("person:p-9")
    both.lake.put("people", "p-9", birth_date="1950-01-01")
    filed = both.lake.ask("POST", "/api/life-events/start/cases", other, {})
    assert filed.status == 201, filed.body
    outcomes = [one["case"]["decision"]["outcome"] for one in filed.said]
    assert outcomes == [{"result": True}, {"price": "15 CNY"}]


def test_a_purpose_that_was_not_agreed_is_refused_with_its_article(both: Two) -> None:
    lake, hill = both.lake, both.hill
    looks = len(hill.entries(kind="look"))
    found = lake.file(lake.token("person:p-11"), "lodge")
    assert (found.status, found.said["code"]) == (422, "missing-answers")  # the service asks instead
    assert both.failures()[-1] == "it answered 403: no-authority by hill-rules/3"
    view = lake.filed(lake.token("person:p-11"), "lodge", answers={"rooms": 1})
    assert view["decision"]["outcome"] == {"result": True}
    assert len(hill.entries(kind="look")) == looks


def asking(both: Two, **other: Any) -> tuple[int, dict[str, Any]]:
    """What the neighbour answers to an asking that is made by hand."""
    form = {"grant_type": "client_credentials", "client_id": "lake", "client_secret": both.secret}
    token = both.hill.ask("POST", "/api/tokens", "", form).said["access_token"]
    body = {
        "purpose": "moving", "basis": "lake-rules/5", "case": "case-1", "number": 1, "subject": "p-1",
        "register": "homes", "attributes": ["rooms"], "day": "2026-11-23", "identifiers": "resident-number",
    }  # fmt: skip
    found = both.hill.ask("POST", "/api/exchange", token, body | other)
    return found.status, found.said


def test_what_a_neighbour_refuses_says_why_and_by_which_article(both: Two) -> None:
    assert asking(both)[0] == 200
    refusals = [
        asking(both, purpose="lodging"),
        asking(both, basis=""),
        asking(both, case=""),
        asking(both, attributes=["nothing"]),
        asking(both, identifiers="passport"),
        asking(both, identifiers=""),
    ]
    assert [(status, said["code"], said.get("basis", "")) for status, said in refusals] == [
        (403, "no-authority", "hill-rules/3"),
        (403, "no-basis", ""),
        (403, "no-case", "hill-rules/2"),
        (404, "unknown", ""),
        (422, "other-identifiers", ""),
        (422, "other-identifiers", ""),
    ]
    assert asking(both, subject="p-nobody")[1]["facts"]["rooms"]["state"] == "none"


def test_a_neighbour_that_is_down_does_what_the_service_says(both: Two) -> None:
    with both.settled(port=1) as lake:
        ask, wait, refuse = (
            lake.file(lake.token("person:p-13"), f"move-{one}") for one in ("ask", "wait", "refuse")
        )
        assert (ask.status, ask.said["code"]) == (422, "missing-answers")
        assert (refuse.status, refuse.said["code"], refuse.said["basis"]) == (
            403,
            "register-refuses",
            "lake-rules/5",
        )
        assert (wait.status, wait.said["waits_for"]) == (201, ["rooms"])
        assert "cannot be reached" in both.failures()[-1]
    # It is back: the case goes on without a person, at the hour at which it asks again.
    both.lake.work()
    case, person = wait.said["line"]["id"], both.lake.token("person:p-13")
    assert both.lake.show(person, case)["line"]["state"] == "waiting"
    both.lake.clock.forward(hours=5)
    both.lake.work()
    view = both.lake.show(person, case)
    assert (view["line"]["state"], view["decision"]["outcome"]) == ("closed", {"result": True})


def test_a_case_that_waits_is_asked_for_when_somebody_does_something(both: Two) -> None:
    with both.settled(port=1) as lake:
        person = lake.token("person:p-15")
        case = lake.filed(person, "move-wait")["line"]["id"]
    asked = len(both.hill.entries(kind="look"))
    stranger = both.lake.give(both.lake.token("person:p-17"), case, "dispute", name="rooms", reason="mine")
    assert stranger.status == 404
    assert len(both.hill.entries(kind="look")) == asked  # nobody asks outside about a case of others
    both.lake.give(person, case, "dispute", name="rooms", reason="it is one room")
    assert len(both.hill.entries(kind="look")) == asked + 1


def test_a_neighbour_that_hangs_holds_up_only_who_asks_it(both: Two) -> None:
    """Also where a command or a life event asks: each goes on without it in the end, and others never wait."""
    both.lake.clock.forward(minutes=1)
    moment = "/api/life-events/start/interview"
    with (
        socket.create_server(("127.0.0.1", 0)) as deaf,
        ThreadPoolExecutor(24) as crowd,
        both.settled(port=deaf.getsockname()[1], seconds=1) as lake,
    ):
        person, other = lake.token("person:p-14"), lake.token("person:p-0")
        waiting = lake.filed(person, "move-wait")["line"]["id"]
        lake.put("people", "p-0", birth_date="1950-01-01")
        others = [lake.token(f"person:p-4{one}") for one in range(20)]
        lake.clock.forward(minutes=1)
        began = steady()
        asked = [crowd.submit(lake.ask, "POST", moment, one, {}) for one in others]
        disputed = crowd.submit(lake.give, person, waiting, "dispute", name="rooms", reason="one room")
        for _ in range(5):
            lake.filed(other, "meal")
        assert steady() - began < 1.0  # before the first of those has its answer
        assert {one.result().status for one in asked} == {200}
        # What the register could not say is nobody's word, so it cannot be wrong; it was asked for all the same.
        assert (disputed.result().status, disputed.result().said["code"]) == (409, "no-such-fact")
        assert lake.show(person, waiting)["waits_for"] == ["rooms"]


def test_a_wrong_token_or_another_scheme_is_no_answer_and_no_crash(both: Two) -> None:
    for scheme, secret in (("resident-number", "wrong"), ("passport-number", "")):
        both.lake.clock.forward(minutes=1)
        looks = len(both.hill.entries(kind="look"))
        with both.settled(scheme, secret) as lake:
            found = lake.file(lake.token("person:p-19"), "move-ask")
            assert (found.status, found.said["code"]) == (422, "missing-answers")
        assert len(both.hill.entries(kind="look")) == looks
    assert both.failures()[-2:] == ["it gave no token, but 401", "it answered 422: other-identifiers"]


def test_both_ledgers_hold_at_the_end(both: Two) -> None:
    both.lake.verify()
    both.hill.verify()
