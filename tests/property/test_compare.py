"""What holds of every comparison: a pack does not differ from itself, and undoing a change mirrors it."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import date
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.cases.changes.change import OPPOSITE, Change
from askonce.cases.changes.said import SAID
from askonce.cases.compare import as_json, compare
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import starter_files
from askonce.text.source import from_text

ON = date(2026, 11, 21)
SERVICE, NORM, REGISTER = "services/meal.yaml", "norms/meal-price.yaml", "registers/people.yaml"
ROWS = '[["< 60", 18 CNY], [">= 60", 15 CNY]]'
BIRTH = "  birth: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}\n"

#: What an author may write instead, by file and the words that stand there; the first is the starter's own.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    (NORM, ROWS): (
        ROWS,
        '[["< 65", 18 CNY], [">= 65", 15 CNY]]',
        '[["< 60", 20 CNY], ["[60..80)", 15 CNY], [">= 80", 0 CNY]]',
        '[[">= 60", 15 CNY], ["< 60", 18.00 CNY]]',
        '[["< 60", 18 CNY], ["> 60", 15 CNY]]',
        '[["18, 30, [40..50]", 1 CNY], ["not(18, 30, [40..50])", 15 CNY]]',
        '[["modulo(?, 2) = 0", 18 CNY], ["-", 15 CNY]]',
        '[["-", 18 CNY]]',
    ),
    (NORM, "hit: unique"): ("hit: unique", "hit: first", "hit: any", "hit: collect"),
    (NORM, "age(birth, application)"): ("age(birth, application)", "age( birth, application )", "age(birth, event)"),
    (NORM, "28 February"): ("28 February", "1 March"),
    (NORM, "{from: 2022-01-01, governed_by: application}"): (
        "{from: 2022-01-01, governed_by: application}",
        "{from: 2023-01-01, governed_by: application}",
        "{from: 2022-01-01, to: 2024-12-31, governed_by: application}",
        "{from: 2020-01-01, to: 2020-12-31, governed_by: event}",
    ),
    (NORM, "effect: favourable"): ("effect: favourable", "effect: neutral", "effect: adverse"),
    (SERVICE, BIRTH): (BIRTH, BIRTH.replace("unavailable: ask", "unavailable: refuse"), "  birth: {from: applicant.age}\n"),
    (SERVICE, "  diet: {concept: diet, for_step: cook, because: street-rules/4}\n"): (
        "  diet: {concept: diet, for_step: cook, because: street-rules/4}\n",
        "  food: {concept: diet, for_step: cook, optional: true, because: street-rules/3}\n",
        "  diet: {concept: diet, type: [meat, fish]}\n  born: {concept: birth-date}\n",
        "  diet: {concept: diet}\n  diet_too: {concept: diet, title: {en: Again, zh: 再问}}\n",
    ),
    (SERVICE, "visit: none\n"): ("visit: none\n", "", "visit: {to: street}\n", "visit: {to: county-legal, trips: 2}\n"),
    (SERVICE, "promised: 1 working day, "): ("promised: 1 working day, ", "", "promised: 9 days, ", "promised: 24 hours, "),
    (SERVICE, "legal: 5 working days"): ("legal: 5 working days", "legal: 7 days", "legal: 1 week"),
    (SERVICE, "gives: meal-card\n"): ("gives: meal-card\n", "gives: [meal-card, receipt]\n", "fee: 3 CNY\n", "fee: 4 USD\n"),
    (SERVICE, "within: 60 days, to: county-legal"): ("within: 60 days, to: county-legal", "within: 2 months, to: street"),
    (SERVICE, "online: true\n"): ("online: true\n", "online: false\nsilence: accepts\n", "silence: rejects\n"),
    (SERVICE, "adopted: {"): ("adopted: {", "benefit: {}\n#"),
    (SERVICE, "service: meal\n"): ("service: meal\n", "service: lunch\n"),
    (REGISTER, "open_to: {meals: street-rules/2}"): ("open_to: {meals: street-rules/2}", "open_to: {}", "statute: street-rules/1"),
    (REGISTER, "of: person\nholder: street"): ("of: person\nholder: street", "of: person\nholder: county-legal"),
}  # fmt: skip

Draft = tuple[int, ...]
DRAFTS: st.SearchStrategy[Draft] = st.tuples(
    *(st.just(0) | st.integers(0, len(choices) - 1) for choices in CHOICES.values())
)


@cache
def read(draft: Draft) -> Checked:
    files = dict(starter_files())
    for place, ((path, words), choices) in zip(draft, CHOICES.items(), strict=True):
        assert words in files[path], words
        files[path] = files[path].replace(words, choices[place])
    return check_sources(
        [from_text(path, text) for path, text in sorted(files.items())], LANGUAGE, on=ON, keep=True
    )


def plain(change: Change) -> str:
    parts = (change.what, change.about, change.before, change.after, change.weight)
    return json.dumps([change.kind, change.service, *parts, change.touches], ensure_ascii=False)


def mirrored(change: Change) -> str:
    parts = (SAID[change.what].mirror, change.about, change.after, change.before, OPPOSITE[change.weight])
    return json.dumps([change.kind, change.service, *parts, change.touches], ensure_ascii=False)


@given(DRAFTS, DRAFTS)
def test_a_change_undone_is_its_mirror_and_nothing_changes_by_itself(old: Draft, new: Draft) -> None:
    there, back = compare(read(old), read(new)), compare(read(new), read(old))
    assert Counter(map(mirrored, there)) == Counter(map(plain, back))
    assert compare(read(old), read(old)) == ()
    check_said(there)


def check_said(changes: tuple[Change, ...]) -> None:
    """Each change is said once, in both languages, and says what differs."""
    assert len(set(map(plain, changes))) == len(changes)
    for change in changes:
        assert change.weight in OPPOSITE
        assert set(change.words) == {"en", "zh"}
        assert all(change.words.values())
        assert change.before != change.after or "→" not in change.words["en"]
    assert json.loads(json.dumps(as_json(changes)))["changes"] == json.loads(json.dumps(listed(changes)))


def listed(changes: tuple[Change, ...]) -> list[dict[str, object]]:
    return [{field: getattr(one, field) for field in Change.__struct_fields__} for one in changes]


def test_the_drafts_bring_about_changes_of_every_weight_and_sort() -> None:
    """Each single choice against the starter: the generator reaches what it is meant to test."""
    start: Draft = (0,) * len(CHOICES)
    seen: Counter[str] = Counter()
    for place, choices in enumerate(CHOICES.values()):
        for choice in range(1, len(choices)):
            draft = (*start[:place], choice, *start[place + 1 :])
            changes = compare(read(start), read(draft))
            seen.update(itertools.chain.from_iterable((one.what, one.weight, one.kind) for one in changes))
    wanted = {
        "better", "worse", "other", "service", "register",
        "norm-case", "norm-begins", "norm-ends", "norm-derived", "norm-leap-day", "norm-effect",
        "question-added", "question-optional", "visit-added", "visit-stated",
        "term-promised-longer", "term-legal-changed", "output-added", "fee-changed", "objection-longer", "online-changed",
        "silence-changed", "service-unadopted", "service-added", "service-dropped", "attribute-closed", "register-holder",
    }  # fmt: skip
    assert wanted - set(seen) == set()
