"""Signing in through the OpenID provider of the house, there and back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import msgspec

from askonce.adapters.identity.provider import ProviderError, Started, Subject
from askonce.adapters.settings.model import Oidc
from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.registers.pseudonym import CASES
from askonce.web import passing
from askonce.web.answer import Answer
from askonce.web.identity.accounts import account_by_subject
from askonce.web.identity.administering import Keeper
from askonce.web.identity.proving import LOG
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.identity.shared import let_in_now, wanted
from askonce.web.pages.identity.signing import page_of
from askonce.web.problem import refused
from askonce.web.sessions import Account, digest_of

_LASTS: Final = timedelta(minutes=10)
_BACK: Final = "/sign-in/answer"
_LONGEST: Final = 200
#: Who gives roles where the provider says them.
_PROVIDER: Final = "system:oidc"


class Begun(msgspec.Struct, frozen=True):
    """A sign-in whose browser is at the provider: as what, in which browser, and which page was wanted."""

    nonce: str
    verifier: str
    side: str
    then: str
    browser: str


async def begin(visit: Visit) -> Result:
    """Send the browser to the provider."""
    provider = visit.service.provider
    if provider is None:
        return refused("no-such-thing")
    state, started = secrets.token_urlsafe(32), Started(secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    side = "person" if visit.query.get("as") == "person" else "staff"
    begun = Begun(started.nonce, started.verifier, side, wanted(visit), digest_of(visit.bound_to))
    try:
        to = await provider.address(_back(visit), state, started, again=visit.session is not None)
    except ProviderError as error:
        return await _failed(visit, error)
    await visit.write(lambda journal: passing.keep(journal, _key(state), msgspec.json.encode(begun), _LASTS))
    return Answer(303, headers=(("location", to),))


async def end(visit: Visit) -> Result:
    """Let somebody in for whom the provider vouches, in the browser that went there."""
    provider, oidc = visit.service.provider, visit.house.settings.oidc
    if provider is None or oidc is None:
        return refused("no-such-thing")
    state = visit.query.get("state", "")
    kept = await visit.write(lambda journal: (passing.take(journal, _key(state)), journal.now))
    begun = msgspec.json.decode(kept[0], type=Begun) if kept[0] is not None else None
    if begun is None or begun.browser != digest_of(visit.bound_to):
        return await _failed(visit, ProviderError("this browser did not begin it, or too long ago"))
    started = Started(begun.nonce, begun.verifier)
    try:
        subject = await provider.subject(visit.query, _back(visit), started, kept[1])
    except ProviderError as error:
        return await _failed(visit, error)
    if begun.side == "person":
        account = _person(visit.house, oidc, subject)
    else:
        account = await visit.write(lambda journal: _staff(journal, visit.house, oidc, subject))
    if account is None:
        LOG.warning("the provider vouches for somebody unknown", extra={"more": {"as": begun.side}})
        return Page("identity/unknown.html", {"subject": subject.subject, "side": begun.side}, 403)
    return await let_in_now(visit, account, "oidc", begun.then)


def _person(house: House, oidc: Oidc, subject: Subject) -> Account | None:
    """The person whom a claim names by the scheme of this house."""
    person = subject.text(oidc.claim_person)
    if not person or len(person) > _LONGEST or not person.isprintable():
        return None
    return Account("person", "", person=house.keys.of(CASES, person))


def _staff(journal: Journal, house: House, oidc: Oidc, subject: Subject) -> Account | None:
    """The account that an admin gave the subject, with the roles that the provider says, where it says them."""
    account = account_by_subject(journal, oidc.issuer, subject.subject)
    if account is None or not oidc.claim_roles or account.kind not in ("officer", "helper"):
        return account
    said = tuple(sorted({one for one in subject.texts(oidc.claim_roles) if is_role(house, one)}))
    if set(said) == set(account.roles):
        return account
    changed = msgspec.structs.replace(account, roles=said)
    Keeper(journal, house, _PROVIDER).change(changed)
    return changed


def is_role(house: House, role: str) -> bool:
    """Whether an office of the pack has a role, `office/role`, or is there, where an office alone is named."""
    offices: Mapping[str, object] = house.current.bound.get("office", {})
    office, slash, one = role.partition("/")
    known = offices.get(office)
    return known is not None and (not slash or one in known.roles)  # type: ignore[attr-defined]


async def _failed(visit: Visit, error: ProviderError) -> Page:
    LOG.warning("a sign-in failed", extra={"more": {"how": "oidc", "why": str(error)}})
    errors = Errors()
    errors.add("provider", visit.say("Signing in there did not work. Try again, or choose another way"))
    return await page_of(visit, errors, 503)


def _back(visit: Visit) -> str:
    return f"{visit.service.url}{_BACK}"


def _key(state: str) -> str:
    return f"oidc/{digest_of(state)}"
