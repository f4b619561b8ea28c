"""The interview for whoever sits at it: the same pages for a person, and for a helper beside one.

    PAGES = (*flow.pages("/counter", "counter", HELPER, seat_of_sitting), …)

makes them under `/counter/apply/{service}` and `/counter/life-events/{event}/apply`, with the names `counter.apply`,
`counter.life` and so on. `seat_of_sitting` is `async (visit) -> Seat | Result`: it finds the sitting of the helper and gives

    Seat(
        owner=sitting.name, prefix="/counter", channel=sitting.channel, applicant=reveal(sitting.applicant),
        consent=sitting.consent, back="/counter", done="/counter/cases/{case}", lasts=timedelta(hours=1),
    )

or a Redirect to the page where a sitting begins. A link to an interview is `url("counter.apply", service=…)`. What a helper may
not see the kernel leaves out: the pages show what `handling.interview` offers, and say that the rest is known. Nothing is
filed but by `…/send`, which asks the helper to say once more that the person agrees. With an empty `done` the pages show
a confirmation of their own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from askonce.web.call import Kind
from askonce.web.pages.frame.visit import PageRoute, Result, Visit
from askonce.web.pages.interview.answering import answer
from askonce.web.pages.interview.disputing import say_wrong, wrong
from askonce.web.pages.interview.done import done
from askonce.web.pages.interview.leaving import back, forget
from askonce.web.pages.interview.seat import Seat, Seats, own_seat
from askonce.web.pages.interview.sending import send
from askonce.web.pages.interview.showing import show
from askonce.web.pages.interview.uploading import content, preview, remove, upload

__all__ = ["Seat", "Seats", "own_seat", "pages"]

_MOST_BYTES: Final = 400_000
#: A form with a file in it may be so large; the settings say how large the file may be.
_MOST_UPLOAD: Final = 64_000_000

_Seated = Callable[[Visit, Seat], Awaitable[Result]]


async def _seated(run: _Seated, seats: Seats, visit: Visit) -> Result:
    seat = await seats(visit)
    return await run(visit, seat) if isinstance(seat, Seat) else seat


def pages(prefix: str, name: str, kinds: frozenset[Kind], seats: Seats) -> tuple[PageRoute, ...]:
    """The pages of the interview of each service and of each life event, under a prefix, for those who have a seat."""
    return (
        *_of_one(f"{prefix}/apply/{{service}}", f"{name}.apply", kinds, seats),
        *_of_one(f"{prefix}/life-events/{{event}}/apply", f"{name}.life", kinds, seats),
    )


def _of_one(path: str, name: str, kinds: frozenset[Kind], seats: Seats) -> tuple[PageRoute, ...]:
    def get(end: str, short: str, says: str, run: _Seated, *query: str) -> PageRoute:
        seated = partial(_seated, run, seats)
        return PageRoute("GET", path + end, name + short, says, kinds, seated, query=query)

    def post(
        end: str, short: str, says: str, run: _Seated, most: int = _MOST_BYTES, *, costly: bool = False
    ) -> PageRoute:
        seated = partial(_seated, run, seats)
        return PageRoute(
            "POST", path + end, name + short, says, kinds, seated, most_bytes=most, costly=costly
        )

    return (
        get("", "", "What is known, the next question, or all of it before it is sent.", show, "ask"),
        post("", ".answer", "Keep an answer, a choice, for whom it is, or the day.", answer),
        get("/wrong", ".wrong", "Say that a datum is wrong.", wrong, "what"),
        post("/wrong", ".say_wrong", "Keep what is said to be wrong, or take it back.", say_wrong),
        post("/file", ".upload", "Keep a file that is sent as an answer.", upload, _MOST_UPLOAD, costly=True),
        get("/files/{file}", ".file", "A file that was sent, to be looked at.", preview),
        get("/files/{file}/content", ".content", "The bytes of a file that was sent.", content),
        post("/files/{file}", ".remove", "Take a file back.", remove),
        post("/send", ".send", "File it.", send),
        get("/send", ".from_send", "Back from sending, where the page is loaded anew.", back),
        get("/file", ".from_upload", "Back from a file, where the page is loaded anew.", back),
        post("/forget", ".forget", "Forget what was said so far.", forget),
        get("/done/{case}", ".done", "What was filed, and what happens next.", done),
    )
