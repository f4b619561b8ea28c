"""Puts an answer back into its fields, and into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from askonce.cases.files import file_of
from askonce.cases.wording.bilingual import Text, both, join, same
from askonce.cases.wording.values import say_known
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.columns import Misfit, value_from
from askonce.web.pages.frame.form import Form
from askonce.web.pages.questions.question import FIELD, Question
from askonce.web.pages.questions.reading import DECLINED, months_of

RATHER_NOT = both("You would rather not say", "您选择不提供")
NO_SUCH_THING = both("There is none", "没有")
_NOTHING: Mapping[str, Any] = {}


def fields_of(question: Question, answer: Any) -> Mapping[str, Any]:
    """What stands in the fields of a question whose answer this is, by the names of the fields."""
    if answer is None or answer == DECLINED:
        return _NOTHING
    if question.widget == "date":
        return _day(answer)
    if question.widget == "months":
        years, months = months_of(answer)
        return {f"{FIELD}-years": years, f"{FIELD}-months": months}
    if question.widget == "boolean":
        return {FIELD: "yes" if answer is True else "no"}
    if question.widget == "days":
        return {FIELD: str(answer).strip("PD")}
    if question.widget == "money":
        return {FIELD: str(answer).partition(" ")[0]}
    if question.widget == "lines":
        members = answer if isinstance(answer, list) else []
        return {FIELD: "\n".join(map(str, members)), "ticked": [str(one) for one in members]}
    if question.widget == "rows":
        return {
            f"{FIELD}-{place}-{name}": str(value)
            for place, row in enumerate(answer if isinstance(answer, list) else [])
            for name, value in (row if isinstance(row, Mapping) else {}).items()
        }
    return {FIELD: str(answer)}


def sent_of(form: Form) -> Mapping[str, Any]:
    """What stood in the fields as they were sent, to be shown again beside what is wrong with it."""
    sent: dict[str, Any] = {
        name: form.one(name) for name in form.names if name == FIELD or name.startswith(f"{FIELD}-")
    }
    sent["ticked"] = list(form.all(FIELD))
    return sent


def _day(answer: Any) -> Mapping[str, Any]:
    try:
        day = date.fromisoformat(str(answer))
    except ValueError:
        return _NOTHING
    return {f"{FIELD}-day": str(day.day), f"{FIELD}-month": str(day.month), f"{FIELD}-year": str(day.year)}


def words_of(answer: Any, kind: Type | None, labels: Mapping[str, Text]) -> Text:
    """An answer, or a value of a register, in words; of a file its name."""
    if answer == DECLINED:
        return RATHER_NOT
    if answer is None:
        return NO_SUCH_THING
    file = file_of(answer)
    if file is not None:
        return same(file.name)
    value = value_from(answer, kind) if kind is not None else None
    if kind is None or isinstance(value, Misfit):
        return same(str(answer))
    return _say(value, {f'"{word}"': text for word, text in labels.items()})


def _say(value: Value, labels: Mapping[str, Text]) -> Text:
    if isinstance(value, tuple):
        return join(_say(one, labels) for one in value) if value else NO_SUCH_THING
    if isinstance(value, Mapping):
        return join(_say(one, labels) for one in value.values())
    return say_known(value, labels)
