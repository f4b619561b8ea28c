"""The exchange: who is refused and why, what stands on record, what a datum says of itself, who may write it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
import pytest

from askonce.cases.journal import Journal
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.ask import Ask, Given, Subjects
from askonce.registers.consent import grant, withdraw
from askonce.registers.correction import Used, forget_uses, receipts_of
from askonce.registers.disclosure import disclosure_of, hidden_of
from askonce.registers.fact import Fact, State
from askonce.registers.glass import Broken
from askonce.registers.minimal import Minimal
from askonce.registers.refusal import Refusal
from askonce.registers.store import Change, Dispute, Ending, Linking, Row
from tests.unit.registers.exchanging import ASK, CLERK, DAYS, NOW, ON, PACK, County, county, linked, said

BORN = date(1960, 1, 1)
ANN = Actor("person", "ann")
LEGAL = Actor("officer", "fang", frozenset({"county-legal/reviewer"}))
CARE = msgspec.structs.replace(ASK, purpose="care")
INQUIRY = msgspec.structs.replace(ASK, purpose="inquiry", basis="street-rules/1", case=None)


@pytest.fixture
def here() -> Iterator[County]:
    with county() as found:
        found.put(
            said("people", "ann", birth_date=BORN, nickname="小安", income=Money(Decimal(900), "CNY")),
            said("people", "bo", birth_date=date(2000, 1, 1)),
            said("people", "cy", birth_date=date(2003, 1, 1)),
            linked("people", "children", "ann", "bo"),
            linked("people", "children", "ann", "cy"),
            linked("people", "home", "ann", "home-1"),
            linked("people", "home", "bo", "home-1"),
            said("homes", "home-1", rooms=Decimal(3), colour="red", damp=True),
        )
        yield found


@pytest.mark.parametrize(
    ("change", "way", "code", "basis"),
    [
        ({"purpose": ""}, "applicant.birth_date", "no-purpose", ""),
        ({"purpose": "none-such"}, "applicant.birth_date", "no-purpose", ""),
        ({"purpose": "draft"}, "applicant.birth_date", "draft-purpose", "street-rules/1"),
        ({"basis": ""}, "applicant.birth_date", "no-basis", ""),
        ({}, "applicant.income", "closed", "street-rules/1"),
        ({"purpose": "inquiry"}, "house.rooms", "closed", "street-rules/1"),
        ({"purpose": "inquiry"}, "applicant.home.rooms", "closed", "street-rules/1"),
        ({"case": None}, "applicant.birth_date", "no-case", "street-rules/2"),
        ({"case": "case-2"}, "applicant.birth_date", "not-assigned", "street-rules/2"),
        ({"actor": ANN}, "applicant.birth_date", "not-assigned", "street-rules/2"),
        ({"case": None}, "house.rooms", "no-case", "street-rules/2"),
        ({"case": None}, "applicant.home.colour", "no-case", "street-rules/2"),
        ({"case": None}, "applicant.children.count", "no-case", "street-rules/2"),
        ({"purpose": ""}, "house.colour", "no-purpose", ""),
    ],
)
def test_who_may_not_read_is_told_by_which_article(
    here: County, change: dict[str, str | None], way: str, code: str, basis: str
) -> None:
    found = here.look(way, msgspec.structs.replace(ASK, **change), root="home-1" if way[0] == "h" else "ann")
    assert isinstance(found, Refusal)
    assert (found.code, found.basis) == (code, basis)
    assert found.reason.keys() == {"en", "zh"}
    assert here.entries() == []


def test_a_relation_that_is_shut_shuts_what_lies_behind_it() -> None:
    shut = PACK.replace(
        "care: street-rules/2, inquiry: street-rules/1}}\n  parents", "care: street-rules/2}}\n  parents"
    )
    with county(shut) as one:
        found = one.look("applicant.children.birth_date", msgspec.structs.replace(INQUIRY, case="case-1"))
        assert isinstance(found, Refusal)
        assert (found.code, "people.children" in found.reason["en"]) == ("closed", True)


def test_a_look_stands_on_record_under_the_ledger_s_own_name(here: County) -> None:
    given = here.given("applicant.birth_date", name="birth")
    assert given.fact == Fact(State.KNOWN, BORN, "people", date(2000, 1, 1))
    (entry,) = here.entries()
    assert given.receipts == (0,)
    assert (entry.kind, entry.actor, entry.office) == ("look", "officer:lin", "street")
    assert (entry.case, entry.purpose, entry.basis) == ("case-1", "meals", "street-rules/2")
    assert entry.what == {"register": "people", "attribute": "birth_date"}
    assert here.keys.subject("ledger", entry.subject or "") == "ann"


def test_a_person_who_looks_stands_under_a_pseudonym_too(here: County) -> None:
    here.judge.cases["case-1"] = ANN
    here.given("applicant.birth_date", msgspec.structs.replace(ASK, actor=ANN))
    (entry,) = here.entries()
    assert entry.actor == f"person:{entry.subject}"
    assert "ann" not in entry.actor


@pytest.mark.parametrize(
    ("way", "value", "about"),
    [
        ("applicant.children.birth_date", (date(2000, 1, 1), date(2003, 1, 1)), {"bo", "cy"}),
        ("applicant.children.count", Decimal(2), {"ann"}),
        ("applicant.home.rooms", Decimal(3), {"ann"}),
        ("applicant.home.colour", "red", {"ann"}),
        ("applicant.home.members.count", Decimal(2), {"ann"}),
        ("applicant.nickname", "小安", set()),
        ("applicant.children.nickname", None, {"ann"}),
        ("applicant.spouse.birth_date", None, {"ann"}),
    ],
)
def test_the_receipt_is_of_the_person_nearest_to_what_was_read(
    here: County, way: str, value: object, about: set[str]
) -> None:
    given = here.given(way)
    assert (
        given.fact.value is None if value is None else sorted(_list(given.fact.value)) == sorted(_list(value))
    )
    assert {here.keys.subject("ledger", one.subject or "") for one in here.entries()} == about
    assert given.receipts == tuple(range(len(about)))


def _list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, tuple) else [str(value)]


@pytest.mark.parametrize(
    ("way", "value"), [("house.rooms", Decimal(3)), ("house.colour", "red"), ("house.damp", True)]
)
def test_what_is_about_nobody_needs_no_receipt(here: County, way: str, value: object) -> None:
    given = here.given(way, root="home-1")
    assert (given.fact.value, given.receipt, here.entries()) == (value, None, [])


def test_of_two_where_one_should_be_nobody_knows_which_is_meant(here: County) -> None:
    here.put(linked("people", "home", "ann", "home-2"), said("homes", "home-2", rooms=Decimal(9)))
    assert here.given("applicant.home.rooms").fact == Fact(State.UNAVAILABLE, source="homes")


def test_subjects_to_choose_from_come_with_a_receipt(here: County) -> None:
    def subjects(way: str, root: str) -> Subjects:
        route = here.route(way)
        found = here.job(lambda room: here.exchange.subjects(room, ASK, route, {route.role: root}, DAYS))
        assert isinstance(found, Subjects)
        return found

    assert subjects("applicant.children", "ann") == Subjects(State.KNOWN, ("bo", "cy"), (0,))
    assert subjects("applicant.children", "bo") == Subjects(State.KNOWN, (), (1,))
    assert subjects("applicant.spouse", "bo") == Subjects(State.NONE, (), (2,))
    assert set(subjects("applicant.home.members", "bo").ids) == {"ann", "bo"}
    assert set(subjects("applicant.parents", "bo").ids) == {"ann"}
    members = subjects("house.members", "home-1")
    about = {here.keys.subject("ledger", here.entries()[one].subject or "") for one in members.receipts}
    assert about == set(members.ids) == {"ann", "bo"}
    assert subjects("applicant.employer", "ann") == Subjects(State.UNAVAILABLE, (), (7,))


def test_a_dispute_of_the_person_s_own_datum_shows_and_the_pack_s_note_does_not(here: County) -> None:
    assert not here.given("applicant.birth_date").fact.disputed
    people = here.keys.of("street", "ann")
    here.job(lambda room: room.dispute(Dispute("people", people, "birth_date", "case-9", NOW)))
    assert here.given("applicant.birth_date").fact.disputed
    assert not here.given("applicant.birth_date", root="bo").fact.disputed


# -- consent


def test_consent_is_given_and_withdrawn_on_record(here: County) -> None:
    def state() -> str:
        found = here.look("applicant.birth_date", CARE)
        return found.code if isinstance(found, Refusal) else found.fact.state.value

    def say(what: str, case: str | None) -> None:
        ask = msgspec.structs.replace(CARE, case=case)
        act = {"yes": grant, "no": withdraw}[what]
        here.job(lambda room: act(room, here.keys, ask, "ann", "at the counter"))

    assert state() == "no-consent"
    say("yes", "case-2")
    assert state() == "no-consent"
    say("yes", "case-1")
    assert state() == "known"
    say("no", None)
    assert state() == "no-consent"
    say("yes", None)
    assert state() == "known"
    say("no", "case-1")
    assert state() == "no-consent"
    kinds = [entry.kind for entry in here.entries()]
    assert (kinds.count("consent"), kinds.count("look")) == (5, 2)


def test_everybody_who_is_read_about_has_to_agree_and_an_erased_yes_is_none(here: County) -> None:
    for child in ("bo", "cy"):
        assert isinstance(here.look("applicant.children.birth_date", CARE), Refusal)
        number = here.job(partial(_grant, here, child))
    assert isinstance(here.look("applicant.children.birth_date", CARE), Given)
    here.job(lambda room: room.erase(number))
    assert isinstance(here.look("applicant.children.birth_date", CARE), Refusal)


def _grant(here: County, who: str, room: Journal) -> int:
    return grant(room, here.keys, CARE, who, "by form")


# -- glass


def _break(here: County, actor: Actor, reason: str, way: str = "applicant.birth_date") -> Broken | Refusal:
    route = here.route(way, name="birth")
    ask = msgspec.structs.replace(INQUIRY, actor=actor)
    return here.job(lambda room: here.exchange.glass(room, ask, reason, route, {"applicant": "ann"}, DAYS))


def test_the_glass_breaks_for_few_with_a_reason_and_the_person_is_told(here: County) -> None:
    other = Actor("officer", "wu", frozenset({"street/cook", "county-legal"}))
    found = _break(here, other, "fire in her house")
    assert isinstance(found, Refusal)
    assert found.code == "no-glass"
    found = _break(here, CLERK, "  ")
    assert isinstance(found, Refusal)
    assert found.code == "no-reason"
    assert here.entries() == []
    found = _break(here, CLERK, "fire in her house")
    assert isinstance(found, Broken)
    assert found.given.fact.value == BORN
    (notice,) = found.notices
    assert (notice.subject, notice.receipt, notice.reason) == ("ann", 0, "fire in her house")
    assert (notice.key, notice.purpose, notice.attribute) == ("glass/0", "inquiry", "birth_date")
    (entry,) = here.entries()
    assert (entry.kind, entry.what["reason"]) == ("glass", "fire in her house")
    assert disclosure_of(entry, here.doors) is None


def test_the_glass_opens_no_door_that_is_shut(here: County) -> None:
    found = _break(here, CLERK, "fire", "applicant.income")
    assert isinstance(found, Refusal)
    assert found.code == "closed"


# -- disclosure


def test_a_look_for_an_inquiry_is_hidden_for_a_while_and_never_longer_than_a_year(here: County) -> None:
    here.given("applicant.birth_date", msgspec.structs.replace(INQUIRY, case="case-1"))
    (entry,) = here.entries()
    until = disclosure_of(entry, here.doors)
    assert until == datetime(2026, 11, 20, 2, 0, 0, 1, tzinfo=UTC)
    hidden = hidden_of(entry, here.doors)
    assert hidden is not None
    assert hidden.basis == "street-rules/1"
    here.given("applicant.birth_date")
    assert disclosure_of(here.entries()[1], here.doors) is None
    for length, unit in ((30, "month"), (3, "year"), (5000, "day"), (100_000, "working day")):
        hatch = here.doors.purposes["inquiry"]
        period = msgspec.structs.replace(hatch.hidden_for, count=length, unit=unit)  # type: ignore[type-var]
        purposes = {"inquiry": msgspec.structs.replace(hatch, hidden_for=period)}
        assert disclosure_of(entry, msgspec.structs.replace(here.doors, purposes=purposes)) == datetime(
            2027, 5, 20, 2, 0, 0, 1, tzinfo=UTC
        )


# -- minimisation


class _Old:
    """A norm that only wants to know who is sixty."""

    def minimal(self, value: object) -> Minimal | None:
        assert isinstance(value, date)
        old = value <= date(1966, 5, 20)
        return Minimal(date(1, 1, 1) if old else ON, (("age(birth, application) >= 60", old),))


def test_where_a_test_is_enough_the_value_stays_behind_the_door(here: County) -> None:
    here.judge.needs["meal", "birth"] = _Old()
    old, young = (here.given("applicant.birth_date", root=one, name="birth").fact for one in ("ann", "bo"))
    assert (old.value, old.tests) == (date(1, 1, 1), (("age(birth, application) >= 60", True),))
    assert (young.value, young.tests) == (ON, (("age(birth, application) >= 60", False),))
    assert old.as_of is None  # a row may begin on the very day of birth
    assert here.entries()[0].what["tests"] == "age(birth, application) >= 60"
    assert here.given("applicant.birth_date", name="other").fact.value == BORN
    assert (
        here.given("applicant.birth_date", msgspec.structs.replace(ASK, service="x"), name="birth").fact.value
        == BORN
    )


# -- correction


def test_a_correction_finds_the_cases_that_used_the_datum(here: County) -> None:
    def used(
        register: str, subject: str, attribute: str, since: datetime = NOW
    ) -> list[tuple[str, int | None]]:
        def job(room: Journal) -> tuple[Used, ...]:
            return receipts_of(room, here.keys, register, subject, attribute, since)

        return [(one.case, one.number) for one in here.database.read(job)]

    here.judge.cases["case-2"] = CLERK
    second = msgspec.structs.replace(ASK, case="case-2")
    here.given("applicant.birth_date")
    here.given("applicant.children.birth_date", second)
    here.given("applicant.home.rooms", second)
    here.given("applicant.children.count")
    here.given("house.colour", root="home-1")
    assert used("people", "ann", "birth_date") == [("case-1", 0)]
    assert used("people", "bo", "birth_date") == [("case-2", 1)]
    assert used("homes", "home-1", "rooms") == [("case-2", None)]
    assert used("homes", "home-1", "colour") == [("case-1", None)]
    assert used("people", "ann", "children") == [("case-2", None), ("case-1", 4)]
    assert used("people", "ann", "income") == used("people", "cy", "rooms") == []
    later = datetime(2026, 6, 1, tzinfo=UTC)
    assert used("people", "ann", "birth_date", later) == []
    here.later(days=40)
    here.given("applicant.birth_date", second)
    assert used("people", "ann", "birth_date", later) == [("case-2", 5)]
    here.job(lambda room: forget_uses(room, "case-2"))
    assert used("homes", "home-1", "rooms") == []
    assert used("homes", "home-1", "colour") == [("case-1", None)]
    assert used("people", "ann", "children") == [("case-1", 4)]
    left = here.database.read(lambda room: [*room.keys("uses"), *room.keys("uses_of_cases")])
    assert not [key for key in left if "case-2" in key]


# -- writing


def _write(here: County, ask: Ask, *changes: Change | Linking | Ending) -> tuple[int, ...] | str:
    found = here.job(lambda room: here.exchange.write(room, ask, changes))
    return found.code if isinstance(found, Refusal) else found


@pytest.mark.parametrize(
    ("change", "written", "code"),
    [
        ({}, {"income": Money(Decimal(1), "CNY")}, ""),
        ({"service": "other"}, {"income": Money(Decimal(1), "CNY")}, "not-writable"),
        ({"service": "other", "office": "county-legal"}, {"income": Money(Decimal(1), "CNY")}, ""),
        ({"case": None}, {"income": Money(Decimal(1), "CNY")}, "not-writable"),
        ({"case": None, "office": "county-legal"}, {"income": Money(Decimal(1), "CNY")}, "not-writable"),
        ({"case": None}, {"birth_date": BORN}, ""),
        ({"case": None, "actor": ANN}, {"birth_date": BORN}, "not-writable"),
        ({"case": "case-2"}, {"birth_date": BORN}, "not-assigned"),
        ({"basis": ""}, {"birth_date": BORN}, "no-basis"),
        ({}, {"birth_date": "1960"}, "wrong-type"),
        ({}, {"income": Money(Decimal(1), "EUR")}, "wrong-type"),
        ({}, {"birth_date": None}, ""),
        ({}, {"band": "low"}, ""),
        ({}, {"band": "middle"}, "wrong-type"),
        ({}, {"band": Decimal(1)}, "wrong-type"),
        ({}, {"shoe_size": Decimal(1)}, "unknown"),
    ],
)
def test_who_may_write_what(
    here: County, change: dict[str, str], written: dict[str, object], code: str
) -> None:
    ask = msgspec.structs.replace(ASK, **change)
    found = _write(here, ask, Change("people", "dan", written, ON))  # type: ignore[arg-type]
    assert found == (code or (0,))
    row = here.database.read(lambda room: room.row("people", here.keys.of("street", "dan"), ON))
    if code:
        assert (row, here.entries()) == (None, [])
        return
    assert row is not None
    assert (dict(row.values), row.basis) == (written, "street-rules/2")
    if ask.case is None:
        assert row.source == "office:street"
    else:  # under the holder's own name for it, so that it leads into no register of another
        assert here.keys.subject("street", row.source.removeprefix("case:")) == "case:case-1"
    (entry,) = here.entries()
    assert (entry.kind, entry.what["register"], entry.what["attribute"]) == (
        "act",
        "people",
        next(iter(written)),
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"service": "", "office": "street"}, ""),  # the holder, although only others write it
        ({"service": "meal", "office": "county-legal"}, "not-writable"),
        ({"service": "", "office": "street", "case": None}, "not-writable"),
        ({"service": "", "office": "street", "actor": ANN}, "not-assigned"),
        ({"service": "", "office": "street", "basis": ""}, "no-basis"),
    ],
)
def test_the_holder_alone_puts_a_datum_right_whoever_writes_it(
    here: County, change: dict[str, Any], code: str
) -> None:
    ask = msgspec.structs.replace(ASK, **change)
    income = Change("people", "dan", {"income": Money(Decimal(1), "CNY")}, ON)
    found = here.job(lambda room: here.exchange.correct(room, ask, income))
    assert (found.code if isinstance(found, Refusal) else "") == code
    assert [one.what["event"] for one in here.entries()] == ([] if code else ["correct"])
    wrong = msgspec.structs.replace(income, values={"income": "much"})
    again = here.job(lambda room: here.exchange.correct(room, ask, wrong))
    assert isinstance(again, Refusal)


def _row(name: str, day: date, journal: Journal) -> Row | None:
    return journal.row("people", name, day)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),  # a service that an attribute is written by
        ({"service": "other", "case": None}, ""),  # the holder
        ({"service": "", "office": "county-legal", "case": None, "actor": LEGAL}, ""),
        ({"service": "other", "office": "archive", "case": None}, "not-writable"),
        ({"case": None, "actor": ANN}, "not-writable"),
    ],
)
def test_a_row_is_ended_by_who_may_write_it_and_what_was_known_stays(
    here: County, change: dict[str, Any], code: str
) -> None:
    here.put(said("people", "dan", birth_date=BORN))
    found = _write(here, msgspec.structs.replace(ASK, **change), Ending("people", "dan", ON))
    assert found == (code or (0,))
    name = here.keys.of("street", "dan")
    rows = [here.database.read(partial(_row, name, day)) for day in (ON, ON - timedelta(1))]
    assert [row is None for row in rows] == [not code, False]
    if not code:
        assert here.given("applicant.birth_date", root="dan").fact.state is State.NONE
        assert here.entries()[0].what == {"event": "end", "register": "people", "attribute": "*"}
    assert _write(here, ASK, Ending("none", "dan", ON)) == "unknown"


def test_with_a_row_its_relations_end_from_either_end_and_those_of_others_stay(here: County) -> None:
    """Whoever follows a relation would else meet somebody who is there no more, and count them."""
    for relation, subject, target in (
        ("parents", "dan", "ann"), ("spouse", "dan", "eve"), ("home", "dan", "h1"), ("parents", "bo", "ann"), ("home", "bo", "h1"),
    ):  # fmt: skip
        assert _write(here, ASK, Linking("people", relation, subject, target, ON - timedelta(9))) != "unknown"
    here.put(said("people", "dan", birth_date=BORN))
    ending = msgspec.structs.replace(ASK, service="other", case=None)
    assert isinstance(_write(here, ending, Ending("people", "dan", ON)), tuple)

    def met(relation: str, subject: str, day: date) -> set[str]:
        seat = here.exchange.doors.seat("people", relation, "person")
        of = here.keys.of("street", subject)
        found = here.database.read(
            lambda journal: journal.related("people", seat.relation, of, day, backward=seat.backward)
        )
        return {name for name in ("ann", "bo", "dan", "eve", "h1") if here.keys.of("street", name) in found}

    before = ON - timedelta(1)
    for relation, subject, then, now in (
        ("parents", "dan", {"ann"}, set()), ("spouse", "dan", {"eve"}, set()), ("spouse", "eve", {"dan"}, set()),
        ("home", "dan", {"h1"}, set()), ("children", "ann", {"bo", "dan"}, {"bo"}), ("home", "bo", {"h1"}, {"h1"}),
    ):  # fmt: skip
        assert met(relation, subject, before) == then, (relation, subject)
        assert met(relation, subject, ON) == now, (relation, subject)


def test_one_change_that_is_refused_keeps_all_from_being_written(here: County) -> None:
    good = Change("people", "dan", {"birth_date": BORN}, ON)
    assert _write(here, ASK, good, Change("people", "eve", {"birth_date": "x"}, ON)) == "wrong-type"
    assert _write(here, ASK, good, Linking("people", "cousins", "dan", "eve", ON)) == "unknown"
    assert _write(here, ASK, good, Change("none", "eve", {}, ON)) == "unknown"
    assert here.database.read(lambda room: room.row("people", here.keys.of("street", "dan"), ON)) is None


def test_links_are_one_set_seen_from_both_ends(here: County) -> None:
    made = _write(
        here,
        ASK,
        Linking("people", "parents", "dan", "ann", ON),
        Linking("people", "spouse", "ann", "eve", ON),
    )
    assert made == (0, 1)
    assert set(here.given("applicant.children.birth_date").subjects) == {"bo", "cy", "dan"}
    assert here.given("applicant.spouse.birth_date", root="eve").subjects == ("ann",)
    _write(here, ASK, Linking("people", "spouse", "ann", "fay", ON))
    assert here.given("applicant.spouse.birth_date").subjects == ("fay",)
    assert here.given("applicant.spouse.birth_date", root="eve").subjects == ()
    _write(here, ASK, Linking("people", "spouse", "gus", "fay", ON))
    assert here.given("applicant.spouse.birth_date").subjects == ()
    assert here.given("applicant.spouse.birth_date", root="fay").subjects == ("gus",)
    _write(here, ASK, Linking("people", "children", "ann", "bo", ON, ends=True))
    assert here.given("applicant.parents.count", root="bo").fact.value == 0
