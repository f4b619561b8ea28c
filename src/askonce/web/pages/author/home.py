"""The first page of the rules: the pack in force, what its check finds, the draft of whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from askonce.assembly.example_draft import example_draft
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import said
from askonce.registers.refusal import Refusal
from askonce.web.pages.author.packs import AUTHORS, draft_of, in_force, today
from askonce.web.pages.author.work import wait, workshop_of
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit

_KIND: Final = "pack"
_MOST_ENTRIES: Final = 1000
#: The kinds that are counted, in the order in which one comes to know a pack, with the page that lists them.
KINDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("service", mark("services"), "everyone.services"),
    ("life_event", mark("life events"), "everyone.life_events"),
    ("norm", mark("norms"), "author.norms"),
    ("parameter", mark("rates"), ""),
    ("law", mark("laws"), "author.laws"),
    ("register", mark("registers"), "author.registers"),
    ("concept", mark("data"), ""),
    ("purpose", mark("purposes"), ""),
    ("office", mark("offices"), "author.offices"),
    ("report", mark("reports"), ""),
    ("duty", mark("duties"), ""),
)


class Adopted(msgspec.Struct, frozen=True):
    """When a version was put in force, by whom, and the number of the entry in the ledger that says so."""

    at: datetime
    by: str
    number: int


async def home(visit: Visit) -> Result:
    """The pack in force, and the way to the draft."""
    running = visit.running
    manifest = next(iter(running.bound.get("manifest", {}).values()))
    edition = await in_force(visit)
    draft = await draft_of(visit)
    return Page(
        "author/home.html",
        {
            "pack": said(manifest.title, manifest.id),
            "about": said(manifest.about) if manifest.about is not None else None,
            "version": running.version,
            "adopted": await visit.read(lambda journal: adopted(journal, running.version)),
            "kinds": [
                (len(running.bound.get(kind, {})), words, page)
                for kind, words, page in KINDS
                if running.bound.get(kind)
            ],
            "counts_in": await _counts(visit, edition.digest, edition.archive),
            "draft": draft,
            "draft_counts": await _counts(visit, draft.digest, draft.archive) if draft is not None else None,
            "may": visit.kind in AUTHORS,
            "example": await has_example(visit),
        },
    )


async def _counts(visit: Visit, digest: str, archive: bytes) -> Mapping[str, int] | None:
    """How many findings an edition has; none while they are being counted."""
    errand = workshop_of(visit.house).inspected(digest, archive, today(visit))
    if isinstance(errand, Refusal):
        return None
    await wait(errand)
    counts: Mapping[str, int] | None = errand.found.counts if errand.ended else None
    return counts


async def has_example(visit: Visit) -> bool:
    """Whether an author may begin with a draft that is made for them: in a demonstration of the pack that it was made for."""
    if not visit.service.cast or visit.kind not in AUTHORS:
        return False
    edition = await in_force(visit)
    errand = workshop_of(visit.house).begin(
        f"example/{edition.digest}", lambda _: example_draft(edition.archive)
    )
    if isinstance(errand, Refusal):
        return False
    await wait(errand)
    return errand.ended and errand.found is not None


def adopted(journal: Journal, version: str) -> Adopted | None:
    """The entry by which a version came in force last; none where it is not open."""
    found: Adopted | None = None
    after = -1
    while True:
        openings = journal.openings(kind=_KIND, after=after, limit=_MOST_ENTRIES)
        for one in openings:
            after = one.number
            entry = one.entry
            if entry is not None and entry.what.get("version") == version:
                found = Adopted(entry.at, entry.actor, one.number)
        if len(openings) < _MOST_ENTRIES:
            return found
