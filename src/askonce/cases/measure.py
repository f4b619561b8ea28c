"""Measures a pack from its definitions alone: questions, documents, visits, minutes, and what is asked although held.

What a source does not state is counted as not stated, never as "no". The keys of `as_json` are documented in
docs/reference/measure.md and do not change.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import msgspec

from askonce.cases.asking import BoundCase
from askonce.cases.minutes import STANDARD, field_word
from askonce.cases.report import ROUNDS_A_YEAR
from askonce.cases.type import CaseWords, Service, Visit
from askonce.pack.passes import Checked


class Rate(msgspec.Struct, frozen=True):
    """A share of all: how many are known to be so, of how many, and of how many nothing is stated."""

    numerator: int
    denominator: int
    not_stated: int = 0

    @property
    def value(self) -> float | None:
        """The share, or nothing where there is nothing to share."""
        return self.numerator / self.denominator if self.denominator else None


class Spread(msgspec.Struct, frozen=True):
    """How a count is spread over services: its sum, its mean over those that state it, and how many have each value."""

    counts: tuple[int, ...]
    not_stated: int = 0

    @property
    def total(self) -> int:
        """The sum."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean over those that state it."""
        return self.total / len(self.counts) if self.counts else None

    @property
    def distribution(self) -> dict[int, int]:
        """How many have each value, from the least."""
        return dict(sorted(Counter(self.counts).items()))


class Figures(msgspec.Struct, frozen=True):
    """The figures of one service or report; None is what is not stated.

    Minutes are those of one filing; `filings` and `minutes_per_year` those of a year.
    """

    id: str
    kind: str
    title: dict[str, str]
    office: str
    online: bool | None
    visits: int | None
    questions: int | None
    documents: int | None
    prefilled: int
    declared_prefilled: bool | None
    held_openly: tuple[str, ...]
    held_closed: tuple[str, ...]
    documents_held: tuple[str, ...]
    rekeyed: int
    minutes: Decimal
    clerk_minutes: Decimal
    filings: int | None
    rounds: int
    promised_days: float | None
    legal_days: float | None

    @property
    def asked_although_held(self) -> int:
        """Data that are asked although a register holds them, open or closed."""
        return len(self.held_openly) + len(self.held_closed)

    @property
    def minutes_per_year(self) -> Decimal | None:
        """Minutes that people spend on it in a year, where its volume is stated."""
        return None if self.filings is None else self.minutes * self.filings


class Measures(msgspec.Struct, frozen=True):
    """The figures of a pack: each service, each report, each life event."""

    services: tuple[Figures, ...]
    reports: tuple[Figures, ...]

    @property
    def everything(self) -> tuple[Figures, ...]:
        """Services and reports together."""
        return self.services + self.reports

    def spread(self, of: Callable[[Figures], int | None]) -> Spread:
        """Spread a count over the services."""
        stated = [count for one in self.services if (count := of(one)) is not None]
        return Spread(tuple(stated), len(self.services) - len(stated))

    def rate(self, of: Callable[[Figures], bool | None]) -> Rate:
        """The share of services of which something is so."""
        answers = [of(one) for one in self.services]
        return Rate(answers.count(True), len(answers), answers.count(None))

    @property
    def online_rate(self) -> Rate:
        """The share of services that can be done online."""
        return self.rate(lambda one: one.online)

    @property
    def zero_visit_rate(self) -> Rate:
        """The share of services that need no visit."""
        return self.rate(lambda one: None if one.visits is None else one.visits == 0)

    @property
    def declared_prefilled_rate(self) -> Rate:
        """The share of services that fill in what is known, by their own uses or by what their source declares."""
        return self.rate(lambda one: True if one.prefilled else one.declared_prefilled)

    @property
    def data_prefilled(self) -> Rate:
        """The share of data that are taken from registers, of all that are taken or asked."""
        taken = sum(one.prefilled for one in self.services)
        return Rate(taken, taken + sum(one.questions or 0 for one in self.services))

    @property
    def cells_from_registers(self) -> Rate:
        """The share of the cells of reports that are filled from registers."""
        taken = sum(one.prefilled for one in self.reports)
        return Rate(taken, taken + sum(one.questions or 0 for one in self.reports))

    @property
    def form_filings_per_year(self) -> int:
        """Filings of forms a year by one community."""
        return sum(one.rounds for one in self.reports)

    @property
    def minutes_per_filing(self) -> Decimal:
        """Mean minutes that people spend on one filing of a service."""
        return sum((one.minutes for one in self.services), Decimal(0)) / max(len(self.services), 1)

    @property
    def minutes_per_year(self) -> Decimal:
        """Minutes that people spend a year on all whose volume is stated."""
        return sum((one.minutes_per_year or Decimal(0) for one in self.everything), Decimal(0))

    @property
    def kept_promises(self) -> Rate:
        """The share of services whose promised term is shorter than the legal one."""
        return self.rate(
            lambda one: (
                None
                if one.promised_days is None or one.legal_days is None
                else one.promised_days < one.legal_days
            )
        )


def measure(checked: Checked) -> Measures:
    """Measure a pack that was checked with `keep=True`."""
    minutes = dict(STANDARD)
    for manifest in checked.bound.get("manifest", {}).values():
        minutes.update(manifest.minutes)
    volumes = {name: volume.filings for name, volume in checked.bound.get("volume", {}).items()}
    return Measures(
        _all(checked.bound.get("service", {}).values(), minutes, volumes),
        _all(checked.bound.get("report", {}).values(), minutes, volumes),
    )


def _all(
    cases: Iterable[BoundCase], minutes: dict[str, Decimal], volumes: dict[str, int | None]
) -> tuple[Figures, ...]:
    figures = (figures_of(case, minutes, volumes.get(case.id)) for case in cases)
    return tuple(sorted(figures, key=lambda one: one.id))


def figures_of(bound: BoundCase, minutes: dict[str, Decimal], filings: int | None) -> Figures:
    """Measure one service or report."""
    case = bound.case
    service = bound.service
    imported = case.imported_from is not None
    questions = None if imported and not case.asks else len(case.asks)
    documents = None if service is None or (imported and not service.documents) else len(service.documents)
    visits = _visits(service)
    term = getattr(case, "term", None)
    rekeyed = _rekeyed(case)
    return Figures(
        id=case.id,
        kind=case.kind,
        title=case.title.texts if case.title else {},
        office=case.office.id if case.office else "",
        online=_online(service),
        visits=visits,
        questions=questions,
        documents=documents,
        prefilled=len(case.uses),
        declared_prefilled=service.prefilled if service else None,
        held_openly=tuple(asked.name for asked in bound.asked if asked.held_openly),
        held_closed=tuple(
            asked.name for asked in bound.asked if asked.already_held and not asked.held_openly
        ),
        documents_held=tuple(demanded.name for demanded in bound.demanded if demanded.already_held),
        rekeyed=rekeyed,
        minutes=_minutes(bound, minutes, documents or 0, visits or 0),
        clerk_minutes=rekeyed * minutes["rekeyed"],
        filings=filings,
        rounds=ROUNDS_A_YEAR[bound.report.every] if bound.report else 0,
        promised_days=term.promised.days if term and term.promised else None,
        legal_days=term.legal.days if term and term.legal else None,
    )


def _minutes(bound: BoundCase, minutes: dict[str, Decimal], documents: int, visits: int) -> Decimal:
    asked = sum((minutes[field_word(one.type)] for one in bound.asked), Decimal(0))
    return (
        minutes["filing"]
        + asked
        + len(bound.case.uses) * minutes["prefilled"]
        + documents * minutes["document"]
        + visits * minutes["visit"]
    )


def _rekeyed(case: CaseWords) -> int:
    """The fields that a clerk types again: as stated, and those of outside systems that are copied from a page."""
    stated = {one.system: one.fields for one in case.rekeyed_into}
    copied = {one.system: len(one.order) for one in case.recorded_in if not one.interface}
    return sum({**copied, **stated}.values())


def _visits(service: Service | None) -> int | None:
    if service is None or service.visit is None:
        return None
    return service.visit.trips if isinstance(service.visit, Visit) else 0


def _online(service: Service | None) -> bool | None:
    if service is None or service.online is None:
        return None
    return service.online != "false"


def as_json(measures: Measures) -> dict[str, Any]:
    """Give the measures with stable keys; minutes are rounded to a tenth."""
    return {
        "services": len(measures.services),
        "reports": len(measures.reports),
        "online_rate": rate_json(measures.online_rate),
        "zero_visit_rate": rate_json(measures.zero_visit_rate),
        "prefilled_services": rate_json(measures.declared_prefilled_rate),
        "questions": spread_json(measures.spread(lambda one: one.questions)),
        "documents": spread_json(measures.spread(lambda one: one.documents)),
        "visits": spread_json(measures.spread(lambda one: one.visits)),
        "data_prefilled": rate_json(measures.data_prefilled),
        "asked_although_held": sum(one.asked_although_held for one in measures.everything),
        "asked_although_held_openly": sum(len(one.held_openly) for one in measures.everything),
        "asked_although_held_closed": sum(len(one.held_closed) for one in measures.everything),
        "documents_although_held": sum(len(one.documents_held) for one in measures.services),
        "cells_by_hand": sum(one.questions or 0 for one in measures.reports),
        "cells_from_registers": rate_json(measures.cells_from_registers),
        "form_filings_per_year": measures.form_filings_per_year,
        "rekeyed_fields": sum(one.rekeyed for one in measures.everything),
        "rekeyed_fields_per_year": sum(one.rekeyed * (one.filings or 0) for one in measures.everything),
        "minutes_per_filing": tenth(measures.minutes_per_filing),
        "minutes_per_year": tenth(measures.minutes_per_year),
        "volumes_not_stated": sum(1 for one in measures.everything if one.filings is None),
        "promised_below_legal": rate_json(measures.kept_promises),
        "promised_days": days_json(one.promised_days for one in measures.services),
        "legal_days": days_json(one.legal_days for one in measures.services),
        "by_service": {one.id: figures_json(one) for one in measures.services},
        "by_report": {one.id: figures_json(one) for one in measures.reports},
    }


def rate_json(rate: Rate) -> dict[str, Any]:
    """A rate as value, numerator, denominator and not stated."""
    value = rate.value
    return {
        "value": None if value is None else round(value, 4),
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "not_stated": rate.not_stated,
    }


def spread_json(spread: Spread) -> dict[str, Any]:
    """A spread as total, mean, distribution and not stated."""
    mean = spread.mean
    return {
        "total": spread.total,
        "mean": None if mean is None else round(mean, 4),
        "distribution": {str(value): count for value, count in spread.distribution.items()},
        "not_stated": spread.not_stated,
    }


def days_json(days: Iterable[float | None]) -> dict[str, Any]:
    """Mean days over those that state them."""
    every = list(days)
    stated = [day for day in every if day is not None]
    return {
        "mean": round(sum(stated) / len(stated), 2) if stated else None,
        "not_stated": len(every) - len(stated),
    }


def figures_json(one: Figures) -> dict[str, Any]:
    """The figures of one service or report."""
    per_year = one.minutes_per_year
    return {
        "title": one.title,
        "office": one.office,
        "online": one.online,
        "visits": one.visits,
        "questions": one.questions,
        "documents": one.documents,
        "prefilled": one.prefilled,
        "asked_although_held": one.asked_although_held,
        "held_openly": list(one.held_openly),
        "held_closed": list(one.held_closed),
        "documents_although_held": list(one.documents_held),
        "rekeyed_fields": one.rekeyed,
        "minutes": tenth(one.minutes),
        "clerk_minutes": tenth(one.clerk_minutes),
        "filings": one.filings,
        "minutes_per_year": None if per_year is None else tenth(per_year),
        "rounds_per_year": one.rounds,
        "promised_days": one.promised_days,
        "legal_days": one.legal_days,
    }


def tenth(minutes: Decimal) -> float:
    """Minutes to a tenth, halves to the even one."""
    return float(minutes.quantize(Decimal("0.1")))
