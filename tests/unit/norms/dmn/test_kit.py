"""The conformance kit: how results are compared and counted, and the score over the published one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from askonce.feel.values import Value
from askonce.norms.dmn.kit import Score, read_cases, run_kit, same
from askonce.norms.dmn.model import Fault
from tests.unit.norms.dmn.models import (
    LEVEL,
    case,
    cases,
    decision,
    definitions,
    input_data,
    knowledge,
    literal,
    one,
    write_kit,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KIT = "data/dmn-tck/TestCases"


def silent(label: str, done: int, total: int) -> None:
    del label, done, total


NIL = '<value xsi:nil="true"/>'
JAVA = '<context><contextEntry><variable name="f"/><functionDefinition kind="Java"/></contextEntry></context>'


def score(folder: Path, model: str, tests: str) -> Score:
    write_kit(folder, LEVEL, model, tests)
    return run_kit(folder, silent, NOW)


def test_results_are_counted_by_folder_with_those_that_are_not_null(tmp_path: Path) -> None:
    model = definitions(
        input_data("n", "number"),
        decision("a", literal("n + 1"), "i_n"),
        decision("b", literal("null")),
        decision("c", literal("2")),
    )
    given = f'<inputNode name="n">{one("decimal", "1")}</inputNode>'
    tests = cases(
        case("a", one("decimal", "2"), inputs=given), case("b", NIL), case("c", one("decimal", "3"))
    )
    made = score(tmp_path, model, tests)
    count = made.levels.count
    assert (count.total, count.passed, count.non_null_total, count.non_null_passed) == (3, 2, 2, 1)
    assert made.levels.by_folder == {LEVEL: count}
    failure = made.levels.failures[0]
    assert (failure.folder, failure.file, failure.case, failure.result) == (LEVEL, "m-test-01.xml", "c", "c")
    assert (failure.expected, failure.got) == ("3", "2")


@pytest.mark.parametrize(
    ("logic", "skipped"),
    [
        (JAVA, True),
        (
            literal(
                '{f: function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}}'
            ),
            True,
        ),
        (literal('"function(x) external {java: {}}"'), False),
    ],
)
def test_what_rests_on_java_is_skipped_by_what_the_model_says(
    tmp_path: Path, logic: str, *, skipped: bool
) -> None:
    model = definitions(decision("d", logic), decision("e", literal("d"), "d_d"))
    made = score(tmp_path, model, cases(case("e", NIL)))
    assert [one.result for one in made.levels.skipped] == (["e"] if skipped else [])
    assert made.levels.count.total == (0 if skipped else 1)
    assert not skipped or made.levels.skipped[0].reason == "it rests on an external Java function"


def test_java_in_a_function_that_a_decision_needs_is_found(tmp_path: Path) -> None:
    function = knowledge("f", "").replace("<encapsulatedLogic>", '<encapsulatedLogic kind="Java">')
    model = definitions(function, decision("d", literal("f()"), "k_f"))
    assert len(score(tmp_path, model, cases(case("d", NIL))).levels.skipped) == 1


def test_a_folder_that_is_not_compliant_stands_apart(tmp_path: Path) -> None:
    model = definitions(decision("a", literal("1")))
    write_kit(tmp_path, "non-compliant/0002-other", model, cases(case("a", one("decimal", "2"))))
    made = score(tmp_path, model, cases(case("a", one("decimal", "1"))))
    assert (made.levels.count.total, made.levels.count.passed) == (1, 1)
    assert (made.apart.count.total, made.apart.count.passed) == (1, 0)


def test_where_an_error_is_expected_null_will_do(tmp_path: Path) -> None:
    model = definitions(decision("a", literal("null")), decision("b", literal("1")))
    tests = cases(case("a", one("decimal", "7"), error=True), case("b", one("decimal", "7"), error=True))
    assert [one.result for one in score(tmp_path, model, tests).levels.failures] == ["b"]


def test_a_service_is_asked_by_its_name(tmp_path: Path) -> None:
    model = definitions(
        decision("a", literal("1")),
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#d_a"/></decisionService>',
    )
    tests = cases(case("a", one("decimal", "1"), more=' type="decisionService" invocableName="s"'))
    assert score(tmp_path, model, tests).levels.count.passed == 1


def test_the_moment_is_what_now_gives(tmp_path: Path) -> None:
    model = definitions(decision("a", literal("string(date(now()))")))
    assert score(tmp_path, model, cases(case("a", one("string", "2026-03-01")))).levels.count.passed == 1


@pytest.mark.parametrize(
    ("model", "says"),
    [("<definitions/>", "line 1: the root"), (None, "there is no model `m.dmn`")],
)
def test_a_model_that_cannot_be_read_fails_even_what_should_be_null(
    tmp_path: Path, model: str | None, says: str
) -> None:
    write_kit(tmp_path, LEVEL, model or "", cases(case("a", NIL)))
    if model is None:
        (tmp_path / LEVEL / "m.dmn").unlink()
    made = run_kit(tmp_path, silent, NOW)
    assert (made.levels.count.total, made.levels.count.passed) == (1, 0)
    assert says in made.levels.failures[0].reason


def test_other_files_hold_no_cases() -> None:
    assert read_cases(b"<other/>") is None
    assert isinstance(read_cases(b"<testCases"), Fault)


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        (Decimal("0.333333333"), Decimal("0.3333333331"), True),
        (Decimal("0.3333333"), Decimal("0.3333334"), False),
        (None, None, True),
        (None, False, False),
        ("1", Decimal(1), False),
        ((Decimal(1),), (Decimal("1.000000000001"),), True),
        ((), (None,), False),
        ({"a": Decimal(1)}, {"a": Decimal(1), "b": None}, False),
        ({"a": (Decimal(1),)}, {"a": (Decimal(1),)}, True),
    ],
)
def test_results_are_compared_as_the_kits_own_runners_do(expected: Value, got: Value, *, equal: bool) -> None:
    assert same(expected, got) is equal


# The published kit


@pytest.fixture(scope="module")
def published(shared: Path) -> Score:
    folder = shared / KIT
    if not folder.is_dir():
        pytest.skip(
            "../shared/data/dmn-tck is not beside the project: the published conformance kit is missing"
        )
    return run_kit(folder, silent, NOW)


def test_the_published_kit_comes_out_as_promised(published: Score) -> None:
    count = published.levels.count
    assert count.total == 3477
    assert count.passed >= count.total * 0.995
    assert count.non_null_passed >= count.non_null_total * 0.99


def test_the_page_on_dmn_names_every_skipped_result_and_every_failure(published: Score, root: Path) -> None:
    page = (root / "docs" / "dmn.md").read_text("utf-8")
    assert len(published.levels.skipped) == 18
    folders = {skipped.folder for skipped in published.levels.skipped}
    assert folders == {"compliance-level-3/0076-feel-external-java"}
    skipped = [skipped.result for skipped in published.levels.skipped]
    for result in (*skipped, *(failure.result for failure in published.levels.failures)):
        assert f"`{result}`" in page, result
    assert f"{published.levels.count.total:,}" in page


def test_no_result_depends_on_the_names_of_files_and_folders(
    published: Score, shared: Path, tmp_path: Path
) -> None:
    """A few folders under other names come out the same."""
    source = shared / KIT
    for number, folder in enumerate(_some(source)):
        target = tmp_path / f"folder-{number}"
        target.mkdir()
        for path in folder.iterdir():
            name = path.name if path.suffix == ".dmn" else f"cases-{number}.xml"
            (target / name).write_bytes(path.read_bytes())
    made = run_kit(tmp_path, silent, NOW)
    names = [folder.relative_to(source).as_posix() for folder in _some(source)]
    assert [made.levels.by_folder.get(f"folder-{number}") for number in range(len(names))] == [
        published.levels.by_folder.get(name) for name in names
    ]


def _some(source: Path) -> Iterator[Path]:
    return iter(sorted((source / "compliance-level-3").iterdir())[::9])
