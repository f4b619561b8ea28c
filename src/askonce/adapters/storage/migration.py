"""From one schema to another: what a changed pack adds, what it would lose, and how it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.adapters.storage.dialect import Base, Dialect, quoted
from askonce.adapters.storage.holding import Holding, Times, check_value
from askonce.adapters.storage.layout import Laid, register_table, relation_table
from askonce.adapters.storage.making import guard, note, unguard
from askonce.adapters.storage.schema import Column, Schema, Table
from askonce.feel.values import Value, plain_number
from askonce.registers.store import Row, Unfit

Word: TypeAlias = Literal[
    "add register", "add attribute", "add relation", "convert attribute", "remove attribute", "remove relation",
    "remove register", "change holder", "change subject",
]  # fmt: skip
_AT_ONCE: Final = 2_000


class Step(msgspec.Struct, frozen=True):
    """One change; a removal or a conversion says what stood before, `turns` what a holder or a subject was and becomes."""

    word: Word
    register: str
    name: str = ""
    before: Column | None = None
    after: Column | None = None
    turns: tuple[str, str] | None = None

    @property
    def said(self) -> str:
        """The step as people read it.

        >>> Step(
        ...     "convert attribute",
        ...     "people",
        ...     "born",
        ...     Column("born", "text", "text"),
        ...     Column("born", "date", "date"),
        ... ).said
        'convert attribute `people.born` from `text` to `date`'
        """
        name = f"{self.register}.{self.name}" if self.name else self.register
        types = f" from `{self.before.type}` to `{self.after.type}`" if self.before and self.after else ""
        turns = f" from `{self.turns[0]}` to `{self.turns[1]}`" if self.turns else ""
        return f"{self.word} `{name}`{types}{turns}"


class Loss(msgspec.Struct, frozen=True):
    """A step that is refused, and how many values it would lose."""

    step: Step
    values: int


class Plan(msgspec.Struct, frozen=True):
    """The steps in their order, and those of them that are refused; with any refusal none is carried out."""

    steps: tuple[Step, ...]
    refusals: tuple[Loss, ...] = ()


class Refused(Exception):  # noqa: N818 - a fact about the pack, which the edge shows
    """A migration would lose what is kept; `plan` says what."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            "; ".join(f"{one.step.said} would lose {one.values} values" for one in plan.refusals)
        )
        self.plan = plan


def plan_migration(old: Schema, new: Schema, lost: Callable[[Step], int]) -> Plan:
    """The steps from one schema to another; `lost` counts the values that a removal or a conversion would lose.

    >>> plan_migration(Schema(), Schema((Table("people"),)), lambda step: 0).steps[0].said
    'add register `people`'
    """
    steps = tuple(_steps(old, new))
    losses = [Loss(step, lost(step)) for step in steps if not step.word.startswith("add")]
    return Plan(steps, tuple(one for one in losses if one.values))


def _steps(old: Schema, new: Schema) -> Iterator[Step]:
    before = {table.register: table for table in old.tables}
    after = {table.register: table for table in new.tables}
    for name, table in after.items():
        if name in before:
            yield from _within(before[name], table)
        else:
            yield Step("add register", name)
    for name in before:
        if name not in after:
            yield Step("remove register", name)


def _within(old: Table, new: Table) -> Iterator[Step]:
    name = new.register
    if old.holder and old.holder != new.holder:
        yield Step("change holder", name, turns=(old.holder, new.holder))
    if old.of and old.of != new.of:
        yield Step("change subject", name, turns=(old.of, new.of))
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    yield from (Step("add attribute", name, one, None, after[one]) for one in after if one not in before)
    yield from (Step("add relation", name, one) for one in new.relations if one not in old.relations)
    for one, column in after.items():
        if one in before and before[one] != column:
            yield Step("convert attribute", name, one, before[one], column)
    yield from (Step("remove attribute", name, one, before[one]) for one in before if one not in after)
    yield from (Step("remove relation", name, one) for one in old.relations if one not in new.relations)


def converted(value: Value, after: Column) -> Value:
    """A value under another type, where it says exactly the same; Unfit where it would not.

    >>> converted("1958-03-01", Column("born", "date", "date"))
    datetime.date(1958, 3, 1)
    """
    if isinstance(value, str) and after.form in ("number", "integer", "date"):
        try:
            read: Value = date.fromisoformat(value) if after.form == "date" else Decimal(value)
        except (ValueError, InvalidOperation) as error:
            raise Unfit(f"`{value}` is no {after.type}") from error
        if str(read) != value:
            raise Unfit(f"`{value}` would become `{read}`")
        return read
    if after.form == "text" and isinstance(value, Decimal):
        return plain_number(value)
    return value.isoformat() if after.form == "text" and type(value) is date else value


class Migration:
    """A migration of one database, within one transaction as its only writer."""

    def __init__(self, base: Base, dialect: Dialect, old: Schema, new: Schema) -> None:
        self._base, self._dialect, self._old, self._new = base, dialect, old, new
        self._times = Times(dialect)

    def plan(self) -> Plan:
        """The steps, with what would be lost."""
        return plan_migration(self._old, self._new, self._lost)

    def apply(self) -> Plan:
        """Carry the plan out, or raise Refused; a second time there is nothing to do."""
        plan = self.plan()
        if plan.refusals:
            raise Refused(plan)
        if not plan.steps:
            if self._old != self._new:  # a database of before holders were noted
                self._note()
            return plan
        unguard(self._base, self._dialect, self._old)
        rewritten = {
            one.register for one in plan.steps if one.word in ("convert attribute", "remove attribute")
        }
        for step in plan.steps:
            if step.word != "add attribute" or step.register not in rewritten:
                self._carry_out(step)
        for name in sorted(rewritten):
            self._rewrite(_table(self._old, name), _table(self._new, name))
        guard(self._base, self._dialect, self._new)
        self._note()
        return plan

    def _note(self) -> None:
        stands = self._base.one("SELECT instant FROM head WHERE one = 1")
        note(self._base, self._new, stands[0] if stands else None)

    def _lost(self, step: Step) -> int:
        table = _table(self._old, step.register)
        if step.word == "remove relation":
            return self._count(table.relation(step.name))
        if step.word in ("remove register", "change holder", "change subject"):
            # Under another holder every subject has another name: nobody would be found in it again.
            return sum(map(self._count, (table.kept_as, *map(table.relation, table.relations))))
        return sum(not _fits(step, value) for value in self._said(table, step.name))

    def _count(self, name: str) -> int:
        kept = self._base.one(f"SELECT count(*) FROM {quoted(name)}")
        return 0 if kept is None else int(kept[0])

    def _said(self, table: Table, name: str) -> Iterator[Value]:
        """Everything that was ever said of an attribute, that there is none too."""
        return (row.values[name] for row, _ in self._rows(table) if name in row.values)

    def _rows(self, table: Table) -> Iterator[tuple[Row, int]]:
        """Every row of a register with its part, in the order of its key."""
        holding = Holding(table, self._dialect, self._times)
        key = ", ".join(register_table(table).key)
        start = f"SELECT {holding.columns}, part FROM {quoted(table.kept_as)}"
        ends = f"ORDER BY {key} LIMIT {_AT_ONCE}"
        page = self._base.all(f"{start} {ends}")
        while page:
            yield from ((holding.decode(kept), kept[-1]) for kept in page)
            last = (page[-1][0], page[-1][1], page[-1][3], page[-1][-1])
            page = self._base.all(f"{start} WHERE ({key}) > (?, ?, ?, ?) {ends}", last)

    def _carry_out(self, step: Step) -> None:
        old = next((one for one in self._old.tables if one.register == step.register), None)
        new = next((one for one in self._new.tables if one.register == step.register), None)
        if step.word == "add register" and new is not None:
            self._create(register_table(new))
            for relation in new.relations:
                self._create(relation_table(new.relation(relation)))
        elif step.word == "remove register" and old is not None:
            for name in (old.kept_as, *map(old.relation, old.relations)):
                self._base.run(f"DROP TABLE {quoted(name)}")
        elif step.word == "add relation" and new is not None:
            self._create(relation_table(new.relation(step.name)))
        elif step.word == "remove relation" and old is not None:
            self._base.run(f"DROP TABLE {quoted(old.relation(step.name))}")
        elif step.word == "add attribute" and new is not None and step.after is not None:
            names = (step.after.kept_as, step.after.currency)
            for field in register_table(new).fields:
                if field.name in names:
                    kind = self._dialect.types[field.kind]
                    self._base.run(
                        f"ALTER TABLE {quoted(new.kept_as)} ADD COLUMN {quoted(field.name)} {kind}"
                    )

    def _create(self, laid: Laid) -> None:
        for statement in self._dialect.create(laid):
            self._base.run(statement)

    def _rewrite(self, old: Table, new: Table) -> None:
        """Make a register's table anew: the same history, its values under their new types."""
        name, beside = quoted(new.kept_as), quoted(f"{new.kept_as}__anew")
        self._create(msgspec.structs.replace(register_table(new), name=f"{new.kept_as}__anew"))
        holding = Holding(new, self._dialect, self._times)
        insert = holding.insert.replace(name, beside, 1)
        after = {column.name: column for column in new.columns}
        rows = self._rows(old)
        while some := list(islice(rows, _AT_ONCE)):
            self._base.many(insert, [holding.encode(_turned(row, after), part) for row, part in some])
        self._base.run(f"DROP TABLE {name}")
        self._base.run(f"ALTER TABLE {beside} RENAME TO {name}")


def _turned(row: Row, after: Mapping[str, Column]) -> Row:
    values = {name: converted(value, after[name]) for name, value in row.values.items() if name in after}
    return msgspec.structs.replace(row, values=values)


def _fits(step: Step, value: Value) -> bool:
    """Whether a value survives a step."""
    if step.after is None:
        return False
    try:
        check_value(step.after, converted(value, step.after))
    except Unfit:
        return False
    return True


def _table(schema: Schema, register: str) -> Table:
    return next(table for table in schema.tables if table.register == register)
