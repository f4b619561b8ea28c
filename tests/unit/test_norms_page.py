"""docs/norms.md shows what the commands print, and its norm is the one of the example county."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "norms.md").read_text("utf-8")
BLOCK = re.compile(r"```console\n\$ askonce ([^\n]+)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCK.findall(TEXT))
def test_the_page_shows_what_the_command_prints(command: str, shown: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "askonce", *shlex.split(command)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == shown, done.stderr


def test_the_readme_shows_the_reasons_that_the_command_gives() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    command = re.search(r"^askonce (decide .*--explain)$", readme, re.MULTILINE)
    shown = re.search(r"```text\n(Price of a meal: .*?)```", readme, re.DOTALL)
    assert command is not None
    assert shown is not None
    done = subprocess.run(
        [sys.executable, "-m", "askonce", *shlex.split(command[1])],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.endswith(shown[1])


def test_the_page_shows_a_command() -> None:
    assert len(BLOCK.findall(TEXT)) >= 2


def test_the_norm_of_the_page_is_that_of_the_county() -> None:
    shown = re.search(r"```yaml\n(norm: meal-price\n.*?)```", TEXT, re.DOTALL)
    assert shown is not None
    county = (ROOT / "packs" / "qingshan" / "norms" / "meal-price.yaml").read_text("utf-8")
    plain = [line for line in county.splitlines() if not line.startswith(("#", "adopted:", "population:"))]
    assert shown[1].split() == "\n".join(plain).split()
