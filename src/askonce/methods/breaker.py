"""When to try again what failed, and when to leave alone for a while what fails all the time."""

from __future__ import annotations

import msgspec


class Retries(msgspec.Struct, frozen=True):
    """How often something is tried in all, and the seconds between: twice as long each time, up to the most."""

    tries: int = 3
    first_seconds: float = 0.2
    most_seconds: float = 2.0

    def wait(self, attempt: int, chance: float) -> float | None:
        """The seconds to wait after an attempt, counted from 1; none after the last. `chance` is from 0 to before 1.

        Half of the time is certain and half is chance, so that those who failed together do not come back together.

        >>> Retries(tries=4).wait(1, 0.0), Retries(tries=4).wait(3, 0.5), Retries(tries=4).wait(4, 0.5)
        (0.1, 0.6000000000000001, None)
        """
        if attempt >= self.tries:
            return None
        doublings = min(attempt - 1, 64)  # no float holds every power of two
        whole = min(self.most_seconds, self.first_seconds * 2.0**doublings)
        return whole / 2 + whole / 2 * chance


class Breaker(msgspec.Struct, frozen=True):
    """What is known of something that may fail: how often in a row, and until when it is left alone.

    After `most_failures` in a row it opens: nobody tries for `rest_seconds`. Then one may try; until that ends well,
    the others still may not. Instants are in seconds of any steady clock.
    """

    most_failures: int = 5
    rest_seconds: float = 30.0
    failures: int = 0
    resting_until: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether it failed too often and has not worked since."""
        return self.resting_until is not None

    def allow(self, now: float) -> tuple[Breaker, bool]:
        """The breaker from now on, and whether one may try; whoever may while it is open has it to himself.

        >>> Breaker(resting_until=10.0).allow(9.0)[1], Breaker(resting_until=10.0).allow(10.0)[1]
        (False, True)
        """
        if self.resting_until is None:
            return self, True
        if now < self.resting_until:
            return self, False
        return msgspec.structs.replace(self, resting_until=now + self.rest_seconds), True

    def failed(self, now: float) -> Breaker:
        """The breaker after a failure.

        >>> Breaker(most_failures=1, rest_seconds=5).failed(2.0).resting_until
        7.0
        """
        failures = self.failures + 1
        opens = self.is_open or failures >= self.most_failures
        return msgspec.structs.replace(
            self, failures=failures, resting_until=now + self.rest_seconds if opens else None
        )

    def succeeded(self) -> Breaker:
        """The breaker after a success: closed.

        >>> Breaker(failures=7, resting_until=3.0).succeeded() == Breaker()
        True
        """
        return msgspec.structs.replace(self, failures=0, resting_until=None)
