"""What registers say of the persons of a village, by concept: civil status, residence, care, school, insurance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import UNSET

from askonce.feel.values import Money
from askonce.invented.calendar import years_after
from askonce.invented.chance import Chance, Shares
from askonce.invented.folk import NOBODY
from askonce.invented.marginals import SHARES
from askonce.invented.oddities import Said
from askonce.invented.village import Village

Column: TypeAlias = "list[Said]"
Maker: TypeAlias = Callable[[Village, Chance], Column]

_HOSPITALS: Final = ("青山县人民医院", "青山县中医院", "云坪镇中心卫生院", "石梁镇卫生院")
_GRADE: Final = Shares(SHARES["disability-grade"])
_DISABLED: Final = SHARES["disabled"]["yes"]
_CARE: Final = Shares(SHARES["care-level of those over 80"])
_RESIDENCE: Final = Shares(SHARES["residence-kind"])
_ILL_ELDERS: Final = Shares(SHARES["chronic-disease of elders"])
_ILL: Final = Shares(SHARES["chronic-disease of others"])
_NO_PUPIL: Final[tuple[Said, ...]] = (UNSET, UNSET, UNSET, UNSET)
_UNINSURED: Final = SHARES["uninsured"]["yes"]


def yuan(amount: float) -> Money:
    """Money to the full yuan."""
    return Money(Decimal(round(amount)), "CNY")


def numbers(count: int) -> tuple[Decimal, ...]:
    """The whole numbers from 0 on as decimals, made once."""
    return tuple(Decimal(number) for number in range(count))


_SMALL: Final = numbers(64)


def _silent(village: Village) -> Column:
    return [UNSET] * len(village.folk)


def _birth(village: Village, _: Chance) -> Column:
    return list(village.born)


def _name(village: Village, _: Chance) -> Column:
    return list(village.names)


def _sex(village: Village, _: Chance) -> Column:
    return ["female" if female else "male" for female in village.folk.female]


def _death(village: Village, _: Chance) -> Column:
    return [None if day == NOBODY else date.fromordinal(day) for day in village.folk.death]


def _hospital(village: Village, chance: Chance) -> Column:
    """Born at home before 1985, as a rule; null says that it was in no hospital."""
    return [
        chance.pick(_HOSPITALS) if chance.happens(0.97 if day.year >= 1985 else 0.15) else None
        for day in village.born
    ]


def _identity_number(village: Village, _: Chance) -> Column:
    """Like an identity number, but of a county that no code names, and without a check digit."""
    return [
        f"000000{day:%Y%m%d}{village.number % 100:02}{one % 100:02}" for one, day in enumerate(village.born)
    ]


def _status(village: Village, _: Chance) -> Column:
    folk, found = village.folk, _silent(village)
    for one in village.alive:
        if folk.age[one] >= 18:
            found[one] = folk.status[one]
    return found


def _married_on(village: Village, _: Chance) -> Column:
    folk, found = village.folk, _silent(village)
    for one in village.alive:
        if folk.age[one] >= 18:
            day = folk.wedding[one]
            found[one] = None if day == NOBODY else date.fromordinal(day)
    return found


def _address(village: Village, _: Chance) -> Column:
    found = _silent(village)
    for home, members in enumerate(village.folk.households):
        for one in members:
            found[one] = village.properties[home].address
    return found


def _residence_kind(village: Village, chance: Chance) -> Column:
    found = _silent(village)
    for one, home in enumerate(village.folk.home):
        kind = _RESIDENCE.at(chance.draw())
        if home != NOBODY:
            found[one] = "visiting" if one in village.foreign else kind
    return found


def _local_since(village: Village, _: Chance) -> Column:
    found = _silent(village)
    for one, day in enumerate(village.settled):
        if village.folk.home[one] != NOBODY:
            found[one] = date.fromordinal(day)
    return found


def _household_size(village: Village, _: Chance) -> Column:
    found = _silent(village)
    for members in village.folk.households:
        for one in members:
            found[one] = _SMALL[len(members)]
    return found


def _portrait_days(village: Village) -> list[int]:
    """When each resident from 16 was last photographed, NOBODY where never."""
    chance, folk, today = village.chance("portraits"), village.folk, village.today.ordinal
    found = [NOBODY] * len(folk)
    for one in village.alive:
        draw = chance.draw()
        if folk.age[one] >= 16 and folk.home[one] != NOBODY and one not in village.foreign:
            found[one] = max(today - int(draw * 4200), folk.birth[one] + 15 * 365)
    return found


def _portrait(village: Village, _: Chance) -> Column:
    ids = village.ids("person")
    return [
        f"portrait-{ids[one]}.jpg" if day != NOBODY else UNSET
        for one, day in enumerate(village.once(_portrait_days))
    ]


def _portrait_day(village: Village, _: Chance) -> Column:
    return [date.fromordinal(day) if day != NOBODY else UNSET for day in village.once(_portrait_days)]


def _card_until(village: Village, _: Chance) -> Column:
    """As the norm of identity cards says; from 46 on a card holds for life, which is null."""
    found = _silent(village)
    for one, day in enumerate(village.once(_portrait_days)):
        if day != NOBODY:
            taken = date.fromordinal(day)
            age = taken.year - village.born[one].year
            years = 5 if age < 16 else 10 if age < 26 else 20
            found[one] = None if age >= 46 else years_after(taken, years)
    return found


def _permit_until(village: Village, chance: Chance) -> Column:
    """Only who came from abroad needs a permit to stay."""
    found = _silent(village)
    for one, home in enumerate(village.folk.home):
        if home != NOBODY:
            found[one] = None
    for one in sorted(village.foreign):
        if village.folk.home[one] != NOBODY:
            found[one] = date.fromordinal(village.today.ordinal + chance.between(-20, 700))
    return found


def _grown_resident(share: float) -> Maker:
    """Yes of some grown residents, no of the others."""

    def make(village: Village, chance: Chance) -> Column:
        folk = village.folk
        return [
            (chance.happens(share) and folk.age[one] >= 18) if home != NOBODY else UNSET
            for one, home in enumerate(folk.home)
        ]

    return make


def grades(village: Village) -> list[str]:
    """The grade of disability of each of the living."""
    chance = village.chance("disability")
    return [_GRADE.at(chance.draw()) if chance.happens(_DISABLED) else "none" for _ in village.alive]


def _cared_for(village: Village) -> list[bool]:
    """Who has a row among those cared for: the disabled, those over 80, the poor, orphans."""
    folk, poor = village.folk, village.poor
    return [
        grade != "none" or folk.age[one] >= 80 or folk.home[one] in poor or one in village.orphans
        for one, grade in enumerate(village.once(grades))
    ]


def _of_cared_for(find: Callable[[Village, int], Said]) -> Maker:
    def make(village: Village, _: Chance) -> Column:
        found = _silent(village)
        for one, cared in enumerate(village.once(_cared_for)):
            if cared:
                found[one] = find(village, one)
        return found

    return make


def _grade(village: Village, _: Chance) -> Column:
    found, known = _silent(village), village.once(grades)
    for one, cared in enumerate(village.once(_cared_for)):
        if cared:
            found[one] = known[one]
    return found


def _care_level(village: Village, chance: Chance) -> Column:
    found, known = _silent(village), village.once(grades)
    for one, cared in enumerate(village.once(_cared_for)):
        level = _CARE.at(chance.draw())
        if cared:
            elder = village.folk.age[one] >= 80
            found[one] = level if elder else "partly" if known[one] == "severe" else "independent"
    return found


def _minimum_income(village: Village, _: Chance) -> Column:
    """Three of four poor households receive it: the others do not know that they might."""
    chance = village.chance("minimum income")
    paid = {home for home in sorted(village.poor) if chance.happens(0.75)}
    found = _silent(village)
    for one, cared in enumerate(village.once(_cared_for)):
        if cared:
            found[one] = village.folk.home[one] in paid
    return found


def _aided(village: Village, chance: Chance) -> Column:
    found = _silent(village)
    for one, cared in enumerate(village.once(_cared_for)):
        if cared:
            found[one] = chance.happens(0.06)
    return found


def _uninsured(village: Village) -> list[bool]:
    chance = village.chance("uninsured")
    return [
        chance.happens(_UNINSURED) or (village.folk.age[one] == 0 and chance.happens(0.2))
        for one in village.alive
    ]


def _scheme(village: Village, _: Chance) -> Column:
    found, work = _silent(village), village.works.jobs.work
    for one, without in enumerate(village.once(_uninsured)):
        if not without:
            found[one] = "employee" if work[one] in ("employed", "town") else "resident"
    return found


def _of_insured(draw: Callable[[Village, int, Chance], Said]) -> Maker:
    def make(village: Village, chance: Chance) -> Column:
        found = _silent(village)
        for one, without in enumerate(village.once(_uninsured)):
            value = draw(village, one, chance)
            if not without:
                found[one] = value
        return found

    return make


def _insured_until(village: Village, _: int, chance: Chance) -> Said:
    year = village.today.on.year
    return date(year if chance.happens(0.97) else year - 1, 12, 31)


def _disease(village: Village, one: int, chance: Chance) -> Said:
    return (_ILL_ELDERS if village.folk.age[one] >= 60 else _ILL).at(chance.draw())


def _away_until(village: Village, _: int, chance: Chance) -> Said:
    draw = chance.draw()
    return date.fromordinal(village.today.ordinal + int(draw * 40_000)) if draw < 0.02 else None


def _paid_back(_: Village, __: int, chance: Chance) -> Said:
    return yuan(chance.log_normal(900, 1.1)) if chance.happens(0.16) else yuan(0)


def _schooling(village: Village) -> list[tuple[Said, ...]]:
    """Kind of school, name, grade and whether the pupil boards; the first of September decides the grade.

    Who left school is in no register of pupils, as younger children are in none.
    """
    chance, on = village.chance("school"), village.today.on
    year = on.year if on.month >= 9 else on.year - 1
    town, secondary = village.place.town[:2], f"青山县第{village.number % 4 + 1}中学"
    found: list[tuple[Said, ...]] = []
    for one in village.alive:
        draw, born = chance.draw(), village.born[one]
        at = year - born.year - (born.month >= 9)
        if not 3 <= at <= 17 or (at < 6 and draw > 0.9) or (at > 14 and draw > 0.93):
            found.append(_NO_PUPIL)
        elif at < 6:
            found.append(("kindergarten", f"{town}幼儿园", None, False))
        elif at < 12:
            found.append(("primary", f"{town}小学", _SMALL[at - 5], draw < 0.05))
        elif at < 15 or draw < 0.6:
            found.append(("secondary", secondary, _SMALL[at - 5], draw < 0.4))
        else:
            found.append(("vocational", "青山县职业中学", _SMALL[at - 5], draw > 0.75))
    return found


def _pupils(of: int) -> Maker:
    def make(village: Village, _: Chance) -> Column:
        found = _silent(village)
        for one, said in enumerate(village.once(_schooling)):
            found[one] = said[of]
        return found

    return make


PERSONAL: Final[Mapping[str, Maker]] = {
    "birth-date": _birth,
    "full-name": _name,
    "name": _name,
    "sex": _sex,
    "hospital": _hospital,
    "death-date": _death,
    "identity-number": _identity_number,
    "marital-status": _status,
    "married-on": _married_on,
    "registered-address": _address,
    "residence-kind": _residence_kind,
    "local-since": _local_since,
    "household-size": _household_size,
    "portrait": _portrait,
    "portrait-day": _portrait_day,
    "identity-card-until": _card_until,
    "stay-permit-until": _permit_until,
    "under-enforcement": _grown_resident(0.007),
    "child-crime": _grown_resident(0.0006),
    "disability-grade": _grade,
    "care-level": _care_level,
    "minimum-income": _minimum_income,
    "aided-this-year": _aided,
    "orphan": _of_cared_for(lambda village, one: one in village.orphans),
    "insurance-scheme": _scheme,
    "insured-until": _of_insured(_insured_until),
    "chronic-disease": _of_insured(_disease),
    "out-of-county-until": _of_insured(_away_until),
    "paid-back-this-year": _of_insured(_paid_back),
    "enrolment-status": _pupils(0),
    "school-name": _pupils(1),
    "grade": _pupils(2),
    "boarding": _pupils(3),
}
