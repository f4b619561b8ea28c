"""The schema that a pack asks for: a table for each register and each relation, as a plain value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, MoneyType
from askonce.registers.model import Concept, Register
from askonce.registers.types import feel_type

#: How a column keeps its values; `value` is JSON text that says its own types (lists, contexts, times, durations).
Form: TypeAlias = Literal["text", "number", "integer", "boolean", "date", "money", "value"]

#: Columns that every table of a register or a relation has.
TIMES: Final = ("valid_from", "valid_to", "recorded_from", "recorded_to", "part", "source", "basis")
RESERVED: Final = frozenset({"subject", "target", "none_said", *TIMES})
_PLAIN: Final = re.compile(r"[a-z\u3400-\u9fff][a-z0-9_\u3400-\u9fff]*")
#: PostgreSQL cuts names after 63 bytes; what is put before and after ours takes some of them.
_MOST_BYTES: Final = 34
_MARK: Final = "__"


class Column(msgspec.Struct, frozen=True):
    """An attribute: the form that its values are kept in, and the pack's words for their type."""

    name: str
    form: Form
    type: str = ""

    @property
    def kept_as(self) -> str:
        """The name of its column."""
        return physical(self.name, RESERVED)

    @property
    def currency(self) -> str:
        """The name of the column beside it that keeps the currency of money."""
        return f"{self.kept_as}{_MARK}currency"


class Table(msgspec.Struct, frozen=True):
    """A register: its attributes and its relations.

    `holder` is the office by whose names its subjects stand in it, `of` the kind of subject; both are empty in a database
    that was made before they were noted.
    """

    register: str
    columns: tuple[Column, ...] = ()
    relations: tuple[str, ...] = ()
    holder: str = ""
    of: str = ""

    @property
    def kept_as(self) -> str:
        """The name of its table."""
        return f"reg_{physical(self.register)}"

    def relation(self, name: str) -> str:
        """The name of the table of a relation."""
        return f"rel_{physical(f'{self.register}.{name}')}"


class Schema(msgspec.Struct, frozen=True):
    """What a database holds beside the tables that every jurisdiction has, in the order of names."""

    tables: tuple[Table, ...] = ()

    def encode(self) -> bytes:
        """The schema as JSON, the same bytes for the same schema."""
        return msgspec.json.encode(self)


def schema_of(registers: Iterable[Register], concepts: Mapping[str, Concept] | None = None) -> Schema:
    """The schema of bound registers; an attribute that says no type has that of its concept."""
    by_id = concepts or {}
    tables = []
    for register in sorted(registers, key=lambda one: one.id):
        columns = []
        for name in sorted(register.attributes):
            attribute = register.attributes[name]
            concept = by_id.get(attribute.concept.id) if attribute.concept is not None else None
            words = attribute.type or (concept.type if concept is not None else None)
            columns.append(Column(name, form_of(words), words or ""))
        holder = register.holder.id if register.holder is not None else ""
        relations = tuple(sorted(register.relations))
        tables.append(Table(register.id, tuple(columns), relations, holder, register.of or ""))
    return Schema(tuple(tables))


def form_of(words: str | None) -> Form:
    """The form that keeps values of a type.

    >>> form_of("money CNY"), form_of("low | high"), form_of("list of date"), form_of(None)
    ('money', 'text', 'value', 'value')
    """
    found = feel_type(words)
    if found == TEXT or (isinstance(found, ChoiceType) and words):
        return "text"
    if isinstance(found, MoneyType):
        return "money"
    if found == NUMBER:
        return "number"
    if found == INTEGER:
        return "integer"
    if found == BOOLEAN:
        return "boolean"
    return "date" if found == DATE else "value"


def physical(name: str, taken: frozenset[str] = frozenset()) -> str:
    """A name that both databases keep apart from every other: as it is where it is short and plain, else hashed.

    SQLite takes capitals and small letters for the same, PostgreSQL cuts long names: both would join two attributes.

    >>> physical("birth_date"), physical("出生日期"), physical("care-status")
    ('birth_date', '出生日期', 'care_status__f8f152a44f7a')
    >>> physical("Subject", RESERVED) != physical("subject", RESERVED)
    True
    """
    short = len(name.encode("utf-8", "surrogatepass")) <= _MOST_BYTES
    if short and _PLAIN.fullmatch(name) and _MARK not in name and name not in taken:
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:20]
    return f"{words}{_MARK}{digest}" if words else f"n{_MARK}{digest}"
