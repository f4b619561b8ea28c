"""What a thief of several registers holds: nothing that leads from one of them into another, or to a case."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import date

from askonce.cases.command import Correct, Dispute, Take
from askonce.cases.journal import Journal
from askonce.registers.ask import Ask
from askonce.registers.naming import case_name
from askonce.registers.store import Change
from askonce.registers.writing import write_changes
from tests.unit.cases.county import KEYS, County, county, officer, person

WANG, CIVIL = person("wang"), officer("mei", "civil-affairs/officer")
NAMES = ("subject", "target", "source", "case_id")


def words_of_holders(there: County) -> dict[str, set[str]]:
    """By holder: the names of subjects and cases that stand in its registers, their relations and disputes."""
    doors = there.handling.running.exchange.doors
    found: dict[str, set[str]] = defaultdict(set)
    with closing(sqlite3.connect(there.database.path)) as base:  # type: ignore[attr-defined]
        base.row_factory = sqlite3.Row
        for table in there.database.schema.tables:  # type: ignore[attr-defined]
            desk = doors.desks[table.register]
            names = [table.kept_as, *map(table.relation, table.relations)]
            rows = [row for name in names for row in base.execute(f'SELECT * FROM "{name}"')]  # noqa: S608
            rows += base.execute("SELECT * FROM dispute WHERE register = ?", (table.register,))
            for row in rows:
                found[desk.holder] |= {row[name] for name in NAMES if name in row.keys() and row[name]}  # noqa: SIM118 - a row is no mapping
    return found


def test_one_case_has_another_name_in_the_registers_of_each_holder() -> None:
    with county() as there:
        there.write("people", WANG.id, birth_date=date(1950, 5, 5), full_name="王", sex="male")
        filed = there.file(WANG, "elder-meal", {"diet": "-"})
        correction = there.act(
            WANG, filed, Dispute(name="birth", reason="a day off", claimed="1950-05-06")
        ).concerned_by[0]
        disputed = there.do(
            lambda journal: journal.disputed("people", KEYS.of("civil-affairs", WANG.id))["birth_date"].case
        )
        assert disputed == case_name(KEYS, "civil-affairs", correction)
        there.act(CIVIL, correction, Take())
        there.act(CIVIL, correction, Correct(value="1950-05-06", reason="the book of births says so"))
        both = (
            Change("people", WANG.id, {"full_name": "王二"}, date(2026, 1, 1)),
            Change("residence", WANG.id, {"residence_kind": "permanent"}, date(2026, 1, 1)),
        )

        def write(journal: Journal) -> None:
            exchange = there.handling.running.exchange
            for service, change in zip(("birth-certificate", "birth-entry"), both, strict=True):
                ask = Ask("", "population-rules/2", filed.line.id, WANG, service=service)
                written = write_changes(journal, exchange.doors, KEYS, ask, [change])
                assert isinstance(written, tuple), written

        there.do(write)
        words = words_of_holders(there)
        cases = {filed.line.id, correction}
        civil, police = words["civil-affairs"], words["police"]
        assert {case_name(KEYS, "civil-affairs", one) for one in cases} <= {
            one.removeprefix("case:") for one in civil
        }
        assert f"case:{case_name(KEYS, 'police', filed.line.id)}" in police
        assert not civil & police
        assert not any(case in word for found in words.values() for word in found for case in cases)
