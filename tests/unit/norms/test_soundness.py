"""Which errors keep a norm from ruling, and which may wait."""

from __future__ import annotations

import pytest

from askonce.assembly import LANGUAGE
from askonce.norms.ruling import book_of
from askonce.norms.soundness import UNHINDERING, hindrances
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay
from askonce.text.diagnostic import Severity
from tests.unit.norms.books import ON, norm, parameter


def found(*files: str, name: str = "tried") -> list[str]:
    text = "".join(files).removeprefix("--- ")
    checked = check_sources(
        overlay(f"office: far\ntitle: {{en: Far, zh: 远}}\n--- {text}"), LANGUAGE, on=ON, keep=True
    )
    return [one.code for one in hindrances(name, book_of(checked.bound), checked.findings)]


RATED = norm("tried", "needs: {x: number}\nparameters: {fee: fee}\nresult: fee * x")


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ((RATED, parameter("fee", "from: 2020-01-01, value: 5 CNY")), []),
        ((RATED, parameter("fee", "from: 2020-01-01, to: 2021-01-01, value: 5 CNY")), []),
        ((RATED, parameter("fee", "from: 2020-01-01, to: 2019-01-01, value: 5 CNY")), ["AO210"]),
        ((RATED, parameter("fee", "from: 2020-01-01, value: 5 CNY, worth: 5")), ["AO010"]),
        ((RATED, parameter("fee", "from: 2020-01-01, value: 5 CNY"), norm("other", "result: nobody")), []),
        ((norm("tried", "needs: {x: number}\nresult: x").replace("effect: neutral\n", ""),), []),
        ((norm("tried", "needs: {x: number}\nresult: x", adopted=""),), []),
        ((norm("tried", "needs: {x: number}\nresult: x\nworth: 1"),), ["AO010"]),
        ((norm("tried", "needs: {event: date}\nresult: 1"),), ["AO226"]),
    ],
    ids=["clean", "ran out", "early end", "word", "another", "effect", "draft", "own word", "name"],
)
def test_only_errors_that_touch_what_it_means_keep_a_norm_from_ruling(
    files: tuple[str, ...], codes: list[str]
) -> None:
    assert found(*files) == codes


def test_each_error_that_may_wait_is_a_rule_of_that_weight_with_its_reason() -> None:
    for code, reason in UNHINDERING.items():
        assert LANGUAGE.rules[code].severity is Severity.ERROR
        assert reason
