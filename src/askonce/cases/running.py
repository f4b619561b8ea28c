"""A version of a pack made ready to run: its case types with their routes, types, texts and calendar, prepared once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from askonce.cases.asking import Asked, BoundCase, Taken
from askonce.cases.case import BUILT_IN
from askonce.cases.interview import Interview, open_interview
from askonce.cases.promise_words import Representation
from askonce.cases.ready import THROUGH, Field, Representing, Role, Source
from askonce.cases.ruled import Texts
from askonce.cases.term import Workdays
from askonce.cases.type import CaseWords, Output, Service, Subject
from askonce.feel.syntax import parse
from askonce.feel.tree import Name, walk
from askonce.feel.types import Type, parse_type
from askonce.norms.binding import DATES, need_type
from askonce.norms.ruling import Book, Dates, Unsettled, book_of
from askonce.pack.office import Office
from askonce.pack.passes import Checked
from askonce.pack.shapes import Path, Period
from askonce.pack.symbols import Scope
from askonce.registers.actor import Actor
from askonce.registers.days import Days
from askonce.registers.doors import doors_of
from askonce.registers.exchange import Exchange, Route
from askonce.registers.minimal import Enough
from askonce.registers.model import Purpose
from askonce.registers.paths import Anchor, Lost, Way, follow, follow_to_subject
from askonce.registers.pseudonym import Pseudonyms
from askonce.registers.room import Room
from askonce.registers.types import FILES, feel_type

_MOST_INTERVIEWS = 16


class AtHand:
    """Says to the exchange who handles which case within the job that is running, and how much a norm needs to know."""

    def __init__(self, running: Running) -> None:
        self.case: str | None = None
        self.actor: str = ""
        self.running = running

    def hold(self, case: str | None, actor: Actor) -> None:
        """Say who handles which case from now on; the rules of the case have let them in."""
        self.case, self.actor = case, actor.name

    def assigned(self, room: Room, case: str, actor: Actor) -> bool:
        """Whether this case is at hand of this actor."""
        del room
        return case == self.case and actor.name == self.actor

    def enough(self, service: str, name: str, days: Days) -> Enough | None:
        """How much of a fact the norms of a service need; none where they need the value itself."""
        ready = self.running.types.get(service)
        return None if ready is None else ready.enough(name, days)


class Ready:
    """A case type made ready: what it takes from where, what it asks, and what decides it."""

    def __init__(self, bound: BoundCase, running: Running) -> None:
        self.bound = bound
        self.words: CaseWords = bound.case
        self.service: Service | None = bound.service
        self.running = running
        self.purpose = self.words.purpose.id if self.words.purpose else ""
        self.basis = self.words.basis.id if self.words.basis else ""
        self.office = self.words.office.id if self.words.office else ""
        self.flow = bound.flow()
        self._interviews: dict[Dates, Interview | Unsettled] = {}
        self.texts = Texts(bound, running.book)
        self.needs: dict[str, Type] = {}
        for decider in reversed(bound.deciders):
            norm = running.book.norms[decider.id].norm
            self.needs |= {name: need_type(need) for name, need in norm.needs.items()}
        self.fields: dict[str, Field] = {one.name: one for one in self._fields()}
        self.sources: tuple[Source, ...] = tuple(self._sources())
        self.roles: dict[str, Role] = {one.name: one for one in self._roles()}

    @property
    def id(self) -> str:
        """Its name."""
        return self.words.id

    @property
    def decides_in(self) -> str | None:
        """The step in which an officer decides; none where the norms decide alone as long as they favour the person."""
        return next((name for name, step in self.words.steps.items() if step.decides), None)

    @property
    def outputs(self) -> Mapping[str, Output]:
        """What it gives."""
        return self.service.gives if self.service is not None else {}

    @cached_property
    def _payees(self) -> frozenset[str]:
        """The facts that say where payments go: bank details are for the person alone to say, whatever the text forgets."""
        return frozenset(one.pays_to for one in self.outputs.values() if one.pays_to is not None)

    @cached_property
    def retention(self) -> Period | None:
        """How long what is personal in a case is kept after its end."""
        purpose = self.running.bound.get("purpose", {}).get(self.purpose)
        return purpose.retention if isinstance(purpose, Purpose) else None

    @cached_property
    def representatives(self) -> tuple[Representing, ...]:
        """The routes from the applicant to those who may act for it by a relation."""
        service = self.service
        words = service.represented_by if service is not None else ()
        return tuple(one for said in words if (one := self._representing(said)) is not None)

    @cached_property
    def parties(self) -> Mapping[str, Route]:
        """The routes to those who may answer for themselves what is asked about them, by the name of the question."""
        found = {}
        for name, ask in self.words.asks.items():
            way = self._follow(ask.of, subject=True) if ask.or_itself and ask.of is not None else None
            if ask.of is not None and isinstance(way, Way):
                found[name] = self._route(ask.of, way, "latest")
        return found

    def _representing(self, said: Representation) -> Representing | None:
        roles, scope = self.bound.roles, self.running.scope
        way = follow_to_subject(said.through, roles, scope) if said.through is not None else None
        if said.through is None or not isinstance(way, Way):
            return None
        anchor = Anchor(way.kind, roles[said.through.steps[0]].root, way.trail, way.hops)

        def beyond(step: str | None) -> Route | None:
            path = None if step is None or said.through is None else Path((THROUGH, step), said.through.node)
            found = None if path is None else follow(path, {THROUGH: anchor}, scope)
            if not isinstance(found, Way):
                return None
            return self.running.exchange.route(found, THROUGH, anchor, "latest")

        role = said.through.steps[0]
        return Representing(self._route(said.through, way), role, beyond(said.agent), beyond(said.until))

    def interview(self, dates: Dates) -> Interview | Unsettled:
        """Its interview on these dates; the last few are kept."""
        found = self._interviews.get(dates)
        if found is None:
            if len(self._interviews) >= _MOST_INTERVIEWS:
                self._interviews.clear()
            concepts = self.running.bound.get("concept", {})
            found = open_interview(self.bound, self.running.book, dates, concepts)
            self._interviews[dates] = found
        return found

    def enough(self, name: str, days: Days) -> Enough | None:
        """How much of a fact the norms need on these days; none where a step or an output wants it too."""
        field = self.fields.get(name)
        if field is None or field.wanted or name not in self.needs:
            return None
        return self.texts.enough(name, days)

    def _fields(self) -> Iterator[Field]:
        asked = {one.name: one for one in self.bound.asked}
        taken = {one.name: one for one in self.bound.taken}
        for name in dict.fromkeys([*taken, *asked, *self.needs]):
            yield self._field(name, taken.get(name), asked.get(name))
        for one in self.bound.demanded:
            if not (one.already_held and not one.closed):
                yield Field(name=one.name, type=parse_type("text"), wanted=True, asked=True, document=True)

    def _field(self, name: str, taken: Taken | None, asked: Asked | None) -> Field:
        way = taken.way if taken is not None else None
        held = way.type if isinstance(way, Way) else None
        words = asked.ask if asked is not None else taken.use if taken is not None else None
        kind = self.needs.get(name) or feel_type(asked.type if asked is not None else held)
        return Field(
            name=name,
            type=kind,
            wanted=self.service is None or (words is not None and bool(words.for_step or words.for_output)),
            asked=asked is not None,
            optional=asked is not None and asked.ask.optional,
            own=name in self._payees or (words is not None and words.only_self),
            step=(words.for_step or "") if words is not None else "",
            output=(words.for_output or "") if words is not None else "",
            at=asked.at if asked is not None else taken.use.at if taken is not None else "application",
            concept=asked.concept if asked is not None else "",
            role=asked.ask.of.steps[0] if asked is not None and asked.ask.of is not None else "",
            holds_for=asked.ask.holds_for if asked is not None else None,
            changes=self.running.changes(asked.concept) if asked is not None else "often",
            file=asked is not None and asked.type in FILES,
            taken=taken,
            by_officer=(asked.ask.answered_in or "") if asked is not None else "",
            bars=(asked.ask.bars or "") if asked is not None else "",
        )

    def _sources(self) -> Iterator[Source]:
        for taken in self.bound.taken:
            if isinstance(taken.way, Way) and taken.use.source is not None:
                role = taken.use.source.steps[0]
                route = self._route(taken.use.source, taken.way, taken.use.at, taken.name)
                way = taken.way
                datum = f"{way.held.value.register}.{way.held.value.attribute}" if way.held else ""
                yield Source(
                    taken.name, role, route, taken.use, datum, self.needs.get(taken.name) is not None
                )

    def _route(self, path: Path, way: Way, at: str = "application", name: str = "") -> Route:
        role = path.steps[0]
        return self.running.exchange.route(way, role, self.bound.roles[role], at, name)

    def _follow(self, path: Path, *, subject: bool = False) -> Way | Lost:
        walk_it = follow_to_subject if subject else follow
        return walk_it(path, self.bound.roles, self.running.scope)

    def _roles(self) -> Iterator[Role]:
        for name, subject in self.words.subjects.items():
            if subject.each is None:
                yield Role(name, new=subject.new, named=not subject.new)
                continue
            way = self._follow(subject.each, subject=True)
            if isinstance(way, Way):
                condition = parse(subject.where.text).tree if subject.where is not None else None
                yield Role(
                    name,
                    root=subject.each.steps[0],
                    route=self._route(subject.each, way),
                    choose=subject.choose or "",
                    condition=condition,
                    tested=tuple(self._tested(name, subject, condition)),
                )

    def _tested(self, role: str, subject: Subject, condition: Any) -> Iterator[tuple[str, Route]]:
        """The attributes that a condition on a subject names, each with the route to it from that subject."""
        if condition is None or subject.where is None:
            return
        names = dict.fromkeys(one.name for one in walk(condition) if isinstance(one, Name))
        for name in names:
            path = Path((role, name), subject.where.node)
            way = self._follow(path) if name not in DATES else None
            if isinstance(way, Way):
                yield name, self._route(path, way)


class Running:
    """A version of a pack, ready to run."""

    def __init__(self, version: str, checked: Checked, pseudonyms: Pseudonyms) -> None:
        self.version = version
        self.bound: Mapping[str, Mapping[str, Any]] = checked.bound
        self.scope = Scope(checked.view.table)
        self.book: Book = book_of(self.bound)
        self.judge = AtHand(self)
        doors = doors_of(
            self.bound.get("register", {}).values(),
            self.bound.get("purpose", {}).values(),
            self.bound.get("concept", {}).values(),
        )
        self.exchange = Exchange(doors, pseudonyms, self.judge)
        manifest = next(iter(self.bound.get("manifest", {}).values()), None)
        self.days = Workdays(self.bound.get("calendar", {}).values(), manifest.timezone if manifest else "")
        self.types: dict[str, Ready] = {
            name: Ready(bound, self)
            for kind in ("service", "report")
            for name, bound in self.bound.get(kind, {}).items()
            if name not in BUILT_IN
        }

    def local_day(self, instant: datetime) -> date:
        """The day that it is in the pack's time zone."""
        return self.days.local_day(instant)

    def changes(self, concept: str) -> str:
        """How often a concept changes."""
        found = self.bound.get("concept", {}).get(concept)
        return found.changes if found is not None else "often"

    def above(self, office: str) -> str:
        """The office above another; the office itself where none is."""
        found = self.bound.get("office", {}).get(office)
        return found.part_of.id if isinstance(found, Office) and found.part_of is not None else office

    def roles(self, office: str) -> tuple[str, ...]:
        """The roles of an office."""
        found = self.bound.get("office", {}).get(office)
        return tuple(found.roles) if isinstance(found, Office) else ()

    def holder(self, register: str) -> str:
        """The office that answers for a register."""
        found = self.bound.get("register", {}).get(register)
        return found.holder.id if found is not None and found.holder is not None else ""
