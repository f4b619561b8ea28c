"""An invented register of a million people, as the contenders of the benchmark of the store hold it."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from askonce.adapters.storage.schema import Column, Schema, Table

SEED: Final = 20261122
DAY: Final = date(2026, 1, 1)
PEOPLE: Final = Table(
    "people",
    (
        Column("born", "date", "date"),
        Column("district", "text", "text"),
        Column("grade", "text", "none | mild | severe"),
        Column("income", "money", "money CNY"),
        Column("members", "integer", "integer"),
        Column("name", "text", "text"),
        Column("resident", "boolean", "boolean"),
    ),
)
SCHEMA: Final = Schema((PEOPLE,))


def people(count: int) -> Any:
    """People as typed columns, under pseudonyms that come in no order."""
    chance = random.Random(SEED)  # noqa: S311 - people, not secrets
    return pa.table(
        {
            "subject": [f"p-{chance.getrandbits(96):024x}" for _ in range(count)],
            "born": pa.array([date(1930, 1, 1) + timedelta(chance.randrange(33_000)) for _ in range(count)]),
            "district": [f"district-{chance.randrange(40)}" for _ in range(count)],
            "grade": chance.choices(("none", "mild", "severe"), (90, 7, 3), k=count),
            "income": pa.array(
                [Decimal(chance.randrange(1_500_000)) / 100 for _ in range(count)], pa.decimal128(12, 2)
            ),
            "members": pa.array([chance.randrange(1, 8) for _ in range(count)], pa.int64()),
            "name": [f"李{chance.randrange(10**6)}" for _ in range(count)],
            "resident": [chance.random() < 0.9 for _ in range(count)],
        }
    )


def plain(typed: Any) -> Any:
    """The same in what SQLite has types for: days and exact numbers as text, truths as 0 and 1."""
    kinds = {"born": pa.string(), "income": pa.string(), "members": pa.string(), "resident": pa.int64()}
    return pa.table(
        {name: typed.column(name).cast(kinds.get(name, pa.string())) for name in typed.column_names}
    )
