"""Suggestions for misspelt words."""

from collections.abc import Iterable

ENOUGH = 70.0  # below this, a suggestion misled more often than it helped in a trial on misspelt pack words


def closest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word most like a misspelt one, or nothing when none is like it.

    >>> closest("tittle", ["title", "basis"]), closest("xyz", ["title"])
    ('title', None)
    """
    from rapidfuzz import fuzz, process  # costs 0.02 s, which a pack without misspelt words saves

    found = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=ENOUGH)
    return None if found is None else str(found[0])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Offer the closest known word as a repair, or nothing.

    >>> did_you_mean("tittle", ["title"])
    'did you mean `title`?'
    """
    best = closest(word, known)
    return f"did you mean `{best}`?" if best else ""
