"""The shares that come out of an invented county are those of the table of marginals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from statistics import fmean, stdev
from typing import Any

import pytest

from askonce.feel.values import Money
from askonce.invented.cast import PLAYERS
from askonce.invented.folk import NOBODY
from askonce.invented.marginals import BAND, BANDS, PYRAMID, SHARES, WAGE_DEVIATION, WAGE_MEDIAN
from askonce.invented.village import Village
from tests.unit.invented.counties import ON, county, held, latest

PEOPLE = 6_000
CAST = frozenset(player.id for player in PLAYERS)


def chi_square(counts: Mapping[str, int], shares: Mapping[str, float]) -> tuple[float, float]:
    """The statistic, and a bound that chance passes once in some ten thousand times (Wilson and Hilferty, 1931)."""
    total, whole = sum(counts.values()), sum(shares.values())
    assert counts.keys() <= shares.keys()
    found = sum(
        (counts.get(word, 0) - total * share / whole) ** 2 / (total * share / whole)
        for word, share in shares.items()
    )
    freedom = len(shares) - 1
    spread = 2 / (9 * freedom)
    return found, freedom * (1 - spread + 3.72 * math.sqrt(spread)) ** 3


def villages() -> list[Village]:
    made = county(PEOPLE)
    return [made.village(number) for number in range(made.size)]


@pytest.fixture(scope="module")
def everywhere() -> list[Village]:
    return villages()


def natives(village: Village) -> range:
    return range(village.folk.fixed, village.folk.living)


def drawn(topic: str, everywhere: list[Village]) -> Iterable[str]:
    """What came out for a topic of the table, without the cast."""
    if topic == "household-size":
        return [
            str(len(home))
            for one in everywhere
            for home in one.folk.households
            if home and home[0] >= one.folk.fixed
        ]
    if topic == "surname":
        return [surname(name) for one in everywhere for name in founders(one)]
    rows = {
        name: [v for k, v in latest(PEOPLE, name).items() if k not in CAST]
        for name in ("residence", "insured", "care-status")
    }
    born = {subject: values.get("birth_date") for subject, values in latest(PEOPLE, "people").items()}
    insured = {k: v for k, v in latest(PEOPLE, "insured").items() if k not in CAST}
    if topic.startswith("chronic"):
        elders = topic.endswith("elders")
        return [
            v["chronic_disease"]
            for k, v in insured.items()
            if born.get(k) and (age(born[k] or ON) >= 60) == elders
        ]
    if topic == "residence-kind":
        return [v["residence_kind"] for v in rows["residence"] if v.get("stay_permit_until") is None]
    if topic == "industry":
        return [v["industry"] for k, v in firms().items() if k != "f-owner"]
    if topic == "main-crop":
        return [v["main_crop"] for v in latest(PEOPLE, "farms").values()]
    if topic == "work of those from 18":
        return [
            one.works.jobs.work[at] or "not in the register"
            for one in everywhere
            for at in natives(one)
            if 18 <= one.folk.age[at] < (55 if one.folk.female[at] else 60)
        ]
    if topic == "pensioner":
        return [
            one.works.jobs.work[at] or "not in the register"
            for one in everywhere
            for at in natives(one)
            if one.folk.age[at] >= (55 if one.folk.female[at] else 60)
        ]
    raise KeyError(topic)


def firms() -> dict[str, dict[str, Any]]:
    """What is said of the firms of the villages: those of the development zone are no sample of anything."""
    zone = county(PEOPLE).zone
    assert zone is not None
    beside = {firm.id for firm in zone.firms}
    return {name: values for name, values in latest(PEOPLE, "firms-licences").items() if name not in beside}


def age(born: date) -> int:
    return ON.year - born.year - ((ON.month, ON.day) < (born.month, born.day))


def founders(village: Village) -> Iterable[str]:
    """The names of those whose surname was drawn, and which nothing odd has changed."""
    odd = {
        at for one in village.odd for at in one.persons if one.concept == "full-name" or "name" in one.kind
    }
    folk = village.folk
    return [
        village.names[at] for at in range(folk.fixed, len(folk)) if not folk.parents(at) and at not in odd
    ]


def surname(name: str) -> str:
    return name[:2] if name[:2] in SHARES["surname"] else name[0]


@pytest.mark.parametrize(
    "topic",
    ["household-size", "surname", "chronic-disease of elders", "chronic-disease of others", "residence-kind",
     "industry", "main-crop", "work of those from 18", "pensioner"],
)  # fmt: skip
def test_shares_are_those_of_the_table(topic: str, everywhere: list[Village]) -> None:
    counts = Counter(drawn(topic, everywhere))
    found, bound = chi_square(counts, SHARES[topic])
    assert sum(counts.values()) > 50
    assert found < bound


def test_ages_are_those_of_the_pyramid(everywhere: list[Village]) -> None:
    counts = Counter(
        f"{min(one.folk.age[at] // BAND * BAND, 100)} {one.folk.female[at]}"
        for one in everywhere
        for at in natives(one)
    )
    shares = {
        f"{start} {female}": pair[female] for start, pair in PYRAMID.items() for female in (False, True)
    }
    few = [word for word, share in shares.items() if share * PEOPLE / 100 < 5]
    counts["few"] = sum(counts.pop(word, 0) for word in few)
    shares["few"] = sum(shares.pop(word) for word in few)
    found, bound = chi_square(counts, shares)
    assert found < bound


def test_a_wrong_share_is_noticed(everywhere: list[Village]) -> None:
    counts = Counter(drawn("industry", everywhere))
    counts["trade"], counts["transport"] = counts["transport"], counts["trade"]
    found, bound = chi_square(counts, SHARES["industry"])
    assert found > bound


def test_wages_are_log_normal_with_a_poor_tail() -> None:
    wages = [v.get("monthly_wage") for k, v in latest(PEOPLE, "employment-pensions").items() if k not in CAST]
    amounts = [float(wage.amount) for wage in wages if isinstance(wage, Money)]
    poor = sum(1 for amount in amounts if amount < 1000) / len(amounts)
    logarithms = [math.log(amount) for amount in amounts if amount > 1900]
    assert 0.005 < poor < 0.04
    assert fmean(logarithms) == pytest.approx(math.log(WAGE_MEDIAN), abs=0.06)
    assert stdev(logarithms) == pytest.approx(WAGE_DEVIATION, abs=0.06)


def test_what_follows_from_the_rest_is_still_a_county(everywhere: list[Village]) -> None:
    found = dict.fromkeys(BANDS, (0, 0))

    def count(band: str, holds: bool) -> None:  # noqa: FBT001 - a tally
        part, whole = found[band]
        found[band] = part + holds, whole + 1

    for one in everywhere:
        folk = one.folk
        for at in natives(one):
            home = folk.households[folk.home[at]] if folk.home[at] != NOBODY else []
            if folk.age[at] >= 25:
                count("married among those from 25", folk.status[at] == "married")
            if folk.age[at] >= 80:
                count("widowed among those from 80", folk.status[at] == "widowed")
            if folk.age[at] >= 65:
                count("elders who live alone", len(home) == 1)
            if folk.age[at] < 18:
                count("children in a household with a parent", bool(set(folk.parents(at)) & set(home)))
                count("children with a mother on record", folk.mother[at] != NOBODY)
                same = [c for c in folk.children[folk.mother[at]] if folk.birth[c] == folk.birth[at]]
                count("twins among children", folk.mother[at] != NOBODY and len(same) > 1)
    poor = sum(1 for v in latest(PEOPLE, "care-status").values() if v.get("minimum_income"))
    found["receivers of minimum income"] = poor, PEOPLE
    found["firms for each hundred people"] = len(firms()) * 100, PEOPLE
    dead = sum(len(one.folk) - one.folk.living for one in everywhere)
    found["the dead for each hundred living"] = dead * 100, PEOPLE
    shares = {band: part / whole for band, (part, whole) in found.items()}
    assert {
        band: share for band, share in shares.items() if not BANDS[band][0] <= share <= BANDS[band][1]
    } == {}


def test_there_are_as_many_people_as_wanted() -> None:
    living = {
        one.subject
        for one in held(PEOPLE)["people"]
        if one.values.get("death_date") is None and one.valid_to is None
    }
    missing = [f for f in county(PEOPLE).faults() if f.kind == "no row" and f.concept == "birth-date"]
    kin = {one.subject for one in held(PEOPLE)["people"]}
    assert len(living | {f.subjects[0] for f in missing}) == PEOPLE + len(CAST)
    assert not {f.subjects[0] for f in missing} & kin
