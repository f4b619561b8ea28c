"""Outside systems of record: a filing reaches them once, what they lose is found, and what has no interface is copied."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.e2e.county import County, county
from tests.e2e.program import Program

SETTINGS = """
[limits]
requests_a_minute = 1000000
[outbox]
first_seconds = 1.0
tries = 4
[systems."stalls"]
url = "http://127.0.0.1:{port}/filings"
look_up = "http://127.0.0.1:{port}/filings/{{key}}"
"""


class Bureau:
    """An outside system: what was filed with it by its keys, and how often it answers badly before it answers well."""

    def __init__(self) -> None:
        self.port = 0
        self.filings: dict[str, dict[str, Any]] = {}
        self.posts: list[str] = []
        self.bad: list[int] = []
        self.status = "received"

    def take(self, key: str, body: Any) -> tuple[int, Any]:
        """Take a filing, once for each key; a bad answer may come before it is kept, or after."""
        self.posts.append(key)
        if self.bad and (code := self.bad.pop(0)) == 500:
            return code, {}
        self.filings.setdefault(key, {"body": body, "number": f"S-{len(self.filings) + 1}"})
        return 201, self.said(key)

    def said(self, key: str) -> Any:
        """What it says of a filing."""
        return {"number": self.filings[key]["number"], "status": self.status}


class _Desk(BaseHTTPRequestHandler):
    bureau: Bureau

    def do_POST(self) -> None:
        """Take a filing."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(*self.bureau.take(unquote(self.headers["Idempotency-Key"]), body))

    def do_GET(self) -> None:
        """Say how a filing stands."""
        key = unquote(self.path.removeprefix("/filings/"))
        known = key in self.bureau.filings
        self._answer(200 if known else 404, self.bureau.said(key) if known else {})

    def _answer(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@contextmanager
def standing() -> Iterator[Bureau]:
    bureau = Bureau()
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Desk", (_Desk,), {"bureau": bureau})) as server:
        bureau.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield bureau
        server.shutdown()


class There:
    """The county with its bureau, a firm, an agent and a clerk."""

    def __init__(self, lake: County, bureau: Bureau) -> None:
        self.lake, self.bureau = lake, bureau
        lake.put("firms", "f-1", firm_code="91-0001")
        lake.put("mandates", "m-1", mandate_until=(lake.clock.now + timedelta(days=400)).date())
        lake.link("mandates", "giver", "m-1", "f-1")
        lake.link("mandates", "agent", "m-1", "p-agent")
        self.agent = lake.token("person:p-agent")
        self.clerk = lake.token("officer:lin", "street/clerk")

    def decided(self, service: str, goods: str) -> str:
        """A case that a clerk has taken to its end."""
        lake = self.lake
        case: str = lake.filed(self.agent, service, applicant="f-1", answers={"goods": goods})["line"]["id"]
        lake.given(self.clerk, case, "take")
        lake.given(self.clerk, case, "step", step="enter")
        return case

    def system(self, case: str, name: str = "stalls") -> dict[str, str] | None:
        """What the case says of a system."""
        found: dict[str, str] | None = self.lake.show(self.agent, case).get("systems", {}).get(name)
        return found


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    with standing() as bureau:
        settings = SETTINGS.format(port=bureau.port)
        with county(tmp_path_factory.mktemp("systems"), settings=settings) as lake:
            yield There(lake, bureau)


def test_a_filing_arrives_once_though_it_was_refused_first_and_the_house_began_anew(there: There) -> None:
    there.bureau.bad = [500, 500]
    case = there.decided("stall", "noodles")
    there.lake.work()
    assert there.bureau.posts
    assert there.system(case) is None
    there.lake.again()
    for _ in range(4):
        there.lake.clock.forward(minutes=1)
        there.lake.work()
    assert len(there.bureau.posts) == 3
    assert len(set(there.bureau.posts)) == 1
    (filing,) = there.bureau.filings.values()
    assert filing["body"]["fields"] == {"goods": "noodles"}
    assert there.system(case) == {"number": "S-1", "status": "received"}
    there.lake.clock.forward(days=1)
    there.lake.work()  # the question of the night is no second filing
    assert len(there.bureau.filings) == 1
    assert len(there.bureau.posts) == 3


def test_what_the_night_finds_changed_stands_in_the_case(there: There) -> None:
    case = there.decided("stall", "tea")
    there.lake.work()
    there.bureau.status = "entered"
    there.lake.outside.nightly()
    assert (there.system(case) or {})["status"] == "entered"


def test_the_night_finds_what_the_other_side_lost_and_files_it_again(there: There) -> None:
    case = there.decided("stall", "silk")
    there.lake.work()
    key = there.bureau.posts[-1]
    del there.bureau.filings[key]
    there.lake.outside.nightly()
    assert (there.system(case) or {})["status"] == "lost"
    there.lake.work()
    assert there.bureau.posts[-1] == key
    assert there.bureau.filings[key]["body"]["fields"] == {"goods": "silk"}
    assert there.system(case) == there.bureau.said(key)
    posts = len(there.bureau.posts)
    there.lake.outside.nightly()
    there.lake.work()
    assert len(there.bureau.posts) == posts


def test_a_filing_that_was_given_up_is_made_the_night_after(there: There) -> None:
    there.bureau.bad = [500] * 4
    case = there.decided("stall", "salt")
    for _ in range(10):
        there.lake.clock.forward(minutes=5)
        there.lake.work()
    admin = there.lake.token("admin:root")
    dead = there.lake.ask("GET", "/api/dead-letters", admin).said["letters"]
    assert [one["case"] for one in dead if one["channel"] == "system"] == [case]
    there.lake.clock.forward(days=1)
    there.lake.work()
    assert there.system(case) is not None
    assert sum(key.startswith(case) for key in there.bureau.filings) == 1


def test_without_an_interface_a_clerk_copies_one_page_and_notes_the_number(there: There) -> None:
    lake = there.lake
    case = lake.filed(there.agent, "sign", applicant="f-1", answers={"goods": "rice"})["line"]["id"]
    path = f"/api/cases/{case}/copies/signs"
    assert lake.ask("GET", path, there.clerk).said["code"] == "not-at-hand"
    lake.given(there.clerk, case, "take")
    page = lake.ask("GET", path, there.clerk)
    assert [(one["name"], one["value"]) for one in page.said] == [("goods", "rice"), ("code", "91-0001")]
    lake.given(there.clerk, case, "rekey", system="signs", number="N-77")
    assert (there.system(case, "signs") or {})["number"] == "N-77"
    lake.given(there.clerk, case, "step", step="enter")
    lake.work()
    assert not any(key.startswith(case) for key in there.bureau.posts)


def test_what_is_typed_again_is_counted(tmp_path: Path) -> None:
    program = Program(tmp_path)
    pack = Path(__file__).parent / "lake"
    measured = json.loads(program("measure", pack, "--json").out)
    assert measured["rekeyed_fields"] == 2


def test_the_ledger_holds_at_the_end(there: There) -> None:
    there.lake.verify()
