"""The public ledger: what it is, its signed head, how many entries are withheld, and verifying all of it with one press."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

import msgspec

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.ledger.hashing import algorithm
from askonce.ledger.head import read as read_head
from askonce.ledger.proving import prove_consistency, why_not_consistent
from askonce.ledger.verify import Verified, verify
from askonce.ledger.view import count_withheld
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.measured.errands import Errand, errands_of, wait
from askonce.web.problem import refused

_VERIFYING: Final = "verify"
_WITHHELD: Final = "withheld"
_WITHHELD_SECONDS: Final = 3600
_MOST_HEAD: Final = 5_000
#: What can be wrong with a ledger, and by what it shows (`ledger.recomputing.Break`).
HOW: Final[Mapping[str, str]] = {
    "changed": mark("it was changed"),
    "removed": mark("it was removed"),
    "doubled": mark("it stands there twice"),
    "reordered": mark("it was moved"),
    "added": mark("it was added"),
}
BY: Final[Mapping[str, str]] = {
    "number": mark("its number shows it"),
    "opening": mark("what it says shows it"),
    "leaf": mark("its leaf shows it"),
    "node": mark("a node above it shows it"),
    "index": mark("where it is found shows it"),
    "head": mark("the head shows it"),
}


class Outcome(msgspec.Struct, frozen=True):
    """What verifying found: the head of what was verified, signed, and how long it took."""

    found: Verified
    head: str
    at: datetime
    seconds: float


class Withheld(msgspec.Struct, frozen=True):
    """How many entries about people were withheld from them, and when that was counted."""

    count: int
    at: datetime


async def ledger(visit: Visit) -> Result:
    """What the ledger is, and where it stands."""
    return await _page(visit, Errors())


async def _page(visit: Visit, errors: Errors, checked: str = "", status: int = 200) -> Page:
    house = visit.house
    size, head = await visit.read(lambda journal: (journal.size(), house.head(journal)))
    known = errands_of(house).peek(_VERIFYING)
    heads = house.settings.heads
    values: dict[str, Any] = {
        "size": size,
        "head": head,
        "key": house.key_text,
        "hash": house.hash_name,
        "signature": house.signer.algorithm,
        "kept_outside": heads is not None,
        "heads": heads,
        "withheld": await withheld(visit),
        "verified": known.found if known is not None else None,
        "running": known is not None and not known.ended,
        "checked": checked,
        "pasted": visit.form.one("head"),
        "errors": errors,
    }
    return Page("measured/ledger.html", values, status)


async def withheld(visit: Visit) -> Withheld | None:
    """How many entries are withheld, counted at most once an hour; none while it is being counted."""
    house, errands = visit.house, errands_of(visit.house)
    known = errands.peek(_WITHHELD)
    now = house.clocks.now()
    if known is None or (known.ended and (now - known.since).total_seconds() > _WITHHELD_SECONDS):
        known = errands.begin(_WITHHELD, now, partial(_count, house))
        await wait(known)
    return known.found  # type: ignore[no-any-return]


def _count(house: House, errand: Errand) -> Withheld:
    def job(journal: Journal) -> int:
        return count_withheld(journal, house.local_day(journal.now), house.disclosure, house.zone)

    return Withheld(house.database.read(job), errand.since)


async def begin(visit: Visit) -> Result:
    """Verify the whole ledger; what two ask for at once is done once."""
    house = visit.house
    errand = errands_of(house).begin(_VERIFYING, house.clocks.now(), partial(_verify, house))
    await wait(errand)
    return Redirect("/ledger/verification")


def _verify(house: House, errand: Errand) -> Outcome:
    began = time.monotonic()

    def job(journal: Journal) -> tuple[Verified, str]:
        head = house.head(journal)
        found = verify(
            journal, [read_head(head).head], algorithm=algorithm(house.hash_name), progress=errand.progress
        )
        return found, head

    found, head = house.database.read(job)
    return Outcome(found, head, errand.since, time.monotonic() - began)


async def verification(visit: Visit) -> Result:
    """How far verifying has come, or what it found."""
    errand = errands_of(visit.house).peek(_VERIFYING)
    if errand is None:
        return Redirect("/ledger")
    if errand.failed:
        return refused("busy")
    if not errand.ended:
        return Page("measured/waiting.html", {"errand": errand, "what": "ledger"}, block="state")
    if visit.partial:
        return Redirect("/ledger/verification")
    outcome: Outcome = errand.found
    values = {"outcome": outcome, "root": outcome.found.root.hex(), "how": HOW, "by": BY}
    return Page("measured/verified.html", values)


async def compare(visit: Visit) -> Result:
    """Hold a head that somebody kept against the ledger as it stands."""
    house, text, errors = visit.house, visit.form.one("head"), Errors()
    pasted = text.replace("\r\n", "\n").strip("\n") + "\n"
    if not text.strip() or len(text) > _MOST_HEAD:
        errors.add("head", visit.say("Paste the whole text of a head that you kept"))
        return await _page(visit, errors, status=422)

    def job(journal: Journal) -> str | None:
        proof = prove_consistency(journal, pasted, house.head(journal))
        return why_not_consistent(proof, house.signer)

    found = await visit.read(partial(_tried, job))
    if isinstance(found, Refusal):
        errors.add("head", visit.say("This is no head of this ledger, or one that is larger than it"))
        return await _page(visit, errors, status=422)
    return await _page(visit, errors, "no" if found else "yes")


def _tried(job: Any, journal: Journal) -> str | Refusal | None:
    try:
        return job(journal)  # type: ignore[no-any-return]
    except ValueError:
        return Refusal("misfit", {})
