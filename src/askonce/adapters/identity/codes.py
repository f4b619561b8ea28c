"""One-time codes: those that an app shows for half a minute (TOTP, RFC 6238), and those on paper for when it is lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from io import BytesIO
from typing import Final

SECONDS: Final = 30
RECOVERY_CODES: Final = 10
#: The clocks of a phone and of the house may differ by one step either way.
_STEPS: Final = (0, -1, 1)
_DIGITS: Final = 6
#: Letters and digits that nobody mistakes for each other on paper; 16 of them hold 79 bits.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4


def new_secret() -> str:
    """A new secret for an app: 160 bits in Base32."""
    import pyotp

    return pyotp.random_base32(32)


def address_for(secret: str, name: str, house: str) -> str:
    """What the picture says that the app reads."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=house)


def step_of(secret: str, code: str, now: datetime, last: int = 0) -> int | None:
    """The step of time that a code belongs to; none where it fits none, or one that was used already."""
    import pyotp

    digits = "".join(code.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // SECONDS
    for step in (current + one for one in _STEPS):
        if step > last and hmac.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def picture(address: str) -> bytes:
    """A QR code as SVG, dark on light, with the quiet zone that cameras want."""
    import segno

    out = BytesIO()
    segno.make(address, error="m").save(
        out,
        kind="svg",
        scale=5,
        border=4,
        dark="#0b0c0c",
        light="#ffffff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue()


def recovery_codes() -> tuple[str, ...]:
    """Ten new codes, each for one sign-in without the app."""
    return tuple(
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    )


def recovery_digest(code: str) -> str:
    """What is kept of a code: it is drawn by chance and long, so that one round of SHA-256 is enough.

    >>> recovery_digest("ABCD efgh") == recovery_digest("abcd-efgh")
    True
    """
    letters = "".join(one for one in code.casefold() if one.isalnum())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()
