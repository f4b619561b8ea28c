"""The catalogues: everything that pages say is in Chinese too, and nothing else is in them."""

from __future__ import annotations

from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from askonce.web.pages.frame.language import chinese
from tools.catalogues import PAGES, groups, merged

#: Names and codes that are the same in both languages.
_SAME = frozenset({"AskOnce", "English", "PDF", "QR", "CSV", "JSON"})


@pytest.mark.parametrize("group", groups())
def test_a_catalogue_holds_just_what_its_pages_say(group: str) -> None:
    kept = PAGES / "locale" / "zh" / f"{group}.po"
    assert kept.is_file(), f"`python -m tools.catalogues {group}` makes it"
    assert kept.read_bytes() == merged(group), f"`python -m tools.catalogues {group}` brings it up to date"


@pytest.mark.parametrize("group", groups())
def test_every_message_is_translated(group: str) -> None:
    with (files("askonce.web.pages") / "locale" / "zh" / f"{group}.po").open("rb") as file:
        found = [one for one in read_po(file, locale="zh") if one.id]
    for one in found:
        english = one.id if isinstance(one.id, str) else one.id[0]
        texts = _texts(one.string)
        assert texts
        assert all(texts), f"`{english}` is not translated"
        assert english in _SAME or english not in texts, f"`{english}` is the same in Chinese"
        assert one.python_format is False or set(_holes(english)) == set(_holes(texts[0])), english


def test_one_message_has_one_translation() -> None:
    """Two groups that say the same in English say the same in Chinese, as all catalogues are read as one."""
    known = chinese()
    for group in groups():
        with (PAGES / "locale" / "zh" / f"{group}.po").open("rb") as file:
            for one in read_po(file, locale="zh"):
                if one.id:
                    key = one.id if isinstance(one.id, str) else one.id[0]
                    assert known[key] == _texts(one.string)[0], (
                        f"`{key}` of {group} has another translation elsewhere"
                    )


def _texts(string: object) -> tuple[str, ...]:
    if isinstance(string, str):
        return (string,)
    return tuple(string) if isinstance(string, (list, tuple)) else ()


def _holes(text: str) -> list[str]:
    return [part.partition(")")[0] for part in text.split("%(")[1:]]
