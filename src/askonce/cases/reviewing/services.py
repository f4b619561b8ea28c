"""Services, reports and duties set out in words: each question beside the article that allows it."""

from collections.abc import Iterator
from typing import Any

from askonce.cases.asking import Asked, BoundCase, Taken
from askonce.cases.report import Duty, Report
from askonce.cases.reviewing.model import Fact, Grid, Part
from askonce.cases.type import Service, Visit
from askonce.cases.wording.arrangements import arrangements
from askonce.cases.wording.bilingual import (
    AND_THEN,
    NOT_STATED,
    NOTHING,
    Text,
    after_colon,
    both,
    fill,
    in_brackets,
    join,
    said,
    same,
)
from askonce.cases.wording.choices import ROUNDS, SILENCES, STARTS, TIMES, WHAT_THEN, YES_OR_NO, choose
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_money, say_period, say_type
from askonce.registers.paths import Way

ARTICLE = both("Article", "条文")
OFFICE = both("Office", "承办机关")
PURPOSE = both("Purpose of reading data", "数据使用目的")
FAILURES = (
    (both("not to be had", "无法取得"), "if_unavailable"),
    (both("out of date", "过期"), "if_stale"),
    (both("disputed", "有争议"), "if_disputed"),
)
#: What a question is for stands beside it.
SHOWN_APART = frozenset({"for_step", "for_output"})


def describe_case(bound: BoundCase, titles: Titles) -> tuple[Part, ...]:
    """A service or a report: what it promises, then what it asks, demands and reads."""
    facts = _service(bound.service, bound, titles) if bound.service else _report(bound.report, titles)
    more = (Fact(one.label, one.words) for one in arrangements(bound, titles) if one.key not in SHOWN_APART)
    grids = [_questions(bound, titles), _documents(bound, titles), _data(bound, titles)]
    return (Part(facts=(*facts, *more), grids=tuple(grid for grid in grids if grid.rows)),)


def _service(service: Service, bound: BoundCase, titles: Titles) -> Iterator[Fact]:
    if service.about is not None:
        yield Fact(both("About", "说明"), said(service.about))
    yield Fact(both("Who files", "申请人"), titles.subject(service.filer))
    offices = [titles.role(service.office), *(titles.role(ref) for ref in service.joint)]
    yield Fact(OFFICE, join(offices))
    yield Fact(PURPOSE, _purpose(service, titles))
    if bound.deciders:
        yield Fact(
            both("Decided by", "决定规则"), join(titles.title("norm", one.id) for one in bound.deciders)
        )
    yield Fact(both("Visit", "现场办理"), _visit(service, titles))
    yield Fact(both("Online", "网上办理"), _online(service.online))
    yield Fact(both("Term", "时限"), _term(service.term))
    yield Fact(both("Fee", "收费"), say_money(service.fee))
    given = [said(output.title, name) for name, output in service.gives.items()]
    yield Fact(both("Gives", "办理结果"), join(given) if given else NOTHING)
    if service.adverse is not None:
        yield Fact(
            both("Before a decision against the person", "作出不利决定前"), _adverse(service.adverse, titles)
        )
    if service.objection is not None:
        pattern = both("within {within}, to {to}", "{within}内向{to}提出")
        within, to = say_period(service.objection.within), titles.role(service.objection.to)
        yield Fact(both("Objection", "异议"), fill(pattern, within=within, to=to))
    else:
        yield Fact(both("Objection", "异议"), NOT_STATED)
    if service.silence is not None:
        yield Fact(both("No answer in time", "逾期未答"), choose(SILENCES, service.silence))


def _report(report: Report | None, titles: Titles) -> Iterator[Fact]:
    if report is None:
        return
    yield Fact(both("Filled", "填报频次"), choose(ROUNDS, report.every))
    yield Fact(both("About each", "填报对象"), titles.subject(report.subject))
    yield Fact(both("Filled by", "填报人"), titles.role(report.filled_by))
    yield Fact(OFFICE, titles.role(report.office))
    yield Fact(PURPOSE, _purpose(report, titles))
    yield Fact(both("Term", "时限"), _term(report.term))


def _purpose(case: Any, titles: Titles) -> Text:
    return titles.title("purpose", case.purpose.id) if case.purpose else NOT_STATED


def _visit(service: Service, titles: Titles) -> Text:
    visit = service.visit
    if not isinstance(visit, Visit):
        return both("none", "无须到场") if visit == "none" else NOT_STATED
    notes = [said(visit.because)] if visit.because else []
    notes.append(titles.article(visit.basis) if visit.basis else both("no article demands it", "无条文要求"))
    trips = (
        fill(both("{count} trips", "{count}次"), count=same(str(visit.trips)))
        if visit.trips > 1
        else same("")
    )
    return in_brackets(
        join((titles.role(visit.to or service.office), trips), both(", ", "，")), join(notes, AND_THEN)
    )


def _online(online: str | None) -> Text:
    if online is None:
        return NOT_STATED
    if online in {"true", "false"}:
        return YES_OR_NO[online == "true"]
    return same(online)


def _term(term: Any) -> Text:
    if term is None:
        return NOT_STATED
    pattern = both("promised {promised}, legal {legal}, {start}", "承诺{promised}，法定{legal}，{start}")
    return fill(
        pattern,
        promised=say_period(term.promised),
        legal=say_period(term.legal),
        start=choose(STARTS, term.from_when),
    )


def _adverse(adverse: Any, titles: Titles) -> Text:
    pattern = both(
        "notice {notice} before; heard by {hearing}; decided by {officer}",
        "提前{notice}告知；{hearing}听取意见；{officer}决定",
    )
    return fill(
        pattern,
        notice=say_period(adverse.notice),
        hearing=titles.role(adverse.hearing),
        officer=titles.role(adverse.officer),
    )


def _questions(bound: BoundCase, titles: Titles) -> Grid:
    head = (
        both("Question", "问题"),
        both("Answer", "答案"),
        both("Used for", "用途"),
        both("Allowed by", "依据"),
    )
    return Grid(
        both("What it asks", "询问事项"),
        head,
        tuple(_question(asked, bound, titles) for asked in bound.asked),
    )


def _question(asked: Asked, bound: BoundCase, titles: Titles) -> tuple[Text, ...]:
    ask = asked.ask
    note = both("may be left open", "选填") if ask.optional else same("")
    articles = [ref for ref in (ask.because, ask.statute) if ref is not None]
    return (
        in_brackets(titles.question(asked), note),
        say_type(asked.type, titles.word),
        _wanted(asked.wanted_by, bound, titles),
        join(titles.article(ref) for ref in articles) if articles else both("no article", "无条文"),
    )


def _wanted(wanted: tuple[str, ...], bound: BoundCase, titles: Titles) -> Text:
    return join((_one_wanted(one, bound, titles) for one in wanted), AND_THEN) if wanted else NOT_STATED


def _one_wanted(wanted: str, bound: BoundCase, titles: Titles) -> Text:
    sort, _, name = wanted.partition(" ")
    if sort in {"norm", "report"}:
        return titles.title(sort, name)
    case = bound.case
    if sort == "step":
        step = case.steps.get(name)
        return after_colon(both("step", "环节"), said(step.title if step else None, name))
    output = case.gives.get(name) if isinstance(case, Service) else None
    return after_colon(both("output", "结果"), said(output.title if output else None, name))


def _documents(bound: BoundCase, titles: Titles) -> Grid:
    head = (both("Document", "材料"), both("Shows", "证明内容"), both("Demanded by", "依据"))
    rows = tuple(
        (
            in_brackets(
                titles.document(one), both("original", "原件") if one.document.original else same("")
            ),
            join(titles.datum(shown.path.steps, shown.way) for shown in one.shown)
            if one.shown
            else NOT_STATED,
            titles.article(one.document.because) if one.document.because else both("no article", "无条文"),
        )
        for one in bound.demanded
    )
    return Grid(both("Documents it demands", "申请材料"), head, rows)


def _data(bound: BoundCase, titles: Titles) -> Grid:
    head = (
        both("Datum", "数据"), both("Register", "登记册"), both("Of which time", "时点"),
        both("If it fails", "失效时"), both("Opened by", "开放依据"),
    )  # fmt: skip
    purpose = bound.case.purpose.id if bound.case.purpose else ""
    rows = tuple(_taken(taken, purpose, titles) for taken in bound.taken)
    return Grid(both("What it reads from registers", "读取的登记数据"), head, rows)


def _taken(taken: Taken, purpose: str, titles: Titles) -> tuple[Text, ...]:
    failures = [after_colon(words, choose(WHAT_THEN, getattr(taken.use, word))) for words, word in FAILURES]
    return (
        titles.taken(taken), titles.register_of(taken.way), choose(TIMES, taken.use.at),
        join(failures, AND_THEN), _opened(taken, purpose, titles),
    )  # fmt: skip


def _opened(taken: Taken, purpose: str, titles: Titles) -> Text:
    if taken.closed:
        return both("closed to this purpose", "未对此目的开放")
    way = taken.way
    if not isinstance(way, Way) or way.held is None:
        return both("needs no opening", "无须开放")
    article = way.held.value.open_to.get(purpose)
    return titles.cite(article) if article else both("needs no opening", "无须开放")


def describe_duty(duty: Duty, titles: Titles) -> tuple[Part, ...]:
    """A duty: whose it is, and the services and reports that it lists."""
    facts = [Fact(both("Duty of", "承担机关"), titles.role(duty.of))]
    if duty.services:
        facts.append(Fact(both("Services", "事项"), titles.titles("service", duty.services)))
    if duty.reports:
        facts.append(Fact(both("Reports", "报表"), titles.titles("report", duty.reports)))
    return (Part(facts=tuple(facts)),)
