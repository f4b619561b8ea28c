"""The steps of a sign-in after its first: a link that was sent, a new password, a code, an app that is set up."""

from __future__ import annotations

import math

import msgspec

from askonce.adapters.identity import codes, passwords
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.identity.accounts import account_of_link, proofs_of, use_link
from askonce.web.identity.enrolling import (
    CODES,
    offer_secret,
    offered_secret,
    set_password,
    show,
    take_app,
)
from askonce.web.identity.opening import bound_to
from askonce.web.identity.proving import Tried, try_code, with_password
from askonce.web.identity.steps import Step, drop_step, next_after_password, step_at
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.identity.shared import (
    STEPS,
    fault_of_new,
    go_on,
    let_in,
    new_password,
    place_of,
    step_on,
)
from askonce.web.pages.identity.signing import say_wait
from askonce.web.problem import refused
from askonce.web.sessions import Account

_SVG = b"image/svg+xml"
_START = Redirect("/sign-in", "sign-in-over")


async def _at(visit: Visit, step: str) -> tuple[Step, Account] | None:
    """The half sign-in of this browser, where it stands at a step."""
    found = await visit.read(lambda journal: step_at(journal, visit.bound_to))
    return found if found is not None and found[0].next == step else None


async def link_page(visit: Visit) -> Result:
    """Whose link this is; it holds until its button is pressed, so that a program that looks at links uses none up."""
    account = await visit.read(lambda journal: account_of_link(journal, visit.path["code"]))
    return Page("identity/link.html", {"account": account}, 200 if account is not None else 404)


async def use(visit: Visit) -> Result:
    """Let the owner of a link in, once, to choose a password."""

    def job(journal: Journal) -> str | None:
        account = use_link(journal, visit.path["code"])
        if account is None:
            return None
        return step_on(journal, visit, Step(account.word, "link", "password", ""))

    to = await visit.write(job)
    return Redirect(to) if to is not None else Page("identity/link.html", {"account": None}, 404)


async def password_page(visit: Visit) -> Result:
    """Choose a password."""
    found = await _at(visit, "password")
    return _START if found is None else Page("identity/new_password.html", {"account": found[1]})


async def choose_password(visit: Visit) -> Result:
    """Keep the password that was chosen, and go on to the second factor where one is wanted."""
    found = await _at(visit, "password")
    if found is None:
        return _START
    step, account = found
    field, message = fault_of_new(visit, account)
    if field:
        errors = Errors()
        errors.add(field, message)
        return Page("identity/new_password.html", {"account": account, "errors": errors}, 422)
    hashed = await with_password(lambda: passwords.hashed(new_password(visit)))
    settings = visit.house.settings.sessions

    def on(journal: Journal) -> tuple[str, str] | Redirect:
        if step_at(journal, visit.bound_to) != found:
            return _START
        set_password(journal, account, hashed)
        following = next_after_password(account, proofs_of(journal, account), settings)
        if following == "done":
            return "", let_in(journal, visit, account, step.how)
        return step_on(journal, visit, msgspec.structs.replace(step, next=following)), ""

    done = await visit.write(on)
    if isinstance(done, Redirect):
        return done
    to, token = done
    return go_on(visit, token, account.kind, step.how, step.then) if token else Redirect(to)


async def code_page(visit: Visit) -> Result:
    """Show the second factor."""
    found = await _at(visit, "code")
    return _START if found is None else await _code_page(visit, found[1], Errors())


async def _code_page(visit: Visit, account: Account, errors: Errors, status: int = 200) -> Page:
    proofs = await visit.read(lambda journal: proofs_of(journal, account))
    values = {
        "errors": errors,
        "app": bool(proofs.totp),
        "passkeys": bool(proofs.passkeys) and place_of(visit.service) is not None,
        "then": "",
    }
    return Page("identity/code.html", values, status)


async def check_code(visit: Visit) -> Result:
    """Let somebody in who has shown a code beside the password."""
    found = await _at(visit, "code")
    if found is None:
        return _START
    step, account = found
    code = visit.form.one("code")[:100]

    def job(journal: Journal) -> Tried | str | Redirect:
        if step_at(journal, visit.bound_to) != found:
            return _START
        tried = try_code(journal, visit.house, account, code)
        return tried if tried.account is None else let_in(journal, visit, account, "password and code")

    done = await visit.write(job)
    if isinstance(done, Redirect):
        return done
    if isinstance(done, str):
        return go_on(visit, done, account.kind, "password and code", step.then)
    seconds = math.ceil(done.wait.total_seconds())
    if not seconds:
        return await _code_page(visit, account, misfit(visit), 422)
    errors = Errors()
    errors.add("code", say_wait(visit, seconds))
    return await _code_page(visit, account, errors, 429)


async def set_up_page(visit: Visit) -> Result:
    """Set up an app, which this kind of account needs."""
    found = await _at(visit, "enrol")
    if found is None:
        return _START
    return await offer(visit, found[1], STEPS["enrol"], "/sign-in/picture.svg", Errors())


async def offer(
    visit: Visit, account: Account, action: str, picture: str, errors: Errors, status: int = 200
) -> Page:
    """The page that offers an app a secret, as a picture and as letters."""
    secret = await visit.write(lambda journal: offer_secret(journal, visit.house, account, visit.bound_to))
    values = {"errors": errors, "secret": spaced(secret), "action": action, "picture": picture}
    return Page("identity/set_up.html", values, status)


def misfit(visit: Visit) -> Errors:
    """That a code does not fit."""
    errors = Errors()
    errors.add("code", visit.say("This code does not fit. Take the one that shows now"))
    return errors


async def set_up(visit: Visit) -> Result:
    """Keep the app that showed a right code, let its owner in, and show the codes for when it is lost."""
    found = await _at(visit, "enrol")
    if found is None:
        return _START
    step, account = found
    code = visit.form.one("code")[:100]

    def job(journal: Journal) -> str | Redirect | None:
        if step_at(journal, visit.bound_to) != found:
            return _START
        made = take_app(journal, visit.house, account, visit.bound_to, code)
        if made is None:
            return None
        drop_step(journal, visit.bound_to)
        token = let_in(journal, visit, account, "password and code")
        show(journal, visit.house, bound_to(token), CODES, made)
        return token

    done = await visit.write(job)
    if isinstance(done, Redirect):
        return done
    if done is None:
        return await offer(visit, account, STEPS["enrol"], "/sign-in/picture.svg", misfit(visit), 422)
    return go_on(visit, done, account.kind, step.how, "/me/security/codes")


async def picture(visit: Visit) -> Answer | Refusal:
    """The QR code of the app that is being set up in this browser."""
    found = await _at(visit, "enrol")
    if found is None:
        return refused("no-such-thing")
    account = found[1]
    return await picture_of(visit, account)


async def picture_of(visit: Visit, account: Account) -> Answer | Refusal:
    """The QR code of what an app is offered in this browser."""
    secret = await visit.read(lambda journal: offered_secret(journal, visit.house, account, visit.bound_to))
    if secret is None:
        return refused("no-such-thing")
    address = codes.address_for(secret, account.id, visit.house.origin)
    return Answer(200, await visit.aside(lambda: codes.picture(address)), media=_SVG)


def spaced(secret: str) -> str:
    """A secret in groups of four, as it is typed where no picture can be read.

    >>> spaced("ABCDEFGH")
    'ABCD EFGH'
    """
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
