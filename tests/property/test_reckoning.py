"""The measures of a pack agree with a second, slow reckoning that shares no code with AskOnce."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given

from askonce.cases.measure import as_json, measure
from askonce.text.source import from_text
from bench.packs import make_pack
from tests.property.coverage import Coverage
from tests.property.measurable import measurable_packs
from tests.property.packs import Pack, check, write
from tests.property.plain_measure import Reckoning, files_of


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
    "zero_visit_rate some", "prefilled_services zero", "prefilled_services some",
    "prefilled_services all", "data_prefilled none", "data_prefilled zero", "data_prefilled some",
    "promised_below_legal zero", "promised_below_legal some", *WORDS,
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
