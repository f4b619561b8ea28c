"""The benchmark of the county, small: all that is made lies in the house, and its figures are of the whole county."""

from __future__ import annotations

from askonce.invented.cast import PLAYERS
from bench.county.bench import Plan, run


def test_what_is_made_is_what_lies_in_the_house() -> None:
    result = run(Plan(people=400, filled=400))
    lost = next(goal for goal in result.goals if goal.name.startswith("rows of the house"))
    assert lost.figure == 0
    assert result.beside["people"] == result.beside["people filled in"]
    assert result.beside["people"] == 400 + len(PLAYERS)
    assert result.beside["rows"] > 5_000
