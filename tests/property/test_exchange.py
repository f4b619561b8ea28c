"""The door over packs drawn at random: no value without a right to it, each on record, and no two registers to be joined."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated
from typing import NamedTuple

import msgspec

from askonce.cases.journal import Journal
from askonce.registers.actor import Actor
from askonce.registers.ask import Ask, Given
from askonce.registers.consent import grant
from askonce.registers.refusal import Refusal
from askonce.registers.route import Route
from tests.unit.registers.exchanging import CLERK, DAYS, PACK, County, county, linked, said

SEEDS = range(80)
PURPOSES = ("meals", "p1", "p2", "p3")
ARTICLE = "street-rules/2"
OTHER = Actor("officer", "wu", frozenset({"street/clerk"}))


class Drawn(NamedTuple):
    """What was drawn for one pack: of each attribute whom it is of, how closely it is kept, and to whom it opens."""

    attributes: Mapping[str, tuple[str, str, tuple[str, ...] | None]]
    relations: Mapping[str, tuple[str, ...] | None]
    adopted: frozenset[str]
    consent: frozenset[str]

    def pack(self) -> str:
        """The pack as its author would write it."""
        lines = []
        for purpose in PURPOSES[1:]:
            lines += [f"--- purposes/{purpose}.yaml", f"purpose: {purpose}", "title: {en: P, zh: 目的}"]
            lines += [f"basis: {ARTICLE}", f"consent: {str(purpose in self.consent).lower()}"]
            if purpose in self.adopted:
                lines.append(
                    "adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}"
                )
        for of, holder in (("person", "street"), ("home", "county-legal")):
            lines += [f"--- registers/{of}s.yaml", f"register: {of}s", "title: {en: R, zh: 册}", f"of: {of}"]
            lines += [f"holder: {holder}", "basis: street-rules/1", "complete: true"]
            if of == "person":
                lines.append("relations:")
                lines.append(f"  kin: {{to: person, many: true{_doors(self.relations['kin'])}}}")
                lines.append(f"  home: {{to: home{_doors(self.relations['home'])}}}")
            lines.append("attributes:")
            for name, (whose, kept, open_to) in self.attributes.items():
                if whose == of:
                    lines.append(f"  {name}: {{concept: {name}, sensitivity: {kept}{_doors(open_to)}}}")
        for name in self.attributes:
            lines += [
                f"--- concepts/{name}.yaml",
                f"concept: {name}",
                "title: {en: C, zh: 概念}",
                "type: integer",
            ]
        plain = "register: people\ntitle: {en: People, zh: 人口}\nof: person\nholder: street\nbasis: street-rules/1\nattributes:\n  birth_date: {concept: birth-date, type: date, sensitivity: personal, open_to: {meals: street-rules/2}}\n"
        return "\n".join([*lines, f"--- registers/people.yaml\n{plain}"])


def _doors(open_to: tuple[str, ...] | None) -> str:
    if open_to is None:
        return ""
    return ", open_to: {" + ", ".join(f"{purpose}: {ARTICLE}" for purpose in open_to) + "}"


def drawn(rng: Random) -> Drawn:
    """A pack of a few attributes and two relations."""

    def some() -> tuple[str, ...]:
        return tuple(purpose for purpose in PURPOSES if rng.random() < 0.5)

    attributes: dict[str, tuple[str, str, tuple[str, ...] | None]] = {}
    for number in range(rng.randrange(2, 6)):
        kept = rng.choice(["public", "internal", "personal", "special"])
        closely = kept in {"personal", "special"}
        attributes[f"a{number}"] = (
            rng.choice(["person", "home"]), kept, some() if closely or rng.random() < 0.5 else None
        )  # fmt: skip
    attributes |= {"x0": ("person", "personal", PURPOSES), "x1": ("home", "internal", PURPOSES)}
    relations = {name: some() if rng.random() < 0.5 else None for name in ("kin", "home")}
    return Drawn(
        attributes,
        relations,
        frozenset({"meals", *some()}),
        frozenset(purpose for purpose in PURPOSES[1:] if rng.random() < 0.3),
    )


def may(pack: Drawn, ask: Ask, way: str, agreed: frozenset[tuple[str, str]], about: set[str]) -> bool:
    """Whether a look should give a value: worked out from what was drawn alone."""
    *steps, name = way.split(".")[1:]
    _, kept, open_to = pack.attributes[name]
    if ask.purpose not in pack.adopted or not ask.basis:
        return False
    for step in steps:
        doors = pack.relations[step]
        if doors is not None and ask.purpose not in doors:
            return False
    if kept != "public" and ask.purpose not in (open_to or ()) and not (kept == "internal" and not open_to):
        return False
    if (kept != "public" or steps) and (ask.case != "case-1" or ask.actor != CLERK):
        return False
    return ask.purpose not in pack.consent or all((one, ask.purpose) in agreed for one in about)


def about_of(pack: Drawn, way: str) -> set[str]:
    """The persons about whom a way from `ann` tells something."""
    *steps, name = way.split(".")[1:]
    whose, kept, _ = pack.attributes[name]
    if whose == "person" and kept != "public":
        return {"bo", "cy"} if steps else {"ann"}
    if steps == ["kin", "home"]:
        return {"bo"}
    return {"ann"} if steps else set()


def ways_of(pack: Drawn) -> list[str]:
    """Ways to every attribute, straight and over relations."""
    found = []
    for name, (whose, *_) in pack.attributes.items():
        starts = (
            ("applicant", "applicant.kin")
            if whose == "person"
            else ("house", "applicant.home", "applicant.kin.home")
        )
        found += [f"{start}.{name}" for start in starts]
    return found


def settle(here: County, pack: Drawn) -> None:
    """Ann with two kin and a home, and values everywhere."""
    here.put(linked("persons", "kin", "ann", "bo"), linked("persons", "kin", "ann", "cy"))
    here.put(linked("persons", "home", "ann", "home-1"), linked("persons", "home", "bo", "home-2"))
    for name, (whose, *_) in pack.attributes.items():
        for subject in ("ann", "bo", "cy") if whose == "person" else ("home-1", "home-2"):
            here.put(said(f"{whose}s", subject, **{name: Decimal(len(subject))}))


def _grant(here: County, ask: Ask, who: str, room: Journal) -> int:
    return grant(room, here.keys, ask, who, "form")


def _fetch(here: County, ask: Ask, route: Route, who: str, room: Journal) -> object:
    return here.exchange.wanted(room, ask, [route], {"applicant": who}, DAYS)


def test_no_value_without_purpose_door_and_case_and_each_on_record() -> None:
    told: Counter[str] = Counter()
    for seed in SEEDS:
        rng = Random(seed)  # noqa: S311 - a test draws by a seed
        pack = drawn(rng)
        with county(pack.pack()) as here:
            settle(here, pack)
            agreed = frozenset(
                (who, one) for who in ("ann", "bo", "cy") for one in PURPOSES if rng.random() < 0.5
            )
            for who, purpose in sorted(agreed):
                ask = Ask(purpose, ARTICLE, None, CLERK, "street", "meal")
                here.job(partial(_grant, here, ask, who))
            for way in ways_of(pack):
                ask = Ask(
                    rng.choice([*PURPOSES, *PURPOSES, ""]),
                    rng.choice([ARTICLE] * 5 + [""]),
                    rng.choice(["case-1"] * 5 + ["case-2", None]),
                    rng.choice([CLERK] * 5 + [OTHER]),
                    "street",
                    "meal",
                )
                about = about_of(pack, way)
                root = "home-1" if way.startswith("house") else "ann"
                before = len(here.entries())
                found = here.look(way, ask, root=root)
                entries = here.entries()[before:]
                if not may(pack, ask, way, agreed, about):
                    assert isinstance(found, Refusal), (seed, way, ask, found)
                    assert entries == []
                    told[found.code] += 1
                    continue
                assert isinstance(found, Given), (seed, way, ask, found)
                assert found.receipts == tuple(range(before, before + len(about)))
                assert {here.keys.subject("ledger", one.subject or "") for one in entries} == about
                assert len(entries) == len(about)
                assert all(one.what["attribute"] == way.split(".")[-1] for one in entries)
                expected = {"applicant.kin": (Decimal(2), Decimal(2)), "applicant.kin.home": (Decimal(6),)}
                wanted = expected.get(
                    way.rpartition(".")[0], Decimal(len(root)) if "." not in way[10:] else Decimal(6)
                )
                assert found.fact.value == wanted, (seed, way, found)
                told[f"given {len(about)}"] += 1
    codes = ("no-purpose", "draft-purpose", "no-basis", "closed", "no-case", "not-assigned", "no-consent")
    assert all(told[one] for one in (*codes, "given 0", "given 1", "given 2")), told


def test_what_is_undone_was_never_given_and_never_recorded() -> None:
    with county() as here:
        here.put(said("people", "ann", birth_date=date(1960, 1, 1)))
        route = here.route("applicant.birth_date")
        ask = Ask("meals", ARTICLE, "case-1", CLERK, "street", "meal")

        def look_and_fall(room: Journal) -> None:
            size = room.size()
            given = here.exchange.look(room, ask, route, {"applicant": "ann"}, DAYS)
            assert isinstance(given, Given)
            assert room.size() == size + 1
            opening = room.opening(size)
            assert opening is not None
            assert opening.entry is not None
            assert given.receipt == size
            raise ZeroDivisionError

        future = here.database.write(look_and_fall)
        assert isinstance(future.exception(), ZeroDivisionError)
        assert here.entries() == []
        here.given("applicant.birth_date")
        assert len(here.entries()) == 1


HEX = re.compile(r"[0-9a-f]{64,}")


def test_no_stored_row_holds_a_subject_and_no_two_holders_share_a_name(tmp_path: Path) -> None:
    path = tmp_path / "county.db"
    people = [f"resident-{number}" for number in range(40)]
    with county(PACK, f"sqlite:///{path}") as here:
        rng = Random(7)  # noqa: S311 - a test draws by a seed
        for who in people:
            here.put(
                said("people", who, birth_date=date(1960, 1, 1), nickname="x"),
                said("insured", who, scheme="rural"),
                said("jobs", who, wage=None),
                linked("people", "children", who, rng.choice(people)),
                linked("people", "home", who, f"dwelling-{who}"),
                said("homes", f"dwelling-{who}", rooms=Decimal(2)),
            )
            for way in (
                "applicant.birth_date",
                "applicant.scheme",
                "applicant.home.rooms",
                "applicant.children.count",
            ):
                here.given(way, root=who)
            route = here.route("applicant.wage")
            ask = Ask("meals", ARTICLE, "case-1", Actor("officer", "lin", CLERK.roles), "street", "meal")
            here.job(partial(_fetch, here, ask, route, who))
        keys = here.keys
        names = {
            holder: {keys.of(holder, who) for who in (*people, *(f"dwelling-{who}" for who in people))}
            for holder in ("street", "county-legal", "ledger", "cases")
        }
    found: dict[str, set[str]] = {}
    tables = 0
    with sqlite3.connect(path) as database:
        listed = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in listed:
            rows = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - names of the database itself
            tables += bool(rows)
            for row in rows:
                text = " ".join(_text(cell) for cell in row)
                assert "resident-" not in text, (table, row)
                assert "dwelling-" not in text, (table, row)
                held = set(HEX.findall(text))
                holders = {holder for holder, known in names.items() if known & held}
                assert len(holders) <= 1, (table, row)  # no row joins what two holders know
                found.setdefault(next(iter(holders), ""), set()).update(held)
    database.close()
    assert tables > 6
    assert {"street", "county-legal", "ledger"} <= found.keys()
    for one, known in names.items():
        for other, also in names.items():
            assert one == other or not known & also


def _text(cell: object) -> str:
    if isinstance(cell, bytes):
        return f"{cell.decode('utf-8', 'replace')} {cell.hex()}"
    return str(cell)


def test_names_come_back_whatever_the_subject_is_called() -> None:
    with county() as here:
        for subject in ("ann", "p-000123", "张三-身份证-330106", "x" * 200, "ann "):
            here.put(
                said("people", subject, birth_date=date(1960, 1, 1)),
                linked("people", "children", "eve", subject),
            )
        found = here.given("applicant.children.birth_date", root="eve")
        assert sorted(found.subjects) == sorted(["ann", "p-000123", "张三-身份证-330106", "x" * 200, "ann "])
        assert msgspec.structs.replace(found.fact, value=len(found.subjects)).value == 5
