"""Lists of people or things as single facts: how many there are, then each one's own facts by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from askonce.feel.residual import NULL, context_tree, listed, literal, value_of
from askonce.feel.tree import Name, Node
from askonce.feel.types import INTEGER, ContextType, ListType, Type
from askonce.feel.values import Value, is_whole
from askonce.norms.residue.plan import Stage
from askonce.norms.ruling import Ruling
from askonce.registers.fact import NONE, Fact, Facts, State, known

#: More members than these are not asked about one by one.
MOST_MEMBERS: Final = 50


class CountError(Exception):
    """A list has more members than can be asked about, or no number that counts anything."""


def count_name(name: str) -> str:
    """The name of the fact that says how many a list holds.

    >>> count_name("members"), member_name("members", 2), member_name("members", 2, "birth")
    ('members.count', 'members[2]', 'members[2].birth')
    """
    return f"{name}.count"


def member_name(name: str, place: int, entry: str = "") -> str:
    """The name of a fact of one member, counted from one."""
    return f"{name}[{place}]" + (f".{entry}" if entry else "")


def inputs_of(ruling: Ruling) -> dict[str, Type]:
    """The facts that a ruling and the rulings it uses rest on, with their types, its own first."""
    found = dict(ruling.inputs)
    for _, used in ruling.uses:
        for name, kind in inputs_of(used).items():
            found.setdefault(name, kind)
    return found


def spelled(inputs: Mapping[str, Type], facts: Facts) -> dict[str, Fact]:
    """The facts with each list that is given as a whole as its number and its members' facts, but for those too long."""
    found = dict(facts)
    for name, kind in inputs.items():
        fact = facts.get(name)
        if not isinstance(kind, ListType) or fact is None or is_long(fact):
            continue
        if fact.state is State.KNOWN and isinstance(fact.value, tuple):
            found[count_name(name)] = Fact(State.KNOWN, Decimal(len(fact.value)))
            found.update(_member_facts(name, kind, fact.value))
        else:
            found[count_name(name)] = NONE if fact.state is State.KNOWN else fact
    return found


def is_long(fact: Fact | None) -> bool:
    """Whether a fact is a list of more members than are asked about one by one, and so is taken as one value."""
    return (
        fact is not None
        and fact.state is State.KNOWN
        and isinstance(fact.value, tuple)
        and len(fact.value) > MOST_MEMBERS
    )


def _member_facts(name: str, kind: ListType, items: tuple[Value, ...]) -> Iterator[tuple[str, Fact]]:
    for place, item in enumerate(items, 1):
        if not isinstance(kind.of, ContextType) or not kind.of.fields:
            yield member_name(name, place), known(item)
            continue
        held = item if isinstance(item, Mapping) else {}
        for entry, _ in kind.of.fields:
            yield member_name(name, place, entry), known(held.get(entry))


class Roll(msgspec.Struct, frozen=True):
    """How many members each list is known to have: a number, or none where there is no such list."""

    counts: tuple[tuple[str, int | None], ...]


def roll(inputs: Mapping[str, Type], facts: Facts) -> Roll:
    """The numbers of members that are known; raises CountError for one that is too large or counts nothing."""
    found: list[tuple[str, int | None]] = []
    for name, kind in inputs.items():
        fact = facts.get(count_name(name))
        if isinstance(kind, ListType) and fact is not None and fact.is_settled:
            found.append((name, _count(name, fact.value if fact.state is State.KNOWN else None)))
    return Roll(tuple(found))


def _count(name: str, value: Value) -> int | None:
    if value is None:
        return None
    if not isinstance(value, Decimal) or not is_whole(value) or value < 0:
        raise CountError(f"`{count_name(name)}` is {value}, which is no number of members")
    if value > MOST_MEMBERS:
        raise CountError(
            f"`{count_name(name)}` is {value}; at most {MOST_MEMBERS} are asked about one by one"
        )
    return int(value)


def stage_of(
    inputs: Mapping[str, Type],
    called: Roll,
    given: Mapping[str, Value],
    never_none: frozenset[str],
    seen: Mapping[str, Sequence[Value]],
) -> Stage:
    """The facts over which to draw a ruling whose lists have so many members, some facts given."""
    counts = dict(called.counts)
    trees: dict[str, Node] = {}
    kinds: dict[str, Type] = {}
    open_lists: dict[str, str] = {}
    for name, kind in inputs.items():
        if not isinstance(kind, ListType):
            trees[name] = _fact_tree(name, kind, given, kinds)
        elif name in given:
            trees[name] = literal(given[name])
        elif name in counts:
            trees[name] = _list_tree(name, kind, counts[name], given, kinds)
        else:
            kinds[count_name(name)] = INTEGER
            trees[name] = _fact_tree(name, kind, given, kinds)
            open_lists[name] = count_name(name)
    return Stage(trees, kinds, open_lists, never_none, seen)


def _fact_tree(name: str, kind: Type, given: Mapping[str, Value], kinds: dict[str, Type]) -> Node:
    if name in given:
        return literal(given[name])
    kinds[name] = kind
    return Name(0, 0, name)


def _list_tree(
    name: str, kind: ListType, count: int | None, given: Mapping[str, Value], kinds: dict[str, Type]
) -> Node:
    if count is None:
        return NULL
    return listed([_member_tree(name, place, kind.of, given, kinds) for place in range(1, count + 1)])


def _member_tree(
    name: str, place: int, kind: Type, given: Mapping[str, Value], kinds: dict[str, Type]
) -> Node:
    if not isinstance(kind, ContextType) or not kind.fields:
        return _fact_tree(member_name(name, place), kind, given, kinds)
    found = {
        entry: _fact_tree(member_name(name, place, entry), words, given, kinds)
        for entry, words in kind.fields
    }
    return context_tree(list(found), list(found.values()))


def whole_case(
    inputs: Mapping[str, Type], called: Roll, held: Mapping[str, Value]
) -> dict[str, Value] | None:
    """The value of every input, where no fact of a case is open; else None."""
    values: dict[str, Value] = {}
    counts = dict(called.counts)
    for name, kind in inputs.items():
        kinds: dict[str, Type] = {}
        if name in held:
            values[name] = held[name]
        elif isinstance(kind, ListType) and name in counts:
            values[name] = value_of(_list_tree(name, kind, counts[name], held, kinds))
        if kinds or name not in values:
            return None
    return values
