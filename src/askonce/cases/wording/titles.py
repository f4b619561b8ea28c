"""What the things of a pack are called: definitions, articles, offices, data, and the names in a norm."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from askonce.cases.asking import Asked, BoundCase, Demanded, Taken
from askonce.cases.wording.bilingual import (
    EMPTY,
    NOT_STATED,
    Text,
    both,
    fill,
    in_brackets,
    join,
    plain,
    said,
    within,
)
from askonce.cases.wording.choices import OUTCOMES
from askonce.cases.wording.values import say_date
from askonce.feel.types import ChoiceType, ListType, Type
from askonce.norms.binding import BoundNorm, BoundText
from askonce.norms.model import Norm
from askonce.pack.kinds import Adoption
from askonce.pack.shapes import Ref
from askonce.registers.paths import Hop, Lost, Way

ARTICLE = both("{law}, article {number}", "《{law}》{number}")
OF_LAW = both("{law}", "《{law}》")
#: Under which name what a kind binds a definition to has that definition.
BEHIND = ("case", "norm", "definition")
AGE_NAMES = {"age": both("age", "年龄")}


class Titles(msgspec.Struct, frozen=True):
    """Looks up what things are called in a checked pack; what has no title goes by its name."""

    bound: Mapping[str, Mapping[str, Any]]

    def every(self, kind: str) -> Mapping[str, Any]:
        """The definitions of a kind by name."""
        return self.bound.get(kind, {})

    def title(self, kind: str, name: str) -> Text:
        """What a definition is called."""
        found = self.every(kind).get(name)
        definition = next((one for name in BEHIND if (one := getattr(found, name, None)) is not None), found)
        return said(definition.title, name) if definition is not None else plain(name)

    def titles(self, kind: str, refs: Iterable[Ref]) -> Text:
        """What several definitions are called."""
        return join(self.title(kind, ref.id) for ref in refs)

    def article(self, ref: Ref | None) -> Text:
        """An article, or a law, as one cites it."""
        if ref is None:
            return NOT_STATED
        return self.cite(ref.id)

    def cite(self, name: str) -> Text:
        """An article by its name, `canteen-rules/4`, as one cites it."""
        law, _, number = name.partition("/")
        title = self.title("law", law)
        return fill(ARTICLE, law=title, number=article_number(number)) if number else fill(OF_LAW, law=title)

    def role(self, ref: Ref | None) -> Text:
        """A role in an office, or an office."""
        if ref is None:
            return NOT_STATED
        office, _, role = ref.id.partition("/")
        found = self.every("office").get(office)
        if not role:
            return self.title("office", office)
        words = found.roles.get(role) if found is not None else None
        named = said(words.title if words else None, role)
        return fill(
            both("{role} of {office}", "{office}{role}"), office=self.title("office", office), role=named
        )

    def subject(self, ref: Ref | None) -> Text:
        """A kind of subject."""
        return self.kind_of_subject(ref.id if ref else None)

    def kind_of_subject(self, name: str | None) -> Text:
        """A kind of subject by its name."""
        if name is None:
            return NOT_STATED
        return SUBJECTS.get(name) or plain(name)

    def adoption(self, adopted: Adoption | None) -> Text:
        """Who adopted a text, when, and by which act; a draft where nobody has."""
        if adopted is None:
            return both("draft", "草案")
        return fill(
            both("adopted on {on} under {act} by {by}", "{on}依{act}通过，签署：{by}"),
            on=say_date(adopted.on), act=self.article(adopted.act), by=join(self.signer(one) for one in adopted.by),
        )  # fmt: skip

    def signer(self, name: str) -> Text:
        """Who signed: an office by its title, a person by name."""
        return self.title("office", name) if name in self.every("office") else plain(name)

    def concept(self, name: str) -> Text:
        """What a datum says."""
        return self.title("concept", name)

    def attribute(self, register: str, name: str) -> Text:
        """What an attribute or a relation of a register is called."""
        found = self.every("register").get(register)
        if found is None:
            return plain(name)
        attribute = found.attributes.get(name)
        if attribute is None:
            relation = found.relations.get(name)
            return said(relation.title if relation else None, name)
        if attribute.title is None and attribute.concept is not None:
            return self.concept(attribute.concept.id)
        return said(attribute.title, name)

    def question(self, asked: Asked) -> Text:
        """What a question asks, and of whom where not of the applicant."""
        ask = asked.ask
        words = (
            said(ask.title)
            if ask.title
            else self.concept(asked.concept)
            if asked.concept
            else plain(asked.name)
        )
        if ask.of is None or ask.title is not None:
            return words
        return in_brackets(words, join(self.step(one) for one in ask.of.steps if one != "applicant"))

    def step(self, name: str) -> Text:
        """A step of a path: the relation of that name, or a role."""
        for register in self.every("register").values():
            relation = register.relations.get(name)
            if relation is not None and relation.title is not None:
                return said(relation.title)
        return self.word(name)

    def document(self, demanded: Demanded) -> Text:
        """What a document is called."""
        return said(demanded.document.title, demanded.name)

    def datum(self, steps: tuple[str, ...], way: Way | Lost) -> Text:
        """What a way leads to, and whose it is where not the applicant's."""
        if isinstance(way, Lost):
            return plain(".".join(steps))
        named = len(way.hops) - _relations(steps, way)
        role = EMPTY if steps[0] == "applicant" else self._role(steps[0], way.hops[:named])
        path = [role, *(self._relation(hop) for hop in way.hops[named:])]
        if way.counts:
            return fill(both("number of {what}", "{what}数量"), what=within(join(path)))
        if way.held is None:
            return join(path) if join(path)["en"] else plain(steps[0])
        held = way.held.value
        return in_brackets(self.attribute(held.register, held.attribute), join(path))

    def _relation(self, hop: Hop) -> Text:
        return self.attribute(hop.relation.register, hop.relation.relation)

    def _role(self, name: str, hops: tuple[Hop, ...]) -> Text:
        """A role has an English name alone; in Chinese it is called as the relation that leads to it."""
        words = self.word(name)
        return both(words["en"], self._relation(hops[-1])["zh"]) if hops else words

    def taken(self, taken: Taken) -> Text:
        """What a case takes from a register."""
        steps = taken.use.source.steps if taken.use.source else (taken.name,)
        return self.datum(steps, taken.way)

    def register_of(self, way: Way | Lost) -> Text:
        """The register that a way leads to."""
        if isinstance(way, Lost):
            return EMPTY
        if way.held is not None:
            return self.title("register", way.held.value.register)
        return self.title("register", way.hops[-1].relation.register) if way.hops else EMPTY

    def deciding(self, norm: str) -> list[BoundCase]:
        """The services that a norm decides."""
        services = sorted(self.every("service").items())
        return [bound for _, bound in services if any(one.id == norm for one in bound.deciders)]

    def in_norm(self, bound: BoundNorm) -> dict[str, Text]:
        """What the names in a norm's expressions mean: facts as services call them, rates by their titles."""
        norm = bound.norm
        labels = dict(self._facts(norm))
        labels |= {name: self.title("parameter", ref.id) for name, ref in norm.parameters.items()}
        labels |= {name: self.title("norm", ref.id) for name, ref in norm.norms.items()}
        for text in bound.texts:
            for name in text.derived:
                labels.setdefault(name, self._derived(name))
            for name, kind in _outputs(text):
                labels.setdefault(name, self.outcome(name))
                labels |= {f'"{word}"': self.word(word) for word in _options(kind)}
            for kind in text.scope.values():
                labels |= {f'"{word}"': self.word(word) for word in _options(kind)}
        return labels

    def word(self, name: str) -> Text:
        """What a word of a choice or an outcome is called."""
        found = self.every("word").get(name)
        return said(found.title, name) if found is not None else OUTCOMES.get(name) or plain(name)

    def outcome(self, name: str) -> Text:
        """What an outcome of a table is called."""
        return OUTCOME_NAMES.get(name) or self.word(name)

    def _derived(self, name: str) -> Text:
        if name in self.every("word"):
            return self.word(name)
        return AGE_NAMES.get(name) or self._by_concept(name)

    def _by_concept(self, name: str) -> Text:
        concept = name.replace("_", "-")
        return self.concept(concept) if concept in self.every("concept") else plain(name)

    def _facts(self, norm: Norm) -> Iterable[tuple[str, Text]]:
        deciding = self.deciding(norm.id)
        for name, need in norm.needs.items():
            yield name, said(need.title) if need.title else self._fact(name, deciding)

    def _fact(self, name: str, deciding: list[BoundCase]) -> Text:
        for case in deciding:
            for asked in case.asked:
                if asked.name == name:
                    return self.question(asked)
            for taken in case.taken:
                if taken.name == name:
                    return self.taken(taken)
        return self._by_concept(name)


SUBJECTS = {
    "person": both("person", "个人"),
    "firm": both("firm", "企业"),
    "household": both("household", "家庭"),
    "community": both("community", "社区"),
}
OUTCOME_NAMES = {
    "decision": both("Decision", "决定"),
    "amount": both("Amount", "金额"),
    "price": both("Price", "价格"),
    "result": both("Outcome", "结果"),
    "upheld": both("Objection upheld", "异议成立"),
    "corrected": both("Corrected", "已更正"),
}


def article_number(number: str) -> Text:
    """The number of an article and of its paragraph.

    >>> article_number("3.2"), article_number("8")
    ({'en': '3.2', 'zh': '第3条第2款'}, {'en': '8', 'zh': '第8条'})
    """
    article, _, paragraph = number.partition(".")
    return both(number.replace("_", " "), f"第{article}条" + (f"第{paragraph}款" if paragraph else ""))


def _outputs(text: BoundText) -> tuple[tuple[str, Type], ...]:
    return text.table.outputs if text.table is not None else ()


def _options(kind: Type) -> tuple[str, ...]:
    if isinstance(kind, ListType):
        return _options(kind.of)
    return kind.options if isinstance(kind, ChoiceType) else ()


def _relations(steps: tuple[str, ...], way: Way) -> int:
    """How many of a way's last relations its path names; those before belong to its role."""
    last = 1 if way.held is not None or way.counts else 0
    return len(steps) - 1 - last
