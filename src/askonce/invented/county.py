"""An invented county: what each register of a pack would hold, village by village, so that no county is too large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

import msgspec

from askonce.invented.calendar import Today
from askonce.invented.oddities import MEANINGS
from askonce.invented.places import COMMUNITIES
from askonce.invented.village import Village
from askonce.invented.writing import Batch, Writing
from askonce.invented.zone.holding import OF_ZONE, batches, is_zone
from askonce.invented.zone.zone import Zone, firms_for, zone
from askonce.registers.model import Concept, Register
from askonce.text.collector import resting_collector

SEED: Final = 20261122
PEOPLE: Final = 20_000
_ROOM: Final = 40  # a village has at least so many people, so that small counties have few villages


class Fault(msgspec.Struct, frozen=True):
    """An oddity by name: the subjects, the concept that it is about, and what it means."""

    kind: str
    subjects: tuple[str, ...]
    concept: str

    @property
    def meaning(self) -> Mapping[str, str]:
        """What it means, in each language."""
        return MEANINGS[self.kind]


class County:
    """The county of a seed, a number of people and a day, for the registers of a pack.

    The cast comes beside the people, and the development zone beside the villages, with so many `firms`. The same arguments give the same county, on every machine and in every process.
    """

    def __init__(
        self,
        registers: Mapping[str, Register],
        concepts: Mapping[str, Concept],
        *,
        on: date,
        people: int = PEOPLE,
        seed: int = SEED,
        firms: int | None = None,
    ) -> None:
        self.registers = registers
        self.concepts = concepts
        self.today = Today(on)
        self.people = people
        self.seed = seed
        self.size = max(1, min(COMMUNITIES, people // _ROOM))
        self._firms = firms_for(people) if firms is None else firms

    def village(self, number: int) -> Village:
        """One of its villages."""
        low = self.people * number // self.size
        high = self.people * (number + 1) // self.size
        flooded = number == min(1, self.size - 1)
        return Village(self.seed, number, self.size, max(1, high - low), self.today, flooded=flooded)

    def batches(self, *names: str) -> Iterator[Batch]:
        """What some registers hold, or all where none is named; one batch a village and register."""
        wanted = names or tuple(self.registers)
        for number in range(self.size):
            with (
                resting_collector()
            ):  # which would look through a village's rows again and again: a fifth of the time
                found = list(self.held(self.village(number), wanted))
            yield from found
        for story in (True, False):
            yield from self.zone_batches(*wanted, story=story)

    @cached_property
    def zone(self) -> Zone | None:
        """Its development zone; none where the pack keeps no offers and needs."""
        return zone(self.seed, self.today.on, self._firms) if is_zone(self.registers) else None

    def zone_batches(self, *names: str, story: bool) -> Iterator[Batch]:
        """What some registers hold of the zone, or all where none is named: of the firms of its story alone, or of all others."""
        wanted = {name: self.registers[name] for name in names or self.registers}
        if any(one.of in OF_ZONE for one in wanted.values()) and self.zone is not None:
            yield from batches(self.zone, wanted, story=story)

    def held(self, village: Village, wanted: Sequence[str]) -> Iterator[Batch]:
        """What some registers hold of one village."""
        writing = Writing(village, self.registers, self.concepts)
        for name in wanted:
            yield Batch(name, writing.holdings(name))

    def faults(self) -> Iterator[Fault]:
        """Every oddity of the county."""
        for number in range(self.size):
            yield from faults(self.village(number))


def faults(village: Village) -> Iterator[Fault]:
    """Every oddity of a village."""
    ids = village.ids("person")
    for odd in village.odd:
        yield Fault(odd.kind, tuple(ids[one] for one in odd.persons), odd.concept)
