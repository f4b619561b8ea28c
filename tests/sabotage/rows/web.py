"""The sabotages of the interface, but for the pages (`pages`)."""

from __future__ import annotations

from tests.sabotage.making import Sabotage

WEB = (
    Sabotage(
        "two-at-once", "web/answered.py",
        "if isinstance(done, Kept):",
        "if isinstance(done, Kept) and not done.body:",
        "tests/unit/web/test_working.py::test_of_two_at_once_one_does_the_work",
    ),
    Sabotage(
        "key-command", "web/answered.py",
        'Kept(done.asked, done.status, b"", (), done.left)',
        "done",
        "tests/security/test_answered.py::test_who_lost_a_mandate_sees_a_case_no_more_by_repeating_its_filing",
    ),
    Sabotage(
        "key-of-another-request", "web/answered.py",
        '            if kept.asked != key.asked:\n                return refused("key-reused")\n',
        "",
        "tests/security/test_edges.py::test_the_same_key_gets_the_same_answer_and_does_nothing_twice",
        "KeyError",
    ),
    Sabotage(
        "doubled-keys", "web/decoding.py",
        "if len(found) != len(pairs):",
        "if len(found) > len(pairs):",
        "tests/security/test_edges.py::test_a_body_that_does_not_fit_is_refused_in_plain_words",
    ),
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
        "key-glass", "web/doing/cases.py",
        'return call.kept(kept.left or b"") if fault is None else fault',
        'return call.kept(kept.left or b"")',
        "tests/e2e/test_journeys_cases.py::test_who_lost_the_role_gets_nothing_under_a_key_of_before",
    ),
    Sabotage(
        "key-life", "web/doing/life.py",
        "return call.kept(ENCODER.encode(said), 201, left=ENCODER.encode(left))",
        "return call.kept(ENCODER.encode(said), 201)",
        "tests/security/test_answered.py::test_the_cases_of_a_life_event_are_not_kept_under_its_key",
    ),
    Sabotage(
        "identifiers-of-a-house", "web/doing/neighbours.py",
        "if not own or asking.identifiers != own:",
        "if not own:",
        "tests/e2e/test_journeys_counties.py::test_what_a_neighbour_refuses_says_why_and_by_which_article",
        "KeyError: 'code'",
    ),
    Sabotage(
        "consent-taken-back", "web/doing/own.py",
        "note = grant if said.agrees else withdraw",
        "note = grant",
        "tests/e2e/test_journeys_cases.py::test_nothing_is_read_without_consent_where_the_purpose_needs_it",
        "KeyError: 'code'",
    ),
    Sabotage(
        "route-table", "web/door.py",
        "if kind not in self._route.kinds:",
        "if kind not in self._route.kinds and False:",
        "tests/security/test_routes.py::test_only_those_of_the_table_get_through",
    ),
    Sabotage(
        "seen-state", "web/door.py",
        "if self._route.conditional and expected is None:",
        "if self._route.conditional and expected == -1:",
        "tests/security/test_edges.py::test_a_command_needs_the_state_that_was_seen",
    ),
    Sabotage(
        "draft-that-never-ends", "web/drafts.py",
        "<= journal.now",
        "<= journal.now - LASTS",
        "tests/unit/web/test_drafts.py",
    ),
    Sabotage(
        "session-roles", "web/identity/accounts.py",
        "    return end_sessions(journal, account.owner,",
        "    return () if account.roles else end_sessions(journal, account.owner,",
        "tests/security/test_sessions.py::test_what_an_admin_takes_away_is_gone_at_once_and_on_record[roles]",
    ),
    Sabotage(
        "link-once", "web/identity/accounts.py",
        'word = passing.take(journal, f"link/',
        'word = passing.look(journal, f"link/',
        "tests/security/test_sign_in.py::test_a_link_lets_its_owner_in_once_and_looking_at_it_uses_nothing_up",
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
    Sabotage(
        "passkey-last", "web/identity/enrolling.py",
        "if keep_one and not left.has_second:",
        "if not keep_one and not left.has_second:",
        "tests/security/test_passkeys.py::test_the_last_second_factor_of_staff_stays",
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
        "passkey-challenge", "web/identity/proving.py",
        "return passing.take(journal, _challenge_key(challenge)) == use.encode()",
        "return passing.look(journal, _challenge_key(challenge)) == use.encode()",
        "tests/security/test_passkeys.py::test_a_passkey_signs_in_alone_and_each_of_its_answers_holds_once",
    ),
    Sabotage(
        "trusted-proxies", "web/limits.py",
        "if not _is_in(current, trusted):",
        "if not _is_in(current, trusted) and False:",
        "tests/security/test_edges.py::test_whoever_asks_too_much_waits_and_nobody_else_does",
    ),
    Sabotage(
        "failing-round", "web/loops.py",
        "fault = pool.submit(self._run).exception()",
        "fault = self._run() and None",
        "tests/unit/web/test_working.py::test_a_round_that_fails_ends_no_loop",
    ),
    Sabotage(
        "timer-that-failed", "web/loops.py",
        "self._failed[timer.id] = self._round + _ROUNDS_OFF",
        "self._failed[timer.id] = self._round",
        "tests/unit/web/test_working.py::test_a_timer_that_failed_is_left_alone_for_a_while",
        "ValueError: a fault",
    ),
    Sabotage(
        "taken-port", "web/server.py",
        "    _refuse_taken(address, port)\n",
        "",
        "tests/e2e/test_house_faults.py::test_a_port_that_is_taken_is_one_line",
    ),
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
        "forged-host", "web/site.py",
        "if len(named) != 1 or _host(named[0]) not in hosts:",
        "if len(named) != 1:",
        "tests/security/test_edges.py::test_a_forged_host_is_not_answered",
        "KeyError: 'code'",
    ),
    Sabotage(
        "form-of-any-size", "web/site.py",
        '{"request_max_body_size": most_bytes} if most_bytes is not None else {}',
        "{}",
        "tests/security/test_pages.py::test_a_form_that_is_too_large_is_turned_away",
    ),
    Sabotage(
        "link-said-by-others", "web/doing/cases.py",
        "if filing.channel == _PRESSED:",
        "if not filing.channel:",
        "tests/security/test_market_attacks.py::test_nobody_says_for_a_firm_that_it_pressed_a_link",
    ),
)  # fmt: skip
