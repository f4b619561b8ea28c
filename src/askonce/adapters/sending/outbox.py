"""The outbox: takes messages that wait in the journal, sends them, and notes what came of each.

A message is sent after the commit that queued it, outside any transaction, and its outcome is noted in a transaction
of its own. Whoever dies between the two sends it again: its key makes the receiver know it.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, TypeAlias

import msgspec

from askonce.adapters.sending.delivery import Arrived, Failed, Sender
from askonce.cases.database import Database, Unavailable
from askonce.cases.journal import Conflict, Journal, Message, Waiting
from askonce.methods.breaker import Retries

_LOG: Final = logging.getLogger("askonce.outbox")
_ROOM: Final = "outbox"
_MOST_TAKEN: Final = 200
#: So many notes make one job, so that a filing beside them does not wait long.
_MOST_NOTES: Final = 50
_LEASE: Final = timedelta(seconds=60)
_ENCODER: Final = msgspec.json.Encoder()

#: What a fault of ours can raise: it is told, and the outbox goes on.
_FAULTS: Final = (
    ArithmeticError, AttributeError, Conflict, LookupError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip

#: What is done in the transaction that notes an arrival, such as putting a number on the case.
OnArrival: TypeAlias = Callable[[Journal, Message, str], None]


class Lease(msgspec.Struct, frozen=True):
    """Which worker sends, until when; another leaves the messages alone so long."""

    worker: str
    until: datetime


class Tally(msgspec.Struct, frozen=True):
    """What came of a round: how many messages arrived, are tried again, and were given up."""

    arrived: int = 0
    again: int = 0
    dead: int = 0

    @property
    def taken(self) -> int:
        """How many there were."""
        return self.arrived + self.again + self.dead


def _nothing(journal: Journal, message: Message, receipt: str) -> None:
    """Where nothing is to be done on arrival."""


class Outbox:
    """Sends what waits, in rounds; one worker of a database at a time does, the others stand by."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        retries: Retries,
        *,
        worker: str,
        at_once: int = 8,
        on_arrival: OnArrival = _nothing,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._senders = senders
        self._retries = retries
        self._worker = worker
        self._on_arrival = on_arrival
        self._chance = chance
        self._at_once = at_once
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def round(self) -> Tally:
        """Send what waits now, and note what came of it."""
        taken = self._take()
        if not taken:
            return Tally()
        lines = [list(group) for _, group in groupby(sorted(taken, key=self._line), key=self._line)]
        with ThreadPoolExecutor(min(self._at_once, len(lines)), "askonce-sending") as pool:
            tallies = list(pool.map(self._send_line, lines))
        return Tally(*(sum(getattr(one, name) for one in tallies) for name in Tally.__struct_fields__))

    def start(self, idle_seconds: float) -> None:
        """Begin to send, in a thread of its own, looking again after so many seconds where nothing waits."""
        self._thread = threading.Thread(
            target=self._run, args=(idle_seconds,), name="askonce-outbox", daemon=True
        )
        self._thread.start()

    def wake(self) -> None:
        """Look now: something has been queued."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the message at hand of each line, note it, give the lease back, and end."""
        self._stop.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
        self._database.write(self._give_back).result()

    def _run(self, idle_seconds: float) -> None:
        while not self._stop.is_set():
            self._woken.clear()
            try:
                busy = self.round().taken
            except Unavailable as error:  # it may come back
                _LOG.warning("the outbox stands still: %s", type(error).__name__)
                busy = 0
            if not busy:
                self._woken.wait(idle_seconds)

    def _take(self) -> Sequence[Waiting]:
        """What waits, where this worker holds the lease or can have it; nothing is written where nothing waits."""
        if not self._database.read(lambda journal: journal.waiting(journal.now, 1)):
            return ()
        return self._database.write(self._claim).result()

    def _claim(self, journal: Journal) -> Sequence[Waiting]:
        kept = journal.get(_ROOM, "lease")
        held = msgspec.json.decode(kept, type=Lease) if kept else None
        if held is not None and held.worker != self._worker and journal.now < held.until:
            return ()
        journal.put(_ROOM, "lease", _ENCODER.encode(Lease(self._worker, journal.now + _LEASE)))
        return journal.waiting(journal.now, _MOST_TAKEN)

    def _give_back(self, journal: Journal) -> None:
        kept = journal.get(_ROOM, "lease")
        if kept and msgspec.json.decode(kept, type=Lease).worker == self._worker:
            journal.put(_ROOM, "lease", None)

    def _line(self, waiting: Waiting) -> str:
        sender = self._senders.get(waiting.message.channel)
        return f"{waiting.message.channel} {sender.line(waiting) if sender else ''}"

    def _send_line(self, line: Sequence[Waiting]) -> Tally:
        """Send the messages of a line in order; once the other side is down, the rest of them waits."""
        outcomes: list[Failed | Arrived] = []
        noted: list[tuple[_Notes, Future[None]]] = []
        down: Failed | None = None
        for waiting in line:
            if self._stop.is_set():
                break
            outcome = down or self._send(waiting)
            if isinstance(outcome, Failed) and outcome.theirs:
                down = outcome
            outcomes.append(self._settled(waiting, outcome))
            note = self._note(waiting, outcomes[-1])
            if not (noted and noted[-1][0].take(note)):
                notes = _Notes(note)
                noted.append((notes, self._database.write(notes)))
        for notes, future in noted:
            self._make_sure(notes, future)
        _tell(line, outcomes)
        return Tally(
            sum(isinstance(one, Arrived) for one in outcomes),
            sum(isinstance(one, Failed) and one.passing for one in outcomes),
            sum(isinstance(one, Failed) and not one.passing for one in outcomes),
        )

    def _note(self, waiting: Waiting, outcome: Arrived | Failed) -> _Note:
        return _Note(waiting, outcome, self._again(waiting, outcome), self._on_arrival)

    def _make_sure(self, notes: _Notes, noted: Future[None]) -> None:
        """Wait for notes; those of a job that failed are written one by one, so that one holds up no other."""
        try:
            noted.result()
        except _FAULTS as error:
            if len(notes.all) == 1:
                self._give_up(notes.all[0], error)
                return
            for note in notes.all:
                self._make_sure(_Notes(note), self._database.write(note))

    def _give_up(self, note: _Note, error: BaseException) -> None:
        """What cannot be noted is tried again later and not at once, for ever."""
        _LOG.warning("an arrival was not noted: %s", type(error).__name__)  # its text may hold data
        failed = Failed(f"it arrived, and that could not be noted: {type(error).__name__}")
        waiting = note.waiting
        self._database.write(self._note(waiting, self._settled(waiting, failed))).result()

    def _send(self, waiting: Waiting) -> Arrived | Failed:
        sender = self._senders.get(waiting.message.channel)
        if sender is None:
            return Failed(
                f"the settings of this house have nothing that sends by `{waiting.message.channel}`",
                passing=False,
            )
        try:
            return sender.send(waiting)
        except _FAULTS as error:  # one message that trips its sender must not hold up all others
            _LOG.warning("a sender failed: %s", type(error).__name__)  # its text may hold data
            return Failed(f"its sender failed: {type(error).__name__}")

    def _settled(self, waiting: Waiting, outcome: Arrived | Failed) -> Arrived | Failed:
        """The outcome, given up where it was the last try."""
        if isinstance(outcome, Failed) and outcome.passing and self._again(waiting, outcome) is None:
            return msgspec.structs.replace(outcome, passing=False)
        return outcome

    def _again(self, waiting: Waiting, outcome: Arrived | Failed) -> timedelta | None:
        """How long to wait before the next try, none where there is none."""
        if isinstance(outcome, Arrived) or not outcome.passing:
            return None
        seconds = self._retries.wait(waiting.tries + 1, self._chance())
        return None if seconds is None else timedelta(seconds=max(seconds, outcome.after or 0))


class _Note:
    """A job that notes what came of a message."""

    def __init__(
        self, waiting: Waiting, outcome: Arrived | Failed, again: timedelta | None, on_arrival: OnArrival
    ) -> None:
        self.waiting = waiting
        self._outcome = outcome
        self._again = again
        self._on_arrival = on_arrival

    def __call__(self, journal: Journal) -> None:
        message = self.waiting.message
        if isinstance(self._outcome, Arrived):
            journal.sent(message.key, self._outcome.receipt)
            self._on_arrival(journal, message, self._outcome.receipt)
            return
        again = None if self._again is None else journal.now + self._again
        journal.failed(message.key, self._outcome.reason, again)


class _Notes:
    """A job that writes several notes; as long as it has not begun it takes more, so that a line writes few jobs."""

    def __init__(self, note: _Note) -> None:
        self.all = [note]
        self._lock = threading.Lock()
        self._begun = False

    def take(self, note: _Note) -> bool:
        """Take one more, where there is still time and room."""
        with self._lock:
            if self._begun or len(self.all) >= _MOST_NOTES:
                return False
            self.all.append(note)
            return True

    def __call__(self, journal: Journal) -> None:
        with self._lock:
            self._begun = True
        for note in self.all:
            note(journal)


def _tell(line: Sequence[Waiting], outcomes: Sequence[Arrived | Failed]) -> None:
    """Say in the log what did not arrive and why, all of one kind in one line."""
    failed = Counter(
        (waiting.message.channel, outcome.reason, outcome.passing)
        for waiting, outcome in zip(line, outcomes, strict=False)
        if isinstance(outcome, Failed)
    )
    for (channel, reason, passing), count in failed.items():
        then = "tried again" if passing else "given up"
        _LOG.info("messages by %s that did not arrive: %d; %s; %s", channel, count, reason, then)
