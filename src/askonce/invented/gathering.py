"""Draws the living of a village by the pyramid of ages, and gathers them in households of the wanted sizes."""

from __future__ import annotations

from typing import Final

from askonce.invented.calendar import OLDEST, Today
from askonce.invented.chance import Chance, Shares
from askonce.invented.folk import NOBODY, Folk
from askonce.invented.marginals import BAND, PYRAMID, SHARES

GROWN: Final = 18
MARRIED_FROM: Final = 22
_BANDS: Final = Shares(
    {
        (start, female): share
        for start, pair in PYRAMID.items()
        for female, share in zip((False, True), pair, strict=True)
    }
)
_SIZES: Final = Shares(SHARES["household-size"])
_TWINS: Final = 0.03
_COUPLE: Final = 0.78
_SKIPPED: Final = 0.10  # grandparents bring up the children while the parents work elsewhere
_MOTHER_AT: Final = (26, 4)


def gather(folk: Folk, count: int, today: Today, chance: Chance) -> None:
    """Add so many living persons, all in households."""
    first = len(folk)
    for number in range(count):
        _draw(folk, today, chance, grown=number == 0)
    folk.living = len(folk)
    _Gathering(folk, range(first, len(folk)), chance).run()


def _draw(folk: Folk, today: Today, chance: Chance, *, grown: bool) -> None:
    """One person; the first of a village is grown up, so that nobody's household is one of children."""
    while True:
        start, female = _BANDS.at(chance.draw())
        age = min(start + chance.below(BAND), OLDEST)
        if age >= GROWN or not grown:
            break
    early, late = today.births[age]
    folk.add(female=female, birth=chance.between(early, late), age=age)


class _Pool:
    """Those who have no household yet, on shelves by sex and age."""

    def __init__(self, folk: Folk, members: list[int]) -> None:
        self.order = members
        self.taken = bytearray(len(folk))
        self.shelves: tuple[list[list[int]], ...] = tuple([[] for _ in range(OLDEST + 1)] for _ in range(2))
        for one in members:
            self.shelves[folk.female[one]][folk.age[one]].append(one)
        self.next = 0

    def anyone(self) -> int:
        """Somebody, by chance alone."""
        while self.next < len(self.order):
            one = self.order[self.next]
            self.next += 1
            if not self.taken[one]:
                self.taken[one] = 1
                return one
        return NOBODY

    def near(self, age: int, low: int, high: int, *, female: bool) -> int:
        """Somebody of a sex whose age is nearest to one, between two others."""
        low, high = max(low, 0), min(high, OLDEST)
        if low > high:
            return NOBODY
        age = min(max(age, low), high)
        shelves = self.shelves[female]
        for step in range(high - low + 1):
            for at in (age + step, age - step) if step else (age,):
                if low <= at <= high and shelves[at]:
                    one = self._from(shelves[at])
                    if one != NOBODY:
                        return one
        return NOBODY

    def _from(self, shelf: list[int]) -> int:
        while shelf:
            one = shelf.pop()
            if not self.taken[one]:
                self.taken[one] = 1
                return one
        return NOBODY


class _Gathering:
    """One village being gathered: children first, since they need parents of fitting ages."""

    def __init__(self, folk: Folk, everyone: range, chance: Chance) -> None:
        self.folk = folk
        self.chance = chance
        children = [one for one in everyone if folk.age[one] < GROWN]
        self.children = _Pool(folk, children)
        self.adults = _Pool(folk, [one for one in everyone if folk.age[one] >= GROWN])
        self.sizes = self._sizes(len(everyone))
        self.wards = self._wards(len(children))

    def _sizes(self, count: int) -> list[int]:
        sizes: list[int] = []
        while count:
            size = min(int(_SIZES.at(self.chance.draw())), count)
            sizes.append(size)
            count -= size
        return sizes

    def _wards(self, children: int) -> list[int]:
        """How many children each household brings up."""
        places = [
            place
            for place, size in enumerate(self.sizes)
            for _ in range(min(size - 2, 3) if size > 2 else int(size == 2 and self.chance.happens(0.05)))
        ]
        wards = [0] * len(self.sizes)
        chosen = self.chance.shuffled(places)[:children]
        for place in chosen:
            wards[place] += 1
        for _ in range(children - len(chosen)):  # a village so small that its children find no room
            wards[self.chance.below(len(wards))] += 1
        return wards

    def run(self) -> None:
        """Fill the households: those with children, then the large ones, then couples, then those who live alone."""
        order = sorted(range(len(self.sizes)), key=lambda at: (self.wards[at] == 0, -min(self.sizes[at], 3)))
        for at in order:
            wards = self.wards[at]
            grown = max(self.sizes[at] - wards, 1 if wards else 0)
            members = self._family(wards, grown) if wards else self._grown(grown)
            if members:
                self.folk.settle(members)
        self._rest()

    def _rest(self) -> None:
        """Who found no household lives alone, or as a child with the last household."""
        while (one := self.adults.anyone()) != NOBODY:
            self.folk.settle([one])
        while (one := self.children.anyone()) != NOBODY:
            self.folk.home[one] = len(self.folk.households) - 1
            self.folk.households[-1].append(one)

    def _family(self, wards: int, grown: int) -> list[int]:
        first = self.children.anyone()
        members = self._adults_for(first, grown)
        if not members:
            self.children.taken[first] = 0
            self.children.next -= 1
            return []
        members.append(first)
        self._parent(first, members[:2])
        for _ in range(wards - 1):
            child = self._sibling(first, members)
            if child != NOBODY:
                members.append(child)
        self._fill(members, grown + wards)
        return members

    def _adults_for(self, child: int, grown: int) -> list[int]:
        """A couple, a parent or two grandparents of a child."""
        folk, chance = self.folk, self.chance
        age = folk.age[child]
        if grown <= 2 and chance.happens(_SKIPPED):
            return self._couple(age + chance.between(46, 62), grown)
        mother_age = age + round(chance.normal(*_MOTHER_AT))
        if grown > 1 or chance.happens(0.7):
            mother = self.adults.near(mother_age, age + GROWN, age + 45, female=True)
        else:
            mother = NOBODY
        father = NOBODY
        if grown > 1 or mother == NOBODY:
            near = mother_age + 2 if mother == NOBODY else folk.age[mother] + 2
            father = self.adults.near(near, age + GROWN, age + 60, female=False)
        self._wed(mother, father)
        found = [one for one in (mother, father) if one != NOBODY]
        if found:
            return found
        other = self.adults.anyone()
        return [] if other == NOBODY else [other]

    def _couple(self, age: int, grown: int) -> list[int]:
        wife = self.adults.near(age, GROWN, OLDEST, female=True)
        if wife == NOBODY or grown < 2:
            return [] if wife == NOBODY else [wife]
        at = self.folk.age[wife]
        husband = self.adults.near(at + 2, max(at - 6, GROWN), at + 12, female=False)
        self._wed(wife, husband)
        return [one for one in (wife, husband) if one != NOBODY]

    def _wed(self, one: int, other: int) -> None:
        if NOBODY not in (one, other) and min(self.folk.age[one], self.folk.age[other]) >= MARRIED_FROM:
            self.folk.marry(one, other)

    def _parent(self, child: int, adults: list[int]) -> None:
        """Let adults be parents of a child, unless they are of its grandparents' age."""
        for one in adults:
            if self.folk.age[one] - self.folk.age[child] <= 45 or not self.folk.female[one]:
                self.folk.adopt(child, one)

    def _sibling(self, first: int, members: list[int]) -> int:
        """Another child: a twin now and then, else some years apart."""
        folk, chance = self.folk, self.chance
        is_twin = chance.happens(_TWINS)
        wanted = folk.age[first] + (0 if is_twin else chance.pick((2, 3, 4, 5)) * chance.pick((1, -1)))
        spread = 1 if is_twin else GROWN
        female = chance.happens(0.48)
        child = self.children.near(wanted, wanted - spread, min(wanted + spread, GROWN - 1), female=female)
        if child == NOBODY:
            child = self.children.anyone()
        elif is_twin:
            folk.birth[child], folk.age[child] = folk.birth[first], folk.age[first]
        if child != NOBODY:
            self._parent(child, [one for one in members[:2] if folk.age[one] >= GROWN])
        return child

    def _grown(self, size: int) -> list[int]:
        """A household without children."""
        chance, folk = self.chance, self.folk
        one = self.adults.anyone()
        if one == NOBODY or size == 1:
            return [] if one == NOBODY else [one]
        members = [one]
        if size > 2 or chance.happens(_COUPLE):
            age, female = folk.age[one], folk.female[one]
            apart = -2 if not female else 2
            other = self.adults.near(age + apart, max(age - 9, GROWN), age + 9, female=not female)
            self._wed(one, other)
            members += [other] if other != NOBODY else []
        self._fill(members, size)
        return members

    def _fill(self, members: list[int], size: int) -> None:
        """Further adults until a household is as large as wanted: children grown up, parents grown old."""
        couple = [one for one in members[:2] if self.folk.age[one] >= GROWN]
        while len(members) < size:
            one = self._grown_child(couple) if self.chance.happens(0.55) else self._elder(couple)
            if one == NOBODY:
                one = self.adults.anyone()
            if one == NOBODY:
                return
            members.append(one)

    def _grown_child(self, couple: list[int]) -> int:
        folk, chance = self.folk, self.chance
        youngest = min(folk.age[one] for one in couple)
        near = youngest - round(chance.normal(*_MOTHER_AT))
        child = self.adults.near(near, GROWN, youngest - GROWN - 1, female=chance.happens(0.4))
        if child != NOBODY:
            for one in couple:
                folk.adopt(child, one)
        return child

    def _elder(self, couple: list[int]) -> int:
        """A parent of one of a couple, of the husband as a rule."""
        folk, chance = self.folk, self.chance
        child = couple[-1] if chance.happens(0.8) else couple[0]
        age, female = folk.age[child], folk.mother[child] == NOBODY
        elder = self.adults.near(
            age + round(chance.normal(*_MOTHER_AT)), age + GROWN + 1, age + 45, female=female
        )
        if elder == NOBODY or not folk.adopt(child, elder):
            return elder
        other = folk.father[child] if female else folk.mother[child]
        if other != NOBODY and folk.spouse[other] == NOBODY and folk.spouse[elder] == NOBODY:
            self._wed(elder, other)
        return elder
