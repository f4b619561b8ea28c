"""Rehearsals without a question, and trials with invented people, against what deciding anew says."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from askonce.adapters.settings.model import Settings
from askonce.assembly.demonstration import Filling
from askonce.assembly.drafts import read_zip
from askonce.assembly.house import House, open_house, place_of
from askonce.assembly.inspecting import inspect
from askonce.assembly.rehearsing import (
    HAS_ERRORS,
    NOTHING,
    Tally,
    instead_of,
    rehearse_draft,
    rehearse_without,
    why_not,
)
from askonce.assembly.trial import Told, Trial, Tried
from askonce.assembly.versions import kept_version
from askonce.cases.command import Filing
from askonce.cases.journal import Search
from askonce.invented.county import County
from askonce.norms.rehearsal.rehearsed import SMALLEST, UNDER, show
from askonce.norms.rehearsal.tally import Shift
from askonce.pack.bundle import export_pack
from askonce.registers.actor import Actor
from askonce.registers.fact import Fact, State
from askonce.registers.refusal import Refusal

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "packs" / "qingshan"
ON = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
MEALS = 24


def changed(old: str, new: str) -> bytes:
    """The county's pack with another text in the norm of meals."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(one for one in PACK.rglob("*") if one.is_file()):
            name = path.relative_to(PACK).as_posix()
            text = path.read_bytes()
            if name == "norms/meal-price.yaml":
                assert text.count(old.encode()) == 1
                text = text.replace(old.encode(), new.encode())
            archive.writestr(name, text)
    found = read_zip(out.getvalue())
    assert isinstance(found, bytes)
    return found


def nobody_told(done: int) -> None:
    """Say nothing of how far it has come."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which the first people of a village have asked for a meal."""
    folder = tmp_path_factory.mktemp("house")
    place = place_of(Settings(), f"sqlite:///{folder / 'county.db'}")
    made = open_house(place, Settings(), ON, PACK, clock=lambda: NOW)
    Filling(made, ON, 80).everything()
    bound = made.current.bound
    county = County(bound["register"], bound["concept"], on=ON, people=80)
    filing = Filing("elder-meal", answers={"diet": "none"})
    decided = 0
    for who in county.village(0).ids("person"):
        found = made.database.write(
            lambda journal, who=who: made.handling.file(journal, Actor("person", who), filing)  # type: ignore[misc]
        ).result()
        decided += not isinstance(found, Refusal) and found.line.decided is not None
        if decided == MEALS:
            break
    assert decided == MEALS
    yield made
    made.close()


@pytest.fixture(scope="module")
def archive() -> bytes:
    whole = export_pack(PACK)
    assert isinstance(whole, bytes)
    return whole


@pytest.fixture(scope="module")
def trial(archive: bytes) -> Iterator[Trial]:
    made = Trial(archive, ON)
    yield made
    made.close()


def prices(house: House) -> Counter[str]:
    """What the meals cost, by what the cases say themselves."""
    lines = house.database.read(
        lambda journal: journal.lines(Search(type="elder-meal", states=("decided",), limit=500))
    )
    found: Counter[str] = Counter()
    for line in lines:
        whole = house.database.write(
            lambda journal, line=line: house.handling.view(  # type: ignore[misc]
                journal, Actor("person", house.keys.subject("cases", line.filer or "")), line.id
            )
        ).result()
        assert not isinstance(whole, Refusal)
        assert whole.decision is not None
        found[str(whole.decision.outcome["price"])] += 1
    return found


def test_without_what_decides_no_case_is_decided(house: House) -> None:
    found = rehearse_without(house, "elder-meal", "birth", NOTHING, nobody_told)
    assert (found.cases, found.same, found.changed, found.open, found.apart) == (MEALS, 0, 0, MEALS, 0)
    assert len(found.named) == MEALS


def test_what_no_norm_looks_at_is_not_rehearsed(house: House) -> None:
    types = house.current.types
    assert why_not(types["elder-meal"], "diet") == "not-looked-at"
    assert why_not(types["elder-meal"], "birth") == ""
    assert why_not(types["elder-meal"], "nothing-of-the-sort") == "unknown"
    assert why_not(None, "birth") == "unknown"
    silent = [one for one in types.values() if not one.texts.names and one.fields]
    assert silent, "some services are decided by officers"
    assert {why_not(one, next(iter(one.fields))) for one in silent} == {"no-norm"}
    assert instead_of(types["temporary-aid"], "aided") == (NOTHING, "true", "false")


def test_of_few_cases_nothing_is_said() -> None:
    for counts, whole in (({"same": 3, "changed": 4}, UNDER), ({"same": 30, "changed": 4}, 34), ({}, 0)):
        tally = Tally("birth", Fact(State.NOT_ASKED))
        tally.counts |= counts
        tally.ways.update([("price", Shift("up"))] * counts.get("changed", 0))
        found = tally.result()
        assert found.cases == whole
        assert found.ways == ()
        told = [one for one in (found.same, found.changed, found.open) if not isinstance(one, str)]
        assert all(one == 0 or one >= SMALLEST for one in told)
    several = Tally("birth", Fact(State.NOT_ASKED))
    several.counts |= {"same": 30, "changed": 40}
    several.ways.update(
        {("price", Shift("up")): 25, ("price", Shift("down")): 12, ("price", Shift("ends")): 3}
    )
    shown = several.result()
    assert shown.changed == 40
    assert [one.cases for one in shown.ways] == [25], "12 would tell the 3 that are left"
    assert shown.other_ways


def test_a_draft_is_rehearsed_as_deciding_anew_would(house: House) -> None:
    draft = inspect(changed("18 CNY", "19 CNY"), ON)
    made = rehearse_draft(house, draft, ON, nobody_told)
    (norm,) = made.norms
    dear = prices(house)["18 CNY"]
    assert (norm.cases, norm.changed, norm.guarded) == (MEALS, dear, True)
    assert all(not kind.example for _, kinds in show(norm).outcomes for kind in kinds)


def test_a_norm_with_errors_is_left_out(house: House) -> None:
    broken = inspect(changed('"< 60"', '"< 6x"'), ON)
    assert broken.has_errors
    made = rehearse_draft(house, broken, ON, nobody_told)
    assert made.norms == ()
    assert [(one.norm, one.why) for one in made.left_out] == [("meal-price", HAS_ERRORS)]


def test_a_trial_asks_what_the_house_itself_would_ask(house: House, trial: Trial) -> None:
    for service in ("elder-meal", "temporary-aid", "minimum-income"):
        tried = trial.put(Told(service, "p-poor"))
        offered = house.database.write(
            lambda journal, service=service: house.handling.interview(  # type: ignore[misc]
                journal, Actor("person", "p-poor"), Filing(service)
            )
        ).result()
        assert isinstance(tried, Tried)
        assert not isinstance(offered, Refusal)
        assert (tried.offered.open, tried.offered.next) == (offered.open, offered.next)
        assert [one.name for one in tried.offered.facts] == [one.name for one in offered.facts]


def test_a_trial_explains_and_follows_what_is_changed(trial: Trial) -> None:
    old = trial.put(Told("elder-meal", "p-elder"))
    young = trial.put(Told("elder-meal", "p-elder", says={"birth": "2001-02-01"}))
    assert isinstance(old, Tried)
    assert isinstance(young, Tried)
    assert [one.offered.outcome[0].outcome["price"] for one in (old, young)] == ["15 CNY", "18 CNY"]
    assert young.explanations[0].ruling.norm.id == "meal-price"
    held = trial.put(Told("elder-meal", "p-elder", answers={"birth": "2001-02-01"}))
    assert isinstance(held, Refusal)
    assert held.code == "already-held", "as an answer it is refused, as in the house"
    unfit = trial.put(Told("elder-meal", "p-elder", says={"birth": "yesterday"}))
    assert isinstance(unfit, Refusal)


def test_a_trial_of_somebody_leaves_the_house_alone(house: House, trial: Trial) -> None:
    before = house.database.read(lambda journal: journal.size())
    trial.put(Told("elder-meal", "p-elder"))
    assert house.database.read(lambda journal: journal.size()) == before
    assert house.database.read(lambda journal: kept_version(journal, house.current.version)) is not None
