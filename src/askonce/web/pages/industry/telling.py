"""Matches in words: what each requirement comes to and who says so, how far away, what is saved, why it ranks where it does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from askonce.apps.economy.explaining import Called, explain
from askonce.apps.economy.listing import Listed
from askonce.apps.economy.matching import Check, Match, Said, Verdict
from askonce.assembly.markets.firms import Profile
from askonce.assembly.markets.following import Followed
from askonce.cases.running import Running
from askonce.cases.wording.bilingual import EMPTY, Text, both, fill, join, said, same, within
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date, say_money, say_number
from askonce.feel.values import Money
from askonce.web.addressing import in_address
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.marks import MARKS
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.industry.market import Seen
from askonce.web.pages.shown import Tag, phrase

_KILOMETRE: Final = 1000
_FEW: Final = 100
_METRES: Final = mark("about %(count)s m away")
_KILOMETRES: Final = mark("about %(count)s km away")
_NEXT_DOOR: Final = mark("next door")
_TAGS: Final[Mapping[Verdict, tuple[str, str]]] = {
    Verdict.FEASIBLE: (mark("Fits"), "green"),
    Verdict.POSSIBLE: (mark("May fit: something is unknown"), "yellow"),
    Verdict.NEAR: (mark("Fits but for one thing"), "orange"),
    Verdict.OUT: (mark("Does not fit"), "red"),
}
#: The sign and the word of a state; neither needs the colour.
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "pass": ("✓", mark("met")),
    "fail": ("✕", mark("not met")),
    "unknown": ("?", mark("unknown")),
}
_SAVES: Final = mark("would save about %(each)s apiece")
_SAVES_MONTHLY: Final = mark("would save about %(each)s apiece, %(monthly)s a month")
_COSTS: Final = mark("would cost about %(each)s more apiece")
_IN_UNIT: Final = both("{value} {unit}", "{value}{unit}")
#: A number beside what it is a number of.
_NAMED: Final = both("{name} {value}", "{name}{value}")
#: Where a title says the unit.
_UNIT: Final = {"en": re.compile(r"(.+) in (\S+)"), "zh": re.compile(r"(.+)（(.+)）")}
_NAMELESS: Final = mark("Without a name")
_REGISTER: Final = mark("Register: %(register)s")
_ASKED: Final = mark("asked for")
_OFFERED: Final = mark("offered")
_NOTHING: Final = mark("nothing is known of it")
_CALLED: Final[WeakKeyDictionary[Running, Called]] = WeakKeyDictionary()


class CheckLine(msgspec.Struct, frozen=True):
    """One requirement: how it comes out in sign and word, what is asked and offered, and who says so since when.

    In the visitor's language alone: a page shows a hundred of them.
    """

    state: str
    sign: str
    word: str
    title: Text
    told: str
    source: str


class Card(msgspec.Struct, frozen=True):
    """A match on a page, seen from one side: `other` is the listing of the other side, `firm` whose that is.

    `old` says that the firm called its profile right too long ago, or never. `followed` is the case in which the office follows the pair, where the visitor may know of it.
    """

    match: Match
    other: Listed
    firm: Profile
    title: str
    text: str
    tag: Tag
    checks: tuple[CheckLine, ...]
    distance: Text
    saving: Text
    why: tuple[Text, ...]
    points: int
    need: str
    offer: str
    alike: bool
    old: bool
    followed: Followed | None = None
    contact: str = ""

    @property
    def failing(self) -> CheckLine | None:
        """The one requirement that fails."""
        return next((one for one in self.checks if one.state == "fail"), None)

    def count(self, state: str) -> int:
        """How many requirements come out so."""
        return sum(one.state == state for one in self.checks)


class Telling:
    """Tells the matches of one market to one visitor."""

    def __init__(self, visit: Visit, seen: Seen) -> None:
        self._seen = seen
        self._language = visit.language
        self._titles = titles = Titles(visit.running.bound)
        self._names = {one.name: said(one.title, one.name) for one in seen.floor.terms.constraints}
        self._called = _called(visit.running, titles)
        self._registers = self._called.registers
        self._labels = _labels(seen, titles)
        self._words = {state: visit.say(word) for state, (_, word) in _STATES.items()}
        self._asked, self._offered, self._nothing = map(visit.say, (_ASKED, _OFFERED, _NOTHING))
        self._gap, self._comma = MARKS["gap"](), MARKS["comma"]()
        self._sources: dict[tuple[str, date | None, str], str] = {}

    def need(self, match: Match) -> Card:
        """A match as whoever makes the offer reads it: the need is the other side."""
        return self._card(match, self._seen.floor.needs[match.need])

    def offer(self, match: Match) -> Card:
        """A match as whoever has the need reads it: the offer is the other side."""
        return self._card(match, self._seen.floor.offers[match.offer])

    def _card(self, match: Match, other: Listed) -> Card:
        title, *rest = other.words or ("",)
        verdict, colour = _TAGS[match.verdict]
        return Card(
            match=match,
            other=other,
            firm=self._seen.firm(other.firm),
            title=title or phrase(_NAMELESS)["en"],
            text=" ".join(one for one in rest if one),
            tag=Tag(phrase(verdict), colour),
            checks=tuple(
                map(self._check, sorted(match.checks, key=lambda one: one.state == "pass"))
            ),  # what is wrong first
            distance=say_distance(match.distance_m),
            saving=say_saving(match),
            why=tuple(map(same, explain(match, self._seen.floor.terms, self._language, self._called))),
            points=round(match.score * 100),
            need=in_address(match.need),
            offer=in_address(match.offer),
            alike=match.alike,
            old=self._seen.firm(other.firm).is_stale(self._seen.floor.day),
        )

    def _check(self, check: Check) -> CheckLine:
        asked, offered = (self._values(data)[self._language] for data in (check.asked, check.offered))
        told = [f"{self._asked}{self._gap}{asked}"] if asked else []
        told.append(f"{self._offered}{self._gap}{offered}" if offered else self._nothing)
        return CheckLine(
            check.state,
            _STATES[check.state][0],
            self._words[check.state],
            self._names.get(check.name) or same(check.name),
            self._comma.join(told),
            self._source(check),
        )

    def _source(self, check: Check) -> str:
        """Who says so since when, and by which article it is asked for; the same for many requirements of a page."""
        key = check.source, check.as_of, check.article
        found = self._sources.get(key)
        if found is None:
            register = (self._registers.get(check.source) or same(check.source))[self._language]
            parts = [phrase(_REGISTER, register=register)]
            parts += [say_date(check.as_of)] if check.as_of is not None else []
            parts += [self._titles.cite(check.article)] if check.article else []
            found = self._sources[key] = self._comma.join(one[self._language] for one in parts)
        return found

    def _values(self, data: Sequence[Said]) -> Text:
        known = [one for one in data if one.value is not None]
        return join(self._said(one, named=len(data) > 1) for one in known)

    def _said(self, one: Said, *, named: bool) -> Text:
        """A datum in words, a number in its unit; with its name where there are several."""
        words = self.value(one)
        name, unit = self._labels.get(one.path, (EMPTY, EMPTY))
        if isinstance(one.value, Decimal) and unit["en"]:
            words = fill(_IN_UNIT, value=words, unit=unit)
        return fill(_NAMED, name=name, value=words) if named and name["en"] else words

    def value(self, one: Said) -> Text:
        """A datum in words; a word of a choice as the pack calls it."""
        return self._called.value(one, self._seen.floor.terms)


def _called(running: Running, titles: Titles) -> Called:
    """What a pack calls its registers and words, put together once for each version of it."""
    found = _CALLED.get(running)
    if found is None:
        registers = {name: titles.title("register", name) for name in titles.every("register")}
        words = {name: titles.word(name) for name in titles.every("word")}
        found = _CALLED.setdefault(running, Called(registers, words))
    return found


def _labels(seen: Seen, titles: Titles) -> dict[str, tuple[Text, Text]]:
    """What each path that is read is called, and the unit that its title says."""
    found = {}
    for read in seen.market.reads():
        way = read.found
        if way is not None and way.held is not None:
            found[read.text] = with_unit(titles.attribute(way.held.value.register, way.held.value.attribute))
    return found


def with_unit(title: Text) -> tuple[Text, Text]:
    """A title without the unit that it ends with, and the unit; concepts say it so.

    >>> with_unit({"en": "Tolerance in mm", "zh": "公差（毫米）"})
    ({'en': 'tolerance', 'zh': '公差'}, {'en': 'mm', 'zh': '毫米'})
    >>> with_unit({"en": "Minimum order", "zh": "最小起订量"})[1]["en"]
    ''
    """
    parts = {language: _UNIT[language].fullmatch(text) for language, text in title.items()}
    english, chinese = parts["en"], parts["zh"]
    if english is None or chinese is None:
        return within(title), EMPTY
    return within(both(english[1], chinese[1])), both(english[2], chinese[2])


def say_distance(metres: int | None) -> Text:
    """How far away, in words; nothing where it is not known.

    >>> say_distance(1540)["en"], say_distance(40)["en"], say_distance(None)["en"]
    ('about 1.5 km away', 'next door', '')
    """
    if metres is None:
        return EMPTY
    if metres < _FEW:
        return phrase(_NEXT_DOOR)
    if metres < _KILOMETRE:
        return phrase(_METRES, count=round(metres, -1))
    return phrase(_KILOMETRES, count=say_number(Decimal(metres // 100) / 10))


def say_saving(match: Match) -> Text:
    """What would be saved, in words; nothing where it is not known, or not for the visitor."""
    found = match.saving
    if found is None:
        return EMPTY
    if found.each.amount < 0:
        return phrase(_COSTS, each=say_money(Money(-found.each.amount, found.each.currency)))
    if found.monthly is None:
        return phrase(_SAVES, each=say_money(found.each))
    return phrase(_SAVES_MONTHLY, each=say_money(found.each), monthly=say_money(found.monthly))
