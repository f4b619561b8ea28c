"""Reads what another system answered about a subject, by the types of the register; nonsense is never guessed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from askonce.feel.types import DATE, Type
from askonce.feel.values import Value
from askonce.norms.columns import ABSENT, Absent, Misfit, value_from
from askonce.registers.sources import Wanted

#: The types of the attributes of each register.
Types = Mapping[str, Mapping[str, Type]]


class NonsenseError(ValueError):
    """An answer that says nothing, or not what its register holds; the message names attributes, never values."""


def values_of(
    said: Mapping[str, Any],
    wanted: Wanted,
    types: Mapping[str, Type],
    columns: Mapping[str, str],
    read: Callable[[Type, Any], Value | Misfit | Absent] | None = None,
) -> dict[str, Value]:
    """The values of the attributes that were wanted; what is not said is left out, null says that there is none.

    An answer in which one value does not fit is worth nothing as a whole: NonsenseError. `columns` names what is
    called otherwise there.
    """
    found: dict[str, Value] = {}
    for name in wanted.attributes:
        raw = said.get(columns.get(name, name), ABSENT)
        if raw is ABSENT:
            continue
        kind = types.get(name)
        if kind is None:
            raise NonsenseError(f"register `{wanted.register}` has no attribute `{name}`")
        value = read(kind, raw) if read else value_from(raw, kind)
        if isinstance(value, Misfit):
            raise NonsenseError(f"`{name}` is not of its type")
        if not isinstance(value, Absent):
            found[name] = value
    return found


def relations_of(
    said: Mapping[str, Any], wanted: Wanted, columns: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The subjects to which the relations lead that were wanted; a relation that is not said is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for name in wanted.relations:
        raw = said.get(columns.get(name, name))
        if raw is None:
            continue
        listed = [raw] if isinstance(raw, str) else raw
        if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
            raise NonsenseError(f"relation `{name}` is no list of names")
        found[name] = tuple(dict.fromkeys(listed))
    return found


def say_something(said: Mapping[str, Any], wanted: Wanted, columns: Mapping[str, str]) -> None:
    """NonsenseError where an answer speaks of nothing that was asked: it is of another form than the settings say."""
    asked = (*wanted.attributes, *wanted.relations)
    if asked and not any(columns.get(name, name) in said for name in asked):
        raise NonsenseError("it says nothing of what was asked")


def day_of(said: Mapping[str, Any], name: str) -> date | None:
    """The day of which an answer is, where the settings say what it is called."""
    raw = said.get(name) if name else None
    if raw is None:
        return None
    found = value_from(raw, DATE)
    if not isinstance(found, date):
        raise NonsenseError(f"`{name}` is no date")
    return found
