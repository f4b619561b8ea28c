"""The import of a catalogue: a small one word by word, a real one by counts that share no code with it."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from askonce.apps.government.catalogue.account import Account
from askonce.apps.government.catalogue.definitions import Draft
from askonce.apps.government.catalogue.importing import Imported, import_catalogue
from askonce.apps.government.catalogue.plain import plain_text
from askonce.apps.government.catalogue.writing import fits_table, table_text, yaml_text
from askonce.apps.government.checks.catalogue import RULES
from askonce.assembly import LANGUAGE
from askonce.feel.evaluate import Settings
from askonce.pack.passes import check_sources
from askonce.text.diagnostic import Diagnostic
from askonce.text.node import Mapping as MappingNode
from askonce.text.node import Scalar
from askonce.text.source import Source, digest, from_text
from askonce.text.spreadsheet import read_csv
from askonce.text.yaml import read_yaml

ON = date(2026, 11, 21)
UNFIT = "\ufeff\ufffe\uffff"  # what no file may hold
STRICT = Settings(None, strict=True)

AUTHORITIES = """\
authority,name,level,code
ville-été,Ville d'Été,commune,01234
caisse,"Caisse; guichet unique",caisse,
musée,Musée,,
"""
SERVICES = """\
service,title,description,authority,kind,amount,unit,frequency,online_url,paper_form_url,information_url,prefilled
pass-vélo,no,"Un vélo<br>pour l'été: <a href=""https://ete.example/velo"">ici</a>.",ville-été,float,109,€,annuelle,https://ete.example/a?b=c#d,,https://ete.example,yes
aide·étudiant·e,Aide,,caisse,bool,,null,ponctuelle,,https://caisse.example/form.pdf,,no
portes-ouvertes,Portes ouvertes,,,,,,,,,,

"""
REQUIREMENTS = """\
service,number,group,concept,operator,value,values,period,text
pass-vélo,1,all,age,>=,16,,,
pass-vélo,2,all,communes,in,,01004|2A004|01004,,
pass-vélo,10,profile 2,,,,,,Habiter l'été.
pass-vélo,3,profile 1,activity,=,lyceen,,,
pass-vélo,4,profile 1,quotient-familial,<=,800,,month,
pass-vélo,5,profile 2,boursier,=,true,,,
pass-vélo,6,profile 3,activity,not in,,retraite|salarie,,
pass-vélo,7,profile 3,in,>=,1,,,moins de 11 ans
aide·étudiant·e,1,all,quotient-familial,<,25000.50,,year,
aide·étudiant·e,2,profile 1,depuis,>=,2026-01-01,,,
aide·étudiant·e,3,profile 1,enfants,!=,2,,,
"""
PEOPLE = """\
register: people
title: {fr: Population}
of: person
holder: ville-été
basis: loi/1
complete: true
attributes:
  birth_date:
    concept: birth-date
    type: date
    sensitivity: personal
    open_to: {ville-été: loi/1}
"""
LAW = 'law: loi\ntitle: {fr: Loi}\narticles:\n  "1": {fr: Un registre.}\n'
SERVICE = """\
service: pass-vélo
title: {fr: "no"}
about:
  fr: |-
    Un vélo
    pour l'été: ici (https://ete.example/velo).
for: person
purpose: ville-été
office: ville-été
asks:
  age: {concept: age}
  communes: {concept: communes}
  activity: {concept: activity}
  quotient_familial_month: {concept: quotient-familial, at: month}
  boursier: {concept: boursier}
  in__7:
    concept: in
    title: {fr: in (moins de 11 ans)}
  attests_10:
    concept: attestation
    title: {fr: Habiter l'été.}
decides: pass-vélo-eligibility
online: https://ete.example/a?b=c#d
information: https://ete.example
prefilled: true
benefit: {kind: float, amount: "109", unit: €, frequency: annuelle}
imported_from: saison
"""
NORM = """\
norm: pass-vélo-eligibility
title: {fr: 'Conditions : no'}
effect: favourable
needs:
  age: number
  communes: text
  activity:
    type: [lyceen, retraite, salarie, autre]
  quotient_familial_month: number
  boursier: boolean
  in__7: number
  attests_10: boolean
result: |-
  age >= 16
  and communes in ("01004", "2A004")
  and (
    (activity = "lyceen" and quotient_familial_month <= 800)
    or (boursier = true and attests_10)
    or (not(activity in ("retraite", "salarie")) and in__7 >= 1)
  )
imported_from: saison
"""
CONCEPTS = """\
concept,title.fr,type,derives_from,changes,imported_from
activity,activity,lyceen; retraite; salarie; autre,,,saison
age,age,number,birth-date,,saison
boursier,boursier,boolean,,,saison
communes,communes,text,,,saison
depuis,depuis,date,,,saison
enfants,enfants,number,,,saison
in,in,number,,,saison
quotient-familial,quotient-familial,number,,,saison
birth-date,Date de naissance,date,,never,saison
attestation,Attestation sur l’honneur,boolean,,,saison
"""


def sources(
    authorities: str = AUTHORITIES, services: str = SERVICES, requirements: str = REQUIREMENTS
) -> tuple[Source, ...]:
    texts = {"authorities.csv": authorities, "services.csv": services, "requirements.csv": requirements}
    return tuple(from_text(path, text) for path, text in texts.items())


def imported(given_sources: tuple[Source, ...]) -> Imported:
    result = import_catalogue(given_sources, catalogue="saison")
    assert isinstance(result, Imported), [f"{one.span} {one.code} {one.message}" for one in result]
    return result


def refused(given_sources: tuple[Source, ...]) -> tuple[Diagnostic, ...]:
    result = import_catalogue(given_sources, catalogue="saison")
    assert isinstance(result, tuple)
    return result


def workbook(sheets: Mapping[str, str]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, text in sheets.items():
        sheet = book.create_sheet(title)
        for row in csv.reader(io.StringIO(text)):
            sheet.append([cell or None for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_service_keeps_all_that_its_row_states_and_nothing_else() -> None:
    files = imported(sources()).files
    assert files["services/pass-vélo.yaml"] == SERVICE
    assert files["norms/pass-vélo-eligibility.yaml"] == NORM
    assert files["services/portes-ouvertes.yaml"] == (
        "service: portes-ouvertes\ntitle: {fr: Portes ouvertes}\nfor: person\nimported_from: saison\n"
    )


def test_a_name_that_is_no_identifier_changes_and_the_account_says_so() -> None:
    result = imported(sources())
    assert "services/aide-étudiant-e.yaml" in result.files
    assert result.account.renamed == {"services": {"aide·étudiant·e": "aide-étudiant-e"}}
    assert (
        'result: |-\n  quotient_familial_year < 25000.50\n  and depuis >= date("2026-01-01")\n  and enfants != 2\n'
        in (result.files["norms/aide-étudiant-e-eligibility.yaml"])
    )


def test_small_definitions_stand_in_tables_unless_a_cell_would_part_them() -> None:
    files = imported(sources()).files
    assert files["offices.csv"] == (
        "office,title.fr,level,code,imported_from\n"
        "ville-été,Ville d'Été,commune,01234,saison\n"
        "musée,Musée,,,saison\n"
    )
    assert files["offices/caisse.yaml"] == (
        "office: caisse\ntitle: {fr: Caisse; guichet unique}\nlevel: caisse\nimported_from: saison\n"
    )
    assert files["purposes.csv"] == (
        "purpose,title.fr,imported_from\nville-été,Demandes à : Ville d'Été,saison\n"
    )
    assert "purposes/caisse.yaml" in files
    assert files["concepts.csv"] == CONCEPTS
    assert files["pack.yaml"] == (
        "manifest: saison\ntitle: {fr: saison}\nlanguages: [fr]\ncurrency: EUR\nimported_from: saison\n"
    )


def test_the_account_adds_up() -> None:
    account = imported(sources()).account
    assert account.adds_up
    assert account.rows == {"authorities": 3, "services": 3, "requirements": 11}
    assert account.blank == {"authorities": 0, "services": 1, "requirements": 0}
    assert (account.comparisons, account.attestations, account.marked_up) == (10, 1, 1)
    assert account.definitions == {
        "manifest": 1, "office": 3, "purpose": 2, "concept": 10, "service": 3, "norm": 2,
    }  # fmt: skip
    filled = sum(
        bool(cell)
        for text in (AUTHORITIES, SERVICES, REQUIREMENTS)
        for row in rows_of(text)
        for cell in row.values()
    )
    assert sum(tally.filled for tally in account.columns) == filled
    assert [(one.column, one.unstated) for one in account.columns if one.unstated] == [("unit", 1)]
    lines = list(account.lines())
    assert "services: 3 rows read, 3 services written" in lines
    assert "services.unit: 1 cell says `null`: not stated" in lines
    assert "| services | unit | 2 | 1 | 1 |" in imported(sources()).files["import.md"]


def test_an_account_of_a_lost_cell_does_not_add_up() -> None:
    account = imported(sources()).account
    assert not Account(**{**as_dict(account), "comparisons": 9}).adds_up
    short = tuple(
        type(one)(one.table, one.column, one.filled + 1, one.written, one.unstated) for one in account.columns
    )
    assert not Account(**{**as_dict(account), "columns": short}).adds_up


def as_dict(account: Account) -> dict[str, Any]:
    return {field: getattr(account, field) for field in account.__struct_fields__}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("language", ["fr", "en", "zh", "pt"])
def test_the_pack_reads_clean_and_asks_once_once_a_register_joins(language: str) -> None:
    result = import_catalogue(sources(), catalogue="saison", language=language)
    assert isinstance(result, Imported)
    more = {"registers/people.yaml": PEOPLE, "laws/loi.yaml": LAW}
    files = {**result.files, **{path: text.replace("fr:", f"{language}:") for path, text in more.items()}}
    checked = check_sources((from_text(path, text) for path, text in files.items()), LANGUAGE, on=ON)
    found = [(one.code, one.span.path) for one in checked.findings]
    assert found == [("AO301", "services/pass-vélo.yaml")], checked.findings


def test_a_workbook_gives_the_same_pack_as_three_files() -> None:
    sheets = {"Authorities": AUTHORITIES, "services": SERVICES, "requirements": REQUIREMENTS}
    content = workbook({"Notes": "", **sheets})
    one = imported((Source("saison.xlsx", content, digest(content)),))
    files = {name: workbook({"Feuil1": text, "Feuil2": ""}) for name, text in sheets.items()}
    three = imported(
        tuple(Source(f"{name.lower()}.xlsx", text, digest(text)) for name, text in files.items())
    )
    three_csv = imported(sources(services=SERVICES.rstrip() + "\n"))  # a workbook keeps no blank last row
    assert one.files == three.files == three_csv.files


def test_what_is_no_table_is_named() -> None:
    more = from_text("readme.md", "# Notes\n"), from_text("regions.csv", "region\nest\n")
    account = imported((*sources(), *more)).account
    assert account.passed_over == ("readme.md", "regions.csv")
    assert "`regions.csv` is no table of the catalogue: passed over" in list(account.lines())


FILES = sources()
OLD = from_text("old/services.csv", SERVICES)


def table(name: str, old: str, new: str) -> tuple[Source, ...]:
    """The small catalogue with one table changed in one place."""
    texts = {"authorities": AUTHORITIES, "services": SERVICES, "requirements": REQUIREMENTS}
    assert old in texts[name], old
    return sources(**{**texts, name: texts[name].replace(old, new, 1)})


def authority(old: str, new: str) -> tuple[Source, ...]:
    return table("authorities", old, new)


def service(old: str, new: str) -> tuple[Source, ...]:
    return table("services", old, new)


def row(old: str, new: str) -> tuple[Source, ...]:
    return table("requirements", old, new)


# Code, catalogue, line, the text that the span covers, and what the message quotes.
WRONG = [
    ("AO002", service("Un vélo", 'Un "vélo'), "services.csv:2", "", "services.csv"),
    ("AO420", FILES[:2], "requirements.csv:1", "", "requirements"),
    ("AO421", service("service,title", "servic,title"), "services.csv:1", "servic", "service"),
    ("AO421", authority(AUTHORITIES, "name;code\na;b\n"), "authorities.csv:1", "name;code", "name;code"),
    ("AO421", authority(AUTHORITIES, ""), "authorities.csv:1", "", "authority"),
    ("AO422", service("prefilled", "prefiled"), "services.csv:1", "prefiled", "prefiled"),
    ("AO422", authority("01234\n", "01234,x\n"), "authorities.csv:2", "x", "x"),
    ("AO423", service(',no,"', ',,"'), "services.csv:2", "pass-vélo", "title"),
    ("AO423", row("pass-vélo,1,all", "pass-vélo,1,"), "requirements.csv:2", "pass-vélo", "group"),
    ("AO424", authority("musée,", "caisse,"), "authorities.csv:4", "caisse", "caisse"),
    ("AO424", service("portes-ouvertes,", "pass-vélo,"), "services.csv:4", "pass-vélo", "pass-vélo"),
    ("AO424", row("pass-vélo,2,", "pass-vélo,1,"), "requirements.csv:3", "1", "1"),
    ("AO424", service("prefilled", "kind"), "services.csv:1", "kind", "kind"),
    ("AO424", (*FILES, OLD), "old/services.csv:1", "", "services"),
    ("AO425", service("ville-été,float", "ville-ete,float"), "services.csv:2", "ville-ete", "ville-ete"),
    ("AO425", row("pass-vélo,1,", "pass-velo,1,"), "requirements.csv:2", "pass-velo", "pass-velo"),
    ("AO426", row("age,>=", "age,≥"), "requirements.csv:2", "≥", "≥"),
    ("AO427", row("age,>=,16", "age,>=,seize"), "requirements.csv:2", "seize", "seize"),
    ("AO427", row("<,25000.50", '<,"25000,50"'), "requirements.csv:10", "25000,50", "25000,50"),
    ("AO427", row("pass-vélo,1,", "pass-vélo,un,"), "requirements.csv:2", "un", "un"),
    ("AO427", row(",month,", ",monthly,"), "requirements.csv:6", "monthly", "monthly"),
    ("AO427", row("=,true,,", "=,,true|false,"), "requirements.csv:7", "true|false", "true|false"),
    ("AO427", row("2,all,communes", "2,all,–"), "requirements.csv:3", "–", "–"),
    ("AO427", service(",yes", ",oui"), "services.csv:2", "oui", "oui"),
    ("AO427", authority("musée,", "***,"), "authorities.csv:4", "***", "***"),
    ("AO428", row("age,>=,16", "age,,16"), "requirements.csv:2", "age", "age"),
    ("AO428", row("age,>=,16", ",>=,16"), "requirements.csv:2", ">=", ">="),
    ("AO428", row("age,>=,16", "age,>=,"), "requirements.csv:2", ">=", "age >="),
    (
        "AO428",
        row("in,,01004|2A004", "in,x,01004|2A004"),
        "requirements.csv:3",
        "01004|2A004|01004",
        "communes in",
    ),
    ("AO428", row("Habiter l'été.", ""), "requirements.csv:4", "pass-vélo", "concept"),
]


@pytest.mark.parametrize(("code", "given_sources", "place", "covered", "quoted"), WRONG)
def test_wrong_input_is_refused_with_its_place(
    code: str, given_sources: tuple[Source, ...], place: str, covered: str, quoted: str
) -> None:
    found = [one for one in refused(given_sources) if one.code == code and f"`{quoted}`" in one.message]
    assert len(found) == 1, refused(given_sources)
    span = found[0].span
    assert f"{span.path}:{span.line}" == place
    if covered:
        text = next(source.content.decode() for source in given_sources if source.path == span.path)
        assert text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1] == covered
    assert found[0].help
    assert not found[0].message[0].isupper()


def test_one_mistake_is_one_finding() -> None:
    several = [
        found for code, given, *_ in WRONG if (found := [one.code for one in refused(given)]) != [code]
    ]
    misspelt_head, no_head = ["AO421", "AO422"], ["AO421", "AO421"]
    assert several == [misspelt_head, no_head]


def test_every_rule_of_the_import_is_shown_by_wrong_input() -> None:
    assert {rule.code for rule in RULES} == {code for code, *_ in WRONG} - {"AO002"}


def test_another_encoding_is_found_where_it_begins() -> None:
    content = AUTHORITIES.encode("cp1252")
    found = refused((Source("authorities.csv", content, digest(content)), *sources()[1:]))
    assert [(one.code, str(one.span)) for one in found] == [("AO001", "authorities.csv:2:7")]


def test_a_broken_workbook_and_a_control_character_in_one_are_findings() -> None:
    broken = refused((Source("authorities.xlsx", b"PK", digest(b"PK")), *sources()[1:]))
    assert [one.code for one in broken] == ["AO002"]
    content = workbook({"authorities": AUTHORITIES.replace("Musée", "Mu\u2028sée")})
    odd = refused((Source("authorities.xlsx", content, digest(content)), *sources()[1:]))
    assert [(one.code, str(one.span)) for one in odd] == [("AO001", "authorities.xlsx!B4")]


def test_names_stay_apart_in_expressions_files_and_folders() -> None:
    long = "é" * 300
    clashing = [
        f"pass-vélo,{20 + place},all,{concept},=,2,,," for place, concept in enumerate(("a-b", "a_b", long))
    ]
    clashing += [f"{name},1,all,a_b,>,1,,," for name in (f"{long}1", f"{long}2", "Pass-vélo")]
    services = "".join(f"{name},Aide,,,,,,,,,,\n" for name in (f"{long}1", f"{long}2", "Pass-vélo"))
    files = imported(
        sources(services=SERVICES + services, requirements=REQUIREMENTS + "\n".join(clashing) + "\n")
    ).files
    asks = yaml.safe_load(files["services/pass-vélo.yaml"])["asks"]
    assert (asks["a_b"], asks["a_b_2"], asks["é" * 100]) == (
        {"concept": "a-b"}, {"concept": "a_b"}, {"concept": long},
    )  # fmt: skip
    assert "services/Pass-vélo-2.yaml" in files
    assert len([path for path in files if path.startswith("services/")]) == 6
    assert all(len(path.rpartition("/")[2].encode()) < 255 for path in files)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Moins de <18> ans & plus", "Moins de <18> ans & plus"),
        ("a<br/>b<br>c", "a\nb\nc"),
        ("<p>un</p><p>deux</p>", "un\n\ndeux"),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
        ('<a title ="x" href="https://a.example">ici</a>', "ici (https://a.example)"),
        ('<a href="https://a.example">https://a.example</a>', "https://a.example"),
        ("m<sup>2</sup>&nbsp;: &lt;plafond&gt; <plafond>", "m2\xa0: <plafond> <plafond>"),
        ("<br>", "<br>"),
        ("a&#x2028;b", "a b"),
    ],
)
def test_html_becomes_plain_text_without_losing_a_word(text: str, plain: str) -> None:
    assert plain_text(text) == plain


CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=UNFIT
)
AWKWARD = [
    *[
        "no",
        "y",
        "01",
        "1_0",
        "12:30",
        "0o17",
        "1e5",
        "+.inf",
        "=",
        "<<",
        "~",
        "null",
        "2026-01-01",
        "a:b",
        "[a",
        "{a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
    ],
    *("a: b", "- a", "a #b", "a\nb", " a\n b \n", "a; b", "a;", "'", '"', "\ta"),
]
TEXTS = st.text(CHARACTERS, min_size=1) | st.sampled_from(AWKWARD)


@given(TEXTS)
def test_any_text_survives_being_written_as_yaml(text: str) -> None:
    nodes, found = read_yaml("a.yaml", yaml_text({"office": "a", "title": {"fr": text}, "roles": [text]}))
    assert not found
    assert isinstance(nodes[0], MappingNode)
    title, roles = nodes[0].entries["title"][1], nodes[0].entries["roles"][1]
    assert isinstance(title, MappingNode)
    assert title.entries["fr"][1].text == text  # type: ignore[union-attr]
    assert roles.items[0].text == text  # type: ignore[union-attr]


@given(TEXTS)
def test_a_table_carries_a_text_whole_or_says_that_it_cannot(text: str) -> None:
    draft = Draft("office", "a", {"title": {"fr": text}, "level": text})
    if not fits_table(draft):
        assert "; " in text or text.endswith(";") or text != text.strip()
        return
    nodes, found = read_csv("offices.csv", table_text([draft]))
    assert not found
    assert isinstance(nodes[0], MappingNode)
    level = nodes[0].entries["level"][1]
    assert isinstance(level, Scalar)
    assert level.text == text
