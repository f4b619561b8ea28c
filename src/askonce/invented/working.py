"""What registers say of the work, wages, contributions and pensions of the persons of a village, by concept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import UNSET

from askonce.invented.calendar import years_after
from askonce.invented.chance import Chance
from askonce.invented.folk import NOBODY
from askonce.invented.marginals import POOR_WAGES, WAGE_DEVIATION, WAGE_MEDIAN
from askonce.invented.oddities import Said
from askonce.invented.personal import Column, Maker, yuan
from askonce.invented.village import Village

_STATUS: Final = {
    "employed": "employed", "self_employed": "self_employed", "unemployed": "unemployed", "none": "none",
    "town": "retired", "village": "none",
}  # fmt: skip
_ENDS: Final = ("dismissed", "expired", "closed", "resigned", "resigned")
_VILLAGE_PENSION: Final = 280


def _of_working(draw: Callable[[Village, int, Chance], Said]) -> Maker:
    """A value of everybody whom the register of work knows."""

    def make(village: Village, chance: Chance) -> Column:
        return [
            draw(village, one, chance) if work else UNSET for one, work in enumerate(village.works.jobs.work)
        ]

    return make


def _status(village: Village, one: int, _: Chance) -> Said:
    return _STATUS[village.works.jobs.work[one]]


def _since(village: Village, one: int, _: Chance) -> Said:
    day = village.works.jobs.since[one]
    return None if day == NOBODY else date.fromordinal(day)


def _last_ended(village: Village, one: int, chance: Chance) -> Said:
    """The day on which the last job ended, of who has none."""
    day = village.today.ordinal - chance.between(3, 900)
    if village.works.jobs.work[one] != "unemployed":
        return None
    return date.fromordinal(max(day, min(village.folk.birth[one] + 18 * 366, village.today.ordinal)))


def _end_reason(village: Village, one: int, chance: Chance) -> Said:
    reason = chance.pick(_ENDS)
    return reason if village.works.jobs.work[one] == "unemployed" else None


def _months(village: Village, one: int, chance: Chance) -> Said:
    """Months of contributions: of a working life, with gaps, and few in villages."""
    work, age = village.works.jobs.work[one], village.folk.age[one]
    most = max(age - 20, 0) * 12
    share = {"employed": 0.7, "town": 0.75, "self_employed": 0.4, "unemployed": 0.4}.get(work, 0.12)
    return Decimal(min(int(most * share * (0.4 + chance.draw() * 0.9)), 45 * 12))


def _wage(village: Village, one: int, chance: Chance) -> Said:
    if village.works.jobs.work[one] != "employed":
        return None
    if village.folk.home[one] in village.poor:
        low, high = POOR_WAGES
        return yuan(low + int(chance.draw() * (high - low + 1)))
    return yuan(chance.log_normal(WAGE_MEDIAN, WAGE_DEVIATION))


def _pension(village: Village, one: int, chance: Chance) -> Said:
    work = village.works.jobs.work[one]
    if work == "town":
        return yuan(chance.log_normal(2900, 0.25))
    if work == "village" and village.folk.age[one] >= 60:
        return yuan(_VILLAGE_PENSION + chance.below(9) * 10)
    return None


def _injury(village: Village, one: int, chance: Chance) -> Said:
    return village.works.jobs.work[one] == "employed" and chance.happens(0.9)


def _yes(share: float) -> Callable[[Village, int, Chance], Said]:
    return lambda _village, _one, chance: chance.happens(share)


def _account(village: Village, one: int, chance: Chance) -> Said:
    """An account of a bank that does not exist; four of a hundred have none."""
    if chance.happens(0.04):
        return None
    return f"QS{village.number:03}{one:06}{chance.below(1000):03}"


def _certificate(village: Village, one: int, chance: Chance) -> Said:
    """Who works with food has a certificate, mostly one that is still valid."""
    draw = chance.draw()
    firm = village.works.jobs.employer[one]
    if firm == NOBODY or village.works.firms[firm].industry != "food":
        return None
    return years_after(date.fromordinal(village.today.ordinal - int(draw * 400)), 1)


WORKING: Final[Mapping[str, Maker]] = {
    "employment-status": _of_working(_status),
    "employed-since": _of_working(_since),
    "last-job-ended": _of_working(_last_ended),
    "job-end-reason": _of_working(_end_reason),
    "contribution-months": _of_working(_months),
    "monthly-wage": _of_working(_wage),
    "monthly-pension": _of_working(_pension),
    "injury-cover": _of_working(_injury),
    "guaranteed-before": _of_working(_yes(0.02)),
    "returnee-paid": _of_working(_yes(0.03)),
    "payment-account": _of_working(_account),
    "health-certificate-until": _of_working(_certificate),
}
