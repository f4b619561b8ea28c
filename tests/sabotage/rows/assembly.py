"""The sabotages of the assembly and of the commands of the terminal."""

from __future__ import annotations

from tests.sabotage.making import Sabotage

ASSEMBLY = (
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
        "dry-grant", "assembly/granting.py",
        "    if dry:\n",
        "    if dry and not subject:\n",
        "tests/unit/web/test_working.py::test_a_grant_is_given_once_and_a_dry_one_leaves_nothing",
    ),
    Sabotage(
        "lost-keys", "assembly/house.py",
        "if current is None and not place.keys.exists() else",
        "if not place.keys.exists() else",
        "tests/e2e/test_serve.py::test_a_lost_key_file_is_never_replaced",
    ),
    Sabotage(
        "strange-keys", "assembly/house.py",
        "refuse_strangers(kept, known, place.keys, place.signing)",
        "pass",
        "tests/e2e/test_house_faults.py::test_the_keys_of_another_house_open_nothing",
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
)  # fmt: skip

CLI = (
    Sabotage(
        "terminal-fetches-nothing", "cli/commands/case.py",
        "if wants is None else _fetched(",
        "if True else _fetched(",
        "tests/e2e/test_case_outside.py",
    ),
    Sabotage(
        "import-not-alone", "cli/commands/dmn.py", "fcntl.LOCK_EX | fcntl.LOCK_NB", "fcntl.LOCK_SH | fcntl.LOCK_NB",
        "tests/e2e/test_dmn_commands.py::test_two_imports_at_once_do_not_mix",
    ),
    Sabotage(
        "house-made-before-the-load-is-looked-at", "cli/commands/load.py",
        "    _refuse_early(arguments)\n    with",
        "    with",
        "tests/e2e/test_load.py::test_what_cannot_be_loaded_stops_with_one_line",
    ),
    Sabotage(
        "no-database-by-a-slip", "cli/houses.py",
        "if not new and not is_there(found.place.database):",
        "if False:",
        "tests/e2e/test_house_faults.py::test_who_mistypes_the_database_makes_none",
    ),
)  # fmt: skip
