"""Which pack a page speaks of: the one in force, or the draft of whoever looks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec

from askonce.assembly.drafts import Fault, find, folder_archive
from askonce.assembly.inspecting import Inspected
from askonce.assembly.versions import kept_version
from askonce.cases.journal import Journal
from askonce.cases.wording.titles import Titles
from askonce.registers.refusal import Refusal
from askonce.web.call import Kind
from askonce.web.pages.author.work import Errand, wait, workshop_of
from askonce.web.pages.frame.visit import Page, Visit
from askonce.web.problem import refused
from askonce.web.service import now

#: The word of the query that chooses, and what it may say.
OF: Final = "of"
DRAFT, IN_FORCE = "draft", "force"
#: Who works on rules.
AUTHORS: Final[frozenset[Kind]] = frozenset({"officer", "admin"})


class Edition(msgspec.Struct, frozen=True):
    """A version of a pack as a page speaks of it: `name` is what was sent, `until` when it is forgotten.

    A draft from the folder that the settings name is `shared` by all authors.
    """

    digest: str
    archive: bytes
    is_draft: bool = False
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    shared: bool = False

    @property
    def of(self) -> str:
        """The word of the query for it."""
        return DRAFT if self.is_draft else IN_FORCE


class Shelf(msgspec.Struct, frozen=True):
    """The definitions that a page reads from, with what they are called."""

    bound: Mapping[str, Mapping[str, Any]]
    titles: Titles
    is_draft: bool

    @property
    def of(self) -> str:
        """The word of the query for it."""
        return DRAFT if self.is_draft else IN_FORCE


def today(visit: Visit) -> date:
    """The day at this house."""
    return visit.house.local_day(now())


async def draft_of(visit: Visit) -> Edition | None:
    """The draft of an author: the one they sent, or the folder that all share; none for others."""
    if visit.kind not in AUTHORS:
        return None
    found = await visit.read(lambda journal: find(journal, visit.caller))
    if found is not None:
        return Edition(found.digest, found.archive, True, found.name, found.since, found.until)  # noqa: FBT003
    folder = visit.house.settings.pack.draft
    if folder is None:
        return None
    archive = await visit.aside(lambda: folder_archive(folder))
    if isinstance(archive, Fault):
        return None
    digest = hashlib.sha256(archive).hexdigest()
    return Edition(digest, archive, is_draft=True, name=folder.name, shared=True)


async def in_force(visit: Visit) -> Edition:
    """The pack in force."""
    version = visit.running.version

    def kept(journal: Journal) -> bytes | None:
        return kept_version(journal, version)

    archive = await visit.read(kept)
    if archive is None:
        raise TypeError(f"the database runs version {version} and does not keep it")
    return Edition(version, archive)


async def chosen(visit: Visit, *, rather_draft: bool = False) -> Edition:
    """The edition that the query asks for; without a word the draft where that is rather meant and there is one."""
    asked = visit.query.get(OF, "")
    wanted = asked == DRAFT or (rather_draft and asked != IN_FORCE)
    found = await draft_of(visit) if wanted else None
    return found or await in_force(visit)


async def inspected(visit: Visit, edition: Edition) -> Inspected | Page | Refusal:
    """An edition, inspected; a page that waits while that takes longer than a page may."""
    errand = workshop_of(visit.house).inspected(edition.digest, edition.archive, today(visit))
    if isinstance(errand, Refusal):
        return errand
    await wait(errand)
    if not errand.ended:
        return waiting(errand, "check")
    found: Inspected = errand.found
    return found


async def shelf(visit: Visit) -> Shelf | Page | Refusal:
    """The definitions of the edition that the query asks for: those in force are at hand, a draft is inspected first."""
    edition = await chosen(visit)
    if not edition.is_draft:
        return Shelf(visit.running.bound, Titles(visit.running.bound), is_draft=False)
    found = await inspected(visit, edition)
    if not isinstance(found, Inspected):
        return found
    return Shelf(found.bound, Titles(found.bound), is_draft=True)


def waiting(errand: Errand, what: str) -> Page:
    """The page that says how far an errand has come, and loads itself again."""
    return Page("author/waiting.html", {"errand": errand, "what": what})


def no_draft() -> Page:
    """The page that says that there is no draft, and how to bring one."""
    return Page("author/no_draft.html")


def nothing() -> Refusal:
    """There is no such thing in the pack."""
    return refused("no-such-thing")
