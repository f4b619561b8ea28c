"""The import of a real catalogue, counted and decided by means that share no code with it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from askonce.apps.government.catalogue.importing import Imported, import_catalogue
from askonce.assembly import LANGUAGE
from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.lexer import tokens
from askonce.feel.syntax import parse
from askonce.pack.passes import check_sources
from askonce.text.source import Source, digest, from_text

ON = date(2026, 11, 21)
STRICT = Settings(None, strict=True)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> dict[str, bytes]:
    folder = shared / "data" / "catalogue"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@pytest.fixture(scope="module")
def pack(catalogue: dict[str, bytes]) -> Imported:
    result = import_catalogue(
        tuple(Source(path, content, digest(content)) for path, content in catalogue.items()),
        catalogue="aides",
    )
    assert isinstance(result, Imported)
    return result


def read_files(pack: Imported, folder: str) -> dict[str, dict[str, Any]]:
    return {
        path: yaml.load(text, Loader=yaml.CSafeLoader)
        for path, text in pack.files.items()
        if path.startswith(f"{folder}/")
    }


def test_the_real_catalogue_comes_in_whole(pack: Imported) -> None:
    services = read_files(pack, "services").values()
    asking = [service for service in services if asks_for(service, "age")]
    offices = rows_of(pack.files["offices.csv"])
    assert len(offices) + len(read_files(pack, "offices")) == 871
    assert len(services) == 552
    assert sum("online" in service for service in services) == 157
    assert Counter(service["prefilled"] for service in services) == {False: 540, True: 12}
    assert len(asking) == 277
    assert not any(
        word in service for service in services for word in ("visit", "term", "steps", "basis", "fee")
    )


def test_every_requirement_of_the_real_catalogue_stands_in_a_formula(pack: Imported) -> None:
    signs: Counter[str] = Counter()
    for norm in read_files(pack, "norms").values():
        for token in tokens(norm["result"]):
            signs["attests" if token.text.startswith("attests_") else token.kind] += 1
    comparisons = {sign: signs[sign] for sign in ("=", "in", ">=", "<=", "<", ">")}
    assert comparisons == {"=": 524, "in": 446, ">=": 243, "<=": 234, "<": 33, ">": 2}
    assert sum(comparisons.values()) == 1482
    assert signs["attests"] == 964
    assert pack.account.adds_up


def test_the_real_pack_reads_clean(pack: Imported) -> None:
    checked = check_sources((from_text(path, text) for path, text in pack.files.items()), LANGUAGE, on=ON)
    assert not checked.findings, checked.findings[:5]


def test_a_register_that_joins_shows_every_service_that_asks_for_an_age(pack: Imported) -> None:
    people = """\
register: people
title: {fr: Population}
of: person
holder: etat
complete: true
basis: loi/1
attributes:
  birth_date:
    concept: birth-date
    type: date
    sensitivity: personal
    open_to: {etat: loi/1}
"""
    law = 'law: loi\ntitle: {fr: Loi}\narticles:\n  "1": {fr: Un registre.}\n'
    files = {**pack.files, "registers/people.yaml": people, "laws/loi.yaml": law}
    checked = check_sources((from_text(path, text) for path, text in files.items()), LANGUAGE, on=ON)
    asked = [one for one in read_files(pack, "services").values() if asks_for(one, "age")]
    open_to_state = [one for one in asked if one["purpose"] == "etat"]
    assert [one.code for one in checked.findings] == ["AO301"] * len(open_to_state)
    assert [one.code for one in checked.proposals] == ["AO303"] * (277 - len(open_to_state))


def asks_for(service: Mapping[str, Any], concept: str) -> bool:
    return any(ask["concept"] == concept for ask in service.get("asks", {}).values())


def met(row: Mapping[str, str], answer: Any) -> bool:
    """What a row of the catalogue says, read by itself."""
    if not row["concept"]:
        return answer is True
    values = (row["value"] or row["values"]).split("|")
    if row["operator"] in {"in", "not in"}:
        return (answer in values) is (row["operator"] == "in")
    if row["operator"] == "=":
        return bool(answer == values[0])
    left, right = float(answer), float(values[0])
    order = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return order[row["operator"]]


class Outcomes:
    """How the formulas of a pack decide beside the rows that they were made from."""

    def __init__(self) -> None:
        self.agreed: Counter[bool] = Counter()
        self.disagreed: set[str] = set()


def decide_all(
    pack: Imported, catalogue: Mapping[str, bytes], *, spoil: tuple[str, str] | None = None
) -> Outcomes:
    """Decide people who just fulfil each profile of each service, and those who differ from them in one answer."""
    by_service: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(catalogue["requirements.csv"].decode()):
        by_service.setdefault(row["service"], []).append(row)
    services, norms = read_files(pack, "services"), read_files(pack, "norms")
    outcomes = Outcomes()
    for name, rows in by_service.items():
        renamed = pack.account.renamed["services"].get(name, name)
        asks = services[f"services/{renamed}.yaml"]["asks"]
        norm = norms[f"norms/{renamed}-eligibility.yaml"]
        formula = norm["result"].replace(*spoil) if spoil else norm["result"]
        tree = parse(formula).tree
        assert tree is not None
        asked = {
            row["number"]: next(key for key, ask in asks.items() if belongs(row, key, ask)) for row in rows
        }
        assert set(asked.values()) == set(asks)
        for answers in people(rows, asked, norm["needs"]):
            facts = {key: as_fact(answer, norm["needs"][key]) for key, answer in answers.items()}
            expected = entitled(rows, {number: answers[key] for number, key in asked.items()})
            if evaluate(tree, facts, STRICT) is expected:
                outcomes.agreed[expected] += 1
            else:
                outcomes.disagreed.add(name)
    return outcomes


def people(
    rows: list[dict[str, str]], asked: Mapping[str, str], needs: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Those who fit a profile as well as they can, and those who differ from them in one answer."""
    possible = {
        key: answers_to([row for row in rows if asked[row["number"]] == key], needs[key])
        for key in dict.fromkeys(asked.values())
    }
    profiles = {row["group"] for row in rows} - {"all"} or {"all"}
    for profile in sorted(profiles):
        mine = [row for row in rows if row["group"] in {"all", profile}]
        fits = {
            key: max(some, key=lambda one: sum(met(row, one) for row in mine if asked[row["number"]] == key))
            for key, some in possible.items()
        }
        yield fits
        yield from (
            {**fits, key: other} for key, some in possible.items() for other in some if other != fits[key]
        )


def entitled(rows: list[dict[str, str]], answers: Mapping[str, Any]) -> bool:
    """Every row of `all`, and every row of any one profile where there are profiles."""
    groups: dict[str, list[bool]] = {"all": []}
    for row in rows:
        groups.setdefault(row["group"], []).append(met(row, answers[row["number"]]))
    everybody = all(groups.pop("all"))
    return everybody and (not groups or any(all(group) for group in groups.values()))


def test_a_formula_decides_as_its_rows_do(pack: Imported, catalogue: Mapping[str, bytes]) -> None:
    outcomes = decide_all(pack, catalogue)
    assert not outcomes.disagreed
    assert outcomes.agreed[True] > 1000
    assert outcomes.agreed[False] > 1000


@pytest.mark.parametrize(
    "spoil",
    [
        (" or ", " and "),
        ("and ", "or "),
        (">=", ">"),
        ("<=", "<"),
        ("not(", "("),
        ("= true", "= false"),
        (" in (", ' in ("x", '),
    ],
)
def test_sabotage_of_a_formula_is_caught(
    pack: Imported, catalogue: Mapping[str, bytes], spoil: tuple[str, str]
) -> None:
    assert decide_all(pack, catalogue, spoil=spoil).disagreed


def belongs(row: Mapping[str, str], key: str, ask: Mapping[str, Any]) -> bool:
    if not row["concept"]:
        return key == f"attests_{row['number']}"
    title = ask["title"]["fr"] if "title" in ask else ""
    qualified = row["text"] in title if row["text"] else not title
    return ask["concept"] == row["concept"] and ask.get("at", "") == row["period"] and qualified


def answers_to(rows: list[dict[str, str]], need: Any) -> list[Any]:
    """Answers near what the rows compare with."""
    if not rows[0]["concept"]:
        return [True, False]
    values = sorted({value for row in rows for value in (row["value"] or row["values"]).split("|")})
    if values == ["true"]:
        return ["true", "false"]
    if need == "number":
        return sorted({str(Decimal(value) + step) for value in values for step in (-1, 0, 1)})
    return [*values[:20], "x"]


def as_fact(answer: Any, need: Any) -> Any:
    match need:
        case "number":
            return Decimal(str(answer))
        case "boolean":
            return answer in {True, "true"}
        case _:
            return answer
