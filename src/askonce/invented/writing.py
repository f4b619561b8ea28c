"""Writes one village as the registers of a pack say it: rows of values, and links with the days they began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec import UNSET

from askonce.feel.values import Value
from askonce.invented.calendar import years_after
from askonce.invented.folk import NOBODY
from askonce.invented.generic import linked, made_up, paired
from askonce.invented.links import Links, Relations, days, turned
from askonce.invented.oddities import Said
from askonce.invented.personal import PERSONAL, Maker
from askonce.invented.things import THINGS
from askonce.invented.village import Village
from askonce.invented.working import WORKING
from askonce.registers.model import Attribute, Concept, Register, Relation

_MAKERS: Final[Mapping[str, Mapping[str, Maker]]] = {**THINGS, "person": {**PERSONAL, **WORKING}}
_MONTHS: Final = 12
#: Which concept of a register says since when its rows hold, the first that it has.
_ANCHORS: Final = (
    "birth-date", "marital-status", "registered-address", "residence-kind", "employment-status", "enrolment-status",
)  # fmt: skip


class Holding(NamedTuple):
    """What a register says of a subject from a day to before another; a relation leads to ids since days.

    What is not in `values` was never said; null says that there is none.
    """

    subject: str
    values: dict[str, Value]
    valid_from: date
    valid_to: date | None
    relations: dict[str, tuple[tuple[str, date], ...]]


class Batch(NamedTuple):
    """Holdings of one register, all of one village; a subject's follow each other in time."""

    register: str
    holdings: list[Holding]


class Writing:
    """One village in the words of registers; each column and relation is worked out once."""

    def __init__(
        self, village: Village, registers: Mapping[str, Register], concepts: Mapping[str, Concept]
    ) -> None:
        self.village = village
        self.registers = registers
        self.concepts = concepts
        self.relations = Relations(village)
        self.declared: dict[str, Relation] = {
            f"{register.of}.{name}": relation
            for register in registers.values()
            for name, relation in register.relations.items()
        }
        self._ids: dict[str, list[str]] = {}
        self._columns: dict[tuple[str, str, str], Sequence[Said]] = {}

    def ids(self, kind: str) -> list[str]:
        """The ids of the things of a kind."""
        if kind not in self._ids:
            self._ids[kind] = self.village.ids(kind)
        return self._ids[kind]

    def holdings(self, name: str) -> list[Holding]:
        """What one register says; a subject of which it says nothing has no row."""
        register = self.registers[name]
        kind = register.of
        if kind is None:
            return []
        periods = self._periods(register)
        related = self._related(kind, register)
        if periods:
            found = self._by_period(kind, register, periods, related)
        else:
            found = self._at_once(kind, register, related)
        return self._with_deaths(register, found) if self._death(register) else found

    def _at_once(self, kind: str, register: Register, related: _Related) -> list[Holding]:
        since = self._since(kind, register)
        rows = self._rows(kind, register, None)
        return [
            Holding(subject, values, date.fromordinal(start), None, relations)
            for subject, values, start, relations in zip(self.ids(kind), rows, since, related, strict=True)
            if values or relations
        ]

    def _by_period(
        self, kind: str, register: Register, periods: tuple[date, ...], related: _Related
    ) -> list[Holding]:
        tables = [self._rows(kind, register, period) for period in periods]
        ends = (*periods[1:], None)
        return [
            Holding(subject, table[one], start, end, related[one] if start is periods[0] else {})
            for one, subject in enumerate(self.ids(kind))
            for start, end, table in zip(periods, ends, tables, strict=True)
            if table[one] or related[one]
        ]

    def _rows(self, kind: str, register: Register, period: date | None) -> list[dict[str, Value]]:
        """The values of each thing, without what is not said."""
        count = self.village.count(kind)
        keys = tuple(register.attributes)
        if not keys:
            return [{} for _ in range(count)]
        columns = [
            self._column(kind, f"{register.id}.{key}", attribute, period)
            for key, attribute in register.attributes.items()
        ]
        return [
            {key: value for key, value in zip(keys, values, strict=True) if value is not UNSET}
            for values in zip(*columns, strict=True)
        ]

    def _column(self, kind: str, name: str, attribute: Attribute, period: date | None) -> Sequence[Said]:
        """What is said of each thing by one concept, the same in every register that holds it."""
        concept = attribute.concept.id if attribute.concept else name
        stamp = "" if period is None else _stamp(period, attribute.at)
        place = (kind, concept, stamp)
        if place not in self._columns:
            chance = self.village.chance(*place)
            make = _MAKERS.get(kind, {}).get(concept)
            if make is None:
                known = self.concepts.get(concept)
                words = attribute.type or (known.type if known else None)
                column = made_up(self.village, kind, concept, words, chance)
            else:
                column = make(self.village, chance)
            for one, value in self.village.instead.get(concept, {}).items() if kind == "person" else ():
                column[one] = value
            self._columns[place] = column
        return self._columns[place]

    def _related(self, kind: str, register: Register) -> _Related:
        """By thing, the relations that lead somewhere."""
        found: list[dict[str, tuple[tuple[str, date], ...]]] = [{} for _ in range(self.village.count(kind))]
        for name, relation in register.relations.items():
            if relation.to is None:
                continue
            ids = self.ids(relation.to.id)
            for one, links in enumerate(self._links(kind, name, relation)):
                if links:
                    found[one][name] = days(links, ids)
        return found

    def _links(self, kind: str, name: str, relation: Relation) -> Links:
        """The links of a relation: known, or made up so that the way back agrees."""
        to = relation.to.id if relation.to else ""
        known = self.relations.known(f"{kind}.{name}", to)
        if known is not None:
            return known
        place, back = f"{kind}.{name}", f"{to}.{relation.inverse}"
        chance = self.village.chance(place)
        if relation.inverse is None:
            made = linked(self.village, kind, to, many=relation.many, back_many=True, chance=chance)
        elif place == back:
            made = paired(self.village, kind)
        else:
            made = self._with_inverse(kind, to, place, back)
        return self.relations.keep(place, made)

    def _with_inverse(self, kind: str, to: str, place: str, back: str) -> Links:
        """Made up from the side whose name comes first, and turned for the other."""
        other = self.relations.known(back, kind)
        if other is None:
            many, back_many = self._many(place), self._many(back)
            if place < back:
                chance = self.village.chance(place)
                return linked(self.village, kind, to, many=many, back_many=back_many, chance=chance)
            chance = self.village.chance(back)
            other = linked(self.village, to, kind, many=back_many, back_many=many, chance=chance)
        return turned(other, self.village.count(kind))

    def _many(self, place: str) -> bool:
        """Whether a relation may lead to several; one that only its inverse names may."""
        relation = self.declared.get(place)
        return relation is None or relation.many

    def _periods(self, register: Register) -> tuple[date, ...]:
        """The months that are told apart, or the years, where a register holds values of periods."""
        at = {attribute.at for attribute in register.attributes.values()}
        months = self.village.today.months(_MONTHS + 1)
        if at & {"month", "quarter"}:
            return months
        return (date(months[0].year, 1, 1), date(months[-1].year, 1, 1)) if "year" in at else ()

    def _since(self, kind: str, register: Register) -> Sequence[int]:
        """Since when the row of each thing holds, as `date.toordinal` counts days."""
        village, works = self.village, self.village.works
        if kind == "person":
            return _person_since(village, self._anchor(register))
        days_of = {
            "firm": [firm.founded for firm in works.firms],
            "property": [one.since for one in village.properties],
            "farm": [farm.since for farm in works.farms],
            "mandate": [mandate.since for mandate in works.mandates],
        }
        return days_of.get(kind) or [village.today.years_ago(6).toordinal()] * village.count(kind)

    def _anchor(self, register: Register) -> str:
        held = {attribute.concept.id for attribute in register.attributes.values() if attribute.concept}
        return next((concept for concept in _ANCHORS if concept in held), "")

    def _death(self, register: Register) -> str:
        """The attribute that holds the date of death, where a register of persons has one."""
        if register.of != "person":
            return ""
        return next(
            (
                key
                for key, attribute in register.attributes.items()
                if attribute.concept and attribute.concept.id == "death-date"
            ),
            "",
        )

    def _with_deaths(self, register: Register, found: list[Holding]) -> list[Holding]:
        """Two rows of who died: until the day of death there is none."""
        key = self._death(register)
        told: list[Holding] = []
        for one in found:
            died = one.values.get(key)
            if isinstance(died, date) and one.valid_from < died:
                told.append(one._replace(values=one.values | {key: None}, valid_to=died))
                told.append(one._replace(valid_from=died, relations={}))
            else:
                told.append(one)
        return told


_Related = Sequence[dict[str, tuple[tuple[str, date], ...]]]


def _person_since(village: Village, anchor: str) -> Sequence[int]:
    """Since when a register that holds a concept says what it says of each person."""
    folk, today = village.folk, village.today
    if anchor == "birth-date":
        return folk.birth
    dead = folk.birth[folk.living :]
    if anchor in ("registered-address", "residence-kind"):
        return [*village.settled, *dead]
    year = date(today.on.year, 1, 1).toordinal()
    if anchor == "marital-status":
        found = [max(day, _grown_day(born)) for day, born in zip(folk.wedding, village.born, strict=True)]
    elif anchor == "employment-status":
        jobs = zip(village.works.jobs.since, village.born, strict=True)
        found = [max(_grown_day(born), year - 700) if day == NOBODY else day for day, born in jobs]
    else:
        found = [max(day, year) for day in folk.birth]
    return [min(day, today.ordinal) for day in found]


def _grown_day(born: date) -> int:
    return years_after(born, 18).toordinal()


def _stamp(period: date, at: str) -> str:
    """The words for a period, so that what holds for a year is the same in each of its months."""
    words = {
        "month": f"{period:%Y-%m}",
        "quarter": f"{period.year}-{(period.month - 1) // 3}",
        "year": f"{period.year}",
    }
    return words.get(at, "")
