"""Paths: where they lead, what is lost on the way, which doors are shut, and who supplies a concept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from askonce.assembly import LANGUAGE
from askonce.pack.passes import check_sources
from askonce.pack.shapes import Path
from askonce.pack.starter import overlay
from askonce.pack.symbols import Scope, Symbol
from askonce.registers.model import Held
from askonce.registers.paths import Anchor, Lost, Way, closed_doors, follow, gives_time, is_open, suppliers
from askonce.text.node import Scalar

REGISTERS = """--- registers/people.yaml
register: people
title: {en: People, zh: 人口}
of: person
holder: street
basis: street-rules/1
relations:
  children: {to: person, many: true, inverse: parents, open_to: {meals: street-rules/2}}
  parents: {to: person, many: true, inverse: children}
  spouse: {to: person, inverse: spouse, open_to: {}}
  home: {to: home, inverse: members}
attributes:
  birth_date: {concept: birth-date, sensitivity: personal, open_to: {meals: street-rules/2}}
  diet: {concept: diet, type: text, sensitivity: personal, open_to: {}}
--- registers/homes.yaml
register: homes
title: {en: Homes, zh: 住所}
of: home
holder: county-legal
basis: street-rules/1
relations:
  members: {to: person, many: true, inverse: home}
attributes:
  rooms: {concept: rooms, type: integer}
--- concepts/rooms.yaml
concept: rooms
title: {en: Rooms, zh: 房间数}
type: integer
"""
ROLES = {"applicant": Anchor("person", "applicant"), "house": Anchor("home", "house of meal")}


def scope_of(example: str) -> Scope:
    return Scope(check_sources(overlay(example), LANGUAGE, on=date(2026, 11, 21)).view.table)


@pytest.fixture(scope="module")
def scope() -> Scope:
    return scope_of(REGISTERS)


def path(text: str) -> Path:
    node = Scalar(text, plain=True, path="a.yaml", line=1, column=1, end_line=1, end_column=len(text) + 1)
    return Path(tuple(text.split(".")), node)


@pytest.mark.parametrize(
    ("text", "kind", "normal", "words"),
    [
        ("applicant", "person", "applicant", ""),
        ("applicant.birth_date", "person", "applicant", "date"),
        ("applicant.children", "person", "applicant.children", ""),
        ("applicant.children.birth_date", "person", "applicant.children", "list of date"),
        ("applicant.children.count", "person", "applicant.children", "integer"),
        ("applicant.home.rooms", "home", "applicant.home", "integer"),
        ("applicant.spouse.spouse.birth_date", "person", "applicant", "date"),
        ("applicant.spouse.spouse.spouse.birth_date", "person", "applicant.spouse", "date"),
        ("applicant.children.spouse.spouse.spouse", "person", "applicant.children.spouse", ""),
        ("applicant.home.members.home.rooms", "home", "applicant.home", "integer"),
        ("house.members.home.rooms", "home", "house of meal", "integer"),
        ("applicant.home.members", "person", "applicant.home.members", ""),
        ("applicant.children.parents", "person", "applicant.children.parents", ""),
        ("house.rooms", "home", "house of meal", "integer"),
    ],
)
def test_a_path_leads_to_one_datum(scope: Scope, text: str, kind: str, normal: str, words: str) -> None:
    way = follow(path(text), ROLES, scope)
    assert isinstance(way, Way)
    assert (way.kind, way.normal, way.type) == (kind, normal, words)


@pytest.mark.parametrize(
    ("text", "step", "message", "repair"),
    [
        ("aplicant.diet", "aplicant", "`aplicant` is no role of this case", "did you mean `applicant`?"),
        ("x.diet", "x", "`x` is no role of this case", "the roles here are applicant, house"),
        (
            "applicant.birt_date", "birt_date", "no register of person has an attribute or relation `birt_date`",
            "did you mean `birth_date`?",
        ),
        ("applicant.hme.rooms", "hme", "no register of person has a relation `hme`", "did you mean `home`?"),
        ("applicant.diet.rooms", "diet", "no register of person has a relation `diet`", "did you mean `diet`?"),
        ("applicant.home.zzz", "zzz", "no register of home has an attribute or relation `zzz`", "registers of home hold"),
        ("applicant.spouse.count", "count", "no register of person has an attribute or relation `count`", ""),
        ("applicant.children.count.x", "count", "no register of person has a relation `count`", ""),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_says_at_which_step(
    scope: Scope, text: str, step: str, message: str, repair: str
) -> None:
    lost = follow(path(text), ROLES, scope)
    assert isinstance(lost, Lost)
    assert (lost.step, lost.message) == (step, message)
    assert lost.help.startswith(repair)


def test_an_attribute_without_a_type_has_that_of_its_concept(scope: Scope) -> None:
    way = follow(path("applicant.birth_date"), ROLES, scope)
    assert isinstance(way, Way)
    assert way.held is not None
    assert way.held.value.type == "date"


@pytest.mark.parametrize(
    ("text", "purpose", "closed"),
    [
        ("applicant.birth_date", "meals", []),
        ("applicant.birth_date", "outings", ["birth_date"]),
        ("applicant.birth_date", "", ["birth_date"]),
        ("applicant.diet", "meals", ["diet"]),
        ("applicant.spouse.birth_date", "meals", ["spouse"]),
        ("applicant.spouse.spouse.diet", "outings", ["spouse", "diet"]),
        ("applicant.children.birth_date", "outings", ["children", "birth_date"]),
        ("applicant.parents.birth_date", "meals", []),
        ("applicant.home.rooms", "outings", []),
    ],
)
def test_each_door_on_the_way_that_is_shut_is_named(
    scope: Scope, text: str, purpose: str, closed: list[str]
) -> None:
    way = follow(path(text), ROLES, scope)
    assert isinstance(way, Way)
    assert way.held is not None
    doors = closed_doors(way.hops, (way.held.value,), purpose)
    assert [door.name for door in doors] == closed
    assert {(door.register, door.holder) for door in doors} <= {("people", "street")}


@pytest.mark.parametrize(
    ("sensitivity", "open_to", "opens"),
    [
        ("public", {}, True), ("public", {"outings": "a/1"}, True), ("internal", {}, True),
        ("internal", {"meals": "a/1"}, True), ("internal", {"outings": "a/1"}, False), ("personal", {}, False),
        ("personal", {"meals": "a/1"}, True), ("personal", {"outings": "a/1"}, False), ("special", {}, False),
        ("special", {"meals": ""}, True),
    ],
)  # fmt: skip
def test_what_is_personal_is_open_only_where_it_says_so(
    sensitivity: str,
    open_to: dict[str, str],
    *,
    opens: bool,
) -> None:
    held = Held(
        register="r", holder="h", of="person", attribute="a", concept="c", type=None, at="latest",
        sensitivity=sensitivity, open_to=open_to, disputed=False, complete=True, stale=False,
    )  # fmt: skip
    assert is_open(held, "meals") == opens


@pytest.mark.parametrize(
    ("held_at", "wanted", "changes", "gives"),
    [
        ("latest", "application", "often", True), ("latest", "decision", "often", True),
        ("latest", "latest", "often", True), ("latest", "event", "often", False), ("latest", "month", "often", False),
        ("any", "event", "often", True), ("any", "month", "often", True), ("month", "month", "often", True),
        ("month", "application", "often", False), ("month", "year", "rarely", False), ("year", "event", "never", True),
    ],
)  # fmt: skip
def test_an_attribute_of_one_time_gives_another_only_where_nothing_changes(
    held_at: str,
    wanted: str,
    changes: str,
    *,
    gives: bool,
) -> None:
    assert gives_time(held_at, wanted, changes) == gives


def supplied(scope: Scope, concept: str, kind: str = "person", at: str = "application") -> list[str]:
    return [one.value.name for one in suppliers(concept, kind, at, scope)]


DERIVED = (
    REGISTERS
    + """--- concepts/age.yaml
concept: age
title: {en: Age, zh: 年龄}
type: integer
derives_from: birth-date
--- concepts/guest.yaml
concept: guest
title: {en: Guest, zh: 客人}
type: text
derives_from: [age, diet, birth-date]
--- concepts/mystery.yaml
concept: mystery
title: {en: Mystery, zh: 谜}
type: text
derives_from: [age, mystery-of-mystery]
--- concepts/mystery-of-mystery.yaml
concept: mystery-of-mystery
title: {en: Mystery of mystery, zh: 谜之谜}
type: text
derives_from: mystery
"""
)


def test_a_concept_is_supplied_by_what_it_derives_from() -> None:
    scope = scope_of(DERIVED)
    assert supplied(scope, "birth-date") == ["people.birth_date"]
    assert supplied(scope, "birth-date", at="event") == ["people.birth_date"]  # it never changes
    assert supplied(scope, "age") == ["people.birth_date"]
    assert supplied(scope, "guest") == ["people.birth_date", "people.diet"]
    assert supplied(scope, "guest", at="event") == []  # what somebody ate then is not held
    assert supplied(scope, "birth-date", kind="home") == []
    assert supplied(scope, "unknown") == []
    assert supplied(scope, "mystery") == []  # a circle supplies nothing


class CountingScope(Scope):
    """A scope that counts what it is asked for."""

    count = 0

    def every(self, space: str, key: str) -> list[Symbol[Any]]:
        self.count += 1
        return super().every(space, key)


def test_steps_of_derivation_that_meet_again_are_walked_once() -> None:
    concepts = "".join(
        f"--- c{number}.yaml\nconcept: c{number}\ntitle: {{en: C, zh: C}}\ntype: text\n"
        f"derives_from: [c{number - 1}, c{number - 1}]\n"
        for number in range(1, 14)
    )
    first = "--- c0.yaml\nconcept: c0\ntitle: {en: C, zh: C}\ntype: text\nderives_from: birth-date\n"
    checked = check_sources(overlay(REGISTERS + first + concepts), LANGUAGE, on=date(2026, 11, 21))
    scope = CountingScope(checked.view.table)
    assert supplied(scope, "c13") == ["people.birth_date"]
    assert scope.count < 500
