"""A neighbour that runs AskOnce: tokens, the request and the response as they go over the wire, and what goes wrong."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.adapters.calling.caller import Caller
from askonce.adapters.settings.model import Neighbour as Settings
from askonce.adapters.settings.secret import Secret
from askonce.adapters.sources.neighbour import NeighbourSource
from askonce.adapters.sources.source import Answer, NoAnswer
from askonce.adapters.sources.sources import Sources
from askonce.adapters.sources.wire import (
    UnreadableError,
    read_request,
    read_response,
    write_request,
    write_response,
)
from askonce.feel.types import DATE, NUMBER, TEXT, MoneyType
from askonce.feel.values import Money, Value
from askonce.registers.fact import Fact, State
from askonce.registers.neighbour import Request, Response
from askonce.registers.sources import Wanted
from tests.unit.adapters.border.servers import Asked, Behave, Told, reply, server

TYPES = {"residents": {"born": DATE, "income": MoneyType("CNY"), "name": TEXT, "rooms": NUMBER}}
WANTED = Wanted(
    "residents",
    "next",
    "http",
    "王-7",
    ("born", "income", "name"),
    (),
    "care",
    "care-act/3",
    "case-1",
    "street",
    17,
)
FACTS = {
    "born": Fact(State.KNOWN, date(1960, 2, 29), "people", date(2026, 2, 1)),
    "income": Fact(
        State.KNOWN, Money(Decimal("12.50"), "CNY"), "taxes", date(2026, 1, 1), stale=True, disputed=True
    ),
    "name": Fact(State.UNAVAILABLE, source="people"),
}
TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    made = Caller()
    yield made
    made.close()


class Neighbour:
    """A neighbour that gives tokens and answers; `answer` is what the exchange answers."""

    def __init__(self, answer: Behave, lasting: float = 300) -> None:
        self.answer = answer
        self.tokens = 0
        self.lasting = lasting

    def __call__(self, asked: Asked, connection: socket.socket) -> None:
        if asked.path == "/api/tokens":
            self.tokens += 1
            reply(
                201, {"access_token": f"t{self.tokens}", "token_type": "bearer", "expires_in": self.lasting}
            )(asked, connection)
        else:
            self.answer(asked, connection)


def source(told: Told, caller: Caller, clock: list[float] | None = None) -> NeighbourSource:
    settings = Settings(
        url=told.url, client="qingshan", secret=Secret("hush: %"), register="people", seconds=2
    )
    return NeighbourSource(settings, TYPES, caller, lambda: (clock or [0.0])[0], lambda: TODAY)


def answered(**facts: Fact) -> Behave:
    return reply(200, write_response(Response({**FACTS, **facts}, 5)))


def test_a_neighbour_answers_under_a_token(caller: Caller) -> None:
    neighbour = Neighbour(answered())
    with server(neighbour) as told:
        asking = source(told, caller)
        found = asking.ask(WANTED)
        assert asking.ask(WANTED) == found
    assert found == Answer(
        {"born": date(1960, 2, 29), "income": Money(Decimal("12.50"), "CNY")},
        as_of=date(2026, 1, 1),
        receipt=5,
        stale=("income",),
        disputed=("income",),
    )
    assert neighbour.tokens == 1
    token, first, again = told.asked
    assert (
        base64.b64decode(token.headers["authorization"].removeprefix("Basic ")) == b"qingshan:hush%3A%20%25"
    )
    assert first.headers["authorization"] == "Bearer t1"
    assert (
        first.headers["idempotency-key"] == again.headers["idempotency-key"] == "qingshan-17-next-%E7%8E%8B-7"
    )
    assert read_request(first.body, "qingshan") == Request(
        "qingshan", "care", "care-act/3", "case-1", 17, "王-7", "people", ("born", "income", "name"), TODAY
    )


def test_a_token_that_runs_out_or_is_taken_back_is_fetched_anew(caller: Caller) -> None:
    clock = [0.0]
    neighbour = Neighbour(answered(), lasting=100)
    with server(neighbour) as told:
        asking = source(told, caller, clock)
        for clock[0], tokens in ((0.0, 1), (69.0, 1), (71.0, 2)):
            asking.ask(WANTED)
            assert neighbour.tokens == tokens
        neighbour.answer = reply(401)
        assert asking.ask(WANTED) == NoAnswer("it answered 401", passing=True)
        neighbour.answer = answered()
        assert isinstance(asking.ask(WANTED), Answer)
        assert neighbour.tokens == 3


@pytest.mark.parametrize(
    "behave",
    [
        reply(200, b"nonsense"),
        reply(200, {"facts": {}, "receipt": 5}),
        reply(200, {"facts": {"born": {"state": "known", "value": {"nonsense": 1}}}, "receipt": 5}),
        reply(200, {"facts": {"born": {"state": "perhaps"}}, "receipt": 5}),
        answered(born=Fact(State.KNOWN, "1960-02-29")),
        answered(born=Fact(State.KNOWN)),
        answered(income=Fact(State.KNOWN, Money(Decimal(1), "EUR"))),
    ],
)
def test_nonsense_of_a_neighbour_is_no_answer(caller: Caller, behave: Behave) -> None:
    with server(Neighbour(behave)) as told:
        found = source(told, caller).ask(WANTED)
    assert isinstance(found, NoAnswer)
    assert found.reason.startswith("its answer is nonsense")
    assert "1960" not in found.reason


def test_what_a_neighbour_may_not_tell_does_not_make_it_seem_down(caller: Caller) -> None:
    with server(Neighbour(reply(403))) as told:
        sources = Sources({"next": source(told, caller)})
        for _ in range(8):
            assert sources.fetch(WANTED).failure == "it answered 403"
        assert sources.open() == ()
        sources.close()


@pytest.mark.parametrize(
    "behave",
    [reply(401, {"error": "invalid_client"}), reply(200, b"{}"), reply(200, {"access_token": "a\r\nb"})],
)
def test_without_a_token_nothing_is_asked_and_no_secret_is_said(caller: Caller, behave: Behave) -> None:
    with server(behave) as told:
        found = source(told, caller).ask(WANTED)
        assert len(told.asked) == 1
    assert isinstance(found, NoAnswer)
    assert "hush" not in repr(found)


values = st.one_of(
    st.none(), st.booleans(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False),
)  # fmt: skip


@given(st.dictionaries(st.text("abc", min_size=1), st.tuples(st.sampled_from(State), values, st.booleans())))
def test_a_response_comes_over_the_wire_as_it_was(said: dict[str, tuple[State, Value, bool]]) -> None:
    facts = {
        name: Fact(state, (value,) if stale else value, "people", TODAY, stale=stale)
        for name, (state, value, stale) in said.items()
    }
    assert read_response(write_response(Response(facts, 3))) == Response(facts, 3)


def test_a_request_never_says_who_asks() -> None:
    request = Request("qingshan", "care", "b", "c", 1, "p", "people", ("born",), TODAY)
    assert b"qingshan" not in write_request(request)
    assert read_request(write_request(request), "other").authority == "other"
    for body in (b"", b"[]", b"{}", b"\xff", b'{"subject": 1}'):
        with pytest.raises(UnreadableError):
            read_request(body, "x")
