"""What the house does by itself while it serves: timers, messages, heads of the ledger, the night's questions.

Each round runs on a thread of its own. One that fails is counted and logged, and the next comes all the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from typing import Final

from askonce.assembly.house import House
from askonce.assembly.markets.diary import sweep as sweep_diary
from askonce.assembly.markets.neighbours.asking import ask_neighbours
from askonce.assembly.markets.reminding import remind
from askonce.assembly.markets.visiting import sweep as sweep_notes
from askonce.assembly.markets.visiting import sweep_links
from askonce.assembly.outside import Outside
from askonce.cases.database import Unavailable
from askonce.cases.journal import Journal, Timer
from askonce.cases.observing.counting import catch_up
from askonce.cases.rounds import run as hold_rounds
from askonce.registers.sources import Fetched
from askonce.web.answered import forget
from askonce.web.drafts import sweep as sweep_drafts
from askonce.web.metrics import Metrics
from askonce.web.sessions import drop_expired

_LOG: Final = logging.getLogger("askonce.loops")
_TIMERS_AT_ONCE: Final = 200
_TIMER_SECONDS: Final = 1.0
#: A timer that failed is left alone for so many rounds.
_ROUNDS_OFF: Final = 30
_ASKERS: Final = 4
#: The timers of cases that wait for a register.
_ASKING_AGAIN: Final = frozenset({"retry"})
_NIGHT_SECONDS: Final = 300.0
#: How old figures are at most that nobody has looked at.
_COUNTING_SECONDS: Final = 60.0
#: How often it is looked whether a neighbour's list is no longer fresh.
_NEIGHBOUR_SECONDS: Final = 60.0
_NIGHT_HOURS: Final = range(2, 5)


class Loop:
    """Runs something again and again until it is stopped; what it raises ends a round, never the loop."""

    def __init__(self, name: str, run: Callable[[], object], seconds: float, metrics: Metrics) -> None:
        self.name = name
        self._run = run
        self._seconds = seconds
        self._metrics = metrics
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._rounds, name=f"askonce-{name}", daemon=True)

    @property
    def stopping(self) -> bool:
        """Whether it was told to end."""
        return self._stop.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round at hand, and end."""
        self._stop.set()
        self._thread.join()

    def round(self, pool: ThreadPoolExecutor) -> bool:
        """One round; whether it went well."""
        fault = pool.submit(self._run).exception()
        self._metrics.rounded(self.name, well=fault is None)
        if fault is not None:
            _LOG.error("a round of %s failed; the next comes all the same", self.name, exc_info=fault)
        return fault is None

    def _rounds(self) -> None:
        with ThreadPoolExecutor(1, f"askonce-{self.name}-round") as pool:
            while not self._stop.wait(self._seconds):
                self.round(pool)


class Timers:
    """Fires what is due; a case that waits for a register elsewhere is asked for beside it, and holds up nothing else."""

    def __init__(self, house: House, owed: Callable[[Timer], Sequence[Fetched]]) -> None:
        self._house = house
        self._owed = owed
        self._asking: set[str] = set()
        self._failed: dict[str, int] = {}
        self._round = 0
        self._askers = ThreadPoolExecutor(_ASKERS, "askonce-asking-again")

    def __call__(self) -> int:
        """Fire; gives how many. A timer that fails is left to a later round, and holds up no other."""
        self._round += 1
        later = {name for name, again in self._failed.items() if again > self._round} | self._asking
        limit = _TIMERS_AT_ONCE + len(later)
        due = self._house.database.read(lambda journal: journal.due_timers(journal.now, limit))
        due = [timer for timer in due if timer.id not in later]
        for timer in due:
            if timer.kind in _ASKING_AGAIN:
                self._asking.add(timer.id)
                self._askers.submit(self._ask, timer)
        firing = [(timer, self._write(timer, ())) for timer in due if timer.kind not in _ASKING_AGAIN]
        faults = [self._note(timer, fired.exception()) for timer, fired in firing]
        fault = next(filter(None, faults), None)
        if fault is not None:
            raise fault
        return len(due)

    def stop(self) -> None:
        """Finish what is being asked, and leave the rest to the next start."""
        self._askers.shutdown(wait=True, cancel_futures=True)

    def _ask(self, timer: Timer) -> None:
        """Ask outside what a case is owed, then fire; a fault is noted as any other."""
        fault = None
        try:
            fault = self._write(timer, self._owed(timer)).exception()
        except (Unavailable, ValueError, LookupError) as error:
            fault = error
        finally:
            if self._note(timer, fault) is not None:
                _LOG.error("a timer failed; it is tried again later", exc_info=fault)
            self._asking.discard(timer.id)

    def _write(self, timer: Timer, fetched: Sequence[Fetched]) -> Future[None]:
        return self._house.database.write(partial(_fire, self._house, timer, fetched))

    def _note(self, timer: Timer, fault: BaseException | None) -> BaseException | None:
        if fault is None:
            self._failed.pop(timer.id, None)
        else:
            self._failed[timer.id] = self._round + _ROUNDS_OFF
        return fault


def _fire(house: House, timer: Timer, fetched: Sequence[Fetched], journal: Journal) -> None:
    house.current.exchange.keep(journal, fetched)  # what came in the last round
    house.handling.fire(journal, timer)


class Night:
    """Does once a night what wants doing once a day; a process that was down in the night does it when it is up."""

    def __init__(self, house: House, jobs: Callable[[], object], now: Callable[[], datetime]) -> None:
        self._house = house
        self._jobs = jobs
        self._now = now
        self._done: date | None = None

    def __call__(self) -> None:
        """Do it, where it is night and it has not been done."""
        local = self._now().astimezone(self._house.zone)
        if self._done == local.date() or (self._done is not None and local.hour not in _NIGHT_HOURS):
            return
        self._jobs()
        self._done = local.date()


def clean(house: House) -> None:
    """Forget keys that no longer hold, sessions, drafts, notes, links and reminders that have ended."""
    while house.database.write(forget).result():
        pass
    for sweep in (drop_expired, sweep_drafts, partial(sweep_notes, house), sweep_links, sweep_diary):
        _to_the_end(house, sweep)


def ask_firms(house: House) -> None:
    """Ask firms to call right what is old, a few in each job."""
    _to_the_end(house, partial(remind, house))


def _to_the_end(house: House, some: Callable[..., str]) -> None:
    """Do a long piece of work in small jobs, between which others are served; each gives where the next goes on."""
    after = house.database.write(some).result()
    while after:
        after = house.database.write(partial(some, after=after)).result()


class TimerLoop(Loop):
    """The loop that fires timers, with those who ask outside for them."""

    def __init__(self, timers: Timers, metrics: Metrics) -> None:
        super().__init__("timers", timers, _TIMER_SECONDS, metrics)
        self._timers = timers

    def stop(self) -> None:
        """Finish the round at hand, and what is being asked."""
        super().stop()
        self._timers.stop()


def loops_of(house: House, metrics: Metrics, outside: Outside) -> tuple[Loop, ...]:
    """The loops of a house."""
    night = Loop(
        "night",
        Night(house, lambda: work_of_night(house, outside, night), house.clocks.now),
        _NIGHT_SECONDS,
        metrics,
    )
    counting = Loop("counting", lambda: reckon(house, counting), _COUNTING_SECONDS, metrics)
    neighbours = Loop(
        "neighbours",
        lambda: ask_neighbours(house, outside, may_go_on=lambda: not neighbours.stopping),
        _NEIGHBOUR_SECONDS,
        metrics,
    )
    return (TimerLoop(Timers(house, outside.owed), metrics), night, counting, neighbours)


def reckon(house: House, loop: Loop) -> None:
    """Bring the figures up to date, so that whoever opens them after a busy week does not wait."""
    catch_up(house.database, house.current.days, house.current.version, lambda: not loop.stopping)


def work_of_night(house: House, outside: Outside, loop: Loop) -> None:
    """What is done once a night: forget, ask outside systems, open the rounds of reports and of what needs no filing, ask firms."""
    clean(house)
    outside.nightly()
    hold_rounds(house.database, house.handling, lambda: not loop.stopping)
    ask_firms(house)
