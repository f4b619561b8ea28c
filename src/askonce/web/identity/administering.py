"""What an admin settles, each act on record: accounts, their roles, their sessions, and looks at mandates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.mandate import MANDATES, Mandate
from askonce.ledger.entry import Entry
from askonce.registers.pseudonym import CASES, LEDGER
from askonce.registers.refusal import Refusal
from askonce.web.identity.accounts import change_account, make_account, make_link, refuse, reset
from askonce.web.sessions import (
    Account,
    Session,
    any_account,
    end_sessions,
    end_token,
    keep_account,
    session_at,
)

#: Who acts where somebody at the machine itself uses the commands.
TERMINAL: Final = "system:terminal"


class Given(msgspec.Struct, frozen=True):
    """A mandate, as it is listed: who gave it, who may act, in which service, and to which last day."""

    giver: str
    agent: str
    service: str
    until: date


class Keeper:
    """Whoever keeps the house, within one write job."""

    def __init__(self, journal: Journal, house: House, actor: str) -> None:
        self._journal = journal
        self._house = house
        self._actor = actor
        oidc = house.settings.oidc
        self._issuer = oidc.issuer if oidc is not None else ""

    def make(self, account: Account) -> Refusal | str:
        """Make an account; gives the code of the link by which its owner comes in first."""
        refusal = make_account(self._journal, account, self._issuer)
        if refusal is not None:
            return refusal
        self._record("account made", account, {"roles": " ".join(account.roles)})
        return make_link(self._journal, account)

    def put(self, account: Account) -> Account:
        """An account for programs and commands, or its roles; one that has roles keeps them where none are named."""
        known = any_account(self._journal, account.word)
        if known is None:
            self._record("account made", account, {"roles": " ".join(account.roles)})
            keep_account(self._journal, account)
            return account
        if account.roles and set(account.roles) != set(known.roles):
            known = msgspec.structs.replace(known, roles=account.roles)
            self.change(known)
        return known

    def link(self, account: Account) -> str:
        """Another link for an account whose owner has nothing to sign in with yet."""
        self._record("link made", account)
        return make_link(self._journal, account)

    def change(self, account: Account) -> Refusal | tuple[str, ...]:
        """Give an account other roles, another name at the provider, or close it or open it again."""
        before = any_account(self._journal, account.word)
        if before is None:
            return refuse("no-such-account")
        ended = change_account(self._journal, account, self._issuer)
        if isinstance(ended, Refusal):
            return ended
        for do, said in _differences(before, account):
            self._record(do, account, said)
        return ended

    def reset(self, account: Account) -> tuple[tuple[str, ...], str]:
        """Take away all that proves an account; gives the digests of the sessions it lost and the code of a link."""
        self._record("account reset", account)
        return reset(self._journal, account)

    def end_all(self, account: Account) -> tuple[str, ...]:
        """End all sessions of an account."""
        self._record("sessions ended", account)
        word = account.word if account.kind == "person" else ""
        return end_sessions(self._journal, account.owner, account=word)

    def end_one(self, key: str) -> str | None:
        """End one session, whoever's; gives its digest, none where there is none any longer."""
        session = session_at(self._journal, key)
        if session is None:
            return None
        self._record("session ended", Account(session.kind, session.id, person=_person_of(session)))
        end_token(self._journal, session.digest)
        return session.digest

    def mandates(self, subject: str) -> tuple[Given, ...]:
        """The mandates that a person gave or holds; whoever is in them reads in the ledger that this was looked at."""
        hidden = self._house.keys.of(CASES, subject)
        found = []
        for key in _mandate_keys(self._journal):
            giver, agent, service = key.split("/", 2)
            if hidden in (giver, agent):
                kept = self._journal.get(MANDATES, key)
                until = msgspec.json.decode(kept or b"{}", type=Mandate).until
                found.append(Given(self._subject(giver), self._subject(agent), service, until))
        for one in sorted({subject, *(one.giver for one in found), *(one.agent for one in found)}):
            self._note("look", {"look": "mandates"}, self._house.keys.of(LEDGER, one))
        return tuple(found)

    def _subject(self, hidden: str) -> str:
        return self._house.keys.subject(CASES, hidden)

    def _record(self, do: str, account: Account, said: Mapping[str, str] | None = None) -> None:
        """An act on an account; a person stands in it under the pseudonym of the ledger, and reads of it."""
        keys, subject = self._house.keys, None
        word = account.word
        if account.kind == "person":
            subject = keys.of(LEDGER, keys.subject(CASES, account.person))
            word = f"person:{subject}"
        self._note("act", {"do": do, "account": word, **(said or {})}, subject)

    def _note(self, kind: str, what: Mapping[str, str], subject: str | None) -> None:
        self._journal.record(
            Entry(kind=kind, at=self._journal.now, actor=self._actor, subject=subject, what=what)
        )


def count_mandates(journal: Journal, today: date) -> dict[str, int]:
    """How many mandates are in force, by service; nobody's name is read for it."""
    counts: dict[str, int] = {}
    for key in _mandate_keys(journal):
        kept = journal.get(MANDATES, key)
        if kept is not None and msgspec.json.decode(kept, type=Mandate).until >= today:
            service = key.split("/", 2)[2]
            counts[service] = counts.get(service, 0) + 1
    return counts


def _mandate_keys(journal: Journal) -> Iterator[str]:
    after = ""
    while page := journal.keys(MANDATES, after=after):
        yield from page
        after = page[-1]


def _differences(before: Account, after: Account) -> Iterator[tuple[str, dict[str, str]]]:
    if set(before.roles) != set(after.roles):
        yield "roles given", {"roles": " ".join(after.roles), "before": " ".join(before.roles)}
    if before.subject != after.subject:
        yield "provider's name changed", {}
    if before.closed != after.closed:
        yield "account closed" if after.closed else "account opened again", {}


def _person_of(session: Session) -> str:
    return session.id if session.kind == "person" else ""


def grant_first(journal: Journal, house: House, account: Account) -> Refusal | str:
    """A link for an account, which is made where it is not there yet: for whoever sits at the machine. A write job."""
    keeper = Keeper(journal, house, TERMINAL)
    known = any_account(journal, account.word)
    if known is None:
        return keeper.make(account)
    if known.closed:
        return refuse("no-such-account")
    return keeper.link(keeper.put(account))
