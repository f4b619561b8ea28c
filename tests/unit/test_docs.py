"""What a user can set, run or be told stands in the docs."""

import re
from pathlib import Path

import pytest

from askonce.assembly import LANGUAGE
from askonce.cases.measure import as_json, measure
from askonce.cases.minutes import STANDARD
from askonce.cli.commands import COMMANDS
from askonce.cli.reference import pages
from askonce.pack.manifest import TASKS
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay
from tests.unit.test_rules import ON

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", pages())
def test_reference_pages_say_what_the_code_says(name: str) -> None:
    assert (DOCS / "reference" / name).read_text("utf-8") == pages()[name], "run `make docs`"


def test_every_command_rule_kind_and_setting_is_documented() -> None:
    text = "\n".join(path.read_text("utf-8") for path in DOCS.rglob("*.md"))
    missing = [f"askonce {command.words}" for command in COMMANDS if f"askonce {command.words}" not in text]
    missing += [code for code in LANGUAGE.rules if code not in text]
    missing += [kind for kind in LANGUAGE.kinds if f"## {kind}" not in text]
    source = "\n".join(path.read_text("utf-8") for path in (DOCS.parent / "src").rglob("*.py"))
    missing += [name for name in set(re.findall(r"ASKONCE_[A-Z]+", source)) if name not in text]
    assert not missing


def test_every_measure_and_minute_is_documented() -> None:
    page = (DOCS / "reference" / "measure.md").read_text("utf-8")
    figures = as_json(measure(check_sources(overlay(""), LANGUAGE, on=ON, keep=True)))
    keys = [*figures, *figures["by_service"]["meal"]]
    known = set(re.findall(r"[a-z_]+", page)) | {"asked_although_held_openly", "asked_although_held_closed"}
    assert [key for key in keys if key not in known] == []
    assert all(f"| {minutes.normalize():f}" in page for minutes in STANDARD.values())


def test_a_manifest_may_replace_each_of_the_standard_minutes_and_no_other() -> None:
    assert set(TASKS) == set(STANDARD)
