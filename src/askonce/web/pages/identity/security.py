"""How one signs in, for the owner of an account: password, app, codes on paper, and the sessions that are open."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

import msgspec

from askonce.adapters.identity import passwords
from askonce.cases.journal import Journal
from askonce.web.identity.accounts import Proofs, proofs_of
from askonce.web.identity.enrolling import (
    CODES,
    drop_app,
    hide,
    new_codes,
    set_password,
    show,
    shown,
    take_app,
)
from askonce.web.identity.opening import bound_to, renew
from askonce.web.identity.proving import try_password, with_password
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.identity.shared import account_of, fault_of_new, new_password, renewed
from askonce.web.pages.identity.stepping import misfit, offer, picture_of
from askonce.web.problem import refused
from askonce.web.service import now
from askonce.web.sessions import Account, Session, end_sessions, end_token, sessions_of

HOME: Final = "/me/security"
_APP: Final = f"{HOME}/app"
_PICTURE: Final = f"{HOME}/picture.svg"
#: Whoever changes what proves an account has signed in not longer ago than this.
_FRESH: Final = timedelta(minutes=15)


class Shown(msgspec.Struct, frozen=True):
    """A session as its owner sees it; `own` is the one of this very browser."""

    session: Session
    own: bool


def again(visit: Visit) -> Redirect | None:
    """To the page that signs in, where that was too long ago for what is wanted; none where it was not."""
    session = visit.session
    if session is not None and session.began is not None and now() - session.began < _FRESH:
        return None
    return Redirect(f"/sign-in?then={HOME}", "sign-in-again")


async def own_account(visit: Visit) -> tuple[Session, Account] | Result:
    """The session and the account of whoever comes; a page that says so where there is no account."""
    session = visit.session
    if session is None:
        return refused("no-token")
    if not visit.house.settings.sessions.local:
        return Redirect(HOME)
    account = await visit.read(lambda journal: account_of(journal, session))
    return (session, account) if account is not None else Redirect(HOME)


async def home(visit: Visit) -> Result:
    """How one signs in, at a glance."""
    session = visit.session
    if session is None:
        return refused("no-token")

    def job(journal: Journal) -> tuple[Account | None, Proofs, int]:
        account = account_of(journal, session)
        proofs = proofs_of(journal, account) if account is not None else Proofs()
        return account, proofs, len(sessions_of(journal, session.owner))

    account, proofs, count = await visit.read(job)
    needs = account is not None and account.kind in visit.house.settings.sessions.second_factor
    values = {
        "account": account if visit.house.settings.sessions.local else None,
        "proofs": proofs,
        "sessions": count,
        "session": session,
        "needs_second": needs,
    }
    return Page("identity/security.html", values)


async def password_page(visit: Visit) -> Result:
    """Change one's password."""
    found = await own_account(visit)
    return found if not isinstance(found, tuple) else await _password_page(visit, found[1], Errors())


async def _password_page(visit: Visit, account: Account, errors: Errors, status: int = 200) -> Page:
    proofs = await visit.read(lambda journal: proofs_of(journal, account))
    return Page(
        "identity/password.html", {"errors": errors, "has": bool(proofs.password), "account": account}, status
    )


async def change_password(visit: Visit) -> Result:
    """Keep a new password, and end every other session."""
    found = await own_account(visit)
    if not isinstance(found, tuple):
        return found
    session, account = found
    proofs = await visit.read(lambda journal: proofs_of(journal, account))
    errors = Errors()
    if proofs.password:
        current = visit.form.all("current")
        tried = await try_password(
            visit.service, account.id, current[-1][:1000] if current else "", visit.caller
        )
        if tried.account is None:
            errors.add("current", visit.say("This is not your password, or there were too many tries"))
    elif (stale := again(visit)) is not None:
        return stale
    field, message = fault_of_new(visit, account)
    if field:
        errors.add(field, message)
    if errors:
        return await _password_page(visit, account, errors, 422)
    hashed = await with_password(lambda: passwords.hashed(new_password(visit)))

    def job(journal: Journal) -> tuple[tuple[str, ...], str]:
        set_password(journal, account, hashed)
        ended = end_sessions(journal, session.owner, but=session.digest)
        return ended, renew(journal, session)

    ended, token = await visit.write(job)
    _forget(visit, ended)
    return renewed(visit, HOME, token, "password-changed")


async def app_page(visit: Visit) -> Result:
    """Set up an app that shows codes, or take it away."""
    found, stale = await own_account(visit), again(visit)
    if not isinstance(found, tuple):
        return found
    account = found[1]
    proofs = await visit.read(lambda journal: proofs_of(journal, account))
    if proofs.totp:
        needs = account.kind in visit.house.settings.sessions.second_factor and not proofs.passkeys
        return Page("identity/app.html", {"needed": needs})
    if stale is not None:
        return stale
    return await offer(visit, account, _APP, _PICTURE, Errors())


async def set_up_app(visit: Visit) -> Result:
    """Keep the app that showed a right code."""
    found, stale = await own_account(visit), again(visit)
    if not isinstance(found, tuple):
        return found
    if stale is not None:
        return stale
    session, account = found
    code = visit.form.one("code")[:100]

    def job(journal: Journal) -> str | None:
        made = take_app(journal, visit.house, account, visit.bound_to, code)
        return None if made is None else _with_codes(journal, visit, session, made)

    token = await visit.write(job)
    if token is not None:
        return renewed(visit, f"{HOME}/codes", token)
    return await offer(visit, account, _APP, _PICTURE, misfit(visit), 422)


def _with_codes(journal: Journal, visit: Visit, session: Session, made: tuple[str, ...]) -> str:
    token = renew(journal, session)
    show(journal, visit.house, bound_to(token), CODES, made)
    return token


async def remove_app(visit: Visit) -> Result:
    """Take the app away, where the account does without."""
    found, stale = await own_account(visit), again(visit)
    if not isinstance(found, tuple):
        return found
    if stale is not None:
        return stale
    account = found[1]

    def job(journal: Journal) -> bool:
        needed = account.kind in visit.house.settings.sessions.second_factor
        if needed and not proofs_of(journal, account).passkeys:
            return False
        drop_app(journal, account)
        return True

    return Redirect(HOME, "app-removed") if await visit.write(job) else refused("not-for-you")


async def picture(visit: Visit) -> Result:
    """The QR code of the app that is being set up."""
    found = await own_account(visit)
    return await picture_of(visit, found[1]) if isinstance(found, tuple) else refused("no-such-thing")


async def codes_page(visit: Visit) -> Result:
    """Codes that were made a moment ago, to be written down."""
    made = await visit.read(lambda journal: shown(journal, visit.house, visit.bound_to, CODES))
    return Page("identity/codes.html", {"codes": made}) if made else Redirect(HOME)


async def make_codes(visit: Visit) -> Result:
    """New codes for when the app is lost."""
    found, stale = await own_account(visit), again(visit)
    if not isinstance(found, tuple):
        return found
    if stale is not None:
        return stale
    session, account = found

    def job(journal: Journal) -> str | None:
        if not proofs_of(journal, account).totp:
            return None
        return _with_codes(journal, visit, session, new_codes(journal, account))

    token = await visit.write(job)
    return renewed(visit, f"{HOME}/codes", token) if token is not None else Redirect(HOME)


async def codes_kept(visit: Visit) -> Result:
    """The codes are written down: show them no longer."""
    await visit.write(lambda journal: hide(journal, visit.bound_to, CODES))
    return Redirect(HOME)


async def sessions_page(visit: Visit) -> Result:
    """Where one is signed in."""
    session = visit.session
    if session is None:
        return refused("no-token")
    found = await visit.read(lambda journal: sessions_of(journal, session.owner))
    own = tuple(Shown(one, one.digest == session.digest) for one in found)
    return Page("identity/sessions.html", {"sessions": own})


async def end_session(visit: Visit) -> Result:
    """End one of one's sessions, by its key, or all but this one."""
    session = visit.session
    if session is None:
        return refused("no-token")
    ended = await visit.write(partial(_ended, session=session, which=visit.form.one("session")))
    _forget(visit, ended)
    if session.digest in ended:
        return Redirect("/signed-out")
    return Redirect(f"{HOME}/sessions", "sessions-ended")


def _ended(journal: Journal, session: Session, which: str) -> tuple[str, ...]:
    if which == "others":
        return end_sessions(journal, session.owner, but=session.digest)
    fits = [one.digest for one in sessions_of(journal, session.owner) if one.key == which]
    return tuple(one for one in fits if end_token(journal, one))


def _forget(visit: Visit, digests: tuple[str, ...]) -> None:
    for one in digests:
        visit.service.known.drop(one)
