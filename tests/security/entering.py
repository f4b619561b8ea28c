"""Accounts of tests, and the way in: a link, a password, an app with codes."""

from __future__ import annotations

import re
from typing import Final

import msgspec
import pyotp

from askonce.registers.refusal import Refusal
from askonce.web.identity.accounts import keep_proofs, proofs_of
from askonce.web.identity.administering import Keeper
from askonce.web.sessions import Account
from tests.security.browsing import Browsing
from tests.security.served import Served

PASSWORD: Final = "seven lanterns over the bridge"  # noqa: S105 - of accounts that tests make
_LETTERS: Final = re.compile(r'class="code-letters">([A-Z2-7 ]+)<')
_CODES: Final = re.compile(r"<li><code>([a-z0-9-]+)</code></li>")


def link_for(house: Served, account: Account) -> str:
    """The link of a new account."""
    made = house.house.database.write(
        lambda journal: Keeper(journal, house.house, "admin:root").make(account)
    ).result()
    assert not isinstance(made, Refusal), made
    return f"/sign-in/link/{made}"


def letters(page: str) -> str:
    """The secret that a page offers to an app."""
    found = _LETTERS.search(page)
    assert found is not None, page
    return found[1].replace(" ", "")


def codes(page: str) -> list[str]:
    """The codes for paper on a page."""
    return _CODES.findall(page)


class Owner:
    """The owner of an account, who has come in by a link; with `app` they have an app with codes."""

    def __init__(self, house: Served, account: Account, *, app: bool = True) -> None:
        self.house, self.account = house, account
        self.secret, self.codes = "", []
        self.browser = Browsing(house)
        link = link_for(house, account)
        self.browser.get(link)
        self.browser.post(link)
        self.browser.post("/sign-in/password", password=PASSWORD, again=PASSWORD)
        if app:
            self.secret = letters(self.browser.page.text)
            page = self.browser.post("/sign-in/set-up", code=self.code())
            self.codes = codes(page.text)

    def code(self) -> str:
        """The code that the app shows now."""
        return pyotp.TOTP(self.secret).now()

    def forget_last_step(self) -> None:
        """Let half a minute have passed, so that the code of now is a new one."""
        self.house.house.database.write(
            lambda journal: keep_proofs(
                journal, self.account, msgspec.structs.replace(proofs_of(journal, self.account), step=0)
            )
        ).result()

    def enters(self, browser: Browsing | None = None, password: str = PASSWORD, then: str = "") -> Browsing:
        """Sign in anew, in another browser."""
        found = browser or Browsing(self.house)
        found.get("/sign-in")
        found.post("/sign-in", name=self.account.id, password=password, then=then)
        if self.secret:
            self.forget_last_step()
            found.post("/sign-in/code", code=self.code())
        return found
