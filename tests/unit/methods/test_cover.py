"""Boxes over a grid: the named cases, and the search that gives up before anybody loses patience."""

from __future__ import annotations

import pytest

from askonce.methods import cover
from askonce.methods.cover import TooLarge, find_hidden, find_overlaps, find_uncovered, is_empty


def test_a_grid_without_boxes_is_uncovered_at_its_first_cell() -> None:
    assert find_uncovered([2, 3], []) == (0, 0)


def test_a_box_without_a_region_in_one_column_is_empty() -> None:
    assert is_empty((0b11, 0))
    assert not is_empty((0b11, 0b1))


def test_a_hole_in_the_middle_is_found() -> None:
    ring = [(0b001, 0b111), (0b100, 0b111), (0b111, 0b001), (0b111, 0b100)]
    assert find_uncovered([3, 3], ring) == (1, 1)
    assert find_uncovered([3, 3], [*ring, (0b010, 0b010)]) is None


def test_what_lies_outside_the_space_asked_about_is_no_gap() -> None:
    assert find_uncovered([3], [(0b001,)], within=(0b001,)) is None
    assert find_uncovered([3], [(0b001,)], within=(0b110,)) == (1,)
    assert find_uncovered([3], [(0b001,)], within=(0,)) is None


def test_boxes_that_touch_do_not_overlap() -> None:
    assert list(find_overlaps([(0b01, 0b11), (0b10, 0b11)])) == []


def test_a_box_may_be_hidden_by_several_together() -> None:
    boxes = [(0b01, 0b11), (0b10, 0b11), (0b11, 0b01)]
    assert list(find_hidden([2, 2], boxes)) == [2]


def test_an_empty_box_is_not_hidden_for_it_takes_nothing() -> None:
    assert list(find_hidden([2], [(0b11,), (0,)])) == []


def test_a_search_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "MOST_STEPS", 10)
    boxes = [tuple(0b01 if column == number else 0b11 for column in range(8)) for number in range(8)]
    assert isinstance(find_uncovered([2] * 8, boxes), TooLarge)


def test_a_box_that_cannot_be_searched_is_not_called_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "MOST_STEPS", 0)
    assert [type(one) for one in find_hidden([2], [(0b01,), (0b10,), (0b11,)])] == [TooLarge]
