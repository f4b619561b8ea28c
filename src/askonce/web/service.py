"""The house as the routes use it: writes and reads without holding up others, and keys that hold once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from askonce.adapters.identity.provider import Provider
from askonce.assembly.house import House
from askonce.assembly.markets.classing import Classes
from askonce.assembly.markets.floor import Markets
from askonce.assembly.markets.neighbours.known import Neighbouring
from askonce.assembly.markets.neighbours.sharing import Sharing
from askonce.assembly.markets.prior import read_prior
from askonce.assembly.outside import MOST_ROUNDS, Outside, Wants
from askonce.cases.command import Filing
from askonce.cases.database import Busy, Unavailable
from askonce.cases.journal import Journal
from askonce.registers.actor import Actor
from askonce.registers.pseudonym import CASES
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Fetched
from askonce.web.answer import Answer
from askonce.web.answered import Again, Kept, Key, once
from askonce.web.finding import Finding
from askonce.web.forms import Brief, Described, briefs, describe
from askonce.web.limits import Buckets, networks
from askonce.web.logs import REQUESTS
from askonce.web.metrics import Metrics
from askonce.web.sessions import Known, Session, digest_of, see

T = TypeVar("T")
_READERS: Final = 4
#: Files of strangers that wait or are looked at; each holds its bytes, and the next is told to come again.
_MOST_SIFTED: Final = 8
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


class _Arrivals:
    """What writes came to, on its way from the thread that writes to a loop: those of one commit wake it once."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._come: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._woken = False

    def awaited(self, written: Future[T]) -> asyncio.Future[T]:
        """What a write comes to, as the loop waits for it."""
        waits: asyncio.Future[T] = self.loop.create_future()
        written.add_done_callback(partial(self._came, waits))
        return waits

    def _came(self, waits: asyncio.Future[Any], written: Future[Any]) -> None:
        self._come.append((waits, written))
        if not self._woken and not self.loop.is_closed():
            self._woken = True
            self.loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self._woken = False  # before the rest is told: what comes from now on wakes the loop again
        try:
            while self._come:
                waits, written = self._come.popleft()
                if waits.done():
                    continue
                error = written.exception()
                if error is None:
                    waits.set_result(written.result())
                else:
                    waits.set_exception(error)
        finally:
            if self._come:  # what could not be told of one holds up no other
                self.loop.call_soon(self._tell)


def _give_up(arrives: asyncio.Future[Any]) -> None:
    """Wait no longer for what a write comes to."""
    if not arrives.done():
        arrives.set_exception(TimeoutError())


class Service:
    """One house behind one interface; made once when it begins to serve."""

    def __init__(self, house: House, outside: Outside, cast: Sequence[CastMember] = ()) -> None:
        self.house = house
        self.outside = outside
        #: The markets of the house in memory, filled when one is first asked for.
        self.markets = Markets(house)
        #: The classes of products, learnt from what firms have published.
        self.classes = Classes(self.markets)
        #: What neighbouring zones published, and what they may be told.
        self.neighbouring = Neighbouring(house)
        self.sharing = Sharing(house, self.markets)
        folder = house.settings.markets.prior
        #: An input-output table of some economy, from which the holes of a chain are guessed.
        self.prior = read_prior(folder) if folder is not None else None
        self.cast = tuple(cast)
        self.metrics = Metrics()
        self.known = Known()
        self.buckets = Buckets(house.settings.limits.requests_a_minute)
        self.few = Buckets(60, burst=20)
        self.proxies = networks(house.settings.web.trusted_proxies)
        self.draining = False
        #: The address by which people reach the house, for links on paper and for sign-in elsewhere.
        self.url = house.settings.web.url
        self.quiet = asyncio.Event()
        self.exporting = asyncio.Semaphore(1)
        self.openapi: Callable[[], bytes] = bytes
        self._arrivals: _Arrivals | None = None
        self._finding: Finding | None = None
        #: The OpenID provider through which people sign in, where the settings name one.
        oidc = house.settings.oidc
        self.provider = Provider(oidc, outside.caller) if oidc is not None else None
        self._readers = ThreadPoolExecutor(_READERS, "askonce-reader")
        self._sifter = ThreadPoolExecutor(1, "askonce-sifter")
        self._sifted = threading.BoundedSemaphore(_MOST_SIFTED)

    def answered(self, words: str, began: float, status: int, case: str | None = None) -> None:
        """Count and log a request that was open since `began`; the last one lets a house that is ending end."""
        metrics = self.metrics
        metrics.open -= 1
        if self.draining and not metrics.open:
            self.quiet.set()
        seconds = time.monotonic() - began
        metrics.answered(words, status, seconds)
        more: dict[str, Any] = {"route": words, "status": status, "ms": round(seconds * 1000, 2)}
        if case:
            more["case"] = case
        REQUESTS.info("answered", extra={"more": more})

    async def write(self, job: Callable[[Journal], T]) -> T:
        """Run a job in a transaction, and wait until the disk holds it."""
        written = self.house.database.write(job)
        arrives = self._arrived(written)
        late = arrives.get_loop().call_later(_MOST_SECONDS, _give_up, arrives)
        try:
            return await arrives
        except (TimeoutError, asyncio.CancelledError):
            written.cancel()
            raise
        finally:
            late.cancel()

    def _arrived(self, written: Future[T]) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        if self._arrivals is None or self._arrivals.loop is not loop:
            self._arrivals = _Arrivals(loop)
        return self._arrivals.awaited(written)

    async def read(self, job: Callable[[Journal], T]) -> T:
        """Run a job over one state, in a thread of its own, so that no other request waits for it."""
        return await asyncio.wait_for(self.aside(lambda: self.house.database.read(job)), _MOST_SECONDS)

    async def aside(self, work: Callable[[], T]) -> T:
        """Do something that takes long in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def sift(self, work: Callable[[], T]) -> T:
        """Look at a file that somebody sent, one at a time and apart from all reading; Busy where too many wait already."""
        if not self._sifted.acquire(blocking=False):
            raise Busy
        sifting = self._sifter.submit(work)
        sifting.add_done_callback(
            lambda _: self._sifted.release()
        )  # also where who sent it has gone meanwhile
        return await asyncio.wrap_future(sifting)

    async def fetch(self, actor: Actor, filings: Sequence[Filing]) -> tuple[Fetched, ...]:
        """What filings take from outside; nobody waits whose services take nothing from there."""
        if not self.outside.asks(one.service for one in filings):
            return ()
        return await self._fetch(self.outside.for_filings(actor, filings))

    async def fetch_for(self, actor: Actor, case: str) -> tuple[Fetched, ...]:
        """What a case takes from outside, where it is not here and fresh."""
        if not self.outside.asks_at_all:
            return ()
        return await self._fetch(self.outside.for_case(actor, case))

    async def _fetch(self, wants: Wants) -> tuple[Fetched, ...]:
        """Ask outside until nothing more is wanted; no thread is kept, so that who waits for one source holds up nobody."""
        fetched: tuple[Fetched, ...] = ()
        for _ in range(MOST_ROUNDS):
            known = fetched
            wanted = await self.write(lambda journal, known=known: wants(journal, known))  # type: ignore[misc]
            if not wanted:
                break
            fetched = (*fetched, *await asyncio.gather(*map(asyncio.wrap_future, self.outside.ask(wanted))))
        return fetched

    async def once(
        self, key: Key, job: Callable[[Journal], Kept | Refusal], again: Again | None = None
    ) -> Answer | Refusal:
        """Do what a write asks, or give the answer that it got before under its key, made `again` of what was left of it."""
        kept = await self.write(lambda journal: once(journal, key, job, again))
        return kept if isinstance(kept, Refusal) else Answer(kept.status, kept.body, kept.headers)

    async def session(self, token: str, steady: float) -> Session | None:
        """The session of a token, none where it is not in force."""
        digest = digest_of(token)
        known = self.known.get(digest, steady, now())
        if known is not None:
            return known
        if self._finding is None or self._finding.loop is not asyncio.get_running_loop():
            self._finding = Finding(self.read)
        found = await self._finding.find(digest)
        if found is not None:
            self.known.put(digest, found, steady)
            if found.is_worn(now()):
                with suppress(Unavailable):  # nobody waits for it, and the next request tries again
                    self.house.database.write(partial(see, digest=digest))
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
        """End the threads that read, and the one that looks at files."""
        self._sifter.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
