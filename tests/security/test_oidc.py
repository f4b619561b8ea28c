"""Signing in through a real OpenID provider, which is started beside the house."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest

from askonce.adapters.identity.provider import Provider
from askonce.adapters.settings.model import Oidc
from askonce.adapters.settings.secret import Secret
from askonce.registers.pseudonym import CASES
from askonce.web.identity.administering import Keeper
from askonce.web.sessions import Account, find_account, sessions_of
from tests.security.browsing import Browsing
from tests.security.served import ROOT, Served, served

URL = "http://localhost"
BACK = f"{URL}/sign-in/answer"
_FORM = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def provider(port: int) -> Iterator[str]:
    """The provider, running; each start has another key."""
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    command = [node, str(Path(__file__).with_name("provider.mjs")), str(port), BACK, f"{URL}/signed-out"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def issuer(port: int) -> Iterator[str]:
    with provider(port) as url:
        yield url


@contextmanager
def house_at(folder: Path, port: int) -> Iterator[Served]:
    """A house that signs in through the provider at a port."""
    oidc = Oidc(
        issuer=f"http://127.0.0.1:{port}",
        client="askonce",
        secret=Secret("a secret of forty characters, for tests."),
        name={"en": "County ID", "zh": "县通行证"},
        scopes=("openid", "profile"),
        claim_person="resident_number",
        claim_roles="roles",
    )
    with served(folder, oidc=oidc) as made:
        made.service.url = URL
        yield made


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Served]:
    with house_at(tmp_path_factory.mktemp("oidc"), port) as made:
        yield made


def at_provider(address: str, name: str) -> str:
    """What a person does there: write a name, press on; gives the address to which the browser is sent back."""
    with httpx.Client(follow_redirects=False, timeout=20) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                to = str(answer.next_request.url) if answer.next_request is not None else ""
                if to.startswith(BACK):
                    return to
                answer = browser.get(to)
                continue
            form = _FORM.search(answer.text)
            assert form is not None, answer.text
            fields = dict(_HIDDEN.findall(answer.text)) | {"login": name, "password": "any"}
            answer = browser.post(form[1], data=fields)
    raise AssertionError("never sent back")


def begun(browser: Browsing, side: str, then: str = "") -> str:
    """Press the button of the provider; gives where the browser is sent."""
    browser.get("/sign-in")
    answer = browser.send("GET", f"/sign-in/provider?as={side}&then={then}")
    assert answer.status_code == 303
    return answer.headers["location"]


def back(browser: Browsing, address: str) -> httpx.Response:
    """Come back to the house."""
    return browser.get(address.removeprefix(URL))


@pytest.mark.usefixtures("issuer")
def test_a_person_comes_in_by_the_claim_that_names_them(house: Served) -> None:
    browser = Browsing(house)
    address = begun(browser, "person", "/me/security/sessions")
    query = parse_qs(urlsplit(address).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert {"state", "nonce", "code_challenge"} <= query.keys()
    back(browser, at_provider(address, "lan"))
    assert browser.visited[-1] == "/me/security/sessions"
    assert browser.is_in()
    owner = f"person:{house.house.keys.of(CASES, 'p-poor')}"
    (session,) = house.house.database.read(lambda journal: sessions_of(journal, owner))
    assert (session.how, session.device, session.account) == ("oidc", "Firefox, Linux", "")


@pytest.mark.usefixtures("issuer")
def test_who_proves_it_again_proves_it_at_the_provider_too(house: Served) -> None:
    browser = Browsing(house)
    back(browser, at_provider(begun(browser, "person"), "lan"))
    assert parse_qs(urlsplit(begun(browser, "person")).query)["prompt"] == ["login"]


@pytest.mark.usefixtures("issuer")
def test_signing_out_offers_to_sign_out_there_too(house: Served) -> None:
    browser = Browsing(house)
    back(browser, at_provider(begun(browser, "person"), "lan"))
    browser.get("/me/security")
    page = browser.post("/sign-out")
    assert not browser.is_in()
    assert "/session/end?client_id=askonce" in page.text
    assert "Sign out of County ID too" in page.text


@pytest.mark.usefixtures("issuer")
def test_an_officer_comes_in_once_an_admin_has_named_them_with_the_roles_that_the_provider_says(
    house: Served,
) -> None:
    browser = Browsing(house)
    stranger = back(browser, at_provider(begun(browser, "staff"), "lin"))
    assert stranger.status_code == 403
    assert "lin" in stranger.text
    assert not browser.is_in()
    account = Account("officer", "lin.mei", ("police/clerk",), subject="lin")
    house.house.database.write(
        lambda journal: Keeper(journal, house.house, "admin:root").make(account)
    ).result()
    back(browser, at_provider(begun(browser, "staff"), "lin"))
    assert browser.is_in()
    (session,) = house.house.database.read(lambda journal: sessions_of(journal, "officer:lin.mei"))
    assert session.roles == ("street/clerk",)  # what the pack does not have is no role
    kept = house.house.database.read(lambda journal: find_account(journal, "officer:lin.mei"))
    assert kept is not None
    assert kept.roles == ("street/clerk",)
    closed = msgspec.structs.replace(kept, closed=True)
    house.house.database.write(
        lambda journal: Keeper(journal, house.house, "admin:root").change(closed)
    ).result()
    again = Browsing(house)
    assert back(again, at_provider(begun(again, "staff"), "lin")).status_code == 403


@pytest.mark.usefixtures("issuer")
def test_somebody_without_a_number_is_not_let_in_as_a_person(house: Served) -> None:
    browser = Browsing(house)
    assert back(browser, at_provider(begun(browser, "person"), "wu")).status_code == 403
    assert not browser.is_in()


@pytest.mark.usefixtures("issuer")
def test_an_answer_holds_once_and_in_the_browser_that_began_alone(house: Served) -> None:
    victim, attacker = Browsing(house), Browsing(house)
    address = at_provider(begun(attacker, "person"), "lan")
    begun(victim, "person")
    assert back(victim, address).status_code == 503  # somebody else's answer lets nobody in
    assert not victim.is_in()
    assert back(attacker, address).status_code == 503  # and it is used up
    assert not attacker.is_in()
    forged = f"/sign-in/answer?code=x&state={'x' * 43}&iss={address}"
    assert attacker.send("GET", forged).status_code == 503


@pytest.mark.usefixtures("issuer")
def test_an_answer_of_another_issuer_is_not_taken(house: Served) -> None:
    browser = Browsing(house)
    address = at_provider(begun(browser, "person"), "lan")
    assert "iss=" in address
    mixed = re.sub(r"iss=[^&]*", "iss=https%3A%2F%2Fother.example", address)
    assert back(browser, mixed).status_code == 503
    assert not browser.is_in()


def test_a_provider_that_changed_its_keys_is_believed_and_one_that_is_away_is_said_so(tmp_path: Path) -> None:
    port = free_port()
    clock = [0.0]
    with house_at(tmp_path, port) as house:
        oidc = house.house.settings.oidc
        assert oidc is not None
        house.service.provider = Provider(oidc, house.service.outside.caller, lambda: clock[0])
        with provider(port):
            first = Browsing(house)
            back(first, at_provider(begun(first, "person"), "lan"))
            assert first.is_in()
        with provider(port):  # with another key
            clock[0] += 60.0
            second = Browsing(house)
            back(second, at_provider(begun(second, "person"), "lan"))
            assert second.is_in()
        clock[0] += 3700.0
        lost = Browsing(house)
        lost.get("/sign-in")
        page = lost.send("GET", "/sign-in/provider?as=person")
        assert page.status_code == 503
        assert "did not work" in page.text


def test_the_sign_in_page_offers_the_provider_to_residents_and_staff(house: Served) -> None:
    page = Browsing(house).get("/sign-in").text
    assert "Sign in with County ID" in page
    assert "as=person" in page
    assert "as=staff" in page
