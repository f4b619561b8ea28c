"""An explanation in sentences that a clerk can send unchanged, in English and in Chinese."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

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
    same,
    within,
)
from askonce.cases.wording.conditions import manner, say_test
from askonce.cases.wording.formulas import say_formula
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date, say_known
from askonce.feel.values import Money, Value
from askonce.norms.binding import BoundNorm
from askonce.norms.explain import Change, Explanation, Reckoning, RowReason
from askonce.norms.ruling import RESULT, Ruling
from askonce.registers.fact import Fact, State

MEMBER: Final = re.compile(r"(?P<list>\w+)(?:\.count|\[(?P<number>\d+)\](?:\.(?P<field>\w+))?)")
#: Digits behind the point beyond which a number is a quotient that nobody reads to its end.
MOST_DECIMALS = 4
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


def say_outcome(ruling: Ruling, outcome: Value, titles: Titles) -> Text:
    """An outcome of a norm in words."""
    bare = Explanation(ruling, decided=True, outcome=outcome, facts=())
    return _Teller(bare, titles).outcome(outcome)


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
        if self.explanation.declined is not None:
            return self.declined(title, self.explanation.declined)
        return Account(
            fill(TITLED, title=title, outcome=self.outcome(self.explanation.outcome)),
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
        waits = []
        if self.explanation.open:
            names = join((self.label(name) for name in self.explanation.open), AND_THEN)
            waits.append(fill(both("It still hangs on: {names}.", "仍取决于：{names}。"), names=names))
        if self.explanation.missing:
            names = join((self.label(name) for name in self.explanation.missing), AND_THEN)
            waits.append(fill(UNTOLD, names=names))
        return Account(outcome, tuple(waits), tuple(self.known()), tuple(self.articles()), ())

    def declined(self, title: Text, name: str) -> Account:
        """What the norm says follows where a fact that it hangs on was not told."""
        outcome = fill(TITLED, title=title, outcome=self.outcome(self.explanation.outcome))
        because = fill(
            both(
                "Reasons: you chose not to tell {name}, and the rule says what then follows. You may still tell it.",
                "理由：您选择不提供“{name}”，规定对此已明确后果。您仍可补充提供。",
            ),
            name=self.label(name),
        )
        return Account(outcome, (because,), (), tuple(self.articles()), ())

    def label(self, name: str) -> Text:
        """What a fact is called; of a member of a list, which one and what of it."""
        found = self.labels.get(name)
        if found is not None:
            return found
        member = MEMBER.fullmatch(name)
        if member is None:
            return self.titles.word(name)
        head = self.label(member["list"])
        if member["number"] is None:
            return fill(both("number of {what}", "{what}数量"), what=within(head))
        one = fill(both("{what} {number}", "{what}第{number}项"), what=head, number=same(member["number"]))
        return in_brackets(self.titles.word(member["field"]), one) if member["field"] else one

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
        rounded = _rounded(value)
        if rounded is None:
            return say_known(value, self.labels)
        return fill(both("about {value}", "约{value}"), value=say_known(rounded, self.labels))

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
        said_already: list[Text] = []
        for change in self.explanation.changes:
            words = fill(
                both("With {condition}, it would be: {outcome}.", "若{condition}，则为：{outcome}。"),
                outcome=self.outcome(change.outcome), condition=self.condition(change),
            )  # fmt: skip
            if words not in said_already and len(said_already) < MOST_CHANGES:
                said_already.append(words)
                yield words

    def condition(self, change: Change) -> Text:
        row = change.row
        if row is None or not row.tests:
            return fill(WITH, label=self.label(change.fact), value=self.value(change.value))
        return join((self.would(row, place) for place in range(len(row.tests))), AND)

    def would(self, row: RowReason, place: int) -> Text:
        return fill(WITH, label=self.label(row.tests[place].column), value=self.wanted(row, place))


def _rounded(value: Value) -> Value:
    """A number or an amount with a long tail, cut to what a person reads; None where it needs no cutting.

    >>> _rounded(Decimal(1) / 3), _rounded(Decimal("0.25"))
    (Decimal('0.33'), None)
    """
    if isinstance(value, Money):
        amount = _rounded(value.amount)
        return Money(amount, value.currency) if isinstance(amount, Decimal) else None
    if isinstance(value, Decimal) and value != round(value, MOST_DECIMALS):
        return round(value, 2)
    return None


TITLED = both("{title}: {outcome}.", "{title}：{outcome}。")
UNTOLD = both(
    "You chose not to tell {names}, and no rule says what then follows: an officer has to decide.",
    "您选择不提供“{names}”，规定未明确后果，须由工作人员决定。",
)
REASONS = both("Reasons: {words}.", "理由：{words}。")
WITH = both("{label}: {value}", "{label}为“{value}”")
HELD = both("it is true that {words}", "符合{words}")
HELD_NOT = both("it is not true that {words}", "不符合{words}")
