"""A decision as text for a terminal, in English or Chinese, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from askonce.cases.wording.bilingual import EMPTY, Text, both, fill, join, plain, said, same
from askonce.cases.wording.explanations import say_nothing, tell
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date, say_known
from askonce.feel.types import TEXT as TEXT_TYPE
from askonce.feel.types import Type
from askonce.feel.values import Value
from askonce.norms.binding import BoundNorm
from askonce.norms.decide import Decision, FactUsed, RateUsed
from askonce.norms.explain import Explanation
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.norms.ruling import RESULT
from askonce.pack.shapes import Ref
from askonce.registers.fact import State
from askonce.text.render import harmless

DECIDED = both("{title} ({name}): decided", "{title}（{name}）：已判定")
EMPTY_HANDED = both(
    "{title} ({name}): no outcome for these facts", "{title}（{name}）：根据这些信息得不出结果"
)
IN_PART = both(
    "{title} ({name}): decided only in part, for some of it comes to nothing",
    "{title}（{name}）：仅得出部分结果，其余得不出",
)
UNDECIDED = both(
    "{title} ({name}): not decided, for these facts are missing", "{title}（{name}）：缺少下列信息，无法判定"
)
OUTCOME, LINE = (
    both("  {name}: {value}", "  {name}：{value}"),
    both("  {name} = {value}{note}", "  {name} = {value}{note}"),
)
STATED = both("  {name} ({state})", "  {name}（{state}）")
CONSEQUENCE = both(": {words} where it is declined", "：拒绝提供的，结果为“{words}”")
TEXT = both(
    "text in force {period}, chosen by the date of the {chooser}: {day}",
    "适用文本：{period}有效，按{chooser}日期{day}选定",
)
KEPT = both("text that was in force {period}", "适用文本：{period}有效的文本")
LEFT = both(
    "the text in force {after} leaves this case to it by its transition{words}",
    "{after}有效的文本依其过渡规定，将本案留由上述文本调整{words}",
)
SINCE, UNTIL, OPEN = (
    both("from {day}", "自{day}起"),
    both(" to {day}", "至{day}"),
    both("without a period", "未定期限"),
)
CHOOSERS = {
    "event": both("event", "事项发生"), "application": both("application", "申请"), "decision": both("decision", "决定"),
}  # fmt: skip
BASIS, ADOPTED = (
    both("article: {article}", "依据：{article}"),
    both("adopted: {adoption}", "通过：{adoption}"),
)
DRAFT = both("draft: previews only, nobody may be decided about by it", "草案：仅供预览，不得据以作出决定")
ROW = both("row {number}: {article}{because}", "第{number}行：{article}{because}")
BECAUSE, NO_ROW = both(" ({words})", "（{words}）"), both("no row applies: {article}", "无适用行：{article}")
RATES, FACTS, DERIVED, USED = (
    both("rates", "标准"), both("facts used", "所用信息"), both("reckoned", "推算"), both("norms used", "引用规则"),
)  # fmt: skip
ARTICLE_OF = both(" ({article}{period})", "（{article}{period}）")
PERIOD_OF = both(", {period}", "，{period}")
FROM_SOURCE, AS_OF = both("from {source}", "来源：{source}"), both("as of {day}", "截至{day}")
STALE, DISPUTED = both("may be out of date", "可能已过时"), both("disputed", "有异议")
NOTHING = both("none", "无")
WHY = both("why", "理由")
STATES = {
    State.KNOWN: EMPTY,
    State.NOT_ASKED: both("not asked", "未询问"),
    State.DECLINED: both("declined", "拒绝提供"),
    State.NONE: both("none on record", "无记录"),
    State.UNAVAILABLE: both("unavailable", "无法取得"),
}


def decision_text(
    decision: Decision, titles: Titles, language: str, explanation: Explanation | None = None
) -> str:
    """A decision in `en` or `zh`; with an explanation also its facts, its rates, and the reasons in sentences."""
    teller = _Teller(decision, titles)
    lines = list(teller.lines())
    if explanation is not None:
        lines += [*teller.grounds(), WHY, *tell(explanation, titles).sentences()]
    return "\n".join(harmless(line[language]) for line in lines)


class _Teller:
    """Tells one decision."""

    def __init__(self, decision: Decision, titles: Titles) -> None:
        self.decision = decision
        self.titles = titles
        norm = decision.ruling.norm
        bound = titles.every("norm").get(norm.id)
        self.labels = titles.in_norm(bound) if isinstance(bound, BoundNorm) else {}

    def label(self, name: str) -> Text:
        return self.labels.get(name) or plain(name)

    def value(self, value: Value, kind: Type | None = None) -> Text:
        """A value; only a word of a choice goes by what it is called, a text stands as somebody wrote it."""
        if value is None:
            return NOTHING
        if kind == TEXT_TYPE and isinstance(value, str):
            return same(value)
        return say_known(value, self.labels)

    def outcomes(self) -> Iterator[Text]:
        """Each outcome with its value, or why there is none."""
        one = self.decision
        reason = say_nothing(one.ruling, any_row=bool(one.rows))
        for name, value in one.outputs:
            said_name = both("outcome", "结果") if name == RESULT else self.titles.outcome(name)
            yield fill(OUTCOME, name=said_name, value=reason if name in one.no_outcome else self.value(value))

    def article(self, ref: Ref | None) -> Text:
        return self.titles.article(ref)

    def lines(self) -> Iterator[Text]:
        """The outcome or what is missing, the text that ruled, the rows that decided."""
        one, norm = self.decision, self.decision.ruling.norm
        yield fill(
            self.head(),
            title=self.titles.title("norm", norm.id),
            name=same(norm.id),
        )
        yield from self.outcomes()
        yield from self.missing()
        if norm.adopted is None:
            yield DRAFT
        yield from self.version()
        yield fill(BASIS, article=self.article(one.basis))
        if norm.adopted is not None:
            yield self.titles.adoption(norm.adopted)
        for row in one.rows:
            because = fill(BECAUSE, words=said(row.because)) if row.because else EMPTY
            yield fill(ROW, number=same(str(row.number)), article=self.article(row.basis), because=because)
        if one.otherwise:
            yield fill(NO_ROW, article=self.article(one.basis))

    def head(self) -> Text:
        """Whether it is decided, and in full."""
        one = self.decision
        if one.no_outcome:
            return EMPTY_HANDED if len(one.no_outcome) >= len(one.outputs) else IN_PART
        return DECIDED if one.decided else UNDECIDED

    def missing(self) -> Iterator[Text]:
        """The facts that the case waits for, and what follows where one was declined."""
        declined = dict(self.decision.declined)
        facts = {one.name: one.fact.state for one in self.decision.facts}
        brought = [self.decision.consequence_of] if self.decision.consequence_of else []
        missing = brought if self.decision.decided else [*self.decision.waiting, *declined]
        for name in dict.fromkeys(missing):
            state = State.DECLINED if name in declined else facts.get(name, State.NOT_ASKED)
            words = declined.get(name)
            consequence = fill(CONSEQUENCE, words=self.titles.word(words)) if words else EMPTY
            yield join(
                (
                    fill(STATED, name=join((self.label(name), same(name))), state=STATES[state]),
                    consequence,
                ),
                {"en": "", "zh": ""},
            )

    def version(self) -> Iterator[Text]:
        """The period of the text that ruled, and the date or the transition that chose it."""
        one = self.decision
        force = one.force
        period = _period(force.starts, force.to) if force else OPEN
        after = one.ruling.left_by
        if after is not None:
            yield fill(KEPT, period=period)
            yield fill(
                LEFT,
                after=_period(after.in_force.starts, after.in_force.to) if after.in_force else OPEN,
                words=fill(BECAUSE, words=said(after.transitional)) if after.transitional else EMPTY,
            )
            return
        chooser = force.governed_by if force else "application"
        yield fill(TEXT, period=period, chooser=CHOOSERS[chooser], day=say_date(one.governed_on))

    def grounds(self) -> Iterator[Text]:
        """The facts that were looked at, the rates, what was reckoned and what other norms gave."""
        one = self.decision
        if one.facts:
            yield FACTS
            yield from (self.fact(fact) for fact in one.facts)
        if one.rates:
            yield RATES
            yield from (self.rate(rate) for rate in one.rates)
        kinds = {name: typed.type for name, typed in one.ruling.text.derived.items()}
        for head, found in ((DERIVED, one.derived), (USED, one.used)):
            if found:
                yield head
                yield from (
                    fill(LINE, name=self.label(name), value=self.value(value, kinds.get(name)), note=EMPTY)
                    for name, value in found
                )

    def fact(self, used: FactUsed) -> Text:
        fact = used.fact
        notes = [
            fill(FROM_SOURCE, source=same(fact.source)) if fact.source else EMPTY,
            fill(AS_OF, day=say_date(fact.as_of)) if fact.as_of else EMPTY,
            STALE if fact.stale else EMPTY,
            DISPUTED if fact.disputed else EMPTY,
        ]
        noted = join(notes)
        shown = self.value(fact.value, used.type) if fact.state is State.KNOWN else STATES[fact.state]
        return fill(
            LINE,
            name=self.label(used.name),
            value=shown,
            note=fill(BECAUSE, words=noted) if noted["en"] else EMPTY,
        )

    def rate(self, used: RateUsed) -> Text:
        period = fill(PERIOD_OF, period=_period(used.starts, used.to)) if used.starts or used.to else EMPTY
        note = fill(ARTICLE_OF, article=self.article(used.basis), period=period)
        return fill(LINE, name=self.label(used.name), value=self.value(used.value), note=note)


def _period(starts: Any, to: Any) -> Text:
    if starts is None and to is None:
        return OPEN
    parts = (
        fill(SINCE, day=say_date(starts)) if starts else EMPTY,
        fill(UNTIL, day=say_date(to)) if to else EMPTY,
    )
    return join(parts, {"en": "", "zh": ""})


def as_json(decision: Decision) -> dict[str, Any]:
    """A decision as plain values with stable keys."""
    one, norm = decision, decision.ruling.norm
    dates = one.ruling.dates.values()
    return {
        "norm": norm.id,
        "decided": one.decided and not one.no_outcome,
        "no_outcome": list(one.no_outcome),
        "outcome": json_value(one.outcome),
        "outputs": {name: json_value(value) for name, value in one.outputs},
        "waiting_for": list(one.waiting),
        "declined": dict(one.declined),
        "consequence_of": one.consequence_of,
        "draft": norm.adopted is None,
        "dates": {name: str(day) if day else None for name, day in dates.items()},
        "text": {
            "from": _iso(one.force.starts) if one.force else None,
            "to": _iso(one.force.to) if one.force else None,
            "governed_by": one.force.governed_by if one.force else "application",
            "on": _iso(one.governed_on),
            "kept_by_transition": one.ruling.left_by is not None,
        },
        "article": _id(one.basis),
        "adopted": None
        if norm.adopted is None
        else {"act": _id(norm.adopted.act), "on": _iso(norm.adopted.on), "by": list(norm.adopted.by)},
        "rows": [{"row": row.number, "article": _id(row.basis)} for row in one.rows],
        "otherwise": one.otherwise,
        "rates": [
            {
                "name": rate.name, "parameter": rate.parameter, "value": json_value(rate.value),
                "article": _id(rate.basis), "from": _iso(rate.starts), "to": _iso(rate.to),
            }
            for rate in one.rates
        ],
        "facts": [_fact_json(fact) for fact in one.facts],
        "stale": list(one.stale),
        "disputed": list(one.disputed),
        "reckoned": {name: json_value(value) for name, value in one.derived},
        "norms_used": {name: json_value(value) for name, value in one.used},
    }  # fmt: skip


def _fact_json(used: FactUsed) -> dict[str, Any]:
    fact = used.fact
    return {
        "name": used.name,
        "state": fact.state.value,
        "value": json_value(fact.value) if fact.is_settled else None,
        "source": fact.source,
        "as_of": _iso(fact.as_of),
        "stale": fact.stale,
        "disputed": fact.disputed,
    }


def _id(ref: Ref | None) -> str | None:
    return ref.id if ref else None


def _iso(day: Any) -> str | None:
    return None if day is None else str(day)
