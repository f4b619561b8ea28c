"""The sabotages: each a small change to the code that must turn one test red."""

from __future__ import annotations

from tests.sabotage.making import Sabotage, catalogue, invariant, rule
from tests.sabotage.runtime import RUNTIME

TEXT = (
    rule("AO001", "text/source.py", "found = UNFIT.search(text)", "found = UNFIT.search(text[:0])"),
    rule(
        "AO002", "text/yaml.py",
        "(*builder.found, unfit_character(path, text) or _unreadable(path, text, error))", "tuple(builder.found)",
    ),
    rule("AO003", "text/yaml.py", "elif key.text in entries:", "elif not key.text:"),
    rule("AO004", "text/yaml.py", "if is_word or (value not in", "if value or (value not in"),
    rule("AO005", "text/yaml.py", "NOT_PLAIN.at(self._span(event, len(word))", "SURPRISE.at(self._span(event, len(word))"),
    rule("AO006", "text/yaml.py", "if depth > DEEPEST:", "if depth > DEEPEST * DEEPEST:"),
)  # fmt: skip

PACK = (
    rule("AO010", "pack/words.py", "elif word != skip:", "elif not word:"),
    rule("AO011", "pack/passes.py", "found.append(finding)", "found.extend(())"),
    rule("AO012", "pack/shapes.py", "into.wrong(node, self.noun, self.example)", "into.found.extend(())"),
    rule("AO013", "pack/words.py", "for word in table.required:", "for word in table.required[:0]:"),
    rule("AO014", "pack/checks/references.py", "for extra in manifests[1:]:", "for extra in manifests[2:]:"),
    rule("AO015", "pack/checks/references.py", "if len(found) < 2:", "if len(found) < 3:"),
    rule("AO016", "pack/passes.py", "yield UNKNOWN_REFERENCE.at(", "yield UNUSED_ALLOWANCE.at("),
    rule("AO017", "pack/passes.py", "if missing:", "if len(missing) > 1:"),
    rule("AO018", "pack/checks/references.py", "if not kind.stands_alone and", "if not kind.name and"),
    rule("AO019", "pack/passes.py", "if (about, code, path) not in used:", "if not about:"),
    rule("AO020", "pack/examples.py", "findings.extend(kind.decode(node)[1].found)", "findings.extend(())"),
    rule("AO021", "pack/checks/adoption.py", "len(set(adopted.by)) < SIGNERS", "len(set(adopted.by)) < 1"),
)  # fmt: skip

REGISTERS = (
    rule(
        "AO101", "registers/checks/founded.py",
        "register.holder is None and register.imported_from is None", "register.holder is None and register.imported_from",
    ),
    rule(
        "AO102", "registers/checks/founded.py",
        "register.basis is None and register.imported_from is None", "register.basis is None and register.imported_from",
    ),
    rule("AO103", "registers/checks/founded.py", 'if not attribute.states("concept"):', 'if attribute.states("concept"):'),
    rule("AO104", "registers/checks/founded.py", "or attribute.type is None", "or attribute.type"),
    rule("AO105", "registers/checks/founded.py", 'and source.kind != "here"', 'and source.kind == "here"'),
    rule("AO106", "registers/checks/shared.py", "if one.value.at == attribute.at", "if one.value.at != attribute.at"),
    rule(
        "AO107", "registers/checks/shared.py",
        "    if first.span != place:\n        yield SAME_NAME.at(",
        "    if first.span == Span(place.path):\n        yield SAME_NAME.at(",
    ),
    rule("AO108", "registers/checks/shared.py", 'frozenset({"personal", "special"})', 'frozenset({"special"})'),
    rule("AO109", "registers/checks/shared.py", "if not isinstance(ref, Ref):", "if ref is None:"),
    rule("AO110", "registers/checks/shared.py", " or back.value.inverse != name", ""),
    rule(
        "AO111", "registers/checks/shared.py",
        "concept.special and attribute.statute is None", "concept.special and attribute.statute",
    ),
)  # fmt: skip

NORMS = (
    rule("AO201", "norms/checks/expressions.py", '"unknown-name": UNKNOWN_NAME', '"unknown-name": WRONG_OPERAND'),
    rule("AO202", "norms/checks/expressions.py", '"type": WRONG_OPERAND', '"type": WRONG_UNIT'),
    rule("AO203", "norms/checks/expressions.py", '"unit": WRONG_UNIT', '"unit": WRONG_OPERAND'),
    rule("AO204", "norms/checks/expressions.py", '"syntax": UNREADABLE', '"syntax": WRONG_OPERAND'),
    rule(
        "AO205", "norms/binding.py",
        "self.uses_age = self.uses_age or typed.uses_age", "self.uses_age = self.uses_age and typed.uses_age",
    ),
    rule(
        "AO206", "norms/checks/standing.py",
        'norm.basis is None and not norm.states("basis")', 'norm.basis is None and norm.states("basis")',
    ),
    rule(
        "AO207", "norms/checks/standing.py",
        'norm.effect is None and not norm.states("effect")', 'norm.effect is None and norm.states("effect")',
    ),
    rule(
        "AO208", "norms/checks/standing.py",
        "(text.table is None) == (text.result is None)", "bool(text.table and text.result)",
    ),
    rule(
        "AO209", "norms/checks/standing.py",
        "if not periods and norm.imported_from is None", "if not periods and norm.imported_from",
    ),
    rule("AO210", "norms/checks/standing.py", "period.to < period.starts", "period.to < period.to"),
    rule("AO211", "norms/checks/standing.py", "first > before.to + ONE_DAY", "first < before.to + ONE_DAY"),
    rule("AO212", "norms/checks/standing.py", "first <= before.to", "first < before.to"),
    rule("AO213", "norms/checks/standing.py", "date.fromisoformat(fact.day) < pack.on", "date.fromisoformat(fact.day) > pack.on"),
    rule("AO214", "methods/graph.py", "if len(knot) > 1 or", "if len(knot) > 2 or"),
    rule("AO215", "norms/checks/standing.py", "EMERGENCY_DAYS = 30", "EMERGENCY_DAYS = 90"),
    rule("AO216", "methods/cover.py", "in reversed(met.items()))", "in reversed(met.items()) if still)"),
    rule("AO217", "norms/checks/tables.py", 'if table.hit == "unique":', 'if table.hit == "priority":'),
    rule("AO218", "norms/tables/analysis.py", 'if hit == "first" else []', 'if hit == "any" else []'),
    rule("AO219", "norms/tables/analysis.py", "for option in kind.options if option not in given", "for option in kind.options if not given"),
    rule("AO220", "norms/checks/tables.py", 'if table.hit == "any":', 'if table.hit == "priority":'),
    rule("AO223", "norms/binding.py", 'Fault("column",', 'Fault("arity",'),
    rule("AO224", "norms/sheets/cells.py", "found = SPAN.fullmatch(text)", "found = SPAN.fullmatch(text[:0])"),
    rule("AO225", "norms/binding.py", 'Fault("empty",', 'Fault("arity",'),
    rule("AO221", "norms/checks/tables.py", "if found.opaque or found.too_large:", "if found.too_large:"),
    rule("AO226", "norms/checks/expressions.py", "if name in DATES:", "if name in DATES and name in borne:"),
    rule("AO222", "norms/checks/resting.py", 'if own is None or need.type not in ("", own.type):', "if own is None:"),
    rule("AO230", "norms/checks/resting.py", "text.keeps_previous is not None and", "text.keeps_previous is None and"),
)  # fmt: skip

CASES = (
    rule("AO301", "cases/asking.py", "return bool(self.held) and not self.closed", "return bool(self.held and self.closed)"),
    rule("AO302", "cases/asking.py", "and not self.document.original", "and self.document.original"),
    rule("AO303", "registers/paths.py", "if not is_open(one, purpose)", "if is_open(one, purpose)"),
    rule("AO304", "cases/checks/ask_once.py", "if not asked.wanted_by:", "if asked.wanted_by is None:"),
    rule("AO305", "cases/checks/ask_once.py", "first.setdefault(asked.datum, asked)", "first.setdefault(asked.name, asked)"),
    rule("AO306", "cases/checks/ask_once.py", "if other.id != first.id:", "if other.id == first.id:"),
    rule("AO308", "cases/checks/supplies.py", "for span, way in lost:", "for span, way in lost[1:]:"),
    rule("AO309", "cases/checks/supplies.py", "for door in taken.closed:", "for door in taken.closed[1:]:"),
    rule(
        "AO310", "cases/checks/supplies.py",
        "for word in EVENTUALITIES if not use.states(word)", "for word in EVENTUALITIES[:1] if not use.states(word)",
    ),
    rule("AO311", "cases/checks/supplies.py", 'if getattr(use, word) == "accept":', 'if getattr(use, word) == "wait":'),
    rule("AO312", "cases/checks/supplies.py", "name not in bound.case.uses and name not in bound.case.asks", "name not in bound.case.uses and name in bound.case.asks"),
    rule("AO313", "cases/checks/supplies.py", "not assignable(given, wanted)", "given == wanted"),
    rule("AO314", "cases/checks/supplies.py", "concept.special and ask.statute is None", "concept.special and ask.statute"),
    rule(
        "AO315", "cases/checks/supplies.py",
        "if bound.case.adopted is not None and not decider.seen.adopted", "if bound.case.adopted is None and not decider.seen.adopted",
    ),
    rule("AO316", "cases/checks/promises.py", "if missing and case.imported_from is None:", "if missing and case.imported_from:"),
    rule("AO317", "cases/checks/promises.py", "if case.imported_from is None and not (", "if case.imported_from and not ("),
    rule("AO318", "cases/checks/promises.py", "term.promised.days > term.legal.days", "term.promised.days < term.legal.days"),
    rule("AO319", "cases/checks/promises.py", "and service.visit.basis is None", "and service.visit.basis is not None"),
    rule("AO320", "cases/checks/promises.py", 'for word in ("notice", "hearing", "officer")', 'for word in ("notice", "officer")'),
    rule("AO321", "cases/checks/promises.py", "objection.to.id == service.office.id", "objection.to.id != service.office.id"),
    rule("AO322", "cases/checks/promises.py", 'service.silence == "rejects"', 'service.silence == "accepts"'),
    rule("AO323", "cases/checks/promises.py", 'if one.kind == "report" and one.id not in named', 'if one.kind == "duty" and one.id not in named'),
    rule("AO324", "cases/checks/steps.py", "if not _takers(case, step, scope):", "if not (step.by or _takers(case, step, scope)):"),
    rule("AO325", "cases/checks/steps.py", "one.for_step not in bound.case.steps", "not bound.case.steps"),
    rule("AO326", "cases/checks/steps.py", "if name not in reached:", "if not reached:"),
    rule("AO327", "cases/checks/steps.py", "elif name not in ending:", "elif not ending:"),
)  # fmt: skip

GOVERNMENT = (
    rule(
        "AO401",
        "apps/government/checks/life_events.py",
        'if fact.kind == "service":',
        'if fact.kind == "report":',
    ),
    catalogue("AO420", "tables.py", "MISSING_TABLE.at(", "UNKNOWN_COLUMN.at("),
    catalogue("AO421", "tables.py", "if word not in seen:", "if not seen:"),
    catalogue("AO422", "tables.py", "elif word not in columns.known:", "elif not columns.known:"),
    catalogue("AO423", "row_checks.py", "if not row.text(column):", "if not column:"),
    catalogue("AO424", "row_checks.py", "if key in seen:", "if not key:"),
    catalogue("AO425", "row_checks.py", "if text and text not in known:", "if text and not known:"),
    catalogue("AO426", "requirements.py", "if operator not in OPERATORS:", "if not OPERATORS:"),
    catalogue(
        "AO427", "requirements.py", "if period and period not in PERIODS:", "if period and not PERIODS:"
    ),
    catalogue("AO428", "requirements.py", "if not operator:", "if operator is None:"),
)

INVARIANTS = (
    invariant(
        "ask_once", "test_an_open_register_never_adds_a_question",
        "registers/checks/shared.py", "if one.value.at == attribute.at", "if one.value.at",
    ),
    invariant(
        "ask_once", "test_a_question_is_an_error_where_any_supply_is_open_and_a_proposal_where_none_is",
        "registers/paths.py", "wanted in NOW", "wanted not in NOW",
    ),
    invariant(
        "ask_once", "test_asking_for_what_follows_from_held_data_is_found",
        "registers/seen.py", "ref.id for ref in concept.derives_from", "ref.id for ref in concept.derives_from[:1]",
    ),
    invariant(
        "ask_once", "test_two_questions_repeat_each_other_where_concept_subject_and_time_coincide",
        "cases/asking.py", 'seen.changes == "never" else ask.at', 'seen.changes != "often" else ask.at',
    ),
    invariant(
        "ways", "test_a_detour_over_a_single_inverse_falls_away",
        "registers/seen.py", "            relation.many,\n", "            True,\n",
    ),
    invariant(
        "ways", "test_ways_of_one_normal_form_lead_to_the_same_subjects_in_every_world",
        "registers/seen.py", "            relation.many,\n", "            False,\n",
    ),
    invariant(
        "tables", "test_the_analysis_of_a_table_agrees_with_trying_every_case",
        "norms/tables/analysis.py", "find_overlaps(boxes, _sorts(bound))", "find_overlaps(boxes)",
    ),
    invariant(
        "tables", "test_boxes_over_a_grid_are_covered_as_their_cells_are",
        "methods/cover.py", "& (1 << number) - 1", "& (1 << number + 1) - 1",
    ),
    invariant(
        "tables", "test_a_table_decides_in_a_sheet_what_it_decides_in_yaml",
        "norms/sheets/cells.py", "if test and (not text or text in DASHES):", "if test and text in DASHES:",
    ),
    invariant(
        "passes", "test_the_order_of_files_never_changes_a_finding",
        "pack/passes.py", "key=lambda finding: finding.order", "key=lambda finding: finding.code",
    ),
    invariant(
        "passes", "test_moving_a_definition_to_another_file_changes_only_paths",
        "pack/passes.py", "name = _kind_name(node)", 'name = _kind_name(node) if source.path > "05" else ""',
    ),
    invariant(
        "passes", "test_a_broken_file_never_hides_the_findings_of_another",
        "pack/passes.py", 'self.language.by_subject.get("pack", ())', '() if findings else self.language.by_subject.get("pack", ())',
    ),
    invariant(
        "passes", "test_no_text_makes_the_compiler_raise",
        "registers/seen.py", 'register.holder.id if register.holder else ""', "register.holder.id", "AttributeError",
    ),
    invariant(
        "passes", "test_every_place_lies_in_its_file_and_on_its_text",
        "text/node.py", "self.line, self.column + 1, self.end_line", "self.line, self.column, self.end_line",
    ),
    invariant(
        "schemas", "test_a_definition_that_reads_clean_fits_the_schema_of_its_kind",
        "pack/words.py", "[word for word, (_, spec) in words.items() if spec.required]", "list(words)",
    ),
    invariant(
        "cache", "test_a_run_with_the_cache_finds_what_a_run_without_it_finds",
        "pack/symbols.py", "if old.get(name) != new.get(name):", "if name not in old:",
    ),
    invariant(
        "cache", "test_a_run_over_an_unchanged_pack_leaves_the_cache_as_it_is",
        "pack/passes.py", "before.get(path) is not summary", "before.get(path) is summary",
    ),
    invariant(
        "measure", "test_what_is_not_stated_is_counted_as_such_and_never_as_no",
        "cases/measure.py", "Rate(answers.count(True), len(answers), answers.count(None))",
        "Rate(answers.count(True), len(answers), 0)",
    ),
    invariant(
        "measure", "test_opening_every_door_moves_what_is_asked_although_held_from_closed_to_open",
        "registers/paths.py", "if hop.relation.restricted and purpose not in", "if purpose and purpose not in",
    ),
    invariant(
        "feel", "test_a_checked_expression_gives_a_value_of_its_type",
        "feel/typing_rules.py", "left == right == INTEGER and op", "INTEGER in (left, right) and op",
    ),
    invariant(
        "feel", "test_a_plain_cell_changes_only_at_its_literals",
        "feel/rewrite.py", "found.append(fixed.value)", "found[:] = [fixed.value]",
    ),
)  # fmt: skip

WRITTEN = "tests/conformance/tables/test_written_and_drawn.py::test_a_written_table_has_the_faults_that_its_author_tells"
SHEETS = "tests/unit/norms/test_table_sheet.py"
TABLES = (
    Sabotage(
        "merged-cell", "text/workbook.py", "for row in rows[top - 1 : bottom]:", "for row in rows[top - 1 : top]:",
        f"{SHEETS}::test_a_merged_cell_stands_for_each_row_that_it_covers",
    ),
    Sabotage(
        "changed-sheet", "norms/kinds.py", "interfaces=sheet_interfaces,", "interfaces=None,",
        f"{SHEETS}::test_a_changed_sheet_is_seen_through_the_cache",
    ),
    Sabotage(
        "gap", "norms/tables/regions.py", "((begin, at), (at, beyond))", "((begin, beyond), (at, beyond))",
        f"{WRITTEN}[ages:-a-meal-for-the-elderly,-sixty-forgotten]",
    ),
    Sabotage(
        "gap-between-two-fen", "norms/tables/analysis.py", "reckoned=name in text.derived", "reckoned=False",
        "tests/unit/norms/test_table.py::test_an_amount_that_is_reckoned_may_lie_between_two_fen",
    ),
    Sabotage(
        "gap-at-null", "norms/tables/analysis.py", "may_be_null = None in points or name in missing", "may_be_null = name in missing",
        f"{WRITTEN}[missing:-null-tested-in-one-column-and-forgotten-in-the-other-rows]",
    ),
    Sabotage(
        "overlap", "methods/cover.py", ">> first + 1 << first + 1", ">> first + 2 << first + 2",
        f"{WRITTEN}[ages:-a-meal-for-the-elderly,-sixty-twice]",
    ),
    Sabotage(
        "dead-row", "norms/tables/analysis.py", "enumerate(boxes) if is_empty(box)", "enumerate(boxes) if not box",
        f"{WRITTEN}[ages:-a-band-that-ends-before-it-begins]",
    ),
    Sabotage(
        "hit-policy", "norms/tables/analysis.py", "hit.startswith(COLLECTING)", "hit.startswith(COLLECTING[:1])",
        f"{WRITTEN}[money:-all-papers,-for-some-people-none]",
    ),
    invariant(
        "rehearse", "test_the_counts_are_those_of_one_case_after_another",
        "norms/rehearsal/tally.py", "found.cases + 1", "max(found.cases, 1)",
    ),
    invariant(
        "rehearse", "test_the_counts_are_those_of_one_case_after_another",
        "norms/rehearsal/sides.py", "bisect_right(self.turns, day)", "bisect_right(self.turns[1:], day)",
    ),
    invariant(
        "rehearse", "test_of_an_adverse_norm_no_small_count_can_be_told",
        "norms/rehearsal/rehearsed.py", "if 0 < count < SMALLEST]", "if 1 < count < SMALLEST]",
    ),
    Sabotage(
        "one-burdened-person", "norms/rehearsal/rehearsed.py", "changes.cases < SMALLEST:", "changes.cases < 1:",
        "tests/unit/norms/test_rehearse.py::test_of_fewer_than_ten_cases_of_an_adverse_norm_nothing_is_said",
    ),
    Sabotage(
        "row-that-asks-too-much", "norms/rehearsal/counting.py", "except RecursionError:\n                self.wrong", "except ImportError:\n                self.wrong",
        "tests/e2e/test_rehearse.py::test_a_row_that_asks_for_too_much_is_a_bad_row",
    ),
    invariant(
        "rehearse", "test_a_case_that_lacks_facts_is_decided_only_where_they_cannot_matter",
        "norms/rehearsal/laid.py", "NOT_ASKED if value is ABSENT else known(value)", "known(None if value is ABSENT else value)",
    ),
)  # fmt: skip

ENGINE = (
    invariant(
        "feel", "test_no_expression_breaks_the_engine",
        "feel/evaluate.py", "items[index] if 0 <= index < len(items)", "items[index] if index < len(items)", "IndexError",
    ),
    invariant(
        "feel", "test_moments_are_exact_in_every_year_and_zone",
        "feel/clocks.py", "shown.nanosecond - (shift or 0)", "shown.nanosecond + (shift or 0)",
    ),
    invariant(
        "feel", "test_months_end_where_the_calendar_says",
        "feel/days.py", "min(day.day, month_length(year, month + 1))", "min(day.day, 28)",
    ),
    Sabotage(
        "null-in-and", "feel/operators.py", "return True if all(value is True for value in values) else None",
        "return all(value is True for value in values)", "tests/unit/feel/test_operators.py::test_three_valued_logic",
    ),
    Sabotage(
        "short-circuit", "feel/evaluate.py", "if found[-1] is stop:", "if node is None:",
        "tests/unit/feel/test_evaluate.py::test_what_cannot_matter_is_not_looked_at", "LookupError",
    ),
    Sabotage(
        "half-to-even", "feel/number_functions.py", 'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_EVEN))',
        'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_UP))', "tests/unit/feel/test_functions.py::test_a_half_is_rounded_to_the_even_neighbour",
    ),
    Sabotage(
        "leap-day", "feel/days.py", '(2, 28) if leap_day == "28 February" else (3, 1)', "(2, 28)",
        "tests/unit/feel/test_temporal.py::test_the_leap_day_rule_decides_about_the_last_of_february",
    ),
    Sabotage(
        "change-of-clocks", "feel/clocks.py", "zone.fromutc(near.replace(tzinfo=zone)).utcoffset()", "zone.utcoffset(near)",
        "tests/unit/feel/test_clocks.py::test_an_hour_later_the_clocks_show_two_hours_more_or_none",
    ),
    Sabotage(
        "endless-loop", "feel/evaluate.py", "self.left -= steps", "self.left -= 0",
        "tests/unit/feel/test_bounds.py::test_expressions_that_share_a_meter_are_stopped_together", "Failed",
    ),
)  # fmt: skip

DMN = (
    invariant(
        "dmn", "test_a_norm_its_export_and_the_import_of_that_decide_alike",
        "norms/dmn/exporting.py", "body.table.hit in EMPTY and not body.otherwise", "body.table.hit in EMPTY and body.otherwise",
    ),
    Sabotage(
        "leap-day-written-out", "norms/dmn/translating.py", '_AGES[self.ruling.text.leap_day == "28 February"]', "_AGES[False]",
        "tests/unit/norms/dmn/test_moving.py::test_the_leap_day_rule_of_an_age_is_written_out",
    ),
    invariant(
        "dmn", "test_no_file_makes_the_reader_raise",
        "norms/dmn/xml.py", "except expat.ExpatError as error:", "except ImportError as error:", "xml.parsers.expat.ExpatError",
    ),
    Sabotage(
        "hit-unique", "norms/hits.py", "return matched[0] if len(matched) == 1 else None", "return matched[0]",
        "tests/unit/norms/dmn/test_hits.py::test_each_policy_with_one_output",
    ),
    Sabotage(
        "hit-output-order", "norms/hits.py", 'in_priority(matched, ranked) if hit == "output order" else list(matched)', "list(matched)",
        "tests/unit/norms/dmn/test_hits.py::test_each_policy_with_one_output",
    ),
    Sabotage(
        "aggregation-min", "norms/hits.py", '"collect min": lambda values: _extreme(values, -1)', '"collect min": lambda values: _extreme(values, 1)',
        "tests/unit/norms/dmn/test_hits.py::test_each_policy_with_one_output",
    ),
    Sabotage(
        "conversion-to-list", "norms/dmn/conformity.py", "found.append((value,))", "found.append(value)",
        "tests/unit/norms/dmn/test_conformity.py::test_what_a_decision_gives_is_made_to_conform",
    ),
    Sabotage(
        "conversion-from-list", "norms/dmn/conformity.py", "if len(value) == 1 and not is_list:", "if len(value) and not is_list:",
        "tests/unit/norms/dmn/test_conformity.py::test_what_a_decision_gives_is_made_to_conform",
    ),
    Sabotage(
        "number-that-is-none", "norms/dmn/kit.py", "if isinstance(expected, Decimal) and expected.is_nan():", "if expected is ...:",
        "tests/e2e/test_dmn_commands.py::test_a_number_that_is_none_fails_its_result_and_the_run_goes_on",
    ),
    Sabotage(
        "import-not-alone", "cli/commands/dmn.py", "fcntl.LOCK_EX | fcntl.LOCK_NB", "fcntl.LOCK_SH | fcntl.LOCK_NB",
        "tests/e2e/test_dmn_commands.py::test_two_imports_at_once_do_not_mix",
    ),
    Sabotage(
        "ill-formed-export", "norms/dmn/exporting.py", "if not made.reasons and OUTSIDE_XML.search(text):", "if made.reasons and OUTSIDE_XML.search(text):",
        "tests/e2e/test_dmn_commands.py::test_a_text_that_no_xml_may_hold_is_refused_with_its_place",
    ),
    Sabotage(
        "document-type", "norms/dmn/xml.py", "self.parser.StartDoctypeDeclHandler = self.refuse_type", "self.parser.StartDoctypeDeclHandler = None",
        "tests/unit/norms/dmn/test_reading.py::test_what_is_no_model_is_refused_with_its_line",
    ),
)  # fmt: skip

COMPILED = (
    *(
    invariant("compiled", test, file, old, new)
    for test, file, old, new in (
        (
            "test_a_compiled_expression_gives_what_walking_it_gives",
            "feel/compiled.py", '"_divide": NUMBERS.divide,', '"_divide": lambda one, other: one / other,',
        ),
        (
            "test_a_compiled_expression_gives_what_walking_it_gives",
            "feel/compiling/expressions.py", '(node.op == "and") == wanted', 'node.op == "and"',
        ),
        (
            "test_a_compiled_expression_gives_what_walking_it_gives",
            "feel/compiling/calls.py", 'settings.leap_day == "28 February"', 'settings.leap_day == "1 March"',
        ),
        (
            "test_a_compiled_norm_decides_as_the_walk_does",
            "norms/compiling/rowing.py", "table.table.hit in _CHOOSING and are_disjoint(ruling, table)", "table.table.hit in _CHOOSING",
        ),
        (
            "test_a_compiled_norm_decides_as_the_walk_does",
            "norms/compiling/compiled.py", "if fact.state is not State.NONE:", "if fact.state is State.NOT_ASKED:",
        ),
        (
            "test_the_text_that_rules_is_that_of_the_date_that_governs_it",
            "norms/ruling.py", "return self._kept(bound, ordered, place)", "return ordered[place], None",
        ),
    )
    ),
    Sabotage(
        "half-even", "feel/number_functions.py",
        'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_EVEN))',
        'Function("decimal", (Slot("n"), _SCALE), _rounded, _rounding(decimal.ROUND_HALF_UP))',
        "tests/unit/feel/test_compiled.py::test_an_amount_is_rounded_half_to_even",
    ),
)  # fmt: skip

RESIDUE = (
    rule(
        "AO229", "norms/checks/declining.py",
        "if any(consequence(words, outputs) is None for outputs in several):", "if not several:",
    ),
    invariant(
        "residue", "test_a_fact_matters_where_and_only_where_two_cases_that_differ_in_it_alone_come_out_differently",
        "norms/residue/choices.py", "    words: dict[Hashable, int] = {}\n    if not never_none:", "    words: dict[Hashable, int] = {}\n    if not never_none and not regions:",
    ),
    invariant(
        "residue", "test_a_declined_fact_comes_to_its_consequence_where_it_matters_and_to_nothing_where_it_does_not",
        "norms/residue/prepared.py", "for name, fact in spelt.items()\n            if fact.is_settled", "for name, fact in spelt.items()\n            if fact.is_settled or fact.state is State.DECLINED",
    ),
    Sabotage(
        "second-fact-of-a-comparison", "norms/residue/plan.py",
        "inputs = frozenset(name for atom in atoms.values() for name in self._inputs(atom))",
        "inputs = frozenset(sorted(name for atom in atoms.values() for name in self._inputs(atom))[:1])",
        "tests/unit/norms/test_residue.py::test_every_fact_of_a_comparison_of_several_matters_until_one_settles_it",
    ),
    Sabotage(
        "crossing-of-two-lines", "norms/residue/crossing.py", "(found := _crossing(one, other, first, second))", "(found := _crossing(one, other, first, second)) and not lines",
        "tests/unit/norms/test_residue.py::test_two_facts_that_meet_are_told_apart_where_their_lines_cross",
    ),
    invariant(
        "residue", "test_a_residue_completed_fact_by_fact_in_any_order_comes_to_what_walking_gives",
        "norms/residue/prepared.py", "if name in matters else idle).append(name)", "if name not in matters else idle).append(name)",
    ),
    invariant(
        "residue", "test_a_list_is_asked_for_its_number_first_and_each_member_only_for_what_still_matters",
        "norms/residue/members.py", "for place in range(1, count + 1)", "for place in range(1, count)",
    ),
    invariant(
        "residue", "test_what_is_left_of_an_expression_completed_is_what_the_whole_comes_to",
        "feel/residual.py", "if is_value(given) and value_of(given) is value_of(neutral):", "if is_value(given) and value_of(given) is not value_of(stop):",
    ),
    invariant(
        "residue", "test_of_a_list_whose_number_is_known_a_member_fact_matters_where_two_cases_differ_by_it",
        "norms/residue/building.py", "total = more if one.guard is None else", "total = more if one.guard is not None else",
    ),
    invariant(
        "residue", "test_every_case_of_thousands_of_norms_agrees_with_the_residue",
        "norms/residue/choices.py", "2 * found + (1 if exact else 0)", "2 * found",
    ),
    invariant(
        "declined_sums", "test_a_consequence_concluded_early_is_the_one_that_all_other_facts_would_lead_to",
        "norms/residue/declining.py", "or not facts - self.refused <= there:", "or facts == there:",
    ),
    invariant(
        "questions", "test_members_of_a_list_are_asked_about_one_by_one_to_the_outcome",
        "norms/residue/members.py", "MOST_MEMBERS: Final = 50", "MOST_MEMBERS: Final = 1", "askonce.norms.residue.members.CountError",
    ),
    invariant(
        "questions", "test_each_question_can_change_the_outcome_and_is_of_the_cheapest_class_that_can",
        "norms/residue/questions.py", "offered = [name for name in matters if ranks[name] == cheapest]", "offered = list(matters)",
    ),
    invariant(
        "questions", "test_the_question_shown_stays_while_it_matters_and_nothing_cheaper_comes_up",
        "norms/residue/questions.py", "    if current in offered:", "    if current in offered[:1]:",
    ),
)  # fmt: skip

INTERVIEWS = (
    invariant(
        "interview", "test_an_interview_ends_as_the_norm_says",
        "cases/interview.py", "if left.outcome is None or is_adverse(prepared.ruling, left.outcome):", "if left.outcome is None:",
    ),
    invariant(
        "interview", "test_another_answer_later_equals_having_given_it_at_once",
        "cases/interview.py", "changed = tuple((one, fact if one == name else old) for one, old in self.asked)",
        "changed = (*((one, old) for one, old in self.asked if one != name), (name, fact))",
    ),
    invariant(
        "explain", "test_an_explanation_gives_the_fewest_facts_that_decide",
        "norms/explain/changes.py", "if prospects.look(told).decided:", "if found is not None:",
    ),
    Sabotage(
        "row-that-does-not-tell", "norms/explain/rows.py", "return sure or taken", "return taken",
        "tests/unit/cases/test_explanations.py::test_a_row_that_applies_by_what_does_not_matter_is_not_told",
    ),
    Sabotage(
        "consequence-without-its-row", "norms/residue/declining.py", "found[name] = completed(outcome, ruling)", "found[name] = outcome",
        "tests/unit/cases/test_explanations.py::test_the_consequence_of_declining_is_the_whole_row",
    ),
    Sabotage(
        "dates-that-meet-alone", "norms/residue/crossing.py", "or [_somewhere(ruler)]", "or []",
        "tests/property/test_interview.py::test_an_interview_ends_as_the_norm_says", "IndexError",
    ),
)  # fmt: skip

#: What SQL makes of null, of halves, of 29 February and of signs, and of small groups of people.
AGREEMENT = "tests/property/test_agreement.py::test_every_form_of_a_norm_decides_alike"
POPULATION = (
    rule("AO227", "norms/checks/population.py", "if not bound.norm.population:", "if bound.norm.population:"),
    rule("AO228", "norms/population/population.py", 'if norm.effect != "adverse":', 'if norm.effect == "adverse":'),
    Sabotage(
        "null-transition", "norms/ruling.py", "if isinstance(found, bool):", "if found is None or isinstance(found, bool):",
        "tests/unit/norms/test_ruling.py::test_a_transition_that_comes_out_null_is_never_taken_for_false",
    ),
    Sabotage(
        "unsound-norm", "norms/soundness.py", "if one.severity is Severity.ERROR", "if one.severity is Severity.WARNING",
        "tests/e2e/test_decide_faults.py::test_a_norm_in_which_a_check_finds_errors_rules_nothing",
    ),
    Sabotage(
        "unsound-rests", "norms/soundness.py", "waiting += [ref.id", "waiting += [name",
        "tests/e2e/test_decide_faults.py::test_a_norm_is_not_run_on_what_it_rests_on_with_errors",
    ),
    Sabotage(
        "nothing-decided", "norms/decide.py", "if None in parts else ()", "if None in parts and not parts else ()",
        "tests/e2e/test_decide_faults.py::test_an_outcome_that_comes_to_nothing_is_no_decision",
    ),
    Sabotage("null-equality", "feel/relational/sql.py", "return exp.NullSafeEQ(", "return exp.EQ(", AGREEMENT),
    Sabotage("null-equality", "adapters/polars_columns.py", "left.eq_missing(right)", "left == right", AGREEMENT),
    Sabotage("half-even", "feel/relational/rounding.py", 'junction("and", (half, odd))', "half", AGREEMENT),
    Sabotage("leap-day", "feel/relational/calendar.py", 'if leap_day == "28 February":', 'if leap_day == "1 March":', AGREEMENT),
    Sabotage("modulo-sign", "feel/relational/rounding.py", "return cases(((condition, left),), rest)", "return rest", AGREEMENT),
    Sabotage("null-in-least", "adapters/polars_columns.py", "one.is_null() for one in parts", "one.is_null() & one.is_not_null() for one in parts", AGREEMENT),
    Sabotage("two-rows", "norms/population/tables.py", "if unique and len(alive) > 1:", "if unique and len(alive) > 9:", AGREEMENT),
    invariant(
        "disclosure", "test_no_cell_of_fewer_than_ten_can_be_told_from_those_shown_and_the_total",
        "methods/disclosure.py", "if counts[place] < least}", "if counts[place] < least - 1}",
    ),
    Sabotage(
        "small-cell-named", "methods/disclosure.py", "strict=True) if count)", "strict=True) if count or name)",
        "tests/unit/cli/test_population.py::test_an_adverse_norm_gives_counts_of_ten_and_more",
    ),
    Sabotage(
        "uncountable-run", "norms/population/population.py", 'if norm.effect != "adverse":', "if norm.effect:",
        "tests/unit/cli/test_population.py::test_an_adverse_norm_whose_outcomes_may_be_one_persons_is_refused",
    ),
    Sabotage(
        "complement", "methods/disclosure.py", "for one in hidden) >= least", "for one in hidden) >= 1",
        "tests/property/test_disclosure.py::test_no_cell_of_fewer_than_ten_can_be_told_from_those_shown_and_the_total",
    ),
)  # fmt: skip

SABOTAGES: tuple[Sabotage, ...] = (
    *RUNTIME,
    *POPULATION,
    *INTERVIEWS,
    *RESIDUE,
    *COMPILED,
    *DMN,
    *ENGINE,
    *TABLES,
    *TEXT,
    *PACK,
    *REGISTERS,
    *NORMS,
    *CASES,
    *GOVERNMENT,
    *INVARIANTS,
)
