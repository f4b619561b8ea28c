"""Tables drawn by topic from a seed: bands and steps as offices write them, with the slips that offices make."""

from __future__ import annotations

import random  # noqa: TID251 - tables by seed, the same ones every time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from tests.conformance.tables.written import Column, Table

SEED = "what civil servants write"
OF_EACH = 32
HITS = ("unique", "unique", "unique", "any", "first", "first", "priority", "collect", "rule order")
CHOICES = ("granted", "refused", "later")
SLIPS = (
    "none",
    "none",
    "open end",
    "closed end",
    "lost row",
    "twice",
    "moved end",
    "all at the end",
    "all at the front",
)


def tables() -> Iterator[Table]:
    """The same tables every time."""
    for topic, (first, second) in TOPICS.items():
        for number in range(OF_EACH):
            chance = random.Random(f"{SEED} {topic} {number}")  # noqa: S311 - no secret
            yield draw(f"{topic} {number:02}", chance, first, second)


def draw(name: str, chance: random.Random, first: Column, second: Column | None) -> Table:
    """Part the first column into bands, perhaps each by the second, then make a slip or two."""
    rows = [[cell] for cell in parted(chance, first)]
    if second is not None and chance.random() < 0.7:
        rows = [[cell, other] for [cell] in rows for other in by_second(chance, second)]
        columns: tuple[Column, ...] = (first, second)
    else:
        columns = (first,)
    for _ in range(chance.choice((1, 1, 2))):
        rows = slip(chance, rows, columns)
    chance.shuffle(rows) if chance.random() < 0.3 else None
    outcome = Column("outcome", f"[{', '.join(CHOICES)}]", CHOICES)
    given = tuple((*row, chance.choice(CHOICES[: chance.choice((1, 2, 3, 3))])) for row in rows)
    otherwise = ("later",) if chance.random() < 0.15 else ()
    return Table(name, chance.choice(HITS), columns, (outcome,), given, otherwise)


def by_second(chance: random.Random, column: Column) -> list[str]:
    return parted(chance, column) if chance.random() < 0.6 else ["-"]


def parted(chance: random.Random, column: Column) -> list[str]:
    """Cells that together take every value, none twice."""
    if column.options:
        words = list(column.options)
        chance.shuffle(words)
        cut = chance.randrange(1, len(words))
        one = ", ".join(words[:cut])
        return [one, f"not({one})"] if chance.random() < 0.4 else [one, ", ".join(words[cut:])]
    if column.kind == "boolean":
        return ["true", "false"]
    points = [
        write(column, point) for point in sorted(chance.sample(range(1, 40), chance.choice((1, 2, 3, 4))))
    ]
    cells = [f"< {points[0]}"]
    cells += [f"[{low}..{high})" for low, high in pairwise(points)]
    cells.append(f">= {points[-1]}")
    return ["null", *cells] if chance.random() < 0.15 else cells


def write(column: Column, point: int) -> str:
    """A constant of a column."""
    if column.kind == "date":
        return f'@"{date(2024, 2, 20) + timedelta(point)}"'
    if column.kind == "money CNY":
        return f"{point * 100 if point % 3 else point * 50.25:.2f} CNY"
    if column.kind == "number":
        return f"{point / 2:g}"
    return str(point)


def slip(chance: random.Random, rows: list[list[str]], columns: tuple[Column, ...]) -> list[list[str]]:
    """Make one of the slips that offices make."""
    kind = chance.choice(SLIPS)
    rows = [list(row) for row in rows]
    row = chance.choice(rows)
    at = chance.randrange(len(columns))
    if kind == "open end":
        row[at] = row[at].replace("[", "(").replace(">=", ">").replace("<=", "<")
    elif kind == "closed end" and not row[at].startswith("not("):
        row[at] = row[at].replace(")", "]").replace("< ", "<= ")
    elif kind == "lost row" and len(rows) > 1:
        rows.remove(row)
    elif kind == "twice":
        rows.insert(chance.randrange(len(rows) + 1), list(row))
    elif kind == "moved end" and not columns[at].options and columns[at].kind != "boolean":
        row[at] = f"{chance.choice(('<', '<=', '>', '>='))} {write(columns[at], chance.randrange(1, 40))}"
    elif kind == "all at the end":
        rows.append(["-"] * len(columns))
    elif kind == "all at the front":
        rows.insert(0, [*row[:at], "-", *row[at + 1 :]])
    return rows


STATUS = Column("status", "[single, married, widowed]", ("single", "married", "widowed"))
TOPICS = {
    "age bands": (Column("age", "age"), Column("resident", "boolean")),
    "income steps": (Column("income", "money CNY"), Column("household", "integer")),
    "periods": (Column("filed", "date"), STATUS),
    "areas": (Column("area", "number"), Column("owned", "boolean")),
    "counts": (Column("children", "integer"), STATUS),
    "choices": (STATUS, Column("age", "age")),
}  # fmt: skip
