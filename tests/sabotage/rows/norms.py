"""The sabotages of norms: tables, residues, rehearsals, exchange in DMN, whole populations."""

from __future__ import annotations

from tests.sabotage.making import AGREEMENT, SHEETS, WRITTEN, Sabotage, invariant, rule

NORMS = (
    rule(
        "AO205", "norms/binding.py",
        "self.uses_age = self.uses_age or typed.uses_age", "self.uses_age = self.uses_age and typed.uses_age",
    ),
    rule("AO223", "norms/binding.py", 'Fault("column",', 'Fault("arity",'),
    rule("AO225", "norms/binding.py", 'Fault("empty",', 'Fault("arity",'),
    rule(
        "AO229", "norms/checks/declining.py",
        "if any(consequence(words, outputs) is None for outputs in several):", "if not several:",
    ),
    rule("AO201", "norms/checks/expressions.py", '"unknown-name": UNKNOWN_NAME', '"unknown-name": WRONG_OPERAND'),
    rule("AO202", "norms/checks/expressions.py", '"type": WRONG_OPERAND', '"type": WRONG_UNIT'),
    rule("AO203", "norms/checks/expressions.py", '"unit": WRONG_UNIT', '"unit": WRONG_OPERAND'),
    rule("AO204", "norms/checks/expressions.py", '"syntax": UNREADABLE', '"syntax": WRONG_OPERAND'),
    rule("AO226", "norms/checks/expressions.py", "if name in DATES:", "if name in DATES and name in borne:"),
    rule("AO227", "norms/checks/population.py", "if not bound.norm.population:", "if bound.norm.population:"),
    rule("AO222", "norms/checks/resting.py", 'if own is None or need.type not in ("", own.type):', "if own is None:"),
    rule("AO230", "norms/checks/resting.py", "_first_day(text.in_force) == first:", "_first_day(text.in_force) < first:"),
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
    rule("AO215", "norms/checks/standing.py", "EMERGENCY_DAYS = 30", "EMERGENCY_DAYS = 90"),
    rule("AO217", "norms/checks/tables.py", 'if table.hit == "unique":', 'if table.hit == "priority":'),
    rule("AO220", "norms/checks/tables.py", 'if table.hit == "any":', 'if table.hit == "priority":'),
    rule("AO221", "norms/checks/tables.py", "if found.opaque or found.too_large:", "if found.too_large:"),
    invariant(
        "compiled", "test_a_compiled_norm_decides_as_the_walk_does",
        "norms/compiling/compiled.py", "if fact.state is not State.NONE:", "if fact.state is State.NOT_ASKED:",
    ),
    invariant(
        "compiled", "test_a_compiled_norm_decides_as_the_walk_does",
        "norms/compiling/rowing.py", "table.table.hit in _CHOOSING and are_disjoint(ruling, table)", "table.table.hit in _CHOOSING",
    ),
    Sabotage(
        "nothing-decided", "norms/decide.py", "if None in parts else ()", "if None in parts and not parts else ()",
        "tests/e2e/test_decide_faults.py::test_an_outcome_that_comes_to_nothing_is_no_decision",
    ),
    Sabotage(
        "conversion-to-list", "norms/dmn/conformity.py", "found.append((value,))", "found.append(value)",
        "tests/unit/norms/dmn/test_conformity.py::test_what_a_decision_gives_is_made_to_conform",
    ),
    Sabotage(
        "conversion-from-list", "norms/dmn/conformity.py", "if len(value) == 1 and not is_list:", "if len(value) and not is_list:",
        "tests/unit/norms/dmn/test_conformity.py::test_what_a_decision_gives_is_made_to_conform",
    ),
    invariant(
        "dmn", "test_a_norm_its_export_and_the_import_of_that_decide_alike",
        "norms/dmn/exporting.py", "body.table.hit in EMPTY and not body.otherwise", "body.table.hit in EMPTY and body.otherwise",
    ),
    Sabotage(
        "ill-formed-export", "norms/dmn/exporting.py", "if not made.reasons and OUTSIDE_XML.search(text):", "if made.reasons and OUTSIDE_XML.search(text):",
        "tests/e2e/test_dmn_commands.py::test_a_text_that_no_xml_may_hold_is_refused_with_its_place",
    ),
    Sabotage(
        "number-that-is-none", "norms/dmn/kit.py", "if isinstance(expected, Decimal) and expected.is_nan():", "if expected is ...:",
        "tests/e2e/test_dmn_commands.py::test_a_number_that_is_none_fails_its_result_and_the_run_goes_on",
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
        "document-type", "norms/dmn/xml.py", "self.parser.StartDoctypeDeclHandler = self.refuse_type", "self.parser.StartDoctypeDeclHandler = None",
        "tests/unit/norms/dmn/test_reading.py::test_what_is_no_model_is_refused_with_its_line",
    ),
    invariant(
        "explain", "test_an_explanation_gives_the_fewest_facts_that_decide",
        "norms/explain/changes.py", "if prospects.look(told).decided:", "if found is not None:",
    ),
    Sabotage(
        "bare-no", "norms/explain/model.py",
        "if values == (False,) and", "if values == (None,) and",
        "tests/unit/norms/test_ruling.py::test_a_bare_no_of_a_favourable_norm_refuses",
    ),
    Sabotage(
        "row-that-does-not-tell", "norms/explain/rows.py", "return sure or taken", "return taken",
        "tests/unit/cases/test_explanations.py::test_a_row_that_applies_by_what_does_not_matter_is_not_told",
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
        "changed-sheet", "norms/kinds.py", "interfaces=sheet_interfaces,", "interfaces=None,",
        f"{SHEETS}::test_a_changed_sheet_is_seen_through_the_cache",
    ),
    Sabotage(
        "tests-for-linked", "norms/minimal.py",
        "name in plan.linked\n        or name in plan.reckoned",
        "name in plan.linked",
        "tests/property/test_minimal.py::test_deciding_from_the_answers_is_deciding_from_the_value",
    ),
    Sabotage(
        "tests-of-both", "norms/minimal.py",
        "return tuple(one.place(value) for one in spectra)",
        "return tuple(one.place(value) for one in spectra[:1])",
        "tests/property/test_minimal.py::test_an_age_is_a_yes_or_no_and_two_norms_are_two_tests",
    ),
    rule("AO228", "norms/population/population.py", 'if norm.effect != "adverse":', 'if norm.effect == "adverse":'),
    Sabotage(
        "uncountable-run", "norms/population/population.py", 'if norm.effect != "adverse":', "if norm.effect:",
        "tests/unit/cli/test_population.py::test_an_adverse_norm_whose_outcomes_may_be_one_persons_is_refused",
    ),
    Sabotage("two-rows", "norms/population/tables.py", "if unique and len(alive) > 1:", "if unique and len(alive) > 9:", AGREEMENT),
    Sabotage(
        "row-that-asks-too-much", "norms/rehearsal/counting.py", "except RecursionError:\n                self.wrong", "except ImportError:\n                self.wrong",
        "tests/e2e/test_rehearse.py::test_a_row_that_asks_for_too_much_is_a_bad_row",
    ),
    invariant(
        "rehearse", "test_a_case_that_lacks_facts_is_decided_only_where_they_cannot_matter",
        "norms/rehearsal/laid.py", "NOT_ASKED if value is ABSENT else known(value)", "known(None if value is ABSENT else value)",
    ),
    invariant(
        "rehearse", "test_of_an_adverse_norm_no_small_count_can_be_told",
        "norms/rehearsal/rehearsed.py", "if 0 < count < SMALLEST]", "if 1 < count < SMALLEST]",
    ),
    Sabotage(
        "one-burdened-person", "norms/rehearsal/rehearsed.py", "changes.cases < SMALLEST:", "changes.cases < 1:",
        "tests/unit/norms/test_rehearse.py::test_of_fewer_than_ten_cases_of_an_adverse_norm_nothing_is_said",
    ),
    invariant(
        "rehearse", "test_the_counts_are_those_of_one_case_after_another",
        "norms/rehearsal/sides.py", "bisect_right(self.turns, day)", "bisect_right(self.turns[1:], day)",
    ),
    invariant(
        "rehearse", "test_the_counts_are_those_of_one_case_after_another",
        "norms/rehearsal/tally.py", "found.cases + 1", "max(found.cases, 1)",
    ),
    invariant(
        "residue", "test_of_a_list_whose_number_is_known_a_member_fact_matters_where_two_cases_differ_by_it",
        "norms/residue/building.py", "total = more if one.guard is None else", "total = more if one.guard is not None else",
    ),
    invariant(
        "residue", "test_a_fact_matters_where_and_only_where_two_cases_that_differ_in_it_alone_come_out_differently",
        "norms/residue/choices.py", "    words: dict[Hashable, int] = {}\n    if not never_none:", "    words: dict[Hashable, int] = {}\n    if not never_none and not regions:",
    ),
    invariant(
        "residue", "test_every_case_of_thousands_of_norms_agrees_with_the_residue",
        "norms/residue/choices.py", "2 * found + (1 if exact else 0)", "2 * found",
    ),
    Sabotage(
        "crossing-of-two-lines", "norms/residue/crossing.py", "(found := _crossing(one, other, first, second))", "(found := _crossing(one, other, first, second)) and not lines",
        "tests/unit/norms/test_residue.py::test_two_facts_that_meet_are_told_apart_where_their_lines_cross",
    ),
    Sabotage(
        "dates-that-meet-alone", "norms/residue/crossing.py", "or [_somewhere(ruler)]", "or []",
        "tests/unit/norms/test_residue.py::test_two_dates_that_meet_nothing_but_each_other_both_matter",
    ),
    invariant(
        "declined_sums", "test_a_consequence_concluded_early_is_the_one_that_all_other_facts_would_lead_to",
        "norms/residue/declining.py", "or not facts - self.refused <= there:", "or facts == there:",
    ),
    Sabotage(
        "consequence-without-its-row", "norms/residue/declining.py", "found[name] = completed(outcome, ruling)", "found[name] = outcome",
        "tests/unit/cases/test_explanations.py::test_the_consequence_of_declining_is_the_whole_row",
    ),
    invariant(
        "residue", "test_a_list_is_asked_for_its_number_first_and_each_member_only_for_what_still_matters",
        "norms/residue/members.py", "for place in range(1, count + 1)", "for place in range(1, count)",
    ),
    invariant(
        "questions", "test_members_of_a_list_are_asked_about_one_by_one_to_the_outcome",
        "norms/residue/members.py", "MOST_MEMBERS: Final = 50", "MOST_MEMBERS: Final = 1", "askonce.norms.residue.members.CountError",
    ),
    Sabotage(
        "second-fact-of-a-comparison", "norms/residue/plan.py",
        "inputs = frozenset(name for atom in atoms.values() for name in self._inputs(atom))",
        "inputs = frozenset(sorted(name for atom in atoms.values() for name in self._inputs(atom))[:1])",
        "tests/unit/norms/test_residue.py::test_every_fact_of_a_comparison_of_several_matters_until_one_settles_it",
    ),
    invariant(
        "residue", "test_a_declined_fact_comes_to_its_consequence_where_it_matters_and_to_nothing_where_it_does_not",
        "norms/residue/prepared.py", "for name, fact in spelt.items()\n            if fact.is_settled", "for name, fact in spelt.items()\n            if fact.is_settled or fact.state is State.DECLINED",
    ),
    invariant(
        "residue", "test_a_residue_completed_fact_by_fact_in_any_order_comes_to_what_walking_gives",
        "norms/residue/prepared.py", "if name in matters else idle).append(name)", "if name not in matters else idle).append(name)",
    ),
    invariant(
        "questions", "test_each_question_can_change_the_outcome_and_is_of_the_cheapest_class_that_can",
        "norms/residue/questions.py", "offered = [name for name in matters if ranks[name] == cheapest]", "offered = list(matters)",
    ),
    invariant(
        "questions", "test_the_question_shown_stays_while_it_matters_and_nothing_cheaper_comes_up",
        "norms/residue/questions.py", "    if current in offered:", "    if current in offered[:1]:",
    ),
    invariant(
        "compiled", "test_the_text_that_rules_is_that_of_the_date_that_governs_it",
        "norms/ruling.py", "return self._kept(bound, ordered, place)", "return ordered[place], None",
    ),
    Sabotage(
        "null-transition", "norms/ruling.py", "if isinstance(found, bool):", "if found is None or isinstance(found, bool):",
        "tests/unit/norms/test_ruling.py::test_a_transition_that_comes_out_null_is_never_taken_for_false",
    ),
    rule("AO224", "norms/sheets/cells.py", "found = SPAN.fullmatch(text)", "found = SPAN.fullmatch(text[:0])"),
    invariant(
        "tables", "test_a_table_decides_in_a_sheet_what_it_decides_in_yaml",
        "norms/sheets/cells.py", "if test and (not text or text in DASHES):", "if test and text in DASHES:",
    ),
    Sabotage(
        "unsound-norm", "norms/soundness.py", "if one.severity is Severity.ERROR", "if one.severity is Severity.WARNING",
        "tests/e2e/test_decide_faults.py::test_a_norm_in_which_a_check_finds_errors_rules_nothing",
    ),
    Sabotage(
        "unsound-rests", "norms/soundness.py", "waiting += [ref.id", "waiting += [name",
        "tests/e2e/test_decide_faults.py::test_a_norm_is_not_run_on_what_it_rests_on_with_errors",
    ),
    rule("AO218", "norms/tables/analysis.py", 'if hit == "first" else []', 'if hit == "any" else []'),
    rule("AO219", "norms/tables/analysis.py", "for option in kind.options if option not in given", "for option in kind.options if not given"),
    invariant(
        "tables", "test_the_analysis_of_a_table_agrees_with_trying_every_case",
        "norms/tables/analysis.py", "find_overlaps(boxes, _sorts(bound))", "find_overlaps(boxes)",
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
        "dead-row", "norms/tables/analysis.py", "enumerate(boxes) if is_empty(box)", "enumerate(boxes) if not box",
        f"{WRITTEN}[ages:-a-band-that-ends-before-it-begins]",
    ),
    Sabotage(
        "hit-policy", "norms/tables/analysis.py", "hit.startswith(COLLECTING)", "hit.startswith(COLLECTING[:1])",
        f"{WRITTEN}[money:-all-papers,-for-some-people-none]",
    ),
    Sabotage(
        "gap", "norms/tables/regions.py", "((begin, at), (at, beyond))", "((begin, beyond), (at, beyond))",
        f"{WRITTEN}[ages:-a-meal-for-the-elderly,-sixty-forgotten]",
    ),
)  # fmt: skip
