"""Figures and plans as text for a terminal."""

from collections.abc import Iterator
from decimal import Decimal

from askonce.cases.measure import Measures, Rate, Spread
from askonce.cases.plan import Plan, Proposal

WIDTH = 44


def measures_text(measures: Measures) -> str:
    """The measures of a pack, a line each, with what makes up every rate."""
    return "\n".join(_measure_lines(measures))


def _measure_lines(measures: Measures) -> Iterator[str]:
    yield _line("services", f"{len(measures.services):,}")
    yield _line("  can be done online", _rate(measures.online_rate))
    yield _line("  need no visit", _rate(measures.zero_visit_rate))
    yield _line("  fill in what is known", _rate(measures.declared_prefilled_rate))
    yield _line("questions a service", _spread(measures.spread(lambda one: one.questions)))
    yield _line("documents a service", _spread(measures.spread(lambda one: one.documents)))
    yield _line("visits a service", _spread(measures.spread(lambda one: one.visits)))
    yield _line("data taken from registers", _rate(measures.data_prefilled))
    openly = sum(len(one.held_openly) for one in measures.everything)
    closed = sum(len(one.held_closed) for one in measures.everything)
    yield _line(
        "data asked although held",
        f"{openly + closed:,}  ({openly:,} openly, {closed:,} behind a closed door)",
    )
    yield _line(
        "documents asked although held", f"{sum(len(one.documents_held) for one in measures.services):,}"
    )
    yield _line("promised sooner than the law demands", _rate(measures.kept_promises))
    yield _line("reports", f"{len(measures.reports):,}")
    yield _line("  forms a year for one community", f"{measures.form_filings_per_year:,}")
    yield _line("  cells filled from registers", _rate(measures.cells_from_registers))
    yield _line(
        "fields typed again into outside systems", f"{sum(one.rekeyed for one in measures.everything):,}"
    )
    yield _line("minutes of people a filing", f"{measures.minutes_per_filing:,.1f}")
    yield _line("minutes of people a year", f"{measures.minutes_per_year:,.0f}  ({_unstated(measures)})")


def _unstated(measures: Measures) -> str:
    missing = sum(1 for one in measures.everything if one.filings is None)
    return (
        "every volume stated"
        if not missing
        else f"volume not stated for {missing:,} of {len(measures.everything):,}"
    )


def _line(label: str, value: str) -> str:
    return f"{label:<{WIDTH}}{value}"


def _rate(rate: Rate) -> str:
    if rate.value is None:
        return "nothing to measure"
    stated = f", {rate.not_stated:,} not stated" if rate.not_stated else ""
    return f"{rate.value:.1%}  ({rate.numerator:,} of {rate.denominator:,}{stated})"


def _spread(spread: Spread) -> str:
    if spread.mean is None:
        return f"not stated for {spread.not_stated:,}"
    stated = f", {spread.not_stated:,} not stated" if spread.not_stated else ""
    most = max(spread.distribution)
    return f"{spread.mean:.2f}  ({spread.total:,} in all, at most {most}{stated})"


def plan_text(made: Plan, top: int) -> str:
    """A plan: the changes that save most by themselves, then the best few together."""
    return "\n".join(_plan_lines(made, top))


def _plan_lines(made: Plan, top: int) -> Iterator[str]:
    if not made.proposals:
        yield "no change to propose: nothing is asked that is held, and no visit is left"
        return
    yield f"changes, by the minutes that each saves people in a year ({len(made.proposals):,} in all)"
    for number, one in enumerate(made.proposals[:top], start=1):
        yield f"{number:>3}. {one.change.words['en']}"
        yield f"     saves {_saved(one)}"
        if one.change.ask:
            yield f"     ask {one.change.ask}" + (
                f"; missing: {one.change.missing}" if one.change.missing else ""
            )
    if len(made.proposals) > top:
        yield f"     … and {len(made.proposals) - top:,} more (--top)"
    yield ""
    yield f"best {made.most} together: {made.best_minutes:,.0f} minutes a year (no {made.most} changes can save more than {made.bound_minutes:,.0f})"
    for change in made.best:
        yield f"   - {change.words['en']}"
    if made.volumes_not_stated:
        yield f"for {made.volumes_not_stated:,} services and reports no volume is stated; each counts as one filing a year"


def _saved(one: Proposal) -> str:
    parts = [_many(one.minutes, "minute")]
    parts += [
        _many(count, noun)
        for count, noun in (
            (one.visits, "visit"),
            (one.questions, "question"),
            (one.documents, "document"),
        )
        if count
    ]
    together = (
        f", and {_many(one.together, 'minute')} together with other changes"
        if one.together > one.minutes
        else ""
    )
    count = len(one.cases)
    return (
        ", ".join(parts)
        + f" in {count:,} {'service or report' if count == 1 else 'services or reports'}{together}"
    )


def _many(count: float | Decimal, noun: str) -> str:
    """So many of something, rounded.

    >>> _many(1, "question"), _many(1.6, "minute"), _many(1200, "visit")
    ('1 question', '2 minutes', '1,200 visits')
    """
    said = f"{count:,.0f}"
    return f"{said} {noun}" if said == "1" else f"{said} {noun}s"
