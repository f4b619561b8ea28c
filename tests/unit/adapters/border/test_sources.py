"""Sources that answer, hang, answer nonsense and come back; nothing that fails is ever guessed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from askonce.adapters.calling.caller import Caller
from askonce.adapters.settings.model import HttpSource as HttpSettings
from askonce.adapters.settings.secret import Secret
from askonce.adapters.sources.http import HttpSource
from askonce.adapters.sources.sources import Clocks, Sources
from askonce.feel.types import BOOLEAN, DATE, NUMBER, TEXT, ChoiceType, MoneyType
from askonce.feel.values import Money, Value
from askonce.methods.breaker import Breaker
from askonce.registers.sources import Wanted
from tests.unit.adapters.border.servers import Behave, Told, break_off, drip_body, hang, reply, server, steady

TYPES = {
    "insured": {
        "paid_until": DATE, "grade": ChoiceType(("one", "two")), "months": NUMBER, "income": MoneyType("CNY"),
        "active": BOOLEAN, "name": TEXT,
    }
}  # fmt: skip
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ROW = {
    "paid_until": "2026-12-31",
    "grade": "two",
    "months": 17,
    "income": 1200.5,
    "active": True,
    "name": "王芳",
}
VALUES: dict[str, Value] = {
    "paid_until": date(2026, 12, 31), "grade": "two", "months": Decimal(17), "active": True, "name": "王芳",
    "income": Money(Decimal("1200.5"), "CNY"),
}  # fmt: skip


def wanted(*attributes: str, subject: str = "p-7", relations: tuple[str, ...] = ()) -> Wanted:
    names = attributes or tuple(TYPES["insured"])
    return Wanted(
        "insured", "insured", "http", subject, names, relations, "care", "care-act/3", "case-1", "street", 5
    )


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    made = Caller()
    yield made
    made.close()


class Timing:
    """Time that passes only when somebody sleeps, or when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.now, lambda: NOW, self.sleep, lambda: 0.5)


def settings(told: Told, **others: Any) -> HttpSettings:
    return HttpSettings(
        url=f"{told.url}/people/{{subject}}?only={{attributes}}", **{"seconds": 1.0, "tries": 1, **others}
    )


def sources(caller: Caller, told: Told, timing: Timing | None = None, **others: Any) -> Sources:
    source = HttpSource(settings(told, **others), TYPES, caller)
    return Sources(
        {"insured": source}, (timing or Timing()).clocks(), Breaker(most_failures=3, rest_seconds=30)
    )


def test_an_answer_is_read_by_the_types_of_the_register(caller: Caller) -> None:
    with server(reply(200, ROW)) as told:
        found = sources(caller, told, token=Secret("t0ken")).fetch(wanted(subject="p/7 王"))
    assert (found.failure, found.values, found.at) == ("", VALUES, NOW)
    asked = told.asked[0]
    assert asked.path == "/people/p%2F7%20%E7%8E%8B?only=paid_until,grade,months,income,active,name"
    assert asked.headers["authorization"] == "Bearer t0ken"


def test_names_and_places_are_those_of_the_settings(caller: Caller) -> None:
    body = {"asOf": "2026-02-28", "result": {"person": {"paidUntil": None, "kids": ["p-8", "p-9"]}}}
    with server(reply(200, body)) as told:
        found = sources(
            caller,
            told,
            values="result.person",
            as_of="asOf",
            columns={"paid_until": "paidUntil", "children": "kids"},
        ).fetch(wanted("paid_until", "grade", relations=("children",)))
    assert found.values == {"paid_until": None}
    assert found.relations == {"children": ("p-8", "p-9")}
    assert found.as_of == date(2026, 2, 28)


@pytest.mark.parametrize("behave", [reply(404), reply(410), reply(200, {"row": None})])
def test_no_row_is_an_answer(caller: Caller, behave: Behave) -> None:
    with server(behave) as told:
        found = sources(caller, told, values="row").fetch(wanted())
    assert (found.values, found.failure) == (None, "")


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({**ROW, "paid_until": "31.12.2026"}, "`paid_until`"),
        ({**ROW, "paid_until": 20261231}, "`paid_until`"),
        ({**ROW, "paid_until": "2026-02-30"}, "`paid_until`"),
        ({**ROW, "grade": "three"}, "`grade`"),
        ({**ROW, "months": "17"}, "`months`"),
        ({**ROW, "months": True}, "`months`"),
        ({**ROW, "months": [17]}, "`months`"),
        ({**ROW, "income": "1200 EUR"}, "`income`"),
        ({**ROW, "active": "yes"}, "`active`"),
        ({**ROW, "name": {"a": 1}}, "`name`"),
        ({"error": "no such"}, "nothing of what was asked"),
        ([ROW], "no object"),
        (b"<html>", "no JSON"),
        (b'{"months": 1, "months": 2}', "stands twice"),
        (b'{"months": NaN}', "no number"),
    ],
)
def test_nonsense_makes_the_source_unavailable_and_shows_no_value(
    caller: Caller, body: object, names: str
) -> None:
    with server(reply(200, body)) as told:
        found = sources(caller, told).fetch(wanted())
    assert found.values is None
    assert found.failure.startswith("its answer is nonsense: ")
    assert names in found.failure
    for value in ("31.12", "three", "1200", "2026-02-30"):
        assert value not in found.failure


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (hang, "no whole answer within 0.3 seconds"),
        (drip_body, "no whole answer within 0.3 seconds"),
        (break_off, "the connection broke off"),
        (reply(500), "it answered 500"),
        (reply(401), "it answered 401"),
        (reply(302, b"", Location="http://127.0.0.1:1/"), "it answered 302"),
        (reply(200, b" " * 3000), "the answer is larger than 2,000 bytes"),
    ],
)
def test_a_source_that_fails_says_why(caller: Caller, behave: Behave, reason: str) -> None:
    with server(behave) as told:
        found = sources(caller, told, seconds=0.3, most_bytes=2000).fetch(wanted())
    assert (found.values, found.failure) == (None, reason)


def test_what_may_pass_is_tried_again_with_pauses_that_grow(caller: Caller) -> None:
    timing = Timing()
    with server(reply(503), break_off, reply(200, ROW)) as told:
        found = sources(caller, told, timing, tries=3).fetch(wanted())
    assert found.values == VALUES
    assert timing.slept == pytest.approx([0.15, 0.3])


@pytest.mark.parametrize("behave", [reply(400), reply(403), reply(200, b"nonsense")])
def test_what_will_not_pass_is_not_tried_again(caller: Caller, behave: Behave) -> None:
    with server(behave) as told:
        sources(caller, told, tries=3).fetch(wanted())
        assert len(told.asked) == 1


def test_a_source_that_fails_is_left_alone_and_asked_again_after_its_rest(caller: Caller) -> None:
    timing = Timing()
    with server(reply(500), reply(500), reply(500), reply(500), reply(200, ROW)) as told:
        all_ = sources(caller, told, timing)
        for _ in range(3):
            assert all_.fetch(wanted()).failure == "it answered 500"
        assert all_.open() == ("insured",)
        timing.now += 29.9
        assert all_.fetch(wanted()).failure == "it failed too often and is left alone for a while"
        assert len(told.asked) == 3
        timing.now += 0.2
        assert all_.fetch(wanted()).failure == "it answered 500"
        assert "left alone" in all_.fetch(wanted()).failure
        timing.now += 30
        assert all_.fetch(wanted()).values == VALUES
        assert all_.fetch(wanted()).values == VALUES
        assert all_.open() == ()


def test_no_row_does_not_open_the_breaker(caller: Caller) -> None:
    with server(reply(404)) as told:
        all_ = sources(caller, told)
        assert [all_.fetch(wanted()).failure for _ in range(10)] == [""] * 10


def test_several_are_asked_at_once_and_one_that_hangs_holds_up_no_other_source(caller: Caller) -> None:
    with server(hang) as slow, server(reply(200, ROW)) as quick:
        slow_source = HttpSource(settings(slow, seconds=0.8), TYPES, caller)
        quick_source = HttpSource(settings(quick), TYPES, caller)
        all_ = Sources({"insured": quick_source, "slow": slow_source})
        slowly = [
            Wanted("insured", "slow", "http", f"p-{n}", ("name",), (), "", "", None, "", 0) for n in range(30)
        ]
        hanging = threading.Thread(target=all_.fetch_all, args=(slowly,))
        hanging.start()
        began = steady()
        found = all_.fetch_all([wanted(subject=f"p-{number}") for number in range(20)])
        lasted = steady() - began
        hanging.join()
        all_.close()
    assert [one.subject for one in found] == [f"p-{number}" for number in range(20)]
    assert all(one.values == VALUES for one in found)
    assert lasted < 0.7


def test_a_name_of_half_a_character_is_told_to_nobody(caller: Caller) -> None:
    with server(reply(200, ROW)) as told:
        found = sources(caller, told).fetch(wanted(subject="p-\ud800"))
        assert found.failure == "no other side can be told such a name"
        assert told.asked == []


def test_a_source_that_the_settings_lack_is_unavailable() -> None:
    found = Sources({}).fetch_all([wanted()])
    assert found[0].failure == "the settings of this house have no source `insured`"


def test_no_log_holds_a_secret_or_a_value(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bad = {**ROW, "name": "王芳", "months": "seventeen"}
    with server(reply(200, bad), reply(500, b"p-7 hush"), break_off, reply(200, ROW)) as told:
        all_ = sources(caller, told, token=Secret("t0ken-hush"), seconds=0.3)
        for _ in range(4):
            all_.fetch(wanted(subject="p-secret-person"))
    assert caplog.records
    for hidden in ("hush", "p-secret-person", "王芳", "seventeen", "1200"):
        assert hidden not in caplog.text
