"""An interview with somebody who has not signed in: from their answers alone, without a look at any register."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from datetime import date
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from askonce.cases.bounds import oversized
from askonce.cases.command import Filing
from askonce.cases.gathering import ANSWER, read_answers
from askonce.cases.interview import Interview, open_interview, progress
from askonce.cases.ready import Field
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Standing, Texts
from askonce.cases.running import Ready, Running
from askonce.cases.strangers import strange_roles
from askonce.cases.view import Offered, Shown
from askonce.cases.wording.bilingual import both
from askonce.feel.evaluate import Exhausted
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.norms.residue import CountError
from askonce.norms.residue.declining import need_of
from askonce.norms.residue.questions import Cost
from askonce.norms.ruling import Dates, Unsettled
from askonce.registers.fact import Facts
from askonce.registers.refusal import Refusal

#: Interviews kept of each service, by the dates that they are of.
_MOST_INTERVIEWS: Final = 4
_UNKNOWN: Final = frozenset({"not asked", "unavailable"})
_TOO_MUCH: Final = both("they ask for more than can be worked out here", "计算量过大")


class _Kept:
    """What previews of a service keep ready, one preview at a time.

    The norms that cases are decided by are no use here: what they keep grows as they are asked, and the one thread that
    decides asks them at the same time.
    """

    def __init__(self, ready: Ready, running: Running) -> None:
        self.lock = Lock()
        self.texts = Texts(ready.bound, running.book)
        roles = strange_roles(ready)
        self.strange = frozenset(one.name for one in ready.sources if one.role in roles)
        self._interviews: OrderedDict[Dates, Interview | None] = OrderedDict()

    def interview(self, ready: Ready, running: Running, dates: Dates) -> Interview | None:
        """The interview on these dates, in which it costs a question to learn what a register would know."""
        if dates not in self._interviews:
            found = open_interview(ready.bound, running.book, dates, running.bound.get("concept", {}))
            self._interviews[dates] = None if isinstance(found, Unsettled) else _asking_all(found)
            if len(self._interviews) > _MOST_INTERVIEWS:
                self._interviews.popitem(last=False)
        return self._interviews[dates]

    def takes(self, field: Field | None) -> bool:
        """Whether it is for the person to say: asked of them, or held by a register about them."""
        if field is None or field.by_officer or field.type is None or field.name in self.strange:
            return False
        return field.asked or field.taken is not None


#: By version of a pack and by service; a version that nobody runs any more is forgotten with what was kept for it.
_KEPT: Final[WeakKeyDictionary[Running, dict[str, _Kept]]] = WeakKeyDictionary()
_KEEPING: Final = Lock()


def preview(running: Running, filing: Filing, today: date) -> Offered | Refusal:
    """Where the interview of a service stands with these answers alone.

    Nothing is read or kept of anybody, so it asks for what registers would say too, and takes it as an answer. What an
    officer would find out, or a register says of somebody who is merely named, is neither asked nor taken, as it is not of
    those who have signed in. Subjects that are picked, disputes and channel change nothing.
    """
    ready = running.types.get(filing.service)
    if ready is None or ready.service is None:
        return refuse("no-such-service", filing.service)
    fault = oversized(filing)
    if fault is not None:
        return fault
    kept = _kept(running, ready)
    told = next((name for name in filing.answers if not kept.takes(ready.fields.get(name))), None)
    if told is not None:
        return refuse("not-asked", told, ready.basis)
    try:
        facts = read_answers(ready, filing.answers, ready.fields)
        if isinstance(facts, Refusal):
            return facts
        with kept.lock:
            return _stand(running, ready, kept, facts, Dates(filing.event or today, today, today))
    except (CountError, Exhausted, RecursionError):
        return refuse("misread", _TOO_MUCH)


def _kept(running: Running, ready: Ready) -> _Kept:
    with _KEEPING:
        services = _KEPT.setdefault(running, {})
        if ready.id not in services:
            services[ready.id] = _Kept(ready, running)
        return services[ready.id]


def _stand(running: Running, ready: Ready, kept: _Kept, facts: Facts, dates: Dates) -> Offered | Refusal:
    standing = kept.texts.stand(facts, dates)
    if standing.unsettled is not None:
        found = standing.unsettled
        return refuse("unsettled", both(found.message, found.chinese or found.message), ready.basis)
    still = tuple(dict.fromkeys(_open(ready, kept, facts, standing)))
    following = None
    if len(still) > 1:
        interview = kept.interview(ready, running, dates)
        following = progress(interview, facts).next if interview is not None else None
    named = need_of(following) if following is not None else None
    return Offered(
        ready.id,
        facts=tuple(
            Shown(name, fact.state.value, json_value(fact.value), ANSWER, as_of=dates.application)
            for name, fact in facts.items()
        ),
        next=named if named in still else next(iter(still), None),
        open=still,
        decided=standing.decided,
        outcome=standing.norms if standing.decided else (),
    )


def _open(ready: Ready, kept: _Kept, facts: Facts, standing: Standing) -> Iterator[str]:
    """What can still change the outcome, then what the person alone can say for a step or an output."""
    for name in map(need_of, standing.missing):
        fact = facts.get(name)
        if kept.takes(ready.fields.get(name)) and (fact is None or fact.state.value in _UNKNOWN):
            yield name
    if standing.adverse or standing.empty:
        return
    for field in ready.fields.values():
        is_theirs = field.wanted and field.asked and field.taken is None and not field.optional
        if is_theirs and field.name not in facts and kept.takes(field):
            yield field.name


def _asking_all(interview: Interview) -> Interview:
    questions = {
        name: msgspec.structs.replace(one, cost=max(one.cost, Cost.CHEAP))
        for name, one in interview.questions.items()
    }
    return msgspec.structs.replace(interview, questions=questions)
