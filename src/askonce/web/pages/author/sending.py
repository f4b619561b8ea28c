"""Brings a draft: a ZIP that an author sends, or an example to look at; and forgets it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from askonce.assembly import drafts
from askonce.assembly.drafts import MOST_SENT, Fault, read_zip
from askonce.assembly.example_draft import example_draft
from askonce.cases.journal import Journal
from askonce.web.pages.author.home import has_example
from askonce.web.pages.author.packs import draft_of, in_force, nothing
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit

FIELD: Final = "pack"
#: The form weighs what its file weighs, and its words.
MOST_FORM: Final = MOST_SENT + 100_000
_FINDINGS: Final = "/pack/findings?of=draft"
_MEGABYTE: Final = 1_000_000
#: Why a ZIP is not taken, by `assembly.drafts.Why`; with the file where there is one.
FAULTS: Final[Mapping[str, str]] = {
    "too-large": mark("The file is larger than %(most)s MB. Leave out what is no part of the pack"),
    "no-zip": mark("The file is no ZIP, or it is broken. Pack the folder of the pack again"),
    "locked": mark("“%(name)s” is locked with a password. Pack the folder without one"),
    "too-many": mark("The ZIP holds too many files for a pack"),
    "too-much": mark("“%(name)s” holds more than a file of a pack may, or the ZIP does as a whole"),
    "leads-out": mark(
        "“%(name)s” leads out of the folder of the pack. Pack the folder again, from inside it"
    ),
    "link": mark("“%(name)s” is a link. Put the file itself into the pack"),
    "bad-name": mark("“%(name)s” cannot be the name of a file here, or stands there twice"),
    "empty": mark("The ZIP holds no file of a pack: a pack is made of YAML, CSV, XLSX and Markdown"),
    "unfit": mark("The files cannot be carried as a pack: %(told)s"),
}


async def draft(visit: Visit) -> Result:
    """Where one brings a draft."""
    return await _page(visit)


async def _page(visit: Visit, errors: Errors | None = None) -> Page:
    values = {
        "draft": await draft_of(visit),
        "example": await has_example(visit),
        "most": MOST_SENT // _MEGABYTE,
        "errors": errors or Errors(),
    }
    return Page("author/draft.html", values, 422 if errors else 200)


async def send(visit: Visit) -> Result:
    """Take a ZIP as the author's draft, in place of the one before."""
    errors = Errors()
    sent = visit.form.file(FIELD)
    if sent is None:
        errors.add(FIELD, visit.say(mark("Choose a ZIP file of a pack")))
        return await _page(visit, errors)
    found = await visit.aside(partial(read_zip, sent.body))
    if isinstance(found, Fault):
        said = visit.say(FAULTS[found.why], name=found.name, told=found.told, most=MOST_SENT // _MEGABYTE)
        errors.add(FIELD, said)
        return await _page(visit, errors)
    await visit.write(partial(_keep, visit, found, sent.name))
    return Redirect(_FINDINGS, "author-draft")


async def example(visit: Visit) -> Result:
    """Take the pack in force with three changes as the author's draft."""
    edition = await in_force(visit)
    found = await visit.aside(partial(example_draft, edition.archive))
    if found is None:
        return nothing()
    await visit.write(partial(_keep, visit, found, visit.say(mark("An example"))))
    return Redirect(_FINDINGS, "author-draft")


def _keep(visit: Visit, archive: bytes, name: str, journal: Journal) -> None:
    drafts.keep(journal, visit.caller, archive, name)


async def forget(visit: Visit) -> Result:
    """Forget the author's draft."""
    await visit.write(lambda journal: drafts.drop(journal, visit.caller))
    return Redirect("/pack", "author-forgotten")
