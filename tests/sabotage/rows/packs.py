"""The sabotages of how packs are read, of their checks, and of the applications that stand on them."""

from __future__ import annotations

from tests.sabotage.making import SHEETS, Sabotage, catalogue, invariant, rule

TEXT = (
    invariant(
        "passes", "test_every_place_lies_in_its_file_and_on_its_text",
        "text/node.py", "self.line, self.column + 1, self.end_line", "self.line, self.column, self.end_line",
    ),
    rule("AO001", "text/source.py", "found = UNFIT.search(text)", "found = UNFIT.search(text[:0])"),
    Sabotage(
        "merged-cell", "text/workbook.py", "for row in rows[top - 1 : bottom]:", "for row in rows[top - 1 : top]:",
        f"{SHEETS}::test_a_merged_cell_stands_for_each_row_that_it_covers",
    ),
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
    rule("AO021", "pack/checks/adoption.py", "len(set(adopted.by)) < SIGNERS", "len(set(adopted.by)) < 1"),
    rule("AO014", "pack/checks/references.py", "for extra in manifests[1:]:", "for extra in manifests[2:]:"),
    rule("AO015", "pack/checks/references.py", "if len(found) < 2:", "if len(found) < 3:"),
    rule("AO018", "pack/checks/references.py", "if not kind.stands_alone and", "if not kind.name and"),
    rule("AO020", "pack/examples.py", "findings.extend(kind.decode(node)[1].found)", "findings.extend(())"),
    rule("AO011", "pack/passes.py", "found.append(finding)", "found.extend(())"),
    rule("AO016", "pack/passes.py", "yield UNKNOWN_REFERENCE.at(", "yield UNUSED_ALLOWANCE.at("),
    rule("AO017", "pack/passes.py", "if missing:", "if len(missing) > 1:"),
    rule("AO019", "pack/passes.py", "if (about, code, path) not in used:", "if not about:"),
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
        "cache", "test_a_run_over_an_unchanged_pack_leaves_the_cache_as_it_is",
        "pack/passes.py", "before.get(path) is not summary", "before.get(path) is summary",
    ),
    rule("AO012", "pack/shapes.py", "into.wrong(node, self.noun, self.example)", "into.found.extend(())"),
    invariant(
        "cache", "test_a_run_with_the_cache_finds_what_a_run_without_it_finds",
        "pack/symbols.py", "if old.get(name) != new.get(name):", "if name not in old:",
    ),
    rule("AO010", "pack/words.py", "elif word != skip:", "elif not word:"),
    rule("AO013", "pack/words.py", "for word in table.required:", "for word in table.required[:0]:"),
    invariant(
        "schemas", "test_a_definition_that_reads_clean_fits_the_schema_of_its_kind",
        "pack/words.py", "[word for word, (_, spec) in words.items() if spec.required]", "list(words)",
    ),
)  # fmt: skip

GOVERNMENT = (
    catalogue("AO426", "requirements.py", "if operator not in OPERATORS:", "if not OPERATORS:"),
    catalogue(
        "AO427", "requirements.py", "if period and period not in PERIODS:", "if period and not PERIODS:"
    ),
    catalogue("AO428", "requirements.py", "if not operator:", "if operator is None:"),
    catalogue("AO423", "row_checks.py", "if not row.text(column):", "if not column:"),
    catalogue("AO424", "row_checks.py", "if key in seen:", "if not key:"),
    catalogue("AO425", "row_checks.py", "if text and text not in known:", "if text and not known:"),
    catalogue("AO420", "tables.py", "MISSING_TABLE.at(", "UNKNOWN_COLUMN.at("),
    catalogue("AO421", "tables.py", "if word not in seen:", "if not seen:"),
    catalogue("AO422", "tables.py", "elif word not in columns.known:", "elif not columns.known:"),
    rule(
        "AO401",
        "apps/government/checks/life_events.py",
        'if fact.kind == "service":',
        'if fact.kind == "report":',
    ),
)  # fmt: skip
