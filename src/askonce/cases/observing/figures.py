"""Figures out of tallies: each with numerator, denominator and what is not known, beside what the definitions say.

What describes people is withheld where fewer than ten stand behind it; it is never shown as nought. What describes the work
of an office (late, escalated) is shown as soon as ten people stand behind the whole of it and the whole may be shown
(`cases.observing.withheld`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from askonce.cases.asking import BoundCase
from askonce.cases.measure import Figures, Measures, Rate, figures_of
from askonce.cases.minutes import STANDARD, field_word
from askonce.cases.observing import tally as words
from askonce.cases.observing.tally import FEWEST, Tally, merged


class Count(msgspec.Struct, frozen=True):
    """A count of people; none where it is withheld, because it is of one to nine."""

    value: int | None

    @property
    def withheld(self) -> bool:
        """Whether it is withheld."""
        return self.value is None


class Costs(msgspec.Struct, frozen=True):
    """What the standard times of the pack make of one service: minutes for each question by name, and the rest."""

    questions: Mapping[str, Decimal]
    minutes: Mapping[str, Decimal]
    trips: int | None

    def of(self, tally: Tally) -> tuple[Decimal, int]:
        """The minutes of all cases of a tally, and how many questions are of a text that is no more and have none."""
        asked = tally.under("asked")
        unknown = sum(count for name, count in asked.items() if name not in self.questions)
        told = sum(
            (self.questions[name] * count for name, count in asked.items() if name in self.questions),
            Decimal(0),
        )
        rest = (
            self.minutes["filing"] * tally[words.FILED]
            + self.minutes["prefilled"] * tally[words.READ]
            + self.minutes["visit"] * tally[words.TRIPS]
        )
        return told + rest, unknown


class Observed(msgspec.Struct, frozen=True):
    """What was observed of some cases. `enough` says whether it may be shown; where not, only `filed` may be, as fewer than ten.

    Rates are over what people filed or had filed for them; `itself` began without a filing. `minutes` are reckoned from
    what was asked, read and travelled, by the standard times: how long people really took is not observed.
    """

    enough: bool
    filed: int
    itself: Count
    online: Rate
    zero_visit: Rate
    trips: Count
    questions: Rate
    spread: Mapping[int, Count]
    minutes: Decimal | None
    unpriced: int
    read: int
    decided: int
    by_norm: Rate
    kept: Rate
    lawful: Rate
    took: Rate
    took_promised: Rate
    late: int
    escalated: int
    more: int
    channels: Mapping[str, int]
    withdrawn: Count
    adverse: Count
    objected: Count
    objections: Mapping[str, Count]
    disputed: Count
    reviewed: Count
    stars: Mapping[int, Count]
    asked: Mapping[str, Count]

    @property
    def questions_a_case(self) -> float | None:
        """How many questions people answered in a case, in the mean."""
        return self.questions.value

    @property
    def minutes_a_case(self) -> Decimal | None:
        """The minutes of a case, in the mean."""
        return None if self.minutes is None or not self.filed else self.minutes / self.filed


def observed(tallies: Mapping[str, Sequence[Tally]], costs: Mapping[str, Costs]) -> Observed:
    """The figures of tallies by service; a visit that a text demands and no event records makes visits unknown."""
    by_service = {name: merged(several) for name, several in tallies.items()}
    whole = merged(by_service.values())
    filed, decided = whole[words.FILED], whole[words.DECIDED]
    zero = sum(one[words.ZERO] for name, one in by_service.items() if not _demands(costs.get(name)))
    unknown = whole[words.UNKNOWN_TRIPS] + sum(
        one[words.ZERO] for name, one in by_service.items() if _demands(costs.get(name))
    )
    promise, legal = whole.under("promise"), whole.under("legal")
    objections = whole.under("objection")
    minutes, unpriced = _minutes(by_service, costs)
    return Observed(
        enough=whole.enough,
        filed=filed,
        itself=count(whole[words.ITSELF]),
        online=Rate(whole["channel.online"], filed),
        zero_visit=Rate(zero, filed, unknown),
        trips=count(whole[words.TRIPS]),
        questions=Rate(whole[words.QUESTIONS], filed),
        spread=_numbered(whole.under("questions")),
        minutes=minutes if filed else None,
        unpriced=unpriced,
        read=whole[words.READ],
        decided=decided,
        by_norm=Rate(decided - whole["decided.officer"], decided),
        kept=_kept(promise),
        lawful=_kept(legal),
        took=Rate(whole[words.TOOK_DAYS], whole[words.TOOK], promise.get("running", 0)),
        took_promised=Rate(whole[words.TOOK_PROMISED], whole[words.TOOK], promise.get("running", 0)),
        late=promise.get("late", 0),
        escalated=whole[words.ESCALATED],
        more=whole[words.MORE],
        channels=whole.under("channel"),
        withdrawn=count(whole[words.WITHDRAWN]),
        adverse=count(whole[words.ADVERSE]),
        objected=count(whole[words.OBJECTED]),
        objections=together(objections),
        disputed=count(whole[words.DISPUTED]),
        reviewed=count(whole[words.REVIEWED]),
        stars=_stars(whole),
        asked=_asked(whole),
    )


def count(value: int) -> Count:
    """A count of people, withheld where it is of one to nine."""
    return Count(None if 0 < value < FEWEST else value)


def together(counts: Mapping[str, int]) -> dict[str, Count]:
    """Counts of people that add up to a number that is shown: withheld so that none of them can be reckoned from the rest.

    >>> {word: one.value for word, one in together({"a": 30, "b": 12, "c": 3}).items()}
    {'a': 30, 'b': None, 'c': None}
    """
    hidden = {word for word, value in counts.items() if 0 < value < FEWEST}
    left = sorted((value, word) for word, value in counts.items() if value and word not in hidden)
    if left and (len(hidden) == 1 or 0 < sum(counts[word] for word in hidden) < FEWEST):
        hidden.add(left[0][1])
    return {word: Count(None if word in hidden else value) for word, value in counts.items()}


def computed(bound: Mapping[str, Mapping[str, Any]]) -> Measures:
    """What the definitions say of each service (`cases.measure`)."""
    minutes = minutes_of(bound)
    volumes = {name: volume.filings for name, volume in bound.get("volume", {}).items()}
    services = bound.get("service", {}).values()
    found = [figures_of(one, dict(minutes), volumes.get(one.id)) for one in services]
    return Measures(tuple(sorted(found, key=lambda one: one.id)), ())


def minutes_of(bound: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Decimal]:
    """The standard times, as the pack has them."""
    minutes = dict(STANDARD)
    for manifest in bound.get("manifest", {}).values():
        minutes.update(manifest.minutes)
    return minutes


def costs_of(bound: Mapping[str, Mapping[str, Any]], measures: Measures) -> dict[str, Costs]:
    """What each service costs people, by its name."""
    minutes, services = minutes_of(bound), bound.get("service", {})
    return {one.id: _costs(services[one.id], one, minutes) for one in measures.services}


def _costs(bound: BoundCase, figures: Figures, minutes: Mapping[str, Decimal]) -> Costs:
    questions = {one.name: minutes[field_word(one.type)] for one in bound.asked}
    questions |= dict.fromkeys((one.name for one in bound.demanded), minutes["document"])
    return Costs(questions, minutes, figures.visits)


def _demands(costs: Costs | None) -> bool:
    """Whether a text demands a visit that no event would record, or does not state whether it does."""
    return costs is None or costs.trips is None or costs.trips > 0


def _minutes(by_service: Mapping[str, Tally], costs: Mapping[str, Costs]) -> tuple[Decimal, int]:
    total, unpriced = Decimal(0), 0
    for name, one in by_service.items():
        known = costs.get(name)
        if known is None:
            unpriced += one[words.QUESTIONS]
            continue
        minutes, unknown = known.of(one)
        total, unpriced = total + minutes, unpriced + unknown
    return total, unpriced


def _kept(term: Mapping[str, int]) -> Rate:
    """The share of terms that were kept, of those of which it is known; of those that run it is not known yet."""
    kept, late = term.get("kept", 0), term.get("late", 0)
    return Rate(kept, kept + late, term.get("running", 0))


def _stars(whole: Tally) -> dict[int, Count]:
    stars = Counter({str(one): 0 for one in range(1, 6)})
    stars.update(whole.under("stars"))
    return _numbered(stars)


def _numbered(counts: Mapping[str, int]) -> dict[int, Count]:
    return dict(sorted((int(number), said) for number, said in together(counts).items()))


def _asked(whole: Tally) -> dict[str, Count]:
    """Questions by how often they were answered, those that are withheld last, in the order of their names."""
    said = together(whole.under("asked"))
    return dict(sorted(said.items(), key=lambda one: (-(one[1].value or 0), one[0])))


def group(pairs: Iterable[tuple[Any, str, Tally]]) -> dict[Any, dict[str, list[Tally]]]:
    """Tallies by a key and by service."""
    found: dict[Any, dict[str, list[Tally]]] = {}
    for key, service, one in pairs:
        found.setdefault(key, {}).setdefault(service, []).append(one)
    return found
