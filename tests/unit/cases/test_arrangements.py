"""Nothing that a text arranges escapes `diff` and `review`: each word of a kind is shown by one of them, or there is a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from askonce.apps.economy import wording as of_markets
from askonce.apps.economy.checks.examples import BESIDE, TRADE
from askonce.assembly import LANGUAGE
from askonce.cases import changes, reviewing
from askonce.cases.compare import as_text as difference
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


MARKET = "Market: Supply (supply"
CAPACITY = "capacity: {norm: enough, with: {asked: need.need_volume, made: offer.offer_capacity}, confidential: true}"
#: Each word of a market: an edit of it, what the diff says of it, what the review says of it as it was.
OF_A_MARKET: tuple[tuple[str, Edit, str, str], ...] = (
    ("purpose", ("purpose: matching\nbasis: street-rules/1\noffice: street\noffers", "purpose: meals\nbasis: street-rules/1\noffice: street\noffers"), "Purpose of reading data: Bringing firms together → Meals", "Purpose of reading data: Bringing"),
    ("office", ("office: street\noffers", "office: county-legal\noffers"), "Officers who see all of it are of:", "Officers who see all of it are of:"),
    ("firm", ("firm: maker", "firm: seller"), "Offers: whose they are: maker → ", "Offers: whose they are: maker"),
    ("words", ("words: offer_product,", "words: [offer_product, offer_part],"), "Product on offer → Product on offer, Part number", "Offers: searched as words: Product on offer"),
    ("part", (", part: offer_part", ""), "Offers: part number: Part number → nothing", "Offers: part number: Part number"),
    ("classed", (", class: offer_class", ""), "Offers: class of product: Class of product → nothing", "Offers: class of product: Class"),
    ("until", (", until: need_until", ""), "Needs: stands until: Wanted until → nothing", "Needs: stands until: Wanted until"),
    ("published", ("until: need_until}", "until: need_until, published: need_size}"), "Needs: seen by other firms where: nothing → Size wanted", "Needs: searched as words"),
    ("register", ("register: needs, firm", "register: offers, firm"), "Needs: Needs → Offers", "Needs: Needs"),
    ("constraints", ("asked: need.need_size, made", "asked: need.need_volume, made"), "asked is Size wanted (need)", "Has to fit: size: Same size (asked is Size wanted (need); made is Size on offer (offer))"),
    ("confidential", (CAPACITY, CAPACITY.replace(", confidential: true", "")), "capacity: officers alone are told: yes → nothing", "capacity: officers alone are told: yes"),
    ("distance", ("easting: easting, northing: northing}\nprice", "easting: northing, northing: northing}\nprice"), "Easting, Northing → Northing, Northing", "Distance is counted from: Easting, Northing"),
    ("price", ("price: {offered: offer.offer_price, paid: need.need_price}\n", ""), "A saving is counted from: Price on offer (offer), Price paid (need) → nothing", "A saving is counted from:"),
    ("allocates", ("allocates: {volume: need.need_volume, capacity", "allocates: {volume: need.need_size, capacity"), "Shares out: Volume wanted (need), Capacity (offer) → Size wanted (need)", "Shares out:"),
    ("memory", ("followed_by: match\n", "followed_by: match\nmemory: {register: offers, kind: offer_part, text: offer_product, other: offer_class, verdict: offer_part}\n"), "Learns from: nothing → Offers (Part number, Product on offer, Class of product, Part number)", "Shares out:"),
    ("followed_by", ("followed_by: match\n", ""), "A match is followed in: Match → nothing", "A match is followed in: Match"),
    ("title", ("title: {en: Supply, zh: 供需}", "title: {en: Trade, zh: 买卖}"), "New name: Supply → Trade", MARKET),
    ("basis", ("basis: street-rules/1\noffice: street\noffers", "basis: street-rules/3\noffice: street\noffers"), "Legal basis:", MARKET),
    ("adopted", ("followed_by: match\n", "followed_by: match\nadopted: {act: street-rules, on: 2021-12-15, by: [street, county-legal]}\n"), "Adopted anew: draft → adopted", "nobody has adopted it"),
)  # fmt: skip


@pytest.mark.parametrize(("word", "edit", "said", "held"), OF_A_MARKET, ids=[one[0] for one in OF_A_MARKET])
def test_a_word_of_a_market_is_said_by_diff_and_by_review(
    word: str, edit: Edit, said: str, held: str
) -> None:
    assert TRADE.count(edit[0]) == 1, word
    old, new = read(TRADE), read(TRADE.replace(*edit))
    (found,) = [one for one in compare(old, new) if one.kind == "market" and said in one.words["en"]]
    assert (found.sort, found.service, found.weight) == ({"en": "Market", "zh": "市场"}, "", "other")
    back = [(one.before, one.after, one.about) for one in compare(new, old) if one.kind == "market"]
    assert (found.after, found.before, found.about) in back
    assert held in as_text(review(old), "en")
    assert as_text(review(new), "zh") != as_text(review(old), "zh")


def test_a_neighbouring_zone_and_what_is_shared_with_it_are_said() -> None:
    old, new = read(TRADE), read(BESIDE)
    said = {one.about: one.words["en"] for one in compare(old, new) if one.kind == "market"}
    assert said == {
        "shared_for": "What is published is shared with neighbours for: nothing → "
        + titled(new, "purpose", "exchange")
    }
    text = as_text(review(new), "en")
    assert "Neighbouring zone: linhai: Zone of Linhai (Product on offer, Class of product, Maker)" in text
    less = read(BESIDE.replace("words: outside_product, class: outside_class", "words: outside_product"))
    (found,) = [one for one in compare(new, less) if one.kind == "market"]
    assert found.about == "neighbour linhai neighbours"
    assert "Class of product, Maker) → Zone of Linhai (Product on offer, Maker)" in found.words["en"]


def titled(checked: Any, kind: str, name: str) -> str:
    return str(checked.bound[kind][name].say("en"))


def test_a_market_that_is_new_or_has_ended_is_said_and_stands_at_its_article() -> None:
    with_it, without = read(TRADE), read(TRADE[TRADE.index("--- registers") :])
    said = [(one.what, one.words["en"]) for one in compare(without, with_it) if one.kind == "market"]
    assert said == [("arranging-added", "New (draft)")]
    assert difference(compare(with_it, without), "en").startswith("Market: Supply\n  ~ Ended (draft)")
    (rule,) = [rule for rule in review(with_it).rules if rule.kind == "market"]
    assert (rule.cites, rule.sort["zh"], rule.state.settled) == ("street-rules/1", "市场", False)


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
    return {name for path in folder.glob("*.py") for name in said_in(path)}


def said_in(path: Path) -> set[str]:
    """The names that a source reads or says."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found |= {node.attr} if isinstance(node, ast.Attribute) else set()
        found |= {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
    return found


def test_no_word_of_a_kind_escapes_both() -> None:
    folders = [Path(one.__file__).parent for one in (changes, reviewing) if one.__file__]
    known = spoken(folders[0]) | spoken(folders[1])
    known |= said_in(Path(arrangements.__file__)) | said_in(Path(of_markets.__file__))
    every = {word for kind in LANGUAGE.kinds.values() for word in words_of(kind.model)}
    assert len(every) > 120
    missing = {one for one in every if one[1] not in known}
    assert missing - EXCEPTIONS.keys() == set()
    assert EXCEPTIONS.keys() - missing == set()  # an exception that is not needed any more hides the next
