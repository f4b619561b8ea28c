"""The measures of a pack agree with a second, slow reckoning that shares no code with AskOnce."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from askonce.cases.measure import as_json, measure
from askonce.text.source import from_text
from bench.packs import make_pack
from tests.property.coverage import Coverage
from tests.property.packs import PURPOSES, TYPES, Definition, Draw, Pack, check, packs, titled, write
from tests.property.plain_measure import Reckoning, files_of

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
ANSWERS = (
    *TYPES, "number", "document", "photo", "time", "date and time", "days duration", "working days", "money",
    "list of date", "list of text", ["a", "b", "c"],
)  # fmt: skip
MINUTES = ("filing", "prefilled", "boolean", "choice", "date", "text", "list", "document", "visit", "rekeyed")
ROUNDS = ("day", "week", "month", "quarter", "half-year", "year", "once")


def measured(files: Mapping[str, str]) -> dict[str, Any]:
    """The measures that AskOnce prints of these files."""
    sources = [from_text(path, text) for path, text in sorted(files.items())]
    return as_json(measure(check(sources, keep=True)))


def differences(fast: Any, slow: Any, at: str = "") -> Iterator[str]:
    """Where two reckonings differ, so that a red run says which key and by how much."""
    if isinstance(fast, dict) and isinstance(slow, dict):
        for key in sorted({*fast, *slow}):
            yield from differences(fast.get(key, "no key"), slow.get(key, "no key"), f"{at}/{key}")
    elif fast != slow or isinstance(fast, bool) is not isinstance(slow, bool):
        yield f"{at}: {fast!r}, reckoned {slow!r}"


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
        f"{path.partition('/')[2][:-5]},{draw(st.integers(0, 9999))}\n"
        for path in cases
        if draw(st.booleans())
    ]
    pack["volumes.csv"] = "volume,filings\n" + "".join(rows)
    if draw(st.booleans()):
        tasks = draw(st.lists(st.sampled_from(MINUTES), unique=True, min_size=1))
        manifest = pack["pack.yaml"]
        assert isinstance(manifest, Mapping)
        minutes = st.decimals(0, 500, places=2)
        pack["pack.yaml"] = {**manifest, "minutes": {task: str(draw(minutes)) for task in tasks}}
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
        "term": ({}, {"promised": draw(st.sampled_from(TERMS))}, {name: draw(st.sampled_from(TERMS)) for name in ("promised", "legal")}),
        "rekeyed_into": ([], {"system": "one", "fields": 7}, [{"system": "one", "fields": 7}, {"system": "two", "fields": 0}]),
        "subjects": ({}, {"child": {"kind": "person"}, "baby": {"kind": "person", "new": True}, "parent": {"each": f"{first}.parents"}}),
    }.items():  # fmt: skip
        words[word] = draw(st.sampled_from(values))
    for ask in words.get("asks", {}).values():
        if draw(st.booleans()):
            ask["type"] = draw(st.sampled_from(ANSWERS))
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


def met(slow: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[str]:
    """What a pack holds and what came of it, for the generator's coverage."""
    for one in (*slow["by_service"].values(), *slow["by_report"].values()):
        for key in ("online", "visits", "questions", "documents", "filings", "promised_days", "legal_days"):
            yield f"{key} {'not stated' if one[key] is None else 'no' if not one[key] else 'yes'}"
        for key in ("held_openly", "held_closed", "documents_although_held", "rekeyed_fields", "prefilled"):
            yield from [key] if one[key] else []
    for key in (
        "online_rate",
        "zero_visit_rate",
        "prefilled_services",
        "data_prefilled",
        "promised_below_legal",
    ):
        value = slow[key]["value"]
        yield f"{key} {'none' if value is None else 'zero' if not value else 'all' if value == 1 else 'some'}"
    texts = "".join(files.values())
    for word in WORDS:
        yield from [word] if word in texts else []


WORDS = (
    "minutes",
    "derives_from",
    '"new"',
    '"original": true',
    '"writes"',
    "imported_from",
    "open_to",
    '"more"',
)
EXPECTED = (
    "online not stated", "online no", "online yes", "visits not stated", "visits no", "visits yes",
    "questions not stated", "questions no", "questions yes", "documents not stated", "documents no", "documents yes",
    "filings not stated", "filings no", "filings yes", "promised_days not stated", "promised_days yes",
    "legal_days not stated", "legal_days yes", "held_openly", "held_closed", "documents_although_held",
    "rekeyed_fields", "prefilled", "online_rate zero", "online_rate some", "online_rate all", "zero_visit_rate zero",
    "zero_visit_rate some", "zero_visit_rate all", "prefilled_services zero", "prefilled_services some",
    "prefilled_services all", "data_prefilled none", "data_prefilled zero", "data_prefilled some",
    "promised_below_legal zero", "promised_below_legal some", "promised_below_legal all", *WORDS,
)  # fmt: skip


def test_measures_agree_with_a_second_reckoning() -> None:
    seen = Coverage(*EXPECTED)

    @given(measurable_packs())
    def holds(pack: Pack) -> None:
        files = {path: write(one) for path, one in pack.items()}
        reckoning = Reckoning(files)
        slow = reckoning.measures()
        assume(not reckoning.unclear)
        assert list(differences(measured(files), slow)) == []
        seen.saw(met(slow, files))

    holds()
    seen.check()


@pytest.mark.parametrize("folder", ["packs/qingshan", "packs/before", "src/askonce/starter"])
def test_measures_of_a_written_pack_agree(root: Path, folder: str) -> None:
    files = files_of(root / folder)
    assert list(differences(measured(files), Reckoning(files).measures())) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_measures_of_a_made_pack_agree(seed: int) -> None:
    files = {made.path: made.text for made in make_pack(60, seed=seed) if not made.path.endswith(".md")}
    assert list(differences(measured(files), Reckoning(files).measures())) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("services/marriage.yaml", "visit:", "about:"),
        ("services/adoption.yaml", "visit: none", "visit: {to: civil-affairs}"),
        ("services/adoption.yaml", "online: true", "online: false"),
        ("services/adoption.yaml", "promised: 30 working days", "promised: 60 working days"),
        ("services/adoption.yaml", "shows: [applicant.monthly_wage]", "shows: [applicant.nothing]"),
        ("services/child-benefit.yaml", "  account: {from", "  also: {from: child.birth_date}\n  account: {from"),
        ("services/adoption.yaml", "asks:\n", "asks:\n  born: {concept: birth-date, because: marriage-act/5}\n"),
        ("services/newborn-enrolment.yaml", "uses:\n", "asks: {born: {concept: birth-date, of: child}}\nuses:\n"),
        ("pack.yaml", "minutes: {visit: 110}", "minutes: {visit: 111}"),
        ("volumes.csv", "elder-allowance,940", "elder-allowance,941"),
    ],
)  # fmt: skip
def test_sabotage_of_a_pack_is_caught(root: Path, path: str, old: str, new: str) -> None:
    files = files_of(root / "packs" / "qingshan")
    assert old in files[path]
    spoilt = {**files, path: files[path].replace(old, new, 1)}
    assert list(differences(measured(spoilt), Reckoning(files).measures()))
    assert list(differences(measured(spoilt), Reckoning(spoilt).measures())) == []


def test_the_reference_names_every_key(root: Path) -> None:
    said = (root / "docs" / "reference" / "measure.md").read_text("utf-8")
    measures = measured(files_of(root / "packs" / "qingshan"))
    figures = next(iter(measures["by_service"].values()))
    named = said.replace("`…_openly`", "`asked_although_held_openly`").replace(
        "`…_closed`", "`asked_although_held_closed`"
    )
    assert [key for key in (*measures, *figures) if f"`{key}`" not in named] == []
