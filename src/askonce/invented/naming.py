"""Names of invented people and firms: surnames by frequency, given names of a generation, and names that are rare."""

from __future__ import annotations

from typing import Final

from askonce.invented.chance import Chance, Shares
from askonce.invented.marginals import SHARES

SURNAMES: Final = Shares(SHARES["surname"])

#: Characters of given names by generation (born before 1965, before 1990, since): of men, of women.
_GIVEN: Final = (
    (1965, "建国明德文华金福根土水荣贵生林法祥树春柏元庆和松益良", "秀兰英珍桂凤玉美金梅香菊莲云翠爱仙花素月彩娥银"),
    (1990, "伟勇军强斌峰涛磊刚平辉鹏杰波华志海明东飞俊建宏晓", "芳丽燕敏静娟霞艳红玲萍琴莉丹慧雪晓蓉婷佳云美华"),
    (9999, "浩宇子轩俊杰博文宇航泽铭晨睿皓然一诺嘉懿梓辰奕瑞", "欣怡子涵雨桐梓萱诗梦佳思语若曦可馨依诺艺彤乐瑶妍"),
)  # fmt: skip
_ONE_CHARACTER: Final = 0.12
_FOREIGN: Final = (
    "Nguyễn Thị Hồng Nhung", "Maria-José O’Brien", "Søren Ågård", "Đặng Văn Long", "Анна Кузнецова",
    "Fatima az-Zahra El Idrissi", "สมชาย ใจดี", "José Ángel Muñoz y Núñez", "Zoë Müller-Lüdenscheidt", "김하늘",
)  # fmt: skip
_LONG: Final = (
    "古丽巴哈尔·买买提伊明·阿卜杜热合曼·努尔艾合买提江",
    "确吉旺堆·索朗多布杰·丹增曲扎·罗桑仁青·次仁桑珠",
    "Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe-Waldenburg-Schillingsfürst Adolph Blaine Charles David Earl",
)
#: Characters outside the plain of Unicode's first 65,536, and others that old systems cannot write.
_RARE: Final = "𠮷䶮㛃𬸚堃喆昇旻𣲗珺玥𫍽犇燚"
_TRADES: Final = {
    "manufacturing": "机械", "food": "食品", "trade": "商贸", "transport": "运输", "farming": "农业", "services": "服务",
}  # fmt: skip
_LUCK: Final = "兴隆昌盛源丰泰和恒信达利茂瑞祥安康顺永宏"


def given_name(*, female: bool, year: int, chance: Chance) -> str:
    """A given name as it was usual in a year of birth, of one or two characters."""
    men, women = next((men, women) for before, men, women in _GIVEN if year < before)
    letters = women if female else men
    first = chance.pick(letters)
    return first if chance.happens(_ONE_CHARACTER) else first + chance.pick(letters)


def foreign_name(chance: Chance) -> str:
    """A name in another script, or with letters beyond ASCII."""
    return chance.pick(_FOREIGN)


def long_name(chance: Chance) -> str:
    """A name that is longer than most forms are wide."""
    return chance.pick(_LONG)


def rare_name(surname: str, chance: Chance) -> str:
    """A name with a character that few systems can write."""
    return surname + chance.pick(_RARE)


def firm_name(place: str, industry: str, number: int, chance: Chance) -> str:
    """A name of a firm; the number keeps it apart from others of the same place."""
    luck = chance.pick(_LUCK) + chance.pick(_LUCK)
    of = _TRADES.get(industry, "实业")
    return f"青山县{place}{luck}{of}有限公司" if number < 2 else f"青山县{place}{luck}{of}{number}号店"
