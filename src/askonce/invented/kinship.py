"""Kin beyond the household: parents who live elsewhere, weddings, divorces, and the dead that a register remembers."""

from __future__ import annotations

from typing import Final

from askonce.invented.calendar import OLDEST, Today
from askonce.invented.chance import Chance, Shares
from askonce.invented.folk import NOBODY, PARENT_DAYS, Folk
from askonce.invented.gathering import GROWN, MARRIED_FROM

#: What who is not married is, up to an age.
_UNMARRIED: Final = (
    (29, Shares({"single": 0.97, "divorced": 0.03})),
    (44, Shares({"single": 0.62, "divorced": 0.34, "widowed": 0.04})),
    (59, Shares({"single": 0.30, "divorced": 0.40, "widowed": 0.30})),
    (74, Shares({"single": 0.10, "divorced": 0.15, "widowed": 0.75})),
    (OLDEST, Shares({"single": 0.04, "divorced": 0.04, "widowed": 0.92})),
)
_REMEMBERED: Final = 0.85  # of those who died in a marriage, so many have a row still
_OLD_PARENTS: Final = 0.04
_APART: Final = 0.6  # of the women without a spouse at home, so many have one who works elsewhere
_MEMORY_DAYS: Final = 22 * 365
_TRIES: Final = 4
_MARRIAGE_AGE: Final = {False: 22, True: 20}


def relate(folk: Folk, today: Today, chance: Chance) -> None:
    """Complete the kin of a village, and let the dead stand behind the living."""
    everyone = range(folk.fixed, folk.living)
    _apart(folk, everyone, chance)
    _elsewhere(folk, everyone, chance)
    for one in everyone:
        if folk.age[one] >= GROWN and folk.spouse[one] == NOBODY:
            _unmarried(folk, one, today, chance)
    _weddings(folk, everyone, today, chance)
    for one in everyone:
        if 28 <= folk.age[one] < 80 and not folk.parents(one) and chance.happens(_OLD_PARENTS):
            _late_parent(folk, one, today, chance)


def _apart(folk: Folk, everyone: range, chance: Chance) -> None:
    """Marry some who live in different households, as where one works far away."""
    men: list[list[int]] = [[] for _ in range(OLDEST + 1)]
    for one in everyone:
        if not folk.female[one] and folk.spouse[one] == NOBODY:
            men[folk.age[one]].append(one)
    for one in everyone:
        age = folk.age[one]
        if not (folk.female[one] and folk.spouse[one] == NOBODY and 24 <= age < 70):
            continue
        if not chance.happens(_APART):
            continue
        for at in (age + 2, age + 1, age + 3, age, age + 4, age - 1, age + 5, age - 2):
            if men[at] and _may_marry(folk, one, men[at][-1]):
                folk.marry(one, men[at].pop())
                break


def _may_marry(folk: Folk, one: int, other: int) -> bool:
    """Whether two are no near kin and live apart."""
    near = {*folk.parents(one), *folk.parents(other), one, other}
    return len(near) == len(folk.parents(one)) + len(folk.parents(other)) + 2 and (
        folk.home[one] != folk.home[other]
    )


def _elsewhere(folk: Folk, everyone: range, chance: Chance) -> None:
    """Find parents in other households of the village for who has none on record."""
    women: list[list[int]] = [[] for _ in range(OLDEST + 1)]
    for one in everyone:
        if folk.female[one] and folk.age[one] >= GROWN:
            women[folk.age[one]].append(one)
    for one in everyone:
        age = folk.age[one]
        share = 0.97 if age < GROWN else 0.55 if age < 65 else 0.2
        if folk.mother[one] == NOBODY and chance.happens(share):
            _find_mother(folk, one, women, chance)


def _find_mother(folk: Folk, one: int, women: list[list[int]], chance: Chance) -> None:
    tries = _TRIES * 4 if folk.age[one] < GROWN else _TRIES
    for _ in range(tries):
        at = folk.age[one] + max(GROWN + 1, min(45, round(chance.normal(26, 4))))
        if at > OLDEST or not women[at]:
            continue
        mother = chance.pick(women[at])
        husband = folk.spouse[mother]
        wanted = folk.father[one]
        if wanted not in (NOBODY, husband):
            continue
        if husband != NOBODY and wanted == NOBODY and not folk.may_be_parent(one, husband):
            continue
        if folk.adopt(one, mother):
            if husband != NOBODY and wanted == NOBODY:
                folk.adopt(one, husband)
            return


def _unmarried(folk: Folk, one: int, today: Today, chance: Chance) -> None:
    """Say whether who is not married is single, divorced or widowed; the one who died may have a row."""
    age = folk.age[one]
    if age < MARRIED_FROM:
        return
    status = next(shares for to, shares in _UNMARRIED if age <= to).at(chance.draw())
    folk.status[one] = status
    children = folk.children[one]
    earliest = _wedding_day(folk, one, children, today, chance)
    if status == "single" or earliest >= today.ordinal:
        folk.status[one] = "single"
        return
    folk.wedding[one] = earliest
    if status == "widowed" and chance.happens(_REMEMBERED):
        _late_spouse(folk, one, today, chance)


def _late_spouse(folk: Folk, one: int, today: Today, chance: Chance) -> None:
    """The spouse who died: a parent of the children who have no other."""
    female = not folk.female[one]
    birth = folk.birth[one] + chance.between(-5, 2) * 365 * (1 if female is False else -1) + chance.below(365)
    other = folk.mother if female else folk.father
    children = [child for child in folk.children[one] if other[child] == NOBODY]
    least = max([folk.wedding[one], *(folk.birth[child] for child in children), today.ordinal - _MEMORY_DAYS])
    oldest = birth + OLDEST * 365
    if least >= min(oldest, today.ordinal) or folk.wedding[one] - birth < GROWN * 366:
        return
    death = chance.between(least + 1, min(oldest, today.ordinal))
    spouse = folk.add(female=female, birth=birth, age=OLDEST, death=death)
    folk.status[spouse] = "married"
    folk.wedding[spouse] = folk.wedding[one]
    for child in children:
        folk.adopt(child, spouse)


def _wedding_day(folk: Folk, one: int, children: list[int], today: Today, chance: Chance) -> int:
    """A day not before the lawful age, and before the first child where that is possible."""
    spouse = folk.spouse[one]
    pair = [one] if spouse == NOBODY else [one, spouse]
    lawful = max(folk.birth[each] + _MARRIAGE_AGE[folk.female[each]] * 366 for each in pair)
    births = [folk.birth[child] for child in children]
    latest = min(births) - 30 if births else lawful + 8 * 365
    if latest <= lawful:
        latest = lawful + 700
    early = max(lawful, latest - 1500) if births else lawful
    return min(chance.between(early, latest), max(lawful, today.ordinal - 1))


def _weddings(folk: Folk, everyone: range, today: Today, chance: Chance) -> None:
    for one in everyone:
        spouse = folk.spouse[one]
        if spouse == NOBODY or spouse < one:
            continue
        children = [child for child in folk.children[one] if child in folk.children[spouse]]
        day = _wedding_day(folk, one, children, today, chance)
        for each in (one, spouse):
            folk.wedding[each] = day
            folk.status[each] = "married"


def _late_parent(folk: Folk, child: int, today: Today, chance: Chance) -> None:
    """A father or mother who died when the child was grown."""
    birth = folk.birth[child] - round(chance.normal(27, 4)) * 365 - chance.below(365)
    birth = min(birth, folk.birth[child] - PARENT_DAYS - 1)
    least = max(folk.birth[child] + GROWN * 365, today.ordinal - _MEMORY_DAYS)
    most = min(today.ordinal, birth + OLDEST * 365)
    if least < most:
        parent = folk.add(
            female=chance.happens(0.45), birth=birth, age=OLDEST, death=chance.between(least, most)
        )
        folk.status[parent] = "married"
        folk.adopt(child, parent)
