"""Who sits at an interview: whose draft it is, for whom and how it is filed, and where its pages lie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, TypeAlias

import msgspec

from askonce.web.drafts import LASTS, owner_of
from askonce.web.pages.frame.visit import Result, Visit

ONLINE: Final = "online"


class Seat(msgspec.Struct, frozen=True):
    """Who sits at an interview; the default of each field is that of a person who files for themselves.

    `owner` is the name under which drafts are kept (no `/` in it): nobody else's draft is seen or gone on with. `prefix`
    stands before the paths of its pages, `/counter` for `/counter/apply/elder-meal`. `channel`, `applicant` (a subject, no
    pseudonym) and `consent` go into the filing; where `applicant` is said, nobody picks another. `done` is the path of the
    page after filing, with `{case}` in it; `back` that of the page to which one who leaves goes.
    """

    owner: str
    prefix: str = ""
    channel: str = ONLINE
    applicant: str | None = None
    consent: str | None = None
    back: str = "/"
    done: str = ""
    lasts: timedelta = LASTS


#: Gives the seat of a visit, or what to answer where there is none (to a helper who has no sitting, say).
Seats: TypeAlias = Callable[[Visit], Awaitable[Seat | Result]]


async def own_seat(visit: Visit) -> Seat | Result:
    """The seat of a person who has signed in."""
    return Seat(owner_of(visit.house.keys, visit.who.id))
