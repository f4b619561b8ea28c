"""Packs carried in one file: what is refused on the way in, and that nothing is ever half written."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from askonce.pack.bundle import DATE, MARK, MOST_FILES, Refusal, export_pack, import_pack
from askonce.text.source import MOST_BYTES

FILES = {"pack.yaml": b"manifest: a\n", "services/老年餐.yaml": b"service: b\n", "offices.csv": b"office\n"}


def pack(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    folder.mkdir()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def archive(*entries: tuple[str, bytes], **changes: Any) -> bytes:
    """An archive like ours but for what is changed in its entries."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as other:
        other.comment = MARK
        for path, content in entries:
            info = zipfile.ZipInfo(path, DATE)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            for name, value in changes.items():
                setattr(info, name, value)
            other.writestr(info, content)
    return written.getvalue()


def refused(content: bytes, folder: Path) -> str:
    before = sorted(path.name for path in folder.iterdir())
    made = import_pack(content, folder / "into")
    assert isinstance(made, Refusal)
    assert made.repair
    assert sorted(path.name for path in folder.iterdir()) == before
    return made.reason


def test_the_same_files_always_give_the_same_bytes(tmp_path: Path) -> None:
    exported = export_pack(pack(tmp_path / "a"))
    assert exported == export_pack(pack(tmp_path / "b", dict(reversed(FILES.items()))))
    assert isinstance(exported, bytes)
    # Were another version of Python to write other bytes, exports of today could not be brought back.
    assert hashlib.sha256(exported).hexdigest()[:16] == "a8b64786d112dcae"


def test_what_is_exported_is_imported_and_exported_again(tmp_path: Path) -> None:
    exported = export_pack(pack(tmp_path / "a"))
    assert isinstance(exported, bytes)
    assert import_pack(exported, tmp_path / "new" / "b") == tuple(sorted(FILES))
    assert export_pack(tmp_path / "new" / "b") == exported
    (tmp_path / "empty").mkdir()
    assert import_pack(exported, tmp_path / "empty") == tuple(sorted(FILES))


def test_only_the_files_of_a_pack_are_exported(tmp_path: Path) -> None:
    more = {".git/config": b"", "services/.hidden.yaml": b"", "notes.txt": b"", "~$a.xlsx": b""}
    assert export_pack(pack(tmp_path / "a", FILES | more)) == export_pack(pack(tmp_path / "b"))


def test_an_empty_pack_is_a_pack(tmp_path: Path) -> None:
    exported = export_pack(pack(tmp_path / "a", {}))
    assert isinstance(exported, bytes)
    assert import_pack(exported, tmp_path / "b") == ()
    assert (tmp_path / "b").is_dir()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/a.yaml", "`/etc/a.yaml` is an absolute path"),
        ("C:/a.yaml", "`C:/a.yaml` is an absolute path"),
        ("../a.yaml", "`../a.yaml` leads out of the pack"),
        ("a/../../b.yaml", "`a/../../b.yaml` leads out of the pack"),
        ("a\\..\\b.yaml", "`a\\..\\b.yaml` has a character that not every system takes"),
        (".hidden.yaml", "`.hidden.yaml` is hidden"),
        (".git/a.yaml", "`.git/a.yaml` is hidden"),
        ("./a.yaml", "`./a.yaml` is hidden"),
        ("a.exe", "`a.exe` is no file of a pack"),
        ("a.yaml/", "`a.yaml/` has a name that not every system takes"),
        ("a//b.yaml", "`a//b.yaml` has a name that not every system takes"),
        ("con.yaml", "`con.yaml` has a name that not every system takes"),
        ("a/NUL/b.yaml", "`a/NUL/b.yaml` has a name that not every system takes"),
        ("a /b.yaml", "`a /b.yaml` has a name that not every system takes"),
        ("a:b.yaml", "`a:b.yaml` is an absolute path"),
        ("ab:c.yaml", "`ab:c.yaml` has a character that not every system takes"),
        ("a\x1b.yaml", "`a\x1b.yaml` has a character that not every system takes"),
        ("a\u202eb.yaml", "`a\u202eb.yaml` has a character that not every system takes"),
        (f"{'老' * 90}.yaml", f"`{'老' * 90}.yaml` has a name that is too long"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, path: str, reason: str) -> None:
    assert refused(archive((path, b"")), tmp_path) == reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("paths", "reason"),
    [
        (("a.yaml", "a.yaml"), "`a.yaml` stands twice in the archive"),
        (("A.yaml", "a.yaml"), "`a.yaml` and `A.yaml` differ only in case or accents"),
        (("A/b.yaml", "a/c.yaml"), "`a` and `A` differ only in case or accents"),
        (("e\u0301.yaml", "\u00e9.yaml"), "`\u00e9.yaml` and `e\u0301.yaml` differ only in case or accents"),
        (("a.yaml", "a.yaml/b.yaml"), "`a.yaml` is a file and a folder"),
        (("a.yaml/b.yaml", "a.yaml"), "`a.yaml` is a file and a folder"),
    ],
)
def test_names_that_some_system_takes_for_one_are_refused(
    tmp_path: Path, paths: tuple[str, ...], reason: str
) -> None:
    assert refused(archive(*((path, b"") for path in paths)), tmp_path) == reason


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = archive(("a.yaml", b"/etc/passwd"), external_attr=0o120777 << 16)
    assert refused(link, tmp_path) == "`a.yaml` is a link"


def foreign() -> dict[str, bytes]:
    ours = archive(("a.yaml", b"a: b\n"))
    unmarked = io.BytesIO()
    with zipfile.ZipFile(unmarked, "w") as other:
        other.writestr(zipfile.ZipInfo("a.yaml", DATE), b"")
    return {
        "no archive": b"a: b\n",
        "nothing": b"",
        "broken off": ours[:-10],
        "bytes before": b"#!/bin/sh\n" + ours,
        "bytes behind": ours + b"x",
        "unmarked": unmarked.getvalue(),
        "dated": archive(("a.yaml", b""), date_time=(2026, 1, 1, 0, 0, 0)),
        "executable": archive(("a.yaml", b""), external_attr=0o100755 << 16),
        "extra field": archive(("a.yaml", b""), extra=b"\x01\x02\x01\x00x"),
        "commented": archive(("a.yaml", b""), comment=b"x"),
        "compressed": archive(("a.yaml", b"a" * 99), compress_type=zipfile.ZIP_DEFLATED),
        "unsorted": archive(("b.yaml", b""), ("a.yaml", b"")),
        "changed": ours.replace(b"a: b", b"a: c"),
    }


@pytest.mark.parametrize("name", sorted(foreign()))
def test_a_foreign_archive_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(foreign()[name], tmp_path).startswith("this is no archive of a pack: ")


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    assert refused(archive(("a.yaml", b"x" * (MOST_BYTES + 1))), tmp_path).startswith(
        "`a.yaml` has 8,388,609 bytes"
    )
    many = archive(*((f"{number}.yaml", b"") for number in range(MOST_FILES + 1)))
    assert refused(many, tmp_path).startswith(f"the pack has more than {MOST_FILES:,} files")
    bomb = bytearray(archive(("a.yaml", b"")))
    place = bomb.index(b"PK\x01\x02")
    bomb[place + 20 : place + 28] = b"\xff\xff\xff\x7f" * 2
    assert refused(bytes(bomb), tmp_path).startswith("the archive holds 2,147,483,647 bytes")


def test_a_target_that_holds_anything_is_refused(tmp_path: Path) -> None:
    content = archive(("a.yaml", b""))
    full = pack(tmp_path / "full", {"x.txt": b""})
    made = import_pack(content, full)
    assert isinstance(made, Refusal)
    assert made.reason == f"`{full}` is not empty"
    assert [path.name for path in full.iterdir()] == ["x.txt"]
    file = tmp_path / "file"
    file.write_text("")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    for target in (file, link):
        made = import_pack(content, target)
        assert isinstance(made, Refusal)
        assert made.reason == f"`{target}` is no folder"
    below = import_pack(content, file / "into")
    assert isinstance(below, Refusal)
    assert "cannot be written" in below.reason or "is no folder" in below.reason


def test_what_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive(("a.yaml", b""), ("b.yaml", b""))
    opened = Path.open

    def fail(self: Path, *arguments: Any, **words: Any) -> Any:
        if self.name == "b.yaml":
            raise OSError(28, "No space left on device")
        return opened(self, *arguments, **words)

    monkeypatch.setattr(Path, "open", fail)
    made = import_pack(content, tmp_path / "into")
    assert isinstance(made, Refusal)
    assert made.reason == f"`{tmp_path / 'into'}` cannot be written: No space left on device"
    assert made.repair
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_carried_is_not_exported(tmp_path: Path) -> None:
    assert export_pack(tmp_path / "gone") == Refusal(
        f"`{tmp_path / 'gone'}` is no folder", "name the folder of a pack"
    )
    twins = export_pack(pack(tmp_path / "twins", {"A.yaml": b"", "a.yaml": b""}))
    assert isinstance(twins, Refusal)
    assert twins.reason == "`a.yaml` and `A.yaml` differ only in case or accents"
    large = pack(tmp_path / "large", {})
    with (large / "a.yaml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    refusal = export_pack(large)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("`a.yaml` has 8,388,609 bytes")
    colon = export_pack(pack(tmp_path / "colon", {"ab:c.yaml": b""}))
    assert isinstance(colon, Refusal)
