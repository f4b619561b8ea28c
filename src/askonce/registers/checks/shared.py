"""The rules about what registers share: one datum in one place, doors with a key, relations that agree."""

from collections.abc import Iterator

from askonce.pack.shapes import Ref
from askonce.pack.symbols import Scope
from askonce.registers.model import Register
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity
from askonce.text.span import Span

CLOSELY_KEPT = frozenset({"personal", "special"})


def check_same_datum(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """No datum is held twice, and no name means two attributes of one kind of subject."""
    if register.of is None:
        return
    for name, attribute in register.attributes.items():
        place = register.name_place("attributes", name)
        if attribute.concept is not None:
            same = [
                one
                for one in scope.every("held", f"{register.of}/{attribute.concept.id}")
                if one.value.at == attribute.at
            ]
            first = min(same, key=lambda one: one.span, default=None)
            if first is not None and first.span != place:
                yield SAME_DATUM.at(
                    place,
                    f"`{name}` of register `{register.id}` holds `{attribute.concept.id}`, which `{first.value.name}` holds already",
                    related=(Related(first.span, "held here too"),),
                    repair="hold it in one register and let the other read it, or name another concept",
                )
                continue
        yield from _homonyms(register, name, place, scope)
    for name in register.relations:
        yield from _homonyms(register, name, register.name_place("relations", name), scope)


def _homonyms(register: Register, name: str, place: Span, scope: Scope) -> Iterator[Diagnostic]:
    """Whether a step of a path could mean another attribute or relation of the same kind of subject."""
    key = f"{register.of}.{name}"
    first = min((*scope.every("attribute", key), *scope.every("relation", key)), key=lambda one: one.span)
    if first.span != place:
        yield SAME_NAME.at(
            place,
            f"`{name}` names two data of {register.of}",
            related=(Related(first.span, "the first one"),),
            repair="give one of them another name, so that a path means one datum",
        )


def check_doors(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """A personal attribute is open to some purpose, and to each with a basis."""
    for name, attribute in register.attributes.items():
        place = register.name_place("attributes", name)
        if attribute.sensitivity in CLOSELY_KEPT and not attribute.states("open_to"):
            yield NO_PURPOSE.at(
                place,
                f"`{name}` of register `{register.id}` is {attribute.sensitivity} and open to no purpose",
                repair="add `open_to: {purpose: law/article}`, or `open_to: {}` where nobody may read it",
            )
        for purpose, ref in attribute.open_to.items():
            if not isinstance(ref, Ref):
                yield NO_KEY.at(
                    attribute.name_place("open_to", purpose),
                    f"`{name}` is open to `{purpose}` without a basis",
                    repair=f"write `open_to: {{{purpose}: law/article}}`",
                )


def check_inverses(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """A relation and its inverse agree about where they lead."""
    for name, relation in register.relations.items():
        if relation.inverse is None or relation.to is None or scope.one("subject", relation.to.id) is None:
            continue
        back = scope.one("relation", f"{relation.to.id}.{relation.inverse}")
        place = relation.place("inverse")
        if back is not None and (back.value.to != register.of or back.value.inverse != name):
            yield INVERSE.at(
                place,
                f"`{name}` names `{relation.inverse}` as its inverse, which leads to {back.value.to} by inverse `{back.value.inverse}`",
                related=(Related(back.span, "its inverse"),),
                repair="let each name the other",
            )


def check_special(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """Belief, ethnicity and petitions are held only by a cited statute."""
    for name, attribute in register.attributes.items():
        concept = scope.value("concept", attribute.concept.id) if attribute.concept else None
        if concept is not None and concept.special and attribute.statute is None:
            yield SPECIAL_HELD.at(
                register.name_place("attributes", name),
                f"`{name}` of register `{register.id}` holds {concept.special} without a cited statute",
                repair="cite it in `statute:`, or do not hold it",
            )


HOUSE = """register: dwellings
title: {en: Dwellings, zh: 房屋}
of: dwelling
holder: street
basis: street-rules/1
relations:
  members: {to: person, many: true, inverse: dwelling}
attributes:
  rooms: {concept: rooms, type: integer, sensitivity: personal, open_to: {meals: street-rules/2}}
--- homes.yaml
register: homes
title: {en: Homes, zh: 住所}
of: person
holder: street
basis: street-rules/1
relations:
  dwelling: {to: dwelling, inverse: members}
--- concept.yaml
concept: rooms
title: {en: Rooms, zh: 房间数}
type: integer
"""
SAME_DATUM = Rule(
    "AO106",
    "two attributes that hold the same datum",
    Severity.ERROR,
    "two attributes hold one concept of one kind of subject for one time",
    "What is kept in two places differs after a while, and then somebody has to prove which of the two is true.",
    Example(
        bad=HOUSE.replace(
            "inverse: members}\n--- concept",
            "inverse: members}\nattributes:\n  born: {concept: birth-date, sensitivity: personal, open_to: {meals: street-rules/2}}\n--- concept",
        ).replace("--- homes.yaml", "--- registers/z-homes.yaml"),
        good=HOUSE,
        quotes="born",
    ),
    on="register",
    check=check_same_datum,
)
SAME_NAME = Rule(
    "AO107",
    "one name for two data of a subject",
    Severity.ERROR,
    "registers of one kind of subject use one name for different attributes or relations",
    "A path such as `applicant.address` would mean two data, and which of them would be a matter of luck.",
    Example(
        bad=HOUSE.replace(
            "inverse: members}\n--- concept",
            "inverse: members}\nattributes:\n  birth_date: {concept: rooms, sensitivity: personal, open_to: {meals: street-rules/2}}\n--- concept",
        ).replace("--- homes.yaml", "--- registers/z-homes.yaml"),
        good=HOUSE,
        quotes="birth_date",
    ),
)
NO_PURPOSE = Rule(
    "AO108",
    "personal attribute open to no purpose",
    Severity.ERROR,
    "a personal attribute does not say for which purposes it may be read",
    "Then either nobody can use it, and people are asked again for what is held, or everybody does.",
    Example(bad=HOUSE.replace(", open_to: {meals: street-rules/2}", ""), good=HOUSE, quotes="rooms"),
    on="register",
    check=check_doors,
)
NO_KEY = Rule(
    "AO109",
    "attribute open without a basis",
    Severity.ERROR,
    "an attribute is open to a purpose, but no article says so",
    "To read a person's data needs an article that allows it; a good purpose alone is not one.",
    Example(bad=HOUSE.replace("{meals: street-rules/2}", "[meals]"), good=HOUSE, quotes="meals"),
)
INVERSE = Rule(
    "AO110",
    "relation whose inverse disagrees",
    Severity.ERROR,
    "a relation names an inverse that leads elsewhere, or back by another name",
    "Ask-once follows a relation there and back; where the two disagree, it takes two names of one datum for two data.",
    Example(
        bad=HOUSE.replace("{to: dwelling, inverse: members}", "{to: dwelling, inverse: owners}"),
        good=HOUSE,
        quotes="dwelling",
    ),
    on="register",
    check=check_inverses,
)
SPECIAL_HELD = Rule(
    "AO111",
    "belief, ethnicity or petitions without a statute",
    Severity.ERROR,
    "a register holds belief, ethnicity or petitions and cites no statute",
    "These have hurt people whenever they were kept by habit. Only a statute that says so lets anybody hold or read them.",
    Example(
        bad=HOUSE.replace("type: integer\n", "type: integer\nspecial: belief\n"),
        good=HOUSE.replace("type: integer\n", "type: integer\nspecial: belief\n").replace(
            "rooms, type", "rooms, statute: street-rules/1, type"
        ),
        quotes="rooms",
    ),
    on="register",
    check=check_special,
)
SHARED_RULES = (SAME_DATUM, SAME_NAME, NO_PURPOSE, NO_KEY, INVERSE, SPECIAL_HELD)
