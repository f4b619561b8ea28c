"""Registers over both databases: every as-of read against a list of changes, values as they went in, relations."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.feel.values import DaysTime, FarDate, Money, Range, Value, WorkingDays, YearsMonths
from askonce.registers.store import Change, Dispute, Linking, Observation, Unfit
from tests.conformance.store.county import DAY, ODD, THEN

DAYS = [DAY + timedelta(days) for days in range(9)]
NAMES = itertools.count()


def new_subject() -> str:
    return f"s{next(NAMES)}"


@st.composite
def changes(draw: Any) -> list[Change]:
    """Changes of one subject over a few days: open or closed, of one value or several, some of them null."""
    made = []
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, 7))
        end = draw(st.none() | st.integers(start + 1, 8))
        values = draw(
            st.dictionaries(
                st.sampled_from(["grade", "resident"]),
                st.none() | st.sampled_from(["mild", "severe"]),
                max_size=2,
            )
        )
        if "resident" in values:
            values["resident"] = None if values["resident"] is None else values["resident"] == "mild"
        made.append(Change("people", "", values, DAYS[start], None if end is None else DAYS[end], "load"))
    return made


def holding(done: list[tuple[datetime, Change]], valid: date, recorded: datetime) -> dict[str, Value] | None:
    """What the changes say together of a day, as far as they were known: the last word on each value."""
    found: dict[str, Value] | None = None
    for at, change in done:
        covers = change.valid_from <= valid and (change.valid_to is None or valid < change.valid_to)
        if at <= recorded and covers:
            found = {**(found or {}), **change.values}
    return found


@settings(max_examples=60)
@given(changes(), st.sampled_from([1, 2]))
def test_every_day_as_known_at_every_instant(base: Database, drawn: list[Change], first: int) -> None:
    subject = new_subject()
    done: list[tuple[datetime, Change]] = []

    def write(journal: Journal, some: list[Change]) -> None:
        for one in some:
            change = Change("people", subject, one.values, one.valid_from, one.valid_to, one.source)
            journal.write(change)
            done.append((journal.now, change))

    # two of them in one transaction, or each in its own
    parts = [drawn[:first], *([one] for one in drawn[first:])]
    for part in parts:
        base.write(lambda journal, part=part: write(journal, part)).result()  # type: ignore[misc]
    instants = sorted({at for at, _ in done})
    instants += [instants[0] - timedelta(seconds=1), instants[-1] + timedelta(seconds=1)]

    def compare(journal: Journal) -> None:
        for valid, recorded in itertools.product(DAYS, instants):
            row = journal.row("people", subject, valid, recorded)
            assert (None if row is None else row.values) == holding(done, valid, recorded), (valid, recorded)
            assert journal.rows("people", [subject], valid, recorded) == ({subject: row} if row else {})
        for valid in DAYS:
            now = journal.row("people", subject, valid)
            assert now == journal.row("people", subject, valid, instants[-1])
            assert journal.rows("people", [subject, "nobody"], valid) == ({subject: now} if now else {})

    base.read(compare)


@settings(max_examples=30)
@given(changes())
def test_what_is_written_twice_is_there_once(base: Database, drawn: list[Change]) -> None:
    subject = new_subject()
    last, before = drawn[-1], 0
    for one in (*drawn, last):
        change = Change("people", subject, one.values, one.valid_from, one.valid_to, "load")
        base.write(lambda journal, change=change: journal.write(change)).result()  # type: ignore[misc]
        before = base.read(lambda journal: len(journal.history("people", subject)))
    again = Change("people", subject, last.values, last.valid_from, last.valid_to, "load")
    base.write(lambda journal: journal.write(again)).result()
    assert base.read(lambda journal: len(journal.history("people", subject))) == before


VALUES: dict[str, list[Value]] = {
    "born": [date(1, 1, 1), date(9999, 12, 31), date(1958, 2, 28)],
    "grade": ["mild", "补助", "", "a'b\"c%?;--", "\U0001f600" * 3, "\n\t\x7f", "x" * 100_000],
    "income": [Money(Decimal("0.10"), "CNY"), Money(Decimal("-12345678901234567890.123456789"), "CNY")],
    "members": [Decimal(0), Decimal(-3), Decimal("1E+3"), Decimal("9" * 34)],
    "resident": [True, False],
    "share": [Decimal("0.1"), Decimal("1.50"), Decimal("1E-30"), Decimal("-0.000"), Decimal("1E+40")],
    "said": [
        (),
        ("a", None, True, Decimal("1.10"), ("b",)),
        {"on": date(2026, 3, 1), "at": time(8, 30), "context": {"when": datetime(2026, 3, 1, 8, tzinfo=UTC)}},
        (YearsMonths(3), DaysTime(-5), WorkingDays(2), FarDate(12026, 1, 1)),
        Range(Decimal(1), None, low_closed=True, high_closed=False),
        (Money(Decimal("1.5"), "USD"), "补"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_a_value_comes_out_as_it_went_in(base: Database, name: str) -> None:
    for value in [*VALUES[name], None]:
        subject = new_subject()
        change = Change("people", subject, {name: value}, DAY, source="case:1", basis="act/1")
        base.write(lambda journal, change=change: journal.write(change)).result()  # type: ignore[misc]
        row = base.read(lambda journal, subject=subject: journal.row("people", subject, DAY))  # type: ignore[misc]
        assert row is not None
        assert row.values == {name: value}
        assert type(row.values[name]) is type(value)
        assert (row.source, row.basis, row.valid_from, row.valid_to) == ("case:1", "act/1", DAY, None)


UNFIT: list[tuple[str, Any]] = [
    ("grade", "a\0b"), ("grade", "\ud800"), ("grade", "x" * 1_000_001), ("grade", Decimal(1)), ("born", "2026-01-01"),
    ("born", datetime(2026, 1, 1, tzinfo=UTC)), ("share", True), ("share", Decimal("NaN")), ("share", Decimal("Infinity")),
    ("members", Decimal("1.5")), ("income", Decimal(1)), ("income", Money(Decimal(1), "USD")), ("resident", "yes"),
    ("said", ("a\0",)), ("said", {"\ud800": None}), ("height", Decimal(1)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), UNFIT, ids=lambda one: str(type(one)) + repr(one)[:12])
def test_what_cannot_be_kept_is_said_and_harms_nobody(base: Database, name: str, value: Any) -> None:
    subject = new_subject()

    def job(journal: Journal) -> None:
        journal.write(Change("people", subject, {"resident": True}, DAY))
        journal.write(Change("people", subject, {name: value}, DAY))

    failed, fine = base.write(job), base.write(lambda journal: journal.fresh("x"))
    with pytest.raises(Unfit, match=r"\w"):
        failed.result()
    assert fine.result().startswith("x-")
    assert base.read(lambda journal: journal.history("people", subject)) == []


@pytest.mark.parametrize("subject", ["a\0", "\udfff"])
def test_no_name_breaks_the_writer(base: Database, subject: str) -> None:
    jobs = [
        lambda journal: journal.write(Change("people", subject, {}, DAY)),
        lambda journal: journal.link(Linking("people", "children", "a", subject, DAY)),
        lambda journal: journal.put("room", subject, b""),
        lambda journal: journal.once(subject),
    ]
    for job in jobs:
        with pytest.raises(Unfit):
            base.write(job).result()


def test_names_that_trip_databases_are_kept_apart(base: Database) -> None:
    values: dict[str, Value] = {
        "Name": "one", "name": "two", "subject": "three", "select": "four", "valid_from": date(1999, 1, 1),
        "出生日期": date(1958, 3, 1), "fee": Money(Decimal(1), "CNY"), "fee__currency": "five",
        "某某人民政府公共服务事项办理情况登记表之一的名称": "six",
        "某某人民政府公共服务事项办理情况登记表之二的名称": "seven",
    }  # fmt: skip
    base.write(lambda journal: journal.write(Change(ODD, "甲", values, DAY))).result()
    row = base.read(lambda journal: journal.row(ODD, "甲", DAY))
    assert row is not None
    assert row.values == values
    for relation in ("子女", "x" * 90):
        base.write(lambda journal, name=relation: journal.link(Linking(ODD, name, "甲", "乙", DAY))).result()  # type: ignore[misc]
        found = base.read(lambda journal, name=relation: journal.related(ODD, name, "甲", DAY))  # type: ignore[misc]
        assert found == ["乙"]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans(), st.sampled_from("ab")), min_size=1, max_size=6))
def test_a_relation_holds_from_its_begin_to_its_end(
    base: Database, drawn: list[tuple[int, bool, str]]
) -> None:
    subject, said = new_subject(), []
    targets = {name: f"{subject}{name}" for name in "ab"}
    for start, ends, name in drawn:
        linking = Linking("people", "children", subject, targets[name], DAYS[start], ends, "case:1")
        base.write(lambda journal, linking=linking: journal.link(linking)).result()  # type: ignore[misc]
        at = base.write(lambda journal: journal.now).result()
        said.append((at, start, ends, name))

    def compare(journal: Journal) -> None:
        for (place, valid), recorded in itertools.product(enumerate(DAYS), [None, *(at for at, *_ in said)]):
            wanted = []
            for name in "ab":
                there = False
                for at, start, ends, which in said:
                    if which == name and start <= place and (recorded is None or at <= recorded):
                        there = not ends
                wanted += [targets[name]] * there
            assert journal.related("people", "children", subject, valid, recorded) == wanted
            for target in targets.values():
                back = journal.related("people", "children", target, valid, recorded, backward=True)
                assert back == [subject] * (target in wanted)

    base.read(compare)


def test_pages_follow_each_other(base: Database) -> None:
    names = [*(f"page{number:03}" for number in range(25)), "page世", "page\U0001f600"]
    for name in reversed(names):
        base.write(lambda journal, name=name: journal.write(Change("empty", name, {}, DAY))).result()  # type: ignore[misc]
    found: list[str] = []
    while True:
        after = found[-1] if found else ""
        page = base.read(lambda journal, after=after: journal.every("empty", DAY, after, 10))  # type: ignore[misc]
        if not page:
            break
        found += [row.subject for row in page]
    assert found == names
    assert base.read(lambda journal: journal.every("empty", DAY - timedelta(1))) == []
    many = base.read(lambda journal: journal.rows("empty", [*names, *(f"no{n}" for n in range(500))], DAY))
    assert sorted(many) == sorted(names)


def test_what_was_recorded_since_an_instant_is_named_and_nothing_else(base: Database) -> None:
    written, linked, ended, still = (new_subject() for _ in range(4))

    def put(journal: Journal, subject: str) -> None:
        journal.write(Change("people", subject, {"grade": "mild"}, DAY))

    for subject in (written, ended, still):
        base.write(lambda journal, one=subject: put(journal, one)).result()  # type: ignore[misc]
    since = base.read(lambda journal: journal.last())
    assert base.read(lambda journal: journal.changed("people", since)) == []
    assert base.read(lambda journal: journal.last()) == since
    base.write(lambda journal: journal.write(Change("people", written, {"grade": "severe"}, DAY))).result()
    base.write(lambda journal: journal.link(Linking("people", "children", linked, still, DAY))).result()
    base.write(lambda journal: journal.end("people", ended, DAYS[3])).result()
    base.write(lambda journal: put(journal, still)).result()  # says nothing new
    assert base.read(lambda journal: journal.changed("people", since)) == sorted([written, linked, ended])
    assert base.read(lambda journal: journal.last()) > since
    assert base.read(lambda journal: journal.changed("empty", since)) == []


def test_a_dispute_is_open_until_it_is_settled(base: Database) -> None:
    subject = new_subject()
    first = Dispute("people", subject, "born", "case-1", THEN)
    second = Dispute("people", subject, "born", "case-2", THEN + timedelta(1))
    for one in (second, first, first):
        base.write(lambda journal, one=one: journal.dispute(one)).result()  # type: ignore[misc]
    assert base.read(lambda journal: journal.disputed("people", subject)) == {"born": first}
    settled = Dispute("people", subject, "born", "case-1", THEN, THEN + timedelta(2))
    base.write(lambda journal: journal.dispute(settled)).result()
    assert base.read(lambda journal: journal.disputed("people", subject)) == {"born": second}
    assert base.read(lambda journal: journal.disputed("empty", subject)) == {}


def test_readings_come_in_order_and_once(base: Database) -> None:
    made = [
        Observation("bridge", "level", THEN + timedelta(minutes=minutes), Decimal(minutes) / 10, "good")
        for minutes in range(6000)
    ]
    base.write(lambda journal: journal.observe([*made[3000:], *made[:3100]])).result()
    again = [Observation("bridge", "level", THEN, Decimal(99)), Observation("bridge", "tilt", THEN, None)]
    base.write(lambda journal: journal.observe(again)).result()
    until = made[5500].at
    found = base.read(lambda journal: list(journal.observations("bridge", "level", made[10].at, until)))
    assert found == made[10:5500]
