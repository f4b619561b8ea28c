"""Files that commands read and write: whole or not at all."""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from askonce.cli.command import Stop


def existing_folder(name: str) -> Path:
    """The folder of a name, or a clear stop."""
    folder = Path(name)
    if not folder.exists():
        raise Stop(f"there is no folder `{name}`")
    if not folder.is_dir():
        raise Stop(f"`{name}` is a file; a pack is a folder")
    return folder


def write_whole(name: str, content: bytes) -> None:
    """Write a file by way of a temporary one beside it, so that it is never half written; `-` is standard output."""
    if name == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise Stop(f"`{name}` is a folder")
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(content)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        made = Path(file.name)
        made.chmod(mode)
        made.replace(path)
    except OSError as error:
        raise Stop(f"`{name}` cannot be written: {error.strerror}") from error


def write_folder(name: str, files: Mapping[str, str]) -> None:
    """Write a new folder of files, whole or not at all; an existing folder must be empty."""
    target = Path(name)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise Stop(f"`{name}` exists and is not empty; nothing was written")
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        try:
            for path, text in files.items():
                file = making / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode())
            making.chmod(0o777 & ~_umask())
            if target.exists():
                target.rmdir()
            making.rename(target)
        finally:
            shutil.rmtree(making, ignore_errors=True)  # gone already, unless something stopped it half-way
    except OSError as error:
        raise Stop(f"`{name}` cannot be written: {error.strerror}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
