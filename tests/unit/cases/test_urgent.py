"""What goes before all others, what ends in a register, what is read without a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import msgspec
import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.command import Glass, Hurry, Step, Take
from askonce.cases.journal import Line, Search
from askonce.cases.rounds import run
from askonce.cases.view import Glimpse, View
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import overlay
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, MONDAY, County, county, county_of, officer, person

STREET = officer("lin", "street/clerk")
TEXT = """--- registers/people.yaml
register: people
title: {en: People, zh: 人口}
of: person
holder: street
basis: street-rules/1
complete: true
attributes:
  birth_date: {concept: birth-date, type: date, sensitivity: personal, open_to: {meals: street-rules/2, rescue: street-rules/2}}
  floor: {concept: floor, sensitivity: personal, open_to: {rescue: street-rules/2}}
--- concepts.csv
concept,type,title.en,title.zh
floor,integer,Floor,楼层
--- purposes/rescue.yaml
purpose: rescue
title: {en: Rescue, zh: 救援}
basis: street-rules/2
retention: 1 year
break_glass: [street/clerk]
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
--- services/removal.yaml
service: removal
title: {en: Moving away, zh: 迁出}
for: person
purpose: meals
basis: street-rules/1
office: street
uses:
  birth: {from: applicant.birth_date, if_unavailable: wait, if_stale: accept, if_disputed: accept, for_step: strike}
steps:
  strike: {by: street/clerk}
visit: none
term: {promised: 1 working day, legal: 5 working days}
gives: {removal: {ends: people}}
objection: {within: 60 days, to: county-legal}
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""


@cache
def checked() -> Checked:
    found = check_sources(overlay(TEXT), LANGUAGE, on=date(2026, 3, 2), keep=True)
    assert [one for one in found.findings if one.severity.value == "error"] == []
    return found


@pytest.fixture
def street() -> Iterator[County]:
    with county_of(checked(), MONDAY) as found:
        found.write("people", "ann", birth_date=date(1950, 1, 1), floor=Decimal(4))
        yield found


# -- urgent


def listed(there: County, actor: Actor, **search: object) -> list[Line]:
    wanted = Search(**search)  # type: ignore[arg-type]
    found = there.do(lambda journal: there.handling.list(journal, actor, wanted))
    assert not isinstance(found, Refusal)
    return list(found)


def test_an_urgent_case_goes_before_all_others_on_every_page() -> None:
    clerk = officer("xu", "civil-affairs/officer", "civil-affairs/clerk")
    with county() as there:
        names = []
        for name in "abcdefg":
            there.write("care-status", name, aided_this_year=False)
            there.write("residence", name, household_size=Decimal(2))
            there.write("employment-pensions", name, payment_account="6222")
            told = {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"}
            names.append(there.file(person(name), "temporary-aid", told).line.id)
        for place in (5, 2):
            assert there.act(clerk, names[place], Hurry(reason="no roof tonight")).line.urgent
        wanted = [names[place] for place in (2, 5, 0, 1, 3, 4, 6)]
        for limit in (1, 2, 3, 50):
            found: list[str] = []
            while page := listed(there, clerk, limit=limit, after=found[-1] if found else ""):
                assert len(page) <= limit
                found += [one.id for one in page]
            assert found == wanted
        assert [one.id for one in listed(there, clerk, urgent=True)] == wanted[:2]
        assert [one.id for one in listed(there, clerk, urgent=False, limit=2)] == wanted[2:4]
        for actor, command, code in (
            (clerk, Hurry(reason="again"), "done-already"),
            (clerk, Hurry(reason=" ", urgent=False), "reason-needed"),
            (person("c"), Hurry(reason="me first"), "not-yours"),
        ):
            refused = there.try_act(actor, names[2], command)
            assert isinstance(refused, Refusal)
            assert refused.code == code
        back = there.act(clerk, names[2], Hurry(reason="a roof was found", urgent=False))
        assert not back.line.urgent
        assert [one.words for one in there.view(person("c"), names[2]).history if one.kind == "Hurried"] == [
            "no roof tonight", "a roof was found",
        ]  # fmt: skip


def test_where_the_service_does_not_say_when_nothing_is_urgent(street: County) -> None:
    filed = street.file(person("ann"), "removal")
    assert "hurry" not in street.view(STREET, filed).may
    refused = street.try_act(STREET, filed, Hurry(reason="now"))
    assert isinstance(refused, Refusal)
    assert refused.code == "not-urgent"


# -- ending


def test_an_output_ends_what_a_register_says_and_the_past_stays(street: County) -> None:
    filed = street.file(person("ann"), "removal")
    street.act(STREET, filed, Take())
    street.act(STREET, filed, Step(step="strike"))
    name = KEYS.of("street", "ann")
    assert street.do(lambda journal: journal.row("people", name, date(2026, 3, 2))) is None
    before = street.do(lambda journal: journal.row("people", name, date(2026, 3, 1)))
    assert before is not None
    assert before.values["floor"] == Decimal(4)
    again = street.try_file(person("ann"), "removal")
    assert isinstance(again, View)  # a complete register says that there is none
    assert [one.state for one in again.facts] == ["none"]


# -- glass


def test_the_glass_is_broken_for_a_reason_and_the_person_is_told_in_the_same_job(street: County) -> None:
    wanted = Glass("rescue", "people.floor", "ann", "fire in the house")

    def broken(glass: Glass, actor: Actor = STREET) -> Glimpse | str:
        found = street.do(lambda journal: street.handling.glass(journal, actor, glass))
        return found.code if isinstance(found, Refusal) else found

    seen = broken(wanted)
    assert isinstance(seen, Glimpse)
    assert (seen.fact.state, seen.fact.value) == ("known", "4")
    (number,) = seen.receipts
    (message,) = street.messages("mail")
    assert (message.key, message.to) == (f"glass/{number}", f"person:{KEYS.of('cases', 'ann')}")
    said = msgspec.json.decode(message.body)
    assert (said["kind"], said["values"]["reason"], said["values"]["datum"]) == (
        "glass", "fire in the house", "people.floor",
    )  # fmt: skip
    opening = street.do(lambda journal: journal.opening(number))
    assert opening is not None
    assert opening.entry is not None
    assert (opening.entry.kind, opening.entry.basis, opening.entry.office) == (
        "glass",
        "street-rules/2",
        "street",
    )
    change = msgspec.structs.replace
    refused = {
        "no-reason": broken(change(wanted, reason=" ")),
        "no-glass": broken(wanted, officer("fang", "county-legal/reviewer")),
        "closed": broken(change(wanted, purpose="meals")),
        "no-purpose": broken(change(wanted, purpose="curiosity")),
        "no-such-datum": broken(change(wanted, datum="people.shoes")),
    }
    assert refused == {code: code for code in refused}
    assert len(street.messages("mail")) == 1
    assert isinstance(broken(change(wanted, datum="removal.birth")), Glimpse)
    assert len(street.messages("mail")) == 2
    for days, left in ((364, 2), (1, 0)):  # as long as the purpose keeps what it knows
        street.forward(days=days)
        run(street.database, street.handling)
        assert len(street.messages("mail")) == left
