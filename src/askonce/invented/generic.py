"""Values and relations for what a pack holds that no one has thought of here: plausible by their type alone."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Final

from msgspec import UNSET

from askonce.feel.types import ChoiceType, ListType, MoneyType, ScalarType, Type
from askonce.feel.values import DaysTime, Money, Value, WorkingDays, YearsMonths
from askonce.invented.chance import Chance
from askonce.invented.links import Links
from askonce.invented.oddities import Said
from askonce.invented.village import Village
from askonce.registers.types import feel_type

_EIGHT_HOURS: Final = timezone(timedelta(hours=8))
_YES: Final = 0.1
_DAY: Final = 86_400 * 1_000_000_000


def made_up(village: Village, kind: str, concept: str, words: str | None, chance: Chance) -> list[Said]:
    """A value of each living person, or of each thing of a kind, of the type that the words name."""
    of = feel_type(words)
    count = village.count(kind)
    alive = village.folk.living if kind == "person" else count
    return [
        *(_value(of, village, f"{concept} {number + 1}", chance) for number in range(alive)),
        *([UNSET] * (count - alive)),
    ]


def _value(of: Type | None, village: Village, text: str, chance: Chance) -> Said:
    match of:
        case ChoiceType(options=options):
            return chance.pick(options)
        case MoneyType(currency=currency):
            return Money(Decimal(round(chance.log_normal(1000, 0.8))), currency or "CNY")
        case ListType(of=item):
            return tuple(_plain(item, village, text, chance) for _ in range(chance.below(3)))
        case ScalarType(word=word):
            return _scalar(word, village, text, chance)
        case _:
            return UNSET


def _plain(of: Type, village: Village, text: str, chance: Chance) -> Value:
    found = _value(of, village, text, chance)
    return None if found is UNSET else found


def _scalar(word: str, village: Village, text: str, chance: Chance) -> Said:
    draw, on = chance.draw(), village.today.on
    found: dict[str, Said] = {
        "text": text,
        "number": Decimal(int(draw * 1000)) / 10,
        "integer": Decimal(int(draw * 100)),
        "boolean": draw < _YES,
        "date": on - timedelta(days=int(draw * 3650)),
        "time": time(8 + int(draw * 10)),
        "date and time": datetime(on.year, on.month, on.day, int(draw * 24), tzinfo=_EIGHT_HOURS),
        "days duration": DaysTime(int(draw * 30) * _DAY),
        "months duration": YearsMonths(int(draw * 60)),
        "working days": WorkingDays(int(draw * 30)),
    }
    return found.get(word, UNSET)


def linked(village: Village, of: str, to: str, *, many: bool, back_many: bool, chance: Chance) -> Links:
    """A relation that is made up: each thing leads to at most one or two others.

    Where the way back is single, nothing is led to twice.
    """
    sources = range(village.folk.living if of == "person" else village.count(of))
    targets = village.folk.living if to == "person" else village.count(to)
    since = village.today.years_ago(1).toordinal()
    found: Links = [[] for _ in range(village.count(of))]
    free = chance.shuffled(range(targets))
    for source in sources:
        for _ in range(chance.below(3) if many else int(chance.happens(0.8))):
            if not free:
                return found
            target = chance.pick(free) if back_many else free.pop()
            if (target, since) not in found[source]:
                found[source].append((target, since))
    return found


def paired(village: Village, of: str) -> Links:
    """A relation that is its own inverse, between neighbours by number."""
    count = village.folk.living if of == "person" else village.count(of)
    since = village.today.years_ago(1).toordinal()
    found: Links = [[] for _ in range(village.count(of))]
    for one in range(0, count - 1, 2):
        found[one], found[one + 1] = [(one + 1, since)], [(one, since)]
    return found
