"""Measures: what is not stated is never counted as "no", and opening a door moves a count without changing the sum."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from hypothesis import given

from askonce.cases.measure import Measures, Rate, measure
from tests.property.coverage import Coverage
from tests.property.packs import Pack, check, packs, sources, titled

RATES = ("online_rate", "zero_visit_rate", "declared_prefilled_rate", "kept_promises")


def measured(pack: Pack) -> Measures:
    return measure(check(sources(pack), keep=True))


def test_what_is_not_stated_is_counted_as_such_and_never_as_no() -> None:
    seen = Coverage("stated before", "not stated before", "two more")

    @given(packs())
    def holds(pack: Pack) -> None:
        silent: dict[str, Any] = {**titled("service", "silent"), "imported_from": "a catalogue"}
        more: Pack = {"silent-1.yaml": silent, "silent-2.yaml": {**silent, "service": "silent-2"}}
        before, after = measured(pack), measured({**pack, **more})
        for name in RATES:
            one, other = getattr(before, name), getattr(after, name)
            assert other == Rate(one.numerator, one.denominator + 2, one.not_stated + 2), name
            stated = one.denominator - one.not_stated
            seen.saw(["stated before"] if stated else ["not stated before"])
        for count in map(attrgetter, ("questions", "documents", "visits")):
            few, more_of = before.spread(count), after.spread(count)
            assert (more_of.counts, more_of.not_stated) == (few.counts, few.not_stated + 2), count
            assert more_of.mean == few.mean
        assert after.minutes_per_year == before.minutes_per_year
        seen.saw(["two more"])

    holds()
    seen.check()


def test_opening_every_door_moves_what_is_asked_although_held_from_closed_to_open() -> None:
    seen = Coverage("held openly", "held but closed", "opened", "nothing held")

    @given(packs(faults=False))
    def holds(pack: Pack) -> None:
        opened = {path: _opened(one) if isinstance(one, Mapping) else one for path, one in pack.items()}
        before, after = measured(pack).everything, measured(opened).everything
        for one, other in zip(before, after, strict=True):
            assert other.held_closed == ()
            assert set(other.held_openly) == {*one.held_openly, *one.held_closed}
            assert (other.questions, other.minutes) == (one.questions, one.minutes)
            seen.saw(["held openly"] if one.held_openly else [])
            seen.saw(["held but closed", "opened"] if one.held_closed else [])
            seen.saw([] if other.held_openly else ["nothing held"])

    holds()
    seen.check()


def _opened(one: Mapping[str, Any]) -> dict[str, Any]:
    """A register with all its doors open; any other definition as it was."""
    words = dict(one)
    if "attributes" in words:
        words["attributes"] = {
            name: {**held, "sensitivity": "public"} for name, held in words["attributes"].items()
        }
    if "relations" in words:
        words["relations"] = {
            name: {word: value for word, value in relation.items() if word != "open_to"}
            for name, relation in words["relations"].items()
        }
    return words
