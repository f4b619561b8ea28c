"""The files that pages load: style, scripts, icon; each under an address that changes with its bytes, kept in memory."""

from __future__ import annotations

import gzip
import hashlib
import logging
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from askonce.web.answer import Answer

PREFIX: Final = "/static/"
_FOLDER: Final = files("askonce.web") / "static"
_LOG: Final = logging.getLogger("askonce.pages")
_MEDIA: Final = {
    "css": b"text/css; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "svg": b"image/svg+xml",
    "png": b"image/png",
    "txt": b"text/plain; charset=utf-8",
}
#: What `make setup` copies from npm, with the names that pages know it by.
VENDOR: Final = ("govuk-frontend.css", "govuk-frontend.js", "htmx.js", "ol.css", "ol.js", "ol-licence.txt")
_KEPT: Final = ("cache-control", "public, max-age=31536000, immutable")


class _File(msgspec.Struct, frozen=True):
    body: bytes
    packed: bytes
    media: bytes


class Files:
    """Every file under its address."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._addresses: dict[str, str] = {}
        vendor = _FOLDER / "vendor"
        for name in VENDOR:
            one = vendor / name
            if one.is_file():
                self._add(name, one.read_bytes())
            else:
                _LOG.warning("%s is missing: `make setup` fetches it; pages work without it, plainly", name)
        style = b"\n".join(one.read_bytes() for one in _sorted(_FOLDER / "css", "css"))
        self._add("askonce.css", style)
        for one in _sorted(_FOLDER / "js", "js"):
            self._add(one.name, self._linked(one.read_bytes()))
        for one in _sorted(_FOLDER, "svg"):
            self._add(one.name, one.read_bytes())

    def address(self, name: str) -> str:
        """The address of a file by its name; empty where the file is missing."""
        return self._addresses.get(name, "")

    def answer(self, path: str, accepts: str) -> Answer | None:
        """A file by its address, packed where the browser takes that; none where there is none."""
        found = self._files.get(path)
        if found is None:
            return None
        if "gzip" in accepts and found.packed:
            return Answer(
                200,
                found.packed,
                (_KEPT, ("content-encoding", "gzip"), ("vary", "accept-encoding")),
                found.media,
            )
        return Answer(200, found.body, (_KEPT, ("vary", "accept-encoding")), found.media)

    def _add(self, name: str, body: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        address = f"{PREFIX}{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        packed = gzip.compress(body, 9, mtime=0)
        self._addresses[name] = address
        self._files[address] = _File(body, packed if len(packed) < len(body) else b"", _MEDIA[ending])

    def _linked(self, script: bytes) -> bytes:
        """A script with the addresses of the scripts that it imports."""
        for name, address in self._addresses.items():
            script = script.replace(f'"./{name}"'.encode(), f'"{address}"'.encode())
        return script


def _sorted(folder: Traversable, ending: str) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted(
        (one for one in folder.iterdir() if one.name.endswith("." + ending)), key=lambda one: one.name
    )
