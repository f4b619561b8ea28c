"""How a case is run, in words: who may act, where answers and values go, who may read; the same words for review and diff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

import msgspec

from askonce.cases.asking import BoundCase
from askonce.cases.promise_words import RecordedIn, Representation
from askonce.cases.type import Output, Service
from askonce.cases.wording.bilingual import (
    AND_THEN,
    NOT_STATED,
    Text,
    after_colon,
    both,
    fill,
    in_brackets,
    join,
    plain,
    said,
    same,
)
from askonce.cases.wording.choices import ROUNDS, YES_OR_NO, choose
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_period
from askonce.pack.kinds import Grounded
from askonce.pack.shapes import Ref
from askonce.registers.model import WEEKDAYS, Attribute, Purpose, Register

ROUND_ONCE = {**ROUNDS, "ever": both("once and for all", "终身一次")}
DAYS_OF_WEEK = dict(zip(WEEKDAYS, "一二三四五六日", strict=True))


class Line(msgspec.Struct, frozen=True):
    """One thing that a text arranges: `of` is the part that says it, empty for the whole; `key` its name as files have it."""

    of: str
    key: str
    label: Text
    words: Text


@runtime_checkable
class Arranging(Protocol):
    """What a kind that an application adds binds a definition to, so that review and diff can say it: the kernel knows no such kind."""

    @property
    def definition(self) -> Grounded:
        """The definition as it was written."""

    @property
    def sort(self) -> Text:
        """What definitions of this kind are called."""

    def parts(self) -> frozenset[str]:
        """The parts that lines may be of, the whole (empty) among them."""

    def arranged(self, titles: Titles) -> Iterator[Line]:
        """What it arranges; only what it says."""


def arranging(titles: Titles) -> Iterator[str]:
    """The kinds of applications that have definitions in a pack, by name."""
    yield from sorted(kind for kind, every in titles.bound.items() if any(map(_arranges, every.values())))


def _arranges(bound: Any) -> bool:
    return isinstance(bound, Arranging)


def arrangements(bound: Any, titles: Titles) -> Iterator[Line]:
    """What a service, a report, a purpose, a register or a definition of an application arranges; only what it says."""
    if isinstance(bound, BoundCase):
        yield from _case(bound, titles)
    elif isinstance(bound, Purpose):
        yield from _purpose(bound, titles)
    elif isinstance(bound, Register):
        yield from _register(bound, titles)
    elif isinstance(bound, Arranging):
        yield from bound.arranged(titles)


def parts(bound: Any) -> frozenset[str]:
    """The parts that a definition has, the whole among them: what only one of two has is no change of an arrangement."""
    if isinstance(bound, BoundCase):
        case = bound.case
        outputs = getattr(case, "gives", {})
        found = [*(f"uses {one}" for one in case.uses), *(f"asks {one}" for one in case.asks)]
        found += [*(f"output {one}" for one in outputs), *(f"step {one}" for one in case.steps)]
        return frozenset({"", *found})
    if isinstance(bound, Register):
        return frozenset({"", *bound.attributes})
    if isinstance(bound, Arranging):
        return bound.parts()
    return frozenset({""})


def _case(bound: BoundCase, titles: Titles) -> Iterator[Line]:
    case = bound.case
    if bound.service is not None:
        yield from _service(bound.service, titles)
    if case.recorded_in:
        words = join((_recorded(one) for one in case.recorded_in), AND_THEN)
        yield Line("", "recorded_in", both("Recorded in", "登记系统"), words)
    for name, step in case.steps.items():
        if step.decides:
            label = both("An officer decides in", "由承办人决定的环节")
            yield Line(f"step {name}", "decides", label, said(step.title, name))
    for asked in bound.asked:
        yield from _datum(f"asks {asked.name}", titles.question(asked), asked.ask, case)
    for taken in bound.taken:
        yield from _datum(f"uses {taken.name}", titles.taken(taken), taken.use, case)


def _service(service: Service, titles: Titles) -> Iterator[Line]:
    if service.represented_by:
        words = join((_representation(one) for one in service.represented_by), AND_THEN)
        yield Line("", "represented_by", both("Who may act for the applicant", "可代申请人办理者"), words)
    if service.without_application is not None:
        pattern = both("looked for {every}, given {once}", "{every}查找，{once}给予")
        every, once = (
            choose(ROUND_ONCE, word)
            for word in (service.without_application.every, service.without_application.once)
        )
        label = both("Comes without an application", "免申即享")
        yield Line("", "without_application", label, fill(pattern, every=every, once=once))
    if service.urgent is not None:
        yield Line("", "urgent", both("Goes before all others", "优先办理"), said(service.urgent))
    for name, output in service.gives.items():
        yield from _output(name, output, titles)


def _representation(one: Representation) -> Text:
    notes = [after_colon(both("agent", "代理人"), plain(one.agent))] if one.agent else []
    notes += [after_colon(both("until", "有效期至"), plain(one.until))] if one.until else []
    through = same(one.through.text if one.through is not None else "")
    return in_brackets(through, join(notes, both(", ", "，")))


def _recorded(one: RecordedIn) -> Text:
    how = both("by message", "接口报送") if one.interface else both("copied by a clerk", "人工录入")
    order = join(plain(name) for name in one.order)
    return in_brackets(same(one.system), join((how, order), both(": ", "：")))


def _output(name: str, output: Output, titles: Titles) -> Iterator[Line]:
    thing, of = said(output.title, name), f"output {name}"
    said_so: dict[str, tuple[Text, Text]] = {}
    if output.writes:
        values = (
            in_brackets(_attribute(one, titles), plain(output.values.get(one, ""))) for one in output.writes
        )
        said_so["writes"] = (both("{thing}: writes", "{thing}：写入"), join(values))
    if output.ends:
        named = join(titles.title("register", ref.id) for ref in output.ends)
        said_so["ends"] = (both("{thing}: ends the row in", "{thing}：终止登记"), named)
    if output.pays is not None:
        to = plain(output.pays_to) if output.pays_to is not None else NOT_STATED
        words = fill(both("{amount} to {to}", "{amount}，付至{to}"), amount=plain(output.pays), to=to)
        said_so["pays"] = (both("{thing}: pays", "{thing}：支付"), words)
    for key, (label, words) in said_so.items():
        yield Line(of, key, fill(label, thing=thing), words)


def _attribute(name: str, titles: Titles) -> Text:
    register, _, attribute = name.partition(".")
    model = titles.every("register").get(register)
    return titles.attribute(register, attribute) if model and attribute in model.attributes else same(name)


def _datum(of: str, thing: Text, words: Any, case: Any) -> Iterator[Line]:
    """What is arranged for one question or one use: who alone may answer, who finds it out, for how long, for what."""
    steps, outputs = case.steps, getattr(case, "gives", {})
    if words.only_self:
        yield _line(
            of,
            "only_self",
            both("{thing}: only the person may answer", "{thing}：仅限本人回答"),
            thing,
            YES_OR_NO[True],
        )
    for key, there, label in (
        ("for_step", steps, both("{thing}: for the step", "{thing}：用于环节")),
        ("for_output", outputs, both("{thing}: for the output", "{thing}：用于结果")),
        ("answered_in", steps, both("{thing}: found out by the officer in", "{thing}：由承办人查明，环节")),
    ):
        name = getattr(words, key, None)
        if name is not None:
            found = there.get(name)
            yield _line(of, key, label, thing, said(found.title if found is not None else None, name))
    if getattr(words, "bars", None) is not None:
        label = both("{thing}: another officer goes on after", "{thing}：作此回答后由他人承办")
        yield _line(of, "bars", label, thing, same(words.bars))
    if getattr(words, "or_itself", False):
        label = both("{thing}: whom it is about may answer it too", "{thing}：所涉一方可自行回答")
        yield _line(of, "or_itself", label, thing, YES_OR_NO[True])
    holds = getattr(words, "holds_for", None)
    if holds is not None:
        yield _line(
            of,
            "holds_for",
            both("{thing}: an answer holds for", "{thing}：回答有效期"),
            thing,
            say_period(holds),
        )


def _line(of: str, key: str, label: Text, thing: Text, words: Text) -> Line:
    return Line(of, key, fill(label, thing=thing), words)


def _purpose(purpose: Purpose, titles: Titles) -> Iterator[Line]:
    if purpose.retention is not None:
        yield Line("", "retention", both("Kept for", "保存期限"), say_period(purpose.retention))
    if purpose.consent:
        label = both("Whom it is about has to agree", "须经当事人同意")
        yield Line("", "consent", label, YES_OR_NO[True])
    if purpose.break_glass:
        label = both("May read without a case in an emergency", "紧急情况下可无办件查看")
        yield Line("", "break_glass", label, join(titles.role(ref) for ref in purpose.break_glass))
    if purpose.disclosure is not None:
        words = in_brackets(say_period(purpose.disclosure.after), titles.article(purpose.disclosure.basis))
        yield Line(
            "", "disclosure", both("The person may read of a look after", "当事人可查阅记录的时间"), words
        )
    if purpose.asked_by:
        label = both("Authorities elsewhere that may ask", "可查询的外地机关")
        yield Line("", "asked_by", label, _by_article(purpose.asked_by, titles))


def _by_article(words: Mapping[str, Any], titles: Titles) -> Text:
    named = (
        in_brackets(plain(name), titles.article(ref) if isinstance(ref, Ref) else NOT_STATED)
        for name, ref in sorted(words.items())
    )
    return join(named, AND_THEN)


def _register(register: Register, titles: Titles) -> Iterator[Line]:
    source = register.source
    if source is not None:
        if source.closed:
            days = join(both(day, f"星期{DAYS_OF_WEEK[day]}") for day in source.closed)
            yield Line("", "closed", both("Does not answer on", "不提供查询的日子"), days)
        if source.delay is not None:
            yield Line("", "delay", both("Its data arrive late by", "数据滞后"), say_period(source.delay))
        if source.setting is not None:
            yield Line("", "setting", both("Its address is set under", "地址配置项"), same(source.setting))
    for name, attribute in register.attributes.items():
        if attribute.written_by:
            label = fill(
                both("{thing}: written only by", "{thing}：仅由其填写"),
                thing=titles.attribute(register.id, name),
            )
            yield Line(name, "written_by", label, _writers(attribute, titles))


def _writers(attribute: Attribute, titles: Titles) -> Text:
    def title(ref: Ref) -> Text:
        kind = next((kind for kind in ("service", "report") if ref.id in titles.every(kind)), None)
        return titles.role(ref) if kind is None else titles.title(kind, ref.id)

    return join(title(ref) for ref in attribute.written_by)
