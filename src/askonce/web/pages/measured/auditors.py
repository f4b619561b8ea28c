"""Who audits: officers of the office that stands above all, and of those to which objections go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askonce.pack.office import Office
from askonce.registers.actor import Actor


def auditing(bound: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The offices whose officers audit: neither of them decides the cases that it looks into."""
    offices = {name: one for name, one in bound.get("office", {}).items() if isinstance(one, Office)}
    above = {one.part_of.id for one in offices.values() if one.part_of is not None}
    heads = {name for name, one in offices.items() if one.part_of is None and name in above}
    hears = {
        case.service.objection.to.id
        for case in bound.get("service", {}).values()
        if case.service is not None
        and case.service.objection is not None
        and case.service.objection.to is not None
    }
    return frozenset(heads | hears)


def audits(actor: Actor | None, bound: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether somebody audits."""
    return actor is not None and actor.kind == "officer" and not actor.offices.isdisjoint(auditing(bound))


def works_at(actor: Actor | None, office: str) -> bool:
    """Whether somebody is an officer of an office, and may see which of its cases make up a figure."""
    return actor is not None and actor.kind == "officer" and office in actor.offices
