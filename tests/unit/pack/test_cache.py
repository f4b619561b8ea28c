"""The cache on disk: damaged, written by another tool or in a place that cannot be written, it costs only time."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

import askonce
from askonce.assembly import LANGUAGE
from askonce.pack import cache
from askonce.pack.kinds import Definition, Kind
from askonce.pack.language import Language
from askonce.pack.passes import Checked, check_folder
from askonce.pack.shapes import Decoding
from askonce.pack.starter import starter_files
from askonce.text.node import Mapping

ON = date(2026, 11, 21)
FAULT = "office: lost\ntitle: {en: Lost}\n"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter pack with one fault in it, and a cache folder of its own."""
    monkeypatch.setenv("ASKONCE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "pack"
    for path, text in {**starter_files(), "offices/lost.yaml": FAULT}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def check(pack: Path, *, cached: bool = True, language: Language = LANGUAGE) -> Checked:
    return check_folder(pack, language, on=ON, cached=cached)


def read_again(pack: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a run reads definitions anew instead of taking them from the cache."""
    decoded: list[Mapping] = []
    decode = Kind.decode

    def noticing(kind: Kind, node: Mapping) -> tuple[Definition, Decoding]:
        decoded.append(node)
        return decode(kind, node)

    with monkeypatch.context() as patch:
        patch.setattr(Kind, "decode", noticing)
        check(pack)
    return bool(decoded)


def test_a_second_run_reads_no_definition(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check(pack)
    assert {finding.code for finding in first.findings} == {"AO017", "AO018"}
    assert not read_again(pack, monkeypatch)
    assert check(pack).findings == first.findings
    (pack / "offices" / "lost.yaml").write_text(FAULT + "# more\n", "utf-8")
    assert read_again(pack, monkeypatch)


def test_look_ups_that_nobody_makes_any_more_are_forgotten(pack: Path) -> None:
    many = "".join(
        f"  q{number}: {{concept: lost-{number}, because: law/{number}}}\n" for number in range(1500)
    )
    service = pack / "services" / "many.yaml"
    service.write_text(f"service: many\nfor: person\nasks:\n{many}", "utf-8")
    check(pack)
    large = cache.place_of(pack).stat().st_size
    service.write_text("service: many\nfor: person\n", "utf-8")
    check(pack)
    assert cache.place_of(pack).stat().st_size < large / 4
    (pack / "concepts" / "diet.yaml").unlink()
    assert check(pack).findings == check(pack, cached=False).findings


def test_the_cache_lies_outside_the_pack(pack: Path) -> None:
    before = sorted(path.name for path in pack.rglob("*"))
    check(pack)
    assert sorted(path.name for path in pack.rglob("*")) == before
    assert [path.name for path in Path(os.environ["ASKONCE_CACHE"]).iterdir()] == [cache.place_of(pack).name]


def test_each_pack_has_a_place_of_its_own(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.place_of(pack) != cache.place_of(pack.parent)
    assert cache.place_of(pack) == cache.place_of(pack / ".." / pack.name)
    monkeypatch.delenv("ASKONCE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    assert cache.place_of(pack).parts[:2] == ("somewhere", "askonce")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "there")
    assert cache.place_of(pack).parts[:3] == ("there", ".cache", "askonce")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "cut by a byte": lambda content: content[:-1],
    "longer by a byte": lambda content: content + b"\0",
    "text": lambda _: b"not a cache at all",
    "zeroes": lambda content: bytes(len(content)),
    "another shape": lambda content: content[:16] + msgspec.msgpack.encode([1, 2, 3]),
    "an empty shape": lambda content: content[:16] + msgspec.msgpack.encode([[], {}]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_only_a_lost_shortcut(pack: Path, damage: str) -> None:
    first = check(pack)
    place = cache.place_of(pack)
    whole = place.read_bytes()
    place.write_bytes(DAMAGES[damage](whole))
    assert check(pack).findings == first.findings
    assert place.read_bytes() == whole


def test_a_bit_that_flips_on_disk_changes_no_finding(pack: Path) -> None:
    first = check(pack)
    place = cache.place_of(pack)
    whole = place.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert check(pack).findings == first.findings, f"byte {at} of {len(whole)}"


def language(rules: int | None = None) -> Language:
    """The language as a program that starts anew would build it, with its first few rules or all."""
    return Language(
        tuple(LANGUAGE.kinds.values()), tuple(LANGUAGE.rules.values())[:rules], tuple(LANGUAGE.given)
    )


def test_a_cache_that_another_tool_wrote_is_not_read(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(pack, language=language(-1))
    assert read_again(pack, monkeypatch)


def test_another_tool_is_one_with_other_rules_another_version_or_other_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "askonce"
    (package / "text").mkdir(parents=True)
    module = package / "text" / "rule.py"
    module.write_text("RULE = 1\n")
    monkeypatch.setattr(askonce, "__file__", str(package / "__init__.py"))
    before = cache.tool_digest(language())
    assert cache.tool_digest(language()) == before
    assert cache.tool_digest(language(-1)) != before
    module.write_text("RULE = 22\n")
    mended = cache.tool_digest(language())
    assert mended != before
    monkeypatch.setattr(askonce, "VERSION", "0.0.0")
    assert cache.tool_digest(language()) != mended


@pytest.mark.parametrize("home", ["a file", "a file/below", "a folder in its place"])
def test_a_place_that_cannot_be_written_costs_only_the_shortcut(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    (tmp_path / "a file").write_text("in the way", "utf-8")
    monkeypatch.setenv("ASKONCE_CACHE", str(tmp_path / home))
    if home == "a folder in its place":
        cache.place_of(pack).mkdir(parents=True)
    expected = check(pack, cached=False).findings
    for _ in range(2):
        assert check(pack).findings == expected
    if home == "a folder in its place":
        assert [path.name for path in (tmp_path / home).iterdir()] == [cache.place_of(pack).name]


def test_a_run_that_is_told_not_to_neither_reads_nor_writes_the_cache(pack: Path) -> None:
    check(pack, cached=False)
    place = cache.place_of(pack)
    assert not place.exists()
    check(pack)
    written = place.read_bytes()
    (pack / "offices" / "lost.yaml").unlink()
    assert "AO017" not in {finding.code for finding in check(pack, cached=False).findings}
    assert place.read_bytes() == written


def test_a_run_that_keeps_what_it_binds_binds_everything(pack: Path) -> None:
    check(pack)
    kept = check_folder(pack, LANGUAGE, on=ON, keep=True)
    assert set(kept.bound) == {next(iter(text.split(":"))) for text in map(_first_line, pack.rglob("*.yaml"))}


def _first_line(path: Path) -> str:
    return next(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))


def test_yesterdays_cache_knows_what_ran_out_today(pack: Path) -> None:
    norm = pack / "norms" / "meal-price.yaml"
    norm.write_text(norm.read_text("utf-8").replace("2022-01-01,", "2022-01-01, to: 2026-11-21,"), "utf-8")
    today, tomorrow = date(2026, 11, 21), date(2026, 11, 22)
    assert "AO213" not in {one.code for one in check_folder(pack, LANGUAGE, on=today).findings}
    assert "AO213" in {one.code for one in check_folder(pack, LANGUAGE, on=tomorrow).findings}
    assert "AO213" not in {one.code for one in check_folder(pack, LANGUAGE, on=today).findings}
