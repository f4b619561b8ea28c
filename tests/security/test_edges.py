"""The edges of the interface: bodies, keys, tags, hosts, proxies, limits, tokens, and what no answer may give away."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from askonce.adapters.settings.model import Limits, Web
from askonce.cases.database import Busy, Unavailable
from askonce.web.logs import JsonLines
from askonce.web.sessions import digest_of, end_token, keep_client
from tests.security.served import MEAL, Served, served

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"service": "elder-meal", "service": "pension"}', 400, "no-json"),
        (b'{"service": "elder-meal"', 400, "no-json"),
        (b'{"service": NaN}', 400, "no-json"),
        (b'{"service": "a\\ud800"}', 400, "no-json"),
        (b'{"service": "a\\u0000"}', 400, "no-json"),
        (b"\xff\xfe", 400, "no-json"),
        (b'{"service": "x", "answers": ' + b"[" * 40 + b"]" * 40 + b"}", 400, "no-json"),
        (b"[" * 200_000, 400, "no-json"),
        (b'{"service": "elder-meal", "servise": 1}', 422, "misfit"),
        (b'{"service": 1}', 422, "misfit"),
        (b"[]", 422, "misfit"),
        (b"1e999999999", 422, "misfit"),
        (b'{"service": "elder-meal", "answers": {"diet": "' + b"x" * 1_100_000 + b'"}}', 413, "too-large"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_does_not_fit_is_refused_in_plain_words(
    house: Served, body: bytes, status: int, code: str
) -> None:
    token = house.token("person", "p-elder")
    answer = house.ask(
        "POST", "/api/cases", token, content=body, headers={**JSON, "idempotency-key": house.key()}
    )
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_same_key_gets_the_same_answer_and_does_nothing_twice(house: Served) -> None:
    token, key = house.token("person", "p-centenarian"), house.key()
    more = {"json": MEAL, "headers": {"idempotency-key": key}}
    answers = house.ask_all([("POST", "/api/cases", token, more)] * 8)
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert len(house.ask("GET", "/api/cases", token).json()["cases"]) == 1
    other = {**MEAL, "answers": {"diet": "none"}}
    again = house.file(token, other, key)
    assert (again.status_code, again.json()["code"]) == (422, "key-reused")
    stranger = house.file(house.token("person", "p-carer"), other, key)
    assert stranger.status_code == 201  # a key is its caller's own


def test_what_was_refused_may_be_tried_again_under_its_key(house: Served) -> None:
    token, key = house.token("person", "p-carer"), house.key()
    assert house.file(token, {"service": "elder-meal"}, key).status_code == 422
    assert house.file(token, MEAL, key).status_code == 201


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "with space in it"])
def test_a_write_without_a_fit_key_is_not_done(house: Served, key: str) -> None:
    token = house.token("person", "p-rare")
    answer = house.ask(
        "POST", "/api/cases", token, json=MEAL, headers={"idempotency-key": key} if key else {}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "no-key")
    assert house.ask("GET", "/api/cases", token).json()["cases"] == []


def test_a_command_needs_the_state_that_was_seen(house: Served) -> None:
    token = house.token("person", "p-elder-husband")
    filed = house.file(token)
    path = f"{filed.headers['location']}/commands"
    command = {"do": "object", "reason": "the price is wrong"}

    def give(tag: str | None) -> tuple[int, str]:
        headers = {"idempotency-key": house.key()} | ({"if-match": tag} if tag is not None else {})
        answer = house.ask("POST", path, token, json=command, headers=headers)
        return answer.status_code, answer.json().get("code", "")

    assert give(None) == (428, "no-if-match")
    assert give('"0"') == (412, "changed")
    assert give(filed.headers["etag"]) == (200, "")
    assert give(filed.headers["etag"]) == (412, "changed")


def test_what_did_not_change_is_not_sent_again(house: Served) -> None:
    token = house.token("person", "p-newcomer")
    location = house.file(token, {"service": "elder-meal", "answers": {"diet": "none"}}).headers["location"]
    first = house.ask("GET", location, token)
    again = house.ask("GET", location, token, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", ""])
def test_a_forged_host_is_not_answered(house: Served, host: str) -> None:
    answer = house.ask("GET", "/health", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "no-such-host")


def test_every_answer_says_what_browsers_may_do_with_it(house: Served) -> None:
    for path in ("/health", "/nothing", "/api/cases", "/api/ledger/export"):
        headers = house.ask("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


def test_problems_speak_the_reader_s_language(house: Served) -> None:
    answer = house.ask("GET", "/api/cases", headers={"accept-language": "fr;q=0.9, zh-CN;q=0.8, en;q=0.1"})
    assert answer.headers["content-language"] == "zh"
    assert answer.json()["detail"] == "需要有效的令牌"


@pytest.mark.parametrize(
    "path",
    [
        "/api/cases/' OR 1=1 --",
        "/api/cases/%00",
        "/api/cases/..%2f..%2fetc%2fpasswd",
        "/api/cases?after=' OR '1'='1",
        "/api/cases?limit=-1",
        "/api/cases?limit=99999999999999999999",
        "/api/cases?nothing=1",
        "/api/cases?after=a&after=b",
        "/api/cases?state=" + "x" * 1000,
        "/api/ledger/proof/99999999999999999999",
        "/api/ledger/proof/-1",
        "/api/me/looks?after=x",
    ],
)
def test_no_answer_gives_away_what_is_inside(house: Served, path: str) -> None:
    answer = house.ask("GET", path, house.token("person", "p-elder"))
    assert answer.status_code < 500
    for inside in ("Traceback", ".py", "sqlite", "SELECT", "/home", "/root"):
        assert inside not in answer.text


def test_a_header_cannot_add_a_line(house: Served) -> None:
    token = house.token("person", "p-elder")
    answer = house.ask(
        "GET",
        "/api/cases",
        token,
        headers={"accept-language": "zh\r\nx-injected: 1".replace("\r\n", "%0d%0a")},
    )
    assert "x-injected" not in answer.headers


def test_tokens_end_and_are_kept_as_digests_alone(house: Served) -> None:
    token = house.token("person", "p-tenant")
    assert house.ask("GET", "/api/cases", token).status_code == 200
    kept = house.house.database.read(
        lambda journal: [journal.get("token", key) for key in journal.keys("token")]
    )
    assert all(token.encode() not in (one or b"") and b"p-tenant" not in (one or b"") for one in kept)
    assert house.ask("DELETE", "/api/tokens/current", token).status_code == 204
    assert house.ask("GET", "/api/cases", token).status_code == 401
    assert house.ask("GET", "/api/cases", house.token("person", "p-tenant", hours=-1.0)).status_code == 401
    assert house.ask("GET", "/health", "aoc_forged").status_code == 401


def test_a_token_that_another_process_ended_is_not_trusted_for_long(house: Served) -> None:
    token = house.token("person", "p-tenant")
    assert house.ask("GET", "/api/cases", token).status_code == 200
    house.house.database.write(lambda journal: end_token(journal, digest_of(token))).result()
    house.service.known.drop(digest_of(token))
    assert house.ask("GET", "/api/cases", token).status_code == 401


def test_a_system_fetches_its_token_by_client_credentials(house: Served) -> None:
    secret = house.house.database.write(lambda journal: keep_client(journal, "next county", ())).result()
    form = {"grant_type": "client_credentials"}
    by_header = house.ask(
        "POST", "/api/tokens", data=form, headers={"authorization": _basic("next+county", secret)}
    )
    assert by_header.status_code == 200
    assert by_header.json().keys() == {"access_token", "token_type", "expires_in"}
    by_form = house.ask(
        "POST", "/api/tokens", data={**form, "client_id": "next county", "client_secret": secret}
    )
    assert by_form.status_code == 200
    wrong = house.ask("POST", "/api/tokens", data={**form, "client_id": "next county", "client_secret": "no"})
    unknown = house.ask("POST", "/api/tokens", data={**form, "client_id": "nobody", "client_secret": "no"})
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert (unknown.status_code, unknown.json()) == (wrong.status_code, wrong.json())
    other = house.ask("POST", "/api/tokens", data={"grant_type": "password"})
    assert (other.status_code, other.json()) == (400, {"error": "unsupported_grant_type"})


def _basic(name: str, secret: str) -> str:
    import base64

    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def test_a_database_that_is_away_is_said_so(house: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    token = house.token("person", "p-elder")
    assert house.ask("GET", "/health", token).status_code == 200
    for fault, code in ((Unavailable("disk /secret/place"), "away"), (Busy("full"), "busy")):

        def fails(job: object, fault: Exception = fault) -> None:
            del job
            raise fault

        with monkeypatch.context() as patched:
            patched.setattr(house.house.database, "write", fails)
            answer = house.file(token)
        assert (answer.status_code, answer.json()["code"]) == (503, code)
        assert int(answer.headers["retry-after"]) >= 1
        assert "secret" not in answer.text


def test_whoever_asks_too_much_waits_and_nobody_else_does(tmp_path: Path) -> None:
    limits, web = Limits(requests_a_minute=20), Web(trusted_proxies=("10.0.0.0/8",))
    with served(tmp_path, limits=limits, web=web) as house:
        answers = [
            house.ask("GET", "/health", headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code
            for number in range(10)
        ]
        assert answers == [200] * 5 + [429] * 5  # a spoofed address makes no new caller
        late = house.ask("GET", "/health")
        assert late.json()["code"] == "too-many"
        assert int(late.headers["retry-after"]) >= 1
        assert house.ask("GET", "/health", house.token("person", "p-elder")).status_code == 200


def test_logs_hold_no_personal_data(house: Served) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("askonce")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        token = house.token("person", "p-poor-wife")
        told = {"service": "elder-meal", "answers": {"diet": "no whalefish"}}
        location = house.file(token, told).headers["location"]
        house.ask("GET", location, token)
        house.ask("GET", "/api/cases?state=secret-query", token)
    finally:
        log.removeHandler(handler)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["route"] for line in lines if "route" in line] == [
        "POST /api/cases", "GET /api/cases/{case}", "GET /api/cases",
    ]  # fmt: skip
    for secret in (token, "p-poor-wife", "whalefish", "secret-query", "雷翠花"):
        assert secret not in stream.getvalue()


def test_keys_and_sessions_are_forgotten_in_time(house: Served) -> None:
    from askonce.web.answered import forget
    from askonce.web.sessions import digest_of, drop_expired

    old = (
        house.service.house.local_day(house.house.database.read(lambda journal: journal.now))
        - timedelta(days=4)
    ).isoformat()
    house.house.database.write(lambda journal: journal.put(f"answered-{old}", "k", b"v")).result()
    ended = house.token("person", "p-elder", hours=-1.0)
    assert house.house.database.write(forget).result() == 1
    assert house.house.database.write(drop_expired).result() == ""
    assert digest_of(ended)[:24] not in house.house.database.read(lambda journal: journal.keys("token"))
    assert house.house.database.write(forget).result() == 0
