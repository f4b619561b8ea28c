"""What comes out already, before anything is sent: in words, with the row that says so and its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from askonce.cases.ruled import Text as RuledText
from askonce.cases.running import Ready
from askonce.cases.view import Offered, Ruled
from askonce.cases.wording.bilingual import Text, after_colon, both, fill, plain, said, within
from askonce.cases.wording.conditions import manner, say_test
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_told
from askonce.feel.types import Type
from askonce.norms.binding import BoundNorm, BoundRow
from askonce.norms.ruling import RESULT, Dates, Ruling
from askonce.registers.fact import State

_UNSAID: Final = both(
    "you would rather not say “{what}”, and the rule lays down what follows",
    "您选择不提供“{what}”，规定对此已有处理",
)


class Came(msgspec.Struct, frozen=True):
    """How one norm comes out: its outcomes with their names, the conditions that are met, the article."""

    title: Text
    parts: tuple[tuple[Text, Text], ...]
    because: tuple[Text, ...]
    article: Text
    adverse: bool


def outcomes_of(ready: Ready, offered: Offered, dates: Dates) -> tuple[Came, ...]:
    """The outcomes of an interview of a service, in words, as far as they are certain."""
    titles = Titles(ready.running.bound)
    rulings = {
        one.ruling.norm.id: one.ruling for one in ready.texts.chosen(dates) if isinstance(one, RuledText)
    }
    unsaid = [one.name for one in offered.facts if one.state == State.DECLINED.value]
    return tuple(_came(titles, one, rulings.get(one.norm), unsaid) for one in offered.outcome)


def _came(titles: Titles, ruled: Ruled, ruling: Ruling | None, unsaid: Sequence[str]) -> Came:
    kinds = _kinds(ruling)
    because = tuple(_because(titles, ruled, ruling)) if ruling is not None else ()
    return Came(
        titles.title("norm", ruled.norm),
        tuple(
            (titles.outcome(name), say_told(value, kinds.get(name), titles))
            for name, value in ruled.outcome.items()
        ),
        because or (tuple(_declined(titles, ruling, unsaid)) if ruling is not None else ()),
        titles.cite(ruled.basis) if ruled.basis else {"en": "", "zh": ""},
        ruled.adverse,
    )


def _kinds(ruling: Ruling | None) -> Mapping[str, Type]:
    text = ruling.text if ruling is not None else None
    if text is None:
        return {}
    if text.table is not None:
        return dict(text.table.outputs)
    return {RESULT: text.result.type} if text.result is not None else {}


def _because(titles: Titles, ruled: Ruled, ruling: Ruling) -> Iterator[Text]:
    """The tests of the rows that apply, in words; of a formula there are none."""
    table = ruling.text.table
    if table is None:
        return
    labels = titles.in_norm(BoundNorm(ruling.norm, (ruling.text,)))
    for number in ruled.rows:
        if 0 < number <= len(table.rows):
            yield from _row(ruling, table.rows[number - 1], table.inputs, labels)


def _declined(titles: Titles, ruling: Ruling, unsaid: Sequence[str]) -> Iterator[Text]:
    """That the norm lays down what follows where the person would rather not say something."""
    labels = titles.in_norm(BoundNorm(ruling.norm, (ruling.text,)))
    for name in unsaid:
        need = ruling.norm.needs.get(name)
        if need is not None and need.if_declined is not None:
            yield fill(_UNSAID, what=within(labels.get(name) or plain(name)))


def _row(
    ruling: Ruling, row: BoundRow, inputs: tuple[tuple[str, Type], ...], labels: Mapping[str, Text]
) -> Iterator[Text]:
    for (column, kind), test in zip(inputs, row.tests, strict=False):
        if test is None:
            continue
        words = say_test(test.tree, manner(column, kind, ruling.text), labels)
        if words["en"] != "any":
            label = labels.get(column) or {"en": column, "zh": column}
            yield after_colon(label, words)
    if row.row.because is not None:
        yield said(row.row.because)
