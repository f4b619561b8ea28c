"""A workbook that unpacks into one huge cell is refused before anything of it is read into memory."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from askonce.adapters.loading.lines import UnreadableFile
from tests.unit.adapters.loading.files import load, write_xlsx

HUGE = 48 << 20
MOST = 40 << 20


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("runs", [False, True], ids=["one text", "many runs"])
def test_a_small_file_with_a_huge_cell(tmp_path: Path, part: str, runs: bool) -> None:  # noqa: FBT001 - a parameter
    path = write_xlsx(tmp_path / "a.xlsx", [["id", "full name"], ["p-1", "ann"]])
    run = b"<r><t>" + b"x" * 50 + b"</t></r>"
    text = run * (HUGE // len(run)) if runs else b"<t>" + b"x" * HUGE + b"</t>"
    packed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for one in whole.namelist():
            if one != part:
                made.writestr(one, whole.read(one))
        cell = b'<row r="1"><c r="A1" t="inlineStr"><is>' + text + b"</is></c></row>"
        body = b"<sst><si>" + text + b"</si></sst>" if "shared" in part else b"<worksheet><sheetData>" + cell
        made.writestr(part, body)
    assert packed.stat().st_size < HUGE // 50
    del text, cell, body
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match="row or a text of more than"):
            load(packed)
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


def test_many_rows_are_no_huge_one(tmp_path: Path) -> None:
    rows: Sequence[Sequence[object]] = [
        ["id", "full name"],
        *([f"p-{one}", "x" * 3000] for one in range(6000)),
    ]
    assert len(load(write_xlsx(tmp_path / "a.xlsx", rows))[1]) == 6000
