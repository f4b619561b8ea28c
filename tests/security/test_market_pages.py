"""The market against the curious: what a firm has not published, and what is for the office alone, stands on no page of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import httpx
import pytest

from askonce.apps.economy.chain import Prior
from askonce.assembly.markets.memory import turned_down
from askonce.cases.journal import Journal
from askonce.registers.store import Change
from askonce.web.addressing import from_address, in_address
from askonce.web.pages.table import PAGES
from tests.security.browsing import Browsing
from tests.security.served import Served

BUYER, MAKER = "p-buyer", "p-maker"
ZONE, OTHER = ("zone/officer",), ("street/clerk",)
#: Words and numbers that stand nowhere else; each as it is typed and as pages write it.
HIDDEN: Final = "zebra coupling never shown"
NUMBERS: Final = ("61237", "61,237", "3.47", "412345", "412,345", "2.91", "3.43")
OPEN_NEED: Final = {
    "product": "五层瓦楞纸箱", "text": "corrugated board box for pumps", "product_class": "481910", "unit": "piece", "published": True,
    "volume": 61237, "price": {"amount": "3.47", "currency": "CNY"}, "price_limit": {"amount": "3.43", "currency": "CNY"},
}  # fmt: skip
OPEN_OFFER: Final = {
    "product": "瓦楞纸箱", "text": "corrugated board box", "product_class": "481910", "unit": "piece", "published": True,
    "capacity": 412345, "price": {"amount": "2.91", "currency": "CNY"},
}  # fmt: skip


class Stalls:
    """What the firms of the story have put into the market."""

    def __init__(self, house: Served) -> None:
        self.house = house
        self.hidden = self._file(BUYER, "f-gearbox", "publish-need", {"product": HIDDEN, "published": False})
        self.need = self._file(BUYER, "f-gearbox", "publish-need", OPEN_NEED)
        self.offer = self._file(MAKER, "f-carton", "publish-offer", OPEN_OFFER)

    def _file(self, who: str, firm: str, service: str, answers: dict[str, Any]) -> str:
        filing = {"service": service, "applicant": firm, "answers": answers}
        answer = self.house.file(self.house.token("person", who), filing)
        assert answer.status_code == 201, answer.text
        return f"{answer.json()['line']['id']}/{service.removeprefix('publish-')}"


@pytest.fixture(scope="module")
def stalls(house: Served) -> Stalls:
    house.service.few = type(house.service.few)(1_000_000)
    return Stalls(house)


def get(house: Served, path: str, session: str = "") -> httpx.Response:
    headers = {"accept": "text/html", **({"cookie": f"askonce={session}"} if session else {})}
    return house.ask("GET", path, headers=headers)


def addresses(stalls: Stalls) -> Iterator[str]:
    """Every page of the market that can be opened, with the ids of what there is."""
    ids = {
        "need": (stalls.hidden, stalls.need),
        "offer": (stalls.offer,),
        "entry": (stalls.hidden, stalls.need),
    }
    for page in PAGES:
        if page.method != "GET" or not page.name.startswith("industry."):
            continue
        paths = [page.path]
        for name in page.variables:
            values = ids.get(name, {"firm": ("f-gearbox",), "kind": ("need",)}.get(name, ("none",)))
            paths = [path.replace(f"{{{name}}}", in_address(one)) for path in paths for one in values]
        yield from paths
    yield "/zone/map?by=need&q=f-gearbox"
    yield "/zone/map?by=capacity"
    yield "/zone/map/cells?box=-100000,-100000,100000,100000&by=capacity"


def _kept_from(stalls: Stalls) -> tuple[tuple[str, str], ...]:
    token = stalls.house.token
    return (
        ("nobody", ""),
        ("another firm", token("person", MAKER)),
        ("a resident", token("person", "p-elder")),
        ("an officer elsewhere", token("officer", "lin", *OTHER)),
        ("a helper", token("helper", "he", "street")),
    )


def test_what_is_not_published_stands_on_no_page_of_another(house: Served, stalls: Stalls) -> None:
    for who, session in _kept_from(stalls):
        for path in addresses(stalls):
            answer = get(house, path, session)
            assert answer.status_code < 500, (who, path, answer.text)
            assert HIDDEN not in answer.text, (who, path)
            assert "zebra" not in answer.text, (who, path)


def test_volume_price_and_capacity_stand_on_no_page_of_another(house: Served, stalls: Stalls) -> None:
    own = {BUYER: ("412345", "412,345", "2.91"), MAKER: ("61237", "61,237", "3.47", "3.43")}
    for who, session in _kept_from(stalls):
        numbers = own[MAKER] if who == "another firm" else NUMBERS
        for path in addresses(stalls):
            text = get(house, path, session).text
            assert not [one for one in numbers if one in text], (who, path)
    buyer = house.token("person", BUYER)
    for path in addresses(stalls):
        text = get(house, path, buyer).text
        assert not [one for one in own[BUYER] if one in text], path


def test_its_own_firm_and_the_office_see_it(house: Served, stalls: Stalls) -> None:
    officer, buyer = house.token("officer", "wang", *ZONE), house.token("person", BUYER)
    for session in (officer, buyer):
        answer = get(house, f"/market/needs/{in_address(stalls.hidden)}", session)
        assert answer.status_code == 200
        assert HIDDEN in answer.text
    pair = get(house, f"/zone/pair/{in_address(stalls.need)}/{in_address(stalls.offer)}", officer).text
    assert "61,237" in pair
    assert "412,345" in pair


def test_a_need_of_another_and_one_that_is_not_there_look_alike(house: Served, stalls: Stalls) -> None:
    maker = house.token("person", MAKER)
    texts = [
        re.sub(
            r"none|case-[0-9a-z]+~1need|n-boxes|lang=[a-z]+|value=\"[^\"]*\"",
            "",
            get(house, path, maker).text,
        )
        for path in (
            "/market/needs/none",
            f"/market/needs/{in_address(stalls.hidden)}",
            "/market/needs/n-boxes",
        )
    ]
    assert texts[0] == texts[1] == texts[2]


def test_a_firm_is_told_nothing_of_what_only_the_office_looks_at(house: Served, stalls: Stalls) -> None:
    """The volume is far above what the maker makes: an officer sees that it fails, the firm sees the same as if it did not."""
    buyer = house.token("person", BUYER)
    text = get(house, f"/market/needs/{in_address(stalls.need)}", buyer).text
    for title in ("Capacity is enough", "Price within the limit", "Order above the minimum", "would save"):
        assert title not in text, title
    assert "No payment, no promotion" in text


@pytest.mark.usefixtures("stalls")
def test_the_map_counts_for_a_firm_what_it_may_see(house: Served) -> None:
    path = "/zone/map/cells?box=-100000,-100000,100000,100000"

    def needs(session: str) -> int:
        cells = get(house, path, session).json()["cells"]
        return int(next(one["needs"] for one in cells if one["id"] == "f-gearbox"))

    assert needs(house.token("person", BUYER)) == needs(house.token("officer", "wang", *ZONE))
    assert needs(house.token("person", MAKER)) < needs(house.token("person", BUYER))
    assert needs("") == needs(house.token("person", MAKER))
    assert "capacity" not in get(house, "/zone/map").text
    assert get(house, f"{path}&by=capacity").json() == get(house, f"{path}&by=chain").json()


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "5,0,1,1", "0,0,1,1," + "9" * 200])
def test_a_box_that_is_none_is_refused(house: Served, box: str) -> None:
    assert get(house, f"/zone/map/cells?box={box}").status_code == 404


def test_the_desk_is_closed_to_officers_of_other_offices(house: Served, stalls: Stalls) -> None:
    session = house.token("officer", "lin", *OTHER)
    pair = f"/zone/pair/{in_address(stalls.need)}/{in_address(stalls.offer)}"
    for path in ("/zone", "/zone/matches", "/zone/proposals", "/zone/chain", "/zone/allocation", pair):
        assert get(house, path, session).status_code == 403, path
    browser = browsing(house, session)
    browser.get("/work")
    for what in ("introduce", "word"):
        assert browser.send("POST", f"{pair}/{what}", {"verdict": "fits", "words": "x"}).status_code == 403


def browsing(house: Served, session: str) -> Browsing:
    browser = Browsing(house)
    browser.cookies["askonce"] = session
    return browser


@pytest.mark.usefixtures("stalls")
def test_an_introduction_passes_contacts_once_both_agreed(house: Served) -> None:
    officer = house.token("officer", "wang", *ZONE)
    need, offer = in_address("n-boxes"), in_address("o-boxes")
    path = f"/zone/pair/{need}/{offer}"
    one, two = browsing(house, officer), browsing(house, house.token("officer", "zhao", *ZONE))
    one.get(path)
    two.get(path)
    wrong = one.send("POST", f"{path}/introduce", {"channel": "", "consent": "", "contact": ""})
    assert wrong.status_code == 422
    assert wrong.text.count("govuk-error-message") == 3
    said = {"channel": "telephone", "consent": "Ms Zheng, today", "contact": "yes"}
    done = one.send("POST", f"{path}/introduce", said)
    assert done.status_code == 303, done.text
    case = done.headers["location"].removeprefix("/work/")
    again = two.send("POST", f"{path}/introduce", said)
    assert again.status_code == 422
    assert "followed already" in again.text
    buyer, maker = house.token("person", BUYER), house.token("person", MAKER)
    before = get(house, f"/market/needs/{need}", buyer).text
    assert "The office follows this pair" in before
    assert "0500 5550 0172" not in before
    assert "The office follows" not in get(house, f"/market/offers/{offer}", maker).text
    for command in (
        {"do": "take"},
        {
            "do": "answer",
            "answers": {
                "interests": "none",
                "maker_agrees": True,
                "maker_agreed_how": "Mr Chen, by telephone",
            },
        },
    ):
        seen = house.ask("GET", f"/api/cases/{case}", officer).json()["line"]["events"]
        headers = {"idempotency-key": house.key(), "if-match": f'"{seen}"'}
        answer = house.ask("POST", f"/api/cases/{case}/commands", officer, json=command, headers=headers)
        assert answer.status_code == 200, answer.text
    assert "0500 5550 0172" in get(house, f"/market/needs/{need}", buyer).text
    assert "0500 5550 0171" in get(house, f"/market/offers/{offer}", maker).text
    assert (
        "0500 5550 0171" not in get(house, f"/market/offers/{offer}", house.token("person", "p-elder")).text
    )
    assert case in get(house, "/zone/matches", officer).text
    assert case in get(house, "/zone/matches?as=table", officer).text


def test_an_officers_word_is_kept_as_text_and_teaches(house: Served, stalls: Stalls) -> None:
    officer = house.token("officer", "wang", *ZONE)
    path = f"/zone/pair/{in_address(stalls.need)}/{in_address(stalls.offer)}"
    browser = browsing(house, officer)
    page = browser.get(path)
    assert "An officer confirmed" not in page.text
    assert browser.send("POST", f"{path}/word", {"verdict": "fits", "words": ""}).status_code == 422
    told = browser.send("POST", f"{path}/word", {"verdict": "fits", "words": "the same box"})
    assert told.status_code == 303, told.text
    text = browser.get(path).text
    assert "An officer confirmed a match like it" in text
    assert "the same box" in text
    rows = house.house.database.read(
        lambda journal: journal.every("market-memory", house.house.local_day(journal.now), "", 5000)
    )
    kept = [row for row in rows if row.source == "office:zone"]
    assert [
        (row.values["memory_text"], row.values["memory_other"], row.values["memory_verdict"]) for row in kept
    ] == [(OPEN_NEED["product"], OPEN_OFFER["product"], "confirmed")]


def test_what_is_learnt_of_an_unpublished_need_is_shown_to_officers_alone(
    house: Served, stalls: Stalls
) -> None:
    """Who put down the same words would else see that somebody was matched by them."""
    officer, maker = house.token("officer", "wang", *ZONE), house.token("person", MAKER)
    filing = {
        "service": "publish-need", "applicant": "f-carton", "answers": {"product": HIDDEN, "published": False},
    }  # fmt: skip
    own = house.file(maker, filing).json()["line"]["id"] + "/need"

    def asked(who: str) -> Any:
        return house.ask("GET", f"/api/markets/zone-supply/needs/{in_address(own)}/matches", who).json()

    before = asked(officer), asked(maker)
    path = f"/zone/pair/{in_address(stalls.hidden)}/{in_address(stalls.offer)}"
    browser = browsing(house, officer)
    browser.get(path)
    told = browser.send("POST", f"{path}/word", {"verdict": "fits", "words": "just so"})
    assert told.status_code == 303, told.text
    assert asked(officer) != before[0]
    assert asked(maker) == before[1]


def test_what_an_officer_rejected_is_not_proposed_again(house: Served) -> None:
    officer = house.token("officer", "wang", *ZONE)
    browser = browsing(house, officer)
    links = re.findall(r'href="(/zone/pair/[^"]+)"', browser.get("/zone/proposals").text)
    assert links
    browser.get(links[0])
    said = {"verdict": "not", "words": "another kind of box"}
    assert browser.send("POST", f"{links[0]}/word", said).status_code == 303
    assert f'href="{links[0]}"' not in browser.get("/zone/proposals").text
    market = house.house.current.bound["market"]["zone-supply"]
    pair = tuple(map(from_address, links[0].split("/")[3:]))
    assert house.house.database.read(lambda journal: turned_down(house.house, journal, market)) == {pair}
    browser.get(links[0])
    assert (
        browser.send("POST", f"{links[0]}/word", {"verdict": "fits", "words": "it is the same"}).status_code
        == 303
    )
    assert not house.house.database.read(lambda journal: turned_down(house.house, journal, market))


@pytest.mark.usefixtures("stalls")
def test_whose_mandate_has_ended_sees_the_market_as_everybody_does(house: Served) -> None:
    path, agent = "/market/offers/o-boxes", house.token("person", MAKER)
    assert get(house, path, agent).status_code == 200
    keys = house.house.keys

    def until(day: date | None) -> None:
        def job(journal: Journal) -> None:
            values = {"mandate_until": day}
            mandate = keys.of("market", "m-maker")
            journal.write(Change("mandates", mandate, values, house.house.local_day(journal.now)))

        house.house.database.write(job).result()

    today = house.house.database.read(lambda journal: house.house.local_day(journal.now))
    until(today - timedelta(days=1))
    try:
        assert get(house, path, agent).status_code == 404
    finally:
        until(None)
    assert get(house, path, agent).status_code == 200


def test_difficulties_are_counted_where_they_lie_and_say_nothing_of_whose_they_are(house: Served) -> None:
    filing = {
        "service": "difficulty", "applicant": "f-gearbox",
        "answers": {"matter": "power", "words": "the current fails each afternoon"},
    }  # fmt: skip
    filed = house.file(house.token("person", BUYER), filing)
    assert filed.status_code == 201, filed.text
    case = filed.json()["line"]["id"]
    text = get(house, "/zone", house.token("officer", "wang", *ZONE)).text
    table = text[text.index("Difficulties by office") :]
    assert case in table
    assert "Development Zone Office" in table
    assert "afternoon" not in text
    assert "恒远" not in table


def test_a_guess_of_the_chain_is_marked_as_one(house: Served) -> None:
    session = house.token("officer", "wang", *ZONE)
    prior = Prior({"4819": "paper", "9999": "moon"}, {"paper": {"moon": 0.3}}, {"moon": "Moon dust works"})
    before, house.service.prior = house.service.prior, prior
    try:
        text = get(house, "/zone/chain", session).text
    finally:
        house.service.prior = before
    guesses = text[text.index('id="guesses"') : text.index('id="picture"')]
    assert "Not declared by anybody here" in guesses
    assert "Moon dust works" in guesses
    assert text.index('id="holes"') < text.index('id="guesses"')
    assert "Moon dust works" not in get(house, "/zone/chain", session).text
