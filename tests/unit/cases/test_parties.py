"""The other side of a case answers for itself and sees nothing else; an officer with an interest hands the case over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.command import Answer, Decide, Step, Take
from askonce.cases.journal import Search
from askonce.cases.procedure.party import ANSWERED, ASKED, Part
from askonce.cases.procedure.timing import SLOW
from askonce.cases.view import View
from askonce.pack.passes import check_folder
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import MONDAY, ROOT, County, county, officer
from tests.unit.cases.test_matches import BOX, BUYER, MAKER, NEED, OFFICER, STRANGER, made_by

COLLEAGUE, CLERK = officer("hua", "zone/officer"), officer("qi", "zone/clerk")
ELSEWHERE = officer("lin", "labour/officer")
AGREED: Final[dict[str, Any]] = {"maker_agrees": True, "maker_agreed_how": "itself, online"}


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for firm, agent in (("f-buyer", "p-buyer"), ("f-maker", "p-maker"), ("f-third", "p-other")):
            found.write("firms-licences", firm, firm_name=firm.upper(), firm_status="active")
            found.write("mandates", f"m-{agent}", mandate_scope="all", mandate_until=date(2030, 1, 1))
            found.link("firms-licences", "mandates", firm, f"m-{agent}")
            found.link("mandates", "agent", f"m-{agent}", agent)
        yield found


@pytest.fixture
def case(there: County) -> View:
    there.file(MAKER, "publish-offer", BOX, applicant="f-maker")
    there.file(BUYER, "publish-need", NEED, applicant="f-buyer")
    chosen = {"need": made_by(there, "buyer", "f-buyer")[:1], "offer": made_by(there, "maker", "f-maker")[:1]}
    return there.file(
        OFFICER, "match", {"contact": True}, applicant="f-buyer", channel="telephone", consent="Mr Wu", choices=chosen
    )  # fmt: skip


def say(
    there: County, actor: Any, case: View, firm: str, answers: dict[str, Any], consent: str = ""
) -> Part | Refusal:
    name = case.line.id
    return there.do(lambda journal: there.handling.say(journal, actor, name, firm, answers, consent))


def messages(there: County, words: dict[str, str]) -> list[str]:
    """To whom a message went."""
    return [one.to for one in there.messages("mail") if words["zh"].encode() in one.body]


def code(found: object) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def test_the_other_side_agrees_itself_and_the_officer_has_to_say_nothing_for_it(
    there: County, case: View
) -> None:
    found = say(there, MAKER, case, "f-maker", AGREED)
    assert found == Part(case.line.id, ("maker_agrees", "maker_agreed_how"), AGREED, open=True, itself=True)
    there.act(OFFICER, case, Take())
    there.act(OFFICER, case, Answer(answers={"interests": "none"}))
    later = there.act(OFFICER, case, Step(step="introduction", then="specifications"))
    assert later.line.step == "specifications"
    assert [one.by for one in later.history if "maker_agrees" in one.more.get("told", ())] == ["party"]
    assert code(say(there, MAKER, case, "f-maker", {"maker_agrees": False})) == "wrong-state"


def test_nobody_else_speaks_for_it(there: County, case: View) -> None:
    for actor, firm in (
        (BUYER, "f-maker"),
        (BUYER, "f-buyer"),
        (STRANGER, "f-maker"),
        (STRANGER, "f-third"),
        (MAKER, "f-third"),
        (MAKER, "f-buyer"),
        (ELSEWHERE, "f-maker"),
        (OFFICER, "f-third"),
    ):
        assert code(say(there, actor, case, firm, AGREED, "said so")) == "no-such-case", (actor, firm)
    assert code(say(there, OFFICER, case, "f-maker", AGREED)) == "no-consent"
    for name in ("interests", "contact", "reason", "nothing"):
        assert code(say(there, MAKER, case, "f-maker", {name: "none"})) == "not-asked"
    there.act(OFFICER, case, Take())
    known = {one.name for one in there.view(OFFICER, case).facts}
    assert not known & {"maker_agrees", "maker_agreed_how", "interests"}


def test_it_sees_nothing_of_the_case_but_what_it_is_asked(there: County, case: View) -> None:
    name = case.line.id
    assert code(say(there, MAKER, case, "f-maker", {})) == "not-asked"
    found = say(there, MAKER, case, "f-maker", {"maker_agrees": False})
    assert found == Part(
        name, ("maker_agrees", "maker_agreed_how"), {"maker_agrees": False}, open=True, itself=True
    )
    assert code(there.do(lambda journal: there.handling.view(journal, MAKER, name))) == "no-such-case"
    assert there.do(lambda journal: there.handling.list(journal, MAKER, Search(type="match"))) == ()


def test_an_officer_notes_what_it_said_elsewhere_but_not_over_its_own_word(there: County, case: View) -> None:
    there.act(OFFICER, case, Take())
    there.act(OFFICER, case, Answer(answers={"maker_agrees": True, "maker_agreed_how": "by telephone"}))
    found = say(
        there, MAKER, case, "f-maker", {**AGREED, "maker_agrees": False}
    )  # it never said that by telephone
    assert isinstance(found, Part)
    assert found.itself
    again = there.try_act(OFFICER, case, Answer(answers={"maker_agrees": True}))
    assert code(again) == "said-itself"


def test_it_is_told_that_it_is_asked_and_the_office_that_it_has_answered(there: County, case: View) -> None:
    key = there.handling.pseudonyms.of("cases", "p-maker")
    assert messages(there, ASKED) == [f"person:{key}"]
    assert messages(there, ANSWERED) == []
    say(there, MAKER, case, "f-maker", AGREED)
    assert messages(there, ANSWERED) == ["office:zone"]


def test_both_sides_hear_once_that_a_stage_takes_too_long(there: County, case: View) -> None:
    for _ in range(12):
        there.forward(days=1)
        there.fire()
    of = there.handling.pseudonyms.of
    assert sorted(messages(there, SLOW)) == sorted(
        f"person:{of('cases', one)}" for one in ("p-buyer", "p-maker")
    )
    del case


def test_an_officer_who_declares_an_interest_gives_the_case_away(there: County, case: View) -> None:
    there.act(OFFICER, case, Take())
    declared = {"interests": "declared", "maker_agrees": True, "maker_agreed_how": "by telephone"}
    there.act(OFFICER, case, Answer(answers=declared))
    may = there.view(OFFICER, case).may
    assert {"take", "hand_over"} <= set(may)
    assert not {"step", "decide", "answer", "ask_more"} & set(may)
    for command in (
        Step(step="introduction", then="specifications"),
        Answer(answers={"interests": "none"}),
        Take(),
        Take(officer="mei"),
    ):
        refused = there.try_act(OFFICER, case, command)
        assert code(refused) == "own-interest"
        assert isinstance(refused, Refusal)
        assert refused.basis == "zone-act/9"
    there.act(OFFICER, case, Take(officer="hua"))
    assert code(there.try_act(OFFICER, case, Take())) == "own-interest"  # nor does it come back
    # the colleague speaks for themselves before anything goes on
    again = there.try_act(COLLEAGUE, case, Step(step="introduction", then="specifications"))
    assert code(again) == "missing-answers"
    there.act(COLLEAGUE, case, Answer(answers={"interests": "none"}))
    assert (
        there.act(COLLEAGUE, case, Step(step="introduction", then="specifications")).line.step
        == "specifications"
    )


def test_whoever_takes_it_later_declares_too_before_a_step_or_a_decision(there: County, case: View) -> None:
    there.act(OFFICER, case, Take())
    there.act(OFFICER, case, Answer(answers={"interests": "none", **AGREED}))
    there.act(OFFICER, case, Step(step="introduction", then="ending", note="the buyer has plans of its own"))
    there.act(COLLEAGUE, case, Take())
    ended = {"reason": "price", "words": "", "orders": "0 CNY", "saved": "0 CNY"}
    there.act(COLLEAGUE, case, Answer(answers=ended))
    assert code(there.try_act(COLLEAGUE, case, Decide())) == "missing-answers"
    there.act(COLLEAGUE, case, Answer(answers={"interests": "none"}))
    done = there.act(COLLEAGUE, case, Decide())
    assert done.line.state == "closed"
    assert "the buyer has plans of its own" in [one.words for one in done.history if one.kind == "Stepped"]


@pytest.mark.parametrize(
    ("was", "said"),
    [
        ("bars: declared", "bars: perhaps"),
        ("    answered_in: introduction\n    bars: declared", "    bars: declared"),
        ("    of: offer.maker\n", ""),
    ],
)
def test_an_answer_that_nobody_can_give_is_found(tmp_path: Path, was: str, said: str) -> None:
    folder = tmp_path / "qingshan"
    shutil.copytree(ROOT / "packs" / "qingshan", folder)
    text = folder / "services" / "match.yaml"
    assert was in text.read_text("utf-8")
    text.write_text(text.read_text("utf-8").replace(was, said), "utf-8")
    found = check_folder(folder, LANGUAGE, on=MONDAY.date(), cached=False).findings
    assert "AO333" in {one.code for one in found}
