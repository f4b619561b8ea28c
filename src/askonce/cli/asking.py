"""An interview in words, in English or Chinese, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from askonce.cases.interview import Interview, Progress, Question, question_type, source_register
from askonce.cases.wording.bilingual import Text, after_colon, both, fill, in_brackets, join, said, same
from askonce.cases.wording.explanations import say_possible, tell
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import CURRENCIES, say_type, say_value
from askonce.feel.source import source
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, MoneyType, Type, type_name
from askonce.feel.values import Value
from askonce.norms.binding import BoundNorm
from askonce.norms.explain import Foreseen, explain
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.norms.residue import Prepared, Residue
from askonce.norms.residue.declining import need_of
from askonce.norms.residue.questions import Cost
from askonce.registers.fact import Fact, Facts, State

HINTS: Mapping[Type, Text] = {
    BOOLEAN: both("yes or no", "是或否"),
    DATE: both("a day such as 1958-03-12", "日期，如1958-03-12"),
    TEXT: both("in words", "文字"),
    INTEGER: both("a whole number", "整数"),
    NUMBER: both("a number", "数字"),
}
COSTS = {
    Cost.REGISTER: both("normally known from {register}", "通常由“{register}”提供"),
    Cost.CHEAP: both("only the person can say", "只能询问本人"),
    Cost.DEAR: both("a paper to bring", "须提供材料"),
    Cost.SENSITIVE: both("delicate, and therefore asked last", "敏感信息，故最后询问"),
}


class Wording:
    """What the questions of an interview are called, and why they are asked."""

    def __init__(self, interview: Interview, titles: Titles) -> None:
        self.interview = interview
        self.titles = titles
        self.labels: dict[str, Text] = {}
        for prepared in reversed(interview.norms):
            ruling = prepared.ruling
            self.labels |= titles.in_norm(BoundNorm(ruling.norm, (ruling.text,)))

    def head(self) -> Text:
        """The service."""
        return in_brackets(self.titles.title("service", self.interview.case.id), same(self.interview.case.id))

    def question(self, name: str) -> Text:
        """The question itself: what the service calls it; of a list, how many there are, or what of which member."""
        words = self._of_need(need_of(name))
        if name == need_of(name):
            return words
        if name.endswith(".count"):
            return fill(both("{what}: how many are there?", "{what}：共有多少？"), what=words)
        number, _, field = name.removeprefix(f"{need_of(name)}[").partition("]")
        one = fill(both("{what}, number {number}", "{what}，第{number}项"), what=words, number=same(number))
        return join((one, self.titles.word(field.removeprefix(".")))) if field else one

    def label(self, name: str) -> Text:
        """What a fact is called in a list of answers."""
        if name.endswith(".count"):
            return fill(both("{what} (how many)", "{what}（数量）"), what=self._of_need(need_of(name)))
        return self.question(name)

    def _of_need(self, name: str) -> Text:
        question = self.interview.questions[name]
        if question.asked is not None:
            return self.titles.question(question.asked)
        if question.taken is not None:
            return self.titles.taken(question.taken)
        return self.labels.get(name) or self.titles.word(name)

    def hint(self, name: str) -> Text:
        """What kind of answer is wanted."""
        kind = question_type(self.interview, name)
        match kind:
            case ChoiceType(options=options):
                numbered = (
                    fill(both("{number} {word}", "{number} {word}"), number=same(str(number)), word=self.titles.word(option))
                    for number, option in enumerate(options, start=1)
                )  # fmt: skip
                return join(numbered, {"en": " · ", "zh": " · "})
            case MoneyType(currency=None):
                return both("an amount with its currency, such as 18 CNY", "金额（注明币种，如18元）")
            case MoneyType(currency=str(currency)):
                unit = both(currency, CURRENCIES.get(currency, currency))
                return fill(both("an amount in {unit}", "金额（{unit}）"), unit=unit)
            case None:
                return HINTS[TEXT]
        return HINTS.get(kind) or say_type(type_name(kind))

    def reasons(self, name: str, progress: Progress) -> Iterator[Text]:
        """Where it would normally come from, by which article it is asked, and what hangs on it."""
        question = self.interview.questions[need_of(name)]
        register = source_register(question)
        title = self.titles.title("register", register) if register else same("")
        yield fill(COSTS[question.cost], register=title)
        if question.because is not None:
            yield fill(
                both("asked by {article}", "依据{article}询问"), article=self.titles.article(question.because)
            )
        deciding = [norm for norm, left in progress.residues.items() if name in left.matters]
        for norm in deciding:
            yield fill(
                both("decides “{norm}”, which may be – {outcomes}", "用于决定“{norm}”，可能的结果：{outcomes}"),
                norm=self.titles.title("norm", norm), outcomes=self.possible(norm, progress.residues[norm]),
            )  # fmt: skip
        if question.wanted_by:
            yield fill(both("needed for: {what}", "用于：{what}"), what=self.purposes(question))
        if question.optional:
            yield OPTIONAL

    def purposes(self, question: Question) -> Text:
        """What the steps and outputs are called that want it."""
        case = self.interview.case
        titles = {name: step.title for name, step in case.case.steps.items()}
        if case.service is not None:
            titles |= {name: output.title for name, output in case.service.gives.items()}
        return join(said(titles.get(one), one) for one in question.wanted_by)

    def possible(self, norm: str, left: Residue) -> Text:
        """The outcomes that are still possible."""
        return say_possible(self.prepared(norm).ruling, left.outcomes, self.titles)

    def without(self, name: str, progress: Progress) -> Text | None:
        """What follows where a fact is declined for good; None where nothing does."""
        question = self.interview.questions[need_of(name)]
        if question.optional:
            return None
        for norm, left in progress.residues.items():
            if name in left.matters:
                return self.without_in(self.prepared(norm), name)
        wanted = question.wanted_by
        return fill(HINDERED, what=self.question(name), steps=self.purposes(question)) if wanted else None

    def without_in(self, prepared: Prepared, name: str) -> Text:
        """What a norm says follows where a fact of it is declined."""
        stated = prepared.consequences.get(need_of(name))
        norm = self.titles.title("norm", prepared.ruling.norm.id)
        if stated is None:
            return fill(UNSTATED, what=self.question(name), norm=norm)
        outcome = say_possible(prepared.ruling, [stated], self.titles)
        return fill(STATED, what=self.question(name), norm=norm, outcome=outcome)

    def options(self, name: str) -> dict[str, Text]:
        """What the words of a choice are called."""
        kind = question_type(self.interview, name)
        return {one: self.titles.word(one) for one in kind.options} if isinstance(kind, ChoiceType) else {}

    def prepared(self, norm: str) -> Prepared:
        """A norm of the service."""
        return next(one for one in self.interview.norms if one.ruling.norm.id == norm)

    def outcome(self, progress: Progress, facts: Facts) -> Iterator[Text]:
        """What came out, or what may, of each norm that was reached, with its reasons."""
        for prepared in self.interview.norms:
            if prepared.ruling.norm.id in progress.residues:
                made = explain(prepared.ruling, facts, Foreseen(prepared))
                yield from tell(made, self.titles).sentences()

    def answer(self, name: str, fact: Fact) -> Text:
        """What is known of a fact, in the words in which it was asked."""
        if fact.state in STATES:
            return STATES[fact.state]
        value = fact.value
        if isinstance(value, str) and question_type(self.interview, name) in {None, TEXT}:
            return same(value)
        if isinstance(value, tuple):
            parts = [self._value(one) for one in value]
            return join(parts) if parts else STATES[State.NONE]
        return self._value(value)

    def line(self, number: int, name: str, fact: Fact, note: Text) -> Text:
        """A fact in a list of those that are known: its number, what it is, what was said."""
        words = fill(
            both("{number}. {what}: {value}", "{number}. {what}：{value}"),
            number=same(str(number)), what=self.label(name), value=self.answer(name, fact),
        )  # fmt: skip
        return in_brackets(words, note)

    def _value(self, value: Value) -> Text:
        if isinstance(value, Mapping):
            return join(
                (after_colon(self.titles.word(name), self._value(one)) for name, one in value.items()),
                {"en": " ", "zh": " "},
            )
        return self.titles.word(value) if isinstance(value, str) else say_value(value)


OPTIONAL = both("may be left open: type `decline`", "可不填写：输入“不提供”")
STATED = both(
    "Without “{what}” the rule lays down for “{norm}” – {outcome}.",
    "若不提供“{what}”，按规定，“{norm}”的结果将是：{outcome}。",
)
UNSTATED = both(
    "The rule does not say what follows for “{norm}” without “{what}”: an officer would have to decide.",
    "若不提供“{what}”，规定未明确“{norm}”如何处理，须由工作人员决定。",
)
HINDERED = both(
    "“{what}” is needed for: {steps}. Without it this may not be possible.",
    "“{what}”用于：{steps}。不提供可能无法办理。",
)
STATES = {
    State.DECLINED: both("not given", "不提供"),
    State.NONE: both("none", "无"),
    State.NOT_ASKED: both("not asked", "未询问"),
    State.UNAVAILABLE: both("unavailable", "无法取得"),
}


class NextSaid(msgspec.Struct, frozen=True):
    """The next question as JSON says it."""

    name: str
    title: Text
    type: str | None
    options: tuple[str, ...]
    cost: str
    register: str | None
    because: str | None
    norm: str | None
    optional: bool


def as_json(interview: Interview, progress: Progress, wording: Wording) -> dict[str, Any]:
    """Where an interview stands, with stable keys: docs/interview.md tells them."""
    following = progress.next
    return {
        "service": interview.case.id,
        "decided": progress.decided,
        "done": following is None,
        "norms": {name: _norm(left) for name, left in progress.residues.items()},
        "next": None
        if following is None
        else msgspec.to_builtins(_next(interview, progress, wording, following)),
        "open": list(progress.open),
        "used": list(progress.used),
        "idle": list(progress.idle),
    }


def _norm(left: Residue) -> dict[str, Any]:
    return {
        "decided": left.decided,
        "outcome": json_value(left.outcome),
        "possible": [source(tree) for tree in left.outcomes],
        "open": list(left.matters),
        "because_declined": left.consequence,
        "cannot_do_without": list(left.missing),
    }


def _next(interview: Interview, progress: Progress, wording: Wording, name: str) -> NextSaid:
    question: Question = interview.questions[need_of(name)]
    kind = question_type(interview, name)
    return NextSaid(
        name,
        wording.question(name),
        None if kind is None else type_name(kind),
        kind.options if isinstance(kind, ChoiceType) else (),
        question.cost.name.lower(),
        source_register(question),
        question.because.id if question.because is not None else None,
        next((norm for norm, left in progress.residues.items() if name in left.matters), None),
        question.optional,
    )
