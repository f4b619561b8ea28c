"""The account of an import: what was read, what was written, and that the two add up."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from askonce.apps.government.catalogue.definitions import NULL, Draft, Drafts, texts_with_markup
from askonce.apps.government.catalogue.requirements import Requirement
from askonce.apps.government.catalogue.tables import (
    AUTHORITIES,
    COLUMNS,
    REQUIREMENTS,
    SERVICES,
    Table,
    Tables,
)

#: Where the words of a definition say what a column says; requirements stand in a norm or do not, row by row.
WORDS = {
    (AUTHORITIES, "authority"): ("office", ""),
    (AUTHORITIES, "name"): ("office", "title"),
    (AUTHORITIES, "level"): ("office", "level"),
    (AUTHORITIES, "code"): ("office", "code"),
    (SERVICES, "service"): ("service", ""),
    (SERVICES, "title"): ("service", "title"),
    (SERVICES, "description"): ("service", "about"),
    (SERVICES, "authority"): ("service", "office"),
    (SERVICES, "kind"): ("service", "benefit.kind"),
    (SERVICES, "amount"): ("service", "benefit.amount"),
    (SERVICES, "unit"): ("service", "benefit.unit"),
    (SERVICES, "frequency"): ("service", "benefit.frequency"),
    (SERVICES, "online_url"): ("service", "online"),
    (SERVICES, "paper_form_url"): ("service", "paper_form"),
    (SERVICES, "information_url"): ("service", "information"),
    (SERVICES, "prefilled"): ("service", "prefilled"),
}
TEXTS = {AUTHORITIES: ("name",), SERVICES: ("title", "description"), REQUIREMENTS: ("text",)}


class ColumnTally(msgspec.Struct, frozen=True):
    """How many cells of a column are filled, how many the pack says, and how many state nothing."""

    table: str
    column: str
    filled: int
    written: int
    unstated: int

    @property
    def adds_up(self) -> bool:
        """Whether every filled cell is accounted for."""
        return self.filled == self.written + self.unstated


class Account(msgspec.Struct, frozen=True):
    """What an import read and wrote.

    `rows` and `blank` are by table, `definitions` by kind, `renamed` the names that had to change by table;
    `marked_up` counts the texts whose HTML became plain text, and `passed_over` names the files and sheets
    that are no table.
    """

    rows: dict[str, int]
    blank: dict[str, int]
    columns: tuple[ColumnTally, ...]
    definitions: dict[str, int]
    comparisons: int
    attestations: int
    marked_up: int
    renamed: dict[str, dict[str, str]]
    passed_over: tuple[str, ...]

    @property
    def adds_up(self) -> bool:
        """Whether every row became a definition or a part of one, and every cell is accounted for."""
        return (
            self.rows[AUTHORITIES] == self.definitions.get("office", 0)
            and self.rows[SERVICES] == self.definitions.get("service", 0)
            and self.rows[REQUIREMENTS] == self.comparisons + self.attestations
            and all(tally.adds_up for tally in self.columns)
        )

    def lines(self) -> Iterator[str]:
        """The account for a terminal, a fact a line."""
        kinds = self.definitions
        for table, kind in ((AUTHORITIES, "office"), (SERVICES, "service")):
            yield f"{table}: {self.rows[table]:,} rows read, {kinds.get(kind, 0):,} {kind}s written"
        yield (
            f"{REQUIREMENTS}: {self.rows[REQUIREMENTS]:,} rows read, {self.comparisons:,} comparisons and "
            f"{self.attestations:,} attestations written into {kinds.get('norm', 0):,} norms"
        )
        others = ", ".join(f"{kinds.get(kind, 0):,} {kind}s" for kind in ("concept", "purpose"))
        yield f"beside them: {others}"
        filled, written = (sum(one.filled for one in self.columns), sum(one.written for one in self.columns))
        yield f"cells: {filled:,} filled, {written:,} written"
        for tally in self.columns:
            if tally.unstated:
                cells = "1 cell says" if tally.unstated == 1 else f"{tally.unstated:,} cells say"
                yield f"{tally.table}.{tally.column}: {cells} `{NULL}`: not stated"
        for table, count in self.blank.items():
            if count:
                yield f"{table}: {count:,} blank rows passed over"
        if self.marked_up:
            yield f"HTML made plain text in {self.marked_up:,} cells, with the addresses of its links"
        for table, names in self.renamed.items():
            for old, new in names.items():
                yield f"{table}: `{old}` is called `{new}`"
        for name in self.passed_over:
            yield f"`{name}` is no table of the catalogue: passed over"

    def markdown(self, catalogue: str) -> str:
        """The account as a page that stays with the pack."""
        page = [f"# Imported from {catalogue}", "", *(f"- {line}" for line in self.lines()), ""]
        page += ["| table | column | filled | written | not stated |", "| --- | --- | ---: | ---: | ---: |"]
        page += [
            f"| {one.table} | {one.column} | {one.filled} | {one.written} | {one.unstated} |"
            for one in self.columns
        ]
        return "\n".join(page) + "\n"


def reckon(tables: Tables, drafts: Drafts) -> Account:
    """Count cells where they were read and words where they were written, apart from each other."""
    said = _count_words(drafts.definitions)
    placed = Counter(column for requirement in drafts.placed for column in requirement.row.cells)
    columns = tuple(
        _tally(
            table,
            column,
            tables.by_name[table],
            placed[column] if table == REQUIREMENTS else said[WORDS[table, column]],
        )
        for table, known in COLUMNS.items()
        for column in known.known
    )
    return Account(
        rows={name: len(table.rows) for name, table in tables.by_name.items()},
        blank={name: table.blank for name, table in tables.by_name.items()},
        columns=columns,
        definitions=dict(Counter(draft.kind for draft in drafts.definitions)),
        comparisons=sum(_compares(requirement) for requirement in drafts.placed),
        attestations=sum(not _compares(requirement) for requirement in drafts.placed),
        marked_up=sum(
            len(list(texts_with_markup(table.rows, TEXTS[name]))) for name, table in tables.by_name.items()
        ),
        renamed={table: names for table, names in drafts.renamed.items() if names},
        passed_over=tables.passed_over,
    )


def _compares(requirement: Requirement) -> bool:
    return requirement.comparison is not None


def _tally(name: str, column: str, table: Table, written: int) -> ColumnTally:
    filled = [row.text(column) for row in table.rows if row.text(column)]
    optional = column not in COLUMNS[name].needed and name == SERVICES
    return ColumnTally(name, column, len(filled), written, filled.count(NULL) if optional else 0)


def _count_words(definitions: tuple[Draft, ...]) -> Counter[tuple[str, str]]:
    count: Counter[tuple[str, str]] = Counter()
    for draft in definitions:
        count[draft.kind, ""] += 1
        count.update((draft.kind, word) for word in _words(draft.words))
    return count


def _words(words: dict[str, Any]) -> Iterator[str]:
    for word, value in words.items():
        yield word
        if word == "benefit":
            yield from (f"{word}.{inner}" for inner in value)
