"""JSON Schemas: what the reader takes without a finding, an editor that follows the schema takes too."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from askonce.assembly import LANGUAGE
from askonce.text.node import Mapping as Group
from askonce.text.yaml import read_yaml
from tests.property.coverage import Coverage
from tests.property.packs import Pack, packs, write

EDITORS = {
    name: Draft202012Validator(kind.schema(), format_checker=FormatChecker(["date"]))
    for name, kind in LANGUAGE.kinds.items()
}


def test_a_definition_that_reads_clean_fits_the_schema_of_its_kind() -> None:
    kinds = (
        "manifest",
        "law",
        "office",
        "purpose",
        "concept",
        "register",
        "norm",
        "service",
        "report",
        "duty",
    )
    seen = Coverage(*(f"clean {kind}" for kind in kinds), "faulty and refused")

    @given(st.lists(packs(), min_size=2, max_size=3))
    def holds(several: list[Pack]) -> None:
        for one in (one for pack in several for one in pack.values() if isinstance(one, Mapping)):
            kind = next(iter(one))
            # In flow style a value is written as JSON, so an editor sees the very value that was drawn.
            (node,), found = read_yaml("a.yaml", write(one))
            assert isinstance(node, Group)
            _, into = LANGUAGE.kinds[kind].decode(node)
            complaints = [error.message for error in EDITORS[kind].iter_errors(one)]
            if found or into.found:
                seen.saw(["faulty and refused" if complaints else "faulty and taken"])
            else:
                assert complaints == []
                seen.saw([f"clean {kind}"])

    holds()
    seen.check()
