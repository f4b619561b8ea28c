"""`ask`: the interview of a service in a terminal; only what still matters, until it is decided."""

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.commands.compare import LANGUAGE_OPTION
from askonce.cli.commands.decide import dates_of, read_facts_of
from askonce.cli.packs import (
    CASE_DATES,
    JSON,
    PACK,
    check_whole,
    day,
    stop_if_unsound,
    today,
    unsettled,
    within_limits,
)
from askonce.cli.terminal import Terminal
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up, and FEEL costs 0.07 s
    from askonce.cases.interview import Interview
    from askonce.feel.types import Type
    from askonce.pack.passes import Checked
    from askonce.registers.fact import Fact


def ask(arguments: Namespace, terminal: Terminal) -> int:
    """Ask until it is decided; 1 where it is not."""
    with within_limits(f"service `{arguments.service}`"):
        return _ask(arguments, terminal)


def _ask(arguments: Namespace, terminal: Terminal) -> int:
    from askonce.cases.interview import Answers, progress
    from askonce.cases.wording.titles import Titles
    from askonce.cli.asking import Wording, as_json
    from askonce.cli.talking import Talk
    from askonce.norms.residue import CountError

    checked = check_whole(arguments.pack, terminal, arguments.on)
    interview = _interview(arguments, checked)
    wording = Wording(interview, Titles(checked.bound))
    for draft in _drafts(interview):
        terminal.warn(f"askonce: {draft} is a draft: previews only")
    facts = _given(arguments.facts, interview)
    try:
        standing = progress(interview, facts)
    except CountError as error:
        raise Stop(f"{arguments.facts}: {error}") from error
    if arguments.json:
        terminal.say(json.dumps(as_json(interview, standing, wording), ensure_ascii=False, indent=2))
        return CLEAN if standing.decided and standing.next is None else FINDINGS
    source = None if sys.stdin is None else sys.stdin.buffer
    decided = Talk(interview, wording, Answers(facts), arguments.language, terminal, source).run()
    return CLEAN if decided else FINDINGS


def _drafts(interview: "Interview") -> list[str]:
    """What nobody has adopted yet: the service, and the norms that decide it."""
    service = interview.case.service
    found = [f"service `{interview.case.id}`"] if service is not None and service.adopted is None else []
    norms = (one.ruling.norm for one in interview.norms)
    return found + [f"norm `{norm.id}`" for norm in norms if norm.adopted is None]


def _given(file: str | None, interview: "Interview") -> "dict[str, Fact]":
    """The facts that are given; one that only a person can say is never none."""
    from askonce.cases.interview import may_be_none
    from askonce.registers.fact import State

    facts = read_facts_of(file, _wanted(interview)) if file else {}
    for name, fact in facts.items():
        if fact.state is State.NONE and not may_be_none(interview, name):
            raise Stop(
                f"{file}: `{name}` is none, but only the person can say it; leave it out, or say that it is declined"
            )
    return {name: fact for name, fact in facts.items() if fact.state is not State.NOT_ASKED}


def _interview(arguments: Namespace, checked: "Checked") -> "Interview":
    from askonce.cases.asking import BoundCase
    from askonce.cases.interview import Interview, open_interview
    from askonce.norms.ruling import book_of

    bound = checked.bound
    services = bound.get("service", {})
    case = services.get(arguments.service)
    if not isinstance(case, BoundCase):
        others = [kind for kind in ("report", "norm") if arguments.service in bound.get(kind, {})]
        if others:
            raise Stop(
                f"`{arguments.service}` is a {others[0]} of `{arguments.pack}`, and only a service is asked through"
            )
        known = did_you_mean(arguments.service, services) or "`askonce check` lists what it cannot read"
        raise Stop(f"`{arguments.pack}` has no service `{arguments.service}`; {known}")
    stop_if_unsound(checked, (one.id for one in case.deciders), arguments.pack)
    concepts = bound.get("concept", {})
    found = open_interview(case, book_of(bound), dates_of(arguments, arguments.on or today()), concepts)
    if not isinstance(found, Interview):
        raise unsettled(found, arguments.language)
    return found


def _wanted(interview: "Interview") -> "dict[str, Type]":
    from askonce.feel.types import ANY

    wanted = {name: question.type or ANY for name, question in interview.questions.items()}
    for prepared in interview.norms:
        wanted |= prepared.inputs
    return wanted


ASK = Command(
    "ask",
    "Ask a service's questions in the terminal: only what still matters, each with its reason, until it is decided.",
    "askonce ask packs/qingshan minimum-income",
    (
        PACK,
        argument("service", says="the name of the service", metavar="SERVICE"),
        argument(
            "--facts",
            says="facts that are known already, as a JSON object; `-` reads standard input",
            metavar="FACTS",
        ),
        argument(
            "--on",
            says="the day of the event, the application and the decision (today)",
            type=day,
            metavar="DATE",
        ),
        *CASE_DATES,
        JSON,
        LANGUAGE_OPTION,
    ),
    ask,
)
