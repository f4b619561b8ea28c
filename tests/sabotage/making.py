"""What a sabotage is, and how those of rules and invariants are written."""

from __future__ import annotations

from typing import NamedTuple

from askonce.assembly import LANGUAGE

#: Tests that rows of several rooms name.
AGREEMENT = "tests/property/test_agreement.py::test_every_form_of_a_norm_decides_alike"
SHEETS = "tests/unit/norms/test_table_sheet.py"
WRITTEN = "tests/conformance/tables/test_written_and_drawn.py::test_a_written_table_has_the_faults_that_its_author_tells"


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
