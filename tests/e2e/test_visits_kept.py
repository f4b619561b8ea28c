"""A note of a visit over a house that stops, and the way of a difficulty from the gate to the office that clears it."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator

import httpx
import pytest

from askonce.assembly.markets.visiting import Visits
from askonce.invented.zone.firms import MAKER
from askonce.web.pages.frame import csrf
from askonce.web.sessions import digest_of
from tests.e2e.county import County, invented_zone

WORDS = "变压器容量不够，第二条生产线开不了"
_COUNT = itertools.count()
ZONE, LABOUR, LAND = "zone/officer", "labour/officer", "land-housing/officer"


def fresh() -> str:
    """32 signs that no other call gives."""
    return hashlib.sha256(str(next(_COUNT)).encode()).hexdigest()[:32]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with invented_zone(tmp_path_factory.mktemp("zone")) as found:
        yield found


def post(there: County, path: str, fields: dict[str, str], session: str = "") -> httpx.Response:
    """Send a form as a page of ours does; without a session as the browser of a visitor."""
    mark = "v" * 43
    bound = f"session:{digest_of(session)}" if session else f"visitor:{mark}"
    token = csrf.token_for(there.house.keys.derive("forms"), bound)
    cookie = f"askonce={session}" if session else f"askonce-visitor={mark}"
    said = {"_token": token, "_once": fresh(), **fields}
    address = f"http://127.0.0.1:{there.port}{path}"
    return httpx.post(
        address,
        data=said,
        headers={"cookie": cookie, "accept": "text/html"},
        follow_redirects=False,
        timeout=60,
    )


def ready(there: County, session: str) -> str:
    answer = httpx.get(
        f"http://127.0.0.1:{there.port}/zone/visit/ready",
        headers={"cookie": f"askonce={session}"},
        timeout=60,
    )
    return str(answer.json()["owner"])


def notes(there: County) -> list[str]:
    visits = Visits(there.house)
    return [one.words for one in there.house.database.read(lambda journal: visits.notes(journal, "zone"))]


def test_a_note_that_comes_again_after_the_house_was_stopped_is_the_one_that_it_had(there: County) -> None:
    """The house had it, and was stopped before the phone heard so; the phone sends it again to the house that came back."""
    session = there.token("officer:walker", ZONE)
    note = {"id": fresh(), "firm": MAKER, "kind": "note", "words": "seen before the stop"}
    sent = {**note, "owner": ready(there, session)}
    assert post(there, "/zone/visit/send", sent, session).status_code == 200
    there.again()
    for words in ("seen before the stop", "seen before the stop"):
        answer = post(there, "/zone/visit/send", {**sent, "words": words}, session)
        assert (answer.status_code, answer.json()) == (200, {"kept": note["id"]})
    assert notes(there).count("seen before the stop") == 1


def test_two_phones_of_one_officer_keep_two_notes_and_neither_the_other_s(there: County) -> None:
    first, second = (there.token("officer:walker", ZONE) for _ in range(2))
    assert ready(there, first) == ready(there, second), "one officer, by whatever phone"
    for session in (first, second):
        note = {"id": fresh(), "firm": MAKER, "kind": "note", "words": "by two phones"}
        assert (
            post(there, "/zone/visit/send", {**note, "owner": ready(there, session)}, session).status_code
            == 200
        )
    assert notes(there).count("by two phones") == 2


def test_a_difficulty_goes_from_the_gate_to_the_office_that_clears_it_and_is_read_by_who_takes_it(
    there: County,
) -> None:
    session = there.token("officer:walker", ZONE)
    note = {"id": fresh(), "firm": MAKER, "kind": "difficulty", "words": WORDS}
    assert post(there, "/zone/visit", note, session).status_code == 303
    said = {"f-matter": "labour", "f-words": WORDS}
    draft = {"firm": MAKER, "kind": "difficulty", **said}
    assert post(there, f"/zone/notes/{note['id']}", draft, session).status_code == 303
    link = re.search(
        r"/zone/confirm/[\w-]{32}", post(there, f"/zone/notes/{note['id']}/link", {}, session).text
    )
    assert link is not None
    assert post(there, link[0], {**said, "agree": "yes"}).status_code == 303
    visits = Visits(there.house)
    kept = there.house.database.read(lambda journal: visits.find(journal, "zone", note["id"]))
    assert kept is not None
    case = kept.filed
    assert there.house.database.read(lambda journal: journal.line(case)).office == "zone"  # type: ignore[union-attr]

    def reads(token: str) -> bool:
        answer = there.ask("GET", f"/api/cases/{case}", token)
        return answer.status == 200 and WORDS in answer.body.decode()

    zone, other = there.token("officer:zhou", ZONE), there.token("officer:qian", ZONE)
    labour, land = there.token("officer:sun", LABOUR), there.token("officer:li", LAND)
    assert not any(map(reads, (zone, other, labour, land))), "nobody who has not taken it"
    there.given(zone, case, "take")
    assert reads(zone)
    assert not any(map(reads, (other, labour, land)))
    there.given(zone, case, "step", step="sort")
    there.given(zone, case, "hand_over", office="labour", reason="workers are missing")
    assert not any(map(reads, (zone, other, labour, land))), "it has to be taken anew"
    assert case in there.ask("GET", "/api/cases?office=labour", labour).body.decode()
    there.given(labour, case, "take")
    assert reads(labour)
    assert not any(map(reads, (zone, other, land)))
    there.given(labour, case, "answer", answers={"cleared_how": "a job fair on Saturday"})
    assert there.given(labour, case, "step", step="clear", then="end")["line"]["state"] == "closed"
    firm = there.token("person:p-maker")
    assert there.show(firm, case)["line"]["state"] == "closed"
    assert there.ask("GET", f"/api/cases/{case}", there.token("person:p-buyer")).status in {403, 404}
