"""How large what somebody hands in may be: refused plainly before anything is looked up."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from typing import Any, Final
from unicodedata import category

import msgspec

from askonce.cases.command import Command, Filing
from askonce.cases.refusing import refuse
from askonce.norms.columns import DIGITS
from askonce.registers.refusal import Refusal

MOST_CHOSEN: Final = 50
LONGEST_ID: Final = 200
LONGEST_TEXT: Final = 20_000
_TOO_LARGE: Final = 10**DIGITS
_FEWEST_LETTERS: Final = 2


def oversized(filing: Filing) -> Refusal | None:
    """Why a filing is too large, or names somebody by what can be no id."""
    if filing.applicant is not None and not is_id(filing.applicant):
        return refuse("bad-id", "applicant")
    for role, chosen in filing.choices.items():
        if len(chosen) > MOST_CHOSEN:
            return refuse("too-many-chosen", str(MOST_CHOSEN))
        if not all(map(is_id, chosen)):
            return refuse("bad-id", role[:LONGEST_ID])
    return unfit((filing.answers, filing.disputes, filing.consent))


def oversized_command(command: Command) -> Refusal | None:
    """Why what a command says is too large."""
    return unfit(getattr(command, name) for name in command.__struct_fields__)


def is_id(text: str) -> bool:
    r"""Whether a text may be the id of a subject.

    >>> is_id("p-000123"), is_id(""), is_id("a\nb")
    (True, False, False)
    """
    return 0 < len(text) <= LONGEST_ID and bool(text.strip()) and text.isprintable()


def unfit(said: Iterable[Any]) -> Refusal | None:
    """Why something that was said cannot be kept: a text too long, a number that no expression holds."""
    left = list(said)
    while left:
        one = left.pop()
        if isinstance(one, str) and len(one) > LONGEST_TEXT:
            return refuse("too-long", str(LONGEST_TEXT))
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            left += one
        elif isinstance(one, msgspec.Struct):
            left += [getattr(one, name) for name in one.__struct_fields__]
        elif isinstance(one, int | float | Decimal) and not _is_held(one):
            return refuse("number-too-large", str(DIGITS))
    return None


def _is_held(number: float | Decimal) -> bool:
    """Compared as it is: to write out a number with a large exponent would take for ever."""
    finite = (
        number.is_finite() if isinstance(number, Decimal) else isinstance(number, int) or isfinite(number)
    )
    return finite and -_TOO_LARGE < number < _TOO_LARGE


def is_said(consent: str) -> bool:
    r"""Whether words of consent say anything: two different letters at least, whatever cannot be seen left out.

    >>> is_said("同意"), is_said("x"), is_said("\u200b \u200b")
    (True, False, False)
    """
    return len({one for one in consent if category(one).startswith("L")}) >= _FEWEST_LETTERS
