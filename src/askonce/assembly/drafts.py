"""Drafts of packs that authors bring: read from a ZIP that nobody trusts, kept for their author alone, for a day."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.cases.journal import Journal
from askonce.pack.bundle import Refusal, export_pack
from askonce.text.source import HIDDEN, MOST_BYTES, SUFFIXES

ROOM: Final = "pack-drafts"
LASTS: Final = timedelta(days=1)
#: What a ZIP may weigh as it is sent, and what may come out of it; a county's pack has a tenth of that.
MOST_SENT: Final = 4_000_000
MOST_UNPACKED: Final = 24_000_000
MOST_FILES: Final = 5_000
_LINK: Final = 0o120000
_FILE_TYPE: Final = 0o170000
_LOCKED: Final = 0x1
_PORTION: Final = 64 * 1024

Why: TypeAlias = Literal[
    "too-large",
    "no-zip",
    "locked",
    "too-many",
    "too-much",
    "leads-out",
    "link",
    "bad-name",
    "empty",
    "unfit",
]


class Fault(msgspec.Struct, frozen=True):
    """Why a draft is not taken, and the file that is the matter; `told` is what the reader of packs says of it."""

    why: Why
    name: str = ""
    told: str = ""


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """A draft as it is kept: the pack as one file, the name of what was sent, since when and until when."""

    archive: bytes
    name: str
    since: datetime
    until: datetime

    @property
    def digest(self) -> str:
        """By what the version is known: the digest of its text, as of one that is in force."""
        return hashlib.sha256(self.archive).hexdigest()


class _Unfit(Exception):  # noqa: N818 - carries the fault out of the reading, and goes no further
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.why)
        self.fault = fault


def read_zip(sent: bytes) -> bytes | Fault:
    """The pack in a ZIP as one file to keep, or why it is not taken.

    The pack may lie in a folder of its own. Hidden files, and such as are none of a pack, are left out. Nothing that the ZIP
    says of itself is believed: what comes out is counted, and names are looked at before anything is written.
    """
    if len(sent) > MOST_SENT:
        return Fault("too-large")
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as opened:
            files = dict(_entries(opened))
    except _Unfit as found:
        return found.fault
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return Fault("no-zip")
    files = _without_top(files)
    if not files:
        return Fault("empty")
    with tempfile.TemporaryDirectory(prefix="askonce-draft-") as folder:
        fault = _written(files, Path(folder))
        return fault or folder_archive(Path(folder))


def folder_archive(folder: Path) -> bytes | Fault:
    """The pack in a folder as one file."""
    found = export_pack(folder)
    return Fault("unfit", told=f"{found.reason}; {found.repair}") if isinstance(found, Refusal) else found


def _entries(opened: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = opened.infolist()
    if len(infos) > MOST_FILES:
        raise _Unfit(Fault("too-many"))
    left = MOST_UNPACKED
    for info in infos:
        name = info.orig_filename
        fault = _fault_of(info)
        if fault is not None:
            raise _Unfit(fault)
        if info.is_dir() or not _is_wanted(name):
            continue
        content = _content(opened, info, min(left, MOST_BYTES))
        left -= len(content)
        yield name, content


def _fault_of(info: zipfile.ZipInfo) -> Fault | None:
    """What an entry says of itself that nobody may say, whether or not its file is wanted."""
    name = info.orig_filename
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or name[1:2] == ":":
        return Fault("leads-out", _shown(name))
    if HIDDEN.search(name) or any(not part or part == "." for part in parts):
        return Fault("bad-name", _shown(name))
    if info.external_attr >> 16 & _FILE_TYPE == _LINK:
        return Fault("link", _shown(name))
    if info.flag_bits & _LOCKED:
        return Fault("locked", _shown(name))
    return None


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in SUFFIXES


def _content(opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """What comes out of an entry, as long as it is not too much, whatever its header says."""
    portions: list[bytes] = []
    size = 0
    with opened.open(info) as file:
        while portion := file.read(_PORTION):
            size += len(portion)
            if size > most:
                raise _Unfit(Fault("too-much", _shown(info.orig_filename)))
            portions.append(portion)
    return b"".join(portions)


def _without_top(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a pack whose folder was packed as a whole; a manifest stands at the top of a pack."""
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}


def _written(files: dict[str, bytes], folder: Path) -> Fault | None:
    """Write files into a new folder, none over another; what the reader of packs takes is for it to say."""
    for name, content in files.items():
        target = folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.write(content)
        except OSError:
            return Fault("bad-name", _shown(name))
    return None


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in name)[:100]


def keep(journal: Journal, owner: str, archive: bytes, name: str) -> None:
    """Keep a draft for its author in place of the one before; within a write job. What is over is swept away too."""
    sweep(journal)
    draft = Draft(zlib.compress(archive), name[:100], journal.now, journal.now + LASTS)
    journal.put(ROOM, owner, msgspec.msgpack.encode(draft))


def find(journal: Journal, owner: str) -> Draft | None:
    """The draft of an author; none where there is none, or where its day is over."""
    kept = journal.get(ROOM, owner)
    found = msgspec.msgpack.decode(kept, type=Draft) if kept is not None else None
    if found is None or found.until <= journal.now:
        return None
    return msgspec.structs.replace(found, archive=zlib.decompress(found.archive))


def drop(journal: Journal, owner: str) -> None:
    """Forget the draft of an author; within a write job."""
    journal.put(ROOM, owner, None)


def sweep(journal: Journal) -> None:
    """Forget drafts whose day is over; within a write job."""
    for owner in journal.keys(ROOM):
        kept = journal.get(ROOM, owner)
        if kept is not None and msgspec.msgpack.decode(kept, type=Draft).until <= journal.now:
            journal.put(ROOM, owner, None)
