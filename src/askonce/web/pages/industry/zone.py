"""The officer's desk: what waits today, the matches by stage, what they came to, and the difficulties of firms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from askonce.apps.economy.entries import SERVICES
from askonce.assembly.markets.diary import Diary, Reminder
from askonce.assembly.markets.memory import turned_down
from askonce.cases.case import ENDED, STATES
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.wording.bilingual import Text, said
from askonce.cases.wording.titles import Titles
from askonce.registers.refusal import Refusal
from askonce.web.pages import shown
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.following import Stage, columns, outcomes_of, stage_of
from askonce.web.pages.industry.market import Seen, hall_of, look, office_market
from askonce.web.pages.industry.proposals import proposals_of

HOME: Final = "/zone"
_MOST_WAITING: Final = 12
_PAGE: Final = 200
_MOST_DIFFICULTIES: Final = 2_000
_STANDING: Final = tuple(one for one in STATES if one not in ENDED)


class Difficulties(msgspec.Struct, frozen=True):
    """The difficulties that lie at one office in one step: how many, since when the oldest, how many over their day."""

    office: Text
    step: Text
    count: int
    oldest: date
    late: int
    cases: tuple[str, ...]


async def desk(visit: Visit) -> Result:
    """What waits, what it came to, what holds firms up."""
    market = office_market(visit)
    if isinstance(market, Refusal):
        return market

    def job(journal: Journal) -> dict[str, Any] | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        today = visit.house.local_day(journal.now)
        stages = _stages(visit, journal, seen)
        followed = [one.followed for one in stages]
        waiting = sorted(
            (one for one in stages if not one.followed.ended and (one.stalled or _is_mine(visit, one))),
            key=lambda one: (not one.stalled, one.followed.due or date.max, one.case),
        )
        return {
            "reminders": _due(visit, journal, seen, stages),
            "today": today,
            "waiting": waiting[:_MOST_WAITING],
            "more": max(0, len(waiting) - _MOST_WAITING),
            "outcomes": outcomes_of(Titles(visit.running.bound), followed, today),
            "proposals": sum(1 for _ in proposals_of(seen, turned_down(visit.house, journal, seen.market))),
            "difficulties": tuple(_difficulties(visit, journal, today)),
            "firms": len(seen.profiles),
            "needs": len(seen.floor.needs),
            "offers": len(seen.floor.offers),
        }

    found = await visit.read(job)
    return found if isinstance(found, Refusal) else Page("industry/zone.html", found)


async def board(visit: Visit) -> Result:
    """The matches as a board by stage, or as a table; those that have ended behind."""
    market = office_market(visit)
    if isinstance(market, Refusal):
        return market
    as_table = visit.query.get("as") == "table"

    def job(journal: Journal) -> dict[str, Any] | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        stages = _stages(visit, journal, seen)
        running = [one for one in stages if not one.followed.ended]
        return {
            "columns": columns(visit, seen, running),
            "running": sorted(running, key=lambda one: (not one.stalled, one.followed.due or date.max)),
            "ended": [one for one in reversed(stages) if one.followed.ended],
            "as_table": as_table,
        }

    found = await visit.read(job)
    return found if isinstance(found, Refusal) else Page("industry/board.html", found)


def _stages(visit: Visit, journal: Journal, seen: Seen) -> list[Stage]:
    return [stage_of(visit, one, seen) for one in hall_of(visit).following.matches(journal, seen.market)]


def _due(visit: Visit, journal: Journal, seen: Seen, stages: Sequence[Stage]) -> list[tuple[Reminder, Stage]]:
    """The matches of which the officer wanted to think by today, and when."""
    by_case, today = {one.case: one for one in stages}, visit.house.local_day(journal.now)
    kept = Diary(visit.house, seen.market.office).reminders(journal, visit.who)
    return [(one, by_case[one.case]) for one in kept if one.case in by_case and one.on <= today]


def _is_mine(visit: Visit, stage: Stage) -> bool:
    """Whether it waits for who looks: they have it and owe something in it, or nobody has it."""
    return not stage.officer or (stage.officer == visit.who.id and bool(stage.followed.owed))


def _difficulties(visit: Visit, journal: Journal, today: date) -> Iterator[Difficulties]:
    """Where the difficulties of firms lie; whose they are is not said."""
    titles = Titles(visit.running.bound)
    at: dict[tuple[str, str], list[Line]] = {}
    for line in _lines(journal, SERVICES["difficulty"]):
        at.setdefault((line.office, line.step or ""), []).append(line)
    for (office, step), lines in sorted(at.items(), key=lambda one: (-len(one[1]), one[0])):
        yield Difficulties(
            titles.title("office", office),
            _step(visit, lines, step),
            len(lines),
            min(visit.house.local_day(one.filed) for one in lines),
            sum(one.promised is not None and one.promised < today for one in lines),
            tuple(one.id for one in lines if visit.who.may_act_as(one.office)),
        )


def _step(visit: Visit, lines: Sequence[Line], step: str) -> Text:
    ready = shown.ready_of(visit, lines[0])
    words = ready.words.steps.get(step) if ready is not None else None
    return said(words.title, step) if words is not None else shown.state_tag(lines[0]).text


def _lines(journal: Journal, service: str) -> Iterator[Line]:
    search = Search(type=service, states=_STANDING, limit=_PAGE)
    for _ in range(_MOST_DIFFICULTIES // _PAGE):
        lines = journal.lines(search)
        yield from lines
        if len(lines) < _PAGE:
            return
        search = msgspec.structs.replace(search, after=lines[-1].id)
