"""How people write what they make and seek: in two languages, in any unit, with slips of the pen."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec

from askonce.invented.chance import Chance
from askonce.invented.zone.goods import Goods

_TEN, _THOUSAND = Decimal(10), Decimal(1000)
#: Signs that are written for others by who is in a hurry.
_SLIPS: Final = {
    "瓦楞": "瓦愣",
    "齿轮": "齿伦",
    "线束": "线速",
    "断路": "断陆",
    "轴承": "轴丞",
    "螺栓": "罗栓",
    "模具": "摸具",
}
_LOOSE: Final = {"en": "{name}, {said}", "zh": "{name}，{said}"}
_WORDS: Final = {
    "en": ("size {}", "tolerance {}", "thread {}", "made of {}", "rated {}", "certified to {}"),
    "zh": ("规格{}", "公差{}", "螺纹{}", "材质{}", "电压{}", "须有{}认证"),
}
_JOINTS: Final = {"en": (", ", "; ", " / "), "zh": ("，", "、", " ")}


class Spec(msgspec.Struct, frozen=True):
    """What is said of one thing, in canonical values: millimetres, volts, a thread such as `M12x1.75`; none where nothing is."""

    dimension: Decimal | None = None
    tolerance: Decimal | None = None
    thread: str | None = None
    material: str | None = None
    voltage: int | None = None
    standard: str | None = None


def plain(number: Decimal) -> str:
    """A number without an exponent and without zeros that say nothing.

    >>> plain(Decimal("400.00")), plain(Decimal("0.50"))
    ('400', '0.5')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def describe(goods: Goods, spec: Spec, language: str, chance: Chance, *, usual: bool) -> tuple[str, str]:
    """The name of a product and a sentence about it; with `usual` under the name that everybody uses."""
    names = goods.english if language == "en" else goods.chinese
    name = names[0] if usual else chance.pick(names[1:])
    said = [
        words.format(text)
        for words, text in zip(_WORDS[language], _spelt(spec, language, chance), strict=True)
        if text
    ]
    text = chance.pick(_JOINTS[language]).join(said)
    other = chance.pick(names)
    return name, _LOOSE[language].format(name=other, said=text) if said else other


def misspelt(text: str, chance: Chance) -> str:
    """A text with one slip: a sign for another that sounds alike, two letters the wrong way round, or one too many.

    >>> misspelt("瓦楞纸箱", Chance(1))
    '瓦愣纸箱'
    >>> misspelt("油封", Chance(1))
    '油封封'
    """
    for right, wrong in _SLIPS.items():
        if right in text:
            return text.replace(right, wrong, 1)
    words = text.split(" ")
    longest = max(range(len(words)), key=lambda at: (len(words[at]), -at))
    word = words[longest]
    at = chance.between(1, max(1, len(word) - 3))
    swapped = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    words[longest] = swapped if swapped != word and len(word) > 3 else word + word[-1]
    return " ".join(words)


def respelt(part: str, chance: Chance) -> str:
    """A part number as somebody else writes it: without its signs, or with others.

    >>> sorted({respelt("QT-4821-B7", Chance(one)) for one in range(20)})
    ['QT 4821 B7', 'QT4821B7', 'qt-4821-b7']
    """
    return chance.pick((part.replace("-", ""), part.replace("-", " "), part.lower()))


def _spelt(spec: Spec, language: str, chance: Chance) -> tuple[str, ...]:
    """Each datum as somebody writes it, empty where there is none."""
    return (
        "" if spec.dimension is None else _length(spec.dimension, language, chance),
        "" if spec.tolerance is None else _precision(spec.tolerance, language, chance),
        "" if spec.thread is None else spec.thread.replace("x", chance.pick(("×", "*", "-", "X", "x"))),
        "" if spec.material is None else _material(spec.material, language, chance),
        "" if spec.voltage is None else _voltage(spec.voltage, language, chance),
        "" if spec.standard is None else chance.pick((spec.standard, spec.standard.replace(" ", ""))),
    )


def _length(value: Decimal, language: str, chance: Chance) -> str:
    tens = plain(value / _TEN)
    if language == "zh":
        return chance.pick((f"{plain(value)}毫米", f"{plain(value)}mm", f"{tens}厘米"))
    return chance.pick((f"{plain(value)} mm", f"{plain(value)}mm", f"{tens} cm"))


def _precision(value: Decimal, language: str, chance: Chance) -> str:
    microns = plain(value * _THOUSAND)
    if language == "zh":
        return chance.pick((f"{plain(value)}毫米", f"±{plain(value)}mm", f"{microns}微米"))
    return chance.pick((f"{plain(value)} mm", f"±{plain(value)}mm", f"{microns} µm"))


def _material(value: str, language: str, chance: Chance) -> str:
    if value == "PA66-GF30" and language == "zh":
        return chance.pick((value, "PA66+GF30", "PA66加30%玻纤"))
    return chance.pick((value, value.replace("-", " "), value))


def _voltage(value: int, language: str, chance: Chance) -> str:
    if language == "zh":
        return chance.pick((f"{value}V", f"{value}伏"))
    return chance.pick((f"{value} V", f"{value}V", f"{plain(Decimal(value) / _THOUSAND)} kV"))
