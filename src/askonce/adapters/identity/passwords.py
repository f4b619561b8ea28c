"""Passwords: which may be chosen, how they are kept (Argon2id, RFC 9106), and whether one fits."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:  # loaded when the first password is checked, so that a house that waits stays small
    from argon2 import PasswordHasher

#: OWASP's second choice for Argon2id: 46 MiB, one pass more than it asks for. About 60 ms on one core.
_MEMORY_KIB: Final = 47_104
_PASSES: Final = 2
LEAST: Final = 12
MOST: Final = 128
#: So much has to be left of a password once everything that all the world tries first is taken out.
_LEAST_LEFT: Final = 5
_FEWEST_CHARACTERS: Final = 5

#: Why a password may not be chosen.
Unfit: TypeAlias = Literal["short", "long", "obvious", "name"]

#: What stands in nearly every long password that was ever found in a leak, in English and in pinyin.
_COMMON: Final = (
    "password", "passwort", "passphrase", "passwd", "pass", "letmein", "welcome", "administrator", "admin", "root",
    "iloveyou", "iloveu", "loveyou", "lovely", "love", "princess", "sunshine", "monkey", "dragon", "master", "football",
    "baseball", "superman", "batman", "trustno", "starwars", "whatever", "secret", "changeme", "default", "computer",
    "internet", "samsung", "michael", "jordan", "charlie", "freedom", "hello", "login", "guest", "test", "user",
    "woaini", "woaiwojia", "nihao", "mima", "zhongguo", "beijing", "shanghai", "china", "qingshan", "askonce", "county",
    "government", "mypassword", "temp", "summer", "winter", "spring", "autumn", "office",
)  # fmt: skip
_WALKS: Final = (
    "1234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop", "azertyuiop", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "abcdefghijklmnopqrstuvwxyz", "147258369", "741852963", "!@#$%^&*()_+",
    "zaq12wsxcde34rfvbgt56yhn", "qazwsxedcrfvtgbyhnujm",
)  # fmt: skip
_LEAST_WALK: Final = 3
_SPELT: Final = str.maketrans("013457@$!", "oieastasi")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_REPEATED: Final = re.compile(r"(.{1,8}?)\1+")


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
    lower = text.casefold()
    for name in names:
        known = plain(name).casefold()
        if len(known) >= _LEAST_WALK and known in lower and _is_obvious(lower.replace(known, "")):
            return "name"
    return "obvious" if _is_obvious(lower) else None


def _is_obvious(text: str) -> bool:
    """Whether little is left of a text without common words, walks over the keyboard, years and repetition."""
    if len(set(text)) < _FEWEST_CHARACTERS:
        return True
    return min(len(_left_of(text)), len(_left_of(text.translate(_SPELT)))) < _LEAST_LEFT


def _left_of(text: str) -> str:
    left = _YEAR.sub("", text)
    for word in _COMMON:
        left = left.replace(word, "")
    left = "".join(one for one in _without_walks(left) if one.isalnum())
    return _REPEATED.sub(r"\1", left)


def _without_walks(text: str) -> str:
    """A text without stretches of at least three keys that follow one another, forwards or backwards."""
    kept, place = [], 0
    while place < len(text):
        length = max(_walk_at(text, place, walk) for walk in _BOTH_WAYS)
        if length >= _LEAST_WALK:
            place += length
        else:
            kept.append(text[place])
            place += 1
    return "".join(kept)


_BOTH_WAYS: Final = (*_WALKS, *(walk[::-1] for walk in _WALKS))


def _walk_at(text: str, place: int, walk: str) -> int:
    """How many characters from a place on follow a walk."""
    begin = walk.find(text[place])
    length = 0
    while (
        begin >= 0
        and begin + length < len(walk)
        and place + length < len(text)
        and walk[begin + length] == text[place + length]
    ):
        length += 1
    return length


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
