"""The matches that the office follows, in words: at which stage, since when, what is to be done next and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from askonce.apps.economy.concepts import ENDING, ORDERS, SAVED
from askonce.assembly.markets.following import Followed
from askonce.cases.running import Ready
from askonce.cases.wording.bilingual import EMPTY, Text, said
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date
from askonce.feel.values import Money
from askonce.web.addressing import in_address
from askonce.web.pages import shown
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.industry.market import Seen
from askonce.web.service import now

_OFFICE: Final = mark("The office")
_SIDES: Final[Mapping[str, str]] = {"buyer": mark("The buyer"), "maker": mark("The maker")}
_TAKE: Final = mark("take the case, nobody has it yet")
_GIVE: Final = mark("give it to a colleague: the officer who has it declared an interest")
_DECLINED: Final = mark("one side does not want to be named: end the match with the reason")
_SAY: Final = mark("note: %(what)s")
_FINISH: Final = mark("finish this stage")
_DECIDE: Final = mark("decide and close")
_ENDED: Final = mark("Ended")


class ToDo(msgspec.Struct, frozen=True):
    """What somebody is to do next; `side` says which of the firms, empty where it is the office."""

    who: Text
    what: Text
    side: str = ""


class Stage(msgspec.Struct, frozen=True):
    """A match in words. `step` is the word of its step, empty once it has ended; `need_word` and `offer_word` stand in addresses."""

    followed: Followed
    case: str
    step: str
    title: Text
    need: str
    offer: str
    buyer: str
    maker: str
    moved: Text
    due: Text
    stalled: bool
    officer: str
    todo: tuple[ToDo, ...]
    reason: Text = {}
    need_word: str = ""
    offer_word: str = ""


def stage_of(visit: Visit, one: Followed, seen: Seen | None = None) -> Stage:
    """A match in words; with the market, what it is about and between whom."""
    ready = shown.ready_of(visit, one.line)
    titles, today = Titles(visit.running.bound), visit.house.local_day(now())
    step = one.line.step if not one.ended else ""
    need = seen.floor.needs.get(one.need) if seen is not None else None
    offer = seen.floor.offers.get(one.offer) if seen is not None else None
    return Stage(
        one,
        one.line.id,
        step or "",
        _title(ready, step or ""),
        "".join(need.words[:1]) if need is not None else one.need,
        "".join(offer.words[:1]) if offer is not None else one.offer,
        seen.firm(need.firm).name if seen is not None and need is not None else "",
        seen.firm(offer.firm).name if seen is not None and offer is not None else "",
        shown.say_day(visit.house.local_day(one.moved), today),
        say_date(one.due) if one.due is not None else EMPTY,
        one.is_stalled(today),
        one.line.officer or "",
        tuple(_todo(ready, titles, one)),
        titles.word(one.word(ENDING)) if one.word(ENDING) else EMPTY,
        in_address(one.need) if need is not None else "",
        in_address(one.offer) if offer is not None else "",
    )


def _title(ready: Ready | None, step: str) -> Text:
    words = ready.words.steps.get(step) if ready is not None else None
    return said(words.title, step) if words is not None else shown.phrase(_ENDED)


def _todo(ready: Ready | None, titles: Titles, one: Followed) -> Iterator[ToDo]:
    """What each side does next: the office by the text of its service, the firms by the words that the pack has for it."""
    step = one.line.step
    if ready is None or step is None or one.ended:
        return
    office = shown.phrase(_OFFICE)
    if one.line.officer is None:
        yield ToDo(office, shown.phrase(_TAKE))
    elif one.interested:
        yield ToDo(office, shown.phrase(_GIVE))
    if one.declined:
        yield ToDo(office, shown.phrase(_DECLINED))
    labels = shown.labels_of(ready)
    for name in () if one.interested else one.owed:
        yield ToDo(office, shown.phrase(_SAY, what=labels.get(name) or titles.word(name)))
    if one.line.officer is not None and not one.owed and not one.interested and not one.declined:
        words = ready.words.steps.get(step)
        yield ToDo(office, shown.phrase(_DECIDE if words is not None and words.decides else _FINISH))
    known = titles.every("word")
    for side, who in _SIDES.items():
        answered = one.open and side in one.consents
        if f"{step}_{side}" in known and not answered:
            yield ToDo(shown.phrase(who), titles.word(f"{step}_{side}"), side)


class Column(msgspec.Struct, frozen=True):
    """A stage of the board with the matches that stand at it."""

    step: str
    title: Text
    cards: tuple[Stage, ...]


def columns(visit: Visit, seen: Seen, stages: Sequence[Stage]) -> tuple[Column, ...]:
    """The board: every stage of the service in its order, those of older texts behind."""
    service = seen.market.market.followed_by
    ready = visit.running.types.get(service.id) if service is not None else None
    steps = list(ready.words.steps) if ready is not None else []
    steps += [one.step for one in stages if one.step and one.step not in steps]
    return tuple(
        Column(step, _title(ready, step), tuple(one for one in stages if one.step == step))
        for step in dict.fromkeys(steps)
    )


class Outcome(msgspec.Struct, frozen=True):
    """How many matches ended for a reason."""

    reason: Text
    count: int


class Outcomes(msgspec.Struct, frozen=True):
    """What the matches came to: what firms say that they save and order a year, by currency, and why matches ended."""

    saved: tuple[Money, ...]
    orders: tuple[Money, ...]
    reasons: tuple[Outcome, ...]
    ended: int
    running: int
    stalled: int


def outcomes_of(titles: Titles, matches: Iterable[Followed], today: date) -> Outcomes:
    """The sum of all matches."""
    listed = list(matches)
    ended = [one for one in listed if one.ended]
    reasons: dict[str, int] = {}
    for one in ended:
        reasons[one.word(ENDING)] = reasons.get(one.word(ENDING), 0) + 1
    ranked = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return Outcomes(
        _sum(listed, SAVED),
        _sum(listed, ORDERS),
        tuple(
            Outcome(titles.word(word) if word else shown.phrase(mark("no reason noted")), count)
            for word, count in ranked
        ),
        len(ended),
        len(listed) - len(ended),
        sum(one.is_stalled(today) for one in listed),
    )


def _sum(matches: Iterable[Followed], concept: str) -> tuple[Money, ...]:
    total: dict[str, Money] = {}
    for one in matches:
        found = one.money(concept)
        if found is not None:
            known = total.get(found.currency)
            total[found.currency] = Money(found.amount + (known.amount if known else 0), found.currency)
    return tuple(total.values())
