"""What is left of a norm: the cases that people meet, by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from askonce.feel.source import source
from askonce.feel.values import Value
from askonce.norms.binding import bind_norm
from askonce.norms.residue import CountError, Prepared, left_of, prepare, residue
from askonce.norms.ruling import Book, Ruling, Unsettled, all_on, rule
from askonce.norms.walk import walk
from askonce.registers.fact import DECLINED, NONE, NOT_ASKED, UNAVAILABLE, Fact, known
from tests.unit.norms.texts import SCOPE, norm_of, yuan

DAY = date(2026, 3, 1)


def ruling_of(text: str, *others: str) -> Ruling:
    norms = [norm_of(one) for one in (f"norm: tried\n{text}", *others)]
    found = rule("tried", Book({norm.id: bind_norm(norm, SCOPE) for norm in norms}, {}), all_on(DAY))
    assert not isinstance(found, Unsettled), found
    return found


def prepared_of(text: str, *others: str) -> Prepared:
    return prepare(ruling_of(text, *others))


def facts_of(**values: Value) -> dict[str, Fact]:
    return {name: known(value) for name, value in values.items()}


ADOPTION = """needs: {birth: date, children: integer, convicted: boolean, child_birth: date, child_agrees: boolean}
where:
  age: age(birth, application)
  agreed: age(child_birth, application) < 8 or child_agrees
  leap_day: 28 February
table:
  hit: unique
  when: [convicted, age, children, agreed]
  then: {decision: [granted, refused]}
  rows:
    - [true, "-", "-", "-", refused]
    - [false, "< 30", "-", "-", refused]
    - [false, ">= 30", "> 1", "-", refused]
    - [false, ">= 30", "<= 1", false, refused]
    - [false, ">= 30", "<= 1", true, granted]
"""


def test_a_child_too_young_to_be_asked_is_not() -> None:
    prepared = prepared_of(ADOPTION)
    assert residue(prepared, {}).matters == ("birth", "children", "convicted", "child_birth", "child_agrees")
    young = facts_of(child_birth=date(2020, 1, 1))
    assert "child_agrees" not in residue(prepared, young).matters
    assert "child_agrees" in residue(prepared, facts_of(child_birth=date(2010, 1, 1))).matters


def test_the_birthday_is_a_region_of_its_own_to_the_day() -> None:
    prepared = prepared_of(ADOPTION)
    rest = {"children": known(Decimal(0)), "convicted": known(False), "child_agrees": known(True)}  # noqa: FBT003
    for birth, outcome in (
        (date(1996, 3, 1), "granted"),
        (date(1996, 3, 2), "refused"),
        (date(1996, 2, 29), "granted"),
    ):
        assert residue(prepared, {**rest, "birth": known(birth)}).outcome == outcome


def test_what_was_used_and_what_lay_idle_is_told_registers_first() -> None:
    prepared = prepared_of(ADOPTION)
    facts = facts_of(children=Decimal(0), convicted=True, birth=date(1990, 1, 1), child_agrees=True)
    found = residue(prepared, facts, ["birth", "child_agrees"])
    assert (found.decided, found.outcome) == (True, "refused")
    assert (found.used, found.idle) == (("children", "convicted"), ("birth", "child_agrees"))
    asked = residue(prepared, facts, ["child_agrees", "birth", "convicted", "children"])
    assert asked.used == ("child_agrees", "birth", "convicted")


INCOME = """needs: {household: integer, wage: money CNY, other: {type: money CNY, if_declined: refused}, resident: boolean}
where: {income: (if wage = null then 0 CNY else wage) + other, a_head: income / household}
table:
  hit: unique
  when: [resident, a_head]
  then: {decision: [granted, refused], amount: money CNY}
  rows:
    - [true, "< 800 CNY", granted, "800 CNY - a_head"]
    - [true, ">= 800 CNY", refused, 0 CNY]
    - [false, "-", refused, 0 CNY]
"""


def test_a_declined_fact_comes_to_what_the_norm_states_only_where_it_matters() -> None:
    prepared = prepared_of(INCOME)
    facts = {"other": DECLINED}
    open_ = residue(prepared, facts)
    assert open_.matters == ("household", "wage", "resident")
    away = residue(prepared, {**facts, "resident": known(False)})  # noqa: FBT003
    assert (away.decided, away.outcome, away.consequence) == (
        True, {"decision": "refused", "amount": yuan("0")}, None,
    )  # fmt: skip
    here = residue(prepared, {**facts, "resident": known(True), "household": known(Decimal(2)), "wage": NONE})  # noqa: FBT003
    assert (here.decided, here.outcome, here.consequence) == (
        True, {"decision": "refused", "amount": yuan("0")}, "other",
    )  # fmt: skip


def test_without_a_stated_consequence_the_case_cannot_be_decided_and_says_for_want_of_what() -> None:
    prepared = prepared_of(INCOME)
    facts = {"resident": DECLINED, "household": known(Decimal(2)), "wage": NONE, "other": known(yuan("100"))}
    found = residue(prepared, facts)
    assert (found.decided, found.matters, found.missing) == (False, (), ("resident",))
    assert found.outcomes == ()


@pytest.mark.parametrize("state", [NOT_ASKED, UNAVAILABLE])
def test_what_may_still_become_known_is_still_asked(state: Fact) -> None:
    assert "wage" in residue(prepared_of(INCOME), {"wage": state}).matters


def test_an_amount_waits_for_the_facts_it_is_reckoned_from() -> None:
    prepared = prepared_of(INCOME)
    facts = facts_of(resident=True, wage=None, other=yuan("100"))
    found = residue(prepared, facts)
    assert found.matters == ("household",)
    told = residue(prepared, {**facts, "household": known(Decimal(2))})
    assert told.outcome == {"decision": "granted", "amount": yuan("750")}
    nobody = residue(prepared, {**facts, "household": known(Decimal(0))})
    assert (nobody.decided, nobody.outcome) == (True, None)


def test_two_facts_that_meet_are_told_apart_where_their_lines_cross() -> None:
    text = """needs: {x: number, y: number, sure: boolean}
result: 'if x + y = 5 and x - y = 2 then sure else true'
"""
    prepared = prepared_of(text)
    assert residue(prepared, {}).matters == ("x", "y", "sure")
    assert residue(prepared, facts_of(x=Decimal("3.5"))).matters == ("y", "sure")
    assert residue(prepared, facts_of(x=Decimal(2))).decided


def test_two_dates_that_meet_nothing_but_each_other_both_matter() -> None:
    prepared = prepared_of("needs: {begun: date, over: date}\nresult: begun < over")
    assert residue(prepared, {}).matters == ("begun", "over")
    assert residue(prepared, facts_of(begun=DAY)).matters == ("over",)
    assert residue(prepared, facts_of(begun=DAY, over=DAY)).outcome is False


def test_every_fact_of_a_comparison_of_several_matters_until_one_settles_it() -> None:
    prepared = prepared_of("needs: {a: number, b: number, c: number}\nresult: a + b + c < 100")
    assert residue(prepared, {}).matters == ("a", "b", "c")
    assert residue(prepared, facts_of(b=Decimal(99))).matters == ("a", "c")
    none = residue(prepared, facts_of(c=None))
    assert (none.decided, none.outcome) == (True, None)


HOUSEHOLD = """needs: {alone: boolean, members: {type: list, each: {age: integer, works: boolean}}}
result: 'if alone then "single" else if count(members) > 3 then "large" else if every m in members satisfies m.works then "working" else "other"'
"""


def test_the_number_of_members_is_asked_before_any_of_them() -> None:
    prepared = prepared_of(HOUSEHOLD)
    assert residue(prepared, {}).matters == ("alone", "members.count")
    assert residue(prepared, facts_of(alone=True)).outcome == "single"
    two = {**facts_of(alone=False), "members.count": known(Decimal(2))}
    assert residue(prepared, two).matters == ("members[1].works", "members[2].works")
    assert residue(prepared, {**two, "members[1].works": known(False)}).outcome == "other"  # noqa: FBT003
    assert residue(prepared, {**two, "members.count": known(Decimal(4))}).outcome == "large"
    assert residue(prepared, {**two, "members.count": known(Decimal(0))}).outcome == "working"
    assert residue(prepared, {**two, "members.count": NONE}).outcome == "other"


def test_a_list_may_come_as_a_whole() -> None:
    prepared = prepared_of(HOUSEHOLD)
    members: Value = ({"age": Decimal(7), "works": False}, {"age": Decimal(70), "works": True})
    facts = facts_of(alone=False, members=members)
    found = residue(prepared, facts)
    assert found.outcome == walk(prepared.ruling, {"alone": False, "members": members})
    assert residue(prepared, {"alone": known(False), "members": NONE}).outcome == "other"  # noqa: FBT003


@pytest.mark.parametrize(
    ("count", "said"), [(51, "at most 50"), (-1, "no number"), (Decimal("1.5"), "no number")]
)
def test_a_number_of_members_that_cannot_be_asked_about_is_refused(count: int | Decimal, said: str) -> None:
    with pytest.raises(CountError, match=said):
        residue(prepared_of(HOUSEHOLD), {"members.count": known(Decimal(count))})


def test_a_list_whose_number_is_declined_leaves_what_can_be_decided_without_it() -> None:
    prepared = prepared_of(HOUSEHOLD)
    facts = {"members.count": DECLINED}
    assert residue(prepared, facts).matters == ("alone",)
    assert residue(prepared, {**facts, **facts_of(alone=True)}).outcome == "single"
    stuck = residue(prepared, {**facts, **facts_of(alone=False)})
    assert (stuck.decided, stuck.missing) == (False, ("members.count", "members"))


def test_a_norm_too_large_to_be_drawn_still_misses_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    from askonce.norms.residue import plan

    monkeypatch.setattr(plan, "MOST_WAYS", 1)
    prepared = prepared_of(ADOPTION)
    found = residue(prepared, {})
    assert not found.exact
    assert found.matters == ("birth", "children", "convicted", "child_birth", "child_agrees")
    some = residue(prepared, facts_of(convicted=True))
    assert (some.decided, some.exact) == (True, False) or set(some.matters) <= set(found.matters)
    whole = facts_of(
        birth=date(1990, 1, 1),
        children=Decimal(0),
        convicted=False,
        child_birth=date(2020, 1, 1),
        child_agrees=None,
    )
    assert residue(prepared, whole).outcome == "granted"


def test_an_age_in_a_norm_that_is_used_keeps_its_own_leap_day() -> None:
    used = 'norm: used\nneeds: {birth: date}\nwhere: {leap_day: 1 March}\nresult: "age(birth, application) >= 18"'
    text = (
        "needs: {birth: date}\nnorms: {other: used}\nwhere: {leap_day: 28 February}\n"
        'result: \'if age(birth, application) >= 18 then (if other then "both" else "one") else "none"\''
    )
    norms = [norm_of(one) for one in (f"norm: tried\n{text}", used)]
    found = rule(
        "tried", Book({norm.id: bind_norm(norm, SCOPE) for norm in norms}, {}), all_on(date(2026, 2, 28))
    )
    assert not isinstance(found, Unsettled)
    assert residue(prepare(found), facts_of(birth=date(2008, 2, 29))).outcome == "one"


def test_the_text_that_is_left_holds_the_rows_that_may_still_apply() -> None:
    lines = list(left_of(prepared_of(ADOPTION), facts_of(convicted=False, birth=date(1990, 1, 1))).lines())
    assert [line.partition(":")[0] for line in lines] == ["3", "4", "5"]
    assert lines[0] == '3: children > 1 -> "refused"'
    assert all("convicted" not in line and "birth, application" not in line for line in lines)


def test_what_a_norm_may_still_come_to_is_listed_with_what_tells_its_facts_apart() -> None:
    prepared = prepared_of(ADOPTION)
    assert {source(tree) for tree in residue(prepared, {}).outcomes} == {"null", '"granted"', '"refused"'}
    assert [source(tree) for tree in residue(prepared, facts_of(convicted=True)).outcomes] == ['"refused"']
    assert set(prepared.samples("convicted")) == {True, False, None}
    assert prepared.samples("nobody") == []
    found = residue(prepared_of(INCOME), facts_of(resident=True, wage=None, other=yuan("100")))
    assert any("household" in source(tree) for tree in found.outcomes)


def test_nothing_is_concluded_from_a_declined_fact_that_is_drawn_roughly_while_others_are_open() -> None:
    text = """needs: {a: number, b: boolean}
result: 'if a * a > 4 and a > 5 then b else if a > 3 then true else b'
"""
    prepared = prepared_of(text)
    waiting = residue(prepared, {"a": DECLINED})
    assert (waiting.matters, waiting.exact, waiting.decided) == (("b",), False, False)
    settled = residue(prepared, {"a": DECLINED, "b": known(True)})  # noqa: FBT003
    assert (settled.decided, settled.outcome) == (True, True)


def bands(count: int, columns: str = "x") -> str:
    rows = "".join(f"    - ['[{10 * place}..{10 * place + 10})', {place}]\n" for place in range(count))
    return f"needs: {{x: number}}\ntable:\n  hit: unique\n  when: [{columns}]\n  then: {{o: number}}\n  rows:\n{rows}"


def test_hundreds_of_bands_are_drawn_and_thousands_fall_back_to_their_text() -> None:
    some = residue(prepared_of(bands(300)), {})
    assert (some.matters, some.exact, len(some.outcomes)) == (("x",), True, 301)
    prepared = prepared_of(bands(2_000))
    many = residue(prepared, {})
    assert (many.matters, many.exact) == (("x",), False)


def test_a_case_of_which_all_is_known_is_decided_without_a_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepared_of(bands(3_000))
    monkeypatch.setattr(prepared, "plan", None)
    found = residue(prepared, facts_of(x=Decimal(29_995)))
    assert (found.decided, found.outcome, found.exact) == (True, Decimal(2_999), True)


def test_names_that_double_in_each_other_stand_by_themselves_and_their_facts_are_still_asked() -> None:
    names = "".join(f"  w{place}: w{place - 1} + w{place - 1}\n" for place in range(1, 60))
    prepared = prepared_of(
        f"needs: {{x: number, y: boolean}}\nwhere:\n  w0: x + 1\n{names}result: 'if y then w59 else 0'\n"
    )
    found = residue(prepared, {})
    assert (found.matters, found.exact) == (("x", "y"), False)
    assert residue(prepared, facts_of(y=False)).outcome == 0
    assert residue(prepared, facts_of(y=True)).matters == ("x",)
    assert residue(prepared, facts_of(x=Decimal(0), y=True)).outcome == 2**59


@pytest.mark.parametrize(
    ("result", "matters"),
    [
        ("count(for a in [1, 2], b in [1, 2] return a + b + x)", ()),
        ("sum(for a in [1, 2], b in [a, x] return a * b) > 3", ("x",)),
        ("sum(for a in [1, 2] return count(partial) + x) > 3", ("x",)),
    ],
)
def test_loops_over_several_lists_are_followed_turn_by_turn(result: str, matters: tuple[str, ...]) -> None:
    prepared = prepared_of(f"needs: {{x: number}}\nresult: {result}\n")
    assert residue(prepared, {}).matters == matters
    for x in (None, Decimal(0), Decimal(5)):
        assert residue(prepared, facts_of(x=x)).outcome == walk(prepared.ruling, {"x": x})


def test_a_list_of_thousands_that_is_given_as_a_whole_is_one_value() -> None:
    prepared = prepared_of(HOUSEHOLD)
    members: Value = tuple({"age": Decimal(place), "works": True} for place in range(20_000))
    found = residue(prepared, facts_of(alone=False, members=members))
    assert (found.outcome, found.used, found.idle) == ("large", ("alone", "members"), ())
    assert residue(prepared, facts_of(members=members)).matters == ("alone",)


INCOME_LINE = """needs: {household: integer, wage: money CNY, pension: money CNY, other: {type: money CNY, if_declined: refused}}
where:
  income: (if wage = null then 0 CNY else wage) + (if pension = null then 0 CNY else pension) + other
  a_head: income / household
table:
  hit: unique
  when: [a_head]
  then: {decision: [granted, refused], amount: money CNY}
  rows: [["< 900 CNY", granted, "(900 CNY - a_head) * household"], [">= 900 CNY", refused, 0 CNY]]
"""


def test_a_declined_part_of_a_sum_is_concluded_from_as_soon_as_nothing_can_make_it_idle() -> None:
    prepared = prepared_of(INCOME_LINE)
    open_yet = residue(prepared, {"other": DECLINED})
    assert (open_yet.matters[0], open_yet.decided) == ("household", False), "for none, nothing matters"
    found = residue(prepared, {"other": DECLINED, **facts_of(household=Decimal(3))})
    assert (found.decided, found.consequence, found.matters) == (True, "other", ())
    assert found.outcome == {"decision": "refused", "amount": yuan("0")}
    for household in (None, Decimal(0)):
        none = residue(prepared, {"other": DECLINED, **facts_of(household=household)})
        assert (none.decided, none.consequence) == (True, None)


def test_a_declined_part_of_a_sum_that_another_part_may_make_null_waits_for_it() -> None:
    text = 'needs: {wage: money CNY, other: {type: money CNY, if_declined: \'"no"\'}}\nresult: \'if wage + other > 5 CNY then "no" else "yes"\'\n'
    prepared = prepared_of(text)
    assert residue(prepared, {"other": DECLINED}).matters == ("wage",)
    assert residue(prepared, {"other": DECLINED, **facts_of(wage=yuan("1"))}).consequence == "other"
    assert residue(prepared, {"other": DECLINED, **facts_of(wage=None)}).outcome == "yes"


def test_nought_from_below_is_the_same_nought() -> None:
    text = (
        "needs: {x: number, b: number}\nresult: 'if x + (if b = null then 0 else -1 * b) > 3 then 1 else 2'\n"
    )
    prepared = prepared_of(text)
    for b in (None, Decimal(0), Decimal(1)):
        assert residue(prepared, facts_of(b=b)).matters == ("x",)
