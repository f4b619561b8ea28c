"""The registers within one transaction: bitemporal rows, relations, disputes, observations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.holding import Holding
from askonce.adapters.storage.layout import copied
from askonce.adapters.storage.values import decode_value, encode_value, fit_text
from askonce.adapters.storage.work import Work
from askonce.registers.bitemporal import Rewriting, ended, written
from askonce.registers.store import Change, Dispute, Linking, Observation, Row

#: So many subjects are read by one statement.
_AT_ONCE: Final = 200
_READINGS: Final = 5_000


class Registers(Work):
    """The registers within one transaction (`registers.store.Store`)."""

    def row(self, register: str, subject: str, valid: date, recorded: datetime | None = None) -> Row | None:
        """What a register says of a subject for a day."""
        holding = self._holding(register)
        day = self._times.day_in(valid)
        if recorded is None:
            kept = self._base.one(holding.now, (subject, day))
            # the known rows of a subject share no day, so that the last to begin is the only one that may hold
            return None if kept is None or (kept[2] is not None and kept[2] <= day) else holding.decode(kept)
        instant = self._times.instant_in(recorded)
        kept = self._base.one(holding.then, (subject, day, day, instant, instant))
        return None if kept is None else holding.decode(kept)

    def rows(
        self, register: str, subjects: Sequence[str], valid: date, recorded: datetime | None = None
    ) -> Mapping[str, Row]:
        """What a register says of many subjects for a day."""
        holding = self._holding(register)
        day = self._times.day_in(valid)
        rest = [day, day] if recorded is None else [day, day, *[self._times.instant_in(recorded)] * 2]
        found: dict[str, Row] = {}
        for start in range(0, len(subjects), _AT_ONCE):
            some = list(subjects[start : start + _AT_ONCE])
            some += some[-1:] * (
                _AT_ONCE - len(some) if len(subjects) > 8 else 0
            )  # one statement, prepared once
            statement = holding.several(len(some), recorded=recorded is not None)
            for kept in self._base.all(statement, [*some, *rest]):
                found[kept[0]] = holding.decode(kept)
        return {subject: found[subject] for subject in subjects if subject in found}

    def every(self, register: str, valid: date, after: str = "", limit: int = 1000) -> Sequence[Row]:
        """The rows of a day in the order of their subjects."""
        holding = self._holding(register)
        day = self._times.day_in(valid)
        return [holding.decode(kept) for kept in self._base.all(holding.every, (after, day, day, limit))]

    def last(self) -> datetime:
        """The last instant that was given out."""
        return self.standing()[0]

    def changed(self, register: str, since: datetime) -> Sequence[str]:
        """The subjects of whom anything was recorded or closed after an instant."""
        instant = self._times.instant_in(since)
        statements = [self._holding(register).changed]
        statements += [bond.changed for (of, _), bond in self._prepared.bonds.items() if of == register]
        found = {kept[0] for one in statements for kept in self._base.all(one, (instant, instant))}
        return sorted(found)

    def history(self, register: str, subject: str) -> Sequence[Row]:
        """All that was ever recorded of a subject."""
        holding = self._holding(register)
        return [holding.decode(kept) for kept in self._base.all(holding.history, (subject,))]

    def write(self, change: Change) -> None:
        """Write values, closing what said otherwise."""
        self.write_known(change)

    def write_known(self, change: Change) -> bool:
        """The same, and whether it said anything new."""
        holding = self._holding(change.register)
        known = [holding.decode(kept) for kept in self._base.all(holding.known, (fit_text(change.subject),))]
        return self._rewrite(holding, written(known, change, self.now))

    def write_all(self, changes: Sequence[Change]) -> None:
        """Write many changes in their order; those of times of which nothing is known are added together."""
        instant = self._times.instant_in(self.now)
        for register, some in groupby(changes, key=lambda one: one.register):
            holding = self._holding(register)
            listed = list(some)
            known = self._known(holding.table.kept_as, [fit_text(one.subject) for one in listed])
            reached: dict[str, date | None] = dict.fromkeys(known)  # known until that day, or for ever
            added: list[list[Any]] = []
            for one in listed:
                if _is_new(one, reached):
                    reached[one.subject] = one.valid_to
                    added.append(holding.encode_new(one, instant, self._next_part()))
                    continue
                self._base.many(holding.insert, added)  # what is known of it may be among them
                added = []
                self.write_known(one)
                reached[one.subject] = None
            self._base.many(holding.insert, added)

    def link_all(self, linkings: Sequence[Linking]) -> None:
        """Begin or end many relations in their order; those of subjects without any are added together."""
        instant = self._times.instant_in(self.now)
        for (register, relation), some in groupby(linkings, key=lambda one: (one.register, one.relation)):
            bond = self._bond(register, relation)
            listed = list(some)
            known = self._known(bond.table, [fit_text(one.subject) for one in listed])
            seen: set[tuple[str, str]] = set()
            added: list[list[Any]] = []
            for one in listed:
                if one.ends or one.subject in known or (one.subject, one.target) in seen:
                    self._base.many(bond.insert, added)
                    added = []
                    self.link(one)
                    continue
                seen.add((one.subject, one.target))
                added.append(bond.encode_new(one, instant, self._next_part()))
            self._base.many(bond.insert, added)

    def _known(self, table: str, subjects: Sequence[str]) -> set[str]:
        """Those of the subjects of whom a table knows anything."""
        found: set[str] = set()
        for start in range(0, len(subjects), _AT_ONCE):
            some = list(subjects[start : start + _AT_ONCE])
            some += some[-1:] * (_AT_ONCE - len(some))
            marks = ", ".join("?" * _AT_ONCE)
            statement = f"SELECT DISTINCT subject FROM {quoted(table)} WHERE subject IN ({marks}) AND recorded_to IS NULL"
            found.update(kept[0] for kept in self._base.all(statement, some))
        return found

    def end(self, register: str, subject: str, on: date) -> bool:
        """End all that is known of a subject from a day on; whether there was anything."""
        holding = self._holding(register)
        known = [holding.decode(kept) for kept in self._base.all(holding.known, (fit_text(subject),))]
        return self._rewrite(holding, ended(known, on, self.now))

    def drop_copies(self, register: str, subject: str) -> None:
        """Delete what was fetched of a subject."""
        self._base.run(self._holding(register).drop, (subject,))
        for (of, _), bond in self._prepared.bonds.items():
            if of == register:
                self._base.run(bond.drop, (subject,))
        self._base.run(
            f"DELETE FROM dispute WHERE register = ? AND subject = ? AND {copied('case_id')}",
            (register, subject),
        )

    def _rewrite(self, holding: Holding, done: Rewriting) -> bool:
        # encoded before anything is written, so that a value that is unfit leaves the transaction as it was
        added = [holding.encode(row, self._next_part()) for row in done.added]
        now = self._times.instant_in(self.now)
        for row in done.closed:
            self._base.run(holding.close, (now, row.subject, self._times.day_in(row.valid_from)))
        for parameters in added:
            self._base.run(holding.insert, parameters)
        return bool(added or done.closed)

    def link(self, linking: Linking) -> None:
        """Begin or end a relation."""
        bond = self._bond(linking.register, linking.relation)
        subject, target = fit_text(linking.subject), fit_text(linking.target)
        known = [bond.decode(kept) for kept in self._base.all(bond.known, (subject, target))]
        if linking.ends:
            done = ended(known, linking.on, self.now)
        else:
            change = Change(linking.register, subject, {}, linking.on, None, linking.source, linking.basis)
            done = written(known, change, self.now)
        now = self._times.instant_in(self.now)
        for row in done.closed:
            day = self._times.day_in(row.valid_from)
            self._base.run(bond.close, (now, subject, target, day))
        for row in done.added:
            self._base.run(bond.insert, bond.encode(row, target, self._next_part()))

    def related(
        self,
        register: str,
        relation: str,
        subject: str,
        valid: date,
        recorded: datetime | None = None,
        *,
        backward: bool = False,
    ) -> Sequence[str]:
        """The subjects to which a relation leads, or from which it comes, in the order of their names."""
        bond = self._bond(register, relation)
        day = self._times.day_in(valid)
        if recorded is None:
            statement = bond.back_now if backward else bond.on_now
            return [kept[0] for kept in self._base.all(statement, (subject, day, day))]
        statement = bond.back_then if backward else bond.on_then
        instant = self._times.instant_in(recorded)
        return [kept[0] for kept in self._base.all(statement, (subject, day, day, instant, instant))]

    def dispute(self, dispute: Dispute) -> None:
        """Open a dispute, or settle it where `until` is given."""
        key = (dispute.register, dispute.subject, dispute.attribute, dispute.case)
        if dispute.until is not None:
            self._base.run(
                "UPDATE dispute SET until = ? WHERE register = ? AND subject = ? AND attribute = ? "
                "AND case_id = ? AND until IS NULL",
                (self._times.instant_in(dispute.until), *key),
            )
            return
        self._base.run(
            "INSERT INTO dispute (register, subject, attribute, case_id, since, until) "
            "VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
            (*map(fit_text, key), self._times.instant_in(dispute.since)),
        )

    def disputed(self, register: str, subject: str) -> Mapping[str, Dispute]:
        """The disputes that are open about a subject, by attribute; the oldest where there are several."""
        kept = self._base.all(
            "SELECT attribute, case_id, since FROM dispute "
            "WHERE subject = ? AND register = ? AND until IS NULL ORDER BY since DESC, case_id DESC",
            (subject, register),
        )
        return {
            one[0]: Dispute(register, subject, one[0], one[1], self._times.instant_out(one[2]))
            for one in kept
        }

    def observe(self, observations: Sequence[Observation]) -> None:
        """Record readings."""
        self._base.many(
            "INSERT INTO observation (thing, what, instant, value, quality) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            [
                (
                    fit_text(one.thing),
                    fit_text(one.what),
                    self._times.instant_in(one.at),
                    fit_text(encode_value(one.value)),
                    fit_text(one.quality),
                )
                for one in observations
            ],
        )

    def observations(self, thing: str, what: str, since: datetime, until: datetime) -> Iterator[Observation]:
        """Readings from an instant to before another, in the order of time."""
        start, end = self._times.instant_in(since), self._times.instant_in(until)
        operator = ">="
        while True:
            kept = self._base.all(
                f"SELECT instant, value, quality FROM observation WHERE thing = ? AND what = ? "
                f"AND instant {operator} ? AND instant < ? ORDER BY instant LIMIT {_READINGS}",
                (thing, what, start, end),
            )
            for at, value, quality in kept:
                yield Observation(thing, what, self._times.instant_out(at), decode_value(value), quality)
            if len(kept) < _READINGS:
                return
            start, operator = kept[-1][0], ">"


def _is_new(change: Change, reached: Mapping[str, date | None]) -> bool:
    """Whether nothing is known yet of the time of a change, where what is known of its subject ends on a day."""
    if change.valid_to is not None and change.valid_to <= change.valid_from:
        return False
    if change.subject not in reached:
        return True
    until = reached[change.subject]
    return until is not None and until <= change.valid_from
