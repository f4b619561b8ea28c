"""Rehearsals on small packs: what changes for whom, what is lacking, what is left out, and what may not be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from askonce.assembly import LANGUAGE
from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    TIME,
    WORKING_DAYS,
    ChoiceType,
    ListType,
    MoneyType,
    RangeType,
    Type,
    context_type,
)
from askonce.feel.values import WorkingDays as Working
from askonce.feel.values import YearsMonths, days_time
from askonce.norms.columns import ABSENT, Batch, ColumnReader, Misfit, Unread, value_from
from askonce.norms.rehearsal.meaning import find_fault
from askonce.norms.rehearsal.model import LeftOut, NormChanges, Place, Rehearsed, Selection, Sides
from askonce.norms.rehearsal.rehearse import facts_wanted, rehearse, select
from askonce.norms.rehearsal.rehearsed import as_json, hide, may_differ, show
from askonce.norms.rehearsal.tally import MOST_KINDS, Shift, Tally, shift_of, stake_of
from askonce.norms.ruling import Book, book_of
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay
from tests.unit.norms.texts import yuan

ON = date(2026, 11, 21)
HEAD = "title: {en: Tried, zh: 试用}\nbasis: street-rules/3\n"
ADULT = 'where: {age: "age(born, application)", leap_day: 28 February}\n'
GRANT = """needs: {income: money CNY, disabled: boolean}
effect: favourable
adverse_outcomes: refused
in_force: {from: 2022-01-01}
table:
  hit: first
  when: [income, disabled]
  then: {decision: [granted, refused], amount: money CNY}
  rows:
    - ["< 1000 CNY", "-", granted, 300 CNY]
    - ["-", true, granted, 100 CNY]
  otherwise: [refused, 0 CNY]
"""


def book(**norms: str) -> Book:
    text = "".join(
        f"--- norms/{name}.yaml\nnorm: {name.replace('_', '-')}\n{'' if 'basis:' in words else HEAD}{words}"
        if not words.startswith("parameter:")
        else f"--- parameters/{name}.yaml\n{words}"
        for name, words in norms.items()
    )
    return book_of(check_sources(overlay(text), LANGUAGE, on=ON, keep=True).bound)


def batch(*rows: Mapping[str, Any], first: int = 1) -> Batch:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name, ABSENT) for row in rows] for name in names}
    return Batch(range(first, first + len(rows)), columns)


def run(old: str, new: str, *rows: Mapping[str, Any], more: Mapping[str, str] | None = None) -> NormChanges:
    before, after = book(tried=old, **(more or {})), book(tried=new, **(more or {}))
    (changes,) = rehearse(before, after, Selection(("tried",)), [batch(*rows)], ON, named=True).norms
    return changes


def counted(changes: NormChanges) -> dict[tuple[str, ...], int]:
    return {
        (one.name, *(part for part in (kind.shift.what, kind.shift.before, kind.shift.after, kind.weight) if part)): kind.cases
        for one in changes.outcomes
        for kind in one.kinds
    }  # fmt: skip


PEOPLE: tuple[dict[str, Any], ...] = (
    {"income": 500, "disabled": False}, {"income": 1200, "disabled": True}, {"income": 1200, "disabled": False},
    {"income": 5000, "disabled": False}, {"income": None, "disabled": None}, {"income": "900 CNY", "disabled": True},
)  # fmt: skip


def test_outcomes_are_counted_by_kind_with_their_sums_and_what_they_mean_for_people() -> None:
    changes = run(GRANT, GRANT.replace("< 1000", "< 1500").replace("300 CNY", "320 CNY"), *PEOPLE)
    assert (changes.cases, changes.same, changes.changed) == (6, 2, 4)
    assert counted(changes) == {
        ("amount", "up", "better"): 3,
        ("amount", "from_nothing", "better"): 1,
        ("decision", "becomes", "refused", "granted", "better"): 1,
    }
    (amount,) = (one for one in changes.outcomes if one.name == "amount")
    sums = [(str(kind.before), str(kind.after)) for kind in amount.kinds]
    assert sums == [("700", "960"), ("0", "320")]
    assert changes.differs


def test_an_example_has_the_facts_that_either_text_looks_at_and_nothing_else() -> None:
    new = GRANT.replace("income: money CNY,", "income: money CNY, members: integer,").replace(
        '"< 1000 CNY", "-", granted, 300', '"< 1000 CNY", "-", granted, 10 CNY * members + 300'
    )
    person = {
        "income": 500,
        "disabled": False,
        "members": 2,
        "id": "A1",
        "name": "Wang",
        "application": "2024-05-01",
    }
    changes = run(GRANT, new, person)
    example = changes.outcomes[0].kinds[0].case
    assert example.facts == (
        ("application", date(2024, 5, 1), "both"), ("income", yuan("500"), "both"), ("members", Decimal(2), "after"), ("disabled", False, "both"),
    )  # fmt: skip
    assert example.before.outcomes == {"decision": "granted", "amount": yuan("300")}
    assert example.after.outcomes == {"decision": "granted", "amount": yuan("320")}
    assert [row.number for row in example.before.rows] == [1]
    assert example.before.rows[0].place.path == "norms/tried.yaml"
    assert (changes.newly_used, changes.no_longer_used) == (("members",), ())


def test_facts_that_a_text_newly_needs_and_the_file_lacks_leave_cases_undecided() -> None:
    new = GRANT.replace("disabled: boolean", "disabled: boolean, home: boolean").replace(
        "when: [income, disabled]", "when: [income, home]"
    )
    changes = run(GRANT, new, *PEOPLE, {"income": 1, "disabled": True, "home": True}, {"home": True})
    assert changes.undecided == Sides(after=4, both=1)
    assert dict(changes.lacking) == {
        "disabled": Sides(before=1),
        "home": Sides(after=4),
        "income": Sides(both=1),
    }
    assert (changes.same, changes.changed, changes.cases) == (3, 0, 8)
    assert changes.differs
    assert (changes.newly_used, changes.no_longer_used) == (("home",), ("disabled",))


def test_facts_that_are_lacking_and_cannot_matter_leave_a_case_decided() -> None:
    new = (
        GRANT.replace("disabled: boolean", "disabled: boolean, home: boolean")
        .replace("when: [income, disabled]", "when: [income, home]")
        .replace("300", "310")
    )
    changes = run(GRANT, new, {"income": 5, "disabled": True}, {"income": 5, "disabled": True, "home": True})
    assert (changes.changed, changes.undecided.cases) == (2, 0)
    example = changes.outcomes[0].kinds[0].case
    assert ("home", True, "after") in example.facts


def test_a_derived_fact_that_decides_nothing_needs_nothing() -> None:
    words = "needs: {x: number, y: number}\nin_force: {from: 2022-01-01}\nwhere: {z: y * 2, w: x + 1}\nresult: w\n"
    changes = run(words, words.replace("x + 1", "x + 2"), {"x": 1})
    assert changes.changed == 1
    assert dict(changes.outcomes[0].kinds[0].case.after.reckoned) == {"w": Decimal(3)}


def test_null_is_a_fact_that_is_none_and_an_absent_key_is_not_known() -> None:
    formula = "needs: {x: number}\nin_force: {from: 2022-01-01}\nresult: if x = null then 1 else 2\n"
    changes = run(formula, formula.replace("then 1", "then 3"), {"x": None}, {}, {"x": 5})
    assert (changes.changed, changes.same, changes.undecided) == (1, 1, Sides(both=1))


def test_each_case_is_decided_by_the_texts_that_its_dates_choose() -> None:
    texts = (
        "needs: {x: number}\nversions:\n"
        "  - {in_force: {from: 2020-01-01, to: 2021-12-31}, result: x}\n"
        "  - {in_force: {from: 2022-01-01, governed_by: event}, result: x + application.year}\n"
    )
    days = ("2019-12-31", "2020-01-01", "2021-12-31", "2022-01-01")
    cases = [
        {"x": 1, "application": day, "event": event} for day in days for event in ("2021-01-01", "2023-01-01")
    ]
    changes = run(texts, texts.replace("result: x}", "result: x + 1}"), *cases)
    # Of those whose event was in 2023, the later text holds where no application falls into the first.
    assert (changes.changed, changes.same, changes.unruled) == (4, 2, Sides(both=2))
    assert "is in force on 2021-01-01" in dict(changes.reasons)["before"] or changes.reasons


def test_a_text_may_leave_cases_begun_before_to_the_one_before_it() -> None:
    old = "needs: {x: number}\nin_force: {from: 2020-01-01}\nresult: x\n"
    new = (
        "needs: {x: number}\nversions:\n  - {in_force: {from: 2020-01-01, to: 2025-12-31}, result: x}\n"
        "  - {in_force: {from: 2026-01-01}, result: x * 2, keeps_previous: 'event < @\"2026-01-01\"'}\n"
    )
    cases = [
        {"x": 1, "application": "2026-02-01", "event": day}
        for day in ("2025-12-31", "2026-01-01", "2026-01-02")
    ]
    changes = run(old, new, *cases)
    assert (changes.same, changes.changed) == (1, 2)


RATE = "parameter: rate\ntitle: {en: Rate, zh: 标准}\ntype: money CNY\nbasis: street-rules/3\nvalues:\n"
LIVED = "  - {from: 2022-01-01, to: 2023-12-31, value: 5 CNY}\n  - {from: 2024-01-01, value: 6 CNY}\n"


def test_a_rate_changes_the_norms_that_use_it_and_those_that_use_these() -> None:
    norms = {
        "plain": "parameters: {rate: rate}\nin_force: {from: 2022-01-01}\nresult: rate\n",
        "above": "norms: {below: plain}\nin_force: {from: 2022-01-01}\nresult: below * 2\n",
        "aside": "in_force: {from: 2022-01-01}\nresult: 1\n",
    }
    old = book(**norms, rate=RATE + LIVED)
    new = book(**norms, rate=RATE + LIVED.replace("6 CNY", "7 CNY"))
    chosen = select(old, new)
    assert chosen.norms == ("above", "plain")
    assert "aside" in chosen.unchanged
    days = [
        batch({"application": "2023-12-31"}, {"application": "2024-01-01"}, {"application": "2021-12-31"})
    ]
    made = rehearse(old, new, chosen, days, ON)
    assert [(one.same, one.changed, one.unruled) for one in made.norms] == [(1, 1, Sides(both=1))] * 2
    example = made.norms[0].outcomes[0].kinds[0].case
    assert example.after.reckoned == (("below", yuan("7")),)
    earlier = rehearse(old, new, chosen, [batch({"application": "2023-12-31"})], ON)
    assert earlier.norms == ()
    assert earlier.left_out == tuple(LeftOut(name, "dates_choose_no_change") for name in ("above", "plain"))


def test_a_rate_that_runs_out_under_the_new_text_is_a_change() -> None:
    norm = {"tried": "parameters: {rate: rate}\nin_force: {from: 2022-01-01}\nresult: rate\n"}
    old, new = (book(**norm, rate=RATE + lived) for lived in (LIVED, LIVED.splitlines(keepends=True)[0]))
    (changes,) = rehearse(old, new, select(old, new), [batch({}, {})], ON).norms
    assert changes.unruled == Sides(after=2)
    assert changes.differs
    assert "has run out" in dict(changes.reasons)["after"]


def test_how_a_text_is_written_makes_no_difference() -> None:
    rewritten = GRANT.replace(
        "needs: {income: money CNY, disabled: boolean}", "needs:\n  disabled: boolean\n  income: money CNY"
    )
    rewritten = rewritten.replace("300 CNY", "300.00 CNY").replace(
        "when: [income, disabled]", "when: [income,   disabled] # both"
    )
    old, new = book(tried=GRANT), book(tried=rewritten)
    assert select(old, new).norms == ()


def test_what_is_left_out_and_why() -> None:
    formula = "needs: {y: number}\nin_force: {from: 2022-01-01}\nresult: y\n"
    old = book(tried=GRANT, other=formula, gone=formula)
    new = book(
        tried=GRANT.replace("300", "310"), other=formula.replace("result: y", "result: y + 1"), fresh=formula
    )
    made = rehearse(old, new, select(old, new), [batch({"income": 5, "disabled": True, "z": 1})], ON)
    assert [one.norm.id for one in made.norms] == ["tried"]
    assert made.left_out == (
        LeftOut("gone", "only_before"), LeftOut("fresh", "only_after"), LeftOut("other", "needs_not_in_file", ("y",)),
    )  # fmt: skip
    assert (made.used, made.ignored) == (("income", "disabled"), ("z",))
    assert dict(made.assumed) == {"event": 1, "application": 1, "decision": 1}
    assert facts_wanted(["tried", "other"], old, new) == {
        "income",
        "disabled",
        "y",
        "event",
        "application",
        "decision",
    }


def test_a_named_norm_is_shown_although_nothing_can_change() -> None:
    changes = run(GRANT, GRANT, *PEOPLE)
    assert (changes.same, changes.changed, changes.differs) == (6, 0, False)


def test_rows_that_do_not_fit_are_told_with_their_place_and_not_counted() -> None:
    rows: tuple[dict[str, Any], ...] = ({"income": 5, "disabled": "yes"}, {"income": [], "disabled": True}, {"income": 5, "disabled": True},
            {"income": 5, "disabled": True, "application": "2024-02-30"}, {"income": "5 EUR", "disabled": True})  # fmt: skip
    changes = run(GRANT, GRANT.replace("300", "310"), *rows)
    assert (changes.cases, changes.changed, changes.wrong.rows) == (1, 1, 4)
    assert changes.wrong.first == (
        Place(1, "disabled", '`"yes"` stands where boolean should'),
        Place(2, "income", "`[]` stands where money CNY should"),
        Place(4, "application", '`"2024-02-30"` stands where date should'),
    )


def test_batches_add_up() -> None:
    old, new = book(tried=GRANT), book(tried=GRANT.replace("< 1000", "< 1500").replace("300", "320"))
    whole = rehearse(old, new, Selection(("tried",)), [batch(*PEOPLE)], ON, named=True)
    parts = [batch(person, first=number) for number, person in enumerate(PEOPLE, start=1)]
    assert as_json(rehearse(old, new, Selection(("tried",)), parts, ON, named=True)) == as_json(whole)


def test_unread_rows_are_counted_apart() -> None:
    one = Batch((1,), {"income": [1], "disabled": [True]}, (Unread(2, "no JSON"),), ("id",))
    old, new = book(tried=GRANT), book(tried=GRANT.replace("300", "310"))
    made = rehearse(old, new, select(old, new), [one], ON)
    assert (made.rows, made.unread.rows, made.unread.first) == (2, 1, (Place(2, "", "no JSON"),))
    assert made.ignored == ("id",)


def test_one_outcome_answers_one_outcome_whatever_it_is_called() -> None:
    table = "needs: {x: number}\nin_force: {from: 2022-01-01}\n"
    old = f"{table}result: x > 1\n"
    new = f'{table}table: {{hit: unique, when: [x], then: {{entitled: boolean}}, rows: [["> 2", true], ["<= 2", false]]}}\n'
    changes = run(old, new, {"x": 1}, {"x": 2}, {"x": 3})
    assert counted(changes) == {("entitled", "becomes", "true", "false"): 1}


def test_an_outcome_that_only_one_text_gives_begins() -> None:
    new = GRANT.replace("amount: money CNY}", "amount: money CNY, months: integer}").replace(
        "300 CNY]", "300 CNY, 6]"
    )
    new = new.replace("100 CNY]", "100 CNY, 6]").replace("0 CNY]\n", "0 CNY, 0]\n")
    assert counted(run(GRANT, new, PEOPLE[0]))[("months", "begins")] == 1


@pytest.mark.parametrize(
    "words",
    ["result: aeg + 1", "norms: {below: nowhere}\nresult: below", "parameters: {r: nowhere}\nresult: r"],
)
def test_a_norm_with_errors_is_found_out_before(words: str) -> None:
    broken = book(
        tried=f"in_force: {{from: 2022-01-01}}\n{words}\n", above="norms: {below: tried}\nresult: below\n"
    )
    for name in ("tried", "above"):
        fault = find_fault(name, broken)
        assert fault is not None
        assert fault.path == "norms/tried.yaml"
    assert find_fault("meal-price", broken) is None


# What may be shown of norms that burden people


BURDEN = "needs: {x: number}\neffect: adverse\nin_force: {from: 2022-01-01}\nresult: if x > 10 then 50 CNY else 0 CNY\n"


def shown(old: str, new: str, values: Sequence[int]) -> dict[str, Any]:
    before, after = book(tried=old), book(tried=new)
    made = rehearse(
        before, after, Selection(("tried",)), [batch(*({"x": x} for x in values))], ON, named=True
    )
    found: dict[str, Any] = as_json(made)["norms"][0]
    return found


def test_small_counts_of_an_adverse_norm_are_not_shown_nor_what_would_tell_them() -> None:
    found = shown(BURDEN, BURDEN.replace("x > 10", "x > 8"), [*range(20)])
    assert (found["cases"], found["same"], found["changed"]) == (20, "withheld", "under 10")
    assert found["outcomes"] == []


def test_a_small_kind_hides_another_so_that_it_cannot_be_subtracted() -> None:
    new = BURDEN.replace("if x > 10 then 50 CNY", "if x > 200 then 40 CNY else if x > 10 then 60 CNY")
    found = shown(BURDEN, new, [*range(40), 500])
    assert (found["changed"], found["same"]) == (30, 11)
    assert found["outcomes"] == []


def test_the_kinds_that_may_not_be_named_are_one() -> None:
    new = BURDEN.replace(
        "if x > 10 then 50 CNY",
        "if x = 50 then 0 CNY else if x > 50 then 30 CNY else if x > 30 then 70 CNY else if x > 10 then 60 CNY",
    ).replace("else 0 CNY\n", "else if x = 1 then 5 CNY else 0 CNY\n")
    found = shown(BURDEN, new, [*range(50), *range(51, 90), 50, 1])
    kinds = [(kind["what"], kind["cases"], kind["example"]) for kind in found["outcomes"][0]["kinds"]]
    assert kinds == [("up", 39, None), ("hidden", "withheld", None)]


@pytest.mark.parametrize("changed", [0, 1, 9])
def test_of_fewer_than_ten_cases_of_an_adverse_norm_nothing_is_said(changed: int) -> None:
    before, after = book(tried=BURDEN), book(tried=BURDEN.replace("50 CNY", "60 CNY"))
    rows = [{"x": 20}] * changed + [{"x": 1}] * (9 - changed)
    made = rehearse(before, after, Selection(("tried",)), [batch(*rows)], ON, named=True)
    none = rehearse(before, after, Selection(("tried",)), [batch({"x": 1})], ON, named=True)
    assert as_json(made) == as_json(none)
    assert may_differ(made.norms[0])


def test_large_counts_of_an_adverse_norm_are_shown_without_an_example() -> None:
    found = shown(BURDEN, BURDEN.replace("50 CNY", "60 CNY"), [*range(40)])
    (kind,) = found["outcomes"][0]["kinds"]
    assert (kind["cases"], kind["mean_difference"], kind["for_people"]) == (29, "10", "worse")
    assert kind["example"] is None


def test_a_norm_that_was_adverse_before_is_guarded_too() -> None:
    found = shown(BURDEN, BURDEN.replace("adverse", "neutral").replace("50", "60"), [0] * 9 + [11])
    assert found["changed"] == "under 10"
    assert found["reasons"] == {}


@pytest.mark.parametrize("changed", range(25))
def test_no_small_count_follows_from_the_others(changed: int) -> None:
    cells = hide({"same": 1000 - changed - 3, "changed": changed, "undecided": 3}, "same")
    assert cells["undecided"] == "under 10"
    assert sum(1 for count in cells.values() if isinstance(count, str)) >= 2


# Kinds of change


@pytest.mark.parametrize(
    ("before", "after", "shift"),
    [
        (yuan("5"), yuan("6"), Shift("up", "CNY")), (yuan("5"), yuan("4.99"), Shift("down", "CNY")),
        (yuan("0"), yuan("6"), Shift("from_nothing", "CNY")), (yuan("5"), yuan("0"), Shift("to_nothing", "CNY")),
        (Decimal(5), Decimal(6), Shift("up")), (None, yuan("6"), Shift("begins", "CNY")),
        ("a", None, Shift("ends", "", "a")), (None, True, Shift("begins", "", None, "true")),
        ("a", "b", Shift("becomes", "", "a", "b")), (True, False, Shift("becomes", "", "true", "false")),
        (date(2026, 1, 1), date(2026, 1, 2), Shift("later")), (date(2026, 1, 2), date(2026, 1, 1), Shift("earlier")),
        (YearsMonths(1), YearsMonths(2), Shift("longer")), (Working(2), Working(1), Shift("shorter")),
        ("5", Decimal(5), Shift("becomes", "", "text", "number")), (("a",), ("b",), Shift("becomes")),
    ],
)  # fmt: skip
def test_kinds_of_change(before: Any, after: Any, shift: Shift) -> None:
    assert shift_of(before, after) == shift


def test_free_text_does_not_make_kinds_without_end() -> None:
    tally = Tally(stake_of("neutral", frozenset()))
    for number in range(3 * MOST_KINDS):
        tally.add("a", f"text {number}", lambda: None)
    kinds = tally.kinds()
    assert len(kinds) == MOST_KINDS + 1
    assert kinds[0].shift == Shift("others")
    assert sum(kind.cases for kind in kinds) == 3 * MOST_KINDS


# Raw values


@pytest.mark.parametrize(
    ("raw", "wanted", "value"),
    [
        (5, NUMBER, Decimal(5)), (0.1, NUMBER, Decimal("0.1")), (Decimal("5.0"), INTEGER, Decimal(5)), (True, BOOLEAN, True),
        ("x", TEXT, "x"), ("a", ChoiceType(("a", "b")), "a"), (None, DATE, None), (date(2026, 1, 1), DATE, date(2026, 1, 1)),
        (18, MoneyType("CNY"), yuan("18")), ("18.50 CNY", MoneyType("CNY"), yuan("18.5")), ("18 CNY", MoneyType(), yuan("18")),
        ([1, None], ListType(NUMBER), (Decimal(1), None)), ("P1Y", MONTHS_DURATION, YearsMonths(12)),
        ([{"birth": "2020-01-01", "x": 1}], ListType(context_type({"birth": DATE})), ({"birth": date(2020, 1, 1)},)),
        ("PT2H", DAYS_DURATION, days_time(hours=2)), ("5 working days", WORKING_DAYS, Working(5)), (5, WORKING_DAYS, Working(5)),
        ("any", ANY, "any"), (5, ANY, Decimal(5)), ("2 months", MONTHS_DURATION, YearsMonths(2)),
    ],
)  # fmt: skip
def test_raw_values_are_read_as_the_type_says(raw: object, wanted: Type, value: object) -> None:
    assert value_from(raw, wanted) == value


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("5", NUMBER), (True, INTEGER), (5.5, INTEGER), (float("nan"), NUMBER), (float("inf"), NUMBER), (10**40, NUMBER),
        (Decimal("1E+7000"), NUMBER), (1, BOOLEAN), (5, TEXT), ("c", ChoiceType(("a", "b"))), ("2026-1-1", DATE),
        ("2026-02-30", DATE), ("20260101", DATE), (20260101, DATE), ("18", MoneyType("CNY")), ("18 EUR", MoneyType("CNY")),
        (18, MoneyType()), ({}, ListType(ANY)), ([5], ListType(TEXT)), ([{}], ListType(context_type({"a": TEXT}))),
        ("soon", MONTHS_DURATION), ('"', TIME), ("P1Y", DAYS_DURATION), (b"x", TEXT), ("1", RangeType(NUMBER)), (1.5, DATE_TIME),
    ],
)  # fmt: skip
def test_raw_values_of_another_type_do_not_fit(raw: object, wanted: Type) -> None:
    found = value_from(raw, wanted)
    assert isinstance(found, Misfit)
    assert len(found.message) < 120


def test_a_fact_may_say_how_it_stands() -> None:
    said = ({"value": 5, "source": "people"}, {"state": "none"}, {"state": "declined"}, {"state": "not asked"},
            {"state": "lost"}, {"state": "none", "value": 5}, {"value": "x"}, {"state": "unavailable"})  # fmt: skip
    values = ColumnReader(NUMBER).column(said)
    assert values[:4] == [Decimal(5), None, ABSENT, ABSENT]
    assert [type(value) for value in values[4:]] == [Misfit, Misfit, Misfit, type(ABSENT)]
    assert value_from({"amount": 5, "currency": "CNY"}, MoneyType("CNY")) == yuan("5")


def test_a_column_tells_a_yes_from_a_one() -> None:
    assert ColumnReader(ANY).column([1, True, "1", 1.0]) == [Decimal(1), True, "1", Decimal("1.0")]
    assert ColumnReader(BOOLEAN).column([True, 1])[1] == Misfit("`1` stands where boolean should")


def test_json_keeps_to_its_keys() -> None:
    old, new = book(tried=GRANT), book(tried=GRANT.replace("300", "310"))
    made: Rehearsed = rehearse(old, new, select(old, new), [batch(*PEOPLE)], ON)
    found = as_json(made)
    assert list(found) == ["rows", "unread_rows", "columns", "norms", "left_out", "unchanged"]
    assert list(found["norms"][0]) == [
        "norm", "title", "effect", "cases", "same", "changed", "undecided", "without_text", "lacking", "newly_used",
        "no_longer_used", "reasons", "left_out_rows", "outcomes",
    ]  # fmt: skip
    (kind,) = found["norms"][0]["outcomes"][0]["kinds"]
    assert list(kind) == [
        "what", "before", "after", "unit", "for_people", "cases", "sum_before", "sum_after", "mean_difference", "example",
    ]  # fmt: skip
    assert (kind["sum_before"], kind["mean_difference"]) == ("600", "10")
    assert kind["example"]["before"]["rows"] == [
        {"number": 1, "article": None, "place": "norms/tried.yaml:13"}
    ]
    assert show(made.norms[0]).outcomes[0][1][0].cases == 2


def test_lists_of_members_are_read_by_what_is_said_of_each() -> None:
    words = (
        "needs: {members: {type: list, each: {birth: date, income: money CNY}}}\nin_force: {from: 2022-01-01}\n"
        "result: sum(members.income)\n"
    )
    one = {"birth": "1990-01-01", "income": "10.50 CNY"}
    rows: tuple[dict[str, Any], ...] = (
        {"members": [one, {**one, "income": 3}]},
        {"members": []},
        {"members": [{"birth": "1990-01-01"}]},
        {"members": [5]},
    )
    changes = run(words, words.replace("sum(members.income)", "2 * sum(members.income)"), *rows)
    assert counted(changes) == {("result", "up"): 1}
    assert changes.wrong.first == (
        Place(3, "members", "item 1: `income` is not said"),
        Place(4, "members", "item 1: `5` stands where context should"),
    )
    assert as_json_example(changes)["facts"][1]["value"][1] == {"birth": "1990-01-01", "income": "3 CNY"}


def as_json_example(changes: NormChanges) -> dict[str, Any]:
    made = Rehearsed(1, changes.wrong, (changes,), (), (), (), (), ())
    found: dict[str, Any] = as_json(made)["norms"][0]["outcomes"][0]["kinds"][0]["example"]
    return found
