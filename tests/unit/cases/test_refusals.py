"""The table of refusals: each command in each state by each role; what goes through is `ok`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from askonce.cases import command as commands
from askonce.cases.command import (
    Answer,
    AnyCommand,
    AskMore,
    Correct,
    Decide,
    Dispute,
    HandOver,
    Hear,
    Hurry,
    Join,
    Notify,
    Object,
    Rekey,
    Review,
    Speak,
    Step,
    Take,
    Withdraw,
)
from askonce.cases.procedure.commands import RULES
from askonce.cases.refusing import _REASONS, refuse
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import County, county, officer, person

WANG = person("wang")
OFFICER, DIRECTOR = officer("hua", "labour/officer"), officer("zhou", "labour/director")
ROLES: dict[str, Actor] = {
    "person": WANG,
    "stranger": person("li"),
    "helper": Actor("helper", "aunt"),
    "system": Actor("system", "bank"),
    "at hand": OFFICER,
    "colleague": officer("min", "labour/clerk"),
    "director": DIRECTOR,
    "elsewhere": officer("ke", "police/officer"),
}
INSIDE = ("person", "at hand", "colleague", "director")
COMMANDS: tuple[AnyCommand, ...] = (
    Answer(answers={"wage": "1 CNY"}),
    Withdraw(),
    Dispute(name="birth", reason="another day"),
    Object(reason="not right"),
    Speak(words="I paid"),
    Review(stars=5),
    Take(),
    Hurry(reason="at once"),
    HandOver(office="county-government", reason="theirs"),
    AskMore(names=["wage"], reason="how much"),
    Step(step="decide"),
    Join(office="labour", agrees=True),
    Notify(reason="too few months"),
    Hear(words="I paid"),
    Decide(),
    Correct(stands=True, reason="as written"),
    Rekey(system="none", number="1"),
)
#: By state and command: what comes of it for each role, in the order of ROLES. A stranger, a helper of nobody here, a
#: system and an officer of elsewhere are always told that there is no such case.
TABLE = """
open       answer    already-held  not-asked     not-at-hand    not-at-hand
open       withdraw  ok            not-yours     not-yours      not-yours
open       dispute   ok            not-yours     not-yours      not-yours
open       object    no-objection  not-yours     not-yours      not-yours
open       speak     wrong-state   not-yours     not-yours      not-yours
open       review    wrong-state   not-yours     not-yours      not-yours
open       take      not-yours     done-already  not-your-role  ok
open       hurry     not-yours     not-urgent    not-urgent     not-urgent
open       hand_over not-yours     ok            not-at-hand    not-at-hand
open       ask_more  not-yours     done-already  not-at-hand    not-at-hand
open       step      not-yours     wrong-state   not-at-hand    not-at-hand
open       join      not-yours     not-your-role not-your-role  not-your-role
open       notify    not-yours     ok            not-at-hand    not-at-hand
open       hear      not-yours     no-notice     no-notice      no-notice
open       decide    not-yours     ok            not-at-hand    not-at-hand
open       correct   not-yours     wrong-state   wrong-state    wrong-state
open       rekey     not-yours     no-system     not-at-hand    not-at-hand
waiting    answer    already-held  not-asked     not-at-hand    not-at-hand
waiting    withdraw  ok            not-yours     not-yours      not-yours
waiting    dispute   ok            not-yours     not-yours      not-yours
waiting    object    no-objection  not-yours     not-yours      not-yours
waiting    speak     wrong-state   not-yours     not-yours      not-yours
waiting    review    wrong-state   not-yours     not-yours      not-yours
waiting    take      not-yours     done-already  ok             ok
waiting    hurry     not-yours     not-urgent    not-urgent     not-urgent
waiting    hand_over not-yours     ok            not-at-hand    not-at-hand
waiting    ask_more  not-yours     done-already  not-at-hand    not-at-hand
waiting    step      not-yours     wrong-state   wrong-state    wrong-state
waiting    join      not-yours     not-your-role not-your-role  not-your-role
waiting    notify    not-yours     waiting       waiting        waiting
waiting    hear      not-yours     waiting       waiting        waiting
waiting    decide    not-yours     waiting       waiting        waiting
waiting    correct   not-yours     wrong-state   wrong-state    wrong-state
waiting    rekey     not-yours     no-system     not-at-hand    not-at-hand
decided    answer    wrong-state   not-at-hand   not-at-hand    not-at-hand
decided    withdraw  wrong-state   not-yours     not-yours      not-yours
decided    dispute   ok            not-yours     not-yours      not-yours
decided    object    ok            not-yours     not-yours      not-yours
decided    speak     wrong-state   not-yours     not-yours      not-yours
decided    review    wrong-state   not-yours     not-yours      not-yours
decided    take      not-yours     not-your-role ok             ok
decided    hurry     not-yours     not-urgent    not-urgent     not-urgent
decided    hand_over not-yours     not-at-hand   not-at-hand    not-at-hand
decided    ask_more  not-yours     wrong-state   wrong-state    wrong-state
decided    step      not-yours     not-at-hand   not-at-hand    not-at-hand
decided    join      not-yours     wrong-state   wrong-state    wrong-state
decided    notify    not-yours     wrong-state   wrong-state    wrong-state
decided    hear      not-yours     wrong-state   wrong-state    wrong-state
decided    decide    not-yours     wrong-state   wrong-state    wrong-state
decided    correct   not-yours     wrong-state   wrong-state    wrong-state
decided    rekey     not-yours     not-at-hand   not-at-hand    not-at-hand
closed     answer    wrong-state   wrong-state   wrong-state    wrong-state
closed     withdraw  wrong-state   not-yours     not-yours      not-yours
closed     dispute   ok            not-yours     not-yours      not-yours
closed     object    ok            not-yours     not-yours      not-yours
closed     speak     wrong-state   not-yours     not-yours      not-yours
closed     review    ok            not-yours     not-yours      not-yours
closed     take      not-yours     wrong-state   wrong-state    wrong-state
closed     hurry     not-yours     wrong-state   wrong-state    wrong-state
closed     hand_over not-yours     wrong-state   wrong-state    wrong-state
closed     ask_more  not-yours     wrong-state   wrong-state    wrong-state
closed     step      not-yours     wrong-state   wrong-state    wrong-state
closed     join      not-yours     wrong-state   wrong-state    wrong-state
closed     notify    not-yours     wrong-state   wrong-state    wrong-state
closed     hear      not-yours     wrong-state   wrong-state    wrong-state
closed     decide    not-yours     wrong-state   wrong-state    wrong-state
closed     correct   not-yours     wrong-state   wrong-state    wrong-state
closed     rekey     not-yours     not-at-hand   no-system      not-at-hand
withdrawn  answer    wrong-state   wrong-state   wrong-state    wrong-state
withdrawn  withdraw  wrong-state   not-yours     not-yours      not-yours
withdrawn  dispute   ok            not-yours     not-yours      not-yours
withdrawn  object    no-objection  not-yours     not-yours      not-yours
withdrawn  speak     wrong-state   not-yours     not-yours      not-yours
withdrawn  review    wrong-state   not-yours     not-yours      not-yours
withdrawn  take      not-yours     wrong-state   wrong-state    wrong-state
withdrawn  hurry     not-yours     wrong-state   wrong-state    wrong-state
withdrawn  hand_over not-yours     wrong-state   wrong-state    wrong-state
withdrawn  ask_more  not-yours     wrong-state   wrong-state    wrong-state
withdrawn  step      not-yours     wrong-state   wrong-state    wrong-state
withdrawn  join      not-yours     wrong-state   wrong-state    wrong-state
withdrawn  notify    not-yours     wrong-state   wrong-state    wrong-state
withdrawn  hear      not-yours     wrong-state   wrong-state    wrong-state
withdrawn  decide    not-yours     wrong-state   wrong-state    wrong-state
withdrawn  correct   not-yours     wrong-state   wrong-state    wrong-state
withdrawn  rekey     not-yours     no-system     not-at-hand    not-at-hand
"""
ROWS = [line.split() for line in TABLE.split("\n") if line]
STATES = tuple(dict.fromkeys(row[0] for row in ROWS))


@contextmanager
def with_wang() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1960, 5, 5), sex="male")
        yield found


def opened(there: County, state: str) -> str:
    """A pension in a state, at hand of the officer, or of the clerk who paid it."""
    months: dict[str, Any] = {} if state == "waiting" else {"contribution_months": Decimal(200)}
    wage = Money(Decimal(3000), "CNY")
    there.write("employment-pensions", "wang", payment_account="6222", monthly_wage=wage, **months)
    case = there.file(WANG, "pension").line.id
    there.act(OFFICER, case, Take())
    if state in {"decided", "closed"}:
        there.act(OFFICER, case, Decide())
    if state == "closed":
        there.act(ROLES["colleague"], case, Take())
        there.act(ROLES["colleague"], case, Step(step="pay"))
    if state == "withdrawn":
        there.act(WANG, case, Withdraw())
    return case


def said(found: View | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else "ok"


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_which_state(state: str) -> None:
    by_word = {str(type(one).__struct_config__.tag): one for one in COMMANDS}
    rows = [row for row in ROWS if row[0] == state]
    assert {row[1] for row in rows} == set(by_word)
    with with_wang() as there:
        case = opened(there, state)
        events = there.view(OFFICER, case).line.events
        for _, word, *codes in rows:
            expected = dict.fromkeys(ROLES, "no-such-case") | dict(zip(INSIDE, codes, strict=True))
            for role, code in expected.items():
                if code != "ok":
                    assert said(there.try_act(ROLES[role], case, by_word[word])) == code, (word, role)
                    continue
                with with_wang() as other:
                    found = other.try_act(ROLES[role], opened(other, state), by_word[word])
                    assert said(found) == "ok", (word, role)
        assert there.view(OFFICER, case).line.events == events


def test_each_command_has_its_place_in_the_table() -> None:
    assert {type(one) for one in COMMANDS} == set(RULES)
    assert set(commands.AnyCommand.__args__) == set(RULES)


@pytest.mark.parametrize("code", sorted(_REASONS))
def test_each_refusal_speaks_both_languages(code: str) -> None:
    found = refuse(code, "birth", "pack/1", place="a:1", held="b:2")
    assert found.basis == "pack/1"
    assert found.reason["en"] != found.reason["zh"]
    assert "{" not in found.reason["en"] + found.reason["zh"]
