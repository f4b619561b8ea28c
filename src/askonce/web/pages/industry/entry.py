"""The form of an entry: its fields as they are typed, what is proposed for them, and the answers that come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from askonce.apps.economy.concepts import DIFFICULTY_WORDS, PRODUCT_TEXT, PUBLISHED
from askonce.apps.economy.entries import Field, read_field, shown
from askonce.apps.economy.proposing import Proposal, propose
from askonce.cases.answer import Unclear
from askonce.cases.journal import Journal
from askonce.feel.types import BOOLEAN, TEXT, ChoiceType, MoneyType
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.form import Form
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.questions.reading import sentence

#: Before the name of a field on a page, and before that of the box by which a proposal is taken.
FIELD: Final = "f-"
USE: Final = "use-"
_LONG: Final = frozenset({PRODUCT_TEXT, DIFFICULTY_WORDS})


class Line(msgspec.Struct, frozen=True):
    """A field on a page: what stands in it, which widget it has, and what is proposed for it."""

    field: Field
    text: str
    proposal: Proposal | None = None

    @property
    def id(self) -> str:
        """Its id on the page."""
        return FIELD + self.field.name

    @property
    def is_money(self) -> bool:
        """Whether it is an amount, whose currency stands behind the field."""
        return isinstance(self.field.type, MoneyType)

    @property
    def wanted(self) -> bool:
        """Whether it is shown at once: it has to be said, it says something, or something is proposed."""
        return not self.field.optional or bool(self.text) or self.proposal is not None

    @property
    def widget(self) -> str:
        """How it is typed: `line`, `text`, `choice` or `yes-no`."""
        if isinstance(self.field.type, ChoiceType):
            return "choice"
        if self.field.type == BOOLEAN:
            return "yes-no"
        return "text" if self.field.concept in _LONG and self.field.type == TEXT else "line"


async def proposed(visit: Visit, words: str, fields: Sequence[Field]) -> dict[str, Proposal]:
    """What words say for the fields of an entry."""
    classes = visit.service.classes

    def job(journal: Journal) -> dict[str, Proposal]:
        return propose(words, fields, partial(classes.guess, journal))

    return await visit.read(job)


class Groups(msgspec.Struct, frozen=True):
    """An entry as a firm reads it: whether others see it, what they see then, and what only the office sees."""

    asked: tuple[Line, ...]
    open: tuple[Line, ...]
    office: tuple[Line, ...]


def grouped(lines: Sequence[Line]) -> Groups:
    """Lines by who sees what they say."""
    asked = tuple(one for one in lines if one.field.concept == PUBLISHED)
    rest = [one for one in lines if one.field.concept != PUBLISHED]
    return Groups(
        asked,
        tuple(one for one in rest if one.field.public),
        tuple(one for one in rest if not one.field.public),
    )


def lines_of(
    fields: Sequence[Field], said: Mapping[str, str], proposals: Mapping[str, Proposal] | None = None
) -> tuple[Line, ...]:
    """The fields of an entry with what stands in them; a proposal is shown where nothing stands yet."""
    found = proposals or {}
    return tuple(
        Line(one, said.get(one.name, ""), None if said.get(one.name) else found.get(one.name))
        for one in fields
    )


def said_of(fields: Sequence[Field], answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers as they stand in the fields."""
    return {one.name: shown(one, answers[one.name]) for one in fields if one.name in answers}


def sent(fields: Sequence[Field], form: Form) -> dict[str, str]:
    """What stands in the fields of a form that was sent; where nothing does and the proposal was ticked, that."""
    return {
        one.name: form.one(FIELD + one.name) or form.one(USE + one.name) for one in fields
    }  # fmt: skip


def answers_of(
    visit: Visit, fields: Sequence[Field], said: Mapping[str, str], errors: Errors
) -> dict[str, Any]:
    """The answers that a form gives; what cannot be read is said at its field."""
    answers: dict[str, Any] = {}
    for one in fields:
        text = said.get(one.name, "")
        if not text:
            if not one.optional:
                errors.add(FIELD + one.name, visit.say("Fill in: %(title)s", title=visit.words(one.title)))
            continue
        found = read_field(one, text)
        if isinstance(found, Unclear):
            errors.add(FIELD + one.name, sentence(visit.words(found.reason)))
        else:
            answers[one.name] = found
    return answers
