"""The OpenAPI document against the house that it describes: no request makes a fault of ours, no answer leaves the document."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from askonce.web.openapi import document
from askonce.web.routes import ROUTES
from tests.security.served import Served

SCHEMA = schemathesis.openapi.from_dict(json.loads(document(ROUTES)))


@pytest.mark.parametrize("kind", ["person", "officer", "admin", "system", "anonymous"])
def test_no_request_makes_a_fault(house: Served, kind: str) -> None:
    roles = ("street/clerk",) if kind == "officer" else ()
    name = "p-elder" if kind == "person" else "somebody"
    house.service.few = type(house.service.few)(10**9)
    for operation in SCHEMA.get_all_operations():
        route: Any = operation.ok()  # type: ignore[union-attr]
        if route.path == "/api/tokens/current":
            continue  # it ends the token of all others
        token = house.token(kind, name, *roles) if kind != "anonymous" else ""
        _try(house, route, token)


def _try(house: Served, operation: Any, token: str) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        headers = {name: str(value) for name, value in (case.headers or {}).items() if str(value).isascii()}
        response = house.ask(
            case.method,
            case.formatted_path,
            token,
            params=case.query or None,
            headers=headers,
            **_body(case),
        )
        assert response.status_code < 500 or response.json()["code"] == "busy", response.text
        documented = operation.definition.raw["responses"]
        assert str(response.status_code) in documented, (operation.label, response.status_code, response.text)

    check()


def _body(case: Any) -> dict[str, Any]:
    if type(case.body).__name__ == "NotSet":
        return {}
    if case.media_type == "application/x-www-form-urlencoded":
        return {"data": {name: str(value) for name, value in dict(case.body).items()}}
    return {"json": case.body}
