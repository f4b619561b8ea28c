"""Signing in: links, passwords, codes, guessing, and that no answer says who has an account."""

from __future__ import annotations

import asyncio
import logging
import re
import statistics
import time
from collections.abc import Iterator

import httpx
import pytest

from askonce.registers.pseudonym import CASES
from askonce.web.identity.accounts import account_by_name
from askonce.web.identity.proving import try_password
from askonce.web.limits import Buckets
from askonce.web.sessions import Account, sessions_of
from tests.security.browsing import Browsing
from tests.security.entering import PASSWORD, Owner, letters, link_for
from tests.security.served import Served, served

CLERK = ("street/clerk",)
THEIRS = "a word that nobody else knows"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        made.service.url = "http://localhost"
        made.service.few = Buckets(10**6)
        yield made


@pytest.fixture(scope="module")
def officer(house: Served) -> Owner:
    return Owner(house, Account("officer", "lin.jing", CLERK, "林静"))


def test_a_link_lets_its_owner_in_once_and_looking_at_it_uses_nothing_up(house: Served) -> None:
    link = link_for(house, Account("officer", "wang.fang", CLERK))
    for _ in range(3):  # as programs do that look at links in mail
        assert Browsing(house).get(link).status_code == 200
    owner, thief = Browsing(house), Browsing(house)
    owner.get(link)
    thief.get(link)
    owner.post(link)
    assert owner.visited[-1] == "/sign-in/password"
    assert thief.post(link).status_code == 404
    assert Browsing(house).get(link).status_code == 404
    assert not owner.is_in()  # a password and an app are still to be chosen
    assert (
        Browsing(house).get("/sign-in/password").request.url.path == "/sign-in"
    )  # the step is the browser's own


def test_staff_need_a_second_factor_and_a_code_holds_once(house: Served, officer: Owner) -> None:
    assert officer.browser.is_in()
    assert len(officer.codes) == 10
    again = Browsing(house)
    again.get("/sign-in")
    again.post("/sign-in", name="Lin.Jing", password=PASSWORD)
    assert again.visited[-1] == "/sign-in/code"
    assert not again.is_in()
    used = officer.code()  # the one with which the app was set up
    assert again.post("/sign-in/code", code=used).status_code == 422
    officer.forget_last_step()
    again.post("/sign-in/code", code=officer.code())
    assert again.is_in()
    third = Browsing(house)
    third.get("/sign-in")
    third.post("/sign-in", name="lin.jing", password=PASSWORD)
    assert third.post("/sign-in/code", code=officer.code()).status_code == 422
    third.post("/sign-in/code", code=officer.codes[0].upper())
    assert third.is_in()
    fourth = Browsing(house)
    fourth.get("/sign-in")
    fourth.post("/sign-in", name="lin.jing", password=PASSWORD)
    assert fourth.post("/sign-in/code", code=officer.codes[0]).status_code == 422
    fourth.post("/sign-in/code", code=officer.codes[1])
    assert fourth.is_in()


def test_a_person_needs_a_password_alone_unless_they_want_more(house: Served) -> None:
    person = house.house.keys.of(CASES, "p-elder")
    owner = Owner(house, Account("person", "xiulan", person=person), app=False)
    assert owner.browser.is_in()
    owner.browser.get("/me/security/app")
    owner.secret = letters(owner.browser.page.text)
    assert owner.browser.post("/me/security/app", code=owner.code()).url.path == "/me/security/codes"
    other = Browsing(house)
    other.get("/sign-in")
    other.post("/sign-in", name="xiulan", password=PASSWORD)
    assert other.visited[-1] == "/sign-in/code"
    sessions = house.house.database.read(lambda journal: sessions_of(journal, f"person:{person}"))
    assert {one.account for one in sessions} == {"person:xiulan"}


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 12"),
        ("x" * 129, "at most 128"),
        ("password12345", "first that others would try"),
        ("Passw0rd2024!!", "first that others would try"),
        ("qwertyuiop123456", "first that others would try"),
        ("aaaaaaaaaaaaaaaa", "first that others would try"),
        ("li.ming.li.ming", "little more than your name"),
    ],
)
def test_a_password_that_can_be_guessed_is_not_taken(house: Served, password: str, words: str) -> None:
    name = "li.ming"
    known = house.house.database.read(lambda journal: account_by_name(journal, name))
    if known is None:
        link_for(house, Account("officer", name, CLERK))
    browser = _at_new_password(house, name)
    page = browser.post("/sign-in/password", password=password, again=password)
    assert page.status_code == 422
    assert words in page.text
    assert "Error" in page.text[: page.text.index("</title>")]


def _at_new_password(house: Served, name: str) -> Browsing:
    from askonce.web.identity.accounts import make_link

    account = Account("officer", name, CLERK)
    code = house.house.database.write(lambda journal: make_link(journal, account)).result()
    browser = Browsing(house)
    browser.get(f"/sign-in/link/{code}")
    browser.post(f"/sign-in/link/{code}")
    return browser


def test_after_five_wrong_passwords_each_further_try_waits_longer_and_longer(house: Served) -> None:
    owner = Owner(house, Account("helper", "he.lan", ("street",)))
    guesser = Browsing(house, address="203.0.113.50")
    guesser.get("/sign-in")
    wrong = [guesser.post("/sign-in", name="he.lan", password=f"wrong number {one}") for one in range(6)]
    assert [one.status_code for one in wrong] == [422] * 5 + [429]
    assert 1 <= int(wrong[-1].headers["retry-after"]) <= 5
    right = guesser.post("/sign-in", name="he.lan", password=PASSWORD)
    assert right.status_code == 429  # the right one has to wait as any other
    elsewhere = Browsing(house, address="198.51.100.3")
    elsewhere.get("/sign-in")
    assert elsewhere.post("/sign-in", name="he.lan", password=PASSWORD).status_code == 429
    assert owner.browser.is_in()  # who is in stays in
    other = Owner(house, Account("helper", "he.mei", ("street",)))
    assert other.enters().is_in()  # nobody else waits


def test_many_tries_at_once_are_counted_like_many_in_a_row(house: Served) -> None:
    async def guess() -> list[bool]:
        tries = (
            try_password(house.service, "he.parallel", f"wrong {one}", f"at:198.51.100.{one}")
            for one in range(30)
        )
        return [bool(one.wait) for one in await asyncio.gather(*tries)]

    waited = asyncio.run(guess())
    assert waited.count(False) == 5


def test_who_guesses_at_many_names_from_one_address_waits_too(house: Served) -> None:
    guesser = Browsing(house, address="203.0.113.99")
    guesser.get("/sign-in")
    answers = [
        guesser.post("/sign-in", name=f"nobody{one}", password=THEIRS).status_code for one in range(21)
    ]
    assert answers == [422] * 20 + [429]


def test_a_code_is_guessed_at_no_faster(house: Served) -> None:
    owner = Owner(house, Account("officer", "zhao.min", CLERK))
    browser = Browsing(house)
    browser.get("/sign-in")
    browser.post("/sign-in", name="zhao.min", password=PASSWORD)
    answers = [browser.post("/sign-in/code", code=f"{one:06}").status_code for one in range(6)]
    assert answers == [422] * 5 + [429]
    owner.forget_last_step()
    assert browser.post("/sign-in/code", code=owner.code()).status_code == 429
    assert not browser.is_in()


def test_an_account_that_is_not_there_answers_like_one_that_is(house: Served, officer: Owner) -> None:
    def tried(name: str, address: str) -> tuple[float, httpx.Response]:
        browser = Browsing(house, address=address)
        browser.get("/sign-in")
        began = time.perf_counter()  # noqa: TID251 - how long an answer takes is what it gives away
        answer = browser.send("POST", "/sign-in", {"name": name, "password": "a wrong password"})
        return time.perf_counter() - began, answer  # noqa: TID251 - as above

    def said(answer: httpx.Response) -> str:
        return re.sub(r'(name="_(token|once)" )?value="[^"]*"', "", answer.text)

    assert officer.account.id == "lin.jing"
    tried("nobody.first", "192.0.2.1")  # what is loaded at the first try is loaded for both
    here, away = [], []
    for one in range(4):
        seconds, there = tried("lin.jing", f"192.0.2.{10 + one}")
        here.append(seconds)
        seconds, absent = tried(f"nobody.{one}", f"192.0.2.{30 + one}")
        away.append(seconds)
        assert there.status_code == absent.status_code == 422
        assert said(there) == said(absent)
        assert there.headers.keys() == absent.headers.keys()
    # Checking a password takes far longer than all the rest: one that is not checked would stand out by a factor.
    assert 0.5 < statistics.median(here) / statistics.median(away) < 2.0


def test_guesses_and_sign_ins_are_logged_without_a_name(
    house: Served, officer: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="askonce.identity"):
        Browsing(house).get("/sign-in")
        browser = Browsing(house, address="192.0.2.77")
        browser.get("/sign-in")
        browser.post("/sign-in", name="somebody.secret", password=THEIRS)
        officer.enters()
    lines = [f"{one.getMessage()} {one.__dict__.get('more')}" for one in caplog.records]
    assert any("a sign-in failed" in line for line in lines)
    assert any("signed in" in line and "password and code" in line for line in lines)
    for word in ("somebody", "lin.jing", "192.0.2", PASSWORD, THEIRS):
        assert word not in " ".join(lines)


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http:evil.example",
        "/sign-out",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(officer: Owner, then: str) -> None:
    browser = officer.enters(then=then)
    assert browser.is_in()
    for to in browser.visited:
        assert to.startswith("/")
        assert not to.startswith(("//", "/\\"))
        assert "evil" not in to.partition("?")[0] or to.startswith("/%09")
    assert "evil.example" not in [httpx.URL(to).host for to in browser.visited]


def test_what_was_wanted_is_what_one_gets(house: Served, officer: Owner) -> None:
    stranger = Browsing(house)
    stranger.get("/me/security/sessions")
    assert stranger.visited == ["/sign-in?then=%2Fme%2Fsecurity%2Fsessions"]
    assert officer.enters(then="/me/security/sessions").visited[-1] == "/me/security/sessions"
