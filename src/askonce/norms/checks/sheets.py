"""The rules about tables kept in sheets, and about cells that mean something else than they show."""

from __future__ import annotations

from askonce.norms.checks.examples import DISCOUNT
from askonce.text.diagnostic import Example, Rule, Severity

KEPT = (
    DISCOUNT.replace(
        "result: if age >= 60 then paid else 0 CNY\n",
        "table: {hit: unique, when: [age], then: {class: [full, half]}, rows: discount-rows}\n",
    )
    + "--- norms/discount.csv\nrows,discount-rows\nage,class\n< 60,full\n>= 60,half\n"
)
MISFIT = Rule(
    "AO223",
    "sheet that does not fit its table",
    Severity.ERROR,
    "the sheet of a decision table lacks a column, has one too many, or has no row",
    "A column that is misspelt tests nothing, and what stands in it would decide about nobody.",
    Example(bad=KEPT.replace("age,class", "aged,class"), good=KEPT, quotes="aged"),
)
MISREAD = Rule(
    "AO224",
    "cell that means something else than it shows",
    Severity.ERROR,
    "a cell of a decision table would be read otherwise than a person reads it",
    "To a person `10-20` is from ten to twenty, to a program it is minus ten; `>= 60, < 70` is every number, because a "
    "comma means or. Nobody would ever fall into the row, or everybody.",
    Example(bad=KEPT.replace("< 60,full", "0-59,full"), good=KEPT, quotes="0-59"),
)
EMPTY_OUTCOME = Rule(
    "AO225",
    "row without an outcome",
    Severity.ERROR,
    "a row of a sheet leaves the cell of an outcome empty",
    "An empty test takes any value, as its author expects; an empty outcome decides nothing, and nobody would be told.",
    Example(bad=KEPT.replace(">= 60,half", ">= 60,"), good=KEPT, quotes=""),
)
SHEET_RULES = (MISFIT, MISREAD, EMPTY_OUTCOME)
