"""The site: every route behind its door, with what holds for all answers, also for those to requests that fit no route."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import Any, Final

from litestar import Litestar, Request, Response, route
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.call import Route
from askonce.web.direct import direct
from askonce.web.door import Door, problem_answer, response
from askonce.web.logs import HOUSE
from askonce.web.openapi import document
from askonce.web.pages.frame.static import PREFIX
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.making import Pages
from askonce.web.problem import preferred_language, refused
from askonce.web.routes import ROUTES
from askonce.web.service import Service

#: What an answer does not say of itself: no page may frame, sniff, embed or guess what this answers with.
SAFETY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"vary", b"authorization, accept-language"),
)
_READS_PAGES: Final = "text/html"
_PROGRAMS: Final = "/api/"
_CODES: Final = {404: "no-such-thing", 405: "no-such-method", 413: "too-large"}


def make_site(service: Service) -> ASGIApp:
    """The site of a house, as a server takes it."""
    doors: dict[tuple[str, str], Door] = {
        (one.method, one.path): Door(one, service) for one in _routes(service) if not one.variables
    }
    app = direct(make_app(service), doors, service.house.settings.limits.body_bytes)
    return guarded(app, frozenset(service.house.settings.web.allowed_hosts))


def _routes(service: Service) -> list[Route]:
    return [one for one in ROUTES if service.cast or not one.demo]


def make_app(service: Service) -> Litestar:
    """Every route of the table behind its door, and nothing else."""
    routes = _routes(service)
    service.openapi = cache(partial(document, routes))
    pages = Pages(service)
    return Litestar(
        [
            *(_handler(one, Door(one, service)) for one in routes),
            *(_handler(one, pages.door(one), one.most_bytes) for one in pages.routes),
            _static(pages),
        ],
        exception_handlers=_Faults(pages).handlers,
        logging_config=None,
        openapi_config=None,
        request_max_body_size=service.house.settings.limits.body_bytes,
    )


def _handler(
    one: Route | PageRoute,
    door: Callable[[Request[Any, Any, Any]], Awaitable[ASGIResponse]],
    most_bytes: int | None = None,
) -> Any:
    async def answered(request: Request[Any, Any, Any]) -> ASGIResponse:
        return await door(request)

    path = one.path
    for name in one.variables:
        path = path.replace(f"{{{name}}}", f"{{{name}:str}}")
    limits: dict[str, Any] = {"request_max_body_size": most_bytes} if most_bytes is not None else {}
    return route(path, http_method=[one.method], name=one.name, status_code=200, **limits)(answered)


def _static(pages: Pages) -> Any:
    """The route of the files that pages load."""

    async def load(request: Request[Any, Any, Any]) -> ASGIResponse:
        found = pages.files.answer(request.url.path, request.headers.get("accept-encoding", ""))
        return response(found if found is not None else problem_answer(refused("no-such-thing"), "en"))

    return route(f"{PREFIX}{{name:str}}", http_method=["GET"], name="static", status_code=200)(load)


def guarded(app: ASGIApp, hosts: frozenset[str]) -> ASGIApp:
    """An app that answers to its own names alone, and says on every answer what browsers may do with it."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = list(message.get("headers", ()))
                names = {name for name, _ in said}
                message["headers"] = [*said, *(one for one in SAFETY if one[0] not in names)]
            await send(message)

        named = [value for name, value in scope["headers"] if name == b"host"]
        if len(named) != 1 or _host(named[0]) not in hosts:
            await response(problem_answer(refused("no-such-host"), "en"))(scope, receive, safely)
            return
        await app(scope, receive, safely)

    return guard


def _host(header: bytes) -> str:
    """The name in a `Host` header, without its port.

    >>> _host(b"County.Example:8000"), _host(b"[::1]:80")
    ('county.example', '[::1]')
    """
    text = header.decode("latin-1").lower()
    name, colon, port = text.rpartition(":")
    return name if colon and port.isdigit() else text


class _Faults:
    """What goes wrong outside of a door, as a page for who reads pages, and as a problem for programs."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.handlers: dict[Any, Any] = {HTTPException: self._refused, Exception: self._fault}

    def _refused(self, request: Request[Any, Any, Any], fault: HTTPException) -> Response[bytes]:
        """What Litestar itself refuses: a path or method that it does not know, a body that is too large."""
        status = fault.status_code
        return self._said(request, refused(_CODES.get(status, "fault" if status >= 500 else "no-json")))

    def _fault(self, request: Request[Any, Any, Any], fault: Exception) -> Response[bytes]:
        """A fault of ours: its place goes into the log, nothing of it into the answer."""
        HOUSE.error("a request failed", exc_info=fault)
        return self._said(request, refused("fault"))

    def _said(self, request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
        if _READS_PAGES in request.headers.get("accept", "") and not request.url.path.startswith(_PROGRAMS):
            return _plain(self._pages.problem(request, refusal))
        language = preferred_language(request.headers.get("accept-language", ""))
        return _plain(problem_answer(refusal, language))


def _plain(found: Answer) -> Response[bytes]:
    headers = {"cache-control": "no-store", **dict(found.headers)}
    return Response(found.body, status_code=found.status, media_type=found.media.decode(), headers=headers)
