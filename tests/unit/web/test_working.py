"""What runs beside the answers, and what joins several parts: loops, keys, life events, neighbours, grants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from askonce.assembly.granting import grant_to, norm_of
from askonce.cases.journal import Journal, Search, Timer
from askonce.cases.observing.counting import cells, standing
from askonce.cases.rounds import Passed
from askonce.web.answered import Kept, Key, once
from askonce.web.loops import Loop, Night, Timers, reckon, work_of_night
from askonce.web.metrics import Metrics
from askonce.web.sessions import keep_client
from tests.security.served import Served, served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


def test_a_round_that_fails_ends_no_loop() -> None:
    ran, enough = [], threading.Event()

    def work() -> None:
        ran.append(1)
        if len(ran) == 3:
            enough.set()
        raise ValueError("as it may")

    metrics = Metrics()
    loop = Loop("odd", work, 0.001, metrics)
    loop.start()
    assert enough.wait(10)
    loop.stop()
    assert 'askonce_rounds_total{loop="odd",ended="failed"}' in metrics.text({})
    before = len(ran)
    with ThreadPoolExecutor(1) as pool:
        assert not loop.round(pool)
    assert len(ran) == before + 1


def test_the_night_s_work_is_done_once_a_night_and_at_the_first_start(house: Served) -> None:
    done: list[int] = []
    clock = [datetime(2026, 11, 22, 10, tzinfo=UTC)]
    night = Night(house.house, lambda: done.append(1), lambda: clock[0])
    for hours, count in ((0, 1), (1, 1), (7, 1), (9, 2), (10, 2), (24, 2), (33, 3)):
        clock[0] = datetime(2026, 11, 22, 10, tzinfo=UTC) + timedelta(hours=hours)
        night()
        assert len(done) == count, hours


def test_a_timer_that_fails_holds_up_no_other(house: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    fired: list[str] = []
    database = house.house.database

    def fire(journal: object, timer: Timer) -> None:
        del journal
        if timer.kind == "bad":
            raise ValueError("a fault")
        fired.append(timer.id)

    def set_them(journal: object) -> None:
        for number, kind in enumerate(("bad", "good")):
            journal.set_timer(Timer(f"t{number}", "case-none", journal.now - timedelta(1), kind))  # type: ignore[attr-defined]

    database.write(set_them).result()
    monkeypatch.setattr(house.house.handling, "fire", fire)
    with pytest.raises(ValueError, match="a fault"):
        Timers(house.house, lambda _: ())()
    assert fired == ["t1"]
    database.write(lambda journal: journal.stop_timers("case-none")).result()


def test_a_timer_that_failed_is_left_alone_for_a_while(
    house: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    database = house.house.database

    def fire(journal: object, timer: Timer) -> None:
        del journal
        tried.append(timer.id)
        raise ValueError("a fault")

    database.write(
        lambda journal: journal.set_timer(Timer("t9", "case-none", journal.now - timedelta(1), "bad"))
    ).result()
    monkeypatch.setattr(house.house.handling, "fire", fire)
    timers = Timers(house.house, lambda _: ())
    with pytest.raises(ValueError, match="a fault"):
        timers()
    for _ in range(20):
        assert timers() == 0
    assert tried == ["t9"]
    for _ in range(20):
        with suppress(ValueError):
            timers()
    assert tried == ["t9", "t9"]
    database.write(lambda journal: journal.stop_timers("case-none")).result()


def test_a_register_that_is_asked_for_a_case_holds_up_no_other_timer(
    house: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired: list[str] = []
    enough, both = threading.Event(), threading.Event()
    database = house.house.database

    def fire(journal: object, timer: Timer) -> None:
        del journal
        fired.append(timer.kind)
        if len(fired) == 2:
            both.set()

    def owed(timer: Timer) -> tuple[()]:
        assert timer.kind == "retry"
        enough.wait(10)
        return ()

    def set_them(journal: Journal) -> None:
        for kind in ("retry", "promised"):
            journal.set_timer(Timer(f"t-{kind}", "case-none", journal.now - timedelta(1), kind))

    database.write(set_them).result()
    monkeypatch.setattr(house.house.handling, "fire", fire)
    timers = Timers(house.house, owed)
    assert timers() == 2
    assert fired == ["promised"]
    enough.set()
    assert both.wait(10)
    timers.stop()
    assert fired == ["promised", "retry"]
    database.write(lambda journal: journal.stop_timers("case-none")).result()


def test_the_night_opens_the_rounds_that_are_due_once(house: Served) -> None:
    database = house.house.database
    metrics = Metrics()
    loop = Loop("night", lambda: None, 1000, metrics)

    def rounds() -> int:
        search = Search(type="monthly-round", limit=1000)
        return len(database.read(lambda journal: journal.lines(search)))

    assert rounds() == 0
    work_of_night(house.house, house.service.outside, loop)
    opened = rounds()
    assert opened > 0
    work_of_night(house.house, house.service.outside, loop)
    assert rounds() == opened


def test_of_two_at_once_one_does_the_work(house: Served) -> None:
    did: list[int] = []

    def job(journal: object) -> Kept:
        del journal
        did.append(1)
        return Kept(b"asked", 201, b"body")

    key = Key("somebody", "key-at-once", b"asked")
    futures = [house.house.database.write(lambda journal: once(journal, key, job)) for _ in range(20)]
    assert [one.result() for one in futures] == [Kept(b"asked", 201, b"body")] * 20
    assert did == [1]


def test_a_fault_in_the_work_keeps_no_answer(house: Served) -> None:
    def fails(journal: object) -> Kept:
        del journal
        raise OSError("the disk is full")

    key = Key("somebody", "key-of-fault", b"asked")
    with pytest.raises(OSError, match="full"):
        house.house.database.write(lambda journal: once(journal, key, fails)).result()
    again = house.house.database.write(
        lambda journal: once(journal, key, lambda _: Kept(b"asked", 200, b"now"))
    )
    kept = again.result()
    assert isinstance(kept, Kept)
    assert kept.body == b"now"


def test_a_life_event_is_one_interview_and_a_case_for_each_service(house: Served) -> None:
    token = house.token("person", "p-parent")
    listed = house.ask("GET", "/api/life-events").json()
    assert "birth" in {one["id"] for one in listed}
    asked = house.ask("POST", "/api/life-events/birth/interview", token, json={})
    assert asked.status_code == 200, asked.text
    body = asked.json()
    assert len(body["services"]) == len(next(one["services"] for one in listed if one["id"] == "birth"))
    headers = {"idempotency-key": house.key()}
    filed = house.ask("POST", "/api/life-events/birth/cases", token, json={}, headers=headers)
    again = house.ask("POST", "/api/life-events/birth/cases", token, json={}, headers=headers)
    assert filed.status_code == 201, filed.text
    assert filed.content == again.content
    assert all(("case" in one) != ("problem" in one) for one in filed.json())


def test_entitlements_give_something(house: Served) -> None:
    found = house.ask("GET", "/api/me/entitled", house.token("person", "p-centenarian")).json()
    assert "elder-allowance" in {one["service"] for one in found}
    assert all(one["outcome"] for one in found)


def test_a_grant_is_given_once_and_a_dry_one_leaves_nothing(house: Served) -> None:
    running, database = house.house.current, house.house.database
    norm = norm_of(running, "elder-allowance")
    assert norm is not None

    def attempt(subject: str, *, dry: bool) -> str:
        future = database.write(
            lambda journal: grant_to(journal, house.house, "elder-allowance", subject, dry=dry)
        )
        fault = future.exception()
        assert fault is None or isinstance(fault, Passed)
        return fault.outcome if isinstance(fault, Passed) else future.result()

    size = database.read(lambda journal: journal.size())
    outcomes = {attempt(one, dry=True) for one in ("p-centenarian", "p-elder", "p-newborn")}
    assert database.read(lambda journal: journal.size()) == size
    assert outcomes & {"opened", "offered", "not entitled"}
    first, second = attempt("p-centenarian", dry=False), attempt("p-centenarian", dry=False)
    assert first != "opened" or second == "receives it"


def test_a_neighbour_is_told_nothing_without_an_agreed_purpose(house: Served) -> None:
    database = house.house.database
    secret = database.write(lambda journal: keep_client(journal, "next", ())).result()
    form = {"grant_type": "client_credentials", "client_id": "next", "client_secret": secret}
    token = house.ask("POST", "/api/tokens", data=form).json()["access_token"]
    asking = {
        "purpose": "community-meals", "basis": "their-act/1", "case": "case-theirs", "number": 7,
        "subject": "p-elder", "register": "people", "attributes": ["birth_date"], "day": "2026-11-22",
    }  # fmt: skip
    answer = house.ask("POST", "/api/exchange", token, json=asking, headers={"idempotency-key": house.key()})
    assert 400 <= answer.status_code < 500
    assert "19" not in answer.json()["detail"]


def test_figures_come_up_to_date_though_nobody_opens_them(house: Served) -> None:
    loop = Loop("counting", lambda: reckon(house.house, loop), 60.0, Metrics())
    assert house.house.database.read(standing).behind
    reckon(house.house, loop)
    now = house.house.database.read(standing)
    assert not now.behind
    assert now.shown is not None
    cases = house.house.database.read(lambda journal: len(journal.lines(Search(limit=1000))))
    counted = house.house.database.read(
        lambda journal: sum(sum(one.tally.counts.values()) for one in cells(journal))
    )
    assert cases == 0 or counted > 0
