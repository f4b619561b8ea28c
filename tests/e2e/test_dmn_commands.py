"""`tck`, `import dmn` and `export dmn` as a person runs them, with good files and with bad ones."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from askonce.cli.command import Stop
from askonce.cli.commands.dmn import write_together, writing_alone
from askonce.norms.dmn.xml import MOST_BYTES
from tests.e2e.program import Program, texts
from tests.unit.norms.dmn.models import (
    LEVEL,
    case,
    cases,
    decision,
    definitions,
    input_data,
    literal,
    one,
    output,
    table,
    write_kit,
)

BOMB = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>\n<definitions>&c;</definitions>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>\n<definitions>&b;</definitions>'


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def write(folder: Path, text: str, name: str = "fees.dmn") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


# The kit


def test_the_kit_is_counted_under_stable_keys(program: Program) -> None:
    model = definitions(
        decision("a", literal("1")),
        decision("b", literal("null")),
        decision("j", '<functionDefinition kind="Java"/>'),
    )
    tests = cases(case("a", one("decimal", "2")), case("b", "<value/>"), case("j", one("decimal", "1")))
    write_kit(program.folder / "kit", LEVEL, model, tests.replace("<value/>", '<value xsi:nil="true"/>'))
    write_kit(program.folder / "kit", "non-compliant/0001-x", model, cases(case("a", one("decimal", "1"))))
    ran = program("tck", "kit", "--json")
    assert (ran.code, ran.err) == (1, "")
    made = json.loads(ran.out)
    assert {key: made[key] for key in ("total", "passed", "non_null_total", "non_null_passed")} == {
        "total": 2, "passed": 1, "non_null_total": 1, "non_null_passed": 0,
    }  # fmt: skip
    assert made["by_folder"] == {LEVEL: {"total": 2, "passed": 1, "non_null_total": 1, "non_null_passed": 0}}
    assert made["failures"] == [
        {
            "folder": LEVEL, "file": "m-test-01.xml", "case": "a", "result": "a",
            "expected": "2", "got": "1", "reason": "no message",
        }
    ]  # fmt: skip
    assert made["skipped"][0]["result"] == "j"
    assert made["skipped"][0]["reason"] == "it rests on an external Java function"
    assert (made["non_compliant"]["total"], made["non_compliant"]["passed"]) == (1, 1)
    shown = program("tck", "kit")
    assert shown.code == 1
    assert "1 of 2 (50.00%)" in shown.out
    assert "expected 2" in shown.out


def test_a_kit_that_passes_ends_clean(program: Program) -> None:
    write_kit(
        program.folder / "kit",
        LEVEL,
        definitions(decision("a", literal("1"))),
        cases(case("a", one("decimal", "1"))),
    )
    assert program("tck", "kit").code == 0


def test_a_kit_with_a_bomb_fails_its_results_and_goes_on(program: Program) -> None:
    write_kit(program.folder / "kit", LEVEL, BOMB, cases(case("a", one("decimal", "1"))))
    write_kit(program.folder / "kit", "compliance-level-3/0002-cut", "", "<testCases")
    ran = program("tck", "kit", "--json")
    assert ran.code == 1
    reasons = [failure["reason"] for failure in json.loads(ran.out)["failures"]]
    assert any("document type" in reason for reason in reasons)
    assert any("no well-formed XML" in reason for reason in reasons)


def test_a_number_that_is_none_fails_its_result_and_the_run_goes_on(program: Program) -> None:
    model = definitions(
        input_data("x", "number"), decision("a", literal("1")), decision("b", literal("null"), "i_x")
    )
    none = [case(name, one("double", "NaN")) for name in ("a", "b")]
    given = case("b", '<value xsi:nil="true"/>').replace(
        "<resultNode", f'<inputNode name="x">{one("double", "INF")}</inputNode><resultNode'
    )
    write_kit(program.folder / "kit", LEVEL, model, cases(*none, given, case("a", one("decimal", "1"))))
    ran = program("tck", "kit", "--json")
    made = json.loads(ran.out)
    assert (ran.code, made["total"], made["passed"]) == (1, 4, 2)
    assert [failure["got"] for failure in made["failures"]] == ["1", "null"]


def test_a_file_of_the_kit_that_cannot_be_read_is_named_with_its_reason(program: Program) -> None:
    write_kit(program.folder / "kit", LEVEL, "", "<testCases")
    shown = program("tck", "kit").out
    assert f"{LEVEL}/m-test-01.xml cannot be read\n  line 1: it is no well-formed XML" in shown
    assert "None" not in shown


def test_a_file_is_no_kit(program: Program) -> None:
    (program.folder / "one.xml").touch()
    assert "`one.xml` is a file; name the folder of the kit" in program.stops("tck", "one.xml")


@pytest.mark.parametrize("name", ["missing", "empty", "file"])
def test_a_place_without_a_kit(program: Program, name: str) -> None:
    (program.folder / "empty").mkdir()
    (program.folder / "file").touch()
    assert name in program.stops("tck", name)


# Into a pack


def test_a_model_becomes_drafts_that_lack_only_what_a_draft_lacks(program: Program) -> None:
    pack = program.new()
    text = definitions(
        input_data("Age in Years", "number"),
        decision("Base Fee", table("UNIQUE", ["Age in Years"], ["<output/>"], ["< 18", "5"], ["> 18", "10"]), "i_Age in Years", type_ref="number"),
        decision("Fee", literal("Base Fee * 2"), "d_Base Fee", type_ref="number"),
    )  # fmt: skip
    ran = program("import", "dmn", write(program.folder, text), "--into", "mine", "--on", "2026-01-01")
    assert (ran.code, ran.err) == (0, "")
    assert "wrote mine/norms/test/base-fee.yaml" in ran.out
    draft = (pack / "norms" / "test" / "base-fee.yaml").read_text("utf-8")
    assert "otherwise: [null]" in draft  # eighteen is left out, where the standard gives null
    assert program("format", "mine", "--check").code == 0
    assert {found["code"] for found in program.findings("mine") if found["severity"] == "error"} == {"AO207"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (definitions(decision("meal price", literal("1"))), "fees.dmn:3: norm `meal-price` stands in the pack already"),
        (definitions(decision("a", literal('1 + "x"'))), "fees.dmn:3: as norm `a`: AO202"),
        (definitions(input_data("n"), decision("a", literal("n"), "i_n")), "fees.dmn:3: the type `Any` says too little"),
        (definitions(decision("a", literal('"\u0090"'))), "fees.dmn:3: as norm `a`: "),
        (definitions(decision("a", literal("1 + 1"), type_ref="string")), "fees.dmn:3: as norm `a`: the formula gives integer, and its variable says text"),
        (definitions(decision("a", literal("1")), decision("b", literal("2 +"))), "fees.dmn:4: an operand is missing"),
        (definitions(decision("a", literal("b"), "d_b"), decision("b", literal("a"), "d_a")), "run in a circle"),
        (definitions(decision("a", literal("1"), type_ref="tNone")), "`tNone` is no known type"),
        (definitions(input_data("n", "number"), decision("a", table("UNIQUE", ["n"], [output("x"), output("y")], ["> 0", "1", "2"]), "i_n")), "AO216"),
        (definitions(input_data("n", "number"), decision("a", table("UNIQUE", ["n"], ["<output/>"], ["> 0", "1"], ["> 1", "2"]), "i_n")), "AO217"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_named_with_its_line_and_nothing_is_written(
    program: Program, text: str, says: str
) -> None:
    pack = program.new()
    before = texts(pack)
    ran = program("import", "dmn", write(program.folder, text), "--into", "mine")
    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert ran.lines[-1] == "nothing was written"
    assert texts(pack) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "fees.dmn:1: it is no well-formed XML"),
        (b"\x00\xff", "fees.dmn:1: "),
        (b"<a>\n<b></a>", "fees.dmn:2: it is no well-formed XML"),
        (BOMB.encode(), "fees.dmn:1: a document type"),
        (OUTSIDE.encode(), "fees.dmn:1: a document type"),
        (b"<definitions/>", "fees.dmn:1: the root is `definitions` of no namespace"),
        (b"<a>" * 5000, "nested more than"),
        (b" " * (MOST_BYTES + 5), "more than 16 megabytes"),
        (definitions().encode(), "holds no decision"),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_a_file_that_is_no_model_stops_the_import(program: Program, content: bytes, says: str) -> None:
    pack = program.new()
    before = texts(pack)
    (program.folder / "fees.dmn").write_bytes(content)
    said = program.stops("import", "dmn", "fees.dmn", "--into", "mine")
    assert says in said
    assert said.endswith("nothing was written")
    assert texts(pack) == before


def test_a_norm_of_the_same_name_elsewhere_in_the_pack_is_seen(program: Program) -> None:
    pack = program.new()
    (pack / "norms" / "meal-price.yaml").rename(pack / "norms" / "other.yaml")
    name = write(program.folder, definitions(decision("meal price", literal("1"))))
    ran = program("import", "dmn", name, "--into", "mine")
    assert ran.code == 1
    assert "norm `meal-price` stands in the pack already" in ran.err


def test_places_that_are_not_there(program: Program) -> None:
    program.new()
    name = write(program.folder, definitions(decision("a", literal("1"))))
    assert "there is no file `none.dmn`" in program.stops("import", "dmn", "none.dmn", "--into", "mine")
    assert "there is no folder `none`" in program.stops("import", "dmn", name, "--into", "none")
    (program.folder / "empty").mkdir()
    assert "is no pack" in program.stops("import", "dmn", name, "--into", "empty")
    assert "has no norm `meal-prize`; did you mean `meal-price`" in program.stops(
        "export", "dmn", "mine", "meal-prize"
    )


def many(count: int) -> str:
    return definitions(*(decision(f"d{number}", literal("1")) for number in range(count)))


def test_a_killed_import_leaves_the_pack_as_it_was_and_may_be_repeated(program: Program) -> None:
    pack = program.new()
    before = texts(pack)
    file = write(program.folder, many(400))
    running = program.begin("import", "dmn", file, "--into", "mine")
    while running.poll() is None and not (pack / ".importing").exists():
        time.sleep(0.001)
    running.kill()
    running.communicate()
    left = {name: text for name, text in texts(pack).items() if not name.startswith(".importing")}
    if left == before:  # else it was done before it could be killed, and is whole
        assert program("import", "dmn", file, "--into", "mine").code == 0
    assert len(list((pack / "norms" / "test").iterdir())) == 400
    assert not (pack / ".importing").exists()


def test_two_imports_at_once_do_not_mix(program: Program) -> None:
    pack = program.new()
    file = write(program.folder, many(3))
    with writing_alone(pack):
        said = program.stops("import", "dmn", file, "--into", "mine")
    assert "another import is writing into `mine`" in said
    assert not (pack / "norms" / "test").exists()
    assert program("import", "dmn", file, "--into", "mine").code == 0


def test_files_that_cannot_all_be_written_are_not_written(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = program.new()
    before = texts(pack)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Stop, match="No space left"):
        write_together(pack, {"norms/m/a.yaml": "", "norms/m/b.yaml": ""})
    assert texts(pack) == before


def test_a_folder_of_the_models_name_is_not_written_into(program: Program) -> None:
    pack = program.new()
    (pack / "norms" / "test").mkdir()
    ran = program("import", "dmn", write(program.folder, many(2)), "--into", "mine")
    assert ran.code == 1
    assert "`norms/test` stands in the pack already" in ran.err
    assert list((pack / "norms" / "test").iterdir()) == []


def test_a_long_name_is_cut_and_a_folder_is_no_model(program: Program) -> None:
    pack = program.new()
    long = definitions(decision("费" * 5000, literal("1")))
    assert program("import", "dmn", write(program.folder, long), "--into", "mine").code == 0
    assert (pack / "norms" / f"{'费' * 80}.yaml").is_file()
    assert "is a folder; name the file of a model" in program.stops("import", "dmn", "mine", "--into", "mine")


# Out of a pack


def test_a_norm_goes_out_by_its_day_and_comes_back(program: Program) -> None:
    program.copy("qingshan")
    program.new()
    early, late = (
        program("export", "dmn", "packs/qingshan", "elder-allowance", "--on", day)
        for day in ("2024-06-01", "2026-06-01")
    )
    assert (early.code, late.code) == (0, 0)
    assert early.out.startswith("<?xml")
    assert early.out != late.out
    assert (
        program("export", "dmn", "packs/qingshan", "elder-allowance", "out.dmn", "--on", "2026-06-01").code
        == 0
    )
    assert (program.folder / "out.dmn").read_text("utf-8") == late.out
    assert program("import", "dmn", "out.dmn", "--into", "mine").code == 0
    before = program.stops("export", "dmn", "packs/qingshan", "elder-allowance", "--on", "1990-01-01")
    assert "elder-allowance.yaml:" in before


def test_a_text_that_no_xml_may_hold_is_refused_with_its_place(program: Program) -> None:
    pack = program.new()
    norm = "norm: words\ntitle: {en: Words, zh: 词}\nbasis: street-rules/3\neffect: neutral\nin_force: {from: 2022-01-01}\nneeds: {t: text}\nresult: 't + \"\\u0001\"'\n"
    (pack / "norms" / "words.yaml").write_text(norm, "utf-8")
    ran = program("export", "dmn", "mine", "words", "out.dmn")
    assert (ran.code, ran.out) == (1, "")
    assert "norms/words.yaml:7:10: the character U+0001, which no XML may hold" in ran.err
    assert not (program.folder / "out.dmn").exists()


def test_a_norm_that_the_standard_cannot_say_is_refused(program: Program) -> None:
    pack = program.new()
    norm = "norm: days\ntitle: {en: Days, zh: 天}\nbasis: street-rules/3\neffect: neutral\nin_force: {from: 2026-01-01}\nneeds: {held: working days}\nresult: held\n"
    (pack / "norms" / "days.yaml").write_text(norm, "utf-8")
    ran = program("export", "dmn", "mine", "days", "out.dmn")
    assert (ran.code, ran.out) == (1, "")
    assert "working days" in ran.err
    assert not (program.folder / "out.dmn").exists()
