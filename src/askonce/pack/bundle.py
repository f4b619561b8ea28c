"""A pack as one file to carry: an archive that always has the same bytes, and its way back into a folder."""

import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from askonce.text.diagnostic import Diagnostic
from askonce.text.source import HIDDEN, MOST_BYTES, SUFFIXES, read, walk

MARK = b"AskOnce pack 1"
DATE = (1980, 1, 1, 0, 0, 0)  # the first that the format knows: a pack has no time of its own
FILE_MODE = 0o100644 << 16
LINK = 0o120000
FILE_TYPE = 0o170000
MOST_FILES = 50_000
MOST_TOTAL = 512 * 1024 * 1024
MOST_CONTENT = MOST_TOTAL + 64 * 1024 * 1024  # names and places take their share
LONGEST_NAME = 255  # bytes, in every file system that a pack may move to
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
UNFIT = frozenset('<>:"|?*\\')


class Refusal(msgspec.Struct, frozen=True):
    """Why a pack cannot be carried, and what to do about it."""

    reason: str
    repair: str


def export_pack(folder: Path) -> bytes | Refusal:
    """Pack all files of a folder into one archive; the same files always give the same bytes."""
    if not folder.is_dir():
        return Refusal(f"`{folder}` is no folder", "name the folder of a pack")
    entries: list[tuple[str, bytes]] = []
    for path in walk(folder):
        source = read(folder, path)
        if isinstance(source, Diagnostic):
            return Refusal(source.message, source.help or "mend or remove the file")
        entries.append((path, source.content))
    return _refuse_entries(entries) or _archive(entries)


def import_pack(content: bytes, into: Path) -> tuple[str, ...] | Refusal:
    """Unpack an archive into a folder that is empty or does not exist yet, whole or not at all.

    Gives the paths of its files.
    """
    entries = _entries(content)
    if isinstance(entries, Refusal):
        return entries
    try:
        if into.is_symlink() or (into.exists() and not into.is_dir()):
            return Refusal(f"`{into}` is no folder", "name a folder that does not exist yet")
        if into.is_dir() and any(into.iterdir()):
            return Refusal(f"`{into}` is not empty", "name a folder that does not exist yet")
        _write(entries, into)
    except OSError as error:
        reason = f"`{into}` cannot be written: {error.strerror or error}"
        return Refusal(reason, "name a place with room where you may write")
    return tuple(path for path, _ in entries)


def _archive(entries: list[tuple[str, bytes]]) -> bytes:
    """Write entries uncompressed, sorted and undated, so that no version of a compressor shows."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = MARK
        for path, content in sorted(entries):
            info = zipfile.ZipInfo(path, DATE)
            info.create_system = 3
            info.external_attr = FILE_MODE
            archive.writestr(info, content)
    return written.getvalue()


def _entries(content: bytes) -> list[tuple[str, bytes]] | Refusal:
    """Read an archive's entries, or say why it is not one that `export_pack` has written."""
    if len(content) > MOST_CONTENT:
        return _too_large(f"the archive has {len(content):,} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            refusal = _refuse_infos(infos)
            if refusal is not None:
                return refusal
            if archive.comment != MARK:
                return _foreign("it does not say that it is a pack")
            entries = [(info.filename, archive.read(info)) for info in infos]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        return _foreign(str(error) or "it breaks off")
    refusal = _refuse_entries(entries)
    if refusal is not None:
        return refusal
    # Whatever else an archive can hide (dates, extra fields, bytes before, between and behind), ours has none.
    return entries if _archive(entries) == content else _foreign("it holds more than the files of a pack")


def _refuse_infos(infos: list[zipfile.ZipInfo]) -> Refusal | None:
    """Refuse by what an archive says of its entries, before any of them is unpacked."""
    total = sum(info.file_size for info in infos)
    if total > MOST_TOTAL:
        return _too_large(f"the archive holds {total:,} bytes")
    for info in infos:
        if info.external_attr >> 16 & FILE_TYPE == LINK:
            return Refusal(f"`{info.orig_filename}` is a link", "put the file itself into the pack")
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            return _foreign(f"`{info.orig_filename}` is compressed")
    return _refuse_names(info.orig_filename for info in infos)


def _refuse_entries(entries: list[tuple[str, bytes]]) -> Refusal | None:
    total = sum(len(content) for _, content in entries)
    if total > MOST_TOTAL:
        return _too_large(f"the pack holds {total:,} bytes")
    for path, content in entries:
        if len(content) > MOST_BYTES:
            return _too_large(f"`{path}` has {len(content):,} bytes")
    return _refuse_names(path for path, _ in entries)


def _refuse_names(paths: Iterable[str]) -> Refusal | None:
    """Refuse names that some system would read as others, or as a place outside the pack."""
    seen: dict[str, str] = {}
    files: set[str] = set()
    for number, path in enumerate(paths):
        if number >= MOST_FILES:
            return _too_large(f"the pack has more than {MOST_FILES:,} files")
        reason = _unfit_path(path)
        if reason:
            return Refusal(f"`{path}` {reason}", "rename the file")
        if path in files:
            return Refusal(f"`{path}` stands twice in the archive", "export the pack again")
        files.add(path)
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            name = "/".join(parts[:end])
            known = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
            if known != name:
                return Refusal(
                    f"`{name}` and `{known}` differ only in case or accents", "rename one of the two"
                )
    folders = {str(above) for path in files for above in PurePosixPath(path).parents}
    both = sorted(files & folders)
    return Refusal(f"`{both[0]}` is a file and a folder", "rename one of the two") if both else None


def _unfit_path(path: str) -> str:
    """Say what makes a path unfit to be carried to another system, or nothing."""
    if path.startswith("/") or path[1:2] == ":":
        return "is an absolute path"
    parts = path.split("/")
    if ".." in parts:
        return "leads out of the pack"
    if any(part.startswith((".", "~$")) for part in parts):
        return "is hidden"
    if PurePosixPath(path).suffix.lower() not in SUFFIXES:
        return "is no file of a pack"
    if any(not part or part[-1] in ". " or part.partition(".")[0].lower() in RESERVED for part in parts):
        return "has a name that not every system takes"
    if any(len(part.encode("utf-8", "replace")) > LONGEST_NAME for part in parts):
        return "has a name that is too long"
    if HIDDEN.search(path) or UNFIT.intersection(path):
        return "has a character that not every system takes"
    return ""


def _too_large(fact: str) -> Refusal:
    most = f"{MOST_FILES:,} files, {MOST_BYTES:,} bytes in each and {MOST_TOTAL:,} in all"
    return Refusal(f"{fact}; a pack has at most {most}", "split the pack")


def _foreign(fact: str) -> Refusal:
    return Refusal(f"this is no archive of a pack: {fact}", "bring one that `askonce export` has written")


def _write(entries: list[tuple[str, bytes]], into: Path) -> None:
    """Write into a folder beside the target, then give it the target's name."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".askonce-", dir=into.parent) as beside:
        whole = Path(beside) / "pack"
        whole.mkdir()
        for path, content in entries:
            target = whole / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.write(content)
        if into.is_dir():
            into.rmdir()
        whole.rename(into)
