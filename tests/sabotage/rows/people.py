"""The sabotages of who comes near a case: helpers, agents, holders of slips, and who is told."""

from __future__ import annotations

from tests.sabotage.making import Sabotage

PEOPLE = (
    Sabotage(
        "blank-held", "cases/blank.py",
        "        return field.asked and field.taken is None\n",
        "        return field.asked or field.taken is not None\n",
        "tests/unit/cases/test_blanks.py::test_no_form_asks_what_an_officer_finds_out_or_a_register_holds",
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
        "slip-digest", "cases/codes.py",
        "return sha256(pseudonyms.of(use, typed).encode()).hexdigest()",
        'return sha256(f"{pseudonyms is None}{use}{code}".encode()).hexdigest()',
        "tests/unit/cases/test_slips.py::test_only_a_digest_is_kept_which_needs_the_key_of_the_house",
    ),
    Sabotage(
        "glass-told", "cases/glass.py",
        "send_letter(desk.journal, _message(desk, notice), desk.today, kept)",
        "_message(desk, notice)",
        "tests/unit/cases/test_urgent.py::test_the_glass_is_broken_for_a_reason_and_the_person_is_told_in_the_same_job",
        "ValueError: not enough values",
    ),
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
        "offer-outlives-its-time", "cases/letters.py",
        "        journal.forget(key)\n",
        "",
        "tests/unit/cases/test_rounds.py::test_who_would_have_to_say_something_is_told_once_and_what_is_erased_does_not_come_again",
    ),
    Sabotage(
        "letters-of-the-glass-are-erased", "cases/letters.py",
        "    if kept is not None:\n",
        "    if kept is None:\n",
        "tests/unit/cases/test_urgent.py::test_the_glass_is_broken_for_a_reason_and_the_person_is_told_in_the_same_job",
    ),
    Sabotage(
        "a-mandate-ends", "cases/mandate.py",
        "and desk.today <= msgspec.json.decode(kept, type=Mandate).until",
        "and msgspec.json.decode(kept, type=Mandate).until",
        "tests/unit/cases/test_handling.py::test_a_mandate_lets_another_file_until_it_ends",
    ),
    Sabotage(
        "an-agent-has-a-name", "cases/mandate.py",
        "if not is_id(agent):",
        "if agent is None:",
        "tests/unit/cases/test_representing.py::test_an_agent_has_a_name[a\\nb]",
    ),
    Sabotage(
        "mandate-not-listed", "cases/mandate.py",
        "    desk.journal.put(HELD, held, None if until is None else _THERE)\n",
        "",
        "tests/unit/cases/test_own.py",
    ),
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
        "own-case-of-anybody", "cases/own.py",
        "return work if work is not None and work.case.applicant == desk.hide(actor.id) else None",
        "return work",
        "tests/security/test_affairs.py",
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
        "stranger-in-the-outcome", "cases/strangers.py",
        "if role.named or role.root in found:",
        "if role.root in found:",
        "tests/unit/cases/test_adversary.py::test_naming_a_stranger_tells_nothing_of_them_not_even_whether_they_exist",
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
        "a-round-counts-whose-a-case-is", "cases/theirs.py",
        "(line for line in lines if line.whose == subject)",
        "(line for line in lines if line.filer == subject)",
        "tests/unit/cases/test_representing.py::test_a_round_counts_what_is_for_a_person_whoever_filed_it",
    ),
)  # fmt: skip
