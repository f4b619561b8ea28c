"""What the registers of a pack hold of the zone, by concept: whoever names registers otherwise has the zone all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from askonce.feel.values import Value
from askonce.invented.writing import Batch, Holding
from askonce.invented.zone.firms import BUYER, MAKER, Firm
from askonce.invented.zone.goods import Goods, goods
from askonce.invented.zone.trading import Entry
from askonce.invented.zone.zone import Lesson, Zone
from askonce.registers.model import Register

#: Who files for the firms of the story, by their mandates.
AGENTS: Final[Mapping[str, tuple[str, str]]] = {BUYER: ("m-buyer", "p-buyer"), MAKER: ("m-maker", "p-maker")}
#: The kinds of subject of which a zone has something to say.
OF_ZONE: Final = frozenset({"firm", "mandate", "offer", "need", "lesson", "outside_offer"})
_CONFIRMED: Final = frozenset({"profile-confirmed-on", "confirmed-on", "memory-on"})


class _Said(msgspec.Struct, frozen=True):
    """A subject with all that is known of it by concept, the day of its founding, and whom its relations lead to."""

    id: str
    values: Mapping[str, Value]
    since: date
    relations: Mapping[str, tuple[str, ...]] = {}


def is_zone(registers: Mapping[str, Register]) -> bool:
    """Whether a pack keeps offers and needs, so that its county has a zone."""
    return {"offer", "need"} <= {register.of for register in registers.values()}


def batches(zone: Zone, registers: Mapping[str, Register], *, story: bool) -> Iterator[Batch]:
    """What each register holds: of the firms of which a story is told alone, or of all the others."""
    cast = zone.told
    kinds = {one.code: one for one in goods()}
    said = {
        "firm": [_firm(one, zone, kinds) for one in zone.firms if (one.id in cast) is story],
        "offer": [_entry(one, "maker") for one in zone.offers if (one.firm in cast) is story],
        "need": [_entry(one, "buyer") for one in zone.needs if (one.firm in cast) is story],
        "lesson": [] if story else [_lesson(one) for one in zone.lessons],
        "outside_offer": [] if story else [_Said(one.id, one.values, zone.on) for one in zone.outside],
        "mandate": list(_mandates(zone)) if story else [],
    }
    for name, register in registers.items():
        holdings = list(_held(register, said.get(register.of or "", ())))
        if holdings:
            yield Batch(name, holdings)


def _held(register: Register, said: Iterable[_Said]) -> Iterator[Holding]:
    concepts = {key: one.concept.id for key, one in register.attributes.items() if one.concept is not None}
    dated = _CONFIRMED & set(concepts.values())
    for one in said:
        values = {key: one.values[concept] for key, concept in concepts.items() if concept in one.values}
        days = [day for concept in dated if isinstance(day := one.values.get(concept), date)]
        since = max(days, default=one.since)
        relations = {
            name: tuple((target, one.since) for target in one.relations[name])
            for name in register.relations
            if name in one.relations
        }
        if values or relations:
            yield Holding(one.id, values, since, None, relations)


def _firm(firm: Firm, zone: Zone, kinds: Mapping[str, Goods]) -> _Said:
    made = next((kinds[one.code].chinese[0] for one in zone.offers if one.firm == firm.id), None)
    values: dict[str, Value] = {
        "firm-name": firm.name,
        "firm-status": "active",
        "founded-on": firm.founded,
        "industry": "manufacturing",
        "firm-size": firm.size,
        "worker-count": Decimal(firm.workers),
        "open-debts": False,
        "rural": False,
        "food-licence-until": None,
        "digital-level": ("none", "partial", "full")[(firm.workers >= 50) + (firm.workers >= 300)],
        "chain": firm.trade.chain,
        "easting": Decimal(firm.easting),
        "northing": Decimal(firm.northing),
        "site-area": Decimal(firm.area),
        "profile-confirmed-on": firm.confirmed_on,
        "zone-contact": firm.contact,
    }
    if made is not None:
        values["main-products"] = made
    if firm.standards:
        values |= {"held-standards": "; ".join(firm.standards), "standards-until": firm.standards_until}
    mandates = (AGENTS[firm.id][0],) if firm.id in AGENTS else ()
    return _Said(firm.id, values, firm.founded, {"mandates": mandates} if mandates else {})


def _entry(entry: Entry, relation: str) -> _Said:
    since = entry.values["confirmed-on"]
    return _Said(
        entry.id, entry.values, since if isinstance(since, date) else date.min, {relation: (entry.firm,)}
    )


def _lesson(lesson: Lesson) -> _Said:
    values: dict[str, Value] = {
        "memory-kind": lesson.kind,
        "memory-text": lesson.text,
        "memory-other": lesson.other,
        "memory-verdict": lesson.verdict,
        "memory-on": lesson.on,
        "asked-openly": True,
        "offered-openly": True,
    }
    return _Said(lesson.id, values, lesson.on)


def _mandates(zone: Zone) -> Iterator[_Said]:
    """Whoever files for a firm of the story does so from its first day on, and without an end."""
    founded = {firm.id: firm.founded for firm in zone.firms}
    for firm, (mandate, agent) in AGENTS.items():
        values: dict[str, Value] = {"mandate-scope": "all", "mandate-until": None}
        yield _Said(mandate, values, founded[firm], {"giver": (firm,), "agent": (agent,)})
