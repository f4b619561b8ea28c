"""The import of a whole catalogue: from three tables to the files of a pack, or to what is wrong in them."""

import msgspec

from askonce.apps.government.catalogue.account import Account, reckon
from askonce.apps.government.catalogue.concepts import check_values, find_concepts
from askonce.apps.government.catalogue.definitions import Origin, draft_definitions
from askonce.apps.government.catalogue.requirements import read_requirements
from askonce.apps.government.catalogue.row_checks import check_rows
from askonce.apps.government.catalogue.tables import read_tables
from askonce.apps.government.catalogue.writing import write_files
from askonce.text.diagnostic import Diagnostic
from askonce.text.source import Source


class Imported(msgspec.Struct, frozen=True):
    """The files of a pack by path, and the account of how they came to be."""

    files: dict[str, str]
    account: Account


def import_catalogue(
    sources: tuple[Source, ...], *, catalogue: str = "catalogue", language: str = "fr", currency: str = "EUR"
) -> Imported | tuple[Diagnostic, ...]:
    """Import the tables `authorities`, `services` and `requirements`; one thing wrong refuses the whole.

    What a cell does not state the pack does not state either: nothing becomes `no` or 0.
    """
    tables = read_tables(sources)
    found = [*tables.found, *check_rows(tables)]
    if found:
        return _sorted(found)
    requirements = read_requirements(tables)
    concepts = find_concepts(requirements)
    found.extend(check_values(requirements, concepts))
    if found:
        return _sorted(found)
    drafts = draft_definitions(tables, requirements, concepts, Origin(catalogue, language, currency))
    account = reckon(tables, drafts)
    if not account.adds_up:
        raise AssertionError(
            f"the import lost something: {[one for one in account.columns if not one.adds_up]}"
        )
    return Imported({**write_files(drafts.definitions), "import.md": account.markdown(catalogue)}, account)


def _sorted(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(found, key=lambda finding: finding.order))
