"""What a case asks: each question as a datum, who holds it, what shuts it off, and what wants it."""

from __future__ import annotations

from datetime import date

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.asking import Asked, BoundCase
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import overlay

REGISTERS = """--- registers/people.yaml
register: people
title: {en: People, zh: 人口}
of: person
holder: street
basis: street-rules/1
relations:
  children: {to: person, many: true, inverse: mother}
  mother: {to: person, inverse: children}
  spouse: {to: person, inverse: spouse, open_to: {}}
  ward: {to: person, inverse: guardian}
  guardian: {to: person, inverse: ward}
attributes:
  birth_date: {concept: birth-date, sensitivity: personal, open_to: {meals: street-rules/2}}
  income: {concept: income, at: month, sensitivity: personal, open_to: {}}
--- concepts/income.yaml
concept: income
title: {en: Income, zh: 收入}
type: money CNY
--- concepts/age.yaml
concept: age
title: {en: Age, zh: 年龄}
type: integer
derives_from: birth-date
"""


def check(words: str, more: str = REGISTERS) -> Checked:
    text = f"--- services/tried.yaml\nservice: tried\nfor: person\npurpose: meals\n{words}"
    return check_sources(overlay(text + more), LANGUAGE, on=date(2026, 11, 21), keep=True)


def bound(words: str) -> BoundCase:
    case = check(words).bound["service"]["tried"]
    assert isinstance(case, BoundCase)
    return case


def asked(question: str, before: str = "") -> Asked:
    (one,) = bound(f"{before}asks:\n  q: {question}\n").asked
    return one


@pytest.mark.parametrize(
    ("question", "datum"),
    [
        ("{concept: diet}", ("diet", "person:applicant", "application")),
        ("{concept: diet, at: event}", ("diet", "person:applicant", "event")),
        ("{concept: birth-date, at: event}", ("birth-date", "person:applicant", "")),
        ("{concept: diet, of: applicant.children}", ("diet", "person:applicant.children", "application")),
        ("{concept: diet, of: applicant.spouse.spouse}", ("diet", "person:applicant", "application")),
        ("{concept: diet, of: applicant.children.mother}", ("diet", "person:applicant", "application")),
        (
            "{concept: diet, of: applicant.mother.children}",
            ("diet", "person:applicant.mother.children", "application"),
        ),
    ],
)
def test_a_question_is_a_datum(question: str, datum: tuple[str, str, str]) -> None:
    assert asked(question).datum == datum


def test_a_firm_that_files_and_the_person_who_does_are_two_subjects() -> None:
    text = "--- services/tried.yaml\nservice: tried\nfor: firm\nasks:\n  a: {concept: diet}\n  b: {concept: diet, of: filer}\n"
    checked = check_sources(overlay(text), LANGUAGE, on=date(2026, 11, 21), keep=True)
    subjects = [one.datum[1] for one in checked.bound["service"]["tried"].asked]
    assert subjects == ["firm:applicant", "person:filer"]


def test_a_report_asks_about_what_it_is_for() -> None:
    text = "--- r.yaml\nreport: tried\nfor: person\nevery: month\nasks:\n  a: {concept: diet, at: month}\n"
    checked = check_sources(overlay(text), LANGUAGE, on=date(2026, 11, 21), keep=True)
    (one,) = checked.bound["report"]["tried"].asked
    assert one.datum == ("diet", "person:person", "month")
    assert one.wanted_by == ("report tried",)


@pytest.mark.parametrize(
    ("question", "held", "openly"),
    [
        ("{concept: birth-date}", ["people.birth_date"], True),
        ("{concept: birth-date, of: applicant.children}", ["people.birth_date"], True),
        ("{concept: birth-date, of: applicant.spouse}", ["people.birth_date"], False),
        ("{concept: age}", ["people.birth_date"], True),
        ("{concept: income}", [], False),
        ("{concept: income, at: month}", ["people.income"], False),
        ("{concept: diet}", [], False),
        ("{concept: unknown}", [], False),
    ],
)
def test_a_question_knows_who_holds_its_answer(question: str, held: list[str], *, openly: bool) -> None:
    one = asked(question)
    assert [symbol.value.name for symbol in one.held] == held
    assert one.already_held == bool(held)
    assert one.held_openly == openly


def test_what_the_case_itself_is_about_to_write_is_asked() -> None:
    gives = "gives: {entry: {writes: people.birth_date}}\n"
    assert not asked("{concept: birth-date}", gives).already_held
    assert asked("{concept: birth-date}", "gives: entry\n").already_held


def test_nobody_holds_anything_of_a_subject_that_is_new() -> None:
    assert not asked(
        "{concept: birth-date, of: child}", "subjects: {child: {kind: person, new: true}}\n"
    ).held
    assert asked("{concept: birth-date, of: child}", "subjects: {child: {kind: person}}\n").held


def test_a_question_about_nobody_known_is_lost() -> None:
    one = asked("{concept: diet, of: neighbour}")
    assert one.lost is not None
    assert one.lost.step == "neighbour"
    assert not one.already_held


def test_a_subject_of_the_case_is_reached_by_its_own_path() -> None:
    case = bound(
        "subjects: {child: {each: applicant.children}}\nasks:\n  q: {concept: diet, of: child.spouse}\n"
    )
    assert [hop.relation.relation for hop in case.roles["child"].hops] == ["children"]
    assert [door.name for door in case.asked[0].closed] == []
    assert case.lost == ()
    lost = bound("subjects: {child: {each: applicant.childs}}\n").lost
    assert [way.step for _, way in lost] == ["childs"]


def test_a_subject_that_leads_back_by_a_single_relation_is_who_it_came_from() -> None:
    ward = asked("{concept: diet, of: child.guardian}", "subjects: {child: {each: applicant.ward}}\n")
    child = asked("{concept: diet, of: child.mother}", "subjects: {child: {each: applicant.children}}\n")
    assert ward.datum == child.datum == ("diet", "person:applicant", "application")


def test_two_children_whom_the_person_picks_are_two_subjects() -> None:
    subjects = "{each: applicant.children, choose: one}"
    words = f"subjects:\n  elder: {subjects}\n  younger: {subjects}\n"
    words += "asks:\n  a: {concept: diet, of: elder}\n  b: {concept: diet, of: younger}\n"
    first, second = bound(words).asked
    assert first.datum != second.datum
    assert "AO305" not in {finding.code for finding in check(words).findings}


def test_questions_of_one_service_about_all_and_each_of_several_are_one_datum() -> None:
    words = "subjects:\n  child: {each: applicant.children}\n"
    words += "asks:\n  a: {concept: diet, of: child}\n  b: {concept: diet, of: applicant.children}\n"
    assert "AO305" in {finding.code for finding in check(words).findings}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("asks:\n  birth: {concept: diet}\ndecides: meal-price\n", ("norm meal-price",)),
        (
            "asks:\n  birth: {concept: diet, for_step: cook}\ndecides: meal-price\n",
            ("norm meal-price", "step cook"),
        ),
        ("asks:\n  q: {concept: diet, for_output: card}\ndecides: meal-price\n", ("output card",)),
        ("asks:\n  q: {concept: diet}\ndecides: unknown\n", ()),
    ],
)
def test_a_question_knows_what_wants_it(words: str, wanted: tuple[str, ...]) -> None:
    (one,) = bound(words).asked
    assert one.wanted_by == wanted


def test_each_need_of_a_deciding_norm_is_listed() -> None:
    case = bound("decides: [meal-price, unknown]\n")
    assert [(decider.id, name, need.type) for decider, name, need in case.needs()] == [
        ("meal-price", "birth", "date")
    ]


@pytest.mark.parametrize(
    ("document", "held", "closed"),
    [
        ("{shows: applicant.birth_date}", True, []),
        ("{shows: [applicant.birth_date, applicant.income]}", True, ["income"]),
        ("{shows: [applicant.birth_date, applicant.shoe_size]}", False, []),
        ("{shows: applicant.spouse}", False, ["spouse"]),
        ("{shows: applicant.birth_date, original: true}", False, []),
        ("{because: street-rules/4}", False, []),
    ],
)
def test_a_document_is_brought_for_nothing_where_all_that_it_shows_is_held(
    document: str, *, held: bool, closed: list[str]
) -> None:
    (one,) = bound(f"documents:\n  card: {document}\n").demanded
    assert one.already_held == held
    assert [door.name for door in one.closed] == closed


@pytest.mark.parametrize(
    ("steps", "flow"),
    [
        ("[a, b]", {"a": ("b",), "b": ("end",), "end": ()}),
        ("{a: {then: [b, end]}, b: {}}", {"a": ("b", "end"), "b": ("end",), "end": ()}),
        ("{a: {then: []}, b: {then: a}}", {"a": (), "b": ("a",), "end": ()}),
    ],
)
def test_the_next_step_follows_where_nothing_is_said(steps: str, flow: dict[str, tuple[str, ...]]) -> None:
    assert bound(f"steps: {steps}\n").flow() == flow


def test_a_datum_taken_from_a_register_knows_the_doors_that_are_shut() -> None:
    words = "{from: %s, if_unavailable: ask, if_stale: ask, if_disputed: ask}"
    uses = "".join(
        f"  u{number}: {words % way}\n"
        for number, way in enumerate(
            ["applicant.birth_date", "applicant.spouse.birth_date", "applicant.nothing"]
        )
    )
    taken = bound(f"uses:\n{uses}").taken
    assert [[door.name for door in one.closed] for one in taken] == [[], ["spouse"], []]


@pytest.mark.parametrize(
    ("used", "repair"),
    [
        ("", "move it from `asks` to `uses`: `q: {from: applicant.birth_date, …}`"),
        (
            "uses:\n  born: {from: applicant.birth_date, if_unavailable: ask, if_stale: accept, if_disputed: accept}\n",
            "leave it out of `asks`: `born` of `uses` has it already",
        ),
        (
            "uses:\n  born: {from: applicant.mother.birth_date, if_unavailable: ask, if_stale: accept, if_disputed: accept}\n",
            "move it from `asks` to `uses`: `q: {from: applicant.birth_date, …}`",
        ),
    ],
)
def test_what_is_asked_although_it_is_held_is_taken_from_there_once(used: str, repair: str) -> None:
    found = check(f"{used}asks:\n  q: {{concept: birth-date}}\n").findings
    assert [one.help for one in found if one.code == "AO301"] == [repair]
