"""People whom a filer merely named: what registers say of them is for the office, and the filer learns nothing of it."""

from __future__ import annotations

from collections.abc import Mapping

from askonce.cases.event import Kept
from askonce.cases.running import Ready


def strange_roles(ready: Ready) -> frozenset[str]:
    """The roles to which no relation leads from the applicant: those that are named, and what is reached from them."""
    found: set[str] = set()
    for role in ready.roles.values():
        if role.named or role.root in found:
            found.add(role.name)
    return frozenset(found)


def strange_names(
    ready: Ready, roots: Mapping[str, tuple[str, ...]], applicant: str | None
) -> frozenset[str]:
    """The data that are read of somebody who was merely named; who names the applicant names no stranger."""
    strange = {role for role in strange_roles(ready) if any(one != applicant for one in roots.get(role, ()))}
    return frozenset(one.name for one in ready.sources if one.role in strange)


def open_part(kept: Mapping[str, Kept], strange: frozenset[str]) -> dict[str, Kept]:
    """The facts on which what the filer is told may rest: not what a register says of a stranger."""
    return {name: one for name, one in kept.items() if name not in strange or one.by == "answer"}
