"""The next question: what it costs, what it saves, and that it stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.norms.residue import prepare, questions
from askonce.norms.residue.questions import Cost, next_question
from askonce.registers.fact import DECLINED, UNAVAILABLE, known
from tests.unit.norms.test_residue import HOUSEHOLD, facts_of, prepared_of, ruling_of

#: Whoever wrote this asked first for what settles least.
CLUMSY = """needs: {a: boolean, b: boolean, c: boolean, d: boolean}
result: (a and b or c) and d
"""


def test_what_settles_most_is_asked_first_whatever_the_author_wrote_first() -> None:
    assert next_question(prepared_of(CLUMSY), {}, {}) == "d"


def test_a_cheaper_class_goes_first_even_where_it_settles_less() -> None:
    prepared = prepared_of(CLUMSY)
    assert next_question(prepared, {}, {"a": Cost.REGISTER, "d": Cost.SENSITIVE}) == "a"
    assert next_question(prepared, {}, {"a": Cost.DEAR, "b": Cost.DEAR, "d": Cost.SENSITIVE}) == "c"


def test_the_question_shown_stays_until_it_does_not_matter_or_a_cheaper_one_comes_up() -> None:
    prepared = prepared_of(CLUMSY)
    assert next_question(prepared, {}, {}, "b") == "b"
    assert next_question(prepared, facts_of(c=True), {}, "b") == "d"
    assert next_question(prepared, facts_of(d=True), {"a": Cost.REGISTER}, "b") == "a"


def test_answers_seen_before_say_what_is_likely() -> None:
    text = "needs: {a: boolean, b: boolean}\nresult: a and b"
    rare = [True] + [False] * 99
    assert next_question(prepare(ruling_of(text)), {}, {}) == "a"
    assert next_question(prepare(ruling_of(text), seen={"a": [True] * 100, "b": rare}), {}, {}) == "b"


def test_a_declined_fact_is_never_asked_again() -> None:
    prepared = prepared_of(CLUMSY)
    assert next_question(prepared, {"d": DECLINED}, {}, "d") != "d"
    assert next_question(prepared, dict.fromkeys("abcd", DECLINED), {}) is None


def test_the_cost_of_a_list_is_that_of_its_members_facts() -> None:
    prepared = prepared_of(HOUSEHOLD)
    assert next_question(prepared, {}, {"members": Cost.DEAR}) == "alone"
    facts = {**facts_of(alone=False), "members.count": known(Decimal(2))}
    costs = {"members": Cost.DEAR, "members[2].works": Cost.CHEAP}
    assert next_question(prepared, facts, costs) == "members[2].works"


def test_beyond_what_can_be_foreseen_one_answer_is_looked_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_FORESEEN", 1)
    assert next_question(prepared_of(CLUMSY), {}, {}) in ("c", "d")


def test_a_fact_whose_register_failed_is_no_longer_asked_of_it() -> None:
    prepared, costs = prepared_of(CLUMSY), {"a": Cost.REGISTER, "d": Cost.DEAR}
    assert next_question(prepared, {}, costs) == "a"
    assert next_question(prepared, {"a": UNAVAILABLE}, {**costs, "b": Cost.REGISTER}) == "b"
    alone = {**facts_of(b=True, c=False, d=True), "a": UNAVAILABLE}
    assert next_question(prepared, alone, costs) == "a"
