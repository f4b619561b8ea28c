"""Norms and rates set out in words: facts needed, tables as rows of words, formulas as they stand."""

from collections.abc import Iterator, Sequence

from askonce.cases.changes.periods import Stretch, say_days
from askonce.cases.reviewing.model import Fact, Formula, Grid, Part
from askonce.cases.wording.bilingual import (
    AND_THEN,
    EMPTY,
    NOTHING,
    OR,
    Text,
    after_colon,
    both,
    in_brackets,
    join,
    plain,
    said,
    same,
)
from askonce.cases.wording.choices import DAYS, EFFECTS, GOVERNED_BY, HITS, LEAP_DAYS, YES_OR_NO, choose
from askonce.cases.wording.conditions import manner, say_test
from askonce.cases.wording.formulas import say_formula
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_known, say_period, say_type
from askonce.feel.check import Typed
from askonce.feel.source import source
from askonce.feel.syntax import parse
from askonce.norms.binding import BoundNorm, BoundTable, BoundText
from askonce.norms.model import Force, Norm, Parameter, Rate, Row
from askonce.pack.shapes import Expression

ALWAYS = both("at any time", "任何时间")


def describe_norm(bound: BoundNorm, titles: Titles) -> tuple[Part, ...]:
    """A norm: what holds of all its texts, then each text by its period."""
    labels = titles.in_norm(bound)
    several = len(bound.texts) > 1
    parts = [_text(text, labels, titles, several=several) for text in bound.texts]
    return (Part(facts=tuple(_facts(bound.norm, labels, titles))), *parts)


def _facts(norm: Norm, labels: dict[str, Text], titles: Titles) -> Iterator[Fact]:
    yield Fact(both("Effect", "性质"), choose(EFFECTS, norm.effect))
    if norm.needs:
        yield Fact(
            both("Facts it needs", "所需事实"), join(_need(norm, name, labels, titles) for name in norm.needs)
        )
    if norm.adverse_outcomes:
        words = join((titles.word(word) for word in norm.adverse_outcomes), OR)
        yield Fact(both("Refuses or burdens when", "不利结果"), words)
    for ref in norm.parameters.values():
        parameter = titles.every("parameter").get(ref.id)
        rates = join((_rate(rate) for rate in parameter.values), AND_THEN) if parameter else same("?")
        yield Fact(both("Rate", "标准"), after_colon(titles.title("parameter", ref.id), rates))
    if norm.norms:
        yield Fact(both("Rests on the rules", "所依规则"), titles.titles("norm", norm.norms.values()))
    if norm.population:
        yield Fact(both("Runs over whole populations", "对全体人群运行"), YES_OR_NO[True])
    if norm.emergency:
        words = after_colon(both("data erased after", "数据删除期限"), say_period(norm.erases_after))
        yield Fact(both("Emergency rule", "应急规则"), words)


def _need(norm: Norm, name: str, labels: dict[str, Text], titles: Titles) -> Text:
    need = norm.needs[name]
    declined = (
        after_colon(both("if declined", "拒绝提供时"), say_known(need.if_declined, labels))
        if need.if_declined
        else EMPTY
    )
    return in_brackets(
        labels.get(name) or plain(name), join((say_type(need.type, titles.word), declined), AND_THEN)
    )


def _text(text: BoundText, labels: dict[str, Text], titles: Titles, *, several: bool) -> Part:
    version = text.version
    force = version.in_force
    period = say_days(_days(force))
    facts = [] if several else [Fact(both("In force", "施行"), period if period["en"] else ALWAYS)]
    if force is not None:
        facts.append(Fact(both("Which text holds", "适用日"), choose(GOVERNED_BY, force.governed_by)))
    if text.leap_day is not None:
        label = both("Born on 29 February, of age on", "2月29日出生者的满龄日")
        facts.append(Fact(label, choose(LEAP_DAYS, text.leap_day)))
    if version.transitional is not None:
        facts.append(Fact(both("For cases begun before", "对此前案件"), said(version.transitional)))
    if text.keeps_previous is not None:
        label = both("The text before holds where", "沿用前一文本的情形")
        facts.append(Fact(label, say_formula(text.keeps_previous.tree, DAYS)))
    formulas = [
        Formula(labels.get(name) or plain(name), source(typed.tree)) for name, typed in text.derived.items()
    ]
    if version.result is not None:
        written = source(text.result.tree) if text.result is not None else version.result.text
        formulas.append(Formula(titles.outcome("result"), written))
    grids = () if text.table is None else (_grid(text.table, text, labels, titles),)
    heading = period if several else None
    return Part(heading, tuple(facts), tuple(formulas), grids)


def _days(period: Force | Rate | None) -> Stretch:
    return Stretch(None, None) if period is None else Stretch(period.starts, period.to)


def _grid(table: BoundTable, text: BoundText, labels: dict[str, Text], titles: Titles) -> Grid:
    inputs = [labels.get(name) or plain(name) for name, _ in table.inputs]
    outputs = [titles.outcome(name) for name, _ in table.outputs]
    reasons = any(row.row.because for row in table.rows)
    articles = any(row.row.basis for row in table.rows)
    rows = []
    for row in table.rows:
        cells = [
            say_test(test.tree, manner(name, kind, text), labels)
            if test
            else same(_written(row.row.when, place))
            for place, ((name, kind), test) in enumerate(zip(table.inputs, row.tests, strict=True))
        ]
        cells += [_outcome(cell, row.row.then, place, labels) for place, cell in enumerate(row.outcomes)]
        rows.append((*cells, *_notes(row.row, titles, reasons=reasons, articles=articles)))
    if table.otherwise:
        others = [both("otherwise", "其他情形")] + [EMPTY] * (len(inputs) - 1)
        given = [
            _outcome(cell, table.table.otherwise, place, labels) for place, cell in enumerate(table.otherwise)
        ]
        rows.append((*others, *given, *([EMPTY] * (reasons + articles))))
    notes = [both("Reason", "理由")] * reasons + [both("Article", "条文")] * articles
    return Grid(choose(HITS, table.table.hit), (*inputs, *outputs, *notes), tuple(rows), len(inputs))


def _written(cells: Sequence[Expression], place: int) -> str:
    return cells[place].text if place < len(cells) else "?"


def _outcome(cell: Typed | None, cells: Sequence[Expression], place: int, labels: dict[str, Text]) -> Text:
    return same(_written(cells, place)) if cell is None else say_formula(cell.tree, labels)


def _notes(row: Row, titles: Titles, *, reasons: bool, articles: bool) -> Iterator[Text]:
    if reasons:
        yield said(row.because) if row.because else EMPTY
    if articles:
        yield titles.article(row.basis) if row.basis else EMPTY


def describe_parameter(parameter: Parameter, titles: Titles) -> tuple[Part, ...]:
    """A rate: its values by period."""
    articles = any(rate.basis for rate in parameter.values)
    head = [both("In force", "施行"), both("Value", "数值")] + [both("Article", "条文")] * articles
    rows = tuple(
        (
            say_days(_days(rate)),
            _value(rate),
            *([titles.article(rate.basis) if rate.basis else EMPTY] * articles),
        )
        for rate in parameter.values
    )
    facts = [Fact(both("Type", "类型"), say_type(parameter.type, titles.word))]
    if parameter.governed_by is not None:
        facts.append(Fact(both("Which day counts", "适用日"), choose(GOVERNED_BY, parameter.governed_by)))
    return (Part(facts=tuple(facts), grids=(Grid(both("Values by period", "各期数值"), tuple(head), rows),)),)


def _value(rate: Rate) -> Text:
    if rate.value is None:
        return NOTHING
    tree = parse(rate.value.text).tree
    return same(rate.value.text) if tree is None else say_formula(tree, {})


def _rate(rate: Rate) -> Text:
    return in_brackets(_value(rate), say_days(_days(rate)))
