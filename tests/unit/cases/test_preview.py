"""The interview without signing in beside the one of those who have: the same questions, and nothing learnt of anybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from askonce.assembly.preview import preview
from askonce.cases.command import Filing
from askonce.cases.running import Running
from askonce.cases.view import Offered
from askonce.norms.ruling import Dates
from askonce.registers.fact import known
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import KEYS, county, pack, person

TODAY = date(2026, 3, 2)
RUNNING = Running("1", pack(), KEYS)
OWN = {"birth": "1990-05-05", "status": "single"}


def look(service: str, running: Running = RUNNING, **more: Any) -> Offered:
    found = preview(running, Filing(service=service, **more), TODAY)
    assert isinstance(found, Offered), found
    return found


def code(service: str, **more: Any) -> str:
    found = preview(RUNNING, Filing(service=service, **more), TODAY)
    return found.code if isinstance(found, Refusal) else "ok"


def test_who_says_what_registers_hold_is_asked_what_the_signed_in_are_asked() -> None:
    with county() as there:
        there.write("people", "wang", birth_date=date(1990, 5, 5), full_name="wang", sex="male")
        there.write("marriages", "wang", marital_status="single")
        there.write("people", "single", birth_date=date(1991, 5, 5), full_name="single", sex="female")
        there.write("marriages", "single", marital_status="single")
        filing = Filing(service="marriage", choices={"partner": ["single"]})
        signed_in = there.do(lambda journal: there.handling.interview(journal, person("wang"), filing))
    assert isinstance(signed_in, Offered)
    anonymous = look("marriage", answers=OWN)
    assert set(anonymous.open) == set(signed_in.open)
    assert not anonymous.decided
    assert not signed_in.decided


def test_what_a_register_would_say_is_asked_of_who_has_not_signed_in() -> None:
    assert {"birth", "status"} <= set(look("marriage").open)
    assert look("elder-allowance").next == "birth"
    old, young = (look("elder-allowance", answers={"birth": day}) for day in ("1940-01-01", "1990-01-01"))
    assert old.decided
    assert not old.open, "the account is in a register and changes nothing"
    assert not old.outcome[-1].adverse
    assert young.outcome[-1].outcome == {"amount": "0 CNY"}


def test_nothing_of_somebody_who_is_merely_named_is_asked_or_taken() -> None:
    for answers in ({}, OWN):
        assert not {"partner_birth", "partner_status"} & set(look("marriage", answers=answers).open)
    assert code("marriage", answers={**OWN, "partner_status": "single"}) == "not-asked"
    named = [look("marriage", answers=OWN, choices={"partner": [one]}) for one in ("p-1", "nobody")]
    assert named[0] == named[1] == look("marriage", answers=OWN)


def test_what_an_officer_finds_out_is_not_asked() -> None:
    assert "finding" not in look("guardianship").open
    assert code("guardianship", answers={"finding": "manages"}) == "not-asked"


def nested(deep: int) -> Any:
    found: Any = []
    for _ in range(deep):
        found = [found]
    return found


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"answers": {"birth": "x" * 20_001}}, "too-long"),
        ({"answers": {"birth": Decimal("1e999999999")}}, "number-too-large"),
        ({"answers": {"birth": nested(500)}}, "misread"),
        ({"answers": {"birth": nested(100_000)}}, "misread"),
        ({"answers": {"birth": {"state": "known", "value": "1990-05-05"}}}, "misread"),
        ({"answers": {"nothing": 1}}, "not-asked"),
        ({"choices": {"partner": ["a\nb"]}}, "bad-id"),
        ({"choices": {"partner": ["p"] * 51}}, "too-many-chosen"),
        ({"event": date.max}, "ok"),
        ({"event": date.min}, "ok"),
    ],
)
def test_what_is_too_large_or_no_answer_is_refused_as_it_is_of_the_signed_in(
    more: dict[str, Any], expected: str
) -> None:
    assert code("marriage", **more) == expected


def test_previews_from_many_threads_disturb_neither_each_other_nor_the_cases_that_are_decided() -> None:
    alone, crowded = Running("1", pack(), KEYS), Running("1", pack(), KEYS)
    services = [name for name, one in alone.types.items() if one.service is not None and one.texts.names]
    dates = Dates(TODAY, TODAY, TODAY)

    def stand(running: Running, name: str) -> Any:
        ready = running.types[name]
        booleans = [one for one in ready.fields.values() if str(getattr(one.type, "word", "")) == "boolean"]
        return [
            ready.texts.stand({one.name: known(value) for one in booleans}, dates).missing
            for value in (True, False)
        ]

    expected = {name: (stand(alone, name), look(name, alone)) for name in services}
    with ThreadPoolExecutor(4) as pool:
        looks = [(name, pool.submit(look, name, crowded)) for _ in range(4) for name in services]
        found = {name: stand(crowded, name) for name in services}
        assert all(one.result(60) == expected[name][1] for name, one in looks)
    assert found == {name: one for name, (one, _) in expected.items()}
