"""What an officer does beside a match on the page of its pair: a reminder, a note with a file, the link by which the maker answers."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

import msgspec

from askonce.adapters.uploads.checking import Clean
from askonce.apps.economy.visits import Link
from askonce.assembly.markets.agreeing import Agreeing
from askonce.assembly.markets.diary import LONGEST, Diary, Entered, Reminder
from askonce.assembly.markets.following import Followed
from askonce.cases.files import FileNote
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.addressing import from_address
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.links import link_values, new_code
from askonce.web.pages.industry.market import Seen, look, office_market
from askonce.web.pages.questions.files import cleaned, file_answer
from askonce.web.pages.questions.reading import sentence
from askonce.web.problem import refused
from askonce.web.service import now

_ID_BYTES: Final = 16
#: No reminder further ahead than this many days: by then the match has ended.
_FURTHEST: Final = 730

#: Shows the page of the pair again, with what is wrong and what was sent.
Again = Callable[[Visit, Errors, dict[str, str]], Awaitable[Result]]


class Beside(msgspec.Struct, frozen=True):
    """What stands beside a match: the notes on it, the officer's reminder, and whether they may send the maker a link."""

    notes: tuple[Entered, ...] = ()
    reminder: Reminder | None = None
    may_link: bool = False


def beside(visit: Visit, journal: Journal, seen: Seen, one: Followed | None) -> Beside:
    """What stands beside a match; nothing beside a pair that nobody follows."""
    if one is None:
        return Beside()
    diary, mine = Diary(visit.house, seen.market.office), one.line.officer == visit.who.id
    return Beside(
        diary.notes(journal, one.line.id),
        diary.reminder(journal, visit.who, one.line.id),
        mine and one.open and not one.itself and not one.interested,
    )


async def remind(visit: Visit, again: Again) -> Result:
    """Keep the day on which to think of the match again, or with none forget it."""
    found, errors = await _followed(visit), Errors()
    if isinstance(found, Refusal):
        return found
    said = {name: visit.form.one(name) for name in ("on", "remember")}
    on = None if visit.form.one("do") == "forget" else _day(visit, said["on"], errors)
    if len(said["remember"]) > LONGEST:
        errors.add("remember", visit.say("Write at most %(most)s characters", most=LONGEST))
    if errors:
        return await again(visit, errors, said)
    seen, one = found
    diary = Diary(visit.house, seen.market.office)

    def job(journal: Journal) -> str | Refusal:
        refusal = diary.remind(journal, visit.who, one.line.id, on, said["remember"])
        return refusal or _here(visit)

    return await visit.once(job, "industry.reminded" if on is not None else "industry.forgotten")


async def note(visit: Visit, again: Again) -> Result:
    """Keep a note on the match, with a file where one was sent."""
    found, errors = await _followed(visit), Errors()
    if isinstance(found, Refusal):
        return found
    words, sent = visit.form.one("note"), visit.form.file("file")
    if not words or len(words) > LONGEST:
        errors.add("note", visit.say("Write the note, in at most %(most)s characters", most=LONGEST))
    clean = await cleaned(visit, sent) if sent is not None else None
    if isinstance(clean, str):
        errors.add("file", clean)
    if errors:
        return await again(visit, errors, {"note": words})
    seen, one = found
    diary, case = Diary(visit.house, seen.market.office), one.line.id
    file, body = None, b""
    if isinstance(clean, Clean):
        file = FileNote(secrets.token_hex(_ID_BYTES), clean.kind, clean.name)
        body = await visit.aside(lambda: diary.sealed_file(case, file, clean.body))

    def job(journal: Journal) -> str | Refusal:
        return diary.write(journal, visit.who, case, words, file, body) or _here(visit)

    done = await visit.once(job, "industry.note_kept")
    if isinstance(done, Refusal):
        errors.add("note", sentence(visit.words(done.reason)))
        return await again(visit, errors, {"note": words})
    return done


async def file(visit: Visit) -> Result:
    """The file of a note."""
    found = await _followed(visit)
    if isinstance(found, Refusal):
        return found
    seen, one = found
    diary = Diary(visit.house, seen.market.office)
    kept = await visit.read(lambda journal: diary.file(journal, one.line.id, visit.path["note"]))
    return file_answer(*kept) if kept is not None else refused("no-such-thing")


async def make_link(visit: Visit, again: Again) -> Result:
    """A link for the maker, shown this once; the one before opens nothing any more."""
    found = await _followed(visit)
    if isinstance(found, Refusal):
        return found
    seen, one = found
    offer = seen.floor.offers.get(one.offer)
    firm = offer.firm if offer is not None else ""
    code, agreeing, office = new_code(), Agreeing(visit.house), seen.market.office

    def job(journal: Journal) -> Link | Refusal:
        return agreeing.make_link(journal, visit.who, office, one, firm, code)

    kept = await visit.write(job)
    if isinstance(kept, Refusal):
        errors = Errors()
        errors.add("link", sentence(visit.words(kept.reason)))
        return await again(visit, errors, {})
    values = link_values(visit, code, seen.firm(firm).name, kept.until, _here(visit))
    return Page("industry/ask_link.html", values)


async def _followed(visit: Visit) -> tuple[Seen, Followed] | Refusal:
    """The market of the officer with the last match of the pair of the address."""
    market = office_market(visit)
    if isinstance(market, Refusal):
        return market
    pair = from_address(visit.path["need"]), from_address(visit.path["offer"])

    def job(journal: Journal) -> tuple[Seen, Followed] | Refusal:
        seen = look(visit, journal, market)
        if isinstance(seen, Refusal):
            return seen
        one = seen.pairs.get(pair)
        return (seen, one) if one is not None else refused("no-such-thing")

    return await visit.read(job)


def _day(visit: Visit, typed: str, errors: Errors) -> date | None:
    today = visit.house.local_day(now())
    try:
        found = date.fromisoformat(typed.strip())
    except ValueError:
        errors.add("on", visit.say("Write the day, such as %(day)s", day=today.isoformat()))
        return None
    if not 0 <= (found - today).days <= _FURTHEST:
        errors.add("on", visit.say("Choose a day from today on, within two years"))
    return found


def _here(visit: Visit) -> str:
    return f"/zone/pair/{visit.path['need']}/{visit.path['offer']}"
