"""Notes of visits to firms: what an officer wrote down at the gate, which becomes a draft that the firm confirms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from askonce.apps.economy.concepts import CAPACITY, LEAD_TIME, PRICE_PAID, UNIT_PRICE, WANTED_VOLUME
from askonce.apps.economy.entries import Field, Kind
from askonce.cases.files import FileNote

#: What a note is; of the last nothing is filed.
KINDS: Final[tuple[str, ...]] = ("offer", "need", "difficulty", "note")
NOTE: Final = "note"
#: A note that nobody touches is forgotten after so long, a link ends after so long.
LASTS: Final = timedelta(days=365)
LINK_LASTS: Final = timedelta(days=14)
LONGEST_WORDS: Final = 5_000
LONGEST_FIRM: Final = 200
LONGEST_NUMBER: Final = 60
_ID: Final = re.compile(r"[0-9a-f]{32}\Z")
_NUMBERED: Final = re.compile(r"(.*?)\s*[(（]([^()（）]+)[)）]\s*\Z", re.DOTALL)
#: Under which names the numbers of a note are sent, and the concepts of the entry that each may fill.
NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "volume": (CAPACITY, WANTED_VOLUME),
    "price": (UNIT_PRICE, PRICE_PAID),
    "days": (LEAD_TIME,),
}


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was written down of a visit, and what has become of it.

    `firm` is the number of the firm once it is certain which, `firm_words` what the officer typed. `numbers` are as they were
    typed. `answers` are the data of the entry that the officer has confirmed, by the names of the service. `link` is the digest
    of the code by which the firm agrees, `filed` the case that came of it.
    """

    id: str
    officer: str
    kind: str
    firm_words: str
    words: str
    written: datetime
    changed: datetime
    firm: str = ""
    numbers: dict[str, str] = {}
    photo: FileNote | None = None
    answers: dict[str, Any] = {}
    checked: bool = False
    link: str = ""
    link_until: datetime | None = None
    filed: str = ""

    @property
    def until(self) -> datetime:
        """When it is forgotten."""
        return self.changed + LASTS

    def state(self, now: datetime) -> str:
        """Where it stands: `note`, `draft`, `ready`, `sent` (a link is out), or `filed`."""
        if self.filed:
            return "filed"
        if self.kind == NOTE:
            return NOTE
        if self.link and self.link_until is not None and now < self.link_until:
            return "sent"
        return "ready" if self.checked and self.firm else "draft"


class Firm(msgspec.Struct, frozen=True):
    """A firm of the zone as everybody may see it: its number and its name."""

    id: str
    name: str

    @property
    def choice(self) -> str:
        """How a list offers it."""
        return f"{self.name} ({self.id})"


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a link: for which note of which office, who sent it with which roles, and until when it holds.

    One by which a firm answers whether it wants to be introduced has no note, but the `case` of the match and the `firm`.
    """

    note: str
    office: str
    officer: str
    roles: tuple[str, ...]
    given: datetime
    until: datetime
    digest: str
    case: str = ""
    firm: str = ""


def is_id(text: str) -> bool:
    """Whether a browser may have made this id of a note.

    >>> is_id("0123456789abcdef0123456789abcdef"), is_id("../x"), is_id("")
    (True, False, False)
    """
    return _ID.match(text) is not None


def find_firm(typed: str, firms: Sequence[Firm]) -> str:
    """The number of the firm that is meant, empty where that is not certain: a choice of the list, a number, or the one of a name.

    >>> some = (Firm("f-1", "宏远齿轮"), Firm("f-2", "宏远齿轮"), Firm("f-3", "Hub Works"))
    >>> [
    ...     find_firm(one, some)
    ...     for one in ("宏远齿轮 (f-2)", "F-1", "hub works", "宏远齿轮", "宏远", "x (f-9)", "x" * 201)
    ... ]
    ['f-2', 'f-1', 'f-3', '', '', '', '']
    """
    if len(typed) > LONGEST_FIRM:
        return ""  # a pattern would look at it for minutes
    words = typed.strip().casefold()
    by_id = {one.id.casefold(): one.id for one in firms}
    if words in by_id:
        return by_id[words]
    numbered = _NUMBERED.match(words)
    if numbered is not None and numbered[2].strip() in by_id:
        return by_id[numbered[2].strip()]
    named = [one.id for one in firms if one.name.casefold() == words]
    return named[0] if len(named) == 1 else ""


def from_numbers(note: Note, fields: Sequence[Field]) -> dict[str, str]:
    """What the numbers of a note say for the fields of its entry, as texts to be confirmed."""
    return {
        field.name: text
        for number, text in note.numbers.items()
        for field in fields
        if text and field.concept in NUMBERS.get(number, ())
    }


def kind_of(note: Note) -> Kind | None:
    """What is filed of a note; none of one that is only a note."""
    return note.kind if note.kind in ("offer", "need", "difficulty") else None  # type: ignore[return-value]
