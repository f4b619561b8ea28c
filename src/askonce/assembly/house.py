"""A house: one jurisdiction opened to work, from its settings to the handling of its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from askonce.adapters.keys import Keys, create_keys, open_keys
from askonce.adapters.occupying import Occupied, Occupying
from askonce.adapters.opening import POSTGRES, Unlike, open_database, shown, sqlite_path
from askonce.adapters.settings.model import Settings
from askonce.adapters.settings.reading import find_settings, read_settings
from askonce.adapters.signing import open_signer
from askonce.adapters.sources.sources import Clocks
from askonce.adapters.storage.schema import Schema, schema_of
from askonce.assembly.knowing import (
    KnownBy,
    known_by,
    lost_signing,
    refuse_strangers,
    remember,
    remembered,
)
from askonce.assembly.versions import (
    Runnings,
    UnfitPack,
    Version,
    adopt,
    current_version,
    kept_version,
    read_version,
    unpacked,
)
from askonce.cases.database import Database
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal
from askonce.cases.running import Running
from askonce.ledger.entry import Entry
from askonce.ledger.head import Signer, key_text, sign
from askonce.ledger.proving import head_of
from askonce.registers.disclosure import disclosure_of

KEYS: Final = ".keys"
SIGNING: Final = ".signing.pem"
HEAD: Final = ".head"
INSTALLER: Final = "system:askonce"


class Place(msgspec.Struct, frozen=True):
    """Where a house keeps things: the address of its database, its file of keys, its key that signs heads."""

    database: str
    keys: Path
    signing: Path

    @property
    def head(self) -> Path:
        """The file that remembers the last head that went to an address: beside the keys, not in the database."""
        return self.signing.with_name(self.signing.name.removesuffix(SIGNING) + HEAD)


class Secrets(NamedTuple):
    """What opens a house and lies outside of its database: the keys of names, and the one that signs heads."""

    keys: Keys
    signer: Signer


class House:
    """A jurisdiction at work; whoever opened it closes it."""

    def __init__(
        self,
        version: Version,
        database: Database,
        secrets: Secrets,
        settings: Settings,
        on: date,
        clocks: Clocks,
        place: Place,
        held: Occupying,
    ) -> None:
        self.place = place
        self._held = held
        self.database = database
        self.clocks = clocks
        self.keys, self.signer = keys, signer = secrets
        self.settings = settings
        self.runnings = Runnings(database, keys, on)
        self.current: Running = self.runnings.add(version)
        self.handling = Handling(self.runnings, version.digest, keys)
        manifest = version.checked.bound["manifest"][version.name]
        self.origin = version.name
        self.hash_name: str = manifest.hash
        self.zone: tzinfo = ZoneInfo(manifest.timezone) if manifest.timezone else UTC
        self.key_text = key_text(self.origin, signer)

    def local_day(self, instant: datetime) -> date:
        """The day that it is in the pack's time zone."""
        return instant.astimezone(self.zone).date()

    def head(self, journal: Journal) -> str:
        """The signed head of the ledger as it stands."""
        return sign(head_of(journal, self.origin, journal.now, self.hash_name), self.signer)

    def disclosure(self, entry: Entry) -> date:
        """The day from which the subject of an entry may read it, as the purposes of the pack say."""
        until = disclosure_of(entry, self.current.exchange.doors)
        return self.local_day(until or entry.at)

    def close(self) -> None:
        """Finish what was accepted and close."""
        self.database.close()
        self._held.close()


def settings_for(
    named: str | None, database: str | None, environ: Mapping[str, str]
) -> tuple[Settings, Path | None]:
    """The settings of an installation, and the file that they came from, if any."""
    path = find_settings(named, database, environ)
    return read_settings(path, environ), path


def place_of(settings: Settings, database: str | None) -> Place:
    """Where a house keeps things: beside its SQLite file, unless the settings say otherwise."""
    url = database or settings.database.url.reveal()
    file = None if url.startswith(POSTGRES) else sqlite_path(url)
    keys = settings.database.key_file or (file.with_name(file.name + KEYS) if file is not None else None)
    if keys is None:
        raise ValueError(
            f"{shown(url)} is no file beside which keys could lie; name their file in the settings as `database.key_file`"
        )
    return Place(url, keys, keys.with_name(keys.name.removesuffix(KEYS) + SIGNING))


def schema_for(version: Version) -> Schema:
    """The schema that a version of a pack asks for."""
    bound = version.checked.bound
    return schema_of(bound.get("register", {}).values(), bound.get("concept", {}))


def open_house(
    place: Place,
    settings: Settings,
    on: date,
    folder: Path | None = None,
    clock: Callable[[], datetime] | None = None,
) -> House:
    """Open a house; with a folder, for the pack in it, which a new database adopts. `clock` gives instants in UTC.

    KeyFileError where its keys are lost, or those of another house; UnfitPack where the pack cannot be run, or where the database runs another version of it; `Unavailable` where the
    database does not answer.
    """
    version = read_version(folder, on) if folder is not None else None
    try:
        schema = schema_for(version) if version is not None else None
        database = (
            open_database(place.database, schema)
            if clock is None
            else open_database(place.database, schema, clock=clock)
        )
    except Unlike as error:
        raise UnfitPack(f"{error}; `askonce upgrade {folder}` shows what would change") from error
    with ExitStack() as undo:
        undo.callback(database.close)
        current = database.read(current_version)
        keys = (
            create_keys(place.keys) if current is None and not place.keys.exists() else open_keys(place.keys)
        )
        version = _in_force(database, current, version, folder, on)
        if current is not None and not place.signing.exists():
            raise lost_signing(place.signing)
        manifest = version.checked.bound["manifest"][version.name]
        signer = open_signer(place.signing, manifest.signature)
        known = known_by(keys, signer)
        kept = database.read(remembered)
        if current is None or kept is None:
            begun = version
            database.write(lambda journal: _begin(journal, begun, known)).result()
        else:
            refuse_strangers(kept, known, place.keys, place.signing)
        undo.callback((held := _held(place)).close)
        clocks = Clocks(now=clock) if clock else Clocks()
        house = House(version, database, Secrets(keys, signer), settings, on, clocks, place, held)
        undo.pop_all()
        return house


def _held(place: Place) -> Occupying:
    """Work on the house beside others, but not while somebody upgrades it."""
    try:
        return Occupying(place.signing)
    except Occupied as error:
        raise UnfitPack(
            "another version of the pack is just being put in force; try again in a moment"
        ) from error


def _begin(journal: Journal, version: Version, known: KnownBy) -> None:
    """Begin a house: its pack is in force, and it knows its keys; the keys themselves are on the disk by then."""
    adopt(journal, version, INSTALLER)
    remember(journal, known)


def _in_force(
    database: Database, current: str | None, version: Version | None, folder: Path | None, on: date
) -> Version:
    """The version that the database runs, or is to run where it has none."""
    if version is None:
        archive = database.read(lambda journal: kept_version(journal, current)) if current else None
        if archive is None:
            raise UnfitPack("the database has no pack in force yet; `askonce serve PACK` begins with one")
        return unpacked(archive, on)
    if current not in (None, version.digest):
        raise UnfitPack(
            f"`{folder}` is another version than the one in force; `askonce upgrade {folder}` shows what would change"
        )
    return version
