"""Life events: one interview for several services, in which each datum is asked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from askonce.cases.command import Filing
from askonce.cases.running import Ready
from askonce.cases.view import Bundle, Offered


class Combined(msgspec.Struct, frozen=True):
    """The one interview, and the filings that its answers make."""

    bundle: Bundle
    filings: tuple[Filing, ...]


def combine(
    readies: Sequence[Ready],
    filings: Sequence[Filing],
    offers: Sequence[Offered],
    shared: Mapping[str, object],
) -> Combined:
    """The union of what services need; questions for one datum are one question.

    What one service writes, a later one will read: such a question is left to the service that asks it first.
    """
    data = [_data(ready, filing) for ready, filing in zip(readies, filings, strict=True)]
    same = _alike(readies, data)
    given = {key: value for key, value in shared.items() if "." in key}
    told: list[Filing] = []
    for ready, filing, known in zip(readies, filings, data, strict=True):
        answers: dict[str, Any] = dict(filing.answers)
        for name in known:
            first = same.get(f"{ready.id}.{name}", f"{ready.id}.{name}")
            for key in (f"{ready.id}.{name}", first):
                if key in given:
                    answers[name] = given[key]
                    break
        told.append(msgspec.structs.replace(filing, answers=answers))
    asked: dict[tuple[str, str], None] = {}
    others: dict[str, tuple[str, ...]] = {}
    for offered in offers:
        for name in offered.open:
            key = f"{offered.service}.{name}"
            first = same.get(key, key)
            service, _, own = first.partition(".")
            asked[(service, own)] = None
            if first != key:
                others[first] = (*others.get(first, ()), key)
    return Combined(Bundle(tuple(offers), tuple(asked), others), tuple(told))


def _data(ready: Ready, filing: Filing) -> dict[str, tuple[str, ...]]:
    """The datum of each question: its concept, of whom, and of which time."""
    found: dict[str, tuple[str, ...]] = {}
    for asked in ready.bound.asked:
        role = asked.ask.of.steps[0] if asked.ask.of is not None else "applicant"
        whom = filing.choices.get(role) or [asked.subject]
        if asked.concept and len(whom) == 1:
            found[asked.name] = (asked.concept, asked.kind, whom[0], asked.at)
    return found


def _alike(readies: Sequence[Ready], data: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, str]:
    """For each question that repeats an earlier one, that earlier one."""
    first: dict[tuple[str, ...], str] = {}
    same: dict[str, str] = {}
    for ready, known in zip(readies, data, strict=True):
        for name, datum in known.items():
            key = f"{ready.id}.{name}"
            if datum in first:
                same[key] = first[datum]
            else:
                first[datum] = key
    return same
