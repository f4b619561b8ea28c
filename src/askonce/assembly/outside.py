"""What crosses the border of a house: sources that it asks, messages that leave it, heads that it publishes."""

from __future__ import annotations

from collections.abc import Mapping

from askonce.adapters.calling.caller import Caller
from askonce.adapters.sending.addresses import Addresses
from askonce.adapters.sending.delivery import Sender
from askonce.adapters.sending.heads import HeadPublisher
from askonce.adapters.sending.mail import MailSender
from askonce.adapters.sending.outbox import Outbox
from askonce.adapters.sending.record import RecordSender, note_filing, reconcile
from askonce.adapters.sending.webhook import WebhookSender
from askonce.assembly.fetching import MOST_ROUNDS, Fetching, Wants
from askonce.assembly.house import House
from askonce.methods.breaker import Retries

__all__ = ["MOST_ROUNDS", "Outside", "Wants"]


class Outside(Fetching):
    """The border of one house; threads begin with `start` and end with `stop`."""

    def __init__(self, house: House, worker: str) -> None:
        settings = house.settings
        self._caller = Caller()
        super().__init__(house, self._caller)
        self._systems = RecordSender(settings.systems, self._caller)
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
                house.database,
                settings.heads,
                lambda journal: house.head(journal).encode(),
                self._caller,
                kept=house.place.head,
            )
            if settings.heads is not None
            else None
        )

    @property
    def caller(self) -> Caller:
        """What calls other machines, for those who ask one that is no register."""
        return self._caller

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
        self.close()
        self._caller.close()

    def wake(self) -> None:
        """Look for messages now."""
        self._outbox.wake()

    def nightly(self) -> None:
        """Ask outside systems what became of what was filed with them."""
        reconcile(self._house.database, self._systems, self._house.handling.recorded)

    def _senders(self) -> Mapping[str, Sender]:
        """Who sends by which channel; payments and certificates go to webhooks of their names."""
        settings = self._house.settings
        hooks = WebhookSender(self._house.origin, settings.webhooks, self._caller)
        senders: dict[str, Sender] = {"system": self._systems}
        if settings.mail is not None:
            senders["mail"] = MailSender(
                settings.mail, Addresses(self._house.database, self._house.keys).find
            )
        if settings.webhooks:
            senders |= {"webhook": hooks, "payment": hooks, "certificate": hooks}
        return senders
