"""The marks between words: Chinese writes them in full width and without a blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from askonce.web.pages.frame.language import current


def _mark(english: str, chinese: str) -> Callable[[], str]:
    """A mark as the language of the page writes it."""
    return lambda: chinese if current() == "zh" else english


def brackets(text: object) -> Markup:
    """A text in brackets behind another, with the blank before them where the language has one."""
    if current() == "zh":
        return Markup("（{}）").format(text)
    return Markup(" ({})").format(text)


#: What templates call them; `gap` is the blank between two sentences, or between a mark and what follows it.
MARKS: Final[Mapping[str, Callable[..., str]]] = {
    "gap": _mark(" ", ""),
    "colon": _mark(": ", "："),
    "semicolon": _mark("; ", "；"),
    "comma": _mark(", ", "，"),
    "brackets": brackets,
}
