"""The prior of a chain: an input-output table with what ties it to classes of goods, and what it guesses."""

from __future__ import annotations

from pathlib import Path

import pytest

from askonce.adapters.crossing import cross
from askonce.apps.economy.board import Board
from askonce.apps.economy.chain import Hole, chain_of
from askonce.apps.economy.fitting import Fitting, Words
from askonce.apps.economy.listing import Listed
from askonce.assembly.markets.prior import UnfitPrior, read_prior
from tests.unit.economy.trade import ON, terms

TABLE = """commodity,commodity_name,industry,industry_name,value_musd
STEEL,Steel,CARS,Cars,60
TYRES,Tyres,CARS,Cars,30
CARS,Cars,CARS,Cars,5
BANKS,Banks,CARS,Cars,5
STEEL,Steel,TYRES,Tyres,-4
"""
ACTIVITIES = """BEA_2017_Detail_Code,NAICS_2017_Code
STEEL,3311
TYRES,3262
CARS,3361
BANKS,522
"""
GOODS = """schedule_b,description,naics
7208100000,Flat steel,331110
4011100000,Tyres,32621X
8703220000,Cars,336110
8703230000,Cars,336110
"""


def write(folder: Path, table: str = TABLE) -> Path:
    for name, text in (("io.csv", table), ("codes.csv", ACTIVITIES), ("goods.csv", GOODS)):
        (folder / name).write_text(text, "utf-8")
    return folder


def board(needs: tuple[Listed, ...], offers: tuple[Listed, ...]) -> Board:
    return Board(terms(), ON, needs, offers, Fitting(offers, Words(), ()), cross)


def test_what_such_makers_use_elsewhere_and_nobody_here_makes_is_a_guess_behind_declared_needs(
    tmp_path: Path,
) -> None:
    prior = read_prior(write(tmp_path))
    assert prior.industry("870322") == "CARS"
    assert prior.industry("87032299") == "CARS"
    assert prior.industry("999999") == ""
    cars = Listed("offer-1", "f-1", ("car",), classed="870322")
    steel = Listed("need-1", "f-1", ("steel",), classed="720810")
    alone = chain_of(board((), (cars,)), prior)
    assert [(hole.classed, hole.share, hole.prior) for hole in alone.holes] == [
        ("STEEL", 0.6, True),
        ("TYRES", 0.3, True),
    ], "neither what is made here nor what is no good"
    declared = chain_of(board((steel,), (cars,)), prior)
    assert declared.holes == (
        Hole("720810", ("need-1",)),
        Hole("TYRES", prior=True, name="Tyres", share=0.3),
    )
    assert [(flow.bought, flow.made, flow.firms) for flow in declared.flows] == [("720810", "870322", 1)]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "goods.csv").unlink(), "schedule_b"),
        (lambda folder: write(folder, TABLE.replace("60", "many")), "`many` is no amount"),
        (lambda folder: (folder / "io.csv").write_bytes(TABLE.encode() + b"\xff\xfe,x,CARS,y,1\n"), "cannot be read"),
    ],
)  # fmt: skip
def test_a_folder_that_holds_no_prior_says_why(tmp_path: Path, spoil: object, said: str) -> None:
    write(tmp_path)
    spoil(tmp_path)  # type: ignore[operator]
    with pytest.raises(UnfitPrior, match=said):
        read_prior(tmp_path)
    with pytest.raises(UnfitPrior, match="is no folder"):
        read_prior(tmp_path / "nowhere")
