"""Accounts of this house: by which name they sign in, what proves them, and how they are made, changed and closed."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.adapters.identity.passkeys import Passkey
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web import passing
from askonce.web.sessions import Account, any_account, digest_of, end_sessions, find_account, keep_account

_LOGINS: Final = "login"
_PROOFS: Final = "proof"
_PASSKEYS: Final = "passkey"
_SUBJECTS: Final = "oidc-subject"
_LONGEST_NAME: Final = 64
_LINK: Final = timedelta(hours=24)
_HANDLE_BYTES: Final = 32

AccountKind: TypeAlias = Literal["person", "officer", "helper", "admin"]


class Proofs(msgspec.Struct, frozen=True, omit_defaults=True):
    """What proves that somebody is the owner of an account.

    `password` is its hash, `totp` the sealed secret of an app, `step` the last step of time a code of it was used for,
    `recovery` the digests of the codes on paper that are left. `handle` is by what passkeys name the account.
    """

    password: str = ""
    changed: datetime | None = None
    totp: bytes = b""
    step: int = 0
    recovery: tuple[str, ...] = ()
    passkeys: tuple[Passkey, ...] = ()
    handle: bytes = b""

    @property
    def has_second(self) -> bool:
        """Whether there is more than a password."""
        return bool(self.totp or self.passkeys)


_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "no-such-account": ("there is no such account", "没有这一账户"),
    "name-taken": ("another account has this name, or had it before it was closed", "此名称已被其他账户（包括已关闭的账户）使用"),
    "misfit-name": (
        "a name has at most 64 letters and digits, and `.`, `-`, `_` or `@` between them",
        "名称至多 64 个字母或数字，其间可用 . - _ @",
    ),
    "subject-taken": ("another account is known to the provider by this", "提供方的这一标识已属于另一账户"),
    "last-admin": ("this is the last account that keeps the house; make another first", "这是最后一个管理员账户，请先新建另一个"),
}  # fmt: skip


def refuse(code: str) -> Refusal:
    """Why an account cannot be made or changed so.

    >>> refuse("name-taken").code
    'name-taken'
    """
    english, chinese = _WORDS[code]
    return Refusal(code, {"en": english, "zh": chinese})


def plain_name(name: str) -> str:
    """A name to sign in with, as it is compared: one spelling, small letters.

    >>> plain_name(" Ｌin.Mei ")
    'lin.mei'
    """
    return unicodedata.normalize("NFKC", name).strip().casefold()


def is_fit(name: str) -> bool:
    """Whether a name can be that of an account.

    >>> [is_fit(one) for one in ("lin.mei", "林梅", "a/b", "", "a b", "-a")]
    [True, True, False, False, False, False]
    """
    body = plain_name(name)
    parts = body.translate(dict.fromkeys(map(ord, ".-_@"), "x"))
    return 0 < len(body) <= _LONGEST_NAME and parts.isalnum() and body[0].isalnum()


def account_by_name(journal: Journal, name: str) -> Account | None:
    """The account that signs in with a name; none where there is none or where it is closed."""
    word = journal.get(_LOGINS, digest_of(plain_name(name)))
    return find_account(journal, word.decode()) if word is not None else None


def claim_name(journal: Journal, account: Account) -> bool:
    """Let an account sign in with its name; false where another has it. Within a write job."""
    key = digest_of(plain_name(account.id))
    holder = journal.get(_LOGINS, key)
    if holder is not None:
        return holder.decode() == account.word
    journal.put(_LOGINS, key, account.word.encode())
    return True


def proofs_of(journal: Journal, account: Account) -> Proofs:
    """What proves the owner of an account."""
    kept = journal.get(_PROOFS, account.word)
    return msgspec.msgpack.decode(kept, type=Proofs) if kept is not None else Proofs()


def keep_proofs(journal: Journal, account: Account, proofs: Proofs) -> None:
    """Keep what proves the owner of an account; within a write job."""
    before = {one.id for one in proofs_of(journal, account).passkeys}
    after = {one.id for one in proofs.passkeys}
    for one in before - after:
        journal.put(_PASSKEYS, digest_of(one.hex()), None)
    for one in after - before:
        journal.put(_PASSKEYS, digest_of(one.hex()), account.word.encode())
    journal.put(_PROOFS, account.word, msgspec.msgpack.encode(proofs))


def account_by_passkey(journal: Journal, passkey: bytes) -> Account | None:
    """The account that a passkey belongs to."""
    word = journal.get(_PASSKEYS, digest_of(passkey.hex()))
    return find_account(journal, word.decode()) if word is not None else None


def handle_of(proofs: Proofs) -> bytes:
    """By what passkeys name an account: drawn by chance, so that it says nothing."""
    return proofs.handle or secrets.token_bytes(_HANDLE_BYTES)


def account_by_subject(journal: Journal, issuer: str, subject: str) -> Account | None:
    """The account that the provider knows by a subject."""
    word = journal.get(_SUBJECTS, _subject_key(issuer, subject))
    return find_account(journal, word.decode()) if word is not None else None


def make_account(journal: Journal, account: Account, issuer: str = "") -> Refusal | None:
    """Make an account; within a write job."""
    if not is_fit(account.id):
        return refuse("misfit-name")
    if account.subject and journal.get(_SUBJECTS, _subject_key(issuer, account.subject)) is not None:
        return refuse("subject-taken")  # before anything is kept: a refusal undoes nothing
    if any_account(journal, account.word) is not None or not claim_name(journal, account):
        return refuse("name-taken")
    keep_account(journal, account)
    return _claim_subject(journal, account, "", issuer)


def change_account(journal: Journal, account: Account, issuer: str = "") -> tuple[str, ...] | Refusal:
    """Change an account; gives the digests of sessions that it lost. Within a write job.

    Whoever has other roles, or whose account is closed, signs in anew: a session never holds more than its account.
    """
    before = any_account(journal, account.word)
    if before is None:
        return refuse("no-such-account")
    if before.kind == "admin" and account.closed and not before.closed and _is_last_admin(journal, account):
        return refuse("last-admin")
    refusal = _claim_subject(journal, account, before.subject, issuer)
    if refusal is not None:
        return refusal
    keep_account(journal, account)
    if set(account.roles) == set(before.roles) and account.closed == before.closed:
        return ()
    if account.closed:
        drop_links(journal, account)
    return end_sessions(journal, account.owner, account=account.word if account.kind == "person" else "")


def reset(journal: Journal, account: Account) -> tuple[tuple[str, ...], str]:
    """Take away all that proves an account and end its sessions; gives their digests, and the code of a new link."""
    keep_proofs(journal, account, Proofs())
    ended = end_sessions(journal, account.owner, account=account.word if account.kind == "person" else "")
    return ended, make_link(journal, account)


def make_link(journal: Journal, account: Account) -> str:
    """A code that lets the owner of an account in once, to choose what proves it; the one before holds no longer."""
    claim_name(journal, account)
    drop_links(journal, account)
    code = secrets.token_urlsafe(32)
    digest = digest_of(code)
    passing.keep(journal, f"link/{digest}", account.word.encode(), _LINK)
    passing.keep(journal, _link_of(account), digest.encode(), _LINK)
    return code


def drop_links(journal: Journal, account: Account) -> None:
    """Let no link of an account hold any longer; within a write job."""
    digest = passing.take(journal, _link_of(account))
    if digest is not None:
        passing.drop(journal, f"link/{digest.decode()}")


def account_of_link(journal: Journal, code: str) -> Account | None:
    """Whose link this is, without using it up."""
    word = passing.look(journal, f"link/{digest_of(code)}")
    return find_account(journal, word.decode()) if word is not None else None


def use_link(journal: Journal, code: str) -> Account | None:
    """Whose link this is, which holds no longer; within a write job."""
    word = passing.take(journal, f"link/{digest_of(code)}")
    return find_account(journal, word.decode()) if word is not None else None


def _link_of(account: Account) -> str:
    return f"link-of/{digest_of(account.word)[:32]}"


def _subject_key(issuer: str, subject: str) -> str:
    return digest_of(f"{issuer}\n{subject}")


def _claim_subject(journal: Journal, account: Account, before: str, issuer: str) -> Refusal | None:
    """Let the provider know an account by its subject, and by no other any longer."""
    if account.subject == before:
        return None
    if account.subject:
        key = _subject_key(issuer, account.subject)
        holder = journal.get(_SUBJECTS, key)
        if holder is not None and holder.decode() != account.word:
            return refuse("subject-taken")
        journal.put(_SUBJECTS, key, account.word.encode())
    if before:
        journal.put(_SUBJECTS, _subject_key(issuer, before), None)
    return None


def _is_last_admin(journal: Journal, account: Account) -> bool:
    others = (find_account(journal, key) for key in journal.keys("account", "admin:"))
    return not any(one is not None and one.word != account.word for one in others)
