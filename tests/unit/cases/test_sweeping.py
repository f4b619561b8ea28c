"""Looks that led to no case: as long afterwards as their purpose says they are erased, and copies of others' registers with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from askonce.cases.command import Filing
from askonce.cases.journal import Journal
from askonce.cases.rounds import run, tidy
from askonce.cases.sweeping import SWEPT, sweep
from askonce.feel.values import Money, Value
from askonce.ledger.verify import verify
from askonce.registers.pseudonym import LEDGER
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Fetched
from tests.unit.cases.county import KEYS, County, county, person

WANG = person("wang-who-only-asked")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", WANG.id, birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def ask(there: County, service: str, *fetched: Fetched) -> None:
    filing = Filing(service=service)
    offered = there.do(lambda journal: there.handling.interview(journal, WANG, filing, fetched))
    assert not isinstance(offered, Refusal), offered


def looks(there: County) -> list[str]:
    """Under which names looks at the person stand."""
    found = there.do(lambda journal: journal.openings(subject=KEYS.of(LEDGER, WANG.id), limit=10_000))
    return sorted({str(one.entry.case).partition("-")[0] for one in found if one.entry and one.entry.case})


def brought(there: County) -> Fetched:
    values: dict[str, Value] = {
        "contribution_months": Decimal(100),
        "monthly_wage": Money(Decimal(3000), "CNY"),
        "payment_account": "6222 0000 1111",
    }
    return Fetched("employment-pensions", WANG.id, there.clock[0], values)


def night(there: County) -> None:
    run(there.database, there.handling)


def test_what_led_to_no_case_is_erased_when_its_purpose_keeps_it_no_longer(there: County) -> None:
    ask(there, "elder-meal")
    refused = there.try_file(WANG, "elder-meal")
    assert isinstance(refused, Refusal)
    ask(there, "pension", brought(there))
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    assert looks(there) == ["case", "interview"]
    there.forward(days=700)
    night(there)
    assert "interview" in looks(there)
    there.forward(days=40)  # meals are kept for two years, pensions for ten
    night(there)
    left = there.do(lambda journal: journal.openings(subject=KEYS.of(LEDGER, WANG.id), limit=10_000))
    loose = {
        (one.entry.purpose, one.entry.basis)
        for one in left
        if one.entry and str(one.entry.case).startswith("interview")
    }
    assert len(loose) == 1  # those of the pension alone
    assert there.do(lambda journal: journal.line(filed.line.id)) is not None
    there.forward(days=366 * 9)
    night(there)
    assert looks(there) == ["case"]  # a case is erased with its own timer
    assert there.do(lambda journal: verify(journal, ())).holds


def test_a_copy_that_was_fetched_for_an_interview_alone_is_forgotten(there: County) -> None:
    ask(there, "pension", brought(there))
    name = KEYS.of("labour", WANG.id)

    def copied(journal: Journal) -> bool:
        return bool(journal.history("employment-pensions", name))

    assert there.do(copied)
    for years, left in ((9, True), (2, False)):  # a pension is kept for ten
        there.forward(days=366 * years)
        while there.do(partial(tidy, there.handling)):  # no round grants anything meanwhile
            pass
        assert there.do(copied) == left


def test_the_ledger_is_swept_in_small_jobs_and_each_entry_once(there: County) -> None:
    for _ in range(120):
        ask(there, "elder-meal")
    size = there.do(lambda journal: journal.size())
    there.forward(days=800)
    passed = []
    while found := there.do(partial(sweep, there.handling)):
        passed.append(found)
    lengths = there.do(lambda journal: journal.keys(SWEPT))
    assert len(passed) > 1
    assert max(passed) <= 100 * len(lengths)
    assert looks(there) == []
    erasures = there.do(lambda journal: journal.openings(kind="erasure", limit=10_000))
    assert len({one.entry.what["number"] for one in erasures if one.entry}) == len(erasures) > 100
    assert there.do(lambda journal: journal.size()) == size + len(erasures)
    assert there.do(partial(tidy, there.handling)) == 0
