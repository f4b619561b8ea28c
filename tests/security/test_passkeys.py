"""Passkeys: made and used in this house alone, each challenge answered once, by a device that its person unlocked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from askonce.web.identity.accounts import proofs_of
from askonce.web.limits import Buckets
from askonce.web.sessions import Account, sessions_of
from tests.security.authenticator import Authenticator
from tests.security.browsing import Browsing
from tests.security.entering import Owner
from tests.security.served import Served, served

URL, HOST = "http://localhost", "localhost"
OWN = "/me/security/passkeys"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        made.service.url = URL
        made.service.few = Buckets(10**6)
        yield made


def owner_of(house: Served, name: str) -> Owner:
    return Owner(house, Account("officer", name, ("street/clerk",)))


def add(browser: Browsing, device: Authenticator) -> Any:
    browser.get(OWN)
    options = json.loads(browser.send("POST", f"{OWN}/ask", {}).text)
    return browser.post(OWN, credential=device.make(options), name="the desk")


def challenged(browser: Browsing) -> dict[str, Any]:
    browser.get("/sign-in")
    options: dict[str, Any] = json.loads(browser.send("POST", "/sign-in/passkey/ask", {}).text)
    return options


def signed(house: Served, device: Authenticator) -> Browsing:
    browser = Browsing(house)
    browser.post("/sign-in/passkey", credential=device.sign(challenged(browser)))
    return browser


def test_a_passkey_signs_in_alone_and_each_of_its_answers_holds_once(house: Served) -> None:
    owner, device = owner_of(house, "lin.jing"), Authenticator(URL, HOST, counts=False)
    before = owner.browser.copied()
    assert add(owner.browser, device).status_code == 200
    assert "the desk" in owner.browser.page.text
    assert not before.is_in()  # who may do more has another token
    browser = Browsing(house)
    answer = device.sign(challenged(browser))
    browser.post("/sign-in/passkey", credential=answer)
    assert browser.is_in()
    sessions = house.house.database.read(lambda journal: sessions_of(journal, "officer:lin.jing"))
    assert "passkey" in {one.how for one in sessions}
    thief = Browsing(house)
    thief.get("/sign-in")
    assert thief.post("/sign-in/passkey", credential=answer).status_code == 422
    assert not thief.is_in()
    owner.browser.get(OWN)
    owner.browser.post(f"{OWN}/remove", passkey=device.id.hex())
    assert not signed(house, device).is_in()


@pytest.mark.parametrize("bent", ["origin", "host", "locked", "count", "challenge", "key"])
def test_what_does_not_prove_the_passkey_lets_nobody_in(house: Served, bent: str) -> None:
    owner = owner_of(house, f"chen.{bent}")
    device = Authenticator(URL, HOST, f"key of {bent}".encode())
    add(owner.browser, device)
    assert signed(house, device).is_in()
    options_of = None
    if bent == "origin":
        device.origin = "http://localhost.evil.example"
    elif bent == "host":
        device.host = "evil.example"
    elif bent == "locked":
        device._flags = 0x01  # noqa: SLF001 - nobody unlocked it
    elif bent == "count":
        device.count -= 1  # a copy that fell behind
    elif bent == "key":
        device = Authenticator(URL, HOST, device.id)
        device.count = 50
    else:
        options_of = {"challenge": "bmV2ZXIgZ2l2ZW4gYnkgdGhpcyBob3VzZSBhdCBhbGw"}
    browser = Browsing(house)
    options = challenged(browser)
    answer = browser.post("/sign-in/passkey", credential=device.sign(options_of or options))
    assert answer.status_code == 422
    assert not browser.is_in()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "x", '{"id": 1}', "9" * 30_000, '{"id": "a", "response": {"clientDataJSON": "e30"}}'],
)
def test_nonsense_is_no_passkey(house: Served, text: str) -> None:
    browser = Browsing(house)
    browser.get("/sign-in")
    assert browser.post("/sign-in/passkey", credential=text).status_code == 422


def test_a_challenge_to_sign_in_makes_no_passkey_and_one_account_s_none_for_another(house: Served) -> None:
    one, other = owner_of(house, "one"), owner_of(house, "other")
    device = Authenticator(URL, HOST, b"another key")
    one.browser.get(OWN)
    assert one.browser.post(OWN, credential=device.make(challenged(Browsing(house)))).status_code == 422
    other.browser.get(OWN)
    theirs = json.loads(other.browser.send("POST", f"{OWN}/ask", {}).text)
    assert one.browser.post(OWN, credential=device.make(theirs)).status_code == 422
    proofs = house.house.database.read(lambda journal: proofs_of(journal, one.account))
    assert proofs.passkeys == ()
    unlocked = Authenticator(URL, HOST, b"never unlocked", verifies=False)
    assert add(one.browser, unlocked).status_code == 422


def test_a_bare_number_as_address_offers_no_passkeys(house: Served) -> None:
    house.service.url = "http://127.0.0.1:8000"
    try:
        page = Browsing(house).get("/sign-in")
        assert "data-passkey" not in page.text
    finally:
        house.service.url = URL


def test_nobody_learns_from_the_challenge_who_has_a_passkey(house: Served) -> None:
    options = challenged(Browsing(house))
    assert options.get("allowCredentials", []) == []
    assert options["userVerification"] == "required"
    assert options["rpId"] == HOST


def test_the_last_second_factor_of_staff_stays(house: Served) -> None:
    owner, device = owner_of(house, "last"), Authenticator(URL, HOST, b"the last of all")
    add(owner.browser, device)
    owner.browser.get("/me/security/app")
    owner.browser.post("/me/security/app/remove")
    owner.browser.get(OWN)
    assert owner.browser.post(f"{OWN}/remove", passkey=device.id.hex()).status_code == 422
    assert signed(house, device).is_in()
