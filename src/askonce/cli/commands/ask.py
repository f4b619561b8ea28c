"""`ask`: the interview of a service in a terminal; only what still matters, until it is decided."""

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.commands.compare import LANGUAGE_OPTION
from askonce.cli.commands.decide import dates_of, read_facts_of
from askonce.cli.packs import JSON, PACK, check_whole, day, today
from askonce.cli.terminal import Terminal
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up, and FEEL costs 0.07 s
    from askonce.cases.interview import Interview, Progress
    from askonce.cli.asking import Wording
    from askonce.feel.types import Type
    from askonce.registers.fact import Fact

WHY = frozenset({"?", "？", "why", "为什么"})
BACK = frozenset({"back", "返回"})
DECLINE = frozenset({"decline", "不提供"})
NONE_WORDS = frozenset({"none", "无"})
QUIT = frozenset({"quit", "exit", "退出"})
CHANGE = ("change ", "修改 ")


def ask(arguments: Namespace, terminal: Terminal) -> int:
    """Ask until it is decided; 1 where it is not."""
    from askonce.cases.interview import progress
    from askonce.cases.wording.titles import Titles
    from askonce.cli.asking import Wording, as_json

    checked = check_whole(arguments.pack, terminal, arguments.on)
    interview = _interview(arguments, checked.bound)
    wording = Wording(interview, Titles(checked.bound))
    facts = read_facts_of(arguments.facts, _wanted(interview)) if arguments.facts else {}
    if arguments.json:
        standing = progress(interview, facts)
        terminal.say(json.dumps(as_json(interview, standing, wording), ensure_ascii=False, indent=2))
        return CLEAN if standing.decided and standing.next is None else FINDINGS
    return _Talk(interview, wording, dict(facts), arguments.language, terminal).run()


def _interview(arguments: Namespace, bound: "dict[str, dict[str, Any]]") -> "Interview":
    from askonce.cases.asking import BoundCase
    from askonce.cases.interview import Interview, open_interview
    from askonce.norms.ruling import book_of

    services = bound.get("service", {})
    case = services.get(arguments.service)
    if not isinstance(case, BoundCase):
        known = did_you_mean(arguments.service, services) or "`askonce check` lists what it cannot read"
        raise Stop(f"`{arguments.pack}` has no service `{arguments.service}`; {known}")
    concepts = bound.get("concept", {})
    found = open_interview(case, book_of(bound), dates_of(arguments, arguments.on or today()), concepts)
    if not isinstance(found, Interview):
        place = f"{found.place.path}:{found.place.line}:{found.place.column}"
        raise Stop("; ".join(part for part in (f"{place}: {found.message}", found.help) if part))
    return found


def _wanted(interview: "Interview") -> "dict[str, Type]":
    from askonce.feel.types import ANY

    wanted = {name: question.type or ANY for name, question in interview.questions.items()}
    for prepared in interview.norms:
        wanted |= prepared.inputs
    return wanted


class _Talk:
    """One interview: questions go to the terminal, answers come from standard input."""

    def __init__(
        self,
        interview: "Interview",
        wording: "Wording",
        facts: "dict[str, Fact]",
        language: str,
        terminal: Terminal,
    ) -> None:
        self.interview = interview
        self.wording = wording
        self.facts = facts
        self.language = language
        self.terminal = terminal
        self.order: list[str] = []
        self.current: str | None = None

    def run(self) -> int:
        from askonce.cases.interview import progress
        from askonce.cli.asking import DONE, HELP, STOPPED, STUCK

        self.say(self.wording.head()[self.language])
        self.say(HELP[self.language])
        standing = progress(self.interview, self.facts, tuple(self.order))
        while standing.next is not None:
            self.current = standing.next
            if not self.turn(standing):
                self.say(STOPPED[self.language])
                self.show(standing)
                return FINDINGS
            standing = progress(self.interview, self.facts, tuple(self.order), self.current)
        self.say((DONE if standing.decided else STUCK)[self.language])
        self.show(standing)
        return CLEAN if standing.decided else FINDINGS

    def turn(self, standing: "Progress") -> bool:
        """Ask one question until it has an answer, or another was chosen; False where the person leaves."""
        name = self.current or ""
        self.say("")
        self.say(f"{len(self.order) + 1}. {self.wording.question(name)[self.language]}")
        self.say(f"   {self.wording.hint(name)[self.language]}")
        while True:
            words = self.read()
            if words is None or words in QUIT:
                return False
            if words in WHY or not words:
                self.why(name, standing)
            elif self.command(name, words) or self.answer(name, words):
                return True

    def read(self) -> str | None:
        """What was typed; None at the end of the input."""
        self.terminal.prompt("> ")
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError as error:
            raise Stop(f"the answers are no text in UTF-8: byte {error.start + 1} is not") from error
        return line.strip() if line else None

    def why(self, name: str, standing: "Progress") -> None:
        for reason in self.wording.reasons(name, standing):
            self.say(f"   {reason[self.language]}")

    def command(self, name: str, words: str) -> bool:
        """Do what a word asks for that is no answer; whether the question is done with."""
        from askonce.registers.fact import DECLINED, NONE

        if words in DECLINE:
            self.keep(name, DECLINED)
            return True
        if words in NONE_WORDS and not self.is_option(name, words):
            self.keep(name, NONE)
            return True
        if words in BACK and self.order:
            self.forget(self.order[-1])
            return True
        wanted = next((words.removeprefix(head).strip() for head in CHANGE if words.startswith(head)), None)
        if wanted is not None and wanted in self.order:
            self.forget(wanted)
            return True
        return False

    def is_option(self, name: str, words: str) -> bool:
        """Whether a word is an answer to choose, and so no command."""
        from askonce.cases.interview import question_type
        from askonce.feel.types import ChoiceType

        kind = question_type(self.interview, name)
        return isinstance(kind, ChoiceType) and words in kind.options

    def answer(self, name: str, words: str) -> bool:
        """Take an answer; one that says nothing is asked again."""
        from askonce.cases.answer import read_answer
        from askonce.cases.interview import question_type
        from askonce.feel.types import TEXT
        from askonce.norms.columns import Misfit
        from askonce.registers.fact import known

        found = read_answer(words, question_type(self.interview, name) or TEXT)
        if isinstance(found, Misfit):
            self.say(f"   {found.message}")
            return False
        self.keep(name, known(found))
        return True

    def keep(self, name: str, fact: "Fact") -> None:
        self.facts[name] = fact
        self.order.append(name)

    def forget(self, name: str) -> None:
        self.facts.pop(name, None)
        self.order.remove(name)
        self.current = name

    def show(self, standing: "Progress") -> None:
        """What was answered, and what came out of it."""
        for answered in self.wording.answered(self.facts, standing):
            self.say(f"   {answered[self.language]}")
        self.say("")
        for sentence in self.wording.outcome(standing, self.facts):
            self.say(sentence[self.language])

    def say(self, words: str) -> None:
        self.terminal.say(words)


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
        argument("--event", says="the day of the event, where it is another", type=day, metavar="DATE"),
        argument(
            "--applied", says="the day of the application, where it is another", type=day, metavar="DATE"
        ),
        argument("--decided", says="the day of the decision, where it is another", type=day, metavar="DATE"),
        JSON,
        LANGUAGE_OPTION,
    ),
    ask,
)
