"""Why a norm comes out as it does: the fewest facts that decide it, the rows and articles, what would change it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from askonce.feel.check import Typed
from askonce.feel.values import Value
from askonce.norms.explain.changes import changes_by_column, changes_by_fact
from askonce.norms.explain.fewest import fewest_facts, filled
from askonce.norms.explain.model import Explanation, Foreseen, Prospects, RowReason
from askonce.norms.explain.rows import (
    derived_values,
    followed,
    outcomes_of,
    reached,
    reckonings_of,
    row_reason,
    ruling_names,
    telling_rows,
    unsaid,
)
from askonce.norms.residue import prepare
from askonce.norms.residue.declining import need_of
from askonce.norms.residue.members import inputs_of
from askonce.norms.ruling import Ruling
from askonce.norms.walk import rows_taken, walk, walk_scope
from askonce.registers.fact import Facts


def explain(ruling: Ruling, facts: Facts, prospects: Prospects) -> Explanation:
    """Why the norm comes out as it does for facts of which some may be unknown."""
    wanted = inputs_of(ruling)
    settled = {name: fact for name, fact in facts.items() if fact.is_settled and need_of(name) in wanted}
    outlook = prospects.look(facts)
    if not outlook.decided or outlook.consequence is not None:
        return Explanation(
            ruling,
            decided=outlook.decided,
            outcome=outlook.outcome,
            facts=tuple(settled.items()),
            possible=outlook.possible,
            open=outlook.open,
            declined=outlook.consequence,
            missing=outlook.missing,
        )
    fewest = fewest_facts(settled, prospects)
    values = filled(ruling, settled, prospects)
    named = reached(ruling, frozenset(ruling_names(ruling)))
    reason = _reason(ruling, values, frozenset(map(need_of, fewest)))
    return msgspec.structs.replace(
        reason,
        facts=tuple((name, settled[name]) for name in settled if name in fewest),
        no_outcome=unsaid(ruling, values),
        changes=(
            *changes_by_fact(ruling, values, settled, prospects),
            *changes_by_column(ruling, values, settled),
        ),
        rests=tuple(
            (name, explain(used, facts, Foreseen(prepare(used))))
            for name, used in ruling.uses
            if name in named
        ),
    )


def _reason(ruling: Ruling, values: Mapping[str, Value], fewest: frozenset[str]) -> Explanation:
    scope = walk_scope(ruling, values)
    outcome = walk(ruling, values)
    body = ruling.body
    if isinstance(body, Typed):
        branches, leaf = followed(ruling, body.tree, scope)
        reckonings = reckonings_of(ruling, [(ruling.outputs[0][0], leaf)], scope)
        names = frozenset(body.names)
        return Explanation(
            ruling,
            decided=True,
            outcome=outcome,
            facts=(),
            derived=derived_values(ruling, names, scope),
            branches=tuple(branches),
            reckonings=reckonings,
        )
    taken = telling_rows(ruling, body, rows_taken(ruling, body, scope), fewest)
    rows = tuple(row_reason(ruling, body, number, scope, fewest) for number in taken)
    cells = [cell for reason in rows for cell in outcomes_of(body, reason)]
    if not rows and body.otherwise:
        rows = (RowReason(0, (), ruling.norm.basis, None, otherwise=True),)
        cells = list(zip((name for name, _ in body.outputs), body.otherwise, strict=True))
    named = frozenset(test.column for reason in rows for test in reason.tests)
    trees = [(name, cell.tree) for name, cell in cells if cell is not None and cell.names]
    return Explanation(
        ruling,
        decided=True,
        outcome=outcome,
        facts=(),
        derived=derived_values(ruling, named, scope),
        rows=rows,
        reckonings=reckonings_of(ruling, trees, scope),
    )
