"""The two firms of a match against one another: what the maker sees before both agreed, who answers for it, and by which link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import httpx
import msgspec
import pytest

from askonce.adapters.sqlite.database import utc_now
from askonce.apps.economy.visits import Link
from askonce.assembly.markets.diary import NOTES, REMINDERS
from askonce.assembly.markets.visiting import LINK_OF, LINKS
from askonce.cases.codes import digest_of
from askonce.cases.desk import SEALED
from askonce.cases.journal import Journal
from askonce.web.addressing import in_address
from askonce.web.limits import Buckets
from askonce.web.sessions import Account, keep_account
from tests.security.served import Served
from tests.security.test_visits import CODE, get, post, swept

BUYER, MAKER, OUTSIDER = "p-buyer", "p-maker", "p-elder"
BUYING, MAKING = "f-gearbox", "f-carton"
HIDDEN: Final = "zircon gasket never shown"
KEPT: Final = ("73219", "73,219", "4.19", "4.13", "518204", "518,204")
NEED: Final = {
    "product": "五层瓦楞纸箱", "text": "box for spindles", "product_class": "481910", "unit": "piece", "published": True,
    "volume": 73219, "price": {"amount": "4.19", "currency": "CNY"}, "price_limit": {"amount": "4.13", "currency": "CNY"},
}  # fmt: skip
OFFER: Final = {"product": "瓦楞纸箱", "unit": "piece", "published": True, "capacity": 518204}
FIRM_NAME, MAKER_CONTACT, BUYER_CONTACT = "恒远变速箱", "0500 5550 0172", "0500 5550 0171"


@pytest.fixture(autouse=True)
def _many(house: Served) -> Iterator[None]:
    before, house.service.few = house.service.few, Buckets(60_000_000)
    yield
    house.service.few = before


class Met:
    """A need and an offer that an officer has brought together; the officer has the case at hand."""

    def __init__(self, house: Served, need: dict[str, Any]) -> None:
        self.house = house
        self.officer = house.token("officer", "matcher", "zone/officer")
        self.buyer, self.maker = house.token("person", BUYER), house.token("person", MAKER)
        self.need = f"{self.filed(self.buyer, 'publish-need', BUYING, need)}/need"
        self.offer = f"{self.filed(self.maker, 'publish-offer', MAKING, OFFER)}/offer"
        more = {
            "channel": "telephone",
            "consent": "Ms Zheng",
            "choices": {"need": [self.need], "offer": [self.offer]},
        }
        self.case = self.filed(self.officer, "match", BUYING, {"contact": True}, **more)
        self.do("take")

    def filed(self, who: str, service: str, firm: str, answers: dict[str, Any], **more: Any) -> str:
        filing = {"service": service, "applicant": firm, "answers": answers, **more}
        answer = self.house.file(who, filing)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["line"]["id"])

    def do(self, what: str, **more: Any) -> httpx.Response:
        """A command of the officer."""
        seen = self.house.ask("GET", f"/api/cases/{self.case}", self.officer).json()
        headers = {"if-match": f'"{seen["line"]["events"]}"', "idempotency-key": self.house.key()}
        command = {"do": what, **more}
        return self.house.ask(
            "POST", f"/api/cases/{self.case}/commands", self.officer, json=command, headers=headers
        )

    @property
    def here(self) -> str:
        """The maker's page of the match."""
        return f"/firm/{MAKING}/matches/{self.case}"

    @property
    def pair(self) -> str:
        """The officer's page of the pair."""
        return f"/zone/pair/{in_address(self.need)}/{in_address(self.offer)}"

    def code(self) -> str:
        """The code of a new link for the maker."""
        page = post(self.house, f"{self.pair}/link", {}, self.officer)
        found = CODE.search(page.text)
        assert found is not None, page.text
        return found[1]


@pytest.fixture
def met(house: Served) -> Met:
    return Met(house, NEED)


def shown(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return page.text


def test_the_maker_sees_what_is_published_and_no_volume_price_or_limit(house: Served, met: Met) -> None:
    for path in (f"/firm/{MAKING}", f"/firm/{MAKING}/matches", met.here):
        text = shown(get(house, path, met.maker))
        assert "Somebody wants to be introduced to you" in text
        assert FIRM_NAME in text
        assert "五层瓦楞纸箱" in text
        assert not [one for one in (*KEPT[:4], BUYER_CONTACT) if one in text], path
    text = shown(get(house, f"/firm/{BUYING}/matches/{met.case}", met.buyer))
    assert "agrees" in text
    assert not [one for one in (*KEPT[4:], MAKER_CONTACT) if one in text]


def test_of_what_is_not_published_it_sees_neither_product_nor_name_until_both_agree(house: Served) -> None:
    met = Met(house, {**NEED, "product": HIDDEN, "text": HIDDEN, "published": False})
    for path in (f"/firm/{MAKING}", f"/firm/{MAKING}/matches", met.here):
        text = shown(get(house, path, met.maker))
        assert "Somebody wants to be introduced to you" in text
        assert HIDDEN not in text
        assert not (path == met.here and FIRM_NAME in text)
    assert HIDDEN not in shown(get(house, f"/zone/confirm/{met.code()}"))
    assert post(house, met.here, {"agree": "yes"}, met.maker).status_code == 303
    text = shown(get(house, met.here, met.maker))
    assert FIRM_NAME in text  # both agreed to be named
    assert BUYER_CONTACT in text
    assert not [one for one in KEPT[:4] if one in text]


def test_contacts_pass_once_both_agree_and_to_these_two_alone(house: Served, met: Met) -> None:
    theirs = f"/firm/{BUYING}/matches/{met.case}"
    assert post(house, met.here, {"agree": "no"}, met.maker).status_code == 303
    for path, who in ((met.here, met.maker), (theirs, met.buyer)):
        assert "0500 5550" not in shown(get(house, path, who)).replace("0500 5550 0100", "")
    assert post(house, met.here, {"agree": "yes"}, met.maker).status_code == 303
    assert BUYER_CONTACT in shown(get(house, met.here, met.maker))
    assert MAKER_CONTACT in shown(get(house, theirs, met.buyer))
    for who in ("", house.token("person", OUTSIDER), house.token("officer", "lin", "street/clerk")):
        for path in (met.here, theirs, met.pair, f"/firm/{MAKING}/matches"):
            answer = get(house, path, who)
            assert MAKER_CONTACT not in answer.text
            assert BUYER_CONTACT not in answer.text
            assert met.case not in answer.text.replace(path, "")


def test_nobody_answers_for_a_firm_that_is_not_theirs(house: Served, met: Met) -> None:
    outsider = house.token("person", OUTSIDER)
    for who, path in (
        (outsider, met.here),
        (met.buyer, met.here),
        (met.maker, f"/firm/{BUYING}/matches/{met.case}"),
        (outsider, f"/firm/{BUYING}/matches/{met.case}"),
        (met.maker, f"/firm/{MAKING}/matches/case-0000"),
    ):
        assert get(house, path, who).status_code == 404
        assert post(house, path, {"agree": "yes"}, who).status_code == 404
    # the buyer has the page of the match, and cannot give the other side's answer on it
    answer = post(house, f"/firm/{BUYING}/matches/{met.case}", {"agree": "yes"}, met.buyer)
    assert answer.status_code in {404, 422}
    assert post(house, met.here, {"agree": "perhaps"}, met.maker).status_code == 422
    known = {one["name"] for one in house.ask("GET", f"/api/cases/{met.case}", met.officer).json()["facts"]}
    assert "maker_agrees" not in known
    # nor does the case itself open to the maker, over the interface for programs
    assert house.ask("GET", f"/api/cases/{met.case}", met.maker).status_code == 404


def test_a_firm_sees_no_match_of_two_others(house: Served, met: Met) -> None:
    more = {
        "channel": "telephone",
        "consent": "Mr Wei",
        "choices": {"need": ["n-harness"], "offer": ["o-harness"]},
    }
    case = met.filed(met.officer, "match", "f-coach", {"contact": True}, **more)
    assert case not in shown(get(house, f"/firm/{MAKING}/matches", met.maker))
    path = f"/firm/{MAKING}/matches/{case}"
    assert get(house, path, met.maker).status_code == 404
    assert post(house, path, {"agree": "yes"}, met.maker).status_code == 404


def test_a_link_answers_once_and_says_so_after_that(house: Served, met: Met) -> None:
    code = met.code()
    page = get(house, f"/zone/confirm/{code}")
    assert FIRM_NAME in shown(page)
    assert not [one for one in KEPT[:4] if one in page.text]
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["referrer-policy"] == "strict-origin"
    assert get(house, f"/zone/confirm/{code}").status_code == 200  # opening it changes nothing
    assert post(house, f"/zone/confirm/{code}", {}, mark="p" * 43).status_code == 422
    done = post(house, f"/zone/confirm/{code}", {"agree": "yes"}, mark="p" * 43)
    assert (done.status_code, done.headers["location"]) == (303, "/zone/answered")
    for again in (
        get(house, f"/zone/confirm/{code}"),
        post(house, f"/zone/confirm/{code}", {"agree": "no"}, mark="p" * 43),
    ):
        assert again.status_code == 404
        assert "This link opens nothing" in again.text
    text = shown(get(house, met.here, met.maker))
    assert BUYER_CONTACT in text
    pair = shown(get(house, met.pair, met.officer))
    assert "said so itself" in pair
    assert "Make a link" not in pair


def test_a_link_ends_with_a_newer_one_with_its_time_with_its_stage_and_with_its_officer(
    house: Served, met: Met
) -> None:
    first, second = met.code(), met.code()
    assert get(house, f"/zone/confirm/{first}").status_code == 404
    assert get(house, f"/zone/confirm/{second}").status_code == 200
    database = house.house.database
    assert HIDDEN not in repr(
        database.read(lambda journal: [journal.get(LINKS, one) for one in journal.keys(LINKS)])
    )

    def closed(*, closed: bool) -> None:
        account = Account("officer", "matcher", ("zone/officer",), closed=closed)
        database.write(lambda journal: keep_account(journal, account)).result()

    closed(closed=True)
    assert get(house, f"/zone/confirm/{second}").status_code == 404
    closed(closed=False)
    assert get(house, f"/zone/confirm/{second}").status_code == 200
    digest = digest_of(house.house.keys, LINKS, second)

    def over(journal: Journal) -> None:
        kept = journal.get(LINKS, digest)
        assert kept is not None
        link = msgspec.json.decode(kept, type=Link)
        ended = msgspec.structs.replace(link, until=utc_now() - timedelta(seconds=1))
        journal.put(LINKS, digest, msgspec.json.encode(ended))

    database.write(over).result()
    answer = post(house, f"/zone/confirm/{second}", {"agree": "yes"}, mark="q" * 43)
    assert answer.status_code == 404
    swept(house)
    left = database.read(lambda journal: (journal.get(LINKS, digest), journal.get(LINK_OF, met.case)))
    assert left == (None, None)
    third = met.code()
    said = {"interests": "none", "maker_agrees": True, "maker_agreed_how": "by telephone"}
    assert met.do("answer", answers=said).status_code == 200
    assert met.do("step", step="introduction", then="specifications").status_code == 200
    assert get(house, f"/zone/confirm/{third}").status_code == 404
    assert post(house, f"/zone/confirm/{third}", {"agree": "no"}, mark="r" * 43).status_code == 404
    refused = post(house, f"{met.pair}/link", {}, met.officer)
    assert refused.status_code == 422
    assert "not asked at this stage" in refused.text


def test_only_who_has_the_match_at_hand_sends_a_link_and_an_interest_bars_it(house: Served, met: Met) -> None:
    other = house.token("officer", "second", "zone/officer")
    account = Account("officer", "second", ("zone/officer",))
    house.house.database.write(lambda journal: keep_account(journal, account)).result()
    answer = post(house, f"{met.pair}/link", {}, other)
    assert answer.status_code == 422
    assert CODE.search(answer.text) is None
    assert (
        post(house, f"{met.pair}/link", {}, house.token("officer", "lin", "street/clerk")).status_code == 403
    )
    assert met.do("answer", answers={"interests": "declared"}).status_code == 200
    answer = post(house, f"{met.pair}/link", {}, met.officer)
    assert answer.status_code == 422
    assert "declared an interest" in answer.text
    refused = met.do("step", step="introduction", then="specifications")
    assert (refused.json()["code"], refused.json()["basis"]) == ("own-interest", "zone-act/9")
    assert met.do("take", officer="second").status_code == 200
    assert met.do("take").json()["code"] == "own-interest"


def test_notes_and_reminders_are_for_the_office_sealed_and_forgotten_with_the_case(
    house: Served, met: Met
) -> None:
    path, words = met.pair, "the flutes break at 40 degrees"
    assert post(house, f"{path}/note", {"note": ""}, met.officer).status_code == 422
    assert post(house, f"{path}/note", {"note": words}, met.officer).status_code == 303
    assert words in shown(get(house, path, met.officer))
    colleague = house.token("officer", "second", "zone/officer")
    assert words in shown(get(house, path, colleague))
    for who in ("", met.maker, met.buyer, house.token("officer", "lin", "street/clerk")):
        assert words not in get(house, path, who).text
        assert post(house, f"{path}/note", {"note": "x"}, who).status_code in {303, 401, 403, 404}
        assert words not in get(house, met.here, who).text
    for day in ("", "31", "1999-01-01", "2999-01-01"):
        assert post(house, f"{path}/remind", {"on": day}, met.officer).status_code == 422
    today = house.house.local_day(utc_now()).isoformat()
    said = {"on": today, "remember": "ask for the sample"}
    assert post(house, f"{path}/remind", said, met.officer).status_code == 303
    assert "ask for the sample" in shown(get(house, "/zone", met.officer))
    assert "ask for the sample" not in shown(get(house, "/zone", colleague))  # each reminds themselves
    database = house.house.database

    def kept(journal: Journal) -> list[bytes]:
        return [
            found
            for room in (NOTES, REMINDERS)
            for key in journal.keys(room)
            if met.case in key and (found := journal.get(room, key)) is not None
        ]

    raw = database.read(kept)
    assert len(raw) == 2
    assert not re.search(b"flutes|sample", b"".join(raw))
    assert post(house, f"{path}/remind", {"do": "forget"}, met.officer).status_code == 303
    assert "ask for the sample" not in shown(get(house, "/zone", met.officer))
    swept(house)
    assert len(database.read(kept)) == 1
    database.write(lambda journal: journal.put(SEALED, met.case, None)).result()  # as erasing does
    swept(house)
    assert database.read(kept) == []
