"""What is withheld of figures cannot be reckoned from what is shown, whichever pages, filters and charts are laid side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Final, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from askonce.cases.observing.counting import Cell
from askonce.cases.observing.tally import FEWEST, Tally
from askonce.cases.observing.withheld import OLDER, RECENT, Shown, Time, decide

Atom: TypeAlias = tuple[date, str, str]
Total: TypeAlias = frozenset[Atom]

MONTHS: Final = [date(2026, month, 1) for month in range(1, 6)]
RECENTLY: Final = MONTHS[2:]
OFFICES: Final = ["a", "b", "c"]
SERVICES: Final = ["p", "q", "r"]
PERIODS: Final[Mapping[str, tuple[Sequence[Time], Sequence[date]]]] = {
    "recent": ([RECENT], RECENTLY),
    "all": ([RECENT, OLDER], MONTHS),
    **{month.isoformat(): ([month], [month]) for month in MONTHS},
}

#: How much was filed where; each filing by a person of its own.
counties = st.dictionaries(
    st.tuples(st.sampled_from(MONTHS), st.sampled_from(OFFICES), st.sampled_from(SERVICES)),
    st.sampled_from([1, 1, 2, 5, 9, 10, 12, 15, 40, 60]),
    max_size=30,
)


def cells(filed: Mapping[Atom, int]) -> list[Cell]:
    made, first = [], 0
    for (month, office, service), count in filed.items():
        people = tuple(range(first, first + min(count, FEWEST)))
        first += count
        made.append(Cell(month, service, office, Tally({"filed": count}, people)))
    return made


def published(shown: Shown, filed: Mapping[Atom, int]) -> set[Total]:
    """Every total that a page, a filter, a row or a chart may show, as what it is the sum of."""
    found = set()
    for (times, months), office, service in product(PERIODS.values(), ["", *OFFICES], ["", *SERVICES]):
        if shown.tells(times, office, service):
            found.add(
                frozenset(
                    atom
                    for atom in filed
                    if atom[0] in months and office in ("", atom[1]) and service in ("", atom[2])
                )
            )
    return found - {frozenset()}


def tables(filed: Mapping[Atom, int]) -> Iterator[tuple[Total, list[Total]]]:
    """Every table that any page has: the whole, and its rows."""
    for (_, months), office, service in product(PERIODS.values(), ["", *OFFICES], ["", *SERVICES]):
        whole = frozenset(
            one for one in filed if one[0] in months and office in ("", one[1]) and service in ("", one[2])
        )
        for column in range(3):
            rows: dict[object, set[Atom]] = {}
            for one in whole:
                rows.setdefault(one[column], set()).add(one)
            yield whole, [frozenset(row) for row in rows.values()]


def people(filed: Mapping[Atom, int], total: Total) -> int:
    return sum(filed[one] for one in total)


def few(filed: Mapping[Atom, int], total: Total) -> bool:
    return 0 < people(filed, total) < FEWEST


@given(counties)
def test_no_total_and_no_difference_of_two_tells_of_few(filed: Mapping[Atom, int]) -> None:
    told = published(decide(cells(filed), RECENTLY), filed)
    assert not [one for one in told if few(filed, one)]
    assert not [(one, two) for one, two in product(told, told) if two < one and few(filed, one - two)]


@given(counties)
def test_what_a_table_leaves_of_its_sum_tells_of_no_few(filed: Mapping[Atom, int]) -> None:
    told = published(decide(cells(filed), RECENTLY), filed)
    for whole, rows in tables(filed):
        if whole in told:
            hidden = [row for row in rows if row not in told]
            assert not few(filed, frozenset().union(*hidden))


def test_the_page_of_an_office_is_hidden_where_its_row_is() -> None:
    filed = {(MONTHS[4], office, office): count for office, count in (("a", 40), ("b", 12), ("c", 1))}
    shown = decide(cells(filed), RECENTLY)
    assert [office for office in OFFICES if shown.tells([RECENT], office)] == ["a"]
    assert [office for office in OFFICES if shown.tells([MONTHS[4]], office)] == ["a"]
    assert shown.tells([RECENT])


def test_all_months_are_not_shown_where_few_lie_before_the_last_twelve() -> None:
    filed = {(MONTHS[0], "a", "p"): 3, (MONTHS[3], "a", "p"): 40}
    shown = decide(cells(filed), RECENTLY)
    assert shown.tells([RECENT], "a")
    assert not shown.tells([RECENT, OLDER])
    assert not shown.tells([RECENT, OLDER], "a")
    assert decide(cells({**filed, (MONTHS[0], "a", "p"): 30}), RECENTLY).tells([RECENT, OLDER], "a")


def test_ten_marks_of_cases_that_have_gone_stand_for_no_people() -> None:
    gone = Tally({"filed": 2}, tuple(range(FEWEST)))
    kept = Tally({"filed": 90}, tuple(range(FEWEST)))
    shown = decide([Cell(MONTHS[4], "p", "a", gone), Cell(MONTHS[4], "q", "b", kept)], RECENTLY)
    assert not shown.tells([RECENT], "a")
