"""The zone of the neighbouring county: what firms there published, some of which nobody in this zone makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from askonce.feel.values import Value
from askonce.invented.chance import Chance
from askonce.invented.zone.goods import Goods

_LUCK: Final = "海宏润达东方正通益隆升华信诚泰"
_MISSING_HERE: Final = 0.7
_MADE_HERE_TOO: Final = 0.3
_CLASSED: Final = 0.9


class Published(msgspec.Struct, frozen=True):
    """What a firm of another zone published of one offer, by concept."""

    id: str
    values: Mapping[str, Value]


def published_there(kinds: Sequence[Goods], chance: Chance) -> tuple[Published, ...]:
    """What is published there: most of what is bought here and made by nobody here, and some of what is made here too."""
    return tuple(Published(f"x-{number:04}", values) for number, values in enumerate(_offers(kinds, chance)))


def _offers(kinds: Sequence[Goods], chance: Chance) -> Iterator[Mapping[str, Value]]:
    for goods in kinds:
        if not chance.happens(_MADE_HERE_TOO if goods.makers else _MISSING_HERE):
            continue
        for _ in range(chance.between(1, 4)):
            english = chance.happens(0.3)
            names = goods.english if english else goods.chinese
            maker = f"临海县{chance.pick(_LUCK)}{chance.pick(_LUCK)}{_trade(goods)}有限公司"
            for name in names[:1] if chance.happens(0.6) else names[:2]:
                values: dict[str, Value] = {"product": name, "maker-name": maker}
                if goods.materials:
                    values["product-text"] = f"{name}, {', '.join(goods.materials)}"
                if chance.happens(_CLASSED):
                    values["product-class"] = goods.code
                yield values


def _trade(goods: Goods) -> str:
    """What kind of factory it is, as its name says."""
    return {"73": "金属制品", "39": "塑料", "40": "橡胶", "48": "纸业", "85": "电器"}.get(
        goods.code[:2], "实业"
    )
