"""Visits and links against those who mean ill: foreign notes and firms, links guessed, used twice, or kept too long."""

from __future__ import annotations

import hashlib
import io
import itertools
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest

from askonce.apps.economy.visits import LASTS, LINK_LASTS
from askonce.assembly.markets.diary import sweep as sweep_diary
from askonce.assembly.markets.visiting import LINKS, NOTES, Visits, sweep, sweep_links
from askonce.web.addressing import in_address
from askonce.web.limits import Buckets
from askonce.web.pages.frame import csrf
from askonce.web.sessions import Account, digest_of, keep_account
from tests.security.served import Served

FORM = "application/x-www-form-urlencoded"
WORDS = "斜齿轮，材料20CrMnTi，月产能5万件"
FIRM = "f-carton"
CODE = re.compile(r"/zone/confirm/([A-Za-z0-9_-]{32})")


@pytest.fixture(autouse=True)
def _many(house: Served) -> Iterator[None]:
    before, house.service.few = house.service.few, Buckets(60_000_000)
    yield
    house.service.few = before


_COUNT = itertools.count()


def fresh() -> str:
    """32 signs that no other call gives."""
    return hashlib.sha256(str(next(_COUNT)).encode()).hexdigest()[:32]


def officer(house: Served, name: str = "walker", *roles: str) -> str:
    return house.token("officer", name, *(roles or ("zone/officer",)))


def get(house: Served, path: str, session: str = "") -> httpx.Response:
    cookie = {"cookie": f"askonce={session}"} if session else {}
    return house.ask("GET", path, headers={"accept": "text/html", **cookie})


def post(
    house: Served, path: str, fields: dict[str, str], session: str = "", mark: str = ""
) -> httpx.Response:
    """Send a form of ours; an anonymous visitor has the mark of their browser."""
    bound = f"session:{digest_of(session)}" if session else f"visitor:{mark}"
    token = csrf.token_for(house.house.keys.derive("forms"), bound)
    cookie = f"askonce={session}" if session else f"askonce-visitor={mark}"
    said = {"_token": token, "_once": fresh(), **fields}
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in said.items())
    headers = {"accept": "text/html", "content-type": FORM, "cookie": cookie}
    return house.ask("POST", path, content=body, headers=headers)


def a_note(**more: str) -> dict[str, str]:
    return {
        "id": fresh(),
        "firm": FIRM,
        "kind": "offer",
        "words": WORDS,
        "volume": "5万",
        **more,
    }


def written(house: Served, session: str, **more: str) -> str:
    """A note that has arrived."""
    note = a_note(**more)
    answer = post(house, "/zone/visit", note, session)
    assert answer.status_code == 303, answer.text
    return note["id"]


def owner(house: Served, session: str) -> str:
    return str(get(house, "/zone/visit/ready", session).json()["owner"])


def notes(house: Served) -> list[str]:
    visits = Visits(house.house)
    return [one.id for one in house.house.database.read(lambda journal: visits.notes(journal, "zone"))]


DRAFT = {
    "firm": FIRM, "kind": "offer", "f-product": "斜齿轮", "f-capacity": "5万件", "f-price": "3.2", "f-published": "yes",
}  # fmt: skip


def linked(house: Served, session: str, **more: str) -> tuple[str, str]:
    """A note whose draft has been checked, and the code of its link."""
    name = written(house, session)
    assert post(house, f"/zone/notes/{name}", {**DRAFT, **more}, session).status_code == 303
    page = post(house, f"/zone/notes/{name}/link", {}, session)
    found = CODE.search(page.text)
    assert found is not None, page.text
    return name, found[1]


AGREED = {**{key: value for key, value in DRAFT.items() if key.startswith("f-")}, "agree": "yes"}


def offers_of(house: Served, firm: str = FIRM) -> list[Any]:
    from askonce.assembly.markets.own import OwnFirms

    firms = OwnFirms(house.house)
    return list(house.house.database.read(lambda journal: firms.entries(journal, firm, "offer")))


def swept(house: Served) -> None:
    """What the night does, a note and a link at a time."""
    for some in (partial(sweep, house.house), sweep_links, sweep_diary):
        after = house.house.database.write(partial(some, limit=1)).result()
        while after:
            after = house.house.database.write(partial(some, after=after, limit=1)).result()


def test_a_note_that_comes_again_is_the_same_note(house: Served) -> None:
    session, note = officer(house), a_note()
    mine = owner(house, session)
    for words in (WORDS, WORDS, "other words under the same id"):
        answer = post(house, "/zone/visit/send", {**note, "words": words, "owner": mine}, session)
        assert (answer.status_code, answer.json()) == (200, {"kept": note["id"]})
    assert WORDS in get(house, f"/zone/notes/{note['id']}", session).text, "the one that came first"
    answers = house.ask_all(
        [("POST", "/zone/visit/send", "", sending(house, session, {**note, "owner": mine})) for _ in range(5)]
    )
    assert {one.status_code for one in answers} == {200}
    assert notes(house).count(note["id"]) == 1


def sending(house: Served, session: str, fields: dict[str, str]) -> dict[str, Any]:
    token = csrf.token_for(house.house.keys.derive("forms"), f"session:{digest_of(session)}")
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in {**fields, "_token": token}.items())
    return {"content": body, "headers": {"content-type": FORM, "cookie": f"askonce={session}"}}


def test_a_note_that_was_forgotten_does_not_come_back_with_a_late_sending(house: Served) -> None:
    session, note = officer(house), a_note()
    mine = owner(house, session)
    assert post(house, "/zone/visit/send", {**note, "owner": mine}, session).status_code == 200
    assert post(house, f"/zone/notes/{note['id']}/drop", {}, session).status_code == 303
    assert post(house, "/zone/visit/send", {**note, "owner": mine}, session).status_code == 200
    assert note["id"] not in notes(house)


def test_nobody_sends_what_another_wrote_on_the_same_phone(house: Served) -> None:
    first, second, note = officer(house, "first"), officer(house, "second"), a_note()
    answer = post(house, "/zone/visit/send", {**note, "owner": owner(house, first)}, second)
    assert (answer.status_code, answer.json()["why"]) == (409, "owner")
    assert note["id"] not in notes(house)
    name = written(house, first)
    answer = post(house, "/zone/visit/send", {**a_note(id=name), "owner": owner(house, second)}, second)
    assert (answer.status_code, answer.json()["why"]) == (409, "id")


def test_a_sending_without_a_session_or_its_token_takes_nothing(house: Served) -> None:
    session, note = officer(house), a_note()
    mine = owner(house, session)
    answer = post(house, "/zone/visit/send", {**note, "owner": mine}, "", "m" * 43)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    stale = sending(house, officer(house, "elsewhere"), {**note, "owner": mine})
    stale["headers"]["cookie"] = f"askonce={session}"
    assert house.ask("POST", "/zone/visit/send", "", **stale).status_code == 403
    assert note["id"] not in notes(house)


@pytest.mark.parametrize(
    "more",
    [
        {"id": ""}, {"id": "../" + "0" * 29}, {"id": "G" * 32}, {"kind": "gift"}, {"words": ""}, {"words": "x" * 5001}, {"firm": ""},
        {"firm": "x" * 201}, {"volume": "9" * 61},
    ],
)  # fmt: skip
def test_a_note_that_cannot_be_taken_is_said_so(house: Served, more: dict[str, str]) -> None:
    session, before = officer(house), notes(house)
    answer = post(house, "/zone/visit/send", {**a_note(**more), "owner": owner(house, session)}, session)
    assert answer.status_code == 422
    assert answer.json()["why"]
    assert notes(house) == before


def test_the_page_that_a_browser_keeps_holds_nothing_of_anybody(house: Served) -> None:
    session = officer(house, "secret.name")
    page = get(house, "/zone/visit/kept", session)
    assert page.status_code == 200
    assert "_token" not in page.text
    assert "secret.name" not in page.text
    assert "_token" in get(house, "/zone/visit", session).text
    worker = get(house, "/zone/visit/worker.js", session)
    assert worker.headers["service-worker-allowed"] == "/zone/visit"
    assert worker.headers["content-type"].startswith("text/javascript")
    assert "/zone/notes" not in worker.text
    assert "secret.name" not in get(house, "/zone/visit/ready", session).text


def test_signing_out_clears_what_an_officers_browser_kept(house: Served) -> None:
    session = officer(house)
    assert post(house, "/sign-out", {}, session).headers["clear-site-data"] == '"storage"'
    person = house.token("person", "p-elder")
    assert "clear-site-data" not in post(house, "/sign-out", {}, person).headers


def test_officers_of_other_offices_see_no_note_and_write_none(house: Served) -> None:
    name, other = written(house, officer(house)), officer(house, "lin", "street/clerk")
    for path in (
        "/zone/visit",
        "/zone/visit/kept",
        "/zone/visit/ready",
        "/zone/visit/worker.js",
        "/zone/notes",
        f"/zone/notes/{name}",
    ):
        assert get(house, path, other).status_code == 403, path
    assert post(house, "/zone/visit", a_note(), other).status_code == 403
    for path in (f"/zone/notes/{name}", f"/zone/notes/{name}/link", f"/zone/notes/{name}/drop"):
        assert post(house, path, DRAFT, other).status_code == 403
    assert name in notes(house)


def test_a_colleague_reads_a_note_and_changes_nothing_of_it(house: Served) -> None:
    name, colleague = written(house, officer(house)), officer(house, "colleague")
    assert WORDS in get(house, f"/zone/notes/{name}", colleague).text
    for path in (f"/zone/notes/{name}", f"/zone/notes/{name}/link", f"/zone/notes/{name}/drop"):
        assert post(house, path, DRAFT, colleague).status_code == 409, path
    assert get(house, f"/zone/notes/{'0' * 32}", colleague).status_code == 404


def test_a_photo_loses_all_but_its_points_and_is_shown_to_the_office_alone(house: Served) -> None:
    from PIL import Image

    session, note = officer(house), a_note()
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG", exif=exif)
    token = csrf.token_for(house.house.keys.derive("forms"), f"session:{digest_of(session)}")
    fields = {**note, "_token": token, "_once": "x", "owner": owner(house, session)}
    answer = house.ask(
        "POST", "/zone/visit/send", data=fields, files={"photo": ("a.jpg", picture.getvalue(), "image/jpeg")},
        headers={"cookie": f"askonce={session}"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    shown = get(house, f"/zone/notes/{note['id']}/photo", session)
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"where it was taken" not in shown.content
    assert (
        get(house, f"/zone/notes/{note['id']}/photo", officer(house, "x", "street/clerk")).status_code == 403
    )
    stored = house.house.database.read(lambda journal: journal.get(NOTES, f"zone/{note['id']}"))
    assert stored is not None
    assert "斜齿轮".encode() not in stored, "a copy of the database gives no note away"


def test_a_link_files_once_and_only_what_the_firm_pressed_for(house: Served) -> None:
    name, code = linked(house, officer(house))
    before = len(offers_of(house))
    path = f"/zone/confirm/{code}"
    for _ in range(3):
        assert get(house, path).status_code == 200
    assert len(offers_of(house)) == before, "opening changes nothing"
    assert post(house, path, {**AGREED, "agree": ""}, mark="a" * 43).status_code == 422
    assert post(house, path, {**AGREED, "f-capacity": "many"}, mark="a" * 43).status_code == 422
    assert len(offers_of(house)) == before
    done = post(house, path, {**AGREED, "f-capacity": "7万件"}, mark="a" * 43)
    assert (done.status_code, done.headers["location"]) == (303, "/zone/confirmed")
    (new,) = offers_of(house)[before:] or [
        one for one in offers_of(house) if one.answers.get("capacity") == 70_000
    ]
    assert new.published
    assert get(house, path).status_code == 404
    assert post(house, path, AGREED, mark="b" * 43).status_code == 404
    assert len(offers_of(house)) == before + 1
    visits = Visits(house.house)
    note = house.house.database.read(lambda journal: visits.find(journal, "zone", name))
    assert note is not None
    assert note.filed
    events = house.house.database.read(lambda journal: [one.body for one in journal.events(note.filed)])
    assert b'"channel":"link"' in events[0]


def test_pressed_twice_at_once_a_link_files_once(house: Served) -> None:
    _, code = linked(house, officer(house))
    before = len(offers_of(house))
    mark = "c" * 43
    token = csrf.token_for(house.house.keys.derive("forms"), f"visitor:{mark}")
    body = "&".join(
        f"{quote(name)}={quote(value)}"
        for name, value in {**AGREED, "_token": token, "_once": "same"}.items()
    )
    headers = {"content-type": FORM, "cookie": f"askonce-visitor={mark}"}
    answers = house.ask_all(
        [("POST", f"/zone/confirm/{code}", "", {"content": body, "headers": headers})] * 4
        + [
            (
                "POST",
                f"/zone/confirm/{code}",
                "",
                {"content": body.replace("same", f"other{n}"), "headers": headers},
            )
            for n in range(4)
        ]
    )
    assert {one.status_code for one in answers} <= {303, 404}
    assert len(offers_of(house)) == before + 1


def test_a_link_that_was_guessed_ended_or_replaced_opens_nothing(house: Served) -> None:
    session = officer(house)
    name, code = linked(house, session)
    other = code[:-1] + ("A" if code[-1] != "A" else "B")
    pages = [
        get(house, f"/zone/confirm/{one}")
        for one in (other, "x", code.lower(), code + "A", quote("../" + code, safe=""))
    ]
    assert {one.status_code for one in pages} == {404}
    again = post(house, f"/zone/notes/{name}/link", {}, session)
    newer = CODE.search(again.text)
    assert newer is not None
    assert get(house, f"/zone/confirm/{code}").status_code == 404, "a newer one makes it void"
    assert get(house, f"/zone/confirm/{newer[1]}").status_code == 200
    assert post(house, f"/zone/notes/{name}", {**DRAFT, "f-product": "Other"}, session).status_code == 303
    assert get(house, f"/zone/confirm/{newer[1]}").status_code == 404, "its firm would read something else"
    _, left = linked(house, session)
    visits, database = Visits(house.house), house.house.database
    found = database.read(lambda journal: visits.by_code(journal, left))
    assert found is not None
    for note in (msgspec.structs.replace(found[1], link=""), msgspec.structs.replace(found[1], filed="c-1")):
        database.write(lambda journal, note=note: visits.save(journal, "zone", note)).result()  # type: ignore[misc]
        assert get(house, f"/zone/confirm/{left}").status_code == 404, "what the note says counts, too"
    unchecked = written(house, session)
    assert post(house, f"/zone/notes/{unchecked}/link", {}, session).status_code == 409


def test_a_link_ends_after_fourteen_days_and_with_the_account_of_its_officer(house: Served) -> None:
    visits = Visits(house.house)
    name, code = linked(house, officer(house, "leaver"))
    digest = house.house.database.read(lambda journal: visits.find(journal, "zone", name))
    assert digest is not None
    kept = house.house.database.read(lambda journal: visits.by_code(journal, code))
    assert kept is not None
    assert kept[0].until - kept[0].given == LINK_LASTS
    past = msgspec.structs.replace(kept[0], until=datetime.now(UTC) - timedelta(seconds=1))  # noqa: TID251 - as the house's own
    house.house.database.write(
        lambda journal: journal.put(LINKS, past.digest, msgspec.json.encode(past))
    ).result()
    assert get(house, f"/zone/confirm/{code}").status_code == 404
    swept(house)
    assert house.house.database.read(lambda journal: journal.get(LINKS, past.digest)) is None

    _, code = linked(house, officer(house, "leaver"))
    assert get(house, f"/zone/confirm/{code}").status_code == 200
    account = Account("officer", "leaver", ("zone/officer",), closed=True)
    house.house.database.write(lambda journal: keep_account(journal, account)).result()
    before = len(offers_of(house))
    assert get(house, f"/zone/confirm/{code}").status_code == 404
    assert post(house, f"/zone/confirm/{code}", AGREED, mark="d" * 43).status_code == 404
    moved = Account("officer", "leaver", ("street/clerk",))
    house.house.database.write(lambda journal: keep_account(journal, moved)).result()
    assert post(house, f"/zone/confirm/{code}", AGREED, mark="d" * 43).status_code in (403, 404)
    assert len(offers_of(house)) == before


def test_what_is_refused_when_it_is_filed_leaves_the_link_as_it_was(house: Served) -> None:
    _, code = linked(house, officer(house))
    visits, database = Visits(house.house), house.house.database
    found = database.read(lambda journal: visits.by_code(journal, code))
    assert found is not None
    nobody = msgspec.structs.replace(found[1], firm="f-nobody")
    database.write(lambda journal: visits.save(journal, "zone", nobody)).result()
    assert post(house, f"/zone/confirm/{code}", AGREED, mark="e" * 43).status_code in (403, 409, 404, 422)
    assert database.read(lambda journal: visits.by_code(journal, code)) is not None
    database.write(lambda journal: visits.save(journal, "zone", found[1])).result()
    assert post(house, f"/zone/confirm/{code}", AGREED, mark="e" * 43).status_code == 303


def test_a_code_stands_in_no_log_no_database_and_no_referrer(
    house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    _, code = linked(house, officer(house))
    assert len(code) * 6 >= 128
    with caplog.at_level(logging.DEBUG):
        page = get(house, f"/zone/confirm/{code}")
    assert page.headers["referrer-policy"] == "strict-origin"
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert not any(code in str(record.__dict__) for record in caplog.records if record.name != "httpx")
    keys = house.house.database.read(lambda journal: journal.keys(LINKS))
    values = house.house.database.read(lambda journal: [journal.get(LINKS, key) for key in keys])
    assert not any(
        code in key or code.encode() in (value or b"") for key, value in zip(keys, values, strict=True)
    )


def test_links_are_not_guessed_at_leisure(house: Served) -> None:
    house.service.few = Buckets(60, burst=5)
    found = [get(house, f"/zone/confirm/{fresh()}").status_code for _ in range(8)]
    assert found[:5] == [404] * 5
    assert found[5:] == [429] * 3


FIRM_PATHS = ("", "/offers/new", "/offers/sheet", "/needs/new")


def test_a_firm_is_open_to_those_who_act_for_it_alone(house: Served) -> None:
    maker, buyer, nobody = (house.token("person", name) for name in ("p-maker", "p-buyer", "p-elder"))
    own = in_address(offers_of(house)[0].id)
    for path in (*FIRM_PATHS, f"/offers/{own}"):
        assert get(house, f"/firm/{FIRM}{path}", maker).status_code == 200, path
        for other in (buyer, nobody):
            answer = get(house, f"/firm/{FIRM}{path}", other)
            assert answer.status_code == 404, path
            assert answer.text == get(house, f"/firm/f-nobody{path}", other).text.replace("f-nobody", FIRM), (
                "as one that is not"
            )
    assert get(house, f"/firm/f-gearbox/offers/{own}", buyer).status_code == 404, (
        "an offer of another under one's own firm"
    )
    before = len(offers_of(house))
    for path in ("", "/offers/new", "/offers/sheet", "/offers/sheet/file", f"/offers/{own}"):
        fields = {**AGREED, "do": "end", "published": "yes", "waits": "x"}
        assert post(house, f"/firm/{FIRM}{path}", fields, buyer).status_code in (404, 422, 303), path
    assert len(offers_of(house)) == before
    assert get(house, f"/firm/{FIRM}/secrets/new", maker).status_code == 404


def test_the_rows_of_a_sheet_are_entered_once_and_by_whoever_sent_it(house: Served) -> None:
    maker, buyer = house.token("person", "p-maker"), house.token("person", "p-buyer")
    token = csrf.token_for(house.house.keys.derive("forms"), f"session:{digest_of(maker)}")
    rows = "产品名称,单价（元）\n" + "\n".join(f"纸箱{n},{n}" for n in range(1, 26)) + "\n坏,两元多\n"
    answer = house.ask(
        "POST", f"/firm/{FIRM}/offers/sheet", data={"_token": token, "_once": "s", "published": "no"},
        files={"sheet": ("a.csv", rows.encode("gb18030"), "text/csv")}, headers={"cookie": f"askonce={maker}", "accept": "text/html"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert "B27" in answer.text
    waits = re.search(r'name="waits" value="([0-9a-f]{32})"', answer.text)
    assert waits is not None
    before = len(offers_of(house))
    assert post(house, "/firm/f-gearbox/offers/sheet/file", {"waits": waits[1]}, buyer).status_code == 303
    assert post(house, f"/firm/{FIRM}/needs/sheet/file", {"waits": waits[1]}, maker).status_code == 303
    assert len(offers_of(house)) == before, "nobody else's, and of no other kind"
    assert post(house, f"/firm/{FIRM}/offers/sheet/file", {"waits": waits[1]}, maker).status_code == 303
    assert len(offers_of(house)) == before + 25
    assert post(house, f"/firm/{FIRM}/offers/sheet/file", {"waits": waits[1]}, maker).status_code == 303
    assert len(offers_of(house)) == before + 25
    assert not any(
        one.published for one in offers_of(house) if str(one.answers.get("product", "")).startswith("纸箱1")
    )


def test_notes_are_forgotten_in_time(house: Served) -> None:
    visits, database = Visits(house.house), house.house.database
    name = written(house, officer(house))
    note = database.read(lambda journal: visits.find(journal, "zone", name))
    assert note is not None
    old = msgspec.structs.replace(note, changed=note.changed - LASTS)
    database.write(lambda journal: visits.save(journal, "zone", old)).result()
    assert database.read(lambda journal: visits.find(journal, "zone", name)) is None
    swept(house)
    assert database.read(lambda journal: journal.get(NOTES, f"zone/{name}")) is None


def test_a_class_is_proposed_out_of_what_firms_have_published_and_never_taken(house: Served) -> None:
    maker = house.token("person", "p-maker")
    before = len(offers_of(house))
    fields = {"do": "propose", "pasted": "五层瓦楞纸箱，月产能5万件"}
    page = post(house, f"/firm/{FIRM}/offers/new", fields, maker).text
    box = re.search(r'<input[^>]*name="use-product_class"[^>]*>', page)
    assert box is not None
    assert 'value="481910"' in box[0]
    assert "checked" not in box[0]
    assert len(offers_of(house)) == before
    assert (
        "use-product_class"
        not in post(house, f"/firm/{FIRM}/offers/new", {**fields, "pasted": "花瓶"}, maker).text
    )


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("need", {"f-product": "轴承", "f-volume": "2万个/月", "f-published": "no"}),
        ("difficulty", {"f-matter": "energy", "f-words": "变压器容量不够"}),
    ],
)
def test_a_need_and_a_difficulty_come_through_a_link_too(
    house: Served, kind: str, fields: dict[str, str]
) -> None:
    session = officer(house)
    visits = Visits(house.house)
    names = {one.name: one for one in visits.fields(kind)}
    said = {name: text for name, text in fields.items() if name.removeprefix("f-") in names}
    for name, field in names.items():  # the words of the pack are its own: a choice takes its first
        if field.labels and not field.optional:
            said[f"f-{name}"] = next(iter(field.labels))
    name = written(house, session, kind=kind, words="变压器容量不够，轴承2万个/月")
    answer = post(house, f"/zone/notes/{name}", {"firm": FIRM, "kind": kind, **said}, session)
    assert answer.status_code == 303, answer.text
    page = post(house, f"/zone/notes/{name}/link", {}, session)
    found = CODE.search(page.text)
    assert found is not None
    mark = (kind[0] * 43)[:43]
    assert post(house, f"/zone/confirm/{found[1]}", {**said, "agree": "yes"}, mark=mark).status_code == 303
    note = house.house.database.read(lambda journal: visits.find(journal, "zone", name))
    assert note is not None
    line = house.house.database.read(lambda journal: journal.line(note.filed))
    assert line is not None
    assert line.type == {"need": "publish-need", "difficulty": "difficulty"}[kind]
