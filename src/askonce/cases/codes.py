"""Codes that people copy from paper and read out: twelve letters and digits without look-alikes, in groups of four.

No 0, O, 1 or I is among them, so that 32 signs are left and a code has 60 bits. Groups of digits and capital letters are read out
in every language alike; words that stand for letters are not.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final
from unicodedata import normalize

from askonce.registers.pseudonym import Pseudonyms

SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH, _GROUP, _BITS = 12, 4, 5
_MOST_TYPED: Final = 60


def spelled(seed: str) -> str:
    """The code of a seed that nobody can guess: the same for the same seed.

    >>> spelled("a"), len(set(map(spelled, "abcdefgh")))
    ('V7LW-YRQJ-R52M', 8)
    """
    number = int.from_bytes(sha256(seed.encode()).digest(), "big")
    signs = "".join(SIGNS[(number >> (_BITS * place)) & (len(SIGNS) - 1)] for place in range(_LENGTH))
    return _in_groups(signs)


def read_code(typed: str) -> str | None:
    """The code that somebody typed, however they spaced it and in whatever width or case; none where it can be none.

    >>> read_code(" 7k2m 9qrt－4xwb"), read_code("7K2M-9QRT-4XW0"), read_code("7K2M")
    ('7K2M-9QRT-4XWB', None, None)
    """
    signs = "".join(one for one in normalize("NFKC", typed[:_MOST_TYPED]).upper() if one.isalnum())
    return _in_groups(signs) if len(signs) == _LENGTH and set(signs) <= set(SIGNS) else None


def digest_of(pseudonyms: Pseudonyms, use: str, code: str) -> str:
    """What is kept of a code: a digest that is made with the key of the house, so that nobody tries codes on a stolen database."""
    typed = code.replace("\0", "\ufffd")  # no name has the one, no code the other
    return sha256(pseudonyms.of(use, typed).encode()).hexdigest()


def _in_groups(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
