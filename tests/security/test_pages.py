"""The pages against those who mean ill: other sites, forged names and cookies, roles that may not, redirects elsewhere."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx
import pytest

from askonce.web.call import ANYBODY, Kind
from askonce.web.pages.frame.cookies import Jar
from askonce.web.pages.frame.door import POLICY
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.table import PAGES
from tests.security.served import Served

_FORM = "application/x-www-form-urlencoded"


def get(house: Served, path: str, session: str = "", **headers: str) -> httpx.Response:
    """Open a page as a browser would."""
    return house.ask("GET", path, headers={"accept": "text/html", **_cookie(session), **headers})


def post(
    house: Served, path: str, fields: dict[str, str], session: str = "", **headers: str
) -> httpx.Response:
    """Send a form as a browser would."""
    said = {"accept": "text/html", "content-type": _FORM, **_cookie(session), **headers}
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in fields.items())
    return house.ask("POST", path, content=body, headers=said)


def _cookie(session: str) -> dict[str, str]:
    return {"cookie": session if "=" in session else f"askonce={session}"} if session else {}


def filled(page: PageRoute) -> str:
    """The address of a page with names that nothing has."""
    return re.sub(r"\{[a-z_]+\}", "none", page.path)


ACTORS: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
    ("anonymous", "", ()),
    ("person", "p-elder", ()),
    ("officer", "lin", ("street/clerk",)),
    ("helper", "he", ("street",)),
    ("system", "neighbour", ()),
    ("admin", "root", ()),
)


@pytest.fixture(scope="module")
def sessions(house: Served) -> dict[Kind, str]:
    """A session of one of each kind; none of the pages ends it without the token of a form."""
    return {kind: house.token(kind, name, *roles) if name else "" for kind, name, roles in ACTORS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.words)
def test_a_page_opens_to_those_of_the_table_alone(
    house: Served, sessions: dict[Kind, str], page: PageRoute
) -> None:
    assert sessions.keys() == ANYBODY
    house.service.few = type(house.service.few)(1_000_000)
    path = filled(page)
    for kind, session in sessions.items():
        answer = get(house, path, session) if page.method == "GET" else post(house, path, {}, session)
        assert answer.status_code < 500, f"{kind}: {answer.text}"
        if kind not in page.kinds:
            if kind == "anonymous":
                assert answer.status_code == 303, kind
                assert answer.headers["location"].startswith("/sign-in"), kind
            else:
                assert answer.status_code == 403, kind
        elif page.method == "POST":
            assert answer.status_code == 403, f"{kind}: a form without its token does nothing"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.method == "POST"], ids=lambda page: page.words
)
def test_a_form_of_another_site_does_nothing(house: Served, page: PageRoute) -> None:
    kind = next(one for one in ("person", "officer", "helper", "admin", "anonymous") if one in page.kinds)
    roles = {"officer": ("street/clerk",), "helper": ("street",)}.get(kind, ())
    session = (
        house.token(kind, "p-elder" if kind == "person" else "lin", *roles) if kind != "anonymous" else ""
    )
    other = house.token("person", "p-poor")
    house.service.few = type(house.service.few)(1_000_000)
    stolen = _token_of(house, other)
    for fields, headers in (
        ({"_token": stolen}, {}),
        ({"_token": stolen}, {"sec-fetch-site": "cross-site"}),
        ({"_token": "00" * 32}, {"origin": "https://evil.example"}),
        ({}, {"origin": "null"}),
    ):
        answer = post(house, filled(page), fields, session, **headers)
        assert answer.status_code == 403, answer.text


def _token_of(house: Served, session: str) -> str:
    """A token as a form of somebody else carries it."""
    from askonce.web.pages.frame import csrf
    from askonce.web.sessions import digest_of

    return csrf.token_for(house.house.keys.derive("forms"), f"session:{digest_of(session)}")


def test_every_page_says_what_a_browser_may_do_with_it(house: Served) -> None:
    for path in ("/", "/services", "/nothing", "/static/nothing.js", "/me"):
        headers = get(house, path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["strict-transport-security"]
        assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "unsafe" not in POLICY
    assert get(house, "/").headers["content-security-policy"] == POLICY
    assert get(house, "/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/", "/services", "/services/elder-meal", "/life-events", "/about", "/nothing"]
)
def test_no_page_holds_script_or_style_of_its_own(house: Served, path: str) -> None:
    html = get(house, path).text
    assert not re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', html), "nothing is loaded from elsewhere"


def test_a_forged_host_is_turned_away(house: Served) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "localhost, evil.example"):
        assert get(house, "/", host=host).status_code == 421


def test_a_caller_is_not_believed_to_be_forwarded(house: Served) -> None:
    """Whoever makes up `X-Forwarded-For` is counted under their own address all the same."""
    from askonce.web.limits import Buckets

    before, house.service.buckets = house.service.buckets, Buckets(60, burst=3)
    try:
        found = [get(house, "/", **{"x-forwarded-for": f"198.51.100.{n}"}).status_code for n in range(6)]
    finally:
        house.service.buckets = before
    assert found == [200, 200, 200, 429, 429, 429]


@pytest.mark.parametrize(
    "then",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)"],
)
def test_a_language_link_leads_nowhere_else(house: Served, then: str) -> None:
    answer = get(house, f"/{quote(then)}?lang=zh&then={quote(then)}")
    assert "location" not in answer.headers or answer.headers["location"].startswith("/")
    assert not answer.headers.get("location", "/").startswith(("//", "/\\"))


def test_cookies_are_kept_from_scripts_and_from_plain_http() -> None:
    for secure in (False, True):
        name, value = Jar(secure=secure).set("askonce", "x")
        assert name == "set-cookie"
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(value.split("; "))
        assert "Domain" not in value
        assert ("Secure" in value, value.startswith("__Host-")) == (secure, secure)


def test_a_cookie_that_stands_twice_is_none(house: Served) -> None:
    session = house.token("person", "p-elder")
    page = next(one for one in PAGES if one.kinds == {"person"} and one.method == "GET" and not one.variables)
    assert get(house, page.path, f"askonce={session}").status_code != 303
    assert get(house, page.path, f"askonce={session}; askonce=aoc_of-somebody-else").status_code == 303


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/json", b"{}"), ("text/plain", b"a=1"), (_FORM, b"\xff\xfe"), (_FORM, b"a=%ff"), (_FORM, b"a=%00"),
        ("multipart/form-data", b"x"), ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data; name=a\r\n\r\n\xff\r\n--x--\r\n"),
        (_FORM, b"&".join(b"a=1" for _ in range(5000))),
    ],
)  # fmt: skip
def test_what_is_no_form_is_said_so(house: Served, media: str, body: bytes) -> None:
    posts = [page for page in PAGES if page.method == "POST" and "anonymous" in page.kinds]
    for page in posts[:2]:
        house.service.few = type(house.service.few)(1_000_000)
        headers = {"accept": "text/html", "content-type": media}
        answer = house.ask("POST", filled(page), content=body, headers=headers)
        assert answer.status_code in (400, 403), answer.text


def test_a_form_that_is_too_large_is_turned_away(house: Served) -> None:
    page = next(page for page in PAGES if page.method == "POST" and "anonymous" in page.kinds)
    answer = post(house, filled(page), {"a": "x" * (page.most_bytes + 1)})
    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("text/html")
