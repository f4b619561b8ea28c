"""Takes a text apart as people write it: clauses, the word that says what a number is, days, and what is said not to be so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from askonce.apps.economy.entries import Field
from askonce.apps.economy.heads import called, key_of
from askonce.cases.answer import plain_words
from askonce.methods.retrieval.designations import Sort
from askonce.methods.retrieval.designations import read as read_designations
from askonce.methods.retrieval.quantities import Quantity, read

_HAN: Final = r"\u3400-\u9fff"
#: Where one clause ends: at a mark, at the end of a sentence, and where in Chinese a new word follows a space.
_ENDS: Final = re.compile(
    rf"(?<!\d),|,(?!\d)|[;；，。！？!?\n]+|\.(?=\s|\Z)|(?<![\d\s])[ \t\u3000]+(?=[{_HAN}])"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = "|".join(_MONTHS)
_DAYS: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?|\s*月)"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})[a-z]*\.?,?\s+(?P<y2>\d{{4}})"
    rf"|\b(?P<m3>{_MONTH})[a-z]*\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})"
    r"|(?<!\d)\d{1,2}\s*月\s*\d{1,2}\s*[日号]",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"(?:\b(?:no|not|non|without|except|excluding|never)\b[\s-]*(?:\w+\s+)?|(?:不要|不用|不能用|不含|不是|不接受|除了|除外|禁用|避免|谢绝)[^，,]{0,4}|[非无])\Z", re.IGNORECASE
)  # fmt: skip
#: What may stand between the word for a number and the number.
_BEFORE: Final = re.compile(
    r"(?:约|大约|为|是|达到?|可达|不超过|不高于|不低于|至少|至多|at most|at least|about|approx\.?|up to|within|under|of|is|[:：=≤≥<>~±\s])+\Z", re.IGNORECASE
)  # fmt: skip
_COLON: Final = re.compile(r"[:：=]")
_DIGIT: Final = re.compile(r"[0-9０-９¥￥$±]")
#: A number that follows another by one of these is one side of a box or the core of a cable, and no length by itself.
_CROSSED: Final = re.compile(r"[×xX*✕·]\s*\Z")


class Clause(msgspec.Struct, frozen=True):
    """A clause: where it begins in its text, what it says, and the quantities in it, placed in the whole text.

    `field` is what its own word says that it is about, `rest` what follows that word; `colon` whether a colon stands between.
    """

    start: int
    text: str
    quantities: tuple[Quantity, ...] = ()
    field: Field | None = None
    rest: str = ""
    colon: bool = False

    @property
    def end(self) -> int:
        """Where it ends in its text."""
        return self.start + len(self.text)


class Day(msgspec.Struct, frozen=True):
    """A day that a text names: where, and which; none where it names no whole day."""

    start: int
    end: int
    day: date | None


def clauses(words: str, fields: Sequence[Field]) -> tuple[Clause, ...]:
    """The clauses of a text with what each is about; no quantity is read across two, out of a day, or out of a name."""
    labels = called(fields)
    taken = [(one.start, one.end) for one in days(words)]
    taken += [(one.start, one.end) for one in read_designations(words) if one.sort is not Sort.MATERIAL]
    return tuple(_clause(words, start, end, labels, taken) for start, end in _bounds(words, taken))


def _bounds(words: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _ENDS.finditer(words):
        if any(low <= mark.start() < high for low, high in taken):
            continue
        if words[start : mark.start()].strip():
            yield start, mark.start()
        start = mark.end()
    if words[start:].strip():
        yield start, len(words)


def _clause(
    words: str, start: int, end: int, labels: Mapping[str, Field], taken: Sequence[tuple[int, int]]
) -> Clause:
    text = words[start:end]
    found = tuple(
        msgspec.structs.replace(one, start=one.start + start, end=one.end + start)
        for one in read(text)
        if not _CROSSED.search(text[: one.start])
        and not denied(words, one.start + start)
        and not any(low < one.end + start and one.start + start < high for low, high in taken)
    )
    colon = _COLON.search(text)
    if colon is not None and (field := labels.get(key_of(text[: colon.start()]))) is not None:
        return Clause(start, text, found, field, text[colon.end() :].strip(), colon=True)
    digit = _DIGIT.search(text)
    if digit is None:
        return Clause(start, text, found)
    before = _BEFORE.sub("", text[: digit.start()])
    return Clause(start, text, found, _label(before, labels), text[digit.start() :].strip())


def _label(before: str, labels: Mapping[str, Field]) -> Field | None:
    """The field whose name a text ends with, by the longest name; in Latin letters by whole words."""
    words = plain_words(before).casefold().split()
    tails = [key_of(" ".join(words[place:])) for place in range(len(words))]
    if words:
        last = words[-1]
        tails += [last[place:] for place in range(len(last)) if not last[place].isascii()]
    named = [one for one in tails if len(one) > 1 and one in labels]
    return labels[max(named, key=len)] if named else None


def days(words: str) -> tuple[Day, ...]:
    """The days that a text names.

    >>> [
    ...     one.day and one.day.isoformat()
    ...     for one in days("by 30 June 2027, or 2026年12月31日前, 2026年3月, May 2, 2027")
    ... ]
    ['2027-06-30', '2026-12-31', None, '2027-05-02']
    """
    return tuple(Day(found.start(), found.end(), _day(found)) for found in _DAYS.finditer(words))


def _day(found: re.Match[str]) -> date | None:
    said = found.groupdict()
    year = said["y"] or said["y2"] or said["y3"]
    named = said["m2"] or said["m3"]
    month = said["m"] or (str(_MONTHS.index(named.lower()) + 1) if named else None)
    day = said["d"] or said["d2"] or said["d3"]
    if not (year and month and day):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def denied(words: str, start: int) -> bool:
    """Whether what begins there is said not to be so.

    >>> denied("no PVC sheath", 3), denied("不要PVC", 3), denied("不锈钢304", 3), denied("PVC", 0)
    (True, True, False, False)
    """
    return _DENIED.search(words[max(0, start - 24) : start]) is not None
