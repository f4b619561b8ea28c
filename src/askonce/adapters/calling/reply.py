"""What came of a call: an answer, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NoReturn

import msgspec


class Reply(msgspec.Struct, frozen=True):
    """An answer: its status, its headers in lower case, and the whole of its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoReply(msgspec.Struct, frozen=True):
    """Why there is no answer, in words without secrets or data; `passing` where it may go better later.

    `arrived` is false where the other side surely has not seen the call.
    """

    reason: str
    passing: bool = True
    arrived: bool = True


class NonsenseError(ValueError):
    """A body that is no JSON as two programs would read it alike."""


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NonsenseError("a key stands twice")
        found[key] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise NonsenseError(f"`{word}` is no number of JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_number)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body, with exact numbers; raises NonsenseError where it is anything else.

    >>> read_object(b'{"price": 0.10}')
    {'price': Decimal('0.10')}
    """
    try:
        found = _DECODER.decode(body.decode("utf-8-sig"))
    except NonsenseError:
        raise
    except (ValueError, RecursionError):  # no text, no JSON, too deep, a number of too many digits
        raise NonsenseError("the answer is no JSON") from None
    if not isinstance(found, dict):
        raise NonsenseError("the answer is no object of JSON")
    return found
