"""Two zones, each served by a house of its own: what one lacks the other publishes, and nothing else crosses."""

from __future__ import annotations

import json
import socket
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import StringIO
from typing import Any

import msgspec
import pytest

from askonce.assembly.markets.neighbours import sharing
from askonce.assembly.markets.neighbours.asking import ask_neighbours
from askonce.cli.commands.trade import CHAIN
from askonce.cli.terminal import Terminal
from askonce.web.loops import loops_of
from tests.e2e.county import Clock, County, county
from tests.faults.houses import steady
from tests.unit.economy.neighbour_trade import write_pack

LIMITS = "[limits]\nrequests_a_minute = 1000000\n"
SOURCE = """
[sources.linhai-offers]
kind = "askonce"
url = "http://127.0.0.1:{port}"
client = "linhai"
secret = "{secret}"
register = "offers"
seconds = {seconds}
tries = 1
"""
PATH = "/api/markets/supply/chain"
SECRETS = ("secret gear", "o-hidden", "o-boxes", "77123", "50000", "f-boxes", "n-1")


class Zones:
    """A zone that lacks boxes, and one that makes them."""

    def __init__(self, here: County, there: County, secret: str) -> None:
        self.here, self.there, self.secret = here, there, secret
        self.officer = here.token("officer:zhou", "street/clerk")

    def ask(self) -> tuple[str, ...]:
        return ask_neighbours(self.here.house, self.here.outside, every=True)

    def chain(self) -> Any:
        found = self.here.ask("GET", PATH, self.officer)
        assert found.status == 200, found.body
        return found.said

    @contextmanager
    def settled(self, port: int, secret: str = "", seconds: float = 2) -> Iterator[None]:
        """The zone that asks, begun anew with another neighbour for a while."""
        before = self.here.settings.read_text("utf-8")
        asking = SOURCE.format(port=port, secret=secret or self.secret, seconds=seconds)
        self.here.settings.write_text(LIMITS + asking, "utf-8")
        self.here.again()
        try:
            yield
        finally:
            self.here.settings.write_text(before, "utf-8")
            self.here.again()

    def raw(self, path: str = "/api/exchange/offers", client: str = "linhai", **body: Any) -> tuple[int, Any]:
        """What the neighbour answers to an asking that is made by hand."""
        secret = self.secret if client == "linhai" else self.there.client(client)
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        token = self.there.ask("POST", "/api/tokens", "", form).said["access_token"]
        asking = {"purpose": "exchange", "basis": "x/1", "number": 1, "register": "offers"} | body
        found = self.there.ask("POST", path, token, asking)
        return found.status, found.said


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zones]:
    clock, folder = Clock(), tmp_path_factory.mktemp("zones")
    pack = write_pack(folder / "pack")
    with county(folder / "there", pack, clock=clock, settings=LIMITS) as there:
        secret = there.client("linhai")
        asking = SOURCE.format(port=there.port, secret=secret, seconds=2)
        with county(folder / "here", pack, clock=clock, settings=LIMITS + asking) as here:
            _fill(there, here)
            yield Zones(here, there, secret)


def _fill(there: County, here: County) -> None:
    there.put("firms", "f-boxes", firm_name="临海纸业")
    there.put("firms", "f-silent", easting=1)  # a firm that nobody knows by a name
    offers: dict[str, dict[str, Any]] = {
        "o-boxes": {"offer_product": "carton\u202e\n of board", "offer_text": "five layers", "offer_published": True},
        "o-hidden": {"offer_product": "secret gear", "offer_published": False},
        "o-unsaid": {"offer_product": "secret gear"},
        "o-gears": {"offer_product": "gear", "offer_published": True},
    }  # fmt: skip
    for name, said in offers.items():
        there.put("offers", name, offer_class="4819.10", offer_capacity=50000, **said)
        there.link("offers", "maker", name, "f-boxes")
    there.put("offers", "o-nobody", offer_product="secret gear", offer_published=True)
    there.link("offers", "maker", "o-nobody", "f-silent")
    there.put("needs", "n-1", need_product="secret gear", need_published=True, need_volume=77123)
    there.link("needs", "buyer", "n-1", "f-boxes")
    here.put("firms", "f-buyer", firm_name="青山变速箱")
    here.put("needs", "n-1", need_product="paper box", need_class="481910", need_volume=Decimal(77123))
    here.link("needs", "buyer", "n-1", "f-buyer")


def test_a_hole_here_names_who_makes_it_there_and_both_ledgers_know_of_it(zones: Zones) -> None:
    (before,) = zones.chain()["neighbours"]
    assert "as_of" not in before
    assert zones.chain()["holes"][0]["elsewhere"] == []
    assert zones.ask() == ()
    said = zones.chain()
    (hole,) = said["holes"]
    (found,) = hole["elsewhere"]
    assert hole["classed"] == "481910"
    assert (found["zone"], found["firms"], found["offers"], found["as_of"]) == ("linhai", 1, 2, "2026-11-23")
    assert found["makers"] == [{"name": "临海纸业", "product": "carton of board", "offers": 2}]
    (neighbour,) = said["neighbours"]
    assert (neighbour["offers"], neighbour["as_of"], neighbour["register"]) == (
        2,
        "2026-11-23",
        "linhai-offers",
    )
    assert "failure" not in neighbour
    ((asked, _),) = zones.here.entries(kind="source", event="asked")
    ((_, answered),) = zones.here.entries(kind="source", event="answered")
    ((theirs, look),) = zones.there.entries(kind="look", register="offers")
    assert (answered.what["their_number"], look.what["their_number"]) == (str(theirs), str(asked))
    assert (look.actor, look.purpose, look.subject) == ("system:linhai", "exchange", None)
    assert look.what["attribute"] == "offer_class,offer_product,offer_text"
    zones.here.verify()
    zones.there.verify()


def test_nothing_crosses_but_what_everybody_may_know(zones: Zones) -> None:
    status, said = zones.raw()
    assert status == 200
    assert {name for offer in said["offers"] for name in offer} == {"words", "class", "maker"}
    assert sorted(offer["words"] for offer in said["offers"]) == [
        ["carton of board", "five layers"],
        ["gear"],
    ]
    for secret in SECRETS:
        assert secret not in json.dumps(said, ensure_ascii=False)
    # nor one by one: the rows of the market's sides hold what was not published too
    for register, attribute, subject in (
        ("offers", "offer_product", "o-hidden"), ("offers", "offer_capacity", "o-boxes"), ("needs", "need_product", "n-1"),
    ):  # fmt: skip
        with zones_identified(zones):
            status, said = zones.raw(
                "/api/exchange", case="c-1", subject=subject, register=register, attributes=[attribute],
                day="2026-11-23", identifiers="number",
            )  # fmt: skip
        assert (status, said.get("code")) == (403, "closed")
        assert "secret" not in json.dumps(said)


@contextmanager
def zones_identified(zones: Zones) -> Iterator[None]:
    """The zone that is asked, with a scheme of names, as two houses that exchange have it."""
    before = zones.there.settings.read_text("utf-8")
    zones.there.settings.write_text(f'identifiers = "number"\n{before}', "utf-8")
    zones.there.again()
    try:
        yield
    finally:
        zones.there.settings.write_text(before, "utf-8")
        zones.there.again()


@pytest.mark.parametrize(
    ("client", "body", "status", "code"),
    [
        ("stranger", {}, 403, "no-authority"),
        ("linhai", {"purpose": "matching"}, 403, "no-authority"),
        ("linhai", {"purpose": "nothing"}, 403, "no-purpose"),
        ("linhai", {"basis": ""}, 403, "no-basis"),
        ("linhai", {"register": "needs"}, 404, "unknown"),
        ("linhai", {"register": "lessons"}, 404, "unknown"),
        ("linhai", {"product": "481910"}, 422, "misfit"),
    ],
)
def test_who_may_not_ask_is_told_why_and_nothing_else(
    zones: Zones, client: str, body: dict[str, Any], status: int, code: str
) -> None:
    looks = len(zones.there.entries(kind="look"))
    found, said = zones.raw(client=client, **body)
    assert (found, said["code"]) == (status, code)
    assert "carton" not in json.dumps(said)
    assert len(zones.there.entries(kind="look")) == looks


def test_nothing_is_told_for_a_purpose_that_is_not_the_market_s(
    zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors = zones.there.house.current.exchange.doors
    other = msgspec.structs.replace(doors.purposes["matching"], asked_by={"linhai": "x/1"})
    monkeypatch.setitem(doors.purposes, "matching", other)
    assert zones.raw(purpose="matching")[0] == 404


def test_nobody_but_a_system_may_ask(zones: Zones) -> None:
    body = {"purpose": "exchange", "basis": "x/1", "number": 1, "register": "offers"}
    for token in ("", zones.there.token("person:p-1"), zones.there.token("officer:lin", "street/clerk")):
        assert zones.there.ask("POST", "/api/exchange/offers", token, body).status in (401, 403)


def test_a_long_list_comes_page_by_page_and_each_page_is_on_record(
    zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST_ON_A_PAGE", 1)
    looks = len(zones.there.entries(kind="look"))
    assert zones.ask() == ()
    assert zones.chain()["neighbours"][0]["offers"] == 2
    assert len(zones.there.entries(kind="look")) == looks + 2
    monkeypatch.setattr(sharing, "_PAGE_BYTES", 1)
    monkeypatch.setattr(sharing, "MOST_ON_A_PAGE", 1_000)
    assert len(zones.raw()[1]["offers"]) == 1, "one at least, however large"


def test_an_asking_that_comes_twice_is_one_look(zones: Zones) -> None:
    form = {"grant_type": "client_credentials", "client_id": "linhai", "client_secret": zones.secret}
    token = zones.there.ask("POST", "/api/tokens", "", form).said["access_token"]
    body = {"purpose": "exchange", "basis": "x/1", "number": 1, "register": "offers"}
    key = {"Idempotency-Key": "twice-the-same-asking"}
    looks = len(zones.there.entries(kind="look"))
    one, two = (zones.there.ask("POST", "/api/exchange/offers", token, body, key) for _ in range(2))
    assert one.said == two.said
    assert len(zones.there.entries(kind="look")) == looks + 1


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_a_neighbour_that_is_down_or_knows_us_no_longer_leaves_what_is_known(
    zones: Zones, secret: str
) -> None:
    assert zones.ask() == ()
    zones.here.clock.forward(days=8)
    with zones.settled(1 if not secret else zones.there.port, secret):
        (failure,) = zones.ask()
        said = zones.chain()
        (neighbour,) = said["neighbours"]
        assert failure == f"linhai: {neighbour['failure']}"
        assert neighbour["stale"]
        assert neighbour["asked"] > f"{neighbour['as_of']}T"
        assert said["holes"][0]["elsewhere"][0]["makers"][0]["name"] == "临海纸业"
    zones.there.again()


def test_from_the_terminal_too_they_are_asked_now_and_whoever_gives_no_answer_is_named(zones: Zones) -> None:
    out, err = StringIO(), StringIO()
    with zones.settled(1):
        given = Namespace(
            pack=str(zones.here.pack), database=zones.here.url, settings=str(zones.here.settings),
            market=None, prior=None, ask=True, json=False,
        )  # fmt: skip
        assert CHAIN.run(given, Terminal(out, err)) == 0
    assert "no answer from linhai: " in err.getvalue()
    last = out.getvalue().splitlines()[-1]
    assert last.startswith("  Zone of Linhai: 2 offers of 2026-")
    assert "UTC, no answer: " in last


def test_no_page_waits_for_a_neighbour_that_hangs(zones: Zones) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf, zones.settled(deaf.getsockname()[1], seconds=5):
        asking = threading.Thread(target=zones.ask)
        asking.start()
        try:
            began, said = steady(), ""
            while said != "it has not answered yet":  # the asking has begun
                assert steady() - began < 2.0, said
                said = zones.chain()["neighbours"][0].get("failure", "")
            began = steady()
            for _ in range(5):
                assert zones.chain()["neighbours"][0]["failure"] == said
            assert steady() - began < 2.0
            assert asking.is_alive()
        finally:
            asking.join(30)
        assert "failure" in zones.chain()["neighbours"][0]


def test_the_house_asks_by_itself_and_ends_at_once_though_a_neighbour_hangs(zones: Zones) -> None:
    zones.here.clock.forward(days=30)
    with socket.create_server(("127.0.0.1", 0)) as deaf, zones.settled(deaf.getsockname()[1], seconds=20):
        loops = loops_of(zones.here.house, zones.here.service.metrics, zones.here.outside)
        (loop,) = (one for one in loops if one.name == "neighbours")
        asked = len(zones.here.entries(kind="source", event="asked"))
        loop._seconds = 0.05  # noqa: SLF001 - a minute is long for a test
        loop.start()
        pause = threading.Event()
        for _ in range(100):
            if len(zones.here.entries(kind="source", event="asked")) > asked:
                break
            pause.wait(0.05)
        began = steady()
        loop.stop()
        assert steady() - began < 5.0
        assert len(zones.here.entries(kind="source", event="asked")) == asked + 1


def test_what_was_no_longer_published_there_is_no_longer_known_here(zones: Zones) -> None:
    assert zones.ask() == ()
    zones.there.put(
        "offers", "o-boxes", offer_published=False, since=zones.there.house.local_day(zones.there.clock.now)
    )
    assert zones.ask() == ()
    said = zones.chain()
    assert said["neighbours"][0]["offers"] == 1
    assert said["holes"][0]["elsewhere"][0]["makers"] == [
        {"name": "临海纸业", "product": "gear", "offers": 1}
    ]
