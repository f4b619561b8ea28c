"""Cases from their beginning to their end, as a person, a helper and the officers of a county live through them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.e2e.county import County, county, free_port

SETTINGS = """
[limits]
requests_a_minute = 1000000
[mail]
server = "127.0.0.1"
port = {port}
security = "none"
sender = "county@lake.test"
[mail.addresses]
"office:county" = "county@offices.test"
"office:board" = "board@offices.test"
"office:legal" = "legal@offices.test"
"""


class Post:
    """Takes mail, and knows who was told what."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - its name in aiosmtpd
        """Take a letter."""
        del server, session
        letter = BytesParser(EmailMessage, policy=default).parsebytes(envelope.content)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"

    def to(self, address: str) -> list[str]:
        """The texts of the letters to an address, in the order in which they came."""
        return [one.get_content() for one in self.letters if one["To"] == address]


class There:
    """The county with its post and its officers."""

    def __init__(self, lake: County, post: Post) -> None:
        self.lake, self.post = lake, post
        self.clerk = lake.token("officer:lin", "street/clerk")
        self.director = lake.token("officer:dong", "street/director", "legal/judge")
        self.registrar = lake.token("officer:ren", "board/registrar", "board")
        self.judge = lake.token("officer:fa", "legal/judge")
        self.duty = lake.token("officer:wu", "street/duty")

    def person(self, name: str) -> str:
        """A token of somebody who is told of cases by mail."""
        token = self.lake.token(f"person:{name}")
        assert self.lake.ask("POST", "/api/me/address", token, {"mail": f"{name}@people.test"}).status == 200
        return token

    def told(self, name: str, words: str) -> int:
        """How many letters with these words somebody has got."""
        self.lake.work()
        return sum(words in text for text in self.post.to(f"{name}@people.test"))


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    post, port = Post(), free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with county(tmp_path_factory.mktemp("cases"), settings=SETTINGS.format(port=port)) as lake:
            yield There(lake, post)
    finally:
        controller.stop()


def filed_against(there: There, name: str) -> tuple[str, str]:
    """A case whose norm speaks against the person, with the offices' opinions in: the person's token and the case."""
    there.lake.put("people", name, income="3000 CNY")
    person = there.person(name)
    case: str = there.lake.filed(person, "aid")["line"]["id"]
    assert (
        there.lake.give(there.clerk, case, "join", office="board", agrees=True).said["code"]
        == "not-your-role"
    )
    there.lake.given(there.registrar, case, "join", office="board", agrees=True)
    return person, case


def refused_to(there: There, name: str) -> tuple[str, str]:
    """A case decided against the person, as the law has it."""
    lake = there.lake
    person, case = filed_against(there, name)
    lake.given(there.director, case, "take")
    lake.given(there.director, case, "notify", reason="the income is above the line")
    lake.given(there.director, case, "hear", words="I lost my work last week")
    early = lake.give(there.director, case, "decide")
    assert early.said["code"] == "not-heard"  # what an office notes takes no time from the person
    lake.given(person, case, "speak", words="I lost my work last week")
    lake.given(there.director, case, "decide")
    return person, case


def test_nobody_is_burdened_without_notice_hearing_and_a_named_officer(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-1", income="3000 CNY")
    person = there.person("p-1")
    case = lake.filed(person, "aid")["line"]["id"]
    lake.given(there.clerk, case, "take")
    assert lake.give(there.clerk, case, "decide").said["code"] == "opinions-missing"
    lake.given(there.registrar, case, "join", office="board", agrees=False, reason="two jobs are known")
    assert lake.give(there.clerk, case, "decide").said["code"] == "not-named-officer"
    lake.given(there.director, case, "take")
    assert lake.give(there.director, case, "decide").said["code"] == "no-notice"
    view = lake.given(there.director, case, "notify", reason="the income is above the line")
    assert lake.give(there.director, case, "decide").said["code"] == "not-heard"
    assert there.told("p-1", "decide against you") == 1
    lake.clock.forward(days=5)  # whoever says nothing until the day of the notice does not stop the decision
    assert lake.clock.now.date().isoformat() > view["notice_until"]
    view = lake.given(there.director, case, "decide")
    assert (view["decision"]["adverse"], view["decision"]["by"]) == (True, "officer:dong")
    assert there.told("p-1", "decided") + there.told("p-1", "决定") >= 1


def test_an_objection_is_decided_by_another_office_and_another_officer(there: There) -> None:
    lake = there.lake
    person, case = refused_to(there, "p-2")
    view = lake.given(person, case, "object", reason="my work has ended")
    (objection,) = view["concerned_by"]
    assert there.post.to("legal@offices.test") or there.told("p-2", "") >= 0
    lake.work()
    assert any("objection" in text for text in there.post.to("legal@offices.test"))
    assert lake.give(there.director, objection, "take").said["code"] == "own-judge"
    assert lake.give(there.clerk, objection, "take").status == 404
    lake.given(there.judge, objection, "take")
    lake.given(there.judge, objection, "decide", outcome={"upheld": True}, reason="the month after counts")
    assert lake.show(person, case)["line"]["state"] == "open"
    lake.given(there.clerk, case, "take")
    assert lake.give(there.clerk, case, "decide").said["code"] == "opinions-missing"  # each gives it anew
    lake.given(there.registrar, case, "join", office="board", agrees=True)
    view = lake.given(there.clerk, case, "decide", outcome={"aid": "granted"}, reason="as the objection says")
    assert (view["decision"]["outcome"], view["decision"]["adverse"]) == ({"aid": "granted"}, False)
    assert there.told("p-2", "looked at again") == 1


def test_while_the_person_is_asked_for_more_the_clock_stands(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-3", income="1000 CNY")
    person = there.person("p-3")
    before = lake.filed(person, "aid")
    case = before["line"]["id"]
    lake.given(there.clerk, case, "take")
    assert (
        lake.give(there.clerk, case, "ask_more", names=["income"], reason="papers").said["code"]
        == "done-already"
    )
    view = lake.given(there.clerk, case, "ask_more", names=["need"], reason="what for")
    assert (view["line"]["state"], view["suspended"], view["asked"]) == ("asked", True, ["need"])
    lake.clock.forward(days=10)
    assert there.told("p-3", "not kept the term") == 0
    view = lake.given(person, case, "answer", answers={"need": "a stove"})
    assert view["line"]["promised"] > before["line"]["promised"]
    assert there.told("p-3", "not kept the term") == 0
    assert not view.get("suspended")


def test_a_promise_that_is_not_kept_is_told_above_and_to_the_person(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-4", income="1000 CNY")
    case = lake.filed(there.person("p-4"), "aid")["line"]["id"]
    above = len(there.post.to("county@offices.test"))
    lake.clock.forward(days=4)
    assert there.told("p-4", "not kept the term") == 1
    mine = [text for text in there.post.to("county@offices.test")[above:] if "term has passed" in text]
    assert mine
    assert lake.show(there.clerk, case)["late"][0] == "promised"
    lake.again()
    assert there.told("p-4", "not kept the term") == 1  # once, also after a new start


def test_a_correction_travels_to_the_decision_that_used_the_datum(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-5", birth_date="1970-03-01")
    person = there.person("p-5")
    view = lake.filed(person, "meal")
    case = view["line"]["id"]
    assert view["decision"]["outcome"] == {"price": "18 CNY"}
    lake.given(person, case, "dispute", name="birth", reason="I was born in 1960", claimed="1960-03-01")
    lake.work()
    assert any("disputed" in text for text in there.post.to("board@offices.test"))
    (correction,) = lake.ask("GET", f"/api/cases?concerns={case}", there.registrar).said["cases"]
    assert correction["office"] == "board"
    assert lake.give(there.clerk, correction["id"], "take").status == 404
    lake.given(there.registrar, correction["id"], "take")
    lake.given(
        there.registrar, correction["id"], "correct", value="1960-03-01", reason="the book of 1960 says so"
    )
    view = lake.show(person, case)
    assert (view["line"]["state"], view["decision"]["outcome"]) == (
        "open",
        {"price": "18 CNY"},
    )  # it holds meanwhile
    lake.given(there.clerk, case, "take")
    view = lake.given(there.clerk, case, "decide")
    assert view["decision"]["outcome"] == {"price": "15 CNY"}
    other = lake.filed(person, "meal")
    assert other["decision"]["outcome"] == {"price": "15 CNY"}


def test_nobody_reads_an_address_in_the_database_and_it_can_be_taken_back(there: There) -> None:
    lake = there.lake
    person = there.person("p-unseen")
    for path in lake.folder.iterdir():
        assert b"p-unseen" not in path.read_bytes()
    wrong = {"mail": "a@b.test\r\nBcc: c@d.test"}
    assert lake.ask("POST", "/api/me/address", person, wrong).status == 422
    assert lake.ask("POST", "/api/me/address", person, {"mail": None}).status == 200
    lake.put("people", "p-unseen", income="1000 CNY")
    lake.filed(person, "aid")
    assert there.told("p-unseen", "") == 0


def test_what_was_filed_can_be_taken_back(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-6", income="1000 CNY")
    person = there.person("p-6")
    case = lake.filed(person, "aid")["line"]["id"]
    assert lake.given(person, case, "withdraw", reason="I found work")["line"]["state"] == "withdrawn"
    assert lake.give(there.clerk, case, "take").said["code"] == "wrong-state"
    lake.clock.forward(days=30)
    assert there.told("p-6", "not kept the term") == 0


def test_a_helper_files_on_paper_with_consent_on_record(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-7", birth_date="1950-01-01")
    helper = lake.token("helper:hana", "street")
    filing = {"applicant": "p-7", "channel": "paper", "answers": {"diet": "none"}}
    assert lake.file(helper, "meal", **filing).said["code"] == "no-consent"
    assert (
        lake.file(helper, "meal", **{**filing, "channel": "online"}, consent="signed").said["code"]
        == "channel-wrong"
    )
    view = lake.filed(helper, "meal", **filing, consent="signed the form of 3 May")
    assert view["channel"] == "paper"
    own = lake.show(lake.token("person:p-7"), view["line"]["id"])
    assert own["history"][0]["by"] == "helper:hana"
    assert (
        lake.ask("GET", f"/api/cases/{view['line']['id']}", lake.token("helper:other", "street")).status
        == 404
    )


def test_who_may_act_for_another_and_until_when(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-child", birth_date="2020-01-01")
    lake.link("people", "parents", "p-child", "p-mother")
    mother, stranger = lake.token("person:p-mother"), lake.token("person:p-stranger")
    case = lake.filed(mother, "meal", applicant="p-child")["line"]["id"]
    assert lake.file(stranger, "meal", applicant="p-child").said["code"] == "no-mandate"
    assert lake.ask("GET", f"/api/cases/{case}", stranger).status == 404
    # A mandate that the person gives, for one service and until a day.
    lake.put("people", "p-8", birth_date="1950-01-01", income="10 CNY")
    giver, today = lake.token("person:p-8"), (lake.clock.now + timedelta(hours=8)).date()
    said = {"agent": "p-stranger", "service": "meal", "until": today.isoformat()}
    assert lake.ask("POST", "/api/me/mandates", giver, said).status == 200
    mine = lake.filed(stranger, "meal", applicant="p-8")["line"]["id"]
    assert lake.file(stranger, "aid", applicant="p-8").said["code"] == "no-mandate"
    lake.clock.forward(days=1)
    assert lake.file(stranger, "meal", applicant="p-8").said["code"] == "no-mandate"
    assert lake.ask("GET", f"/api/cases/{mine}", stranger).status == 404
    # The agent of a firm, by a mandate of a register that ends.
    lake.put("firms", "f-1", firm_code="91-0001")
    for number, days in ((1, 30), (2, -1)):
        until = (lake.clock.now + timedelta(days=days)).date()
        lake.put("mandates", f"m-{number}", mandate_until=until)
        lake.link("mandates", "giver", f"m-{number}", "f-1")
        lake.link("mandates", "agent", f"m-{number}", f"p-agent-{number}")
    agent, former = lake.token("person:p-agent-1"), lake.token("person:p-agent-2")
    lake.filed(agent, "sign", applicant="f-1", answers={"goods": "tea"})
    expired = lake.file(former, "sign", applicant="f-1", answers={"goods": "tea"})
    assert (expired.status, expired.said["code"], expired.said["basis"]) == (
        403,
        "no-mandate",
        "lake-rules/7",
    )
    lake.clock.forward(days=31)
    assert lake.file(agent, "sign", applicant="f-1", answers={"goods": "tea"}).said["code"] == "no-mandate"


def test_nothing_is_read_without_consent_where_the_purpose_needs_it(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-9", grade=95)
    person = lake.token("person:p-9")
    refused = lake.file(person, "scholarship")
    assert (refused.status, refused.said["code"], refused.said["basis"]) == (
        403,
        "no-consent",
        "lake-rules/6",
    )
    assert not lake.entries(kind="look", purpose="study")

    def agree(*, agrees: bool, purpose: str = "study") -> int:
        body = {"purpose": purpose, "agrees": agrees}
        return lake.ask("POST", "/api/me/consents", person, body).status

    assert agree(agrees=True, purpose="meals") == 404
    assert agree(agrees=True) == 200
    assert lake.filed(person, "scholarship")["decision"]["outcome"] == {"result": True}
    assert agree(agrees=False) == 200
    assert lake.file(person, "scholarship").said["code"] == "no-consent"
    assert len(lake.entries(kind="consent", purpose="study")) == 2


def test_breaking_the_glass_is_for_few_with_a_reason_and_the_person_is_told(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-10", telephone="0571-1")
    person = there.person("p-10")
    glass = {
        "purpose": "rescue",
        "datum": "people.telephone",
        "subject": "p-10",
        "reason": "water in the cellar",
    }

    def broken(token: str, **other: str) -> tuple[int, Any]:
        found = lake.ask("POST", "/api/glass", token, glass | other)
        return found.status, found.said

    assert (broken(there.clerk)[0], broken(there.clerk)[1]["code"]) == (403, "no-glass")
    assert broken(there.duty, reason=" ")[1]["code"] == "no-reason"
    assert broken(there.duty, datum="people.income")[1]["code"] == "closed"
    assert not lake.entries(kind="glass")
    status, said = broken(there.duty)
    assert (status, said["fact"]["value"]) == (200, "0571-1")
    assert there.told("p-10", "water in the cellar") == 1
    shown = lake.ask("GET", "/api/me/looks", person).said["shown"]
    assert [one["number"] for one in shown if one["entry"]["kind"] == "glass"] == list(said["receipts"])


def test_who_lost_the_role_gets_nothing_under_a_key_of_before(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-12", telephone="0571-2")
    glass = {"purpose": "rescue", "datum": "people.telephone", "subject": "p-12", "reason": "smoke"}
    key, before = {"Idempotency-Key": "glass-of-p-12"}, len(lake.entries(kind="glass"))

    def broken(role: str) -> Any:
        return lake.ask("POST", "/api/glass", lake.token("officer:changing", role), glass, key)

    first, again = broken("street/duty"), broken("street/duty")
    assert (first.status, again.body) == (200, first.body)
    assert len(lake.entries(kind="glass")) == before + 1
    after = broken("street/clerk")
    assert b"0571-2" not in after.body
    assert (after.status, after.said["code"]) == (403, "no-glass")


def test_who_looked_is_shown_at_once_or_after_the_time_that_an_article_gives(there: There) -> None:
    lake = there.lake
    lake.put("people", "p-11", birth_date="1980-01-01")
    person = lake.token("person:p-11")
    lake.filed(person, "meal")
    lake.filed(
        lake.token("helper:h", "street"), "inquiry", applicant="p-11", channel="paper", consent="signed"
    )

    def purposes() -> set[str]:
        page = lake.ask("GET", "/api/me/looks", person).said
        return {one["entry"]["purpose"] for one in page["shown"] if one["entry"]["kind"] == "look"}

    assert purposes() == {"meals"}
    withheld = lake.ask("GET", "/api/ledger/withheld").said["withheld"]
    assert withheld >= 1
    lake.clock.forward(days=190)
    assert purposes() == {"meals", "inquiry"}
    assert lake.ask("GET", "/api/ledger/withheld").said["withheld"] < withheld


def test_the_ledger_holds_at_the_end(there: There) -> None:
    there.lake.verify()
