"""Drafts: sealed, for one person alone, for thirty days; two devices at once lose nothing unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from askonce.adapters.uploads.keeping import copy_file, find_file, keep_file, sealed
from askonce.cases.files import FILES, FileNote, file_of, forget_files
from askonce.cases.journal import Journal
from askonce.web.drafts import ROOM, Draft, drafts_of, drop, load, owner_of, room_of_files, save, sweep
from askonce.web.pages.interview.marks import answer_mark, mark_of, put
from askonce.web.pages.interview.standing import REPLACED
from tests.security.served import Served, served

ABOUT = "service/elder-meal"
KEY = "elder-meal.diet"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("drafts")) as one:
        yield one


def write(house: Served, job: Any) -> Any:
    """What a write job comes to."""
    return house.house.database.write(job).result()


class Later:
    """A journal whose clock is ahead."""

    def __init__(self, journal: Journal, by: timedelta) -> None:
        self._journal = journal
        self.now = journal.now + by

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)


def test_a_draft_is_the_person_s_alone_and_says_nothing_in_the_database(house: Served) -> None:
    keys = house.house.keys
    mine, other = owner_of(keys, "p-elder"), owner_of(keys, "p-carer")
    draft = Draft(ABOUT, answers={KEY: "no peanuts at all"}, disputes={"elder-meal.birth": "it is wrong"})
    write(house, lambda journal: save(journal, keys, mine, draft))
    assert write(house, lambda journal: load(journal, keys, mine, ABOUT)) == draft
    assert write(house, lambda journal: load(journal, keys, other, ABOUT)) == Draft(ABOUT)
    kept = write(house, lambda journal: journal.get(ROOM, f"{mine}/{ABOUT}"))
    assert b"peanuts" not in kept
    assert b"wrong" not in kept
    assert "p-elder" not in mine
    # a draft that is moved to somebody else's place does not open
    write(house, lambda journal: journal.put(ROOM, f"{other}/{ABOUT}", kept))
    assert write(house, lambda journal: load(journal, keys, other, ABOUT)) == Draft(ABOUT)
    (listed,) = write(house, lambda journal: drafts_of(journal, mine))
    assert (listed.kind, listed.name, listed.path) == ("service", "elder-meal", "/apply/elder-meal")


def test_a_draft_ends_with_its_files_after_thirty_days(house: Served) -> None:
    keys = house.house.keys
    owner = owner_of(keys, "p-poor")
    room, note = room_of_files(owner, ABOUT), FileNote("0" * 32, "png", "x.png")

    def made(journal: Journal) -> None:
        save(journal, keys, owner, Draft(ABOUT, files={KEY: note}))
        keep_file(journal, room, note.id, sealed(keys, room, note.id, b"points"))

    write(house, made)
    early = write(house, lambda journal: sweep(Later(journal, timedelta(days=29))))
    assert early == ""
    assert write(house, lambda journal: find_file(journal, keys, room, note.id)) == b"points"
    late = timedelta(days=30, seconds=1)
    assert write(house, lambda journal: load(Later(journal, late), keys, owner, ABOUT)) == Draft(ABOUT)
    write(house, lambda journal: sweep(Later(journal, late)))
    assert write(house, lambda journal: journal.keys(ROOM, f"{owner}/")) in ([], ())
    assert write(house, lambda journal: journal.keys(FILES, f"{room}/")) in ([], ())


def test_a_file_is_sealed_for_its_owner_and_erased_with_the_case(house: Served) -> None:
    keys = house.house.keys
    file = "1" * 32

    def job(journal: Journal) -> tuple[bytes, bytes | None, bytes | None, bytes | None]:
        keep_file(journal, "draft/a", file, sealed(keys, "draft/a", file, b"the paper"))
        raw = journal.get(FILES, f"draft/a/{file}") or b""
        assert copy_file(journal, keys, "draft/a", file, "case-1")
        journal.put(FILES, f"case-2/{file}", raw)
        found = find_file(journal, keys, "case-1", file), find_file(journal, keys, "case-2", file)
        forget_files(journal, "case-1")
        return raw, *found, find_file(journal, keys, "case-1", file)

    raw, copied, moved, after = write(house, job)
    assert b"the paper" not in raw
    assert (copied, moved, after) == (b"the paper", None, None)


def test_the_last_answer_stands_and_a_change_from_elsewhere_is_told() -> None:
    phone = Draft(ABOUT, answers={KEY: "no nuts"})
    seen = mark_of(phone, KEY)
    desk = put(phone, KEY, "no milk", seen)
    assert (desk.answers[KEY], desk.notes) == ("no milk", ())
    again = put(desk, KEY, "no eggs", seen)  # the phone still showed `no nuts`
    assert again.answers[KEY] == "no eggs"
    assert [(one.what, one.key) for one in again.notes] == [(REPLACED, KEY)]
    assert put(desk, KEY, "no milk", seen).notes == (), "the same said twice is no change"
    assert put(Draft(ABOUT), KEY, "x", "").notes == ()
    assert answer_mark({"a": 1, "b": 2}) == answer_mark({"b": 2, "a": 1})


def test_what_was_seen_does_not_hang_on_notes_or_files() -> None:
    draft = Draft(ABOUT, answers={KEY: "x"}, event=datetime(2026, 3, 1, tzinfo=UTC).date())
    noted = msgspec.structs.replace(draft, files={KEY: FileNote("0" * 32, "pdf", "a.pdf")})
    assert draft.seen() == noted.seen()
    assert draft.seen() != msgspec.structs.replace(draft, applicant="f-owner").seen()


@pytest.mark.parametrize(
    "text",
    ["file:xyz:pdf:a", "file:" + "0" * 32 + ":exe:a", "file:" + "0" * 32 + ":pdf:", "a letter", 3, None],
)
def test_what_names_no_file_is_another_answer(text: object) -> None:
    assert file_of(text) is None


def test_dropping_a_draft_leaves_nothing(house: Served) -> None:
    keys = house.house.keys
    owner = owner_of(keys, "p-tenant")
    write(house, lambda journal: save(journal, keys, owner, Draft(ABOUT, answers={KEY: "x"})))
    write(house, lambda journal: drop(journal, owner, ABOUT))
    assert write(house, lambda journal: load(journal, keys, owner, ABOUT)).is_empty
