"""A pack that is carried arrives whole and as it was; whatever else is brought is refused and leaves nothing."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from askonce.pack.bundle import Refusal, export_pack, import_pack
from askonce.text.source import walk

names = st.sampled_from(["a", "b", "services", "老年餐", "meal price", "x-1", "é", "1.2"])
paths = st.builds(
    lambda folders, name, suffix: "/".join([*folders, name + suffix]),
    st.lists(names, max_size=3),
    names,
    st.sampled_from([".yaml", ".csv", ".md", ".xlsx", ".yml"]),
)


@st.composite
def packs(draw: Any) -> dict[str, bytes]:
    """Files by path, none of which is also a folder."""
    files = draw(st.dictionaries(paths, st.binary(max_size=60), max_size=6))
    return {
        path: content
        for path, content in files.items()
        if not any(other != path and other.startswith(f"{path}/") for other in files)
    }


def write(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def content_of(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in walk(folder)}


@given(packs())
def test_a_pack_arrives_as_it_was(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        exported = export_pack(write(here / "pack", files))
        assert isinstance(exported, bytes)
        made = import_pack(exported, here / "there")
        assert made == tuple(sorted(files))
        assert content_of(here / "there") == files
        assert export_pack(here / "there") == exported
        assert {path.name for path in here.iterdir()} == {"pack", "there"}
        other = write(here / "other", dict(reversed(files.items())))
        assert export_pack(other) == exported


@given(packs(), st.data())
def test_a_damaged_archive_is_refused_and_leaves_nothing(
    files: dict[str, bytes], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        exported = export_pack(write(here / "pack", files))
        assert isinstance(exported, bytes)
        damaged = bytearray(exported)
        for _ in range(data.draw(st.integers(1, 3))):
            start = data.draw(st.integers(0, len(damaged)))
            end = min(len(damaged), start + data.draw(st.integers(0, 6)))
            damaged[start:end] = data.draw(st.binary(max_size=6))
        made = import_pack(bytes(damaged), here / "there")
        if isinstance(made, Refusal):
            assert made.reason
            assert {path.name for path in here.iterdir()} == {"pack"}
        else:
            assert export_pack(here / "there") == bytes(damaged)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        assert isinstance(import_pack(content, Path(place) / "there"), Refusal)
        assert list(Path(place).iterdir()) == []
