"""The sabotages of FEEL and of the methods that know nothing of packs."""

from __future__ import annotations

from tests.sabotage.making import AGREEMENT, WRITTEN, Sabotage, invariant, rule

FEEL = (
    invariant(
        "feel", "test_moments_are_exact_in_every_year_and_zone",
        "feel/clocks.py", "shown.nanosecond - (shift or 0)", "shown.nanosecond + (shift or 0)",
    ),
    Sabotage(
        "change-of-clocks", "feel/clocks.py", "zone.fromutc(near.replace(tzinfo=zone)).utcoffset()", "zone.utcoffset(near)",
        "tests/unit/feel/test_clocks.py::test_an_hour_later_the_clocks_show_two_hours_more_or_none",
    ),
    invariant(
        "compiled", "test_a_compiled_expression_gives_what_walking_it_gives",
        "feel/compiled.py", '"_divide": NUMBERS.divide,', '"_divide": lambda one, other: one / other,',
    ),
    invariant(
        "compiled", "test_a_compiled_expression_gives_what_walking_it_gives",
        "feel/compiling/calls.py", 'settings.leap_day == "28 February"', 'settings.leap_day == "1 March"',
    ),
    invariant(
        "compiled", "test_a_compiled_expression_gives_what_walking_it_gives",
        "feel/compiling/expressions.py", '(node.op == "and") == wanted', 'node.op == "and"',
    ),
    invariant(
        "feel", "test_months_end_where_the_calendar_says",
        "feel/days.py", "min(day.day, month_length(year, month + 1))", "min(day.day, 28)",
    ),
    Sabotage(
        "leap-day", "feel/days.py", '(2, 28) if leap_day == "28 February" else (3, 1)', "(2, 28)",
        "tests/unit/feel/test_temporal.py::test_the_leap_day_rule_decides_about_the_last_of_february",
    ),
    invariant(
        "feel", "test_no_expression_breaks_the_engine",
        "feel/evaluate.py", "items[index] if 0 <= index < len(items)", "items[index] if index < len(items)", "IndexError",
    ),
    Sabotage(
        "short-circuit", "feel/evaluate.py", "if found[-1] is stop:", "if node is None:",
        "tests/unit/feel/test_evaluate.py::test_what_cannot_matter_is_not_looked_at", "LookupError",
    ),
    Sabotage(
        "endless-loop", "feel/evaluate.py", "self.left -= steps", "self.left -= 0",
        "tests/unit/feel/test_bounds.py::test_expressions_that_share_a_meter_are_stopped_together", "Failed",
    ),
    Sabotage(
        "half-to-even", "feel/number_functions.py", 'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_EVEN))',
        'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_UP))', "tests/unit/feel/test_functions.py::test_a_half_is_rounded_to_the_even_neighbour",
    ),
    Sabotage(
        "half-even", "feel/number_functions.py",
        'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_EVEN))',
        'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_UP))',
        "tests/unit/feel/test_compiled.py::test_an_amount_is_rounded_half_to_even",
    ),
    Sabotage(
        "null-in-and", "feel/operators.py", "return True if all(value is True for value in values) else None",
        "return all(value is True for value in values)", "tests/unit/feel/test_operators.py::test_three_valued_logic",
    ),
    Sabotage("leap-day", "feel/relational/calendar.py", 'if leap_day == "28 February":', 'if leap_day == "1 March":', AGREEMENT),
    Sabotage("half-even", "feel/relational/rounding.py", 'junction("and", (half, odd))', "half", AGREEMENT),
    Sabotage("modulo-sign", "feel/relational/rounding.py", "return cases(((condition, left),), rest)", "return rest", AGREEMENT),
    Sabotage("null-equality", "feel/relational/sql.py", "return exp.NullSafeEQ(", "return exp.EQ(", AGREEMENT),
    invariant(
        "residue", "test_what_is_left_of_an_expression_completed_is_what_the_whole_comes_to",
        "feel/residual.py", "if is_value(given) and value_of(given) is value_of(neutral):", "if is_value(given) and value_of(given) is not value_of(stop):",
    ),
    invariant(
        "feel", "test_a_plain_cell_changes_only_at_its_literals",
        "feel/rewrite.py", "found.append(fixed.value)", "found[:] = [fixed.value]",
    ),
    invariant(
        "feel", "test_a_checked_expression_gives_a_value_of_its_type",
        "feel/typing_rules.py", "left == right == INTEGER and op", "INTEGER in (left, right) and op",
    ),
)  # fmt: skip

METHODS = (
    Sabotage(
        "breaker", "methods/breaker.py",
        "opens = self.is_open or failures >= self.most_failures",
        "opens = failures >= 2 * self.most_failures",
        "tests/unit/adapters/border/test_sources.py::test_a_source_that_fails_is_left_alone_and_asked_again_after_its_rest",
    ),
    rule("AO216", "methods/cover.py", "in reversed(met.items()))", "in reversed(met.items()) if still)"),
    invariant(
        "tables", "test_boxes_over_a_grid_are_covered_as_their_cells_are",
        "methods/cover.py", "& (1 << number) - 1", "& (1 << number + 1) - 1",
    ),
    Sabotage(
        "overlap", "methods/cover.py", ">> first + 1 << first + 1", ">> first + 2 << first + 2",
        f"{WRITTEN}[ages:-a-meal-for-the-elderly,-sixty-twice]",
    ),
    invariant(
        "disclosure", "test_no_cell_of_fewer_than_ten_can_be_told_from_those_shown_and_the_total",
        "methods/disclosure.py", "if counts[place] < least}", "if counts[place] < least - 1}",
    ),
    Sabotage(
        "small-cell-named", "methods/disclosure.py", "strict=True) if count)", "strict=True) if count or name)",
        "tests/unit/cli/test_population.py::test_an_adverse_norm_gives_counts_of_ten_and_more",
    ),
    Sabotage(
        "complement", "methods/disclosure.py", "for one in hidden) >= least", "for one in hidden) >= 1",
        "tests/property/test_disclosure.py::test_no_cell_of_fewer_than_ten_can_be_told_from_those_shown_and_the_total",
    ),
    Sabotage(
        "slips-not-forgiven", "methods/finding.py",
        "_LIKE: Final = 0.7",
        "_LIKE: Final = 1.0",
        "tests/unit/methods/test_finding.py::test_it_forgives_slips",
    ),
    rule("AO214", "methods/graph.py", "if len(knot) > 1 or", "if len(knot) > 2 or"),
    Sabotage(
        "merkle-prefix", "methods/merkle.py",
        'NODE: Final = b"\\x01"',
        "NODE: Final = LEAF",
        "tests/unit/methods/test_merkle.py::test_a_node_cannot_stand_for_a_leaf",
    ),
    Sabotage(
        "merkle-inclusion", "methods/merkle.py",
        "return last == 0 and found == root",
        "return last == 0",
        "tests/unit/methods/test_merkle.py::test_no_damaged_proof_verifies",
    ),
    Sabotage(
        "merkle-consistency", "methods/merkle.py",
        "return last == 0 and before == old_root and after == new_root",
        "return last == 0 and after == new_root",
        "tests/unit/methods/test_merkle.py::test_consistency_is_proved_and_verified_for_every_pair_of_small_trees",
    ),
)  # fmt: skip
