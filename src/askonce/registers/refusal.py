"""A refusal: why somebody may not do or see something now, and under which article."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """Why not: a stable word for programs, the reason in each language, and the article that says so.

    >>> Refusal("no-purpose", {"en": "no purpose was named"}).basis
    ''
    """

    code: str
    reason: Mapping[str, str]
    basis: str = ""
