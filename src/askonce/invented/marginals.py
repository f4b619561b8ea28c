"""How often what is true of the people of an invented county: shares that are drawn, bands in which the rest must fall.

The figures are invented on the pattern of a mountain county in China; they describe no real place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Percent of all the living by the first year of five-year ages: male, female. The last band is open.
PYRAMID: Final[Mapping[int, tuple[float, float]]] = {
    0: (2.11, 1.89), 5: (2.92, 2.58), 10: (3.08, 2.72), 15: (2.46, 2.14), 20: (2.12, 1.88),
    25: (2.40, 2.20), 30: (3.17, 3.03), 35: (3.55, 3.45), 40: (3.24, 3.16), 45: (3.33, 3.27),
    50: (4.46, 4.44), 55: (4.40, 4.40), 60: (3.45, 3.45), 65: (3.42, 3.48), 70: (2.75, 2.85),
    75: (1.75, 1.95), 80: (1.08, 1.32), 85: (0.57, 0.83), 90: (0.19, 0.36), 95: (0.04, 0.09),
    100: (0.005, 0.015),
}  # fmt: skip
#: Years in a band of the pyramid.
BAND: Final = 5

#: Shares that are drawn as they stand here, so that what comes out differs from them by chance alone.
SHARES: Final[Mapping[str, Mapping[str, float]]] = {
    "household-size": {
        "1": 0.24, "2": 0.30, "3": 0.20, "4": 0.14, "5": 0.07, "6": 0.035, "7": 0.01, "8": 0.005,
    },
    "surname": {
        "王": 6.9, "李": 6.6, "张": 6.5, "陈": 6.3, "刘": 4.4, "吴": 3.8, "周": 3.7, "徐": 3.6, "林": 3.3,
        "叶": 3.2, "黄": 3.0, "杨": 2.8, "朱": 2.7, "胡": 2.5, "郑": 2.4, "毛": 2.3, "方": 2.2, "赵": 2.1,
        "何": 2.0, "吕": 1.9, "沈": 1.8, "余": 1.8, "郭": 1.6, "孙": 1.6, "马": 1.5, "高": 1.4, "梁": 1.4,
        "罗": 1.3, "宋": 1.2, "谢": 1.2, "唐": 1.1, "许": 1.1, "冯": 1.0, "曾": 1.0, "蓝": 0.9, "雷": 0.9,
        "钟": 0.9, "汪": 0.8, "姜": 0.8, "范": 0.7, "石": 0.7, "廖": 0.6, "金": 0.6, "夏": 0.6, "傅": 0.5,
        "潘": 0.5, "童": 0.4, "祝": 0.4, "柴": 0.3, "诸葛": 0.2, "欧阳": 0.2, "上官": 0.1,
    },
    "disabled": {"yes": 0.065, "no": 0.935},
    "disability-grade": {"mild": 0.45, "moderate": 0.30, "severe": 0.25},
    "residence-kind": {"permanent": 0.91, "permit": 0.07, "visiting": 0.02},
    "uninsured": {"yes": 0.035, "no": 0.965},
    "chronic-disease of elders": {
        "none": 0.52, "hypertension": 0.30, "diabetes": 0.12, "kidney": 0.02, "other": 0.04,
    },
    "chronic-disease of others": {
        "none": 0.945, "hypertension": 0.03, "diabetes": 0.015, "kidney": 0.003, "other": 0.007,
    },
    "care-level of those over 80": {"independent": 0.64, "partly": 0.25, "dependent": 0.11},
    "work of those from 18": {
        "employed": 0.50, "self_employed": 0.17, "unemployed": 0.045, "none": 0.185, "not in the register": 0.10,
    },
    "pensioner": {"town": 0.34, "village": 0.58, "not in the register": 0.08},
    "poor household": {"yes": 0.04, "no": 0.96},
    "industry": {
        "manufacturing": 0.16, "food": 0.20, "trade": 0.30, "transport": 0.09, "farming": 0.10, "services": 0.15,
    },
    "main-crop": {
        "tea": 0.30, "rice": 0.22, "bamboo": 0.20, "fruit": 0.14, "vegetables": 0.10, "fish": 0.04,
    },
    "owns the home": {"yes": 0.86, "no": 0.14},
}  # fmt: skip

#: Wages a month: log-normal with this median and deviation; in poor households even between two sums.
WAGE_MEDIAN: Final = 4300
WAGE_DEVIATION: Final = 0.42
POOR_WAGES: Final = (300, 1900)

#: What follows from the rest: the least and the greatest share that is still a county.
BANDS: Final[Mapping[str, tuple[float, float]]] = {
    "married among those from 25": (0.62, 0.86),
    "widowed among those from 80": (0.25, 0.75),
    "children in a household with a parent": (0.75, 0.99),
    "children with a mother on record": (0.85, 1.0),
    "elders who live alone": (0.05, 0.35),
    "twins among children": (0.003, 0.03),
    "firms for each hundred people": (2.5, 5.0),
    "the dead for each hundred living": (4.0, 14.0),
    "receivers of minimum income": (0.01, 0.05),
}

#: Oddities planted for each person of a village, on average.
ODDITIES: Final[Mapping[str, float]] = {
    "same name and birth": 0.0004,
    "wrong birth": 0.0003,
    "missing value": 0.004,
    "disputed value": 0.0004,
    "no row": 0.002,
    "foreign name": 0.0006,
    "rare character": 0.0008,
    "long name": 0.0004,
    "moved in yesterday": 0.0004,
}
#: Elders whose dates of birth stood in the book that a flood spoilt, all of one village.
FLOODED: Final = 41
FLOOD_YEAR: Final = 1958
