"""PostgreSQL's ways: what it keeps values as, and the triggers that keep history as it is."""

from __future__ import annotations

from datetime import UTC, datetime

from askonce.adapters.storage.dialect import Dialect, quoted
from askonce.adapters.storage.layout import Laid, copied


def guards(table: Laid) -> list[str]:
    """The triggers of a table, each with its function."""
    if not table.guard:
        return []
    name = quoted(table.name)
    made = []
    for word, when, body in _bodies(table):
        function = quoted(f"{table.name}_{word}")
        each = "STATEMENT" if when == "BEFORE TRUNCATE" else "ROW"
        made.append(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n{body}\nEND\n$body$"
        )
        made.append(
            f"CREATE TRIGGER {function} {when} ON {name} FOR EACH {each} EXECUTE FUNCTION {function}()"
        )
    return made


def unguards(table: Laid) -> list[str]:
    """What removes them, for a change of the table itself."""
    if not table.guard:
        return []
    names = [quoted(f"{table.name}_{word}") for word, _, _ in _bodies(table)]
    dropped = [f"DROP TRIGGER IF EXISTS {name} ON {quoted(table.name)}" for name in names]
    return [*dropped, *(f"DROP FUNCTION IF EXISTS {name}()" for name in names)]


def _bodies(table: Laid) -> list[tuple[str, str, str]]:
    """What each trigger is called, when it comes, and what it does."""
    stays = f"RAISE EXCEPTION '{table.name} is not deleted from' USING ERRCODE = 'integrity_constraint_violation';"
    removed = (
        f"IF {copied('OLD.source')} THEN RETURN OLD; END IF;\n{stays}" if table.guard == "history" else stays
    )
    made = [("remove", "BEFORE DELETE", removed), ("empty", "BEFORE TRUNCATE", stays)]
    changed = {"history": _ending, "append": _unchanged, "erase": _erasing, "grow": _growing}[table.guard]
    made.append(("change", "BEFORE UPDATE", changed(table)))
    if table.guard == "history":
        made.append(("add", "BEFORE INSERT", _adding(table)))
    elif table.guard in ("append", "erase") and _is_numbered(table):
        made.append(("add", "BEFORE INSERT", _following(table)))
    elif table.guard == "grow":
        made.append(
            ("add", "BEFORE INSERT", _refused("NEW.one <> 1", f"{table.name} is one row") + "RETURN NEW;")
        )
    return made


def _is_numbered(table: Laid) -> bool:
    return next(one.kind for one in table.fields if one.name == table.key[-1]) == "whole"


def _refused(condition: str, why: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'integrity_constraint_violation'; END IF;\n"


def _adding(table: Laid) -> str:
    """The head's row is held, so that two who write at once are checked one after the other."""
    name = quoted(table.name)
    same = " AND ".join(f"other.{quoted(one)} = NEW.{quoted(one)}" for one in table.identity)
    overlaps = (
        f"EXISTS (SELECT 1 FROM {name} AS other WHERE {same} "
        "AND (other.valid_to IS NULL OR other.valid_to > NEW.valid_from) "
        "AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to) "
        "AND (other.recorded_to IS NULL OR other.recorded_to > NEW.recorded_from))"
    )
    after = "NEW.recorded_to IS NOT NULL OR NEW.recorded_from <= (SELECT instant FROM head FOR UPDATE)"
    return (
        _refused("NEW.valid_to <= NEW.valid_from", "a row of history holds on no day")
        + _refused(after, "history is not written after the fact")
        + _refused(overlaps, "two rows of history overlap")
        + "RETURN NEW;"
    )


def _ending(table: Laid) -> str:
    kept = " AND ".join(
        f"OLD.{quoted(one)} IS NOT DISTINCT FROM NEW.{quoted(one)}"
        for one in table.names
        if one != "recorded_to"
    )
    return (
        _refused(
            "OLD.recorded_to IS NOT NULL OR NEW.recorded_to IS NULL OR NEW.recorded_to < OLD.recorded_from "
            f"OR NEW.recorded_to <= (SELECT instant FROM head FOR UPDATE) OR NOT ({kept})",
            "history is not changed",
        )
        + "RETURN NEW;"
    )


def _unchanged(table: Laid) -> str:
    return f"RAISE EXCEPTION '{table.name} is not changed' USING ERRCODE = 'integrity_constraint_violation';"


def _following(table: Laid) -> str:
    number, group = table.key[-1], table.key[:-1]
    same = " AND ".join(f"{quoted(one)} = NEW.{quoted(one)}" for one in group) or "true"
    last = f"(SELECT coalesce(max({quoted(number)}) + 1, 0) FROM {quoted(table.name)} WHERE {same})"
    return _refused(f"NEW.{quoted(number)} <> {last}", f"{table.name} is added to at its end") + "RETURN NEW;"


def _erasing(table: Laid) -> str:
    gone = " AND ".join(f"NEW.{quoted(one)} IS NULL" for one in table.names if one != "number")
    return (
        _refused(f"NOT (NEW.number = OLD.number AND {gone})", f"{table.name} is only erased") + "RETURN NEW;"
    )


def _growing(table: Laid) -> str:
    back = "NEW.one <> 1 OR NEW.instant < OLD.instant OR NEW.entries < OLD.entries"
    return _refused(back, f"{table.name} goes forward") + "RETURN NEW;"


def _in_utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC)  # each session speaks UTC, under another object for the same zone


POSTGRES = Dialect(
    name="postgres",
    types={
        "text": 'text COLLATE "C"',  # in the order of code points, as SQLite and Python have it
        "whole": "bigint",
        "instant": "timestamptz",
        "day": "date",
        "number": "numeric",
        "truth": "boolean",
        "bytes": "bytea",
    },
    into={},
    out_of={"instant": _in_utc},
    clustered="",
    guards=guards,
    unguards=unguards,
    pause=lambda table: [f"ALTER TABLE {quoted(table.name)} DISABLE TRIGGER USER"],
    resume=lambda table: [f"ALTER TABLE {quoted(table.name)} ENABLE TRIGGER USER"],
)
