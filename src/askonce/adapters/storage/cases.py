"""Cases within one transaction: events, the index, timers, messages, keys that hold once, small things."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from askonce.adapters.storage.registers import Registers
from askonce.adapters.storage.values import fit_text
from askonce.adapters.storage.work import none_or
from askonce.cases.journal import Conflict, Deadline, Line, Message, Search, Timer, Waiting, Written

_LINE: Final = "id, type, version, office, state, filed, events, filer, step, officer, promised, legal, decided, concerns, urgent, applicant"
_PUT_LINE: Final = (
    f"INSERT INTO case_line ({_LINE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _LINE.split(", ")[1:])
)
_MESSAGE: Final = "id, channel, address, body, case_id, queued, tries, due, failure, state"
_SET, _FIRED, _STOPPED = 0, 1, 2
_WAITS, _SENT, _DEAD = 0, 1, 2
#: Greater than every character, so that all names with a prefix lie below it.
_LAST: Final = "\U0010ffff"


class Cases(Registers):
    """Cases within one transaction (`cases.journal.Journal`, but for the ledger)."""

    def append(self, line: Line, events: Sequence[Written]) -> None:
        """Add events to a case and put its line in the index."""
        last = self._base.one("SELECT max(number) FROM event WHERE case_id = ?", (line.id,))
        there = 0 if last is None or last[0] is None else last[0] + 1
        for number, event in enumerate(events, there):
            if event.case != line.id or event.number != number:
                raise Conflict(f"event {event.number} of {event.case} does not follow {number} of {line.id}")
        if line.events != there + len(events):
            raise Conflict(f"{line.id} has {there + len(events)} events, not {line.events}")
        turn = self._times.instant_in
        self._base.many(
            "INSERT INTO event (case_id, number, instant, kind, body) VALUES (?, ?, ?, ?, ?)",
            [(one.case, one.number, turn(one.at), fit_text(one.kind), one.body) for one in events],
        )
        self._base.run(_PUT_LINE, self._line_in(line))

    def events(self, case: str) -> Sequence[Written]:
        """The events of a case in order."""
        kept = self._base.all(
            "SELECT number, instant, kind, body FROM event WHERE case_id = ? ORDER BY number", (case,)
        )
        turn = self._times.instant_out
        return [Written(case, number, turn(at), kind, body) for number, at, kind, body in kept]

    def line(self, case: str) -> Line | None:
        """A case in the index."""
        kept = self._base.one(f"SELECT {_LINE} FROM case_line WHERE id = ?", (case,))
        return None if kept is None else self._line_out(kept)

    def lines(self, search: Search) -> Sequence[Line]:
        """Cases in the order of their ids."""
        wanted = ["id > ?"]
        parameters: list[Any] = [search.after]
        for name in ("type", "office", "filer", "applicant", "officer", "concerns"):
            value = getattr(search, name)
            if value is not None:
                wanted.append(f"{name} = ?")
                parameters.append(value)
        if search.due_by is not None:
            wanted.append("(promised <= ? OR legal <= ?)")
            parameters += [self._times.day_in(search.due_by)] * 2
        if search.urgent is not None:
            wanted.append("urgent" if search.urgent else "NOT urgent")
        order = "ORDER BY id LIMIT ?"
        if not search.states:
            statement = f"SELECT {_LINE} FROM case_line WHERE {' AND '.join(wanted)} {order}"
            return list(map(self._line_out, self._base.all(statement, [*parameters, search.limit])))
        # one state after the other: each comes in the order of ids out of the index, however many are closed
        statement = f"SELECT {_LINE} FROM case_line WHERE {' AND '.join(wanted)} AND state = ? {order}"
        states = dict.fromkeys(search.states)
        found = [self._base.all(statement, [*parameters, state, search.limit]) for state in states]
        merged = heapq.merge(*found, key=lambda kept: kept[0])
        return list(map(self._line_out, islice(merged, search.limit)))

    def by_deadline(self, wanted: Deadline) -> Sequence[Line]:
        """Cases that are not urgent by their promised last day; those to which none is promised come last."""
        where, parameters = "office = ? AND state = ? AND NOT urgent", [wanted.office, wanted.state]
        if wanted.type is not None:
            where += " AND type = ?"
            parameters.append(wanted.type)
        day, last = wanted.after or (None, "")
        found: list[tuple[Any, ...]] = []
        if wanted.after is None or day is not None:
            dated, since = "promised IS NOT NULL", []
            if (
                day is not None
            ):  # a range of the index, where `>` over each alone would walk all that came before
                dated, since = "(promised, id) > (?, ?)", [self._times.day_in(day), last]
            statement = (
                f"SELECT {_LINE} FROM case_line WHERE {where} AND {dated} ORDER BY promised, id LIMIT ?"
            )
            found = self._base.all(statement, [*parameters, *since, wanted.limit])
            last = ""
        if len(found) < wanted.limit:
            statement = f"SELECT {_LINE} FROM case_line WHERE {where} AND promised IS NULL AND id > ? ORDER BY id LIMIT ?"
            found += self._base.all(statement, [*parameters, last, wanted.limit - len(found)])
        return list(map(self._line_out, found))

    def set_timer(self, timer: Timer) -> None:
        """Set a timer, or move the one of the same id unless it has fired."""
        self._base.run(
            "INSERT INTO timer (id, case_id, due, kind, state) VALUES (?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE "
            "SET due = excluded.due, kind = excluded.kind, case_id = excluded.case_id, state = 0 "
            "WHERE timer.state <> 1",
            (
                fit_text(timer.id),
                fit_text(timer.case),
                self._times.instant_in(timer.due),
                fit_text(timer.kind),
            ),
        )

    def stop_timers(self, case: str, kinds: Sequence[str] = ()) -> None:
        """Stop the timers of a case that have not fired."""
        some = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        self._base.run(f"UPDATE timer SET state = 2 WHERE case_id = ? AND state = 0{some}", (case, *kinds))

    def due_timers(self, until: datetime, limit: int) -> Sequence[Timer]:
        """Timers that are due, the oldest first."""
        kept = self._base.all(
            "SELECT id, case_id, due, kind FROM timer WHERE state = 0 AND due <= ? ORDER BY due, id LIMIT ?",
            (self._times.instant_in(until), limit),
        )
        return [Timer(one, case, self._times.instant_out(due), kind) for one, case, due, kind in kept]

    def fired(self, timer: str) -> bool:
        """Mark a timer as fired."""
        return self._base.run("UPDATE timer SET state = 1 WHERE id = ? AND state = 0", (timer,)) == 1

    def send(self, message: Message) -> None:
        """Queue a message."""
        now = self._times.instant_in(self.now)
        self._base.run(
            f"INSERT INTO message ({_MESSAGE}, receipt) VALUES (?, ?, ?, ?, ?, ?, 0, ?, '', 0, '') "
            "ON CONFLICT DO NOTHING",
            (
                fit_text(message.key),
                fit_text(message.channel),
                fit_text(message.to),
                message.body,
                none_or(fit_text, message.case),
                now,
                now,
            ),
        )

    def waiting(self, until: datetime, limit: int) -> Sequence[Waiting]:
        """Messages to be tried now, the oldest first."""
        kept = self._base.all(
            f"SELECT {_MESSAGE} FROM message WHERE state = 0 AND due <= ? ORDER BY due, queued, id LIMIT ?",
            (self._times.instant_in(until), limit),
        )
        return list(map(self._waiting, kept))

    def dead(self, limit: int, after: str = "") -> Sequence[Waiting]:
        """Messages that were given up."""
        kept = self._base.all(
            f"SELECT {_MESSAGE} FROM message WHERE state = 2 AND id > ? ORDER BY id LIMIT ?", (after, limit)
        )
        return list(map(self._waiting, kept))

    def sent(self, key: str, receipt: str = "") -> None:
        """Note that a message arrived."""
        self._base.run(
            "UPDATE message SET state = 1, tries = tries + 1, receipt = ?, failure = '' "
            "WHERE id = ? AND state <> 1",
            (fit_text(receipt), key),
        )

    def failed(self, key: str, failure: str, again: datetime | None) -> None:
        """Note that a message did not arrive."""
        self._base.run(
            "UPDATE message SET state = ?, tries = tries + 1, failure = ?, due = coalesce(?, due) "
            "WHERE id = ? AND state = 0",
            (
                _DEAD if again is None else _WAITS,
                fit_text(failure),
                none_or(self._times.instant_in, again),
                key,
            ),
        )

    def revive(self, key: str) -> bool:
        """Try a message again that had been given up."""
        now = self._times.instant_in(self.now)
        return (
            self._base.run("UPDATE message SET state = 0, due = ? WHERE id = ? AND state = 2", (now, key))
            == 1
        )

    def forget(self, case: str) -> None:
        """Delete the messages about a case, and its disputes."""
        for table in ("message", "dispute"):
            self._base.run(f"DELETE FROM {table} WHERE case_id = ?", (case,))

    def once(self, key: str) -> bool:
        """Claim a key for ever."""
        return (
            self._base.run("INSERT INTO claim (id) VALUES (?) ON CONFLICT DO NOTHING", (fit_text(key),)) == 1
        )

    def put(self, room: str, key: str, value: bytes | None) -> None:
        """Keep a small thing; none removes it."""
        if value is None:
            self._base.run("DELETE FROM thing WHERE room = ? AND id = ?", (room, key))
            return
        self._base.run(
            "INSERT INTO thing (room, id, value) VALUES (?, ?, ?) "
            "ON CONFLICT (room, id) DO UPDATE SET value = excluded.value",
            (fit_text(room), fit_text(key), value),
        )

    def get(self, room: str, key: str) -> bytes | None:
        """What was kept under a key."""
        kept = self._base.one("SELECT value FROM thing WHERE room = ? AND id = ?", (room, key))
        return None if kept is None else kept[0]

    def keys(self, room: str, prefix: str = "", after: str = "", limit: int = 1000) -> Sequence[str]:
        """The keys of a room in order."""
        kept = self._base.all(
            "SELECT id FROM thing WHERE room = ? AND id >= ? AND id < ? AND id > ? ORDER BY id LIMIT ?",
            (room, prefix, prefix + _LAST, after, limit),
        )
        return [one[0] for one in kept]

    def _line_in(self, line: Line) -> tuple[Any, ...]:
        times, truth = self._times, self._prepared.dialect.into.get("truth")
        return (
            fit_text(line.id),
            fit_text(line.type),
            fit_text(line.version),
            fit_text(line.office),
            fit_text(line.state),
            times.instant_in(line.filed),
            line.events,
            none_or(fit_text, line.filer),
            none_or(fit_text, line.step),
            none_or(fit_text, line.officer),
            times.day_or_none(line.promised),
            times.day_or_none(line.legal),
            times.instant_or_none(line.decided),
            none_or(fit_text, line.concerns),
            line.urgent if truth is None else truth(line.urgent),
            none_or(fit_text, line.applicant),
        )

    def _line_out(self, kept: tuple[Any, ...]) -> Line:
        day, instant = self._times.day_out, self._times.instant_out
        one, kind, version, office, state, filed, events, filer, step, officer, *rest = kept
        promised, legal, decided, concerns, urgent, applicant = rest
        return Line(
            one,
            kind,
            version,
            office,
            state,
            instant(filed),
            events,
            filer,
            step,
            officer,
            none_or(day, promised),
            none_or(day, legal),
            none_or(instant, decided),
            concerns,
            bool(urgent),
            applicant,
        )

    def _waiting(self, kept: tuple[Any, ...]) -> Waiting:
        key, channel, to, body, case, queued, tries, due, failure, state = kept
        turn = self._times.instant_out
        message = Message(key, channel, to, body, case)
        return Waiting(message, turn(queued), tries, turn(due), failure, state == _DEAD)
