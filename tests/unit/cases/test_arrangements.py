"""Nothing that a text arranges escapes `diff` and `review`: each word of a kind is shown by one of them, or there is a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases import changes, reviewing
from askonce.cases.compare import compare
from askonce.cases.review import as_text, review
from askonce.cases.wording import arrangements
from askonce.pack.words import Words
from tests.unit.cases.test_compare import Edit, edited, read

BIRTH = "birth: {from: applicant.birth_date, at: application, if_unavailable: ask,"
GIVES = "gives: {canteen-card: {title: {en: Card, zh: 卡}}}"
MOBILE = "mobile: {concept: mobile, type: text, sensitivity: personal,"
TRIPS = "title: {en: Trips, zh: 出行}\nbasis: street-rules/2\n"
PHONES = "title: {en: Phones, zh: 电话簿}\n"
#: Each word of this kind with what it is said with, in the change and in the review.
SAID: dict[str, tuple[str, Edit]] = {
    "represented_by": ("applicant.children", ("joint: [county-legal]", "represented_by: applicant.children\njoint: [county-legal]")),
    "recorded_in": ("city hall system (by message: price)", ("prefilled: true", "recorded_in: {system: city hall system, interface: true, order: price}\nprefilled: true")),
    "without_application": ("looked for every week, given every year", ("silence: accepts", "without_application: {every: week, once: year}\nsilence: accepts")),
    "decides": ("Cook", ("visit: none", "visit: none\n#")),
    "only_self": ("only the person may answer", (BIRTH, f"{BIRTH} only_self: true,")),
    "for_step": ("cook", (BIRTH, f"{BIRTH} for_step: cook,")),
    "answered_in": ("found out by the officer in", ("phone: {concept: phone, optional: true,", "phone: {concept: phone, answered_in: cook, optional: true,")),
    "holds_for": ("an answer holds for: nothing → 2 years", ("phone: {concept: phone, optional: true,", "phone: {concept: phone, holds_for: 2 years, optional: true,")),
    "writes": ("Card: writes", (GIVES, GIVES.replace("卡}}", "卡}, writes: phones.mobile, values: {phones.mobile: phone}}"))),
    "ends": ("Card: ends the row in", (GIVES, GIVES.replace("卡}}", "卡}, ends: phones}"))),
    "pays": ("price to phone", (GIVES, GIVES.replace("卡}}", "卡}, pays: price, pays_to: phone}"))),
    "retention": ("Kept for", (TRIPS, f"{TRIPS}retention: 7 years\n")),
    "consent": ("has to agree", (TRIPS, f"{TRIPS}consent: true\n")),
    "break_glass": ("without a case", (TRIPS, f"{TRIPS}break_glass: street/clerk\n")),
    "disclosure": ("may read of a look after", (TRIPS, f"{TRIPS}disclosure: {{after: 6 months, basis: street-rules/1}}\n")),
    "asked_by": ("linhai", (TRIPS, f"{TRIPS}asked_by: {{linhai: street-rules/1}}\n")),
    "setting": ("phone-server", (PHONES, f"{PHONES}source: {{kind: http, setting: phone-server}}\n")),
    "closed": ("sunday", (PHONES, f"{PHONES}source: {{kind: http, closed: sunday}}\n")),
    "delay": ("arrive late by: nothing → 2 days", (PHONES, f"{PHONES}source: {{kind: snapshot, delay: 2 days}}\n")),
    "written_by": ("written only by", (MOBILE, f"{MOBILE} written_by: card,")),
}  # fmt: skip
SAID["decides"] = (
    "An officer decides in",
    ("steps: [cook]\nvisit: none", "steps: {cook: {decides: true}}\nvisit: none"),
)
#: Words that neither shows, each with the reason; what is not listed has to be shown.
FOR_READING = "settles how files are read and shown, and arranges nothing"
FROM_OUTSIDE = "what a catalogue states, which the export and the measures show"
IN_ARTICLES = "the review prints laws with their articles, and the law itself is not ours to compare"
OF_OFFICES = "offices are shown by title wherever they act, and a role by its words"
OF_MARKETS = "a market decides about nobody; its constraints are norms and its data registers, and both of them are shown"
EXCEPTIONS = {
    ("Calendar", "weekend"): "days are seen in each term that they make longer",
    ("Calendar", "holidays"): "days are seen in each term that they make longer",
    ("Calendar", "working"): "days are seen in each term that they make longer",
    ("Volume", "filings"): FROM_OUTSIDE,
    ("Volume", "counted_by"): FROM_OUTSIDE,
    ("Service", "documents"): "read from the bound documents",
    ("Document", "shows"): "read from the bound documents",
    ("Document", "produced_by"): FROM_OUTSIDE,
    ("Norm", "versions"): "read from the bound texts",
    ("Line", "cells"): "read from the bound rows",
    ("Sheet", "columns"): "read from the bound rows",
    ("Sheet", "lines"): "read from the bound rows",
    ("Definition", "imported_from"): FROM_OUTSIDE,
    ("Definition", "allow"): "what is allowed stays out of the review on purpose",
    ("Law", "in_force_from"): IN_ARTICLES,
    ("Manifest", "languages"): FOR_READING,
    ("Manifest", "timezone"): FOR_READING,
    ("Manifest", "signature"): FOR_READING,
    ("Manifest", "hash"): FOR_READING,
    ("Office", "part_of"): OF_OFFICES,
    ("Office", "roles"): OF_OFFICES,
    ("Office", "level"): OF_OFFICES,
    ("Relation", "inverse"): "how a way is walked back, which every path shows",
    ("Concept", "changes"): "seen in which questions are asked again",
    ("Concept", "special"): "its statute is a word of the question or the attribute",
    ("AllocationWords", "capacity"): OF_MARKETS,
    ("AllocationWords", "volume"): OF_MARKETS,
    ("ConstraintWords", "confidential"): OF_MARKETS,
    ("DistanceWords", "easting"): OF_MARKETS,
    ("DistanceWords", "northing"): OF_MARKETS,
    ("Market", "allocates"): OF_MARKETS,
    ("Market", "constraints"): OF_MARKETS,
    ("Market", "distance"): OF_MARKETS,
    ("Market", "followed_by"): OF_MARKETS,
    ("Market", "memory"): OF_MARKETS,
    ("Market", "offers"): OF_MARKETS,
    ("Market", "price"): OF_MARKETS,
    ("MemoryWords", "verdict"): OF_MARKETS,
    ("PriceWords", "offered"): OF_MARKETS,
    ("PriceWords", "paid"): OF_MARKETS,
    ("SideWords", "classed"): OF_MARKETS,
    ("SideWords", "firm"): OF_MARKETS,
    ("SideWords", "published"): OF_MARKETS,
}


@pytest.mark.parametrize("word", SAID)
def test_a_word_is_said_by_diff_and_by_review(word: str) -> None:
    said, edit = SAID[word]
    old, new = read(edited()), read(edited(edit))
    found = [one for one in compare(old, new) if one.what == "arranged" and word in one.about.split(" ")]
    assert [one for one in found if said in one.words["en"]], [one.words["en"] for one in compare(old, new)]
    assert all(one.words["zh"] != one.words["en"] for one in found)
    if word != "for_step":  # the review says it beside the datum
        assert as_text(review(new), "en") != as_text(review(old), "en")
        label = found[0].words["en"].partition(":")[0]
        assert label in as_text(review(new), "en")


def words_of(kind: Any) -> Iterator[tuple[str, str]]:
    """Every word of a kind and of all that stands in it, by the class that owns it."""
    seen: set[type] = set()
    waiting: list[Any] = [kind]
    while waiting:
        one = waiting.pop()
        waiting.extend(get_args(one))
        if not (isinstance(one, type) and issubclass(one, Words)) or one in seen:
            continue
        seen.add(one)
        for part in one.__mro__:
            if part is Words or not issubclass(part, Words):
                continue
            for name, hint in part.__annotations__.items():
                if not name.startswith("_"):
                    yield part.__name__, name
                    waiting.append(hint)


def spoken(folder: Path) -> set[str]:
    """The names that the sources of a folder read or say."""
    found: set[str] = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {node.attr} if isinstance(node, ast.Attribute) else set()
            found |= {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
    return found


def test_no_word_of_a_kind_escapes_both() -> None:
    folders = [Path(one.__file__).parent for one in (changes, reviewing) if one.__file__]
    known = spoken(folders[0]) | spoken(folders[1])
    tree = ast.parse(Path(arrangements.__file__).read_text(encoding="utf-8"))
    known |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    known |= {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    every = {word for kind in LANGUAGE.kinds.values() for word in words_of(kind.model)}
    assert len(every) > 120
    missing = {one for one in every if one[1] not in known}
    assert missing - EXCEPTIONS.keys() == set()
    assert EXCEPTIONS.keys() - missing == set()  # an exception that is not needed any more hides the next
