"""What the check of a pack finds: each finding with both places shown in the text, and the repair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from askonce.assembly import LANGUAGE
from askonce.assembly.inspecting import Excerpt, Inspected
from askonce.text.diagnostic import Diagnostic, Severity
from askonce.text.render import harmless
from askonce.web.pages.author.packs import chosen, inspected, nothing
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit

#: So many findings stand on a page; those of one code are found by it.
MOST_SHOWN: Final = 100
SEVERITIES: Final[Mapping[str, tuple[str, str]]] = {
    Severity.ERROR.value: (mark("Error"), "red"),
    Severity.WARNING.value: (mark("Warning"), "yellow"),
    Severity.PROPOSAL.value: (mark("Proposal"), "blue"),
}

_ORDER: Final = tuple(Severity)


class Found(msgspec.Struct, frozen=True):
    """A finding as a page shows it: its message and repair in pieces, of which every second is a name; its places."""

    finding: Diagnostic
    message: tuple[str, ...]
    repair: tuple[str, ...]
    places: tuple[Place, ...]


class Place(msgspec.Struct, frozen=True):
    """A place of a finding, with what stands there in pieces."""

    excerpt: Excerpt
    message: tuple[str, ...]


async def findings(visit: Visit) -> Result:
    """The findings of the draft, or of the pack in force; some of them by severity or code."""
    edition = await chosen(visit, rather_draft=True)
    found = await inspected(visit, edition)
    if not isinstance(found, Inspected):
        return found
    severity, code = visit.query.get("severity", ""), visit.query.get("code", "")
    every = sorted(found.every, key=lambda one: _ORDER.index(one.severity))
    wanted = [
        one for one in every if severity in ("", one.severity.value) and code in ("", one.code)
    ]  # fmt: skip
    values: dict[str, Any] = {
        "edition": edition,
        "counts_of": found.counts,
        "files": found.checked.files,
        "severity": severity if severity in SEVERITIES else "",
        "code": code if code in LANGUAGE.rules else "",
        "codes": _codes(every),
        "severities": SEVERITIES,
        "shown": [_found(found, one) for one in wanted[:MOST_SHOWN]],
        "left": max(0, len(wanted) - MOST_SHOWN),
        "all": len(every),
        "of": edition.of,
        "wide": True,
    }
    return Page("author/findings.html", values)


def _codes(every: list[Diagnostic]) -> list[tuple[str, str, int]]:
    """The codes that occur, with the name of their rule and how often."""
    counted = Counter(one.code for one in every)
    return [(code, LANGUAGE.rules[code].name, counted[code]) for code in sorted(counted)]


def _found(found: Inspected, one: Diagnostic) -> Found:
    return Found(
        one,
        pieces(one.message),
        pieces(one.help),
        tuple(Place(place, pieces(place.message)) for place in found.places(one)),
    )


def pieces(message: str) -> tuple[str, ...]:
    """A message in pieces; every second stood between backticks and is a name.

    >>> pieces("service `card` asks for `birth`")
    ('service ', 'card', ' asks for ', 'birth', '')
    """
    return tuple(harmless(message).split("`")) if message else ()


async def rule(visit: Visit) -> Result:
    """What a code means: the rule, why there is one, a text that breaks it and one that does not."""
    found = LANGUAGE.rules.get(visit.path["code"])
    if found is None:
        return nothing()
    label, colour = SEVERITIES[found.severity.value]
    return Page("author/rule.html", {"rule": found, "label": label, "colour": colour})
