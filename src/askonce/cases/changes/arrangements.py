"""What changes in how cases are run: who may act, what is written and paid, who may read, where answers come from."""

from collections.abc import Iterator
from typing import Any

from askonce.cases.changes.change import Difference, differ
from askonce.cases.wording.arrangements import Line, arrangements, parts
from askonce.cases.wording.bilingual import NOTHING
from askonce.cases.wording.titles import Titles

#: What a code of its own says already.
SAID_APART = frozenset({"urgent"})


def compare_arrangements(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    """What is arranged otherwise in two definitions of one name; parts that only one of them has are said elsewhere."""
    common = parts(old) & parts(new)
    before, after = _lines(old, was, common), _lines(new, now, common)
    for place in sorted({*before, *after}):
        one, other = before.get(place), after.get(place)
        label = (other or one or Line("", "", NOTHING, NOTHING)).label
        words = [NOTHING if line is None else line.words for line in (one, other)]
        if words[0] != words[1]:
            yield differ(
                "arranged", " ".join(filter(None, place)), thing=label, before=words[0], after=words[1]
            )


def _lines(bound: Any, titles: Titles, common: frozenset[str]) -> dict[tuple[str, str], Line]:
    found = arrangements(bound, titles)
    return {(one.of, one.key): one for one in found if one.of in common and one.key not in SAID_APART}
