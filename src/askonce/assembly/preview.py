"""An interview with somebody who has not signed in: from their answers alone, without a look at any register."""

from __future__ import annotations

from datetime import date

from askonce.cases.command import Filing
from askonce.cases.gathering import read_answers
from askonce.cases.interview import Interview, progress
from askonce.cases.procedure.proceeding import owed
from askonce.cases.refusing import refuse
from askonce.cases.running import Running
from askonce.cases.view import Offered, Shown
from askonce.cases.wording.bilingual import both
from askonce.feel.evaluate import Exhausted
from askonce.norms.residue import CountError
from askonce.norms.ruling import Dates
from askonce.registers.refusal import Refusal


def preview(running: Running, filing: Filing, today: date) -> Offered | Refusal:
    """Where the interview of a service stands with these answers; what a register would say may be answered too."""
    ready = running.types.get(filing.service)
    if ready is None or ready.service is None:
        return refuse("no-such-service", filing.service)
    facts = read_answers(ready, filing.answers, ready.fields)
    if isinstance(facts, Refusal):
        return facts
    dates = Dates(filing.event or today, today, today)
    try:
        standing = ready.texts.stand(facts, dates)
        if standing.unsettled is not None:
            found = standing.unsettled
            return refuse("unsettled", both(found.message, found.chinese or found.message), ready.basis)
        still = tuple(dict.fromkeys(field.name for field in owed(ready, facts, standing)))
        interview = ready.interview(dates)
        following = progress(interview, facts).next if isinstance(interview, Interview) else None
    except (CountError, Exhausted, RecursionError):
        return refuse("misread", both("they ask for more than can be worked out here", "计算量过大"))
    shown = tuple(
        Shown(name, fact.state.value, filing.answers[name], "answer") for name, fact in facts.items()
    )
    return Offered(
        ready.id,
        facts=shown,
        next=following if following in still else next(iter(still), None),
        open=still,
        decided=standing.decided,
        outcome=standing.norms if standing.decided else (),
    )
