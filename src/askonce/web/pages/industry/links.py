"""Links by which a firm answers without an account: how they are shown to their officer, and what holds for every page behind one."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from askonce.adapters.papers.marks import square_mark
from askonce.apps.economy.visits import Link
from askonce.cases.journal import Journal
from askonce.registers.actor import Actor
from askonce.web.pages.frame.visit import Visit
from askonce.web.sessions import any_account

CONFIRM: Final = "/zone/confirm"
#: The address holds a code: no other page learns it from the browser, and no search engine keeps it.
QUIET: Final = (("referrer-policy", "strict-origin"), ("x-robots-tag", "noindex, nofollow"))
#: 192 bits, drawn by the system.
_CODE_BYTES: Final = 24


def new_code() -> str:
    """A code that nobody guesses."""
    return secrets.token_urlsafe(_CODE_BYTES)


def link_values(visit: Visit, code: str, firm: str, until: datetime | None, back: str) -> dict[str, Any]:
    """What the page that shows a link once needs: address and square mark, for which firm, until when, the page to go back to."""
    address = f"{visit.service.url}{CONFIRM}/{code}"
    picture = f"data:image/svg+xml,{quote(square_mark(address))}"
    return {"address": address, "picture": picture, "firm": firm, "until": until, "back": back}


def officer_of(journal: Journal, link: Link) -> Actor | None:
    """The officer of a link as they are today; none once their account is closed. Who has none here has the roles of then."""
    account = any_account(journal, f"officer:{link.officer}")
    if account is not None and account.closed:
        return None
    roles = account.roles if account is not None else link.roles
    return Actor("officer", link.officer, frozenset(roles))
