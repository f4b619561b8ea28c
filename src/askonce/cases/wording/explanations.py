"""An explanation in sentences that a clerk can send unchanged, in English and in Chinese."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

import msgspec

from askonce.cases.wording.bilingual import (
    AND_THEN,
    EMPTY,
    LISTED,
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
from askonce.cases.wording.reckonings import say_reckoning
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_tests
from askonce.cases.wording.values import say_date, say_known
from askonce.feel.check import Typed
from askonce.feel.evaluate import matches
from askonce.feel.residual import literal
from askonce.feel.rewrite import is_plain
from askonce.feel.tree import Entries, Literal, Name, Node
from askonce.feel.types import ChoiceType
from askonce.feel.values import Money, Value
from askonce.norms.binding import BoundNorm
from askonce.norms.explain import Branch, Change, Explanation, Reckoning, RowReason, is_adverse
from askonce.norms.ruling import RESULT, Ruling
from askonce.registers.fact import Fact, State

MEMBER: Final = re.compile(r"(?P<list>\w+)(?:\.count|\[(?P<number>\d+)\](?:\.(?P<field>\w+))?)")
#: Digits behind the point beyond which a number is a quotient that nobody reads to its end.
MOST_DECIMALS = 4
#: More of what would change it than this is a list that nobody reads.
MOST_CHANGES = 6
NO_ROW = both("no outcome, because no row of the table applies", "无结果，因为表中没有适用的行")
NO_VALUE = both(
    "no outcome, because what it is reckoned from comes to nothing", "无结果，因为据以计算的内容得不出结果"
)
NO_PART = both("none", "无")
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


def say_possible(ruling: Ruling, outcomes: Iterable[Node], titles: Titles) -> Text:
    """The outcomes that a norm may still have; one that is not known yet is reckoned."""
    bare = Explanation(ruling, decided=False, outcome=None, facts=())
    return _Teller(bare, titles).possible(list(outcomes))


class _Teller:
    def __init__(self, explanation: Explanation, titles: Titles) -> None:
        self.explanation = explanation
        self.ruling = explanation.ruling
        self.titles = titles
        self.labels = titles.in_norm(BoundNorm(self.ruling.norm, (self.ruling.text,)))
        #: What stands in for a value that was not given: it answers the tests alike, and is never told.
        self.standing_in = _standing_in(self.ruling, self.explanation.facts)
        #: A rate in a test is said with its value, which the reader would otherwise have to look up.
        self.valued = self.labels | {
            name: fill(RATE, title=self.label(name), value=self.value(value))
            for name, value in self.ruling.constants
        }

    def tell(self) -> Account:
        title = self.titles.title("norm", self.ruling.norm.id)
        if not self.explanation.decided:
            return self.undecided(title)
        if self.explanation.declined is not None:
            return self.declined(title, self.explanation.declined)
        return Account(
            self.titled(title),
            tuple(self.reasons()),
            (*self.known(), *self.unsure()),
            tuple(self.articles()),
            tuple(self.changes()),
        )

    def titled(self, title: Text) -> Text:
        """The norm with what came out of it."""
        outcome = self.explanation.outcome
        pattern = SEVERAL if isinstance(outcome, Mapping) else TITLED
        return fill(pattern, title=title, outcome=self.outcome(outcome))

    def undecided(self, title: Text) -> Account:
        """What may still come out, and on what it hangs."""
        possible = self.explanation.possible
        outcome = fill(both("{title}: not decided yet.", "{title}：尚不能决定。"), title=title)
        if possible:
            words = self.possible([literal(one) for one in possible])
            may = fill(both("It may come out as – {words}.", "可能的结果：{words}。"), words=words)
            outcome = join((outcome, may), both(" ", ""))
        waits = []
        if self.explanation.open:
            names = join((self.label(name) for name in self.explanation.open), AND_THEN)
            waits.append(fill(both("It still depends on: {names}.", "尚待确认：{names}。"), names=names))
        if self.explanation.missing:
            names = join(fill(QUOTED, words=self.label(name)) for name in self.explanation.missing)
            waits.append(fill(UNTOLD, names=names))
        return Account(outcome, tuple(waits), tuple(self.known()), tuple(self.articles()), ())

    def declined(self, title: Text, name: str) -> Account:
        """What the norm says follows where a fact that it hangs on was not told."""
        because = fill(
            both(
                "Reason: you chose not to give {name}, and the rule lays down this outcome for that case. "
                "You may still give it.",
                "理由：您选择不提供{name}，规定对此情形的处理即为上述结果。您仍可补充提供。",
            ),
            name=fill(QUOTED, words=self.label(name)),
        )
        return Account(self.titled(title), (because,), (), tuple(self.articles()), ())

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
            return fill(HOW_MANY, what=head)
        one = fill(NUMBERED, what=head, number=same(member["number"]))
        return in_brackets(self.titles.word(member["field"]), one) if member["field"] else one

    def outcome(self, value: Value) -> Text:
        """An outcome: of one its value, of several each under its name."""
        if value is None:
            return (
                say_nothing(self.ruling, any_row=bool(self.explanation.rows))
                if self.explanation.no_outcome
                else NO_PART
            )
        return self.ending(literal(value))

    def ending(self, tree: Node) -> Text:
        """An outcome as a tree: what in it is no value is reckoned."""
        match tree:
            case Literal(value=tuple() as items):
                return join((self.outcome(one) for one in items), AND_THEN)
            case Literal(value=Mapping() as parts):
                return join(
                    (self.part(name, self.ending(literal(one))) for name, one in parts.items()), ALONGSIDE
                )
            case Literal(value=value):
                return NO_PART if value is None else self.value(value)
            case Entries(entries=entries):
                return join((self.part(one.key, self.ending(one.value)) for one in entries), ALONGSIDE)
        return RECKONED

    def part(self, name: str, value: Text) -> Text:
        label = within(self.titles.outcome(name))
        return fill(BY_FORMULA if value == RECKONED else PART, label=label, value=value)

    def possible(self, trees: list[Node]) -> Text:
        """Several outcomes, as the one or the other; that there may be none is not said."""
        said_once = {one["en"]: one for one in (self.ending(tree) for tree in trees if not is_null(tree))}
        listed = list(said_once.values())
        several = any(isinstance(tree, Entries) or _holds_parts(tree) for tree in trees)
        return join(listed, THEN_OR) if several else either(listed)

    def value(self, value: Value) -> Text:
        """A value; of a list each member's, of one that holds several facts each of them."""
        if isinstance(value, tuple):
            return join(self.value(one) for one in value) if value else NO_PART
        if isinstance(value, Mapping):
            return join((self.part(name, self.value(one)) for name, one in value.items()), BESIDE)
        rounded = _rounded(value)
        if rounded is None:
            return say_known(value, self.labels)
        return fill(both("about {value}", "约为{value}"), value=say_known(rounded, self.labels))

    def reasons(self) -> Iterator[Text]:
        for row in self.explanation.rows:
            yield from self.row(row)
        conditions = [self.branch(one) for one in self.explanation.branches]
        if conditions:
            yield fill(REASONS, words=join(conditions, AND_THEN))
        told = {test.column for row in self.explanation.rows for test in row.tests}
        for reckoning in self.explanation.reckonings:
            yield self.reckoned(reckoning)
            told |= {name for name, _ in reckoning.values}
        followed = [
            _pair(self.label(name), self.value(value), value)
            for name, value in self.explanation.derived
            if name not in told and name not in self.standing_in and not isinstance(value, tuple)
        ]
        if followed:
            yield fill(
                both("Worked out from the facts – {words}.", "据此得出：{words}。"),
                words=join(followed, AND_THEN),
            )

    def branch(self, branch: Branch) -> Text:
        """A condition of a formula and whether it held; a fact that is yes or no by itself."""
        condition = branch.condition
        if isinstance(condition, Name):
            return _pair(self.label(condition.name), self.value(branch.held), branch.held)
        return fill(HELD if branch.held else HELD_NOT, words=say_formula(condition, self.labels))

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
        if test.column in self.standing_in:
            return fill(PART, label=self.label(test.column), value=wanted)
        value = self.value(test.value)
        rule = EMPTY if wanted == value else fill(both("the rule: {wanted}", "规定：{wanted}"), wanted=wanted)
        return in_brackets(_pair(self.label(test.column), value, test.value), rule)

    def wanted(self, row: RowReason, place: int) -> Text:
        """What the rule wants of a column: of a choice each word that will do."""
        test = row.tests[place]
        if isinstance(test.kind, ChoiceType) and is_plain(test.tree):
            fitting = [one for one in test.kind.options if matches(test.tree, one, {}, self.ruling.settings)]
            if fitting:
                return either([self.value(one) for one in fitting])
        return say_test(test.tree, manner(test.column, test.kind, self.ruling.text), self.valued)

    def reckoned(self, reckoning: Reckoning) -> Text:
        parts = join(
            (_pair(self.label(name), self.value(value), value) for name, value in reckoning.values), AND_THEN
        )
        what = self.titles.outcome(reckoning.output) if reckoning.output != RESULT else both("It", "结果")
        if isinstance(reckoning.tree, Name) and len(reckoning.values) == 1:
            ((name, value),) = reckoning.values
            return fill(
                RATE_ALONE, what=what, title=fill(QUOTED, words=self.label(name)), value=self.value(value)
            )
        formula = say_reckoning(reckoning.tree, self.labels)
        return fill(
            both("{what} is reckoned as {formula} – {parts}.", "{what}的计算方法：{formula}。其中，{parts}。"),
            what=what, formula=formula, parts=parts,
        )  # fmt: skip

    def known(self) -> Iterator[Text]:
        if not self.explanation.facts:
            return
        words = join((self.fact(name, fact) for name, fact in self.explanation.facts), AND_THEN)
        decided = both("These facts alone decide it – {words}.", "仅凭以下事实即可决定：{words}。")
        so_far = both("Known so far – {words}.", "目前已知：{words}。")
        yield fill(decided if self.explanation.decided else so_far, words=words)

    def unsure(self) -> Iterator[Text]:
        """That nothing adverse may rest on what is stale or disputed."""
        doubted = any(fact.stale or fact.disputed for _, fact in self.explanation.facts)
        if doubted and is_adverse(self.ruling, self.explanation.outcome):
            yield UNSURE

    def fact(self, name: str, fact: Fact) -> Text:
        value = fact.value if fact.state is State.KNOWN else None
        words = _pair(self.label(name), self.value(value), value)
        if fact.tests:
            kind = dict(self.ruling.inputs).get(name)
            words = fill(PART, label=self.label(name), value=say_tests(name, dict(fact.tests), kind))
        source = self.titles.title("register", fact.source) if fact.source else EMPTY
        as_of = say_date(fact.as_of) if fact.as_of else EMPTY
        marks = [both("may be out of date", "可能已过时")] * fact.stale + [
            both("disputed", "有异议")
        ] * fact.disputed
        return in_brackets(words, join((source, as_of, *marks), APART))

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
            pattern = IF_SEVERAL if isinstance(change.outcome, Mapping) else IF
            words = fill(pattern, outcome=self.outcome(change.outcome), condition=self.condition(change))
            if words not in said_already and len(said_already) < MOST_CHANGES:
                said_already.append(words)
                yield words

    def condition(self, change: Change) -> Text:
        row = change.row
        if row is None or not row.tests:
            value = NO_PART if change.value is None else self.value(change.value)
            return fill(WITH, label=self.label(change.fact), value=value)
        return join((self.would(row, place) for place in range(len(row.tests))), AND)

    def would(self, row: RowReason, place: int) -> Text:
        return fill(WITH, label=self.label(row.tests[place].column), value=self.wanted(row, place))


def _standing_in(ruling: Ruling, facts: Iterable[tuple[str, Fact]]) -> frozenset[str]:
    """The facts of which only tests were given, and all that is worked out from them."""
    found = {name for name, fact in facts if fact.tests}
    for name, typed in ruling.text.derived.items():
        if not found.isdisjoint(typed.names):
            found.add(name)
    return frozenset(found)


def say_nothing(ruling: Ruling, *, any_row: bool) -> Text:
    """That a norm gives no outcome, and why: no row of its table applies, or what it is reckoned from comes to nothing."""
    return NO_VALUE if any_row or isinstance(ruling.body, Typed) else NO_ROW


def _pair(label: Text, value: Text, meant: Value) -> Text:
    """A fact and its value; in Chinese with a verb between, but for yes, no and none, which stand alone."""
    if meant is None or isinstance(meant, bool):
        return after_colon(label, value)
    pattern = ABOUT if value["zh"].startswith("约") else PART
    return fill(pattern, label=label, value=value)


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


def either(parts: list[Text]) -> Text:
    """One of several.

    >>> either([both("a", "甲"), both("b", "乙"), both("c", "丙")])
    {'en': 'a, b or c', 'zh': '甲、乙或丙'}
    """
    return join((join(parts[:-1], LISTED), *parts[-1:]), OR)


def is_null(tree: Node) -> bool:
    """Whether an outcome is none."""
    return isinstance(tree, Literal) and tree.value is None


def _holds_parts(tree: Node) -> bool:
    return isinstance(tree, Literal) and isinstance(tree.value, Mapping)


UNSURE = both(
    "Some of this is disputed or may be out of date: nothing may be refused on it before it has been checked.",
    "上述事实中有的存在异议或可能已过时，核实之前不得据此作出不利决定。",
)
TITLED = both("{title}: {outcome}.", "{title}：{outcome}。")
SEVERAL = both("{title} – {outcome}.", "{title}：{outcome}。")
PART = both("{label}: {value}", "{label}为{value}")
ABOUT = both("{label}: {value}", "{label}{value}")
BESIDE = both(" ", " ")
BY_FORMULA = both("{label}: {value}", "{label}{value}")
RECKONED = both("reckoned from the facts", "按公式计算")
ALONGSIDE = both(", ", "，")
THEN_OR = both("; or ", "；或")
APART = both(", ", "，")
QUOTED = both("“{words}”", "“{words}”")
UNTOLD = both(
    "You chose not to give {names}, and the rule does not say what then follows: an officer has to decide.",
    "您选择不提供{names}，规定未明确此种情形如何处理，须由工作人员决定。",
)
REASONS = both("Reasons – {words}.", "理由：{words}。")
WITH = both("“{label}” were “{value}”", "{label}为“{value}”")
IF = both("If {condition}, it would be: {outcome}.", "若{condition}，则结果为：{outcome}。")
IF_SEVERAL = both("If {condition}, it would be – {outcome}.", "若{condition}，则结果为：{outcome}。")
RATE_ALONE = both("{what} is {title}: {value}.", "{what}按{title}确定，即{value}。")
RATE = both("{title}, {value}", "{title}即{value}")
HOW_MANY = both("{what} (how many)", "{what}（数量）")
NUMBERED = both("{what}, number {number}", "{what}第{number}项")
HELD = both("it is true that {words}", "符合{words}")
HELD_NOT = both("it is not true that {words}", "不符合{words}")
