"""The sabotages: each a small change to the code that must turn one test red."""

from __future__ import annotations

from typing import NamedTuple

from askonce.assembly import LANGUAGE


class Sabotage(NamedTuple):
    """Words of a file of the package that are exchanged for others, and the test that must notice.

    `breaks` is the code of the rule or the name of the property test. `raises` is what the red test reports: a
    failed assertion, but for the test that nothing raises.
    """

    breaks: str
    file: str
    old: str
    new: str
    test: str
    raises: str = "assert"

    @property
    def name(self) -> str:
        """What it breaks, and where."""
        return f"{self.breaks}-{self.file.removesuffix('.py').replace('/', '.')}"


def rule(code: str, file: str, old: str, new: str) -> Sabotage:
    """Break a rule: its bad example is no longer found, or found under another code."""
    slug = LANGUAGE.rules[code].name.replace(" ", "-")
    test = f"tests/unit/test_rules.py::test_bad_example_raises_exactly_its_rule[{code}-{slug}]"
    return Sabotage(code, file, old, new, test)


def catalogue(code: str, file: str, old: str, new: str) -> Sabotage:
    """Break a rule of the catalogue's import, which has no example, but a table of wrong input."""
    test = "tests/unit/government/test_catalogue.py::test_wrong_input_is_refused_with_its_place"
    return Sabotage(code, f"apps/government/catalogue/{file}", old, new, test)


def invariant(subject: str, test: str, file: str, old: str, new: str, raises: str = "assert") -> Sabotage:
    """Break an invariant of docs/theory.md."""
    return Sabotage(test, file, old, new, f"tests/property/test_{subject}.py::{test}", raises)


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
    rule("AO010", "pack/shapes.py", "elif word != skip:", "elif not word:"),
    rule("AO011", "pack/passes.py", "found.append(_unknown_kind(node, name, self.language))", "found.extend(())"),
    rule("AO012", "pack/shapes.py", "into.wrong(node, self.noun, self.example)", "into.found.extend(())"),
    rule("AO013", "pack/shapes.py", "for word in table.required:", "for word in table.required[:0]:"),
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
    rule("AO216", "methods/cover.py", "if active == 0:", "if active < 0:"),
    rule("AO217", "norms/checks/tables.py", 'if table.hit == "unique":', 'if table.hit == "priority":'),
    rule("AO218", "norms/table.py", 'if bound.table.hit == "first":', 'if bound.table.hit == "any":'),
    rule("AO219", "norms/table.py", "for option in kind.options if option not in given", "for option in kind.options if not given"),
    rule("AO220", "norms/checks/tables.py", 'if table.hit == "any":', 'if table.hit == "priority":'),
    rule("AO221", "norms/checks/tables.py", "if found.opaque or found.too_large:", "if found.too_large:"),
    rule("AO222", "norms/checks/resting.py", "if own is None or need.type", "if own is not None and need.type"),
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
        "registers/model.py", "ref.id for ref in concept.derives_from", "ref.id for ref in concept.derives_from[:1]",
    ),
    invariant(
        "ask_once", "test_two_questions_repeat_each_other_where_concept_subject_and_time_coincide",
        "cases/asking.py", 'seen.changes == "never" else ask.at', 'seen.changes != "often" else ask.at',
    ),
    invariant(
        "ways", "test_a_detour_over_a_single_inverse_falls_away",
        "registers/model.py", "            relation.many,\n", "            True,\n",
    ),
    invariant(
        "ways", "test_ways_of_one_normal_form_lead_to_the_same_subjects_in_every_world",
        "registers/model.py", "            relation.many,\n", "            False,\n",
    ),
    invariant(
        "tables", "test_the_analysis_of_a_table_agrees_with_trying_every_case",
        "norms/table.py", "(one, other, case) for one, other, case in shared if _differ(bound, one, other)",
        "(one, other, case) for one, other, case in shared",
    ),
    invariant(
        "tables", "test_boxes_over_a_grid_are_covered_as_their_cells_are",
        "methods/cover.py", "boxes[:number], within=box", "boxes[: number + 1], within=box",
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
        "registers/model.py", 'register.holder.id if register.holder else ""', "register.holder.id", "AttributeError",
    ),
    invariant(
        "passes", "test_every_place_lies_in_its_file_and_on_its_text",
        "text/node.py", "self.line, self.column + 1, self.end_line", "self.line, self.column, self.end_line",
    ),
    invariant(
        "schemas", "test_a_definition_that_reads_clean_fits_the_schema_of_its_kind",
        "pack/shapes.py", "[word for word, (_, spec) in words.items() if spec.required]", "list(words)",
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

SABOTAGES: tuple[Sabotage, ...] = (*TEXT, *PACK, *REGISTERS, *NORMS, *CASES, *GOVERNMENT, *INVARIANTS)
