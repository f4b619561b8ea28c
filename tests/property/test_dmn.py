"""Models of the standard: a norm and its export decide alike, and no file makes the reader raise or hang."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.feel.rewrite import literals
from askonce.feel.types import (
    BOOLEAN,
    DATE,
    DAYS_DURATION,
    INTEGER,
    MONTHS_DURATION,
    NUMBER,
    TEXT,
    ChoiceType,
    ContextType,
    ListType,
    MoneyType,
    Type,
)
from askonce.feel.values import Money, Value, YearsMonths, days_time
from askonce.norms.dmn.drafting import Draft
from askonce.norms.dmn.engine import Engine
from askonce.norms.dmn.examine import examine
from askonce.norms.dmn.exporting import export_ruling, model_name
from askonce.norms.dmn.importing import import_decisions
from askonce.norms.dmn.kit import Cases, read_cases, same
from askonce.norms.dmn.library import library
from askonce.norms.dmn.model import Decision, Fault, Model
from askonce.norms.dmn.naming import Naming
from askonce.norms.dmn.reading import read_model
from askonce.norms.model import HITS
from askonce.norms.ruling import Book, Ruling, all_on, book_of, rule, typed_of
from askonce.norms.walk import walk
from askonce.pack.format import format_text
from askonce.pack.passes import check_sources, read_sources
from askonce.pack.starter import starter_files
from askonce.text.source import from_text
from tests.property.coverage import Coverage

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 6, 1)
DAYS = (DAY, date(2026, 2, 28))
TESTS = ("> 3", "> 5", "[4..7]")


@cache
def real() -> Book:
    """The norms of the county that the project describes, and one for each hit policy."""
    sources = list(read_sources(ROOT / "packs" / "qingshan"))
    sources += [from_text(f"norms/{name}.yaml", text) for name, text in policies().items()]
    return book_of(check_sources(sources, LANGUAGE, on=DAY, keep=True).bound)


def policies() -> dict[str, str]:
    """Tables whose rows overlap and leave gaps, and ages by either leap-day rule, by their names."""
    found = {}
    for number, hit in enumerate(HITS):
        several = hit in ("unique", "first", "priority", "output order")
        then = {"level": ["high", "middle", "low"]} if "collect" not in hit else {"fee": "money CNY"}
        cells = ["low", "high", "middle"] if "collect" not in hit else ["2 CNY", "n * 1 CNY", "5 CNY"]
        rows = [[test, cell, *(["n"] if several else [])] for test, cell in zip(TESTS, cells, strict=True)]
        table: dict[str, Any] = {
            "hit": hit,
            "when": ["n"],
            "then": then | ({"more": "integer"} if several else {}),
        }
        table["rows"] = [*rows, ["7", cells[0], *(["n"] if several else [])]]
        if hit in ("first", "rule order"):
            table["otherwise"] = [cells[0], *(["0"] if several else [])]
        words = {
            "norm": f"policy-{number}",
            "title": {"en": hit, "zh": hit},
            "effect": "neutral",
            "in_force": {"from": "2026-01-01"},
        }
        found[f"policy-{number}"] = json.dumps({**words, "needs": {"n": "integer"}, "table": table})
    return found


@cache
def moved(name: str, day: date = DAY) -> tuple[Ruling, Model, Ruling]:
    """A norm, its export, and the norm that the export's import gives."""
    ruling = rule(name, real(), all_on(day))
    assert isinstance(ruling, Ruling), ruling
    text = export_ruling(ruling)
    assert isinstance(text, str), text
    model = read_model(text.encode(), f"{name}.dmn")
    assert not isinstance(model, Fault), model
    assert examine(library([model]), model) == ()
    return ruling, model, again(model, name, day)


def again(model: Model, name: str, day: date) -> Ruling:
    drafts = import_decisions(library([model]), model, languages=("en", "zh"), on=None, file=model.file)
    ruling = rule(name, pack_of(drafts), all_on(day))
    assert isinstance(ruling, Ruling), ruling
    return ruling


def plain(value: Value) -> Value:
    """A value with numbers in the place of money."""
    match value:
        case Money(amount=amount):
            return amount
        case tuple():
            return tuple(map(plain, value))
        case Mapping():
            return {key: plain(held) for key, held in value.items()}
        case _:
            return value


def constants(ruling: Ruling) -> list[Any]:
    """Every constant of a text and of those it uses, where its answer may change."""
    found: list[Any] = [point for typed in typed_of(ruling.text) for point in literals(typed.tree)]
    found += [value for _, value in ruling.constants]
    return found + [point for _, used in ruling.uses for point in constants(used)]


def numbers(near: list[Any]) -> st.SearchStrategy[Decimal]:
    points = [plain(one) for one in near if isinstance(one, Decimal | Money)]
    steps = st.sampled_from([Decimal(-1), Decimal(0), Decimal(0), Decimal(1)])
    some = st.sampled_from(points or [Decimal(0)])
    return st.one_of(
        st.builds(lambda point, step: point + step, some, steps), st.integers(-3, 100_000).map(Decimal)
    )


def _dates() -> st.SearchStrategy[date]:
    years = st.integers(0, 90).map(lambda years: DAY.replace(year=DAY.year - years))
    return st.one_of(
        st.builds(lambda day, days: day + timedelta(days), years, st.integers(-2, 2)),
        st.dates(date(1930, 1, 1), date(2030, 12, 31)),
        st.sampled_from([date(1964, 2, 29), date(2004, 2, 29), date(2012, 2, 29)]),
    )


SIMPLE: dict[Type, st.SearchStrategy[Any]] = {
    BOOLEAN: st.booleans(),
    DATE: _dates(),
    MONTHS_DURATION: st.integers(-2, 200).map(YearsMonths),
    DAYS_DURATION: st.integers(-2, 400).map(lambda days: days_time(days=days)),
    TEXT: st.sampled_from(["", "a", "中"]),
}


def values(kind: Type, near: list[Any]) -> st.SearchStrategy[Any]:
    """Values of a type, close to the constants of a norm; now and then none."""
    match kind:
        case ChoiceType(options=options):
            found: st.SearchStrategy[Any] = st.sampled_from(options)
        case MoneyType(currency=currency):
            found = numbers(near).map(lambda number: Money(number, currency or "CNY"))
        case ListType(of=of):
            found = st.lists(values(of, near), max_size=4).map(tuple)
        case ContextType(fields=fields):
            found = st.fixed_dictionaries({key: values(of, near) for key, of in fields})
        case _ if kind in SIMPLE:
            found = SIMPLE[kind]
        case _ if kind == INTEGER:
            found = numbers(near).map(lambda number: number.to_integral_value())
        case _ if kind == NUMBER:
            found = numbers(near)
        case _:
            raise AssertionError(kind)
    return st.one_of(found, found, found, found, st.none())


@given(st.data())
def test_a_norm_its_export_and_the_import_of_that_decide_alike(data: st.DataObject) -> None:
    name = data.draw(st.one_of(st.sampled_from(sorted(real().norms)), st.sampled_from(sorted(policies()))))
    ruling, model, back = moved(name, data.draw(st.sampled_from(DAYS)))
    near = constants(ruling)
    facts = {key: data.draw(values(kind, near), label=key) for key, kind in ruling.inputs}
    assume(all(fact is not None for fact in facts.values()) or data.draw(st.booleans()))
    expected = plain(walk(ruling, facts))
    inputs = {key: plain(value) for key, value in {**ruling.dates.values(), **facts}.items()}
    decided = Engine(library([model])).evaluate(model, model_name(name), inputs)
    assert same(expected, decided.value), (name, facts, decided.messages)
    assert same(expected, plain(walk(back, {key: plain(value) for key, value in facts.items()}))), (
        name,
        facts,
    )


def test_every_norm_of_the_county_can_be_exported_and_imported_again() -> None:
    assert len(real().norms) >= 54
    for name in real().norms:
        ruling, _, back = moved(name)
        assert {key for key, _ in back.inputs} <= {key for key, _ in ruling.inputs}


# Files that are no models

WHOLE = """<?xml version="1.0"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
  <itemDefinition name="tA"><typeRef>number</typeRef><allowedValues><text>[0..9]</text></allowedValues></itemDefinition>
  <itemDefinition name="tB" isCollection="true"><itemComponent name="a b"><typeRef>tA</typeRef></itemComponent></itemDefinition>
  <inputData id="i" name="in put"><variable name="in put" typeRef="tA"/></inputData>
  <decision id="a" name="a"><variable name="a" typeRef="tA"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <decisionTable hitPolicy="PRIORITY"><input><inputExpression typeRef="tA"><text>in put</text></inputExpression>
      <inputValues><text>&lt; 9</text></inputValues></input>
      <output typeRef="number"><outputValues><text>2, 1</text></outputValues><defaultOutputEntry><text>0</text></defaultOutputEntry></output>
      <rule><inputEntry><text>&gt; 3</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>in put + 1</text></outputEntry></rule>
    </decisionTable></decision>
  <businessKnowledgeModel id="k" name="k"><variable name="k"/><encapsulatedLogic>
    <formalParameter name="x" typeRef="number"/><literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
  <decision id="b" name="b"><variable name="b"/>
    <informationRequirement><requiredDecision href="#a"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <context><contextEntry><variable name="c"/><literalExpression><text>k(a)</text></literalExpression></contextEntry>
      <contextEntry><variable name="d"/><for iteratorVariable="y"><in><literalExpression><text>[1, c]</text></literalExpression></in>
        <return><conditional><if><literalExpression><text>y = c</text></literalExpression></if><then><list><literalExpression><text>y</text></literalExpression></list></then>
        <else><invocation><literalExpression><text>k</text></literalExpression><binding><parameter name="x"/><literalExpression><text>y</text></literalExpression></binding></invocation></else></conditional></return></for></contextEntry>
      <contextEntry><filter><in><literalExpression><text>d</text></literalExpression></in><match><literalExpression><text>item != null</text></literalExpression></match></filter></contextEntry>
    </context></decision>
  <decisionService id="s" name="s"><variable name="s"/><outputDecision href="#b"/><inputDecision href="#a"/></decisionService>
</definitions>
"""
KIT = ROOT.parent / "shared" / "data" / "dmn-tck" / "TestCases"
PIECES = re.compile(r"<[^>]*>|[^<]+")
SPICE = (
    "",
    "<",
    "&x;",
    "<!DOCTYPE a>",
    "\0",
    "é中",
    "1 +",
    "(" * 150,
    "-",
    "null",
    "#",
    '"',
    "urn:m#a",
    "#b",
    "a",
)


def texts() -> list[str]:
    """A model with each construct, and some of the published kit's where it is beside the project."""
    found = sorted(KIT.glob("compliance-level-*/*/*.dmn"))[::10] if KIT.is_dir() else []
    return [WHOLE, *(path.read_text("utf-8") for path in found if path.stat().st_size < 40_000)]


TEXTS = texts()


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A model with some of its pieces dropped, doubled, exchanged or spiced."""
    pieces = PIECES.findall(draw(st.sampled_from(TEXTS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(pieces) - 1))
        other = draw(st.integers(0, len(pieces) - 1))
        match draw(st.sampled_from(["drop", "double", "exchange", "spice", "inside"])):
            case "drop":
                pieces[place] = ""
            case "double":
                pieces[place] *= 2
            case "exchange":
                pieces[place], pieces[other] = pieces[other], pieces[place]
            case "spice":
                pieces[place] = draw(st.sampled_from(SPICE))
            case _:
                cut = draw(st.integers(0, len(pieces[place])))
                pieces[place] = pieces[place][:cut] + draw(st.sampled_from(SPICE)) + pieces[place][cut:]
    return "".join(pieces)


EXPRESSIONS = (
    '"\x90\u202e"', "", "-", "1", "1 +", "null", "[]", "[1, null]", '"a"', "a b", "not(1)", "{a b: 1}", "x", "in put", "? > 1",
    "function(x) x(x)", "k", "a", "b", "if a then b", "for x in [1..3] return partial", '@"2026-02-30"', "(" * 150 + "1" + ")" * 150,
)  # fmt: skip
NAMES = (
    "",
    "a",
    "b",
    "in put",
    "k",
    "tA",
    "tB",
    "number",
    "string",
    "#a",
    "#k",
    "#none",
    "urn:m#b",
    "COLLECT",
    "SUM",
    "true",
    "Java",
    "é中",
)
TAGS = (
    "literalExpression",
    "decisionTable",
    "context",
    "list",
    "for",
    "filter",
    "invocation",
    "decision",
    "inputData",
    "itemDefinition",
    "text",
    "rule",
)


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    """A model that is still well-formed, with elements dropped, doubled, moved, renamed or said otherwise."""
    root = ET.fromstring(draw(st.sampled_from(TEXTS)))  # noqa: S314 - our own texts
    for _ in range(draw(st.integers(1, 5))):
        parents = [one for one in root.iter() if len(one)]
        if not parents:
            break
        parent = draw(st.sampled_from(parents))
        place = draw(st.integers(0, len(parent) - 1))
        child = parent[place]
        match draw(st.sampled_from(["drop", "double", "move", "rename", "text", "text", "attribute"])):
            case "drop":
                parent.remove(child)
            case "double":
                parent.insert(place, child)
            case "move":
                draw(st.sampled_from(parents)).append(deepcopy(child))
            case "rename":
                child.tag = child.tag.rpartition("}")[0] + "}" + draw(st.sampled_from(TAGS))
            case "text":
                held = [
                    one for one in root.iter() if one.tag.endswith("}text") or one.tag.endswith("}typeRef")
                ]
                draw(st.sampled_from(held or [child])).text = draw(st.sampled_from(EXPRESSIONS))
            case _:
                key = draw(
                    st.sampled_from([*child.attrib, "name", "typeRef", "href", "hitPolicy", "isCollection"])
                )
                child.set(key, draw(st.sampled_from(NAMES)))
    return bytes(ET.tostring(root, "utf-8"))


MET = Coverage("model", "faults", "drafts", "value", "messages")


def test_no_model_makes_the_engine_raise() -> None:
    bend()
    MET.check()


@given(bent())
def bend(content: bytes) -> None:
    made = use(content)
    assert isinstance(made, Model), made
    MET.saw(["model", *FOUND])
    FOUND.clear()


FOUND: list[str] = []


def use(content: bytes) -> Model | Fault:
    """Read, examine, evaluate and import what a file says; whatever it is, nothing may raise."""
    model = read_model(content, "m.dmn")
    if isinstance(model, Fault):
        assert model.line >= 1
        assert model.message
        return model
    held = library([model])
    lines = content.count(b"\n") + 1
    for fault in examine(held, model):
        FOUND.append("faults")
        assert 1 <= fault.line <= lines, fault
    engine = Engine(held)
    for element in list(model.elements.values())[:30]:
        evaluation = engine.evaluate(model, element.name, {"in put": Decimal(4)})
        FOUND.append("messages" if evaluation.messages else "value")
        for one in evaluation.messages:
            assert 1 <= one.line <= lines, one
    for made in import_decisions(held, model, languages=("en",), on=None, file="m.dmn"):
        if isinstance(made, Draft):
            FOUND.append("drafts")
            format_text(LANGUAGE, "norms/m.yaml", made.text())
        else:
            assert 1 <= made.line <= lines, made
    return model


@given(broken())
def test_no_file_makes_the_reader_raise(text: str) -> None:
    use(text.encode("utf-8", "replace"))


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(content: bytes) -> None:
    use(content)
    use(WHOLE.encode()[: len(content) * 10] + content)


def test_the_whole_model_is_one() -> None:
    model = use(WHOLE.encode())
    assert isinstance(model, Model)
    assert examine(library([model]), model) == ()
    engine = Engine(library([model]))
    assert engine.evaluate(model, "a", {"in put": Decimal(4)}).value == Decimal(1)
    assert engine.evaluate(model, "b", {"in put": Decimal(4)}).value == (Decimal(2), (Decimal(2),))


@pytest.mark.skipif(
    not KIT.is_dir(),
    reason="../shared/data/dmn-tck is not beside the project: the published conformance kit is missing",
)
def test_every_published_model_is_imported_or_refused_with_lines() -> None:
    counts = {"drafts": 0, "refused": 0}
    for path in sorted(KIT.glob("*/*/*.dmn")):
        if path.stat().st_size > 200_000:
            continue
        model = use(path.read_bytes())
        assert isinstance(model, Model)
        made = import_decisions(library([model]), model, languages=("en",), on=None, file="m.dmn")
        assert made or not any(isinstance(one, Decision) for one in model.elements.values())
        counts["refused" if any(isinstance(one, Fault) for one in made) else "drafts"] += 1
    assert min(counts.values()) > 20, counts


def flat(values: Mapping[str, Value], path: str = "") -> dict[str, Value]:
    """The values of inputs and of the parts of structures, by their paths."""
    found: dict[str, Value] = {}
    for key, value in values.items():
        found[path + key] = value
        if isinstance(value, Mapping):
            found |= flat(value, f"{path}{key}.")
    return found


def bare(value: Value) -> Value:
    """A value with the entries of contexts in their order and without their names, which a pack writes otherwise."""
    if isinstance(value, Mapping):
        return tuple(map(bare, value.values()))
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


@pytest.mark.skipif(
    not KIT.is_dir(),
    reason="../shared/data/dmn-tck is not beside the project: the published conformance kit is missing",
)
def test_published_cases_come_out_in_a_pack_as_in_their_model() -> None:
    compared = 0
    for path in sorted(KIT.glob("compliance-level-2/*/*.xml")):
        found = read_cases(path.read_bytes())
        assert isinstance(found, Cases)
        model = read_model((path.parent / found.model).read_bytes(), found.model)
        assert isinstance(model, Model)
        drafts = import_decisions(library([model]), model, languages=("en",), on=None, file="m.dmn")
        book = pack_of(drafts)
        names = Naming(model, ("en",), None, "m.dmn")
        for case in found.cases:
            facts = {
                names.names[key]: value for key, value in flat(case.inputs).items() if key in names.names
            }
            for expected in case.expects:
                decision = model.named(expected.name, Decision)
                assert decision is not None
                ruling = rule(names.ids[decision.id], book, all_on(DAY))
                if isinstance(ruling, Ruling):  # what the strict language refuses stays out
                    compared += 1
                    got = walk(ruling, {key: facts.get(key) for key, _ in ruling.inputs})
                    decided = Engine(library([model])).evaluate(model, expected.name, case.inputs).value
                    assert same(bare(decided), bare(got)), (path, case.id, expected.name)
    assert compared > 60


def pack_of(drafts: tuple[Any, ...]) -> Book:
    """A pack of drafts."""
    texts = {
        path: text for path, text in starter_files().items() if not path.startswith(("norms/", "services/"))
    }
    for draft in drafts:
        assert isinstance(draft, Draft), draft
        text = format_text(LANGUAGE, f"norms/{draft.id}.yaml", draft.text())
        assert isinstance(text, str), text
        texts[f"norms/{draft.id}.yaml"] = text
    checked = check_sources(
        (from_text(path, text) for path, text in texts.items()), LANGUAGE, on=DAY, keep=True
    )
    return book_of(checked.bound)
