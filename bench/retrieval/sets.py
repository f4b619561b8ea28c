"""The labelled sets that lie beside the project: customs headings, products, branches of industry."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from askonce.methods.classification import Case, Label
from askonce.methods.retrieval.documents import Document

FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "industry"
FILES: Final = (
    "harmonized_system.csv",
    "schedule_b_2019.csv",
    "product_pairs_dev.csv",
    "input_output_us_2017.csv",
    "crosswalk_naics_bea_2017.csv",
)
# The halves on which the ranking was developed, drawn by these seeds; the other halves were looked at when it stood.
_CUSTOMS, _PRODUCTS, _BRANCHES = 1, 2, 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """What is searched, what is asked, and for each question the names of what is right.

    The first half of the questions is the one on which the ranking was developed.
    """

    documents: tuple[Document, ...]
    queries: tuple[Document, ...]
    relevant: tuple[frozenset[str], ...]


def absent(folder: Path = FOLDER) -> list[str]:
    """The files that are not there."""
    return [name for name in FILES if not (folder / name).is_file()]


def customs(folder: Path = FOLDER) -> Labelled:
    """Schedule B lines by their long description; all texts of the HS at six digits, with those of the headings above."""
    texts = {row["hscode"]: row["description"] for row in _rows(folder, FILES[0])}
    documents = tuple(
        Document(code, text, context=f"{texts.get(code[:4], '')} {texts.get(code[:2], '')}")
        for code, text in texts.items()
        if len(code) == 6
    )
    asked = [
        (Document("", row["description"]), frozenset({row["schedule_b"][:6]}))
        for row in _rows(folder, FILES[1])
    ]
    half = _chance(_CUSTOMS).sample(range(len(asked)), len(asked) // 2)
    return _labelled(documents, asked, [*half, *sorted(set(range(len(asked))) - set(half))])


def products(folder: Path = FOLDER) -> Labelled:
    """The left products that have a right one labelled same; all right ones."""
    documents: dict[tuple[str, str, str], Document] = {}
    asked: dict[tuple[str, str, str], tuple[Document, set[str]]] = {}
    for row in _rows(folder, FILES[2]):
        right = _product(row, "right")
        held = documents.setdefault(right, Document(str(len(documents)), right[0], right[1]))
        if row["same"] == "1":
            left = _product(row, "left")
            asked.setdefault(left, (Document("", left[0], left[1]), set()))[1].add(held.name)
    order = list(range(len(asked)))
    _chance(_PRODUCTS).shuffle(order)
    pairs = [(query, frozenset(names)) for query, names in asked.values()]
    return _labelled(tuple(documents.values()), pairs, order)


def branches(folder: Path = FOLDER) -> tuple[list[Label], list[Case]]:
    """The classes of the input-output table by their names, and Schedule B lines with the class that makes them."""
    names = {row["commodity"]: row["commodity_name"] for row in _rows(folder, FILES[3])}
    makers: dict[str, set[str]] = {}
    for row in _rows(folder, FILES[4]):
        makers.setdefault(row["NAICS_2017_Code"], set()).add(row["BEA_2017_Detail_Code"])
    cases = [
        Case(row["description"], next(iter(made_by)))
        for row in _rows(folder, FILES[1])
        if len(made_by := makers.get(row["naics"].rstrip("X"), set())) == 1
    ]
    _chance(_BRANCHES).shuffle(cases)
    return [Label(code, name) for code, name in names.items()], cases


def headings(folder: Path = FOLDER) -> tuple[list[Label], list[Case]]:
    """The HS at six digits, and Schedule B lines with their codes."""
    found = customs(folder)
    labels = [
        Label(one.name, one.title, one.context, (one.name[:4], one.name[:2])) for one in found.documents
    ]
    cases = [
        Case(query.title, next(iter(codes)))
        for query, codes in zip(found.queries, found.relevant, strict=True)
    ]
    _chance(_BRANCHES).shuffle(cases)
    return labels, cases


def _labelled(
    documents: tuple[Document, ...],
    asked: Sequence[tuple[Document, frozenset[str]]],
    order: Sequence[int],
) -> Labelled:
    return Labelled(
        documents, tuple(asked[place][0] for place in order), tuple(asked[place][1] for place in order)
    )


def _product(row: dict[str, str], side: str) -> tuple[str, str, str]:
    return row[f"{side}_name"], row[f"{side}_description"], row[f"{side}_price"]


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - which half, not secrets
