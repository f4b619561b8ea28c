"""The rules: findings with both places, article beside rule, a trial with invented people, rehearsals, drafts that are broken."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seeing import DESK, NARROW, PHONE, Eyes, Opening

CLERK: Final = "wang.fang"
LOOKS: Final = [("en", DESK), ("zh", PHONE), ("zh", DESK), ("en", NARROW)]
#: Work that goes on beside a page, on a machine that has other things to do.
LONG: Final = 60_000
PACK: Final = Path(__file__).parents[2] / "packs" / "qingshan"


def example(eyes: Eyes) -> Page:
    """Begin with the draft that is made for a demonstration, and stand at its findings."""
    page = eyes.open("/pack/draft")
    page.locator("form[action='/pack/draft/example'] button").click()
    page.locator(".author-finding").first.wait_for(timeout=LONG)
    return page


def folder_as_zip(change: Mapping[str, tuple[str, str]] | None = None, top: str = "") -> bytes:
    """The county's pack as a ZIP, as an author packs its folder, with texts changed in some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(one for one in PACK.rglob("*") if one.is_file()):
            name = path.relative_to(PACK).as_posix()
            old, new = (change or {}).get(name, ("", ""))
            content = path.read_bytes()
            archive.writestr(top + name, content.replace(old.encode(), new.encode()) if old else content)
    return out.getvalue()


def glance(eyes: Eyes, name: str) -> None:
    """Look, and take away the empty styles that axe leaves behind, which htmx would copy against the policy."""
    eyes.look(name)
    if eyes.scripts:
        eyes.page.evaluate(
            "document.querySelectorAll('[style]').forEach(one => one.removeAttribute('style'))"
        )


def send(page: Page, content: bytes, name: str = "draft.zip") -> None:
    """Send a file as draft."""
    page.locator("#pack").set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})
    page.locator("form[action='/pack/draft'] button").click()


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_anybody_reads_the_rules_article_beside_rule(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for(None, language, width)
    page = eyes.open("/pack")
    eyes.look("pack")
    assert page.locator("a[href='/pack/findings']").count() == 0, "drafts are for those who work on rules"
    page.locator(".author-pages a[href='/pack/norms']").click()
    eyes.look("norms")
    page.locator("a[href*='/pack/norms/temporary-aid']").click()
    assert page.locator(".author-law blockquote").count() >= 1
    assert page.locator(".author-rule table tbody tr").count() >= 4
    eyes.look("norm")
    page.locator(".author-law h3 a").first.click()
    page.wait_for_url("**/pack/laws/**")
    eyes.look("law")
    eyes.open("/pack/laws")
    eyes.look("laws")
    eyes.open("/pack/registers")
    eyes.look("registers")
    page.locator("main a[href*='/pack/registers/people']").click()
    assert page.locator("main table tbody tr").count() >= 1
    eyes.look("register")
    eyes.open("/pack/offices")
    eyes.look("offices")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_findings_of_a_draft_show_both_places(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for(CLERK, language, width)
    page = example(eyes)
    eyes.look("findings")
    asked = page.locator(".author-finding", has=page.locator("a[href='/pack/rules/AO301']"))
    marks = asked.locator("mark")
    assert marks.all_inner_texts() == ["born", "birth_date"]
    assert "services/elder-meal.yaml" in asked.inner_text()
    assert "registers/people.yaml" in asked.inner_text()
    page.locator("#code").select_option("AO016")
    page.locator(".author-filter button").click()
    expect(page.locator(".author-finding")).to_have_count(1)
    assert page.locator("mark").inner_text() == "care-act/44"
    page.locator("a[href='/pack/rules/AO016']").click()
    eyes.look("rule")
    page = eyes.open("/pack")
    eyes.look("pack-with-draft")
    page = eyes.open("/pack/compare")
    page.locator(".author-change").first.wait_for(timeout=LONG)
    eyes.look("compare")


@pytest.mark.parametrize(
    ("language", "width", "javascript"), [("en", DESK, True), ("zh", PHONE, True), ("en", NARROW, False)]
)
def test_a_service_is_tried_with_invented_people(
    page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    eyes = page_for(CLERK, language, width, javascript=javascript)
    page = eyes.open("/pack/try")
    eyes.look("choose")
    page.locator("#service").select_option("temporary-aid")
    page.locator("input[value=p-poor]").check()
    page.locator("main form button").click()
    page.locator("input[name=told]").wait_for(state="attached", timeout=LONG)
    glance(eyes, "first")
    answers = {"aided": "no", "calamity": "illness", "cost": "9000"}
    for _ in range(6):
        name = page.locator("input[name=_name]")
        if not name.count():
            break
        asked = name.get_attribute("value") or ""
        answer = answers.get(asked)
        box = page.locator(f"input[name=q][value='{answer}']")
        if answer is not None and box.count():
            box.check()
        elif answer is not None:
            page.locator("#q").fill(answer)
        page.locator("#trial form button").first.click()
        expect(page.locator(f"input[name=_name][value={asked}]")).to_have_count(0)
    glance(eyes, "decided")
    before = page.locator("#trial").inner_text()
    assert page.locator(".account").count() >= 1, "it says why"
    page.locator("button[name=_change][value=calamity]").click()
    page.locator("input[name=q][value=other]").check()
    page.locator("#trial form button").first.click()
    expect(page.locator("input[name=_name]")).to_have_count(0)
    after = page.locator("#trial").inner_text()
    assert after != before
    eyes.look("changed")


def test_what_a_register_says_can_be_changed_for_a_trial(page_for: Opening) -> None:
    eyes = page_for(CLERK)
    page = eyes.open("/pack/try/elder-meal?person=p-elder")
    page.locator("input[name=told]").wait_for(state="attached", timeout=LONG)
    assert re.search(r"CN¥\s?15|15(\.00)? ?(CNY|yuan)", page.locator("#trial").inner_text())
    page.locator("button[name=_change][value=birth]").click()
    for part, text in (("day", "1"), ("month", "2"), ("year", "2001")):
        page.locator(f"#q-{part}").fill(text)
    page.locator("#trial form button").first.click()
    page.locator("button[name=_forget][value=birth]").wait_for()
    assert re.search(r"CN¥\s?18|18(\.00)? ?(CNY|yuan)", page.locator("#trial").inner_text())
    eyes.look("younger")


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("en", DESK, True), ("zh", PHONE, True), ("zh", DESK, False), ("en", NARROW, True)],
)
def test_dropping_a_question_is_rehearsed(
    page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    eyes = page_for(CLERK, language, width, javascript=javascript)
    page = eyes.open("/pack/rehearse")
    eyes.look("choose")
    page.locator("#service").select_option("elder-meal")
    page.locator("main form button").click()
    assert page.locator("a[href*='question=diet']").count() == 0, "no norm looks at the diet"
    eyes.look("questions")
    page.locator("a[href*='question=birth']").click()
    eyes.look("begin")
    page.locator("main form button").click()
    page.locator("main table").first.wait_for(timeout=LONG)
    eyes.look("dropped")
    cells = page.locator("main table").first.locator("td").all_inner_texts()
    assert cells[0] == cells[1] == "0"
    assert int(cells[2]) >= 10, "without the date of birth no price comes out"


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_a_draft_is_rehearsed_over_closed_cases(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for("li.wei", language, width)
    page = eyes.open("/pack/draft")
    changed = {"norms/meal-price.yaml": ('60"', '70"')}
    send(page, folder_as_zip(changed, top="qingshan/"))
    page.wait_for_url("**/pack/findings**", timeout=LONG)
    page = eyes.open("/pack/rehearse/draft")
    eyes.look("begin")
    page.locator("main form button").click()
    page.locator("main table").first.wait_for(timeout=LONG)
    eyes.look("rehearsed")
    same, other, *_ = page.locator("main table").first.locator("td").all_inner_texts()
    assert int(other) >= 10
    assert int(same) >= 10
    page = eyes.open("/pack/try?of=draft")
    page.locator("#service").wait_for(timeout=LONG)
    page.locator("#service").select_option("elder-meal")
    page.locator("main form button").click()
    page.locator("input[name=told]").wait_for(state="attached", timeout=LONG)
    eyes.look("tried")
    assert re.search(r"18", page.locator("#trial").inner_text()), "she is 60, and the draft wants 70"


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("zh", PHONE)])
def test_a_broken_zip_is_refused_at_its_field(page_for: Opening, language: str, width: int) -> None:
    eyes = page_for("zhang.min", language, width)
    page = eyes.open("/pack/draft")
    page.locator("form[action='/pack/draft'] button").click()
    assert page.locator(".govuk-error-summary a[href='#pack']").count() == 1
    whole = folder_as_zip()
    for content in (b"no zip at all", whole[: len(whole) // 2]):
        send(page, content)
        assert page.locator(".govuk-error-summary a[href='#pack']").count() == 1
        assert page.title().startswith(("Error", "有误"))
    eyes.look("broken")
    page = eyes.open("/pack/findings")
    assert page.locator("h1").inner_text() in ("Findings of the pack in force", "现行文件包的检查结果")


def test_the_draft_of_one_is_seen_by_nobody_else(page_for: Opening) -> None:
    example(page_for(CLERK))
    other = page_for("liu.qiang")
    page = other.open("/pack/compare")
    assert page.locator("main a[href='/pack/draft']").count() >= 1
    assert page.locator(".author-change").count() == 0
    other.look("no-draft")


def test_the_findings_are_read_by_keyboard(page_for: Opening) -> None:
    eyes = page_for(CLERK)
    page = example(eyes)
    scrolls = page.locator(".author-place .scroll")
    assert all(scrolls.nth(place).get_attribute("tabindex") == "0" for place in range(scrolls.count()))
    page.locator("#severity").focus()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**severity=proposal**")
    assert page.locator(".author-finding").count() == page.locator(".author-proposal").count() > 0
