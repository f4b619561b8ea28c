"""Tokens: whoever shows one acts under its name; only their digests are kept, they end by themselves, and can be ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

import msgspec

from askonce.cases.journal import Journal

PREFIX: Final = "aoc_"
ROOM: Final = "token"
CLIENTS: Final = "client"
ACCOUNTS: Final = "account"
_KEY_CHARACTERS: Final = 24
_MOST_KNOWN: Final = 20_000
#: How long this process trusts what it read: a token that another process ended works here so long at most.
_KNOWN_SECONDS: Final = 10.0
_LONGEST_TOKEN: Final = 100


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who acts with a token: of a person `id` is the pseudonym of the holder `cases`, of others the account."""

    kind: str
    id: str
    expires: datetime
    roles: tuple[str, ...] = ()
    digest: str = ""


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """An officer, a helper, an admin of this house, with the roles that it has."""

    kind: str
    id: str
    roles: tuple[str, ...] = ()


class Client(msgspec.Struct, frozen=True, omit_defaults=True):
    """A system that may fetch tokens: its name, the digest of its secret, and its roles."""

    name: str
    digest: str
    roles: tuple[str, ...] = ()


def digest_of(secret: str) -> str:
    """What is kept of a token or a secret; both are long and drawn by chance, so that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def make_token(journal: Journal, session: Session) -> str:
    """Keep a session and give its token, which is never seen again; within a write job."""
    token = PREFIX + secrets.token_urlsafe(32)
    digest = digest_of(token)
    kept = msgspec.structs.replace(session, digest=digest)
    journal.put(ROOM, digest[:_KEY_CHARACTERS], msgspec.json.encode(kept))
    return token


def end_token(journal: Journal, digest: str) -> bool:
    """End a session; false where there is none. Within a write job."""
    key = digest[:_KEY_CHARACTERS]
    there = journal.get(ROOM, key) is not None
    journal.put(ROOM, key, None)
    return there


def find_session(journal: Journal, digest: str) -> Session | None:
    """The session of a token; what is kept is compared in constant time, and one that has ended is none."""
    kept = journal.get(ROOM, digest[:_KEY_CHARACTERS])
    session = msgspec.json.decode(kept, type=Session) if kept is not None else None
    if session is None or not hmac.compare_digest(session.digest, digest) or session.expires <= journal.now:
        return None
    return session


def find_client(journal: Journal, name: str, secret: str) -> Client | None:
    """The client of a name, where the secret is its own; takes as long where there is none."""
    kept = journal.get(CLIENTS, digest_of(name))
    client = msgspec.json.decode(kept, type=Client) if kept is not None else Client(name, digest_of(""))
    fits = hmac.compare_digest(client.digest, digest_of(secret))
    return client if fits and kept is not None else None


def keep_client(journal: Journal, name: str, roles: tuple[str, ...]) -> str:
    """Make a client, or give the one of that name another secret, which is never seen again; within a write job."""
    secret = secrets.token_urlsafe(32)
    client = Client(name, digest_of(secret), roles)
    journal.put(CLIENTS, digest_of(name), msgspec.json.encode(client))
    return secret


def keep_account(journal: Journal, account: Account) -> None:
    """Keep an account of this house, or change its roles; within a write job."""
    journal.put(ACCOUNTS, f"{account.kind}:{account.id}", msgspec.json.encode(account))


def find_account(journal: Journal, name: str) -> Account | None:
    """The account of a name such as `officer:lin`."""
    kept = journal.get(ACCOUNTS, name)
    return msgspec.json.decode(kept, type=Account) if kept is not None else None


def drop_expired(journal: Journal, after: str = "", limit: int = 1000) -> str:
    """Forget sessions that have ended, so many looked at; gives where to go on, nothing at the end; within a write job."""
    found = journal.keys(ROOM, after=after, limit=limit)
    for key in found:
        kept = journal.get(ROOM, key)
        if kept is not None and msgspec.json.decode(kept, type=Session).expires <= journal.now:
            journal.put(ROOM, key, None)
    return found[-1] if len(found) == limit else ""


def token_in(header: str) -> str | None:
    """The token of an `Authorization` header, where it is one of ours.

    >>> token_in("Bearer aoc_x"), token_in("bearer aoc_x"), token_in("Basic YQ==")
    ('aoc_x', 'aoc_x', None)
    """
    scheme, _, token = header.partition(" ")
    token = token.strip()
    fits = scheme.lower() == "bearer" and token.startswith(PREFIX) and len(token) <= _LONGEST_TOKEN
    return token if fits else None


class Known:
    """Sessions that this process has read of late, by digest, so that a request need not read its own again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, Session]] = OrderedDict()

    def get(self, digest: str, now: float, instant: datetime) -> Session | None:
        """A session read a moment ago that has not ended since."""
        found = self._kept.get(digest)
        if found is None or now - found[0] > _KNOWN_SECONDS or found[1].expires <= instant:
            return None
        return found[1]

    def put(self, digest: str, session: Session, now: float) -> None:
        """Remember a session."""
        self._kept[digest] = (now, session)
        self._kept.move_to_end(digest)
        if len(self._kept) > _MOST_KNOWN:
            self._kept.popitem(last=False)

    def drop(self, digest: str) -> None:
        """Forget one, as it was ended."""
        self._kept.pop(digest, None)


def hours(count: float) -> timedelta:
    """A length of time, for the end of a session."""
    return timedelta(hours=count)
