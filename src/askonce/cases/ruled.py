"""What the norms of a case type come to for the facts of a case: chosen texts kept ready, so that deciding is cheap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import msgspec

from askonce.cases.asking import BoundCase
from askonce.cases.view import Ruled
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.compiling.compiled import Compiled, Undecided, compile_ruling
from askonce.norms.decide import inputs_of
from askonce.norms.explain import is_adverse
from askonce.norms.minimal import minimal_inputs
from askonce.norms.rehearsal.meaning import dates_used, norms_below, turning_days
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.norms.residue import Prepared, prepare, residue
from askonce.norms.ruling import Book, Dates, Ruling, Unsettled, rule
from askonce.registers.days import Days
from askonce.registers.fact import Fact, Facts, known
from askonce.registers.minimal import Enough

_MOST_KEPT: Final = 4_000
_MOST_PREPARED: Final = 16
_PLAIN: Final = Settings(leap_day=None, strict=True)


class Text:
    """A text that rules on certain dates, ready to decide."""

    def __init__(self, ruling: Ruling, never_none: frozenset[str]) -> None:
        self.ruling = ruling
        self.never_none = never_none
        self.compiled: Compiled = compile_ruling(ruling)
        self.inputs: dict[str, Type] = inputs_of(ruling)
        self.outputs = tuple(name for name, _ in ruling.outputs)
        force = ruling.text.version.in_force
        self.starts = force.starts if force is not None else None
        self.basis = ruling.norm.basis.id if ruling.norm.basis else ""
        self.named = dates_used(ruling)
        self._prepared: dict[Dates, Prepared] = {}

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The article of each row of its table."""
        table = self.ruling.text.table
        return tuple(
            one.row.basis.id if one.row.basis else self.basis for one in (table.rows if table else ())
        )

    def prepared(self, dates: Dates) -> Prepared:
        """The text ready to be asked what is left of it on these dates."""
        found = self._prepared.get(dates)
        if found is None:
            if len(self._prepared) >= _MOST_PREPARED:
                self._prepared.clear()
            ruling = msgspec.structs.replace(self.ruling, dates=dates)
            found = self._prepared[dates] = prepare(ruling, never_none=self.never_none)
        return found

    def outcome(self, value: Value) -> dict[str, Any]:
        """An outcome by the names of the outputs, as JSON."""
        if len(self.outputs) > 1 and isinstance(value, Mapping):
            return {name: json_value(value.get(name)) for name in self.outputs}
        return {self.outputs[0]: json_value(value)}

    def is_adverse(self, value: Value) -> bool:
        """Whether an outcome refuses or burdens; any does of a norm that burdens and names no outcomes."""
        norm = self.ruling.norm
        if norm.effect == "adverse" and not norm.adverse_outcomes:
            return True
        return is_adverse(self.ruling, value)


class Standing(msgspec.Struct, frozen=True):
    """Where the norms of a case stand: those that came out, the facts that are still missing, and why there is no text.

    `empty` says that a norm came to nothing although all is known. `used` are the facts that were looked at.
    """

    norms: tuple[Ruled, ...]
    values: tuple[Value, ...]
    missing: tuple[str, ...] = ()
    unsettled: Unsettled | None = None
    empty: bool = False
    drafts: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether the norms have come out, so far as they were reached."""
        return not self.missing and self.unsettled is None and not self.empty

    @property
    def adverse(self) -> bool:
        """Whether it refuses or burdens."""
        return any(one.adverse for one in self.norms)

    @property
    def used(self) -> tuple[str, ...]:
        """The facts that were looked at."""
        return tuple(dict.fromkeys(name for one in self.norms for name in one.facts))

    @property
    def outcome(self) -> dict[str, Any]:
        """All outcomes by name."""
        return {name: value for one in self.norms for name, value in one.outcome.items()}

    @property
    def basis(self) -> str:
        """The article of what decided last."""
        return self.norms[-1].basis if self.norms else ""


class _Watched(dict[str, Fact]):
    """Facts that keep count of which of them were looked at."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self.seen: dict[str, None] = {}

    def __getitem__(self, name: str) -> Fact:
        self.seen[name] = None
        return super().__getitem__(name)


class Texts:
    """The texts of a case type's norms by the dates of a case; dates between the same turning days share theirs."""

    def __init__(self, bound: BoundCase, book: Book) -> None:
        self.names = tuple(one.id for one in bound.deciders)
        self.book = book
        taken = {one.name for one in bound.taken}
        self.answered = frozenset(one.name for one in bound.asked) - taken
        self.turns = sorted({day for name in self.names for day in turning_days(name, book)})
        self.kept = [
            text.keeps_previous.tree
            for name in self.names
            for norm in norms_below(name, book).values()
            for text in norm.texts
            if text.keeps_previous is not None
        ]
        self.by_dates: dict[Dates, tuple[Text | Unsettled, ...]] = {}
        self.by_stretch: dict[tuple[Any, ...], tuple[Text | Unsettled, ...]] = {}
        self.minimal: dict[tuple[Any, ...], Mapping[str, Enough]] = {}

    def chosen(self, dates: Dates) -> tuple[Text | Unsettled, ...]:
        """The text of each norm on these dates."""
        found = self.by_dates.get(dates)
        if found is None:
            if len(self.by_dates) >= _MOST_KEPT:
                self.by_dates.clear()
            found = self.by_dates[dates] = self._by_stretch(dates)
        return found

    def _by_stretch(self, dates: Dates) -> tuple[Text | Unsettled, ...]:
        days = (dates.event, dates.application, dates.decision)
        key = (
            *(-1 if day is None else bisect_right(self.turns, day) for day in days),
            *(evaluate(tree, dates.values(), _PLAIN) for tree in self.kept),
        )
        if key not in self.by_stretch:
            self.by_stretch[key] = tuple(self._text(name, dates) for name in self.names)
        return self.by_stretch[key]

    def _text(self, name: str, dates: Dates) -> Text | Unsettled:
        ruling = rule(name, self.book, dates)
        if isinstance(ruling, Unsettled):
            return ruling
        return Text(ruling, self.answered & {name for name, _ in ruling.inputs})

    def enough(self, name: str, days: Days) -> Enough | None:
        """How little of a fact all norms together need; none where one of them needs the value itself.

        What is enough hangs on the dates that the texts name, and on no others. Where one is the day of the decision, which
        may be another than that of the look, the value itself is needed.
        """
        dates = Dates(days.event, days.application, days.decision)
        texts = self.chosen(dates)
        named = {one for text in texts if isinstance(text, Text) for one in text.named}
        if "decision" in named:
            return None
        key = (texts, *(day if one in named else None for one, day in dates.values().items()))
        found = self.minimal.get(key)
        if found is None:
            if len(self.minimal) >= _MOST_KEPT:
                self.minimal.clear()
            found = self.minimal[key] = _minimal(texts, dates)
        return found.get(name)

    def stand(self, facts: Facts, dates: Dates) -> Standing:
        """Where the norms stand with these facts on these dates; after one that refuses none is reached."""
        given = {**facts, **{name: known(day) for name, day in dates.values().items()}}
        ruled: list[Ruled] = []
        values: list[Value] = []
        drafts: list[str] = []
        for text in self.chosen(dates):
            if isinstance(text, Unsettled):
                return Standing(tuple(ruled), tuple(values), unsettled=text)
            if text.ruling.norm.adopted is None:
                drafts.append(text.ruling.norm.id)
            found = self._one(text, given, dates)
            if not isinstance(found, _Came):
                return Standing(tuple(ruled), tuple(values), missing=found)
            ruled.append(_told(text, found))
            values.append(found.value)
            empty = found.value is None
            if empty or ruled[-1].adverse:
                return Standing(tuple(ruled), tuple(values), empty=empty, drafts=tuple(drafts))
        return Standing(tuple(ruled), tuple(values), drafts=tuple(drafts))

    @staticmethod
    def _one(text: Text, given: Mapping[str, Fact], dates: Dates) -> _Came | tuple[str, ...]:
        watched = _Watched(given)
        found = text.compiled.trace(watched)
        if not isinstance(found, Undecided):
            return _Came(found.value, found.rows, tuple(name for name in watched.seen if name in text.inputs))
        left = residue(text.prepared(dates), given)
        if not left.decided:
            return left.matters or left.missing or found.facts
        return _Came(left.outcome, (), left.used)


def _minimal(texts: tuple[Text | Unsettled, ...], dates: Dates) -> Mapping[str, Enough]:
    rulings = [msgspec.structs.replace(one.ruling, dates=dates) for one in texts if isinstance(one, Text)]
    return minimal_inputs(rulings) if len(rulings) == len(texts) else {}


class _Came(msgspec.Struct, frozen=True):
    """How a norm came out: its value, the rows counted from nought, the facts that were looked at."""

    value: Value
    rows: tuple[int, ...]
    used: tuple[str, ...]


def _told(text: Text, came: _Came) -> Ruled:
    basis = text.rows[came.rows[-1]] if came.rows else text.basis
    rows = tuple(row + 1 for row in came.rows)
    return Ruled(
        text.ruling.norm.id,
        text.outcome(came.value),
        text.is_adverse(came.value),
        rows,
        basis,
        text.starts,
        came.used,
    )
