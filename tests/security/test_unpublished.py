"""What a firm keeps to itself is kept from every other by every route: pages and programs, by name, count, place, message, log and time."""

from __future__ import annotations

import hashlib
import itertools
import logging
import re
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from askonce.cases.journal import Message
from askonce.registers.pseudonym import CASES
from askonce.web.addressing import in_address
from askonce.web.limits import Buckets
from askonce.web.pages.frame import csrf
from askonce.web.pages.table import PAGES
from askonce.web.routes import ROUTES
from askonce.web.sessions import digest_of
from tests.security.served import Served

FIRM, BUYER, MAKER = "f-gearbox", "p-buyer", "p-maker"
FORM: Final = "application/x-www-form-urlencoded"
#: Words and numbers that stand nowhere else.
HIDDEN: Final = "zebra coupling never shown"
SECRETS: Final = ("zebra", "61237", "61,237", "3.4717")
NEED: Final = {
    "product": HIDDEN, "text": "corrugated board box of zebra hide", "product_class": "481910", "unit": "piece", "published": False,
    "volume": 61237, "price": {"amount": "3.4717", "currency": "CNY"},
}  # fmt: skip
ABSENT: Final = "case-00000000000000000000000000"
#: Figures of the whole county and its ledger count each case that is filed, of which service and office; of none do they say what or whose.
COUNTS: Final = ("measured.", "everyone.home", "everyone.service", "everyone.status", "everyone.about")
#: Who opens all these pages finds their own looks there, put together by the minute.
LOOKS: Final = ("resident.looks", "resident.withheld")
COUNTS_API: Final = ("/health", "/ready", "/metrics", "/api/ledger/", "/api/demo/", "/api/me/looks")
_CHANGING: Final = re.compile(
    r'name="(?:_token|_once|id|begun)" value="[^"]*"|content="[^"]*csrf[^"]*"|nonce-[\w+/=-]+|\b[0-9a-f]{32,64}\b|\d\d:\d\d(?::\d\d)?(?:\.\d+)?'
)
#: What was typed comes back in links and fields, however it is written there.
_ASKED: Final = re.compile(r"zebra(?:\+| |%20|%2520|%2B)coupling")
_KEYS = itertools.count()


class Kept:
    """A need that its firm did not publish, and the case in which it was filed."""

    def __init__(self, house: Served) -> None:
        filing = {"service": "publish-need", "applicant": FIRM, "answers": NEED}
        answer = house.file(house.token("person", BUYER), filing, key=f"hidden-{next(_KEYS):06}")
        assert answer.status_code == 201, answer.text
        self.case = str(answer.json()["line"]["id"])
        self.need = f"{self.case}/need"


@pytest.fixture(scope="module", autouse=True)
def _many(house: Served) -> Iterator[None]:
    before, house.service.few = house.service.few, Buckets(60_000_000)
    yield
    house.service.few = before


@pytest.fixture(scope="module")
def kept(house: Served) -> Kept:
    return Kept(house)


VIEWERS: Final[dict[str, tuple[str, ...]]] = {
    "nobody": (), "another firm": ("person", MAKER), "a resident": ("person", "p-elder"), "an officer elsewhere": ("officer", "lin", "street/clerk"),
    "the registrar of firms": ("officer", "wu", "market/officer"), "a helper": ("helper", "he", "street"),
}  # fmt: skip


def session(house: Served, viewer: str) -> str:
    return house.token(*VIEWERS[viewer]) if VIEWERS[viewer] else ""


def named(path: str, ids: dict[str, str]) -> str:
    """An address with its places filled: those of the need with its ids, others with what there is."""
    known = {
        "service": "publish-need", "firm": FIRM, "kind": "needs", "market": "zone-supply", "offer": "o-boxes", "register": "needs",
        "what": "withdraw", "fact": "product", "office": "zone", "number": "1", "event": "moving", "figure": "burden", **ids,
    }  # fmt: skip
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: in_address(known.get(found[1], "none")), path)


def ids_of(case: str) -> dict[str, str]:
    need = f"{case}/need"
    return {
        "need": need,
        "entry": need,
        "case": case,
        "note": hashlib.md5(case.encode(), usedforsecurity=False).hexdigest(),
    }


def pages(house: Served, path: str, who: str) -> httpx.Response:
    headers = {"accept": "text/html", **({"cookie": f"askonce={who}"} if who else {})}
    return house.ask("GET", path, headers=headers)


def plain(answer: httpx.Response, path: str) -> str:
    """What an answer says, without the address that was asked for and what differs from one answer to the next."""
    text = f"{answer.status_code} {answer.headers.get('location', '')} {answer.text}"
    for said in (path, quote(path, safe=""), quote(path), path.replace("~1", "/")):
        text = text.replace(said, "")
    for case in re.findall(r"case-[0-9a-z]{8,}", path):
        text = text.replace(case, "")
    return _CHANGING.sub("", text)


def searches(path: str, names: tuple[str, ...]) -> Iterator[str]:
    """A page with each of its questions asked for the hidden words."""
    yield path
    for name in names:
        yield f"{path}?{name}={quote('zebra coupling')}"
        yield f"{path}?{name}={FIRM}"


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_page_says_anything_of_it(house: Served, kept: Kept, viewer: str) -> None:
    who = session(house, viewer)
    for page in (one for one in PAGES if one.method == "GET"):
        path, absent = named(page.path, ids_of(kept.case)), named(page.path, ids_of(ABSENT))
        for asked in searches(path, page.query):
            answer = pages(house, asked, who)
            assert answer.status_code < 500, (asked, answer.text)
            said = _ASKED.sub("", plain(answer, asked))
            assert not [one for one in (*SECRETS, kept.case) if one in said], asked
        if path != absent:
            one, other = (plain(pages(house, asked, who), asked) for asked in (path, absent))
            assert one == other, (page.name, "a need that is hidden and one that never was look alike")


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_route_for_programs_says_anything_of_it(house: Served, kept: Kept, viewer: str) -> None:
    who = session(house, viewer)
    for route in ROUTES:
        if "token" in route.path or route.path.startswith("/api/demo"):
            continue
        told = []
        for case in (kept.case, ABSENT):
            path = named(route.path, ids_of(case))
            filing = {
                "service": "match",
                "applicant": FIRM,
                "answers": {"contact": True},
                "choices": {"need": [f"{case}/need"], "offer": ["o-boxes"]},
            }
            body: dict[str, Any] = {"do": "answer", "answers": {}} if path.endswith("commands") else filing
            more = {
                "json": body,
                "headers": {"idempotency-key": f"hidden-{next(_KEYS):06}", "if-match": '"1"'},
            }
            answer = house.ask(route.method, path, who, **(more if route.method != "GET" else {}))
            assert answer.status_code < 500, (path, answer.text)
            assert not [one for one in SECRETS if one in answer.text], path
            told.append(plain(answer, path).replace(case, ""))
        if not route.path.startswith(COUNTS_API):
            assert told[0] == told[1], route.path


@pytest.mark.parametrize(
    "do", ["answer", "take", "decide", "withdraw", "object", "hand_over", "ask_more", "hurry", "step"]
)
@pytest.mark.parametrize("viewer", [one for one in VIEWERS if one != "nobody"])
def test_no_command_tells_whether_it_is_there(house: Served, kept: Kept, viewer: str, do: str) -> None:
    who = session(house, viewer)
    told = []
    for case in (kept.case, ABSENT):
        headers = {"idempotency-key": f"hidden-{next(_KEYS):06}", "if-match": '"1"'}
        answer = house.ask("POST", f"/api/cases/{case}/commands", who, json={"do": do}, headers=headers)
        told.append((answer.status_code, answer.text.replace(case, "")))
    assert told[0] == told[1]
    assert told[0][0] >= 400


@pytest.mark.parametrize("viewer", [one for one in VIEWERS if one != "nobody"])
def test_no_form_does_anything_with_it(house: Served, kept: Kept, viewer: str) -> None:
    """Every form of the market's pages, sent for what is another's: refused as it would be for what never was."""
    who = session(house, viewer)
    token = csrf.token_for(house.house.keys.derive("forms"), f"session:{digest_of(who)}")
    for page in PAGES:
        if page.method != "POST" or not page.name.startswith("industry."):
            continue
        told = []
        for case in (kept.case, ABSENT):
            path = named(page.path, ids_of(case))
            once = hashlib.sha256(str(next(_KEYS)).encode()).hexdigest()[:32]
            said = {
                "_token": token,
                "_once": once,
                "do": "end",
                "firm": FIRM,
                "verdict": "fits",
                "words": "x",
                "need": f"{case}/need",
            }
            body = "&".join(f"{name}={quote(value)}" for name, value in said.items())
            headers = {"accept": "text/html", "content-type": FORM, "cookie": f"askonce={who}"}
            answer = house.ask("POST", path, content=body, headers=headers)
            assert answer.status_code < 500, (path, answer.text)
            told.append(plain(answer, path))
        assert told[0] == told[1], page.name
        assert not [one for one in SECRETS if one in told[0]], page.name
    owner = house.token("person", BUYER)
    assert HIDDEN in pages(house, f"/market/needs/{in_address(kept.need)}", owner).text, (
        "it stands as it stood"
    )


def seen_by(house: Served, who: str) -> dict[str, str]:
    """Every answer that somebody gets, but for what counts the cases of the whole county."""
    found = {}
    for page in (one for one in PAGES if one.method == "GET" and not one.name.startswith((*COUNTS, *LOOKS))):
        path = named(page.path, {})
        found[path] = plain(pages(house, path, who), path)
        if page.name == "industry.map_cells":
            path = f"{path}?box=-100000,-100000,100000,100000&by=need"
            found[path] = plain(pages(house, path, who), path)
    for route in (one for one in ROUTES if one.method == "GET" and not one.path.startswith(COUNTS_API)):
        path = named(route.path, {})
        found[path] = plain(house.ask("GET", path, who), path)
    for path in ("/market/offers/o-boxes", "/api/markets/zone-supply/offers/o-boxes/matches?most=50"):
        found[path] = plain(
            pages(house, path, who) if path.startswith("/market") else house.ask("GET", path, who), path
        )
    return found


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("viewer", ["nobody", "another firm", "a resident", "a helper"])
def test_nothing_that_others_see_changes_when_a_firm_keeps_one_more_to_itself(
    house: Served, viewer: str
) -> None:
    """Counts, places, ranks, words and weights: what differs in one letter would tell."""
    who = session(house, viewer)
    before = seen_by(house, who)
    again = Kept(house)
    after = seen_by(house, who)
    assert [path for path in before if before[path] != after[path]] == []
    entry = {"service": "end-need", "applicant": FIRM, "answers": {}, "choices": {"need": [again.need]}}
    assert house.file(house.token("person", BUYER), entry, key=f"hidden-{next(_KEYS):06}").status_code == 201
    ended = seen_by(house, who)
    assert [path for path in before if before[path] != ended[path]] == []


def test_no_message_to_anybody_else_and_no_line_of_the_log_holds_it(
    house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        one = Kept(house)
        for viewer in VIEWERS:
            pages(house, f"/market/needs/{in_address(one.need)}", session(house, viewer))
            house.ask("GET", f"/api/cases/{one.case}", session(house, viewer))
    assert not [line for line in caplog.messages if any(said in line for said in SECRETS)]
    now = house.house.database.read(lambda journal: journal.now)
    waiting = house.house.database.read(lambda journal: journal.waiting(now, 10_000))
    told: list[Message] = [
        item.message
        for item in waiting
        if any(said.encode() in item.message.body for said in (*SECRETS, one.case))
    ]
    buyer = f"person:{house.house.keys.of(CASES, BUYER)}"
    others = {(one.channel, one.to) for one in told} - {("mail", buyer)}
    # Receipts go to the machine of the installation that makes them.
    assert others <= {("certificate", "need-entry"), ("certificate", "need-ended")}


def test_a_hidden_need_and_none_are_refused_after_the_same_work(house: Served, kept: Kept) -> None:
    """No clock of another tells them apart: the quickest of many answers take about as long."""
    maker = session(house, "another firm")

    def took(need: str) -> float:
        begun = time.process_time()
        answer = house.ask("GET", f"/api/markets/zone-supply/needs/{in_address(need)}/matches", maker)
        assert answer.status_code == 404
        return time.process_time() - begun

    pairs = [(took(kept.need), took(f"{ABSENT}/need")) for _ in range(25)]
    hidden, absent = (min(one) for one in zip(*pairs, strict=True))
    assert max(hidden, absent) < 2 * min(hidden, absent) + 0.002
