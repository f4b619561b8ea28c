"""What a database offers: jobs that write in one transaction each, and jobs that only read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from askonce.cases.journal import Journal

T = TypeVar("T")


class Unavailable(Exception):  # noqa: N818 - a fact about the database, not an error of ours
    """The database does not answer, or cannot keep more now; what was asked is undone, and may be tried again."""


class Busy(Unavailable):
    """So many jobs wait that no more are taken; try again in a moment."""


class Database(Protocol):
    """One database of one jurisdiction.

    A write job runs alone: one after the other on one thread, several of them committed together; its future is done
    only once the disk holds it. A read job sees one state of everything and may not write. A job must not wait for
    anything outside.
    """

    def write(self, job: Callable[[Journal], T]) -> Future[T]:
        """Run a job in a transaction; what it raises undoes it and comes out of the future.

        Busy at once where too many jobs wait; Unavailable out of the future where the disk did not take it.
        """

    def read(self, job: Callable[[Journal], T]) -> T:
        """Run a job over one state, in the thread of the caller; Unavailable where the database does not answer."""

    def close(self) -> None:
        """Finish what was accepted and close."""
