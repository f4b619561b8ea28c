"""An invented county in a database, and who works for it."""

from __future__ import annotations

from contextlib import closing

from askonce.adapters.keys import Keys
from askonce.adapters.opening import open_database
from askonce.adapters.storage.schema import schema_of
from askonce.invented.filling import fill, kept_relations, loadings
from askonce.invented.staff import account_for, staff
from askonce.invented.zone.zone import BOXES_SOUGHT
from tests.unit.invented.counties import ON, bound, county

KEYS = Keys(b"k" * 32)


def test_a_database_holds_the_county_under_pseudonyms() -> None:
    kinds = bound("qingshan")
    schema = schema_of(kinds["register"].values(), kinds["concept"])
    with closing(open_database("sqlite://", schema)) as database:
        filled = fill(county(80), KEYS, database.write)
        assert (
            fill(county(80), KEYS, database.write) == filled
        )  # a second time changes nothing and breaks nothing
        parent, firm = KEYS.of("civil-affairs", "p-parent"), KEYS.of("market", "f-owner")
        row = database.read(lambda journal: journal.row("people", parent, ON))
        history = database.read(lambda journal: journal.history("people", parent))
        children = database.read(lambda journal: journal.related("people", "children", parent, ON))
        workers = database.read(lambda journal: journal.related("firms-licences", "employees", firm, ON))
        name = KEYS.of("civil-affairs", "p-disputed")
        disputed = database.read(lambda journal: journal.disputed("people", name))
    assert row is not None
    assert row.values["full_name"] == "林雨桐"
    assert len(history) == 1
    assert {KEYS.subject("civil-affairs", one) for one in children} == {
        "p-newborn",
        "p-twin-one",
        "p-twin-two",
    }
    assert {KEYS.subject("market", one) for one in workers} == {"p-agent"}
    assert set(disputed) == {"birth_date"}
    assert filled.rows > 300
    assert filled.disputes > 1


def test_neither_time_nor_order_of_writing_joins_two_registers() -> None:
    made = county(6_000)
    jobs = list(loadings(made, KEYS))
    for job in jobs:
        registers = {one.register for one in job.changes} | {one.register for one in job.links}
        assert len(registers) == int(bool(job.changes or job.links))
        subjects = [one.subject for one in job.changes]
        assert subjects == sorted(subjects)
        ties = [(one.relation, one.subject, one.target) for one in job.links]
        assert ties == sorted(ties)
    assert [job.ends for job in jobs].count(True) == jobs[-1].stretch + 1 == 4  # the zone is the second
    everybody = {one.subject for batch in made.batches("people") for one in batch.holdings if one.values}
    written = [one.subject for job in jobs for one in job.changes if one.register == "people"]
    assert {KEYS.subject("civil-affairs", one) for one in written} == everybody
    first = [one for job in jobs if job.stretch == 0 for one in job.changes if one.register == "people"]
    assert {KEYS.subject("civil-affairs", one.subject) for one in first} == set(made.village(0).ids("person"))
    needs = [(job.stretch, one.subject) for job in jobs for one in job.changes if one.register == "needs"]
    assert made.zone is not None
    assert len(needs) == len(made.zone.needs)
    assert (0, KEYS.of("zone", BOXES_SOUGHT)) in needs  # the story is there as soon as the cast is
    assert {stretch for stretch, _ in needs} == {0, 1}


def test_of_two_inverses_in_one_register_the_first_keeps_the_links() -> None:
    registers = bound("qingshan")["register"]
    assert kept_relations(registers["people"]) == {"children"}
    assert kept_relations(registers["marriages"]) == {"spouse"}
    assert kept_relations(registers["residence"]) == set(registers["residence"].relations)


def test_every_role_of_every_office_has_an_officer_with_an_account_of_its_own() -> None:
    offices = bound("qingshan")["office"]
    accounts = staff(offices)
    assert len({one.account for one in accounts}) == len(accounts)
    held = {role for one in accounts if one.kind == "officer" for role in one.roles}
    assert held == {f"{office}/{role}" for office, words in offices.items() for role in words.roles}
    assert {one.kind for one in accounts} == {"officer", "helper", "system"}
    clerk = account_for(offices, "civil-affairs/clerk")
    assert clerk.actor.may_act_as("civil-affairs")
    assert not clerk.actor.may_act_as("civil-affairs/director")
