"""Whether a norm may rule at all: the errors that a check found in it and in what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from askonce.norms.ruling import Book
from askonce.pack.shapes import Ref
from askonce.text.diagnostic import Diagnostic, Severity
from askonce.text.node import Mapping as Words

#: Errors with which a norm may be run all the same, because none of them changes what its text means.
UNHINDERING: Final[Mapping[str, str]] = {
    "AO017": "a title that lacks a language is only shown",
    "AO021": "who adopted it says whether it binds; a draft may be previewed",
    "AO206": "a draft may wait for its article",
    "AO207": "a draft may wait for its effect, which says what may be done with its outcome",
    "AO211": "a date in the gap has no text and stops by itself; on the other days the texts are whole",
    "AO213": "a date after the end has no text and stops by itself; cases of before are still decided",
    "AO227": "one case needs no query; a run over a population refuses by itself",
    "AO228": "one case is not counted; a run over a population refuses by itself",
}
#: Errors of a whole file: of what stood behind them nothing is known.
_OF_FILES: Final = ("AO001", "AO002", "AO006")


def hindrances(name: str, book: Book, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The errors among the findings of a check that keep a norm from ruling, those of its own file first.

    They are those about the norm, about the norms and parameters that it uses, and in the sheets of their tables.
    """
    norms = _resting(name, book)
    parameters = [ref.id for one in norms for ref in book.norms[one].norm.parameters.values()]
    sheets = [ref.id for one in norms for ref in _sheets(book, one)]
    about = {
        *(f"norm {one}" for one in norms),
        *(f"parameter {one}" for one in parameters),
        *(f"rows {one}" for one in sheets),
    }
    places = list(_places(norms, parameters, book))
    found = [
        one
        for one in findings
        if one.severity is Severity.ERROR
        and one.code not in UNHINDERING
        and (one.about in about or (not one.about and _lies_in(one, places)))
    ]
    own = f"norm {name}"
    return tuple(sorted(found, key=lambda one: (one.about != own, one.order)))


def _resting(name: str, book: Book) -> list[str]:
    """A norm and all norms that it rests on."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in book.norms and one not in found:
            found[one] = None
            waiting += [ref.id for ref in book.norms[one].norm.norms.values()]
    return list(found)


def _sheets(book: Book, name: str) -> Iterator[Ref]:
    """The sheets in which the tables of a norm keep their rows."""
    for text in book.norms[name].norm.texts():
        if text.table is not None and isinstance(text.table.rows, Ref):
            yield text.table.rows


def _places(norms: Iterable[str], parameters: Iterable[str], book: Book) -> Iterator[Words]:
    """Where the definitions stand on which a norm rests: what is wrong with their words lies there."""
    yield from (book.norms[one].norm.node for one in norms)
    yield from (book.parameters[one].node for one in parameters if one in book.parameters)
    for one in norms:
        tables = (text.table for text in book.norms[one].texts if text.table is not None)
        yield from (row.row.node for table in tables for row in table.rows)


def _lies_in(finding: Diagnostic, places: Iterable[Words]) -> bool:
    span = finding.span
    return any(
        place.path == span.path and (finding.code in _OF_FILES or place.line <= span.line <= place.end_line)
        for place in places
    )
