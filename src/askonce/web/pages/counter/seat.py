"""Who may use the pages of a counter, with whom they sit, and what an interview needs to know of that."""

from __future__ import annotations

from typing import Final

from askonce.cases.counter import Counter
from askonce.cases.sitting import Sitting
from askonce.pack.office import Office
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.visit import Page, Redirect, Result, Run, Visit
from askonce.web.pages.interview.seat import Seat
from askonce.web.problem import refused

HOME: Final = "/counter"
#: What the kernel answers where no register knows for whom something is filed.
_NOBODY: Final = "no-applicant"


def counter_of(visit: Visit) -> Counter:
    """The counter of the house."""
    return Counter(visit.house.handling)


def keeps_counter(visit: Visit, actor: Actor) -> bool:
    """Whether somebody may sit with people: every helper, and officers of an office that has a counter."""
    offices = visit.running.bound.get("office", {})
    return actor.kind == "helper" or any(
        isinstance(found := offices.get(name), Office) and found.counter is not None for name in actor.offices
    )


async def sitting_here(visit: Visit) -> Sitting | Result:
    """The sitting of the one who acts, or what to answer where there is none."""
    if not keeps_counter(visit, visit.who):
        return refused("not-for-you")
    sitting = await visit.read(lambda journal: counter_of(visit).sitting(journal, visit.who))
    return sitting if sitting is not None else Redirect(HOME, "counter.over")


async def seat_of_sitting(visit: Visit) -> Seat | Result:
    """The seat of an interview beside the person with whom somebody sits."""
    sitting = await sitting_here(visit)
    if not isinstance(sitting, Sitting):
        return sitting
    return Seat(
        owner=sitting.name,
        prefix=HOME,
        channel=sitting.channel,
        applicant=counter_of(visit).applicant(sitting),
        consent=sitting.consent,
        back=HOME,
        done=f"{HOME}/filed/{{case}}",
        lasts=sitting.until - sitting.began,
    )


async def told_whom(run: Run, visit: Visit) -> Result:
    """A page of an interview; where nobody has the number with which one sits, that is said, and how to begin anew."""
    found = await run(visit)
    return (
        Page("counter/nobody.html", {}, 409)
        if isinstance(found, Refusal) and found.code == _NOBODY
        else found
    )
