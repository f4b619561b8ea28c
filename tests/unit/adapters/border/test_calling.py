"""Calls over HTTP against servers that hang, drip, pack too much, redirect and speak nonsense."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from askonce.adapters.calling import connecting
from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.calling.reply import NonsenseError, NoReply, Reply, read_object
from tests.unit.adapters.border.servers import (
    Behave,
    break_off,
    drip_body,
    drip_head,
    hang,
    reply,
    server,
    steady,
)


@pytest.fixture
def caller() -> Iterator[Caller]:
    made = Caller()
    yield made
    made.close()


@pytest.mark.parametrize("behave", [hang, drip_head, drip_body], ids=lambda one: one.__name__)
def test_a_server_that_takes_its_time_gets_no_more_than_is_allowed(caller: Caller, behave: Behave) -> None:
    with server(behave) as told:
        began = steady()
        found = caller.call(Call("GET", told.url, seconds=0.4))
        lasted = steady() - began
    assert found == NoReply("no whole answer within 0.4 seconds")
    assert 0.3 < lasted < 3


def test_an_answer_comes_with_status_headers_and_body(caller: Caller) -> None:
    with server(reply(201, b"yes", X_Number="7")) as told:
        found = caller.call(Call("POST", f"{told.url}/a", {"X-Key": "k"}, b"asked"))
    assert isinstance(found, Reply)
    assert (found.status, found.headers["x-number"], found.body) == (201, "7", b"yes")
    assert (told.asked[0].method, told.asked[0].path, told.asked[0].body) == ("POST", "/a", b"asked")
    assert told.asked[0].headers["x-key"] == "k"


def test_a_redirect_is_an_answer_and_is_not_followed(caller: Caller) -> None:
    with server(reply(200, b"inside")) as inside, server(reply(302, b"", Location=inside.url)) as told:
        found = caller.call(Call("GET", told.url))
        assert isinstance(found, Reply)
        assert found.status == 302
        assert inside.asked == []


def test_a_small_answer_that_unpacks_to_much_is_cut_off(caller: Caller) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    with server(reply(200, bomb, Content_Encoding="gzip")) as told:
        found = caller.call(Call("GET", told.url, most_bytes=100_000))
    assert found == NoReply("the answer is larger than 100,000 bytes", passing=False)


def test_what_is_packed_is_unpacked_up_to_the_last_byte_allowed(caller: Caller) -> None:
    with server(reply(200, gzip.compress(b"x" * 1000), Content_Encoding="gzip")) as told:
        found = caller.call(Call("GET", told.url, most_bytes=1000))
        assert isinstance(found, Reply)
        assert found.body == b"x" * 1000
        assert isinstance(caller.call(Call("GET", told.url, most_bytes=999)), NoReply)


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (break_off, "the connection broke off"),
        (reply(200, b"x" * 2000), "the answer is larger than 1,000 bytes"),
        (reply(200, b"not packed", Content_Encoding="gzip"), "packed in a way that cannot be read"),
        (reply(200, gzip.compress(b"x" * 500)[:-9], Content_Encoding="gzip"), "packed in a way"),
        (reply(200, b"x", Content_Encoding="br"), "packed in a way that cannot be read"),
        (lambda _, connection: connection.sendall(b"\0\1\2 what\r\n\r\n"), "the connection broke off"),
    ],
)
def test_a_bad_answer_is_none(caller: Caller, behave: Behave, reason: str) -> None:
    with server(behave) as told:
        found = caller.call(Call("GET", told.url, most_bytes=1000, seconds=2))
    assert isinstance(found, NoReply)
    assert reason in found.reason


def test_nobody_there_means_that_nothing_arrived(caller: Caller) -> None:
    with server(hang) as told:
        port = told.port
    assert caller.call(Call("GET", f"http://127.0.0.1:{port}")) == NoReply(
        "it cannot be reached", arrived=False
    )


def test_a_name_that_leads_into_the_house_is_not_called(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is none of this machine, but its address is: what a stranger can make a name do."""
    with server(reply(200, b"secret of the house")) as told:

        async def leads_here(*_: object, **__: object) -> list[object]:
            await asyncio.sleep(0)
            return [(2, 1, 6, "", ("127.0.0.1", told.port))]

        monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", leads_here)
        url = f"http://innocent.test:{told.port}/"
        found = caller.call(Call("GET", url, private=False))
        assert found == NoReply("the name leads into a private network", passing=False, arrived=False)
        assert told.asked == []
        assert isinstance(caller.call(Call("GET", url, private=True)), Reply)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("10.1.2.3", False), ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False), ("100.64.0.1", False), ("0.0.0.0", False),  # noqa: S104 - one that is refused
        ("224.0.0.1", False),
        ("2606:2800:220:1::1", True),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:  # noqa: FBT001 - a column of the table
    assert connecting._is_public(address) is public  # noqa: SLF001 - the rule itself


def test_many_threads_share_a_caller_and_one_that_hangs_holds_up_nobody(caller: Caller) -> None:
    with server(hang) as slow, server(reply(200, b"fine")) as quick, ThreadPoolExecutor(9) as pool:
        hanging = pool.submit(caller.call, Call("GET", slow.url, seconds=3))
        began = steady()
        found = list(pool.map(lambda _: caller.call(Call("GET", quick.url)), range(40)))
        assert steady() - began < 2.5
        assert all(isinstance(one, Reply) and one.body == b"fine" for one in found)
        assert isinstance(hanging.result(), NoReply)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"nonsense", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"\xff", b'{"a": ' + b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_a_body_that_two_programs_could_read_differently_is_nonsense(body: bytes) -> None:
    with pytest.raises(NonsenseError):
        read_object(body)
