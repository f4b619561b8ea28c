"""Facts as people read them: what it is called, what it says, where it is from and of when, and what is the matter with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

import msgspec

from askonce.cases.files import file_of
from askonce.cases.gathering import ANSWER, EARLIER
from askonce.cases.running import Ready
from askonce.cases.view import Happened, Shown
from askonce.cases.wording.bilingual import EMPTY, Text, same
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_tests, say_told
from askonce.cases.wording.values import say_value
from askonce.registers.fact import State
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.shown.phrases import phrase, say_day, say_moment
from askonce.web.service import now

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    State.UNAVAILABLE.value: (mark("Could not be read"), "grey"),
    State.DECLINED.value: (mark("Not given, as chosen"), "grey"),
    State.NOT_ASKED.value: (mark("Not asked"), "grey"),
}
_STALE: Final = (mark("May be out of date"), "yellow")
_DISPUTED: Final = (mark("Disputed"), "orange")
_REGISTER: Final = mark("Register: %(register)s")
_READ: Final = mark("Register: %(register)s, read %(when)s")
_SINCE: Final = mark("in force there since %(day)s")
_OF: Final = mark("as it stood %(day)s")
_SAID: Final = mark("Said in this case, %(when)s")
_BEFORE: Final = mark("Said in an earlier case, %(when)s")
_SAID_ONCE: Final = mark("Said in this case")
_ONLY: Final = mark("Only this was given to the case, not the value itself.")
_WRONG: Final = mark("This is wrong")


class Tag(msgspec.Struct, frozen=True):
    """A mark with words on it; the colour says nothing that the words do not."""

    text: Text
    colour: str = ""


class Action(msgspec.Struct, frozen=True):
    """What may be done about something: a link and its words."""

    href: str
    text: Text


class FactLine(msgspec.Struct, frozen=True):
    """A fact in a list.

    `value` is empty where there is none to say; the tags then say why. `origin` says who says so and when it was read, `since`
    from when on it stands there. `note` says that only a part was given. `receipt` is the number in the ledger. `file` is where
    the file is that was handed in.
    """

    name: str
    label: Text
    value: Text
    origin: Text
    since: Text = {}
    tags: tuple[Tag, ...] = ()
    note: Text = {}
    receipt: int | None = None
    action: Action | None = None
    file: str = ""


#: When each fact was read, or one instant for all.
ReadAt: TypeAlias = Mapping[str, datetime] | datetime | None
#: Gives the link for a fact by its name, or nothing.
Link: TypeAlias = Callable[[str], str] | None
_SETTLED: Final = frozenset({State.KNOWN.value, State.NONE.value})


def facts_of(
    visit: Visit,
    ready: Ready,
    facts: Iterable[Shown],
    read: ReadAt = None,
    wrong: Link = None,
    file: Link = None,
) -> tuple[FactLine, ...]:
    """Facts of a case or of an interview as lines.

    `wrong` gives the link by which a fact is disputed, or nothing: it stands at what a register says for certain and nobody
    disputes yet. `file` gives the link to the file that a fact names.
    """
    labels = labels_of(ready)
    teller = _Teller(visit, ready, Titles(ready.running.bound), now())
    found = []
    for one in facts:
        at = read.get(one.name) if isinstance(read, Mapping) else read
        line = teller.line(one, labels.get(one.name) or teller.titles.word(one.name), at)
        if wrong is not None and _is_disputable(one) and (href := wrong(one.name)):
            line = msgspec.structs.replace(line, action=Action(href, phrase(_WRONG)))
        if file is not None and file_of(one.value) is not None:
            line = msgspec.structs.replace(line, file=file(one.name))
        found.append(line)
    return tuple(found)


def labels_of(ready: Ready) -> Mapping[str, Text]:
    """What the facts of a case type are called."""
    titles = Titles(ready.running.bound)
    bound = ready.bound
    return {
        **{one.name: titles.taken(one) for one in bound.taken},
        **{one.name: titles.question(one) for one in bound.asked},
        **{one.name: titles.document(one) for one in bound.demanded},
    }


def label_of(ready: Ready | None, name: str, titles: Titles) -> Text:
    """What a fact is called; in a case about another case, by its word."""
    found = labels_of(ready).get(name) if ready is not None else None
    return found or titles.word(name)


def read_times(history: Iterable[Happened]) -> Mapping[str, datetime]:
    """When each fact of a case became known, by its history."""
    found: dict[str, datetime] = {}
    for one in history:
        if one.kind == "Learnt":
            found |= dict.fromkeys((*one.more.get("read", ()), *one.more.get("told", ())), one.at)
    return found


def _is_disputable(fact: Shown) -> bool:
    return fact.state in _SETTLED and fact.by not in {ANSWER, EARLIER} and not fact.disputed


class _Teller:
    """Tells the facts of one case type at one moment."""

    def __init__(self, visit: Visit, ready: Ready, titles: Titles, moment: datetime) -> None:
        self.ready = ready
        self.titles = titles
        self.zone = visit.house.zone
        self.moment = moment
        self.today = moment.astimezone(self.zone).date()

    def line(self, fact: Shown, label: Text, at: datetime | None) -> FactLine:
        settled, told = fact.state in _SETTLED, fact.by in {ANSWER, EARLIER}
        tested = not told and _is_tested(fact.value)
        return FactLine(
            fact.name,
            label,
            self.value(fact, tested=tested),
            self.origin(fact, at) if settled or not told else EMPTY,
            EMPTY if told or not settled else self.since(fact),
            tuple(_tags(fact)),
            phrase(_ONLY) if tested else EMPTY,
            fact.receipt,
        )

    def value(self, fact: Shown, *, tested: bool) -> Text:
        field = self.ready.fields.get(fact.name)
        kind = field.type if field is not None else None
        if fact.state == State.NONE.value:
            return say_value(None)
        if fact.state != State.KNOWN.value:
            return EMPTY
        note = file_of(fact.value)
        if note is not None:
            return same(note.name)
        return say_tests(fact.name, fact.value, kind) if tested else say_told(fact.value, kind, self.titles)

    def origin(self, fact: Shown, at: datetime | None) -> Text:
        if fact.by in {ANSWER, EARLIER}:
            return self.said(fact, at)
        if not fact.source:
            return EMPTY
        register = self.titles.title("register", fact.source)
        if at is None:
            return phrase(_REGISTER, register=register)
        return phrase(_READ, register=register, when=say_moment(at, self.moment, self.zone))

    def said(self, fact: Shown, at: datetime | None) -> Text:
        if fact.by == ANSWER and at is not None:
            return phrase(_SAID, when=say_moment(at, self.moment, self.zone))
        if fact.as_of is None:
            return phrase(_SAID_ONCE)
        return phrase(_SAID if fact.by == ANSWER else _BEFORE, when=say_day(fact.as_of, self.today))

    def since(self, fact: Shown) -> Text:
        """Since when it stands in a register that is kept here, or the day of the copy of one that is not."""
        if fact.as_of is None:
            return EMPTY
        desk = self.ready.running.exchange.doors.desks.get(fact.source)
        pattern = _SINCE if desk is not None and desk.is_here else _OF
        return phrase(pattern, day=say_day(fact.as_of, self.today))


def _is_tested(value: object) -> bool:
    """Whether of a value only answers to tests were given."""
    return isinstance(value, Mapping) and bool(value) and all(isinstance(one, bool) for one in value.values())


def _tags(fact: Shown) -> Iterable[Tag]:
    named = _STATES.get(fact.state)
    if named is not None:
        yield Tag(phrase(named[0]), named[1])
    if fact.stale:
        yield Tag(phrase(_STALE[0]), _STALE[1])
    if fact.disputed:
        yield Tag(phrase(_DISPUTED[0]), _DISPUTED[1])
