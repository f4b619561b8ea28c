"""Reads what a page sent back for a question into the JSON that a filing takes; what cannot be read is said at its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from askonce.cases.answer import Unclear, plain_words, read_answer
from askonce.cases.bounds import LONGEST_TEXT
from askonce.feel.types import ContextType, ListType, Type
from askonce.feel.values import Money, Value
from askonce.norms.columns import Misfit, value_from
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.form import Form
from askonce.web.pages.frame.language import Language, mark, say
from askonce.web.pages.questions.question import FIELD, Question

#: How somebody says that they would rather not say, or that there is no such thing; both are names of buttons.
DECLINE, NO_SUCH = "_decline", "_none"
DECLINED: Final[Mapping[str, str]] = {"state": "declined"}
#: The most members of a list that a page takes.
MOST_ROWS: Final = 40
_PERIOD: Final = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?\Z", re.ASCII)


class Unread(Enum):
    """Says that an answer could not be read; its errors are said."""

    UNREAD = "unread"


UNREAD: Final = Unread.UNREAD


def read(question: Question, form: Form, language: Language, errors: Errors) -> Any | Unread:
    """The answer as JSON, null where there is none, `UNREAD` where it cannot be read.

    A file is no text and is read elsewhere. What an older page or another program sends is read all the same, as long as it
    says what the question wants.
    """
    if question.declinable and form.one(DECLINE):
        return dict(DECLINED)
    if question.may_be_none and form.one(NO_SUCH):
        return None
    found = _Reader(question, form, language, errors).answer()
    if (
        found is not UNREAD
        and question.type is not None
        and isinstance(value_from(found, question.type), Misfit)
    ):
        errors.add(FIELD, say(language, "This cannot be read. Write it in another way"))
        return UNREAD
    return found


class _Reader:
    def __init__(self, question: Question, form: Form, language: Language, errors: Errors) -> None:
        self.question = question
        self.form = form
        self.language = language
        self.errors = errors

    def answer(self) -> Any | Unread:
        kinds: dict[str, Callable[[], Any | Unread]] = {
            "date": self.day, "choice": self.choice, "boolean": self.choice, "months": self.months,
            "days": self.days, "lines": self.lines, "rows": self.rows,
        }  # fmt: skip
        return kinds.get(self.question.widget, self.line)()

    def wrong(self, message: str, field: str = FIELD, **values: object) -> Unread:
        self.errors.add(field, say(self.language, message, **values))
        return UNREAD

    def unclear(self, found: Unclear, field: str = FIELD) -> Unread:
        self.errors.add(field, sentence(found.reason[self.language]))
        return UNREAD

    def line(self) -> Any | Unread:
        raw = self.form.one(FIELD)
        if not raw:
            return self.wrong(mark("Write an answer"))
        if len(raw) > LONGEST_TEXT:
            return self.wrong(mark("Write at most %(most)s characters"), most=LONGEST_TEXT)
        if self.question.widget == "text":
            return _clean_text(raw)
        return self.one(raw, self.question.type, FIELD)

    def one(self, raw: str, kind: Type | None, field: str) -> Any | Unread:
        """One value from one field, in the words that people use."""
        if kind is None or getattr(kind, "word", "") == "text":
            return _clean_text(raw)
        found = read_answer(raw[:LONGEST_TEXT], kind, self.question.labels)
        return self.unclear(found, field) if isinstance(found, Unclear) else as_json(found)

    def choice(self) -> Any | Unread:
        raw = self.form.one(FIELD)
        if not raw:
            return self.wrong(mark("Choose an answer"))
        if self.question.widget == "boolean":
            return self.one(raw, self.question.type, FIELD)
        return raw if raw in self.question.labels else self.wrong(mark("Choose one of the answers"))

    def day(self) -> Any | Unread:
        """A day in three fields; who writes it into one of them as a whole is understood."""
        parts = {name: plain_words(self.form.one(f"{FIELD}-{name}")) for name in ("day", "month", "year")}
        whole = plain_words(self.form.one(FIELD))
        said = [one for one in parts.values() if one]
        if not whole and len(said) == 1 and len(said[0]) > 4:
            whole = said[0]
        if whole:
            return self.one(whole, self.question.type, f"{FIELD}-day")
        if not said:
            return self.wrong(mark("Write the day"), f"{FIELD}-day")
        missing = next((name for name, one in parts.items() if not one), None)
        if missing is not None:
            return self.wrong(_MISSING[missing], f"{FIELD}-{missing}")
        return self._day_of(parts)

    def _day_of(self, parts: Mapping[str, str]) -> Any | Unread:
        units = {"day": "日号", "month": "月", "year": "年"}
        bare = {name: one.rstrip(units[name]) for name, one in parts.items()}
        if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in bare.values()):
            if bare["day"].isdigit() and bare["year"].isdigit():  # 12 March 1958
                return self.one(
                    f"{bare['day']} {bare['month']} {bare['year']}", self.question.type, f"{FIELD}-month"
                )
            return self.wrong(mark("A day is written in numbers, such as 12 3 1958"), f"{FIELD}-day")
        if len(bare["year"]) != 4:
            return self.wrong(mark("Write the year with four digits, such as 1958"), f"{FIELD}-year")
        try:
            return date(int(bare["year"]), int(bare["month"]), int(bare["day"])).isoformat()
        except ValueError:
            return self.wrong(mark("There is no such day"), f"{FIELD}-day")

    def number(self, field: str) -> int | Unread | None:
        """A whole number from nought in a field; none where nothing stands in it."""
        raw = plain_words(self.form.one(field))
        if not raw:
            return None
        if not (raw.isascii() and raw.isdigit() and len(raw) <= 5):
            return self.wrong(mark("Write a whole number"), field)
        return int(raw)

    def days(self) -> Any | Unread:
        found = self.number(FIELD)
        if found is None:
            return self.wrong(mark("Write how many days"))
        if found is UNREAD:
            return UNREAD
        return found if getattr(self.question.type, "word", "") == "working days" else f"P{found}D"

    def months(self) -> Any | Unread:
        years, months = self.number(f"{FIELD}-years"), self.number(f"{FIELD}-months")
        if years is UNREAD or months is UNREAD:
            return UNREAD
        if years is None and months is None:
            return self.wrong(mark("Write how many years and months"), f"{FIELD}-years")
        return f"P{years or 0}Y{months or 0}M"

    def lines(self) -> Any | Unread:
        """A list with one member on each line; of a choice, the boxes that are ticked."""
        kind = self.question.type
        of = kind.of if isinstance(kind, ListType) else None
        said = [one for raw in self.form.all(FIELD) for one in raw.split("\n") if one.strip()]
        if self.question.options:
            fits = all(one in self.question.labels for one in said)
            return list(dict.fromkeys(said)) if fits else self.wrong(mark("Choose among the answers"))
        if not said:
            return self.wrong(mark("Write one on each line"))
        if len(said) > MOST_ROWS:
            return self.wrong(mark("Write at most %(most)s"), most=MOST_ROWS)
        found = [self.one(one.strip(), of, FIELD) for one in said]
        return UNREAD if UNREAD in found else found

    def rows(self) -> Any | Unread:
        """A list whose members have several parts; a row in which nothing stands is left out."""
        kind = self.question.type
        of = kind.of if isinstance(kind, ListType) else None
        if not isinstance(of, ContextType):
            return UNREAD
        found = []
        for place in range(MOST_ROWS):
            names = [f"{FIELD}-{place}-{part.name}" for part in self.question.parts]
            said = [self.form.one(name) for name in names]
            if any(said):
                row = {
                    part.name: self.one(raw, part.type, name)
                    if raw
                    else self.wrong(mark("Write an answer"), name)
                    for part, name, raw in zip(self.question.parts, names, said, strict=True)
                }
                found.append(row)
        if any(UNREAD in row.values() for row in found):
            return UNREAD
        return found or self.wrong(mark("Write at least one"), f"{FIELD}-0-{self.question.parts[0].name}")


_MISSING: Final = {
    "day": mark("Write the number of the day too"),
    "month": mark("Write the month too"),
    "year": mark("Write the year too"),
}


def as_json(value: Value) -> Any:
    """A value as the JSON of a filing has it: numbers as numbers, money and days as texts."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return int(value) if whole else float(value)
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    return json_value(value)


def sentence(reason: str) -> str:
    """A reason as a sentence of a page: with a capital, and quotes instead of backquotes.

    >>> sentence("`12x` is no number")
    '“12x” is no number'
    """
    parts = reason.split("`")
    quoted = (
        "".join(part + ("“" if place % 2 == 0 else "”") for place, part in enumerate(parts[:-1])) + parts[-1]
    )
    return quoted[:1].upper() + quoted[1:]


def _clean_text(raw: str) -> str:
    """A text with the lines that it was written in, without what cannot be seen."""
    kept = "".join(one for one in raw if one.isprintable() or one == "\n")
    return kept.strip()


def months_of(answer: Any) -> tuple[str, str]:
    """The years and months of an answer, as its two fields show them."""
    found = _PERIOD.match(answer) if isinstance(answer, str) else None
    return (found[1] or "", found[2] or "") if found is not None else ("", "")
