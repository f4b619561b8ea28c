"""What people settle for themselves: who may act for them, what may be read with their consent, where they are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from askonce.adapters.sending.addresses import Addresses
from askonce.cases.answer import Unclear, read_answer
from askonce.cases.bounds import LONGEST_ID
from askonce.cases.journal import Journal
from askonce.cases.mandate import Given
from askonce.cases.own import Mandates
from askonce.cases.wording.bilingual import Text
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date
from askonce.feel.types import DATE
from askonce.pack.shapes import IDENTIFIER
from askonce.registers.ask import Ask
from askonce.registers.consent import consents as agrees
from askonce.registers.consent import grant, withdraw
from askonce.registers.pseudonym import CASES, LEDGER
from askonce.registers.refusal import Refusal
from askonce.web.doing.own import is_address
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.resident.affairs import own_of
from askonce.web.problem import refused
from askonce.web.service import now

#: Nobody lets another act for longer than this without saying so again.
MOST_YEARS: Final = 5
_MANDATES, _CONSENTS, _ADDRESS = "/me/mandates", "/me/consents", "/me/address"


class MandateLine(msgspec.Struct, frozen=True):
    """A mandate in words: the number of the other, the service, the last day."""

    other: str
    service: str
    title: Text
    until: Text


class Purpose(msgspec.Struct, frozen=True):
    """A purpose that reads with consent alone: what it is called, its article, whether the person agrees now."""

    id: str
    title: Text
    article: Text
    agrees: bool


async def mandates(visit: Visit) -> Result:
    """Who may act for the person, and for whom the person may."""
    return await _mandates(visit, Errors())


async def give(visit: Visit) -> Result:
    """Let somebody act in a service until a day."""
    agent, service = visit.form.one("agent"), visit.form.one("service")
    errors, today = Errors(), visit.house.local_day(now())
    if len(agent) > LONGEST_ID or IDENTIFIER.fullmatch(agent) is None:
        errors.add("agent", visit.say("Write the number of the person who is to act for you"))
    elif agent == visit.who.id:
        errors.add("agent", visit.say("Write the number of somebody else. You need no mandate for yourself"))
    if service not in _services(visit):
        errors.add("service", visit.say("Choose a service"))
    until = _day(visit, errors, today)
    if errors or until is None:
        return await _mandates(visit, errors)
    return await _settle(visit, agent, service, until, "resident.mandate")


async def end(visit: Visit) -> Result:
    """End a mandate: from now on it holds no longer."""
    return await _settle(
        visit, visit.form.one("agent"), visit.form.one("service"), None, "resident.mandate-ended"
    )


async def _settle(visit: Visit, agent: str, service: str, until: date | None, notice: str) -> Result:
    handling, actor = visit.house.handling, visit.who

    def job(journal: Journal) -> str | Refusal:
        return handling.mandate(journal, actor, agent, service, until) or _MANDATES

    return await visit.once(job, notice)


async def _mandates(visit: Visit, errors: Errors) -> Page:
    own = own_of(visit)
    found: Mandates = await visit.read(lambda journal: own.mandates(journal, visit.who))
    titles, sent = Titles(visit.running.bound), visit.form
    services = [(name, titles.title("service", name)) for name in _services(visit)]
    values: dict[str, Any] = {
        "given": tuple(_line(titles, one) for one in found.given),
        "held": tuple(_line(titles, one) for one in found.held),
        "services": sorted(services, key=lambda one: visit.words(one[1])),
        "by_law": _by_law(visit, titles),
        "sent": {name: sent.one(name) for name in sent.names},
        "errors": errors,
        "years": MOST_YEARS,
    }
    return Page("resident/mandates.html", values, 422 if errors else 200)


def _line(titles: Titles, one: Given) -> MandateLine:
    return MandateLine(one.other, one.service, titles.title("service", one.service), say_date(one.until))


def _services(visit: Visit) -> tuple[str, ...]:
    """The services that persons file for themselves, so that they may let others."""
    return tuple(
        name
        for name, ready in visit.running.types.items()
        if ready.service is not None and (ready.service.filer is None or ready.service.filer.id == "person")
    )


def _by_law(visit: Visit, titles: Titles) -> tuple[Text, ...]:
    """The services in which a relation is enough to act for another."""
    return tuple(
        titles.title("service", name) for name, ready in visit.running.types.items() if ready.representatives
    )


def _day(visit: Visit, errors: Errors, today: date) -> date | None:
    parts = [visit.form.one(f"until-{part}") for part in ("year", "month", "day")]
    if not any(parts):
        errors.add("until", visit.say("Write the last day on which it is to hold"))
        return None
    found = read_answer("-".join(parts), DATE)
    if isinstance(found, Unclear) or not isinstance(found, date):
        errors.add("until", visit.say("There is no such day"))
        return None
    if found < today:
        errors.add("until", visit.say("Choose a day that is not over"))
        return None
    if found.year - today.year > MOST_YEARS:
        errors.add("until", visit.say("Choose a day within %(years)s years", years=MOST_YEARS))
        return None
    return found


async def consents(visit: Visit) -> Result:
    """What may be read only with the consent of the person, and what they have agreed to."""
    house, subject = visit.house, visit.house.keys.of(LEDGER, visit.who.id)
    titles, purposes = Titles(visit.running.bound), house.current.exchange.doors.purposes

    def job(journal: Journal) -> tuple[Purpose, ...]:
        return tuple(
            Purpose(
                name,
                titles.title("purpose", name),
                titles.cite(hatch.basis),
                agrees(journal, subject, name, None),
            )
            for name, hatch in purposes.items()
            if hatch.consent
        )

    return Page("resident/consents.html", {"purposes": await visit.read(job)})


async def agree(visit: Visit) -> Result:
    """Agree to a purpose, or take it back: from the next look on it holds no longer."""
    house, name = visit.house, visit.form.one("purpose")
    hatch = house.current.exchange.doors.purposes.get(name)
    if hatch is None or not hatch.consent:
        return refused("no-such-thing")
    note = grant if visit.form.one("agrees") == "yes" else withdraw
    ask = Ask(name, hatch.basis, None, visit.who)

    def job(journal: Journal) -> str:
        note(journal, house.keys, ask, visit.who.id, "said by the person")
        return _CONSENTS

    return await visit.once(job, "resident.consent")


async def address(visit: Visit) -> Result:
    """The address of mail at which the person is told."""
    return await _address(visit, Errors(), None)


async def be_told(visit: Visit) -> Result:
    """Keep an address, or forget the one there is."""
    mail: str | None = visit.form.one("mail")
    if visit.form.one("forget"):
        mail = None
    elif not is_address(mail or ""):
        errors = Errors()
        errors.add("mail", visit.say("Write an email address, such as lin@county.example"))
        return await _address(visit, errors, mail)
    addresses = Addresses(visit.house.database, visit.house.keys)

    def job(journal: Journal) -> str:
        addresses.put(journal, visit.who.id, mail)
        return _ADDRESS

    return await visit.once(job, "resident.address" if mail is not None else "resident.address-gone")


async def _address(visit: Visit, errors: Errors, sent: str | None) -> Page:
    addresses, name = (
        Addresses(visit.house.database, visit.house.keys),
        visit.house.keys.of(CASES, visit.who.id),
    )
    mail = await visit.aside(lambda: addresses.find(f"person:{name}"))
    values: Mapping[str, Any] = {"mail": mail, "sent": mail if sent is None else sent, "errors": errors}
    return Page("resident/address.html", values, 422 if errors else 200)
