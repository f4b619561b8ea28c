"""What registers say of the firms, farms, buildings, canteens and assets of a village, by kind and concept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import UNSET

from askonce.feel.values import Money
from askonce.invented.calendar import years_after
from askonce.invented.chance import Chance, Shares
from askonce.invented.folk import NOBODY
from askonce.invented.marginals import SHARES
from askonce.invented.naming import firm_name
from askonce.invented.oddities import Said
from askonce.invented.personal import Column, Maker, yuan
from askonce.invented.places import Property
from askonce.invented.village import Village
from askonce.invented.work import Firm

_CROP: Final = Shares(SHARES["main-crop"])
_STANDING: Final = Shares({"active": 0.93, "forming": 0.03, "closing": 0.02, "closed": 0.02})
_PRODUCTS: Final = {
    "manufacturing": ("竹制品", "汽配零件", "五金工具", "木制玩具"), "food": ("茶叶", "笋干", "豆制品", "糕点"),
    "trade": ("日用百货", "农资", "建材", "服装"), "transport": ("冷链运输", "集装箱拖运", "快递"),
    "farming": ("高山蔬菜", "稻米", "香菇", "杨梅"), "services": ("维修", "住宿", "餐饮", "会计"),
}  # fmt: skip
_COUNTRIES: Final = ("越南", "德国", "哈萨克斯坦", "西班牙", "泰国", "埃及", "墨西哥")
_LEGS: Final = ("青山内陆港待装", "公路至海港", "铁路区段", "海运途中", "目的港待提")
_FOOD_KEEPS: Final = ("food", "farming")
#: What is said of the firms of the development zone alone, which stand in no village.
ZONE_CONCEPTS: Final = (
    "chain", "easting", "northing", "site-area", "held-standards", "standards-until", "profile-confirmed-on", "zone-contact",
)  # fmt: skip


def of_each(kind: str, draw: Callable[[Village, int, Chance], Said]) -> Maker:
    """A value of each thing of a kind."""
    return lambda village, chance: [draw(village, one, chance) for one in range(village.count(kind))]


def _of_property(draw: Callable[[Village, Property, Chance], Said]) -> Maker:
    return lambda village, chance: [draw(village, one, chance) for one in village.properties]


def _of_firm(draw: Callable[[Village, Firm, Chance], Said]) -> Maker:
    return lambda village, chance: [draw(village, one, chance) for one in village.works.firms]


def _only(wanted: Callable[[Property], bool], draw: Callable[[Property, Chance], Said]) -> Maker:
    """A value of the properties that can have it; nothing is said of the others."""
    return _of_property(lambda _, one, chance: draw(one, chance) if wanted(one) else UNSET)


def _is_built(one: Property) -> bool:
    return one.built > 0


def _is_home(one: Property) -> bool:
    return one.use == "housing"


def _size(firm: Firm) -> str:
    workers = len(firm.employees)
    return "micro" if workers < 10 else "small" if workers < 50 else "medium" if workers < 300 else "large"


def _firm_names(village: Village, chance: Chance) -> Column:
    seen: dict[str, int] = {}
    found: Column = []
    place = village.place.name[:-1].removesuffix("社")
    for firm in village.works.firms:
        name = firm_name(place, firm.industry, 1, chance)
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else firm_name(place, firm.industry, len(found) + 1, chance))
    return found


def _licence(village: Village, firm: Firm, chance: Chance) -> Said:
    draw = chance.draw()
    if firm.industry not in _FOOD_KEEPS:
        return None
    return years_after(date.fromordinal(village.today.ordinal - int(draw * 1950)), 5)


def _debts(_: Village, __: Firm, chance: Chance) -> Said:
    return chance.happens(0.05)


def _product(_: Village, firm: Firm, chance: Chance) -> Said:
    return chance.pick(_PRODUCTS[firm.industry])


def _digital(_: Village, firm: Firm, chance: Chance) -> Said:
    draw = chance.draw()
    level = 0 if draw < 0.5 else 1 if draw < 0.85 else 2
    return ("none", "partial", "full")[level] if firm.industry == "manufacturing" else UNSET


def _mandate_until(village: Village, one: int, chance: Chance) -> Said:
    """A year after it began, or later than that by whole years; the owner's own does not end."""
    mandate = village.works.mandates[one]
    years = chance.between(1, 4)
    return None if mandate.scope == "all" else years_after(date.fromordinal(mandate.since), years)


def _hectares(village: Village, one: int, _: Chance) -> Said:
    fields = village.works.farms[one].fields
    return Decimal(sum(village.properties[field].land for field in fields)) / 10_000


def _steep(village: Village, one: int, chance: Chance) -> Said:
    fields = village.works.farms[one].fields
    land = sum(village.properties[field].land for field in fields)
    return Decimal(int(land * chance.draw() * 0.8)) / 10_000


def _family_farm(village: Village, one: int, chance: Chance) -> Said:
    draw, since = chance.draw(), village.works.farms[one].since
    return date.fromordinal(since + int((village.today.ordinal - since) * draw)) if draw < 0.5 else None


def _farm_name(village: Village, one: int, _: Chance) -> Said:
    return f"{village.place.name}{village.names[village.works.farms[one].farmer][0]}家农场{one + 1}号"


def _detained(village: Village, _: int, chance: Chance) -> Said:
    draw = chance.draw()
    return date.fromordinal(village.today.ordinal - int(draw * 400)) if draw < 0.08 else None


def _level(village: Village, one: int, chance: Chance) -> Said:
    if village.assets[one] != "well":
        return UNSET
    return Decimal(chance.between(30, 180)) / 10


def _residents(village: Village, _: int, __: Chance) -> Said:
    return Decimal(sum(1 for one in village.alive if village.folk.home[one] != NOBODY))


def _elders(village: Village, _: int, __: Chance) -> Said:
    folk = village.folk
    return Decimal(sum(1 for one in village.alive if folk.home[one] != NOBODY and folk.age[one] >= 60))


def _words(*words: str) -> Callable[[Village, int, Chance], Said]:
    return lambda _village, _one, chance: chance.pick(words)


def _sum(median: float, deviation: float) -> Callable[[Village, int, Chance], Said]:
    return lambda _village, _one, chance: yuan(chance.log_normal(median, deviation))


def _number(low: int, high: int, parts: int = 1) -> Callable[[Village, int, Chance], Said]:
    return lambda _village, _one, chance: Decimal(chance.between(low, high)) / parts


def _demand(share: float) -> Callable[[Village, int, Chance], Said]:
    """A canteen serves some share of those who live around it, each day of a month."""

    def draw(village: Village, _: int, chance: Chance) -> Said:
        return Decimal(int(village.folk.living * share * (20 + chance.below(11))))

    return draw


def _profit(_: Village, __: int, chance: Chance) -> Said:
    return yuan(chance.normal(1500, 4000))


BUILT: Final[Mapping[str, Maker]] = {
    "property-address": _of_property(lambda _, one, __: one.address),
    "property-use": _of_property(lambda _, one, __: one.use),
    "land-area": _of_property(lambda _, one, __: Decimal(one.land)),
    "floor-area": _only(_is_built, lambda one, _: Decimal(one.floor)),
    "built-in": _only(_is_built, lambda one, _: Decimal(one.built)),
    "storeys": _only(_is_built, lambda one, _: Decimal(one.storeys)),
    "school-district": _of_property(
        lambda village, one, _: f"{village.place.town[:2]}学区" if _is_home(one) else UNSET
    ),
    "seized": _of_property(lambda _, __, chance: chance.happens(0.004)),
    "mortgaged": _of_property(lambda _, one, chance: chance.happens(0.18 if one.built else 0.01)),
    "in-renewal": _only(_is_built, lambda one, chance: one.built < 1996 and chance.happens(0.15)),
    "sliding-slope": _of_property(lambda _, __, chance: chance.happens(0.02)),
    "village-slope": _of_property(lambda _, one, chance: one.use == "forest" and chance.happens(0.3)),
    "sewer-distance": _only(_is_built, lambda _, chance: Decimal(round(chance.log_normal(60, 1.0)))),
    "monthly-rent": _of_property(
        lambda village, one, chance: _let(village, one, yuan(chance.log_normal(900, 0.3)))
    ),
    "rented-until": _of_property(
        lambda village, one, chance: _let(
            village, one, date.fromordinal(village.today.ordinal + chance.between(20, 900))
        )
    ),
}


def _let(village: Village, one: Property, value: Said) -> Said:
    """A value of a home in which none of its owners lives; nothing is said of the others."""
    if one.home == NOBODY or any(village.folk.home[owner] == one.home for owner in one.owners):
        return UNSET
    return value


TRADING: Final[Mapping[str, Maker]] = {
    "firm-name": _firm_names,
    "firm-status": _of_firm(lambda _, __, chance: _STANDING.at(chance.draw())),
    "firm-code": of_each("firm", lambda village, one, _: f"00QS{village.number:03}{one:05}"),
    "founded-on": _of_firm(lambda _, firm, __: date.fromordinal(firm.founded)),
    "industry": _of_firm(lambda _, firm, __: firm.industry),
    "firm-size": _of_firm(lambda _, firm, __: _size(firm)),
    "worker-count": _of_firm(lambda _, firm, __: Decimal(len(firm.employees))),
    "open-debts": _of_firm(_debts),
    "rural": _of_firm(lambda village, _, __: not village.place.urban),
    "food-licence-until": _of_firm(_licence),
    "main-products": _of_firm(_product),
    "digital-level": _of_firm(_digital),
    **dict.fromkeys(ZONE_CONCEPTS, _of_firm(lambda _, __, ___: UNSET)),
}

#: The makers of each kind of thing by concept.
THINGS: Final[Mapping[str, Mapping[str, Maker]]] = {
    "property": BUILT,
    "firm": TRADING,
    "mandate": {
        "mandate-scope": of_each("mandate", lambda village, one, _: village.works.mandates[one].scope),
        "mandate-until": of_each("mandate", _mandate_until),
    },
    "farm": {
        "farm-name": of_each("farm", _farm_name),
        "farm-area": of_each("farm", _hectares),
        "farm-kind": of_each("farm", _words("family", "family", "family", "family", "company", "collective")),
        "steep-area": of_each("farm", _steep),
        "main-crop": of_each("farm", lambda _village, _one, chance: _CROP.at(chance.draw())),
        "family-farm-since": of_each("farm", _family_farm),
    },
    "consignment": {
        "goods": of_each("consignment", _words("竹制品", "茶叶", "汽配零件", "木制玩具")),
        "containers": of_each("consignment", _number(1, 12)),
        "destination-country": of_each("consignment", _words(*_COUNTRIES)),
        "corridor": of_each("consignment", _words("rail_sea", "river", "road", "air")),
        "current-leg": of_each("consignment", _words(*_LEGS)),
        "detained-since": of_each("consignment", _detained),
        "detention-cost": of_each(
            "consignment",
            lambda _village, _one, chance: Money(Decimal(chance.between(5, 80) * 100), "USD"),
        ),
    },
    "site": {
        "site-country": of_each("site", _words(*_COUNTRIES)),
        "site-kind": of_each("site", _words("office", "warehouse", "factory", "laboratory")),
        "site-since": of_each(
            "site",
            lambda village, one, _: date.fromordinal(
                village.works.firms[village.works.site_owners[one]].founded
            ),
        ),
    },
    "asset": {
        "asset-kind": of_each("asset", lambda village, one, _: village.assets[one]),
        "asset-state": of_each("asset", _words("good", "good", "good", "good", "watched", "closed")),
        "water-level": of_each("asset", _level),
        "alarm-level": of_each(
            "asset", lambda village, one, _: Decimal(20) if village.assets[one] == "well" else UNSET
        ),
        "spare-capacity": of_each(
            "asset",
            lambda village, one, chance: (
                Decimal(chance.between(0, 60) * 5) if village.assets[one] == "sewer" else UNSET
            ),
        ),
    },
    "canteen": {
        "canteen-name": of_each("canteen", lambda village, _one, _: f"{village.place.name}食堂"),
        "meals-served": of_each("canteen", _demand(0.09)),
        "meals-over-60": of_each("canteen", _demand(0.05)),
        "canteen-profit": of_each("canteen", _profit),
    },
    "community": {
        "residents-counted": of_each("community", _residents),
        "elders-counted": of_each("community", _elders),
        "sewage-target": of_each("community", _number(60, 98)),
        "sewage-actual": of_each("community", _number(45, 98)),
        "collective-assets": of_each("community", _sum(3_000_000, 0.6)),
        "collective-income": of_each("community", _sum(60_000, 0.7)),
        "webcast-sales": of_each("community", _sum(15_000, 1.0)),
    },
}
