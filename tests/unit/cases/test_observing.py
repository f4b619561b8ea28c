"""Observed figures: what was counted in small steps is what a plain second computation finds over all cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated

import pytest

from askonce.cases.command import (
    Answer,
    AnyCommand,
    AskMore,
    Decide,
    Dispute,
    HandOver,
    Hear,
    Notify,
    Object,
    Review,
    Step,
    Take,
    Withdraw,
)
from askonce.cases.journal import Journal
from askonce.cases.observing import counting
from askonce.cases.observing.counting import Standing, advance, catch_up, cells, looks, standing
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.sources import loaded
from tests.unit.cases import plain_figures
from tests.unit.cases.county import ROOT, County, county, officer, person

CALENDAR = ROOT / "packs/qingshan/calendar.yaml"
PEOPLE = [f"p{number}" for number in range(14)]
HELPER = Actor("helper", "aunt-li", frozenset({"street"}))
COOK = officer("lin", "street/cook", "street/officer")
CLERK = officer("hua", "labour/officer", "labour/clerk")
DIRECTOR = officer("zhou", "labour/director")
LEGAL = officer("fang", "county-legal/reviewer")
AID = officer("xu", "civil-affairs/officer", "street/officer")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        for place, name in enumerate(PEOPLE):
            found.write("people", name, birth_date=date(1950, 1, 1 + place), full_name="王", sex="male")
            found.write("care-status", name, aided_this_year=False)
            found.write(
                "employment-pensions",
                name,
                contribution_months=Decimal(200 if place % 3 else 100),
                monthly_wage=Money(Decimal(3000), "CNY"),
                payment_account="6222",
            )
        yield found


def bring(there: County) -> None:
    """Bring the snapshots of today, so that nothing in them is stale."""

    def job(journal: Journal) -> None:
        for register in ("people", "care-status", "employment-pensions"):
            loaded(journal, register, journal.now, there.handling.running.local_day(journal.now))

    there.do(job)


def count(there: County, version: str = "1", steps: int = 1000) -> Standing:
    found = Standing()
    for _ in range(steps):
        found = there.do(lambda journal: advance(journal, there.handling.running.days, version))
        if not found.behind:
            break
    return found


def tallies(journal: Journal) -> dict[tuple[str, str, str], Mapping[str, int]]:
    found = {
        (one.month.isoformat()[:7], one.type, one.office): dict(one.tally.counts) for one in cells(journal)
    }
    return {key: counts for key, counts in found.items() if counts}


def plainly(journal: Journal) -> dict[tuple[str, str, str], dict[str, int]]:
    return plain_figures.Plain(journal, CALENDAR).counted()


class Life:
    """A county in which people and officers do what comes to their mind, mostly what they may."""

    def __init__(self, there: County, chance: Random) -> None:
        self.there, self.chance = there, chance
        self.cases: dict[str, str] = {}
        self.objections: list[str] = []
        self.done: Counter[str] = Counter()

    def move(self) -> None:
        if self.chance.random() < 0.3:
            bring(self.there)
        self.chance.choice(
            [self.file, self.file, self.file_pension, self.helped, self.command, self.command, self.command]
        )()
        if self.chance.random() < 0.3:
            self.there.forward(days=self.chance.choice([1, 1, 2, 5, 12]), hours=self.chance.choice([0, 3, 9]))
            self.there.fire()

    def file(self) -> None:
        who = self.chance.choice(PEOPLE)
        answers = {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"}
        service, said = self.chance.choice([("elder-meal", {"diet": "-"}), ("temporary-aid", answers)])
        self.keep(self.there.try_file(person(who), service, said), who)

    def file_pension(self) -> None:
        who = self.chance.choice(PEOPLE)
        self.keep(self.there.try_file(person(who), "pension"), who)

    def helped(self) -> None:
        who, channel = self.chance.choice(PEOPLE), self.chance.choice(["counter", "telephone", "paper"])
        helper = self.chance.choice([HELPER, COOK])
        found = self.there.try_file(
            helper, "elder-meal", {"diet": "soft"}, applicant=who, channel=channel, consent="by word of mouth"
        )
        self.keep(found, who)

    def keep(self, found: object, who: str) -> None:
        if isinstance(found, View):
            self.cases[found.line.id] = who
            self.done["file"] += 1

    def command(self) -> None:
        if not self.cases:
            return
        case = self.chance.choice(list(self.cases))
        if self.objections and self.chance.random() < 0.4:
            case = self.chance.choice(self.objections)
            self.act(LEGAL, case, Take())
            upheld = self.chance.random() < 0.5
            self.act(LEGAL, case, Decide(outcome={"upheld": upheld}, reason="looked at again"))
            return
        who = person(self.cases[case])
        of_officers: list[tuple[Actor, AnyCommand]] = [
            (COOK, Step(step="cook")),
            (CLERK, Decide()),
            (AID, Decide()),
            (CLERK, HandOver(office="street", reason="theirs")),
            (DIRECTOR, Notify(reason="too few months")),
            (CLERK, Hear(words="I paid")),
            (DIRECTOR, Decide()),
            (AID, AskMore(names=["bills"], reason="page two is missing")),
        ]
        of_persons: list[tuple[Actor, AnyCommand]] = [
            (who, Withdraw()),
            (who, Review(stars=self.chance.randint(1, 5))),
            (who, Object(reason="not right")),
            (who, Object(reason="not right")),
            (who, Dispute(name="birth", reason="I am younger")),
            (who, Answer(answers={"bills": "upload-2"})),
            (who, Answer(answers={"bills": "upload-2"})),
        ]
        actor, command = self.chance.choice(of_officers * 2 + of_persons)
        if actor.kind == "officer":
            self.act(actor, case, Take())
        self.act(actor, case, command)

    def act(self, actor: Actor, case: str, command: AnyCommand) -> None:
        found = self.there.try_act(actor, case, command)
        if isinstance(found, View):
            self.done[type(command).__name__] += 1
            if isinstance(command, Object):
                self.objections += [one for one in found.concerned_by if one not in self.objections]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_counted_in_steps_is_what_a_plain_count_over_everything_finds(
    there: County, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    life = Life(there, chance)
    for _ in range(160):
        life.move()
        if chance.random() < 0.15:
            count(there, steps=1)
    last = count(there)
    assert not last.behind
    plain = there.database.read(plainly)
    assert there.database.read(tallies) == plain
    assert {"file", "Take", "Decide", "Step"} <= set(life.done)

    count(there, version="2")  # as after an upgrade: everything anew, in another generation
    assert there.database.read(standing).generation == 2
    assert there.database.read(tallies) == plain
    found = Counter[tuple[str, str, str]]()
    for one in there.database.read(lambda journal: list(looks(journal))):
        found[one.month.isoformat()[:7], one.kind, one.purpose] += one.count
    assert found == there.database.read(plain_figures.looks)
    assert found


def test_every_word_that_is_counted_is_counted_as_the_plain_computation_does(there: County) -> None:
    def refused(who: str) -> View:
        bring(there)
        case = there.file(person(who), "pension")
        there.act(DIRECTOR, case, Take())
        there.act(DIRECTOR, case, Notify(reason="too few months"))
        there.act(CLERK, case, Hear(words="I paid elsewhere too"))
        there.forward(days=9)
        there.fire()
        return there.act(DIRECTOR, case, Decide())

    for who, upheld in (("p0", True), ("p3", False), ("p6", None)):
        case = there.act(person(who), refused(who), Object(reason="the army counts"))
        objection = case.concerned_by[0]
        if upheld is not None:
            there.act(LEGAL, objection, Take())
            there.act(LEGAL, objection, Decide(outcome={"upheld": upheld}, reason="looked at again"))
        if upheld is False:
            there.act(person(who), case, Review(stars=2))
    bring(there)
    said = {"calamity": "fire", "cost": "9 CNY", "bills": "upload-1", "household": 2}
    aid = there.file(person("p1"), "temporary-aid", said)
    there.act(AID, aid, Take())
    there.act(AID, aid, AskMore(names=["bills"], reason="page two is missing"))
    there.forward(days=4)
    there.act(person("p1"), aid, Answer(answers={"bills": "upload-2"}))
    bring(there)
    there.act(person("p2"), there.file(person("p2"), "pension"), Withdraw())
    meal = there.file(person("p4"), "elder-meal", {"diet": "-"})
    there.act(person("p4"), meal, Dispute(name="birth", reason="I am younger"))
    for channel in ("counter", "telephone", "paper"):
        by = {"applicant": "p5", "channel": channel, "consent": "by word of mouth"}
        there.file(HELPER, "elder-meal", {"diet": "soft"}, **by)
    late = there.file(person("p7"), "pension")
    there.forward(days=60)
    there.fire()
    bring(there)
    there.act(CLERK, late, Take())
    there.act(CLERK, late, Decide())
    there.act(CLERK, there.file(person("p8"), "pension"), Take())
    count(there)
    seen: Counter[str] = Counter()
    for counts in there.database.read(tallies).values():
        seen.update(counts)
    assert there.database.read(tallies) == there.database.read(plainly)
    missing = {
        "adverse", "withdrawn", "more", "escalated", "objected", "disputed", "reviewed", "objection.upheld",
        "objection.dismissed", "objection.pending", "promise.late", "promise.kept", "promise.ended", "promise.running",
        "legal.late", "trips.none", "trips.some", "trips.unknown", "decided.norm", "decided.officer", "took.days",
    } - set(seen)  # fmt: skip
    assert not missing


def test_while_all_is_counted_anew_the_figures_of_before_are_shown(
    there: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_CASES_A_JOB", 2)
    for who in PEOPLE[:7]:
        there.file(person(who), "elder-meal", {"diet": "-"})
    count(there)
    before = there.database.read(tallies)
    assert sum(one["filed"] for one in before.values()) == 7
    count(there, version="2", steps=2)
    there.file(person(PEOPLE[8]), "elder-meal", {"diet": "-"})
    assert there.database.read(tallies) == before
    assert there.database.read(standing).behind
    count(there, version="2")
    assert there.database.read(tallies) == there.database.read(plainly)
    assert sum(one["filed"] for one in there.database.read(tallies).values()) == 8


def test_acts_of_one_job_are_counted_together_however_many(
    there: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_CASES_A_JOB", 2)
    count(there)
    filing = Filing_of(there)
    there.do(lambda journal: [filing(journal, who) for who in PEOPLE[:9]])
    there.do(lambda journal: filing(journal, PEOPLE[9]))
    count(there)
    assert there.database.read(tallies) == there.database.read(plainly)


def Filing_of(there: County) -> Callable[[Journal, str], object]:  # noqa: N802 - reads as a noun where it is used
    from askonce.cases.command import Filing

    return lambda journal, who: there.handling.file(
        journal, person(who), Filing(service="elder-meal", answers={"diet": "-"})
    )


def test_a_case_that_is_erased_stays_counted_and_is_counted_again_without_its_person(there: County) -> None:
    filed = there.file(person("p1"), "elder-meal", {"diet": "-"})
    there.act(COOK, filed, Take())
    there.act(COOK, filed, Step(step="cook"))
    count(there)
    before = there.database.read(tallies)
    there.clock[0] = datetime(2040, 1, 1, tzinfo=UTC)
    there.fire()
    count(there)
    assert there.do(lambda journal: journal.line(filed.line.id)).filer is None  # type: ignore[union-attr]
    assert there.database.read(tallies) == before
    count(there, version="2")
    assert there.database.read(tallies) == before


def test_catching_up_goes_on_until_nothing_is_left_or_it_is_told_to_end(
    there: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_CASES_A_JOB", 2)
    for who in PEOPLE[:9]:
        there.file(person(who), "elder-meal", {"diet": "-"})
    days = there.handling.running.days
    catch_up(there.database, days, "1", lambda: False)
    assert there.database.read(tallies) == {}
    catch_up(there.database, days, "1", lambda: True)
    assert there.database.read(tallies) == there.database.read(plainly)
