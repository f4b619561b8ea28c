"""Decides a case by a ruling, and keeps all that a reader of the decision needs: its text, rows, articles, rates, facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.binding import DATES
from askonce.norms.compiling.compiled import Compiled, Undecided, compile_ruling
from askonce.norms.explain import Prospects, filled, unsaid
from askonce.norms.model import Force
from askonce.norms.ruling import Book, Ruling, rate_on
from askonce.norms.walk import walk_scope
from askonce.pack.kinds import Adoption
from askonce.pack.shapes import Localized, Ref
from askonce.registers.fact import Fact, Facts, State, known


class RowUsed(msgspec.Struct, frozen=True):
    """A row that matched, counted from one, with its article and its reason; the article may be the norm's own."""

    number: int
    basis: Ref | None
    because: Localized | None


class RateUsed(msgspec.Struct, frozen=True):
    """A parameter with the value it had, its article and the period of that value."""

    name: str
    parameter: str
    value: Value
    basis: Ref | None
    starts: date | None
    to: date | None


class FactUsed(msgspec.Struct, frozen=True):
    """A fact that was looked at."""

    name: str
    type: Type
    fact: Fact


class Decision(msgspec.Struct, frozen=True):
    """What a norm decides about a case, or which facts it waits for.

    `force` is the period of the text that ruled and `governed_on` the date that chose it. `facts` are those that
    were looked at on the way. `waiting` names the facts without which nothing is decided; it is empty where the
    case is. A fact that was declined is in `declined`, with the consequence that the norm states for it, if it does;
    `consequence_of` names the one that brought the outcome about. `no_outcome` names the outcomes to which the norm
    gives no value for these facts, although all that matters is known: no row applies, or the reckoning comes to nothing.
    """

    ruling: Ruling
    decided: bool
    outcome: Value
    outputs: tuple[tuple[str, Value], ...]
    force: Force | None
    governed_on: date | None
    rows: tuple[RowUsed, ...]
    otherwise: bool
    rates: tuple[RateUsed, ...]
    facts: tuple[FactUsed, ...]
    derived: tuple[tuple[str, Value], ...]
    used: tuple[tuple[str, Value], ...]
    waiting: tuple[str, ...] = ()
    declined: tuple[tuple[str, str | None], ...] = ()
    consequence_of: str | None = None
    no_outcome: tuple[str, ...] = ()

    @property
    def basis(self) -> Ref | None:
        """The article of the norm."""
        return self.ruling.norm.basis

    @property
    def adopted(self) -> Adoption | None:
        """Who adopted the norm; nobody adopted a draft, which may be previewed only."""
        return self.ruling.norm.adopted

    @property
    def stale(self) -> tuple[str, ...]:
        """The facts looked at that may no longer be true."""
        return tuple(one.name for one in self.facts if one.fact.stale)

    @property
    def disputed(self) -> tuple[str, ...]:
        """The facts looked at that the person says are wrong."""
        return tuple(one.name for one in self.facts if one.fact.disputed)


class _Watched(dict[str, Fact]):
    """Facts that keep count of which of them were looked at."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self.seen: dict[str, None] = {}

    def __getitem__(self, name: str) -> Fact:
        self.seen[name] = None
        return super().__getitem__(name)


def decide(
    ruling: Ruling,
    facts: Facts,
    book: Book | None = None,
    prospects: Prospects | None = None,
    compiled: Compiled | None = None,
) -> Decision:
    """The decision about a case.

    `facts` hold what is known of the ruling's inputs; the dates of the case are those of the ruling. With a `book`
    the periods and articles of rates are looked up in it. Where a fact that is looked at is not settled, `prospects`
    say whether it matters; without them the case waits for every unsettled fact that the text names.
    """
    types = inputs_of(ruling)
    dates = {name: known(value) for name, value in ruling.dates.values().items()}
    given = {name: facts.get(name, Fact(State.NOT_ASKED)) for name in types}
    watched = _Watched({**given, **dates})
    found = (compiled or compile_ruling(ruling)).trace(watched)
    seen = [FactUsed(name, types[name], given[name]) for name in types if name in watched.seen]
    if isinstance(found, Undecided):
        return _left(ruling, given, seen, book, prospects)
    table = ruling.text.table
    rows = () if table is None else tuple(_row(ruling, number) for number in found.rows)
    made = _decision(ruling, found.value, book, seen)
    values = {name: fact.value for name, fact in {**given, **dates}.items() if fact.is_settled}
    derived, used = _reckoned(ruling, values)
    otherwise = table is not None and bool(table.otherwise) and not rows
    return msgspec.structs.replace(
        made,
        rows=rows,
        otherwise=otherwise,
        derived=derived,
        used=used,
        no_outcome=_no_outcome(ruling, found.value, values),
    )


def inputs_of(ruling: Ruling) -> dict[str, Type]:
    """The facts that a ruling and the norms that it uses need, with their types."""
    found: dict[str, Type] = {}
    for _, used in ruling.uses:
        found |= inputs_of(used)
    return {
        **dict(ruling.inputs),
        **{name: kind for name, kind in found.items() if name not in dict(ruling.inputs)},
    }


def _decision(ruling: Ruling, outcome: Value, book: Book | None, seen: list[FactUsed]) -> Decision:
    force = ruling.text.version.in_force
    several = len(ruling.outputs) > 1 and isinstance(outcome, Mapping)
    outputs = tuple(
        (name, outcome.get(name) if several and isinstance(outcome, Mapping) else outcome)
        for name, _ in (ruling.outputs if several else ruling.outputs[:1])
    )
    return Decision(
        ruling=ruling,
        decided=True,
        outcome=outcome,
        outputs=outputs,
        force=force,
        governed_on=ruling.dates.chosen(force.governed_by if force else "application"),
        rows=(),
        otherwise=False,
        rates=tuple(_rates(ruling, book)),
        facts=tuple(seen),
        derived=(),
        used=(),
    )


def _left(
    ruling: Ruling, given: Facts, seen: list[FactUsed], book: Book | None, prospects: Prospects | None
) -> Decision:
    """The decision where a fact was needed that is not settled: it may not matter, or nobody may have it."""
    waiting = tuple(name for name in _named(ruling) if name in given and not given[name].is_settled)
    outcome: Value = None
    decided, consequence = False, None
    if prospects is not None:
        outlook = prospects.look(given)
        decided, outcome, consequence = outlook.decided, outlook.outcome, outlook.consequence
        waiting = outlook.open
    needs = ruling.norm.needs
    declined = tuple(
        (name, needs[name].if_declined if name in needs else None)
        for name in given
        if given[name].state is State.DECLINED
    )
    made = _decision(ruling, outcome, book, seen)
    empty: tuple[str, ...] = ()
    if decided and consequence is None and prospects is not None:
        settled = {name: fact for name, fact in given.items() if fact.is_settled}
        empty = _no_outcome(ruling, outcome, filled(ruling, settled, prospects))
    return msgspec.structs.replace(
        made,
        no_outcome=empty,
        decided=decided,
        outputs=made.outputs if decided else (),
        waiting=() if decided else waiting,
        declined=declined,
        consequence_of=consequence,
    )


def _no_outcome(ruling: Ruling, outcome: Value, values: Mapping[str, Value]) -> tuple[str, ...]:
    parts = outcome.values() if isinstance(outcome, Mapping) else (outcome,)
    complete = {name: values.get(name) for name in inputs_of(ruling)}
    return unsaid(ruling, {**values, **complete}) if None in parts else ()


def _named(ruling: Ruling) -> dict[str, None]:
    """The facts that a text names, itself or in the norms that it uses."""
    typed = [*ruling.text.derived.values()]
    table = ruling.text.table
    found: dict[str, None] = dict.fromkeys(name for name, _ in table.inputs) if table else {}
    if ruling.text.result is not None:
        typed.append(ruling.text.result)
    if table is not None:
        cells = [cell for row in table.rows for cell in (*row.tests, *row.outcomes)]
        typed += [cell for cell in (*cells, *table.otherwise) if cell is not None]
    found |= dict.fromkeys(name for one in typed for name in sorted(one.names))
    for _, used in ruling.uses:
        found |= _named(used)
    ordered = [name for name in inputs_of(ruling) if name in found]
    return dict.fromkeys(name for name in ordered if name not in DATES)


def _row(ruling: Ruling, number: int) -> RowUsed:
    table = ruling.text.table
    if table is None:
        raise ValueError("a row is one of a table")
    row = table.rows[number].row
    return RowUsed(number + 1, row.basis or ruling.norm.basis, row.because)


def _rates(ruling: Ruling, book: Book | None) -> Iterator[RateUsed]:
    """The parameters that a text names, with the value of the day; the norms that it uses have rates of their own."""
    for name, value in ruling.constants:
        ref = ruling.norm.parameters[name]
        parameter = None if book is None else book.parameters.get(ref.id)
        if parameter is None:
            yield RateUsed(name, ref.id, value, None, None, None)
            continue
        force = ruling.text.version.in_force
        day = ruling.dates.chosen(parameter.governed_by or (force.governed_by if force else "application"))
        rate = None if day is None else rate_on(parameter, day)
        basis = (rate.basis if rate else None) or parameter.basis
        yield RateUsed(name, ref.id, value, basis, rate.starts if rate else None, rate.to if rate else None)


def _reckoned(
    ruling: Ruling, values: Mapping[str, Value]
) -> tuple[tuple[tuple[str, Value], ...], tuple[tuple[str, Value], ...]]:
    """The derived facts and the outcomes of norms used, as far as the facts that there are settle them."""
    missing = [name for name in inputs_of(ruling) if name not in values]
    if missing:
        return (), ()
    scope = walk_scope(ruling, values)
    return (
        tuple((name, scope[name]) for name in ruling.text.derived),
        tuple((name, scope[name]) for name, _ in ruling.uses),
    )
