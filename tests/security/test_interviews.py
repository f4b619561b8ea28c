"""Interviews against those who mean harm: foreign files, active content, hidden fields that nobody of ours wrote."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askonce.web.limits import Buckets
from tests.security.served import Served, served

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
INCOME = "/apply/minimum-income"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("interviews")) as one:
        one.service.few = Buckets(1_000_000)  # many of these requests are costly ones
        yield one


class Visitor:
    """A browser without scripts: of somebody, or of nobody."""

    def __init__(self, house: Served, who: str = "") -> None:
        self.house = house
        self.cookies = {"askonce": house.token("person", who)} if who else {}

    def go(self, method: str, path: str, **more: Any) -> Any:
        """One request, without following where it leads."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"cookie": cookie, "accept": "text/html", "sec-fetch-site": "same-origin"}
        answer = self.house.ask(method, path, headers=headers, **more)
        for one in answer.headers.get_list("set-cookie"):
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the last form of a page, its token among them."""
        found = _HIDDEN.findall(self.go("GET", path).text)
        return {name: html.unescape(value) for name, value in found}

    def upload(self, name: str, body: bytes) -> Any:
        """Send a file as the paper of the school."""
        told = self.hidden(f"{INCOME}?ask=minimum-income.school_paper") | {
            "_name": "minimum-income.school_paper"
        }
        return self.go("POST", f"{INCOME}/file", data=told, files={"q": (name, body, "image/png")})


@pytest.fixture(scope="module")
def poor(house: Served) -> Visitor:
    found = Visitor(house, "p-poor")
    told = found.hidden(f"{INCOME}?ask=minimum-income.other_income")
    assert found.go("POST", INCOME, data=told | {"q": "300"}).status_code == 303
    return found


def test_a_file_is_shown_to_who_sent_it_and_to_nobody_else(house: Served, poor: Visitor) -> None:
    sent = poor.upload("../../paper.html", PDF)
    assert sent.status_code == 303
    page = sent.headers["location"]
    assert poor.go("GET", page).status_code == 200
    body = poor.go("GET", f"{page}/content")
    assert body.content == PDF
    assert body.headers["content-type"] == "application/pdf"
    assert body.headers["content-disposition"].startswith('attachment; filename="paper.html.pdf"')
    assert "sandbox" in body.headers["content-security-policy"]
    assert body.headers["x-content-type-options"] == "nosniff"
    assert body.headers["cache-control"] == "no-store"
    stranger = Visitor(house, "p-elder")
    assert stranger.go("GET", page).status_code == 404
    assert stranger.go("GET", f"{page}/content").status_code == 404
    assert Visitor(house).go("GET", f"{page}/content").status_code == 303


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("a.jpg", b"GIF89a/*<script>*/=1"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>")),
    ],
)
def test_active_content_is_refused_at_its_field(poor: Visitor, name: str, body: bytes) -> None:
    answer = poor.upload(name, body)
    assert answer.status_code == 422
    assert 'id="q-error"' in answer.text
    assert "<script>alert" not in answer.text


def test_a_file_of_a_case_opens_for_the_person_alone(house: Served, poor: Visitor) -> None:
    assert poor.upload("paper.pdf", PDF).status_code == 303
    told = poor.hidden(INCOME)
    # the first of the two forms is the one that sends
    page = poor.go("GET", INCOME).text
    form = re.search(rf'<form action="{INCOME}/send".*?</form>', page, re.DOTALL)
    assert form is not None, told
    sent = poor.go(
        "POST",
        f"{INCOME}/send",
        data={name: html.unescape(value) for name, value in _HIDDEN.findall(form[0])},
    )
    assert sent.status_code == 303
    case = sent.headers["location"].rpartition("/")[2]
    shown = house.ask("GET", f"/api/cases/{case}", house.token("person", "p-poor")).json()
    named = next(one["value"] for one in shown["facts"] if one["name"] == "school_paper")
    file = named.split(":")[1]
    assert poor.go("GET", f"/cases/{case}/files/{file}").content == PDF
    assert poor.go("GET", f"/cases/{case}/files/{'0' * 32}").status_code == 404
    assert Visitor(house, "p-elder").go("GET", f"/cases/{case}/files/{file}").status_code == 404
    # pressed twice, it is filed once; and the draft is gone with what was said
    assert "300" not in poor.go("GET", INCOME).text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "elder-meal.birth",
        "pension.birth",
        "pension.months",
        "elder-meal.diet",
        "x",
        "",
        "nobody.nothing",
        "a.b.c",
    ]
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.dictionaries(KEYS, JSON, max_size=5).map(json.dumps) | st.text(max_size=50) | st.just("[" * 500),
    about=st.sampled_from(["event:retirement", "service:elder-meal", "service:", "office:nobody", "x", ""]),
    key=KEYS,
    q=st.text(max_size=30),
)
def test_hidden_fields_that_nobody_of_ours_wrote_do_no_harm(
    house: Served, told: str, about: str, key: str, q: str
) -> None:
    visitor = Visitor(house)
    token = visitor.hidden("/what/elder-meal")["_token"]
    fields = {"_token": token, "about": about, "told": told, "_name": key, "q": q, "passed": key}
    answer = visitor.go("POST", "/what", data=fields)
    assert answer.status_code < 500
    assert q.strip() not in answer.headers.get("location", "") or not q.strip()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "_step",
                "_name",
                "_seen",
                "q",
                "q-day",
                "q-month",
                "q-year",
                "whom",
                "_skip",
                "_more",
                "_decline",
                "_none",
            ]
        ),
        st.sampled_from(
            [
                "whom",
                "choose",
                "day",
                "question",
                "without",
                "school-place.child",
                "school-place.boards",
                "p-elder",
                "1",
            ]
        )
        | st.text(max_size=20),
    ),
    st.sampled_from(["/apply/school-place", "/apply/online-shop", "/life-events/birth/apply"]),
)
def test_a_form_that_nobody_of_ours_wrote_does_no_harm(
    house: Served, fields: dict[str, str], home: str
) -> None:
    visitor = Visitor(house, "p-father")
    token = visitor.hidden(home)["_token"]
    answer = visitor.go("POST", home, data=fields | {"_token": token})
    assert answer.status_code in {200, 303, 400, 403, 404, 409, 422}
    assert visitor.go("GET", home).status_code < 500, "whatever was kept, the page stands"
