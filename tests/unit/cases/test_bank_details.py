"""Where money goes is for the person alone to say or to call wrong: no helper, no officer, nobody with a mandate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from askonce.cases.command import Answer, Dispute
from askonce.cases.view import View
from askonce.feel.values import Money
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from tests.unit.cases.county import County, county, person

WANG, SON = person("wang"), person("wang-son")
HELPER = Actor("helper", "aunt-li", frozenset({"community"}))


@pytest.fixture
def there() -> Iterator[County]:
    with county() as found:
        found.write("people", "wang", birth_date=date(1950, 5, 5), full_name="王", sex="male")
        found.do(lambda journal: found.handling.mandate(journal, WANG, SON.id, "pension", date(2027, 3, 4)))
        yield found


def code(found: View | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else found.line.state


def _insured(there: County, **more: object) -> None:
    wage = Money(Decimal(3000), "CNY")
    there.write("employment-pensions", "wang", contribution_months=Decimal(200), monthly_wage=wage, **more)  # type: ignore[arg-type]


def test_who_acts_for_another_files_and_leaves_the_account_to_them(there: County) -> None:
    _insured(there)
    assert code(there.try_file(SON, "pension", {"account": "6222"}, applicant="wang")) == "only-self"
    filed = there.file(SON, "pension", applicant="wang")
    assert (filed.line.state, filed.asked) == ("asked", ("account",))
    assert code(there.try_act(SON, filed, Answer(answers={"account": "6222"}))) == "only-self"
    assert there.act(WANG, filed, Answer(answers={"account": "6222"})).line.state == "open"


def test_who_acts_for_another_does_not_call_the_account_wrong(there: County) -> None:
    _insured(there, payment_account="6222")
    filed = there.file(SON, "pension", applicant="wang")
    wrong = Dispute(name="account", reason="it is another", claimed="6333")
    assert code(there.try_act(SON, filed, wrong)) == "only-self"
    assert there.view(WANG, filed).concerned_by == ()
    refused = there.try_file(SON, "pension", applicant="wang", disputes={"account": "it is another"})
    assert code(refused) == "only-self"
    helped = there.try_file(
        HELPER,
        "pension",
        applicant="wang",
        channel="counter",
        consent="said yes",
        disputes={"account": "other"},
    )
    assert code(helped) == "only-self"
    assert len(there.act(WANG, filed, wrong).concerned_by) == 1
    assert there.act(SON, filed, Dispute(name="months", reason="the army")).concerned_by[1:] != ()


def test_an_account_that_is_paid_to_is_the_persons_own_even_where_the_text_forgets_it(there: County) -> None:
    for ready in there.handling.running.types.values():
        for output in ready.outputs.values():
            if output.pays_to is not None:
                assert ready.fields[output.pays_to].own, ready.id
    forgetful = there.handling.running.types["child-benefit"].words.uses["account"]
    assert not forgetful.only_self
