"""Every route against every kind of actor: the table says who may, and whoever may not is turned away before anything else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from litestar.routes import HTTPRoute

from askonce.web.call import ANYBODY, Kind, Route
from askonce.web.pages.table import PAGES
from askonce.web.routes import ROUTES
from askonce.web.site import make_app
from tests.security.served import Served

#: Who may do what, written down a second time: a route that is not here, or is open to others, fails.
OPEN: dict[str, frozenset[Kind]] = {
    **dict.fromkeys(
        (
            "GET /health", "GET /ready", "GET /openapi.json", "GET /api/services", "GET /api/services/{service}",
            "GET /api/ledger/head", "GET /api/ledger/key", "GET /api/ledger/proof/{number}",
            "POST /api/ledger/consistency", "GET /api/ledger/withheld", "GET /api/ledger/export",
            "POST /api/tokens", "GET /api/demo/cast", "POST /api/demo/sign-in", "GET /api/markets",
        ),
        ANYBODY,
    ),
    "GET /metrics": frozenset({"admin"}),
    "GET /api/dead-letters": frozenset({"admin"}),
    "POST /api/dead-letters/{key}/revive": frozenset({"admin"}),
    "GET /api/me/looks": frozenset({"person"}),
    "GET /api/me/entitled": frozenset({"person"}),
    "POST /api/me/consents": frozenset({"person"}),
    "POST /api/me/mandates": frozenset({"person"}),
    "POST /api/me/address": frozenset({"person"}),
    "GET /api/life-events": ANYBODY,
    "POST /api/life-events/{event}/interview": frozenset({"person"}),
    "POST /api/life-events/{event}/cases": frozenset({"person"}),
    "POST /api/interview": frozenset({"anonymous", "person", "officer", "helper"}),
    **dict.fromkeys(
        (
            "POST /api/cases", "GET /api/cases/{case}", "POST /api/cases/{case}/commands",
            "GET /api/cases/{case}/explanations", "GET /api/cases/{case}/copies/{system}",
        ),
        frozenset({"person", "officer", "helper"}),
    ),
    "DELETE /api/tokens/current": frozenset({"person", "officer", "helper", "system", "admin"}),
    "GET /api/cases": frozenset({"person", "officer"}),
    "GET /api/markets/{market}/needs/{need}/matches": frozenset({"person", "officer"}),
    "GET /api/markets/{market}/offers/{offer}/matches": frozenset({"person", "officer"}),
    "GET /api/markets/{market}/matches": frozenset({"officer"}),
    "GET /api/markets/{market}/chain": frozenset({"officer"}),
    "GET /api/markets/{market}/allocation": frozenset({"officer"}),
    "POST /api/exchange": frozenset({"system"}),
    "POST /api/exchange/offers": frozenset({"system"}),
    "POST /api/glass": frozenset({"officer"}),
}  # fmt: skip
BODIES: dict[str, Any] = {
    "interview": {"service": "elder-meal"},
    "file_case": {"service": "elder-meal", "answers": {"diet": "none"}},
    "do": {"do": "withdraw"},
    "exchange_offers": {"purpose": "industry-exchange", "basis": "x/1", "number": 1, "register": "offers"},
    "exchange": {
        "purpose": "none",
        "basis": "a/1",
        "case": "c",
        "number": 1,
        "subject": "s",
        "register": "people",
        "attributes": ["birth_date"],
        "day": "2026-11-22",
    },
    "look_without_case": {
        "purpose": "none",
        "datum": "people.birth_date",
        "subject": "p-poor",
        "reason": "fire",
    },
    "prove_growth": {"head": "none"},
    "agree": {"purpose": "community-meals", "agrees": True},
    "let_act": {"agent": "p-tenant", "service": "elder-meal"},
    "be_told": {"mail": None},
    "fetch_token": {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"},
    "sign_in": {"who": "p-elder"},
}
ACTORS: tuple[tuple[str, Kind, str, tuple[str, ...]], ...] = (
    ("anonymous", "anonymous", "", ()),
    ("the person", "person", "p-elder", ()),
    ("another person", "person", "p-poor", ()),
    ("an officer of the office", "officer", "lin", ("street/clerk",)),
    ("an officer of another office", "officer", "wu", ("police/clerk",)),
    ("a helper", "helper", "he", ("street",)),
    ("a system", "system", "neighbour", ()),
    ("an admin", "admin", "root", ()),
)


def test_the_table_of_routes_is_the_one_that_was_agreed() -> None:
    assert {route.words: route.kinds for route in ROUTES} == OPEN


def test_no_route_stands_beside_the_table(house: Served) -> None:
    app = make_app(house.service).routes
    found = {
        f"{method} {route.path_format}"
        for route in app
        if isinstance(route, HTTPRoute)
        for method in route.methods
    }
    pages = {page.words for page in PAGES}
    assert {one for one in found if not one.startswith("OPTIONS")} == {*OPEN, *pages, "GET /static/{name}"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.words)
def test_only_those_of_the_table_get_through(house: Served, route: Route) -> None:
    house.service.few = type(house.service.few)(1_000_000)
    path = route.path
    for one in route.variables:
        path = path.replace(f"{{{one}}}", {"number": "0", "service": "elder-meal"}.get(one, "case-none"))
    for who, kind, name, roles in ACTORS:
        token = house.token(kind, name, *roles) if kind != "anonymous" else ""
        more: dict[str, Any] = {"headers": {"idempotency-key": house.key(), "if-match": '"1"'}}
        if route.takes is not None:
            more["json"] = BODIES.get(route.name, {})
        answer = house.ask(route.method, path, token, **more)
        shown = f"{who}: {answer.text}"
        if kind in OPEN[route.words]:
            problem = answer.headers.get("content-type") == "application/problem+json"
            said = answer.json().get("code") if problem else ""
            assert answer.status_code < 500, shown
            assert said not in ("no-token", "not-for-you") or name == "p-poor", shown
        else:
            assert answer.status_code == (401 if kind == "anonymous" else 403), shown
            assert answer.json()["code"] == ("no-token" if kind == "anonymous" else "not-for-you"), shown


def test_a_case_of_another_answers_as_one_that_is_not_there(house: Served) -> None:
    case = house.file(house.token("person", "p-elder")).json()["line"]["id"]
    strangers = [house.token("person", "p-poor"), house.token("officer", "wu", "police/clerk")]
    for token in strangers:
        for method, path, more in (
            ("GET", "/api/cases/{}", {}),
            ("GET", "/api/cases/{}/explanations", {}),
            ("POST", "/api/cases/{}/commands", {"json": {"do": "withdraw"}}),
        ):
            said = []
            for one in (case, case[:-4] + "AAAA"):
                headers = {"idempotency-key": house.key(), "if-match": '"4"'}
                answer = house.ask(method, path.format(one), token, headers=headers, **more)
                said.append((answer.status_code, answer.json(), sorted(answer.headers)))
            assert said[0] == said[1]
            assert said[0][0] == 404


def test_lists_show_no_case_of_another(house: Served) -> None:
    house.file(house.token("person", "p-elder"))
    other = house.token("person", "p-tenant")
    assert house.ask("GET", "/api/cases", other).json()["cases"] == []
    police = house.token("officer", "wu", "police/clerk")
    assert house.ask("GET", "/api/cases?office=street", police).status_code == 403
    assert all(one["office"] == "police" for one in house.ask("GET", "/api/cases", police).json()["cases"])


def test_nobody_names_themselves_by_the_subject_of_another(house: Served) -> None:
    filing = {"service": "elder-meal", "applicant": "p-elder", "answers": {"diet": "none"}}
    answer = house.file(house.token("person", "p-poor"), filing)
    assert answer.status_code == 403
    assert answer.json()["code"] == "no-mandate"


def test_looks_are_those_of_the_one_who_asks(house: Served) -> None:
    house.file(house.token("person", "p-elder"))
    own = house.ask("GET", "/api/me/looks", house.token("person", "p-elder")).json()["shown"]
    others = house.ask("GET", "/api/me/looks", house.token("person", "p-tenant")).json()["shown"]
    assert own
    assert others == []
    assert len({entry["entry"]["subject"] for entry in own}) == 1


def test_the_document_names_every_route(house: Served) -> None:
    document = msgspec.json.decode(house.ask("GET", "/openapi.json").content)
    found = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert found == set(OPEN)
