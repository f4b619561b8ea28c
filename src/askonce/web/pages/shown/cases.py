"""The pack of a case and its titles, and a whole case as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from askonce.cases.case import CORRECTION, OBJECTION
from askonce.cases.journal import Line
from askonce.cases.running import Ready, Running
from askonce.cases.view import Shown, View
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.norms.explain import Explanation
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.shown.clocks import Clock, clock_of, state_tag
from askonce.web.pages.shown.facts import FactLine, Link, Tag, facts_of, read_times
from askonce.web.pages.shown.histories import HistoryLine, history_of
from askonce.web.pages.shown.phrases import phrase
from askonce.web.pages.shown.rulings import RulingShown, ruling_of

_BUILT_IN: Final = {
    CORRECTION: mark("Correction of a record"),
    OBJECTION: mark("Objection to a decision"),
}


class CaseShown(msgspec.Struct, frozen=True):
    """A case in words: its service, office and state, its facts, decision or proposal, clock and history."""

    view: View
    title: Text
    office: Text
    state: Tag
    clock: Clock
    facts: tuple[FactLine, ...]
    decision: RulingShown | None
    proposed: RulingShown | None
    history: tuple[HistoryLine, ...]


def running_of(visit: Visit, line: Line) -> Running:
    """The version of the pack under which a case runs."""
    return visit.house.handling.runnings.get(line.version, visit.running)


def ready_of(visit: Visit, line: Line) -> Ready | None:
    """The case type of a case; none where it is about another case."""
    return running_of(visit, line).types.get(line.type)


def title_of(visit: Visit, line: Line) -> Text:
    """What a case is called: its service or report, or what it does about another case."""
    known = _BUILT_IN.get(line.type)
    if known is not None:
        return phrase(known)
    titles = Titles(running_of(visit, line).bound)
    return titles.title("service" if line.type in titles.every("service") else "report", line.type)


def case_of(
    visit: Visit,
    view: View,
    explanations: Iterable[Explanation] = (),
    wrong: Link = None,
    file: Link = None,
    *,
    own: bool = False,
) -> CaseShown:
    """A case as its view has it; `explanations` go with its decision, or with its proposal where nothing is decided.

    `own` says that the person reads it, and that nobody acts for them.
    """
    line = view.line
    ready, titles = ready_of(visit, line), Titles(running_of(visit, line).bound)
    why = tuple(explanations)
    return CaseShown(
        view,
        title_of(visit, line),
        titles.title("office", line.office),
        state_tag(line),
        clock_of(visit, ready, view),
        facts_of(visit, ready, _marked(view), read_times(view.history), wrong, file)
        if ready is not None
        else (),
        ruling_of(ready, view.decision, titles, why) if view.decision is not None else None,
        ruling_of(ready, view.proposed, titles, () if view.decision is not None else why, proposed=True)
        if view.proposed is not None
        else None,
        history_of(ready, titles, view, own=own),
    )


def _marked(view: View) -> tuple[Shown, ...]:
    """The facts of a case, those marked that somebody called wrong after they were read and that are not settled yet."""
    wrong: set[str] = set()
    for one in view.history:
        if one.kind == "Disputed":
            wrong.add(one.more["name"])
        elif one.kind == "Settled":
            wrong.discard(one.more["name"])
    return tuple(
        msgspec.structs.replace(one, disputed=one.disputed or one.name in wrong) for one in view.facts
    )
