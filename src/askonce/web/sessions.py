"""Sessions: whoever shows a token acts under its name; only digests are kept, each ends by itself, and can be ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from askonce.cases.journal import Journal
from askonce.web import passing

PREFIX: Final = "aoc_"
ROOM: Final = "token"
#: By whose it is, so that all of somebody's sessions are found: `OWNER/KEY`.
OWNED: Final = "token-of"
CLIENTS: Final = "client"
ACCOUNTS: Final = "account"
_KEY_CHARACTERS: Final = 24
#: When somebody was last here is written down no more often than this.
_SEEN: Final = timedelta(minutes=5)
_SWEEPING: Final = "passing:"
_MOST_KNOWN: Final = 20_000
#: How long this process trusts what it read: a token that another process ended works here so long at most.
_KNOWN_SECONDS: Final = 10.0
_LONGEST_TOKEN: Final = 100


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who acts with a token: of a person `id` is the pseudonym of the holder `cases`, of others the account.

    `began` is when they signed in, `how` by which means, `device` the family of browser and system, in which its owner
    knows it again. `seen` is when they were last here, to five minutes; with `idle` minutes a session ends so long after
    that. `account` is the account of a person that was used, where there is one.
    """

    kind: str
    id: str
    expires: datetime
    roles: tuple[str, ...] = ()
    digest: str = ""
    began: datetime | None = None
    seen: datetime | None = None
    idle: int = 0
    how: str = ""
    device: str = ""
    account: str = ""

    @property
    def owner(self) -> str:
        """Whose it is, in one word."""
        return f"{self.kind}:{self.id}"

    @property
    def key(self) -> str:
        """By what lists name it: a part of the digest, from which no token follows."""
        return self.digest[:_KEY_CHARACTERS]

    def is_over(self, now: datetime) -> bool:
        """Whether its time is over, or nobody was here for too long."""
        if self.expires <= now:
            return True
        return bool(self.idle) and self.seen is not None and self.seen + timedelta(minutes=self.idle) <= now

    def is_worn(self, now: datetime) -> bool:
        """Whether it is time to write down that somebody was here."""
        return bool(self.idle) and self.seen is not None and now - self.seen >= _SEEN


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """An account of this house, of an officer, a helper, an admin or a person, with the roles that it has.

    `id` is the name that they sign in with. Of a person's account `person` is the pseudonym of the holder `cases`.
    `subject` is by what the OpenID provider knows them. A closed account lets nobody in, and its name is not given again.
    """

    kind: str
    id: str
    roles: tuple[str, ...] = ()
    name: str = ""
    person: str = ""
    subject: str = ""
    closed: bool = False

    @property
    def word(self) -> str:
        """The account in one word, as `find_account` takes it."""
        return f"{self.kind}:{self.id}"

    @property
    def owner(self) -> str:
        """Whose its sessions are."""
        return f"{self.kind}:{self.person or self.id}"


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
    key = digest[:_KEY_CHARACTERS]
    journal.put(ROOM, key, msgspec.json.encode(kept))
    journal.put(OWNED, f"{_shelf(session.owner)}/{key}", b"")
    return token


def end_token(journal: Journal, digest: str) -> bool:
    """End a session; false where there is none. Within a write job."""
    key = digest[:_KEY_CHARACTERS]
    kept = journal.get(ROOM, key)
    if kept is not None:
        _forget(journal, key, msgspec.json.decode(kept, type=Session))
    return kept is not None


def sessions_of(journal: Journal, owner: str) -> tuple[Session, ...]:
    """The sessions of somebody (`officer:lin`) that are in force, the newest first."""
    found = (session_at(journal, key.partition("/")[2]) for key in _owned(journal, owner))
    alive = (one for one in found if one is not None and not one.is_over(journal.now))
    return tuple(sorted(alive, key=lambda one: one.began or journal.now, reverse=True))


def end_sessions(journal: Journal, owner: str, *, but: str = "", account: str = "") -> tuple[str, ...]:
    """End all sessions of somebody, but the one of a digest, or those of one account alone; gives their digests.

    Within a write job. A process that has read one of late takes it for a few seconds more, unless it is told
    (`Known.drop`).
    """
    ended = []
    for key in list(_owned(journal, owner)):
        session = session_at(journal, key.partition("/")[2])
        if session is None:
            journal.put(OWNED, key, None)
        elif session.digest != but and account in ("", session.account):
            _forget(journal, session.digest[:_KEY_CHARACTERS], session)
            ended.append(session.digest)
    return tuple(ended)


def all_sessions(journal: Journal, after: str = "", limit: int = 50) -> tuple[tuple[Session, ...], str]:
    """A page of the sessions in force, in no order that says anything; and where the next begins, if there is one."""
    keys = journal.keys(ROOM, after=after, limit=limit)
    found = (session_at(journal, key) for key in keys)
    alive = tuple(one for one in found if one is not None and not one.is_over(journal.now))
    return alive, keys[-1] if len(keys) == limit else ""


def see(journal: Journal, digest: str) -> None:
    """Write down that somebody was here just now, unless the session was ended meanwhile; within a write job."""
    session = find_session(journal, digest)
    if session is not None and session.is_worn(journal.now):
        seen = msgspec.structs.replace(session, seen=journal.now)
        journal.put(ROOM, digest[:_KEY_CHARACTERS], msgspec.json.encode(seen))


def find_session(journal: Journal, digest: str) -> Session | None:
    """The session of a token; what is kept is compared in constant time, and one that is over is none."""
    session = session_at(journal, digest[:_KEY_CHARACTERS])
    if session is None or not hmac.compare_digest(session.digest, digest) or session.is_over(journal.now):
        return None
    return session


def session_at(journal: Journal, key: str) -> Session | None:
    """The session of a key, over or not."""
    kept = journal.get(ROOM, key)
    return msgspec.json.decode(kept, type=Session) if kept is not None else None


def _forget(journal: Journal, key: str, session: Session) -> None:
    journal.put(ROOM, key, None)
    journal.put(OWNED, f"{_shelf(session.owner)}/{key}", None)


def _shelf(owner: str) -> str:
    return digest_of(owner)[:_KEY_CHARACTERS]


def _owned(journal: Journal, owner: str) -> Iterator[str]:
    prefix, after = f"{_shelf(owner)}/", ""
    while page := journal.keys(OWNED, prefix=prefix, after=after):
        yield from page
        after = page[-1]


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
    """Keep an account of this house, or change what it has; within a write job."""
    journal.put(ACCOUNTS, account.word, msgspec.json.encode(account))


def find_account(journal: Journal, name: str) -> Account | None:
    """The account of a name such as `officer:lin`; none where it is closed."""
    account = any_account(journal, name)
    return None if account is None or account.closed else account


def any_account(journal: Journal, name: str) -> Account | None:
    """The account of a name, closed or not."""
    kept = journal.get(ACCOUNTS, name)
    return msgspec.json.decode(kept, type=Account) if kept is not None else None


def all_accounts(journal: Journal, after: str = "", limit: int = 1000) -> tuple[Account, ...]:
    """Accounts in the order of their names, closed ones too."""
    found = (any_account(journal, key) for key in journal.keys(ACCOUNTS, after=after, limit=limit))
    return tuple(one for one in found if one is not None)


def drop_expired(journal: Journal, after: str = "", limit: int = 1000) -> str:
    """Forget sessions that are over, then whatever else has passed, so many looked at; within a write job.

    Gives where to go on, nothing at the end.
    """
    if after.startswith(_SWEEPING):
        left = passing.sweep(journal, after.removeprefix(_SWEEPING), limit)
        return f"{_SWEEPING}{left}" if left else ""
    found = journal.keys(ROOM, after=after, limit=limit)
    for key in found:
        session = session_at(journal, key)
        if session is not None and session.is_over(journal.now):
            _forget(journal, key, session)
    if len(found) == limit:
        return found[-1]
    left = passing.sweep(journal, limit=limit)
    return f"{_SWEEPING}{left}" if left else ""


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
