"""The hash functions that a pack may name for its ledger."""

from __future__ import annotations

import hashlib
from functools import partial

from askonce.methods.merkle import SHA256, Algorithm


def algorithm(name: str) -> Algorithm:
    """The hash function of a name; ValueError where there is none, or this machine's OpenSSL lacks it.

    >>> algorithm("SHA-256")(b"").digest().hex()[:8]
    'e3b0c442'
    """
    if name == "SHA-256":
        return SHA256
    if name == "SM3":
        if "sm3" not in hashlib.algorithms_available:
            raise ValueError("the OpenSSL of this machine was built without SM3")
        return partial(hashlib.new, "sm3")
    raise ValueError(f"`{name}` is no hash function of a ledger: SHA-256 or SM3")
