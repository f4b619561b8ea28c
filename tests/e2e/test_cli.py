"""Every command as a person runs it: its help, its example, its exit code, and the ways from one to the next."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest
from pyarrow import parquet

from askonce.cli.command import Command
from askonce.cli.commands import COMMANDS
from tests.e2e.program import HOUSE_COMMANDS, Program, texts
from tests.unit.norms.dmn.models import LEVEL, case, cases, decision, definitions, literal, one, write_kit

AUTHORITIES = "authority,name,level,code\nville,Ville,commune,1\n"
SERVICES = (
    "service,title,description,authority,kind,amount,unit,frequency,online_url,paper_form_url,information_url,prefilled\n"
    "aide,Aide,Une aide.,ville,bool,,,,https://ville.example/aide,,,true\n"
)
REQUIREMENTS = "service,number,group,concept,operator,value,values,period,text\naide,1,all,age,>=,16,,,\n"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


# Help and examples


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_command_has_help_with_its_example(program: Program, command: Command) -> None:
    ran = program(*command.words.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert command.example in ran.out
    assert command.example.startswith(f"askonce {command.words} ")
    assert all(one.says.split()[0] in ran.out for one in command.arguments)


ON_TEXT = tuple(one for one in COMMANDS if one.words.split()[0] not in HOUSE_COMMANDS)


@pytest.mark.parametrize("command", ON_TEXT, ids=lambda command: command.words)
def test_every_example_runs(program: Program, command: Command) -> None:
    program.copy("before", "qingshan")
    if command.words == "import pack":
        assert program("export", "pack", "packs/qingshan", "qingshan.zip").code == 0
        shutil.rmtree(program.folder / "packs" / "qingshan")
    if command.words == "import catalogue":
        _write_catalogue(program.folder / "exports" / "2026")
    if command.words == "rehearse":
        _write_rehearsal(program.folder)
    if command.words == "decide":
        (program.folder / "facts.json").write_text('{"birth": "1960-02-29"}', "utf-8")
    if command.words == "population":
        _write_people(program.folder)
    if command.words in {"import dmn", "tck"}:
        _write_models(program.folder)
    line, _, target = command.example.partition(" > ")
    ran = program(*shlex.split(line)[1:])
    # Nobody answers the questions here, so that nothing is decided.
    assert ran.code == (1 if command.words == "ask" else 0), ran.err
    assert not ran.err or command.words in {"export cpsv-ap", "diff"}, ran.err
    assert ran.out
    assert not target or json.loads(ran.out)


def _write_rehearsal(folder: Path) -> None:
    shutil.copytree(folder / "packs" / "qingshan", folder / "packs" / "changed")
    norm = folder / "packs" / "changed" / "norms" / "meal-price.yaml"
    norm.write_text(norm.read_text("utf-8").replace("60", "65"), "utf-8")
    (folder / "cases.jsonl").write_text('{"birth": "1950-05-01", "application": "2024-05-01"}\n', "utf-8")


def _write_people(folder: Path) -> None:
    people = pa.table({
        "id": [1, 2], "birth": [date(1960, 2, 29), None], "sex": ["female", "male"],
        "months": pa.array([200, 10], pa.int64()),
    })  # fmt: skip
    parquet.write_table(people, folder / "people.parquet")


def _write_models(folder: Path) -> None:
    text = definitions(decision("a", literal("1 + 1"), type_ref="number"))
    (folder / "fees.dmn").write_text(text, "utf-8")
    write_kit(folder / "dmn-tck" / "TestCases", LEVEL, text, cases(case("a", one("decimal", "2"))))


def _write_catalogue(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, text in (("authorities", AUTHORITIES), ("services", SERVICES), ("requirements", REQUIREMENTS)):
        (folder / f"{name}.csv").write_text(text, "utf-8")


def test_the_program_lists_its_commands(program: Program) -> None:
    ran = program("--help")
    assert ran.code == 0
    assert all(re.search(rf"\b{command.words.split()[0]}\b", ran.out) for command in COMMANDS)
    groups = {first for one in COMMANDS for first, _, second in [one.words.partition(" ")] if second}
    assert {"import", "export", "case"} <= groups
    for group in sorted(groups):
        listed = program(group, "--help")
        inner = [one for one in COMMANDS if one.words.startswith(f"{group} ")]
        assert listed.code == 0
        assert all(one.words.partition(" ")[2] in listed.out for one in inner)
        assert all(f"\n  {one.example}\n" in listed.out for one in inner)
    assert re.fullmatch(r"askonce \d+\.\d+\.\d+\n", program("--version").out)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "required"),
        (("bogus",), "invalid choice: 'bogus'"),
        (("check",), "required: PACK"),
        (("check", "a", "b"), "unrecognized arguments: b"),
        (("check", "mine", "--bogus"), "unrecognized arguments: --bogus"),
        (("check", "mine", "--format", "xml"), "invalid choice: 'xml'"),
        (("check", "mine", "--on", "nonsense"), "`nonsense` is no date; write it like 2026-03-01"),
        (("check", "mine", "--on", "2026-02-30"), "`2026-02-30` is no date"),
        (("check", "mine", "--on", ""), "`` is no date"),
        (("plan", "mine", "-k", "0"), "`0` is no number from 1"),
        (("plan", "mine", "-k", "-1"), "-k"),
        (("plan", "mine", "-k", "9" * 40), "is no number from 1"),
        (("plan", "mine", "-k", "一"), "`一` is no number from 1"),
        (("plan", "mine", "--top", "many"), "`many` is no number from 1"),
        (("diff", "mine", "mine", "--language", "fr"), "invalid choice: 'fr'"),
        (("explain", "AO999"), "`AO999` is no rule and no kind"),
        (("explain", "servce"), "did you mean `service`?"),
        (("schema", "servce"), "did you mean `service`?"),
        (("import",), "required: WHAT"),
        (("import", "catalogue", "mine"), "required: --into"),
        (("import", "catalogue", "mine", "--into", "x", "--language", "französisch"), "is no language code"),
        (("import", "catalogue", "mine", "--into", "x", "--currency", "€"), "is no currency code"),
        (("export", "nothing"), "invalid choice: 'nothing'"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_wrong_words_end_with_one_line(program: Program, arguments: tuple[str, ...], says: str) -> None:
    (program.folder / "mine").mkdir()
    before = texts(program.folder)
    assert says in program.stops(*arguments)
    assert texts(program.folder) == before


# Exit codes and formats


def test_exit_codes(program: Program) -> None:
    pack = program.new()
    assert program("check", "mine").code == 0
    service = pack / "services" / "meal.yaml"
    service.write_text(service.read_text("utf-8").replace("concept: diet", "concept: birth-date"), "utf-8")
    asked = program("check", "mine")
    assert asked.code == 1
    assert "AO301" in asked.out
    assert program("check", "elsewhere").code == 2
    assert program("measure", "mine").code == program("plan", "mine").code == 0


def test_proposals_leave_the_exit_code_alone(program: Program) -> None:
    program.copy("qingshan")
    ran = program("check", "packs/qingshan")
    assert ran.code == 0
    assert "AO303" in ran.out
    assert "AO303" not in program("check", "packs/qingshan", "--no-proposals").out


@pytest.mark.parametrize("name", ["before", "qingshan"])
def test_findings_as_json_and_as_text_are_the_same(program: Program, name: str) -> None:
    program.copy(name)
    found = program.findings(f"packs/{name}")
    assert bool(found) is (name == "before")
    text = program("check", f"packs/{name}", "--no-proposals", "--no-cache").out
    assert all(
        f"{one['path']}:{one['line']}:{one['column']}: {one['severity']} {one['code']} {one['message']}"
        in text
        for one in found
    )
    lines = text.splitlines()
    assert sum(bool(re.match(r"\S+:\d+:\d+: (error|warning) AO", line)) for line in lines) == len(found)


@pytest.mark.parametrize("name", ["before", "qingshan"])
def test_sarif_follows_the_published_schema(program: Program, sarif_schema: Path, name: str) -> None:
    program.copy(name)
    ran = program("check", f"packs/{name}", "--format", "sarif")
    document = json.loads(ran.out)
    validator: Any = jsonschema.validators.validator_for({})
    validator(json.loads(sarif_schema.read_text("utf-8"))).validate(document)
    shown = json.loads(program("check", f"packs/{name}", "--format", "json").out)
    results = document["runs"][0]["results"]
    assert len(results) == len(shown["findings"]) + len(shown["proposals"])
    assert {one["ruleId"] for one in results} == {
        one["code"] for key in shown if isinstance(shown[key], list) for one in shown[key]
    }


def test_figures_as_text_json_and_page_agree(program: Program) -> None:
    program.copy("qingshan")
    figures = json.loads(program("measure", "packs/qingshan", "--json").out)
    text = program("measure", "packs/qingshan").out
    assert f"{figures['services']:,}" in text.splitlines()[0]
    assert f"{figures['minutes_per_year']:,.0f}" in text
    plan = json.loads(program("plan", "packs/qingshan", "--json", "-k", "3").out)
    assert len(plan["best"]["changes"]) <= 3
    assert plan["best"]["bound_minutes_per_year"] >= plan["best"]["minutes_saved_per_year"]
    assert plan["proposals"][0]["words"]["en"] in program("plan", "packs/qingshan", "--top", "1").out
    assert program("measure", "packs/qingshan", "--html", "a/today.html").out == "wrote a/today.html\n"
    page = (program.folder / "a" / "today.html").read_text("utf-8")
    assert program("measure", "packs/qingshan", "--html", "-").out == page


def test_a_day_changes_what_is_in_force(program: Program) -> None:
    program.copy("before")
    early, late = (program("check", "packs/before", "--on", day).out for day in ("2017-01-01", "2099-01-01"))
    assert early != late
    assert program("check", "packs/before", "--on", "2017-01-01").out == early


# From one command to the next


def test_a_newcomer_makes_checks_breaks_and_mends_a_pack(program: Program) -> None:
    pack = program.new()
    assert program.findings("mine") == []
    service = pack / "services" / "meal.yaml"
    good = service.read_text("utf-8")
    service.write_text(good.replace("for_step: cook", "for_step: cok"), "utf-8")
    found = program.findings("mine")
    assert {one["path"] for one in found} == {"services/meal.yaml"}
    assert any("cok" in one["message"] for one in found)
    service.write_text(good, "utf-8")
    assert program.findings("mine") == []
    assert program("format", "mine").code == program("format", "mine", "--check").code == 0
    assert program.findings("mine") == []


def test_a_starter_is_in_its_canonical_text(program: Program) -> None:
    program.new()
    assert program("format", "mine", "--check").out == "would change 0 files\n"


def test_new_takes_the_folder_in_which_one_stands(program: Program) -> None:
    empty = program.folder / "mine"
    empty.mkdir()
    same = empty.stat().st_ino
    assert program("new", "mine").code == 0
    assert empty.stat().st_ino == same
    assert sorted(path for path in texts(empty) if path.startswith(".")) == []
    assert program.findings("mine") == []


def test_the_example_pack_is_in_its_canonical_text(program: Program) -> None:
    program.copy("qingshan")
    before = texts(program.folder / "packs")
    ran = program("format", "packs/qingshan", "--check")
    assert (ran.code, ran.out) == (0, "would change 0 files\n")
    assert texts(program.folder / "packs") == before


def test_format_leaves_what_it_cannot_read(program: Program) -> None:
    pack = program.new()
    program("format", "mine")
    (pack / "concepts" / "diet.yaml").write_text("concept:   diet\ntype:    text\n", "utf-8")
    (pack / "broken.yaml").write_text("concept: [\n", "utf-8")
    before = texts(pack)
    checked = program("format", "mine", "--check")
    assert (checked.code, texts(pack)) == (1, before)
    assert "would change 1 file\n" in checked.out
    ran = program("format", "mine")
    assert ran.code == 1
    assert "AO002" in ran.err
    changed = {path for path, content in texts(pack).items() if content != before[path]}
    assert changed == {"concepts/diet.yaml"}


def test_an_exported_pack_comes_back_byte_by_byte(program: Program) -> None:
    program.copy("qingshan")
    assert program("export", "pack", "packs/qingshan", "one.zip").code == 0
    assert program("import", "pack", "one.zip", "--into", "again").code == 0
    assert texts(program.folder / "again") == texts(program.folder / "packs" / "qingshan")
    assert program("export", "pack", "again", "two.zip").code == 0
    with (program.folder / "three.zip").open("wb") as three_file:
        assert program("export", "pack", "again", "-", out=three_file).code == 0
    one, two, three = ((program.folder / f"{name}.zip").read_bytes() for name in ("one", "two", "three"))
    assert one == two == three
    assert "is not empty" in program.stops("import", "pack", "one.zip", "--into", "again")
    assert program("import", "pack", "one.zip").code == 0  # into a folder of the file's name
    assert texts(program.folder / "one") == texts(program.folder / "again")


def test_what_changes_between_two_packs(program: Program) -> None:
    program.copy("before", "qingshan")
    english = program("diff", "packs/before", "packs/qingshan")
    chinese = program("diff", "packs/before", "packs/qingshan", "--language", "zh")
    assert english.code == chinese.code == 0
    assert re.search(r"[\u4e00-\u9fff]{4}", chinese.out)
    assert english.out != chinese.out
    assert json.loads(program("diff", "packs/before", "packs/qingshan", "--json").out)
    same = program("diff", "packs/qingshan", "packs/qingshan")
    assert (same.code, same.out) == (0, "nothing changes for residents and firms\n")


def test_a_review_lays_article_beside_rule(program: Program) -> None:
    program.copy("qingshan")
    text = program("review", "packs/qingshan")
    assert text.code == 0
    assert program("review", "packs/qingshan", "--html", "review.html").out == "wrote review.html\n"
    page = (program.folder / "review.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert program("review", "packs/qingshan", "--html", "-").out == page


def test_services_as_cpsv_ap_are_json_ld(program: Program) -> None:
    program.copy("qingshan")
    ran = program("export", "cpsv-ap", "packs/qingshan")
    assert "@context" in json.loads(ran.out)
    assert "left out" in ran.err


@pytest.mark.parametrize("kind", ["service", "register", "norm"])
def test_a_schema_is_a_schema(program: Program, kind: str) -> None:
    schema = json.loads(program("schema", kind).out)
    jsonschema.Draft202012Validator.check_schema(schema)


# The published catalogue

PEOPLE = """\
register: people
title: {{fr: Population}}
of: person
holder: action_logement
complete: true
basis: loi/1
attributes:
  birth_date:
    concept: birth-date
    type: date
    sensitivity: personal
    open_to: {{{open_to}}}
"""


def test_the_published_catalogue_comes_in_and_is_counted(program: Program, shared: Path) -> None:
    assert program("import", "catalogue", shared / "data" / "catalogue", "--into", "aides").code == 0
    assert program.findings("aides") == []
    figures = json.loads(program("measure", "aides", "--json").out)
    rates = {
        name: (figures[name]["numerator"], figures[name]["denominator"])
        for name in ("online_rate", "prefilled_services")
    }
    assert figures["services"] == 552
    assert rates == {"online_rate": (157, 552), "prefilled_services": (12, 552)}
    assert (figures["online_rate"]["not_stated"], figures["zero_visit_rate"]["not_stated"]) == (395, 552)
    assert "nothing was written" in "".join(
        program("import", "catalogue", "aides", "--into", "more").lines[-1:]
    )
    assert "is not empty" in program.stops(
        "import", "catalogue", shared / "data" / "catalogue", "--into", "aides"
    )
    (program.folder / "aides" / "loi.yaml").write_text(
        'law: loi\ntitle: {fr: Loi}\narticles:\n  "1": {fr: Un registre.}\n', "utf-8"
    )
    purposes = (program.folder / "aides" / "purposes.csv").read_text("utf-8").splitlines()[1:]
    names = [line.partition(",")[0] for line in purposes]
    register = program.folder / "aides" / "people.yaml"
    register.write_text(PEOPLE.format(open_to=", ".join(f"{name}: loi/1" for name in names)), "utf-8")
    assert [one["code"] for one in program.findings("aides")] == ["AO301"] * 277
    register.write_text(PEOPLE.format(open_to=""), "utf-8")
    closed = json.loads(program("check", "aides", "--format", "json").out)
    assert closed["findings"] == []
    assert [one["code"] for one in closed["proposals"]] == ["AO303"] * 277
    plan = json.loads(program("plan", "aides", "--json").out)
    opened = [one for one in plan["proposals"] if one["subject"] == "people.birth_date"]
    assert {one["ask"] for one in opened} == {"action_logement"}
    assert sum(one["questions_saved_per_year"] for one in opened) == 277
    assert "ask action_logement" in program("plan", "aides").out
