"""What was a fault of ours once and is a plain refusal now; and who is let into the record of somebody else."""

from __future__ import annotations

import io
import json
import logging
from datetime import date, timedelta

import pytest

from askonce.assembly.auditing import is_about
from askonce.cases.journal import Journal
from askonce.web.answered import forget
from askonce.web.logs import REQUESTS
from askonce.web.sessions import Session, digest_of, drop_expired, find_session, make_token
from tests.security.served import MEAL, Served

LARGE = 4 << 20


@pytest.mark.parametrize("after", ["%C2%B2", "9" * 20, "9" * 12, "-1", "1e3", "%D9%A3"])
def test_an_odd_place_to_go_on_from_is_refused(house: Served, after: str) -> None:
    answer = house.ask("GET", f"/api/me/looks?after={after}", house.token("person", "p-elder"))
    assert (answer.status_code, answer.json()["code"]) == (400, "misfit-query")


@pytest.mark.parametrize("odd", [{"choices": {"partner": [""]}}, {"applicant": ""}])
def test_a_subject_without_a_name_is_refused(house: Served, odd: dict[str, object]) -> None:
    answer = house.file(house.token("person", "p-elder"), {**MEAL, **odd})
    assert (answer.status_code, answer.json()["code"]) == (422, "misfit")


@pytest.mark.parametrize("agent", ["", "a\nb", "x" * 500_000])
def test_an_agent_without_a_name_is_refused(house: Served, agent: str) -> None:
    headers = {"idempotency-key": house.key()}
    mandate = {"agent": agent, "service": "elder-meal", "until": "2030-01-01"}
    answer = house.ask(
        "POST", "/api/me/mandates", house.token("person", "p-elder"), json=mandate, headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-id")


def test_a_body_that_is_too_large_is_counted_as_what_the_client_got(house: Served) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Plain())
    REQUESTS.addHandler(handler)
    level = REQUESTS.level
    REQUESTS.setLevel(logging.INFO)
    try:
        answer = house.file(house.token("person", "p-elder"), {**MEAL, "consent": "x" * LARGE})
    finally:
        REQUESTS.removeHandler(handler)
        REQUESTS.setLevel(level)
    assert answer.status_code == 413
    assert [json.loads(line)["status"] for line in stream.getvalue().splitlines()] == [413]
    assert 'route="POST /api/cases",status="500"' not in house.service.metrics.text({})


class _Plain(logging.Formatter):
    """What is said of a request, and nothing else."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(record.__dict__["more"])


def test_keys_of_every_older_day_are_forgotten_however_long_nobody_swept(house: Served) -> None:
    database = house.house.database
    today = database.read(lambda journal: journal.now.date())
    while database.write(forget).result():
        pass

    def lay(journal: Journal, since: date) -> None:
        journal.put("answered", "swept", since.isoformat().encode())
        for back in (0, 1, 2, 9, 40, 399):
            for one in range(3):
                journal.put(f"answered-{today - timedelta(days=back)}", f"k{one}", b"v")

    database.write(lambda journal: lay(journal, today - timedelta(days=400))).result()
    swept: list[int] = []
    while not swept or swept[-1]:
        swept.append(database.write(lambda journal: forget(journal, limit=5)).result())
    assert swept == [5, 5, 2, 0]
    left = database.read(
        lambda journal: [len(journal.keys(f"answered-{today - timedelta(days=back)}")) for back in range(400)]
    )
    assert left[:2] == [3, 3]
    assert not any(left[2:])


def test_sessions_are_forgotten_page_by_page(house: Served) -> None:
    database = house.house.database

    def lay(journal: Journal) -> tuple[list[str], list[str]]:
        soon, ended = journal.now + timedelta(hours=1), journal.now - timedelta(hours=1)
        return tuple(  # type: ignore[return-value]
            [make_token(journal, Session("officer", "lin", ends)) for _ in range(7)] for ends in (soon, ended)
        )

    alive, over = database.write(lay).result()
    pages, after = 0, ""
    while after or not pages:
        after = database.write(lambda journal, after=after: drop_expired(journal, after, 3)).result()  # type: ignore[misc]
        pages += 1
    assert pages >= len(alive) // 3
    kept = database.read(lambda journal: journal.keys("token"))
    assert not {digest_of(one)[:24] for one in over} & {*kept}
    assert all(database.read(lambda journal, one=one: find_session(journal, digest_of(one))) for one in alive)  # type: ignore[misc]


def test_a_case_lets_nobody_into_the_record_of_somebody_else(house: Served) -> None:
    case = house.file(house.token("person", "p-elder")).json()["line"]["id"]

    def about(journal: Journal, subject: str) -> bool:
        line = journal.line(case)
        assert line is not None
        return is_about(journal, house.house, line, subject)

    assert house.house.database.read(lambda journal: about(journal, "p-elder"))
    assert not house.house.database.read(lambda journal: about(journal, "p-poor"))
