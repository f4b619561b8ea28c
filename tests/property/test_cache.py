"""The cache: whatever is edited, added, renamed or deleted, a run with it finds what a run without it finds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.pack import cache
from askonce.pack.passes import Checked, check_folder
from tests.property.coverage import Coverage
from tests.property.packs import ON, SKELETON, Draw, Pack, packs, titled, write

FEWER = settings(max_examples=settings().max_examples // 2)  # an example is several runs over a folder


class Edit(NamedTuple):
    """What is done to a folder: a file is written, removed or moved."""

    sort: str
    path: str
    text: str = ""
    to: str = ""


class History(NamedTuple):
    """A folder as it was at first, and what happened to it."""

    files: dict[str, str]
    edits: tuple[Edit, ...]


HUBS: dict[str, dict[str, Any]] = {
    "pack.yaml": {**titled("manifest", "drawn"), "languages": ["en", "zh", "fr"], "currency": "CNY"},
    "laws/rules.yaml": {**titled("law", "rules"), "articles": {"1": {"en": "One.", "zh": "一"}}},
    "offices/street.yaml": {**titled("office", "street"), "roles": ["director"]},
    "purposes/meals.yaml": {**titled("purpose", "meals"), "basis": "rules/9"},
    "concepts/c0.yaml": {**titled("concept", "c0"), "type": "number", "changes": "never"},
    "registers/links-person.yaml": {**titled("register", "links-person"), "of": "person", "relations": {}},
}


class Texts(NamedTuple):
    """What an edit may write: the files as they were at first, and those of another pack."""

    first: dict[str, str]
    others: dict[str, str]


def _hub(draw: Draw, path: str, texts: Texts) -> Edit:
    del path, texts
    hub = draw(st.sampled_from(sorted(HUBS)))
    return Edit("hub", hub, write(HUBS[hub]))


def _hub_back(draw: Draw, path: str, texts: Texts) -> Edit:
    del path, texts
    hub = draw(st.sampled_from(sorted(SKELETON)))
    return Edit("hub back", hub, write(SKELETON[hub]))


def _edit(draw: Draw, path: str, texts: Texts) -> Edit:
    del path
    other = draw(st.sampled_from(sorted(texts.others)))
    return Edit("edit", other, texts.others[other])


def _add(draw: Draw, path: str, texts: Texts) -> Edit:
    del draw
    return Edit("add", f"added/{path.replace('/', '-')}", texts.others.get(path, texts.first.get(path, "")))


def _rename(draw: Draw, path: str, texts: Texts) -> Edit:
    del texts
    return Edit("rename", path, to=draw(st.sampled_from(["0", "z"])) + path.replace("/", "-"))


def _break(draw: Draw, path: str, texts: Texts) -> Edit:
    del texts
    return Edit("break", path, draw(st.sampled_from(["service: [", "", "servise: x", "a: \x00"])))


SORTS: dict[str, Callable[[Draw, str, Texts], Edit]] = {
    "hub": _hub,
    "hub back": _hub_back,
    "edit": _edit,
    "add": _add,
    "remove": lambda _draw, path, _texts: Edit("remove", path),
    "rename": _rename,
    "break": _break,
    "comment": lambda _draw, path, texts: Edit(
        "comment", path, "# down by a line\n" + texts.first.get(path, "")
    ),
    "no change": lambda _draw, path, _texts: Edit("no change", path),
}


@st.composite
def histories(draw: Draw) -> History:
    texts = Texts(_texts(draw(packs())), _texts(draw(packs())))
    edits: list[Edit] = []
    known = set(texts.first)
    for sort in draw(st.lists(st.sampled_from(list(SORTS)), min_size=1, max_size=4)):
        edit = SORTS[sort](draw, draw(st.sampled_from(sorted(known))), texts)
        if sort in {"remove", "rename"}:
            known.discard(edit.path)
        if sort not in {"remove", "no change"}:
            known.add(edit.to or edit.path)
        edits.append(edit)
    return History(texts.first, tuple(edits))


def _texts(pack: Pack) -> dict[str, str]:
    return {path: write(one) for path, one in pack.items()}


def _apply(edit: Edit, folder: Path) -> None:
    path = folder / (edit.to or edit.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if edit.sort == "remove":
        path.unlink()
    elif edit.sort == "rename":
        (folder / edit.path).rename(path)
    elif edit.sort != "no change":
        path.write_text(edit.text, "utf-8")


@contextmanager
def folders() -> Iterator[Path]:
    """A folder for a pack, and another for its cache, both gone afterwards."""
    with tempfile.TemporaryDirectory() as below, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASKONCE_CACHE", f"{below}/cache")
        folder = Path(below) / "pack"
        folder.mkdir()
        yield folder


def _seen(checked: Checked) -> Iterator[tuple[Any, ...]]:
    """What the rules over a whole pack and the measures see of each definition."""
    for one in checked.view.defined:
        yield one.kind, one.id, one.span, one.symbols, one.needs, one.linked and one.linked.facts


def test_a_run_with_the_cache_finds_what_a_run_without_it_finds() -> None:
    seen = Coverage(*SORTS, "findings change", "findings stay")

    @given(histories())
    @FEWER
    def holds(history: History) -> None:
        with folders() as folder:
            for path, text in history.files.items():
                _apply(Edit("add", path, text), folder)
            before = check_folder(folder, LANGUAGE, on=ON)
            for edit in history.edits:
                _apply(edit, folder)
                assert cache.load(cache.place_of(folder), LANGUAGE) is not None, (
                    "what was written cannot be read"
                )
                cached = check_folder(folder, LANGUAGE, on=ON)
                fresh = check_folder(folder, LANGUAGE, on=ON, cached=False)
                assert cached.findings == fresh.findings
                assert cached.proposals == fresh.proposals
                assert list(_seen(cached)) == list(_seen(fresh))
                seen.saw(
                    [edit.sort, "findings stay" if fresh.findings == before.findings else "findings change"]
                )
                before = fresh

    holds()
    seen.check()


def test_a_run_over_an_unchanged_pack_leaves_the_cache_as_it_is() -> None:
    seen = Coverage("with findings", "with symbols", "with facts")

    @given(packs())
    @FEWER
    def holds(pack: Pack) -> None:
        with folders() as folder:
            for path, text in _texts(pack).items():
                _apply(Edit("add", path, text), folder)
            first = check_folder(folder, LANGUAGE, on=ON)
            place = cache.place_of(folder)
            written, moment = place.read_bytes(), place.stat().st_mtime_ns
            second = check_folder(folder, LANGUAGE, on=ON)
            assert (second.findings, second.proposals) == (first.findings, first.proposals)
            assert (place.read_bytes(), place.stat().st_mtime_ns) == (written, moment)
            assert [path.name for path in place.parent.iterdir()] == [place.name]
            seen.saw(["with findings"] if first.findings else [])
            for defined in second.view.defined:
                seen.saw(["with symbols"] if defined.symbols else [])
                seen.saw(["with facts"] if defined.linked and defined.linked.facts else [])

    holds()
    seen.check()
