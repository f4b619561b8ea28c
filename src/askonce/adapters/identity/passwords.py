"""Passwords: which may be chosen, how they are kept (Argon2id, RFC 9106), and whether one fits."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    # loaded when the first password is checked, so that a house that waits stays small
    from argon2 import PasswordHasher

#: OWASP's second choice for Argon2id: 46 MiB, one pass more than it asks for. About 60 ms on one core.
_MEMORY_KIB: Final = 47_104
_PASSES: Final = 2
LEAST: Final = 12
MOST: Final = 128
#: Guesses that have to stand between a thief of hashes and a password: zxcvbn's highest class (D. L. Wheeler, "zxcvbn:
#: low-budget password strength estimation", USENIX Security 2016).
_LEAST_GUESSES: Final = 10**10
#: zxcvbn looks no further, for its time grows with the square: whoever begins so well may end as they like.
_LOOKED_AT: Final = 72
_SHORTEST_NAME: Final = 3

#: Why a password may not be chosen.
Unfit: TypeAlias = Literal["short", "long", "obvious", "name"]

#: What zxcvbn's English lists do not know and people here try first: pinyin, and what the software calls itself.
_HERE: Final = (
    "woaini", "woaiwojia", "nihao", "mima", "zhongguo", "beijing", "shanghai", "askonce", "county", "government", "changeme",
    "1314", "520", "qingshan",
)  # fmt: skip


def plain(password: str) -> str:
    """A password as it is compared: one spelling for what looks alike (NFKC), wherever it was typed."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, *names: str) -> Unfit | None:
    """Why a password may not be chosen by somebody of these names; none where it may.

    >>> fault_of("correct horse battery"), fault_of("Passw0rd!2024"), fault_of("lin.mei-lin.mei", "lin.mei")
    (None, 'obvious', 'name')
    """
    text = plain(password)
    if len(text) < LEAST:
        return "short"
    if len(text) > MOST:
        return "long"
    known = [name for name in (plain(name).casefold() for name in names) if len(name) >= _SHORTEST_NAME]
    if _guesses(text, ()) < _LEAST_GUESSES:
        return "obvious"
    return "name" if known and _guesses(text, known) < _LEAST_GUESSES else None


def _guesses(text: str, names: Sequence[str]) -> float:
    """How many guesses find a text that is tried in the order of leaked passwords, words, walks, dates and repetition."""
    from zxcvbn import zxcvbn

    return float(zxcvbn(text[:_LOOKED_AT], user_inputs=[*_HERE, *names], max_length=_LOOKED_AT)["guesses"])


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash("\0nobody has this password\0")


def hashed(password: str) -> str:
    """What is kept of a password, with its salt and its parameters in it."""
    return _hasher().hash(plain(password))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one that was kept; takes about 60 ms either way."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, plain(password)[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False


def fits_or_nobodys(kept: str, password: str) -> bool:
    """Whether a password fits; where nothing was kept, none does, which is found out no sooner."""
    nobodys = _nobodys()
    return fits(kept or nobodys, password) and bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether what was kept has other parameters than those of today."""
    return _hasher().check_needs_rehash(kept)
