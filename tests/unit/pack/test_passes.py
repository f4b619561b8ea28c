"""The passes over files that clash: what is found depends neither on their order nor on their names."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.checks.examples import REPORT
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import overlay
from askonce.text.source import Source, from_text

ON = date(2026, 11, 21)
SECOND = """report: second
title: {en: Second round, zh: 第二张表}
for: person
every: month
filled_by: street
purpose: meals
basis: street-rules/1
office: street
asks:
  eaters: {concept: guests, at: month}
"""


def check(sources: tuple[Source, ...]) -> Checked:
    return check_sources(sources, LANGUAGE, on=ON)


@pytest.mark.parametrize("path", ["a.yaml", "z.yaml"])
def test_which_of_two_reports_should_read_the_other_does_not_hang_on_file_names(path: str) -> None:
    duty = REPORT.replace("reports: [round]", "reports: [round, second]")
    (finding,) = check(overlay(f"{duty}--- {path}\n{SECOND}")).findings
    assert (finding.code, finding.about) == ("AO306", "report second")


def test_two_definitions_of_one_name_allow_each_for_itself_in_any_order() -> None:
    allowed = "calendar: county\ntitle: {en: County, zh: 县}\nallow: [{code: AO018, because: it is kept}]\n"
    files = (*overlay(""), from_text("a.yaml", allowed), from_text("b.yaml", allowed))
    found = {check(order).findings for order in permutations(files[-3:])}
    assert len(found) == 1
    unused = [str(one.span) for one in next(iter(found)) if one.code == "AO019"]
    assert unused == ["a.yaml:3:16", "b.yaml:3:16"]


def test_an_allowance_covers_its_own_definition_and_no_other_of_the_name() -> None:
    text = "--- a.yaml\ncalendar: county\ntitle: {en: County}\nallow: [{code: AO017, because: in English}]\n"
    text += "--- b.yaml\ncalendar: county\ntitle: {en: County}\n"
    found = [(one.code, one.span.path) for one in check(overlay(text)).findings]
    assert found == [("AO015", "b.yaml"), ("AO017", "b.yaml")]


def test_a_register_of_nobody_defines_no_subject() -> None:
    checked = check(overlay("register: lost\nattributes: {x: {type: text}}\nrelations: {y: {to: person}}\n"))
    for space in ("subject", "attribute", "relation"):
        assert not [key for key in checked.view.table.space(space) if key in {"", ".x", ".y"}]


def test_files_that_could_not_be_read_are_findings_among_the_others() -> None:
    lost = check((from_text("a.yaml", "calendar: \0"),)).findings
    assert ("AO001", "a.yaml") in {(one.code, one.span.path) for one in lost}
    unread = lost[0]
    checked = check_sources((*overlay(""), unread), LANGUAGE, on=ON)
    assert checked.findings == (unread,)
    assert checked.files == len(overlay("")) + 1
