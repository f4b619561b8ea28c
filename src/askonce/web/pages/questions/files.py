"""A file that somebody sends as an answer: checked, made harmless and looked through; and a file as it goes back to a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from askonce.adapters.uploads.checking import MEDIA, Clean, check
from askonce.adapters.uploads.scanning import scan
from askonce.cases.files import FileNote
from askonce.web.answer import Answer
from askonce.web.pages.frame.form import Upload
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit

_FAULTS: Final[Mapping[str, str]] = {
    "none": mark("Choose a file"),
    "empty": mark("The file is empty"),
    "too-large": mark("The file is larger than %(most)s MB"),
    "other-kind": mark("The file is no JPEG, PNG or PDF"),
    "broken": mark("The file is damaged. Save or photograph it anew"),
    "active": mark("The PDF holds a program or another file. Print it into a new PDF"),
    "too-many-points": mark("The picture is too large. Send it with fewer points"),
    "found": mark("The scanner found something harmful in the file, so it was not kept"),
    "failed": mark("The file could not be looked through for harmful content just now. Try again later"),
}
MEGA: Final = 1_000_000
#: What a browser may do with a file that somebody sent: show it, and nothing else.
_HARMLESS: Final = (
    ("content-security-policy", "default-src 'none'; sandbox"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
)


async def cleaned(visit: Visit, sent: Upload | None) -> Clean | str:
    """A file that may be kept, or in the visitor's words why not."""
    found = "none" if sent is None else await visit.service.sift(lambda: _checked(visit, sent))
    if isinstance(found, Clean):
        return found
    return visit.say(_FAULTS[found], most=visit.house.settings.limits.upload_bytes // MEGA)


def _checked(visit: Visit, sent: Upload) -> Clean | str:
    settings = visit.house.settings
    found = check(sent.name, sent.body, settings.limits.upload_bytes)
    if not isinstance(found, Clean):
        return found
    verdict = scan(settings.uploads, sent.body)
    return found if verdict == "clean" else verdict


def file_answer(note: FileNote, body: bytes) -> Answer:
    """A file as it goes to a browser: a picture may be shown in a page, a PDF is only saved."""
    shown = "attachment" if note.kind == "pdf" else "inline"
    plain = "".join(one if one.isascii() and (one.isalnum() or one in ".-_ ") else "_" for one in note.name)
    named = f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(note.name, safe='')}"
    headers = (*_HARMLESS, ("content-disposition", named))
    return Answer(200, body, headers, MEDIA[note.kind].encode())
