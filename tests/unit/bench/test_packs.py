"""Made packs: the same from the same seed, each service its own, and wrong exactly where faults were planted."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from askonce.assembly import LANGUAGE
from askonce.pack.passes import check_sources
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import from_text
from askonce.text.yaml import read_yaml
from bench.files import Made
from bench.layout import scalar
from bench.packs import HUB, make_pack
from bench.world import Size

ON = date(2026, 11, 21)
SERVICES = 1_000
PRINT_DIGEST = """
import hashlib
from bench.packs import make_pack
made = "".join(f"{one.path} {one.text} {one.planted}" for one in make_pack(60))
print(hashlib.sha256(made.encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def pack() -> list[Made]:
    return list(make_pack(SERVICES))


def test_one_seed_gives_one_pack() -> None:
    assert list(make_pack(60)) == list(make_pack(60))
    assert list(make_pack(60)) != list(make_pack(60, seed=1))


def test_another_process_makes_the_same_pack(root: Path) -> None:
    made = "".join(f"{one.path} {one.text} {one.planted}" for one in make_pack(60))
    for seed in ("1", "2"):
        printed = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert printed.stdout.decode().strip() == hashlib.sha256(made.encode()).hexdigest()


def test_the_size_of_a_county() -> None:
    assert Size.of(2961) == Size(2961, 150, 400)


def test_a_pack_has_as_many_definitions_as_its_size_says(pack: list[Made]) -> None:
    size = Size.of(SERVICES)
    folders = Counter(one.path.partition("/")[0] for one in pack)
    assert (folders["services"], folders["registers"], folders["norms"]) == (
        size.services,
        size.registers,
        size.norms,
    )
    assert len({one.path for one in pack}) == len(pack)
    assert HUB in {one.path for one in pack}


def test_services_differ_in_structure(pack: list[Made]) -> None:
    services = [one.text for one in pack if one.path.startswith("services/")]
    shapes = {_shape(_read(text)) for text in services}
    assert len(shapes) > SERVICES // 2
    # A reader that forgets what it has read would find one shape: so would a generator of one service.
    assert len({_shape(_read(services[0])) for _ in services}) == 1


def _read(text: str) -> Node:
    (node,), found = read_yaml("a.yaml", text)
    assert not found
    return node


def _shape(node: Node, depth: int = 0) -> str:
    """The words of a service, and of each of its groups without the names of the author's own."""
    match node:
        case Scalar():
            return "."
        case Sequence(items=items):
            return f"[{len(items)}]"
        case Mapping(entries=entries):
            words = [
                f"{'' if depth == 1 else word}:{_shape(held, depth + 1)}"
                for word, (_, held) in entries.items()
            ]
            return "{" + " ".join(sorted(words) if depth else words) + "}"


def test_services_are_as_long_as_people_write_them(pack: list[Made]) -> None:
    lines = [one.text.count("\n") for one in pack if one.path.startswith("services/")]
    assert 45 < sum(lines) / len(lines) < 65
    assert min(lines) < 25
    assert max(lines) > 100


def test_both_languages_and_remarks_stand_in_a_pack(pack: list[Made]) -> None:
    text = "".join(one.text for one in pack)
    assert len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) / 100
    assert text.count("\n# ") > SERVICES / 20
    assert len(re.findall(r"\n +# ", text)) > SERVICES / 20


def test_exactly_the_planted_faults_are_found() -> None:
    pack = list(make_pack(700, faulty=0.8))
    sources = [from_text(one.path, one.text) for one in sorted(pack, key=lambda one: one.path)]
    checked = check_sources(sources, LANGUAGE, on=ON)
    found: dict[str, list[str]] = defaultdict(list)
    for finding in (*checked.findings, *checked.proposals):
        found[finding.span.path].append(finding.code)
    assert {path: tuple(codes) for path, codes in found.items()} == {
        one.path: one.planted for one in pack if one.planted
    }
    assert {code for one in pack for code in one.planted} == {
        "AO010", "AO012", "AO016", "AO017", "AO201", "AO205", "AO206", "AO207", "AO216", "AO217", "AO301", "AO302",
        "AO303", "AO304", "AO305", "AO308", "AO310", "AO318", "AO319", "AO321",
    }  # fmt: skip


def test_few_faults_are_planted_in_a_pack(pack: list[Made]) -> None:
    share = sum(bool(one.planted) for one in pack) / SERVICES
    assert 0.03 < share < 0.08


@pytest.mark.parametrize(
    "text", ["no", "18 CNY", "< 60", "1_0", "it's", 'say "so"', "a: b", "# a", "-", "街道", "[1..2)"]
)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_written_scalar_reads_back(text: str, quote: str) -> None:
    if "'" in text and '"' in text:
        return
    (node,), found = read_yaml("a.yaml", f"{{a: {scalar(text, quote)}}}")
    assert not found
    assert isinstance(node, Mapping)
    held = node.entries["a"][1]
    assert isinstance(held, Scalar)
    assert held.text == text
