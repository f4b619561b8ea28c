"""Findings as SARIF 2.1.0, which code hosts and editors read."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from askonce.text.diagnostic import Diagnostic, Rule, Severity
from askonce.text.render import whole
from askonce.text.source import Lines
from askonce.text.span import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "PACK"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.PROPOSAL: "note"}
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
LONGEST_SNIPPET = 200


def render_sarif(findings: Iterable[Diagnostic], lines: Lines, *, rules: Iterable[Rule], version: str) -> str:
    """Write the findings as one run; paths are relative to the pack, wherever the reader has it."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    numbers = {rule.code: number for number, rule in enumerate(ordered)}
    driver = {"name": "AskOnce", "semanticVersion": version, "rules": [_descriptor(rule) for rule in ordered]}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder of the pack."}}},
        "results": [_result(one, lines, numbers) for one in findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _descriptor(rule: Rule) -> dict[str, Any]:
    level = LEVELS[rule.severity]
    descriptor = {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.replace("-", " ").split()),
        "shortDescription": {"text": message(_sentence(rule.summary))},
        "fullDescription": {"text": message(rule.why)},
        "help": {"text": message(_help(rule))},
        "defaultConfiguration": {"level": level},
        "properties": {"severity": rule.severity.value, "about": rule.on or "file"},
    }
    return {word: value for word, value in descriptor.items() if value}


def _help(rule: Rule) -> str:
    parts = [rule.why]
    if rule.example is not None:
        parts.append(f"Bad:\n\n{rule.example.bad.rstrip()}")
        parts.append(f"Good:\n\n{rule.example.good.rstrip()}")
    return "\n\n".join(parts)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def message(text: str, links: tuple[str, ...] = ()) -> str:
    """Write a message, in which SARIF reads braces and brackets, with links to its related places.

    >>> message("add `title: {en: …}`", ("held here",))
    'add `title: {{en: …}}`; [held here](0)'
    """
    parts = [_escape(text), *(f"[{_escape(link)}]({number})" for number, link in enumerate(links))]
    return "; ".join(parts)


def _escape(text: str) -> str:
    text = whole(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}")


def _result(finding: Diagnostic, lines: Lines, numbers: Mapping[str, int]) -> dict[str, Any]:
    related = tuple(other.message for other in finding.related)
    result: dict[str, Any] = {"ruleId": finding.code}
    if finding.code in numbers:
        result["ruleIndex"] = numbers[finding.code]
    result["level"] = LEVELS[finding.severity]
    result["message"] = {"text": message(finding.message, related)}
    result["locations"] = [_location(finding.span, lines)]
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(other.span, lines), "message": {"text": message(other.message)}}
            for number, other in enumerate(finding.related)
        ]
    result["partialFingerprints"] = {"finding/v1": _fingerprint(finding)}
    properties = {"help": whole(finding.help), "about": whole(finding.about)}
    said = {word: text for word, text in properties.items() if text}
    return {**result, "properties": said} if said else result


def _fingerprint(finding: Diagnostic) -> str:
    """Sixteen digits that stay while lines above move: of the rule, the file and the message."""
    told = f"{finding.code}\0{finding.span.path}\0{finding.message}"
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _location(span: Span, lines: Lines) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": relative_uri(span.path), "uriBaseId": BASE}}
    if span.cell:
        sheet, _, cell = whole(span.cell).rpartition("!")
        named = {"name": cell, "fullyQualifiedName": f"{sheet}!{cell}" if sheet else cell, "kind": "cell"}
        return {"physicalLocation": physical, "logicalLocations": [named]}
    region: dict[str, Any] = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    snippet = _snippet(span, lines)
    if snippet:
        region["snippet"] = {"text": snippet}
    return {"physicalLocation": {**physical, "region": region}}


def _snippet(span: Span, lines: Lines) -> str:
    known = lines(span.path)
    if known is None or span.line != span.end_line or span.line > len(known):
        return ""
    text = known[span.line - 1][span.column - 1 : span.end_column - 1]
    return whole(text) if len(text) <= LONGEST_SNIPPET else ""


def relative_uri(path: str) -> str:
    """Write a path as a relative reference of RFC 3986, each byte outside the unreserved ones by its number.

    >>> relative_uri("services/老年餐 1.yaml")
    'services/%E8%80%81%E5%B9%B4%E9%A4%90%201.yaml'
    """
    content = path.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in content)
