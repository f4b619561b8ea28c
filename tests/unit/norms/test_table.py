"""The analysis of decision tables: the cases that people fall through, by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.feel.values import Value
from askonce.methods import cover
from askonce.norms.tables.analysis import MOST_PAIRS, Case, analyse, say_value
from tests.unit.norms.texts import analysis, bind_table, day, yuan

AGE = 'where: {age: "age(born, application)", leap_day: 28 February}\n'


@pytest.mark.parametrize(
    ("needs", "rows", "gap"),
    [
        ("x: integer", ['"< 60", a', '"> 60", b'], Decimal(60)),
        ("x: integer", ['"[0..17]", a', '">= 18", b'], Decimal(-1)),
        ("x: integer", ['"<= 17", a', '">= 19", b'], Decimal(18)),
        ("x: number", ['"<= 17", a', '">= 18", b'], Decimal("17.5")),
        ("x: number", ['"< 0.5", a', '"(0.5..2)", b', '">= 2", a'], Decimal("0.5")),
        ("x: date", ['"< @\\"2024-02-29\\"", a', '"> @\\"2024-02-29\\"", b'], day("2024-02-29")),
        ("x: date", ['"<= @\\"2024-02-28\\"", a', '">= @\\"2024-03-01\\"", b'], day("2024-02-29")),
        ("x: date", ['"<= @\\"2024-12-31\\"", a', '">= @\\"2025-01-02\\"", b'], day("2025-01-01")),
        ("x: date", ['"< date(\\"2024-02-29\\")", a', '"> date(\\"2024-02-29\\")", b'], day("2024-02-29")),
        ("x: money CNY", ['"< 18 CNY", a', '"> 18 CNY", b'], yuan("18")),
        ("x: money CNY", ['"< 18 CNY", a', '">= 18.01 CNY", b'], yuan("18")),
        ("x: money CNY", ['"<= 18 CNY", a', '">= 18.02 CNY", b'], yuan("18.01")),
        ("x: money", ['"< 18 CNY", a', '"> 18 CNY", b'], yuan("18")),
        ("x: boolean", ['"true", a'], False),
        ("x: {type: [one, two, three]}", ['"one", a', '"two", b'], "three"),
        ("x: {type: [one, two, three]}", ["not(one), a", '"one", b', '"two", b'], None),
        ("x: text", ['"\\"one\\"", a'], "another"),
        ("x: text", ['"\\"another\\"", a'], "another'"),
        ("x: integer", ['"< limit", a', '"> limit", b'], Decimal(3)),
        ("x: integer", ['"< 60", a', '">= 60", b'], None),
        ("x: integer", ['"-", a'], None),
        ("x: integer", [], Decimal(0)),
    ],
)  # fmt: skip
def test_what_a_table_leaves_out(needs: str, rows: list[str], gap: Value) -> None:
    found = analysis(bind_table(needs, rows, hit="any"))
    assert found.gap == (None if gap is None else Case((("x", gap),)))


def test_a_gap_in_two_columns_is_shown_as_one_case() -> None:
    rows = ['"< 60", "-", a', '">= 60", "true", b']
    found = analysis(bind_table("x: integer, ok: boolean", rows, when="x, ok"))
    assert found.gap == Case((("x", Decimal(60)), ("ok", False)))
    assert found.gap.say() == "x = 60, ok = false"


def test_otherwise_takes_what_no_row_takes() -> None:
    rows = ['"< 60", a']
    assert analysis(bind_table("x: integer", rows)).gap is not None
    assert analysis(bind_table("x: integer", [*rows[:-1], rows[-1] + "]\n  otherwise: [b"])).gap is None


@pytest.mark.parametrize("hit", ["collect", "collect sum", "rule order", "output order"])
def test_a_table_that_collects_may_leave_cases_out(hit: str) -> None:
    rows = ['"< 60", 1', '"< 70", 2']
    assert analysis(bind_table("x: integer", rows, hit=hit, then="[sum]")).gap is None


@pytest.mark.parametrize("hit", ["unique", "any", "first", "priority"])
def test_a_table_that_decides_leaves_nobody_out(hit: str) -> None:
    assert analysis(bind_table("x: integer", ['"< 60", a'], hit=hit)).gap is not None


def test_nobody_has_an_age_below_nought() -> None:
    rows = ['"[0..60)", a', '">= 60", b']
    assert analysis(bind_table("born: date", rows, when="age", more=AGE)).gap is None


def test_what_is_reckoned_from_an_age_may_lie_below_nought() -> None:
    more = AGE.replace("leap_day", 'over: "age - 60", since: "age(born, application) - 60", leap_day')
    rows = ['"[0..10)", a', '">= 10", b']
    for name in ("over", "since"):
        found = analysis(bind_table("born: date", rows, when=name, more=more))
        assert found.gap == Case(((name, Decimal(-1)),))


def test_an_amount_that_is_reckoned_may_lie_between_two_fen() -> None:
    rows = ['"<= 8.00 CNY", a', '">= 8.01 CNY", b']
    given = analysis(bind_table("m: money CNY", rows, when="m"))
    shared = analysis(
        bind_table("m: money CNY, n: integer", rows, when="a_head", more="where: {a_head: m / n}\n")
    )
    assert given.gap is None
    assert shared.gap is not None
    assert shared.gap.say() == "a_head = 8.005 CNY"


def test_the_first_and_the_last_day_there_is_are_days() -> None:
    first, last = '@\\"0001-01-01\\"', '@\\"9999-12-31\\"'
    assert analysis(bind_table("x: date", [f'">= {first}", a'])).gap is None
    assert analysis(bind_table("x: date", [f'"<= {last}", a'])).gap is None
    assert analysis(bind_table("x: date", [f'"< {last}", a'])).gap == Case((("x", day("9999-12-31")),))


def test_a_whole_number_lies_beside_a_fraction_and_never_on_it() -> None:
    assert analysis(bind_table("x: integer", ['"< 60.5", a', '"> 60.5", b'])).gap is None
    missed = analysis(bind_table("x: integer", ['"<= 59.5", a', '">= 60.2", b'])).gap
    assert missed == Case((("x", Decimal(60)),))


def test_a_test_that_reckons_with_a_parameter_is_not_judged_by_it_alone() -> None:
    found = analysis(bind_table("x: integer", ['"< limit * 2", a', '">= limit * 2", b']))
    assert (found.gap, found.dead, found.overlaps) == (None, (), ())
    missed = analysis(bind_table("x: integer", ['"< limit * 2", a', '"> limit * 2", b']))
    assert missed.opaque == ("x",) or missed.gap == Case((("x", Decimal(6)),))


@pytest.mark.parametrize("kind", ["days duration", "months duration", "time", "date and time"])
def test_a_stretch_between_two_lengths_or_times_is_not_passed_over(kind: str) -> None:
    low, high = {
        "days duration": ("P5D", "P10D"), "months duration": ("P1Y", "P2Y"), "time": ("08:00:00", "12:00:00"),
        "date and time": ("2026-01-01T08:00:00", "2026-01-02T08:00:00"),
    }[kind]  # fmt: skip
    rows = [f'"<= @\\"{low}\\"", a', f'">= @\\"{high}\\"", b']
    found = analysis(bind_table(f"x: {kind}", rows))
    assert found.gap is not None or found.opaque == ("x",)


def test_texts_in_the_order_of_the_alphabet_are_not_passed_over() -> None:
    text = bind_table("x: text", ['"<= \\"m\\"", a', '"\\"z\\"", b'])
    if not text.faults:
        found = analysis(text)
        assert found.gap is not None or found.opaque == ("x",)


def test_two_rows_that_take_one_case_overlap_there() -> None:
    found = analysis(bind_table("x: integer", ['"<= 60", a', '"[60..70]", b', '"> 70", a']))
    assert found.overlaps == ((0, 1, Case((("x", Decimal(60)),))),)
    assert found.conflicts == found.overlaps


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ("18 CNY", "18.00 CNY", False), ("18 CNY", "9 CNY * 2", False), ("18 CNY", "15 CNY", True),
        ("fee", "fee", False), ("fee", "18 CNY", True), ("fee * 2", "fee*2", False), ("fee * 2", "fee * 3", True),
    ],
)  # fmt: skip
def test_rows_that_overlap_conflict_where_their_outcomes_differ(
    one: str, other: str, *, conflict: bool
) -> None:
    rows = [f'"<= 60", {one}', f'">= 60", {other}']
    found = analysis(bind_table("x: integer", rows, hit="any", then="[price]"))
    assert len(found.overlaps) == 1
    assert bool(found.conflicts) == conflict


def test_a_row_whose_test_nothing_passes_is_dead() -> None:
    found = analysis(bind_table("x: integer", ['"-", a', '"? > 5 and ? < 5", b']))
    assert found.dead == (1,)


def test_an_age_below_nought_is_a_dead_row() -> None:
    found = analysis(bind_table("born: date", ['"< 0", a', '">= 0", b'], when="age", more=AGE))
    assert found.dead == (0,)


def test_a_row_hidden_by_those_before_it_is_dead_where_the_first_decides() -> None:
    rows = ['"< 60", a', '">= 60", b', '"[50..70]", a']
    assert analysis(bind_table("x: integer", rows, hit="first")).dead == (2,)
    assert analysis(bind_table("x: integer", rows, hit="unique")).dead == ()


def test_an_outcome_that_no_row_gives_is_unreached() -> None:
    found = analysis(bind_table("x: integer", ['"-", a']))
    assert found.unreached == (("class", "b"),)


def test_an_outcome_may_be_reached_by_otherwise_or_by_a_formula() -> None:
    otherwise = bind_table("x: integer", ['"< 1", a]\n  otherwise: [b'])
    assert analysis(otherwise).unreached == ()
    formula = bind_table("x: integer", ['"-", "if x > 1 then a else b"'])
    assert analysis(formula).unreached == ()


def test_a_column_that_looks_at_other_facts_is_said_to_be_opaque() -> None:
    found = analysis(bind_table("x: integer, y: integer", ['"< y", a', '">= y", b']))
    assert found.opaque == ("x",)
    assert found.gap is None


def test_a_table_with_a_cell_that_cannot_be_read_is_not_analysed() -> None:
    text = bind_table("x: integer", ['"< 60", a', '"< ", b'])
    assert text.table is not None
    assert analyse(text.table, text, {}) is None


def test_a_table_too_large_to_search_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "MOST_STEPS", 0)
    assert analysis(bind_table("x: integer", ['"< 60", a', '">= 60", b'])).too_large


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("60.0"), "60"), (Decimal(100), "100"), (Decimal("0.50"), "0.5"), (yuan("18.50"), "18.50 CNY"),
        (True, "true"), (False, "false"), (day("2024-02-29"), "2024-02-29"), ("一", "一"),
    ],
)  # fmt: skip
def test_a_value_is_said_as_an_author_writes_it(value: Value, said: str) -> None:
    assert say_value(value) == said


def test_null_is_a_case_where_a_row_tests_it() -> None:
    rows = ['"null", "true", a', '"< 60", "-", a', '">= 60", "-", b']
    found = analysis(bind_table("x: integer, ok: boolean", rows, when="x, ok"))
    assert found.gap == Case((("x", None), ("ok", False)))
    assert found.gap.say() == "x = null, ok = false"
    assert analysis(bind_table("x: integer, ok: boolean", rows[1:], when="x, ok")).gap is None


@pytest.mark.parametrize("known", ["x = null", "null != x", "if x = null then 1 > 2 else x > 3"])
def test_null_is_a_case_where_the_norm_compares_the_fact_with_it(known: str) -> None:
    rows = ['"< 60", a', '">= 60", b']
    found = analysis(bind_table("x: integer", rows, more=f'where: {{known: "{known}"}}\n'))
    assert found.gap == Case((("x", None),))
    assert analysis(bind_table("x: integer", ['"-", a'], more=f'where: {{known: "{known}"}}\n')).gap is None


def test_of_the_pairs_that_overlap_a_hundred_are_shown() -> None:
    found = analysis(bind_table("x: integer", ['"-", a'] * 30))
    assert len(found.overlaps) == MOST_PAIRS
    assert found.conflicts == ()


def test_conflicts_are_found_however_many_rows_agree() -> None:
    found = analysis(bind_table("x: integer", [*['"-", a'] * 30, '"7", b'], hit="any"))
    assert len(found.conflicts) == 30
