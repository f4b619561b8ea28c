"""An interview in words, in English or Chinese, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from askonce.cases.interview import Interview, Progress, Question, question_type, source_register
from askonce.cases.wording.bilingual import OR, Text, both, fill, in_brackets, join, same
from askonce.cases.wording.explanations import say_outcome, tell
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_value
from askonce.feel.source import source
from askonce.feel.tree import Literal
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, ChoiceType, MoneyType, Type, type_name
from askonce.norms.binding import BoundNorm
from askonce.norms.explain import Foreseen, explain
from askonce.norms.questions import Cost
from askonce.norms.rehearsed import json_value
from askonce.norms.residue import Prepared, Residue
from askonce.norms.residue.declining import need_of
from askonce.registers.fact import Facts

HELP = both(
    "Answer, or type: ? why · back · change NAME · decline · none · quit",
    "请回答，或输入：? 为什么 · back 返回 · change 名称 修改 · decline 不提供 · none 无 · quit 退出",
)
DONE = both("Everything that matters has been asked.", "所需问题均已询问完毕。")
STUCK = both("No further question can decide it.", "已无可继续询问的问题。")
STOPPED = both("Stopped before it was decided.", "尚未决定即已停止。")
ANSWERED = both("Answered", "已回答")
UNUSED = both("no longer matters", "不再影响结果")
HINTS: Mapping[Type, Text] = {
    BOOLEAN: both("yes or no", "是或否"),
    DATE: both("a day such as 1958-03-12", "日期，如1958年3月12日"),
    INTEGER: both("a whole number", "整数"),
    NUMBER: both("a number", "数字"),
}
COSTS = {
    Cost.REGISTER: both("normally known from {register}", "通常由“{register}”提供"),
    Cost.CHEAP: both("asked of the person", "询问本人"),
    Cost.DEAR: both("a paper to bring", "须提供材料"),
    Cost.SENSITIVE: both("delicate; asked last", "敏感信息，最后询问"),
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
            case MoneyType(currency=currency):
                return both(f"an amount in {currency or 'money'}", f"金额（{currency or '货币'}）")
            case None:
                return both("in words", "文字")
        return HINTS.get(kind) or same(type_name(kind))

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
        left = progress.residues.get(question.norm or "")
        if left is not None and question.norm is not None:
            yield fill(
                both("decides {norm}: {outcomes}", "用于决定{norm}：{outcomes}"),
                norm=self.titles.title("norm", question.norm), outcomes=self.possible(question.norm, left),
            )  # fmt: skip
        wanted = [same(one) for one in question.wanted_by]
        if wanted:
            yield fill(both("wanted for {what}", "用于{what}"), what=join(wanted))

    def possible(self, norm: str, left: Residue) -> Text:
        """The outcomes that are still possible, those that are reckoned as an amount that is not known yet."""
        prepared = self.prepared(norm)
        words = []
        for tree in left.outcomes:
            if isinstance(tree, Literal) and tree.value is None:
                continue
            words.append(
                say_outcome(prepared.ruling, tree.value, self.titles)
                if isinstance(tree, Literal)
                else RECKONED
            )
        return join(list({one["en"]: one for one in words}.values()), OR)

    def prepared(self, norm: str) -> Prepared:
        """A norm of the service."""
        return next(one for one in self.interview.norms if one.ruling.norm.id == norm)

    def outcome(self, progress: Progress, facts: Facts) -> Iterator[Text]:
        """What came out, or what may, of each norm that was reached, with its reasons."""
        for prepared in self.interview.norms:
            if prepared.ruling.norm.id in progress.residues:
                made = explain(prepared.ruling, facts, Foreseen(prepared))
                yield from tell(made, self.titles).sentences()

    def answered(self, facts: Facts, progress: Progress) -> Iterator[Text]:
        """What was answered, and which of it no longer matters."""
        for name, fact in facts.items():
            words = fill(
                both("{what}: {value}", "{what}：{value}"),
                what=self.question(name),
                value=self._value(fact.value),
            )
            yield in_brackets(words, UNUSED if name in progress.idle else same(""))

    def _value(self, value: Any) -> Text:
        return self.titles.word(value) if isinstance(value, str) else say_value(value)


RECKONED = both("an amount that is reckoned", "按公式计算的金额")


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
    """Where an interview stands, with stable keys: docs/reference tells them."""
    following = progress.next
    return {
        "service": interview.case.id,
        "decided": progress.decided and following is None,
        "norms": {name: _norm(left) for name, left in progress.residues.items()},
        "next": None if following is None else msgspec.to_builtins(_next(interview, wording, following)),
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


def _next(interview: Interview, wording: Wording, name: str) -> NextSaid:
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
        question.norm,
        question.optional,
    )
