"""Forms on paper: for anybody what a service asks, for a person only what registers do not know of them."""

from __future__ import annotations

from askonce.cases.blank import Sheet
from askonce.cases.command import Filing
from askonce.cases.counter import Counter
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.visit import Result, Visit
from askonce.web.pages.papers.paper import form_values, printed, today


async def form(visit: Visit) -> Result:
    """The form of a service, as PDF: that of the one who asks, or of the one with whom a helper sits."""
    counter, service = Counter(visit.house.handling), visit.path["service"]
    found = counter.sheet(service)
    if isinstance(found, Refusal):
        return found
    theirs = await _theirs(visit, counter, service)
    if isinstance(theirs, Sheet):  # a service for a firm has no form of a person
        found = theirs
    ready = visit.running.types[service]
    values = form_values(visit, ready, found, personal=isinstance(theirs, Sheet))
    return await printed("form", values, today(visit), service)


async def _theirs(visit: Visit, counter: Counter, service: str) -> Sheet | Refusal | None:
    """The form for one person, where it is known for whom."""
    if visit.actor is None or visit.kind not in {"person", "helper"}:
        return None
    actor, filing = visit.actor, Filing(service)
    if visit.kind == "helper":
        sitting = await visit.read(lambda journal: counter.sitting(journal, actor))
        if sitting is None:
            return None
        filing = Filing(service, counter.applicant(sitting), channel=sitting.channel, consent=sitting.consent)
    fetched = await visit.service.fetch(actor, [filing])

    def job(journal: Journal) -> Sheet | Refusal:
        return counter.sheet_for(journal, actor, filing, fetched)

    return await visit.write(job)
