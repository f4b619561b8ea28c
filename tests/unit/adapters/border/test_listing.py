"""The list of a neighbour as it goes over the wire: what is asked names no product, and what is no list is no answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from askonce.adapters.calling.caller import Caller
from askonce.adapters.settings.model import Neighbour as Settings
from askonce.adapters.settings.secret import Secret
from askonce.adapters.sources.listing import CLASSED, MAKER, MOST_PAGES, WORDS, ListingSource
from askonce.adapters.sources.source import Answer, NoAnswer
from askonce.adapters.sources.sources import Sources
from askonce.registers.sources import Wanted
from tests.unit.adapters.border.servers import Asked, Behave, Told, reply, server

WANTED = Wanted(
    "linhai-offers", "linhai", "snapshot", "", (WORDS, CLASSED, MAKER), (), "exchange", "zone-act/14", None, "zone", 17
)  # fmt: skip
BOX: dict[str, Any] = {"words": ["纸箱", "五层"], "class": "481910", "maker": "临海纸业"}
GEAR: dict[str, Any] = {"words": ["gear"], "class": "", "maker": "Gears"}


def page(*offers: dict[str, Any], following: str = "", **more: Any) -> dict[str, Any]:
    return {"as_of": "2026-11-20", "offers": list(offers), "next": following, "receipt": 5, **more}


class Neighbour:
    """A neighbour that gives tokens, and pages in their order; the last again and again."""

    def __init__(self, *answers: Behave) -> None:
        self.answers = answers
        self.told: list[Asked] = []

    def __call__(self, asked: Asked, connection: socket.socket) -> None:
        if asked.path == "/api/tokens":
            reply(201, {"access_token": "t", "token_type": "bearer", "expires_in": 300})(asked, connection)
            return
        self.told.append(asked)
        self.answers[min(len(self.told), len(self.answers)) - 1](asked, connection)


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    made = Caller()
    yield made
    made.close()


def source(told: Told, caller: Caller, clock: Iterator[float] | None = None) -> ListingSource:
    settings = Settings(url=told.url, client="qingshan", secret=Secret("hush"), register="offers", seconds=2)
    return ListingSource(settings, {}, caller, (lambda: next(clock)) if clock else lambda: 0.0)


def test_pages_are_asked_one_after_the_other_and_nothing_is_said_of_what_is_sought(caller: Caller) -> None:
    first = page(BOX, following="0a", as_of="2026-11-21")
    neighbour = Neighbour(reply(200, first), reply(200, page(GEAR, receipt=6)))
    with server(neighbour) as told:
        found = source(told, caller).ask(WANTED)
    assert found == Answer(
        {WORDS: (("纸箱", "五层"), ("gear",)), CLASSED: ("481910", ""), MAKER: ("临海纸业", "Gears")},
        as_of=date(2026, 11, 20),
        receipt=6,
    )
    said = {"purpose": "exchange", "basis": "zone-act/14", "number": 17, "register": "offers"}
    assert [one.said for one in neighbour.told] == [{**said, "after": ""}, {**said, "after": "0a"}]
    keys = [one.headers["idempotency-key"] for one in neighbour.told]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    "behave",
    [
        reply(200, b"nonsense"),
        reply(200, {"offers": []}),
        reply(200, page({**BOX, "price": "3"})),
        reply(200, page({**BOX, "words": []})),
        reply(200, page({**BOX, "words": ["x" * 2_001]})),
        reply(200, page({**BOX, "maker": ""})),
        reply(200, page({**BOX, "class": "48 19"})),
        reply(200, page({**BOX, "maker": "safe\u202eexe"})),
        reply(200, page({**BOX, "words": ["\x1b[2J"]})),
        reply(200, page(*[BOX] * 1_001)),
        reply(200, page(as_of="soon")),
        reply(200, page(following="ZZ")),
    ],
)
def test_what_is_no_list_is_no_answer_as_a_whole(caller: Caller, behave: Behave) -> None:
    with server(Neighbour(behave)) as told:
        found = source(told, caller).ask(WANTED)
    assert isinstance(found, NoAnswer)
    assert found.reason.startswith("its answer is nonsense")
    assert "safe" not in found.reason


def test_a_list_without_an_end_ends(caller: Caller) -> None:
    circle = Neighbour(reply(200, page(BOX, following="0a")))
    with server(circle) as told:
        found = source(told, caller).ask(WANTED)
    assert found == NoAnswer("its answer is nonsense: its pages go round in a circle")
    assert len(circle.told) == 2
    endless = Neighbour(*(reply(200, page(BOX, following=f"{at:04x}")) for at in range(1, MOST_PAGES + 5)))
    with server(endless) as told:
        assert source(told, caller).ask(WANTED) == NoAnswer("its list has more than 50,000 offers")
    assert len(endless.told) == MOST_PAGES
    slow = Neighbour(*(reply(200, page(BOX, following=f"{at:04x}")) for at in range(1, 9)))
    with server(slow) as told:
        ticking = iter([0.0, *(10.0 * tick for tick in range(20))])
        assert source(told, caller, ticking).ask(WANTED) == NoAnswer("its list took too long")


def test_who_is_refused_hears_why_and_it_does_not_seem_down(caller: Caller) -> None:
    refusal = {"code": "no-authority", "basis": "zone-act/14"}
    with server(Neighbour(reply(403, refusal))) as told:
        sources = Sources({"linhai": source(told, caller)})
        for _ in range(8):
            assert sources.fetch(WANTED).failure == "it answered 403: no-authority by zone-act/14"
        assert sources.open() == ()
        sources.close()
