"""What a generator has drawn and what came of it, counted, so that a test can say what it never met."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable


class Coverage:
    """Counts of constructs, states and outcomes; `check` fails where one that was expected never occurred.

    `pytest --log-cli-level=info tests/property` prints the counts.
    """

    def __init__(self, *expected: str) -> None:
        self.expected = expected
        self.counts: Counter[str] = Counter()

    def saw(self, things: Iterable[str]) -> None:
        """Count what one example holds or gives, each thing once."""
        self.counts.update(set(things))

    def check(self) -> None:
        """Report the counts; none that is expected may be zero."""
        logging.getLogger(__name__).info("generator coverage: %s", self)
        missing = [thing for thing in self.expected if not self.counts[thing]]
        assert not missing, f"never drawn or never found: {', '.join(missing)}; met were {self}"

    def __str__(self) -> str:
        return ", ".join(f"{thing} {count}" for thing, count in sorted(self.counts.items()))
