"""A small market for tests: a pack with every sort of constraint, and its terms without a house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from askonce.apps.economy.checks.examples import AROUND
from askonce.apps.economy.terms import Terms, terms_of
from askonce.assembly import LANGUAGE
from askonce.norms.ruling import Unsettled, book_of
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay

ON = date(2026, 11, 22)
#: The data of both sides beside those of the examples: name, type, how closely it is kept.
DATA: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "offers": {
        "offer_text": ("text", "public"),
        "offer_thread": ("text", "public"),
        "offer_tolerance": ("number", "public"),
        "offer_low": ("number", "public"),
        "offer_high": ("number", "public"),
        "offer_limit": ("money CNY", "internal"),
        "offer_published": ("boolean", "internal"),
        "offer_unit": ("[piece, set]", "public"),
    },
    "needs": {
        "need_text": ("text", "public"),
        "need_part": ("text", "public"),
        "need_class": ("text", "public"),
        "need_thread": ("text", "public"),
        "need_tolerance": ("number", "public"),
        "need_voltage": ("number", "public"),
        "need_standard": ("text", "public"),
        "need_limit": ("money CNY", "internal"),
        "need_day": ("date", "public"),
        "need_published": ("boolean", "internal"),
        "need_unit": ("[piece, set]", "public"),
    },
    "firms": {"held_standards": ("list of text", "public"), "ready_on": ("date", "public")},
    "lessons": {
        "memory_kind": ("text", "internal"),
        "memory_text": ("text", "internal"),
        "memory_other": ("text", "internal"),
        "memory_verdict": ("text", "internal"),
    },
}
NORMS: Mapping[str, tuple[str, str]] = {
    "same-thread": ("asked: text, made: text", "asked = made"),
    "fine-enough": ("asked: number, made: number", '"made <= asked"'),
    "certified": ("asked: text, held: list of text", '"list contains(held, asked)"'),
    "within": ("asked: number, low: number, high: number", '"asked >= low and asked <= high"'),
    "cheap-enough": ("asked: money CNY, made: money CNY", '"made <= asked"'),
    "in-time": ("asked: date, made: date", '"made <= asked"'),
    "same-unit": ("asked: text, made: text", "asked = made"),
}
CONSTRAINTS = """constraints:
  size: {norm: same-size, with: {asked: need.need_size, made: offer.offer_size}}
  thread: {norm: same-thread, with: {asked: need.need_thread, made: offer.offer_thread}}
  tolerance: {norm: fine-enough, with: {asked: need.need_tolerance, made: offer.offer_tolerance}}
  voltage: {norm: within, with: {asked: need.need_voltage, low: offer.offer_low, high: offer.offer_high}}
  certificate: {norm: certified, with: {asked: need.need_standard, held: offer.maker.held_standards}}
  ready: {norm: in-time, with: {asked: need.need_day, made: offer.maker.ready_on}}
  unit: {norm: same-unit, with: {asked: need.need_unit, made: offer.offer_unit}}
  capacity: {norm: enough, with: {asked: need.need_volume, made: offer.offer_capacity}, confidential: true}
  price: {norm: cheap-enough, with: {asked: need.need_limit, made: offer.offer_limit}, confidential: true}
"""
MARKET = f"""market: supply
title: {{en: Supply, zh: 供需}}
purpose: matching
basis: street-rules/1
office: street
offers:
  register: offers
  firm: maker
  words: [offer_product, offer_text]
  part: offer_part
  class: offer_class
  published: offer_published
needs:
  register: needs
  firm: buyer
  words: [need_product, need_text]
  part: need_part
  class: need_class
  until: need_until
  published: need_published
{CONSTRAINTS}distance: {{easting: easting, northing: northing}}
price: {{offered: offer.offer_price, paid: need.need_price}}
allocates: {{volume: need.need_volume, capacity: offer.offer_capacity}}
memory: {{register: lessons, kind: memory_kind, text: memory_text, other: memory_other, verdict: memory_verdict}}
followed_by: match
"""
LESSONS = """--- registers/lessons.yaml
register: lessons
title: {en: Lessons, zh: 经验}
of: lesson
holder: street
basis: street-rules/1
attributes: {}
"""


def _attribute(name: str, kept: str) -> str:
    said = "sensitivity: public" if kept == "public" else "open_to: {matching: street-rules/1}"
    return f"  {name}: {{concept: {name.replace('_', '-')}, {said}}}\n"


def pack_text() -> str:
    """The whole pack as an example to be laid over the starter pack."""
    text = MARKET + AROUND + LESSONS.replace("attributes: {}\n", "attributes:\n")
    for register, data in DATA.items():
        added = "".join(_attribute(name, kept) for name, (_, kept) in data.items())
        head, mark, rest = text.partition(f"--- registers/{register}.yaml\n")
        body, attributes, after = rest.partition("attributes:\n")
        text = head + mark + body + attributes + added + after
    for data in DATA.values():
        for name, (kind, _) in data.items():
            concept = name.replace("_", "-")
            text += f"--- concepts/{concept}.yaml\nconcept: {concept}\ntitle: {{en: {name}, zh: 项目}}\ntype: {kind}\n"
    for name, (needs, result) in NORMS.items():
        text += (
            f"--- norms/{name}.yaml\nnorm: {name}\ntitle: {{en: {name}, zh: 条件}}\nbasis: street-rules/1\n"
            "effect: neutral\nin_force: {from: 2022-01-01, governed_by: application}\n"
            f"needs: {{{needs}}}\nresult: {result}\n"
            "adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}\n"
        )
    return text


def write_pack(folder: Path) -> Path:
    """The pack as a folder."""
    for source in overlay(pack_text()):
        path = folder / source.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.content)
    return folder


@cache
def checked() -> Any:
    """The pack, checked."""
    found = check_sources(overlay(pack_text()), LANGUAGE, on=ON, keep=True)
    assert not found.findings, "\n".join(f"{one.span} {one.code} {one.message}" for one in found.findings)
    return found


@cache
def terms() -> Terms:
    """The terms of its market."""
    found = terms_of(checked().bound["market"]["supply"], book_of(checked().bound), ON)
    assert not isinstance(found, Unsettled), found
    return found
