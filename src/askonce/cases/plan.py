"""Plans: which single changes, and which few together, would save people most visits, questions and minutes a year."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any

import msgspec

from askonce.cases.asking import Asked, BoundCase, Demanded
from askonce.cases.measure import tenth
from askonce.cases.minutes import STANDARD, field_word
from askonce.cases.report import ROUNDS_A_YEAR
from askonce.cases.type import Visit
from askonce.methods.coverage import Gain, best_changes
from askonce.pack.passes import Checked
from askonce.registers.paths import Closed

MOST_COPIES = 6  # 57 bundles; a cell in more reports is counted a little too low


class Change(msgspec.Struct, frozen=True, order=True):
    """A single change: what is done to what, whom to ask, and which basis is missing.

    `what` is `open`, `drop question`, `drop document`, `drop visit` or `merge reports`; `subject` names the
    attribute, question, document, service or report; `target` the purpose, service or other report.
    """

    what: str
    subject: str
    target: str
    ask: str = ""
    missing: str = ""

    @property
    def words(self) -> dict[str, str]:
        """The change in words, by language."""
        return change_words(self.what, {"en": self.subject}, {"en": self.target})


WORDS: Mapping[str, Mapping[str, str]] = {
    "open": {"en": "open {subject} to the purpose {target}", "zh": "将“{subject}”开放给用途“{target}”"},
    "drop question": {"en": "stop asking for {subject} in {target}", "zh": "“{target}”不再询问“{subject}”"},
    "drop document": {
        "en": "stop demanding {subject} in {target}",
        "zh": "“{target}”不再要求提交“{subject}”",
    },
    "drop visit": {"en": "drop the visit of {subject}", "zh": "“{subject}”不再需要到场"},
    "merge reports": {
        "en": "merge the report {subject} into {target}",
        "zh": "将报表“{subject}”并入“{target}”",
    },
}


def change_words(what: str, subject: dict[str, str], target: dict[str, str]) -> dict[str, str]:
    """A change in words, by language; a name that is not said in a language stands as it is.

    >>> change_words("drop visit", {"en": "marriage"}, {})["zh"]
    '“marriage”不再需要到场'
    """
    return {
        code: said.format(subject=_in(subject, code), target=_in(target, code))
        for code, said in WORDS[what].items()
    }


def _in(texts: dict[str, str], code: str) -> str:
    return texts.get(code) or next(iter(texts.values()), "")


class Saving(msgspec.Struct, frozen=True):
    """What is saved once all of some changes are made, in a year, for one service or report.

    It is less than nothing where two changes would save the same answer, so that the two do not save it twice.
    """

    case: str
    needs: frozenset[Change]
    visits: int
    questions: int
    documents: int
    minutes: Decimal


class Copy(msgspec.Struct, frozen=True):
    """A cell of a report that could be merged into another."""

    merge: Change
    report: BoundCase
    asked: Asked
    filings: int


class Proposal(msgspec.Struct, frozen=True):
    """A change with what it saves by itself in a year, and with what it saves where all others are made too."""

    change: Change
    cases: tuple[str, ...]
    visits: int
    questions: int
    documents: int
    minutes: Decimal
    together: Decimal


class Plan(msgspec.Struct, frozen=True):
    """Single changes from the one that saves most, and the best set of a few with its bound.

    Where no volume is stated a service counts as one filing a year and a report as one community's rounds; `volumes_not_stated` says how many.
    """

    proposals: tuple[Proposal, ...]
    best: tuple[Change, ...]
    best_minutes: Decimal
    bound_minutes: Decimal
    most: int
    volumes_not_stated: int


def plan(checked: Checked, most: int = 5) -> Plan:
    """Rank the changes to a pack that was checked with `keep=True`, and choose the best `most` of them."""
    minutes = dict(STANDARD)
    for manifest in checked.bound.get("manifest", {}).values():
        minutes.update(manifest.minutes)
    volumes: dict[str, int] = {
        name: volume.filings
        for name, volume in checked.bound.get("volume", {}).items()
        if volume.filings is not None
    }
    services: list[BoundCase] = list(checked.bound.get("service", {}).values())
    reports: list[BoundCase] = list(checked.bound.get("report", {}).values())
    savings = [
        saving
        for case in (*services, *reports)
        for saving in _savings(case, minutes, volumes.get(case.id, _least(case)))
    ]
    savings.extend(_merges(reports, minutes, volumes))
    changes = sorted({change for saving in savings for change in saving.needs})
    proposals = sorted(
        (_proposal(change, savings) for change in changes),
        key=lambda one: (-one.minutes, -one.together, -one.visits, -one.questions, one.change),
    )
    number = {change: place for place, change in enumerate(changes)}
    gains = [
        Gain(frozenset(number[change] for change in saving.needs), float(saving.minutes))
        for saving in savings
    ]
    best = best_changes(len(changes), gains, most)
    chosen = [changes[place] for place in best.changes]
    rank = {proposal.change: place for place, proposal in enumerate(proposals)}
    return Plan(
        tuple(proposals),
        tuple(sorted(chosen, key=lambda change: rank[change])),
        _minutes(best.worth),
        _minutes(best.bound),
        most,
        sum(1 for case in (*services, *reports) if case.id not in volumes),
    )


def _least(case: BoundCase) -> int:
    """Where no volume is stated: one filing a year, or one for each round of a report."""
    return ROUNDS_A_YEAR[case.report.every] if case.report else 1


def _minutes(value: float) -> Decimal:
    return Decimal(str(round(value, 3)))


def _savings(bound: BoundCase, minutes: dict[str, Decimal], filings: int) -> Iterator[Saving]:
    for asked in bound.asked:
        needs = _unasked(asked, bound)
        if needs:
            yield Saving(bound.id, needs, 0, filings, 0, _answer(asked, minutes) * filings)
    for demanded in bound.demanded:
        if demanded.already_held:
            yield Saving(
                bound.id, _document_changes(demanded, bound), 0, 0, filings, minutes["document"] * filings
            )
    service = bound.service
    if service is not None and isinstance(service.visit, Visit):
        missing = (
            f"article {service.visit.basis.id} demands it and would have to change"
            if service.visit.basis
            else "no article demands it"
        )
        change = Change("drop visit", service.id, "", service.office.id if service.office else "", missing)
        yield Saving(
            bound.id,
            frozenset({change}),
            service.visit.trips * filings,
            0,
            0,
            minutes["visit"] * service.visit.trips * filings,
        )


def _unasked(asked: Asked, bound: BoundCase) -> frozenset[Change]:
    """The changes after which a question is no longer asked; none where no register holds its answer."""
    if asked.held_openly or not asked.wanted_by:
        office = bound.case.office.id if bound.case.office else ""
        missing = "" if asked.wanted_by else "nothing uses it"
        return frozenset({Change("drop question", asked.name, bound.id, office, missing)})
    return _opened(asked.closed, bound) if asked.already_held else frozenset()


def _answer(asked: Asked, minutes: dict[str, Decimal]) -> Decimal:
    """The minutes of an answer, less those of reading what is filled in instead, where something uses it."""
    return minutes[field_word(asked.type)] - (minutes["prefilled"] if asked.wanted_by else 0)


def _opened(doors: Iterable[Closed], bound: BoundCase) -> frozenset[Change]:
    purpose = bound.case.purpose.id if bound.case.purpose else ""
    return frozenset(
        Change(
            "open",
            f"{door.register}.{door.name}",
            purpose,
            door.holder,
            f"an article that opens it to {purpose}",
        )
        for door in doors
    )


def _document_changes(demanded: Demanded, bound: BoundCase) -> frozenset[Change]:
    if demanded.closed:
        return _opened(demanded.closed, bound)
    return frozenset(
        {Change("drop document", demanded.name, bound.id, bound.case.office.id if bound.case.office else "")}
    )


def _merges(
    reports: list[BoundCase], minutes: dict[str, Decimal], volumes: dict[str, int]
) -> Iterator[Saving]:
    """Reports about one kind of subject, filled equally often, can be one: each other one saves its filings and common cells."""
    alike: dict[tuple[str, str], list[BoundCase]] = {}
    for bound in sorted(reports, key=lambda one: one.id):
        report = bound.report
        if report is not None and report.subject is not None:
            alike.setdefault((report.every, report.subject.id), []).append(bound)
    for (every, _), group in alike.items():
        kept = _cells(group[0])
        copies: dict[tuple[str, str, str], list[Copy]] = {}
        for other in group[1:]:
            filings = volumes.get(other.id, ROUNDS_A_YEAR[every])
            merge = _merged(other, group[0])
            yield Saving(other.id, frozenset({merge}), 0, 0, 0, minutes["filing"] * filings)
            for datum, asked in _cells(other).items():
                copies.setdefault(datum, []).append(Copy(merge, other, asked, filings))
        for datum, several in copies.items():
            for some, sign in _spared(several, kept=datum in kept):
                yield from _common_cell(some, sign, minutes)


def _spared(copies: list[Copy], *, kept: bool) -> Iterator[tuple[tuple[Copy, ...], int]]:
    """The mergers by which copies of a cell are spared: each, where the other report has it; else all but one of them.

    All but one of those that are merged is, by inclusion and exclusion, each two, less each three, and so on. Where
    more than `MOST_COPIES` reports have the cell, each is counted with the first alone, which is never too much.
    """
    if kept:
        yield from (((copy,), 1) for copy in copies)
    elif len(copies) > MOST_COPIES:
        yield from (((copies[0], copy), 1) for copy in copies[1:])
    else:
        for size in range(2, len(copies) + 1):
            yield from ((some, 1 if size % 2 == 0 else -1) for some in combinations(copies, size))


def _common_cell(copies: tuple[Copy, ...], sign: int, minutes: dict[str, Decimal]) -> Iterator[Saving]:
    """What is saved, or was counted once too often, where copies of a cell come together."""
    last = copies[-1]
    needs = frozenset(copy.merge for copy in copies)
    count = sign * last.filings
    yield Saving(last.report.id, needs, 0, count, 0, minutes[field_word(last.asked.type)] * count)
    unasked = _unasked(last.asked, last.report)
    if unasked:  # either of the two saves the answer
        yield Saving(last.report.id, needs | unasked, 0, -count, 0, -_answer(last.asked, minutes) * count)


def _cells(bound: BoundCase) -> dict[tuple[str, str, str], Asked]:
    return {asked.datum: asked for asked in bound.asked if asked.concept and asked.lost is None}


def _merged(report: BoundCase, into: BoundCase) -> Change:
    office = report.case.office.id if report.case.office else ""
    return Change("merge reports", report.id, into.id, office, "one duty for both")


def _proposal(change: Change, savings: list[Saving]) -> Proposal:
    touched = [saving for saving in savings if change in saving.needs]
    alone = [saving for saving in touched if len(saving.needs) == 1]
    return Proposal(
        change,
        tuple(sorted({saving.case for saving in touched})),
        sum(saving.visits for saving in alone),
        sum(saving.questions for saving in alone),
        sum(saving.documents for saving in alone),
        sum((saving.minutes for saving in alone), Decimal(0)),
        sum((saving.minutes for saving in touched), Decimal(0)),
    )


def as_json(made: Plan) -> dict[str, Any]:
    """Give the plan with stable keys; minutes are rounded to a tenth."""
    return {
        "proposals": [
            {
                "what": one.change.what,
                "subject": one.change.subject,
                "target": one.change.target,
                "ask": one.change.ask,
                "missing": one.change.missing,
                "words": one.change.words,
                "services": list(one.cases),
                "visits_saved_per_year": one.visits,
                "questions_saved_per_year": one.questions,
                "documents_saved_per_year": one.documents,
                "minutes_saved_per_year": tenth(one.minutes),
                "minutes_with_others_per_year": tenth(one.together),
            }
            for one in made.proposals
        ],
        "best": {
            "changes": [one.words for one in made.best],
            "most": made.most,
            "minutes_saved_per_year": tenth(made.best_minutes),
            "bound_minutes_per_year": tenth(made.bound_minutes),
        },
        "volumes_not_stated": made.volumes_not_stated,
    }
