"""What the pages of signing in share: where to go then, whose account a session is, how a browser is let in."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from askonce.adapters.identity.passkeys import Place
from askonce.adapters.identity.passwords import LEAST, MOST, Unfit, fault_of
from askonce.adapters.settings.addresses import is_loopback
from askonce.cases.journal import Journal
from askonce.web.identity.opening import open_session
from askonce.web.identity.proving import LOG
from askonce.web.identity.steps import Step, drop_step, keep_step
from askonce.web.pages.frame.cookies import SESSION, Jar
from askonce.web.pages.frame.door import is_local
from askonce.web.pages.frame.visit import Redirect, Visit
from askonce.web.service import Service
from askonce.web.sessions import Account, Session, end_token, find_account

#: Where each kind begins; what stands under it is for this kind alone.
HOMES: Final[Mapping[str, str]] = {
    "person": "/me",
    "officer": "/work",
    "helper": "/counter",
    "admin": "/admin",
}
_OWN: Final = "/me/security"
#: Which page comes next in a sign-in.
STEPS: Final[Mapping[str, str]] = {
    "password": "/sign-in/password",
    "code": "/sign-in/code",
    "enrol": "/sign-in/set-up",
}


def jar_of(service: Service) -> Jar:
    """The cookies of a house: kept from plain HTTP where it is reached over TLS."""
    return Jar(secure=service.url.startswith("https://"))


def place_of(service: Service) -> Place | None:
    """Where passkeys hold; none where browsers allow none: at a bare number, or over plain HTTP to another machine."""
    parts = urlsplit(service.url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if host and (parts.scheme == "https" or is_loopback(host)):
            return Place(f"{parts.scheme}://{parts.netloc}", host)
    return None


def wanted(visit: Visit) -> str:
    """The page that was wanted before signing in, where it is one of this house; else nothing."""
    then = visit.form.one("then") or visit.query.get("then", "")
    return then if is_local(then) else ""


def go_to(then: str, kind: str) -> str:
    """Where somebody goes after signing in: what they wanted, unless it is the place of another kind.

    >>> (
    ...     go_to("/interview/meal", "person"),
    ...     go_to("/work/7", "person"),
    ...     go_to("/me/security", "admin"),
    ...     go_to("", "admin"),
    ... )
    ('/interview/meal', '/me', '/me/security', '/admin')
    """
    home = HOMES.get(kind, "/")
    if not is_local(then) or then.startswith("/sign"):
        return home
    if then.startswith(_OWN):
        return then
    others = (place for other, place in HOMES.items() if other != kind)
    return home if any(then == one or then.startswith((f"{one}/", f"{one}?")) for one in others) else then


def account_of(journal: Journal, session: Session) -> Account | None:
    """The account that a session was begun with; none where it came through a provider or a demonstration."""
    word = session.account or ("" if session.kind == "person" else session.owner)
    return find_account(journal, word) if word else None


def let_in(journal: Journal, visit: Visit, account: Account, how: str) -> str:
    """Begin a session in a browser, in the place of whatever it held; gives its token. Within a write job."""
    drop_step(journal, visit.bound_to)
    if visit.session is not None:
        end_token(journal, visit.session.digest)
    return open_session(journal, visit.house.settings.sessions, account, how, visit.device)


def go_on(visit: Visit, token: str, kind: str, how: str, then: str, notice: str = "") -> Redirect:
    """The answer that gives a browser its session."""
    LOG.info("signed in", extra={"more": {"kind": kind, "how": how}})
    if visit.session is not None:
        visit.service.known.drop(visit.session.digest)
    return Redirect(go_to(then, kind), notice, (jar_of(visit.service).set(SESSION, token),))


async def let_in_now(visit: Visit, account: Account, how: str, then: str) -> Redirect:
    """Begin a session for an account, and go on."""
    token = await visit.write(lambda journal: let_in(journal, visit, account, how))
    return go_on(visit, token, account.kind, how, then)


def step_on(journal: Journal, visit: Visit, step: Step) -> str:
    """Keep where a sign-in stands; gives the page that comes next. Within a write job."""
    keep_step(journal, visit.bound_to, step)
    return STEPS[step.next]


def renewed(visit: Visit, to: str, token: str, notice: str = "") -> Redirect:
    """The answer that gives a browser another token for its session."""
    if visit.session is not None:
        visit.service.known.drop(visit.session.digest)
    return Redirect(to, notice, (jar_of(visit.service).set(SESSION, token),))


def say_unfit(visit: Visit, fault: Unfit) -> str:
    """Why a password may not be chosen, as its field says it."""
    if fault == "short":
        return visit.say("The password needs at least %(least)s characters", least=LEAST)
    if fault == "long":
        return visit.say("The password may have at most %(most)s characters", most=MOST)
    if fault == "name":
        return visit.say("The password is little more than your name. Choose another")
    return visit.say(
        "This password is among the first that others would try. Choose another, such as four random words"
    )


def fault_of_new(visit: Visit, account: Account) -> tuple[str, str]:
    """What is wrong with the new password of a form: the field and the message; nothing where it is right."""
    first, again = visit.form.all("password"), visit.form.all("again")
    password = first[-1] if first else ""
    fault = fault_of(password, account.id, account.name, visit.house.origin)
    if fault is not None:
        return "password", say_unfit(visit, fault)
    if not again or again[-1] != password:
        return "again", visit.say("The two passwords are not the same")
    return "", ""


def new_password(visit: Visit) -> str:
    """The new password of a form, with the spaces that it has."""
    return visit.form.all("password")[-1]
