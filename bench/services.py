"""Made services: what each takes, asks, demands and promises, of varied length and shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bench.foundations import adopted, localized
from bench.layout import Value, Words
from bench.norms import Norm
from bench.supplies import Supply
from bench.vocabulary import DEEDS, PAPERS, STEPS, SYSTEMS, THINGS, Term
from bench.world import EVENTUALITIES, LEGAL_OFFICE, Field


@dataclass(frozen=True, slots=True)
class Outline:
    """What is settled of a service before it is written out: others refer to it by name."""

    id: str
    term: Term
    filer: str
    purpose: str
    office: str
    roles: tuple[str, ...]


def outline(of: Field, number: int, rng: Random) -> Outline:
    """The outline of a field's service; the first ones take each of its purposes and offices in turn."""
    deed, thing = rng.choice(DEEDS), rng.choice(THINGS)
    place = number % len(of.offices)
    term = Term(
        f"{of.term.en} {thing.en} {deed.en} {number + 1}", f"{of.term.zh}{thing.zh}{deed.zh}{number + 1}"
    )
    purpose = of.purposes[number] if number < len(of.purposes) else rng.choice(of.purposes)
    filer = rng.choice(("person", "person", "person", "firm"))
    return Outline(term.word, term, filer, purpose, of.offices[place], of.roles[place])


class ServiceMaker:
    """Writes one service out, word by word, so that it checks clean."""

    def __init__(self, of: Field, plan: Outline, norms: Sequence[Norm], rng: Random) -> None:
        self.of = of
        self.plan = plan
        self.norms = norms
        self.rng = rng
        self.adverse = any(norm.adverse for norm in norms)
        self.steps = [
            step.word.replace("-", "_") for step in rng.sample(STEPS, rng.choice((1, 2, 3, 3, 4, 4, 5, 6, 7)))
        ]
        self.outputs = [
            f"{thing.word}-{rng.choice(('paper', 'entry', 'card', 'notice'))}"
            for thing in rng.sample(THINGS, rng.choice((1, 1, 1, 2, 3)))
        ]
        self.roles: dict[str, str] = {}

    def make(self, held: Sequence[Supply], asked: Sequence[Supply], siblings: Sequence[Outline]) -> Words:
        """All words of the service, in the order in which authors write them."""
        rng, of, plan = self.rng, self.of, self.plan
        needs = {need.name: need for norm in self.norms for need in norm.needs}
        uses = {name: need for name, need in needs.items() if need.path}
        asks = {name: need for name, need in needs.items() if not need.path}
        for more in rng.sample(list(held), min(len(held), rng.choice((0, 1, 2, 4, 5, 6, 8, 10)))):
            uses.setdefault(more.name, more) if more.name not in asks else None
        for more in rng.sample(list(asked), min(len(asked), rng.choice((1, 2, 2, 3, 4, 5, 7)))):
            asks.setdefault(more.name, more) if more.name not in uses else None
        used: Words = {name: self._use(one, wanted=name in needs) for name, one in uses.items()}
        questions: Words = {name: self._ask(one, wanted=name in needs) for name, one in asks.items()}
        documents = self._documents(held, siblings)
        words: Words = {"service": plan.id, "title": localized(plan.term)}
        if rng.random() < 0.3:
            words["about"] = {
                "en": f"For everyone who needs {plan.term.en}.",
                "zh": f"面向需要办理{plan.term.zh}的申请人。",
            }
        words |= {"for": plan.filer, "purpose": plan.purpose, "basis": of.article(rng), "office": plan.office}
        if len(of.offices) > 1 and rng.random() < 0.15:
            words["joint"] = [office for office in of.offices if office != plan.office]
        groups: Words = {
            "uses": used,
            "asks": questions,
            "subjects": self._subjects(),
            "documents": documents,
        }
        words |= {name: group for name, group in groups.items() if group}
        if self.norms:
            words["decides"] = self.norms[0].id if len(self.norms) == 1 else [norm.id for norm in self.norms]
        words["steps"] = self._steps()
        words["visit"] = self._visit()
        words |= self._manner()
        words["term"] = self._term()
        words["gives"] = self._gives()
        words |= self._remedies()
        if rng.random() < 0.9:
            words["adopted"] = adopted(of.law, plan.office, rng)
        return words

    def _use(self, one: Supply, *, wanted: bool) -> Words:
        rng = self.rng
        words: Words = {"from": one.path}
        if one.role:
            self.roles[one.role] = one.each
        if rng.random() < 0.5:
            words["at"] = rng.choice(("application", "application", "decision", "latest"))
        careful = ("ask", "wait", "refuse")
        for word in EVENTUALITIES:
            words[word] = rng.choice(careful if self.adverse else (*careful, "accept", "accept"))
        return words if wanted else words | self._purpose_of_datum()

    def _purpose_of_datum(self) -> Words:
        if self.rng.random() < 0.75:
            return {"for_step": self.rng.choice(self.steps)}
        return {"for_output": self.rng.choice(self.outputs)}

    def _ask(self, one: Supply, *, wanted: bool) -> Words:
        rng = self.rng
        words: Words = {"concept": one.concept.id}
        if rng.random() < 0.15:
            words["title"] = {
                "en": f"Please state your {one.concept.term.en}",
                "zh": f"请填写{one.concept.term.zh}",
            }
        if rng.random() < 0.15:
            words["at"] = rng.choice(("application", "event", "latest"))
        if rng.random() < 0.8 or one.concept.special:
            words["because"] = self.of.article(rng)
        if one.concept.special:
            words["statute"] = self.of.article(rng)
        if rng.random() < 0.1:
            words["optional"] = "true"
        return words if wanted else words | self._purpose_of_datum()

    def _subjects(self) -> Words:
        return {
            role: {"each": each, **({"choose": "one"} if self.rng.random() < 0.8 else {})}
            for role, each in self.roles.items()
        }

    def _documents(self, held: Sequence[Supply], siblings: Sequence[Outline]) -> Words:
        """Papers that no register can stand for: originals, or what no datum shows."""
        rng = self.rng
        documents: Words = {}
        for paper in rng.sample(PAPERS, rng.choice((0, 0, 0, 1, 1, 2, 3, 4))):
            words: Words = {"title": localized(paper)}
            shown: list[Value] = [
                one.path for one in rng.sample(list(held), min(2, len(held))) if not one.role
            ]
            if rng.random() < 0.3 and shown:
                words |= {"shows": shown, "original": "true"}
            if rng.random() < 0.8:
                words["because"] = self.of.article(rng)
            if rng.random() < 0.2:
                words["produced_by"] = rng.choice(siblings).id
            documents[paper.word.replace("-", "_")] = words
        return documents

    def _steps(self) -> Value:
        rng = self.rng
        if rng.random() < 0.35:
            return list(self.steps)
        written: Words = {}
        for place, name in enumerate(self.steps):
            words: Words = {"by": f"{self.plan.office}/{rng.choice(self.plan.roles)}"}
            if rng.random() < 0.2:
                words["title"] = localized(
                    next(step for step in STEPS if step.word.replace("-", "_") == name)
                )
            if rng.random() < 0.5:
                words["within"] = rng.choice(("1 working day", "2 working days", "3 days", "4 hours"))
            if rng.random() < 0.25:
                words["then"] = self._branches(place)
            if rng.random() < 0.04:
                words["rekeys"] = "true"
            written[name] = words
        return written

    def _branches(self, place: int) -> Value:
        """The next step and perhaps another one or the end; the last step ends."""
        following = self.steps[place + 1] if place + 1 < len(self.steps) else "end"
        other = self.rng.choice([*self.steps, "end"])
        return following if other == following else [following, other]

    def _visit(self) -> Value:
        rng = self.rng
        if rng.random() < 0.85:
            return "none"
        words: Words = {"to": self.plan.office, "basis": self.of.article(rng)}
        if rng.random() < 0.3:
            words["trips"] = str(rng.randint(1, 3))
        if rng.random() < 0.5:
            words["because"] = {"en": "originals are compared", "zh": "核对原件"}
        return words

    def _manner(self) -> Words:
        rng = self.rng
        words: Words = {}
        if rng.random() < 0.6:
            words["online"] = "true"
        if rng.random() < 0.2:
            words["prefilled"] = rng.choice(("true", "false"))
        if rng.random() < 0.2:
            words["information"] = f"https://county.example/services/{rng.randint(1, 9999)}"
        if rng.random() < 0.1:
            words["rekeyed_into"] = [{"system": rng.choice(SYSTEMS), "fields": str(rng.randint(3, 30))}]
        return words

    def _term(self) -> Words:
        rng = self.rng
        legal = rng.choice((5, 10, 20, 30, 60))
        promised = rng.randint(1, legal)
        words: Words = {
            "promised": f"{promised} working day{'s' if promised > 1 else ''}",
            "legal": f"{legal} working days",
        }
        if rng.random() < 0.2:
            words["from_when"] = rng.choice(("filing", "complete"))
        return words

    def _gives(self) -> Value:
        rng = self.rng
        if len(self.outputs) == 1 and rng.random() < 0.6:
            return self.outputs[0]
        if rng.random() < 0.5:
            return list(self.outputs)
        return {
            output: {"title": {"en": output.replace("-", " ").capitalize(), "zh": f"{self.plan.term.zh}结果"}}
            for output in self.outputs
        }

    def _remedies(self) -> Words:
        rng, plan = self.rng, self.plan
        words: Words = {}
        if rng.random() < 0.25:
            words["fee"] = f"{rng.randint(1, 400)} CNY"
        if rng.random() < 0.1:
            words["benefit"] = {
                "kind": "float",
                "amount": str(rng.randint(10, 900)),
                "unit": "CNY",
                "frequency": "monthly",
            }
        if self.adverse or rng.random() < 0.1:
            taker = f"{plan.office}/{plan.roles[0]}"
            words["adverse"] = {"notice": "5 working days", "hearing": taker, "officer": taker}
        if self.adverse or rng.random() < 0.9:
            words["objection"] = {"within": rng.choice(("30 days", "60 days", "6 weeks")), "to": LEGAL_OFFICE}
        if rng.random() < 0.08:
            words["silence"] = "accepts"
        if rng.random() < 0.04:
            words["urgent"] = {"en": "people are in danger", "zh": "危及人身安全"}
        return words
