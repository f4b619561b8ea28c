"""Packs of a few norms and parameters, checked and bound, for the tests of what rules and decides."""

from __future__ import annotations

from datetime import date

from askonce.assembly import LANGUAGE
from askonce.norms.ruling import Book, Dates, Ruling, Unsettled, all_on, book_of, rule
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay

ON = date(2026, 3, 1)
ADOPTED = "adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}\n"


def norm(
    name: str, words: str, *, force: str = "in_force: {from: 2022-01-01}\n", adopted: str = ADOPTED
) -> str:
    """A norm as a file of a pack."""
    head = f"--- norms/{name}.yaml\nnorm: {name}\ntitle: {{en: {name}, zh: {name}}}\nbasis: street-rules/3\n"
    return f"{head}effect: neutral\n{force}{words.strip()}\n{adopted}"


def parameter(name: str, values: str, more: str = "") -> str:
    """A parameter of money as a file of a pack; values are periods and amounts."""
    head = f"--- parameters/{name}.yaml\nparameter: {name}\ntitle: {{en: {name}, zh: {name}}}\nbasis: street-rules/3\n"
    return f"{head}type: money CNY\n{more}values:\n" + "".join(
        f"  - {{{value}}}\n" for value in values.split("; ")
    )


def book(*files: str) -> Book:
    """The book of a pack, whatever its checks find."""
    text = "".join(files).removeprefix("--- ")
    path, _, rest = text.partition("\n")
    checked = check_sources(
        overlay(f"{rest}" if not path else f"office: far\ntitle: {{en: Far, zh: 远}}\n--- {text}"),
        LANGUAGE,
        on=ON,
        keep=True,
    )
    return book_of(checked.bound)


def ruling(*files: str, name: str = "tried", dates: Dates | None = None) -> Ruling:
    """The ruling of a norm on a day."""
    found = rule(name, book(*files), dates or all_on(ON))
    assert isinstance(found, Ruling), found
    return found


def unsettled(*files: str, name: str = "tried", dates: Dates | None = None) -> Unsettled:
    """Why no text of a norm rules."""
    found = rule(name, book(*files), dates or all_on(ON))
    assert isinstance(found, Unsettled), found
    return found
