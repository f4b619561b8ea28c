"""Notes and links against those who mean ill, and against a busy year: no name stops the house, no note falls out of its list."""

from __future__ import annotations

from time import process_time

from askonce.apps.economy.visits import find_firm
from askonce.assembly.markets.visiting import MOST, Visits
from tests.security.served import Served
from tests.security.test_visits import a_note, get, officer, post


def test_a_name_of_blanks_is_looked_at_for_no_time() -> None:
    began = process_time()
    assert not find_firm("x" + " " * 200_000 + "x", ())
    assert process_time() - began < 1


def test_the_newest_note_of_a_busy_office_is_in_the_list(house: Served) -> None:
    session = officer(house, "busy")
    first = a_note(kind="note")
    assert post(house, "/zone/visit", first, session).status_code == 303
    visits = Visits(house.house)

    def crowd(journal: object) -> None:
        note = visits.find(journal, "zone", first["id"])  # type: ignore[arg-type]
        assert note is not None
        for number in range(MOST + 5):
            old = {"id": f"{number:032x}", "filed": "case-1"}
            visits.save(journal, "zone", type(note)(**{**_said(note), **old}))  # type: ignore[arg-type]

    house.house.database.write(crowd).result()
    last = a_note(id="f" * 32)
    assert post(house, "/zone/visit", last, session).status_code == 303
    page = get(house, "/zone/notes", session).text
    assert last["id"] in page
    assert first["id"] in page


def _said(note: object) -> dict[str, object]:
    return {name: getattr(note, name) for name in note.__struct_fields__}  # type: ignore[attr-defined]
