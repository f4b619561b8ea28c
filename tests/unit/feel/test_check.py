"""The strict checker: types it gives, mistakes it finds, and where."""

from __future__ import annotations

import pytest

from askonce.feel.check import Typed, infer, infer_unary
from askonce.feel.syntax import parse, parse_unary_tests
from askonce.feel.tree import Literal, walk
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    WORKING_DAYS,
    ChoiceType,
    ListType,
    MoneyType,
    Type,
    context_type,
    parse_type,
    type_name,
)

GRADE = ChoiceType(("one", "two"))
CNY = MoneyType("CNY")
SCOPE: dict[str, Type] = {
    "birth": DATE, "applied": DATE, "income": CNY, "euros": MoneyType("EUR"), "n": INTEGER, "x": NUMBER,
    "name": TEXT,
    "ok": BOOLEAN, "grade": GRADE, "open": DAYS_DURATION, "stay": MONTHS_DURATION, "term": WORKING_DAYS,
    "age": INTEGER,
    "members": ListType(context_type({"birth": DATE, "income": CNY, "grade": GRADE})),
}  # fmt: skip


def typed(text: str, expected: Type | None = None) -> Typed:
    tree = parse(text).tree
    assert tree is not None
    return infer(tree, SCOPE, expected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("age(birth, applied)", "integer"), ("income * 2", "money CNY"), ("income / income", "number"),
        ("applied - birth", "days duration"), ("birth + 60 days", "date"), ("n / 2", "number"),
        ("n * n + 1", "integer"),
        ("sum(members.income)", "money CNY"), ("members[1].birth", "date"),
        ("members[grade = two].birth", "list of date"),
        ("for m in members return m.income", "list of money CNY"),
        ("some m in members satisfies m.income > 5 CNY", "boolean"),
        ("min(1, 2.5)", "number"), ("round half up(income * 0.3, 2)", "money CNY"), ("floor(x)", "integer"),
        ('if ok then "a" else "b"', 'one of "a", "b"'), ('duration("P1D")', "days duration"),
        ("{a: 1, b: a + x}.b", "number"),
        ("birth.year", "integer"), ("age + 1", "integer"), ("name + grade", "text"),
        ("term * 2", "working days"),
        ("(function(a: number) a + 1)(n)", "number"), ("[1, 2.5]", "list of number"),
        ("[1..5]", "range of integer"),
        ("for i in 1..n return i", "list of integer"), ("abs(income)", "money CNY"),
        ("get or else(income, 0 CNY)", "money CNY"),
        ("n = null", "boolean"), ('name in ["a", "b"]', "boolean"), ("x instance of number", "boolean"),
    ],
)  # fmt: skip
def test_an_expression_that_can_be_meant_has_a_type(text: str, words: str) -> None:
    found = typed(text)
    assert found.problems == ()
    assert type_name(found.type) == words


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("birht > 60", "unknown-name", "birht"), ("birth > 60", "type", "birth > 60"),
        ("income + euros", "unit", "income + euros"),
        ("income * income", "unit", "income * income"), ("income > 5", "unit", "income > 5"),
        ("if n then 1 else 2", "type", "n"),
        ("age(birth)", "arity", "age(birth)"), ("grade = onee", "unknown-name", "onee"),
        ('grade = "three"', "type", 'grade = "three"'), ("birth + term", "unit", "birth + term"),
        ("stay > open", "unit", "stay > open"),
        ("members.brith", "unknown-name", "brith"), ("sum(name)", "type", "sum(name)"),
        ('substring(name, "a")', "type", '"a"'),
        ("coun(members)", "unknown-name", "coun"), ("ok and name", "type", "name"),
        ('date("2025-02-30")', "type", '"2025-02-30"'),
        ('@"soon"', "type", '@"soon"'), ('[1, "a"]', "type", '"a"'),
        ("name instance of texts", "unknown-name", "texts"),
        ("min(1, birth)", "type", "min(1, birth)"),
        ("list contains(members, 5)", "type", "list contains(members, 5)"),
        ("(function(a) a)(1, 2)", "arity", "(function(a) a)(1, 2)"[1:]),
        ('birth = "2020-01-01"', "type", 'birth = "2020-01-01"'),
        ("birht + 5 > 3 and ok", "unknown-name", "birht"), ("n(1)", "type", "n"),
        ("for i in n return i", "type", "n"),
        ("substring(string: name, strat: 1)", "arity", "substring(string: name, strat: 1)"),
        ("{a: 1, a: 2}", "syntax", "a: 2"), ("-name", "type", "-name"), ("members[name]", "type", "name"),
    ],
)  # fmt: skip
def test_one_mistake_gives_one_problem_at_its_place(text: str, code: str, place: str) -> None:
    (problem,) = typed(text).problems
    assert (problem.code, text[problem.start : problem.end]) == (code, place)
    assert problem.message[0].islower() or problem.message[0] == "`"
    assert not problem.message.endswith(".")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("birht > birth", "birth"),
        ("coun(members)", "count"),
        ("members.brith", "birth"),
        ("grade = onee", "one"),
        ("OK", "ok"),
    ],
)
def test_a_near_name_is_offered(text: str, near: str) -> None:
    assert typed(text).problems[0].help == f"did you mean `{near}`"


def test_bare_options_become_texts_in_the_tree() -> None:
    found = typed("grade = one")
    assert [node.value for node in walk(found.tree) if isinstance(node, Literal)] == ["one"]
    assert found.names == {"grade"}
    assert typed("if ok then one else two", GRADE).type == GRADE
    assert typed("one = grade").problems == ()


def test_names_and_ages_are_told() -> None:
    found = typed("some m in members satisfies age(m.birth, applied) > n")
    assert (found.names, found.uses_age) == (frozenset({"members", "applied", "n"}), True)
    assert not typed("age + 1").uses_age


@pytest.mark.parametrize(
    ("cell", "subject", "codes"),
    [
        ("< 60", "integer", []), ("< 60", "date", ["type"]), ("[10 CNY..20 CNY]", "money CNY", []),
        ("> 5 EUR", "money CNY", ["unit"]),
        ("-", "date", []), ('not("a")', "text", []), ("? > 5 and ok", "number", []),
        ("? + 1", "number", ["type"]),
        ("true", "boolean", []), ("one, two", 'one of "one", "two"', []),
        ("oen", 'one of "one", "two"', ["unknown-name"]),
        ('"three"', 'one of "one", "two"', ["type"]), ("60 days", "months duration", ["unit"]),
        ("null", "date", []),
        ('[@"2026-01-01"..@"2026-12-31"]', "date", []), ("applied", "date", []),
    ],
)  # fmt: skip
def test_cells(cell: str, subject: str, codes: list[str]) -> None:
    tree, wanted = parse_unary_tests(cell).tree, parse_type(subject)
    assert tree is not None
    assert wanted is not None
    found = infer_unary(tree, wanted, SCOPE)
    assert [problem.code for problem in found.problems] == codes
    assert found.type == BOOLEAN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('range("[1..3]")', "range of integer"), ("range(name)", "range"), ("(!= name)", "range of text"),
        ('@"10:30:00@Europe/Paris".timezone', "text"), ('@"10:30:00.5".second', "number"),
        ('context put({a: 1}, ["a"], 2)', "any"), ("is(n, name)", "boolean"),
        ("before(point: n, range: [1..5])", "boolean"), ('replace(name, "a", "b", "q")', "text"),
        ('[["w", "x"], [], ["z"]]', "list of list"),
    ],
)  # fmt: skip
def test_types_of_the_wider_standard(text: str, words: str) -> None:
    found = typed(text)
    assert found.problems == ()
    assert type_name(found.type) == words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('@"-0044-03-15"', "`-0044-03-15` lies outside the years 1 to 9999"),
        ('date and time("12026-03-01T00:00:00Z")', "`12026-03-01T00:00:00Z` lies outside the years 1 to 9999"),
        ("birth < today()", "`today` reads the clock, which decides otherwise tomorrow"),
        ("now()", "`now` reads the clock, which decides otherwise tomorrow"),
        ('range("[3..1]")', "`[3..1]` is no range"),
        ('@"10:30:00@Nowhere/Land"', "`10:30:00@Nowhere/Land` is no date, time or duration"),
        ("sublist(members, 1.5)", "`1.5` (number) is `start position` of `sublist`, where integer is needed"),
    ],
)  # fmt: skip
def test_what_a_norm_may_not_say(text: str, message: str) -> None:
    assert [problem.message for problem in typed(text).problems] == [message]
