"""The page on security names every chapter of the standard, and only tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_names_every_chapter_and_tests_that_there_are() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    rows = [line.split("|")[1:5] for line in page.splitlines() if re.match(r"\| V\d", line)]
    assert [row[0].split()[0] for row in rows] == [f"V{number}" for number in range(1, 18)]
    named = {path for row in rows for path in re.findall(r"`(tests/[^`]+)`", row[2])}
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []
    without = [row[0].split()[0] for row in rows if "tests/" not in row[2]]
    assert without == ["V17"]
