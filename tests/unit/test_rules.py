"""Every rule has a bad text that raises exactly it, and a good one that raises nothing."""

import re
from datetime import date

import pytest

from askonce.assembly import LANGUAGE
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import overlay
from askonce.text.diagnostic import Rule

ON = date(2026, 11, 21)
RULES = [rule for rule in LANGUAGE.rules.values() if rule.example is not None]


def check(example: str) -> Checked:
    return check_sources(overlay(example), LANGUAGE, on=ON)


def named(rule: Rule) -> str:
    return f"{rule.code}-{rule.name.replace(' ', '-')}"


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_bad_example_raises_exactly_its_rule(rule: Rule) -> None:
    assert rule.example
    checked = check(rule.example.bad)
    found = {finding.code for finding in (*checked.findings, *checked.proposals)}
    assert found == {rule.code}, "\n".join(f"{one.span} {one.code} {one.message}" for one in checked.findings)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_good_example_raises_nothing(rule: Rule) -> None:
    assert rule.example
    checked = check(rule.example.good)
    assert not checked.findings, "\n".join(f"{one.span} {one.code} {one.message}" for one in checked.findings)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_finding_points_at_the_word_that_it_quotes(rule: Rule) -> None:
    assert rule.example
    if not rule.example.quotes:
        return
    sources = {source.path: source.content.decode() for source in overlay(rule.example.bad)}
    checked = check(rule.example.bad)
    pointed = []
    for finding in (*checked.findings, *checked.proposals):
        line = sources[finding.span.path].splitlines()[finding.span.line - 1]
        end = finding.span.end_column if finding.span.end_line == finding.span.line else len(line) + 1
        pointed.append(line[finding.span.column - 1 : end - 1])
        quoted = re.findall("`([^`]+)`", finding.message)
        assert any(name in pointed[-1] or pointed[-1] in name for name in quoted), (
            pointed[-1],
            finding.message,
        )
    assert rule.example.quotes in pointed


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_message_states_the_fact(rule: Rule) -> None:
    assert rule.example
    checked = check(rule.example.bad)
    for finding in (*checked.findings, *checked.proposals):
        assert not finding.message.endswith("."), finding.message
        assert finding.message[0] in "`0123456789" or finding.message[0].islower(), finding.message
        assert "`" in finding.message
        assert not re.search(r"\b(invalid|please|sorry)\b", finding.message, re.IGNORECASE)
