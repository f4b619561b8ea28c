"""A register of a neighbouring jurisdiction that runs AskOnce: each side keeps its own ledger."""

from __future__ import annotations

import base64
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import quote

import msgspec

from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.calling.reply import NoReply, Reply
from askonce.adapters.settings.model import Neighbour as Settings
from askonce.adapters.sources.answer import Types
from askonce.adapters.sources.source import Answer, NoAnswer
from askonce.adapters.sources.wire import (
    EXCHANGE,
    TOKENS,
    UnreadableError,
    read_response,
    write_request,
)
from askonce.feel.types import conforms
from askonce.registers.fact import State
from askonce.registers.neighbour import Response, fetched_of, request_of
from askonce.registers.sources import Wanted

_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
#: What a neighbour may not tell is no fault of its machines.
_REFUSED: Final = frozenset({403, 404, 409, 422})
_EARLY_SECONDS: Final = 30.0
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9./:-]{0,79}")


class _Problem(msgspec.Struct, frozen=True):
    """A refusal as a neighbour says it: its word, and the article over there."""

    code: str = ""
    basis: str = ""


class _Token(msgspec.Struct, frozen=True):
    """A token as OAuth 2 gives it (RFC 6749, 5.1)."""

    access_token: str
    expires_in: float = 300.0


class NeighbourSource:
    """Asks under a token of our own; an asking is an entry in the neighbour's ledger, each time that it arrives."""

    def __init__(
        self,
        settings: Settings,
        types: Types,
        caller: Caller,
        steady: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        identifiers: str = "",
    ) -> None:
        self._settings = settings
        self._types = types
        self._caller = caller
        self._identifiers = identifiers
        self._steady = steady
        self._today = today
        self._token = ""
        self._until = 0.0
        self._lock = threading.Lock()
        self.tries = settings.tries

    def ask(self, wanted: Wanted) -> Answer | NoAnswer:
        """What the neighbour says of a subject."""
        token = self._current_token()
        if isinstance(token, NoAnswer):
            return token
        told = self._settings
        request = request_of(
            wanted, told.client, told.register or wanted.register, wanted.subject, self._today()
        )
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{told.client}-{wanted.number}-{wanted.setting}-{quote(wanted.subject, safe='')}",
        }
        reply = self._call(EXCHANGE, headers, write_request(request, self._identifiers))
        if isinstance(reply, NoReply):
            return NoAnswer(reply.reason, passing=reply.passing)
        if reply.status != 200:
            return self._refused(reply)
        try:
            return self._answer(wanted, read_response(reply.body))
        except UnreadableError as error:
            return NoAnswer(f"its answer is nonsense: {error}")

    def close(self) -> None:
        """Forget the token."""
        with self._lock:
            self._token, self._until = "", 0.0

    def _refused(self, reply: Reply) -> NoAnswer:
        if reply.status == 401:
            self.close()  # the token was taken back: the next asking fetches another
        refused = reply.status in _REFUSED
        passing = reply.status in _PASSING or reply.status == 401
        return NoAnswer(f"it answered {reply.status}{_why(reply)}", passing=passing, theirs=not refused)

    def _answer(self, wanted: Wanted, response: Response) -> Answer | NoAnswer:
        types = self._types.get(wanted.register, {})
        for name in wanted.attributes:
            fact, kind = response.facts.get(name), types.get(name)
            if fact is None or kind is None:
                return NoAnswer(f"its answer is nonsense: it says nothing of `{name}`")
            if fact.state is State.KNOWN and (fact.value is None or not conforms(fact.value, kind)):
                return NoAnswer(f"its answer is nonsense: `{name}` is not of its type")
        asked = Response({name: response.facts[name] for name in wanted.attributes}, response.receipt)
        found = fetched_of(wanted, asked, datetime.now(UTC))
        return Answer(
            found.values, as_of=found.as_of, receipt=found.receipt, stale=found.stale, disputed=found.disputed
        )

    def _current_token(self) -> str | NoAnswer:
        """The token at hand, or a new one by client credentials (RFC 6749, 4.4)."""
        with self._lock:
            if self._token and self._steady() < self._until:
                return self._token
        told = self._settings
        pair = f"{quote(told.client, safe='')}:{quote(told.secret.reveal(), safe='')}"
        headers = {
            "Accept": "application/json",
            "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        reply = self._call(TOKENS, headers, b"grant_type=client_credentials")
        if isinstance(reply, NoReply):
            return NoAnswer(reply.reason, passing=reply.passing)
        if reply.status not in (200, 201):
            return NoAnswer(f"it gave no token, but {reply.status}", passing=reply.status in _PASSING)
        try:
            token = msgspec.json.decode(reply.body, type=_Token)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return NoAnswer("it gave no token that can be read")
        if not token.access_token.isascii() or not token.access_token.isprintable():
            return NoAnswer("it gave no token that can be read")
        with self._lock:
            self._token = token.access_token
            self._until = self._steady() + max(token.expires_in - _EARLY_SECONDS, 0.0)
        return token.access_token

    def _call(self, path: str, headers: dict[str, str], body: bytes) -> Reply | NoReply:
        told = self._settings
        url = told.url.rstrip("/") + path
        return self._caller.call(
            Call("POST", url, headers, body, told.seconds, told.most_bytes, authority=told.authority)
        )


def _why(reply: Reply) -> str:
    """The word and the article of a refusal, where it says any that are words."""
    try:
        said = msgspec.json.decode(reply.body, type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    code, basis = (one if _WORD.fullmatch(one) else "" for one in (said.code, said.basis))
    return "".join((f": {code}" if code else "", f" by {basis}" if basis else ""))
