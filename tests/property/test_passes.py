"""The passes: the order, names and faults of files change nothing that they should not, and nothing raises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from askonce.pack.passes import Checked
from askonce.pack.shapes import Expression, Localized, Path, Ref
from askonce.pack.words import Words
from askonce.text.diagnostic import Diagnostic
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.reader import read_nodes
from askonce.text.source import Source, digest, split_lines
from askonce.text.span import Span
from tests.property.coverage import Coverage
from tests.property.packs import (
    STYLES,
    Draw,
    Pack,
    all_found,
    check,
    codes,
    packs,
    sources,
    titled,
    write,
)

# Findings that packs drawn at random must come to, so that a test over them says something.
MET = ("AO018", "AO216", "AO219", "AO301", "AO303", "AO305")


def test_the_order_of_files_never_changes_a_finding() -> None:
    seen = Coverage(*MET, "AO015", "AO106", "another order")

    @given(packs(), st.data())
    def holds(pack: Pack, data: st.DataObject) -> None:
        files = sources(pack)
        shuffled = data.draw(st.permutations(files))
        before, after = check(files), check(shuffled)
        assert after.findings == before.findings
        assert after.proposals == before.proposals
        seen.saw(codes(before))
        seen.saw(["another order"] if tuple(shuffled) != files else [])

    holds()
    seen.check()


def test_moving_a_definition_to_another_file_changes_only_paths() -> None:
    seen = Coverage(*MET, "another first", "two places")

    @given(packs(clashes=False), st.data())
    def holds(pack: Pack, data: st.DataObject) -> None:
        order = data.draw(st.permutations(sorted(pack)))
        moved = {path: f"{number:02}-{path.replace('/', '-')}" for number, path in enumerate(order)}
        before = check(sources(pack))
        after = check(sources({moved[path]: one for path, one in pack.items()}))
        assert Counter(_moved(one, moved) for one in all_found(before)) == Counter(all_found(after))
        seen.saw(codes(before))
        seen.saw(["two places"] if any(one.related for one in all_found(before)) else [])
        seen.saw(["another first"] if order[0] != min(pack) else [])

    holds()
    seen.check()


def _moved(finding: Diagnostic, paths: dict[str, str]) -> Diagnostic:
    def to(span: Span) -> Span:
        return msgspec.structs.replace(span, path=paths.get(span.path, span.path))

    related = tuple(msgspec.structs.replace(one, span=to(one.span)) for one in finding.related)
    return msgspec.structs.replace(finding, span=to(finding.span), related=related)


class BrokenFile(NamedTuple):
    """A file with a fault, and what sort of fault it is."""

    sort: str
    path: str
    content: bytes


UNREADABLE = {
    "bracket": b"service: [meal\n",
    "tab": b"service: meal\n\ttitle: x\n",
    "two documents": b"service: meal\n---\nservice: other\n",
    "alias": b"service: &a meal\ntitle: *a\n",
    "not UTF-8": b"service: m\xff\n",
    "control character": b"service: m\x00\n",
    "deep": b"service: " + b"[" * 200 + b"\n",
    "unknown kind": b"servise: meal\ntitle: {en: Meal}\n",
    "a list": b"- service\n",
    "a word": b"service\n",
    "no name": b"service: [a]\ntitle: {en: x, zh: x}\n",
    "bad name": b"service: a b\ntitle: {en: x, zh: x}\n",
}
UNREADABLE_ROWS = {"unclosed cell": b'volume,filings\n"s0,1\n', "headless": b"volume,filings\ns9,1,2\n"}
FAULTY: dict[str, dict[str, Any]] = {
    "service": {**titled("service", "broken"), "office": "nobody", "asks": {"x": {"concept": "nothing"}}},
    "norm": {
        **titled("norm", "broken"),
        "needs": {"x": "datte"},
        "table": {"hit": "some", "rows": [[1, 2, 3]]},
    },
    "register": {**titled("register", "broken"), "of": "ghost", "attributes": {"a": {"concept": 12}}},
    "report": {**titled("report", "broken"), "for": "nobody", "every": "moon", "asks": []},
    "calendar": {**titled("calendar", "broken"), "holidays": ["2026-02-30"], "holidais": 1},
    "life event": {**titled("life_event", "broken"), "for": "person", "services": ["nothing"]},
}


@st.composite
def broken_files(draw: Draw) -> BrokenFile:
    folder = draw(st.sampled_from(["", "a/", "services/", "z/"]))
    sort = draw(st.sampled_from([*UNREADABLE, *UNREADABLE_ROWS, *FAULTY]))
    if sort in UNREADABLE:
        return BrokenFile(sort, f"{folder}broken.yaml", UNREADABLE[sort])
    if sort in UNREADABLE_ROWS:
        return BrokenFile(sort, f"{folder}broken.csv", UNREADABLE_ROWS[sort])
    return BrokenFile(sort, f"{folder}broken.yaml", write(FAULTY[sort]).encode())


def test_a_broken_file_never_hides_the_findings_of_another() -> None:
    seen = Coverage(*UNREADABLE, *UNREADABLE_ROWS, *FAULTY, "findings elsewhere", "last file")

    @given(packs(), st.lists(broken_files(), min_size=3, max_size=6))
    def holds(pack: Pack, several: list[BrokenFile]) -> None:
        files = sources(pack)
        before = all_found(check(files))
        seen.saw(["findings elsewhere"] if before else [])
        for broken in several:
            added = Source(broken.path, broken.content, digest(broken.content))
            after = check((*files, added))
            kept = [one for one in all_found(after) if one.span.path != broken.path]
            # What the broken file refers to has a use; everything else stands as it stood.
            hidden = Counter(before) - Counter(kept)
            assert {one.code for one in hidden} <= ({"AO018"} if broken.sort in FAULTY else set()), hidden
            assert not Counter(kept) - Counter(before)
            assert any(one.span.path == broken.path for one in all_found(after))
            seen.saw([broken.sort, *(["last file"] if broken.path > max(pack) else [])])

    holds()
    seen.check()


class Standing(NamedTuple):
    """A place, the text that should stand there where that is known, and what sort of place it is."""

    span: Span
    text: str | None
    sort: str


@st.composite
def spoilt_texts(draw: Draw) -> tuple[tuple[str, bytes], ...]:
    """The texts of a pack, one of them cut, doubled, or with characters exchanged at random."""
    pack: Pack = draw(packs())
    style = draw(st.sampled_from(STYLES))
    files = {path: write(one, style).encode() for path, one in pack.items()}
    path = draw(st.sampled_from(sorted(files)))
    content = files[path]
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 40)))
    put = draw(
        st.sampled_from([b"", b"~", b"null", b"[]", b"{}", b"x: y", b"- a", b"\xff", b'"', b"'", b": ", b"1"])
    )
    files[path] = content[:start] + put + content[end:]
    return tuple(files.items())


def test_no_text_makes_the_compiler_raise() -> None:
    seen = Coverage("AO001", "AO002", "AO010", "AO011", "AO012", "AO016", "AO017", "AO018")

    @given(spoilt_texts())
    def holds(files: tuple[tuple[str, bytes], ...]) -> None:
        checked = check([Source(path, content, digest(content)) for path, content in files])
        seen.saw(codes(checked))
        assert checked.files == len(files)

    holds()
    seen.check()


def test_every_place_lies_in_its_file_and_on_its_text() -> None:
    seen = Coverage(
        *STYLES, "plain", "quoted", "list", "group", "finding", "second place", "reference", "expression", "path",
        "symbol", "row of a sheet",
    )  # fmt: skip

    @given(packs(), st.sampled_from(STYLES))
    def holds(pack: Pack, style: str) -> None:
        files = sources(pack, style)
        texts = {source.path: split_lines(source.content.decode()) for source in files}
        checked = check(files, keep=True)
        for span, text, sort in (*_read(files), *_found(checked), *_bound(checked), *_defined(checked)):
            stands = _stands(span, texts)
            assert text is None or stands == text, (span, text)
            seen.saw([sort])
        for symbol in (one for defined in checked.view.defined for one in defined.symbols):
            stands = _stands(symbol.span, texts)
            assert symbol.space in {"languages", "held"} or symbol.key.endswith(stands), symbol
            seen.saw(["symbol"])
        seen.saw([style, *(["row of a sheet"] if "volumes.csv" in pack else [])])

    holds()
    seen.check()


def _read(files: Iterable[Source]) -> Iterator[Standing]:
    for source in files:
        for node in read_nodes(source)[0]:
            yield from _places(node)


def _found(checked: Checked) -> Iterator[Standing]:
    for finding in all_found(checked):
        yield Standing(finding.span, None, "finding")
        yield from (Standing(other.span, None, "second place") for other in finding.related)


def _bound(checked: Checked) -> Iterator[Standing]:
    for kind in checked.bound.values():
        for bound in kind.values():
            yield from _words(bound)


def _defined(checked: Checked) -> Iterator[Standing]:
    for defined in checked.view.defined:
        yield Standing(defined.span, defined.id or None, "definition")


def _stands(span: Span, texts: dict[str, list[str]]) -> str:
    """What stands at a place, which must be a place of its file; the manifest's own where there is none."""
    if span == Span("pack.yaml"):
        return ""
    lines = texts[span.path]
    assert 1 <= span.line <= span.end_line <= len(lines), span
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1, span
    assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2, span
    if span.line != span.end_line:
        return ""
    assert span.column <= span.end_column, span
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]


def _places(node: Node) -> Iterator[Standing]:
    match node:
        case Scalar(text=text):
            escaped = "\\" in text or '"' in text
            yield Standing(node.span, None if escaped else text, "plain" if node.plain else "quoted")
        case Sequence(items=items):
            yield Standing(node.span, None, "list")
            for item in items:
                yield from _places(item)
        case Mapping(entries=entries):
            yield Standing(node.span, None, "group")
            for key, value in entries.values():
                yield Standing(key.span, key.text, "plain" if key.plain else "quoted")
                yield from _places(value)


def _words(whole: Any) -> Iterator[Standing]:
    """Each place that a decoded definition knows, with the text that should stand there."""
    known: set[int] = set()
    waiting = [whole]
    while waiting:
        value = waiting.pop()
        if id(value) not in known:
            known.add(id(value))
            yield from _own_places(value)
            waiting.extend(_inside(value))


def _own_places(value: Any) -> Iterator[Standing]:
    match value:
        case Ref(id=text):
            yield Standing(value.span, text, "reference")
        case Expression(text=text, node=node):
            yield Standing(node.span, None if '"' in text else text, "expression")
        case Path(text=text, node=node):
            yield Standing(node.span, text, "path")
        case Localized(node=node):
            yield Standing(node.span, None, "group")
        case Words():
            for word in value.node.entries:
                place, key_place = value.place(word), value.key_place(word)
                yield Standing(place, None, "list")
                # A value alone may stand for its group, as in `needs: {birth: date}`; its word is then not written.
                yield Standing(key_place, None if key_place == place else word, "plain")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, msgspec.Struct) and not isinstance(value, Scalar | Sequence | Mapping):
        return [getattr(value, field) for field in value.__struct_fields__]
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, tuple | list) else []
