"""What goes back to whoever asked: a status, a body that is encoded already, further headers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import msgspec

JSON: Final = b"application/json"


def _plain(value: Any) -> Any:
    """A mapping that cannot be changed, as JSON has it."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is nothing that is answered with")


ENCODER: Final = msgspec.json.Encoder(enc_hook=_plain)


class Answer(msgspec.Struct, frozen=True):
    """An answer; `stream` gives its body in blocks where it is long."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    media: bytes = JSON
    stream: AsyncIterator[bytes] | None = None


def answer(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A value as an answer in JSON."""
    return Answer(status, ENCODER.encode(value), headers)
