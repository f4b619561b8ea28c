"""Article beside rule: each rule under its article, said in words, with what is missing; safe and usable as a page."""

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.review import as_html, as_text, review
from askonce.cases.reviewing.model import Grid, Review, RuleReview
from askonce.pack.passes import check_folder, check_sources
from askonce.pack.starter import overlay

ON = date(2026, 11, 21)
LAW = """--- laws/street-rules.yaml
law: street-rules
title: {en: Street Rules, zh: 街道规定}
articles:
  "1": {en: The street office keeps a register of its people., zh: 街道办管理人口登记。}
  "2": {en: The street office may read dates of birth., zh: 街道办可查阅出生日期。}
  "3": {en: "A meal costs 18 yuan.", zh: 每餐十八元。}
  "4": {en: Whoever cooks must know., zh: 备餐者须知。}
  "9": {en: "<script>alert(1)</script>", zh: 闲置条文。}
"""
DRAFT = """--- norms/discount.yaml
norm: discount
title: {en: Discount & more, zh: 优惠}
basis: street-rules/7
effect: favourable
adverse_outcomes: refused
in_force: {from: 2022-01-01}
needs: {birth: date, status: {type: [single, married], title: {en: Status, zh: 状况}}, paid: money CNY}
parameters: {line: income-line}
where: {age: "age(birth, application)", leap_day: 28 February}
table:
  hit: first
  when: [age, status, paid]
  then: {decision: [granted, refused], amount: money CNY}
  rows:
    - ["< 18", "-", "-", refused, 0 CNY]
    - when: ["[18..60)", married, "<= line"]
      then: [granted, line * 0.5]
      because: {en: both earn little, zh: 双方收入较低}
  otherwise: [refused, 0 CNY]
--- norms/bare.yaml
norm: bare
title: {en: Bare, zh: 无据}
effect: neutral
in_force: {from: 2022-01-01}
result: 3 CNY
--- parameters/line.yaml
parameter: income-line
title: {en: Income line, zh: 收入线}
type: money CNY
basis: street-rules/3
values: [{from: 2022-01-01, to: 2025-12-31, value: 900 CNY}, {from: 2026-01-01, value: 1200 CNY, basis: street-rules/4}]
"""


@cache
def reviewed(text: str = LAW + DRAFT) -> Review:
    return review(check_sources(overlay(text), LANGUAGE, on=ON, keep=True))


def rule(kind: str, name: str) -> RuleReview:
    (found,) = [one for one in reviewed().rules if (one.kind, one.id) == (kind, name)]
    return found


def grid(found: RuleReview) -> Grid:
    (grid,) = [grid for part in found.parts for grid in part.grids]
    return grid


def test_each_rule_stands_under_the_article_that_it_cites() -> None:
    (law,) = reviewed().laws
    under = {one.number: [f"{rule.kind} {rule.id}" for rule in one.rules] for one in law.articles}
    assert under == {
        "1": ["register people"],
        "2": ["purpose meals"],
        "3": ["norm meal-price", "parameter income-line", "service meal"],
        "4": [],
        "9": [],
    }


def test_what_rests_on_an_article_besides_is_listed() -> None:
    (law,) = reviewed().laws
    claims = {one.number: [(claim.sort, claim.words["en"]) for claim in one.claims] for one in law.articles}
    assert claims["2"] == [("opening", "Opens Date of birth of register People to Meals")]
    assert claims["4"] == [
        ("question", "Allows Meal at the canteen to ask: What you cannot eat"),
        ("value", "Sets a value of Income line"),
    ]


def test_unused_articles_and_rules_without_a_basis_are_told() -> None:
    assert [one.number for one in reviewed().unused] == ["9"]
    assert [(one.id, one.cites) for one in reviewed().adrift] == [("discount", "street-rules/7")]
    assert [one.id for one in reviewed().groundless] == ["bare"]


def test_an_article_is_cited_by_its_law_and_its_paragraph() -> None:
    text = (LAW + DRAFT).replace('  "9":', '  "9.2":')
    (unused,) = reviewed(text).unused
    assert unused.cited == {"en": "Street Rules, article 9.2", "zh": "《街道规定》第9条第2款"}
    assert unused.heading == {"en": "Article 9.2", "zh": "第9条第2款"}
    assert "-- 第9条第2款" in as_text(reviewed(text), "zh")
    assert "Street Rules, article 9.2</span>" in as_html(reviewed(text))


def test_the_cases_that_keep_the_text_before_are_told_by_their_day() -> None:
    kept = (
        LAW
        + """--- norms/kept.yaml
norm: kept
title: {en: Kept, zh: 沿用}
basis: street-rules/3
effect: neutral
versions:
  - {in_force: {from: 2022-01-01, to: 2022-12-31}, result: 3 CNY}
  - {in_force: {from: 2023-01-01}, result: 4 CNY, keeps_previous: event < date("2023-01-01")}
"""
    )
    (found,) = [one for one in reviewed(kept).rules if one.id == "kept"]
    assert [
        one.words
        for part in found.parts
        for one in part.facts
        if one.label["en"] == "The text before holds where"
    ] == [{"en": '“day of the event” < date("2023-01-01")', "zh": '“事发之日” < date("2023-01-01")'}]


def test_an_article_stands_in_every_language_that_it_has() -> None:
    (law,) = reviewed().laws
    assert law.articles[2].texts == {"en": "A meal costs 18 yuan.", "zh": "每餐十八元。"}


def test_a_table_is_rows_of_words() -> None:
    table = grid(rule("norm", "discount"))
    assert [cell["en"] for cell in table.head] == ["age", "Status", "paid", "Decision", "Amount", "Reason"]
    assert [[cell["en"] for cell in row] for row in table.rows] == [
        ["under 18", "any", "any", "refused", "0 CNY", ""],
        [
            "18 to under 60",
            "married",
            "at most Income line",
            "granted",
            "“Income line” * 0.5",
            "both earn little",
        ],
        ["otherwise", "", "", "refused", "0 CNY", ""],
    ]
    assert [cell["zh"] for cell in table.rows[0]] == ["未满18岁", "不限", "不限", "不批准", "0元", ""]
    assert table.tests == 3


def test_a_formula_stands_as_it_was_written() -> None:
    formulas = {one.label["en"]: one.text for part in rule("norm", "discount").parts for one in part.formulas}
    assert formulas == {"age": "age(birth, application)"}


def test_the_words_of_a_choice_are_those_of_the_pack() -> None:
    words = "--- words/married.yaml\nword: married\ntitle: {en: in a marriage, zh: 已婚}\n"
    made = reviewed(LAW + DRAFT + words)
    assert "状况（single或已婚）" in as_text(made, "zh")
    assert "Status (single or in a marriage)" in as_text(made, "en")


def test_a_rate_lists_its_values_by_period() -> None:
    rows = [[cell["zh"] for cell in row] for row in grid(rule("parameter", "income-line")).rows]
    assert rows == [
        ["2022年1月1日至2025年12月31日", "900元", ""],
        ["2026年1月1日起", "1,200元", "《街道规定》第4条"],
    ]


def test_a_question_stands_beside_the_article_that_allows_it() -> None:
    grids = {one.caption["en"]: one for part in rule("service", "meal").parts for one in part.grids}
    assert [cell["en"] for cell in grids["What it asks"].rows[0]] == [
        "What you cannot eat", "text", "step: cook", "Street Rules, article 4"
    ]  # fmt: skip
    assert [cell["en"] for cell in grids["What it reads from registers"].rows[0]][
        -1
    ] == "Street Rules, article 2"


def test_a_draft_says_that_signatures_are_missing_and_what_was_found() -> None:
    found = rule("norm", "discount")
    assert found.state.settled is False
    assert found.missing[0].words["en"].startswith("nobody has adopted it")
    assert "AO016" in [one.code for one in found.missing]
    assert rule("service", "meal").state.words["en"] == (
        "adopted on 15 December 2021 under Street Rules by street director, county legal office"
    )
    assert rule("register", "people").state.settled is None


def test_every_finding_is_shown_once() -> None:
    checked = check_sources(overlay(LAW + DRAFT), LANGUAGE, on=ON, keep=True)
    made = review(checked)
    shown = [one for rule in made.rules for one in rule.missing]
    shown += [one for law in made.laws for one in law.missing] + list(made.other)
    assert sorted(one.place + one.code for one in shown if one.code) == sorted(
        f"{one.span}{one.code}" for one in checked.findings
    )
    assert made.open_points == len(shown)


def test_the_text_is_in_one_language_and_names_everything() -> None:
    english, chinese = as_text(reviewed(), "en"), as_text(reviewed(), "zh")
    assert "   - 18 to under 60 | married | at most Income line → granted" in english
    assert "      Effect: in the person's favour" in english
    assert "满18岁、未满60岁 | married | 不超过收入线 → 批准" in chinese
    assert "没有定义引用本条。" in chinese
    for one in reviewed().rules:
        assert f"({one.id}, {one.place})" in english
    assert english == as_text(reviewed(), "en")


class Page(HTMLParser):
    """What a reader of the page, or of its headings alone, meets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scopes: list[str | None] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "th":
            self.scopes.append(given.get("scope"))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given.get("href")))


@cache
def page() -> tuple[str, Page]:
    text = as_html(reviewed())
    return text, Page(text)


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    text, read = page()
    assert not {"script", "img", "link", "iframe", "object"} & set(read.tags)
    assert not re.search(r"https?://|url\(|@import|\son\w+=", text)


def test_what_authors_wrote_is_escaped() -> None:
    text, _ = page()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "Discount &amp; more" in text


def test_headings_come_in_order_and_landmarks_are_there() -> None:
    _, read = page()
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))
    assert {"header", "nav", "main", "footer"} <= set(read.tags)


def test_every_link_leads_somewhere_and_every_name_is_one() -> None:
    _, read = page()
    assert len(set(read.ids)) == len(read.ids)
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)


def test_tables_have_headers_for_columns_and_rows() -> None:
    _, read = page()
    assert set(read.scopes) == {"col", "row"}
    assert read.tags.count("caption") == read.tags.count("table") > 0


def test_both_languages_stand_on_the_page_and_paper_has_lines_to_sign() -> None:
    text, _ = page()
    assert '<span class="t" lang="en">Adopted</span><span class="t" lang="zh-Hans">已通过</span>' in text
    assert text.count('class="signatures on-paper"') == 3
    assert text.count("Signature") == 6
    assert re.search(r"@media print \{[^@]*\.on-paper \{ display: block; \}", text.replace("@page", "page"))


@pytest.mark.parametrize("name", ["qingshan", "before"])
def test_the_example_packs_can_be_reviewed(root: Path, name: str) -> None:
    made = review(check_folder(root / "packs" / name, LANGUAGE, on=ON, keep=True))
    read = Page(as_html(made))
    assert made.rules
    assert len(set(read.ids)) == len(read.ids)
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)
    assert as_text(made, "zh")
