"""Erasing a case: nothing personal of it is left in any table, and what was done and when is still told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from askonce.cases.command import (
    Correct,
    Decide,
    Dispute,
    Filing,
    Hear,
    Notify,
    Object,
    Review,
    Speak,
    Step,
    Take,
    Withdraw,
)  # fmt: skip
from askonce.cases.desk import read_case
from askonce.cases.journal import Journal
from askonce.cases.slip import SLIPS, keep_slip
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.ledger.verify import verify
from askonce.registers.pseudonym import CASES, LEDGER
from askonce.registers.sources import Fetched
from tests.unit.cases.county import KEYS, County, county, officer, person

WANG = person("wang-who-wants-to-be-forgotten")
ACCOUNT = "6222 0000 1111"
COOK = officer("lin", "street/cook")
LABOUR, DIRECTOR = officer("hua", "labour/officer"), officer("zhou", "labour/director")
LEGAL, CIVIL = officer("fang", "county-legal/reviewer"), officer("mei", "civil-affairs/officer")
SECRETS = (
    "no lard at all",
    "I am younger than that",
    "the book of births says so",
    "the army months",
    "kind cook",
)


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", WANG.id, birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def dump(there: County) -> str:
    """Everything that every table holds, as text; bytes as their characters and as digits."""
    with closing(sqlite3.connect(there.database.path)) as base:  # type: ignore[attr-defined]
        tables = [one for (one,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert len(tables) > 20
        rows = [row for name in tables for row in base.execute(f'SELECT * FROM "{name}"')]  # noqa: S608
    return "\n".join(" ".join(map(_say, row)) for row in rows)


def on_disk(there: County) -> bytes:
    """What the file holds, free pages too, once its log is written back."""
    path = Path(there.database.path)  # type: ignore[attr-defined]
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    return path.read_bytes()


def _say(cell: object) -> str:
    return f"{cell.decode(errors='replace')} {cell.hex()}" if isinstance(cell, bytes) else str(cell)


def pass_time(there: County, days: int) -> None:
    """Let days pass and all timers fire that come due."""
    there.forward(days=days)
    while there.fire():
        pass


def fetched(there: County, **values: Any) -> tuple[Fetched, ...]:
    return (Fetched("employment-pensions", WANG.id, there.clock[0], values),)


def meal(there: County) -> tuple[str, str]:
    """A meal with a question, a dispute that was settled, and words of praise."""
    filed = there.file(WANG, "elder-meal", {"diet": SECRETS[0]})
    disputed = there.act(WANG, filed, Dispute(name="birth", reason=SECRETS[1], claimed="1950-05-06"))
    correction = disputed.concerned_by[0]
    there.act(CIVIL, correction, Take())
    there.act(CIVIL, correction, Correct(value="1950-05-06", reason=SECRETS[2]))
    there.act(COOK, filed, Take())
    there.act(COOK, filed, Step(step="cook"))
    there.act(WANG, filed, Review(stars=5, words=SECRETS[4]))
    return filed.line.id, correction


def refused_pension(there: County) -> tuple[str, str]:
    """A pension that was refused with data of another authority, and an objection that was not upheld."""
    brought = fetched(
        there,
        contribution_months=Decimal(100),
        monthly_wage=Money(Decimal(3000), "CNY"),
        payment_account=ACCOUNT,
    )
    filing = Filing(service="pension")
    case = there.do(lambda journal: there.handling.file(journal, WANG, filing, brought))
    assert isinstance(case, View), case
    there.act(DIRECTOR, case, Take())
    there.act(DIRECTOR, case, Notify(reason="too few months"))
    there.act(LABOUR, case, Hear(words=SECRETS[3]))
    there.act(WANG, case, Speak(words=SECRETS[3]))
    there.act(DIRECTOR, case, Decide())
    objection = there.act(WANG, case, Object(reason=SECRETS[3])).concerned_by[0]
    there.act(LEGAL, objection, Take())
    there.act(LEGAL, objection, Decide(outcome={"upheld": False}, reason="they do not count"))
    return case.line.id, objection


def test_nothing_personal_of_a_case_is_left_in_any_table_and_the_ledger_verifies(there: County) -> None:
    cases = [*meal(there), *refused_pension(there)]
    names = [KEYS.of(CASES, WANG.id), KEYS.of(LEDGER, WANG.id), KEYS.of("labour", WANG.id)]
    secrets = [*SECRETS, ACCOUNT, *names]
    before = dump(there)
    assert [one for one in secrets if one not in before] == []
    pass_time(there, 366 * 11)
    after = dump(there)
    assert [one for one in (WANG.id, *secrets) if one in after] == []
    kept = on_disk(there)
    assert [one for one in secrets if one.encode() in kept] == []
    assert there.do(lambda journal: journal.waiting(datetime(2200, 1, 1, tzinfo=UTC), 10)) == []
    for case in cases:
        line = there.do(lambda journal, case=case: journal.line(case))  # type: ignore[misc]
        assert line is not None
        assert line.filer is None
        occurred, private = there.do(lambda journal, case=case: read_case(journal, case))  # type: ignore[misc]
        assert private == {}
        assert [one.number for one in occurred] == list(range(line.events))
        kinds = [type(one.event).__name__ for one in occurred]
        assert (kinds[0], kinds[-1], "Decided" in kinds) == ("Filed", "Erased", True)
    verified = there.do(lambda journal: verify(journal, ()))
    assert (verified.holds, verified.kept) == (True, ())
    said = [
        one.entry
        for one in there.do(lambda journal: journal.openings(kind="erasure", limit=10_000))
        if one.entry
    ]
    assert verified.erased == len(said) > 20
    assert {one.basis for one in said} == {"canteen-rules/3", "labour-act/9"}
    assert len({one.what["number"] for one in said}) == len(said)


def test_each_case_is_kept_as_long_as_its_own_purpose_says(there: County) -> None:
    short, disputed = meal(there)
    long, objected = refused_pension(there)
    pass_time(there, 735)
    held = {name: there.do(lambda journal, name=name: journal.get("sealed", name)) for name in (  # type: ignore[misc]
        short, disputed, long, objected,
    )}  # fmt: skip
    assert [one is None for one in held.values()] == [True, True, False, False]
    assert there.view(WANG, long).decision is not None
    assert KEYS.of("labour", WANG.id) in dump(there)


def test_a_case_is_kept_while_its_objection_or_a_dispute_in_it_is_open(there: County) -> None:
    li = person("li")
    there.write("people", li.id, birth_date=date(1951, 5, 5), full_name="李", sex="female")
    objecting = there.file(WANG, "elder-meal", {"diet": SECRETS[0]})
    disputing = there.file(li, "elder-meal", {"diet": SECRETS[0]})
    for filed in (objecting, disputing):
        there.act(COOK, filed, Take())
    objection = there.act(WANG, objecting, Object(reason=SECRETS[3])).concerned_by[0]
    correction = there.act(li, disputing, Dispute(name="birth", reason="-")).concerned_by[0]
    for filed in (objecting, disputing):
        there.act(COOK, filed, Step(step="cook"))
    names = [objecting.line.id, disputing.line.id]
    codes = there.do(lambda journal: {keep_slip(journal, KEYS, name) for name in names})

    def kept() -> list[bool]:
        return there.do(lambda journal: [journal.get("sealed", name) is not None for name in names])

    pass_time(there, 366 * 3)
    for _ in range(3):
        pass_time(there, 1)
        assert kept() == [True, True]
    there.act(WANG, objection, Withdraw())
    pass_time(there, 1)
    assert kept() == [False, True]
    there.act(CIVIL, correction, Take())
    there.act(CIVIL, correction, Correct(value="1951-05-06", reason="-"))
    pass_time(there, 1)
    assert kept() == [False, False]
    assert there.do(lambda journal: journal.keys(SLIPS)) == []
    assert len(codes) == 2


def test_a_copy_of_a_remote_register_goes_with_the_last_case_that_used_it(there: County) -> None:
    """Temporary aid is kept five years, a pension ten; both have read the same account."""
    refused_pension(there)
    there.write("residence", WANG.id, household_size=Decimal(2))
    there.write("care-status", WANG.id, aided_this_year=False)
    brought = fetched(there, payment_account=ACCOUNT)
    filing = Filing(
        service="temporary-aid", answers={"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"}
    )
    aid = there.do(lambda journal: there.handling.file(journal, WANG, filing, brought))
    assert isinstance(aid, View), aid
    there.act(WANG, aid, Withdraw())
    name = KEYS.of("labour", WANG.id)

    def copy(journal: Journal) -> tuple[bool, bool]:
        rows = journal.history("employment-pensions", name)
        return bool(rows), journal.get("copies", f"employment-pensions/{name}") is not None

    pass_time(there, 366 * 6)
    assert there.do(lambda journal: journal.get("sealed", aid.line.id)) is None
    assert there.do(copy) == (True, True)
    pass_time(there, 366 * 5)
    assert there.do(copy) == (False, False)


def test_a_dispute_that_is_taken_back_is_open_no_longer(there: County) -> None:
    filed = there.file(WANG, "elder-meal", {"diet": "-"})
    correction = there.act(WANG, filed, Dispute(name="birth", reason="a day off")).concerned_by[0]
    name = KEYS.of("civil-affairs", WANG.id)
    assert "birth_date" in there.do(lambda journal: journal.disputed("people", name))
    there.act(WANG, correction, Withdraw())
    assert there.do(lambda journal: journal.disputed("people", name)) == {}
    assert [one.kind for one in there.view(WANG, filed).history][-1] == "Settled"
