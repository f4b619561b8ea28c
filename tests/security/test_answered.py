"""The same key again: what may no longer be seen is not shown again, and what is erased is not kept under a key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.security.served import Served, served

DIET = "no peanuts for 孙"
AGENT, PRINCIPAL = "p-father", "p-elder-husband"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("answered")) as found:
        yield found


def mandate(house: Served, *, until: bool) -> None:
    day = house.house.database.read(lambda journal: journal.now + timedelta(days=90)).date()
    said = {"agent": AGENT, "service": "elder-meal"} | ({"until": day.isoformat()} if until else {})
    headers = {"idempotency-key": house.key()}
    answer = house.ask(
        "POST", "/api/me/mandates", house.token("person", PRINCIPAL), json=said, headers=headers
    )
    assert answer.status_code == 200, answer.text


def kept_in(house: Served) -> list[bytes]:
    """All that is kept under keys."""
    return house.house.database.read(
        lambda journal: [
            journal.get(f"answered-{journal.now.date()}", key) or b""
            for key in journal.keys(f"answered-{journal.now.date()}")
        ]
    )


def test_who_lost_a_mandate_sees_a_case_no_more_by_repeating_its_filing(house: Served) -> None:
    mandate(house, until=True)
    token, key = house.token("person", AGENT), house.key()
    filing = {"service": "elder-meal", "applicant": PRINCIPAL, "answers": {"diet": DIET}}
    filed = house.file(token, filing, key)
    assert filed.status_code == 201, filed.text
    while_held = house.file(token, filing, key)
    assert (while_held.status_code, while_held.content) == (201, filed.content)
    assert [while_held.headers[one] for one in ("location", "etag")] == [
        filed.headers[one] for one in ("location", "etag")
    ]
    mandate(house, until=False)
    after = house.file(token, filing, key)
    assert (after.status_code, after.json()["code"]) == (404, "no-such-case")
    theirs = house.ask("GET", "/api/cases", house.token("person", PRINCIPAL)).json()["cases"]
    assert len(theirs) == 1  # nothing was done twice
    held = kept_in(house)
    assert held
    assert [one for one in held if DIET.encode() in one] == []


def test_a_repeated_command_shows_the_case_as_it_stands_now(house: Served) -> None:
    token = house.token("person", "p-elder")
    filed = house.file(token, {"service": "elder-meal", "answers": {"diet": "none"}})
    path, key = f"{filed.headers['location']}/commands", house.key()

    def give(command: dict[str, Any], key: str, tag: str) -> Any:
        headers = {"idempotency-key": key, "if-match": tag}
        return house.ask("POST", path, token, json=command, headers=headers)

    disputes = {"do": "dispute", "name": "birth", "reason": "a day off"}
    first = give(disputes, key, filed.headers["etag"])
    assert first.status_code == 200, first.text
    objects = {"do": "object", "reason": "the price is wrong"}
    second = give(objects, house.key(), first.headers["etag"])
    assert second.status_code == 200, second.text
    again = give(disputes, key, filed.headers["etag"])
    assert (again.status_code, again.content) == (200, second.content)
    assert again.headers["etag"] == second.headers["etag"]


def test_the_cases_of_a_life_event_are_not_kept_under_its_key(house: Served) -> None:
    token, headers = house.token("person", "p-parent"), {"idempotency-key": house.key()}
    filed = house.ask("POST", "/api/life-events/birth/cases", token, json={}, headers=headers)
    again = house.ask("POST", "/api/life-events/birth/cases", token, json={}, headers=headers)
    assert (filed.status_code, again.status_code, again.content) == (201, 201, filed.content)
    views = [one["case"] for one in filed.json() if "case" in one]
    values = [one["value"] for view in views for one in view["facts"] if isinstance(one.get("value"), str)]
    assert values
    assert [value for value in values if any(value.encode() in one for one in kept_in(house))] == []
