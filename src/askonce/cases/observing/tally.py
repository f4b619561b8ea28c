"""Tallies: what many cases of one kind come to, as counts by words that add up and can be taken back.

A tally knows how many people stand behind it only as far as nine or more than nine: ten short marks of pseudonyms, each
shared by many people, so that nobody is found again in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from askonce.cases.observing.seen import Seen

#: Figures of fewer people are not shown.
FEWEST: Final = 10
#: The words of counts that stand alone.
FILED, ITSELF = "filed", "itself"
TRIPS, ZERO, VISITED, UNKNOWN_TRIPS = "trips", "trips.none", "trips.some", "trips.unknown"
QUESTIONS, READ, MORE = "questions", "read", "more"
DECIDED, ADVERSE, WITHDRAWN = "decided", "adverse", "withdrawn"
TOOK, TOOK_DAYS, TOOK_PROMISED = "took", "took.days", "took.promised"
ESCALATED, OBJECTED, DISPUTED, REVIEWED = "escalated", "objected", "disputed", "reviewed"
#: So many questions or more are counted together.
MOST_QUESTIONS: Final = 20
_MARK_BYTES: Final = 2


class Tally(msgspec.Struct, frozen=True):
    """Counts by words, marks of at most ten people, and the first and the last case by name."""

    counts: Mapping[str, int] = {}
    people: tuple[int, ...] = ()
    first: str = ""
    last: str = ""

    def __getitem__(self, word: str) -> int:
        """How many are counted under a word."""
        return self.counts.get(word, 0)

    def under(self, prefix: str) -> dict[str, int]:
        """The counts of words that begin so, by what follows a dot."""
        begins = f"{prefix}."
        return {word[len(begins) :]: count for word, count in self.counts.items() if word.startswith(begins)}

    @property
    def enough(self) -> bool:
        """Whether so many people stand behind it that it may be shown."""
        return len(self.people) >= FEWEST

    @property
    def few(self) -> bool:
        """Whether it tells of one to nine people, who may not be more than what they filed: a mark stays when a case has gone."""
        return 0 < min(len(self.people), self[FILED]) < FEWEST


def mark(case: str, filer: str | None) -> int:
    """The mark of whoever filed; of a case whose person is erased its own, so that nothing joins it to another."""
    return int.from_bytes(hashlib.sha256((filer or case).encode()).digest()[:_MARK_BYTES], "big")


def words(seen: Seen) -> dict[str, int]:
    """The counts to which one case comes; what began by itself is counted apart, as nobody was asked or had to come."""
    if not seen.asked_for:
        return {ITSELF: 1}
    found = Counter({FILED: 1, f"channel.{seen.channel}": 1, READ: seen.read, QUESTIONS: len(seen.questions)})
    found[f"questions.{min(len(seen.questions), MOST_QUESTIONS)}"] += 1
    found.update(f"asked.{name}" for name in seen.questions)
    found.update((f"promise.{seen.promise}", f"legal.{seen.legal}"))
    found[UNKNOWN_TRIPS if seen.trips is None else VISITED if seen.trips else ZERO] += 1
    found[TRIPS] += seen.trips or 0
    if seen.decided_by:
        found.update((DECIDED, f"decided.{seen.decided_by}"))
    if seen.took is not None:
        found.update({TOOK: 1, TOOK_DAYS: seen.took.actual, TOOK_PROMISED: seen.took.promised})
    if seen.stars is not None:
        found.update((REVIEWED, f"stars.{seen.stars}"))
    found.update(f"objection.{one}" for one in seen.objections)
    said = {
        ADVERSE: seen.adverse, WITHDRAWN: seen.withdrawn, MORE: seen.asked_more, ESCALATED: seen.escalated,
        OBJECTED: bool(seen.objections), DISPUTED: seen.disputed,
    }  # fmt: skip
    found.update(word for word, so in said.items() if so)
    return {word: count for word, count in found.items() if count}


def change(
    tally: Tally, case: str, more: Mapping[str, int], less: Mapping[str, int], who: int | None
) -> Tally:
    """A tally to which a case comes with other counts than before; nobody filed what began by itself."""
    counts = Counter(tally.counts)
    counts.update(more)
    counts.subtract(less)
    people = tally.people
    if who is not None and len(people) < FEWEST:
        people = tuple(sorted({*people, who}))
    return Tally(
        {word: count for word, count in sorted(counts.items()) if count},
        people,
        min(tally.first or case, case),
        max(tally.last, case),
    )


def merged(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    counts: Counter[str] = Counter()
    people: set[int] = set()
    first, last = "", ""
    for one in tallies:
        counts.update(one.counts)
        people.update(one.people)
        first = min(filter(None, (first, one.first)), default="")
        last = max(last, one.last)
    return Tally(dict(sorted(counts.items())), tuple(sorted(people)[:FEWEST]), first, last)
