"""The export to CPSV-AP: valid by the published SHACL shapes, whole, and red when something is broken."""

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib

from askonce.apps.government.catalogue.importing import Imported, import_catalogue
from askonce.apps.government.cpsv_ap import to_cpsv_ap
from askonce.apps.government.cpsv_ap_vocabulary import iri
from askonce.assembly import LANGUAGE
from askonce.pack.passes import Checked, check_folder, check_sources
from askonce.text.source import from_text, read

# rdflib reads JSON-LD with a class of its own that it has deprecated; the warning is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
ON = date(2026, 11, 21)
CPSV = rdflib.Namespace("http://purl.org/vocab/cpsv#")
CV = rdflib.Namespace("http://data.europa.eu/m8g/")
SMALL = {
    "pack.yaml": "manifest: valley\ntitle: {en: Green Valley, zh: 绿谷}\nlanguages: [en, zh]\ncurrency: CNY\n",
    "laws/fire.yaml": """\
law: fire-act
title: {en: Fire Act, zh: 消防法}
articles:
  "3": {en: A kitchen needs a permit., zh: 厨房须有许可。}
""",
    "offices.yaml": """\
office: fire
title: {en: Fire Brigade, zh: 消防队}
hours: {en: weekdays, zh: 工作日}
contact: 0571 5550 1234
code: "0042"
""",
    "safety.yaml": "office: safety\ntitle: {en: Safety Office, zh: 安监局}\npart_of: fire\n",
    "concepts/area.yaml": "concept: area\ntitle: {en: Floor area, zh: 面积}\ntype: number\n",
    "concepts/name.yaml": "concept: name\ntitle: {en: Name, zh: 名称}\ntype: text\n",
    "registers/firms.yaml": """\
register: firms
title: {en: Firms, zh: 企业}
of: firm
holder: safety
attributes:
  trade_name: {concept: name, type: text}
""",
    "norms/permit.yaml": """\
norm: kitchen-permit
title: {en: Who gets a permit, zh: 许可条件}
basis: fire-act/3
effect: favourable
needs: {area: number, trade_name: text}
result: area < 100
""",
    "services/permit.yaml": """\
service: kitchen permit/厨房
title: {en: Kitchen permit, zh: 厨房许可}
about: {en: A permit to cook for guests., zh: 餐饮厨房许可。}
for: firm
basis: fire-act/3
office: fire
joint: safety
uses:
  trade_name: {from: applicant.trade_name}
asks:
  area: {concept: area, of: applicant, at: event}
  guests: {concept: area, title: {en: How many guests?, zh: 多少客人？}}
documents:
  floor_plan: {title: {en: Floor plan, zh: 平面图}, produced_by: floor-plan}
decides: kitchen-permit
visit: {to: fire, because: {en: the kitchen is seen, zh: 须现场查看}}
online: https://valley.example/a form?x={1}
paper_form: https://valley.example/form.pdf
information: https://valley.example/kitchens
term: {promised: 2 weeks, legal: 1 month}
fee: 12.50 CNY
gives: permit
adopted: {act: fire-act, on: 2021-12-15, by: [fire, safety]}
""".replace("kitchen permit/厨房", "kitchen-许可"),
    "services/plan.yaml": "service: floor-plan\ntitle: {en: Floor plan, zh: 平面图}\nonline: 'true'\nterm: {promised: 3 working days}\n",
    "events/opening.yaml": "life_event: opening\ntitle: {en: Opening a kitchen, zh: 开办餐饮}\nfor: firm\nservices: [floor-plan, kitchen-许可]\n",
    "events/moving.yaml": "life_event: moving\ntitle: {en: Moving, zh: 搬家}\nfor: person\nservices: [floor-plan]\n",
}


def small(**changes: str) -> Checked:
    files = {**SMALL, **changes}
    return check_sources((from_text(path, text) for path, text in files.items()), LANGUAGE, on=ON, keep=True)


@pytest.fixture(scope="module")
def shapes(shared: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(shared / "data" / "cpsv-ap" / "cpsv-ap-SHACL.ttl")


def graph_of(document: dict[str, Any]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def validate(document: dict[str, Any], shapes: rdflib.Graph) -> tuple[bool, str]:
    conforms, _, report = pyshacl.validate(graph_of(document), shacl_graph=shapes)
    return bool(conforms), str(report)


def services_in(document: dict[str, Any]) -> int:
    return len(set(graph_of(document).subjects(rdflib.RDF.type, CPSV.PublicService)))


def node_of(document: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    wanted = iri("valley", kind, name)
    found: dict[str, Any] = next(node for node in document["@graph"] if node["@id"] == wanted)
    return found


def test_a_small_pack_conforms_and_keeps_each_service(shapes: rdflib.Graph) -> None:
    checked = small()
    document, _ = to_cpsv_ap(checked)
    conforms, report = validate(document, shapes)
    assert conforms, report
    assert services_in(document) == len(checked.bound["service"]) == 2


def test_an_invented_pack_conforms_and_keeps_each_service(root: Path, shapes: rdflib.Graph) -> None:
    folder = root / "packs" / "qingshan"
    if not folder.is_dir():
        pytest.skip("packs/qingshan is missing")
    checked = check_folder(folder, LANGUAGE, on=ON, keep=True)
    document, _ = to_cpsv_ap(checked)
    conforms, report = validate(document, shapes)
    assert conforms, report
    assert services_in(document) == len(checked.view.ids("service"))


@pytest.mark.full
def test_the_real_catalogue_conforms(shared: Path, shapes: rdflib.Graph) -> None:
    folder = shared / "data" / "catalogue"
    given = tuple(read(folder, f"{name}.csv") for name in ("authorities", "services", "requirements"))
    result = import_catalogue(given, catalogue="aides")  # type: ignore[arg-type]
    assert isinstance(result, Imported)
    files = (from_text(path, text) for path, text in result.files.items())
    document, _ = to_cpsv_ap(check_sources(files, LANGUAGE, on=ON, keep=True))
    conforms, report = validate(document, shapes)
    assert conforms, report[:2000]
    assert services_in(document) == 552


def test_a_service_says_who_answers_what_it_asks_and_what_it_gives() -> None:
    document, _ = to_cpsv_ap(small())
    service = node_of(document, "service", "kitchen-许可")
    assert service["@id"] == "urn:askonce:valley:service:kitchen-%E8%AE%B8%E5%8F%AF"
    assert service["dct:title"] == {"en": "Kitchen permit", "zh": "厨房许可"}
    assert service["cv:hasCompetentAuthority"] == [iri("valley", "office", "fire")]
    assert service["cv:hasLegalResource"] == [iri("valley", "article", "fire-act/3")]
    assert service["cpsv:follows"] == [iri("valley", "norm", "kitchen-permit")]
    assert service["cv:processingTime"] == "P14D"
    assert service["cv:isGroupedBy"] == [iri("valley", "life_event", "opening")]
    assert service["dct:requires"] == [iri("valley", "service", "floor-plan")]
    assert service["adms:status"] == iri("valley", "code", "adopted")
    kinds = ("area", "guests", "trade_name", "floor_plan")
    assert service["cv:holdsRequirement"] == [
        iri("valley", "requirement", f"kitchen-许可/{one}") for one in kinds
    ]
    channels = [node_of(document, "channel", f"kitchen-许可/{one}") for one in ("online", "paper", "counter")]
    assert service["cv:hasChannel"] == [channel["@id"] for channel in channels]
    assert channels[0]["foaf:page"] == ["https://valley.example/a%20form?x=%7B1%7D"]
    assert channels[2]["cv:ownedBy"] == [iri("valley", "office", "fire")]
    assert node_of(document, "cost", "kitchen-许可")["cv:hasValue"] == "12.50"
    assert node_of(document, "life_event", "opening")["@type"] == ["cv:BusinessEvent", "cv:Event"]
    assert node_of(document, "life_event", "moving")["@type"] == ["cv:LifeEvent", "cv:Event"]


def test_a_requirement_says_its_norm_its_proof_and_its_title() -> None:
    document, _ = to_cpsv_ap(small())
    area, guests, name, plan = (
        node_of(document, "requirement", f"kitchen-许可/{one}")
        for one in ("area", "guests", "trade_name", "floor_plan")
    )
    assert area["dct:title"] == {"en": "Floor area", "zh": "面积"}
    assert area["cv:fulfils"] == [iri("valley", "norm", "kitchen-permit")]
    assert guests["dct:title"]["en"] == "How many guests?"
    assert "cv:fulfils" not in guests
    assert (name["dct:title"]["en"], name["dct:type"]) == ("Name", [iri("valley", "code", "held")])
    evidence = node_of(document, "evidence", "kitchen-许可/floor_plan")
    assert plan["cv:hasSupportingEvidence"] == [evidence["@id"]]
    assert evidence["cv:supportsRequirement"] == [plan["@id"]]


def test_the_export_is_the_same_whatever_the_order_of_files() -> None:
    backwards = check_sources(
        (from_text(path, text) for path, text in reversed(SMALL.items())), LANGUAGE, on=ON, keep=True
    )
    assert json.dumps(to_cpsv_ap(small())) == json.dumps(to_cpsv_ap(backwards))


def test_every_link_leads_to_a_node_with_a_type() -> None:
    document, _ = to_cpsv_ap(small())
    links = {
        word
        for word, said in document["@context"].items()
        if isinstance(said, dict) and said.get("@type") == "@id"
    }
    typed = {node["@id"] for node in document["@graph"] if node["@type"]}
    for node in document["@graph"]:
        for link in links & node.keys():
            targets = node[link] if isinstance(node[link], list) else [node[link]]
            assert typed.issuperset(targets), (node["@id"], link)
    said = {word for node in document["@graph"] for word in node if ":" in word}
    assert links - said == set(), "a link of the context that the small pack does not show"


def test_what_cpsv_ap_cannot_say_is_counted() -> None:
    _, lines = to_cpsv_ap(small())
    assert "left out once: `asks.of` of a service" in lines
    assert "left out once: `asks.at` of a service" in lines
    assert "left out 2 times: `asks.concept` of a service" in lines
    assert "left out once: `result` of a norm" in lines
    assert "left out once: a register" in lines
    assert "left out 2 times: a concept" in lines
    assert "a service names no office, so the pack stands as its authority: once" in lines
    assert "a service has no `about`, so its title stands as its description: once" in lines
    assert "a term is in working days, which a duration cannot say, so it is left out: once" in lines
    assert "a service has room for one term, so the legal one is left out: once" in lines
    table = SMALL["norms/permit.yaml"].replace(
        "result: area < 100", "table: {hit: unique, when: [area], then: [fee], rows: [['< 1', 2]]}"
    )
    use = SMALL["services/permit.yaml"].replace(
        "from: applicant.trade_name", "from: applicant.trade_name, if_unavailable: ask"
    )
    _, more = to_cpsv_ap(small(**{"norms/permit.yaml": table, "services/permit.yaml": use}))
    assert "left out once: `table` of a norm" in more
    assert "left out once: `uses.if_unavailable` of a service" in more


def test_a_name_that_nothing_defines_is_no_link() -> None:
    permit = (
        SMALL["services/permit.yaml"]
        .replace("office: fire", "office: nobody")
        .replace("fire-act/3", "no-act/1")
    )
    document, _ = to_cpsv_ap(
        small(**{"services/permit.yaml": permit.replace("decides: kitchen-permit", "decides: none")})
    )
    service = node_of(document, "service", "kitchen-许可")
    assert service["cv:hasCompetentAuthority"] == [iri("valley", "authority", "valley")]
    assert "cv:hasLegalResource" not in service
    assert "cpsv:follows" not in service


def test_a_pack_without_services_gives_none_and_says_nothing_else() -> None:
    document, lines = to_cpsv_ap(check_sources((), LANGUAGE, on=ON, keep=True))
    assert document["@graph"] == []
    assert services_in(document) == 0
    assert lines == ()


# Sabotage: what a node must have, taken away, turns the shapes red


def without(kind: str, name: str, word: str) -> Callable[[dict[str, Any]], None]:
    def spoil(document: dict[str, Any]) -> None:
        del node_of(document, kind, name)[word]

    return spoil


def untyped(kind: str, name: str) -> Callable[[dict[str, Any]], None]:
    def spoil(document: dict[str, Any]) -> None:
        del node_of(document, kind, name)["@type"]

    return spoil


SPOILT = [
    without("service", "floor-plan", "dct:description"),
    without("service", "floor-plan", "dct:identifier"),
    without("service", "floor-plan", "dct:title"),
    without("service", "floor-plan", "cv:hasCompetentAuthority"),
    without("office", "fire", "dct:spatial"),
    without("office", "fire", "skos:prefLabel"),
    without("requirement", "kitchen-许可/area", "dct:title"),
    without("evidence", "kitchen-许可/floor_plan", "dct:identifier"),
    without("norm", "kitchen-permit", "dct:description"),
    without("life_event", "moving", "dct:title"),
    without("cost", "kitchen-许可", "dct:identifier"),
    without("channel", "kitchen-许可/online", "dct:identifier"),
    without("participation", "kitchen-许可/safety", "cv:role"),
    untyped("office", "fire"),
    untyped("location", "valley"),
    untyped("article", "fire-act/3"),
    untyped("evidence_type", "kitchen-许可/floor_plan"),
    untyped("code", "online"),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_sabotage_of_the_export_is_caught(
    shapes: rdflib.Graph, spoil: Callable[[dict[str, Any]], None]
) -> None:
    document = copy.deepcopy(to_cpsv_ap(small())[0])
    spoil(document)
    conforms, _ = validate(document, shapes)
    assert not conforms
