"""The rules that every register and attribute is founded: held by somebody, by right, saying something known."""

from collections.abc import Iterator

from askonce.pack.symbols import Scope
from askonce.registers.model import Register
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity


def check_holder(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """A register has a holder."""
    if register.holder is None and register.imported_from is None:
        yield NO_HOLDER.at(
            register.name,
            f"register `{register.id}` has no holder",
            repair="add `holder:` and the office that answers for it",
        )


def check_basis(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """A register has a basis."""
    if register.basis is None and register.imported_from is None:
        yield NO_BASIS.at(
            register.name,
            f"register `{register.id}` has no basis",
            repair="add `basis:` and the article that founds it",
        )


def check_concepts(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """An attribute has a concept, and the concept's type."""
    for name, attribute in register.attributes.items():
        place = register.name_place("attributes", name)
        if attribute.concept is None:
            if not attribute.states("concept"):
                yield NO_CONCEPT.at(
                    place,
                    f"attribute `{name}` of register `{register.id}` has no concept",
                    repair="add `concept:` and what it says",
                )
            continue
        concept = scope.one("concept", attribute.concept.id)
        if (
            concept is None
            or attribute.type is None
            or concept.value.type is None
            or attribute.type == concept.value.type
        ):
            continue
        yield OTHER_TYPE.at(
            attribute.place("type"),
            f"attribute `{name}` is `{attribute.type}`, but its concept `{concept.key}` is `{concept.value.type}`",
            related=(Related(concept.span, "the concept"),),
            repair="leave the type out, or name another concept",
        )


def check_freshness(register: Register, scope: Scope) -> Iterator[Diagnostic]:
    """A source that is not here says how long its data stay fresh."""
    source = register.source
    if (
        source is not None
        and source.kind != "here"
        and source.fresh_for is None
        and not source.states("fresh_for")
    ):
        yield NO_FRESHNESS.at(
            source.place("kind"),
            f"the source `{source.kind}` of register `{register.id}` states no freshness",
            repair="add `fresh_for: 1 day`, or as long as its data stay true",
        )


PEOPLE = """register: trips
title: {en: Trips, zh: 出行}
of: trip
holder: street
basis: street-rules/1
attributes:
  day: {concept: trip-day, type: date}
--- concept.yaml
concept: trip-day
title: {en: Day of a trip, zh: 出行日}
type: date
"""
NO_HOLDER = Rule(
    "AO101",
    "register without holder",
    Severity.ERROR,
    "a register names no office that answers for it",
    "When a datum is wrong or missing, somebody must answer for it; a register without a holder corrects nothing.",
    Example(bad=PEOPLE.replace("holder: street\n", ""), good=PEOPLE, quotes="trips"),
    on="register",
    check=check_holder,
)
NO_BASIS = Rule(
    "AO102",
    "register without basis",
    Severity.ERROR,
    "a register names no article that founds it",
    "An authority may hold only what a law lets it hold; without the article nobody can see whether it may.",
    Example(bad=PEOPLE.replace("basis: street-rules/1\n", ""), good=PEOPLE, quotes="trips"),
    on="register",
    check=check_basis,
)
NO_CONCEPT = Rule(
    "AO103",
    "attribute without concept",
    Severity.ERROR,
    "an attribute does not say which concept it holds",
    "Labels lie: two of the same name often mean different things. Only the concept tells that a question asks for what is held.",
    Example(
        bad=PEOPLE.replace(
            "  day: {concept: trip-day, type: date}\n",
            "  day: {concept: trip-day, type: date}\n  length: {type: number}\n",
        ),
        good=PEOPLE,
        quotes="length",
    ),
    on="register",
    check=check_concepts,
)
OTHER_TYPE = Rule(
    "AO104",
    "attribute of another type than its concept",
    Severity.ERROR,
    "an attribute and its concept differ in type",
    "A norm written for the concept would compare a date with a text on the day that the register answers.",
    Example(bad=PEOPLE.replace("type: date}", "type: text}"), good=PEOPLE, quotes="text"),
)
NO_FRESHNESS = Rule(
    "AO105",
    "source without freshness",
    Severity.ERROR,
    "a source outside does not say how long its data stay fresh",
    "A copy grows old. Without a freshness nobody can tell a case that rests on today's data from one that rests on last year's.",
    Example(
        bad=PEOPLE.replace("attributes:", "source: {kind: snapshot}\nattributes:"),
        good=PEOPLE.replace("attributes:", "source: {kind: snapshot, fresh_for: 1 day}\nattributes:"),
        quotes="snapshot",
    ),
    on="register",
    check=check_freshness,
)
FOUNDED_RULES = (NO_HOLDER, NO_BASIS, NO_CONCEPT, OTHER_TYPE, NO_FRESHNESS)
