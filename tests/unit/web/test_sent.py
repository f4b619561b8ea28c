"""What a form sends, as its page tells two of them apart: files and lists whose numbers are none."""

from __future__ import annotations

import pytest

from askonce.cases.wording.bilingual import Text
from askonce.feel.types import TEXT
from askonce.web.pages.frame.door import _without_token
from askonce.web.pages.frame.form import Form, Upload
from askonce.web.pages.interview.answering import _rows
from askonce.web.pages.questions.question import Part, Question


def form(name: str, body: bytes, token: str = "t", field: str = "q") -> Form:  # noqa: S107 - of a form
    """A form with a file."""
    return Form({"_token": (token,), "events": ("3",)}, {field: Upload(name, "image/png", body)})


def test_a_form_with_another_file_is_another_form() -> None:
    first = _without_token(form("a.png", b"1"))
    assert first == _without_token(form("a.png", b"1", "another token"))
    others = [form("a.png", b"2"), form("b.png", b"1"), form("a.png", b"1", field="r")]
    assert len({first, *map(_without_token, others)}) == 4


@pytest.mark.parametrize(
    ("head", "rows"), [("q-²-a", 1), ("q-٣-a", 1), ("q-2-a", 3), ("q-999-a", 1), ("q-a", 1)]
)
def test_a_list_has_as_many_members_as_its_numbers_say(head: str, rows: int) -> None:
    words: Text = {"en": "a", "zh": "a"}
    asked = Question(
        key="s.list", title=words, widget="rows", type=TEXT, reason=words, needed=words,
        parts=(Part("a", words, TEXT),),
    )  # fmt: skip
    assert _rows(Form({head: ("x",)}), asked) == rows
