"""What sends a message, and what comes of it."""

from __future__ import annotations

from typing import Protocol

import msgspec

from askonce.adapters.calling.reply import NoReply, Reply
from askonce.cases.journal import Waiting

#: The longest that another side may put us off.
_MOST_PUT_OFF = 86_400


class Arrived(msgspec.Struct, frozen=True):
    """The other side took a message, and answered this."""

    receipt: str = ""


class Failed(msgspec.Struct, frozen=True):
    """The other side did not take a message: why, in words without data or secrets.

    `passing` where another try may go better; `after` where the other side said how many seconds to wait. `theirs`
    where the fault lies with the other side as a whole, so that further messages would fare no better now.
    """

    reason: str
    passing: bool = True
    theirs: bool = False
    after: float | None = None


class Sender(Protocol):
    """Sends the messages of a channel; it may block, and is asked from several threads at once."""

    def line(self, waiting: Waiting) -> str:
        """By which line a message goes; those of one line go one after the other, several lines at once."""

    def send(self, waiting: Waiting) -> Arrived | Failed:
        """Send a message; the other side knows its key, should it come twice."""


def failure_of(reply: Reply | NoReply) -> Failed | None:
    """Why a call did not do what it should, or nothing where it did.

    >>> failure_of(Reply(204, {}, b"")) is None, failure_of(Reply(422, {}, b"")).passing
    (True, False)
    """
    if isinstance(reply, NoReply):
        return Failed(reply.reason, passing=reply.passing, theirs=True)
    if 200 <= reply.status < 300:
        return None
    reason = f"it answered {reply.status}"
    if 300 <= reply.status < 400:
        return Failed(f"{reason}, a redirect, which is not followed", passing=False)
    passing = reply.status in (408, 409, 425, 429) or reply.status >= 500
    return Failed(reason, passing=passing, theirs=passing and reply.status != 409, after=_put_off(reply))


def _put_off(reply: Reply) -> float | None:
    told = reply.headers.get("retry-after", "").strip()
    return min(float(told), _MOST_PUT_OFF) if told.isascii() and told.isdigit() and len(told) < 10 else None
