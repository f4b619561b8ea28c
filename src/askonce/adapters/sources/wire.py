"""How two AskOnces speak: the request and the response of an exchange as JSON that says its own types."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec

from askonce.adapters.storage.values import decode_value, encode_value
from askonce.registers.fact import Fact, State
from askonce.registers.neighbour import Request, Response

#: Where an AskOnce is asked, and where it gives tokens.
EXCHANGE: Final = "/api/exchange"
TOKENS: Final = "/api/tokens"


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A fact on its way."""

    state: State
    value: msgspec.Raw = msgspec.Raw(b"null")
    source: str | None = None
    as_of: date | None = None
    stale: bool = False
    disputed: bool = False


class _Answered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A response on its way."""

    facts: dict[str, _Said]
    receipt: int


class UnreadableError(ValueError):
    """What came is no request or response of an exchange."""


def write_request(request: Request, identifiers: str = "") -> bytes:
    """A request; who asks is known by the token, and is not written. `identifiers` is the scheme of its subject."""
    said = {name: getattr(request, name) for name in request.__struct_fields__ if name != "authority"}
    return msgspec.json.encode({**said, "identifiers": identifiers})


def read_request(body: bytes, authority: str) -> Request:
    """The request of an authority; UnreadableError where it is none."""
    try:
        said: Any = msgspec.json.decode(body)
        return msgspec.convert({**said, "authority": authority}, Request)
    except (msgspec.DecodeError, TypeError, UnicodeDecodeError) as error:
        raise UnreadableError("it is no request of an exchange") from error


def write_response(response: Response) -> bytes:
    """A response, its values with their types."""
    facts = {name: _said(fact) for name, fact in response.facts.items()}
    return msgspec.json.encode(_Answered(facts, response.receipt))


def _said(fact: Fact) -> _Said:
    value = msgspec.Raw(encode_value(fact.value).encode())
    return _Said(fact.state, value, fact.source, fact.as_of, fact.stale, fact.disputed)


def read_response(body: bytes) -> Response:
    """A response; UnreadableError where it is none. Whether values are of their types is the reader's to check."""
    try:
        said = msgspec.json.decode(body, type=_Answered)
        facts = {name: _fact(one) for name, one in said.facts.items()}
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
    ) as error:  # fmt: skip - tags that name no type, or hold what is none of it
        raise UnreadableError("it is no response of an exchange") from error
    return Response(facts, said.receipt)


def _fact(said: _Said) -> Fact:
    value = decode_value(bytes(said.value).decode())
    return Fact(said.state, value, said.source, said.as_of, said.stale, said.disputed)
