"""Checks a file that somebody sent by its bytes, whatever its name says, and makes an image anew from its points."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from PIL.Image import Image

Kind: TypeAlias = Literal["pdf", "jpeg", "png"]
Fault: TypeAlias = Literal["empty", "too-large", "other-kind", "broken", "active", "too-many-points"]

MEDIA: Final[dict[str, str]] = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
#: Points of an image above which it is not unpacked: a photograph has less than half of them.
MOST_POINTS: Final = 30_000_000
#: An image is made smaller to this length of its longer side, at which print on paper can still be read.
_LONGEST_SIDE: Final = 3000
_QUALITY: Final = 88
_LONGEST_NAME: Final = 100
_BEGINS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"),
)  # fmt: skip


def _named(name: bytes) -> bytes:
    """A pattern of a name of a PDF, each letter of which may be written as `#` and its number."""
    return b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name)


#: What runs, starts or carries something when a PDF is opened. The long names do not come about by chance in packed bytes;
#: the short ones would, and count only with what follows them.
_ACTIVE: Final = re.compile(
    b"|".join(map(_named, (b"JavaScript", b"Launch", b"EmbeddedFile", b"RichMedia")))
    + b"|(?:" + _named(b"JS") + b"|" + _named(b"AA") + rb")[\0\s]*(?:\(|<|\d{1,10}\s+\d{1,5}\s+R)"
)  # fmt: skip
_ENDS: Final = b"%%EOF"
_LAST_BYTES: Final = 2048
#: Kinds of points that are made fewer as they are, without steps between them being lost.
_SCALED: Final = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"})
_ORIENTATION: Final = 0x0112
#: What a reader raises over a stranger's bytes is named nowhere: all that has to do with values, none of it a fault of ours.
_MISREAD: Final = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error,
)  # fmt: skip
#: How a picture is turned by what its camera says, as names of `PIL.Image.Transpose`.
_TURNS: Final[dict[int, str]] = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE",
    6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90",
}  # fmt: skip


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
    return "active" if _ACTIVE.search(body) else None


def _made_anew(body: bytes, kind: Kind) -> bytes | Fault:
    from PIL import Image

    try:
        with Image.open(BytesIO(body), formats=(kind.upper(),)) as image:  # reads the header and no points
            if image.width * image.height > MOST_POINTS:
                return "too-many-points"
            turned = _turned(_made_small(image, "RGB" if kind == "jpeg" else "RGBA"), _orientation(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "too-many-points"
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, struct.error, zlib.error):
        return "broken"
    plain = Image.new(turned.mode, turned.size)
    plain.paste(turned)
    out = BytesIO()
    if kind == "jpeg":
        plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    else:
        plain.save(out, "PNG", optimize=True)
    return out.getvalue()


def _made_small(image: Image, mode: str) -> Image:
    """The points of an image, made fewer before they are made wider, so that few bytes never ask for much memory."""
    image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    image.load()
    small = image if image.mode in _SCALED else image.convert("L" if image.mode == "1" else mode)
    small.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return small.convert(mode)


def _orientation(image: Image) -> object:
    """How a camera was held; 1 where what is said of a picture cannot be read, which harms nobody."""
    try:
        return image.getexif().get(_ORIENTATION, 1)
    except _MISREAD:
        return 1


def _turned(image: Image, orientation: object) -> Image:
    from PIL.Image import Transpose

    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(Transpose[turn])
