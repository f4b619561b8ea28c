"""Marks by which a form knows what stood there when it was shown, so that two devices do not undo one another unseen."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from askonce.web.drafts import Draft, Note
from askonce.web.pages.interview.standing import REPLACED


def answer_mark(value: Any) -> str:
    """By what a form knows which answer stood there when it was shown."""
    return sha256(msgspec.json.encode(value, order="sorted")).hexdigest()[:16]


def mark_of(draft: Draft, key: str) -> str:
    """The mark of an answer of a draft; empty where there is none."""
    return answer_mark(draft.answers[key]) if key in draft.answers else ""


def put(draft: Draft, key: str, value: Any, seen: str) -> Draft:
    """A draft with an answer; one that came from elsewhere meanwhile gives way, and the person is told."""
    had = mark_of(draft, key)
    notes = draft.notes
    if had and had != seen and had != answer_mark(value):
        notes = (*notes, Note(REPLACED, key))
    return msgspec.structs.replace(draft, answers={**draft.answers, key: value}, notes=notes)
