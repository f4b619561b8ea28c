"""Accounts: who has one, with which roles; making, changing, closing and resetting them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

from askonce.cases.journal import Journal
from askonce.registers.pseudonym import CASES
from askonce.registers.refusal import Refusal
from askonce.web.identity.accounts import proofs_of
from askonce.web.identity.administering import Keeper
from askonce.web.identity.enrolling import LINK, show, shown
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.problem import refused
from askonce.web.sessions import Account, all_accounts, any_account, sessions_of

HERE: Final = "/admin/accounts"
_PAGE: Final = 100
_KINDS: Final = ("officer", "helper", "admin", "person")
_WORKING: Final = ("officer", "helper")
_LONGEST: Final = 200


class Role(msgspec.Struct, frozen=True):
    """A role as it is given: `OFFICE/ROLE`, or the office alone; its title; who holds it."""

    word: str
    title: Mapping[str, str]
    holders: tuple[Account, ...] = ()


class Office(msgspec.Struct, frozen=True):
    """An office with its roles; `belonging` is for those who are in it without a role, as helpers are."""

    title: Mapping[str, str]
    belonging: Role
    roles: tuple[Role, ...]


def keeper(visit: Visit, journal: Journal) -> Keeper:
    """Whoever keeps the house in this visit."""
    name = visit.session.id if visit.session is not None else ""
    return Keeper(journal, visit.house, f"admin:{name}")


def offices_of(visit: Visit, accounts: Iterable[Account] = ()) -> tuple[Office, ...]:
    """The offices of the pack in the order of their titles, with who holds which role."""
    held: dict[str, list[Account]] = {}
    for account in accounts:
        for word in account.roles:
            held.setdefault(word, []).append(account)
    found = []
    for name, office in visit.running.bound.get("office", {}).items():
        title = office.title.texts if office.title is not None else {"en": name}
        roles = tuple(
            Role(
                f"{name}/{word}",
                role.title.texts if role.title is not None else {"en": word.replace("-", " "), "zh": word},
                tuple(held.get(f"{name}/{word}", ())),
            )
            for word, role in office.roles.items()
        )
        found.append(Office(title, Role(name, title, tuple(held.get(name, ()))), roles))
    return tuple(sorted(found, key=lambda one: visit.words(one.title)))


def roles_of(visit: Visit) -> Callable[[Account], list[str]]:
    """Says the roles of an account as people call them, `Street Office: Clerk`."""
    titles: dict[str, str] = {}
    for office in offices_of(visit):
        name = visit.words(office.title)
        titles[office.belonging.word] = name
        colon = "：" if visit.language == "zh" else ": "
        titles |= {role.word: f"{name}{colon}{visit.words(role.title)}" for role in office.roles}
    return lambda account: [titles.get(word, word) for word in account.roles]


async def offices(visit: Visit) -> Result:
    """Offices and roles of the pack, with who holds them."""
    accounts = await visit.read(lambda journal: tuple(_open(_every(journal))))
    return Page("admin/offices.html", {"offices": offices_of(visit, accounts)})


def _every(journal: Journal) -> Iterable[Account]:
    after = ""
    while page := all_accounts(journal, after):
        yield from page
        after = page[-1].word


def _open(accounts: Iterable[Account]) -> Iterable[Account]:
    return (one for one in accounts if not one.closed)


async def list_page(visit: Visit) -> Result:
    """Every account, a page at a time."""
    after = visit.query.get("after", "")
    found = await visit.read(lambda journal: all_accounts(journal, after, _PAGE + 1))
    following = found[_PAGE - 1].word if len(found) > _PAGE else ""
    return Page(
        "admin/accounts.html", {"accounts": found[:_PAGE], "after": following, "roles_of": roles_of(visit)}
    )


async def new_page(visit: Visit) -> Result:
    """Make an account."""
    return _new_page(visit, Errors())


def _new_page(visit: Visit, errors: Errors, status: int = 200) -> Page:
    form = visit.form
    values = {
        "errors": errors,
        "kind": form.one("kind"),
        "name": form.one("name"),
        "shown_name": form.one("shown_name"),
        "person": form.one("person"),
        "given": form.all("role"),
        "offices": offices_of(visit),
    }
    return Page("admin/new_account.html", values, status)


async def make(visit: Visit) -> Result:
    """Keep a new account, and show the link for its owner."""
    form, errors = visit.form, Errors()
    kind, person, roles = form.one("kind"), form.one("person"), _roles(visit)
    if kind not in _KINDS:
        errors.add("kind", visit.say("Choose whose account it is"))
    if not form.one("name"):
        errors.add("name", visit.say("Write the user name"))
    if kind in _WORKING and not roles:
        errors.add("role", visit.say("Choose at least one office or role"))
    if kind == "person" and not (person and person.isprintable() and len(person) <= _LONGEST):
        errors.add("person", visit.say("Write the number by which the registers know the person"))
    if errors:
        return _new_page(visit, errors, 422)
    account = Account(
        kind,
        form.one("name"),
        roles if kind in _WORKING else (),
        form.one("shown_name")[:_LONGEST],
        visit.house.keys.of(CASES, person) if kind == "person" else "",
    )

    def job(journal: Journal) -> Refusal | None:
        code = keeper(visit, journal).make(account)
        if isinstance(code, Refusal):
            return code
        _show_link(journal, visit, code)
        return None

    refusal = await visit.write(job)
    if refusal is None:
        return Redirect(f"{_path(account)}/link")
    errors.add("name", f"{visit.words(refusal.reason)[:1].upper()}{visit.words(refusal.reason)[1:]}")
    return _new_page(visit, errors, 422)


def _roles(visit: Visit) -> tuple[str, ...]:
    """The roles that a form gives, of those that the pack has."""
    known = {
        word for one in offices_of(visit) for word in (one.belonging.word, *(role.word for role in one.roles))
    }
    return tuple(sorted(known & set(visit.form.all("role"))))


def _path(account: Account) -> str:
    return f"{HERE}/{quote(account.word, safe='')}"


def _show_link(journal: Journal, visit: Visit, code: str) -> None:
    show(journal, visit.house, visit.bound_to, LINK, (f"{visit.service.url}/sign-in/link/{code}",))


async def link_page(visit: Visit) -> Result:
    """A link that was made a moment ago, to be handed to its owner."""
    account = await _account(visit)
    found = await visit.read(lambda journal: shown(journal, visit.house, visit.bound_to, LINK))
    if isinstance(account, Refusal) or not found:
        return Redirect(HERE)
    return Page("admin/link.html", {"account": account, "link": found[0]})


async def _account(visit: Visit) -> Account | Refusal:
    found = await visit.read(lambda journal: any_account(journal, visit.path["account"]))
    return found if found is not None else refused("no-such-thing")


async def page(visit: Visit) -> Result:
    """An account, with what may be done with it."""
    account = await _account(visit)
    return account if isinstance(account, Refusal) else await _page(visit, account, Errors())


async def _page(visit: Visit, account: Account, errors: Errors, status: int = 200) -> Page:
    proofs, sessions = await visit.read(
        lambda journal: (proofs_of(journal, account), sessions_of(journal, account.owner))
    )
    values: dict[str, Any] = {
        "errors": errors,
        "account": account,
        "proofs": proofs,
        "sessions": len(sessions),
        "offices": offices_of(visit),
        "roles_of": roles_of(visit),
        "provider": visit.house.settings.oidc is not None,
        "own": _is_own(visit, account),
    }
    return Page("admin/account.html", values, status)


def _is_own(visit: Visit, account: Account) -> bool:
    """Whether it is the account of whoever looks: that one is kept under *How you sign in*."""
    return visit.session is not None and visit.session.owner == account.owner


async def _change(visit: Visit, changed: Callable[[Account], Account], notice: str) -> Result:
    """Change an account as it stands, and end the sessions that it loses."""
    word = visit.path["account"]

    def job(journal: Journal) -> tuple[Account, Refusal | tuple[str, ...]] | None:
        account = any_account(journal, word)
        if account is None:
            return None
        return account, keeper(visit, journal).change(changed(account))

    done = await visit.write(job)
    if done is None:
        return refused("no-such-thing")
    account, ended = done
    if isinstance(ended, Refusal):
        errors = Errors()
        errors.add("change", visit.words(ended.reason))
        return await _page(visit, account, errors, 422)
    _forget(visit, ended)
    return Redirect(_path(account), notice)


def _forget(visit: Visit, digests: Iterable[str]) -> None:
    for one in digests:
        visit.service.known.drop(one)


async def change_roles(visit: Visit) -> Result:
    """Give an account the roles of a form, and no others."""
    roles = _roles(visit)

    def changed(account: Account) -> Account:
        return msgspec.structs.replace(account, roles=roles) if account.kind in _WORKING else account

    return await _change(visit, changed, "roles-changed")


async def change_subject(visit: Visit) -> Result:
    """Write down by what the provider knows the owner of an account."""
    subject = visit.form.one("subject")[:255]
    return await _change(
        visit, lambda account: msgspec.structs.replace(account, subject=subject), "account-changed"
    )


async def close(visit: Visit) -> Result:
    """Close an account, or open it again."""
    closed = visit.form.one("closed") == "yes"
    notice = "account-closed" if closed else "account-opened"
    return await _change(visit, lambda account: msgspec.structs.replace(account, closed=closed), notice)


async def reset(visit: Visit) -> Result:
    """Take away all that proves an account, and show a new link for its owner."""

    def job(journal: Journal) -> tuple[Account, tuple[str, ...]] | None:
        account = any_account(journal, visit.path["account"])
        if account is None or account.closed or _is_own(visit, account):
            return None
        ended, code = keeper(visit, journal).reset(account)
        _show_link(journal, visit, code)
        return account, ended

    done = await visit.write(job)
    if done is None:
        return refused("no-such-thing")
    _forget(visit, done[1])
    return Redirect(f"{_path(done[0])}/link")


async def end_sessions(visit: Visit) -> Result:
    """Sign somebody out everywhere."""
    word = visit.path["account"]

    def job(journal: Journal) -> tuple[Account, tuple[str, ...]] | None:
        account = any_account(journal, word)
        return None if account is None else (account, keeper(visit, journal).end_all(account))

    done = await visit.write(job)
    if done is None:
        return refused("no-such-thing")
    _forget(visit, done[1])
    return Redirect(_path(done[0]), "sessions-ended-by-admin")
