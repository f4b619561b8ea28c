"""What is searched and what is asked: a text in fields, the facts beside it, and the tokens that it is read into."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from askonce.methods.retrieval import tokens

#: What is known of a document beside its texts: one or several names, or a number in its attribute's base unit.
Fact = tuple[str, ...] | float


class Document(msgspec.Struct, frozen=True):
    """A thing that is searched, or that searches: an offer, a need, a class.

    `title` says what it is, `text` more of it, `context` what surrounds it (the labels of its class and of the headings
    above, in every language that they have), `part` its part number. Ranking reads nothing else.
    """

    name: str
    title: str
    text: str = ""
    context: str = ""
    part: str = ""
    facts: Mapping[str, Fact] = {}


class Filter(msgspec.Struct, frozen=True):
    """A hard constraint on one fact: one of `values`, or a number from `low` to `high`, both included.

    A document that says nothing of the fact passes with `unknown`: nobody is left out for what was not asked of them.
    """

    fact: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    unknown: bool = True

    def passes(self, facts: Mapping[str, Fact]) -> bool:
        """Whether a document with these facts may be a candidate."""
        known = facts.get(self.fact)
        if known is None or known == ():
            return self.unknown
        if isinstance(known, tuple):
            return any(value in self.values for value in known)
        return (self.low is None or known >= self.low) and (self.high is None or known <= self.high)


class View(StrEnum):
    """The three ways in which a text is read."""

    WORDS = "words"
    GRAMS = "grams"
    PARTS = "parts"


class Field(msgspec.Struct, frozen=True):
    """One reading of one text of a document, and what a token in it counts."""

    view: View
    text: str
    weight: float


# What stands in a title says what a thing is; the rest of its text also says for what, with what and beside what.
_TITLE: Final = 1.0
_TEXT: Final = 0.4
_CONTEXT: Final = 0.3
# Grams of the further text would add two thirds to what an engine holds, for .003 NDCG@10 on product pairs.
#: The fields in the order in which `Terms.fields` holds them.
FIELDS: Final = (
    Field(View.WORDS, "title", _TITLE),
    Field(View.WORDS, "text", _TEXT),
    Field(View.WORDS, "context", _CONTEXT),
    Field(View.GRAMS, "title", _TITLE),
    Field(View.GRAMS, "context", _CONTEXT),
    Field(View.PARTS, "part", _TITLE),
    Field(View.PARTS, "title", _TITLE),
    Field(View.PARTS, "text", _TEXT),
)
# A description begins with what it describes: in a query, a word after eight others counts as if half of it did not, down
# to three tenths. Grams alike, five to a word. Schedule B .633 -> .642 NDCG@10, product pairs .974 -> .975, and .933 -> .965
# where name and description come as one text.
_HALF: Final = {View.WORDS: 8, View.GRAMS: 40, View.PARTS: 8}
_LAST: Final = 0.3
_FIELD_PLACES: Final = tuple((field.text, str(field.view)) for field in FIELDS)
_TEXTS: Final = ("title", "text", "context", "part")


class Terms(msgspec.Struct, frozen=True):
    """A document as tokens: for each of `FIELDS`, its tokens in order.

    `near` are words of the corpus that stand for words of a query which it does not know (`vocabulary`), with their weights.
    """

    name: str
    fields: tuple[tuple[str, ...], ...]
    near: Mapping[str, float] = {}

    def weights(self, view: View) -> dict[str, float]:
        """What each token of a view counts when this document asks: as much as the best place that holds it."""
        found = dict(self.near) if view is View.WORDS else {}
        for field, terms in zip(FIELDS, self.fields, strict=True):
            if field.view is view:
                half = _HALF[view]
                for place, term in enumerate(terms):
                    weight = field.weight * (_LAST + (1 - _LAST) * half / (half + place))
                    if found.get(term, 0.0) < weight:
                        found[term] = weight
        return found


def analyse(document: Document) -> Terms:
    """The tokens of a document, in which every engine keeps it and by which all rank.

    >>> (
    ...     analyse(Document("a", "Steel bolts", part="AB-1234")).fields[:2],
    ...     analyse(Document("a", "", part="AB-1234")).fields[5],
    ... )
    ((('steel', 'bolt'), ()), ('ab12', 'b123', '1234'))
    """
    read = {name: tokens.read(text) for name in _TEXTS if (text := getattr(document, name))}
    return Terms(
        document.name,
        tuple(getattr(read[text], view) if text in read else () for text, view in _FIELD_PLACES),
    )
