"""What the pages say in which language: English stands in the code, Chinese in catalogues beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
#: Their names on the web (BCP 47) and in the Unicode tables of dates and numbers.
TAGS: Final[Mapping[Language, str]] = {"en": "en", "zh": "zh-Hans"}
LOCALES: Final[Mapping[Language, str]] = {"en": "en_GB", "zh": "zh_Hans_CN"}

_CURRENT: Final[ContextVar[Language]] = ContextVar("language", default="en")
_CATALOGUES: Final = files("askonce.web.pages") / "locale" / "zh"


@cache
def chinese() -> Mapping[str, str]:
    """Every message with its Chinese, of all catalogues; a plural's key is its singular."""
    from babel.messages.pofile import read_po  # read once at start

    found: dict[str, str] = {}
    for one in sorted(_CATALOGUES.iterdir(), key=lambda path: path.name):
        if not one.name.endswith(".po"):
            continue
        with one.open("rb") as file:
            for message in read_po(file, locale="zh"):
                key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                text = message.string[0] if isinstance(message.string, (tuple, list)) else message.string
                if key and text:
                    found[key] = text
    return found


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let templates speak a language."""
    token = _CURRENT.set(language)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Language:
    """The language that templates speak just now."""
    return _CURRENT.get()


def gettext(message: str) -> str:
    """A message in the current language."""
    return chinese().get(message, message) if _CURRENT.get() == "zh" else message


def ngettext(one: str, many: str, count: int) -> str:
    """A message with a count; Chinese has one form."""
    if _CURRENT.get() == "zh":
        return chinese().get(one, one)
    return one if count == 1 else many


def say(language: Language, message: str, **values: object) -> str:
    """A message in a language, filled in.

    >>> say("en", "Hello, %(name)s", name="Lin")
    'Hello, Lin'
    """
    text = chinese().get(message, message) if language == "zh" else message
    return text % values if values else text


def mark(message: str) -> str:
    """A message that is said elsewhere, marked so that it comes into the catalogue."""
    return message
