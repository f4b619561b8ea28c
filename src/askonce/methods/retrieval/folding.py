"""Brings the spellings of one text together: widths, case, accents, and what no reader sees."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Longer texts are read this far; a description ends long before, a pasted file need not be read whole.
MOST_CHARACTERS: Final = 20_000
# What is neither seen nor said becomes a space: controls (NUL too), directions, halves of characters, private use.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200e\u200f\u2028-\u202e\u2061-\u206f\ufff9-\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
# What only says where a line may break is nothing at all.
_JOINING: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]")
# Letters below the Cyrillic ones lose their accents; elsewhere a mark makes another letter.
_ACCENTED: Final = re.compile("[\u00c0-\u03ff\u1e00-\u1fff]+[\u0300-\u036f]*|[\u0300-\u036f]+")


def widen(text: str) -> str:
    r"""A text with full-width signs made plain and unseen ones gone; its case and accents stay.

    >>> widen("Ｍ１２×１．７５\x00㎜")
    'M12×1.75 mm'
    """
    if text.isascii() and text.isprintable():
        return text
    return _seen(text)


def widen_with_places(text: str) -> tuple[str, list[int]]:
    """The text as `widen` makes it, sign by sign, and for each of its signs the place that it came from.

    The list ends with the length of the text, so that the end of a span has a place too.
    """
    if text.isascii() and text.isprintable():
        return text, list(range(len(text) + 1))
    made: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        wide = _seen(sign)
        made.append(wide)
        places += [place] * len(wide)
    return "".join(made), [*places, len(text)]


def fold(text: str) -> str:
    """A text as it is compared: plain widths, no case, no accents on Latin and Greek letters, no signs unseen.

    >>> fold("Ｇｅｔｒｉｅｂｅ, ÉTÉ, 齿轮箱")
    'getriebe, ete, 齿轮箱'
    """
    plain = widen(text[:MOST_CHARACTERS]).casefold()
    if plain.isascii():
        return plain
    return _ACCENTED.sub(_without_accent, unicodedata.normalize("NFKC", plain))


def _seen(text: str) -> str:
    return _UNSEEN.sub(" ", _JOINING.sub("", unicodedata.normalize("NFKC", text)))


def _without_accent(found: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFD", found.group())
    return "".join(part for part in parts if not unicodedata.combining(part))
