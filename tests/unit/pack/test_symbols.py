"""Symbols: what a look-up answers, what it remembers of having been asked, and what a change moves."""

from __future__ import annotations

import pytest

from askonce.pack.symbols import NOTHING, Scope, Symbol, Table, changed_names
from askonce.text.span import Span


def symbol(space: str, key: str, path: str = "a.yaml", line: int = 1) -> Symbol[object]:
    return Symbol(space, key, Span(path, line), NOTHING, f"{space} {key}")


STREET, LEGAL, LAW = symbol("office", "street"), symbol("office", "legal", line=2), symbol("law", "rules")
AGAIN = symbol("office", "street", "b.yaml")


def test_a_table_finds_by_space_and_name() -> None:
    table = Table([STREET, LEGAL, LAW])
    assert table.find("office", "street") == [STREET]
    assert table.find("office", "rules") == []
    assert table.find("purpose", "street") == []
    assert list(table.space("office")) == ["street", "legal"]
    assert table.space("purpose") == {}


@pytest.mark.parametrize("order", [(STREET, AGAIN), (AGAIN, STREET)])
def test_several_of_one_name_stand_in_the_order_of_their_places(order: tuple[Symbol[object], ...]) -> None:
    scope = Scope(Table(order))
    assert scope.every("office", "street") == [STREET, AGAIN]
    assert scope.one("office", "street") == STREET


def test_a_scope_answers_and_remembers_what_it_was_asked() -> None:
    scope = Scope(Table([STREET, LEGAL]))
    assert scope.asked == set()
    assert scope.value("office", "street") is NOTHING
    assert scope.value("office", "nowhere") is None
    assert scope.one("law", "rules") is None
    assert scope.asked == {("office", "street"), ("office", "nowhere"), ("law", "rules")}
    assert scope.names("office") == ["legal", "street"]
    assert len(scope.asked) == 4


def test_whoever_looks_at_a_whole_space_asks_for_each_name_in_it() -> None:
    scope = Scope(Table([STREET, LEGAL, AGAIN]))
    assert list(scope.symbols("office")) == [LEGAL, STREET, AGAIN]
    assert {("office", "street"), ("office", "legal")} < scope.asked


def changed(before: list[Symbol[object]], after: list[Symbol[object]]) -> set[tuple[str, str]]:
    return set(changed_names(before, after))


def test_what_answers_otherwise_is_named() -> None:
    names = Scope(Table([]))
    names.names("office")
    (every,) = names.asked  # how a scope remembers that it was asked for all names
    moved = symbol("office", "street", line=9)
    assert changed([STREET], [STREET]) == set()
    assert changed([STREET], [moved]) == {("office", "street")}
    assert changed([STREET], [STREET, LEGAL]) == {("office", "legal"), every}
    assert changed([STREET], []) == {("office", "street"), every}
    assert changed([STREET], [STREET, AGAIN]) == {("office", "street")}
    assert changed([STREET], [LAW]) == {("office", "street"), every, ("law", "rules"), ("law", every[1])}


def test_all_names_are_told_from_any_one_name() -> None:
    scope = Scope(Table([STREET]))
    scope.names("office")
    (every,) = scope.asked
    assert changed([], [symbol("office", "star")]) == {("office", "star"), every}
    assert every[1] not in {"street", "star"}
