"""Signing in with a name and a password, as one of the cast of a demonstration, and signing out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from askonce.adapters.identity.provider import ProviderError
from askonce.cases.journal import Journal
from askonce.web.doing.access import open_for_cast
from askonce.web.identity.accounts import proofs_of
from askonce.web.identity.proving import LOG, Tried, try_password
from askonce.web.identity.steps import Step, next_after_password
from askonce.web.pages.frame.cookies import SESSION
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.identity.shared import (
    go_on,
    go_to,
    jar_of,
    let_in,
    place_of,
    renewed,
    step_on,
    wanted,
)
from askonce.web.problem import refused
from askonce.web.service import CastMember
from askonce.web.sessions import end_token


class Group(msgspec.Struct, frozen=True):
    """A part of the cast: those of one office, with its title."""

    title: Mapping[str, str]
    members: tuple[CastMember, ...]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.members)


#: With whom a newcomer begins, by the account or a role: residents first, then who serves them.
_FIRST: Final = ("p-elder", "p-parent", "p-agent", "helper.street", "street/clerk", "admin")


async def sign_in_page(visit: Visit) -> Result:
    """How to sign in."""
    return await page_of(visit, Errors())


async def page_of(visit: Visit, errors: Errors, status: int = 200) -> Page:
    """The page that offers every way to sign in that this house has."""
    settings = visit.house.settings
    provider = settings.oidc
    values: dict[str, Any] = {
        "errors": errors,
        "then": wanted(visit),
        "name": visit.form.one("name")[:200],
        "local": settings.sessions.local,
        "passkeys": settings.sessions.local and place_of(visit.service) is not None,
        "provider": visit.words(provider.name) or provider.issuer if provider is not None else "",
        "provider_person": provider is not None and bool(provider.claim_person),
        **_cast(visit),
        "signed_in": visit.session is not None,
    }
    return Page("identity/sign_in.html", values, status)


def _cast(visit: Visit) -> dict[str, Any]:
    """The cast of a demonstration by what they do; those with whom one begins beside."""
    cast = tuple(_as_played(visit, one) for one in visit.service.cast)
    by_word = {word: one for one in reversed(cast) for word in (one.who, *one.roles)}
    offices: dict[str, list[CastMember]] = {}
    for one in cast:
        if one.kind == "officer" and one.roles:
            offices.setdefault(one.roles[0].partition("/")[0], []).append(one)
    groups = [Group(_title(visit, office), tuple(members)) for office, members in offices.items()]
    return {
        "first": tuple(by_word[word] for word in _FIRST if word in by_word),
        "persons": tuple(one for one in cast if one.kind == "person"),
        "helpers": tuple(one for one in cast if one.kind == "helper"),
        "offices": sorted(groups, key=lambda group: visit.words(group.title)),
    }


def _as_played(visit: Visit, one: CastMember) -> CastMember:
    """One of the cast with the part as people call it: officers by role and office, helpers by office."""
    if not one.roles:
        return one
    office, _, role = one.roles[0].partition("/")
    known = visit.running.bound.get("office", {}).get(office)
    title = _title(visit, office)
    found = known.roles[role].title if known is not None and role in known.roles else None
    post = found.texts if found is not None else {}
    english = post.get("en", "Helper" if one.kind == "helper" else role.replace("-", " "))
    chinese = post.get("zh", "帮办员" if one.kind == "helper" else role)
    part = {"en": f"{english}, {title.get('en', office)}", "zh": f"{title.get('zh', office)}{chinese}"}
    return msgspec.structs.replace(one, part=part)


def _title(visit: Visit, office: str) -> Mapping[str, str]:
    known = visit.running.bound.get("office", {}).get(office)
    return known.title.texts if known is not None and known.title is not None else {"en": office}


async def sign_in(visit: Visit) -> Result:
    """Sign in with a name and a password, or go on to what is wanted beside them."""
    settings = visit.house.settings.sessions
    if not settings.local:
        return refused("no-such-thing")
    passwords = visit.form.all("password")
    name, password = visit.form.one("name")[:200], passwords[-1][:1000] if passwords else ""
    errors = Errors()
    if not name:
        errors.add("name", visit.say("Write your user name"))
    if not password:
        errors.add("password", visit.say("Write your password"))
    if errors:
        return await page_of(visit, errors, 422)
    tried = await try_password(visit.service, name, password, visit.caller)
    account = tried.account
    if account is None:
        return await _not_in(visit, tried, errors)
    then = wanted(visit)

    def on(journal: Journal) -> tuple[str, str]:
        step = next_after_password(account, proofs_of(journal, account), settings)
        if step == "done":
            return "", let_in(journal, visit, account, "password")
        return step_on(journal, visit, Step(account.word, "password", step, then)), ""

    to, token = await visit.write(on)
    return go_on(visit, token, account.kind, "password", then) if token else Redirect(to)


async def _not_in(visit: Visit, tried: Tried, errors: Errors) -> Page:
    """The page again: the same words whether the name, the password or both were wrong."""
    if not tried.wait:
        errors.add("name", visit.say("The name and the password do not belong together. Check both"))
        return await page_of(visit, errors, 422)
    seconds = math.ceil(tried.wait.total_seconds())
    errors.add("name", say_wait(visit, seconds))
    page = await page_of(visit, errors, 429)
    return msgspec.structs.replace(page, headers=(("retry-after", str(seconds)),))


def say_wait(visit: Visit, seconds: int) -> str:
    """That there were too many tries, and when the next is looked at."""
    if seconds < 120:
        return visit.say("There were too many tries. Try again in %(seconds)s seconds", seconds=seconds)
    return visit.say(
        "There were too many tries. Try again in %(minutes)s minutes", minutes=math.ceil(seconds / 60)
    )


async def sign_in_cast(visit: Visit) -> Result:
    """Sign in as one of the cast; only a demonstration has this page."""
    member = next((one for one in visit.service.cast if one.who == visit.form.one("who")), None)
    if member is None:
        return refused("no-such-thing")
    then = wanted(visit)

    def job(journal: Journal) -> str:
        if visit.session is not None:
            end_token(journal, visit.session.digest)
        return open_for_cast(journal, visit.house, member, visit.device)

    token = await visit.write(job)
    return renewed(visit, go_to(then, member.kind), token)


async def sign_out(visit: Visit) -> Result:
    """End the session of this browser."""
    session = visit.session
    if session is None:
        return Redirect("/signed-out")
    await visit.write(lambda journal: end_token(journal, session.digest))
    visit.service.known.drop(session.digest)
    LOG.info("signed out", extra={"more": {"kind": session.kind}})
    to = "/signed-out?how=provider" if session.how == "oidc" else "/signed-out"
    headers = [jar_of(visit.service).drop(SESSION)]
    if session.kind == "officer":
        headers.append(
            ("clear-site-data", '"storage"')
        )  # the page that works without a connection, and what it kept
    return Redirect(to, headers=tuple(headers))


async def signed_out(visit: Visit) -> Result:
    """That one is signed out, and where to sign out at the provider too."""
    provider, leaving = visit.service.provider, None
    if provider is not None and visit.query.get("how") == "provider":
        try:
            leaving = await provider.leaving(f"{visit.service.url}/signed-out")
        except ProviderError as error:
            LOG.warning("the provider did not say where one signs out", extra={"more": {"why": str(error)}})
    oidc = visit.house.settings.oidc
    name = visit.words(oidc.name) or oidc.issuer if oidc is not None else ""
    return Page("identity/signed_out.html", {"leaving": leaving or "", "provider": name})
