"""Steps: somebody may take each, each is reached, and from each there is a way to the end."""

from collections.abc import Iterator

from askonce.cases.asking import BoundCase
from askonce.cases.checks.examples import MEAL
from askonce.cases.type import END, CaseWords, Step
from askonce.methods.graph import reachable, reversed_graph
from askonce.pack.symbols import Scope
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity
from askonce.text.suggest import did_you_mean


def check_steps(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """Somebody may take each step, and each lies on a way from the first to the end."""
    case = bound.case
    if not case.steps:
        return
    for name, step in case.steps.items():
        if not _takers(case, step, scope):
            yield NOBODY.at(
                case.name_place("steps", name),
                f"nobody may take step `{name}` of {case.kind} `{case.id}`",
                repair="name a role in `by:`, or give the office its `roles`",
            )
    flow = bound.flow()
    for step in case.steps.values():
        for following in step.then:
            if following not in flow:
                yield UNKNOWN_STEP.at(
                    step.place("then"),
                    f"`{following}` is no step of {case.kind} `{case.id}`",
                    repair=did_you_mean(following, flow) or f"its steps are {', '.join(case.steps)}, {END}",
                )
    reached = reachable([next(iter(case.steps))], flow)
    ending = reachable([END], reversed_graph(flow))
    for name in case.steps:
        if name not in reached:
            yield UNREACHED.at(
                case.name_place("steps", name),
                f"step `{name}` of {case.kind} `{case.id}` is never reached",
                repair="let a step lead to it in `then:`, or remove it",
            )
        elif name not in ending:
            yield NO_WAY_OUT.at(
                case.name_place("steps", name),
                f"from step `{name}` of {case.kind} `{case.id}` no way leads to the end",
                repair=f"let it lead on: `then: {END}`",
            )


def _takers(case: CaseWords, step: Step, scope: Scope) -> bool:
    """Whether any role may take a step; a role that is unknown has a finding of its own."""
    if not step.states("by"):
        office = scope.value("office", case.office.id) if case.office else None
        return office is None or bool(office.roles)
    return any(
        "/" in ref.id or (office := scope.value("office", ref.id)) is None or office.roles for ref in step.by
    )


def check_used_for(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """What a question or a use is for is a step or an output of the case."""
    outputs = getattr(bound.case, "gives", {})
    for word, group in (("asks", bound.case.asks), ("uses", bound.case.uses)):
        for name, one in group.items():
            if one.for_step is not None and one.for_step not in bound.case.steps:
                yield UNKNOWN_STEP.at(
                    one.place("for_step"),
                    f"`{one.for_step}` is no step of {bound.case.kind} `{bound.id}`",
                    repair=did_you_mean(one.for_step, bound.case.steps)
                    or f"name one of its steps for `{name}` in `{word}`",
                )
            answered = getattr(one, "answered_in", None)
            if answered is not None and answered not in bound.case.steps:
                yield UNKNOWN_STEP.at(
                    one.place("answered_in"),
                    f"`{answered}` is no step of {bound.case.kind} `{bound.id}`",
                    repair=did_you_mean(answered, bound.case.steps)
                    or f"name one of its steps for `{name}` in `{word}`",
                )
            if one.for_output is not None and one.for_output not in outputs:
                yield UNKNOWN_STEP.at(
                    one.place("for_output"),
                    f"`{one.for_output}` is no output of {bound.case.kind} `{bound.id}`",
                    repair=did_you_mean(one.for_output, outputs) or "name what the service gives",
                )


def check_answered_for(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """What bars an officer is an answer that they can give; whom it is about answers only what is about somebody else."""
    for asked in bound.asked:
        ask, name = asked.ask, asked.name
        options = [one.strip() for one in asked.type.split("|")]
        if ask.bars is not None and (ask.answered_in is None or ask.bars not in options):
            yield BARS_NOBODY.at(
                ask.place("bars"),
                f"no officer can answer `{name}` with `{ask.bars}`",
                repair=did_you_mean(ask.bars, options) or "say `answered_in`, and an answer of its choice",
            )
        if ask.or_itself and (ask.answered_in is None or ask.of is None):
            yield BARS_NOBODY.at(
                ask.place("or_itself"),
                f"nobody beside the applicant can answer `{name}` in a step",
                repair="say `of`, whom it is about, and `answered_in`, the step",
            )
    del scope


NOBODY = Rule(
    "AO324",
    "step that nobody may take",
    Severity.ERROR,
    "a step names nobody who may take it, or an office in which nobody has a role",
    "The case waits for a person who does not exist.",
    Example(bad=MEAL.replace("by: street/cook", "by: county-legal"), good=MEAL, quotes="cook"),
    on="service report",
    check=check_steps,
)
UNKNOWN_STEP = Rule(
    "AO325",
    "unknown step or output",
    Severity.ERROR,
    "a word names a step or an output that the case does not have",
    "A case that should go on to a step that is not there stays where it is.",
    Example(bad=MEAL.replace("for_step: cook", "for_step: cok"), good=MEAL, quotes="cok"),
    on="service report",
    check=check_used_for,
)
UNREACHED = Rule(
    "AO326",
    "step that is never reached",
    Severity.ERROR,
    "no way through the case leads to a step",
    "Whatever the step was meant to secure never happens.",
    Example(
        bad=MEAL.replace(
            "within: 1 working day}", "within: 1 working day, then: end}\n  wash: {by: street/cook}"
        ),
        good=MEAL.replace("within: 1 working day}", "within: 1 working day}\n  wash: {by: street/cook}"),
        quotes="wash",
    ),
)
NO_WAY_OUT = Rule(
    "AO327",
    "no way out of a step",
    Severity.ERROR,
    "from a step no way leads to the end of the case",
    "A case that enters it goes round for ever, and the person waits.",
    Example(
        bad=MEAL.replace("within: 1 working day}", "within: 1 working day, then: cook}"),
        good=MEAL,
        quotes="cook",
    ),
)
BARS_NOBODY = Rule(
    "AO333",
    "answer that nobody can give",
    Severity.ERROR,
    "an answer bars no officer or no other side may give it, because of what it is about or where it is answered",
    "What should keep an officer with an interest away, or let the other side speak, does nothing.",
    Example(
        bad=MEAL.replace("for_step: cook, because", "for_step: cook, bars: sweet, because"),
        good=MEAL,
        quotes="sweet",
    ),
    on="service report",
    check=check_answered_for,
)
STEP_RULES = (NOBODY, UNKNOWN_STEP, UNREACHED, NO_WAY_OUT, BARS_NOBODY)
