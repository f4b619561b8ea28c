"""Passkeys on the pages: what a browser is asked, and what its answer may do."""

from __future__ import annotations

from datetime import date, datetime

from askonce.adapters.identity import passkeys
from askonce.cases.journal import Journal
from askonce.web.answer import Answer
from askonce.web.identity.accounts import proofs_of
from askonce.web.identity.enrolling import add_passkey, drop_passkey, handle_for
from askonce.web.identity.opening import renew
from askonce.web.identity.proving import new_challenge, prove_new, try_passkey
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.identity.security import again, own_account
from askonce.web.pages.identity.shared import let_in_now, place_of, renewed, wanted
from askonce.web.pages.identity.signing import page_of
from askonce.web.problem import refused
from askonce.web.sessions import Account, Session

HERE = "/me/security/passkeys"
_LONGEST = 60


async def ask(visit: Visit) -> Result:
    """What a browser is asked to sign in with; the same for everybody, so that it says nothing of accounts."""
    place = place_of(visit.service)
    if place is None or not visit.house.settings.sessions.local:
        return refused("no-such-thing")
    challenge = await visit.write(new_challenge)
    return Answer(200, await visit.aside(lambda: passkeys.ask_for_any(place, challenge)))


async def sign_in(visit: Visit) -> Result:
    """Let somebody in whose passkey answered."""
    place = place_of(visit.service)
    if place is None:
        return refused("no-such-thing")
    account = await try_passkey(visit.service, place, visit.form.one("credential"))
    if account is None:
        errors = Errors()
        errors.add("passkey", visit.say("This passkey does not open anything here. Choose another way"))
        return await page_of(visit, errors, 422)
    return await let_in_now(visit, account, "passkey", wanted(visit))


async def list_page(visit: Visit) -> Result:
    """One's passkeys."""
    found = await own_account(visit)
    return found if not isinstance(found, tuple) else await _page(visit, found[1], Errors())


async def _page(visit: Visit, account: Account, errors: Errors, status: int = 200) -> Page:
    proofs = await visit.read(lambda journal: proofs_of(journal, account))
    listed = [(one, _day(one.made), _day(one.used)) for one in proofs.passkeys]
    values = {"errors": errors, "passkeys": listed, "possible": place_of(visit.service) is not None}
    return Page("identity/passkeys.html", values, status)


def _day(instant: str) -> date | None:
    """The day of an instant in ISO 8601; none of one that has not come."""
    return datetime.fromisoformat(instant).date() if instant else None


async def ask_new(visit: Visit) -> Result:
    """What a browser is asked to make a passkey with."""
    found, place = await own_account(visit), place_of(visit.service)
    if not isinstance(found, tuple) or place is None or again(visit) is not None:
        return refused("not-for-you")
    account = found[1]

    def job(journal: Journal) -> tuple[bytes, bytes, tuple[passkeys.Passkey, ...]]:
        handle = handle_for(journal, account)
        return new_challenge(journal, account.word), handle, proofs_of(journal, account).passkeys

    challenge, handle, others = await visit.write(job)
    title, name = visit.house.origin, account.name or account.id
    return Answer(
        200,
        await visit.aside(lambda: passkeys.ask_for_new(place, title, name, handle, challenge, others)),
    )


async def add(visit: Visit) -> Result:
    """Keep a passkey that the browser made."""
    found, place = await own_account(visit), place_of(visit.service)
    if not isinstance(found, tuple) or place is None:
        return found if not isinstance(found, tuple) else refused("no-such-thing")
    session, account = found
    stale = again(visit)
    if stale is not None:
        return stale
    name = visit.form.one("name")[:_LONGEST] or visit.say("Passkey")
    made = await prove_new(visit.service, place, account, visit.form.one("credential"), name)
    token = await visit.write(lambda journal: _kept(journal, session, account, made))
    if token is None:
        errors = Errors()
        errors.add("passkey", visit.say("The passkey was not made. Try again"))
        return await _page(visit, account, errors, 422)
    return renewed(visit, HERE, token, "passkey-added")


def _kept(journal: Journal, session: Session, account: Account, made: passkeys.Passkey | None) -> str | None:
    if made is None or not add_passkey(journal, account, made):
        return None
    return renew(journal, session)


async def remove(visit: Visit) -> Result:
    """Take a passkey away."""
    found = await own_account(visit)
    if not isinstance(found, tuple):
        return found
    stale = again(visit)
    if stale is not None:
        return stale
    try:
        passkey = bytes.fromhex(visit.form.one("passkey"))
    except ValueError:
        return refused("no-such-thing")
    account = found[1]
    needed = account.kind in visit.house.settings.sessions.second_factor
    if await visit.write(lambda journal: drop_passkey(journal, account, passkey, keep_one=needed)):
        return Redirect(HERE, "passkey-removed")
    errors = Errors()
    errors.add(
        "passkey", visit.say("Your work needs a second factor. Set up an app first; then this passkey can go")
    )
    return await _page(visit, account, errors, 422)
