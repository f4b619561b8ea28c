"""Officers on foot and firms: notes without a connection, none lost and none doubled; a link; a profile with its lists."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any, Final

import pytest
from openpyxl import Workbook
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.seeing import DESK, NARROW, PHONE, County, Eyes, Opening

FIRM, BUYER, MAKER = "f-carton", "p-buyer", "p-maker"
WORDS: Final = "瓦楞纸箱，五层，400 x 300 x 200 mm，公差±2mm，月产能5万件，交期15天"
LOOKS: Final = [("en", PHONE), ("zh", NARROW)]
OFFICE: Final = "zone/officer"
CLERK: Final = "zone/clerk"


@cache
def who(county: County, role: str) -> str:
    return county.with_role(role)


def ready(eyes: Eyes) -> Page:
    """The page of a note, once the browser keeps it."""
    page = eyes.open("/zone/visit")
    page.locator("form[data-stored]").wait_for()
    return page


def write(page: Page, words: str = WORDS, kind: str = "offer") -> None:
    """Write a note and keep it."""
    page.locator("form[data-keeps]").wait_for()
    page.locator("#firm").fill(FIRM)
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("#words").fill(words)
    page.locator("form button[type=submit], form button:not([type])").first.click()


def kept(page: Page) -> int:
    """How many notes the browser keeps, whosesoever."""
    return int(
        page.evaluate(
            """() => new Promise((done) => {
              const asked = indexedDB.open("askonce-visits", 1);
              asked.onsuccess = () => {
                const all = asked.result.transaction("notes").objectStore("notes").count();
                all.onsuccess = () => { asked.result.close(); done(all.result); };
              };
            })"""
        )
    )


def arrived(eyes: Eyes, words: str) -> int:
    """How many notes of these words the office has."""
    page = eyes.page.context.new_page()
    page.goto(eyes.county.url + "/zone/notes")
    links = [one.get_attribute("href") for one in page.locator("tbody a").all()]
    found = 0
    for href in links:
        page.goto(f"{eyes.county.url}{href}")
        found += words in page.locator(".note-words").inner_text()
    page.close()
    return found


def told(page: Page, *words: str) -> None:
    """Wait until the page says one of these; the policy lets no test look by itself again and again."""
    page.locator("#visit-said", has_text=re.compile("|".join(map(re.escape, words)))).wait_for()


def sent(page: Page) -> None:
    told(page, "Sent.", "已发送。")
    page.locator("#visit-kept").wait_for(state="hidden")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_a_note_is_written_without_a_connection_and_sent_with_one(
    county: County, page_for: Opening, language: str, width: int
) -> None:
    eyes = page_for(who(county, OFFICE), language, width)
    page = ready(eyes)
    eyes.look("online")
    page.context.set_offline(True)
    page.goto(county.url + "/zone/visit")
    eyes.look("offline")
    page.locator("form[data-keeps]").wait_for()
    page.locator("form button").first.click()
    expect(page.locator(".govuk-error-message")).to_have_count(3)
    assert page.evaluate("document.activeElement.id") == "firm"
    eyes.look("wrong")
    words = f"{WORDS} {language}"
    write(page, words)
    page.locator("#visit-kept li").wait_for()
    assert page.locator("#words").input_value() == ""
    eyes.look("kept")
    page.reload()
    page.locator("#visit-kept li").wait_for()
    assert kept(page) == 1, "a reload loses nothing"
    page.context.set_offline(False)
    sent(page)
    assert kept(page) == 0
    assert arrived(eyes, words) == 1


def test_a_connection_that_breaks_in_the_middle_neither_loses_nor_doubles(
    county: County, page_for: Opening
) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page, taken = ready(eyes), []

    def answered_to_nobody(route: Route) -> None:
        """The office takes the note; the answer is lost on the way."""
        taken.append(route.fetch().status)
        route.abort()

    page.context.route("**/zone/visit/send", answered_to_nobody)
    words = f"{WORDS} broken"
    write(page, words)
    told(page, "No connection")
    assert taken == [200]
    assert kept(page) == 1, "what is not known to have arrived stays"
    page.context.unroute("**/zone/visit/send")
    page.locator("#visit-send").click()
    sent(page)
    assert kept(page) == 0
    assert arrived(eyes, words) == 1


def test_two_tabs_and_two_presses_are_one_note(county: County, page_for: Opening) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = ready(eyes)
    page.context.set_offline(True)
    words = f"{WORDS} twice"
    page.locator("#firm").fill(FIRM)
    page.locator("input[name=kind][value=need]").check()
    page.locator("#words").fill(words)
    page.evaluate(
        "() => { const form = document.querySelector('.visit-form'); form.requestSubmit(); form.requestSubmit(); }"
    )
    page.locator("#visit-kept li").wait_for()
    assert kept(page) == 1
    others = [page.context.new_page() for _ in range(2)]
    for other in others:
        other.goto(county.url + "/zone/visit")
        other.locator("form[data-keeps]").wait_for()
    page.context.set_offline(False)
    for one in (page, *others):
        one.evaluate("document.getElementById('visit-send').click()")
    sent(page)
    assert kept(page) == 0
    assert arrived(eyes, words) == 1


def test_when_the_session_has_ended_a_note_waits_for_its_officer_and_for_nobody_else(
    county: County, page_for: Opening
) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = ready(eyes)
    context = page.context
    context.clear_cookies()
    words = f"{WORDS} ended"
    write(page, words)
    page.locator("#visit-sign-in:not([hidden])").wait_for()
    eyes.look("signed-out")
    assert kept(page) == 1

    def sign_in(role: str) -> None:
        context.clear_cookies()
        context.add_cookies(
            [{"name": "askonce", "value": county.token(who(county, role)), "url": county.url}]
        )

    sign_in(CLERK)
    other = ready(eyes)
    assert not other.locator("#visit-kept").is_visible(), "another officer's note is not theirs to see"
    assert kept(other) == 1
    sign_in(OFFICE)
    ready(eyes)
    told(page, "Sent.")
    assert kept(page) == 0
    assert arrived(eyes, words) == 1


def test_signing_out_leaves_nothing_on_the_phone_but_asks_first(county: County, page_for: Opening) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = ready(eyes)
    page.context.route("**/zone/visit/send", lambda route: route.fulfill(status=429))
    write(page, f"{WORDS} unsent")
    page.locator("#visit-kept li").wait_for()
    page.goto(county.url + "/me/security")
    page.locator("form.sign-out button").click()
    page.locator("#leaving:not([hidden])").wait_for()
    eyes.look("warned")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.locator("#leaving button").click()
    page.wait_for_url("**/signed-out")
    left = page.evaluate(
        "async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
    )
    assert left == [0, 0]
    assert "askonce-visits" not in page.evaluate(
        "indexedDB.databases().then((all) => all.map((one) => one.name))"
    )


def test_the_phone_keeps_this_page_and_no_other(county: County, page_for: Opening) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = ready(eyes)
    for path in ("/zone/notes", "/work", "/me/security", "/services"):
        page.goto(county.url + path)
    stored = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const one of await cache.keys()) found.push([new URL(one.url).pathname, await (await cache.match(one)).text()]);
          }
          return found;
        }"""
    )
    paths = sorted(path for path, _ in stored)
    assert [path for path in paths if not path.startswith("/static/")] == ["/zone/visit/kept"]
    shell = next(text for path, text in stored if path == "/zone/visit/kept")
    assert "_token" not in shell
    assert who(county, OFFICE) not in shell
    page.context.set_offline(True)
    for path in ("/zone/notes", "/work"):
        with pytest.raises(Exception, match="INTERNET_DISCONNECTED"):
            page.goto(county.url + path)


def test_a_note_with_a_photo_by_keyboard_alone(county: County, page_for: Opening) -> None:
    from PIL import Image

    eyes = page_for(who(county, OFFICE), "en", DESK)
    page = ready(eyes)
    page.locator("#firm").focus()
    page.keyboard.type(FIRM)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(f"{WORDS} keys")
    picture = io.BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(picture, "JPEG")
    page.locator("#photo").set_input_files(
        {"name": "part.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.locator("form button").first.focus()
    page.keyboard.press("Enter")
    told(page, "Sent.")
    page.goto(county.url + "/zone/notes")
    page.locator("tbody a").first.click()
    page.locator(".note-photo").wait_for()
    width = page.evaluate("document.querySelector('.note-photo').naturalWidth")
    assert width == 1280, "made small before it is kept"
    eyes.look("photo")


@pytest.mark.parametrize(
    ("language", "width", "javascript"), [("en", DESK, True), ("zh", PHONE, True), ("en", NARROW, False)]
)
def test_a_note_becomes_a_draft_that_the_firm_agrees_to_by_a_link(
    county: County, page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    eyes = page_for(who(county, OFFICE), language, width, javascript=javascript)
    if javascript:
        page = ready(eyes)
        write(page, f"{WORDS} {language}")
        sent(page)
        page.goto(county.url + "/zone/notes")
        eyes.look("notes")
        page.locator("tbody a").first.click()
    else:
        page = eyes.open("/zone/visit")
        page.locator("#firm").fill(FIRM)
        page.locator("input[name=kind][value=offer]").check()
        page.locator("#words").fill(WORDS)
        page.locator("main form button").first.click()
    eyes.look("draft")
    note = page.url
    proposed = page.locator(".proposal input")
    assert proposed.count() > 3
    assert not any(one.is_checked() for one in proposed.all()), "nothing is taken silently"
    for box in proposed.all():
        box.check()
    page.locator("main form button").first.click()
    assert page.locator(".govuk-error-summary a").first.get_attribute("href") == "#f-published"
    page.locator("input[name=f-published][value=yes]").check()
    page.locator("main form button").first.click()
    eyes.look("checked")
    page.locator("form[action$='/link'] button").click()
    eyes.look("link")
    found = re.search(r"/zone/confirm/[A-Za-z0-9_-]{32}", page.locator("#address").input_value())
    assert found is not None
    firm = page_for(None, language, width, javascript=javascript)
    theirs = firm.open(found[0])
    firm.look("confirm")
    assert FIRM in theirs.locator("main").inner_text()
    assert theirs.locator("#f-tolerance").input_value() == "2"
    theirs.locator("#f-capacity").fill("6万件")
    theirs.locator("main form button").last.click()
    firm.look("not-agreed")
    theirs.locator("#agree").check()
    theirs.locator("main form button").last.click()
    assert theirs.url.endswith("/zone/confirmed")
    firm.look("confirmed")
    firm.open(found[0])
    firm.look("over")
    page.goto(note)
    assert page.locator(".govuk-tag--green").count() == 1
    eyes.look("filed")


def a_list(mark: str) -> bytes:
    """A list as firms keep it; what another run has entered already would be refused."""
    book = Workbook()
    sheet: Any = book.active
    sheet["A1"] = "2026 产品目录"
    sheet.merge_cells("A1:E1")
    for row in (
        ["产品名称", "材质", "产能（万件）", "单价(元)", "颜色"], [f"纸箱甲{mark}", "瓦楞纸", 5, 3.2, "白"], [],
        [f"纸箱乙{mark}", "牛皮纸", "2-3万件", 9], [f"纸盒丙{mark}", None, "１００００件/月", "￥12"],
    ):  # fmt: skip
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "width", "javascript"), [("en", DESK, True), ("zh", PHONE, True), ("zh", NARROW, False)]
)
def test_a_firm_publishes_by_text_and_by_sheet_and_keeps_its_list_fresh(
    county: County, page_for: Opening, language: str, width: int, *, javascript: bool
) -> None:
    eyes = page_for(MAKER, language, width, javascript=javascript)
    page = eyes.open("/firm")
    eyes.look("firms")
    page.locator("#firm").fill(FIRM)
    page.locator("main form button").click()
    eyes.look("firm")
    count = page.locator("table").first.locator("tbody tr").count()
    page.goto(f"{county.url}/firm/{FIRM}/offers/new")
    page.locator("#pasted").fill(WORDS)
    page.locator("button[value=propose]").click()
    eyes.look("proposed")
    for box in page.locator(".proposal input").all():
        assert not box.is_checked()
        box.check()
    page.locator("input[name=f-published][value=no]").check()
    page.locator("button[value=add]").click()
    assert page.locator(".govuk-notification-banner").count() == 1
    page.goto(f"{county.url}/firm/{FIRM}/offers/sheet")
    eyes.look("sheet")
    file: FilePayload = {
        "name": "list.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": a_list(f"{language}{width}"),
    }
    page.locator("#sheet").set_input_files(file)
    page.locator("main form button").click()
    assert page.locator(".govuk-error-summary a").first.get_attribute("href") == "#published"
    page.locator("#sheet").set_input_files(file)
    page.locator("input[name=published][value=yes]").check()
    page.locator("main form button").click()
    eyes.look("read")
    words = page.locator("main").inner_text()
    assert "C5" in words
    assert "颜色" in words
    page.locator("main form button").click()
    assert page.locator("table").first.locator("tbody tr").count() == count + 3
    page.locator("table").first.locator("tbody a", has_text=f"纸箱甲{language}{width}").first.click()
    eyes.look("entry")
    page.locator("#f-capacity").fill("7万件")
    page.locator("button[value=change]").click()
    page.locator("table").first.locator("tbody a", has_text=f"纸箱甲{language}{width}").first.click()
    assert page.locator("#f-capacity").input_value() == "70000"
    page.locator("button[value=end]").click()
    assert page.locator("table").first.locator("tbody tr").count() == count + 2
    page.locator(".small-button").first.click()
    page.locator(f"form[action='/firm/{FIRM}'] button").click()
    assert page.locator(".govuk-notification-banner").count() == 1
    eyes.look("fresh")


def test_another_firm_is_as_one_that_is_not(page_for: Opening) -> None:
    page = page_for(BUYER).open(f"/firm/{FIRM}")
    assert page.title().startswith("There is no such page")


def test_a_press_before_the_script_is_there_loses_no_word(county: County, page_for: Opening) -> None:
    """A phone in a dead spot opens the page and the officer is quicker than its script: the form sends itself, to nobody."""
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = ready(eyes)
    page.context.set_offline(True)
    for count, words in enumerate((f"{WORDS} quick one", f"{WORDS} quick two"), start=1):
        page.goto(county.url + "/zone/visit")
        page.locator("form[data-keeps]").wait_for()
        page.locator("#firm").fill(FIRM)
        page.locator("input[name=kind][value=offer]").check()
        page.locator("#words").fill(words)
        with (
            page.expect_navigation()
        ):  # as a press does while the script is not there: it passes by what the script listens to
            page.evaluate(
                "HTMLFormElement.prototype.submit.call(document.getElementById('visit-form') ?? document.querySelector('.visit-form'))"
            )
        page.locator("form[data-keeps]").wait_for()
        page.locator("#visit-kept li").nth(count - 1).wait_for()
        assert kept(page) == count, "each press is a note of its own"
    page.context.set_offline(False)
    page.locator("#visit-send").click()
    sent(page)
    assert arrived(eyes, "quick one") == 1
    assert arrived(eyes, "quick two") == 1


def test_two_phones_of_one_officer_are_two_notes(county: County, page_for: Opening) -> None:
    words = f"{WORDS} phones"
    phones = [page_for(who(county, OFFICE), "en", PHONE) for _ in range(2)]
    pages = [ready(one) for one in phones]
    for page in pages:
        page.context.set_offline(True)
        write(page, words)
        page.locator("#visit-kept li").wait_for()
    for page in pages:
        page.context.set_offline(False)
    for page in pages:
        page.evaluate("document.getElementById('visit-send').click()")
    for page in pages:
        sent(page)
    assert arrived(phones[0], words) == 2, "the same words on two phones were written twice"


def test_a_phone_that_can_keep_nothing_says_so_and_leaves_the_words(
    county: County, page_for: Opening
) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = eyes.page
    page.add_init_script(
        "IDBObjectStore.prototype.put = ((put) => function (...given) {"
        " if (this.name === 'notes') throw new DOMException('full', 'QuotaExceededError'); return put.apply(this, given); })(IDBObjectStore.prototype.put)"
    )
    page = ready(eyes)
    words = f"{WORDS} full"
    write(page, words)
    told(page, "This browser keeps nothing")
    assert page.locator("#words").input_value() == words, "they stand there still"
    eyes.look("full")


def test_a_browser_that_keeps_nothing_sends_the_form_itself(county: County, page_for: Opening) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    eyes.page.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('private', 'InvalidStateError'); }"
    )
    page = eyes.open("/zone/visit")
    words = f"{WORDS} private"
    page.locator("#firm").fill(FIRM)
    page.locator("input[name=kind][value=offer]").check()
    page.locator("#words").fill(words)
    page.locator("form button[type=submit], form button:not([type])").first.click()
    page.wait_for_url("**/zone/notes/*")
    assert arrived(eyes, words) == 1


def test_a_new_worker_and_a_cleared_copy_leave_the_notes_that_wait(county: County, page_for: Opening) -> None:
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = ready(eyes)
    page.context.set_offline(True)
    words = f"{WORDS} upgraded"
    write(page, words)
    page.locator("#visit-kept li").wait_for()
    page.context.route("**/zone/visit/send", lambda route: route.fulfill(status=429))
    page.context.set_offline(False)
    page.evaluate(
        """async () => {
          const before = await navigator.serviceWorker.getRegistration("/zone/visit");
          await before.unregister();
          for (const name of await caches.keys()) await caches.delete(name);
          await navigator.serviceWorker.register("/zone/visit/worker.js", { scope: "/zone/visit" });
        }"""
    )
    page.goto(county.url + "/zone/visit")
    page.locator("form[data-stored]").wait_for()
    assert kept(page) == 1
    page.context.unroute("**/zone/visit/send")
    page.locator("#visit-send").click()
    sent(page)
    assert arrived(eyes, words) == 1


def test_a_note_is_two_fields_one_choice_and_one_press(county: County, page_for: Opening) -> None:
    """Within a minute on foot: nothing else has to be said, and the next note can be written at once."""
    eyes = page_for(who(county, OFFICE), "en", PHONE)
    page = ready(eyes)
    page.locator("#firm").fill(FIRM)
    page.locator("label[for^=kind]").first.click()
    page.locator("#words").fill(f"{WORDS} short")
    page.locator("form button").first.click()
    sent(page)
    assert page.evaluate("document.activeElement.id") == "firm"
    assert page.locator("#words").input_value() == ""
    assert arrived(eyes, f"{WORDS} short") == 1
