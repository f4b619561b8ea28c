"""Who acts: a person, an officer, a system, a schedule or a norm, and for which offices."""

from __future__ import annotations

import msgspec


class Actor(msgspec.Struct, frozen=True):
    """Who acts, as the edge has made sure of it.

    `kind` is `person`, `officer`, `helper`, `system`, `schedule` or `norm`. `id` is the subject of a person, the
    account of an officer or a helper, the name of a system, schedule or norm. `roles` are `office/role` for those of
    offices, and the office alone for what everybody in it may do.
    """

    kind: str
    id: str
    roles: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The actor in one word, as journals write it; for a person the edge writes a pseudonym instead.

        >>> Actor("officer", "lin").name
        'officer:lin'
        """
        return f"{self.kind}:{self.id}"

    @property
    def offices(self) -> frozenset[str]:
        """The offices that it may act for."""
        return frozenset(role.partition("/")[0] for role in self.roles)

    def may_act_as(self, wanted: str) -> bool:
        """Whether it holds a role, or belongs to an office where an office is wanted.

        >>> Actor("officer", "lin", frozenset({"street/clerk"})).may_act_as("street")
        True
        """
        return wanted in self.roles or ("/" not in wanted and wanted in self.offices)
