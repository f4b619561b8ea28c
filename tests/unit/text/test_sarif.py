"""Findings as SARIF: valid by the published schema, and nothing of this machine or this moment in it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from askonce.text.checks import RULES
from askonce.text.diagnostic import Diagnostic, Related, Severity
from askonce.text.sarif import message, relative_uri, render_sarif
from askonce.text.span import Span

LINES = {"services/老年餐 1.yaml": ["service: elder-meal", "asks: {老: birth_date}"], "b.yaml": ["x" * 900]}
FINDINGS = (
    Diagnostic(
        "AO003", Severity.ERROR, "`birth_date` [twice]", Span("services/老年餐 1.yaml", 2, 11, 2, 21),
        (Related(Span("b.yaml", 1, 1, 1, 5), "held {here}"), Related(Span("m.xlsx", 7, 2, 7, 3, "P!B7"), "and here")),
        "add {en: …}", "service elder-meal",
    ),
    Diagnostic("AO004", Severity.WARNING, "`x`", Span("b.yaml", 1, 1, 1, 901)),
    Diagnostic("AO999", Severity.PROPOSAL, "\ud800", Span("m.xlsx", 1, 1, 1, 2, "A1")),
    Diagnostic("AO001", Severity.ERROR, "`gone.yaml` cannot be read", Span("gone.yaml")),
    Diagnostic("AO002", Severity.ERROR, "`b.yaml` stops", Span("b.yaml", 9, 1, 11, 1)),
)  # fmt: skip


def rendered(findings: tuple[Diagnostic, ...] = FINDINGS) -> Any:
    return json.loads(render_sarif(findings, LINES.get, rules=RULES, version="0.1.0"))


@pytest.mark.parametrize("findings", [FINDINGS, (), FINDINGS[:1]], ids=len)
def test_it_is_valid_by_the_published_schema(sarif_schema: Path, findings: tuple[Diagnostic, ...]) -> None:
    schema = json.loads(sarif_schema.read_text("utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(rendered(findings))


def test_the_schema_is_read_at_all(sarif_schema: Path) -> None:
    schema = json.loads(sarif_schema.read_text("utf-8"))
    broken = rendered()
    broken["runs"][0]["results"][0]["level"] = "proposal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validators.validator_for(schema)(schema).validate(broken)


def test_a_result_points_at_both_places() -> None:
    (run,) = rendered()["runs"]
    result = run["results"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"] == {"PACK": {"description": {"text": "The folder of the pack."}}}
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "AO003"
    assert result["level"] == "error"
    assert result["message"] == {"text": "`birth_date` \\[twice\\]; [held {{here}}](0); [and here](1)"}
    assert result["properties"] == {"help": "add {en: …}", "about": "service elder-meal"}
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "services/%E8%80%81%E5%B9%B4%E9%A4%90%201.yaml",
        "uriBaseId": "PACK",
    }
    assert place["region"] == {
        "startLine": 2,
        "startColumn": 11,
        "endLine": 2,
        "endColumn": 21,
        "snippet": {"text": "birth_date"},
    }
    assert [(one["id"], one["message"]["text"]) for one in result["relatedLocations"]] == [
        (0, "held {{here}}"),
        (1, "and here"),
    ]
    cell = result["relatedLocations"][1]
    assert cell["logicalLocations"] == [{"name": "B7", "fullyQualifiedName": "P!B7", "kind": "cell"}]
    assert "region" not in cell["physicalLocation"]


def test_severities_are_levels() -> None:
    results = rendered()["runs"][0]["results"]
    assert [one["level"] for one in results] == ["error", "warning", "note", "error", "error"]
    assert "ruleIndex" not in results[2]
    assert results[2]["message"]["text"] == "?"


def test_a_rule_explains_itself_without_an_address() -> None:
    rules = rendered()["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(rule.code for rule in RULES)
    duplicate = rules[2]
    assert duplicate["name"] == "DuplicateKey"
    assert duplicate["shortDescription"]["text"] == "A word stands twice in one mapping."
    assert duplicate["fullDescription"]["text"].startswith("YAML readers silently keep the last")
    assert all(word in duplicate["help"]["text"] for word in ("\n\nBad:\n\n", "\n\nGood:\n\n", "{{en: "))
    assert duplicate["defaultConfiguration"] == {"level": "error"}
    assert not any("helpUri" in rule for rule in rules)


def test_the_same_findings_give_the_same_bytes() -> None:
    texts = {render_sarif(FINDINGS, LINES.get, rules=some, version="1") for some in (RULES, RULES[::-1])}
    assert len(texts) == 1


def test_a_fingerprint_stays_while_lines_above_move() -> None:
    moved = Diagnostic("AO004", Severity.WARNING, "`x`", Span("b.yaml", 7, 1, 7, 2))
    prints = [
        rendered((one,))["runs"][0]["results"][0]["partialFingerprints"] for one in (FINDINGS[1], moved)
    ]
    assert prints[0] == prints[1]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b-1_~.yaml", "a/b-1_~.yaml"),
        ("c:d.yaml", "c%3Ad.yaml"),
        ("a b%?#[x].yaml", "a%20b%25%3F%23%5Bx%5D.yaml"),
        ("\udcff.yaml", "%ED%B3%BF.yaml"),
    ],
)
def test_a_path_is_a_relative_reference(path: str, uri: str) -> None:
    assert relative_uri(path) == uri


def test_a_message_is_read_as_it_was_written() -> None:
    assert message("a \\ [b](c) {0}") == "a \\\\ \\[b\\](c) {{0}}"
