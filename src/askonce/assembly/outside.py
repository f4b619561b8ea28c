"""What crosses the border of a house: sources that it asks, messages that leave it, heads that it publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from askonce.adapters.calling.caller import Caller
from askonce.adapters.sending.delivery import Sender
from askonce.adapters.sending.heads import HeadPublisher
from askonce.adapters.sending.mail import MailSender
from askonce.adapters.sending.outbox import Outbox
from askonce.adapters.sending.record import RecordSender, note_filing, reconcile
from askonce.adapters.sending.webhook import WebhookSender
from askonce.adapters.settings.model import HttpSource as HttpSettings
from askonce.adapters.settings.model import Neighbour
from askonce.adapters.settings.model import SqlSource as SqlSettings
from askonce.adapters.sources.http import HttpSource
from askonce.adapters.sources.source import Source
from askonce.adapters.sources.sources import Sources
from askonce.assembly.house import House
from askonce.cases.command import Filing
from askonce.cases.desk import Desk
from askonce.cases.journal import Journal
from askonce.cases.procedure.filing import who_for
from askonce.feel.types import Type
from askonce.methods.breaker import Retries
from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Fetched, Wanted
from askonce.registers.types import feel_type

#: A way may lead over two sources, and a subject of the one over two more.
_MOST_ROUNDS: Final = 4


class Outside:
    """The border of one house; threads begin with `start` and end with `stop`."""

    def __init__(self, house: House, worker: str) -> None:
        settings = house.settings
        self._house = house
        self._caller = Caller()
        self._systems = RecordSender(settings.systems, self._caller)
        self._sources = Sources(_sources(house, self._caller))
        outbox = settings.outbox
        self._outbox = Outbox(
            house.database,
            self._senders(),
            Retries(outbox.tries, outbox.first_seconds, outbox.most_seconds),
            worker=worker,
            at_once=outbox.at_once,
            on_arrival=note_filing(house.handling.recorded),
        )
        self._heads = (
            HeadPublisher(
                house.database, settings.heads, lambda journal: house.head(journal).encode(), self._caller
            )
            if settings.heads is not None
            else None
        )

    def start(self) -> None:
        """Begin to send and to publish."""
        self._outbox.start(self._house.settings.outbox.idle_seconds)
        if self._heads is not None:
            self._heads.start()

    def stop(self) -> None:
        """Finish what is being sent, and end."""
        self._outbox.stop()
        if self._heads is not None:
            self._heads.stop()
        self._sources.close()
        self._caller.close()

    def wake(self) -> None:
        """Look for messages now."""
        self._outbox.wake()

    def nightly(self) -> None:
        """Ask outside systems what became of what was filed with them."""
        reconcile(self._house.database, self._systems, self._house.handling.recorded)

    @property
    def asks(self) -> bool:
        """Whether any register lies outside."""
        return bool(self._house.settings.sources)

    def fetch(self, actor: Actor, filing: Filing) -> tuple[Fetched, ...]:
        """What a filing needs of sources outside, before the job that files it; whoever calls may wait long."""
        fetched: tuple[Fetched, ...] = ()
        for _ in range(_MOST_ROUNDS):
            known = fetched
            wanted = self._house.database.write(
                lambda journal, known=known: self._wanted(journal, actor, filing, known)  # type: ignore[misc]
            ).result()
            if not wanted:
                break
            fetched = (*fetched, *self._sources.fetch_all(wanted))
        return fetched

    def _wanted(
        self, journal: Journal, actor: Actor, filing: Filing, fetched: Sequence[Fetched]
    ) -> tuple[Wanted, ...]:
        house = self._house
        ready = house.current.types.get(filing.service)
        if ready is None:
            return ()
        desk = Desk(journal, house.current, house.keys, actor, house.runnings, fetched)
        opening = who_for(desk, ready, filing)
        if isinstance(opening, Refusal):
            return ()  # the job that files says why
        roots = {"applicant": opening.applicant}
        if actor.kind == "person":
            roots["filer"] = actor.id
        days = Days(desk.today, filing.event or desk.today, desk.today, desk.today, opening.period)
        routes = [one.route for one in ready.sources]
        found = house.current.exchange.wanted(
            journal, desk.ask(ready, "filing"), routes, roots, days, fetched
        )
        return () if isinstance(found, Refusal) else found

    def _senders(self) -> Mapping[str, Sender]:
        """Who sends by which channel; payments and certificates go to webhooks of their names."""
        settings = self._house.settings
        hooks = WebhookSender(self._house.origin, settings.webhooks, self._caller)
        senders: dict[str, Sender] = {"system": self._systems}
        if settings.mail is not None:
            senders["mail"] = MailSender(settings.mail)
        if settings.webhooks:
            senders |= {"webhook": hooks, "payment": hooks, "certificate": hooks}
        return senders


def _sources(house: House, caller: Caller) -> Mapping[str, Source]:
    """The sources of the settings, each with the types of the registers of the pack."""
    types = _types(house)
    made: dict[str, Source] = {}
    for name, one in house.settings.sources.items():
        if isinstance(one, HttpSettings):
            made[name] = HttpSource(one, types, caller)
        elif isinstance(one, SqlSettings):
            from askonce.adapters.sources.sql import (
                SqlSource,  # SQLAlchemy, where a department's database is asked
            )

            made[name] = SqlSource(one, types)
        elif isinstance(one, Neighbour):
            from askonce.adapters.sources.neighbour import NeighbourSource

            made[name] = NeighbourSource(one, types, caller)
    return made


def _types(house: House) -> Mapping[str, Mapping[str, Type]]:
    """The type of each attribute, by register."""
    found: dict[str, dict[str, Type]] = {}
    concepts = house.current.bound.get("concept", {})
    for name, register in house.current.bound.get("register", {}).items():
        columns = found.setdefault(name, {})
        for attribute, words in register.attributes.items():
            concept = concepts.get(words.concept.id) if words.concept is not None else None
            kind = feel_type(words.type or (concept.type if concept is not None else None))
            if kind is not None:
                columns[attribute] = kind
    return found
