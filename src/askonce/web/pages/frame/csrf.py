"""The token that a form carries, so that no other site can send one in a visitor's name.

It is a MAC over what the browser holds (its session, or the mark of a visitor who has not signed in), masked anew on each
page, so that a compressed page gives nothing of it away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

FIELD: Final = "_token"
#: Marks one sending of a form: pressed twice, it is done once.
ONCE: Final = "_once"
_BYTES: Final = 16


def token_for(secret: bytes, bound_to: str) -> str:
    """A token for a form, bound to a session or a visitor."""
    mask = secrets.token_bytes(_BYTES)
    return (mask + _mixed(mask, _mac(secret, bound_to))).hex()


def fits(secret: bytes, bound_to: str, token: str) -> bool:
    """Whether a token was made for this session or visitor.

    >>> made = token_for(b"k", "me")
    >>> fits(b"k", "me", made), fits(b"k", "you", made), fits(b"k", "me", "x"), fits(b"k", "me", "")
    (True, False, False, False)
    """
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        return False
    if len(raw) != 2 * _BYTES:
        return False
    return hmac.compare_digest(_mixed(raw[:_BYTES], raw[_BYTES:]), _mac(secret, bound_to))


def comes_from_here(site: str, origin: str, host: str) -> bool:
    """Whether a browser says that a form was sent from a page of this house; one that says nothing is judged by its token.

    `site` is `Sec-Fetch-Site`, `host` the name by which the house was called, which the guard has checked.

    >>> comes_from_here("same-origin", "", "a:1"), comes_from_here("cross-site", "", "a:1")
    (True, False)
    >>> [comes_from_here("", origin, "a:1") for origin in ("http://a:1", "null", "http://b", "")]
    [True, False, False, True]
    """
    if site:
        return site in ("same-origin", "none")
    return not origin or origin.partition("://")[2].lower() == host.lower()


def _mac(secret: bytes, bound_to: str) -> bytes:
    return hmac.digest(secret, bound_to.encode(), hashlib.sha256)[:_BYTES]


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
