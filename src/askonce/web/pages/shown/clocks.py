"""The clock of a case as people read it: the promised and the last day by law, what is left, whether it stands still or is late."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from askonce.cases.case import ASKED, CLOSED, DECIDED, OPEN, WAITING, WITHDRAWN
from askonce.cases.event import Filed, Reopened, Resumed
from askonce.cases.journal import Line
from askonce.cases.refusing import STATE_WORDS
from askonce.cases.running import Ready
from askonce.cases.term import Workdays
from askonce.cases.view import View
from askonce.cases.wording.bilingual import EMPTY, Text
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.shown.facts import Tag
from askonce.web.pages.shown.phrases import days_between, phrase
from askonce.web.service import now

_COLOURS: Final = {
    OPEN: "blue", WAITING: "yellow", ASKED: "orange", DECIDED: "green", CLOSED: "grey", WITHDRAWN: "grey",
}  # fmt: skip
_TERMED: Final = frozenset(one.__name__ for one in (Filed, Resumed, Reopened))
_STILL: Final = mark("The clock stands still until the answer comes.")
_LEFT_ONE: Final = mark("One working day is left.")
_LEFT: Final = mark("%(count)s working days are left.")
_LAST: Final = mark("Today is the last day that was promised.")
_OVER_ONE: Final = mark("It is one working day over the promised day.")
_OVER: Final = mark("It is %(count)s working days over the promised day.")
_LATE: Final = mark("The promised day has passed. The office above was told.")
_LATE_BY_LAW: Final = mark("The last day by law has passed. The office above was told.")
_KEPT: Final = mark("It was decided in time.")
_BROKEN: Final = mark("It was decided after the promised day.")
_UNSURE: Final = mark("The calendar does not say yet which days are free then, so the last days may move.")
_NO_TERM: Final = mark("No term is promised for this.")


class Clock(msgspec.Struct, frozen=True):
    """The clock of a case.

    `left` are the working days to the promised day, below nought once it has passed, none where the clock does not run.
    `sentence` says it in words, `late` says what was missed.
    """

    promised: date | None
    legal: date | None
    left: int | None
    suspended: bool
    sentence: Text
    late: tuple[Text, ...] = ()
    unsure: Text = {}

    @property
    def is_late(self) -> bool:
        """Whether a day was missed."""
        return bool(self.late) or (self.left is not None and self.left < 0)


def clock_of(visit: Visit, ready: Ready | None, view: View) -> Clock:
    """The clock of a case as its view has it."""
    days = ready.running.days if ready is not None else visit.running.days
    today = days.local_day(now())
    promised, legal = _last_days(view)
    running = view.line.promised or view.line.legal
    left = working_days(days, today, view.line.promised) if running and view.line.promised else None
    late = tuple(phrase(_LATE if one == "promised" else _LATE_BY_LAW) for one in view.late)
    return Clock(
        promised,
        legal,
        left,
        view.suspended,
        _sentence(view, days, promised, left),
        late,
        phrase(_UNSURE) if view.unknown_years and running else EMPTY,
    )


def working_days(days: Workdays, today: date, last: date) -> int:
    """How many working days there are after today, up to and with a last day; below nought after it."""
    if last >= today:
        return sum(map(days.is_working, days_between(today, last)))
    return -sum(map(days.is_working, days_between(last, today)))


def left_in_words(left: int) -> Text:
    """How many working days are left, or over."""
    if left == 0:
        return phrase(_LAST)
    if left > 0:
        return phrase(_LEFT_ONE) if left == 1 else phrase(_LEFT, count=left)
    return phrase(_OVER_ONE) if left == -1 else phrase(_OVER, count=-left)


def state_tag(line: Line) -> Tag:
    """How a case stands, as a mark with words on it."""
    return Tag(dict(STATE_WORDS[line.state]), _COLOURS.get(line.state, "grey"))


def _last_days(view: View) -> tuple[date | None, date | None]:
    """The last days that hold now, or held when it was decided, by the history."""
    for one in reversed(view.history):
        terms = one.more.get("terms") if one.kind in _TERMED else None
        if terms:
            return _day(terms.get("promised")), _day(terms.get("legal"))
    return view.line.promised, view.line.legal


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _sentence(view: View, days: Workdays, promised: date | None, left: int | None) -> Text:
    if view.suspended:
        return phrase(_STILL)
    if left is not None:
        return left_in_words(left)
    if view.line.decided is not None and promised is not None:
        return phrase(_KEPT if days.local_day(view.line.decided) <= promised else _BROKEN)
    return EMPTY if promised is not None else phrase(_NO_TERM)
