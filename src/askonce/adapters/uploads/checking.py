"""Checks a file that somebody sent by its bytes, whatever its name says, and makes an image anew from its points."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from typing import Final, Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["pdf", "jpeg", "png"]
Fault: TypeAlias = Literal["empty", "too-large", "other-kind", "broken", "active", "too-many-points"]

MEDIA: Final[dict[str, str]] = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
#: Points of an image above which it is not opened: a photograph has a fifth of them.
MOST_POINTS: Final = 60_000_000
#: An image is made smaller to this length of its longer side, at which print on paper can still be read.
_LONGEST_SIDE: Final = 3000
_QUALITY: Final = 88
_LONGEST_NAME: Final = 100
_BEGINS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"),
)  # fmt: skip
#: What runs, starts or carries something when a PDF is opened; the names are too long to come about by chance.
_ACTIVE: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_ENDS: Final = b"%%EOF"
_LAST_BYTES: Final = 2048


class Clean(msgspec.Struct, frozen=True):
    """A file that may be kept: what it is, its name without path and control characters, its bytes."""

    kind: Kind
    name: str
    body: bytes


def check(name: str, body: bytes, most_bytes: int) -> Clean | Fault:
    """A file that may be kept, or what is the matter with it. An image loses all that is no point: place, owner, script."""
    if not body:
        return "empty"
    if len(body) > most_bytes:
        return "too-large"
    kind = kind_of(body)
    if kind is None:
        return "other-kind"
    if kind == "pdf":
        fault = _fault_of_pdf(body)
        return fault or Clean(kind, plain_name(name, kind), body)
    made = _made_anew(body, kind)
    return Clean(kind, plain_name(name, kind), made) if isinstance(made, bytes) else made


def kind_of(body: bytes) -> Kind | None:
    r"""What a file is by its first bytes.

    >>> kind_of(b"%PDF-1.7\n"), kind_of(b"<svg onload=alert(1)>")
    ('pdf', None)
    """
    return next((kind for begins, kind in _BEGINS if body.startswith(begins)), None)


def plain_name(name: str, kind: str) -> str:
    r"""A name of a file that does no harm where it is shown or saved.

    >>> plain_name("../../etc/p\x00asswd", "pdf"), plain_name("证明.PDF", "pdf"), plain_name("x.html", "png")
    ('passwd.pdf', '证明.pdf', 'x.html.png')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one)[0] not in "CZ" or one == " ").strip(" .")
    ending = "jpg" if kind == "jpeg" else kind
    for known in (f".{ending}", ".jpeg" if kind == "jpeg" else f".{ending}"):
        if kept.lower().endswith(known):
            kept = kept[: -len(known)]
            break
    return f"{kept[: _LONGEST_NAME - 6] or 'file'}.{ending}"


def _fault_of_pdf(body: bytes) -> Fault | None:
    if _ENDS not in body[-_LAST_BYTES:]:
        return "broken"
    return "active" if any(one in body for one in _ACTIVE) else None


def _made_anew(body: bytes, kind: Kind) -> bytes | Fault:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(body), formats=(kind.upper(),)) as image:
            if image.width * image.height > MOST_POINTS:
                return "too-many-points"
            image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            turned = ImageOps.exif_transpose(image).convert("RGB" if kind == "jpeg" else "RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return "broken"
    turned.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    plain = Image.new(turned.mode, turned.size)
    plain.paste(turned)
    out = BytesIO()
    if kind == "jpeg":
        plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    else:
        plain.save(out, "PNG", optimize=True)
    return out.getvalue()
