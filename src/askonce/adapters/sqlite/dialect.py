"""SQLite's ways: what it keeps values as, and the triggers that keep history as it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from askonce.adapters.storage.dialect import Dialect, quoted
from askonce.adapters.storage.layout import Laid, copied
from askonce.adapters.storage.work import from_micros, micros


def guards(table: Laid) -> list[str]:
    """The triggers of a table."""
    kinds = {"history": _history, "append": _append, "erase": _erase, "grow": _grow, "": _nothing}
    return kinds[table.guard](table)


def unguards(table: Laid) -> list[str]:
    """What removes them, for a change of the table itself."""
    return [
        f"DROP TRIGGER IF EXISTS {quoted(f'{table.name}_{word}')}" for word in ("add", "change", "remove")
    ]


def _nothing(table: Laid) -> list[str]:
    del table
    return []


def _history(table: Laid) -> list[str]:
    """Rows are added for times that no other row of their subject covers, and may end once; nothing else."""
    name = quoted(table.name)
    same = " AND ".join(f"{quoted(one)} = NEW.{quoted(one)}" for one in table.identity)
    kept = " AND ".join(
        f"OLD.{quoted(one)} IS NEW.{quoted(one)}" for one in table.names if one != "recorded_to"
    )
    overlaps = (
        f"EXISTS (SELECT 1 FROM {name} AS other WHERE {same} "
        "AND (other.valid_to IS NULL OR other.valid_to > NEW.valid_from) "
        "AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to) "
        "AND (other.recorded_to IS NULL OR other.recorded_to > NEW.recorded_from) "
        "AND (NEW.recorded_to IS NULL OR other.recorded_from < NEW.recorded_to))"
    )
    return [
        (
            f"CREATE TRIGGER {quoted(f'{table.name}_add')} BEFORE INSERT ON {name} BEGIN SELECT CASE "
            "WHEN NEW.valid_to IS NOT NULL AND NEW.valid_to <= NEW.valid_from "
            "THEN RAISE(ABORT, 'a row of history holds on no day') "
            "WHEN NEW.recorded_from <= (SELECT instant FROM head) OR NEW.recorded_to IS NOT NULL "
            "THEN RAISE(ABORT, 'history is not written after the fact') "
            f"WHEN {overlaps} THEN RAISE(ABORT, 'two rows of history overlap') END; END"
        ),
        _ending(table, kept),
        _staying(table),
    ]


def _ending(table: Laid, kept: str) -> str:
    return (
        f"CREATE TRIGGER {quoted(f'{table.name}_change')} BEFORE UPDATE ON {quoted(table.name)} "
        "WHEN OLD.recorded_to IS NOT NULL OR NEW.recorded_to IS NULL OR NEW.recorded_to < OLD.recorded_from "
        f"OR NEW.recorded_to <= (SELECT instant FROM head) OR NOT ({kept}) "
        "BEGIN SELECT RAISE(ABORT, 'history is not changed'); END"
    )


def _staying(table: Laid) -> str:
    only = f"WHEN NOT ({copied('OLD.source')}) " if table.guard == "history" else ""
    return (
        f"CREATE TRIGGER {quoted(f'{table.name}_remove')} BEFORE DELETE ON {quoted(table.name)} {only}"
        f"BEGIN SELECT RAISE(ABORT, '{table.name} is not deleted from'); END"
    )


def _append(table: Laid) -> list[str]:
    """Rows are added, in the order of their numbers where they have one, and stay."""
    name = quoted(table.name)
    number, group = table.key[-1], table.key[:-1]
    made = [
        (
            f"CREATE TRIGGER {quoted(f'{table.name}_change')} BEFORE UPDATE ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is not changed'); END"
        ),
        _staying(table),
    ]
    if next(one.kind for one in table.fields if one.name == number) != "whole":
        return made
    same = " AND ".join(f"{quoted(one)} = NEW.{quoted(one)}" for one in group) or "1"
    wrong = f"NEW.{quoted(number)} IS NOT (SELECT coalesce(max({quoted(number)}) + 1, 0) FROM {name} WHERE {same})"
    return [
        (
            f"CREATE TRIGGER {quoted(f'{table.name}_add')} BEFORE INSERT ON {name} WHEN {wrong} "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is added to at its end'); END"
        ),
        *made,
    ]


def _erase(table: Laid) -> list[str]:
    """Openings are added to the last leaf, erased as a whole, and stay so."""
    name = quoted(table.name)
    gone = " AND ".join(f"NEW.{quoted(one)} IS NULL" for one in table.names if one != "number")
    return [
        (
            f"CREATE TRIGGER {quoted(f'{table.name}_add')} BEFORE INSERT ON {name} "
            f"WHEN NEW.number IS NOT (SELECT coalesce(max(number) + 1, 0) FROM {name}) "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is added to at its end'); END"
        ),
        (
            f"CREATE TRIGGER {quoted(f'{table.name}_change')} BEFORE UPDATE ON {name} "
            f"WHEN NOT (NEW.number = OLD.number AND {gone}) "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is only erased'); END"
        ),
        _staying(table),
    ]


def _grow(table: Laid) -> list[str]:
    """The one row of the head goes forward."""
    name = quoted(table.name)
    return [
        (
            f"CREATE TRIGGER {quoted(f'{table.name}_add')} BEFORE INSERT ON {name} "
            f"WHEN NEW.one <> 1 OR EXISTS (SELECT 1 FROM {name}) "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is one row'); END"
        ),
        (
            f"CREATE TRIGGER {quoted(f'{table.name}_change')} BEFORE UPDATE ON {name} "
            "WHEN NEW.one <> 1 OR NEW.instant < OLD.instant OR NEW.entries < OLD.entries "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} goes forward'); END"
        ),
        _staying(table),
    ]


SQLITE = Dialect(
    name="sqlite",
    types={
        "text": "TEXT",
        "whole": "INTEGER",
        "instant": "INTEGER",  # microseconds since 1970, in UTC
        "day": "TEXT",
        "number": "TEXT",  # SQLite's own numbers are binary fractions
        "truth": "INTEGER",
        "bytes": "BLOB",
    },
    into={"instant": micros, "day": date.isoformat, "number": str, "truth": int},
    out_of={"instant": from_micros, "day": date.fromisoformat, "number": Decimal, "truth": bool},
    clustered=" WITHOUT ROWID, STRICT",
    guards=guards,
    unguards=unguards,
    pause=unguards,
    resume=guards,
)
