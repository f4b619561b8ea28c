"""Backing up a database to one file, and making a database of such a file, whichever of the two either was."""

from __future__ import annotations

import os
from pathlib import Path

from askonce.adapters.opening import POSTGRES, sqlite_path, stored_schema, working
from askonce.adapters.sqlite import database as sqlite
from askonce.adapters.sqlite.dialect import SQLITE
from askonce.adapters.storage.archive import Contents, Damaged, Progress, contents_of, dump, load
from askonce.adapters.storage.making import lay_out, schema_in
from askonce.cases.database import Unavailable


def backup(url: str, path: Path, progress: Progress) -> Contents:
    """Write one state of a database to a new file, while others go on working with it.

    The file is there whole or not at all. FileExistsError where there is one already.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with working(url, writes=False) as site:
            contents = dump(site.base, site.dialect, schema_in(site.base), part, progress)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.link(part, path)  # unlike a rename, it takes the place of no other file
    finally:
        part.unlink(missing_ok=True)
    return contents


def restore(path: Path, url: str, progress: Progress) -> Contents:
    """Make a database of a backup; Damaged where it is not whole, Unavailable where a database is there already."""
    contents_of(path)
    if stored_schema(url) is not None:
        raise Unavailable("a database is there already, and nothing is written over it")
    if url.startswith(POSTGRES):
        from askonce.adapters.postgres import database as postgres  # its driver is not installed everywhere
        from askonce.adapters.postgres.dialect import POSTGRES as DIALECT

        with postgres.working(url) as base:
            lay_out(base, DIALECT, contents_of(path).schema)
            return load(base, DIALECT, path, progress)
    return _into_file(path, sqlite_path(url), progress)


def _into_file(path: Path, into: Path | None, progress: Progress) -> Contents:
    if into is None:
        raise ValueError("a database that is kept nowhere cannot be restored")
    if into.exists():
        raise Unavailable(f"{into} is there already, and nothing is written over it")
    part = into.with_name(f"{into.name}.part")
    _forget(part)
    try:
        sqlite.empty(part)
        with sqlite.working(part) as base:
            lay_out(base, SQLITE, contents_of(path).schema)
            contents = load(base, SQLITE, path, progress)
        faults = sqlite.faults(part)
        if faults:
            raise Damaged(f"the file that was made of {path} is damaged: {faults[0]}")
        os.link(part, into)
    finally:
        _forget(part)
    return contents


def _forget(part: Path) -> None:
    for end in ("", "-wal", "-shm", "-gate", "-turn"):
        part.with_name(f"{part.name}{end}").unlink(missing_ok=True)
