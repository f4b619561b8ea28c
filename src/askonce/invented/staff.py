"""The officers, helpers and systems of an invented county: an account for every role of every office of a pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from askonce.pack.office import Office
from askonce.registers.actor import Actor

_SURNAMES: Final = (
    ("wang", "王"), ("li", "李"), ("zhang", "张"), ("chen", "陈"), ("liu", "刘"), ("wu", "吴"), ("zhou", "周"),
    ("xu", "徐"), ("lin", "林"), ("ye", "叶"), ("huang", "黄"), ("yang", "杨"), ("zhu", "朱"),
)  # fmt: skip
_GIVEN: Final = (
    ("fang", "芳"), ("wei", "伟"), ("min", "敏"), ("jing", "静"), ("qiang", "强"), ("lei", "磊"), ("ting", "婷"),
    ("bo", "博"), ("hui", "慧"), ("feng", "峰"), ("yan", "燕"),
)  # fmt: skip


class Account(msgspec.Struct, frozen=True):
    """Somebody or something that works for the county: `kind` is a word of `registers.actor.Actor`."""

    account: str
    name: str
    kind: str
    roles: frozenset[str]

    @property
    def actor(self) -> Actor:
        """Who acts when this account does."""
        return Actor(self.kind, self.account, self.roles)


def officers(offices: Mapping[str, Office]) -> Iterator[Account]:
    """An officer for each role of each office; an office without roles has one who belongs to it.

    No two have the same account. 143 names go round; after that a number is added.
    """
    number = 0
    for office in sorted(offices):
        for role in [f"{office}/{role}" for role in offices[office].roles] or [office]:
            yield _officer(number, role)
            number += 1


def _officer(number: int, role: str) -> Account:
    # 13 surnames and 11 given names share no factor, so that all pairs come before the first comes again
    (surname, one), (given, other) = _SURNAMES[number % len(_SURNAMES)], _GIVEN[number % len(_GIVEN)]
    again = number // (len(_SURNAMES) * len(_GIVEN))
    account = f"{surname}.{given}" + (str(again + 1) if again else "")
    return Account(account, one + other, "officer", frozenset({role}))


def helpers(offices: Mapping[str, Office]) -> Iterator[Account]:
    """A helper at the counter of each office that has one; helpers hold the office and no role in it."""
    for office in sorted(offices):
        if offices[office].counter is not None:
            yield Account(f"helper.{office}", "帮办员", "helper", frozenset({office}))


def systems(offices: Mapping[str, Office]) -> Iterator[Account]:
    """A system of each office, by which its own programs read and write."""
    for office in sorted(offices):
        yield Account(f"system.{office}", f"{office} system", "system", frozenset({office}))


def staff(offices: Mapping[str, Office]) -> tuple[Account, ...]:
    """All accounts of a pack, officers first."""
    return (*officers(offices), *helpers(offices), *systems(offices))


def account_for(offices: Mapping[str, Office], role: str) -> Account:
    """The officer of a role, `office/role`; KeyError where no office has it."""
    for one in officers(offices):
        if role in one.roles:
            return one
    raise KeyError(role)
