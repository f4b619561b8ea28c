"""The sabotages of cases, but for `checks`, `people` and `procedure`."""

from __future__ import annotations

from tests.sabotage.making import Sabotage, invariant, rule

CASES = (
    rule("AO301", "cases/asking.py", "return bool(self.held) and not self.closed", "return bool(self.held and self.closed)"),
    rule("AO302", "cases/asking.py", "and not self.document.original", "and self.document.original"),
    invariant(
        "ask_once", "test_two_questions_repeat_each_other_where_concept_subject_and_time_coincide",
        "cases/asking.py", 'seen.changes == "never" else ask.at', 'seen.changes != "often" else ask.at',
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
        "the-clock-stands-while-the-person-is-asked", "cases/case.py",
        "return bool(self.pauses) and self.pauses[-1].until is None",
        "return bool(self.pauses) and self.pauses[-1].until is not None",
        "tests/unit/cases/test_handling.py::test_more_is_asked_and_the_clock_stands",
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
        "a-notice-of-hours-is-over-after-hours", "cases/case.py",
        '"notice_over": it.event.over, "heard"',
        '"notice_over": None, "heard"',
        "tests/unit/cases/test_fair_procedure.py::test_a_notice_of_hours_is_over_after_hours",
    ),
    Sabotage(
        "retention-inherited", "cases/desk.py",
        "return self.ready or self._concerned",
        "return self.ready",
        "tests/unit/cases/test_erasing.py::test_each_case_is_kept_as_long_as_its_own_purpose_says",
    ),
    Sabotage(
        "urgent-first", "cases/handling.py",
        "else (True, False):",
        "else (False, True):",
        "tests/unit/cases/test_urgent.py::test_an_urgent_case_goes_before_all_others_on_every_page",
    ),
    Sabotage(
        "who-acts-no-longer-lists-nothing-of-it", "cases/handling.py",
        "if line.whose == me or acts_in(desk, line)]",
        "if line.whose == me or line.filer == me]",
        "tests/unit/cases/test_representing.py::test_who_may_act_no_longer_finds_and_does_nothing_in_what_they_filed",
    ),
    Sabotage(
        "an-explanation-is-a-look", "cases/handling.py",
        "if not isinstance(found, Refusal) and admit(work) == OFFICER:",
        "if isinstance(found, Refusal) and admit(work) == OFFICER:",
        "tests/unit/cases/test_representing.py::test_an_explanation_that_an_officer_reads_is_on_record",
    ),
    Sabotage(
        "nobody-is-waited-for-without-end", "cases/handling.py",
        '"asked": timing.unanswered,\n',
        "",
        "tests/unit/cases/test_fair_procedure.py::test_nobody_is_waited_for_longer_than_the_office_itself_may_take",
    ),
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
        "measure", "test_what_is_not_stated_is_counted_as_such_and_never_as_no",
        "cases/measure.py", "Rate(answers.count(True), len(answers), answers.count(None))",
        "Rate(answers.count(True), len(answers), 0)",
    ),
    Sabotage(
        "rehearsal-reads-all", "cases/rehearse.py",
        "if wanted is None or name in wanted}",
        "}",
        "tests/unit/cases/test_running.py::test_a_rehearsal_reads_no_value_that_it_does_not_use",
    ),
    Sabotage(
        "an-answer-that-holds-is-not-asked-again", "cases/remembering.py",
        "if earlier.until is None or desk.today <= earlier.until:",
        "if earlier.until is None or desk.today > earlier.until:",
        "tests/property/test_lives.py::test_nobody_is_asked_twice_for_one_datum",
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
        "looks-without-a-case-are-swept", "cases/rounds.py",
        "+ sweep(handling, journal)",
        "",
        "tests/unit/cases/test_representing.py::test_looks_that_led_to_no_case_are_erased_in_the_time_of_their_purpose_and_no_others",
    ),
    Sabotage(
        "sweep-nightly", "cases/rounds.py",
        " + sweep(handling, journal)",
        "",
        "tests/unit/cases/test_sweeping.py::test_what_led_to_no_case_is_erased_when_its_purpose_keeps_it_no_longer",
    ),
    Sabotage(
        "payee-said-by-another", "cases/running.py",
        "own=name in self._payees or (words",
        "own=(words",
        "tests/unit/cases/test_bank_details.py",
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
)  # fmt: skip
