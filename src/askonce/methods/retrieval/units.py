"""Units of industry in English and Chinese: which dimension each measures, and how many base units it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from typing import Final

import msgspec

#: What the values of each dimension are kept in. A count is of pieces; money is in yuan.
BASES: Final[Mapping[str, str]] = {
    "length": "m",
    "area": "m²",
    "volume": "m³",
    "mass": "kg",
    "time": "s",
    "temperature": "K",
    "angle": "°",
    "force": "N",
    "torque": "N·m",
    "pressure": "Pa",
    "viscosity": "Pa·s",
    "energy": "J",
    "power": "W",
    "voltage": "V",
    "current": "A",
    "resistance": "Ω",
    "capacitance": "F",
    "frequency": "Hz",
    "turning": "r/min",
    "speed": "m/s",
    "flow": "m³/s",
    "density": "kg/m³",
    "grammage": "kg/m²",
    "fineness": "dtex",
    "noise": "dB",
    "memory": "B",
    "hardness-hrc": "HRC",
    "hardness-hb": "HB",
    "hardness-hv": "HV",
    "hardness-shore-a": "Shore A",
    "share": "1",
    "money": "CNY",
    "count": "piece",
}
#: Months, which rates are counted by: a year has twelve, and days and weeks are their even part of 365 days.
PERIODS: Final[Mapping[str, Decimal]] = {
    "month": Decimal(1),
    "year": Decimal(12),
    "quarter": Decimal(3),
    "week": Decimal(84) / Decimal(365),
    "day": Decimal(12) / Decimal(365),
    "hour": Decimal(12) / Decimal(8760),
}

_DIGITS: Final = Context(prec=18)


class Unit(msgspec.Struct, frozen=True):
    """A unit: `(value + shift) * factor` is the value in the dimension's base unit."""

    dimension: str
    factor: Decimal
    shift: Decimal = Decimal(0)


# Each line: dimension, factor to its base, spellings. Case tells `MPa` from `mPa`; where a writer shouts, see `find_unit`.
_LINES: Final = (
    ("length", "1", "m metre metres meter meters 米 公尺"),
    ("length", "1e-3", "mm millimetre millimetres millimeter millimeters 毫米"),
    ("length", "1e-2", "cm centimetre centimetres centimeter centimeters 厘米 公分"),
    ("length", "1e-1", "dm 分米"),
    ("length", "1e-6", "µm um micron microns micrometre micrometer 微米"),
    ("length", "1e-5", "丝"),
    ("length", "1e-9", "nm nanometre nanometer 纳米"),
    ("length", "1e3", "km kilometre kilometer kilometres kilometers 公里 千米"),
    ("length", "0.0254", 'inch inches in. " ″ 英寸 吋 Zoll'),
    ("length", "0.3048", "ft feet foot 英尺"),
    ("length", "0.9144", "yd yard yards 码"),
    ("length", "2.54e-5", "mil mils thou"),
    ("area", "1", "m² m2 sqm 平方米 平米 ㎡"),
    ("area", "1e-6", "mm² mm2 平方毫米"),
    ("area", "1e-4", "cm² cm2 平方厘米"),
    ("area", "1e4", "ha 公顷"),
    ("area", "0.09290304", "ft² ft2 sqft 平方英尺"),
    ("volume", "1", "m³ m3 立方米 cbm 立方"),
    ("volume", "1e-3", "L l litre litres liter liters 升 dm³ dm3"),
    ("volume", "1e-6", "mL ml cc cm³ cm3 毫升 立方厘米"),
    ("volume", "1e-9", "mm³ mm3"),
    ("volume", "0.003785411784", "gal gallon gallons 加仑"),
    ("mass", "1", "kg kgs kilogram kilograms kilo kilos 千克 公斤"),
    ("mass", "1e-3", "g gram grams gm 克"),
    ("mass", "1e-6", "mg 毫克"),
    ("mass", "1e3", "t ton tons tonne tonnes 吨 公吨"),
    ("mass", "0.45359237", "lb lbs pound pounds 磅"),
    ("mass", "0.028349523125", "oz ounce ounces 盎司"),
    ("mass", "0.5", "斤 市斤"),
    ("time", "1", "s sec secs second seconds 秒 秒钟"),
    ("time", "1e-3", "ms millisecond milliseconds 毫秒"),
    ("time", "60", "min mins minute minutes 分钟 分"),
    ("time", "3600", "h hr hrs hour hours 小时"),
    ("time", "86400", "d day days 天 日"),
    ("time", "604800", "week weeks 周 星期"),
    ("time", "2628000", "month months 个月"),
    ("time", "31536000", "year years"),
    ("angle", "1", "° deg degree degrees 度"),
    ("force", "1", "N newton newtons 牛 牛顿"),
    ("force", "1e3", "kN 千牛"),
    ("force", "9.80665", "kgf 公斤力"),
    ("torque", "1", "N·m Nm N.m N*m N-m 牛米 牛·米"),
    ("torque", "1e3", "kN·m kNm"),
    ("torque", "1.3558179483314004", "lbft lb·ft lb-ft"),
    ("pressure", "1", "Pa 帕 N/m²"),
    ("pressure", "1e3", "kPa 千帕"),
    ("pressure", "1e6", "MPa 兆帕 N/mm² N/mm2"),
    ("pressure", "1e9", "GPa 吉帕"),
    ("pressure", "1e-3", "mPa"),
    ("viscosity", "1", "Pa·s"),
    ("viscosity", "1e-3", "mPa·s cP"),
    ("pressure", "1e5", "bar bars 巴"),
    ("pressure", "6894.757293168", "psi"),
    ("pressure", "101325", "atm"),
    ("pressure", "98066.5", "kgf/cm² kgf/cm2"),
    ("energy", "1", "J joule joules 焦 焦耳"),
    ("energy", "1e3", "kJ 千焦"),
    ("energy", "3.6e6", "kWh kW·h 度电 千瓦时"),
    ("power", "1", "W watt watts 瓦"),
    ("power", "1e-3", "mW 毫瓦"),
    ("power", "1e3", "kW 千瓦"),
    ("power", "1e6", "MW 兆瓦"),
    ("power", "735.49875", "PS hp 马力"),
    ("voltage", "1", "V volt volts 伏 VAC VDC"),
    ("voltage", "1e-3", "mV 毫伏"),
    ("voltage", "1e3", "kV 千伏"),
    ("current", "1", "A amp amps ampere amperes 安 安培"),
    ("current", "1e-3", "mA 毫安"),
    ("current", "1e3", "kA 千安"),
    ("resistance", "1", "Ω ohm ohms 欧 欧姆"),
    ("resistance", "1e3", "kΩ kohm 千欧"),
    ("resistance", "1e6", "MΩ Mohm 兆欧"),
    ("capacitance", "1e-6", "µF uF 微法"),
    ("capacitance", "1e-9", "nF"),
    ("capacitance", "1e-12", "pF"),
    ("frequency", "1", "Hz 赫兹 赫"),
    ("frequency", "1e3", "kHz 千赫"),
    ("frequency", "1e6", "MHz 兆赫"),
    ("frequency", "1e9", "GHz"),
    ("turning", "1", "rpm r/min rev/min 转/分 转/分钟"),
    ("speed", "1", "m/s 米/秒"),
    ("speed", "0.0166666666666666666666666667", "m/min 米/分"),
    ("speed", "0.2777777777777777777777777778", "km/h 公里/小时"),
    ("flow", "0.0002777777777777777777777777778", "m³/h m3/h 立方米/小时"),
    ("flow", "0.0000166666666666666666666667", "L/min l/min 升/分"),
    ("density", "1", "kg/m³ kg/m3"),
    ("density", "1e3", "g/cm³ g/cm3 g/cc"),
    ("grammage", "1", "kg/m² kg/m2"),
    ("grammage", "1e-3", "g/m² g/m2 gsm 克/平方米 克重"),
    ("fineness", "1", "dtex"),
    ("fineness", "10", "tex"),
    ("fineness", "1.111111111111111111111111111", "D denier den"),
    ("noise", "1", "dB dBA dB(A) 分贝"),
    ("memory", "1", "byte bytes"),
    ("memory", "1e3", "kB KB"),
    ("memory", "1e6", "MB"),
    ("memory", "1e9", "GB"),
    ("memory", "1e12", "TB"),
    ("hardness-hrc", "1", "HRC"),
    ("hardness-hb", "1", "HB HBW"),
    ("hardness-hv", "1", "HV"),
    ("hardness-shore-a", "1", "ShoreA"),
    ("share", "1e-2", "% percent pct"),
    ("share", "1e-3", "‰"),
    ("share", "1e-6", "ppm PPM"),
    ("money", "1", "CNY RMB yuan 元 人民币 元人民币 块钱"),
    (
        "count",
        "1",
        "piece pieces pc pcs pce unit units set sets item items each ea off 个 件 只 套 台 条 支 片 张 根 块 箱 盒 瓶 桶 辆 把 颗 粒 卷 匹 枚 副 组 付 座 樘 部",
    ),
    ("count", "2", "pair pairs 双 对"),
    ("count", "12", "dozen 打"),
)
_TEMPERATURES: Final = (
    (Unit("temperature", Decimal(1), Decimal("273.15")), "°C ℃ degC 摄氏度 celsius"),
    (Unit("temperature", Decimal(5) / Decimal(9), Decimal("459.67")), "°F ℉ degF 华氏度 fahrenheit"),
    (Unit("temperature", Decimal(1)), "K kelvin 开尔文"),
)


def _spellings(lines: Iterable[tuple[str, str, str]]) -> dict[str, Unit]:
    made = {
        spelling: Unit(dimension, Decimal(factor))
        for dimension, factor, names in lines
        for spelling in names.split()
    }
    for unit, names in _TEMPERATURES:
        made |= dict.fromkeys(names.split(), unit)
    return made | {unicodedata.normalize("NFKC", spelling): unit for spelling, unit in made.items()}


UNITS: Final[Mapping[str, Unit]] = _spellings(_LINES)
# A writer who shouts or whispers: the spelling without case, where the more usual unit of two wins (MPa before mPa).
_LOUD: Final[Mapping[str, Unit]] = {name.casefold(): unit for name, unit in reversed(list(UNITS.items()))}


def find_unit(spelling: str) -> Unit | None:
    """The unit that a spelling names: as it is written, else whatever its case."""
    found = UNITS.get(spelling)
    return found if found is not None else _LOUD.get(spelling.casefold())


def to_base(value: Decimal, unit: Unit) -> Decimal:
    """A value of a unit in the base unit of its dimension.

    >>> to_base(Decimal("20"), UNITS["°C"]), to_base(Decimal("0.5"), UNITS["mm"])
    (Decimal('293.15'), Decimal('0.0005'))
    """
    return rounded((value + unit.shift) * unit.factor)


def rounded(value: Decimal) -> Decimal:
    """A value to 18 digits, written in one way: what two units say alike is equal, although a factor has no end."""
    plain = value.normalize(_DIGITS)
    return plain.quantize(Decimal(1)) if _whole(plain) else plain


def _whole(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent > 0 and value.adjusted() < _DIGITS.prec


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """A value of one unit in another of the same dimension.

    >>> convert(Decimal(20), "µm", "mm")
    Decimal('0.02')
    """
    one, other = find_unit(source), find_unit(target)
    if one is None or other is None or one.dimension != other.dimension:
        raise ValueError(f"{source} and {target} do not measure the same")
    return rounded(to_base(value, one) / other.factor - other.shift)
