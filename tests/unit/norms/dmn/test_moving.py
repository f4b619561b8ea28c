"""Models turned into drafts of norms and norms into models: what is written, what is refused and where."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from askonce.assembly import LANGUAGE
from askonce.norms.dmn.drafting import Draft
from askonce.norms.dmn.exporting import export_ruling
from askonce.norms.dmn.importing import import_decisions
from askonce.norms.dmn.library import library
from askonce.norms.dmn.model import Fault
from askonce.norms.ruling import Ruling, all_on, book_of, rule
from askonce.pack.format import format_text
from askonce.pack.passes import check_sources
from askonce.pack.starter import starter_files
from askonce.text.source import from_text
from tests.unit.norms.dmn.models import (
    decision,
    definitions,
    input_data,
    item,
    knowledge,
    literal,
    model,
    output,
    shown,
    table,
    value,
)

DAY = date(2026, 6, 1)


def imported(*parts: str, on: date | None = None) -> tuple[Draft, ...] | tuple[Fault, ...]:
    made = model(definitions(*parts), "fees.dmn")
    return import_decisions(library([made]), made, languages=("en", "zh"), on=on, file="fees.dmn")


def words(*parts: str, on: date | None = None) -> list[dict[str, Any]]:
    found = imported(*parts, on=on)
    assert all(isinstance(one, Draft) for one in found), found
    return [dict(one.words) for one in found if isinstance(one, Draft)]


LEVEL = item("tLevel", "string", allowed='"low", "high", "very high"')
PERSON = item(
    "tPerson",
    inside=item("birth date", "date", word="itemComponent")
    + item("home", word="itemComponent", inside=item("rent", "number", word="itemComponent")),
)


def test_a_table_becomes_a_draft_with_its_old_names_as_titles() -> None:
    made = words(
        LEVEL,
        input_data("Risk Level", "tLevel"),
        input_data("n", "number"),
        decision(
            "Monthly Fee",
            table("FIRST", ["n", "Risk Level"], [output(default="0")], ["> 1", '"low", "very high"', "n * 2"], ["", "-", "1"]),
            "i_n", "i_Risk Level",
            type_ref="number",
        ),
        on=DAY,
    )[0]  # fmt: skip
    assert made["norm"] == "monthly-fee"
    assert made["title"] == {"en": "Monthly Fee", "zh": "Monthly Fee"}
    assert made["imported_from"] == "fees.dmn"
    assert made["in_force"] == {"from": "2026-06-01", "governed_by": "application"}
    assert "adopted" not in made
    assert made["needs"]["n"] == "number"
    assert made["needs"]["risk_level"] == {
        "type": ["low", "high", "very high"],
        "title": {"en": "Risk Level", "zh": "Risk Level"},
    }
    assert made["table"]["when"] == ["n", "risk_level"]
    assert made["table"]["then"] == {"monthly_fee": "number"}
    assert made["table"]["rows"] == [["> 1", 'low, "very high"', "n * 2"], ["-", "-", "1"]]
    assert made["table"]["otherwise"] == ["0"]


def test_a_structure_is_taken_apart() -> None:
    made = words(
        PERSON,
        input_data("The Person", "tPerson"),
        decision("d", literal("The Person.birth date.year + The Person.home.rent"), "i_The Person"),
    )[0]
    assert made["needs"]["the_person_birth_date"]["type"] == "date"
    assert made["needs"]["the_person_home_rent"]["title"]["en"] == "The Person.home.rent"
    assert made["result"] == "the_person_birth_date.year + the_person_home_rent"


def test_a_context_becomes_derived_facts() -> None:
    logic = (
        "<context>"
        f'<contextEntry><variable name="Double It"/>{literal("n * 2")}</contextEntry>'
        f"<contextEntry>{table('UNIQUE', ['Double It + 1'], ['<output/>'], ['> 3', '1'])}</contextEntry></context>"
    )
    made = words(input_data("n", "number"), decision("d", logic, "i_n"))[0]
    assert made["where"] == {"double_it": "n * 2", "column_2": "double_it + 1"}
    assert made["table"]["when"] == ["column_2"]


def test_other_boxed_expressions_become_one_formula() -> None:
    loop = f'<for iteratorVariable="one thing"><in>{literal("[1, 2]")}</in><return>{literal("one thing + n")}</return></for>'
    rows = f'<relation><column name="a"/><row>{literal("n")}</row></relation>'
    for logic, text in (
        (loop, "for one_thing in [1, 2] return one_thing + n"),
        (rows, "[{a: n}]"),
        (f"<list>{literal('n')}</list>", "[n]"),
        (f"<filter><in>{literal('[n]')}</in><match>{literal('item > 1')}</match></filter>", "[n][item > 1]"),
        (f"<conditional><if>{literal('n > 1')}</if><then>{literal('n')}</then><else>{literal('0')}</else></conditional>", "if n > 1 then n else 0"),
        (f'<context><contextEntry><variable name="a"/>{literal("n")}</contextEntry></context>', "{a: n}"),
    ):  # fmt: skip
        assert words(input_data("n", "number"), decision("d", logic, "i_n"))[0]["result"] == text


def test_a_formula_of_a_knowledge_model_is_written_out_where_it_is_called() -> None:
    fee = knowledge("the fee", literal("(a + b) * 2"), "a:number", "b:number")
    call = f"<invocation>{literal('the fee')}<binding><parameter name='b'/>{literal('n')}</binding><binding><parameter name='a'/>{literal('1')}</binding></invocation>"
    for logic in (literal("the fee(1, n)"), literal("the fee(b: n, a: 1)"), call):
        made = words(input_data("n", "number"), fee, decision("d", logic, "i_n", "k_the fee"))
        assert made[0]["result"] == "(1 + n) * 2"


def test_a_decision_that_needs_another_uses_its_norm_and_names_its_needs() -> None:
    first, second = words(
        input_data("n", "number"),
        decision("First One", literal("n + 1"), "i_n", type_ref="number"),
        decision("second", literal("First One * 2"), "d_First One"),
    )
    assert first["norm"] == "first-one"
    assert second["norms"] == {"first_one": "first-one"}
    assert second["needs"] == {"n": "number"}
    assert second["result"] == "first_one * 2"


def test_inputs_that_are_the_dates_of_a_pack_stay_them() -> None:
    made = words(
        input_data("application", "date"),
        input_data("event", "number"),
        decision("d", literal("application.year + event"), "i_application", "i_event"),
    )[0]
    assert made["result"] == "application.year + event_2"
    assert list(made["needs"]) == ["event_2"]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((input_data("n"), decision("d", literal("n"), "i_n")), "`Any` says too little"),
        ((item("tP", inside=item("a", "number", word="itemComponent")), item("tPs", "tP", many=True), input_data("n", "tPs"), decision("d", literal("count(n)"), "i_n")), "is a structure"),
        ((PERSON, input_data("p", "tPerson"), decision("d", literal("p"), "i_p")), "is used whole"),
        ((item("tN", "number", allowed="[0..5]"), input_data("n", "tN"), decision("d", literal("n"), "i_n")), "allows only `[0..5]`"),
        ((decision("d", ""),), "has no logic"),
        ((decision("d", f"<list>{table('UNIQUE', ['1'], ['<output/>'], ['-', '1'])}</list>"),), "a decision table stands inside"),
        ((decision("d", "<list><functionDefinition/></list>"),), "a function stands inside"),
        ((knowledge("f", table("UNIQUE", ["x"], ["<output/>"], ["-", "1"]), "x"), decision("d", literal("f(1)"), "k_f")), "no formula says what it gives"),
        ((knowledge("f", literal("x"), "x"), decision("d", literal("f(1, 2)"), "k_f")), "other arguments than it takes"),
        ((knowledge("f", literal("for y in [x] return y"), "x"), decision("d", literal("f(1)"), "k_f")), "names of its own inside"),
        ((decision("d", literal("{a b: 1, c: a b}")),), "more than one word"),
        ((input_data("n", "number"), decision("d", table("UNIQUE", ["<input><inputExpression><text>n</text></inputExpression><inputValues><text>[0..5]</text></inputValues></input>"], ["<output/>"], ["-", "1"]), "i_n")), "the column `n` allows only"),
        ((decision("d", table("PRIORITY", ["1"], [output(values="2, 1")], ["-", "1"])),), "a pack ranks texts"),
        ((decision("d", literal("1 +")),), "an operand is missing"),
        (('<import namespace="urn:x" name="x" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',), "no model beside this one"),
    ],
)  # fmt: skip
def test_what_a_pack_cannot_say_is_refused_with_its_line(parts: tuple[str, ...], says: str) -> None:
    found = imported(*parts)
    assert found
    assert all(isinstance(one, Fault) for one in found), found
    assert any(says in one.message for one in found if isinstance(one, Fault)), found


def test_every_refused_decision_is_named() -> None:
    assert len(imported(decision("a", ""), decision("b", ""), decision("c", literal("1")))) == 2


def test_a_draft_is_written_as_an_author_would() -> None:
    draft = imported(
        input_data("n", "number"),
        decision(
            "d", table("FIRST", ["n"], [output(type_ref="string")], ["true", '"y"'], ["-", "null"]), "i_n"
        ),
    )[0]
    assert isinstance(draft, Draft)
    text = format_text(LANGUAGE, "norms/d.yaml", draft.text())
    assert isinstance(text, str)
    assert '  rows: [[true, "\\"y\\""], ["-", null]]' in text
    assert format_text(LANGUAGE, "norms/d.yaml", text) == text
    assert draft.line_of('  rows: [[true, "y"]]') == 4
    assert draft.line_of("nothing of it") == draft.line
    assert draft.closes()
    assert draft.closed().words["table"]["otherwise"] == ["null"]


def test_a_collecting_table_without_a_hit_stays_null_or_an_empty_list() -> None:
    rows = table("COLLECT", ["n"], ["<output/>"], ["> 1", "1"])
    detour = f'<contextEntry><variable name="hits"/>{rows}</contextEntry>'
    result = f"<contextEntry>{literal('if hits = null then [] else hits')}</contextEntry>"
    for logic, otherwise in ((rows, ["null"]), (f"<context>{detour}{result}</context>", None)):
        made = words(input_data("n", "number"), decision("d", logic, "i_n"))[0]
        assert made["table"].get("otherwise") == otherwise
        assert "where" not in made


# Norms as models


def exported(norm: str, *, on: date = DAY) -> str | tuple[str, ...]:
    files = {**starter_files(), "norms/n.yaml": norm}
    checked = check_sources(
        (from_text(path, text) for path, text in files.items()), LANGUAGE, on=on, keep=True
    )
    ruling = rule("n", book_of(checked.bound), all_on(on))
    assert isinstance(ruling, Ruling), ruling
    return export_ruling(ruling)


def norm(body: dict[str, Any]) -> str:
    head = {"norm": "n", "title": {"en": "N", "zh": "N"}, "basis": "street-rules/1", "effect": "neutral"}
    return json.dumps(head | body)


def test_money_ages_and_whole_numbers_in_the_words_of_the_standard() -> None:
    made = exported(
        norm(
            {
                "needs": {"birth": "date", "fee": "money CNY", "n": "integer"},
                "where": {"age": "age(birth, application)", "leap_day": "28 February"},
                "result": "if age > 3 and n > 1 then fee * 2 else 5 CNY",
            }
        )
    )
    assert isinstance(made, str)
    assert '<variable name="fee" typeRef="money_CNY"/>' in made
    assert "? = floor(?)" in made
    assert "birth.month = 2 and birth.day = 29" in made
    assert "then fee * 2 else 5</text>" in made
    assert model(made).version == "1.5"


@pytest.mark.parametrize(
    ("leap_day", "ages"),
    [
        ("28 February", {"2024-02-28": 63, "2025-02-27": 64, "2025-02-28": 65}),
        ("1 March", {"2025-02-28": 64, "2025-03-01": 65}),
    ],
    ids=shown,
)
def test_the_leap_day_rule_of_an_age_is_written_out(leap_day: str, ages: dict[str, int]) -> None:
    body = {"needs": {"birth": "date"}, "where": {"age": "age(birth, application)", "leap_day": leap_day}}
    made = exported(norm(body | {"result": "age"}))
    assert isinstance(made, str)
    for day, age in ages.items():
        inputs: dict[str, object] = {"birth": date(1960, 2, 29), "application": date.fromisoformat(day)}
        assert value(made, "n", inputs) == age, day
    assert value(made, "n", {"birth": date(2027, 1, 1), "application": DAY}) is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"needs": {"n": "working days"}, "result": "n"}, "working days"),
        ({"needs": {"fee": "money CNY"}, "result": "fee.currency"}, "asks for the currency of money"),
        ({"needs": {"n": "number"}, "result": "n instance of integer"}, "asks for the type integer"),
    ],
)
def test_what_the_standard_cannot_say_is_refused(body: dict[str, Any], says: str) -> None:
    made = exported(norm(body))
    assert isinstance(made, tuple)
    assert any(says in one for one in made)


def test_rows_keep_their_reasons_and_articles() -> None:
    rows = [{"when": ["> 1"], "then": ["1"], "because": {"en": "more & more", "zh": "多"}}, ["<= 1", "0"]]
    body = {"needs": {"n": "number"}, "table": {"hit": "unique", "when": ["n"], "then": ["x"], "rows": rows}}
    made = exported(norm(body))
    assert isinstance(made, str)
    assert "more &amp; more" in made
    found = import_decisions(
        library([model(made)]), model(made), languages=("en",), on=None, file="n.dmn"
    )[0]  # fmt: skip
    assert isinstance(found, Draft)
    assert found.words["table"]["rows"][0]["because"] == {"en": "more & more"}
    assert found.words["table"]["rows"][1] == ["<= 1", "0"]
