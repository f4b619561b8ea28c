"""Reads an input-output table and what ties it to classes of goods, from CSV files of a folder: a prior, no fact."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from askonce.apps.economy.chain import Prior
from askonce.apps.economy.ranking import ALIKE_DIGITS

#: The columns by which each file is known, whatever its name: the table, industries by their codes of activity, goods by theirs.
_TABLE: Final = ("commodity", "commodity_name", "industry", "value_musd")
_ACTIVITIES: Final = ("BEA_2017_Detail_Code", "NAICS_2017_Code")
_GOODS: Final = ("schedule_b", "naics")
_MOST_FILES: Final = 50
_LARGEST_BYTES: Final = 200_000_000


class UnfitPrior(Exception):  # noqa: N818 - a fact about the folder, which the caller shows
    """A folder that holds no prior: which file is missing, or which row cannot be read."""


def read_prior(folder: Path) -> Prior:
    """The prior of a folder with three CSV files in UTF-8; UnfitPrior where it holds none."""
    files = _files(folder)
    inputs: defaultdict[str, dict[str, float]] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in _rows(files, _TABLE):
        names[row["commodity"]] = row["commodity_name"]
        inputs[row["industry"]][row["commodity"]] = _amount(row["value_musd"])
    industries: dict[str, str] = {}
    for row in _rows(files, _ACTIVITIES):
        industries.setdefault(row["NAICS_2017_Code"], row["BEA_2017_Detail_Code"])
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in _rows(files, _GOODS):
        industry = _by_beginning(row["naics"], industries)
        if industry in names:
            votes[row["schedule_b"][:ALIKE_DIGITS]][industry] += 1
    goods = {code: min(said, key=lambda one: (-said[one], one)) for code, said in votes.items()}
    return Prior(goods, {industry: _shares(used) for industry, used in inputs.items()}, names)


def _files(folder: Path) -> Mapping[tuple[str, ...], Path]:
    if not folder.is_dir():
        raise UnfitPrior(f"{folder} is no folder")
    found: dict[tuple[str, ...], Path] = {}
    for path in sorted(folder.glob("*.csv"))[:_MOST_FILES]:
        if path.stat().st_size > _LARGEST_BYTES:
            continue
        # what else lies there may be anything
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            head = set(next(csv.reader(file), ()))
        for columns in (_TABLE, _ACTIVITIES, _GOODS):
            if head.issuperset(columns):
                found.setdefault(columns, path)
    for columns in (_TABLE, _ACTIVITIES, _GOODS):
        if columns not in found:
            raise UnfitPrior(f"{folder} holds no CSV file with the columns {', '.join(columns)}")
    return found


def _rows(files: Mapping[tuple[str, ...], Path], columns: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    path = files[columns]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if all(row.get(name) is not None for name in columns):
                    yield row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnfitPrior(f"{path} cannot be read: {error}") from error


def _amount(text: str) -> float:
    """An amount of the table; what is below nought is a correction of the books, not an input."""
    try:
        return max(0.0, float(Decimal(text)))
    except InvalidOperation as error:
        raise UnfitPrior(f"`{text}` is no amount of an input-output table") from error


def _by_beginning(code: str, industries: Mapping[str, str]) -> str:
    """The industry of the longest beginning of a code of activity that is known; placeholders behind it tell nothing."""
    plain = code.rstrip("Xx")
    for end in range(len(plain), 1, -1):
        if plain[:end] in industries:
            return industries[plain[:end]]
    return ""


def _shares(used: Mapping[str, float]) -> dict[str, float]:
    whole = sum(used.values())
    return {name: amount / whole for name, amount in used.items()} if whole else {}
