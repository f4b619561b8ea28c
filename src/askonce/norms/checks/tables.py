"""The rules about decision tables, each shown on a case in plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from askonce.norms.checks.examples import DISCOUNT
from askonce.norms.model import DecisionTable
from askonce.pack.symbols import Scope
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity
from askonce.text.node import Mapping, Scalar, Sequence
from askonce.text.span import Span

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm, BoundTable
    from askonce.norms.tables.analysis import Analysis


def check_tables(bound: BoundNorm, scope: Scope) -> Iterator[Diagnostic]:
    """Analyse each table of a norm and say what it leaves out, decides twice or never reaches."""
    from askonce.norms.tables.analysis import analyse, last_values

    constants = last_values(bound.norm, scope)
    for text in bound.texts:
        if text.table is None:
            continue
        analysis = analyse(text.table, text, constants)
        if analysis is not None:
            yield from _say(bound.id, text.table, analysis)
    yield from _adverse(bound)


def _say(norm: str, bound: BoundTable, found: Analysis) -> Iterator[Diagnostic]:
    table = bound.table
    rows = [row.row for row in bound.rows]
    if found.opaque or found.too_large:
        why = "its tests look at more than their own column" if found.opaque else "it has too many cells"
        mend = (
            "compare with constants or parameters, or derive the comparison in `where` and test that"
            if found.opaque
            else "part it into several norms, or derive what many rows share in `where`"
        )
        yield UNSEEN.at(table.place("rows"), f"the table of `{norm}` cannot be analysed: {why}", repair=mend)
    if found.gap is not None:
        yield TABLE_GAP.at(
            table.place("rows"),
            f"the table of `{norm}` leaves out {found.gap.say()}",
            repair="add a row for it, or `otherwise:`",
        )
    more = "; there may be more such rows than are told here" if found.more else ""
    if table.hit == "unique":
        for one, other, case in found.overlaps:
            yield TABLE_OVERLAP.at(
                rows[other].node.span,
                f"rows {one + 1} and {other + 1} of `{norm}` both take {case.say()}",
                related=(Related(rows[one].node.span, f"row {one + 1}"),),
                repair=f"part them, or choose another hit policy{more}",
            )
    if table.hit == "any":
        for one, other, case in found.conflicts:
            yield HIT_CONFLICT.at(
                rows[other].node.span,
                f"rows {one + 1} and {other + 1} of `{norm}` give different outcomes for {case.say()}",
                related=(Related(rows[one].node.span, f"row {one + 1}"),),
                repair=f"hit policy `any` needs equal outcomes: part the rows{more}",
            )
    for number in found.dead:
        yield DEAD_ROW.at(
            rows[number].node.span,
            f"row {number + 1} of `{norm}` never decides",
            repair="remove it, or move it before the rows that hide it",
        )
    for name, option in found.unreached:
        yield UNREACHED.at(
            _option_place(table, name, option),
            f"no row of `{norm}` gives {name} `{option}`",
            repair="add a row that does, or leave the outcome out",
        )


def _option_place(table: DecisionTable, name: str, option: str) -> Span:
    """Where an outcome stands in the list of its choices."""
    outputs = table.node.entries["then"][1]
    choices = outputs.entries[name][1] if isinstance(outputs, Mapping) else outputs
    items = choices.items if isinstance(choices, Sequence) else ()
    return next(
        (item.span for item in items if isinstance(item, Scalar) and item.text == option), choices.span
    )


def _adverse(bound: BoundNorm) -> Iterator[Diagnostic]:
    norm = bound.norm
    given = {
        option
        for text in bound.texts
        if text.table
        for _, kind in text.table.outputs
        for option in getattr(kind, "options", ())
    }
    for outcome in norm.adverse_outcomes if given else ():
        if outcome not in given:
            yield UNREACHED.at(
                norm.place("adverse_outcomes"),
                f"`{outcome}` is no outcome of `{norm.id}`",
                repair=f"its outcomes are {', '.join(sorted(given))}",
            )


TABLE = DISCOUNT.replace(
    "result: if age >= 60 then paid else 0 CNY\n",
    "table:\n  hit: unique\n  when: [age, paid]\n  then: {class: [full, half, free]}\n  rows:\n"
    '    - ["< 18", "-", half]\n    - ["[18..60)", "-", full]\n    - [">= 60", "<= 10 CNY", free]\n    - [">= 60", "> 10 CNY", half]\n',
)
TABLE_GAP = Rule(
    "AO216",
    "gap in a decision table",
    Severity.ERROR,
    "a decision table has no row for some case",
    "Whoever falls into the gap gets no decision, or the one a program happens to fall back on. The case shown is one of "
    "them. Null is among the cases of a fact that a row tests for null, or that `where` compares with null: its author "
    "knows that it may be missing. Of other facts a norm cannot tell, and `-` takes null too.",
    Example(bad=TABLE.replace('"[18..60)"', '"[18..59)"'), good=TABLE, quotes=""),
    on="norm",
    check=check_tables,
)
TABLE_OVERLAP = Rule(
    "AO217",
    "overlap in a decision table",
    Severity.ERROR,
    "two rows of a table with hit policy `unique` take the same case",
    "The text gives two answers; which one people get would depend on the program.",
    Example(bad=TABLE.replace('"< 18"', '"<= 18"'), good=TABLE, quotes=""),
)
DEAD_ROW = Rule(
    "AO218",
    "dead row in a decision table",
    Severity.ERROR,
    "a row can never decide: its tests exclude each other, or rows before it take all its cases",
    "Somebody wrote the row for people whom it now never reaches.",
    Example(
        bad=TABLE.replace("hit: unique", "hit: first")
        .replace('    - ["< 18", "-", half]\n', "")
        .replace(
            '    - [">= 60", "<= 10 CNY", free]\n',
            '    - ["-", "-", half]\n    - [">= 60", "<= 10 CNY", free]\n',
        )
        .replace('    - [">= 60", "> 10 CNY", half]\n', ""),
        good=TABLE,
        quotes="",
    ),
)
UNREACHED = Rule(
    "AO219",
    "unreachable outcome",
    Severity.ERROR,
    "a norm declares an outcome that no row gives",
    "People are told of an outcome that nobody can get, or a row for it was forgotten.",
    Example(
        bad=TABLE.replace("[full, half, free]", "[full, half, free, double]"), good=TABLE, quotes="double"
    ),
)
HIT_CONFLICT = Rule(
    "AO220",
    "hit-policy conflict",
    Severity.ERROR,
    "two rows of a table with hit policy `any` take the same case with different outcomes",
    "`any` promises that rows which overlap agree. These do not.",
    Example(
        bad=TABLE.replace("hit: unique", "hit: any").replace('"< 18"', '"<= 18"'),
        good=TABLE.replace("hit: unique", "hit: any"),
        quotes="",
    ),
)
UNSEEN = Rule(
    "AO221",
    "table that cannot be analysed",
    Severity.WARNING,
    "a decision table tests one fact against another, so that its gaps and overlaps cannot be found",
    "Whoever reads that a pack is clean believes that its tables are whole. Of this one nobody can say so.",
    Example(
        bad=TABLE.replace("leap_day: 28 February}", "leap_day: 28 February, bar: 40 + 20}").replace(
            '">= 60"', '">= bar"'
        ),
        good=TABLE,
        quotes="",
    ),
)
TABLE_RULES = (TABLE_GAP, TABLE_OVERLAP, DEAD_ROW, UNREACHED, HIT_CONFLICT, UNSEEN)
