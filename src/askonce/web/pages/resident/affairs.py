"""The cases of a person as the pages of the group find them, and in one sentence how each stands for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from askonce.cases.case import ASKED, CLOSED, DECIDED, OPEN, WAITING, WITHDRAWN
from askonce.cases.journal import Journal, Line
from askonce.cases.own import Own, Seen
from askonce.cases.view import View
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date
from askonce.web.pages import shown
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.service import now

#: As long as this a decision is news.
NEWS: Final = timedelta(days=21)
#: A longer id than this is none of ours.
_LONGEST: Final = 80
_STATES: Final = {
    WAITING: mark("We wait for another office. You need do nothing."),
    OPEN: mark("It is being worked on. You need do nothing."),
    ASKED: mark("It waits for your answer."),
    CLOSED: mark("It is finished."),
    WITHDRAWN: mark("It was taken back."),
}
_NOTICE: Final = mark("We mean to decide against you. You may say what you think until %(day)s.")
_SPOKEN: Final = mark("You have said what you think. A named officer reads it and decides.")
_FOR_YOU: Final = mark("It is decided in your favour.")
_AGAINST: Final = mark("It is decided against you.")
_FOR_YOU_LEFT: Final = mark("It is decided in your favour. Some steps are left for us to do.")
_DECIDED: Final = mark("It is decided.")
_AGAIN: Final = mark("The decision is looked at again. It holds until there is another.")


class Entry(msgspec.Struct, frozen=True):
    """A case in a list: what it is, how it stands in one sentence, and what waits for the person."""

    line: Line
    title: Text
    office: Text
    state: shown.Tag
    sentence: Text
    asked: bool = False
    notice: bool = False
    news: bool = False
    reviewable: bool = False
    left: Text = {}


def own_of(visit: Visit) -> Own:
    """The affairs of people of the house."""
    return Own(visit.house.handling)


async def seen_of(visit: Visit, case: str) -> Seen | None:
    """A case of the person's own, or one in which they may act for another; none where it is neither, or there is none."""
    if len(case) > _LONGEST:
        return None
    own = own_of(visit)
    found = await visit.read(lambda journal: own.case(journal, visit.who, case))
    return (
        found if found is not None else await visit.write(lambda journal: own.acted(journal, visit.who, case))
    )


async def acting_of(visit: Visit) -> frozenset[str]:
    """The cases of others in which the person may act just now; looked up only where they filed any."""
    own = own_of(visit)
    lines = await visit.read(lambda journal: own.filed_for_others(journal, visit.who))
    if not lines:
        return frozenset()
    return await visit.write(lambda journal: own.acting_in(journal, visit.who, lines))


def entries_of(visit: Visit, journal: Journal, lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Some cases as a list has them; of one that is about somebody else only its line is said."""
    views = {view.line.id: view for view in own_of(visit).views(journal, visit.who, lines)}
    return tuple(_entry(visit, line, views.get(line.id)) for line in lines)


def sentence_of(view: View) -> Text:
    """How a case stands, in a sentence for its person."""
    line, decision = view.line, view.decision
    pending = line.state in {OPEN, WAITING, ASKED}
    if pending and view.notice_until is not None and line.state == OPEN:
        if has_spoken(view):
            return shown.phrase(_SPOKEN)
        return shown.phrase(_NOTICE, day=say_date(view.notice_until))
    if pending and decision is not None:
        return shown.phrase(_AGAIN)
    if pending or line.state == WITHDRAWN:
        return shown.phrase(_STATES[line.state])
    if decision is None:
        return shown.phrase(_DECIDED if line.decided is not None else _STATES[CLOSED])
    if decision.adverse:
        return shown.phrase(_AGAINST)
    return shown.phrase(_FOR_YOU_LEFT if line.state == DECIDED else _FOR_YOU)


def offered(view: View) -> frozenset[str]:
    """What the person may do with a case just now, and has not done already."""
    since = [one.kind for one in view.history]
    last = max((place for place, kind in enumerate(since) if kind == "Decided"), default=-1)
    done = {"object": "Objected", "review": "Reviewed"}
    gone = {what for what, kind in done.items() if kind in since[last + 1 :]}
    return frozenset(view.may) - gone - (frozenset() if view.asked else {"answer"})


def has_spoken(view: View) -> bool:
    """Whether the person has said what they think of the decision that is meant."""
    last = next((one.kind for one in reversed(view.history) if one.kind in {"Spoke", "Notified"}), "")
    return last == "Spoke"


def _entry(visit: Visit, line: Line, view: View | None) -> Entry:
    titles = Titles(shown.running_of(visit, line).bound)
    sentence = sentence_of(view) if view is not None else shown.phrase(_STATES.get(line.state, _DECIDED))
    clock = shown.clock_of(visit, shown.ready_of(visit, line), view) if view is not None else None
    fresh = line.decided is not None and now() - line.decided < NEWS
    return Entry(
        line,
        shown.title_of(visit, line),
        titles.title("office", line.office),
        shown.state_tag(line),
        sentence,
        asked=line.state == ASKED,
        notice=view is not None
        and view.notice_until is not None
        and line.state == OPEN
        and not has_spoken(view),
        news=fresh and line.state in {DECIDED, CLOSED},
        reviewable=view is not None and "review" in offered(view),
        left=clock.sentence if clock is not None and clock.left is not None else {},
    )
