"""Verifying finds an opening that is kept under other words than its entry says: a look that is hidden from its subject."""

from __future__ import annotations

import pytest

from askonce.ledger.entry import Entry
from askonce.ledger.erasing import erase
from askonce.ledger.log import Filed
from askonce.ledger.recomputing import Break
from askonce.ledger.verify import verify
from bench.ledger.memory import MemoryLog

SIZE, HIDDEN = 11, 6


def ledger() -> MemoryLog:
    log = MemoryLog()
    for number in range(SIZE):
        log.record(Entry("look", log.now, "officer:lin", subject="p1", case=f"c{number}"))
    return log


@pytest.mark.parametrize(
    "under", [Filed(None, "c6", "look"), Filed("p2", "c6", "look"), Filed("p1", None, "look"), Filed("p1", "c6", "act")]
)  # fmt: skip
@pytest.mark.parametrize("block", [1, 4, 16])
def test_the_first_that_is_found_under_other_words(under: Filed, block: int) -> None:
    log = ledger()
    log.astray = {SIZE - 1: Filed(None, None, None), HIDDEN: under}
    assert verify(log, block=block).broken == Break(HIDDEN, "changed", "index", HIDDEN)


def test_an_erased_one_is_found_under_no_words() -> None:
    log = ledger()
    erase(log, HIDDEN, basis="law/1", actor="officer:lin")
    assert verify(log).holds
    log.astray = {HIDDEN: Filed("p1", None, None)}
    assert verify(log).broken == Break(HIDDEN, "changed", "index", HIDDEN)
