"""Packs drawn at random that say, or leave open, all that is measured: visits, documents, terms, volumes, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.property.packs import PURPOSES, TYPES, Definition, Draw, Pack, packs, titled

TERMS = (
    "1 working day",
    "5 working days",
    "30 days",
    "2 hours",
    "90 minutes",
    "3 weeks",
    "1 month",
    "1 year",
)
SOON = {"promised": "1 day", "legal": "5 working days"}
ANSWERS = (
    *TYPES, "number", "document", "photo", "time", "date and time", "days duration", "working days", "money",
    "list of date", "list of text", ["a", "b", "c"],
)  # fmt: skip
MINUTES = ("filing", "prefilled", "boolean", "choice", "date", "text", "list", "document", "visit", "rekeyed")
ROUNDS = ("day", "week", "month", "quarter", "half-year", "year", "once")


@st.composite
def measurable_packs(draw: Draw) -> Pack:
    """A pack whose services and reports say, or leave open, all that is measured."""
    pack = dict(draw(packs(clashes=False, faults=False)))
    if draw(st.booleans()):
        pack["registers/more.yaml"] = _more(draw, pack)
    attributes = [
        f"{register['register']}.{name}"
        for path, register in pack.items()
        if path.startswith("registers/") and isinstance(register, Mapping)
        for name in register.get("attributes", {})
    ]
    cases = [path for path in pack if path.startswith(("services/", "reports/p"))]
    for path in cases:
        case = pack[path]
        assert isinstance(case, Mapping)
        pack[path] = _enriched(draw, case, attributes)
    rows = [
        f"{path.partition('/')[2][:-5]},{draw(st.sampled_from([0, 1, 47, 4200, 99999]))}\n"
        for path in cases
        if draw(st.booleans())
    ]
    pack["volumes.csv"] = "volume,filings\n" + "".join(rows)
    if draw(st.booleans()):
        tasks = draw(st.lists(st.sampled_from(MINUTES), unique=True, min_size=1))
        manifest = pack["pack.yaml"]
        assert isinstance(manifest, Mapping)
        minutes = st.decimals(0, 500, places=2)
        pack["pack.yaml"] = {**manifest, "minutes": {task: float(draw(minutes)) for task in tasks}}
    return pack


def _more(draw: Draw, pack: Pack) -> dict[str, Any]:
    """A register of persons that holds, of most concepts, the value of a time at which nobody holds it yet."""
    registers = [one for one in pack.values() if isinstance(one, Mapping) and one.get("of") == "person"]
    held = {
        (attribute["concept"], attribute["at"])
        for register in registers
        for attribute in register.get("attributes", {}).values()
    }
    attributes = {}
    for concept in (path[9:-5] for path in pack if path.startswith("concepts/")):
        at = draw(st.sampled_from(["latest", "latest", "any", "month"]))
        if (concept, at) not in held:
            doors = st.sampled_from([{}, {"meals": "rules/2"}, dict.fromkeys(PURPOSES, "rules/2")])
            attributes[f"more_{concept}"] = {
                "concept": concept, "at": at, "open_to": draw(doors),
                "sensitivity": draw(st.sampled_from(["internal", "personal", "personal"])),
            }  # fmt: skip
    words = {**titled("register", "more"), "of": "person", "holder": "street", "basis": "rules/1"}
    return words | {"attributes": attributes}


def _enriched(draw: Draw, case: Definition, attributes: list[str]) -> dict[str, Any]:
    words = dict(case)
    if draw(st.integers(0, 4)) == 0:
        words |= {"imported_from": "a catalogue"}
        for word in draw(st.sets(st.sampled_from(["asks", "uses", "documents"]))):
            words.pop(word, None)
    first = str(words.get("for", "person")) if "report" in words else "applicant"
    for word, values in {
        "term": ({}, SOON, {"promised": draw(st.sampled_from(TERMS))}, {name: draw(st.sampled_from(TERMS)) for name in ("promised", "legal")}),
        "rekeyed_into": ([], {"system": "one", "fields": 7}, [{"system": "one", "fields": 7}, {"system": "two", "fields": 0}]),
        "subjects": ({}, {"child": {"kind": "person"}, "baby": {"kind": "person", "new": True}, "parent": {"each": f"{first}.parents"}}),
    }.items():  # fmt: skip
        words[word] = draw(st.sampled_from(values))
    for ask in words.get("asks", {}).values():
        if draw(st.booleans()):
            ask["type"] = draw(st.sampled_from(ANSWERS))
        if draw(st.integers(0, 3)) == 0:
            ask.pop("for_step", None)
        if words["subjects"] and draw(st.booleans()):
            ask["of"] = draw(st.sampled_from(["child", "baby", "parent", "child.home", "nobody"]))
    if "report" in words:
        return words | {"every": draw(st.sampled_from(ROUNDS))}
    return words | _service_words(draw, words, attributes)


def _service_words(draw: Draw, words: dict[str, Any], attributes: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for word, values in {
        "visit": ("none", {"to": "street"}, {"to": "street", "trips": 3}),
        "online": (True, False, "https://county.example/apply"),
        "prefilled": (True, False),
    }.items():
        words.pop(word, None)
        if draw(st.booleans()):
            said[word] = draw(st.sampled_from(values))
    if attributes and draw(st.booleans()):
        said["gives"] = {"card": {"writes": [draw(st.sampled_from(attributes))]}}
    if draw(st.booleans()):
        said["documents"] = {**words.get("documents", {}), **_documents(draw, words, attributes)}
    return said


def _documents(draw: Draw, words: Mapping[str, Any], attributes: list[str]) -> dict[str, Any]:
    ways = [
        f"{role}.{name.partition('.')[2]}"
        for role in ("applicant", *words["subjects"])
        for name in attributes
    ]
    ways += ["applicant.children.count", "applicant.nothing"]
    return {
        f"paper{number}": {
            "shows": draw(st.lists(st.sampled_from(ways), max_size=2)),
            "original": draw(st.booleans()),
        }
        for number in range(draw(st.integers(1, 3)))
    }
