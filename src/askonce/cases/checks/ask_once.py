"""Ask-once: nobody is asked for what a register holds openly, nor twice for one datum, nor for nothing."""

from collections import defaultdict
from collections.abc import Iterator

from askonce.cases.asking import Asked, AskedFact, BoundCase, Demanded, RoundFact
from askonce.cases.checks.examples import MEAL, REPORT
from askonce.pack.symbols import Scope
from askonce.pack.view import PackView
from askonce.registers.paths import Way
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity


def check_asks(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """A question is not asked where a register may answer it; where one could but may not, that is a proposal."""
    kind = bound.case.kind
    for asked in bound.asked:
        if not asked.already_held:
            continue
        registers = _registers(asked)
        related = tuple(
            Related(one.span, _held_here(one.value.attribute, one.value.register)) for one in asked.held
        )
        if asked.held_openly:
            yield ASKS_HELD.at(
                asked.place,
                f"{kind} `{bound.id}` asks for `{asked.name}`, which {registers} {_holds(asked)}",
                related=related,
                repair=_use_it(asked, bound),
            )
        else:
            doors = ", ".join(f"`{door.register}.{door.name}` of {door.holder}" for door in asked.closed)
            yield COULD_BE_HELD.at(
                asked.place,
                f"{kind} `{bound.id}` asks for `{asked.name}`, which {registers} {_holds(asked)} but not for this purpose",
                related=related,
                repair=f"ask to open {doors} to `{bound.case.purpose.id if bound.case.purpose else ''}`",
            )
    yield from _same_twice(bound)


def _registers(asked: Asked) -> str:
    names = list(dict.fromkeys(one.value.register for one in asked.held))
    noun = "register" if len(names) == 1 else "registers"
    return f"{noun} " + " and ".join(f"`{name}`" for name in names)


def _holds(asked: Asked) -> str:
    verb = "holds" if len({one.value.register for one in asked.held}) == 1 else "hold"
    derived = [one.value.concept for one in asked.held if one.value.concept != asked.concept]
    return f"{verb}, as it follows from `{'` and `'.join(derived)}`," if derived else verb


def _held_here(attribute: str, register: str) -> str:
    return f"register `{register}` holds it here as `{attribute}`"


def _path(asked: Asked, bound: BoundCase) -> str:
    role = asked.ask.of.text if asked.ask.of else next(iter(bound.roles), "applicant")
    return f"{role}.{asked.held[0].value.attribute}"


def _use_it(asked: Asked, bound: BoundCase) -> str:
    """How to take it from its register: by what uses it already, where something does for the same subject and time."""
    path, at = _path(asked, bound), asked.ask.at
    for taken in bound.taken:
        if taken.use.source is not None and (taken.use.source.text, taken.use.at) == (path, at):
            return f"leave it out of `asks`: `{taken.name}` of `uses` has it already"
    return f"move it from `asks` to `uses`: `{asked.name}: {{from: {path}, …}}`"


def _same_twice(bound: BoundCase) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str, str], Asked] = {}
    for asked in bound.asked:
        if not asked.concept or asked.lost is not None or asked.ask.repeats:
            continue
        before = first.setdefault(asked.datum, asked)
        if before is not asked and not (
            asked.ask.states("title") and asked.ask.title is not None and _reworded(before, asked)
        ):
            yield ASKED_TWICE.at(
                asked.place,
                f"{bound.case.kind} `{bound.id}` asks for `{asked.name}`, which is the same datum as `{before.name}`",
                related=(Related(before.place, "asked here first"),),
                repair="ask once, or name another concept, subject or time",
            )


def _reworded(before: Asked, asked: Asked) -> bool:
    """What a person attests is a datum by its own words: each such question has a title of its own."""
    return asked.concept == "attestation" and asked.ask.title != before.ask.title


def check_documents(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """No document is demanded whose content registers hold."""
    for demanded in bound.demanded:
        if not demanded.already_held:
            continue
        registers = _shown_registers(demanded)
        related = tuple(
            Related(one.way.held.span, "its content is held here")
            for one in demanded.shown
            if isinstance(one.way, Way) and one.way.held
        )
        if demanded.closed:
            doors = ", ".join(f"`{door.register}.{door.name}` of {door.holder}" for door in demanded.closed)
            yield COULD_BE_HELD.at(
                demanded.place,
                f"service `{bound.id}` demands the document `{demanded.name}`, which {registers} could stand for but not for this purpose",
                related=related,
                repair=f"ask to open {doors} to `{bound.case.purpose.id if bound.case.purpose else ''}`",
            )
        else:
            yield DOCUMENT_HELD.at(
                demanded.place,
                f"service `{bound.id}` demands the document `{demanded.name}`, which {registers} could stand for",
                related=related,
                repair="take its data with `uses` and leave the document out",
            )


def _shown_registers(demanded: Demanded) -> str:
    names = dict.fromkeys(
        one.way.held.value.register for one in demanded.shown if isinstance(one.way, Way) and one.way.held
    )
    return ("register " if len(names) == 1 else "registers ") + " and ".join(f"`{name}`" for name in names)


def check_wanted(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """What is asked is wanted by a norm, a step or an output."""
    for asked in bound.asked:
        if not asked.wanted_by:
            yield UNWANTED.at(
                asked.place,
                f"{bound.case.kind} `{bound.id}` asks for `{asked.name}`, which no norm, step or output uses",
                repair="leave it out, or say what it is for: `for_step:` or `for_output:`",
            )


def check_rounds(pack: PackView) -> Iterator[Diagnostic]:
    """No cell is filled in two reports of one period."""
    rounds = {fact.id: fact.every for fact in pack.facts(RoundFact)}
    cells: dict[tuple[str, str, str, str], list[AskedFact]] = defaultdict(list)
    for fact in pack.facts(AskedFact):
        if fact.kind == "report" and fact.id in rounds:
            cells[fact.concept, fact.subject, fact.at, rounds[fact.id]].append(fact)
    for (concept, _, _, every), facts in cells.items():
        first, *others = sorted(facts, key=lambda fact: (fact.id, fact.span))
        for other in others:
            if other.id != first.id:
                yield ASKED_IN_TWO_REPORTS.at(
                    other.span,
                    f"report `{other.id}` asks for `{other.name}`, which report `{first.id}` gives for the same {every}",
                    about=f"report {other.id}",
                    related=(Related(first.span, f"`{concept}` is asked here already"),),
                    repair="take it from that report, or merge the two",
                )


ASKS_HELD = Rule(
    "AO301",
    "asks for what a register holds",
    Severity.ERROR,
    "a service or report asks for a datum that a register holds and may give for its purpose",
    "People are asked again for what the authority knows. It costs them time, and two answers to one question differ sooner or later.",
    Example(
        bad=MEAL.replace("asks:\n", "asks:\n  born: {concept: birth-date, for_step: cook}\n"),
        good=MEAL,
        quotes="born",
    ),
    on="service report",
    check=check_asks,
)
DOCUMENT_HELD = Rule(
    "AO302",
    "demands a document whose content is held",
    Severity.ERROR,
    "a service demands a document, all of whose content registers hold and may give for its purpose",
    "People carry paper from one office to another that the two could read for themselves.",
    Example(
        bad=MEAL.replace(
            "decides:",
            "documents:\n  identity_card: {shows: [applicant.birth_date], because: street-rules/2}\ndecides:",
        ),
        good=MEAL,
        quotes="identity_card",
    ),
    on="service",
    check=check_documents,
)
COULD_BE_HELD = Rule(
    "AO303",
    "held but closed",
    Severity.PROPOSAL,
    "a service asks for a datum that a register holds, but may not give for its purpose",
    "This accuses nobody: it tells the register's holder what opening it would save. `askonce plan` counts and ranks such proposals.",
    Example(
        bad=MEAL.replace("asks:\n", "asks:\n  income: {concept: income, for_step: cook}\n")
        + """--- registers/incomes.yaml
register: incomes
title: {en: Incomes, zh: 收入}
of: person
holder: street
basis: street-rules/1
attributes:
  income: {concept: income, sensitivity: personal, open_to: {}}
--- concepts/income.yaml
concept: income
title: {en: Income, zh: 收入额}
type: money CNY
""",
        good=MEAL,
        quotes="income",
    ),
)
UNWANTED = Rule(
    "AO304",
    "asks for what nothing uses",
    Severity.ERROR,
    "a service asks for something that no norm, step or output of it uses",
    "A question nobody needs costs every person who answers it, and fills the files with data that no purpose covers.",
    Example(bad=MEAL.replace(", for_step: cook", ""), good=MEAL, quotes="diet"),
    on="service",
    check=check_wanted,
)
ASKED_TWICE = Rule(
    "AO305",
    "asks for one datum twice",
    Severity.ERROR,
    "two questions of one service mean the same concept, subject and time",
    "The person answers twice, and where the answers differ nobody knows which one counts.",
    Example(
        bad=MEAL.replace(
            "decides:", "  allergy: {concept: diet, for_step: cook, because: street-rules/4}\ndecides:"
        ),
        good=MEAL,
        quotes="allergy",
    ),
)
ASKED_IN_TWO_REPORTS = Rule(
    "AO306",
    "one datum in two reports of a period",
    Severity.ERROR,
    "two reports that are filled equally often ask for the same datum",
    "A community once filled hundreds of forms a year with almost the same figures. One report gives it; the others read it.",
    Example(
        bad=REPORT.replace("reports: [round]", "reports: [round, second]")
        + """--- reports/second.yaml
report: second
title: {en: Second round, zh: 第二张表}
for: person
every: month
filled_by: street
purpose: meals
basis: street-rules/1
office: street
asks:
  eaters: {concept: guests, at: month}
""",
        good=REPORT,
        quotes="eaters",
    ),
    on="pack",
    check=check_rounds,
)
ASK_ONCE_RULES = (ASKS_HELD, DOCUMENT_HELD, COULD_BE_HELD, UNWANTED, ASKED_TWICE, ASKED_IN_TWO_REPORTS)
