"""A made jurisdiction: its fields of work, and for each its law, offices, purposes, concepts and registers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Final

from bench.vocabulary import (
    AREAS,
    ASKED,
    FIELDS,
    HELD,
    QUALITIES,
    ROLES,
    Noun,
    Term,
)

LEGAL_OFFICE: Final = "county-legal"
COUNTY: Final = "county-government"
RESIDENTS_ACT: Final = "residents-act"
EVENTUALITIES: Final = ("if_unavailable", "if_stale", "if_disputed")


@dataclass(frozen=True, slots=True)
class Size:
    """How many definitions of the three main kinds a pack has."""

    services: int
    registers: int
    norms: int

    @classmethod
    def of(cls, services: int) -> "Size":
        """The size of a pack, in the proportions of one with 2,961 services, 150 registers and 400 norms."""
        return cls(services, max(6, round(services * 150 / 2961)), max(1, round(services * 400 / 2961)))


@dataclass(frozen=True, slots=True)
class Concept:
    """What a datum says; `derives_from` names another concept, `special` belief, ethnicity or petitions."""

    id: str
    term: Term
    type: str
    changes: str
    derives_from: str = ""
    special: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A datum that a register holds, and the purposes it is open to; none means it is open to all."""

    name: str
    concept: Concept
    sensitivity: str
    purposes: frozenset[str]
    at: str = "latest"

    def is_open(self, purpose: str) -> bool:
        """Whether it may be read for a purpose."""
        if self.sensitivity == "public" or purpose in self.purposes:
            return True
        return self.sensitivity == "internal" and not self.purposes


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one kind of subject to another; `inverse` is empty where no way leads back."""

    name: str
    to: str
    many: bool
    inverse: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """What is held about one kind of subject."""

    id: str
    term: Term
    of: str
    relations: tuple[Relation, ...]
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work with all that its services build on; `share` are its numbers of definitions."""

    term: Term
    share: Size
    purposes: tuple[str, ...]
    articles: int
    offices: tuple[str, ...]
    roles: tuple[tuple[str, ...], ...]
    registers: tuple[Register, ...] = ()
    asked: tuple[Concept, ...] = ()

    @property
    def id(self) -> str:
        """Its name."""
        return self.term.word

    @property
    def law(self) -> str:
        """The name of its law."""
        return f"{self.id}-act"

    def article(self, rng: Random) -> str:
        """An article of its law."""
        return f"{self.law}/{rng.randint(1, self.articles)}"

    def concepts(self) -> Iterator[Concept]:
        """All concepts that its registers hold or its services ask for."""
        for register in self.registers:
            yield from (attribute.concept for attribute in register.attributes)
        yield from self.asked


@dataclass(frozen=True, slots=True)
class World:
    """The whole jurisdiction: registers that all fields share, and the fields."""

    hubs: tuple[Register, ...]
    fields: tuple[Field, ...]
    purposes: tuple[str, ...] = field(default=())


def make_world(size: Size, rng: Random) -> World:
    """A jurisdiction of a size; a field has 50 services or so, and each is made from its own chance."""
    names = _field_names(max(1, round(size.services / 50)))
    weights = [rng.uniform(0.4, 1.6) for _ in names]
    shares = [_spread(total, weights) for total in (size.services, size.registers - 4, size.norms)]
    bare = [_bare_field(term, Size(*counts), rng) for term, *counts in zip(names, *shares, strict=True)]
    purposes = tuple(purpose for one in bare for purpose in one.purposes)
    fields = tuple(_filled(one, purposes, Random(f"{rng.random()} {one.id}")) for one in bare)  # noqa: S311 - no secret
    return World(_hubs(purposes, rng), fields, purposes)


def _field_names(count: int) -> list[Term]:
    named = list(FIELDS) + [
        Term(f"{area.en} {one.en}", f"{area.zh}{one.zh}") for area, one in product(AREAS, FIELDS)
    ]
    numbered = [Term(f"{one.en} {number}", f"{one.zh}{number}") for number in range(2, 99) for one in named]
    return [*named, *numbered][:count]


def _spread(total: int, weights: list[float]) -> list[int]:
    """Parts of a total in proportion to weights, each at least one while there is enough, exact in sum."""
    least = 1 if total >= len(weights) else 0
    left, scale = total - least * len(weights), sum(weights)
    parts, given, reached = [], 0, 0.0
    for weight in weights:
        reached += weight
        part = round(left * reached / scale) - given
        given += part
        parts.append(part + least)
    return parts


def _bare_field(term: Term, share: Size, rng: Random) -> Field:
    offices = [f"{term.word}-{name}" for name in ("bureau", "centre", "station", "fund")][: rng.randint(1, 3)]
    purposes = [f"{term.word}-{name}" for name in ("services", "supervision", "support")][: rng.randint(1, 3)]
    return Field(
        term,
        share,
        tuple(purposes[: max(1, share.services)]),
        rng.randint(12, 40),
        tuple(offices[: max(1, share.services)]),
        tuple(tuple(sorted(role.word for role in rng.sample(ROLES, rng.randint(2, 5)))) for _ in offices),
    )


def _filled(bare: Field, purposes: tuple[str, ...], rng: Random) -> Field:
    held = _concepts(bare, HELD, bare.share.registers * 22, "", rng)
    asked = _concepts(bare, ASKED, 12 + bare.share.services // 2, "asked-", rng)
    asked = [_with_ties(concept, place, asked, rng) for place, concept in enumerate(asked)]
    return Field(
        bare.term, bare.share, bare.purposes, bare.articles, bare.offices, bare.roles,
        tuple(_registers(bare, held, purposes, rng)), tuple(asked),
    )  # fmt: skip


def _concepts(of: Field, nouns: tuple[Noun, ...], count: int, prefix: str, rng: Random) -> list[Concept]:
    pairs = [(quality, noun) for quality in QUALITIES for noun in nouns]
    made = []
    for number, (quality, noun) in enumerate(rng.sample(pairs, min(count, len(pairs)))):
        term = Term(f"{quality.en} {noun.term.en}", f"{quality.zh}{noun.term.zh}")
        special = "petitions" if prefix and number % 40 == 39 else ""
        made.append(Concept(f"{of.id}-{prefix}{term.word}", term, noun.type, noun.changes, special=special))
    return made


def _with_ties(concept: Concept, place: int, others: list[Concept], rng: Random) -> Concept:
    """The concept, sometimes one that follows from an earlier one which no register holds either."""
    if place < 2 or rng.random() > 0.08:
        return concept
    source = others[rng.randrange(place)].id
    return Concept(concept.id, concept.term, concept.type, concept.changes, source, concept.special)


def _registers(of: Field, held: list[Concept], purposes: tuple[str, ...], rng: Random) -> Iterator[Register]:
    """Registers of a field: in turn one on people or firms, and one on a kind of subject of the field's own."""
    home, own = "", ""
    for number in range(of.share.registers):
        taken = [held.pop() for _ in range(min(len(held), rng.randint(8, 20)))]
        pairs: list[Relation] = []
        if number % 2 == 0:
            home = rng.choice(("person", "person", "firm"))
            own = f"{of.id.replace('-', '_')}_{'case' if number else 'holding'}{number or ''}"
            if number + 1 < of.share.registers:
                pairs.append(Relation(f"{own}s", own, many=rng.random() < 0.6, inverse="holder"))
            kind, prefix = home, f"{of.id.replace('-', '_')}_"
        else:
            pairs.append(Relation("holder", home, many=False, inverse=f"{own}s"))
            if rng.random() < 0.4:
                pairs.append(Relation("site", "dwelling", many=False))
            kind, prefix = own, ""
        attributes = tuple(_attribute(prefix, concept, kind, of.purposes, purposes, rng) for concept in taken)
        quality = rng.choice(QUALITIES)
        term = Term(
            f"{of.term.en} {quality.en} {kind.replace('_', ' ')}", f"{of.term.zh}{quality.zh}登记{number + 1}"
        )
        yield Register(f"{of.id}-register-{number + 1}", term, kind, tuple(pairs), attributes)


def _attribute(
    prefix: str, concept: Concept, kind: str, near: tuple[str, ...], purposes: tuple[str, ...], rng: Random
) -> Attribute:
    weights = (2, 3, 15) if kind == "person" else (4, 8, 8)
    sensitivity = rng.choices(("public", "internal", "personal"), weights)[0]
    opened = {purpose for purpose in near if rng.random() < 0.8}
    opened.update(rng.choices(purposes, k=rng.choice((0, 0, 1, 2, 4))))
    if sensitivity == "public" or (sensitivity == "internal" and rng.random() < 0.7):
        opened = set()
    at = rng.choice(("latest", "latest", "latest", "any"))
    name = prefix + concept.term.word.replace("-", "_")
    return Attribute(name, concept, sensitivity, frozenset(opened), at)


def _hubs(purposes: tuple[str, ...], rng: Random) -> tuple[Register, ...]:
    """Registers that every field reads: people, firms, dwellings and communities."""
    people = ("birth date:date:never", "full name:text:rarely", "sex:[male, female]:never", "marital status:[single, married, divorced, widowed]:rarely",
              "nationality:text:rarely", "telephone:text:often", "address:text:rarely", "wage:money CNY:often",
              "pension:money CNY:often", "savings:money CNY:often", "insured since:date:never", "school years:integer:often",
              "disability:[none, slight, grave]:rarely", "household size:integer:often", "death date:date:never", "is veteran:boolean:never")  # fmt: skip
    firms = ("firm name:text:rarely", "founded on:date:never", "capital:money CNY:rarely", "staff:integer:often", "turnover:money CNY:often",
             "trade:[industry, farming, retail, service]:rarely", "is suspended:boolean:often", "tax number:text:never", "profit:money CNY:often", "floor space:number:often")  # fmt: skip
    homes = ("floor area:number:rarely", "storeys:integer:never", "built on:date:never", "heating:[gas, coal, power, none]:rarely", "postal address:text:rarely", "assessed value:money CNY:often", "is rented:boolean:often")  # fmt: skip
    areas = ("households:integer:often", "residents:integer:often", "budget:money CNY:often")
    links = {
        "person": (Relation("children", "person", many=True, inverse="parents"), Relation("parents", "person", many=True, inverse="children"),
                   Relation("spouse", "person", many=False, inverse="spouse"), Relation("dwelling", "dwelling", many=False, inverse="members"),
                   Relation("firms", "firm", many=True, inverse="owner")),
        "firm": (Relation("owner", "person", many=False, inverse="firms"), Relation("seat", "dwelling", many=False)),
        "dwelling": (Relation("members", "person", many=True, inverse="dwelling"), Relation("community", "community", many=False)),
        "community": (),
    }  # fmt: skip
    described = (("people", "person", Term("People", "人口"), people), ("firms", "firm", Term("Firms", "企业"), firms),
                 ("dwellings", "dwelling", Term("Dwellings", "房屋"), homes), ("communities", "community", Term("Communities", "社区"), areas))  # fmt: skip
    return tuple(
        Register(
            register,
            term,
            kind,
            links[kind],
            tuple(_hub_attribute(text, kind, purposes, rng) for text in texts),
        )
        for register, kind, term, texts in described
    )


def _hub_attribute(text: str, kind: str, purposes: tuple[str, ...], rng: Random) -> Attribute:
    en, type_, changes = text.split(":")
    term = Term(en.capitalize(), f"{en}（{kind}）")
    share = rng.choice((0.3, 0.6, 0.9))
    opened = frozenset(purpose for purpose in purposes if rng.random() < share)
    concept = Concept(f"{kind}-{en.replace(' ', '-')}", term, type_, changes)
    sensitivity = "personal" if kind == "person" else rng.choice(("internal", "personal", "public"))
    return Attribute(
        en.replace(" ", "_"), concept, sensitivity, opened if sensitivity != "public" else frozenset()
    )
