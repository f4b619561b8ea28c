"""What has to be right before a case type can run: names that its outputs use, who decides, who represents."""

from collections.abc import Iterator, Mapping

from askonce.cases.asking import BoundCase
from askonce.cases.checks.examples import MEAL, PRICE
from askonce.cases.part_words import Output
from askonce.cases.promise_words import Representation
from askonce.pack.shapes import Path
from askonce.pack.symbols import Scope
from askonce.registers.model import RelationSeen
from askonce.registers.paths import Anchor, Lost, follow, follow_to_subject
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity
from askonce.text.span import Span
from askonce.text.suggest import did_you_mean

#: Case types that every pack has: a datum is put right, a decision is looked at by another office.
RESERVED = ("correction", "objection")
PERSON = "person"


def check_name(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """No case type is called as one of those that every pack has."""
    if bound.id in RESERVED:
        yield RESERVED_NAME.at(
            bound.case.name,
            f"`{bound.id}` is the name of a case type that every pack has",
            repair="choose another name",
        )


def check_deciding(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """At most one step decides, and only where a norm does too."""
    deciding = [name for name, step in bound.case.steps.items() if step.decides]
    for name in deciding[1:]:
        yield DECIDING.at(
            bound.case.name_place("steps", name),
            f"step `{name}` decides {bound.case.kind} `{bound.id}` a second time, after `{deciding[0]}`",
            repair="let one step decide",
        )
    if deciding and not bound.deciders and not (bound.service is not None and bound.service.decides):
        yield DECIDING.at(
            bound.case.name_place("steps", deciding[0]),
            f"step `{deciding[0]}` decides {bound.case.kind} `{bound.id}`, for which no norm says what may come out",
            repair="name the norms in `decides:`, or leave the word out of the step",
        )


def check_representation(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """A representation leads from the applicant to people."""
    service = bound.service
    for one in service.represented_by if service is not None else ():
        lost = _lost(bound, one, scope)
        if lost is not None:
            place, words, repair = lost
            yield NOBODY_THERE.at(place, words, repair=repair)


def _lost(bound: BoundCase, one: Representation, scope: Scope) -> tuple[Span, str, str] | None:
    if one.through is None:
        return None
    way = follow_to_subject(one.through, bound.roles, scope)
    place = one.through.node.span
    if isinstance(way, Lost):
        return place, way.message, way.help
    anchor = Anchor(way.kind, one.through.steps[0], way.trail, way.hops)
    for word, step in (("agent", one.agent), ("until", one.until)):
        found = follow(Path(("it", step), one.through.node), {"it": anchor}, scope) if step else None
        if isinstance(found, Lost):
            return one.place(word), found.message, found.help
        if word == "agent" and found is not None:
            way = found
    if way.kind != PERSON:
        return (
            place,
            f"`{one.through.text}` leads to {way.kind}, where a person should be",
            "name the relation to the person in `agent:`",
        )
    return None


def check_names_used(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """Outputs and outside systems name facts of the case or outcomes of its norms."""
    case = bound.case
    known = {*case.uses, *case.asks, *(outcome for one in bound.deciders for outcome in one.seen.outcomes)}
    known |= {"result"} if any(not one.seen.outcomes for one in bound.deciders) else set()
    known |= {one.name for one in bound.demanded}
    outputs = bound.service.gives.values() if bound.service is not None else ()
    used = [(one.place("order"), name) for one in case.recorded_in for name in one.order]
    for output in outputs:
        linked = {one: seen for one in output.values if (seen := _relation(one, scope)) is not None}
        used += [(output.place("values"), name) for one, name in output.values.items() if one not in linked]
        yield from _unknown_roles(bound, output, linked)
        used += [
            (output.place(word), name) for word in ("pays", "pays_to") if (name := getattr(output, word))
        ]
        for attribute in output.values:
            if attribute not in output.writes:
                yield UNKNOWN_NAME.at(
                    output.place("values"),
                    f"`{attribute}` has a value, but is none of what the output writes",
                    repair="list it in `writes:` too",
                )
    for place, name in used:
        if name not in known and bound.case.imported_from is None:
            yield UNKNOWN_NAME.at(
                place,
                f"`{name}` is no fact and no outcome of {case.kind} `{bound.id}`",
                repair=did_you_mean(name, known) or "name one of its `uses`, `asks` or outcomes",
            )


def _relation(written: str, scope: Scope) -> RelationSeen | None:
    """The relation of a register that an output writes; none where it writes an attribute."""
    register, _, short = written.partition(".")
    kept = scope.value("register", register)
    seen: RelationSeen | None = scope.value("relation", f"{kept.of}.{short}") if kept is not None else None
    return seen if seen is not None and seen.register == register else None


def _unknown_roles(
    bound: BoundCase, output: Output, linked: Mapping[str, RelationSeen]
) -> Iterator[Diagnostic]:
    """A relation that is written leads to whoever stands in a role of the case, of the kind that it leads to."""
    fitting = {name: role.kind for name, role in bound.roles.items()}
    for written, seen in linked.items():
        role = output.values[written]
        if fitting.get(role) != seen.to:
            others = [name for name, kind in fitting.items() if kind == seen.to]
            yield UNKNOWN_NAME.at(
                output.place("values"),
                f"`{role}` is no role of {bound.case.kind} `{bound.id}` in which a {seen.to} stands, to which `{written}` leads",
                repair=did_you_mean(role, others)
                or f"name one of these: {', '.join(others) or 'none is there'}",
            )


def check_unasked(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """What comes without an application is decided by norms that favour, from what registers hold."""
    service = bound.service
    if service is None or service.without_application is None:
        return
    place = service.name
    if not bound.deciders and not service.decides:
        yield UNASKED.at(
            place,
            f"service `{bound.id}` comes without an application, and no norm says to whom",
            repair="name the norms in `decides:`",
        )
    for decider in bound.deciders:
        if decider.seen.effect != "favourable":
            yield UNASKED.at(
                place,
                f"service `{bound.id}` comes without an application, and its norm `{decider.id}` burdens people",
                repair="let people be told and heard, or give the norm `effect: favourable`",
            )
    asked = [name for _, name, _ in bound.needs() if name in service.asks]
    for name in dict.fromkeys(asked):
        yield UNASKED.at(
            place,
            f"service `{bound.id}` comes without an application, and its norm needs `{name}`, which is asked",
            repair="take it from a register in `uses:`, or let people apply",
        )


RESERVED_NAME = Rule(
    "AO328",
    "name of a case type that every pack has",
    Severity.ERROR,
    "a service or report is called as a case that every pack has: a correction or an objection",
    "Nobody could tell the cases of the two apart.",
    Example(
        bad=MEAL.replace("service: meal", "service: objection"),
        good=MEAL,
        quotes="objection",
    ),
    on="service report",
    check=check_name,
)
DECIDING = Rule(
    "AO329",
    "step that decides twice or without a norm",
    Severity.ERROR,
    "two steps decide one case, or a step decides where no norm says what may come out",
    "A case is decided once, and by a norm: an officer decides as it proposes, or otherwise with reasons.",
    Example(
        bad=MEAL.replace(
            "within: 1 working day}",
            "within: 1 working day, decides: true}\n  serve: {by: street/cook, decides: true}",
        ),
        good=MEAL.replace("within: 1 working day}", "within: 1 working day, decides: true}"),
        quotes="serve",
    ),
    on="service report",
    check=check_deciding,
)
NOBODY_THERE = Rule(
    "AO330",
    "representation that leads to nobody",
    Severity.ERROR,
    "a service lets somebody file for the applicant, and the way to them leads nowhere or not to a person",
    "Whoever should be able to file for a child or a firm would be turned away, or somebody else let in.",
    Example(
        bad=MEAL.replace("for: person", "for: person\nrepresented_by: applicant.guardian_angels"),
        good=MEAL,
        quotes="applicant.guardian_angels",
    ),
    on="service",
    check=check_representation,
)
UNKNOWN_NAME = Rule(
    "AO331",
    "name that the case does not know",
    Severity.ERROR,
    "an output or an outside system names neither a fact of the case nor an outcome of its norms",
    "What should be paid, entered or copied would stay empty, and nobody would see it.",
    Example(
        bad=MEAL.replace("gives: meal-card", "gives: {meal-card: {pays: prize}}") + PRICE,
        good=MEAL.replace("gives: meal-card", "gives: {meal-card: {pays: decision}}") + PRICE,
        quotes="prize",
    ),
    on="service report",
    check=check_names_used,
)
UNASKED = Rule(
    "AO332",
    "service that cannot come without an application",
    Severity.ERROR,
    "a service comes without an application, and no norm says to whom, or one that burdens, or one that needs an answer",
    "Everybody in a register would be looked at for nothing, or burdened without having asked for anything.",
    Example(
        bad=MEAL.replace("visit: none", "visit: none\nwithout_application: {every: month, once: ever}")
        + PRICE.replace("needs: {birth: date}", "needs: {birth: date, diet: text}")
        .replace("when: [age]", "when: [age, diet]")
        .replace(
            '["< 60", refused], [">= 60", granted]',
            '["< 60", "-", refused], [">= 60", "= \\"none\\"", granted], [">= 60", "!= \\"none\\"", granted]',
        ),
        good=MEAL.replace("visit: none", "visit: none\nwithout_application: {every: month, once: ever}")
        + PRICE,
        quotes="meal",
    ),
    on="service",
    check=check_unasked,
)
RUNNING_RULES = (RESERVED_NAME, DECIDING, NOBODY_THERE, UNKNOWN_NAME, UNASKED)
