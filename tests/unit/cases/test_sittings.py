"""Sittings: a helper comes near a person's cases only beside them, for half an hour, on record, and the person is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import pytest

from askonce.cases.command import Command, Dispute, Object, Review, Step, Take
from askonce.cases.counter import Counter
from askonce.cases.desk import Desk, load
from askonce.cases.sitting import (
    CHANNELS,
    SITTINGS,
    Consent,
    Sitting,
    begin_sitting,
    finish_sitting,
    is_left_behind,
    sitting_of,
    tell_of_help,
)
from askonce.cases.slip import keep_slip
from askonce.cases.view import View
from askonce.registers.actor import Actor
from askonce.registers.pseudonym import CASES, LEDGER
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, County, county, officer, person

T = TypeVar("T")
WANG, ZHAO = person("wang-at-the-counter"), person("zhao-at-home")
HELPER, OTHER = (Actor("helper", name, frozenset({"street"})) for name in ("aunt-li", "uncle-qian"))
COOK = officer("lin", "street/cook")
SPOKEN = Consent("counter", "spoken")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for one in (WANG, ZHAO):
            found.write("people", one.id, birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def at_desk(there: County, actor: Actor, job: Callable[[Desk], T]) -> T:
    handling = there.handling
    return there.do(lambda journal: job(Desk(journal, handling.running, KEYS, actor, handling.runnings)))


def begin(there: County, actor: Actor = HELPER, consent: Consent = SPOKEN, **by: str) -> Sitting | Refusal:
    return at_desk(there, actor, lambda desk: begin_sitting(desk, consent, **(by or {"number": WANG.id})))


def code_of(found: Sitting | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else "begun"


def closed(there: County, who: Actor = WANG) -> View:
    """A case that a person filed themselves and that is over."""
    case = there.file(who, "elder-meal", {"diet": "x"})
    there.act(COOK, case, Take())
    return there.act(COOK, case, Step(step="cook", then="end"))


@pytest.mark.parametrize(
    "command",
    [Dispute(name="birth", reason="it was in May"), Object(reason="too dear"), Review(stars=4)],
    ids=lambda one: type(one).__name__,
)
def test_in_a_sitting_a_helper_does_what_the_person_wants_and_out_of_it_nothing(
    there: County, command: Command
) -> None:
    case, others = closed(there), closed(there, ZHAO)
    before = there.try_act(HELPER, case, command)  # type: ignore[arg-type]
    assert isinstance(before, Refusal)
    assert before.code == "no-such-case"
    begin(there)
    strange = there.try_act(HELPER, others, command)  # type: ignore[arg-type]
    assert isinstance(strange, Refusal)
    assert strange.code == "no-such-case"
    without = there.try_act(OTHER, case, command)  # type: ignore[arg-type]
    assert isinstance(without, Refusal)
    assert isinstance(there.try_act(HELPER, case, command), View)  # type: ignore[arg-type]
    assert there.view(WANG, case).history[-1].by == "helper:aunt-li"


def test_a_helper_who_filed_objects_only_beside_the_person(there: County) -> None:
    begin(there)
    case = there.file(
        HELPER, "elder-meal", {"diet": "x"}, applicant=WANG.id, channel="counter", consent="spoken"
    )
    at_desk(there, HELPER, finish_sitting)
    found = there.try_act(HELPER, case, Object(reason="too dear"))
    assert isinstance(found, Refusal)
    assert found.code == "no-consent"
    assert "object" not in there.view(HELPER, case).may
    begin(there)
    assert "object" in there.view(HELPER, case).may


def test_a_sitting_ends_by_itself_after_half_an_hour(there: County) -> None:
    case = closed(there)
    begin(there)
    there.forward(minutes=29, seconds=59)
    assert there.view(HELPER, case).line.id == case.line.id
    there.forward(seconds=2)
    assert at_desk(there, HELPER, sitting_of) is None
    found = there.do(lambda journal: there.handling.view(journal, HELPER, case.line.id))
    assert isinstance(found, Refusal)
    assert at_desk(there, HELPER, is_left_behind)
    at_desk(there, HELPER, finish_sitting)
    assert not at_desk(there, HELPER, is_left_behind)


def test_a_sitting_with_the_next_person_ends_the_one_before(there: County) -> None:
    case = closed(there)
    begin(there)
    begin(there, number=ZHAO.id)
    found = there.do(lambda journal: there.handling.view(journal, HELPER, case.line.id))
    assert isinstance(found, Refusal)


def test_a_number_that_is_nobodys_begins_a_sitting_like_any_other(there: County) -> None:
    known, unknown = begin(there), begin(there, number="9999-nobody")
    assert isinstance(known, Sitting)
    assert isinstance(unknown, Sitting)
    assert (known.channel, known.consent) == (unknown.channel, unknown.consent)
    assert known.until - known.began == unknown.until - unknown.began
    filed = there.try_file(
        HELPER, "elder-meal", {"diet": "x"}, applicant="9999-nobody", channel="counter", consent="spoken"
    )
    assert isinstance(filed, Refusal)
    assert filed.code == "no-applicant"


def test_who_holds_a_slip_needs_no_number(there: County) -> None:
    case = closed(there)
    code = there.do(lambda journal: keep_slip(journal, KEYS, case.line.id))
    assert code_of(begin(there, consent=Consent("telephone", "code"), code="2222-2222-2222")) == "no-slip"
    found = begin(there, consent=Consent("telephone", "code"), code=code.lower())
    assert isinstance(found, Sitting)
    assert found.applicant == KEYS.of(CASES, WANG.id)
    assert there.view(HELPER, case).line.id == case.line.id


@pytest.mark.parametrize(
    ("actor", "consent", "number", "why"),
    [
        (HELPER, Consent("online", "spoken"), WANG.id, "channel-wrong"),
        (HELPER, Consent("counter", ""), WANG.id, "no-consent"),
        (HELPER, Consent("counter", "code"), WANG.id, "no-consent"),
        (HELPER, Consent("counter", "spoken", "x" * 501), WANG.id, "too-long"),
        (HELPER, Consent("counter", "spoken"), "", "bad-id"),
        (HELPER, Consent("counter", "spoken"), "a\0b", "bad-id"),
        (WANG, Consent("counter", "spoken"), ZHAO.id, "not-yours"),
    ],
)
def test_what_begins_no_sitting(there: County, actor: Actor, consent: Consent, number: str, why: str) -> None:
    assert code_of(begin(there, actor, consent, number=number)) == why
    assert there.database.read(lambda journal: journal.keys(SITTINGS)) == []


def test_a_sitting_is_on_record_and_the_person_is_told(there: County) -> None:
    begin(there)
    at_desk(there, HELPER, finish_sitting)
    subject = KEYS.of(LEDGER, WANG.id)
    entries = there.database.read(lambda journal: journal.openings(subject=subject))
    done = [one.entry.what["do"] for one in entries if one.entry is not None and one.entry.kind == "act"]
    assert done == ["sitting", "sitting over"]
    told = [(one.to, json.loads(one.body)["values"]) for one in there.messages("mail")]
    assert told == [(f"person:{KEYS.of(CASES, WANG.id)}", {"by": "helper:aunt-li"})]
    assert there.database.read(lambda journal: journal.keys(SITTINGS)) == []


def test_what_a_helper_does_in_a_case_is_told_to_the_person(there: County) -> None:
    case = closed(there)
    begin(there)
    before = len(there.messages("mail"))
    there.act(HELPER, case, Review(stars=5))

    def tell(desk: Desk) -> None:
        work = load(desk, case.line.id)
        assert work is not None
        tell_of_help(work, "review")

    at_desk(there, HELPER, tell)
    new = there.messages("mail")[before:]
    assert [one.case for one in new if json.loads(one.body)["values"].get("about") == "review"] == [
        case.line.id
    ]


def test_the_words_of_channels_are_those_that_a_filing_takes() -> None:
    from askonce.cases.procedure.filing import HELPED

    assert set(CHANNELS) == HELPED - {"link"}  # a firm that agrees by its link sits with nobody


def test_a_counter_shows_the_cases_of_whom_one_sits_with_the_newest_first(there: County) -> None:
    counter = Counter(there.handling)
    mine, other = closed(there), closed(there, ZHAO)
    newest = there.file(WANG, "elder-meal", {"diet": "y"})
    assert there.do(lambda journal: counter.cases(journal, HELPER)) == ()
    begin(there)
    shown = [one.case for one in there.do(lambda journal: counter.cases(journal, HELPER))]
    assert shown == [newest.line.id, mine.line.id]
    assert other.line.id not in shown


@pytest.mark.parametrize(
    ("actor", "sits", "why"),
    [
        (HELPER, True, ""),
        (HELPER, False, "no-such-case"),
        (officer("fu", "street/officer"), True, ""),
        (officer("fu", "street/officer"), False, "no-consent"),
        (officer("hua", "labour/officer"), True, "no-such-case"),
        (ZHAO, False, "no-such-case"),
        (WANG, False, ""),
    ],
)
def test_a_slip_is_for_the_person_and_for_who_sits_with_them(
    there: County, actor: Actor, why: str, *, sits: bool
) -> None:
    counter, case = Counter(there.handling), closed(there)
    if sits:
        begin(there, actor)
    found = there.do(lambda journal: counter.slip(journal, actor, case.line.id))
    assert (found.code if isinstance(found, Refusal) else "") == why


def test_an_officer_is_not_brought_near_cases_of_other_offices_by_a_sitting(there: County) -> None:
    counter, labour = Counter(there.handling), officer("hua", "labour/officer")
    closed(there)
    begin(there, labour)
    assert there.do(lambda journal: counter.cases(journal, labour)) == ()


def test_each_act_through_a_counter_is_told_to_the_person(there: County) -> None:
    counter, case = Counter(there.handling), closed(there)
    begin(there)
    before = len(there.messages("mail"))
    done = there.do(lambda journal: counter.do(journal, HELPER, case.line.id, Review(stars=5)))
    assert isinstance(done, View)
    told = [json.loads(one.body) for one in there.messages("mail")[before:]]
    assert [one["values"] for one in told if one["kind"] == "helped"] == [
        {"by": "helper:aunt-li", "about": "review"}
    ]
    refused = there.do(lambda journal: counter.do(journal, HELPER, case.line.id, Review(stars=5)))
    assert isinstance(refused, Refusal)
    assert len(there.messages("mail")) == before + len(told)
