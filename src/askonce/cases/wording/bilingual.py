"""A text in English and in Chinese, and what one does with such texts: fill one in, join several."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from askonce.pack.shapes import Localized

Text: TypeAlias = dict[str, str]

LANGUAGES = ("en", "zh")
LISTED = MappingProxyType({"en": ", ", "zh": "、"})
EMPTY: Text = {"en": "", "zh": ""}


def both(en: str, zh: str) -> Text:
    """One thing said in both languages."""
    return {"en": en, "zh": zh}


def same(words: str) -> Text:
    """A text that needs no translation, or has none."""
    return {"en": words, "zh": words}


def plain(name: str) -> Text:
    """A name made for files, as words; a pack gives it no others.

    >>> plain("at_work")["zh"]
    'at work'
    """
    return same(name.replace("_", " "))


def said(words: Localized | None, name: str = "") -> Text:
    """What an author wrote, in each language or in the first that there is; or the name as words."""
    if words is None or not words.texts:
        return plain(name)
    return {language: words.in_language(language) for language in LANGUAGES}


def fill(pattern: Mapping[str, str], **parts: Text) -> Text:
    """A pattern with its places filled, each in the pattern's language.

    >>> fill(both("{what}, new", "新增{what}"), what=both("fee", "费用"))
    {'en': 'fee, new', 'zh': '新增费用'}
    """
    return {
        language: pattern[language].format(**{name: part[language] for name, part in parts.items()})
        for language in LANGUAGES
    }


def join(parts: Iterable[Text], between: Mapping[str, str] = LISTED) -> Text:
    """Several texts as one; those that are empty are left out."""
    kept = list(parts)
    return {
        language: between[language].join(part[language] for part in kept if part[language])
        for language in LANGUAGES
    }


def after_colon(head: Text, rest: Text) -> Text:
    """Two texts with a colon between, or the one that is not empty."""
    return join((head, rest), {"en": ": ", "zh": "："})


def in_brackets(head: Text, note: Text) -> Text:
    """A text with a note behind it, or alone where there is no note.

    >>> in_brackets(same("fee"), EMPTY)["en"]
    'fee'
    """
    return fill(both("{head} ({note})", "{head}（{note}）"), head=head, note=note) if note["en"] else head


def within(words: Text) -> Text:
    """A title inside a sentence: its first letter small, unless it is one of a row of capitals.

    >>> within(same("Children"))["en"], within(same("OIDC number"))["en"]
    ('children', 'OIDC number')
    """
    en = words["en"]
    small = en[:1].lower() + en[1:] if en[1:2].islower() else en
    return both(small, words["zh"])


NOT_STATED = both("not stated", "未写明")
NOTHING = both("nothing", "无")
OR = both(" or ", "或")
AND_THEN = both("; ", "；")
