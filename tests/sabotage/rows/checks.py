"""The sabotages of the checks of case types, of what a change to them says, and of the figures of closed cases."""

from __future__ import annotations

from tests.sabotage.making import Sabotage, rule

CHECKS = (
    rule("AO304", "cases/checks/ask_once.py", "if not asked.wanted_by:", "if asked.wanted_by is None:"),
    rule("AO305", "cases/checks/ask_once.py", "first.setdefault(asked.datum, asked)", "first.setdefault(asked.name, asked)"),
    rule("AO306", "cases/checks/ask_once.py", "if other.id != first.id:", "if other.id == first.id:"),
    rule("AO316", "cases/checks/promises.py", "if missing and case.imported_from is None:", "if missing and case.imported_from:"),
    rule("AO317", "cases/checks/promises.py", "if case.imported_from is None and not (", "if case.imported_from and not ("),
    rule("AO318", "cases/checks/promises.py", "term.promised.days > term.legal.days", "term.promised.days < term.legal.days"),
    rule("AO319", "cases/checks/promises.py", "and service.visit.basis is None", "and service.visit.basis is not None"),
    rule("AO320", "cases/checks/promises.py", 'for word in ("notice", "hearing", "officer")', 'for word in ("notice", "officer")'),
    rule("AO321", "cases/checks/promises.py", "objection.to.id == service.office.id", "objection.to.id != service.office.id"),
    rule("AO322", "cases/checks/promises.py", 'service.silence == "rejects"', 'service.silence == "accepts"'),
    rule("AO323", "cases/checks/promises.py", 'if one.kind == "report" and one.id not in named', 'if one.kind == "duty" and one.id not in named'),
    rule("AO328", "cases/checks/running.py", "if bound.id in RESERVED:", "if bound.id in RESERVED[:0]:"),
    rule("AO329", "cases/checks/running.py", "for name in deciding[1:]:", "for name in deciding[2:]:"),
    rule("AO330", "cases/checks/running.py", "        if lost is not None:\n            place, words, repair", "        if lost is not None and not lost[1]:\n            place, words, repair"),
    rule("AO331", "cases/checks/running.py", "if name not in known and bound.case.imported_from is None:", "if name in known and not name:"),
    rule(
        "AO332", "cases/checks/running.py",
        "asked = [name for _, name, _ in bound.needs() if name in service.asks]", "asked: list[str] = []",
    ),
    rule("AO324", "cases/checks/steps.py", "if not _takers(case, step, scope):", "if not (step.by or _takers(case, step, scope)):"),
    rule("AO325", "cases/checks/steps.py", "one.for_step not in bound.case.steps", "not bound.case.steps"),
    rule("AO326", "cases/checks/steps.py", "if name not in reached:", "if not reached:"),
    rule("AO327", "cases/checks/steps.py", "elif name not in ending:", "elif not ending:"),
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
    rule("AO333", "cases/checks/steps.py", "if ask.bars is not None and (", "if False and ("),
)  # fmt: skip

CHANGES = (
    Sabotage(
        "arranged", "cases/changes/arrangements.py",
        "        if words[0] != words[1]:",
        "        if False:",
        "tests/unit/cases/test_arrangements.py::test_a_word_is_said_by_diff_and_by_review",
    ),
    Sabotage(
        "enacted-by-not-compared", "cases/changes/labels.py",
        'said(one[name].enacted_by, "-")',
        'said(None, "-")',
        "tests/unit/cases/test_compare.py::test_labels_of_data_and_laws_and_who_made_a_law_are_compared",
    ),
)  # fmt: skip

OBSERVING = (
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
        "figures-shown-meanwhile", "cases/observing/counting.py",
        "            shown=before.shown,\n",
        "            shown=before.generation + 1,\n",
        "tests/unit/cases/test_observing.py::test_while_all_is_counted_anew_the_figures_of_before_are_shown",
    ),
    Sabotage(
        "figures-from-the-sum", "cases/observing/figures.py",
        "hidden.add(left[0][1])",
        "hidden.discard(left[0][1])",
        "tests/unit/cases/test_figures.py::test_what_is_withheld_cannot_be_reckoned_from_the_rest",
    ),
    Sabotage(
        "figures-demanded-visit", "cases/observing/figures.py",
        "return costs is None or costs.trips is None or costs.trips > 0",
        "return False",
        "tests/unit/cases/test_figures.py::test_a_visit_that_the_text_demands_is_unknown_and_never_none",
    ),
    Sabotage(
        "figures-unknown-visit", "cases/observing/seen.py",
        "return None if heard or not known",
        "return 0 if heard or not known",
        "tests/unit/cases/test_observing.py::test_every_word_that_is_counted_is_counted_as_the_plain_computation_does",
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
        "figures-few", "cases/observing/tally.py",
        "return len(self.people) >= FEWEST",
        "return len(self.people) > 0",
        "tests/unit/cases/test_figures.py::test_few_people_are_withheld_and_never_nought",
    ),
    Sabotage(
        "figures-rows-from-the-sum", "cases/observing/withheld.py",
        "len(hidden) == 1 or merged(",
        "merged(",
        "tests/property/test_withheld.py::test_what_a_table_leaves_of_its_sum_tells_of_no_few",
    ),
)  # fmt: skip
