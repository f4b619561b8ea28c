"""Engines on disk: what is kept, replaced and undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from askonce.adapters.retrieval.fts5 import Fts5
from askonce.adapters.retrieval.tantivy import Tantivy
from askonce.methods.retrieval.documents import Document, Filter
from askonce.methods.retrieval.engine import search

BOLT = Document("bolt", "hexagon bolt M12", "stainless", facts={"capacity": 500.0})
BOX = Document("box", "corrugated box 瓦楞纸箱", facts={"district": ("east",)})


def opened(kind: str, folder: Path) -> Fts5 | Tantivy:
    return Fts5(str(folder / "zone.db")) if kind == "fts5" else Tantivy(folder / "province", ("capacity",))


@pytest.fixture(params=["fts5", "tantivy"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def found(engine: Fts5 | Tantivy, text: str, *filters: Filter) -> list[str]:
    return [one.name for one in search(engine, Document("", text), filters)]


def test_what_was_indexed_is_there_after_it_was_opened_again(kind: str, tmp_path: Path) -> None:
    first = opened(kind, tmp_path)
    first.index([BOLT, BOX])
    first.close()
    second = opened(kind, tmp_path)
    assert found(second, "bolts") == ["bolt"]
    second.index([Document("bolt", "wing nut")])
    assert found(second, "bolts") == []
    assert found(second, "纸箱", Filter("district", ("east",), unknown=False)) == ["box"]
    second.close()


def test_where_one_document_cannot_be_had_none_is_kept(kind: str, tmp_path: Path) -> None:
    def broken() -> Iterator[Document]:
        yield BOX
        yield from (Document(f"box-{number}", "box") for number in range(2_500))  # more than are read at once
        raise OSError("the file ends here")

    engine = opened(kind, tmp_path)
    engine.index([BOLT])
    with pytest.raises(OSError, match="ends here"):
        engine.index(broken())
    engine.index([Document("nut", "wing nut")])
    assert found(engine, "box bolt") == ["bolt"]
    engine.index([BOX])
    assert set(found(engine, "box bolt")) == {"bolt", "box"}
    engine.close()


def test_a_short_form_and_a_slip_are_understood(kind: str, tmp_path: Path) -> None:
    engine = opened(kind, tmp_path)
    engine.index([BOLT, BOX])
    assert found(engine, "hxgn") == ["bolt"]
    assert found(engine, "hexagom")[:1] == ["bolt"]
    engine.close()


def test_a_query_of_common_words_reads_no_more_than_it_may(tmp_path: Path) -> None:
    engine = opened("fts5", tmp_path)
    engine.index([Document(str(number), f"common word {number}") for number in range(50)])
    assert found(engine, "x" * 1_000_000) == []
    assert len(found(engine, "common " * 100_000)) == 50
    engine.close()


def test_many_documents_are_read_by_workers_as_they_are_here(tmp_path: Path) -> None:
    many = [
        Document(f"offer-{number}", f"bolt M{number % 50} 螺栓", part=f"AB-{number}")
        for number in range(4_500)
    ]
    here, there = Tantivy(tmp_path / "here"), Tantivy(tmp_path / "there", workers=1)
    query = Document("", "bolt M12", part="AB-312")
    for engine in (here, there):
        engine.index(many)
    assert search(here, query, k=20) == search(there, query, k=20)
    assert search(there, query)[0].name == "offer-312"
    here.close()
    there.close()
