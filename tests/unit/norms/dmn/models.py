"""Small models made by hand, and what they give."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape
from pathlib import Path

from askonce.feel.values import Value, value_of
from askonce.norms.dmn.engine import Engine, Evaluation
from askonce.norms.dmn.library import library
from askonce.norms.dmn.model import Fault, Model
from askonce.norms.dmn.reading import VERSIONS, read_model

LEVEL = "compliance-level-2/0001-tiny"
NAMESPACES = {version: namespace for namespace, version in VERSIONS.items()}


def shown(value: object) -> str:
    """The name of a test's case, without spaces."""
    return re.sub(r"\W+", "-", str(value))[:40].strip("-")


def definitions(*parts: str, namespace: str = "urn:test", version: str = "1.5") -> str:
    inside = "\n".join(parts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<definitions xmlns="{NAMESPACES[version]}" name="test" namespace="{namespace}">\n{inside}\n</definitions>\n'
    )


def input_data(name: str, type_ref: str = "") -> str:
    stated = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{stated}/></inputData>'


def decision(name: str, logic: str, *needs: str, type_ref: str = "") -> str:
    """A decision; each need is `i_input`, `d_decision` or `k_function`."""
    stated = f' typeRef="{type_ref}"' if type_ref else ""
    inside = "".join(_requirement(need) for need in needs)
    return (
        f'<decision id="d_{name}" name="{name}"><variable name="{name}"{stated}/>{inside}{logic}</decision>'
    )


def _requirement(need: str) -> str:
    word, inner = {
        "i": ("information", "Input"),
        "d": ("information", "Decision"),
        "k": ("knowledge", "Knowledge"),
    }[need[0]]
    return f'<{word}Requirement><required{inner} href="#{need}"/></{word}Requirement>'


def knowledge(name: str, logic: str, *parameters: str) -> str:
    """A business knowledge model; each parameter is `name` or `name:type`."""
    formal = "".join(_parameter(one) for one in parameters)
    return (
        f'<businessKnowledgeModel id="k_{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


def _parameter(text: str) -> str:
    name, _, type_ref = text.partition(":")
    return f'<formalParameter name="{name}"' + (f' typeRef="{type_ref}"' if type_ref else "") + "/>"


def literal(text: str, type_ref: str = "") -> str:
    stated = f' typeRef="{type_ref}"' if type_ref else ""
    return f"<literalExpression{stated}><text>{escape(text)}</text></literalExpression>"


def table(hit: str, inputs: list[str], outputs: list[str], *rows: list[str]) -> str:
    """A table; `hit` may have an aggregation behind it, `outputs` are elements or names."""
    policy, _, aggregation = hit.partition("+")
    stated = f' aggregation="{aggregation}"' if aggregation else ""
    heads = "".join(
        f"<input><inputExpression><text>{escape(one)}</text></inputExpression></input>"
        if not one.startswith("<")
        else one
        for one in inputs
    )
    tails = "".join(one if one.startswith("<") else f'<output name="{one}"/>' for one in outputs)
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[: len(inputs)])
        + "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in row[len(inputs) :])
        + "</rule>"
        for row in rows
    )
    return f'<decisionTable hitPolicy="{policy}"{stated}>{heads}{tails}{rules}</decisionTable>'


def output(name: str = "", values: str = "", default: str = "", type_ref: str = "") -> str:
    stated = (f' name="{name}"' if name else "") + (f' typeRef="{type_ref}"' if type_ref else "")
    inside = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    inside += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f"<output{stated}>{inside}</output>"


def item(
    name: str,
    type_ref: str = "",
    *,
    many: bool = False,
    allowed: str = "",
    inside: str = "",
    word: str = "itemDefinition",
) -> str:
    stated = ' isCollection="true"' if many else ""
    based = f"<typeRef>{type_ref}</typeRef>" if type_ref else ""
    limits = f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    return f'<{word} name="{name}"{stated}>{based}{limits}{inside}</{word}>'


def model(text: str, file: str = "test.dmn") -> Model:
    made = read_model(text.encode(), file)
    assert not isinstance(made, Fault), made
    return made


def evaluation(
    texts: str | tuple[str, ...], name: str, inputs: dict[str, object] | None = None
) -> Evaluation:
    """What the first of some models gives, the others beside it."""
    models = [model(text) for text in ((texts,) if isinstance(texts, str) else texts)]
    given = {key: value_of(value) for key, value in (inputs or {}).items()}
    return Engine(library(models)).evaluate(models[0], name, given)


def value(texts: str | tuple[str, ...], name: str, inputs: dict[str, object] | None = None) -> Value:
    return evaluation(texts, name, inputs).value


def number(text: str) -> Decimal:
    return Decimal(text)


# Test cases as the conformance kit has them


def cases(*inside: str) -> str:
    return (
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>m.dmn</modelName>'
        + "".join(inside)
        + "</testCases>"
    )


def case(name: str, expected: str, *, error: bool = False, inputs: str = "", more: str = "") -> str:
    stated = ' errorResult="true"' if error else ""
    return f'<testCase id="{name}"{more}>{inputs}<resultNode name="{name}"{stated}><expected>{expected}</expected></resultNode></testCase>'


def one(kind: str, text: str) -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


def write_kit(folder: Path, name: str, model: str, tests: str) -> None:
    target = folder / name
    target.mkdir(parents=True)
    (target / "m.dmn").write_text(model, "utf-8")
    (target / "m-test-01.xml").write_text(tests, "utf-8")
