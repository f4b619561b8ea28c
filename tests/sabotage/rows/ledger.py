"""The sabotages of the ledger and of invented counties."""

from __future__ import annotations

from tests.sabotage.making import Sabotage

LEDGER = (
    Sabotage(
        "ledger-salt", "ledger/entry.py",
        "return algorithm(salt + text).digest()",
        "return algorithm(text).digest()",
        "tests/unit/ledger/test_entry.py::test_the_leaf_hashes_the_commitment_and_the_commitment_the_salt_first",
    ),
    Sabotage(
        "ledger-erasing", "ledger/erasing.py",
        "    log.erase(number)\n",
        "",
        "tests/unit/ledger/test_verify.py::test_an_erasure_is_accounted_for_by_its_entry",
    ),
    Sabotage(
        "export-hidden", "ledger/export.py",
        "if not (about_nobody(opening.entry) or show(opening.entry)):",
        "if not opening.entry:",
        "tests/unit/ledger/test_export.py::test_what_may_not_be_shown_is_not_in_the_export",
    ),
    Sabotage(
        "head-signature", "ledger/head.py",
        "one.name == name and one.key == key and verifier.verify(body, one.signature)",
        "one.name == name and one.key == key and bool(one.signature)",
        "tests/unit/ledger/test_head.py::test_a_changed_head_is_not_believed[changed0]",
    ),
    Sabotage(
        "ledger-openings", "ledger/recomputing.py",
        'wrong += differing(computed, body.commitments, start, "opening", seek)',
        'wrong += differing(computed, computed, start, "opening", seek)',
        "tests/property/test_ledger.py::test_whatever_is_done_to_entries_is_found_however_it_is_hidden[change-leave]",
    ),
    Sabotage(
        "ledger-heads", "ledger/recomputing.py",
        "if frontier(node, head.size).root(self.algorithm) != head.root:",
        "if not frontier(node, head.size).root(self.algorithm):",
        "tests/property/test_ledger.py::test_whatever_is_done_to_entries_is_found_however_it_is_hidden[change-build_again]",
    ),
    Sabotage(
        "ledger-truncation", "ledger/recomputing.py",
        "        if self._heads:\n",
        "        if not self.tree and self._heads:\n",
        "tests/property/test_ledger.py::test_whatever_is_done_to_entries_is_found_however_it_is_hidden[truncate-build_again]",
    ),
    Sabotage(
        "ledger-nodes", "ledger/verify.py",
        "wrong += _nodes(level, low, nodes, log.nodes(level, low, low + len(nodes)))",
        "wrong += _nodes(level, low, nodes, nodes)",
        "tests/property/test_ledger.py::test_whatever_is_done_to_a_node_is_found[change]",
    ),
    Sabotage(
        "ledger-erasures", "ledger/verify.py",
        "broken = first([*erasures.unsaid(), *done.finish(), *_beyond(log, size)])",
        "broken = first([*done.finish(), *_beyond(log, size)])",
        "tests/property/test_ledger.py::test_whatever_is_done_to_entries_is_found_however_it_is_hidden[empty-leave]",
    ),
    Sabotage(
        "misfiled-openings", "ledger/verify.py",
        "    wrong += _misfiled(openings, log.filed(start, stop))\n",
        "",
        "tests/unit/ledger/test_columns.py::test_the_first_that_is_found_under_other_words",
    ),
    Sabotage(
        "twelve-months", "ledger/view.py",
        "return min(disclosure(entry), latest)",
        "return disclosure(entry)",
        "tests/unit/ledger/test_view.py::test_whatever_a_norm_says_an_entry_is_open_after_twelve_months",
    ),
    Sabotage(
        "view-of-others", "ledger/view.py",
        "if entry is None or entry.subject != reader.subject:",
        "if entry is None:",
        "tests/unit/ledger/test_view.py::test_a_store_that_gives_entries_of_others_does_not_show_them",
    ),
    Sabotage(
        "view-third-person", "ledger/view.py",
        'found[0] if found[0] == f"person:{reader.subject}" else ANOTHER',
        "found[0] if reader.subject else ANOTHER",
        "tests/unit/ledger/test_view.py::test_another_person_in_an_entry_is_not_named",
    ),
    Sabotage(
        "view-gap", "ledger/view.py",
        "if len(found) == limit:",
        "if len(found) == limit or opening.number == after + 2 * limit:",
        "tests/unit/ledger/test_view.py::test_withheld_entries_leave_no_gap_and_no_page_of_their_own",
    ),
)  # fmt: skip

INVENTED = (
    Sabotage(
        "chance-of-words", "invented/chance.py",
        'Random(" ".join(map(str, words)))',
        "Random(hash(words))",
        "tests/property/test_invented.py::test_the_hash_seed_changes_nothing",
    ),
    Sabotage(
        "drawn-shares", "invented/chance.py",
        "bisect_right(self._ends, draw * self._ends[-1])",
        "bisect_right(self._ends, draw * draw * self._ends[-1])",
        "tests/unit/invented/test_marginals.py::test_shares_are_those_of_the_table",
    ),
    Sabotage(
        "kept-inverses", "invented/filling.py",
        "relation.inverse in kept and relation.inverse != name",
        "relation.inverse in kept and relation.inverse == name",
        "tests/unit/invented/test_filling.py::test_of_two_inverses_in_one_register_the_first_keeps_the_links",
    ),
    Sabotage(
        "rows-in-the-order-of-a-village", "invented/filling.py",
        'changes.sort(key=attrgetter("subject"))',
        "pass",
        "tests/unit/invented/test_filling.py::test_neither_time_nor_order_of_writing_joins_two_registers",
    ),
    Sabotage(
        "old-enough-parents", "invented/folk.py",
        "if birth - self.birth[parent] < PARENT_DAYS or",
        "if birth < self.birth[parent] or",
        "tests/property/test_invented.py::test_kin_is_possible",
    ),
    Sabotage(
        "births-apart", "invented/folk.py",
        "abs(birth - self.birth[one]) >= APART_DAYS",
        "birth != APART_DAYS",
        "tests/property/test_invented.py::test_kin_is_possible",
    ),
    Sabotage(
        "household-sizes", "invented/gathering.py",
        "size = min(int(_SIZES.at(self.chance.draw())), count)",
        "size = min(int(_SIZES.at(self.chance.draw())), 4, count)",
        "tests/unit/invented/test_marginals.py::test_shares_are_those_of_the_table[household-size]",
    ),
    Sabotage(
        "settled-members", "invented/links.py",
        "[(other, max(settled[one], settled[other])) for other in members]",
        "[(other, settled[one]) for other in members]",
        "tests/property/test_invented.py::test_every_relation_leads_to_something_and_its_inverse_agrees",
    ),
    Sabotage(
        "household-with-oneself", "invented/links.py",
        "[(other, max(settled[one], settled[other])) for other in members]",
        "[(other, max(settled[one], settled[other])) for other in members if other != one]",
        "tests/property/test_invented.py::test_a_household_includes_each_of_its_members",
    ),
    Sabotage(
        "planted-oddities", "invented/oddities.py",
        'return self.kind in ("wrong birth", "missing value")',
        'return self.kind in ("missing value",)',
        "tests/property/test_invented.py::test_each_oddity_is_where_it_is_said_to_be",
    ),
    Sabotage(
        "dated-rows", "invented/writing.py",
        "values=one.values | {key: None}, valid_to=died",
        "values=one.values | {key: None}",
        "tests/property/test_invented.py::test_every_value_is_of_its_type_and_every_row_has_its_time",
    ),
)  # fmt: skip
