"""Reading without a case on its page: few may, each says why, the person is told, and nothing is read twice by loading a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.county import County, county

ASKED = {
    "purpose": "rescue",
    "datum": "people.telephone",
    "subject": "p-1",
    "reason": "the house burns",
    "sure": "yes",
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county(tmp_path_factory.mktemp("glass")) as one:
        one.put("people", "p-1", telephone="0500 1")
        yield one


class Browser:
    """An officer's browser without scripts."""

    def __init__(self, lake: County, token: str) -> None:
        self.url = f"http://127.0.0.1:{lake.port}/work/glass"
        self.cookies = {"askonce": token}

    def open(self) -> httpx.Response:
        """Load the page."""
        return httpx.get(self.url, cookies=self.cookies, timeout=30)

    def form(self) -> dict[str, str]:
        """The hidden fields of the form."""
        return dict(re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]*)">', self.open().text))

    def post(self, **fields: str) -> httpx.Response:
        """Send a form as it is."""
        return httpx.post(self.url, data=fields, cookies=self.cookies, timeout=30)

    def send(self, **fields: str) -> httpx.Response:
        """Fill in the form of the page, and send it."""
        return self.post(**{**self.form(), **fields})


def receipts(lake: County, kind: str = "glass") -> int:
    return len(lake.house.database.read(lambda journal: journal.openings(kind=kind, limit=1000)))


def test_the_page_is_for_those_whom_a_purpose_names(lake: County) -> None:
    duty, clerk = lake.token("officer:wu", "street/duty"), lake.token("officer:lin", "street/clerk")
    assert "people.telephone" in Browser(lake, duty).open().text
    assert "people.income" not in Browser(lake, duty).open().text
    assert "<form" not in Browser(lake, clerk).open().text.partition("<main")[2]
    duties = Browser(lake, duty).form()
    before = receipts(lake)
    answer = Browser(lake, clerk).post(**{**duties, **ASKED})
    assert answer.status_code == 403  # a form of somebody else
    assert "0500 1" not in answer.text
    assert receipts(lake) == before


@pytest.mark.parametrize("left_out", sorted(ASKED))
def test_nothing_is_read_while_something_is_left_out(lake: County, left_out: str) -> None:
    duty = Browser(lake, lake.token("officer:wu", "street/duty"))
    before = receipts(lake)
    answer = duty.send(**{name: text for name, text in ASKED.items() if name != left_out})
    assert answer.status_code == 422
    assert f'href="#{left_out}"' in answer.text
    assert "0500 1" not in answer.text
    assert receipts(lake) == before


@pytest.mark.parametrize(
    ("name", "text"), [("purpose", "meals"), ("datum", "people.income"), ("datum", "no.such")]
)
def test_what_the_purpose_does_not_open_stays_closed(lake: County, name: str, text: str) -> None:
    duty = Browser(lake, lake.token("officer:wu", "street/duty"))
    before = receipts(lake)
    answer = duty.send(**{**ASKED, name: text})
    assert answer.status_code == 422
    assert receipts(lake) == before


def test_it_is_read_once_and_the_person_is_told(lake: County) -> None:
    duty = Browser(lake, lake.token("officer:wu", "street/duty"))
    before = receipts(lake)
    answer = duty.send(**ASKED)
    assert answer.status_code == 200
    assert "0500 1" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert receipts(lake) == before + 1
    looks = lake.ask("GET", "/api/me/looks", lake.token("person:p-1")).body.decode()
    assert "the house burns" in looks
    assert "0500 1" not in duty.open().text
    assert receipts(lake) == before + 1
