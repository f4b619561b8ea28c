"""Reads threads, materials and standards out of a text, each in one spelling, with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from askonce.methods.retrieval.folding import MOST_CHARACTERS, widen_with_places
from askonce.methods.retrieval.standards import HAN, STANDARD, plain_standard


class Sort(StrEnum):
    """What a designation names."""

    THREAD = "thread"
    MATERIAL = "material"
    STANDARD = "standard"


class Designation(msgspec.Struct, frozen=True):
    """A designation in its one spelling, the edition of a standard beside it, and its span in the text."""

    sort: Sort
    name: str
    start: int
    end: int
    edition: str = ""


#: Coarse pitches of metric threads in millimetres (ISO 261): `M12` alone means M12×1.75.
COARSE: Final = {
    "1": "0.25", "1.2": "0.25", "1.4": "0.3", "1.6": "0.35", "1.8": "0.35", "2": "0.4", "2.5": "0.45", "3": "0.5", "3.5": "0.6",
    "4": "0.7", "5": "0.8", "6": "1", "7": "1", "8": "1.25", "10": "1.5", "12": "1.75", "14": "2", "16": "2", "18": "2.5",
    "20": "2.5", "22": "2.5", "24": "3", "27": "3", "30": "3.5", "33": "3.5", "36": "4", "39": "4", "42": "4.5", "45": "4.5",
    "48": "5", "52": "5", "56": "5.5", "60": "5.5", "64": "6",
}  # fmt: skip
_LARGEST_PITCH: Final = Decimal(8)
_NUMBER: Final = r"\d{1,4}(?:\.\d{1,3})?"
_APART: Final = rf"(?<![^\W{HAN}])(?<![/.])"
_ENDS: Final = rf"(?![^\W{HAN}])"
# A metre squared is written small, or follows a number or a stroke: `100 G/M2` has no thread.
_METRIC: Final = re.compile(
    rf"{_APART}(?<!\d )M ?(?P<size>{_NUMBER})(?:(?: ?[x×*X] ?|-(?=\d\.\d))(?P<pitch>{_NUMBER}))?(?![\d.]*[A-Za-z/²³](?!H\b|g\b|h\b)(?<![xX]))"
)
_UNIFIED: Final = re.compile(
    _APART
    + r"(?P<size>\d{1,2}/\d{1,2}|#\d{1,2}|\d(?:\.\d+)?)(?:\"|″| ?in\.?)? ?- ?(?P<turns>\d{1,2}) ?-? ?(?P<row>UNC|UNF|UNEF|UNS|UN)"
    + _ENDS,
    re.IGNORECASE,
)
_PIPE: Final = re.compile(
    _APART
    + r"(?P<row>G|Rc|Rp|R|NPTF?|BSPP|BSPT) ?(?P<size>\d{1,2} ?\d?/\d{1,2}|\d/\d|[1-6](?![\d.,]))(?:\"|″)?(?!/)"
    + _ENDS
    + "|"
    + _APART
    + r"(?P<size_>\d{1,2}/\d{1,2}|[1-6])(?:\"|″| ?inch)? ?(?P<row_>NPTF?|BSPP|BSPT)"
    + _ENDS
)
_PLASTICS: Final = (
    r"PA(?:6T|66|610|612|6|9T|11|12|46)|PPA|PPS|PBT|PET|PC/ABS|PC/PBT|ABS|HDPE|LDPE|POM(?:-[CH])?|PEEK|PTFE|UPVC|PVC|PMMA|TPU|TPE|TPV"
    r"|EPDM|HNBR|NBR|FKM|SBR|VMQ|PPO|LCP|ASA|PSU|PES|EVA|PP|PE|PC|PU"
)
_PLASTIC: Final = re.compile(
    rf"(?<![A-Za-z0-9/-])(?P<base>{_PLASTICS}|(?i:PA(?:66|6|46|11|12)))(?:\s?[-+/ ]?\s?\(?(?P<fill>GF|CF|TD|MD|GB|MF|KF)\s?(?P<share>\d{{1,2}})%?\)?"
    r"|\s?[-+]\s?(?P<share_>\d{1,2})\s?%?\s?(?P<fill_>GF|CF|TD|MD|GB|MF|KF))?(?:\s?\+\s?(?P<more>(?:GF|CF|TD|MD)\d{1,2}))?(?![A-Za-z0-9])"
)
_SYMBOL: Final = r"(?:Cr|Mn|Mo|Ni|Si|Ti|Nb|Al|Cu|V|W|B)"
_METAL: Final = re.compile(
    rf"(?<![A-Za-z0-9.])(?:Q(?:195|215|235|275|345|355|390|420|460|550|690)[A-E]?(?:-?[ZF])?|SUS ?\d{{3}}[A-Z]{{0,2}}\d?|(?:HT|RuT) ?\d{{3}}"
    rf"|QT ?\d{{3}}-\d{{1,2}}|ADC ?\d{{1,2}}|ZL ?\d{{3}}[A-Z]?|A3(?:56|80|83)(?:\.\d)?(?:-T\d)?|[1-7]\d{{3}}-(?:T\d{{1,3}}|H\d{{2,3}}|O)"
    rf"|S(?:235|275|355|420|460)(?:J[R02]|K2|N|M)?[A-Z]?\d?|\d{{1,3}}(?:{_SYMBOL}\d{{0,2}}){{1,5}}[AH]?|G(?:Cr|GG|JL|JS)-?\d{{1,3}}(?:{_SYMBOL}\d{{0,2}})*"
    r"|1\.\d{4}|AISI ?\d{3,4}[A-Z]{0,2}|SPCC|SPHC|SECC|SGCC|DC0[1-7](?:\+ZE?)?|T[23]|H(?:59|62|65|68|70|80|90)|C[123]\d{4})(?![A-Za-z0-9])"
    r"|(?<![\d.])(?:20|35|40|45|50)(?=(?:#|号)钢?)|(?<![\d.])(?:201|301|303|304|316|321|410|420|430|440|904)[LHNCJ]?\d?(?=\s?(?:不锈钢|stainless))"
)
_STANDARD: Final = re.compile(
    rf"{STANDARD}(?:-(?:19|20)\d\d(?!\d))?", re.IGNORECASE
)  # the year behind a hyphen is the edition, as in GB/T 307.1-2017


def read(text: str) -> list[Designation]:
    """Every designation of a text, from left to right.

    >>> [
    ...     one.name
    ...     for one in read(
    ...         "M12 螺栓 or M12*1.75, PA66+GF30 / PA66 30%; iatf16949:2016, GB/T 307.1-2017, 304不锈钢"
    ...     )
    ... ]
    ['M12×1.75', 'M12×1.75', 'PA66-GF30', 'PA66', 'IATF 16949', 'GB/T 307.1', '304']
    """
    plain, places = widen_with_places(text[:MOST_CHARACTERS])
    found = sorted(_all(plain), key=lambda one: (one.start, -one.end))
    kept: list[Designation] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return [
        msgspec.structs.replace(one, start=places[one.start], end=places[one.end - 1] + 1) for one in kept
    ]


def _all(text: str) -> Iterator[Designation]:
    for sort, pattern, name in _READERS:
        for found in pattern.finditer(text):
            said, edition = name(found)
            if said:
                yield Designation(sort, said, *found.span(), edition)


def _metric(found: re.Match[str]) -> tuple[str, str]:
    """Diameter and pitch; a second number too large for a pitch is a length, and the pitch is the coarse one."""
    size = _short(found["size"])
    pitch = _short(found["pitch"]) if found["pitch"] else ""
    if not pitch or Decimal(pitch) > _LARGEST_PITCH or Decimal(pitch) * 2 > Decimal(size):
        pitch = COARSE.get(size, "")
    return (f"M{size}×{pitch}" if pitch else ""), ""


def _unified(found: re.Match[str]) -> tuple[str, str]:
    return f"{found['size']}-{found['turns']} {found['row'].upper()}", ""


def _pipe(found: re.Match[str]) -> tuple[str, str]:
    return f"{found['row'] or found['row_']} {found['size'] or found['size_']}", ""


def _plastic(found: re.Match[str]) -> tuple[str, str]:
    fill, share = found["fill"] or found["fill_"], found["share"] or found["share_"]
    filled = f"-{fill}{share}" if fill else ""
    return f"{found['base'].upper()}{filled}{'+' + found['more'] if found['more'] else ''}", ""


def _metal(found: re.Match[str]) -> tuple[str, str]:
    return found.group().replace(" ", ""), ""


def _standard(found: re.Match[str]) -> tuple[str, str]:
    return plain_standard(found.group())


def _short(number: str) -> str:
    return f"{Decimal(number).normalize():f}"


_READERS: Final[tuple[tuple[Sort, re.Pattern[str], Callable[[re.Match[str]], tuple[str, str]]], ...]] = (
    (Sort.STANDARD, _STANDARD, _standard),
    (Sort.THREAD, _UNIFIED, _unified),
    (Sort.THREAD, _PIPE, _pipe),
    (Sort.THREAD, _METRIC, _metric),
    (Sort.MATERIAL, _PLASTIC, _plastic),
    (Sort.MATERIAL, _METAL, _metal),
)
