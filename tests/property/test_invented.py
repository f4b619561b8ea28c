"""Whatever the seed, the size and the day, an invented county hangs together and comes out the same again."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.feel.types import conforms
from askonce.invented.calendar import Today
from askonce.invented.cast import FIRM, MANDATE, PLAYERS
from askonce.invented.county import County, Fault
from askonce.invented.marginals import FLOOD_YEAR
from askonce.invented.oddities import MEANINGS
from askonce.invented.writing import Batch, Holding
from askonce.registers.model import Register
from askonce.registers.types import feel_type
from tests.unit.invented.counties import ON, county

COUNTIES = st.builds(
    county,
    st.integers(0, 400),
    pack=st.sampled_from(["qingshan", "before"]),
    seed=st.integers(0, 2**32),
    on=st.dates(date(2020, 1, 1), date(2032, 12, 31)) | st.just(date(2024, 2, 29)),
)
FEW = settings(max_examples=25)


def rows(made: County) -> dict[str, list[Holding]]:
    found: dict[str, list[Holding]] = {name: [] for name in made.registers}
    for batch in made.batches():
        found[batch.register] += batch.holdings
    return found


def links(
    held: Mapping[str, list[Holding]], registers: Mapping[str, Register]
) -> dict[str, set[tuple[str, str, date]]]:
    """All links by `kind.relation`, as source, target and the day they began."""
    found: dict[str, set[tuple[str, str, date]]] = {}
    for name, holdings in held.items():
        for one in holdings:
            for relation, targets in one.relations.items():
                place = found.setdefault(f"{registers[name].of}.{relation}", set())
                place |= {(one.subject, target, since) for target, since in targets}
    return found


def dump(batches: list[Batch]) -> str:
    return hashlib.sha256(repr(batches).encode()).hexdigest()


@FEW
@given(COUNTIES)
def test_every_relation_leads_to_something_and_its_inverse_agrees(made: County) -> None:
    held = rows(made)
    found = links(held, made.registers)
    there: dict[str, set[str]] = {}
    for number in range(made.size):
        village = made.village(number)
        for register in made.registers.values():
            for kind in {register.of, *(one.to.id for one in register.relations.values() if one.to)} - {None}:
                there.setdefault(str(kind), set()).update(village.ids(str(kind)))
    for batch in (one for story in (True, False) for one in made.zone_batches(story=story)):
        there[str(made.registers[batch.register].of)].update(one.subject for one in batch.holdings)
    for register in made.registers.values():
        for name, relation in register.relations.items():
            assert relation.to is not None
            forward = found.get(f"{register.of}.{name}", set())
            assert {target for _, target, _ in forward} <= there[relation.to.id]
            if not relation.many:
                assert len({source for source, _, _ in forward}) == len(forward), name
            if relation.inverse and any(
                other.of == relation.to.id and relation.inverse in other.relations
                for other in made.registers.values()
            ):
                back = found.get(f"{relation.to.id}.{relation.inverse}", set())
                assert {(target, source, since) for source, target, since in forward} == back, name


@FEW
@given(COUNTIES)
def test_every_value_is_of_its_type_and_every_row_has_its_time(made: County) -> None:
    for name, holdings in rows(made).items():
        register = made.registers[name]
        types = {
            key: feel_type(one.type or (made.concepts[one.concept.id].type if one.concept else None))
            for key, one in register.attributes.items()
        }
        until: dict[str, date | None] = {}
        for one in holdings:
            assert one.values or one.relations
            assert one.valid_to is None or one.valid_from < one.valid_to
            assert one.valid_from <= made.today.on
            if one.subject in until:
                assert until[one.subject] == one.valid_from, "rows of a subject follow each other"
            until[one.subject] = one.valid_to
            for key, value in one.values.items():
                kind = types[key]
                assert kind is not None
                assert conforms(value, kind), f"{name}.{key} = {value!r}"


@FEW
@given(st.integers(60, 600), st.integers(0, 2**32))
def test_kin_is_possible(people: int, seed: int) -> None:
    made = county(people, seed=seed)
    for number in range(made.size):
        village = made.village(number)
        folk = village.folk
        for one in range(len(folk)):
            assert one not in folk.parents(one)
            for parent in folk.parents(one):
                assert folk.birth[one] - folk.birth[parent] >= 17 * 365
                assert one in folk.children[parent]
            spouse = folk.spouse[one]
            if spouse >= 0:
                assert folk.spouse[spouse] == one
                assert spouse not in (one, *folk.parents(one), *folk.children[one])
                assert folk.birth[one] < folk.wedding[one] <= made.today.ordinal
            assert folk.birth[one] <= made.today.ordinal
            births = sorted({folk.birth[child] for child in folk.children[one]})
            assert all(later - earlier >= 280 for earlier, later in pairwise(births))
        for home, members in enumerate(folk.households):
            assert all(folk.home[one] == home for one in members)
            assert not members or any(folk.age[one] >= 18 for one in members)


@FEW
@given(st.integers(60, 600), st.integers(0, 2**32))
def test_a_household_includes_each_of_its_members(people: int, seed: int) -> None:
    held = rows(county(people, seed=seed))
    homes = {one.subject: {to for to, _ in one.relations.get("household", ())} for one in held["residence"]}
    for subject, members in homes.items():
        assert subject in members
        assert all(homes[other] == members for other in members)


@settings(max_examples=10)
@given(st.integers(0, 300), st.integers(0, 2**32))
def test_the_same_arguments_give_the_same_county(people: int, seed: int) -> None:
    once, again = (list(county(people, seed=seed).batches()) for _ in range(2))
    assert dump(once) == dump(again)
    alone = list(county(people, seed=seed).batches("people"))
    assert alone == [batch for batch in once if batch.register == "people"]


def test_the_hash_seed_changes_nothing(root: Path) -> None:
    program = (
        "from tests.property.test_invented import dump; from tests.unit.invented.counties import county; "
        "print(dump(list(county(900).batches())))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64


def said(one: Holding, key: str) -> Any:
    return one.values.get(key)


def held_by_subject(made: County) -> dict[str, dict[str, Holding]]:
    return {name: {one.subject: one for one in found} for name, found in rows(made).items()}


def test_each_oddity_is_where_it_is_said_to_be() -> None:
    made = county(3_000)
    held = held_by_subject(made)
    people = held["people"]
    where = {
        attribute.concept.id: (name, key)
        for name, register in made.registers.items()
        for key, attribute in register.attributes.items()
        if attribute.concept and register.of == "person"
    }
    every = list(made.faults())
    touched = {one.subjects[0] for one in every if one.kind in ("wrong birth", "missing value", "no row")}
    born = {one.subject: said(one, "birth_date") for one in people.values() if one.subject not in touched}
    seen: Counter[str] = Counter()
    for fault in every:
        first, *others = fault.subjects
        seen[fault.kind] += 1
        if fault.kind == "no row":
            assert first not in held[where[fault.concept][0]]
        elif fault.kind == "missing value":
            register, key = where[fault.concept]
            assert first not in held[register] or key not in held[register][first].values
        elif fault.kind == "wrong birth":
            children = [said(people[child], "birth_date") for child, _ in people[first].relations["children"]]
            assert any(child is not None and child < said(people[first], "birth_date") for child in children)
        elif fault.kind == "moved in yesterday":
            assert (said(held["residence"][first], "local_since") or ON) >= ON - timedelta(days=1)
        elif not touched & set(fault.subjects):
            assert _holds(fault, born[first], [born[one] for one in others], people[first].values)
    assert set(MEANINGS) - set(seen) == set()


def _holds(fault: Fault, born: date, others: list[date], values: Mapping[str, Any]) -> bool:
    match fault.kind:
        case "twins":
            return others == [born] * len(others) != []
        case "same name and birth":
            return others == [born]
        case "disputed birth":
            return born.year <= FLOOD_YEAR
        case "leap day":
            return (born.month, born.day) == (2, 29)
        case "centenarian":
            return born <= Today(ON).years_ago(100)
        case "foreign name" | "rare character" | "long name":
            name = values["full_name"]
            return not name.isascii() or " " in name
        case _:
            return fault.kind in MEANINGS


def test_who_is_recorded_too_young_for_a_child_is_listed() -> None:
    made = county(3_000)
    people = held_by_subject(made)["people"]
    wrong = {fault.subjects[0] for fault in made.faults() if fault.kind == "wrong birth"}
    found = set()
    for one in people.values():
        mine = said(one, "birth_date")
        for child, _ in one.relations.get("children", ()):
            theirs = said(people[child], "birth_date")
            if None not in (mine, theirs) and child not in wrong and theirs - mine < timedelta(days=17 * 365):
                found.add(one.subject)
    assert found == wrong
    assert "p-wrong" in found


def test_the_cast_is_there_with_its_words() -> None:
    people = held_by_subject(county(0))
    for player in PLAYERS:
        row = people["people"].get(player.id)
        assert row is not None, player.id
        assert row.values["full_name"] == player.name
    assert people["people"]["p-elder"].values["birth_date"] == ON.replace(year=ON.year - 60)
    assert people["firms-licences"][FIRM].values["industry"] == "food"
    assert people["mandates"][MANDATE].relations["agent"][0][0] == "p-agent"
    assert "p-newborn" not in people["insured"]
    assert people["residence"]["p-poor"].values["household_size"] == 3
