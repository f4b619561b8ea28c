"""What an adversary tried on a served county: to learn of strangers, to block them, to stop the writer, to act for anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from askonce.cases.bounds import LONGEST_ID, LONGEST_TEXT, MOST_CHOSEN
from askonce.cases.command import Answer, Decide, Dispute, Filing, HandOver, Take, Withdraw
from askonce.cases.view import Offered, View
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import County, county, officer, person

WANG, HELPER = person("wang"), Actor("helper", "aunt-li", frozenset({"street"}))
REGISTRAR = officer("bo", "civil-affairs/registrar", "civil-affairs/officer")
ANSWERS = {"partner_number": "330000199001011234", "wedding_day": "2026-03-20"}
#: Everything that a register may say of the one who is named; `nobody` is in none.
STRANGERS = ("single", "taken", "young", "nobody")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for name, born, status in (
            ("wang", 1990, "single"),
            ("single", 1991, "single"),
            ("taken", 1992, "married"),
            ("young", 2015, "single"),
        ):
            found.write("people", name, birth_date=date(born, 5, 5), full_name=name, sex="male")
            found.write("marriages", name, marital_status=status)
        yield found


def code(found: object) -> str:
    return found.code if isinstance(found, Refusal) else "ok"


def interview(there: County, actor: Actor, service: str, **more: Any) -> Offered | Refusal:
    filing = Filing(service=service, **more)
    return there.do(lambda journal: there.handling.interview(journal, actor, filing))


def seen(view: View) -> dict[str, Any]:
    """What a view says, but for its own names, numbers and instants."""
    said: dict[str, Any] = msgspec.to_builtins(view)
    for name in ("id", "filed", "filer"):
        said["line"].pop(name)
    said.pop("choices")
    for one in (*said["history"], *said["facts"]):
        one.pop("at", None)
        one.pop("receipt", None)
    return said


def explained(there: County, view: View) -> str:
    found = there.do(lambda journal: there.handling.explain(journal, WANG, view.line.id))
    return repr(found)


def test_naming_a_stranger_tells_nothing_of_them_not_even_whether_they_exist(there: County) -> None:
    offers = [interview(there, WANG, "marriage", choices={"partner": [one]}) for one in STRANGERS]
    full = [
        interview(there, WANG, "marriage", answers=ANSWERS, choices={"partner": [one]}) for one in STRANGERS
    ]
    for found in (offers, full):
        assert isinstance(found[0], Offered)
        plain = [json.loads(msgspec.json.encode(one)) for one in found]
        for one in plain:
            for fact in one["facts"]:
                fact.pop("receipt", None)
        assert all(one == plain[0] for one in plain)
        assert not found[0].decided
        assert not found[0].outcome
        assert "partner_status" not in repr(found[0])
    filed = [there.file(WANG, "marriage", ANSWERS, choices={"partner": [one]}) for one in STRANGERS]
    assert all(seen(one) == seen(filed[0]) for one in filed)
    assert filed[0].line.state == "open"
    assert filed[0].decision is None
    assert len({explained(there, one) for one in filed}) == 1
    assert len(there.sent("mail")) % len(filed) == 0
    said = {"partner_status": "single"}
    answered = [there.try_act(WANG, one, Answer(answers=said)) for one in filed]
    assert {code(one) for one in answered} == {"not-asked"}
    for one in filed:
        there.act(REGISTRAR, one, Take())
    handled = [there.view(WANG, one) for one in filed]
    assert all(seen(one) == seen(handled[0]) for one in handled)


def test_an_officer_decides_what_hangs_on_a_stranger(there: County) -> None:
    filed = there.file(WANG, "marriage", ANSWERS, choices={"partner": ["single"]})
    taken = there.act(REGISTRAR, filed, Take())
    assert taken.proposed is not None
    assert taken.proposed.outcome == {"decision": "entered"}
    assert {"partner_birth", "partner_status"} <= {one.name for one in taken.facts}
    there.act(REGISTRAR, filed, Decide())
    view = there.view(WANG, filed)
    assert view.decision is not None
    assert view.decision.by == "officer:bo"
    told = there.do(lambda journal: there.handling.explain(journal, WANG, filed.line.id))
    assert code(told) == "withheld"


def test_whoever_is_refused_whatever_the_stranger_is_learns_so_at_once(there: County) -> None:
    there.write("marriages", "wang", since=date(2026, 1, 1), marital_status="married")
    found = [
        interview(there, WANG, "marriage", answers=ANSWERS, choices={"partner": [one]}) for one in STRANGERS
    ]
    assert len({repr(one.outcome) for one in found if isinstance(one, Offered)}) == 1


def test_data_of_a_stranger_are_not_the_filers_to_dispute(there: County) -> None:
    for one in STRANGERS:
        choices = {"partner": [one]}
        wrong = {"partner_status": "wrong"}
        at_once = there.try_file(WANG, "marriage", ANSWERS, choices=choices, disputes=wrong)
        assert code(at_once) == "not-yours-to-dispute"
        assert (
            code(interview(there, WANG, "marriage", choices=choices, disputes=wrong))
            == "not-yours-to-dispute"
        )
        filed = there.file(WANG, "marriage", ANSWERS, choices=choices)
        later = there.try_act(WANG, filed, Dispute(name="partner_status", reason="wrong"))
        assert code(later) == "not-yours-to-dispute"
    filed = there.file(WANG, "marriage", ANSWERS, choices={"partner": ["single"]})
    assert there.act(WANG, filed, Dispute(name="status", reason="wrong")).concerned_by


def test_what_somebody_says_of_a_stranger_is_neither_remembered_for_them_nor_told(there: County) -> None:
    there.file(person("taken"), "marriage", ANSWERS, choices={"partner": ["single"]})
    found = interview(there, WANG, "marriage", choices={"partner": ["single"]})
    assert isinstance(found, Offered)
    assert "partner_number" in found.open
    assert "330000199001011234" not in repr(found)


def test_an_officer_acts_for_somebody_only_where_their_office_handles_it(there: County) -> None:
    more: dict[str, Any] = {"applicant": "wang", "channel": "counter", "consent": "said yes at hall 2"}
    cook = officer("lin", "street/cook")
    assert code(interview(there, cook, "marriage", **more)) == "not-your-role"
    assert code(there.try_file(cook, "marriage", ANSWERS, **more)) == "not-your-role"
    assert isinstance(interview(there, REGISTRAR, "marriage", **more), Offered)
    for nothing in ("x", "xx", "\u200b\u200b", "...", "12", " \u2060x"):
        assert code(interview(there, REGISTRAR, "marriage", **{**more, "consent": nothing})) == "no-consent"
    assert isinstance(interview(there, REGISTRAR, "marriage", **{**more, "consent": "同意"}), Offered)
    assert code(interview(there, HELPER, "marriage", **{**more, "applicant": "no-one"})) == "no-applicant"


def test_a_helper_sees_what_is_asked_and_not_what_registers_say_and_the_person_is_told(there: County) -> None:
    more: dict[str, Any] = {"applicant": "wang", "channel": "counter", "consent": "said yes at hall 2"}
    found = interview(there, HELPER, "marriage", choices={"partner": ["single"]}, **more)
    assert isinstance(found, Offered)
    assert set(found.open) == set(ANSWERS)
    assert [(one.name, one.state, one.value) for one in found.facts] == [
        ("birth", "known", None),
        ("status", "known", None),
    ]
    assert not found.outcome
    before = len(there.sent("mail"))
    filed = there.file(HELPER, "marriage", ANSWERS, choices={"partner": ["single"]}, **more)
    assert {one.name for one in filed.facts if one.value is not None} == set(ANSWERS)
    told = [json.loads(one) for one in there.sent("mail")[before:]]
    assert [one["values"]["by"] for one in told if one["kind"] == "helped"] == ["helper:aunt-li"]
    assert {one.to for one in there.messages("mail")} == {f"person:{filed.line.filer}"}
    refused = there.do(lambda journal: there.handling.explain(journal, HELPER, filed.line.id))
    assert code(refused) == "not-yours"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"choices": {"partner": ["single", "taken"]}}, "bad-choice"),
        ({"choices": {"partner": [f"p-{number}" for number in range(MOST_CHOSEN + 1)]}}, "too-many-chosen"),
        ({"choices": {"partner": ["p" * (LONGEST_ID + 1)]}}, "bad-id"),
        ({"choices": {"partner": [""]}}, "bad-id"),
        ({"choices": {"partner": ["a\nb"]}}, "bad-id"),
        ({"applicant": "p" * (LONGEST_ID + 1)}, "bad-id"),
        ({"answers": {"partner_number": "1" * (LONGEST_TEXT + 1)}}, "too-long"),
        ({"disputes": {"status": "1" * (LONGEST_TEXT + 1)}}, "too-long"),
        ({"answers": {"partner_number": Decimal("1e999999999")}}, "number-too-large"),
        ({"answers": {"partner_number": [{"a": 10**34}]}}, "number-too-large"),
        ({"answers": {"partner_number": float("inf")}}, "number-too-large"),
        ({"answers": {"partner_number": Decimal("sNaN")}}, "number-too-large"),
    ],
)
def test_what_is_too_large_is_refused(there: County, more: dict[str, Any], expected: str) -> None:
    assert code(interview(there, WANG, "marriage", **more)) == expected
    assert code(there.try_file(WANG, "marriage", more.pop("answers", ANSWERS), **more)) == expected


def test_what_a_command_says_is_bounded_as_well(there: County) -> None:
    filed = there.file(WANG, "marriage", ANSWERS, choices={"partner": ["single"]})
    assert code(there.try_act(WANG, filed, Withdraw(reason="x" * (LONGEST_TEXT + 1)))) == "too-long"
    giant = Dispute(name="status", reason="wrong", claimed=Decimal("1e999999999"))
    assert code(there.try_act(WANG, filed, giant)) == "number-too-large"
    long = HandOver(office="police", reason="x" * (LONGEST_TEXT + 1))
    assert code(there.try_act(REGISTRAR, filed, long)) == "too-long"


def test_a_case_is_given_only_to_an_officer_who_is_there_and_may_take_it(there: County) -> None:
    filed = there.file(WANG, "marriage", ANSWERS, choices={"partner": ["single"]})
    for nobody in ("nobody\n<script>", "a b", "", " ", "x" * 101):
        found = there.try_act(REGISTRAR, filed, Take(officer=nobody))
        assert code(found) == ("unknown-officer" if nobody else "ok"), nobody
    for name, role in (("mei", "civil-affairs/registrar"), ("cook", "street/cook")):
        account = json.dumps({"kind": "officer", "id": name, "roles": [role]}).encode()
        there.do(lambda journal, name=name, kept=account: journal.put("account", f"officer:{name}", kept))  # type: ignore[misc]
    assert code(there.try_act(REGISTRAR, filed, Take(officer="ghost"))) == "unknown-officer"
    assert code(there.try_act(REGISTRAR, filed, Take(officer="cook"))) == "unknown-officer"
    assert there.act(REGISTRAR, filed, Take(officer="mei")).line.officer == "mei"
