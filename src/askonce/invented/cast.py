"""The cast of a demonstration: a few persons, a firm and officers whose names and ids are always the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec

from askonce.feel.values import Money, Value
from askonce.invented.calendar import Today, leap_day_before
from askonce.invented.folk import Folk
from askonce.invented.oddities import Odd


def _yuan(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


LEAP_DAY: Final = "leap day"


class Player(msgspec.Struct, frozen=True):
    """A person of the cast: age in years and the days since the birthday, or at least that age on a leap day; kin and home by the ids of others.

    `says` are values by concept that stand as they are; `work` is a word of the marginals, empty for none.
    """

    id: str
    name: str
    part: Mapping[str, str]
    sex: str
    age: int
    days: int
    home: str
    mother: str = ""
    father: str = ""
    spouse: str = ""
    work: str = ""
    says: Mapping[str, Value] = MappingProxyType({})
    odd: str = ""
    odd_about: str = ""


PLAYERS: Final = (
    Player("p-elder", "沈秀兰", {"en": "turned 60 today: her meal now costs 15 yuan", "zh": "今天满六十周岁，餐价从此十五元"},
           "female", 60, 0, "elder", spouse="p-elder-husband", work="town",
           says={"monthly-pension": _yuan(3120), "contribution-months": Decimal(268)}),
    Player("p-elder-husband", "周建国", {"en": "her husband", "zh": "其丈夫"}, "male", 62, 133, "elder",
           spouse="p-elder", work="village"),
    Player("p-centenarian", "毛菊花", {"en": "has seen a hundred springs", "zh": "百岁老人"}, "female", 101, 40, "centenarian",
           work="village", says={"care-level": "partly"}),
    Player("p-carer", "毛春花", {"en": "her daughter, who cares for her", "zh": "照料她的女儿"}, "female", 71, 200, "centenarian",
           mother="p-centenarian", work="village"),
    Player("p-poor", "蓝水根", {"en": "head of a poor household of three", "zh": "三口困难家庭户主"}, "male", 47, 95, "poor",
           spouse="p-poor-wife", work="employed", says={"minimum-income": False, "monthly-wage": _yuan(1200)}),
    Player("p-poor-wife", "雷翠花", {"en": "his wife, severely disabled", "zh": "其妻，重度残疾"}, "female", 45, 17, "poor",
           spouse="p-poor", work="none", says={"disability-grade": "severe", "care-level": "dependent"}),
    Player("p-pupil", "蓝一诺", {"en": "their daughter, at primary school", "zh": "其女，在读小学"}, "female", 9, 260, "poor",
           mother="p-poor-wife", father="p-poor", says={"enrolment-status": "primary", "grade": Decimal(3)}),
    Player("p-owner", "叶志强", {"en": "owns a food firm and may act for it", "zh": "食品企业主，可代表企业办事"}, "male", 41, 8, "owner",
           work="self_employed", says={"guaranteed-before": False, "under-enforcement": False}),
    Player("p-agent", "何晓雪", {"en": "files for his firm by mandate", "zh": "持授权代办企业事项"}, "female", 29, 310, "agent",
           work="employed", says={"monthly-wage": _yuan(5400)}),
    Player("p-parent", "林雨桐", {"en": "gave birth eleven days ago", "zh": "十一天前刚生育"}, "female", 30, 77, "parent",
           spouse="p-father", work="employed", says={"monthly-wage": _yuan(6100)}),
    Player("p-father", "吴俊杰", {"en": "the father", "zh": "孩子父亲"}, "male", 32, 5, "parent", spouse="p-parent",
           work="employed", says={"monthly-wage": _yuan(7300)}),
    Player("p-newborn", "吴念安", {"en": "the newborn, not yet insured", "zh": "新生儿，尚未参保"}, "male", 0, 11, "parent",
           mother="p-parent", father="p-father", odd="no row", odd_about="insurance-scheme"),
    Player("p-twin-one", "吴思远", {"en": "a twin, three years old", "zh": "双胞胎之一，三岁"}, "male", 3, 150, "parent",
           mother="p-parent", father="p-father"),
    Player("p-twin-two", "吴思齐", {"en": "the other twin", "zh": "双胞胎之二"}, "female", 3, 150, "parent",
           mother="p-parent", father="p-father"),
    Player("p-disputed", "余土金", {"en": "his date of birth is disputed", "zh": "出生日期存在争议"}, "male", 70, 210, "disputed",
           work="village", odd="disputed birth", odd_about="birth-date"),
    Player("p-wrong", "宋桂英", {"en": "recorded as younger than her son", "zh": "登记年龄小于其子"}, "female", 58, 120, "wrong",
           work="village", odd="wrong birth", odd_about="birth-date"),
    Player("p-wrong-son", "宋平", {"en": "her son", "zh": "其子"}, "male", 33, 44, "wrong", mother="p-wrong", work="employed"),
    Player("p-rare", "䶮𠮷", {"en": "has a name that old systems cannot write", "zh": "姓名为生僻字"}, "female", 26, 99, "rare",
           work="employed", odd="rare character", odd_about="full-name"),
    Player("p-foreign", "Zoë Müller-Lüdenscheidt", {"en": "came from abroad with a permit", "zh": "持停留许可的外籍人士"}, "female", 35, 61,
           "foreign", says={"residence-kind": "visiting"}, odd="foreign name", odd_about="full-name"),
    Player("p-newcomer", "方伟", {"en": "moved in yesterday", "zh": "昨日刚迁入"}, "male", 38, 181, "newcomer",
           work="unemployed", says={"residence-kind": "permanent"}, odd="moved in yesterday", odd_about="local-since"),
    Player("p-leap", "金兰", {"en": "born on 29 February", "zh": "二月二十九日出生"}, "female", 59, 0, "leap",
           work="village", odd="leap day"),
    Player("p-buyer", "郑海燕", {"en": "buys for a gearbox works, boxes from far away", "zh": "变速箱厂采购，常年从外地买包装箱"}, "female", 36, 140,
           "buyer", work="employed", says={"monthly-wage": _yuan(7800)}),
    Player("p-maker", "陈立群", {"en": "sells for a maker of boxes two streets off", "zh": "两条街外纸箱厂的销售"}, "male", 44, 66, "maker",
           work="employed", says={"monthly-wage": _yuan(8100)}),
    Player("p-tenant", "童佳慧", {"en": "rents a flat and owns none", "zh": "租房居住，名下无房"}, "female", 27, 25, "tenant",
           work="employed", says={"monthly-wage": _yuan(1850), "minimum-income": False}),
)  # fmt: skip
#: Ids of things that belong to the cast.
FIRM: Final = "f-owner"
FIRM_NAME: Final = "青山县柳溪竹林食品有限公司"
MANDATE: Final = "m-agent"
BY_ID: Final[Mapping[str, int]] = {player.id: number for number, player in enumerate(PLAYERS)}


def enter(folk: Folk, today: Today) -> None:
    """Let the cast be the first persons of a village, with the kin and the homes that it says."""
    for player in PLAYERS:
        born = today.years_ago(player.age) - timedelta(days=player.days)
        if player.odd == LEAP_DAY:
            born = leap_day_before(born)
        folk.add(female=player.sex == "female", birth=born.toordinal(), age=today.age(born))
    homes: dict[str, list[int]] = {}
    for number, player in enumerate(PLAYERS):
        homes.setdefault(player.home, []).append(number)
        for parent in (player.mother, player.father):
            if parent:
                _parent(folk, number, BY_ID[parent])
        if player.spouse:
            _marry(folk, number, BY_ID[player.spouse], today)
    for members in homes.values():
        folk.settle(members)
    folk.fixed = folk.living = len(folk)


def _parent(folk: Folk, child: int, parent: int) -> None:
    (folk.mother if folk.female[parent] else folk.father)[child] = parent
    folk.children[parent].append(child)


def _marry(folk: Folk, one: int, other: int, today: Today) -> None:
    folk.marry(one, other)
    folk.status[one] = "married"
    folk.wedding[one] = min(max(folk.birth[one], folk.birth[other]) + 25 * 366, today.ordinal - 1000)


def odd(folk: Folk) -> list[Odd]:
    """The oddities that the cast brings; twins, leap days and round ages are found as everybody's are."""
    found = []
    for number, player in enumerate(PLAYERS):
        if player.odd == "wrong birth":
            eldest = min(folk.birth[child] for child in folk.children[number])
            found.append(Odd(player.odd, (number,), player.odd_about, date.fromordinal(eldest + 730)))
        elif player.odd and player.odd != LEAP_DAY:
            found.append(Odd(player.odd, (number,), player.odd_about))
    return found
