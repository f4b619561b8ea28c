"""Drafts that authors bring: what a ZIP may hold, how long it is kept, where its findings stand."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.adapters.opening import open_database
from askonce.adapters.storage.schema import schema_of
from askonce.assembly import drafts
from askonce.assembly.drafts import Fault, folder_archive, read_zip
from askonce.assembly.example_draft import EDITS, example_draft
from askonce.assembly.inspecting import inspect
from askonce.pack.bundle import export_pack, import_pack

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "packs" / "qingshan"
ON = date(2026, 11, 22)
MANIFEST = b"pack: tiny\nlanguages: [en]\n"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_entry(change: Callable[[zipfile.ZipInfo], None], content: bytes = b"x") -> bytes:
    """A ZIP with a manifest and one entry more, which is not as it should be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yaml", MANIFEST)
        info = zipfile.ZipInfo("laws/one.yaml")
        change(info)
        archive.writestr(info, content)
    return out.getvalue()


def names_of(archive: bytes | Fault) -> set[str]:
    assert isinstance(archive, bytes), archive
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return set(opened.namelist())


def test_a_zip_of_the_folder_is_the_pack_itself() -> None:
    files = {
        path.relative_to(PACK).as_posix(): path.read_bytes()
        for path in sorted(PACK.rglob("*"))
        if path.is_file()
    }
    whole = export_pack(PACK)
    assert read_zip(zipped(files)) == whole
    assert read_zip(zipped({f"qingshan/{name}": content for name, content in files.items()})) == whole
    assert isinstance(whole, bytes)
    assert read_zip(whole) == whole, "what `askonce export` writes is taken too"


def test_what_is_no_part_of_a_pack_is_left_out() -> None:
    sent = zipped(
        {
            "p/pack.yaml": MANIFEST,
            "p/.git/config.yaml": b"x",
            "__MACOSX/p/._pack.yaml": b"x",
            "p/run.sh": b"rm",
        }
    )
    assert names_of(read_zip(sent)) == {"pack.yaml"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../outside.yaml", "leads-out"), ("laws/../../outside.yaml", "leads-out"), ("/etc/passwd.yaml", "leads-out"),
        ("c:/windows.yaml", "leads-out"), ("laws\\..\\..\\x.yaml", "leads-out"), ("../../outside.sh", "leads-out"),
        ("laws//one.yaml", "bad-name"), ("./one.yaml", "bad-name"), ("laws/\u202eone.yaml", "bad-name"),
        ("laws/con.yaml", "unfit"),
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name: str, why: str, tmp_path: Path) -> None:
    def rename(info: zipfile.ZipInfo) -> None:
        info.filename = info.orig_filename = name

    found = read_zip(with_entry(rename))
    assert isinstance(found, Fault)
    assert found.why == why
    assert not (tmp_path.parent / "outside.yaml").exists()


def test_links_locked_files_and_doubled_names_are_refused() -> None:
    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    found = read_zip(with_entry(link, b"/etc/passwd"))
    assert isinstance(found, Fault)
    assert found.why == "link"
    locked = bytearray(with_entry(lambda _: None))
    place = locked.rindex(b"PK\x01\x02") + 8
    locked[place] |= 1
    found = read_zip(bytes(locked))
    assert isinstance(found, Fault)
    assert found.why == "locked"
    case = read_zip(zipped({"pack.yaml": MANIFEST, "laws/A.yaml": b"x", "laws/a.yaml": b"y"}))
    assert isinstance(case, Fault)


def test_a_bomb_is_let_out_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = zipped({"pack.yaml": MANIFEST, "laws/big.yaml": b"\0" * 40_000_000})
    assert len(sent) < 100_000
    found = read_zip(sent)
    assert isinstance(found, Fault)
    assert (found.why, found.name) == ("too-much", "laws/big.yaml")
    many = zipped({f"laws/{number}.yaml": b" " * 4_000_000 for number in range(12)})
    several = read_zip(many)
    assert isinstance(several, Fault)
    assert several.why == "too-much", "together they are too much"
    monkeypatch.setattr(drafts, "MOST_FILES", 3)
    crowd = read_zip(zipped({f"{number}.yaml": b"" for number in range(4)}))
    assert isinstance(crowd, Fault)
    assert crowd.why == "too-many"


def test_a_header_that_lies_about_the_size_is_not_believed() -> None:
    sent = bytearray(zipped({"pack.yaml": MANIFEST, "laws/big.yaml": b"\0" * 10_000_000}))
    place = sent.rindex(b"PK\x01\x02") + 24
    sent[place : place + 4] = (10).to_bytes(4, "little")
    found = read_zip(bytes(sent))
    assert isinstance(found, Fault)
    assert found.why in {"no-zip", "too-much"}


@given(st.data())
def test_broken_bytes_are_a_fault_or_a_pack_and_never_raise(data: st.DataObject) -> None:
    whole = bytearray(zipped({"pack.yaml": MANIFEST, "laws/one.yaml": b"law: one\n"}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = read_zip(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert isinstance(found, (bytes, Fault))


def test_a_draft_is_kept_for_its_author_for_a_day(tmp_path: Path) -> None:
    moment = [datetime(2026, 11, 22, 8, tzinfo=UTC)]
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}", schema_of((), {}), clock=lambda: moment[0])
    try:
        archive = read_zip(zipped({"pack.yaml": MANIFEST}))
        assert isinstance(archive, bytes)
        database.write(lambda journal: drafts.keep(journal, "officer:a", archive, "one.zip")).result()
        found = database.read(lambda journal: drafts.find(journal, "officer:a"))
        assert found is not None
        assert (found.archive, found.name) == (archive, "one.zip")
        assert database.read(lambda journal: drafts.find(journal, "officer:b")) is None
        moment[0] += timedelta(days=1, seconds=1)
        assert database.write(lambda journal: drafts.find(journal, "officer:a")).result() is None
        database.write(lambda journal: drafts.keep(journal, "officer:b", archive, "two.zip")).result()
        assert database.read(lambda journal: tuple(journal.keys(drafts.ROOM))) == ("officer:b",)
        database.write(lambda journal: drafts.drop(journal, "officer:b")).result()
        assert database.read(lambda journal: drafts.find(journal, "officer:b")) is None
    finally:
        database.close()


def test_the_example_has_a_finding_with_two_places_and_one_with_a_repair() -> None:
    whole = export_pack(PACK)
    assert isinstance(whole, bytes)
    made = example_draft(whole)
    assert made is not None
    found = inspect(made, ON)
    assert found.has_errors
    by_code = {one.code: one for one in found.checked.findings}
    here, there = found.places(by_code["AO301"])
    assert [line.marked for line in here.lines if line.number == here.line] == ["born"]
    assert [line.marked for line in there.lines if line.number == there.line] == ["birth_date"]
    assert "care-act/4" in by_code["AO016"].help
    other = folder_archive(ROOT / "packs" / "before")
    assert isinstance(other, bytes)
    assert example_draft(other) is None, f"the {len(EDITS)} changes have no place there"


def test_every_line_of_an_excerpt_is_that_of_the_file(tmp_path: Path) -> None:
    whole = export_pack(PACK)
    assert isinstance(whole, bytes)
    import_pack(whole, tmp_path / "pack")
    found = inspect(whole, ON)
    assert found.every, "the pack has proposals"
    for finding in found.every:
        for place in found.places(finding):
            lines = (tmp_path / "pack" / place.path).read_text("utf-8").splitlines()
            for line in place.lines:
                text = line.before + line.marked + line.after
                assert text.replace("…", "") in lines[line.number - 1]
