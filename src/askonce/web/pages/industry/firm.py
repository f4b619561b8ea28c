"""A firm's own pages: its profile out of registers, to be called right, and its offers and needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec

from askonce.apps.economy.concepts import PRODUCT, PROFILE_CONFIRMED
from askonce.apps.economy.entries import CHANGES, ENDS, PROFILE, SERVICES, Kind, fields_of, shown
from askonce.apps.economy.sight import Viewer
from askonce.apps.economy.visits import Firm
from askonce.assembly.markets.own import Datum, OwnEntry, OwnFirms, OwnProfile
from askonce.cases.bounds import is_id
from askonce.cases.journal import Journal
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_known
from askonce.registers.refusal import Refusal
from askonce.web.addressing import in_address
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.industry.entry import answers_of, lines_of, sent
from askonce.web.pages.industry.market import any_market, look
from askonce.web.pages.industry.sides import SAID, Side, sides_in
from askonce.web.problem import refused

T = TypeVar("T")
HOME: Final = "/firm"
#: So many matches stand on the page of a firm, the rest behind a link.
_MOST_SIDES: Final = 5
#: The words of addresses for what a firm makes and needs.
KIND_OF: Final[dict[str, Kind]] = {"offers": "offer", "needs": "need"}
WORD_OF: Final = {kind: word for word, kind in KIND_OF.items()}


class Listed(msgspec.Struct, frozen=True):
    """An entry in a list: what it is called, when it was confirmed, what may be done with it."""

    word: str
    title: str
    confirmed: date | None
    stale: bool
    published: bool


def firms_of(visit: Visit) -> OwnFirms:
    """The firms of the house."""
    return OwnFirms(visit.house)


async def with_firm(visit: Visit, job: Callable[[Journal, str], T]) -> T | Refusal:
    """Do something for the firm of the address, where who asks may act for it; else there is no such firm."""
    firm = visit.path["firm"]

    def checked(journal: Journal) -> T | Refusal:
        if not is_id(firm) or not firms_of(visit).may_act(journal, visit.who, firm):
            return refused("no-such-thing")
        return job(journal, firm)

    return await visit.write(checked)


async def choose(visit: Visit) -> Result:
    """For which firm: those for which one has filed before, or another by its number."""
    firms = firms_of(visit)

    def job(journal: Journal) -> tuple[Firm, ...]:
        return firms.names(journal, firms.known(journal, visit.who))

    return Page("industry/firms.html", {"firms": await visit.read(job), "typed": ""})


async def chosen(visit: Visit) -> Result:
    """On to the firm of a number; one for which who asks may not act looks like one that is not there."""
    typed, firms = visit.form.one("firm"), firms_of(visit)

    def job(journal: Journal) -> tuple[bool, tuple[Firm, ...]]:
        may = is_id(typed) and firms.may_act(journal, visit.who, typed)
        return may, () if may else firms.names(journal, firms.known(journal, visit.who))

    may, known = await visit.write(job)
    if may:
        return Redirect(f"{HOME}/{quote(typed, safe='')}")
    errors = Errors()
    errors.add("firm", visit.say("You may not act for a firm of this number, or there is none"))
    return Page("industry/firms.html", {"firms": known, "typed": typed[:200], "errors": errors}, 422)


async def firm(visit: Visit) -> Result:
    """The profile of a firm with its offers and needs."""
    return await _page(visit, {}, Errors())


async def confirm(visit: Visit) -> Result:
    """Call the profile right, with what registers cannot know."""
    firms, errors = firms_of(visit), Errors()
    ready = firms.ready(PROFILE)
    if ready is None:
        return refused("no-such-thing")
    fields = fields_of(ready)
    said = sent(fields, visit.form)
    answers = answers_of(visit, fields, said, errors)
    if errors:
        return await _page(visit, said, errors)

    def job(journal: Journal) -> str | Refusal:
        name = visit.path["firm"]
        if not is_id(name) or not firms.may_act(journal, visit.who, name):
            return refused("no-such-thing")
        done = firms.confirm(journal, visit.who, name, PROFILE, answers)
        return done if isinstance(done, Refusal) else here(visit)

    return await visit.once(job, "industry.profile_confirmed")


async def _page(visit: Visit, said: dict[str, str], errors: Errors) -> Result:
    firms = firms_of(visit)

    def job(journal: Journal, name: str) -> tuple[OwnProfile, dict[str, tuple[OwnEntry, ...]]]:
        entries = {word: firms.entries(journal, name, kind) for word, kind in KIND_OF.items()}
        return firms.profile(journal, name), entries

    found = await with_firm(visit, job)
    if isinstance(found, Refusal):
        return found
    profile, entries = found
    sides = await _sides(visit, profile.firm)
    ready = firms.ready(PROFILE)
    values: dict[str, Any] = {
        "profile": profile,
        "sides": sides[:_MOST_SIDES],
        "more": max(0, len(sides) - _MOST_SIDES),
        "said": SAID,
        "data": [(one, words_of(visit, one)) for one in profile.data if one.concept != PROFILE_CONFIRMED],
        "entries": {word: [listed(visit, one) for one in some] for word, some in entries.items()},
        "lines": lines_of(fields_of(ready), said) if ready is not None else (),
        "may": {
            kind: (
                kind in CHANGES and firms.ready(CHANGES[kind]) is not None,
                kind in ENDS and firms.ready(ENDS[kind]) is not None,
            )
            for kind in WORD_OF
        },
        "confirms": ready is not None,
        "errors": errors,
    }
    return Page("industry/firm.html", values, 422 if errors else 200)


async def _sides(visit: Visit, name: str) -> tuple[Side, ...]:
    """The matches of a firm for which the visitor may act; none where the pack has no market."""
    market = any_market(visit)
    if isinstance(market, Refusal):
        return ()

    def job(journal: Journal) -> tuple[Side, ...]:
        seen = look(visit, journal, market, Viewer(firms=frozenset({name})))
        return () if isinstance(seen, Refusal) else sides_in(visit, journal, seen, name)

    return await visit.read(job)


def here(visit: Visit) -> str:
    """The page of the firm of the address."""
    return f"{HOME}/{quote(visit.path['firm'], safe='')}"


def words_of(visit: Visit, datum: Datum) -> str:
    """What a datum of a profile says, in words."""
    return visit.words(say_known(datum.value, _labels(visit, datum)))


def _labels(visit: Visit, datum: Datum) -> dict[str, dict[str, str]]:
    if not isinstance(datum.value, str):
        return {}
    titles = Titles(visit.running.bound)
    known = visit.running.bound.get("concept", {}).get(datum.concept)
    is_choice = known is not None and "|" in str(known.type or "")
    return {
        f'"{datum.value}"': titles.word(datum.value) if is_choice else {"en": datum.value, "zh": datum.value}
    }


def listed(visit: Visit, entry: OwnEntry) -> Listed:
    """An entry as a list shows it."""
    ready = firms_of(visit).ready(SERVICES[entry.kind])
    fields = fields_of(ready) if ready is not None else ()
    product = next((one for one in fields if one.concept == PRODUCT and one.name in entry.answers), None)
    title = shown(product, entry.answers[product.name]) if product is not None else entry.id
    return Listed(in_address(entry.id), title, entry.confirmed, entry.stale, entry.published)
