"""The ledger over both databases: a tree that another library agrees with, openings that are found and erased."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from typing import Any

import pymerkle
import pytest

from askonce.adapters.opening import open_database, working
from askonce.adapters.storage.layout import FIXED
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.ledger.entry import Entry, canonical, commit
from askonce.ledger.erasing import erase
from askonce.ledger.recomputing import Break
from askonce.ledger.verify import verify
from askonce.methods.merkle import frontier
from tests.conformance.store.county import SCHEMA


def look(journal: Journal, subject: str | None, case: str | None = None, kind: str = "look") -> int:
    return journal.record(
        Entry(kind, journal.now, "officer:lin", subject=subject, case=case, what={"a": "补"})
    )


def test_the_tree_is_the_one_of_the_standard(new_url: Callable[[], str]) -> None:
    url = new_url()
    for sizes in ((1, 2, 3), (0, 40), (1, 1, 7, 64)):  # opened anew: the frontier is read back
        with closing(open_database(url, SCHEMA)) as base:
            for size in sizes:
                base.write(lambda journal, size=size: [look(journal, "p") for _ in range(size)]).result()  # type: ignore[misc]
    with closing(open_database(url, SCHEMA)) as base:

        def compare(journal: Journal) -> None:
            size = journal.size()
            assert size == 119
            other = pymerkle.InmemoryTree(algorithm="sha256")
            for commitment in journal.commitments(0, size):
                other.append_entry(commitment)
            assert frontier(journal.node, size).root() == other.get_root()
            assert journal.leaves(3, 5) == journal.nodes(0, 3, 5) == [other.get_leaf(4), other.get_leaf(5)]
            assert len(journal.nodes(2, 0, 99)) == size // 4
            with pytest.raises(IndexError):
                journal.node(7, 0)

        base.read(compare)


def test_an_opening_opens_its_leaf_until_it_is_erased(base: Database) -> None:
    def job(journal: Journal) -> list[int]:
        made = [
            look(journal, "p-one", "case-1"),
            look(journal, "p-two", "case-1"),
            look(journal, "p-one", None, "act"),
        ]
        assert journal.opening(made[0]) is not None  # what the job itself recorded is seen in it
        return made

    one, two, three = base.write(job).result()

    def numbers(journal: Journal, **asked: str) -> list[int]:
        return [found.number for found in journal.openings(**asked) if found.number >= one]  # type: ignore[arg-type]

    def read(journal: Journal) -> None:
        assert numbers(journal, subject="p-one") == [one, three]
        assert numbers(journal, case="case-1") == [one, two]
        assert numbers(journal, kind="act") == [three]
        assert numbers(journal, kind="look", subject="p-one") == [one]
        assert numbers(journal) == [one, two, three]
        assert [found.number for found in journal.openings(after=two, limit=1)] == [three]
        assert journal.opening(three + 1) is None
        found = journal.opening(one)
        assert found is not None
        assert found.entry is not None
        assert found.salt is not None
        assert found.entry.subject == "p-one"
        assert commit(canonical(found.entry), found.salt) == journal.commitments(one, two)[0]

    base.read(read)
    leaves = base.read(lambda journal: journal.leaves(one, three + 1))
    for _ in range(2):
        base.write(lambda journal: journal.erase(one)).result()

    def erased(journal: Journal) -> None:
        found = journal.opening(one)
        assert found is not None
        assert (found.entry, found.salt) == (None, None)
        assert numbers(journal, subject="p-one") == [three]
        assert numbers(journal, case="case-1") == [two]
        assert numbers(journal) == [one, two, three]
        assert journal.leaves(one, three + 1) == leaves

    base.read(erased)


def test_what_a_failed_job_recorded_leaves_no_gap(base: Database) -> None:
    def fails(journal: Journal) -> None:
        look(journal, "p")
        journal.size()
        journal.openings()  # written, and then undone
        look(journal, "p")
        raise LookupError

    size = base.read(lambda journal: journal.size())
    futures: list[Future[Any]] = [base.write(lambda journal: look(journal, "p")), base.write(fails)]
    futures.append(base.write(lambda journal: look(journal, "p")))
    assert futures[0].result() == size
    with pytest.raises(LookupError):
        futures[1].result()
    assert futures[2].result() == size + 1
    assert base.read(lambda journal: journal.size()) == size + 2


@pytest.mark.parametrize("seed", range(6))
def test_of_jobs_in_one_transaction_those_that_failed_recorded_nothing(base: Database, seed: int) -> None:
    """What is recorded waits for the end of the transaction, or for somebody who reads it, whichever job fails between."""
    gate = threading.Event()
    before = base.read(lambda journal: journal.size())

    def job(journal: Journal, number: int, words: str) -> None:
        for letter in words:
            if letter == "r":
                look(journal, f"p-{number}")
            elif letter == "o":
                assert len(journal.openings(after=before - 1)) == journal.size() - before
            elif letter == "w":
                journal.put("room", str(number), b"x")
            else:
                raise LookupError

    drawn = [hashlib.sha256(f"{seed}/{number}".encode()).digest() for number in range(40)]
    said = ["".join("rrrrrrrrooowwwff"[byte & 15] for byte in one[1 : one[0] % 8 + 2]) for one in drawn]
    base.write(lambda _: gate.wait(30))
    futures = [
        base.write(lambda journal, one=one, words=words: job(journal, one, words))  # type: ignore[misc]
        for one, words in enumerate(said)
    ]
    gate.set()
    assert [type(one.exception()) is LookupError for one in futures] == ["f" in words for words in said]
    wanted = [
        f"p-{one}" for one, words in enumerate(said) if "f" not in words for _ in range(words.count("r"))
    ]
    found = base.read(lambda journal: journal.openings(after=before - 1))
    assert [one.entry.subject for one in found if one.entry is not None] == wanted
    assert base.read(lambda journal: len(journal.commitments(before, before + 99_999))) == len(wanted)


@pytest.mark.parametrize(
    "hides", ["subject = NULL", "subject = 'p-other'", "kind = 'act'", "case_id = NULL", "case_id = 'c'"]
)
def test_a_look_that_is_kept_under_other_words_is_found(new_url: Callable[[], str], hides: str) -> None:
    """Whoever may write the tables takes the guards down, hides looks from the person, and puts the guards up again."""
    url = new_url()
    with closing(open_database(url, SCHEMA)) as base:
        base.write(lambda journal: [look(journal, "p-one", "case-1") for _ in range(6)]).result()
        base.write(lambda journal: erase(journal, 1, basis="law/1", actor="officer:lin")).result()
        assert base.read(verify).holds
        opening = next(one for one in FIXED if one.name == "opening")
        with working(url) as (raw, dialect):
            for statement in dialect.unguards(opening):
                raw.run(statement)
            raw.run(f"UPDATE opening SET {hides} WHERE number IN (3, 5)")
            for statement in dialect.guards(opening):
                raw.run(statement)
        assert base.read(verify).broken == Break(3, "changed", "index", 3)
