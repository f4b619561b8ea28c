"""The door that every request passes: host, rate, token, role, body, key; then the work; then what goes back.

Whoever asks for a case that is not theirs gets the answer of one that is not there, and no sooner.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.response.base import ASGIResponse
from litestar.response.streaming import ASGIStreamingResponse

from askonce.cases.database import Busy, Unavailable
from askonce.registers.refusal import Refusal
from askonce.web.answer import ENCODER, Answer
from askonce.web.answered import Key, asked_by, is_fit
from askonce.web.asking import Asked
from askonce.web.call import Call, Route
from askonce.web.decoding import decode
from askonce.web.limits import caller_address
from askonce.web.problem import MEDIA, preferred_language, problem_of, refused, status_of
from askonce.web.service import Service
from askonce.web.sessions import Session, token_in

Asking = Request[Any, Any, Any]

_BODY_SECONDS: Final = 20.0
#: No answer that a case is not there leaves sooner: folding the events of one that is there takes a part of it.
ABSENT_SECONDS: Final = 0.03
ABSENT: Final = frozenset({"no-such-case", "not-yours"})
_RETRY_SECONDS: Final[Mapping[str, int]] = {"busy": 1, "away": 5}
_MOST_EVENTS: Final = 10**9
_FORM: Final = "application/x-www-form-urlencoded"


class Caller(msgspec.Struct, frozen=True):
    """Who asks: by an address or a token, with the session that the token opens."""

    name: str
    session: Session | None = None
    wrong: bool = False


class Door:
    """The door of one route."""

    def __init__(self, route: Route, service: Service) -> None:
        self._route = route
        self._words = route.words
        self._service = service
        self._most = service.house.settings.limits.body_bytes
        self._queries = {one.name: one for one in route.query}

    async def __call__(self, request: Asking) -> ASGIResponse:
        """Answer a request that Litestar has found its route for."""
        return response(
            await self.answer(Asked(request.scope, request.receive, self._most, dict(request.path_params)))
        )

    async def answer(self, request: Asked) -> Answer:
        """Answer a request."""
        began = time.monotonic()
        self._service.metrics.open += 1
        status = 500
        try:
            found = await self._answer(request)
            if isinstance(found, Refusal) and found.code in ABSENT:
                await asyncio.sleep(max(0.0, began + ABSENT_SECONDS - time.monotonic()))
            answer = problem_answer(found, _language(request)) if isinstance(found, Refusal) else found
            status = answer.status
            return answer
        finally:
            self._service.answered(
                self._words, began, status, request.path.get("case") if status < 400 else None
            )

    async def _answer(self, request: Asked) -> Answer | Refusal:
        try:
            caller = await self._caller(request)
            refusal = self._stopped(caller)
            if refusal is not None:
                return refusal
            call = await self._call(request, caller)
            return call if isinstance(call, Refusal) else await self._route.run(call)
        except Busy:
            return refused("busy")
        except (Unavailable, TimeoutError):
            return refused("away")

    async def _caller(self, request: Asked) -> Caller:
        """Who asks; of one without a token the address, as trusted proxies say it."""
        now = time.monotonic()
        header = request.header(b"authorization")
        if header:
            token = token_in(header)
            session = await self._service.session(token, now) if token is not None else None
            if session is not None:
                return Caller(f"{session.kind}:{session.id}", session)
        address = caller_address(request.peer, request.header(b"x-forwarded-for"), self._service.proxies)
        return Caller(f"at:{address}", None, bool(header))

    def _stopped(self, caller: Caller) -> Refusal | None:
        """Why this caller may not go on: too many requests, a token that is not in force, a role that may not."""
        buckets = self._service.few if self._route.costly else self._service.buckets
        wait = buckets.take(caller.name, time.monotonic())
        if wait:
            return msgspec.structs.replace(refused("too-many"), basis=f"retry:{int(wait) + 1}")
        if caller.wrong and not self._route.form:
            return refused("no-token")
        kind = caller.session.kind if caller.session is not None else "anonymous"
        if kind not in self._route.kinds:
            return refused("no-token") if caller.session is None else refused("not-for-you")
        return None

    async def _call(self, request: Asked, caller: Caller) -> Call | Refusal:
        query = self._query(request)
        if isinstance(query, Refusal):
            return query
        body, raw = None, b""
        if self._route.takes is not None:
            read = await self._body(request)
            if isinstance(read, Refusal):
                return read
            body, raw = read
        key = request.header(b"idempotency-key")
        if self._route.keyed and not is_fit(key):
            return refused("no-key")
        expected = _expected(request.header(b"if-match"))
        if self._route.conditional and expected is None:
            return refused("no-if-match")
        session = caller.session
        return Call(
            service=self._service,
            session=session,
            actor=self._service.actor_of(session) if session is not None else None,
            path=request.path,
            query=query,
            body=body,
            language=_language(request),
            key=Key(caller.name, key, asked_by(request.method, request.where, raw))
            if self._route.keyed
            else None,
            expected=expected,
            seen=request.header(b"if-none-match"),
            basic=request.header(b"authorization") if self._route.form else "",
        )

    def _query(self, request: Asked) -> dict[str, Any] | Refusal:
        """The words of the query: known ones, each once, in their form."""
        raw = request.query
        if not raw:
            return {}
        found: dict[str, Any] = {}
        try:
            pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
        except ValueError:
            return refused("misfit-query")
        for name, text in pairs:
            known = self._queries.get(name)
            if known is None or name in found:
                return refused("misfit-query", "a word is unknown, or stands twice", "有未知或重复的参数")
            if len(text) > known.most or "\0" in text:
                return refused("misfit-query", f"`{name}` is too long", f"`{name}` 过长")
            if known.whole and not (text.isascii() and text.isdigit() and int(text) < _MOST_EVENTS):
                return refused("misfit-query", f"`{name}` is a whole number", f"`{name}` 须为整数")
            found[name] = int(text) if known.whole else text
        return found

    async def _body(self, request: Asked) -> tuple[Any, bytes] | Refusal:
        media = request.header(b"content-type").partition(";")[0].strip().lower()
        if media != ("application/json") and not (self._route.form and media == _FORM):
            return refused("not-json")
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                raw = await request.body()
        except TimeoutError:
            return refused("too-slow")
        if isinstance(raw, Refusal):
            return raw
        if media == _FORM:
            raw = _from_form(raw)
        body = decode(raw, self._route.takes)
        return body if isinstance(body, Refusal) else (body, raw)


def _from_form(raw: bytes) -> bytes:
    """A form as the object that it means; what is no form is no object either."""
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=10)
    except ValueError:
        return b""
    return ENCODER.encode(dict(pairs)) if len(dict(pairs)) == len(pairs) else b""


def _expected(header: str) -> int | None:
    """The number of events in an `If-Match`: `"7"`, or the tag of a view, whose first part it is.

    >>> _expected('"7"'), _expected('"7.1b2c"'), _expected("*"), _expected('"x"')
    (7, 7, None, None)
    """
    number = header.strip().removeprefix("W/").strip('"').partition(".")[0]
    fits = number.isascii() and number.isdigit() and len(number) < len(str(_MOST_EVENTS))
    return int(number) if fits else None


def _language(request: Asked) -> str:
    return preferred_language(request.header(b"accept-language"))


def problem_answer(refusal: Refusal, language: str) -> Answer:
    """A refusal as an answer."""
    headers: list[tuple[str, str]] = [("content-language", language)]
    wait = _RETRY_SECONDS.get(refusal.code)
    if refusal.code == "too-many":
        wait = int(refusal.basis.partition(":")[2] or 1)
        refusal = msgspec.structs.replace(refusal, basis="")
    if wait is not None:
        headers.append(("retry-after", str(wait)))
    status = status_of(refusal)
    if status == 401:
        headers.append(("www-authenticate", "Bearer"))
    return Answer(status, ENCODER.encode(problem_of(refusal, language)), tuple(headers), MEDIA)


def response(answer: Answer) -> ASGIResponse:
    """An answer as it goes over the wire; nobody on the way keeps it unless it says so."""
    headers = dict(answer.headers)
    headers.setdefault("cache-control", "no-store")
    if answer.stream is not None:
        return ASGIStreamingResponse(
            iterator=answer.stream,
            status_code=answer.status,
            headers=headers,
            media_type=answer.media.decode(),
        )
    return ASGIResponse(
        body=answer.body, status_code=answer.status, headers=headers, media_type=answer.media.decode()
    )
