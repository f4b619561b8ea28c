"""A snapshot of a register loaded as one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, Final

import msgspec

from askonce.adapters.bulk.beside import put_beside
from askonce.adapters.bulk.known import known
from askonce.adapters.opening import Worksite
from askonce.adapters.sqlite.database import utc_now
from askonce.adapters.staging import (
    NONE_SAID,
    RUN_ROWS,
    currencies,
    kept_fields,
    sorted_runs,
    staged_fields,
)
from askonce.adapters.storage.dialect import quoted
from askonce.adapters.storage.heading import take_up
from askonce.adapters.storage.journal import Keeping
from askonce.adapters.storage.layout import Field, register_table
from askonce.adapters.storage.work import STEP, Prepared
from askonce.registers.store import Change, Unfit

_AT_ONCE: Final = 2_000


class Loaded(msgspec.Struct, frozen=True):
    """What a snapshot did: subjects that were new for its time, that changed, that were as before, that ended."""

    added: int
    changed: int
    same: int
    ended: int = 0


class Snapshot(msgspec.Struct, frozen=True):
    """What a snapshot says beside its rows: its register, the day from which it holds, who made it, by which article.

    `whole` ones say of every subject that they do not name that it is in the register no more.
    """

    register: str
    valid_from: date
    source: str
    basis: str = ""
    whole: bool = False


def bulk_load(
    url: str,
    snapshot: Snapshot,
    staged: Iterable[Any],
    *,
    clock: Callable[[], datetime] = utc_now,
    chance: Callable[[int], bytes] = os.urandom,
) -> Loaded:
    """Load a snapshot as if each of its rows were written singly, in one transaction and much faster.

    `staged` are batches of `adapters.staging`. Who writes beside it waits until it ends. Unfit where a subject stands
    twice in it, or the database has no such register.
    """
    schema, table = known(url, snapshot.register)
    batches = sorted_runs(staged)
    first = list(islice(batches, 1))
    # known before a table is made for them: whether they say of anything that there is none
    none_said = not first or NONE_SAID in first[0].schema.names
    fields = staged_fields(table, none_said=none_said)
    with put_beside(url, fields, chain(first, batches)) as (site, incoming):
        loading = _Loading(site, Prepared(schema, site.dialect), snapshot, incoming, fields, chance)
        return loading.run(clock)


class _Loading:
    """One load within its transaction; `incoming` is the table that the snapshot was put into."""

    def __init__(
        self,
        site: Worksite,
        prepared: Prepared,
        snapshot: Snapshot,
        incoming: str,
        fields: Sequence[Field],
        chance: Callable[[int], bytes],
    ) -> None:
        self._base, self._dialect = site
        self._prepared, self._snapshot, self._incoming = prepared, snapshot, incoming
        self._staged = {one.name for one in fields}
        self._holding = prepared.holdings[snapshot.register]
        self._laid = register_table(self._holding.table)
        self._journal = Keeping(self._base, prepared, chance)
        self._day = prepared.times.day_in(snapshot.valid_from)

    def run(self, clock: Callable[[], datetime]) -> Loaded:
        """Load, and say what was done."""
        take_up(self._journal)
        head = self._journal.head
        if head is None:
            raise RuntimeError("a transaction has begun without a head")
        self._journal.begin_job(max(clock(), head.instant + STEP))
        total = self._count(f"SELECT count(*) FROM {self._incoming}")
        known = self._base.one(f"SELECT 1 FROM {quoted(self._laid.name)} LIMIT 1") is not None
        if known or total > RUN_ROWS:  # one run alone is in order, and was looked through when it was sorted
            self._index()
        if known:
            self._set_apart()
        added = self._add(known=known)
        changed = self._change() if known else 0
        gone = self._end() if known and self._snapshot.whole else 0
        self._journal.leave_standing()
        return Loaded(added, changed, total - added - changed, gone)

    def _given(self) -> dict[str, str]:
        """By column of the register: what a row of `incoming` says, in SQL; what is not staged follows from the rest."""
        known = currencies(self._holding.table)
        found = {}
        for one in kept_fields(self._holding.table):
            if one.name in known:
                amount, currency = known[one.name]
                literal = currency.replace("'", "''")
                found[one.name] = f"CASE WHEN incoming.{quoted(amount)} IS NOT NULL THEN '{literal}' END"
            else:
                found[one.name] = f"incoming.{quoted(one.name)}" if one.name in self._staged else "''"
        return found

    def _index(self) -> None:
        """An index by subject, which also finds one that stands twice."""
        place, _, name = self._incoming.rpartition(".")
        index = f"{place}.by_subject" if place else "by_subject"
        twice = self._base.one(
            f"SELECT subject FROM {self._incoming} GROUP BY subject HAVING count(*) > 1 ORDER BY subject LIMIT 1"
        )
        if twice is not None:
            raise Unfit(f"`{twice[0]}` stands in it twice")
        self._base.run(f"CREATE INDEX {index} ON {name} (subject)")

    def _overlaps(self) -> str:
        """The rows that are known of an incoming subject for some of the snapshot's time; one mark, for its day."""
        return (
            f"SELECT 1 FROM {quoted(self._laid.name)} AS known WHERE known.subject = incoming.subject "
            "AND known.recorded_to IS NULL AND (known.valid_to IS NULL OR known.valid_to > ?)"
        )

    def _set_apart(self) -> None:
        """Put aside the subjects of whom something else is known: those alone are gone through one by one."""
        given = self._given()
        none_said = given.pop(NONE_SAID)
        same = "".join(
            f" AND ({said} IS NULL OR {said} = known.{quoted(name)})"
            for name, said in given.items()
            if name != "subject"
        )
        covered = (
            f"{self._overlaps()} AND known.valid_from <= ? AND known.valid_to IS NULL "
            f"AND ({none_said} = '' OR {none_said} = known.none_said){same}"
        )
        self._base.run(
            f"CREATE TEMP TABLE set_apart AS SELECT incoming.* FROM {self._incoming} AS incoming "
            f"WHERE EXISTS ({self._overlaps()}) AND NOT EXISTS ({covered})",
            (self._day, self._day, self._day),
        )
        self._base.run("CREATE INDEX apart_subject ON set_apart (subject)")

    def _add(self, *, known: bool) -> int:
        """Add the subjects of whom nothing is known for the time; what guards the table would look at each again."""
        said = self._given()
        into, given = ", ".join(map(quoted, said)), ", ".join(said.values())
        fresh = f" WHERE NOT EXISTS ({self._overlaps()})" if known else ""
        for statement in self._dialect.pause(self._laid):
            self._base.run(statement)
        added = self._base.run(
            f"INSERT INTO {quoted(self._laid.name)} ({into}, valid_from, recorded_from, part, source, basis) "
            f"SELECT {given}, ?, ?, 0, ?, ? FROM {self._incoming} AS incoming{fresh}",
            (
                self._day,
                self._prepared.times.instant_in(self._journal.now),
                self._snapshot.source,
                self._snapshot.basis,
                *([self._day] if known else []),
            ),
        )
        for statement in self._dialect.resume(self._laid):
            self._base.run(statement)
        return added

    def _change(self) -> int:
        """Write what is left as single changes; how many of them said something new."""
        columns = ", ".join(self._given().values())
        snapshot, changed, after = self._snapshot, 0, ""
        while True:
            page = self._base.all(
                f"SELECT {columns} FROM set_apart AS incoming "
                f"WHERE incoming.subject > ? ORDER BY incoming.subject LIMIT {_AT_ONCE}",
                (after,),
            )
            for kept in page:
                subject, values = kept[0], self._holding.decode_values(kept[1:])
                changed += self._journal.write_known(
                    Change(
                        snapshot.register,
                        subject,
                        values,
                        snapshot.valid_from,
                        None,
                        snapshot.source,
                        snapshot.basis,
                    )
                )
            if not page:
                return changed
            after = page[-1][0]

    def _end(self) -> int:
        """End the rows of subjects that a whole snapshot does not name."""
        gone, after = 0, ""
        while True:
            page = self._base.all(
                f"SELECT DISTINCT known.subject FROM {quoted(self._laid.name)} AS known "
                "WHERE known.recorded_to IS NULL AND (known.valid_to IS NULL OR known.valid_to > ?) "
                f"AND NOT EXISTS (SELECT 1 FROM {self._incoming} AS incoming WHERE incoming.subject = known.subject) "
                f"AND known.subject > ? ORDER BY known.subject LIMIT {_AT_ONCE}",
                (self._day, after),
            )
            for (subject,) in page:
                self._journal.end(self._snapshot.register, subject, self._snapshot.valid_from)
            if not page:
                return gone
            gone += len(page)
            after = page[-1][0]

    def _count(self, sql: str) -> int:
        kept = self._base.one(sql)
        return int(kept[0]) if kept else 0
