"""Who looked at the data of a person, when, at what and why, in words; what is withheld, as a number for the whole county."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

import msgspec

from askonce.cases.journal import Journal
from askonce.cases.own import Own
from askonce.cases.wording.bilingual import EMPTY, Text, in_brackets, join, plain
from askonce.cases.wording.titles import Titles
from askonce.ledger.entry import Entry
from askonce.ledger.view import ANOTHER, Reader, Shown, count_withheld, view
from askonce.registers.pseudonym import LEDGER
from askonce.web.pages import shown
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.resident.affairs import own_of

_PAGE: Final = 25
_BLOCK: Final = 500
#: More entries than this are not gone through for one page; nobody has so many in the time that they are kept.
_MOST: Final = 20_000
_DIGITS: Final = 12
#: Looks of one actor in one case so close together are one line.
_TOGETHER: Final = timedelta(minutes=1)
_LOOK: Final = "look"
_FEW: Final = 3

_DID: Final[Mapping[str, str]] = {
    "Filed": mark("Filed the case"),
    "Answer": mark("Answered"),
    "Withdraw": mark("Took it back"),
    "Dispute": mark("Said that something is wrong"),
    "Object": mark("Objected to the decision"),
    "Speak": mark("Said what they think of a decision that is meant"),
    "Review": mark("Said how it went"),
    "Take": mark("Took the case in hand"),
    "Hurry": mark("Changed how urgent it is"),
    "HandOver": mark("Handed it over to another office"),
    "AskMore": mark("Asked for more"),
    "Step": mark("Finished a step"),
    "Join": mark("Gave the opinion of an office"),
    "Notify": mark("Told of a decision that is meant"),
    "Hear": mark("Wrote down what was said in the hearing"),
    "Decide": mark("Decided"),
    "Correct": mark("Settled what was called wrong"),
    "Rekey": mark("Recorded it in another system"),
    "Recorded": mark("Recorded it in another system"),
    "mandate": mark("Changed who may act for you"),
    "certificate": mark("Printed a certificate"),
    "slip": mark("Made a slip with a code"),
    "sitting": mark("Began to help you"),
    "sitting over": mark("Finished helping you"),
    "timer promised": mark("Noted that the promised day passed"),
    "timer legal": mark("Noted that the last day by law passed"),
    "timer step": mark("Noted that a step takes too long"),
    "timer retry": mark("Asked a register again"),
    "timer erase": mark("Erased what was personal"),
    "timer reconcile": mark("Compared it with another system"),
}
_KINDS: Final[Mapping[str, str]] = {
    "erasure": mark("Erased an older entry about you"),
    "glass": mark("Emergency: read without a case"),
    "source": mark("A register could not be asked"),
}
_CASE: Final = mark("Everything in your case")
_DID_SOMETHING: Final = mark("Did something in the case")
_COUNT: Final = mark("How many: %(what)s")
_TESTED: Final = mark("only a test of it")
_AGREED: Final = mark("Agreed to be read about")
_AGREES_NOT: Final = mark("Took the agreement back")
_AND_MORE: Final = mark("%(some)s and %(count)s more")
_YOU: Final = mark("You")
_ANOTHER: Final = mark("Somebody who may act for you")


class LookLine(msgspec.Struct, frozen=True):
    """Something that was done with a person's data: when, by whom of which office, what, why, by which article, in which case.

    `own` says that the person did it. `first` is the number of its first entry in the ledger, `count` how many there are.
    """

    at: datetime
    who: Text
    office: Text
    what: tuple[Text, ...]
    why: Text
    article: Text
    case: str
    own: bool
    first: int
    count: int


async def looks(visit: Visit) -> Result:
    """The entries about a person, the newest first; those by others alone where the person wants so."""
    before = visit.query.get("before", "")
    until = int(before) if before.isascii() and before.isdigit() and len(before) < _DIGITS else None
    others = visit.query.get("by", "") == "others"
    own = own_of(visit)
    found = await visit.read(lambda journal: _read(visit, journal, own))
    lines = [
        one
        for one in _lines(visit, found)
        if (until is None or one.first < until) and not (others and one.own)
    ]
    some = lines[:_PAGE]
    more = some[-1].first if len(lines) > _PAGE else None
    return Page(
        "resident/looks.html",
        {"lines": some, "more": more, "others": others, "later": until is not None},
        block="list",
    )


async def withheld(visit: Visit) -> Result:
    """How many entries about anybody are withheld just now, over the whole ledger, with the rule."""
    house = visit.house
    count = await visit.read(
        lambda journal: count_withheld(journal, house.local_day(journal.now), house.disclosure, house.zone)
    )
    return Page("resident/withheld.html", {"count": count}, block="number")


def _read(visit: Visit, journal: Journal, own: Own) -> Sequence[Shown]:
    """Every entry about the person that is open to them."""
    house, person = visit.house, visit.who.id
    mine = frozenset(line.id for line in own.cases(journal, visit.who))
    day = house.local_day(journal.now)
    reader = Reader(house.keys.of(LEDGER, person), day, house.disclosure, mine.__contains__, house.zone)
    found: list[Shown] = []
    after: int | None = -1
    while after is not None and len(found) < _MOST:
        page = view(journal, reader, after=after, limit=_BLOCK)
        found += page.shown
        after = page.after
    return found


def _lines(visit: Visit, found: Sequence[Shown]) -> Iterator[LookLine]:
    """One line for what one actor did in one case at one time."""
    teller = _Teller(visit)
    newest = reversed(found)
    for _, group in groupby(newest, key=_together):
        yield teller.line(list(group))


def _together(one: Shown) -> tuple[str, ...]:
    entry = one.entry
    minute = str(entry.at.timestamp() // _TOGETHER.total_seconds())
    if entry.kind != _LOOK:
        return (str(one.number),)
    if entry.case is None:  # before a case, one asks for many services at once
        return (entry.actor, entry.kind, minute)
    return (entry.actor, entry.kind, entry.case, entry.purpose, entry.basis, minute)


class _Teller:
    """Tells entries of the ledger to the person whom they are about."""

    def __init__(self, visit: Visit) -> None:
        self.titles = Titles(visit.running.bound)
        self.me = f"person:{visit.house.keys.of(LEDGER, visit.who.id)}"

    def line(self, group: Sequence[Shown]) -> LookLine:
        entry = group[0].entry
        told = {text["en"]: text for one in reversed(group) if (text := self.what(one.entry))["en"]}
        return LookLine(
            entry.at,
            self.who(entry.actor),
            self.titles.title("office", entry.office) if entry.office else EMPTY,
            tuple(told.values()),
            self.together(
                self.titles.title("purpose", one.entry.purpose) for one in group if one.entry.purpose
            ),
            self.together(self.titles.cite(one.entry.basis) for one in group if "/" in one.entry.basis),
            entry.case or "",
            entry.actor == self.me,
            group[-1].number,
            len(group),
        )

    @staticmethod
    def together(texts: Iterable[Text]) -> Text:
        """Each text once; of more than a few only the first, as the looks themselves name each datum."""
        found = list({text["en"]: text for text in texts}.values())
        if len(found) <= _FEW:
            return join(found)
        return shown.phrase(_AND_MORE, some=join(found[:_FEW]), count=len(found) - _FEW)

    def who(self, actor: str) -> Text:
        if actor == self.me:
            return shown.phrase(_YOU)
        return shown.phrase(_ANOTHER) if actor == ANOTHER else shown.actor(actor)

    def what(self, entry: Entry) -> Text:
        said = entry.what
        if entry.kind == "consent":
            return shown.phrase(_AGREED if said.get("consent") == "granted" else _AGREES_NOT)
        if entry.kind == "act":
            return shown.phrase(_DID.get(said.get("do", ""), _DID_SOMETHING))
        if said.get("look") == "case":
            return shown.phrase(_CASE)
        datum = self.datum(entry)
        if entry.kind == _LOOK:
            return in_brackets(datum, shown.phrase(_TESTED)) if said.get("tests") else datum
        kind = shown.phrase(_KINDS[entry.kind]) if entry.kind in _KINDS else plain(entry.kind)
        return in_brackets(kind, datum) if datum["en"] else kind

    def datum(self, entry: Entry) -> Text:
        register, attribute = entry.what.get("register", ""), entry.what.get("attribute", "")
        if not attribute:
            return EMPTY
        name, _, counted = attribute.partition(".")
        title = self.titles.attribute(register, name)
        return shown.phrase(_COUNT, what=title) if counted == "count" else title
