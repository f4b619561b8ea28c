"""What a form sends: its fields and its files, read from the two encodings that browsers have."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from multipart import MultipartError, MultipartParser, parse_options_header

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
_MOST_FIELDS: Final = 400


class Upload(msgspec.Struct, frozen=True):
    """A file that somebody sent: its name there, the media type that the browser claims, its bytes."""

    name: str
    media: str
    body: bytes


class Form:
    """The fields of a form, each a list of texts, and the files beside them."""

    def __init__(
        self, fields: Mapping[str, tuple[str, ...]] | None = None, files: Mapping[str, Upload] | None = None
    ) -> None:
        self._fields = dict(fields or {})
        self._files = dict(files or {})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields that were sent, in their order."""
        return tuple(self._fields)

    def one(self, name: str, default: str = "") -> str:
        """The last text of a field, without space around it."""
        found = self._fields.get(name)
        return found[-1].strip() if found else default

    def all(self, name: str) -> tuple[str, ...]:
        """Every text of a field, as those of boxes that are ticked."""
        return self._fields.get(name, ())

    @property
    def files(self) -> tuple[tuple[str, Upload], ...]:
        """The files that were sent, each with the name of its field, in their order."""
        return tuple(self._files.items())

    def file(self, name: str) -> Upload | None:
        """The file of a field; none where nobody chose one."""
        return self._files.get(name)


class UnfitFormError(ValueError):
    """What was sent is no form."""


def read_form(content_type: str, raw: bytes) -> Form:
    """The form that a body holds; UnfitFormError where it holds none.

    >>> read_form("application/x-www-form-urlencoded", "a=1&b=%E9%9D%92&a=2".encode()).all("a")
    ('1', '2')
    """
    media, options = parse_options_header(content_type)
    if media == URLENCODED:
        return Form(_collected(_pairs(raw)))
    if media == MULTIPART and options.get("boundary"):
        return _read_parts(raw, options["boundary"])
    raise UnfitFormError("neither encoding of forms")


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise UnfitFormError("not encoded as forms are") from error


def _read_parts(raw: bytes, boundary: str) -> Form:
    pairs: list[tuple[str, str]] = []
    files: dict[str, Upload] = {}
    try:
        parser = MultipartParser(
            BytesIO(raw), boundary, content_length=len(raw), part_limit=_MOST_FIELDS,
            memory_limit=len(raw) + 1, disk_limit=0, spool_limit=len(raw) + 1, strict=True,
        )  # fmt: skip
        for part in parser:
            if part.filename is None:
                pairs.append((part.name, part.raw.decode()))
            elif part.filename and part.size:
                files[part.name] = Upload(part.filename, part.content_type or "", part.raw)
    except (MultipartError, UnicodeDecodeError) as error:
        raise UnfitFormError("broken parts") from error
    return Form(_collected(pairs), files)


def _collected(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        if "\0" in name or "\0" in text:
            raise UnfitFormError("a character that no text has")
        found.setdefault(name, []).append(text.replace("\r\n", "\n"))
    return {name: tuple(texts) for name, texts in found.items()}
