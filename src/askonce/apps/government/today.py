"""A pack today: its services, reports, offices and life events with their figures, each opening into what makes it up."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from askonce.application import Application, Planned
from askonce.apps.government.today_views import (
    Bar,
    EventView,
    Line,
    OfficeView,
    ReportView,
    ServiceView,
    Tile,
    Words,
)
from askonce.apps.government.today_words import (
    adopted_words,
    known_line,
    minutes_line,
    questions_line,
    register_line,
    said_in,
    term_words,
    title_of,
    visits_line,
)
from askonce.cases.asking import Asked, BoundCase
from askonce.cases.measure import Figures, Measures, Rate, measure
from askonce.cases.plan import Change, Plan, Proposal, change_words, plan
from askonce.cases.type import Visit
from askonce.cases.wording.bilingual import AND_THEN, EMPTY, both, fill, in_brackets, join, within
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date
from askonce.norms.model import Norm
from askonce.pack.kinds import Definition
from askonce.pack.passes import Checked
from askonce.pack.shapes import Ref
from askonce.registers.model import Register
from askonce.text.page import many, render_page

PROPOSALS_SHOWN = 12
LACKING: Mapping[str, Words] = MappingProxyType(
    {
        "open": both("missing: an article that opens it", "尚缺开放的法定依据"),
        "drop question": both("nothing uses it", "无人使用该项"),
        "merge reports": both("one duty for both", "宜并入同一职责"),
    }
)
ONLY_TOGETHER = both("saves only together with others", "须与其他改动一并实施")


def render_today(
    checked: Checked, applications: Iterable[Application], planned: Iterable[Planned], *, on: date
) -> str:
    """Write a pack that was checked with `keep=True` as one offline page."""
    view = _View(checked)
    return render_page(
        "askonce.apps.government",
        "today.html",
        title=view.pack,
        on=say_date(on),
        view=view,
        applications=tuple(applications),
        planned=tuple(planned),
    )


class _View:
    """The page's parts, each a list of plain values for the template."""

    def __init__(self, checked: Checked) -> None:
        self._bound = checked.bound
        self._called = Titles(checked.bound)
        self._measures: Measures = measure(checked)
        self._plan: Plan = plan(checked)
        self.findings = len(checked.findings)
        self.proposals_open = len(checked.proposals)
        manifests: list[Definition] = list(self._bound.get("manifest", {}).values())
        self.pack: Words = title_of(manifests[0]) if manifests else {"en": "Pack", "zh": "规则包"}
        self.invented = bool(manifests and getattr(manifests[0], "invented", False))
        self._titles = {one.id: one.title for one in self._measures.everything}

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The headline figures."""
        measures = self._measures
        questions = measures.spread(lambda one: one.questions)
        return (
            self._count({"en": "services", "zh": "服务事项"}, measures.services, {"en": "offered today", "zh": "今日可办"}, questions_line),
            self._rate({"en": "online", "zh": "可网上办"}, measures.online_rate, {"en": "those that are not", "zh": "尚不能网办"}, lambda one: one.online is not True),
            self._rate({"en": "without a visit", "zh": "零跑动"}, measures.zero_visit_rate, {"en": "those that need a visit", "zh": "仍需到场"}, lambda one: one.visits != 0),
            Tile(
                {"en": "questions a service", "zh": "平均每项提问"}, "–" if questions.mean is None else f"{questions.mean:.1f}",
                {"en": "those that ask most", "zh": "提问最多的事项"},
                tuple(self._line(one, questions_line(one)) for one in sorted(measures.services, key=lambda one: -(one.questions or 0))[:12]),
            ),
            self._rate({"en": "data from registers", "zh": "数据免填率"}, measures.data_prefilled, {"en": "services by what is filled in for people", "zh": "各事项已预填数据"}, lambda one: one.prefilled > 0, known_line),
            self._held(measures),
            Tile(
                {"en": "forms a year", "zh": "每年报表次数"}, f"{measures.form_filings_per_year:,}",
                {"en": "that one community fills", "zh": "每个社区填报"},
                tuple(Line(one.title, {"en": f"{one.rounds} a year", "zh": f"每年 {one.rounds} 次"}) for one in measures.reports),
            ),
            Tile(
                {"en": "hours of people a year", "zh": "群众每年耗时（小时）"}, f"{measures.minutes_per_year / 60:,.0f}",
                {"en": "where most of them go", "zh": "耗时最多的事项"},
                tuple(self._line(one, minutes_line(one)) for one in sorted(measures.everything, key=lambda one: -(one.minutes_per_year or 0))[:12]),
            ),
        )  # fmt: skip

    def _count(self, name: Words, figures: tuple[Figures, ...], note: Words, say: Any) -> Tile:
        return Tile(name, f"{len(figures):,}", note, tuple(self._line(one, say(one)) for one in figures))

    def _rate(self, name: Words, rate: Rate, note: Words, shown: Any, say: Any = None) -> Tile:
        value = "–" if rate.value is None else f"{rate.value:.1%}".replace("100.0%", "100%")
        lines = tuple(
            self._line(one, (say or visits_line)(one)) for one in self._measures.services if shown(one)
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
                fill(
                    both("asks {what}", "询问{what}"),
                    what=join(within(words) for words in self._questions(one)),
                ),
            )
            for one in measures.everything
            if one.asked_although_held
        )
        openly = sum(len(one.held_openly) for one in measures.everything)
        closed = sum(len(one.held_closed) for one in measures.everything)
        note = {
            "en": f"a register holds them: {openly:,} openly, {closed:,} behind a door that is closed to the purpose",
            "zh": f"登记册已有：{openly:,} 项可直接取用，{closed:,} 项尚未向该用途开放",
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
                    title_of(event), event.about.texts if event.about else {},
                    tuple(self._line(one, questions_line(one)) for one in called),
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
            held = tuple(register_line(one) for one in registers if one.holder and one.holder.id == office.id)
            if own or held:
                counter = office.counter.texts if office.counter else {}
                views.append(OfficeView(f"office-{office.id}", title_of(office), counter, own, held))
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
                "en": ": ".join(filter(None, (many(visit.trips, "visit"), said_in(why, "en")))),
                "zh": "：".join(filter(None, (f"到场 {visit.trips} 次", said_in(why, "zh")))),
            }
        else:
            trips = {"en": "no visit", "zh": "无需到场"} if visit else {"en": "not stated", "zh": "未说明"}
        return ServiceView(
            f"service-{service.id}", title_of(service), service.about.texts if service.about else {},
            tuple(self._known(bound)), tuple(self._asked(one) for one in bound.asked),
            tuple(Line(one.document.title.texts if one.document.title else {"en": one.name}, {}) for one in bound.demanded),
            trips, term_words(service), tuple(one.title.texts if one.title else {"en": name} for name, one in service.gives.items()),
            join((self._article(service.basis), adopted_words(service.adopted)), AND_THEN), figures,
        )  # fmt: skip

    def _known(self, bound: BoundCase) -> Iterator[Line]:
        for taken in bound.taken:
            held = getattr(taken.way, "held", None)
            concept = self._bound.get("concept", {}).get(held.value.concept) if held else None
            register = self._bound.get("register", {}).get(held.value.register) if held else None
            yield Line(
                title_of(concept) if concept else {"en": taken.name}, title_of(register) if register else {}
            )

    def _asked(self, asked: Asked) -> Line:
        concept = self._bound.get("concept", {}).get(asked.concept)
        own = (
            asked.ask.title.texts
            if asked.ask.title
            else (title_of(concept) if concept else {"en": asked.name})
        )
        because = asked.ask.because
        return Line(own, self._called.article(because) if because else {})

    def _article(self, basis: Ref | None) -> Words:
        return self._called.article(basis) if basis else {"en": "not stated", "zh": "未说明"}

    def _questions(self, one: Figures) -> Iterator[Words]:
        """What a service or a report asks although a register holds it."""
        asked = {each.name: each for each in self._bound[one.kind][one.id].asked}
        return (self._called.question(asked[name]) for name in (*one.held_openly, *one.held_closed))

    @property
    def reports(self) -> tuple[ReportView, ...]:
        """The reports with their cells."""
        figures = {one.id: one for one in self._measures.reports}
        return tuple(
            ReportView(
                title_of(bound.case),
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
        target = self._bound.get("purpose", {}).get(change.target)
        aim = title_of(target) if change.what == "open" and target else self._said(change.target)
        return change_words(change.what, self._subject(change), aim)

    def missing(self, one: Proposal) -> Words:
        """What is missing for a change, and whether it saves anything by itself."""
        return join((self._lacking(one.change), EMPTY if one.minutes else ONLY_TOGETHER), AND_THEN)

    def _lacking(self, change: Change) -> Words:
        if change.what != "drop visit":
            return LACKING[change.what] if change.missing else EMPTY
        visit = self._bound["service"][change.subject].service.visit
        if visit.basis is None:
            return both("no article demands it", "没有条文要求到场")
        article = self._called.article(visit.basis)
        return fill(
            both("{article} demands it and would have to change", "须修订要求到场的{article}"),
            article=article,
        )

    def _subject(self, change: Change) -> Words:
        """What a change is made to: a service or a report, an attribute, a question or a document of one."""
        if change.what in {"drop visit", "merge reports"}:
            return self._said(change.subject)
        if change.what == "open":
            return self._datum(change.subject)
        bound: BoundCase = (
            self._bound.get("service", {}).get(change.target) or self._bound["report"][change.target]
        )
        titles = {one.name: self._called.question(one) for one in bound.asked}
        titles |= {one.name: self._called.document(one) for one in bound.demanded}
        return titles[change.subject]

    def office(self, name: str) -> Words:
        """The title of an office."""
        office = self._bound.get("office", {}).get(name)
        return title_of(office) if office else {"en": name}

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
        return in_brackets(self._called.concept(concept.id), self._called.title("register", register.id))

    @property
    def norms(self) -> int:
        """How many norms decide."""
        return len([one for one in self._bound.get("norm", {}).values() if isinstance(one.norm, Norm)])


def _sorted(definitions: dict[str, Any], model: Any = None) -> list[Any]:
    def title(one: Any) -> tuple[str, str]:
        named = model(one) if model else one
        return (named.say("en").casefold(), named.id)

    return sorted(definitions.values(), key=title)
