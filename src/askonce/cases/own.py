"""What people find of their own affairs, without leaving a trace: their cases, what waits for them, who acts for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import msgspec

from askonce.cases.certificate import Paper, papers_of
from askonce.cases.desk import Desk, Work, load
from askonce.cases.explaining import explain
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal, Line, Search
from askonce.cases.mandate import Given, mandates_given, mandates_held
from askonce.cases.procedure.allowing import PERSON, acts_in, admit
from askonce.cases.showing import show
from askonce.cases.theirs import lines_of
from askonce.cases.view import View
from askonce.norms.explain import Explanation
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

_PAGE: Final = 200
#: More cases than this of one person are not listed.
MOST: Final = 1000


class Seen(msgspec.Struct, frozen=True):
    """A case as its person sees it.

    `why` explains the decision, or is the refusal where that is not for them to read. `papers` are the outputs that can be
    printed now. `applicant` is for whom it is, where that is somebody else.
    """

    view: View
    why: tuple[Explanation, ...] | Refusal = ()
    papers: tuple[Paper, ...] = ()
    applicant: str = ""


class Mandates(msgspec.Struct, frozen=True):
    """Who may act for somebody, and for whom they may act."""

    given: tuple[Given, ...]
    held: tuple[Given, ...]


class Own:
    """The affairs of people of one house; `journal` may be that of a job that only reads."""

    def __init__(self, handling: Handling) -> None:
        self.handling = handling

    def desk(self, journal: Journal, actor: Actor) -> Desk:
        """The desk of a job, for who acts."""
        one = self.handling
        return Desk(journal, one.running, one.pseudonyms, actor, one.runnings)

    def cases(
        self, journal: Journal, actor: Actor, acting: Collection[str] = frozenset()
    ) -> tuple[Line, ...]:
        """The cases that are for somebody, whoever filed them, and of others those named in `acting`, the newest first."""
        me = self.desk(journal, actor).hide(actor.id)
        lines = (line for line in self._near(journal, me) if line.whose == me or line.id in acting)
        return tuple(sorted(lines, key=lambda line: (line.filed, line.id), reverse=True))

    def filed_for_others(self, journal: Journal, actor: Actor) -> tuple[Line, ...]:
        """The cases that somebody filed for others, whether or not they may still act in them."""
        me = self.desk(journal, actor).hide(actor.id)
        return tuple(line for line in self._near(journal, me) if line.whose != me)

    def acting_in(self, journal: Journal, actor: Actor, lines: Sequence[Line]) -> frozenset[str]:
        """Those of some cases in which the person may act just now; within a write job, as it may have to be looked up."""
        desk = self.desk(journal, actor)
        return frozenset(line.id for line in lines if acts_in(desk, line))

    def _near(self, journal: Journal, me: str) -> Iterator[Line]:
        search = Search(limit=_PAGE)
        for _ in range(MOST // _PAGE):
            lines = lines_of(journal, me, search)
            yield from lines
            if len(lines) < _PAGE:
                break
            search = Search(after=lines[-1].id, limit=_PAGE)

    def views(self, journal: Journal, actor: Actor, lines: Sequence[Line]) -> Iterator[View]:
        """Those of some cases that are about the person."""
        for line in lines:
            work = self._theirs(journal, actor, line.id)
            if work is not None:
                yield show(work)

    def case(self, journal: Journal, actor: Actor, case: str) -> Seen | None:
        """A case that is about the person; none where it is about somebody else, or there is none."""
        work = self._theirs(journal, actor, case)
        return None if work is None else _seen(work)

    def acted(self, journal: Journal, actor: Actor, case: str) -> Seen | None:
        """A case in which the person may act for another; within a write job, as it may have to be looked up whether they may."""
        work = load(self.desk(journal, actor), case)
        if work is None or admit(work) != PERSON:
            return None
        return _seen(work)

    def mandates(self, journal: Journal, actor: Actor) -> Mandates:
        """Who may act for the person just now, and for whom the person may."""
        desk = self.desk(journal, actor)
        return Mandates(mandates_given(desk), mandates_held(desk))

    def _theirs(self, journal: Journal, actor: Actor, case: str) -> Work | None:
        """A case whose applicant is the person: to see it nobody has to be asked whether they may."""
        desk = self.desk(journal, actor)
        work = load(desk, case)
        return work if work is not None and work.case.applicant == desk.hide(actor.id) else None


def _seen(work: Work) -> Seen:
    view, desk, applicant = show(work), work.desk, work.case.applicant
    other = "" if applicant is None or applicant == desk.hide(desk.actor.id) else desk.reveal(applicant)
    return Seen(view, explain(work) if view.decision is not None else (), papers_of(work), other)
