"""A pack today: its services, reports, offices and life events with their figures, each opening into what makes it up."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from askonce.application import Application, Planned
from askonce.cases.asking import Asked, BoundCase
from askonce.cases.measure import Figures, Measures, Rate, measure
from askonce.cases.plan import Plan, Proposal, change_words, plan
from askonce.cases.type import Visit
from askonce.norms.model import Norm
from askonce.pack.kinds import Definition
from askonce.pack.passes import Checked
from askonce.registers.model import Register
from askonce.text.page import many, render_page

Words = dict[str, str]
PROPOSALS_SHOWN = 12


class Line(msgspec.Struct, frozen=True):
    """One line of what makes up a figure: what it is, what is said of it, and where the page shows it."""

    title: Words
    said: Words
    anchor: str = ""


class Tile(msgspec.Struct, frozen=True):
    """A figure with its name, its value, and the lines that make it up."""

    name: Words
    value: str
    note: Words
    lines: tuple[Line, ...]


class Bar(msgspec.Struct, frozen=True):
    """A bar of a chart: its label, its number, and its share of the longest bar in per cent."""

    label: str
    count: int
    share: float


class ServiceView(msgspec.Struct, frozen=True):
    """A service as a resident would want to see it."""

    anchor: str
    title: Words
    about: Words
    known: tuple[Line, ...]
    asked: tuple[Line, ...]
    brought: tuple[Line, ...]
    visit: Words
    takes: Words
    gives: tuple[Words, ...]
    basis: Words
    adopted: Words
    figures: Figures


class OfficeView(msgspec.Struct, frozen=True):
    """An office with the services it answers for and the registers it holds."""

    anchor: str
    title: Words
    counter: Words
    services: tuple[ServiceView, ...]
    registers: tuple[Line, ...]


class EventView(msgspec.Struct, frozen=True):
    """A life event with its services and what they ask together."""

    title: Words
    about: Words
    services: tuple[Line, ...]
    questions: int
    documents: int
    visits: int


class ReportView(msgspec.Struct, frozen=True):
    """A report with its cells."""

    title: Words
    rounds: int
    known: tuple[Line, ...]
    asked: tuple[Line, ...]


def render_today(
    checked: Checked, applications: Iterable[Application], planned: Iterable[Planned], *, on: date
) -> str:
    """Write a pack that was checked with `keep=True` as one offline page."""
    view = _View(checked)
    return render_page(
        "askonce.apps.government",
        "today.html",
        title=view.pack,
        on=on,
        view=view,
        applications=tuple(applications),
        planned=tuple(planned),
    )


class _View:
    """The page's parts, each a list of plain values for the template."""

    def __init__(self, checked: Checked) -> None:
        self._bound = checked.bound
        self._measures: Measures = measure(checked)
        self._plan: Plan = plan(checked)
        self.findings = len(checked.findings)
        self.proposals_open = len(checked.proposals)
        manifests: list[Definition] = list(self._bound.get("manifest", {}).values())
        self.pack: Words = _title(manifests[0]) if manifests else {"en": "Pack", "zh": "规则包"}
        self.invented = bool(manifests and getattr(manifests[0], "invented", False))
        self._titles = {one.id: one.title for one in self._measures.everything}

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The headline figures."""
        measures = self._measures
        questions = measures.spread(lambda one: one.questions)
        return (
            self._count({"en": "services", "zh": "服务事项"}, measures.services, {"en": "offered today", "zh": "今日可办"}, _questions_line),
            self._rate({"en": "online", "zh": "可网上办"}, measures.online_rate, {"en": "those that are not", "zh": "尚不能网办"}, lambda one: one.online is not True),
            self._rate({"en": "without a visit", "zh": "零跑动"}, measures.zero_visit_rate, {"en": "those that need a visit", "zh": "仍需到场"}, lambda one: one.visits != 0),
            Tile(
                {"en": "questions a service", "zh": "平均每项提问"}, "–" if questions.mean is None else f"{questions.mean:.1f}",
                {"en": "those that ask most", "zh": "提问最多的事项"},
                tuple(self._line(one, _questions_line(one)) for one in sorted(measures.services, key=lambda one: -(one.questions or 0))[:12]),
            ),
            self._rate({"en": "data from registers", "zh": "数据免填率"}, measures.data_prefilled, {"en": "services by what is filled in for people", "zh": "各事项已预填数据"}, lambda one: one.prefilled > 0, _known_line),
            self._held(measures),
            Tile(
                {"en": "forms a year", "zh": "每年报表次数"}, f"{measures.form_filings_per_year:,}",
                {"en": "that one community fills", "zh": "每个社区填报"},
                tuple(Line(one.title, {"en": f"{one.rounds} a year", "zh": f"每年 {one.rounds} 次"}) for one in measures.reports),
            ),
            Tile(
                {"en": "hours of people a year", "zh": "群众每年耗时（小时）"}, f"{measures.minutes_per_year / 60:,.0f}",
                {"en": "where most of them go", "zh": "耗时最多的事项"},
                tuple(self._line(one, _minutes_line(one)) for one in sorted(measures.everything, key=lambda one: -(one.minutes_per_year or 0))[:12]),
            ),
        )  # fmt: skip

    def _count(self, name: Words, figures: tuple[Figures, ...], note: Words, say: Any) -> Tile:
        return Tile(name, f"{len(figures):,}", note, tuple(self._line(one, say(one)) for one in figures))

    def _rate(self, name: Words, rate: Rate, note: Words, shown: Any, say: Any = None) -> Tile:
        value = "–" if rate.value is None else f"{rate.value:.1%}".replace("100.0%", "100%")
        lines = tuple(
            self._line(one, (say or _visits_line)(one)) for one in self._measures.services if shown(one)
        )
        counted = {
            "en": f"{rate.numerator} of {rate.denominator}" + (f", {rate.not_stated} not stated" if rate.not_stated else "") + f"; {note['en']}:",
            "zh": f"{rate.denominator} 项中的 {rate.numerator} 项" + (f"，{rate.not_stated} 项未说明" if rate.not_stated else "") + f"；{note['zh']}：",
        }  # fmt: skip
        return Tile(name, value, counted, lines)

    def _held(self, measures: Measures) -> Tile:
        lines = tuple(
            self._line(
                one,
                {
                    "en": "asks " + ", ".join((*one.held_openly, *one.held_closed)),
                    "zh": "询问 " + "、".join((*one.held_openly, *one.held_closed)),
                },
            )
            for one in measures.everything
            if one.asked_although_held
        )
        openly = sum(len(one.held_openly) for one in measures.everything)
        closed = sum(len(one.held_closed) for one in measures.everything)
        note = {
            "en": f"a register holds them: {openly:,} openly, {closed:,} behind a door that is closed to the purpose",
            "zh": f"登记库已有：{openly:,} 项可直接取用，{closed:,} 项尚未向该用途开放",
        }
        return Tile({"en": "asked although held", "zh": "已有仍问"}, f"{openly + closed:,}", note, lines)

    def _line(self, one: Figures, said: Words) -> Line:
        return Line(one.title or {"en": one.id}, said, f"service-{one.id}" if one.kind == "service" else "")

    @property
    def questions_chart(self) -> tuple[Bar, ...]:
        """How many services ask no question, one, two and so on."""
        spread = self._measures.spread(lambda one: one.questions).distribution
        longest = max(spread.values(), default=1)
        top = max(spread, default=0)
        return tuple(
            Bar(str(value), spread.get(value, 0), 100 * spread.get(value, 0) / longest)
            for value in range(top + 1)
        )

    @property
    def events(self) -> tuple[EventView, ...]:
        """The life events."""
        figures = {one.id: one for one in self._measures.services}
        views = []
        for event in _sorted(self._bound.get("life_event", {})):
            called = [figures[ref.id] for ref in event.services if ref.id in figures]
            views.append(
                EventView(
                    _title(event), event.about.texts if event.about else {},
                    tuple(self._line(one, _questions_line(one)) for one in called),
                    sum(one.questions or 0 for one in called), sum(one.documents or 0 for one in called), sum(one.visits or 0 for one in called),
                )
            )  # fmt: skip
        return tuple(views)

    @property
    def offices(self) -> tuple[OfficeView, ...]:
        """The offices that answer for a service or hold a register, and last the services that name none."""
        services = [
            self._service(bound) for bound in _sorted(self._bound.get("service", {}), lambda one: one.case)
        ]
        registers: list[Register] = _sorted(self._bound.get("register", {}))
        views = []
        for office in _sorted(self._bound.get("office", {})):
            own = tuple(view for view in services if view.figures.office == office.id)
            held = tuple(
                _register_line(one) for one in registers if one.holder and one.holder.id == office.id
            )
            if own or held:
                counter = office.counter.texts if office.counter else {}
                views.append(OfficeView(f"office-{office.id}", _title(office), counter, own, held))
        shown = {view.anchor for office in views for view in office.services}
        others = tuple(view for view in services if view.anchor not in shown)
        if others:
            views.append(
                OfficeView("office-", {"en": "Office not stated", "zh": "未说明部门"}, {}, others, ())
            )
        return tuple(views)

    def _service(self, bound: BoundCase) -> ServiceView:
        service = bound.service
        if service is None:
            raise TypeError(f"{bound.id} is no service")
        figures = next(one for one in self._measures.services if one.id == service.id)
        visit = service.visit
        if isinstance(visit, Visit):
            why = visit.because.texts if visit.because else {}
            trips = {
                "en": ": ".join(filter(None, (many(visit.trips, "visit"), _said_in(why, "en")))),
                "zh": "：".join(filter(None, (f"到场 {visit.trips} 次", _said_in(why, "zh")))),
            }
        else:
            trips = {"en": "no visit", "zh": "无需到场"} if visit else {"en": "not stated", "zh": "未说明"}
        adopted = service.adopted
        return ServiceView(
            f"service-{service.id}", _title(service), service.about.texts if service.about else {},
            tuple(self._known(bound)), tuple(self._asked(one) for one in bound.asked),
            tuple(Line(one.document.title.texts if one.document.title else {"en": one.name}, {}) for one in bound.demanded),
            trips, _term_words(service), tuple(one.title.texts if one.title else {"en": name} for name, one in service.gives.items()),
            {"en": service.basis.id if service.basis else "not stated", "zh": service.basis.id if service.basis else "未说明"},
            {"en": f"adopted {adopted.on}", "zh": f"{adopted.on} 通过"} if adopted and adopted.on else {"en": "draft", "zh": "草案"},
            figures,
        )  # fmt: skip

    def _known(self, bound: BoundCase) -> Iterator[Line]:
        for taken in bound.taken:
            held = getattr(taken.way, "held", None)
            concept = self._bound.get("concept", {}).get(held.value.concept) if held else None
            register = self._bound.get("register", {}).get(held.value.register) if held else None
            yield Line(
                _title(concept) if concept else {"en": taken.name}, _title(register) if register else {}
            )

    def _asked(self, asked: Asked) -> Line:
        concept = self._bound.get("concept", {}).get(asked.concept)
        own = (
            asked.ask.title.texts if asked.ask.title else (_title(concept) if concept else {"en": asked.name})
        )
        because = asked.ask.because
        return Line(own, {"en": because.id, "zh": because.id} if because else {})

    @property
    def reports(self) -> tuple[ReportView, ...]:
        """The reports with their cells."""
        figures = {one.id: one for one in self._measures.reports}
        return tuple(
            ReportView(
                _title(bound.case),
                figures[bound.id].rounds,
                tuple(self._known(bound)),
                tuple(self._asked(one) for one in bound.asked),
            )
            for bound in _sorted(self._bound.get("report", {}), lambda one: one.case)
        )

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The changes that would save people most."""
        return self._plan.proposals[:PROPOSALS_SHOWN]

    def change(self, one: Proposal) -> Words:
        """A change in words, by the titles of what it names."""
        change = one.change
        subject = (
            self._said(change.subject)
            if change.what in {"drop visit", "merge reports"}
            else self._datum(change.subject)
        )
        target = self._bound.get("purpose", {}).get(change.target)
        aim = _title(target) if change.what == "open" and target else self._said(change.target)
        return change_words(change.what, subject, aim)

    def missing(self, one: Proposal) -> Words:
        """What is missing for a change."""
        visit = one.change.what == "drop visit"
        article = one.change.missing.split()[1] if visit and one.change.missing.startswith("article ") else ""
        if article:
            return {"en": one.change.missing, "zh": f"须修订要求到场的条文 {article}"}
        chinese = {
            "open": "尚缺开放的法定依据",
            "drop visit": "没有条文要求到场",
            "drop question": "无人使用该项",
            "merge reports": "宜并入同一职责",
        }
        return {
            "en": f"missing: {one.change.missing}" if one.change.what == "open" else one.change.missing,
            "zh": chinese.get(one.change.what, ""),
        }

    def office(self, name: str) -> Words:
        """The title of an office."""
        office = self._bound.get("office", {}).get(name)
        return _title(office) if office else {"en": name}

    def most_minutes(self, one: Proposal) -> Any:
        """What a change saves by itself, or with others where it saves nothing alone."""
        return one.minutes or one.together

    def _said(self, name: str) -> Words:
        return self._titles.get(name) or {"en": name}

    def _datum(self, name: str) -> Words:
        """An attribute by the titles of its register and concept."""
        register = self._bound.get("register", {}).get(name.partition(".")[0])
        attribute = register.attributes.get(name.partition(".")[2]) if register else None
        concept = (
            self._bound.get("concept", {}).get(attribute.concept.id)
            if attribute and attribute.concept
            else None
        )
        if register is None or concept is None:
            return {"en": name}
        return {
            code: f"{_title(concept).get(code, name)} ({_title(register).get(code, '')})"
            for code in _title(register)
        }

    @property
    def norms(self) -> int:
        """How many norms decide."""
        return len([one for one in self._bound.get("norm", {}).values() if isinstance(one.norm, Norm)])


def _sorted(definitions: dict[str, Any], model: Any = None) -> list[Any]:
    def title(one: Any) -> tuple[str, str]:
        named = model(one) if model else one
        return (named.say("en").casefold(), named.id)

    return sorted(definitions.values(), key=title)


def _title(definition: Definition) -> Words:
    return (definition.title.texts if definition.title else {}) or {"en": definition.id}


def _said_in(texts: Words, code: str) -> str:
    """A text in a language, or in the first that there is."""
    return texts.get(code) or next(iter(texts.values()), "")


def _questions_line(one: Figures) -> Words:
    if one.questions is None:
        return {"en": "questions not stated", "zh": "未说明提问数"}
    noun = "question" if one.questions == 1 else "questions"
    return {
        "en": f"{one.questions} {noun}, {one.prefilled} known",
        "zh": f"提问 {one.questions} 项，已知 {one.prefilled} 项",
    }


def _visits_line(one: Figures) -> Words:
    if one.visits is None:
        return {"en": "visits not stated", "zh": "未说明到场次数"}
    return {"en": f"{one.visits} visit{'' if one.visits == 1 else 's'}", "zh": f"到场 {one.visits} 次"}


def _known_line(one: Figures) -> Words:
    return {
        "en": f"{one.prefilled} filled in, {one.questions or 0} asked",
        "zh": f"预填 {one.prefilled} 项，询问 {one.questions or 0} 项",
    }


def _minutes_line(one: Figures) -> Words:
    if one.minutes_per_year is None:
        return {"en": "volume not stated", "zh": "办件量未说明"}
    return {
        "en": f"{one.minutes_per_year / 60:,.0f} hours: {one.minutes:.0f} minutes × {one.filings:,}",
        "zh": f"{one.minutes_per_year / 60:,.0f} 小时：{one.minutes:.0f} 分钟 × {one.filings:,} 件",
    }


def _term_words(service: Any) -> Words:
    term = service.term
    if term is None or not (term.promised or term.legal):
        return {"en": "not stated", "zh": "未说明"}
    units = {
        "working day": "个工作日",
        "day": "天",
        "hour": "小时",
        "week": "周",
        "month": "个月",
        "year": "年",
        "minute": "分钟",
    }
    english, chinese = [], []
    for word, period, said in (("promised", term.promised, "承诺"), ("by law", term.legal, "法定")):
        if period is not None:
            english.append(f"{period} {word}")
            chinese.append(f"{said} {period.count} {units[period.unit]}")
    return {"en": ", ".join(english), "zh": "，".join(chinese)}


def _register_line(register: Register) -> Line:
    count = len(register.attributes)
    opened = sum(1 for one in register.attributes.values() if one.open_to)
    source = register.source
    closed = {
        "monday": "周一",
        "tuesday": "周二",
        "wednesday": "周三",
        "thursday": "周四",
        "friday": "周五",
        "saturday": "周六",
        "sunday": "周日",
    }
    english, chinese = f"{count} data, {opened} open", f"{count} 项数据，{opened} 项开放"
    if source is not None and source.kind == "snapshot" and source.delay is not None:
        english, chinese = english + f"; a snapshot {source.delay} old", chinese + "；定期快照"
    if source is not None and source.closed:
        english += "; closed on " + ", ".join(day.capitalize() for day in source.closed)
        chinese += "；" + "、".join(closed[day] for day in source.closed) + "不提供服务"
    return Line(_title(register), {"en": english, "zh": chinese})
