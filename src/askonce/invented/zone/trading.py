"""What the firms of the zone make and seek, and the pairs among them that are known to fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from askonce.feel.values import Money, Value
from askonce.invented.chance import Chance, Shares
from askonce.invented.zone.firms import Firm, confirmed
from askonce.invented.zone.goods import Goods
from askonce.invented.zone.wording import Spec, describe, misspelt, plain, respelt

_LANGUAGES: Final = Shares({"zh": 0.58, "en": 0.42})
#: How a need may say otherwise what an offer says.
HOWS: Final = Shares(
    {"other words": 0.35, "other language": 0.35, "part number": 0.15, "slip of the pen": 0.15}
)
_LETTERS: Final = "ABCDEFGHKLMNPQRSTUWXY"
_CLASSED: Final = 0.86
_SAID: Final = 0.86
_WHOLE: Final = 0.4
_PUBLISHED: Final = 0.94
#: Of one class no more offers than these have a need that was made for them.
_MOST_HIDDEN: Final = 8
_FAR: Final = (
    ("Dongguan", 1120), ("苏州", 420), ("宁波", 310), ("温州", 260), ("Shenzhen", 1180), ("佛山", 1150), ("上海", 470),
    ("Qingdao", 980), ("重庆", 1310), ("杭州", 290), ("武汉", 640), ("天津", 1240),
)  # fmt: skip


class Entry(msgspec.Struct, frozen=True):
    """An offer or a need: its id, the firm's, the class that it truly has, and what is said of it by concept."""

    id: str
    firm: str
    code: str
    values: Mapping[str, Value]


class Pair(msgspec.Struct, frozen=True):
    """A need and an offer that are known to fit, and how the need says otherwise what the offer says."""

    need: str
    offer: str
    how: str


class Made(msgspec.Struct, frozen=True):
    """An offer with what stands behind it, from which a need that fits can be made."""

    entry: Entry
    goods: Goods
    firm: Firm
    spec: Spec
    language: str
    usual: bool


def offers(firms: Sequence[Firm], goods: Sequence[Goods], on: date, chance: Chance) -> list[Made]:
    """What each firm makes: two to five kinds of what its trade makes, some in several specifications."""
    by_trade = _by(goods, lambda one: one.makers)
    made: list[Made] = []
    for firm in firms:
        kinds = by_trade.get(firm.trade.key, [])
        for _ in range(chance.between(2, 5) if kinds else 0):
            made.append(_offer(len(made), firm, chance.pick(kinds), on, chance))
    return made


def needs(
    firms: Sequence[Firm],
    goods: Sequence[Goods],
    made: Sequence[Made],
    on: date,
    chance: Chance,
) -> tuple[list[Entry], list[Pair]]:
    """What each firm buys: one to four kinds of what its trade buys; some of it is what a neighbour makes, said otherwise."""
    by_trade = _by(goods, lambda one: one.buyers)
    free = _hideable(made, chance)
    found: list[Entry] = []
    pairs: list[Pair] = []
    for firm in firms:
        kinds = by_trade.get(firm.trade.key, [])
        for _ in range(chance.between(1, 4) if kinds else 0):
            wanted = chance.pick(kinds)
            name = f"n-{len(found):05}"
            there = free.get(wanted.code, [])
            if there and there[-1].firm.id != firm.id:
                offer = there.pop()
                how = HOWS.at(chance.draw())
                found.append(_fitting(name, firm, offer, how, on, chance))
                pairs.append(Pair(name, offer.entry.id, how))
            else:
                found.append(_need(name, firm, wanted, on, chance))
    return found, pairs


def _by(goods: Sequence[Goods], whose: Callable[[Goods], tuple[str, ...]]) -> dict[str, list[Goods]]:
    found: dict[str, list[Goods]] = {}
    for one in goods:
        for trade in whose(one):
            found.setdefault(trade, []).append(one)
    return found


def _hideable(made: Sequence[Made], chance: Chance) -> dict[str, list[Made]]:
    """By class a few offers that say all there is to say, of goods that a size tells apart."""
    found: dict[str, list[Made]] = {}
    for one in chance.shuffled(made):
        told_apart = one.goods.size is not None and (
            one.goods.materials or one.goods.voltages or one.goods.threads
        )
        there = found.setdefault(one.goods.code, [])
        if told_apart and _is_whole(one) and len(there) < _MOST_HIDDEN:
            there.append(one)
    return found


def _is_whole(one: Made) -> bool:
    said = one.entry.values
    wanted = {"product-class", "part-number", "capacity", "unit-price", "lead-time", "minimum-order"}
    return said["published"] is True and wanted <= said.keys() and _specs(one.spec).keys() <= said.keys()


def _spec(goods: Goods, chance: Chance) -> Spec:
    dimension = None
    if goods.size is not None:
        low, high, step, _ = goods.size
        at = chance.below(round((high - low) / step) + 1)
        dimension = _decimal(round(low + at * step, 2))
    return Spec(
        dimension,
        Decimal(chance.pick(goods.tolerances)) if goods.tolerances else None,
        chance.pick(goods.threads) if goods.threads else None,
        chance.pick(goods.materials) if goods.materials else None,
        chance.pick(goods.voltages) if goods.voltages else None,
    )


def _specs(spec: Spec) -> dict[str, Value]:
    """What a specification says, by concept."""
    values: dict[str, Value] = {
        "dimension": spec.dimension,
        "tolerance": spec.tolerance,
        "thread": spec.thread,
        "material": spec.material,
        "voltage": None if spec.voltage is None else Decimal(spec.voltage),
    }
    return {concept: value for concept, value in values.items() if value is not None}


def _offer(number: int, firm: Firm, goods: Goods, on: date, chance: Chance) -> Made:
    spec, language, usual = _spec(goods, chance), _LANGUAGES.at(chance.draw()), chance.happens(0.7)
    product, text = describe(goods, spec, language, chance, usual=usual)
    if chance.happens(0.14):  # some say it in both languages
        product = f"{product} {goods.chinese[0] if language == 'en' else goods.english[0]}"
    if chance.happens(0.03):
        product = misspelt(product, chance)
    capacity = _rounded(goods.volume * chance.log_normal(1.0, 0.6))
    price = _price(goods, chance)
    optional: dict[str, Value] = {
        "product-class": goods.code,
        "part-number": _part(firm, chance),
        "lead-time": Decimal(chance.between(3, 45)),
        "minimum-order": Decimal(_rounded(capacity * 0.02)),
        "capacity": Decimal(capacity),
        "unit-price": price,
        **_specs(spec),
    }
    whole = chance.happens(_WHOLE)
    said: dict[str, Value] = {
        concept: value
        for concept, value in optional.items()
        if whole or chance.happens(_CLASSED if concept == "product-class" else _SAID)
    }
    said |= {
        "product": product, "product-text": text, "unit": goods.unit, "published": chance.happens(_PUBLISHED),
        "confirmed-on": confirmed(on, chance),
    }  # fmt: skip
    entry = Entry(f"o-{number:05}", firm.id, goods.code, said)
    return Made(entry, goods, firm, spec, language, usual)


def _need(name: str, firm: Firm, goods: Goods, on: date, chance: Chance) -> Entry:
    """A need that nobody was thought of for: it may fit somebody, or nobody."""
    spec, language = _spec(goods, chance), _LANGUAGES.at(chance.draw())
    if chance.happens(0.3):
        spec = msgspec.structs.replace(spec, standard=chance.pick(firm.trade.standards))
    product, text = describe(goods, spec, language, chance, usual=chance.happens(0.4))
    price = _price(goods, chance)
    hard = {key: value for key, value in _hard(goods, spec).items() if chance.happens(0.7)}
    if "dimension" not in hard:
        hard.pop("deviation", None)
    elif "deviation" not in hard and goods.size is not None:
        hard["deviation"] = _decimal(goods.size[3])
    said: dict[str, Value] = {
        **hard,
        "product": product if chance.happens(0.97) else misspelt(product, chance),
        "product-text": text,
        "unit": goods.unit,
        "wanted-volume": Decimal(_rounded(goods.volume * chance.log_normal(0.2, 0.7))),
        "lead-time": Decimal(chance.between(7, 60)),
    }
    if chance.happens(_CLASSED):
        said["product-class"] = goods.code
    if chance.happens(0.5):
        said |= {"price-paid": price, "price-limit": _times(price, 1.05)}
    return Entry(
        name, firm.id, goods.code, said | _bought(on, chance) | {"published": chance.happens(_PUBLISHED)}
    )


def _fitting(name: str, firm: Firm, offer: Made, how: str, on: date, chance: Chance) -> Entry:
    """A need that an offer fits in everything that the need asks for, said otherwise."""
    goods, there = offer.goods, offer.entry.values
    held = offer.firm.holds(on)
    standard = chance.pick(held) if held and chance.happens(0.5) else None
    spec = msgspec.structs.replace(offer.spec, standard=standard)
    language = offer.language
    if how in ("other language", "part number"):
        language = "zh" if language == "en" else "en"
    product, text = describe(
        goods, spec, language, chance, usual=not offer.usual if how == "other words" else offer.usual
    )
    slipped = misspelt(product, chance)
    if (
        how == "slip of the pen" and slipped != there["product"]
    ):  # else it is the offer's own slip, and the need has none
        product = slipped
    price, capacity, least = there["unit-price"], there["capacity"], there["minimum-order"]
    lead = there["lead-time"]
    if not (
        isinstance(price, Money)
        and isinstance(capacity, Decimal)
        and isinstance(least, Decimal)
        and isinstance(lead, Decimal)
    ):
        raise TypeError(f"{offer.entry.id} does not say all there is to say")
    said: dict[str, Value] = {
        **_hard(goods, spec),
        "product": product,
        "product-text": text,
        "unit": goods.unit,
        "wanted-volume": max(least, Decimal(_rounded(float(capacity) * (0.1 + 0.5 * chance.draw())))),
        "lead-time": lead + chance.between(0, 10),
        "price-paid": _times(price, 1.12 + 0.3 * chance.draw()),
        "price-limit": _times(price, 1.1),
        "published": True,
    }
    if how == "part number":
        said["part-number"] = respelt(str(there["part-number"]), chance)
    else:
        said["product-class"] = goods.code
    return Entry(name, firm.id, goods.code, said | _bought(on, chance))


def _hard(goods: Goods, spec: Spec) -> dict[str, Value]:
    """The hard constraints that a need states, with the deviation that is usual for the goods."""
    found = _specs(spec)
    if goods.size is not None and "dimension" in found:
        found["deviation"] = _decimal(goods.size[3])
    if spec.standard is not None:
        found["wanted-standard"] = spec.standard
    return found


def _bought(on: date, chance: Chance) -> dict[str, Value]:
    """Since when and until when it is needed, and where it is bought today."""
    place, far = chance.pick(_FAR)
    found: dict[str, Value] = {
        "confirmed-on": confirmed(on, chance),
        "needed-until": on + timedelta(days=chance.between(30, 720)),
    }
    if chance.happens(0.6):
        found |= {"bought-from": place, "bought-distance": Decimal(far)}
    return found


def _part(firm: Firm, chance: Chance) -> str:
    """A part number in the manner of its firm."""
    letters = Chance("part", firm.id)
    head = letters.pick(_LETTERS) + letters.pick(_LETTERS)
    return f"{head}-{chance.between(1000, 9999)}-{chance.pick(_LETTERS)}{chance.between(1, 99)}"


def _price(goods: Goods, chance: Chance) -> Money:
    low, high = goods.prices
    return Money(Decimal(str(round(low + (high - low) * chance.draw(), 2))), "CNY")


def _times(price: Money, factor: float) -> Money:
    return Money(Decimal(str(round(float(price.amount) * factor, 2))), "CNY")


def _decimal(number: float) -> Decimal:
    return Decimal(plain(Decimal(str(number))))


def _rounded(number: float) -> int:
    """A whole number as people say it: its first two digits, then noughts.

    >>> _rounded(48_731)
    48000
    """
    whole = max(1, int(number))
    unit = int(10 ** max(0, len(str(whole)) - 2))
    return whole // unit * unit
