"""Sessions: new at each sign-in, ended when they should, bound to their forms, and in cookies that no other site reads."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from askonce.cases.journal import Journal
from askonce.registers.pseudonym import LEDGER
from askonce.registers.refusal import Refusal
from askonce.web import passing
from askonce.web.call import Kind
from askonce.web.identity.administering import Keeper
from askonce.web.limits import Buckets
from askonce.web.pages.admin.routes import PAGES as ADMIN_PAGES
from askonce.web.service import Service
from askonce.web.sessions import (
    Account,
    Session,
    digest_of,
    drop_expired,
    find_session,
    make_token,
    see,
    sessions_of,
)
from askonce.web.site import make_site
from tests.security.browsing import Browsing
from tests.security.entering import PASSWORD, Owner
from tests.security.served import Served, served

CLERK = ("street/clerk",)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        made.service.url = "http://localhost"
        made.service.few = Buckets(10**6)
        yield made


@pytest.fixture(scope="module")
def officer(house: Served) -> Owner:
    return Owner(house, Account("officer", "lin.jing", CLERK))


@pytest.fixture
def admin(house: Served) -> Browsing:
    browser = Browsing(house)
    browser.cookies["askonce"] = house.token("admin", "root")
    return browser


def keep(house: Served, account: Account) -> tuple[str, ...]:
    """What an admin does to an account, without the pages."""
    done = house.house.database.write(
        lambda journal: Keeper(journal, house.house, "admin:root").change(account)
    ).result()
    assert not isinstance(done, Refusal)
    return done


def test_a_token_that_somebody_planted_is_nobodys_after_signing_in(house: Served, officer: Owner) -> None:
    planted = house.token("person", "p-carer")
    victim = Browsing(house)
    victim.cookies["askonce"] = planted
    victim.cookies["askonce-visitor"] = "a" * 43
    officer.enters(victim)
    assert victim.is_in()
    assert victim.cookies["askonce"] != planted
    thief = Browsing(house)
    thief.cookies["askonce"] = planted
    assert not thief.is_in()  # the session that was there has ended
    invented = Browsing(house)
    invented.cookies["askonce"] = f"aoc_{'x' * 43}"
    officer.enters(invented)
    assert invented.cookies["askonce"] != f"aoc_{'x' * 43}"


def test_a_session_that_may_do_more_has_another_token(house: Served) -> None:
    owner = Owner(house, Account("helper", "he.lan", ("street",)))
    other = owner.enters()
    before = owner.browser.copied()
    owner.browser.get("/me/security/password")
    new = "eleven herons in the reeds"
    page = owner.browser.post("/me/security/password", current=PASSWORD, password=new, again=new)
    assert page.url.path == "/me/security"
    assert owner.browser.is_in()
    assert owner.browser.cookies["askonce"] != before.cookies["askonce"]
    assert not before.is_in()
    assert not other.is_in()  # a new password signs out everywhere else
    assert not owner.enters().is_in()
    assert owner.enters(password=new).is_in()


def test_signing_out_ends_the_session_and_not_the_cookie_alone(officer: Owner) -> None:
    browser = officer.enters()
    thief = browser.copied()
    assert thief.is_in()
    browser.get("/me/security")
    browser.post("/sign-out")
    assert "askonce" not in browser.cookies
    assert not thief.is_in()


def test_one_sees_where_one_is_signed_in_and_ends_it_there(house: Served) -> None:
    owner = Owner(house, Account("officer", "xu.bo", CLERK))
    lost = owner.enters()
    page = owner.browser.get("/me/security/sessions")
    keys = re.findall(r'name="session" value="([0-9a-f]{24})"', page.text)
    assert len(keys) == 2
    assert page.text.count("Firefox, Linux") >= 2
    own = digest_of(owner.browser.cookies["askonce"])[:24]
    other = next(one for one in keys if one != own)
    stranger = Owner(house, Account("officer", "xu.min", CLERK))
    stranger.browser.get("/me/security/sessions")
    stranger.browser.post("/me/security/sessions", session=other)
    assert lost.is_in()  # nobody ends another's
    owner.browser.get("/me/security/sessions")
    owner.browser.post("/me/security/sessions", session=other)
    assert not lost.is_in()
    assert owner.browser.is_in()


@pytest.mark.parametrize("change", ["closed", "roles", "reset", "sessions", "one"])
def test_what_an_admin_takes_away_is_gone_at_once_and_on_record(
    house: Served, admin: Browsing, change: str
) -> None:
    name = f"chen.{change}"
    owner = Owner(house, Account("officer", name, CLERK))
    token = owner.browser.cookies["askonce"]
    assert owner.browser.is_in()
    assert house.ask("GET", "/api/cases", token).status_code == 200
    path = f"/admin/accounts/officer%3A{name}"
    admin.get("/admin/sessions" if change == "one" else path)
    sent = {
        "closed": (f"{path}/close", {"closed": "yes"}, "account closed"),
        "roles": (f"{path}/roles", {"role": "street/cook"}, "roles given"),
        "reset": (f"{path}/reset", {}, "account reset"),
        "sessions": (f"{path}/sessions", {}, "sessions ended"),
        "one": ("/admin/sessions", {"session": digest_of(token)[:24]}, "session ended"),
    }
    to, fields, said = sent[change]
    assert admin.post(to, **fields).status_code == 200
    assert not owner.browser.is_in()
    assert house.ask("GET", "/api/cases", token).status_code == 401
    entries = house.house.database.read(lambda journal: journal.openings(kind="act", limit=10_000))
    acts = [
        one.entry
        for one in entries
        if one.entry is not None and one.entry.what.get("account") == f"officer:{name}"
    ]
    assert acts[-1].what["do"] == said
    assert acts[-1].actor == "admin:root"
    if change == "closed":
        assert not owner.enters().is_in()


def test_another_process_trusts_an_ended_session_ten_seconds_at_most(house: Served, officer: Owner) -> None:
    other = Service(house.house, house.service.outside)
    try:
        browser = officer.enters()
        token = browser.cookies["askonce"]
        assert asyncio.run(other.session(token, 100.0)) is not None
        browser.get("/me/security")
        browser.post("/sign-out")
        assert asyncio.run(house.service.session(token, 100.0)) is None
        assert asyncio.run(other.session(token, 110.1)) is None
    finally:
        other.close()


def test_a_session_ends_when_nobody_was_here_for_too_long(house: Served) -> None:
    def lay(journal: Journal, ago: int) -> str:
        session = Session(
            "officer",
            "lin",
            journal.now + timedelta(hours=1),
            CLERK,
            began=journal.now,
            seen=journal.now - timedelta(minutes=ago),
            idle=30,
        )
        return make_token(journal, session)

    database = house.house.database
    tokens = {ago: database.write(lambda journal, ago=ago: lay(journal, ago)).result() for ago in (4, 29, 31)}  # type: ignore[misc]
    found = {ago: asyncio.run(house.service.session(token, 0.0)) for ago, token in tokens.items()}
    assert found[31] is None
    assert found[4] is not None
    assert found[29] is not None
    database.write(lambda journal: journal.now).result()  # what was written beside is written by now
    seen = {
        ago: database.read(lambda journal, ago=ago: find_session(journal, digest_of(tokens[ago])))  # type: ignore[misc]
        for ago in (4, 29)
    }
    assert seen[4] == found[4]  # within five minutes nothing is written
    assert seen[29] is not None
    assert found[29].seen is not None
    assert seen[29].seen is not None
    assert found[29].seen < seen[29].seen
    ended = digest_of(tokens[29])
    database.write(lambda journal: journal.put("token", ended[:24], None)).result()
    database.write(lambda journal: see(journal, ended)).result()
    assert database.read(lambda journal: find_session(journal, ended)) is None  # what was ended stays ended


def test_what_holds_for_a_while_is_forgotten_in_the_night(house: Served) -> None:
    def lay(journal: Journal) -> None:
        for number in range(7):
            passing.keep(journal, f"test/over/{number}", b"v", timedelta(seconds=-1))
            passing.keep(journal, f"test/alive/{number}", b"v", timedelta(hours=1))

    database = house.house.database
    database.write(lay).result()
    assert database.read(lambda journal: passing.look(journal, "test/over/1")) is None
    after, pages = "", 0
    while after or not pages:
        after = database.write(lambda journal, after=after: drop_expired(journal, after, 3)).result()  # type: ignore[misc]
        pages += 1
    left = database.read(lambda journal: journal.keys(passing.ROOM, "test/"))
    assert left == [f"test/alive/{number}" for number in range(7)]


def test_staff_and_residents_are_signed_out_as_the_settings_say(house: Served, officer: Owner) -> None:
    officer.enters()
    (session, *_) = house.house.database.read(lambda journal: sessions_of(journal, "officer:lin.jing"))
    assert session.idle == 30
    assert session.began is not None
    assert session.expires - session.began == timedelta(hours=12)


def test_a_form_of_one_session_is_none_of_another(house: Served, officer: Owner) -> None:
    mine, theirs = officer.enters(), Owner(house, Account("officer", "wu.fang", CLERK)).browser
    mine.get("/me/security")
    theirs.get("/me/security")
    forged = theirs.copied()
    forged.cookies = dict(mine.cookies)
    assert forged.send("POST", "/sign-out", {}).status_code == 403
    assert mine.is_in()
    before = Browsing(house)
    before.get("/sign-in")  # its form is bound to the visitor
    before.cookies = dict(mine.cookies)
    assert before.send("POST", "/sign-out", {}).status_code == 403
    assert mine.is_in()


@pytest.mark.parametrize("kind", ["anonymous", "person", "officer", "helper"])
def test_administration_is_the_admins_alone(house: Served, kind: Kind) -> None:
    browser = Browsing(house)
    if kind != "anonymous":
        browser.cookies["askonce"] = house.token(kind, "p-carer" if kind == "person" else "lin.jing", *CLERK)
    browser.get("/sign-in")
    for route in ADMIN_PAGES:
        path = re.sub(r"\{\w+\}", "officer%3Alin.jing", route.path)
        fields: dict[str, str] | None = {} if route.method == "POST" else None
        answer = browser.send(route.method, path, fields)
        assert answer.status_code == (303 if kind == "anonymous" else 403), path


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("http://localhost", "askonce", False), ("https://county.example", "__Host-askonce", True)],
)
def test_cookies_say_what_browsers_may_do_with_them(house: Served, url: str, name: str, secure: bool) -> None:  # noqa: FBT001 - a column of the table
    owner = Owner(house, Account("officer", f"flag.{int(secure)}", CLERK))
    house.service.url = url
    plain = house.site
    try:
        house.site = make_site(house.service)
        browser = Browsing(house)
        browser.get("/sign-in")
        browser.post("/sign-in", name=owner.account.id, password=PASSWORD)
        owner.forget_last_step()
        answer = browser.send("POST", "/sign-in/code", {"code": owner.code()})
    finally:
        house.service.url, house.site = "http://localhost", plain
    (line,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{name}=aoc_")]
    words = {one.strip() for one in line.split(";")[1:]}
    assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= words
    assert ("Secure" in words) is secure
    assert not any(one.startswith(("Domain", "Max-Age")) for one in words)


def test_what_an_admin_looks_up_of_mandates_is_told_to_everybody_in_them(
    house: Served, admin: Browsing
) -> None:
    house.ask(
        "POST",
        "/api/me/mandates",
        house.token("person", "p-elder"),
        json={"agent": "p-carer", "service": "elder-meal", "until": "2099-01-01"},
        headers={"idempotency-key": house.key()},
    )
    page = admin.get("/admin/mandates")
    assert "p-elder" not in page.text  # the count names nobody
    before = house.house.database.read(lambda journal: journal.size())
    page = admin.post("/admin/mandates", person="p-carer")
    assert "p-elder" in page.text
    told = {house.house.keys.of(LEDGER, one) for one in ("p-elder", "p-carer")}
    entries = house.house.database.read(lambda journal: journal.openings(after=before - 1))
    assert {one.entry.subject for one in entries if one.entry is not None} == told
    assert {one.entry.what["look"] for one in entries if one.entry is not None} == {"mandates"}


def test_the_last_admin_is_not_closed(house: Served, admin: Browsing) -> None:
    Owner(house, Account("admin", "first"))
    admin.get("/admin/accounts/admin%3Afirst")
    assert admin.post("/admin/accounts/admin%3Afirst/close", closed="yes").status_code == 422
    Owner(house, Account("admin", "second"))
    admin.get("/admin/accounts/admin%3Afirst")
    assert admin.post("/admin/accounts/admin%3Afirst/close", closed="yes").status_code == 200


def test_a_name_is_given_once_whatever_it_is_the_name_of(house: Served, admin: Browsing) -> None:
    admin.get("/admin/new-account")
    made = admin.post("/admin/new-account", kind="helper", name="Ｄing.Yi", role="street")
    assert "/sign-in/link/" in made.text
    admin.get("/admin/new-account")
    again = admin.post("/admin/new-account", kind="admin", name="ding.yi")
    assert again.status_code == 422
    assert "another account has this name" in again.text.lower()
    for odd in ("", "a/b", "..", "a b", "x" * 65):
        assert admin.post("/admin/new-account", kind="admin", name=odd).status_code == 422
    kept = house.house.database.read(lambda journal: journal.keys("account", "admin:"))
    assert "admin:ding.yi" not in kept


def test_sessions_of_a_struct_are_as_before() -> None:
    kept = msgspec.json.encode(
        {"kind": "officer", "id": "lin", "expires": "2099-01-01T00:00:00Z", "digest": "d"}
    )
    assert msgspec.json.decode(kept, type=Session).owner == "officer:lin"  # those that older houses kept
