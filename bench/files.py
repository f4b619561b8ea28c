"""Made files: YAML for a definition of its own, CSV for a table of many, with the faults planted in each."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from bench.layout import Author, Words, write_yaml
from bench.world import Concept


@dataclass(frozen=True, slots=True)
class Made:
    """A made file: its path, its text, and the codes of the findings planted in it."""

    path: str
    text: str
    planted: tuple[str, ...] = ()


def yaml_file(path: str, words: Words, author: Author, rng: Random, planted: str = "") -> Made:
    """A definition as an author writes it."""
    return Made(path, write_yaml(words, author, rng), (planted,) if planted else ())


def csv_file(path: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Made:
    """A table of definitions."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return Made(path, text.getvalue())


def concept_table(path: str, concepts: Iterable[Concept]) -> Made:
    """A table of concepts."""
    head = ("concept", "title.en", "title.zh", "type", "changes", "derives_from", "special")
    return csv_file(path, head, (_cells(one) for one in concepts))


def _cells(one: Concept) -> tuple[str, ...]:
    type_ = one.type.strip("[]").replace(", ", " | ")
    return (one.id, one.term.en.capitalize(), one.term.zh, type_, one.changes, one.derives_from, one.special)
