"""The door of a page: limits, session, role, language, the token of a form; then the page; then what goes back."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse

from askonce.cases.database import Busy, Unavailable
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.door import ABSENT, ABSENT_SECONDS, response
from askonce.web.limits import caller_address
from askonce.web.pages.frame import csrf
from askonce.web.pages.frame.cookies import LANGUAGE, NOTICE, SESSION, VISITOR, YEAR, Jar
from askonce.web.pages.frame.form import Form, UnfitFormError, read_form
from askonce.web.pages.frame.language import LANGUAGES, TAGS, Language
from askonce.web.pages.frame.render import Renderer
from askonce.web.pages.frame.visit import Page, PageRoute, Redirect, Result, Visit
from askonce.web.problem import preferred_language, problem_of, refused, status_of
from askonce.web.service import Service
from askonce.web.sessions import PREFIX, Session

Asking = Request[Any, Any, Any]

_BODY_SECONDS: Final = 60.0
_HTML: Final = b"text/html"
_PACKED_BYTES: Final = 1_000
_PACKING: Final = 5
_NOTICE_SECONDS: Final = 60
_VISITOR_CHARACTERS: Final = 43
SIGN_IN: Final = "/sign-in"
#: What a page may do: nothing that does not come from this house.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAFETY: Final = (
    ("content-security-policy", POLICY),
    ("referrer-policy", "same-origin"),  # without it a form says nothing of where it was sent from
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
    ("vary", "cookie, accept-language, accept-encoding, hx-request"),
)


class Desk(msgspec.Struct, frozen=True):
    """What the doors of all pages share."""

    service: Service
    renderer: Renderer
    jar: Jar
    secret: bytes
    notices: Mapping[str, str]
    #: Whether a path can be opened again after signing in: forms mostly go where their page is.
    is_page: Callable[[str], bool]


class PageDoor:
    """The door of one page."""

    def __init__(self, route: PageRoute, desk: Desk) -> None:
        self._route = route
        self._desk = desk

    async def __call__(self, request: Asking) -> ASGIResponse:
        """Answer a request."""
        began = time.monotonic()
        service = self._desk.service
        service.metrics.open += 1
        status = 500
        try:
            answer = await self._answered(request, began)
            status = answer.status
            return _response(answer)
        except HTTPException as fault:
            status = fault.status_code
            raise
        finally:
            service.answered(self._route.words, began, status)

    async def _answered(self, request: Asking, began: float) -> Answer:
        cookies = self._desk.jar.read(request.headers.get("cookie", ""))
        language = language_of(cookies.get(LANGUAGE, ""), request.headers.get("accept-language", ""))
        chosen = _chosen(request)
        if chosen is not None:
            return self._speak(chosen, _here(request, without="lang"))
        visit = await self._visit(request, cookies, language)
        try:
            found = await self._result(
                request, visit, wrong_session=SESSION in cookies and visit.session is None
            )
        except Busy:
            found = refused("busy")
        except (Unavailable, TimeoutError):
            found = refused("away")
        if isinstance(found, Refusal) and found.code in ABSENT:
            await asyncio.sleep(max(0.0, began + ABSENT_SECONDS - time.monotonic()))
        return self._finished(request, visit, found, cookies)

    async def _visit(self, request: Asking, cookies: Mapping[str, str], language: Language) -> Visit:
        """Who comes; the body of a form is read later, when it is known that they may send one."""
        service, token = self._desk.service, cookies.get(SESSION, "")
        session = await service.session(token, time.monotonic()) if token.startswith(PREFIX) else None
        if session is not None:
            caller, bound_to = f"{session.kind}:{session.id}", f"session:{session.digest}"
        else:
            peer = request.client.host if request.client is not None else ""
            forwarded = request.headers.get("x-forwarded-for", "")
            caller = f"at:{caller_address(peer, forwarded, service.proxies)}"
            mark = cookies.get(VISITOR, "")
            bound_to = f"visitor:{mark if len(mark) == _VISITOR_CHARACTERS else secrets.token_urlsafe(32)}"
        return Visit(
            service=service,
            session=session,
            actor=service.actor_of(session) if session is not None else None,
            path=dict(request.path_params),
            query=_query(request, self._route.query),
            form=Form(),
            language=language,
            caller=caller,
            here=_here(request),
            bound_to=bound_to,
            partial=request.headers.get("hx-request") == "true" and not request.headers.get("hx-boosted"),
            name=_name(service, session),
            device=request.headers.get("user-agent", "")[:300],
            notice=self._desk.notices.get(cookies.get(NOTICE, ""), ""),
        )

    async def _result(self, request: Asking, visit: Visit, *, wrong_session: bool) -> Result:
        route, service = self._route, self._desk.service
        buckets = service.few if route.costly else service.buckets
        wait = buckets.take(visit.caller, time.monotonic())
        if wait:
            return msgspec.structs.replace(refused("too-many"), basis=f"retry:{int(wait) + 1}")
        if visit.kind not in route.kinds:
            if visit.session is not None:
                return refused("not-for-you")
            then = visit.here if route.method == "GET" or self._desk.is_page(visit.here) else ""
            ended = "signed-out" if wrong_session else ""
            return Redirect(f"{SIGN_IN}?{urlencode({'then': then})}" if then else SIGN_IN, ended)
        if route.method == "POST":
            read = await self._form(request, visit)
            if isinstance(read, Refusal):
                return read
            visit = read
        return await route.run(visit)

    async def _form(self, request: Asking, visit: Visit) -> Visit | Refusal:
        headers = request.headers
        site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
        if not csrf.comes_from_here(site, origin, headers.get("host", "")):
            return refused("other-site")
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                raw = await request.body()
            form = read_form(headers.get("content-type", ""), raw)
        except TimeoutError:
            return refused("too-slow")
        except UnfitFormError:
            return refused("no-form")
        if not csrf.fits(self._desk.secret, visit.bound_to, form.one(csrf.FIELD)):
            return refused("old-form")
        return msgspec.structs.replace(visit, form=form, body=_without_token(form))

    def _finished(self, request: Asking, visit: Visit, found: Result, cookies: Mapping[str, str]) -> Answer:
        if isinstance(found, Answer):
            return msgspec.structs.replace(found, headers=_joined(_SAFETY, found.headers))
        if isinstance(found, Redirect):
            return self._sent_on(visit, found)
        page = problem_page(found, visit.language) if isinstance(found, Refusal) else found
        html, formed = self._desk.renderer.render(page, visit)
        headers = [*page.headers, ("content-language", TAGS[visit.language])]
        if formed and visit.session is None:
            mark = visit.bound_to.partition(":")[2]
            if cookies.get(VISITOR) != mark:
                headers.append(self._desk.jar.set(VISITOR, mark))
        if NOTICE in cookies:
            headers.append(self._desk.jar.drop(NOTICE))
        body = html.encode()
        if len(body) > _PACKED_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, _PACKING, mtime=0)
            headers.append(("content-encoding", "gzip"))
        return Answer(page.status, body, _joined(_SAFETY, headers), _HTML)

    def _sent_on(self, visit: Visit, found: Redirect) -> Answer:
        """To another page of this house, and to none elsewhere."""
        to = found.to if is_local(found.to) else "/"
        headers = list(found.headers)
        if found.notice:
            headers.append(self._desk.jar.set(NOTICE, found.notice, _NOTICE_SECONDS))
        if visit.partial:  # htmx would put the page there into a part of the page here
            return Answer(204, headers=_joined(_SAFETY, [*headers, ("hx-redirect", to)]))
        return Answer(303, headers=_joined(_SAFETY, [*headers, ("location", to)]))

    def _speak(self, language: Language, here: str) -> Answer:
        headers = [
            self._desk.jar.set(LANGUAGE, language, YEAR),
            ("location", here if is_local(here) else "/"),
        ]
        return Answer(303, headers=_joined(_SAFETY, headers))


def _response(answer: Answer) -> ASGIResponse:
    """An answer as it goes over the wire, with as many cookies as it sets; nobody keeps it unless it says so."""
    if answer.stream is not None:
        return response(answer)
    headers = list(answer.headers)
    if not any(name == "cache-control" for name, _ in headers):
        headers.append(("cache-control", "no-store"))
    return ASGIResponse(
        body=answer.body,
        status_code=answer.status,
        headers=headers,
        media_type=answer.media.decode(),
    )


def problem_answer(desk: Desk, request: Asking, refusal: Refusal) -> Answer:
    """A refusal to a request that fits no page, as the page that anybody would see."""
    cookies = desk.jar.read(request.headers.get("cookie", ""))
    language = language_of(cookies.get(LANGUAGE, ""), request.headers.get("accept-language", ""))
    visit = Visit(desk.service, None, None, {}, {}, Form(), language, "", _here(request), "visitor:")
    page = problem_page(refusal, language)
    html, _ = desk.renderer.render(page, visit)
    return Answer(page.status, html.encode(), _joined(_SAFETY, page.headers), _HTML)


def problem_page(refusal: Refusal, language: Language) -> Page:
    """A refusal as a page: what is not possible, why, by which article."""
    headers: tuple[tuple[str, str], ...] = ()
    if refusal.code == "too-many":
        headers = (("retry-after", refusal.basis.partition(":")[2] or "1"),)
        refusal = msgspec.structs.replace(refusal, basis="")
    problem = problem_of(refusal, language)
    return Page("frame/problem.html", {"problem": problem}, status_of(refusal), headers=headers)


def is_local(path: str) -> bool:
    r"""Whether a path stays in this house, however a browser reads it.

    >>> [
    ...     is_local(one)
    ...     for one in (
    ...         "/me",
    ...         "//evil.example",
    ...         "/\\evil",
    ...         "https://evil.example",
    ...         "/a\tb",
    ...         "",
    ...         "/me?then=//x",
    ...     )
    ... ]
    [True, False, False, False, False, False, True]
    """
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return plain and path.startswith("/") and not path.startswith("//")


def language_of(kept: str, accepted: str) -> Language:
    """The language that was chosen before, or the one that the browser prefers."""
    for one in LANGUAGES:
        if one == kept:
            return one
    return "zh" if preferred_language(accepted) == "zh" else "en"


def _chosen(request: Asking) -> Language | None:
    if request.method != "GET":
        return None
    wanted = dict(_pairs(request)).get("lang")
    return next((one for one in LANGUAGES if one == wanted), None)


def _pairs(request: Asking) -> list[tuple[str, str]]:
    raw: bytes = request.scope["query_string"]
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        return []


def _query(request: Asking, known: tuple[str, ...]) -> dict[str, str]:
    return {name: text[:500] for name, text in _pairs(request) if name in known and "\0" not in text}


def _here(request: Asking, without: str = "") -> str:
    """The path and the query, as a link of this house."""
    pairs = [(name, text) for name, text in _pairs(request) if name != without]
    return quote(request.url.path) + ("?" + urlencode(pairs) if pairs else "")


def _name(service: Service, session: Session | None) -> str:
    """By what somebody is greeted: in a demonstration the name of the part, at work the account; a person by no name."""
    if session is None:
        return ""
    if service.cast:
        who = session.id if session.kind != "person" else service.house.keys.subject("cases", session.id)
        found = next((one.name for one in service.cast if one.who == who), "")
        if found:
            return found
    return "" if session.kind == "person" else session.id


def _without_token(form: Form) -> bytes:
    """What a form says, but for its token, which is another each time that the page is shown."""
    digest = hashlib.sha256()
    for name in form.names:
        if name != csrf.FIELD:
            digest.update(repr((name, form.all(name))).encode("utf-8", "replace"))
    for name, sent in form.files:
        said = (name, sent.name, hashlib.sha256(sent.body).hexdigest())
        digest.update(repr(said).encode("utf-8", "replace"))
    return digest.digest()


def _joined(
    base: tuple[tuple[str, str], ...], more: tuple[tuple[str, str], ...] | list[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Headers with those that come before; what an answer says itself stands."""
    said = {name for name, _ in more}
    return (*(one for one in base if one[0] not in said), *more)
