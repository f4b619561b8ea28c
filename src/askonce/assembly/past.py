"""Cases that were decided, as rows that a rehearsal decides again; nobody's name is in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.rehearse import decided_cases as page_of_cases
from askonce.norms.columns import Batch
from askonce.norms.rehearsal.meaning import norms_below


def decided_cases(house: House, norms: Collection[str], wanted: Collection[str]) -> Iterator[Batch]:
    """Every decided case of the services that these norms decide: facts and dates under the names that norms have for them.

    Where a case knows a fact by the answer to a test alone, the value is read again where it is wanted, through the exchange, with a
    receipt: for each page in a transaction, so that whoever files in between waits a moment only.
    """
    types = _decided_by(house, norms)
    after, first = "", 1
    while types:
        batch, after = house.database.write(
            partial(_page, house=house, types=types, after=after, first=first, wanted=wanted)
        ).result()
        first += len(batch.rows)
        if batch.rows:
            columns = {name: column for name, column in batch.columns.items() if name in wanted}
            yield Batch(batch.rows, columns)
        if not after:
            return


def _page(
    journal: Journal, house: House, types: tuple[str, ...], after: str, first: int, wanted: Collection[str]
) -> tuple[Batch, str]:
    return page_of_cases(house.handling, journal, types, after, first, wanted=wanted)


def _decided_by(house: House, norms: Collection[str]) -> tuple[str, ...]:
    """The services and reports that come to one of these norms, by itself or below another."""
    current = house.current
    return tuple(
        name
        for name, ready in current.types.items()
        if any(not set(norms).isdisjoint(norms_below(one, current.book)) for one in ready.texts.names)
    )
