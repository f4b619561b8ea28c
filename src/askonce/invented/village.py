"""One village, whole: its people and things by number, their ids, and the oddities among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

from askonce.invented import cast
from askonce.invented.calendar import Today
from askonce.invented.chance import Chance
from askonce.invented.folk import NOBODY, Folk
from askonce.invented.gathering import gather
from askonce.invented.kinship import relate
from askonce.invented.marginals import SHARES
from askonce.invented.naming import SURNAMES, given_name
from askonce.invented.oddities import TOPICS, Planting, Said
from askonce.invented.places import place, settle
from askonce.invented.work import Works

T = TypeVar("T")

#: Ids begin with the letter of their kind and say in which village the thing was made.
LETTERS: Final[Mapping[str, str]] = {
    "person": "p", "property": "r", "firm": "f", "farm": "a", "mandate": "m", "canteen": "k", "asset": "w",
    "consignment": "g", "site": "s",
}  # fmt: skip
CANTEENS: Final = 11
#: What the firms of the development zone alone have: no village has any.
ZONE_KINDS: Final = ("offer", "need", "lesson", "outside_offer")
_MOTHERS_NAME: Final = 0.06
_POOR: Final = SHARES["poor household"]["yes"]


class Village:
    """The village of a number among several, with so many living people; the first has the cast beside them."""

    def __init__(self, seed: int, number: int, of: int, people: int, today: Today, *, flooded: bool) -> None:
        self.seed = seed
        self.number = number
        self.of = of
        self.today = today
        self.place = place(number)
        self.folk = Folk()
        if number == 0:
            cast.enter(self.folk, today)
        gather(self.folk, people, today, self.chance("people"))
        relate(self.folk, today, self.chance("kin"))
        self.names = name_all(self.folk, self.chance("names"))
        planting = Planting(self.folk, self.names, today, self.chance("oddities"))
        planting.run(flooded=flooded)
        self.odd = planting.odd
        self.newcomers = planting.newcomers
        self.foreign = planting.foreign
        if number == 0:
            self.odd = [*cast.odd(self.folk), *self.odd]
            self.newcomers.add(cast.BY_ID["p-newcomer"])
            self.foreign.add(cast.BY_ID["p-foreign"])
        self.properties = settle(self.folk, self.place, today, self.chance("homes"))
        self.works = Works(self.folk, self.properties, self.place, today, self.chance("work"))
        self.known_ids: dict[str, dict[int, str]] = {}
        self._once: dict[str, Any] = {}
        if number == 0:
            self._employ_the_cast()

    def chance(self, *words: object) -> Chance:
        """A stream of draws of its own: what one part draws moves nothing elsewhere."""
        return Chance(self.seed, self.number, *words)

    def once(self, make: Callable[[Village], T]) -> T:
        """What a function makes of this village, made once."""
        name = f"{make.__module__}.{make.__name__}"
        if name not in self._once:
            self._once[name] = make(self)
        found: T = self._once[name]
        return found

    def _employ_the_cast(self) -> None:
        for number, player in enumerate(cast.PLAYERS):
            self.works.jobs.work[number] = player.work
            if player.work == "employed":
                self.works.jobs.since[number] = self.today.ordinal - 900
        owner, agent = cast.BY_ID["p-owner"], cast.BY_ID["p-agent"]
        firm = self.works.found(owner, (agent,), "food", self.today.ordinal - 400)
        self.known_ids["person"] = {number: player.id for number, player in enumerate(cast.PLAYERS)}
        self.known_ids["firm"] = {firm: cast.FIRM}
        self.known_ids["mandate"] = {self.works.empower(firm, agent): cast.MANDATE}

    @cached_property
    def alive(self) -> range:
        """The numbers of the living."""
        return range(self.folk.living)

    @cached_property
    def born(self) -> list[date]:
        """The true day of birth of each person."""
        return [date.fromordinal(day) for day in self.folk.birth]

    @cached_property
    def poor(self) -> frozenset[int]:
        """The households that are poor."""
        chance = self.chance("poor")
        return frozenset(home for home in range(len(self.folk.households)) if chance.happens(_POOR))

    @cached_property
    def orphans(self) -> frozenset[int]:
        """Children whose parents are dead, and some of those who have none on record."""
        chance, folk = self.chance("orphans"), self.folk
        return frozenset(
            one
            for one in self.alive
            if chance.happens(0.1)
            and folk.age[one] < 18
            and not any(folk.death[parent] == NOBODY for parent in folk.parents(one))
        )

    @cached_property
    def settled(self) -> list[int]:
        """By person, since when they live where they live: yesterday, from birth, or since they came."""
        chance, folk, today = self.chance("settled"), self.folk, self.today.ordinal
        found = []
        for one in range(folk.living):
            draw = chance.draw()
            if one in self.newcomers:
                found.append(max(today - 1, folk.birth[one]))
            else:
                came = today - int(draw * 40 * 365)
                found.append(folk.birth[one] if draw < 0.85 else max(folk.birth[one], came))
        return found

    @cached_property
    def instead(self) -> dict[str, dict[int, Said]]:
        """Values by concept and person that stand instead of what would be there."""
        found: dict[str, dict[int, Said]] = {}
        if self.number == 0:
            for number, player in enumerate(cast.PLAYERS):
                for concept, value in player.says.items():
                    found.setdefault(concept, {})[number] = value
        for odd in self.odd:
            concepts: tuple[str, ...] = (odd.concept,) if odd.is_instead else ()
            if odd.kind == "no row":
                concepts = next(topic for topic in TOPICS.values() if topic[0] == odd.concept)
            for concept in concepts:
                found.setdefault(concept, {})[odd.persons[0]] = odd.value
        return found

    @cached_property
    def community(self) -> str:
        """Its id as a community."""
        return f"c-{self.number:02}"

    @cached_property
    def has_canteen(self) -> bool:
        """Whether it is one of those with a canteen."""
        canteens = min(CANTEENS, self.of)
        return self.number * canteens // self.of != (self.number - 1) * canteens // self.of

    @cached_property
    def assets(self) -> tuple[str, ...]:
        """The kinds of its assets."""
        often = ("tunnel",) if self.number % 7 == 3 else ("bridge",)
        return ("sewer", "well", "slope", "bridge", *(often if self.number % 2 else ()))

    def count(self, kind: str) -> int:
        """How many things of a kind it has; kinds that it does not know are a few things each."""
        counts = {
            "person": len(self.folk),
            "property": len(self.properties),
            "firm": len(self.works.firms),
            "farm": len(self.works.farms),
            "mandate": len(self.works.mandates),
            "consignment": len(self.works.consignors),
            "site": len(self.works.site_owners),
            "asset": len(self.assets),
            "community": 1,
            "canteen": int(self.has_canteen),
            **dict.fromkeys(ZONE_KINDS, 0),
        }
        return counts[kind] if kind in counts else max(1, self.folk.living // 40)

    def ids(self, kind: str) -> list[str]:
        """The ids of the things of a kind, by number."""
        if kind == "community":
            return [self.community]
        prefix = LETTERS.get(kind, f"{kind}-x")
        found = [f"{prefix}-{self.number:02}-{number:04}" for number in range(self.count(kind))]
        for number, known in self.known_ids.get(kind, {}).items():
            found[number] = known
        return found


def name_all(folk: Folk, chance: Chance) -> list[str]:
    """A name for everybody: the surname of a parent on record, of the father as a rule; the cast has its own."""
    names = [""] * len(folk)
    surnames = [""] * len(folk)
    for one in sorted(range(len(folk)), key=lambda at: (folk.birth[at], at)):
        mother, father = folk.mother[one], folk.father[one]
        by_mother = chance.happens(_MOTHERS_NAME)
        drawn = SURNAMES.at(chance.draw())
        parent = mother if mother != NOBODY and (by_mother or father == NOBODY) else father
        surnames[one] = drawn if parent == NOBODY else surnames[parent]
        year = date.fromordinal(folk.birth[one]).year
        names[one] = surnames[one] + given_name(female=folk.female[one], year=year, chance=chance)
    if folk.fixed:
        names[: len(cast.PLAYERS)] = [player.name for player in cast.PLAYERS]
    return names
