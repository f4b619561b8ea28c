"""The marks between words in both languages, and that what stands in brackets is escaped."""

from __future__ import annotations

import pytest
from jinja2 import Environment
from markupsafe import Markup

from askonce.web.pages.frame.language import Language, speaking
from askonce.web.pages.frame.marks import MARKS


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Told: a; b, c. d (e &lt;b&gt;)"), ("zh", "Told：a；b，c.d（e &lt;b&gt;）")],
)
def test_each_language_has_its_own_marks(language: Language, text: str) -> None:
    made = Environment(autoescape=True)
    made.globals |= MARKS
    template = made.from_string(
        "Told{{ colon() }}a{{ semicolon() }}b{{ comma() }}c.{{ gap() }}d{{ brackets(said) }}"
    )
    with speaking(language):
        assert template.render(said="e <b>") == text


def test_what_is_markup_already_stays_so() -> None:
    with speaking("zh"):
        assert MARKS["brackets"](Markup("<i>a</i>")) == "（<i>a</i>）"
