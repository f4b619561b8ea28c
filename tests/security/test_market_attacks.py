"""A market against firms and officers who mean ill: absurd numbers, a consent that nobody gave."""

from __future__ import annotations

from decimal import Decimal

import pytest

from askonce.web.pages.frame.language import speaking
from askonce.web.pages.frame.render import money, number
from tests.security.served import Served


def _page(house: Served, path: str, session: str) -> int:
    headers = {"accept": "text/html", "cookie": f"askonce={session}"}
    return house.ask("GET", path, headers=headers).status_code


@pytest.mark.parametrize("absurd", [10**28, -(10**28), 1e-300, int("9" * 33)])
def test_an_absurd_number_of_one_firm_takes_no_page_from_the_office(house: Served, absurd: float) -> None:
    answers = {"product": "boxes", "published": True, "unit": "piece", "capacity": absurd}
    filing = {"service": "publish-offer", "applicant": "f-carton", "answers": answers}
    assert house.file(house.token("person", "p-maker"), filing).status_code == 201
    officer = house.token("officer", "zhou", "zone/officer")
    for path in ("/zone", "/zone/map", "/zone/map?by=capacity&page=2", "/zone/allocation", "/zone/chain"):
        assert _page(house, path, officer) == 200
    maker = house.token("person", "p-maker")
    assert _page(house, "/firm/f-carton", maker) == 200


@pytest.mark.parametrize("code", ["%00", "a%00b", "%7f", "%0a", "x" * 3_000])
def test_a_link_with_what_no_text_has_is_one_that_never_was(house: Served, code: str) -> None:
    assert _page(house, f"/zone/confirm/{code}", "") == 404


def test_numbers_of_many_digits_are_written_out() -> None:
    with speaking("en"):
        assert number(Decimal(10) ** 33) == "1" + ",000" * 11
        assert money(Decimal(10) ** 33).endswith("1" + ",000" * 11 + ".00")


@pytest.mark.parametrize(
    "who", [("officer", "zhou", "zone/officer"), ("helper", "hu", "village"), ("person", "p-maker")]
)
def test_nobody_says_for_a_firm_that_it_pressed_a_link(house: Served, who: tuple[str, ...]) -> None:
    answers = {"product": "forged boxes", "published": True}
    filing = {
        "service": "publish-offer",
        "applicant": "f-carton",
        "answers": answers,
        "channel": "link",
        "consent": "link: pressed by the firm",
    }
    refused = house.file(house.token(*who), filing)
    assert (refused.json()["code"], refused.status_code >= 400) == ("channel-wrong", True)
    assert house.file(
        house.token("officer", "zhou", "zone/officer"), {**filing, "channel": "telephone"}
    ).is_success
