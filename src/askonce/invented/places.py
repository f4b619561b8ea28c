"""Where the people of a village live and what they own: homes, shops, fields and woods."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from askonce.invented.calendar import Today
from askonce.invented.chance import Chance, Shares
from askonce.invented.folk import NOBODY, Folk
from askonce.invented.marginals import SHARES

COMMUNITIES: Final = 64
_TOWNS: Final = ("柳溪街道", "云坪镇", "石梁镇", "茶源乡", "竹岭乡")
_FIRST: Final = "柳竹茶石云松梅枫"
_SECOND: Final = "溪坑坪岭源坞畈桥"
_URBAN: Final = 5  # every fifth is a community of a town, the others are villages
_HOUSING: Final = Shares({"own house": 0.62, "flat": 0.38})
_OWNS: Final = SHARES["owns the home"]["yes"]


class Place(msgspec.Struct, frozen=True):
    """A community or a village: its number, its name, the town it belongs to."""

    number: int
    name: str
    town: str
    urban: bool

    @property
    def address(self) -> str:
        """What its addresses begin with."""
        return f"青山县{self.town}{self.name}"


class Property(msgspec.Struct, frozen=True):
    """Something that can be owned; `home` is the household that lives in it, `since` a day as of `date.toordinal`."""

    use: str
    owners: tuple[int, ...]
    address: str
    built: int
    storeys: int
    floor: int
    land: int
    since: int
    home: int = NOBODY


def place(number: int) -> Place:
    """The community or village of a number, each with a name of its own.

    >>> place(0).name, place(1).name, place(64).name
    ('柳溪社区', '竹溪村', '柳溪二社区')
    """
    within, again = number % COMMUNITIES, number // COMMUNITIES
    urban = within % _URBAN == 0
    name = _FIRST[within % len(_FIRST)] + _SECOND[within // len(_FIRST)]
    if again:
        name += "〇一二三四五六七八九"[again + 1] if again < 9 else str(again + 1)
    return Place(number, name + ("社区" if urban else "村"), _TOWNS[within % len(_TOWNS)], urban)


def settle(folk: Folk, place: Place, today: Today, chance: Chance) -> list[Property]:
    """The homes of a village in the order of its households, and then its woods and plots."""
    found = [_home(folk, at, place, today, chance) for at in range(len(folk.households))]
    grown = [one for one in range(folk.fixed, folk.living) if folk.age[one] >= 18]
    for number in range(len(folk.households) // 12):
        owner = chance.pick(grown) if grown else NOBODY
        use = "forest" if chance.happens(0.7) else "plot"
        land = chance.between(20, 300) * (100 if use == "forest" else 1)
        owners = () if owner == NOBODY else (owner,)
        since = _since(folk, owners, today, chance)
        found.append(Property(use, owners, f"{place.address}{number + 1}号地块", 0, 0, 0, land, since))
    return found


def _home(folk: Folk, at: int, place: Place, today: Today, chance: Chance) -> Property:
    grown = sorted((one for one in folk.households[at] if folk.age[one] >= 18), key=folk.birth.__getitem__)
    flat = place.urban or _HOUSING.at(chance.draw()) == "flat"
    owners: tuple[int, ...] = ()
    if grown and chance.happens(_OWNS):
        head = grown[0] if chance.happens(0.7) else grown[-1]
        spouse = folk.spouse[head]
        owners = (head,) if spouse == NOBODY or chance.happens(0.35) else (head, spouse)
    elif folk.living > folk.fixed:
        landlord = chance.between(folk.fixed, folk.living - 1)
        owners = (landlord,) if folk.age[landlord] >= 18 else ()
    storeys = chance.between(5, 18) if flat else chance.between(1, 4)
    built = today.on.year - int(45 * chance.draw() * chance.draw()) - 1
    door = f"{at // 12 + 1}幢{at % 12 // 4 + 1}单元{at % 4 + 1}0{at % 3 + 1}室" if flat else f"{at + 1}号"
    floor = chance.between(48, 135) if flat else storeys * chance.between(55, 110)
    since = max(_since(folk, owners, today, chance), date(built, 12, 31).toordinal())
    return Property(
        "housing", owners, place.address + door, built, storeys, floor, floor // storeys + 20, since, at
    )


def _since(folk: Folk, owners: tuple[int, ...], today: Today, chance: Chance) -> int:
    """Since when the present owners own it: the youngest was born by then."""
    least = max((folk.birth[one] for one in owners), default=today.ordinal - 9000)
    return chance.between(max(least, today.ordinal - 15000), today.ordinal)
