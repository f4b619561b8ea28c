"""Supplies: every fact that a norm needs has a supplier that fits, and every use says what happens without it."""

from collections.abc import Iterator

from askonce.cases.asking import BoundCase
from askonce.cases.checks.examples import MEAL, PRICE
from askonce.cases.datum_words import Ask
from askonce.feel.types import assignable, type_name
from askonce.pack.symbols import Scope
from askonce.registers.paths import Lost
from askonce.registers.types import feel_type
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity
from askonce.text.span import Span
from askonce.text.suggest import did_you_mean

EVENTUALITIES = ("if_unavailable", "if_stale", "if_disputed")


def check_paths(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """Every path leads somewhere, and through doors that are open to the purpose."""
    lost = [(path.node.span, way) for path, way in bound.lost]
    lost += [(taken.use.place("from"), taken.way) for taken in bound.taken if isinstance(taken.way, Lost)]
    lost += [(asked.ask.place("of"), asked.lost) for asked in bound.asked if asked.lost is not None]
    lost += [
        (one.path.node.span, one.way)
        for demanded in bound.demanded
        for one in demanded.shown
        if isinstance(one.way, Lost)
    ]
    for name, subject in bound.case.subjects.items():
        if not subject.states("each") and not subject.states("kind"):
            yield LOST.at(
                bound.case.name_place("subjects", name),
                f"no path leads to the subject `{name}`, and it is of no kind",
                repair="add `each: applicant.children`, or `kind: person` where no relation leads to it",
            )
    for span, way in lost:
        yield LOST.at(_narrowed(span, way.step, bound), way.message, repair=way.help)
    for taken in bound.taken:
        for door in taken.closed:
            purpose = bound.case.purpose.id if bound.case.purpose else ""
            yield CLOSED.at(
                taken.use.place("from"),
                f"`{taken.name}` reads `{door.name}` of register `{door.register}`, which is not open to `{purpose}`",
                repair=f"ask {door.holder} to open it, or ask the person",
            )


def _narrowed(span: Span, step: str, bound: BoundCase) -> Span:
    texts = [use.source for use in bound.case.uses.values() if use.source]
    texts += [ask.of for ask in bound.case.asks.values() if ask.of]
    texts += [path for path, _ in bound.lost] + [
        one.path for demanded in bound.demanded for one in demanded.shown
    ]
    for path in texts:
        if path.node.span == span and step in path.steps:
            start = sum(len(one) + 1 for one in path.steps[: path.steps.index(step)])
            return span.within(start, start + len(step))
    return span


def check_eventualities(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """A use says what happens when the datum is unavailable, stale or disputed; an adverse decision accepts neither."""
    adverse = any(decider.seen.adverse for decider in bound.deciders)
    needed = {name for _, name, _ in bound.needs()}
    for name, use in bound.case.uses.items():
        missing = [word for word in EVENTUALITIES if not use.states(word)]
        if missing and bound.case.imported_from is None:
            yield NO_EVENTUALITY.at(
                bound.case.name_place("uses", name),
                f"the use `{name}` does not say what happens `{missing[0]}`",
                repair="add "
                + " and ".join(f"`{word}: ask`" for word in missing)
                + " (or accept, wait, refuse)",
            )
        for word in EVENTUALITIES[1:] if adverse and name in needed else ():
            if getattr(use, word) == "accept":
                yield UNSAFE.at(
                    use.place(word),
                    f"the use `{name}` would `accept` a datum that is {word.removeprefix('if_')} for an adverse decision",
                    repair="write `ask`, `wait` or `refuse`",
                )


def check_needs(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """Each need of a deciding norm is supplied by a use or a question of its name and type."""
    supplied = {
        **{taken.name: taken for taken in bound.taken},
        **{asked.name: asked for asked in bound.asked},
    }
    for decider, name, need in bound.needs():
        if name not in bound.case.uses and name not in bound.case.asks:
            yield UNSUPPLIED.at(
                bound.case.place("decides"),
                f"norm `{decider.id}` needs `{name}`, which {bound.case.kind} `{bound.id}` neither takes nor asks",
                related=(Related(decider.symbol.span, f"norm `{decider.id}`"),),
                repair=did_you_mean(name, [*bound.case.uses, *bound.case.asks])
                or f"add `{name}` to `uses` or `asks`",
            )
            continue
        supply = supplied.get(name)
        words = "" if supply is None or isinstance(getattr(supply, "way", None), Lost) else _words(supply)
        given, wanted = feel_type(words or None), feel_type(need.type or None)
        if given is not None and wanted is not None and not assignable(given, wanted):
            word = "asks" if isinstance(getattr(supply, "ask", None), Ask) else "uses"
            yield MISFIT.at(
                bound.case.name_place(word, name),
                f"`{name}` is {type_name(given)}, but norm `{decider.id}` needs {type_name(wanted)}",
                related=(Related(decider.symbol.span, f"norm `{decider.id}`"),),
                repair="mend the type, or the path",
            )


def _words(supply: object) -> str:
    way = getattr(supply, "way", None)
    return str(way.type if way is not None else getattr(supply, "type", ""))


def check_special(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """Belief, ethnicity and petitions are asked only by a cited statute."""
    for name, ask in bound.case.asks.items():
        concept = scope.value("concept", ask.concept.id) if ask.concept else None
        if concept is not None and concept.special and ask.statute is None:
            yield SPECIAL_ASKED.at(
                bound.case.name_place("asks", name),
                f"`{name}` asks for {concept.special} without a cited statute",
                repair="cite it in `statute:`, or do not ask",
            )


def check_adopted(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """What decides about people has been adopted."""
    for decider in bound.deciders:
        if bound.case.adopted is not None and not decider.seen.adopted:
            yield NOT_ADOPTED.at(
                bound.case.place("decides"),
                f"norm `{decider.id}` decides {bound.case.kind} `{bound.id}` but is not adopted",
                related=(Related(decider.symbol.span, "the draft"),),
                repair="have it adopted by two, or make the service a draft too",
            )
    purpose = scope.one("purpose", bound.case.purpose.id) if bound.case.purpose else None
    if bound.case.adopted is not None and purpose is not None and not purpose.value.adopted:
        yield NOT_ADOPTED.at(
            bound.case.place("purpose"),
            f"purpose `{purpose.key}`, for which {bound.case.kind} `{bound.id}` reads data, is not adopted",
            related=(Related(purpose.span, "the draft"),),
            repair="have it adopted by two, or make the service a draft too",
        )


LOST = Rule(
    "AO308",
    "path that leads nowhere",
    Severity.ERROR,
    "a path names a role, relation or attribute that is not there",
    "A field that is filled from nowhere stays empty, and nobody notices until a decision rests on it.",
    Example(bad=MEAL.replace("applicant.birth_date", "applicant.birt_date"), good=MEAL, quotes="birt_date"),
    on="service report",
    check=check_paths,
)
CLOSED = Rule(
    "AO309",
    "reads what is closed to its purpose",
    Severity.ERROR,
    "a service takes a datum that its register does not open to the service's purpose",
    "That somebody holds a datum does not mean that everybody may read it. The door opens by an article, not by a path.",
    Example(
        bad=MEAL.replace("purpose: meals", "purpose: outings")
        + "--- purposes/outings.yaml\npurpose: outings\ntitle: {en: Outings, zh: 郊游}\nbasis: street-rules/2\nadopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}\n",
        good=MEAL,
        quotes="applicant.birth_date",
    ),
)
NO_EVENTUALITY = Rule(
    "AO310",
    "use without an eventuality",
    Severity.ERROR,
    "a use does not say what happens when the datum is unavailable, stale or disputed",
    "Registers fail, age and err. A form that then shows an empty field leaves the person, and the clerk, alone with it.",
    Example(bad=MEAL.replace("if_stale: accept, ", ""), good=MEAL, quotes="birth"),
    on="service report",
    check=check_eventualities,
)
UNSAFE = Rule(
    "AO311",
    "adverse decision on a stale or disputed datum",
    Severity.ERROR,
    "a service that may refuse or burden accepts a datum that is stale or disputed",
    "Nobody is refused on a fact that they dispute, or on last year's.",
    Example(
        bad=MEAL.replace(
            "objection:",
            "adverse: {notice: 5 working days, hearing: street/director, officer: street/director}\nobjection:",
        ).replace("if_stale: accept", "if_stale: ask")
        + PRICE.replace("effect: favourable", "effect: favourable\nadverse_outcomes: refused"),
        good=MEAL.replace(
            "objection:",
            "adverse: {notice: 5 working days, hearing: street/director, officer: street/director}\nobjection:",
        ).replace("accept", "wait")
        + PRICE.replace("effect: favourable", "effect: favourable\nadverse_outcomes: refused"),
        quotes="accept",
    ),
)
UNSUPPLIED = Rule(
    "AO312",
    "need without a supplier",
    Severity.ERROR,
    "a norm needs a fact that its service neither takes from a register nor asks",
    "The norm could never decide.",
    Example(
        bad=MEAL.replace("  birth: {from", "  born: {for_step: cook, from"), good=MEAL, quotes="meal-price"
    ),
    on="service",
    check=check_needs,
)
MISFIT = Rule(
    "AO313",
    "supplier of another type",
    Severity.ERROR,
    "a use or a question gives a value of another type than the norm needs",
    "The norm would compare a text with a date, and get neither yes nor no.",
    Example(
        bad=MEAL.replace(
            "uses:\n  birth: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}\nasks:\n",
            "asks:\n  birth: {concept: diet, of: guest}\n",
        ).replace("asks:\n", "subjects:\n  guest: {kind: person}\nasks:\n"),
        good=MEAL,
        quotes="birth",
    ),
)
SPECIAL_ASKED = Rule(
    "AO314",
    "belief, ethnicity or petitions asked without a statute",
    Severity.ERROR,
    "a service asks for belief, ethnicity or petitions and cites no statute",
    "These have hurt people whenever they were asked by habit.",
    Example(
        bad=MEAL.replace("asks:\n", "asks:\n  faith: {concept: faith, for_step: cook}\n")
        + "--- concepts/faith.yaml\nconcept: faith\ntitle: {en: Faith, zh: 信仰}\ntype: text\nspecial: belief\n",
        good=MEAL.replace(
            "asks:\n", "asks:\n  faith: {concept: faith, for_step: cook, statute: street-rules/4}\n"
        )
        + "--- concepts/faith.yaml\nconcept: faith\ntitle: {en: Faith, zh: 信仰}\ntype: text\nspecial: belief\n",
        quotes="faith",
    ),
    on="service report",
    check=check_special,
)
NOT_ADOPTED = Rule(
    "AO315",
    "decides by what is not adopted",
    Severity.ERROR,
    "an adopted service is decided by a norm, or reads for a purpose, that nobody has adopted",
    "A draft has been read by its author alone. Only adopted text decides about people.",
    Example(
        bad=MEAL + PRICE[: PRICE.index("adopted:")],
        good=MEAL + PRICE,
        quotes="meal-price",
    ),
    on="service report",
    check=check_adopted,
)
SUPPLY_RULES = (LOST, CLOSED, NO_EVENTUALITY, UNSAFE, UNSUPPLIED, MISFIT, SPECIAL_ASKED, NOT_ADOPTED)
