"""No order of steps breaks a case: two offices, an applicant, a helper and timers at once, against what must hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from askonce.cases import event as events
from askonce.cases.case import Case, begin, fold
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
from askonce.cases.desk import read_case
from askonce.cases.event import Occurred
from askonce.cases.journal import Search
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.property.coverage import Coverage
from tests.unit.cases.county import County, county, officer, person

WANG = person("wang")
HELPER = Actor("helper", "aunt-li")
ACTORS = (
    WANG,
    person("stranger"),
    HELPER,
    officer("hua", "labour/officer"),
    officer("zhou", "labour/director"),
    officer("min", "labour/clerk"),
    officer("xu", "civil-affairs/officer", "civil-affairs/clerk"),
    officer("bai", "civil-affairs/director"),
    officer("lin", "street/cook", "street/clerk"),
    officer("fang", "county-legal/reviewer"),
    officer("both", "labour/director", "county-legal/director"),
)
COMMANDS: tuple[AnyCommand, ...] = (
    Answer(answers={"bills": "upload-2"}),
    Answer(answers={"account": "6222 1"}),
    Answer(answers={"cost": {"state": "declined"}}),
    Withdraw(reason="no need"),
    Dispute(name="months", reason="the army is missing", claimed=300),
    Dispute(name="birth", reason="another day"),
    Object(reason="not right"),
    Review(stars=3),
    Take(),
    Take(officer="hua"),
    Hurry(reason="no roof tonight"),
    Hurry(reason="a roof was found", urgent=False),
    HandOver(office="county-government", reason="theirs"),
    AskMore(names=["bills"], reason="page two"),
    AskMore(names=["account"], reason="where to"),
    Step(step="decide"),
    Step(step="pay"),
    Step(step="look"),
    Step(step="cook"),
    Join(office="street", agrees=True),
    Join(office="street", agrees=False, reason="not seen"),
    Notify(reason="too few months"),
    Hear(words="I paid"),
    Speak(words="I paid elsewhere too"),
    Decide(),
    Decide(outcome={"decision": "refused"}, reason="too few months"),
    Decide(outcome={"decision": "granted"}, reason="hardship"),
    Decide(outcome={"upheld": True}, reason="they count"),
    Decide(outcome={"upheld": False}, reason="they do not"),
    Correct(value=100, reason="book"),
    Correct(value=300, reason="book"),
    Correct(value="1980-01-01", reason="book"),
    Correct(stands=True, reason="as written"),
    Rekey(system="none", number="1"),
)
COVERAGE = Coverage(*sorted({type(one).__name__ for one in COMMANDS} - {"Rekey"}))

#: What ends a case, or leads it away, is done less often.
RARE = frozenset({"withdraw", "hand_over", "take", "dispute"})


def yuan(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


class Lives(RuleBasedStateMachine):
    """Files cases and lets anybody try anything at any time; only what must hold is checked."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.county: County = self.stack.enter_context(county())
        there = self.county
        there.write("people", "wang", birth_date=date(1960, 5, 5), sex="male")
        there.write("residence", "wang", household_size=Decimal(2))
        there.write("care-status", "wang", aided_this_year=False)
        self.months = 100
        self.pensions()

    @initialize()
    def begin(self) -> None:
        for which in ("pension", "temporary-aid", "elder-meal"):
            self.file(which, helped=False)

    def pensions(self) -> None:
        self.county.write(
            "employment-pensions",
            "wang",
            contribution_months=Decimal(self.months),
            monthly_wage=yuan(3000),
            payment_account="6222",
        )

    def teardown(self) -> None:
        self.stack.close()

    @property
    def cases(self) -> list[str]:
        return [one.id for one in self.county.do(lambda journal: journal.lines(Search(limit=1000)))]

    @rule(which=st.sampled_from(("pension", "temporary-aid", "elder-meal")))
    @precondition(lambda self: len(self.cases) < 6)
    def file_with_help(self, which: str) -> None:
        self.file(which, helped=True)

    def file(self, which: str, *, helped: bool) -> None:
        answers: dict[str, Any] = {
            "pension": {},
            "temporary-aid": {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"},
            "elder-meal": {"diet": "-"},
        }[which]
        more: dict[str, Any] = {}
        if helped:
            more = {"applicant": "wang", "channel": "counter", "consent": "said yes"}
        self.county.try_file(HELPER if helped else WANG, which, answers, **more)

    @rule(number=st.integers(0, 20), actor=st.sampled_from(ACTORS), command=st.sampled_from(COMMANDS))
    @precondition(lambda self: self.cases)
    def act(self, number: int, actor: Actor, command: AnyCommand) -> None:
        name = self.cases[number % len(self.cases)]
        before, allowed = self.case(name), self.may(actor, name)
        found = self.county.try_act(actor, name, command)
        after = self.case(name)
        if isinstance(found, Refusal):
            assert before == after, found
            assert found.reason["en"]
            assert found.reason["zh"]
        else:
            COVERAGE.saw([type(command).__name__])
            assert type(command).__struct_config__.tag in allowed
            assert found.line.events > before.count

    @rule(number=st.integers(0, 20), seed=st.integers(0, 2**32))
    @precondition(lambda self: self.cases)
    def go_on(self, number: int, seed: int) -> None:
        """Do what some view says may be done, each kind of step as likely, so that the depths are reached."""
        chance = sha256(str(seed).encode()).digest()[:30]
        for way, rarely, which in zip(chance[::3], chance[1::3], chance[2::3], strict=True):
            name = self.cases[number % len(self.cases)]
            open_to: dict[str, list[tuple[Actor, AnyCommand]]] = {}
            for actor in ACTORS:
                for word in self.may(actor, name):
                    fitting = self.fitting(word, name)
                    open_to.setdefault(word, []).extend((actor, one) for one in fitting)
            taken = self.case(name).officer is not None
            rare = RARE if taken else RARE - {"take"}
            likely = [word for word in sorted(open_to) if word not in rare or rarely % 6 == 5]
            if likely:
                options = open_to[likely[way % len(likely)]]
                self.act(number, *options[which % len(options)])
            number += which % 2

    def fitting(self, word: str, name: str) -> list[AnyCommand]:
        """The commands of a word that can go through in this case."""
        line = self.case(name).line
        if word == "step":
            return [Step(step=line.step or "")]
        if word == "ask_more" and line.type == "temporary-aid":
            return [AskMore(names=["bills"], reason="page two")]
        if word == "answer" and line.state == "asked":
            return [Answer(answers={"bills": "upload-3"})]
        return [one for one in COMMANDS if one.__struct_config__.tag == word]

    def may(self, actor: Actor, name: str) -> tuple[str, ...]:
        view = self.county.do(lambda journal: self.county.handling.view(journal, actor, name))
        return view.may if isinstance(view, View) else ()

    @rule(days=st.sampled_from((1, 2, 6, 9)))
    def wait(self, days: int) -> None:
        self.county.forward(days=days)
        self.pensions()
        self.county.fire()

    @rule(months=st.sampled_from((100, 200)))
    def learn(self, months: int) -> None:
        self.months = months
        self.pensions()

    def case(self, name: str) -> Case:
        return self.replayed(name)[0]

    def replayed(self, name: str) -> tuple[Case, tuple[Occurred, ...]]:
        line = self.county.do(lambda journal: journal.line(name))
        assert line is not None
        occurred, _ = self.county.do(lambda journal: read_case(journal, name))
        return fold(begin(name, line.type, line.version), occurred), occurred

    @invariant()
    def replaying_gives_the_line(self) -> None:
        for name in self.cases:
            case, _ = self.replayed(name)
            assert case.line == self.county.do(lambda journal, name=name: journal.line(name))  # type: ignore[misc]

    @invariant()
    def procedure_was_kept(self) -> None:
        for name in self.cases:
            case, occurred = self.replayed(name)
            for check in CHECKS:
                check(case, [one.event for one in occurred])
            adverse_only_when_the_time_to_speak_is_over(occurred)
            if case.type == "objection":
                assert case.decided_by == "" or case.decided_by not in case.not_by


def never_decided_twice(_: Case, happened: list[events.Event]) -> None:
    open_decisions = 0
    for one in happened:
        if isinstance(one, events.Reopened):
            open_decisions = 0
        if isinstance(one, events.Decided):
            open_decisions += 1
            assert open_decisions == 1


def adverse_only_after_notice_hearing_and_by_name(_: Case, happened: list[events.Event]) -> None:
    noticed = False
    for one in happened:
        if isinstance(one, events.Reopened):
            noticed = False
        if isinstance(one, events.Notified):
            noticed = True
        if isinstance(one, events.Decided) and one.adverse:
            assert noticed
            assert one.by.startswith("officer:")
            assert one.by in {"officer:zhou", "officer:both", "officer:bai"}


def adverse_only_when_the_time_to_speak_is_over(occurred: tuple[Occurred, ...]) -> None:
    notice: events.Notified | None = None
    spoke = False
    for one in occurred:
        if isinstance(one.event, events.Notified):
            notice, spoke = one.event, False
        if isinstance(one.event, events.Spoke):
            spoke = spoke or one.event.by == "filer"
        if isinstance(one.event, events.Decided) and one.event.adverse:
            assert notice is not None
            assert notice.over is not None
            assert spoke or one.at >= notice.over


def clock_stands_while_suspended(case: Case, happened: list[events.Event]) -> None:
    if case.suspended:
        assert (case.line.promised, case.line.legal) == (None, None)
    standing = False
    for one in happened:
        if isinstance(one, events.AskedMore) and one.stops:
            standing = True
        if isinstance(one, events.Resumed | events.Reopened):
            standing = False
        assert not (standing and isinstance(one, events.Late) and not one.term.startswith("step"))


def escalation_is_told_once(_: Case, happened: list[events.Event]) -> None:
    told: list[str] = []
    for one in happened:
        if isinstance(one, events.Reopened):
            told = []
        if isinstance(one, events.Late):
            assert one.term not in told
            told.append(one.term)


def nothing_after_the_end(_: Case, happened: list[events.Event]) -> None:
    ended = False
    for one in happened:
        if isinstance(one, events.Reopened):
            ended = False
        late = (
            events.Reviewed,
            events.Objected,
            events.Disputed,
            events.Settled,
            events.Learnt,
            events.Erased,
        )
        assert not ended or isinstance(one, late), one
        ended = ended or isinstance(one, events.Closed)


CHECKS: tuple[Callable[[Case, list[events.Event]], None], ...] = (
    never_decided_twice,
    adverse_only_after_notice_hearing_and_by_name,
    clock_stands_while_suspended,
    escalation_is_told_once,
    nothing_after_the_end,
)


def test_no_order_of_steps_breaks_a_case() -> None:
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=60,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    COVERAGE.check()
