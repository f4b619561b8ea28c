"""Slips: a code opens the state of one case, says nothing of whom it is about, and is no longer good once another is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.cases.codes import SIGNS, digest_of, read_code, spelled
from askonce.cases.command import AskMore, Step, Take
from askonce.cases.desk import Desk
from askonce.cases.glance import Glance, glance_by_code
from askonce.cases.slip import SLIPS, find_slip, forget_slip, keep_slip
from askonce.registers.actor import Actor
from tests.unit.cases.county import KEYS, County, county, officer, person

WANG = person("wang-of-the-slip")
COOK = officer("lin", "street/cook")
NOBODY = Actor("anonymous", "")


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", WANG.id, birth_date=date(1950, 5, 5), full_name="王", sex="male")
        yield found


def slip(there: County, case: str) -> str:
    return there.do(lambda journal: keep_slip(journal, KEYS, case))


def opened(there: County, code: str) -> str | None:
    return there.database.read(lambda journal: find_slip(journal, KEYS, code))


def looked(there: County, code: str) -> Glance | None:
    handling = there.handling
    return there.database.read(
        lambda journal: glance_by_code(Desk(journal, handling.running, KEYS, NOBODY, handling.runnings), code)
    )


@given(st.text())
def test_whatever_is_typed_is_read_or_not_read_and_nothing_raises(typed: str) -> None:
    code = read_code(typed)
    assert code is None or read_code(code) == code


@given(st.text(min_size=1), st.sampled_from(("", " ", "-", " - ", "－", "—")))
def test_a_code_is_read_however_it_is_spaced_and_in_whatever_width(seed: str, between: str) -> None:
    code = spelled(seed)
    typed = between.join(code.split("-"))
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else one for one in typed)
    assert read_code(typed) == read_code(typed.lower()) == read_code(wide) == code
    assert set(code) - {"-"} <= set(SIGNS)
    assert not set("01OI") & set(SIGNS)
    assert len(SIGNS) ** len(code.replace("-", "")) >= 2**60


def test_a_slip_shows_the_state_and_the_clock_and_nothing_of_the_person(there: County) -> None:
    case = there.file(WANG, "elder-meal", {"diet": "no lard at all"})
    found = looked(there, slip(there, case.line.id))
    assert found is not None
    assert (found.service["en"], found.office["zh"]) == ("Meal for the elderly", "柳溪街道办事处")
    assert (found.state, found.promised, found.asked) == ("decided", None, ())
    said = repr(found)
    assert not any(
        secret in said for secret in (WANG.id, KEYS.of("cases", WANG.id), "lard", "王", "1950-", "CNY")
    )


def test_a_slip_names_what_is_missing_while_the_clock_stands(there: County) -> None:
    clerk = officer("xu", "civil-affairs/officer", "street/officer")
    there.write("residence", WANG.id, household_size=Decimal(2))
    there.write("care-status", WANG.id, aided_this_year=False)
    there.write("employment-pensions", WANG.id, payment_account="6222")
    case = there.file(WANG, "temporary-aid", {"calamity": "fire", "cost": "9000 CNY", "bills": "upload-1"})
    running = looked(there, code := slip(there, case.line.id))
    assert running is not None
    assert (running.promised, running.asked) == (case.line.promised, ())
    there.act(clerk, case, Take())
    there.act(clerk, case, AskMore(names=["bills"], reason="page two of Wang's bills"))
    found = looked(there, code)
    assert found is not None
    assert (found.state, found.promised, found.stopped is not None) == ("asked", None, True)
    assert [one.name for one in found.asked] == ["bills"]
    assert found.asked[0].title["zh"] != found.asked[0].title["en"]
    assert "page two" not in repr(found)


def test_a_new_code_takes_the_place_of_the_old_one_and_of_no_other(there: County) -> None:
    one, two = (there.file(WANG, "elder-meal", {"diet": word}).line.id for word in ("a", "b"))
    first, other, second = slip(there, one), slip(there, two), slip(there, one)
    assert (opened(there, first), opened(there, second), opened(there, other)) == (None, one, two)
    there.do(lambda journal: forget_slip(journal, one))
    assert (opened(there, second), opened(there, other)) == (None, two)


def test_only_a_digest_is_kept_which_needs_the_key_of_the_house(there: County) -> None:
    case = there.file(WANG, "elder-meal", {"diet": "x"}).line.id
    code = slip(there, case)
    (key,) = there.database.read(lambda journal: journal.keys(SLIPS))
    kept = there.database.read(lambda journal: journal.get(SLIPS, key))
    assert kept is not None
    assert code not in kept.decode()
    assert code.replace("-", "") not in key.upper()
    assert key == digest_of(KEYS, SLIPS, code)
    assert key != digest_of(type(KEYS)(b"the secret of another county"), SLIPS, code)
    assert json.loads(kept)["case"] == case


def test_a_slip_ends_with_what_is_personal_in_its_case(there: County) -> None:
    case = there.file(WANG, "elder-meal", {"diet": "x"})
    there.act(COOK, case, Take())
    there.act(COOK, case, Step(step="cook", then="end"))
    code = slip(there, case.line.id)
    assert opened(there, code) == case.line.id
    there.forward(days=366 * 2 + 2)
    while there.fire():
        pass
    assert opened(there, code) is None
    assert looked(there, code) is None
    assert opened(there, slip(there, case.line.id)) is None  # nor does a new one open what is erased
