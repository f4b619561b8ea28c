"""Routes without variables in their path, answered at once: finding them needs no more than a look into a table."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from askonce.web.answer import JSON, Answer
from askonce.web.asking import Asked
from askonce.web.door import Door, problem_answer, response
from askonce.web.logs import HOUSE
from askonce.web.problem import MEDIA, preferred_language, refused

#: What goes over the wire as it is called, and the answers that have no body.
_PLAIN: Final = frozenset({JSON, MEDIA})
_BARE: Final = frozenset({204, 304})


class _Fault:
    """Takes a fault of ours: its place goes into the log, nothing of it into the answer."""

    def __init__(self) -> None:
        self.caught = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.caught = isinstance(error, Exception)
        if self.caught:
            HOUSE.error("a request failed", exc_info=error)
        return self.caught


def direct(app: ASGIApp, doors: Mapping[tuple[str, str], Door], most: int) -> ASGIApp:
    """An app that answers by method and path what a door stands for, and leaves the rest to another."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        door = doors.get((scope["method"], scope["path"])) if scope["type"] == ScopeType.HTTP else None
        if door is None:
            await app(scope, receive, send)
            return
        asked = Asked(scope, receive, most)
        with _Fault() as fault:
            found = await door.answer(asked)
        if fault.caught:
            found = problem_answer(refused("fault"), preferred_language(asked.header(b"accept-language")))
        if found.media in _PLAIN and found.stream is None and found.status not in _BARE:
            await _send(found, send)
        else:
            await response(found)(scope, receive, send)

    return answered


async def _send(answer: Answer, send: Send) -> None:
    """Send an answer whose body is whole."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append((b"cache-control", b"no-store"))
    headers.append((b"content-type", answer.media))
    headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
