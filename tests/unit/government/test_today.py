"""The page of a pack today: one offline file, in both languages, whose figures are those that are measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from askonce.application import Application
from askonce.apps.government.catalogue.importing import Imported, import_catalogue
from askonce.apps.government.today import PROPOSALS_SHOWN, render_today
from askonce.assembly import APPLICATIONS, LANGUAGE, PLANNED
from askonce.cases.plan import plan
from askonce.pack.passes import Checked, check_sources
from askonce.text.source import from_text
from tests.property.plain_measure import Reckoning, files_of

ON = date(2026, 11, 21)
ROOT = Path(__file__).resolve().parents[3]
VOID = {"meta", "link", "br", "img", "input", "hr", "col", "area", "base", "embed", "source", "track", "wbr"}
CLOSED_ALONE = {"path"}  # SVG's own way to end an element at once
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Element:
    """An element with its attributes, what stands in it, and the element that it stands in."""

    def __init__(self, tag: str, attributes: Mapping[str, str], above: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.above = above
        self.inside: list[Element | str] = []

    def walk(self) -> Iterator[Element]:
        yield self
        for one in self.inside:
            if isinstance(one, Element):
                yield from one.walk()

    def every(self, tag: str = "", kind: str = "") -> list[Element]:
        return [
            one for one in self.walk()
            if (not tag or one.tag == tag) and (not kind or kind in one.attributes.get("class", "").split())
        ]  # fmt: skip

    def first(self, tag: str = "", kind: str = "") -> Element:
        return self.every(tag, kind)[0]

    def text(self, language: str = "") -> str:
        """What a reader sees, in one language where one is named."""
        if (
            language
            and "t" in self.attributes.get("class", "").split()
            and self.attributes["lang"] != language
        ):
            return ""
        return "".join(one if isinstance(one, str) else one.text(language) for one in self.inside)


class Page(HTMLParser):
    """The tree of a page; tags that do not match each other are an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = text
        self.root = Element("", {}, None)
        self.open = self.root
        self.feed(text)
        self.close()
        assert self.open is self.root, f"<{self.open.tag}> is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> names an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.inside.append(element)
        if tag not in VOID:
            self.open = element

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.tag, f"</{tag}> closes <{self.open.tag}> in line {self.getpos()[0]}"
        assert self.open.above is not None
        self.open = self.open.above

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in CLOSED_ALONE, f"<{tag}/> is not closed in HTML"
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.open.inside.append(data)


def check(files: Mapping[str, str]) -> Checked:
    return check_sources(
        (from_text(path, text) for path, text in sorted(files.items())), LANGUAGE, on=ON, keep=True
    )


def page_of(files: Mapping[str, str], applications: tuple[Application, ...] = APPLICATIONS) -> Page:
    return Page(render_today(check(files), applications, PLANNED, on=ON))


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}</style></title>&lt;b&gt;"
FRENCH = {
    "authorities.csv": "authority,name,level,code\nville,Ville d'Été,commune,1\n",
    "services.csv": "service,title,description,authority,kind,amount,unit,frequency,online_url,paper_form_url,information_url,prefilled\n"
    "aide,Aide <d'été>,Une aide.,ville,bool,,,,https://ville.example/aide,,,true\nautre,Autre,Une autre.,ville,bool,,,,,,,false\n",
    "requirements.csv": "service,number,group,concept,operator,value,values,period,text\naide,1,all,age,>=,16,,,\n",
}  # fmt: skip


@cache
def files(name: str) -> Mapping[str, str]:
    """The packs of which pages are written, by name."""
    if name in {"qingshan", "before"}:
        return files_of(ROOT / "packs" / name)
    starter = files_of(ROOT / "src" / "askonce" / "starter")
    if name == "hostile":
        quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
        return {
            path: re.sub(r"(en|zh): [^,}\n]+", rf'\1: "{quoted} \1"', text) for path, text in starter.items()
        }
    if name == "French":
        made = import_catalogue(tuple(from_text(*one) for one in FRENCH.items()), catalogue="aides")
        assert isinstance(made, Imported)
        return made.files
    if name == "without an office":
        meal = starter["services/meal.yaml"].replace("office: street\n", "")
        return {**starter, "services/meal.yaml": meal}
    return starter if name == "starter" else {}


NAMES = ("qingshan", "before", "starter", "empty", "hostile", "French", "without an office")


@cache
def written(name: str) -> Page:
    return page_of(files(name))


@pytest.fixture(params=NAMES)
def page(request: pytest.FixtureRequest) -> Page:
    return written(request.param)


@pytest.fixture(params=["qingshan", "before", "starter", "French"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# What every page is


def test_a_page_is_one_html_file_with_balanced_tags(page: Page) -> None:
    assert page.source.startswith("<!doctype html>\n<html lang=")
    assert [one.tag for one in page.root.inside if isinstance(one, Element)] == ["html"]
    for tag in ("html", "head", "title", "style", "body", "main", "h1"):
        assert len(page.root.every(tag)) == 1
    assert page.root.first("meta").attributes["charset"] == "utf-8"


def test_a_page_loads_nothing_and_runs_nothing(page: Page) -> None:
    tags = {one.tag for one in page.root.walk()}
    assert not tags & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "form",
        "base",
        "source",
    }
    for one in page.root.walk():
        for name, value in one.attributes.items():
            assert name not in {
                "src",
                "srcset",
                "action",
                "data",
                "poster",
                "background",
                "ping",
                "formaction",
            }
            assert not name.startswith("on")
            assert not re.search(r"https?:|//|javascript:|data:", value), (one.tag, name, value)
    style = page.root.first("style").text() + "".join(
        one.attributes.get("style", "") for one in page.root.walk()
    )
    assert not re.search(r"@import|@font-face|url\(|expression\(|http", style)


def test_every_text_stands_in_both_languages(page: Page) -> None:
    spoken = page.root.every("span", "t")
    assert spoken
    for one in spoken:
        assert one.above is not None
        beside = [other for other in one.above.inside if isinstance(other, Element)]
        place = beside.index(one)
        first = place if one.attributes["lang"] == "en" else place - 1
        english, chinese = beside[first : first + 2]
        assert [two.attributes.get("lang") for two in (english, chinese)] == ["en", "zh-Hans"]
        assert english.text().strip()
        assert chinese.text().strip()
    switch = [one.attributes for one in page.root.every("input")]
    assert [one["id"] for one in switch] == ["language-en", "language-zh"]
    assert [one["id"] for one in switch if "checked" in one] == ["language-en"]


def test_what_the_page_itself_says_in_chinese_is_chinese(page: Page) -> None:
    own = [
        one
        for tag in ("h2", "h3", "dt", "th", "footer", "nav")
        for element in page.root.every(tag)
        for one in element.every("span", "t")
    ]
    assert own
    assert all(CHINESE.search(one.text()) for one in own if one.attributes["lang"] == "zh-Hans")


def test_every_anchor_resolves_and_every_id_is_unique(page: Page) -> None:
    ids = [one.attributes["id"] for one in page.root.walk() if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    assert not any(re.search(r"\s", one) for one in ids)
    for one in page.root.walk():
        if "href" in one.attributes:
            assert one.attributes["href"].startswith("#")
            assert one.attributes["href"][1:] in ids, one.attributes["href"]
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert all(named in ids for named in one.attributes.get(name, "").split())


def test_headings_stand_in_order_and_are_not_empty(page: Page) -> None:
    headings = [one for one in page.root.walk() if re.fullmatch(r"h[1-6]", one.tag)]
    levels = [int(one.tag[1]) for one in headings]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert all(one.text().strip() for one in headings)


def test_every_control_has_a_name(page: Page) -> None:
    labelled = {one.attributes["for"] for one in page.root.every("label")}
    assert all(one.attributes["id"] in labelled for one in page.root.every("input"))
    for tag in ("summary", "a", "legend", "label"):
        assert all(one.text("en").strip() and one.text("zh-Hans").strip() for one in page.root.every(tag))
    for details in page.root.every("details"):
        assert next(one.tag for one in details.inside if isinstance(one, Element)) == "summary"


def test_no_value_of_the_program_is_shown(page: Page) -> None:
    shown = page.root.first("body").text()
    assert not re.search(r"\b(None|True|False|Decimal|nan)\b|<askonce|object at|\{\{ [a-z]|%\}", shown)


def test_the_same_pack_gives_the_same_page(name: str) -> None:
    assert render_today(check(files(name)), APPLICATIONS, PLANNED, on=ON) == written(name).source


# The figures


def tiles(page: Page) -> dict[str, Element]:
    return {
        tile.first("span", "name").text("en"): tile
        for tile in page.root.every("li", "tile")
        if tile.every(kind="value")
    }


def percent(rate: Mapping[str, Any]) -> str:
    if rate["value"] is None:
        return "–"
    return f"{100 * rate['numerator'] / rate['denominator']:.1f}%".replace("100.0%", "100%")


def test_the_headline_figures_are_those_that_are_measured(name: str) -> None:
    page, measures = written(name), Reckoning(files(name)).measures()
    shown = {label: tile.first(kind="value").text() for label, tile in tiles(page).items()}
    mean = measures["questions"]["mean"]
    assert shown == {
        "services": f"{measures['services']:,}",
        "online": percent(measures["online_rate"]),
        "without a visit": percent(measures["zero_visit_rate"]),
        "questions a service": "–" if mean is None else f"{mean:.1f}",
        "data from registers": percent(measures["data_prefilled"]),
        "asked although held": f"{measures['asked_although_held']:,}",
        "forms a year": f"{measures['form_filings_per_year']:,}",
        "hours of people a year": f"{measures['minutes_per_year'] / 60:,.0f}",
    }


def test_each_rate_shows_numerator_denominator_and_not_stated(name: str) -> None:
    measures, shown = Reckoning(files(name)).measures(), tiles(written(name))
    for label, key in (
        ("online", "online_rate"),
        ("without a visit", "zero_visit_rate"),
        ("data from registers", "data_prefilled"),
    ):
        rate = measures[key]
        stated = f", {rate['not_stated']} not stated" if rate["not_stated"] else ""
        for language, words in (
            ("en", f"{rate['numerator']} of {rate['denominator']}{stated};"),
            ("zh-Hans", f"{rate['denominator']} 项中的 {rate['numerator']} 项"),
        ):
            assert shown[label].first("p").text(language).startswith(words)


def test_each_figure_opens_into_what_makes_it_up(name: str) -> None:
    each = Reckoning(files(name)).measures()["by_service"].values()
    counts = {label: len(tile.first("details").every("li")) for label, tile in tiles(written(name)).items()}
    assert counts["services"] == len(each)
    assert counts["online"] == sum(one["online"] is not True for one in each)
    assert counts["without a visit"] == sum(one["visits"] != 0 for one in each)
    assert counts["data from registers"] == sum(one["prefilled"] > 0 for one in each)


def test_the_chart_counts_services_by_their_questions(name: str) -> None:
    spread = Reckoning(files(name)).measures()["questions"]["distribution"]
    chart = written(name).root.first("dl", "chart")
    labels = [one.text("zh-Hans") for one in chart.every("dt")]
    counts = [one.text("zh-Hans") for one in chart.every("dd") if "aria-hidden" not in one.attributes]
    top = max(map(int, spread), default=0)
    assert labels == [f"{number} 项" for number in range(top + 1)]
    assert counts == [f"{spread.get(str(number), 0)} 项服务" for number in range(top + 1)]
    widths = [float(one.attributes["style"].split()[1].rstrip("%")) for one in chart.every(kind="bar")]
    longest = max(spread.values(), default=1)
    assert widths == [round(100 * spread.get(str(number), 0) / longest, 1) for number in range(top + 1)]


def test_each_service_shows_what_it_knows_asks_and_demands(name: str) -> None:
    page, by_service = written(name), Reckoning(files(name)).measures()["by_service"]
    shown = {
        one.attributes["id"].removeprefix("service-"): one for one in page.root.every("details", "service")
    }
    assert shown.keys() == by_service.keys()
    for service, figures in by_service.items():
        answers = {term.text("en"): value for term, value in _pairs(shown[service].first("dl"))}
        pills = {label: len(value.every("span", "pill")) for label, value in answers.items()}
        assert pills["Already known"] == figures["prefilled"]
        assert pills["Asked"] == (figures["questions"] or 0)
        assert pills["To bring"] == (figures["documents"] or 0)
        visit = answers["Visit"].text("en")
        trips = figures["visits"]
        assert visit.startswith(
            "not stated" if trips is None else "no visit" if not trips else f"{trips} visit"
        )
        assert not visit.endswith(": ")


def _pairs(listing: Element) -> list[tuple[Element, Element]]:
    inside = [one for one in listing.inside if isinstance(one, Element)]
    assert [one.tag for one in inside] == ["dt", "dd"] * (len(inside) // 2)
    return list(zip(inside[::2], inside[1::2], strict=True))


def test_each_report_shows_its_rounds_and_cells(name: str) -> None:
    by_report = Reckoning(files(name)).measures()["by_report"]
    section = [
        one for one in written(name).root.every("section") if one.attributes["aria-labelledby"] == "reports"
    ]
    shown = sorted(one.first("span", "soft").text("en") for one in section for one in one.every("details"))
    assert shown == sorted(
        f"{one['rounds_per_year']} a year, {one['questions']} cells by hand, {one['prefilled']} from registers"
        for one in by_report.values()
    )


def test_the_proposals_are_those_of_the_plan(name: str) -> None:
    proposals = plan(check(files(name))).proposals[:PROPOSALS_SHOWN]
    rows = [row for row in written(name).root.every("tr") if row.every("td")]
    assert len(rows) == len(proposals)
    for row, one in zip(rows, proposals, strict=True):
        hours, visits, questions, documents = (cell.text() for cell in row.every("td", "number"))
        assert hours == f"{(one.minutes or one.together) / 60:,.0f}"
        assert (visits, questions, documents) == (
            f"{one.visits:,}",
            f"{one.questions:,}",
            f"{one.documents:,}",
        )


def test_hours_are_the_minutes_times_the_filings_that_are_shown(name: str) -> None:
    lines = [one.text("en") for one in tiles(written(name))["hours of people a year"].every("span", "soft")]
    reckoned = [re.fullmatch(r"([\d,]+) hours: ([\d,.]+) minutes? × ([\d,]+)", line) for line in lines]
    for found in filter(None, reckoned):
        hours, minutes, filings = (float(one.replace(",", "")) for one in found.groups())
        half_a_tenth = 0.05 * filings / 60
        assert abs(minutes * filings / 60 - hours) <= half_a_tenth + 0.5


def test_a_proposal_that_saves_nothing_alone_says_so() -> None:
    proposals = plan(check(files("qingshan"))).proposals[:PROPOSALS_SHOWN]
    rows = [row for row in written("qingshan").root.every("tr") if row.every("td")]
    said = ["须与其他改动一并实施" in row.text("zh-Hans") for row in rows]
    assert said == [one.minutes == 0 for one in proposals]
    assert any(said)


@pytest.mark.parametrize("pack", ["qingshan", "before"])
def test_people_read_no_name_of_a_file_and_no_date_of_a_machine(pack: str) -> None:
    reckoning = Reckoning(files(pack))
    shown = [written(pack).root.first("body").text(language) for language in ("en", "zh-Hans")]
    laws = "|".join(map(re.escape, reckoning.pack["law"]))
    for text in shown:
        assert not re.search(rf"\b(?:{laws})/\d", text)
        assert not re.search(r"\b\d{4}-\d\d-\d\d\b", text)
    assert "21 November 2026" in shown[0]
    assert "2026年11月21日" in shown[1]


def test_what_is_asked_although_held_is_named_as_the_person_is_asked() -> None:
    line = tiles(written("qingshan"))["asked although held"].first("span", "soft")
    assert (line.text("en"), line.text("zh-Hans")) == ("asks portrait", "询问证件照")


def test_every_life_event_sums_up_its_services() -> None:
    reckoning = Reckoning(files("qingshan"))
    by_service = reckoning.measures()["by_service"]
    section = next(
        one
        for one in written("qingshan").root.every("section")
        if one.attributes["aria-labelledby"] == "events"
    )
    shown = {
        one.first("strong").text("en"): one.first("span", "soft").text("zh-Hans")
        for one in section.every("details")
    }
    events = reckoning.pack["life_event"].values()
    assert len(shown) == len(events)
    for event in events:
        called = [by_service[service] for service in event["services"]]
        questions, documents, visits = (
            sum(one[key] or 0 for one in called) for key in ("questions", "documents", "visits")
        )
        said = f"{len(called)} 项服务：共提问 {questions} 项、材料 {documents} 份、到场 {visits} 次"
        assert shown[event["title"]["en"]] == said


def test_every_office_with_a_service_or_a_register_is_shown() -> None:
    reckoning = Reckoning(files("qingshan"))
    cases = reckoning.services.values()
    holders = {one.get("holder") for one in reckoning.pack["register"].values()}
    expected = {
        office
        for office in reckoning.pack["office"]
        if office in holders or any(one.get("office") == office for one in cases)
    }
    shown = {
        one.attributes["id"].removeprefix("office-")
        for one in written("qingshan").root.every("details", "office")
    }
    assert shown == expected


def test_the_footer_counts_findings_and_proposals(name: str) -> None:
    checked = check(files(name))
    footer = written(name).root.first("footer").text("en")
    assert f"Findings: {len(checked.findings)}." in footer
    assert f"Proposals to holders of registers: {len(checked.proposals)}." in footer


# Packs that are not as one expects


def test_hostile_titles_are_shown_as_they_are_written() -> None:
    page = written("hostile")
    shown = page.root.first("body").text()
    assert shown.count(f"{HOSTILE} en") >= 5
    assert f"{HOSTILE} zh" in shown
    assert "49" not in page.root.first("h1").text()
    assert page.root.first("title").text() == f"{HOSTILE} en today · {HOSTILE} zh今日"
    assert "<script" not in page.source
    assert "<img" not in page.source


def test_a_pack_in_one_other_language_is_shown_in_it() -> None:
    page = written("French")
    french = [one.text() for one in page.root.walk() if one.attributes.get("lang") == "fr"]
    assert {"Ville d'Été", "Aide <d'été>", "Une aide.", "Autre"} <= set(french)
    assert not any(
        "t" in one.attributes.get("class", "").split()
        for one in page.root.walk()
        if one.attributes.get("lang") == "fr"
    )
    assert "today" in page.root.first("title").text()


def test_a_service_that_names_no_office_is_shown_all_the_same() -> None:
    office = written("without an office").root.every("details", "office")[-1]
    assert office.first("summary").text("en").startswith("Office not stated")
    assert [one.attributes["id"] for one in office.every("details", "service")] == ["service-meal"]


def test_what_is_left_open_is_said_to_be_not_stated() -> None:
    bare = {
        path: re.sub(r"^(visit|term|basis|adopted|gives): .*\n", "", text, flags=re.MULTILINE) if path.startswith("services/") else text
        for path, text in files("starter").items()
    }  # fmt: skip
    service = page_of(bare).root.first("details", "service")
    said = {
        term.text("en"): (value.text("en"), value.text("zh-Hans"))
        for term, value in _pairs(service.first("dl"))
    }
    assert said["Visit"] == said["Takes"] == ("not stated", "未说明")
    assert said["Basis"] == ("not stated; draft", "未说明；草案")
    assert said["Gives"] == ("–", "–")
    empty = {
        path: text.replace("term: {", "term: {from_when: filing} # {")
        for path, text in files("starter").items()
    }
    again = page_of(empty).root.first("details", "service")
    assert "not stated" in next(
        value.text("en") for term, value in _pairs(again.first("dl")) if term.text("en") == "Takes"
    )


@pytest.mark.parametrize(("trips", "because", "english", "chinese"), [
    (1, "", "1 visit", "到场 1 次"),
    (2, "", "2 visits", "到场 2 次"),
    (2, ", because: {en: both must come, zh: 双方须到场}", "2 visits: both must come", "到场 2 次：双方须到场"),
    (1, ", because: {fr: présence}", "1 visit: présence", "到场 1 次：présence"),
])  # fmt: skip
def test_a_visit_is_said_with_its_reason(trips: int, because: str, english: str, chinese: str) -> None:
    visit = f"visit: {{to: street, trips: {trips}, basis: street-rules/3{because}}}"
    changed = {path: text.replace("visit: none", visit) for path, text in files("starter").items()}
    service = page_of(changed).root.first("details", "service")
    said = next(value for term, value in _pairs(service.first("dl")) if term.text("en") == "Visit")
    assert (said.text("en"), said.text("zh-Hans")) == (english, chinese)


def test_applications_and_what_is_planned_are_named() -> None:
    planned = [one.first(kind="name").text("en") for one in written("starter").root.every("li", "planned")]
    assert planned == [one.title["en"] for one in (*APPLICATIONS, *PLANNED)]
    alone = page_of(files("starter"), ())
    assert len(alone.root.every("li", "planned")) == len(PLANNED)
