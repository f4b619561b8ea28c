"""Every rule and every invariant has a sabotage that is in place and turns its test red."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from askonce.assembly import LANGUAGE
from tests.property.test_theory import named_tests
from tests.sabotage.making import Sabotage
from tests.sabotage.sabotages import SABOTAGES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "askonce"
#: One sabotage in this many is run by `make test`, drawn by this seed: each takes five seconds. `make test-full` runs them all.
ONE_IN, SEED = 15, "2026-11-22"
FAILED = re.compile(r"^FAILED (.+?)(?: - (.*))?$", re.MULTILINE)


def is_drawn(sabotage: Sabotage) -> bool:
    """Whether `make test` runs it, by chance that depends on nothing but the seed and its name."""
    drawn = hashlib.blake2b(f"{SEED} {sabotage.name}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn, "big") % ONE_IN == 0


def copy_with(sabotage: Sabotage, folder: Path) -> None:
    """Copy the package, compiled files too, with the words of the sabotage in place."""
    shutil.copytree(PACKAGE, folder / "askonce")
    file = folder / "askonce" / sabotage.file
    text = file.read_text("utf-8")
    assert text.count(sabotage.old) == 1, (
        f"{sabotage.old!r} stands {text.count(sabotage.old)} times in {sabotage.file}"
    )
    file.write_text(text.replace(sabotage.old, sabotage.new), "utf-8")


def run_test(test: str, package_folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one test in a process of its own, over the package in a folder."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    # Without the plugins that a single test does not need, a run takes half the time.
    own |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
            *("-p", "_hypothesis_pytestplugin", "-p", "tests.sabotage.quick"),
            *("--hypothesis-profile=sabotage", "-q", "-rf", "--tb=no", "--no-header", test),
        ],
        cwd=ROOT,
        env={**own, "PYTHONPATH": str(package_folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    "sabotage",
    [pytest.param(one, id=one.name, marks=[] if is_drawn(one) else [pytest.mark.full]) for one in SABOTAGES],
)
def test_a_sabotage_turns_its_test_red(sabotage: Sabotage, tmp_path: Path) -> None:
    copy_with(sabotage, tmp_path)
    ran = run_test(sabotage.test, tmp_path)
    shown = ran.stdout + ran.stderr
    assert ran.returncode == 1, shown  # 2 to 5: it could not be collected, or no test ran
    failed = FAILED.findall(ran.stdout)
    assert failed, shown
    for test, reason in failed:
        assert test.startswith(sabotage.test.partition("[")[0]), shown
        assert reason.lower().startswith(sabotage.raises.lower()), shown
        assert "never drawn or never found" not in reason, shown


def test_a_test_is_green_where_nothing_was_changed(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "askonce")
    for test in (SABOTAGES[0].test, "tests/property/test_tables.py"):
        ran = run_test(test, tmp_path)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_sabotaged_run_sees_the_copy_and_not_the_installed_package(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "askonce")
    (tmp_path / "askonce" / "__init__.py").write_text("raise SystemExit('sabotaged')\n", "utf-8")
    ran = run_test(SABOTAGES[0].test, tmp_path)
    assert ran.returncode not in {0, 1}
    assert "sabotaged" in ran.stdout + ran.stderr


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: one.name)
def test_the_words_of_a_sabotage_stand_once_in_their_file(sabotage: Sabotage) -> None:
    text = (PACKAGE / sabotage.file).read_text("utf-8")
    assert text.count(sabotage.old) == 1
    assert sabotage.old != sabotage.new


def test_every_rule_has_a_sabotage_that_breaks_its_own_test() -> None:
    broken = {one.breaks: one.test for one in SABOTAGES}
    assert [code for code in LANGUAGE.rules if code not in broken] == []
    for code, rule in LANGUAGE.rules.items():
        assert rule.example is None or f"[{code}-" in broken[code]


def test_every_invariant_has_a_sabotage() -> None:
    broken = {one.test for one in SABOTAGES}
    assert [f"{path}::{name}" for path, name in named_tests() if f"{path}::{name}" not in broken] == []


def test_no_two_sabotages_have_one_name() -> None:
    assert len({one.name for one in SABOTAGES}) == len(SABOTAGES)


def test_make_test_draws_some_of_all_and_leaves_the_rest_to_make_test_full() -> None:
    drawn = [one for one in SABOTAGES if is_drawn(one)]
    assert len(SABOTAGES) / 25 < len(drawn) < len(SABOTAGES) / 10
