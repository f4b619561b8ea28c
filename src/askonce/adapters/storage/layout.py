"""The tables of a database as plain values: those that every jurisdiction has, and those of its registers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.adapters.storage.schema import Schema, Table

#: What a field keeps; each database has a type of its own for it.
Kind: TypeAlias = Literal["text", "whole", "instant", "day", "number", "truth", "bytes"]

#: What the database itself enforces: rows that only end, rows that stay, openings that are only erased, a head that
#: only grows; the rest may change.
Guard: TypeAlias = Literal["history", "append", "erase", "grow", ""]


def copied(source: str = "source") -> str:
    """The condition for rows that are copies of what another authority holds: they may be deleted once nobody needs them."""
    return f"substr({source}, 1, 7) = 'source:'"


class Field(msgspec.Struct, frozen=True):
    """A column of a table."""

    name: str
    kind: Kind = "text"
    null: bool = False


class Index(msgspec.Struct, frozen=True):
    """An index over fields, of those rows for which a condition holds."""

    name: str
    fields: tuple[str, ...]
    where: str = ""


class Laid(msgspec.Struct, frozen=True):
    """A table: its fields, its key, its indexes, what is enforced; `clustered` ones lie in the order of their key.

    `identity` are the fields of a history that say what a row is about: two rows of one identity never overlap.
    """

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    indexes: tuple[Index, ...] = ()
    guard: Guard = ""
    clustered: bool = False
    identity: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(field.name for field in self.fields)


def _fields(words: str) -> tuple[Field, ...]:
    """Fields of a line such as `case_id, number whole, step text?`."""
    made = []
    for word in words.split(","):
        name, _, kind = word.strip().partition(" ")
        made.append(Field(name, kind.rstrip("?") or "text", kind.endswith("?")))  # type: ignore[arg-type]
    return tuple(made)


_BITEMPORAL: Final = (
    "valid_from day, valid_to day?, recorded_from instant, recorded_to instant?, part whole, source, basis"
)

FIXED: Final = (
    Laid("head", _fields("one whole, instant instant, entries whole"), ("one",), guard="grow"),
    Laid("pack", _fields("number whole, instant instant, described"), ("number",), guard="append"),
    Laid(
        "event",
        _fields("case_id, number whole, instant instant, kind, body bytes"),
        ("case_id", "number"),
        guard="append",
    ),
    Laid(
        "case_line",
        _fields(
            "id, type, version, office, state, filed instant, events whole, filer text?, step text?, officer text?, "
            "promised day?, legal day?, decided instant?, concerns text?, urgent truth, applicant text?"
        ),
        ("id",),
        (
            Index("case_type", ("type", "id")),
            Index("case_office", ("office", "id")),
            Index("case_state", ("office", "state", "id")),
            Index("case_filer", ("filer", "id"), "filer IS NOT NULL"),
            Index("case_applicant", ("applicant", "id"), "applicant IS NOT NULL"),
            Index("case_officer", ("officer", "state", "id"), "officer IS NOT NULL"),
            Index("case_concerns", ("concerns", "id"), "concerns IS NOT NULL"),
            Index("case_urgent", ("office", "id"), "urgent"),
            Index("case_due", ("office", "state", "promised", "id")),
            Index("case_due_type", ("office", "state", "type", "promised", "id")),
        ),
    ),
    Laid(
        "timer",
        _fields("id, case_id, due instant, kind, state whole"),
        ("id",),
        (Index("timer_due", ("due", "id"), "state = 0"), Index("timer_case", ("case_id",), "state = 0")),
    ),
    Laid(
        "message",
        _fields(
            "id, channel, address, body bytes, case_id text?, queued instant, tries whole, due instant, failure, "
            "state whole, receipt"
        ),
        ("id",),
        (
            Index("message_due", ("due", "queued", "id"), "state = 0"),
            Index("message_dead", ("id",), "state = 2"),
            Index("message_case", ("case_id",), "case_id IS NOT NULL"),
        ),
    ),
    Laid("claim", _fields("id"), ("id",), guard="append", clustered=True),
    Laid("thing", _fields("room, id, value bytes"), ("room", "id")),
    Laid(
        "dispute",
        _fields("register, subject, attribute, case_id, since instant, until instant?"),
        ("subject", "register", "attribute", "case_id"),
        (Index("dispute_case", ("case_id",)),),
    ),
    Laid(
        "observation",
        _fields("thing, what, instant instant, value, quality"),
        ("thing", "what", "instant"),
        clustered=True,
    ),
    Laid("leaf", _fields("number whole, commitment bytes"), ("number",), guard="append"),
    Laid("node", _fields("level whole, place whole, hash bytes"), ("level", "place"), guard="append", clustered=True),
    Laid(
        "opening",
        _fields("number whole, entry bytes?, salt bytes?, subject text?, case_id text?, kind text?"),
        ("number",),
        (
            Index("opening_subject", ("subject", "number"), "subject IS NOT NULL"),
            Index("opening_case", ("case_id", "number"), "case_id IS NOT NULL"),
            Index("opening_kind", ("kind", "number"), "kind <> 'look'"),
        ),
        guard="erase",
    ),
)  # fmt: skip


def register_table(table: Table) -> Laid:
    """The table of a register."""
    fields = [*_fields(f"subject, {_BITEMPORAL}, none_said")]
    for column in table.columns:
        kinds: dict[str, Kind] = {"boolean": "truth", "date": "day", "number": "number", "integer": "number"}
        kind = kinds.get(column.form, "number" if column.form == "money" else "text")
        fields.append(Field(column.kept_as, kind, null=True))
        if column.form == "money":
            fields.append(Field(column.currency, "text", null=True))
    key = ("subject", "valid_from", "recorded_from", "part")
    return Laid(table.kept_as, tuple(fields), key, guard="history", clustered=True, identity=("subject",))


def relation_table(name: str) -> Laid:
    """The table of a relation, by its name in the database."""
    key = ("subject", "target", "valid_from", "recorded_from", "part")
    back = Index(f"{name}_back", ("target", "subject"))
    fields = _fields(f"subject, target, {_BITEMPORAL}")
    return Laid(name, fields, key, (back,), "history", clustered=True, identity=("subject", "target"))


def laid_out(schema: Schema) -> Iterator[Laid]:
    """Every table of a database."""
    yield from FIXED
    for table in schema.tables:
        yield register_table(table)
        for relation in table.relations:
            yield relation_table(table.relation(relation))
