"""A case beside its person: how it stands, what can be done in it, and what has just been filed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import msgspec

from askonce.cases.certificate import Paper
from askonce.cases.glance import Glance
from askonce.cases.journal import Journal
from askonce.cases.running import Ready
from askonce.cases.sitting import Sitting
from askonce.cases.view import View
from askonce.registers.refusal import Refusal
from askonce.web.pages.counter.seat import counter_of, sitting_here
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.interview.sending import JOINS
from askonce.web.problem import refused

#: As many cases as one life event opens, at most.
_MOST_FILED: Final = 20
#: The commands of a person that a counter has pages for, in the order in which they are offered.
DOING: Final = ("answer", "speak", "dispute", "object", "review")


class Beside(msgspec.Struct, frozen=True):
    """A case as a counter has it: how it stands, what may be done, which papers can be printed."""

    it: Glance
    view: View
    papers: tuple[Paper, ...]

    @property
    def may(self) -> tuple[str, ...]:
        """What may be done for the person now."""
        over = {*self.it.done, *(() if self.it.asked else ("answer",))}
        return tuple(one for one in DOING if one in self.view.may and one not in over)


Run: TypeAlias = Callable[[Visit, Beside], Awaitable[Result]]


async def case(visit: Visit) -> Result:
    """How a case stands, and what can be done in it."""
    return await beside_of(visit, shown)


async def filed(visit: Visit) -> Result:
    """After filing: a slip for each case to take home, the next service, the end."""
    sitting = await sitting_here(visit)
    if not isinstance(sitting, Sitting):
        return sitting
    names = visit.path["case"].split(JOINS)[:_MOST_FILED]

    def job(journal: Journal) -> list[Beside | Refusal]:
        return [_found(visit, journal, name) for name in names]

    found = [one for one in await visit.write(job) if isinstance(one, Beside)]
    return Page("counter/filed.html", {"filed": found}) if found else refused("no-such-case")


async def shown(_visit: Visit, beside: Beside) -> Result:
    """The page of a case."""
    return Page("counter/case.html", {"beside": beside, "it": beside.it})


async def beside_of(visit: Visit, run: Run) -> Result:
    """Run a page with the case, where its person sits here."""
    sitting = await sitting_here(visit)
    if not isinstance(sitting, Sitting):
        return sitting
    found = await visit.write(lambda journal: _found(visit, journal, visit.path["case"]))
    return found if isinstance(found, Refusal) else await run(visit, found)


def ready_of(visit: Visit, view: View) -> Ready | None:
    """The service of a case, as the version has it with which it began."""
    running = visit.house.handling.runnings.get(view.line.version)
    return running.types.get(view.line.type) if running is not None else None


def _found(visit: Visit, journal: Journal, name: str) -> Beside | Refusal:
    counter, actor = counter_of(visit), visit.who
    it = counter.glance(journal, actor, name)
    view = visit.house.handling.view(journal, actor, name)
    if isinstance(it, Refusal) or isinstance(view, Refusal):
        return it if isinstance(it, Refusal) else refused("no-such-case")
    return Beside(it, view, counter.papers(journal, actor, name))
