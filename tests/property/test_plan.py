"""Plans: the best few changes are the best, and each change saves exactly what measuring the changed pack finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from askonce.cases.asking import BoundCase
from askonce.cases.measure import Measures, measure
from askonce.cases.plan import Change, Plan, plan
from askonce.methods import coverage
from askonce.methods.coverage import Choice, Gain, best_changes
from askonce.pack.passes import Checked
from tests.property.coverage import Coverage
from tests.property.measurable import measurable_packs
from tests.property.packs import Draw, Pack, check, sources, titled, write
from tests.property.plain_measure import Reckoning, Words, listed

CLOSE = 1e-6


class Instance(NamedTuple):
    """Some changes, what they gain, and how many of them may be made."""

    changes: int
    gains: tuple[Gain, ...]
    most: int


@st.composite
def instances(draw: Draw) -> Instance:
    count = draw(st.sampled_from([0, 1, 3, 4, 5, 6, 7]))
    scale = draw(st.sampled_from([1e-3, 1.0, 1e6]))
    numbers = st.integers(0, max(count - 1, 0))
    needs = st.frozensets(numbers, min_size=1, max_size=3) if count else st.just(frozenset[int]())
    worth = draw(
        st.sampled_from([st.integers(1, 4), st.integers(-9, 9), st.decimals(0, 1000, places=3).map(float)])
    )
    some = st.builds(Gain, needs, worth.map(lambda value: value * scale))
    gains = draw(st.lists(some, min_size=count, max_size=12))
    return Instance(count, tuple(gains), draw(st.integers(0, count + 1)))


def gained(changes: frozenset[int], gains: tuple[Gain, ...]) -> float:
    return sum(gain.worth for gain in gains if gain.needs and all(one in changes for one in gain.needs))


def best_by_trying(instance: Instance) -> float:
    """The most that any set of at most so many changes gains, found by trying all of them."""
    return max(
        gained(frozenset(some), instance.gains)
        for size in range(min(instance.most, instance.changes) + 1)
        for some in combinations(range(instance.changes), size)
    )


def assert_sound(found: Choice, instance: Instance) -> None:
    allowed = CLOSE * max(1.0, sum(abs(gain.worth) for gain in instance.gains))
    assert len(found.changes) <= instance.most
    assert list(found.changes) == sorted({*found.changes} & {*range(instance.changes)})
    assert abs(found.worth - gained(frozenset(found.changes), instance.gains)) <= allowed
    assert found.bound >= found.worth
    assert found.bound >= best_by_trying(instance) - allowed


def test_the_best_changes_are_as_good_as_any_that_trying_finds() -> None:
    seen = Coverage(
        "bundle", "overlap", "few allowed", "all allowed", "none allowed", "no gain", "several best", "gain"
    )

    @given(instances())
    def holds(instance: Instance) -> None:
        found = best_changes(*instance)
        best = best_by_trying(instance)
        allowed = CLOSE * max(1.0, sum(abs(gain.worth) for gain in instance.gains))
        assert_sound(found, instance)
        assert abs(found.worth - best) <= allowed
        assert abs(found.bound - best) <= allowed
        assert best_changes(*instance) == found
        again = best_changes(instance.changes, instance.gains[::-1], instance.most)
        assert abs(again.worth - best) <= allowed
        for change in found.changes:  # none stands in the set for nothing
            assert gained(frozenset(found.changes) - {change}, instance.gains) < found.worth
        seen.saw(_met(instance, best))

    holds()
    seen.check()


def _met(instance: Instance, best: float) -> Iterator[str]:
    if any(len(gain.needs) > 1 and gain.worth > 0 for gain in instance.gains):
        yield "bundle"
    if any(gain.worth < 0 for gain in instance.gains):
        yield "overlap"
    yield (
        "none allowed"
        if not instance.most
        else "few allowed"
        if instance.most < instance.changes
        else "all allowed"
    )
    yield "gain" if best else "no gain"
    ways = combinations(range(instance.changes), min(instance.most, instance.changes))
    if best and sum(gained(frozenset(one), instance.gains) == best for one in ways) > 1:
        yield "several best"


def test_a_choice_without_time_is_sound_and_never_worse_than_one_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coverage, "SECONDS", 0.0)

    @given(instances())
    def holds(instance: Instance) -> None:
        found = best_changes(*instance)
        assert_sound(found, instance)
        assert found.worth >= best_by_trying(instance._replace(most=min(instance.most, 1))) - CLOSE * 1e6

    holds()


def test_a_hard_choice_without_time_is_a_good_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "SECONDS", 0.0)
    gains = [Gain(frozenset({n % 97, n * n % 89}), 1.0 + n % 13) for n in range(600)]
    found = best_changes(97, gains, 10)
    single = sorted(
        (sum(gain.worth for gain in gains if gain.needs == {one}) for one in range(97)), reverse=True
    )
    assert len(found.changes) == 10
    assert found.worth >= sum(single[:10])


# What a change saves beside what measuring the changed pack finds


@st.composite
def plannable_packs(draw: Draw) -> Pack:
    """A pack that states every volume, with reports of one period that have cells in common."""
    pack: dict[str, Any] = dict(draw(measurable_packs()))
    reports = {path: one for path, one in pack.items() if path.startswith("reports/p")}
    if reports and draw(st.booleans()):
        first: Any = reports["reports/p0.yaml"]
        for name in ("p8", "p9"):
            asks = {key: ask for key, ask in first.get("asks", {}).items() if draw(st.booleans())}
            own = {"own": {"concept": "c0", "at": "event"}} if draw(st.booleans()) else {}
            path = f"reports/{name}.yaml"
            pack[path] = reports[path] = {**first, **titled("report", name), "asks": {**own, **asks}}
    for path, one in reports.items():
        pack[path] = {**one, "every": "month"}
    if draw(st.booleans()):
        pack |= _behind_two_doors(draw)
    reports = {path: one for path, one in pack.items() if path.startswith("reports/p")}
    filled = draw(st.integers(1, 999))
    rows = [f"{path.partition('/')[2][:-5]},{filled}\n" for path in reports]
    rows += [f"{path[9:-5]},{draw(st.integers(0, 9999))}\n" for path in pack if path.startswith("services/")]
    return {**pack, "volumes.csv": "volume,filings\n" + "".join(rows)}


def _behind_two_doors(draw: Draw) -> dict[str, Any]:
    """A service and reports that ask two data, each behind a door of its own, and what follows from both."""
    doors = st.sampled_from([{}, {}, {"meals": "rules/2"}])
    held = {
        half: {"concept": half, "sensitivity": "personal", "open_to": draw(doors)}
        for half in ("left", "right")
    }
    asks = {
        name: {"concept": name, "for_step": "work"}
        for name in draw(st.sets(st.sampled_from(["both", "left"])))
    }
    papers = draw(st.sampled_from([{}, {"paper": {"shows": ["applicant.left"]}}]))
    service = {"purpose": "meals", "asks": asks, "documents": papers, "steps": ["work"]}
    cells = st.sets(st.sampled_from(["left", "right", "both", "other"]))
    reports = {
        f"reports/{name}.yaml": {
            **titled("report", name), "for": "person", "every": "month", "purpose": "meals",
            "asks": {f"{concept}_cell": {"concept": concept} for concept in sorted(draw(cells))},
        }
        for name in draw(st.sampled_from([(), ("p5", "p6", "p7")]))
    }  # fmt: skip
    return {
        **{
            f"concepts/{name}.yaml": {**titled("concept", name), "type": "number"}
            for name in ("left", "right", "other")
        },
        "concepts/both.yaml": {
            **titled("concept", "both"),
            "type": "number",
            "derives_from": ["left", "right"],
        },
        "registers/halves.yaml": {**titled("register", "halves"), "of": "person", "attributes": held},
        "services/both.yaml": {**titled("service", "both"), **service},
        **reports,
    }


class Made:
    """A pack as it is changed: its definitions by path, ready to be edited."""

    def __init__(self, pack: Pack) -> None:
        self.pack: dict[str, Any] = dict(pack)
        self.moved: dict[tuple[str, str], tuple[str, str]] = {}

    def texts(self) -> dict[str, str]:
        return {path: write(one) for path, one in self.pack.items()}

    def checked(self) -> Checked:
        return check(sources(self.pack), keep=True)

    def case(self, name: str) -> tuple[str, dict[str, Any]]:
        path = next(path for path in (f"services/{name}.yaml", f"reports/{name}.yaml") if path in self.pack)
        return path, dict(self.pack[path])

    def make(self, change: Change) -> None:
        """Write a change into the text."""
        if change.what == "open":
            before = Reckoning(self.texts())
            self._open(change.subject, change.target)
            self._take_what_was_opened(before)
        elif change.what == "drop visit":
            path, case = self.case(change.subject)
            self.pack[path] = {**case, "visit": "none"}
        elif change.what == "drop document":
            self._drop(change.target, "documents", change.subject, taken=False)
        elif change.what == "drop question":
            case_name, question = change.target, change.subject
            case_name, question = self.moved.get((case_name, question), (case_name, question))
            self._drop(case_name, "asks", question, taken=not change.missing)
        else:
            common = common_questions(self.checked())[change.subject]
            self._merge(change.subject, change.target, common)

    def _open(self, door: str, purpose: str) -> None:
        register, _, name = door.partition(".")
        path = next(
            path for path in self.pack if path.startswith("registers/") and path.endswith(f"/{register}.yaml")
        )
        words = dict(self.pack[path])
        for group in ("attributes", "relations"):
            if name in words.get(group, {}):
                held = words[group][name]
                opened = {**held.get("open_to", {}), purpose: "rules/2"}
                words[group] = {**words[group], name: {**held, "open_to": opened}}
        self.pack[path] = words

    def _drop(self, case: str, group: str, name: str, *, taken: bool) -> None:
        """Drop a question or a document; what something uses is taken from its register instead."""
        path, words = self.case(case)
        words[group] = {key: one for key, one in words[group].items() if key != name}
        if taken:
            words["uses"] = {**words.get("uses", {}), f"now_{name}": {"from": f"{_role(words)}.known"}}
        self.pack[path] = words

    def _take_what_was_opened(self, before: Reckoning) -> None:
        """Take from registers what is behind the door, and no longer demand its documents.

        A question that nothing uses stays: to drop it needs no open door, and is a change of its own.
        """
        after = Reckoning(self.texts())
        for name, case in {**after.services, **after.reports}.items():
            was = {**before.services, **before.reports}[name]
            for question, ask in case.get("asks", {}).items():
                opened = after.question(ask, case).openly and not before.question(ask, was).openly
                if opened and self._wanted(question, ask, case, after.pack.get("norm", {})):
                    self._drop(name, "asks", question, taken=True)
            for paper, words in case.get("documents", {}).items():
                if after.paper(words, case).openly and not before.paper(words, was).openly:
                    self._drop(name, "documents", paper, taken=False)

    @staticmethod
    def _wanted(name: str, ask: Words, case: Words, norms: dict[str, Words]) -> bool:
        needs = {need for norm in listed(case.get("decides")) for need in norms[norm].get("needs", {})}
        return "report" in case or "for_step" in ask or "for_output" in ask or name in needs

    def _merge(self, report: str, into: str, common: Mapping[str, str]) -> None:
        """Move the cells of a report into another, apart from those that both have."""
        (path, words), (target, whole) = self.case(report), self.case(into)
        del self.pack[path]
        for group in ("asks", "uses"):
            moved = {f"{report}_{key}": one for key, one in words.get(group, {}).items() if key not in common}
            whole[group] = {**whole.get(group, {}), **moved}
        for key in words.get("asks", {}):
            self.moved[report, key] = (into, common.get(key, f"{report}_{key}"))
        self.pack[target] = whole
        self.pack["volumes.csv"] = "".join(
            row
            for row in self.pack["volumes.csv"].splitlines(keepends=True)
            if not row.startswith(f"{report},")
        )


def _role(words: Mapping[str, Any]) -> str:
    return str(words["for"]) if "report" in words else "applicant"


def common_questions(checked: Checked) -> dict[str, dict[str, str]]:
    """The questions of each report that the first report about its kind of subject asks too, and their names there."""
    reports: list[BoundCase] = sorted(checked.bound.get("report", {}).values(), key=lambda one: one.id)
    first: dict[str, BoundCase] = {}
    common = {}
    for report in reports:
        kind = report.report.subject.id if report.report and report.report.subject else ""
        into = first.setdefault(kind, report)
        known = {asked.datum: asked.name for asked in into.asked if asked.lost is None}
        mine = {asked.datum: asked.name for asked in report.asked if asked.datum in known}
        common[report.id] = {name: known[datum] for datum, name in mine.items()}
    return common


def a_year(measures: Measures) -> tuple[Decimal, int, int, int]:
    """Minutes, visits, questions and documents a year."""
    each = measures.everything
    return (
        measures.minutes_per_year,
        sum((one.visits or 0) * (one.filings or 0) for one in each),
        sum((one.questions or 0) * (one.filings or 0) for one in each),
        sum((one.documents or 0) * (one.filings or 0) for one in each),
    )


def saved_by(pack: Pack, checked: Checked, *changes: Change) -> tuple[Decimal, int, int, int]:
    """What a year costs less once changes are written into the text."""
    made = Made(pack)
    for change in sorted(changes, key=lambda one: one.what != "merge reports"):
        made.make(change)
    before, after = a_year(measure(checked)), a_year(measure(made.checked()))
    return before[0] - after[0], before[1] - after[1], before[2] - after[2], before[3] - after[3]


WHAT = ("open", "drop question", "drop document", "drop visit", "merge reports")


def test_each_change_saves_what_measuring_the_changed_pack_finds() -> None:
    seen = Coverage(*WHAT, "for a question", "for a document", "only with others", "nothing to propose")

    @given(plannable_packs())
    def holds(pack: Pack) -> None:
        assume(is_exact(pack))
        checked = check(sources(pack), keep=True)
        made = plan(checked)
        assert made.volumes_not_stated == 0
        for one in made.proposals:
            found = saved_by(pack, checked, one.change)
            assert found == (one.minutes, one.visits, one.questions, one.documents), one.change
            seen.saw([one.change.what])
            seen.saw(["only with others"] if one.minutes < one.together else [])
            if one.change.what == "open":
                seen.saw(
                    [
                        *(["for a question"] if one.questions else []),
                        *(["for a document"] if one.documents else []),
                    ]
                )
        seen.saw([] if made.proposals else ["nothing to propose"])

    holds()
    seen.check()


def test_the_best_changes_together_save_what_measuring_finds() -> None:
    seen = Coverage("one", "several", "a merger")

    @given(plannable_packs(), st.integers(1, 4))
    def holds(pack: Pack, most: int) -> None:
        assume(is_exact(pack))
        checked = check(sources(pack), keep=True)
        made = plan(checked, most)
        found = saved_by(pack, checked, *made.best)[0]
        mergers = sum(change.what == "merge reports" for change in made.best)
        assert abs(found - made.best_minutes) <= Decimal("0.001")
        assert_plan(made, most)
        seen.saw(["one" if len(made.best) == 1 else "several" if made.best else "none"])
        seen.saw(["a merger"] if mergers else [])

    holds()
    seen.check()


def assert_plan(made: Plan, most: int) -> None:
    assert len(made.best) <= most == made.most
    assert made.bound_minutes >= made.best_minutes
    assert {*made.best} <= {one.change for one in made.proposals}
    assert sorted(made.proposals, key=lambda one: -one.minutes) == list(made.proposals)
    if made.proposals:
        assert made.best_minutes >= made.proposals[0].minutes - Decimal("0.001")


def is_exact(pack: Pack) -> bool:
    """Whether a plan is exact: where any of several closed doors would do, it proposes one of them alone."""
    reckoning = Reckoning({path: write(one) for path, one in pack.items()})
    reckoning.measures()
    return not reckoning.unclear and not reckoning.any_door_would_do
