"""What a case type asks: each question as a datum, who already supplies it, and what would need it."""

from collections.abc import Iterator, Mapping

import msgspec

from askonce.cases.datum_words import Ask, Use
from askonce.cases.report import Report
from askonce.cases.type import END, CaseWords, Document, Service, Step
from askonce.norms.model import NeedSeen, NormSeen
from askonce.pack.shapes import Path
from askonce.pack.symbols import Interface, Scope, Symbol
from askonce.registers.model import Held
from askonce.registers.paths import (
    Anchor,
    Closed,
    Link,
    Lost,
    Way,
    closed_doors,
    follow,
    follow_to_subject,
    suppliers,
)
from askonce.text.span import Span

#: Who files a service that does not say so.
PERSON = "person"


class Taken(msgspec.Struct, frozen=True):
    """A datum that a case takes from a register; `way` says where it stands, or why it cannot be found."""

    name: str
    use: Use
    way: Way | Lost
    closed: tuple[Closed, ...]


class Asked(msgspec.Struct, frozen=True):
    """A question as a datum: its concept, the way to its subject in normal form, and its time.

    `held` are the attributes that supply it, none where no register does; `closed` the doors on the way to them
    that are shut to the purpose of the case; `lost` says that its subject cannot be found.
    """

    name: str
    ask: Ask
    place: Span
    concept: str
    kind: str
    subject: str
    at: str
    type: str
    held: tuple[Symbol[Held], ...]
    closed: tuple[Closed, ...]
    wanted_by: tuple[str, ...]
    lost: Lost | None = None

    @property
    def already_held(self) -> bool:
        """Whether registers hold it, open or closed."""
        return bool(self.held)

    @property
    def held_openly(self) -> bool:
        """Whether registers hold it and may give it for this purpose."""
        return bool(self.held) and not self.closed

    @property
    def datum(self) -> tuple[str, str, str]:
        """Concept, subject and time; two questions repeat each other only where all three coincide."""
        return (self.concept, f"{self.kind}:{self.subject}", self.at)


class Shown(msgspec.Struct, frozen=True):
    """One datum that a document is brought for."""

    path: Path
    way: Way | Lost
    closed: tuple[Closed, ...]


class Demanded(msgspec.Struct, frozen=True):
    """A document that a case demands, and what of its content registers hold."""

    name: str
    document: Document
    place: Span
    shown: tuple[Shown, ...]

    @property
    def already_held(self) -> bool:
        """Whether registers hold all that it shows, so that it is brought for nothing."""
        return (
            bool(self.shown)
            and not self.document.original
            and all(isinstance(one.way, Way) and one.way.held for one in self.shown)
        )

    @property
    def closed(self) -> tuple[Closed, ...]:
        """The doors that are shut on what it shows."""
        return tuple(dict.fromkeys(door for one in self.shown for door in one.closed))


class Decider(msgspec.Struct, frozen=True):
    """A norm that decides a case, as the case sees it."""

    id: str
    symbol: Symbol[NormSeen]

    @property
    def seen(self) -> NormSeen:
        """The norm itself."""
        return self.symbol.value


class BoundCase(msgspec.Struct, frozen=True):
    """A case type bound to registers and norms."""

    case: CaseWords
    roles: dict[str, Anchor]
    lost: tuple[tuple[Path, Lost], ...]
    taken: tuple[Taken, ...]
    asked: tuple[Asked, ...]
    demanded: tuple[Demanded, ...]
    deciders: tuple[Decider, ...]

    @property
    def id(self) -> str:
        """Its name."""
        return self.case.id

    @property
    def service(self) -> Service | None:
        """The service, where it is one."""
        return self.case if isinstance(self.case, Service) else None

    @property
    def report(self) -> Report | None:
        """The report, where it is one."""
        return self.case if isinstance(self.case, Report) else None

    def needs(self) -> Iterator[tuple[Decider, str, NeedSeen]]:
        """Each fact that a deciding norm needs."""
        for decider in self.deciders:
            for name, need in decider.seen.needs.items():
                yield decider, name, need

    def flow(self) -> dict[str, tuple[str, ...]]:
        """The steps and what may follow each; without a word the next one follows, and the last one ends."""
        names = list(self.case.steps)
        following = [*names[1:], END] if names else []
        return {
            name: self._then(step, after)
            for (name, step), after in zip(self.case.steps.items(), following, strict=True)
        } | {END: ()}

    @staticmethod
    def _then(step: Step, after: str) -> tuple[str, ...]:
        return step.then if step.states("then") else (after,)


class ServiceSeen(Interface, frozen=True):
    """A service as others see it: who may file it, `person` or `firm`."""

    filer: str


class AskedFact(Interface, frozen=True):
    """A fact: a question of a case type, as a datum."""

    kind: str
    id: str
    name: str
    concept: str
    subject: str
    at: str
    span: Span


class RoundFact(Interface, frozen=True):
    """A fact: how often a report is filled."""

    id: str
    every: str
    span: Span


def service_interfaces(service: Service) -> Iterator[Symbol[ServiceSeen]]:
    """Let others see whom a service is for."""
    filer = service.filer.id if service.filer else PERSON
    yield Symbol("service", service.id, service.name, ServiceSeen(filer))


def bind_case(case: CaseWords, scope: Scope) -> BoundCase:
    """Bind a service or a report to the registers and norms that it names."""
    roles, lost = _roles(case, scope)
    purpose = case.purpose.id if case.purpose else ""
    deciders = tuple(_deciders(case, scope))
    return BoundCase(
        case,
        roles,
        lost,
        tuple(
            _take(name, use, use.source, roles, purpose, scope)
            for name, use in case.uses.items()
            if use.source is not None
        ),
        tuple(_ask(name, ask, case, deciders, roles, purpose, scope) for name, ask in case.asks.items()),
        tuple(
            _demand(name, document, case, roles, purpose, scope) for name, document in case.documents.items()
        )
        if isinstance(case, Service)
        else (),
        deciders,
    )


def case_facts(bound: BoundCase) -> Iterator[AskedFact | RoundFact]:
    """What rules over a whole pack need of a case type."""
    for asked in bound.asked:
        if asked.concept and asked.lost is None:
            concept, subject, at = asked.datum
            yield AskedFact(bound.case.kind, bound.id, asked.name, concept, subject, at, asked.place)
    if bound.report is not None:
        yield RoundFact(bound.id, bound.report.every, bound.case.name)


def _roles(case: CaseWords, scope: Scope) -> tuple[dict[str, Anchor], tuple[tuple[Path, Lost], ...]]:
    roles = _first_roles(case)
    lost = []
    for name, subject in case.subjects.items():
        if subject.each is None:
            kind = subject.kind.id if subject.kind else ""
            roles[name] = Anchor(kind, f"{name} of {case.id}", new=subject.new)
            continue
        way = follow_to_subject(subject.each, roles, scope)
        if isinstance(way, Lost):
            lost.append((subject.each, way))
        else:
            roles[name] = _subject(
                name, way, roles[subject.each.steps[0]].root, chosen=subject.choose is not None
            )
    return roles, tuple(lost)


def _subject(name: str, way: Way, root: str, *, chosen: bool) -> Anchor:
    """A subject at the end of a way; where the person picks one of several, who is picked has a name of its own."""
    trail = way.trail
    if chosen and trail:
        trail = (*trail[:-1], Link(f"{trail[-1].label}[{name}]", trail[-1].hop))
    return Anchor(way.kind, root, trail, way.hops)


def _first_roles(case: CaseWords) -> dict[str, Anchor]:
    if isinstance(case, Report):
        kind = case.subject.id if case.subject else ""
        return {kind: Anchor(kind, kind)} if kind else {}
    filer = case.filer.id if isinstance(case, Service) and case.filer else PERSON
    roles = {"applicant": Anchor(filer, "applicant")}
    if filer != PERSON:
        roles["filer"] = Anchor(PERSON, "filer")
    return roles


def _take(
    name: str, use: Use, source: Path, roles: Mapping[str, Anchor], purpose: str, scope: Scope
) -> Taken:
    way = follow(source, roles, scope)
    if isinstance(way, Lost):
        return Taken(name, use, way, ())
    return Taken(name, use, way, closed_doors(way.hops, (way.held.value,) if way.held else (), purpose))


def _ask(
    name: str,
    ask: Ask,
    case: CaseWords,
    deciders: tuple[Decider, ...],
    roles: Mapping[str, Anchor],
    purpose: str,
    scope: Scope,
) -> Asked:
    place = case.name_place("asks", name)
    concept = ask.concept.id if ask.concept else ""
    seen = scope.value("concept", concept) if concept else None
    kind = ask.type or (seen.type if seen else None) or ""
    at = "" if seen is not None and seen.changes == "never" else ask.at
    wanted = _wanted_by(name, ask, deciders, case)
    role = next(iter(roles), "")
    way: Way | Lost
    if ask.of is not None:
        way = follow_to_subject(ask.of, roles, scope)
    elif role:
        anchor = roles[role]
        way = Way(anchor.kind, anchor.normal, anchor.trail, anchor.hops, many=False)
    else:
        way = Way("", "", (), (), many=False)
    if isinstance(way, Lost):
        return Asked(name, ask, place, concept, "", "", at, kind, (), (), wanted, way)
    new = roles[ask.of.steps[0]].new if ask.of else False
    held = suppliers(concept, way.kind, ask.at, scope, purpose) if concept and not new else ()
    if any(one.value.name in _written(case) for one in held):
        held = ()  # what the case itself is about to write is asked because it changes
    closed = closed_doors(way.hops, tuple(one.value for one in held), purpose) if held else ()
    return Asked(name, ask, place, concept, way.kind, way.normal, at, kind, held, closed, wanted)


def _written(case: CaseWords) -> frozenset[str]:
    outputs = case.gives.values() if isinstance(case, Service) else ()
    return frozenset(name for output in outputs for name in output.writes)


def _wanted_by(name: str, ask: Ask | Use, deciders: tuple[Decider, ...], case: CaseWords) -> tuple[str, ...]:
    wanted = [f"norm {decider.id}" for decider in deciders if name in decider.seen.needs]
    if ask.for_step:
        wanted.append(f"step {ask.for_step}")
    if ask.for_output:
        wanted.append(f"output {ask.for_output}")
    if isinstance(case, Report):
        wanted.append(f"report {case.id}")
    return tuple(wanted)


def _demand(
    name: str, document: Document, case: CaseWords, roles: Mapping[str, Anchor], purpose: str, scope: Scope
) -> Demanded:
    shown = []
    for path in document.shows:
        way = follow(path, roles, scope)
        closed = (
            ()
            if isinstance(way, Lost)
            else closed_doors(way.hops, (way.held.value,) if way.held else (), purpose)
        )
        shown.append(Shown(path, way, closed))
    return Demanded(name, document, case.name_place("documents", name), tuple(shown))


def _deciders(case: CaseWords, scope: Scope) -> Iterator[Decider]:
    if not isinstance(case, Service):
        return
    for ref in case.decides:
        symbol = scope.one("norm", ref.id)
        if symbol is not None:
            yield Decider(ref.id, symbol)
