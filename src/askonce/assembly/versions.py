"""The versions of a pack that a database has run under: its texts are kept beside the cases that began with them."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from askonce.assembly import LANGUAGE
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.cases.running import Running
from askonce.ledger.entry import Entry
from askonce.pack.bundle import Refusal, export_pack, import_pack
from askonce.pack.passes import Checked, check_folder
from askonce.registers.pseudonym import Pseudonyms
from askonce.text.diagnostic import Severity

_ROOM: Final = "pack"
_CURRENT: Final = "current"
_NAME: Final = "name"


class UnfitPack(Exception):  # noqa: N818 - says what is the matter, to be shown as it is
    """The pack cannot be run as it is; the message says why and what to do."""


class Version(msgspec.Struct, frozen=True):
    """A version of a pack: the digest of its text, the text as one file, and the text as it was checked."""

    digest: str
    archive: bytes
    checked: Checked

    @property
    def name(self) -> str:
        """What the pack is called."""
        return next(iter(self.checked.bound.get("manifest", {})), "")


def read_version(folder: Path, on: date) -> Version:
    """The pack in a folder, checked for a day; UnfitPack where it has errors or cannot be carried."""
    archive = export_pack(folder)
    if isinstance(archive, Refusal):
        raise UnfitPack(f"{archive.reason}: {archive.repair}")
    checked = check_folder(folder, LANGUAGE, on=on, keep=True)
    errors = [one for one in checked.findings if one.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        count = f"{len(errors):,} error{'' if len(errors) == 1 else 's'}"
        raise UnfitPack(
            f"`{folder}` has {count}, the first at {first.span}: {first.message} ({first.code}); "
            f"`askonce check {folder}` shows them all"
        )
    if not checked.bound.get("manifest"):
        raise UnfitPack(f"`{folder}` has no manifest, so it is no pack that could be served")
    return Version(hashlib.sha256(archive).hexdigest(), archive, checked)


def kept_version(journal: Journal, digest: str) -> bytes | None:
    """The text of a version as one file, as it was kept."""
    kept = journal.get(_ROOM, digest)
    return None if kept is None else zlib.decompress(kept)


def current_version(journal: Journal) -> str | None:
    """The digest of the version in force; none in a database that is new."""
    kept = journal.get(_ROOM, _CURRENT)
    return None if kept is None else kept.decode()


def current_name(journal: Journal) -> str | None:
    """What the pack in force is called; none in a database that is new."""
    kept = journal.get(_ROOM, _NAME)
    return None if kept is None else kept.decode()


def adopt(journal: Journal, version: Version, by: str) -> bool:
    """Put a version in force, on record; false where it is already. Within a write job."""
    if current_version(journal) == version.digest:
        return False
    journal.put(_ROOM, version.digest, zlib.compress(version.archive))
    journal.put(_ROOM, _CURRENT, version.digest.encode())
    journal.put(_ROOM, _NAME, version.name.encode())
    what = {"pack": version.name, "version": version.digest}
    journal.record(Entry("pack", journal.now, by, what=what))
    return True


def unpacked(archive: bytes, on: date) -> Version:
    """A version that was kept as one file, checked for a day."""
    with tempfile.TemporaryDirectory(prefix="askonce-") as folder:
        into = Path(folder) / "pack"
        found = import_pack(archive, into)
        if isinstance(found, Refusal):
            raise UnfitPack(f"the pack that the database keeps cannot be read: {found.reason}")
        checked = check_folder(into, LANGUAGE, on=on, keep=True)
    return Version(hashlib.sha256(archive).hexdigest(), archive, checked)


class Runnings(Mapping[str, Running]):
    """Versions made ready to run; an old one is made ready when a case that began with it is first at hand."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms, on: date) -> None:
        self._database = database
        self._pseudonyms = pseudonyms
        self._on = on
        self._ready: dict[str, Running] = {}

    def add(self, version: Version) -> Running:
        """Make a version ready."""
        running = Running(version.digest, version.checked, self._pseudonyms)
        self._ready[version.digest] = running
        return running

    def __getitem__(self, digest: str) -> Running:
        found = self._ready.get(digest)
        if found is not None:
            return found
        archive = self._database.read(lambda journal: kept_version(journal, digest))
        if archive is None:
            raise KeyError(digest)
        return self.add(unpacked(archive, self._on))

    def __iter__(self) -> Iterator[str]:
        return iter(self._ready)

    def __len__(self) -> int:
        return len(self._ready)
