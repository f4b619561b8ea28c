"""The ruling text: the one text of a norm that binds a case, with the rates of its day and the norms it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from askonce.feel.check import Typed
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.syntax import parse
from askonce.feel.types import Type, context_type
from askonce.feel.values import Value
from askonce.norms.binding import DATES, BoundNorm, BoundTable, BoundText, bind_text, need_type
from askonce.norms.model import Norm, Parameter, Rate, Version
from askonce.pack.shapes import Ref
from askonce.registers.types import feel_type
from askonce.text.span import Span

#: The name of the outcome of a formula; a table names its own.
RESULT = "result"
CHINESE_DATES = {"event": "事项发生日期", "application": "申请日期", "decision": "决定日期"}


class Dates(msgspec.Struct, frozen=True):
    """When the event happened, when the person applied, and when it is decided."""

    event: date | None = None
    application: date | None = None
    decision: date | None = None

    def values(self) -> dict[str, Value]:
        """The dates under the names that expressions have for them."""
        return {"event": self.event, "application": self.application, "decision": self.decision}

    def chosen(self, name: str) -> date | None:
        """One of them by its name.

        >>> Dates(event=date(2026, 3, 1)).chosen("event")
        datetime.date(2026, 3, 1)
        """
        return {"event": self.event, "application": self.application, "decision": self.decision}[name]


def all_on(day: date) -> Dates:
    """The same day three times: it happened, was filed and is decided on one day."""
    return Dates(day, day, day)


class Ruling(msgspec.Struct, frozen=True):
    """A text that binds, closed: nothing in it waits to be looked up.

    `inputs` are the facts it needs with their types, the three dates not among them although expressions may name
    them; `constants` the values of its parameters by the names that its expressions have for them; `uses` the
    rulings of the norms that it uses, by name, each with names of its own but over the same inputs; `text` holds
    its derived facts in an order in which each finds its own, and its table or formula. `outputs` are the outcomes
    with their types: a norm with one gives that value, with several a context of them. `left_by` is the text that
    came after and by its transition leaves the case to this one.
    """

    norm: Norm
    text: BoundText
    dates: Dates
    inputs: tuple[tuple[str, Type], ...]
    constants: tuple[tuple[str, Value], ...]
    uses: tuple[tuple[str, Ruling], ...]
    outputs: tuple[tuple[str, Type], ...]
    left_by: Version | None = None

    @property
    def settings(self) -> Settings:
        """How its expressions are evaluated."""
        return Settings(leap_day=self.text.leap_day, strict=True)  # type: ignore[arg-type]

    @property
    def body(self) -> BoundTable | Typed:
        """The table that decides, or the formula."""
        found = self.text.table or self.text.result
        if found is None:
            raise ValueError("a ruling is made of a text that decides")
        return found


class Unsettled(msgspec.Struct, frozen=True):
    """Why no text of a norm rules: the place in the pack, what is the matter, and what would help.

    `chinese` says the same to who reads Chinese, where it hangs on the dates of a case and not on a fault of the pack.
    """

    place: Span
    message: str
    help: str = ""
    chinese: str = ""


class Book(msgspec.Struct, frozen=True):
    """The norms and parameters of a pack, bound, by their names."""

    norms: Mapping[str, BoundNorm]
    parameters: Mapping[str, Parameter]


def book_of(bound: Mapping[str, Mapping[str, Any]]) -> Book:
    """The norms and parameters among all that a checked pack holds."""
    return Book(bound.get("norm", {}), bound.get("parameter", {}))


def rule(name: str, book: Book, dates: Dates) -> Ruling | Unsettled:
    """The text of a norm that binds on these dates; the norm is in the book.

    Each norm chooses its text by the date that governs it, and each parameter its value likewise; a text may leave
    cases begun earlier to the one before it. A date that no text and no rate covers leaves the norm unsettled:
    nothing lives on past its end.
    """
    return _Ruler(book, dates).rule(name, ())


class _Ruler:
    def __init__(self, book: Book, dates: Dates) -> None:
        self.book = book
        self.dates = dates
        self.settled: dict[str, Ruling] = {}  # a norm that many others use is ruled once

    def rule(self, name: str, above: tuple[str, ...]) -> Ruling | Unsettled:
        bound = self.book.norms[name]
        if name in above:
            return Unsettled(bound.norm.name, f"norm `{name}` rests on itself")
        chosen = self.choose(bound)
        if isinstance(chosen, Unsettled):
            return chosen
        text, left_by = chosen
        constants = self.rates(bound.norm, text)
        if isinstance(constants, Unsettled):
            return constants
        uses = self.used(bound.norm, (*above, name))
        if isinstance(uses, Unsettled):
            return uses
        if uses:  # what another norm gives is known only now, with its text chosen
            text = bind_text(text.version, self._scope(bound.norm, uses))
        closed = self.close(bound.norm, text, constants, uses)
        return msgspec.structs.replace(closed, left_by=left_by) if isinstance(closed, Ruling) else closed

    def close(
        self, norm: Norm, text: BoundText, constants: Mapping[str, Value], uses: Mapping[str, Ruling]
    ) -> Ruling | Unsettled:
        """The ruling, where its text has no errors."""
        if text.faults or (text.table is None) == (text.result is None):
            place = text.faults[0].span if text.faults else norm.name
            return Unsettled(place, f"the text of norm `{norm.id}` has errors", "`askonce check` shows them")
        return Ruling(
            norm,
            text,
            self.dates,
            tuple((key, need_type(need)) for key, need in norm.needs.items()),
            tuple(constants.items()),
            tuple(uses.items()),
            outcomes_of(text),
        )

    def rates(self, norm: Norm, text: BoundText) -> Mapping[str, Value] | Unsettled:
        """The values of the parameters that a text names."""
        force = text.version.in_force
        named = _named(text)
        found: dict[str, Value] = {}
        for key, ref in norm.parameters.items():
            if key not in named:
                continue
            value = self.rate(ref, force.governed_by if force else "application")
            if isinstance(value, Unsettled):
                return value
            found[key] = value
        return found

    def used(self, norm: Norm, above: tuple[str, ...]) -> Mapping[str, Ruling] | Unsettled:
        """The rulings of the norms that a norm uses."""
        found: dict[str, Ruling] = {}
        for key, ref in norm.norms.items():
            if ref.id not in self.book.norms:
                return Unsettled(ref.span, f"there is no norm `{ref.id}`")
            used = self.settled.get(ref.id) or self.rule(ref.id, above)
            if isinstance(used, Unsettled):
                return used
            self.settled[ref.id] = found[key] = used
        return found

    def choose(self, bound: BoundNorm) -> tuple[BoundText, Version | None] | Unsettled:
        """The text whose period holds the date that governs it, or the one before with the text that leaves it."""
        ordered = sorted(bound.texts, key=_starts)
        missing: set[str] = set()
        for place, text in enumerate(ordered):
            force = text.version.in_force
            day = self.dates.chosen(force.governed_by if force else "application")
            if day is None:
                missing.add(force.governed_by if force else "application")
            elif force is None or _covers(force.starts, force.to, day):
                return self._kept(bound, ordered, place)
        if missing:
            wanted = " and of the ".join(sorted(missing))
            dates = "和".join(CHINESE_DATES[one] for one in sorted(missing))
            return Unsettled(
                bound.norm.name,
                f"norm `{bound.id}` needs the date of the {wanted}",
                chinese=f"规则`{bound.id}`需要{dates}",
            )
        return _outside(bound, ordered, self.dates)

    def _kept(
        self, bound: BoundNorm, ordered: list[BoundText], place: int
    ) -> tuple[BoundText, Version | None] | Unsettled:
        left_by: Version | None = None
        while place:
            keeps = self._keeps_previous(bound, ordered[place])
            if isinstance(keeps, Unsettled):
                return keeps
            if not keeps:
                break
            left_by = left_by or ordered[place].version
            place -= 1
        return ordered[place], left_by

    def _keeps_previous(self, bound: BoundNorm, text: BoundText) -> bool | Unsettled:
        condition = text.keeps_previous
        if condition is None or condition.problems:
            return False
        found = evaluate(condition.tree, self.dates.values(), Settings(leap_day=None, strict=True))
        if isinstance(found, bool):
            return found
        missing = [name for name in DATES if name in condition.names and self.dates.chosen(name) is None]
        place, name = text.version.place("keeps_previous"), bound.id
        if missing:
            return Unsettled(
                place,
                f"the transition of norm `{name}` needs the date of the {missing[0]}",
                chinese=f"规则`{name}`的过渡规定需要{CHINESE_DATES[missing[0]]}",
            )
        return Unsettled(
            place,
            f"the transition of norm `{name}` is neither true nor false on these dates",
            chinese=f"规则`{name}`的过渡规定在这些日期下无法判断是否成立，因而无法确定适用的文本",
        )

    def rate(self, ref: Ref, governed_by: str) -> Value | Unsettled:
        """The value of a parameter on the day that governs it."""
        parameter = self.book.parameters.get(ref.id)
        if parameter is None:
            return Unsettled(ref.span, f"there is no parameter `{ref.id}`")
        chooser = parameter.governed_by or governed_by
        day = self.dates.chosen(chooser)
        if day is None:
            return Unsettled(
                parameter.name,
                f"parameter `{ref.id}` needs the date of the {chooser}",
                chinese=f"标准`{ref.id}`需要{CHINESE_DATES[chooser]}",
            )
        found = rate_on(parameter, day)
        if found is None:
            return _run_out(parameter, day)
        tree = parse(found.value.text).tree if found.value is not None else None
        if tree is None:
            return Unsettled(found.node.span, f"the value of parameter `{ref.id}` cannot be read")
        return evaluate(tree, {}, Settings(leap_day=None, strict=False))

    def _scope(self, norm: Norm, uses: Mapping[str, Ruling]) -> dict[str, Type]:
        scope = dict(DATES) | {key: need_type(need) for key, need in norm.needs.items()}
        for key, ref in norm.parameters.items():
            words = feel_type(self.book.parameters[ref.id].type) if ref.id in self.book.parameters else None
            if words is not None:
                scope[key] = words
        return scope | {key: outcome_type(used) for key, used in uses.items()}


def outcome_type(ruling: Ruling) -> Type:
    """The type of what a ruling gives: of its one outcome, or a context of several."""
    if len(ruling.outputs) == 1:
        return ruling.outputs[0][1]
    return context_type(dict(ruling.outputs))


def _named(text: BoundText) -> frozenset[str]:
    """The names that a text uses anywhere."""
    return frozenset(name for typed in typed_of(text) for name in typed.names) | frozenset(
        name for name, _ in (text.table.inputs if text.table else ())
    )


def typed_of(text: BoundText) -> Iterator[Typed]:
    """Each expression of a text that could be read: derived facts, tests, outcomes, the formula."""
    yield from text.derived.values()
    if text.result is not None:
        yield text.result
    if text.table is not None:
        for row in text.table.rows:
            yield from (typed for typed in (*row.tests, *row.outcomes) if typed is not None)
        yield from (typed for typed in text.table.otherwise if typed is not None)


def outcomes_of(text: BoundText) -> tuple[tuple[str, Type], ...]:
    """The outcomes of a text with their types; that of a formula is called `result`."""
    if text.table is not None:
        return text.table.outputs
    return ((RESULT, text.result.type),) if text.result is not None else ()


def rate_on(parameter: Parameter, day: date) -> Rate | None:
    """The value of a parameter whose period holds a day."""
    return next((rate for rate in parameter.values if _covers(rate.starts, rate.to, day)), None)


def _starts(text: BoundText) -> date:
    force = text.version.in_force
    return (force.starts if force else None) or date.min


def _covers(starts: date | None, to: date | None, day: date) -> bool:
    return (starts is None or starts <= day) and (to is None or day <= to)


def _outside(bound: BoundNorm, ordered: list[BoundText], dates: Dates) -> Unsettled:
    force = ordered[-1].version.in_force
    day = dates.chosen(force.governed_by if force else "application")
    periods = ", ".join(_period(text) for text in ordered)
    return Unsettled(
        force.node.span if force else bound.norm.name,
        f"no text of norm `{bound.id}` is in force on {day}; its texts hold {periods}",
        "choose a date within them, or add the text that holds then",
        f"规则`{bound.id}`在{day}没有有效的文本；请改用其文本有效期内的日期，或补充当时有效的文本",
    )


def _period(text: BoundText) -> str:
    force = text.version.in_force
    starts, to = (force.starts, force.to) if force else (None, None)
    return f"from {starts or 'ever'}" + (f" to {to}" if to else "")


def _run_out(parameter: Parameter, day: date) -> Unsettled:
    before = [rate for rate in parameter.values if rate.to is not None and rate.to < day]
    if before:
        last: Rate = max(before, key=lambda rate: rate.to or date.min)
        message = (
            f"parameter `{parameter.id}` has run out: its value ended on {last.to} and none holds on {day}"
        )
        return Unsettled(
            last.place("to"),
            message,
            "add the value that holds since, with the act that set it",
            f"标准`{parameter.id}`已失效：其数值至{last.to}为止，{day}没有有效的数值；请补充此后的数值及其依据",
        )
    return Unsettled(
        parameter.name,
        f"parameter `{parameter.id}` has no value yet on {day}",
        chinese=f"标准`{parameter.id}`在{day}尚无数值",
    )
