"""The cases of somebody: those that they filed, and those that others filed for them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from askonce.cases.journal import Journal, Line, Search

_PAGE: Final = 200


def lines_of(journal: Journal, subject: str, search: Search) -> tuple[Line, ...]:
    """A page of the cases that a subject filed or that others filed for them, by the pseudonym of the holder `cases`."""
    filed = journal.lines(msgspec.structs.replace(search, filer=subject))
    theirs = journal.lines(msgspec.structs.replace(search, applicant=subject))
    return tuple(islice(heapq.merge(filed, theirs, key=lambda line: line.id), search.limit))


def cases_for(journal: Journal, subject: str, search: Search) -> Iterator[Line]:
    """All cases that are for a subject, whoever filed them, in the order of their ids."""
    search = msgspec.structs.replace(search, limit=_PAGE)
    while lines := lines_of(journal, subject, search):
        yield from (line for line in lines if line.whose == subject)
        search = msgspec.structs.replace(search, after=lines[-1].id)
