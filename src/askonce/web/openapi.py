"""The OpenAPI 3.1 document of the interface, from the table of routes and the structs that they take and give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from askonce import VERSION
from askonce.web.answer import ENCODER
from askonce.web.call import Route
from askonce.web.problem import STATUS, Problem

_PLACE: Final = "#/components/schemas/{name}"
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_HEADERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Idempotency-Key": {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]{8,200}$"},
    "If-Match": {"type": "string", "pattern": '^"[0-9]{1,9}(\\.[0-9a-f]{8})?"$'},
}


def document(routes: Sequence[Route]) -> bytes:
    """The document, as JSON."""
    taken = [one for route in routes for one in (route.takes, route.gives) if one is not None]
    _, components = msgspec.json.schema_components([Problem, *taken], ref_template=_PLACE)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": "AskOnce",
            "version": VERSION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "client": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "/api/tokens", "scopes": {}}},
                },
            },
        },
    }
    return ENCODER.encode(made)


def _operation(route: Route) -> dict[str, Any]:
    who = ", ".join(sorted(route.kinds))
    made: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.says,
        "description": f"Open to: {who}.",
        "parameters": [*_parameters(route)],
        "responses": _responses(route),
        "security": _security(route),
    }
    if route.takes is not None:
        schema = _schema(route.takes)
        media = (_JSON, _FORM) if route.form else (_JSON,)
        made["requestBody"] = {"required": True, "content": {one: {"schema": schema} for one in media}}
    return made


def _security(route: Route) -> list[dict[str, list[str]]]:
    """An empty one says that nobody has to sign in."""
    tokens: list[dict[str, list[str]]] = [{"token": []}, {"client": []}]
    return [{}, *tokens] if "anonymous" in route.kinds else tokens


def _parameters(route: Route) -> list[dict[str, Any]]:
    text = {"type": "string", "minLength": 1, "maxLength": 200}
    found = [{"name": one, "in": "path", "required": True, "schema": text} for one in route.variables]
    for one in route.query:
        schema = (
            {"type": "integer", "minimum": 0, "maximum": 999_999_999}
            if one.whole
            else {"type": "string", "maxLength": one.most}
        )
        found.append({"name": one.name, "in": "query", "description": one.says, "schema": schema})
    wanted = [
        name for name, needed in (("Idempotency-Key", route.keyed), ("If-Match", route.conditional)) if needed
    ]
    found += [{"name": one, "in": "header", "required": True, "schema": _HEADERS[one]} for one in wanted]
    return found


def _responses(route: Route) -> dict[str, Any]:
    said: dict[str, Any] = {"description": route.says}
    if route.gives is not None:
        said["content"] = {route.media: {"schema": _schema(route.gives)}}
    elif route.status != 204:
        said["content"] = {
            route.media: {"schema": {"type": "string"} if not route.media.startswith(_JSON) else {}}
        }
    problem = {"content": {"application/problem+json": {"schema": {"$ref": _PLACE.format(name="Problem")}}}}
    found = {str(route.status): said}
    for status in sorted(set(STATUS.values())):
        found[str(status)] = {"description": _REASONS[status], **problem}
    if route.form:
        for status in (400, 401):
            oauth = {"schema": {"type": "object", "properties": {"error": {"type": "string"}}}}
            found[str(status)]["content"] = {**problem["content"], _JSON: oauth}
    found["304"] = {"description": "not changed since"}
    return found


_REASONS: Final = {
    400: "no JSON, or a key that is missing", 401: "no token in force", 403: "not for this actor, or not allowed",
    404: "not there, or not for this actor to know of", 405: "not here", 408: "too slow", 409: "not as things stand",
    412: "changed in between", 413: "too large", 415: "no JSON", 421: "another host", 422: "does not fit",
    428: "no `If-Match`", 429: "too many requests", 500: "a fault of ours", 503: "try again",
}  # fmt: skip


def _schema(wanted: Any) -> Any:
    (schema,), _ = msgspec.json.schema_components([wanted], ref_template=_PLACE)
    return schema
