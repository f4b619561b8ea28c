"""Files that commands read and write: whole or not at all."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from askonce.cli.command import Stop


def existing_folder(name: str) -> Path:
    """The folder of a name, or a clear stop."""
    folder = Path(name)
    if not name or not folder.exists():
        raise Stop(f"there is no folder `{name}`")
    if not folder.is_dir():
        raise Stop(f"`{name}` is a file; a pack is a folder")
    return folder


def write_whole(name: str, content: bytes) -> None:
    """Write a file by way of a temporary one beside it, so that it is never half written; `-` is standard output.

    A link keeps leading to its file, and a device or a pipe takes the bytes as it is: neither is replaced.
    """
    write_parts(name, (content,))


def write_parts(name: str, parts: Iterable[bytes]) -> int:
    """The same of parts that are made as they are written, so that they never lie in memory together; their bytes.

    What making them raises undoes the file.
    """
    if name == "-":
        count = _copy(parts, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return count
    try:
        path = Path(name).resolve()
        is_folder = not name or path.is_dir()
    except (
        OSError,
        RuntimeError,
        ValueError,
    ) as error:  # a loop of links was a RuntimeError until Python 3.13
        raise Stop(f"`{name}` cannot be written: {_why(error)}") from error
    if is_folder:
        raise Stop(f"`{name}` is a folder; name the file to write")
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                return _copy(parts, device)
        path.parent.mkdir(parents=True, exist_ok=True)
        return _replace(path, parts)
    except OSError as error:
        raise Stop(f"`{name}` cannot be written: {_why(error)}") from error


def _copy(parts: Iterable[bytes], file: IO[bytes]) -> int:
    """Write parts one after the other; how many bytes they were."""
    return sum(map(file.write, parts))


def _replace(path: Path, parts: Iterable[bytes]) -> int:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with _undisturbed() as before:
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path))
        try:
            with os.fdopen(descriptor, "wb") as file, _disturbed(before):
                count = _copy(parts, file)
            Path(made).chmod(mode)
            Path(made).replace(path)
        finally:
            Path(made).unlink(missing_ok=True)  # gone already, unless something stopped it half-way
    return count


@contextmanager
def _undisturbed() -> Iterator[set[int]]:
    """Let Ctrl-C wait until a file has its name: one that comes as the temporary file is named would leave it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield {int(one) for one in before}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _disturbed(before: set[int]) -> Iterator[None]:
    """Let Ctrl-C through again while the parts of a file are made, which may take minutes."""
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def write_folder(name: str, files: Mapping[str, str]) -> None:
    """Write a new folder of files, whole or not at all; an existing folder must be empty, and stays the same one.

    (Someone who stands in it, as after `mkdir x; cd x; askonce new .`, would stand in a lost one if it were replaced.)
    """
    try:
        target = Path(name).resolve()
        exists = target.exists()
        if exists and (not target.is_dir() or any(target.iterdir())):
            raise Stop(f"`{name}` exists and is not empty; nothing was written")
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=target if exists else target.parent, prefix=_prefix(target)))
        try:
            for path, text in files.items():
                file = making / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode())
            if exists:
                _move_up(making)
            else:
                making.chmod(0o777 & ~_umask())
                making.rename(target)
        finally:
            shutil.rmtree(making, ignore_errors=True)  # gone already, unless something stopped it half-way
    except (OSError, RuntimeError, ValueError) as error:
        raise Stop(f"`{name}` cannot be written: {_why(error)}") from error


def _move_up(making: Path) -> None:
    """Move what a folder holds into the one above it, all or nothing."""
    waiting = sorted(making.iterdir())
    moved: list[Path] = []
    try:
        for made in waiting:
            made.rename(making.parent / made.name)
            moved.append(making.parent / made.name)
    finally:
        for one in moved if len(moved) < len(waiting) else ():
            one.rename(making / one.name)  # something stopped it half-way: nothing stays


def _prefix(path: Path) -> str:
    """The beginning of a temporary name beside a path, short enough for every file system."""
    return f".{path.name[:40]}."


def _why(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
