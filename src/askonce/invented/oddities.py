"""The oddities of a village: twins, leap days, wrong and missing and disputed values, people whom a register lacks."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final, TypeAlias

import msgspec

from askonce.feel.values import Value
from askonce.invented.calendar import Today
from askonce.invented.chance import Chance
from askonce.invented.folk import NOBODY, Folk
from askonce.invented.marginals import FLOOD_YEAR, FLOODED, ODDITIES
from askonce.invented.naming import foreign_name, long_name, rare_name

#: A value, or UNSET where a register says nothing.
Said: TypeAlias = "Value | msgspec.UnsetType"

#: What each kind of oddity means.
MEANINGS: Final = {
    "twins": {"en": "born on one day of one mother", "zh": "同母同日所生的双胞胎"},
    "same name": {"en": "another person of the village has the same name", "zh": "同村同名"},
    "same name and birth": {
        "en": "another person has the same name and date of birth",
        "zh": "与他人同名且同日出生",
    },
    "leap day": {"en": "born on 29 February", "zh": "二月二十九日出生"},
    "centenarian": {"en": "a hundred years old or older", "zh": "百岁老人"},
    "wrong birth": {
        "en": "the register says a date of birth after that of a child",
        "zh": "登记的出生日期晚于其子女",
    },
    "disputed birth": {
        "en": "the book with the date of birth was spoilt by a flood",
        "zh": "出生簿册毁于洪水，出生日期存争议",
    },
    "disputed value": {"en": "the person says that the value is wrong", "zh": "本人对登记内容提出异议"},
    "missing value": {"en": "the register says nothing here", "zh": "登记册此项空缺"},
    "no row": {"en": "the register has no row of this person", "zh": "登记册中无此人记录"},
    "foreign name": {"en": "a name in other letters", "zh": "外文姓名"},
    "rare character": {"en": "a character that old systems cannot write", "zh": "姓名含生僻字"},
    "long name": {"en": "a name longer than most forms are wide", "zh": "姓名超长"},
    "moved in yesterday": {"en": "came to the county yesterday", "zh": "昨日刚迁入"},
}

#: Registers by what they tell: the concepts of which who is unknown to them has no value.
TOPICS: Final = {
    "people": ("birth-date", "full-name", "sex", "hospital", "death-date", "identity-number"),
    "insurance": (
        "insurance-scheme", "insured-until", "chronic-disease", "out-of-county-until", "paid-back-this-year",
    ),
    "residence": (
        "registered-address", "residence-kind", "local-since", "household-size", "portrait", "portrait-day",
        "identity-card-until", "stay-permit-until", "under-enforcement", "child-crime",
    ),
}  # fmt: skip
_MAY_MISS: Final = (
    "sex", "full-name", "registered-address", "contribution-months", "insured-until", "local-since", "birth-date",
)  # fmt: skip
_MAY_BE_DISPUTED: Final = ("contribution-months", "household-size", "local-since", "insured-until")


class Odd(msgspec.Struct, frozen=True):
    """An oddity: whom it concerns by number, which concept, and the value that stands there instead."""

    kind: str
    persons: tuple[int, ...]
    concept: str = ""
    value: Said = msgspec.UNSET

    @property
    def is_instead(self) -> bool:
        """Whether its value stands instead of the one that would be there."""
        return self.kind in ("wrong birth", "missing value")


class Planting:
    """Plants oddities in a village and finds those that chance has made."""

    def __init__(self, folk: Folk, names: list[str], today: Today, chance: Chance) -> None:
        self.folk = folk
        self.names = names
        self.today = today
        self.chance = chance
        self.odd: list[Odd] = []
        self.newcomers: set[int] = set()
        self.foreign: set[int] = set()
        self._living = [one for one in chance.shuffled(range(folk.fixed, folk.living)) if folk.age[one] > 0]
        self._used: set[int] = set()
        self._least = 0

    def run(self, *, flooded: bool) -> None:
        """Plant what is planted, in the flooded village at least one of each kind, then find what is there."""
        self._least = int(flooded)
        self._names()
        self._births()
        self._gaps()
        if flooded:
            self._flood()
        self._find()

    def _some(self, kind: str) -> list[int]:
        """As many persons as a kind of oddity wants who have none yet."""
        wanted = max(self.chance.count(ODDITIES[kind] * len(self._living)), self._least)
        found: list[int] = []
        for one in self._living:
            if len(found) == wanted:
                break
            if one not in self._used:
                found.append(one)
                self._used.add(one)
        return found

    def _names(self) -> None:
        for one in self._some("foreign name"):
            self._name("foreign name", one, foreign_name(self.chance))
            self.foreign.add(one)
        for one in self._some("rare character"):
            self._name("rare character", one, rare_name(self.names[one][0], self.chance))
        for one in self._some("long name"):
            self._name("long name", one, long_name(self.chance))

    def _name(self, kind: str, one: int, name: str) -> None:
        self.names[one] = name
        self.odd.append(Odd(kind, (one,), "full-name"))

    def _births(self) -> None:
        folk = self.folk
        doubles = ((one, self._double(one)) for one in self._living if one not in self._used)
        wanted = max(self.chance.count(ODDITIES["same name and birth"] * len(self._living)), self._least)
        for one, other in doubles:
            if wanted == 0:
                break
            if other != NOBODY:
                wanted -= 1
                folk.birth[other], folk.age[other] = folk.birth[one], folk.age[one]
                self.names[other] = self.names[one]
                self.odd.append(Odd("same name and birth", (one, other)))
                self._used |= {one, other}
        parents = [one for one in self._living if folk.children[one] and one not in self._used]
        for one in parents[: self.chance.count(ODDITIES["wrong birth"] * len(self._living))]:
            eldest = min(folk.birth[child] for child in folk.children[one])
            late = min(eldest + self.chance.between(200, 4000), self.today.ordinal)
            if late > eldest:
                self.odd.append(Odd("wrong birth", (one,), "birth-date", date.fromordinal(late)))
                self._used.add(one)

    def _double(self, one: int) -> int:
        """Somebody without kin who may share a birthday and a name with another."""
        folk = self.folk
        for other in self._living:
            ages = folk.age[one], folk.age[other]
            alike = folk.female[other] == folk.female[one] and min(ages) >= 20 and max(ages) - min(ages) <= 3
            alone = folk.spouse[other] == NOBODY and not folk.children[other] and not folk.parents(other)
            if other != one and alike and alone and other not in self._used:
                return other
        return NOBODY

    def _gaps(self) -> None:
        for one in self._some("missing value"):
            self.odd.append(Odd("missing value", (one,), self.chance.pick(_MAY_MISS)))
        for one in self._some("disputed value"):
            self.odd.append(Odd("disputed value", (one,), self.chance.pick(_MAY_BE_DISPUTED)))
        for one in self._some("no row"):
            self._unknown(one)
        for one in self._some("moved in yesterday"):
            self.newcomers.add(one)
            self.odd.append(Odd("moved in yesterday", (one,), "local-since"))

    def _unknown(self, one: int) -> None:
        """Let a register lack a person: that of people only where it names no kin, that of homes who lives alone."""
        folk = self.folk
        home = folk.home[one]
        topic = "insurance"
        if not folk.parents(one) and not folk.children[one] and self.chance.happens(0.5):
            topic = "people"
        elif len(folk.households[home]) == 1 and self.chance.happens(0.5):
            topic = "residence"
            folk.households[home].clear()
            folk.home[one] = NOBODY
        self.odd.append(Odd("no row", (one,), TOPICS[topic][0]))

    def _flood(self) -> None:
        folk = self.folk
        elders = (
            one
            for one in self._living
            if date.fromordinal(folk.birth[one]).year <= FLOOD_YEAR and one not in self._used
        )
        for one, _ in zip(elders, range(FLOODED), strict=False):
            self.odd.append(Odd("disputed birth", (one,), "birth-date"))

    def _find(self) -> None:
        folk, names = self.folk, self.names
        namesakes: dict[str, list[int]] = defaultdict(list)
        for one in range(folk.living):
            namesakes[names[one]].append(one)
            born = date.fromordinal(folk.birth[one])
            if (born.month, born.day) == (2, 29):
                self.odd.append(Odd("leap day", (one,), "birth-date"))
            if folk.age[one] >= 100:
                self.odd.append(Odd("centenarian", (one,)))
            self._find_twins(one)
        self.odd += [Odd("same name", tuple(alike)) for alike in namesakes.values() if len(alike) > 1]

    def _find_twins(self, mother: int) -> None:
        births: dict[int, list[int]] = defaultdict(list)
        for child in self.folk.children[mother]:
            if self.folk.mother[child] == mother:
                births[self.folk.birth[child]].append(child)
        self.odd += [Odd("twins", tuple(alike), "birth-date") for alike in births.values() if len(alike) > 1]
