"""What whoever keeps the house sees first: how it is, messages that were given up, and where to settle what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from askonce import VERSION
from askonce.cases.journal import Journal
from askonce.web.identity.administering import count_mandates
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.problem import refused
from askonce.web.sessions import ROOM, all_accounts

#: Figures are counted up to this; a house with more says so.
_MOST: Final = 1000
_PAGE: Final = 50


class Figure(msgspec.Struct, frozen=True):
    """A figure of the house; `more` says that it is at least that."""

    count: int
    more: bool = False


async def home(visit: Visit) -> Result:
    """How the house is."""
    today = visit.house.local_day

    def job(journal: Journal) -> Mapping[str, Figure]:
        accounts = all_accounts(journal, limit=_MOST)
        return {
            "entries": Figure(journal.size()),
            "due": _upto(len(journal.waiting(journal.now, _MOST))),
            "dead": _upto(len(journal.dead(_MOST))),
            "timers": _upto(len(journal.due_timers(journal.now, _MOST))),
            "accounts": _upto(sum(not one.closed for one in accounts)),
            "sessions": _upto(len(journal.keys(ROOM, limit=_MOST))),
            "mandates": Figure(sum(count_mandates(journal, today(journal.now)).values())),
        }

    figures = await visit.read(job)
    values = {"figures": figures, "version": VERSION, "open": visit.service.metrics.open}
    return Page("admin/home.html", values)


def _upto(count: int) -> Figure:
    return Figure(count, more=count == _MOST)


async def messages(visit: Visit) -> Result:
    """Messages that were given up, without what they say."""
    after = visit.query.get("after", "")
    found = await visit.read(lambda journal: journal.dead(_PAGE + 1, after))
    following = found[_PAGE - 1].message.key if len(found) > _PAGE else ""
    return Page("admin/messages.html", {"letters": found[:_PAGE], "after": following})


async def revive(visit: Visit) -> Result:
    """Try a message again."""
    key = visit.form.one("key")
    done = await visit.write(lambda journal: journal.revive(key))
    return Redirect("/admin/messages", "message-revived") if done else refused("no-such-thing")
