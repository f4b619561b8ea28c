"""Requests as the door reads them, and sessions that many look up at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from askonce.cases.database import Busy
from askonce.registers.refusal import Refusal
from askonce.web.asking import Asked
from askonce.web.finding import Finding
from askonce.web.sessions import digest_of
from tests.security.served import Served, served

MOST = 100


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


def body_of(*blocks: bytes, said: bytes | None = None, gone: bool = False) -> bytes | str:
    """What is read of a body that comes in blocks, or the code of the refusal."""
    events: list[dict[str, Any]] = [
        {"type": "http.request", "body": block, "more_body": gone or number < len(blocks)}
        for number, block in enumerate(blocks, 1)
    ]
    events.append({"type": "http.disconnect"})

    async def receive() -> Any:
        return events.pop(0)

    headers = [] if said is None else [(b"content-length", said)]
    scope: Any = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    found = asyncio.run(Asked(scope, receive, MOST).body())
    return found.code if isinstance(found, Refusal) else found


@pytest.mark.parametrize(
    ("blocks", "more", "wanted"),
    [
        ([b"{}"], {}, b"{}"),
        ([b""], {"said": b"0"}, b""),
        ([b"{", b"", b"}"], {}, b"{}"),
        ([b"x" * MOST], {"said": b"100"}, b"x" * MOST),
        ([b"x"], {"said": b"101"}, "too-large"),
        ([b"x"], {"said": b"9" * 5000}, "too-large"),
        ([b"x" * 60, b"x" * 41], {}, "too-large"),  # whatever it says of its length
        ([b"x" * 60, b"x" * 41], {"said": b"5"}, "too-large"),
        ([b"x"], {"said": b"-1"}, "no-json"),
        ([b"x"], {"said": b"one"}, "no-json"),
        ([b"{"], {"gone": True}, "fault"),
        ([], {}, "fault"),
    ],
)
def test_a_body_is_whole_or_refused(blocks: list[bytes], more: dict[str, Any], wanted: bytes | str) -> None:
    assert body_of(*blocks, **more) == wanted


def test_of_a_header_that_stands_twice_the_first_counts() -> None:
    scope: Any = {"type": "http", "headers": [(b"if-match", b'"1"'), (b"a", b"\xe9"), (b"if-match", b'"2"')]}
    asked = Asked(scope, None, MOST)  # type: ignore[arg-type]
    assert [asked.header(name) for name in (b"if-match", b"a", b"b")] == ['"1"', "é", ""]


def test_sessions_that_many_ask_for_are_read_together(house: Served) -> None:
    tokens = [house.token("person", f"p-{number}") for number in range(40)]
    digests = [*map(digest_of, tokens), digest_of("of nobody")]
    jobs = 0

    async def read(job: Any) -> Any:
        nonlocal jobs
        jobs += 1
        return await asyncio.to_thread(house.house.database.read, job)

    async def many() -> list[Any]:
        finding = Finding(read)
        first = asyncio.ensure_future(finding.find(digests[0]))
        given_up = asyncio.ensure_future(finding.find(digests[1]))
        await asyncio.sleep(0)
        given_up.cancel()
        return await asyncio.gather(first, *(finding.find(one) for one in digests * 2))

    found = asyncio.run(many())
    assert [one and one.digest for one in found] == [digests[0], *([*digests[:-1], None]) * 2]
    assert jobs <= 2


def test_a_look_up_that_fails_is_told_to_each_and_holds_up_no_later_one() -> None:
    tries = 0

    async def read(job: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Busy("too many")
        return dict.fromkeys(job.keywords["digests"])

    async def many() -> list[Any]:
        finding = Finding(read)
        failed = await asyncio.gather(*(finding.find("a") for _ in range(3)), return_exceptions=True)
        return [*failed, await finding.find("a")]

    found = asyncio.run(many())
    assert [type(one) for one in found] == [Busy, Busy, Busy, type(None)]


def test_a_fault_of_ours_says_nothing(house: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A route that is answered before all routing tells of a fault as every other does."""

    def breaks(*_: object) -> None:
        raise LookupError("of somebody")

    token = house.token("person", "p-1")
    monkeypatch.setattr(house.house.handling, "file", breaks)
    found = house.file(token)
    assert (found.status_code, found.json()["code"]) == (500, "fault")
    assert b"somebody" not in found.content
    assert found.headers["content-type"] == "application/problem+json"
    assert "content-security-policy" in found.headers
