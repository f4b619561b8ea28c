"""The benchmarks of retrieval: their goals are those of the issue, a worse ranking fails them, and absent data is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bench.__main__ import BENCHES
from bench.province import bench as province
from bench.province.child import run
from bench.province.offers import Invented
from bench.province.oracle import Asked, judged
from bench.retrieval.bench import RETRIEVAL, Plan, measure, ndcg
from bench.retrieval.sets import customs, products

SMALL = Plan(curve=(0, 500), held_out=400, through_engine=20, queries=400, precisions=(0.8,))


def test_the_goals_are_those_of_the_issue() -> None:
    plan, large = Plan(), province.Plan()
    assert (plan.customs_at_least, plan.products_at_least, plan.times_at_least, plan.judged_at) == (
        0.62,
        0.93,
        2.0,
        500,
    )
    assert (large.sizes[-1], large.index_seconds, large.mib, large.p95_ms, large.add_seconds) == (
        1_000_000, 120.0, 1024.0, 50.0, 1.0,
    )  # fmt: skip
    assert {RETRIEVAL, province.PROVINCE} <= set(BENCHES)


def test_the_gain_is_that_of_the_best_order() -> None:
    assert ndcg(["a", "b", "c"], frozenset("a")) == 1.0
    assert ndcg(["b", "a"], frozenset("ab")) == 1.0
    assert ndcg(list("bcdefghijka"), frozenset("a")) == 0.0


def test_without_its_data_nothing_holds_and_the_files_are_named(tmp_path: Path) -> None:
    result = measure(SMALL, tmp_path)
    assert not result.holds
    assert "harmonized_system.csv" in result.beside["absent"]


def test_the_sets_are_those_that_the_issue_names(shared: Path) -> None:
    lines, pairs = customs(shared / "data" / "industry"), products(shared / "data" / "industry")
    assert (len(lines.documents), len(lines.queries), len(pairs.documents), len(pairs.queries)) == (
        5613,
        9355,
        1000,
        815,
    )
    assert all(len(one) == 1 for one in lines.relevant)
    assert sum(map(len, pairs.relevant)) == 822


@pytest.mark.full
def test_a_small_run_holds_and_higher_goals_fail(shared: Path) -> None:
    assert measure(SMALL, shared / "data" / "industry").holds
    worse = measure(replace(SMALL, customs_at_least=0.95, times_at_least=9.0), shared / "data" / "industry")
    assert [goal.name.split(" ")[0] for goal in worse.goals if not goal.holds] == ["0.95", "9.0"]


def test_a_small_province_is_indexed_searched_and_added_to(tmp_path: Path) -> None:
    found = run(300, tmp_path / "offers")
    assert found["new_found"]
    assert found["shown"] > 0
    assert found["hidden_found"] == 1.0
    sample = msgspec.convert(found["sample"], tuple[Asked, ...])
    seen = judged(300, sample)
    assert (seen["recall_at_10"], seen["violating"]) == (1.0, 0)
    # who shows the last instead of the first, or what fails a constraint, is found out
    others = [one.ten for one in sample if one.ten]
    wrong = [replace_ten(one, others[place - 1]) for place, one in enumerate(sample) if one.ten]
    seen = judged(300, wrong)
    assert seen["violating"] > 0
    worst = [replace_ten(one, [(name, 0.0) for name, _ in one.ten]) for one in sample]
    assert judged(300, worst)["recall_at_10"] == 0.0


def replace_ten(asked: Asked, ten: Iterable[tuple[str, float]]) -> Asked:
    return msgspec.structs.replace(asked, ten=tuple(ten))


def test_offers_come_again_from_the_same_seed() -> None:
    assert list(Invented(1).offers(5)) == list(Invented(1).offers(5))
    assert list(Invented(1).offers(5)) != list(Invented(2).offers(5))
