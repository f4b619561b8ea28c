"""`retrieval`: customs headings by descriptions, the same product elsewhere, and classes by labels and confirmed cases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final

import numpy as np

from askonce.adapters.retrieval.fts5 import Fts5
from askonce.methods.classification import Case, Classifier, Guess, Label, lead
from askonce.methods.retrieval.brute import AllPairs
from askonce.methods.retrieval.documents import analyse
from askonce.methods.retrieval.engine import search
from askonce.methods.retrieval.vocabulary import Vocabulary, vocabulary_of
from bench.result import Bench, Goal, Result
from bench.retrieval.sets import FOLDER, Labelled, absent, branches, customs, headings, products

_TOP: Final = 10
_BATCH: Final = 500
_TENTH: Final = 0.1  # who never answers keeps any precision, and helps nobody


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be reached; how many confirmed examples the curve has, and how many texts are held out for it."""

    customs_at_least: float = 0.62
    products_at_least: float = 0.93
    times_at_least: float = 2.0
    curve: tuple[int, ...] = (0, 100, 250, 500, 1000, 2000)
    judged_at: int = 500
    held_out: int = 1500
    precisions: tuple[float, ...] = (0.8, 0.9)
    through_engine: int = 200
    queries: int | None = None  # all


def measure(plan: Plan = Plan(), folder: Path = FOLDER) -> Result:
    """Rank, classify, and say what came out; without its data nothing is shown, and nothing holds."""
    missing = absent(folder)
    if missing:
        return Result((), {"absent": missing, "expected in": "shared/data/industry beside the project"})
    customs_set, products_set = customs(folder), products(folder)
    found = {"customs": _ranked(customs_set, plan), "products": _ranked(products_set, plan)}
    curve = _curve(*branches(folder), plan)
    judged = next(one for one in curve if one["confirmed"] == plan.judged_at)
    heading_curve = _curve(*headings(folder), plan, sizes=(0, plan.judged_at))
    answered = judged["answered"][str(plan.precisions[0])]["coverage"]
    goals = (
        Goal(
            f"{plan.customs_at_least} / NDCG@10, Schedule B to HS6",
            plan.customs_at_least / found["customs"]["all"],
            1.0,
        ),
        Goal(
            f"{plan.products_at_least} / NDCG@10, product pairs",
            plan.products_at_least / found["products"]["all"],
            1.0,
        ),
        Goal(
            f"{plan.times_at_least} / (top-1 with {plan.judged_at} confirmed / labels alone)",
            plan.times_at_least / _times(curve, judged),
            1.0,
        ),
        Goal(
            "stated precision / precision held out, the worst of both curves",
            _worst(curve + heading_curve),
            1.0,
        ),
        Goal(f"a tenth / share answered at {plan.precisions[0]}", _TENTH / max(answered, 1e-9), 1.0),
    )
    return Result(goals, {"ndcg@10": found, "branches": curve, "HS6": heading_curve})


def ndcg(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """The gain of the first ten, each right one worth less the lower it stands, beside that of the best order.

    K. Jarvelin, J. Kekalainen, "Cumulated gain-based evaluation of IR techniques" (2002), with gains of 0 and 1.

    >>> round(ndcg(["b", "a"], frozenset({"a"})), 3)
    0.631
    """
    gain = sum(1 / math.log2(place + 2) for place, name in enumerate(ranked[:_TOP]) if name in relevant)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(len(relevant), _TOP)))


def _ranked(labelled: Labelled, plan: Plan) -> dict[str, float]:
    """The mean over all queries, over each random half of them, and over a few that FTS5 finds candidates for."""
    kept = [analyse(document) for document in labelled.documents]
    pairs = AllPairs(kept)
    vocabulary = vocabulary_of(pairs.statistics)
    gains = list(_gains(pairs, vocabulary, labelled, plan.queries or len(labelled.queries)))
    half = len(gains) // 2
    engine = Fts5()
    engine.index(labelled.documents)
    few = range(min(plan.through_engine, len(gains)))
    words = Vocabulary(engine.words)
    by_engine = [
        ndcg(
            [one.name for one in search(engine, labelled.queries[number], k=200, vocabulary=words)],
            labelled.relevant[number],
        )
        for number in few
    ]
    found = {
        "all": mean(gains),
        "developed on": mean(gains[:half]),
        "held out": mean(gains[half:]),
        "some": mean(gains[number] for number in few),
        "the same through FTS5": mean(by_engine),
    }
    return {name: round(value, 4) for name, value in found.items()} | {"queries": len(gains)}


def _gains(pairs: AllPairs, vocabulary: Vocabulary, labelled: Labelled, count: int) -> Iterator[float]:
    for start in range(0, count, _BATCH):
        some = labelled.queries[start : min(start + _BATCH, count)]
        scores, _ = pairs.scores([vocabulary.widen(analyse(query)) for query in some])
        for row, relevant in zip(scores, labelled.relevant[start:], strict=False):
            best = np.argsort(-row, kind="stable")[:_TOP]
            yield ndcg([pairs.names[place] for place in best], relevant)


def _curve(
    labels: Sequence[Label], cases: Sequence[Case], plan: Plan, sizes: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """For each number of confirmed cases, how often the first guess is right, and how much is answered how well."""
    held_out, confirmed = cases[: plan.held_out], cases[plan.held_out :]
    found = []
    for size in sizes or plan.curve:
        classifier = Classifier(labels, confirmed[:size])
        guessed = classifier.classify([case.text for case in held_out])
        right = [
            bool(some) and some[0].code == case.code for some, case in zip(guessed, held_out, strict=True)
        ]
        answered = {
            str(precision): _answered(guessed, right, classifier.threshold(precision))
            for precision in plan.precisions
        }
        found.append({"confirmed": size, "top-1": round(mean(right), 4), "answered": answered})
    return found


def _answered(
    guessed: Sequence[Sequence[Guess]], right: Sequence[bool], threshold: float
) -> dict[str, float | None]:
    """The share of texts that are answered, and how many of these rightly."""
    answered = [good for some, good in zip(guessed, right, strict=True) if some and lead(some) >= threshold]
    return {
        "coverage": round(len(answered) / len(right), 4),
        "precision": round(mean(answered), 4) if answered else None,
    }


def _times(curve: Sequence[dict[str, Any]], judged: dict[str, Any]) -> float:
    return float(judged["top-1"] / max(curve[0]["top-1"], 1e-9))


def _worst(curves: Sequence[dict[str, Any]]) -> float:
    """The largest of stated precision beside what was reached, over whatever was answered."""
    return max(
        (
            float(precision) / found["precision"] if found["precision"] else math.inf
            for one in curves
            for precision, found in one["answered"].items()
            if found["coverage"]
        ),
        default=math.inf,
    )


RETRIEVAL: Final = Bench(
    "retrieval", "customs headings, products and classes found by texts (NDCG, precision)", measure
)
