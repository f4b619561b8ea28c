"""A county for tests: the registers of the pack qingshan, filled for a few thousand people."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from askonce.assembly import LANGUAGE
from askonce.invented.county import SEED, County
from askonce.invented.writing import Holding
from askonce.pack.passes import check_folder

PACKS = Path(__file__).resolve().parents[3] / "packs"
ON = date(2026, 6, 4)


@cache
def bound(pack: str) -> dict[str, dict[str, Any]]:
    """The definitions of a pack by kind and name."""
    return check_folder(PACKS / pack, LANGUAGE, on=ON, keep=True, cached=False).bound


def county(people: int, *, pack: str = "qingshan", seed: int = SEED, on: date = ON) -> County:
    """The county of so many people."""
    kinds = bound(pack)
    return County(kinds["register"], kinds["concept"], on=on, people=people, seed=seed)


@cache
def held(people: int, pack: str = "qingshan", seed: int = SEED) -> dict[str, list[Holding]]:
    """All that the registers hold, by register."""
    found: dict[str, list[Holding]] = {}
    for batch in county(people, pack=pack, seed=seed).batches():
        found.setdefault(batch.register, []).extend(batch.holdings)
    return found


def latest(people: int, register: str) -> dict[str, dict[str, Any]]:
    """The values of the last row of each subject."""
    return {one.subject: one.values for one in held(people)[register]}
