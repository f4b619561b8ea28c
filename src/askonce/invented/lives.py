"""What people and officers of an invented county have done: cases of the last months, each through the real handling.

Twice a working day whatever is due happens: somebody files, alone or through a helper; an office takes a step, in time or
late; somebody objects, takes back, or says how it went. Nothing is written as an event: what is refused does not happen.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from askonce.cases.case import ENDED, OBJECTION
from askonce.cases.command import (
    AnyCommand,
    Decide,
    Filing,
    Hear,
    Join,
    Notify,
    Object,
    Review,
    Step,
    Take,
    Withdraw,
)
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal
from askonce.cases.ready import Field
from askonce.cases.running import Ready, Running
from askonce.cases.type import END
from askonce.cases.view import View
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, ChoiceType, MoneyType
from askonce.invented.chance import Chance, Shares
from askonce.invented.staff import account_for, officers
from askonce.pack.office import Office
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

#: How often each service is filed for; what a pack does not have is left out.
SERVICES: Final[Mapping[str, float]] = {
    "elder-meal": 40, "insurance-card": 14, "identity-card-replacement": 12, "reimbursement": 10, "pension": 10,
    "health-certificate": 8, "elder-allowance": 8, "temporary-aid": 8, "out-of-county-care": 6, "unemployment": 6,
    "first-identity-card": 5, "disability-allowance": 4, "name-change": 3, "home-adaptation": 3, "school-place": 3,
}  # fmt: skip
CHANNELS: Final = Shares({"online": 74, "counter": 14, "telephone": 7, "paper": 5})
#: Of five stars; most people are content.
STARS: Final = Shares({5: 52, 4: 28, 3: 10, 2: 6, 1: 4})
#: By how many half days an office takes its next step: most soon, a few much too late.
_WAITS: Final = Shares({0: 30, 1: 26, 2: 20, 4: 12, 8: 7, 16: 3, 40: 2})
_TAKES_BACK: Final = 0.03
_OBJECTS: Final = 0.3
_UPHELD: Final = 0.4
_REVIEWS: Final = 0.45
_STEPS: Final = 12

Deed = Callable[[Journal], None]


class Lives:
    """The deeds of some people in time; `at` are the half days on which they happen, from the first to the last."""

    def __init__(
        self, running: Running, handling: Handling, people: Sequence[str], at: Sequence[datetime], cases: int
    ) -> None:
        self._running = running
        self._handling = handling
        self._people = people
        self._at = at
        self._chance = Chance("lives", len(people), cases)
        self._offices: Mapping[str, Office] = running.bound.get("office", {})
        self._due: list[tuple[int, int, Deed]] = []
        self._made = 0
        self._now = 0
        known = [name for name, ready in running.types.items() if ready.service is not None]
        services = {name: share for name, share in SERVICES.items() if name in known}
        services = services or dict.fromkeys(known, 1.0)
        self._services = Shares(services) if services else None
        for _ in range(cases if people and at and services else 0):
            # more and more people come: of two draws the later is more often the day
            self._plan(max(self._chance.below(len(at)), self._chance.below(len(at))), self._file)

    @property
    def idle(self) -> bool:
        """Whether nothing will ever happen."""
        return not self._due

    def run(self, journal: Journal, half_day: int) -> None:
        """Do what is due by a half day; one write job, whose instant all of it bears."""
        self._now = half_day
        while self._due and self._due[0][0] <= half_day:
            heapq.heappop(self._due)[2](journal)

    def _plan(self, half_day: int, deed: Deed) -> None:
        if half_day < len(self._at):
            self._made += 1
            heapq.heappush(self._due, (half_day, self._made, deed))

    def _later(self, deed: Deed) -> None:
        self._plan(self._now + _WAITS.at(self._chance.draw()), deed)

    def _file(self, journal: Journal) -> None:
        if self._services is None:
            return
        ready = self._running.types[self._services.at(self._chance.draw())]
        who, channel = self._chance.pick(self._people), CHANNELS.at(self._chance.draw())
        helper = self._helper() if channel != "online" else None
        actor, filing = Actor("person", who), Filing(service=ready.id)
        if helper is not None:
            actor = helper
            filing = Filing(service=ready.id, applicant=who, channel=channel, consent="said so")
        offered = self._handling.interview(journal, actor, filing)
        if isinstance(offered, Refusal):
            return
        answers = {
            name: self._answer(ready.fields[name], journal.now.date())
            for name in offered.open
            if name in ready.fields
        }
        filed = self._handling.file(journal, actor, _with(filing, answers, offered.choose))
        if isinstance(filed, View):
            self._go_on(journal, filed.line.id, who)

    def _go_on(self, journal: Journal, case: str, who: str) -> None:
        """What comes next in a case: the office works, or its person speaks at the end."""
        line = journal.line(case)
        if line is None:
            return
        if line.state in ENDED:
            self._later(partial(self._speak, case, who))
        elif self._chance.happens(_TAKES_BACK):
            self._later(partial(self._take_back, case, who))
        else:
            self._later(partial(self._work, case, who, _STEPS))

    def _work(self, case: str, who: str, left: int, journal: Journal) -> None:
        """An officer of the step at hand does what is to be done."""
        line = journal.line(case)
        if line is None or line.state in ENDED or not left:
            return
        ready = self._running.types.get(line.type)
        roles = _roles(ready, line.step, line.office) if line.type != OBJECTION else (line.office,)
        actor = self._officer(self._chance.pick(roles))
        view = None if actor is None else self._taken(journal, actor, case)
        if actor is None or view is None:
            return
        for ref in ready.service.joint if ready is not None and ready.service is not None else ():
            other = self._officer(ref.id)
            if other is not None:
                self._do(journal, other, case, Join(office=ref.id, agrees=True))
        for command in self._commands(ready, view):
            found = self._do(journal, actor, case, command)
            if isinstance(found, View):
                view = found
        if ready is not None:
            self._against(journal, ready, view)
        line = journal.line(case)
        if line is not None and line.state in ENDED:
            self._go_on(journal, case, who)
        else:
            self._later(partial(self._work, case, who, left - 1))

    def _commands(self, ready: Ready | None, view: View) -> Iterator[AnyCommand]:
        if ready is None:
            upheld = self._chance.happens(_UPHELD)
            yield Decide(outcome={"upheld": upheld}, reason="the case was looked at again")
            return
        if "decide" in view.may and view.proposed is not None and not view.proposed.adverse:
            yield Decide()
        elif "step" in view.may and view.line.step is not None:
            following = [one for one in ready.flow.get(view.line.step, ()) if one != END]
            yield Step(step=view.line.step, then=following[0] if len(following) > 1 else None)

    def _against(self, journal: Journal, ready: Ready, view: View) -> None:
        """A decision against somebody: notice, a hearing, and then the officer whom the service names."""
        words = ready.service.adverse if ready.service is not None else None
        if words is None or words.officer is None or view.proposed is None or not view.proposed.adverse:
            return
        named, case = self._officer(words.officer.id), view.line.id
        if named is None or self._taken(journal, named, case) is None:
            return
        if view.notice_until is None:
            self._do(journal, named, case, Notify(reason="the norm does not grant it"))
            return
        hears = self._officer(words.hearing.id) if words.hearing is not None else None
        if hears is not None:
            self._do(journal, hears, case, Hear(words="the person was asked and had nothing to add"))
        self._do(journal, named, case, Decide())

    def _take_back(self, case: str, who: str, journal: Journal) -> None:
        self._do(journal, Actor("person", who), case, Withdraw())

    def _speak(self, case: str, who: str, journal: Journal) -> None:
        """What the person says once it is over."""
        person, line = Actor("person", who), journal.line(case)
        view = self._handling.view(journal, person, case)
        if line is None or isinstance(view, Refusal):
            return
        refused = view.decision is not None and view.decision.adverse
        if refused and self._chance.happens(_OBJECTS):
            found = self._do(journal, person, case, Object(reason="it is not right"))
            for objection in found.concerned_by if isinstance(found, View) else ():
                self._later(partial(self._work, objection, who, _STEPS))
        if self._chance.happens(_REVIEWS):
            stars = STARS.at(self._chance.draw())
            self._do(journal, person, case, Review(stars=max(1, stars - 2) if refused else stars))

    def _taken(self, journal: Journal, actor: Actor, case: str) -> View | None:
        found = self._do(journal, actor, case, Take())
        if isinstance(found, Refusal) and found.code == "done-already":
            found = self._handling.view(journal, actor, case)
        return found if isinstance(found, View) else None

    def _do(self, journal: Journal, actor: Actor, case: str, command: AnyCommand) -> View | Refusal:
        return self._handling.do(journal, actor, case, command)

    def _officer(self, role: str) -> Actor | None:
        """The officer of a role, or one of an office."""
        if "/" in role:
            return account_for(self._offices, role).actor
        own = [one.actor for one in officers(self._offices) if role in one.actor.offices]
        return self._chance.pick(own) if own else None

    def _helper(self) -> Actor | None:
        offices = sorted(name for name, office in self._offices.items() if office.counter is not None)
        if not offices:
            return None
        office = self._chance.pick(offices)
        return Actor("helper", f"helper.{office}", frozenset({office}))

    def _answer(self, field: Field, today: date) -> Any:
        """Some answer to a question, of its type."""
        kind = field.type
        if field.file or field.document:
            return "upload-1"
        if isinstance(kind, ChoiceType):
            return self._chance.pick(kind.options)
        if isinstance(kind, MoneyType):
            return f"{self._chance.between(2, 60) * 100} {kind.currency or 'CNY'}"
        if kind in (NUMBER, INTEGER):
            return str(Decimal(self._chance.between(1, 12)))
        if kind == DATE:
            return (today + timedelta(days=self._chance.between(1, 60))).isoformat()
        return self._chance.happens(0.5) if kind == BOOLEAN else "as agreed"


def _roles(ready: Ready | None, step: str | None, office: str) -> tuple[str, ...]:
    words = ready.words.steps.get(step or "") if ready is not None else None
    return tuple(ref.id for ref in words.by) if words is not None and words.by else (office,)


def _with(filing: Filing, answers: dict[str, Any], choose: Mapping[str, Sequence[str]]) -> Filing:
    chosen = {name: list(subjects[:1]) for name, subjects in choose.items() if subjects}
    return Filing(
        service=filing.service,
        applicant=filing.applicant,
        answers=answers,
        choices=chosen,
        channel=filing.channel,
        consent=filing.consent,
    )
