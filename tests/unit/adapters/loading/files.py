"""Small registers and the files that departments make of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from askonce.adapters.loading.heads import Shape, Wanted
from askonce.adapters.loading.snapshot import Read, read_snapshot
from askonce.adapters.loading.staging import Staging
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, ListType, MoneyType
from askonce.feel.values import Value

SHAPE = Shape(
    "people",
    (
        Wanted("birth_date", DATE, frozenset({"born", "出生日期"})),
        Wanted("full_name", TEXT, frozenset({"full name", "姓名"})),
        Wanted("sex", ChoiceType(("female", "male"))),
        Wanted("income", MoneyType("CNY")),
        Wanted("rooms", INTEGER),
        Wanted("area", NUMBER),
        Wanted("insured", BOOLEAN),
        Wanted("diets", ListType(TEXT)),
    ),
    ("subject", "person", "person_id", "id"),
)


@contextmanager
def staging() -> Iterator[Staging]:
    made = Staging()
    try:
        yield made
    finally:
        made.close()


Rows = dict[str, dict[str, Value]]


def load(path: Path, *, empty_is_none: bool = False) -> tuple[Read, Rows]:
    """What a file says, and the rows that it gives, by subject."""
    with staging() as kept:
        read = read_snapshot(path, SHAPE, kept, lambda name: f"~{name}", empty_is_none=empty_is_none)
        return read, {one.subject.removeprefix("~"): dict(one.values) for one in kept.rows()}


def write_csv(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def write_parquet(path: Path, columns: Mapping[str, Sequence[Any]]) -> Path:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table(dict(columns)), path)
    return path
