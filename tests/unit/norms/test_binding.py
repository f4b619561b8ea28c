"""Binding a norm: the names that its expressions see, and the place and reason of each fault."""

from __future__ import annotations

import pytest

from askonce.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    ChoiceType,
    MoneyType,
    Type,
    type_name,
)
from askonce.norms.binding import BoundText, bind_norm, split_row
from tests.unit.norms.texts import SCOPE, bind_table, bind_text, norm_of

CNY = MoneyType("CNY")


def faults(text: BoundText) -> list[tuple[str, str]]:
    return [(fault.code, fault.message) for fault in text.faults]


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("needs: {x: date}", "x", DATE), ("needs: {x: {type: money CNY}}", "x", CNY),
        ("needs: {x: {type: [one, two]}}", "x", ChoiceType(("one", "two"))),
        ("needs: {x: [one, two]}", "x", ChoiceType(("one", "two"))),
        ("needs: {x: photo}", "x", TEXT), ("needs: {}", "event", DATE), ("needs: {}", "application", DATE),
        ("needs: {}", "decision", DATE), ("parameters: {x: limit}", "x", INTEGER), ("parameters: {x: fee}", "x", CNY),
        ("parameters: {x: unknown}", "x", ANY), ("norms: {x: income}", "x", CNY), ("norms: {x: unknown}", "x", ANY),
        ("needs: {y: date}\nwhere: {x: y.year}", "x", INTEGER), ("where: {x: 1 < 2}", "x", BOOLEAN),
        ("where: {x: 1 + }", "x", ANY),
    ],
)  # fmt: skip
def test_a_name_has_the_type_that_it_was_given(words: str, name: str, kind: Type) -> None:
    assert bind_text(f"{words}\nresult: 1").scope[name] == kind


def test_facts_that_follow_from_others_may_stand_in_any_order() -> None:
    text = bind_text("needs: {x: number}\nwhere: {c: b + 1, b: a * 2, a: x + 1}\nresult: c")
    assert text.faults == ()
    assert list(text.derived) == ["a", "b", "c"]
    assert text.result is not None
    assert text.result.type == NUMBER


def test_facts_that_follow_from_one_another_are_faults_and_end() -> None:
    text = bind_text("where: {a: b + 1, b: a + 1}\nresult: a")
    assert [code for code, _ in faults(text)] == ["unknown-name"]


def test_the_leap_day_rule_is_no_fact() -> None:
    text = bind_text('needs: {x: date}\nwhere: {old: "age(x, decision)", leap_day: "1 March"}\nresult: old')
    assert text.leap_day == "1 March"
    assert text.uses_age
    assert "leap_day" not in text.scope
    assert bind_text("result: 1").leap_day is None


@pytest.mark.parametrize(
    "words",
    [
        'result: "age(x, decision)"', 'where: {old: "age(x, decision)"}\nresult: 1',
        'table: {hit: any, when: [x], then: [z], rows: [["age(?, decision) > 1", 1]]}',
        'table: {hit: any, when: [x], then: [z], rows: [["-", "age(x, decision)"]]}',
        'table: {hit: any, when: [x], then: [z], rows: [["-", 1]], otherwise: ["age(x, decision)"]}',
    ],
)  # fmt: skip
def test_an_age_is_noticed_wherever_it_is_reckoned(words: str) -> None:
    assert bind_text(f"needs: {{x: date}}\n{words}").uses_age
    assert not bind_text("needs: {x: date}\nresult: x").uses_age


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("result: if aeg > 1 then x else 2", "unknown-name", "aeg"), ("result: x + 1 CNY", "unit", "x + 1 CNY"),
        ('result: "x + aeg"', "unknown-name", "aeg"), ("result: 1 CNY + 1 EUR", "unit", "1 CNY + 1 EUR"),
        ("result: (x + 1", "syntax", ""), ("where: {y: aeg}", "unknown-name", "aeg"),
    ],
)  # fmt: skip
def test_a_fault_points_at_the_words_that_are_wrong(line: str, code: str, word: str) -> None:
    (fault,) = bind_text(f"needs: {{x: integer}}\n{line}").faults
    assert fault.code == code
    assert fault.span.line == 3
    pointed = line[fault.span.column - 1 : fault.span.end_column - 1]
    assert pointed == word if word else fault.span.column > len("result:")


def test_a_test_of_an_input_that_is_no_fact_offers_the_closest_one() -> None:
    text = bind_table("birth: date", ['"-", a'], when="brith")
    ((code, message),) = faults(text)
    assert (code, message) == ("unknown-name", "`brith` is no fact of this norm")
    assert text.faults[0].help == "did you mean `birth`?"


@pytest.mark.parametrize("row", ['"< 60"', '"< 60", "-", a', ""])
def test_a_row_with_too_few_or_too_many_cells_is_a_fault(row: str) -> None:
    text = bind_table("x: integer", ['"< 60", a', row])
    assert [code for code, _ in faults(text)] == ["arity"]


@pytest.mark.parametrize("cells", ["[a]", "[a, 1, 2]"])
def test_otherwise_with_too_few_or_too_many_cells_is_a_fault(cells: str) -> None:
    rows = [f'"< 60", a, 1]\n  otherwise: {cells} #']
    text = bind_table("x: integer", rows, then="{class: [a, b], count: integer}")
    assert [code for code, _ in faults(text)] == ["arity"]


def test_a_row_may_be_a_list_of_cells_or_a_group_of_words() -> None:
    norm = norm_of(
        "norm: tried\ntable:\n  hit: any\n  when: [x, w]\n  then: [z]\n"
        '  rows: [["< 1", "-", 3], {when: ["< 1", "-"], then: [3], because: {en: so}}]\n'
    )
    assert norm.table is not None
    assert isinstance(norm.table.rows, tuple)
    cells = [
        ([cell.text for cell in row.when], [cell.text for cell in row.then])
        for row in (split_row(row, 2) for row in norm.table.rows)
    ]
    assert cells == [(["< 1", "-"], ["3"])] * 2


@pytest.mark.parametrize(
    ("then", "outcomes", "kind"),
    [
        ("[out]", ["1", "2"], "integer"), ("[out]", ["1", "2.5"], "number"), ("[out]", ["1 CNY", "2 CNY"], "money CNY"),
        ("[out]", ['"\\"a\\""', '"\\"b\\""'], 'one of "a", "b"'), ("{out: [a, b]}", ["a", "b"], 'one of "a", "b"'),
        ("{out: number}", ["1", "2"], "number"), ("[out]", ["1", "1 CNY"], "any"),
    ],
)  # fmt: skip
def test_an_outcome_has_the_type_it_was_given_or_that_of_its_cells(
    then: str, outcomes: list[str], kind: str
) -> None:
    text = bind_table("x: integer", [f'"< 60", {outcomes[0]}', f'">= 60", {outcomes[1]}'], then=then)
    assert text.faults == ()
    assert text.table is not None
    assert type_name(text.table.outputs[0][1]) == kind


@pytest.mark.parametrize(
    ("then", "cell"), [("{out: [a, b]}", "c"), ("{out: integer}", "2.5"), ("{out: date}", "a")]
)
def test_an_outcome_of_another_type_is_a_fault(then: str, cell: str) -> None:
    text = bind_table("x: integer", [f'"-", {cell}'], then=then)
    assert [code for code, _ in faults(text)] in (["type"], ["unknown-name"])


def test_a_test_of_another_type_than_its_input_is_a_fault() -> None:
    assert [code for code, _ in faults(bind_table("x: date", ['"< 60", a']))] == ["type"]
    assert [code for code, _ in faults(bind_table("x: money EUR", ['"< 60 CNY", a']))] == ["unit"]


def test_every_text_of_a_norm_is_bound_with_its_own_names() -> None:
    norm = norm_of(
        "norm: tried\nneeds: {x: integer}\nversions:\n"
        "  - {in_force: {from: 2020-01-01, to: 2020-12-31}, where: {z: x + 1}, result: z}\n"
        "  - {in_force: {from: 2021-01-01}, result: z}\n"
    )
    first, second = bind_norm(norm, SCOPE).texts
    assert first.faults == ()
    assert [fault.code for fault in second.faults] == ["unknown-name"]
