"""An explanation in sentences that a clerk can send unchanged, in English and in Chinese."""

from collections.abc import Iterator, Mapping

import msgspec

from askonce.cases.wording.bilingual import (
    AND_THEN,
    EMPTY,
    OR,
    Text,
    after_colon,
    both,
    fill,
    in_brackets,
    join,
    said,
)
from askonce.cases.wording.conditions import manner, say_test
from askonce.cases.wording.formulas import say_formula
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date, say_known
from askonce.feel.values import Value
from askonce.norms.binding import BoundNorm
from askonce.norms.explain import Change, Explanation, Reckoning, RowReason
from askonce.norms.ruling import RESULT
from askonce.registers.fact import Fact, State

#: More of what would change it than this is a list that nobody reads.
MOST_CHANGES = 6
NO_OUTCOME = both("no outcome, because no row of the table applies", "无结果，因为表中没有适用的行")
AND = both(" and ", "，且")


class Account(msgspec.Struct, frozen=True):
    """An explanation as sentences: what came out, why, by which articles, and what would change it."""

    outcome: Text
    reasons: tuple[Text, ...]
    facts: tuple[Text, ...]
    articles: tuple[Text, ...]
    changes: tuple[Text, ...]

    def sentences(self) -> Iterator[Text]:
        """All of it, in the order in which one would tell it."""
        yield self.outcome
        yield from self.reasons
        yield from self.facts
        yield from self.articles
        yield from self.changes


def tell(explanation: Explanation, titles: Titles) -> Account:
    """The sentences of an explanation."""
    return _Teller(explanation, titles).tell()


class _Teller:
    def __init__(self, explanation: Explanation, titles: Titles) -> None:
        self.explanation = explanation
        self.ruling = explanation.ruling
        self.titles = titles
        self.labels = titles.in_norm(BoundNorm(self.ruling.norm, (self.ruling.text,)))

    def tell(self) -> Account:
        title = self.titles.title("norm", self.ruling.norm.id)
        if not self.explanation.decided:
            return self.undecided(title)
        return Account(
            fill(
                both("{title}: {outcome}.", "{title}：{outcome}。"),
                title=title,
                outcome=self.outcome(self.explanation.outcome),
            ),
            tuple(self.reasons()),
            tuple(self.known()),
            tuple(self.articles()),
            tuple(self.changes()),
        )

    def undecided(self, title: Text) -> Account:
        """What may still come out, and on what it hangs."""
        possible = self.explanation.possible
        outcome = fill(both("{title}: not decided yet.", "{title}：尚不能决定。"), title=title)
        if possible:
            words = join((self.outcome(one) for one in possible), OR)
            may = fill(both("It may come out as: {words}.", "可能的结果：{words}。"), words=words)
            outcome = join((outcome, may), both(" ", ""))
        missing = join((self.label(name) for name in self.explanation.open), AND_THEN)
        hangs = fill(both("It still hangs on: {missing}.", "仍取决于：{missing}。"), missing=missing)
        return Account(outcome, (hangs,), tuple(self.known()), tuple(self.articles()), ())

    def label(self, name: str) -> Text:
        return self.labels.get(name) or self.titles.word(name)

    def outcome(self, value: Value) -> Text:
        """An outcome: of one its value, of several each under its name."""
        if value is None:
            return NO_OUTCOME
        if isinstance(value, tuple):
            return join((self.outcome(one) for one in value), AND_THEN)
        if isinstance(value, Mapping):
            named = (after_colon(self.titles.outcome(name), self.value(one)) for name, one in value.items())
            return join(named, AND_THEN)
        return self.value(value)

    def value(self, value: Value) -> Text:
        return say_known(value, self.labels)

    def reasons(self) -> Iterator[Text]:
        for row in self.explanation.rows:
            yield from self.row(row)
        conditions = [
            fill(HELD if branch.held else HELD_NOT, words=say_formula(branch.condition, self.labels))
            for branch in self.explanation.branches
        ]
        if conditions:
            yield fill(REASONS, words=join(conditions, AND_THEN))
        told = {test.column for row in self.explanation.rows for test in row.tests}
        for reckoning in self.explanation.reckonings:
            yield self.reckoned(reckoning)
            told |= {name for name, _ in reckoning.values}
        followed = [
            after_colon(self.label(name), self.value(value))
            for name, value in self.explanation.derived
            if name not in told
        ]
        if followed:
            yield fill(
                both("From this follows: {words}.", "由此得出：{words}。"), words=join(followed, AND_THEN)
            )

    def row(self, row: RowReason) -> Iterator[Text]:
        if row.otherwise:
            yield both(
                "None of the cases that the table names applies, so what holds otherwise holds here.",
                "不符合表中所列的任何情形，故适用其他情形的规定。",
            )
            return
        if row.tests:
            yield fill(
                REASONS, words=join((self.test(row, place) for place in range(len(row.tests))), AND_THEN)
            )
        if row.row is not None and row.row.row.because is not None:
            yield fill(
                both("The rule says: {words}.", "规则说明：{words}。"), words=said(row.row.row.because)
            )

    def test(self, row: RowReason, place: int) -> Text:
        test = row.tests[place]
        wanted = self.wanted(row, place)
        value = self.value(test.value)
        rule = EMPTY if wanted == value else fill(both("the rule: {wanted}", "规定：{wanted}"), wanted=wanted)
        return in_brackets(after_colon(self.label(test.column), value), rule)

    def wanted(self, row: RowReason, place: int) -> Text:
        test = row.tests[place]
        return say_test(test.tree, manner(test.column, test.kind, self.ruling.text), self.labels)

    def reckoned(self, reckoning: Reckoning) -> Text:
        parts = join(
            (after_colon(self.label(name), self.value(value)) for name, value in reckoning.values), AND_THEN
        )
        what = self.titles.outcome(reckoning.output) if reckoning.output != RESULT else both("It", "结果")
        formula = say_formula(reckoning.tree, self.labels)
        return fill(
            both("{what} is reckoned as {formula}; {parts}.", "{what}按{formula}计算；{parts}。"),
            what=what, formula=formula, parts=parts,
        )  # fmt: skip

    def known(self) -> Iterator[Text]:
        if not self.explanation.facts:
            return
        words = join((self.fact(name, fact) for name, fact in self.explanation.facts), AND_THEN)
        decided = both("These facts alone decide it: {words}.", "仅凭以下事实即可决定：{words}。")
        so_far = both("Known so far: {words}.", "目前已知：{words}。")
        yield fill(decided if self.explanation.decided else so_far, words=words)

    def fact(self, name: str, fact: Fact) -> Text:
        words = after_colon(self.label(name), self.value(fact.value if fact.state is State.KNOWN else None))
        source = self.titles.title("register", fact.source) if fact.source else EMPTY
        as_of = say_date(fact.as_of) if fact.as_of else EMPTY
        marks = [both("stale", "可能过期")] * fact.stale + [both("disputed", "有异议")] * fact.disputed
        return in_brackets(words, join((source, as_of, *marks)))

    def articles(self) -> Iterator[Text]:
        cited = {row.article.id: row.article for row in self.explanation.rows if row.article is not None}
        basis = self.ruling.norm.basis
        if not cited and basis is not None:
            cited = {basis.id: basis}
        if cited:
            words = join(self.titles.article(ref) for ref in cited.values())
            yield fill(both("Legal basis: {words}.", "依据：{words}。"), words=words)

    def changes(self) -> Iterator[Text]:
        for change in self.explanation.changes[:MOST_CHANGES]:
            yield fill(
                both("With {condition}, it would be: {outcome}.", "若{condition}，则为：{outcome}。"),
                outcome=self.outcome(change.outcome), condition=self.condition(change),
            )  # fmt: skip

    def condition(self, change: Change) -> Text:
        row = change.row
        if row is None or not row.tests:
            return fill(WITH, label=self.label(change.fact), value=self.value(change.value))
        return join((self.would(row, place) for place in range(len(row.tests))), AND)

    def would(self, row: RowReason, place: int) -> Text:
        return fill(WITH, label=self.label(row.tests[place].column), value=self.wanted(row, place))


REASONS = both("Reasons: {words}.", "理由：{words}。")
WITH = both("{label}: {value}", "{label}为“{value}”")
HELD = both("it is true that {words}", "符合{words}")
HELD_NOT = both("it is not true that {words}", "不符合{words}")
