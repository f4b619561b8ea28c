"""Files of a folder: which belong to a pack, and where one stops being text."""

import os
from pathlib import Path

import pytest

from askonce.text.diagnostic import Diagnostic
from askonce.text.source import MOST_BYTES, Source, digest, lines_in, read, split_lines, walk


def source(content: bytes) -> Source:
    return Source("a.yaml", content, digest(content))


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"title: \xff", "a.yaml:1:8", "`a.yaml` is not UTF-8: byte 0xff stands where text should"),
        (
            "title: 老年餐\nzh: ".encode() + "老".encode("gb18030"),
            "a.yaml:2:5",
            "`a.yaml` is not UTF-8: byte 0xc0",
        ),
        (b"\xff\xfea\x00", "a.yaml:1:1", "`a.yaml` is UTF-16, not UTF-8"),
        (b"\xef\xbb\xbfa: \x00", "a.yaml:1:4", "the character U+0000 stands in `a.yaml`, which is no text"),
        (b"a\r\nb\rc: \x1b[31m", "a.yaml:3:4", "the character U+001B"),
        ("a: b\u2028c".encode(), "a.yaml:1:5", "the character U+2028"),
        ("老: b\x85".encode(), "a.yaml:1:5", "the character U+0085"),
        ("a: \ufeffb".encode(), "a.yaml:1:4", "the character U+FEFF"),
        (b"a: \xed\xa0\x80", "a.yaml:1:4", "`a.yaml` is not UTF-8: byte 0xed"),
    ],
)
def test_what_is_no_text_is_found_where_it_stands(content: bytes, place: str, message: str) -> None:
    found = source(content).text()
    assert isinstance(found, Diagnostic)
    assert (found.code, str(found.span)) == ("AO001", place)
    assert found.message.startswith(message)
    assert found.help


@pytest.mark.parametrize("text", ["", "a: b\n", "zh: 老年餐\t\r\n", "e\u0301 \u200d \u00a0 \u3000 👩‍👩‍👧"])
def test_text_is_text_with_or_without_a_mark(text: str) -> None:
    assert source(text.encode()).text() == text
    assert source(b"\xef\xbb\xbf" + text.encode()).text() == text


def test_lines_break_where_every_program_breaks_them() -> None:
    assert split_lines("a\nb\r\nc\rd\x0b\x0c\x85\u2028e") == ["a", "b", "c", "d\x0b\x0c\x85\u2028e"]


def test_a_pack_is_its_visible_files_of_known_kinds(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    outside = tmp_path / "outside.yaml"
    outside.write_text("a: b\n")
    for path in (
        "b.yaml",
        "a/z.yml",
        "a/b.csv",
        "c.MD",
        "d.xlsx",
        "~$d.xlsx",
        ".x.yaml",
        ".git/y.yaml",
        "e.txt",
    ):
        (pack / path).parent.mkdir(parents=True, exist_ok=True)
        (pack / path).write_text("")
    (pack / "inside.yaml").symlink_to(pack / "b.yaml")
    (pack / "outside.yaml").symlink_to(outside)
    (pack / "folder").symlink_to(tmp_path)
    (pack / "gone.yaml").symlink_to(tmp_path / "gone.yaml")
    os.mkfifo(pack / "pipe.yaml")
    seen = ["a/b.csv", "a/z.yml", "b.yaml", "c.MD", "d.xlsx", "inside.yaml"]
    strange = {
        "gone.yaml": "`gone.yaml` is a link that leads out of the pack",
        "outside.yaml": "`outside.yaml` is a link that leads out of the pack",
        "pipe.yaml": "`pipe.yaml` is no file, whatever its name says",
    }
    assert list(walk(pack)) == sorted([*seen, *strange])
    assert all(isinstance(read(pack, path), Source) for path in seen)
    for path, message in strange.items():
        found = read(pack, path)
        assert isinstance(found, Diagnostic)
        assert (found.code, found.message) == ("AO001", message)
    assert list(walk(tmp_path / "nowhere")) == []


def test_a_file_larger_than_a_person_writes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    found = read(tmp_path, "a.yaml")
    assert isinstance(found, Diagnostic)
    assert found.code == "AO006"
    assert found.message == f"`a.yaml` has 52,428,800 bytes; a file of a pack has at most {MOST_BYTES:,}"


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for path in ("gone.yaml", "folder.yaml"):
        found = read(tmp_path, path)
        assert isinstance(found, Diagnostic)
        assert found.message.startswith(f"`{path}` cannot be read: ")


def test_a_file_name_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml")).write_text("a: b\n")
    (path,) = walk(tmp_path)
    found = read(tmp_path, path)
    assert isinstance(found, Diagnostic)
    assert found.message == "the file name `?.yaml` is not UTF-8"


def test_the_lines_of_a_file_are_those_that_spans_count(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa\x0cb\r\nc\xff\n")
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    lines = lines_in(tmp_path)
    assert lines("a.yaml") == ["a\x0cb", "c\ufffd", ""]
    assert lines("a.xlsx") is None
    assert lines("gone.yaml") is None
    (tmp_path / "a.yaml").unlink()
    assert lines("a.yaml") == ["a\x0cb", "c\ufffd", ""]
