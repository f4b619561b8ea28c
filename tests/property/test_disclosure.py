"""Counts of people are shown so that no small group can be told from them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from askonce.methods.disclosure import LEAST, named, show

COUNTS = st.lists(st.integers(0, 40) | st.integers(0, 4) | st.integers(0, 10**6), max_size=12)


@given(COUNTS)
@example([9, 9])
@example([9, 50])
@example([3])
@example([10, 10])
def test_no_cell_of_fewer_than_ten_can_be_told_from_those_shown_and_the_total(counts: list[int]) -> None:
    shown = show(counts)
    hidden = [count for count, one in zip(counts, shown, strict=True) if one is None]
    assert all(one in (None, count) for count, one in zip(counts, shown, strict=True))
    assert all(one == 0 or one >= LEAST for one in shown if one is not None)
    everything = all(one is None or one == 0 for one in shown)
    # taking what is shown from the total leaves the sum of at least two cells, and no small one
    assert not hidden or everything or (len(hidden) > 1 and sum(hidden) >= LEAST)
    if all(count >= LEAST or count == 0 for count in counts):
        assert hidden == []


@given(COUNTS)
def test_no_cell_is_named_that_is_not_counted(counts: list[int]) -> None:
    cells = list(enumerate(counts))
    assert named(cells) == tuple(
        (place, count) for place, count in enumerate(show(counts)) if count is not None and count >= LEAST
    )
