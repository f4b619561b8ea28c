"""Figures side by side: what the definitions say of what was filed, what was observed, and what lies between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.cases.measure import Figures, Rate
from askonce.cases.observing.figures import Observed
from askonce.web.pages.frame.language import mark
from askonce.web.pages.measured.situation import Situation

Form: TypeAlias = Literal["share", "number", "minutes", "days"]


class Figure(msgspec.Struct, frozen=True):
    """One of the six: its name, what it says, how it is written, and both ways to it."""

    name: str
    title: str
    says: str
    form: Form
    computed: Callable[[Figures], float | None]
    observed: Callable[[Observed], Rate]
    from_promise: bool = False


def _minutes(one: Observed) -> Rate:
    """Minutes in tenths, so that they are whole as counts are."""
    return Rate(int((one.minutes or 0) * 10), one.filed, one.unpriced)


FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        "online", mark("Filed online"), mark("Of all filings, those that a person sent from home."), "share",
        lambda one: None if one.online is None else float(one.online), lambda one: one.online,
    ),
    Figure(
        "visits", mark("Without a visit"), mark("Filings for which nobody had to come anywhere. A trip to a helper's counter is a visit; a call is none."), "share",
        lambda one: None if one.visits is None else float(one.visits == 0), lambda one: one.zero_visit,
    ),
    Figure(
        "questions", mark("Questions for each filing"), mark("What people had to answer because no register knew it."), "number",
        lambda one: None if one.questions is None else float(one.questions), lambda one: one.questions,
    ),
    Figure(
        "minutes", mark("Minutes for each filing"), mark("Reckoned by the standard times, from what was asked, read and travelled. How long people really took is not observed: nobody is tracked."), "minutes",
        lambda one: float(one.minutes), _minutes,
    ),
    Figure(
        "days", mark("Working days to a decision"), mark("From filing to the first decision, without the days on which an answer of the person was waited for."), "days",
        lambda one: one.promised_days, lambda one: one.took, from_promise=True,
    ),
    Figure(
        "kept", mark("Promises kept"), mark("Of the promised terms that are over, those that were kept."), "share",
        lambda one: None if one.promised_days is None else 1.0, lambda one: one.kept,
    ),
)  # fmt: skip
BY_NAME: Final[Mapping[str, Figure]] = {one.name: one for one in FIGURES}
_TENTHS: Final = 10


class Compared(msgspec.Struct, frozen=True):
    """A figure from both sides. `computed` is the mean of what the definitions say, weighted by what was filed.

    `of` says how many, of how many, and of how many it is not known; `unstated` filings have a text that says nothing of it.
    """

    figure: Figure
    computed: float | None
    unstated: int
    observed: float | None
    of: Rate

    @property
    def difference(self) -> float | None:
        """What was observed less what was computed; nothing where either is not known."""
        return None if self.observed is None or self.computed is None else self.observed - self.computed


def compare(there: Situation, seen: Observed, filed: Mapping[str, int]) -> tuple[Compared, ...]:
    """All six, over what was filed of each service."""
    return tuple(_compared(there, one, seen, filed) for one in FIGURES)


def _compared(there: Situation, figure: Figure, seen: Observed, filed: Mapping[str, int]) -> Compared:
    by_service = {one.id: one for one in there.known.measures.services}
    pairs = [
        (figure.computed(by_service[name]) if name in by_service else None, count)
        for name, count in filed.items()
    ]
    computed, unstated = weighted(pairs)
    if figure.from_promise:
        computed = seen.took_promised.value
    of = figure.observed(seen)
    return Compared(figure, computed, unstated, value_of(figure, of), of)


def weighted(pairs: Iterable[tuple[float | None, int]]) -> tuple[float | None, int]:
    """The mean of values by how often each was filed, and how often nothing is stated.

    >>> weighted([(1.0, 30), (0.0, 10), (None, 5)])
    (0.75, 5)
    """
    found = list(pairs)
    stated = [(value, count) for value, count in found if value is not None]
    total = sum(count for _, count in stated)
    unstated = sum(count for value, count in found if value is None)
    return (sum(value * count for value, count in stated) / total if total else None), unstated


def value_of(figure: Figure, of: Rate) -> float | None:
    """The observed value of a figure; minutes come in tenths."""
    value = of.value
    return value if value is None or figure.form != "minutes" else value / _TENTHS
