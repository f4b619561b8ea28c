"""`match` and `chain` from the terminal, beside the same over the API: one result, and nothing that is not for its reader."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from askonce.cli.command import Stop
from askonce.cli.commands.trade import CHAIN, MATCH
from askonce.cli.main import main
from askonce.cli.terminal import Terminal
from tests.security.served import Served, served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("county")) as there:
        yield there


PACK = str(Path(__file__).resolve().parents[2] / "packs" / "qingshan")
BOXES = "n-boxes"
PATH = "/api/markets/zone-supply"


def run(house: Served, command: Any, **more: Any) -> tuple[int, str]:
    out = StringIO()
    given = {
        "pack": PACK, "need": BOXES, "sees": "officer", "most": 10, "language": "en", "market": None,
        "json": True, "database": house.house.place.database, "settings": None, "prior": None, "ask": False, **more,
    }  # fmt: skip
    return command.run(Namespace(**given), Terminal(out, StringIO())), out.getvalue()


def test_the_terminal_says_what_the_api_says(house: Served) -> None:
    officer = house.token("officer", "zhou", "zone/officer")
    code, out = run(house, MATCH)
    assert code == 0
    answer = house.ask("GET", f"{PATH}/needs/{BOXES}/matches", officer)
    assert json.loads(out) == answer.json()
    first = answer.json()["matches"][0]
    assert first["offer"] == "o-boxes"
    assert first["verdict"] == "feasible"
    assert first["saving"] == {"each": "0.55 CNY", "monthly": "33,000 CNY"}
    code, out = run(house, CHAIN)
    assert code == 0
    assert json.loads(out) == house.ask("GET", f"{PATH}/chain", officer).json()


def test_a_firm_sees_on_the_terminal_what_it_sees_over_the_api(house: Served) -> None:
    code, out = run(house, MATCH, sees="firm", language="zh")
    assert code == 0
    buyer = house.token("person", "p-buyer")
    answer = house.ask("GET", f"{PATH}/needs/{BOXES}/matches", buyer, headers={"accept-language": "zh"})
    assert json.loads(out) == answer.json()
    shown = answer.json()["matches"][0]
    assert "saving" not in shown
    assert not {one["name"] for one in shown["checks"]} & {"capacity", "price", "minimum"}
    assert "2.85" not in answer.text
    assert "400,000" not in answer.text


def test_it_is_said_in_lines_too(house: Served) -> None:
    _, out = run(house, MATCH, json=False)
    assert out.splitlines()[0].startswith("1. o-boxes (feasible, ")
    assert "It would save 0.55 CNY apiece, 33,000 CNY a month." in out
    _, out = run(house, CHAIN, json=False)
    lines = out.splitlines()
    assert "classes of products" in lines[0]
    assert any(
        re.match(r"      Development zone of Linhai County: \d firms?: 临海县.*\(linhai-offers, 20", one)
        for one in lines
    )
    assert any(
        one.startswith("      here, who makes what is near it and could widen: 青山县") for one in lines
    )
    assert re.fullmatch(r"  Development zone of Linhai County: \d+ offers of 20[-\d]+", lines[-1])


def test_to_ask_now_without_a_neighbour_in_the_settings_changes_nothing(house: Served) -> None:
    assert run(house, CHAIN, ask=True) == run(house, CHAIN)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"need": "n-boxs"}, "has no need `n-boxs`; did you mean `n-boxes`"),
        ({"market": "harbour"}, "no market `harbour`; its markets: `zone-supply`"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(house: Served, more: dict[str, Any], said: str) -> None:
    with pytest.raises(Stop, match=said):
        run(house, MATCH, **more)


def test_a_prior_that_is_none_is_said_in_a_line(house: Served, capsys: pytest.CaptureFixture[str]) -> None:
    place = house.house.place.database
    assert main(["chain", PACK, "--database", place, "--prior", "/nowhere"]) == 2
    assert "/nowhere is no folder" in capsys.readouterr().err
