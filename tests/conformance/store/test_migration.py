"""A changed pack over both databases: what is added, what is refused because it would be lost, what converts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest

from askonce.adapters.opening import open_database, plan_upgrade, upgrade
from askonce.adapters.storage.migration import Refused
from askonce.adapters.storage.schema import Column, Schema, Table
from askonce.feel.values import Money, Value
from askonce.registers.store import Change, Linking
from tests.conformance.store.county import DAY

TEXT, DATE = Column("born", "text", "text"), Column("born", "date", "date")
OLD = Schema(
    (
        Table("gone", (), ("left",)),
        Table(
            "people",
            (
                TEXT,
                Column("n", "number", "number"),
                Column("old", "text", "text"),
                Column("pay", "money", "money"),
            ),
            ("children",),
        ),
    )
)
NEW = Schema(
    (
        Table("firms", (Column("title", "text", "text"),), ("owner",)),
        Table(
            "people",
            (
                DATE,
                Column("n", "integer", "integer"),
                Column("new", "money", "money CNY"),
                Column("pay", "money", "money CNY"),
            ),
            ("parents",),
        ),
    )
)
STEPS = {
    "add register `firms`", "add attribute `people.new`", "add relation `people.parents`", "remove attribute `people.old`",
    "convert attribute `people.born` from `text` to `date`", "convert attribute `people.n` from `number` to `integer`",
    "convert attribute `people.pay` from `money` to `money CNY`", "remove relation `people.children`", "remove register `gone`",
}  # fmt: skip


def filled(url: str, *changes: Mapping[str, Value]) -> None:
    with closing(open_database(url, OLD)) as base:
        for number, values in enumerate(changes):
            change = Change("people", f"p{number}", values, DAY, source="load")
            base.write(lambda journal, change=change: journal.write(change)).result()  # type: ignore[misc]


def test_a_change_that_loses_nothing_is_carried_out_once(new_url: Callable[[], str]) -> None:
    url = new_url()
    said: dict[str, Value] = {"born": "1958-03-01", "n": Decimal("3.0"), "pay": Money(Decimal("1.5"), "CNY")}
    filled(url, said, {"born": None}, *({"n": Decimal(number)} for number in range(30)))
    with closing(open_database(url)) as base:
        base.write(
            lambda journal: journal.write(Change("people", "p0", {"n": Decimal(4)}, date(2026, 2, 1)))
        ).result()
        before = base.read(lambda journal: journal.history("people", "p0"))
    plan = plan_upgrade(url, NEW)
    assert {step.said for step in plan.steps} == STEPS
    assert plan.refusals == ()
    assert plan_upgrade(url, NEW) == plan  # looking changed nothing
    assert upgrade(url, NEW) == plan
    assert upgrade(url, NEW).steps == plan_upgrade(url, NEW).steps == ()
    with closing(open_database(url, NEW)) as base:
        after = base.read(lambda journal: journal.history("people", "p0"))
        assert [(r.valid_from, r.recorded_from, r.recorded_to, r.source) for r in after] == [
            (r.valid_from, r.recorded_from, r.recorded_to, r.source) for r in before
        ]
        assert [r.values for r in after] == [{**r.values, "born": date(1958, 3, 1)} for r in before]
        second = base.read(lambda journal: journal.row("people", "p1", DAY))
        assert second is not None
        assert second.values == {"born": None}
        new: dict[str, Value] = {"new": Money(Decimal(1), "CNY")}
        base.write(lambda journal: journal.write(Change("people", "p1", new, DAY))).result()
        base.write(lambda journal: journal.link(Linking("firms", "owner", "f", "p1", DAY))).result()
    with closing(open_database(url, NEW)) as base:
        row = base.read(lambda journal: journal.row("people", "p1", DAY))
        assert row is not None
        assert row.values == {"born": None, **new}


@pytest.mark.parametrize(
    ("values", "refused", "count"),
    [
        ({"old": "x"}, "remove attribute `people.old`", 1),
        ({"old": None}, "remove attribute `people.old`", 1),
        ({"born": "1958"}, "convert attribute `people.born` from `text` to `date`", 1),
        ({"born": "1958-02-30"}, "convert attribute `people.born` from `text` to `date`", 1),
        ({"n": Decimal("1.5")}, "convert attribute `people.n` from `number` to `integer`", 1),
        ({"pay": Money(Decimal(1), "USD")}, "convert attribute `people.pay` from `money` to `money CNY`", 1),
    ],
)
def test_a_change_that_loses_something_is_refused_whole(
    new_url: Callable[[], str], values: dict[str, Value], refused: str, count: int
) -> None:
    url = new_url()
    filled(url, values, {})
    plan = plan_upgrade(url, NEW)
    assert [(loss.step.said, loss.values) for loss in plan.refusals] == [(refused, count)]
    with pytest.raises(Refused, match="would lose 1 values"):
        upgrade(url, NEW)
    with closing(open_database(url, OLD)) as base:  # nothing was carried out
        row = base.read(lambda journal: journal.row("people", "p0", DAY))
        assert row is not None
        assert row.values == values


def test_a_relation_and_a_register_that_hold_something_stay(new_url: Callable[[], str]) -> None:
    url = new_url()
    with closing(open_database(url, OLD)) as base:
        base.write(lambda journal: journal.link(Linking("people", "children", "a", "b", DAY))).result()
        base.write(lambda journal: journal.link(Linking("gone", "left", "a", "b", DAY))).result()
    found = {loss.step.said: loss.values for loss in plan_upgrade(url, NEW).refusals}
    assert found == {"remove relation `people.children`": 1, "remove register `gone`": 1}


@pytest.mark.parametrize(
    ("holder", "of", "said"),
    [
        ("police", "person", "change holder `people` from `civil-affairs` to `police`"),
        ("civil-affairs", "firm", "change subject `people` from `person` to `firm`"),
    ],
)
def test_a_register_whose_people_nobody_would_find_again_stays(
    new_url: Callable[[], str], holder: str, of: str, said: str
) -> None:
    def schema(holder: str, of: str) -> Schema:
        return Schema((Table("people", (TEXT,), ("children",), holder, of),))

    url, old = new_url(), schema("civil-affairs", "person")
    with closing(open_database(url, old)) as base:
        assert plan_upgrade(url, schema(holder, of)).refusals == ()  # nobody stands in it yet
        base.write(lambda journal: journal.write(Change("people", "p", {"born": "x"}, DAY))).result()
        base.write(lambda journal: journal.link(Linking("people", "children", "p", "q", DAY))).result()
    found = {loss.step.said: loss.values for loss in plan_upgrade(url, schema(holder, of)).refusals}
    assert found == {said: 2}


def test_a_database_of_before_holders_were_noted_notes_them(new_url: Callable[[], str]) -> None:
    url, old = new_url(), Schema((Table("people", (TEXT,)),))
    with closing(open_database(url, old)) as base:
        base.write(lambda journal: journal.write(Change("people", "p", {"born": "x"}, DAY))).result()
    new = Schema((Table("people", (TEXT,), (), "civil-affairs", "person"),))
    assert upgrade(url, new).steps == ()
    with closing(open_database(url, new)) as base:
        assert base.read(lambda journal: journal.row("people", "p", DAY)) is not None


def test_history_is_guarded_again_afterwards(new_url: Callable[[], str]) -> None:
    from tests.conformance.store.test_guards import Raw

    url = new_url()
    filled(url, {"n": Decimal(1)})
    upgrade(url, NEW)
    raw = Raw(url)
    for sql in ("DELETE FROM reg_people", "UPDATE reg_people SET n = '2'", "UPDATE pack SET described = ''"):
        with pytest.raises(raw.refused):
            raw.run(sql)
    raw.connection.close()
