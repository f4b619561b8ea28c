"""The sabotages of the runtime: ledger, store, exchange, cases, border and interface."""

from __future__ import annotations

from tests.sabotage.making import Sabotage, rule

LEDGER = (
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
    Sabotage(
        "ledger-salt", "ledger/entry.py",
        "return algorithm(salt + text).digest()",
        "return algorithm(text).digest()",
        "tests/unit/ledger/test_entry.py::test_the_leaf_hashes_the_commitment_and_the_commitment_the_salt_first",
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
        "ledger-erasing", "ledger/erasing.py",
        "    log.erase(number)\n",
        "",
        "tests/unit/ledger/test_verify.py::test_an_erasure_is_accounted_for_by_its_entry",
    ),
    Sabotage(
        "head-signature", "ledger/head.py",
        "one.name == name and one.key == key and verifier.verify(body, one.signature)",
        "one.name == name and one.key == key and bool(one.signature)",
        "tests/unit/ledger/test_head.py::test_a_changed_head_is_not_believed[changed0]",
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
    Sabotage(
        "export-hidden", "ledger/export.py",
        "if not (about_nobody(opening.entry) or show(opening.entry)):",
        "if not opening.entry:",
        "tests/unit/ledger/test_export.py::test_what_may_not_be_shown_is_not_in_the_export",
    ),
    Sabotage(
        "key-file", "adapters/signing.py",
        "0o600",
        "0o644",
        "tests/unit/ledger/test_head.py::test_a_key_file_is_made_once_for_its_owner_alone",
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
        "household-sizes", "invented/gathering.py",
        "size = min(int(_SIZES.at(self.chance.draw())), count)",
        "size = min(int(_SIZES.at(self.chance.draw())), 4, count)",
        "tests/unit/invented/test_marginals.py::test_shares_are_those_of_the_table[household-size]",
    ),
    Sabotage(
        "kept-inverses", "invented/filling.py",
        "relation.inverse in kept and relation.inverse != name",
        "relation.inverse in kept and relation.inverse == name",
        "tests/unit/invented/test_filling.py::test_of_two_inverses_in_one_register_the_first_keeps_the_links",
    ),
    Sabotage(
        "dated-rows", "invented/writing.py",
        "values=one.values | {key: None}, valid_to=died",
        "values=one.values | {key: None}",
        "tests/property/test_invented.py::test_every_value_is_of_its_type_and_every_row_has_its_time",
    ),
)  # fmt: skip

BORDER = (
    Sabotage(
        "outbox-commit", "adapters/sending/outbox.py",
        "        if held is not None and held.worker != self._worker and journal.now < held.until:",
        "        if held is None and journal.now is None:",
        "tests/unit/adapters/border/test_outbox.py::test_a_worker_that_died_after_sending_sends_again_under_the_same_key",
    ),
    Sabotage(
        "outbox-retry", "adapters/sending/outbox.py",
        "outcome.passing and self._again(waiting, outcome) is None:",
        "outcome.passing and self._again(waiting, outcome) == 0:",
        "tests/unit/adapters/border/test_outbox.py::test_a_message_is_tried_again_ever_more_slowly_and_given_up_at_last",
    ),
    Sabotage(
        "mail-key", "adapters/sending/mail.py",
        "hashlib.sha256(key.encode())",
        "hashlib.sha256(sender.encode())",
        "tests/unit/adapters/border/test_mail.py::test_sent_twice_it_is_the_same_letter",
    ),
    Sabotage(
        "webhook-signature", "adapters/sending/webhook.py",
        'signed = f"{key}.{moment}.".encode() + body',
        'signed = f"{moment}.".encode() + body',
        "tests/unit/adapters/border/test_sending.py::test_an_event_is_a_cloud_event_signed_by_both_secrets",
    ),
    Sabotage(
        "caller-deadline", "adapters/calling/caller.py",
        "async with asyncio.timeout(call.seconds):",
        "async with asyncio.timeout(call.seconds * 20):",
        "tests/unit/adapters/border/test_calling.py::test_a_server_that_takes_its_time_gets_no_more_than_is_allowed",
    ),
    Sabotage(
        "caller-bomb", "adapters/calling/caller.py",
        "self._unpack.decompress(chunk, self._most + 1 - len(self._parts))",
        "self._unpack.decompress(chunk)[: self._most]",
        "tests/unit/adapters/border/test_calling.py::test_what_is_packed_is_unpacked_up_to_the_last_byte_allowed",
    ),
    Sabotage(
        "caller-private", "adapters/calling/connecting.py",
        "not all(map(_is_public, addresses))",
        "not addresses",
        "tests/unit/adapters/border/test_calling.py::test_a_name_that_leads_into_the_house_is_not_called",
    ),
    Sabotage(
        "source-nonsense", "adapters/sources/answer.py",
        '        if isinstance(value, Misfit):\n            raise NonsenseError(f"`{name}` is not of its type")',
        "        if isinstance(value, Misfit):\n            continue",
        "tests/unit/adapters/border/test_sources.py::test_nonsense_makes_the_source_unavailable_and_shows_no_value",
    ),
    Sabotage(
        "breaker", "methods/breaker.py",
        "opens = self.is_open or failures >= self.most_failures",
        "opens = failures >= 2 * self.most_failures",
        "tests/unit/adapters/border/test_sources.py::test_a_source_that_fails_is_left_alone_and_asked_again_after_its_rest",
    ),
    Sabotage(
        "secret", "adapters/settings/secret.py",
        'return f"Secret({HIDDEN})"',
        'return f"Secret({self._text})"',
        "tests/unit/adapters/border/test_settings.py::test_no_secret_shows",
    ),
    Sabotage(
        "sql-read-only", "adapters/sources/sql.py",
        "?mode=ro",
        "?mode=rw",
        "tests/unit/adapters/border/test_departments.py::test_a_department_is_read_only",
        "Failed: DID NOT RAISE",
    ),
    Sabotage(
        "twins", "adapters/loading/staging.py",
        "            elif not same:",
        "            elif same is None:",
        "tests/unit/adapters/loading/test_snapshot.py::test_twins_are_both_refused_and_a_row_that_stands_twice_is_loaded_once",
    ),
    Sabotage(
        "refused-ends", "adapters/loading/snapshot.py",
        "                self._staging.see(self._name_of(subject))",
        "                self._name_of(subject)",
        "tests/unit/adapters/loading/test_writing.py::test_whose_row_is_refused_does_not_end",
    ),
    Sabotage(
        "second-load", "adapters/loading/writing.py",
        "return type(one) is type(other) and one == other",
        "return type(one) is type(other) and one is other",
        "tests/unit/adapters/loading/test_writing.py::test_a_second_load_of_the_same_file_writes_nothing",
    ),
    Sabotage(
        "serial-date", "adapters/loading/cells.py",
        "    if found is None:\n        return Misfit(_no_date(plain, _shown(text)))",
        "    if found is None:\n        return _FIRST_DAY",
        "tests/unit/adapters/loading/test_snapshot.py::test_a_cell_that_could_be_read_in_two_ways_is_refused",
    ),
)  # fmt: skip

EXCHANGE = (
    rule("AO112", "registers/disclosure.py", "period.count * _MONTHS[period.unit] > MOST_MONTHS", "period.count > MOST_MONTHS * MOST_MONTHS"),
    rule("AO113", "registers/checks/purposes.py", "if not isinstance(ref, Ref):", "if ref is None:"),
    Sabotage(
        "closed-door", "registers/doorkeeping.py",
        "if door is not None and not door.opens(ask.purpose):",
        "if door is not None and not door.opens(ask.purpose) and door.open_to:",
        "tests/property/test_exchange.py::test_no_value_without_purpose_door_and_case_and_each_on_record",
    ),
    Sabotage(
        "closed-relation", "registers/doorkeeping.py",
        "if step.open_to is not None and ask.purpose not in step.open_to:",
        "if step.open_to and ask.purpose not in step.open_to:",
        "tests/property/test_exchange.py::test_no_value_without_purpose_door_and_case_and_each_on_record",
    ),
    Sabotage(
        "unassigned-case", "registers/doorkeeping.py",
        "if not judge.assigned(room, ask.case, ask.actor):",
        "if not judge.assigned(room, ask.case, ask.actor) and not ask.office:",
        "tests/property/test_exchange.py::test_no_value_without_purpose_door_and_case_and_each_on_record",
    ),
    Sabotage(
        "consent-of-all", "registers/doorkeeping.py",
        "if all(consents(",
        "if any(consents(",
        "tests/property/test_exchange.py::test_no_value_without_purpose_door_and_case_and_each_on_record",
    ),
    Sabotage(
        "each-person-read", "registers/exchange.py",
        "            for person in persons\n        )\n\n\ndef _persons",
        "            for person in persons[:1]\n        )\n\n\ndef _persons",
        "tests/property/test_exchange.py::test_no_value_without_purpose_door_and_case_and_each_on_record",
    ),
    Sabotage(
        "holders-apart", "adapters/keys.py",
        'self.derive(f"pseudonyms/{holder}", 64)',
        'self.derive("pseudonyms", 64)',
        "tests/property/test_exchange.py::test_no_stored_row_holds_a_subject_and_no_two_holders_share_a_name",
    ),
    Sabotage(
        "subject-on-record", "registers/correction.py",
        '{pseudonyms.of(LEDGER, subject)}/"',
        '{subject}/"',
        "tests/property/test_exchange.py::test_no_stored_row_holds_a_subject_and_no_two_holders_share_a_name",
    ),
    Sabotage(
        "padded-names", "adapters/keys.py",
        "_FILLED_BYTES: Final = 16",
        "_FILLED_BYTES: Final = 1",
        "tests/unit/adapters/test_keys.py::test_names_of_two_holders_share_nothing_that_could_join_them",
    ),
    Sabotage(
        "open-key-file", "adapters/keys.py",
        "_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO",
        "_OTHERS: Final = stat.S_IROTH",
        "tests/unit/adapters/test_keys.py::test_a_key_file_that_others_can_open_is_refused",
        "Failed: DID NOT RAISE",
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
    Sabotage(
        "stale-copy", "registers/reading.py",
        "stale = not desk.is_here and (copy is None or not copy.is_fresh(desk, now))",
        "stale = not desk.is_here and copy is not None and not copy.is_fresh(desk, now)",
        "tests/unit/registers/test_sources.py::test_states",
    ),
    Sabotage(
        "silent-empty", "registers/reading.py",
        "if door.attribute not in row.values:\n        return Fact(State.UNAVAILABLE, source=desk.register)\n    value = row.values[door.attribute]",
        "value = row.values.get(door.attribute)",
        "tests/unit/registers/test_sources.py::test_states",
    ),
    Sabotage(
        "short-list", "registers/reading.py",
        "if not sure or any(not fact.is_settled for fact in facts):",
        "if not sure:",
        "tests/unit/registers/test_sources.py::test_a_list_is_never_shorter_in_silence",
    ),
    Sabotage(
        "asked-again", "registers/fetching.py",
        "if key not in asked and today",
        "if today",
        "tests/unit/registers/test_sources.py::test_a_failure_leaves_what_was_there_and_stands_on_record",
    ),
    Sabotage(
        "kept-answer", "registers/sources.py",
        "return last is None or last.at < at",
        "return last is None or last.at <= at",
        "tests/unit/registers/test_sources.py::test_an_answer_is_kept_once_however_often_it_is_handed_in_and_an_old_one_comes_too_late",
    ),
    Sabotage(
        "hidden-source", "registers/disclosure.py",
        'frozenset({"look", "source"})',
        'frozenset({"look"})',
        "tests/unit/registers/test_sources.py::test_an_inquiry_that_is_hidden_does_not_show_by_its_sources",
    ),
    Sabotage(
        "closed-days", "registers/fetching.py",
        " and today.weekday() not in need.desk.closed",
        "",
        "tests/unit/registers/test_sources.py::test_a_source_is_not_asked_on_the_days_on_which_it_is_closed",
    ),
    Sabotage(
        "written-by", "registers/writing.py",
        "return (ask.case is not None and ask.service in written_by) or (",
        'return (ask.case is not None and ask.service != "") or (',
        "tests/unit/registers/test_exchange.py::test_who_may_write_what",
    ),
    Sabotage(
        "glass-without-reason", "registers/glass.py",
        "if not reason.strip():",
        "if not reason:",
        "tests/unit/registers/test_exchange.py::test_the_glass_breaks_for_few_with_a_reason_and_the_person_is_told",
    ),
    Sabotage(
        "correction-finds", "registers/exchange.py",
        "if subject not in persons:",
        "if subject in persons:",
        "tests/unit/registers/test_exchange.py::test_a_correction_finds_the_cases_that_used_the_datum",
    ),
    Sabotage(
        "unknown-neighbour", "registers/neighbour.py",
        "if request.authority not in hatch.asked_by:",
        "if not hatch.asked_by:",
        "tests/unit/registers/test_sources.py::test_a_neighbour_is_refused_with_the_reason",
        "KeyError",
    ),
)  # fmt: skip

STORE = (
    Sabotage(
        "overlap-guard", "adapters/sqlite/dialect.py",
        "WHEN {overlaps} THEN RAISE",
        "WHEN 0 AND {overlaps} THEN RAISE",
        "tests/conformance/store/test_guards.py::test_a_raw_connection_is_refused[sqlite-sql8]",
        "Failed: DID NOT RAISE",
    ),
    Sabotage(
        "told-before-commit", "adapters/storage/writer.py",
        "        if journal is not None:\n            self._engine.commit()",
        "        for job in batch:\n            job.outcome.tell(job.future)\n        if journal is not None:\n            self._engine.commit()",
        "tests/conformance/store/test_writing.py::test_a_commit_that_fails_keeps_nothing_and_ends_nothing[sqlite]",
        "Failed: DID NOT RAISE",
    ),
    Sabotage(
        "failed-job-head", "adapters/storage/writer.py",
        "        self._engine.undo()\n        journal.head = head",
        "        self._engine.undo()",
        "tests/conformance/store/test_ledger.py::test_what_a_failed_job_recorded_leaves_no_gap[sqlite]",
        "sqlite3.IntegrityError",
    ),
    Sabotage(
        "merged-values", "registers/bitemporal.py",
        "{**row.values, **change.values}",
        "{**change.values}",
        "tests/property/test_bitemporal.py::test_each_day_is_known_as_it_was_said",
    ),
    Sabotage(
        "as-known-at", "adapters/storage/holding.py",
        "recorded_from <= ? AND (recorded_to IS NULL OR recorded_to > ?)",
        "recorded_from <= ? AND (recorded_to IS NULL OR recorded_to >= ?)",
        "tests/conformance/store/test_registers.py::test_every_day_as_known_at_every_instant[sqlite]",
    ),
    Sabotage(
        "clock-back", "adapters/storage/writer.py",
        "max(self._clock(), head.instant + STEP)",
        "self._clock()",
        "tests/conformance/store/test_writing.py::test_time_goes_forward_when_the_clock_does_not[sqlite]",
        "askonce.cases.database.Unavailable",
    ),
    Sabotage(
        "timer-once", "adapters/storage/cases.py",
        "UPDATE timer SET state = 1 WHERE id = ? AND state = 0",
        "UPDATE timer SET state = 1 WHERE id = ?",
        "tests/conformance/store/test_cases.py::test_a_timer_fires_once[sqlite]",
    ),
    Sabotage(
        "losing-migration", "adapters/storage/migration.py",
        "    if step.after is None:\n        return False",
        "    if step.after is None:\n        return True",
        "tests/conformance/store/test_migration.py::test_a_change_that_loses_something_is_refused_whole[sqlite-values0-remove attribute `people.old`-1]",
    ),
    Sabotage(
        "other-writer", "adapters/storage/heading.py",
        "elif known.frontier.size != entries:",
        "elif known.frontier.size > entries:",
        "tests/conformance/store/test_writing.py::test_two_who_open_it_at_once_write_one_ledger[sqlite]",
        "",  # which guard of the database speaks first hangs on the turns of the two writers
    ),
)  # fmt: skip

CASES = (
    rule("AO328", "cases/checks/running.py", "if bound.id in RESERVED:", "if bound.id in RESERVED[:0]:"),
    rule("AO329", "cases/checks/running.py", "for name in deciding[1:]:", "for name in deciding[2:]:"),
    rule("AO330", "cases/checks/running.py", "        if lost is not None:\n            place, words, repair", "        if lost is not None and not lost[1]:\n            place, words, repair"),
    rule("AO331", "cases/checks/running.py", "if name not in known and bound.case.imported_from is None:", "if name in known and not name:"),
    Sabotage(
        "the-day-a-term-begins-does-not-count", "cases/term.py",
        "day, last = start, start + _FARTHEST",
        "day, last = start - _ONE, start + _FARTHEST",
        "tests/property/test_case_terms.py::test_a_term_ends_where_counting_day_by_day_ends",
    ),
    Sabotage(
        "a-pause-moves-a-term", "cases/term.py",
        "since < day <= until for since, until in stopped",
        "since < day < until for since, until in stopped",
        "tests/property/test_case_terms.py::test_a_term_ends_where_counting_day_by_day_ends",
    ),
    Sabotage(
        "a-year-that-the-calendar-does-not-cover-is-named", "cases/term.py",
        "if not self.is_known(year))",
        "if not year)",
        "tests/property/test_case_terms.py::test_a_year_of_which_the_calendar_says_nothing_is_named",
    ),
    Sabotage(
        "no-adverse-decision-without-hearing", "cases/procedure/deciding.py",
        "if not case.spoke and work.desk.now < over:",
        "if not case.spoke and work.desk.now > over:",
        "tests/unit/cases/test_handling.py::test_an_adverse_decision_needs_notice_hearing_and_the_named_officer",
    ),
    Sabotage(
        "an-adverse-decision-is-by-the-named-officer", "cases/procedure/deciding.py",
        "if not work.desk.actor.may_act_as(words.officer.id):",
        "if not work.desk.actor.may_act_as(work.case.office):",
        "tests/unit/cases/test_handling.py::test_an_adverse_decision_needs_notice_hearing_and_the_named_officer",
    ),
    Sabotage(
        "the-decider-does-not-decide-the-objection", "cases/procedure/allowing.py",
        "work.desk.actor.name in work.case.not_by",
        "work.desk.actor.id in work.case.not_by",
        "tests/unit/cases/test_handling.py::test_an_objection_goes_to_another_office_and_reopens_when_upheld",
    ),
    Sabotage(
        "an-escalation-is-told-once", "cases/procedure/timing.py",
        'work.add(Late(by="schedule", term=term, office=above))\n    tell(work, "late", LATE_OFFICE, to=f"office:{above}", term=term)\n    tell(work, "late", LATE_PERSON, term=term)',
        'work.add(Late(by="schedule", term=term, office=above))\n    tell(work, "late", LATE_PERSON, term=term)\n    tell(work, "late", LATE_PERSON, term=term)',
        "tests/unit/cases/test_handling.py::test_a_promise_that_is_missed_escalates_once_and_tells_the_person",
    ),
    Sabotage(
        "the-clock-stands-while-the-person-is-asked", "cases/case.py",
        "return bool(self.pauses) and self.pauses[-1].until is None",
        "return bool(self.pauses) and self.pauses[-1].until is not None",
        "tests/unit/cases/test_handling.py::test_more_is_asked_and_the_clock_stands",
    ),
    Sabotage(
        "what-a-register-holds-is-not-taken-from-answers", "cases/procedure/filing.py",
        "if field.taken is not None and name not in looked.askable:",
        "if field.taken is not None and name in looked.askable:",
        "tests/unit/cases/test_handling.py::test_what_a_register_supplies_is_not_taken_from_answers",
    ),
    Sabotage(
        "an-answer-that-holds-is-not-asked-again", "cases/remembering.py",
        "if earlier.until is None or desk.today <= earlier.until:",
        "if earlier.until is None or desk.today > earlier.until:",
        "tests/property/test_lives.py::test_nobody_is_asked_twice_for_one_datum",
    ),
    Sabotage(
        "a-correction-reopens-what-would-change", "cases/procedure/reopening.py",
        "same = now.decided and {one.norm: one.outcome for one in now.norms} == was",
        "same = now.decided",
        "tests/unit/cases/test_handling.py::test_a_correction_travels_to_the_decision_that_used_the_datum",
    ),
    Sabotage(
        "a-mandate-ends", "cases/mandate.py",
        "and desk.today <= msgspec.json.decode(kept, type=Mandate).until",
        "and msgspec.json.decode(kept, type=Mandate).until",
        "tests/unit/cases/test_handling.py::test_a_mandate_lets_another_file_until_it_ends",
    ),
    Sabotage(
        "silence-accepts-no-refusal-and-no-gap", "cases/procedure/timing.py",
        'service.silence == "accepts" and _accept(work)',
        'service.silence == "rejects" and _accept(work)',
        "tests/unit/cases/test_handling.py::test_silence_accepts_where_the_service_says_so",
    ),
    Sabotage(
        "nobody-sees-another's-case", "cases/procedure/allowing.py",
        "return PERSON if _is_theirs(work) else None",
        "return PERSON",
        "tests/unit/cases/test_handling.py::test_nobody_sees_anothers_case",
    ),
)  # fmt: skip

INTERFACE = (
    Sabotage(
        "route-table", "web/door.py",
        "if kind not in self._route.kinds:",
        "if kind not in self._route.kinds and False:",
        "tests/security/test_routes.py::test_only_those_of_the_table_get_through",
    ),
    Sabotage(
        "two-at-once", "web/answered.py",
        "if isinstance(done, Kept):",
        "if isinstance(done, Kept) and not done.body:",
        "tests/unit/web/test_working.py::test_of_two_at_once_one_does_the_work",
    ),
    Sabotage(
        "trusted-proxies", "web/limits.py",
        "if not _is_in(current, trusted):",
        "if not _is_in(current, trusted) and False:",
        "tests/security/test_edges.py::test_whoever_asks_too_much_waits_and_nobody_else_does",
    ),
    Sabotage(
        "doubled-keys", "web/decoding.py",
        "if len(found) != len(pairs):",
        "if len(found) > len(pairs):",
        "tests/security/test_edges.py::test_a_body_that_does_not_fit_is_refused_in_plain_words",
    ),
    Sabotage(
        "forged-host", "web/site.py",
        "if len(named) != 1 or _host(named[0]) not in hosts:",
        "if len(named) != 1:",
        "tests/security/test_edges.py::test_a_forged_host_is_not_answered",
        "KeyError: 'code'",
    ),
    Sabotage(
        "lost-keys", "assembly/house.py",
        "if current is None and not place.keys.exists() else",
        "if not place.keys.exists() else",
        "tests/e2e/test_serve.py::test_a_lost_key_file_is_never_replaced",
    ),
    Sabotage(
        "seen-state", "web/door.py",
        "if self._route.conditional and expected is None:",
        "if self._route.conditional and expected == -1:",
        "tests/security/test_edges.py::test_a_command_needs_the_state_that_was_seen",
    ),
    Sabotage(
        "failing-round", "web/loops.py",
        "fault = pool.submit(self._run).exception()",
        "fault = self._run() and None",
        "tests/unit/web/test_working.py::test_a_round_that_fails_ends_no_loop",
    ),
    Sabotage(
        "dry-grant", "assembly/granting.py",
        "    if dry:\n",
        "    if dry and not subject:\n",
        "tests/unit/web/test_working.py::test_a_grant_is_given_once_and_a_dry_one_leaves_nothing",
    ),
)  # fmt: skip

FLUSHING = (
    Sabotage(
        "mark-forgotten", "adapters/sqlite/base.py",
        "self._marked = self._base.changed",
        "self._marked = False",
        "tests/conformance/store/test_together.py::test_a_job_that_fails_leaves_nothing_be_it_the_first_of_its_transaction_or_not[sqlite]",
    ),
    Sabotage(
        "together-known", "adapters/storage/registers.py",
        "reached[one.subject] = one.valid_to",
        "pass",
        "tests/conformance/store/test_together.py::test_together_leaves_what_one_after_the_other_leaves[sqlite]",
        "sqlite3.IntegrityError",
    ),
    Sabotage(
        "run-unsorted", "adapters/staging.py",
        "order = pc.sort_indices(subjects)",
        "order = pa.array(range(len(subjects)))",
        "tests/conformance/store/test_together.py::test_a_run_is_in_the_order_of_its_bytes",
    ),
    Sabotage(
        "flush-normal", "adapters/sqlite/base.py",
        "'FULL' if lasting else 'OFF'",
        "'NORMAL' if lasting else 'OFF'",
        "tests/faults/test_flushes.py::test_the_writer_of_sqlite_waits_for_the_disk",
    ),
)  # fmt: skip

PERIODS = (
    rule(
        "AO332", "cases/checks/running.py",
        "asked = [name for _, name, _ in bound.needs() if name in service.asks]", "asked: list[str] = []",
    ),
    Sabotage(
        "erasure-openings", "cases/procedure/erasing.py",
        "    erase_openings(journal, case.id, basis=_basis(work), actor=desk.actor.name, office=case.office)\n",
        "    pass\n",
        "tests/unit/cases/test_erasing.py::test_nothing_personal_of_a_case_is_left_in_any_table_and_the_ledger_verifies",
    ),
    Sabotage(
        "erasure-messages", "cases/procedure/erasing.py",
        "    journal.forget(case.id)\n",
        "    pass\n",
        "tests/unit/cases/test_erasing.py::test_nothing_personal_of_a_case_is_left_in_any_table_and_the_ledger_verifies",
    ),
    Sabotage(
        "erasure-on-disk", "adapters/sqlite/base.py",
        "PRAGMA secure_delete = ON",
        "PRAGMA secure_delete = OFF",
        "tests/unit/cases/test_erasing.py::test_nothing_personal_of_a_case_is_left_in_any_table_and_the_ledger_verifies",
    ),
    Sabotage(
        "erasure-copies", "registers/forgetting.py",
        "        if _is_needed(room, doors, one):",
        "        if False:",
        "tests/unit/cases/test_erasing.py::test_a_copy_of_a_remote_register_goes_with_the_last_case_that_used_it",
    ),
    Sabotage(
        "retention-inherited", "cases/desk.py",
        "return self.ready or self._concerned",
        "return self.ready",
        "tests/unit/cases/test_erasing.py::test_each_case_is_kept_as_long_as_its_own_purpose_says",
    ),
    Sabotage(
        "dispute-lifted", "cases/procedure/person.py",
        "    if work.case.type == CORRECTION:\n",
        "    if False:\n",
        "tests/unit/cases/test_erasing.py::test_a_dispute_that_is_taken_back_is_open_no_longer",
    ),
    Sabotage(
        "round-periods", "cases/rounds.py",
        "period = min(period, following(",
        "period = max(period, following(",
        "tests/unit/cases/test_rounds.py::test_a_report_comes_for_each_community_once_a_month_and_no_month_is_left_out",
    ),
    Sabotage(
        "round-cursor", "cases/rounds.py",
        "today, one.after, _PAGE)",
        'today, "", _PAGE)',
        "tests/unit/cases/test_rounds.py::test_a_round_that_is_stopped_goes_on_and_nobody_is_passed_over_or_served_twice",
    ),
    Sabotage(
        "round-worth", "cases/rounds.py",
        "or not is_worth(standing.outcome)",
        "",
        "tests/unit/cases/test_rounds.py::test_a_service_comes_without_an_application_to_whom_it_is_due",
    ),
    Sabotage(
        "once-only", "cases/procedure/opening.py",
        "    if desk.journal.get(OPENED, key) is not None:",
        "    if False:",
        "tests/unit/cases/test_rounds.py::test_who_would_have_to_say_something_is_told_once_and_what_is_erased_does_not_come_again",
    ),
    Sabotage(
        "urgent-first", "cases/handling.py",
        "else (True, False):",
        "else (False, True):",
        "tests/unit/cases/test_urgent.py::test_an_urgent_case_goes_before_all_others_on_every_page",
    ),
    Sabotage(
        "glass-told", "cases/glass.py",
        "send_letter(desk.journal, _message(desk, notice), desk.today, kept)",
        "_message(desk, notice)",
        "tests/unit/cases/test_urgent.py::test_the_glass_is_broken_for_a_reason_and_the_person_is_told_in_the_same_job",
        "ValueError: not enough values",
    ),
    Sabotage(
        "holder-corrects", "registers/writing.py",
        "return ask.case is not None and ask.office == desk.holder and",
        "return ask.case is not None and",
        "tests/unit/registers/test_exchange.py::test_the_holder_alone_puts_a_datum_right_whoever_writes_it",
    ),
    Sabotage(
        "row-ends", "registers/writing.py",
        "        room.end(change.register, subject, change.on)\n",
        "",
        "tests/unit/registers/test_exchange.py::test_a_row_is_ended_by_who_may_write_it_and_what_was_known_stays",
    ),
    Sabotage(
        "arranged", "cases/changes/arrangements.py",
        "        if words[0] != words[1]:",
        "        if False:",
        "tests/unit/cases/test_arrangements.py::test_a_word_is_said_by_diff_and_by_review",
    ),
)  # fmt: skip

JOURNEYS = (
    Sabotage(
        "bare-no", "norms/explain/model.py",
        "if values == (False,) and", "if values == (None,) and",
        "tests/unit/norms/test_ruling.py::test_a_bare_no_of_a_favourable_norm_refuses",
    ),
    Sabotage(
        "identifiers-of-a-house", "web/doing/neighbours.py",
        "if not own or asking.identifiers != own:",
        "if not own:",
        "tests/e2e/test_journeys_counties.py::test_what_a_neighbour_refuses_says_why_and_by_which_article",
        "KeyError: 'code'",
    ),
    Sabotage(
        "key-of-a-reconcile", "adapters/sending/record.py",
        '"Idempotency-Key": quote(_key_of(waiting.message), safe=""),',
        '"Idempotency-Key": quote(waiting.message.key, safe=""),',
        "tests/e2e/test_journeys_systems.py::test_the_night_finds_what_the_other_side_lost_and_files_it_again",
    ),
    Sabotage(
        "asked-of-the-system", "adapters/sending/record.py",
        "name, asked = waiting.message.to, _asked(waiting.message)",
        'name, asked = waiting.message.to, ""',
        "tests/e2e/test_journeys_systems.py::test_a_filing_that_was_given_up_is_made_the_night_after",
    ),
    Sabotage(
        "values-in-a-letter", "adapters/sending/notice.py",
        "if name not in taken and value",
        "if name in taken and value",
        "tests/e2e/test_journeys_cases.py::test_breaking_the_glass_is_for_few_with_a_reason_and_the_person_is_told",
    ),
    Sabotage(
        "consent-taken-back", "web/doing/own.py",
        "note = grant if said.agrees else withdraw",
        "note = grant",
        "tests/e2e/test_journeys_cases.py::test_nothing_is_read_without_consent_where_the_purpose_needs_it",
        "KeyError: 'code'",
    ),
    Sabotage(
        "timer-that-failed", "web/loops.py",
        "self._failed[timer.id] = self._round + _ROUNDS_OFF",
        "self._failed[timer.id] = self._round",
        "tests/unit/web/test_working.py::test_a_timer_that_failed_is_left_alone_for_a_while",
        "ValueError: a fault",
    ),
)  # fmt: skip

HOUSE = (
    Sabotage(
        "misfiled-openings", "ledger/verify.py",
        "    wrong += _misfiled(openings, log.filed(start, stop))\n",
        "",
        "tests/unit/ledger/test_columns.py::test_the_first_that_is_found_under_other_words",
    ),
    Sabotage(
        "strange-keys", "assembly/house.py",
        "refuse_strangers(kept, known, place.keys, place.signing)",
        "pass",
        "tests/e2e/test_house_faults.py::test_the_keys_of_another_house_open_nothing",
    ),
    Sabotage(
        "taken-port", "web/server.py",
        "    _refuse_taken(address, port)\n",
        "",
        "tests/e2e/test_house_faults.py::test_a_port_that_is_taken_is_one_line",
    ),
    Sabotage(
        "open-database", "adapters/sqlite/base.py",
        "os.O_EXCL, 0o600",
        "os.O_EXCL, 0o644",
        "tests/e2e/test_house_faults.py::test_what_a_house_keeps_is_its_owner_s_alone",
    ),
)  # fmt: skip

STRANGERS = (
    Sabotage(
        "stranger-in-the-outcome", "cases/strangers.py",
        "if role.named or role.root in found:",
        "if role.root in found:",
        "tests/unit/cases/test_adversary.py::test_naming_a_stranger_tells_nothing_of_them_not_even_whether_they_exist",
    ),
    Sabotage(
        "consent-of-substance", "cases/bounds.py",
        "_FEWEST_LETTERS: Final = 2",
        "_FEWEST_LETTERS: Final = 1",
        "tests/unit/cases/test_adversary.py::test_an_officer_acts_for_somebody_only_where_their_office_handles_it",
    ),
    Sabotage(
        "chosen-without-end", "cases/bounds.py",
        "if len(chosen) > MOST_CHOSEN:",
        "if False:",
        "tests/unit/cases/test_adversary.py::test_what_is_too_large_is_refused",
    ),
    Sabotage(
        "officer-unheard-of", "cases/procedure/office.py",
        "if _ACCOUNT.fullmatch(officer) is None:",
        "if False:",
        "tests/unit/cases/test_adversary.py::test_a_case_is_given_only_to_an_officer_who_is_there_and_may_take_it",
    ),
)  # fmt: skip

HELPED = (
    Sabotage(
        "helper-sees-the-decision", "cases/helping.py",
        "        decision=None,\n",
        "",
        "tests/unit/cases/test_helping.py::test_a_helper_cannot_tell_how_a_case_came_out",
    ),
    Sabotage(
        "helper-sees-later-history", "cases/helping.py",
        "elif one.kind in _SEEN and not over:",
        "else:",
        "tests/unit/cases/test_helping.py::test_a_helper_cannot_tell_how_a_case_came_out",
    ),
    Sabotage(
        "mandate-of-a-helper-by-bare-id", "cases/helping.py",
        "work.desk.actor.name, case.type)",
        "work.desk.actor.id, case.type)",
        "tests/unit/cases/test_helping.py::test_a_mandate_of_the_person_shows_the_outcome_until_it_ends",
    ),
    Sabotage(
        "helper-sees-others-answers", "cases/helping.py",
        "if by == work.desk.actor.name)",
        "if by)",
        "tests/unit/cases/test_helping.py::test_a_helper_sees_what_is_missing_the_clock_and_what_they_said_themselves",
    ),
    Sabotage(
        "helper-sees-what-was-erased", "cases/procedure/allowing.py",
        "HELPER if near and not case.erased",
        "HELPER if near",
        "tests/unit/cases/test_helping.py::test_a_helper_is_turned_away_once_the_case_is_erased",
    ),
    Sabotage(
        "preview-asks-of-strangers", "assembly/preview.py",
        " or field.name in self.strange",
        "",
        "tests/unit/cases/test_preview.py::test_nothing_of_somebody_who_is_merely_named_is_asked_or_taken",
    ),
    Sabotage(
        "preview-without-bounds", "assembly/preview.py",
        "fault = oversized(filing)",
        "fault = None",
        "tests/unit/cases/test_preview.py::test_what_is_too_large_or_no_answer_is_refused_as_it_is_of_the_signed_in",
    ),
    Sabotage(
        "preview-asks-for-the-officer", "assembly/preview.py",
        "field.by_officer or ",
        "",
        "tests/unit/cases/test_preview.py::test_what_an_officer_finds_out_is_not_asked",
    ),
    Sabotage(
        "dispute-of-what-nobody-said", "cases/procedure/disputing.py",
        "if not fact_of(kept).is_settled:",
        "if False:",
        "tests/unit/cases/test_handling.py::test_what_a_register_could_not_say_cannot_be_wrong",
    ),
    Sabotage(
        "offer-outlives-its-time", "cases/letters.py",
        "        journal.forget(key)\n",
        "",
        "tests/unit/cases/test_rounds.py::test_who_would_have_to_say_something_is_told_once_and_what_is_erased_does_not_come_again",
    ),
    Sabotage(
        "rehearsal-reads-all", "cases/rehearse.py",
        "if wanted is None or name in wanted}",
        "}",
        "tests/unit/cases/test_running.py::test_a_rehearsal_reads_no_value_that_it_does_not_use",
    ),
    Sabotage(
        "enacted-by-not-compared", "cases/changes/labels.py",
        'said(one[name].enacted_by, "-")',
        'said(None, "-")',
        "tests/unit/cases/test_compare.py::test_labels_of_data_and_laws_and_who_made_a_law_are_compared",
    ),
    Sabotage(
        "terminal-fetches-nothing", "cli/commands/case.py",
        "if wants is None else _fetched(",
        "if True else _fetched(",
        "tests/e2e/test_case_outside.py",
    ),
)  # fmt: skip

FRAME = (
    Sabotage(
        "form-without-its-token", "web/pages/frame/door.py",
        '        if not csrf.fits(self._desk.secret, visit.bound_to, form.one(csrf.FIELD)):\n            return refused("old-form")\n',
        "",
        "tests/security/test_pages.py::test_a_form_of_another_site_does_nothing",
    ),
    Sabotage(
        "token-of-another-session", "web/pages/frame/csrf.py",
        "    return hmac.digest(secret, bound_to.encode(), hashlib.sha256)[:_BYTES]",
        '    return hmac.digest(secret, b"", hashlib.sha256)[:_BYTES]',
        "tests/security/test_pages.py::test_a_form_of_another_site_does_nothing",
    ),
    Sabotage(
        "page-open-to-all", "web/pages/frame/door.py",
        "        if visit.kind not in route.kinds:\n",
        "        if False:\n",
        "tests/security/test_pages.py::test_a_page_opens_to_those_of_the_table_alone",
    ),
    Sabotage(
        "cookie-read-by-scripts", "web/pages/frame/cookies.py",
        "; Path=/; HttpOnly; SameSite=Lax",
        "; Path=/; SameSite=Lax",
        "tests/security/test_pages.py::test_cookies_are_kept_from_scripts_and_from_plain_http",
    ),
    Sabotage(
        "cookie-that-stands-twice", "web/pages/frame/cookies.py",
        "if len(values) == 1 and values[0]}",
        "if values and values[0]}",
        "tests/security/test_pages.py::test_a_cookie_that_stands_twice_is_none",
    ),
    Sabotage(
        "scripts-in-pages", "web/pages/frame/door.py",
        "script-src 'self'; ",
        "script-src 'self' 'unsafe-inline'; ",
        "tests/security/test_pages.py::test_every_page_says_what_a_browser_may_do_with_it",
    ),
    Sabotage(
        "page-that-may-be-framed", "web/pages/frame/door.py",
        "base-uri 'none'; frame-ancestors 'none'\"",
        "base-uri 'none'\"",
        "tests/security/test_pages.py::test_every_page_says_what_a_browser_may_do_with_it",
    ),
    Sabotage(
        "form-of-any-size", "web/site.py",
        '{"request_max_body_size": most_bytes} if most_bytes is not None else {}',
        "{}",
        "tests/security/test_pages.py::test_a_form_that_is_too_large_is_turned_away",
    ),
    Sabotage(
        "message-not-translated", "web/pages/locale/zh/frame.po",
        'msgstr "登录"',
        'msgstr ""',
        "tests/unit/web/test_catalogues.py::test_every_message_is_translated",
    ),
    Sabotage(
        "message-the-same-in-chinese", "web/pages/locale/zh/frame.po",
        'msgstr "登录"',
        'msgstr "Sign in"',
        "tests/unit/web/test_catalogues.py::test_every_message_is_translated",
    ),
    Sabotage(
        "slips-not-forgiven", "methods/finding.py",
        "_LIKE: Final = 0.7",
        "_LIKE: Final = 1.0",
        "tests/unit/methods/test_finding.py::test_it_forgives_slips",
    ),
    Sabotage(
        "head-replaced-by-a-fork", "adapters/sending/heads.py",
        'self.publish(text) if fork is None else Failed(f"{_FORK}: {fork}")',
        "self.publish(text)",
        "tests/unit/adapters/border/test_sending.py::test_a_head_that_is_out_is_never_replaced_by_one_that_does_not_continue_it",
    ),
    Sabotage(
        "head-of-an-address-forgotten", "adapters/sending/heads.py",
        "                replace_file(self._kept, text)\n",
        "                pass\n",
        "tests/unit/adapters/border/test_sending.py::test_what_went_to_an_address_is_remembered_beside_the_database",
    ),
)  # fmt: skip

THIEVES = (
    Sabotage(
        "case-named-in-rows", "registers/naming.py",
        'return source if case == source else f"{CASE}{case_name(pseudonyms, holder, case)}"',
        "return source",
        "tests/security/test_thieves.py",
    ),
    Sabotage(
        "case-named-in-disputes", "cases/procedure/disputing.py",
        "case_name(desk.pseudonyms, holder, case)",
        "case",
        "tests/security/test_thieves.py",
    ),
    Sabotage(
        "rows-in-the-order-of-a-village", "invented/filling.py",
        'changes.sort(key=attrgetter("subject"))',
        "pass",
        "tests/unit/invented/test_filling.py::test_neither_time_nor_order_of_writing_joins_two_registers",
    ),
    Sabotage(
        "house-made-before-the-load-is-looked-at", "cli/commands/load.py",
        "    _refuse_early(arguments)\n    with",
        "    with",
        "tests/e2e/test_load.py::test_what_cannot_be_loaded_stops_with_one_line",
    ),
)  # fmt: skip

UNDONE = (
    Sabotage(
        "undo-put-off", "adapters/storage/writer.py",
        "        journal.undo_job()\n",
        "",
        "tests/conformance/store/test_ledger.py::test_what_a_failed_job_recorded_leaves_no_gap[sqlite]",
        "askonce.cases.database.Unavailable",
    ),
)  # fmt: skip

IDENTITY = (
    Sabotage(
        "session-idle", "web/sessions.py",
        "self.seen + timedelta(minutes=self.idle) <= now",
        "self.seen + timedelta(days=self.idle) <= now",
        "tests/security/test_sessions.py::test_a_session_ends_when_nobody_was_here_for_too_long",
    ),
    Sabotage(
        "session-seen", "web/sessions.py",
        "if session is not None and session.is_worn(journal.now):",
        "if session is not None and not session.is_worn(journal.now):",
        "tests/security/test_sessions.py::test_a_session_ends_when_nobody_was_here_for_too_long",
    ),
    Sabotage(
        "session-fixation", "web/pages/identity/shared.py",
        "        end_token(journal, visit.session.digest)",
        "        str(visit.session.digest)",
        "tests/security/test_sessions.py::test_a_token_that_somebody_planted_is_nobodys_after_signing_in",
    ),
    Sabotage(
        "session-roles", "web/identity/accounts.py",
        "    return end_sessions(journal, account.owner,",
        "    return () if account.roles else end_sessions(journal, account.owner,",
        "tests/security/test_sessions.py::test_what_an_admin_takes_away_is_gone_at_once_and_on_record[roles]",
    ),
    Sabotage(
        "session-password", "web/pages/identity/security.py",
        "ended = end_sessions(journal, session.owner, but=session.digest)",
        "ended = tuple(session.owner[:0])",
        "tests/security/test_sessions.py::test_a_session_that_may_do_more_has_another_token",
    ),
    Sabotage(
        "tries-counted", "web/identity/proving.py",
        "tries.begin(journal, by_name, tries.FREE)",
        "tries.forget(journal, by_name)",
        "tests/security/test_sign_in.py::test_many_tries_at_once_are_counted_like_many_in_a_row",
    ),
    Sabotage(
        "tries-address", "web/identity/proving.py",
        "tries.begin(journal, by_address, tries.FREE_AT_ADDRESS)",
        "tries.forget(journal, by_address)",
        "tests/security/test_sign_in.py::test_who_guesses_at_many_names_from_one_address_waits_too",
    ),
    Sabotage(
        "same-time", "adapters/identity/passwords.py",
        "return fits(kept or nobodys, password) and bool(kept)",
        "return bool(kept) and fits(kept or nobodys, password)",
        "tests/security/test_sign_in.py::test_an_account_that_is_not_there_answers_like_one_that_is",
    ),
    Sabotage(
        "code-once", "adapters/identity/codes.py",
        "if step > last and",
        "if step and",
        "tests/unit/adapters/identity/test_proofs.py::test_a_code_fits_for_a_minute_and_a_half_and_never_again_once_used",
    ),
    Sabotage(
        "link-once", "web/identity/accounts.py",
        'word = passing.take(journal, f"link/',
        'word = passing.look(journal, f"link/',
        "tests/security/test_sign_in.py::test_a_link_lets_its_owner_in_once_and_looking_at_it_uses_nothing_up",
    ),
    Sabotage(
        "oidc-nonce", "adapters/identity/provider.py",
        '"nonce": nonce,',
        '"nonce": nonce[:0],',
        "tests/unit/adapters/identity/test_provider.py::test_a_token_that_is_not_right_names_nobody[another nonce]",
    ),
    Sabotage(
        "oidc-issuer", "adapters/identity/provider.py",
        "if said != self._settings.issuer and (",
        "if said == self._settings.issuer and (",
        "tests/unit/adapters/identity/test_provider.py::test_an_answer_that_is_not_the_provider_s_is_not_looked_at[of another issuer]",
        "Failed: DID NOT RAISE",
    ),
    Sabotage(
        "oidc-browser", "web/pages/identity/through.py",
        " or begun.browser != digest_of(visit.bound_to)",
        "",
        "tests/security/test_oidc.py::test_an_answer_holds_once_and_in_the_browser_that_began_alone",
    ),
    Sabotage(
        "oidc-userinfo", "adapters/identity/provider.py",
        'if more.get("sub") != claims["sub"]:',
        'if not more.get("sub"):',
        "tests/unit/adapters/identity/test_provider.py::test_claims_that_the_token_lacks_come_from_userinfo_of_the_same_subject",
        "Failed: DID NOT RAISE",
    ),
    Sabotage(
        "passkey-challenge", "web/identity/proving.py",
        "return passing.take(journal, _challenge_key(challenge)) == use.encode()",
        "return passing.look(journal, _challenge_key(challenge)) == use.encode()",
        "tests/security/test_passkeys.py::test_a_passkey_signs_in_alone_and_each_of_its_answers_holds_once",
    ),
    Sabotage(
        "passkey-count", "adapters/identity/passkeys.py",
        "credential_current_sign_count=kept.count,",
        "credential_current_sign_count=0,",
        "tests/security/test_passkeys.py::test_what_does_not_prove_the_passkey_lets_nobody_in[count]",
    ),
    Sabotage(
        "passkey-last", "web/identity/enrolling.py",
        "if keep_one and not left.has_second:",
        "if not keep_one and not left.has_second:",
        "tests/security/test_passkeys.py::test_the_last_second_factor_of_staff_stays",
    ),
    Sabotage(
        "mandate-told", "web/identity/administering.py",
        "*(one.giver for one in found), ",
        "",
        "tests/security/test_sessions.py::test_what_an_admin_looks_up_of_mandates_is_told_to_everybody_in_them",
    ),
    Sabotage(
        "account-recorded", "web/identity/administering.py",
        'yield "roles given",',
        'yield "roles",',
        "tests/security/test_sessions.py::test_what_an_admin_takes_away_is_gone_at_once_and_on_record[roles]",
    ),
)  # fmt: skip

COUNTER = (
    Sabotage(
        "slip-replaced", "cases/slip.py",
        "    forget_slip(journal, case)\n    code =",
        "    code =",
        "tests/unit/cases/test_slips.py::test_a_new_code_takes_the_place_of_the_old_one_and_of_no_other",
    ),
    Sabotage(
        "slip-erased", "cases/slip.py",
        "if any(one.kind == _ERASED for one in journal.events(slip.case)):",
        "if any(one.kind == slip.case for one in journal.events(slip.case)):",
        "tests/unit/cases/test_slips.py::test_a_slip_ends_with_what_is_personal_in_its_case",
    ),
    Sabotage(
        "slip-digest", "cases/codes.py",
        "return sha256(pseudonyms.of(use, code).encode()).hexdigest()",
        'return sha256(f"{pseudonyms is None}{use}{code}".encode()).hexdigest()',
        "tests/unit/cases/test_slips.py::test_only_a_digest_is_kept_which_needs_the_key_of_the_house",
    ),
    Sabotage(
        "sitting-ends", "cases/sitting.py",
        "return sitting if sitting is not None and desk.now < sitting.until else None",
        "return sitting",
        "tests/unit/cases/test_sittings.py::test_a_sitting_ends_by_itself_after_half_an_hour",
    ),
    Sabotage(
        "sitting-whose", "cases/sitting.py",
        "return sitting is not None and sitting.applicant == applicant",
        "return sitting is not None",
        "tests/unit/cases/test_sittings.py::test_in_a_sitting_a_helper_does_what_the_person_wants_and_out_of_it_nothing",
    ),
    Sabotage(
        "sitting-told", "cases/sitting.py",
        "    _tell(\n        desk,\n        sitting.name,",
        "    (lambda *_: None)(\n        desk,\n        sitting.name,",
        "tests/unit/cases/test_sittings.py::test_a_sitting_is_on_record_and_the_person_is_told",
    ),
    Sabotage(
        "presence", "cases/procedure/allowing.py",
        'if work.desk.actor.kind != "helper" or sits_with(work.desk, work.case.applicant):',
        "if work.case.applicant:",
        "tests/unit/cases/test_sittings.py::test_a_helper_who_filed_objects_only_beside_the_person",
    ),
    Sabotage(
        "certificate-withdrawn", "cases/certificate.py",
        "found = msgspec.structs.replace(found, replaced=True)",
        "found = msgspec.structs.replace(found, replaced=False)",
        "tests/unit/cases/test_certificates.py::test_a_later_decision_withdraws_what_the_one_before_gave",
    ),
    Sabotage(
        "certificate-whose", "cases/certificate.py",
        "    if part != PERSON and not (part is not None and sits_with(work.desk, work.case.applicant)):\n",
        "    if part is not None and not part:\n",
        "tests/unit/cases/test_certificates.py::test_nobody_else_has_it_printed",
    ),
    Sabotage(
        "paper-standard", "adapters/papers/press.py",
        'STANDARDS: Final = ("ua-1",)',
        "STANDARDS: Final = ()",
        "tests/unit/adapters/papers/test_printing.py::test_a_sign_that_no_font_has_is_refused_and_never_printed_as_a_box",
    ),
    Sabotage(
        "blank-held", "cases/blank.py",
        "        return field.asked and field.taken is None\n",
        "        return field.asked or field.taken is not None\n",
        "tests/unit/cases/test_blanks.py::test_no_form_asks_what_an_officer_finds_out_or_a_register_holds",
    ),
)  # fmt: skip

FIGURES = (
    Sabotage(
        "figures-unknown-visit", "cases/observing/seen.py",
        "return None if heard or not known",
        "return 0 if heard or not known",
        "tests/unit/cases/test_observing.py::test_every_word_that_is_counted_is_counted_as_the_plain_computation_does",
    ),
    Sabotage(
        "figures-taken-back", "cases/observing/counting.py",
        "words(old) if old is not None else {}",
        "{}",
        "tests/unit/cases/test_observing.py::test_what_is_counted_in_steps_is_what_a_plain_count_over_everything_finds[0]",
    ),
    Sabotage(
        "figures-whole-jobs", "cases/observing/counting.py",
        "one.entry.at < last.at",
        "one.entry.at <= last.at",
        "tests/unit/cases/test_observing.py::test_acts_of_one_job_are_counted_together_however_many",
    ),
    Sabotage(
        "figures-few", "cases/observing/tally.py",
        "return len(self.people) >= FEWEST",
        "return len(self.people) > 0",
        "tests/unit/cases/test_figures.py::test_few_people_are_withheld_and_never_nought",
    ),
    Sabotage(
        "figures-from-the-sum", "cases/observing/figures.py",
        "hidden.add(left[0][1])",
        "hidden.add()",
        "tests/unit/cases/test_figures.py::test_what_is_withheld_cannot_be_reckoned_from_the_rest",
    ),
    Sabotage(
        "figures-rows-from-the-sum", "cases/observing/withheld.py",
        "len(hidden) == 1 or merged(",
        "merged(",
        "tests/property/test_withheld.py::test_what_a_table_leaves_of_its_sum_tells_of_no_few",
    ),
    Sabotage(
        "figures-page-beside-its-row", "web/pages/measured/situation.py",
        "enough=found.enough and self.tells",
        "enough=found.enough",
        "tests/unit/web/test_measured.py::test_page_filter_and_rows_of_an_office_are_hidden_together",
    ),
    Sabotage(
        "figures-working-days", "cases/observing/seen.py",
        "days.is_working(day) and not any",
        "days.is_working(day) or not any",
        "tests/unit/cases/test_figures.py::test_working_days_leave_out_weekends_and_days_on_which_the_clock_stood",
    ),
    Sabotage(
        "figures-objection", "cases/observing/seen.py",
        "if one.case in upheld:",
        "if one.case not in upheld:",
        "tests/unit/cases/test_observing.py::test_every_word_that_is_counted_is_counted_as_the_plain_computation_does",
    ),
    Sabotage(
        "figures-shown-meanwhile", "cases/observing/counting.py",
        "            shown=before.shown,\n",
        "            shown=before.generation + 1,\n",
        "tests/unit/cases/test_observing.py::test_while_all_is_counted_anew_the_figures_of_before_are_shown",
    ),
    Sabotage(
        "figures-demanded-visit", "cases/observing/figures.py",
        "return costs is None or costs.trips is None or costs.trips > 0",
        "return False",
        "tests/unit/cases/test_figures.py::test_a_visit_that_the_text_demands_is_unknown_and_never_none",
    ),
    Sabotage(
        "figures-own-office", "web/pages/measured/auditors.py",
        "and office in actor.offices",
        "",
        "tests/unit/web/test_measured.py::test_those_audit_who_decide_none_of_the_cases",
    ),
    Sabotage(
        "figures-opened", "web/pages/measured/opened.py",
        "and seen.month in months and what in words(seen)",
        "and seen.month in months",
        "tests/unit/web/test_measured.py::test_a_figure_opens_into_exactly_the_cases_that_it_counts[1]",
    ),
    Sabotage(
        "figures-queue", "web/pages/measured/drawing.py",
        "if len(self._waiting) >= _MOST_WAITING:",
        "if len(self._waiting) < 0:",
        "tests/unit/web/test_measured.py::test_so_many_charts_may_wait_and_no_more",
    ),
    Sabotage(
        "figures-one-errand", "web/pages/measured/errands.py",
        "if known is not None and not known.ended:",
        "if known is not None and known.ended:",
        "tests/unit/web/test_measured.py::test_an_errand_is_done_once_for_all_who_wait",
    ),
)  # fmt: skip

INTERVIEWED = (
    Sabotage(
        "draft-changed-unseen", "web/pages/interview/marks.py",
        "had != seen",
        "had == seen",
        "tests/unit/web/test_drafts.py",
    ),
    Sabotage(
        "active-content-taken", "adapters/uploads/checking.py",
        'return "active" if',
        'return "broken" if',
        "tests/unit/adapters/uploads/test_uploads.py",
    ),
    Sabotage(
        "scanner-fails-open", "adapters/uploads/scanning.py",
        '    except (OSError, subprocess.TimeoutExpired):\n        return "failed"',
        '    except (OSError, subprocess.TimeoutExpired):\n        return "clean"',
        "tests/unit/adapters/uploads/test_uploads.py",
    ),
    Sabotage(
        "file-not-in-a-sandbox", "web/pages/questions/files.py",
        "; sandbox",
        "",
        "tests/security/test_interviews.py",
    ),
    Sabotage(
        "draft-that-never-ends", "web/drafts.py",
        "<= journal.now",
        "<= journal.now - LASTS",
        "tests/unit/web/test_drafts.py",
    ),
)  # fmt: skip

FAIR = (
    Sabotage(
        "an-officer-without-a-case-sees-no-register", "cases/offering.py",
        'desk.actor.kind == "person" else _for_helper(found)',
        'desk.actor.kind != "helper" else _for_helper(found)',
        "tests/unit/cases/test_representing.py::test_an_officer_without_a_case_sees_what_is_asked_and_nothing_else_and_the_person_is_told",
    ),
    Sabotage(
        "an-interview-for-somebody-is-told-to-them", "cases/offering.py",
        "if is_person(ready) and not sits_with(desk, hidden):",
        "if is_person(ready) and sits_with(desk, hidden):",
        "tests/unit/cases/test_representing.py::test_an_officer_without_a_case_sees_what_is_asked_and_nothing_else_and_the_person_is_told",
    ),
    Sabotage(
        "who-acts-no-longer-is-told-no-longer", "cases/telling.py",
        "told = [applicant, filer] if acts else [applicant]",
        "told = [applicant, filer]",
        "tests/unit/cases/test_representing.py::test_whom_a_case_is_for_hears_of_it_and_who_filed_it_as_long_as_they_may[False]",
    ),
    Sabotage(
        "whom-a-case-is-for-hears-of-it", "cases/telling.py",
        "told = [applicant, filer] if acts else [applicant]",
        "told = [filer] if acts else [applicant]",
        "tests/unit/cases/test_representing.py::test_whom_a_case_is_for_hears_of_it_and_who_filed_it_as_long_as_they_may[True]",
    ),
    Sabotage(
        "a-firm-hears-through-all-who-may-act", "cases/telling.py",
        "told = [filer] if acts else sorted(",
        "told = [filer] if filer else sorted(",
        "tests/unit/cases/test_representing.py::test_a_firm_hears_through_those_who_may_act_for_it",
    ),
    Sabotage(
        "a-person-lists-what-others-filed-for-them", "cases/theirs.py",
        "heapq.merge(filed, theirs, key",
        "heapq.merge(filed, (), key",
        "tests/unit/cases/test_representing.py::test_who_may_act_no_longer_finds_and_does_nothing_in_what_they_filed",
    ),
    Sabotage(
        "who-acts-no-longer-lists-nothing-of-it", "cases/handling.py",
        "if line.whose == me or acts_in(desk, line)]",
        "if line.whose == me or line.filer == me]",
        "tests/unit/cases/test_representing.py::test_who_may_act_no_longer_finds_and_does_nothing_in_what_they_filed",
    ),
    Sabotage(
        "who-filed-a-correction-may-act-as-long-as-they-act", "cases/procedure/allowing.py",
        "if desk.hide(desk.actor.id) == case.applicant:",
        "if desk.hide(desk.actor.id) in {case.applicant, case.filer}:",
        "tests/unit/cases/test_representing.py::test_who_may_act_no_longer_finds_and_does_nothing_in_what_they_filed",
    ),
    Sabotage(
        "a-decision-looked-at-again-is-not-taken-back", "cases/procedure/allowing.py",
        'refuse("looked-at-again", basis=_basis(work)) if work.case.reopened else None',
        "None",
        "tests/unit/cases/test_fair_procedure.py::test_a_decision_that_is_looked_at_again_is_not_made_immune_by_taking_the_filing_back",
    ),
    Sabotage(
        "nobody-is-paid-twice", "cases/procedure/giving.py",
        "if earlier is not None and (earlier.amount, earlier.account) == (amount, account):",
        "if earlier is None and name in work.case.orders:",
        "tests/unit/cases/test_fair_procedure.py::test_nobody_is_paid_twice_and_another_amount_takes_the_place_of_the_first",
    ),
    Sabotage(
        "another-payment-replaces-the-first", "cases/procedure/giving.py",
        'body["replaces"] = earlier.key',
        'body["replaced"] = earlier.key',
        "tests/unit/cases/test_fair_procedure.py::test_nobody_is_paid_twice_and_another_amount_takes_the_place_of_the_first",
    ),
    Sabotage(
        "a-payment-that-was-stopped-is-none", "cases/case.py",
        "orders = {} if it.case.adverse else it.case.orders",
        "orders = it.case.orders",
        "tests/unit/cases/test_fair_procedure.py::test_nobody_is_paid_twice_and_another_amount_takes_the_place_of_the_first",
    ),
    Sabotage(
        "each-decision-can-be-objected-to", "cases/case.py",
        '"waits": (), "reopened": False, "objected": False,',
        '"waits": (), "reopened": False,',
        "tests/unit/cases/test_fair_procedure.py::test_each_decision_can_be_objected_to_once",
    ),
    Sabotage(
        "an-account-is-one-name", "cases/procedure/person.py",
        "deciders=tuple(dict.fromkeys(case.deciders)),",
        'deciders=tuple(" ".join(case.deciders).split(" ")),',
        "tests/unit/cases/test_fair_procedure.py::test_who_decided_is_no_judge_whatever_their_account_is_called",
    ),
    Sabotage(
        "a-case-goes-only-to-offices-that-it-concerns", "cases/procedure/office.py",
        "if command.office not in _reachable(work):",
        "if command.office in _reachable(work) and not command.reason:",
        "tests/unit/cases/test_fair_procedure.py::test_a_case_is_handed_only_to_those_whom_the_service_names_or_who_stand_above",
    ),
    Sabotage(
        "a-step-keeps-its-role-in-another-office", "cases/procedure/allowing.py",
        "return named if case.office == ready.office else tuple(_handed(work, one) for one in named)",
        "return named if case.office == ready.office else (case.office,)",
        "tests/unit/cases/test_fair_procedure.py::test_a_case_is_handed_only_to_those_whom_the_service_names_or_who_stand_above",
    ),
    Sabotage(
        "an-explanation-is-a-look", "cases/handling.py",
        "if not isinstance(found, Refusal) and admit(work) == OFFICER:",
        "if isinstance(found, Refusal) and admit(work) == OFFICER:",
        "tests/unit/cases/test_representing.py::test_an_explanation_that_an_officer_reads_is_on_record",
    ),
    Sabotage(
        "looks-without-a-case-are-swept", "cases/rounds.py",
        "+ sweep(handling, journal)",
        "",
        "tests/unit/cases/test_representing.py::test_looks_that_led_to_no_case_are_erased_in_the_time_of_their_purpose_and_no_others",
    ),
    Sabotage(
        "looks-of-a-case-are-not-swept", "cases/sweeping.py",
        "entry.case is not None and journal.line(entry.case) is None",
        "entry.case is not None",
        "tests/unit/cases/test_representing.py::test_looks_that_led_to_no_case_are_erased_in_the_time_of_their_purpose_and_no_others",
    ),
    Sabotage(
        "each-purpose-is-swept-in-its-own-time", "cases/sweeping.py",
        "entry.case is not None and entry.purpose in purposes and",
        "entry.case is not None and",
        "tests/unit/cases/test_representing.py::test_looks_that_led_to_no_case_are_erased_in_the_time_of_their_purpose_and_no_others",
    ),
    Sabotage(
        "an-event-has-happened", "cases/procedure/filing.py",
        "filing.event is not None and filing.event > desk.today:",
        "filing.event is not None and filing.event < date.min:",
        "tests/unit/cases/test_fair_procedure.py::test_an_event_has_happened[event0]",
    ),
    Sabotage(
        "a-note-of-a-hearing-shortens-nothing", "cases/procedure/deciding.py",
        "if not case.spoke and work.desk.now < over:",
        "if not case.heard and work.desk.now < over:",
        "tests/unit/cases/test_fair_procedure.py::test_what_an_office_notes_of_a_hearing_takes_no_time_from_the_person_who_is_told_of_it",
    ),
    Sabotage(
        "a-hearing-is-told-to-the-person", "cases/procedure/deciding.py",
        'tell(work, "heard", HEARD, noted=command.words, by=work.by',
        'tell(work, "heard", HEARD, by=work.by',
        "tests/unit/cases/test_fair_procedure.py::test_what_an_office_notes_of_a_hearing_takes_no_time_from_the_person_who_is_told_of_it",
    ),
    Sabotage(
        "a-notice-of-hours-is-over-after-hours", "cases/case.py",
        '"notice_over": it.event.over, "heard"',
        '"notice_over": None, "heard"',
        "tests/unit/cases/test_fair_procedure.py::test_a_notice_of_hours_is_over_after_hours",
    ),
    Sabotage(
        "a-step-is-answered-by-its-role", "cases/procedure/person.py",
        "return takes_step(work) if at_work else",
        "return None if at_work else",
        "tests/unit/cases/test_fair_procedure.py::test_a_step_is_answered_by_its_own_role_alone",
    ),
    Sabotage(
        "who-may-not-take-what-follows-is-done", "cases/procedure/proceeding.py",
        "released=_is_for_others(work, then)",
        "released=False",
        "tests/unit/cases/test_fair_procedure.py::test_a_step_is_answered_by_its_own_role_alone",
    ),
    Sabotage(
        "an-office-stops-the-clock-once", "cases/procedure/office.py",
        "stops=first,",
        "stops=True,",
        "tests/unit/cases/test_fair_procedure.py::test_an_office_stops_the_clock_once_and_the_office_above_hears_of_the_second_time",
    ),
    Sabotage(
        "a-second-request-is-told-above", "cases/procedure/office.py",
        "    if not first:\n",
        "    if first:\n",
        "tests/unit/cases/test_fair_procedure.py::test_an_office_stops_the_clock_once_and_the_office_above_hears_of_the_second_time",
    ),
    Sabotage(
        "nobody-is-waited-for-without-end", "cases/handling.py",
        '"asked": timing.unanswered,\n',
        "",
        "tests/unit/cases/test_fair_procedure.py::test_nobody_is_waited_for_longer_than_the_office_itself_may_take",
    ),
    Sabotage(
        "no-favour-without-what-its-steps-want", "cases/procedure/deciding.py",
        'return refuse("missing-answers", unsaid, ready.basis) if unsaid else _role_fault(work, ready)',
        "return _role_fault(work, ready)",
        "tests/unit/cases/test_fair_procedure.py::test_nobody_is_waited_for_longer_than_the_office_itself_may_take",
    ),
    Sabotage(
        "an-agent-has-a-name", "cases/mandate.py",
        "if not is_id(agent):",
        "if agent is None:",
        "tests/unit/cases/test_representing.py::test_an_agent_has_a_name[a\\nb]",
    ),
    Sabotage(
        "a-correction-holds-from-a-day-that-has-come", "cases/procedure/correcting.py",
        "command.valid_from is not None and command.valid_from > desk.today",
        "command.valid_from is not None and command.valid_from < desk.today",
        "tests/unit/cases/test_fair_procedure.py::test_a_correction_holds_from_a_day_that_has_come",
    ),
    Sabotage(
        "who-decides-against-an-opinion-says-why", "cases/procedure/deciding.py",
        "not all(work.case.joined.values()) and not ruling.reason.strip()",
        "not all(work.case.joined) and not ruling.reason.strip()",
        "tests/unit/cases/test_fair_procedure.py::test_whoever_decides_against_an_opinion_says_why",
    ),
    Sabotage(
        "letters-of-the-glass-are-erased", "cases/letters.py",
        "    if kept is not None:\n",
        "    if kept is None:\n",
        "tests/unit/cases/test_urgent.py::test_the_glass_is_broken_for_a_reason_and_the_person_is_told_in_the_same_job",
    ),
    Sabotage(
        "answers-of-others-hold-for-their-case-alone", "cases/procedure/filing.py",
        "return is_self(desk, applicant) or not _is_for_person(ready)",
        "return True",
        "tests/unit/cases/test_representing.py::test_answers_of_others_hold_for_their_case_alone",
    ),
    Sabotage(
        "a-round-counts-whose-a-case-is", "cases/theirs.py",
        "(line for line in lines if line.whose == subject)",
        "(line for line in lines if line.filer == subject)",
        "tests/unit/cases/test_representing.py::test_a_round_counts_what_is_for_a_person_whoever_filed_it",
    ),
    Sabotage(
        "the-index-finds-for-whom", "adapters/storage/cases.py",
        '"filer", "applicant", "officer"',
        '"filer", "officer"',
        "tests/conformance/store/test_cases.py::test_lists_show_what_is_searched_for",
    ),
)  # fmt: skip

RESIDENT = (
    Sabotage(
        "payee-said-by-another", "cases/running.py",
        "own=name in self._payees or (words",
        "own=(words",
        "tests/unit/cases/test_bank_details.py",
    ),
    Sabotage(
        "payee-disputed-by-another", "cases/procedure/person.py",
        '        if is_for_another(work.desk, work.ready, work.ready.fields.get(command.name), _applicant(work)):\n            return refuse("only-self", command.name, work.ready.basis)\n',
        "",
        "tests/unit/cases/test_bank_details.py",
    ),
    Sabotage(
        "payee-disputed-in-a-filing", "cases/procedure/filing.py",
        '        if is_for_another(desk, ready, ready.fields.get(name), applicant):\n            return refuse("only-self", name, ready.basis)\n        if not may_dispute',
        "        if not may_dispute",
        "tests/unit/cases/test_bank_details.py",
    ),
    Sabotage(
        "own-case-of-anybody", "cases/own.py",
        "return work if work is not None and work.case.applicant == desk.hide(actor.id) else None",
        "return work",
        "tests/security/test_affairs.py",
    ),
    Sabotage(
        "mandate-not-listed", "cases/mandate.py",
        "    desk.journal.put(HELD, held, None if until is None else _THERE)\n",
        "",
        "tests/unit/cases/test_own.py",
    ),
    Sabotage(
        "event-nobody-tells", "web/pages/shown/histories.py",
        '    "Hurried": _Teller.hurried,\n',
        "",
        "tests/unit/web/test_shown.py",
        "ValueError: not enough values",
    ),
)  # fmt: skip

WORKBENCH = (
    Sabotage(
        "draft-that-climbs-out", "assembly/drafts.py",
        ' or ".." in parts',
        "",
        "tests/unit/assembly/test_author_drafts.py",
    ),
    Sabotage(
        "draft-with-a-link", "assembly/drafts.py",
        '    if info.external_attr >> 16 & _FILE_TYPE == _LINK:\n        return Fault("link", _shown(name))\n',
        "",
        "tests/unit/assembly/test_author_drafts.py",
    ),
    Sabotage(
        "bench-open-to-all", "cases/workbench.py",
        "    if work is None or admit(work) != OFFICER:",
        "    if work is None:",
        "tests/unit/cases/test_workbench.py::test_for_everybody_else_it_is_not_there",
    ),
    Sabotage(
        "joint-office-reads-all", "cases/workbench.py",
        " if name in used)",
        ")",
        "tests/unit/cases/test_workbench.py",
    ),
    Sabotage(
        "reviewer-unrecorded", "cases/workbench.py",
        "    note_look(other)\n",
        "",
        "tests/unit/cases/test_workbench.py",
    ),
    Sabotage(
        "list-of-what-is-taken", "cases/worklist.py",
        "return line.officer is None and any(",
        "return any(",
        "tests/unit/cases/test_worklist.py::test_each_list_has_what_its_name_says",
    ),
    Sabotage(
        "opinion-asked-twice", "cases/worklist.py",
        " and one not in work.case.joined for one",
        " for one",
        "tests/unit/cases/test_worklist.py::test_each_list_has_what_its_name_says",
    ),
    Sabotage(
        "urgent-twice-in-a-list", "adapters/storage/cases.py",
        'office = ? AND state = ? AND NOT urgent"',
        'office = ? AND state = ?"',
        "tests/conformance/store/test_cases.py::test_a_list_by_deadline_gives_each_case_once_whatever_the_pages",
    ),
)  # fmt: skip

REPEATED = (
    Sabotage(
        "key-view-kept", "web/doing/cases.py",
        "tuple(headers), left=view.line.id.encode())",
        "tuple(headers))",
        "tests/security/test_answered.py::test_who_lost_a_mandate_sees_a_case_no_more_by_repeating_its_filing",
        "KeyError",
    ),
    Sabotage(
        "key-anew", "web/doing/cases.py",
        "return found if isinstance(found, Refusal) else _kept(call, found, kept.status)",
        "return _kept(call, found, 200) if not isinstance(found, Refusal) else found",
        "tests/security/test_answered.py::test_who_lost_a_mandate_sees_a_case_no_more_by_repeating_its_filing",
    ),
    Sabotage(
        "key-command", "web/answered.py",
        'Kept(done.asked, done.status, b"", (), done.left)',
        "done",
        "tests/security/test_answered.py::test_who_lost_a_mandate_sees_a_case_no_more_by_repeating_its_filing",
    ),
    Sabotage(
        "key-life", "web/doing/life.py",
        "return call.kept(ENCODER.encode(said), 201, left=ENCODER.encode(left))",
        "return call.kept(ENCODER.encode(said), 201)",
        "tests/security/test_answered.py::test_the_cases_of_a_life_event_are_not_kept_under_its_key",
    ),
    Sabotage(
        "key-glass", "web/doing/cases.py",
        'return call.kept(kept.left or b"") if fault is None else fault',
        'return call.kept(kept.left or b"")',
        "tests/e2e/test_journeys_cases.py::test_who_lost_the_role_gets_nothing_under_a_key_of_before",
    ),
    Sabotage(
        "log-closed", "adapters/sqlite/base.py",
        "if self._connection.total_changes:",
        "if not self._connection.total_changes:",
        "tests/unit/adapters/storage/test_checkpoints.py::test_nothing_that_was_deleted_is_left_in_the_log_of_a_closed_file",
    ),
    Sabotage(
        "log-served", "adapters/sqlite/base.py",
        "        if self._base.deleted:\n",
        "        if False:\n",
        "tests/unit/adapters/storage/test_checkpoints.py::test_what_is_deleted_is_gone_from_the_log_of_a_file_that_goes_on_being_served",
    ),
    Sabotage(
        "log-read", "adapters/sqlite/checkpoints.py",
        "if is_cut and not self._deleted:",
        "if not self._deleted:",
        "tests/unit/adapters/storage/test_checkpoints.py::test_what_is_deleted_is_gone_from_the_log_of_a_file_that_goes_on_being_served",
    ),
    Sabotage(
        "log-killed", "adapters/sqlite/database.py",
        "if log.exists() and log.stat().st_size:",
        "if False:",
        "tests/unit/adapters/storage/test_checkpoints.py::test_a_log_that_somebody_left_who_was_killed_is_cut_at_the_next_start",
    ),
    Sabotage(
        "erasure-concerned", "cases/procedure/erasing.py",
        "    if _is_concerned(work):\n",
        "    if False:\n",
        "tests/unit/cases/test_erasing.py::test_a_case_is_kept_while_its_objection_or_a_dispute_in_it_is_open",
    ),
    Sabotage(
        "erasure-again", "cases/procedure/erasing.py",
        "        work.erase_later()\n        return",
        "        return",
        "tests/unit/cases/test_erasing.py::test_a_case_is_kept_while_its_objection_or_a_dispute_in_it_is_open",
    ),
    Sabotage(
        "erasure-slip", "cases/procedure/erasing.py",
        "    forget_slip(journal, case.id)\n",
        "    pass\n",
        "tests/unit/cases/test_erasing.py::test_a_case_is_kept_while_its_objection_or_a_dispute_in_it_is_open",
    ),
    Sabotage(
        "sweep-nightly", "cases/rounds.py",
        " + sweep(handling, journal)",
        "",
        "tests/unit/cases/test_sweeping.py::test_what_led_to_no_case_is_erased_when_its_purpose_keeps_it_no_longer",
    ),
    Sabotage(
        "sweep-time", "cases/sweeping.py",
        "if add_calendar(running.local_day(entry.at), kept) > today:",
        "if entry.at > journal.now:",
        "tests/unit/cases/test_sweeping.py::test_what_led_to_no_case_is_erased_when_its_purpose_keeps_it_no_longer",
    ),
    Sabotage(
        "sweep-purpose", "cases/sweeping.py",
        " and entry.purpose in purposes",
        "",
        "tests/unit/cases/test_sweeping.py::test_what_led_to_no_case_is_erased_when_its_purpose_keeps_it_no_longer",
    ),
    Sabotage(
        "sweep-loose", "cases/sweeping.py",
        " and journal.line(entry.case) is None",
        "",
        "tests/unit/cases/test_sweeping.py::test_what_led_to_no_case_is_erased_when_its_purpose_keeps_it_no_longer",
    ),
    Sabotage(
        "sweep-copies", "cases/sweeping.py",
        "        forget_copies(journal, exchange.doors, handling.pseudonyms, copies)\n",
        "",
        "tests/unit/cases/test_sweeping.py::test_a_copy_that_was_fetched_for_an_interview_alone_is_forgotten",
    ),
    Sabotage(
        "sweep-page", "cases/sweeping.py",
        "_PAGE: Final = 100\n",
        "_PAGE: Final = 100_000\n",
        "tests/unit/cases/test_sweeping.py::test_the_ledger_is_swept_in_small_jobs_and_each_entry_once",
    ),
)  # fmt: skip

KEYS = (
    Sabotage(
        "key-of-another-request", "web/answered.py",
        '            if kept.asked != key.asked:\n                return refused("key-reused")\n',
        "",
        "tests/security/test_edges.py::test_the_same_key_gets_the_same_answer_and_does_nothing_twice",
        "KeyError",
    ),
)  # fmt: skip

SENT = (
    Sabotage(
        "picture-of-many-points", "adapters/uploads/checking.py",
        "MOST_POINTS: Final = 30_000_000",
        "MOST_POINTS: Final = 60_000_000",
        "tests/unit/adapters/uploads/test_uploads.py::test_a_small_file_of_many_points_is_refused_by_its_header",
    ),
    Sabotage(
        "active-by-another-spelling", "adapters/uploads/checking.py",
        '#(?i:%02x))" % (letter, letter)',
        '#(?i:%02x)x)" % (letter, letter)',
        "tests/unit/adapters/uploads/test_uploads.py::test_what_is_no_harmless_file_is_refused_whatever_its_name",
    ),
    Sabotage(
        "files-not-part-of-a-form", "web/pages/frame/door.py",
        "for name, sent in form.files:",
        "for name, sent in ():",
        "tests/unit/web/test_sent.py::test_a_form_with_another_file_is_another_form",
    ),
    Sabotage(
        "mandate-for-anything", "web/pages/resident/acting.py",
        "or IDENTIFIER.fullmatch(agent) is None",
        "or not agent",
        "tests/security/test_sent_files.py::test_a_mandate_is_for_what_can_be_a_number",
    ),
)  # fmt: skip

RUNTIME: tuple[Sabotage, ...] = (
    *LEDGER,
    *INVENTED,
    *BORDER,
    *EXCHANGE,
    *STORE,
    *CASES,
    *INTERFACE,
    *FLUSHING,
    *PERIODS,
    *SENT,
    *KEYS,
    *REPEATED,
    *WORKBENCH,
    *RESIDENT,
    *FAIR,
    *INTERVIEWED,
    *FIGURES,
    *COUNTER,
    *IDENTITY,
    *UNDONE,
    *THIEVES,
    *FRAME,
    *HELPED,
    *STRANGERS,
    *HOUSE,
    *JOURNEYS,
)
