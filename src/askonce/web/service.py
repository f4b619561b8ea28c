"""The house as the routes use it: writes and reads without holding up others, and keys that hold once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec

from askonce.assembly.house import House
from askonce.assembly.outside import Outside
from askonce.cases.command import Filing
from askonce.cases.journal import Journal
from askonce.registers.actor import Actor
from askonce.registers.pseudonym import CASES
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Fetched
from askonce.web.answer import Answer
from askonce.web.answered import Kept, Key, once
from askonce.web.forms import Brief, Described, briefs, describe
from askonce.web.limits import Buckets, networks
from askonce.web.metrics import Metrics
from askonce.web.sessions import Known, Session, digest_of, find_session

T = TypeVar("T")
_READERS: Final = 4
_FETCHERS: Final = 16
#: How long a write may wait for the disk before the caller is told to come again; it may still be kept.
_MOST_SECONDS: Final = 30.0


def now() -> datetime:
    """What the clock says."""
    return datetime.now(UTC)


class CastMember(msgspec.Struct, frozen=True):
    """One of the cast of a demonstration: the account, the name, and the part."""

    who: str
    kind: str
    name: str
    part: Mapping[str, str]
    roles: tuple[str, ...] = ()


class Service:
    """One house behind one interface; made once when it begins to serve."""

    def __init__(self, house: House, outside: Outside, cast: Sequence[CastMember] = ()) -> None:
        self.house = house
        self.outside = outside
        self.cast = tuple(cast)
        self.metrics = Metrics()
        self.known = Known()
        self.buckets = Buckets(house.settings.limits.requests_a_minute)
        self.few = Buckets(60, burst=20)
        self.proxies = networks(house.settings.web.trusted_proxies)
        self.draining = False
        self.quiet = asyncio.Event()
        self.exporting = asyncio.Semaphore(1)
        self.openapi: Callable[[], bytes] = bytes
        self._readers = ThreadPoolExecutor(_READERS, "askonce-reader")
        self._fetchers = ThreadPoolExecutor(_FETCHERS, "askonce-fetcher")

    async def write(self, job: Callable[[Journal], T]) -> T:
        """Run a job in a transaction, and wait until the disk holds it."""
        return await asyncio.wait_for(asyncio.wrap_future(self.house.database.write(job)), _MOST_SECONDS)

    async def read(self, job: Callable[[Journal], T]) -> T:
        """Run a job over one state, in a thread of its own, so that no other request waits for it."""
        return await self.aside(lambda: self.house.database.read(job))

    async def aside(self, work: Callable[[], T]) -> T:
        """Do something that takes long in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def fetch(self, actor: Actor, filing: Filing) -> tuple[Fetched, ...]:
        """What a filing needs of sources outside; nothing is waited for where no register lies outside."""
        if not self.outside.asks:
            return ()
        return await asyncio.get_running_loop().run_in_executor(
            self._fetchers, self.outside.fetch, actor, filing
        )

    async def once(self, key: Key, job: Callable[[Journal], Kept | Refusal]) -> Answer | Refusal:
        """Do what a write asks, or give the answer that it got before under its key."""
        kept = await self.write(lambda journal: once(journal, key, job))
        return kept if isinstance(kept, Refusal) else Answer(kept.status, kept.body, kept.headers)

    async def session(self, token: str, steady: float) -> Session | None:
        """The session of a token, none where it is not in force."""
        digest = digest_of(token)
        known = self.known.get(digest, steady, now())
        if known is not None:
            return known
        found = await self.read(lambda journal: find_session(journal, digest))
        if found is not None:
            self.known.put(digest, found, steady)
        return found

    def actor_of(self, session: Session) -> Actor | None:
        """Who acts in a session; an admin keeps the house and is none who acts in cases."""
        if session.kind == "admin":
            return None
        if session.kind == "person":
            return Actor("person", self.house.keys.subject(CASES, session.id))
        return Actor(session.kind, session.id, frozenset(session.roles))

    def services(self) -> tuple[Brief, ...]:
        """The services of the pack in force."""
        return briefs(self.house.current.bound)

    def described(self, name: str) -> Described | None:
        """One of them in full."""
        current = self.house.current
        case = current.bound.get("service", {}).get(name)
        return describe(case, current.bound, current.version) if case is not None else None

    def close(self) -> None:
        """End the threads that read."""
        for pool in (self._readers, self._fetchers):
            pool.shutdown(wait=True, cancel_futures=True)
