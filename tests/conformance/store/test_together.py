"""Many rows at once over both databases: they leave what single ones leave, and a first job that fails leaves nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.adapters.staging import sorted_runs
from askonce.adapters.storage.journal import Keeping
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.registers.store import Change, Linking, Unfit
from tests.conformance.store.county import DAY

DAYS = [DAY + timedelta(days) for days in range(5)]
ROUNDS = itertools.count()
SUBJECTS = st.sampled_from("abc")
CHANGES = st.lists(
    st.tuples(SUBJECTS, st.integers(0, 3), st.booleans(), st.sampled_from(["mild", "severe", None])),
    max_size=90,
)
LINKS = st.lists(st.tuples(SUBJECTS, SUBJECTS, st.integers(0, 4), st.booleans()), max_size=12)


def seen(base: Database, tag: str) -> Any:
    def look(journal: Journal) -> Any:
        names = [tag + one for one in "abc"]
        kept = [[(row.values, row.valid_from, row.valid_to, row.recorded_to is None)
                 for row in sorted(journal.history("people", one), key=repr)
                 if row.recorded_to is None] for one in names]  # fmt: skip
        ties = [
            [other.removeprefix(tag) for other in journal.related("people", "children", one, day)]
            for one in names
            for day in DAYS
        ]
        return kept, ties

    return base.read(look)


@settings(max_examples=40)
@given(CHANGES, CHANGES, LINKS)
def test_together_leaves_what_one_after_the_other_leaves(
    base: Database, before: list[Any], changes: list[Any], links: list[Any]
) -> None:
    number = next(ROUNDS)

    def made(tag: str, drawn: list[Any]) -> list[Change]:
        return [
            Change("people", tag + one, {"grade": grade}, DAYS[start], DAYS[start + 1] if ends else None, "x")
            for one, start, ends, grade in drawn
        ]

    def run(tag: str, write: Callable[[Keeping, list[Change], list[Linking]], None]) -> Any:
        tied = [Linking("people", "children", tag + one, tag + other, DAYS[day], ends=ends)
                for one, other, day, ends in links]  # fmt: skip

        def job(journal: Any) -> None:
            for change in made(tag, before[:5]):
                journal.write(change)
            write(journal, made(tag, changes), tied)

        base.write(job).result()
        return seen(base, tag)

    def singly(journal: Keeping, some: list[Change], tied: list[Linking]) -> None:
        for change in some:
            journal.write(change)
        for linking in tied:
            journal.link(linking)

    def together(journal: Keeping, some: list[Change], tied: list[Linking]) -> None:
        journal.write_all(some)
        journal.link_all(tied)

    assert run(f"t{number}-", together) == run(f"s{number}-", singly)


def test_a_job_that_fails_leaves_nothing_be_it_the_first_of_its_transaction_or_not(base: Database) -> None:
    tag = f"f{next(ROUNDS)}-"

    def job(number: int, *, fails: bool) -> Callable[[Journal], None]:
        def run(journal: Journal) -> None:
            journal.write(Change("people", f"{tag}{number}", {"grade": "mild"}, DAY))
            if fails:
                raise Unfit("no")

        return run

    futures = [base.write(job(number, fails=number % 3 == 0)) for number in range(30)]
    for number, future in enumerate(futures):
        assert (future.exception() is None) is bool(number % 3)
    kept = base.read(lambda journal: [journal.row("people", f"{tag}{number}", DAY) for number in range(30)])
    assert [row is not None for row in kept] == [bool(number % 3) for number in range(30)]


@settings(max_examples=60)
@given(st.sampled_from(["", "p-", "县-"]), st.sets(st.text("ab王\u07ff\U0001f600", max_size=30), min_size=1))
def test_a_run_is_in_the_order_of_its_bytes(prefix: str, words: set[str]) -> None:
    for filler in ("", "0" * 20):
        names = [prefix + word + filler for word in sorted(words, key=hash)]
        batch = pa.record_batch({"subject": names, "at": pa.array(range(len(names)), pa.int64())})
        found = pa.concat_tables(sorted_runs([batch]))
        assert found.column("subject").to_pylist() == sorted(names, key=str.encode)
        assert [names[at] for at in found.column("at").to_pylist()] == found.column("subject").to_pylist()
        with pytest.raises(Unfit, match="twice"):
            list(sorted_runs([batch, batch]))
