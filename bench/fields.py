"""The files of one field of work: its law, registers and norms, its services, and what stands around them."""

from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Final

from bench.files import Made, concept_table, csv_file, yaml_file
from bench.foundations import law_words, register_words
from bench.layout import Value, Words, draw_author
from bench.norms import Norm, NormMaker
from bench.planting import NORM_FAULTS, SERVICE_FAULTS, SERVICE_PROPOSALS, Ground
from bench.services import Outline, ServiceMaker, outline
from bench.supplies import Supply, asked_data, held_data
from bench.vocabulary import QUALITIES, Term
from bench.world import Concept, Field, World

PROPOSING: Final = 0.04


class FieldFiles:
    """Makes the files of a field; `faulty` is the share of its services and norms in which an error is planted."""

    def __init__(self, world: World, of: Field, faulty: float, rng: Random) -> None:
        self.world = world
        self.of = of
        self.faulty = faulty
        self.rng = rng
        self.author = draw_author(rng)
        self.plans = [outline(of, number, rng) for number in range(of.share.services)]
        self.asked = asked_data(of)
        self.questions: dict[str, frozenset[str]] = {}

    @cached_property
    def held(self) -> dict[tuple[str, str], list[Supply]]:
        """The data that cases could read, by filer and purpose."""
        keys = dict.fromkeys((plan.filer, plan.purpose) for plan in self.plans)
        return {key: list(held_data(self.world, self.of, *key)) for key in keys}

    def files(self) -> Iterator[Made]:
        """All files of the field."""
        of, rng = self.of, self.rng
        maker = NormMaker(of, rng)
        deciding = self._deciding(maker)
        yield self._yaml(f"laws/{of.law}", law_words(of, rng))
        for register in of.registers:
            words = register_words(
                register, rng.choice(of.offices), of.article(rng), of.law, of.articles, rng
            )
            yield self._yaml(f"registers/{register.id}", words)
        for parameter in maker.parameters:
            yield self._yaml(f"parameters/{parameter.id}", parameter.words)
        for norm in maker.made:
            yield self._yaml(f"norms/{norm.id}", norm.words, self._spoil(norm))
        for plan in self.plans:
            yield self._service(plan, deciding.get(plan.id, []))
        yield concept_table(f"concepts/{of.id}.csv", self._concepts())
        yield from self._reports()
        yield from self._moments()
        filed = [plan.id for plan in self.plans if rng.random() < 0.6]
        rows = [(name, str(rng.randint(1, 90_000)), "2025", "case journal") for name in filed]
        yield csv_file(f"volumes/{of.id}.csv", ("volume", "filings", "year", "counted_by"), rows)

    def _yaml(self, path: str, words: Words, planted: str = "") -> Made:
        return yaml_file(f"{path}.yaml", words, self.author, self.rng, planted)

    def _deciding(self, maker: NormMaker) -> dict[str, list[Norm]]:
        """Make the norms, each for one service and some others like it, and say which decide which."""
        rng = self.rng
        deciding: dict[str, list[Norm]] = {}
        for _ in range(self.of.share.norms):
            first = rng.choice(self.plans)
            held = [one for one in self.held[first.filer, first.purpose] if one.is_open]
            norm = maker.make(first.filer, first.purpose, held, self.asked)
            for plan in self.plans:
                alike = (plan.filer, plan.purpose) == (norm.filer, norm.purpose)
                known = deciding.setdefault(plan.id, [])
                if plan is first or (alike and rng.random() < 0.2 and len(known) < 2):
                    known.append(norm)
        return deciding

    def _spoil(self, norm: Norm) -> str:
        """Plant a fault in some norms, and give its code."""
        if self.rng.random() >= self.faulty:
            return ""
        order = self.rng.sample(NORM_FAULTS, len(NORM_FAULTS))
        return next(filter(None, (fault(norm.words) for fault in order)), "")

    def _service(self, plan: Outline, norms: list[Norm]) -> Made:
        rng = self.rng
        held = self.held[plan.filer, plan.purpose]
        opened = [one for one in held if one.is_open]
        maker = ServiceMaker(self.of, plan, norms, rng)
        words = maker.make(opened, self.asked, self.plans)
        planted = ""
        lot = rng.random()
        if lot < self.faulty + PROPOSING:
            wanted = frozenset(need.name for norm in norms for need in norm.needs)
            closed = [one for one in held if not one.is_open]
            ground = Ground(opened, closed, wanted, maker.steps[0], rng)
            faults = SERVICE_FAULTS if lot < self.faulty else SERVICE_PROPOSALS
            order = rng.sample(faults, len(faults))
            planted = next(filter(None, (fault(words, ground) for fault in order)), "")
        asks = words.get("asks")
        asked = asks.values() if isinstance(asks, dict) else ()
        self.questions[plan.id] = frozenset(str(ask["concept"]) for ask in asked if isinstance(ask, dict))
        return yaml_file(f"services/{self.of.id}/{plan.id}.yaml", words, draw_author(rng), rng, planted)

    def _concepts(self) -> Iterator[Concept]:
        """The concepts that something refers to: those held, those asked, and those from which these follow."""
        sources = {one.id: one.derives_from for one in self.of.asked}
        wanted = {one.concept.id for register in self.of.registers for one in register.attributes}
        waiting = [concept for asked in self.questions.values() for concept in sorted(asked)]
        while waiting:
            one = waiting.pop()
            if one and one not in wanted:
                wanted.add(one)
                waiting.append(sources.get(one, ""))
        return (one for one in self.of.concepts() if one.id in wanted)

    def _reports(self) -> Iterator[Made]:
        """Reports with cells of their own, and the duty that names them."""
        of, rng = self.of, self.rng
        names = [f"{of.id}-round-{number + 1}" for number in range(round(of.share.services / 40))]
        concepts: list[Concept] = []
        for name in names:
            cells: Words = {}
            for quality in rng.sample(QUALITIES, rng.randint(3, 10)):
                term = Term(f"{quality.en} households of {name}", f"{quality.zh}户数{len(concepts) + 1}")
                concepts.append(Concept(f"{name}-{quality.word}", term, "integer", "often"))
                cells[quality.word.replace("-", "_")] = {"concept": concepts[-1].id, "at": "month"}
            yield self._yaml(f"reports/{name}", self._report(name, cells))
        if names:
            yield concept_table(f"concepts/{of.id}-reports.csv", concepts)
            title: Words = {"en": f"Duties in {of.term.en}", "zh": f"{of.term.zh}职责"}
            reports: list[Value] = list(names)
            duty: Words = {"duty": f"{of.id}-duties", "title": title, "of": of.offices[0]}
            yield self._yaml(f"duties/{of.id}", {**duty, "reports": reports, "basis": of.article(rng)})

    def _report(self, name: str, cells: Words) -> Words:
        of = self.of
        return {
            "report": name,
            "title": {"en": name.replace("-", " ").capitalize(), "zh": f"{of.term.zh}报表"},
            "for": "community",
            "every": self.rng.choice(("month", "quarter", "year")),
            "filled_by": of.offices[0],
            "purpose": of.purposes[0],
            "basis": of.article(self.rng),
            "office": of.offices[0],
            "asks": cells,
        }

    def _moments(self) -> Iterator[Made]:
        """Moments of life that call for several services, none of which asks what another asks."""
        of, rng = self.of, self.rng
        for number in range(1, 1 + round(len(self.plans) / 60)):
            filer = rng.choice(self.plans).filer
            services: list[Value] = []
            asked: set[str] = set()
            for plan in rng.sample(self.plans, len(self.plans)):
                if plan.filer == filer and len(services) < 6 and not asked & self.questions[plan.id]:
                    services.append(plan.id)
                    asked |= self.questions[plan.id]
            title: Words = {"en": f"Dealing with {of.term.en} {number}", "zh": f"{of.term.zh}一件事{number}"}
            event: Words = {"life_event": f"{of.id}-moment-{number}", "title": title, "for": filer}
            yield self._yaml(f"life-events/{of.id}-{number}", {**event, "services": services})
