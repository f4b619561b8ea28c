"""Tables with what is expected of each, read from blocks of text; see README.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
HEAD = re.compile(r"(?P<hit>[a-z ]+): (?P<inputs>.+) -> (?P<outputs>.+)")
COMMA = re.compile(r", (?![^\[]*\])")
Pair = tuple[int, int]


class Column(NamedTuple):
    """A column: its name, the words of its type, and the choices that it has."""

    name: str
    kind: str
    options: tuple[str, ...] = ()


class Expected(NamedTuple):
    """What is wrong with a table; rows are counted from one."""

    gap: bool
    overlaps: frozenset[Pair]
    conflicts: frozenset[Pair]
    dead: frozenset[int]
    unreached: frozenset[str]


class Table(NamedTuple):
    """A table as its author writes it."""

    name: str
    hit: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    otherwise: tuple[str, ...] = ()


def tables() -> list[tuple[Table, Expected, str]]:
    """All written tables, each with what is expected of it and the case that it leaves out, where one is told."""
    return [
        read(f"{file.stem}: {block}")
        for file in sorted(FOLDER.glob("*.txt"))
        for block in file.read_text("utf-8").removeprefix("= ").strip().split("\n\n= ")
    ]


def read(block: str) -> tuple[Table, Expected, str]:
    """Read one block."""
    name, head, *lines = block.split("\n")
    found = HEAD.fullmatch(head)
    assert found, head
    said = dict.fromkeys(("gap", "overlaps", "conflicts", "dead", "unreached", "otherwise"), "")
    rows = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word in said and " | " not in line:
            said[word] = rest
        else:
            rows.append(tuple(cell.strip() for cell in line.split(" | ")))
    table = Table(
        name, found["hit"], columns(found["inputs"]), columns(found["outputs"]), tuple(rows),
        tuple(filter(None, said["otherwise"].split(" | "))),
    )  # fmt: skip
    assert all(len(row) == len(table.inputs) + len(table.outputs) for row in rows), name
    expected = Expected(
        said["gap"] != "no",
        pairs(said["overlaps"]),
        pairs(said["conflicts"]),
        frozenset(int(number) for number in said["dead"].split(", ") if number),
        frozenset(filter(None, said["unreached"].split(", "))),
    )
    return table, expected, said["gap"]


def columns(text: str) -> tuple[Column, ...]:
    """Read `age age, sex [female, male]`."""
    found = []
    for part in COMMA.split(text):
        name, _, kind = part.partition(" ")
        options = tuple(kind[1:-1].split(", ")) if kind.startswith("[") else ()
        found.append(Column(name, kind, options))
    return tuple(found)


def pairs(text: str) -> frozenset[Pair]:
    """Read `1-2, 2-3`."""
    numbers = [part.split("-") for part in text.split(", ") if part]
    return frozenset((int(one), int(other)) for one, other in numbers)
