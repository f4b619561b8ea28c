"""A schema with every form of value and with names that trip databases, and small helpers over it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from askonce.adapters.storage.schema import Column, Schema, Table
from askonce.cases.journal import Journal, Line, Written

SCHEMA = Schema(
    (
        Table("empty"),
        Table(
            "people",
            (
                Column("born", "date", "date"),
                Column("grade", "text", "none | mild | severe"),
                Column("income", "money", "money CNY"),
                Column("members", "integer", "integer"),
                Column("resident", "boolean", "boolean"),
                Column("said", "value", "list of text"),
                Column("share", "number", "number"),
            ),
            ("children", "guardian"),
        ),
        Table(
            '户籍-登记 \'of "1958"',
            (
                Column("Name", "text", "text"),
                Column("name", "text", "text"),
                Column("subject", "text", "text"),
                Column("select", "text", "text"),
                Column("valid_from", "date", "date"),
                Column("出生日期", "date", "date"),
                Column("某某人民政府公共服务事项办理情况登记表之一的名称", "text", "text"),
                Column("某某人民政府公共服务事项办理情况登记表之二的名称", "text", "text"),
                Column("fee", "money", "money"),
                Column("fee__currency", "text", "text"),
            ),
            ("子女", "x" * 90),
        ),
    )
)
ODD = SCHEMA.tables[2].register
DAY = date(2026, 1, 1)
THEN = datetime(2026, 1, 1, tzinfo=UTC)


def line(case: str, events: int, **changes: object) -> Line:
    words = {"type": "card", "version": "v1", "office": "street", "state": "open", "filed": THEN}
    return Line(id=case, events=events, **{**words, **changes})  # type: ignore[arg-type]


def filed(journal: Journal, case: str | None = None, **changes: object) -> str:
    """A case with one event."""
    case = case or journal.fresh("case")
    journal.append(line(case, 1, **changes), [Written(case, 0, journal.now, "filed", b'{"a":1}')])
    return case
