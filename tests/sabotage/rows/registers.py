"""The sabotages of registers: doors, purposes, sources, corrections."""

from __future__ import annotations

from tests.sabotage.making import Sabotage, invariant, rule

REGISTERS = (
    Sabotage(
        "merged-values", "registers/bitemporal.py",
        "{**row.values, **change.values}",
        "{**change.values}",
        "tests/property/test_bitemporal.py::test_each_day_is_known_as_it_was_said",
    ),
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
    rule("AO113", "registers/checks/purposes.py", "if not isinstance(ref, Ref):", "if ref is None:"),
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
    invariant(
        "ask_once", "test_an_open_register_never_adds_a_question",
        "registers/checks/shared.py", "if one.value.at == attribute.at", "if one.value.at",
    ),
    Sabotage(
        "subject-on-record", "registers/correction.py",
        '{pseudonyms.of(LEDGER, subject)}/"',
        '{subject}/"',
        "tests/property/test_exchange.py::test_no_stored_row_holds_a_subject_and_no_two_holders_share_a_name",
    ),
    rule("AO112", "registers/disclosure.py", "period.count * _MONTHS[period.unit] > MOST_MONTHS", "period.count > MOST_MONTHS * MOST_MONTHS"),
    Sabotage(
        "hidden-source", "registers/disclosure.py",
        'frozenset({"look", "source"})',
        'frozenset({"look"})',
        "tests/unit/registers/test_sources.py::test_an_inquiry_that_is_hidden_does_not_show_by_its_sources",
    ),
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
        "correction-finds", "registers/exchange.py",
        "if subject not in persons:",
        "if subject in persons:",
        "tests/unit/registers/test_exchange.py::test_a_correction_finds_the_cases_that_used_the_datum",
    ),
    Sabotage(
        "asked-again", "registers/fetching.py",
        "if key not in asked and today",
        "if today",
        "tests/unit/registers/test_sources.py::test_a_failure_leaves_what_was_there_and_stands_on_record",
    ),
    Sabotage(
        "closed-days", "registers/fetching.py",
        " and today.weekday() not in need.desk.closed",
        "",
        "tests/unit/registers/test_sources.py::test_a_source_is_not_asked_on_the_days_on_which_it_is_closed",
    ),
    Sabotage(
        "erasure-copies", "registers/forgetting.py",
        "        if _is_needed(room, doors, one):",
        "        if False:",
        "tests/unit/cases/test_erasing.py::test_a_copy_of_a_remote_register_goes_with_the_last_case_that_used_it",
    ),
    Sabotage(
        "glass-without-reason", "registers/glass.py",
        "if not reason.strip():",
        "if not reason:",
        "tests/unit/registers/test_exchange.py::test_the_glass_breaks_for_few_with_a_reason_and_the_person_is_told",
    ),
    Sabotage(
        "case-named-in-rows", "registers/naming.py",
        'return source if case == source else f"{CASE}{case_name(pseudonyms, holder, case)}"',
        "return source",
        "tests/security/test_thieves.py",
    ),
    Sabotage(
        "unknown-neighbour", "registers/neighbour.py",
        "if authority not in hatch.asked_by:",
        "if not hatch.asked_by:",
        "tests/unit/registers/test_sources.py::test_a_neighbour_is_refused_with_the_reason",
        "KeyError",
    ),
    rule("AO303", "registers/paths.py", "if not is_open(one, purpose)", "if is_open(one, purpose)"),
    invariant(
        "ask_once", "test_a_question_is_an_error_where_any_supply_is_open_and_a_proposal_where_none_is",
        "registers/paths.py", "wanted in NOW", "wanted not in NOW",
    ),
    invariant(
        "measure", "test_opening_every_door_moves_what_is_asked_although_held_from_closed_to_open",
        "registers/paths.py", "if hop.relation.restricted and purpose not in", "if purpose and purpose not in",
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
    invariant(
        "ask_once", "test_asking_for_what_follows_from_held_data_is_found",
        "registers/seen.py", "ref.id for ref in concept.derives_from", "ref.id for ref in concept.derives_from[:1]",
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
        "passes", "test_no_text_makes_the_compiler_raise",
        "registers/seen.py", 'register.holder.id if register.holder else ""', "register.holder.id", "AttributeError",
    ),
    Sabotage(
        "kept-answer", "registers/sources.py",
        "return last is None or last.at < at",
        "return last is None or last.at <= at",
        "tests/unit/registers/test_sources.py::test_an_answer_is_kept_once_however_often_it_is_handed_in_and_an_old_one_comes_too_late",
    ),
    Sabotage(
        "written-by", "registers/writing.py",
        "return (ask.case is not None and ask.service in written_by) or (",
        'return (ask.case is not None and ask.service != "") or (',
        "tests/unit/registers/test_exchange.py::test_who_may_write_what",
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
        "relation-outlives-its-row", "registers/writing.py",
        "        _end_links(room, doors, change, subject)\n",
        "",
        "tests/unit/registers/test_exchange.py::test_with_a_row_its_relations_end_from_either_end_and_those_of_others_stay",
    ),
)  # fmt: skip
