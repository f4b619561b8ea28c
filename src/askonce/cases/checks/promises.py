"""Promises: terms, visits, and the way out for whoever is refused."""

from collections.abc import Iterator

from askonce.cases.asking import BoundCase
from askonce.cases.checks.examples import MEAL, PRICE, REPORT
from askonce.cases.type import Visit
from askonce.pack.symbols import Scope
from askonce.pack.view import PackView
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity


def check_grounds(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """A case type has a purpose, a basis and an office."""
    case = bound.case
    missing = [word for word in ("purpose", "basis", "office") if not case.states(word)]
    if missing and case.imported_from is None:
        yield NO_GROUNDS.at(
            case.name,
            f"{case.kind} `{case.id}` has no {' and no '.join(missing)}",
            repair="add " + " and ".join(f"`{word}:`" for word in missing),
        )


def check_terms(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """A service has a term, and promises no longer one than the law allows."""
    case = bound.case
    term = getattr(case, "term", None)
    if term is None or (term.promised is None and term.legal is None):
        if case.imported_from is None and not (case.states("term") and term is None):
            yield NO_TERM.at(
                case.name,
                f"{case.kind} `{case.id}` has no term",
                repair="add `term: {promised: 1 working day, legal: 5 working days}`",
            )
    elif term.promised and term.legal and term.promised.days > term.legal.days:
        yield LATE_TERM.at(
            term.place("promised"),
            f"{case.kind} `{case.id}` promises `{term.promised}`, longer than the legal `{term.legal}`",
            related=(Related(term.place("legal"), "the law allows this"),),
            repair="promise no more than the law allows",
        )


def check_visits(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """A visit rests on an article."""
    service = bound.service
    if (
        service is not None
        and isinstance(service.visit, Visit)
        and service.visit.basis is None
        and not service.visit.states("basis")
    ):
        yield VISIT.at(
            service.key_place("visit"),
            f"service `{service.id}` needs a `visit` that no article demands",
            repair="write `visit: none`, or cite the article in `basis:`",
        )


def check_refusals(bound: BoundCase, scope: Scope) -> Iterator[Diagnostic]:
    """Who may be refused or burdened is told, heard, answered by a named officer, and may object elsewhere."""
    service = bound.service
    if service is None:
        return
    adverse = [decider for decider in bound.deciders if decider.seen.adverse]
    missing = [
        word
        for word in ("notice", "hearing", "officer")
        if service.adverse is None or not service.adverse.states(word)
    ]
    if not service.states("objection"):
        missing.append("objection")
    if adverse and missing and service.imported_from is None:
        yield NO_WAY_TO_BE_HEARD.at(
            service.place("decides"),
            f"norm `{adverse[0].id}` may decide against the person, but service `{service.id}` has no {', no '.join(missing)}",
            related=(Related(adverse[0].symbol.span, "the norm"),),
            repair="add `adverse: {notice: …, hearing: …, officer: …}` and `objection: {within: 60 days, to: …}`",
        )
    objection = service.objection
    if (
        objection is not None
        and objection.to is not None
        and service.office is not None
        and objection.to.id == service.office.id
    ):
        yield OWN_JUDGE.at(
            objection.place("to"),
            f"objections to service `{service.id}` go to `{objection.to.id}`, which decided",
            repair="name an office that did not decide",
        )
    if service.silence == "rejects" and any(decider.seen.effect != "adverse" for decider in bound.deciders):
        yield SILENCE.at(
            service.place("silence"),
            f"silence `rejects` service `{service.id}`, which is a benefit",
            repair="write `accepts` where a law says so, or leave the word out",
        )


def check_duties(pack: PackView) -> Iterator[Diagnostic]:
    """A report is named by a duty."""
    named = {name for one in pack.defined if one.kind == "duty" for name in one.needs.get("report", ())}
    for one in pack.defined:
        if one.kind == "report" and one.id not in named:
            yield NO_DUTY.at(
                one.span,
                f"report `{one.id}` is named by no duty",
                about=f"report {one.id}",
                repair="list it in the `reports` of a duty, with its basis, or drop it",
            )


ADVERSE = MEAL.replace("accept", "wait").replace(
    "objection:",
    "adverse: {notice: 5 working days, hearing: street/director, officer: street/director}\nobjection:",
) + PRICE.replace("effect: favourable", "effect: favourable\nadverse_outcomes: refused")
NO_GROUNDS = Rule(
    "AO316",
    "service without purpose, basis or office",
    Severity.ERROR,
    "a service or report does not say why data are read for it, by what right, or who answers for it",
    "Without a purpose no register may answer; without a basis nobody may ask; without an office nobody does.",
    Example(bad=MEAL.replace("basis: street-rules/3\noffice", "office"), good=MEAL, quotes="meal"),
    on="service report",
    check=check_grounds,
)
NO_TERM = Rule(
    "AO317",
    "no term",
    Severity.ERROR,
    "a service or report does not say how long it takes",
    "Whoever waits without a day to wait for comes again to ask.",
    Example(
        bad=MEAL.replace("term: {promised: 1 working day, legal: 5 working days}\n", ""),
        good=MEAL,
        quotes="meal",
    ),
    on="service",
    check=check_terms,
)
LATE_TERM = Rule(
    "AO318",
    "promised term longer than the legal one",
    Severity.ERROR,
    "what a service promises takes longer than the law allows",
    "The promise announces a breach of the law.",
    Example(
        bad=MEAL.replace("promised: 1 working day", "promised: 9 working days"),
        good=MEAL,
        quotes="9 working days",
    ),
)
VISIT = Rule(
    "AO319",
    "visit without a legal basis",
    Severity.ERROR,
    "a service needs a visit, and no article demands it",
    "People at most run once, and only where a law makes them: to sign before two witnesses, say, not to hand in a copy.",
    Example(
        bad=MEAL.replace("visit: none", "visit: {to: street}"),
        good=MEAL.replace("visit: none", "visit: {to: street, basis: street-rules/4}"),
        quotes="visit",
    ),
    on="service",
    check=check_visits,
)
NO_WAY_TO_BE_HEARD = Rule(
    "AO320",
    "adverse outcome without hearing, officer or objection",
    Severity.ERROR,
    "a norm may decide against the person, and the service names no notice, hearing, officer or objection",
    "Whoever is refused is told beforehand, heard, answered by a person with a name, and told where to object.",
    Example(bad=ADVERSE.replace("hearing: street/director, ", ""), good=ADVERSE, quotes="meal-price"),
    on="service",
    check=check_refusals,
)
OWN_JUDGE = Rule(
    "AO321",
    "objection to the office that decided",
    Severity.ERROR,
    "objections go to the office that took the decision",
    "Nobody judges in a cause of their own.",
    Example(
        bad=MEAL.replace("to: county-legal", "to: street")
        + "--- norms/x.yaml\nregister: seats\ntitle: {en: Seats, zh: 座位}\nof: seat\nholder: county-legal\nbasis: street-rules/1\n",
        good=MEAL,
        quotes="street",
    ),
)
SILENCE = Rule(
    "AO322",
    "silence that rejects a benefit",
    Severity.ERROR,
    "an application for a benefit counts as rejected when nobody answers in time",
    "The authority would gain by not answering.",
    Example(
        bad=MEAL.replace("gives:", "silence: rejects\ngives:"),
        good=MEAL.replace("gives:", "silence: accepts\ngives:"),
        quotes="rejects",
    ),
)
NO_DUTY = Rule(
    "AO323",
    "report that no duty names",
    Severity.ERROR,
    "a report is asked of offices or communities, and no duty lists it",
    "What the grassroots must do is stated, so that not every form that somebody invents lands on them.",
    Example(bad=REPORT[: REPORT.index("--- duties")], good=REPORT, quotes="round"),
    on="pack",
    check=check_duties,
)
PROMISE_RULES = (NO_GROUNDS, NO_TERM, LATE_TERM, VISIT, NO_WAY_TO_BE_HEARD, OWN_JUDGE, SILENCE, NO_DUTY)
